"""What a government can do: paths to eligibility, what if, and the same facts under another book."""

import math
from datetime import date

import pytest

import opengov
from opengov.errors import InvalidBook, InvalidFacts, UnknownName
from opengov.model.criteria import Direction
from opengov.model.rulebooks import Rulebook
from opengov.model.values import UNKNOWN, Absent, Between, Known, OneOf, Outcome, Scalar, Value
from opengov.rules.comparing import compare_books
from opengov.rules.language import book_from_data
from opengov.rules.levers import changes_of, finest_cells, moved
from opengov.rules.reforms import Path, Reach, paths_to_eligibility, what_if
from opengov.rules.shelf import shelf
from opengov.rules.verdicts import OPEN, decide

BOOK = shelf()["CORE-2018"]
MEMBER: dict[str, Scalar | Absent] = {
    "budget_proposal": "PW",
    "audit_report": "PL",
    "ati_law": False,
    "ati_draft": False,
    "ati_constitution": False,
    "ad_law": True,
    "ad_public": True,
    "civil_liberties": 6.2,
    "member": True,
}


def levers(path: Path) -> list[str]:
    """Return the levers of a path, with how far each is pulled."""
    return [f"{one.lever.id} {one.needed}" for one in path]


# --- paths ----------------------------------------------------------------------------------------------------------


def test_every_way_is_named_once() -> None:
    """At 9 of 16, three points are missing: each way to get them is a path, and none holds another one."""
    paths = paths_to_eligibility(decide(BOOK, MEMBER))
    assert [levers(path) for path in paths.sure] == [
        ["DO-ATI-LAW yes"],
        ["DO-ATI-CONST yes"],
        ["DO-FT-AR PW", "DO-ATI-DRAFT yes"],
        ["DO-FT-AR PW", "DO-CE above 7.5"],
    ]
    assert [path.gained for path in paths] == ["4", "3", "3", "3"]
    assert (paths.reach, paths.possible) == (Reach.REACHABLE, ())


def test_two_ways_to_one_result() -> None:
    """Four points for access to information come from a law, or from a guarantee together with a draft."""
    facts = MEMBER | {"audit_report": "PW", "ad_law": False, "ad_public": False, "civil_liberties": 8.0}
    facts |= {"budget_proposal": "PW"}
    paths = paths_to_eligibility(decide(BOOK, facts))
    without = [path for path in paths.sure if not any(one.measure.name.startswith("ad_") for one in path)]
    assert [levers(path) for path in without] == [["DO-ATI-LAW yes"], ["DO-ATI-CONST yes", "DO-ATI-DRAFT yes"]]


def test_already_there() -> None:
    """Who is eligible needs no change, and is told so."""
    paths = paths_to_eligibility(decide(BOOK, MEMBER | {"ati_law": True}))
    assert (paths.reach, len(paths), paths.cheapest) == (Reach.THERE, 0, None)
    assert str(paths) == "is there already, nothing has to change"


def test_cannot_be_reached() -> None:
    """Points that evidence states cannot be changed: what stands in the way is said, and how far changes lead."""
    stated = {"fiscal_transparency_accepted": 0, "access_to_information_accepted": 1, "civil_liberties": 6.2}
    paths = paths_to_eligibility(decide(BOOK, stated | {"ad_law": False, "member": True}))
    assert (paths.reach, len(paths), paths.most) == (Reach.OUT_OF_REACH, 0, 9)
    assert paths.never == ("CORE-THRESHOLD",)
    assert "the most points that changes can bring about: 9" in paths.explain()


def test_a_requirement_that_cannot_be_met() -> None:
    """A state that is not recognised cannot reform its way in; the requirement is named."""
    facts = MEMBER | {"ati_law": True, "member": False, "non_universally_recognised": True}
    facts |= {"cso_entry_exit_osp": 3.5, "cso_repression_osp": 3.5}
    paths = paths_to_eligibility(decide(BOOK, facts))
    assert (paths.reach, paths.never) == (Reach.OUT_OF_REACH, ("NURS-OLD",))
    assert "Only a universally recognised state may join (NURS-OLD)" in paths.explain()


def test_a_book_without_levers() -> None:
    """Where the book says nothing of what a government can change, that is the answer."""
    paths = paths_to_eligibility(decide(shelf()["LOC-JOIN"], {"sent_by_official": False}))
    assert "LOC-JOIN names nothing that a government can change." in paths.explain()


def test_unknown_facts_part_sure_from_possible() -> None:
    """Whether it is a member is not known: a newcomer needs the Values Check too, a member does not."""
    facts = {name: value for name, value in MEMBER.items() if name != "member"} | {"ati_law": True}
    facts |= {"cso_entry_exit_osp": 3.5, "cso_repression_osp": 2.0}
    paths = paths_to_eligibility(decide(BOOK, facts))
    assert [levers(path) for path in paths.sure] == [["DO-VC-IND-2-OSP 3 or more"]]
    assert [levers(path) for path in paths.possible] == [[]]
    assert "nothing has to change, if what is not known is good enough" in paths.explain()


def test_two_books_must_both_be_met() -> None:
    """Where two books may be in force, a path is sure only if it suffices under both."""
    facts = MEMBER | {"audit_report": "NP", "civil_liberties": 4.4, "ati_constitution": True, "ati_draft": True}
    both = decide((shelf()["CORE-2014"], shelf()["CORE-2016"]), facts)
    paths = paths_to_eligibility(both)
    assert both.outcome is Outcome.UNDETERMINED
    assert [levers(path) for path in paths.sure][:2] == [["DO-FT-AR PW"], ["DO-ATI-LAW yes"]]
    assert [levers(path) for path in paths.possible] == [[]]


def test_open_readings_need_more() -> None:
    """Exactly 5.00 is enough only by one answer: kept open, the path has to lead above it."""
    facts = MEMBER | {"ati_constitution": True, "audit_report": "NP", "budget_proposal": "PW", "civil_liberties": 5.0}
    taken, kept = (
        paths_to_eligibility(decide(BOOK, facts, readings=one)) for one in ({"CE-STRICT": "inclusive"}, OPEN)
    )
    assert (taken.reach, kept.reach) == (Reach.THERE, Reach.REACHABLE)
    assert ["DO-CE above 5.0"] in [levers(path) for path in kept.sure]


def test_points_gained_do_not_blur() -> None:
    """What is not known is the same before and after, so a law adds exactly its points."""
    facts = {name: value for name, value in MEMBER.items() if name != "civil_liberties"}
    paths = paths_to_eligibility(decide(BOOK, facts | {"audit_report": "PW", "budget_proposal": "PW"}))
    assert [path.gained for path in paths.sure if levers(path) == ["DO-ATI-LAW yes"]] == ["4"]


# --- costs ----------------------------------------------------------------------------------------------------------


def test_costs_by_lever_or_measure() -> None:
    """The cheapest path comes first; a lever's cost goes before that of its measure."""
    verdict = decide(BOOK, MEMBER)
    paths = paths_to_eligibility(verdict, cost={"DO-ATI-LAW": 5, "ati_law": 0, "ati_constitution": 9})
    assert [(levers(path)[0], path.cost) for path in paths.sure] == [
        ("DO-FT-AR PW", 2),
        ("DO-FT-AR PW", 2),
        ("DO-ATI-LAW yes", 5),
        ("DO-ATI-CONST yes", 9),
    ]


def test_costs_by_function() -> None:
    """A function may look at how far a change goes."""
    paths = paths_to_eligibility(
        decide(BOOK, MEMBER), cost=lambda change: 0.5 if change.lever.moves is Direction.UP else 2
    )
    assert [path.cost for path in paths.sure] == [2, 2, 2.5, 4]


@pytest.mark.parametrize("cost", [-1, math.nan, math.inf, True, "much"])
def test_what_is_no_cost(cost: object) -> None:
    """A cost below zero, or none at all, is refused with the lever."""
    with pytest.raises(InvalidFacts) as refused:
        paths_to_eligibility(decide(BOOK, MEMBER), cost=lambda _: cost)  # type: ignore[arg-type]  # no cost
    assert [one.message.endswith("is not a cost") for one in refused.value.problems] == [True]


def test_costs_of_nothing() -> None:
    """A misspelt lever is an error that names the nearest."""
    with pytest.raises(UnknownName, match="did you mean DO-ATI-LAW"):
        paths_to_eligibility(decide(BOOK, MEMBER), cost={"DO-ATI-LAV": 1})


# --- cases and what if ----------------------------------------------------------------------------------------------


def test_of_a_case() -> None:
    """A case is judged first, and may be of one member of several."""
    paths = paths_to_eligibility(opengov.case("cambodia-2014"), member="PHL")
    assert (paths.verdict.about, levers(paths.sure[0])) == ("PHL", ["DO-ATI-LAW yes"])


def test_a_verdict_takes_no_day() -> None:
    """What only a case needs is refused beside a verdict."""
    with pytest.raises(TypeError, match="member"):
        paths_to_eligibility(decide(BOOK, MEMBER), member="PAK")


def test_what_if_says_so() -> None:
    """The new verdict is by the same book, and its evidence says what is supposed."""
    verdict = decide(BOOK, MEMBER, about="ARC")
    path = paths_to_eligibility(verdict).sure[0]
    after = what_if(verdict, path)
    assert (after.outcome, after.about, after.points.low) == (Outcome.MET, "ARC", 13)
    assert after.evidence["ati_law"] == ("what if: Pass an access to information law",)
    assert verdict.outcome is Outcome.NOT_MET


def test_what_if_other_facts() -> None:
    """Any fact may be supposed, also to the worse; one that no book reads is refused."""
    verdict = decide(BOOK, MEMBER | {"ati_law": True})
    assert what_if(verdict, {"ad_law": False}).outcome is Outcome.NOT_MET
    with pytest.raises(InvalidFacts) as refused:
        what_if(verdict, {"ad_lav": False})
    assert [one.hint for one in refused.value.problems] == ["did you mean ad_law?"]


# --- words ----------------------------------------------------------------------------------------------------------


def test_rows_are_plain() -> None:
    """The rows are plain data, one for each path."""
    row = paths_to_eligibility(decide(BOOK, MEMBER, about="ARC")).rows()[0]
    assert row == {
        "about": "ARC",
        "rank": 1,
        "suffices": "surely",
        "changes": 1,
        "levers": "DO-ATI-LAW",
        "what": "Pass an access to information law",
        "gained_low": 4,
        "gained_high": 4,
        "cost": 1.0,
    }


def test_explained() -> None:
    """The text names each change, what the fact is, what it has to become, and the lever with its confidence."""
    text = paths_to_eligibility(decide(BOOK, MEMBER)).explain(width=200)
    assert "1. +4 points, cost 1" in text
    line = "An access to information law is in place, no -> yes (DO-ATI-LAW, confirmed)"
    assert f"    Pass an access to information law: {line}" in text
    assert "EIU Democracy Index: civil liberties, 6.2 -> above 7.5" in text


def test_html_is_escaped() -> None:
    """Whatever a book or a caller says, no tag of theirs reaches a notebook."""
    evil = "<script>alert(1)</script>"
    book = book_from_data({**TINY, "lever": [{**one, "title": evil} for one in LEVERS]})
    facts: dict[str, Value | Scalar] = {"law": False, "freedom": "all", "months": 1, "day": date(2020, 1, 1)}
    page = paths_to_eligibility(decide(book, facts, about=evil))._repr_html_()
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 2


# --- levers of a book -----------------------------------------------------------------------------------------------

CITED = {"confidence": "confirmed", "sources": ["page"]}
TINY: dict[str, object] = {
    "id": "TINY",
    "title": "A tiny book",
    "subject": "tiny",
    "judges": "member",
    "in_force": {"from": "2020"},
    "source": [{"id": "page", "title": "A page"}],
    "measure": {
        "law": {"kind": "yes_no", "title": "A law"},
        "freedom": {"kind": "level", "title": "Freedom", "values": ["none", "some", "most", "all"]},
        "months": {"kind": "number", "title": "Months", "whole": True},
        "day": {"kind": "date", "title": "A day"},
    },
    "requirement": [
        {"id": "R-1", "title": "A law", "met_when": {"measure": "law", "is": True}, **CITED},
        {"id": "R-2", "title": "Freedom", "met_when": {"measure": "freedom", "at_least": "most"}, **CITED},
        {"id": "R-3", "title": "Soon", "met_when": {"measure": "months", "below": 6}, **CITED},
        {"id": "R-4", "title": "A day", "met_when": {"measure": "day", "at_most": "2030-01-01"}, **CITED},
    ],
}
LEVERS: list[dict[str, object]] = [
    {"id": "L-1", "title": "Pass it", "measure": "law", "becomes": True, **CITED},
    {"id": "L-2", "title": "Free them", "measure": "freedom", "moves": "up", **CITED},
    {"id": "L-3", "title": "Hurry", "measure": "months", "moves": "down", **CITED},
    {"id": "L-4", "title": "Free all", "measure": "freedom", "becomes": "all", **CITED},
]


def tiny(*more: dict[str, object]) -> Rulebook:
    """Return the tiny book with its levers and more of them."""
    return book_from_data(
        {**TINY, "lever": [*LEVERS, *({"id": "L-5", "title": "More", **CITED, **one} for one in more)]}
    )


def test_levels_and_lowering() -> None:
    """A level is moved along its order, a number down, and two levers of one measure are two ways."""
    verdict = decide(tiny(), {"law": False, "freedom": "none", "months": 12, "day": date(2020, 1, 1)})
    paths = paths_to_eligibility(verdict)
    assert [levers(path) for path in paths.sure] == [
        ["L-1 yes", "L-4 all", "L-3 below 6"],
        ["L-1 yes", "L-2 most or more", "L-3 below 6"],
    ]
    assert [what_if(verdict, path).outcome for path in paths] == [Outcome.MET] * 2


@pytest.mark.parametrize(
    ("lever", "said"),
    [
        ({"measure": "lav", "becomes": True}, 'lever[4].measure: "lav" is not declared'),
        ({"measure": "law", "becomes": "yes"}, 'lever[4].becomes: "yes" is not a value of law'),
        ({"measure": "freedom", "becomes": "total"}, 'lever[4].becomes: "total" is not a value of freedom'),
        ({"measure": "law", "moves": "up"}, 'lever[4].moves: "law" is a yes_no, which has no order'),
        ({"measure": "law", "moves": "left", "x": 1}, 'lever[4].moves: "left" is not one of up, down'),
        ({"measure": "day", "moves": "up"}, 'lever[4].measure: "day" is a date'),
        ({"measure": "law"}, "lever[4].becomes: give either"),
        ({"measure": "law", "becomes": True, "moves": "up"}, "lever[4].becomes: give either"),
        ({"measure": "law", "becomes": [True]}, "lever[4].becomes: a list is not a value"),
        ({"measure": "law", "becomes": True}, "lever[4]: does what lever[0] does"),
        ({"measure": "law", "becomes": False, "id": "R-1"}, 'lever[4].id: "R-1" stands twice'),
        ({"measure": "law", "becomes": False, "sources": ["nowhere"]}, 'L-5.sources: there is no source "nowhere"'),
    ],
)
def test_levers_that_fit_nothing(lever: dict[str, object], said: str) -> None:
    """A lever that changes nothing, or to what cannot be, is refused when the book is read."""
    with pytest.raises(InvalidBook) as refused:
        tiny(lever)
    assert any(str(one).startswith(said) for one in refused.value.problems)


def test_an_amendment_takes_levers_away() -> None:
    """Levers are amended like every entry: the scale of 2011 went, and so did its lever."""
    old, new = ({lever.id for lever in shelf()[name].levers} for name in ("CORE-2011", "CORE-2014"))
    assert (old - new, new - old) == ({"DO-AD11"}, {"DO-AD-LAW", "DO-AD-PUBLIC"})
    assert {one.id for one in opengov.diff(shelf()["CORE-2011"], shelf()["CORE-2014"]) if one.section == "levers"} == {
        "DO-AD11",
        "DO-AD-LAW",
        "DO-AD-PUBLIC",
    }


@pytest.mark.parametrize("book", list(shelf()), ids=lambda book: book.id)
def test_the_levers_of_the_shipped_books_only_raise(book: Rulebook) -> None:
    """Nobody is told to repeal a law, or to publish less."""
    assert all(lever.moves is Direction.UP or lever.becomes in (True, "PW") for lever in book.levers)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Known(4.12), Known(6.25)),
        (Known(9.1), Known(9.1)),
        (Between(4, 9), Between(6.25, 9)),
        (Between(1, 2), Known(6.25)),
        (OneOf((Known(4.12), Known(8.0))), OneOf((Known(6.25), Known(8.0)))),
        (OneOf((Known(4.12), Absent("not covered"))), OneOf((Known(6.25), Absent("not covered")))),
        (Absent("not covered"), Absent("not covered")),
        (UNKNOWN, OneOf((Between(6.25, 10), Absent("not covered")))),
    ],
)
def test_what_a_fact_is_after_a_change(before: Value, after: Value) -> None:
    """What lies above stays, what lies below rises, what is absent stays absent."""
    lever = next(one for one in BOOK.levers if one.id == "DO-CE")
    changes = changes_of(lever, finest_cells((BOOK,), "civil_liberties"), Known(4.12))
    above_five = next(one for one in changes if one.needed == "above 5.0")
    assert moved(before, above_five) == after


# --- another book ---------------------------------------------------------------------------------------------------

MOROCCO: dict[str, Scalar | Absent] = {
    "budget_proposal": "PW",
    "audit_report": "NP",
    "ati_law": False,
    "ati_constitution": True,
    "ati_draft": True,
    "ad_law": True,
    "ad_public": True,
    "civil_liberties": 4.41,
    "member": True,
}


def test_who_changes_and_by_which_rule() -> None:
    """The form of 2016 turns one, and leaves the other alone."""
    compared = compare_books({"MAR": MOROCCO, "ARC": MEMBER}, shelf()["CORE-2014"], shelf()["CORE-2016"])
    assert [one.about for one in compared.subjects] == ["MAR", "ARC"]
    (turned,) = compared.changed
    assert (turned.about, turned.turned) == ("MAR", True)
    (shift,) = turned.shifts
    assert (shift.id, shift.rules_before, shift.rules_after) == ("ATI", ("ATI-CONST+DRAFT-OLD",), ("ATI-CONST+DRAFT",))
    assert compared.explain().splitlines()[0] == (
        "CORE-2014 -> CORE-2016: 1 of 2 come to another outcome, 0 only to other points"
    )
    assert "MAR" in compared._repr_html_()
    assert [row["turned"] for row in compared.rows()] == [True, False]


def test_a_new_requirement_is_named() -> None:
    """A newcomer of 2017 is turned by the Values Check, which the older book does not have."""
    facts = MEMBER | {"ati_law": True, "member": False, "cso_entry_exit_osp": 1.0, "cso_repression_osp": 3.5}
    compared = compare_books({"NEW": facts}, shelf()["CORE-2016"], shelf()["CORE-2017"])
    (shift,) = compared.turned[0].shifts
    assert (shift.id, shift.before, shift.after) == ("VALUES-CHECK", None, "not met")


def test_the_threshold_is_named_where_nothing_else_differs() -> None:
    """With two metrics not covered the newer book has no answer, by its rule on data."""
    missing = Absent("not covered")
    facts = MEMBER | {"budget_proposal": missing, "audit_report": missing, "civil_liberties": missing, "ati_law": True}
    compared = compare_books(
        {"ARC": facts}, shelf()["CORE-2018"], shelf()["CORE-2023"], readings={"CORE-NED-OLD": "dropped"}
    )
    (shift,) = compared.turned[0].shifts
    assert (shift.id, shift.before, shift.after) == ("threshold", "met", "undetermined")


def test_cases_under_two_books() -> None:
    """Cases are judged on their own day, by each book on the facts that it reads."""
    compared = compare_books(opengov.case("pakistan-2017"), shelf()["CORE-2014"], shelf()["CORE-2016"])
    assert [(one.about, one.turned) for one in compared.subjects] == [("PAK", False)]


def test_facts_of_neither_book() -> None:
    """A fact that neither book reads is an error that names it."""
    with pytest.raises(InvalidFacts) as refused:
        compare_books({"ARC": {"civil_libertys": 5}}, shelf()["CORE-2014"], shelf()["CORE-2016"])
    assert [one.path for one in refused.value.problems] == ["civil_libertys"]


def test_too_few_measured_criteria_are_the_obstacle() -> None:
    """Eight points of eight are enough, but two criteria are not: the reason is the count, not the points."""
    facts: dict[str, Value | Scalar] = {
        "ati_law": True,
        "ad_law": True,
        "ad_public": True,
        "budget_proposal": Absent("not covered"),
        "audit_report": Absent("not covered"),
        "civil_liberties": Absent("not covered"),
        "member": True,
    }
    text = paths_to_eligibility(decide(shelf()["CORE-2023"], facts)).explain()
    assert "only 2 of the criteria are measured, and 3 have to be" in text
    assert "the most points" not in text


def test_what_if_asks_for_facts() -> None:
    """A name alone is no change of fact."""
    with pytest.raises(InvalidFacts) as caught:
        what_if(opengov.case("cambodia-2014"), "ati_law", member="KHM")  # type: ignore[arg-type]  # as a user might
    assert "changes: is no table of facts" in str(caught.value)
