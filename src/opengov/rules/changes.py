"""What would change a verdict: other answers to open questions, and facts that are not known."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from opengov.model.criteria import Reading
from opengov.model.forms import Measure
from opengov.model.values import UNKNOWN, Absent, Between, OneOf, Outcome, Scalar, Unknown
from opengov.rules.cells import FINITE
from opengov.rules.engine import Engine, Judgement, settled
from opengov.rules.evaluate import Facts, value_of
from opengov.rules.preparing import cells_for, engine_for
from opengov.rules.resolve import measures_read
from opengov.rules.results import OtherReading, Points, Settling, cells_by_criterion, sum_of_hulls

if TYPE_CHECKING:
    from opengov.rules.verdicts import Verdict

__all__ = ["Alternative", "alternatives", "other_readings", "would_settle"]

_NOT_APPLICABLE = frozenset({Outcome.NOT_APPLICABLE})


def other_readings(verdict: Verdict) -> tuple[OtherReading, ...]:
    """Return each answer to an open question that would change the outcome or the points.

    Where two books may apply, a question that both leave open is answered alike in both.
    """
    if isinstance(verdict.question.readings, str):
        return ()
    facts = verdict.question.facts
    questions = {
        (one.reading.id, one.option): one.reading for engine, _ in verdict.judgements for one in alternatives(engine)
    }
    found = []
    for (name, option), reading in questions.items():
        after = [_answered(engine, before, name, option, facts) for engine, before in verdict.judgements]
        if any(one is not before for one, (_, before) in zip(after, verdict.judgements, strict=True)):
            outcome, points = _result(verdict, after)
            if outcome is not verdict.outcome or points != verdict.points:
                found.append(OtherReading(reading, option, outcome, points))
    return tuple(found)


def would_settle(verdict: Verdict) -> tuple[Settling, ...]:
    """Return the facts whose knowledge bears on an undetermined verdict, those that may settle it alone first."""
    if verdict.outcome is not Outcome.UNDETERMINED:
        return ()
    found = []
    for measure, values in _open_facts(verdict):
        alone = changes = False
        for value in values:
            facts = {**verdict.question.facts, measure.name: value}
            after = [_judged_again(engine, before, facts, measure.name) for engine, before in verdict.judgements]
            outcomes = frozenset[Outcome]().union(*[one.whole for one in after])
            alone = alone or settled(outcomes) is not Outcome.UNDETERMINED
            changes = changes or any(one != before for one, (_, before) in zip(after, verdict.judgements, strict=True))
        if alone or changes:
            found.append(Settling(measure.name, measure.title, alone))
    return tuple(sorted(found, key=lambda one: not one.alone))


@frozen(eq=False)
class Alternative:
    """Another answer to one question, and the parts of the book that it touches."""

    reading: Reading
    option: str
    engine: Engine
    criteria: tuple[int, ...]
    requirements: tuple[int, ...]
    count: bool


@lru_cache(maxsize=512)
def alternatives(engine: Engine) -> tuple[Alternative, ...]:
    """Return every other answer to every question of a book, and what each touches."""
    return tuple(
        _alternative(engine, reading, option)
        for reading in engine.book.readings
        for option, _ in reading.options
        if option != engine.answers[reading.id]
    )


def _alternative(engine: Engine, reading: Reading, option: str) -> Alternative:
    other = engine_for(engine.book, {**engine.answers, reading.id: option})
    # tables are kept by the answers that they depend on, so one that is not touched is the very same
    criteria = tuple(place for place, tables in enumerate(engine.tables) if tables[0] is not other.tables[place][0])
    before = {ready.requirement.id: (ready.met_when, ready.applies_when) for ready in engine.requirements}
    touched = {
        ready.requirement.id
        for ready in other.requirements
        if before[ready.requirement.id] != (ready.met_when, ready.applies_when)
    }
    requirements = tuple(place for place, one in enumerate(engine.book.requirements) if one.id in touched)
    return Alternative(reading, option, other, criteria, requirements, engine.fewest != other.fewest)


def _answered(engine: Engine, before: Judgement, reading: str, option: str, facts: Facts) -> Judgement:
    """Return what a book makes of the facts with another answer to one question; the same where it does not matter."""
    for one in alternatives(engine):
        if (one.reading.id, one.option) == (reading, option):
            asked = any(before.requirements[place] != _NOT_APPLICABLE for place in one.requirements)
            changed = one.count or any(one.engine.cells_of(n, facts) != before.criteria[n] for n in one.criteria)
            if not changed and not asked:
                return before
            after = one.engine.judge_again(before, facts, one.criteria, requirements=asked)
            return before if after == before else after
    return before


def _result(verdict: Verdict, judgements: list[Judgement]) -> tuple[Outcome, Points]:
    """Return outcome and points that the judgements give together."""
    judged = tuple([(engine, one) for (engine, _), one in zip(verdict.judgements, judgements, strict=True)])
    outcomes = frozenset[Outcome]().union(*[one.whole for one in judgements])
    return settled(outcomes), sum_of_hulls(cells_by_criterion(judged))


def _open_facts(verdict: Verdict) -> Iterator[tuple[Measure, tuple[Scalar | Absent, ...]]]:
    """Yield the measures that are not known for certain, each with one value of every cell it may lie in.

    So are the points that evidence could give in place of a metric that is surely not covered.
    """
    dropped = {
        given.measure for one, cells in verdict.cells if not any(c.measured for c in cells) for given in one.given
    }
    seen: set[str] = set()
    for engine, _ in verdict.judgements:
        for name, measure in engine.measures.items():
            value = value_of(verdict.question.facts, measure)
            value = UNKNOWN if name in dropped and isinstance(value, Absent) else value
            if name not in seen and isinstance(value, Unknown | OneOf | Between) and measure.kind in FINITE:
                seen.add(name)
                cells = cells_for(engine.book, name)
                yield measure, tuple([cells.values[code] for code in cells.possible(value)])


def _judged_again(engine: Engine, before: Judgement, facts: Facts, name: str) -> Judgement:
    if name not in engine.measures:
        return before
    criteria, requirements = _readers(engine, name)
    return engine.judge_again(before, facts, criteria, requirements=requirements)


@lru_cache(maxsize=4096)
def _readers(engine: Engine, name: str) -> tuple[tuple[int, ...], bool]:
    """Return the criteria that read a measure, and whether a requirement does."""
    criteria = tuple(
        place for place, tables in enumerate(engine.tables) if any(name in table.measures for table in tables)
    )
    tests = [test for one in engine.requirements for test in (one.met_when, one.applies_when) if test is not None]
    return criteria, any(name in measures_read(test) for test in tests)
