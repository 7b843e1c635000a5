"""Ten million country-years: the memory in which a file streams, and what a row costs beside one of a million."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from country_years.drawn import BOOK, SEED, drawn
from opengov import score_frame

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS, FEWER, ROUNDS = 10_000_000, 1_000_000, 5
PIECE = 500_000
GIB = 2.0
FLAT = 1.25
# peak memory is that of the whole process, its libraries included
STREAMED = """\
import json, resource, sys, time
{setup}
from opengov import score_frame
start = time.perf_counter()
{run}
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps([seconds, peak]))
"""
STREAMS = {
    "polars lazy": (
        "import polars",
        'score_frame(polars.scan_parquet({given!r}), "{book}").sink_parquet({made!r})',
    ),
    "DuckDB": (
        "import duckdb; duckdb.sql('SET enable_progress_bar = false')",
        'score_frame(duckdb.read_parquet({given!r}), "{book}").write_parquet({made!r})',
    ),
}


def main() -> int:
    """Print what was measured; return 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", nargs="?", choices=["all", "memory", "flat"], default="all", help="what to measure")
    parser.add_argument("--quick", action="store_true", help="few rows: to see that it works, not how much it takes")
    parser.add_argument("--rows", type=int, default=ROWS, help="rows (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="rounds of the eager frames (default: %(default)s)")
    asked = parser.parse_args()
    rows, fewer, rounds = (200_000, 20_000, 1) if asked.quick else (asked.rows, FEWER, asked.rounds)
    missed = False
    if asked.mode != "flat":
        missed |= _memory(rows)
    if asked.mode != "memory":
        missed |= _flat(rows, fewer, rounds)
    return 0 if asked.quick else int(missed)


def _memory(rows: int) -> bool:
    """Let each engine score a file into another, in a process of its own; tell whether one takes too much memory."""
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "given.parquet"
        _write(given, rows)
        print(f"{rows:,} rows, {given.stat().st_size / 2**20:,.0f} MiB of Parquet")
        for name, (setup, run) in STREAMS.items():
            made = Path(folder) / "made.parquet"
            script = STREAMED.format(setup=setup, run=run.format(given=str(given), made=str(made), book=BOOK))
            done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603
            seconds, peak = json.loads(done.stdout)
            out = pq.ParquetFile(made).metadata.num_rows
            if out != rows:
                msg = f"{rows} rows went in, {out} came out"
                raise AssertionError(msg)
            print(f"{name:12} {seconds:8.1f} s, at most {peak / 2**30:.2f} GiB")
            met = peak < GIB * 2**30
            missed |= not met
            print(f"Target, {name}: under {GIB} GiB: {'met' if met else 'MISSED'}")
    return missed


def _write(path: Path, rows: int) -> None:
    """Write made-up rows piece by piece."""
    writer = None
    for start in range(0, rows, PIECE):
        _, frame, _ = drawn(min(PIECE, rows - start), SEED + start)
        table = frame.to_arrow()
        table = table.set_column(0, table.field(0).name, table.column(0).cast(pa.string()))
        table = table.set_column(1, table.field(1).name, table.column(1).cast(pa.string()))
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _flat(rows: int, fewer: int, rounds: int) -> bool:
    """Compare the time for a row in few and in many rows; tell whether it grows."""
    times: dict[tuple[str, int], float] = {}
    for count in (fewer, rows):
        pandas, polars, _ = drawn(count)
        times["pandas", count] = _time(lambda frame=pandas: score_frame(frame, BOOK), rounds) / count  # type: ignore[misc]
        times["polars", count] = _time(lambda frame=polars: score_frame(frame, BOOK), rounds) / count  # type: ignore[misc]
    missed = False
    for name in ("pandas", "polars"):
        one, other = times[name, fewer], times[name, rows]
        met = other <= FLAT * one
        missed |= not met
        print(f"{name:12} {one * 1e9:6.0f} ns a row of {fewer:,}, {other * 1e9:6.0f} ns a row of {rows:,}")
        print(f"Target, {name}: {other / one:.2f} times as much, at most {FLAT}: {'met' if met else 'MISSED'}")
    return missed


def _time(run: Callable[[], object], rounds: int) -> float:
    """Return the median time of some rounds after one that warms up."""
    run()
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


if __name__ == "__main__":
    raise SystemExit(main())
