"""Schedules for people and for other programs: plain data, a table in the terminal, a Gantt chart in a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from opengov.model.cases import Case
from opengov.report.printable import printable
from opengov.timeline.charts import chart_html, gantt_chart
from opengov.timeline.graph import MilestoneGraph
from opengov.timeline.mermaid import mermaid_gantt
from opengov.timeline.rows import ScheduledMilestone, State
from opengov.timeline.schedule import Schedule

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "plan_schedules",
    "print_schedule",
    "print_timelines",
    "schedule_data",
    "timelines_data",
    "write_gantt",
]

_STYLES = {State.DONE: "green", State.LATE: "bold red", State.BLOCKED: "yellow", State.UNDER_WAY: "cyan"}
_MOST_PROBLEMS = 100
_CHARTS = (".png", ".svg", ".json")


def plan_schedules(case: Case, *, on: date) -> dict[str, Schedule]:
    """Return the schedule of each plan of a case that has milestones, by the id of the plan.

    Parameters
    ----------
    case
        The case.
    on
        The day as of which they are made.

    Examples
    --------
    >>> import opengov
    >>> list(plan_schedules(opengov.case("pakistan-2017"), on=date(2017, 7, 1)))
    ['PAK-1']
    """
    whole = MilestoneGraph.from_case(case)
    graphs = {plan.id: whole.of_plan(plan.id) for plan in case.plans}
    return {name: graph.schedule(on=on) for name, graph in graphs.items() if len(graph)}


def schedule_data(schedule: Schedule) -> dict[str, object]:
    """Return a schedule as plain data, in the form that the command line prints with --json.

    Parameters
    ----------
    schedule
        The schedule.

    Examples
    --------
    >>> graph = MilestoneGraph.from_durations({"a": 2})
    >>> data = schedule_data(graph.schedule(start=date(2024, 1, 1)))
    >>> data["finish"], data["critical_path"]
    ('2024-01-02', ['a'])
    """
    return {
        "finish": _day(schedule.finish),
        "critical_path": list(schedule.critical_path),
        "milestones": [
            {
                "id": row.id,
                "earliest_start": _day(row.earliest_start),
                "earliest_finish": _day(row.earliest_finish),
                "latest_start": _day(row.latest_start),
                "latest_finish": _day(row.latest_finish),
                "slack_days": row.slack_days,
                "state": None if row.state is None else str(row.state),
            }
            for row in schedule
        ],
        "problems": [
            {"kind": str(one.kind), "milestone": one.milestone, "days": one.days, "message": one.message}
            for one in schedule.problems
        ],
    }


def timelines_data(schedules: Mapping[str, Schedule]) -> dict[str, object]:
    """Return the schedules of plans as plain data, to stand beside an assessment; nothing where there are none.

    Parameters
    ----------
    schedules
        The schedules, by the ids of the plans.

    Examples
    --------
    >>> timelines_data({})
    {}
    """
    if not schedules:
        return {}
    return {"timelines": [{"plan": name} | schedule_data(schedule) for name, schedule in schedules.items()]}


def print_timelines(console: Console, schedules: Mapping[str, Schedule]) -> None:
    """Print the schedules of plans below an assessment."""
    for name, schedule in schedules.items():
        console.print()
        print_schedule(console, schedule, title=f"Timeline of {name}")


def print_schedule(console: Console, schedule: Schedule, *, title: str) -> None:
    """Print a schedule: a line for each milestone, in the order of their dates, then what does not fit."""
    console.print(_text(title, "bold"))
    as_of = f" as of {schedule.on}" if schedule.on else ""
    finish = f"finish {schedule.finish}" if schedule.finish else "no dates"
    planned = schedule.baseline.finish if schedule.baseline else None
    slipped = f", planned {planned}" if planned != schedule.finish and planned else ""
    console.print(_text(f"{len(schedule)} milestones, {finish}{slipped}{as_of}"))
    if not len(schedule):
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("milestone", overflow="fold", min_width=20, max_width=48)
    for column in ("from", "to", "due"):
        table.add_column(column, no_wrap=True, min_width=10)
    table.add_column("slack", no_wrap=True, min_width=5, justify="right")
    table.add_column("state", overflow="fold", min_width=11)
    for row in sorted(schedule, key=_by_date):
        table.add_row(*_cells(row))
    console.print(table)
    if schedule.critical_path:
        console.print(_text(f"Critical path: {' -> '.join(schedule.critical_path)}"), soft_wrap=True)
    if schedule.problems:
        console.print(_text("What does not fit", "bold"))
        for one in schedule.problems[:_MOST_PROBLEMS]:
            console.print(Text("  ").append_text(_text(one.message)), soft_wrap=True)
        if len(schedule.problems) > _MOST_PROBLEMS:
            console.print(f"  ... and {len(schedule.problems) - _MOST_PROBLEMS} more")


def write_gantt(schedule: Schedule, path: Path, *, title: str) -> None:
    """Write a Gantt chart to a file of the kind that its ending names.

    Parameters
    ----------
    schedule
        The schedule.
    path
        A file that ends with ``.html``, ``.png``, ``.svg``, ``.json`` (a specification of Vega-Lite), or ``.mmd``
        (Mermaid). All but the last need the extra ``charts``.
    title
        What stands above it.

    Raises
    ------
    ValueError
        If the ending is another, or the extra is not installed.
    InvalidGraph
        If there are more milestones than can be drawn.
    """
    ending = path.suffix.lower()
    if ending == ".mmd":
        path.write_text(mermaid_gantt(schedule, title=title) + "\n", encoding="utf-8")
        return
    if ending != ".html" and ending not in _CHARTS:
        msg = f'"{path.name[:80]}" ends with none of .html, .png, .svg, .json, .mmd'
        raise ValueError(msg)
    try:
        chart = gantt_chart(schedule, title=title)
        if ending == ".html":
            path.write_text(chart_html(chart), encoding="utf-8")
        else:
            chart.save(str(path), scale_factor=2) if ending == ".png" else chart.save(str(path))
    except ImportError as error:
        msg = f"{error.name or 'altair'} is not installed: pip install 'opengov-partnership[charts]'"
        raise ValueError(msg) from None


def _by_date(row: ScheduledMilestone) -> tuple[date, date]:
    last = row.earliest_finish or date.max
    return row.earliest_start or last, last


def _cells(row: ScheduledMilestone) -> Iterable[Text]:
    slack = "" if row.slack_days is None else f"{row.slack_days}{' *' * row.critical}"
    state = "" if row.state is None else row.state.value.replace("_", " ")
    if row.blocked_by:
        state += f", waits for {', '.join(row.blocked_by)}"
    style = "" if row.state is None else _STYLES.get(row.state, "")
    days = (_day(row.earliest_start) or "-", _day(row.earliest_finish) or "-", _day(row.due) or "-")
    return (_text(row.title), *map(_text, days), _text(slack), _text(state, style))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _text(text: str, style: str = "") -> Text:
    return Text(printable(" ".join(text.split())), style=style)
