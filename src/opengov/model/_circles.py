"""Things that wait for each other in a circle, found in time linear in the number of links and without recursion."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

__all__ = ["circles"]


def circles(waits_for: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Yield one circle for each set of things that all wait for one another.

    Parameters
    ----------
    waits_for
        For each thing the things that it waits for; those that are no key of the mapping wait for nothing.

    Yields
    ------
    tuple[str, ...]
        A shortest circle through one of the things, each waiting for the next and the last for the first.

    Examples
    --------
    >>> list(circles({"a": ["b"], "b": ["a"], "c": ["a"], "d": ["d"]}))
    [('a', 'b'), ('d',)]
    """
    for group in _knots(waits_for):
        if len(group) > 1 or group[0] in waits_for[group[0]]:
            yield _shortest(group, waits_for)


def _knots(waits_for: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield the strongly connected components (Tarjan's algorithm with a stack of our own)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_things: list[str] = []
    is_open: set[str] = set()
    for root in waits_for:
        trail = [] if root in number else [(root, iter(waits_for[root]))]
        while trail:
            thing, others = trail[-1]
            if thing not in number:
                number[thing] = lowest[thing] = len(number)
                open_things.append(thing)
                is_open.add(thing)
            for other in others:
                if other not in number and other in waits_for:
                    trail.append((other, iter(waits_for[other])))
                    break
                if other in is_open:
                    lowest[thing] = min(lowest[thing], number[other])
            else:
                trail.pop()
                if trail:
                    above = trail[-1][0]
                    lowest[above] = min(lowest[above], lowest[thing])
                if lowest[thing] == number[thing]:
                    yield _taken_to(thing, open_things, is_open)


def _taken_to(thing: str, open_things: list[str], is_open: set[str]) -> list[str]:
    knot: list[str] = []
    while not knot or knot[-1] != thing:
        knot.append(open_things.pop())
        is_open.discard(knot[-1])
    return knot[::-1]


def _shortest(knot: list[str], waits_for: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Search breadth first from the knot's first thing until something waits for it."""
    first, inside = knot[0], set(knot)
    came_from: dict[str, str] = {}
    queue = deque([first])
    while first not in came_from:
        thing = queue.popleft()
        for other in waits_for[thing]:
            if other in inside and other not in came_from:
                came_from[other] = thing
                queue.append(other)
    circle = [first]
    while (step := came_from[circle[-1]]) != first:
        circle.append(step)
    return (first, *circle[:0:-1])
