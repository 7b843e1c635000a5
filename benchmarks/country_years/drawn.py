"""Made-up country-years, as a frame of pandas and one of polars, and the columns that scoring adds."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

import numpy as np
import pandas as pd
import polars as pl

Array: TypeAlias = np.ndarray

BOOK = "CORE-2018"
SEED = 2018
WORDS = ["PW", "HC", "SC", "PL", "IU", "NP", "not covered"]
CATEGORIES = ("budget_proposal", "audit_report")
YES_NO = ("ati_law", "ati_constitution", "ati_draft", "ad_law", "ad_public", "member")
NUMBERS = {"civil_liberties": 10, "cso_entry_exit_osp": 4, "cso_repression_osp": 4}
CRITERIA = ("FT", "ATI", "AD", "CE")
POINTS = ["points_low", "points_high", "possible_low", "possible_high"]
POINTS += [f"{name}_{end}" for name in CRITERIA for end in ("low", "high")]
RANKS = ["not_met", "undetermined", "met"]
UNKNOWN = 0.1
FIRST, DAYS = date(2011, 9, 1), 5_000


def drawn(rows: int, seed: int = SEED) -> tuple[pd.DataFrame, pl.DataFrame, Array]:
    """Return the same made-up rows as a frame of pandas and one of polars, and a day for each."""
    draw = np.random.default_rng(seed)

    def unknown() -> Array:
        return draw.random(rows) < UNKNOWN

    codes = {name: np.where(unknown(), -1, draw.integers(0, len(WORDS), rows)) for name in CATEGORIES}
    bits = {name: (draw.random(rows) < 0.5, unknown()) for name in YES_NO}  # noqa: PLR2004
    numbers = {
        name: np.where(unknown(), np.nan, np.round(draw.uniform(0, high, rows), 2)) for name, high in NUMBERS.items()
    }
    pandas = pd.DataFrame(
        {name: pd.Categorical.from_codes(one, WORDS) for name, one in codes.items()}
        | {name: pd.arrays.BooleanArray(one, missing) for name, (one, missing) in bits.items()}
        | numbers
    )
    enum = pl.Enum(WORDS)
    polars = pl.DataFrame(
        [pl.Series(name, [*WORDS, None], enum).gather(one) for name, one in codes.items()]
        + [pl.Series(name, one).set(pl.Series(missing), None) for name, (one, missing) in bits.items()]
        + [pl.Series(name, one, nan_to_null=True) for name, one in numbers.items()]
    )
    return pandas, polars, draw.integers(0, DAYS, rows)


def dated(frame: pl.DataFrame, days: Array) -> pl.DataFrame:
    """Return a frame with a day in each row, on which one of all books of eligibility was in force."""
    dates = pl.Series("on", days.astype("datetime64[D]") + np.timedelta64((FIRST - date(1970, 1, 1)).days))
    return frame.with_columns(dates.cast(pl.Date), ad_points=pl.lit(2))


def check_same(one: pl.DataFrame, other: pl.DataFrame, names: list[str]) -> None:
    """Make sure that a comparator gives the same columns."""
    words = [name for name in names if name in ("outcome", "core")]
    alike = [pl.col(words).cast(pl.String), pl.col([name for name in names if name not in words]).cast(pl.Int64)]
    if not one.select(names).with_columns(alike).equals(other.select(names).with_columns(alike)):
        msg = "the comparator gives other results"
        raise AssertionError(msg)
