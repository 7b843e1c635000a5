"""How long `import opengov` and loading one case take, beside importing attrs and cattrs, each in a new process."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path

PEER = "import attrs, cattrs"
TARGET = 1.5
SMALL = """\
opengov = 1
id = "small"
title = "One member, one observation"
on = "2016-12-09"

[[members]]
id = "PAK"
name = "Pakistan"

[[observations]]
member = "PAK"
indicator = "ati_constitution"
value = true
"""
# of the processor, so that other programs hardly count; Python starts the count when the process does
TIMED = """\
import time
start = time.process_time()
{statement}
end = time.process_time()
print(end, end - start)
"""


def main() -> int:
    """Print the table; return 1 if loading a case takes more than the target beside the peer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round: to see that it works, not how fast")
    parser.add_argument("--rounds", type=int, default=40, help="processes for each statement (default: %(default)s)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        statements = {
            "nothing": "pass",
            PEER: PEER,
            "import opengov": "import opengov",
            **{f"load {name}": f"import opengov; opengov.load({str(path)!r})" for name, path in _cases(Path(folder))},
        }
        measured = _measure(statements, 1 if asked.quick else asked.rounds, Path(folder))
    missed = _report(measured)
    return 0 if asked.quick else int(missed)


def _cases(folder: Path) -> list[tuple[str, Path]]:
    """Return the cases to load: a small one, and the founding cases that ship."""
    small = folder / "small.toml"
    small.write_text(SMALL, encoding="utf-8")
    with resources.as_file(resources.files("opengov.data") / "cases") as shipped:
        return [(path.stem, path) for path in (small, *sorted(shipped.glob("*.toml")))]


def _measure(statements: dict[str, str], rounds: int, folder: Path) -> dict[str, list[tuple[float, float]]]:
    """Run each statement once in every round, so that a change of the machine's mood meets all of them alike."""
    for statement in statements.values():
        _run(statement, folder)  # writes the .pyc files
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in statements}
    for _ in range(rounds):
        for name, statement in statements.items():
            measured[name].append(_run(statement, folder))
    return measured


def _run(statement: str, folder: Path) -> tuple[float, float]:
    """Return the processor's seconds from the start of Python to the end of a statement, and of the statement alone."""
    # .pyc files are as anybody has them, but in a folder of their own: the installed ones may not be writable
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "pycache")
    command = [sys.executable, "-c", TIMED.format(statement=statement)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    whole, alone = map(float, done.stdout.split())
    return whole, alone


def _report(measured: dict[str, list[tuple[float, float]]]) -> bool:
    """Print every statement with its ratios to the peer; return whether the target is missed."""
    rounds = len(measured[PEER])
    print(f"Python {sys.version.split()[0]}, {rounds} rounds, milliseconds of the processor (beside `{PEER}`)\n")
    heads = ("with Python: least", "median", "statement: least", "median")
    print(" | ".join([f"{'':28}", *(f"{head:>20}" for head in heads)]))
    worst: dict[str, float] = {}
    ratio = 0.0
    for name, pairs in measured.items():
        columns = []
        for place, what in enumerate(("as a process", "of the statement alone")):
            for middle in (min, statistics.median):
                value, peer = (middle([pair[place] for pair in one]) for one in (pairs, measured[PEER]))
                ratio = value / peer
                columns.append(f"{value * 1e3:12.1f} ({ratio:.2f})")
            if name.startswith("load"):
                worst[what] = max(worst.get(what, 0), ratio)  # of the medians, which come last
        print(" | ".join([f"{name:28}", *(f"{column:>20}" for column in columns)]))
    whole, alone = worst.values()
    said = "missed" if whole > TARGET else "met"
    print(f"\nTarget, any case in at most {TARGET} times `{PEER}`: {said} (medians: {whole:.2f}; alone {alone:.2f})")
    return whole > TARGET


if __name__ == "__main__":
    sys.exit(main())
