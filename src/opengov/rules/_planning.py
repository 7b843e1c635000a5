"""How a frame is scored: the books and the days from which they judge, and the column of each measure."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from types import NoneType
from typing import TYPE_CHECKING, TypeAlias, cast

from attrs import field, frozen

from opengov.errors import InvalidFrame, Problem, UnknownName
from opengov.model.rulebooks import Rulebook
from opengov.rules._codes import day_in
from opengov.rules._reader import describe
from opengov.rules.arguments import check_arguments
from opengov.rules.engine import Engine
from opengov.rules.resolve import Answers
from opengov.rules.shelf import Shelf, shelf
from opengov.rules.tables import Cell, Table
from opengov.rules.verdicts import decide

if TYPE_CHECKING:
    from typing import Any

    import narwhals.stable.v2 as nw

    from opengov.rules._lookups import Scheme

__all__ = ["SUBJECT", "Books", "Plan", "plan_for", "wrapped", "wrong"]

Books: TypeAlias = Rulebook | str | Sequence[Rulebook | str]
_Readings: TypeAlias = tuple[tuple[str, str], ...] | str | None
SUBJECT = "eligibility"
"""The subject of the books that a day picks."""

_ALIKE = 0.8  # how close a column's name must be to that of a measure to be taken for a misspelling of it


@frozen(eq=False)
class Segment:
    """A time in which the same books judge: its first day, and the engines; none before the first book."""

    start: date
    books: tuple[Rulebook, ...]
    engines: tuple[Engine, ...] = field(repr=False)


@frozen(kw_only=True, eq=False)
class Plan:
    """How a frame is scored.

    Parameters
    ----------
    segments
        The times in which different books judge; a single one where every row is judged alike.
    day
        The day of judgement, where it is one for all rows.
    dated
        The column that holds the day of each row.
    present
        The columns of the frame.
    names
        The column of a measure, where it has another name or none.
    prefix
        What the names of the new columns begin with.
    """

    segments: tuple[Segment, ...]
    day: date | None
    dated: str | None
    present: tuple[str, ...]
    names: Mapping[str, str | None]
    prefix: str

    def scheme(self, used: Iterable[int]) -> tuple[Scheme, dict[str, str]]:
        """Return the scheme for the segments that are used, and the column of each measure.

        Raises
        ------
        InvalidFrame
            If the column of a measure is missing.
        """
        from opengov.rules._lookups import scheme_for

        engines = tuple(self.segments[place].engines for place in used)
        columns = _columns(engines, self.present, self.names)
        return scheme_for(engines, frozenset(columns)), columns


def wrapped(frame: object) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    """Return a frame as narwhals knows it.

    Raises
    ------
    InvalidFrame
        If it is no data frame, or one with columns that stand twice.
    """
    import narwhals.stable.v2 as nw

    try:
        found: nw.DataFrame[Any] | nw.LazyFrame[Any] = nw.from_native(cast("Any", frame))
        names = found.collect_schema().names()
    except TypeError:
        hint = "give one of pandas, polars, PyArrow, DuckDB or PySpark"
        raise wrong(f"is a {type(frame).__name__}, not a data frame", hint) from None
    except (nw.exceptions.DuplicateError, ValueError):
        names = [str(name) for name in getattr(frame, "columns", ())]
        raise _twice(names) from None
    if found.implementation.is_dask():
        raise wrong("is one of Dask, whose results are not trusted", "use polars, DuckDB or PySpark")
    if len(set(names)) < len(names):
        raise _twice(names)
    return found


def _twice(names: list[str]) -> InvalidFrame:
    twice = [name for name, times in Counter(names).items() if times > 1]
    return wrong(f"has columns that stand twice: {', '.join(twice)}", "rename them")


def wrong(message: str, hint: str = "") -> InvalidFrame:
    """Return an error of a frame as a whole."""
    return InvalidFrame("data frame", [Problem("frame", message, hint)])


def plan_for(
    present: list[str],
    book: Books | None,
    on: date | str | None,
    books: Shelf | None,
    readings: Answers | str | None,
    names: Mapping[str, str | None] | None,
    prefix: str,
) -> Plan:
    """Return how a frame with these columns is scored, as :func:`~opengov.rules.columns.score_frame` is asked to.

    Raises
    ------
    InvalidFrame
        If there is both a book and a day or neither, or no such column.
    UnknownName
        If there is no such book, measure, reading or answer.
    """
    check_arguments(
        "scoring",
        InvalidFrame,
        books=(books, Shelf, NoneType),
        readings=readings,
        names=(names, Mapping, NoneType),
        prefix=(prefix, str),
    )
    if (book is None) == (on is None):
        hint = "on=date(...), or the name of a column of days"
        raise InvalidFrame("scoring", [Problem("on", "give either a book or a day", hint)])
    day = day_in(on)
    if book is None and day is None and not isinstance(on, str):
        hint = "give date(...), or the name of a column of days"
        raise InvalidFrame("scoring", [Problem("on", f"{describe(on)} is not a day", hint)])
    stock = books or shelf()
    dated = on if isinstance(on, str) else None
    if dated is not None and dated not in present:
        raise InvalidFrame("data frame", [_no_column("on", dated, present)])
    if book is not None:
        asked = book if isinstance(book, tuple | list) else (book,)
        several = tuple(stock[one] if isinstance(one, str) else one for one in asked)
        if not several or not all(isinstance(one, Rulebook) for one in several):
            hint = "give a rulebook, its id, or several of either"
            raise InvalidFrame("scoring", [Problem("book", f"{describe(book)} is no rulebook", hint)])
        times: tuple[tuple[date, tuple[Rulebook, ...]], ...] = ((date.min, several),)
    elif day is not None:
        times = ((date.min, stock.rulebooks_for(SUBJECT, on=day)),)
    else:
        times = _times(stock)
    segments = tuple(Segment(start, several, _engines(several, readings)) for start, several in times)
    _check_readings(tuple(dict.fromkeys(one for segment in segments for one in segment.books)), readings)
    _check_names(segments, names or {}, present)
    return Plan(
        segments=segments,
        day=day,
        dated=dated,
        present=tuple(present),
        names=names or {},
        prefix=prefix,
    )


@lru_cache(maxsize=32)
def _times(stock: Shelf) -> tuple[tuple[date, tuple[Rulebook, ...]], ...]:
    """Return the days from which other books judge, each with these books; none, where no book is in force."""
    days = {date.min}
    for book in stock:
        if book.subject == SUBJECT:
            days |= {book.in_force.start.earliest(), book.in_force.start.latest()}
            if book.in_force.until is not None:
                days.add(book.in_force.until.latest() + timedelta(days=1))
    found: list[tuple[date, tuple[Rulebook, ...]]] = []
    for day in sorted(days):
        try:
            several = stock.rulebooks_for(SUBJECT, on=day)
        except UnknownName:
            several = ()
        if not found or found[-1][1] != several:
            found.append((day, several))
    return tuple(found)


def _engines(books: tuple[Rulebook, ...], readings: Answers | str | None) -> tuple[Engine, ...]:
    if not books:
        return ()
    if readings and not isinstance(readings, str):
        known = {one.id for book in books for one in book.readings}
        readings = {name: option for name, option in readings.items() if name in known}
    return _judging(books, _hashable(readings))


def _check_readings(books: tuple[Rulebook, ...], readings: Answers | str | None) -> None:
    _judging(books, _hashable(readings))


def _hashable(readings: Answers | str | None) -> _Readings:
    return readings if readings is None or isinstance(readings, str) else tuple(sorted(readings.items()))


@lru_cache(maxsize=256)
def _judging(books: tuple[Rulebook, ...], readings: _Readings) -> tuple[Engine, ...]:
    """Return the engines that judge a row by these books."""
    answers = dict(readings) if isinstance(readings, tuple) else readings
    return tuple(engine for engine, _ in decide(books, {}, readings=answers).judgements)


def _check_names(segments: tuple[Segment, ...], names: Mapping[str, str | None], present: list[str]) -> None:
    known = {measure.name for segment in segments for book in segment.books for measure in book.measures}
    for name in names:
        if name not in known:
            raise UnknownName("measure", name, known)
    hint = "the names of columns have to be text here; rename it"
    problems = [
        Problem(f"names.{name}", f"{describe(one)} is not the name of a column", hint)
        for name, one in cast("Mapping[str, object]", names).items()
        if not isinstance(one, str | None)
    ]
    if problems:
        raise InvalidFrame("data frame", problems)
    problems = [_no_column(name, one, present) for name, one in names.items() if one is not None and one not in present]
    if problems:
        raise InvalidFrame("data frame", problems)


def _columns(
    engines: tuple[tuple[Engine, ...], ...], present: tuple[str, ...], names: Mapping[str, str | None]
) -> dict[str, str]:
    """Return the column of each measure that has one."""
    every = list(dict.fromkeys(engine for several in engines for engine in several))
    deciding = {name for one in every for several in one.tables for table in several for name in _deciding(table)}
    measures = {name: measure for one in every for name, measure in one.measures.items()}
    found, problems = {}, []
    for name, measure in measures.items():
        column = names.get(name, name)
        if column is not None and column in present:
            found[name] = column
        elif column is not None:
            needed = name in deciding and measure.unless_stated is None
            spelled = _misspelled(name, present, measures)
            if needed or spelled:
                problems.append(_missing(name, spelled or name, present))
    if problems:
        raise InvalidFrame("data frame", problems)
    return found


@lru_cache(maxsize=1024)
def _deciding(table: Table[Cell]) -> frozenset[str]:
    """Return the measures on which the points of a criterion hang under the readings that are taken."""
    points = [(cell.points, cell.measured) for (cell,) in table.results]
    found = set()
    for place, space in enumerate(table.spaces):
        stride, size = table.stride(place), len(space.values)
        firsts = (cell - cell // stride % size * stride for cell in range(len(points)))
        if any(points[cell] != points[first] for cell, first in enumerate(firsts)):
            found.add(space.measure.name)
    return frozenset(found)


def _misspelled(name: str, present: tuple[str, ...], measures: Iterable[str]) -> str | None:
    others = [column for column in _texts(present) if column not in measures]
    return next(iter(difflib.get_close_matches(name, others, n=1, cutoff=_ALIKE)), None)


def _missing(name: str, column: str, present: Iterable[str]) -> Problem:
    near = difflib.get_close_matches(column, _texts(present), n=1)
    without = f'names={{"{name}": None}} if there is none'
    known = f'is it "{near[0]}"? Then names={{"{name}": "{near[0]}"}}; or {without}' if near else without
    return Problem(name, "there is no such column", known)


def _no_column(name: str, column: str, present: Iterable[str]) -> Problem:
    near = difflib.get_close_matches(column, _texts(present), n=1)
    return Problem(name, f'there is no column "{column}"', f"did you mean {near[0]}?" if near else "")


def _texts(present: Iterable[object]) -> list[str]:
    """Return the names of columns that are text; in pandas, anything may be a name."""
    return [column for column in present if isinstance(column, str)]
