"""The verdicts on the phases of a plan: judged once for all that is asked of a case, and as if each part were alone."""

from datetime import date

import pytest

import opengov
from opengov.errors import UnknownName
from opengov.report.cocreation import checked_plans, checked_plans_of, plans_data
from opengov.rules.cocreation import check_cocreation
from opengov.rules.deadlines import deadlines, deadlines_of
from opengov.rules.plan_verdicts import phases_of
from opengov.rules.process import asked_of
from opengov.rules.standing import standing, standing_of

ON = date(2018, 1, 31)
PAKISTAN = opengov.case("pakistan-2017")


def test_judged_once() -> None:
    """What was judged for one part of a question is taken again for the others."""
    asked = asked_of(PAKISTAN, ON, None, None)
    first = phases_of(asked, "PAK-1")
    standing_of(asked, PAKISTAN.member("PAK"))
    assert phases_of(asked, "PAK-1") is first


def test_open_readings_apart() -> None:
    """Questions kept open are judged beside the usual readings, not in place of them."""
    asked = asked_of(PAKISTAN, ON, "open", None)
    usual, kept_open = phases_of(asked, "PAK-1"), phases_of(asked, "PAK-1", keep_open=True)
    alone = check_cocreation(PAKISTAN, plan="PAK-1", on=ON, readings="open")
    assert [one.verdict for one in kept_open] == [one.verdict for one in alone]
    assert [one.verdict.question.readings for one in (usual[0], kept_open[0])] == [{}, "open"]


@pytest.mark.parametrize("readings", [None, "open"])
def test_as_if_alone(readings: str | None) -> None:
    """Co-creation, standing and deadlines of one question say what each says when it is asked by itself."""
    asked = asked_of(PAKISTAN, ON, readings, None)
    plans = plans_data(checked_plans_of(asked, "PAK"))
    held = standing_of(asked, PAKISTAN.member("PAK"))
    due = deadlines_of(asked, PAKISTAN.member("PAK"), held)
    assert plans == plans_data(checked_plans(PAKISTAN, "PAK", on=ON, readings=readings))
    assert str(held) == str(standing(PAKISTAN, on=ON, readings=readings))
    assert due == deadlines(PAKISTAN, on=ON, readings=readings)


def test_no_such_plan() -> None:
    """A plan that the case does not have is refused each time."""
    asked = asked_of(PAKISTAN, ON, None, None)
    for _ in range(2):
        with pytest.raises(UnknownName, match="PAK-9"):
            phases_of(asked, "PAK-9")
