"""Gantt charts and graphs in the language of Mermaid; what the input says cannot become part of the language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from opengov.timeline.drawing import boxes, check_size, morning_after, said_of, shortened
from opengov.timeline.graph import MilestoneGraph
from opengov.timeline.rows import ScheduledMilestone, State
from opengov.timeline.schedule import Schedule

__all__ = ["mermaid_gantt", "mermaid_graph"]

_PLAIN = frozenset(" ()'.,!?/+*&-–—…’‘")
_TAGS = {State.DONE: "done", State.UNDER_WAY: "active", State.LATE: "crit"}
# what begins a statement of a Gantt chart, and so may not begin a line of ours
_STATEMENTS = (
    *("acctitle", "accdescr", "axisformat", "call", "click", "dateformat", "displaymode", "excludes", "gantt"),
    *("href", "inclusiveenddates", "includes", "section", "tickinterval", "title", "todaymarker", "topaxis"),
    *("weekday", "weekend"),
)
_LIST = re.compile(r"\d*[.)*+-]")


def mermaid_graph(graph: MilestoneGraph) -> str:
    r"""Return the graph as a flow chart, the milestones of each commitment in a box.

    Parameters
    ----------
    graph
        The milestones and links.

    Returns
    -------
    str
        Text for Mermaid.

    Raises
    ------
    InvalidGraph
        If there are more milestones than can be drawn.

    Examples
    --------
    >>> print(mermaid_graph(MilestoneGraph.from_durations({"a": 1, "b": 2}, [("a", "b", "SS", 3)])))
    flowchart LR
      m0["a"]
      m1["b"]
      m0 -->|"SS +3 d"| m1
    """
    check_size(len(graph))
    lines = ["flowchart LR"]
    for number, (name, places) in enumerate(boxes(graph).items()):
        boxed = bool(name)
        if boxed:
            lines.append(f'  subgraph g{number}["{_entities(shortened(name))}"]')
        lines += [f'{"  " * boxed}  m{place}["{_entities(shortened(graph.columns.title(place)))}"]' for place in places]
        if boxed:
            lines.append("  end")
    for link in graph.links:
        said = said_of(link)
        label = f'|"{said}"|' if said else ""
        lines.append(f"  m{graph.place(link.before)} -->{label} m{graph.place(link.after)}")
    return "\n".join(lines)


def mermaid_gantt(schedule: Schedule, *, title: str = "Schedule") -> str:
    """Return the schedule as a Gantt chart, a section for each commitment.

    Milestones of which nothing says when they are are left out, and counted in a comment.

    Parameters
    ----------
    schedule
        The schedule.
    title
        What stands above it.

    Returns
    -------
    str
        Text for Mermaid.

    Raises
    ------
    InvalidGraph
        If there are more milestones than can be drawn.

    Examples
    --------
    >>> from datetime import date
    >>> graph = MilestoneGraph.from_durations({"a": 1, "b": 2}, [("a", "b")])
    >>> print(mermaid_gantt(graph.schedule(start=date(2024, 1, 1))))
    gantt
      title Schedule
      dateFormat YYYY-MM-DD
      section Milestones
      a :crit, m0, 2024-01-01, 2024-01-02
      b :crit, m1, 2024-01-02, 2024-01-04
    """
    check_size(len(schedule))
    lines = ["gantt", f"  title {_words(title)}", "  dateFormat YYYY-MM-DD"]
    sections: dict[str, list[str]] = {}
    missing = 0
    for place, row in enumerate(schedule):
        setting = schedule.graph.setting(row.id)
        name = " ".join(filter(None, (setting.commitment or setting.plan, setting.title)))
        if row.earliest_finish is None:
            missing += 1
            continue
        sections.setdefault(_words(name) or "Milestones", []).append(_bar(place, row))
    for name, bars in sections.items():
        lines += [f"  section {name}", *bars]
    if missing:
        lines.append(f"  %% {missing} milestones without dates are left out")
    return "\n".join(lines)


def _bar(place: int, row: ScheduledMilestone) -> str:
    last = row.earliest_finish
    first = row.earliest_start or last
    tags = [*_tags(row), *(["milestone"] if row.event else []), f"m{place}"]
    end = "0d" if row.event or last is None else morning_after(last)
    return f"  {_words(row.title) or '–'} :{', '.join(tags)}, {first}, {end}"


def _tags(row: ScheduledMilestone) -> Iterator[str]:
    if row.state in _TAGS:
        yield _TAGS[row.state]
    elif row.critical:
        yield "crit"


def _entities(text: str) -> str:
    """Return text for a label in quotes: every character that could mean something by its number."""
    begins = _LIST.match(text)
    marked = begins.end() - 1 if begins else -1  # Markdown would read a list
    kept = (place != marked and (char.isalnum() or char in _PLAIN) for place, char in enumerate(text))
    return "".join(char if keeps else f"#{ord(char)};" for char, keeps in zip(text, kept, strict=True))


def _words(text: str) -> str:
    """Return text for a line without quotes, where nothing can be escaped: other characters become spaces.

    A dash stands before what does not begin with a letter, such as a date, or begins as a statement does.
    """
    words = "".join(char if char.isalnum() or char in _PLAIN else " " for char in shortened(text)).split()
    if words and (not words[0][0].isalpha() or words[0].casefold().startswith(_STATEMENTS)):
        words.insert(0, "–")
    return " ".join(words)
