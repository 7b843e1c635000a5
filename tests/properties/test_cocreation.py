"""Properties of co-creation: more meetings never break regularity, and no verdict uses what was recorded later."""

import itertools
from datetime import date, timedelta

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from opengov.model.assessments import Coding, IrmAssessment
from opengov.model.cases import Case
from opengov.model.claims import Completeness, Records
from opengov.model.cocreation import Consultation, Contribution, Publication, ReasonedResponse, RepositoryUpdate
from opengov.model.dates import PartialDate, Period
from opengov.model.forums import Meeting, MultiStakeholderForum, Seat, Side
from opengov.model.members import Member
from opengov.model.plans import ActionPlan, Amendment, Phase
from opengov.model.themes import Term
from opengov.model.values import Known, Listing, OneOf, Outcome, Span, Value
from opengov.rules.calendar import add_span
from opengov.rules.cocreation import check_cocreation
from opengov.rules.silences import Gathering, length_between, silences, span_between

START, END = date(2017, 6, 1), date(2026, 6, 30)
REGULARITY = ("1b", "MR-1.1.a", "MR-2.2", "MR-5.1")
# from worst to best; a phase that lasts is pending while it is kept
ORDER = (Outcome.NOT_MET, Outcome.UNDETERMINED, Outcome.PENDING, Outcome.MET)

days = st.dates(START, END)
partial = st.one_of(
    days.map(PartialDate.of),
    days.map(lambda day: PartialDate(f"{day:%Y-%m}")),
    days.map(lambda day: PartialDate(f"{day:%Y}")),
)
kinds = st.sampled_from(["timeline", "draft_plan", "website", "rules", "summary", "reasoned_response"])
maybe = st.sampled_from([None, True, False])


@st.composite
def meeting(draw: st.DrawFn, name: str) -> Meeting:
    """Draw a meeting."""
    return Meeting(
        id=name,
        date=draw(partial),
        with_civil_society=draw(maybe),
        presented_results=draw(maybe),
        collected_comments=draw(maybe),
        planned=draw(st.booleans()),
    )


@st.composite
def made_up(draw: st.DrawFn) -> Case:
    """Draw a case of one plan with records of every kind."""
    first, last = sorted((draw(days), draw(days)))
    counts = {name: draw(st.integers(0, 3)) for name in ("meetings", "occasions", "papers", "answers", "updates")}
    forum = MultiStakeholderForum(
        id="forum",
        member="M",
        name="Forum",
        seats=(Seat(side=Side.GOVERNMENT, count=4), Seat(side=Side.CIVIL_SOCIETY, count=draw(st.integers(0, 5)))),
        seats_complete=draw(st.booleans()),
        meetings=tuple(draw(meeting(f"m{place}")) for place in range(counts["meetings"])),
        meetings_complete_until=draw(st.none() | days),
    )
    return Case(
        id="made-up",
        title="A case as drawn",
        members=(Member(id="M", name="Member"),),
        forums=(forum,),
        plans=(
            ActionPlan(
                id="P",
                member="M",
                development=Period(PartialDate.of(START), PartialDate.of(first)),
                implementation=Period(PartialDate.of(first), PartialDate.of(last)),
                delivered=draw(st.none() | partial),
                amendments=(Amendment(title="A change", date=draw(partial), new_end=PartialDate.of(last)),)
                * draw(st.integers(0, 1)),
            ),
        ),
        consultations=tuple(
            Consultation(
                id=f"c{place}",
                title="An occasion",
                plan="P",
                member="M",
                date=draw(partial),
                notice=draw(st.none() | partial),
                phase=draw(st.sampled_from([None, *Phase])),
                channels=draw(st.sampled_from([(), ("online",), ("in_person", "online")])),
                groups_consulted=draw(st.sampled_from([(), ("civil_society",), ("private_sector",)])),
            )
            for place in range(counts["occasions"])
        ),
        publications=tuple(
            Publication(
                id=f"p{place}",
                plan="P",
                kind=Term(scheme="publication-kinds", code=draw(kinds)),
                published=draw(partial),
                online=draw(maybe),
            )
            for place in range(counts["papers"])
        ),
        contributions=tuple(
            Contribution(id=f"k{place}", title="An idea", plan="P") for place in range(counts["answers"])
        ),
        responses=tuple(
            ReasonedResponse(
                id=f"r{place}",
                plan="P",
                contributions=(f"k{place}",),
                published=draw(partial),
                covers_main_points=draw(maybe),
            )
            for place in range(counts["answers"])
        ),
        repository_updates=tuple(
            RepositoryUpdate(id=f"u{place}", member="M", date=draw(partial)) for place in range(counts["updates"])
        ),
        completeness=tuple(
            Completeness(records=one, until=draw(days))
            for one in draw(st.lists(st.sampled_from(list(Records)), max_size=4, unique=True))
        ),
    )


def outcomes(case: Case, on: date) -> dict[tuple[str, str], Outcome]:
    """Return what each requirement comes to in each phase."""
    found = check_cocreation(case, plan="P", on=on)
    return {(one.phase, one.id): one.outcome for verdict in found for one in verdict.requirements}


@given(made_up(), meeting("more"), days, st.booleans())
def test_more_meetings_never_break_regularity(case: Case, more: Meeting, on: date, sure: bool) -> None:  # noqa: FBT001
    """A meeting more, or an update more, leaves every requirement of regularity as good as it was, or better."""
    added = evolve(
        more,
        planned=not sure,
        with_civil_society=True,
        presented_results=True,
        collected_comments=True,
    )
    forum = evolve(case.forums[0], meetings=(*case.forums[0].meetings, added))
    update = RepositoryUpdate(id="more-u", member="M", date=more.date)
    richer = evolve(case, forums=(forum,), repository_updates=(*case.repository_updates, update))
    before, after = outcomes(case, on), outcomes(richer, on)
    for (phase, rule), outcome in before.items():
        if rule in REGULARITY:
            assert ORDER.index(after[phase, rule]) >= ORDER.index(outcome)


@given(made_up(), made_up(), days)
def test_no_verdict_uses_what_was_recorded_later(case: Case, later: Case, on: date) -> None:
    """Records dated after the day of judgement change nothing on that day."""
    shift = (END - START) + timedelta(days=366)  # a date known to the year begins before START

    def moved(day: PartialDate | None) -> PartialDate | None:
        return None if day is None else PartialDate.of(day.earliest() + shift)

    def when(day: PartialDate) -> PartialDate:
        return PartialDate.of(day.earliest() + shift)

    meetings = tuple(evolve(one, id=f"l{one.id}", date=when(one.date)) for one in later.forums[0].meetings)
    forum = case.forums[0]
    known = evolve(
        case,
        forums=(evolve(forum, meetings=(*forum.meetings, *meetings)),),
        consultations=(
            *case.consultations,
            *(
                evolve(one, id=f"l{one.id}", date=moved(one.date), notice=moved(one.notice))
                for one in later.consultations
            ),
        ),
        publications=(
            *case.publications,
            *(evolve(one, id=f"l{one.id}", published=moved(one.published)) for one in later.publications),
        ),
        responses=(
            *case.responses,
            *(
                evolve(one, id=f"l{one.id}", contributions=(), published=moved(one.published))
                for one in later.responses
            ),
        ),
        repository_updates=(
            *case.repository_updates,
            *(evolve(one, id=f"l{one.id}", date=when(one.date)) for one in later.repository_updates),
        ),
        assessments=(
            IrmAssessment(
                id="late",
                plan="P",
                published=PartialDate.of(END + timedelta(days=1)),
                codings=(
                    Coding(variable="1a", value=Known("no evidence of action")),
                    Coding(variable="level_of_public_influence", value=Known("empower")),
                ),
            ),
        ),
    )
    assert outcomes(known, on) == outcomes(case, on)


@given(days, days)
def test_months_and_days_lead_from_one_day_to_the_other(one: date, other: date) -> None:
    """The whole months are as many as fit, and the days that are left lead on to the later day."""
    first, last = sorted((one, other))
    span = span_between(first, last)
    anchor = add_span(first, Span(months=span.months))
    assert anchor + timedelta(days=span.days) == last
    assert add_span(first, Span(months=span.months + 1)) > last


gatherings = st.lists(
    st.tuples(days, st.sampled_from([0, 0, 3, 40])).map(
        lambda one: Gathering(one[0], min(one[0] + timedelta(days=one[1]), END))
    ),
    max_size=3,
)


def longest(listing: Value) -> tuple[int, int]:
    """Return the longest time of a listing."""
    assert isinstance(listing, Known)
    assert isinstance(listing.value, Listing)
    entries = [one.value for one in listing.value.entries if isinstance(one, Known)]
    return max(((one.months, one.days) for one in entries if isinstance(one, Span)), default=(0, 0))


@given(gatherings)
def test_two_arrangements_stand_for_all(held: list[Gathering]) -> None:
    """The shortest and the longest possible silence are those of some days that the meetings can have."""
    start, end = date(2019, 1, 1), date(2019, 12, 31)
    inside = [one for one in held if one.last >= start and one.first <= end]
    value, _ = silences(held, first=(start, start), until=(end, end), complete_until=end)
    options = value.options if isinstance(value, OneOf) else (value,)
    seen = []
    steps = [sorted({one.first, one.last, *_between(one)}) for one in inside]
    for chosen in itertools.product(*steps):
        points = [start, *sorted(day for day in chosen if start <= day <= end), end]
        lengths = (length_between(*pair) for pair in itertools.pairwise(points))
        seen.append(max((one.months, one.days) for one in lengths))
    found = sorted(longest(one) for one in options)
    assert found[0] <= min(seen)
    assert found[-1] >= max(seen)
    assert found[-1] == max(seen)


def _between(one: Gathering) -> list[date]:
    """Return days between the first and the last that a meeting can have had."""
    length = (one.last - one.first).days
    return [one.first + timedelta(days=length * part // 5) for part in range(1, 5)]
