"""Which book applies: the shipped rulebooks, a user's own beside them, and the day that picks one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from opengov.errors import AmbiguousRulebook, InvalidBook, Problem, UnknownName
from opengov.model.criteria import Rulebook
from opengov.rules.amendments import amended
from opengov.rules.language import book_from_data

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["Shelf", "read_book", "rulebook_for", "rulebooks_for", "shelf"]

_LARGEST = 2 * 1024 * 1024
_DEEPEST = 60
_MOST_DOTS = 500


@frozen
class Shelf:
    """Rulebooks side by side, looked up by id or by subject and day.

    Parameters
    ----------
    books
        The books; ids are unique.

    Examples
    --------
    >>> shelf()["CORE-2018"].subject
    'eligibility'
    """

    books: tuple[Rulebook, ...]

    def __attrs_post_init__(self) -> None:
        ids = [book.id for book in self.books]
        problems = [Problem(name, "stands twice on the shelf") for name in dict.fromkeys(ids) if ids.count(name) > 1]
        problems += _circles_of_predecessors(self.books)
        if problems:
            raise InvalidBook("shelf", problems)

    def __getitem__(self, book_id: str) -> Rulebook:
        for book in self.books:
            if book.id == book_id:
                return book
        raise UnknownName("rulebook", book_id, [book.id for book in self.books])

    def __iter__(self) -> Iterator[Rulebook]:
        return iter(self.books)

    def __len__(self) -> int:
        return len(self.books)

    def having(self, *books: Rulebook) -> Shelf:
        """Return a shelf with these books too; one with the id of an earlier book takes its place."""
        new = {book.id: book for book in books}
        kept = tuple(new.pop(book.id, book) for book in self.books)
        return Shelf((*kept, *new.values()))

    def rulebooks_for(self, subject: str, *, on: date) -> tuple[Rulebook, ...]:
        """Return every book that may be in force for a subject on a day, the older first.

        More than one where the day lies between the first and the last possible start of the newer.

        Raises
        ------
        UnknownName
            If there is no book for the subject, or none in force on that day.
        """
        books = sorted(
            (book for book in self.books if book.subject == subject), key=lambda book: book.in_force.start.earliest()
        )
        if not books:
            raise UnknownName("subject of rulebooks", subject, sorted({book.subject for book in self.books}))
        begun = [book for book in books if book.in_force.start.earliest() <= on]
        certain = [place for place, book in enumerate(begun) if book.in_force.start.latest() <= on]
        found = begun[certain[-1] if certain else 0 :]
        open_ = tuple(book for book in found if book.in_force.until is None or book.in_force.until.latest() >= on)
        if not open_:
            spans = [f"{book.id} from {book.in_force.start}" for book in books]
            raise UnknownName(f"rulebook in force for {subject} on", on.isoformat(), spans)
        return open_

    def rulebook_for(self, subject: str, *, on: date) -> Rulebook:
        """Return the one book in force for a subject on a day.

        Raises
        ------
        AmbiguousRulebook
            If more than one may be, since a start is not known to the day.
        UnknownName
            If there is none.
        """
        books = self.rulebooks_for(subject, on=on)
        if len(books) > 1:
            raise AmbiguousRulebook(subject, on.isoformat(), [book.id for book in books])
        return books[0]


@cache
def shelf() -> Shelf:
    """Return the shelf of the rulebooks that ship with the library."""
    folder = resources.files("opengov.rules") / "books"
    texts = {entry.name.removesuffix(".toml"): entry for entry in folder.iterdir() if entry.name.endswith(".toml")}
    data: dict[str, Mapping[str, object]] = {}
    return Shelf(tuple(book_from_data(_whole(name, texts, data)) for name in sorted(texts)))


def read_book(path: str | Path, *, beside: Shelf | None = None) -> Rulebook:
    """Return the rulebook in a TOML file of the user's.

    Parameters
    ----------
    path
        The file.
    beside
        The shelf on which a book that it ``amends`` stands; the shipped one where nothing is given.

    Raises
    ------
    InvalidBook
        With every problem of the file.
    OSError
        If the file cannot be read.
    """
    data = _parse(Path(path).name, Path(path))
    base = data.get("amends")
    if base is None:
        return book_from_data(data)
    known = beside or shelf()
    if not isinstance(base, str):
        raise InvalidBook("rulebook", [Problem("amends", "is not the id of a book")])
    return book_from_data(amended(_shipped_data(known[base].id), data))


def rulebook_for(subject: str, *, on: date, books: Shelf | None = None) -> Rulebook:
    """Return the one book in force for a subject on a day; see :meth:`Shelf.rulebook_for`.

    Examples
    --------
    >>> from datetime import date
    >>> rulebook_for("eligibility", on=date(2019, 1, 1)).id
    'CORE-2018'
    """
    return (books or shelf()).rulebook_for(subject, on=on)


def rulebooks_for(subject: str, *, on: date, books: Shelf | None = None) -> tuple[Rulebook, ...]:
    """Return every book that may be in force for a subject on a day; see :meth:`Shelf.rulebooks_for`.

    Examples
    --------
    >>> from datetime import date
    >>> [book.id for book in rulebooks_for("eligibility", on=date(2015, 7, 28))]
    ['CORE-2014', 'CORE-2016']
    """
    return (books or shelf()).rulebooks_for(subject, on=on)


@cache
def _shipped_data(book_id: str) -> Mapping[str, object]:
    folder = resources.files("opengov.rules") / "books"
    texts = {entry.name.removesuffix(".toml"): entry for entry in folder.iterdir() if entry.name.endswith(".toml")}
    if book_id not in texts:
        raise UnknownName("shipped rulebook to amend", book_id, texts)
    return _whole(book_id, texts, {})


def _whole(name: str, texts: Mapping[str, Traversable], done: dict[str, Mapping[str, object]]) -> Mapping[str, object]:
    if name not in done:
        data = _parse(name, texts[name])
        base = data.get("amends")
        done[name] = amended(_whole(base, texts, done), data) if isinstance(base, str) else data
    return done[name]


def _circles_of_predecessors(books: tuple[Rulebook, ...]) -> Iterator[Problem]:
    follows = {book.id: book.follows for book in books}
    for name, before in follows.items():
        seen, at = [name], before
        while at is not None and at not in seen:
            seen.append(at)
            at = follows.get(at)
        if at == name and name == min(seen):
            yield Problem(
                f"{name}.follows", f"the book follows itself: {' -> '.join([*seen, name])}", "break the circle"
            )


def _parse(name: str, place: Traversable | Path) -> dict[str, object]:
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
