"""OGP's exports and two trackers, read from coded extracts of the files: what each holds, and what was repaired."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from opengov.errors import UnknownName
from opengov.formats.casefiles import dump_cases, iter_cases
from opengov.formats.irm import IrmRecords, column_of, iter_irm, read_irm
from opengov.formats.irm_results import IrmRow, Repair, Vintage
from opengov.model.assessments import Coding
from opengov.model.dates import PartialDate, Period
from opengov.model.members import MemberKind
from opengov.model.milestones import Milestone, Progress, ProgressReport
from opengov.model.plans import Phase
from opengov.model.values import Absent, Between, Known, OneOf

Extract = Callable[[str], Path]

# vintage, rows, members, plans, commitments, assessments
CONTENTS = [
    ("2015-05", 60, 2, 3, 60, 120),
    ("2016", 1927, 61, 100, 1927, 5781),
    ("2024", 117, 14, 41, 117, 351),
    ("process-2016", 116, 61, 116, 0, 116),
    ("canada-4", 135, 1, 1, 10, 135),
    ("united-states-5", 70, 1, 1, 36, 0),
]


@pytest.mark.parametrize(("vintage", "rows", "members", "plans", "commitments", "assessments"), CONTENTS)
def test_every_row_of_every_export_is_read(
    irm_extract: Extract, vintage: str, rows: int, members: int, plans: int, commitments: int, assessments: int
) -> None:
    """Each export is recognised by its columns, and no row of it is lost."""
    records = read_irm(irm_extract(vintage))
    report = records.report
    assert (records.vintage, report.rows, report.read, report.unread) == (Vintage(vintage), rows, rows, ())
    assert [row.row for row in records.rows] == list(range(1, rows + 1))
    assert (len(records.members), len(records.plans)) == (members, plans)
    assert (sum(len(plan.commitments) for plan in records.plans), len(records.assessments)) == (
        commitments,
        assessments,
    )
    assert len({row.key for row in records.rows}) == rows


@pytest.mark.parametrize("vintage", [one[0] for one in CONTENTS])
def test_cases_load_again_equal(irm_extract: Extract, tmp_path: Path, vintage: str) -> None:
    """An export becomes a case for each member, and the file of them holds every code."""
    records = read_irm(irm_extract(vintage))
    written = list(records.cases())
    dump_cases(written, tmp_path / "cases.jsonl")
    assert list(iter_cases(tmp_path / "cases.jsonl")) == written
    assert [case.about for case in written] == [(member.id,) for member in records.members]
    assert {one.id: one for case in written for one in case.assessments} == {one.id: one for one in records.assessments}
    assert sum(len(case.plans) for case in written) == len(records.plans)


@pytest.mark.parametrize("vintage", [one[0] for one in CONTENTS])
def test_a_stream_gives_the_same_rows(irm_extract: Extract, vintage: str) -> None:
    """Rows one by one are those of the whole, as often as they are asked for."""
    path = irm_extract(vintage)
    stream = iter_irm(path)
    assert tuple(stream) == tuple(stream) == read_irm(path).rows
    assert stream.vintage == vintage


def test_a_row_of_2016(irm_extract: Extract) -> None:
    """The codes of a row are values by the name of their measure, by meaning and by number."""
    row = read_irm(irm_extract("2016")).rows[0]
    assert (row.member, row.country, row.plan, row.plan_number) == ("ALB", "Albania", "AP_ALB01", 1)
    assert row.key == "AP_ALB01-10"
    expected = {
        "specificity": Known("medium"),
        "potential_impact": Known("none"),
        "completion_progress": Known("complete"),
        "completion_end_of_term": Absent("ND"),
        "technology": Known(value=False),
        "year_submitted": Known(2012),
        "working_group_fiscal": Absent("NR"),
        "cluster": Known("1.2"),
    }
    assert {name: row.facts[name] for name in expected} == expected
    assert {name: row.numbers[name] for name in expected} == expected
    assert row.published["starred_2015_only"] == Absent("ND")
    assert row.policy_areas == ("Legislation & Regulation", "Education")
    assert row.commitment is not None
    assert (row.commitment.number, row.commitment.period) == ("10", None)


def test_codes_stand_in_assessments(irm_extract: Extract) -> None:
    """Text and number of a column are both kept, in the assessment of the report that they are from."""
    progress, _, _ = sorted(
        read_irm(irm_extract("2016")).rows[0].assessments, key=lambda one: str(one.report != "progress")
    )
    assert (progress.id, progress.plan, progress.commitment) == ("AP_ALB01-10:progress", "AP_ALB01", "AP_ALB01-10")
    assert progress.published == PartialDate("2014")
    assert Coding(variable="completion_progress", value=Known("complete"), text="d. Complete") in progress.codings
    assert Coding(variable="completion_progress_code", value=Known(5), text="5") in progress.codings


def test_text_stands_before_number_where_they_disagree(irm_extract: Extract) -> None:
    """Thirteen rows of 2016 say NR and count 3: they mean NR, and are counted as OGP counted them."""
    rows = [
        row
        for row in read_irm(irm_extract("2016")).rows
        if any(one.column == "_Pot Impact Coded" and one.taken == "NR" for one in row.problems)
    ]
    assert len(rows) == 13
    assert {row.facts["potential_impact"] for row in rows} == {Absent("NR")}
    assert {row.numbers["potential_impact"] for row in rows} == {Known("transformative")}


def problems_by_column(records: IrmRecords, why: str) -> dict[str, int]:
    """Return how many problems of a kind each column has."""
    return dict(Counter(one.column for one in records.report.problems if why in one.why))


def test_where_text_and_number_disagree(irm_extract: Extract) -> None:
    """Every disagreement of the files is told: specificity, impact, completion, openness, steps of consultation."""
    disagreements = {
        vintage: problems_by_column(read_irm(irm_extract(vintage)), "disagree")
        for vintage in ("2015-05", "2016", "2024", "process-2016")
    }
    assert disagreements == {
        "2015-05": {},
        "2016": {"_Specificity": 19, "_Pot Impact Coded": 13, "_CompletionProgress": 4},
        "2024": {"_DIOGATI": 1, "_DIOGCP": 2, "_DIOGPA": 9},
        "process-2016": {"_Advance notice": 1, "_Online consultation": 1},
    }


def test_dates_of_2016_stay_ambiguous(irm_extract: Extract) -> None:
    """The file mixes the orders of day and month, so both stay possible; the text stays too."""
    records = read_irm(irm_extract("2016"))
    assert problems_by_column(records, "both are kept") == {"Start Date": 683, "End Date": 726}
    row = records.rows[15]
    assert row.problems[0] == Repair(
        16, "End Date", "08/01/2013", "[2013-01-08,2013-08-01]", "day first or month first, both are kept"
    )
    coding = next(one for report in row.assessments for one in report.codings if one.variable == "end_date")
    assert coding.text == "08/01/2013"
    assert coding.value == OneOf((Known(date(2013, 1, 8)), Known(date(2013, 8, 1))))
    told = read_irm(irm_extract("2016"), day_first=False).rows[15].commitment
    assert told is not None
    assert told.period is not None
    assert told.period.end == PartialDate("2013-08-01")


def test_days_that_there_are_not_and_ends_before_starts(irm_extract: Extract) -> None:
    """What cannot be is left out, and told."""
    told = [
        (one.found, one.why)
        for one in read_irm(irm_extract("2016")).report.problems
        if one.column == "End Date" and not one.taken
    ]
    assert sorted(told) == [
        ("01/01/2013", "it is before the start, [2014-01-12,2014-12-01]"),
        ("2/29/2014", "there is no such day"),
        ("31/9/2014", "there is no such day"),
        ("End of 2014", "no date that can be read"),
    ]


def test_what_spreadsheets_did_to_2024(irm_extract: Extract) -> None:
    """Serial numbers, years taken for days and numbers with noise are repaired, each listed."""
    problems = read_irm(irm_extract("2024")).report.problems
    assert Counter((one.column, one.found, one.taken) for one in problems if "spreadsheet" in one.why) == {
        ("Commitment Number", "4.0999999999999996", "4.1"): 1,
        ("Cluster", "1.1000000000000001", "1.1"): 1,
        ("Cluster", "2.2999999999999998", "2.3"): 2,
        ("Start Date", "43525", "2019-03-01"): 3,
        ("End Date", "44439", "2021-08-31"): 3,
        ("Start Date", "7/15/1905", "2023"): 2,
        ("Start Date", "7/16/1905", "2024"): 2,
        ("End Date", "7/19/1905", "2027"): 3,
        ("End Date", "7/20/1905", "2028"): 1,
    }


def test_keys_that_repeat_get_ids_of_their_own(irm_extract: Extract) -> None:
    """Thirty-five keys of 2016 name several commitments; every commitment has an id that no other has."""
    records = read_irm(irm_extract("2016"))
    numbers = Counter((row.plan, row.commitment and row.commitment.number) for row in records.rows)
    repeated = {key for key, times in numbers.items() if times > 1}
    assert len(repeated) == 35
    assert sum("~" in row.key for row in records.rows) == sum(numbers[key] for key in repeated)


def test_ids_made_are_among_the_repairs(irm_extract: Extract) -> None:
    """Who looks for a commitment by its number finds under the problems which id it has instead."""
    for vintage in ("2015-05", "2016", "2024", "process-2016", "canada-4", "united-states-5"):
        rows = read_irm(irm_extract(vintage)).rows
        made = {row.key for row in rows if "~" in row.key}
        assert {one.taken for row in rows for one in row.problems if one.why.startswith("another row has")} == made


def test_scales_of_2015_are_older(irm_extract: Extract) -> None:
    """In May 2015 the number 4 was complete; words and numbers mean the same in every export."""
    rows = read_irm(irm_extract("2015-05")).rows
    complete = [row for row in rows if row.facts["completion_progress"] == Known("complete")]
    assert len(complete) == 9
    codes = {
        one.text
        for row in complete
        for report in row.assessments
        for one in report.codings
        if one.variable == "completion_progress_code"
    }
    assert codes == {"4"}
    assert {row.numbers["completion_progress"] for row in complete} == {Known("complete")}


def test_three_kinds_of_absence(irm_extract: Extract) -> None:
    """No data for the era, not reviewed, and not applicable are not each other."""
    kinds = Counter(
        value.kind
        for row in read_irm(irm_extract("2024")).rows
        for value in row.facts.values()
        if isinstance(value, Absent)
    )
    assert set(kinds) == {"ND", "NR", "NA"}


def test_texts_and_tags_that_are_absent_keep_their_kind(irm_extract: Extract) -> None:
    """Where no text or tag stands, the kind of absence is a code of the row; no date is another than no data."""
    row = read_irm(irm_extract("2024")).rows[0]
    absent = {
        one.variable: one.value for report in row.assessments for one in report.codings if one.variable not in row.facts
    }
    assert absent["policy_area_digital-participation"] == Absent("ND")
    assert absent["start_date"] == Absent("NA")
    norway = [row for row in read_irm(irm_extract("2016")).rows if row.key.startswith("AP_NOR01-NA~")]
    numbers = [
        one for row in norway for report in row.assessments for one in report.codings if one.variable == "number"
    ]
    assert numbers == [Coding(variable="number", value=Absent("NA"), text="NA")] * 5
    assert [row.commitment and row.commitment.number for row in norway] == [None] * 5


def test_plans_of_2024(irm_extract: Extract) -> None:
    """A plan has OGP's own id, which the file prints too, its year and its end; a locality lies in its country."""
    records = read_irm(irm_extract("2024"))
    assert {
        row.facts.get("action_plan_id", row.published["action_plan_id"]) == Known(row.plan) for row in records.rows
    } == {True}
    albania = records.plans[0]
    assert (albania.id, albania.member, albania.number) == ("AP_ALB01", "ALB", 1)
    assert (albania.delivered, albania.period) == (PartialDate("2012"), Period.parse("/2014"))
    scotland = next(member for member in records.members if member.id == "GBSC")
    assert (scotland.kind, scotland.country, scotland.name) == (MemberKind.LOCAL, "GBR", "Scotland, United Kingdom")
    assert {row.key[:3] for row in records.rows if row.member == "GBSC"} == {"SCO"}
    assert {row.key[:2] for row in records.rows if row.member == "MAR"} == {"MO"}


def test_process_database_has_the_models_words(irm_extract: Extract) -> None:
    """The levels of public influence are codings of the two phases, as in every case."""
    records = read_irm(irm_extract("process-2016"))
    (uruguay,) = records.rows[-1].assessments
    levels = [one for one in uruguay.codings if one.variable == "level_of_public_influence"]
    assert levels == [
        Coding(
            variable="level_of_public_influence",
            value=Known("collaborate"),
            text="Collaborate",
            phase=Phase.DEVELOPMENT,
        ),
        Coding(
            variable="level_of_public_influence",
            value=Known("collaborate"),
            text="Collaborate",
            phase=Phase.IMPLEMENTATION,
        ),
    ]
    assert records.rows[-1].facts["iap2_development"] == Known("collaborate")
    assert records.plans[0].delivered == PartialDate("2012")
    assert records.report.rows == 116  # the header, which stands twice, is no row


def test_canadas_indicators_are_steps_of_milestones(irm_extract: Extract) -> None:
    """A milestone holds the indicators that show it, each due in its month; two months are not dates."""
    records = read_irm(irm_extract("canada-4"))
    (plan,) = records.plans
    assert (plan.id, plan.period) == ("AP_CAN04", Period.parse("2018/2020"))
    milestones = records.milestones
    assert (sum(one.within is None for one in milestones), sum(one.within is not None for one in milestones)) == (
        56,
        135,
    )
    assert sum(one.due is not None for one in milestones) == 131
    first = next(one for one in milestones if one.id == "AP_CAN04-C01.1.1")
    assert (first.within, first.due) == ("AP_CAN04-C01.1", PartialDate("2020-06"))
    assert [(one.column, one.found) for one in records.report.problems if one.row] == [("due_date", "None")] * 2


def test_progress_of_the_united_states(irm_extract: Extract) -> None:
    """A sub-commitment has its state, and what it was on the days for which that was said."""
    records = read_irm(irm_extract("united-states-5"))
    (plan,) = records.plans
    assert (plan.id, plan.member, plan.commitments[0].id) == ("AP_USA05", "USA", "US0113")
    assert plan.commitments[0].milestones[0] == Milestone(
        id="US0113.1",
        title="",
        status="Complete",
        progress=(
            ProgressReport(date=PartialDate("2023-06-30")),
            ProgressReport(date=PartialDate("2024-03-01"), state=Progress.DONE, status="Complete"),
        ),
        sources=("us-nap5-tracker",),
    )
    states = Counter(one.status for one in records.milestones)
    assert states == {"In Progress": 36, "Complete": 33, "Not Started": 1}


def test_column_of_a_measure() -> None:
    """A measure is named by the column with its text, as the file prints it."""
    assert column_of("2024", "high_opened_government") == "High DIOG"
    with pytest.raises(UnknownName, match="no export"):
        column_of("2017", "specificity")
    with pytest.raises(UnknownName, match="did you mean specificity"):
        column_of("2016", "specifity")


def test_repr_is_short(irm_extract: Extract) -> None:
    """Neither records nor rows fill the screen."""
    records = read_irm(irm_extract("2016"))
    assert len(repr(records)) < 200
    assert "facts" not in repr(records.rows[0])
    assert isinstance(records.rows[0], IrmRow)


def test_the_ends_of_a_vague_date(irm_extract: Extract) -> None:
    """A year lies between its first day and its last."""
    row = read_irm(irm_extract("2016")).rows[1]
    coding = next(one for report in row.assessments for one in report.codings if one.variable == "start_date")
    assert (coding.text, coding.value) == ("2012", Between(date(2012, 1, 1), date(2012, 12, 31)))
