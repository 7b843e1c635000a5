"""The named days that a calendar has for one plan, with the end that is stated for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from opengov.model.plans import ActionPlan
from opengov.model.rulebooks import Rulebook
from opengov.model.values import UNKNOWN, OneOf, Value, one_of
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Scope, truths
from opengov.rules.phases import value_between
from opengov.rules.plan_dates import bounds, stated_end
from opengov.rules.preparing import engine_for, open_engines
from opengov.rules.resolve import Answers, measures_read, resolve_test
from opengov.rules.verdicts import Verdict

__all__ = ["calendar_days", "unknown_for_days"]


def calendar_days(
    books: Iterable[Rulebook], readings: Answers | str, facts: Mapping[str, Value], plan: ActionPlan | None, on: date
) -> dict[str, Value]:
    """Return the named days of the calendars tried; the end of the plan as far as the case states it.

    Parameters
    ----------
    books
        Each calendar that may apply.
    readings
        Answers to their open questions, or ``"open"``.
    facts
        What the calendars are given.
    plan
        The plan; ``None`` for a cycle without one.
    on
        The day from which it is seen.
    """
    found: dict[str, list[Value]] = {}
    for engine in _engines(books, readings):
        for name, day in engine.days(facts).items():
            found.setdefault(name, []).append(day)
    days = {name: one_of(several) for name, several in found.items()}
    counted = days.get("end", UNKNOWN)
    end = counted if plan is None else _stated_or(counted, stated_end(plan, on))
    if days.get("next_due") in (None, counted):
        days["next_due"] = end
    return days | {"end": end}


def unknown_for_days(verdict: Verdict, facts: Mapping[str, Value], days: Collection[str]) -> Iterator[str]:
    """Yield the titles of what is not known and leaves open whether an exception to some of the days holds."""
    for engine, _ in verdict.judgements:
        scope = Scope(engine.measures)
        for one in engine.book.exceptions:
            test = resolve_test(one.when, engine.book, engine.answers)
            if one.to in days and len(truths(test, facts, scope)) > 1:
                unknown = (name for name in measures_read(test) if facts.get(name, UNKNOWN) == UNKNOWN)
                yield from (engine.measures[name].title for name in unknown)


def _engines(books: Iterable[Rulebook], readings: Answers | str) -> Iterator[Engine]:
    for book in books:
        known = {one.id for one in book.readings}
        if isinstance(readings, str):
            yield from open_engines(book, {}, frozenset(known))
        else:
            yield engine_for(book, {name: answer for name, answer in readings.items() if name in known})


def _stated_or(counted: Value, stated: tuple[date, date]) -> Value:
    """Return the end that was counted where it fits what is stated, else what is stated."""
    options = counted.options if isinstance(counted, OneOf) else (counted,)
    fitting: list[Value] = []
    for option in options:
        limits = bounds(option)
        if limits is not None and stated[0] <= limits[1] and limits[0] <= stated[1]:
            fitting.append(value_between((max(limits[0], stated[0]), min(limits[1], stated[1]))))
    return one_of(fitting) if fitting else value_between(stated)
