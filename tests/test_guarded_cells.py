"""Cells of exported tables: none becomes a formula, numbers stay numbers."""

import pytest

from opengov.formats._cells import guarded


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "-5\n", "-5-5"])
def test_what_may_be_a_formula_is_guarded(text: str) -> None:
    """An apostrophe stands before it, so that a spreadsheet shows it and computes nothing."""
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "-5", "+5.5", "-.5e-3", "2017-06-30", "Plan - first draft"])
def test_what_is_none_stays(text: str) -> None:
    """Numbers with a sign, days and words are written as they are."""
    assert guarded(text) == text
