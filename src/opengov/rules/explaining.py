"""A verdict as text for a policy person: what was needed, what was seen, by which rule, how surely."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from opengov.model.criteria import Reading, Rule, Threshold
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Outcome
from opengov.rules.results import (
    CriterionVerdict,
    FindingVerdict,
    Made,
    Mark,
    OtherReading,
    Points,
    RequirementVerdict,
    RowVerdict,
)
from opengov.rules.rows import AS_STATED
from opengov.rules.wording import outcome_in_words, value_in_words

if TYPE_CHECKING:
    from opengov.rules.verdicts import Verdict

__all__ = ["explain"]

_INDENT = "  "


def explain(verdict: Verdict, *, width: int = 100) -> str:
    """Return the whole verdict as indented text, at most ``width`` characters a line where words allow it.

    What is said of a rule is the same for many subjects, so the text of these parts is kept.
    """
    parts = [*_head(verdict, width), *[_criterion(one, width) for one in verdict.criteria]]
    if verdict.requirements:
        parts += ["", "Requirements", *[_requirement(one, width) for one in verdict.requirements]]
    parts += _findings(verdict.findings, width)
    parts += [_wrapped(depth, text, width) for depth, text in (*_compared(verdict), *_doubts(verdict))]
    parts += _other_readings(verdict.other_readings, width)
    cited = _cited_by(tuple([one.requirement for one in verdict.requirements]))
    cited |= _cited_by(tuple([one.rule for one in verdict.findings if one.made is not Made.NO]))
    cited = cited.union(*[_cited_for(one) for one in verdict.criteria])
    return "\n".join([*parts, *_sources(verdict.books, cited, width)])


def _wrapped(depth: int, text: str, width: int) -> str:
    first = _INDENT * depth
    if len(first) + len(text) <= width:
        return first + text
    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=first + _INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _head(verdict: Verdict, width: int) -> Iterator[str]:
    yield _wrapped(0, _headline(verdict), width)
    for book in verdict.books:
        yield _named(book, width)
    if len(verdict.books) > 1:
        yield _wrapped(0, "Which of them was in force that day is not known, so both were tried.", width)
    if verdict.question.before_the_books:
        yield _wrapped(0, f"Whether {verdict.books[0].id} was in force that day already is not known.", width)
    threshold = next((book.threshold for book in verdict.books if book.threshold is not None), None)
    if threshold is not None:
        yield _needed(threshold, width)


@lru_cache(maxsize=1024)
def _named(book: Rulebook, width: int) -> str:
    return _wrapped(0, f"Rulebook {book.id}: {book.title}, {_in_force(book)}.", width)


@lru_cache(maxsize=1024)
def _needed(threshold: Threshold, width: int) -> str:
    return _wrapped(0, f"Needed: {_lower(threshold.title)} ({threshold.id}, {threshold.confidence}).", width)


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


@lru_cache(maxsize=8192)
def _criterion(one: CriterionVerdict, width: int) -> str:
    said = ["", _wrapped(0, f"{one.id}  {one.criterion.title}: {one.points} points ({one.confidence})", width)]
    said += [_wrapped(1, f"seen: {fact}", width) for fact in one.seen]
    if one.points.possible_high == 0:
        rules = ", ".join(one.criterion.rules)
        return "\n".join([*said, _wrapped(1, f"not covered, so the metric is dropped ({rules})", width)])
    return "\n".join([*said, *_rows(one.rows, width)])


@lru_cache(maxsize=8192)
def _rows(rows: tuple[RowVerdict, ...], width: int) -> tuple[str, ...]:
    """Say the rows of a criterion, in one text or, where there is nothing to say, none."""
    lines: list[tuple[int, str]] = []
    for row in rows:
        part = f" for {row.part}" if row.part else ""
        said = f"{part}: {row.rule.title}" + (f" Taken: {row.option}." if row.option else "")
        if row.mark in (Mark.YES, Mark.OPEN):
            lines.append((1, f"[{row.mark}] {row.rule.id} gives {row.gives}{said}"))
            lines.append((2, f"needs {row.needed}; {_trust(row.rule)}"))
        elif row.gives != AS_STATED:
            lines.append((1, f"[{row.mark}] {row.rule.id} would give {row.gives}{said}"))
    return ("\n".join([_wrapped(depth, text, width) for depth, text in lines]),) if lines else ()


def _cited(rule: Rule) -> str:
    return f"{rule.id} {rule.title} ({_trust(rule)})"


def _trust(rule: Rule) -> str:
    return f"{rule.confidence} by {', '.join(rule.sources)}"


@lru_cache(maxsize=8192)
def _requirement(one: RequirementVerdict, width: int) -> str:
    said = _wrapped(1, f"[{outcome_in_words(one.outcome)}] {_cited(one.requirement)}", width)
    if one.outcome is Outcome.NOT_APPLICABLE:
        return said
    seen = [_wrapped(2, f"seen: {fact}", width) for fact in one.seen]
    return "\n".join([said, _wrapped(2, f"needs {one.needed}", width), *seen])


def _findings(findings: tuple[FindingVerdict, ...], width: int) -> list[str]:
    made = [one for one in findings if one.made is not Made.NO]
    return ["", "What follows", *[_found(one.rule, one.made, one.label, width) for one in made]] if made else []


@lru_cache(maxsize=8192)
def _found(rule: Rule, made: Made, label: str | None, width: int) -> str:
    return _wrapped(1, f"[{made}] {_cited(rule)}" + (f": {label}" if label else ""), width)


def _compared(verdict: Verdict) -> Iterator[tuple[int, str]]:
    for comparison, other in verdict.comparisons:
        yield 0, ""
        title = f"{comparison.title[:1].upper()}{comparison.title[1:]}"
        yield 0, f"{title}: {outcome_in_words(other.outcome)}, {other.points} points"
        yield 1, f"Not taken, since {comparison.why}."
        titles = {one.name: one.title for book in verdict.books for one in book.measures}
        for name, title in titles.items():
            value = other.facts.get(name)
            if value != verdict.facts.get(name):
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


def _other_readings(others: tuple[OtherReading, ...], width: int) -> list[str]:
    head = ["", "Open questions of the sources that would change this"] if others else []
    return [*head, *[_other(one.reading, one.option, one.outcome, one.points, width) for one in others]]


@lru_cache(maxsize=8192)
def _other(reading: Reading, option: str, outcome: Outcome, points: Points, width: int) -> str:
    result = f"{outcome_in_words(outcome)}, {points} points"
    return _wrapped(1, f"{reading.id} {reading.title} ({reading.confidence}): with {option}, {result}", width)


@lru_cache(maxsize=8192)
def _cited_by(rules: tuple[Rule, ...]) -> frozenset[str]:
    return frozenset(name for rule in rules for name in rule.sources)


@lru_cache(maxsize=8192)
def _cited_for(one: CriterionVerdict) -> frozenset[str]:
    return _cited_by((*one.rules, one.criterion))


@lru_cache(maxsize=8192)
def _sources(books: tuple[Rulebook, ...], cited: frozenset[str], width: int) -> tuple[str, ...]:
    every = {one.id: one for book in books for one in book.sources if one.id in cited}
    lines = (f"{one.id}: {one.title}" + (f", {one.url}" if one.url else "") for one in every.values())
    return ("", "Sources", *(_wrapped(1, line, width) for line in lines)) if every else ()


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
