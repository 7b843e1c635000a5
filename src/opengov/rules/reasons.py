"""Why each criterion and requirement of a verdict is what it is, worked out when somebody looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from opengov.model.criteria import EligibilityCriterion, Requirement, Rule
from opengov.model.forms import Compare, Op
from opengov.model.sources import Confidence, weakest
from opengov.model.values import Between, Known, Outcome, Scalar, Value
from opengov.rules._written_rules import PHASE
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Facts, Scope, truths
from opengov.rules.judgements import Outcomes, settled
from opengov.rules.resolve import measures_read, resolve_test
from opengov.rules.results import (
    Binding,
    CriterionVerdict,
    RequirementVerdict,
    RowVerdict,
    Seen,
    hull,
)
from opengov.rules.rows import Left, cells_left, measures_of, row_verdicts
from opengov.rules.tables import Cell
from opengov.rules.wording import test_in_words, value_in_words

if TYPE_CHECKING:
    from opengov.rules.verdicts import Verdict

__all__ = ["criterion_verdict", "requirement_verdicts"]

Evidence: TypeAlias = Mapping[str, tuple[str, ...]]
_PLAIN = frozenset({bool, str, int, float, type(None)})


def criterion_verdict(verdict: Verdict, criterion: EligibilityCriterion, cells: frozenset[Cell]) -> CriterionVerdict:
    """Return what one criterion came to, and why."""
    question = verdict.question
    values = _plain(_places(verdict.engines, criterion.id)[1], question.facts, question.evidence)
    if values is None:
        return _criterion(verdict.engines, criterion, cells, question.facts, question.evidence)
    return _kept_criterion(verdict.engines, criterion, cells, *values)


@lru_cache(maxsize=16384, typed=True)
def _kept_criterion(
    engines: tuple[Engine, ...], criterion: EligibilityCriterion, cells: frozenset[Cell], *values: Value | Scalar | None
) -> CriterionVerdict:
    """Return what a criterion makes of plain values, which many subjects share."""
    return _criterion(engines, criterion, cells, dict(zip(_places(engines, criterion.id)[1], values, strict=True)), {})


def _criterion(
    engines: tuple[Engine, ...], criterion: EligibilityCriterion, cells: frozenset[Cell], facts: Facts, told: Evidence
) -> CriterionVerdict:
    places, names = _places(engines, criterion.id)
    left = tuple([cells_left(engine, place, facts) for engine, place in places])
    rules, confidence, rows = _rows(criterion, cells, places, left)
    return CriterionVerdict(
        criterion, hull(cells, criterion), rules, confidence, _seen(engines, names, facts, told), rows
    )


def _plain(names: tuple[str, ...], facts: Facts, evidence: Evidence) -> list[Value | Scalar | None] | None:
    """Return the values of measures if all are plain and come without evidence."""
    if evidence and not evidence.keys().isdisjoint(names):
        return None
    values: list[Value | Scalar | None] = []
    for name in names:
        value = facts.get(name)
        # zero is not plain: 0.0 and -0.0 are equal, and read differently
        if value.__class__ not in _PLAIN or (value.__class__ is float and not value):
            return None
        values.append(value)
    return values


@lru_cache(maxsize=1024)
def _places(engines: tuple[Engine, ...], name: str) -> tuple[tuple[tuple[Engine, int], ...], tuple[str, ...]]:
    """Return the different tables of a criterion, each by its engine and place there, and the measures they read."""
    found = {
        engine.tables[place]: (engine, place)
        for engine in engines
        for place, one in enumerate(engine.book.criteria)
        if one.id == name
    }
    names = dict.fromkeys(name for engine, place in found.values() for name in measures_of(engine, place))
    return tuple(found.values()), tuple(names)


@lru_cache(maxsize=65536)
def _rows(
    criterion: EligibilityCriterion,
    cells: frozenset[Cell],
    places: tuple[tuple[Engine, int], ...],
    left: tuple[Left, ...],
) -> tuple[tuple[Rule, ...], Confidence, tuple[RowVerdict, ...]]:
    """Return the rules that give the points, or may, how sure they are, and all rows; the same for many subjects."""
    under = [row_verdicts(engine, place, one) for (engine, place), one in zip(places, left, strict=True)]
    rows = under[0] if len(under) == 1 else tuple(dict.fromkeys(row for several in under for row in several))
    giving = {name for cell in cells for name in cell.rules}
    rules = tuple({row.rule.id: row.rule for row in rows if row.rule.id in giving}.values())
    return rules, weakest([rule.confidence for rule in rules] or [criterion.confidence]), rows


def requirement_verdicts(verdict: Verdict) -> tuple[RequirementVerdict, ...]:
    """Return what each requirement of the books came to; where two books may apply, of both together."""
    found: dict[str, tuple[Requirement, Outcomes]] = {}
    for engine, judgement in verdict.judgements:
        for requirement, outcomes in zip(engine.book.requirements, judgement.requirements, strict=True):
            earlier = found.get(requirement.id)
            found[requirement.id] = (requirement, outcomes | earlier[1] if earlier else outcomes)
    if len(verdict.books) > 1:
        for name, (requirement, outcomes) in found.items():
            if any(all(one.id != name for one in book.requirements) for book in verdict.books):
                found[name] = (requirement, outcomes | {Outcome.NOT_APPLICABLE})
    told: dict[str, RequirementVerdict] = {}
    bound: dict[tuple[Engine, str, date], Binding] = {}
    for name in _in_order(verdict.engines):
        requirement, outcomes = found[name]
        told[name] = _requirement(verdict, requirement, settled(outcomes), told, bound)
    return tuple([told[name] for name in found])


def _requirement(
    verdict: Verdict,
    requirement: Requirement,
    outcome: Outcome,
    told: Mapping[str, RequirementVerdict],
    bound: dict[tuple[Engine, str, date], Binding],
) -> RequirementVerdict:
    engines, facts, evidence = verdict.engines, verdict.question.facts, verdict.question.evidence
    engine, needed, names = _needed(engines, requirement)
    if outcome is not Outcome.PENDING and requirement.grace is None:
        values = _plain(names, facts, evidence)
        if values is not None:
            return _kept_requirement(engines, requirement, outcome, *values)
    until = _open_until(engine, requirement, facts, told) if outcome is Outcome.PENDING else None
    binding = _binding(engine, requirement, facts, bound)
    return RequirementVerdict(requirement, outcome, needed, _seen(engines, names, facts, evidence), binding, until)


@lru_cache(maxsize=16384, typed=True)
def _kept_requirement(
    engines: tuple[Engine, ...], requirement: Requirement, outcome: Outcome, *values: Value | Scalar | None
) -> RequirementVerdict:
    """Return what a requirement of which nothing is pending makes of plain values, which many subjects share."""
    _, needed, names = _needed(engines, requirement)
    return RequirementVerdict(
        requirement, outcome, needed, _seen(engines, names, dict(zip(names, values, strict=True)), {})
    )


@lru_cache(maxsize=512)
def _in_order(engines: tuple[Engine, ...]) -> tuple[str, ...]:
    """Return the requirements of some books by id, those last that have parts, which say until when they are open."""
    every = [one for engine in engines for one in engine.book.requirements]
    return tuple(dict.fromkeys(one.id for one in sorted(every, key=lambda one: bool(one.parts))))


@lru_cache(maxsize=1024)
def _needed(engines: tuple[Engine, ...], requirement: Requirement) -> tuple[Engine, str, tuple[str, ...]]:
    """Return a book with a requirement, in words what that needs, and the measures that it reads."""
    engine = next(engine for engine in engines if requirement in engine.book.requirements)
    if requirement.met_when is None:
        return engine, f"its parts {', '.join(requirement.parts)}", ()
    tests = [test for test in (requirement.met_when, requirement.applies_when) if test is not None]
    resolved = [resolve_test(test, engine.book, engine.answers) for test in tests]
    names = dict.fromkeys(name for test in resolved for name in measures_read(test))
    return engine, test_in_words(resolved[0], engine.book.measures), tuple(names)


def _open_until(
    engine: Engine, requirement: Requirement, facts: Facts, told: Mapping[str, RequirementVerdict]
) -> Value | None:
    """Return the day until which a requirement is open; for one with parts, the last of theirs."""
    name = requirement.open_until or requirement.kept_until
    if name is not None:
        return engine.days(facts)[name]
    days = [told[part].until for part in requirement.parts]
    known = [day.value for day in days if isinstance(day, Known) and isinstance(day.value, date)]
    return Known(max(known)) if known else next((day for day in days if day is not None), None)


def _binding(
    engine: Engine, requirement: Requirement, facts: Facts, bound: dict[tuple[Engine, str, date], Binding]
) -> Binding:
    """Tell whether a requirement has consequences: whether the date that decides lies after the last day without.

    Many requirements have the same grace, so what was found for one is kept in ``bound``.
    """
    grace = requirement.grace
    if grace is None or grace.by not in engine.measures:
        return Binding.YES
    asked = engine, grace.by, grace.until.latest()
    if asked not in bound:
        free = truths(Compare(grace.by, Op.AT_MOST, grace.until.latest()), facts, Scope(engine.measures))
        bound[asked] = Binding.UNDETERMINED if len(free) > 1 else Binding.NO if True in free else Binding.YES
    return bound[asked]


def _seen(engines: tuple[Engine, ...], names: Iterable[str], facts: Facts, evidence: Evidence) -> tuple[Seen, ...]:
    """Return the measures named as they were seen, those at their silent default and the phase left out."""
    measures = _measures(engines)
    found = []
    for name in names:
        title, silent, most = measures[name]
        value = facts.get(name)
        if (value is not None or not silent) and name != PHASE:
            found.append(Seen(name, title, _said(value, most), evidence.get(name, ())))
    return tuple(found)


def _said(value: Value | Scalar | None, most: float | None) -> str:
    """Say a value; one of which only the lower end is known as that."""
    if isinstance(value, Between) and value.high == most and value.low != value.high:
        return f"at least {value_in_words(value.low)}"
    return value_in_words(value)


@lru_cache(maxsize=512)
def _measures(engines: tuple[Engine, ...]) -> Mapping[str, tuple[str, bool, float | None]]:
    """Return the title of each measure of the books, whether it has a value where nothing is said, and its most."""
    every = (measure for engine in reversed(engines) for measure in engine.book.measures)
    return {measure.name: (measure.title, measure.unless_stated is not None, measure.high) for measure in every}
