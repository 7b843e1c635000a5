"""Deadlines: what is due by which rule, sorted, and as files."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from attrs import asdict
from icalendar import Calendar

from opengov.cli import run
from opengov.formats.casefiles import load, loads
from opengov.formats.deadline_files import deadlines_to_csv, deadlines_to_ics
from opengov.formats.shipped import case as shipped
from opengov.model.cases import Case
from opengov.model.plans import Phase
from opengov.rules.deadlines import DueDate, deadlines
from opengov.rules.standing import standing, status_words

CASES = Path(__file__).parent / "data" / "cases"
REFRESHED = "A plan of four years is refreshed at the two-year mark"


def tiny(*plans: str, more: str = "") -> Case:
    """Return a case of one member with these plans."""
    text = 'opengov = 1\nid = "tiny"\ntitle = "A case"\n[[members]]\nid = "MAR"\nname = "Morocco"\n'
    return loads(text + "".join(f'[[plans]]\nmember = "MAR"\n{plan}\n' for plan in plans) + more, format="toml")


def due(case: Case, day: str, prefix: str = "", **readings: str) -> list[tuple[str, str]]:
    """Return the days and rules of what is due."""
    found = deadlines(case, on=date.fromisoformat(day), readings=readings or None)
    return [(one.date.isoformat(), one.rule) for one in found if one.rule.startswith(prefix)]


@pytest.mark.parametrize(
    ("plan_due", "last_good_day", "last_before_shift"),
    [("2015-06-30", "2015-10-31", "2015-12-31"), ("2017-06-30", "2017-10-31", "2017-12-31")],
)
def test_months_run_to_their_end(plan_due: str, last_good_day: str, last_before_shift: str) -> None:
    """Four months after 30 June are over on 31 October, not on the 30th; six on 31 December."""
    case = tiny(f'id = "P1"\ndue = "{plan_due}"')
    assert due(case, plan_due, "CAL-2015-")[:3] == [
        (plan_due, "CAL-2015-DUE"),
        (last_good_day, "CAL-2015-4M"),
        (last_before_shift, "CAL-2015-6M"),
    ]


def test_what_follows_if_it_is_missed() -> None:
    """The consequence is that of the book: a letter, a move to another group."""
    found = {one.rule: one for one in deadlines(shipped("pakistan-2017"), on=date(2017, 7, 1))}
    assert found["CAL-2015-6M"].if_missed == "Moved to the other group of years, and a new cycle starts"
    assert found["CAL-2015-4M"].if_missed.startswith("Contrary to process")
    assert (found["CAL-2015-4M"].book, found["CAL-2015-4M"].plan, found["CAL-2015-4M"].latest) == (
        "CAL-2015",
        "PAK-1",
        None,
    )


def test_a_deadline_is_due_on_its_day_and_gone_on_the_next() -> None:
    """The last good day is the last one on which it is listed."""
    case = shipped("pakistan-2017")
    assert ("2017-10-31", "CAL-2015-4M") in due(case, "2017-10-31")
    assert ("2017-10-31", "CAL-2015-4M") not in due(case, "2017-11-01")


def test_after_a_move_the_next_cycle_is_due() -> None:
    """The plan that never came is due in the next year of the other group."""
    case = tiny('id = "P1"\ndue = "2017-06-30"\nnot_delivered_by = "2018-01-01"')
    assert due(case, "2018-01-01", "CAL-") == [("2018-08-31", "CAL-2018-DUE"), ("2018-12-31", "CAL-2018-4M")]


def test_what_is_due_names_no_other_day_than_its_own() -> None:
    """A plan that follows one ending in December is due in December, whatever day is usual."""
    case = tiny('id = "P1"\ndue = "2018-08-31"\ndelivered = "2018-10-31"\nperiod = "2019-01-01/2020-12-31"')
    assert [str(one) for one in deadlines(case, on=date(2020, 10, 1)) if one.book.startswith("CAL-2018")] == [
        "2020-12-31  The plan is delivered by its due date (CAL-2018-DUE)",
        "2021-04-30  The plan is delivered within four months of its due date (CAL-2018-4M)",
    ]


def test_a_plan_that_came_after_its_move_is_carried_out() -> None:
    """T5: its forum has to meet; whether the new cycle asks for another plan is said with an if."""
    forum = '[[forums]]\nid = "f"\nname = "F"\nmember = "MAR"\nmeetings = [{ id = "m", date = "2019-02-01" }]\n'
    plan = 'id = "P1"\ndue = "2018-08-31"\ndelivered = "2019-01-01"\nimplementation = "2019-01-01/2021-08-31"'
    found = deadlines(tiny(plan, more=forum), on=date(2019, 3, 1))
    assert [(one.date, one.plan) for one in found if one.rule == "1b"] == [(date(2019, 5, 1), "P1")]
    what = "If it applies (P1 does not count for the new cycle): The plan is delivered by its due date"
    assert [(one.date, one.what) for one in found if one.rule == "CAL-2018-DUE"] == [(date(2019, 8, 31), what)]


def test_a_plan_of_2022_is_followed_by_twelve_months() -> None:
    """Nothing says when the next plan is due, only by when it must be there; the IRM has its own dates."""
    case = tiny('id = "P1"\ndue = "2022-06-30"\ndelivered = "2022-07-01"\nperiod = "2022-07-01/2024-06-30"')
    assert due(case, "2024-06-01", "CAL-") == [("2025-06-30", "CAL-2022-12M")]
    assert due(case, "2022-08-01", "IRM-") == [("2022-11-01", "IRM-REVIEW"), ("2024-10-31", "IRM-RESULTS")]


def test_a_plan_of_four_years_is_refreshed() -> None:
    """At the two-year mark."""
    case = tiny('id = "P1"\ndue = "2023-06-30"\ndelivered = "2023-06-30"\nperiod = "2023-07-01/2027-06-30"')
    assert ("2025-07-01", "PLAN-REFRESH") in due(case, "2024-01-01")


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ('period = "2023-07-01/2025-06-30"', []),
        ('implementation = "2023-07-01/2025-06-30"', []),
        ('implementation = "2023-07-01/2027-06-30"', [""]),
        (
            'period = "2023-07-01/"',
            ["If it applies (Years that the plan covers: is 4): "],
        ),
    ],
)
def test_only_a_plan_of_four_years_is_refreshed(years: str, said: list[str]) -> None:
    """Years are those of its carrying out where no others are stated; while they are open, it is said with an if."""
    case = tiny(f'id = "P1"\ndue = "2023-06-30"\n{years}')
    found = deadlines(case, on=date(2024, 1, 1))
    assert [one.what for one in found if one.rule == "PLAN-REFRESH"] == [f"{each}{REFRESHED}" for each in said]


def test_a_requirement_of_a_book_that_may_not_apply_has_an_if() -> None:
    """A plan due some day between two calendars is due by one of them."""
    found = deadlines(tiny('id = "P1"\ndue = "[2017-12-31..2018-01-01]"'), on=date(2018, 1, 1))
    assert {one.what for one in found if one.rule == "CAL-2015-4M"} == {
        "If it applies (CAL-2015 is the book that applies): The plan is delivered within four months of its due date"
    }


def test_a_plan_that_starts_on_the_first_of_july_ends_on_the_last_of_june() -> None:
    """An end that is not stated is two years after the eve of the start, on one of the two days of the year."""
    for start, end in (("2023-07-01", "2025-10-31"), ("2023-06-30", "2025-10-31"), ("2024-01-01", "2026-04-30")):
        case = tiny(f'id = "P1"\ndue = "2023-06-30"\nperiod = "{start}/"')
        (found,) = [one for one in deadlines(case, on=date(2024, 2, 1)) if one.rule == "IRM-RESULTS"]
        assert found.date == date.fromisoformat(end)


def test_self_assessments_have_their_dates() -> None:
    """Three months after the first year and after the end, and four months more."""
    case = tiny('id = "P1"\ndue = "2015-06-30"\ndelivered = "2015-06-30"')
    assert due(case, "2015-07-01", "SAR-") == [
        ("2016-09-30", "SAR-TWO.mid"),
        ("2017-01-31", "SAR-LATE.mid"),
        ("2017-09-30", "SAR-TWO.end"),
        ("2018-01-31", "SAR-LATE.end"),
    ]


def test_a_standing_has_deadlines_too() -> None:
    """An inactive country has a year; one under review has until the next 31 December."""
    turkey = load(CASES / "turkey-2014.toml")
    kingdom = load(CASES / "united-kingdom-2019.toml")
    assert due(turkey, "2016-10-01", "INACTIVE") == [("2017-09-20", "INACTIVE-RETURN")]
    assert due(shipped("pakistan-2017"), "2019-06-01", "REVIEW") == [("2019-12-31", "REVIEW-PLAN")]
    # no day of delivery is known, so that a plan may be missing
    (perhaps,) = [one.what for one in deadlines(kingdom, on=date(2024, 6, 30)) if one.rule == "REVIEW-PLAN"]
    assert perhaps.startswith("If it applies (")


def test_a_plan_that_came_is_not_missing() -> None:
    """Under review for what the IRM found, with a plan that came in time: none is due by the end of the year."""
    plans = [f'id = "P{year}"\ndue = "{year}-08-31"\ndelivered = "{year}-08-31"' for year in (2018, 2020)]
    printed = "".join(
        f'[[assessments]]\nid = "R{year}"\nplan = "P{year}"\nreport = "design report"\npublished = "{year + 1}-03-01"\n'
        'codings = [{ variable = "acted_contrary", value = true, text = "Yes" }]\n'
        for year in (2018, 2020)
    )
    case = tiny(*plans, more=printed)
    assert status_words(standing(case, on=date(2021, 6, 1)).status) == "under procedural review"
    assert due(case, "2021-06-01", "REVIEW") == []


def test_meetings_and_updates_are_due_too() -> None:
    """What the requirements on co-creation ask for next stands among the deadlines."""
    case = tiny('id = "P1"\ndue = "2023-12-31"\ndelivered = "2023-12-31"\nperiod = "2024-01-01/2025-12-31"')
    assert {"MR-1.1.a", "MR-2.2", "MR-5.1"} <= {rule for _, rule in due(case, "2024-03-01", "MR-")}


def test_deadlines_are_sorted_and_stand_once() -> None:
    """The earliest first."""
    found = deadlines(shipped("morocco-2018"), on=date(2018, 9, 1))
    assert [one.date for one in found] == sorted(one.date for one in found)
    assert len(set(found)) == len(found)


def test_a_day_that_is_open_has_its_latest() -> None:
    """Whether the country switched to 2021 is not known, so the deadline is a range."""
    case = tiny('id = "P1"\ndue = "2020-08-31"')
    found = {one.rule: one for one in deadlines(case, on=date(2020, 7, 1))}
    assert (found["CAL-2018-4M"].date, found["CAL-2018-4M"].latest) == (date(2020, 12, 31), date(2021, 12, 31))
    assert str(found["CAL-2018-4M"]).startswith("2020-12-31 (or as late as 2021-12-31)")


def test_by_default_both_limits_for_successors_of_older_plans_stay() -> None:
    """The first of the two is the date, the second the latest."""
    case = tiny('id = "P1"\ndue = "2020-08-31"\ndelivered = "2020-08-31"\nperiod = "2020-09-01/2022-08-31"')
    (found,) = [one for one in deadlines(case, on=date(2022, 9, 1)) if one.rule == "CAL-2022-12M"]
    assert (found.date, found.latest) == (date(2022, 12, 31), date(2023, 8, 31))


@pytest.mark.parametrize(("answer", "day"), [("twelve_months", "2023-08-31"), ("year_end", "2022-12-31")])
def test_the_limit_for_successors_of_older_plans_is_a_reading(answer: str, day: str) -> None:
    """Letters of 2023 and 2024 fit the older limit; both answers are kept."""
    case = tiny('id = "P1"\ndue = "2020-08-31"\ndelivered = "2020-08-31"\nperiod = "2020-09-01/2022-08-31"')
    assert due(case, "2022-09-01", "CAL-2022-12M", **{"SUCCESSOR-OF-OLDER-PLAN": answer}) == [(day, "CAL-2022-12M")]


# --- files ---------------------------------------------------------------------------------------------------------


def one(**changes: date | str | None) -> DueDate:
    """Return a deadline, changed."""
    (found,) = [each for each in deadlines(shipped("pakistan-2017"), on=date(2017, 7, 1)) if each.rule == "CAL-2015-4M"]
    return DueDate(**{**asdict(found), **changes})


def test_an_icalendar_holds_each_deadline_as_a_day() -> None:
    """Read back by the library for calendars, with summary, description and an end a day later."""
    content = deadlines_to_ics([one()], case="pakistan-2017", on=date(2017, 7, 1))
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("dtstart") == date(2017, 10, 31)
    assert event.decoded("dtend") == date(2017, 11, 1)
    assert str(event["summary"]) == "The plan is delivered within four months of its due date"
    assert "Rule CAL-2015-4M of CAL-2015 (confirmed)" in str(event["description"])


def test_uids_are_stable() -> None:
    """The same deadline has the same UID on another day and when its date moves; another one has another."""

    def uids(*found: DueDate, day: date = date(2017, 7, 1)) -> list[str]:
        content = deadlines_to_ics(found, case="pakistan-2017", on=day)
        return [str(event["uid"]) for event in Calendar.from_ical(content).walk("VEVENT")]

    assert uids(one()) == uids(one(date=date(2018, 1, 1)), day=date(2017, 8, 1))
    assert uids(one()) == ["4a6d6602-4f87-57de-9fef-14eaf9907ffe"]
    assert len(set(uids(one(), one(rule="CAL-2015-6M"), one(date=date(2019, 1, 1))))) == 3


def test_one_requirement_in_two_phases_is_two_deadlines() -> None:
    """Each phase has its UID, whichever comes first."""
    making, doing = (one(rule="MR-1.1.a", phase=phase) for phase in Phase)
    held = [deadlines_to_ics(found, case="a", on=date(2024, 7, 1)) for found in ([making, doing], [doing], [making])]
    both, second, first = ([str(one["uid"]) for one in Calendar.from_ical(text).walk("VEVENT")] for text in held)
    assert (len(set(both)), both) == (2, [*first, *second])


def test_a_step_of_co_creation_says_what_follows() -> None:
    """Not that it is then not met, but what comes of that, or that it does not bind yet."""
    plan = 'id = "P1"\nimplementation = "DAY/2025-12-31"\ndelivered = "DAY"\nperiod = "DAY/2025-12-31"'
    said = {}
    for day in ("2023-12-01", "2024-01-01"):
        found = deadlines(tiny(plan.replace("DAY", day)), on=date(2024, 3, 1))
        said[day] = {each.if_missed for each in found if each.rule == "MR-5.1"}
        assert {each.phase for each in found if each.rule == "MR-5.1"} == {Phase.IMPLEMENTATION}
    assert said == {
        "2023-12-01": {"It does not bind yet, by MR-GRACE"},
        "2024-01-01": {"The minimum requirements are not met: contrary to process"},
    }


def test_text_cannot_break_out_of_a_calendar() -> None:
    """Line ends and commas in a text stay in it."""
    hostile = one(what="A\r\nEND:VCALENDAR", latest=date(2018, 1, 1), if_missed="", plan=None)
    content = deadlines_to_ics([hostile], case="x", on=date(2017, 7, 1))
    assert content.count(b"\r\nEND:VCALENDAR") == 1
    assert len(Calendar.from_ical(content).walk("VEVENT")) == 1


def test_the_last_day_there_is_has_no_day_after() -> None:
    """A deadline at the end of time is an event all the same."""
    content = deadlines_to_ics([one(date=date.max)], case="x", on=date(2017, 7, 1))
    assert b"DTEND" not in content


def test_a_table_guards_against_formulas() -> None:
    """What a spreadsheet would run is text."""
    (row,) = csv.DictReader(io.StringIO(deadlines_to_csv([one(what="=1+1")])))
    assert (row["what"], row["date"], row["latest"]) == ("'=1+1", "2017-10-31", "")


# --- command line --------------------------------------------------------------------------------------------------


def test_a_table_keeps_a_lone_carriage_return() -> None:
    """It stands in quotes, so that no reader takes it for the end of the row."""
    text = deadlines_to_csv([one(what="Hand in\rthe plan")])
    assert '"Hand in\rthe plan"' in text
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["what"] == "Hand in\rthe plan"


def test_the_command_lists_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints a table and writes the calendar."""
    file = tmp_path / "due.ics"
    assert run(["deadlines", "pakistan-2017", "--on", "2017-07-01", "--ics", str(file)]) == 0
    assert "2017-10-31" in capsys.readouterr().out
    assert len(Calendar.from_ical(file.read_bytes()).walk("VEVENT")) == len(
        deadlines(shipped("pakistan-2017"), on=date(2017, 7, 1))
    )


def test_the_command_says_when_nothing_is_due(capsys: pytest.CaptureFixture[str]) -> None:
    """An empty list is said in words."""
    assert run(["deadlines", "cambodia-2014", "--on", "2015-01-01"]) == 0
    assert capsys.readouterr().out.strip() == "Nothing is due, as far as the case tells."


def test_a_bad_day_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """A day is year-month-day."""
    assert run(["deadlines", "pakistan-2017", "--on", "2017"]) == 2
    assert '--on: "2017" is not a day' in capsys.readouterr().err
