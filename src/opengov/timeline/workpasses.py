"""The two passes of the critical path method under any clock; slower than those that count every day."""

from __future__ import annotations

from collections.abc import Sequence

from opengov.timeline.clocks import Clock
from opengov.timeline.jobs import FROM_FINISH, ON_FINISH, Job, Times

__all__ = ["held", "pushed", "run"]

_NEVER, _EVER = -(1 << 40), 1 << 40


def run(job: Job, clock: Clock) -> Times | None:
    """Return the times of a job under a clock; ``None`` where milestones wait for each other in a circle.

    Parameters
    ----------
    job
        What is to be scheduled.
    clock
        Which days work.
    """
    order = job.network.order()
    if len(order) < job.network.size:
        return None
    start, finish = _forward(job, clock, order)
    end = max(finish, default=0)
    latest_start, latest_finish = _backward(job, clock, order, end)
    room = _rooms(job, clock, end, start, finish)
    return Times(
        order=order,
        start=start,
        finish=finish,
        latest_start=latest_start,
        latest_finish=latest_finish,
        slack=list(map(clock.between, start, latest_start)),
        free=list(map(clock.between, start, room)),
        end=end,
    )


def pushed(job: Job, clock: Clock, link: int, start: int, finish: int) -> tuple[int, int]:
    """Return how soon a link lets the later milestone start and finish, given the times of the earlier."""
    kind = job.kind(link)
    working = job.working is not None and job.working[link]
    source = finish if kind in FROM_FINISH else start + job.day_of_start(link)
    morning = clock.add(source, job.lags[link], working=working)
    return (_NEVER, morning) if kind in ON_FINISH else (morning, _NEVER)


def _forward(job: Job, clock: Clock, order: Sequence[int]) -> tuple[list[int], list[int]]:
    start, finish = job.floors.copy(), [_NEVER] * job.network.size
    for milestone, floor in job.finish_floors.items():
        finish[milestone] = floor
    for milestone in order:
        days = job.days[milestone]
        soonest = max(finish[milestone], start[milestone])
        begin, end = clock.place(start[milestone], soonest, days)
        start[milestone], finish[milestone] = begin, end
        for link in job.network.links_from(milestone):
            other = job.network.after[link]
            push_start, push_finish = pushed(job, clock, link, begin, end)
            start[other], finish[other] = max(start[other], push_start), max(finish[other], push_finish)
    return start, finish


def _backward(job: Job, clock: Clock, order: Sequence[int], end: int) -> tuple[list[int], list[int]]:
    start, finish = [_EVER] * job.network.size, [end] * job.network.size
    for milestone, ceiling in job.ceilings.items():
        finish[milestone] = min(end, ceiling)
    for milestone in reversed(order):
        latest_start, latest_finish = start[milestone], finish[milestone]
        for link in job.network.links_from(milestone):
            other = job.network.after[link]
            hold_start, hold_finish = held(job, clock, link, start[other], finish[other])
            latest_start, latest_finish = min(latest_start, hold_start), min(latest_finish, hold_finish)
        latest_start = min(latest_start, latest_finish)
        start[milestone], finish[milestone] = clock.fit(latest_start, latest_finish, job.days[milestone])
    return start, finish


def _rooms(job: Job, clock: Clock, end: int, start: Sequence[int], finish: Sequence[int]) -> list[int]:
    """Return the latest starts that move nothing else."""
    found = []
    for milestone, days in enumerate(job.days):
        latest_start, latest_finish = _EVER, end
        for link in job.network.links_from(milestone):
            other = job.network.after[link]
            hold_start, hold_finish = held(job, clock, link, start[other], finish[other])
            latest_start, latest_finish = min(latest_start, hold_start), min(latest_finish, hold_finish)
        found.append(clock.fit(min(latest_start, latest_finish), latest_finish, days)[0])
    return found


def held(job: Job, clock: Clock, link: int, start: int, finish: int) -> tuple[int, int]:
    """Return how late a link lets the earlier milestone start and finish, given the times of the later."""
    kind = job.kind(link)
    working = job.working is not None and job.working[link]
    morning = clock.take(finish if kind in ON_FINISH else start, job.lags[link], working=working)
    return (_EVER, morning) if kind in FROM_FINISH else (morning - job.day_of_start(link), _EVER)
