"""Forms with their readings filled in, and what a form reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from attrs import evolve

from opengov.errors import UnknownName
from opengov.model.criteria import EligibilityCriterion
from opengov.model.forms import (
    AbsentAs,
    All,
    Always,
    AnyOf,
    Choose,
    Coded,
    Compare,
    Count,
    DayRef,
    Every,
    Not,
    Operand,
    OutcomeIs,
    ReadingRef,
    ReadingTest,
    Row,
    Some,
    Test,
)
from opengov.model.rulebooks import Rulebook

__all__ = [
    "Answers",
    "answers_for",
    "criterion_tests",
    "measures_read",
    "outcomes_alone",
    "readings_in_criterion",
    "readings_in_test",
    "reads_fields_alone",
    "requirement_tests",
    "resolve_choose",
    "resolve_number",
    "resolve_test",
    "stands_on",
    "tests_of",
    "walk",
    "walk_all",
]

Answers: TypeAlias = Mapping[str, str]


def answers_for(book: Rulebook, chosen: Answers) -> dict[str, str]:
    """Return the option taken for each reading of a book: the chosen one, or the default.

    Raises
    ------
    UnknownName
        For an option that the reading does not have. Readings of other books are passed over.
    """
    taken = {}
    for reading in book.readings:
        option = chosen.get(reading.id, reading.default)
        if option not in dict(reading.options):
            raise UnknownName(f"option of the reading {reading.id}", option, [name for name, _ in reading.options])
        taken[reading.id] = option
    return taken


def resolve_test(test: Test, book: Rulebook, answers: Answers) -> Test:
    """Return the test with every reading replaced by the answer taken."""
    match test:
        case ReadingTest(name):
            return resolve_test(_answer_test(book, name, answers), book, answers)
        case All(tests):
            return _together(All, [resolve_test(one, book, answers) for one in tests], neutral=True)
        case AnyOf(tests):
            return _together(AnyOf, [resolve_test(one, book, answers) for one in tests], neutral=False)
        case Not(inner):
            resolved = resolve_test(inner, book, answers)
            return Always(not resolved.holds) if isinstance(resolved, Always) else Not(resolved)
        case Every(_, inner) | Some(_, inner):
            return evolve(test, test=resolve_test(inner, book, answers))
        case Count():
            where = resolve_test(test.where, book, answers)
            return evolve(test, where=where, operand=_operand(test.operand, book, answers))
        case Compare():
            return evolve(test, operand=_operand(test.operand, book, answers))
        case _:
            return test


def _together(form: type[All | AnyOf], tests: list[Test], *, neutral: bool) -> Test:
    """Return tests held together, without those that an answered reading has settled."""
    if Always(not neutral) in tests:
        return Always(not neutral)
    left = [one for one in tests if one != Always(neutral)]
    if not left:
        return Always(neutral)
    return left[0] if len(left) == 1 else form(tuple(left))


def resolve_choose(choose: Choose, book: Rulebook, answers: Answers) -> Choose:
    """Return the choice with every reading replaced by the answer taken."""
    otherwise = choose.otherwise
    return evolve(
        choose,
        rows=tuple(_row(row, book, answers) for row in choose.rows),
        otherwise=None if otherwise is None else _row(otherwise, book, answers),
    )


def resolve_number(number: int | ReadingRef, book: Rulebook, answers: Answers) -> int:
    """Return a number of a book, as the reading has it that decides it."""
    if isinstance(number, ReadingRef):
        value = _answer(book, number.reading, answers)
        return value if isinstance(value, int) else 0
    return number


def criterion_tests(criterion: EligibilityCriterion) -> Iterator[Test]:
    """Yield every test that a criterion stands on."""
    if criterion.measured_when is not None:
        yield criterion.measured_when
    for choose in criterion.points:
        yield from (row.when for row in choose.rows)


def readings_in_test(test: Test, book: Rulebook) -> set[str]:
    """Return the readings that decide a test, those inside their options included."""
    found: set[str] = set()
    for one in walk_all(test):
        names = [one.reading] if isinstance(one, ReadingTest) else []
        if isinstance(one, Compare | Count) and isinstance(one.operand, ReadingRef):
            names.append(one.operand.reading)
        for name in names:
            if name not in found:
                found.add(name)
                for option in (option for one in book.readings if one.id == name for _, option in one.options):
                    if not isinstance(option, int | str | tuple):
                        found |= readings_in_test(option, book)
    return found


def readings_in_criterion(criterion: EligibilityCriterion, book: Rulebook) -> set[str]:
    """Return the readings that decide a criterion."""
    found = {name for test in criterion_tests(criterion) for name in readings_in_test(test, book)}
    for choose in criterion.points:
        found |= {row.give.reading for row in choose.all_rows if isinstance(row.give, ReadingRef)}
    return found


def walk(test: Test) -> Iterator[Test]:
    """Yield a test and all tests within it, but not within the entries of a list."""
    yield test
    match test:
        case All(tests) | AnyOf(tests):
            for one in tests:
                yield from walk(one)
        case Not(inner):
            yield from walk(inner)
        case _:
            return


@lru_cache(maxsize=4096)
def outcomes_alone(test: Test) -> tuple[str, ...]:
    """Return the rules whose outcomes are all that a test needs to know; nothing where it needs more."""
    inner = [one for one in walk(test) if not isinstance(one, All | AnyOf | Not | Always)]
    names = [name for one in inner if isinstance(one, OutcomeIs) for name in one.requirements]
    return tuple(dict.fromkeys(names)) if all(isinstance(one, OutcomeIs) for one in inner) else ()


@lru_cache(maxsize=4096)
def stands_on(test: Test) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the rules and measures that a test reads; ``None`` where it reads named days or the entries of lists."""
    inner = [one for one in walk(test) if not isinstance(one, All | AnyOf | Not | Always)]
    if not all(
        isinstance(one, OutcomeIs | Coded) or (isinstance(one, Compare) and not isinstance(one.operand, DayRef))
        for one in inner
    ):
        return None
    rules = dict.fromkeys(name for one in inner if isinstance(one, OutcomeIs) for name in one.requirements)
    return tuple(rules), tuple(measures_read(test))


@lru_cache(maxsize=4096)
def reads_fields_alone(test: Test) -> bool:
    """Tell whether a test reads neither named days, outcomes nor the entries of lists."""
    plain = (one for one in walk(test) if not isinstance(one, Compare) or isinstance(one.operand, DayRef | ReadingRef))
    return all(isinstance(one, All | AnyOf | Not | Always | Coded | AbsentAs) for one in plain)


def walk_all(test: Test) -> Iterator[Test]:
    """Yield a test and all tests within it, those on the entries of lists included."""
    for one in walk(test):
        yield one
        match one:
            case Every(_, inner) | Some(_, inner):
                yield from walk_all(inner)
            case Count():
                yield from walk_all(one.where)
            case _:
                pass


def measures_read(test: Test) -> Counter[str]:
    """Count how often a test reads each measure."""
    return Counter(one.measure for one in walk(test) if not isinstance(one, _WITHOUT_MEASURE))


_WITHOUT_MEASURE = (All, AnyOf, Not, ReadingTest, OutcomeIs, Always)


def _row(row: Row, book: Rulebook, answers: Answers) -> Row:
    give = row.give
    if isinstance(give, ReadingRef):
        answer = _answer(book, give.reading, answers)
        give = answer if isinstance(answer, int | str) else 0
    return evolve(row, give=give, when=resolve_test(row.when, book, answers))


def _operand(operand: Operand, book: Rulebook, answers: Answers) -> Operand:
    if isinstance(operand, ReadingRef):
        answer = _answer(book, operand.reading, answers)
        if isinstance(answer, tuple):
            return frozenset(answer)
        return answer if isinstance(answer, int | str | DayRef) else 0
    return operand


def _answer_test(book: Rulebook, name: str, answers: Answers) -> Test:
    answer = _answer(book, name, answers)
    return Always(holds=False) if isinstance(answer, int | str | tuple) else answer


def _answer(book: Rulebook, name: str, answers: Answers) -> int | str | tuple[str, ...] | Test:
    reading = book.reading(name)
    return dict(reading.options)[answers.get(name, reading.default)]


def tests_of(book: Rulebook, answers: Answers) -> list[Test]:
    """Return every test of the criteria and requirements of a book, readings resolved."""
    tests = [test for one in book.criteria for test in criterion_tests(one)]
    return [*(resolve_test(test, book, answers) for test in tests), *requirement_tests(book, answers)]


def requirement_tests(book: Rulebook, answers: Answers) -> list[Test]:
    """Return every test of the requirements of a book, readings resolved."""
    tests = [test for one in book.requirements for test in one.tests]
    return [resolve_test(test, book, answers) for test in tests]
