"""Process and standing on the command line: the keys of the JSON, and what a reader sees."""

import json
from pathlib import Path
from typing import Any

import pytest

from opengov.cli import run

CASES = Path(__file__).parent / "data" / "cases"


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, list[dict[str, Any]]]:
    """Return the JSON that a command prints."""
    assert run([*arguments, "--json"]) == 0
    found: dict[str, list[dict[str, Any]]] = json.loads(capsys.readouterr().out)
    return found


def test_assess_has_process_standing_and_deadlines(capsys: pytest.CaptureFixture[str]) -> None:
    """Each member has its cycles, its standing with the path, and what is due."""
    data = printed(capsys, "assess", "pakistan-2017", "--on", "2018-01-01")
    (member,) = data["members"]
    first, second = member["process"]
    assert (first["cycle"], first["due"], first["last_good_day"]) == ("PAK-1", "2017-06-30", "2017-10-31")
    assert (first["contrary"], first["shifted"], first["new_cycle"]) == ("yes", "yes", "2018-01-01")
    assert [one["rule"] for one in first["triggers"] if one["outcome"] == "not_met"] == ["CTP-2014-a"]
    assert (second["cycle"], second["contrary"]) == ("PAK-2018", "no")
    assert (member["standing"]["status"], len(member["standing"]["path"])) == ("active", 1)
    due = {one["rule"]: one for one in reversed(member["deadlines"])}
    assert (due["CAL-2018-DUE"]["date"], due["CAL-2018-DUE"]["if_missed"]) == (
        "2018-08-31",
        "Late: the IRM report notes it",
    )
    assert set(due["CAL-2018-DUE"]) >= {"date", "rule", "what", "if_missed"}


def test_standing_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    """The same form as in assess."""
    data = printed(capsys, "standing", str(CASES / "turkey-2014.toml"), "--on", "2017-09-21")
    (member,) = data["members"]
    assert (member["id"], member["standing"]["status"], member["standing"]["since"]) == (
        "TUR",
        "withdrawn",
        "2017-09-21",
    )
    assert [(step["status"], step["basis"]) for step in member["standing"]["path"]] == [
        ("active", None),
        ("under_procedural_review", None),
        ("inactive", "procedural_review"),
        ("withdrawn", None),
    ]


def test_deadlines_print_json(capsys: pytest.CaptureFixture[str]) -> None:
    """A list, the earliest first."""
    data = printed(capsys, "deadlines", "pakistan-2017", "--on", "2017-12-31")
    assert [one["rule"] for one in data["deadlines"]][:1] == ["CAL-2015-6M"]


def test_where_the_paths_differ_both_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """With what is computed and not recorded."""
    assert run(["standing", "pakistan-2017", "--on", "2019-06-01"]) == 0
    out = capsys.readouterr().out
    assert "Computed and recorded paths differ:" in out
    assert "computed under procedural review, recorded active" in out


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.glob("*.toml")))
def test_every_case_can_be_assessed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A case that holds nothing but plans and events is a case."""
    data = printed(capsys, "assess", str(CASES / name))
    assert len(data["members"]) == 1


def test_an_open_day_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Two days that are possible, and a range."""
    data = printed(capsys, "assess", "morocco-2018", "--on", "2021-01-01")
    (member,) = data["members"]
    assert [one["due"] for one in member["process"]][1] == "2020-08-31 or 2021-08-31"
