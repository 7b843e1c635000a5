"""Every criterion of every shipped book, cell by cell: decide, the table and two interpreters agree.

The spaces are finite once numbers are cut at the thresholds, so nothing is drawn here: every value of every measure, a
number below, at and above each threshold, and every answer to the readings that the criterion depends on.
"""

import itertools
from collections.abc import Iterator, Mapping

import pytest

from opengov.model.criteria import EligibilityCriterion
from opengov.model.forms import (
    AbsentAs,
    All,
    Always,
    AnyOf,
    Coded,
    Compare,
    Measure,
    MeasureKind,
    Not,
    Op,
    ReadingRef,
    ReadingTest,
    Test,
)
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Absent, Scalar
from opengov.rules.evaluate import Scope, truths
from opengov.rules.preparing import engine_for
from opengov.rules.resolve import readings_in_criterion, resolve_choose, resolve_test
from opengov.rules.shelf import shelf
from opengov.rules.tables import Cell
from opengov.rules.verdicts import decide

World = dict[str, Scalar | Absent]
Answers = Mapping[str, str]

BOOKS = [book for book in shelf() if book.criteria]
CRITERIA = [(book, criterion) for book in BOOKS for criterion in book.criteria]
NAMES = [f"{book.id} {criterion.id}" for book, criterion in CRITERIA]
# what raises an indicator: a step to the right; a document in print and one on request stand beside each other
STEPS: Mapping[str, list[tuple[Scalar, Scalar]]] = {
    "budget_proposal": [("NP", "IU"), ("IU", "PL"), ("PL", "SC"), ("PL", "HC"), ("SC", "PW"), ("HC", "PW")],
    "audit_report": [("NP", "IU"), ("IU", "PL"), ("PL", "SC"), ("PL", "HC"), ("SC", "PW"), ("HC", "PW")],
    "ati_law": [(False, True)],
    "ati_constitution": [(False, True)],
    "ati_draft": [(False, True)],
    "ad_law": [(False, True)],
    "ad_public": [(False, True)],
    **{f"step_{number}": [(False, True)] for number in range(1, 7)},
    **{
        flag: [(False, True)]
        for flag in (
            "ambitious_and_complete",
            "ambitious_not_complete",
            "complete_not_ambitious",
            "not_complete_not_ambitious",
            "not_reviewed",
        )
    },
}
UNORDERED = {"budget_survey_edition"}


@pytest.mark.parametrize(("book", "criterion"), CRITERIA, ids=NAMES)
def test_decide_is_the_table_is_the_rule(book: Rulebook, criterion: EligibilityCriterion) -> None:
    """Judging facts, looking them up in the table, and reading the rule aloud give the same points by the same rule."""
    place = book.criteria.index(criterion)
    others = elsewhere(book)
    differ = []
    for answers in every_answer(criterion, book):
        table = engine_for(book, answers).tables[place][0]
        for world in worlds(criterion, book):
            expected = {read_aloud(criterion, world, book, answers)}
            decided = decide(book, others | world, readings=answers).judgements[0][1].criteria[place]
            found = [{told(cell) for cell in cells} for cells in (decided, table.look_up(world))]
            if found != [expected, expected]:
                differ.append((answers, world, expected, found))
    assert differ == []


@pytest.mark.parametrize(("book", "criterion"), CRITERIA, ids=NAMES)
def test_table_is_the_interpreter(book: Rulebook, criterion: EligibilityCriterion) -> None:
    """Each row of the table is what the library's interpreter of tests makes of it, row by row of the rule."""
    place = book.criteria.index(criterion)
    differ = []
    for answers in every_answer(criterion, book):
        scope = Scope({measure.name: measure for measure in book.measures})
        for world, cell in engine_for(book, answers).tables[place][0].rows():
            expected = interpreted(criterion, world, book, answers, scope)
            if told(cell) != expected:
                differ.append((answers, world, expected, cell))
    assert differ == []


@pytest.mark.parametrize(("book", "criterion"), CRITERIA, ids=NAMES)
def test_raising_an_indicator_never_lowers_points(book: Rulebook, criterion: EligibilityCriterion) -> None:
    """One step up in one indicator, all else the same, gives as many points or more, whatever the readings."""
    place = book.criteria.index(criterion)
    lowered = []
    for answers in every_answer(criterion, book):
        table = engine_for(book, answers).tables[place][0]
        for world, before in table.rows():
            for raised in one_step_up(world, book):
                (after,) = table.look_up(raised)
                if (after.points, after.measured) < (before.points, before.measured):
                    lowered.append((answers, world, raised))
    assert lowered == []


@pytest.mark.parametrize(("book", "criterion"), CRITERIA, ids=NAMES)
def test_points_are_of_those_that_can_occur(book: Rulebook, criterion: EligibilityCriterion) -> None:
    """Every point that a book says can occur does, and no other."""
    place = book.criteria.index(criterion)
    engines = [engine_for(book, answers) for answers in every_answer(criterion, book)]
    points = {cell.points for engine in engines for _, cell in engine.tables[place][0].rows() if cell.measured}
    assert points == set(criterion.possible)


def test_every_measure_has_an_order_or_none() -> None:
    """The measures that criteria read are numbers, or listed here with their order, or listed as having none."""
    read = {
        (measure.name, measure.kind)
        for book, criterion in CRITERIA
        for table in engine_for(book).tables[book.criteria.index(criterion)]
        for measure in (space.measure for space in table.spaces)
    }
    not_numbers = {name for name, kind in read if kind is not MeasureKind.NUMBER}
    assert (not_numbers, {name for name, _ in read} & UNORDERED) == (set(STEPS), UNORDERED)


# --- the space ---


def every_answer(criterion: EligibilityCriterion, book: Rulebook) -> Iterator[Answers]:
    """Yield every way of answering the readings that a criterion depends on."""
    names = readings_in_criterion(criterion, book)
    asked = [reading for reading in book.readings if reading.id in names]
    for options in itertools.product(*([name for name, _ in reading.options] for reading in asked)):
        yield dict(zip((reading.id for reading in asked), options, strict=True))


def worlds(criterion: EligibilityCriterion, book: Rulebook) -> Iterator[World]:
    """Yield every world that a criterion can tell apart, and worlds beside its thresholds that it cannot."""
    measures = {measure.name: measure for measure in book.measures}
    given = [one.measure for one in criterion.given]
    tests = [row.when for choose in criterion.points for row in choose.rows]
    tests += [criterion.measured_when] if criterion.measured_when is not None else []
    numbers = {number for test in tests for number in numbers_in(test, book)}
    names = dict.fromkeys([*given, *(name for test in tests for name in named(test, book))])
    exact = dict.fromkeys(given, criterion.possible)
    spaces = [values(measures[name], exact.get(name) or near(numbers, measures[name])) for name in names]
    for world in itertools.product(*spaces):
        yield dict(zip(names, world, strict=True))


def elsewhere(book: Rulebook) -> World:
    """Return facts that are all known, for what a criterion does not read."""
    return {measure.name: values(measure, (measure.low or 0,))[-1] for measure in book.measures}


def values(measure: Measure, numbers: tuple[float, ...]) -> list[Scalar | Absent]:
    """Return the values to try of a measure."""
    absent = [Absent(kind) for kind in measure.absent]
    if measure.kind is MeasureKind.YES_NO:
        return [True, False, *absent]
    return [*(numbers if measure.kind is MeasureKind.NUMBER else measure.values), *absent]


def near(numbers: set[float], measure: Measure) -> tuple[float, ...]:
    """Return the values of a measure below, at and above each number held against it, and its bounds."""
    step = 1 if measure.whole else 0.01
    low, high = measure.low or 0, measure.high or 0
    tried = {number + by for number in numbers for by in (-step, 0, step)} | (set() if measure.whole else {low, high})
    return tuple(sorted(number for number in tried if low <= number <= high))


def one_step_up(world: World, book: Rulebook) -> Iterator[World]:
    """Yield the world with one indicator raised by a step."""
    for name, value in world.items():
        for before, after in STEPS.get(name, ()):
            if value == before:
                yield {**world, name: after}
        measure = next(measure for measure in book.measures if measure.name == name)
        if measure.kind is MeasureKind.NUMBER and name not in UNORDERED and not isinstance(value, Absent):
            criterion = next((one for one in book.criteria if name in {given.measure for given in one.given}), None)
            higher = criterion.possible if criterion else (2, 2.5, 4, 5, 6, 7.5, 9, 10)
            yield from ({**world, name: one} for one in higher if isinstance(value, int | float) and one > value)


# --- a rule read aloud: no tables, no sets of truths ---

Told = tuple[int, bool, tuple[str, ...]]


def told(cell: Cell) -> Told:
    """Return what is compared of a cell."""
    return cell.points, cell.measured, cell.rules


def read_aloud(criterion: EligibilityCriterion, world: World, book: Rulebook, answers: Answers) -> Told:
    """Return points, whether measured, and the rules that decide, for facts all known."""
    for given in criterion.given:
        points = world[given.measure]
        if isinstance(points, int):
            return points, True, (given.rule,)
    if criterion.measured_when is not None and not holds(criterion.measured_when, world, book, answers):
        return 0, False, ()
    total, rules = 0, []
    for choose in criterion.points:
        hits = [row for row in choose.rows if holds(row.when, world, book, answers)]
        for row in (hits or ([choose.otherwise] if choose.otherwise else []))[:1]:
            give = option(row.give.reading, book, answers) if isinstance(row.give, ReadingRef) else row.give
            total += give if isinstance(give, int) else 0
            rules.append(row.rule)
    return total, True, tuple(rules)


def holds(test: Test, world: World, book: Rulebook, answers: Answers) -> bool:
    """Tell whether a test holds for facts all known."""
    match test:
        case All(tests):
            return all(holds(one, world, book, answers) for one in tests)
        case AnyOf(tests):
            return any(holds(one, world, book, answers) for one in tests)
        case Not(inner):
            return not holds(inner, world, book, answers)
        case Always(answer):
            return answer
        case ReadingTest(name):
            said = option(name, book, answers)
            return not isinstance(said, int | str | tuple) and holds(said, world, book, answers)
        case Coded(name, coded):
            return coded is not isinstance(world[name], Absent)
        case AbsentAs(name, kind):
            return world[name] == Absent(kind)
        case Compare(name, op, operand):
            return not isinstance(world[name], Absent) and compares(world[name], op, operand)
        case _:
            raise AssertionError(test)


def compares(value: object, op: Op, operand: object) -> bool:
    """Tell whether a known value stands to an operand as a test says."""
    if op is Op.ONE_OF:
        return isinstance(operand, frozenset) and value in operand
    if op is Op.IS:
        return value == operand
    assert isinstance(value, int | float)
    assert isinstance(operand, int | float)
    return {
        Op.ABOVE: value > operand,
        Op.AT_LEAST: value >= operand,
        Op.BELOW: value < operand,
        Op.AT_MOST: value <= operand,
    }[op]


def option(name: str, book: Rulebook, answers: Answers) -> int | str | tuple[str, ...] | Test:
    """Return what the answer to a reading says."""
    (reading,) = [one for one in book.readings if one.id == name]
    return dict(reading.options)[answers[name]]


def inner_tests(test: Test, book: Rulebook) -> Iterator[Test]:
    """Yield the tests directly inside a test, those of every option of a reading included."""
    match test:
        case All(tests) | AnyOf(tests):
            yield from tests
        case Not(inner):
            yield inner
        case ReadingTest(name):
            (reading,) = [one for one in book.readings if one.id == name]
            yield from (said for _, said in reading.options if not isinstance(said, int | str | tuple))
        case _:
            return


def numbers_in(test: Test, book: Rulebook) -> set[float]:
    """Return the numbers that a test holds measures against."""
    own = {test.operand} if isinstance(test, Compare) and isinstance(test.operand, int | float) else set()
    found = {number for number in own if not isinstance(number, bool)}
    return found.union(*(numbers_in(one, book) for one in inner_tests(test, book)))


def named(test: Test, book: Rulebook) -> set[str]:
    """Return the measures that a test reads."""
    own = {test.measure} if isinstance(test, Compare | Coded) else set()
    return own.union(*(named(one, book) for one in inner_tests(test, book)))


def interpreted(criterion: EligibilityCriterion, world: World, book: Rulebook, answers: Answers, scope: Scope) -> Told:
    """Return what the library's interpreter makes of each row, where the points are not given."""
    for given in criterion.given:
        points = world[given.measure]
        if isinstance(points, int):
            return points, True, (given.rule,)
    counts = criterion.measured_when
    if counts is not None and truths(resolve_test(counts, book, answers), world, scope) == {False}:
        return 0, False, ()
    total, rules = 0, []
    for choose in criterion.points:
        resolved = resolve_choose(choose, book, answers)
        hits = [row for row in resolved.rows if truths(row.when, world, scope) == {True}]
        for row in (hits or ([resolved.otherwise] if resolved.otherwise else []))[:1]:
            total += row.give if isinstance(row.give, int) else 0
            rules.append(row.rule)
    return total, True, tuple(rules)
