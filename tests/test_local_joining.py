"""Joining OGP Local: each requirement at its boundary, what single calls asked besides, and facts from a case."""

from datetime import date

import pytest

from opengov.model.cases import Case
from opengov.model.dates import PartialDate
from opengov.model.joining import ExpressionOfInterest, LocalCall
from opengov.model.members import Member, MemberKind, MembershipEvent, MemberStatus
from opengov.model.values import Known, OneOf, Outcome
from opengov.rules.eligibility import assess_eligibility
from opengov.rules.evaluate import Facts
from opengov.rules.results import Made
from opengov.rules.shelf import rulebook_for, shelf
from opengov.rules.verdicts import Verdict, decide

MET, NOT_MET, OPEN, NOT_APPLICABLE = Outcome.MET, Outcome.NOT_MET, Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE

# an application with which all is well
GOOD: Facts = {
    "call": "local-2020",
    "country_in_good_standing": True,
    "expressions_of_interest": 1,
    "sent_by_official": True,
    "non_governmental_partners": 1,
    "letters_from_head": 1,
    "letters_from_non_governmental_leaders": 1,
    "reforms_in_past_three_years": 1,
    "months_left_in_term": 16,
    "committee_ambition": True,
    "committee_record": True,
    "committee_capacity": True,
    "committee_mechanism": True,
    "committee_value": True,
    "committee_peer": True,
    "committee_contribution": True,
    "shortlist_score": 80,
}


def judged(**changes: object) -> Verdict:
    """Return the verdict on a good application with some facts changed; ``None`` makes one unknown."""
    facts: Facts = {**GOOD, **changes}  # type: ignore[dict-item]  # the tests name the values of measures
    return decide(shelf()["LOC-JOIN"], facts)


def outcome(verdict: Verdict, name: str) -> Outcome:
    """Return the outcome of a requirement."""
    return next(one.outcome for one in verdict.requirements if one.id == name)


@pytest.mark.parametrize("call", ["local-2016", "local-2018", "local-2020", "local-2022", "local-2023"])
def test_a_good_application(call: str) -> None:
    """An application with which all is well meets what is asked, in whichever call; it has no points."""
    verdict = judged(call=call)
    assert (verdict.outcome, verdict.core, verdict.totals) == (MET, NOT_APPLICABLE, frozenset({(0, 0)}))


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        ("LOC-WHO", {"country_in_good_standing": False}, NOT_MET),
        ("LOC-WHO", {"country_in_good_standing": None}, OPEN),
        ("LOC-ONE", {"expressions_of_interest": 2}, NOT_MET),
        ("LOC-ONE", {"expressions_of_interest": 0}, NOT_MET),
        ("LOC-ONE", {"sent_by_official": False}, NOT_MET),
        ("LOC-ONE", {"non_governmental_partners": 0}, NOT_MET),
        ("LOC-ONE", {"non_governmental_partners": 7}, MET),
        ("LOC-ONE", {"non_governmental_partners": None}, OPEN),
        ("LOC-LETTERS", {"letters_from_head": 0}, NOT_MET),
        ("LOC-LETTERS", {"letters_from_non_governmental_leaders": 0}, NOT_MET),
        ("LOC-LETTERS", {"letters_from_non_governmental_leaders": 3}, MET),
        ("LOC-LETTERS", {"letters_from_head": None}, OPEN),
        ("LOC-TRACK", {"reforms_in_past_three_years": 0}, NOT_MET),
        ("LOC-TRACK", {"reforms_in_past_three_years": 2}, MET),
        ("LOC-TRACK", {"reforms_in_past_three_years": None}, OPEN),
        ("LOC-TERM", {"months_left_in_term": 16}, MET),
        ("LOC-TERM", {"months_left_in_term": 15.9}, NOT_MET),
        ("LOC-TERM", {"months_left_in_term": None}, OPEN),
        ("LOC-AMBITION", {"committee_ambition": False}, NOT_MET),
        ("LOC-AMBITION", {"committee_ambition": None}, OPEN),
        ("LOC-CAPACITY", {"committee_capacity": False}, NOT_MET),
        ("LOC-CAPACITY", {"committee_capacity": None}, OPEN),
        ("LOC-MECH", {"committee_mechanism": False}, NOT_MET),
        ("LOC-MECH", {"committee_mechanism": None}, OPEN),
        ("LOC-VALUE", {"committee_value": False}, NOT_MET),
        ("LOC-VALUE", {"committee_value": None}, OPEN),
        ("LOC-PEER", {"committee_peer": False}, NOT_MET),
        ("LOC-PEER", {"committee_peer": None}, OPEN),
        ("LOC-SHORTLIST-2018", {"shortlist_score": 0}, NOT_APPLICABLE),
        ("LOC-SHORTLIST-2018", {"call": "local-2018"}, MET),
        ("LOC-SHORTLIST-2018", {"call": "local-2018", "shortlist_score": 79.9}, NOT_MET),
        ("LOC-SHORTLIST-2018", {"call": "local-2018", "shortlist_score": None}, OPEN),
        ("LOC-SHORTLIST-2018", {"call": None, "shortlist_score": 79}, OPEN),
        ("LOC-CRIT-2022", {"committee_record": False}, NOT_APPLICABLE),
        ("LOC-CRIT-2022", {"call": "local-2022"}, MET),
        ("LOC-CRIT-2022", {"call": "local-2022", "committee_record": False}, NOT_MET),
        ("LOC-CRIT-2022", {"call": "local-2022", "committee_contribution": None}, OPEN),
    ],
)
def test_requirement(rule: str, changes: dict[str, object], expected: Outcome) -> None:
    """Each requirement at its boundary; one that is not met or open makes the whole so."""
    verdict = judged(**changes)
    whole = MET if expected is NOT_APPLICABLE else expected
    assert (outcome(verdict, rule), verdict.outcome) == (expected, whole)


@pytest.mark.parametrize(
    ("admitted", "left", "made"),
    [(True, True, Made.YES), (True, False, Made.NO), (False, True, Made.NO), (True, None, Made.UNDETERMINED)],
)
def test_a_local_stays_when_its_country_leaves(admitted: object, left: object, made: Made) -> None:
    """Who was admitted stays after its country has left, as Kigoma did after Tanzania."""
    (finding,) = judged(admitted=admitted, country_has_left=left).findings
    assert (finding.id, finding.made) == ("LOC-SURVIVES", made)


# --- from a case ----------------------------------------------------------------------------------------------------


def application(*, call: str = "local-2023", name: str = "one", official: bool = True) -> ExpressionOfInterest:
    """Return an expression of interest of the town."""
    return ExpressionOfInterest(
        id=name,
        call=call,
        jurisdiction="XYZ-town",
        sent_by_official=official,
        letters_from_head=1,
        letters_from_non_governmental_leaders=2,
        non_governmental_partners=3,
        reforms_in_past_three_years=1,
        months_left_in_term=20,
    )


def town(*interests: ExpressionOfInterest, status: MemberStatus | None = MemberStatus.ACTIVE) -> Case:
    """Return a case of a town that applies, in a country of a certain standing."""
    event = MembershipEvent(date=PartialDate("2014-01-01"), kind="joined", status_after=status)
    return Case(
        id="town",
        title="A town",
        on=date(2024, 1, 12),
        about=("XYZ-town",),
        members=(
            Member(id="XYZ", name="Xyzland", events=(event,) if status else ()),
            Member(id="XYZ-town", name="Town", kind=MemberKind.LOCAL, country="XYZ"),
        ),
        calls=(
            LocalCall(id="local-2023", title="2023", opened=PartialDate("2023-09")),
            LocalCall(id="local-2020", title="2020", opened=PartialDate("2020-05-26")),
        ),
        expressions_of_interest=interests,
    )


def test_facts_of_an_application() -> None:
    """What was handed in for the latest call that the town answered are the facts, and not what it sent before."""
    case = town(application(call="local-2020", name="earlier", official=False), application())
    facts = assess_eligibility(case).facts
    assert {
        name: facts[name] for name in ("call", "sent_by_official", "expressions_of_interest", "months_left_in_term")
    } == {
        "call": Known("local-2023"),
        "sent_by_official": Known(value=True),
        "expressions_of_interest": Known(1),
        "months_left_in_term": Known(20),
    }


def test_two_expressions_of_interest() -> None:
    """A town that sent two for one call has sent too many, and where they differ either may be right."""
    verdict = assess_eligibility(town(application(), application(name="two", official=False)))
    assert outcome(verdict, "LOC-ONE") is NOT_MET
    assert verdict.facts["sent_by_official"] == OneOf((Known(value=True), Known(value=False)))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (MemberStatus.ACTIVE, MET),
        (MemberStatus.ACTIVE_NON_VOTING, MET),
        (MemberStatus.INACTIVE, NOT_MET),
        (MemberStatus.SUSPENDED, NOT_MET),
        (MemberStatus.UNDER_PROCEDURAL_REVIEW, OPEN),  # no source says whether that is good standing
        (MemberStatus.WITHDRAWN, NOT_MET),
        (None, OPEN),
    ],
)
def test_standing_of_the_country(status: MemberStatus | None, expected: Outcome) -> None:
    """Whether its country is in good standing follows from the events of the country."""
    assert outcome(assess_eligibility(town(application(), status=status)), "LOC-WHO") is expected


def test_nothing_handed_in() -> None:
    """Of a town that handed in nothing that is known, nothing is known."""
    verdict = assess_eligibility(town())
    assert (verdict.outcome, "expressions_of_interest" in verdict.facts) == (OPEN, False)


def test_the_book_of_the_calls() -> None:
    """One book holds what is common to the calls, from the first of them on."""
    assert [rulebook_for("local_joining", on=day).id for day in (date(2016, 1, 1), date(2024, 1, 12))] == [
        "LOC-JOIN"
    ] * 2
