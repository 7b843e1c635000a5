"""Days as an iCalendar file, by the library icalendar (extra ``ics``)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from attrs import frozen

__all__ = ["Entry", "calendar_of"]


@frozen
class Entry:
    """What is due on a day; an entry of the same ``uid`` takes its place where a file is read again."""

    uid: str
    day: date
    title: str
    lines: tuple[str, ...]


def calendar_of(entries: Iterable[Entry], *, product: str, on: date) -> bytes:
    """Return a calendar with an entry of one day for each, made on a day; the last day there is has no next."""
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", f"-//opengov-partnership//{product}//EN")
    calendar.add("version", "2.0")
    stamp = datetime.combine(on, time(), tzinfo=UTC)
    for one in entries:
        event = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", stamp)
        event.add("summary", _line(one.title))
        event.add("dtstart", one.day)
        if one.day < date.max:
            event.add("dtend", one.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        if one.lines:
            event.add("description", "\n".join(map(_line, one.lines)))
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
