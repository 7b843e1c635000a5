"""Pictures, with the extra ``charts``: a panel as a heat map, points against the threshold as bars.

Each function returns a chart of altair, which a notebook shows and which can be changed, saved or put beside others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import altair as alt
import narwhals.stable.v2 as nw

from opengov.errors import InvalidFrame, Problem
from opengov.model.values import Outcome
from opengov.rules.verdicts import Verdict

if TYPE_CHECKING:
    from narwhals.stable.v2.typing import IntoDataFrame

__all__ = ["heat_map", "points_bars"]

_COLOURS = {  # told apart with every kind of colour vision, and in print
    Outcome.MET: "#2166ac",
    Outcome.NOT_MET: "#b2182b",
    Outcome.PENDING: "#e08214",
    Outcome.UNDETERMINED: "#d9d9d9",
    Outcome.NOT_APPLICABLE: "#ffffff",
}
_MOST_CELLS = 50_000


def heat_map(
    frame: IntoDataFrame,
    *,
    country: str = "iso3",
    year: str = "year",
    show: Literal["outcome", "share"] = "outcome",
    prefix: str = "",
) -> alt.Chart:
    """Return a scored panel as a heat map, countries by years.

    Parameters
    ----------
    frame
        A frame that :func:`~opengov.rules.columns.score_frame` has scored, one row for each country and year.
    country, year
        The columns that name them.
    show
        The outcome; or the share of the possible points that is surely reached, ``points_low`` of ``possible_high``.
    prefix
        What the names of the columns of scores begin with.

    Raises
    ------
    InvalidFrame
        If a column is missing, a country and year stands twice, or the panel has more cells than can be seen.

    Examples
    --------
    >>> import pandas
    >>> frame = pandas.DataFrame({"iso3": ["ARC", "ARC"], "year": [2017, 2018], "outcome": ["not_met", "met"],
    ...     "points_low": [11, 12], "points_high": [11, 14], "possible_low": [16, 16], "possible_high": [16, 16]})
    >>> heat_map(frame).to_dict()["mark"]["type"]
    'rect'
    """
    scores = [prefix + name for name in ("outcome", "points_low", "points_high", "possible_low", "possible_high")]
    panel = _panel(frame, [country, year, *scores])
    rows = [
        {
            "country": str(row[country]),
            "year": str(row[year]),
            "outcome": str(row[scores[0]]).replace("_", " "),
            "points": f"{_range(row[scores[1]], row[scores[2]])} of {_range(row[scores[3]], row[scores[4]])}",
            "share": row[scores[1]] / row[scores[4]] if row[scores[1]] is not None and row[scores[4]] else None,
        }
        for row in panel.iter_rows(named=True)
    ]
    colour = (
        alt.Color("outcome:N", title="Outcome", scale=_outcome_scale())
        if show == "outcome"
        else alt.Color("share:Q", title="Share surely reached", scale=alt.Scale(domain=[0, 1], scheme="blues"))
    )
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(rows))
        .mark_rect(stroke="white", strokeWidth=1)
        .encode(
            x=alt.X("year:O", title="Year"),
            y=alt.Y("country:N", title="Country"),
            color=colour,
            tooltip=["country:N", "year:O", "outcome:N", "points:N"],
        )
        .properties(title="Eligibility" if show == "outcome" else "Eligibility: share of the points")
    )
    return chart


def points_bars(verdicts: Verdict | Iterable[Verdict]) -> alt.LayerChart | alt.FacetChart:
    """Return the points of verdicts as bars against the threshold, criterion by criterion.

    What is sure is filled, what is possible beyond is pale, and a line marks what is needed: the share of the points
    that are possible at most.

    Parameters
    ----------
    verdicts
        One verdict, or several side by side.

    Raises
    ------
    ValueError
        If there is no verdict with criteria and a threshold.

    Examples
    --------
    >>> import opengov
    >>> chart = points_bars(opengov.assess_eligibility(opengov.case("pakistan-2017")))
    >>> [layer["mark"]["type"] for layer in chart.to_dict()["layer"]]
    ['bar', 'tick']
    """
    judged = (verdicts,) if isinstance(verdicts, Verdict) else tuple(verdicts)
    bars: list[dict[str, str | int]] = []
    lines: list[dict[str, str | float]] = []
    for place, verdict in enumerate(judged):
        threshold = next((book.threshold for book in verdict.books if book.threshold is not None), None)
        if threshold is None or not verdict.cells:
            continue
        name = verdict.about or f"verdict {place + 1}"
        for order, one in enumerate(verdict.criteria):
            bars += [
                {"name": name, "criterion": one.id, "order": 2 * order + beyond, "known": known, "points": points}
                for beyond, (known, points) in enumerate(
                    [("sure", one.points.low), ("possible", one.points.high - one.points.low)]
                )
            ]
        needed = float(threshold.share * verdict.points.possible_high)
        lines.append({"name": name, "needed": needed, "outcome": str(verdict.core).replace("_", " ")})
    if not bars:
        msg = "none of the verdicts has criteria and a threshold to draw"
        raise ValueError(msg)
    y = alt.Y("name:N", title=None)
    bar = (
        alt.Chart(alt.InlineData(bars))
        .mark_bar(stroke="white")
        .encode(
            x=alt.X("points:Q", title="Points", stack="zero"),
            y=y,
            color=alt.Color(
                "criterion:N", title="Criterion", sort=list(dict.fromkeys(str(one["criterion"]) for one in bars))
            ),
            opacity=alt.Opacity(
                "known:N", title="Points", scale=alt.Scale(domain=["sure", "possible"], range=[1.0, 0.35])
            ),
            order=alt.Order("order:Q"),
            tooltip=["name:N", "criterion:N", "known:N", "points:Q"],
        )
    )
    line = (
        alt.Chart(alt.InlineData(lines))
        .mark_tick(color="black", thickness=3)
        .encode(x=alt.X("needed:Q"), y=y, tooltip=["name:N", "needed:Q", "outcome:N"])
    )
    return alt.layer(bar, line).properties(title="Points against the threshold")


def _panel(frame: IntoDataFrame, columns: list[str]) -> nw.DataFrame[IntoDataFrame]:
    panel = nw.from_native(frame, eager_only=True)
    problems = [Problem(name, "there is no such column") for name in columns if name not in panel.columns]
    if not problems:
        panel = panel.select(columns)
        if len(panel) > _MOST_CELLS:
            hint = f"at most {_MOST_CELLS:,} are drawn; pick some countries"
            problems = [Problem("frame", f"has {len(panel):,} rows", hint)]
        elif panel.select(columns[:2]).is_duplicated().any():
            problems = [Problem("frame", "a country and year stands twice", "draw one row for each")]
    if problems:
        raise InvalidFrame("panel", problems)
    return panel


def _outcome_scale() -> alt.Scale:
    return alt.Scale(
        domain=[str(one).replace("_", " ") for one in _COLOURS],
        range=list(_COLOURS.values()),
    )


def _range(low: object, high: object) -> str:
    return str(low) if low == high else f"{low}..{high}"
