"""A frame is scored as its rows are judged one by one, whatever the book, the readings and the kind of frame."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opengov import InvalidBook, decide, explain_row, rulebooks_for, score_frame
from opengov.model.forms import Measure, MeasureKind
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Absent, Known, Scalar, Value
from opengov.rules.cells import FINITE
from opengov.rules.language import book_from_data
from opengov.rules.shelf import shelf
from opengov.testing import known_facts, rulebooks

Cell: TypeAlias = bool | float | str | None
Rows: TypeAlias = list[dict[str, Value]]
Answers: TypeAlias = Mapping[str, str] | str
Drawn: TypeAlias = tuple[tuple[Rulebook, ...], Answers, Rows]
Columns: TypeAlias = dict[str, list[Cell]]
Scored: TypeAlias = list[tuple[object, ...]]

some = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
# points that are only counted are for judge_frame
UNFIT = {"IRM-SCORE", "STEPS-2016"}
# days, lists and sets are not for the cells of a frame
FINITE_BOOKS = [book for book in shelf() if all(one.kind in FINITE for one in book.measures)]
SHIPPED = [(book,) for book in FINITE_BOOKS if book.id not in UNFIT] + [(shelf()["CORE-2014"], shelf()["CORE-2016"])]
ABSENT = "_absent"
COLUMNS = ("points_low", "points_high", "possible_low", "possible_high", "outcome", "core")


@st.composite
def rows_of(draw: st.DrawFn, books: tuple[Rulebook, ...], most: int = 12) -> Rows:
    """Draw rows: facts for some books, each known, known to be absent or not known."""
    measures = {measure.name for book in books for measure in book.measures}
    rows = []
    for _ in range(draw(st.integers(0, most))):
        known = {name: value for book in books for name, value in draw(known_facts(book)).items()}
        left_out = draw(st.sets(st.sampled_from(sorted(measures)), max_size=6))
        rows.append({name: value for name, value in known.items() if name not in left_out})
    return rows


@st.composite
def questions(draw: st.DrawFn) -> Drawn:
    """Draw books, shipped ones or made-up ones, answers to their readings, and rows."""
    books = draw(st.one_of(st.sampled_from(SHIPPED), st.tuples(rulebooks())))
    readings = {one.id: [name for name, _ in one.options] for book in books for one in book.readings}
    asked = draw(st.sets(st.sampled_from(sorted(readings)))) if readings else set()
    answers: Answers = {name: draw(st.sampled_from(readings[name])) for name in sorted(asked)}
    if len(readings) < 6 and draw(st.booleans()):  # with more of them open, drawing takes long
        answers = "open"
    return books, answers, draw(rows_of(books))


# --- the kinds of frame ---


def as_pandas(columns: Columns, books: Sequence[Rulebook]) -> pd.DataFrame:
    """Return a frame of pandas with the columns that pandas makes by itself: nulls are not-a-number, or objects."""
    del books
    return pd.DataFrame(columns)


def as_nullable_pandas(columns: Columns, books: Sequence[Rulebook]) -> pd.DataFrame:
    """Return a frame of pandas with nullable columns."""
    dtypes = {"yes_no": "boolean", "number": "Float64"}
    kinds = kinds_of(books)
    return pd.DataFrame({name: pd.array(cells, dtypes.get(kinds[name], "string")) for name, cells in columns.items()})


def as_polars(columns: Columns, books: Sequence[Rulebook]) -> pl.DataFrame:
    """Return a frame of polars."""
    kinds = kinds_of(books)
    dtypes = {"yes_no": pl.Boolean, "number": pl.Float64}
    return pl.DataFrame(
        [pl.Series(name, cells, dtypes.get(kinds[name], pl.String), strict=False) for name, cells in columns.items()]
    )


def as_arrow(columns: Columns, books: Sequence[Rulebook]) -> pa.Table:
    """Return a table of PyArrow."""
    kinds = kinds_of(books)
    types = {"yes_no": pa.bool_(), "number": pa.float64()}
    return pa.table({name: pa.array(cells, types.get(kinds[name], pa.string())) for name, cells in columns.items()})


def as_lazy(columns: Columns, books: Sequence[Rulebook]) -> pl.LazyFrame:
    """Return a lazy frame of polars."""
    return as_polars(columns, books).lazy()


def as_relation(columns: Columns, books: Sequence[Rulebook]) -> duckdb.DuckDBPyRelation:
    """Return a relation of DuckDB."""
    return duckdb.from_arrow(as_arrow(columns, books))


FRAMES = [as_pandas, as_nullable_pandas, as_polars, as_arrow, as_lazy, as_relation]
by_kind = pytest.mark.parametrize("frame_of", FRAMES, ids=[one.__name__ for one in FRAMES])
Frames: TypeAlias = Callable[[Columns, Sequence[Rulebook]], object]


@by_kind
@some
@given(drawn=questions())
def test_rows_are_judged_as_alone(frame_of: Frames, drawn: Drawn) -> None:
    """Each row of a scored frame holds the points and outcomes of the verdict on its facts."""
    books, answers, rows = drawn
    scored = score_frame(frame_of(columns_of(rows, books), books), books, readings=answers)
    ids = criteria_of(books)
    assert [judged(books, answers, row, ids) for row in rows] == cells_of(scored, ids)


@by_kind
@settings(some, max_examples=10)
@given(data=st.data())
def test_books_by_date(frame_of: Frames, data: st.DataObject) -> None:
    """With a column of days, each row is judged by the book of its day, by both where either may be in force."""
    books = tuple(book for book in shelf() if book.subject == "eligibility")
    days = data.draw(st.lists(st.dates(date(2011, 9, 1), date(2026, 1, 1)), min_size=1, max_size=12))
    in_force = [rulebooks_for("eligibility", on=day) for day in days]
    rows = [(data.draw(rows_of(several, 1)) or [{}])[0] for several in in_force]
    columns = columns_of(rows, books) | {"day": [day.isoformat() for day in days]}
    scored = score_frame(with_days(frame_of(columns, books)), on="day")
    ids = criteria_of(books)
    expected = [judged(several, {}, row, ids) for several, row in zip(in_force, rows, strict=True)]
    assert expected == cells_of(scored, ids)


@some
@given(drawn=questions())
def test_explained_rows(drawn: Drawn) -> None:
    """The verdict on a row of a frame is that on its facts."""
    books, answers, rows = drawn
    frame = as_polars(columns_of(rows, books), books)
    for place, row in enumerate(rows):
        explained = explain_row(frame, place, books, readings=answers)
        assert (explained.outcomes, explained.totals) == (
            decide(books, row, readings=answers).outcomes,
            decide(books, row, readings=answers).totals,
        )


# --- what is compared ---


def kinds_of(books: Sequence[Rulebook]) -> dict[str, str]:
    """Return the kind of each column."""
    kinds = {measure.name: str(measure.kind) for book in books for measure in book.measures}
    return kinds | dict.fromkeys([name + ABSENT for name in kinds], "yes_no") | {"day": "text"}


def columns_of(rows: Rows, books: Sequence[Rulebook]) -> Columns:
    """Return facts as columns: a number that is absent is said so in a column beside it."""
    measures = {measure.name: measure for book in books for measure in book.measures}
    columns: Columns = {name: [_cell(row.get(name), measure) for row in rows] for name, measure in measures.items()}
    for name, measure in measures.items():
        if measure.kind in {MeasureKind.NUMBER, MeasureKind.YES_NO} and measure.absent:
            columns[name + ABSENT] = [isinstance(row.get(name), Absent) for row in rows]
    return columns


def _cell(value: Value | None, measure: Measure) -> Cell:
    if isinstance(value, Absent):
        return value.kind if measure.kind in {MeasureKind.CATEGORY, MeasureKind.LEVEL} else None
    return _plain(value.value) if isinstance(value, Known) else None


def _plain(value: Scalar) -> Cell:
    return value if isinstance(value, bool | int | float | str) else None


def with_days(frame: object) -> object:
    """Return a frame whose column of days, written as text, is one of dates where text does not do."""
    if isinstance(frame, pl.LazyFrame):
        return frame.with_columns(pl.col("day").str.to_date())
    if isinstance(frame, duckdb.DuckDBPyRelation):
        return frame.select("* REPLACE (CAST(day AS DATE) AS day)")
    return frame


def criteria_of(books: Sequence[Rulebook]) -> list[str]:
    """Return the ids of the criteria of some books."""
    return list(dict.fromkeys(one.id for book in books for one in book.criteria))


def judged(
    books: tuple[Rulebook, ...], answers: Answers, row: Mapping[str, Value], ids: list[str]
) -> tuple[object, ...]:
    """Return what a verdict says of the facts of a row."""
    read = {measure.name for book in books for measure in book.measures}
    verdict = decide(books, {name: value for name, value in row.items() if name in read}, readings=answers)
    points = {one.id: one.points for one in verdict.criteria}
    whole = verdict.points
    return (
        *(whole.low, whole.high, whole.possible_low, whole.possible_high),
        *(verdict.outcome.value, verdict.core.value),
        *(end for name in ids for end in (points[name].low, points[name].high)),
    )


def cells_of(scored: object, ids: list[str]) -> Scored:
    """Return the results of a scored frame, row by row."""
    names = [*COLUMNS, *(f"{name}_{end}" for name in ids for end in ("low", "high"))]
    if isinstance(scored, pl.LazyFrame):
        scored = scored.collect()
    if isinstance(scored, duckdb.DuckDBPyRelation):
        scored = scored.to_arrow_table()
    if isinstance(scored, pl.DataFrame):
        return scored.select(names).rows()
    if isinstance(scored, pd.DataFrame):
        return list(zip(*(scored[name].tolist() for name in names), strict=True))
    assert isinstance(scored, pa.Table)
    return list(zip(*(scored[name].to_pylist() for name in names), strict=True))


@pytest.mark.parametrize("name", sorted(UNFIT))
def test_books_of_other_kinds_are_refused(name: str) -> None:
    """What the columns of a score cannot say is no score: the error names what, and what to use instead."""
    book = shelf()[name]
    with pytest.raises(InvalidBook, match=f"rulebook {name}") as caught:
        score_frame(pl.DataFrame({one.name: [None] for one in book.measures}), book)
    assert "judge such facts with judge_frame()" in str(caught.value)


def test_absences_told_apart_are_refused() -> None:
    """A column of absences does not say which: a rule that asks for one way of them is not for these columns."""
    book = book_from_data(
        tomllib.loads("""
id = "X"
title = "Not reviewed"
subject = "x"
judges = "commitment"
in_force = { from = "2020-01-01" }
[[source]]
id = "page"
title = "A page"
[measure.ambition]
kind = "number"
title = "Ambition"
absent = ["NR", "ND"]
[[requirement]]
id = "REVIEWED"
title = "It was reviewed"
met_when = { not = { measure = "ambition", absent_as = "NR" } }
confidence = "confirmed"
sources = ["page"]
""")
    )
    with pytest.raises(InvalidBook, match="rulebook X") as caught:
        score_frame(pl.DataFrame({"ambition": [1.0]}), book)
    assert "ambition: is absent in several ways" in str(caught.value)
