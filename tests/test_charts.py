"""Pictures and tables for notebooks: charts hold what they show, HTML is escaped and has no script."""

import re
from html.parser import HTMLParser

import altair as alt
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import opengov
from opengov import reference
from opengov.errors import InvalidFrame
from opengov.report.charts import heat_map, points_bars
from opengov.rules.audit import audit_scores
from opengov.rules.shelf import shelf
from opengov.rules.verdicts import decide

PANEL = {
    "iso3": ["ARC", "ARC", "<b>"],
    "year": [2017, 2018, 2018],
    "outcome": ["not_met", "undetermined", "met"],
    "points_low": [11, 10, 12],
    "points_high": [11, 14, 12],
    "possible_low": [16, 12, 12],
    "possible_high": [16, 16, 12],
}
ROWS = [
    {"country": "ARC", "year": "2017", "outcome": "not met", "points": "11 of 16", "share": 11 / 16},
    {"country": "ARC", "year": "2018", "outcome": "undetermined", "points": "10..14 of 12..16", "share": 10 / 16},
    {"country": "<b>", "year": "2018", "outcome": "met", "points": "12 of 12", "share": 1.0},
]


def rows_of(chart: alt.Chart | alt.LayerChart | alt.FacetChart) -> list[list[dict[str, object]]]:
    """Return the rows that each layer of a chart draws."""
    drawn = chart.to_dict()
    return [drawn["datasets"][layer["data"]["name"]] for layer in drawn.get("layer", [drawn])]


@pytest.mark.parametrize(
    "frame", [pd.DataFrame(PANEL), pl.DataFrame(PANEL), pa.table(PANEL)], ids=lambda one: str(type(one))
)
def test_heat_map(frame: pl.DataFrame) -> None:
    """A panel of any kind becomes a heat map with a cell for each country and year."""
    drawn = heat_map(frame).to_dict()
    assert (drawn["mark"]["type"], rows_of(heat_map(frame))) == ("rect", [ROWS])
    assert drawn["encoding"]["color"]["field"] == "outcome"
    assert heat_map(frame, show="share").to_dict()["encoding"]["color"]["field"] == "share"


def test_heat_map_of_other_names() -> None:
    """The columns may have other names."""
    names = {"iso3": "country", "year": "when"}
    frame = pl.DataFrame({names.get(name, f"x_{name}"): cells for name, cells in PANEL.items()})
    assert rows_of(heat_map(frame, country="country", year="when", prefix="x_")) == [ROWS]


def test_heat_map_of_rows_that_were_not_scored() -> None:
    """A row without scores is drawn without a share."""
    frame = pl.DataFrame(PANEL).with_columns(points_low=pl.lit(None, pl.Int32))
    assert {row["share"] for row in rows_of(heat_map(frame))[0]} == {None}


def test_heat_map_refuses() -> None:
    """A panel with missing columns, twofold or too many cells is refused."""
    frame = pl.DataFrame(PANEL)
    with pytest.raises(InvalidFrame) as caught:
        heat_map(frame.drop("outcome", "year"))
    assert [problem.path for problem in caught.value.problems] == ["year", "outcome"]
    with pytest.raises(InvalidFrame) as caught:
        heat_map(pl.concat([frame, frame]))
    assert "stands twice" in str(caught.value)
    with pytest.raises(InvalidFrame) as caught:
        heat_map(pl.concat([frame] * 20_000))
    assert "has 60,000 rows" in str(caught.value)


def test_points_bars() -> None:
    """The bars hold what is sure and what is possible of each criterion, the line what is needed."""
    verdict = decide(shelf()["CORE-2018"], {"ati_law": True, "civil_liberties": 5.29}, about="ARC")
    bars, lines = rows_of(points_bars(verdict))
    known = {(one["criterion"], one["known"]): one["points"] for one in bars}
    assert known == {
        ("FT", "sure"): 0,
        ("FT", "possible"): 4,
        ("ATI", "sure"): 4,
        ("ATI", "possible"): 0,
        ("AD", "sure"): 0,
        ("AD", "possible"): 4,
        ("CE", "sure"): 3,
        ("CE", "possible"): 0,
    }
    assert lines == [{"name": "ARC", "needed": 12.0, "outcome": "undetermined"}]


def test_points_bars_side_by_side() -> None:
    """Several verdicts stand side by side; one without a threshold has no bar."""
    verdicts = opengov.assess_all(opengov.case("cambodia-2014"))
    without = decide(shelf()["LOC-JOIN"], {})
    _, lines = rows_of(points_bars([*verdicts, without]))
    assert [one["name"] for one in lines] == ["IDN", "PHL", "VNM", "KHM"]
    with pytest.raises(ValueError, match="none of the verdicts"):
        points_bars(without)


# --- HTML ---


class Tags(HTMLParser):
    """The tags and the text of a piece of HTML, each tag closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.rows = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag; none has attributes."""
        assert attrs == []
        self.open.append(tag)
        self.tags.add(tag)
        self.rows += tag == "tr"

    def handle_endtag(self, tag: str) -> None:
        """A tag closes the one that was opened last."""
        assert self.open.pop() == tag


def tags(thing: object) -> Tags:
    """Return the tags by which a notebook shows something; only those of plain tables, all of them closed."""
    found = Tags(thing._repr_html_())  # type: ignore[attr-defined]  # each has one
    assert found.tags <= {"p", "table", "thead", "tbody", "tr", "th", "td"}
    assert found.open == []
    return found


def test_html_of_a_verdict() -> None:
    """A verdict is a table of criteria and a table of requirements."""
    verdict = opengov.assess_eligibility(opengov.case("morocco-2018"))
    assert tags(verdict).rows == 2 + len(verdict.criteria) + len(verdict.requirements)


def test_html_is_escaped() -> None:
    """Whatever a case says cannot become markup."""
    verdict = decide(shelf()["CORE-2018"], {"ati_law": True}, about="<script>alert(1)</script>")
    text = verdict._repr_html_()
    assert "&lt;script&gt;" in text
    assert not re.search(r"<script|onerror|javascript:", text)
    assert tags(verdict).rows > len(verdict.criteria)


def test_html_of_an_audit() -> None:
    """An audit is a table of the breakdowns that fit, or of what would have to be so."""
    audits = audit_scores(reference.published_scores())
    fits = next(one for one in audits if one.fits > 1)
    assert tags(fits).rows == 1 + fits.fits
    never = next(one for one in audits if not one.fits)
    assert tags(never).rows == 1 + len(never.possible_with)
