"""Records of a table in XLSX, read through python-calamine, after a look at how much it will unfold to."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from opengov.errors import InvalidExport, MissingExtra, Problem
from opengov.formats._tables import Record

__all__ = ["is_workbook", "sheet_records"]

_MAGIC = b"PK\x03\x04"
_OLD_MAGIC = b"\xd0\xcf\x11\xe0"
_MOST_SHEETS = 20
_MOST_BYTES = 2**29  # unpacked
_MOST_CELLS = 20_000_000
_BLOCK = 2**20
_OVERLAP = 64
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_FORMULA = re.compile(rb"<f[\s/>]")


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


def sheet_records(path: Path) -> Iterator[tuple[int, Iterator[Record]]]:
    """Yield each sheet of a workbook: how many formulas the workbook has, and the records of the sheet.

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
            yield formulas, _records(sheet.iter_rows(), first)
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
            for member in archive.infolist():
                if member.filename.endswith(".xml"):  # read all: a member may be larger than it says
                    rows, columns, formulas = _extent(archive, member)
                    count += formulas * (_SHEET.fullmatch(member.filename) is not None)
                    if rows * columns > _MOST_CELLS:
                        found = f"{member.filename} has {rows:,} rows by {columns:,} columns"
                        raise _invalid(path, found, f"at most {_MOST_CELLS:,} cells are read; remove empty ones")
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _invalid(path, f"it is no workbook that can be read: {str(error)[:200]}", "save it anew") from None
    return count


def _extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int, int]:
    """Return the rows, the columns and the formulas of a sheet, from the names of its cells."""
    rows = columns = formulas = 0
    tail = b""
    with archive.open(member) as file:
        while block := file.read(_BLOCK):
            text = tail + block
            for letters, digits in set(_CELL.findall(text)):
                rows = max(rows, int(digits))
                columns = max(columns, _column(letters))
            formulas += len(_FORMULA.findall(block))
            tail = block[-_OVERLAP:]
    return rows, columns, formulas


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _invalid(path: Path, found: str, hint: str) -> InvalidExport:
    return InvalidExport(f"{path} cannot be read", [Problem("", found, hint)])
