"""The texts of rulebooks: reading their TOML within bounds, and making amending books whole."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from opengov._files.syntax import Bounds, parse
from opengov._files.text import read_text
from opengov.errors import InvalidBook, Problem, UnknownName
from opengov.rules.amendments import amended

__all__ = ["parse_book", "shipped_data", "whole_data"]

_LARGEST = 2 * 2**20
_BOUNDS = Bounds("rulebook")


@cache
def shipped_data() -> Mapping[str, Mapping[str, object]]:
    """Return the data of the shipped books by id, each as it is written."""
    folder = resources.files("opengov.rules") / "books"
    texts = [entry for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return {entry.name.removesuffix(".toml"): _parsed(entry.read_text("utf-8")) for entry in texts}


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


def parse_book(name: str, place: Path) -> dict[str, object]:
    """Return the data of a TOML book as it is written.

    Parameters
    ----------
    name
        What messages call the book.
    place
        Its file.

    Returns
    -------
    dict of str to object
        The tables of the book.

    Raises
    ------
    InvalidBook
        If it is too large, too deep, not UTF-8 or not TOML, at the line and column where that shows.
    OSError
        If the file cannot be read.
    """
    try:
        return _parsed(read_text(place, _LARGEST, "part the book"))
    except Problem as problem:
        raise InvalidBook(f"rulebook {name}", [problem]) from None


def _parsed(text: str) -> dict[str, object]:
    data = parse(text, "toml", _BOUNDS)
    return data if isinstance(data, dict) else {}
