"""What every drawing shares: how much is drawn, what it is called, and in which colour."""

from __future__ import annotations

from datetime import date, timedelta

from opengov.errors import InvalidGraph, Problem
from opengov.model.milestones import LinkKind
from opengov.timeline.graph import MilestoneGraph
from opengov.timeline.links import Link
from opengov.timeline.rows import ScheduledMilestone, State

__all__ = ["COLOURS", "MOST_DRAWN", "boxes", "check_size", "colour_of", "morning_after", "said_of", "shortened"]

_SHORT = {
    LinkKind.FINISH_TO_START: "",
    LinkKind.START_TO_START: "SS",
    LinkKind.FINISH_TO_FINISH: "FF",
    LinkKind.START_TO_FINISH: "SF",
}

MOST_DRAWN = 2_000
"""How many milestones a drawing may have."""

COLOURS = {
    "done": "#4c9f70",
    "under way": "#3b7dd8",
    "not started": "#9aa5b1",
    "blocked": "#e0a100",
    "late": "#c8553d",
    "critical": "#c8553d",
    "with slack": "#3b7dd8",
}
"""The colour of each state, and in a schedule of the plan alone of what has slack and what has none."""


def check_size(size: int) -> None:
    """Raise if there is more than a drawing can show."""
    if size > MOST_DRAWN:
        msg = "this cannot be drawn"
        found = f"{size:,} milestones are too many"
        raise InvalidGraph(msg, [Problem("", found, f"draw a part of at most {MOST_DRAWN:,}")])


def boxes(graph: MilestoneGraph) -> dict[str, list[int]]:
    """Return the places of the milestones of each commitment, by its name and title; "" for those of none."""
    found: dict[str, list[int]] = {}
    for place, id in enumerate(graph):
        setting = graph.setting(id)
        name = setting.commitment or setting.plan
        found.setdefault(f"{name} {setting.title or ''}".strip() if name else "", []).append(place)
    return found


def said_of(link: Link) -> str:
    """Return what stands at a link: its kind, unless it is the usual one, and its lag."""
    return " ".join(filter(None, (_SHORT[link.kind], f"{link.lag_days:+} d" if link.lag_days else "")))


def colour_of(row: ScheduledMilestone) -> str:
    """Return what stands for the colour of a milestone: its state, else whether it has slack."""
    if row.state is None:
        return "critical" if row.critical else "with slack"
    return State(row.state).value.replace("_", " ")


def morning_after(day: date) -> str:
    """Return the morning after a day: where a bar ends that takes the whole of it."""
    return day.isoformat() if day == date.max else (day + timedelta(days=1)).isoformat()


def shortened(text: str, longest: int = 60) -> str:
    """Return a text on one line, cut where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
