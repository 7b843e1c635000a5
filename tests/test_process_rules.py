"""The books on process as rules: each requirement met, not met, pending and open, each exception and each reading."""

from datetime import date

import pytest

from opengov.model.values import UNKNOWN, Absent, Between, Known, Listing, OneOf, Outcome, Scalar, Value
from opengov.rules.results import FindingVerdict, RequirementVerdict
from opengov.rules.shelf import shelf
from opengov.rules.verdicts import Verdict, decide

MET, NOT_MET, PENDING = Outcome.MET, Outcome.NOT_MET, Outcome.PENDING
OPEN, NOT_APPLICABLE = Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE
Fact = Value | Scalar
Facts = dict[str, Fact]
NOT_YET = Absent("not yet")
NOT_GIVEN = Absent("not given")
EXTENDED: Facts = {"plan_years": 3, "extension_notice": date(2020, 8, 31)}
MISSING: Facts = {"review_since": date(2021, 7, 1), "plan_missing": True}
SUCCESSOR: Facts = {"last_end": date(2022, 12, 31), "plan_due": date(2022, 12, 31)}
NONE_DONE = Listing((Known("Not started"), Known("Withdrawn")), complete=True)
SOME_DONE = Listing((Known("Limited"),), complete=False)
# a plan that came, and that the IRM has long judged
JUDGED: Facts = {
    "on": date(2030, 1, 1),
    "delivered": date(2016, 6, 30),
    "delivery_recorded": True,
    "last_good_day": date(2016, 10, 31),
    "plan_end": date(2018, 6, 30),
    "completions_coded": True,
    "engaged_irm_coded": True,
    "engagement_coded": True,
    "level_development_coded": True,
    "level_implementation_coded": True,
    "repository_coded": True,
    "minimum_requirements_coded": True,
}
LATER: Facts = {"on": date(2030, 1, 1)}


def judged(book: str, facts: Facts, readings: dict[str, str] | None = None) -> Verdict:
    """Return the verdict of a shipped book."""
    return decide(shelf()[book], facts, readings=readings)


def outcome(book: str, name: str, facts: Facts, readings: dict[str, str] | None = None) -> Outcome:
    """Return what a requirement came to."""
    found = judged(book, facts, readings)[name]
    assert isinstance(found, RequirementVerdict)
    return found.outcome


def made(book: str, name: str, facts: Facts, readings: dict[str, str] | None = None) -> str:
    """Return whether a finding is made."""
    found = judged(book, facts, readings)[name]
    assert isinstance(found, FindingVerdict)
    return str(found.made)


@pytest.mark.parametrize(
    ("book", "name", "facts", "wanted"),
    [
        # calendars
        ("CAL-COHORT", "CAL-COHORT-4M", {"plan_due": date(2014, 6, 30), "delivered": date(2014, 10, 31)}, MET),
        (
            "CAL-COHORT",
            "CAL-COHORT-4M",
            {"plan_due": date(2014, 6, 30), "delivered": date(2014, 11, 1)} | LATER,
            NOT_MET,
        ),
        ("CAL-COHORT", "CAL-COHORT-DUE", {"plan_due": date(2014, 7, 1), "delivered": date(2014, 6, 30)}, MET),
        (
            "CAL-COHORT",
            "CAL-COHORT-DUE",
            {"plan_due": date(2014, 7, 1), "delivered": date(2014, 7, 1)} | LATER,
            NOT_MET,
        ),
        (
            "CAL-COHORT",
            "CAL-COHORT-DUE",
            {"plan_due": date(2014, 6, 15), "delivered": NOT_YET, "on": date(2014, 6, 30)},
            PENDING,
        ),
        ("CAL-COHORT", "CAL-COHORT-6M", {"plan_due": date(2014, 6, 30), "delivered": date(2014, 12, 31)}, MET),
        (
            "CAL-COHORT",
            "CAL-COHORT-6M",
            {"plan_due": date(2014, 6, 30), "delivered": date(2015, 1, 1)} | LATER,
            NOT_MET,
        ),
        (
            "CAL-COHORT",
            "CAL-COHORT-6M",
            {"plan_due": date(2014, 6, 30), "delivered": NOT_YET, "on": date(2014, 12, 31)},
            PENDING,
        ),
        # the rule is of 2014, on a day not known: a plan of 2012 was not moved by it, one of March 2014 may have been
        ("CAL-COHORT", "CAL-COHORT-6M", {"plan_due": date(2012, 4, 30), "delivered": NOT_YET} | LATER, NOT_APPLICABLE),
        ("CAL-COHORT", "CAL-COHORT-6M", {"plan_due": date(2014, 3, 31), "delivered": NOT_YET} | LATER, OPEN),
        ("CAL-COHORT", "PLAN-LEN-2Y", {"plan_years": 2}, MET),
        ("CAL-COHORT", "PLAN-LEN-2Y", {"plan_years": 1}, NOT_MET),
        ("CAL-2015", "PLAN-LEN-2Y", {"plan_years": 3}, NOT_MET),
        ("CAL-2018", "PLAN-LEN-2Y", {"plan_years": 3, "extension_notice": Absent("not given")}, NOT_MET),
        ("CAL-2018", "PLAN-LEN-2Y", EXTENDED | {"plan_due": date(2018, 8, 31), "switch_notice": date(2020, 7, 1)}, MET),
        ("CAL-2018", "PLAN-LEN-2Y", EXTENDED | {"plan_due": date(2018, 8, 31), "switch_notice": NOT_GIVEN}, NOT_MET),
        ("CAL-2018", "PLAN-LEN-2Y", EXTENDED | {"plan_due": date(2019, 8, 31), "switch_notice": NOT_GIVEN}, MET),
        ("CAL-2018", "PLAN-LEN-2Y", EXTENDED | {"plan_due": date(2020, 8, 31), "switch_notice": NOT_GIVEN}, NOT_MET),
        ("CAL-2022", "PLAN-LEN-4Y", {"plan_years": 4}, MET),
        ("CAL-2022", "PLAN-LEN-4Y", {"plan_years": 3}, NOT_MET),
        (
            "CAL-2022",
            "CAL-2022-12M",
            SUCCESSOR | {"last_plan_before_2022": False, "delivered": NOT_YET, "on": date(2023, 1, 1)},
            PENDING,
        ),
        (
            "CAL-2022",
            "CAL-2022-12M",
            SUCCESSOR | {"last_plan_before_2022": False, "delivered": date(2023, 12, 31)},
            MET,
        ),
        (
            "CAL-2022",
            "CAL-2022-12M",
            SUCCESSOR | {"last_plan_before_2022": False, "delivered": date(2024, 1, 1)} | LATER,
            NOT_MET,
        ),
        ("CAL-2022", "CAL-2022-12M", SUCCESSOR | {"last_plan_before_2022": True, "delivered": date(2022, 12, 31)}, MET),
        (
            "CAL-2022",
            "CAL-2022-12M",
            SUCCESSOR | {"last_plan_before_2022": True, "delivered": date(2023, 12, 31)} | LATER,
            OPEN,
        ),
        (
            "CAL-2022",
            "CAL-2022-12M",
            SUCCESSOR
            | {"last_plan_before_2022": True, "older_limit_kept": True, "delivered": date(2023, 12, 31)}
            | LATER,
            NOT_MET,
        ),
        ("CAL-2022", "CAL-2022-END", {"ends_at": "30 June"}, MET),
        ("CAL-2022", "CAL-2022-END", {"ends_at": "another day"}, NOT_MET),
        ("CAL-2022", "PLAN-REFRESH", {"plan_years": 2}, NOT_APPLICABLE),
        (
            "CAL-2022",
            "PLAN-REFRESH",
            {"plan_years": 4, "plan_start": date(2023, 7, 1), "refreshed": date(2025, 7, 1)},
            MET,
        ),
        (
            "CAL-2022",
            "PLAN-REFRESH",
            {"plan_years": 4, "plan_start": date(2023, 7, 1), "refreshed": NOT_YET} | LATER,
            NOT_MET,
        ),
        # the clause of 2012
        ("CTP-2012", "CTP-2012", {"contrary_stated": False}, MET),
        ("CTP-2012", "CTP-2012", {"contrary_stated": True}, NOT_MET),
        # the clarification of 2014
        ("CTP-2014", "CTP-2014-b", {"self_assessments_in_time": False, "line_of_design_report": False}, NOT_MET),
        ("CTP-2014", "CTP-2014-b", {"self_assessments_in_time": Absent("none due yet")}, MET),
        ("CTP-2014", "CTP-2014-c", JUDGED | {"engaged_irm": False}, NOT_MET),
        ("CTP-2014", "CTP-2014-c", JUDGED | {"engaged_irm": True}, MET),
        ("CTP-2014", "CTP-2014-d", JUDGED | {"completions": NONE_DONE}, NOT_MET),
        ("CTP-2014", "CTP-2014-d", JUDGED | {"completions": SOME_DONE}, MET),
        ("CTP-2014", "CTP-2014-e", JUDGED | {"engaged_online": False, "engaged_in_person": False}, NOT_MET),
        ("CTP-2014", "CTP-2014-e", JUDGED | {"engaged_online": False, "engaged_in_person": True}, MET),
        ("CTP-2014", "CTP-2014-STATED", {"on": date(2016, 1, 1)}, MET),
        ("CTP-2014", "CTP-2014-STATED", {"contrary_stated": OneOf((Known(value=True), Known(value=False)))}, OPEN),
        # the four triggers
        ("CTP-2018", "CTP-2018-2.b", JUDGED | {"level_implementation": "no_consultation"}, NOT_MET),
        ("CTP-2018", "CTP-2018-2.b", JUDGED | {"level_implementation": "inform"}, MET),
        ("CTP-2018", "CTP-2018-2", {"delivered": NOT_YET, "delivery_recorded": True}, NOT_APPLICABLE),
        ("CTP-2018", "CTP-2018-3", JUDGED | {"repository_kept": False}, NOT_MET),
        ("CTP-2018", "CTP-2018-4", JUDGED | {"completions": NONE_DONE}, NOT_MET),
        ("CTP-2018", "CTP-2018-4", JUDGED | {"completions": SOME_DONE}, MET),
        # the three triggers
        ("CTP-2022", "CTP-2022-1", JUDGED | {"delivered": NOT_YET, "on": date(2016, 10, 31)}, PENDING),
        ("CTP-2022", "CTP-2022-2", JUDGED | {"minimum_requirements_met": True}, MET),
        ("CTP-2022", "CTP-2022-2", JUDGED | {"delivered": NOT_YET}, NOT_APPLICABLE),
        ("CTP-2022", "CTP-2022-3", JUDGED | {"delivered": NOT_YET}, NOT_APPLICABLE),
        ("CTP-2022", "CTP-2022-3", JUDGED | {"completions": NONE_DONE}, NOT_MET),
        ("CTP-2022", "CTP-2022-3", JUDGED | {"completions": SOME_DONE}, MET),
        ("CTP-2022", "CTP-2022-STATED", {"contrary_letter": True}, NOT_MET),
        ("CTP-2022", "CTP-2022-STATED", {"contrary_development": OneOf((Known(value=True), Known(value=False)))}, OPEN),
        # self-assessments
        (
            "SAR-2012",
            "SAR-ANNUAL",
            {"self_assessment_due": date(2013, 9, 30), "self_assessment": date(2013, 9, 30)},
            MET,
        ),
        (
            "SAR-2012",
            "SAR-ANNUAL",
            {"self_assessment_due": date(2013, 9, 30), "self_assessment": NOT_YET, "on": date(2013, 9, 1)},
            PENDING,
        ),
        ("SAR-2012", "SAR-LATE", {"self_assessment_due": date(2013, 9, 30), "self_assessment": date(2014, 1, 31)}, MET),
        (
            "SAR-2012",
            "SAR-LATE",
            {"self_assessment_due": date(2013, 9, 30), "self_assessment": NOT_YET, "on": date(2014, 1, 31)},
            PENDING,
        ),
        ("SAR-2014", "SAR-COMMENT", {"self_assessment_comment_days": 14}, MET),
        ("SAR-2014", "SAR-COMMENT", {"self_assessment_comment_days": 13}, NOT_MET),
        ("SAR-2019", "SAR-EOT", {"self_assessment_end_of_term": date(2021, 1, 1)}, MET),
        ("SAR-2019", "SAR-EOT", {"self_assessment_end_of_term": NOT_YET} | LATER, OPEN),
        (
            "SAR-2019",
            "SAR-EOT",
            {"self_assessment_end_of_term": NOT_YET, "end_of_term_stated_due": date(2020, 11, 30)} | LATER,
            NOT_MET,
        ),
        (
            "SAR-2019",
            "SAR-EOT",
            {
                "self_assessment_end_of_term": NOT_YET,
                "end_of_term_stated_due": date(2020, 11, 30),
                "on": date(2020, 11, 30),
            },
            PENDING,
        ),
        # products of the IRM
        ("IRM-2014", "IRM-COMMENT", {"irm_comment_days": 14}, MET),
        ("IRM-2014", "IRM-COMMENT", {"irm_comment_days": 13}, NOT_MET),
        ("IRM-2017", "IRM-COMMENT", {"irm_comment_days": 15}, MET),
        ("IRM-2017", "IRM-COMMENT", {"irm_comment_days": 7}, NOT_MET),
        ("IRM-2022", "IRM-COMMENT", {"irm_comment_days": 14}, MET),
        ("IRM-2022", "IRM-COMMENT", {"irm_comment_days": 7}, NOT_MET),
        ("IRM-2022", "IRM-BRIEF", {"cocreation_start": date(2023, 5, 1), "brief_given": date(2023, 2, 1)}, MET),
        (
            "IRM-2022",
            "IRM-BRIEF",
            {"cocreation_start": date(2023, 5, 1), "brief_given": date(2023, 2, 2), "on": date(2023, 3, 1)},
            NOT_MET,
        ),
        (
            "IRM-2022",
            "IRM-BRIEF",
            {"cocreation_start": date(2023, 5, 1), "brief_given": NOT_YET, "on": date(2023, 1, 1)},
            PENDING,
        ),
        ("IRM-2022", "IRM-REVIEW", {"delivered": NOT_YET}, NOT_APPLICABLE),
        ("IRM-2022", "IRM-REVIEW", {"delivered": date(2023, 12, 31), "review_given": date(2024, 4, 30)}, MET),
        ("IRM-2022", "IRM-REVIEW", {"delivered": date(2023, 12, 31), "review_given": NOT_YET} | LATER, NOT_MET),
        (
            "IRM-2022",
            "IRM-REVIEW",
            {"delivered": date(2023, 12, 31), "review_given": NOT_YET, "on": date(2024, 1, 1)},
            PENDING,
        ),
        ("IRM-2022", "IRM-RESULTS", {"plan_end": date(2024, 6, 30), "results_given": date(2024, 10, 31)}, MET),
        ("IRM-2022", "IRM-RESULTS", {"plan_end": date(2024, 6, 30), "results_given": NOT_YET} | LATER, NOT_MET),
        (
            "IRM-2022",
            "IRM-RESULTS",
            {"plan_end": date(2024, 6, 30), "results_given": NOT_YET, "on": date(2024, 7, 1)},
            PENDING,
        ),
        # standing
        (
            "STANDING",
            "REVIEW-PLAN",
            MISSING | {"delivered_since_review": date(2021, 12, 31)},
            MET,
        ),
        (
            "STANDING",
            "REVIEW-PLAN",
            MISSING | {"delivered_since_review": NOT_YET} | LATER,
            NOT_MET,
        ),
        ("STANDING", "REVIEW-PLAN", MISSING | {"plan_missing": False}, NOT_APPLICABLE),
        ("STANDING", "REVIEW-RECTIFIED", {"review_since": date(2021, 7, 1), "last_trigger_mended": True}, MET),
        ("STANDING", "REVIEW-RECTIFIED", {"review_since": date(2021, 7, 1), "last_trigger_mended": False}, NOT_MET),
    ],
)
def test_what_a_requirement_comes_to(book: str, name: str, facts: Facts, wanted: Outcome) -> None:
    """At the limit, a day or a step beyond it, before it, and where it does not apply."""
    assert outcome(book, name, facts) is wanted


@pytest.mark.parametrize(
    ("delivered", "mid", "end", "on", "wanted", "late"),
    [
        (NOT_YET, NOT_YET, NOT_YET, date(2016, 9, 30), NOT_APPLICABLE, "no"),
        (date(2015, 6, 30), NOT_YET, NOT_YET, date(2016, 9, 30), PENDING, "no"),
        (date(2015, 6, 30), date(2016, 9, 30), date(2017, 9, 30), date(2018, 3, 1), MET, "no"),
        (date(2015, 6, 30), date(2017, 2, 1), date(2018, 2, 1), date(2018, 3, 1), NOT_MET, "yes"),
    ],
)
def test_two_self_assessment_reports(
    delivered: Fact, mid: Fact, end: Fact, on: date, wanted: Outcome, late: str
) -> None:
    """Each is due three months after its year, and too late four months after that."""
    facts: Facts = {
        "plan_due": date(2015, 6, 30),
        "plan_end": date(2017, 6, 30),
        "delivered": delivered,
        "self_assessment_mid_term": mid,
        "self_assessment_end_of_term": end,
        "on": on,
    }
    names = ("SAR-TWO.mid", "SAR-TWO.end", "SAR-TWO", "SAR-LATE.mid", "SAR-LATE.end", "SAR-LATE")
    assert {outcome("SAR-2014", name, facts) for name in names} == {wanted}
    assert made("SAR-2014", "late-self-assessment", facts) == late


@pytest.mark.parametrize(
    ("book", "name", "facts", "answer"),
    [
        ("CTP-2012", "contrary", {"contrary_stated": True}, "yes"),
        ("CTP-2012", "contrary", {"contrary_stated": False}, "no"),
        (
            "SAR-2012",
            "late-self-assessment",
            {"self_assessment_due": date(2013, 9, 30), "self_assessment": date(2014, 1, 31)},
            "no",
        ),
        (
            "SAR-2012",
            "late-self-assessment",
            {"self_assessment_due": date(2013, 9, 30), "self_assessment": date(2014, 2, 1)} | LATER,
            "yes",
        ),
    ],
)
def test_what_is_found(book: str, name: str, facts: Facts, answer: str) -> None:
    """A finding is made by what surely makes it."""
    assert made(book, name, facts) == answer


@pytest.mark.parametrize("book", ["RESP-2014", "RESP-2017"])
@pytest.mark.parametrize(
    ("filed_by", "grounds", "wanted", "inadmissible"),
    [
        ("involved entity", {"media freedom"}, (MET, MET), "no"),
        ("multilateral partner", {"fundamental freedoms", "something else"}, (MET, MET), "no"),
        ("individual", {"access to information"}, (NOT_MET, MET), "yes"),
        ("steering committee member", {"something else"}, (MET, NOT_MET), "yes"),
        (UNKNOWN, UNKNOWN, (OPEN, OPEN), "undetermined"),
    ],
)
def test_who_may_file_a_letter_of_concern_and_on_what(
    book: str, filed_by: Fact, grounds: set[str] | Value, wanted: tuple[Outcome, Outcome], inadmissible: str
) -> None:
    """Not a lone individual, and only on the four grounds."""
    facts: Facts = {"filed_by": filed_by, "grounds": frozenset(grounds) if isinstance(grounds, set) else grounds}
    assert (outcome(book, "RESP-2", facts), outcome(book, "RESP-3", facts)) == wanted
    assert made(book, "inadmissible", facts) == inadmissible


@pytest.mark.parametrize(
    ("acute", "swift", "elsewhere", "wanted"),
    [
        (True, True, True, MET),
        (True, False, False, MET),
        (True, False, True, NOT_MET),
        (False, True, False, NOT_MET),
        (UNKNOWN, True, False, OPEN),
    ],
)
def test_when_the_rapid_response_mechanism_is_the_way(
    acute: Fact, swift: Fact, elsewhere: Fact, wanted: Outcome
) -> None:
    """Acute and serious, and either urgent or not dealt with elsewhere."""
    facts: Facts = {"acute_and_serious": acute, "swift_response_matters": swift, "handled_soon_elsewhere": elsewhere}
    assert outcome("RRM-2018", "RRM-1", facts) is wanted


@pytest.mark.parametrize(("who", "wanted"), [("involved entity", MET), ("individual", NOT_MET), (UNKNOWN, OPEN)])
def test_who_may_ask_for_a_rapid_response(who: Fact, wanted: Outcome) -> None:
    """The same three kinds as for the Response Policy."""
    assert outcome("RRM-2018", "RRM-1.by", {"filed_by": who}) is wanted


# --- readings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "wanted"), [("yes", MET), ("no", OPEN)])
def test_the_line_of_a_design_report_on_a_plan_of_2017(answer: str, wanted: Outcome) -> None:
    """Whether it speaks for lateness too is a reading."""
    facts: Facts = {"delivery_recorded": False, "line_of_design_report": True, "contrary_stated": False} | LATER
    assert outcome("CTP-2014", "CTP-2014-a", facts, {"LINE-OF-DESIGN-REPORTS": answer}) is wanted


@pytest.mark.parametrize(("answer", "wanted"), [("whole_cycle", MET), ("its_phase", OPEN)])
def test_what_a_printed_line_speaks_for(answer: str, wanted: Outcome) -> None:
    """From 2022 the same question stands."""
    facts: Facts = JUDGED | {"contrary_development": False, "completions_coded": False, "completions": UNKNOWN}
    assert outcome("CTP-2022", "CTP-2022-3", facts, {"PRINTED-LINE": answer}) is wanted


# --- conflicts of the sources --------------------------------------------------------------------------------------


def day(book: str, name: str, facts: Facts) -> Value:
    """Return a named day of a book."""
    verdict = judged(book, facts)
    (engine,) = (one for one, _ in verdict.judgements)
    return engine.scope(facts).days[name]


@pytest.mark.parametrize("due", [date(2014, 6, 15), date(2014, 6, 30), date(2014, 7, 1)])
def test_the_middle_of_2014_is_one_date(due: date) -> None:
    """X2: 15 June, the end of June or 1 July, it is the end of June, and four months are over on 1 November 2014."""
    facts: Facts = {"plan_due": due}
    assert (day("CAL-COHORT", "due", facts), day("CAL-COHORT", "last_good_day", facts)) == (
        Known(date(2014, 6, 30)),
        Known(date(2014, 10, 31)),
    )


@pytest.mark.parametrize(
    ("on", "answer", "moved", "shifted"),
    [
        (date(2014, 12, 31), "new_cycle", "no", "no"),
        (date(2015, 1, 1), "new_cycle", "yes", "no"),
        (date(2015, 3, 9), "new_cycle", "yes", "no"),
        (date(2015, 3, 10), "new_cycle", "yes", "yes"),
        (date(2015, 3, 10), "same_cycle", "yes", "no"),
    ],
)
def test_what_follows_from_the_move_of_2014_is_a_reading(on: date, answer: str, moved: str, shifted: str) -> None:
    """More than six months late, a plan of 2014 is moved; that a new cycle starts nobody can say before March 2015."""
    facts: Facts = {"plan_due": date(2014, 6, 30), "delivered": NOT_YET, "on": on}
    found = [made("CAL-COHORT", name, facts, {"SHIFT-OF-2014": answer}) for name in ("moved", "shifted")]
    assert found == [moved, shifted]


def test_from_2018_four_and_six_months_are_one_limit() -> None:
    """X4: in 2015 to 2017 contrary after four months, moved after six; from 2018 both at the end of December."""
    old: Facts = {"plan_due": date(2016, 6, 30), "delivered": date(2016, 11, 15), "on": date(2017, 2, 1)}
    assert [made("CAL-2015", name, old) for name in ("contrary-by-calendar", "shifted")] == ["yes", "no"]
    new: Facts = {"plan_due": date(2018, 8, 31), "delivered": date(2019, 1, 1), "on": date(2019, 2, 1)}
    assert [made("CAL-2018", name, new) for name in ("contrary-by-calendar", "shifted")] == ["yes", "yes"]


@pytest.mark.parametrize(("book", "name", "least"), [("CAL-2015", "MINDUR-2015", 18), ("CAL-2018", "MINDUR-2018", 20)])
def test_the_shortest_implementation_by_era(book: str, name: str, least: int) -> None:
    """X5: 18 months under the calendar of 2015, 20 under that of 2018."""
    found = [outcome(book, name, {"months_of_implementation": months}) for months in (least, least - 1)]
    assert found == [MET, NOT_MET]


def test_a_plan_of_august_2018_ends_in_august() -> None:
    """X6: the press had it end in June 2020; OGP's page says August."""
    assert day("CAL-2018", "end", {"plan_due": date(2018, 8, 31), "on": date(2019, 1, 1)}) == Known(date(2020, 8, 31))


@pytest.mark.parametrize(
    ("due", "switch", "notice", "end"),
    [
        (date(2018, 8, 31), date(2020, 7, 1), date(2020, 8, 31), Known(date(2021, 8, 31))),
        (date(2018, 8, 31), date(2020, 7, 1), date(2020, 9, 1), Known(date(2020, 8, 31))),
        (date(2018, 8, 31), NOT_GIVEN, date(2020, 8, 31), Known(date(2020, 8, 31))),
        (date(2018, 8, 31), date(2020, 7, 1), NOT_GIVEN, Known(date(2020, 8, 31))),
        (date(2018, 8, 31), UNKNOWN, date(2020, 8, 31), OneOf((Known(date(2020, 8, 31)), Known(date(2021, 8, 31))))),
        (date(2019, 8, 31), NOT_GIVEN, date(2020, 7, 1), Known(date(2022, 8, 31))),
        (date(2019, 8, 31), NOT_GIVEN, UNKNOWN, OneOf((Known(date(2021, 8, 31)), Known(date(2022, 8, 31))))),
    ],
)
def test_the_resolution_of_2020_is_an_exception(due: date, switch: Fact, notice: Fact, end: Value) -> None:
    """Who switched could run its plan of 2018 longer, if told in time; plans of 2019 too; what is not known is open."""
    facts: Facts = {"plan_due": due, "switch_notice": switch, "extension_notice": notice, "on": date(2020, 9, 2)}
    assert day("CAL-2018", "end", facts) == end


@pytest.mark.parametrize(
    ("due", "following"),
    [
        (date(2012, 4, 30), date(2014, 6, 30)),
        (date(2013, 4, 30), date(2015, 6, 30)),
        (date(2014, 9, 30), date(2016, 6, 30)),
        (date(2011, 9, 20), date(2013, 9, 30)),
    ],
)
def test_when_the_next_plan_is_due_under_the_first_calendar(due: date, following: date) -> None:
    """From cohorts to odd and even years."""
    assert day("CAL-COHORT", "next_due", {"plan_due": due}) == Known(following)


def test_a_range_of_due_dates_gives_a_range_of_limits() -> None:
    """Four months after some day in September 2014 are over at the end of January 2015 in any case."""
    due = Between(date(2014, 9, 1), date(2014, 9, 30))
    assert day("CAL-COHORT", "last_good_day", {"plan_due": due}) == Known(date(2015, 1, 31))


def test_two_exceptions_that_hold_and_differ_are_an_error_that_cannot_happen_here() -> None:
    """In every shipped calendar the conditions of exceptions to one day exclude each other, by their due dates."""
    for book in ("CAL-COHORT", "CAL-2015", "CAL-2018"):
        for year in range(2011, 2022):
            for month, last in ((6, 30), (8, 31)):
                facts: Facts = {"plan_due": date(year, month, last), "on": date(2022, 1, 1)}
                facts |= {"switch_notice": date(2020, 7, 1), "extension_notice": date(2020, 7, 1)}
                known = {one.name for one in shelf()[book].measures}
                assert judged(book, {name: fact for name, fact in facts.items() if name in known}).rulebook == book


@pytest.mark.parametrize(
    ("book", "name", "pending_until"),
    [
        ("CTP-2014", "CTP-2014-c", date(2018, 6, 30)),
        ("CTP-2018", "CTP-2018-4", date(2018, 6, 30)),
        ("CTP-2022", "CTP-2022-3", date(2018, 10, 31)),
    ],
)
def test_how_long_the_irm_has_still_to_judge(book: str, name: str, pending_until: date) -> None:
    """Four months after the end of a plan is a figure of 2022; before, no limit is known beyond the end itself."""
    silent = JUDGED | {"engaged_irm_coded": False, "completions_coded": False}
    days = (pending_until, date(pending_until.year, pending_until.month + 1, 1))
    assert [outcome(book, name, silent | {"on": day}) for day in days] == [PENDING, OPEN]
