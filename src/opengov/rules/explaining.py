"""A verdict as text for a policy person: what was needed, what was seen, by which rule, how surely."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from opengov.model.criteria import Rule, Rulebook
from opengov.model.values import Outcome
from opengov.rules.results import CriterionVerdict, Made, Mark, RowVerdict
from opengov.rules.rows import AS_STATED
from opengov.rules.wording import outcome_in_words, value_in_words

if TYPE_CHECKING:
    from opengov.rules.verdicts import Verdict

__all__ = ["explain"]

_INDENT = "  "


def explain(verdict: Verdict, *, width: int = 100) -> str:
    """Return the whole verdict as indented text, at most ``width`` characters a line where words allow it."""
    return "\n".join([_wrapped(depth, text, width) for depth, text in _lines(verdict)])


def _wrapped(depth: int, text: str, width: int) -> str:
    return _INDENT * depth + text if len(text) + 2 * depth <= width else _broken(depth, text, width)


@lru_cache(maxsize=8192)
def _broken(depth: int, text: str, width: int) -> str:
    """Return a long text on several lines; rules say the same of many subjects, so these are kept."""
    first = _INDENT * depth
    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=first + _INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _lines(verdict: Verdict) -> Iterator[tuple[int, str]]:
    yield 0, _headline(verdict)
    for book in verdict.books:
        yield 0, f"Rulebook {book.id}: {book.title}, {_in_force(book)}."
    if len(verdict.books) > 1:
        yield 0, "Which of them was in force that day is not known, so both were tried."
    if verdict.question.before_the_books:
        yield 0, f"Whether {verdict.books[0].id} was in force that day already is not known."
    for book in verdict.books:
        if book.threshold is not None:
            threshold = book.threshold
            yield 0, f"Needed: {_lower(threshold.title)} ({threshold.id}, {threshold.confidence})."
            break
    for one in verdict.criteria:
        yield 0, ""
        yield from _criterion(one)
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


def _criterion(one: CriterionVerdict) -> Iterator[tuple[int, str]]:
    yield 0, f"{one.id}  {one.criterion.title}: {one.points} points ({one.confidence})"
    for fact in one.seen:
        yield 1, f"seen: {fact}"
    if one.points.possible_high == 0:
        yield 1, f"not covered, so the metric is dropped ({', '.join(one.criterion.rules)})"
    else:
        yield from _rows(one.rows)


@lru_cache(maxsize=8192)
def _rows(rows: tuple[RowVerdict, ...]) -> tuple[tuple[int, str], ...]:
    """Say the rows of a criterion; many subjects meet the same."""
    lines: list[tuple[int, str]] = []
    for row in rows:
        part = f" for {row.part}" if row.part else ""
        said = f"{part}: {row.rule.title}" + (f" Taken: {row.option}." if row.option else "")
        if row.mark in (Mark.YES, Mark.OPEN):
            lines.append((1, f"[{row.mark}] {row.rule.id} gives {row.gives}{said}"))
            lines.append((2, f"needs {row.needed}; {_trust(row.rule)}"))
        elif row.gives != AS_STATED:
            lines.append((1, f"[{row.mark}] {row.rule.id} would give {row.gives}{said}"))
    return tuple(lines)


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
            yield 2, f"needs {one.needed}"
            for fact in one.seen:
                yield 2, f"seen: {fact}"


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
    lines = _cited_sources(verdict.books, frozenset(cited))
    if lines:
        yield 0, ""
        yield 0, "Sources"
    yield from lines


@lru_cache(maxsize=8192)
def _cited_sources(books: tuple[Rulebook, ...], cited: frozenset[str]) -> tuple[tuple[int, str], ...]:
    sources = {source.id: source for book in books for source in book.sources if source.id in cited}
    return tuple(
        (1, f"{source.id}: {source.title}" + (f", {source.url}" if source.url else "")) for source in sources.values()
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
