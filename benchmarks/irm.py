"""How long reading and recomputing OGP's commitment database takes, and fifty times as much of it."""

from __future__ import annotations

import argparse
import gzip
import itertools
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXTRACT = Path(__file__).parent.parent / "tests" / "data" / "irm" / "2016_coded.csv.gz"
HEADER = 2
TIMES = 50
SECONDS, MEGABYTES, LINEAR = 1.0, 250, 1.2
ROUNDS = 5


def main() -> int:
    """Print the table; return 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="once, and twice as much: to see that it works")
    parser.add_argument("--file", type=Path, help="the database of 2016 itself; by default its coded extract")
    parser.add_argument("--measure", choices=["whole", "stream"], help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure is not None:
        _measured(asked.file, whole=asked.measure == "whole")
        return 0
    times, rounds = (2, 1) if asked.quick else (TIMES, ROUNDS)
    with tempfile.TemporaryDirectory() as folder:
        file, longer = _files(Path(folder), asked.file, times)
        results = {
            "whole, as objects": _best(file, "whole", rounds),
            "as a stream": _best(file, "stream", rounds),
            f"{times} times as long, as a stream": _best(longer, "stream", min(rounds, 2)),
        }
    print(f"Python {sys.version.split()[0]}, {file.name}, read and every column recomputed, in a process of its own\n")
    print(f"{'':36} | {'rows':>7} | {'seconds':>8} | {'in all':>8} | {'MB':>5}")
    for name, (rows, seconds, in_all, megabytes) in results.items():
        print(f"{name:36} | {rows:7,.0f} | {seconds:8.2f} | {in_all:8.2f} | {megabytes:5.0f}")
    (_, _, in_all, megabytes), (_, once, _, _), (_, often, _, _) = results.values()
    ratio = often / once / times
    met = in_all < SECONDS and megabytes < MEGABYTES and ratio < LINEAR
    print(f"\n{times} times the rows take {ratio * times:.1f} times as long ({ratio:.2f} for each)")
    said = "met" if met else "missed"
    wanted = f"under {SECONDS:.0f} second and {MEGABYTES} MB in all, and at most {LINEAR} for each row of a long file"
    print(f"\nTarget, {wanted}: {said}")
    return 0 if asked.quick else int(not met)


def _files(folder: Path, file: Path | None, times: int) -> tuple[Path, Path]:
    """Return the file to read, and one that many times as long."""
    if file is None:
        file = folder / EXTRACT.stem
        file.write_bytes(gzip.decompress(EXTRACT.read_bytes()))
    longer = folder / "longer.csv"
    with file.open("rb") as source:
        head = list(itertools.islice(source, HEADER))
        rows = source.read()
    with longer.open("wb") as out:
        out.writelines(head)
        for _ in range(times):
            out.write(rows)
    return file, longer


def _best(file: Path, measure: str, rounds: int) -> tuple[float, ...]:
    """Return the run with the least time, of several in processes of their own."""
    command = [sys.executable, __file__, "--measure", measure, "--file", str(file)]
    runs = []
    for _ in range(rounds):
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
        runs.append(tuple(map(float, done.stdout.split())))
    return min(runs, key=lambda run: run[1])


def _measured(file: Path, *, whole: bool) -> None:
    """Print the rows, the processor's seconds for them and for the process in all, and its most megabytes."""
    from opengov.formats.irm import iter_irm, read_irm
    from opengov.formats.irm_results import IrmRow
    from opengov.rules.agreement import Tally

    start = time.process_time()
    tally = Tally("2016")
    rows = 0
    for row in read_irm(file).rows if whole else iter_irm(file):
        if isinstance(row, IrmRow):
            rows += 1
            tally.add(row)
    agreements = tally.result()
    end = time.process_time()
    if any(one.agree + len(one.differences) != one.published for one in agreements):
        raise SystemExit("rows are missing")
    print(rows, end - start, end, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    sys.exit(main())
