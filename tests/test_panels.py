"""Panels: what was known of each country on each day."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opengov import InvalidFrame, PartialDate, panel, score_frame
from opengov.model.indicators import Edition

DATA = Path(__file__).parent / "data"
EDITIONS = [
    Edition(series="survey", label=label, published=PartialDate(published))
    for label, published in (("1", "2012-01-10"), ("2", "2013-05"), ("3", "2015-01-01"))
]
SURVEY = {
    "iso3": ["AAA", "AAA", "AAA", "BBB", "CCC"],
    "edition": [1, 2, 3, 2, 1],
    "score": [1.5, 2.5, 2.5, None, 4.0],
    "word": ["x", "x", "y", "z", None],
}
YEARS = range(2010, 2020)
FRAMES: list[Callable[..., object]] = [pd.DataFrame, pl.DataFrame, pa.table]
Rows = list[dict[str, object]]


def rows_of(frame: object) -> Rows:
    """Return the rows of a panel."""
    if isinstance(frame, pd.DataFrame):
        return list(frame.astype(object).where(frame.notna(), None).to_dict("records"))
    return frame.to_dicts() if isinstance(frame, pl.DataFrame) else frame.to_pylist()  # type: ignore[attr-defined]  # Arrow


@pytest.mark.parametrize("make", FRAMES, ids=["pandas", "polars", "arrow"])
def test_what_was_known(make: Callable[..., object]) -> None:
    """On each day the newest edition published by then counts; who is not in it is not covered."""
    frame = make(SURVEY)
    made = panel({"survey": frame}, [date(2011, 1, 1), date(2012, 6, 1), date(2014, 1, 1)], editions=EDITIONS)
    assert type(made) is type(frame)
    cells = [tuple(row.values())[2:] for row in rows_of(made)]
    assert cells == [
        *[(None, None, False, None), (1.5, "x", False, "1"), (2.5, "x", False, "2")],
        *[(None, None, False, None), (None, "not covered", True, "1"), (None, "z", False, "2")],
        *[(None, None, False, None), (4.0, None, False, "1"), (None, "not covered", True, "2")],
    ]


def test_an_edition_that_may_be_out() -> None:
    """While it is not known whether a newer edition is out, a value stands only if both editions have it."""
    made = panel({"survey": pl.DataFrame(SURVEY)}, [date(2013, 5, 15)], editions=EDITIONS)
    assert made.rows() == [
        ("AAA", date(2013, 5, 15), None, "x", False, None),
        ("BBB", date(2013, 5, 15), None, None, False, None),
        ("CCC", date(2013, 5, 15), None, None, False, None),
    ]


def test_not_covered_or_unknown() -> None:
    """A country that an edition does not have may be taken as unknown instead."""
    made = panel({"survey": pl.DataFrame(SURVEY)}, [date(2014, 1, 1)], editions=EDITIONS, not_covered=None)
    assert made.columns == ["iso3", "on", "score", "word", "survey_edition"]
    assert made.row(2) == ("CCC", date(2014, 1, 1), None, None, "2")


@given(days=st.lists(st.dates(date(2011, 1, 1), date(2014, 12, 31)), min_size=1, max_size=5))
def test_the_future_is_not_seen(days: list[date]) -> None:
    """What is published after all days changes nothing, neither its values nor its countries that were there before."""
    whole = pl.DataFrame(SURVEY)
    before = whole.filter(pl.col("edition") < 3)
    made = [panel({"survey": table}, days, editions=EDITIONS) for table in (whole, before)]
    assert made[0].equals(made[1])


def test_tables_that_cannot_be_joined() -> None:
    """Countries that stand twice, editions of unknown date, and columns missing or in two tables are errors."""
    twice = pl.DataFrame({"iso3": ["AAA", "AAA", None], "edition": ["1", "1", "9"], "score": [1, 2, 3]})
    with pytest.raises(InvalidFrame) as caught:
        panel({"survey": twice}, [date(2014, 1, 1)], editions=EDITIONS)
    assert [str(problem).partition(" (")[0] for problem in caught.value.problems] == [
        "survey[1]: AAA stands twice in the edition 1",
        "survey[2]: names no country, or no edition",
    ]
    late = pl.DataFrame({"iso3": ["AAA"], "edition": ["9"], "score": [1]})
    with pytest.raises(InvalidFrame) as caught:
        panel({"survey": late}, [date(2014, 1, 1)], editions=EDITIONS)
    assert "survey.edition: when the edition 9 came out is not known" in str(caught.value)
    with pytest.raises(InvalidFrame) as caught:
        panel({"survey": late.drop("edition")}, [date(2014, 1, 1)], editions=EDITIONS)
    assert "survey.edition: there is no such column" in str(caught.value)
    other = [*EDITIONS, Edition(series="other", label="9", published=PartialDate("2012"))]
    with pytest.raises(InvalidFrame) as caught:
        panel({"survey": late.with_columns(edition=pl.lit("1")), "other": late}, [date(2014, 1, 1)], editions=other)
    assert "score: is a column of more than one table" in str(caught.value)


@pytest.mark.parametrize("name", ["iso3", "on", "survey_edition", "score_absent"])
def test_columns_of_the_panel_itself(name: str) -> None:
    """A column that would be overwritten by one that the panel makes is an error; under another name it stays."""
    frame = pl.DataFrame(SURVEY)
    if name != "iso3":
        frame = frame.rename({"word": name})
    asked = {"word": name} if name == "iso3" else {}
    with pytest.raises(InvalidFrame) as caught:
        panel({"survey": frame}, [date(2014, 1, 1)], editions=EDITIONS, names=asked)
    (problem,) = caught.value.problems
    assert str(problem) == f"{name}: is a column that the panel makes itself (give another name in names)"
    free = {"word" if name == "iso3" else name: "free"}
    assert panel({"survey": frame}, [date(2014, 1, 1)], editions=EDITIONS, names=free)["free"].to_list()[1] == "z"


def test_keys_that_the_panel_needs() -> None:
    """A key with the name of the column of days is an error."""
    frame = pl.DataFrame(SURVEY).rename({"iso3": "on"})
    with pytest.raises(InvalidFrame) as caught:
        panel({"survey": frame}, [date(2014, 1, 1)], key="on", editions=EDITIONS)
    assert "on: is a column that the panel makes more than once" in str(caught.value)


def test_new_names_of_no_column() -> None:
    """A new name for a column that no table has is an error, as is one for the key."""
    with pytest.raises(InvalidFrame) as caught:
        panel({"survey": pl.DataFrame(SURVEY)}, [date(2014, 1, 1)], editions=EDITIONS, names={"wort": "w", "iso3": "x"})
    assert [str(problem) for problem in caught.value.problems] == [
        "names.wort: there is no such column (one of score, word)",
        "names.iso3: there is no such column (one of score, word)",
    ]


def test_no_tables() -> None:
    """A panel of no tables is an error."""
    with pytest.raises(InvalidFrame) as caught:
        panel({}, [date(2014, 1, 1)])
    assert "tables: there are none" in str(caught.value)


def test_times_as_days() -> None:
    """Times count as their dates; what is no day is an error, each with its place."""
    frame = pl.DataFrame(SURVEY)
    wanted = panel({"survey": frame}, [date(2014, 1, 1)] * 2, editions=EDITIONS)
    times = [datetime(2014, 1, 1, 12), pd.Timestamp("2014-01-01")]  # noqa: DTZ001  # a time where it was
    assert panel({"survey": frame}, times, editions=EDITIONS).equals(wanted)
    with pytest.raises(InvalidFrame) as caught:
        panel({"survey": frame}, [date(2014, 1, 1), 2014, "2014-01-01"], editions=EDITIONS)  # type: ignore[list-item]  # bad
    assert [str(problem) for problem in caught.value.problems] == [
        "days[1]: 2014 is not a day (give date(...))",
        'days[2]: "2014-01-01" is not a day (give date(...))',
    ]


def test_survey_codes_are_scored() -> None:
    """The codes of two documents become a panel of ten years, with the points that they decide."""
    with (DATA / "obs_two_documents.csv").open(encoding="utf-8", newline="") as file:
        codes = pl.DataFrame(list(csv.DictReader(file)))
    days = [date(year, 12, 31) for year in range(2011, 2021)]
    names = {"executives_budget_proposal": "budget_proposal"}
    made = panel({"obs": codes}, days, names=names)
    rest = ["ati_law", "ati_constitution", "ati_draft", "ad_points", "ad_law", "ad_public", "civil_liberties"]
    scored = score_frame(made, on="on", names=dict.fromkeys(rest) | {"budget_survey_edition": "obs_edition"})
    assert len(scored) == 10 * codes["iso3"].n_unique()
    afghanistan = scored.filter(pl.col("iso3") == "AFG", pl.col("on") == date(2016, 12, 31))
    assert afghanistan.select("obs_edition", "FT_low", "FT_high").row(0) == ("2015", 4, 4)
    assert set(scored["outcome"]) <= {"undetermined", "not_met"}


def test_all_countries() -> None:
    """The codes of all countries, and made-up liberties for more countries still, become a panel of ten years."""
    codes = pl.read_csv(DATA / "obs_documents_2006_2019.csv", schema_overrides={"edition": pl.String})
    countries = [*codes["iso3"].unique().sort(), *(f"X{one:02}" for one in range(55))]
    index = [(iso3, str(year), (3 * place + year) % 101 / 10) for place, iso3 in enumerate(countries) for year in YEARS]
    liberties = pl.DataFrame(index, schema=["iso3", "edition", "civil_liberties"], orient="row")
    days = [date(year, 10, 1) for year in range(2011, 2021)]
    names = {"executives_budget_proposal": "budget_proposal"}
    made = panel({"obs": codes, "eiu_civil_liberties": liberties}, days, names=names)
    rest = ["ati_law", "ati_constitution", "ati_draft", "ad_points", "ad_law", "ad_public"]
    scored = score_frame(made, on="on", names=dict.fromkeys(rest) | {"budget_survey_edition": "obs_edition"})
    assert len(scored) == 10 * len(countries)
    # both metrics are decided, those that a survey does not cover are out of the count; the laws stay open
    certain = scored.filter(pl.col("obs_edition").is_not_null())
    assert certain["on"].n_unique() == 8  # on the other days it is not known whether a newer survey was out
    assert certain.filter((pl.col("FT_low") != pl.col("FT_high")) | (pl.col("CE_low") != pl.col("CE_high"))).is_empty()
    assert set(certain["points_high"] - certain["points_low"]) == {8}
    assert set(scored.filter(pl.col("budget_proposal") == "not covered")["possible_high"]) == {12}
