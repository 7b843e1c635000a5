"""The texts of rulebooks: reading their TOML within bounds, and making amending books whole."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from opengov.errors import InvalidBook, Problem, UnknownName
from opengov.rules.amendments import amended

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["parse_book", "shipped_data", "whole_data"]

_LARGEST = 2 * 1024 * 1024
_DEEPEST = 60
_MOST_DOTS = 500


@cache
def shipped_data() -> Mapping[str, Mapping[str, object]]:
    """Return the data of the shipped books by id, each as it is written."""
    folder = resources.files("opengov.rules") / "books"
    texts = [entry for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return {entry.name.removesuffix(".toml"): parse_book(entry.name, entry) for entry in texts}


def whole_data(
    name: str,
    own: Mapping[str, Mapping[str, object]],
    shipped: Mapping[str, Mapping[str, object]],
    above: tuple[str, ...] = (),
) -> Mapping[str, object]:
    """Return the data of a book with all that it amends filled in.

    Parameters
    ----------
    name
        Id of the book.
    own
        Data of books that stand before the shipped ones, by id.
    shipped
        Data of the shipped books, by id.
    above
        The books that led here, each amending the next.

    Raises
    ------
    InvalidBook
        If a book amends itself by way of others.
    UnknownName
        If it amends what is not there.
    """
    mine = name in own and name not in above
    data = own[name] if mine else shipped.get(name)
    if data is None or above.count(name) > 1:
        if name in above:
            circle = " -> ".join([*above, name])
            raise InvalidBook(f"rulebook {above[0]}", [Problem("amends", f"the book amends itself: {circle}")])
        raise UnknownName("rulebook to amend", name, [*own, *shipped])
    base = data.get("amends")
    if base is None:
        return data
    if not isinstance(base, str):
        raise InvalidBook(f"rulebook {name}", [Problem("amends", "is not the id of a book")])
    return amended(whole_data(base, own if mine else {}, shipped, (*above, name)), data)


def parse_book(name: str, place: Traversable | Path) -> dict[str, object]:
    """Return the data of a TOML book as it is written.

    Raises
    ------
    InvalidBook
        If it is too large, too deep, not UTF-8 or not TOML.
    """
    raw = _bounded(place, name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidBook(f"rulebook {name}", [Problem("", f"is not UTF-8 at byte {error.start}")]) from None
    if _depth(text) > _DEEPEST or any(line.count(".") > _MOST_DOTS for line in text.splitlines()):
        raise InvalidBook(f"rulebook {name}", [Problem("", f"is nested more than {_DEEPEST} deep")])
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidBook(f"rulebook {name}", [Problem("", f"is not TOML: {error}")]) from None
    except ValueError as error:
        raise InvalidBook(
            f"rulebook {name}", [Problem("", f"holds a number that is too long: {error}"[:120])]
        ) from None


def _bounded(place: Traversable | Path, name: str) -> bytes:
    with place.open("rb") as file:
        raw = file.read(_LARGEST + 1)
    if len(raw) > _LARGEST:
        raise InvalidBook(f"rulebook {name}", [Problem("", f"is larger than {_LARGEST} bytes")])
    return raw


def _depth(text: str) -> int:
    """Return how deep brackets stand in one another; brackets in texts count too, which only refuses sooner."""
    depth = deepest = 0
    for char in text:
        if char in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "]}":
            depth = max(0, depth - 1)
    return deepest
