"""Names that lead back to themselves: readings, days and requirements that could never be worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from opengov.errors import Problem
from opengov.model.criteria import Reading
from opengov.model.forms import Compare, Count, OutcomeIs, ReadingRef, ReadingTest
from opengov.model.rulebooks import Rulebook
from opengov.rules.resolve import readings_in_test, walk_all
from opengov.rules.walking import days_read, next_day, options_tested

__all__ = ["circles"]

_DEEPEST = 20


def circles(book: Rulebook) -> Iterator[Problem]:
    """Yield a problem for readings, days and requirements that depend on themselves."""
    readings = {reading.id: _readings_read(reading) for reading in book.readings}
    if circle := _circle(readings):
        shown = " -> ".join(circle)
        yield Problem(f"{circle[0]}.options", f"the reading depends on itself: {shown}", "break the circle")
        return
    if deep := _too_deep(readings):
        yield Problem(f"{deep}.options", f"readings are nested more than {_DEEPEST} deep")
        return
    if circle := _circle(_days_needed(book)):
        shown = " -> ".join(circle)
        yield Problem(f"{circle[0]}.is", f"the day is counted from itself: {shown}", "break the circle")
    if circle := _circle(_outcomes_needed(book)):
        shown = " -> ".join(circle)
        yield Problem(circle[0], f"its outcome depends on itself: {shown}", "break the circle")


def _circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Return the names of one circle, the first of them also last; empty where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        names = [str(name) for name in error.args[1]][:0:-1]
        start = names.index(min(names))
        return [*names[start:], *names[: start + 1]]
    return []


def _too_deep(readings: Mapping[str, set[str]]) -> str | None:
    depth: dict[str, int] = {}
    for name in TopologicalSorter(readings).static_order():
        depth[name] = 1 + max((depth[inner] for inner in readings[name]), default=0)
    return next((name for name in readings if depth[name] > _DEEPEST), None)


def _readings_read(reading: Reading) -> set[str]:
    found = set()
    for one in (one for option in options_tested(reading) for one in walk_all(option)):
        if isinstance(one, ReadingTest):
            found.add(one.reading)
        elif isinstance(one, Compare | Count) and isinstance(one.operand, ReadingRef):
            found.add(one.operand.reading)
    return found


def _days_needed(book: Rulebook) -> dict[str, set[str]]:
    """Return for each day those that it needs, through its exceptions and their conditions too."""
    needed: dict[str, set[str]] = {day.id: set() for day in book.days}
    for name, expression in [
        *((day.id, day.expression) for day in book.days),
        *((exception.to, exception.expression) for exception in book.exceptions),
    ]:
        if (other := next_day(expression)) is not None:
            needed[name].add(other)
    for exception in book.exceptions:
        needed[exception.to] |= days_read(exception.when, book)
    return needed


def _outcomes_needed(book: Rulebook) -> dict[str, set[str]]:
    """Return for each requirement those whose outcome it reads."""
    needed = {}
    for requirement in book.requirements:
        tests = list(requirement.tests)
        for name in {name for test in tests for name in readings_in_test(test, book)}:
            tests += options_tested(book.reading(name))
        inner = [one for test in tests for one in walk_all(test) if isinstance(one, OutcomeIs)]
        needed[requirement.id] = {name for one in inner for name in one.requirements} | set(requirement.parts)
    return needed
