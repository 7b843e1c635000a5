"""Reading tables of plain data key by key, noting every problem with its path."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final, TypeGuard, TypeVar

from opengov.errors import Problem
from opengov.model._checks import bad_id

__all__ = ["GREATEST", "Table", "describe", "is_whole"]

GREATEST: Final = 10**12  # of numbers in a book, either way
E = TypeVar("E", bound=StrEnum)
_KINDS = {str: "text", bool: "true or false", int: "a whole number", list: "a list", dict: "a table"}


class Table:
    """One table of a book while it is read: what was asked for, and what is left over."""

    def __init__(self, data: Mapping[str, object], path: str, problems: list[Problem]) -> None:
        self.data = data
        self.path = path
        self.problems = problems
        self._asked: set[str] = set()

    def has(self, key: str) -> bool:
        """Tell whether the table holds ``key``."""
        return key in self.data

    def at(self, key: str) -> str:
        """Return the path of ``key``."""
        return f"{self.path}.{key}" if self.path else key

    def problem(self, key: str, message: str, hint: str = "") -> None:
        """Note a problem at ``key``; at the table itself for an empty key."""
        self.problems.append(Problem(self.at(key) if key else self.path, message, hint))

    def raw(self, key: str) -> object:
        """Return what stands at ``key``, or ``None``."""
        self._asked.add(key)
        return self.data.get(key)

    def text(self, key: str, *, required: bool = False) -> str:
        """Return the text at ``key``, empty where there is none."""
        value = self.raw(key)
        if isinstance(value, str) and value.strip():
            return value
        if required or value is not None:
            self._wrong(key, value, "text")
        return ""

    def id(self) -> str:
        """Return the required id of the table, empty where it cannot name a thing."""
        name = self.text("id", required=True)
        found = bad_id(name) if name else ()
        self.problems += [problem.below(self.path) for problem in found]
        return "" if found else name

    def optional(self, key: str) -> str | None:
        """Return the text at ``key``, or ``None``."""
        return self.text(key) or None

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return the truth value at ``key``."""
        value = self.raw(key)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self._wrong(key, value, "true or false")
        return default

    def whole(self, key: str) -> int:
        """Return the required whole number at ``key``."""
        value = self.raw(key)
        if is_whole(value):
            return value
        self._wrong(key, value, "a whole number")
        return 0

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts at ``key``, empty where there is none."""
        value = self.raw(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(one, str) and one for one in value):
            return tuple(value)
        self._wrong(key, value, "a list of texts")
        return ()

    def wholes(self, key: str) -> tuple[int, ...]:
        """Return the list of whole numbers at ``key``."""
        value = self.raw(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(is_whole(one) for one in value):
            return tuple(value)
        self._wrong(key, value, "a list of whole numbers")
        return ()

    def choice(self, key: str, kind: type[E], default: E) -> E:
        """Return the member of an enumeration at ``key``."""
        value = self.raw(key)
        if value is None:
            return default
        try:
            return kind(str(value))
        except ValueError:
            self.problem(key, f"{describe(value)} is not one of {', '.join(kind)}")
            return default

    def table(self, key: str) -> Table | None:
        """Return the table at ``key``, or ``None``."""
        value = self.raw(key)
        if isinstance(value, dict):
            return Table(value, self.at(key), self.problems)
        if value is not None:
            self._wrong(key, value, "a table")
        return None

    def tables(self, key: str) -> Iterator[Table]:
        """Yield the tables of the list at ``key``."""
        value = self.raw(key)
        if value is not None and not isinstance(value, list):
            self._wrong(key, value, "a list of tables")
            return
        for index, one in enumerate(value or ()):
            if isinstance(one, dict):
                yield Table(one, f"{self.at(key)}[{index}]", self.problems)
            else:
                self.problems.append(Problem(f"{self.at(key)}[{index}]", f"{describe(one)} is not a table"))

    def named(self, key: str) -> Iterator[tuple[str, Table]]:
        """Yield the tables of the table at ``key``, with their names."""
        outer = self.table(key)
        if outer is None:
            return
        for name in outer.data:
            self.problems += [problem.below(self.path) for problem in bad_id(name, key)]
            if (inner := outer.table(name)) is not None:
                yield name, inner

    def close(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.data:
            if key not in self._asked:
                near = difflib.get_close_matches(key, self._asked, n=1)
                self.problem(key, "unknown key", f"did you mean {near[0]}?" if near else "remove it")

    def _wrong(self, key: str, value: object, wanted: str) -> None:
        if value is None:
            self.problem(key, "missing", f"give {wanted}")
        else:
            self.problem(key, f"{describe(value)} is not {wanted}")


def is_whole(value: object) -> TypeGuard[int]:
    """Tell whether a value is a whole number of a size that a book may hold."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= GREATEST


def describe(value: object) -> str:
    """Say in a few words what was found."""
    if isinstance(value, dict | list):
        return _KINDS[type(value)]
    if isinstance(value, int) and abs(value) > GREATEST:
        return "a number that is too large"
    shown = repr(value) if not isinstance(value, str) else f'"{value}"'
    return shown if len(shown) <= 60 else f"{shown[:57]}..."  # noqa: PLR2004  # what fits on a line
