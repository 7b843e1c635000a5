"""Laws of findings, standings and deadlines over cases that are drawn."""

from datetime import date, timedelta

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from opengov.model.assessments import Coding, IrmAssessment
from opengov.model.cases import Case
from opengov.model.cocreation import Publication, RepositoryUpdate
from opengov.model.dates import PartialDate, Period
from opengov.model.forums import Meeting, MultiStakeholderForum, Seat, Side
from opengov.model.members import Member, MembershipEvent, MemberStatus
from opengov.model.plans import ActionPlan
from opengov.model.themes import Term
from opengov.model.values import Known
from opengov.rules.deadlines import deadlines
from opengov.rules.process import process_findings
from opengov.rules.standing import Standing, standing

DAYS = st.dates(date(2014, 6, 1), date(2026, 12, 31))
FREE = [
    ("made_inactive", "inactive"),
    ("inactive_extended", "inactive"),
    ("procedural_review", "under_procedural_review"),
    ("suspended", "suspended"),
    ("status_letter", "active"),
    ("timeline_agreed", None),
    ("contrary_to_process_letter", None),
    ("removed", "withdrawn"),
    ("withdrew", "withdrawn"),
]
BASES = [None, "procedural_review", "response_policy"]


def vague(day: date) -> st.SearchStrategy[PartialDate]:
    """Draw a date that is known to the day, the month, the year, or to be one of some days."""
    some = PartialDate.between(day, day + timedelta(days=40))
    return st.sampled_from([PartialDate.of(day), PartialDate(f"{day:%Y-%m}"), PartialDate(f"{day:%Y}"), some])


@st.composite
def plans(draw: st.DrawFn) -> tuple[ActionPlan, ...]:
    """Draw plans due two years apart, each delivered some day, never, or not known to be."""
    first = draw(st.integers(2014, 2020))
    found = []
    for number in range(draw(st.integers(1, 3))):
        year = first + 2 * number
        due = date(year, 6, 30) if year < 2018 else date(year, 8, 31)
        late = timedelta(days=draw(st.integers(-30, 700)))
        came = draw(st.sampled_from(["came", "never", "unknown"]))
        found.append(
            ActionPlan(
                id=f"P{year}",
                member="M",
                due=PartialDate.of(due),
                delivered=PartialDate.of(due + late) if came == "came" else None,
                not_delivered_by=due + timedelta(days=700) if came == "never" else None,
            )
        )
    return tuple(found)


@st.composite
def reports(draw: st.DrawFn, plan: ActionPlan) -> IrmAssessment:
    """Draw a report of the IRM on a plan, with the day on which it came out."""
    said: dict[str, bool | str] = {
        "acted_contrary": draw(st.booleans()),
        "level_of_public_influence": draw(st.sampled_from(["consult", "involve"])),
        "repository_kept": draw(st.booleans()),
    }
    return IrmAssessment(
        id=f"report-{plan.id}",
        plan=plan.id,
        report=draw(st.sampled_from(["design report", "implementation report"])),
        published=draw(DAYS.flatmap(vague)),
        codings=tuple(Coding(variable=name, value=Known(value)) for name, value in said.items()),
    )


@st.composite
def cases(draw: st.DrawFn, *, judged: bool = True) -> Case:
    """Draw a case of one member with plans and decisions, and with what the IRM judged of them."""
    held = draw(plans())
    events = [MembershipEvent(date=PartialDate("2011"), kind="joined", status_after=MemberStatus.ACTIVE)]
    for _ in range(draw(st.integers(0, 3))):
        kind, status = draw(st.sampled_from(FREE))
        basis = draw(st.sampled_from(BASES)) if status == "inactive" else None
        event = MembershipEvent(
            date=draw(DAYS.flatmap(vague)),
            kind=kind,
            status_after=MemberStatus(status) if status else None,
            plan=draw(st.sampled_from(held)).id if kind == "contrary_to_process_letter" else None,
            basis=Term(scheme="ogp-procedures", code=basis) if basis else None,
        )
        if all((one.date, one.kind) != (event.date, kind) for one in events):
            events.append(event)
    member = Member(id="M", name="A member", events=tuple(events))
    assessments = tuple(draw(reports(one)) for one in held if judged and draw(st.booleans()))
    return Case(id="drawn", title="A case", members=(member,), plans=held, assessments=assessments)


def known_on(case: Case, day: date) -> Case:
    """Return a case with all that happened after a day left out."""
    (member,) = case.members
    events = tuple(one for one in member.events if one.date.earliest() <= day)
    kept = []
    for plan in case.plans:
        later = plan.delivered is not None and plan.delivered.earliest() > day
        never = day if later else None if plan.not_delivered_by is None else min(plan.not_delivered_by, day)
        kept.append(evolve(plan, delivered=None if later else plan.delivered, not_delivered_by=never))
    out = tuple(one for one in case.assessments if one.published is None or one.published.earliest() <= day)
    return evolve(case, members=(evolve(member, events=events),), plans=tuple(kept), assessments=out)


def seen(found: Standing) -> tuple[object, ...]:
    """Return what a reader sees of a standing."""
    said = [(one.cycle, one.contrary, one.late, one.shifted, one.due, one.last_good_day) for one in found.findings]
    return found.status, found.path, found.recorded, said


@given(case=cases(), day=DAYS)
def test_nothing_that_happened_later_is_used(case: Case, day: date) -> None:
    """A standing on a day is that of the case with all later facts left out."""
    assert seen(standing(case, on=day)) == seen(standing(known_on(case, day), on=day))


@given(case=cases(), day=DAYS)
def test_no_deadline_rests_on_what_happened_later(case: Case, day: date) -> None:
    """What is due after a day is what was known to be due on that day."""
    assert deadlines(case, on=day) == deadlines(known_on(case, day), on=day)


@given(case=cases(), day=DAYS)
def test_a_standing_path_has_no_gaps_or_overlaps(case: Case, day: date) -> None:
    """Each step lasts until the next one begins, and no step begins after the day."""
    found = standing(case, on=day)
    for path in (found.path, found.recorded):
        assert [one.until for one in path[:-1]] == [one.since for one in path[1:]]
        begins = [one.since.earliest() for one in path if one.since is not None]
        assert begins == sorted(begins)
        assert all(one <= day for one in begins)


@given(case=cases(), day=DAYS)
def test_deadlines_lie_ahead_and_in_order(case: Case, day: date) -> None:
    """Nothing is listed that is over."""
    found = [one.date for one in deadlines(case, on=day)]
    assert found == sorted(found)
    assert all(one >= day for one in found)


@settings(max_examples=20)
@given(year=st.integers(2022, 2026), years=st.integers(1, 8), offset=st.integers(0, 500))
def test_a_case_shifted_by_whole_years_has_its_deadlines_shifted(year: int, years: int, offset: int) -> None:
    """Within one era nothing depends on which year it is."""

    def listed(first: int) -> list[tuple[int, int, int, str]]:
        plan = ActionPlan(
            id="P",
            member="M",
            due=PartialDate.of(date(first, 6, 30)),
            delivered=PartialDate.of(date(first, 6, 30)),
            period=Period.parse(f"{first}-07-01/{first + 2}-06-30"),
        )
        case = Case(id="drawn", title="A case", members=(Member(id="M", name="A member"),), plans=(plan,))
        on = date(first + offset // 360, 1 + offset % 360 // 30, 1 + offset % 28)  # a day that every year has
        on = max(on, date(first, 7, 1))
        return [(one.date.year - first, one.date.month, one.date.day, one.rule) for one in deadlines(case, on=on)]

    assert listed(year) == listed(year + years)


IN_2022 = st.dates(date(2022, 1, 1), date(2025, 12, 31))


def moved(day: PartialDate | date | None, years: int) -> PartialDate | None:
    """Return a date so many years later; four and their multiples keep leap years in their places."""
    if day is None:
        return None
    exact = day if isinstance(day, date) else day.earliest()
    return PartialDate.of(exact.replace(year=exact.year + years))


@settings(max_examples=40, deadline=None)
@given(data=st.data(), later=st.sampled_from([4, 8, 12, 40]), on=IN_2022)
def test_a_whole_case_shifted_has_its_deadlines_shifted(data: st.DataObject, later: int, on: date) -> None:
    """Plan, meetings, updates, papers, reports, decisions and the day itself shifted alike: so is all that is due."""
    days = sorted(data.draw(st.lists(IN_2022, min_size=3, max_size=3, unique=True)))
    lists = {
        name: data.draw(st.lists(IN_2022, max_size=3)) for name in ("meetings", "updates", "papers", "reports", "held")
    }

    def listed(years: int) -> list[tuple[date | None, date | None, str, str | None]]:
        def one(day: date) -> PartialDate:
            found = moved(day, years)
            assert found is not None
            return found

        start, end, last = (one(day) for day in days)
        forum = MultiStakeholderForum(
            id="forum",
            member="M",
            name="Forum",
            seats=(Seat(side=Side.GOVERNMENT, count=4), Seat(side=Side.CIVIL_SOCIETY, count=4)),
            seats_complete=True,
            meetings=tuple(Meeting(id=f"m{place}", date=one(day)) for place, day in enumerate(lists["meetings"])),
            meetings_complete_until=one(on).earliest(),
        )
        status = MemberStatus.INACTIVE
        basis = Term(scheme="ogp-procedures", code="procedural_review")
        case = Case(
            id="drawn",
            title="A case",
            members=(
                Member(
                    id="M",
                    name="A member",
                    events=tuple(
                        MembershipEvent(date=one(day), kind="made_inactive", status_after=status, basis=basis)
                        for day in lists["held"][:1]
                    ),
                ),
            ),
            forums=(forum,),
            plans=(
                ActionPlan(
                    id="P",
                    member="M",
                    delivered=end,
                    due=end,
                    development=Period(start, end),
                    implementation=Period(end, last),
                ),
            ),
            repository_updates=tuple(
                RepositoryUpdate(id=f"u{place}", member="M", date=one(day))
                for place, day in enumerate(lists["updates"])
            ),
            publications=tuple(
                Publication(id=f"p{place}", plan="P", kind=Term(scheme="k", code="timeline"), published=one(day))
                for place, day in enumerate(lists["papers"])
            ),
            assessments=tuple(
                IrmAssessment(id=f"r{place}", plan="P", report="action plan review", published=one(day))
                for place, day in enumerate(lists["reports"])
            ),
        )
        found = deadlines(case, on=one(on).earliest())
        return [(one.date, one.latest, one.rule, one.plan) for one in found]

    def back(day: date | None) -> date | None:
        return None if day is None or day == date.max else day.replace(year=day.year - later)

    shifted = [(back(first), back(latest), rule, plan) for first, latest, rule, plan in listed(later)]
    assert shifted == [
        (first, None if latest == date.max else latest, rule, plan) for first, latest, rule, plan in listed(0)
    ]


@settings(max_examples=30)
@given(first=st.sampled_from([2015, 2016]), offset=st.integers(0, 200))
def test_the_calendar_of_2015_is_the_same_every_year(first: int, offset: int) -> None:
    """What is due of a plan of 2016 is due a year earlier of one of 2015; no leap day shifts a deadline."""

    def listed(year: int) -> list[tuple[int, int, int, str]]:
        plan = ActionPlan(id="P", member="M", due=PartialDate.of(date(year, 6, 30)))
        case = Case(id="drawn", title="A case", members=(Member(id="M", name="A member"),), plans=(plan,))
        found = deadlines(case, on=date(year, 6, 30) + timedelta(days=offset))
        own = [one for one in found if one.plan == "P" and one.rule.startswith(("CAL", "SAR"))]
        return [(one.date.year - year, one.date.month, one.date.day, one.rule) for one in own]

    assert listed(first) == listed(2015)


@given(case=cases(judged=False), day=DAYS)
def test_what_is_contrary_stays_contrary(case: Case, day: date) -> None:
    """A finding on a plan that came too late, or never, is not unmade by waiting."""
    before = {one.cycle: one.contrary for one in process_findings(case, on=day)}
    after = {one.cycle: one.contrary for one in process_findings(case, on=day + timedelta(days=1))}
    assert {cycle for cycle, found in before.items() if found == "yes"} <= {
        cycle for cycle, found in after.items() if found == "yes"
    }
