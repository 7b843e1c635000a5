"""Which export a file is, and its data rows one by one; headers that stand again and empty lines are no rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from attrs import evolve, frozen

from opengov.errors import InvalidExport, Problem
from opengov.formats._irm_rows import RowReader
from opengov.formats._layouts import Header, header_of
from opengov.formats._sheets import is_workbook, sheet_records
from opengov.formats._tables import DELIMITERS, Broken, Entry, Record, csv_records
from opengov.formats.irm_results import IrmRow, UnreadRow

__all__ = ["Found", "find", "read_rows"]

_HEAD = 12
_SMALL = 4 * 2**20  # bytes; what is longer is walked over twice instead of being kept
_Open: TypeAlias = Callable[[int | None], Iterator[Entry]]


@frozen
class Found:
    """A file that was looked at: its header, or why there is none, how to read it from its start, whether it is small.

    Of a workbook also its formulas, the name of the sheet and its rows, the others that have rows, and how many sheets
    were not looked at.
    """

    header: Header | None
    open: _Open
    small: bool
    formulas: int = 0
    sheet: tuple[str, int] = ("", 0)
    others: tuple[tuple[str, int], ...] = ()
    unseen: int = 0
    why: str = ""


def find(path: Path) -> Found:
    """Find the header of a file, by the sheet of a workbook or the delimiter that makes most columns known.

    Raises
    ------
    InvalidExport
        If it is a folder or a device, or a workbook that cannot be read.
    """
    if path.exists() and not path.is_file():
        raise InvalidExport(f"{path} cannot be read", [Problem("", "it is no file", "name a CSV file or a workbook")])
    candidates = list(_sheets(path) if is_workbook(path) else _texts(path))
    best = max(candidates, key=lambda one: 0 if one.header is None else one.header.fit)
    return evolve(best, others=tuple(one.sheet for one in candidates if one is not best and one.sheet[1]))


def read_rows(found: Found, *, day_first: bool | None) -> Iterator[IrmRow | UnreadRow]:
    """Yield every data row of a file, read or not, in order."""
    header = found.header
    if header is None:
        for row, entry in enumerate(_data(found, None), 1):
            yield UnreadRow(row, entry.line, "no column of the file is known")
        return
    kept = list(_data(found, header)) if found.small else None
    scout = RowReader(header, day_first=day_first)
    entries = _data(found, header) if kept is None else iter(kept)
    bases = Counter(scout.base(entry) for entry in entries if isinstance(entry, Record))
    repeated = frozenset(base for base, times in bases.items() if base is not None and times > 1)
    reader = RowReader(header, day_first=day_first, repeated=repeated)
    for row, entry in enumerate(_data(found, header) if kept is None else kept, 1):
        yield UnreadRow(row, entry.line, entry.why) if isinstance(entry, Broken) else reader.read(row, entry)


def _data(found: Found, header: Header | None) -> Iterator[Entry]:
    """Yield the entries that are data rows, and the lines that are no records."""
    above = 0 if header is None else header.above
    again = frozenset[tuple[str, ...]]() if header is None else header.repeated
    starts = {record[0] for record in again if record}
    for entry in found.open(None if header is None else header.width):
        if isinstance(entry, Broken):
            yield entry
        elif above:
            above -= 1
        elif any(map(str.strip, entry.cells)) and not (entry.cells[0] in starts and tuple(entry.cells) in again):
            yield entry


def _texts(path: Path) -> Iterator[Found]:
    for delimiter in DELIMITERS:

        def open_(width: int | None, delimiter: str = delimiter) -> Iterator[Entry]:
            return csv_records(path, delimiter, width)

        header, why = _header(open_(None))
        found = Found(header, open_, _is_small(path), why=why)
        yield found
        if found.header is not None and found.header.certain:
            return


def _sheets(path: Path) -> Iterator[Found]:
    for place, sheet in enumerate(sheet_records(path)):

        def open_(_width: int | None, place: int = place) -> Iterator[Entry]:
            return next(islice(sheet_records(path), place, None)).records

        header, why = _header(sheet.records)
        yield Found(
            header,
            open_,
            small=False,  # it may unfold to any size
            formulas=sheet.formulas,
            sheet=(sheet.name, sheet.height),
            unseen=sheet.unseen,
            why=why,
        )


def _is_small(path: Path) -> bool:
    return path.stat().st_size <= _SMALL


def _header(entries: Iterator[Entry]) -> tuple[Header | None, str]:
    """Return the header, and what may be the cause where there is none: a line above the data that is no record."""
    head = list(islice(entries, _HEAD))
    why = next((f"line {entry.line}: {entry.why}" for entry in head if isinstance(entry, Broken)), "")
    return header_of([entry.cells for entry in head if isinstance(entry, Record)]), why
