"""Acting contrary to process: the test vectors, and the known outcome of every case of which one is known."""

from datetime import date
from pathlib import Path

import pytest

from opengov.formats.casefiles import load, loads
from opengov.formats.shipped import case as shipped
from opengov.model.cases import Case
from opengov.model.sources import Confidence
from opengov.model.values import Between, Known, OneOf, Outcome
from opengov.rules.cocreation import check_cocreation
from opengov.rules.deadlines import deadlines
from opengov.rules.process import CycleFinding, process_findings
from opengov.rules.standing import standing, status_words

CASES = Path(__file__).parent / "data" / "cases"


def tiny(*plans: str, events: str = "", more: str = "", on: str = "2022-01-01") -> Case:
    """Return a case of one member with these plans, as known on a day."""
    text = (
        f'opengov = 1\nid = "tiny"\ntitle = "A case"\non = "{on}"\n'
        '[[members]]\nid = "PAK"\nname = "Pakistan"\n' + events
    )
    return loads(text + "".join(f'[[plans]]\nmember = "PAK"\n{plan}\n' for plan in plans) + more, format="toml")


def judged(case: Case, day: str, **readings: str) -> tuple[CycleFinding, ...]:
    """Return the findings on a day."""
    return process_findings(case, on=date.fromisoformat(day), readings=readings or None)


def outcomes(finding: CycleFinding) -> dict[str, Outcome]:
    """Return the outcome of each trigger."""
    return {one.id: one.outcome for one in finding.triggers}


def report(kind: str, *codings: str, plan: str = "P1", more: str = "") -> str:
    """Return an assessment of a plan as text."""
    head = f'[[assessments]]\nid = "{plan}-{kind[:6]}"\nplan = "{plan}"\nreport = "{kind}"\n'
    return f"{head}{more}codings = [{', '.join(codings)}]\n"


NEVER = 'id = "P1"\ndue = "2017-06-30"\nnot_delivered_by = "2018-12-31"'
CONSULT = '{ variable = "level_of_public_influence", value = "consult", phase = "development" }'
INVOLVE = '{ variable = "level_of_public_influence", value = "involve", phase = "development" }'
COLLABORATE = '{ variable = "level_of_public_influence", value = "collaborate", phase = "implementation" }'
KEPT = '{ variable = "repository_kept", value = true }'
DONE = '{ variable = "completed_commitments", value = 5 }'


# --- T1 to T13 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "late", "contrary", "shifted", "new_cycle"),
    [
        ("2017-10-31", "yes", "no", "no", None),  # T1
        ("2017-11-01", "yes", "yes", "no", None),  # T2
        ("2017-12-31", "yes", "yes", "no", None),
        ("2018-01-01", "yes", "yes", "yes", date(2018, 1, 1)),  # T3
    ],
)
def test_a_plan_due_in_june_2017_that_never_came(
    day: str, late: str, contrary: str, shifted: str, new_cycle: date | None
) -> None:
    """Late at once, contrary after 31 October, in another group with a new cycle after 31 December."""
    found = judged(tiny(NEVER), day)[0]
    assert (str(found.late), str(found.contrary), str(found.shifted), found.new_cycle) == (
        late,
        contrary,
        shifted,
        new_cycle,
    )


@pytest.mark.parametrize(
    ("delivered", "contrary", "shifted", "end", "next_due"),
    [
        ("2018-12-31", "no", "no", date(2020, 8, 31), date(2020, 8, 31)),  # T4
        ("2019-01-01", "yes", "yes", date(2020, 8, 31), date(2019, 8, 31)),  # T5
    ],
)
def test_a_plan_due_in_august_2018(delivered: str, contrary: str, shifted: str, end: date, next_due: date) -> None:
    """31 December is the last good day; who is later belongs to the next year's group."""
    plan = f'id = "P1"\ndue = "2018-08-31"\ndelivered = "{delivered}"'
    found = judged(tiny(plan), "2019-02-01")[0]
    assert (str(found.late), str(found.contrary), str(found.shifted)) == ("yes", contrary, shifted)
    assert (found.dated.day("end"), found.next_due) == (Known(end), Known(next_due))


def test_who_switches_from_2020_to_2021_is_not_contrary() -> None:
    """T6: with notice the plan is due in 2021, and the plan before may run until then."""
    before = 'id = "P0"\ndue = "2018-08-31"\ndelivered = "2018-08-31"'
    plan = 'id = "P1"\ndue = "2020-08-31"\nnot_delivered_by = "2021-06-30"'
    notice = "".join(
        f'[[members.events]]\ndate = "2020-07-01"\nkind = "{kind}"\nplan = "{of}"\n'
        for kind, of in (("switched_to_2021", "P1"), ("extended_by_a_year", "P0"))
    )
    old, new = judged(tiny(before, plan, events=notice), "2021-06-30")
    assert (str(new.contrary), new.due, new.last_good_day) == (
        "no",
        Known(date(2021, 8, 31)),
        Known(date(2021, 12, 31)),
    )
    assert old.dated.day("end") == Known(date(2021, 8, 31))
    unknown = judged(tiny(before, plan), "2021-06-30")[1]
    assert str(unknown.contrary) == "undetermined"
    assert unknown.due == OneOf((Known(date(2020, 8, 31)), Known(date(2021, 8, 31))))


@pytest.mark.parametrize(
    ("delivered", "answer", "contrary"),
    [
        ("2023-12-31", "twelve_months", "no"),  # T7
        ("2024-01-01", "twelve_months", "yes"),  # T8
        ("2022-12-31", "year_end", "no"),
        ("2023-01-01", "year_end", "yes"),
        ("2022-12-31", "open", "no"),
        ("2023-01-01", "open", "undetermined"),
        ("2023-12-31", "open", "undetermined"),
        ("2024-01-01", "open", "yes"),
    ],
)
def test_from_2022_a_plan_comes_within_twelve_months_of_the_last_one(
    delivered: str, answer: str, contrary: str
) -> None:
    """From the end of the last plan, to the day; whether of one made before 2022 is open (F12), so by default both."""
    last = 'id = "P0"\nperiod = "2020-09-01/2022-12-31"\ndue = "2020-08-31"\ndelivered = "2020-08-31"'
    case = tiny(last, f'id = "P1"\nnumber = 2\ndelivered = "{delivered}"')
    readings = {} if answer == "open" else {"SUCCESSOR-OF-OLDER-PLAN": answer}
    found = judged(case, "2024-02-01", **readings)[1]
    limits = {"twelve_months": Known(date(2023, 12, 31)), "year_end": Known(date(2022, 12, 31))}
    assert (found.last_good_day, str(found.contrary)) == (limits.get(answer, OneOf(tuple(limits.values()))), contrary)
    about = (
        "OGP held the successor of a plan made under an older calendar to 31 December of the year in which it was due"
    )
    assert (about in found.missing) == (contrary == "undetermined")


@pytest.mark.parametrize(("delivered", "contrary"), [("2023-12-31", "no"), ("2024-01-01", "yes")])  # T7 and T8
def test_twelve_months_are_sure_where_both_plans_are_of_the_calendar_of_2022(delivered: str, contrary: str) -> None:
    """No reading is asked for: the limit of the older calendar is about plans made under that."""
    case = tiny('id = "P0"\nperiod = "2022-01-01/2022-12-31"', f'id = "P1"\nnumber = 2\ndelivered = "{delivered}"')
    found = judged(case, "2024-02-01")[1]
    assert (found.last_good_day, str(found.contrary)) == (Known(date(2023, 12, 31)), contrary)


def test_the_older_limit_is_of_the_year_in_which_the_plan_is_due() -> None:
    """F12: a plan of 2021 that never came is due in 2022, so that the older limit is the end of that year."""
    last = 'id = "P0"\ndue = "2019-08-31"\ndelivered = "2019-08-31"\nperiod = "2019-09-01/2021-08-31"'
    missed = 'id = "P1"\ndue = "2021-08-31"\nnot_delivered_by = "2023-06-30"'
    found = judged(tiny(last, missed), "2023-01-01", **{"SUCCESSOR-OF-OLDER-PLAN": "year_end"})
    assert [(one.cycle, one.last_good_day, str(one.since)) for one in found[1:]] == [
        ("P1", Known(date(2021, 12, 31)), "2022-01-01"),
        ("P1+2022", Known(date(2022, 12, 31)), "2023-01-01"),
    ]


def test_a_plan_of_2020_that_does_not_switch_is_in_time_until_december() -> None:
    """The resolution of 2020: by 31 December, which is the last good day too."""
    whole = '[[completeness]]\nrecords = "membership_events"\nuntil = "2021-12-31"\n'
    found = {
        day: judged(tiny(f'id = "P1"\ndue = "2020-08-31"\ndelivered = "{day}"', more=whole), "2021-02-01")[0]
        for day in ("2020-12-31", "2021-01-01")
    }
    assert [(str(one.late), str(one.contrary)) for one in found.values()] == [("no", "no"), ("yes", "yes")]


def test_the_plan_after_one_of_2022_has_twelve_months() -> None:
    """The doubt is about successors of plans made under an older calendar alone."""
    last = 'id = "P0"\nperiod = "2022-07-01/2024-06-30"\ndue = "2022-06-30"\ndelivered = "2022-06-30"'
    for delivered, contrary in (("2025-06-30", "no"), ("2025-07-01", "yes")):
        found = judged(tiny(last, f'id = "P1"\nnumber = 2\ndelivered = "{delivered}"'), "2025-07-02")[1]
        assert (found.last_good_day, str(found.contrary)) == (Known(date(2025, 6, 30)), contrary)


def test_who_runs_its_plan_of_2018_longer_has_switched_and_sent_it_in_time() -> None:
    """The switch is of the member, whichever plan it names; without it, or a day late, the plan ends as it did."""
    before = 'id = "P0"\ndue = "2018-08-31"\ndelivered = "2018-08-31"'
    plan = 'id = "P1"\ndue = "2020-08-31"\nnot_delivered_by = "2020-09-30"'
    whole = '[[completeness]]\nrecords = "membership_events"\nuntil = "2021-01-01"\n'
    switched = '[[members.events]]\ndate = "2020-07-01"\nkind = "switched_to_2021"\nplan = "P1"\n'
    ends = []
    for first, day in ((switched, "2020-08-31"), (switched, "2020-09-01"), ("", "2020-08-31")):
        told = f'[[members.events]]\ndate = "{day}"\nkind = "extended_by_a_year"\nplan = "P0"\n'
        ends.append(judged(tiny(before, plan, events=first + told, more=whole), "2020-09-30")[0].dated.day("end"))
    assert ends == [Known(date(2021, 8, 31)), Known(date(2020, 8, 31)), Known(date(2020, 8, 31))]


def test_consult_alone_is_contrary() -> None:
    """T9: below Involve in the making of the plan, whatever is unknown of the rest."""
    plan = 'id = "P1"\ndue = "2018-08-31"\ndelivered = "2018-08-31"'
    found = judged(tiny(plan, more=report("design report", CONSULT)), "2022-01-01")[0]
    assert str(found.contrary) == "yes"
    assert [name for name, outcome in outcomes(found).items() if outcome is Outcome.NOT_MET] == [
        "CTP-2018-2.a",
        "CTP-2018-2",
    ]


def test_involve_and_collaborate_with_a_repository_is_fine() -> None:
    """T10: every trigger is looked at, and none is there."""
    plan = 'id = "P1"\ndue = "2018-08-31"\ndelivered = "2018-08-31"'
    found = judged(tiny(plan, more=report("implementation report", INVOLVE, COLLABORATE, KEPT, DONE)), "2022-01-01")[0]
    assert (str(found.contrary), set(outcomes(found).values())) == ("no", {Outcome.MET})


def test_two_findings_in_one_cycle_are_one_finding() -> None:
    """T11: a plan found contrary in its making and in its carrying out is one cycle."""
    case = load(CASES / "united-states-2019.toml")
    found = judged(case, "2023-09-01")
    assert [(one.cycle, str(one.contrary)) for one in found] == [("USA-2019", "yes"), ("USA-2022", "undetermined")]
    assert [str(one.phase) for one in found[0].printed] == ["development", "implementation"]


def test_a_response_that_is_disputed_is_kept_with_the_dispute() -> None:
    """The United States posted one in December 2022; that submissions were not published stands beside it."""
    case = load(CASES / "united-states-2019.toml")
    (response,) = case.responses
    assert (response.plan, str(response.published), response.covers_main_points) == ("USA-2022", "2022-12-13", None)
    assert [(one.about, one.topic, one.value) for one in case.claims] == [
        ("USA-2022", "submissions_published", Known(value=False))
    ]
    assert {one for claim in case.claims for one in claim.sources} == set(response.sources)


# --- what is known of cases ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "day", "known"),
    [
        ("pakistan-2017", "2019-01-01", {"PAK-1": "yes", "PAK-2018": "yes"}),
        ("pakistan-2017", "2018-12-31", {"PAK-1": "yes", "PAK-2018": "no"}),
        ("afghanistan-2017", "2022-01-01", {"AFG-1": "no", "AFG-2": "no"}),
        ("morocco-2018", "2024-01-01", {"MAR-1": "yes", "MAR-2": "no", "MAR-3": "undetermined"}),
        ("tunisia-2024", "2022-01-01", {"TUN-1": "undetermined", "TUN-2": "undetermined", "TUN-3": "undetermined"}),
        ("tunisia-2024", "2024-03-31", {"TUN-1": "undetermined", "TUN-2": "undetermined", "TUN-3": "no"}),
        ("united-kingdom-2019", "2024-06-30", {"GBR-2019": "yes", "GBR-2021": "yes"}),
        ("united-states-2019", "2023-09-01", {"USA-2019": "yes"}),
        ("jordan-2018", "2021-06-30", {"JOR-2018": "no"}),
        ("el-salvador-2018", "2022-01-01", {"SLV-2018": "yes", "SLV-2020": "yes"}),
        ("turkey-2014", "2014-10-31", {"TUR-2014": "no"}),
        ("turkey-2014", "2014-11-01", {"TUR-2014": "yes"}),
        ("azerbaijan-2015", "2018-01-01", {"AZE-2012": "undetermined", "AZE-2015": "undetermined"}),
    ],
)
def test_the_outcome_that_is_known(name: str, day: str, known: dict[str, str]) -> None:
    """What OGP or the IRM found is what comes out; what cannot be known is undetermined, and says what is missing."""
    path = CASES / f"{name}.toml"
    case = load(path) if path.exists() else shipped(name)
    members = {plan.id: plan.member for plan in case.plans}
    wanted = {members[cycle] for cycle in known}
    found = {
        one.cycle: one for member in wanted for one in process_findings(case, member=member, on=date.fromisoformat(day))
    }
    assert {cycle: str(found[cycle].contrary) for cycle in known} == known
    assert [one.cycle for one in found.values() if str(one.contrary) == "undetermined" and not one.missing] == []


@pytest.mark.parametrize(
    ("name", "cycle", "book"),
    [
        ("pakistan-2017", "PAK-1", "CTP-2014"),
        ("pakistan-2017", "PAK-2018", "CTP-2018"),
        ("morocco-2018", "MAR-1", "CTP-2018"),
        ("afghanistan-2017", "AFG-1", "CTP-2014 or CTP-2018"),
    ],
)
def test_the_due_date_picks_the_book(name: str, cycle: str, book: str) -> None:
    """A plan due in 2017 stays under its calendar, and its list of triggers, whenever it is judged."""
    found = {one.cycle: one for one in process_findings(shipped(name), on=date(2022, 1, 1))}
    assert found[cycle].rulebook == book


def test_pakistan_moves_to_the_even_years() -> None:
    """Contrary after 31 October 2017, in the group of 2018 with a new cycle on 1 January, contrary again a year on."""
    first, second = judged(shipped("pakistan-2017"), "2019-01-01")
    assert (str(first.since), first.new_cycle, first.next_due) == (
        "2017-11-01",
        date(2018, 1, 1),
        Known(date(2018, 8, 31)),
    )
    assert (str(second.since), second.due) == ("2019-01-01", Known(date(2018, 8, 31)))


def test_before_a_plan_is_moved_the_cycle_that_follows_is_not_there() -> None:
    """In 2017 nobody could know that a plan would be due in 2018."""
    assert [one.cycle for one in judged(shipped("pakistan-2017"), "2017-12-31")] == ["PAK-1"]


def test_a_cycle_that_has_not_begun_is_no_finding() -> None:
    """One day into its first plan Morocco has one cycle, and its second plan is yet to come."""
    assert [one.cycle for one in judged(shipped("morocco-2018"), "2018-09-01")] == ["MAR-1"]
    assert [one.cycle for one in judged(shipped("morocco-2018"), "2021-12-31")][:2] == ["MAR-1", "MAR-2"]


@pytest.mark.parametrize(("making", "cycles"), [("2020-01/2020-08", ["P1", "P2"]), ("2020-04/2020-08", ["P1"])])
def test_a_cycle_begins_with_the_making_of_its_plan(making: str, cycles: list[str]) -> None:
    """From the day on which its co-creation begins, before the plan is due; it stays among what is due until then."""
    first = 'id = "P1"\ndue = "2018-08-31"\ndelivered = "2018-08-31"'
    case = tiny(first, f'id = "P2"\ndue = "2020-08-31"\ndevelopment = "{making}"')
    assert [one.cycle for one in judged(case, "2020-03-31")] == cycles
    due = deadlines(case, on=date(2020, 3, 31))
    assert ("P2", date(2020, 8, 31)) in {(one.plan, one.date) for one in due if one.rule == "CAL-2018-DUE"}


def test_the_first_cycle_begins_with_the_membership() -> None:
    """Before the plan is due, but not before the country joined."""
    assert [[one.cycle for one in judged(shipped("pakistan-2017"), day)] for day in ("2015-12-31", "2017-01-01")] == [
        [],
        ["PAK-1"],
    ]


def test_a_cycle_that_only_follows_is_found_too() -> None:
    """A plan that never came is due again a year on, also where the case has no entry for that."""
    found = judged(tiny(NEVER), "2018-12-31")
    assert [(one.cycle, one.recorded, str(one.contrary)) for one in found] == [
        ("P1", True, "yes"),
        ("P1+2018", False, "no"),
    ]


def test_a_plan_that_came_two_years_late_was_missing_in_the_cycle_between() -> None:
    """What it was moved to is a cycle of its own, which waiting for the plan does not unmake."""
    case = tiny('id = "P1"\ndue = "2018-08-31"\ndelivered = "2020-04-04"')
    for day in ("2020-04-03", "2020-04-04", "2021-06-01"):
        found = judged(case, day)
        assert [(one.cycle, str(one.contrary), str(one.since)) for one in found] == [
            ("P1", "yes", "2019-01-01"),
            ("P1+2019", "yes", "2020-01-01"),
        ]


def test_a_cycle_between_two_plans_of_the_case_is_found() -> None:
    """A plan that never came was due again a year on, also where the case tells of the next one only."""
    case = tiny(NEVER, 'id = "P3"\ndue = "2019-08-31"')
    assert [(one.cycle, str(one.contrary)) for one in judged(case, "2019-09-01")] == [
        ("P1", "yes"),
        ("P1+2018", "yes"),
        ("P3", "no"),
    ]


# --- the middle of 2014 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("due", ["2014-06-15", "2014-06-30", "2014-07-01"])
def test_the_three_dates_of_mid_2014_are_judged_alike(due: str) -> None:
    """X2: the same due date, limit, books and self-assessments, whichever of the three a case states."""
    case = tiny(f'id = "P1"\ndue = "{due}"\ndelivered = "2014-10-31"')
    (found,) = judged(case, "2014-11-01")
    assert (found.due, found.last_good_day, str(found.late), str(found.contrary), found.rulebook) == (
        Known(date(2014, 6, 30)),
        Known(date(2014, 10, 31)),
        "yes",
        "no",
        "CTP-2014",
    )
    assert found.self_assessments is not None
    assert found.self_assessments.rulebook == "SAR-2014"
    mid = [one.date for one in deadlines(case, on=date(2014, 11, 1)) if one.rule == "SAR-TWO.mid"]
    assert mid == [date(2015, 9, 30)]


KENYA = 'id = "K1"\ndue = "2014-07-01"\nnot_delivered_by = "2016-01-07"'
KENYA_AGAIN = 'id = "K2"\ndue = "2015-06-30"\nnot_delivered_by = "2016-01-07"'


@pytest.mark.parametrize("plans", [(KENYA,), (KENYA, KENYA_AGAIN)])
@pytest.mark.parametrize(
    ("answer", "day", "status"),
    [
        ("new_cycle", "2015-10-31", "active"),
        ("new_cycle", "2015-11-01", "under procedural review"),
        ("same_cycle", "2015-11-01", "active"),
        ("open", "2015-10-31", "active"),
        ("open", "2015-11-01", "active or under procedural review"),
    ],
)
def test_kenya_malawi_and_montenegro_moved_to_2015(plans: tuple[str, ...], answer: str, day: str, status: str) -> None:
    """Late with a plan of 2014 and again in 2015: OGP counted two cycles; that the move made them two is a reading."""
    readings = "open" if answer == "open" else {"SHIFT-OF-2014": answer}
    found = standing(tiny(*plans, on="2016-01-07"), on=date.fromisoformat(day), readings=readings)
    assert status_words(found.status) == status


@pytest.mark.parametrize("answer", ["new_cycle", "same_cycle"])
def test_a_plan_of_2016_is_another_cycle_whatever_the_move_was(answer: str) -> None:
    """With one cycle for 2014 and 2015 that of 2016 is the second."""
    case = tiny(KENYA, 'id = "K3"\ndue = "2016-06-30"\nnot_delivered_by = "2016-12-31"', on="2017-01-01")
    found = standing(case, on=date(2016, 11, 1), readings={"SHIFT-OF-2014": answer})
    since = {"new_cycle": "2015-11-01", "same_cycle": "2016-11-01"}
    assert (status_words(found.status), str(found.since)) == ("under procedural review", since[answer])


def test_a_plan_of_2014_that_is_moved_is_due_in_2015_and_in_2016() -> None:
    """Nobody can give the day on which its new cycle began; late again, it is due by the middle of 2016."""
    first, second = judged(tiny(KENYA, on="2016-01-07"), "2016-01-07")[:2]
    assert (first.cycle, first.new_cycle, first.next_due) == ("K1", None, Known(date(2015, 6, 30)))
    assert (second.cycle, second.new_cycle, second.next_due) == (
        "K1+2015",
        date(2016, 1, 1),
        Known(date(2016, 6, 30)),
    )


# --- what reports print --------------------------------------------------------------------------------------------

YES = '{ variable = "acted_contrary", value = true, text = "Yes" }'
NO = '{ variable = "acted_contrary", value = false, text = "No" }'
PLAN_2018 = 'id = "P1"\ndue = "2018-08-31"\nperiod = "2018/2020"'


def test_two_reports_that_differ_are_both_kept() -> None:
    """Reports on one phase that print two values leave the finding open; neither overwrites the other."""
    reports = report("design report", YES) + report("action plan review", NO)
    found = judged(tiny(PLAN_2018, more=reports), "2022-01-01")[0]
    assert str(found.contrary) == "undetermined"
    assert [one.contrary for one in found.printed] == [Known(value=True), Known(value=False)]


def test_a_later_report_that_finds_against_the_government_counts() -> None:
    """The report on the carrying out may say yes where that on the making said no."""
    reports = report("design report", NO) + report("results report", YES)
    assert str(judged(tiny(PLAN_2018, more=reports), "2022-01-01")[0].contrary) == "yes"


@pytest.mark.parametrize(("answer", "contrary"), [("whole_cycle", "no"), ("its_phase", "undetermined")])
def test_what_the_line_of_a_design_report_speaks_for_is_a_reading(answer: str, contrary: str) -> None:
    """With its_phase, what the report on the carrying out would have told stays open."""
    case = tiny(PLAN_2018, more=report("design report", NO))
    assert str(judged(case, "2022-01-01", **{"PRINTED-LINE": answer})[0].contrary) == contrary


def test_a_report_that_was_not_out_yet_does_not_count() -> None:
    """Only what was published by the day of judgement counts."""
    dated = report("design report", YES, more='published = "2020-03-01"\n')
    case = tiny(PLAN_2018 + '\ndelivered = "2018-08-31"', more=dated)
    found = [str(judged(case, day)[0].contrary) for day in ("2020-02-29", "2020-03-01")]
    assert found == ["no", "yes"]


@pytest.mark.parametrize(
    ("day", "contrary", "since"),
    [
        ("2018-08-31", "no", None),  # the plan has not begun, so no report on it can be there
        ("2018-09-01", "undetermined", None),
        ("2021-12-31", "undetermined", None),
        ("2022-01-01", "yes", "[2018-09-01..2022-01-01]"),
        ("2023-01-01", "yes", "[2018-09-01..2022-01-01]"),
    ],
)
def test_a_report_without_a_date_counts_from_the_day_of_the_case(day: str, contrary: str, since: str | None) -> None:
    """It came out on some day between the first possible one and that on which the case tells of it."""
    plan = 'id = "P1"\ndue = "2018-08-31"\nperiod = "2018-09-01/2020-08-31"\ndelivered = "2018-08-31"'
    found = judged(tiny(plan, more=report("design report", YES)), day)[0]
    assert (str(found.contrary), None if found.since is None else str(found.since)) == (contrary, since)


def test_what_a_report_without_a_date_codes_is_open_too() -> None:
    """A level that may have been out by then leaves the trigger open, not pending."""
    plan = 'id = "P1"\ndue = "2018-08-31"\nperiod = "2018-09-01/2020-08-31"\ndelivered = "2018-08-31"'
    case = tiny(plan, more=report("design report", CONSULT))
    for day, outcome in (("2018-08-31", Outcome.PENDING), ("2019-09-01", Outcome.UNDETERMINED)):
        assert outcomes(judged(case, day)[0])["CTP-2018-2.a"] is outcome


def test_morocco_is_not_contrary_for_certain_one_day_into_its_plan() -> None:
    """The report that finds against the government was written later, on a day that the case does not tell."""
    found = {one.cycle: one for one in judged(shipped("morocco-2018"), "2018-09-01")}
    assert str(found["MAR-1"].contrary) == "undetermined"


@pytest.mark.parametrize(
    ("delivered", "answer", "contrary"),
    [
        ("2023-12-31", "plans_from_2024", "no"),
        ("2024-06-30", "plans_from_2024", "yes"),
        ("2023-12-31", "at_once", "yes"),
    ],
)
def test_the_minimum_requirements_bite_from_2024(delivered: str, answer: str, contrary: str) -> None:
    """Plans of 2022 and 2023 were assessed against them, but could not be found contrary on them."""
    last = 'id = "P0"\nperiod = "2021-09-01/2023-08-31"\ndue = "2021-08-31"\ndelivered = "2021-08-31"'
    plan = f'id = "P1"\nnumber = 2\ndelivered = "{delivered}"'
    missed = report("action plan review", '{ variable = "minimum_requirements_met", value = false }')
    found = judged(tiny(last, plan, more=missed, on="2024-12-31"), "2024-12-31", **{"MR-GRACE": answer})[1]
    assert (str(found.contrary), outcomes(found)["CTP-2022-2"]) == (contrary, Outcome.NOT_MET)


TIMELINE = 'kind = { scheme = "publication-kinds", code = "timeline" }\npublished = "2023-12-25"\nonline = true\n'
WEBSITE = 'kind = { scheme = "publication-kinds", code = "website" }\nnot_published_by = "2024-12-31"\n'


@pytest.mark.parametrize(
    ("missed", "rule", "confidence", "contrary"),
    [
        (TIMELINE, "MR-3.1", Confidence.UNVERIFIED, "no"),  # a week of notice, where general knowledge has two
        (WEBSITE, "MR-2.1", Confidence.CONFIRMED, "yes"),
    ],
)
def test_what_is_general_knowledge_alone_makes_nobody_contrary(
    missed: str, rule: str, confidence: Confidence, contrary: str
) -> None:
    """A requirement that no page confirms is missed, and nothing follows; one that is confirmed is enough."""
    last = 'id = "P0"\nperiod = "2022-01-01/2023-08-31"'
    plan = 'id = "P1"\nnumber = 2\ndelivered = "2024-06-30"\ndevelopment = "2024-01-01/2024-06-30"'
    case = tiny(last, plan, more=f'[[publications]]\nid = "p"\nplan = "P1"\n{missed}', on="2024-07-01")
    requirement = check_cocreation(case, plan="P1", on=date(2024, 7, 1))[0][rule]
    assert (requirement.outcome, requirement.confidence) == (Outcome.NOT_MET, confidence)
    assert str(judged(case, "2024-07-01")[1].contrary) == contrary


def test_a_delivery_known_to_the_month_leaves_open_what_it_must() -> None:
    """Delivered some day in January 2019: too late on any of them. In December or January: open."""
    case = tiny('id = "P1"\ndue = "2018-08-31"\ndelivered = "2019-01"')
    assert str(judged(case, "2019-02-01")[0].contrary) == "yes"
    open_ = tiny('id = "P1"\ndue = "2018-08-31"\ndelivered = "[2018-12-30..2019-01-02]"')
    assert str(judged(open_, "2019-02-01")[0].contrary) == "undetermined"


# --- bad input -----------------------------------------------------------------------------------------------------


def test_a_plan_without_dates_says_what_is_not_known() -> None:
    """No due date, nothing that picks a book: undetermined, with the reason."""
    (found,) = judged(tiny('id = "P1"\nnumber = 1'), "2020-01-01")
    assert (str(found.contrary), found.rulebook) == ("undetermined", None)
    assert found.missing == ("the date on which the plan was due",)
    assert found.doubts == ("when the plan was due is not known, nor any other date of it",)


def test_a_plan_of_an_era_without_a_book_says_so() -> None:
    """Before 2011 there was no calendar, and no book is made up for it."""
    (found,) = judged(tiny('id = "P1"\ndue = "2005-06-30"'), "2020-01-01")
    assert (str(found.contrary), found.missing) == ("undetermined", ("a rulebook for the date it was due",))
    assert found.doubts == ("no calendar is known for the date on which the plan was due",)


def test_plans_that_overlap_are_told() -> None:
    """Two plans that run at the same time are judged each by itself, and the overlap is said."""
    first = 'id = "P1"\ndue = "2018-08-31"\nperiod = "2018-09-01/2020-08-31"\ndelivered = "2018-08-31"'
    second = 'id = "P2"\ndue = "2019-08-31"\nperiod = "2019-09-01/2021-08-31"\ndelivered = "2019-08-31"'
    assert [one.doubts for one in judged(tiny(first, second), "2022-01-01")] == [(), ("it starts before P1 ends",)]


def test_a_plan_that_was_missing_when_its_time_was_over() -> None:
    """Missing on a day after it should have ended: what was carried out of it, if anything, was so on its last day."""
    plan = 'id = "P1"\nperiod = "2018-09-01/2020-08-31"\ndue = "2018-08-31"\nnot_delivered_by = "2020-12-31"'
    (found, *_) = judged(tiny(plan), "2021-06-30")
    assert (str(found.contrary), found.dated.day("end")) == ("yes", Known(date(2020, 8, 31)))
    undated = 'id = "P1"\nperiod = "2018/2018-01-01"\nnot_delivered_by = "2018-01-28"'
    (found, *_) = judged(tiny(undated), "2021-06-30")
    assert found.dated.day("end") == Known(date(2018, 1, 1))


def test_plans_due_on_one_day_are_told() -> None:
    """Two plans cannot be due at once in two cycles, so the second says that it may be none of its own."""
    first, second = (f'id = "P{number}"\ndue = "2018-08-31"\ndelivered = "2018-08-31"' for number in (1, 2))
    told = ("it is due when P1 is, so the two may be one cycle",)
    assert [one.doubts for one in judged(tiny(first, second), "2019-01-01")] == [(), told]
    missed = (f'id = "P{number}"\ndue = "2018-08-31"\nnot_delivered_by = "2019-12-31"' for number in (1, 2))
    found = standing(tiny(*missed), on=date(2019, 6, 1))
    assert [str(one.contrary) for one in found.findings] == ["yes", "yes"]
    assert status_words(found.status) == "active or under procedural review"


@pytest.mark.parametrize(
    ("day", "kind", "status", "told"),
    [
        ("2017-01-01", "withdrew", "withdrawn", ("PAK was no member when it was due",)),
        ("2018-09-01", "withdrew", "withdrawn", ()),
        ("2019-01-01", "joined", "active", ("PAK was no member when it was due",)),
        ("2018-08-31", "joined", "active", ()),
        ("2018", "joined", "active", ()),
    ],
)
def test_a_plan_of_who_was_no_member_is_told(day: str, kind: str, status: str, told: tuple[str, ...]) -> None:
    """A due date before the membership began, or after it ended, does not fit the events of the case."""
    event = f'[[members.events]]\ndate = "{day}"\nkind = "{kind}"\nstatus_after = "{status}"\n'
    plan = 'id = "P1"\ndue = "2018-08-31"\ndelivered = "2018-08-31"'
    assert judged(tiny(plan, events=event), "2019-06-01")[0].doubts == told


def test_a_due_date_known_to_the_year_gives_ranges() -> None:
    """What is counted from a vague day is as vague."""
    (found,) = judged(tiny('id = "P1"\ndue = "2016"'), "2016-03-01")
    assert found.last_good_day == Between(date(2016, 5, 31), date(2017, 4, 30))


def test_since_is_bounded_where_two_books_may_judge() -> None:
    """Due in 2018, no month known: too late for certain by May 2019, under either of the two lists of triggers."""
    for day in ("2019-05-01", "2021-01-01"):
        (found,) = judged(tiny('id = "P1"\ndue = "2018"\ndelivered = "2020"'), day)[:1]
        assert (found.rulebook, str(found.contrary), str(found.since)) == (
            "CTP-2014 or CTP-2018",
            "yes",
            "[2018-06-01..2019-05-01]",
        )


def test_the_first_of_several_days_makes_a_government_contrary() -> None:
    """A letter that is sure to have come earlier than the last day of a vague limit bounds it."""
    letter = '[[members.events]]\ndate = "2018-01-18"\nkind = "contrary_to_process_letter"\nplan = "P1"\n'
    (found,) = judged(tiny('id = "P1"\ndue = "2017"\ndelivered = "2020"', events=letter), "2018-08-01")[:1]
    assert str(found.since) == "[2017-06-01..2018-01-18]"


def test_a_draft_without_any_date_is_no_cycle() -> None:
    """A draft from before joining has no due date, no number and no delivery."""
    assert judged(tiny('id = "draft"\ntitle = "A draft"'), "2020-01-01") == ()


def test_the_books_on_process_are_for_countries() -> None:
    """What follows for a local member was not found, so nothing is found of one."""
    text = """
opengov = 1
id = "tiny"
title = "A case"
[[members]]
id = "kairouan"
name = "Kairouan"
kind = "local"
[[plans]]
id = "P1"
member = "kairouan"
due = "2018-08-31"
not_delivered_by = "2019-12-31"
"""
    (found,) = judged(loads(text, format="toml"), "2019-12-31")
    assert (str(found.contrary), found.missing) == ("undetermined", ("a rulebook on process for local members",))
