"""Critical paths: which links leave no room, and a chain of them to the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opengov.timeline.clocks import Clock
from opengov.timeline.jobs import Job, Times
from opengov.timeline.workpasses import held

__all__ = ["chain", "tight_links"]


def tight_links(job: Job, times: Times, clock: Clock, places: Sequence[int]) -> Iterator[int]:
    """Yield the links between milestones without slack that let the earlier not slip without moving the later.

    Parameters
    ----------
    job, times, clock
        What was scheduled, what was found, and which days work.
    places
        The milestones without slack.
    """
    critical = set(places)
    for place in places:
        for link in job.network.links_from(place):
            other = job.network.after[link]
            if other in critical:
                start, finish = held(job, clock, link, times.start[other], times.finish[other])
                finish = min(finish, times.end)
                room, _ = clock.fit(min(start, finish), finish, job.days[place])
                if clock.between(times.start[place], room) <= 0:
                    yield link


def chain(job: Job, times: Times, clock: Clock, places: Sequence[int], end: int) -> list[int]:
    """Return one chain of milestones without slack, along links that leave no room, that ends with the whole.

    Parameters
    ----------
    job, times, clock, places
        As for the links.
    end
        The finish of the whole.
    """
    came_from: dict[int, int] = {}
    for link in tight_links(job, times, clock, places):
        came_from.setdefault(job.network.after[link], job.network.before[link])
    last = next((place for place in reversed(places) if times.finish[place] >= end), None)
    found = []
    while last is not None:
        found.append(last)
        last = came_from.get(last)
    return found[::-1]
