"""Schedules beside the peers criticalpath and crazy-cpm, which need an environment of their own."""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec

from opengov.timeline import MilestoneGraph

SIZES, QUICK = (100, 1_000), (20,)
SEED = 2024
LONGEST = 240  # seconds after which a peer is stopped

Plain = tuple[dict[str, int], list[tuple[str, str]]]


def main() -> int:
    """Print the table; peers that are not installed are said so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small graph: to see that it works, not how fast")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)  # what the script starts itself with
    asked = parser.parse_args()
    if asked.one:
        return _one(asked.one[0], int(asked.one[1]))
    here = [name for name in CONTESTANTS if name == "opengov" or find_spec(name) is not None]
    absent = sorted(CONTESTANTS.keys() - set(here))
    if absent:
        print(f"Not installed, so not measured: {', '.join(absent)}.\n")
    print("milestones | contestant   | seconds | times opengov | length in days")
    for size in QUICK if asked.quick else SIZES:
        ours = None
        for name in here:
            command = [sys.executable, __file__, "--one", name, str(size)]
            try:
                done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=LONGEST, check=True)  # noqa: S603
            except subprocess.TimeoutExpired:
                print(f"{size:10,} | {name:12} | more than {LONGEST}")
                continue
            seconds, length = done.stdout.split()
            ours = ours or float(seconds)
            print(f"{size:10,} | {name:12} | {float(seconds):7.4f} | {float(seconds) / ours:13.1f} | {length}")
    print("\nTarget, none: the table says what the peers take.")
    return 0


def _one(name: str, size: int) -> int:
    plain = _plain(size)
    CONTESTANTS[name](_plain(10))  # what is imported at first use is no part of it
    start = time.process_time()
    length = CONTESTANTS[name](plain)
    print(time.process_time() - start, length)
    return 0


def _plain(size: int) -> Plain:
    draw = random.Random(SEED)  # noqa: S311 -- the same graph in every run
    durations = {f"m{place}": draw.randint(1, 30) for place in range(size)}
    links = [(f"m{other}", f"m{place}") for place in range(2, size) for other in draw.sample(range(place), 2)]
    return durations, links


def _opengov(plain: Plain) -> int:
    schedule = MilestoneGraph.from_durations(*plain).schedule()
    schedule.critical_path  # noqa: B018 -- it is worked out when it is asked for
    return schedule.length_days


def _criticalpath(plain: Plain) -> int:
    from criticalpath import Node  # type: ignore[import-not-found]  # of an environment of its own

    durations, links = plain
    project = Node("project")
    for id, days in durations.items():
        project.add(Node(id, duration=days))
    for before, after in links:
        project.link(before, after)
    project.update_all()
    return int(project.duration)


def _crazy_cpm(plain: Plain) -> float:
    from crazy_cpm import NetworkModel  # type: ignore[import-not-found]  # of an environment of its own

    durations, links = plain
    places = {id: place for place, id in enumerate(durations, start=1)}
    work = {places[id]: {"letter": id, "expected": days} for id, days in durations.items()}
    model = NetworkModel(work, links=[[places[one] for one, _ in links], [places[other] for _, other in links]])
    return float(max(one.to_dict()["early_end"] for one in model.activities))


CONTESTANTS: dict[str, Callable[[Plain], float]] = {
    "opengov": _opengov,
    "criticalpath": _criticalpath,
    "crazy_cpm": _crazy_cpm,
}

if __name__ == "__main__":
    sys.exit(main())
