"""Standing: the path from findings and decisions, beside the one that is recorded."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import opengov
from opengov.errors import InvalidFacts, UnknownName
from opengov.formats.casefiles import load, loads
from opengov.formats.shipped import case as shipped
from opengov.model.cases import Case
from opengov.model.values import UNKNOWN, Known, OneOf, Value
from opengov.report.process import standing_data
from opengov.rules.standing import Standing, standing, status_words

CASES = Path(__file__).parent / "data" / "cases"


def held(name: str) -> Case:
    """Return a case of these tests, or a founding case."""
    path = CASES / f"{name}.toml"
    return load(path) if path.exists() else shipped(name)


def on(name: str, day: str, member: str | None = None) -> Standing:
    """Return the standing of the member of a case."""
    return standing(held(name), member=member, on=date.fromisoformat(day))


def tiny(events: str, more: str = "") -> Case:
    """Return a case of one member with these events."""
    head = 'opengov = 1\nid = "tiny"\ntitle = "A case"\n[[members]]\nid = "TUR"\nname = "Turkey"\n'
    return loads(head + events + more, format="toml")


def event(day: str, kind: str, status: str, more: str = "") -> str:
    """Return an event as text."""
    return f'[[members.events]]\ndate = "{day}"\nkind = "{kind}"\nstatus_after = "{status}"\n{more}\n'


BY_REVIEW = 'basis = { scheme = "ogp-procedures", code = "procedural_review" }'
INACTIVE = event("2016-09-21", "made_inactive", "inactive", BY_REVIEW)


@pytest.mark.parametrize(
    ("name", "day", "status"),
    [
        ("turkey-2014", "2016-09-20", "under procedural review or active"),  # no decision of those months is known
        ("turkey-2014", "2016-09-21", "inactive"),
        ("turkey-2014", "2017-09-20", "inactive"),
        ("turkey-2014", "2017-09-21", "withdrawn"),
        ("pakistan-2017", "2018-12-31", "active"),
        ("pakistan-2017", "2019-01-01", "under procedural review"),
        ("pakistan-2017", "2022-06-01", "withdrawn"),
        ("united-kingdom-2019", "2024-06-30", "under procedural review"),
        ("united-states-2019", "2023-09-01", "active"),
        ("el-salvador-2018", "2021-08-01", "under procedural review"),
        ("el-salvador-2018", "2023-01-01", "inactive"),
        ("azerbaijan-2015", "2016-05-03", "active"),
        ("azerbaijan-2015", "2018-01-01", "inactive"),
        ("azerbaijan-2015", "2020-01-01", "suspended"),
        ("azerbaijan-2015", "2023-08-17", "permanently suspended"),
        ("afghanistan-2017", "2022-01-01", "active"),
        ("morocco-2018", "2024-01-01", "active"),
        ("jordan-2018", "2021-06-30", "active"),
    ],
)
def test_the_standing_that_is_known(name: str, day: str, status: str) -> None:
    """Each case stands where OGP's decisions put it."""
    assert status_words(on(name, day).status) == status


def test_turkey_is_out_a_year_to_the_day() -> None:
    """T13: inactive on 21 September 2016, no return, ended on 21 September 2017; the same without the letter."""
    case = tiny(event("2011", "counted_from", "active") + INACTIVE)
    found = standing(case, on=date(2017, 9, 21))
    assert [(str(one.status), str(one.since), str(one.until)) for one in found.path[1:]] == [
        ("inactive", "2016-09-21", "2017-09-21"),
        ("withdrawn", "2017-09-21", "None"),
    ]
    assert found.differences == (
        "computed, not recorded: withdrawn since 2017-09-21 (inactive for the time allowed, no return recorded)",
        "on the day itself computed withdrawn, recorded inactive",
    )
    assert status_words(standing(case, on=date(2017, 9, 20)).status) == "inactive"


def test_a_return_that_nobody_recorded_is_a_reading() -> None:
    """By default what is not shown did not happen; with the other answer both stay possible."""
    asked = {"SILENCE-ON-RETURN": "open"}
    found = standing(tiny(INACTIVE), on=date(2018, 1, 1), readings=asked)
    assert status_words(found.status) == "inactive or withdrawn"
    assert found.path[-1].status == "inactive"


@pytest.mark.parametrize("kind", ["plan_under_the_standards", "timeline_agreed"])
def test_who_re_engages_in_time_is_not_out(kind: str) -> None:
    """A plan made under the Standards, or an agreed timeline, within the year."""
    back = f'[[members.events]]\ndate = "2017-09-20"\nkind = "{kind}"\n'
    late = back.replace("2017-09-20", "2017-09-21")
    assert status_words(standing(tiny(INACTIVE + back), on=date(2018, 1, 1)).status) == "inactive"
    assert status_words(standing(tiny(INACTIVE + late), on=date(2018, 1, 1)).status) == "withdrawn"


def test_a_later_resolution_keeps_a_country_inactive_longer() -> None:
    """The year is then counted from that resolution."""
    longer = event("2017-06-01", "inactive_extended", "inactive", BY_REVIEW)
    case = tiny(INACTIVE + longer)
    days = (date(2017, 10, 1), date(2018, 6, 1))
    assert [status_words(standing(case, on=day).status) for day in days] == ["inactive", "withdrawn"]


def test_inactive_by_the_response_policy_does_not_end_by_itself() -> None:
    """X7: the status is kept with its basis; what the policy made inactive only the Steering Committee ends."""
    found = on("azerbaijan-2015", "2018-01-01")
    assert (found.path[-1].status, found.path[-1].basis) == ("inactive", "response_policy")
    assert found.differences == ()


def test_without_a_known_basis_both_stay_possible() -> None:
    """Made inactive in 2016, nobody says how: by now inactive, or out."""
    early = tiny(event("2016-09-21", "made_inactive", "inactive"))
    for day, words in ((date(2017, 9, 20), "inactive"), (date(2017, 9, 21), "inactive or withdrawn")):
        assert status_words(standing(early, on=day).status) == words
    assert standing(early, on=date(2018, 1, 1)).status == OneOf((Known("inactive"), Known("withdrawn")))


@pytest.mark.parametrize(("answer", "words"), [("review_from_2018", "withdrawn"), ("open", "inactive or withdrawn")])
def test_that_only_a_review_makes_inactive_since_2018_is_a_reading(answer: str, words: str) -> None:
    """The Response Policy suspends since its revision, as far as is known; the day is inferred."""
    late = tiny(event("2019-09-21", "made_inactive", "inactive"))
    found = standing(late, on=date(2021, 1, 1), readings={"BASIS-NOT-STATED": answer})
    assert status_words(found.status) == words


def test_data_spell_a_status_as_the_model_does() -> None:
    """One spelling in JSON, for every status and where several are possible."""

    def told(name: str, day: str) -> object:
        return standing_data(on(name, day))["status"]

    assert told("azerbaijan-2015", "2023-08-17") == "permanently_suspended"
    assert told("united-kingdom-2019", "2024-06-30") == "under_procedural_review"
    early = standing(tiny(event("2016-09-21", "made_inactive", "inactive")), on=date(2018, 1, 1))
    assert standing_data(early)["status"] == "inactive or withdrawn"
    assert standing_data(on("pakistan-2017", "2010-01-01"))["status"] == "unknown"


def test_two_consecutive_cycles_lead_to_review() -> None:
    """T12: contrary in two cycles in a row; the path names them."""
    found = on("united-kingdom-2019", "2024-06-30")
    assert found.path[-1].because == "contrary to process in consecutive cycles: GBR-2019, GBR-2021"
    assert [str(one.status) for one in found.recorded] == ["active", "under_procedural_review"]


def test_two_findings_in_one_cycle_do_not() -> None:
    """T11: findings are counted by cycle."""
    assert [str(one.status) for one in on("united-states-2019", "2023-09-01").path] == ["active"]


def test_computed_and_recorded_paths_are_both_shown() -> None:
    """No source records that Pakistan was placed under review, though two cycles make it so."""
    found = on("pakistan-2017", "2022-06-01")
    assert [str(one.status) for one in found.path] == ["active", "under_procedural_review", "inactive", "withdrawn"]
    assert [str(one.status) for one in found.recorded] == ["active", "inactive", "withdrawn"]
    assert [line.split(":")[0] for line in found.differences] == ["computed, not recorded"]


def test_since_when_a_member_is_under_review_has_the_bounds_of_its_due_dates() -> None:
    """Due in 2016 and in 2018, no month known: the second plan is too late between June 2018 and May 2019."""
    plans = "".join(
        f'[[plans]]\nid = "P{year}"\nmember = "TUR"\ndue = "{year}"\ndelivered = "{year + 2}"\n'
        for year in (2016, 2018)
    )
    for day in (date(2019, 5, 1), date(2020, 6, 1), date(2021, 1, 1)):
        found = standing(tiny("", plans), on=day)
        assert (status_words(found.status), str(found.since)) == (
            "under procedural review",
            "[2018-06-01..2019-05-01]",
        )


@pytest.mark.parametrize(("came", "since"), [("2018-05-31", Known(date(2019, 5, 1))), ("2018-07-01", UNKNOWN)])
def test_a_plan_that_may_have_come_before_the_review_does_not_end_its_term(came: str, since: Value) -> None:
    """Between the first and the last day on which the review can have begun, it came before or after."""
    plans = (
        f'[[plans]]\nid = "P1"\nmember = "TUR"\ndue = "2016"\ndelivered = "{came}"\n'
        '[[plans]]\nid = "P2"\nmember = "TUR"\ndue = "2018"\ndelivered = "2019-05-01"\n'
    )
    found = standing(tiny("", plans), on=date(2019, 6, 1))
    assert found.verdict is not None
    assert found.verdict.facts.get("delivered_since_review", UNKNOWN) == since


def test_a_cycle_that_is_open_may_have_led_to_review() -> None:
    """With one finding sure and the next one open, and nothing recorded, either standing is possible."""
    plans = "".join(
        f'[[plans]]\nid = "P{year}"\nmember = "TUR"\ndue = "{year}-08-31"\n{more}\n'
        for year, more in (("2018", 'not_delivered_by = "2019-06-30"'), ("2020", ""))
    )
    found = standing(tiny("", plans), on=date(2022, 6, 1))
    assert found.status == OneOf((Known("active"), Known("under_procedural_review")))


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.toml")))
@pytest.mark.parametrize("day", ["2015-01-01", "2018-06-01", "2021-12-31", "2023-12-31"])
def test_a_path_has_no_gaps_or_overlaps(name: str, day: str) -> None:
    """Each step lasts until the next one begins, in order; only the last has no end."""
    found = on(name, day)
    for path in (found.path, found.recorded):
        for one, after in pairwise(path):
            assert one.until == after.since
            assert after.since is not None
            assert one.since is None or one.since.earliest() <= after.since.latest()
            assert one.status != after.status
        assert all(one.until is None for one in path[-1:])


def test_before_anything_is_known_of_it_a_standing_is_unknown() -> None:
    """Neither an event nor a cycle had begun."""
    found = on("pakistan-2017", "2010-01-01")
    assert (found.status, found.path, found.recorded) == (UNKNOWN, (), ())


def test_a_case_of_several_members_needs_a_name() -> None:
    """The message lists them."""
    with pytest.raises(InvalidFacts) as caught:
        standing(held("cambodia-2014"), on=date(2015, 1, 1))
    assert [str(one) for one in caught.value.problems] == [
        "member: the case is about 4 members (name one of IDN, PHL, VNM, KHM)"
    ]
    with pytest.raises(UnknownName, match="PAX"):
        standing(held("pakistan-2017"), member="PAX", on=date(2015, 1, 1))


def test_members_ship_with_their_standing_on_any_date() -> None:
    """Every row has a source and a grade, and rows that disagree are kept."""
    held_members = {one.id: one for one in opengov.members()}
    assert held_members["TUR"].status_on(date(2016, 9, 21)) == Known("inactive")
    assert held_members["TUR"].status_on(date(2017, 9, 21)) == Known("withdrawn")
    assert sorted(str(one.date) for one in held_members["MNG"].events) == ["2011", "2013"]
    events = [one for member in opengov.members() for one in member.events]
    assert len(events) == 164
    assert [one for one in events if not one.sources or one.confidence is None] == []


def from_reference(id: str) -> Case:
    """Return a case of a country as it ships, without any plan."""
    member = next(one for one in opengov.members() if one.id == id)
    return Case(id="reference", title="A country", members=(member,), sources=opengov.reference.sources())


@pytest.mark.parametrize(
    ("id", "day", "status"),
    [
        ("GBR", date(2021, 8, 31), "under procedural review"),
        ("GRC", date(2022, 6, 1), "under procedural review"),
        ("SLV", date(2021, 8, 1), "under procedural review"),
        ("SLV", date(2022, 6, 1), "under procedural review or inactive"),
        ("GEO", date(2026, 4, 12), "suspended"),
        ("GEO", date(2026, 4, 13), "withdrawn"),
        ("TTO", date(2019, 12, 4), "inactive"),
        ("TTO", date(2019, 12, 5), "inactive or withdrawn"),
        ("TTO", date(2019, 12, 6), "withdrawn"),
        ("BFA", date(2016, 6, 1), "not member or active"),
        ("PAK", date(2016, 6, 1), "not member or active"),
    ],
)
def test_what_is_recorded_counts_where_nothing_can_be_computed(id: str, day: date, status: str) -> None:
    """Without two cycles no review can follow, and an end of who was suspended never does: both are as recorded."""
    found = standing(from_reference(id), on=day)
    assert status_words(found.status) == status
    assert found.differences == ()


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2019-06-01", "under procedural review"),
        ("2020-12-31", "under procedural review or active"),
        ("2021-01-01", "under procedural review or inactive"),
        ("2021-02-01", "under procedural review or inactive"),
        ("2021-12-31", "inactive"),
        ("2022-01-01", "inactive or withdrawn"),
        ("2022-03-07", "withdrawn"),
        ("2016-06-01", "not member or active"),
    ],
)
def test_a_year_that_is_not_over_leaves_both_standings(day: str, status: str) -> None:
    """Pakistan was made inactive some day in 2021, and joined some day up to 9 December 2016.

    That no source records its review does not make it active again: the last record is older than the review.
    """
    assert status_words(on("pakistan-2017", day).status) == status


@pytest.mark.parametrize(
    ("name", "since"),
    [("afghanistan-2017", "2016-12-08"), ("morocco-2018", "[2018-01-01..2018-04-26]")],
)
def test_sources_that_disagree_on_joining_are_both_kept(name: str, since: str) -> None:
    """X8: a letter, a listing and a count from a year are accounts of one entry, each with its source."""
    found = on(name, "2022-01-01")
    entry = next(one for one in found.path if one.status == "active")
    assert str(entry.since) == since
    assert len(held(name).members[0].events) == 4
