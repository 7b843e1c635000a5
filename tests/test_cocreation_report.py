"""Co-creation on the command line: the plans of each member as JSON and as text."""

import json
from datetime import date
from pathlib import Path

import pytest

import opengov
from opengov.cli import ASSESSED, run
from opengov.report.cocreation import checked_plans, plans_data

EARLY = """\
opengov = 1
id = "early"
title = "A plan before every book"
on = "2012-01-01"

[[members]]
id = "BRA"
name = "Brazil"

[[plans]]
id = "BRA-1"
member = "BRA"
development = "2011-05-01/2011-09-20"
"""


def test_assess_gives_every_requirement_of_every_plan(capsys: pytest.CaptureFixture[str]) -> None:
    """Each member has its plans, each plan what every requirement came to, phase by phase."""
    assert run(["assess", "pakistan-2017", "--on", "2018-04-30", "--json"]) == ASSESSED
    (member,) = json.loads(capsys.readouterr().out)["members"]
    first, second = member["plans"]
    assert (first["id"], second["id"]) == ("PAK-1", "PAK-2018")
    (parity,) = [one for one in first["cocreation"] if (one["rule"], one["phase"]) == ("2b", "development")]
    assert {key: parity[key] for key in ("outcome", "binding", "force", "until", "confidence")} == {
        "outcome": "not_met",
        "binding": "yes",
        "force": "required",
        "until": None,
        "confidence": "unverified",
    }
    assert "Seats by which one half outnumbers the other: 9" in parity["because"]


def test_assess_prints_every_plan(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The report has a table for each plan, with the book that judges it."""
    monkeypatch.setenv("COLUMNS", "160")
    assert run(["assess", "pakistan-2017", "--on", "2018-04-30"]) == ASSESSED
    out = capsys.readouterr().out
    assert "Plan PAK-1: co-creation by STD-2017" in out
    assert any(line.split()[:4] == ["2b", "development", "not", "met"] for line in out.splitlines())


def test_a_plan_of_a_time_without_a_book_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That no book was in force yet is told in its place; the rest of the case is judged all the same."""
    path = tmp_path / "early.toml"
    path.write_text(EARLY, encoding="utf-8")
    assert run(["assess", str(path), "--json"]) == ASSESSED
    ((plan,),) = [one["plans"] for one in json.loads(capsys.readouterr().out)["members"]]
    assert plan["cocreation"] == []
    assert "CONSULT-2012 from 2012-04" in plan["problem"]
    assert run(["assess", str(path)]) == ASSESSED
    assert "CONSULT-2012 from 2012-04" in capsys.readouterr().out


def test_open_readings_reach_the_plans() -> None:
    """With every question kept open no requirement is decided by a default."""
    case = opengov.case("pakistan-2017")
    by_default, kept_open = (
        {
            one["rule"]: one["outcome"]
            for plan in plans_data(checked_plans(case, "PAK", on=date(2018, 4, 30), readings=readings))[:1]
            for one in plan["cocreation"]  # type: ignore[attr-defined]  # a list of tables
            if one["phase"] == "development"
        }
        for readings in (None, "open")
    )
    assert by_default["2b"] == kept_open["2b"] == "not_met"
    assert by_default.keys() == kept_open.keys()
