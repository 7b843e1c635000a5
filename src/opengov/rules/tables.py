"""The enumerated truth of a rule: every cell of its finite space, and what the rule gives there."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Generic, TypeAlias, TypeVar

from attrs import field, frozen

from opengov.errors import InvalidBook, Problem
from opengov.model.criteria import EligibilityCriterion, Requirement
from opengov.model.forms import Choose, Compare, DayRef, OutcomeIs, Row, Test
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Absent, Known, Outcome, Scalar, Unknown
from opengov.rules.cells import FINITE, NO_CELL, Cells, Code, cells_of
from opengov.rules.evaluate import Facts, Scope, holds, value_of
from opengov.rules.resolve import Answers, criterion_tests, measures_read, resolve_choose, resolve_test, walk

__all__ = ["Cell", "Several", "Table", "criterion_table", "joint_table", "requirement_table", "truth_table"]

R = TypeVar("R")
_MOST_CELLS = 200_000
# a measure: its name, the one type of its listed values with how far each leads, the cell where the facts do not
# mention it, the cell of any value, and how far apart its cells lie
_Step: TypeAlias = tuple[str, type | None, Mapping[object, int], int, Code, int]


@frozen
class Cell:
    """What a criterion gives in one cell: points, whether it counts as measured, and the rules that say so.

    ``margin`` is the distance to the threshold in its own unit, ``under * points - over * maximum`` for a share of
    ``over / under``; nothing where not measured.
    """

    points: int
    measured: bool
    margin: int
    rules: tuple[str, ...]


@frozen(eq=False)
class Table(Generic[R]):
    """The results of a rule over all cells of the measures it reads.

    ``results`` holds, cell by cell with the last measure running fastest, the set of the one result there: a set, so
    that a certain fact and an uncertain one give the same kind of answer. A joint table has what each of several gives.
    """

    spaces: tuple[Cells, ...]
    results: tuple[frozenset[R], ...]
    _plan: tuple[_Step, ...] = field(repr=False)

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of the measures, in the order of the table."""
        return tuple(space.measure.name for space in self.spaces)

    def look_up(self, facts: Facts) -> frozenset[R]:
        """Return the results that the facts leave possible.

        Raises
        ------
        Problem
            If a fact is not of the kind that its measure declares.
        """
        index = 0
        for name, kind, offsets, default, code_of, stride in self._plan:
            value = facts.get(name)
            if value.__class__ is kind and value in offsets:
                index += offsets[value]
                continue
            code = default if value is None else code_of(value.value if value.__class__ is Known else value)
            if code < 0:
                break
            index += code * stride
        else:
            return self.results[index]
        base, unknown = self._known_part(facts)
        if base != NO_CELL:
            return _over(self, base, unknown)
        return frozenset().union(*(self.results[cell] for cell in self._cells_one_by_one(facts)))

    def rows(self) -> Iterator[tuple[dict[str, Scalar | Absent], R]]:
        """Yield every cell: one value of each measure, and the result there; a joint table has no such rows."""
        worlds = itertools.product(*(space.values for space in self.spaces))
        for world, (result,) in zip(worlds, self.results, strict=True):
            yield dict(zip(self.measures, world, strict=True)), result

    def cells_left(self, facts: Facts) -> tuple[int, ...]:
        """Return the places, in ``results``, of the cells that the facts leave possible.

        Raises
        ------
        Problem
            If a fact is not of the kind that its measure declares.
        """
        base, unknown = self._known_part(facts)
        if base == NO_CELL:
            return self._cells_one_by_one(facts)
        return _cells_over(self, base, unknown) if unknown else (base,)

    def stride(self, place: int) -> int:
        """Return how far apart neighbouring cells of the measure at ``place`` lie."""
        return self._plan[place][-1]

    def world(self, cell: int) -> dict[str, Scalar | Absent]:
        """Return one value of each measure in a cell."""
        values = {}
        for space, (name, *_, stride) in zip(self.spaces, self._plan, strict=True):
            code, cell = divmod(cell, stride)
            values[name] = space.values[code]
        return values

    def _known_part(self, facts: Facts) -> tuple[int, tuple[int, ...]]:
        """Return the cell of all that is known, the unknown measures at their first cell, and which these are.

        There is no such cell where a value is neither known nor unknown, or not of its measure's kind.
        """
        index = 0
        unknown: tuple[int, ...] = ()
        for place, (name, kind, offsets, default, code_of, stride) in enumerate(self._plan):
            value = facts.get(name)
            if value.__class__ is kind and value in offsets:
                index += offsets[value]
                continue
            code = default if value is None else code_of(value.value if isinstance(value, Known) else value)
            if code >= 0:
                index += code * stride
            elif value is None or isinstance(value, Unknown):
                unknown = (*unknown, place)
            else:
                return NO_CELL, (place,)
        return index, unknown

    def _cells_one_by_one(self, facts: Facts) -> tuple[int, ...]:
        cells = [0]
        for space, (*_, stride) in zip(self.spaces, self._plan, strict=True):
            codes = space.possible(value_of(facts, space.measure))
            cells = [cell + code * stride for cell in cells for code in codes]
        return tuple(cells)


@frozen(eq=False)
class Several(Generic[R]):
    """Tables any of which may be the right one."""

    tables: tuple[Table[R], ...]

    def look_up(self, facts: Facts) -> frozenset[R]:
        """Return the results that any of the tables leaves possible."""
        return frozenset().union(*(table.look_up(facts) for table in self.tables))


@lru_cache(maxsize=16384)
def _cells_over(table: Table[R], base: int, unknown: tuple[int, ...]) -> tuple[int, ...]:
    """Return the cells that are left where some measures may be anything; asked again for every row of a table."""
    cells = [base]
    for place in unknown:
        stride = table.stride(place)
        cells = [cell + code * stride for cell in cells for code in range(len(table.spaces[place].values))]
    return tuple(sorted(cells))


@lru_cache(maxsize=16384)
def _over(table: Table[R], base: int, unknown: tuple[int, ...]) -> frozenset[R]:
    return frozenset().union(*(table.results[cell] for cell in _cells_over(table, base, unknown)))


def criterion_table(criterion: EligibilityCriterion, book: Rulebook, answers: Answers) -> Table[Cell]:
    """Return the table of a criterion under the given answers to its readings.

    Raises
    ------
    InvalidBook
        If its space is not finite, or too large to enumerate.
    """
    share = book.threshold.share if book.threshold else None
    over, under = (share.numerator, share.denominator) if share else (0, 1)
    tests = [resolve_test(test, book, answers) for test in criterion_tests(criterion)]
    chooses = [resolve_choose(choose, book, answers) for choose in criterion.points]
    measured_when = tests[0] if criterion.measured_when is not None else None
    scope = Scope({measure.name: measure for measure in book.measures})

    def judge(world: Facts) -> Cell:
        for given in criterion.given:
            points = world[given.measure]
            if isinstance(points, int):
                return Cell(points, True, under * points - over * criterion.maximum, (given.rule,))  # noqa: FBT003
        if measured_when is not None and not holds(measured_when, world, scope):
            return Cell(0, False, 0, ())  # noqa: FBT003
        hits = [hit for choose in chooses if (hit := _hit(choose, world, scope)) is not None]
        points = sum(row.give for row in hits if isinstance(row.give, int))
        return Cell(points, True, under * points - over * criterion.maximum, tuple(row.rule for row in hits))  # noqa: FBT003

    return _table(_spaces(criterion, tests, book), lambda world: _just(judge(world)), criterion.id)


def joint_table(
    criterion: EligibilityCriterion, book: Rulebook, tables: tuple[Table[Cell], ...], ways: Iterable[Answers]
) -> Table[Cell] | Several[Cell]:
    """Return the table of what any of several tables gives, each for a way to answer the readings of a criterion.

    They are looked up one by one where its space is too large: together they may cut finer than each does.
    """
    if len(tables) == 1:
        return tables[0]
    tests = [resolve_test(test, book, answers) for answers in ways for test in criterion_tests(criterion)]
    spaces = _spaces(criterion, tests, book)
    if math.prod(len(space.values) for space in spaces) > _MOST_CELLS:
        return Several(tables)
    return _table(spaces, lambda world: _any_of(tuple([table.look_up(world) for table in tables])), criterion.id)


def _spaces(criterion: EligibilityCriterion, tests: list[Test], book: Rulebook) -> list[Cells]:
    """Return the cells of each measure that a criterion reads, those first by which its points are stated."""
    stated = dict.fromkeys(given.measure for given in criterion.given)
    exact = criterion.possible or tuple(range(criterion.maximum + 1))
    names = dict.fromkeys([*stated, *(name for test in tests for name in measures_read(test))])
    return [cells_of(book.measure(name), tests, exact if name in stated else ()) for name in names]


def requirement_table(requirement: Requirement, book: Rulebook, answers: Answers) -> Table[Outcome] | None:
    """Return the table of a requirement; ``None`` where its space is not finite."""
    if requirement.met_when is None or requirement.open_until or requirement.kept_until:
        return None
    met = resolve_test(requirement.met_when, book, answers)
    applies = None if requirement.applies_when is None else resolve_test(requirement.applies_when, book, answers)
    tests = [met] if applies is None else [met, applies]
    scope = Scope({measure.name: measure for measure in book.measures})
    names = dict.fromkeys(name for test in tests for name in measures_read(test))
    if any(scope.measures[name].kind not in FINITE for name in names) or _refers(tests):
        return None
    spaces = [cells_of(scope.measures[name], tests) for name in names]
    if math.prod(len(space.values) for space in spaces) > _MOST_CELLS:
        return None

    def judge(world: Facts) -> Outcome:
        if applies is not None and not holds(applies, world, scope):
            return Outcome.NOT_APPLICABLE
        return Outcome.MET if holds(met, world, scope) else Outcome.NOT_MET

    return _table(spaces, lambda world: _just(judge(world)), requirement.id)


def truth_table(test: Test, book: Rulebook, answers: Answers, name: str) -> Table[bool] | None:
    """Return the table of a test by itself; ``None`` where its space is not finite."""
    resolved = resolve_test(test, book, answers)
    scope = Scope({measure.name: measure for measure in book.measures})
    names = dict.fromkeys(measures_read(resolved))
    if any(scope.measures[one].kind not in FINITE for one in names) or _refers([resolved]):
        return None
    spaces = [cells_of(scope.measures[one], [resolved]) for one in names]
    if math.prod(len(space.values) for space in spaces) > _MOST_CELLS:
        return None
    return _table(spaces, lambda world: _just(holds(resolved, world, scope)), name)


def _refers(tests: list[Test]) -> bool:
    """Tell whether a test needs more than facts: a named day, or the outcome of a requirement."""
    inner = [one for test in tests for one in walk(test)]
    return any(
        isinstance(one, OutcomeIs) or (isinstance(one, Compare) and isinstance(one.operand, DayRef)) for one in inner
    )


def _hit(choose: Choose, world: Facts, scope: Scope) -> Row | None:
    return next((row for row in choose.rows if holds(row.when, world, scope)), choose.otherwise)


def _table(spaces: list[Cells], judge: Callable[[Facts], frozenset[R]], name: str) -> Table[R]:
    size = math.prod(len(space.values) for space in spaces)
    if size > _MOST_CELLS:
        message = f"has {size} cells, more than {_MOST_CELLS}"
        raise InvalidBook("rulebook", [Problem(name, message, "read fewer measures, or measures with fewer values")])
    strides = _strides([len(space.values) for space in spaces])
    names = [space.measure.name for space in spaces]
    worlds = itertools.product(*(space.values for space in spaces))
    results = tuple(judge(dict(zip(names, world, strict=True))) for world in worlds)
    plan = tuple(_step(space, stride) for space, stride in zip(spaces, strides, strict=True))
    return Table(tuple(spaces), results, plan)


@lru_cache(maxsize=65536)
def _just(result: R) -> frozenset[R]:
    """Return the set of one result, the same for all tables, so that most comparisons of two end at once."""
    return frozenset({result})


@lru_cache(maxsize=65536)
def _any_of(results: tuple[frozenset[R], ...]) -> frozenset[R]:
    return frozenset().union(*results)


def _step(space: Cells, stride: int) -> _Step:
    kind, codes = space.listed
    offsets = {value: code * stride for value, code in codes.items()}
    return space.measure.name, kind, offsets, _default_code(space), space.code, stride


def _default_code(space: Cells) -> int:
    """Return the cell of a measure that the facts do not mention; none where it is then unknown."""
    stated = space.measure.unless_stated
    return NO_CELL if stated is None else space.possible(stated)[0]


def _strides(sizes: list[int]) -> list[int]:
    return [math.prod(sizes[place + 1 :]) for place in range(len(sizes))]
