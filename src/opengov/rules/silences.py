"""The times without a meeting in a phase: exact where days are known, else the shortest and the longest possible."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from attrs import frozen

from opengov.model.values import Known, Listing, Span, Value, one_of
from opengov.rules.calendar import add_span
from opengov.rules.phases import Bounds

__all__ = ["Gathering", "length_between", "silences", "span_between"]

_DAYS_THAT_MAKE_NO_MONTH = 27


@frozen
class Gathering:
    """A meeting, or anything else that is to happen again and again.

    Parameters
    ----------
    first, last
        The bounds of its day.
    sure
        Whether it is known to have happened by the day of judgement.
    """

    first: date
    last: date
    sure: bool = True


def silences(
    held: Sequence[Gathering], *, first: Bounds, until: Bounds, complete_until: date | None
) -> tuple[Value, tuple[str, ...]]:
    """Return the times without a meeting from the start of a phase to its end, or to the day of judgement.

    Where days are known only in part, two arrangements stand for all: the one whose longest silence is as short as
    it can be, and the one whose longest silence is as long as it can be. Beyond the day until which the meetings are
    known to be all, there may have been any number of others.

    Parameters
    ----------
    held
        The meetings.
    first, until
        The bounds of the first and the last day of the time looked at.
    complete_until
        The day until which these are all meetings; ``None`` if they may not be.

    Returns
    -------
    tuple of Value and lines
        A listing of lengths of time, in months and days, and where the longest lies. Days are counted up to 27:
        more of them are still less than a month.
    """
    days = [one for one in held if one.last >= first[0] and one.first <= until[1]]
    best = _shortest(days, first[1], min(until[0], complete_until)) if complete_until is not None else ()
    if first[0] == date.min:
        return Known(Listing(tuple(Known(length_between(*pair)) for pair in _pairs(best)), complete=False)), ()
    worst = _longest([one for one in days if one.sure], first[0], until[1])
    longest = max(_pairs(worst), key=lambda pair: pair[1] - pair[0], default=None)
    lines = () if longest is None else (_said(longest),)
    return _listing(worst) if best == worst else one_of([_listing(best), _listing(worst)]), lines


def span_between(first: date, last: date) -> Span:
    """Return the whole months from one day to a later one, and the days that are left.

    Examples
    --------
    >>> print(span_between(date(2022, 2, 1), date(2022, 8, 5)))
    P6M4D
    """
    return Span(*_length((first, last)))


def length_between(first: date, last: date) -> Span:
    """Return the time from one day to a later one so that it compares with months: days beyond 27 are not counted.

    Examples
    --------
    >>> print(length_between(date(2022, 3, 1), date(2022, 8, 30)))
    P5M27D
    """
    months, days = _length((first, last))
    return Span(months, min(days, _DAYS_THAT_MAKE_NO_MONTH))


def _listing(points: Sequence[date]) -> Value:
    lengths = [_length(pair) for pair in _pairs(points)]
    entries = [_lasting(months, min(days, _DAYS_THAT_MAKE_NO_MONTH)) for months, days in lengths]
    return Known(Listing(tuple(entries), complete=True))


@lru_cache(maxsize=4096)
def _lasting(months: int, days: int) -> Value:
    """Return a length of time as a value; equal ones are one and the same, so that each is judged once."""
    return Known(Span(months, days))


def _pairs(points: Sequence[date]) -> list[tuple[date, date]]:
    return list(itertools.pairwise(points))


def _length(pair: tuple[date, date]) -> tuple[int, int]:
    """Return the whole months between two days and the days that are left."""
    first, last = pair
    months = (last.year - first.year) * 12 + last.month - first.month
    if last.day >= first.day:
        return months, last.day - first.day
    if (last + timedelta(days=1)).month != last.month:  # the month lacks the day, so its last one stands for it
        return months, 0
    before = last.replace(day=1) - timedelta(days=1)
    return months - 1, last.day + before.day - min(first.day, before.day)


def _said(pair: tuple[date, date]) -> str:
    return f"none known between {pair[0]} and {pair[1]}"


def _longest(held: Sequence[Gathering], start: date, end: date) -> tuple[date, ...]:
    """Return the days of the arrangement with the longest silence, start and end included."""
    if end < start:
        return ()
    if all(one.first == one.last for one in held):
        return _points([one.first for one in held], start, end)
    ordered = sorted(held, key=lambda one: one.first)
    firsts = [max(one.first, start) for one in ordered]
    # the day that silence after a meeting cannot outlast: the earliest of the last possible days of all later ones
    ends = [end] * (len(ordered) + 1)
    for place in range(len(ordered) - 1, -1, -1):
        ends[place] = min(ends[place + 1], ordered[place].last)
    best: tuple[tuple[int, int], date] | None = None
    place = 0
    for since in [start, *dict.fromkeys(firsts)]:
        while place < len(ordered) and firsts[place] <= since:
            place += 1
        if since <= end:
            length = _length((since, max(since, ends[place])))
            best = max(best, (length, since)) if best else (length, since)
    since = best[1] if best else start
    days = [max(one.first, start) if one.first <= since else min(one.last, end) for one in ordered]
    return _points(days, start, end)


def _shortest(held: Sequence[Gathering], start: date, end: date) -> tuple[date, ...]:
    """Return the days of the arrangement whose longest silence is the shortest, start and end included."""
    if end < start:
        return ()
    if all(one.first == one.last for one in held):
        return _points([one.first for one in held], start, end)
    loose = [one for one in held if one.first != one.last]
    sure = _points([one.first for one in held if one.first == one.last], start, end)
    firm = (pair for pair in _pairs(sure) if not any(one.first < pair[1] and one.last > pair[0] for one in loose))
    found = _points([min(max(one.first, start), one.last) for one in held], start, end)
    # no arrangement is better than a silence that no meeting can break, nor worse than one that is there
    low, high = max(map(_rank, firm), default=0) - 1, max(map(_rank, _pairs(found)))
    coming = sorted(held, key=lambda one: one.first)
    while high - low > 1:
        middle = (low + high) // 2
        days = _arranged(coming, start, end, divmod(middle, 31))
        if days is None:
            low = middle
        else:
            high, found = middle, _points(days, start, end)
    return found


def _rank(pair: tuple[date, date]) -> int:
    months, days = _length(pair)
    return months * 31 + days


def _arranged(coming: Sequence[Gathering], start: date, end: date, limit: tuple[int, int]) -> list[date] | None:
    """Return days for meetings, by their first days, so that no silence is longer than a limit of months and days.

    ``None`` if there are none.

    Of the meetings that can come before the limit runs out, the one that must come first is taken as late as it may.
    """
    waiting: list[date] = []
    days: list[date] = []
    since, place = start, 0
    while (reach := _reach(since, *limit)) < end:
        while place < len(coming) and coming[place].first <= reach:
            heapq.heappush(waiting, coming[place].last)
            place += 1
        while waiting and waiting[0] <= since:
            days.append(heapq.heappop(waiting))
        if not waiting:
            return None
        since = min(heapq.heappop(waiting), reach)
        days.append(since)
    return days


@lru_cache(maxsize=8192)
def _reach(since: date, months: int, days: int) -> date:
    """Return the last day of which a day is not more than some months and days away."""
    if since.year + months // 12 >= date.max.year - 1:
        return date.max
    next_month = add_span(since, Span(months=months + 1)) - timedelta(days=1)
    return min(add_span(since, Span(months)) + timedelta(days), next_month)


def _points(days: Sequence[date], start: date, end: date) -> tuple[date, ...]:
    return (start, *sorted(day for day in days if start <= day <= end), end)
