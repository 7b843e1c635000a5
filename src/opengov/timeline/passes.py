"""The two passes of the critical path method over lists of integers, where every day is a working day."""

from __future__ import annotations

from operator import add, sub

from opengov.timeline.jobs import FROM_FINISH, ON_FINISH, Job, Times

__all__ = ["run", "weights"]


def run(job: Job) -> Times | None:
    """Return the times of a job; ``None`` where milestones wait for each other in a circle.

    Each link asks that one milestone starts by a weight behind the start of another, whatever its kind: durations are
    the same in both passes.
    """
    days, size = job.days, job.network.size
    weight = weights(job)
    order, flow, start = _forward(job, weight)
    if len(order) < size:
        return None
    finish = list(map(add, start, days))
    end = max(finish, default=0)
    room = list(map(sub, [end] * size, days))
    latest = room.copy()
    for milestone, ceiling in job.ceilings.items():
        latest[milestone] = min(latest[milestone], ceiling - days[milestone])
    _backward(job, weight, flow, start, latest, room)
    return Times(
        order=order,
        start=start,
        finish=finish,
        latest_start=latest,
        latest_finish=list(map(add, latest, days)),
        slack=list(map(sub, latest, start)),
        free=list(map(sub, room, start)),
        end=end,
    )


def weights(job: Job) -> list[int]:
    """Return for each link by how much the start of the later milestone lies behind that of the earlier, at least."""
    before, after, days, lags = job.network.before, job.network.after, job.days, job.lags
    if job.kinds is None:
        return list(map(add, map(days.__getitem__, before), lags))
    found = []
    for link, kind in enumerate(job.kinds):
        weight = lags[link]
        if kind in FROM_FINISH:
            weight += days[before[link]]
        elif days[before[link]] and not days[after[link]]:
            weight += 1  # an event is no sooner than the day begun on, and stands on the morning after
        if kind in ON_FINISH:
            weight -= days[after[link]]
        found.append(weight)
    return found


def _forward(job: Job, weight: list[int]) -> tuple[list[int], list[int], list[int]]:
    """Return the order of the milestones, that of the links, and the earliest starts."""
    network = job.network
    counts, first, following, after = network.waiting(), network.first, network.following, network.after
    start = job.floors.copy()
    for milestone, floor in job.finish_floors.items():
        start[milestone] = max(start[milestone], floor - job.days[milestone])
    order = [milestone for milestone, count in enumerate(counts) if not count]
    flow: list[int] = []
    put, flows = order.append, flow.append
    for milestone in order:
        here, link = start[milestone], first[milestone]
        while link >= 0:
            flows(link)
            other = after[link]
            there = here + weight[link]
            if there > start[other]:  # noqa: PLR1730 -- max() and min() take twice as long
                start[other] = there
            left = counts[other] - 1
            counts[other] = left
            if not left:
                put(other)
            link = following[link]
    return order, flow, start


def _backward(
    job: Job, weight: list[int], flow: list[int], start: list[int], latest: list[int], room: list[int]
) -> None:
    """Lower the latest starts, and those that move nothing else, to what the links leave."""
    before, after = job.network.before, job.network.after
    for link in reversed(flow):
        milestone, other, asked = before[link], after[link], weight[link]
        there = latest[other] - asked
        if there < latest[milestone]:  # noqa: PLR1730 -- max() and min() take twice as long
            latest[milestone] = there
        there = start[other] - asked
        if there < room[milestone]:  # noqa: PLR1730 -- max() and min() take twice as long
            room[milestone] = there
