"""How each milestone stands on a day, and what in a schedule does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from opengov.model.milestones import LinkKind, Progress
from opengov.timeline.building import Columns
from opengov.timeline.jobs import FROM_FINISH, ON_FINISH
from opengov.timeline.preparing import planned_days
from opengov.timeline.rows import ProblemKind, ScheduleProblem, State
from opengov.timeline.standing import Reached
from opengov.timeline.workpasses import pushed

if TYPE_CHECKING:
    from opengov.timeline.schedule import Schedule

__all__ = ["findings", "state", "unknown_places"]

_SHOWN = 80


def state(schedule: Schedule, place: int) -> tuple[State | None, tuple[int, ...]]:
    """Return how a milestone stands, and the places of those that keep it from starting.

    Done, if that is recorded; else late, if its due date has passed; else under way, if it has begun; else blocked, if
    by the plan it should have begun and something holds it; else not started.
    """
    on = schedule.on
    if on is None:
        return None, ()
    standing = schedule.prepared.standings.get(place)
    progress = Progress.NOT_STARTED if standing is None else standing.progress
    if progress is Progress.DONE:
        return State.DONE, ()
    blockers = () if progress is Progress.UNDER_WAY else tuple(_blockers(schedule, place, on))
    if _last_day(schedule, place, date.max) < on:
        return State.LATE, blockers
    if progress is Progress.UNDER_WAY:
        return State.UNDER_WAY, ()
    planned = (
        None if schedule.baseline is None else _planned_start(schedule.baseline, schedule.graph.columns.ids[place])
    )
    blocked = blockers and planned is not None and planned <= on
    return (State.BLOCKED if blocked else State.NOT_STARTED), blockers


def findings(schedule: Schedule) -> Iterator[ScheduleProblem]:
    """Yield what does not fit, milestone by milestone, then what is not known."""
    columns = schedule.graph.columns
    for place in range(len(columns.ids)):
        _, finish = schedule.days_of(place)
        if finish is not None:
            yield from _late(schedule, place, finish)
            yield from _overruns(columns, place, finish)
    yield from _out_of_order(schedule)
    for place in schedule.prepared.empty:
        found = f"{_named(columns, place)} has no working day between its start and its due date"
        yield ScheduleProblem(kind=ProblemKind.NO_WORKING_DAY, milestone=columns.ids[place], message=found)
    undated = len(unknown_places(columns, schedule.times.order))
    if undated:
        found = (
            f"{undated} of {len(columns.ids)} milestones have neither dates nor durations: nothing says when they are"
        )
        yield ScheduleProblem(kind=ProblemKind.UNDATED, milestone=None, message=found)


def unknown_places(columns: Columns, order: Sequence[int]) -> list[int]:
    """Return the milestones without dates and durations that wait for nothing that has any."""
    if None not in columns.days:
        return []
    known = [days is not None for days in columns.days]
    for place, milestone in enumerate(columns.milestones):
        if not known[place]:
            days = (milestone.start, milestone.due, milestone.begun, milestone.finished)
            bounds = (milestone.not_before, milestone.not_after, milestone.finish_on)
            known[place] = any(day is not None for day in (*days, *bounds))
    network = columns.network
    for place in order:
        if known[place]:
            for link in network.links_from(place):
                known[network.after[link]] = True
    return [place for place, one in enumerate(known) if not one]


# --- states ---------------------------------------------------------------------------------------------------------


def _blockers(schedule: Schedule, place: int, on: date) -> Iterator[int]:
    """Yield the milestones whose links keep this one from starting on the day."""
    job, times = schedule.job, schedule.times
    for link in schedule.waits_for.get(place, ()):
        other = job.network.before[link]
        start, _ = pushed(job, schedule.clock, link, times.start[other], times.finish[other])
        if start > on.toordinal():
            yield other


def _last_day(schedule: Schedule, place: int, otherwise: date) -> date:
    milestones = schedule.graph.columns.milestones
    if not milestones:
        return otherwise
    one = milestones[place]
    return min([day.latest() for day in (one.due, one.not_after, one.finish_on) if day], default=otherwise)


def _planned_start(baseline: Schedule | None, id: str) -> date | None:
    return None if baseline is None or id not in baseline.graph else baseline.days_of(baseline.graph.place(id))[0]


# --- what does not fit ----------------------------------------------------------------------------------------------


def _late(schedule: Schedule, place: int, finish: date) -> Iterator[ScheduleProblem]:
    columns = schedule.graph.columns
    if not columns.milestones:
        return
    milestone = columns.milestones[place]
    name = _named(columns, place)
    due = schedule.due(place)
    if due is not None and finish > due:
        days = (finish - due).days
        if schedule.on is None:
            driver = _driver(schedule, place)
            why = f", since it waits for {_named(columns, driver)}" if driver is not None else ""
            found = f"{name} is due on {due}, but cannot be done before {finish}{why}"
            yield ScheduleProblem(kind=ProblemKind.CONFLICT, milestone=milestone.id, message=found, days=days)
        else:
            standing = schedule.prepared.standings.get(place)
            if standing is not None and standing.progress is Progress.DONE:
                found = f"{name} was due on {due}, and was done on {finish}: {_days(days)} late"
            elif due < schedule.on:
                found = f"{name} was due on {due}; no end is recorded, and it cannot be before {finish}"
                found += f": {_days(days)} late"
            else:
                found = f"{name} is due on {due}, but cannot be done before {finish}: {_days(days)} late"
            yield ScheduleProblem(kind=ProblemKind.LATE, milestone=milestone.id, message=found, days=days)
    for day, word in ((milestone.not_after, "by"), (milestone.finish_on, "on")):
        if day is not None and finish > day.latest():
            days = (finish - day.latest()).days
            found = f"{name} must be done {word} {day.latest()}, but cannot be before {finish}"
            yield ScheduleProblem(kind=ProblemKind.CONSTRAINT, milestone=milestone.id, message=found, days=days)


def _overruns(columns: Columns, place: int, finish: date) -> Iterator[ScheduleProblem]:
    if not columns.settings:
        return
    setting = columns.settings[place]
    for day, kind, what in (
        (setting.end, ProblemKind.OVERRUNS_PLAN, f"the plan {setting.plan} ends"),
        (setting.deadline, ProblemKind.OVERRUNS_DEADLINE, f"the plan {setting.plan} is due"),
    ):
        if day is not None and finish > day:
            days = (finish - day).days
            found = f"{_named(columns, place)} is on {finish}, {_days(days)} after {what} on {day}"
            yield ScheduleProblem(kind=kind, milestone=columns.ids[place], message=found, days=days)


def _out_of_order(schedule: Schedule) -> Iterator[ScheduleProblem]:
    """Yield what was surely done or begun before what it waits for allows."""
    standings, columns = schedule.prepared.standings, schedule.graph.columns
    network = columns.network
    for link, (before, after) in enumerate(zip(network.before, network.after, strict=True)):
        second = standings.get(after)
        if second is None:
            continue
        kind = LinkKind.FINISH_TO_START if columns.kinds is None else columns.kinds[link]
        end = _latest_end(schedule, after, second, kind)
        source, recorded = _source(schedule, before, kind)
        if end is None or source is None:
            continue
        if kind not in FROM_FINISH and _is_event(schedule, after) and not _is_event(schedule, before):
            source += 1
        working = columns.working is not None and columns.working[link]
        if end >= schedule.clock.add(source, columns.lags[link], working=working):
            continue
        begun = second.progress is Progress.UNDER_WAY or (kind not in ON_FINISH and second.start is not None)
        found = f"{_named(columns, after)} {'has begun' if begun else 'is done'}"
        if recorded:
            found += f", before {_named(columns, before)} allows it"
        else:
            found += (
                f", but the {'end' if kind in FROM_FINISH else 'start'} of {_named(columns, before)} is not recorded"
            )
        yield ScheduleProblem(kind=ProblemKind.OUT_OF_ORDER, milestone=columns.ids[after], message=found)


def _latest_end(schedule: Schedule, place: int, standing: Reached, kind: LinkKind) -> int | None:
    """Return the latest morning that the end which a link holds can have had; ``None`` where it is still to come."""
    done, event = standing.progress is Progress.DONE, _is_event(schedule, place)
    if kind not in ON_FINISH and standing.start is not None:
        return standing.start + event
    if kind in ON_FINISH and not done:
        return None
    after_today = (schedule.on or date.max).toordinal() + 1
    finish = standing.finish if done and standing.finish is not None else after_today
    return finish if kind in ON_FINISH or event else finish - 1


def _source(schedule: Schedule, place: int, kind: LinkKind) -> tuple[int | None, bool]:
    """Return the morning from which a link counts, and whether it is recorded; else the first that it can be."""
    standing, times = schedule.prepared.standings.get(place), schedule.times
    if standing is None or (standing.progress is Progress.UNDER_WAY and kind in FROM_FINISH):
        return (times.finish[place] if kind in FROM_FINISH else times.start[place]), False
    if kind in FROM_FINISH or (standing.progress is Progress.DONE and _is_event(schedule, place)):
        return standing.finish, True
    return (None if standing.start is None else standing.start + _is_event(schedule, place)), True


def _is_event(schedule: Schedule, place: int) -> bool:
    milestones = schedule.graph.columns.milestones
    return not (planned_days(milestones[place], schedule.clock) if milestones else schedule.graph.columns.days[place])


def _driver(schedule: Schedule, place: int) -> int | None:
    """Return a milestone that this one waits for, where the link from it gives exactly the start found."""
    job, times, clock = schedule.job, schedule.times, schedule.clock
    days, floor = job.days[place], job.floors[place]
    own = max(floor, job.finish_floors.get(place, floor))
    if times.start[place] <= clock.place(floor, own, days)[0]:
        return None  # its own days hold it
    for link in schedule.waits_for.get(place, ()):
        before = job.network.before[link]
        start, finish = pushed(job, clock, link, times.start[before], times.finish[before])
        start = max(start, floor)
        if clock.place(start, max(start, finish), days)[0] == times.start[place]:
            return before
    return None


def _named(columns: Columns, place: int) -> str:
    title = columns.title(place)
    return f'"{title[:_SHOWN]}..."' if len(title) > _SHOWN else f'"{title}"'


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"
