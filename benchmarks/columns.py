"""A million country-years scored, beside a fused machine loop and hand-written polars that give the same columns."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from typing import TypeAlias

import numpy as np
import pandas as pd
import polars as pl

from opengov import score_frame

Array: TypeAlias = np.ndarray
Contestants: TypeAlias = dict[str, Callable[[], object]]

BOOK = "CORE-2018"
ROWS, ROUNDS, SEED = 1_000_000, 9, 2018
WORDS = ["PW", "HC", "SC", "PL", "IU", "NP", "not covered"]
CATEGORIES = ("budget_proposal", "audit_report")
YES_NO = ("ati_law", "ati_constitution", "ati_draft", "ad_law", "ad_public", "member")
NUMBERS = {"civil_liberties": 10, "cso_entry_exit_osp": 4, "cso_repression_osp": 4}
NAMES = {"budget_survey_edition": None}
CRITERIA = ("FT", "ATI", "AD", "CE")
POINTS = ["points_low", "points_high", "possible_low", "possible_high"]
POINTS += [f"{name}_{end}" for name in CRITERIA for end in ("low", "high")]
RANKS = ["not_met", "undetermined", "met"]
UNKNOWN = 0.1
TARGETS = {  # contestant: (floor, at most so many times as long)
    "pandas": ("pandas, machine loop", 3.0),
    "polars": ("polars, machine loop", 3.0),
    "polars lazy": ("polars, by hand", 2.0),
    "pandas, text": ("pandas, text by map", 1.5),
    "polars, books by date": ("polars, one book", 1.5),
}


def main() -> int:
    """Print the table; return 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rows: to see that it works, not how fast")
    parser.add_argument("--rows", type=int, default=ROWS, help="rows (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of all contestants (default: %(default)s)")
    asked = parser.parse_args()
    rows, rounds = (20_000, 1) if asked.quick else (asked.rows, asked.rounds)
    contestants = _contestants(*_drawn(rows))
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for place in range(rounds + 1):
        for name, run in contestants.items():
            start = time.perf_counter()
            run()
            if place:  # the first round compiles, enumerates and warms up
                times[name].append(time.perf_counter() - start)
    missed = _report(times, rows)
    return 0 if asked.quick else int(missed)


def _drawn(rows: int) -> tuple[pd.DataFrame, pl.DataFrame, Array]:
    """Return the same made-up rows as a frame of pandas and one of polars, and a day for each."""
    draw = np.random.default_rng(SEED)

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
    return pandas, polars, draw.integers(0, 5_000, rows)


def _contestants(pandas: pd.DataFrame, polars: pl.DataFrame, days: Array) -> Contestants:
    text = pandas.astype(dict.fromkeys(CATEGORIES, "str"))
    dates = pl.Series("on", days.astype("datetime64[D]") + np.timedelta64((date(2011, 9, 1) - date(1970, 1, 1)).days))
    later = polars.with_columns(dates.cast(pl.Date), ad_points=pl.lit(2))
    found: Contestants = {
        "pandas": lambda: score_frame(pandas, BOOK, names=NAMES),
        "polars": lambda: score_frame(polars, BOOK, names=NAMES),
        "polars lazy": lambda: score_frame(polars.lazy(), BOOK, names=NAMES).collect(),
        "polars, by hand": lambda: by_hand(polars.lazy()).collect(),
        "pandas, text": lambda: score_frame(text, BOOK, names=NAMES),
        "pandas, text by map": lambda: score_frame(mapped(text), BOOK, names=NAMES),
        "polars, one book": lambda: score_frame(later, BOOK, names=NAMES),
        "polars, books by date": lambda: score_frame(later, on="on", names=NAMES),
    }
    _same(score_frame(polars, BOOK, names=NAMES), by_hand(polars.lazy()).collect())
    if find_spec("numba") is None:
        print("numba is not installed (extra bench), so there is no machine loop to compare with.\n")
        return found
    loop = machine_loop()
    _same(score_frame(polars, BOOK, names=NAMES), looped_polars(polars, loop))
    found["pandas, machine loop"] = lambda: looped_pandas(pandas, loop)
    found["polars, machine loop"] = lambda: looped_polars(polars, loop)
    return found


def _same(one: pl.DataFrame, other: pl.DataFrame) -> None:
    """Make sure that a comparator gives the same columns."""
    names = [*POINTS, "outcome", "core"]
    words = [pl.col("outcome", "core").cast(pl.String), pl.col(POINTS).cast(pl.Int64)]
    if not one.select(names).with_columns(words).equals(other.select(names).with_columns(words)):
        msg = "the comparator gives other results"
        raise AssertionError(msg)


def _report(times: dict[str, list[float]], rows: int) -> bool:
    print(f"{rows:,} rows, {len(next(iter(times.values())))} rounds\n")
    missed = False
    for name, several in times.items():
        best = statistics.median(several)
        line = f"{name:24} {best * 1e3:8.1f} ms {rows / best / 1e6:6.1f} million rows a second"
        if name in TARGETS and TARGETS[name][0] in times:
            floor, most = TARGETS[name]
            ratio = statistics.median(one / two for one, two in zip(several, times[floor], strict=True))
            missed |= ratio > most
            line += f"   {ratio:4.1f} times {floor} (at most {most})"
        print(line)
    return missed


# --- text ------------------------------------------------------------------------------------------------------------


def mapped(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose columns of text a hand-written map turned into categories."""
    codes = {word: code for code, word in enumerate(WORDS)}
    made = {
        name: pd.Categorical.from_codes(frame[name].map(codes).fillna(-1).astype("int8"), WORDS) for name in CATEGORIES
    }
    return frame.assign(**made)


# --- by hand ---------------------------------------------------------------------------------------------------------


def by_hand(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return the points and outcomes as one would write them in polars for this one book, nothing checked."""
    col, when, i16 = pl.col, pl.when, pl.Int16

    def sure(name: str) -> pl.Expr:
        return col(name).fill_null(value=False)

    def may(name: str) -> pl.Expr:
        return col(name).fill_null(value=True)

    def available(name: str) -> pl.Expr:
        return (col(name) == "PW") | (col(name) == "HC") | (col(name) == "SC")

    def gone(name: str) -> pl.Expr:
        return col(name) == "not covered"

    def documents(*, unknown: bool) -> pl.Expr:
        return sum((available(name).fill_null(value=unknown).cast(i16) * 2 for name in CATEGORIES), pl.lit(0, i16))

    def law(held: Callable[[str], pl.Expr]) -> pl.Expr:
        both = held("ati_constitution") & held("ati_draft")
        rest = when(held("ati_constitution")).then(3).when(held("ati_draft")).then(1).otherwise(0)
        return when(held("ati_law") | both).then(4).otherwise(rest).cast(i16)

    def disclosure(held: Callable[[str], pl.Expr]) -> pl.Expr:
        return when(held("ad_law") & held("ad_public")).then(4).when(held("ad_law")).then(2).otherwise(0).cast(i16)

    score = col("civil_liberties")
    band = when(score > 7.5).then(4).when(score > 5).then(3).when(score > 2.5).then(2).otherwise(0)  # noqa: PLR2004
    frame = frame.with_columns(
        FT_low=documents(unknown=False),
        FT_high=documents(unknown=True),
        ATI_low=law(sure),
        ATI_high=law(may),
        AD_low=disclosure(sure),
        AD_high=disclosure(may),
        CE_low=when(score.is_null()).then(0).otherwise(band).cast(i16),
        CE_high=when(score.is_null()).then(4).otherwise(band).cast(i16),
        _gone=gone("budget_proposal").fill_null(value=False) & gone("audit_report").fill_null(value=False),
        _may_be=gone("budget_proposal").fill_null(value=True) & gone("audit_report").fill_null(value=True),
        _scored=score.is_not_null().cast(i16),
    )
    lows, highs = (sum((col(f"{name}_{end}") for name in CRITERIA), pl.lit(0, i16)) for end in ("low", "high"))
    frame = frame.with_columns(
        points_low=lows,
        points_high=highs,
        possible_low=8 + 4 * (~col("_may_be")).cast(i16) + 4 * col("_scored"),
        possible_high=16 - 4 * col("_gone").cast(i16),
        _least=4 * lows - 48 + 12 * col("_gone").cast(i16),
        _most=4 * highs
        - 48
        + when(col("_may_be")).then(pl.max_horizontal(12 - 4 * col("FT_high"), 0)).otherwise(0).cast(i16),
        _few=(2 + (~col("_may_be")).cast(i16) + col("_scored")) < 3,  # noqa: PLR2004
        _passes=col("member") | ((col("cso_entry_exit_osp") >= 3) & (col("cso_repression_osp") >= 3)),  # noqa: PLR2004
    )
    core = (
        when(col("_few")).then(1).when(col("_least") >= 0).then(2).when(col("_most") < 0).then(0).otherwise(1)
    ).cast(pl.UInt8)
    frame = frame.with_columns(core=core)
    whole = when(~col("_passes") | (col("core") == 0)).then(0).when(col("_passes")).then(col("core")).otherwise(1)
    frame = frame.with_columns(outcome=whole.cast(pl.UInt8)).drop("^_.*$")
    return frame.with_columns(pl.col("outcome", "core").cat.to(pl.Enum(RANKS)))


# --- the machine loop ------------------------------------------------------------------------------------------------

Loop: TypeAlias = Callable[..., None]


def machine_loop() -> Loop:
    """Return one loop over all rows, compiled."""
    import numba

    @numba.njit
    def loop(words: Array, bits: Array, numbers: Array, points: Array, ranks: Array) -> None:
        for i in range(len(words[0])):
            low = high = gone = may_be = 0
            for j in range(2):
                word = words[j][i]
                if 0 <= word <= 2:  # noqa: PLR2004
                    low += 2
                    high += 2
                elif word < 0:
                    high += 2
                    may_be += 1
                elif word == 6:  # noqa: PLR2004
                    gone += 1
                    may_be += 1
            law, right, draft = bits[0][i], bits[1][i], bits[2][i]
            a_low = 4 if law == 1 or (right == 1 and draft == 1) else 3 if right == 1 else 1 if draft == 1 else 0
            a_high = 4 if law >= 1 or (right >= 1 and draft >= 1) else 3 if right >= 1 else 1 if draft >= 1 else 0
            d_low = (4 if bits[4][i] == 1 else 2) if bits[3][i] == 1 else 0
            d_high = (4 if bits[4][i] >= 1 else 2) if bits[3][i] >= 1 else 0
            score = numbers[0][i]
            scored = 1
            if score > 7.5:  # noqa: PLR2004
                c_low = c_high = 4
            elif score > 5:  # noqa: PLR2004
                c_low = c_high = 3
            elif score > 2.5:  # noqa: PLR2004
                c_low = c_high = 2
            elif score >= 0:
                c_low = c_high = 0
            else:
                c_low, c_high, scored = 0, 4, 0
            points[4, i], points[5, i], points[6, i], points[7, i] = low, high, a_low, a_high
            points[8, i], points[9, i], points[10, i], points[11, i] = d_low, d_high, c_low, c_high
            least, most = low + a_low + d_low + c_low, high + a_high + d_high + c_high
            points[0, i], points[1, i] = least, most
            points[2, i] = 8 + 4 * (may_be < 2) + 4 * scored  # noqa: PLR2004
            points[3, i] = 16 - 4 * (gone == 2)  # noqa: PLR2004
            margin = 4 * least - 48 + (12 if gone == 2 else 0)  # noqa: PLR2004
            best = 4 * most - 48 + (max(12 - 4 * high, 0) if may_be == 2 else 0)  # noqa: PLR2004
            few = 2 + (may_be < 2) + scored < 3  # noqa: PLR2004
            core = 1 if few else 2 if margin >= 0 else 0 if best < 0 else 1
            member, first, second = bits[5][i], numbers[1][i], numbers[2][i]
            passes = 1 if first >= 3 and second >= 3 else 0 if first < 3 or second < 3 else 2  # noqa: PLR2004
            passes = 1 if member == 1 or passes == 1 else 0 if member == 0 and passes == 0 else 2
            ranks[1, i] = core
            ranks[0, i] = 0 if passes == 0 or core == 0 else core if passes == 1 else 1

    compiled: Loop = loop
    return compiled


def _looped(loop: Loop, words: list[Array], bits: list[Array], numbers: list[Array]) -> tuple[Array, Array]:
    count = len(words[0])
    points, ranks = np.empty((len(POINTS), count), np.int16), np.empty((2, count), np.int8)
    loop(tuple(words), tuple(bits), tuple(numbers), points, ranks)
    return points, ranks


def looped_pandas(frame: pd.DataFrame, loop: Loop) -> pd.DataFrame:
    """Return what the loop gives, beside the frame."""
    points, ranks = _looped(
        loop,
        [frame[name].cat.codes.to_numpy() for name in CATEGORIES],
        [frame[name].to_numpy(dtype=np.uint8, na_value=2) for name in YES_NO],
        [frame[name].to_numpy() for name in NUMBERS],
    )
    outcomes = {
        name: pd.Categorical.from_codes(one, RANKS) for name, one in zip(("outcome", "core"), ranks, strict=True)
    }
    made = pd.DataFrame(dict(zip(POINTS, points, strict=True)) | outcomes, copy=False)
    return pd.concat([frame, made], axis=1)


def looped_polars(frame: pl.DataFrame, loop: Loop) -> pl.DataFrame:
    """Return what the loop gives, beside the frame."""
    points, ranks = _looped(
        loop,
        [frame[name].to_physical().cast(pl.Int8).fill_null(-1).to_numpy() for name in CATEGORIES],
        [frame[name].cast(pl.UInt8).fill_null(2).to_numpy() for name in YES_NO],
        [frame[name].to_numpy() for name in NUMBERS],
    )
    made = [pl.Series(name, one) for name, one in zip(POINTS, points, strict=True)]
    words = pl.Series(RANKS, dtype=pl.Enum(RANKS))
    outcomes = [words.gather(one).alias(name) for name, one in zip(("outcome", "core"), ranks, strict=True)]
    return frame.hstack(made + outcomes)


if __name__ == "__main__":
    raise SystemExit(main())
