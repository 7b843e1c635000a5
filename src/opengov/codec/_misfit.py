"""What was found instead of what was expected: the exception inside the codec, and the words for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, time
from enum import Enum
from typing import Any, TypeAlias, TypeVar, cast

from opengov._files.syntax import RepeatedKeys
from opengov._files.words import clean, spelled_out
from opengov.errors import Problem

__all__ = [
    "LISTED",
    "NO_SUCH_KEY",
    "Hook",
    "Misfit",
    "RepeatedKeys",
    "Rest",
    "as_list",
    "as_table",
    "clean",
    "found",
    "read_each",
    "segment",
    "shown",
    "unknown_keys",
]

_T = TypeVar("_T")

Hook: TypeAlias = Callable[[object, Any], object]
"""What reads plain data as a type."""

LISTED = 1_000
"""Problems of one input that are listed; what comes after them is left unread."""

NO_SUCH_KEY = "there is no such key"
"""The one problem that leaves its object as it is."""

_SHOWN = 60
_SHOWN_BITS = 128


class Rest(Enum):
    """What is left of a part that cannot be read."""

    GAP = "gap"
    """Nothing, and nothing else can refer to it: the rest can be checked without it."""
    LOST = "lost"
    """Nothing, and other parts may refer to it: checks of the whole would blame the wrong place."""


class Misfit(Exception):
    """Plain data that does not fit its type; carries every problem in it, with paths from where it is raised.

    It never leaves the codec.
    ``rest`` is what can stand in its place while the whole is checked: an object, or a :class:`Rest`.
    """

    def __init__(self, problems: list[Problem], rest: object = Rest.GAP) -> None:
        super().__init__(problems)
        self.problems = problems
        self.rest = rest

    @classmethod
    def of(cls, message: str, hint: str = "", rest: object = Rest.GAP) -> Misfit:
        """Make a misfit of one problem, at the place where it is raised."""
        return cls([Problem("", message, hint)], rest)


def as_table(data: object, problems: list[Problem]) -> dict[str, object]:
    """Return the data if it is a table, adding a problem for each key that it repeats."""
    if isinstance(data, RepeatedKeys):
        problems += [
            Problem(segment(key), "the key is given more than once", "keep one of them")
            for key in data.repeated[:LISTED]
        ]
    if not isinstance(data, dict):
        msg = f"{found(data)} is not a table"
        raise Misfit.of(msg, "write a table of keys and values", Rest.LOST)
    return data


def as_list(data: object, rest: Rest = Rest.GAP) -> list[object] | tuple[object, ...]:
    """Return the data if it is a list."""
    if not isinstance(data, list | tuple):
        msg = f"{found(data)} is not a list"
        raise Misfit.of(msg, "write a list in square brackets", rest)
    return data


def read_each(items: Iterable[object], read: Callable[[object, Any], _T], kind: object = None) -> tuple[_T, ...]:
    """Read every item, gathering the problems of all; what is left of the list is what is left of its items."""
    values: list[_T] = []
    problems: list[Problem] = []
    lost = False
    for index, item in enumerate(items):
        try:
            values.append(read(item, kind))
        except Misfit as misfit:
            problems += [problem.below(f"[{index}]") for problem in misfit.problems]
            if not isinstance(misfit.rest, Rest):
                values.append(cast("_T", misfit.rest))  # of the type that is read, with gaps
            lost = lost or misfit.rest is Rest.LOST or len(problems) >= LISTED
            if len(problems) >= LISTED:
                break
    if problems:
        raise Misfit(problems, Rest.LOST if lost else tuple(values))
    return tuple(values)


def unknown_keys(table: Iterable[object], known: Collection[str], message: str = NO_SUCH_KEY) -> list[Problem]:
    """Return a problem for each key that such a table does not have, with the nearest that it has."""
    unknown = [key if isinstance(key, str) else found(key) for key in table if key not in known]
    names = sorted(known)
    return [Problem(segment(key), message, _nearest(key, names)) for key in unknown[:LISTED]]


def _nearest(key: str, known: list[str]) -> str:
    import difflib  # reading a file without problems does not need it

    near = difflib.get_close_matches(key[:_SHOWN], known, n=1)
    return f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"


def segment(key: str) -> str:
    """Return a key as it stands in a path: bare if it is a plain name, else in quotes."""
    return key if len(key) <= _SHOWN and key.replace("-", "_").isidentifier() else shown(key)


def found(value: object) -> str:
    """Return what was found, in the words of the file."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, int) and value.bit_length() > _SHOWN_BITS:
        return "a very long number"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date | time):
        return f"the unquoted date {value}"
    if isinstance(value, list | tuple):
        return "a list"
    return "a table" if isinstance(value, dict) else f"an object of type {type(value).__name__}"


def shown(text: str) -> str:
    """Return the text in quotes, cut and with its control characters spelled out, safe to print."""
    return f'"{spelled_out(text[:_SHOWN])}{"..." if len(text) > _SHOWN else ""}"'
