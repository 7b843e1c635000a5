"""Due dates of milestones as an iCalendar file (extra ``ics``)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from opengov.model.milestones import Milestone

__all__ = ["due_dates_calendar"]

_PRODUCT = "-//opengov-partnership//milestones//EN"


def due_dates_calendar(milestones: Iterable[Milestone], *, on: date, scope: str = "milestones") -> bytes:
    """Return a calendar with an entry of one day for each milestone that has a due date.

    A date known to the month is due on the last day of it, and the entry says so.

    Parameters
    ----------
    milestones
        The milestones.
    on
        The day on which the calendar is made, which its entries carry.
    scope
        What the ids of the entries begin with, such as the id of the case: entries of one scope and milestone replace
        each other where the file is read again.

    Returns
    -------
    bytes
        The file.

    Examples
    --------
    >>> import opengov
    >>> plan = opengov.case("pakistan-2017").plan("PAK-1")
    >>> text = due_dates_calendar(plan.drafting, on=date(2017, 6, 1), scope="pakistan-2017").decode()
    >>> text.count("BEGIN:VEVENT"), "DTSTART;VALUE=DATE:20170620" in text
    (5, True)
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    stamp = datetime.combine(on, time(), tzinfo=UTC)
    for milestone in milestones:
        due = milestone.due
        if due is None or due.latest() == date.max:
            continue
        event = Event()
        event.add("uid", f"{scope}/{milestone.id}@opengov-partnership")
        event.add("dtstamp", stamp)
        event.add("summary", _line(milestone.title))
        event.add("dtstart", due.latest())
        event.add("dtend", due.latest() + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        notes = [f"Deliverable: {milestone.deliverable}"] if milestone.deliverable else []
        notes += [] if due.exact else [f"Known as {due}: the last day that it can be."]
        if notes:
            event.add("description", "\n".join(map(_line, notes)))
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text


def _line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
