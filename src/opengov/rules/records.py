"""Decision records: a verdict as plain data that can be kept, sent and replayed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from opengov.codec import write_value
from opengov.model.criteria import Rule
from opengov.rules.evaluate import Facts, as_value
from opengov.rules.hashes import content_hash
from opengov.rules.results import CriterionVerdict, OtherReading, Points, RowVerdict, Seen

if TYPE_CHECKING:
    from opengov.rules.verdicts import Verdict

__all__ = ["RECORD_VERSION", "points_data", "reading_data", "record"]

RECORD_VERSION = 1


def record(verdict: Verdict) -> dict[str, object]:
    """Return a verdict as plain data: book, content hash, day, readings, facts, evidence and result.

    The result is kept for the reader and for comparison;
    :func:`~opengov.rules.replaying.replay` works it out again from the facts.
    """
    return {
        "opengov_record": RECORD_VERSION,
        "subject": verdict.books[0].subject,
        "about": verdict.about,
        "on": verdict.on.isoformat() if verdict.on else None,
        "rulebooks": [{"id": book.id, "content_hash": content_hash(book)} for book in verdict.books],
        "readings": asked if isinstance(asked := verdict.question.readings, str) else dict(asked),
        "facts": _facts(verdict.facts),
        "evidence": _evidence(verdict.evidence),
        "outcome": str(verdict.outcome),
        "core": str(verdict.core),
        "label": verdict.label,
        "points": points_data(verdict.points),
        "criteria": [_criterion(one) for one in verdict.criteria],
        "requirements": [
            {"id": one.id, "outcome": str(one.outcome), "because": one.because, **_provenance(one.requirement)}
            for one in verdict.requirements
        ],
        "findings": [
            {"id": one.id, "made": str(one.made), "label": one.label, **_provenance(one.rule)}
            for one in verdict.findings
        ],
        "compared": [
            {
                "title": one.title,
                "why": one.why,
                "facts": _facts(one.facts),
                "evidence": _evidence(one.evidence),
                "outcome": str(other.outcome),
                "points": points_data(other.points),
            }
            for one, other in verdict.comparisons
        ],
        "other_readings": [reading_data(one) for one in verdict.other_readings],
        "would_settle": [
            {"measure": one.measure, "title": one.title, "alone": one.alone} for one in verdict.would_settle
        ],
    }


def points_data(points: Points) -> dict[str, int]:
    """Return points as plain data."""
    return {
        "low": points.low,
        "high": points.high,
        "possible_low": points.possible_low,
        "possible_high": points.possible_high,
    }


def reading_data(one: OtherReading) -> dict[str, object]:
    """Return another reading, and what it would lead to, as plain data."""
    return {
        "reading": one.reading.id,
        "question": one.reading.title,
        "option": one.option,
        "outcome": str(one.outcome),
        "points": points_data(one.points),
    }


def _facts(facts: Facts) -> dict[str, object]:
    return {name: write_value(as_value(value)) for name, value in facts.items() if value is not None}


def _evidence(evidence: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    return {name: list(lines) for name, lines in evidence.items()}


def _criterion(one: CriterionVerdict) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.criterion.title,
        "points": points_data(one.points),
        "confidence": str(one.confidence),
        "because": one.because,
        "seen": [_seen(fact) for fact in one.seen],
        "rows": [{**row, "sources": list(sources)} for row, sources in _rows(one.rows)],
    }


@lru_cache(maxsize=8192)
def _rows(rows: tuple[RowVerdict, ...]) -> tuple[tuple[dict[str, object], tuple[str, ...]], ...]:
    """Return each row as plain data, and its sources; many subjects meet the same, so these are kept to be copied."""
    return tuple(
        (
            {
                "rule": row.rule.id,
                "part": row.part,
                "gives": row.gives,
                "option": row.option,
                "needed": row.needed,
                "mark": str(row.mark),
                **_provenance(row.rule),
            },
            row.rule.sources,
        )
        for row in rows
    )


def _seen(fact: Seen) -> dict[str, object]:
    return {
        "measure": fact.measure,
        "title": fact.title,
        "value": fact.value,
        "evidence": list(fact.evidence),
    }


def _provenance(rule: Rule) -> dict[str, object]:
    return {"title": rule.title, "confidence": str(rule.confidence), "sources": list(rule.sources)}
