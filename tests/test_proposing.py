"""A process proposed backwards from its delivery, held against the requirements and against Malta's own plan."""

from datetime import date

import pytest

from opengov.errors import InvalidFacts, UnknownName
from opengov.formats.shipped import case
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


@pytest.mark.parametrize(
    ("delivery", "begins"),
    [
        (date(2028, 2, 29), [date(2027, 7, 1), date(2027, 9, 1), date(2027, 11, 1)]),
        (date(2027, 2, 28), [date(2026, 7, 1), date(2026, 9, 1), date(2026, 11, 1)]),
        (date(2027, 10, 30), [date(2027, 2, 28), date(2027, 4, 30), date(2027, 6, 30)]),
        (date(2027, 8, 30), [date(2026, 12, 31), date(2027, 2, 28), date(2027, 4, 30)]),
    ],
)
def test_parts_at_the_end_of_a_month(delivery: date, begins: list[date]) -> None:
    """Months are counted back from the day after the delivery; one that lacks the day begins on its last."""
    found = steps(delivery)
    assert [one.date for one in found if ": " in one.what] == begins


def test_each_book_asks_for_its_own_steps() -> None:
    """Under Addendum C timeline, notice, channels and summary; no forum is asked for while the plan is made."""
    found = steps(date(2014, 6, 30))
    assert [(str(one.date), one.rules) for one in found if one.rules] == [
        ("2013-10-31", ("ADDC-1", "ADDC-2")),
        ("2013-11-01", ("ADDC-3",)),
        ("2014-01-01", ("ADDC-4", "ADDC-5")),
        ("2014-02-28", ("ADDC-6", "ADDC-6.b")),
    ]
    assert days(found, "The forum meets") == []


def test_a_local_process_has_a_monitoring_body_and_no_brief() -> None:
    """OGP Local asks for news every four months, and its plans are not assessed by the IRM."""
    tunisia = case("tunisia-2024")
    found = propose_process(tunisia, delivery=date(2025, 12, 31), member="TUN-zriba")
    assert days(found, "Local Monitoring Body") == [date(2025, 5, 1)]
    assert days(found, "Website and repository") == [date(2025, 5, 1), date(2025, 9, 1), date(2025, 12, 31)]
    assert days(found, "Co-creation brief") == []


def test_the_repository_is_updated_twice_in_each_year() -> None:
    """Also where the process is stretched over three years, beginning in the first half of it."""
    found = days(steps(date(2027, 12, 31), start=date(2025, 1, 1)), "Website and repository")
    assert [sum(one.year == year for one in found) for year in (2025, 2026, 2027)] == [2, 2, 3]


def problems(delivery: date, start: date | None = None, on: date | None = None) -> list[str]:
    """Return the problems of a process that is refused."""
    with pytest.raises(InvalidFacts) as caught:
        propose_process(MOROCCO, delivery=delivery, start=start, on=on)
    return [str(one) for one in caught.value.problems]


def test_a_process_cannot_start_after_its_end() -> None:
    """Said as it is."""
    assert problems(date(2024, 1, 1), start=date(2024, 1, 1)) == [
        "start: the process would start on 2024-01-01, not before the delivery on 2024-01-01"
    ]


def test_each_part_of_a_process_needs_a_day() -> None:
    """Three days are too few, four are not."""
    assert problems(date(2024, 1, 3), start=date(2024, 1, 1)) == [
        "start: from 2024-01-01 to 2024-01-03 there is no day for Start-up (start earlier)"
    ]
    assert days(steps(date(2024, 1, 4), start=date(2024, 1, 1)), "Development") == [date(2024, 1, 3)]


def test_a_delivery_that_is_too_soon_names_the_first_that_is_not() -> None:
    """Two weeks of notice and eight months: that day is accepted, the day before is not."""
    told = "deliver on 2025-09-14 or later, or give its start"
    assert problems(date(2025, 9, 13), on=date(2025, 1, 1)) == [
        f"delivery: to deliver on 2025-09-13 the process would have to begin on 2024-12-31, before 2025-01-01 ({told})"
    ]
    found = propose_process(MOROCCO, delivery=date(2025, 9, 14), on=date(2025, 1, 1))
    assert days(found, "Timeline") == [date(2025, 1, 1)]
    assert problems(date(2025, 9, 13), start=date(2025, 1, 14), on=date(2025, 1, 1))[0].endswith(
        "(start on 2025-01-15 or later)"
    )


@pytest.mark.parametrize("delivery", [date.min, date.max])
def test_a_delivery_at_the_end_of_the_calendar_is_refused(delivery: date) -> None:
    """No error of the calendar itself comes through."""
    assert problems(delivery) == [f"delivery: no process can be laid around {delivery} (give a day of our time)"]


def test_an_era_without_standards_is_an_error() -> None:
    """No requirements are made up for a process of 2005."""
    with pytest.raises(UnknownName):
        steps(date(2005, 12, 31))
