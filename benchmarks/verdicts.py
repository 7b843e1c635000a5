"""Verdicts in a second on one core, looked at and fully explained, beside zen-engine on the same facts."""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

import attrs

import opengov
from opengov.model.forms import Measure, MeasureKind, ReadingRef
from opengov.model.rulebooks import Rulebook
from opengov.rules.preparing import engine_for
from opengov.rules.resolve import readings_in_criterion
from opengov.rules.rows import measures_of
from opengov.rules.walking import rows_in

if TYPE_CHECKING:
    import zen

PEER = "zen-engine, trace on"
CRITERIA, WHOLE = "verdict, the four criteria", "verdict, with all requirements"
EXPLAINED_ALL = "explained, all known"
TARGET = 10
LOOKED_AT, EXPLAINED = 50_000, 5_000
UNKNOWN = 0.2
SEED = 2018

Facts = dict[str, bool | float | str]
Step = Callable[[Facts], object]


def main() -> int:
    """Print the table; return 1 if verdicts are not as many times faster than the peer as they should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few facts: to see that it works, not how fast")
    parser.add_argument("--rounds", type=int, default=9, help="rounds of all contestants (default: %(default)s)")
    asked = parser.parse_args()
    rounds, size, warm = (1, 40, 20) if asked.quick else (asked.rounds, 4_000, 4_000)
    book = opengov.shelf()["CORE-2018"]
    draw = random.Random(SEED)  # noqa: S311 -- the same facts in every run
    count = rounds * size + warm
    known = _drawn(book, count, 0, draw)
    partly = _drawn(book, count, UNKNOWN, draw)

    def look(facts: Facts) -> object:
        return opengov.decide(book, facts).outcome

    def explain(facts: Facts) -> object:
        return opengov.decide(book, facts).explain()

    def record(facts: Facts) -> object:
        return opengov.decide(book, facts).to_dict()

    # exactly what the peer decides: the four criteria and the threshold, on the same facts
    criteria_only = _criteria_only(book)

    measured = {one.name for one in criteria_only.measures}
    of_criteria = [{name: one for name, one in facts.items() if name in measured} for facts in known]

    def look_at_criteria(facts: Facts) -> object:
        return opengov.decide(criteria_only, facts).outcome

    contestants: dict[str, tuple[Step, list[Facts], int]] = {
        CRITERIA: (look_at_criteria, of_criteria, size),
        WHOLE: (look, known, size),
        f"verdict, {UNKNOWN:.0%} unknown": (look, partly, size),
        EXPLAINED_ALL: (explain, known, size // 10),
        "record, all known": (record, known, size // 10),
        f"explained, {UNKNOWN:.0%} unknown": (explain, partly, size // 10),
    }
    if find_spec("zen") is None:
        print("zen-engine is not installed (extra bench), so nothing is compared with it.\n")
    else:
        decision = _decision()
        _agree(book, decision, known[: size * 2])
        contestants[PEER] = (lambda facts: decision.evaluate(facts, {"trace": True}), known, size // 10)
        contestants["zen-engine, trace off"] = (
            lambda facts: decision.evaluate(facts, {"trace": False}),
            known,
            size // 10,
        )
    missed = _report(_rates(contestants, rounds, warm))
    return 0 if asked.quick else int(missed)


def _criteria_only(book: Rulebook) -> Rulebook:
    """Return a book without what it asks for beside the score."""
    read = {name for place in range(len(book.criteria)) for name in measures_of(engine_for(book), place)}
    cited = {name for one in book.criteria for name in (*one.rules, *(given.rule for given in one.given))}
    cited |= {row.rule for _, row, _ in rows_in(book)}
    asked = {name for one in book.criteria for name in readings_in_criterion(one, book)}
    threshold = book.threshold
    if threshold is not None:
        cited |= {threshold.too_few, threshold.near_rule or threshold.too_few}
        asked |= {threshold.fewest_measured.reading} if isinstance(threshold.fewest_measured, ReadingRef) else set()
    return attrs.evolve(
        book,
        id=f"{book.id}-criteria",
        measures=tuple(one for one in book.measures if one.name in read),
        rules=tuple(one for one in book.rules if one.id in cited),
        readings=tuple(one for one in book.readings if one.id in asked),
        requirements=(),
        findings=(),
        classes=(),
        levers=(),
    )


def _drawn(book: Rulebook, count: int, unknown: float, draw: random.Random) -> list[Facts]:
    """Return facts for a book, no two alike; a measure that is silently absent stays so."""
    stated = [measure for measure in book.measures if measure.unless_stated is None]
    found: dict[tuple[tuple[str, bool | float | str], ...], None] = {}
    while len(found) < count:
        found[tuple((each.name, _value(each, draw)) for each in stated if draw.random() >= unknown)] = None
    return [dict(facts) for facts in found]


def _value(measure: Measure, draw: random.Random) -> bool | float | str:
    low, high = measure.low or 0, measure.high or 0
    match measure.kind:
        case MeasureKind.YES_NO:
            return draw.random() < 0.5  # noqa: PLR2004
        case MeasureKind.NUMBER if measure.whole:
            return draw.randint(int(low), int(high))
        case MeasureKind.NUMBER:
            return round(draw.uniform(low, high), 2)
        case _:
            return draw.choice(measure.values)


def _rates(contestants: dict[str, tuple[Step, list[Facts], int]], rounds: int, warm: int) -> dict[str, list[float]]:
    """Let the contestants take turns, each round on facts that it has not seen; return what each did in a second."""
    for step, facts, _ in contestants.values():
        for one in facts[-warm:]:  # tables are enumerated, and texts of rules made, when first needed
            step(one)
    gc.collect()
    gc.freeze()  # the facts held here are no part of what is measured
    rates: dict[str, list[float]] = {name: [] for name in contestants}
    for place in range(rounds):
        for name, (step, facts, size) in contestants.items():
            batch = facts[place * size : (place + 1) * size]
            start = time.process_time()
            for one in batch:
                step(one)
            rates[name].append(len(batch) / (time.process_time() - start))
    gc.unfreeze()
    return rates


def _report(rates: dict[str, list[float]]) -> bool:
    """Print every contestant; return whether the target is missed."""
    rounds = len(next(iter(rates.values())))
    print(f"Python {sys.version.split()[0]}, CORE-2018, {rounds} rounds, in a second of one processor\n")
    print(f"{'':31} | {'best':>8} | {'median':>8} | beside {PEER}")
    for name, found in rates.items():
        times = f"{_times(found, rates[PEER]):.1f} times" if PEER in rates else "-"
        print(f"{name:31} | {max(found):8,.0f} | {statistics.median(found):8,.0f} | {times:>12}")
    looked, explained = rates[WHOLE], rates[EXPLAINED_ALL]
    print(f"\nTarget, {LOOKED_AT:,} verdicts in a second: {_said(max(looked) >= LOOKED_AT)}")
    print(f"Target, {EXPLAINED:,} of them fully built and explained: {_said(max(explained) >= EXPLAINED)}")
    if PEER not in rates:
        return False
    met = _times(rates[CRITERIA], rates[PEER]) >= TARGET
    print(f"Target, {TARGET} times {PEER}, both deciding the four criteria: {_said(met)}")
    return not met


def _times(rates: Sequence[float], peers: Sequence[float]) -> float:
    """Return how many times faster, round by round, and of that the median."""
    return statistics.median(rate / peer for rate, peer in zip(rates, peers, strict=True))


def _said(met: bool) -> str:  # noqa: FBT001
    return "met" if met else "missed"


# --- the peer ------------------------------------------------------------------------------------------------------


def _decision() -> zen.ZenDecision:
    """Return the four criteria and the threshold of CORE-2018 as a decision graph of zen-engine."""
    import zen

    published = "'PW','HC','SC'"
    tables = {
        "budget": _table(("budget_proposal",), ((published,), 2), ((None,), 0)),
        "audit": _table(("audit_report",), ((published,), 2), ((None,), 0)),
        "ati": _table(
            ("ati_law", "ati_constitution", "ati_draft"),
            (("true", None, None), 4),
            ((None, "true", "true"), 4),
            ((None, "true", None), 3),
            ((None, None, "true"), 1),
            ((None, None, None), 0),
        ),
        "ad": _table(("ad_law", "ad_public"), (("true", "true"), 4), (("true", None), 2), ((None, None), 0)),
        "ce": _table(("civil_liberties",), (("> 7.5",), 4), (("> 5",), 3), (("> 2.5",), 2), ((None,), 0)),
    }
    for name, content in tables.items():
        content["outputs"] = [{"id": "give", "name": name, "field": name}]
    sums = {
        "FT": "budget + audit",
        "ATI": "ati",
        "AD": "ad",
        "CE": "ce",
        "core": "4 * (budget + audit + ati + ad + ce) >= 48",
    }
    expressions = [{"id": name, "key": name, "value": value} for name, value in sums.items()]
    nodes = [
        _node("in", "inputNode"),
        *(_node(name, "decisionTableNode", content) for name, content in tables.items()),
        _node("sum", "expressionNode", {"expressions": expressions}),
        _node("out", "outputNode"),
    ]
    pairs = [*(("in", name) for name in tables), *((name, "sum") for name in tables), ("sum", "out")]
    edges = [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in pairs]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def _table(fields: tuple[str, ...], *rows: tuple[tuple[str | None, ...], int]) -> dict[str, object]:
    """Return a table of which the first row that holds gives the points; ``None`` holds for anything."""
    return {
        "hitPolicy": "first",
        "inputs": [{"id": field, "name": field, "field": field} for field in fields],
        "rules": [
            {
                "_id": str(place),
                "give": str(give),
                **{field: cell or "" for field, cell in zip(fields, cells, strict=True)},
            }
            for place, (cells, give) in enumerate(rows)
        ],
    }


def _node(name: str, kind: str, content: dict[str, object] | None = None) -> dict[str, object]:
    return {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}, "content": content or {}}


def _agree(book: Rulebook, decision: zen.ZenDecision, rows: list[Facts]) -> None:
    """Check that both give the same points for every criterion, and the same answer."""
    for facts in rows:
        verdict = opengov.decide(book, facts)
        ours = {one.id: one.points.low for one in verdict.criteria} | {"core": verdict.core == opengov.Outcome.MET}
        theirs = decision.evaluate(facts)["result"]
        if any(theirs[name] != value for name, value in ours.items()):
            sys.exit(f"opengov says {ours}, zen-engine {theirs}, of {facts}")
    print(f"opengov and zen-engine agree on {len(rows):,} facts.")


if __name__ == "__main__":
    sys.exit(main())
