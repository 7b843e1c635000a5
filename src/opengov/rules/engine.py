"""The judgement of one subject by one book: everything that the possible values of its facts allow."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from attrs import field, frozen

from opengov.errors import InvalidFacts, Problem
from opengov.model.criteria import Requirement, Rulebook
from opengov.model.forms import Compare, DayRef, Measure, Op, Test
from opengov.model.values import Between, OneOf, Outcome, Unknown
from opengov.rules.cells import Cells
from opengov.rules.days import named_days
from opengov.rules.evaluate import Facts, Scope, truths, value_of
from opengov.rules.kinds import Check, check_for
from opengov.rules.resolve import Answers
from opengov.rules.tables import Cell, Table

__all__ = ["Engine", "Judgement", "Outcomes", "ReadyRequirement", "merge", "settled"]

Outcomes: TypeAlias = frozenset[Outcome]

_MET: Outcomes = frozenset({Outcome.MET})
_NOT_MET: Outcomes = frozenset({Outcome.NOT_MET})
_NOT_APPLICABLE: Outcomes = frozenset({Outcome.NOT_APPLICABLE})
_NEVER = frozenset({False})
_TOO_FEW: Outcomes = frozenset({Outcome.UNDETERMINED})
_UNCERTAIN = (OneOf, Between, Unknown)


@frozen
class Judgement:
    """What a book makes of facts, as sets of what is possible.

    Parameters
    ----------
    whole
        The outcomes of the book as a whole: the threshold and every requirement.
    core
        The outcomes of the threshold alone; not applicable where the book has none.
    criteria
        For each criterion of the book, in its order, the cells that the facts leave possible.
    requirements
        For each requirement, in the order of the book, its outcomes.
    """

    whole: Outcomes
    core: Outcomes
    criteria: tuple[frozenset[Cell], ...]
    requirements: tuple[Outcomes, ...]


@frozen(eq=False)
class ReadyRequirement:
    """A requirement made ready to judge: its table, or its tests with their readings filled in.

    ``applies`` tells by a table whether it applies, where that can be enumerated although the requirement cannot;
    ``outcomes`` names the requirements on which alone it then depends, if that is so.
    """

    requirement: Requirement
    table: Table[Outcome] | None
    applies: Table[bool] | None
    met_when: Test | None
    applies_when: Test | None
    outcomes: tuple[str, ...]


@frozen(eq=False)
class Engine:
    """A book made ready to judge, each of its readings answered or kept open.

    ``tables`` holds for each criterion one table for each way in which the readings that only it depends on may be
    answered: one where none is open.
    """

    book: Rulebook
    answers: Answers
    tables: tuple[tuple[Table[Cell], ...], ...]
    requirements: tuple[ReadyRequirement, ...]
    fewest: int
    kept_open: frozenset[str]
    reads_core: bool
    measures: Mapping[str, Measure] = field(repr=False)
    shared: tuple[Cells, ...] = field(repr=False)
    counted: tuple[int, ...] = field(repr=False)
    untabled: tuple[tuple[str, Check], ...] = field(repr=False)

    def judge(self, facts: Facts) -> Judgement:
        """Return what the book makes of the facts.

        Raises
        ------
        InvalidFacts
            With every fact that is not of the kind that its measure declares.
        """
        try:
            for name, check in self.untabled:
                if (value := facts.get(name)) is not None:
                    check(value)
            for cells in self.shared:
                if isinstance(value_of(facts, cells.measure), _UNCERTAIN):
                    return merge(self._judge(world) for world in self._worlds(facts))
            return self._judge(facts)
        except Problem:
            raise InvalidFacts(f"facts for {self.book.id}", self._problems(facts)) from None

    def judge_again(self, before: Judgement, facts: Facts, criteria: Iterable[int], *, requirements: bool) -> Judgement:
        """Return the judgement of facts that differ from those judged before only for some criteria.

        Parameters
        ----------
        before
            A judgement by a book of the same criteria and requirements.
        facts
            The facts now.
        criteria
            The places of the criteria to look at again.
        requirements
            Whether to look at the requirements again.
        """
        if any(isinstance(value_of(facts, shared.measure), _UNCERTAIN) for shared in self.shared):
            return self.judge(facts)
        cells = list(before.criteria)
        for place in criteria:
            cells[place] = _looked_up(self.tables[place], facts)
        return self._judgement(tuple(cells), facts, None if requirements or self.reads_core else before.requirements)

    def cells_of(self, place: int, facts: Facts) -> frozenset[Cell]:
        """Return what the facts leave possible of the criterion at ``place``."""
        return _looked_up(self.tables[place], facts)

    def _judge(self, facts: Facts) -> Judgement:
        return self._judgement(tuple([_looked_up(tables, facts) for tables in self.tables]), facts, None)

    def _judgement(
        self, cells: tuple[frozenset[Cell], ...], facts: Facts, outcomes: tuple[Outcomes, ...] | None
    ) -> Judgement:
        core = self._core(cells) if cells else frozenset({Outcome.NOT_APPLICABLE})
        if outcomes is None:
            outcomes = self._outcomes(facts, core)
        whole = core
        for place in self.counted:
            whole = _both(whole, outcomes[place])
        return Judgement(whole, core, cells, outcomes)

    def _core(self, cells: tuple[frozenset[Cell], ...]) -> Outcomes:
        low = high = fewest = most = 0
        for options in cells:
            if len(options) == 1:
                (cell,) = options
                low += cell.margin
                high += cell.margin
                fewest += cell.measured
                most += cell.measured
            else:
                low += min(cell.margin for cell in options)
                high += max(cell.margin for cell in options)
                fewest += min(cell.measured for cell in options)
                most += max(cell.measured for cell in options)
        if most < self.fewest:
            return _TOO_FEW
        if fewest < self.fewest:
            return self._core_by_count(cells)
        return _MET if low >= 0 else _NOT_MET if high < 0 else _MET | _NOT_MET

    def _core_by_count(self, cells: tuple[frozenset[Cell], ...]) -> Outcomes:
        """Judge exactly where the number of measured criteria is itself uncertain."""
        reach: dict[int, tuple[int, int]] = {0: (0, 0)}
        for options in cells:
            ahead: dict[int, tuple[int, int]] = {}
            for (count, (low, high)), cell in itertools.product(reach.items(), options):
                key, a, b = count + cell.measured, low + cell.margin, high + cell.margin
                first, last = ahead.get(key, (a, b))
                ahead[key] = min(first, a), max(last, b)
            reach = ahead
        found: set[Outcome] = set()
        for count, (low, high) in reach.items():
            if count < self.fewest:
                found |= _TOO_FEW
            else:
                found |= (_NOT_MET if low < 0 else frozenset()) | (_MET if high >= 0 else frozenset())
        return frozenset(found)

    def _outcomes(self, facts: Facts, core: Outcomes) -> tuple[Outcomes, ...]:
        scope = None
        found: dict[str, Outcomes] = {self.book.threshold.id: core} if self.book.threshold else {}
        for ready in self.requirements:
            if ready.table is not None:
                found[ready.requirement.id] = ready.table.look_up(facts)
            elif ready.applies is not None and ready.applies.look_up(facts) == _NEVER:
                found[ready.requirement.id] = _NOT_APPLICABLE
            elif ready.outcomes and ready.applies is not None:
                applies = ready.applies.look_up(facts)
                found[ready.requirement.id] = _by_outcomes(
                    ready, applies, tuple([found[one] for one in ready.outcomes])
                )
            else:
                scope = scope or self.scope(facts, found)
                found[ready.requirement.id] = self._direct(ready, facts, scope)
        return tuple(found[requirement.id] for requirement in self.book.requirements)

    def scope(self, facts: Facts, outcomes: Mapping[str, Outcomes] | None = None) -> Scope:
        """Return what a test of the book may refer to."""
        return Scope(
            self.measures,
            named_days(self.book, facts, self.answers) if self.book.days else {},
            {} if outcomes is None else outcomes,
        )

    def _direct(self, ready: ReadyRequirement, facts: Facts, scope: Scope) -> Outcomes:
        applies = frozenset({True}) if ready.applies_when is None else truths(ready.applies_when, facts, scope)
        found = frozenset({Outcome.NOT_APPLICABLE}) if False in applies else frozenset()
        if True not in applies:
            return found
        if ready.met_when is None:
            whole = _MET
            for part in ready.requirement.parts:
                whole = _both(whole, scope.outcomes[part])
            return found | whole
        met = truths(ready.met_when, facts, scope)
        asked = ready.requirement
        for one in met:
            settled_as, until = (Outcome.MET, asked.kept_until) if one else (Outcome.NOT_MET, asked.open_until)
            found |= self._unless_open(settled_as, until, facts, scope)
        return found

    def _unless_open(self, settled_as: Outcome, until: str | None, facts: Facts, scope: Scope) -> Outcomes:
        """Return an outcome, pending instead while the day is not over by which it is settled."""
        if until is None or "on" not in scope.measures:
            return frozenset({settled_as})
        still_open = truths(Compare("on", Op.AT_MOST, DayRef(until)), facts, scope)
        return frozenset(Outcome.PENDING if one else settled_as for one in still_open)

    def _worlds(self, facts: Facts) -> Iterator[Facts]:
        """Part the facts by the measures that several rules read, so that each world is judged by rules that do not."""
        names = [cells.measure.name for cells in self.shared]
        codes = [(cells, cells.possible(value_of(facts, cells.measure))) for cells in self.shared]
        left = [[cells.values[code] for code in possible] for cells, possible in codes]
        for world in itertools.product(*left):
            yield {**facts, **dict(zip(names, world, strict=True))}

    def _problems(self, facts: Facts) -> list[Problem]:
        stated = {given.measure: one.possible for one in self.book.criteria for given in one.given}
        found = []
        for measure in self.book.measures:
            try:
                check_for(measure, stated.get(measure.name, ()))(value_of(facts, measure))
            except Problem as problem:
                found.append(problem)
        return found


def _looked_up(tables: tuple[Table[Cell], ...], facts: Facts) -> frozenset[Cell]:
    if len(tables) == 1:
        return tables[0].look_up(facts)
    return frozenset().union(*(table.look_up(facts) for table in tables))


def settled(outcomes: Outcomes) -> Outcome:
    """Return the one outcome that is possible, or undetermined."""
    if len(outcomes) == 1:
        (outcome,) = outcomes
        return outcome
    return Outcome.UNDETERMINED


def merge(judgements: Iterable[Judgement]) -> Judgement:
    """Return what is possible if any of the judgements may be the right one (all by books of the same shape)."""
    found = iter(judgements)
    first = next(found)
    whole, core, criteria, requirements = first.whole, first.core, first.criteria, first.requirements
    for one in found:
        whole, core = whole | one.whole, core | one.core
        criteria = tuple([a | b for a, b in zip(criteria, one.criteria, strict=True)])
        requirements = tuple([a | b for a, b in zip(requirements, one.requirements, strict=True)])
    return Judgement(whole, core, criteria, requirements)


@lru_cache(maxsize=1024)
def _by_outcomes(ready: ReadyRequirement, applies: frozenset[bool], outcomes: tuple[Outcomes, ...]) -> Outcomes:
    """Judge a requirement that depends on nothing but what others came to."""
    found = _NOT_APPLICABLE if False in applies else frozenset[Outcome]()
    if ready.met_when is None or True not in applies:
        return found
    met = truths(ready.met_when, {}, Scope({}, {}, dict(zip(ready.outcomes, outcomes, strict=True))))
    return found | frozenset(Outcome.MET if one else Outcome.NOT_MET for one in met)


_WORST = (Outcome.NOT_MET, Outcome.UNDETERMINED, Outcome.PENDING, Outcome.MET, Outcome.NOT_APPLICABLE)


@lru_cache(maxsize=1024)
def _both(one: Outcomes, other: Outcomes) -> Outcomes:
    """Return the outcomes of two things that are both required."""
    return frozenset(min(pair, key=_WORST.index) for pair in itertools.product(one, other))
