"""Many at once: the rows of a data frame scored by the books, and one of them explained."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar, cast

from attrs import field, frozen

from opengov.errors import InvalidFrame, Problem, UnknownName
from opengov.model.criteria import Rulebook
from opengov.rules.engine import Engine
from opengov.rules.resolve import Answers
from opengov.rules.shelf import Shelf, shelf
from opengov.rules.verdicts import Verdict, decide

if TYPE_CHECKING:
    from typing import Any

    import narwhals.stable.v2 as nw

    from opengov.rules._lookups import Scheme

__all__ = ["Plan", "explain_row", "score_frame"]

F = TypeVar("F")
Books: TypeAlias = Rulebook | str | tuple[Rulebook, ...]
Problems: TypeAlias = Literal["raise", "column"]
SUBJECT = "eligibility"
"""The subject of the books that a day picks."""

_ALIKE = 0.8  # how close a column's name must be to that of a measure to be taken for a misspelling of it


def score_frame(
    frame: F,
    book: Books | None = None,
    *,
    on: date | str | None = None,
    books: Shelf | None = None,
    readings: Answers | str | None = None,
    names: Mapping[str, str | None] | None = None,
    problems: Problems = "raise",
    prefix: str = "",
) -> F:
    """Score every row of a data frame: a country in a year, say.

    Each column is a measure of the book. An empty cell is unknown; a word by which the measure may be absent (``not
    covered``) says so. A column of numbers, which cannot hold words, may have one beside it whose name ends in
    ``_absent``, true where the measure is absent.

    Parameters
    ----------
    frame
        A data frame of pandas, polars or PyArrow; or a lazy frame of polars, a relation of DuckDB, a data frame of
        PySpark, which stay lazy.
    book
        The book that judges every row, or its id; several books, if any of them may apply.
    on
        In place of a book: the day of judgement, or the name of the column that holds it. Each row is judged by the
        book in force on its day; where the start of a book is not known to the day, by both.
    books
        The shelf of rulebooks; the shipped one where nothing is given.
    readings
        Answers to take to open questions of the sources, by reading; ``"open"`` keeps all of them open.
    names
        The column of a measure, where it has another name; ``None`` says that there is no such column, so that the
        measure is unknown in every row.
    problems
        What to do where cells of an eager frame are not of the kind that their measures declare: ``"raise"`` one error
        with a table of them, or leave these rows unscored and say why in a ``"column"``, ``problems``. A lazy frame
        always carries this column.
    prefix
        What the names of the new columns begin with.

    Returns
    -------
    DataFrame
        The frame, of the same kind and with its rows in the same order, with more columns: ``points_low`` and
        ``points_high``, ``possible_low`` and ``possible_high`` (the hull of what is possible), ``outcome`` and ``core``
        (the outcome of the threshold alone), and for each criterion its points, as ``FT_low`` and ``FT_high``. The
        outcome is exact; it is not worked out from the hulls.

    Raises
    ------
    InvalidFrame
        If a column is missing, stands twice or cannot hold its measure, or if cells are not of its kind.
    UnknownName
        If there is no such book, reading or answer.
    InvalidBook
        If columns cannot hold what the book reads, as a list.

    See Also
    --------
    explain_row : why a row came out as it did.
    opengov.decide : the same judgement of a single row.

    Examples
    --------
    >>> import pandas
    >>> frame = pandas.DataFrame({
    ...     "budget_proposal": ["PW", "PW", "not covered"],
    ...     "audit_report": ["PW", None, "not covered"],
    ...     "ati_law": [True, True, None],
    ...     "ad_points": [4, 2, 4],
    ...     "civil_liberties": [9.1, 6.0, 4.0],
    ... })
    >>> scored = score_frame(frame, "CORE-2011", names={"ati_constitution": None, "ati_draft": None})
    >>> scored[["points_low", "points_high", "possible_low", "possible_high", "outcome"]]
       points_low  points_high  possible_low  possible_high       outcome
    0          16           16            16             16           met
    1          11           13            16             16  undetermined
    2           6           10            12             12  undetermined
    """
    import narwhals.stable.v2 as nw

    from opengov.rules import _frames, _lazy

    wrapped = _wrapped(frame)
    plan = _plan(list(wrapped.collect_schema().names()), book, on, books, readings, names, prefix)
    if isinstance(wrapped, nw.LazyFrame):
        return cast("F", _lazy.scored(wrapped, plan))
    return cast("F", _frames.scored(wrapped, plan, problems))


def explain_row(
    frame: object,
    row: int,
    book: Books | None = None,
    *,
    on: date | str | None = None,
    books: Shelf | None = None,
    readings: Answers | str | None = None,
    names: Mapping[str, str | None] | None = None,
    about: str | None = None,
) -> Verdict:
    """Return the verdict of one row of an eager frame, which explains its score.

    Parameters
    ----------
    frame
        The frame.
    row
        The place of the row, from 0; from the end where it is negative.
    book, on, books, readings, names
        As for :func:`score_frame`.
    about
        Whom the row is about, or the column that says so.

    Returns
    -------
    Verdict
        The verdict.

    Raises
    ------
    InvalidFrame
        As :func:`score_frame`, and if the frame is lazy.
    IndexError
        If there is no such row.

    Examples
    --------
    >>> import pandas
    >>> frame = pandas.DataFrame({"ati_law": [False], "ati_constitution": [True], "ati_draft": [None], "iso3": ["PAK"]})
    >>> rest = dict.fromkeys(["budget_proposal", "audit_report", "ad_points", "civil_liberties"])
    >>> print(explain_row(frame, 0, "CORE-2011", names=rest, about="iso3")["ATI"].points)
    3 of 4
    """
    import narwhals.stable.v2 as nw

    from opengov.rules import _frames

    wrapped = _wrapped(frame)
    if isinstance(wrapped, nw.LazyFrame):
        raise _wrong("is lazy, so its rows have no places", "pick the row by its values, then collect it")
    plan = _plan(wrapped.columns, book, on, books, readings, names, "")
    place = range(len(wrapped))[row]
    several, facts, day = _frames.row_facts(wrapped, plan, place)
    if about in wrapped.columns:
        about = str(wrapped[about][place])
    return decide(several, facts, readings=readings, about=about, on=day)


# --- how a frame is scored ------------------------------------------------------------------------------------------


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


def _wrapped(frame: object) -> nw.DataFrame[Any] | nw.LazyFrame[Any]:
    import narwhals.stable.v2 as nw

    try:
        wrapped: nw.DataFrame[Any] | nw.LazyFrame[Any] = nw.from_native(cast("Any", frame))
        names = wrapped.collect_schema().names()
    except TypeError:
        hint = "give one of pandas, polars, PyArrow, DuckDB or PySpark"
        raise _wrong(f"is a {type(frame).__name__}, not a data frame", hint) from None
    except (nw.exceptions.DuplicateError, ValueError):
        names = [str(name) for name in getattr(frame, "columns", ())]
        raise _twice(names) from None
    if wrapped.implementation.is_dask():
        raise _wrong("is one of Dask, whose results are not trusted", "use polars, DuckDB or PySpark")
    if len(set(names)) < len(names):
        raise _twice(names)
    return wrapped


def _twice(names: list[str]) -> InvalidFrame:
    twice = [name for name, times in Counter(names).items() if times > 1]
    return _wrong(f"has columns that stand twice: {', '.join(twice)}", "rename them")


def _wrong(message: str, hint: str = "") -> InvalidFrame:
    return InvalidFrame("data frame", [Problem("frame", message, hint)])


def _plan(
    present: list[str],
    book: Books | None,
    on: date | str | None,
    books: Shelf | None,
    readings: Answers | str | None,
    names: Mapping[str, str | None] | None,
    prefix: str,
) -> Plan:
    if (book is None) == (on is None):
        hint = "on=date(...), or the name of a column of days"
        raise InvalidFrame("scoring", [Problem("on", "give either a book or a day", hint)])
    stock = books or shelf()
    dated = on if isinstance(on, str) else None
    if dated is not None and dated not in present:
        raise InvalidFrame("data frame", [_no_column("on", dated, present)])
    if book is not None:
        several = book if isinstance(book, tuple) else (stock[book] if isinstance(book, str) else book,)
        times: tuple[tuple[date, tuple[Rulebook, ...]], ...] = ((date.min, several),)
    elif isinstance(on, date):
        times = ((date.min, stock.rulebooks_for(SUBJECT, on=on)),)
    else:
        times = _times(stock)
    segments = tuple(Segment(start, several, _engines(several, readings)) for start, several in times)
    _check_readings(tuple(dict.fromkeys(one for segment in segments for one in segment.books)), readings)
    _check_names(segments, names or {}, present)
    return Plan(
        segments=segments,
        day=on if isinstance(on, date) else None,
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
    return tuple(engine for engine, _ in decide(books, {}, readings=readings).judgements)


def _check_readings(books: tuple[Rulebook, ...], readings: Answers | str | None) -> None:
    decide(books, {}, readings=readings)


def _check_names(segments: tuple[Segment, ...], names: Mapping[str, str | None], present: list[str]) -> None:
    known = {measure.name for segment in segments for book in segment.books for measure in book.measures}
    for name in names:
        if name not in known:
            raise UnknownName("measure", name, known)
    problems = [_no_column(name, one, present) for name, one in names.items() if one is not None and one not in present]
    if problems:
        raise InvalidFrame("data frame", problems)


def _columns(
    engines: tuple[tuple[Engine, ...], ...], present: tuple[str, ...], names: Mapping[str, str | None]
) -> dict[str, str]:
    """Return the column of each measure that has one."""
    every = list(dict.fromkeys(engine for several in engines for engine in several))
    counting = {name for one in every for several in one.tables for table in several for name in table.measures}
    measures = {name: measure for one in every for name, measure in one.measures.items()}
    found, problems = {}, []
    for name, measure in measures.items():
        column = names.get(name, name)
        if column is not None and column in present:
            found[name] = column
        elif column is not None:
            needed = name in counting and measure.unless_stated is None
            spelled = _misspelled(name, present, measures)
            if needed or spelled:
                problems.append(_missing(name, spelled or name, present))
    if problems:
        raise InvalidFrame("data frame", problems)
    return found


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
