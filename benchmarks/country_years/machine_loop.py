"""The rules of one book fused in one compiled loop over all rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pandas as pd
import polars as pl

from country_years.drawn import CATEGORIES, NUMBERS, POINTS, RANKS, YES_NO

Array: TypeAlias = np.ndarray
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
