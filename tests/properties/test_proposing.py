"""Properties of proposed processes: carried out as proposed, every requirement of the book in force is met."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opengov.model.assessments import Coding, IrmAssessment
from opengov.model.cases import Case
from opengov.model.claims import Completeness, Records
from opengov.model.cocreation import Consultation, Publication, ReasonedResponse, RepositoryUpdate
from opengov.model.criteria import Force
from opengov.model.dates import PartialDate, Period
from opengov.model.forums import Meeting, MultiStakeholderForum, Seat, Side
from opengov.model.institutions import Institution
from opengov.model.members import Member, MemberKind
from opengov.model.plans import ActionPlan, Phase
from opengov.model.themes import Term
from opengov.model.values import Known, Outcome
from opengov.rules.cocreation import PhaseVerdict, check_cocreation
from opengov.rules.proposing import ProposedStep, propose_process
from opengov.rules.shelf import shelf

LAST = date(2040, 12, 31)
FIRST = {MemberKind.NATIONAL: date(2013, 2, 28), MemberKind.LOCAL: date(2022, 9, 30)}
BOOKS = ["CONSULT-2012", "STD-2017", "STD-2022", "LOC-STD"]


def member_of(kind: MemberKind) -> Member:
    """Return a member of a kind."""
    country = None if kind is MemberKind.NATIONAL else "MAR"
    return Member(id="M", name="A member", kind=kind, country=country, official_languages=("ar",))


def proposed(delivery: date, kind: MemberKind, start: date | None = None) -> tuple[ProposedStep, ...]:
    """Return the process proposed to a member of a kind."""
    members = (member_of(kind), Member(id="MAR", name="Morocco"))
    return propose_process(
        Case(id="asked", title="A case", members=members), delivery=delivery, member="M", start=start
    )


def carried_out(steps: tuple[ProposedStep, ...], kind: MemberKind) -> Case:
    """Return the case in which exactly these steps were taken, each recorded on its day, and nothing else was."""
    delivery = steps[-1].date
    start = next(one.date for one in steps if one.what.startswith("Start-up"))
    far = delivery + timedelta(days=9999)

    def named(words: str) -> Iterator[ProposedStep]:
        return (one for one in steps if one.what.startswith(words))

    def day(one: ProposedStep) -> PartialDate:
        return PartialDate.of(one.date)

    set_up, rules, open_ = any(named("Forum of")), list(named("Rules of")), any(named("Input from"))
    papers = any(named("Papers shared"))
    seats = (Seat(side=Side.GOVERNMENT, count=5, high_level=True), Seat(side=Side.CIVIL_SOCIETY, count=5))
    forum = MultiStakeholderForum(
        id="forum",
        name="Forum",
        member="M",
        seats=seats,
        seats_complete=True,
        rules_published=day(rules[0]) if rules else None,
        mandate_agreed_jointly=True,
        selection_transparent=True,
        takes_outside_input=open_,
        meetings=tuple(
            Meeting(
                id=f"m{number}",
                date=day(one),
                with_civil_society=True,
                remote=open_,
                minutes_published=day(one) if papers else None,
            )
            for number, one in enumerate(named("The forum meets"))
        ),
        meetings_complete_until=far,
    )
    features = ("visible", "accessible", "searchable", "lead_agency", "point_of_contact")
    kinds = {
        "Timeline": ("timeline", "website"),
        "Papers from": ("background",),
        "Summary": ("summary", "written_submissions"),
        "Website and": ("website", "repository", "news"),
    }
    publications = [
        Publication(
            id=f"{kind_}-{one.date}",
            plan="P",
            kind=Term(scheme="publication-kinds", code=kind_),
            published=day(one),
            online=True,
            covers=features if kind_ == "website" else (),
            languages=("ar",),
        )
        for words, codes in kinds.items()
        for one in named(words)
        for kind_ in codes
    ]
    told = [
        Consultation(
            id=f"c{number}",
            title=one.what,
            plan="P",
            phase=Phase.DEVELOPMENT,
            kind=Term(scheme="consultation-kinds", code="outreach" if one.what.startswith("Out") else "workshop"),
            period=Period(day(one), PartialDate.of(one.until or one.date)),
            notice=PartialDate.of(next(named("Timeline")).date) if any(named("Timeline")) else None,
            channels=("online", "in_person"),
            groups_consulted=("civil_society", "private_sector"),
        )
        for number, one in enumerate([*named("Outreach"), *named("Inputs")])
    ]
    # what no record of the model says, a report does; of notice and regularity it judges that there was some
    said = {"notice_adequate": any(named("Timeline")), "meets_regularly": any(named("The forum meets"))}
    said |= {"shared_before_meetings": papers, "questions_answered": open_}
    return Case(
        id="carried-out",
        title="As proposed",
        members=(member_of(kind), Member(id="MAR", name="Morocco")),
        forums=(forum,) if set_up else (),
        plans=(
            ActionPlan(
                id="P",
                member="M",
                delivered=PartialDate.of(delivery),
                development=Period(PartialDate.of(start), PartialDate.of(delivery)),
                monitoring_body="monitors" if any(named("Local Monitoring")) else None,
            ),
        ),
        institutions=(Institution(id="monitors", name="Local Monitoring Body"),),
        publications=tuple(publications),
        consultations=tuple(told),
        responses=tuple(
            ReasonedResponse(id="r", plan="P", published=day(one), covers_main_points=True)
            for one in named("Reasoned response")
        ),
        repository_updates=tuple(
            RepositoryUpdate(id=f"u{number}", member="M", date=day(one))
            for number, one in enumerate(named("Website and"))
        ),
        assessments=(
            IrmAssessment(
                id="report",
                plan="P",
                published=PartialDate.of(delivery),
                codings=tuple(Coding(variable=name, value=Known(value)) for name, value in said.items()),
            ),
        ),
        completeness=tuple(Completeness(records=one, until=far) for one in Records),
    )


def judged(steps: tuple[ProposedStep, ...], kind: MemberKind, readings: dict[str, str] | None = None) -> PhaseVerdict:
    """Return the verdict on the making of the plan, the day after its delivery."""
    case = carried_out(steps, kind)
    return check_cocreation(case, plan="P", on=steps[-1].date + timedelta(days=1), readings=readings)[0]


def asked(kind: MemberKind) -> st.SearchStrategy[tuple[date, date | None]]:
    """Draw a day of delivery, and perhaps a day of the start up to five years before it."""
    ahead = st.one_of(st.none(), st.integers(4, 1800))

    def days(delivery: date, before: int | None) -> tuple[date, date | None]:
        start = None if before is None else max(delivery - timedelta(days=before), date(2012, 7, 1))
        return delivery, (max(start, date(2022, 1, 1)) if start and kind is MemberKind.LOCAL else start)

    return st.builds(days, st.dates(FIRST[kind], LAST), ahead)


@pytest.mark.parametrize("kind", list(MemberKind))
@given(data=st.data())
def test_a_process_as_proposed_meets_every_requirement(kind: MemberKind, data: st.DataObject) -> None:
    """On any day of delivery, of any era, stretched or pressed: nothing is missed, pending or open."""
    delivery, start = data.draw(asked(kind))
    found = judged(proposed(delivery, kind, start), kind)
    missed = {
        one.id: one.outcome
        for one in found.requirements
        if one.outcome is not Outcome.MET and one.force is not Force.INFORMATION
    }
    assert missed == {}


@settings(max_examples=30)
@given(data=st.data())
def test_a_process_as_proposed_meets_every_reading(data: st.DataObject) -> None:
    """Also where the open questions are answered otherwise; a part of a year asks nothing of this."""
    delivery, start = data.draw(asked(MemberKind.NATIONAL))
    steps = proposed(delivery, MemberKind.NATIONAL, start)
    (book,) = judged(steps, MemberKind.NATIONAL).verdict.books
    for one in book.readings:
        for answer in {name for name, _ in one.options} - {"rolling_begun", "plan_years_begun"}:
            found = judged(steps, MemberKind.NATIONAL, {one.id: answer})
            assert [rule.id for rule in found.requirements if rule.outcome is Outcome.NOT_MET] == []


@pytest.mark.parametrize("kind", list(MemberKind))
@given(data=st.data())
def test_steps_are_in_order_and_have_days(kind: MemberKind, data: st.DataObject) -> None:
    """No step ends before it begins or after the delivery, and none stands there twice."""
    delivery, start = data.draw(asked(kind))
    steps = proposed(delivery, kind, start)
    assert list(steps) == sorted(steps, key=lambda one: one.date)
    assert all(one.until is None or one.date <= one.until <= delivery for one in steps)
    assert len(set(steps)) == len(steps)
    assert steps[-1] == ProposedStep(date=delivery, what="Plan delivered")


@pytest.mark.parametrize("book", BOOKS)
def test_every_requirement_on_making_a_plan_is_served(book: str) -> None:
    """Each book's requirements, but for those that are made of parts or only inform, stand behind some step."""
    held = shelf()[book]
    kind = MemberKind.LOCAL if book == "LOC-STD" else MemberKind.NATIONAL
    delivery = {"CONSULT-2012": date(2014, 6, 30), "STD-2017": date(2018, 8, 31)}.get(book, date(2024, 12, 31))
    wanted = {
        one.id
        for one in held.requirements
        if not one.parts and one.force is not Force.INFORMATION and (not one.phases or "development" in one.phases)
    }
    assert {rule for step in proposed(delivery, kind) for rule in step.rules} - {"IRM-BRIEF"} == wanted
