"""A million country-years scored, beside a fused machine loop, hand-written polars and openfisca-core."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from country_years.by_hand import by_hand, mapped
from country_years.drawn import BOOK, CATEGORIES, POINTS, Array, check_same, dated, drawn
from opengov import score_frame

if TYPE_CHECKING:
    import pandas as pd

Contestants: TypeAlias = dict[str, Callable[[], object]]

ROWS, ROUNDS = 1_000_000, 9
ALL = [*POINTS, "outcome", "core"]
TARGETS = {  # contestant: (peer, at most so many times as long)
    "pandas": ("pandas, machine loop", 3.0),
    "polars": ("polars, machine loop", 3.0),
    "pandas, points by openfisca": ("pandas", 5.0),
    "polars lazy": ("polars, by hand", 2.0),
    "pandas, text": ("pandas, text by map", 1.5),
    "polars, books by date": ("polars, one book", 1.5),
}
AT_LEAST = {"pandas, points by openfisca"}  # here the peer is the slower one


def main() -> int:
    """Print the table; return 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few rows: to see that it works, not how fast")
    parser.add_argument("--rows", type=int, default=ROWS, help="rows (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of all contestants (default: %(default)s)")
    asked = parser.parse_args()
    rows, rounds = (20_000, 1) if asked.quick else (asked.rows, asked.rounds)
    pandas, polars, days = drawn(rows)
    contestants = _contestants(pandas, polars, days) | _machine_loops(pandas, polars) | _openfisca(pandas)
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for place in range(rounds + 1):
        for name, run in contestants.items():
            start = time.perf_counter()
            run()
            if place:  # the first round compiles, enumerates and warms up
                times[name].append(time.perf_counter() - start)
    missed = _report(times, rows)
    return 0 if asked.quick else int(missed)


def _contestants(pandas: pd.DataFrame, polars: pl.DataFrame, days: Array) -> Contestants:
    text = pandas.astype(dict.fromkeys(CATEGORIES, "str"))
    later = dated(polars, days)
    check_same(score_frame(polars, BOOK), by_hand(polars.lazy()).collect(), ALL)
    return {
        "pandas": lambda: score_frame(pandas, BOOK),
        "pandas, text": lambda: score_frame(text, BOOK),
        "pandas, text by map": lambda: score_frame(mapped(text), BOOK),
        "polars": lambda: score_frame(polars, BOOK),
        "polars lazy": lambda: score_frame(polars.lazy(), BOOK).collect(),
        "polars, by hand": lambda: by_hand(polars.lazy()).collect(),
        "polars, one book": lambda: score_frame(later, BOOK),
        "polars, books by date": lambda: score_frame(later, on="on"),
    }


def _machine_loops(pandas: pd.DataFrame, polars: pl.DataFrame) -> Contestants:
    if find_spec("numba") is None:
        print("numba is not installed (extra bench): no machine loop to compare with.")
        return {}
    from country_years.machine_loop import looped_pandas, looped_polars, machine_loop

    loop = machine_loop()
    check_same(score_frame(polars, BOOK), looped_polars(polars, loop), ALL)
    text = pandas.astype(dict.fromkeys(CATEGORIES, "str"))
    return {
        "pandas, machine loop": lambda: looped_pandas(pandas, loop),
        "polars, machine loop": lambda: looped_polars(polars, loop),
        "pandas, text by map, machine loop": lambda: looped_pandas(mapped(text), loop),
    }


def _openfisca(pandas: pd.DataFrame) -> Contestants:
    if find_spec("openfisca_core") is None:
        print("openfisca-core is not installed (extra bench): no openfisca to compare with.")
        return {}
    from country_years.openfisca import scored, system

    rules = system()
    alone = pl.DataFrame(dict(scored(pandas, rules)))
    check_same(pl.DataFrame(score_frame(pandas, BOOK)[alone.columns]), alone, alone.columns)
    return {"pandas, points by openfisca": lambda: scored(pandas, rules)}


def _report(times: Mapping[str, list[float]], rows: int) -> bool:
    print(f"{rows:,} rows, {len(next(iter(times.values())))} rounds\n")
    for name, several in times.items():
        median = statistics.median(several)
        print(f"{name:34} {median * 1e3:8.1f} ms {rows / median / 1e6:6.1f} million rows a second")
    print()
    missed = False
    for name, (peer, bound) in TARGETS.items():
        if name not in times or peer not in times:
            print(f"Target, {name} beside {peer}: not measured, the peer is absent")
            continue
        ratio = statistics.median(one / two for one, two in zip(times[name], times[peer], strict=True))
        met = ratio >= bound if name in AT_LEAST else ratio <= bound
        missed |= not met
        asked = f"at {'least' if name in AT_LEAST else 'most'} {bound}"
        print(f"Target, {name}: {ratio:.2f} times {peer}, {asked}: {'met' if met else 'MISSED'}")
    return missed


if __name__ == "__main__":
    raise SystemExit(main())
