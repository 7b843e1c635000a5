"""Schedules of large graphs, delays and draws, beside networkx's functions and plain Python over integer lists."""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import networkx as nx

from opengov.model.milestones import Milestone
from opengov.timeline import Link, MilestoneGraph
from opengov.timeline.delays import Moved

SIZES = (1_000, 10_000, 100_000)
QUICK = (100, 200, 400)
START = date(2024, 1, 1)
SEED = 2024
WINDOW = 1_000  # how far before a milestone those lie that it waits for
NETWORKX, FLOOR, GROWTH, MEMORY, DELAY, DRAWS_SECONDS = 4, 2, 2.5, 500, 0.5, 2
DRAWS, DRAWN = 10_000, 300

Built = tuple[list[Milestone], list[Link]]


def main() -> int:
    """Print the table; return 1 if a ratio is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small graphs: to see that it works, not how fast")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of all contestants (default: %(default)s)")
    parser.add_argument("--memory", type=int, help=argparse.SUPPRESS)  # what the script starts itself with
    asked = parser.parse_args()
    if asked.memory:
        return _print_peak(asked.memory)
    sizes, rounds = (QUICK, 1) if asked.quick else (SIZES, asked.rounds)
    print(f"Python {sys.version.split()[0]}, {rounds} rounds, microseconds of one processor for each milestone\n")
    missed = [_schedules(sizes, rounds), _memory(sizes[-1]), _delays(sizes[-1], rounds), _draws(rounds)]
    return 0 if asked.quick else int(any(missed))


def _schedules(sizes: tuple[int, ...], rounds: int) -> bool:
    """Time both passes with slack and critical paths, from built milestones and links."""
    contestants: dict[str, Callable[[Built], object]] = {
        "opengov": _ours,
        "plain Python": _plain,
        "networkx": _with_networkx,
    }
    print(f"{'milestones':>10} | " + " | ".join(f"{name:>12}" for name in contestants) + " | times networkx | of plain")
    ours = {}
    ratios: dict[str, float] = {}
    for size in sizes:
        built = _built(size)
        _agree(built)
        found: dict[str, list[float]] = {name: [] for name in contestants}
        for _ in range(rounds):
            for name, step in contestants.items():
                start = time.process_time()
                step(built)
                found[name].append((time.process_time() - start) * 1e6 / size)
        ours[size] = statistics.median(found["opengov"])
        for peer in ("networkx", "plain Python"):
            pairs = zip(found["opengov"], found[peer], strict=True)
            ratios[peer] = statistics.median(mine / theirs for mine, theirs in pairs)
        shown = " | ".join(f"{statistics.median(times):12.2f}" for times in found.values())
        print(f"{size:10,} | {shown} | {1 / ratios['networkx']:14.1f} | {ratios['plain Python']:8.2f}")
    growth = ours[sizes[-1]] / ours[sizes[0]]
    largest = f"at {sizes[-1]:,}"
    return _any_missed(
        (f"{largest}, {NETWORKX} times faster than networkx's functions", 1 / ratios["networkx"] >= NETWORKX),
        (f"{largest}, within {FLOOR} times plain Python over integer lists", ratios["plain Python"] <= FLOOR),
        (f"cost of a milestone grows {GROWTH} times at most (it grew {growth:.2f} times)", growth <= GROWTH),
    )


def _memory(size: int) -> bool:
    """Measure the peak of a process of its own that builds and schedules a graph, libraries included."""
    command = [sys.executable, __file__, "--memory", str(size)]
    peak = float(subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout)  # noqa: S603
    return _any_missed((f"{size:,} milestones in {MEMORY} MB (peak {peak:.0f})", peak < MEMORY))


def _print_peak(size: int) -> int:
    import resource

    _ours(_built(size))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return 0


def _delays(size: int, rounds: int) -> bool:
    """Time delays that touch about a tenth of the graph beside a whole schedule."""
    milestones, links = _chains(size)
    full, touched = [], []
    moved: tuple[Moved, ...] = ()
    for _ in range(rounds):
        start = time.process_time()
        schedule = MilestoneGraph(milestones, links).schedule(start=START)
        schedule.critical_path  # noqa: B018 -- it is worked out when it is asked for
        full.append(time.process_time() - start)
        start = time.process_time()
        moved = schedule.delay("c0-0", 1_000).moved
        touched.append(time.process_time() - start)
    share = len(moved) / size
    ratio = statistics.median(one / other for one, other in zip(touched, full, strict=True))
    said = f"a delay that touches {share:.0%} takes {DELAY:.0%} of a schedule at most (it takes {ratio:.0%})"
    return _any_missed((said, ratio <= DELAY))


def _draws(rounds: int) -> bool:
    schedule = MilestoneGraph(*_built(DRAWN)).schedule(start=START)
    estimates = {one.id: (one.days or 0, one.days or 0, 3 * (one.days or 0) + 1) for one in schedule.graph.milestones}
    schedule.simulate(draws=10, estimates=estimates)
    found = []
    for seed in range(rounds):
        start = time.process_time()
        schedule.simulate(draws=DRAWS, seed=seed, estimates=estimates)
        found.append(time.process_time() - start)
    took = statistics.median(found)
    said = f"{DRAWS:,} draws of {DRAWN} milestones in {DRAWS_SECONDS} seconds (they take {took:.2f})"
    _any_missed((said, took < DRAWS_SECONDS))
    return False  # a time, not a ratio


def _any_missed(*targets: tuple[str, bool]) -> bool:
    for said, met in targets:
        print(f"\nTarget, {said}: {'met' if met else 'missed'}")
    return not all(met for _, met in targets)


# --- graphs ---------------------------------------------------------------------------------------------------------


def _built(size: int) -> Built:
    """Return a random graph with two links for each milestone."""
    draw = random.Random(SEED)  # noqa: S311 -- the same graph in every run
    milestones = [Milestone(id=f"m{place}", title=f"M {place}", days=draw.randint(1, 30)) for place in range(size)]
    links = []
    for place in range(2, size):
        for other in draw.sample(range(max(0, place - WINDOW), place), 2):
            links.append(Link(f"m{other}", f"m{place}"))  # noqa: PERF401 -- two loops read better than one line
    return milestones, links


def _chains(size: int) -> Built:
    """Return ten chains of milestones of the same length, each linked to the next and the one after."""
    chains = [[Milestone(id=f"c{one}-{place}", title="", days=1) for place in range(size // 10)] for one in range(10)]
    links = [Link(first.id, second.id) for chain in chains for first, second in pairwise(chain)]
    links += [Link(one.id, other.id) for chain in chains for one, other in zip(chain, chain[2:], strict=False)]
    return [milestone for chain in chains for milestone in chain], links


# --- contestants: from built milestones and links to slack and critical paths ---------------------------------------

Result = tuple[int, list[int], list[int]]


def _ours(built: Built) -> Result:
    schedule = MilestoneGraph(*built).schedule(start=START)
    schedule.critical_path  # noqa: B018 -- it is worked out when it is asked for
    return schedule.length_days, list(schedule.times.slack), list(schedule.times.free)


def _plain(built: Built) -> Result:
    """Both passes as one writes them by hand for links from finish to start."""
    milestones, links = built
    places = {one.id: place for place, one in enumerate(milestones)}
    days = [one.days or 0 for one in milestones]
    size = len(days)
    behind: list[list[tuple[int, int]]] = [[] for _ in range(size)]
    waits = [0] * size
    for link in links:
        before, after = places[link.before], places[link.after]
        behind[before].append((after, days[before] + link.lag_days))
        waits[after] += 1
    start = [0] * size
    order = [place for place in range(size) if not waits[place]]
    for place in order:
        here = start[place]
        for other, weight in behind[place]:
            if here + weight > start[other]:  # noqa: PLR1730 -- max() takes longer
                start[other] = here + weight
            waits[other] -= 1
            if not waits[other]:
                order.append(other)
    end = max(start[place] + days[place] for place in range(size))
    latest, free = [0] * size, [0] * size
    for place in reversed(order):
        last = room = end - days[place]
        for other, weight in behind[place]:
            last = min(last, latest[other] - weight)
            room = min(room, start[other] - weight)
        latest[place], free[place] = last, room - start[place]
    slack = [latest[place] - start[place] for place in range(size)]
    critical = [place for place in order if not slack[place]]
    came_from = {
        other: place for place in critical for other, weight in behind[place] if start[place] + weight == start[other]
    }
    step: int | None = critical[-1]
    while step is not None:
        step = came_from.get(step)
    return end, slack, free


def _with_networkx(built: Built) -> Result:
    """The same passes through networkx's public functions."""
    milestones, links = built
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(one.id for one in milestones)
    graph.add_edges_from((link.before, link.after) for link in links)
    days = {one.id: one.days or 0 for one in milestones}
    lags = {(link.before, link.after): link.lag_days for link in links}
    start: dict[str, int] = {}
    order = list(nx.topological_sort(graph))
    for id in order:
        asked = (start[before] + days[before] + lags[before, id] for before in graph.predecessors(id))
        start[id] = max(asked, default=0)
    end = max(start[id] + days[id] for id in order)
    latest: dict[str, int] = {}
    free: dict[str, int] = {}
    for id in reversed(order):
        last = room = end - days[id]
        for after in graph.successors(id):
            lag = lags[id, after]
            last = min(last, latest[after] - days[id] - lag)
            room = min(room, start[after] - days[id] - lag)
        latest[id], free[id] = last, room - start[id]
    slack = {id: latest[id] - start[id] for id in order}
    critical = graph.subgraph([id for id in order if not slack[id]])
    tight = [(one, other) for one, other in critical.edges if start[one] + days[one] + lags[one, other] == start[other]]
    list(nx.topological_sort(critical.edge_subgraph(tight)))
    return end, [slack[one.id] for one in milestones], [free[one.id] for one in milestones]


def _agree(built: Built) -> None:
    """Check that all contestants find the same."""
    ours = _ours(built)
    for other in (_plain(built), _with_networkx(built)):
        if other != ours:
            sys.exit("the contestants do not agree")


if __name__ == "__main__":
    sys.exit(main())
