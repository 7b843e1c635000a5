"""Frames scored: columns and cells as users have them, good and bad."""

from __future__ import annotations

import pickle  # noqa: TID251  # what users may do
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from opengov import InvalidBook, InvalidFrame, Outcome, UnknownName, explain_row, score_frame, shelf
from opengov.rules.language import book_from_data

Columns: TypeAlias = Mapping[str, Sequence[object]]
GOOD: Columns = {
    "iso3": ["AAA", "AAA", "XXX"],
    "budget_proposal": ["PW", "HC", None],
    "audit_report": ["PW", "not covered", None],
    "ati_law": [True, False, None],
    "ati_constitution": [True, False, None],
    "ati_draft": [True, False, None],
    "ad_points": [4, 2, None],
    "civil_liberties": [9.1, 2.0, None],
}
RESULTS = [(16, 16, "met"), (4, 4, "not_met"), (0, 16, "undetermined")]
BOOK = "CORE-2011"


def relation(columns: Columns) -> duckdb.DuckDBPyRelation:
    """Return a relation of DuckDB."""
    return duckdb.from_arrow(pa.table(dict(columns)))


def polars(columns: Columns) -> pl.DataFrame:
    """Return a frame of polars."""
    return pl.DataFrame(dict(columns), strict=False)


def lazy(columns: Columns) -> pl.LazyFrame:
    """Return a lazy frame of polars."""
    return polars(columns).lazy()


def pandas(columns: Columns) -> pd.DataFrame:
    """Return a frame of pandas."""
    return pd.DataFrame(dict(columns))


def arrow(columns: Columns) -> pa.Table:
    """Return a table of PyArrow."""
    return pa.table(dict(columns))


Make: TypeAlias = Callable[[Columns], object]
EAGER: list[Make] = [pandas, polars, arrow]
LAZY: list[Make] = [lazy, relation]
eager = pytest.mark.parametrize("make", EAGER, ids=[one.__name__ for one in EAGER])
lazily = pytest.mark.parametrize("make", LAZY, ids=[one.__name__ for one in LAZY])
always = pytest.mark.parametrize("make", [*EAGER, *LAZY], ids=[one.__name__ for one in [*EAGER, *LAZY]])


def table(scored: object) -> dict[str, list[object]]:
    """Return the columns of a scored frame, nulls as None."""
    if isinstance(scored, pl.LazyFrame):
        scored = scored.collect()
    if isinstance(scored, pd.DataFrame):
        return dict(scored.astype(object).where(scored.notna(), None).to_dict("list"))
    if isinstance(scored, pl.DataFrame):
        return scored.to_dict(as_series=False)
    if isinstance(scored, duckdb.DuckDBPyRelation):
        scored = scored.to_arrow_table()
    assert isinstance(scored, pa.Table)
    return dict(scored.to_pydict())


def results(scored: object) -> list[tuple[object, ...]]:
    """Return the points and the outcome of each row."""
    cells = table(scored)
    return list(zip(cells["points_low"], cells["points_high"], cells["outcome"], strict=True))


def problems_of(frame: object, **asked: object) -> list[str]:
    """Return the problems of a frame that cannot be scored."""
    with pytest.raises(InvalidFrame) as caught:
        score_frame(frame, **({"book": BOOK} | asked))  # type: ignore[arg-type]  # drawn by name
    return [str(problem) for problem in caught.value.problems]


# --- what comes out -------------------------------------------------------------------------------------------------


@always
def test_same_kind(make: Make) -> None:
    """A frame comes back as one of its kind, with its columns first and rows in their order."""
    frame = make(GOOD)
    scored = score_frame(frame, BOOK)
    assert type(frame) is type(scored)
    assert results(scored) == RESULTS
    ends = [f"{name}_{end}" for name in ("FT", "ATI", "AD", "CE") for end in ("low", "high")]
    new = ["points_low", "points_high", "possible_low", "possible_high", "outcome", "core", *ends]
    said = ["problems"] if make in LAZY else []
    assert [*GOOD, *new, *said] == list(table(scored))


def test_index_of_pandas() -> None:
    """The index of a frame of pandas stays, one whose labels stand twice too."""
    frame = pandas(GOOD).set_index(pd.Index([5, 3, 3]))
    scored = score_frame(frame, BOOK)
    assert scored.index.tolist() == [5, 3, 3]
    assert results(scored) == RESULTS


def test_frame_is_not_changed() -> None:
    """The frame that is given stays as it is."""
    frame = pandas(GOOD)
    before = frame.copy()
    score_frame(frame, BOOK)
    pd.testing.assert_frame_equal(before, frame)


@always
def test_empty_frame(make: Make) -> None:
    """A frame without rows is scored: it has the new columns, and no rows."""
    columns = table(score_frame(make({name: cells[:1] for name, cells in GOOD.items()}), BOOK))
    assert all(len(cells) == 1 for cells in columns.values())
    frame = polars(GOOD).clear() if make in (polars, lazy) else pandas(GOOD).head(0)
    assert results(score_frame(frame, BOOK)) == []


@always
def test_only_nulls(make: Make) -> None:
    """Where nothing is known, everything is possible."""
    typed = {name: [*cells, None] for name, cells in GOOD.items()}
    assert results(score_frame(make(typed), BOOK))[-1] == (0, 16, "undetermined")


@eager
def test_columns_of_nulls(make: Make) -> None:
    """Columns that hold nothing at all, and so have no kind, are unknown."""
    frame = make({name: [None] * 2 for name in GOOD})
    assert results(score_frame(frame, BOOK)) == [(0, 16, "undetermined")] * 2


@lazily
def test_lazy_columns_of_nulls(make: Make) -> None:
    """Columns that hold nothing at all are unknown in lazy frames too, and no days."""
    columns = {name: [None] * 2 for name in GOOD} | {"civil_liberties_absent": [None] * 2}
    assert results(score_frame(make(columns), BOOK)) == [(0, 16, "undetermined")] * 2
    rest = dict.fromkeys(["ad_law", "ad_public", "budget_survey_edition"])
    scored = table(score_frame(make({**columns, "on": [None] * 2}), on="on", names=rest))
    assert (scored["outcome"], scored["problems"]) == ([None] * 2, ["on: there is no day"] * 2)


@always
def test_ten_thousand_columns(make: Make) -> None:
    """What is no measure is left alone, however many there are."""
    count = 1_000 if make is relation else 10_000  # in SQL each is a column of every step
    wide = {**GOOD, **{f"column_{place}": [1, 2, 3] for place in range(count)}}
    scored = score_frame(make(wide), BOOK)
    assert results(scored) == RESULTS


@always
def test_prefix(make: Make) -> None:
    """New columns whose names are taken are refused, unless they get others."""
    frame = make({**GOOD, "outcome": ["a", "b", "c"]})
    assert problems_of(frame) == ['frame: has columns of these names already: outcome (give a prefix="...")']
    columns = table(score_frame(frame, BOOK, prefix="ogp_"))
    assert [columns["outcome"], columns["ogp_outcome"]] == [["a", "b", "c"], ["met", "not_met", "undetermined"]]


# --- columns --------------------------------------------------------------------------------------------------------


@always
def test_missing_column(make: Make) -> None:
    """A column that is missing is an error, which names the nearest; it may be said that there is none."""
    frame = make({name: cells for name, cells in GOOD.items() if name != "ati_draft"})
    (problem,) = problems_of(frame)
    assert problem.startswith("ati_draft: there is no such column (is it ")
    assert problem.endswith('or names={"ati_draft": None} if there is none)')
    scored = score_frame(frame, BOOK, names={"ati_draft": None})
    assert results(scored) == [(16, 16, "met"), (4, 5, "not_met"), (0, 16, "undetermined")]


@always
def test_misspelled_column(make: Make) -> None:
    """A column that is misspelt is an error also where it could do without; a name can be given instead."""
    frame = make({**GOOD, "budget_survey_editions": [2015, 2015, 2015]})
    rest = dict.fromkeys(["ad_law", "ad_public"])
    asked = {"book": "CORE-2017", "names": rest}
    (problem,) = problems_of(frame, **asked)
    assert problem.startswith('budget_survey_edition: there is no such column (is it "budget_survey_editions"?')
    scored = score_frame(frame, "CORE-2017", names={**rest, "budget_survey_edition": "budget_survey_editions"})
    assert [row[:2] for row in results(scored)] == [(12, 16), (2, 6), (0, 16)]


def test_names_that_nothing_carries() -> None:
    """Names of measures, columns, books and readings that nothing carries are errors."""
    frame = polars(GOOD)
    assert problems_of(frame, names={"ati_law": "ati_lag"}) == [
        'ati_law: there is no column "ati_lag" (did you mean ati_law?)'
    ]
    assert problems_of(frame, book=None, on="day") == ['on: there is no column "day"']
    wrong: tuple[dict[str, Any], ...] = (
        {"names": {"ati_lax": "ati_law"}},
        {"readings": {"CE": "strict"}},
        {"book": "CORE-2012"},
    )
    for asked in wrong:
        with pytest.raises(UnknownName):
            score_frame(frame, **({"book": BOOK} | asked))


def test_book_or_day() -> None:
    """A frame is scored by a book or by days, not by both and not by neither."""
    wanted = ["on: give either a book or a day (on=date(...), or the name of a column of days)"]
    assert wanted == problems_of(polars(GOOD), book=None)
    assert wanted == problems_of(polars(GOOD), on=date(2012, 1, 1))


def test_several_books() -> None:
    """Several books are given as they are or by their ids, in a tuple or a list; what is no book is an error."""
    for several in ([BOOK], (BOOK,), [shelf()[BOOK]]):
        assert results(score_frame(polars(GOOD), several)) == RESULTS
    for other in ([], [1], 1):
        (problem,) = problems_of(polars(GOOD), book=other)
        assert problem.endswith("no rulebook (give a rulebook, its id, or several of either)")


def test_columns_that_stand_twice() -> None:
    """Columns of one name are refused."""
    frame = pd.DataFrame([[True, False, 1]], columns=["ati_law", "ati_law", "x"])
    assert problems_of(frame) == ["frame: has columns that stand twice: ati_law (rename them)"]


@pytest.mark.parametrize(
    "other", [{"ati_law": [True]}, [1], np.ones(3), pd.Series([1]), None], ids=lambda it: type(it).__name__
)
def test_no_frame(other: object) -> None:
    """What is no data frame is refused."""
    assert [
        f"frame: is a {type(other).__name__}, not a data frame (give one of pandas, polars, PyArrow, DuckDB or PySpark)"
    ] == problems_of(other)


def test_columns_named_by_numbers() -> None:
    """Columns whose names are no text are left alone."""
    frame = pandas(GOOD)
    frame[7] = [1, 2, 3]
    assert results(score_frame(frame, BOOK)) == RESULTS


# --- cells ----------------------------------------------------------------------------------------------------------


@eager
def test_wrong_cells(make: Make) -> None:
    """Cells that are not of the measure's kind are one error, which holds a table of all of them."""
    frame = make({**GOOD, "civil_liberties": [10.5, 9.0, -1.0], "budget_proposal": ["PW", "pw", None]})
    with pytest.raises(InvalidFrame) as caught:
        score_frame(frame, BOOK)
    assert [str(problem) for problem in caught.value.problems] == [
        'rows[1].budget_proposal: "pw" is not a value of it (one of PW, HC, SC, PL, IU, NP)',
        "rows[0].civil_liberties: 10.5 is not a number from 0 to 10",
        "rows[2].civil_liberties: -1.0 is not a number from 0 to 10",
    ]
    rows = table(caught.value.rows)
    assert type(frame) is type(caught.value.rows)
    assert (rows["row"], rows["value"]) == ([1, 0, 2], ["pw", "10.5", "-1.0"])
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (str(caught.value), rows) == (str(again), table(again.rows))


@eager
def test_many_wrong_cells(make: Make) -> None:
    """The message shows the first wrong rows of a column; the table has all of them."""
    frame = make({name: [cells[0]] * 5_000 for name, cells in GOOD.items()} | {"civil_liberties": [11.0] * 5_000})
    with pytest.raises(InvalidFrame) as caught:
        score_frame(frame, BOOK)
    assert "civil_liberties: and 4990 rows more" in str(caught.value)
    assert list(range(5_000)) == table(caught.value.rows)["row"]


@eager
def test_problems_as_a_column(make: Make) -> None:
    """On request rows with wrong cells are left unscored, and a column says why; the others are scored."""
    frame = make({**GOOD, "civil_liberties": [10.5, 2.0, None], "ad_points": [9, 2, None]})
    scored = score_frame(frame, BOOK, problems="column")
    assert [(None, None, None), *RESULTS[1:]] == results(scored)
    assert [cell and str(cell).replace("9.0 is", "9 is") for cell in table(scored)["problems"]] == [
        "ad_points: 9 is not a value of it; civil_liberties: 10.5 is not a number from 0 to 10",
        None,
        None,
    ]


@always
def test_what_to_do_with_problems(make: Make) -> None:
    """A misspelt word for what to do with wrong cells is an error, and scores nothing."""
    frame = make({**GOOD, "civil_liberties": [10.5, 2.0, None]})
    wanted = ["problems: does not say what to do with bad cells (one of raise, column)"]
    for word in ("colum", None, ["raise"]):
        assert wanted == problems_of(frame, problems=word)


@lazily
def test_problems_of_lazy_frames(make: Make) -> None:
    """A lazy frame always says in a column what is wrong with a row, and leaves this row unscored."""
    frame = make({**GOOD, "civil_liberties": [10.5, 2.0, float("inf")], "budget_proposal": ["XX", "PW", None]})
    scored = score_frame(frame, BOOK)
    words = "PW, HC, SC, PL, IU, NP, not covered"
    bounds = "civil_liberties: not a number from 0 to 10"
    assert results(scored) == [(None, None, None), (4, 4, "not_met"), (None, None, None)]
    assert [f"budget_proposal: not a value of it (one of {words}); {bounds}", None, bounds] == table(scored)["problems"]


@eager
def test_text_in_a_column_of_numbers(make: Make) -> None:
    """Numbers, true and false, and words of absence are read from text, as files hold them; other text is an error."""
    text = {"civil_liberties": ["9.1", "not covered", None], "ati_law": ["true", "False", None]}
    columns = table(score_frame(make({**GOOD, **text}), BOOK))
    assert list(zip(columns["possible_low"], columns["possible_high"], strict=True)) == [(16, 16), (12, 12), (8, 16)]
    assert problems_of(make({**GOOD, "civil_liberties": ["9.1", "n/a", None]})) == [
        'rows[1].civil_liberties: "n/a" is not a number from 0 to 10'
    ]


@lazily
def test_text_in_a_lazy_column_of_numbers(make: Make) -> None:
    """A lazy frame is not looked into, so that a column of text for numbers is an error of the column."""
    assert problems_of(make({**GOOD, "civil_liberties": ["9.1", "2", None]})) == [
        "civil_liberties: holds String, not numbers (turn the column into these first; a lazy frame is not looked into)"
    ]


@always
def test_columns_of_another_kind(make: Make) -> None:
    """A column that can hold no value of its measure is an error that names it."""
    (problem,) = problems_of(make({**GOOD, "ati_law": [1, 0, 1]}))
    assert problem.startswith("ati_law: holds Int64, not true and false")
    (problem,) = problems_of(make({**GOOD, "budget_proposal": [1, 2, 3]}))
    assert problem.startswith("budget_proposal: holds Int64, not words")


def test_mixed_types() -> None:
    """Cells of many types in one column are read one by one."""
    cells = [9.1, Decimal("2.0"), "not covered", np.float64(7.5), "8", None, np.nan, pd.NA, True, [9.1], np.ones(2)]
    frame = pd.DataFrame({name: [value[0]] * len(cells) for name, value in GOOD.items()})
    frame["civil_liberties"] = pd.Series(cells, dtype=object)
    scored = score_frame(frame, BOOK, problems="column")
    assert [(4, 4), (0, 0), (0, 0), (3, 3), (4, 4), (0, 4), (0, 4), (0, 4), *[(None, None)] * 3] == list(
        zip(table(scored)["CE_low"], table(scored)["CE_high"], strict=True)
    )


def test_numpy_and_decimals_that_signal() -> None:
    """In a column of objects, what is true or false to numpy is so; a decimal that is no number is unknown."""
    frame = pandas(GOOD)
    frame["ati_law"] = pd.Series([np.True_, np.False_, None], dtype=object)
    frame["civil_liberties"] = pd.Series([Decimal("9.1"), Decimal("2.0"), Decimal("sNaN")], dtype=object)
    scored = score_frame(frame, BOOK)
    columns = [scored[name].tolist() for name in ("ATI_low", "ATI_high", "CE_low", "CE_high")]
    assert columns == [[4, 0, 0], [4, 0, 4], [4, 0, 0], [4, 0, 4]]


@always
def test_absent_numbers(make: Make) -> None:
    """A column beside that of a number says where it is known to be absent; a value there is an error."""
    columns = table(score_frame(make({**GOOD, "civil_liberties_absent": [False, False, True]}), BOOK))
    assert columns["possible_high"] == [16, 16, 12]
    both = make({**GOOD, "civil_liberties_absent": [True, False, True]})
    if make in LAZY:
        said = "civil_liberties: a value beside a cell that says that it is absent"
        assert [said, None, None] == table(score_frame(both, BOOK))["problems"]
    else:
        said = "rows[0].civil_liberties: 9.1 beside a cell that says that it is absent (empty one of the two)"
        assert [said] == problems_of(both)


def test_categories() -> None:
    """Categories and enumerations are words; numbers as categories are read as well."""
    words = pd.Categorical(["PW", "HC", None])
    frame = pandas(GOOD).assign(budget_proposal=words, civil_liberties=pd.Categorical([9.1, 2.0, None]))
    assert results(score_frame(frame, BOOK)) == RESULTS
    for dtype in (pl.Categorical, pl.Enum(["NP", "PW", "HC"])):
        typed = polars(GOOD).with_columns(pl.col("budget_proposal").cast(dtype))
        assert results(score_frame(typed, BOOK)) == RESULTS
        assert results(score_frame(typed.lazy(), BOOK)) == RESULTS
    assert (
        results(score_frame(arrow({**GOOD, "budget_proposal": pa.array(["PW", "HC", None]).dictionary_encode()}), BOOK))
        == RESULTS
    )


def test_decimals_and_narrow_numbers() -> None:
    """Numbers of any type are read, those of 32 bits as what they are."""
    for dtype in (pl.Decimal(10, 2), pl.Float32):
        frame = polars(GOOD).with_columns(pl.col("civil_liberties").cast(dtype), pl.col("ad_points").cast(pl.Int8))
        assert results(score_frame(frame, BOOK)) == RESULTS
        assert results(score_frame(frame.lazy(), BOOK)) == RESULTS


# --- days -----------------------------------------------------------------------------------------------------------


@eager
def test_days_as_text(make: Make) -> None:
    """Days written as text are read; what is no day, and a day before all books, are errors of their rows."""
    frame = make({**GOOD, "on": ["2012-06-01", "2013-02-30", "2010-01-01"]})
    assert problems_of(frame, book=None, on="on") == [
        'rows[1].on: "2013-02-30" is not a day (write year-month-day)',
        "rows[2].on: no rulebook is in force on 2010-01-01",
    ]
    scored = score_frame(frame, on="on", problems="column")
    assert results(scored) == [(16, 16, "met"), (None, None, None), (None, None, None)]


@lazily
def test_days_in_lazy_frames(make: Make) -> None:
    """In a lazy frame a row without a day, or on a day before all books, is left unscored."""
    frame = make({**GOOD, "on": [date(2012, 6, 1), date(2010, 1, 1), None]})
    rest = dict.fromkeys(["ad_law", "ad_public", "budget_survey_edition"])
    scored = score_frame(frame, on="on", names=rest)
    assert results(scored) == [(16, 16, "met"), (None, None, None), (None, None, None)]
    assert table(scored)["problems"] == [None, "on: no rulebook is in force", "on: there is no day"]


@eager
def test_time_zones(make: Make) -> None:
    """A time counts as the day in its own zone: the new scale of December 2014 begins at midnight there."""
    zone = timezone(timedelta(hours=2))
    hours = [datetime(2014, 12, 21, 23, tzinfo=zone), datetime(2014, 12, 22, 1, tzinfo=zone)]
    frame = make(
        {name: [cells[0]] * 2 for name, cells in GOOD.items()} | {"ad_law": [True] * 2, "ad_public": [False] * 2}
    )
    moments = [hour.astimezone(UTC) for hour in hours]
    if isinstance(frame, pd.DataFrame):
        frame = frame.assign(on=pd.Series(moments).dt.tz_convert("Etc/GMT-2"))
    elif isinstance(frame, pl.DataFrame):
        frame = frame.with_columns(pl.Series("on", moments).dt.convert_time_zone("Etc/GMT-2"))
    else:
        assert isinstance(frame, pa.Table)
        frame = frame.append_column("on", pa.array(moments, pa.timestamp("us", "Etc/GMT-2")))
    assert table(score_frame(frame, on="on"))["AD_low"] == [4, 2]


def test_time_zones_of_sessions() -> None:
    """DuckDB takes times in the zone of its session, so that a column of them is refused; a column of dates is not."""
    moments = pa.array([datetime(2014, 12, 21, 23, tzinfo=UTC)] * 3, pa.timestamp("us", "Etc/GMT-2"))
    frame = duckdb.from_arrow(arrow(GOOD).append_column("on", moments))
    rest = dict.fromkeys(["ad_law", "ad_public", "budget_survey_edition"])
    assert problems_of(frame, book=None, on="on", names=rest) == [
        "on: holds times whose day hangs on the time zone of the session (cast it to DATE)"
    ]
    dates = frame.select('* replace (cast("on" as date) as "on")')
    assert len(results(score_frame(dates, on="on", names=rest))) == 3


def test_a_time_as_the_day() -> None:
    """A time in place of a day counts as its date; what is no day at all is an error."""
    for on in (datetime(2012, 6, 1, 12), pd.Timestamp("2012-06-01")):  # noqa: DTZ001  # a time where it was
        assert results(score_frame(polars(GOOD), on=on)) == RESULTS
        assert explain_row(polars(GOOD), 0, on=on).on == date(2012, 6, 1)
    for other in (2012, pd.NaT):
        assert problems_of(polars(GOOD), book=None, on=other) == [
            f"on: {other!r} is not a day (give date(...), or the name of a column of days)"
        ]


@always
def test_years_are_no_days(make: Make) -> None:
    """A year is no day of judgement, and is refused."""
    frame = make({**GOOD, "on": [2012, 2013, 2014]})
    rest = dict.fromkeys(["ad_law", "ad_public", "budget_survey_edition"])
    (problem,) = problems_of(frame, book=None, on="on", names=rest)
    assert problem.startswith("on: holds Int64, not dates")


def test_only_the_books_that_occur_ask_for_columns() -> None:
    """An eager frame needs the columns of the books of its days, not those of all books."""
    frame = polars({**GOOD, "on": [date(2012, 6, 1)] * 3})
    assert results(score_frame(frame, on="on")) == RESULTS
    assert results(score_frame(frame.drop("on"), on=date(2012, 6, 1))) == RESULTS
    early = polars({**GOOD, "on": [date(2012, 6, 1), date(2010, 1, 1), None]})
    assert results(score_frame(early, on="on", problems="column")) == [RESULTS[0], (None,) * 3, (None,) * 3]


def test_values_that_one_book_allows() -> None:
    """A value that the book of its row does not allow is an error of this row, though another book allows it."""
    columns = {name: [cells[0]] * 2 for name, cells in GOOD.items()} | {
        "ad_law": [True] * 2,
        "ad_public": [True] * 2,
        "asset_disclosure_accepted": [3, 3],
        "on": [date(2013, 1, 1), date(2015, 1, 1)],
    }
    wanted = "asset_disclosure_accepted: 3 is not a value of it (one of 0, 2, 4)"
    assert [f"rows[1].{wanted}"] == problems_of(polars(columns), book=None, on="on")
    scored = table(score_frame(lazy(columns), on="on", names={"budget_survey_edition": None}))
    assert (
        scored["AD_low"],
        scored["problems"],
    ) == ([3, None], [None, "AD: a value that the book of the row does not allow"])


@eager
def test_all_values_that_one_book_allows(make: Make) -> None:
    """Every value that the book of its row does not allow is told; in a column, the other rows are scored."""
    columns = {name: [cells[0]] * 4 for name, cells in GOOD.items()} | {
        "ad_law": [True] * 4,
        "ad_public": [True] * 4,
        "asset_disclosure_accepted": [3, 3, 3, 2],
        "on": [date(2013, 1, 1), date(2015, 1, 1), date(2015, 1, 1), date(2015, 1, 1)],
    }
    wanted = "asset_disclosure_accepted: 3 is not a value of it"
    assert [f"rows[{row}].{wanted} (one of 0, 2, 4)" for row in (1, 2)] == problems_of(
        make(columns), book=None, on="on"
    )
    scored = table(score_frame(make(columns), on="on", problems="column"))
    assert scored["AD_low"] == [3, None, None, 2]
    assert [None, wanted, wanted, None] == [said and str(said).partition(" (")[0] for said in scored["problems"]]


# --- books ----------------------------------------------------------------------------------------------------------


@always
def test_outcome_is_exact(make: Make) -> None:
    """The outcome comes from what is possible together: 12 to 16 points of 12 to 16 are enough in every case."""
    yes = ("ati_law", "ati_constitution", "ati_draft", "ad_law", "ad_public", "member")
    frame = make({**{name: [True] for name in yes}, "civil_liberties": [9.1]})
    names = dict.fromkeys(["budget_proposal", "audit_report", "budget_survey_edition"])
    columns = table(score_frame(frame, "CORE-2018", names=names))
    hull = [columns[name][0] for name in ("points_low", "points_high", "possible_low", "possible_high", "outcome")]
    assert hull == [12, 16, 12, 16, "met"]


def test_requirements_count() -> None:
    """The Values Check decides for newcomers; where its measures are no columns, their outcome is open."""
    yes = ("ati_law", "ati_constitution", "ati_draft", "ad_law", "ad_public")
    full: dict[str, list[object]] = {name: [True] * 3 for name in yes}
    frame = polars(
        full
        | {"civil_liberties": [9.1] * 3, "budget_proposal": ["PW"] * 3, "audit_report": ["PW"] * 3}
        | {"member": [True, False, False], "cso_entry_exit_osp": [1.0, 3.0, 3.0], "cso_repression_osp": [1.0, 3.0, 2.9]}
    )
    asked = {"budget_survey_edition": None}
    columns = table(score_frame(frame, "CORE-2018", names=asked))
    assert (columns["outcome"], columns["core"]) == (["met", "met", "not_met"], ["met"] * 3)
    columns = table(score_frame(frame.drop("cso_entry_exit_osp", "cso_repression_osp"), "CORE-2018", names=asked))
    assert columns["outcome"] == ["met", "undetermined", "undetermined"]


def test_books_without_criteria() -> None:
    """A book of requirements alone has an outcome, and no points."""
    columns = table(score_frame(polars({"country_in_good_standing": [False, True]}), "LOC-JOIN"))
    assert (columns["outcome"], columns["core"]) == (["not_met", "undetermined"], ["not_applicable"] * 2)
    assert columns["possible_high"] == [0, 0]


def test_measures_that_columns_cannot_hold() -> None:
    """A book that reads lists is refused for frames, and says what to do instead."""
    cited = {"confidence": "confirmed", "sources": ["s"]}
    book = book_from_data(
        {
            "id": "LISTS",
            "title": "Lists",
            "subject": "eligibility",
            "judges": "member",
            "in_force": {"from": "2020-01-01"},
            "source": [{"id": "s", "title": "Made up for a test"}],
            "measure": {"gaps": {"kind": "spans", "title": "Gaps"}},
            "requirement": [
                {"id": "R", "title": "R", "met_when": {"every": "gaps", "at_most": "P6M"}, **cited},
            ],
        }
    )
    with pytest.raises(InvalidBook) as caught:
        score_frame(polars({"gaps": [1]}), book)
    assert "gaps: is a spans, which a column cannot hold" in str(caught.value)


# --- one row --------------------------------------------------------------------------------------------------------


@eager
def test_explained_row(make: Make) -> None:
    """A row is explained by the verdict on it, by the book of its day."""
    frame = make({**GOOD, "on": ["2012-06-01"] * 3})
    verdict = explain_row(frame, 1, on="on", about="iso3")
    assert str(verdict) == "AAA on 2012-06-01: not met, 4 of 16 points, CORE-2011"
    assert verdict.points.possible_high == 16
    assert Outcome.UNDETERMINED is explain_row(frame, -1, BOOK).outcome
    with pytest.raises(IndexError):
        explain_row(frame, 3, BOOK)


def test_explained_row_of_bad_cells() -> None:
    """A row that cannot be scored cannot be explained; a lazy frame has no row of a number."""
    frame = polars({**GOOD, "civil_liberties": [11.0, 1.0, 1.0]})
    with pytest.raises(InvalidFrame) as caught:
        explain_row(frame, 0, BOOK)
    assert "rows[0].civil_liberties: 11.0 is not a number from 0 to 10" in str(caught.value)
    with pytest.raises(InvalidFrame) as caught:
        explain_row(frame.lazy(), 1, BOOK)
    assert "frame: is lazy, so its rows have no places" in str(caught.value)


def test_facts_of_findings_are_explained() -> None:
    """What only a finding reads bears on no score, and is in the verdict of the row all the same."""
    frame = polars({"member": [True], "consecutive_years_below": [2]})
    criteria = ["budget_proposal", "audit_report", "budget_survey_edition", "ati_law", "ati_constitution", "ati_draft"]
    names = dict.fromkeys([*criteria, "ad_law", "ad_public", "civil_liberties"])
    verdict = explain_row(frame, 0, shelf()["CORE-2023"], names=names)
    assert str(verdict["STAY-2023"].made) == "yes"  # type: ignore[union-attr]  # a finding


# --- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8-sig"])
def test_files_of_other_encodings(tmp_path: Path, encoding: str) -> None:
    """A file in Latin-1 or with a byte-order mark is scored as any other, once it is read as what it is."""
    path = tmp_path / "panel.csv"
    pandas({**GOOD, "country": ["Côte d'Ivoire", "Österreich", "Perú"]}).to_csv(path, index=False, encoding=encoding)
    assert results(score_frame(pd.read_csv(path, encoding=encoding), BOOK)) == RESULTS


# --- many rows ------------------------------------------------------------------------------------------------------

MANY = 150_000  # beyond which all outcomes are settled before they are seen
WORDS = ["PW", "HC", "SC", "PL", "IU", "NP", "not covered", None]


def made_up(rows: int) -> pl.DataFrame:
    """Return rows with values of all measures of the two surveys, of laws and of newcomers, and a day each."""
    draw = np.random.default_rng(2011)

    def some(values: Sequence[object], dtype: Any) -> pl.Series:  # noqa: ANN401  # a type of polars
        return pl.Series(values, dtype=dtype).gather(draw.integers(0, len(values), rows))

    laws = ["ati_law", "ati_constitution", "ati_draft", "ad_law", "ad_public", "member"]
    values_check = ["cso_entry_exit_osp", "cso_repression_osp"]
    first = date(2011, 9, 1).toordinal()
    days = [date.fromordinal(first + int(one)) for one in draw.integers(0, 5_000, 200)]
    return pl.DataFrame(
        {name: some(WORDS, pl.String) for name in ("budget_proposal", "audit_report")}
        | {name: some([True, False, None], pl.Boolean) for name in laws}
        | {name: some([None, 1.5, 3.0, 3.9], pl.Float64) for name in values_check}
        | {
            "ad_points": some([None, 0, 1, 2, 3, 4], pl.Int64),
            "civil_liberties": some([None, 0.0, 2.5, 2.6, 5.0, 5.29, 7.5, 9.1], pl.Float64),
            "on": some([*days], pl.Date),
        }
    )


@pytest.mark.parametrize("asked", [{"book": "CORE-2018"}, {"book": "CORE-2011"}, {"on": "on"}], ids=str)
@pytest.mark.parametrize("to", ["polars", "pandas", "arrow"])
def test_many_rows(to: str, asked: dict[str, Any]) -> None:
    """Many rows come to what the same rows come to when they are scored a part at a time, or lazily."""
    rows = made_up(MANY)
    given = {"polars": rows, "pandas": rows.to_pandas(), "arrow": rows.to_arrow()}[to]
    whole = pl.DataFrame(table(score_frame(given, **asked)))
    parts = [score_frame(part, **asked) for part in rows.iter_slices(MANY // 3)]
    added = [name for name in whole.columns if name not in rows.columns]
    text = pl.col("outcome", "core").cast(pl.String)
    assert (
        whole.select(added)
        .with_columns(text)
        .cast({pl.Int64: pl.Int16})
        .equals(pl.concat(parts).select(added).with_columns(text))
    )
    lazily_scored = score_frame(rows.lazy(), **asked).collect()
    assert lazily_scored.select(added).equals(pl.concat(parts).select(added))


def wide() -> dict[str, Any]:
    """Return a book of four criteria with twenty bands of fifty points each: more than a byte holds."""
    cited = {"confidence": "confirmed", "sources": ["page"]}
    bands = range(1, 21)

    def criterion(name: str) -> dict[str, Any]:
        choose: list[object] = [{"rule": "R0", "give": 0, "when": {"measure": name, "below": 1}}]
        for one in bands:
            within = [{"measure": name, "at_least": one}, {"measure": name, "below": one + 1}]
            choose.append({"rule": f"R{one}", "give": 50 * one, "when": {"all": within}})
        measured = {"measure": name, "coded": True}
        return {
            "id": name.upper(),
            "title": name,
            "maximum": 1000,
            "measured_when": measured,
            "choose": choose,
            **cited,
        }

    return {
        "id": "WIDE",
        "title": "Many points",
        "subject": "wide",
        "judges": "member",
        "in_force": {"from": "2020-01-01"},
        "source": [{"id": "page", "title": "A page"}],
        "measure": {name: {"kind": "number", "title": name, "between": [0, 20.5]} for name in "abcd"},
        "threshold": {"id": "ENOUGH", "title": "Half", "share": "1/2", "fewest_measured": 1, "too_few": "FEW", **cited},
        "criterion": [criterion(name) for name in "abcd"],
        "rule": [{"id": name, "title": name, **cited} for name in ["FEW", "R0", *(f"R{one}" for one in bands)]],
    }


@pytest.mark.parametrize("rows", [3_000, MANY])
def test_points_that_no_byte_holds(rows: int) -> None:
    """Points of hundreds, of criteria that are looked up together or in several steps, are added up as they are."""
    draw = np.random.default_rng(50)
    columns = {name: np.where(draw.random(rows) < 0.2, np.nan, draw.integers(0, 21, rows)) for name in "abcd"}
    scored = score_frame(pd.DataFrame(columns), book_from_data(wide()))
    low = {name: np.nan_to_num(50 * cells) for name, cells in columns.items()}
    high = {name: np.where(np.isnan(cells), 1000, 50 * cells) for name, cells in columns.items()}
    for name in "abcd":
        assert (scored[f"{name.upper()}_low"] == low[name]).all()
        assert (scored[f"{name.upper()}_high"] == high[name]).all()
    assert (scored["points_low"] == sum(low.values())).all()
    assert (scored["points_high"] == sum(high.values())).all()
    assert scored["points_high"].max() > 3_000
