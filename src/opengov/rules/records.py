"""Decision records: a verdict as plain data that can be kept, sent and replayed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from opengov.codec import read_value, write_value
from opengov.errors import InvalidFacts, Problem, ReplayMismatch
from opengov.model.criteria import Rule
from opengov.model.values import Value
from opengov.rules.evaluate import as_value
from opengov.rules.shelf import Shelf, content_hash, shelf
from opengov.rules.verdicts import OPEN, CriterionVerdict, OtherReading, Points, Verdict, decide

__all__ = ["RECORD_VERSION", "points_data", "reading_data", "record", "replay"]

RECORD_VERSION = 1


def record(verdict: Verdict) -> dict[str, object]:
    """Return a verdict as plain data: book, content hash, day, readings, facts, evidence and result.

    The result is kept for the reader and for comparison; :func:`replay` works it out again from the facts.
    """
    return {
        "opengov_record": RECORD_VERSION,
        "subject": verdict.books[0].subject,
        "about": verdict.about,
        "on": verdict.on.isoformat() if verdict.on else None,
        "rulebooks": [{"id": book.id, "content_hash": content_hash(book)} for book in verdict.books],
        "readings": OPEN if verdict.open_readings else dict(verdict.readings),
        "facts": {name: write_value(as_value(value)) for name, value in verdict.facts.items()},
        "evidence": {name: list(lines) for name, lines in verdict.evidence.items()},
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
        "other_readings": [reading_data(one) for one in verdict.other_readings],
        "would_settle": [{"measure": one.measure, "title": one.title, "alone": one.alone} for one in verdict.would_settle],
    }


def replay(record: Mapping[str, object], *, books: Shelf | None = None) -> Verdict:
    """Judge the facts of a decision record again and return the verdict.

    Parameters
    ----------
    record
        What :meth:`Verdict.to_dict` returned, perhaps by way of JSON.
    books
        The shelf on which the books of the record stand; the shipped one where nothing is given.

    Raises
    ------
    ReplayMismatch
        If a book no longer says what it said, or the result is not the recorded one.
    InvalidFacts
        If the record is not one, with every problem.
    UnknownName
        If a book is not on the shelf.

    Examples
    --------
    >>> verdict = decide(shelf()["CORE-2018"], {"ati_law": True})
    >>> replay(verdict.to_dict()) == verdict
    True
    """
    named, readings, facts, evidence = _read(record)
    found = []
    for name, hashed in named:
        book = (books or shelf())[name]
        if content_hash(book) != hashed:
            msg = f"the rulebook {name} no longer says what it said: recorded {hashed}, now {content_hash(book)}"
            raise ReplayMismatch(msg)
        found.append(book)
    about, on = record.get("about"), record.get("on")
    verdict = decide(
        tuple(found),
        facts,
        readings=readings,
        about=about if isinstance(about, str) else None,
        on=date.fromisoformat(on) if isinstance(on, str) else None,
        evidence=evidence,
    )
    for key, now in (("outcome", str(verdict.outcome)), ("points", points_data(verdict.points))):
        if record.get(key) != now:
            msg = f"the {key} was recorded as {record.get(key)} and comes to {now}"
            raise ReplayMismatch(msg)
    return verdict


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


def _criterion(one: CriterionVerdict) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.criterion.title,
        "points": points_data(one.points),
        "confidence": str(one.confidence),
        "because": one.because,
        "rules": [{"id": rule.id, **_provenance(rule)} for rule in one.rules],
    }


def _provenance(rule: Rule) -> dict[str, object]:
    return {"title": rule.title, "confidence": str(rule.confidence), "sources": list(rule.sources)}


_Read = tuple[list[tuple[str, str]], Mapping[str, str] | str, dict[str, Value], dict[str, tuple[str, ...]]]


def _read(record: Mapping[str, object]) -> _Read:
    problems: list[Problem] = []
    if record.get("opengov_record") != RECORD_VERSION:
        problems.append(Problem("opengov_record", "is not a version that can be replayed", f"it should be {RECORD_VERSION}"))
    named: list[tuple[str, str]] = []
    match record.get("rulebooks"):
        case [_, *_] as books:
            for index, book in enumerate(books):
                match book:
                    case {"id": str(name), "content_hash": str(hashed)}:
                        named.append((name, hashed))
                    case _:
                        problems.append(Problem(f"rulebooks[{index}]", "does not name a book and its content hash"))
        case _:
            problems.append(Problem("rulebooks", "names no book"))
    readings = _texts(record, "readings", problems) if record.get("readings") != OPEN else OPEN
    facts: dict[str, Value] = {}
    given = record.get("facts")
    if not isinstance(given, dict):
        problems.append(Problem("facts", "is not a table of facts"))
    else:
        for name, value in given.items():
            try:
                facts[str(name)] = read_value(value, InvalidFacts)
            except InvalidFacts as group:
                problems += [problem.below(f"facts.{name}") for problem in group.problems]
    if problems:
        raise InvalidFacts("decision record", problems)
    return named, readings, facts, _evidence(record)


def _texts(record: Mapping[str, object], key: str, problems: list[Problem]) -> dict[str, str]:
    value = record.get(key, {})
    if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
        return {str(name): one for name, one in value.items()}
    problems.append(Problem(key, "is not a table of texts"))
    return {}


def _evidence(record: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    given = record.get("evidence")
    if not isinstance(given, dict):
        return {}
    return {str(name): tuple(map(str, lines)) for name, lines in given.items() if isinstance(lines, list)}
