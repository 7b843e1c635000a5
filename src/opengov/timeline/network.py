"""A graph as lists of integers, on which the passes of a schedule run: milestones and links by their places."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

__all__ = ["Network", "shortest_circles"]

_MOST_STEPS = 2_000_000


class Network:
    """Milestones and links by number.

    The links from a milestone are a chain: ``first`` has one for each milestone, ``following`` the next for each link,
    -1 at the end. A list for each milestone would cost more to make than a schedule costs to run.

    Parameters
    ----------
    size
        How many milestones there are.
    before, after
        For each link the milestone waited for and the one that waits.
    """

    __slots__ = ("after", "before", "first", "following", "size")

    def __init__(self, size: int, before: Sequence[int], after: Sequence[int]) -> None:
        self.size = size
        self.before = before
        self.after = after
        self.first = first = [-1] * size
        self.following: list[int] = []
        put = self.following.append
        for link, milestone in enumerate(before):
            put(first[milestone])
            first[milestone] = link

    def links_from(self, milestone: int) -> Iterator[int]:
        """Yield the links to the milestones that wait for one."""
        link = self.first[milestone]
        while link >= 0:
            yield link
            link = self.following[link]

    def waiting(self) -> list[int]:
        """Return for each milestone how many links it waits for."""
        counts = [0] * self.size
        for milestone in self.after:
            counts[milestone] += 1
        return counts

    def order(self) -> list[int]:
        """Return the milestones so that each stands behind those it waits for; those in circles, and behind, miss."""
        counts, after = self.waiting(), self.after
        found = [milestone for milestone, count in enumerate(counts) if not count]
        for milestone in found:
            for link in self.links_from(milestone):
                other = after[link]
                counts[other] -= 1
                if not counts[other]:
                    found.append(other)  # the loop goes on to it
        return found


def shortest_circles(network: Network, most: int) -> list[tuple[int, ...]]:
    """Return circles of milestones that wait for each other, the shortest first.

    A shortest circle through each milestone is sought, as long as a bound of steps allows, so that the time stays
    bounded. Milestones that are in circles with each other make a group; the smallest group comes first, and one
    milestone of each group before a second of any, so that no large group hides a small one.

    Parameters
    ----------
    network
        The milestones and links.
    most
        How many circles are wanted at most.
    """
    groups = _groups(network)
    found: dict[frozenset[int], tuple[int, ...]] = {}
    steps = 0
    turns = sorted(
        (turn, number, milestone) for number, group in enumerate(groups) for turn, milestone in enumerate(sorted(group))
    )
    for _, number, milestone in turns:
        if steps > _MOST_STEPS:
            break
        circle, taken = _circle_through(milestone, network, groups[number])
        steps += taken
        if circle:
            found.setdefault(frozenset(circle), circle)
    return sorted(found.values(), key=lambda circle: (len(circle), circle))[:most]


def _groups(network: Network) -> list[set[int]]:
    """Return the milestones that can be reached from each other, group by group, the smallest first."""
    import networkx as nx

    inside = _in_circles(network)
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from(
        (milestone, network.after[link])
        for milestone in inside
        for link in network.links_from(milestone)
        if network.after[link] in inside
    )
    return sorted(nx.strongly_connected_components(graph), key=lambda group: (len(group), min(group)))


def _in_circles(network: Network) -> set[int]:
    """Return the milestones of circles and between circles: what is left when all ends are cut off."""
    forward = set(range(network.size)).difference(network.order())
    links = [link for milestone in forward for link in network.links_from(milestone) if network.after[link] in forward]
    turned = Network(network.size, [network.after[link] for link in links], [network.before[link] for link in links])
    return forward.difference(turned.order())


def _circle_through(start: int, network: Network, inside: set[int]) -> tuple[tuple[int, ...], int]:
    """Search breadth first until the start is met again; return the circle, from its least, and the steps taken."""
    came_from: dict[int, int] = {}
    queue = deque([start])
    steps = 0
    while queue and start not in came_from:
        milestone = queue.popleft()
        for link in network.links_from(milestone):
            other = network.after[link]
            steps += 1
            if other in inside and other not in came_from:
                came_from[other] = milestone
                queue.append(other)
    if start not in came_from:
        return (), steps
    backward = [start]
    while (step := came_from[backward[-1]]) != start:
        backward.append(step)
    circle = [start, *backward[:0:-1]]
    least = circle.index(min(circle))
    return (*circle[least:], *circle[:least]), steps
