"""Records of a table in CSV, one by one: bounded, in whatever encoding, and none lost where quotes never close."""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from attrs import frozen

__all__ = ["DELIMITERS", "Broken", "Entry", "Record", "csv_records"]

DELIMITERS = (",", ";", "\t", "|")
"""What may stand between cells."""

_LONGEST_LINE = 4 * 2**20  # characters; a sheet's widest row of empty cells has 16 thousand
_LONGEST_RECORD = 8 * 2**20
_MOST_IN_VAIN = _LONGEST_RECORD
_PEEK = 4_096
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DAMAGE = "\ufffd"
_HALVES = re.compile("[\udc80-\udcff]+")


@frozen
class Record:
    """A record of the table: the line on which it begins, its cells, and what was done to read it."""

    line: int
    cells: list[str]
    repairs: tuple[tuple[str, str], ...] = ()


@frozen
class Broken:
    """A line that is no record, and why."""

    line: int
    why: str


Entry: TypeAlias = Record | Broken
_Line: TypeAlias = tuple[int, str]


def csv_records(path: Path, delimiter: str = ",", width: int | None = None) -> Iterator[Entry]:
    """Yield the records of a file, and in the place of a line that is none what is wrong with it.

    A record that cannot be read, such as one with a quote that never closes, is given up with its first line; reading
    goes on with the next one, so that no other record is lost.

    Parameters
    ----------
    path
        The file.
    delimiter
        What stands between cells.
    width
        How many cells a record has, where that is known: one of several lines that has not as many, while one of its
        lines has, has swallowed records by a quote that does not close.

    Yields
    ------
    Record or Broken
        In the order of the file.
    """
    lines = _Lines(path)
    try:
        while (entry := _entry(lines, delimiter, width)) is not None:
            yield entry
    finally:
        lines.close()


class _Lines:
    """The lines of a file, which can be given back."""

    def __init__(self, path: Path) -> None:
        encoding = _encoding(path)
        self.unicode = encoding.upper() if encoding.startswith(("utf-16", "utf-32")) else ""
        errors = "replace" if self.unicode else "surrogateescape"
        self.file = path.open(encoding=encoding, errors=errors, newline="")
        self.number = 0
        self.overlong: set[int] = set()
        self.back: deque[_Line] = deque()
        self.taken: list[_Line] = []
        self.size = 0
        self.vain = self.furthest = 0

    def close(self) -> None:
        self.file.close()

    def start(self) -> None:
        """Begin a record."""
        self.taken = []
        self.size = 0

    def __iter__(self) -> Iterator[str]:
        """Yield lines and note them as taken, until the record is too long to be one."""
        while (line := self._next()) is not None:
            self.taken.append(line)
            self.size += len(line[1])
            alone = self.vain > _MOST_IN_VAIN and line[0] <= self.furthest
            if self.size > _LONGEST_RECORD or line[0] in self.overlong:
                raise csv.Error
            yield line[1]
            if alone:
                return

    def return_all_but_first(self) -> None:
        """Give back what was taken for the record after its first line.

        Once much was read in vain, no line of that is read together with others again: a file full of quotes that do
        not close would else be read anew from each of its lines.
        """
        self.vain += self.size
        self.furthest = max(self.furthest, self.taken[-1][0])
        self.back.extendleft(reversed(self.taken[1:]))

    def _next(self) -> _Line | None:
        if self.back:
            return self.back.popleft()
        text = self.file.readline(_LONGEST_LINE)
        if not text:
            return None
        self.number += 1
        if len(text) == _LONGEST_LINE and not text.endswith(("\n", "\r")):
            self.overlong.add(self.number)
            while (text := self.file.readline(_LONGEST_LINE)) and not text.endswith(("\n", "\r")):
                pass
        return self.number, text


def _entry(lines: _Lines, delimiter: str, width: int | None) -> Entry | None:
    lines.start()
    try:
        cells = next(csv.reader(iter(lines), delimiter=delimiter, strict=True), None)
        if cells is not None and width not in {None, len(cells)} and _swallowed(lines.taken[1:], delimiter, width):
            raise csv.Error
    except csv.Error:
        lines.return_all_but_first()
        number = lines.taken[0][0]
        if number in lines.overlong:
            return Broken(number, f"the line has more than {_LONGEST_LINE:,} characters")
        return Broken(number, "a quote does not close, or a cell goes on after one, or is too long")
    if cells is None:
        return None
    number = lines.taken[0][0]
    whole = "".join(cells)
    damaged = bool(lines.unicode) and _DAMAGE in whole
    if not damaged and "\0" not in whole and _is_text(whole):
        return Record(number, cells)
    repaired, repairs = _repaired(cells, whole)
    if damaged:
        repairs = (*repairs, (f"bytes that are not {lines.unicode[:6]}", "read as the sign for what cannot be read"))
    return Record(number, repaired, repairs)


def _swallowed(lines: list[_Line], delimiter: str, width: int | None) -> bool:
    """Tell whether one of the lines is a record by itself."""
    for _, text in lines:
        with suppress(csv.Error):
            if len(next(csv.reader([text], delimiter=delimiter, strict=True), [])) == width:
                return True
    return False


def _is_text(text: str) -> bool:
    """Tell whether no byte of a text was kept as it was, since it is not UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _repaired(cells: list[str], whole: str) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    """Return cells without NUL, with bytes that are not UTF-8 read as Windows-1252, and what was found and taken."""
    repairs = []
    if "\0" in whole:
        repairs.append((f"NUL, {whole.count(chr(0)):,} times", "left out"))
        cells = [cell.replace("\0", "") for cell in cells]
    if not _is_text(whole):
        repairs.append(("bytes that are not UTF-8", "read as Windows-1252"))
        cells = [_HALVES.sub(_windows, cell) for cell in cells]
    return cells, tuple(repairs)


def _windows(found: re.Match[str]) -> str:
    return found[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(_PEEK)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    if start[1:2] == b"\0" and start[:1] != b"\0":
        return "utf-16-le"
    return "utf-16-be" if start[:1] == b"\0" and start[1:2] not in {b"\0", b""} else "utf-8"
