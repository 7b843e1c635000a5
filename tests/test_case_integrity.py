"""The case as a whole: each thing that it checks, every problem at once and at its place, in bounded time."""

import datetime as dt
import pickle  # noqa: TID251 -- users may pickle cases, so that must work
import time
from collections.abc import Callable

import attrs
import pytest

from opengov.errors import InvalidCase, Problem, UnknownName
from opengov.model._circles import circles
from opengov.model.assessments import IrmAssessment
from opengov.model.cases import Case
from opengov.model.claims import Claim, Completeness, Records
from opengov.model.cocreation import (
    Consultation,
    Contribution,
    Publication,
    ReasonedResponse,
    RepositoryUpdate,
    Session,
)
from opengov.model.dates import PartialDate, Period
from opengov.model.events import Event
from opengov.model.forums import Meeting, MultiStakeholderForum, Seat, Side, SubCommission, WorkingGroup
from opengov.model.indicators import (
    AcceptedEvidence,
    Edition,
    EditionChoice,
    EligibilityScore,
    Indicator,
    IndicatorKind,
    Observation,
)
from opengov.model.institutions import Institution
from opengov.model.joining import Deadline, ExpressionOfInterest, LocalCall, Reform
from opengov.model.members import Member, MemberKind, MembershipEvent, MemberStatus
from opengov.model.milestones import LinkKind, Milestone, MilestoneLink
from opengov.model.plans import ActionPlan, Amendment, Commitment, ThematicArea
from opengov.model.sources import Source
from opengov.model.themes import Cluster, Term
from opengov.model.values import Known

DAY = PartialDate("2017-06-30")
TERM = Term(scheme="areas", code="justice")
TUN = Member(id="TUN", name="Tunisia")
MAR = Member(id="MAR", name="Morocco")
OFFICE = Institution(id="office", name="An office")
SOURCE = Source(id="page", title="A page")
PLAN = ActionPlan(id="TUN-1", member="TUN")
FORUM = MultiStakeholderForum(id="forum", member="TUN", name="Forum")
CALL = LocalCall(id="call", title="A call", opened=PartialDate("2023-09"))
TOLD = ("page",)


def problems_in(**given: object) -> list[str]:
    """Return the problems of a case, as text."""
    with pytest.raises(InvalidCase) as caught:
        Case(id="case", title="A case", **given)  # type: ignore[arg-type]  # any of its fields
    return [str(problem) for problem in caught.value.problems]


def holds(**given: object) -> bool:
    """Tell whether a case holds together; it says so by being made."""
    return Case(id="case", title="A case", **given).id == "case"  # type: ignore[arg-type]  # any of its fields


def plan_of(*milestones: Milestone) -> ActionPlan:
    """Return a plan with one commitment of these milestones."""
    return attrs.evolve(PLAN, commitments=(Commitment(id="c", title="C", milestones=milestones),))


def whole_case() -> Case:
    """Return a case with one or more of everything, all of it linked."""
    zriba = Member(id="zriba", name="Zriba", kind=MemberKind.LOCAL, country="TUN")
    steps = (
        Milestone(id="m1", title="M1", institution="office", supporting=("office",), sources=TOLD),
        Milestone(id="m2", title="M2", start=DAY, due=DAY, follows=(MilestoneLink(milestone="m1"),)),
    )
    return Case(
        id="whole",
        title="A whole case",
        on=dt.date(2017, 12, 31),
        about=("TUN",),
        sources=(SOURCE, Source(id="other", title="Another page")),
        institutions=(OFFICE, Institution(id="cell", name="A cell", within="office", sources=TOLD)),
        members=(
            attrs.evolve(
                TUN,
                coordinator="office",
                events=(
                    MembershipEvent(date=DAY, kind="joined", status_after=MemberStatus.ACTIVE, sources=TOLD),
                    MembershipEvent(date=DAY, kind="joined", status_after=MemberStatus.ACTIVE, sources=("other",)),
                    MembershipEvent(date=DAY, kind="late_plan_letter", plan="TUN-1", institution="office"),
                ),
            ),
            MAR,
            zriba,
        ),
        calls=(
            attrs.evolve(
                CALL,
                closes=(
                    Deadline(date=PartialDate("2024-01-12"), sources=TOLD),
                    Deadline(date=PartialDate("2024-01-26"), sources=("other",)),
                ),
            ),
        ),
        expressions_of_interest=(
            ExpressionOfInterest(id="e", call="call", jurisdiction="zriba", submitted=PartialDate("2023-09-01")),
        ),
        reforms=(Reform(id="law", member="MAR", title="A law", indicator="ati_law", milestones=(steps[0],)),),
        indicators=(Indicator(id="ati_law", title="A law", kind=IndicatorKind.YES_NO),),
        editions=(Edition(series="obs", label="2015"), Edition(series="obs", label="2017")),
        observations=(
            Observation(member="TUN", indicator="ati_law", value=Known(value=True), sources=TOLD),
            Observation(member="TUN", indicator="ati_law", value=Known(value=False), sources=("other",)),
            Observation(member="MAR", indicator="ati_law", value=Known(value=False), sources=TOLD),
        ),
        edition_choices=(EditionChoice(member="TUN", series="obs", edition="2015"),),
        evidence=(AcceptedEvidence(member="TUN", criterion="FT", points=4, assessed=DAY, reference="a report"),),
        scores=(EligibilityScore(member="TUN", as_of=DAY, points=12),),
        forums=(
            attrs.evolve(
                FORUM,
                seats=(Seat(side=Side.GOVERNMENT, institution="office"),),
                meetings=(Meeting(id="meeting-1", date=DAY), Meeting(id="meeting-2", date=DAY)),
                working_groups=(WorkingGroup(id="w", name="W", lead="office", members=("cell",)),),
                sub_commissions=(SubCommission(id="s", name="S", headed_by="office", members=("cell",)),),
            ),
        ),
        plans=(
            attrs.evolve(
                PLAN,
                lead="office",
                point_of_contact="cell",
                focal_points=("office", "cell"),
                monitoring_body="office",
                drafting=(Milestone(id="draft", title="Draft", follows=(MilestoneLink(milestone="m1"),)),),
                commitments=(Commitment(id="c", title="C", lead="office", supporting=("cell",), milestones=steps[1:]),),
                amendments=(Amendment(title="Two added", added=2, sources=TOLD),),
                areas=(ThematicArea(theme=TERM, lead="office", supporting=("cell",)),),
            ),
        ),
        consultations=(
            Consultation(
                id="workshop",
                title="A workshop",
                plan="TUN-1",
                commitment="c",
                member="TUN",
                organised_by=("office",),
                participants=("cell",),
                sessions=(Session(title="Morning", participants=("office",)),),
            ),
        ),
        contributions=(
            Contribution(
                id="idea",
                title="An idea",
                consultation="workshop",
                plan="TUN-1",
                institution="office",
                submitted=PartialDate("2017"),
                commitments=("c",),
            ),
        ),
        responses=(
            ReasonedResponse(id="r", plan="TUN-1", contributions=("idea",), institution="office", published=DAY),
        ),
        publications=(Publication(id="p", plan="TUN-1", member="TUN", consultation="workshop", institution="office"),),
        repository_updates=(RepositoryUpdate(id="u", member="TUN", plan="TUN-1", date=DAY),),
        assessments=(IrmAssessment(id="a", plan="TUN-1", commitment="c", institution="office"),),
        clusters=(Cluster(id="cl", term=TERM, commitments=("c",)),),
        events=(Event(id="e", title="E", members=("TUN",), institutions=("office",), plan="TUN-1", commitment="c"),),
        claims=(Claim(id="six", about="ogp", topic="founders", value=Known(6), sources=TOLD),),
        completeness=(Completeness(records=Records.EVENTS, until=dt.date(2017, 12, 31), member="TUN", plan="TUN-1"),),
    )


def test_whole_case_holds() -> None:
    """A case with everything in it, sources that disagree and meetings on one day among it, is accepted."""
    assert len(whole_case().members) == 3


def test_case_is_a_value() -> None:
    """A case is frozen, equal to its pickled twin, and can be a key."""
    case = whole_case()
    twin = pickle.loads(pickle.dumps(case))  # noqa: S301 -- written in this line
    assert twin == case
    assert {case: "found"}[twin] == "found"
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        case.on = None  # type: ignore[misc]  # that is the test


def test_repr_is_short() -> None:
    """What is empty is not printed."""
    assert repr(Case(id="c", title="t", members=(TUN,))) == (
        "Case(id='c', title='t', members=(Member(id='TUN', name='Tunisia'),))"
    )


def test_id_of_the_case() -> None:
    """A case has an id like everything else."""
    with pytest.raises(Problem, match="id: it is empty"):
        Case(id="", title="t")


def test_lookups() -> None:
    """Members, plans and sources are found by id, or the nearest are named."""
    case = whole_case()
    assert case.member("zriba") is case.members[2]
    assert case.plan("TUN-1") is case.plans[0]
    assert case.source("other") is case.sources[1]
    for find, name, near in (
        (case.member, "TUM", "there is no member 'TUM'; did you mean TUN?"),
        (case.plan, "TUN-2", "there is no plan 'TUN-2'; did you mean TUN-1?"),
        (case.source, "pages", "there is no source 'pages'; did you mean page?"),
    ):
        with pytest.raises(UnknownName) as caught:
            find(name)
        assert str(caught.value) == near


# what has an id, how it stands in a case twice, the second's path, and what it is called
TWICE: dict[str, tuple[dict[str, object], str]] = {
    "source": ({"sources": (SOURCE, SOURCE)}, "sources"),
    "institution": ({"institutions": (OFFICE, OFFICE)}, "institutions"),
    "member": ({"members": (TUN, TUN)}, "members"),
    "call": ({"calls": (CALL, CALL)}, "calls"),
    "indicator": ({"indicators": (Indicator(id="i", title="I", kind=IndicatorKind.NUMBER),) * 2}, "indicators"),
    "forum": ({"members": (TUN,), "forums": (FORUM, FORUM)}, "forums"),
    "meeting": (
        {"members": (TUN,), "forums": (attrs.evolve(FORUM, meetings=(Meeting(id="m", date=DAY),) * 2),)},
        "forums[0].meetings",
    ),
    "working group": (
        {"members": (TUN,), "forums": (attrs.evolve(FORUM, working_groups=(WorkingGroup(id="w", name="W"),) * 2),)},
        "forums[0].working_groups",
    ),
    "sub-commission": (
        {"members": (TUN,), "forums": (attrs.evolve(FORUM, sub_commissions=(SubCommission(id="s", name="S"),) * 2),)},
        "forums[0].sub_commissions",
    ),
    "plan": ({"members": (TUN,), "plans": (PLAN, PLAN)}, "plans"),
    "commitment": (
        {"members": (TUN,), "plans": (attrs.evolve(PLAN, commitments=(Commitment(id="c", title="C"),) * 2),)},
        "plans[0].commitments",
    ),
    "milestone": (
        {"members": (TUN,), "plans": (plan_of(*(Milestone(id="m", title="M"),) * 2),)},
        "plans[0].commitments[0].milestones",
    ),
    "expression of interest": (
        {
            "members": (TUN,),
            "calls": (CALL,),
            "expressions_of_interest": (ExpressionOfInterest(id="e", call="call", jurisdiction="TUN"),) * 2,
        },
        "expressions_of_interest",
    ),
    "reform": (
        {"members": (TUN,), "reforms": (Reform(id="r", member="TUN", title="R", indicator="i"),) * 2},
        "reforms",
    ),
    "consultation": ({"consultations": (Consultation(id="c", title="C"),) * 2}, "consultations"),
    "contribution": ({"contributions": (Contribution(id="c", title="C"),) * 2}, "contributions"),
    "response": ({"responses": (ReasonedResponse(id="r"),) * 2}, "responses"),
    "publication": ({"publications": (Publication(id="p"),) * 2}, "publications"),
    "repository update": (
        {"members": (TUN,), "repository_updates": (RepositoryUpdate(id="u", member="TUN", date=DAY),) * 2},
        "repository_updates",
    ),
    "assessment": (
        {"members": (TUN,), "plans": (PLAN,), "assessments": (IrmAssessment(id="a", plan="TUN-1"),) * 2},
        "assessments",
    ),
    "cluster": ({"clusters": (Cluster(id="c", term=TERM),) * 2}, "clusters"),
    "event": ({"events": (Event(id="e", title="E"),) * 2}, "events"),
    "claim": ({"claims": (Claim(id="c", about="ogp", topic="t", value=Known(6)),) * 2}, "claims"),
}


@pytest.mark.parametrize("kind", TWICE)
def test_ids_are_unique(kind: str) -> None:
    """Two things of one kind never share an id."""
    given, path = TWICE[kind]
    found = problems_in(**given)
    assert len(found) == 1
    assert f"{path}[1].id: " in found[0]
    assert f"already names the {kind} at {path}[0] (give each an id of its own)" in found[0]


def test_ids_are_unique_across_the_case() -> None:
    """A milestone of one plan does not share its id with a step of a reform or of the drafting of another plan."""
    step = Milestone(id="m", title="M")
    found = problems_in(
        members=(TUN,),
        reforms=(Reform(id="r", member="TUN", title="R", indicator="i", milestones=(step,)),),
        plans=(attrs.evolve(PLAN, drafting=(step,)), attrs.evolve(plan_of(step), id="TUN-2")),
    )
    there = "already names the milestone at reforms[0].milestones[0] (give each an id of its own)"
    assert found == [
        f'plans[0].drafting[0].id: "m" {there}',
        f'plans[1].commitments[0].milestones[0].id: "m" {there}',
    ]


def test_kinds_do_not_share_ids() -> None:
    """Things of different kinds may have the same id."""
    case = Case(id="TUN", title="t", members=(TUN,), institutions=(Institution(id="TUN", name="N"),))
    assert case.member("TUN") == TUN


# each field that holds ids, with a noun whose field names nothing, where it stands, and the kind it names
DANGLING: tuple[tuple[str, object, str, str], ...] = (
    ("about", "X", "about[0]", "member"),
    ("institutions", Institution(id="i", name="I", within="X"), "institutions[0].within", "institution"),
    ("institutions", Institution(id="i", name="I", sources=("page", "X")), "institutions[0].sources[1]", "source"),
    ("members", Member(id="m", name="M", country="X"), "members[0].country", "member"),
    ("members", Member(id="m", name="M", coordinator="X"), "members[0].coordinator", "institution"),
    (
        "members",
        Member(id="m", name="M", events=(MembershipEvent(date=DAY, kind="k", institution="X"),)),
        "members[0].events[0].institution",
        "institution",
    ),
    (
        "members",
        Member(id="m", name="M", events=(MembershipEvent(date=DAY, kind="k", plan="X"),)),
        "members[0].events[0].plan",
        "plan",
    ),
    (
        "expressions_of_interest",
        ExpressionOfInterest(id="e", call="X", jurisdiction="TUN"),
        "expressions_of_interest[0].call",
        "call",
    ),
    (
        "expressions_of_interest",
        ExpressionOfInterest(id="e", call="call", jurisdiction="X"),
        "expressions_of_interest[0].jurisdiction",
        "member",
    ),
    (
        "calls",
        LocalCall(id="c2", title="C", closes=(Deadline(date=DAY, sources=("X",)),)),
        "calls[0].closes[0].sources[0]",
        "source",
    ),
    ("reforms", Reform(id="r", member="X", title="R", indicator="i"), "reforms[0].member", "member"),
    ("observations", Observation(member="X", indicator="i"), "observations[0].member", "member"),
    (
        "edition_choices",
        EditionChoice(member="X", series="obs", edition="2015"),
        "edition_choices[0].member",
        "member",
    ),
    (
        "evidence",
        AcceptedEvidence(member="X", criterion="FT", points=4, assessed=DAY, reference="r"),
        "evidence[0].member",
        "member",
    ),
    ("scores", EligibilityScore(member="X", as_of=DAY), "scores[0].member", "member"),
    ("forums", MultiStakeholderForum(id="f", member="X", name="F"), "forums[0].member", "member"),
    (
        "forums",
        attrs.evolve(FORUM, seats=(Seat(side=Side.OTHER, institution="X"),)),
        "forums[0].seats[0].institution",
        "institution",
    ),
    (
        "forums",
        attrs.evolve(FORUM, working_groups=(WorkingGroup(id="w", name="W", lead="X"),)),
        "forums[0].working_groups[0].lead",
        "institution",
    ),
    (
        "forums",
        attrs.evolve(FORUM, working_groups=(WorkingGroup(id="w", name="W", members=("X",)),)),
        "forums[0].working_groups[0].members[0]",
        "institution",
    ),
    (
        "forums",
        attrs.evolve(
            FORUM,
            sub_commissions=(SubCommission(id="s", name="S", seats=(Seat(side=Side.OTHER, institution="X"),)),),
        ),
        "forums[0].sub_commissions[0].seats[0].institution",
        "institution",
    ),
    (
        "forums",
        attrs.evolve(FORUM, sub_commissions=(SubCommission(id="s", name="S", headed_by="X"),)),
        "forums[0].sub_commissions[0].headed_by",
        "institution",
    ),
    (
        "forums",
        attrs.evolve(FORUM, sub_commissions=(SubCommission(id="s", name="S", members=("X",)),)),
        "forums[0].sub_commissions[0].members[0]",
        "institution",
    ),
    ("plans", ActionPlan(id="p", member="X"), "plans[0].member", "member"),
    ("plans", attrs.evolve(PLAN, lead="X"), "plans[0].lead", "institution"),
    ("plans", attrs.evolve(PLAN, point_of_contact="X"), "plans[0].point_of_contact", "institution"),
    ("plans", attrs.evolve(PLAN, focal_points=("X",)), "plans[0].focal_points[0]", "institution"),
    ("plans", attrs.evolve(PLAN, monitoring_body="X"), "plans[0].monitoring_body", "institution"),
    (
        "plans",
        attrs.evolve(PLAN, areas=(ThematicArea(theme=TERM, lead="X"),)),
        "plans[0].areas[0].lead",
        "institution",
    ),
    (
        "plans",
        attrs.evolve(PLAN, areas=(ThematicArea(theme=TERM, supporting=("X",)),)),
        "plans[0].areas[0].supporting[0]",
        "institution",
    ),
    (
        "plans",
        attrs.evolve(PLAN, amendments=(Amendment(title="A", sources=("X",)),)),
        "plans[0].amendments[0].sources[0]",
        "source",
    ),
    (
        "plans",
        attrs.evolve(PLAN, commitments=(Commitment(id="c", title="C", lead="X"),)),
        "plans[0].commitments[0].lead",
        "institution",
    ),
    (
        "plans",
        attrs.evolve(PLAN, commitments=(Commitment(id="c", title="C", supporting=("office", "X")),)),
        "plans[0].commitments[0].supporting[1]",
        "institution",
    ),
    (
        "plans",
        plan_of(Milestone(id="m", title="M", institution="X")),
        "plans[0].commitments[0].milestones[0].institution",
        "institution",
    ),
    (
        "plans",
        plan_of(Milestone(id="m", title="M", supporting=("X",))),
        "plans[0].commitments[0].milestones[0].supporting[0]",
        "institution",
    ),
    (
        "plans",
        plan_of(Milestone(id="m", title="M", follows=(MilestoneLink(milestone="X"),))),
        "plans[0].commitments[0].milestones[0].follows[0].milestone",
        "milestone",
    ),
    ("consultations", Consultation(id="c", title="C", plan="X"), "consultations[0].plan", "plan"),
    ("consultations", Consultation(id="c", title="C", commitment="X"), "consultations[0].commitment", "commitment"),
    ("consultations", Consultation(id="c", title="C", member="X"), "consultations[0].member", "member"),
    (
        "consultations",
        Consultation(id="c", title="C", organised_by=("X",)),
        "consultations[0].organised_by[0]",
        "institution",
    ),
    (
        "consultations",
        Consultation(id="c", title="C", participants=("X",)),
        "consultations[0].participants[0]",
        "institution",
    ),
    (
        "consultations",
        Consultation(id="c", title="C", sessions=(Session(title="S", participants=("X",)),)),
        "consultations[0].sessions[0].participants[0]",
        "institution",
    ),
    (
        "contributions",
        Contribution(id="c", title="C", consultation="X"),
        "contributions[0].consultation",
        "consultation",
    ),
    ("contributions", Contribution(id="c", title="C", plan="X"), "contributions[0].plan", "plan"),
    (
        "contributions",
        Contribution(id="c", title="C", institution="X"),
        "contributions[0].institution",
        "institution",
    ),
    (
        "contributions",
        Contribution(id="c", title="C", commitments=("X",)),
        "contributions[0].commitments[0]",
        "commitment",
    ),
    ("responses", ReasonedResponse(id="r", plan="X"), "responses[0].plan", "plan"),
    (
        "responses",
        ReasonedResponse(id="r", contributions=("X",)),
        "responses[0].contributions[0]",
        "contribution",
    ),
    ("responses", ReasonedResponse(id="r", institution="X"), "responses[0].institution", "institution"),
    ("publications", Publication(id="p", plan="X"), "publications[0].plan", "plan"),
    ("publications", Publication(id="p", member="X"), "publications[0].member", "member"),
    ("publications", Publication(id="p", consultation="X"), "publications[0].consultation", "consultation"),
    ("publications", Publication(id="p", institution="X"), "publications[0].institution", "institution"),
    (
        "repository_updates",
        RepositoryUpdate(id="u", member="X", date=DAY),
        "repository_updates[0].member",
        "member",
    ),
    (
        "repository_updates",
        RepositoryUpdate(id="u", member="TUN", date=DAY, plan="X"),
        "repository_updates[0].plan",
        "plan",
    ),
    ("assessments", IrmAssessment(id="a", plan="X"), "assessments[0].plan", "plan"),
    (
        "assessments",
        IrmAssessment(id="a", plan="TUN-1", commitment="X"),
        "assessments[0].commitment",
        "commitment",
    ),
    (
        "assessments",
        IrmAssessment(id="a", plan="TUN-1", institution="X"),
        "assessments[0].institution",
        "institution",
    ),
    ("clusters", Cluster(id="c", term=TERM, commitments=("X",)), "clusters[0].commitments[0]", "commitment"),
    ("events", Event(id="e", title="E", members=("TUN", "X")), "events[0].members[1]", "member"),
    ("events", Event(id="e", title="E", institutions=("X",)), "events[0].institutions[0]", "institution"),
    ("events", Event(id="e", title="E", plan="X"), "events[0].plan", "plan"),
    ("events", Event(id="e", title="E", commitment="X"), "events[0].commitment", "commitment"),
    (
        "claims",
        Claim(id="c", about="anything", topic="t", value=Known(6), sources=("X",)),
        "claims[0].sources[0]",
        "source",
    ),
    (
        "completeness",
        Completeness(records=Records.PLANS, until=dt.date(2018, 1, 1), member="X"),
        "completeness[0].member",
        "member",
    ),
    (
        "completeness",
        Completeness(records=Records.PLANS, until=dt.date(2018, 1, 1), plan="X"),
        "completeness[0].plan",
        "plan",
    ),
)


@pytest.mark.parametrize(("field", "noun", "path", "kind"), DANGLING, ids=[path for _, _, path, _ in DANGLING])
def test_references(field: str, noun: object, path: str, kind: str) -> None:
    """What names something names something of the case."""
    ground: dict[str, tuple[object, ...]] = {
        "sources": (SOURCE,),
        "institutions": (OFFICE,),
        "members": (TUN,),
        "calls": (CALL,),
        "plans": (PLAN,),
    }
    ground[field] = (noun, *ground.get(field, ()))
    if field == "plans":
        ground[field] = (noun,)
    assert problems_in(**ground) == [f'{path}: there is no {kind} "X" (add it, or correct the id)']


def test_every_reference_is_tested() -> None:
    """Whatever field the whole case fills with an id, the tests above break once."""
    tested = {path.rpartition(".")[2].partition("[")[0] for _, _, path, _ in DANGLING}
    filled = set()
    queue: list[object] = [whole_case()]
    known = {"TUN", "MAR", "zriba", "office", "cell", "page", "other", "TUN-1", "c", "call", "idea", "workshop", "m1"}
    while queue:
        noun = queue.pop()
        for field in attrs.fields(type(noun)):  # type: ignore[arg-type]  # nouns are attrs classes
            value = getattr(noun, field.name)
            items = value if isinstance(value, tuple) else (value,)
            queue += [item for item in items if attrs.has(type(item)) and not isinstance(item, (PartialDate, Period))]
            if field.name != "id" and any(isinstance(item, str) and item in known for item in items):
                filled.add(field.name)
    assert filled == tested


def test_country_of_a_jurisdiction_need_not_be_in_the_case() -> None:
    """A code of three letters is a country, whether the case holds it or not."""
    local = Member(id="zriba", name="Zriba", kind=MemberKind.LOCAL, country="TUN")
    assert Case(id="c", title="t", members=(local,)).member("zriba").country == "TUN"


def test_long_ids_are_cut_in_messages() -> None:
    """An id that names nothing is shown to its 80th character."""
    assert problems_in(about=("x" * 150,)) == [
        f'about[0]: there is no member "{"x" * 80}..." (add it, or correct the id)'
    ]


def test_commitment_of_another_plan() -> None:
    """Whoever names a plan and a commitment names one of that plan."""
    second = ActionPlan(id="TUN-2", member="TUN", commitments=(Commitment(id="c2", title="C2"),))
    found = problems_in(
        members=(TUN,), plans=(PLAN, second), assessments=(IrmAssessment(id="a", plan="TUN-1", commitment="c2"),)
    )
    assert found == [
        'assessments[0].commitment: "c2" is a commitment of the plan "TUN-2" (correct the plan or the commitment)'
    ]


@pytest.mark.parametrize(
    ("field", "noun"),
    [
        ("consultations", Consultation(id="c", title="C", member="MAR", plan="TUN-1")),
        ("publications", Publication(id="c", member="MAR", plan="TUN-1")),
        ("repository_updates", RepositoryUpdate(id="c", member="MAR", plan="TUN-1", date=DAY)),
        ("completeness", Completeness(records=Records.PLANS, until=dt.date(2018, 1, 1), member="MAR", plan="TUN-1")),
    ],
)
def test_plan_of_another_member(field: str, noun: object) -> None:
    """Whoever names a member and a plan names one of that member."""
    assert problems_in(**{"members": (TUN, MAR), "plans": (PLAN,), field: (noun,)}) == [
        f'{field}[0].plan: "TUN-1" is a plan of the member "TUN" (correct the plan or the member)'
    ]


def test_response_before_contribution() -> None:
    """What is not made yet cannot be answered; a year may hold both."""
    given: dict[str, object] = {
        "contributions": (Contribution(id="idea", title="I", submitted=PartialDate("2017-07")),)
    }
    early = ReasonedResponse(id="r", contributions=("idea",), published=DAY)
    assert problems_in(**given, responses=(early,)) == [
        'responses[0].published: 2017-06-30 is before the contribution "idea", 2017-07 (correct one of the two)'
    ]
    in_time = attrs.evolve(early, published=PartialDate("2017"))
    assert holds(**given, responses=(in_time,))


def test_expression_before_call() -> None:
    """No one answers a call before it is opened; the month of the opening may be."""
    early = ExpressionOfInterest(id="e", call="call", jurisdiction="TUN", submitted=PartialDate("2023-08-31"))
    given: dict[str, object] = {"members": (TUN,), "calls": (CALL,)}
    assert problems_in(**given, expressions_of_interest=(early,)) == [
        (
            "expressions_of_interest[0].submitted: 2023-08-31 is before the opening of the call, 2023-09 "
            "(correct one of the two)"
        )
    ]
    late = attrs.evolve(early, submitted=PartialDate("2023-09-01"))
    assert holds(**given, expressions_of_interest=(late,))


@pytest.mark.parametrize(
    ("field", "make", "what"),
    [
        (
            "observations",
            lambda told: Observation(member="TUN", indicator="i", value=Known(len(told)), sources=told),
            "",
        ),
        ("editions", lambda told: Edition(series="obs", label="2015", sources=told), ""),
        ("edition_choices", lambda told: EditionChoice(member="TUN", series="o", edition="1", sources=told), ""),
        ("scores", lambda told: EligibilityScore(member="TUN", as_of=DAY, points=len(told), sources=told), ""),
        (
            "evidence",
            lambda told: AcceptedEvidence(
                member="TUN", criterion="FT", points=4, assessed=DAY, reference="r", sources=told
            ),
            "",
        ),
        ("members", lambda told: MembershipEvent(date=DAY, kind="joined", sources=told), "[0].events"),
        ("calls", lambda told: Deadline(date=PartialDate("2024"), sources=told), "[0].closes"),
    ],
    ids=["observations", "editions", "edition_choices", "scores", "evidence", "membership events", "deadlines"],
)
def test_one_source_states_a_fact_once(field: str, make: Callable[[tuple[str, ...]], object], what: str) -> None:
    """A source, or none, gives a fact once, whatever value; two sources may give it twice."""

    def given(*stated: object) -> dict[str, object]:
        ground: dict[str, object] = {"sources": (SOURCE, Source(id="other", title="O")), "members": (TUN,)}
        match what:
            case "[0].events":
                return ground | {field: (Member(id="TUN", name="T", events=stated),)}  # type: ignore[arg-type]  # as stated
            case "[0].closes":
                return ground | {field: (LocalCall(id="call", title="C", closes=stated),)}  # type: ignore[arg-type]  # as stated
            case _:
                return ground | {field: stated}

    path = f"{field}{what}"
    assert problems_in(**given(make(TOLD), make(("other", "page")))) == [
        f'{path}[1]: this is already stated at {path}[0], by the source "page" (remove one, or name the source of each)'
    ]
    assert problems_in(**given(make(()), make(()))) == [
        f"{path}[1]: this is already stated at {path}[0], without a source (remove one, or name the source of each)"
    ]
    assert holds(**given(make(TOLD), make(("other",)), make(())))


def test_same_event_of_two_members() -> None:
    """One source may say the same of two members."""
    joined = (MembershipEvent(date=DAY, kind="joined", sources=TOLD),)
    members = (attrs.evolve(TUN, events=joined), attrs.evolve(MAR, events=joined))
    assert Case(id="c", title="t", sources=(SOURCE,), members=members).members == members


def waiting(name: str, *others: str, **link: object) -> Milestone:
    """Return a milestone that waits for others."""
    links = tuple(MilestoneLink(milestone=other, **link) for other in others)  # type: ignore[arg-type]  # drawn by name
    return Milestone(id=name, title=name, follows=links)


def test_circle_of_milestones() -> None:
    """Milestones that wait for each other are named, each circle once, one that waits for itself too."""
    plan = plan_of(waiting("a", "b"), waiting("b", "c"), waiting("c", "a"), waiting("d", "a"), waiting("e", "e"))
    there = "plans[0].commitments[0].milestones"
    assert problems_in(members=(TUN,), plans=(plan,)) == [
        f"{there}[0].follows: milestones wait for each other in a circle: a -> b -> c -> a (remove one of the links)",
        f"{there}[4].follows: milestones wait for each other in a circle: e -> e (remove one of the links)",
    ]


def test_circle_across_plans() -> None:
    """A circle may run through the drafting of one plan and the commitments of another."""
    first = attrs.evolve(PLAN, drafting=(waiting("a", "b"),))
    second = attrs.evolve(plan_of(waiting("b", "a")), id="TUN-2")
    assert problems_in(members=(TUN,), plans=(first, second)) == [
        (
            "plans[0].drafting[0].follows: milestones wait for each other in a circle: a -> b -> a "
            "(remove one of the links)"
        )
    ]


@pytest.mark.parametrize(
    "link",
    [
        {"proposed": True},
        {"lag_days": -1},
        {"kind": LinkKind.START_TO_START},
        {"kind": LinkKind.FINISH_TO_FINISH},
        {"kind": LinkKind.START_TO_FINISH},
    ],
)
def test_circles_that_may_be(link: dict[str, object]) -> None:
    """A proposed link does not count, and other links than finish to start may hold in a circle."""
    plan = plan_of(waiting("a", "b", **link), waiting("b", "a"))
    assert Case(id="c", title="t", members=(TUN,), plans=(plan,)).plans == (plan,)


def test_no_circle_in_a_diamond() -> None:
    """Two ways from one milestone to another are no circle."""
    plan = plan_of(waiting("a", "b", "c"), waiting("b", "d"), waiting("c", "d"), waiting("d"))
    assert Case(id="c", title="t", members=(TUN,), plans=(plan,)).plans == (plan,)


def test_shortest_circle_of_a_knot() -> None:
    """Of several circles through one thing the shortest is told."""
    assert list(circles({"a": ["b"], "b": ["c", "d"], "c": ["a"], "d": ["c"], "x": ["nowhere"]})) == [("a", "b", "c")]


def test_circle_of_ten_thousand() -> None:
    """A long circle is found without recursion, and told by its first milestones and its length."""
    size = 10_000
    plan = plan_of(*(waiting(f"m{place}", f"m{(place + 1) % size}") for place in range(size)))
    (found,) = problems_in(members=(TUN,), plans=(plan,))
    assert found == (
        "plans[0].commitments[0].milestones[0].follows: milestones wait for each other in a circle: "
        "m0 -> m1 -> m2 -> m3 -> m4 -> m5 -> m6 -> m7 -> ... (10,000 milestones) (remove one of the links)"
    )


def seconds_to_check(size: int) -> float:
    """Return the least time of three that a case of so many milestones, each with two links, takes."""
    milestones = [
        waiting(f"m{place}", *(f"m{max(place - step, 0)}" for step in (1, 7) if place >= step)) for place in range(size)
    ]
    plan = plan_of(*milestones)
    times = []
    for _ in range(3):
        began = time.process_time()
        Case(id="c", title="t", members=(TUN,), plans=(plan,))
        times.append(time.process_time() - began)
    return min(times)


def test_many_milestones() -> None:
    """5,000 linked milestones are checked at once, and twice as many in about twice the time."""
    once, twice = seconds_to_check(5_000), seconds_to_check(10_000)
    assert once < 1
    assert twice < 4 * once + 0.05


def test_many_problems() -> None:
    """Ten thousand problems come together, and print as a list that ends."""
    given = tuple(Event(id="e", title="E", members=("X",)) for _ in range(5_000))
    with pytest.raises(InvalidCase) as caught:
        Case(id="c", title="t", events=given)
    assert len(caught.value.problems) == 9_999
    assert str(caught.value).endswith("\n  ... and 9899 more")


def test_all_problems_at_once() -> None:
    """Problems of every kind come in one group, each at its place."""
    found = problems_in(
        about=("X",),
        members=(TUN, TUN),
        plans=(plan_of(waiting("a", "a", "gone")),),
        observations=(Observation(member="TUN", indicator="i"), Observation(member="TUN", indicator="i")),
        contributions=(Contribution(id="idea", title="I", submitted=PartialDate("2018")),),
        responses=(ReasonedResponse(id="r", contributions=("idea",), published=DAY),),
        publications=(Publication(id="p", member="MAR", plan="TUN-1"),),
    )
    assert [text.partition(": ")[0] for text in found] == [
        "members[1].id",
        "about[0]",
        "plans[0].commitments[0].milestones[0].follows[1].milestone",
        "publications[0].member",
        "publications[0].plan",
        "responses[0].published",
        "plans[0].commitments[0].milestones[0].follows",
        "observations[1]",
    ]
