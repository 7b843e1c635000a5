"""What a caller gives, held against what is asked for, before any of it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import NoneType
from typing import TypeAlias, TypeVar

from opengov.errors import InvalidFacts, Problem, Problems
from opengov.rules._reader import describe

__all__ = ["all_of", "check_arguments", "check_day"]

T = TypeVar("T")
Asked: TypeAlias = tuple[object, *tuple[type, ...]]

_PLAIN = (bool, int, float, str, list, dict)
_WORDS = {
    "Case": ("a case", "give one, such as opengov.case(...)"),
    "Edition": ("an edition", "give Edition(...)"),
    "EligibilityScore": ("a published score", "give EligibilityScore(...)"),
    "Iterable": ("a list", "give several in a list, also where it is one"),
    "Mapping": ("a table", "give a value for each name, as {name: value}"),
    "PartialDate": ("a date", 'give PartialDate("2018-06")'),
    "Reform": ("a reform", "give Reform(...)"),
    "Rulebook": ("a rulebook", 'take one from a shelf, such as shelf()["CORE-2018"]'),
    "Shelf": ("a shelf of rulebooks", "give Shelf(books), or leave it out"),
    "Verdict": ("a verdict", "give what decide() or assess_eligibility() returns"),
    "int": ("a whole number", "give one"),
    "str": ("text", "give a name in quotes"),
}


def check_arguments(
    where: str, error: type[Problems] = InvalidFacts, *, readings: object = None, **asked: Asked
) -> None:
    """Refuse what is given where something else is asked for, all of it at once.

    Parameters
    ----------
    where
        What the problems are of.
    error
        The error to raise.
    readings
        Answers to open questions, whose names and options have to be text.
    asked
        Under each name what was given, and the kinds of which it has to be one.

    Raises
    ------
    Problems
        With every name under which something else was given.

    Examples
    --------
    >>> check_arguments("asked", title=("x", str), place=(1, str, type(None)))
    Traceback (most recent call last):
    opengov.errors.InvalidFacts: asked: 1 problem
      place: 1 is not text (give a name in quotes)
    """
    problems = list(_of_readings(readings))
    for name, (value, *kinds) in asked.items():
        if not isinstance(value, tuple(kinds)):
            problems.append(_not_of(name, value, kinds))
    if problems:
        raise error(where, problems)


def all_of(
    where: str, name: str, items: Iterable[T], kind: type, error: type[Problems] = InvalidFacts
) -> tuple[T, ...]:
    """Return what is given in a list, each of it of one kind.

    Raises
    ------
    Problems
        With everything that is of another kind, by its place.
    """
    check_arguments(where, error, **{name: (items, Iterable)})
    held = tuple(items)
    problems = [_not_of(f"{name}[{place}]", one, [kind]) for place, one in enumerate(held) if not isinstance(one, kind)]
    if problems:
        raise error(where, problems)
    return held


def check_day(where: str, on: object) -> None:
    """Refuse what is no day; a time, which cannot be compared with one, is none.

    Raises
    ------
    InvalidFacts
        If it is none.
    """
    if isinstance(on, datetime) or not isinstance(on, date):
        raise InvalidFacts(
            where, [Problem("on", f"{describe(on)} is not a day", "give date(...); of a time, its date()")]
        )


def _not_of(name: str, value: object, kinds: list[type]) -> Problem:
    known = [_WORDS[kind.__name__] for kind in kinds if kind is not NoneType]
    wanted = " or ".join(words for words, _ in known)
    return Problem(name, f"{_found(value)} is not {wanted}", known[0][1])


def _found(value: object) -> str:
    if value is None:
        return "nothing"
    return describe(value) if isinstance(value, _PLAIN) else f"a {type(value).__name__}"


def _of_readings(readings: object) -> Iterator[Problem]:
    if readings is None or isinstance(readings, str):
        return
    if not isinstance(readings, Mapping):
        yield _not_of("readings", readings, [Mapping])
        return
    for name, option in readings.items():
        if not isinstance(name, str):
            yield _not_of("readings", name, [str])
        elif not isinstance(option, str):
            hint = "give the name of one of its options"
            yield Problem(f"readings.{name}", f"{_found(option)} is not an answer", hint)
