"""What is no table, case, verdict or reading where one is asked for: one error that names the place."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import opengov
from opengov.errors import InvalidFacts, InvalidFrame, Problems, UnknownName
from opengov.model.dates import PartialDate
from opengov.model.indicators import EligibilityScore
from opengov.rules.audit import audit, audit_scores, books_meant
from opengov.rules.columns import explain_row, score_frame
from opengov.rules.comparing import compare_books
from opengov.rules.joining import joining
from opengov.rules.panels import panel
from opengov.rules.projections import gap, project
from opengov.rules.reforms import paths_to_eligibility, what_if
from opengov.rules.simulations import simulate

NOON: Any = pd.Timestamp("2018-07-01 12:00")  # a datetime
BOOK = opengov.shelf()["CORE-2018"]
FACTS: Any = {"budget_proposal": "PW", "audit_report": "PW", "ati_law": True, "civil_liberties": 3.1}
COLUMNS = ["budget_proposal", "audit_report", "ati_law", "ati_constitution", "ati_draft", "ad_law", "ad_public"]
FRAME = pd.DataFrame({name: [None] for name in [*COLUMNS, "civil_liberties", "member"]}, dtype=object)
SURVEY = pd.DataFrame({"iso3": ["AAA"], "edition": [2012], "audit": ["PW"]})
DAYS = [date(2014, 1, 1)]
CASE = opengov.case("cambodia-2014")
SCORE = EligibilityScore(member="ARC", as_of=PartialDate("2018-06-21"), percent="69")
ODD: list[Any] = [None, 0, 1.5, "x", [1], ["x"], {"a": 1}, {1: 2}, {"x": ["y"]}, object(), pd.NA, FRAME, pl.LazyFrame()]

Call = Callable[..., object]
CALLS: dict[str, tuple[Call, dict[str, Any], list[str]]] = {
    "score_frame": (
        score_frame,
        {"frame": FRAME, "book": "CORE-2018"},
        ["frame", "book", "on", "books", "readings", "names", "problems", "prefix"],
    ),
    "explain_row": (
        explain_row,
        {"frame": FRAME, "row": 0, "book": "CORE-2018"},
        ["frame", "row", "readings", "about"],
    ),
    "panel": (
        panel,
        {"tables": {"obs": SURVEY}, "days": DAYS},
        ["tables", "days", "key", "edition", "editions", "names", "not_covered"],
    ),
    "decide": (opengov.decide, {"books": BOOK, "facts": FACTS}, ["books", "facts", "readings", "about", "on"]),
    "rulebooks_for": (opengov.rulebooks_for, {"subject": "eligibility", "on": DAYS[0]}, ["on"]),
    "replay": (opengov.replay, {"record": opengov.decide(BOOK, FACTS).to_dict()}, ["record", "books"]),
    "assess_all": (opengov.assess_all, {"case": CASE}, ["case", "on", "readings", "editions", "books"]),
    "paths_to_eligibility": (
        paths_to_eligibility,
        {"of": CASE, "member": "KHM"},
        ["of", "cost", "member", "on", "readings", "editions", "books"],
    ),
    "what_if": (
        what_if,
        {"of": CASE, "changes": {"ati_law": True}, "member": "KHM"},
        ["of", "changes", "member", "on"],
    ),
    "project": (project, {"case": CASE}, ["case", "on", "reforms", "cost", "readings", "editions", "books"]),
    "gap": (gap, {}, ["verdict"]),
    "joining": (joining, {"verdict": opengov.decide(BOOK, FACTS, on=DAYS[0]), "reforms": []}, ["verdict", "reforms"]),
    "simulate": (
        simulate,
        {"verdict": opengov.decide(BOOK, FACTS, on=DAYS[0]), "errors": {}},
        ["verdict", "errors", "reforms", "draws"],
    ),
    "audit": (
        audit,
        {"published": SCORE, "book": BOOK, "facts": FACTS},
        ["published", "book", "facts", "readings", "books"],
    ),
    "audit_scores": (
        audit_scores,
        {"scores": [SCORE], "facts": [FACTS]},
        ["scores", "facts", "readings", "books"],
    ),
    "books_meant": (books_meant, {"as_of": PartialDate("2018")}, ["as_of", "books"]),
    "compare_books": (
        compare_books,
        {"of": CASE, "before": BOOK, "after": BOOK},
        ["of", "before", "after", "readings", "on", "editions"],
    ),
}


@pytest.mark.parametrize(("call", "name"), [(call, name) for call, (_, _, names) in CALLS.items() for name in names])
def test_whatever_stands_in_place_of_an_argument_is_told_by_an_error_of_the_library(call: str, name: str) -> None:
    """No error of Python itself comes through, and each message can be printed."""
    function, given, _ = CALLS[call]
    for odd in ODD:
        message = ""
        try:
            function(**{**given, name: odd})
        except opengov.OpenGovError as error:
            message = str(error)
        assert "Error" not in message


@pytest.mark.parametrize(
    ("call", "given", "path", "message"),
    [
        ("score_frame", {"readings": {"CE-LOW": ["x"]}}, "readings.CE-LOW", "a list is not an answer"),
        ("score_frame", {"prefix": 1}, "prefix", "1 is not text"),
        ("score_frame", {"names": {"ati_law": 0}}, "names.ati_law", "0 is not the name of a column"),
        ("explain_row", {"row": "first"}, "row", '"first" is not a whole number'),
        ("panel", {"tables": {"obs": pl.LazyFrame({"iso3": ["AAA"]})}}, "tables.obs", "is lazy"),
        ("panel", {"tables": {"obs": SURVEY.assign(x=1).rename(columns={"x": 3})}}, "tables.obs", "are no text: 3"),
        ("panel", {"tables": {"obs": 3}}, "tables.obs.frame", "not a data frame"),
        ("panel", {"editions": ["2012"]}, "editions[0]", '"2012" is not an edition'),
        ("paths_to_eligibility", {"of": {"a": 1}}, "of", "a table is not a verdict or a case"),
        ("paths_to_eligibility", {"cost": 3}, "cost", "3 is not a table"),
        ("what_if", {"changes": None}, "changes", "nothing is not a table"),
        ("project", {"reforms": ["law"]}, "reforms[0]", '"law" is not a reform'),
        ("audit", {"published": "69 %"}, "published", '"69 %" is not a published score'),
        ("audit", {"book": "CORE-2018"}, "book[0]", '"CORE-2018" is not a rulebook'),
        ("audit_scores", {"scores": [SCORE, 3]}, "scores[1]", "3 is not a published score"),
        ("compare_books", {"before": "CORE-2014"}, "before", '"CORE-2014" is not a rulebook'),
        ("decide", {"facts": [("ati_law", True)]}, "facts", "a list is not a table"),
        ("decide", {"about": 3}, "about", "3 is not text"),
        ("decide", {"on": NOON}, "on", "is not a day"),
        ("rulebooks_for", {"on": NOON}, "on", "is not a day"),
        ("rulebooks_for", {"on": "2018-07-01"}, "on", '"2018-07-01" is not a day'),
        ("replay", {"record": None}, "record", "nothing is not a table"),
    ],
)
def test_the_error_names_the_place_and_says_what_to_do(
    call: str, given: dict[str, Any], path: str, message: str
) -> None:
    """Each with its path, what was found there, and a hint."""
    function, usual, _ = CALLS[call]
    with pytest.raises(Problems) as caught:
        function(**{**usual, **given})
    (problem,) = caught.value.problems
    assert problem.path == path
    assert message in problem.message
    assert problem.hint


def test_all_wrong_arguments_are_told_at_once() -> None:
    """Not one after the other."""
    with pytest.raises(InvalidFrame) as caught:
        CALLS["score_frame"][0](FRAME, "CORE-2018", prefix=None, names="x", books=3, readings={1: "x"})
    assert [one.path for one in caught.value.problems] == ["readings", "books", "names", "prefix"]


def test_a_column_of_days_may_hold_anything() -> None:
    """What is no day is told by row, whatever it is."""
    with pytest.raises(InvalidFrame) as caught:
        score_frame(FRAME.assign(ad_points=2, on=[[2014]]), on="on")
    assert caught.value.problems[0].path == "rows[0].on"


def test_a_name_that_is_no_text_can_be_told() -> None:
    """Such a name is not cut or compared as text."""
    number: Any = 3
    assert str(UnknownName("member", number, ["KHM"])) == "there is no member '3'; did you mean KHM?"


def test_the_default_of_an_argument_is_taken_where_nothing_is_given() -> None:
    """``None`` is no mistake where a value may be left out."""
    nothing: dict[str, Any] = dict.fromkeys(["on", "readings", "books"])
    assert opengov.assess_all(CASE, **nothing) == opengov.assess_all(CASE)
    with pytest.raises(InvalidFacts):
        opengov.assess_all(CASE, **{**nothing, "on": 0})


def test_a_place_may_be_a_number_of_an_array() -> None:
    """The rows that meet a condition are found as such numbers."""
    frame = FRAME.assign(ati_law=[True])
    (place,) = np.flatnonzero(frame["ati_law"] == True)  # noqa: E712 -- of each row
    assert explain_row(frame, place, BOOK) == explain_row(frame, 0, BOOK)


def test_facts_may_be_a_row_of_a_frame() -> None:
    """Whatever has names and values under them is a table of facts."""
    row: Any = pd.Series(FACTS, dtype=object)
    assert opengov.decide(BOOK, row) == opengov.decide(BOOK, FACTS)
