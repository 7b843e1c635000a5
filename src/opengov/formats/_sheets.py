"""Records of a table in XLSX, read through python-calamine, after a look at how much it will unfold to."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO
from xml.parsers import expat

from attrs import frozen

from opengov.errors import InvalidExport, MissingExtra, Problem
from opengov.formats._tables import Record

__all__ = ["Sheet", "is_workbook", "sheet_records"]

_MAGIC = b"PK\x03\x04"
_OLD_MAGIC = b"\xd0\xcf\x11\xe0"
_MOST_SHEETS = 20
_MOST_BYTES = 2**29  # unpacked
_MOST_CELLS = 20_000_000
_BLOCK = 2**20
_SHOWN = 80
_LONGEST_NUMBER = 10
_DATA = b"sheetData"
_CELL = re.compile(r"([A-Za-z]{1,7})([0-9]{1,10})")


def is_workbook(path: Path) -> bool:
    """Tell whether a file is a workbook, by its first bytes.

    Raises
    ------
    InvalidExport
        If it is one of the old kind (.xls), which is not read.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start == _OLD_MAGIC:
        raise _invalid(path, "it is a workbook of the old kind (.xls)", "save it as .xlsx or as CSV")
    return start == _MAGIC


@frozen
class Sheet:
    """A sheet: its name, how many rows it has, its records, and how many formulas and sheets the workbook has."""

    name: str
    height: int
    records: Iterator[Record]
    formulas: int
    sheets: int

    @property
    def unseen(self) -> int:
        """How many sheets of the workbook are beyond the most that are looked at."""
        return max(0, self.sheets - _MOST_SHEETS)


def sheet_records(path: Path) -> Iterator[Sheet]:
    """Yield the sheets of a workbook.

    A formula is never computed: its cell has the value that was stored with it.

    Raises
    ------
    InvalidExport
        If the workbook cannot be read, or unfolds to more than is read.
    MissingExtra
        If python-calamine is not installed.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise MissingExtra("python-calamine", "xlsx", "reading XLSX") from None
    formulas = _formulas(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names[:_MOST_SHEETS]:
            sheet = book.get_sheet_by_name(name)
            first = sheet.start[0] + 1 if sheet.start else 1
            records = _records(sheet.iter_rows(), first)
            yield Sheet(name[:_SHOWN], sheet.height, records, formulas, len(book.sheet_names))
    except CalamineError as error:
        raise _invalid(path, f"it is no workbook that can be read: {str(error)[:200]}", "save it anew") from None


def _records(rows: Iterable[Sequence[object]], first: int) -> Iterator[Record]:
    for line, cells in enumerate(rows, first):
        yield Record(line, [_text(cell) for cell in cells])


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)


def _formulas(path: Path) -> int:
    """Count the formulas of a workbook, and refuse one whose sheets unfold to more than is read."""
    count = 0
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
                raise _invalid(path, f"it unpacks to more than {_MOST_BYTES:,} bytes", "save it as CSV")
            for member in archive.infolist():  # all: any may be a sheet, whatever it is called
                with archive.open(member) as file:
                    count += _Extent(path, member.filename).of(file)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _invalid(path, f"it is no workbook that can be read: {str(error)[:200]}", "save it anew") from None
    return count


class _Extent:
    """How far a sheet reaches and how many formulas it has, found without holding any of it."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        self.inside = self.seen = False
        self.row = self.column = self.rows = self.columns = self.cells = self.formulas = 0

    def of(self, file: IO[bytes]) -> int:
        """Return the number of formulas of a member of the archive; refuse a sheet that reaches too far."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._declared
        looks, tail = True, b""
        while block := file.read(_BLOCK):
            if looks:
                try:
                    parser.Parse(block)
                except expat.ExpatError:
                    looks = False  # a picture, say; but what is none may not pass for one
            if not looks and (self.seen or _DATA in tail + block):
                raise _invalid(self.path, f"{self.name[:_SHOWN]} is a sheet that is not whole", "save it anew")
            tail = block[-len(_DATA) :]
        return self.formulas

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "sheetData":
                self.inside = self.seen = True
            case "row" if self.inside:
                given = attributes.get("r", "").strip()
                self.row = int(given[:_LONGEST_NUMBER]) if given.isascii() and given.isdecimal() else self.row + 1
                self.column = 0
            case "c" if self.inside:
                self._cell(attributes.get("r", ""))
            case "f" if self.inside:
                self.formulas += 1

    def _cell(self, reference: str) -> None:
        found = _CELL.fullmatch(reference)
        self.column += 1
        if found:
            self.column, self.row = _column(found[1].upper()), int(found[2])
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
        self.cells += 1
        if max(self.rows * self.columns, self.cells) > _MOST_CELLS:
            said = f"{self.name[:_SHOWN]} has {self.rows:,} rows by {self.columns:,} columns"
            raise _invalid(self.path, said, f"at most {_MOST_CELLS:,} cells are read; remove empty ones")

    def _end(self, name: str) -> None:
        if name.rpartition(" ")[2] == "sheetData":
            self.inside = False

    def _declared(self, *_: object) -> None:
        raise _invalid(self.path, f"{self.name[:_SHOWN]} declares a document type", "save it anew")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _invalid(path: Path, found: str, hint: str) -> InvalidExport:
    return InvalidExport(f"{path} cannot be read", [Problem("", found, hint)])
