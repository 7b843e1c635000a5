"""Gantt charts and graphs as pictures, with altair (extra ``charts``)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from opengov.timeline.drawing import COLOURS, check_size, colour_of, morning_after, shortened
from opengov.timeline.graph import MilestoneGraph
from opengov.timeline.layout import layers
from opengov.timeline.rows import ScheduledMilestone
from opengov.timeline.schedule import Schedule

if TYPE_CHECKING:
    import altair as alt

__all__ = ["chart_html", "gantt_chart", "graph_chart"]

_Row: TypeAlias = dict[str, object]
_FEW, _SOME = 40, 80
_MARK = "\ue000"  # stands for "<" until the page is written


def gantt_chart(schedule: Schedule, *, title: str = "Schedule", width: int = 720) -> alt.LayerChart:
    """Return the schedule as a Gantt chart: bars, events, due dates, slack, and a rule for the day.

    Milestones of which nothing says when they are are left out, and counted in the subtitle.

    Parameters
    ----------
    schedule
        The schedule; it needs dates.
    title
        What stands above it.
    width
        Width of the plot in pixels; the height grows with the milestones.

    Returns
    -------
    altair.LayerChart
        The chart.

    Raises
    ------
    InvalidGraph
        If there are more milestones than can be drawn.

    Examples
    --------
    >>> from datetime import date
    >>> graph = MilestoneGraph.from_durations({"a": 1, "b": 2}, [("a", "b")])
    >>> gantt_chart(graph.schedule(start=date(2024, 1, 1))).to_dict()["title"]["text"]
    'Schedule'
    """
    import altair as alt

    check_size(len(schedule))
    rows = sorted(_gantt_rows(schedule), key=lambda row: (str(row["start"]), str(row["end"])))
    names = [str(row["name"]) for row in rows]
    step, font = (22, 11) if len(rows) <= _FEW else (13, 9)
    present = [name for name in COLOURS if any(row["state"] == name for row in rows)]
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=320, labelFontSize=font, labelOverlap=False))
    colour = alt.Color(
        "state:N", title=None, scale=alt.Scale(domain=present, range=[COLOURS[name] for name in present])
    )
    tips = ["id:N", "name:N", "state:N", "first:N", "last:N", "due:N", "slack days:N"]
    axis = alt.Axis(
        title=None, orient="top", format="%b %Y" if schedule.length_days > _SOME else "%d %b", labelOverlap=True
    )
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=y)
    layers_ = [
        base.mark_rule(color="#c9d1d9", strokeWidth=3)
        .transform_filter("datum.latest != null")
        .encode(x="end:T", x2="latest:T"),
        base.mark_bar(height={"band": 0.7}, cornerRadius=2)
        .transform_filter("!datum.event")
        .encode(x=alt.X("start:T", axis=axis), x2="end:T", color=colour, tooltip=tips),
        base.mark_point(shape="diamond", size=step * 4, filled=True, opacity=1)
        .transform_filter("datum.event")
        .encode(x="end:T", color=colour, tooltip=tips),
        base.mark_tick(color="#1b1f24", thickness=2, height=step * 0.8)
        .transform_filter("datum.dueend != null")
        .encode(x="dueend:T"),
    ]
    if schedule.on is not None:
        today = alt.InlineData(values=[{"on": schedule.on.isoformat()}])
        layers_.append(alt.Chart(today).mark_rule(strokeDash=[4, 3], color="#57606a").encode(x="on:T"))
    left_out = len(schedule) - len(rows)
    said = ["black tick: due; grey line: slack" + (f"; dashed: {schedule.on}" if schedule.on else "")]
    said += [f"{left_out} milestones without dates are left out"] if left_out else []
    titled = alt.TitleParams(shortened(title, 90), subtitle=said, anchor="start")
    return alt.LayerChart(layer=layers_).properties(width=width, height=alt.Step(step), title=titled)


def graph_chart(
    graph: MilestoneGraph, *, title: str = "Milestones", schedule: Schedule | None = None
) -> alt.LayerChart:
    """Return the graph as a picture: each milestone to the right of all that it waits for.

    Milestones that are linked to none stand in rows below.

    Parameters
    ----------
    graph
        The milestones and links.
    title
        What stands above it.
    schedule
        A schedule of the same graph, for colours; else all have one.

    Returns
    -------
    altair.LayerChart
        The chart.

    Raises
    ------
    InvalidGraph
        If there are more milestones than can be drawn.

    Examples
    --------
    >>> graph = MilestoneGraph.from_durations({"a": 1, "b": 2}, [("a", "b")])
    >>> graph_chart(graph).to_dict()["title"]["text"]
    'Milestones'
    """
    import altair as alt

    check_size(len(graph))
    spots = layers(graph)
    colours = {} if schedule is None else {row.id: colour_of(row) for row in schedule}
    nodes: list[_Row] = [
        {
            "id": id,
            "name": shortened(graph.columns.title(place), 24 if len(graph) <= _FEW else 21),
            "title": shortened(graph.columns.title(place), 120),
            "x": spots[place][0],
            "y": spots[place][1],
            "state": colours.get(id, "with slack"),
        }
        for place, id in enumerate(graph)
    ]
    edges: list[_Row] = [
        {"x": start[0], "y": start[1], "x2": end[0], "y2": end[1], "link": str(link)}
        for link in graph.links
        for start, end in [(spots[graph.place(link.before)], spots[graph.place(link.after)])]
    ]
    wide, high = (max((spot[axis] for spot in spots), default=0) + 1 for axis in (0, 1))
    across, down, font = (150, 44, 11) if len(graph) <= _FEW else (118, 26, 8)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.6, wide - 0.4], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[high - 0.3, -0.7], nice=False))
    present = [name for name in COLOURS if any(node["state"] == name for node in nodes)]
    colour = alt.Color(
        "state:N",
        title=None,
        scale=alt.Scale(domain=present, range=[COLOURS[name] for name in present]),
        legend=alt.Legend() if schedule is not None else None,
    )
    lines = (
        alt.Chart(alt.InlineData(values=edges))
        .mark_rule(color="#8c959f", opacity=0.6)
        .encode(x=x, y=y, x2="x2:Q", y2="y2:Q", tooltip="link:N")
    )
    base = alt.Chart(alt.InlineData(values=nodes)).encode(x=x, y=y)
    dots = base.mark_circle(size=90 if len(graph) <= _FEW else 50, opacity=1).encode(
        color=colour, tooltip=["id:N", "title:N", "state:N"]
    )
    halo, words = (
        base.mark_text(dy=-font - 1, fontSize=font, color=ink, stroke=ink, strokeWidth=edge).encode(text="name:N")
        for ink, edge in (("white", 3), ("#1b1f24", 0))
    )
    titled = alt.TitleParams(
        shortened(title, 90), subtitle=["each waits for what it is linked to on its left"], anchor="start"
    )
    return alt.LayerChart(layer=[lines, dots, halo, words]).properties(
        width=across * wide, height=down * high, title=titled
    )


def chart_html(chart: alt.LayerChart) -> str:
    """Return a page with a chart; what the input says stays text in it.

    Parameters
    ----------
    chart
        The chart.

    Returns
    -------
    str
        A page of HTML, which loads the Vega libraries from their network of copies.

    Examples
    --------
    >>> graph = MilestoneGraph.from_durations({"</script>": 1})
    >>> chart_html(graph_chart(graph)).count("</script>") == chart_html(graph_chart(
    ...     MilestoneGraph.from_durations({"a": 1}))).count("</script>")
    True
    """
    import altair as alt

    safe = json.loads(json.dumps(chart.to_dict()).replace("<", _MARK))
    page: str = alt.Chart.from_dict(safe).to_html()
    return page.replace(json.dumps(_MARK)[1:-1], "\\u003c").replace(_MARK, "\\u003c")


def _gantt_rows(schedule: Schedule) -> Iterator[_Row]:
    seen: dict[str, int] = {}
    for row in schedule:
        last = row.earliest_finish
        if last is None:
            continue
        name = shortened(row.title, 56)
        seen[name] = seen.get(name, 0) + 1
        yield {
            "id": row.id,
            "name": name if seen[name] == 1 else f"{name} ({shortened(row.id, 20)})",
            "state": colour_of(row),
            "event": row.event,
            "first": str(row.earliest_start or ""),
            "last": str(last),
            "start": str(row.earliest_start or last),
            "end": morning_after(last),
            "latest": _slack_end(row, last),
            "due": str(row.due or ""),
            "dueend": None if row.due is None else morning_after(row.due),
            "slack days": "" if row.slack_days is None else row.slack_days,
        }


def _slack_end(row: ScheduledMilestone, last: date) -> str | None:
    latest = row.latest_finish
    return morning_after(latest) if latest is not None and row.slack_days is not None and latest > last else None
