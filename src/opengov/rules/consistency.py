"""What must fit together in a book: names that lead back to themselves, readings used as what their options are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from opengov.errors import Problem
from opengov.model.criteria import Reading, Rulebook
from opengov.model.forms import (
    After,
    Choose,
    Compare,
    Count,
    DayExpression,
    DayRef,
    Every,
    Measure,
    MeasureKind,
    Op,
    OutcomeIs,
    ReadingRef,
    ReadingTest,
    Row,
    Some,
    Test,
)
from opengov.rules._tests import ITEM, option_kind
from opengov.rules.resolve import readings_in_test, walk, walk_all

__all__ = ["circles", "days_read", "misused_readings", "next_day", "readings_for_values", "rows_in", "tests_in"]

_DEEPEST = 20
_WORDS = frozenset({MeasureKind.CATEGORY, MeasureKind.LEVEL})


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


def misused_readings(book: Rulebook) -> Iterator[Problem]:
    """Yield a problem for each reading that stands where its options make no sense."""
    readings = {reading.id: reading for reading in book.readings}
    for path, name, wanted in readings_for_values(book):
        yield from _not_a(wanted, path, readings[name])
    measures = {measure.name: measure for measure in book.measures}
    for path, test in tests_in(book):
        for one, measure in _with_measures(test, measures):
            if isinstance(one, ReadingTest):
                yield from _not_a("test", path, readings[one.reading])
            elif isinstance(one, Compare | Count) and isinstance(one.operand, ReadingRef):
                yield from _operand(path, one, readings[one.operand.reading], measure)


def rows_in(book: Rulebook) -> Iterator[tuple[str, Row, str]]:
    """Yield every row of a book, with its path and the kind of what it gives: a number of points, or a word."""
    for criterion in book.criteria:
        for place, choose in enumerate(criterion.points):
            whole = choose.part is None and len(criterion.points) == 1
            path = criterion.id if whole else f"{criterion.id}.sum[{place}]"
            yield from ((at, row, "number") for at, row in _rows(path, choose))
    for one in book.classes:
        yield from ((at, row, "word") for at, row in _rows(one.id, one.choose))


def tests_in(book: Rulebook) -> Iterator[tuple[str, Test]]:
    """Yield every test of a book, with its path."""
    for criterion in book.criteria:
        if criterion.measured_when is not None:
            yield f"{criterion.id}.measured_when", criterion.measured_when
    yield from ((f"{path}.when", row.when) for path, row, _ in rows_in(book))
    for requirement in book.requirements:
        for key, test in (("met_when", requirement.met_when), ("applies_when", requirement.applies_when)):
            if test is not None:
                yield f"{requirement.id}.{key}", test
    yield from ((f"{finding.id}.when", finding.when) for finding in book.findings)
    yield from ((f"{exception.id}.when", exception.when) for exception in book.exceptions)
    for reading in book.readings:
        yield from ((f"{reading.id}.options.{name}", option) for name, option in _test_options(reading))


def readings_for_values(book: Rulebook) -> Iterator[tuple[str, str, str]]:
    """Yield the readings that stand for points, labels or a number of criteria: where, which, and what they must be."""
    for path, row, wanted in rows_in(book):
        if isinstance(row.give, ReadingRef):
            yield f"{path}.give", row.give.reading, wanted
    if book.threshold and isinstance(book.threshold.fewest_measured, ReadingRef):
        yield "threshold.fewest_measured", book.threshold.fewest_measured.reading, "number"


def next_day(expression: DayExpression) -> str | None:
    """Return the day from which another one is counted, if any."""
    match expression:
        case After(day) | DayRef(day):
            return day
        case _:
            return None


def days_read(test: Test, book: Rulebook) -> set[str]:
    """Return the named days that a test reads, through its readings too."""
    tests = [test, *(option for name in readings_in_test(test, book) for option in _tests_of(_reading(book, name)))]
    inner = [one for outer in tests for one in walk_all(outer)]
    return {one.operand.day for one in inner if isinstance(one, Compare) and isinstance(one.operand, DayRef)}


# --- circles --------------------------------------------------------------------------------------------------------


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
    for one in (one for option in _tests_of(reading) for one in walk_all(option)):
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
        tests = [test for test in (requirement.met_when, requirement.applies_when) if test is not None]
        for name in {name for test in tests for name in readings_in_test(test, book)}:
            tests += _tests_of(_reading(book, name))
        inner = [one for test in tests for one in walk_all(test) if isinstance(one, OutcomeIs)]
        needed[requirement.id] = {name for one in inner for name in one.requirements} | set(requirement.parts)
    return needed


# --- readings -------------------------------------------------------------------------------------------------------


def _with_measures(test: Test, measures: Mapping[str, Measure]) -> Iterator[tuple[Test, Measure | None]]:
    """Yield a test and those within it, each with the measure that it reads; in a list, that is a field of an entry."""
    for one in walk(test):
        measure = measures.get(getattr(one, "measure", ""))
        yield one, measure
        if isinstance(one, Every | Some | Count) and measure is not None:
            item = Measure(name=ITEM, kind=_item_kind(measure), title=measure.title, values=measure.values)
            inner = one.where if isinstance(one, Count) else one.test
            yield from _with_measures(inner, {field.name: field for field in measure.fields or (item,)})


def _item_kind(measure: Measure) -> MeasureKind:
    return MeasureKind.SPANS if measure.kind is MeasureKind.SPANS else MeasureKind.LEVEL


def _operand(path: str, test: Compare | Count, reading: Reading, measure: Measure | None) -> Iterator[Problem]:
    if isinstance(test, Count) or (measure is not None and measure.kind is MeasureKind.NUMBER):
        yield from _not_a("number", path, reading)
    elif test.op in (Op.ONE_OF, Op.INCLUDES) or (measure is not None and measure.kind in _WORDS):
        wanted = "set" if test.op in (Op.ONE_OF, Op.INCLUDES) else "word"
        wrong = list(_not_a(wanted, path, reading))
        yield from wrong
        if not wrong and measure is not None:
            yield from _unknown_words(path, reading, measure)
    elif measure is not None:
        message = f'"{measure.name}" is a {measure.kind}, and no reading stands for one'
        yield Problem(path, message, "let the reading decide the whole test")


def _unknown_words(path: str, reading: Reading, measure: Measure) -> Iterator[Problem]:
    for _, option in reading.options:
        for word in option if isinstance(option, tuple) else (option,):
            if word not in measure.values:
                hint = f"one of {', '.join(measure.values)}"
                yield Problem(path, f'"{word}" of the reading "{reading.id}" is not a value of "{measure.name}"', hint)


def _not_a(wanted: str, path: str, reading: Reading) -> Iterator[Problem]:
    kind = option_kind(reading.options[0][1])
    if kind != wanted:
        yield Problem(path, f'the options of the reading "{reading.id}" are {kind}s, not {wanted}s')


def _tests_of(reading: Reading) -> list[Test]:
    return [test for _, test in _test_options(reading)]


def _test_options(reading: Reading) -> list[tuple[str, Test]]:
    return [(name, option) for name, option in reading.options if not isinstance(option, int | str | tuple)]


def _rows(path: str, choose: Choose) -> Iterator[tuple[str, Row]]:
    yield from ((f"{path}.choose[{place}]", row) for place, row in enumerate(choose.rows))
    if choose.otherwise is not None:
        yield f"{path}.otherwise", choose.otherwise


def _reading(book: Rulebook, name: str) -> Reading:
    return next(reading for reading in book.readings if reading.id == name)
