"""The enumerated tables of books as arrays over the codes of columns, nulls included."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TypeAlias

import numpy as np
from attrs import evolve, field, frozen

from opengov.errors import InvalidBook, Problem
from opengov.model.forms import AbsentAs, OutcomeIs
from opengov.model.rulebooks import Rulebook
from opengov.rules._codes import Coding, coding_of
from opengov.rules._sets import RANKS, RuleSets, Variant, criterion_sets, requirement_sets
from opengov.rules.cells import cells_of
from opengov.rules.engine import Engine
from opengov.rules.resolve import answers_for, measures_read, tests_of, walk

__all__ = ["BOOK", "RANKS", "Lookup", "PointsLookup", "RequirementLookup", "Scheme", "scheme_for"]

Array: TypeAlias = np.ndarray
BOOK = ""
"""The axis of the book, where rows are judged by several."""

_MOST_VARIANTS = 256


@frozen(eq=False)
class Lookup:
    """What one rule gives for each combination of codes.

    Parameters
    ----------
    id
        The rule.
    axes
        The measures that it reads, in the order of its axes; the last one runs fastest.
    shape
        How many codes each of them has.
    classes
        For each combination, which of the different results it gives.
    valid
        For each combination, whether each value is of the kind that the book declares.
    """

    id: str
    axes: tuple[str, ...]
    shape: tuple[int, ...]
    classes: Array = field(repr=False)
    valid: Array = field(repr=False)

    @property
    def strides(self) -> tuple[int, ...]:
        """How far apart neighbouring codes of each axis lie."""
        return tuple(int(np.prod(self.shape[place + 1 :], dtype=np.int64)) for place in range(len(self.shape)))


@frozen(eq=False)
class PointsLookup(Lookup):
    """The points of a criterion: their hull, and for each variant what bears on the threshold."""

    low: Array = field(repr=False)
    high: Array = field(repr=False)
    possible_low: Array = field(repr=False)
    possible_high: Array = field(repr=False)
    least: Array = field(repr=False)
    most: Array = field(repr=False)
    fewest: Array = field(repr=False)


@frozen(eq=False)
class RequirementLookup(Lookup):
    """The outcome of requirements that hang together: for each variant the rank of the worst and of the best."""

    worst: Array = field(repr=False)
    best: Array = field(repr=False)


@frozen(eq=False)
class Scheme:
    """Everything by which rows are scored, made once for some books, readings and columns.

    Parameters
    ----------
    books
        The books that judge a row together, for each place on the axis of the book.
    codings
        How the cells of each column become codes.
    criteria, requirements
        What each rule gives.
    need
        For each book, and each variant, the fewest criteria measured.
    """

    books: tuple[tuple[Rulebook, ...], ...]
    codings: Mapping[str, Coding]
    criteria: tuple[PointsLookup, ...]
    requirements: tuple[RequirementLookup, ...]
    need: Array = field(repr=False)

    @property
    def lookups(self) -> tuple[Lookup, ...]:
        """All rules."""
        return (*self.criteria, *self.requirements)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The criteria of all books, by id."""
        return tuple(one.id for one in self.criteria)


def scheme_for(segments: tuple[tuple[Engine, ...], ...], columns: frozenset[str]) -> Scheme:
    """Return the scheme for the engines that judge a row together, by book, and the measures that are columns.

    Raises
    ------
    InvalidBook
        If a rule reads what columns cannot hold, or its space is too large.
    """
    return _scheme(segments, columns)


@lru_cache(maxsize=32)
def _scheme(segments: tuple[tuple[Engine, ...], ...], columns: frozenset[str]) -> Scheme:
    engines = tuple(dict.fromkeys(itertools.chain(*segments)))
    tests = [test for engine in engines for test in tests_of(engine.book, engine.answers)]
    _refuse(engines)
    groups = _groups(engines)
    names = dict.fromkeys(itertools.chain(_read_by_criteria(engines), *(measures for _, measures in groups)))
    codings = {name: coding_of(name, engines, tests) for name in names}
    variants = _variants(segments)
    criteria = [criterion_sets(one, variants, codings) for one in _criterion_ids(engines)]
    requirements = [requirement_sets(ids, measures, variants, codings) for ids, measures in groups]
    need = np.array([[one.engine.fewest for one in several] for several in variants], dtype=np.int64)
    return _compressed(segments, codings, criteria, requirements, need, columns)


# --- what is read ---------------------------------------------------------------------------------------------------


def _criterion_ids(engines: Iterable[Engine]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.id for engine in engines for one in engine.book.criteria))


def _read_by_criteria(engines: Iterable[Engine]) -> Iterator[str]:
    for engine in engines:
        for table in itertools.chain(*engine.tables):
            yield from table.measures


def _refuse(engines: Iterable[Engine]) -> None:
    """Raise for books that say what the columns of a score cannot."""
    hint = "judge such facts with judge_frame(), or one by one with decide()"
    for book in dict.fromkeys(engine.book for engine in engines):
        problems = [
            Problem(one.measure, "is absent in several ways, which columns of a score do not tell apart", hint)
            for answers in ({}, *({one.id: name} for one in book.readings for name, _ in one.options))
            for test in tests_of(book, answers_for(book, answers))
            for one in walk(test)
            if isinstance(one, AbsentAs)
        ]
        if book.criteria and book.threshold is None:
            problems.append(Problem("threshold", "there is none, so that the points are only counted", hint))
        if problems:
            raise InvalidBook(f"rulebook {book.id}", list({str(one): one for one in problems}.values()))


def _groups(engines: Iterable[Engine]) -> list[tuple[frozenset[str], tuple[str, ...]]]:
    """Return the requirements in groups that read no measure in common, each with the measures that it reads."""
    groups: list[tuple[set[str], dict[str, None]]] = []
    for engine in engines:
        core = engine.book.threshold.id if engine.book.threshold else None
        for ready in engine.requirements:
            tests = [test for test in (ready.met_when, ready.applies_when) if test is not None]
            ids = {ready.requirement.id, *ready.requirement.parts}
            inner = [one for test in tests for one in walk(test) if isinstance(one, OutcomeIs)]
            ids |= {name for one in inner for name in one.requirements}
            if core in ids:
                message = "hangs on the outcome of the threshold, which columns cannot follow"
                raise InvalidBook(
                    f"rulebook {engine.book.id}",
                    [Problem(ready.requirement.id, message, "judge such facts one by one with decide()")],
                )
            read = dict.fromkeys(name for test in tests for name in measures_read(test))
            beside = [one for one in groups if one[0] & ids or one[1].keys() & read.keys()]
            for one in beside:
                ids |= one[0]
                read |= one[1]
                groups.remove(one)
            groups.append((ids, read))
    return [(frozenset(ids), tuple(read)) for ids, read in groups]


def _variants(segments: tuple[tuple[Engine, ...], ...]) -> tuple[tuple[Variant, ...], ...]:
    """Return the variants that judge a row together, as many for each book: those that are too few stand twice."""
    found = [[one for engine in engines for one in _worlds(engine)] for engines in segments]
    most = max(map(len, found))
    if most > _MOST_VARIANTS:
        message = f"leaves {most} ways to judge a row, more than {_MOST_VARIANTS}"
        raise InvalidBook("rulebook", [Problem("readings", message, "keep fewer of them open")])
    return tuple((*several, *[several[-1]] * (most - len(several))) for several in found)


def _worlds(engine: Engine) -> Iterator[Variant]:
    """Part an engine by the measures that a criterion and another rule read, each world with one cell of each."""
    read = {name for several in engine.tables for table in several for name in table.measures}
    shared = [one.measure.name for one in engine.shared if one.measure.unless_stated is None]
    shared = [name for name in shared if name in read]
    tests = list(tests_of(engine.book, engine.answers))
    spaces = [cells_of(engine.measures[name], tests).values for name in shared]
    for world in itertools.product(*spaces):
        yield Variant(engine, dict(zip(shared, world, strict=True)))


# --- together -------------------------------------------------------------------------------------------------------


def _compressed(
    segments: tuple[tuple[Engine, ...], ...],
    codings: Mapping[str, Coding],
    criteria: Sequence[RuleSets],
    requirements: Sequence[RuleSets],
    need: Array,
    columns: frozenset[str],
) -> Scheme:
    raw = [_without_missing(one, columns) for one in (*criteria, *requirements)]
    merged = {name: _merged(coding, raw) for name, coding in codings.items() if name in columns}
    points: list[RuleSets] = []
    outcomes: list[RuleSets] = []
    for place, one in enumerate(raw):
        sets = one.sets
        for axis, name in enumerate(one.measures):
            first = [merged[name].codes.index(code) for code in range(merged[name].size)]
            sets = np.take(sets, first, axis + 2)
        axes = one.measures
        if len(segments) > 1:
            sets = np.moveaxis(sets, 0, 1)
            axes = (BOOK, *axes)
        else:
            sets = sets[0]
        lookup = evolve(one, measures=axes, sets=sets)
        (points if place < len(criteria) else outcomes).append(lookup)
    books = tuple(tuple(dict.fromkeys(engine.book for engine in engines)) for engines in segments)
    return Scheme(books, merged, tuple(map(_points_lookup, points)), tuple(map(_requirement_lookup, outcomes)), need)


def _without_missing(raw: RuleSets, columns: frozenset[str]) -> RuleSets:
    """Return the rule for rows in which every measure that is no column is null."""
    sets, left = raw.sets, []
    for name in raw.measures:
        if name in columns:
            left.append(name)
        else:
            sets = np.take(sets, -1, len(left) + 2)
    return evolve(raw, measures=tuple(left), sets=sets)


def _merged(coding: Coding, raw: Sequence[RuleSets]) -> Coding:
    """Return the coding with one code for all cells that no rule tells apart, numbers kept in their order."""
    name = coding.measure.name
    axes = [(one.sets, one.measures.index(name) + 2) for one in raw if name in one.measures]

    def alike(cell: int) -> tuple[bytes, ...]:
        return tuple(np.take(sets, cell, axis).tobytes() for sets, axis in axes)

    number = coding.cells.measure.kind == "number" and not coding.cells.exact
    codes: list[int] = []
    seen: dict[tuple[bytes, ...], int] = {}
    ordered = sum(isinstance(value, int | float) for value in coding.cells.values) if number else 0
    for cell in range(len(coding.codes)):
        key = alike(cell)
        if cell < ordered:
            same = bool(codes) and key == alike(cell - 1)
            codes.append(codes[-1] if same else len(seen) and max(codes) + 1)
            seen[key] = codes[-1]
        else:
            codes.append(seen.setdefault(key, max(codes, default=-1) + 1))
    return evolve(coding, codes=tuple(codes))


def _points_lookup(raw: RuleSets) -> PointsLookup:
    sets = raw.sets.reshape(raw.sets.shape[0], -1)
    hull = np.bitwise_or.reduce(sets, 0)
    different, classes = np.unique(sets, axis=1, return_inverse=True)
    points, possible, margin, measured = (np.array(one) for one in zip(*raw.results, strict=True))
    return PointsLookup(
        id=raw.id,
        axes=raw.measures,
        shape=raw.sets.shape[1:],
        classes=classes.reshape(-1),
        valid=np.logical_and.reduce(sets != 0, 0),
        low=_least(hull, points),
        high=_most(hull, points),
        possible_low=_least(hull, possible),
        possible_high=_most(hull, possible),
        least=_least(different, margin),
        most=_most(different, margin),
        fewest=_least(different, measured),
    )


def _requirement_lookup(raw: RuleSets) -> RequirementLookup:
    sets = raw.sets.reshape(raw.sets.shape[0], -1)
    different, classes = np.unique(sets, axis=1, return_inverse=True)
    ranks = np.arange(len(RANKS))
    return RequirementLookup(
        id=raw.id,
        axes=raw.measures,
        shape=raw.sets.shape[1:],
        classes=classes.reshape(-1),
        valid=np.logical_and.reduce(sets != 0, 0),
        worst=_least(different, ranks),
        best=_most(different, ranks),
    )


def _least(sets: Array, values: Array) -> Array:
    """Return the least value in each set; 0 in one that is empty."""
    inside = _inside(sets, len(values))
    return np.where(sets == 0, 0, np.where(inside, values, np.iinfo(np.int64).max).min(-1))


def _most(sets: Array, values: Array) -> Array:
    inside = _inside(sets, len(values))
    return np.where(sets == 0, 0, np.where(inside, values, np.iinfo(np.int64).min).max(-1))


def _inside(sets: Array, count: int) -> Array:
    return np.asarray((sets[..., None] >> np.arange(count)) & 1 == 1)
