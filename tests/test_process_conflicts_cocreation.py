"""The conflicts between sources on co-creation and content, X1 to X13: each is modelled, none settled in silence."""

from datetime import date
from itertools import pairwise

import pytest

import opengov
from opengov.formats.casefiles import loads
from opengov.formats.printed_lines import read_printed
from opengov.model.assessments import Coding
from opengov.model.criteria import Force
from opengov.model.dates import PartialDate
from opengov.model.values import Known, OneOf, Outcome
from opengov.rules.cocreation import check_cocreation
from opengov.rules.plan_content import check_plan
from opengov.rules.results import RequirementVerdict
from opengov.rules.shelf import shelf
from opengov.rules.verdicts import decide

UK = """\
opengov = 1
id = "united-kingdom"
title = "A plan whose commitments are counted in two ways"

[[members]]
id = "GBR"
name = "United Kingdom"

[[plans]]
id = "GBR-5"
member = "GBR"
period = "2021/2023"
commitment_count = 5

[[assessments]]
id = "review"
plan = "GBR-5"
report = "action plan review"
codings = [{ variable = "commitments", value = 6 }]
"""


def test_x1_the_standards_of_2017_begin_about_then() -> None:
    """Introduced in 2016 by one post, announced in 2017 by another: 1 January 2017, approximately."""
    book = shelf()["STD-2017"]
    assert book.in_force.start == PartialDate("2017-01-01~")
    (note,) = [one for one in book.notes if one.id == "S17-START"]
    assert "introduced in 2016" in note.text
    assert shelf().rulebook_for("cocreation", on=date(2016, 12, 31)).id == "CONSULT-2012"
    assert shelf().rulebook_for("cocreation", on=date(2017, 1, 1)).id == "STD-2017"


def test_x3_written_submissions_online_are_a_warning() -> None:
    """One page asks for them, the other if possible: their lack is told and decides nothing."""
    book = shelf()["CONSULT-2012"]
    (second,) = [one for one in book.requirements if one.id == "ADDC-6.b"]
    assert second.force is Force.WARNING
    before, after = (
        decide(
            book,
            {
                "phase": "development",
                "on": date(2016, 1, 1),
                "phase_end": date(2014, 12, 31),
                "summary_online": True,
                "submissions_online": one,
            },
        )
        for one in (True, False)
    )
    found = after["ADDC-6.b"]
    assert isinstance(found, RequirementVerdict)
    assert found.outcome is Outcome.NOT_MET
    assert after.outcome is before.outcome


@pytest.mark.parametrize("count", [22, 24, 26, 36, 59])
def test_x9_a_cap_on_commitments_is_at_most_a_warning(count: int) -> None:
    """Plans above twenty were reviewed without a remark, so the cap decides nothing."""
    capped = decide(shelf()["CONT-2015"], {"plan_date": date(2022, 12, 31), "commitments": count})
    found = capped["COUNT-CAP"]
    assert isinstance(found, RequirementVerdict)
    assert (found.outcome, found.requirement.force) == (Outcome.NOT_MET, Force.WARNING)
    assert capped.outcome is Outcome.UNDETERMINED  # by what is not known of the plan, not by the cap


def test_x10_one_requirement_with_two_parts() -> None:
    """There is no MR 1.2: the meetings and the public rules are two parts of 1.1."""
    book = shelf()["STD-2022"]
    parts = {one.id: one.parts for one in book.requirements}
    assert parts["MR-1.1"] == ("MR-1.1.a", "MR-1.1.b")
    assert "MR-1.2" not in parts


def test_x11_the_polarity_is_that_of_the_line() -> None:
    """Acted contrary: No, and acted according: Yes, say the same."""
    lines = ("Acted contrary to OGP process: No", "Acted according to OGP process: Yes")
    assert {read_printed(line).value for line in lines} == {Known(value=False)}
    assert {read_printed(line).variable for line in lines} == {"acted_contrary"}
    assert read_printed(lines[0]) == Coding(variable="acted_contrary", value=Known(value=False), text="No")


def test_x12_both_counts_of_commitments_are_kept() -> None:
    """Five commitments by the plan, six by the IRM, which organised them anew."""
    found = check_plan(loads(UK, format="toml"), plan="GBR-5", on=date(2023, 6, 1)).verdict
    assert found.facts["commitments"] == OneOf((Known(5), Known(6)))
    (recommended,) = [one for one in found.requirements if one.id == "COUNT-REC"]
    assert recommended.outcome is Outcome.MET  # whichever of the two it is


def test_x13_a_national_committee_is_no_global_one() -> None:
    """Morocco's steering committee is a forum of its member, with a kind that says national."""
    forums = {one.id: one for one in opengov.case("morocco-2018").forums}
    kinds = {name: one.kind.code for name, one in forums.items() if one.kind is not None}
    assert kinds["mar-steering-committee"] == kinds["mar-forum"] == "national_steering_committee"
    found, *_ = check_cocreation(opengov.case("morocco-2018"), plan="MAR-draft", on=date(2016, 12, 1))
    spaces = {one.id for one in found.view.records.forums}
    assert "mar-civil-society-forum" not in spaces
    assert {"mar-steering-committee", "mar-forum"} <= spaces


def test_the_eras_of_co_creation_follow_each_other_without_a_gap() -> None:
    """Each book on co-creation ends on the eve of the next."""
    books = [shelf()[name] for name in ("CONSULT-2012", "STD-2017", "STD-2022")]
    for before, after in pairwise(books):
        assert after.follows == before.id
        assert before.in_force.until is not None
        assert (after.in_force.start.earliest() - before.in_force.until.latest()).days == 1
