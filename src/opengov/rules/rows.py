"""The rows of a criterion in a verdict: which decided, which did not, which were passed over."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from attrs import evolve, frozen

from opengov.model.criteria import Rule
from opengov.model.forms import Choose, Coded, Given, ReadingRef, Row, Test
from opengov.model.rulebooks import Rulebook
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Facts, Scope, truths
from opengov.rules.preparing import engine_for
from opengov.rules.resolve import criterion_tests, measures_read, readings_in_criterion, resolve_choose, resolve_test
from opengov.rules.results import Mark, RowVerdict
from opengov.rules.wording import test_in_words

__all__ = ["AS_STATED", "Left", "cells_left", "measures_of", "row_verdicts", "rules_of"]

Left: TypeAlias = tuple[tuple[int, ...], ...]

AS_STATED = "as stated"


def cells_left(engine: Engine, place: int, facts: Facts) -> Left:
    """Return the cells of a criterion's table that the facts leave, for each way to answer what the engine keeps open.

    Parameters
    ----------
    engine
        A book made ready to judge.
    place
        The place of the criterion in its book.
    facts
        The facts.
    """
    return tuple([one.tables[place][0].cells_left(facts) for one in _variants(engine, place)])


def row_verdicts(engine: Engine, place: int, left: Left) -> tuple[RowVerdict, ...]:
    """Return every row of a criterion, with what the facts that leave these cells make of it."""
    variants = _variants(engine, place)
    several = [_at(one, place, cells) for one, cells in zip(variants, left, strict=True)]
    return several[0] if len(several) == 1 else tuple([_over_readings(rows) for rows in zip(*several, strict=True)])


@lru_cache(maxsize=256)
def rules_of(book: Rulebook) -> dict[str, Rule]:
    """Return the rules that rows of a book cite, by id; a reading is a rule as well."""
    return {rule.id: rule for rule in (*book.rules, *book.readings)}


@lru_cache(maxsize=1024)
def measures_of(engine: Engine, place: int) -> tuple[str, ...]:
    """Return the measures that a criterion reads, those of its tests before those that state its points."""
    criterion = engine.book.criteria[place]
    tests = [resolve_test(test, engine.book, engine.answers) for test in criterion_tests(criterion)]
    stated = [given.measure for given in criterion.given]
    return tuple(dict.fromkeys([*(name for test in tests for name in measures_read(test)), *stated]))


@frozen(eq=False)
class _Line:
    """A row as it is said, and when it holds; the last of a choice holds when no other does."""

    rule: Rule
    gives: int | str
    part: str | None
    option: str | None
    needed: str
    when: Test | None


@lru_cache(maxsize=65536)
def _at(engine: Engine, place: int, cells: tuple[int, ...]) -> tuple[RowVerdict, ...]:
    marks = [_marks(engine, place, cell) for cell in cells]
    return _marked(engine, place, tuple([_together(set(one)) for one in zip(*marks, strict=True)]))


@lru_cache(maxsize=16384)
def _marked(engine: Engine, place: int, marks: tuple[Mark, ...]) -> tuple[RowVerdict, ...]:
    lines = [line for group in _lines(engine, place) for line in group]
    return tuple(
        RowVerdict(rule=line.rule, gives=line.gives, part=line.part, option=line.option, needed=line.needed, mark=mark)
        for line, mark in zip(lines, marks, strict=True)
    )


@lru_cache(maxsize=1024)
def _variants(engine: Engine, place: int) -> tuple[Engine, ...]:
    """Return the engine with the readings that it keeps open for a criterion answered in every way."""
    names = readings_in_criterion(engine.book.criteria[place], engine.book) & engine.kept_open
    if not names:
        return (engine,)
    options = [[(one.id, name) for name, _ in one.options] for one in engine.book.readings if one.id in names]
    return tuple(engine_for(engine.book, {**engine.answers, **dict(one)}) for one in itertools.product(*options))


def _over_readings(rows: tuple[RowVerdict, ...]) -> RowVerdict:
    """Return one row as it is under several answers to the readings that are open."""
    gives = dict.fromkeys(row.gives for row in rows)
    needed = dict.fromkeys(row.needed for row in rows)
    return evolve(
        rows[0],
        gives=rows[0].gives if len(gives) == 1 else " or ".join(map(str, gives)),
        option=rows[0].option if len({row.option for row in rows}) == 1 else None,
        needed=", or ".join(needed),
        mark=_together({row.mark for row in rows}),
    )


@lru_cache(maxsize=65536)
def _marks(engine: Engine, place: int, cell: int) -> tuple[Mark, ...]:
    """Return what one cell of a table makes of each row: the first that holds in each choice decides."""
    table = engine.tables[place][0]
    world = table.world(cell)
    scope = Scope(engine.measures)
    (result,) = table.results[cell]
    marks: list[Mark] = []
    over = not result.measured
    for number, group in enumerate(_lines(engine, place)):
        decided = over
        for line in group:
            holds = not decided if line.when is None else True in truths(line.when, world, scope)
            marks.append(Mark.NO if not holds else Mark.PASSED_OVER if decided else Mark.YES)
            decided = decided or holds
        over = over or (number == 0 and decided)
    return tuple(marks)


def _together(marks: set[Mark]) -> Mark:
    """Return what became of a row over several cells; one that may hold, but never first, is passed over."""
    if len(marks) == 1:
        return next(iter(marks))
    return Mark.OPEN if marks & {Mark.YES, Mark.OPEN} else Mark.PASSED_OVER


@lru_cache(maxsize=1024)
def _lines(engine: Engine, place: int) -> tuple[tuple[_Line, ...], ...]:
    """Return the rows in groups of which one decides: points stated outright before all else, then each choice."""
    criterion = engine.book.criteria[place]
    given = tuple(_given(one, engine) for one in criterion.given)
    return (given, *(tuple(_choice(choose, engine)) for choose in criterion.points))


def _given(given: Given, engine: Engine) -> _Line:
    test = Coded(given.measure, coded=True)
    needed = test_in_words(test, engine.book.measures)
    return _Line(rules_of(engine.book)[given.rule], AS_STATED, None, None, needed, test)


def _choice(choose: Choose, engine: Engine) -> Iterator[_Line]:
    resolved = resolve_choose(choose, engine.book, engine.answers)
    for written, row in zip(choose.rows, resolved.rows, strict=True):
        yield _row(written, row, choose.part, engine)
    if choose.otherwise is not None and resolved.otherwise is not None:
        last = _row(choose.otherwise, resolved.otherwise, choose.part, engine)
        yield _Line(last.rule, last.gives, last.part, last.option, "none of the rows before", None)


def _row(written: Row, row: Row, part: str | None, engine: Engine) -> _Line:
    option = engine.answers[written.give.reading] if isinstance(written.give, ReadingRef) else None
    gives = row.give if isinstance(row.give, int | str) else 0
    needed = test_in_words(row.when, engine.book.measures)
    return _Line(rules_of(engine.book)[row.rule], gives, part, option, needed, row.when)
