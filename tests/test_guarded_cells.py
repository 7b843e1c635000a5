"""Cells of exported tables: none becomes a formula, numbers stay numbers."""

import csv
from pathlib import Path

import pytest

from opengov.formats._cells import guarded
from opengov.formats.tables import score_file
from opengov.rules.shelf import shelf

PLAIN = ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "-5\n", "-5-5"]
# blanks that programs leave out, and the wide signs of East Asian keyboards
UNUSUAL = ["\x0b=1", "\x1c=1", "\x85=1", "\xa0=1", "\u200b=1", "\u2028=1", "\u3000=1", "\ufeff=1", "\uff1d1", "\uff0b1"]


@pytest.mark.parametrize("text", [*PLAIN, *UNUSUAL])
def test_what_may_be_a_formula_is_guarded(text: str) -> None:
    """An apostrophe stands before it, so that a spreadsheet shows it and computes nothing."""
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "-5", "+5.5", "-.5e-3", "2017-06-30", "Plan - first draft"])
def test_what_is_none_stays(text: str) -> None:
    """Numbers with a sign, days and words are written as they are."""
    assert guarded(text) == text


def test_a_scored_table_is_guarded_alike(tmp_path: Path) -> None:
    """Whichever program searches its cells, it takes the same ones for formulas."""
    texts = [*PLAIN, *UNUSUAL]
    with (tmp_path / "table.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["country", "civil_liberties"], *([text, "5"] for text in texts)])
    without = ["budget_proposal", "audit_report", "ad_points", "ati_law", "ati_constitution", "ati_draft"]
    score_file(tmp_path / "table.csv", tmp_path / "out.csv", book=shelf()["CORE-2011"], names=dict.fromkeys(without))
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        assert [row["country"] for row in csv.DictReader(file)] == [f"'{text}" for text in texts]
