"""Why a verdict is what it is, worked out when somebody looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from opengov.model.criteria import Classification, EligibilityCriterion, Finding, Requirement, Rule
from opengov.model.forms import Compare, Measure, Op, OutcomeIs, Test
from opengov.model.sources import Confidence, weakest
from opengov.model.values import Between, Known, Outcome, Scalar, Value
from opengov.rules.changes import alternatives
from opengov.rules.engine import Engine, Judgement, Outcomes, settled
from opengov.rules.evaluate import Facts, Scope, Truths, truths
from opengov.rules.language import PHASE
from opengov.rules.preparing import open_engines
from opengov.rules.resolve import measures_read, resolve_choose, resolve_test, walk
from opengov.rules.results import (
    Binding,
    CriterionVerdict,
    FindingVerdict,
    Made,
    RequirementVerdict,
    Seen,
    hull,
)
from opengov.rules.rows import measures_of, row_verdicts, rules_of
from opengov.rules.tables import Cell
from opengov.rules.wording import test_in_words, value_in_words

if TYPE_CHECKING:
    from opengov.rules.verdicts import Verdict

__all__ = [
    "criterion_verdict",
    "finding_verdicts",
    "findings_under",
    "label",
    "label_under",
    "requirement_verdicts",
    "seen",
]


def criterion_verdict(verdict: Verdict, criterion: EligibilityCriterion, cells: frozenset[Cell]) -> CriterionVerdict:
    """Return what one criterion came to, and why."""
    found = [(engine, _place(engine, criterion.id)) for engine, _ in verdict.judgements]
    places = {engine.tables[place]: (engine, place) for engine, place in found if place is not None}.values()
    under = [row_verdicts(engine, place, verdict.question.facts) for engine, place in places]
    rows = under[0] if len(under) == 1 else tuple(dict.fromkeys(row for several in under for row in several))
    giving = {name for cell in cells for name in cell.rules}
    rules = tuple({row.rule.id: row.rule for row in rows if row.rule.id in giving}.values())
    grades = tuple([rule.confidence for rule in rules]) or (criterion.confidence,)
    names = dict.fromkeys(name for engine, place in places for name in measures_of(engine, place))
    return CriterionVerdict(criterion, hull(cells, criterion), rules, weakest(grades), seen(verdict, names), rows)


@lru_cache(maxsize=1024)
def _place(engine: Engine, name: str) -> int | None:
    """Return where the criterion of that name stands in a book."""
    return next((place for place, one in enumerate(engine.book.criteria) if one.id == name), None)


def requirement_verdicts(verdict: Verdict) -> tuple[RequirementVerdict, ...]:
    """Return what each requirement of the books came to; where two books may apply, of both together."""
    found: dict[str, tuple[Requirement, Outcomes]] = {}
    for engine, judgement in verdict.judgements:
        for requirement, outcomes in zip(engine.book.requirements, judgement.requirements, strict=True):
            earlier = found.get(requirement.id)
            found[requirement.id] = (requirement, outcomes | earlier[1] if earlier else outcomes)
    for name, (requirement, outcomes) in found.items():
        if any(all(one.id != name for one in book.requirements) for book in verdict.books):
            found[name] = (requirement, outcomes | {Outcome.NOT_APPLICABLE})
    told: dict[str, RequirementVerdict] = {}
    for requirement, outcomes in sorted(found.values(), key=lambda one: bool(one[0].parts)):
        outcome = settled(outcomes)
        engine = next(engine for engine, _ in verdict.judgements if requirement in engine.book.requirements)
        until = _open_until(engine, requirement, verdict.facts, told) if outcome is Outcome.PENDING else None
        binding = _binding(engine, requirement, verdict.facts)
        told[requirement.id] = RequirementVerdict(
            requirement, outcome, *_needed(verdict, engine, requirement), binding, until
        )
    return tuple(told[name] for name in found)


def _open_until(
    engine: Engine, requirement: Requirement, facts: Facts, told: Mapping[str, RequirementVerdict]
) -> Value | None:
    """Return the day until which a requirement is open; for one with parts, the last of theirs."""
    name = requirement.open_until or requirement.kept_until
    if name is not None:
        return engine.scope(facts).days[name]
    days = [told[part].until for part in requirement.parts]
    known = [day.value for day in days if isinstance(day, Known) and isinstance(day.value, date)]
    return Known(max(known)) if known else next((day for day in days if day is not None), None)


def _binding(engine: Engine, requirement: Requirement, facts: Facts) -> Binding:
    """Tell whether a requirement has consequences: whether the date that decides lies after the last day without."""
    grace = requirement.grace
    if grace is None or grace.by not in engine.measures:
        return Binding.YES
    free = truths(Compare(grace.by, Op.AT_MOST, grace.until.latest()), facts, Scope(engine.measures))
    return Binding.UNDETERMINED if len(free) > 1 else Binding.NO if True in free else Binding.YES


def finding_verdicts(verdict: Verdict) -> tuple[FindingVerdict, ...]:
    """Return the findings and labels of the books, in their order; where two books may apply, of both together.

    What only one of two books knows is made neither for certain.
    """
    found: dict[str, list[FindingVerdict]] = {}
    for engine, judgement in verdict.judgements:
        for one in findings_under(engine, judgement, verdict.facts):
            found.setdefault(one.id, []).append(one)
    return tuple(_together(several, len(verdict.judgements)) for several in found.values())


def findings_under(engine: Engine, judgement: Judgement, facts: Facts) -> Iterator[FindingVerdict]:
    """Yield the findings and labels of one book, in its order."""
    tests, labels_read = _said_of(engine)
    if not tests and not engine.book.classes:
        return
    scope = engine.scope(facts, {rule.id: outcomes for rule, outcomes in _by_rule(engine, judgement)})
    doubted: Scope | None = None
    for finding, test in tests:
        truth = truths(test, facts, scope)
        if True in truth:  # only what is made can be made too surely
            doubted = doubted or engine.scope(facts, _outcomes_by_id(engine, judgement, facts))
            truth = truths(test, facts, doubted)
        yield FindingVerdict(finding, _made(truth))
    if labels_read:
        scope = doubted or engine.scope(facts, _outcomes_by_id(engine, judgement, facts))
    for one in engine.book.classes:
        labels = _labels(one, engine, facts, scope)
        said = " or ".join(sorted(label for label in labels if label is not None)) or None
        yield FindingVerdict(one, (Made.YES if len(labels) == 1 else Made.UNDETERMINED) if said else Made.NO, said)


@lru_cache(maxsize=512)
def _said_of(engine: Engine) -> tuple[tuple[tuple[Finding, Test], ...], bool]:
    """Return the findings of a book with their tests resolved, and whether a label reads an outcome."""
    tests = tuple((one, resolve_test(one.when, engine.book, engine.answers)) for one in engine.book.findings)
    rows = [row.when for one in engine.book.classes for row in one.choose.rows]
    return tests, any(isinstance(inner, OutcomeIs) for test in rows for inner in walk(test))


def label(verdict: Verdict) -> str | None:
    """Return OGP's own name for a result that is neither pass nor plain fail, where it has one."""
    labels = {name for engine, judgement in verdict.judgements for _, name in [label_under(engine, judgement)]}
    return labels.pop() if len(labels) == 1 else None


def label_under(engine: Engine, judgement: Judgement) -> tuple[str, str] | tuple[None, None]:
    """Return the rule by which one book has a name for a result, and the name."""
    threshold = engine.book.threshold
    if threshold is None:
        return None, None
    if sum(max(cell.measured for cell in cells) for cells in judgement.criteria) < engine.fewest:
        return threshold.too_few, threshold.too_few_label or rules_of(engine.book)[threshold.too_few].title
    if threshold.near is None or threshold.near_rule is None or judgement.core != {Outcome.NOT_MET}:
        return None, None
    over, under = threshold.near.numerator, threshold.near.denominator
    least = sum(
        min(under * cell.points - over * one.maximum if cell.measured else 0 for cell in cells)
        for one, cells in zip(engine.book.criteria, judgement.criteria, strict=True)
    )
    if least < 0:
        return None, None
    return threshold.near_rule, threshold.near_label or rules_of(engine.book)[threshold.near_rule].title


def seen(verdict: Verdict, names: Iterable[str]) -> tuple[Seen, ...]:
    """Return the measures named as they were seen, those at their silent default left out."""
    facts, evidence = verdict.question.facts, verdict.question.evidence
    found = []
    for name in names:
        measure = _measure(verdict, name)
        if name != PHASE and (facts.get(name) is not None or measure.unless_stated is None):
            value = _said(facts.get(name), measure)
            found.append(Seen(name, measure.title, value, evidence.get(name, ())))
    return tuple(found)


def _said(value: Value | Scalar | None, measure: Measure) -> str:
    """Say a value; one of which only the lower end is known as that."""
    if isinstance(value, Between) and value.high == measure.high and value.low != value.high:
        return f"at least {value_in_words(value.low)}"
    return value_in_words(value)


def _needed(verdict: Verdict, engine: Engine, requirement: Requirement) -> tuple[str, tuple[Seen, ...]]:
    """Return in words what a requirement needs, and the facts seen for it."""
    if requirement.met_when is None:
        return f"its parts {', '.join(requirement.parts)}", ()
    needed, names = _asked(engine, requirement)
    return needed, seen(verdict, names)


@lru_cache(maxsize=1024)
def _asked(engine: Engine, requirement: Requirement) -> tuple[str, tuple[str, ...]]:
    tests = [test for test in (requirement.met_when, requirement.applies_when) if test is not None]
    resolved = [resolve_test(test, engine.book, engine.answers) for test in tests]
    names = dict.fromkeys(name for test in resolved for name in measures_read(test))
    return test_in_words(resolved[0], engine.book.measures), tuple(names)


def _measure(verdict: Verdict, name: str) -> Measure:
    for engine, _ in verdict.judgements:
        if name in engine.measures:
            return engine.measures[name]
    raise KeyError(name)


def _outcomes_by_id(engine: Engine, judgement: Judgement, facts: Facts) -> dict[str, Outcomes]:
    """Return the outcomes by rule; what fails only by what is unverified is not taken to fail for certain."""
    named = _by_rule(engine, judgement)
    if all(Outcome.NOT_MET not in outcomes for _, outcomes in named):
        return {rule.id: outcomes for rule, outcomes in named}
    doubts = _doubts(engine)
    wide = [one.judge_again(judgement, facts, doubts.criteria, requirements=False) for one in doubts.core]
    if any(Outcome.NOT_MET in outcomes for outcomes in judgement.requirements):
        again = not engine.reads_core
        wide += [one.judge_again(judgement, facts, (), requirements=True) for one in doubts.others if again]
        wide += [one.judge(facts) for one in doubts.others if not again]
    by_rule = [_by_rule(engine, one) for one in wide]
    found: dict[str, Outcomes] = {}
    for place, (rule, outcomes) in enumerate(named):
        possible = outcomes.union(*(several[place][1] for several in by_rule))
        weak = rule.confidence is Confidence.UNVERIFIED or possible != outcomes
        found[rule.id] = outcomes | {Outcome.UNDETERMINED} if weak and Outcome.NOT_MET in outcomes else outcomes
    return found


@frozen(eq=False)
class _Doubts:
    """Engines that leave open what only unverified readings settle: for the points, and for the requirements."""

    criteria: tuple[int, ...]
    core: tuple[Engine, ...]
    others: tuple[Engine, ...]


@lru_cache(maxsize=512)
def _doubts(engine: Engine) -> _Doubts:
    doubtful = {
        one.id
        for one in engine.book.readings
        if one.confidence is Confidence.UNVERIFIED and engine.answers[one.id] == one.default
    }
    touching = [one for one in alternatives(engine) if one.reading.id in doubtful]
    of_points = frozenset(one.reading.id for one in touching if one.criteria or one.count)
    of_others = frozenset(one.reading.id for one in touching if one.requirements)
    return _Doubts(
        criteria=tuple(sorted({place for one in touching for place in one.criteria})),
        core=open_engines(engine.book, engine.answers, of_points) if of_points else (),
        others=open_engines(engine.book, engine.answers, of_others) if of_others else (),
    )


def _by_rule(engine: Engine, judgement: Judgement) -> list[tuple[Rule, Outcomes]]:
    named: list[tuple[Rule, Outcomes]] = list(zip(engine.book.requirements, judgement.requirements, strict=True))
    if engine.book.threshold is not None:
        named.append((engine.book.threshold, judgement.core))
    return named


def _made(truth: Truths) -> Made:
    return Made.UNDETERMINED if len(truth) > 1 else Made.YES if True in truth else Made.NO


def _labels(classification: Classification, engine: Engine, facts: Facts, scope: Scope) -> set[str | None]:
    choose = resolve_choose(classification.choose, engine.book, engine.answers)
    found: set[str | None] = set()
    for row in choose.rows:
        truth = truths(row.when, facts, scope)
        if True in truth:
            found.add(str(row.give))
        if False not in truth:
            return found
    found.add(str(choose.otherwise.give) if choose.otherwise else None)
    return found


def _together(several: list[FindingVerdict], books: int) -> FindingVerdict:
    """Return what several judgements make of one finding; by a book that has it not, it is not made."""
    first = several[0]
    made = {one.made for one in several} | ({Made.NO} if len(several) < books else set())
    labels = sorted({one.label for one in several if one.label is not None})
    surely = len(made) == 1 and len(labels) < len(("this", "that"))
    return FindingVerdict(first.rule, made.pop() if surely else Made.UNDETERMINED, " or ".join(labels) or None)
