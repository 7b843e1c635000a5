"""Making a book ready to judge: its tables, its tests with readings answered, and the order of its requirements."""

from __future__ import annotations

import itertools
from collections import Counter
from functools import lru_cache

from opengov.errors import InvalidBook, InvalidFacts, Problem
from opengov.model.criteria import EligibilityCriterion, Force, Requirement
from opengov.model.forms import Measure, OutcomeIs, ReadingRef, Test
from opengov.model.rulebooks import Rulebook
from opengov.rules.cells import FINITE, Cells, cells_of
from opengov.rules.checks import check
from opengov.rules.days import days_in_order, measures_of_days
from opengov.rules.engine import Engine, ReadyRequirement
from opengov.rules.kinds import Check, check_for
from opengov.rules.resolve import (
    Answers,
    answers_for,
    measures_read,
    outcomes_alone,
    readings_in_criterion,
    readings_in_test,
    requirement_tests,
    resolve_number,
    resolve_test,
    tests_of,
    walk,
)
from opengov.rules.shelf import shelf
from opengov.rules.tables import Cell, Several, Table, criterion_table, joint_table, requirement_table, truth_table
from opengov.rules.walking import days_named

__all__ = ["cells_for", "engine_for", "open_engines", "open_table"]


def engine_for(book: Rulebook, answers: Answers | None = None) -> Engine:
    """Return the engine of a book under the given answers to its readings, the default for each that is not named.

    Engines are kept, the most recently used ones first, since building one enumerates its tables.
    """
    if not answers:
        return _default_engine(book)
    return _engine(book, tuple(sorted(answers_for(book, answers).items())), frozenset())


def open_engines(book: Rulebook, answers: Answers, kept_open: frozenset[str]) -> tuple[Engine, ...]:
    """Return the engines that together leave the named readings open.

    A reading on which a single criterion depends stays open inside one engine; one that several rules share parts
    the world, and each part has its engine.
    """
    local = kept_open & _local_readings(book)
    outer = [(one.id, [name for name, _ in one.options]) for one in book.readings if one.id in kept_open - local]
    engines = []
    for options in itertools.product(*(names for _, names in outer)):
        chosen = {**answers, **dict(zip((name for name, _ in outer), options, strict=True))}
        engines.append(_engine(book, tuple(sorted(answers_for(book, chosen).items())), local))
    return tuple(engines)


@lru_cache(maxsize=1024)
def open_table(book: Rulebook, place: int) -> Table[Cell] | None:
    """Return the table of a criterion with all of its readings open; ``None`` where it is too large.

    No answer to a reading can tell two values apart that lie in one of its cells.
    """
    criterion = book.criteria[place]
    _, table = _tables(criterion, book, _ways(criterion, book, {}, frozenset(one.id for one in book.readings)))
    return table if isinstance(table, Table) else None


@lru_cache(maxsize=4096)
def cells_for(book: Rulebook, name: str) -> Cells:
    """Return the cells of a measure for all that a book may ask of it, whichever way its readings are answered."""
    taken = answers_for(book, {})
    every = [taken, *({**taken, one.id: option} for one in book.readings for option, _ in one.options)]
    tests = [test for one in every for test in tests_of(book, one)]
    exactly = next((one.possible for one in book.criteria for given in one.given if given.measure == name), ())
    return cells_of(book.measure(name), tests, exactly)


@lru_cache(maxsize=512)
def _default_engine(book: Rulebook) -> Engine:
    return _engine(book, tuple(sorted(answers_for(book, {}).items())), frozenset())


@lru_cache(maxsize=512)
def _engine(book: Rulebook, answers: tuple[tuple[str, str], ...], kept_open: frozenset[str]) -> Engine:
    problems = [] if any(book is one for one in shelf()) else check(book)
    if problems:
        raise InvalidBook(f"rulebook {book.id}", problems)
    taken = dict(answers)
    requirements = tuple(_ready(one, book, taken) for one in _in_order(book, taken))
    inner = {part for one in book.requirements for part in one.parts}
    for test in requirement_tests(book, taken):
        inner |= {name for one in walk(test) if isinstance(one, OutcomeIs) for name in one.requirements}
    found = [_tables(one, book, _ways(one, book, taken, kept_open)) for one in book.criteria]
    names = tuple([one.id for one in book.requirements])
    tables = tuple([several for several, _ in found])
    return Engine(
        book=book,
        answers=taken,
        tables=tables,
        joint=tuple([joint for _, joint in found]),
        requirements=requirements,
        names=names,
        named={one.name: (names.index(one.name), one) for one in requirements},
        reads_core=book.threshold is not None and any(book.threshold.id in one.reads for one in requirements),
        fewest=resolve_number(book.threshold.fewest_measured, book, taken) if book.threshold else 0,
        kept_open=kept_open,
        measures={measure.name: measure for measure in book.measures},
        shared=tuple(cells_for(book, name) for name in _shared(tables, requirements, book)),
        listed=_listed(book, taken),
        counted=tuple(
            place for place, one in enumerate(book.requirements) if one.id not in inner and one.force is Force.REQUIRED
        ),
        untabled=_untabled(tables, requirements, book),
    )


def _ready(requirement: Requirement, book: Rulebook, answers: Answers) -> ReadyRequirement:
    met, applies = requirement.met_when, requirement.applies_when
    table = requirement_table(requirement, book, answers)
    resolved_met = None if met is None else resolve_test(met, book, answers)
    return ReadyRequirement(
        requirement,
        requirement.id,
        table,
        None if table is not None or applies is None else truth_table(applies, book, answers, requirement.id),
        resolved_met,
        None if applies is None else resolve_test(applies, book, answers),
        () if resolved_met is None or _stays_open(requirement) else outcomes_alone(resolved_met),
        frozenset(_reads(requirement, book, answers)),
    )


def _stays_open(requirement: Requirement) -> bool:
    return requirement.open_until is not None or requirement.kept_until is not None


@lru_cache(maxsize=1024)
def _tables(
    criterion: EligibilityCriterion, book: Rulebook, ways: tuple[tuple[tuple[str, str], ...], ...]
) -> tuple[tuple[Table[Cell], ...], Table[Cell] | Several[Cell]]:
    """Return the table of a criterion for each way to answer its readings, and of all ways together."""
    several = tuple([_criterion_table(criterion, book, answers) for answers in ways])
    return several, joint_table(criterion, book, several, [dict(answers) for answers in ways])


def _ways(
    criterion: EligibilityCriterion, book: Rulebook, answers: Answers, kept_open: frozenset[str]
) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return each way to answer the readings of a criterion: one where none of them is kept open."""
    names = readings_in_criterion(criterion, book)
    choices = [
        [(one.id, name) for name, _ in one.options] if one.id in kept_open else [(one.id, answers[one.id])]
        for one in book.readings
        if one.id in names
    ]
    return tuple(itertools.product(*choices))


@lru_cache(maxsize=4096)
def _criterion_table(
    criterion: EligibilityCriterion, book: Rulebook, answers: tuple[tuple[str, str], ...]
) -> Table[Cell]:
    return criterion_table(criterion, book, dict(answers))


def _local_readings(book: Rulebook) -> frozenset[str]:
    """Return the readings on which exactly one criterion, and no other rule, depends."""
    users = [readings_in_criterion(one, book) for one in book.criteria]
    others = {name for test in _other_tests(book) for name in readings_in_test(test, book)}
    if book.threshold and isinstance(book.threshold.fewest_measured, ReadingRef):
        others.add(book.threshold.fewest_measured.reading)
    return frozenset(
        one.id for one in book.readings if one.id not in others and sum(one.id in names for names in users) == 1
    )


def _shared(
    tables: tuple[tuple[Table[Cell], ...], ...],
    requirements: tuple[ReadyRequirement, ...],
    book: Rulebook,
) -> tuple[str, ...]:
    """Return the finite measures that more than one rule reads."""
    read: list[set[str]] = [{name for table in several for name in table.measures} for several in tables]
    for ready in requirements:
        tests = [test for test in (ready.met_when, ready.applies_when) if test is not None]
        read.append({name for test in tests for name in measures_read(test)})
    finite = {measure.name for measure in book.measures if measure.kind in FINITE}
    return tuple(name for name in sorted(finite) if sum(name in names for names in read) > 1)


def _listed(book: Rulebook, answers: Answers) -> tuple[Measure, ...]:
    """Return the measures without cells that requirements, and the days that these name, read more than once."""
    ordered = days_in_order(book, tuple(sorted(answers.items())))
    read: Counter[str] = Counter()
    for requirement in book.requirements:
        until = {one for one in (requirement.open_until, requirement.kept_until) if one is not None}
        read += Counter({"on": len(until)}) + measures_of_days(ordered, until)
        for test in requirement.tests:
            resolved = resolve_test(test, book, answers)
            read += measures_read(resolved) + measures_of_days(ordered, days_named(resolved))
    return tuple(one for one in book.measures if one.kind not in FINITE and read[one.name] > 1)


def _untabled(
    tables: tuple[tuple[Table[Cell], ...], ...],
    requirements: tuple[ReadyRequirement, ...],
    book: Rulebook,
) -> tuple[tuple[str, Check], ...]:
    """Return the checks of the measures that no table reads, and so no table checks."""
    read = {name for several in tables for table in several for name in table.measures}
    read = read.union(*(one.table.measures for one in requirements if one.table is not None))
    return tuple((one.name, check_for(one)) for one in book.measures if one.name not in read)


def _in_order(book: Rulebook, answers: Answers) -> list[Requirement]:
    """Return the requirements so that each comes after those whose outcome it reads."""
    waiting = list(book.requirements)
    done: list[Requirement] = []
    names = {book.threshold.id} if book.threshold else set()
    while waiting:
        ready = [one for one in waiting if _reads(one, book, answers) <= names]
        if not ready:
            problem = Problem(waiting[0].id, "its outcome depends on itself", "break the circle")
            raise InvalidFacts(f"rulebook {book.id}", [problem])
        done += ready
        names |= {one.id for one in ready}
        waiting = [one for one in waiting if one.id not in names]
    return done


def _reads(requirement: Requirement, book: Rulebook, answers: Answers) -> set[str]:
    inner = [one for test in requirement.tests for one in walk(resolve_test(test, book, answers))]
    return {name for one in inner if isinstance(one, OutcomeIs) for name in one.requirements} | set(requirement.parts)


def _other_tests(book: Rulebook) -> list[Test]:
    tests = [test for one in book.requirements for test in one.tests]
    tests += [*(one.when for one in book.findings), *(one.when for one in book.exceptions)]
    return [*tests, *(row.when for one in book.classes for row in one.choose.rows)]
