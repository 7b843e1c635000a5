"""Whatever a case holds, judging it gives verdicts or the library's own errors, and nothing else comes through."""

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opengov.errors import InvalidFacts, OpenGovError
from opengov.formats.casefiles import loads
from opengov.model.cases import Case
from opengov.rules.cocreation import check_cocreation
from opengov.rules.deadlines import deadlines
from opengov.rules.open_steps import open_steps
from opengov.rules.plan_content import check_plan
from opengov.rules.process import process_findings
from opengov.rules.proposing import propose_process
from opengov.rules.standing import Standing, standing
from opengov.testing import cases

# a case in which everything happened on one day
ALL_ON = """
opengov = 1
id = "extreme"
title = "A case at the end of the calendar"
[[members]]
id = "M"
name = "A member"
[[members.events]]
date = "{day}"
kind = "made_inactive"
status_after = "inactive"
basis = {{ scheme = "ogp-procedures", code = "procedural_review" }}
[[plans]]
id = "P"
member = "M"
due = "{day}"
delivered = "{delivered}"
development = "{delivered}/{day}"
implementation = "{delivered}/{day}"
[[forums]]
id = "forum"
name = "Forum"
member = "M"
meetings = [{{ id = "m", date = "{day}" }}]
[[repository_updates]]
id = "update"
member = "M"
date = "{day}"
"""


def judgements(case: Case, on: date, readings: str | None = None) -> list[object]:
    """Return all that can be said of a case on a day, leaving out what the library refuses."""
    asked: list[Callable[[], object]] = []
    for member in case.members:
        asked.append(partial(process_findings, case, member=member.id, on=on, readings=readings))
        asked.append(partial(standing, case, member=member.id, on=on, readings=readings))
        asked.append(partial(deadlines, case, member=member.id, on=on, readings=readings))
        asked.append(partial(propose_process, case, member=member.id, delivery=on))
    for plan in case.plans:
        asked.append(partial(check_cocreation, case, plan=plan.id, on=on, readings=readings))
        asked.append(partial(check_plan, case, plan=plan.id, on=on))
        asked.append(partial(open_steps, case, plan=plan.id, on=on))
    found: list[object] = []
    for ask in asked:
        try:
            found.append(ask())
        except OpenGovError:
            continue
    return found


@settings(max_examples=30, deadline=None)
@given(case=cases(), on=st.dates(date(2009, 1, 1), date(2030, 1, 1)), readings=st.sampled_from([None, "open"]))
def test_any_case_is_judged_or_refused(case: Case, on: date, readings: str | None) -> None:
    """No other error comes through, and no standing has a gap."""
    for one in judgements(case, on, readings):
        for path in (one.path, one.recorded) if isinstance(one, Standing) else ():
            assert all(before.until == after.since for before, after in pairwise(path))


@pytest.mark.parametrize("on", [date.min, date(2024, 1, 1), date(9998, 12, 31), date.max])
@pytest.mark.parametrize(
    ("delivered", "day"),
    [
        ("0001-01-01", "0001-01-01"),
        ("2023-06-30", "2023-06-30"),
        ("2023-06-30", "9999-12-31"),
        ("9999-12-31", "9999-12-31"),
        ("9999", "9999"),
    ],
)
def test_dates_at_the_ends_of_the_calendar(delivered: str, day: str, on: date) -> None:
    """Dates at which the calendar ends are counted as far as it goes; no error of the calendar comes through."""
    case = loads(ALL_ON.format(delivered=delivered, day=day), format="toml")
    assert judgements(case, on) or on == date.max


def test_the_last_day_of_the_calendar_is_no_day_of_judgement() -> None:
    """Nothing can be due after it, and the message says so."""
    case = loads(ALL_ON.format(delivered="2023-06-30", day="2023-06-30"), format="toml")
    with pytest.raises(InvalidFacts) as caught:
        process_findings(case, on=date.max)
    assert [str(one) for one in caught.value.problems] == [
        "on: no day comes after 9999-12-31 (give the day on which it is to be judged)"
    ]
