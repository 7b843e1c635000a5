"""The worlds that the measures read by several rules part the facts into: each is judged by itself."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from opengov.errors import Problem
from opengov.model.criteria import EligibilityCriterion, Reading, Requirement
from opengov.model.forms import AbsentAs, Coded, Compare, Measure, ReadingRef, ReadingTest, Test
from opengov.model.rulebooks import Rulebook
from opengov.model.values import OneOf, Scalar, Value
from opengov.rules.cells import FINITE, Cells, cells_of
from opengov.rules.evaluate import Facts, value_of
from opengov.rules.resolve import criterion_tests, walk

__all__ = ["too_many_worlds", "worlds"]

_MOST = 20_000
_MOST_LISTED = 64  # an explanation judges many times


def worlds(facts: Facts, shared: Iterable[Cells], listed: Iterable[Measure]) -> Iterator[Facts]:
    """Part facts by the measures that several rules read, so that each world is judged by rules that do not.

    Parameters
    ----------
    facts
        What is known.
    shared
        The cells of the measures of which every value falls into one of few cells.
    listed
        Measures that have no cells, as dates and sets; one of several values is parted by these. What would make too
        many such worlds is not: each rule then sees all of these values for itself.

    Yields
    ------
    Mapping of str to value
        The facts of each world.
    """
    left: dict[str, Sequence[Value | Scalar]] = {}
    for cells in shared:
        left[cells.measure.name] = [cells.values[code] for code in cells.possible(value_of(facts, cells.measure))]
    number = 1
    for measure in listed:
        value = facts.get(measure.name)
        if isinstance(value, OneOf) and number * len(value.options) <= _MOST_LISTED:
            number *= len(value.options)
            left[measure.name] = value.options
    for world in itertools.product(*left.values()):
        yield {**facts, **dict(zip(left, world, strict=True))}


def too_many_worlds(book: Rulebook) -> Iterator[Problem]:
    """Yield a problem if facts of which nothing is known would have to be judged in too many worlds.

    A measure that a single criterion or requirement reads stays inside its table. One that several read must have the
    same value for all of them, so that each combination of the values of such measures is a world.

    Parameters
    ----------
    book
        A book whose names all lead somewhere, none of them back to itself.
    """
    readings = {reading.id: reading for reading in book.readings}
    asked: dict[str, list[Test]] = defaultdict(list)
    users: Counter[str] = Counter()
    rules: tuple[EligibilityCriterion | Requirement, ...] = (*book.criteria, *book.requirements)
    for rule in rules:
        own = _asked_by(rule, readings)
        users.update(own.keys())
        for name, tests in own.items():
            asked[name] += tests
    stated = {given.measure: one.possible for one in book.criteria for given in one.given}
    shared = [one for one in book.measures if users[one.name] > 1 and one.kind in FINITE]
    counts = [len(cells_of(one, asked[one.name], stated.get(one.name, ())).values) for one in shared]
    if (worlds := math.prod(counts)) > _MOST:
        number = f"{worlds:,}" if worlds < _MOST**3 else "very many"
        names = ", ".join(one.name for one in shared[:5]) + ", ..." * (len(shared) > len(shared[:5]))
        message = f"too many combinations: {names} have {number} together, and several rules read each of them"
        yield Problem("measure", message, f"at most {_MOST:,}; let fewer measures be read by more than one rule")


def _asked_by(rule: EligibilityCriterion | Requirement, readings: Mapping[str, Reading]) -> dict[str, list[Test]]:
    """Return what a rule may ask of each measure, whichever way its readings are answered."""
    asked: dict[str, list[Test]] = defaultdict(list)
    if isinstance(rule, EligibilityCriterion):
        asked.update({given.measure: [] for given in rule.given})
    tests = rule.tests if isinstance(rule, Requirement) else criterion_tests(rule)
    for one in _innermost(tests, readings):
        asked[one.measure].append(one)
    return asked


def _innermost(tests: Iterable[Test], readings: Mapping[str, Reading]) -> Iterator[Compare | Coded | AbsentAs]:
    """Yield the tests of measures that tests consist of, under every answer to their readings."""
    waiting, seen = list(tests), set()
    while waiting:
        for one in walk(waiting.pop()):
            match one:
                case ReadingTest(name) if name not in seen:
                    seen.add(name)
                    waiting += [option for _, option in readings[name].options if not isinstance(option, _BARE)]
                case Compare(measure, op, ReadingRef(name)):
                    options = (option for _, option in readings[name].options)
                    yield from (Compare(measure, op, option) for option in options if isinstance(option, int | str))
                case Compare() | Coded() | AbsentAs():
                    yield one
                case _:
                    pass


_BARE = (int, str, tuple)
