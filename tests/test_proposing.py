"""A process proposed backwards from its delivery, held against the requirements and against Malta's own plan."""

from datetime import date

import pytest

from opengov.errors import UnknownName
from opengov.formats.casefiles import loads
from opengov.formats.shipped import case
from opengov.model.values import Outcome
from opengov.rules.cocreation import check_cocreation
from opengov.rules.proposing import ProposedStep, propose_process

MOROCCO = case("morocco-2018")


def steps(delivery: date, start: date | None = None) -> tuple[ProposedStep, ...]:
    """Return the proposal for Morocco."""
    return propose_process(MOROCCO, delivery=delivery, start=start)


def days(found: tuple[ProposedStep, ...], what: str) -> list[date]:
    """Return the days of the steps of that name."""
    return [one.date for one in found if one.what.startswith(what)]


def test_the_parts_are_those_of_malta() -> None:
    """Malta planned May and June, July and August, September to December 2023 for its fourth plan."""
    found = steps(date(2023, 12, 31))
    parts = {one.what.partition(":")[0]: (one.date, one.until) for one in found if ": " in one.what}
    assert parts == {
        "Start-up": (date(2023, 5, 1), date(2023, 6, 30)),
        "Involvement": (date(2023, 7, 1), date(2023, 8, 31)),
        "Development": (date(2023, 9, 1), date(2023, 12, 31)),
    }
    assert found[-1] == ProposedStep(date=date(2023, 12, 31), what="Plan delivered")


def test_notice_is_given_two_weeks_before_and_the_brief_three_months() -> None:
    """Both numbers are those of the books."""
    found = steps(date(2023, 12, 31))
    assert days(found, "Timeline") == [date(2023, 4, 17)]
    assert days(found, "Co-creation brief") == [date(2023, 2, 1)]


def test_no_meeting_is_more_than_six_months_after_the_last() -> None:
    """Also where the process is stretched over three years."""
    found = days(steps(date(2027, 12, 31), start=date(2025, 1, 1)), "The forum meets")
    gaps = [(after - before).days for before, after in zip(found, [*found[1:], date(2027, 12, 31)], strict=True)]
    assert max(gaps) <= 184
    assert found[0] == date(2025, 1, 1)


@pytest.mark.parametrize("delivery", [date(2024, 12, 31), date(2026, 6, 30), date(2028, 2, 29)])
def test_a_process_as_proposed_meets_the_requirements(delivery: date) -> None:
    """Carried out as proposed and recorded, nothing of the making of the plan is missed."""
    found = steps(delivery)
    start = days(found, "Start-up")[0]
    text = f"""
opengov = 1
id = "proposed"
title = "As proposed"
[[members]]
id = "MAR"
name = "Morocco"
[[plans]]
id = "P1"
member = "MAR"
number = 1
delivered = "{delivery}"
development = "{start}/{delivery}"
[[publications]]
id = "timeline"
kind = {{ scheme = "publication-kinds", code = "timeline" }}
plan = "P1"
published = "{days(found, "Timeline")[0]}"
online = true
[[forums]]
id = "forum"
name = "Forum"
member = "MAR"
seats = [{{ side = "government" }}, {{ side = "civil_society" }}]
"""
    for number, day in enumerate(days(found, "The forum meets")):
        text += f'[[forums.meetings]]\nid = "m{number}"\ndate = "{day}"\n'
    held = loads(text + '[[completeness]]\nrecords = "events"\nuntil = "2030-01-01"\n', format="toml")
    development = check_cocreation(held, plan="P1", on=delivery)[0]
    missed = [one.id for one in development.requirements if one.outcome is Outcome.NOT_MET]
    assert missed == []
    assert development["MR-3.1"].outcome is Outcome.MET


def test_a_process_cannot_start_after_its_end() -> None:
    """Said as it is."""
    with pytest.raises(ValueError, match="not before the delivery on 2024-01-01"):
        steps(date(2024, 1, 1), start=date(2024, 1, 1))


def test_an_era_without_standards_is_an_error() -> None:
    """No requirements are made up for a process of 2005."""
    with pytest.raises(UnknownName):
        steps(date(2005, 12, 31))
