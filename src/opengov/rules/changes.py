"""What would change a verdict: other answers to open questions, and facts that are not known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from opengov.errors import InvalidFacts
from opengov.model.criteria import Reading
from opengov.model.forms import Measure, Test
from opengov.model.rulebooks import Rulebook
from opengov.model.values import UNKNOWN, Absent, Between, OneOf, Outcome, Scalar, Unknown
from opengov.rules.cells import FINITE
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Facts, value_of
from opengov.rules.judgements import Judgement, settled
from opengov.rules.preparing import cells_for, engine_for, open_table
from opengov.rules.resolve import measures_read, readings_in_test, resolve_test
from opengov.rules.results import OtherReading, Points, Settling, cells_by_criterion, sum_of_hulls
from opengov.rules.tables import Cell, Table
from opengov.rules.walking import days_read

if TYPE_CHECKING:
    from opengov.rules.verdicts import Verdict

__all__ = ["Alternative", "again", "alternatives", "other_readings", "would_settle"]

Key: TypeAlias = tuple[str, str]  # of a question and one of its answers

_NOT_APPLICABLE = frozenset({Outcome.NOT_APPLICABLE})


def other_readings(verdict: Verdict) -> tuple[OtherReading, ...]:
    """Return each answer to an open question that would change the outcome or the points.

    Where two books may apply, a question that both leave open is answered alike in both.
    """
    if isinstance(verdict.question.readings, str):
        return ()
    facts = verdict.question.facts
    changed = [_changed(engine, before, facts) for engine, before in verdict.judgements]
    found = []
    for key in changed[0] if len(changed) == 1 else _questions(verdict.engines):
        after = [one.get(key) for one in changed]
        if any(one is not None for one in after):
            outcome, points = _result(verdict, after)
            if outcome is not verdict.outcome or points != verdict.points:
                found.append(OtherReading(_questions(verdict.engines)[key], key[1], outcome, points))
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
            changes = changes or any(
                one is not before for one, (_, before) in zip(after, verdict.judgements, strict=True)
            )
        if alone or changes:
            found.append(Settling(measure.name, measure.title, alone))
    return tuple(sorted(found, key=lambda one: not one.alone))


@frozen(eq=False)
class Touched:
    """A requirement that an answer touches; ``may_apply`` if the answer bears on when it applies."""

    name: str
    place: int
    may_apply: bool


@frozen(eq=False)
class Alternative:
    """Another answer to one question, and the parts of the book that it touches.

    ``count`` is the number of measured criteria from which on it does not matter how many must be: nothing where it
    asks for as many.
    """

    reading: Reading
    option: str
    engine: Engine
    criteria: tuple[int, ...]
    requirements: tuple[Touched, ...]
    count: int

    @property
    def key(self) -> Key:
        """The id of the question, and of the answer."""
        return self.reading.id, self.option

    def applying(self, before: Judgement) -> list[str]:
        """Return the requirements that it touches and that apply, or might by this answer."""
        return [
            one.name for one in self.requirements if one.may_apply or before.requirements[one.place] != _NOT_APPLICABLE
        ]


@lru_cache(maxsize=512)
def alternatives(engine: Engine) -> Mapping[Key, Alternative]:
    """Return every other answer to every question of a book, and what each touches."""
    every = (
        _alternative(engine, reading, option)
        for reading in engine.book.readings
        for option, _ in reading.options
        if option != engine.answers[reading.id]
    )
    return {one.key: one for one in every}


@lru_cache(maxsize=512)
def _questions(engines: tuple[Engine, ...]) -> Mapping[Key, Reading]:
    """Return the questions, with every answer not taken, of books that are judged together."""
    return {key: one.reading for engine in engines for key, one in alternatives(engine).items()}


def _alternative(engine: Engine, reading: Reading, option: str) -> Alternative:
    other = engine_for(engine.book, {**engine.answers, reading.id: option})
    # tables are kept by the answers that they depend on, so one that is not touched is the very same
    criteria = tuple(place for place, tables in enumerate(engine.tables) if tables[0] is not other.tables[place][0])
    moved = _moved(engine.book, lambda test: reading.id in readings_in_test(test, engine.book))
    touched = []
    for one in other.requirements:
        before = next(ready for ready in engine.requirements if ready.name == one.name)
        when = one.name in moved or one.applies_when != before.applies_when
        if when or one.met_when != before.met_when:
            touched.append(Touched(one.name, engine.names.index(one.name), when))
    count = max(engine.fewest, other.fewest) if engine.fewest != other.fewest else 0
    return Alternative(reading, option, other, criteria, tuple(touched), count)


def _moved(book: Rulebook, reads: Callable[[Test], bool]) -> frozenset[str]:
    """Return the requirements that name a day, if a test that reads something decides an exception to one."""
    if not any(reads(one.when) for one in book.exceptions):
        return frozenset()
    return frozenset(
        one.id
        for one in book.requirements
        if one.open_until is not None or any(days_read(test, book) for test in one.tests)
    )


def _changed(engine: Engine, before: Judgement, facts: Facts) -> dict[Key, Judgement]:
    """Return what a book makes of the facts with each other answer that matters."""
    moving = _moving(engine, facts)
    measured = _surely_measured(before.criteria)
    found = {}
    for key, one in alternatives(engine).items():
        applying = one.applying(before) if one.requirements else ()
        if applying or one.count > measured or key in moving:
            after = again(one.engine, before, facts, one.criteria, applying)
            if after is not before:
                found[key] = after
    return found


def _moving(engine: Engine, facts: Facts) -> frozenset[Key]:
    """Return the answers by which a criterion gives something else for these facts."""
    found: frozenset[Key] = frozenset()
    for place in _disputed(engine):
        table = open_table(engine.book, place)
        if table is None:
            found |= _at_place(engine, place)
        else:
            found |= _moving_in(engine, place, table, table.cells_left(facts))
    return found


@lru_cache(maxsize=16384)
def _surely_measured(criteria: tuple[frozenset[Cell], ...]) -> int:
    return sum(all(cell.measured for cell in cells) for cells in criteria)


@lru_cache(maxsize=512)
def _disputed(engine: Engine) -> tuple[int, ...]:
    return tuple(sorted({place for one in alternatives(engine).values() for place in one.criteria}))


@lru_cache(maxsize=512)
def _at_place(engine: Engine, place: int) -> frozenset[Key]:
    return frozenset(key for key, one in alternatives(engine).items() if place in one.criteria)


@lru_cache(maxsize=65536)
def _moving_in(engine: Engine, place: int, table: Table[Cell], left: tuple[int, ...]) -> frozenset[Key]:
    """Return the answers that matter to a criterion where the facts leave these cells of its open table."""
    worlds = [table.world(cell) for cell in left]
    return frozenset(
        key
        for key in _at_place(engine, place)
        if any(alternatives(engine)[key].engine.cells_of(place, one) != engine.cells_of(place, one) for one in worlds)
    )


def again(
    engine: Engine, before: Judgement, facts: Facts, criteria: Iterable[int], requirements: Collection[str]
) -> Judgement:
    """Return the judgement of facts that are only supposed; the one before if the book cannot judge them.

    A book refuses facts by which two exceptions to one day hold and differ: what cannot be, changes nothing.
    """
    try:
        return engine.judge_again(before, facts, criteria, requirements)
    except InvalidFacts:
        return before


def _result(verdict: Verdict, changed: list[Judgement | None]) -> tuple[Outcome, Points]:
    """Return outcome and points if each book made that of the facts; what it made where nothing changed."""
    judgements = verdict.judgements
    judged = tuple([(one[0], after or one[1]) for one, after in zip(judgements, changed, strict=True)])
    outcome = settled(judged[0][1].whole.union(*[one.whole for _, one in judged[1:]]))
    for (_, one), (_, before) in zip(judged, judgements, strict=True):
        if one.criteria is not before.criteria:
            return outcome, sum_of_hulls(cells_by_criterion(judged))
    return outcome, verdict.points


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
    return again(engine, before, facts, *_readers(engine, name))


@lru_cache(maxsize=4096)
def _readers(engine: Engine, name: str) -> tuple[tuple[int, ...], frozenset[str]]:
    """Return the places of the criteria that read a measure, and the ids of the requirements that do."""
    criteria = tuple(
        place for place, tables in enumerate(engine.tables) if any(name in table.measures for table in tables)
    )
    moved = _moved(engine.book, lambda test: name in measures_read(resolve_test(test, engine.book, engine.answers)))
    requirements = moved.union(
        one.name
        for one in engine.requirements
        if any(name in measures_read(test) for test in (one.met_when, one.applies_when) if test is not None)
    )
    return criteria, requirements
