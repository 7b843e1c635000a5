"""Judging a decision record again, to see that it still comes out the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from opengov.codec import read_value
from opengov.errors import InvalidFacts, Problem, ReplayMismatch
from opengov.model.values import Value
from opengov.rules.hashes import content_hash
from opengov.rules.records import RECORD_VERSION, points_data
from opengov.rules.results import OPEN, Question
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
    named, readings, facts, evidence = _read(record)
    found = []
    for name, hashed in named:
        book = (books or shelf())[name]
        if content_hash(book) != hashed:
            msg = f"the rulebook {name} no longer says what it said: recorded {hashed}, now {content_hash(book)}"
            raise ReplayMismatch(msg)
        found.append(book)
    about, on = record.get("about"), record.get("on")
    verdict = Verdict(
        Question(
            books=tuple(found),
            facts=facts,
            readings=readings,
            about=about if isinstance(about, str) else None,
            on=date.fromisoformat(on) if isinstance(on, str) else None,
            evidence=evidence,
        )
    )
    for key, now in (("outcome", str(verdict.outcome)), ("points", points_data(verdict.points))):
        if record.get(key) != now:
            msg = f"the {key} was recorded as {record.get(key)} and comes to {now}"
            raise ReplayMismatch(msg)
    return verdict


_Read = tuple[list[tuple[str, str]], Mapping[str, str] | str, dict[str, Value], dict[str, tuple[str, ...]]]


def _read(record: Mapping[str, object]) -> _Read:
    problems: list[Problem] = []
    if record.get("opengov_record") != RECORD_VERSION:
        problems.append(
            Problem("opengov_record", "is not a version that can be replayed", f"it should be {RECORD_VERSION}")
        )
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
