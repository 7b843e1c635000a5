"""Books on other subjects than eligibility, judged: days and exceptions, spans, lists, sets, levels, labels."""

from datetime import date
from pathlib import Path

import pytest

from opengov.errors import InvalidFacts
from opengov.model.rulebooks import Rulebook
from opengov.model.values import UNKNOWN, Absent, Between, Known, Listing, Outcome, Record, Scalar, Span, Value
from opengov.rules.shelf import read_book
from opengov.rules.verdicts import Verdict, decide

BOOKS = Path(__file__).parent / "data" / "books"
MET, NOT_MET, PENDING, UNDETERMINED = Outcome.MET, Outcome.NOT_MET, Outcome.PENDING, Outcome.UNDETERMINED

Fact = Value | Scalar

# a plan of 2018, delivered on the last good day, by a process that was compliant
PROCESS: dict[str, Fact] = {
    "plan_due": date(2018, 8, 31),
    "delivered": date(2018, 12, 31),
    "on": date(2019, 2, 1),
    "switch_notice": Absent("never"),
    "level_development": "INVOLVE",
    "level_implementation": "INFORM",
    "repository_kept": True,
    "completions": Listing((Known("Not started"), Known("Limited")), complete=True),
}
STARRED: dict[str, Fact] = {
    "relevant": True,
    "specificity": "Medium",
    "impact": "Transformative",
    "completion": "Substantial",
}


def book(name: str) -> Rulebook:
    """Return one of the books that are for tests only."""
    return read_book(BOOKS / f"{name}.toml")


def judged(name: str, facts: dict[str, Fact]) -> Verdict:
    """Return the verdict of a book on facts."""
    return decide((book(name),), facts)


def outcome_of(name: str, requirement: str, facts: dict[str, Fact]) -> Outcome:
    """Return what one requirement of a book comes to."""
    phase = {"MR-3.1": "development", "MR-5.1": "implementation"}.get(requirement, "development")
    told = {**facts, "phase": phase} if name == "cocreation-2022" else facts
    (found,) = (one.outcome for one in judged(name, told).requirements if one.id == requirement)
    return found


def meeting(*, presented: bool, collected: bool | None = None) -> Record:
    """Return a meeting at which results were presented and comments collected, if that is known."""
    said: list[tuple[str, Value]] = [("presented_results", Known(presented))]
    return Record((*said, ("collected_comments", Known(collected))) if collected is not None else tuple(said))


GOOD = meeting(presented=True, collected=True)
BAD = meeting(presented=True, collected=False)
HALF = meeting(presented=True)


def year(*meetings: Record, complete: bool = True) -> Record:
    """Return a year of implementation with its meetings."""
    return Record((("meetings", Known(Listing(meetings, complete=complete))),))


@pytest.mark.parametrize(
    ("changed", "outcome", "contrary"),
    [
        ({}, MET, "no"),
        ({"delivered": date(2019, 1, 1)}, NOT_MET, "yes"),
        ({"delivered": Absent("never"), "on": date(2018, 12, 31)}, PENDING, "no"),
        ({"delivered": Absent("never"), "on": date(2019, 1, 1)}, NOT_MET, "yes"),
        ({"delivered": Between(date(2018, 12, 1), date(2018, 12, 31))}, MET, "no"),
        ({"delivered": Between(date(2018, 12, 1), date(2019, 1, 31))}, UNDETERMINED, "undetermined"),
        ({"delivered": Between(date(2019, 1, 1), date(2019, 1, 31))}, NOT_MET, "yes"),
    ],
)
def test_a_plan_is_due_by_a_named_day(changed: dict[str, Fact], outcome: Outcome, contrary: str) -> None:
    """Four months after 31 August are over at the end of December; until then the requirement is pending."""
    verdict = judged("process-2018", PROCESS | changed)
    assert outcome_of("process-2018", "CTP-2018-1", PROCESS | changed) is outcome
    assert verdict.outcome is outcome
    assert [(one.id, str(one.made)) for one in verdict.findings] == [("contrary", contrary)]


@pytest.mark.parametrize(
    ("notice", "outcome"),
    [(date(2020, 7, 1), MET), (Absent("never"), NOT_MET), (UNKNOWN, UNDETERMINED)],
)
def test_an_exception_moves_a_day_and_what_is_counted_from_it(notice: Fact, outcome: Outcome) -> None:
    """Whoever switched from 2020 to 2021 has until the end of 2021; whether it did may be unknown."""
    facts = {
        "plan_due": date(2020, 8, 31),
        "delivered": date(2021, 12, 31),
        "on": date(2022, 1, 1),
        "switch_notice": notice,
    }
    assert outcome_of("process-2018", "CTP-2018-1", PROCESS | facts) is outcome


@pytest.mark.parametrize(
    ("completions", "outcome"),
    [
        (Listing((Known("Not started"), Known("Withdrawn")), complete=True), NOT_MET),
        (Listing((Known("Not started"),), complete=False), UNDETERMINED),
        (Listing((Known("Not started"), Known("Limited")), complete=False), MET),
        (Listing((), complete=True), NOT_MET),
        (UNKNOWN, UNDETERMINED),
    ],
)
def test_some_entry_of_a_list(completions: Fact, outcome: Outcome) -> None:
    """One entry is enough; that there is none can be said only of a list that is complete."""
    assert outcome_of("process-2018", "CTP-2018-4", PROCESS | {"completions": completions}) is outcome


@pytest.mark.parametrize(
    ("development", "implementation", "outcome"),
    [
        ("INVOLVE", "INFORM", MET),
        ("EMPOWER", "EMPOWER", MET),
        ("CONSULT", "INFORM", NOT_MET),
        ("INVOLVE", "NO_CONSULTATION", NOT_MET),
        (UNKNOWN, "INFORM", UNDETERMINED),
        (UNKNOWN, "NO_CONSULTATION", NOT_MET),
    ],
)
def test_levels_are_ordered(development: Fact, implementation: Fact, outcome: Outcome) -> None:
    """A level is held against another by its place in the scale."""
    facts = PROCESS | {"level_development": development, "level_implementation": implementation}
    assert outcome_of("process-2018", "CTP-2018-2", facts) is outcome


@pytest.mark.parametrize(
    ("gaps", "outcome"),
    [
        (Listing((Known(Span(months=6)), Known(Span(months=5, days=27))), complete=True), MET),
        (Listing((Known(Span(months=6, days=1)),), complete=True), NOT_MET),
        (Listing((Known(Span(months=6)),), complete=False), UNDETERMINED),
        (Listing((Known(Span(months=7)),), complete=False), NOT_MET),
    ],
)
def test_every_entry_of_a_list_of_spans(gaps: Fact, outcome: Outcome) -> None:
    """No gap is longer than six months; of a list that is not complete this can only be refuted."""
    assert outcome_of("cocreation-2022", "MR-1.1.b", {"meeting_gaps": gaps}) is outcome


@pytest.mark.parametrize("gap", [Span(days=200), Span(months=5, days=30)])
def test_months_do_not_compare_with_days(gap: Span) -> None:
    """Six months are 181 to 184 days, so a gap in days must be counted in months first."""
    with pytest.raises(InvalidFacts) as caught:
        judged("cocreation-2022", {"meeting_gaps": Listing((Known(gap),), complete=True)})
    assert [str(one) for one in caught.value.problems] == [
        f"item: {gap} does not compare with P6M (count both in months, or in days)"
    ]


@pytest.mark.parametrize(
    ("years", "outcome"),
    [
        ((year(GOOD, GOOD), year(GOOD, BAD, GOOD)), MET),
        ((year(GOOD, GOOD), year(GOOD, BAD)), NOT_MET),
        ((year(GOOD, HALF),), UNDETERMINED),
        ((year(GOOD, complete=False),), UNDETERMINED),
        ((year(GOOD, GOOD, complete=False),), MET),
        ((), MET),
    ],
)
def test_counting_within_each_entry_of_a_list(years: tuple[Record, ...], outcome: Outcome) -> None:
    """In every year at least two meetings pass; what is not known of a meeting leaves its year open."""
    facts: dict[str, Fact] = {"implementation_years": Listing(years, complete=True)}
    assert outcome_of("cocreation-2022", "MR-5.1", facts) is outcome


@pytest.mark.parametrize(
    ("sides", "published", "outcome"),
    [
        ({"government", "civil_society"}, True, MET),
        ({"government", "civil_society", "other"}, True, MET),
        ({"government", "civil_society"}, UNKNOWN, UNDETERMINED),
        ({"government"}, UNKNOWN, NOT_MET),
    ],
)
def test_a_requirement_is_met_when_its_parts_are(sides: set[str], published: Fact, outcome: Outcome) -> None:
    """One part that is not met is enough against the whole, whatever is unknown of the others."""
    gaps = Listing((Known(Span(months=3)),), complete=True)
    facts: dict[str, Fact] = {"forum_sides": frozenset(sides), "rules_published": published, "meeting_gaps": gaps}
    assert outcome_of("cocreation-2022", "MR-1.1", facts) is outcome


@pytest.mark.parametrize(
    ("changed", "stars", "label"),
    [
        ({}, [MET, MET, MET], "STAR"),
        ({"impact": "Moderate"}, [MET, MET, NOT_MET], "PotImp"),
        ({"specificity": "Low"}, [MET, NOT_MET, NOT_MET], "Spec"),
        ({"specificity": "Low", "relevant": False}, [NOT_MET, NOT_MET, NOT_MET], "Spec"),
        ({"relevant": False, "completion": "Limited"}, [NOT_MET, NOT_MET, NOT_MET], "Rel"),
        ({"completion": "Limited"}, [NOT_MET, NOT_MET, NOT_MET], "Cmpl"),
        ({"specificity": UNKNOWN}, [MET, UNDETERMINED, UNDETERMINED], "STAR or Spec"),
    ],
)
def test_stars_and_what_keeps_a_commitment_from_one(changed: dict[str, Fact], stars: list[Outcome], label: str) -> None:
    """The three formulas beside each other, and the first test that fails as a label."""
    verdict = judged("commitment-stars", STARRED | changed)
    assert [one.outcome for one in verdict.requirements] == stars
    assert [one.label for one in verdict.findings] == [label]


@pytest.mark.parametrize(("option", "points"), [("printed_counts", "6 of 8"), ("web_only", "4 of 8")])
def test_a_reading_may_be_a_set(option: str, points: str) -> None:
    """Which codes count as published is one question with two sets for answers."""
    facts: dict[str, Fact] = {
        "in_budget_survey": True,
        "budget_proposal": "HC",
        "audit_report": "PW",
        "civil_liberties": 5.0,
    }
    assert str(decide((book("eligibility-sketch"),), facts, readings={"published": option}).points) == points


@pytest.mark.parametrize("path", sorted(BOOKS.glob("*.toml")), ids=lambda path: path.stem)
def test_each_of_these_books_loads(path: Path) -> None:
    """They are books like the shipped ones."""
    assert read_book(path).id
