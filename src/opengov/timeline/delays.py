"""What a delay moves: the milestones that wait for the late one, as far as their slack does not take it up."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import field, frozen

from opengov.errors import InvalidGraph, Problem
from opengov.model.milestones import Progress
from opengov.timeline.clocks import LAST
from opengov.timeline.workpasses import pushed

if TYPE_CHECKING:
    from opengov.timeline.schedule import Schedule

__all__ = ["Delay", "Moved", "delay"]

_SHOWN = 80


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
    """

    id: str
    title: str
    days: int
    finish: date | None
    _of: Delay = field(repr=False, eq=False)

    @property
    def path(self) -> tuple[str, ...]:
        """The ids along which the delay comes to it, from the late one."""
        return self._of.path(self.id)


class Delay:
    """What comes of a delay; made by :meth:`Schedule.delay <opengov.timeline.schedule.Schedule.delay>`."""

    def __init__(
        self,
        schedule: Schedule,
        milestone: str,
        days: int,
        times: Mapping[int, tuple[int, int]],
        came_from: Mapping[int, int],
    ) -> None:
        self._schedule = schedule
        self._times = times
        self._came_from = came_from
        self._milestone = milestone
        self._days = days

    @property
    def milestone(self) -> str:
        """Id of the milestone that is late."""
        return self._milestone

    @property
    def days(self) -> int:
        """Calendar days by which it slips."""
        return self._days

    @cached_property
    def moved(self) -> tuple[Moved, ...]:
        """All that moves, the late one first, each behind what moves it."""
        columns, before = self._schedule.graph.columns, self._schedule.times.finish
        dated = self._schedule.start is not None
        return tuple(
            Moved(
                id=columns.ids[place],
                title=columns.title(place),
                days=finish - before[place],
                finish=date.fromordinal(finish - 1) if dated else None,
                of=self,
            )
            for place, (_, finish) in self._times.items()
        )

    @cached_property
    def finish_days(self) -> int:
        """Calendar days by which the whole finishes later."""
        end = self._schedule.times.end
        return max(0, *(finish - end for _, finish in self._times.values()))

    @property
    def finish_before(self) -> date | None:
        """The last day of the whole without the delay; ``None`` without dates."""
        return self._schedule.finish

    @property
    def finish(self) -> date | None:
        """The last day of the whole with the delay; ``None`` without dates."""
        before = self.finish_before
        if before is None or not self.finish_days:
            return before
        return date.fromordinal(self._schedule.times.end + self.finish_days - 1)

    def path(self, id: str) -> tuple[str, ...]:
        """Return the ids along which the delay comes to a milestone, from the late one.

        Parameters
        ----------
        id
            Id of the milestone.

        Returns
        -------
        tuple of str
            The ids; empty for one that does not move.

        Examples
        --------
        >>> from opengov.timeline import MilestoneGraph
        >>> graph = MilestoneGraph.from_durations({"a": 2, "b": 5, "c": 1}, [("a", "b"), ("b", "c")])
        >>> graph.schedule().delay("a", 1).path("c")
        ('a', 'b', 'c')
        """
        ids = self._schedule.graph.columns.ids
        place: int | None = self._schedule.graph.place(id)
        if place not in self._times:
            return ()
        found = []
        while place is not None:
            found.append(ids[place])
            place = self._came_from.get(place)
        return tuple(found[::-1])

    def __repr__(self) -> str:
        return f"<Delay: {self}>"

    def __str__(self) -> str:
        moves = f"the whole moves by {self.finish_days}" if self.finish_days else "the end of the whole does not move"
        to = f", to {self.finish}" if self.finish_days and self.finish else ""
        return f"{self.milestone} slips by {self.days} days: {len(self._times)} milestones move, {moves}{to}"


def delay(schedule: Schedule, id: str, days: float) -> Delay:
    """Return what moves; see :meth:`Schedule.delay <opengov.timeline.schedule.Schedule.delay>`."""
    place = schedule.graph.place(id)
    standing = schedule.prepared.standings.get(place)
    problems = []
    if not isinstance(days, int) or not 1 <= days <= LAST:
        problems.append(Problem("days", f"{str(days)[:_SHOWN]} is no delay", f"write a whole number, 1 to {LAST:,}"))
    if standing is not None and standing.progress is Progress.DONE:
        problems.append(Problem("id", f'"{id}" is done already', "delay what is still to do"))
    if problems:
        msg = "no delay can be worked out"
        raise InvalidGraph(msg, problems)
    whole = int(days)
    delayed = Delay(schedule, id, whole, *_push(schedule, place, whole))
    if schedule.start is not None and schedule.times.end + delayed.finish_days - 1 > LAST:
        msg = "no delay can be worked out"
        raise InvalidGraph(msg, [Problem("days", "dates come after the year 9999", "shorten the delay")])
    return delayed


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
