"""The command that counts the commitments of an export: its table, its JSON, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from opengov.cli import ASSESSED, PROBLEMS, USAGE, run
from opengov.formats.irm import read_irm
from opengov.rules.summaries import summarise

Extract = Callable[[str], Path]


def test_a_line_for_each_group(
    irm_extract: Extract, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Questions that no group can answer are left out, and a group without an answer has a dash."""
    monkeypatch.setenv("COLUMNS", "100")
    asked = ["--question", "complete", "--question", "ambitious", "--question", "carried_forward"]
    status = run(["summarise", str(irm_extract("2016")), "--by", "year", "--codes", "numbers", *asked])
    lines = capsys.readouterr().out.splitlines()
    assert (status, [" ".join(line.split()) for line in lines]) == (
        ASSESSED,
        [
            "year commitments countries complete ambitious",
            "2011 186 7 78/165 47% -",
            "2012 821 40 188/801 23% 492/805 61%",
            "2013 322 17 72/322 22% 134/322 42%",
            "2014 598 37 97/568 17% 336/568 59%",
        ],
    )


def test_plain_data(irm_extract: Extract, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON holds what the function gives, for every group."""
    path = irm_extract("2024")
    status = run(["summarise", str(path), "--by", "country", "--by", "year", "--completion", "latest", "--json"])
    found = summarise(read_irm(path), by=["country", "year"], completion="latest")
    assert (status, json.loads(capsys.readouterr().out)) == (
        ASSESSED,
        {"by": ["country", "year"], "groups": [one.to_dict() for one in found]},
    )


def test_all_as_one_group(irm_extract: Extract, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a name to group by there is one line."""
    assert run(["summarise", str(irm_extract("2024")), "--question", "starred"]) == ASSESSED
    assert capsys.readouterr().out.split() == ["commitments", "countries", "starred", "117", "14", "9/54", "17%"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["--by", "yeer"], PROBLEMS, "there is no name to group by 'yeer'; did you mean year?"),
        (["--question", "compleet"], PROBLEMS, "there is no question 'compleet'; did you mean complete"),
        (["--completion", "final"], USAGE, 'Invalid value "final"'),
    ],
)
def test_what_it_refuses(
    irm_extract: Extract, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, said: str
) -> None:
    """Names that nothing carries, on the standard error stream, with the nearest that there are."""
    assert run(["summarise", str(irm_extract("2024")), *arguments]) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
