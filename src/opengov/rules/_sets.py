"""What rules give for every combination of codes, nulls included: sets of results, held as bits in arrays."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from attrs import frozen

from opengov.errors import InvalidBook, Problem
from opengov.model.forms import Test
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Absent, Outcome, Scalar
from opengov.rules._codes import Coding
from opengov.rules.cells import FINITE, NO_CELL, Cells, cells_of
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Facts
from opengov.rules.preparing import engine_for
from opengov.rules.resolve import readings_in_test, tests_of
from opengov.rules.tables import Cell, Table

__all__ = ["RANKS", "RuleSets", "Variant", "criterion_sets", "requirement_sets"]

Array: TypeAlias = np.ndarray
RANKS = (Outcome.NOT_MET, Outcome.UNDETERMINED, Outcome.PENDING, Outcome.MET, Outcome.NOT_APPLICABLE)
"""The outcomes, so that of two things that are both required the first decides."""

_MOST_WORLDS = 20_000
_MOST_RESULTS = 62  # that one number of 64 bits can hold as a set


@frozen(eq=False)
class Variant:
    """One engine of those that judge a row together, with the measures that several criteria read held at one cell."""

    engine: Engine
    fixed: Mapping[str, Scalar | object]


@frozen(eq=False)
class RuleSets:
    """The results of a rule as sets in bits, over book, variant and the finest codes of each measure.

    Parameters
    ----------
    id
        The rule.
    measures
        The measures that it reads, in the order of the axes after the first two.
    sets
        The sets: bit by bit, whether a result is possible; none where a value is not of the measure's kind.
    results
        What each bit stands for.
    """

    id: str
    measures: tuple[str, ...]
    sets: Array
    results: tuple[Sequence[int], ...]


def criterion_sets(name: str, variants: tuple[tuple[Variant, ...], ...], codings: Mapping[str, Coding]) -> RuleSets:
    """Return what a criterion gives: points, possible points, margin and whether it is measured."""
    every = [table for several in variants for variant in several for table in _tables(variant, name)[0]]
    measures = tuple(dict.fromkeys(measure for table in every for measure in table.measures))
    bits: dict[tuple[int, ...], int] = {}
    shape = [len(codings[measure].codes) for measure in measures]
    spread: dict[object, Array] = {}

    def over_all(variant: Variant) -> Array:
        several, maximum = _tables(variant, name)
        held = [(measure, variant.fixed[measure]) for measure in measures if measure in variant.fixed]
        key = (several, tuple(held))
        if key not in spread:
            parts = [_spread(table, _bits(table, maximum, bits), measures, codings, dict(held)) for table in several]
            spread[key] = _union(parts, shape, bits)
        return spread[key]

    found = [[over_all(variant) for variant in several] for several in variants]
    return RuleSets(name, measures, np.array(found), tuple(bits))


def _tables(variant: Variant, name: str) -> tuple[tuple[Table[Cell], ...], int]:
    for criterion, several in zip(variant.engine.book.criteria, variant.engine.tables, strict=True):
        if criterion.id == name:
            return several, criterion.maximum
    return (), 0


def _bits(table: Table[Cell], maximum: int, bits: dict[tuple[int, ...], int]) -> Array:
    """Return the result of each cell of a table as a set of one, in a bit."""
    flat = np.empty(len(table.results), dtype=np.int64)
    for place, (cell,) in enumerate(table.results):
        flat[place] = 1 << _bit((cell.points, maximum * cell.measured, cell.margin, int(cell.measured)), bits)
    return flat.reshape([len(space.values) for space in table.spaces])


def _bit(result: tuple[int, ...], bits: dict[tuple[int, ...], int]) -> int:
    place = bits.setdefault(result, len(bits))
    if place > _MOST_RESULTS:
        raise InvalidBook("rulebook", [Problem("criterion", f"has more than {_MOST_RESULTS} different results")])
    return place


def _union(parts: Sequence[Array], shape: Sequence[int], bits: dict[tuple[int, ...], int]) -> Array:
    """Return what any of several tables makes possible; a book without the criterion gives nothing for it."""
    if not parts:
        return np.full(shape, 1 << _bit((0, 0, 0, 0), bits), dtype=np.int64)
    valid = np.logical_and.reduce([one != 0 for one in parts])
    return np.where(valid, np.bitwise_or.reduce(parts), 0)


def _spread(
    table: Table[Cell], sets: Array, measures: Sequence[str], codings: Mapping[str, Coding], fixed: Mapping[str, object]
) -> Array:
    """Return a table over the finest codes of all measures, those included that it does not read."""
    for place, space in enumerate(table.spaces):
        sets = _over_codes(sets, place, space, codings[space.measure.name], fixed)
    return _aligned(sets, table.measures, measures, codings)


def _over_codes(sets: Array, axis: int, space: Cells, coding: Coding, fixed: Mapping[str, object]) -> Array:
    """Return a table with the finest codes of a measure in place of its own cells, the null last."""
    places = np.array([space.code(value) for value in coding.cells.values])
    known = np.take(sets, np.maximum(places, 0), axis)
    beside = [1] * sets.ndim
    beside[axis] = len(places)
    known = np.where((places == NO_CELL).reshape(beside), 0, known)
    stated, name = space.measure.unless_stated, space.measure.name
    if stated is not None:
        null = np.take(sets, [space.possible(stated)[0]], axis)
    elif name in fixed:
        null = np.take(sets, [space.code(fixed[name])], axis)
    else:
        null = np.bitwise_or.reduce(sets, axis=axis, keepdims=True)
    return np.concatenate([known, null], axis)


def _aligned(sets: Array, own: Sequence[str], measures: Sequence[str], codings: Mapping[str, Coding]) -> Array:
    order = [own.index(name) for name in measures if name in own]
    placed = sets.transpose(order).reshape([len(codings[name].codes) if name in own else 1 for name in measures])
    return np.broadcast_to(placed, [len(codings[name].codes) for name in measures])


def requirement_sets(
    ids: frozenset[str],
    measures: tuple[str, ...],
    variants: tuple[tuple[Variant, ...], ...],
    codings: Mapping[str, Coding],
) -> RuleSets:
    """Return what requirements that hang together come to, as ranks of outcomes."""
    found = []
    for several in variants:
        row = []
        for variant in several:
            sets, own, spaces = _in_all_worlds(*_answered(variant.engine, ids), ids, measures)
            for place, space in enumerate(spaces):
                sets = _over_codes(sets, place, space, codings[space.measure.name], variant.fixed)
            row.append(_aligned(sets, own, measures, codings))
        found.append(row)
    return RuleSets(" and ".join(sorted(ids)), measures, np.array(found), tuple((rank,) for rank in range(len(RANKS))))


def _answered(engine: Engine, ids: frozenset[str]) -> tuple[Rulebook, tuple[tuple[str, str], ...]]:
    """Return the book of an engine, and its answers to the readings on which some requirements depend."""
    book = engine.book
    several = [one for one in book.requirements if one.id in ids]
    tests = [test for one in several for test in (one.met_when, one.applies_when) if test is not None]
    names = {name for test in tests for name in readings_in_test(test, book)}
    return book, tuple((name, option) for name, option in sorted(engine.answers.items()) if name in names)


@lru_cache(maxsize=256)
def _in_all_worlds(
    book: Rulebook, answers: tuple[tuple[str, str], ...], ids: frozenset[str], measures: tuple[str, ...]
) -> tuple[Array, tuple[str, ...], tuple[Cells, ...]]:
    """Return what the requirements of a group come to together, in each world of the measures that they read."""
    engine = engine_for(book, dict(answers))
    tests = list(tests_of(engine.book, engine.answers))
    counted = [place for place in engine.counted if engine.book.requirements[place].id in ids]
    if not counted:
        return np.array(1 << RANKS.index(Outcome.NOT_APPLICABLE), dtype=np.int64), (), ()
    own = tuple(name for name in measures if name in engine.measures)
    spaces = tuple(cells_of(engine.measures[name], tests) for name in own)
    shape = [len(space.values) for space in spaces]
    if (size := int(np.prod(shape, dtype=np.float64))) > _MOST_WORLDS:
        message = f"have {size} cells together, more than {_MOST_WORLDS}"
        raise InvalidBook(f"rulebook {engine.book.id}", [Problem(" and ".join(sorted(ids)), message)])
    rest = _anything(engine, tests)  # what is known is judged fastest
    flat = np.empty(size, dtype=np.int64)
    for place, world in enumerate(itertools.product(*(space.values for space in spaces))):
        outcomes = engine.judge({**rest, **dict(zip(own, world, strict=True))}).requirements
        flat[place] = 1 << min(RANKS.index(one) for number in counted for one in outcomes[number])
    return flat.reshape(shape), own, spaces


def _anything(engine: Engine, tests: Sequence[Test]) -> Facts:
    """Return some value for each measure, where it does not matter which."""
    found: dict[str, Scalar | Absent] = {
        name: cells_of(one, tests).values[0] for name, one in engine.measures.items() if one.kind in FINITE
    }
    spaces = [space for several in engine.tables for table in several for space in table.spaces]
    return found | {space.measure.name: space.values[0] for space in spaces}
