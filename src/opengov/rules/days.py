"""The named days of a book for given facts, exceptions included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from opengov.errors import InvalidFacts, Problem
from opengov.model.criteria import DayException
from opengov.model.forms import After, DayExpression, DayRef, FixedDay, Measure, MeasureDay, Test
from opengov.model.rulebooks import Rulebook
from opengov.model.values import UNKNOWN, Absent, Between, Known, OneOf, Unknown, Value, one_of
from opengov.rules.calendar import add_span
from opengov.rules.evaluate import Facts, Scope, Truths, truths, value_of
from opengov.rules.resolve import Answers, measures_read, resolve_test
from opengov.rules.walking import days_named, days_read, next_day

__all__ = ["OrderedDays", "days_for", "days_in_order", "measures_of_days", "named_days"]

OrderedDays: TypeAlias = tuple[tuple[str, DayExpression, tuple[tuple[DayException, Test], ...]], ...]
"""The days of a book, each after those that it is counted from, with the exceptions to it and when they hold."""


def named_days(book: Rulebook, facts: Facts, answers: Answers) -> dict[str, Value]:
    """Return what each named day of a book can be.

    An exception whose condition holds replaces the day; while that condition is unknown both days stay possible.

    Raises
    ------
    InvalidFacts
        If two exceptions to one day surely hold and differ; the message names both.
    """
    measures = {measure.name: measure for measure in book.measures}
    return days_for(days_in_order(book, tuple(sorted(answers.items()))), measures, facts)


def days_for(ordered: OrderedDays, measures: Mapping[str, Measure], facts: Facts) -> dict[str, Value]:
    """Return what each day can be, of those of a book as :func:`days_in_order` returns them."""
    found: dict[str, Value] = {}
    scope = Scope(measures, found)
    for name, expression, exceptions in ordered:
        base = _day(expression, measures, facts, found)
        if exceptions:
            days = [
                (one, _day(one.expression, measures, facts, found), truths(test, facts, scope))
                for one, test in exceptions
            ]
            base = _excepted(name, base, days)
        found[name] = base
    return found


@lru_cache(maxsize=512)
def days_in_order(book: Rulebook, answers: tuple[tuple[str, str], ...]) -> OrderedDays:
    """Return the days of a book, each after those that it is counted from, with the exceptions to it."""
    pending = {day.id: day.expression for day in book.days}
    found: dict[str, tuple[str, DayExpression, tuple[tuple[DayException, Test], ...]]] = {}
    while pending:
        ready = [name for name, expression in pending.items() if _needs(expression, name, book) <= found.keys()]
        if not ready:
            raise InvalidFacts(f"rulebook {book.id}", [Problem(", ".join(pending), "the days are counted in a circle")])
        for name in ready:
            own = ((one, resolve_test(one.when, book, dict(answers))) for one in book.exceptions if one.to == name)
            found[name] = name, pending.pop(name), tuple(own)
    return tuple(found.values())


def measures_of_days(ordered: OrderedDays, names: Iterable[str]) -> Counter[str]:
    """Count how often the days of these names, what they are counted from, and their exceptions read each measure."""
    told = {name: (expression, exceptions) for name, expression, exceptions in ordered}
    read: Counter[str] = Counter()
    waiting, seen = list(names), set[str]()
    while waiting:
        if (name := waiting.pop()) in seen:
            continue
        seen.add(name)
        expression, exceptions = told[name]
        for one in (expression, *(exception.expression for exception, _ in exceptions)):
            read += Counter([one.measure] if isinstance(one, MeasureDay) else [])
            waiting += filter(None, [next_day(one)])
        for _, test in exceptions:
            read += measures_read(test)
            waiting += days_named(test)
    return read


def _needs(expression: DayExpression, name: str, book: Rulebook) -> set[str]:
    exceptions = [one for one in book.exceptions if one.to == name]
    counted_from = {next_day(one) for one in (expression, *(exception.expression for exception in exceptions))}
    needed = {day for day in counted_from if day is not None}
    return needed.union(*(days_read(one.when, book) for one in exceptions))


def _excepted(name: str, base: Value, days: list[tuple[DayException, Value, Truths]]) -> Value:
    """Return a day with its exceptions: one that surely holds replaces it, one that may leaves both possible."""
    holding = [(exception, day) for exception, day, truth in days if False not in truth]
    if len({day for _, day in holding}) > 1:
        names = " and ".join(exception.id for exception, _ in holding)
        raise InvalidFacts("facts", [Problem(name, f"the exceptions {names} both hold and differ")])
    if holding:
        return holding[0][1]
    return one_of([base, *(day for _, day, truth in days if True in truth)])


def _day(expression: DayExpression, measures: Mapping[str, Measure], facts: Facts, found: Mapping[str, Value]) -> Value:
    match expression:
        case MeasureDay(name):
            return value_of(facts, measures[name])
        case FixedDay(day):
            return Known(day.earliest()) if day.exact else Between(day.earliest(), day.latest())
        case DayRef(name):
            return found[name]
        case After(name):
            return _after(found[name], expression)


def _after(value: Value, expression: After) -> Value:
    match value:
        case Known(day) if isinstance(day, date):
            return Known(_counted(day, expression))
        case Between(low, high) if isinstance(low, date) and isinstance(high, date):
            first, last = _counted(low, expression), _counted(high, expression)
            return Known(first) if first == last else Between(first, last)
        case OneOf(options):
            return one_of(_after(option, expression) for option in options)
        case Absent() | Unknown():
            return value
        case _:
            return UNKNOWN


def _counted(day: date, expression: After) -> date:
    """Return a day counted from another one, held within the days that there are."""
    try:
        return add_span(day, expression.add, month_end=expression.month_end, year_end=expression.year_end)
    except (OverflowError, ValueError):
        return date.min if expression.add.months < 0 or expression.add.days < 0 else date.max
