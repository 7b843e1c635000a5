"""Where the milestones of a drawn graph stand: in layers by what they wait for, with few crossings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from opengov.timeline.graph import MilestoneGraph

__all__ = ["layers"]

_SWEEPS = 6
_WIDEST = 8


def layers(graph: MilestoneGraph) -> list[tuple[int, int]]:
    """Return for each milestone its layer and its place in that: each to the right of all that it waits for.

    Milestones that are linked to none stand in rows of their own, below. In a circle some stand to the left of what
    they wait for.

    Parameters
    ----------
    graph
        The milestones and links.
    """
    network = graph.columns.network
    linked = {*network.before, *network.after}
    layer = [0] * len(graph)
    for place in network.order():
        for link in network.links_from(place):
            layer[network.after[link]] = max(layer[network.after[link]], layer[place] + 1)
    columns: dict[int, list[int]] = {}
    for place in sorted(linked):
        columns.setdefault(layer[place], []).append(place)
    neighbours: dict[int, list[int]] = {place: [] for place in linked}
    for before, after in zip(network.before, network.after, strict=True):
        neighbours[before].append(after)
        neighbours[after].append(before)
    height = _placed(columns, neighbours)
    deepest = max((len(column) for column in columns.values()), default=0)
    above = {number: (deepest - len(column)) // 2 for number, column in columns.items()}
    spots = [(layer[place], height.get(place, 0) + above.get(layer[place], 0)) for place in range(len(graph))]
    wide = max(_WIDEST, max(columns, default=0) + 1)
    for number, place in enumerate(one for one in range(len(graph)) if one not in linked):
        spots[place] = (number % wide, deepest + number // wide)
    return spots


def _placed(columns: Mapping[int, Sequence[int]], neighbours: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Return the place of each in its layer: sorted a few times by the middle of its neighbours' places."""
    height = {place: number for column in columns.values() for number, place in enumerate(column)}
    for sweep in range(_SWEEPS):
        for number in sorted(columns, reverse=sweep % 2 == 1):
            middle = {
                place: sum(height[other] for other in neighbours[place]) / len(neighbours[place])
                for place in columns[number]
            }
            ordered = sorted(columns[number], key=lambda place: (middle[place], height[place]))
            height |= {place: spot for spot, place in enumerate(ordered)}
    return height
