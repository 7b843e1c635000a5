"""Arithmetic of days: where every day works, and where a calendar has days off.

Each clock adds a lag to a morning and takes it away again, and places the days of a milestone. Taking away gives the
latest morning from which adding does not pass the given one.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from opengov.errors import InvalidGraph, Problem
from opengov.timeline.working import WorkingCalendar

__all__ = ["FIRST", "LAST", "Clock", "EveryDay", "Workdays"]

FIRST, LAST = date.min.toordinal(), date.max.toordinal()
"""Mornings of the first and the last day that there are."""

_LAST_LOOKED_AT = date(9998, 12, 31).toordinal()  # rules of recurrence look a few days further
_YEAR = 366
_EMPTY_YEARS = 20


class Clock(Protocol):
    """What a schedule asks of days."""

    def add(self, morning: int, lag: int, *, working: bool) -> int:
        """Return the morning that lies a lag behind another."""

    def take(self, morning: int, lag: int, *, working: bool) -> int:
        """Return the latest morning to which the lag can be added without passing this one."""

    def place(self, start: int, finish: int, days: int) -> tuple[int, int]:
        """Return the first start and finish of so many days that begin and end no sooner than asked."""

    def fit(self, start: int, finish: int, days: int) -> tuple[int, int]:
        """Return the last start and finish of so many days that begin and end no later than asked."""

    def between(self, start: int, finish: int) -> int:
        """Return how many working days lie between two mornings; below zero where the second is earlier."""


class EveryDay:
    """A clock for which every day is a working day."""

    def add(self, morning: int, lag: int, *, working: bool) -> int:  # noqa: ARG002 -- they are the same here
        """Return the morning that lies a lag behind another."""
        return morning + lag

    def take(self, morning: int, lag: int, *, working: bool) -> int:  # noqa: ARG002 -- they are the same here
        """Return the latest morning to which the lag can be added without passing this one."""
        return morning - lag

    def place(self, start: int, finish: int, days: int) -> tuple[int, int]:
        """Return the first start and finish of so many days that begin and end no sooner than asked."""
        begin = max(start, finish - days)
        return begin, begin + days

    def fit(self, start: int, finish: int, days: int) -> tuple[int, int]:
        """Return the last start and finish of so many days that begin and end no later than asked."""
        begin = min(start, finish - days)
        return begin, begin + days

    def between(self, start: int, finish: int) -> int:
        """Return how many days lie between two mornings."""
        return finish - start


class Workdays:
    """A clock with the days off of a calendar.

    Working days have numbers that grow; the days looked at grow to both sides as they are asked for.

    Parameters
    ----------
    calendar
        Which days are off.
    around
        A morning near which most questions will be.

    Raises
    ------
    InvalidGraph
        If there are no working days for twenty years, or a question lies outside the years 1 to 9998.
    """

    def __init__(self, calendar: WorkingCalendar, around: int) -> None:
        self._calendar = calendar
        self._first = self._end = min(
            max(around, FIRST), _LAST_LOOKED_AT
        )  # days from the first up to the end, without it
        self._days: list[int] = []  # the working days among them
        self._zero = 0  # where the one with the number 0 stands
        self._counts = [0]  # for each morning, the end included, how many working days lie before
        self._later(self._end + _YEAR)

    def add(self, morning: int, lag: int, *, working: bool) -> int:
        """Return the morning that lies a lag behind another."""
        if not working or not lag:
            return morning + lag
        number = self._number(morning) + lag
        return self._day(number - 1) + 1 if lag > 0 else self._day(number)

    def take(self, morning: int, lag: int, *, working: bool) -> int:
        """Return the latest morning to which the lag can be added without passing this one."""
        if not working or not lag:
            return morning - lag
        return self._day(self._number(morning) - lag if lag > 0 else self._number(morning + 1) - 1 - lag)

    def place(self, start: int, finish: int, days: int) -> tuple[int, int]:
        """Return the first start and finish of so many working days that begin and end no sooner than asked."""
        if not days:
            morning = max(start, finish)
            return morning, morning
        number = max(self._number(start), self._number(finish - 1) - days + 1)
        return self._day(number), self._day(number + days - 1) + 1

    def fit(self, start: int, finish: int, days: int) -> tuple[int, int]:
        """Return the last start and finish of so many working days that begin and end no later than asked."""
        if not days:
            morning = min(start, finish)
            return morning, morning
        number = min(self._number(start + 1) - 1, self._number(finish) - days)
        return self._day(number), self._day(number + days - 1) + 1

    def between(self, start: int, finish: int) -> int:
        """Return how many working days lie between two mornings; below zero where the second is earlier."""
        return self._number(finish) - self._number(start)

    def _number(self, morning: int) -> int:
        """Return how many working days lie before a morning, counted from the day with the number 0."""
        if morning < self._first:
            self._earlier(morning)
        elif morning > self._end:
            self._later(morning)
        return self._counts[morning - self._first] - self._zero

    def _day(self, number: int) -> int:
        """Return the working day with a number."""
        empty = 0
        while not 0 <= number + self._zero < len(self._days):
            known = len(self._days)
            if number + self._zero < 0:
                self._earlier(self._first - (self._end - self._first))
            else:
                self._later(self._end + (self._end - self._first))
            empty = 0 if len(self._days) > known else self._end - self._first
            if empty > _EMPTY_YEARS * _YEAR:
                raise _unworkable("the calendar has no working days", "leave some days that are not off")
        return self._days[number + self._zero]

    def _later(self, morning: int) -> None:
        """Look at the days up to a morning and some more."""
        if self._end >= _LAST_LOOKED_AT:
            raise _unworkable("the schedule runs beyond the year 9998", "shorten durations and lags")
        new = self._working(self._end, min(max(morning, self._end + _YEAR), _LAST_LOOKED_AT))
        self._days += [day for day, works in new if works]
        count = self._counts[-1]
        for _, works in new:
            count += works
            self._counts.append(count)
        self._end += len(new)
        if morning > self._end:
            self._later(morning)

    def _earlier(self, morning: int) -> None:
        """Look at the days down to a morning and some more."""
        if self._first <= FIRST:
            raise _unworkable("the schedule runs back before the year 1", "shorten durations and lags")
        first = max(min(morning, self._first - _YEAR), FIRST)
        new = self._working(first, self._first)
        days = [day for day, works in new if works]
        counts = [0]
        for _, works in new:
            counts.append(counts[-1] + works)
        self._counts = [*counts[:-1], *(len(days) + count for count in self._counts)]
        self._days = days + self._days
        self._zero += len(days)
        self._first = first
        if morning < self._first:
            self._earlier(morning)

    def _working(self, first: int, end: int) -> list[tuple[int, bool]]:
        """Return the days from the first to the end, without it, and whether each is a working day."""
        days_off = self._calendar.days_off(date.fromordinal(first), date.fromordinal(max(first, end - 1)))
        off = {day.toordinal() for day in days_off}
        return [(day, day not in off) for day in range(first, end)]


def _unworkable(found: str, hint: str) -> InvalidGraph:
    msg = "no schedule can be made"
    return InvalidGraph(msg, [Problem("", found, hint)])
