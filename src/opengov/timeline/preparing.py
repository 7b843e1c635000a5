"""From a graph, a start, a calendar and a day to the job of the passes: what is still to do, and what holds it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter

from attrs import evolve, field, frozen

from opengov.model.milestones import Milestone, Progress
from opengov.timeline.building import Columns
from opengov.timeline.clocks import Clock
from opengov.timeline.jobs import FROM_FINISH, ON_FINISH, Job
from opengov.timeline.network import Network
from opengov.timeline.standing import Reached, standing

__all__ = ["DATES", "Prepared", "dated_places", "first_morning", "planned_days", "prepare"]

DATES = ("start", "due", "begun", "finished", "not_before", "not_after", "finish_on")
"""The fields of a milestone that hold its days."""

_SAYS = attrgetter(*DATES, "progress")
_NOTHING = (*[None] * len(DATES), ())
_WHOLE = 100


@frozen(kw_only=True)
class Prepared:
    """A job, and how far each milestone is.

    Parameters
    ----------
    job
        What is still to be scheduled.
    standings
        How far each milestone is that has begun or is done; empty for the plan alone.
    empty
        Milestones whose window has no working day.
    """

    job: Job
    standings: Mapping[int, Reached] = field(factory=dict)
    empty: Sequence[int] = ()


def dated_places(milestones: Sequence[Milestone]) -> list[int]:
    """Return the places of the milestones that say anything of days or of progress."""
    said = list(map(_SAYS, milestones))
    if said.count(_NOTHING) == len(said):
        return []
    return [place for place, one in enumerate(said) if one != _NOTHING]


def first_morning(columns: Columns, dated: Sequence[int]) -> int | None:
    """Return the first morning that a milestone names for its start, or for its end less what it takes."""
    mornings: list[int] = []
    for place in dated:
        milestone, days = columns.milestones[place], columns.days[place] or 0
        starts = [day for day in (milestone.start, milestone.not_before, milestone.begun) if day is not None]
        ends = [day for day in (milestone.due, milestone.finish_on, milestone.finished) if day is not None]
        if starts:
            mornings.append(min(day.earliest().toordinal() for day in starts))
        elif ends:
            mornings.append(min(day.latest().toordinal() for day in ends) + 1 - max(days, 1))
    return min(mornings, default=None)


def prepare(columns: Columns, dated: Sequence[int], base: int, clock: Clock, on: date | None) -> Prepared:
    """Return what the passes need.

    Parameters
    ----------
    columns
        The graph.
    dated
        The places of milestones that say anything of days.
    base
        The morning before which nothing starts.
    clock
        Which days work.
    on
        The day as of which it is made, if any.
    """
    size = len(columns.ids)
    days = [count or 0 for count in columns.days]
    floors = [base] * size
    finish_floors: dict[int, int] = {}
    ceilings: dict[int, int] = {}
    empty = []
    for place in dated:
        milestone = columns.milestones[place]
        if _is_window(milestone):
            days[place] = planned_days(milestone, clock)
            if not days[place]:
                empty.append(place)
        floors[place] = max([base, *_starts(milestone)])
        ends = list(_ends(milestone, days[place]))
        if ends:
            finish_floors[place] = max(ends)
        bounds = [day.latest().toordinal() + 1 for day in (milestone.not_after, milestone.finish_on) if day]
        if bounds:
            ceilings[place] = min(bounds)
    job = Job(
        network=columns.network,
        days=days,
        kinds=columns.kinds,
        lags=columns.lags,
        working=columns.working,
        floors=floors,
        finish_floors=finish_floors,
        ceilings=ceilings,
    )
    prepared = Prepared(job=job, empty=empty) if on is None else _as_of(columns, dated, job, clock, base, on, empty)
    return evolve(prepared, job=_off_the_first_day(prepared.job, base, clock))


def planned_days(milestone: Milestone, clock: Clock) -> int:
    """Return the days that a milestone takes by its plan: as it says, else those of its window; an event takes none."""
    return clock.between(*_window(milestone)) if _is_window(milestone) else milestone.days or 0


def _is_window(milestone: Milestone) -> bool:
    return milestone.days is None and milestone.start is not None and milestone.due is not None


def _window(milestone: Milestone) -> tuple[int, int]:
    start, due = milestone.start, milestone.due
    return (start.earliest().toordinal() if start else 0), (due.latest().toordinal() + 1 if due else 0)


def _starts(milestone: Milestone) -> Iterator[int]:
    for day in (milestone.start, milestone.not_before):
        if day is not None:
            yield day.earliest().toordinal()


def _ends(milestone: Milestone, days: int) -> Iterator[int]:
    """Yield the mornings before which it cannot be done: of an event that of its day, since it is planned for then."""
    if milestone.finish_on is not None:
        yield milestone.finish_on.latest().toordinal() + 1
    if days:
        return
    if milestone.due is not None:
        yield milestone.due.latest().toordinal() + 1
    for morning in _starts(milestone):
        yield morning + 1


def _off_the_first_day(job: Job, base: int, clock: Clock) -> Job:
    """Let lags between events run from the end of the first day, on which an event is that nothing holds."""
    if not any(job.lags) or 0 not in job.days:
        return job
    finish_floors = dict(job.finish_floors)
    for link, lag in enumerate(job.lags):
        after = job.network.after[link]
        if lag > 0 and not job.days[job.network.before[link]] and not job.days[after]:
            working = job.working is not None and job.working[link]
            asked = clock.add(base + 1, lag, working=working)
            finish_floors[after] = max(finish_floors.get(after, asked), asked)
    return evolve(job, finish_floors=finish_floors)


# --- as of a day ----------------------------------------------------------------------------------------------------


def _as_of(
    columns: Columns, dated: Sequence[int], plan: Job, clock: Clock, base: int, on: date, empty: Sequence[int]
) -> Prepared:
    """Return the job that is left: done milestones out of it, others not before the day."""
    today = on.toordinal()
    found = {place: standing(columns.milestones[place], on) for place in dated}
    standings = {place: one for place, one in found.items() if one.progress is not Progress.NOT_STARTED}
    days, floors = list(plan.days), [max(floor, today) for floor in plan.floors]
    finish_floors, ceilings = dict(plan.finish_floors), dict(plan.ceilings)
    for place, count in enumerate(days):
        if not count:
            finish_floors[place] = max(finish_floors.get(place, today + 1), today + 1)
    for place, one in standings.items():
        if one.progress is Progress.DONE:
            days[place], floors[place] = 0, base
            finish_floors.pop(place, None)
            ceilings.pop(place, None)
        else:
            days[place] = _left(plan.days[place], one, clock, today)
            floors[place] = today
    kept = [link for link in range(len(plan.lags)) if _still_holds(plan, link, standings, clock, floors, finish_floors)]
    network = plan.network
    left = Network(network.size, [network.before[link] for link in kept], [network.after[link] for link in kept])
    job = Job(
        network=left,
        days=days,
        kinds=None if plan.kinds is None else [plan.kinds[link] for link in kept],
        lags=[plan.lags[link] for link in kept],
        working=None if plan.working is None else [plan.working[link] for link in kept],
        floors=floors,
        finish_floors=finish_floors,
        ceilings=ceilings,
    )
    return Prepared(job=job, standings=standings, empty=empty)


def _left(days: int, one: Reached, clock: Clock, today: int) -> int:
    """Return the days of work that are left: by the share reported, else by the days gone; at least one."""
    if not days:
        return 0
    if one.percent is not None:
        return max(math.ceil(days * (_WHOLE - one.percent) / _WHOLE), 1)
    gone = 0 if one.start is None else clock.between(one.start, today)
    return max(days - gone, 1)


def _still_holds(
    plan: Job,
    link: int,
    standings: Mapping[int, Reached],
    clock: Clock,
    floors: list[int],
    finish_floors: dict[int, int],
) -> bool:
    """Tell whether a link still waits for something; what it asks from a day that is past becomes a floor."""
    before, after, kind = plan.network.before[link], plan.network.after[link], plan.kind(link)
    first, second = standings.get(before), standings.get(after)
    if second is not None and (second.progress is Progress.DONE or kind not in ON_FINISH):
        return False  # what it held has happened
    if first is None or (first.progress is Progress.UNDER_WAY and kind in FROM_FINISH):
        return True
    morning = first.finish if kind in FROM_FINISH else first.start
    if morning is not None:
        working = plan.working is not None and plan.working[link]
        ended = morning + (kind not in FROM_FINISH and not plan.days[after])
        asked = clock.add(ended, plan.lags[link], working=working)
        if kind in ON_FINISH:
            finish_floors[after] = max(finish_floors.get(after, asked), asked)
        else:
            floors[after] = max(floors[after], asked)
    return False
