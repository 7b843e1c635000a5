"""Due dates of milestones as an iCalendar file (extra ``ics``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from opengov.formats._icalendar import Entry, calendar_of
from opengov.model.dates import PartialDate
from opengov.model.milestones import Milestone

__all__ = ["due_dates_calendar"]


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
    entries = [
        Entry(f"{scope}/{one.id}@opengov-partnership", one.due.latest(), one.title, tuple(_notes(one, one.due)))
        for one in milestones
        if one.due is not None and one.due.latest() < date.max
    ]
    return calendar_of(entries, product="milestones", on=on)


def _notes(milestone: Milestone, due: PartialDate) -> Iterator[str]:
    if milestone.deliverable:
        yield f"Deliverable: {milestone.deliverable}"
    if not due.exact:
        yield f"Known as {due}: the last day that it can be."
