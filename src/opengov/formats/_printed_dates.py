"""Dates as people print them, read as partial dates: what they may mean is kept, and nothing is guessed."""

from __future__ import annotations

import re
from datetime import date, timedelta

from attrs import frozen

from opengov.model.dates import PartialDate
from opengov.model.values import UNKNOWN, Absent, Between, Known, Value, one_of

__all__ = ["PrintedDate", "printed_date"]

_SERIALS_FROM = date(1899, 12, 30)  # day 0 of spreadsheets, as far as their days since March 1900 go
_SERIALS = range(29_221, 73_051)  # from 1980 to 2099
_YEARS = range(1980, 2100)
_LONGEST = 60
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}
# EDTF's numbers for seasons of no hemisphere in particular, and for quarters
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_QUARTERS = {"1": 33, "2": 34, "3": 35, "4": 36}
_ABSENT = {"nd": "ND", "nr": "NR", "na": "NA", "n/a": "NA", "not specified": "not specified", "unclear": "unclear"}
_GOING_ON = frozenset({"ongoing", "continuous", "underway"})

_WHOLE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_SLASHES = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d\d)", re.ASCII)
_NUMBER = re.compile(r"(\d{5})(?:\.0)?", re.ASCII)
_MONTH = re.compile(r"([a-z]+)[ -.]{1,2}(\d{4}|\d\d)", re.ASCII)
_QUARTER = re.compile(r"(?:quarter |q)([1-4])[ ,]{1,2}(\d{4})", re.ASCII)
_SPAN = re.compile(r"(\d{4})-(\d{4})", re.ASCII)
_MONTHS_OF = re.compile(r"([a-z]+)/([a-z]+) (\d{4})", re.ASCII)


@frozen
class PrintedDate:
    """What a printed date may mean.

    Parameters
    ----------
    date
        The date, as far as it is known; ``None`` where none is printed.
    value
        The same as a value, where days that differ are alternatives; absent where the text says so.
    going_on
        Whether the text says that it goes on.
    why
        What a reader should know of how it was read; empty for a plain date.
    """

    date: PartialDate | None
    value: Value
    going_on: bool = False
    why: str = ""


_NOTHING = PrintedDate(None, UNKNOWN)


def printed_date(text: str, *, day_first: bool | None = None) -> PrintedDate:
    """Read a date as it is printed.

    Parameters
    ----------
    text
        What is printed.
    day_first
        Whether the day stands before the month in ``10/01/2013``; ``None`` where that is not known, which keeps both.

    Returns
    -------
    PrintedDate
        What it may mean.

    Examples
    --------
    >>> printed_date("10/01/2013").date, printed_date("31/12/2014").date
    (PartialDate('[2013-01-10,2013-10-01]'), PartialDate('2014-12-31'))
    >>> printed_date("43525").date, printed_date("7/16/1905").date
    (PartialDate('2019-03-01'), PartialDate('2024'))
    """
    plain = " ".join(text.split()).casefold()
    if not plain:
        return _NOTHING
    if plain in _ABSENT:
        return PrintedDate(None, Absent(_ABSENT[plain]))
    if plain in _GOING_ON:
        return PrintedDate(None, Absent(plain), going_on=True)
    try:
        return _read(plain, day_first=day_first) if len(plain) <= _LONGEST else _unread()
    except (ValueError, OverflowError):
        return _unread()


def _read(plain: str, *, day_first: bool | None) -> PrintedDate:
    if _WHOLE.fullmatch(plain):
        return _dated(PartialDate(plain))
    if found := _SLASHES.fullmatch(plain):
        return _numbers(int(found[1]), int(found[2]), found[3], day_first=day_first)
    if (found := _NUMBER.fullmatch(plain)) and int(found[1]) in _SERIALS:
        return _dated(PartialDate.of(_SERIALS_FROM + timedelta(int(found[1]))), "a day counted by a spreadsheet")
    if (found := _MONTH.fullmatch(plain)) and found[1] in _MONTHS:
        why = "a year of two digits" if len(found[2]) == 2 else ""  # noqa: PLR2004 -- digits, as it says
        return _dated(PartialDate(f"{_year(found[2])}-{_MONTHS[found[1]]:02}"), why)
    if (found := _MONTH.fullmatch(plain)) and found[1] in _SEASONS:
        return _dated(PartialDate(f"{_year(found[2])}-{_SEASONS[found[1]]}"))
    if found := _QUARTER.fullmatch(plain):
        return _dated(PartialDate(f"{found[2]}-{_QUARTERS[found[1]]}"))
    if found := _SPAN.fullmatch(plain):
        return _dated(PartialDate(f"[{found[1]}..{found[2]}]"), "any time of these years")
    if (found := _MONTHS_OF.fullmatch(plain)) and found[1] in _MONTHS and found[2] in _MONTHS:
        first, last = (f"{found[3]}-{_MONTHS[name]:02}" for name in (found[1], found[2]))
        return _dated(PartialDate(f"[{first}..{last}]"), "any time of these months")
    return _unread()


def _numbers(one: int, other: int, year: str, *, day_first: bool | None) -> PrintedDate:
    whole = _year(year)
    if whole not in _YEARS:
        return _year_as_date(one, other, whole)
    days = {_day(whole, other, one), _day(whole, one, other)} - {None}
    if day_first is not None and len(days) > 1:
        days = {_day(whole, other, one) if day_first else _day(whole, one, other)}
    found = sorted(day for day in days if day is not None)
    if not found:
        return PrintedDate(None, UNKNOWN, why="there is no such day")
    short = "a year of two digits" if len(year) < len("2013") else ""
    if len(found) == 1:
        return _dated(PartialDate.of(found[0]), short)
    return _dated(PartialDate.either(*found), "day first or month first, both are kept")


def _year_as_date(month: int, day: int, year: int) -> PrintedDate:
    """Read a year that a spreadsheet took for a count of days."""
    shown = _day(year, month, day)
    meant = None if shown is None else (shown - _SERIALS_FROM).days
    if meant in _YEARS:
        return _dated(PartialDate(str(meant)), "a year that a spreadsheet took for a day")
    return PrintedDate(None, UNKNOWN, why="a year that cannot be meant")


def _dated(day: PartialDate, why: str = "") -> PrintedDate:
    options = day.options()
    if len(options) > 1:
        return PrintedDate(day, one_of(Known(one.earliest()) for one in options), why=why)
    value = Known(day.earliest()) if day.exact else Between(day.earliest(), day.latest())
    return PrintedDate(day, value, why=why)


def _unread() -> PrintedDate:
    return PrintedDate(None, UNKNOWN, why="no date that can be read")


def _year(digits: str) -> int:
    return int(digits) if len(digits) == len("2013") else 2000 + int(digits)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
