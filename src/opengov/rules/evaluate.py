"""The truth of a test for given values: everything that the possible values allow, and nothing else."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from attrs import field, frozen

from opengov.errors import InvalidFacts, Problem
from opengov.model.forms import (
    AbsentAs,
    All,
    Always,
    AnyOf,
    Coded,
    Compare,
    Count,
    DayRef,
    Every,
    Measure,
    MeasureKind,
    Not,
    Op,
    Operand,
    OutcomeIs,
    ReadingRef,
    Some,
    Test,
)
from opengov.model.values import (
    UNKNOWN,
    Absent,
    Between,
    Known,
    Listing,
    OneOf,
    Outcome,
    Record,
    Scalar,
    Span,
    Unknown,
    Value,
)
from opengov.rules.cells import FINITE, cells_of
from opengov.rules.resolve import measures_read, reads_fields_alone

__all__ = ["Facts", "Scope", "Truths", "as_value", "holds", "truths", "value_of"]

Facts: TypeAlias = Mapping[str, Value | Scalar | None]
Truths: TypeAlias = frozenset[bool]
YES: Truths = frozenset({True})
NO: Truths = frozenset({False})
OPEN: Truths = YES | NO
_MOST_WORLDS = 20_000
_VALUES = (Known, Unknown, OneOf, Between, Absent)


@frozen(eq=False)
class Scope:
    """What a test may refer to: the measures, the named days and the outcomes of requirements."""

    measures: Mapping[str, Measure]
    days: Mapping[str, Value] = field(factory=dict)
    outcomes: Mapping[str, frozenset[Outcome]] = field(factory=dict)


def truths(test: Test, facts: Facts, scope: Scope) -> Truths:
    """Return the truths that a test can take over all possible values of the facts.

    Exact wherever each uncertain measure is read once, and also where one is read several times if its space is
    finite or it is one of several values: then every value it may have is tried. A date that is uncertain within
    bounds and read several times in one test may leave a truth open that could be excluded.
    """
    spaces = {name: space for name in _read_again(test) if (space := _space(scope.measures[name], facts, test))}
    if not spaces or math.prod(len(space) for space in spaces.values()) > _MOST_WORLDS:
        return _once(test, facts, scope)
    found: set[bool] = set()
    for world in itertools.product(*spaces.values()):
        found |= _once(test, {**facts, **dict(zip(spaces, world, strict=True))}, scope)
    return frozenset(found)


def _space(measure: Measure, facts: Facts, test: Test) -> Sequence[Value]:
    """Return the values to try of an uncertain measure that a test reads more than once; none where it is certain."""
    value = value_of(facts, measure)
    if measure.kind in FINITE:
        if not isinstance(value, Unknown | OneOf | Between):
            return ()
        cells = cells_of(measure, [test])
        return [as_value(cells.values[code]) for code in cells.possible(value)]
    return value.options if isinstance(value, OneOf) else ()


@lru_cache(maxsize=4096)
def _read_again(test: Test) -> tuple[str, ...]:
    """Return the measures that a test reads more than once."""
    return tuple(name for name, times in measures_read(test).items() if times > 1)


def holds(test: Test, world: Facts, scope: Scope) -> bool:
    """Tell whether a test holds in a world in which each measure that it reads has one value, or is absent."""
    return True in _once(test, world, scope)


def value_of(facts: Facts, measure: Measure) -> Value:
    """Return the value of a measure, unknown (or as the measure says) where the facts do not mention it."""
    value = facts.get(measure.name)
    if value is None:
        return measure.unless_stated or UNKNOWN
    return as_value(value)


def as_value(value: Value | Scalar) -> Value:
    """Return a plain scalar as the known value that it is, and a value as it is."""
    return value if isinstance(value, _VALUES) else Known(value)


def _once(test: Test, facts: Facts, scope: Scope) -> Truths:
    match test:
        case Compare(name, op, operand):
            measure = scope.measures[name]
            return _compared(value_of(facts, measure), op, operand, measure, scope)
        case Coded(name, coded):
            found = _coded(value_of(facts, scope.measures[name]), scope.measures[name])
            return found if coded else _negated(found)
        case AbsentAs(name, kind):
            return _absent_as(value_of(facts, scope.measures[name]), kind)
        case All(tests):
            return _all(_once(one, facts, scope) for one in tests)
        case AnyOf(tests):
            return _negated(_all(_negated(_once(one, facts, scope)) for one in tests))
        case Not(inner):
            return _negated(_once(inner, facts, scope))
        case Every(name, inner):
            return _every(value_of(facts, scope.measures[name]), inner, scope.measures[name], scope)
        case Some(name, inner):
            return _some(value_of(facts, scope.measures[name]), inner, scope.measures[name], scope)
        case Count(name):
            return _counted(value_of(facts, scope.measures[name]), test, scope.measures[name], scope)
        case OutcomeIs(outcome, names):
            return _negated(_all(_not_so(scope.outcomes[name], outcome) for name in names))
        case Always(holds):
            return YES if holds else NO
        case _:
            msg = f"{test} is not resolved"
            raise AssertionError(msg)


def _all(parts: Iterable[Truths]) -> Truths:
    surely, never = True, False
    for part in parts:
        surely = surely and True in part
        never = never or False in part
    return frozenset({True} & {surely} | ({False} if never else set()))


def _negated(found: Truths) -> Truths:
    return OPEN if len(found) > 1 else NO if True in found else YES


def _not_so(outcomes: frozenset[Outcome], outcome: Outcome) -> Truths:
    return frozenset(one is not outcome for one in outcomes)


def _coded(value: Value, measure: Measure) -> Truths:
    match value:
        case Absent():
            return NO
        case Unknown():
            return OPEN if measure.absent else YES
        case OneOf(options):
            return frozenset(not isinstance(option, Absent) for option in options)
        case _:
            return YES


def _absent_as(value: Value, kind: str) -> Truths:
    match value:
        case Absent(one):
            return YES if one == kind else NO
        case Unknown():
            return OPEN
        case OneOf(options):
            return frozenset(option == Absent(kind) for option in options)
        case _:
            return NO


def _compared(value: Value, op: Op, operand: Operand, measure: Measure, scope: Scope) -> Truths:
    if isinstance(operand, DayRef):
        return _against_day(value, op, scope.days[operand.day])
    match value:
        case Known(inner):
            return YES if _holds(inner, op, operand, measure) else NO
        case Absent():
            return NO
        case OneOf(options):
            return frozenset().union(*(_compared(option, op, operand, measure, scope) for option in options))
        case Between(low, high):
            return _in_range(low, high, op, operand)
        case _:
            return _unknown(op, operand, measure)


@lru_cache(maxsize=4096, typed=True)
def _unknown(op: Op, operand: Operand, measure: Measure) -> Truths:
    absent = NO if measure.absent else frozenset()
    if measure.kind is MeasureKind.YES_NO:
        return OPEN
    if measure.kind in FINITE:
        cells = cells_of(measure, [Compare(measure.name, op, operand)])
        known = (value for value in cells.values if not isinstance(value, Absent))
        return frozenset(_holds(value, op, operand, measure) for value in known) | absent
    return OPEN


def _holds(value: Scalar, op: Op, operand: Operand, measure: Measure) -> bool:
    left = _comparable(value, measure)
    if op is Op.ONE_OF:
        return value in operand if isinstance(operand, frozenset) else value == operand
    if op is Op.INCLUDES:
        return isinstance(value, frozenset) and isinstance(operand, frozenset) and operand <= value
    if op is Op.IS:
        return type(value) is type(operand) and value == operand if isinstance(value, bool) else value == operand
    if isinstance(value, Span) and isinstance(operand, Span) and not _commensurable(value, operand):
        problem = Problem(measure.name, f"{value} does not compare with {operand}", "count both in months, or in days")
        raise InvalidFacts("facts", [problem])
    right = operand if isinstance(operand, frozenset | DayRef | ReadingRef) else _comparable(operand, measure)
    return _ordered(left, op, right)


# values of one measure are of one kind, which no type here can say
_ORDERS: Mapping[Op, Callable[[Any, Any], object]] = {
    Op.ABOVE: operator.gt,
    Op.AT_LEAST: operator.ge,
    Op.BELOW: operator.lt,
    Op.AT_MOST: operator.le,
}


def _ordered(left: object, op: Op, right: object) -> bool:
    return bool(_ORDERS[op](left, right))


def _commensurable(one: Span, other: Span) -> bool:
    """Tell whether two lengths of time have an order: months are of 28 to 31 days, so fewer days never make one."""
    return one.months == other.months == 0 or max(one.days, other.days) < 28  # noqa: PLR2004


def _comparable(value: Scalar, measure: Measure) -> object:
    """Return what orders a value: the place of a level in its scale, the months and days of a span."""
    if measure.kind is MeasureKind.LEVEL and isinstance(value, str):
        if value not in measure.values:
            problem = Problem(measure.name, f'"{value}" is not a value of it', f"one of {', '.join(measure.values)}")
            raise InvalidFacts("facts", [problem])
        return measure.values.index(value)
    if isinstance(value, Span):
        return value.months, value.days
    return value


def _in_range(low: object, high: object, op: Op, operand: Operand) -> Truths:
    if op is Op.IS or isinstance(operand, frozenset):
        options = operand if isinstance(operand, frozenset) else {operand}
        inside = [one for one in options if _ordered(low, Op.AT_MOST, one) and _ordered(one, Op.AT_MOST, high)]
        return NO if not inside else YES if low == high else OPEN
    return frozenset({_ordered(low, op, operand), _ordered(high, op, operand)})


def _against_day(value: Value, op: Op, day: Value) -> Truths:
    """Hold a date against a named day, each of which may be known only within bounds."""
    ranges, bounds = _ranges(value), _ranges(day)
    if ranges is None or bounds is None:
        return OPEN
    found: set[bool] = {False} if None in ranges or None in bounds else set()
    for left in filter(None, ranges):
        for right in filter(None, bounds):
            found |= _range_against(left, op, right)
    return frozenset(found)


def _range_against(left: tuple[date, date], op: Op, right: tuple[date, date]) -> Truths:
    if op is Op.IS:
        if left[1] < right[0] or right[1] < left[0]:
            return NO
        return YES if left[0] == left[1] == right[0] == right[1] else OPEN
    extremes = ((left[0], right[1]), (left[1], right[0]))
    return frozenset(_ordered(one, op, other) for one, other in extremes)


def _ranges(value: Value) -> list[tuple[date, date] | None] | None:
    """Return the ranges that a date may lie in, ``None`` among them where it may be absent; ``None`` if unknown."""
    match value:
        case Unknown():
            return None
        case Absent():
            return [None]
        case Known(day) if isinstance(day, date):
            return [(day, day)]
        case Between(low, high) if isinstance(low, date) and isinstance(high, date):
            return [(low, high)]
        case OneOf(options):
            return [one for option in options for one in _ranges(option) or []]
        case _:
            raise InvalidFacts("facts", [Problem("", f"{value} is not a date")])


def _every(value: Value, inner: Test, measure: Measure, scope: Scope) -> Truths:
    match value:
        case Known(Listing(entries, complete)):
            found = _all(_entries(entries, inner, measure, scope))
            return found if complete else found | NO
        case OneOf(options):
            return frozenset().union(*(_every(option, inner, measure, scope) for option in options))
        case Absent():
            return NO
        case _:
            return OPEN


def _some(value: Value, inner: Test, measure: Measure, scope: Scope) -> Truths:
    return NO if isinstance(value, Absent) else _negated(_every(value, Not(inner), measure, scope))


def _counted(value: Value, test: Count, measure: Measure, scope: Scope) -> Truths:
    match value:
        case Known(Listing(entries, complete)):
            found = list(_entries(entries, test.where, measure, scope))
            least = sum(one == YES for one in found)
            most = sum(True in one for one in found)
            if complete:
                return _compared(Between(least, most), test.op, test.operand, measure, scope)
            return _compared(Between(least, math.inf), test.op, test.operand, measure, scope)
        case OneOf(options):
            return frozenset().union(*(_counted(option, test, measure, scope) for option in options))
        case Absent():
            return NO
        case _:
            return OPEN


def _entries(entries: Iterable[Record | Value], test: Test, measure: Measure, scope: Scope) -> Iterator[Truths]:
    """Yield the truths of a test on each entry, which sees its own fields and the days and outcomes of the book.

    An entry that a listing holds many times is looked at once.
    """
    alone = reads_fields_alone(test)
    inner = Scope(_measures_inside(measure), scope.days, scope.outcomes)
    seen: dict[int, Truths] = {}
    for entry in entries:
        found = seen.get(id(entry))
        if found is None:
            found = _kept_entry(test, entry, measure) if alone else _entry(test, entry, measure, inner)
            seen[id(entry)] = found
        yield found


def _entry(test: Test, entry: Record | Value, measure: Measure, inner: Scope) -> Truths:
    facts: Facts = dict(entry.values) if isinstance(entry, Record) else {measure.entry().name: entry}
    return truths(test, facts, inner)


@lru_cache(maxsize=8192)
def _kept_entry(test: Test, entry: Record | Value, measure: Measure) -> Truths:
    """Return the truths of a test that reads nothing but an entry; the same few entries are met again and again."""
    return _entry(test, entry, measure, Scope(_measures_inside(measure)))


@lru_cache(maxsize=512)
def _measures_inside(measure: Measure) -> Mapping[str, Measure]:
    return {one.name: one for one in (*measure.fields, measure.entry())}
