"""What a delay moves: the milestones that wait for the late one, as far as their slack does not take it up."""

from __future__ import annotations

import heapq
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from opengov.errors import InvalidGraph, Problem
from opengov.model.plans import Progress
from opengov.timeline.clocks import LAST
from opengov.timeline.workpasses import pushed

if TYPE_CHECKING:
    from opengov.timeline.schedule import Schedule

__all__ = ["Delay", "Moved", "delay"]


@frozen(kw_only=True)
class Moved:
    """A milestone that a delay moves.

    Parameters
    ----------
    id, title
        Which it is.
    days
        Calendar days by which it finishes later.
    finish
        Its last day then; ``None`` in a schedule without dates.
    path
        The ids along which the delay comes to it, from the late one.
    """

    id: str
    title: str
    days: int
    finish: date | None
    path: tuple[str, ...]


@frozen(kw_only=True)
class Delay:
    """What comes of a delay.

    Parameters
    ----------
    milestone
        Id of the milestone that is late.
    days
        Calendar days by which it slips.
    moved
        All that moves, the late one first, each behind what moves it.
    finish_before, finish
        The last day of the whole, without and with the delay; ``None`` without dates.
    finish_days
        Calendar days by which the whole finishes later.
    """

    milestone: str
    days: int
    moved: tuple[Moved, ...]
    finish_before: date | None
    finish: date | None
    finish_days: int

    def __str__(self) -> str:
        whole = (
            f"the whole by {self.finish_days}, to {self.finish}"
            if self.finish_days
            else "the end of the whole does not"
        )
        return f"{self.milestone} slips by {self.days} days: {len(self.moved)} milestones move, {whole}"


def delay(schedule: Schedule, id: str, days: int) -> Delay:
    """Return what moves; see :meth:`Schedule.delay <opengov.timeline.schedule.Schedule.delay>`."""
    place = schedule.graph.place(id)
    standing = schedule.prepared.standings.get(place)
    problems = []
    if not 1 <= days <= LAST:
        problems.append(Problem("days", f"{days} is no delay", f"write 1 to {LAST:,}"))
    if standing is not None and standing.progress is Progress.DONE:
        problems.append(Problem("id", f'"{id}" is done already', "delay what is still to do"))
    if problems:
        msg = "no delay can be worked out"
        raise InvalidGraph(msg, problems)
    times, came_from = _push(schedule, place, days)
    finish = schedule.times.finish
    end = max([schedule.times.end, *(ended for _, ended in times.values())])
    later = end - schedule.times.end
    dated = schedule.start is not None
    if dated and end - 1 > LAST:
        msg = "no delay can be worked out"
        raise InvalidGraph(msg, [Problem("days", "dates come after the year 9999", "shorten the delay")])
    columns = schedule.graph.columns
    paths: dict[int, tuple[str, ...]] = {}
    moved = []
    for other, (_, ended) in times.items():
        paths[other] = (*paths.get(came_from.get(other, -1), ()), columns.ids[other])
        last = date.fromordinal(ended - 1) if dated else None
        moved.append(
            Moved(
                id=columns.ids[other],
                title=columns.title(other),
                days=ended - finish[other],
                finish=last,
                path=paths[other],
            )
        )
    before = schedule.finish
    after = date.fromordinal(end - 1) if before is not None and later else before
    return Delay(milestone=id, days=days, moved=tuple(moved), finish_before=before, finish=after, finish_days=later)


def _push(schedule: Schedule, place: int, days: int) -> tuple[dict[int, tuple[int, int]], dict[int, int]]:
    """Return the new times of all that moves, in order, and for each what moved it."""
    job, clock, times, position = schedule.job, schedule.clock, schedule.times, schedule.positions
    start = times.start[place] + days
    pushes = {place: (start, times.finish[place])}
    came_from: dict[int, int] = {}
    found: dict[int, tuple[int, int]] = {}
    waiting = [(position[place], place)]
    while waiting:
        _, here = heapq.heappop(waiting)
        begin, end = clock.place(*pushes[here], job.days[here])
        if (begin, end) == (times.start[here], times.finish[here]):
            continue
        found[here] = begin, end
        for link in job.network.links_from(here):
            other = job.network.after[link]
            first, last = pushes.get(other, (times.start[other], times.finish[other]))
            push_start, push_finish = pushed(job, clock, link, begin, end)
            if push_start > first or push_finish > last:
                if other not in pushes:
                    heapq.heappush(waiting, (position[other], other))
                pushes[other] = max(first, push_start), max(last, push_finish)
                came_from[other] = here
    return found, came_from
