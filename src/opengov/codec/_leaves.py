"""Text, numbers, dates and enumerations: the parts of a file that have no parts of their own."""

from __future__ import annotations

import math
import re
from datetime import date
from enum import Enum
from functools import lru_cache

from opengov.codec._misfit import Misfit, clean, found, shown
from opengov.errors import Problem
from opengov.model.dates import PartialDate, Period
from opengov.model.values import Span

__all__ = [
    "LONGEST_NUMBER",
    "LONGEST_TEXT",
    "as_bool",
    "as_int",
    "as_number",
    "as_text",
    "read_date",
    "read_enum",
    "read_partial_date",
    "read_period",
    "read_span",
    "write_number",
    "write_text",
]

LONGEST_TEXT = 100_000
LONGEST_NUMBER = 500
"""Digits of a number; below the least limit that Python can be set to, so that what is read can be printed."""

_BEYOND = 10**LONGEST_NUMBER
_LONGEST_DATE = 200
# not compiled here: few files need them, and re keeps what it has compiled
_DAY = r"(?a)\d{4}-\d\d-\d\d"
_SPAN = r"(?a)P(?:(-?\d{1,9})M)?(?:(-?\d{1,9})D)?"


def as_text(data: object, _type: object = str) -> str:
    """Read text: any that can be written as UTF-8, up to a bound."""
    if data.__class__ is str and len(data) <= LONGEST_TEXT and data.isascii():
        return data  # as nearly all is
    if not isinstance(data, str):
        raise Misfit.of(f"{found(data)} is not text", "write text in quotes")
    if len(data) > LONGEST_TEXT:
        raise Misfit.of(f"a text of {len(data):,} characters is not read", f"at most {LONGEST_TEXT:,}")
    if not data.isascii() and not _is_unicode(data):
        raise Misfit.of(f"{shown(data)} has half a character in it", "an escape from \\ud800 to \\udfff stands alone")
    return data


def as_int(data: object, _type: object = int) -> int:
    """Read a whole number; true and false are none."""
    if not isinstance(data, int) or isinstance(data, bool):
        raise Misfit.of(f"{found(data)} is not a whole number", "write digits without quotes or point")
    if not -_BEYOND < data < _BEYOND:
        raise Misfit.of(f"a number of more than {LONGEST_NUMBER} digits is not read")
    return data


def as_number(data: object, _type: object = float) -> int | float:
    """Read a finite number, whole or not, of the type that it is written as."""
    if isinstance(data, float):
        if not math.isfinite(data):
            raise Misfit.of(f"{data} is not a finite number", "leave the value out if it is not known")
        return data
    if not isinstance(data, int) or isinstance(data, bool):
        raise Misfit.of(f"{found(data)} is not a number", "write digits without quotes")
    return as_int(data)


def as_bool(data: object, _type: object = bool) -> bool:
    """Read true or false."""
    if not isinstance(data, bool):
        raise Misfit.of(f"{found(data)} is not true or false", "write true or false without quotes")
    return data


def read_date(data: object, _type: object = date) -> date:
    """Read a day that is known: year, month and day in quotes."""
    text = _dated(data, "write year-month-day in quotes")
    try:
        if re.fullmatch(_DAY, text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Misfit.of(f"{shown(text)} is not a date", "write year-month-day, such as 2017-06-30")


def read_partial_date(data: object, _type: object = PartialDate) -> PartialDate:
    """Read a day of which perhaps only the month, the year or a range is known."""
    text = _dated(data, "write it in quotes")
    try:
        return _partial_date(text)
    except ValueError:
        hint = "write 2017-06-30, 2017-06 or 2017, or [2017-06-01..2017-06-30] for one day of a range"
        raise Misfit.of(f"{shown(text)} is not a date", hint) from None


def read_period(data: object, _type: object = Period) -> Period:
    """Read the time from one partial date to another."""
    text = _dated(data, "write start/end in quotes, such as 2017-01-01/2018-12-31")
    try:
        return Period.parse(text)
    except ValueError as error:
        raise Misfit.of(clean(str(error))) from None


def read_span(data: object, _type: object = Span) -> Span:
    """Read a length of time in months and days."""
    match = re.fullmatch(_SPAN, data) if isinstance(data, str) else None
    if match is None or match[1] is match[2] is None:
        raise Misfit.of(f"{found(data)} is not a length of time", "write P6M for six months or P14D for fourteen days")
    return Span(int(match[1] or 0), int(match[2] or 0))


def read_enum(data: object, cls: type[Enum]) -> Enum:
    """Read a member of an enumeration by its value."""
    try:
        return cls(data)
    except ValueError:
        names = ", ".join(str(member.value) for member in cls)
        raise Misfit.of(f"{found(data)} is not known here", f"write one of {names}") from None


@lru_cache(maxsize=8192)
def _partial_date(text: str) -> PartialDate:
    """Return the date of a text; most days of a file, and of the files after it, are those of a few years."""
    return PartialDate(text)


def write_text(text: str) -> str:
    """Return the text, of plain type; refuse what could not be read again."""
    if len(text) > LONGEST_TEXT:
        raise Problem("", f"a text of {len(text):,} characters cannot be written", f"at most {LONGEST_TEXT:,}")
    return str(text)


def write_number(number: float) -> float:
    """Return the number; refuse what could not be read again."""
    if isinstance(number, int):
        if not -_BEYOND < number < _BEYOND:
            raise Problem("", f"a number of more than {LONGEST_NUMBER} digits cannot be written")
    elif not math.isfinite(number):
        raise Problem("", f"{number} is not a finite number", "leave it out, or say that it is unknown")
    return number


def _dated(data: object, hint: str) -> str:
    if not isinstance(data, str):
        raise Misfit.of(f"{found(data)} is not a date in quotes", hint)
    if len(data) > _LONGEST_DATE or not data.isprintable():
        raise Misfit.of(f"{shown(data)} is not a date", hint)
    return data


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
