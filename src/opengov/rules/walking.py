"""What stands where in a book: its rows, its tests, the readings and days that they stand on."""

from __future__ import annotations

from collections.abc import Iterator

from opengov.model.criteria import Reading
from opengov.model.forms import After, Choose, Compare, DayExpression, DayRef, ReadingRef, Row, Test
from opengov.model.rulebooks import Rulebook
from opengov.rules.resolve import readings_in_test, walk_all

__all__ = ["days_named", "days_read", "next_day", "options_tested", "readings_for_values", "rows_in", "tests_in"]


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
    tests = [test, *(option for name in readings_in_test(test, book) for option in options_tested(book.reading(name)))]
    return set[str]().union(*map(days_named, tests))


def days_named(test: Test) -> set[str]:
    """Return the named days that stand in a test itself."""
    return {one.operand.day for one in walk_all(test) if isinstance(one, Compare) and isinstance(one.operand, DayRef)}


def options_tested(reading: Reading) -> list[Test]:
    """Return the options of a reading that are tests."""
    return [test for _, test in _test_options(reading)]


def _test_options(reading: Reading) -> list[tuple[str, Test]]:
    return [(name, option) for name, option in reading.options if not isinstance(option, int | str | tuple)]


def _rows(path: str, choose: Choose) -> Iterator[tuple[str, Row]]:
    yield from ((f"{path}.choose[{place}]", row) for place, row in enumerate(choose.rows))
    if choose.otherwise is not None:
        yield f"{path}.otherwise", choose.otherwise
