"""A verdict as text for a policy person: what was needed, what was seen, by which rule, how surely."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from opengov.model.criteria import AnyOf, EligibilityCriterion, Not, Rule, Rulebook, Test
from opengov.model.values import Absent, Outcome
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Scope, Truths, truths, value_of
from opengov.rules.reasons import rules_of, seen
from opengov.rules.resolve import criterion_tests, measures_read, resolve_choose, resolve_test
from opengov.rules.results import CriterionVerdict, Made
from opengov.rules.wording import outcome_in_words, test_in_words, value_in_words

if TYPE_CHECKING:
    from opengov.rules.verdicts import Verdict

__all__ = ["explain"]

_MARKS = {frozenset({True}): "yes", frozenset({False}): "no", frozenset({True, False}): "open"}
_INDENT = "  "


def explain(verdict: Verdict, *, width: int = 100) -> str:
    """Return the whole verdict as indented text, at most ``width`` characters a line where words allow it."""
    lines: list[str] = []
    for depth, text in _lines(verdict):
        first = _INDENT * depth
        lines += textwrap.wrap(
            text,
            width,
            initial_indent=first,
            subsequent_indent=first + _INDENT,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(lines)


def _lines(verdict: Verdict) -> Iterator[tuple[int, str]]:
    yield 0, _headline(verdict)
    for book in verdict.books:
        yield 0, f"Rulebook {book.id}: {book.title}, {_in_force(book)}."
    if len(verdict.books) > 1:
        yield 0, "Which of them was in force that day is not known, so both were tried."
    for book in verdict.books:
        if book.threshold is not None:
            threshold = book.threshold
            yield 0, f"Needed: {_lower(threshold.title)} ({threshold.id}, {threshold.confidence})."
            break
    for one in verdict.criteria:
        yield 0, ""
        yield from _criterion(verdict, one)
    yield from _requirements(verdict)
    yield from _findings(verdict)
    yield from _compared(verdict)
    yield from _doubts(verdict)
    yield from _sources(verdict)


def _headline(verdict: Verdict) -> str:
    who = verdict.about or "The facts"
    when = f" on {verdict.on.isoformat()}" if verdict.on else ""
    named = f" ({verdict.label})" if verdict.label else ""
    points = f", {verdict.points} points" if verdict.cells else ""
    return f"{who}{when}: {outcome_in_words(verdict.outcome)}{named}{points}."


def _in_force(book: Rulebook) -> str:
    start, until = book.in_force.start, book.in_force.until
    began = f"from {start}" if start.exact else f"from a day between {start.earliest()} and {start.latest()}"
    return f"in force {began}" + (f" until {until}" if until else "")


def _criterion(verdict: Verdict, one: CriterionVerdict) -> Iterator[tuple[int, str]]:
    yield 0, f"{one.id}  {one.criterion.title}: {one.points} points ({one.confidence})"
    engine = next(engine for engine, _ in verdict.judgements if one.criterion in engine.book.criteria)
    for title, value, evidence in seen(verdict, _measures_of(one.criterion, engine)):
        yield 1, f"seen: {title}: {value}" + (f" [{'; '.join(evidence)}]" if evidence else "")
    if one.points.possible_high == 0:
        yield 1, f"not covered, so the metric is dropped ({', '.join(one.criterion.rules)})"
        return
    scope = _scope(engine)
    known = rules_of(engine.book)
    for given in one.criterion.given:
        if not isinstance(value_of(verdict.facts, scope.measures[given.measure]), Absent):
            yield 1, f"[yes] {_cited(known[given.rule])}: the points are taken as given"
            return
    for row in _rows(one.criterion, engine):
        truth = truths(row.when, verdict.facts, scope)
        mark = _mark(truth, counted=any(row.rule == rule.id for rule in one.rules))
        if mark in ("yes", "open"):
            yield 1, f"[{mark}] {row.rule} gives {row.gives}{row.part}: {known[row.rule].title}"
            yield 2, f"needs {row.needed}; {_trust(known[row.rule])}"
        else:
            yield 1, f"[{mark}] {row.rule} would give {row.gives}{row.part}: {known[row.rule].title}"


def _mark(truth: Truths, *, counted: bool) -> str:
    """Say whether a row decided: one that holds after an earlier one took its place is passed over."""
    if truth == frozenset({False}):
        return "no"
    return _MARKS[truth] if counted else "passed over"


def _cited(rule: Rule) -> str:
    return f"{rule.id} {rule.title} ({_trust(rule)})"


def _trust(rule: Rule) -> str:
    return f"{rule.confidence} by {', '.join(rule.sources)}"


def _requirements(verdict: Verdict) -> Iterator[tuple[int, str]]:
    for place, one in enumerate(verdict.requirements):
        if place == 0:
            yield 0, ""
            yield 0, "Requirements"
        yield 1, f"[{outcome_in_words(one.outcome)}] {_cited(one.requirement)}"
        if one.outcome is not Outcome.NOT_APPLICABLE:
            yield 2, one.because
            for engine, _ in verdict.judgements:
                if one.requirement in engine.book.requirements and one.requirement.met_when is not None:
                    test = resolve_test(one.requirement.met_when, engine.book, engine.answers)
                    for title, value, evidence in seen(verdict, tuple(sorted(measures_read(test)))):
                        yield 2, f"seen: {title}: {value}" + (f" [{'; '.join(evidence)}]" if evidence else "")
                    break


def _findings(verdict: Verdict) -> Iterator[tuple[int, str]]:
    made = [one for one in verdict.findings if one.made is not Made.NO]
    for place, one in enumerate(made):
        if place == 0:
            yield 0, ""
            yield 0, "What follows"
        said = f": {one.label}" if one.label else ""
        yield 1, f"[{one.made}] {_cited(one.rule)}{said}"


def _compared(verdict: Verdict) -> Iterator[tuple[int, str]]:
    for comparison, other in verdict.comparisons:
        yield 0, ""
        title = f"{comparison.title[:1].upper()}{comparison.title[1:]}"
        yield 0, f"{title}: {outcome_in_words(other.outcome)}, {other.points} points"
        yield 1, f"Not taken, since {comparison.why}."
        for name, value in other.facts.items():
            if value != verdict.facts.get(name):
                title = next(one.title for book in verdict.books for one in book.measures if one.name == name)
                mine = value_in_words(verdict.facts.get(name))
                yield (
                    1,
                    f"{title}: {value_in_words(value)} rather than {mine} [{'; '.join(other.evidence.get(name, ()))}]",
                )


def _doubts(verdict: Verdict) -> Iterator[tuple[int, str]]:
    if verdict.would_settle:
        yield 0, ""
        yield 0, "What would settle it"
        for one in verdict.would_settle:
            yield 1, f"{one.title}" + (" (may settle it alone)" if one.alone else "")
    if isinstance(verdict.question.readings, str):
        yield 0, ""
        yield 0, "All open questions of the sources were kept open."
    for place, other in enumerate(verdict.other_readings):
        if place == 0:
            yield 0, ""
            yield 0, "Open questions of the sources that would change this"
        result = f"{outcome_in_words(other.outcome)}, {other.points} points"
        yield 1, f"{other.reading.id} {other.reading.title} ({other.reading.confidence}): with {other.option}, {result}"


def _sources(verdict: Verdict) -> Iterator[tuple[int, str]]:
    cited = {name for one in verdict.criteria for rule in (*one.rules, one.criterion) for name in rule.sources}
    cited |= {name for one in verdict.requirements for name in one.requirement.sources}
    cited |= {name for one in verdict.findings if one.made is not Made.NO for name in one.rule.sources}
    sources = {source.id: source for book in verdict.books for source in book.sources if source.id in cited}
    if sources:
        yield 0, ""
        yield 0, "Sources"
    for source in sources.values():
        yield 1, f"{source.id}: {source.title}" + (f", {source.url}" if source.url else "")


@frozen
class _Line:
    """A row of a criterion as it is said."""

    rule: str
    gives: object
    part: str
    needed: str
    when: Test


@lru_cache(maxsize=1024)
def _rows(criterion: EligibilityCriterion, engine: Engine) -> tuple[_Line, ...]:
    """Return the rows of a criterion in order; the otherwise of a choice holds when none of its rows does."""
    rows = []
    for choose in criterion.points:
        resolved = resolve_choose(choose, engine.book, engine.answers)
        part = f" for {choose.part}" if choose.part else ""
        rows += [
            _Line(row.rule, row.give, part, test_in_words(row.when, engine.book.measures), row.when)
            for row in resolved.rows
        ]
        if resolved.otherwise is not None:
            last = Not(AnyOf(tuple(row.when for row in resolved.rows)))
            rows.append(_Line(resolved.otherwise.rule, resolved.otherwise.give, part, "none of the rows before", last))
    return tuple(rows)


@lru_cache(maxsize=1024)
def _measures_of(criterion: EligibilityCriterion, engine: Engine) -> tuple[str, ...]:
    tests = [resolve_test(test, engine.book, engine.answers) for test in criterion_tests(criterion)]
    stated = [given.measure for given in criterion.given]
    return tuple(dict.fromkeys([*(name for test in tests for name in measures_read(test)), *stated]))


@lru_cache(maxsize=512)
def _scope(engine: Engine) -> Scope:
    return Scope(engine.measures)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
