"""Schedules: dates, windows, constraints, what has happened, states, findings, calendars, delays, risk."""

from datetime import date

import pytest

import opengov
from opengov.errors import InvalidGraph, Problems, UnknownName
from opengov.model.dates import PartialDate, Period
from opengov.model.milestones import LinkKind, Milestone, MilestoneLink, Progress, ProgressReport
from opengov.model.plans import ActionPlan, Amendment, Commitment
from opengov.timeline import Link, MilestoneGraph, WorkingCalendar
from opengov.timeline.rows import ProblemKind, State
from opengov.timeline.schedule import Schedule

MONDAY = date(2024, 1, 1)
WEEK = WorkingCalendar()


def milestone(id: str, *follows: str, **fields: object) -> Milestone:
    """Return a milestone that waits for others; dates may be text."""
    links = tuple(MilestoneLink(milestone=other) for other in follows)
    read = {name: PartialDate(value) if isinstance(value, str) else value for name, value in fields.items()}
    return Milestone(id=id, title=id.upper(), follows=links, **read)  # type: ignore[arg-type]  # as given


def span(schedule: Schedule, id: str) -> tuple[str, str]:
    """Return the earliest first and last day of a milestone."""
    row = schedule[id]
    return str(row.earliest_start), str(row.earliest_finish)


def found(schedule: Schedule) -> list[tuple[str, str | None, int | None]]:
    """Return the findings of a schedule in short."""
    return [(one.kind.value, one.milestone, one.days) for one in schedule.problems]


# --- dates ----------------------------------------------------------------------------------------------------------


def test_duration_window_and_event() -> None:
    """A duration runs from what it waits for, a window from its start, and an event stands on its day."""
    graph = MilestoneGraph(
        [
            milestone("event", due="2024-01-10"),
            milestone("task", "event", days=3),
            milestone("window", start="2024-02-01", due="2024-02-05"),
        ]
    )
    schedule = graph.schedule()
    assert span(schedule, "event") == ("2024-01-10", "2024-01-10")
    assert span(schedule, "task") == ("2024-01-11", "2024-01-13")
    assert span(schedule, "window") == ("2024-02-01", "2024-02-05")
    assert (schedule.start, schedule.finish, schedule.length_days) == (date(2024, 1, 10), date(2024, 2, 5), 27)
    assert [row.event for row in schedule] == [True, False, False]


def test_events_and_starts() -> None:
    """An event is not before its own days, nor before the day on which what it waits for starts."""
    graph = MilestoneGraph(
        [
            milestone("start", days=0, start="2024-01-10"),
            milestone("not before", not_before="2024-01-10"),
            milestone("z", days=5, start="2024-01-10"),
            milestone("with", days=0),
            milestone("after", days=0),
        ],
        [
            Link("z", "with", kind=LinkKind.START_TO_START),
            Link("z", "after", kind=LinkKind.START_TO_FINISH, lag_days=2),
        ],
    )
    days = [str(row.earliest_finish) for row in graph.schedule(start=MONDAY)]
    assert days == ["2024-01-10", "2024-01-10", "2024-01-14", "2024-01-10", "2024-01-12"]
    under_way = MilestoneGraph(
        [milestone("z", days=5, begun="2024-01-10"), milestone("with", days=0)],
        [Link("z", "with", kind=LinkKind.START_TO_START, lag_days=4)],
    )
    assert span(under_way.schedule(on=date(2024, 1, 11)), "with")[1] == "2024-01-14"


def test_lag_between_events_on_the_first_day() -> None:
    """A lag between events counts from the first day, on which the first of them is."""
    schedule = MilestoneGraph.from_durations({"a": 0, "b": 0}, [("a", "b", "FS", 1)]).schedule(start=MONDAY)
    assert [row.earliest_finish for row in schedule] == [MONDAY, date(2024, 1, 2)]


def test_months() -> None:
    """A date known to the month begins on its first day and is due on its last."""
    schedule = MilestoneGraph(
        [milestone("a", start="2024-02", due="2024-03"), milestone("b", due="2024-04")]
    ).schedule()
    assert span(schedule, "a") == ("2024-02-01", "2024-03-31")
    assert span(schedule, "b") == ("2024-04-30", "2024-04-30")


def test_no_dates() -> None:
    """Without any date there are lengths and slack, but no days; a start gives days."""
    graph = MilestoneGraph.from_durations({"a": 2, "b": 0, "c": 3}, [("a", "b"), ("a", "c")])
    schedule = graph.schedule()
    assert (schedule.finish, schedule.length_days, schedule["b"].slack_days) == (None, 5, 3)
    assert schedule["a"].earliest_start is None
    dated = graph.schedule(start=MONDAY)
    assert (dated.finish, span(dated, "b")) == (date(2024, 1, 5), ("2024-01-02", "2024-01-02"))
    assert graph.schedule(on=MONDAY).finish == date(2024, 1, 5)


def test_nothing_known() -> None:
    """A milestone without date and duration gets no day; one that waits for a dated one does."""
    graph = MilestoneGraph([milestone("x"), milestone("y", due="2024-03-01"), milestone("z", "y"), milestone("w", "x")])
    schedule = graph.schedule()
    assert [row.earliest_finish for row in schedule] == [None, date(2024, 3, 1), date(2024, 3, 1), None]
    assert [row.slack_days for row in schedule] == [None, 0, 0, None]
    assert found(schedule) == [("undated", None, None)]
    assert str(schedule.problems[0]) == (
        "2 of 4 milestones have neither dates nor durations: nothing says when they are"
    )


def test_empty() -> None:
    """A graph without milestones has an empty schedule."""
    schedule = MilestoneGraph([]).schedule(start=MONDAY, on=MONDAY)
    assert (list(schedule), schedule.finish, schedule.critical_path, schedule.problems) == ([], None, (), ())


def test_conflict() -> None:
    """Dates that links do not allow are a conflict, with what holds it."""
    graph = MilestoneGraph(
        [milestone("a", start="2024-01-01", due="2024-01-20"), milestone("b", "a", due="2024-01-15")]
    )
    schedule = graph.schedule()
    assert span(schedule, "b") == ("2024-01-20", "2024-01-20")
    assert found(schedule) == [("conflict", "b", 5)]
    assert str(schedule.problems[0]) == (
        '"B" is due on 2024-01-15, but cannot be done before 2024-01-20, since it waits for "A"'
    )


def test_conflicts_name_what_holds() -> None:
    """A conflict names the milestone whose link binds, not the one that ends latest; its own days name none."""
    milestones = [
        milestone("long", days=30),
        milestone("short", days=8),
        milestone("held", days=3, due="2024-01-05"),
        milestone("own", days=3, not_before="2024-01-20", due="2024-01-05"),
    ]
    starts = Link("long", "held", kind=LinkKind.START_TO_START)
    graph = MilestoneGraph(milestones, [starts, Link("short", "held"), Link("short", "own")])
    assert [str(one) for one in graph.schedule(start=MONDAY).problems] == [
        '"HELD" is due on 2024-01-05, but cannot be done before 2024-01-11, since it waits for "SHORT"',
        '"OWN" is due on 2024-01-05, but cannot be done before 2024-01-22',
    ]


def test_constraints() -> None:
    """Not before, not after, and on a day: they move it, bound it, and are found broken."""
    links = [Link("a", "b"), Link("a", "c")]
    graph = MilestoneGraph(
        [
            milestone("a", days=5, not_before="2024-01-10"),
            milestone("b", days=5, not_after="2024-01-17"),
            milestone("c", days=2, finish_on="2024-02-01"),
        ],
        links,
    )
    schedule = graph.schedule(start=MONDAY)
    assert span(schedule, "a") == ("2024-01-10", "2024-01-14")
    assert span(schedule, "c") == ("2024-01-31", "2024-02-01")
    assert (schedule["b"].slack_days, schedule["a"].slack_days, schedule["c"].slack_days) == (-2, -2, 0)
    assert found(schedule) == [("constraint", "b", 2)]
    assert schedule["b"].latest_finish == date(2024, 1, 17)


def test_overruns() -> None:
    """What comes after the end of its plan, as amended, or after the day the plan was due, is found."""
    plan = ActionPlan(
        id="P",
        member="TUN",
        due=PartialDate("2024-01-31"),
        period=Period.parse("2024/2024-06"),
        amendments=(Amendment(title="longer", new_end=PartialDate("2024-08")),),
        drafting=(milestone("draft", due="2024-02-02"),),
        commitments=(
            Commitment(id="C", title="C", milestones=(milestone("in", due="2024-08"), milestone("out", due="2024-09"))),
        ),
    )
    schedule = MilestoneGraph.from_plan(plan).schedule()
    assert found(schedule) == [("overruns_deadline", "draft", 2), ("overruns_plan", "out", 30)]


# --- what has happened ----------------------------------------------------------------------------------------------

PLAN = MilestoneGraph(
    [
        milestone("done", start="2024-01-01", due="2024-01-10", finished="2024-01-12"),
        milestone("begun", "done", days=10, begun="2024-01-15", due="2024-03-01"),
        milestone("blocked", "begun", days=5),
        milestone("later", "blocked", days=5, start="2024-03-01"),
        milestone("late", days=2, due="2024-01-05"),
    ]
)


def test_as_of_a_day() -> None:
    """What was done takes the place of the plan, what is left is not before the day, the rest follows."""
    schedule = PLAN.schedule(on=date(2024, 1, 20))
    assert span(schedule, "done") == ("None", "2024-01-12")
    assert span(schedule, "begun") == ("2024-01-15", "2024-01-24")
    assert span(schedule, "blocked") == ("2024-01-25", "2024-01-29")
    assert span(schedule, "late") == ("2024-01-20", "2024-01-21")
    assert schedule.baseline is not None
    assert span(schedule.baseline, "begun") == ("2024-01-11", "2024-01-20")
    assert [row.slip_days for row in schedule] == [2, 4, 4, 0, 19]
    assert schedule["done"].slack_days is None
    assert not schedule["done"].critical


def test_states() -> None:
    """Each state is worked out from what is known on the day, with what blocks a milestone."""
    rows = {row.id: row for row in PLAN.schedule(on=date(2024, 1, 22))}
    assert {id: row.state for id, row in rows.items()} == {
        "done": State.DONE,
        "begun": State.UNDER_WAY,
        "blocked": State.BLOCKED,
        "later": State.NOT_STARTED,
        "late": State.LATE,
    }
    assert rows["blocked"].blocked_by == ("begun",)
    assert rows["begun"].blocked_by == ()


def test_before_anything_is_known() -> None:
    """What happened later than the day does not count yet."""
    schedule = PLAN.schedule(on=date(2024, 1, 5))
    assert [row.state for row in schedule][:2] == [State.NOT_STARTED, State.NOT_STARTED]
    assert PLAN.schedule(on=date(2024, 1, 6)).state("late") is State.LATE
    assert PLAN.schedule().state("late") is None


def test_progress_reports() -> None:
    """The last report by the day counts; a share of the work leaves the rest."""
    reports = (
        ProgressReport(state=Progress.UNDER_WAY, date=PartialDate("2024-02-01"), percent=75),
        ProgressReport(state=Progress.DONE, date=PartialDate("2024-03-01")),
    )
    graph = MilestoneGraph([milestone("a", days=20, start="2024-01-20", progress=reports), milestone("b", "a", days=1)])
    assert graph.schedule(on=date(2024, 1, 31)).state("a") is State.NOT_STARTED
    under_way = graph.schedule(on=date(2024, 2, 5))
    assert (under_way.state("a"), span(under_way, "a")) == (State.UNDER_WAY, ("2024-02-05", "2024-02-09"))
    done = graph.schedule(on=date(2024, 3, 1))
    assert (done.state("a"), span(done, "b")) == (State.DONE, ("2024-03-02", "2024-03-02"))


@pytest.mark.parametrize(
    ("percent", "state"),
    [
        (None, State.NOT_STARTED),
        (0, State.NOT_STARTED),
        (1, State.UNDER_WAY),
        (99, State.UNDER_WAY),
        (100, State.DONE),
    ],
)
def test_reports_with_a_share_alone(percent: int | None, state: State) -> None:
    """A report that gives a share and no state says by the share how far it is."""
    report = ProgressReport(percent=percent, date=PartialDate("2024-01-10"))
    schedule = MilestoneGraph([milestone("a", days=10, start="2024-01-20", progress=(report,))]).schedule(
        on=date(2024, 1, 12)
    )
    assert schedule.state("a") is state


def test_undated_report() -> None:
    """Reports without a day count where none has one; then nothing says when it was done."""
    graph = MilestoneGraph([milestone("a", progress=(ProgressReport(state=Progress.DONE),))])
    row = graph.schedule(on=MONDAY)["a"]
    assert (row.state, row.earliest_finish) == (State.DONE, None)


def test_out_of_order() -> None:
    """What is done before what it waits for is found."""
    graph = MilestoneGraph(
        [
            milestone("a", finished="2024-02-01"),
            milestone("b", "a", finished="2024-01-15"),
            milestone("c"),
            milestone("d", "c", begun="2024-01-15"),
        ]
    )
    messages = [
        str(one) for one in graph.schedule(on=date(2024, 3, 1)).problems if one.kind is ProblemKind.OUT_OF_ORDER
    ]
    assert messages == ['"B" is done, before "A" allows it', '"D" has begun, but the end of "C" is not recorded']


SS, FF, SF = LinkKind.START_TO_START, LinkKind.FINISH_TO_FINISH, LinkKind.START_TO_FINISH


@pytest.mark.parametrize(
    ("first", "second", "kind", "lag", "breach"),
    [
        ({"finished": "2024-02-01"}, {"begun": "2024-01-15"}, LinkKind.FINISH_TO_START, 0, True),
        ({"finished": "2024-02-01"}, {"begun": "2024-02-02"}, LinkKind.FINISH_TO_START, 0, False),
        ({"finished": "2024-02-01"}, {"begun": "2024-01-30"}, LinkKind.FINISH_TO_START, -3, False),
        ({"finished": "2024-02-01"}, {"begun": "2024-01-29"}, LinkKind.FINISH_TO_START, -3, True),
        ({"begun": "2024-02-28"}, {"begun": "2024-02-28"}, LinkKind.FINISH_TO_START, -9, False),
        ({"begun": "2024-02-28"}, {"begun": "2024-02-28"}, LinkKind.FINISH_TO_START, 0, True),
        ({"begun": "2024-02-01"}, {"begun": "2024-01-31"}, SS, 0, True),
        ({"begun": "2024-02-01"}, {"begun": "2024-02-01"}, SS, 0, False),
        ({}, {"begun": "2024-02-01"}, SS, 0, True),
        ({"begun": "2024-02-01"}, {"finished": "2024-02-05"}, SF, 6, True),
        ({"begun": "2024-02-01"}, {"finished": "2024-02-06"}, SF, 6, False),
        ({"finished": "2024-02-10"}, {"begun": "2024-01-01", "finished": "2024-02-09"}, FF, 0, True),
        ({"finished": "2024-02-10"}, {"begun": "2024-01-01", "finished": "2024-02-10"}, FF, 0, False),
        ({"finished": "2024-02-10"}, {"begun": "2024-01-01"}, FF, 0, False),
    ],
)
def test_ends_out_of_order(
    first: dict[str, object], second: dict[str, object], kind: LinkKind, lag: int, *, breach: bool
) -> None:
    """Of every kind of link the ends that it names are compared, with its lag."""
    milestones = [milestone("a", days=5, **first), milestone("b", days=5, **second)]
    schedule = MilestoneGraph(milestones, [Link("a", "b", kind=kind, lag_days=lag)]).schedule(on=date(2024, 3, 1))
    kinds = [one.kind for one in schedule.problems]
    assert kinds == [ProblemKind.OUT_OF_ORDER] * breach


def test_working_lags_out_of_order() -> None:
    """A lag in working days is counted as such: two of them after a Thursday end on Monday."""
    link = Link("a", "b", lag_days=2, working_days=True)
    for begun, breach in (("2024-01-08", True), ("2024-01-09", False)):
        milestones = [milestone("a", days=1, finished="2024-01-04"), milestone("b", days=9, begun=begun)]
        schedule = MilestoneGraph(milestones, [link]).schedule(on=date(2024, 1, 10), calendar=WEEK)
        assert [one.kind for one in schedule.problems] == [ProblemKind.OUT_OF_ORDER] * breach


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (LinkKind.FINISH_TO_START, ("2024-01-25", "2024-01-29")),
        (LinkKind.START_TO_START, ("2024-01-20", "2024-01-24")),
        (LinkKind.FINISH_TO_FINISH, ("2024-01-20", "2024-01-24")),
        (LinkKind.START_TO_FINISH, ("2024-01-20", "2024-01-24")),
    ],
)
def test_links_from_what_has_begun(kind: LinkKind, expected: tuple[str, str]) -> None:
    """A start that is past holds by its day, a finish that is to come by its forecast."""
    milestones = [milestone("a", days=10, begun="2024-01-15"), milestone("b", days=5)]
    graph = MilestoneGraph(milestones, [Link("a", "b", kind=kind)])
    assert span(graph.schedule(on=date(2024, 1, 20)), "b") == expected


def test_lag_after_what_is_done() -> None:
    """A lag runs on from the day on which something was really done."""
    graph = MilestoneGraph(
        [milestone("a", finished="2024-01-10"), milestone("b", days=1)], [Link("a", "b", lag_days=20)]
    )
    assert span(graph.schedule(on=date(2024, 1, 12)), "b") == ("2024-01-31", "2024-01-31")


def test_given_baseline() -> None:
    """A schedule that was kept is a baseline for a later one."""
    first = PLAN.schedule(on=date(2024, 1, 10))
    second = PLAN.schedule(on=date(2024, 1, 20), baseline=first)
    assert second.baseline is first
    assert second["late"].slip_days == 10


# --- calendars ------------------------------------------------------------------------------------------------------


def test_weekends_and_holidays() -> None:
    """Five working days from a Friday end on the Thursday after, or on Friday with a holiday between."""
    graph = MilestoneGraph.from_durations({"a": 5})
    assert span(graph.schedule(start=date(2024, 1, 5), calendar=WEEK), "a") == ("2024-01-05", "2024-01-11")
    holiday = WorkingCalendar(holidays=[date(2024, 1, 8)])
    assert span(graph.schedule(start=date(2024, 1, 5), calendar=holiday), "a") == ("2024-01-05", "2024-01-12")


def test_lags_of_both_kinds() -> None:
    """After a Friday, three working days end on Wednesday, three calendar days on Monday."""
    milestones = [milestone("a", days=1), milestone("b", days=1)]
    for working, first in ((True, "2024-01-11"), (False, "2024-01-09")):
        graph = MilestoneGraph(milestones, [Link("a", "b", lag_days=3, working_days=working)])
        assert span(graph.schedule(start=date(2024, 1, 5), calendar=WEEK), "b")[0] == first


def test_window_without_a_working_day() -> None:
    """A window on a weekend has no working day, which is found."""
    graph = MilestoneGraph([milestone("a", start="2024-01-06", due="2024-01-07")])
    assert found(graph.schedule(calendar=WEEK)) == [("no_working_day", "a", None)]


def test_calendar_without_a_start() -> None:
    """A calendar needs a day to start from, which the error says; nothing at all needs none."""
    with pytest.raises(InvalidGraph) as caught:
        MilestoneGraph.from_durations({"a": 2}).schedule(calendar=WEEK)
    assert [problem.path for problem in caught.value.problems] == ["start"]
    assert MilestoneGraph([]).schedule(calendar=WEEK).finish is None


def test_country() -> None:
    """The holidays of a country come from the library holidays."""
    calendar = WorkingCalendar.of_country("PK", [2017], off=("FREQ=WEEKLY;BYDAY=SU",))
    assert date(2017, 8, 14) in calendar.holidays
    with pytest.raises(UnknownName, match="no country with public holidays 'XX'"):
        WorkingCalendar.of_country("XX", [2017])
    with pytest.raises(UnknownName, match="no province or state of US 'ZZ'"):
        WorkingCalendar.of_country("US", [2017], subdivision="ZZ")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY;BYDAY=MO",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=MO;INTERVAL=2",
        "FREQ=WEEKLY;BYDAY=MO;COUNT=3",
        "every Monday",
        "FREQ=WEEKLY;BYDAY=" + "MO," * 200,
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5",
        "FREQ=YEARLY;BYWEEKNO=1;BYMONTH=6",
        "FREQ=WEEKLY;BYDAY=MO\nRRULE:FREQ=SECONDLY;BYDAY=MO",
        "FREQ=WEEKLY; BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=MO\u2028",
    ],
)
def test_rules_that_are_none(rule: str) -> None:
    """A rule that names no days, or more than days, is refused."""
    with pytest.raises(Problems) as caught:
        WorkingCalendar([rule])
    assert [problem.path for problem in caught.value.problems] == ["off[0]"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29", "2024-02-29"),
        ("FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20240131", "2024-01-26"),
        ("freq=yearly;bymonth=2;bymonthday=29;byday=th", "2024-02-29"),
        ("FREQ=YEARLY;BYEASTER=-2", "2024-03-29"),
    ],
)
def test_rules_with_few_days(rule: str, expected: str) -> None:
    """A rule that seldom gives a day, or gives none any more, is a rule."""
    assert list(map(str, WorkingCalendar([rule]).days_off(MONDAY, date(2024, 12, 31)))) == [expected]


def test_calendar_without_working_days() -> None:
    """Where no day works, no schedule can be made, and that is found in bounded time."""
    never = WorkingCalendar(["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"])
    with pytest.raises(InvalidGraph) as caught:
        MilestoneGraph.from_durations({"a": 1}).schedule(start=MONDAY, calendar=never)
    assert "no working days" in str(caught.value)


def test_calendar_that_runs_out() -> None:
    """More working days than there are end in an error."""
    with pytest.raises(InvalidGraph) as caught:
        MilestoneGraph.from_durations({"a": 5_000_000}).schedule(start=date(9990, 1, 1), calendar=WEEK)
    assert "beyond the year 9998" in str(caught.value)


# --- delays and risk ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "days", "path"), [("done", 1, "id"), ("late", 0, "days"), ("late", 10**9, "days"), ("late", 1.5, "days")]
)
def test_delays_that_cannot_be(id: str, days: float, path: str) -> None:
    """What is done cannot be delayed, nor anything by no day or by millions of years."""
    with pytest.raises(InvalidGraph) as caught:
        PLAN.schedule(on=date(2024, 1, 20)).delay(id, days)  # type: ignore[arg-type]  # it is wrong
    assert [problem.path for problem in caught.value.problems] == [path]


def test_delay_of_what_has_begun() -> None:
    """The rest of what has begun comes later, and what waits for it; slack takes up the rest."""
    delay = PLAN.schedule(on=date(2024, 1, 20)).delay("begun", 3)
    assert [(moved.id, moved.days) for moved in delay.moved] == [("begun", 3), ("blocked", 3)]
    assert str(delay) == "begun slips by 3 days: 2 milestones move, the end of the whole does not move"


RISKY = MilestoneGraph(
    [
        milestone("a", days=10, least_days=8, most_days=20, due="2024-01-12"),
        milestone("b", days=12),
        milestone("c", "a", "b", days=5, least_days=5, most_days=9),
    ]
)


def test_risk_is_seeded() -> None:
    """The same seed gives the same result, another seed another."""
    schedule = RISKY.schedule(start=MONDAY)
    one, again, other = (schedule.simulate(draws=500, seed=seed) for seed in (7, 7, 8))
    assert one == again
    assert one.lengths != other.lengths


def test_risk() -> None:
    """Chances are those of the draws, and what cannot vary does not."""
    risk = RISKY.schedule(start=MONDAY).simulate(draws=4_000, seed=1)
    assert 17 <= risk.lengths[0] <= risk.length_by(0.5) <= risk.length_by(1) <= 29
    assert risk["c"].critical == 1
    assert risk["a"].critical + risk["b"].critical >= 1
    assert risk["c"].in_time is None
    # a triangle over 8, 10 and 20 is at most 12.5, which rounds to 12, with a chance of 1 - 7.5**2 / (12 * 10)
    assert risk["a"].in_time == pytest.approx(1 - 7.5**2 / 120, abs=0.03)
    assert risk.chance_by(risk.finish_by(0.9)) >= 0.9
    assert risk.mean_days == pytest.approx(sum(risk.lengths) / 4_000)


def test_risk_without_estimates() -> None:
    """Without estimates every draw is the schedule itself."""
    schedule = PLAN.schedule(on=date(2024, 1, 20))
    risk = schedule.simulate(draws=10)
    assert set(risk.lengths) == {schedule.length_days}
    assert {one.id for one in risk.milestones if one.critical} == set(schedule.critical)


@pytest.mark.parametrize("size", [1, 4, 9])
def test_risk_agrees_with_schedules(size: int) -> None:
    """Estimates of one number give the schedule with that number, whatever the kinds of links."""
    links = [("a", "b", "SS", 1), ("a", "c", "FF", 3), ("b", "c", "SF", -2)]
    schedule, other = (
        MilestoneGraph.from_durations({"a": days, "b": 6, "c": 2}, links).schedule() for days in (4, size)
    )
    assert set(schedule.simulate(draws=3, estimates={"a": (size, size, size)}).lengths) == {other.length_days}


@pytest.mark.parametrize(
    ("fields", "percent", "least", "most"),
    [
        ({"start": "2024-01-01", "due": "2024-01-10"}, 50, 3, 11),
        ({"days": 10}, 50, 3, 11),
        ({"days": 1_000}, 100, 2, 2),
    ],
)
def test_risk_of_what_is_under_way(fields: dict[str, object], percent: int, least: int, most: int) -> None:
    """Of a window or a duration that has begun the share left is drawn, from the second day on, and a day at least."""
    reports = (ProgressReport(state=Progress.UNDER_WAY, date=PartialDate("2024-01-02"), percent=percent),)
    graph = MilestoneGraph([milestone("a", progress=reports, begun="2024-01-01", **fields)])
    schedule = graph.schedule(start=MONDAY, on=date(2024, 1, 2))
    lengths = schedule.simulate(draws=200, estimates={"a": (4, 10, 20)}).lengths
    assert least <= lengths[0] <= lengths[-1] <= most
    assert (lengths[0] < lengths[-1]) is (least < most)


def test_risk_that_cannot_be() -> None:
    """Estimates out of order, of nothing, too many draws, a calendar: all at once."""
    schedule = RISKY.schedule(start=MONDAY, calendar=WEEK)
    with pytest.raises(InvalidGraph) as caught:
        schedule.simulate(draws=0, seed=-1, estimates={"a": (5, 4, 6), "x": (1, 2, 3)})
    assert [problem.path for problem in caught.value.problems] == [
        "draws",
        "seed",
        "calendar",
        'estimates["a"]',
        'estimates["x"]',
    ]


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        ((1, 2), "(1, 2) are not three numbers"),
        (3, "3 are not three numbers"),
        (("1", "2", "3"), "('1', '2', '3') are not three numbers"),
        ((1, 2, float("nan")), "(1, 2, nan) are not in order"),
        ((1, 2, 10**30), f"(1, 2, {10**30}) are not in order"),
    ],
)
def test_estimates_that_are_none(estimate: object, said: str) -> None:
    """An estimate is three numbers in order, which the error says."""
    with pytest.raises(InvalidGraph) as caught:
        RISKY.schedule(start=MONDAY).simulate(estimates={"a": estimate})  # type: ignore[dict-item]  # it is wrong
    assert [(one.path, one.message) for one in caught.value.problems] == [('estimates["a"]', said)]


@pytest.mark.parametrize(("durations", "links"), [({"a": 10**30}, []), ({"a": 1, "b": 1}, [("a", "b", "FS", 10**30)])])
def test_risk_of_endless_durations(durations: dict[str, int], links: list[tuple[object, ...]]) -> None:
    """Durations and lags beyond all bounds are refused, not drawn."""
    with pytest.raises(InvalidGraph) as caught:
        MilestoneGraph.from_durations(durations, links).schedule().simulate(draws=1)
    assert [problem.message for problem in caught.value.problems] == ["a duration or a lag is too long to be drawn"]


def test_risk_without_dates() -> None:
    """Days can be asked for only where there is a start."""
    risk = MilestoneGraph.from_durations({"a": 1}).schedule().simulate(draws=1)
    for ask in (lambda: risk.chance_by(MONDAY), lambda: risk.finish_by(0.5)):
        with pytest.raises(InvalidGraph, match="there are no dates"):
            ask()


# --- a founding case ------------------------------------------------------------------------------------------------


def test_pakistans_drafting() -> None:
    """Pakistan's drafting of June 2017: a chain whose end was planned after the due date, and came later still."""
    graph = MilestoneGraph.from_case(opengov.case("pakistan-2017"), plan="PAK-1")
    planned = graph.schedule()
    assert (planned.start, planned.finish) == (date(2017, 6, 12), date(2017, 7, 13))
    assert found(planned) == [("overruns_deadline", "pak-workshop-held", 13)]
    assert [row.free_slack_days for row in planned] == [0, 1, 5, 21, 0]
    delay = planned.delay("pak-inputs", 30)
    assert [(moved.id, moved.days) for moved in delay.moved] == [
        ("pak-inputs", 30),
        ("pak-first-draft", 30),
        ("pak-share-draft", 29),
        ("pak-draft-ready", 24),
        ("pak-workshop-held", 3),
    ]
    assert delay.finish == date(2017, 7, 16)
    held = graph.schedule(on=date(2017, 7, 31))["pak-workshop-held"]
    assert (held.state, held.earliest_finish, held.slip_days, held.overdue_days) == (
        State.DONE,
        date(2017, 7, 27),
        14,
        14,
    )
