"""Co-creation judged from the records of a case: phases, meetings, notice, responses, partial dates and bad input."""

from datetime import date
from fractions import Fraction

import pytest

import opengov
from opengov.errors import InvalidFacts, UnknownName
from opengov.formats.casefiles import loads
from opengov.model.cases import Case
from opengov.model.dates import PartialDate, Period
from opengov.model.plans import ActionPlan, Amendment, Phase
from opengov.model.values import UNKNOWN, Absent, Between, Known, Listing, OneOf, Outcome, Record, Value
from opengov.rules.cocreation import PhaseVerdict, check_cocreation
from opengov.rules.open_steps import open_steps
from opengov.rules.phases import phase_span
from opengov.rules.plan_content import check_plan
from opengov.rules.responses import share_answered, trace_contributions
from opengov.rules.results import Binding

MET, NOT_MET, PENDING, OPEN = Outcome.MET, Outcome.NOT_MET, Outcome.PENDING, Outcome.UNDETERMINED
DEVELOPMENT, IMPLEMENTATION = Phase.DEVELOPMENT, Phase.IMPLEMENTATION
AFTER = date(2026, 1, 1)

PLAN = """\
opengov = 1
id = "made-up"
title = "A plan as one may be made"

[[members]]
id = "MAR"
name = "Morocco"
official_languages = ["ar"]

[[plans]]
id = "P"
member = "MAR"
delivered = "2022-12-31"
development = "2022-02-01/2022-12-31"
implementation = "2023-01-01/2024-12-31"
"""
FORUM = """\
[[forums]]
id = "forum"
member = "MAR"
name = "Forum"
seats_complete = true
meetings_complete_until = "2025-12-31"
seats = [{ side = "government", count = 5 }, { side = "civil_society", count = 5 }]
"""


def case(*parts: str, plan: str = PLAN) -> Case:
    """Return a case of the plan and some more records."""
    return loads("\n".join((plan, *parts)), format="toml")


def meetings(*days: str, more: str = "") -> str:
    """Return the forum with meetings on some days."""
    held = (f'[[forums.meetings]]\nid = "m{place}"\ndate = "{day}"\n{more}' for place, day in enumerate(days))
    return "\n".join((FORUM, *held))


def phase(found: Case, which: Phase = DEVELOPMENT, *, on: date = AFTER) -> PhaseVerdict:
    """Return the verdict on a phase of the plan."""
    return next(one for one in check_cocreation(found, plan="P", on=on) if one.phase is which)


def outcome(found: Case, rule: str, which: Phase = DEVELOPMENT, *, on: date = AFTER) -> Outcome:
    """Return what a requirement comes to."""
    return phase(found, which, on=on)[rule].outcome


def fact(found: Case, name: str, which: Phase = DEVELOPMENT, *, on: date = AFTER) -> Value:
    """Return a fact as it was seen."""
    value = phase(found, which, on=on).facts.get(name, UNKNOWN)
    assert isinstance(value, Known | OneOf | Between | Absent | type(UNKNOWN))
    return value


def spans(value: Value) -> list[str]:
    """Return the entries of a listing of times."""
    assert isinstance(value, Known)
    assert isinstance(value.value, Listing)
    return [str(one.value) for one in value.value.entries if isinstance(one, Known)]


# --- meetings -------------------------------------------------------------------------------------------------------


def test_t14_a_gap_over_six_months_is_not_met() -> None:
    """Meetings on 1 February and 5 August lie more than six calendar months apart."""
    held = case(meetings("2022-02-01", "2022-08-05", "2022-12-01"))
    assert spans(fact(held, "meeting_gaps")) == ["P0D", "P6M4D", "P3M26D", "P27D"]
    assert outcome(held, "MR-1.1.a") is NOT_MET
    exactly = case(meetings("2022-02-01", "2022-08-01", "2022-12-01"))
    assert outcome(exactly, "MR-1.1.a") is MET


def test_t15_every_year_counts() -> None:
    """One meeting in the first year and three in the second is not two every year."""
    more = "with_civil_society = true\npresented_results = true\ncollected_comments = true\n"
    held = case(meetings("2023-05-01", "2024-02-01", "2024-06-01", "2024-10-01", more=more))
    assert outcome(held, "MR-5.1", IMPLEMENTATION) is NOT_MET
    two = case(meetings("2023-05-01", "2023-09-01", "2024-06-01", "2024-10-01", more=more))
    assert outcome(two, "MR-5.1", IMPLEMENTATION) is MET


def test_a_silence_up_to_the_end_of_co_creation_counts() -> None:
    """Seven months without a meeting before the end of the phase fail, though each half-year had one."""
    assert outcome(case(meetings("2022-03-01", "2022-05-31")), "MR-1.1.a") is NOT_MET


def test_meetings_without_what_must_happen_do_not_count() -> None:
    """A meeting at which no comments were collected is none of the two."""
    good = "with_civil_society = true\npresented_results = true\ncollected_comments = true\n"
    bad = good.replace("collected_comments = true", "collected_comments = false")
    last = '[[forums.meetings]]\nid = "last"\ndate = "{}"\n' + bad
    held = case(meetings("2023-05-01", "2024-06-01", "2024-10-01", more=good), last.format("2023-09-01"))
    assert outcome(held, "MR-5.1", IMPLEMENTATION) is NOT_MET
    silent = case(meetings("2023-05-01", "2023-09-01", "2024-06-01", "2024-10-01"))
    assert outcome(silent, "MR-5.1", IMPLEMENTATION) is OPEN


def test_meetings_out_of_order_and_on_the_same_day() -> None:
    """The order of the records is of no matter, and two meetings on a day are one day without silence."""
    tidy = case(meetings("2022-03-01", "2022-06-01", "2022-06-01", "2022-11-01"))
    mixed = case(meetings("2022-11-01", "2022-06-01", "2022-03-01", "2022-06-01"))
    assert spans(fact(tidy, "meeting_gaps")) == spans(fact(mixed, "meeting_gaps"))
    assert spans(fact(tidy, "meeting_gaps")) == ["P1M", "P3M", "P0D", "P5M", "P1M27D"]


def test_meetings_outside_the_phase_do_not_count() -> None:
    """What was held before the phase began or after it ended breaks no silence in it."""
    held = case(meetings("2021-06-01", "2023-06-01"))
    assert spans(fact(held, "meeting_gaps")) == ["P10M27D"]
    assert fact(held, "meetings_held") == UNKNOWN
    assert phase(held)["MR-1.1.a"].outcome is NOT_MET


def test_a_list_is_complete_only_as_far_as_the_case_says() -> None:
    """Beyond that day others may have been held: what was silent before stays silent, what was not may be."""
    until = FORUM.replace("2025-12-31", "2022-09-30")
    late = '[[forums.meetings]]\nid = "m"\ndate = "2022-05-01"\n'
    assert outcome(case(until, late), "MR-1.1.a") is OPEN
    assert outcome(case(until, late.replace("05-01", "03-01")), "MR-1.1.a") is NOT_MET
    unsaid = FORUM.replace('meetings_complete_until = "2025-12-31"\n', "")
    assert outcome(case(unsaid, late.replace("05-01", "03-01")), "MR-1.1.a") is OPEN
    enough = late + '[[forums.meetings]]\nid = "n"\ndate = "2022-10-01"\n'
    assert outcome(case(unsaid, enough), "MR-1.1.a") is MET


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("2022-06", "2022-11"), MET),  # whichever days they were
        (("2022-07", "2022-12"), MET),
        (("2022-08", "2022-12"), OPEN),  # met only if it was on the first of August
        (("2022-09", "2022-12"), NOT_MET),
        (("2022",), OPEN),
        (("2022", "2022"), OPEN),
        (("2022-04", "2022-05-10"), NOT_MET),
    ],
)
def test_dates_known_in_part_are_sets_of_values(days: tuple[str, ...], expected: Outcome) -> None:
    """A requirement is decided where every day that a date can be decides it alike."""
    assert outcome(case(meetings(*days)), "MR-1.1.a") is expected


def test_one_meeting_cannot_serve_both_ends() -> None:
    """No day of the year breaks a phase of 14 months into silences of six: no arrangement does, so it is not met."""
    longer = PLAN.replace("2022-02-01/2022-12-31", "2021-11-01/2022-12-31")
    found = case(meetings("2022"), plan=longer)
    # the phase began before 2022, so the standards of 2017 judge it, and their quarter is no easier
    assert phase(found)["1b"].outcome is NOT_MET


def test_a_planned_meeting_may_not_have_been_held() -> None:
    """A meeting that was only announced leaves open whether there was silence."""
    held = meetings("2022-03-01") + '[[forums.meetings]]\nid = "x"\ndate = "2022-08-01"\nplanned = true\n'
    assert outcome(case(held), "MR-1.1.a") is OPEN


def test_the_space_for_dialogue_is_not_civil_societys_own_forum() -> None:
    """A forum of civil society alone is no space with government."""
    own = FORUM.replace('name = "Forum"', 'name = "Forum"\nkind = { scheme = "k", code = "civil_society_forum" }')
    assert phase(case(own))["MR-1.1.a"].outcome is OPEN


def test_a_forum_without_members() -> None:
    """A forum whose seats are not told may have any; one that is known to have none has none."""
    empty = FORUM.replace('seats = [{ side = "government", count = 5 }, { side = "civil_society", count = 5 }]\n', "")
    assert outcome(case(empty), "MR-1.1.a") is NOT_MET
    untold = empty.replace("seats_complete = true\n", "")
    meet = '[[forums.meetings]]\nid = "m"\ndate = "2022-07-01"\n'
    assert outcome(case(untold, meet), "MR-1.1.a") is OPEN


def test_meetings_with_civil_society_where_there_is_no_forum() -> None:
    """Without a forum the occasions at which government met civil society stand for its meetings."""
    held = "\n".join(
        f'[[consultations]]\nid = "c{day}"\ntitle = "Round table"\nplan = "P"\nmember = "MAR"\n'
        f'date = "{day}"\nphase = "development"\ngroups_consulted = ["civil_society"]\n'
        for day in ("2022-03-01", "2022-07-01", "2022-11-01")
    )
    complete = '[[completeness]]\nrecords = "consultations"\nuntil = "2025-01-01"\n'
    assert spans(fact(case(held, complete), "meeting_gaps")) == ["P1M", "P4M", "P4M", "P1M27D"]


# --- what is still open ---------------------------------------------------------------------------------------------


def test_a_phase_that_lasts_is_pending_with_the_day() -> None:
    """What holds so far is pending until the phase ends; what is broken is not met at once."""
    held = case(meetings("2022-03-01", "2022-06-01"))
    found = phase(held, on=date(2022, 7, 1))["MR-1.1.a"]
    assert (found.outcome, found.until) == (PENDING, date(2022, 12, 31))
    assert phase(held, on=date(2022, 12, 1))["MR-1.1.a"].outcome is PENDING
    assert phase(held, on=date(2022, 12, 2))["MR-1.1.a"].outcome is NOT_MET


def test_the_next_steps_by_which_day() -> None:
    """The next meeting is due six months after the last, the second update at the end of the year."""
    more = "with_civil_society = true\npresented_results = true\ncollected_comments = true\n"
    updates = '[[repository_updates]]\nid = "u"\nmember = "MAR"\ndate = "2023-02-01"\n'
    complete = '[[completeness]]\nrecords = "repository_updates"\nuntil = "2025-01-01"\n'
    held = case(meetings("2023-03-15", more=more), updates, complete)
    steps = {one.rule: one for one in open_steps(held, plan="P", on=date(2023, 5, 1)) if one.phase is IMPLEMENTATION}
    assert {rule: str(one.date) for rule, one in steps.items()} == {
        "MR-1.1.a": "2023-09-15",
        "MR-1.1.b": "2024-12-31",
        "MR-2.2": "2023-12-31",
        "MR-5.1": "2023-12-31",
    }
    assert steps["MR-5.1"].what == "1 more: meeting, from 2023-01-01 to 2023-12-31"
    assert steps["MR-2.2"].what == "1 more: update of the repository, from 2023-01-01 to 2023-12-31"
    assert steps["MR-1.1.a"].if_missed == "It does not bind yet, by MR-GRACE"


def test_steps_before_co_creation_begins() -> None:
    """The timeline is due two weeks before the phase begins."""
    nothing = '[[completeness]]\nrecords = "publications"\nuntil = "2022-12-31"\n'
    steps = {one.rule: str(one.date) for one in open_steps(case(nothing), plan="P", on=date(2022, 1, 10))}
    assert steps["MR-3.1"] == "2022-01-18"
    assert "MR-3.1" not in {one.rule for one in open_steps(case(nothing), plan="P", on=date(2022, 1, 19))}


# --- taking part ----------------------------------------------------------------------------------------------------

TIMELINE = """\
[[publications]]
id = "timeline"
kind = { scheme = "publication-kinds", code = "timeline" }
plan = "P"
published = "DAY"
online = true
"""


@pytest.mark.parametrize(
    ("day", "expected"), [("2022-01-18", MET), ("2022-01-19", NOT_MET), ("2022-01", OPEN), ("2021-12", MET)]
)
def test_two_weeks_of_notice(day: str, expected: Outcome) -> None:
    """The timeline is out two weeks before co-creation starts, or not."""
    assert outcome(case(TIMELINE.replace("DAY", day)), "MR-3.1") is expected


OCCASION = """\
[[consultations]]
id = "c1"
title = "Online consultation"
plan = "P"
member = "MAR"
kind = { scheme = "consultation-kinds", code = "online_consultation" }
period = "2022-03-01/2022-03-28"
notice = "2022-02-15"
phase = "development"
channels = ["online"]
groups_consulted = ["civil_society", "private_sector"]
"""


def test_facts_on_taking_part() -> None:
    """Days of notice, days for comments with both ends, channels and groups."""
    held = case(OCCASION)
    assert fact(held, "public_comment_days") == Known(28)
    assert fact(held, "feedback_mechanisms") == Between(1, 100_000)
    complete = case(OCCASION, '[[completeness]]\nrecords = "consultations"\nuntil = "2025-01-01"\n')
    assert fact(complete, "feedback_mechanisms") == Known(1)
    assert outcome(held, "MR-3.3") is MET
    assert outcome(complete, "MR-3.2") is NOT_MET
    raised = complete_with("awareness_raising")
    assert outcome(raised, "MR-3.2") is MET


def complete_with(kind: str) -> Case:
    """Return the case whose only occasion is of a kind."""
    return case(
        OCCASION.replace("online_consultation", kind),
        '[[completeness]]\nrecords = "consultations"\nuntil = "2025-01-01"\n',
    )


@pytest.mark.parametrize("day", ["2021-12-31", "2022-01-31", "2025-01-01"])
def test_occasions_outside_every_phase_count_for_none(day: str) -> None:
    """What was held before co-creation began, or after the plan ended, is seen in neither phase."""
    outside = (
        f'[[consultations]]\nid = "c"\ntitle = "A workshop"\nplan = "P"\ndate = "{day}"\n'
        'channels = ["online"]\ngroups_consulted = ["civil_society", "private_sector"]\n'
    )
    complete = '[[completeness]]\nrecords = "consultations"\nuntil = "2025-12-31"\n'
    held = case(outside, complete, FORUM)
    assert [fact(held, name) for name in ("feedback_mechanisms", "awareness_activities")] == [Known(0), Known(0)]
    assert outcome(held, "MR-3.3") is NOT_MET
    assert fact(held, "level_of_public_influence", IMPLEMENTATION) == UNKNOWN
    within = case(outside.replace(day, "2022-02-01"), complete, FORUM)
    assert (fact(within, "feedback_mechanisms"), outcome(within, "MR-3.3")) == (Known(1), MET)


def test_occasions_of_government_alone_gather_no_inputs() -> None:
    """A meeting of ministries is no mechanism for inputs from a range of stakeholders."""
    alone = OCCASION.replace('["civil_society", "private_sector"]', '["government"]')
    complete = '[[completeness]]\nrecords = "consultations"\nuntil = "2025-01-01"\n'
    assert outcome(case(alone, complete), "MR-3.3") is NOT_MET


EARLY = PLAN.replace("2022-12-31", "2014-12-31").replace("2022-02-01", "2014-02-01")
EARLY = EARLY.replace("2023-01-01", "2015-01-01").replace("2024-12-31", "2016-12-31")


def test_the_principles_of_2012_from_records() -> None:
    """Addendum C judges a plan whose co-creation began in 2014, whenever it is judged."""
    occasion = OCCASION.replace("2022", "2014")
    summary = TIMELINE.replace('"timeline"', '"summary"').replace("DAY", "2014-05-01")
    held = case(occasion, TIMELINE.replace("DAY", "2014-02-20"), summary, plan=EARLY)
    found = phase(held)
    assert found.verdict.rulebook == "CONSULT-2012"
    complete = '[[completeness]]\nrecords = "consultations"\nuntil = "2017-01-01"\n'
    found = phase(case(occasion, TIMELINE.replace("DAY", "2014-02-20"), summary, complete, plan=EARLY))
    told = {one.id: one.outcome for one in found.requirements}
    assert told == {
        "ADDC-1": MET,
        "ADDC-2": OPEN,
        "ADDC-3": NOT_MET,
        "ADDC-4": NOT_MET,
        "ADDC-5": MET,
        "ADDC-6": MET,
        "ADDC-6.b": OPEN,
    }
    assert found.facts["days_notice"] == Known(14)
    printed = (
        '[[assessments]]\nid = "r"\nplan = "P"\nreport = "progress report"\npublished = "DAY"\n'
        'codings = [{ variable = "notice_adequate", value = true, phase = "development" }]\n'
    )
    for day, outcome in (("2015-06-01", MET), ("2030-06-01", OPEN)):
        again = case(occasion, TIMELINE.replace("DAY", "2014-02-20"), printed.replace("DAY", day), plan=EARLY)
        assert phase(again)["ADDC-2"].outcome is outcome


def test_levels_as_coded_and_as_the_records_show() -> None:
    """A report decides the level; without one the records show how far it went at least."""
    report = (
        '[[assessments]]\nid = "r"\nplan = "P"\nreport = "design report"\npublished = "2023-06-01"\n'
        'codings = [{ variable = "level_of_public_influence", value = "consult", phase = "development" }]\n'
    )
    old = PLAN.replace("2022-02-01/2022-12-31", "2021-02-01/2022-12-31")
    coded = phase(case(report, OCCASION, plan=old))
    assert coded.facts["level_of_public_influence"] == Known("consult")
    before = phase(case(report, OCCASION, plan=old), on=date(2023, 5, 31))
    assert before.facts["level_of_public_influence"] == OneOf(
        tuple(Known(level) for level in ("consult", "involve", "collaborate", "empower"))
    )
    response = '[[responses]]\nid = "a"\nplan = "P"\npublished = "2022-11-01"\ncovers_main_points = true\n'
    answered = phase(case(response, OCCASION, plan=old))
    assert answered.facts["level_of_public_influence"] == OneOf(
        tuple(Known(level) for level in ("involve", "collaborate", "empower"))
    )
    none = "".join(
        f'[[completeness]]\nrecords = "{one}"\nuntil = "2025-01-01"\n' for one in ("consultations", "publications")
    )
    assert phase(case(none, plan=old)).facts["level_of_public_influence"] == Known("no_consultation")


# --- responses ------------------------------------------------------------------------------------------------------

ANSWERED = """\
[[plans.commitments]]
id = "C1"
title = "A portal"

[[contributions]]
id = "portal"
title = "One portal"
plan = "P"
submitted = "2022-03-02"
commitments = ["C1"]

[[contributions]]
id = "others"
title = "Other proposals"
plan = "P"
count = 3
submitted = "2022-03-03"

[[contributions]]
id = "late"
title = "A late one"
plan = "P"
submitted = "2022-12-01"

[[responses]]
id = "answer"
plan = "P"
contributions = ["portal"]
published = "2022-06-01"
accepted = true
covers_main_points = true
"""


def test_which_contributions_were_answered() -> None:
    """The share counts contributions, not records; unless responses are complete others may have been answered."""
    held = case(ANSWERED)
    assert share_answered(held, plan="P", on=date(2022, 7, 1)) == (Fraction(1, 4), Fraction(1))
    assert share_answered(held, plan="P", on=date(2022, 4, 1)) == (Fraction(0), Fraction(1))
    complete = case(ANSWERED, '[[completeness]]\nrecords = "responses"\nuntil = "2022-12-31"\n')
    assert share_answered(complete, plan="P", on=date(2022, 12, 31)) == (Fraction(1, 5), Fraction(1, 5))
    assert share_answered(case(), plan="P", on=date(2022, 7, 1)) is None
    assert fact(complete, "share_of_contributions_answered", on=date(2022, 12, 31)) == Known(20.0)


def test_the_trace_from_contribution_to_commitment() -> None:
    """Each contribution with its responses and the commitments that took it up."""
    traces = trace_contributions(case(ANSWERED), plan="P", on=date(2022, 7, 1))
    told = [(one.contribution, one.count, one.responses, one.accepted, one.commitments) for one in traces]
    assert told == [("portal", 1, ("answer",), True, ("C1",)), ("others", 3, (), None, ())]
    with pytest.raises(UnknownName):
        trace_contributions(case(), plan="Q", on=AFTER)


def test_a_reasoned_response_by_the_day() -> None:
    """Before it is out the requirement is pending; where none came, it is not met only by complete records."""
    assert outcome(case(ANSWERED), "MR-4.1") is MET
    assert outcome(case(ANSWERED), "MR-4.1", on=date(2022, 5, 31)) is OPEN
    none = '[[completeness]]\nrecords = "responses"\nuntil = "2025-12-31"\n'
    assert outcome(case(none), "MR-4.1", on=date(2022, 5, 31)) is PENDING
    assert outcome(case(none), "MR-4.1", on=date(2024, 1, 1)) is NOT_MET


# --- what is public -------------------------------------------------------------------------------------------------


def test_updates_of_the_repository_in_each_year() -> None:
    """Two updates in every whole year of the phase."""
    updates = "".join(
        f'[[repository_updates]]\nid = "u{day}"\nmember = "MAR"\ndate = "{day}"\n'
        for day in ("2023-02-01", "2023-11-01", "2024-03")
    )
    complete = '[[completeness]]\nrecords = "repository_updates"\nuntil = "2025-12-31"\n'
    assert outcome(case(updates, complete), "MR-2.2", IMPLEMENTATION) is NOT_MET
    assert outcome(case(updates), "MR-2.2", IMPLEMENTATION) is OPEN
    last = '[[repository_updates]]\nid = "last"\nmember = "MAR"\ndate = "2024-12"\n'
    assert outcome(case(updates, last, complete), "MR-2.2", IMPLEMENTATION) is MET


WEBSITE = """\
[[publications]]
id = "site"
kind = { scheme = "publication-kinds", code = "website" }
member = "MAR"
online = true
available = "2022-01-01/2024-06-30"
languages = ["ar", "en"]
"""


def test_a_website_as_long_as_it_is_there() -> None:
    """A site that went away meets the requirement only in the phase whose last day it saw."""
    held = case(WEBSITE)
    assert outcome(held, "MR-2.1") is MET
    assert outcome(held, "MR-2.1", IMPLEMENTATION, on=date(2024, 6, 30)) is MET
    assert outcome(held, "MR-2.1", IMPLEMENTATION) is NOT_MET
    assert outcome(case(), "MR-2.1") is OPEN
    none = '[[completeness]]\nrecords = "publications"\nuntil = "2025-12-31"\n'
    assert outcome(case(none), "MR-2.1") is NOT_MET


def test_languages_and_features_of_the_standards_of_2017() -> None:
    """What is published is there in every official language; the site shows what it is said to show."""
    old = PLAN.replace("2022-02-01/2022-12-31", "2021-02-01/2022-12-31")
    shows = 'covers = ["visible", "accessible", "searchable", "lead_agency", "point_of_contact"]\n'
    held = case(WEBSITE + shows, plan=old)
    assert outcome(held, "S17-CYC-DI-1") is MET
    assert outcome(held, "S17-CYC-DI-2") is MET
    assert outcome(held, "S17-CYC-DI-3") is MET
    assert outcome(case(WEBSITE.replace('"ar", ', ""), plan=old), "S17-CYC-DI-3") is NOT_MET


def test_what_a_report_prints_under_a_requirement_stands_beside() -> None:
    """The IRM's own result on a minimum requirement is shown, and does not replace what the records say."""
    report = (
        '[[assessments]]\nid = "r"\nplan = "P"\nreport = "action plan review"\npublished = "2023-06-01"\n'
        'codings = [{ variable = "MR-2.1", value = false, text = "No" }]\n'
    )
    found = phase(case(report, WEBSITE))["MR-2.1"]
    assert (found.outcome, found.recorded) == (MET, "action plan review: No")
    assert "Reports print: action plan review: No" in found.because


def test_grace_by_the_day_of_delivery() -> None:
    """A plan delivered by the end of 2023 is free; one not yet there may still be."""
    assert phase(case())["MR-2.1"].binding is Binding.NO
    late = PLAN.replace('delivered = "2022-12-31"', 'delivered = "2024-02-01"').replace("/2022-12-31", "/2024-02-01")
    late = late.replace("2023-01-01/2024-12-31", "2024-03-01/2026-02-28")
    assert phase(case(plan=late))["MR-2.1"].binding is Binding.YES
    assert phase(case(plan=late), on=date(2023, 6, 1))["MR-2.1"].binding is Binding.UNDETERMINED
    assert phase(case(plan=late), on=date(2024, 1, 15))["MR-2.1"].binding is Binding.YES


def test_locals_have_requirements_of_their_own() -> None:
    """A local member is judged by the book of OGP Local."""
    local = PLAN.replace('name = "Morocco"', 'name = "Tétouan"\nkind = "local"\ncountry = "MAR-0"')
    local = local.replace("[[plans]]", '[[members]]\nid = "MAR-0"\nname = "Morocco"\n\n[[plans]]')
    local = local.replace('id = "P"', 'id = "P"\nmonitoring_body = "body"')
    body = '[[institutions]]\nid = "body"\nname = "A university"\n'
    held = case(body, meetings("2022-03-01", "2022-08-01"), plan=local)
    found = phase(held)
    assert found.verdict.rulebook == "LOC-STD"
    assert {one.id: one.outcome for one in found.requirements if one.outcome is not OPEN} == {
        "LOC-FORUM.a": MET,
        "LOC-MONITOR": MET,
    }


# --- phases ---------------------------------------------------------------------------------------------------------


def test_the_book_is_that_of_the_day_on_which_the_phase_began() -> None:
    """A plan co-created in 2021 and carried out from 2022 is judged by two books, whenever it is judged."""
    old = PLAN.replace("2022-02-01/2022-12-31", "2021-02-01/2022-12-31")
    assert [one.verdict.rulebook for one in check_cocreation(case(plan=old), plan="P", on=AFTER)] == [
        "STD-2017",
        "STD-2022",
    ]
    # the day is not known: both may apply
    unsure = PLAN.replace("2022-02-01/2022-12-31", "[2021-12-01..2022-02-01]/2022-12-31")
    assert phase(case(plan=unsure)).verdict.rulebook == "STD-2017 or STD-2022"


def test_a_plan_without_dates_is_judged_by_every_book_that_may_apply() -> None:
    """Nothing is guessed: everything stays open."""
    bare = PLAN[: PLAN.index("delivered")]
    found = check_cocreation(case(plan=bare), plan="P", on=AFTER)
    assert [one.verdict.rulebook for one in found] == ["CONSULT-2012 or STD-2017 or STD-2022"] * 2
    assert {one.outcome for verdict in found for one in verdict.requirements} == {OPEN}


def test_a_phase_before_every_book_is_an_error() -> None:
    """No book was in force in 2011; the message says from when there are some."""
    early = PLAN.replace("2022", "2011")
    with pytest.raises(UnknownName, match="CONSULT-2012 from 2012-04"):
        check_cocreation(case(plan=early), plan="P", on=AFTER)


def test_implementation_that_has_not_begun_is_left_out() -> None:
    """There is nothing to judge of what lies ahead."""
    assert [one.phase for one in check_cocreation(case(), plan="P", on=date(2022, 6, 1))] == [DEVELOPMENT]


def test_two_plans_that_overlap_share_the_meetings_of_the_forum() -> None:
    """Each plan sees the meetings in its own phases."""
    second = PLAN[PLAN.index("[[plans]]") :].replace('"P"', '"Q"').replace("2022-02-01", "2022-09-01")
    held = case(second, meetings("2022-03-01", "2022-07-01", "2022-12-01"))
    first, other = (next(iter(check_cocreation(held, plan=name, on=AFTER))) for name in ("P", "Q"))
    assert spans(_known(first.facts["meeting_gaps"])) == ["P1M", "P4M", "P5M", "P27D"]
    assert spans(_known(other.facts["meeting_gaps"])) == ["P3M", "P27D"]


def _known(value: object) -> Value:
    assert isinstance(value, Known)
    return value


def test_phases_of_a_plan_as_they_are_known_on_a_day() -> None:
    """A delivery is not known before it came, an amendment moves the end, occasions bound what is not told."""
    plan = ActionPlan(
        id="P",
        member="M",
        delivered=PartialDate("2022-12"),
        period=Period.parse("2023-01-01/2024-12-31"),
        amendments=(
            Amendment(title="One year more", date=PartialDate("2024-06-01"), new_end=PartialDate("2025-12-31")),
        ),
    )
    assert phase_span(plan, DEVELOPMENT, on=AFTER).end == Between(date(2022, 12, 1), date(2022, 12, 31))
    assert phase_span(plan, DEVELOPMENT, on=date(2022, 6, 1)).last == (date(2022, 6, 2), date.max)
    assert phase_span(plan, IMPLEMENTATION, on=date(2024, 5, 31)).end == Known(date(2024, 12, 31))
    assert phase_span(plan, IMPLEMENTATION, on=date(2024, 6, 1)).end == Known(date(2025, 12, 31))
    never = ActionPlan(id="N", member="M", not_delivered_by=date(2017, 12, 31))
    assert phase_span(never, DEVELOPMENT, on=AFTER).end == Between(date(2018, 1, 1), date.max)


def test_a_day_of_judgement_is_needed() -> None:
    """Without one in the case or the call there is an error that says what to give."""
    with pytest.raises(InvalidFacts) as caught:
        check_cocreation(case(), plan="P")
    assert [one.hint for one in caught.value.problems] == ["give on=date(...)"]


def test_a_phase_longer_than_any_plan_is_not_counted_in_years() -> None:
    """A plan of eight thousand years is no reason to count eight thousand years."""
    long = PLAN.replace("2023-01-01/2024-12-31", "1013-01-01/9024-12-31").replace("development", "# development")
    with pytest.raises(UnknownName):
        check_cocreation(case(plan=long), plan="P", on=date(9000, 1, 1))
    long = PLAN.replace("2023-01-01/2024-12-31", "2023-01-01/9024-12-31")
    assert phase(case(plan=long), IMPLEMENTATION, on=date(9000, 1, 1))["MR-5.1"].outcome is OPEN


# --- what plans hold ------------------------------------------------------------------------------------------------


def test_the_content_of_a_plan_and_of_its_commitments() -> None:
    """Fields left blank are not met, fields not told are open; each commitment has its own verdict."""
    told = """\
[[plans.commitments]]
id = "C1"
title = "A portal"
problem = "Nobody finds the data."
description = ""
lead = "agency"
period = "2023-01-01/2024-06-30"

[[plans.commitments.milestones]]
id = "M1"
title = "A first version"
deliverable = "the portal"
start = "2023-01-01"
due = "2023-12-31"

[[plans.commitments.milestones]]
id = "M2"
title = "A second one"
due = "2024-06-30"

"""
    agency = '[[institutions]]\nid = "agency"\nname = "Agency"\n'
    found = check_plan(case(told, agency), plan="P", on=AFTER)
    (commitment,) = found.commitments.values()
    assert commitment.rulebook == "TMPL-2015"
    assert {one.id: one.outcome for one in commitment.requirements} == {
        "TMPL-TITLE": MET,
        "TMPL-WHAT": NOT_MET,
        "TMPL-PROBLEM": MET,
        "TMPL-SOLUTION": OPEN,
        "TMPL-RELEVANCE": OPEN,
        "TMPL-ADDITIONAL": OPEN,
        "TMPL-LEAD": MET,
        "TMPL-SUPPORTING": OPEN,
        "TMPL-DATES": MET,
        "TMPL-MILESTONES": MET,
        "TMPL-VERIFIABLE": OPEN,
        "TMPL-DATED": NOT_MET,
    }
    assert {one.id: one.outcome for one in found.requirements}["CONT-COMMITMENTS"] is MET


def test_an_amendment_within_a_year() -> None:
    """Eleven months after submission is within a year, thirteen are not; an unknown day is open."""
    amended = '[[plans.amendments]]\ntitle = "One added"\ndate = "{}"\n'
    for day, expected in (("2023-11-30", MET), ("2024-02-01", NOT_MET), ("2023", MET), ("2024", NOT_MET)):
        verdict = check_plan(case(amended.format(day)), plan="P", on=AFTER).verdict
        assert {one.id: one.outcome for one in verdict.requirements}["AMEND-1Y"] is expected
    undated = check_plan(case('[[plans.amendments]]\ntitle = "One added"\n'), plan="P", on=AFTER).verdict
    assert {one.id: one.outcome for one in undated.requirements}["AMEND-1Y"] is OPEN


def test_languages_of_the_plan() -> None:
    """The administrative language and English, as the plan itself was published."""
    plan = '[[publications]]\nid = "nap"\nkind = { scheme = "k", code = "action_plan" }\nplan = "P"\n'
    plan += 'languages = ["ar", "en"]\n'
    told = {one.id: one.outcome for one in check_plan(case(plan), plan="P", on=AFTER).verdict.requirements}
    assert told["LANG"] is MET
    only = {
        one.id: one.outcome
        for one in check_plan(case(plan.replace(', "en"', "")), plan="P", on=AFTER).verdict.requirements
    }
    assert only["LANG"] is NOT_MET


def test_a_plan_that_nothing_dates_has_no_template() -> None:
    """Which template applies cannot be told, and the error says what would tell it."""
    with pytest.raises(InvalidFacts) as caught:
        check_plan(case(plan=PLAN[: PLAN.index("delivered")]), plan="P", on=AFTER)
    assert [one.hint for one in caught.value.problems] == ["give delivered, due or period"]


# --- the founding cases ---------------------------------------------------------------------------------------------


def test_pakistan_met_once_and_had_no_parity() -> None:
    """One meeting in 2017 is not one every quarter, and 6 of 21 seats are no even balance."""
    found, *_ = check_cocreation(opengov.case("pakistan-2017"), plan="PAK-1", on=date(2018, 4, 30))
    assert found.verdict.rulebook == "STD-2017"
    assert {one: found[one].outcome for one in ("1a", "1b", "2a", "2b", "4e")} == {
        "1a": MET,
        "1b": NOT_MET,
        "2a": MET,
        "2b": NOT_MET,
        "4e": OPEN,
    }
    assert found.facts["seat_gap"] == Known(9)


def test_afghanistan_raised_awareness_before_it_drafted() -> None:
    """The first workshop of civil society was for awareness of OGP; what came of the drafts is told, not why."""
    found, *_ = check_cocreation(opengov.case("afghanistan-2017"), plan="AFG-1", on=date(2020, 3, 1))
    assert {one: found[one].outcome for one in ("1a", "4c", "IAP2-COLLAB")} == {
        "1a": OPEN,
        "4c": OPEN,
        "IAP2-COLLAB": OPEN,
    }
    assert found.verdict.rulebook == "CONSULT-2012 or STD-2017"  # when the drafting began is not known
    alone = found.verdict.judgements[1][0].judge(found.verdict.facts)
    outcomes = dict(zip((one.id for one in found.verdict.books[1].requirements), alone.requirements, strict=True))
    assert {one: outcomes[one] for one in ("1a", "4c", "IAP2-COLLAB")} == {
        "1a": {MET},
        "4c": {MET},
        "IAP2-COLLAB": {NOT_MET},
    }


def test_tunisia_consulted_for_28_days() -> None:
    """From 12 October to 8 November 2020, both days included; 275 proposals, of whose answers nothing is known."""
    tunisia = opengov.case("tunisia-2024")
    found, *_ = check_cocreation(tunisia, plan="TUN-4", on=date(2021, 1, 1))
    assert found.facts["public_comment_days"] == Known(28)
    assert share_answered(tunisia, plan="TUN-4", on=date(2021, 1, 1)) == (Fraction(0), Fraction(1))
    assert sum(one.count for one in trace_contributions(tunisia, plan="TUN-4", on=date(2021, 1, 1))) == 275


@pytest.mark.parametrize(
    ("name", "plan", "phases"),
    [
        ("afghanistan-2017", "AFG-1", {DEVELOPMENT: "involve", IMPLEMENTATION: "collaborate"}),
        ("afghanistan-2017", "AFG-2", {DEVELOPMENT: "collaborate"}),
        ("morocco-2018", "MAR-1", {DEVELOPMENT: "consult"}),
        ("tunisia-2024", "TUN-3", {DEVELOPMENT: "involve"}),
    ],
)
def test_levels_in_the_founding_cases(name: str, plan: str, phases: dict[Phase, str]) -> None:
    """The level reached is what the report of the IRM says."""
    found = {one.phase: one for one in check_cocreation(opengov.case(name), plan=plan, on=date(2024, 6, 1))}
    assert {each: found[each].facts["level_of_public_influence"] for each in phases} == {
        each: Known(level) for each, level in phases.items()
    }


def test_a_report_without_a_date_is_not_taken_to_be_out_at_once() -> None:
    """A month into the plan nobody tells whether the report on it was out; the case tells of it years later."""
    morocco = opengov.case("morocco-2018")
    levels = []
    for day in (date(2018, 8, 31), date(2018, 10, 1), date(2024, 1, 1)):
        found, *_ = check_cocreation(morocco, plan="MAR-1", on=day)
        levels.append(found.facts.get("level_of_public_influence"))
    assert Known("consult") not in levels[:2]
    assert levels[2] == Known("consult")


def test_every_plan_of_the_founding_cases_is_judged() -> None:
    """No record of them is too poor to be judged; what is not known is open."""
    for founding in opengov.cases():
        for plan in founding.plans:
            for verdict in check_cocreation(founding, plan=plan.id, on=date(2024, 6, 1)):
                assert verdict.requirements
                assert all(one.because for one in verdict.requirements)


def test_records_of_windows_are_what_they_say() -> None:
    """A year knows whether it is whole, whether it is over, and what lies in it."""
    value = fact(case(meetings("2023-05-01")), "meeting_years", IMPLEMENTATION, on=date(2024, 2, 1))
    assert isinstance(value, Known)
    assert isinstance(value.value, Listing)
    years = [one for one in value.value.entries if isinstance(one, Record)]
    assert [(one.get("whole"), one.get("over")) for one in years] == [
        (Known(value=True), Known(value=True)),
        (Known(value=True), Known(value=False)),
    ]
