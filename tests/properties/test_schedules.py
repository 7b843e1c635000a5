"""Schedules against slow, plain answers on small drawn graphs: every link kind and lag, calendars, delays."""

import datetime as dt
from collections.abc import Iterator

import networkx as nx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from opengov.model.dates import PartialDate
from opengov.model.milestones import LinkKind, Milestone
from opengov.timeline import Link, MilestoneGraph, WorkingCalendar, passes, workpasses
from opengov.timeline.clocks import EveryDay
from opengov.timeline.schedule import Schedule

START = dt.date(2024, 1, 1)
FIRST = START.toordinal()
DAYS_OFF = ("FREQ=WEEKLY;BYDAY=SA,SU", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=10,11")
CALENDAR = WorkingCalendar(DAYS_OFF, [dt.date(2024, 1, 4), dt.date(2024, 2, 1)])
HORIZON = 400
KINDS = tuple(LinkKind)
LAGS = st.integers(-4, 6)
DATES = st.none() | st.integers(0, 20).map(lambda day: PartialDate.of(START + dt.timedelta(day)))
FROM_FINISH = {LinkKind.FINISH_TO_START, LinkKind.FINISH_TO_FINISH}
ON_FINISH = {LinkKind.FINISH_TO_FINISH, LinkKind.START_TO_FINISH}


@st.composite
def graphs(draw: st.DrawFn, *, least: int = 0, lags: st.SearchStrategy[int] = LAGS) -> MilestoneGraph:
    """Draw a graph of up to seven milestones without circles, with links of every kind."""
    size = draw(st.integers(1, 7))
    milestones = [
        Milestone(
            id=f"m{place}",
            title=f"M {place}",
            days=draw(st.integers(least, 5)),
            start=draw(DATES),
            not_before=draw(DATES),
        )
        for place in range(size)
    ]
    shuffled = draw(st.permutations(range(size)))
    links = []
    for before in range(size):
        for after in range(before + 1, size):
            for kind in draw(st.sets(st.sampled_from(KINDS), max_size=2)) if draw(st.booleans()) else ():
                ends = f"m{shuffled[before]}", f"m{shuffled[after]}"
                links.append(Link(*ends, kind=kind, lag_days=draw(lags), working_days=draw(st.booleans())))
    return MilestoneGraph(milestones, links)


def working_days(calendar: WorkingCalendar | None) -> list[bool]:
    """Return for each day from the start on whether it works."""
    off = set() if calendar is None else set(calendar.days_off(START, START + dt.timedelta(HORIZON)))
    return [START + dt.timedelta(day) not in off for day in range(HORIZON)]


def placed(start: int, days: int, works: list[bool]) -> int:
    """Return the morning after so many working days from a morning; events take none."""
    while days:
        days -= works[start]
        start += 1
    return start


def later(morning: int, link: Link, works: list[bool]) -> int:
    """Return the morning a lag later, day by day."""
    if not link.working_days:
        return morning + link.lag_days
    left = link.lag_days
    while left > 0:
        left -= works[morning]
        morning += 1
    while left < 0:
        morning -= 1
        left += works[morning] if morning >= 0 else True
    return morning


def kept(graph: MilestoneGraph, times: dict[str, tuple[int, int]], link: Link, works: list[bool]) -> bool:
    """Tell whether the times keep a link."""
    start, finish = times[link.before]
    held = times[link.after][1 if link.kind in ON_FINISH else 0]
    source = finish if link.kind in FROM_FINISH else start
    if not graph[link.after].days:
        if graph[link.before].days:
            source += link.kind not in FROM_FINISH  # an event is no sooner than the day on which the other starts
        elif link.lag_days > 0:
            source = max(source, 1)  # an event that nothing holds is on the first day
    return held >= later(source, link, works)


def spans(days: int, works: list[bool], first: int) -> Iterator[tuple[int, int]]:
    """Yield the starts and finishes that a milestone can have, the earliest first."""
    for start in range(first, HORIZON - 100):
        if not days or works[start]:
            yield start, placed(start, days, works)


def slow(graph: MilestoneGraph, calendar: WorkingCalendar | None = None) -> dict[str, tuple[int, int]]:
    """Return the earliest times by moving milestones on, a day at a time, until every link is kept."""
    works = working_days(calendar)
    firsts = {one.id: first_morning(one) for one in graph.milestones}
    options = {one.id: spans(one.days or 0, works, firsts[one.id]) for one in graph.milestones}
    times = {id: next(options[id]) for id in graph}
    while broken := [link for link in graph.links if not kept(graph, times, link, works)]:
        times[broken[0].after] = next(options[broken[0].after])
    return times


def first_morning(milestone: Milestone) -> int:
    """Return the first morning for a milestone by its own days: for an event that after the day."""
    days = [day for day in (milestone.start, milestone.not_before) if day is not None]
    return max(((day.earliest() - START).days + (not milestone.days) for day in days), default=0)


def mornings(schedule: Schedule) -> dict[str, tuple[int, int]]:
    """Return the earliest times of a schedule, counted from the start."""
    times = schedule.times
    pairs = zip(schedule.graph, times.start, times.finish, strict=True)
    return {id: (start - FIRST, finish - FIRST) for id, start, finish in pairs}


@given(graphs())
def test_earliest_times(graph: MilestoneGraph) -> None:
    """The earliest times are those found by trying day after day."""
    assert mornings(graph.schedule(start=START)) == slow(graph)


@given(graphs(lags=st.integers(0, 6)))
def test_earliest_times_under_a_calendar(graph: MilestoneGraph) -> None:
    """Under a calendar too, with lags in working and in calendar days."""
    assert mornings(graph.schedule(start=START, calendar=CALENDAR)) == slow(graph, CALENDAR)


@given(graphs(least=1))
def test_lags_back_under_a_calendar(graph: MilestoneGraph) -> None:
    """Lags below zero, which overlap, are counted in working days as well."""
    later_start = START + dt.timedelta(60)  # so that overlaps do not lie before the days that are tried
    moved = MilestoneGraph(
        [
            Milestone(id=one.id, title=one.title, days=one.days, not_before=PartialDate.of(later_start))
            for one in graph.milestones
        ],
        graph.links,
    )
    assert mornings(moved.schedule(start=START, calendar=CALENDAR)) == slow(moved, CALENDAR)


@given(graphs())
def test_latest_times(graph: MilestoneGraph) -> None:
    """Each milestone alone can start as late as its slack says without moving the end, and not a day later."""
    schedule = graph.schedule(start=START)
    for row in schedule:
        assert row.slack_days is not None
        for more, moves in ((row.slack_days, False), (row.slack_days + 1, True)):
            held = held_back(graph, schedule, row.id, more)
            assert (held.length_days > schedule.length_days) is moves


@given(graphs())
def test_free_slack(graph: MilestoneGraph) -> None:
    """Each milestone alone can slip by its free slack without moving any other, and not by a day more."""
    schedule = graph.schedule(start=START)
    for row in schedule:
        assert row.free_slack_days is not None
        for more, moves in ((row.free_slack_days, False), (row.free_slack_days + 1, True)):
            held = held_back(graph, schedule, row.id, more)
            others = [id for id in graph if id != row.id and mornings(held)[id] != mornings(schedule)[id]]
            assert (bool(others) or held.length_days > schedule.length_days) is moves


def held_back(graph: MilestoneGraph, schedule: Schedule, id: str, days: int) -> Schedule:
    """Return the schedule with one milestone so many days later, from scratch."""
    start = schedule.times.start[graph.place(id)] + days - (not graph[id].days)
    later_on = [
        Milestone(
            id=one.id,
            title=one.title,
            days=one.days,
            start=one.start,
            not_before=PartialDate.of(dt.date.fromordinal(start)) if one.id == id else one.not_before,
        )
        for one in graph.milestones
    ]
    return MilestoneGraph(later_on, graph.links).schedule(
        start=START, calendar=None if isinstance(schedule.clock, EveryDay) else CALENDAR
    )


@given(graphs(), st.sampled_from([None, CALENDAR]))
def test_latest_is_not_before_earliest(graph: MilestoneGraph, calendar: WorkingCalendar | None) -> None:
    """No latest date is before the earliest, and free slack is part of total slack."""
    for row in graph.schedule(start=START, calendar=calendar):
        assert row.latest_start is not None
        assert row.earliest_start is not None
        assert row.slack_days is not None
        assert row.free_slack_days is not None
        assert row.latest_start >= row.earliest_start
        assert 0 <= row.free_slack_days <= row.slack_days


@given(graphs(), st.sampled_from([None, CALENDAR]))
def test_slack_is_zero_exactly_on_critical_paths(graph: MilestoneGraph, calendar: WorkingCalendar | None) -> None:
    """The critical graph has the milestones without slack; each path in it runs to the end without a gap."""
    schedule = graph.schedule(start=START, calendar=calendar)
    critical = schedule.critical_graph
    assert set(critical) == {row.id for row in schedule if row.slack_days == 0}
    assert schedule.critical_path
    assert set(schedule.critical_path) <= set(critical)
    assert mornings(schedule)[schedule.critical_path[-1]][1] == schedule.length_days
    pairs = set(zip(schedule.critical_path, schedule.critical_path[1:], strict=False))
    assert pairs <= {(link.before, link.after) for link in critical.links}


@given(graphs(), st.sampled_from([None, CALENDAR]), st.data())
def test_a_link_never_makes_it_shorter(
    graph: MilestoneGraph, calendar: WorkingCalendar | None, data: st.DataObject
) -> None:
    """With a link more nothing is done sooner."""
    ends = data.draw(st.tuples(st.sampled_from(graph.ids), st.sampled_from(graph.ids)))
    link = Link(*ends, kind=data.draw(st.sampled_from(KINDS)), lag_days=data.draw(st.integers(0, 9)))
    assume(ends[0] != ends[1] and (*ends, link.kind) not in {(one.before, one.after, one.kind) for one in graph.links})
    larger = graph.with_links([link])
    assume(not larger.cycles())
    before, after = (mornings(one.schedule(start=START, calendar=calendar)) for one in (graph, larger))
    assert all(after[id] >= before[id] for id in graph)


@given(graphs(), st.sampled_from([None, CALENDAR]), st.integers(1, 30), st.data())
def test_delay_is_scheduling_anew(
    graph: MilestoneGraph, calendar: WorkingCalendar | None, days: int, data: st.DataObject
) -> None:
    """What a delay moves is what a schedule from scratch has elsewhere, along links that are there."""
    schedule = graph.schedule(start=START, calendar=calendar)
    id = data.draw(st.sampled_from(graph.ids))
    delay = schedule.delay(id, days)
    anew = held_back(graph, schedule, id, days)
    expected = {
        one: mornings(anew)[one][1] - mornings(schedule)[one][1]
        for one in graph
        if mornings(anew)[one] != mornings(schedule)[one]
    }
    assert {moved.id: moved.days for moved in delay.moved} == expected
    assert (delay.finish, delay.finish_days) == (anew.finish, anew.length_days - schedule.length_days)
    pairs = {(link.before, link.after) for link in graph.links}
    for moved in delay.moved:
        assert (moved.path[0], moved.path[-1]) == (id, moved.id)
        assert set(zip(moved.path, moved.path[1:], strict=False)) <= pairs


@given(graphs(least=1))
def test_no_work_on_a_day_off(graph: MilestoneGraph) -> None:
    """Under a calendar work starts and ends on working days, and takes as many of them as it should."""
    off = set(CALENDAR.days_off(START, START + dt.timedelta(HORIZON)))
    for row in graph.schedule(start=START, calendar=CALENDAR):
        for first, last in ((row.earliest_start, row.earliest_finish), (row.latest_start, row.latest_finish)):
            assert first is not None
            assert last is not None
            assert {first, last} & off == set()
            span = [first + dt.timedelta(day) for day in range((last - first).days + 1)]
            assert sum(day not in off for day in span) == graph[row.id].days


@given(graphs())
def test_both_passes_agree(graph: MilestoneGraph) -> None:
    """The passes that count every day and those under a clock give the same where every day works."""
    job = graph.schedule(start=START).job
    quick, general = passes.run(job), workpasses.run(job, EveryDay())
    assert quick is not None
    assert general is not None
    for name in ("start", "finish", "latest_start", "latest_finish", "slack", "free", "end"):
        assert getattr(quick, name) == getattr(general, name)


@given(st.integers(1, 12), st.data())
def test_networkx_agrees(size: int, data: st.DataObject) -> None:
    """The length of a graph with positive times is that of networkx's longest path."""
    days = {f"m{place}": data.draw(st.integers(1, 20)) for place in range(size)}
    pairs = [(f"m{one}", f"m{other}") for other in range(size) for one in range(other)]
    links = data.draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from([*days, "end"])
    graph.add_weighted_edges_from([(one, other, days[one]) for one, other in links])
    graph.add_weighted_edges_from([(one, "end", count) for one, count in days.items()])
    assert MilestoneGraph.from_durations(days, links).schedule().length_days == nx.dag_longest_path_length(graph)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lag", [-3, 0, 4])
def test_each_kind_and_lag(kind: LinkKind, lag: int) -> None:
    """Two milestones of five and three days: each kind holds the ends that its name says."""
    graph = MilestoneGraph.from_durations({"a": 5, "b": 3}, [("a", "b", kind, lag)])
    after = {
        LinkKind.FINISH_TO_START: 5 + lag,
        LinkKind.START_TO_START: lag,
        LinkKind.FINISH_TO_FINISH: 5 + lag - 3,
        LinkKind.START_TO_FINISH: lag - 3,
    }[kind]
    assert graph.schedule(start=START).times.start[1] - FIRST == max(after, 0)
