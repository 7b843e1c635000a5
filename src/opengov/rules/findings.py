"""What a verdict finds and how it is called: findings and labels, none made for certain by what is unverified."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from opengov.model.criteria import Classification, Finding, Rule
from opengov.model.forms import Choose, OutcomeIs, Test
from opengov.model.rulebooks import Rulebook
from opengov.model.sources import Confidence
from opengov.model.values import Outcome
from opengov.rules.changes import again, alternatives
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Facts, Scope, Truths
from opengov.rules.judgements import Judgement, Outcomes
from opengov.rules.preparing import open_engines
from opengov.rules.resolve import resolve_choose, resolve_test, walk
from opengov.rules.results import FindingVerdict, Made
from opengov.rules.rows import rules_of

if TYPE_CHECKING:
    from opengov.rules.verdicts import Verdict

__all__ = ["finding_verdicts", "findings_under", "label", "label_under"]


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
