"""What a cell of a table of text means, and how one is written that no program takes for anything else."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterable
from typing import IO

from attrs import frozen

from opengov.errors import Problem
from opengov.model.forms import Measure, MeasureKind
from opengov.model.values import Absent

__all__ = [
    "FORMULA",
    "NUMBER",
    "UNKNOWN",
    "YES_NO",
    "Head",
    "fact_in",
    "guarded",
    "head_of",
    "number_in",
    "write_rows",
]

YES_NO = {"y": True, "yes": True, "true": True, "1": True, "n": False, "no": False, "false": False, "0": False}
UNKNOWN = frozenset({"", "na", "nan", "null", "none", "?", "unknown"})
# blanks are listed: not every program that reads this pattern takes the same ones for ``\s``
_BLANKS = "\x00-\x20\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff"
FORMULA = rf"^[{_BLANKS}]*[=+\-@\t\r\n＝＋－＠]"  # noqa: RUF001 -- wide signs begin a formula too
NUMBER = r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$"

_DELIMITERS = ",;\t"
_SHOWN = 40
_LINE_END = "\r\n"  # every character of which is put in quotes where it stands in a cell


@frozen
class Head:
    """The first row of a table that is not empty, and what stands between its cells."""

    delimiter: str
    cells: tuple[str, ...]

    @property
    def comma(self) -> bool:
        """Whether a comma may stand in a number: where it does not part cells."""
        return self.delimiter != ","


# --- reading --------------------------------------------------------------------------------------------------------


def head_of(opened: Callable[[], IO[str]]) -> Head:
    """Return the head of a table, by the delimiter under which it has most cells.

    Parameters
    ----------
    opened
        Opens the table, line ends as they are.

    Raises
    ------
    Problem
        If the table is empty, or is no CSV.
    """
    found: list[Head] = []
    for delimiter in _DELIMITERS:
        with opened() as file:
            try:
                found.append(Head(delimiter, tuple(next(filter(None, csv.reader(file, delimiter=delimiter)), ()))))
            except csv.Error as error:
                raise Problem("", f"cannot be read as CSV: {error}") from None
    head = max(found, key=lambda one: len(one.cells))
    if not head.cells:
        raise Problem("", "the table is empty", "the first line names the columns")
    return head


def fact_in(text: str, measure: Measure, *, comma: bool = False) -> bool | float | str | Absent | None:
    """Return what a cell says of a measure; ``None`` where that is not known.

    Parameters
    ----------
    text
        The cell, without blanks around it.
    measure
        The measure.
    comma
        Whether a comma may stand in a number, in place of a point.

    Raises
    ------
    Problem
        If it says neither yes nor no, or no number, where that is asked for. Words are not held against those of the
        measure.

    Examples
    --------
    >>> from opengov.model.forms import Measure, MeasureKind
    >>> score = Measure(name="score", kind=MeasureKind.NUMBER, title="Score", absent=("not covered",))
    >>> [fact_in(text, score, comma=True) for text in ("5,29", "?", "Not covered")]
    [5.29, None, Absent(kind='not covered')]
    """
    word = text.lower()
    if word in measure.absent:
        return Absent(word)
    if word in UNKNOWN and text not in measure.values:
        return None
    if measure.kind is MeasureKind.YES_NO:
        if word not in YES_NO:
            raise Problem("", f'"{text[:_SHOWN]}" is neither true nor false', f"one of {', '.join(YES_NO)}, or empty")
        return YES_NO[word]
    if measure.kind is MeasureKind.NUMBER:
        return number_in(text, comma=comma)
    return text.upper() if text not in measure.values and text.upper() in measure.values else text


def number_in(text: str, *, comma: bool = False) -> float:
    """Return the number that a cell holds.

    Raises
    ------
    Problem
        If it holds none, or one that is not finite.
    """
    plain = text.replace(",", ".") if comma else text
    number = float(plain) if re.fullmatch(NUMBER, plain, re.ASCII) else math.inf
    if not math.isfinite(number):
        raise Problem("", f'"{text[:_SHOWN]}" is not a number')
    return number


# --- writing --------------------------------------------------------------------------------------------------------


def guarded(text: str) -> str:
    """Return what stands in a cell, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if re.search(FORMULA, text) and not re.fullmatch(NUMBER, text) else text


def write_rows(file: IO[str], rows: Iterable[Iterable[object]]) -> None:
    r"""Write rows of a table in CSV: each on a line, a cell with a line break of any kind in quotes.

    Examples
    --------
    >>> from io import StringIO
    >>> text = StringIO(newline="")
    >>> write_rows(text, [["a\rb", "c"]])
    >>> text.getvalue()
    '"a\rb",c\n'
    """
    csv.writer(_Lines(file), lineterminator=_LINE_END).writerows(rows)


@frozen
class _Lines:
    """A file to which rows are written with one line end in place of another."""

    file: IO[str]

    def write(self, row: str) -> int:
        """Write a row."""
        return self.file.write(row.removesuffix(_LINE_END) + "\n")
