"""The finite space of a measure, once its numbers are cut at the thresholds that tests hold them against."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from attrs import field, frozen

from opengov.errors import Problem
from opengov.model.forms import AbsentAs, All, AnyOf, Compare, Measure, MeasureKind, Not, Test
from opengov.model.values import Absent, Between, Known, OneOf, Scalar, Unknown, Value
from opengov.rules._reader import describe

__all__ = ["FINITE", "NO_CELL", "Cells", "Code", "cells_of", "cuts_in"]

FINITE = frozenset({MeasureKind.YES_NO, MeasureKind.NUMBER, MeasureKind.CATEGORY, MeasureKind.LEVEL})
NO_CELL = -1
_MOST_LISTED = 200
Code = Callable[[Any], int]
Listed: TypeAlias = tuple[type | None, Mapping[object, int]]


@frozen(eq=False)
class Cells:
    """The cells of one measure: within a cell no test of the rule can tell two values apart.

    ``values`` holds one value of each cell, in order, the absent ones last; ``code`` gives the cell of a known value,
    or ``NO_CELL`` for what is not of the measure's kind. Where the cells are ``exact``, there are no other values.
    ``listed`` holds the cells of all values of one type, where these are few: the fastest to look up.
    """

    measure: Measure
    values: tuple[Scalar | Absent, ...]
    code: Code = field(repr=False)
    exact: bool = False
    listed: Listed = field(default=(None, {}), repr=False)

    def possible(self, value: Value | Scalar) -> tuple[int, ...]:
        """Return the cells in which a value may lie.

        Raises
        ------
        Problem
            If the value is not of the measure's kind.
        """
        of_kind, listed = self.listed
        if value.__class__ is of_kind and value in listed:
            return (listed[value],)
        match value:
            case Unknown():
                return tuple(range(len(self.values)))
            case Known(inner):
                return (self._one(inner),)
            case Absent(kind):
                return (self._absent(kind),)
            case OneOf(options):
                return tuple(dict.fromkeys(code for option in options for code in self.possible(option)))
            case Between(low, high):
                first, last = self._one(low), self._one(high)
                return tuple(range(first, last + 1))
            case _:
                return (self._one(value),)

    def _one(self, value: object) -> int:
        code = self.code(value)
        if code == NO_CELL:
            raise Problem(self.measure.name, *_complaint(self, value))
        return code

    def _absent(self, kind: str) -> int:
        if kind not in self.measure.absent:
            hint = f"may be {', '.join(self.measure.absent)}" if self.measure.absent else "it always has a value"
            raise Problem(self.measure.name, f'cannot be absent as "{kind}"', hint)
        return self.code(Absent(kind))


def cells_of(measure: Measure, tests: Iterable[Test] = (), exactly: Iterable[int] = ()) -> Cells:
    """Return the cells of a measure for the tests that read it.

    Parameters
    ----------
    measure
        A measure of a finite kind.
    tests
        The tests, with their readings resolved in every way that matters.
    exactly
        The only numbers that it may be, each a cell of its own, as where the number itself is taken as points.
    """
    tests = tuple(tests)
    absent = _absences(measure, tests)
    values: tuple[Scalar | Absent, ...]
    exact = tuple(exactly)
    if measure.kind is MeasureKind.NUMBER and not exact:
        values, code = _number_cells(measure, sorted(cuts_in(tests, measure.name)))
        listed = _few_numbers(measure, code)
    else:
        values = exact or ((True, False) if measure.kind is MeasureKind.YES_NO else measure.values)
        listed = type(values[0]), {value: place for place, value in enumerate(values)}
        code = _code_listed(*listed)
    code = _or_absent(code, absent, len(values))
    values = (*values, *(Absent(one) for one in dict.fromkeys(absent.values())))
    return Cells(measure, values, code, exact=bool(exact), listed=listed)


def _absences(measure: Measure, tests: tuple[Test, ...]) -> dict[str, str]:
    """Return the ways in which a measure may be absent, each with the way that stands for its cell.

    Ways that no test asks for by name lie in one cell.
    """
    asked = _kinds_in(tests, measure.name)
    others = next((kind for kind in measure.absent if kind not in asked), "")
    return {kind: kind if kind in asked else others for kind in measure.absent}


def _kinds_in(tests: Iterable[Test], name: str) -> set[str]:
    found: set[str] = set()
    for test in tests:
        match test:
            case All(inner) | AnyOf(inner):
                found |= _kinds_in(inner, name)
            case Not(one):
                found |= _kinds_in((one,), name)
            case AbsentAs(measure, kind) if measure == name:
                found.add(kind)
            case _:
                pass
    return found


def _or_absent(code: Code, absent: Mapping[str, str], first: int) -> Code:
    if not absent:
        return code
    stands = list(dict.fromkeys(absent.values()))
    cells = {kind: first + stands.index(one) for kind, one in absent.items()}

    def coded(value: object) -> int:
        if value.__class__ is Absent:
            return cells.get(value.kind, NO_CELL)
        return code(value)

    return coded


def cuts_in(tests: Iterable[Test], name: str) -> set[int | float]:
    """Return the numbers that tests hold a measure against."""
    found: set[int | float] = set()
    for test in tests:
        match test:
            case All(inner) | AnyOf(inner):
                found |= cuts_in(inner, name)
            case Not(one):
                found |= cuts_in((one,), name)
            case Compare(measure, _, operand) if measure == name and isinstance(operand, int | float):
                found.add(operand)
            case _:
                pass
    return found


def _number_cells(measure: Measure, cuts: list[int | float]) -> tuple[tuple[Scalar, ...], Code]:
    """Cut the number line at each threshold: below it, at it, above it; keep the cells that hold a number."""
    low = -math.inf if measure.low is None else measure.low
    high = math.inf if measure.high is None else measure.high
    inside = [cut for cut in cuts if low <= cut <= high]
    values: list[Scalar] = []
    dense: dict[int, int] = {}
    for index in range(2 * len(inside) + 1):
        place, at = divmod(index, 2)
        value = inside[place] if at else _within(inside[place - 1 : place], inside[place : place + 1], measure)
        if value is not None:
            dense[index] = len(values)
            values.append(value)

    codes = [dense.get(index, NO_CELL) for index in range(2 * len(inside) + 1)]

    def code(value: float) -> int:
        if (value.__class__ is not float and value.__class__ is not int) or not low <= value <= high:
            return NO_CELL
        return codes[bisect_left(inside, value) + bisect_right(inside, value)]  # at a cut the two differ by one

    def code_whole(value: float) -> int:
        found = code(value)
        return found if found == NO_CELL or value == int(value) else NO_CELL

    return tuple(values), code_whole if measure.whole else code


def _within(below: list[int | float], above: list[int | float], measure: Measure) -> int | float | None:
    """Return a number between two neighbouring cuts, or a cut and the bound of the measure; ``None`` if none."""
    if measure.whole:
        first = math.floor(below[0]) + 1 if below else measure.low
        last = math.ceil(above[0]) - 1 if above else measure.high
        first = math.ceil(first) if first is not None else None if last is None else math.floor(last)
        return (first or 0) if first is None or last is None or first <= last else None
    low, high = below[0] if below else measure.low, above[0] if above else measure.high
    if low is None or high is None:
        return 0 if low is high else high - 1 if low is None and high is not None else (low or 0) + 1
    middle = (low + high) / 2
    return middle if (not below or low < middle) and (not above or middle < high) else None


def _few_numbers(measure: Measure, code: Code) -> Listed:
    """Return the cells of whole numbers between bounds that are not far apart."""
    if not measure.whole or measure.low is None or measure.high is None or measure.high - measure.low > _MOST_LISTED:
        return None, {}
    return int, {number: code(number) for number in range(math.ceil(measure.low), math.floor(measure.high) + 1)}


def _code_listed(kind: type | None, codes: Mapping[object, int]) -> Code:
    def code(value: object) -> int:
        return codes.get(value, NO_CELL) if value.__class__ is kind else NO_CELL

    return code


def _complaint(cells: Cells, value: object) -> tuple[str, str]:
    measure, shown = cells.measure, describe(value)
    if measure.kind is MeasureKind.YES_NO:
        return f"{shown} is neither true nor false", ""
    known = [str(one) for one in cells.values if not isinstance(one, Absent)]
    if measure.kind is not MeasureKind.NUMBER or cells.exact:
        return f"{shown} is not a value of it", f"one of {', '.join(known)}"
    bounds = f" from {measure.low} to {measure.high}" if measure.low is not None else ""
    return f"{shown} is not a {'whole ' * measure.whole}number{bounds}", ""
