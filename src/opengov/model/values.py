"""Values as sets of possible values, and the five outcomes of a judgement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from operator import le
from typing import TypeAlias

from attrs import field, frozen

from opengov.model._by_value import ByValue
from opengov.model._noun import noun

__all__ = [
    "UNKNOWN",
    "Absent",
    "Between",
    "Known",
    "Listing",
    "OneOf",
    "Outcome",
    "Record",
    "Scalar",
    "Span",
    "Unknown",
    "Value",
    "one_of",
]


class Outcome(StrEnum):
    """What a judgement comes to."""

    MET = "met"
    NOT_MET = "not_met"
    PENDING = "pending"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"


@noun(repr=False, eq=False, slots=False)
class Span(ByValue):
    """A length of time in calendar months and days, as in ``P6M`` or ``P14D``.

    Months and days do not compare with each other: six months are 181 to 184 days.

    Parameters
    ----------
    months, days
        How many of each.

    Examples
    --------
    >>> str(Span(months=6))
    'P6M'
    """

    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        return (
            "P" + (f"{self.months}M" if self.months else "") + (f"{self.days}D" if self.days or not self.months else "")
        )


@noun(repr=False, eq=False, slots=False)
class Record(ByValue):
    """One entry of a list measure: named values, as in a year of implementation with its meetings.

    Parameters
    ----------
    values
        The value of each field, by its name.
    """

    values: tuple[tuple[str, Value], ...]

    def get(self, name: str) -> Value:
        """Return the value of a field, unknown where the record has none."""
        return next((value for key, value in self.values if key == name), UNKNOWN)


@noun(repr=False, eq=False, slots=False)
class Listing(ByValue):
    """The entries of a list measure, and whether they are known to be all of them.

    Parameters
    ----------
    entries
        The entries.
    complete
        Whether there are no others.
    """

    entries: tuple[Record | Value, ...]
    complete: bool


Scalar: TypeAlias = bool | int | float | str | date | Span | frozenset[str] | Listing


@frozen(cache_hash=True)  # most lists hold the same few values many times
class Known:
    """A value that is known.

    Parameters
    ----------
    value
        The value: a number, a text, a date, true or false, a length of time, a set of words or a listing.

    Examples
    --------
    >>> Known(5.29)
    Known(value=5.29)
    """

    value: Scalar


@noun(repr=False, eq=False, slots=False)
class Absent(ByValue):
    """Known not to exist, with the kind: ``never``, ``not covered``, or OGP's ``ND``, ``NR``, ``NA``.

    Parameters
    ----------
    kind
        In what way.

    Examples
    --------
    >>> Absent("not covered")
    Absent(kind='not covered')
    """

    kind: str


@noun(repr=False, eq=False, slots=False)
class Between(ByValue):
    """A number or a date somewhere from ``low`` to ``high``, both possible.

    Parameters
    ----------
    low, high
        Its ends: two numbers or two dates, the lower first.

    Raises
    ------
    ValueError
        If the ends are of two kinds, or the first is above the second.

    Examples
    --------
    >>> Between(4, 6)
    Between(low=4, high=6)
    """

    low: int | float | date
    high: int | float | date

    def __attrs_post_init__(self) -> None:
        if type(self.low) is not type(self.high) and isinstance(self.low, date) is not isinstance(self.high, date):
            msg = "a range runs between two numbers or between two dates"
            raise ValueError(msg)
        if not le(self.low, self.high):
            msg = f"the range runs from {self.low} down to {self.high}"
            raise ValueError(msg)


@frozen
class Unknown:
    """Nothing is known of the value: all that its measure allows stays possible."""


UNKNOWN = Unknown()


@noun(repr=False, eq=False, slots=False)
class OneOf(ByValue):
    """One of several values, as where sources disagree; make it with :func:`one_of`.

    Parameters
    ----------
    options
        The values, at least two that differ.

    Raises
    ------
    ValueError
        If fewer than two differ.

    Examples
    --------
    >>> OneOf((Known(5), Absent("not covered")))
    OneOf(options=(Known(value=5), Absent(kind='not covered')))
    """

    options: tuple[Known | Absent | Between, ...] = field()

    @options.validator
    def _check(self, _attribute: object, options: tuple[Known | Absent | Between, ...]) -> None:
        if len(set(options)) < len(("this", "that")):
            msg = "a choice needs at least two different values"
            raise ValueError(msg)


Value: TypeAlias = Known | OneOf | Between | Absent | Unknown


def one_of(values: Iterable[Value]) -> Value:
    """Return the value that may be any of ``values``, as simple as it can be said.

    Parameters
    ----------
    values
        What it may be; an unknown value among them makes the whole unknown.

    Returns
    -------
    Value
        The value itself where there is only one; unknown where there is none.

    Examples
    --------
    >>> one_of([Known(5.0), Known(5.29), Known(5.0)])
    OneOf(options=(Known(value=5.0), Known(value=5.29)))
    >>> one_of([Known(5.0), UNKNOWN])
    Unknown()
    """
    options: dict[Known | Absent | Between, None] = {}
    for value in values:
        if isinstance(value, Unknown):
            return UNKNOWN
        for option in value.options if isinstance(value, OneOf) else (value,):
            options.setdefault(option)
    if not options:
        return UNKNOWN
    return next(iter(options)) if len(options) == 1 else OneOf(tuple(options))
