"""Tables as trees of when and then: expressions in which branches that give the same are one."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import narwhals.stable.v2 as nw
import numpy as np

from opengov.rules._lookups import RANKS

__all__ = ["Number", "added", "constant", "expression_of", "is_one_of", "least_of", "most_of", "tree"]

Array: TypeAlias = np.ndarray
Number: TypeAlias = "nw.Expr | int"
"""An expression, or a number that is the same in every row."""


def tree(values: Array, axes: Sequence[nw.Expr]) -> Number:
    """Return an expression that gives the value at the codes of the axes: branches that give the same are one."""
    first = values.flat[0]
    if (values == first).all():
        return int(first)
    axis = min(range(values.ndim), key=lambda place: _branches(values, place))
    groups = _groups(values, axis)
    rest = [*axes[:axis], *axes[axis + 1 :]]
    size = values.shape[axis]
    *firsts, last = sorted(groups, key=lambda codes: (len(codes), codes))
    expression = tree(np.take(values, last[0], axis), rest)
    for codes in firsts:
        then = tree(np.take(values, codes[0], axis), rest)
        condition = is_one_of(axes[axis], codes, size)
        expression = nw.when(condition).then(expression_of(then)).otherwise(expression_of(expression))
    return expression


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


def is_one_of(code: nw.Expr, codes: Sequence[int], size: int) -> nw.Expr:
    """Return whether a code is one of some, in order, of ``size`` that there are."""
    first, last = codes[0], codes[-1]
    if len(codes) == 1:
        return code == first
    if last - first + 1 == len(codes):
        if first == 0:
            return code <= last
        return code >= first if last == size - 1 else (code >= first) & (code <= last)
    return functools.reduce(operator.or_, (code == one for one in codes))


# --- numbers, plain ones kept plain ---------------------------------------------------------------------------------


def constant(number: int) -> nw.Expr:
    """Return a number as an expression."""
    return nw.lit(number, nw.Int16)


def expression_of(number: Number) -> nw.Expr:
    """Return a number as an expression, if it is none yet."""
    return constant(number) if isinstance(number, int) else number


def added(numbers: Iterable[Number]) -> Number:
    """Return the sum of numbers."""
    plain, rest = _parted(numbers)
    if not rest:
        return sum(plain)
    total = functools.reduce(operator.add, rest)
    return total + sum(plain) if sum(plain) else total


def least_of(numbers: Iterable[Number]) -> Number:
    """Return the least of some ranks."""
    plain, rest = _parted(numbers)
    if not rest:
        return min(plain)
    limit = [constant(min(plain))] if plain and min(plain) < len(RANKS) - 1 else []
    return nw.min_horizontal(*rest, *limit) if len(rest) + len(limit) > 1 else rest[0]


def most_of(numbers: Iterable[Number]) -> Number:
    """Return the highest of some ranks."""
    plain, rest = _parted(numbers)
    if not rest:
        return max(plain)
    limit = [constant(max(plain))] if plain and max(plain) > 0 else []
    return nw.max_horizontal(*rest, *limit) if len(rest) + len(limit) > 1 else rest[0]


def _parted(numbers: Iterable[Number]) -> tuple[list[int], list[nw.Expr]]:
    several = list(numbers)
    plain = [one for one in several if isinstance(one, int)]
    return plain, [one for one in several if not isinstance(one, int)]
