"""Process, standing and deadlines of a member: as plain data, and for the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from opengov.model.dates import PartialDate
from opengov.model.values import Absent, Between, Known, OneOf, Value
from opengov.report.printable import printable
from opengov.rules.deadlines import DueDate
from opengov.rules.process import CycleFinding
from opengov.rules.results import Made
from opengov.rules.standing import Standing, Step

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "deadlines_data",
    "print_deadlines",
    "print_process",
    "print_standing",
    "process_data",
    "standing_data",
]

_MADE = {Made.YES: "red", Made.NO: "green", Made.UNDETERMINED: "yellow"}


def process_data(findings: Iterable[CycleFinding]) -> list[dict[str, object]]:
    """Return the findings on the cycles of a member as plain data."""
    return [
        {
            "cycle": one.cycle,
            "rulebook": one.rulebook,
            "due": day_text(one.due),
            "last_good_day": day_text(one.last_good_day),
            "contrary": str(one.contrary),
            "since": _text(one.since),
            "late": str(one.late),
            "shifted": str(one.shifted),
            "new_cycle": one.new_cycle.isoformat() if one.new_cycle else None,
            "next_due": day_text(one.next_due),
            "triggers": [
                {
                    "rule": trigger.id,
                    "title": trigger.title,
                    "outcome": str(trigger.outcome),
                    "confidence": str(trigger.confidence),
                    "because": trigger.because,
                }
                for trigger in one.triggers
            ],
            "printed": [
                {"report": said.report, "phase": str(said.phase), "contrary": _yes_no(said.contrary), "text": said.text}
                for said in one.printed
            ],
            "missing": list(one.missing),
            "doubts": list(one.doubts),
        }
        for one in findings
    ]


def standing_data(standing: Standing) -> dict[str, object]:
    """Return the standing of a member, with the path that led there, as plain data."""
    return {
        "status": _statuses(standing.status),
        "since": _text(standing.since),
        "path": [_step(one) for one in standing.path],
        "recorded": [_step(one) for one in standing.recorded],
        "differences": list(standing.differences),
    }


def deadlines_data(deadlines: Iterable[DueDate]) -> list[dict[str, object]]:
    """Return deadlines as plain data."""
    return [
        {
            "date": one.date.isoformat(),
            "latest": one.latest.isoformat() if one.latest else None,
            "rule": one.rule,
            "what": one.what,
            "if_missed": one.if_missed,
            "plan": one.plan,
            "rulebook": one.book,
            "confidence": str(one.confidence),
        }
        for one in deadlines
    ]


def print_process(console: Console, findings: Iterable[CycleFinding]) -> None:
    """Print the finding for each cycle, and what made it."""
    table = Table(box=None, pad_edge=False, header_style="bold", title="Process", title_justify="left")
    for column in ("cycle", "due", "last good day", "contrary", "because", "rulebook"):
        table.add_column(column, overflow="fold")
    for one in findings:
        reasons = [f"{trigger.id}: {trigger.title}" for trigger in one.triggers if trigger.outcome == "not_met"]
        reasons += [f"not known: {name}" for name in one.missing]
        reasons += list(one.doubts)
        table.add_row(
            _said(one.cycle),
            _said(day_text(one.due) or "not known"),
            _said(day_text(one.last_good_day) or "not known"),
            _said(str(one.contrary), _MADE[one.contrary]),
            _said("; ".join(reasons)),
            _said(one.rulebook or ""),
        )
    console.print(table)


def print_standing(console: Console, standing: Standing) -> None:
    """Print a standing with the path that led there, and the recorded one where the two differ."""
    console.print(_said(f"Standing: {standing}", "bold"), soft_wrap=True)
    for one in standing.path:
        console.print(_said(f"  {one}"), soft_wrap=True)
    if standing.differences:
        console.print(_said("  Computed and recorded paths differ:"))
        for line in standing.differences:
            console.print(_said(f"    {line}"), soft_wrap=True)


def print_deadlines(console: Console, deadlines: Iterable[DueDate]) -> None:
    """Print deadlines as a table, the earliest first."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("date", "what", "rule", "if missed", "plan"):
        table.add_column(column, overflow="fold")
    empty = True
    for one in deadlines:
        empty = False
        when = one.date.isoformat() + (f" or as late as {one.latest.isoformat()}" if one.latest else "")
        table.add_row(*map(_said, (when, one.what, one.rule, one.if_missed, one.plan or "")))
    console.print(_said("Nothing is due, as far as the case tells.") if empty else table)


def day_text(value: Value) -> str | None:
    """Return a day as text: ISO where it is known, a range or several days where it is not, nothing if unknown."""
    match value:
        case Known(day) if isinstance(day, date):
            return day.isoformat()
        case Between(low, high) if isinstance(low, date) and isinstance(high, date):
            return str(PartialDate.between(low, high))
        case OneOf(options):
            return " or ".join(text for option in options if (text := day_text(option)) is not None)
        case Absent(kind):
            return kind
        case _:
            return None


def _statuses(status: Value) -> str:
    """Return the status, or those that are possible, as the model spells them."""
    options = status.options if isinstance(status, OneOf) else (status,)
    return " or ".join(str(one.value) for one in options if isinstance(one, Known)) or "unknown"


def _step(one: Step) -> dict[str, object]:
    return {
        "status": str(one.status),
        "since": _text(one.since),
        "until": _text(one.until),
        "because": one.because,
        "rule": one.rule,
        "basis": one.basis,
        "sources": list(one.sources),
    }


def _text(day: PartialDate | None) -> str | None:
    return None if day is None else str(day)


def _yes_no(value: Value) -> str:
    match value:
        case Known(True):
            return "yes"
        case Known(False):
            return "no"
        case _:
            return "undetermined"


def _said(words: str, style: str = "") -> Text:
    return Text(printable(words), style=style)
