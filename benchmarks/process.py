"""10,000 cases with 200 events each, read from a stream and checked as ``opengov assess`` does, on two cores."""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

import opengov
from opengov.model.cases import Case
from opengov.rules.cocreation import check_cocreation
from opengov.rules.deadlines import deadlines_of
from opengov.rules.plan_verdicts import phases_of
from opengov.rules.process import asked_of
from opengov.rules.standing import standing_of

TARGET_SECONDS, TARGET_BYTES = 60, 2**30
CASES, EVENTS, CORES = 10_000, 200, 2
SEED = 2022
ON = date(2025, 6, 30)
START, LENGTH = date(2022, 2, 1), 1240

Step = Callable[[Case], object]


def check(case: Case) -> object:
    """Judge every requirement in both phases of the plan."""
    return [one.outcome for verdict in check_cocreation(case, plan="P", on=ON) for one in verdict.requirements]


def check_all(case: Case) -> object:
    """Judge co-creation, find what each cycle comes to and where members stand, and list what is due."""
    asked = asked_of(case, ON, None, None)
    plans = [[one.outcome for phase in phases_of(asked, plan.id) for one in phase.requirements] for plan in case.plans]
    found = [standing_of(asked, member) for member in case.members]
    due = [deadlines_of(asked, member, held) for member, held in zip(case.members, found, strict=True)]
    return plans, [[one.contrary for one in held.findings] for held in found], [held.status for held in found], due


def read(_case: Case) -> object:
    """Do nothing with a case once it is read."""
    return None


STEPS: dict[str, Step] = {"read alone": read, "co-creation alone": check, "the whole check": check_all}


def main() -> int:
    """Print the table; always return 0, since the target is a time and not a ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few cases: to see that it works, not how fast")
    parser.add_argument("--cases", type=int, default=CASES, help="how many cases (default: %(default)s)")
    asked = parser.parse_args()
    count = 20 if asked.quick else asked.cases
    with tempfile.TemporaryDirectory() as folder:
        parts = _write(Path(folder), count)
        print(f"Python {sys.version.split()[0]}, {count} cases of {EVENTS} events, {CORES} processes;")
        print("seconds of the processor, those of the slower process; each step reads the cases too\n")
        print(
            f"{'':20} | {'seconds':>8} | {'ms a case and core':>18} | {'MiB of a process':>16} | first and last tenth"
        )
        missed = False
        for name in STEPS:
            missed = _report(name, parts, count) or missed
    said = "missed" if missed else "met"
    print(f"\nTarget, under {TARGET_SECONDS} s and {TARGET_BYTES >> 20} MiB for {CASES} cases: {said}")
    return 0


def _report(name: str, parts: list[Path], count: int) -> bool:
    """Run a step on all cases and print what it took; return whether that is more than it should be."""
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        done = list(pool.map(_run, [name] * CORES, parts))
    seconds = max(taken for taken, *_ in done)
    memory = sum(used for _, used, _, _ in done)
    first, last = (sum(one[place] for one in done) / CORES for place in (2, 3))
    each = 1000 * seconds * CORES / count
    shown = f"{memory / CORES / 2**20:16.0f} | {1000 * first:.1f} and {1000 * last:.1f} ms a case"
    print(f"{name:20} | {seconds:8.1f} | {each:18.2f} | {shown}")
    return seconds * CASES / count > TARGET_SECONDS or memory > TARGET_BYTES


def _run(name: str, path: Path) -> tuple[float, int, float, float]:
    """Run a step on the cases of a file; return seconds of the processor, memory, and seconds a case at both ends."""
    step = STEPS[name]
    times: list[float] = []
    start = time.process_time()
    for case in _timed(path, times):
        step(case)
    tenth = max(1, len(times) // 10)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return time.process_time() - start, used, sum(times[:tenth]) / tenth, sum(times[-tenth:]) / tenth


def _timed(path: Path, times: list[float]) -> Iterator[Case]:
    """Yield the cases of a file, noting how long each took until the next was asked for."""
    before = time.process_time()
    for case in opengov.iter_cases(path):
        if not isinstance(case, Case):
            raise case
        yield case
        now = time.process_time()
        times.append(now - before)
        before = now


def _write(folder: Path, count: int) -> list[Path]:
    """Write the cases to a file for each process."""
    draw = random.Random(SEED)  # noqa: S311 -- the same cases in every run
    parts = [folder / f"part-{place}.jsonl" for place in range(CORES)]
    for place, path in enumerate(parts):
        with path.open("w", encoding="utf-8") as file:
            for number in range(place, count, CORES):
                file.write(json.dumps(_case(number, draw), separators=(",", ":")) + "\n")
    return parts


def _case(number: int, draw: random.Random) -> dict[str, object]:
    """Return a case whose plan was made and carried out in some 200 events, a few of them known to the month only."""
    delivered = date(2022, 10, 1) + timedelta(days=draw.randrange(240))

    def day() -> str:
        found = START + timedelta(days=draw.randrange(LENGTH))
        return f"{found:%Y-%m}" if draw.random() < 0.05 else found.isoformat()  # noqa: PLR2004

    def flag() -> bool:
        return draw.random() < 0.8  # noqa: PLR2004

    return {
        "opengov": 1,
        "id": f"case-{number}",
        "title": "A case as drawn",
        "members": [{"id": "M", "name": "Member"}],
        "plans": [
            {
                "id": "P",
                "member": "M",
                "development": "2022-02-01/2022-12-31",
                "implementation": "2023-01-01/2024-12-31",
                "due": "2022-12-31",
                "delivered": delivered.isoformat(),
            }
        ],
        "forums": [
            {
                "id": "forum",
                "member": "M",
                "name": "Forum",
                "seats": [{"side": "government", "count": 5}, {"side": "civil_society", "count": 5}],
                "seats_complete": True,
                "meetings_complete_until": "2025-06-30",
                "meetings": [
                    {
                        "id": f"m{place}",
                        "date": day(),
                        "with_civil_society": flag(),
                        "presented_results": flag(),
                        "collected_comments": flag(),
                    }
                    for place in range(60)
                ],
            }
        ],
        "consultations": [
            {
                "id": f"c{place}",
                "title": "An occasion",
                "plan": "P",
                "member": "M",
                "date": day(),
                "channels": ["online"],
                "groups_consulted": ["civil_society"],
            }
            for place in range(40)
        ],
        "contributions": [{"id": f"k{place}", "title": "An idea", "plan": "P"} for place in range(30)],
        "responses": [
            {"id": f"r{place}", "plan": "P", "contributions": [f"k{place}"], "published": day()} for place in range(20)
        ],
        "publications": [
            {
                "id": f"p{place}",
                "plan": "P",
                "kind": {"scheme": "publication-kinds", "code": draw.choice(["minutes", "website", "timeline"])},
                "published": day(),
                "online": True,
            }
            for place in range(20)
        ],
        "repository_updates": [{"id": f"u{place}", "member": "M", "date": day()} for place in range(30)],
        "completeness": [{"records": "repository_updates", "until": "2025-06-30"}],
    }


if __name__ == "__main__":
    sys.exit(main())
