"""The schedule of a graph: when each milestone can be and must be, what is critical, what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from opengov.errors import InvalidGraph, Problem
from opengov.model.milestones import Progress
from opengov.timeline import critical, passes, states, workpasses
from opengov.timeline.building import Columns, circle_problems
from opengov.timeline.clocks import FIRST, LAST, Clock, EveryDay, Workdays
from opengov.timeline.jobs import Job, Times
from opengov.timeline.preparing import Prepared, dated_places, first_morning, prepare
from opengov.timeline.rows import ScheduledMilestone, ScheduleProblem, State
from opengov.timeline.working import WorkingCalendar

if TYPE_CHECKING:
    from opengov.timeline.delays import Delay
    from opengov.timeline.graph import MilestoneGraph
    from opengov.timeline.risk import Estimate, Risk

__all__ = ["Schedule", "make_schedule"]

_UNSCHEDULED = "no schedule can be made"


class Schedule:
    """When each milestone of a graph can be and must be.

    It is made by :meth:`MilestoneGraph.schedule <opengov.timeline.graph.MilestoneGraph.schedule>`, and does not change:
    a schedule that is kept is a snapshot, to be given as ``baseline`` to a later one.

    Examples
    --------
    >>> from opengov.timeline import MilestoneGraph
    >>> graph = MilestoneGraph.from_durations({"a": 2, "b": 5, "c": 1}, [("a", "c"), ("b", "c")])
    >>> schedule = graph.schedule(start=date(2024, 1, 1))
    >>> schedule.finish, schedule["a"].slack_days, schedule.critical_path
    (datetime.date(2024, 1, 6), 3, ('b', 'c'))
    """

    def __init__(
        self,
        graph: MilestoneGraph,
        prepared: Prepared,
        times: Times,
        clock: Clock,
        *,
        base: int | None,
        on: date | None,
        baseline: Schedule | None,
    ) -> None:
        self._graph = graph
        self._prepared = prepared
        self._times = times
        self._clock = clock
        self._base = base
        self._on = on
        self._baseline = baseline

    # --- the whole --------------------------------------------------------------------------------------------------

    @property
    def graph(self) -> MilestoneGraph:
        """The graph that it is of."""
        return self._graph

    @property
    def on(self) -> date | None:
        """The day as of which it is made; ``None`` where it is of the plan alone."""
        return self._on

    @property
    def baseline(self) -> Schedule | None:
        """The schedule that it is compared with; ``None`` for one of the plan alone to which none was given."""
        return self._baseline

    @cached_property
    def finish(self) -> date | None:
        """The last day of the whole: as forecast, where it is made as of a day; ``None`` without any date."""
        return None if self._base is None or not self._known_any else self._last_day(self._end)

    @cached_property
    def start(self) -> date | None:
        """The day before which nothing can start; ``None`` without any date."""
        return None if self._base is None else date.fromordinal(self._base)

    @cached_property
    def length_days(self) -> int:
        """Calendar days from the start to the finish, both included."""
        return self._end - (self._base or 0)

    @cached_property
    def critical(self) -> tuple[str, ...]:
        """The ids of all milestones without slack, each behind those that it waits for."""
        ids = self._columns.ids
        return tuple(ids[place] for place in self._critical_places)

    @cached_property
    def critical_path(self) -> tuple[str, ...]:
        """The ids along one chain of milestones that moves the end if any of them slips; empty if all is done."""
        ids, end = self._columns.ids, self._times.end
        chain = critical.chain(self.job, self._times, self._clock, self._critical_places, end)
        return tuple(ids[place] for place in chain)

    @cached_property
    def critical_graph(self) -> MilestoneGraph:
        """All critical paths: the milestones without slack, and the links between them that leave no room."""
        tight = critical.tight_links(self.job, self._times, self._clock, self._critical_places)
        ids, network = self._columns.ids, self.job.network
        ends = {(ids[network.before[link]], ids[network.after[link]], self.job.kind(link)) for link in tight}
        part = self._graph.subgraph(self.critical)
        return part.only_links(link for link in part.links if (link.before, link.after, link.kind) in ends)

    @cached_property
    def problems(self) -> tuple[ScheduleProblem, ...]:
        """What does not fit: dates against links, days that cannot be kept, overruns, what is not known."""
        return tuple(states.findings(self))

    # --- one milestone ----------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._columns.ids)

    def __iter__(self) -> Iterator[ScheduledMilestone]:
        return map(self.row, range(len(self)))

    def __getitem__(self, id: str) -> ScheduledMilestone:
        return self.row(self._graph.place(id))

    def __repr__(self) -> str:
        as_of = f", as of {self._on}" if self._on else ""
        return f"<Schedule: {len(self):,} milestones, {self.length_days:,} days, to {self.finish}{as_of}>"

    def row(self, place: int) -> ScheduledMilestone:
        """Return what the schedule says of the milestone at a place of the graph.

        Parameters
        ----------
        place
            Its place in the order given, from 0.

        Returns
        -------
        ScheduledMilestone
            Its dates, slack and state.

        Examples
        --------
        >>> from opengov.timeline import MilestoneGraph
        >>> MilestoneGraph.from_durations({"a": 2}).schedule(start=date(2024, 1, 1)).row(0).earliest_finish
        datetime.date(2024, 1, 2)
        """
        columns, times = self._columns, self._times
        standing = self._prepared.standings.get(place)
        done = standing is not None and standing.progress is Progress.DONE
        open_ = not done and self._known(place)
        start, finish = self.days_of(place)
        latest_start, latest_finish = self._span(times.latest_start[place], times.latest_finish[place])
        if done:
            latest_start, latest_finish = start, finish
        elif standing is not None and standing.start is not None:
            latest_start = start  # it has begun
        due = self.due(place)
        baseline = None if self._baseline is None else self._baseline.finish_of(columns.ids[place])
        state, blocked_by = states.state(self, place)
        return ScheduledMilestone(
            id=columns.ids[place],
            title=columns.title(place),
            earliest_start=start,
            earliest_finish=finish,
            latest_start=latest_start if open_ or done else None,
            latest_finish=latest_finish if open_ or done else None,
            slack_days=times.slack[place] if open_ else None,
            free_slack_days=times.free[place] if open_ else None,
            critical=open_ and times.slack[place] <= 0,
            event=self._is_event(place),
            due=due,
            overdue_days=_apart(due, finish),
            baseline_finish=baseline,
            slip_days=_apart(baseline, finish),
            state=state,
            blocked_by=tuple(columns.ids[other] for other in blocked_by),
        )

    def state(self, id: str) -> State | None:
        """Return how a milestone stands on the day of the schedule.

        Parameters
        ----------
        id
            Its id.

        Returns
        -------
        State or None
            Its state; ``None`` in a schedule of the plan alone.

        Examples
        --------
        >>> from opengov.timeline import MilestoneGraph
        >>> graph = MilestoneGraph.from_durations({"a": 2, "b": 1}, [("a", "b")])
        >>> graph.schedule(start=date(2024, 1, 1), on=date(2024, 1, 5)).state("b")
        <State.BLOCKED: 'blocked'>
        """
        return states.state(self, self._graph.place(id))[0]

    # --- what if ----------------------------------------------------------------------------------------------------

    def delay(self, id: str, days: int) -> Delay:
        """Return what moves if a milestone slips, and what carries it there; only what is touched is worked out.

        Parameters
        ----------
        id
            Id of the milestone.
        days
            Calendar days by which it starts later; if it has begun, by which the rest of it comes later.

        Returns
        -------
        Delay
            All that moves, with the path that carries it.

        Raises
        ------
        UnknownName
            If there is no such milestone.
        InvalidGraph
            If it is done already, if the days are fewer than one, or dates run out of the years 1 to 9999.

        Examples
        --------
        >>> from opengov.timeline import MilestoneGraph
        >>> graph = MilestoneGraph.from_durations({"a": 2, "b": 5, "c": 1}, [("a", "c"), ("b", "c")])
        >>> delay = graph.schedule(start=date(2024, 1, 1)).delay("a", 4)
        >>> delay.finish, [(one.id, one.days, one.path) for one in delay.moved]
        (datetime.date(2024, 1, 7), [('a', 4, ('a',)), ('c', 1, ('a', 'c'))])
        """
        from opengov.timeline.delays import delay

        return delay(self, id, days)

    def simulate(self, *, draws: int = 10_000, seed: int = 0, estimates: dict[str, Estimate] | None = None) -> Risk:
        """Return what may come of it if durations are not certain: many schedules with durations drawn at random.

        Comes with the extra ``frames``. Milestones without estimates keep their durations.

        Parameters
        ----------
        draws
            How many schedules.
        seed
            The same seed gives the same result.
        estimates
            The least, the most likely and the greatest number of days, by id; by default those of the milestones.

        Returns
        -------
        Risk
            The distribution of the finish, and for each milestone the chance to be in time and to be critical.

        Raises
        ------
        InvalidGraph
            If estimates are not in order, or are of milestones that there are not.

        Examples
        --------
        >>> from opengov.timeline import MilestoneGraph
        >>> schedule = MilestoneGraph.from_durations({"a": 2, "b": 5}, [("a", "b")]).schedule(start=date(2024, 1, 1))
        >>> schedule.simulate(draws=1000, seed=1, estimates={"b": (3, 5, 12)}).finish_by(0.9) > schedule.finish
        True
        """
        from opengov.timeline.risk import simulate

        return simulate(self, draws=draws, seed=seed, estimates=estimates)

    # --- for the modules around -------------------------------------------------------------------------------------

    @property
    def job(self) -> Job:
        """What the passes were given."""
        return self._prepared.job

    @property
    def prepared(self) -> Prepared:
        """The job, and how far each milestone is."""
        return self._prepared

    @property
    def times(self) -> Times:
        """What the passes found."""
        return self._times

    @property
    def clock(self) -> Clock:
        """Which days work."""
        return self._clock

    @cached_property
    def positions(self) -> list[int]:
        """For each milestone how many stand before it in an order in which each stands behind those it waits for."""
        found = [0] * len(self)
        for position, place in enumerate(self._times.order):
            found[place] = position
        return found

    @cached_property
    def waits_for(self) -> dict[int, list[int]]:
        """For each milestone the links, by their number in the job, for which it still waits."""
        found: dict[int, list[int]] = {}
        for link, after in enumerate(self.job.network.after):
            found.setdefault(after, []).append(link)
        return found

    def due(self, place: int) -> date | None:
        """Return the last day of the due date of the milestone at a place."""
        milestones = self._columns.milestones
        day = milestones[place].due if milestones else None
        return None if day is None else day.latest()

    def finish_of(self, id: str) -> date | None:
        """Return the last day of a milestone; ``None`` where it is not known, or there is no such milestone."""
        return self.days_of(self._graph.place(id))[1] if id in self._graph else None

    def days_of(self, place: int) -> tuple[date | None, date | None]:
        """Return the first and the last day of the milestone at a place: real, else the earliest."""
        standing = self._prepared.standings.get(place)
        start, finish = self._times.start[place], self._times.finish[place]
        if standing is not None and standing.progress is Progress.DONE:
            begun = None if standing.start is None else date.fromordinal(standing.start)
            return begun, None if standing.finish is None else date.fromordinal(standing.finish - 1)
        if not self._known(place):
            return None, None
        first, last = self._span(start, finish)
        if standing is not None and standing.start is not None and self._base is not None:
            first = date.fromordinal(standing.start)
        return first, last

    def _is_event(self, place: int) -> bool:
        """Tell whether it was planned without a duration and without a window."""
        milestones = self._columns.milestones
        windowed = bool(milestones) and milestones[place].start is not None and milestones[place].due is not None
        return not self._columns.days[place] and not windowed

    def _span(self, start: int, finish: int) -> tuple[date | None, date | None]:
        """Return the first and the last day between two mornings; an event is on the day before its morning."""
        if self._base is None:
            return None, None
        last = self._last_day(finish)
        return (last if start >= finish else date.fromordinal(start)), last

    def _last_day(self, morning: int) -> date:
        """Return the day that ends on a morning; what ends before anything starts is on the first day."""
        day = morning - 1
        return date.fromordinal(self._base if self._base == morning else day)

    @property
    def _columns(self) -> Columns:
        return self._graph.columns

    @cached_property
    def _end(self) -> int:
        """The morning after the last day, of what is still to do or of what was done last."""
        standings = self._prepared.standings
        done = [one.finish for one in standings.values() if one.progress is Progress.DONE and one.finish is not None]
        open_ = len(self._columns.ids) > sum(one.progress is Progress.DONE for one in standings.values())
        return max([*done, *([self._times.end] if open_ or not done else [])])

    @cached_property
    def _critical_places(self) -> list[int]:
        slack, standings = self._times.slack, self._prepared.standings
        found = (place for place in self._times.order if slack[place] <= 0)
        done = {place for place, one in standings.items() if one.progress is Progress.DONE}
        return [place for place in found if place not in done and self._known(place)]

    @cached_property
    def _unknown(self) -> frozenset[int]:
        """The milestones of which nothing says when they are: no date, no duration, and nothing that they wait for."""
        return frozenset(states.unknown_places(self._columns, self._times.order))

    def _known(self, place: int) -> bool:
        return place not in self._unknown

    @property
    def _known_any(self) -> bool:
        return len(self._unknown) < len(self)


def make_schedule(
    graph: MilestoneGraph,
    *,
    start: date | None,
    calendar: WorkingCalendar | None,
    on: date | None,
    baseline: Schedule | None,
) -> Schedule:
    """Return the schedule of a graph; see its method."""
    columns = graph.columns
    dated = dated_places(columns.milestones)
    base = start.toordinal() if start is not None else first_morning(columns, dated)
    if base is None and on is not None:
        base = on.toordinal()
    if calendar is not None and base is None and len(graph):
        found = "no day is given from which the days of the calendar could be counted"
        raise InvalidGraph(_UNSCHEDULED, [Problem("start", found, "give a start, or leave the calendar out")])
    clock: Clock = EveryDay() if calendar is None else Workdays(calendar, base or _SOME_DAY)
    prepared = prepare(columns, dated, base or 0, clock, on)
    times = passes.run(prepared.job) if calendar is None else workpasses.run(prepared.job, clock)
    if times is None or (prepared.job.network is not columns.network and len(columns.network.order()) < len(graph)):
        titles = [columns.title(place) for place in range(len(columns.ids))]
        raise InvalidGraph(_UNSCHEDULED, circle_problems(columns.network, titles))
    if base is not None:
        _check_years(columns, times)
    if baseline is None and on is not None:
        baseline = make_schedule(graph, start=start, calendar=calendar, on=None, baseline=None)
    return Schedule(graph, prepared, times, clock, base=base, on=on, baseline=baseline)


_SOME_DAY = date(2000, 1, 1).toordinal()


def _check_years(columns: Columns, times: Times) -> None:
    """Raise if anything is later than the last day that there is, or earlier than the first."""
    if not times.order:
        return
    least = min(map(min, (times.latest_start, times.start)))
    if times.end - 1 <= LAST and max(times.latest_finish) - 1 <= LAST and least >= FIRST:
        return
    places = [place for place, finish in enumerate(times.finish) if finish - 1 > LAST] or [times.order[-1]]
    named = f'"{columns.title(places[0])[:80]}"'
    found = f"{named} would come after the year 9999" if times.end - 1 > LAST else "dates run back before the year 1"
    raise InvalidGraph(_UNSCHEDULED, [Problem("", found, "shorten durations and lags")])


def _apart(earlier: date | None, later: date | None) -> int | None:
    return None if earlier is None or later is None else (later - earlier).days
