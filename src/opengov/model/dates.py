"""Partial dates and periods: what is known of a day, in EDTF syntax, and no more."""

from __future__ import annotations

import re
from datetime import date, timedelta

from attrs import field, frozen

from opengov.model._noun import Noun
from opengov.model.values import Outcome

__all__ = ["PartialDate", "Period"]

_SIMPLE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([?~%]?)", re.ASCII)
_ONE_OF = r"\[(.{4,12})\.\.(.{4,12})\]"
_EITHER = r"\[(.{4,12}),(.{4,12})\]"
_MONTHS = range(1, 13)
# EDTF numbers for parts of a year: first and last month; a season without a hemisphere may lie anywhere in its year
_PARTS = {21: (1, 12), 22: (1, 12), 23: (1, 12), 24: (1, 12), 25: (3, 5), 26: (6, 8), 27: (9, 11)}
_PARTS |= {33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12), 40: (1, 6), 41: (7, 12)}
_LONGEST = 40


@frozen(repr=False)
class PartialDate(Noun):
    """One day of which perhaps only the month, the year or a range is known.

    Parameters
    ----------
    edtf
        The date in Extended Date/Time Format: ``2017``, ``2017-06``, ``2017-06-30``, a quarter ``2017-34``, a half
        year ``2017-40``, a northern season ``2022-25``, one day of a range ``[2016-12-07..2016-12-09]``, one of two
        ``[2013-01-10,2013-10-01]``; ``~``, ``?`` or ``%`` at the end marks a date that its source calls approximate
        or uncertain, and is kept.

    Raises
    ------
    ValueError
        If the text is no such date.

    Examples
    --------
    >>> june = PartialDate("2017-06")
    >>> june.earliest(), june.latest()
    (datetime.date(2017, 6, 1), datetime.date(2017, 6, 30))
    >>> june.before(PartialDate("2017-06-15"))
    <Outcome.UNDETERMINED: 'undetermined'>
    """

    edtf: str
    _bounds: tuple[date, date] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_bounds", _bounds(self.edtf))

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Return the partial date that is known to the day.

        Parameters
        ----------
        day
            The day.

        Returns
        -------
        PartialDate
            The date in full.

        Examples
        --------
        >>> PartialDate.of(date(2017, 6, 30))
        PartialDate('2017-06-30')
        """
        return cls(day.isoformat())

    @classmethod
    def either(cls, one: date, other: date) -> PartialDate:
        """Return one of two days, as where day and month of ``10/01/2013`` may stand in either order.

        Parameters
        ----------
        one, other
            The two days, in any order.

        Returns
        -------
        PartialDate
            The choice; the day itself where the two are the same.

        Examples
        --------
        >>> PartialDate.either(date(2013, 10, 1), date(2013, 1, 10))
        PartialDate('[2013-01-10,2013-10-01]')
        """
        first, last = sorted((one, other))
        return cls.of(first) if first == last else cls(f"[{first.isoformat()},{last.isoformat()}]")

    @classmethod
    def between(cls, first: date, last: date) -> PartialDate:
        """Return one unknown day from ``first`` to ``last``, both included.

        Parameters
        ----------
        first, last
            The first and the last day that it can be.

        Returns
        -------
        PartialDate
            The range; the day itself where the two are the same.

        Raises
        ------
        ValueError
            If the last day is before the first.

        Examples
        --------
        >>> PartialDate.between(date(2016, 12, 7), date(2016, 12, 9))
        PartialDate('[2016-12-07..2016-12-09]')
        """
        return cls.of(first) if first == last else cls(f"[{first.isoformat()}..{last.isoformat()}]")

    def earliest(self) -> date:
        """Return the first day that it can be.

        Returns
        -------
        datetime.date
            The first day.

        Examples
        --------
        >>> PartialDate("2017-06").earliest()
        datetime.date(2017, 6, 1)
        """
        return self._bounds[0]

    def latest(self) -> date:
        """Return the last day that it can be.

        Returns
        -------
        datetime.date
            The last day.

        Examples
        --------
        >>> PartialDate("2017-06").latest()
        datetime.date(2017, 6, 30)
        """
        return self._bounds[1]

    def options(self) -> tuple[PartialDate, ...]:
        """Return the two dates of which it is one, the earlier first; itself where it is no such choice.

        Returns
        -------
        tuple of PartialDate
            One or two.

        Examples
        --------
        >>> PartialDate("[2013-01-10,2013-10-01]").options()
        (PartialDate('2013-01-10'), PartialDate('2013-10-01'))
        """
        either = re.fullmatch(_EITHER, self.edtf)
        return (self,) if either is None else (PartialDate(either[1]), PartialDate(either[2]))

    @property
    def exact(self) -> bool:
        """Whether it is known to the day."""
        return self._bounds[0] == self._bounds[1]

    def before(self, other: PartialDate | date) -> Outcome:
        """Tell whether it lies before ``other``: met, not met, or undetermined where the precision cannot settle it.

        Parameters
        ----------
        other
            A day, or one of which only a part is known.

        Returns
        -------
        Outcome
            ``MET`` if it surely lies before, ``NOT_MET`` if it surely does not, else ``UNDETERMINED``.

        Examples
        --------
        >>> PartialDate("2017-06").before(date(2017, 7, 1))
        <Outcome.MET: 'met'>
        """
        first, last = _ends(other)
        if self._bounds[1] < first:
            return Outcome.MET
        return Outcome.NOT_MET if self._bounds[0] >= last else Outcome.UNDETERMINED

    def by(self, other: PartialDate | date) -> Outcome:
        """Tell whether it lies on or before ``other``.

        Parameters
        ----------
        other
            A day, or one of which only a part is known.

        Returns
        -------
        Outcome
            ``MET`` if it surely does, ``NOT_MET`` if it surely lies after, else ``UNDETERMINED``.

        Examples
        --------
        >>> PartialDate("2017-06").by(date(2017, 6, 30)), PartialDate("2017-06").by(date(2017, 6, 29))
        (<Outcome.MET: 'met'>, <Outcome.UNDETERMINED: 'undetermined'>)
        """
        first, last = _ends(other)
        if self._bounds[1] <= first:
            return Outcome.MET
        return Outcome.NOT_MET if self._bounds[0] > last else Outcome.UNDETERMINED

    def __str__(self) -> str:
        return self.edtf

    def __repr__(self) -> str:
        return f"PartialDate({self.edtf!r})"


@frozen(repr=False)
class Period(Noun):
    """The time from one partial date to another, both included.

    Parameters
    ----------
    start
        First day; ``None`` where it is not known.
    end
        Last day; ``None`` where it is not known, or where the period is ``ongoing``.
    ongoing
        Whether the period is known to have no end yet.

    Raises
    ------
    ValueError
        If it surely ends before it starts, or has an end and is ongoing.

    Examples
    --------
    >>> Period.parse("2013/2016-05-04").covers(date(2014, 1, 1))
    <Outcome.MET: 'met'>
    >>> Period.parse("2013/").covers(date(2014, 1, 1))  # when it ended is not known
    <Outcome.UNDETERMINED: 'undetermined'>
    >>> str(Period.parse("2013/.."))
    '2013/..'
    """

    start: PartialDate | None = None
    end: PartialDate | None = None
    ongoing: bool = False

    def __attrs_post_init__(self) -> None:
        if self.ongoing and self.end is not None:
            msg = f"a period cannot be ongoing and end on {self.end}"
            raise ValueError(msg)
        if self.start is not None and self.end is not None and self.end.latest() < self.start.earliest():
            msg = f"the end {self.end} is before the start {self.start}"
            raise ValueError(msg)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read an EDTF interval: ``2013/2016-05``, ``2013/..`` (ongoing), ``2013/`` or ``/2016`` (unknown).

        Parameters
        ----------
        text
            The start and the end with a slash between them.

        Returns
        -------
        Period
            The period.

        Raises
        ------
        ValueError
            If the text is no such interval, or ends before it starts.

        Examples
        --------
        >>> Period.parse("2013/2016-05").end
        PartialDate('2016-05')
        """
        parts = text.split("/") if len(text) <= 2 * _LONGEST else []
        if len(parts) != len(("start", "end")):
            msg = f'"{text[:_LONGEST]}" is not a period (write start/end, such as 2017-01-01/2018-12-31 or 2017/..)'
            raise ValueError(msg)
        first, last = parts
        return cls(
            PartialDate(first) if first else None,
            PartialDate(last) if last not in ("", "..") else None,
            ongoing=last == "..",
        )

    def covers(self, day: date) -> Outcome:
        """Tell whether ``day`` lies in the period; undetermined where an unknown end or the precision leaves that.

        Parameters
        ----------
        day
            The day.

        Returns
        -------
        Outcome
            ``MET`` if it surely lies in the period, ``NOT_MET`` if it surely does not, else ``UNDETERMINED``.

        Examples
        --------
        >>> Period.parse("2013/2016-05").covers(date(2016, 5, 4))
        <Outcome.UNDETERMINED: 'undetermined'>
        """
        began = Outcome.UNDETERMINED if self.start is None else self.start.by(day)
        over = Outcome.NOT_MET if self.ongoing else Outcome.UNDETERMINED
        if self.end is not None:
            over = self.end.before(day)
        if began is Outcome.NOT_MET or over is Outcome.MET:
            return Outcome.NOT_MET
        return Outcome.MET if began is Outcome.MET and over is Outcome.NOT_MET else Outcome.UNDETERMINED

    def __str__(self) -> str:
        return f"{self.start or ''}/{'..' if self.ongoing else self.end or ''}"

    def __repr__(self) -> str:
        return f"Period.parse({str(self)!r})"


def _ends(other: PartialDate | date) -> tuple[date, date]:
    return (other.earliest(), other.latest()) if isinstance(other, PartialDate) else (other, other)


def _bounds(edtf: str) -> tuple[date, date]:
    try:
        if len(edtf) > _LONGEST:
            raise ValueError
        if ranged := re.fullmatch(_ONE_OF, edtf):
            first, last = _bounds(ranged[1]), _bounds(ranged[2])
            if last[1] < first[0]:
                raise ValueError
            return first[0], last[1]
        if either := re.fullmatch(_EITHER, edtf):
            one, other = _simple_bounds(either[1]), _simple_bounds(either[2])
            if other <= one:
                raise ValueError
            return one[0], max(one[1], other[1])
        return _simple_bounds(edtf)
    except ValueError:
        msg = f'"{edtf[:_LONGEST]}" is not a date'
        raise ValueError(msg) from None


def _simple_bounds(edtf: str) -> tuple[date, date]:
    match = _SIMPLE.fullmatch(edtf)
    if match is None:
        raise ValueError
    year, part, day = int(match[1]), match[2], match[3]
    if day is not None:
        exact = date(year, int(part), int(day))
        return exact, exact
    first, last = (1, 12) if part is None else _months(int(part))
    return date(year, first, 1), _month_end(year, last)


def _month_end(year: int, month: int) -> date:
    if month == _MONTHS[-1]:
        return date(year, month, 31)
    return date(year, month + 1, 1) - timedelta(days=1)


def _months(part: int) -> tuple[int, int]:
    if part in _MONTHS:
        return part, part
    if part in _PARTS:
        return _PARTS[part]
    raise ValueError
