"""Working calendars: which days are off, by rules of recurrence and as single days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from attrs import field, frozen
from dateutil.rrule import rrulestr

from opengov.errors import MissingExtra, Problem, Problems, UnknownName

__all__ = ["WEEKENDS", "WorkingCalendar"]

WEEKENDS = ("FREQ=WEEKLY;BYDAY=SA,SU",)
"""Saturdays and Sundays off."""

_LONGEST_RULE = 200
_MOST_RULES = 100
_LAST_YEARS = datetime(9960, 1, 1)  # noqa: DTZ001 -- days have no time zone
_FREQUENCIES = {"DAILY", "MONTHLY", "WEEKLY", "YEARLY"}
_DAYS = {"BYDAY", "BYEASTER", "BYMONTHDAY", "BYWEEKNO", "BYYEARDAY"}
_PARTS = {"BYMONTH", "BYSETPOS", "FREQ", "UNTIL", "WKST"} | _DAYS


def _rules(rules: Iterable[str]) -> tuple[str, ...]:
    return (rules,) if isinstance(rules, str) else tuple(rules)


def _days(days: Iterable[date]) -> frozenset[date]:
    return frozenset(days)


@frozen
class WorkingCalendar:
    """Which days are working days.

    Parameters
    ----------
    off
        Days off, as rules of recurrence in the syntax of iCalendar (RFC 5545), without a count or an interval:
        ``FREQ=WEEKLY;BYDAY=FR,SA``, ``FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=14``.
    holidays
        Single days off.

    Raises
    ------
    Problems
        If a rule is none, or is one that has no days of its own, or gives none in forty years.

    Examples
    --------
    >>> calendar = WorkingCalendar(holidays=[date(2017, 6, 26)])
    >>> [day.day for day in calendar.days_off(date(2017, 6, 19), date(2017, 7, 2))]
    [24, 25, 26, 1, 2]
    """

    off: tuple[str, ...] = field(default=WEEKENDS, converter=_rules)
    holidays: frozenset[date] = field(default=frozenset(), converter=_days)

    def __attrs_post_init__(self) -> None:
        problems = [found for place, rule in enumerate(self.off[:_MOST_RULES]) for found in _bad_rule(place, rule)]
        if len(self.off) > _MOST_RULES:
            problems.append(Problem("off", f"{len(self.off)} rules", f"use at most {_MOST_RULES}"))
        if problems:
            msg = "this is no working calendar"
            raise Problems(msg, problems)

    @classmethod
    def of_country(
        cls, code: str, years: Iterable[int], *, subdivision: str | None = None, off: Iterable[str] = WEEKENDS
    ) -> WorkingCalendar:
        """Return the calendar of a country, with the public holidays that the library ``holidays`` knows.

        It comes with the extra ``calendars``. Its dates are that library's, not checked by us; those that follow the
        moon are estimates.

        Parameters
        ----------
        code
            Two or three letters: ``"PK"``, ``"PAK"``.
        years
            The years for which holidays are wanted; no others have any.
        subdivision
            Code of a province or state with holidays of its own.
        off
            Rules of the other days off.

        Returns
        -------
        WorkingCalendar
            The calendar.

        Raises
        ------
        UnknownName
            If the library does not know the country, or its province or state.
        MissingExtra
            If the library is not installed.

        Examples
        --------
        >>> calendar = WorkingCalendar.of_country("PK", [2017])
        >>> date(2017, 8, 14) in calendar.holidays
        True
        """
        try:
            import holidays
        except ModuleNotFoundError:
            raise MissingExtra("holidays", "calendars", "public holidays of a country") from None
        try:
            known = holidays.country_holidays(code, subdiv=subdivision, years=list(years))
        except NotImplementedError:  # how that library says that it does not know a place
            countries = holidays.list_supported_countries(include_aliases=True)
            if subdivision is None or code not in countries:
                raise UnknownName("country with public holidays", code, countries) from None
            raise UnknownName(f"province or state of {code}", subdivision, countries[code]) from None
        return cls(off, frozenset(known))

    def days_off(self, first: date, last: date) -> list[date]:
        """Return the days off from ``first`` to ``last``, both included, in order.

        Parameters
        ----------
        first, last
            The first and the last day to look at.

        Returns
        -------
        list of datetime.date
            The days off.

        Examples
        --------
        >>> [day.isoformat() for day in WorkingCalendar().days_off(date(2024, 3, 1), date(2024, 3, 4))]
        ['2024-03-02', '2024-03-03']
        """
        begin, end = datetime.combine(first, time()), datetime.combine(last, time())
        anchor = datetime(begin.year, 1, 1)  # noqa: DTZ001 -- days have no time zone
        found = {day for day in self.holidays if first <= day <= last}
        for rule in self.off:
            found |= {moment.date() for moment in rrulestr(rule, dtstart=anchor).between(begin, end, inc=True)}
        return sorted(found)


def _bad_rule(place: int, rule: str) -> list[Problem]:
    where, shown = f"off[{place}]", rule[:_LONGEST_RULE]
    if not rule.isascii() or not rule.isprintable() or " " in rule:
        return [Problem(where, f"{shown!a} has spaces or characters that no rule has", "write one rule, without them")]
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
    if len(rule) > _LONGEST_RULE or not parts.keys() <= _PARTS:
        return [Problem(where, f'"{shown}" is no rule for days off', f"use {', '.join(sorted(_PARTS))}")]
    if parts.get("FREQ") not in _FREQUENCIES or parts.keys().isdisjoint(_DAYS):
        return [Problem(where, f'"{shown}" names no days', f"give FREQ and one of {', '.join(sorted(_DAYS))}")]
    try:
        rrulestr(rule, dtstart=datetime(2000, 1, 1))  # noqa: DTZ001 -- days have no time zone
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return [Problem(where, f'"{shown}" is no rule: {error}', "write it as iCalendar does")]
    return [] if _gives_days(parts) else [Problem(where, f'"{shown}" gives no day in forty years', "correct the days")]


def _gives_days(parts: Mapping[str, str]) -> bool:
    """Tell whether a rule gives any day in the last forty years that there are, where the search for one must end."""
    endless = ";".join(f"{name}={value}" for name, value in parts.items() if name != "UNTIL")
    try:
        return next(iter(rrulestr(endless, dtstart=_LAST_YEARS)), None) is not None
    except (IndexError, OverflowError, ValueError):
        return False  # it looked beyond the last day
