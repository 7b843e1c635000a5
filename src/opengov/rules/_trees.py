"""Tables as trees of when and then: expressions in which branches that give the same are one."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from attrs import field, frozen

from opengov.rules._lookups import RANKS

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["Axis", "CodeAxis", "Dialect", "Expr", "Number", "YesNoAxis", "tree"]

Array: TypeAlias = np.ndarray
Expr: TypeAlias = "nw.Expr"
Number: TypeAlias = "Expr | int"
"""An expression, or a number that is the same in every row."""


@frozen(eq=False)
class Dialect:
    """How expressions are written: in narwhals, or in polars, which takes a tenth of the time to write them.

    Parameters
    ----------
    words
        The module whose functions make expressions; those used here are alike in both.
    """

    words: ModuleType
    _numbers: dict[int, Expr] = field(factory=dict, init=False)

    def col(self, name: str) -> Expr:
        """Return a column."""
        found: Expr = self.words.col(name)
        return found

    def number(self, number: Number) -> Expr:
        """Return a number as an expression."""
        if not isinstance(number, int):
            return number
        if number not in self._numbers:
            self._numbers[number] = self.words.lit(number, dtype=self.words.Int16)
        return self._numbers[number]

    def when(self, condition: Expr, then: Number, otherwise: Number | None = None) -> Expr:
        """Return one of two numbers; the second, or nothing, where the condition is not known."""
        chosen = self.words.when(condition).then(self.number(then))
        found: Expr = chosen if otherwise is None else chosen.otherwise(self.number(otherwise))
        return found

    def any(self, conditions: Iterable[Expr]) -> Expr:
        """Return whether any condition is known to hold."""
        return functools.reduce(operator.or_, conditions).fill_null(value=False)

    def sum(self, numbers: Iterable[Number]) -> Number:
        """Return the sum of numbers."""
        plain, rest = _parted(numbers)
        if not rest:
            return sum(plain)
        total = functools.reduce(operator.add, rest)
        return total + self.number(sum(plain)) if sum(plain) else total

    def least(self, ranks: Iterable[Number]) -> Number:
        """Return the least of some ranks."""
        plain, rest = _parted(ranks)
        if not rest:
            return min(plain)
        limit = [self.number(min(plain))] if plain and min(plain) < len(RANKS) - 1 else []
        return self.words.min_horizontal(*rest, *limit) if len(rest) + len(limit) > 1 else rest[0]

    def most(self, ranks: Iterable[Number]) -> Number:
        """Return the highest of some ranks."""
        plain, rest = _parted(ranks)
        if not rest:
            return max(plain)
        limit = [self.number(max(plain))] if plain and max(plain) > 0 else []
        return self.words.max_horizontal(*rest, *limit) if len(rest) + len(limit) > 1 else rest[0]

    def said(self, problems: Iterable[tuple[Expr, str]]) -> Expr:
        """Return the texts of the problems that there are."""
        texts = [self.words.when(one).then(self.words.lit(text)) for one, text in problems]
        joined: Expr = self.words.concat_str(*texts, separator="; ", ignore_nulls=True)
        return joined


def _parted(numbers: Iterable[Number]) -> tuple[list[int], list[Expr]]:
    several = list(numbers)
    plain = [one for one in several if isinstance(one, int)]
    return plain, [one for one in several if not isinstance(one, int)]


# --- axes -----------------------------------------------------------------------------------------------------------


@frozen(eq=False)
class CodeAxis:
    """The axis of a measure whose codes stand in a column."""

    code: Expr
    size: int

    def is_one_of(self, codes: Sequence[int]) -> Expr:
        """Return whether the code of a row is one of some, in order."""
        first, last = codes[0], codes[-1]
        if len(codes) == 1:
            return self.code == first
        if last - first + 1 == len(codes):
            if first == 0:
                return self.code <= last
            return self.code >= first if last == self.size - 1 else (self.code >= first) & (self.code <= last)
        return functools.reduce(operator.or_, (self.code == one for one in codes))


@frozen(eq=False)
class YesNoAxis:
    """The axis of what is true, false or null, with the code of each: no codes are written, the cells are asked."""

    cell: Expr
    codes: tuple[int, ...]

    def is_one_of(self, codes: Sequence[int]) -> Expr:
        """Return whether the cell of a row has one of some codes; what is null counts as no."""
        true, false, null = (code in codes for code in self.codes)
        if null:
            if true == false:
                return self.cell.is_null()
            return self.cell.fill_null(value=True) if true else ~self.cell.fill_null(value=False)
        if true == false:
            return ~self.cell.is_null()
        return self.cell if true else ~self.cell


Axis: TypeAlias = CodeAxis | YesNoAxis


# --- trees ----------------------------------------------------------------------------------------------------------


def tree(dialect: Dialect, values: Array, axes: Sequence[Axis]) -> Number:
    """Return an expression that gives the value at the codes of the axes: branches that give the same are one."""
    first = values.flat[0]
    if (values == first).all():
        return int(first)
    axis = min(range(values.ndim), key=lambda place: _branches(values, place))
    rest = [*axes[:axis], *axes[axis + 1 :]]
    *firsts, last = sorted(_groups(values, axis), key=lambda codes: (len(codes), codes))
    found = tree(dialect, np.take(values, last[0], axis), rest)
    for codes in firsts:
        then = tree(dialect, np.take(values, codes[0], axis), rest)
        found = dialect.when(axes[axis].is_one_of(codes), then, found)
    return found


def _branches(values: Array, axis: int) -> tuple[int, int]:
    """Return how many branches go on below an axis, and how many there are; an axis that parts nothing comes last."""
    groups = _groups(values, axis)
    if len(groups) == 1:
        return values.size, values.size
    inner = [np.take(values, codes[0], axis) for codes in groups]
    return sum(len(np.unique(one)) - 1 for one in inner), len(groups)


def _groups(values: Array, axis: int) -> list[list[int]]:
    groups: dict[bytes, list[int]] = {}
    for code in range(values.shape[axis]):
        groups.setdefault(np.take(values, code, axis).tobytes(), []).append(code)
    return list(groups.values())
