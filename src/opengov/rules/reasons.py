"""Why a verdict is what it is, worked out when somebody looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from opengov.model.criteria import Classification, EligibilityCriterion, Finding, Requirement, Rule
from opengov.model.forms import Choose, Compare, Op, OutcomeIs, Test
from opengov.model.rulebooks import Rulebook
from opengov.model.sources import Confidence, weakest
from opengov.model.values import Between, Known, Outcome, Scalar, Value
from opengov.rules._written_rules import PHASE
from opengov.rules.changes import again, alternatives
from opengov.rules.engine import Engine, Judgement, Outcomes, settled
from opengov.rules.evaluate import Facts, Scope, Truths, truths
from opengov.rules.preparing import open_engines
from opengov.rules.resolve import measures_read, resolve_choose, resolve_test, walk
from opengov.rules.results import (
    Binding,
    CriterionVerdict,
    FindingVerdict,
    Made,
    RequirementVerdict,
    RowVerdict,
    Seen,
    hull,
)
from opengov.rules.rows import Left, cells_left, measures_of, row_verdicts, rules_of
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
]

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


def finding_verdicts(verdict: Verdict) -> tuple[FindingVerdict, ...]:
    """Return the findings and labels of the books, in their order; where two books may apply, of both together.

    What only one of two books knows is made neither for certain.
    """
    found: dict[str, list[FindingVerdict]] = {}
    for engine, judgement in verdict.judgements:
        for one in findings_under(engine, judgement, verdict.question.facts):
            found.setdefault(one.id, []).append(one)
    books = len(verdict.judgements)
    return tuple([several[0] if books == 1 else _together(several, books) for several in found.values()])


def findings_under(
    engine: Engine, judgement: Judgement, facts: Facts, only: str | None = None
) -> Iterator[FindingVerdict]:
    """Yield the findings and labels of one book, in its order; of them all, or only the one of an id."""
    findings, choices, labels_read = _said_of(engine)
    if only is not None:
        findings = tuple([pair for pair in findings if pair[0].id == only])
        choices = tuple([pair for pair in choices if pair[0].id == only])
    if not findings and not choices:
        return
    scope = engine.scope(facts, _outcomes_by_id(engine, judgement))
    found = [(finding, test, engine.truths_of(test, facts, scope)) for finding, test in findings]
    made = [test for _, test, truth in found if True in truth]  # only what is made can be made too surely
    if made or (choices and labels_read):
        read = frozenset(scope.outcomes) if labels_read else _rules_read(tuple(made))
        scope = Scope(scope.measures, scope.days, _doubted_outcomes(engine, judgement, facts, read))
    for finding, test, truth in found:
        yield FindingVerdict(finding, _made(engine.truths_of(test, facts, scope) if True in truth else truth))
    for classification, choose in choices:
        labels = _labels(choose, engine, facts, scope)
        said = " or ".join(sorted(label for label in labels if label is not None)) or None
        made_so = (Made.YES if len(labels) == 1 else Made.UNDETERMINED) if said else Made.NO
        yield FindingVerdict(classification, made_so, said)


@lru_cache(maxsize=4096)
def _rules_read(tests: tuple[Test, ...]) -> frozenset[str]:
    """Return the rules whose outcome some tests read."""
    return frozenset(
        name for test in tests for one in walk(test) if isinstance(one, OutcomeIs) for name in one.requirements
    )


@lru_cache(maxsize=512)
def _said_of(
    engine: Engine,
) -> tuple[tuple[tuple[Finding, Test], ...], tuple[tuple[Classification, Choose], ...], bool]:
    """Return the findings and labels of a book with their tests resolved, and whether a label reads an outcome."""
    findings = tuple((one, resolve_test(one.when, engine.book, engine.answers)) for one in engine.book.findings)
    choices = tuple((one, resolve_choose(one.choose, engine.book, engine.answers)) for one in engine.book.classes)
    rows = [row.when for _, choose in choices for row in choose.rows]
    return findings, choices, any(isinstance(inner, OutcomeIs) for test in rows for inner in walk(test))


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


def _outcomes_by_id(engine: Engine, judgement: Judgement) -> dict[str, Outcomes]:
    return dict(zip(_ids_judged(engine.book), _outcomes(judgement), strict=False))


def _doubted_outcomes(engine: Engine, judgement: Judgement, facts: Facts, read: frozenset[str]) -> dict[str, Outcomes]:
    """Return the outcomes by rule; what fails only by what is unverified is not taken to fail for certain.

    So it is with the rules whose outcome is read.
    """
    found = _outcomes_by_id(engine, judgement)
    failed = frozenset([name for name in read if Outcome.NOT_MET in found[name]])
    if not failed:
        return found
    others = [
        _outcomes(again(one, judgement, facts, criteria, requirements))
        for one, criteria, requirements in _doubts(engine, failed)
    ]
    for place, rule in enumerate(_judged(engine.book)):
        outcomes = found[rule.id]
        if rule.id in failed and (
            rule.confidence is Confidence.UNVERIFIED or any(not several[place] <= outcomes for several in others)
        ):
            found[rule.id] = outcomes | {Outcome.UNDETERMINED}
    return found


@lru_cache(maxsize=256)
def _judged(book: Rulebook) -> tuple[Rule, ...]:
    """Return the rules of a book that have an outcome, the threshold last."""
    return (*book.requirements, *((book.threshold,) if book.threshold else ()))


@lru_cache(maxsize=256)
def _ids_judged(book: Rulebook) -> tuple[str, ...]:
    return tuple(rule.id for rule in _judged(book))


def _outcomes(judgement: Judgement) -> tuple[Outcomes, ...]:
    """Return the outcomes of these rules; the last says nothing where the book has no threshold."""
    return (*judgement.requirements, judgement.core)


@lru_cache(maxsize=512)
def _doubts(engine: Engine, failed: frozenset[str]) -> tuple[tuple[Engine, tuple[int, ...], tuple[str, ...]], ...]:
    """Return engines that leave open what only unverified readings settle, as far as it bears on the rules that failed.

    Each with the criteria and the requirements to look at again.
    """
    doubtful = {
        one.id
        for one in engine.book.readings
        if one.confidence is Confidence.UNVERIFIED and engine.answers[one.id] == one.default
    }
    threshold = engine.book.threshold
    needed = set(failed)
    for ready in reversed(engine.requirements):  # those that read others come after them
        needed |= ready.reads if ready.requirement.id in needed else set()
    touching = [
        one
        for one in alternatives(engine).values()
        if one.reading.id in doubtful
        and (
            any(touched.name in needed for touched in one.requirements)
            or ((one.criteria or one.count) and threshold is not None and threshold.id in needed)
        )
    ]
    criteria = tuple(sorted({place for one in touching for place in one.criteria}))
    requirements = tuple(dict.fromkeys(touched.name for one in touching for touched in one.requirements))
    names = frozenset(one.reading.id for one in touching)
    return tuple(
        (one, criteria, requirements) for one in open_engines(engine.book, engine.answers, names) if one is not engine
    )


def _made(truth: Truths) -> Made:
    return Made.UNDETERMINED if len(truth) > 1 else Made.YES if True in truth else Made.NO


def _labels(choose: Choose, engine: Engine, facts: Facts, scope: Scope) -> set[str | None]:
    found: set[str | None] = set()
    for row in choose.rows:
        truth = engine.truths_of(row.when, facts, scope)
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
