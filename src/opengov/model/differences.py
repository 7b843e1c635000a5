"""What one rulebook says differently from another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

if TYPE_CHECKING:
    from opengov.model.rulebooks import Rulebook

__all__ = ["Change", "Difference", "diff"]


@frozen
class Change:
    """A part of an entry that both books have and that differs: its name, and what each says.

    Parameters
    ----------
    part
        The name of the part.
    before, after
        What each book has there.
    """

    part: str
    before: object
    after: object


@frozen
class Difference:
    """One entry of a rulebook that was added, removed or changed.

    Parameters
    ----------
    section
        Where it stands: rules, criteria, readings and so on; ``book`` for what the book says of itself.
    id
        Its id; the name of a measure.
    kind
        ``added``, ``removed`` or ``changed``.
    changes
        For a changed entry, the parts that differ.
    """

    section: str
    id: str
    kind: str
    changes: tuple[Change, ...] = ()

    def __str__(self) -> str:
        parts = f": {', '.join(one.part for one in self.changes)}" if self.changes else ""
        return f"{self.kind} {self.section} {self.id}{parts}"


def diff(before: Rulebook, after: Rulebook) -> tuple[Difference, ...]:
    """Return what ``after`` says differently from ``before``, entry by entry.

    Parameters
    ----------
    before, after
        Two rulebooks, mostly of one subject.

    Returns
    -------
    tuple of Difference
        One for each entry that was added, removed or changed; first, if they differ, what the books say of themselves.

    Examples
    --------
    >>> from opengov.rules.shelf import shelf
    >>> changes = diff(shelf()["CORE-2014"], shelf()["CORE-2016"])
    >>> any(one.kind == "added" and one.id == "ATI-CONST+DRAFT" for one in changes)
    True
    """
    from opengov.model.rulebooks import SECTIONS  # which imports this module

    return (*_book(before, after), *(one for name in SECTIONS.values() for one in _section(name, before, after)))


def _book(before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    parts = ("id", "title", "subject", "judges", "in_force", "follows", "threshold")
    changes = tuple(_changes(before, after, parts))
    if changes:
        yield Difference("book", after.id, "changed", changes)


def _section(section: str, before: Rulebook, after: Rulebook) -> Iterator[Difference]:
    old = {_name(one): one for one in getattr(before, section)}
    new = {_name(one): one for one in getattr(after, section)}
    for name in dict.fromkeys([*old, *new]):
        if name not in new:
            yield Difference(section, name, "removed")
        elif name not in old:
            yield Difference(section, name, "added")
        elif old[name] != new[name]:
            parts = tuple(field.name for field in attrs.fields(type(new[name])))
            yield Difference(section, name, "changed", tuple(_changes(old[name], new[name], parts)))


def _changes(before: object, after: object, parts: tuple[str, ...]) -> Iterator[Change]:
    for part in parts:
        old, new = getattr(before, part), getattr(after, part)
        if old != new:
            yield Change(part, old, new)


def _name(entry: object) -> str:
    name = getattr(entry, "id", None) or getattr(entry, "name", "")
    return str(name)
