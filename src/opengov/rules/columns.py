"""Many at once: the rows of a data frame scored by the books, and one of them explained."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import NoneType
from typing import Literal, SupportsIndex, TypeAlias, TypeVar, cast, get_args

from opengov.errors import InvalidFrame, Problem
from opengov.rules._planning import Books, plan_for, wrapped, wrong
from opengov.rules.arguments import check_arguments
from opengov.rules.resolve import Answers
from opengov.rules.shelf import Shelf
from opengov.rules.verdicts import Verdict, decide

__all__ = ["explain_row", "score_frame"]

F = TypeVar("F")
Problems: TypeAlias = Literal["raise", "column"]


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
    covered``) says so. A measure on which points hang must have a column, or be named as missing; what decides only a
    requirement, or nothing under the readings that are taken, is unknown in every row where it has none. A column of
    numbers, which cannot hold words, may have one beside it whose name ends in ``_absent``, true where the measure is
    absent.

    Parameters
    ----------
    frame
        A data frame of pandas, polars or PyArrow; or a lazy frame of polars, a relation of DuckDB, a data frame of
        PySpark, which stay lazy.
    book
        The book that judges every row, or its id; several books, if any of them may apply.
    on
        In place of a book: the day of judgement, or the name of the column that holds it. Each row is judged by the
        book in force on its day; where the start of a book is not known to the day, by both. Of a time, the day is that
        in its own zone; in DuckDB and PySpark, whose times have none of their own, such a column is refused.
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
        If a column is missing, stands twice or cannot hold its measure, if cells are not of its kind, or if what is
        asked for cannot be.
    UnknownName
        If there is no such book, reading or answer.
    InvalidBook
        If columns cannot hold what the book reads, as a list; if the points of the book are only counted, without a
        threshold; or if it tells one absence from another. Judge such facts one by one with
        :func:`~opengov.rules.verdicts.decide`.

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

    asked: object = problems  # which need not be text
    if not isinstance(asked, str) or asked not in get_args(Problems):
        hint = f"one of {', '.join(get_args(Problems))}"
        raise InvalidFrame("scoring", [Problem("problems", "does not say what to do with bad cells", hint)])
    table = wrapped(frame)
    plan = plan_for(list(table.collect_schema().names()), book, on, books, readings, names, prefix)
    if isinstance(table, nw.LazyFrame):
        return cast("F", _lazy.scored(table, plan))
    return cast("F", _frames.scored(table, plan, problems))


def explain_row(
    frame: object,
    row: SupportsIndex,
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
    import numpy as np

    from opengov.rules import _frames

    table = wrapped(frame)
    if isinstance(table, nw.LazyFrame):
        raise wrong("is lazy, so its rows have no places", "pick the row by its values, then collect it")
    plan = plan_for(table.columns, book, on, books, readings, names, "")
    asked: object = int(row) if isinstance(row, np.integer) else row  # as arrays of places hold it
    check_arguments("row", InvalidFrame, row=(asked, int), about=(about, str, NoneType))
    place = range(len(table))[row]
    several, facts, day = _frames.row_facts(table, plan, place)
    if about in table.columns:
        about = str(table[about][place])
    return decide(several, facts, readings=readings, about=about, on=day)
