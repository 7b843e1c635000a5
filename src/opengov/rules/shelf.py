"""Which book applies: the shipped rulebooks, a user's own beside them, and the day that picks one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from attrs import frozen

from opengov.errors import AmbiguousRulebook, InvalidBook, Problem, UnknownName
from opengov.model.rulebooks import Rulebook
from opengov.rules.arguments import check_day
from opengov.rules.language import book_from_data
from opengov.rules.texts import parse_book, shipped_data, whole_data

__all__ = ["Shelf", "read_book", "read_books", "rulebook_for", "rulebooks_for", "shelf"]


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
        """Return a shelf with these books too; one with the id of an earlier book takes its place.

        Parameters
        ----------
        books
            The books to add.

        Returns
        -------
        Shelf
            A new shelf; this one stays as it is.

        Raises
        ------
        InvalidBook
            If books would follow each other in a circle.

        Examples
        --------
        >>> len(shelf().having(shelf()["CORE-2018"])) == len(shelf())
        True
        """
        new = {book.id: book for book in books}
        kept = tuple(new.pop(book.id, book) for book in self.books)
        return Shelf((*kept, *new.values()))

    def rulebooks_for(self, subject: str, *, on: date) -> tuple[Rulebook, ...]:
        """Return every book that may be in force for a subject on a day, the older first.

        More than one where the day lies between the first and the last possible start of the newer.

        Parameters
        ----------
        subject
            What the books decide, such as ``eligibility``.
        on
            The day.

        Returns
        -------
        tuple of Rulebook
            The books, at least one.

        Raises
        ------
        UnknownName
            If there is no book for the subject, or none in force on that day.
        InvalidFacts
            If it is no day.

        Examples
        --------
        >>> [book.id for book in shelf().rulebooks_for("eligibility", on=date(2019, 1, 1))]
        ['CORE-2018']
        """
        check_day("rulebooks", on)
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

    def rulebooks_between(self, subject: str, *, first: date, last: date) -> tuple[Rulebook, ...]:
        """Return every book that may be in force for a subject on some day from ``first`` to ``last``, older first.

        Parameters
        ----------
        subject
            What the books decide, such as ``cocreation``.
        first, last
            The first and the last day.

        Returns
        -------
        tuple of Rulebook
            The books, at least one.

        Raises
        ------
        UnknownName
            If there is no book for the subject, or none in force on any of these days.

        Examples
        --------
        >>> found = shelf().rulebooks_between("eligibility", first=date(2015, 1, 1), last=date(2017, 12, 31))
        >>> [book.id for book in found]
        ['CORE-2014', 'CORE-2016', 'CORE-2017']
        """
        if first == last:
            return self.rulebooks_for(subject, on=first)
        books = sorted(
            (book for book in self.books if book.subject == subject), key=lambda book: book.in_force.start.earliest()
        )
        found = []
        for place, book in enumerate(books):
            later = books[place + 1].in_force.start.latest() if place + 1 < len(books) else date.max
            until = book.in_force.until.latest() if book.in_force.until else date.max
            if book.in_force.start.earliest() <= last and until >= first and (later > first or later == date.max):
                found.append(book)
        return tuple(found) or self.rulebooks_for(subject, on=last if first == date.min else first)

    def rulebook_for(self, subject: str, *, on: date) -> Rulebook:
        """Return the one book in force for a subject on a day.

        Parameters
        ----------
        subject
            What the books decide, such as ``eligibility``.
        on
            The day.

        Returns
        -------
        Rulebook
            The book.

        Raises
        ------
        AmbiguousRulebook
            If more than one may be, since a start is not known to the day.
        UnknownName
            If there is none.

        Examples
        --------
        >>> shelf().rulebook_for("eligibility", on=date(2019, 1, 1)).id
        'CORE-2018'
        """
        books = self.rulebooks_for(subject, on=on)
        if len(books) > 1:
            raise AmbiguousRulebook(subject, on.isoformat(), [book.id for book in books])
        return books[0]


@cache
def shelf() -> Shelf:
    """Return the shelf of the rulebooks that ship with the library.

    Returns
    -------
    Shelf
        The shipped books, in the order of their ids.

    Examples
    --------
    >>> "CORE-2018" in [book.id for book in shelf()]
    True
    """
    data = shipped_data()
    return Shelf(tuple(book_from_data(whole_data(name, {}, data), checked=True) for name in sorted(data)))


def read_books(*paths: str | Path) -> Shelf:
    r"""Return the shipped shelf with the rulebooks of some TOML files on it.

    Parameters
    ----------
    paths
        The files. A book may amend a shipped one or another one of these; one with the id of a shipped book takes its
        place.

    Returns
    -------
    Shelf
        The shipped shelf with these books on it.

    Raises
    ------
    InvalidBook
        With every problem of the first book that has any.
    UnknownName
        If a book amends one that is neither shipped nor among these.
    OSError
        If a file cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "reform.toml")
    ...     _ = path.write_text('id = "REFORM"\namends = "CORE-2023"', encoding="utf-8")
    ...     read_books(path)["REFORM"].follows
    'CORE-2023'
    """
    own = {}
    for path in paths:
        data = parse_book(Path(path).name, Path(path))
        name = str(data.get("id", ""))
        if name in own:
            raise InvalidBook(Path(path).name, [Problem("id", f'another of the files has the id "{name}" too')])
        own[name] = data
    return shelf().having(*(book_from_data(whole_data(name, own, shipped_data())) for name in own))


def read_book(path: str | Path) -> Rulebook:
    r"""Return the rulebook of one TOML file; it may amend a shipped book.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    Rulebook
        The book.

    Raises
    ------
    InvalidBook
        With every problem of the file.
    UnknownName
        If it amends a book that does not ship.
    OSError
        If the file cannot be read.

    See Also
    --------
    read_books : several files, which may amend one another, put on a shelf.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "reform.toml")
    ...     _ = path.write_text('id = "REFORM"\namends = "CORE-2023"', encoding="utf-8")
    ...     read_book(path).follows
    'CORE-2023'
    """
    data = parse_book(Path(path).name, Path(path))
    name = str(data.get("id", ""))
    return book_from_data(whole_data(name, {name: data}, shipped_data()))


def rulebook_for(subject: str, *, on: date, books: Shelf | None = None) -> Rulebook:
    """Return the one book in force for a subject on a day; see :meth:`Shelf.rulebook_for`.

    Parameters
    ----------
    subject
        What the books decide, such as ``eligibility``.
    on
        The day.
    books
        The shelf to look on; by default that of the shipped books.

    Returns
    -------
    Rulebook
        The book.

    Raises
    ------
    AmbiguousRulebook
        If more than one may be, since a start is not known to the day.
    UnknownName
        If there is none.

    Examples
    --------
    >>> from datetime import date
    >>> rulebook_for("eligibility", on=date(2019, 1, 1)).id
    'CORE-2018'
    """
    return (books or shelf()).rulebook_for(subject, on=on)


def rulebooks_for(subject: str, *, on: date, books: Shelf | None = None) -> tuple[Rulebook, ...]:
    """Return every book that may be in force for a subject on a day; see :meth:`Shelf.rulebooks_for`.

    Parameters
    ----------
    subject
        What the books decide, such as ``eligibility``.
    on
        The day.
    books
        The shelf to look on; by default that of the shipped books.

    Returns
    -------
    tuple of Rulebook
        The books, at least one.

    Raises
    ------
    UnknownName
        If there is no book for the subject, or none in force on that day.

    Examples
    --------
    >>> from datetime import date
    >>> [book.id for book in rulebooks_for("eligibility", on=date(2015, 7, 28))]
    ['CORE-2014', 'CORE-2016']
    """
    return (books or shelf()).rulebooks_for(subject, on=on)


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
