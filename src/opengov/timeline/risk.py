"""What may come of uncertain durations: many schedules at once, with durations drawn at random from a seed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

from opengov.errors import InvalidGraph, Problem
from opengov.model.milestones import Progress
from opengov.timeline.clocks import LAST, EveryDay
from opengov.timeline.jobs import FROM_FINISH, ON_FINISH, Job
from opengov.timeline.preparing import planned_days

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from opengov.timeline.schedule import Schedule

__all__ = ["Estimate", "MilestoneRisk", "Risk", "simulate"]

Estimate: TypeAlias = tuple[int, int, int]
"""The least, the most likely and the greatest number of days."""

_MOST_DRAWS = 1_000_000
_MOST_CELLS = 8_000_000  # how many numbers are held at once
_LONGEST = 1_000_000
_SHOWN = 80


@frozen(kw_only=True)
class MilestoneRisk:
    """What may come of one milestone.

    Parameters
    ----------
    id
        Which it is.
    in_time
        The share of schedules in which it is done by its due date; ``None`` without one.
    critical
        The share of schedules in which it has no slack.
    mean_finish_days
        How many days after the start of the whole it is done, on average.
    """

    id: str
    in_time: float | None
    critical: float
    mean_finish_days: float


@frozen(kw_only=True)
class Risk:
    """What may come of a schedule.

    Parameters
    ----------
    draws, seed
        How many schedules were drawn, and from which seed.
    lengths
        The days from the start to the finish in each of them, the shortest first.
    milestones
        What may come of each milestone.
    start
        The day before which nothing starts; ``None`` in a schedule without dates.
    """

    draws: int
    seed: int
    lengths: tuple[int, ...]
    milestones: tuple[MilestoneRisk, ...]
    start: date | None

    def __getitem__(self, id: str) -> MilestoneRisk:
        return next(one for one in self.milestones if one.id == id)

    @property
    def mean_days(self) -> float:
        """The days from the start to the finish, on average."""
        return sum(self.lengths) / self.draws

    def length_by(self, share: float) -> int:
        """Return the days within which a share of the schedules finish.

        Parameters
        ----------
        share
            From above 0 to 1.

        Returns
        -------
        int
            The days.

        Examples
        --------
        >>> from opengov.timeline import MilestoneGraph
        >>> MilestoneGraph.from_durations({"a": 3}).schedule().simulate(draws=100).length_by(0.5)
        3
        """
        place = max(-int(-share * self.draws // 1), 1) - 1
        return self.lengths[min(place, self.draws - 1)]

    def finish_by(self, share: float) -> date:
        """Return the day by which a share of the schedules finish.

        Parameters
        ----------
        share
            From above 0 to 1: with 0.8, four of five.

        Returns
        -------
        datetime.date
            The day.

        Raises
        ------
        InvalidGraph
            If the schedule has no dates.

        Examples
        --------
        >>> from opengov.timeline import MilestoneGraph
        >>> schedule = MilestoneGraph.from_durations({"a": 3}).schedule(start=date(2024, 1, 1))
        >>> schedule.simulate(draws=100).finish_by(0.8)
        datetime.date(2024, 1, 3)
        """
        return date.fromordinal(min(self._first() + max(self.length_by(share), 1) - 1, LAST))

    def chance_by(self, day: date) -> float:
        """Return the share of the schedules that finish by a day.

        Parameters
        ----------
        day
            The day.

        Returns
        -------
        float
            From 0 to 1.

        Raises
        ------
        InvalidGraph
            If the schedule has no dates.

        Examples
        --------
        >>> from opengov.timeline import MilestoneGraph
        >>> schedule = MilestoneGraph.from_durations({"a": 3}).schedule(start=date(2024, 1, 1))
        >>> schedule.simulate(draws=100).chance_by(date(2024, 1, 2))
        0.0
        """
        return bisect_right(self.lengths, day.toordinal() + 1 - self._first()) / self.draws

    def _first(self) -> int:
        if self.start is None:
            msg = "there are no dates"
            raise InvalidGraph(msg, [Problem("start", "the schedule has no start", "give it one, or use length_by()")])
        return self.start.toordinal()


def simulate(schedule: Schedule, *, draws: int, seed: int, estimates: Mapping[str, Estimate] | None = None) -> Risk:
    """Return what may come of it; see :meth:`Schedule.simulate <opengov.timeline.schedule.Schedule.simulate>`.

    Durations are drawn from triangles over the three numbers and rounded to whole days. Of work that has begun, what
    is left shrinks and grows in proportion. Draws are worked through in parts, so that memory stays bounded.
    """
    import numpy as np

    drawn = _estimates(schedule, draws, seed, estimates)
    size = len(schedule)
    random = np.random.default_rng(seed)
    part = max(min(draws, _MOST_CELLS // max(size, 1)), 1)
    due = _dues(schedule)
    lengths = []
    critical, in_time, total = np.zeros(size), np.zeros(size), np.zeros(size)
    base = 0 if schedule.start is None else schedule.start.toordinal()
    for first in range(0, draws, part):
        count = min(part, draws - first)
        days = _draw(random, schedule, drawn, count)
        finish, slack = _passes(schedule, days, count)
        lengths.append(finish.max(axis=0, initial=base) - base)
        critical += (slack <= 0).sum(axis=1)
        in_time += (finish <= due[:, None]).sum(axis=1)
        total += (finish - base).sum(axis=1)
    return Risk(
        draws=draws,
        seed=seed,
        lengths=tuple(np.sort(np.concatenate(lengths)).tolist()),
        milestones=tuple(_rows(schedule, critical / draws, in_time / draws, total / draws)),
        start=schedule.start,
    )


def _rows(
    schedule: Schedule, critical: NDArray[np.float64], in_time: NDArray[np.float64], mean: NDArray[np.float64]
) -> Iterator[MilestoneRisk]:
    standings = schedule.prepared.standings
    for place, id in enumerate(schedule.graph):
        due, standing = schedule.due(place), standings.get(place)
        share = None if due is None else float(in_time[place])
        done = standing is not None and standing.progress is Progress.DONE
        if done and due is not None:
            finish = schedule.days_of(place)[1]
            share = None if finish is None else float(finish <= due)
        yield MilestoneRisk(
            id=id,
            in_time=share,
            critical=0.0 if done else float(critical[place]),
            mean_finish_days=float(mean[place]),
        )


def _dues(schedule: Schedule) -> NDArray[np.int64]:
    import numpy as np

    dues = (schedule.due(place) for place in range(len(schedule)))
    return np.array([0 if due is None else due.toordinal() + 1 for due in dues], dtype=np.int64)


def _estimates(
    schedule: Schedule, draws: int, seed: int, given: Mapping[str, Estimate] | None
) -> dict[int, tuple[float, float, float]]:
    """Return the three numbers for each milestone that is still to do, for what is left of it."""
    problems = []
    if not 1 <= draws <= _MOST_DRAWS:
        problems.append(Problem("draws", f"{draws} draws", f"ask for 1 to {_MOST_DRAWS:,}"))
    if seed < 0:
        problems.append(Problem("seed", f"{seed} is below zero", "use 0 or more"))
    if not isinstance(schedule.clock, EveryDay):
        found = "draws under a working calendar are not worked out"
        problems.append(Problem("calendar", found, "schedule without a calendar, with durations in calendar days"))
    named = _of_milestones(schedule) if given is None else given
    longest = max((abs(count) for count in (*schedule.job.days, *schedule.job.lags)), default=0)
    if longest > LAST:
        found = "a duration or a lag is too long to be drawn"
        problems.append(Problem("days", found, f"use at most {LAST:,} days"))
    found_places: dict[int, tuple[float, float, float]] = {}
    for id, three in named.items():
        problem = _bad_estimate(schedule, id, three)
        if problem is None:
            least, likely, most = three
            place = schedule.graph.place(id)
            share = _share_left(schedule, place)
            found_places[place] = (least * share, likely * share, most * share)
        else:
            problems.append(problem)
    if problems:
        msg = "nothing can be drawn"
        raise InvalidGraph(msg, problems)
    return found_places


def _bad_estimate(schedule: Schedule, id: str, three: object) -> Problem | None:
    where = f'estimates["{str(id)[:_SHOWN]}"]'
    if id not in schedule.graph:
        return Problem(where, "there is no such milestone", "correct the id")
    shown = str(three)[:_SHOWN]
    match three:
        case (int() | float() as least, int() | float() as likely, int() | float() as most):
            if 0 <= least <= likely <= most <= _LONGEST:
                return None
            return Problem(where, f"{shown} are not in order", f"least, likely, most, up to {_LONGEST:,}")
        case _:
            return Problem(where, f"{shown} are not three numbers", "give the least, the most likely and the greatest")


def _share_left(schedule: Schedule, place: int) -> float:
    """Return how much of the work that was planned is left, from 0 to 1."""
    standing = schedule.prepared.standings.get(place)
    if standing is None:
        return 1.0
    whole = planned_days(schedule.graph.columns.milestones[place], schedule.clock)
    return schedule.job.days[place] / whole if whole else 0.0


def _of_milestones(schedule: Schedule) -> dict[str, Estimate]:
    found = {}
    for milestone in schedule.graph.columns.milestones:
        days = milestone.days
        if days is not None and (milestone.least_days is not None or milestone.most_days is not None):
            least = days if milestone.least_days is None else milestone.least_days
            most = days if milestone.most_days is None else milestone.most_days
            found[milestone.id] = (least, days, most)
    return found


def _draw(
    random: np.random.Generator, schedule: Schedule, drawn: Mapping[int, tuple[float, float, float]], count: int
) -> NDArray[np.int64]:
    """Return durations, a row for each milestone and a column for each draw; what is under way takes a day at least."""
    import numpy as np

    days, standings = schedule.job.days, schedule.prepared.standings
    found = np.repeat(np.array(days, dtype=np.int64)[:, None], count, axis=1)
    for place, (least, likely, most) in drawn.items():
        drawn_days = random.triangular(least, likely, most, size=count) if least < most else likely
        found[place] = np.maximum(np.rint(drawn_days), place in standings and days[place] > 0)
    return found


def _passes(schedule: Schedule, days: NDArray[np.int64], count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the finish and the slack of each milestone in each draw: the two passes, a draw in each column."""
    import numpy as np

    job, order = schedule.job, schedule.times.order
    start = np.repeat(np.array(job.floors, dtype=np.int64)[:, None], count, axis=1)
    for place, floor in job.finish_floors.items():
        np.maximum(start[place], floor - days[place], out=start[place])
    for place in order:
        for link in job.network.links_from(place):
            other = job.network.after[link]
            np.maximum(start[other], start[place] + _weight(job, link, days), out=start[other])
    finish = start + days
    latest = finish.max(axis=0, initial=0) - days
    for place, ceiling in job.ceilings.items():
        np.minimum(latest[place], ceiling - days[place], out=latest[place])
    for place in reversed(order):
        for link in job.network.links_from(place):
            other = job.network.after[link]
            np.minimum(latest[place], latest[other] - _weight(job, link, days), out=latest[place])
    return finish, latest - start


def _weight(job: Job, link: int, days: NDArray[np.int64]) -> NDArray[np.int64] | int:
    kind, weight = job.kind(link), job.lags[link]
    found: NDArray[np.int64] | int = weight
    before, after = days[job.network.before[link]], days[job.network.after[link]]
    found = found + (before if kind in FROM_FINISH else (before > 0) & (after == 0))
    if kind in ON_FINISH:
        found = found - after
    return found
