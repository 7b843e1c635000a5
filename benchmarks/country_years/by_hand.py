"""The rules of one book as one would write them by hand in polars, and categories of text by a map of pandas."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import polars as pl

from country_years.drawn import CATEGORIES, CRITERIA, RANKS, WORDS


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


def mapped(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose columns of text a hand-written map turned into categories."""
    codes = {word: code for code, word in enumerate(WORDS)}
    made = {
        name: pd.Categorical.from_codes(frame[name].map(codes).fillna(-1).astype("int8"), WORDS) for name in CATEGORIES
    }
    return frame.assign(**made)
