"""Laws of judging: order does not matter, knowing more never unsettles, uncertain is the union of what may be."""

import itertools
import json
import pickle  # noqa: TID251  # what users may do
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opengov.model.rulebooks import Rulebook
from opengov.model.values import UNKNOWN, Absent, Between, Known, OneOf, Outcome, Scalar, Unknown, Value
from opengov.rules.replaying import replay
from opengov.rules.results import FindingVerdict, Made
from opengov.rules.shelf import shelf
from opengov.rules.verdicts import OPEN, Verdict, decide
from opengov.testing import facts, known_facts

Facts: TypeAlias = dict[str, Value]
Answers: TypeAlias = dict[str, str]
Drawn: TypeAlias = tuple[str, Facts, Answers]

BOOKS = list(shelf())
some = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
few = settings(some, max_examples=20)


@st.composite
def questions(draw: st.DrawFn, books: Sequence[Rulebook] = BOOKS) -> Drawn:
    """Draw a book, facts for it, and answers to some of its readings."""
    book = draw(st.sampled_from(books))
    asked = draw(st.sets(st.sampled_from(book.readings))) if book.readings else set()
    answers = {one.id: draw(st.sampled_from([name for name, _ in one.options])) for one in asked}
    return book.id, draw(facts(book)), answers


@st.composite
def sharpened(draw: st.DrawFn) -> tuple[Drawn, Facts]:
    """Draw a question, and facts that agree with its facts and leave less open."""
    name, known, answers = draw(questions())
    book = shelf()[name]
    settled = draw(known_facts(book))
    sharper = dict(known)
    for measure in book.measures:
        value = known.get(measure.name, measure.unless_stated or UNKNOWN)
        if not isinstance(value, Known | Absent) and draw(st.booleans()):
            sharper[measure.name] = draw(st.sampled_from(members_of(value, settled[measure.name])))
    return (name, known, answers), sharper


def members_of(value: Value, otherwise: Value) -> list[Value]:
    """Return known values that a value leaves possible; of an unknown one, the other given."""
    match value:
        case OneOf(options):
            return [one for option in options for one in members_of(option, otherwise)]
        case Between(low, high):
            return [Known(low), Known(high)]
        case Unknown():
            return [otherwise]
        case _:
            return [value]


@few
@given(questions(), st.data())
def test_order_of_facts(drawn: Drawn, data: st.DataObject) -> None:
    """The same facts in another order make the same verdict, told in the same words."""
    book, known, answers = shelf()[drawn[0]], *drawn[1:]
    other = dict(data.draw(st.permutations(list(known.items()))))
    one, two = (decide(book, told, readings=answers) for told in (known, other))
    assert (one, one.explain(), one.to_dict()) == (two, two.explain(), two.to_dict())


@some
@given(sharpened())
def test_knowing_more(drawn: tuple[Drawn, Facts]) -> None:
    """When an unknown becomes known, nothing that was decided changes, and nothing becomes possible that was not."""
    (name, known, answers), sharper = drawn
    book = shelf()[name]
    before, after = (decide(book, told, readings=answers) for told in (known, sharper))
    assert after.outcomes <= before.outcomes
    assert after.totals <= before.totals
    assert [narrower <= wider for narrower, wider in cells(after, before)] == [True] * len(before.cells)
    assert [one for one in changed(before, after) if one[1] is not Outcome.UNDETERMINED] == []
    assert [one.id for one, two in findings(before, after) if one.made is not Made.UNDETERMINED and one != two] == []


@some
@given(questions(), st.data())
def test_one_of_several_is_their_union(drawn: Drawn, data: st.DataObject) -> None:
    """Where sources disagree about a fact, all is possible that one of them makes possible, and nothing else."""
    book, known, answers = shelf()[drawn[0]], *drawn[1:]
    measure = data.draw(st.sampled_from(book.measures))
    options = {data.draw(known_facts(book))[measure.name] for _ in range(3)}
    values = [one for one in options if isinstance(one, Known | Absent)]
    several = OneOf(tuple(values)) if len(values) > 1 else values[0]
    uncertain = decide(book, {**known, measure.name: several}, readings=answers)
    each = [decide(book, {**known, measure.name: one}, readings=answers) for one in values]
    assert possible(uncertain) == union(each)


def has_numbers(book: Rulebook) -> bool:
    """Tell whether a book reads a number that is tried here."""
    stated = {one.measure for criterion in book.criteria for one in criterion.given}
    return not {measure.name for measure in book.measures}.isdisjoint({*NUMBERS, *stated})


@some
@given(st.deferred(lambda: questions([book for book in BOOKS if has_numbers(book)])), st.data())
def test_a_range_is_the_union_of_what_lies_in_it(drawn: Drawn, data: st.DataObject) -> None:
    """A number known only to lie in a range makes possible what some number in it does, and nothing else."""
    book, known, answers = shelf()[drawn[0]], *drawn[1:]
    numbers = NUMBERS | {
        one.measure: list(criterion.possible) for criterion in book.criteria for one in criterion.given
    }
    name = data.draw(st.sampled_from([measure.name for measure in book.measures if measure.name in numbers]))
    low, high = sorted(data.draw(st.tuples(*[st.sampled_from(numbers[name])] * 2)))
    ranged = decide(book, {**known, name: Between(low, high)}, readings=answers)
    inside = [Known(number) for number in numbers[name] if low <= number <= high]
    each = [decide(book, {**known, name: one}, readings=answers) for one in inside]
    assert possible(ranged) == union(each)


@some
@given(questions())
def test_an_unknown_is_the_union_of_all(drawn: Drawn) -> None:
    """A fact of which nothing is known makes possible what each of its values does, and nothing else."""
    book, known, answers = shelf()[drawn[0]], *drawn[1:]
    for name in [measure.name for measure in book.measures if measure.name in EVERY]:
        each = [decide(book, {**known, name: value}, readings=answers) for value in EVERY[name]]
        assert possible(decide(book, {**known, name: UNKNOWN}, readings=answers)) == union(each)


@pytest.mark.parametrize("book", BOOKS, ids=[book.id for book in BOOKS])
def test_open_readings_are_the_union_of_all_answers(book: Rulebook) -> None:
    """With all questions of the sources open, all is possible that some answers make possible, and no more."""
    names = [[(one.id, name) for name, _ in one.options] for one in book.readings]
    read = {measure.name for measure in book.measures}
    for known in DEPENDING:
        told = {name: value for name, value in known.items() if name in read}
        each = [decide(book, told, readings=dict(answers)) for answers in itertools.product(*names)]
        assert possible(decide(book, told, readings=OPEN)) == union(each)


@some
@given(facts(shelf()["CORE-2014"]))
def test_both_books_where_either_may_apply(known: Facts) -> None:
    """Where two books may be in force, the verdict leaves possible what either makes possible."""
    old, new = shelf()["CORE-2014"], shelf()["CORE-2016"]
    both, *each = (decide(books, known) for books in ((old, new), old, new))
    assert both.outcomes == each[0].outcomes | each[1].outcomes
    assert both.totals == each[0].totals | each[1].totals


@few
@given(questions())
def test_record_comes_back(drawn: Drawn) -> None:
    """A decision record survives JSON, and judged again it is the same verdict with the same record."""
    book, known, answers = shelf()[drawn[0]], *drawn[1:]
    verdict = decide(book, known, readings=answers, about="PAK")
    record = json.loads(json.dumps(verdict.to_dict(), allow_nan=False))
    assert (record, replay(record), replay(record).to_dict()) == (verdict.to_dict(), verdict, record)


@few
@given(questions())
def test_pickled_comes_back(drawn: Drawn) -> None:
    """A verdict survives pickling, before it was looked at and after."""
    book, known, answers = shelf()[drawn[0]], *drawn[1:]
    verdict = decide(book, known, readings=answers)
    untouched = pickle.loads(pickle.dumps(verdict))  # noqa: S301
    words = verdict.explain()
    looked_at = pickle.loads(pickle.dumps(verdict))  # noqa: S301
    assert [(one, one.explain()) for one in (untouched, looked_at)] == [(verdict, words)] * 2


@some
@given(questions())
def test_what_would_settle_it(drawn: Drawn) -> None:
    """Only an undetermined verdict names facts that would settle it, and each of them is one that is not known."""
    book, known, answers = shelf()[drawn[0]], *drawn[1:]
    verdict = decide(book, known, readings=answers)
    settled = {name for name, value in known.items() if isinstance(value, Known)}
    assert {one.measure for one in verdict.would_settle} & settled == set()
    assert verdict.outcome is Outcome.UNDETERMINED or verdict.would_settle == ()


@some
@given(questions())
def test_other_readings_lead_where_they_say(drawn: Drawn) -> None:
    """Each other reading that a verdict names leads to the outcome and points named with it, and not to the same."""
    book, known, answers = shelf()[drawn[0]], *drawn[1:]
    verdict = decide(book, known, readings=answers)
    for other in verdict.other_readings:
        led = decide(book, known, readings={**answers, other.reading.id: other.option})
        assert (led.outcome, led.points) == (other.outcome, other.points)
        assert (led.outcome, led.points) != (verdict.outcome, verdict.points)


# --- what is compared ---

NUMBERS: dict[str, list[int | float]] = {
    "civil_liberties": [0, 1.47, 2.5, 3.53, 5.0, 6.18, 7.5, 8.82, 10],
    "cso_entry_exit_osp": [0, 2.99, 3, 3.5, 4],
    "cso_entry_exit_ord": [0, 2, 3, 4],
    "cso_repression_osp": [0, 2.99, 3, 3.5, 4],
    "cso_repression_ord": [0, 2, 3, 4],
    "budget_survey_edition": [2006, 2016, 2017, 2019],
    "consecutive_years_below": [0, 1, 2, 3],
    "months_left_in_term": [0, 15, 15.9, 16, 17],
    "shortlist_score": [0, 79.9, 80, 100],
    "non_governmental_partners": [0, 1, 2],
    "year_submitted": [2011, 2013, 2017, 2020, 2024],
}
EVERY: dict[str, list[Known | Absent]] = {
    **{
        name: list(map(Known, (True, False)))
        for name in ("ati_law", "ati_constitution", "ad_law", "member", "non_universally_recognised", "committee_value")
    },
    "civil_liberties": [*map(Known, NUMBERS["civil_liberties"]), Absent("not covered")],
    "audit_report": [*map(Known, ("PW", "HC", "SC", "PL", "IU", "NP")), Absent("not covered")],
    "cso_repression_osp": [*map(Known, NUMBERS["cso_repression_osp"])],
    "call": [Known(f"local-{year}") for year in (2016, 2018, 2020, 2022, 2023)],
}

# facts on which the answers to the questions of the sources bear
IN_PRINT: dict[str, Scalar | Absent] = {
    "budget_proposal": "HC",
    "audit_report": "SC",
    "budget_survey_edition": 2015,
    "ati_law": True,
    "ad_law": True,
    "ad_public": False,
    "civil_liberties": 5.0,
    "member": True,
}
NEWCOMER: dict[str, Scalar | Absent] = {
    **IN_PRINT,
    "budget_survey_edition": 2017,
    "civil_liberties": 2.35,
    "member": False,
    "non_universally_recognised": True,
    "cso_entry_exit_osp": 3.2,
    "cso_entry_exit_ord": 2,
    "cso_repression_osp": 2.9,
    "cso_repression_ord": 3,
}
DEPENDING = [
    IN_PRINT,
    NEWCOMER,
    IN_PRINT | dict.fromkeys(("budget_proposal", "audit_report", "civil_liberties"), Absent("not covered")),
]

Possible: TypeAlias = tuple[frozenset[object], ...]


def possible(verdict: Verdict) -> Possible:
    """Return what a verdict leaves possible: outcomes, core, totals, cells and the outcomes of each requirement."""
    judgements = [judgement for _, judgement in verdict.judgements]
    empty: frozenset[object] = frozenset()
    return (
        verdict.outcomes,
        empty.union(*(one.core for one in judgements)),
        verdict.totals,
        *(cells for _, cells in verdict.cells),
        *(empty.union(*several) for several in zip(*(one.requirements for one in judgements), strict=True)),
    )


def union(verdicts: Iterable[Verdict]) -> Possible:
    """Return what any of several verdicts leaves possible."""
    empty: frozenset[object] = frozenset()
    return tuple(empty.union(*several) for several in zip(*map(possible, verdicts), strict=True))


def cells(after: Verdict, before: Verdict) -> list[tuple[frozenset[object], frozenset[object]]]:
    """Return the results of each criterion, of two verdicts."""
    return [(one, two) for (_, one), (_, two) in zip(after.cells, before.cells, strict=True)]


def changed(before: Verdict, after: Verdict) -> list[tuple[str, Outcome]]:
    """Return the requirements that came out otherwise, with what they were before."""
    pairs = zip(before.requirements, after.requirements, strict=True)
    return [(one.id, one.outcome) for one, two in pairs if one.outcome is not two.outcome]


def findings(before: Verdict, after: Verdict) -> list[tuple[FindingVerdict, FindingVerdict]]:
    """Return the findings of two verdicts side by side."""
    return list(zip(before.findings, after.findings, strict=True))


@few
@given(questions())
def test_no_other_reading_is_overlooked(drawn: Drawn) -> None:
    """Every answer not taken that changes outcome or points is named, with what it changes them to."""
    name, known, answers = drawn
    verdict = decide(shelf()[name], known, readings=answers)
    expected = set()
    for reading in shelf()[name].readings:
        for option, _ in reading.options:
            other = decide(shelf()[name], known, readings={**answers, reading.id: option})
            if (other.outcome, other.points) != (verdict.outcome, verdict.points):
                expected.add((reading.id, option, other.outcome, other.points))
    assert expected == {(one.reading.id, one.option, one.outcome, one.points) for one in verdict.other_readings}
