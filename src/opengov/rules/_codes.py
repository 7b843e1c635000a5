"""What the cells of a column become: a small whole number for all values that no rule tells apart."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from numbers import Number
from typing import TYPE_CHECKING, TypeAlias, cast

from attrs import evolve, field, frozen

from opengov.errors import InvalidBook, Problem
from opengov.model.forms import Compare, Measure, MeasureKind, Op, Test
from opengov.model.values import Absent, Known, Scalar, Unknown, Value
from opengov.rules.cells import FINITE, NO_CELL, Cells, cells_of, cuts_in
from opengov.rules.evaluate import as_value

if TYPE_CHECKING:
    from opengov.rules.engine import Engine

__all__ = ["ABSENT", "Coding", "Step", "coding_of", "day_in", "is_null", "read_cell", "same_measure"]

Step: TypeAlias = tuple[int | float, bool]
"""A number, and whether only what is above it has passed, or what is at it too."""

ABSENT = "_absent"
"""The end of the name of a column that says where the measure of another column is known to be absent."""

_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_YES_NO = {"true": True, "false": False}


@frozen(eq=False)
class Coding:
    """How the cells of one measure become codes.

    Parameters
    ----------
    cells
        The cells of the measure, cut wherever any of the books cuts.
    codes
        The code of each of these cells, the last that of a null; cells with one code are told apart by no rule.
    cuts
        The numbers at which a number is cut.
    """

    cells: Cells
    codes: tuple[int, ...]
    cuts: tuple[int | float, ...] = field(repr=False)

    @property
    def measure(self) -> Measure:
        """The measure, with the widest bounds and all words that the books give it."""
        return self.cells.measure

    @property
    def null(self) -> int:
        """The code of a null."""
        return self.codes[-1]

    @property
    def absent(self) -> int:
        """The code of a value known to be absent."""
        return self.codes[-2]

    @property
    def size(self) -> int:
        """How many codes there are."""
        return max(self.codes) + 1

    @property
    def words(self) -> dict[str, int]:
        """The code of each word: those of the measure, and those that say that it is absent."""
        known = {one: self.codes[place] for place, one in enumerate(self.cells.values) if isinstance(one, str)}
        return known | dict.fromkeys(self.measure.absent, self.absent)

    @property
    def numbers(self) -> dict[int | float, int]:
        """The code of each number, where there are only these."""
        values = self.cells.values
        return {one: self.codes[place] for place, one in enumerate(values) if isinstance(one, int | float)}

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps at which the code of a number goes up by one."""
        known = [one for one in self.cells.values if isinstance(one, int | float)]
        found: list[Step] = []
        for place, (low, high) in enumerate(itertools.pairwise(known)):
            if self.codes[place] != self.codes[place + 1]:
                found.append((low, True) if low in self.cuts else (high, False))
        return tuple(found)


def coding_of(name: str, engines: Iterable[Engine], tests: Sequence[Test]) -> Coding:
    """Return the finest coding that the books of some engines need for a measure.

    Raises
    ------
    InvalidBook
        If the books do not mean the same by it, or columns cannot hold it.
    """
    books = dict.fromkeys(engine.book for engine in engines)
    declared = list(dict.fromkeys(one for book in books for one in book.measures if one.name == name))
    exactly: set[int] = set()
    for book in books:
        for criterion in book.criteria:
            if name in [given.measure for given in criterion.given]:
                exactly |= set(criterion.possible or range(criterion.maximum + 1))
    measure = same_measure(declared)
    cuts = cuts_in(tests, name)
    if len(declared) > 1:
        cuts |= {bound for one in declared for bound in (one.low, one.high) if bound is not None}
    cells = cells_of(measure, [Compare(name, Op.AT_LEAST, cut) for cut in cuts], sorted(exactly))
    return Coding(cells, tuple(range(len(cells.values) + 1)), tuple(sorted(cuts)))


def same_measure(declared: Sequence[Measure]) -> Measure:
    """Return one measure that allows what any of several does.

    Raises
    ------
    InvalidBook
        If they are of different kinds, or of a kind that cells of a column cannot hold.
    """
    first = declared[0]
    if first.kind not in FINITE:
        hint = "judge such facts one by one with decide()"
        raise InvalidBook("rulebook", [Problem(first.name, f"is a {first.kind}, which a column cannot hold", hint)])
    if len({(one.kind, one.whole, one.unless_stated) for one in declared}) > 1:
        raise InvalidBook("rulebooks", [Problem(first.name, "means different things in these books")])
    lows, highs = [one.low for one in declared], [one.high for one in declared]
    return evolve(
        first,
        values=tuple(dict.fromkeys(word for one in declared for word in one.values)),
        absent=tuple(dict.fromkeys(word for one in declared for word in one.absent)),
        low=None if None in lows else min(cast("list[float]", lows)),
        high=None if None in highs else max(cast("list[float]", highs)),
    )


def read_cell(cell: object, coding: Coding) -> Value:
    """Return what one cell says of a measure.

    Nothing and not-a-number are unknown; a word by which the measure may be absent says so. Text is read as a file of
    comma-separated values holds it: ``5.29``, ``true``.

    Raises
    ------
    Problem
        If it says nothing that the measure can be.
    """
    if is_null(cell):
        return as_value(coding.measure.unless_stated) if coding.measure.unless_stated else Unknown()
    of_numpy = isinstance(cell, Number) or cell.__class__.__name__ in {"bool", "bool_"}  # numpy's bool is no Number
    value = _scalar(cell.item() if of_numpy and hasattr(cell, "item") else cell, coding)
    if isinstance(value, float) and math.isinf(value):
        raise Problem(coding.measure.name, f"{value} is not a number")
    if coding.cells.code(value) == NO_CELL:
        coding.cells.possible(cast("Scalar", value if isinstance(value, bool | int | float | str) else str(value)))
    return value if isinstance(value, Absent) else Known(cast("Scalar", value))


def is_null(cell: object) -> bool:
    """Tell whether a cell is empty: nothing, not-a-number, or what pandas writes for either."""
    if cell is None or cell.__class__.__name__ in {"NAType", "NaTType"}:
        return True
    if isinstance(cell, Decimal):
        return cell.is_nan()
    return isinstance(cell, Number) and bool(cell != cell)  # noqa: PLR0124


def day_in(cell: object) -> date | None:
    """Return the day that a date is, or that a time is on where it was; ``None`` for what is neither."""
    if is_null(cell) or not isinstance(cell, date):
        return None
    return cell.date() if isinstance(cell, datetime) else cell


def _scalar(cell: object, coding: Coding) -> object:
    kind = coding.measure.kind
    if isinstance(cell, str):
        if cell in coding.measure.absent:
            return Absent(cell)
        if kind is MeasureKind.YES_NO:
            return _YES_NO.get(cell.lower(), cell)
        if kind is MeasureKind.NUMBER and _DECIMAL.fullmatch(cell):
            cell = float(cell)
    elif cell.__class__.__name__ == "Decimal":
        cell = float(cast("float", cell))
    if isinstance(cell, float) and coding.cells.exact and cell.is_integer():
        return int(cell)
    return cell
