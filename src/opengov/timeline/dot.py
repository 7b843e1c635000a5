"""Graphs in DOT, the language of Graphviz; what the input says cannot become part of the language."""

from __future__ import annotations

from opengov.timeline.drawing import boxes, check_size, said_of, shortened
from opengov.timeline.graph import MilestoneGraph

__all__ = ["dot_graph"]


def dot_graph(graph: MilestoneGraph, *, critical: MilestoneGraph | None = None) -> str:
    """Return the graph in DOT, the milestones of each commitment in a box.

    Parameters
    ----------
    graph
        The milestones and links.
    critical
        The critical graph of a schedule, drawn in bold.

    Returns
    -------
    str
        Text for Graphviz.

    Raises
    ------
    InvalidGraph
        If there are more milestones than can be drawn.

    Examples
    --------
    >>> print(dot_graph(MilestoneGraph.from_durations({"a": 1, "b": 2}, [("a", "b", "SS", 3)])))
    digraph milestones {
      rankdir=LR;
      node [shape=box, style=rounded, fontname="sans-serif"];
      m0 [label="a"];
      m1 [label="b"];
      m0 -> m1 [label="SS +3 d"];
    }
    """
    check_size(len(graph))
    bold = set() if critical is None else set(critical)
    tight = set() if critical is None else {(link.before, link.after, link.kind) for link in critical.links}
    lines = ["digraph milestones {", "  rankdir=LR;", '  node [shape=box, style=rounded, fontname="sans-serif"];']
    for number, (name, places) in enumerate(boxes(graph).items()):
        if name:
            lines.append(f"  subgraph cluster_{number} {{ label={_quoted(name)};")
        for place in places:
            width = ", penwidth=2.5" if graph.columns.ids[place] in bold else ""
            lines.append(f"  m{place} [label={_quoted(graph.columns.title(place))}{width}];")
        if name:
            lines.append("  }")
    for link in graph.links:
        said = said_of(link)
        parts = [f'label="{said}"'] if said else []
        if (link.before, link.after, link.kind) in tight:
            parts.append("penwidth=2.5")
        attributes = f" [{', '.join(parts)}]" if parts else ""
        lines.append(f"  m{graph.place(link.before)} -> m{graph.place(link.after)}{attributes};")
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    """Return a quoted string: no escape of DOT, which could name other things, is left in it."""
    line = "".join(char if char.isprintable() else " " for char in shortened(text))
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'
