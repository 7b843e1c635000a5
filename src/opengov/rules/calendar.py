"""Month arithmetic as OGP counts it."""

from __future__ import annotations

import calendar
from datetime import date
from functools import lru_cache

from dateutil.relativedelta import relativedelta

from opengov.model.values import Span

__all__ = ["add_span"]


@lru_cache(maxsize=8192)
def add_span(day: date, span: Span, *, month_end: bool = False, year_end: bool = False) -> date:
    """Return the day that lies ``span`` after ``day``.

    Parameters
    ----------
    day
        The day to count from.
    span
        Calendar months, then days; a month that lacks the day ends on its last one.
    month_end
        Whether to move on to the last day of the month, as OGP does with its limit of four months: what is due on
        30 June may come until 31 October.
    year_end
        Whether to move on to 31 December.

    Examples
    --------
    >>> add_span(date(2017, 6, 30), Span(months=4))
    datetime.date(2017, 10, 30)
    >>> add_span(date(2017, 6, 30), Span(months=4), month_end=True)
    datetime.date(2017, 10, 31)
    """
    reached = day + _step(span.months, span.days)
    if year_end:
        return reached.replace(month=12, day=31)
    if month_end:
        return reached.replace(day=calendar.monthrange(reached.year, reached.month)[1])
    return reached


@lru_cache(maxsize=1024)
def _step(months: int, days: int) -> relativedelta:
    """Return a step of the calendar; the same few are taken again and again."""
    return relativedelta(months=months, days=days)
