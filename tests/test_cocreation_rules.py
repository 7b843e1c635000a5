"""The standards of each era as rules: every requirement met, not met, pending, open and out of its phase."""

from datetime import date

import pytest

from opengov.model.values import Absent, Between, Known, Listing, Outcome, Record, Scalar, Span, Value
from opengov.rules.results import Binding, Made, RequirementVerdict
from opengov.rules.shelf import shelf
from opengov.rules.verdicts import Verdict, decide

MET, NOT_MET, PENDING = Outcome.MET, Outcome.NOT_MET, Outcome.PENDING
OPEN, NOT_APPLICABLE = Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE
Fact = Value | Scalar
Facts = dict[str, Fact]
DEV: Facts = {"phase": "development"}
IMP: Facts = {"phase": "implementation"}
LATER: Facts = {"on": date(2026, 1, 1)}
NOW: Facts = {"on": date(2024, 6, 1)}
SPAN: Facts = {"phase_start": date(2024, 1, 1), "phase_end": date(2025, 12, 31)}
NEVER = Absent("never")


def gaps(*spans: Span) -> Listing:
    """Return times without a meeting."""
    return Listing(tuple(Known(one) for one in spans), complete=True)


def years(
    *counts: int, name: str = "meetings", over: bool = True, whole: bool = True, complete: bool = True
) -> Listing:
    """Return years, each with so many entries that count."""
    seen = {"meetings": ("within", "with_civil_society", "presented_results", "collected_comments")}
    entry = Record(tuple((each, Known(value=True)) for each in seen.get(name, ("within",))))
    return Listing(
        tuple(
            Record(
                (
                    ("whole", Known(whole)),
                    ("over", Known(over)),
                    (name, Known(Listing((entry,) * count, complete=complete))),
                )
            )
            for count in counts
        ),
        complete=True,
    )


def judged(book: str, facts: Facts, readings: dict[str, str] | None = None) -> Verdict:
    """Return the verdict of a shipped book."""
    return decide(shelf()[book], facts, readings=readings)


def requirement(book: str, name: str, facts: Facts, readings: dict[str, str] | None = None) -> RequirementVerdict:
    """Return one requirement of a verdict."""
    found = judged(book, facts, readings)[name]
    assert isinstance(found, RequirementVerdict)
    return found


def of(book: str, name: str, facts: Facts, outcome: Outcome) -> tuple[str, str, Facts, Outcome]:
    """Return a case of a comprehension, whatever its facts are."""
    return book, name, facts, outcome


REGULAR: Facts = {"regularity_judged": True, "meets_regularly": True}
NO_MEETING: Facts = {"regularity_judged": False, "meetings_held": 0}

# one line for each: book, requirement, what is known, the outcome
CASES: list[tuple[str, str, Facts, Outcome]] = [
    # Addendum C
    (
        "CONSULT-2012",
        "ADDC-1",
        DEV
        | {"timeline_published": date(2014, 1, 9), "consultation_start": date(2014, 1, 10), "timeline_online": True},
        MET,
    ),
    (
        "CONSULT-2012",
        "ADDC-1",
        DEV
        | {"timeline_published": date(2014, 1, 10), "consultation_start": date(2014, 1, 10), "timeline_online": True},
        NOT_MET,
    ),
    (
        "CONSULT-2012",
        "ADDC-1",
        DEV
        | {"timeline_published": date(2014, 1, 9), "consultation_start": date(2014, 1, 10), "timeline_online": False},
        NOT_MET,
    ),
    ("CONSULT-2012", "ADDC-1", DEV | {"timeline_published": NEVER, "consultation_start": date(2014, 1, 10)}, NOT_MET),
    ("CONSULT-2012", "ADDC-2", DEV | {"notice_judged": True, "notice_adequate": True}, MET),
    ("CONSULT-2012", "ADDC-2", DEV | {"days_notice": 21, "notice_judged": True, "notice_adequate": False}, NOT_MET),
    ("CONSULT-2012", "ADDC-2", DEV | {"days_notice": 0, "notice_judged": False}, NOT_MET),
    *[
        ("CONSULT-2012", "ADDC-2", DEV | {"days_notice": days, "notice_judged": False}, OPEN)
        for days in (1, 13, 14, 60)
    ],
    ("CONSULT-2012", "ADDC-3", DEV | LATER | SPAN | {"awareness_activities": 1}, MET),
    ("CONSULT-2012", "ADDC-3", DEV | LATER | SPAN | {"awareness_activities": 0}, NOT_MET),
    ("CONSULT-2012", "ADDC-3", DEV | NOW | SPAN | {"awareness_activities": 0}, PENDING),
    ("CONSULT-2012", "ADDC-4", DEV | LATER | SPAN | {"channels": frozenset({"online", "in_person"})}, MET),
    ("CONSULT-2012", "ADDC-4", DEV | LATER | SPAN | {"channels": frozenset({"online"})}, NOT_MET),
    ("CONSULT-2012", "ADDC-4", DEV | NOW | SPAN | {"channels": frozenset({"online"})}, PENDING),
    (
        "CONSULT-2012",
        "ADDC-5",
        DEV | LATER | SPAN | {"groups_consulted": frozenset({"civil_society", "private_sector"})},
        MET,
    ),
    (
        "CONSULT-2012",
        "ADDC-5",
        DEV | LATER | SPAN | {"groups_consulted": frozenset({"civil_society", "other"})},
        NOT_MET,
    ),
    ("CONSULT-2012", "ADDC-5", DEV | NOW | SPAN | {"groups_consulted": frozenset({"civil_society"})}, PENDING),
    ("CONSULT-2012", "ADDC-6", DEV | LATER | SPAN | {"summary_online": True}, MET),
    ("CONSULT-2012", "ADDC-6", DEV | LATER | SPAN | {"summary_online": False}, NOT_MET),
    ("CONSULT-2012", "ADDC-6", DEV | NOW | SPAN | {"summary_online": False}, PENDING),
    ("CONSULT-2012", "ADDC-6.b", DEV | LATER | SPAN | {"submissions_online": True}, MET),
    ("CONSULT-2012", "ADDC-6.b", DEV | LATER | SPAN | {"submissions_online": False}, NOT_MET),
    ("CONSULT-2012", "ADDC-6.b", DEV | NOW | SPAN | {"submissions_online": False}, PENDING),
    ("CONSULT-2012", "ADDC-7", IMP | LATER | SPAN | REGULAR | {"forum_exists": True}, MET),
    ("CONSULT-2012", "ADDC-7", IMP | LATER | SPAN | {"forum_exists": False}, NOT_MET),
    ("CONSULT-2012", "ADDC-7", IMP | NOW | SPAN | NO_MEETING | {"forum_exists": True}, PENDING),
    ("CONSULT-2012", "ADDC-7.a", IMP | LATER | SPAN | {"forum_exists": False}, NOT_MET),
    ("CONSULT-2012", "ADDC-7.a", IMP | NOW | SPAN | {"forum_exists": False}, PENDING),
    ("CONSULT-2012", "ADDC-7.b", IMP | LATER | SPAN | REGULAR, MET),
    ("CONSULT-2012", "ADDC-7.b", IMP | LATER | SPAN | REGULAR | {"meets_regularly": False}, NOT_MET),
    ("CONSULT-2012", "ADDC-7.b", IMP | LATER | SPAN | NO_MEETING, NOT_MET),
    ("CONSULT-2012", "ADDC-7.b", IMP | NOW | SPAN | NO_MEETING, PENDING),
    *[
        ("CONSULT-2012", "ADDC-7.b", IMP | LATER | SPAN | NO_MEETING | {"meetings_held": held}, OPEN)
        for held in (1, 2, 9)
    ],
    ("CONSULT-2012", "ADDC-8", IMP | LATER | SPAN | {"consultation_in_self_assessment": True}, MET),
    ("CONSULT-2012", "ADDC-8", IMP | LATER | SPAN | {"consultation_in_self_assessment": False}, NOT_MET),
    ("CONSULT-2012", "ADDC-8", IMP | NOW | SPAN | {"consultation_in_self_assessment": False}, PENDING),
    # the basic standards of 2017
    (
        "STD-2017",
        "S17-CYC-DI-1",
        DEV | {"website": True, "website_features": frozenset({"visible", "accessible", "searchable"})},
        MET,
    ),
    ("STD-2017", "S17-CYC-DI-1", DEV | {"website": False}, NOT_MET),
    ("STD-2017", "S17-CYC-DI-2", DEV | {"website_features": frozenset({"lead_agency", "point_of_contact"})}, MET),
    ("STD-2017", "S17-CYC-DI-2", DEV | {"website_features": frozenset({"lead_agency"})}, NOT_MET),
    ("STD-2017", "S17-CYC-DI-3", DEV | {"in_official_languages": True}, MET),
    ("STD-2017", "S17-CYC-DI-3", DEV | {"in_official_languages": False}, NOT_MET),
    ("STD-2017", "S17-CYC-DI-4", IMP | {"repository": True}, MET),
    ("STD-2017", "S17-CYC-DI-4", IMP | {"repository": False}, NOT_MET),
    ("STD-2017", "IAP2-COLLAB", DEV | {"level_of_public_influence": "collaborate"}, MET),
    ("STD-2017", "IAP2-COLLAB", DEV | {"level_of_public_influence": "involve"}, NOT_MET),
    # those of 2022
    (
        "STD-2022",
        "MR-1.1",
        DEV
        | LATER
        | SPAN
        | {
            "forum_sides": frozenset({"government", "civil_society"}),
            "meeting_gaps": gaps(Span(6)),
            "rules_public": True,
        },
        MET,
    ),
    (
        "STD-2022",
        "MR-1.1",
        DEV
        | LATER
        | SPAN
        | {"forum_sides": frozenset({"government", "civil_society"}), "meeting_gaps": gaps(Span(6, 1))},
        NOT_MET,
    ),
    (
        "STD-2022",
        "MR-1.1",
        DEV
        | NOW
        | SPAN
        | {
            "forum_sides": frozenset({"government", "civil_society"}),
            "meeting_gaps": gaps(Span(5)),
            "rules_public": False,
        },
        PENDING,
    ),
    ("STD-2022", "MR-1.1.a", DEV | LATER | SPAN | {"forum_sides": frozenset({"government"})}, NOT_MET),
    ("STD-2022", "MR-1.1.b", DEV | LATER | SPAN | {"rules_public": False}, NOT_MET),
    ("STD-2022", "MR-2.1", DEV | {"website": True}, MET),
    ("STD-2022", "MR-2.1", DEV | {"website": False}, NOT_MET),
    (
        "STD-2022",
        "MR-2.2",
        IMP | LATER | SPAN | {"repository": True, "repository_years": years(2, 3, name="updates")},
        MET,
    ),
    (
        "STD-2022",
        "MR-2.2",
        IMP | LATER | SPAN | {"repository": True, "repository_years": years(2, 1, name="updates")},
        NOT_MET,
    ),
    (
        "STD-2022",
        "MR-2.2",
        IMP | NOW | SPAN | {"repository": True, "repository_years": years(1, name="updates", over=False)},
        PENDING,
    ),
    ("STD-2022", "MR-3.1", DEV | LATER | SPAN | {"timeline_published": date(2023, 12, 18)}, MET),
    ("STD-2022", "MR-3.1", DEV | LATER | SPAN | {"timeline_published": date(2023, 12, 19)}, NOT_MET),
    ("STD-2022", "MR-3.1", DEV | SPAN | {"timeline_published": NEVER, "on": date(2023, 12, 18)}, PENDING),
    ("STD-2022", "MR-3.1", DEV | SPAN | {"timeline_published": NEVER, "on": date(2023, 12, 19)}, NOT_MET),
    ("STD-2022", "MR-3.2", DEV | LATER | SPAN | {"awareness_activities": 1}, MET),
    ("STD-2022", "MR-3.2", DEV | LATER | SPAN | {"awareness_activities": 0}, NOT_MET),
    ("STD-2022", "MR-3.2", DEV | NOW | SPAN | {"awareness_activities": 0}, PENDING),
    ("STD-2022", "MR-3.3", DEV | LATER | SPAN | {"feedback_mechanisms": 1}, MET),
    ("STD-2022", "MR-3.3", DEV | LATER | SPAN | {"feedback_mechanisms": 0}, NOT_MET),
    ("STD-2022", "MR-3.3", DEV | NOW | SPAN | {"feedback_mechanisms": 0}, PENDING),
    ("STD-2022", "MR-4.1", DEV | LATER | SPAN | {"reasoned_response_published": date(2026, 1, 1)}, MET),
    ("STD-2022", "MR-4.1", DEV | LATER | SPAN | {"reasoned_response_published": NEVER}, NOT_MET),
    ("STD-2022", "MR-4.1", DEV | NOW | SPAN | {"reasoned_response_published": NEVER}, PENDING),
    ("STD-2022", "MR-5.1", IMP | LATER | SPAN | {"meeting_years": years(2, 2)}, MET),
    ("STD-2022", "MR-5.1", IMP | LATER | SPAN | {"meeting_years": years(1, 3)}, NOT_MET),
    ("STD-2022", "MR-5.1", IMP | NOW | SPAN | {"meeting_years": years(0, over=False)}, PENDING),
    # OGP Local
    (
        "LOC-STD",
        "LOC-FORUM",
        DEV
        | LATER
        | SPAN
        | REGULAR
        | {
            "forum_exists": True,
            "forum_sides": frozenset({"government", "civil_society"}),
            "selection_transparent": True,
        },
        MET,
    ),
    ("LOC-STD", "LOC-FORUM", DEV | LATER | SPAN | {"forum_exists": False}, NOT_MET),
    (
        "LOC-STD",
        "LOC-FORUM",
        DEV | NOW | SPAN | NO_MEETING | {"forum_exists": False, "selection_transparent": False},
        PENDING,
    ),
    ("LOC-STD", "LOC-FORUM.b", DEV | LATER | SPAN | NO_MEETING, NOT_MET),
    ("LOC-STD", "LOC-FORUM.b", DEV | LATER | SPAN | NO_MEETING | {"meetings_held": 2}, OPEN),
    ("LOC-STD", "LOC-FORUM.c", DEV | LATER | SPAN | {"selection_transparent": False}, NOT_MET),
    ("LOC-STD", "LOC-INFO", DEV | LATER | SPAN | {"website": True, "news_gaps": gaps(Span(4))}, MET),
    ("LOC-STD", "LOC-INFO", DEV | LATER | SPAN | {"website": True, "news_gaps": gaps(Span(4, 1))}, NOT_MET),
    ("LOC-STD", "LOC-INFO", DEV | NOW | SPAN | {"website": True, "news_gaps": gaps(Span(4))}, PENDING),
    ("LOC-STD", "LOC-SHARE", DEV | {"shared_before_meetings": True}, MET),
    ("LOC-STD", "LOC-SHARE", DEV | {"shared_before_meetings": False}, NOT_MET),
    ("LOC-STD", "LOC-MONITOR", DEV | LATER | SPAN | {"monitoring_body_named": True}, MET),
    ("LOC-STD", "LOC-MONITOR", DEV | LATER | SPAN | {"monitoring_body_named": False}, NOT_MET),
    ("LOC-STD", "LOC-MONITOR", DEV | NOW | SPAN | {"monitoring_body_named": False}, PENDING),
    (
        "LOC-STD",
        "LOC-INCEPTION",
        IMP | LATER | {"plan_delivered": date(2023, 8, 31), "inception_published": date(2023, 10, 31)},
        MET,
    ),
    (
        "LOC-STD",
        "LOC-INCEPTION",
        IMP | LATER | {"plan_delivered": date(2023, 8, 31), "inception_published": date(2023, 11, 1)},
        NOT_MET,
    ),
    (
        "LOC-STD",
        "LOC-INCEPTION",
        IMP | {"plan_delivered": date(2023, 8, 31), "inception_published": NEVER, "on": date(2023, 10, 31)},
        PENDING,
    ),
    ("LOC-STD", "LOC-MAX5", IMP | {"commitments": 5}, MET),
    ("LOC-STD", "LOC-MAX5", IMP | {"commitments": 6}, NOT_MET),
    # what a plan holds
    *[
        case
        for book in ("CONT-2012", "CONT-2013", "CONT-2015")
        for case in (
            of(book, "CONT-COMMITMENTS", {"commitments": 1}, MET),
            of(book, "CONT-COMMITMENTS", {"commitments": 0}, NOT_MET),
            of(book, "CONT-CHALLENGES", {"grand_challenges": 1}, MET),
            of(book, "CONT-CHALLENGES", {"grand_challenges": 0}, NOT_MET),
        )
    ],
    *[
        case
        for book in ("CONT-2013", "CONT-2015")
        for case in (
            of(book, "CONT-LENGTH", {"pages": 8}, MET),
            of(book, "CONT-LENGTH", {"pages": 7}, NOT_MET),
            of(book, "CONT-LENGTH", {"pages": 13}, NOT_MET),
        )
    ],
    ("CONT-2013", "CONT-LENGTH", {"pages": 11}, NOT_MET),
    ("CONT-2015", "CONT-LENGTH", {"pages": 12}, MET),
    ("CONT-2013", "CONT-TWO-CHALLENGES", {"grand_challenges": 2}, MET),
    ("CONT-2013", "CONT-TWO-CHALLENGES", {"grand_challenges": 1}, NOT_MET),
    ("CONT-2015", "COUNT-REC", {"commitments": 15}, MET),
    ("CONT-2015", "COUNT-REC", {"commitments": 16}, NOT_MET),
    ("CONT-2015", "COUNT-CAP", {"plan_date": date(2018, 8, 31), "commitments": 20}, MET),
    ("CONT-2015", "COUNT-CAP", {"plan_date": date(2018, 8, 31), "commitments": 21}, NOT_MET),
    ("CONT-2015", "COUNT-CAP", {"plan_date": date(2016, 6, 30), "commitments": 21}, NOT_APPLICABLE),
    ("CONT-2015", "LANG", {"languages": frozenset({"english", "administrative"})}, MET),
    ("CONT-2015", "LANG", {"languages": frozenset({"administrative"})}, NOT_MET),
    ("CONT-2015", "AMEND-1Y", {"amendment_delays": gaps(Span(11, 4), Span(12))}, MET),
    ("CONT-2015", "AMEND-1Y", {"amendment_delays": gaps(Span(12, 1))}, NOT_MET),
    # what a commitment says
    *[
        case
        for book in ("TMPL-2012", "TMPL-2015")
        for name, measure in (
            ("TITLE", "title"),
            ("WHAT", "description"),
            ("RELEVANCE", "relevance"),
            ("LEAD", "lead"),
            ("DATES", "dates"),
        )
        for case in (
            of(book, f"TMPL-{name}", {measure: True}, MET),
            of(book, f"TMPL-{name}", {measure: False}, NOT_MET),
        )
    ],
    *[
        case
        for name, measure in (
            ("PROBLEM", "problem"),
            ("SOLUTION", "solution"),
            ("ADDITIONAL", "additional"),
            ("SUPPORTING", "supporting"),
        )
        for case in (
            of("TMPL-2015", f"TMPL-{name}", {measure: True}, MET),
            of("TMPL-2015", f"TMPL-{name}", {measure: False}, NOT_MET),
        )
    ],
    *[
        of(book, "TMPL-MILESTONES", {"milestones": count}, outcome)
        for book in ("TMPL-2012", "TMPL-2015")
        for count, outcome in ((1, MET), (0, NOT_MET))
    ],
]


@pytest.mark.parametrize(
    ("book", "name", "facts", "outcome"), CASES, ids=[f"{one[0]}-{one[1]}-{one[3]}-{n}" for n, one in enumerate(CASES)]
)
def test_each_requirement_at_its_boundary(book: str, name: str, facts: Facts, outcome: Outcome) -> None:
    """What a requirement comes to where its facts are known, at and beside its boundary."""
    assert requirement(book, name, facts).outcome is outcome


@pytest.mark.parametrize("phase", ["development", "implementation"])
@pytest.mark.parametrize("book", ["CONSULT-2012", "STD-2017", "STD-2022", "LOC-STD"])
def test_a_requirement_judges_its_own_phases(book: str, phase: str) -> None:
    """A requirement of the other phase does not apply; one of this phase is open while nothing is known."""
    found = {one.id: one for one in judged(book, {"phase": phase}).requirements}
    for one in shelf()[book].requirements:
        inside = not one.phases or phase in one.phases
        assert found[one.id].outcome is (OPEN if inside else NOT_APPLICABLE)


@pytest.mark.parametrize("book", ["CONT-2012", "CONT-2013", "CONT-2015", "TMPL-2012", "TMPL-2015"])
def test_nothing_is_known_of_content_that_is_not_told(book: str) -> None:
    """What a case does not tell of a plan is open, never blank."""
    assert {one.outcome for one in judged(book, {}).requirements} == {OPEN}


@pytest.mark.parametrize(
    ("name", "milestones", "outcome"),
    [
        ("TMPL-VERIFIABLE", [{"deliverable": True}], MET),
        ("TMPL-VERIFIABLE", [{"deliverable": True}, {"deliverable": False}], NOT_MET),
        ("TMPL-DATED", [{"start": True, "due": True}], MET),
        ("TMPL-DATED", [{"start": False, "due": True}], NOT_MET),
    ],
)
def test_every_milestone_counts(name: str, milestones: list[dict[str, bool]], outcome: Outcome) -> None:
    """One milestone without a deliverable or a date is enough."""
    entries = tuple(Record(tuple((key, Known(said)) for key, said in one.items())) for one in milestones)
    facts: Facts = {"milestone_list": Listing(entries, complete=True)}
    assert requirement("TMPL-2015", name, facts).outcome is outcome


# --- the standards that the IRM scores ------------------------------------------------------------------------------

SCORED: dict[str, tuple[Facts, Facts]] = {
    "1a": ({"forum_exists": True}, {"forum_exists": False}),
    "1b": ({"meeting_gaps": gaps(Span(3)), "meetings_held": 4}, {"meeting_gaps": gaps(Span(9)), "meetings_held": 0}),
    "1c": ({"mandate_agreed_jointly": True}, {"mandate_agreed_jointly": False}),
    "1d": ({"rules_public": True}, {"rules_public": False}),
    "2a": ({"forum_halves": frozenset({"government", "others"})}, {"forum_halves": frozenset()}),
    "2b": (
        {"seat_gap": 0, "seats_of_the_smaller_half": 7},
        {"seat_gap": 5, "seats_of_the_smaller_half": 0},
    ),
    "2c": ({"selection_transparent": True}, {"selection_transparent": False}),
    "2d": ({"high_level_government": True}, {"high_level_government": False}),
    "3a": ({"takes_outside_input": True}, {"takes_outside_input": False}),
    "3b": ({"remote_participation": True}, {"remote_participation": False}),
    "3c": ({"minutes_published": True}, {"minutes_published": False}),
    "4a": ({"website": True}, {"website": False}),
    "4b": ({"shared_ahead": True}, {"shared_ahead": False}),
    "4c": ({"awareness_activities": 1}, {"awareness_activities": 0}),
    "4d": ({"questions_answered": True}, {"questions_answered": False}),
    "4e": ({"main_points_answered": True}, {"main_points_answered": False}),
    "5a": ({"repository": True}, {"repository": False}),
}


def step(code: str, facts: Facts) -> str | None:
    """Return the step of a standard on the scale of the IRM."""
    found = {one.id: one for one in judged("STD-2017", DEV | LATER | SPAN | facts).findings}[f"{code}-STEP"]
    return found.label if found.made is Made.YES else None


@pytest.mark.parametrize("code", SCORED)
def test_three_steps_from_records(code: str) -> None:
    """What the records show meets the standard or is no evidence of action; nothing known is no step."""
    good, bad = SCORED[code]
    assert requirement("STD-2017", code, DEV | LATER | SPAN | good).outcome is MET
    assert requirement("STD-2017", code, DEV | LATER | SPAN | bad).outcome is NOT_MET
    assert (step(code, good), step(code, bad)) == ("meets", "no evidence of action")
    assert step(code, {}) is None


@pytest.mark.parametrize("code", SCORED)
def test_three_steps_as_printed(code: str) -> None:
    """Where a report prints a step it decides, whatever the records show."""
    good, bad = SCORED[code]
    printed = f"printed_{code}"
    assert step(code, bad | {printed: "meets"}) == "meets"
    assert step(code, good | {printed: "in progress"}) == "in progress"
    assert step(code, good | {printed: "no evidence of action"}) == "no evidence of action"
    assert requirement("STD-2017", code, DEV | LATER | SPAN | good | {printed: "in progress"}).outcome is NOT_MET


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("1b", {"meeting_gaps": gaps(Span(3))}),
        ("4c", {"awareness_activities": 0}),
        ("4e", {"main_points_answered": False}),
    ],
)
def test_what_is_still_open_is_pending(code: str, facts: Facts) -> None:
    """While co-creation lasts, regularity must be kept, and outreach and responses may still come."""
    found = requirement("STD-2017", code, DEV | NOW | SPAN | facts)
    assert (found.outcome, found.until) == (PENDING, Known(date(2025, 12, 31)))


def test_some_meetings_too_far_apart_are_in_progress() -> None:
    """A forum that met, but not every quarter, is on its way; so is one that is uneven."""
    assert step("1b", {"meeting_gaps": gaps(Span(4)), "meetings_held": 3}) == "in progress"
    assert step("2b", {"seat_gap": 9, "seats_of_the_smaller_half": 6}) == "in progress"


def test_where_no_number_is_fixed_none_is_made_up() -> None:
    """No days of notice, meetings, seats or pages are asked for where the sources name none; what was seen is shown."""
    readings = {one.id for name in ("CONSULT-2012", "LOC-STD", "STD-2017") for one in shelf()[name].readings}
    assert readings & {"NOTICE-DAYS", "REGULARLY", "LOC-REGULAR", "PARITY"} == set()
    assert [one.id for one in shelf()["CONT-2012"].requirements] == ["CONT-COMMITMENTS", "CONT-CHALLENGES"]
    notice = requirement("CONSULT-2012", "ADDC-2", DEV | {"days_notice": 13, "notice_judged": False})
    assert "13" in notice.because
    regular = requirement("CONSULT-2012", "ADDC-7.b", IMP | LATER | SPAN | NO_MEETING | {"meetings_held": 3})
    assert "3" in regular.because


# --- open questions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("book", "name", "reading", "facts", "outcomes"),
    [
        (
            "STD-2017",
            "1b",
            "QUARTERLY",
            DEV | LATER | SPAN | {"meeting_gaps": gaps(Span(4)), "meeting_quarters": years(1, 1)},
            {"rolling": NOT_MET, "quarters": MET},
        ),
        (
            "STD-2022",
            "MR-1.1.a",
            "SIX-MONTHS",
            DEV
            | LATER
            | SPAN
            | {
                "forum_sides": frozenset({"government", "civil_society"}),
                "meeting_gaps": gaps(Span(8)),
                "meeting_half_years": years(1, 1),
            },
            {"rolling": NOT_MET, "half_years": MET},
        ),
        (
            "STD-2022",
            "MR-2.2",
            "TWICE-A-YEAR",
            IMP
            | LATER
            | SPAN
            | {
                "repository": True,
                "repository_years": years(0, name="updates", whole=False),
                "repository_calendar_years": years(1, name="updates"),
            },
            {"rolling": MET, "rolling_begun": NOT_MET, "calendar": NOT_MET},
        ),
        (
            "STD-2022",
            "MR-5.1",
            "EVERY-YEAR",
            IMP | LATER | SPAN | {"meeting_years": years(1, whole=False), "meeting_calendar_years": years(2)},
            {"plan_years": MET, "plan_years_begun": NOT_MET, "calendar_years": MET},
        ),
        (
            "STD-2022",
            "MR-4.1",
            "RESPONSE-TIMING",
            DEV | LATER | SPAN | {"reasoned_response_published": date(2024, 2, 1), "plan_delivered": date(2024, 1, 31)},
            {"any_time": MET, "with_the_plan": NOT_MET},
        ),
    ],
)
def test_open_questions_are_readings(
    book: str, name: str, reading: str, facts: Facts, outcomes: dict[str, Outcome]
) -> None:
    """What the sources leave open has named answers, and the outcome under each is known."""
    assert set(outcomes) == {option for option, _ in shelf()[book].reading(reading).options}
    assert {one: requirement(book, name, facts, {reading: one}).outcome for one in outcomes} == outcomes


# --- grace ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delivered", "binding"),
    [
        (date(2023, 12, 31), Binding.NO),
        (date(2024, 1, 1), Binding.YES),
        (Between(date(2023, 12, 1), date(2024, 1, 31)), Binding.UNDETERMINED),
        (Between(date(2024, 2, 1), date.max), Binding.YES),
    ],
)
def test_grace_until_the_requirements_bind(delivered: Fact, binding: Binding) -> None:
    """A plan submitted by the end of 2023 is checked without consequence, which stands beside the outcome."""
    found = requirement("STD-2022", "MR-2.1", DEV | {"website": False, "plan_delivered": delivered})
    assert (found.outcome, found.binding) == (NOT_MET, binding)
    assert ("Without consequence by MR-GRACE" in found.because) is (binding is Binding.NO)


def test_a_requirement_without_grace_binds() -> None:
    """Nothing is said of the consequence of standards before 2022, so they bind."""
    assert requirement("STD-2017", "1a", DEV | {"forum_exists": False}).binding is Binding.YES


def test_pending_says_until_when() -> None:
    """A pending requirement names the day; one with parts the last of theirs."""
    facts = DEV | NOW | SPAN | {"rules_public": False, "forum_sides": frozenset({"government", "civil_society"})}
    found = requirement("STD-2022", "MR-1.1", facts | {"meeting_gaps": gaps(Span(1))})
    assert (found.outcome, found.until) == (PENDING, Known(date(2025, 12, 31)))
    assert "Open until 2025-12-31" in requirement("STD-2022", "MR-1.1.b", facts).because


def test_warnings_and_information_do_not_decide_the_whole() -> None:
    """Only what is required decides; a warning stands beside it."""
    facts: Facts = {
        "plan_date": date(2022, 12, 31),
        "commitments": 36,
        "grand_challenges": 1,
        "pages": 60,
        "languages": frozenset({"english", "administrative"}),
        "amendment_delays": gaps(Span(14)),
    }
    verdict = judged("CONT-2015", facts)
    assert verdict.outcome is MET
    assert {one.id for one in verdict.requirements if one.outcome is NOT_MET} == {
        "CONT-LENGTH",
        "COUNT-REC",
        "COUNT-CAP",
        "AMEND-1Y",
    }
