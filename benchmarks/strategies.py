"""How long Hypothesis takes to draw a whole case, and other objects, with opengov.testing."""

from __future__ import annotations

import argparse
import statistics
import sys
import time

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import opengov
from opengov import testing

TARGET = 10
SEED = 2018


def main() -> int:
    """Print the table; always return 0, since the target is a time and not a ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few draws: to see that it works, not how fast")
    parser.add_argument("--draws", type=int, default=500, help="draws of each strategy (default: %(default)s)")
    asked = parser.parse_args()
    draws = 5 if asked.quick else asked.draws
    book = opengov.shelf()["CORE-2018"]
    strategies: dict[str, st.SearchStrategy[object]] = {
        "cases()": testing.cases(),
        "members()": testing.members(),
        "action_plans()": testing.action_plans(),
        "facts(CORE-2018)": testing.facts(book),
    }
    print(f"Python {sys.version.split()[0]}, {draws} draws of each, milliseconds of the processor\n")
    print(f"{'':18} | {'mean':>6} | {'median':>6} | {'longest':>7} | with the test around it")
    means = {}
    for name, strategy in strategies.items():
        start = time.process_time()
        times = _times(strategy, draws)
        around = (time.process_time() - start) * 1e3 / (draws + 1)
        means[name] = statistics.mean(times)
        print(f"{name:18} | {means[name]:6.2f} | {statistics.median(times):6.2f} | {max(times):7.2f} | {around:6.2f}")
    said = "met" if means["cases()"] < TARGET else "missed"
    print(f"\nTarget, a whole case in under {TARGET} ms on average: {said}")
    return 0


def _times(strategy: st.SearchStrategy[object], draws: int) -> list[float]:
    """Return the milliseconds that each draw takes, once the strategy has been set up by a first one."""
    times: list[float] = []

    # as in a test: fresh examples from the empty one up, but none kept, shrunk or drawn again
    @seed(SEED)
    @settings(
        max_examples=draws + 1,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        start = time.process_time()
        data.draw(strategy)
        times.append((time.process_time() - start) * 1e3)

    draw()
    return times[1:]


if __name__ == "__main__":
    sys.exit(main())
