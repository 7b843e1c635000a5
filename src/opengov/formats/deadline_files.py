"""Deadlines as files: an iCalendar for calendars and phones, a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from opengov.rules.deadlines import DueDate

__all__ = ["COLUMNS", "deadlines_to_csv", "deadlines_to_ics"]

COLUMNS = ("date", "latest", "member", "plan", "rule", "what", "if_missed", "book", "confidence")
_PRODID = "-//opengov-partnership//deadlines//EN"
# what a spreadsheet would take for a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


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
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", _PRODID)
    calendar.add("version", "2.0")
    seen: dict[str, int] = {}
    for one in deadlines:
        name = "/".join((case, one.member, one.plan or "", *([one.phase.value] if one.phase else []), one.rule))
        seen[name] = seen.get(name, 0) + 1
        event = Event()
        event.add("uid", str(uuid5(NAMESPACE_URL, f"opengov:{name}/{seen[name]}")))
        event.add("dtstamp", datetime.combine(on, time(), tzinfo=UTC))
        event.add("dtstart", one.date)
        if one.date < date.max:
            event.add("dtend", one.date + timedelta(days=1))
        event.add("summary", one.what)
        event.add("description", _description(one))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


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
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in deadlines:
        writer.writerow([_cell(getattr(one, name)) for name in COLUMNS])
    return text.getvalue()


def _description(one: DueDate) -> str:
    lines = [f"Rule {one.rule} of {one.book} ({one.confidence})", f"Member: {one.member}"]
    lines += [f"Plan: {one.plan}"] if one.plan else []
    lines += [f"The deadline may be as late as {one.latest.isoformat()}"] if one.latest else []
    lines += [f"If missed: {one.if_missed}"] if one.if_missed else []
    return "\n".join(lines)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
