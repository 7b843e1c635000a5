"""Facts that are not of the kind that their measure declares, each refused at its place."""

from datetime import date
from pathlib import Path

import pytest

from opengov.errors import InvalidFacts
from opengov.model.values import UNKNOWN, Absent, Between, Known, Listing, OneOf, Record, Scalar, Span, Value
from opengov.rules.shelf import read_book, shelf
from opengov.rules.verdicts import decide

BOOKS = Path(__file__).parent / "data" / "books"
GAPS = Listing((Known(Span(months=5)), Known(5)), complete=True)
STRANGE_YEAR = Listing((Record((("meetingz", Known(1)),)),), complete=True)
STRANGE_MEETING = Listing((Record((("presented_results", Known("often")),)),), complete=True)
YEAR_WITH_STRANGE_MEETING = Listing((Record((("meetings", Known(STRANGE_MEETING)),)),), complete=True)


@pytest.mark.parametrize(
    ("book", "fact", "value", "problem"),
    [
        ("cocreation-2022", "forum_sides", "government", "forum_sides: is not a set of its values"),
        ("cocreation-2022", "forum_sides", frozenset({"martians"}), "forum_sides: is not a set of its values"),
        ("cocreation-2022", "meeting_gaps", Span(months=6), "meeting_gaps: is not a listing of lengths of time"),
        ("cocreation-2022", "meeting_gaps", GAPS, "meeting_gaps[1]: is not a length of time"),
        ("cocreation-2022", "implementation_years", 2, "implementation_years: is not a listing"),
        ("cocreation-2022", "implementation_years", STRANGE_YEAR, "implementation_years[0].meetingz: is not a field"),
        (
            "cocreation-2022",
            "implementation_years",
            YEAR_WITH_STRANGE_MEETING,
            'implementation_years[0].meetings[0].presented_results: "often" is neither true nor false',
        ),
        ("process-2018", "plan_due", "2018-08-31", "plan_due: is not a date"),
        ("process-2018", "plan_due", Between(1, 2), "plan_due: is not a date"),
        ("process-2018", "plan_due", OneOf((Known(date(2018, 8, 31)), Known(7))), "plan_due: is not a date"),
        (
            "process-2018",
            "completions",
            Listing((Known("Done"),), complete=True),
            'completions[0]: "Done" is not a value',
        ),
    ],
)
def test_refused_at_its_place(book: str, fact: str, value: Value | Scalar, problem: str) -> None:
    """A value of a wrong kind is an error, not a verdict."""
    with pytest.raises(InvalidFacts) as caught:
        decide(read_book(BOOKS / f"{book}.toml"), {fact: value})
    assert [str(one)[: len(problem)] for one in caught.value.problems] == [problem]


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("forum_sides", frozenset({"government"})),
        ("forum_sides", UNKNOWN),
        ("meeting_gaps", Listing((Known(Span(months=5)), UNKNOWN), complete=False)),
        ("implementation_years", Listing((), complete=False)),
    ],
)
def test_values_of_the_right_kind_are_taken(fact: str, value: Value | Scalar) -> None:
    """Unknown values, and lists that are known in part, are of every kind."""
    assert decide(read_book(BOOKS / "cocreation-2022.toml"), {fact: value}).facts == {fact: value}


def test_all_problems_at_once() -> None:
    """A row of facts that is wrong in three places is told so once."""
    facts: dict[str, Value | Scalar] = {"ati_law": "yes", "civil_liberties": 11, "budget_proposal": Absent("lost")}
    with pytest.raises(InvalidFacts) as caught:
        decide(shelf()["CORE-2018"], facts)
    assert [problem.path for problem in caught.value.problems] == ["budget_proposal", "ati_law", "civil_liberties"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, 10.01, -0.01, "5"])
def test_what_is_no_score_is_refused(value: Scalar) -> None:
    """Not a number, infinity, truth values, text and what lies out of bounds are no scores from 0 to 10."""
    with pytest.raises(InvalidFacts) as caught:
        decide(shelf()["CORE-2018"], {"civil_liberties": value})
    assert [problem.path for problem in caught.value.problems] == ["civil_liberties"]
