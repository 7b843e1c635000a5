"""The one family of exceptions: what was found, where, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

__all__ = [
    "AmbiguousRulebook",
    "InvalidBook",
    "InvalidCase",
    "InvalidExport",
    "InvalidFacts",
    "InvalidFrame",
    "InvalidGraph",
    "MissingExtra",
    "OpenGovError",
    "Problem",
    "Problems",
    "ReplayMismatch",
    "UnknownName",
    "VerdictIsNotBoolean",
]

_SHOWN = 100


class OpenGovError(Exception):
    """Root of every error that this library raises on purpose."""


class Problem(OpenGovError, ValueError):
    """One thing wrong at one place of an input.

    Parameters
    ----------
    path
        Where, as a path into the input (``plans[0].commitments[3].due``); empty for the whole input.
    message
        What was found there.
    hint
        What to do about it; may be empty.
    line, column
        Place in the text, from 1, for errors of syntax.

    Examples
    --------
    >>> str(Problem("members[0].joined", '"2017-13-01" is not a date', "write year-month-day"))
    'members[0].joined: "2017-13-01" is not a date (write year-month-day)'
    """

    def __init__(
        self, path: str, message: str, hint: str = "", line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(path, message, hint, line, column)
        self.path = path
        self.message = message
        self.hint = hint
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = self.path
        if self.line is not None:
            place += f"{' ' if place else ''}line {self.line}, column {self.column}"
        return (
            f"{place}: {self.message}" * bool(place)
            + self.message * (not place)
            + (f" ({self.hint})" if self.hint else "")
        )

    def below(self, prefix: str) -> Problem:
        """Return the same problem seen from one level further out.

        Parameters
        ----------
        prefix
            The path of what holds the place where it was found.

        Returns
        -------
        Problem
            With the longer path.

        Examples
        --------
        >>> str(Problem("due", "it is empty").below("milestones[2]"))
        'milestones[2].due: it is empty'
        """
        glue = "." if prefix and self.path and not self.path.startswith("[") else ""
        return Problem(f"{prefix}{glue}{self.path}", self.message, self.hint, self.line, self.column)


class Problems(ExceptionGroup[Problem], OpenGovError, ValueError):
    """Every problem of one input at once.

    ``problems`` is the tuple of :class:`Problem`; as an exception group it also works with ``except*``.
    """

    def __new__(cls, message: str, problems: Sequence[Problem]) -> Self:
        """Make a group; an empty one is a mistake of the caller."""
        return super().__new__(cls, message, problems)

    def __init__(self, message: str, problems: Sequence[Problem]) -> None:
        super().__init__(message, problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems, in the order of the input."""
        return tuple(one for one in self.exceptions if isinstance(one, Problem))

    def derive(self, excs: Sequence[Problem]) -> Problems:  # type: ignore[override]  # narrower on purpose
        """Return a group of the same kind over fewer problems (for ``except*``)."""
        return type(self)(self.message, excs)

    def __str__(self) -> str:
        shown = [f"  {problem}" for problem in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            shown.append(f"  ... and {len(self.problems) - _SHOWN} more")
        return "\n".join([f"{self.message}: {_count(self.problems)}", *shown])


class InvalidCase(Problems):
    """A case, or the file it came from, that does not hold together."""


class InvalidBook(Problems):
    """A rulebook that cannot be applied as written."""


class InvalidExport(Problems):
    """A file of records that cannot be read at all, not even in part."""


class InvalidFacts(Problems):
    """Facts that are not of the kind that their measures declare."""


class InvalidFrame(InvalidFacts):
    """A data frame that cannot be scored.

    ``rows`` is a data frame of the same kind with every cell that is wrong: its row (from 0), its column, what stands
    there and what is wrong with it. It is ``None`` where the frame as a whole is wrong, as when a column is missing.
    """

    def __init__(self, message: str, problems: Sequence[Problem], rows: object = None) -> None:
        super().__init__(message, problems)
        self.rows = rows

    def __new__(cls, message: str, problems: Sequence[Problem], rows: object = None) -> Self:  # noqa: ARG004
        """Make a group; ``rows`` is no part of its message."""
        return super().__new__(cls, message, problems)

    def __reduce__(self) -> tuple[type[Self], tuple[str, tuple[Problem, ...], object]]:
        return type(self), (self.message, self.problems, self.rows)


class InvalidGraph(Problems):
    """A graph of milestones that does not hold together, or of which no schedule can be made."""


class UnknownName(OpenGovError, KeyError):
    """A name that nothing carries; the message lists the nearest."""

    def __init__(self, kind: str, name: str, known: Iterable[str] = ()) -> None:
        self.kind = kind
        self.name = name
        self.known = tuple(known)
        super().__init__(kind, name, self.known)

    def __str__(self) -> str:
        import difflib  # only a message needs it

        name = str(self.name)[:80]  # which may be anything that stands where a name belongs
        near = difflib.get_close_matches(name, self.known, n=3)
        there = near or sorted(self.known)[:8]
        return f"there is no {self.kind} {name!r}" + (f"; did you mean {', '.join(there)}?" if there else "")


class MissingExtra(OpenGovError, ImportError):
    """A library that is not installed, and the extra that it comes with.

    Examples
    --------
    >>> str(MissingExtra("python-calamine", "xlsx", "reading XLSX"))
    'reading XLSX needs python-calamine: pip install "opengov-partnership[xlsx]"'
    """

    def __init__(self, library: str, extra: str, purpose: str) -> None:
        self.library = library
        self.extra = extra
        self.purpose = purpose
        super().__init__(library, extra, purpose)

    def __str__(self) -> str:
        return f'{self.purpose} needs {self.library}: pip install "opengov-partnership[{self.extra}]"'


class AmbiguousRulebook(OpenGovError, LookupError):
    """A day on which more than one rulebook may be in force, where one was asked for."""

    def __init__(self, subject: str, on: str, books: Iterable[str]) -> None:
        self.subject = subject
        self.on = on
        self.books = tuple(books)
        super().__init__(subject, on, self.books)

    def __str__(self) -> str:
        return (
            f"on {self.on} any of {', '.join(self.books)} may be in force for {self.subject}, since a start is not "
            "known to the day; ask for all with rulebooks_for()"
        )


class ReplayMismatch(OpenGovError, ValueError):
    """A decision record that does not come out the same today."""


class VerdictIsNotBoolean(OpenGovError, TypeError):
    """A verdict used as a condition; it has five outcomes, so name the one that is meant."""


def _count(problems: Sequence[Problem]) -> str:
    return "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
