"""The edges of the interface: words for enumerations, books made in Python, records that were tampered with."""

import json
import time
from datetime import date, datetime

import attrs
import pytest

import opengov
from opengov.errors import InvalidBook, InvalidFacts, ReplayMismatch, UnknownName
from opengov.model.criteria import Day
from opengov.model.forms import After, Coded
from opengov.model.indicators import Observation
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Known, Span
from opengov.rules.shelf import shelf
from opengov.rules.verdicts import decide

PAKISTAN = opengov.case("pakistan-2017")


@pytest.mark.parametrize(("editions", "points"), [("named", "15 of 16"), ("newest", "14 of 16")])
def test_editions_as_plain_words(editions: str, points: str) -> None:
    """The words of the enumeration are taken as its members are."""
    assert str(opengov.assess_eligibility(PAKISTAN, editions=editions).points) == points


def test_misspelt_editions_are_refused() -> None:
    """A word that is not of the enumeration never falls back to one of its members."""
    with pytest.raises(UnknownName, match="did you mean newest"):
        opengov.assess_eligibility(PAKISTAN, editions="newst")


def test_comparison_says_which_fact_is_not_known_on_other_editions() -> None:
    """Where the newest edition says nothing, the explanation says so."""
    kept = tuple(one for one in PAKISTAN.observations if (one.indicator, one.edition) != ("civil_liberties", "2015"))
    verdict = opengov.assess_eligibility(attrs.evolve(PAKISTAN, observations=kept))
    assert "EIU Democracy Index: civil liberties: unknown rather than 5.29" in verdict.explain(width=1000)


def test_a_day_with_a_time_is_refused() -> None:
    """A day of judgement is a date."""
    with pytest.raises(InvalidFacts) as caught:
        opengov.assess_eligibility(PAKISTAN, on=datetime(2016, 12, 9, 12))  # noqa: DTZ001  # what is refused
    assert [problem.path for problem in caught.value.problems] == ["on"]


def test_problems_of_all_members_come_at_once() -> None:
    """Side by side, no member hides the problems of another."""
    case = opengov.case("cambodia-2014")
    wrong = tuple(Observation(member=name, indicator="ati_law", value=Known("perhaps")) for name in ("IDN", "KHM"))
    with pytest.raises(InvalidFacts) as caught:
        opengov.assess_all(attrs.evolve(case, observations=(*case.observations, *wrong)))
    assert [problem.path for problem in caught.value.problems] == ["IDN.ati_law", "KHM.ati_law"]


def test_no_book_is_an_error() -> None:
    """A question without a book has no answer."""
    with pytest.raises(InvalidFacts) as caught:
        decide((), {})
    assert [problem.path for problem in caught.value.problems] == ["books"]


def test_books_may_come_in_any_collection() -> None:
    """A list of books is as good as a tuple."""
    books = list(opengov.rulebooks_for("eligibility", on=date(2015, 7, 28)))
    assert decide(books, {}) == decide(tuple(books), {})


def test_default_answers_named_are_the_same_question() -> None:
    """To name the default answer of a reading changes nothing."""
    book = shelf()["CORE-2018"]
    assert decide(book, {}, readings={"CE-STRICT": "strict"}) == decide(book, {})
    assert decide(book, {}, readings={"CE-STRICT": "inclusive"}) != decide(book, {})


def _with_day_circle(book: Rulebook) -> Rulebook:
    days = tuple(
        Day(
            id=name,
            title=name,
            confidence=book.rules[0].confidence,
            sources=book.rules[0].sources,
            expression=After(other, Span(days=1)),
        )
        for name, other in (("A", "B"), ("B", "A"))
    )
    return attrs.evolve(book, id="CIRCLE", days=days)


def test_books_made_in_python_are_checked_too() -> None:
    """Every way in meets the checks: an undeclared measure, a circle of days."""
    book = shelf()["CORE-2018"]
    ati = attrs.evolve(book.criteria[1], measured_when=Coded("nope", coded=True))
    strange = attrs.evolve(book, id="STRANGE", criteria=(book.criteria[0], ati, *book.criteria[2:]))
    for changed, named in ((strange, "nope"), (_with_day_circle(book), "A -> B -> A")):
        with pytest.raises(InvalidBook) as caught:
            decide(changed, {})
        assert any(named in str(problem) for problem in caught.value.problems)


def test_an_unknown_shared_fact_costs_little() -> None:
    """Where whether a government is a member is not known, its verdict takes milliseconds."""
    book = shelf()["CORE-2018"]
    facts = {"ati_law": True, "civil_liberties": 5.29}
    assert decide(book, facts).outcome is opengov.Outcome.UNDETERMINED
    start = time.process_time()
    for _ in range(100):
        decide(book, facts)
    assert time.process_time() - start < 1


def test_members_side_by_side_cost_the_same_each() -> None:
    """Four times as many members take not much more than four times as long."""

    def seconds(members: int) -> float:
        names = [f"X{number:02}" for number in range(members)]
        case = opengov.Case(
            id="many",
            title="Many",
            on=date(2018, 7, 1),
            members=tuple(opengov.Member(id=name, name=name) for name in names),
            observations=tuple(
                Observation(member=name, indicator=indicator, value=Known(True))  # noqa: FBT003
                for name in names
                for indicator in ("ati_law", "ati_draft", "ad_law", "ad_public")
            ),
        )
        start = time.process_time()
        opengov.assess_all(case)
        return time.process_time() - start

    seconds(10)
    assert seconds(400) < 16 * max(seconds(100), 0.01)


RECORD = opengov.assess_eligibility(PAKISTAN).to_dict()


def test_replay_brings_the_comparison_back() -> None:
    """A record that went through JSON has everything in it that the verdict had."""
    again = opengov.replay(json.loads(json.dumps(RECORD)))
    assert again.to_dict() == RECORD
    assert [str(result.points) for _, result in again.comparisons] == ["14 of 16"]


@pytest.mark.parametrize(
    "forged",
    [
        {"outcome": "not_met"},
        {"core": "not_met"},
        {"subject": "local_joining"},
        {"label": "Not enough data"},
        {"criteria": []},
        {"requirements": []},
        {"points": {"low": 16, "high": 16, "possible_low": 16, "possible_high": 16}},
    ],
    ids=lambda forged: next(iter(forged)),
)
def test_forged_results_are_found(forged: dict[str, object]) -> None:
    """A record whose result does not follow from its facts is refused, whichever part was changed."""
    with pytest.raises(ReplayMismatch):
        opengov.replay(RECORD | forged)


def test_records_that_cannot_be_read_name_every_problem() -> None:
    """Each part of a record that is not of its kind is named."""
    with pytest.raises(InvalidFacts) as caught:
        opengov.replay(
            RECORD | {"on": "2016-13-09", "about": 7, "evidence": {"ati_law": [1]}, "facts": {"ati_law": {}}}
        )
    found = sorted(problem.path for problem in caught.value.problems)
    assert found == ["about", "evidence.ati_law", "facts.ati_law", "on"]


def test_part_that_is_not_there_names_the_nearest() -> None:
    """A misspelt criterion is met with the right one."""
    with pytest.raises(UnknownName, match="ATI"):
        decide(shelf()["CORE-2018"], {})["ATL"]
