"""From a case to a verdict: which facts count on a day, what is made of them, and how a verdict says it."""

import itertools
import json
import pickle  # noqa: TID251  # what users may do
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

import opengov
from opengov.errors import InvalidFacts, ReplayMismatch, UnknownName, VerdictIsNotBoolean
from opengov.model.cases import Case
from opengov.model.dates import PartialDate, Period
from opengov.model.indicators import AcceptedEvidence, Edition, EditionChoice, EligibilityScore, Observation
from opengov.model.members import Member, MembershipEvent, MemberStatus
from opengov.model.sources import Confidence, Source
from opengov.model.values import UNKNOWN, Absent, Between, Known, OneOf, Outcome, Value
from opengov.rules.editions import Editions
from opengov.rules.eligibility import assess_all, assess_eligibility
from opengov.rules.evaluate import Facts
from opengov.rules.replaying import replay
from opengov.rules.results import CriterionVerdict, FindingVerdict, Made, Points, RequirementVerdict
from opengov.rules.shelf import shelf
from opengov.rules.verdicts import OPEN, Verdict, decide

NOT_COVERED = Absent("not covered")
SOURCES = ("survey", "ministry")
YES, NO = (Known(value) for value in (True, False))


def observed(indicator: str, value: Value, edition: str | None = None, *, source: str = "survey") -> Observation:
    """Return what an indicator says of the country."""
    return Observation(member="XYZ", indicator=indicator, value=value, edition=edition, sources=(source,))


def documents(edition: str, proposal: Value, report: Value) -> tuple[Observation, Observation]:
    """Return the codes of the two budget documents."""
    return observed("budget_proposal", proposal, edition), observed("audit_report", report, edition)


PUBLISHED = Known("PW")
LAWS = (observed("ati_law", YES), observed("ad_law", YES), observed("ad_public", NO))
CHOICE = EditionChoice(member="XYZ", series="eiu_civil_liberties", edition="2014", why="what the ministry used")
JOINED = MembershipEvent(date=PartialDate("2013-01-01"), kind="joined", status_after=MemberStatus.ACTIVE)


def case_of(
    *observations: Observation,
    member: Member | None = None,
    choices: Iterable[EditionChoice] = (),
    evidence: Iterable[AcceptedEvidence] = (),
    scores: Iterable[EligibilityScore] = (),
    editions: Iterable[Edition] = (),
) -> Case:
    """Return a case about one country."""
    return Case(
        id="xyz",
        title="A country",
        sources=tuple(Source(id=name, title=f"The {name}") for name in SOURCES),
        members=(member or Member(id="XYZ", name="Xyzland"),),
        observations=observations,
        edition_choices=tuple(choices),
        evidence=tuple(evidence),
        scores=tuple(scores),
        editions=tuple(editions),
    )


def criterion(verdict: Verdict, name: str) -> CriterionVerdict:
    """Return what one criterion came to."""
    found = verdict[name]
    assert isinstance(found, CriterionVerdict)
    return found


def requirement(verdict: Verdict, name: str) -> RequirementVerdict:
    """Return what one requirement came to."""
    found = verdict[name]
    assert isinstance(found, RequirementVerdict)
    return found


def finding(verdict: Verdict, name: str) -> FindingVerdict:
    """Return a finding or label."""
    found = verdict[name]
    assert isinstance(found, FindingVerdict)
    return found


# --- editions: what was out on the day ----------------------------------------------------------------------------


def test_named_and_newest_edition() -> None:
    """The edition that a case names counts; the verdict sets the newest beside it, and says why it was not taken."""
    case = case_of(
        *(observed("civil_liberties", Known(v), e) for v, e in ((5.29, "2014"), (5.0, "2015"))), choices=[CHOICE]
    )
    on = date(2016, 12, 9)
    named, newest = (assess_eligibility(case, on=on, editions=which) for which in Editions)
    ((comparison, other),) = named.comparisons
    assert [criterion(one, "CE").points.low for one in (named, newest, other)] == [3, 2, 2]
    assert comparison.why == "the case names edition 2014 of eiu_civil_liberties (what the ministry used)"
    assert newest.comparisons == ()


def test_named_edition_that_is_the_newest() -> None:
    """An edition that is named and the newest at once needs no comparison."""
    case = case_of(observed("civil_liberties", Known(5.29), "2014"), choices=[CHOICE])
    assert assess_eligibility(case, on=date(2015, 6, 30)).comparisons == ()


def test_named_edition_that_was_not_out() -> None:
    """An edition that came out after the day of judgement counts for nothing, named or not."""
    case = case_of(observed("civil_liberties", Known(5.29), "2014"), choices=[CHOICE])
    verdict = assess_eligibility(case, on=date(2014, 12, 31))
    assert "civil_liberties" not in verdict.facts
    assert verdict.evidence["civil_liberties"] == ("edition 2013: nothing in the case",)


def test_choice_for_other_days() -> None:
    """An edition named for some days is not taken on others."""
    choice = EditionChoice(
        member="XYZ", series="eiu_civil_liberties", edition="2014", period=Period.parse("2016-01-01/2016-12-31")
    )
    told = [observed("civil_liberties", Known(v), e) for v, e in ((5.29, "2014"), (5.0, "2016"))]
    days = (date(2016, 12, 31), date(2017, 12, 31))
    verdicts = [assess_eligibility(case_of(*told, choices=[choice]), on=day) for day in days]
    assert [verdict.facts["civil_liberties"] for verdict in verdicts] == [Known(5.29), Known(5.0)]


def test_two_choices_for_one_day() -> None:
    """Where a case names two editions for one day, either may stand behind the judgement."""
    other = EditionChoice(member="XYZ", series="eiu_civil_liberties", edition="2015", sources=("ministry",))
    told = [observed("civil_liberties", Known(v), e) for v, e in ((5.29, "2014"), (5.0, "2015"))]
    found = {
        assess_eligibility(case_of(*told, choices=choices), on=date(2016, 12, 9)).facts["civil_liberties"]
        for choices in itertools.permutations((CHOICE, other))
    }
    assert found == {OneOf((Known(5.29), Known(5.0)))}


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2015, 12, 31), Known(5.29)),
        (date(2016, 1, 1), OneOf((Known(5.29), Known(5.0)))),
        (date(2016, 2, 15), OneOf((Known(5.29), Known(5.0)))),
        (date(2016, 3, 31), Known(5.0)),
    ],
)
def test_while_an_edition_is_coming_out(day: date, value: Value) -> None:
    """Between the first and last day on which an edition can have come out, it and the one before both count."""
    case = case_of(*(observed("civil_liberties", Known(v), e) for v, e in ((5.29, "2014"), (5.0, "2015"))))
    verdict = assess_eligibility(case, on=day)
    assert verdict.facts["civil_liberties"] == value
    assert (
        criterion(verdict, "CE").points
        == {1: Points(3, 3, 4, 4), 2: Points(2, 3, 4, 4), 0: Points(2, 2, 4, 4)}[
            2 if isinstance(value, OneOf) else int(value == Known(5.29))
        ]
    )


def test_older_edition_does_not_stand_in() -> None:
    """What the newest edition says of a country is not known from the edition before."""
    case = case_of(observed("civil_liberties", Known(9.1), "2014"))
    assert "civil_liberties" not in assess_eligibility(case, on=date(2016, 12, 9)).facts


def test_a_case_dates_editions_itself() -> None:
    """What a case says of when an edition came out takes the place of what ships."""
    late = Edition(series="eiu_civil_liberties", label="2015", published=PartialDate("2016-12-31"))
    told = [observed("civil_liberties", Known(v), e) for v, e in ((5.29, "2014"), (5.0, "2015"))]
    days = (date(2016, 12, 30), date(2016, 12, 31))
    found = [assess_eligibility(case_of(*told, editions=[late]), on=day).facts["civil_liberties"] for day in days]
    assert found == [Known(5.29), Known(5.0)]


def test_observation_with_a_day_of_its_own() -> None:
    """A figure published after its edition counts from its own day on, and may count while that day is not certain."""
    figure = Observation(
        member="XYZ",
        indicator="civil_liberties",
        value=Known(5.29),
        edition="2014",
        published=PartialDate("2015-06"),
        sources=("survey",),
    )
    days = (date(2015, 5, 31), date(2015, 6, 15), date(2015, 6, 30))
    found = [assess_eligibility(case_of(figure), on=day).facts.get("civil_liberties") for day in days]
    assert found == [None, None, Known(5.29)]


def test_facts_that_hold_for_a_time() -> None:
    """A law counts from the day on which it holds; while that day is not certain, nothing is known for certain."""
    law = Observation(
        member="XYZ", indicator="ati_law", value=YES, period=Period.parse("2015-11/.."), sources=("ministry",)
    )
    days = (date(2015, 10, 31), date(2015, 11, 15), date(2015, 12, 1))
    found = [assess_eligibility(case_of(law), on=day).facts.get("ati_law") for day in days]
    assert found == [None, None, YES]


def test_edition_of_the_budget_survey_is_a_fact() -> None:
    """Whether printed documents count may depend on the edition, so that is among the facts, uncertain where it is."""
    case = case_of(*documents("2015", Known("HC"), PUBLISHED), *documents("2017", Known("HC"), PUBLISHED))
    days = (date(2017, 12, 31), date(2018, 2, 1), date(2018, 4, 1))
    found = [assess_eligibility(case, on=day).facts["budget_survey_edition"] for day in days]
    assert found == [Known(2015), OneOf((Known(2015), Known(2017))), Known(2017)]


# --- evidence, coverage, disagreement -----------------------------------------------------------------------------


def accepted(points: int, assessed: str, until: str | None = None) -> AcceptedEvidence:
    """Return evidence for fiscal transparency that was accepted."""
    return AcceptedEvidence(
        member="XYZ",
        criterion="FT",
        points=points,
        assessed=PartialDate(assessed),
        until=None if until is None else PartialDate(until),
        reference=f"evidence for {points} points",
        sources=("ministry",),
    )


@pytest.mark.parametrize(
    ("day", "points"),
    [
        (date(2013, 11, 30), Points(2, 2, 4, 4)),
        (date(2013, 12, 15), Points(2, 4, 4, 4)),
        (date(2013, 12, 31), Points(4, 4, 4, 4)),
        (date(2014, 6, 15), Points(2, 4, 4, 4)),
        (date(2014, 7, 1), Points(2, 2, 4, 4)),
    ],
)
def test_evidence_replaces_a_source(day: date, points: Points) -> None:
    """Accepted evidence counts in place of the survey from when it was assessed until it lapses; doubt stays doubt."""
    case = case_of(*documents("2012", Known("IU"), PUBLISHED), evidence=[accepted(4, "2013-12", until="2014-06")])
    assert criterion(assess_eligibility(case, on=day), "FT").points == points


def test_evidence_where_no_survey_covers() -> None:
    """A country that the survey does not cover has its metric assessed on evidence, and dropped without it."""
    told = documents("2012", NOT_COVERED, NOT_COVERED)
    cases = (case_of(*told), case_of(*told, evidence=[accepted(4, "2014-01")]))
    found = [criterion(assess_eligibility(case, on=date(2014, 6, 1)), "FT").points for case in cases]
    assert found == [Points(0, 0, 0, 0), Points(4, 4, 4, 4)]


def test_newer_evidence_before_older() -> None:
    """Of several assessments the newest on the day counts; two of one day that differ are both possible."""
    several = [
        accepted(2, "2013-06-01"),
        accepted(4, "2014-01-01"),
        accepted(0, "2014-01-01"),
        accepted(2, "2015-01-01"),
    ]
    found = {
        assess_eligibility(case_of(evidence=order), on=date(2014, 6, 1)).facts["fiscal_transparency_accepted"]
        for order in itertools.permutations(several)
    }
    assert found == {OneOf((Known(4), Known(0)))}


def test_newer_edition_after_evidence() -> None:
    """Whether a newer edition takes the place of older evidence is written nowhere: both stay possible."""
    told = (*documents("2012", Known("IU"), PUBLISHED), *documents("2015", PUBLISHED, Known("NP")))
    case = case_of(*told, evidence=[accepted(4, "2013-12")])
    verdict = assess_eligibility(case, on=date(2016, 2, 29))
    assert criterion(verdict, "FT").points == Points(2, 4, 4, 4)
    assert verdict.evidence["fiscal_transparency_accepted"] == (
        "evidence accepted 2013-12: evidence for 4 points, The ministry",
        "edition 2015, published since, may have taken its place",
    )


def test_not_covered_is_not_unknown() -> None:
    """A metric that the surveys do not cover is dropped; one of which nothing is known may be, or have any points."""
    covered = case_of(
        *documents("2012", NOT_COVERED, NOT_COVERED), observed("civil_liberties", Known(6.5), "2013"), *LAWS
    )
    verdicts = [assess_eligibility(case, on=date(2014, 12, 22)) for case in (covered, case_of(*LAWS))]
    assert [criterion(one, "FT").points for one in verdicts] == [Points(0, 0, 0, 0), Points(0, 4, 0, 4)]
    assert [(one.totals, one.core) for one in verdicts[:1]] == [(frozenset({(9, 12)}), Outcome.MET)]
    assert verdicts[1].core is Outcome.UNDETERMINED


def test_one_document_not_covered() -> None:
    """The metric counts as assessed as soon as the survey covers one of the two documents."""
    case = case_of(*documents("2012", PUBLISHED, NOT_COVERED))
    assert criterion(assess_eligibility(case, on=date(2014, 6, 1)), "FT").points == Points(2, 2, 4, 4)


def test_disagreeing_sources() -> None:
    """Two sources that disagree are both kept, both cited, and both possible."""
    case = case_of(observed("ati_law", YES), observed("ati_law", NO, source="ministry"), observed("ati_draft", YES))
    verdict = assess_eligibility(case, on=date(2014, 6, 1))
    assert verdict.facts["ati_law"] == OneOf((NO, YES))
    assert verdict.evidence["ati_law"] == ("no, The ministry", "yes, The survey")
    assert {cell.points for one, cells in verdict.cells if one.id == "ATI" for cell in cells} == {1, 3, 4}


def test_disagreement_that_does_not_matter() -> None:
    """Sources that disagree about what decides nothing leave the verdict decided."""
    case = case_of(observed("ati_law", YES), observed("ati_draft", YES), observed("ati_draft", NO, source="ministry"))
    assert criterion(assess_eligibility(case, on=date(2014, 6, 1)), "ATI").points == Points(4, 4, 4, 4)


def test_order_of_what_a_case_holds() -> None:
    """The verdict and its record are the same in whatever order a case lists what it holds."""
    told = [
        *documents("2012", Known("IU"), PUBLISHED),
        observed("ati_law", YES),
        observed("ati_law", NO, source="ministry"),
        observed("civil_liberties", Known(5.0), "2013"),
        observed("civil_liberties", Known(5.29), "2013", source="ministry"),
    ]
    evidence = [accepted(2, "2013-06"), accepted(4, "2013-06")]
    scores = [EligibilityScore(member="XYZ", as_of=PartialDate(f"201{year}"), met=year > 3) for year in (2, 3, 4)]
    records = [
        assess_eligibility(
            case_of(*told[turn:], *told[:turn], evidence=one, scores=two), on=date(2014, 12, 22)
        ).to_dict()
        for turn in range(len(told))
        for one, two in ((evidence, scores), (evidence[::-1], scores[::-1]))
    ]
    assert records == [records[0]] * 12


# --- books in force -----------------------------------------------------------------------------------------------

ALL_BUT_ATI = (
    *documents("2012", PUBLISHED, PUBLISHED),
    *documents("2015", PUBLISHED, PUBLISHED),
    observed("ad_law", YES),
    observed("ad_public", NO),
    *(observed("civil_liberties", Known(4.41), edition) for edition in ("2014", "2015")),
)
BELOW = (
    *documents("2015", PUBLISHED, PUBLISHED),
    *(observed(name, NO) for name in ("ati_law", "ati_constitution", "ad_law")),
)
BILL = (observed("ati_law", NO), observed("ati_constitution", YES), observed("ati_draft", YES))


def test_both_books_where_the_start_is_not_known() -> None:
    """Between the first and the last day on which a book can have begun, where the two differ it is undetermined."""
    days = (date(2014, 12, 22), date(2015, 12, 31), date(2016, 3, 31))
    verdicts = [assess_eligibility(case_of(*ALL_BUT_ATI, *BILL), on=day) for day in days]
    assert [one.rulebook for one in verdicts] == ["CORE-2014", "CORE-2014 or CORE-2016", "CORE-2016"]
    assert [str(one.points) for one in verdicts[1:]] == ["11..12 of 16", "12 of 16"]
    assert [one.core for one in verdicts[1:]] == [Outcome.UNDETERMINED, Outcome.MET]


def test_both_books_agree() -> None:
    """Where both books come to the same, which of them was in force does not matter."""
    verdict = assess_eligibility(case_of(*ALL_BUT_ATI, observed("ati_law", YES)), on=date(2015, 12, 31))
    assert (verdict.core, verdict.totals) == (Outcome.MET, frozenset({(12, 16)}))


def test_finding_of_only_one_of_two_books() -> None:
    """What follows by one of two books only is not sure to follow."""
    below = case_of(*BELOW, member=Member(id="XYZ", name="Xyz", events=(JOINED,)))
    days = (date(2015, 12, 31), date(2016, 3, 31))
    found = [finding(assess_eligibility(below, on=day), "STAY-2016").made for day in days]
    assert found == [Made.UNDETERMINED, Made.YES]


def test_no_book_before_the_first() -> None:
    """Before August 2011 no book is in force, and the error says from when there is one."""
    with pytest.raises(UnknownName, match="there is no rulebook in force for eligibility on '2011-07-31'"):
        assess_eligibility(case_of(), on=date(2011, 7, 31))


def test_own_shelf() -> None:
    """A user's shelf takes the place of the shipped one."""
    only = opengov.Shelf((shelf()["CORE-2011"],))
    verdict = assess_eligibility(case_of(), on=date(2012, 6, 1), books=only)
    assert verdict.books == (shelf()["CORE-2011"],)


# --- who is judged ------------------------------------------------------------------------------------------------


def newcomer_or_member(*events: MembershipEvent, unrecognised: bool = False) -> Member:
    """Return the country with its events."""
    return Member(id="XYZ", name="Xyz", events=events, non_universally_recognised=unrecognised)


LETTER = MembershipEvent(date=PartialDate("2020-01-01"), kind="letter_of_intent", status_after=MemberStatus.ACTIVE)
CLOSED = tuple(
    observed(f"cso_{name}_{variant}", Known(1)) for name in ("entry_exit", "repression") for variant in ("osp", "ord")
)


@pytest.mark.parametrize(
    ("event", "outcome"),
    [
        (LETTER, Outcome.NOT_MET),
        (JOINED, Outcome.NOT_APPLICABLE),
    ],
    ids=["newcomer", "member"],
)
def test_values_check_is_for_newcomers(event: MembershipEvent, outcome: Outcome) -> None:
    """The Values Check applies to who has not joined yet, and never to a member."""
    verdict = assess_eligibility(case_of(*CLOSED, member=newcomer_or_member(event)), on=date(2019, 6, 1))
    assert [requirement(verdict, name).outcome for name in ("VALUES-CHECK", "VC-IND-1", "VC-IND-2")] == [outcome] * 3
    assert finding(verdict, "VC-FAIL").made is (Made.YES if outcome is Outcome.NOT_MET else Made.NO)


def test_values_check_when_membership_is_not_known() -> None:
    """Whether the Values Check applies is open while it is open whether the country has joined."""
    verdict = assess_eligibility(case_of(*CLOSED), on=date(2019, 6, 1))
    assert requirement(verdict, "VALUES-CHECK").outcome is Outcome.UNDETERMINED
    assert Outcome.NOT_APPLICABLE in verdict.judgements[0][1].requirements[-1]


def test_values_check_fails_and_the_score_stays() -> None:
    """Who fails the Values Check cannot join; its points are what they are."""
    told = (
        *documents("2017", PUBLISHED, PUBLISHED),
        *LAWS,
        observed("civil_liberties", Known(9.1), "2018"),
    )
    verdict = assess_eligibility(case_of(*told, *CLOSED, member=newcomer_or_member(LETTER)), on=date(2019, 6, 1))
    assert (verdict.outcome, verdict.core, verdict.totals) == (Outcome.NOT_MET, Outcome.MET, frozenset({(14, 16)}))


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        (date(2014, 12, 22), Outcome.NOT_MET),
        (date(2015, 7, 1), Outcome.NOT_MET),
        (date(2017, 1, 1), Outcome.NOT_MET),
        (date(2022, 6, 1), Outcome.NOT_MET),
    ],
)
def test_not_universally_recognised_could_not_join(day: date, outcome: Outcome) -> None:
    """Until the rule changed, such a state could not join, however many points it had."""
    later = MembershipEvent(date=PartialDate("2023-08"), kind="joined", status_after=MemberStatus.ACTIVE_NON_VOTING)
    kosovo = case_of(member=newcomer_or_member(later, unrecognised=True))
    verdict = assess_eligibility(kosovo, on=day)
    assert (verdict.outcome, requirement(verdict, "NURS-OLD").outcome) == (outcome, outcome)


def test_when_the_rule_for_unrecognised_states_changed() -> None:
    """The day of the change is not known, so in the years before 2023 it is a question of its own."""
    later = MembershipEvent(date=PartialDate("2023-08"), kind="joined", status_after=MemberStatus.ACTIVE_NON_VOTING)
    kosovo = case_of(member=newcomer_or_member(later, unrecognised=True))
    answers = {"NURS-START": "joins_as_non_voting"}
    verdict = assess_eligibility(kosovo, on=date(2022, 6, 1), readings=answers)
    assert requirement(verdict, "NURS-OLD").outcome is Outcome.MET


@pytest.mark.parametrize(("unrecognised", "label"), [(True, "joins as non-voting"), (False, "joins like any other")])
def test_not_universally_recognised_joins_without_a_vote(unrecognised: bool, label: str) -> None:  # noqa: FBT001
    """Since 2023 such a state may join without a vote."""
    case = case_of(member=newcomer_or_member(unrecognised=unrecognised))
    verdict = assess_eligibility(case, on=date(2023, 8, 1))
    assert (finding(verdict, "NURS-NEW").made, finding(verdict, "NURS-NEW").label) == (Made.YES, label)


@pytest.mark.parametrize(
    ("results", "review", "taken_off"),
    [
        ({2022: False, 2023: False}, Made.YES, Made.NO),
        ({2022: False, 2023: True, 2024: False}, Made.NO, Made.NO),
        ({2021: True, 2022: False}, Made.NO, Made.NO),
        ({2022: False}, Made.UNDETERMINED, Made.NO),
        ({2021: False, 2022: False, 2023: True}, Made.NO, Made.YES),
        ({2020: True, 2021: False, 2023: False}, Made.UNDETERMINED, Made.NO),
        ({}, Made.UNDETERMINED, Made.UNDETERMINED),
    ],
    ids=["two in a row", "not in a row", "first", "the year before not known", "again at it", "a gap", "nothing known"],
)
def test_eligibility_review(results: dict[int, bool], review: Made, taken_off: Made) -> None:
    """A member below the minimum two years in a row comes under Eligibility Review, and leaves it when at it again."""
    scores = [
        EligibilityScore(member="XYZ", as_of=PartialDate(f"{year}-05"), met=met, sources=("survey",))
        for year, met in results.items()
    ]
    case = case_of(member=newcomer_or_member(JOINED), scores=scores)
    verdict = assess_eligibility(case, on=date(2025, 1, 1))
    assert [finding(verdict, name).made for name in ("STAY-2023", "STAY-2023-EXIT")] == [review, taken_off]


def test_results_not_out_on_the_day() -> None:
    """A result of a later day does not count; one of which only the year is known may."""
    scores = [result(day, met=met) for day, met in (("2022-05", True), ("2023", False), ("2024-05", False))]
    case = case_of(member=newcomer_or_member(JOINED), scores=scores)
    days = (date(2023, 7, 1), date(2024, 1, 1), date(2024, 6, 1))
    found = [assess_eligibility(case, on=day).facts["consecutive_years_below"] for day in days]
    assert found == [OneOf((Known(1), Known(0))), Known(1), Known(2)]


def result(day: str, *, met: bool) -> EligibilityScore:
    """Return a published result, those that were met from another source than those that were not."""
    return EligibilityScore(member="XYZ", as_of=PartialDate(day), met=met, sources=(SOURCES[met],))


def test_results_that_contradict() -> None:
    """Two results of one day that contradict each other are both possible."""
    scores = [
        result("2021-05", met=True),
        *(result(f"202{y}-05", met=met) for y, met in ((2, False), (3, False), (3, True))),
    ]
    case = case_of(member=newcomer_or_member(JOINED), scores=scores)
    verdict = assess_eligibility(case, on=date(2024, 1, 1))
    assert verdict.facts["consecutive_years_below"] == OneOf((Known(2), Known(0)))
    assert finding(verdict, "STAY-2023").made is Made.UNDETERMINED


def test_endless_contradictions_end() -> None:
    """A case in which every year is contradicted leaves the count unknown, and does not take for ever."""
    scores = [result(f"{year}-05", met=met) for year in range(1900, 2023) for met in (True, False)]
    case = case_of(member=newcomer_or_member(JOINED), scores=scores)
    assert "consecutive_years_below" not in assess_eligibility(case, on=date(2024, 1, 1)).facts


def test_member_that_slipped_below_in_2016() -> None:
    """In 2016 a member below the minimum had one year; a member at it, and a country that never joined, had none."""
    on = date(2016, 6, 1)
    below, outside = (
        assess_eligibility(case_of(*BELOW, member=newcomer_or_member(event)), on=on) for event in (JOINED, LETTER)
    )
    assert [finding(one, "STAY-2016").made for one in (below, outside)] == [Made.YES, Made.NO]


@pytest.mark.parametrize("book", ["CORE-2016", "CORE-2017", "CORE-2018"])
def test_one_year_for_who_slipped_below(book: str) -> None:
    """From 2016 until 2023 a member below the minimum has one year, and one at it needs none."""
    facts: Facts = {
        "budget_proposal": "PW",
        "audit_report": "PW",
        "civil_liberties": 4.41,
        "ad_law": False,
        "member": True,
    }
    verdicts = [decide(shelf()[book], {**facts, "ati_law": law, "ati_constitution": False}) for law in (True, False)]
    enough = decide(shelf()[book], {**facts, "ad_law": True, "ati_law": True})
    assert [finding(one, "STAY-2016").made for one in (*verdicts, enough)] == [Made.YES, Made.YES, Made.NO]


@pytest.mark.parametrize("book", ["CORE-2017", "CORE-2018", "CORE-2023"])
def test_who_fails_the_values_check_cannot_join(book: str) -> None:
    """A newcomer that fails the Values Check cannot join; one that passes can, and of a member nothing follows."""
    entry: Facts = {"cso_entry_exit_osp": 3.2, "cso_entry_exit_ord": 3}
    low: Facts = {**entry, "cso_repression_osp": 2.9, "cso_repression_ord": 2}
    high: Facts = {**entry, "cso_repression_osp": 3.1, "cso_repression_ord": 3}
    told: list[Facts] = [{**low, "member": False}, {**high, "member": False}, {**low, "member": True}]
    found = [finding(decide(shelf()[book], facts), "VC-FAIL").made for facts in told]
    assert found == [Made.YES, Made.NO, Made.NO]


@pytest.mark.parametrize("book", ["CORE-2017", "CORE-2018", "CORE-2023"])
def test_an_unverified_answer_alone_makes_no_finding(book: str) -> None:
    """Where only the variant of the indicators decides, which no page gives, that it cannot join is not certain."""
    facts: Facts = {
        "cso_entry_exit_osp": 3.2,
        "cso_entry_exit_ord": 3,
        "cso_repression_osp": 2.9,
        "cso_repression_ord": 3,
        "member": False,
    }
    assert finding(decide(shelf()[book], facts), "VC-FAIL").made is Made.UNDETERMINED


def test_assess_all_side_by_side() -> None:
    """Every member that a case is about is judged, in its order."""
    verdicts = assess_all(opengov.case("cambodia-2014"))
    assert [one.about for one in verdicts] == list(opengov.case("cambodia-2014").about)
    assert [one.on for one in verdicts] == [opengov.case("cambodia-2014").on] * len(verdicts)


# --- names and labels ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "civil_liberties", "label"),
    [
        (date(2014, 12, 22), Known(4.41), "close to eligible"),
        (date(2014, 12, 22), NOT_COVERED, "Not enough data"),
        (date(2016, 6, 1), Known(4.41), None),
    ],
)
def test_label(day: date, civil_liberties: Value, label: str | None) -> None:
    """A result that has a name of its own is called by it, in the verdict and in its one line."""
    told = [observed("civil_liberties", civil_liberties, edition) for edition in ("2013", "2015")]
    surveys = [one for edition in ("2012", "2015") for one in documents(edition, NOT_COVERED, NOT_COVERED)]
    verdict = assess_eligibility(case_of(*told, *surveys, *LAWS, member=newcomer_or_member(JOINED)), on=day)
    assert (verdict.label, f"({label})" in str(verdict)) == (label, label is not None)


# --- what would change it -----------------------------------------------------------------------------------------


def test_other_readings() -> None:
    """At 5.00 the verdict names the reading by which it would have three points, and to what that would lead."""
    facts: Facts = {
        "budget_proposal": "PW",
        "audit_report": "PW",
        "ati_law": False,
        "ati_constitution": True,
        "ad_law": True,
        "ad_public": False,
        "civil_liberties": 5.0,
        "member": True,
    }
    verdict = decide(shelf()["CORE-2014"], facts)
    (other,) = verdict.other_readings
    assert (verdict.core, verdict.totals) == (Outcome.NOT_MET, frozenset({(11, 16)}))
    assert (other.reading.id, other.option, other.outcome) == ("CE-STRICT", "inclusive", Outcome.MET)
    assert str(other.points) == "12 of 16"


def test_zeros_are_worded_as_they_are() -> None:
    """What was judged before does not change how a value is said."""
    book = shelf()["CORE-2018"]
    said = [decide(book, {"civil_liberties": value}).explain() for value in (0.0, -0.0, 0.0)]
    assert ["liberties: -0.0" in text for text in said] == [False, True, False]


def test_other_readings_under_two_books() -> None:
    """Where two books may apply, a question that both leave open is answered alike in both, and asked once."""
    books = (shelf()["CORE-2014"], shelf()["CORE-2016"])
    verdict = decide(books, {"civil_liberties": 5.0, "ati_law": True, "ad_law": True, "ad_public": True})
    asked = [(one.reading.id, one.option) for one in verdict.other_readings]
    led = decide(books, verdict.facts, readings={"CE-STRICT": "inclusive"})
    (strict,) = [one for one in verdict.other_readings if one.reading.id == "CE-STRICT"]
    assert (len(asked), strict.points) == (len(set(asked)), led.points)


def test_open_readings() -> None:
    """With all questions kept open the points run over all answers, and the explanation says so."""
    verdict = decide(shelf()["CORE-2018"], {"civil_liberties": 5.0}, readings=OPEN)
    assert criterion(verdict, "CE").points == Points(2, 3, 4, 4)
    assert (verdict.other_readings, "kept open" in verdict.explain()) == ((), True)


@pytest.mark.parametrize(
    ("readings", "kind"), [({"CE-STRIKT": "strict"}, "reading"), ({"CE-STRICT": "stricter"}, "option")]
)
def test_readings_that_are_none(readings: dict[str, str], kind: str) -> None:
    """A question or an answer that no book has is refused, with the nearest."""
    with pytest.raises(UnknownName, match=rf"there is no {kind}.*did you mean"):
        decide(shelf()["CORE-2018"], {}, readings=readings)


@pytest.mark.parametrize(
    ("report", "settling"),
    [
        ("PW", {"budget_proposal": True, "ati_draft": True}),
        (None, {"budget_proposal": False, "audit_report": False, "ati_draft": False}),
    ],
    ids=["one is enough", "it takes several"],
)
def test_what_would_settle_it(report: str | None, settling: dict[str, bool]) -> None:
    """Of an undetermined verdict it is said which fact alone may settle it, and which only with others."""
    facts: Facts = {
        "audit_report": report,
        "ati_law": False,
        "ati_constitution": True,
        "ad_law": True,
        "ad_public": True,
        "civil_liberties": 4.41,
        "budget_survey_edition": 2019,
        "member": True,
    }
    verdict = decide(shelf()["CORE-2018"], facts)
    assert verdict.outcome is Outcome.UNDETERMINED
    assert {one.measure: one.alone for one in verdict.would_settle} == settling


def test_nothing_would_settle_what_is_decided() -> None:
    """A decided verdict asks for nothing, whatever else is not known."""
    facts = {"ati_law": True, "ad_law": True, "ad_public": True, "civil_liberties": 9.1, "member": True}
    verdict = decide(shelf()["CORE-2018"], facts)
    assert (verdict.outcome, verdict.would_settle) == (Outcome.MET, ())


# --- confidence ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "name", "confidence"),
    [
        ({"ati_law": True}, "ATI", Confidence.CONFIRMED),
        ({"ati_law": False, "ati_constitution": True, "ati_draft": True}, "ATI", Confidence.PARTIAL),
        ({"civil_liberties": 9.1}, "CE", Confidence.RECONSTRUCTED),
        ({"civil_liberties": 2.35}, "CE", Confidence.UNVERIFIED),
        ({"budget_proposal": "PW", "audit_report": "PW"}, "FT", Confidence.CONFIRMED),
        ({"budget_proposal": "SC", "audit_report": "PW", "budget_survey_edition": 2015}, "FT", Confidence.UNVERIFIED),
    ],
)
def test_confidence_is_that_of_the_weakest_rule(
    facts: dict[str, bool | float | str], name: str, confidence: Confidence
) -> None:
    """A criterion is as sure as the least sure of the rules that gave its points."""
    assert criterion(decide(shelf()["CORE-2018"], facts), name).confidence is confidence


OWN = """\
id = "OWN"
title = "Our own"
subject = "ours"
judges = "member"
in_force = {{ from = "2030-01-01" }}
[[source]]
id = "page"
title = "A page"
[measure.ati_law]
kind = "yes_no"
title = "There is a law"
[[requirement]]
id = "EXTRA"
title = "There is a law"
met_when = {{ measure = "ati_law", is = true }}
confidence = "{confidence}"
sources = ["page"]
[[finding]]
id = "CONTRARY"
title = "Acted contrary"
when = {{ any_not_met = ["EXTRA"] }}
confidence = "confirmed"
sources = ["page"]
"""


@pytest.mark.parametrize(
    ("confidence", "law", "made"),
    [
        ("confirmed", False, Made.YES),
        ("unverified", False, Made.UNDETERMINED),
        ("unverified", True, Made.NO),
        ("confirmed", None, Made.UNDETERMINED),
    ],
)
def test_unverified_rules_condemn_nobody(tmp_path: Path, confidence: str, law: bool | None, made: Made) -> None:  # noqa: FBT001
    """What follows from a rule that was not met does not follow for certain where the rule is unverified."""
    path = tmp_path / "own.toml"
    path.write_text(OWN.format(confidence=confidence), encoding="utf-8")
    verdict = decide(opengov.read_book(path), {"ati_law": law})
    assert finding(verdict, "CONTRARY").made is made


# --- saying it ----------------------------------------------------------------------------------------------------


def test_explanation_is_complete() -> None:
    """The explanation has the rule, the value seen and where it stands, the value needed, source and confidence."""
    case = case_of(observed("civil_liberties", Known(5.29), "2014"), *LAWS, choices=[CHOICE])
    text = " ".join(assess_eligibility(case, on=date(2016, 12, 9)).explain().split())
    needed = {
        "book": "Rulebook CORE-2016",
        "points": "CE Citizen engagement: 3 of 4 points (reconstructed)",
        "rule": "CE-3 gives 3: Civil liberties above 5 and at most 7.5",
        "seen": "civil liberties: 5.29 [edition 2014: 5.29, The survey; the case names edition 2014: what the ministry",
        "needed": "EIU Democracy Index: civil liberties: above 5.0",
        "confidence": "reconstructed by opengov-reconstruction",
        "source": "opengov-reconstruction: Reconstruction by this project",
        "passed over": "ATI-CONST would give 3",
        "failed": "[no] CE-4 would give 4",
        "doubt": "What would settle it",
        "threshold": "three quarters of the possible points",
    }
    assert {name for name, words in needed.items() if words not in text} == set()


def test_explanation_fits_its_width() -> None:
    """Lines are no longer than asked for, where words allow it."""
    text = assess_eligibility(opengov.case("pakistan-2017")).explain(width=60)
    assert [line for line in text.splitlines() if len(line) > 60 and " " in line.strip()[:50]] == []


def test_one_line() -> None:
    """str() is one line with whom, when, what, points and book."""
    verdict = assess_eligibility(opengov.case("pakistan-2017"))
    assert str(verdict) == "PAK on 2016-12-09: met, 15 of 16 points, CORE-2016"
    assert repr(verdict) == f"<Verdict {verdict}>"


def test_a_verdict_is_no_condition() -> None:
    """bool() of a verdict raises, since there are five outcomes."""
    verdict = decide(shelf()["CORE-2018"], {})
    with pytest.raises(VerdictIsNotBoolean, match=r"write verdict.outcome is Outcome.MET"):
        bool(verdict)


def test_equal_verdicts() -> None:
    """Verdicts on the same question are equal and hash alike, however its facts are written; others are not."""
    book = shelf()["CORE-2018"]
    one, same = (decide(book, facts) for facts in ({"ati_law": True, "ad_law": None}, {"ati_law": YES}))
    others = [
        decide(book, {"ati_law": False}),
        decide(book, {"ati_law": True}, about="PAK"),
        decide(book, {"ati_law": True}, on=date(2019, 1, 1)),
        decide(shelf()["CORE-2023"], {"ati_law": True}),
        decide(book, {"ati_law": True}, readings=OPEN),
    ]
    assert (one, hash(one)) == (same, hash(same))
    assert [one == other for other in others] == [False] * 5
    assert (one == "met") is False


def test_parts_by_name() -> None:
    """A criterion, a requirement and a finding are found by their ids, and nothing else is."""
    verdict = decide(shelf()["CORE-2018"], {})
    assert [verdict[name].id for name in ("FT", "VALUES-CHECK", "VC-FAIL")] == ["FT", "VALUES-CHECK", "VC-FAIL"]
    with pytest.raises(UnknownName, match="there is no criterion, requirement or finding 'XX'"):
        verdict["XX"]


def test_facts_of_a_verdict_stay() -> None:
    """What a verdict was judged on cannot be changed through it, nor by the caller's own table afterwards."""
    told: dict[str, bool | None] = {"ati_law": True}
    verdict = decide(shelf()["CORE-2018"], told)
    with pytest.raises(TypeError):
        verdict.facts["ati_law"] = False  # type: ignore[index]  # it must not work
    told["ati_law"] = False
    assert (verdict.facts["ati_law"], criterion(verdict, "ATI").points.low) == (True, 4)


# --- facts that are none ------------------------------------------------------------------------------------------


def test_every_problem_of_facts_at_once() -> None:
    """All facts that are wrong are named in one error, each with what would be right."""
    facts: Facts = {
        "ati_law": "yes",
        "budget_proposal": "XX",
        "civil_liberties": float("nan"),
        "fiscal_transparency_accepted": 3,
        "ad_public": NOT_COVERED,
        "consecutive_years_below": -1,
        "civil_libertys": 5.0,
        "audit_report": OneOf((Known("PW"), Known(5))),
        "citizen_engagement_accepted": Between(0, 9),
    }
    with pytest.raises(InvalidFacts) as caught:
        decide(shelf()["CORE-2023"], facts)
    assert {problem.path: str(problem).partition(": ")[2] for problem in caught.value.problems} == {
        "ati_law": '"yes" is neither true nor false',
        "budget_proposal": '"XX" is not a value of it (one of PW, HC, SC, PL, IU, NP)',
        "civil_liberties": "nan is not a number from 0 to 10",
        "fiscal_transparency_accepted": "3 is not a value of it (one of 0, 2, 4)",
        "ad_public": 'cannot be absent as "not covered" (it always has a value)',
        "consecutive_years_below": "-1 is not a whole number from 0 to 100",
        "civil_libertys": "no such measure (did you mean civil_liberties?)",
        "audit_report": "5 is not a value of it (one of PW, HC, SC, PL, IU, NP)",
        "citizen_engagement_accepted": "9 is not a value of it (one of 0, 1, 2, 3, 4)",
    }


def test_a_case_with_facts_that_are_none() -> None:
    """What a case says that no measure can be is an error of its facts."""
    case = case_of(observed("civil_liberties", Known(11), "2013"), observed("ati_law", Known("perhaps")))
    with pytest.raises(InvalidFacts) as caught:
        assess_eligibility(case, on=date(2014, 6, 1))
    assert {problem.path for problem in caught.value.problems} == {"civil_liberties", "ati_law"}


def test_no_day() -> None:
    """A case without a day of judgement, judged without one, is an error that says what to do."""
    with pytest.raises(InvalidFacts) as caught:
        assess_eligibility(case_of())
    assert "on: neither the case nor the call names a day of judgement (give on=date(...))" in str(caught.value)


def test_no_member_named() -> None:
    """Of a case about several members one must be named; a member that it has not is refused."""
    case = opengov.case("cambodia-2014")
    with pytest.raises(InvalidFacts) as caught:
        assess_eligibility(case)
    assert "member: the case is about 4 members (name one of IDN, PHL, VNM, KHM)" in str(caught.value)
    with pytest.raises(UnknownName, match="there is no member 'XXX'"):
        assess_eligibility(case, member="XXX")


# --- records ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [case.id for case in opengov.cases()])
def test_founding_cases_replay(name: str) -> None:
    """The decision record of each verdict on a founding case survives JSON and comes out the same."""
    case = opengov.case(name)
    for verdict in assess_all(case):
        record = json.loads(json.dumps(verdict.to_dict(), allow_nan=False))
        again = replay(record)
        assert (record, again, again.outcome) == (verdict.to_dict(), verdict, verdict.outcome)


@pytest.mark.parametrize("readings", [{"CE-STRICT": "inclusive"}, OPEN])
def test_replay_with_readings(readings: dict[str, str] | str) -> None:
    """The answers taken are part of the record."""
    verdict = decide(shelf()["CORE-2018"], {"civil_liberties": 5.0}, readings=readings)
    assert replay(verdict.to_dict()).totals == verdict.totals


def test_changed_results_are_noticed() -> None:
    """A record whose result, points or facts were changed does not replay."""
    verdict = decide(shelf()["CORE-2018"], {"ati_law": True, "civil_liberties": 9.1, "member": True})
    changes: list[dict[str, object]] = [
        {"outcome": "met"},
        {"points": {"low": 8, "high": 8, "possible_low": 8, "possible_high": 8}},
        {"facts": {"ati_law": False, "civil_liberties": 9.1, "member": True}},
    ]
    for change in changes:
        with pytest.raises(ReplayMismatch, match=r"was recorded as .* and comes to"):
            replay({**verdict.to_dict(), **change})


def test_changed_books_are_noticed() -> None:
    """A record made by a book that says something else by now does not replay."""
    record = decide(shelf()["CORE-2018"], {}).to_dict()
    changed = {**record, "rulebooks": [{"id": "CORE-2018", "content_hash": "sha256:0"}]}
    with pytest.raises(ReplayMismatch, match="the rulebook CORE-2018 no longer says what it said"):
        replay(changed)
    with pytest.raises(UnknownName, match="there is no rulebook 'CORE-2099'"):
        replay({**record, "rulebooks": [{"id": "CORE-2099", "content_hash": "sha256:0"}]})


def test_records_that_are_none() -> None:
    """Something that is no record is refused with every problem."""
    with pytest.raises(InvalidFacts) as caught:
        replay({"opengov_record": 99, "rulebooks": [], "facts": [], "readings": 5})
    assert {problem.path for problem in caught.value.problems} == {"opengov_record", "rulebooks", "facts", "readings"}


def test_pickle() -> None:
    """A verdict on a case survives pickling whole, with what it compares."""
    verdict = assess_eligibility(opengov.case("pakistan-2017"))
    again = pickle.loads(pickle.dumps(verdict))  # noqa: S301
    assert (again, again.explain()) == (verdict, verdict.explain())
    assert [str(other) for _, other in again.comparisons] == [str(other) for _, other in verdict.comparisons]


def test_unknown_stays_unknown() -> None:
    """A fact stated as unknown is as good as one not mentioned."""
    book = shelf()["CORE-2018"]
    assert [decide(book, facts).totals for facts in ({"ati_law": UNKNOWN}, {"ati_law": None})] == [
        decide(book, {}).totals
    ] * 2
