"""When a government can join: the first day on which it meets what is asked, if reforms come as they are dated."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date

from attrs import frozen

from opengov.errors import InvalidFacts, Problem
from opengov.model.dates import PartialDate
from opengov.model.joining import Reform
from opengov.model.values import Known, Outcome, Scalar, Value, one_of
from opengov.rules.arguments import all_of, check_arguments
from opengov.rules.evaluate import value_of
from opengov.rules.verdicts import Verdict

__all__ = ["Joining", "joining", "steps_of", "trend"]

_MET = frozenset({Outcome.MET})


@frozen
class Joining:
    """The first day on which a government meets what is asked, if its reforms come into force as they are dated.

    Parameters
    ----------
    earliest
        The first day on which it may; ``None`` where it never does by these reforms.
    latest
        The first day on which it surely does; ``None`` where it is never sure.
    by
        The reforms that lead there, in the order of their dates: to ``latest`` where that is known, else to
        ``earliest``. None of them can be left out.
    undated
        Reforms without a day, which count for nothing here.
    aside
        Reforms of what the book does not read.
    """

    earliest: date | None
    latest: date | None
    by: tuple[Reform, ...] = ()
    undated: tuple[Reform, ...] = ()
    aside: tuple[Reform, ...] = ()

    @property
    def when(self) -> PartialDate | None:
        """The day as a partial date: one day from the earliest to the latest; ``None`` where it may never come."""
        return PartialDate.between(self.earliest, self.latest) if self.earliest and self.latest else None

    def __str__(self) -> str:
        if self.earliest is None:
            return "not by the reforms that are dated"
        if self.latest is None:
            return f"not before {self.earliest}, perhaps never"
        return str(self.earliest) if self.earliest == self.latest else f"from {self.earliest} to {self.latest}"


def joining(verdict: Verdict, reforms: Iterable[Reform]) -> Joining:
    """Return when a verdict turns to met, if reforms come into force as they are dated.

    A reform counts from the day on which it is in force: ``done``, or else ``due``, or else the last of its milestones.
    One that was due before the day of judgement, and of which it is not said that it was done, may be in force or may
    never be. Where a date is known only to the month or the year, every day of it is possible. Surveys see a change
    later; OGP accepts evidence of recent ones.

    Parameters
    ----------
    verdict
        The verdict on the facts as they are, with its day.
    reforms
        The reforms of that member.

    Returns
    -------
    Joining
        The earliest and the latest day, and the reforms that lead there.

    Raises
    ------
    InvalidFacts
        If the verdict has no day, or a reform gives what its measure cannot be.

    Examples
    --------
    >>> import opengov
    >>> verdict = opengov.assess_eligibility(opengov.case("cambodia-2014"), member="PHL")
    >>> law = Reform(
    ...     id="law",
    ...     member="PHL",
    ...     title="Pass the law",
    ...     indicator="ati_law",
    ...     value=Known(True),
    ...     due=PartialDate("2015-06"),
    ... )
    >>> print(joining(verdict, [law]))
    from 2014-10-17 to 2015-06-30
    """
    check_arguments("projection", verdict=(verdict, Verdict))
    if verdict.on is None:
        raise InvalidFacts("projection", [Problem("on", "the verdict has no day of judgement", "give on=date(...)")])
    several = all_of("projection", "reforms", reforms, Reform)
    coming = [one for reform in several if (one := _coming(reform, verdict)) is not None]
    aside = tuple(reform for reform in several if _measure(reform, verdict) is None)
    undated = tuple(one for one in several if one not in aside and _window(one, verdict.on) is None)
    ends = {day for one in coming for day in (one.first, one.last) if day is not None and day > verdict.on}
    days = sorted({verdict.on, *ends})
    on_each = {day: _outcomes(verdict, coming, day) for day in days}
    earliest = next((day for day, outcomes in on_each.items() if Outcome.MET in outcomes), None)
    latest = next((day for day, outcomes in on_each.items() if outcomes == _MET), None)
    by = () if earliest is None else _needed(verdict, coming, latest or earliest, sure=latest is not None)
    return Joining(earliest, latest, by, undated, aside)


def trend(
    *, member: str, indicator: str, start: float, yearly: float, first: int, last: int, high: float = math.inf
) -> tuple[Reform, ...]:
    """Return an assumed trend as reforms: a value for each year, in force on some day of it.

    Parameters
    ----------
    member, indicator
        Whose, and of what.
    start
        The value in the year before ``first``.
    yearly
        By how much it rises each year; below zero where it falls, but not below 0.
    first, last
        The years.
    high
        The highest value that there is.

    Raises
    ------
    InvalidFacts
        If a number is not finite, or the years are none that a date can have, or not in order.

    Examples
    --------
    >>> for one in trend(member="KHM", indicator="civil_liberties", start=4.12, yearly=0.3, first=2015, last=2016):
    ...     print(one.due, one.value)
    2015 Known(value=4.42)
    2016 Known(value=4.72)
    """
    _check_trend(start, yearly, first, last, high)
    return tuple(
        Reform(
            id=f"trend-{indicator.replace('_', '-')}-{year}",
            member=member,
            title=f"Assumed trend: {indicator}, {yearly:+g} a year",
            indicator=indicator,
            value=Known(min(high, max(0.0, round(start + yearly * (year - first + 1), 6)))),
            due=PartialDate(f"{year:04}"),
        )
        for year in range(first, last + 1)
    )


def _check_trend(start: float, yearly: float, first: int, last: int, high: float) -> None:
    problems = [
        Problem(name, f"{value} is not finite", "give a number")
        for name, value in (("start", start), ("yearly", yearly))
        if not math.isfinite(value)
    ]
    if math.isnan(high):
        problems.append(Problem("high", "nan is not a number", "leave it out if there is no highest value"))
    problems += [
        Problem(name, f"{year} is not a year", f"from {date.min.year} to {date.max.year}")
        for name, year in (("first", first), ("last", last))
        if not date.min.year <= year <= date.max.year
    ]
    if last < first:
        problems.append(Problem("last", f"{last} is before the first year, {first}"))
    if problems:
        raise InvalidFacts("trend", problems)


# --- reforms in time ------------------------------------------------------------------------------------------------


@frozen
class _Coming:
    """A reform of a measure, and the first and the last day on which it may come into force; perhaps never."""

    reform: Reform
    measure: str
    first: date
    last: date | None


def _coming(reform: Reform, verdict: Verdict) -> _Coming | None:
    measure = _measure(reform, verdict)
    window = None if verdict.on is None else _window(reform, verdict.on)
    return None if measure is None or window is None else _Coming(reform, measure, *window)


def _measure(reform: Reform, verdict: Verdict) -> str | None:
    """Return the measure that shows what a reform changes; ``None`` where no book reads it."""
    measures = (measure for book in verdict.books for measure in book.measures)
    return next((one.name for one in measures if (one.indicator or one.name) == reform.indicator), None)


def _window(reform: Reform, on: date) -> tuple[date, date | None] | None:
    """Return the first and the last day on which a reform may come into force; no last one where it is overdue."""
    if reform.done is not None:
        return reform.done.earliest(), reform.done.latest()
    days = [reform.due] if reform.due is not None else steps_of(reform)
    if not days:
        return None
    first, last = max(day.earliest() for day in days), max(day.latest() for day in days)
    return first, last if last >= on else None


def steps_of(reform: Reform) -> list[PartialDate]:
    """Return the days of the steps to a reform, if each has one: the last of them is the reform's."""
    days = [one.finished or one.due for one in reform.milestones]
    return [day for day in days if day is not None] if None not in days else []


def _outcomes(verdict: Verdict, coming: list[_Coming], day: date) -> frozenset[Outcome]:
    """Return every outcome that is possible on a day."""
    facts: dict[str, Value | Scalar | None] = dict(verdict.facts)
    measures = {measure.name: measure for book in verdict.books for measure in book.measures}
    for name in {one.measure for one in coming}:
        on_it = [one for one in coming if one.measure == name]
        facts[name] = one_of(_values(value_of(facts, measures[name]), on_it, day))
    return frozenset[Outcome]().union(*(engine.judge(facts).whole for engine, _ in verdict.judgements))


def _values(now: Value, coming: list[_Coming], day: date) -> Iterator[Value]:
    """Yield every value that a measure may have on a day: as it is now, or as the last reform in force has it."""
    if not any(one.last is not None and one.last <= day for one in coming):
        yield now
    for one in coming:
        at = day if one.last is None else min(one.last, day)
        rest = [other for other in coming if other is not one]
        if one.first <= day and all(other.first <= at or other.last is None or other.last > day for other in rest):
            yield one.reform.value


def _needed(verdict: Verdict, coming: list[_Coming], day: date, *, sure: bool) -> tuple[Reform, ...]:
    """Return reforms of which none can be left out, and which together lead to the outcome on a day."""
    kept = sorted((one for one in coming if one.first <= day), key=lambda one: (one.first, one.last or date.max))
    for one in reversed(kept):
        without = [other for other in kept if other is not one]
        outcomes = _outcomes(verdict, without, day)
        if outcomes == _MET if sure else Outcome.MET in outcomes:
            kept = without
    return tuple(one.reform for one in kept)
