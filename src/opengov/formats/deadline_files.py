"""Deadlines as files: an iCalendar for calendars and phones, a table for spreadsheets."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from opengov.formats._cells import guarded, write_rows
from opengov.formats._icalendar import Entry, calendar_of
from opengov.rules.deadlines import DueDate

__all__ = ["COLUMNS", "deadlines_to_csv", "deadlines_to_ics"]

COLUMNS = ("date", "latest", "member", "plan", "rule", "what", "if_missed", "book", "confidence")


def deadlines_to_ics(deadlines: Iterable[DueDate], *, case: str, on: date) -> bytes:
    """Return deadlines as an iCalendar file, one event for each, all day long.

    An event keeps its UID when its day moves, so a calendar that reads the file again moves it too. Needs the extra
    ``ics``.

    Parameters
    ----------
    deadlines
        The deadlines.
    case
        Id of the case, which goes into the UIDs.
    on
        The day from which they were worked out; it stands as the time stamp of the events.

    Returns
    -------
    bytes
        The file.

    Examples
    --------
    >>> import opengov
    >>> from datetime import date
    >>> day = date(2017, 7, 1)
    >>> found = opengov.deadlines(opengov.case("pakistan-2017"), on=day)
    >>> deadlines_to_ics(found, case="pakistan-2017", on=day).splitlines()[0]
    b'BEGIN:VCALENDAR'
    """
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for one in deadlines:
        name = "/".join((case, one.member, one.plan or "", *([one.phase.value] if one.phase else []), one.rule))
        seen[name] = seen.get(name, 0) + 1
        uid = str(uuid5(NAMESPACE_URL, f"opengov:{name}/{seen[name]}"))
        entries.append(Entry(uid, one.date, one.what, tuple(_description(one))))
    return calendar_of(entries, product="deadlines", on=on)


def deadlines_to_csv(deadlines: Iterable[DueDate]) -> str:
    """Return deadlines as a table of comma-separated values, with a header.

    What a spreadsheet would take for a formula is written with an apostrophe before it.

    Parameters
    ----------
    deadlines
        The deadlines.

    Returns
    -------
    str
        The table.

    Examples
    --------
    >>> deadlines_to_csv([]).strip()
    'date,latest,member,plan,rule,what,if_missed,book,confidence'
    """
    text = io.StringIO(newline="")
    cells = ([guarded(str(getattr(one, name) or "")) for name in COLUMNS] for one in deadlines)
    write_rows(text, [COLUMNS, *cells])
    return text.getvalue()


def _description(one: DueDate) -> Iterator[str]:
    yield f"Rule {one.rule} of {one.book} ({one.confidence})"
    yield f"Member: {one.member}"
    if one.plan:
        yield f"Plan: {one.plan}"
    if one.latest:
        yield f"The deadline may be as late as {one.latest.isoformat()}"
    if one.if_missed:
        yield f"If missed: {one.if_missed}"
