"""Judging a decision record again, to see that it still comes out the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from types import NoneType

from opengov.codec import read_value
from opengov.errors import InvalidFacts, ReplayMismatch
from opengov.model.values import Value
from opengov.rules._reader import Table, describe
from opengov.rules.arguments import check_arguments
from opengov.rules.hashes import content_hash
from opengov.rules.records import RECORD_VERSION
from opengov.rules.results import OPEN, Comparison, Question
from opengov.rules.shelf import Shelf, shelf
from opengov.rules.verdicts import Verdict

__all__ = ["replay"]


def replay(record: Mapping[str, object], *, books: Shelf | None = None) -> Verdict:
    """Judge the facts of a decision record again and return the verdict.

    Parameters
    ----------
    record
        What :meth:`~opengov.rules.verdicts.Verdict.to_dict` returned, perhaps by way of JSON.
    books
        The shelf on which the books of the record stand; the shipped one where nothing is given.

    Returns
    -------
    Verdict
        The verdict of today, equal to the recorded one.

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
    >>> from opengov.rules.verdicts import decide
    >>> verdict = decide(shelf()["CORE-2018"], {"ati_law": True})
    >>> replay(verdict.to_dict()) == verdict
    True
    """
    check_arguments("decision record", record=(record, Mapping), books=(books, Shelf, NoneType))
    question, hashes = _read(record, books or shelf())
    for book, hashed in zip(question.books, hashes, strict=True):
        if content_hash(book) != hashed:
            msg = f"the rulebook {book.id} no longer says what it said: recorded {hashed}, now {content_hash(book)}"
            raise ReplayMismatch(msg)
    verdict = Verdict(question)
    recorded, now = _result(record), _result(verdict.to_dict())
    for key, value in now.items():
        if recorded[key] != value:
            msg = f"{key} was recorded as {describe(recorded[key])} and comes to {describe(value)}"
            raise ReplayMismatch(msg)
    return verdict


def _result(record: Mapping[str, object]) -> dict[str, object]:
    """Return what a record says came out, part by part; how it is worded may change from version to version."""
    found: dict[str, object] = {key: record.get(key) for key in ("subject", "outcome", "core", "label", "points")}
    for section, key in (("criteria", "points"), ("requirements", "outcome"), ("findings", "made")):
        entries = record.get(section)
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict):
                found[f"{section} {entry.get('id')}"] = entry.get(key)
        found[f"number of {section}"] = len(entries) if isinstance(entries, list) else None
    return defaultdict(lambda: None, found)


def _read(record: Mapping[str, object], books: Shelf) -> tuple[Question, list[str]]:
    table = Table(record, "", [])
    if record.get("opengov_record") != RECORD_VERSION:
        table.problem("opengov_record", "is not a version that can be replayed", f"it should be {RECORD_VERSION}")
    books_named = table.tables("rulebooks")
    named = [(one.text("id", required=True), one.text("content_hash", required=True)) for one in books_named]
    if not named:
        table.problem("rulebooks", "names no book")
    readings: dict[str, str] | str = OPEN
    if record.get("readings") != OPEN:
        given = table.table("readings")
        readings = {} if given is None else {name: given.text(name, required=True) for name in given.data}
    facts, evidence = _facts(table), _evidence(table)
    compared = [
        Comparison(one.text("title", required=True), one.text("why"), _facts(one), _evidence(one))
        for one in table.tables("compared")
    ]
    about, on = table.optional("about"), _day(table)
    if table.problems:
        raise InvalidFacts("decision record", table.problems)
    question = Question(
        books=tuple(books[name] for name, _ in named),
        facts=facts,
        readings=readings,
        about=about,
        on=on,
        evidence=evidence,
        comparisons=tuple(compared),
    )
    return question, [hashed for _, hashed in named]


def _facts(table: Table) -> dict[str, Value]:
    given = table.table("facts")
    if given is None:
        if not table.has("facts"):
            table.problem("facts", "missing", "a record holds the facts judged")
        return {}
    facts: dict[str, Value] = {}
    for name in given.data:
        try:
            facts[name] = read_value(given.raw(name), InvalidFacts)
        except InvalidFacts as group:
            table.problems.extend(problem.below(given.at(name)) for problem in group.problems)
    return facts


def _evidence(table: Table) -> dict[str, tuple[str, ...]]:
    given = table.table("evidence")
    return {} if given is None else {name: given.texts(name) for name in given.data}


def _day(table: Table) -> date | None:
    text = table.optional("on")
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        table.problem("on", f'"{text}" is not a date', "write year-month-day")
        return None
