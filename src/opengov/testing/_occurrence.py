"""Which outcomes each rule of a book can have, worked out by trying every cell of what it reads."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from opengov.model.criteria import Classification, EligibilityCriterion, Requirement
from opengov.model.forms import AnyOf, Choose, OutcomeIs, Row, Test
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Absent, Outcome, Scalar
from opengov.rules.cells import FINITE, cells_of
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Scope, truths
from opengov.rules.preparing import engine_for
from opengov.rules.resolve import (
    Answers,
    criterion_tests,
    measures_read,
    readings_in_test,
    resolve_choose,
    resolve_test,
    walk,
)
from opengov.rules.tables import Cell, Table

__all__ = [
    "DID_NOT_HOLD",
    "HELD",
    "IN_USE",
    "MADE",
    "NOT_MADE",
    "NOT_SAID",
    "NO_LABEL",
    "SAID",
    "Did",
    "Place",
    "by_cell",
    "outcomes_that_can_occur",
    "readings_that_part_rows",
    "rules_behind",
]

# the section of the book, and the rule in it
Place: TypeAlias = tuple[str, str]
Did: TypeAlias = frozenset[tuple[Place, str]]

DECIDED, DID_NOT_DECIDE = "decided", "did not decide"
MEASURED, DROPPED = "measured", "dropped"
MADE, NOT_MADE = "made", "not made"
SAID, NOT_SAID = "said", "not said"
HELD, DID_NOT_HOLD = "held", "did not hold"
IN_USE, NO_LABEL = "in use", "no label"
_MOST_WORLDS = 20_000


@lru_cache(maxsize=64)
def outcomes_that_can_occur(book: Rulebook) -> Mapping[Place, frozenset[str]]:
    """Return every outcome that each rule of a book can have, under any answers to its readings.

    Exact for rules over finite measures. Where a rule reads the outcomes of others, each of these is taken to be free.
    """
    found: dict[Place, set[str]] = {}
    for place, criterion in enumerate(book.criteria):
        found |= {(criterion.id, name): {IN_USE} for name in criterion.rules}
        found |= {one: set() for one in _places(criterion)}
        for engine in _engines(book, readings_that_part_rows(criterion, book)):
            for cell in by_cell(engine.tables[place][0], criterion, engine):
                for where, outcome in cell:
                    found[where].add(outcome)
    outcomes: dict[str, set[Outcome]] = {}
    if book.threshold is not None:
        outcomes[book.threshold.id] = {Outcome.MET, Outcome.NOT_MET, Outcome.UNDETERMINED}
        found["threshold", book.threshold.id] = {str(one) for one in outcomes[book.threshold.id]}
        found["threshold", book.threshold.too_few] = {SAID, NOT_SAID}
        if book.threshold.near_rule is not None:
            found["threshold", book.threshold.near_rule] = {SAID, NOT_SAID}
    for requirement in (ready.requirement for ready in engine_for(book).requirements):
        found |= {(requirement.id, name): {IN_USE} for name in rules_behind(requirement)}
        outcomes[requirement.id] = _of_requirement(requirement, book, outcomes)
        found["requirements", requirement.id] = {str(one) for one in outcomes[requirement.id]}
    for finding in book.findings:
        answers = (MADE if one else NOT_MADE for one in _of_test(finding.when, book, outcomes))
        found["findings", finding.id] = set(answers)
    for one in book.classes:
        found["labels", one.id] = set(_of_class(one, book, outcomes))
    for exception in book.exceptions:
        found["days", exception.id] = {HELD, DID_NOT_HOLD}
    found |= {("days", day.id): {IN_USE} for day in book.days}
    found |= {("readings", one.id): {name for name, _ in one.options} for one in book.readings}
    return {place: frozenset(names) for place, names in found.items()}


def readings_that_part_rows(criterion: EligibilityCriterion, book: Rulebook) -> frozenset[str]:
    """Return the readings on which it depends which rows of a criterion decide, and not only what these give."""
    return frozenset().union(*(readings_in_test(test, book) for test in criterion_tests(criterion)))


def rules_behind(requirement: Requirement) -> tuple[str, ...]:
    """Return the rules on which a requirement rests, the one that says until when it does not bind included."""
    return (*requirement.rules, *([requirement.grace.rule] if requirement.grace else ()))


def by_cell(table: Table[Cell], criterion: EligibilityCriterion, engine: Engine) -> tuple[Did, ...]:
    """Return what each row and each given measure of a criterion does, cell by cell of its table."""
    scope = Scope(engine.measures)
    chooses = [_rows(resolve_choose(one, engine.book, engine.answers), criterion.id) for one in criterion.points]
    given = _given(criterion)
    counts = None
    if criterion.measured_when is not None:
        counts = resolve_test(criterion.measured_when, engine.book, engine.answers)
    places = _places(criterion)[1:]

    def outcomes(world: Mapping[str, Scalar | Absent]) -> Did:
        stated = next((place for place, name in given.items() if isinstance(world[name], int)), None)
        dropped = stated is None and counts is not None and True not in truths(counts, world, scope)
        deciding = {stated}
        if stated is None and not dropped:
            holding = (
                [place for place, row in rows.items() if True in truths(row.when, world, scope)] for rows in chooses
            )
            deciding = {held[0] for held in holding if held}
        whole = (("criteria", criterion.id), DROPPED if dropped else MEASURED)
        return frozenset([whole, *((place, DECIDED if place in deciding else DID_NOT_DECIDE) for place in places)])

    return tuple(outcomes(world) for world, _ in table.rows())


def _places(criterion: EligibilityCriterion) -> list[Place]:
    """Return the criterion as a whole, the measures that may state its points, and its rows in order."""
    rows = (place for choose in criterion.points for place in _rows(choose, criterion.id))
    return [("criteria", criterion.id), *_given(criterion), *rows]


def _given(criterion: EligibilityCriterion) -> dict[Place, str]:
    return {(criterion.id, f"{one.rule} ({one.measure})"): one.measure for one in criterion.given}


def _rows(choose: Choose, criterion: str) -> dict[Place, Row]:
    """Return the rows of a choice in order, the otherwise last; rows that cite the same rule are numbered."""
    rows = (*choose.rows, *([choose.otherwise] if choose.otherwise else ()))
    part = f"{choose.part}, " if choose.part else ""
    found: dict[Place, Row] = {}
    for row in rows:
        again = sum(one.rule == row.rule for one in found.values())
        found[criterion, f"{part}{row.rule}{f' ({again + 1})' * bool(again)}"] = row
    return found


def _of_requirement(requirement: Requirement, book: Rulebook, outcomes: Mapping[str, set[Outcome]]) -> set[Outcome]:
    tests = [test for test in (requirement.met_when, requirement.applies_when) if test is not None]
    names = {name for test in tests for name in readings_in_test(test, book)}
    found: set[Outcome] = set()
    for engine in _engines(book, names):
        table = next(ready.table for ready in engine.requirements if ready.requirement.id == requirement.id)
        if table is not None:
            found |= {outcome for _, outcome in table.rows()}
        else:
            found |= _of_tests(requirement, book, engine.answers, outcomes)
    if requirement.open_until or requirement.kept_until:
        found.add(Outcome.PENDING)
    return found if len(found) == 1 else found | {Outcome.UNDETERMINED}


def _of_tests(
    requirement: Requirement, book: Rulebook, answers: Answers, outcomes: Mapping[str, set[Outcome]]
) -> set[Outcome]:
    applies, met = requirement.applies_when, requirement.met_when
    may_apply = {True} if applies is None else _truths_of(resolve_test(applies, book, answers), book, outcomes)
    found = {Outcome.NOT_APPLICABLE} if False in may_apply else set()
    if True in may_apply and met is None:
        found = found.union(*(outcomes[part] for part in requirement.parts))
    if True in may_apply and met is not None:
        may_be_met = _truths_of(resolve_test(met, book, answers), book, outcomes)
        found |= {Outcome.MET if one else Outcome.NOT_MET for one in may_be_met}
    return found


def _of_class(one: Classification, book: Rulebook, outcomes: Mapping[str, set[Outcome]]) -> Iterator[str]:
    """Yield the labels that a classification can give."""
    for row in one.choose.rows:
        if True in _of_test(row.when, book, outcomes):
            yield str(row.give)
    earlier = AnyOf(tuple(row.when for row in one.choose.rows))
    if False in _of_test(earlier, book, outcomes):
        yield str(one.choose.otherwise.give) if one.choose.otherwise else NO_LABEL


def _of_test(test: Test, book: Rulebook, outcomes: Mapping[str, set[Outcome]]) -> set[bool]:
    """Return the truths that a test can have, under any answers to the readings that decide it."""
    engines = _engines(book, readings_in_test(test, book))
    return set().union(*(_truths_of(resolve_test(test, book, one.answers), book, outcomes) for one in engines))


def _truths_of(test: Test, book: Rulebook, outcomes: Mapping[str, set[Outcome]]) -> set[bool]:
    measures = {measure.name: measure for measure in book.measures}
    read = sorted(measures_read(test))
    rules = sorted({name for one in walk(test) if isinstance(one, OutcomeIs) for name in one.requirements})
    if any(measures[name].kind not in FINITE for name in read):
        return {True, False}
    spaces = [*(cells_of(measures[name], [test]).values for name in read), *(tuple(outcomes[name]) for name in rules)]
    if math.prod(map(len, spaces)) > _MOST_WORLDS:
        return {True, False}
    found: set[bool] = set()
    for world in itertools.product(*spaces):
        named = dict(zip((*read, *rules), world, strict=True))
        settled = {name: frozenset({Outcome(str(named[name]))}) for name in rules}
        found |= truths(test, {name: named[name] for name in read}, Scope(measures, outcomes=settled))
    return found


def _engines(book: Rulebook, names: Iterable[str]) -> Iterator[Engine]:
    """Yield an engine for each way of answering the readings named."""
    asked = [reading for reading in book.readings if reading.id in set(names)]
    for options in itertools.product(*([name for name, _ in reading.options] for reading in asked)):
        yield engine_for(book, dict(zip((reading.id for reading in asked), options, strict=True)))
