"""The judgement of one subject by one book: everything that the possible values of its facts allow."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from attrs import field, frozen

from opengov.errors import InvalidFacts, Problem
from opengov.model.criteria import Requirement
from opengov.model.forms import Compare, DayRef, Measure, Op, Test
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Between, OneOf, Outcome, Scalar, Unknown, Value
from opengov.rules.cells import Cells
from opengov.rules.days import OrderedDays, days_for, days_in_order, measures_of_days
from opengov.rules.evaluate import Facts, Scope, Truths, truths, value_of
from opengov.rules.judgements import Judgement, Outcomes, merge
from opengov.rules.kinds import Check, check_for
from opengov.rules.resolve import Answers, stands_on
from opengov.rules.tables import Cell, Several, Table
from opengov.rules.worlds import worlds

__all__ = ["Engine", "ReadyRequirement"]

_MET: Outcomes = frozenset({Outcome.MET})
_NOT_MET: Outcomes = frozenset({Outcome.NOT_MET})
_NOT_APPLICABLE: Outcomes = frozenset({Outcome.NOT_APPLICABLE})
_NEVER = frozenset({False})
_TOO_FEW: Outcomes = frozenset({Outcome.UNDETERMINED})
_UNCERTAIN = (OneOf, Between, Unknown)


@frozen(eq=False)
class ReadyRequirement:
    """A requirement made ready to judge: its table, or its tests with their readings filled in.

    ``applies`` tells by a table whether it applies, where that can be enumerated although the requirement cannot;
    ``outcomes`` names the requirements on which alone it then depends, if that is so; ``reads`` names all whose
    outcome it reads, the threshold and its parts among them.
    """

    requirement: Requirement
    name: str
    table: Table[Outcome] | None
    applies: Table[bool] | None
    met_when: Test | None
    applies_when: Test | None
    outcomes: tuple[str, ...]
    reads: frozenset[str]


@frozen(eq=False)
class Engine:
    """A book made ready to judge, each of its readings answered or kept open.

    ``tables`` holds for each criterion one table for each way in which the readings that only it depends on may be
    answered: one where none is open. ``joint`` holds what any of them gives, in one table if it is not too large;
    ``names`` the ids of the requirements, in the order of the book, ``named`` each of them with its place there;
    ``shared`` the cells of the measures that several rules read, ``listed`` the measures without cells that are read
    more than once.
    """

    book: Rulebook
    answers: Answers
    tables: tuple[tuple[Table[Cell], ...], ...]
    joint: tuple[Table[Cell] | Several[Cell], ...]
    requirements: tuple[ReadyRequirement, ...]
    names: tuple[str, ...]
    named: Mapping[str, tuple[int, ReadyRequirement]] = field(repr=False)
    reads_core: bool
    fewest: int
    kept_open: frozenset[str]
    measures: Mapping[str, Measure] = field(repr=False)
    shared: tuple[Cells, ...] = field(repr=False)
    listed: tuple[Measure, ...] = field(repr=False)
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
            if self._parted(facts):
                return merge(self._judge(world) for world in worlds(facts, self.shared, self.listed))
            return self._judge(facts)
        except Problem:
            raise InvalidFacts(f"facts for {self.book.id}", self._problems(facts)) from None

    def judge_again(
        self, before: Judgement, facts: Facts, criteria: Iterable[int], requirements: Collection[str] = ()
    ) -> Judgement:
        """Return the judgement of facts, or by answers, that differ from those judged before only for some rules.

        Parameters
        ----------
        before
            A judgement by a book of the same criteria and requirements.
        facts
            The facts now.
        criteria
            The places of the criteria to look at again.
        requirements
            The ids of the requirements to look at again; those that read an outcome that changes follow.

        Returns
        -------
        Judgement
            The judgement; the very one before where nothing changes.
        """
        if self._parted(facts):
            after = self.judge(facts)
            return before if after == before else after
        cells = before.criteria
        for place in criteria:
            now = self.cells_of(place, facts)
            if now != cells[place]:
                cells = (*cells[:place], now, *cells[place + 1 :])
        core = _core(self, cells) if self.book.threshold else before.core
        outcomes = self._outcomes_again(before, facts, core, requirements)
        if cells is before.criteria and core == before.core and outcomes == before.requirements:
            return before
        return Judgement(self._whole(core, outcomes), core, cells, outcomes)

    def cells_of(self, place: int, facts: Facts) -> frozenset[Cell]:
        """Return what the facts leave possible of the criterion at ``place``."""
        return self.joint[place].look_up(facts)

    def _judge(self, facts: Facts) -> Judgement:
        cells = tuple([table.look_up(facts) for table in self.joint])
        core = _core(self, cells) if self.book.threshold else _NOT_APPLICABLE
        outcomes = self._outcomes(facts, core)
        return Judgement(self._whole(core, outcomes), core, cells, outcomes)

    def _parted(self, facts: Facts) -> bool:
        """Tell whether a measure that several rules read is uncertain, so that the facts part into worlds."""
        for cells in self.shared:
            value = facts.get(cells.measure.name)
            # most often it is plainly known
            if value.__class__ is not bool and isinstance(value_of(facts, cells.measure), _UNCERTAIN):
                return True
        return any(facts.get(measure.name).__class__ is OneOf for measure in self.listed)

    def _whole(self, core: Outcomes, outcomes: tuple[Outcomes, ...]) -> Outcomes:
        whole = core
        for place in self.counted:
            whole = _both(whole, outcomes[place])
        return whole

    def core_of(self, cells: tuple[frozenset[Cell], ...]) -> Outcomes:
        """Return the outcomes of the threshold for the results of each criterion."""
        low = high = fewest = most = 0
        for options in cells:
            least, greatest, measured, perhaps = _bounds(options)
            low += least
            high += greatest
            fewest += measured
            most += perhaps
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
        found: dict[str, Outcomes] = {self.book.threshold.id: core} if self.book.threshold else {}
        scopes: list[Scope] = []
        for ready in self.requirements:
            table = ready.table
            found[ready.name] = self._outcome(ready, facts, found, scopes) if table is None else table.look_up(facts)
        return tuple([found[name] for name in self.names])

    def _outcomes_again(
        self, before: Judgement, facts: Facts, core: Outcomes, again: Collection[str]
    ) -> tuple[Outcomes, ...]:
        """Return the outcomes where only some requirements, and what reads a changed outcome, need another look."""
        changed = {self.book.threshold.id} if self.reads_core and self.book.threshold and core != before.core else set()
        if not changed and self._stay(before, facts, again):
            return before.requirements
        found = dict(zip(self.names, before.requirements, strict=True))
        if self.book.threshold:
            found[self.book.threshold.id] = core
        scopes: list[Scope] = []
        for ready in self.requirements:
            if ready.name in again or (changed and not changed.isdisjoint(ready.reads)):
                outcome = self._outcome(ready, facts, found, scopes)
                if outcome != found[ready.name]:
                    found[ready.name] = outcome
                    changed.add(ready.name)
        return tuple([found[name] for name in self.names])

    def _stay(self, before: Judgement, facts: Facts, again: Collection[str]) -> bool:
        """Tell whether requirements, each by its own table, come to what they came to before."""
        for name in again:
            place, ready = self.named[name]
            if ready.table is None or ready.table.look_up(facts) != before.requirements[place]:
                return False
        return True

    def _outcome(
        self, ready: ReadyRequirement, facts: Facts, found: Mapping[str, Outcomes], scopes: list[Scope]
    ) -> Outcomes:
        """Judge a requirement after those that it reads; the scope of its tests is made when the first needs it."""
        if ready.table is not None:
            return ready.table.look_up(facts)
        if ready.applies is not None:
            applies = ready.applies.look_up(facts)
            if applies == _NEVER:
                return _NOT_APPLICABLE
            if ready.outcomes:
                return _by_outcomes(ready, applies, tuple([found[one] for one in ready.outcomes]))
        if not scopes:
            scopes.append(self.scope(facts, found))
        return self._direct(ready, facts, scopes[0])

    def scope(self, facts: Facts, outcomes: Mapping[str, Outcomes] | None = None) -> Scope:
        """Return what a test of the book may refer to."""
        return Scope(self.measures, self.days(facts), {} if outcomes is None else outcomes)

    def days(self, facts: Facts) -> Mapping[str, Value]:
        """Return what each named day of the book can be; the same facts are asked for it again and again."""
        if not self.book.days:
            return {}
        ordered, measures = _days_of(self)
        try:
            return _kept_days(self, tuple([facts.get(name) for name in measures]))
        except TypeError:  # what has no hash is no fact of any kind, which judging it tells
            return days_for(ordered, self.measures, facts)

    def truths_of(self, test: Test, facts: Facts, scope: Scope) -> Truths:
        """Return the truths of a test of the book; kept where plain words and what other rules came to decide it."""
        read = stands_on(test)
        if read is None:
            return truths(test, facts, scope)
        rules, measures = read
        values = []
        for name in measures:
            value = facts.get(name)
            if value.__class__ is not bool and value.__class__ is not str and value is not None:
                return truths(test, facts, scope)
            values.append(value)
        return _kept_truths(self, test, tuple(values), tuple([scope.outcomes[name] for name in rules]))

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
        still_open = truths(_not_over(until), facts, scope)
        return frozenset(Outcome.PENDING if one else settled_as for one in still_open)

    def _problems(self, facts: Facts) -> list[Problem]:
        stated = {given.measure: one.possible for one in self.book.criteria for given in one.given}
        found = []
        for measure in self.book.measures:
            try:
                check_for(measure, stated.get(measure.name, ()))(value_of(facts, measure))
            except Problem as problem:
                found.append(problem)
        return found


@lru_cache(maxsize=512)
def _days_of(engine: Engine) -> tuple[OrderedDays, tuple[str, ...]]:
    """Return the days of a book, each after those that it is counted from, and the measures that they are told by."""
    ordered = days_in_order(engine.book, tuple(sorted(engine.answers.items())))
    return ordered, tuple(sorted(measures_of_days(ordered, (name for name, _, _ in ordered))))


@lru_cache(maxsize=4096)
def _kept_days(engine: Engine, told: tuple[Value | Scalar | None, ...]) -> Mapping[str, Value]:
    ordered, measures = _days_of(engine)
    return MappingProxyType(days_for(ordered, engine.measures, dict(zip(measures, told, strict=True))))


@lru_cache(maxsize=512)
def _not_over(day: str) -> Test:
    return Compare("on", Op.AT_MOST, DayRef(day))


@lru_cache(maxsize=65536)
def _kept_truths(
    engine: Engine, test: Test, values: tuple[bool | str | None, ...], outcomes: tuple[Outcomes, ...]
) -> Truths:
    rules, measures = stands_on(test) or ((), ())
    facts = dict(zip(measures, values, strict=True))
    return truths(test, facts, Scope(engine.measures, {}, dict(zip(rules, outcomes, strict=True))))


@lru_cache(maxsize=1024)
def _by_outcomes(ready: ReadyRequirement, applies: frozenset[bool], outcomes: tuple[Outcomes, ...]) -> Outcomes:
    """Judge a requirement that depends on nothing but what others came to."""
    found = _NOT_APPLICABLE if False in applies else frozenset[Outcome]()
    if ready.met_when is None or True not in applies:
        return found
    met = truths(ready.met_when, {}, Scope({}, {}, dict(zip(ready.outcomes, outcomes, strict=True))))
    return found | frozenset(Outcome.MET if one else Outcome.NOT_MET for one in met)


_WORST = (Outcome.NOT_MET, Outcome.UNDETERMINED, Outcome.PENDING, Outcome.MET, Outcome.NOT_APPLICABLE)


@lru_cache(maxsize=65536)
def _core(engine: Engine, cells: tuple[frozenset[Cell], ...]) -> Outcomes:
    return engine.core_of(cells)


@lru_cache(maxsize=65536)
def _bounds(options: frozenset[Cell]) -> tuple[int, int, bool, bool]:
    """Return the least and the greatest margin of a criterion, and whether it is surely, and perhaps, measured."""
    margins = [cell.margin for cell in options]
    measured = [cell.measured for cell in options]
    return min(margins), max(margins), all(measured), any(measured)


@lru_cache(maxsize=1024)
def _both(one: Outcomes, other: Outcomes) -> Outcomes:
    """Return the outcomes of two things that are both required."""
    return frozenset(min(pair, key=_WORST.index) for pair in itertools.product(one, other))
