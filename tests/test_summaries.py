"""Commitments counted: the golden numbers of OGP's files, and the same counts of objects and of data frames."""

import statistics
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from opengov.errors import InvalidFacts, UnknownName
from opengov.formats.irm import IrmRecords, read_irm
from opengov.rules.commitment_frames import coded_columns, judge_frame
from opengov.rules.commitments import assess_star
from opengov.rules.questions import questions
from opengov.rules.summaries import Count, Summary, means, summarise

Extract = Callable[[str], Path]

# submitted, commitments, countries, assessed, completion coded, completed, complete, impact coded, moderate or more,
# transformative, relevant of coded, verifiable of coded: section 4.3 of the dossier
GOLDEN = {
    2011: (186, 7, 166, 165, 114, 78, 0, 0, 0, (166, 167), (159, 167)),
    2012: (821, 40, 801, 801, 353, 188, 805, 492, 198, (649, 807), (519, 807)),
    2013: (322, 17, 322, 322, 184, 72, 322, 134, 28, (285, 322), (253, 322)),
    2014: (598, 37, 568, 568, 293, 97, 568, 336, 71, (484, 568), (472, 568)),
}
# the stars in the file, by column and year
PUBLISHED_STARS = {
    "starred_pre_june_2014": {2012: (183, 792)},
    "starred_2015_only": {2013: (65, 322), 2014: (141, 545)},
    "starred_progress": {2013: (2, 54), 2014: (26, 536)},
    "starred_end_of_term": {2013: (1, 54)},
}
LEVELS = ("withdrawn", "unclear", "not_started", "limited", "substantial", "complete")
# each formula on all rows whose codes it reads
STARS = {2012: (792, 183, 141, 66), 2013: (322, 71, 68, 14), 2014: (568, 156, 147, 28)}


READ: dict[str, IrmRecords] = {}


def records(irm_extract: Extract, vintage: str) -> IrmRecords:
    """Return a file as read; each is read once."""
    if vintage not in READ:
        READ[vintage] = read_irm(irm_extract(vintage))
    return READ[vintage]


@pytest.fixture
def database(irm_extract: Extract) -> IrmRecords:
    """Return OGP's database of 2016, without its texts."""
    return records(irm_extract, "2016")


def pair(count: Count) -> tuple[int, int]:
    """Return the two numbers of a count."""
    return count.yes, count.of


def told(one: Summary) -> tuple[object, ...]:
    """Return what the dossier's table has of a group."""
    return (
        one.commitments,
        one.countries,
        one["assessed"].yes,
        one["completed"].of,
        one["completed"].yes,
        one["complete"].yes,
        one["ambitious"].of,
        one["ambitious"].yes,
        one["transformative"].yes,
        pair(one["relevant"]),
        pair(one["verifiable"]),
    )


# --- golden numbers -------------------------------------------------------------------------------------------------


def test_the_table_of_years(database: IrmRecords) -> None:
    """Every number of the table of 4.3."""
    assert {one.group["year"]: told(one) for one in summarise(database, by="year", codes="numbers")} == GOLDEN


def test_by_the_texts_there_are_fewer_transformative_ones(database: IrmRecords) -> None:
    """Thirteen rows of 2012 say NR and carry the code 3; the text stands before the number."""
    (found,) = (one for one in summarise(database, by="year") if one.group["year"] == 2012)
    assert pair(found["transformative"]) == (185, 792)


def test_all_years_together(database: IrmRecords) -> None:
    """1,856 coded, 50.9 per cent substantially or fully complete, 23.4 per cent complete."""
    (every,) = summarise(database.rows, codes="numbers")
    assert (every.group, every.commitments, every.countries) == ({}, 1927, 61)
    assert (every["completed"].of, f"{every['completed'].share:.1%}", f"{every['complete'].share:.1%}") == (
        1856,
        "50.9%",
        "23.4%",
    )


def test_plans(database: IrmRecords) -> None:
    """1,226 commitments in first plans, 662 in second, 39 in third; 19.3 in a plan on average, 16 in the median one."""
    numbers = {one.group["plan_number"]: one.commitments for one in summarise(database, by="plan_number")}
    sizes = {one.group["plan"]: one.commitments for one in summarise(database, by="plan")}
    assert numbers == {1: 1226, 2: 662, 3: 39}
    assert (round(statistics.mean(sizes.values()), 1), statistics.median(sizes.values())) == (19.3, 16)
    assert max(sizes.items(), key=lambda item: item[1]) == ("AP_MNE01", 56)


def test_the_stars_in_the_file(database: IrmRecords) -> None:
    """OGP's own columns counted, by year."""
    found = summarise(database, by="year", questions=[*PUBLISHED_STARS])
    counted = {name: {one.group["year"]: pair(one[name]) for one in found if one[name].of} for name in PUBLISHED_STARS}
    assert counted == PUBLISHED_STARS


def test_each_formula_on_all_rows(database: IrmRecords) -> None:
    """The three formulas beside each other on the same rows."""
    asked = ["starred_r1", "starred_r2", "starred_r3"]
    found = summarise(database, by="year", questions=asked, codes="numbers")
    assert {
        one.group["year"]: (one["starred_r1"].of, *(one[name].yes for name in asked))
        for one in found
        if one["starred_r1"].of
    } == STARS


def test_change_at_the_end_of_term(database: IrmRecords) -> None:
    """Of 54 rows 33 have no change, 14 went up and 7 down."""
    found = {
        one.group["change_in_completion_text"]: one.commitments
        for one in summarise(database, by="change_in_completion_text")
    }
    assert {name: found[name] for name in ("no_change", "increase", "decrease")} == {
        "no_change": 33,
        "increase": 14,
        "decrease": 7,
    }


def test_the_first_plan_of_the_united_kingdom(database: IrmRecords) -> None:
    """41 commitments: 16 complete, 7 substantial, 14 limited, 4 withdrawn; a civil society page counts 17 complete."""
    mine = [row for row in database.rows if row.plan == "AP_GBR01"]
    found = {
        one.group["completion_progress"]: one.commitments
        for one in summarise(mine, by="completion_progress", codes="numbers")
    }
    assert found == {"complete": 16, "substantial": 7, "limited": 14, "withdrawn": 4}


def test_steps_of_consultation(irm_extract: Extract) -> None:
    """First plans took 2.42 of 6 steps on average, plans of 2014 took 3.74, as OGP told in 2015."""
    plans = records(irm_extract, "process-2016").rows
    by_number = {one.group: (one.rows, round(one.mean, 2)) for one in means(plans, "steps_followed", by="plan_number")}
    by_year = {one.group: (one.rows, round(one.mean, 2)) for one in means(plans, "steps_followed", by="year")}
    assert (by_number[1], by_year[2014]) == ((59, 2.42), (34, 3.74))


def test_levels_of_public_influence(irm_extract: Extract) -> None:
    """The levels of IAP2 are those of the model: inform, consult, involve, collaborate."""
    plans = records(irm_extract, "process-2016").rows
    during = {
        name: {one.group[name]: one.commitments for one in summarise(plans, by=name, questions=[])}
        for name in ("iap2_development", "iap2_implementation")
    }
    assert during == {
        "iap2_development": {"NA": 3, "NR": 67, "collaborate": 9, "consult": 26, "inform": 3, "involve": 8},
        "iap2_implementation": {"NA": 39, "NR": 47, "collaborate": 8, "consult": 6, "inform": 7, "involve": 9},
    }


def test_carried_over_to_the_next_plan(irm_extract: Extract) -> None:
    """Five of the 38 commitments of the sample of 2024 that are coded were carried forward."""
    (every,) = summarise(records(irm_extract, "2024"))
    assert pair(every["carried_forward"]) == (5, 38)


# --- groups ---------------------------------------------------------------------------------------------------------


def test_a_commitment_counts_in_each_of_its_policy_areas(database: IrmRecords) -> None:
    """As often as OGP tagged it; without a tag it counts where nothing is known."""
    found = {one.group["policy_area"]: one.commitments for one in summarise(database, by="policy_area", questions=[])}
    assert (found["E-government"], found["Open Data"], found[None]) == (730, 237, 1)


def test_groups_in_groups(database: IrmRecords) -> None:
    """Several names part the commitments by all of them, in order."""
    found = summarise(database, by=["year", "country"], questions=[])
    assert [tuple(one.group.values()) for one in found][:2] == [(2011, "Brazil"), (2011, "Indonesia")]
    assert sum(one.commitments for one in found) == 1927


def test_by_cluster(irm_extract: Extract) -> None:
    """OGP's numbers of clusters are words; what has none says how."""
    found = {one.group["cluster"] for one in summarise(records(irm_extract, "2016"), by="cluster", questions=[])}
    assert {"1.2", "NR"} <= found


@pytest.mark.parametrize(("report", "coded"), [("progress", 1856), ("end_of_term", 54), ("latest", 1856)])
def test_the_report_of_which_the_completion_is_taken(database: IrmRecords, report: str, coded: int) -> None:
    """Progress report, end of term, or whatever came last."""
    (found,) = summarise(database, questions=["completed"], completion=report, codes="numbers")
    assert found["completed"].of == coded


def test_a_summary_says_itself(database: IrmRecords) -> None:
    """As a line, as plain data, by question."""
    first, *_ = summarise(database, by="year", questions=["complete", "ambitious"], codes="numbers")
    assert str(first) == "year 2011: 186 commitments; complete 78 of 165"
    assert first.to_dict() == {
        "year": 2011,
        "commitments": 186,
        "countries": 7,
        "complete": {"yes": 78, "of": 165, "share": 78 / 165},
        "ambitious": {"yes": 0, "of": 0, "share": None},
    }
    with pytest.raises(UnknownName, match="did you mean complete"):
        first["completes"]


def test_bad_questions(database: IrmRecords) -> None:
    """Names that nothing carries, a text in place of a list, a report that there is not."""
    for asked, message in (
        ({"by": "yeer"}, "there is no name to group by 'yeer'; did you mean year"),
        ({"questions": ["completness"]}, "there is no question 'completness'; did you mean complete"),
        ({"completion": "final"}, "there is no report 'final'"),
        ({"codes": "number"}, "there is no way to take codes 'number'; did you mean numbers"),
    ):
        with pytest.raises(UnknownName, match=message):
            summarise(database, **asked)
    with pytest.raises(InvalidFacts):
        summarise(database, questions="complete")
    with pytest.raises(UnknownName, match="there is no number 'steps'"):
        means(database.rows, "steps", by="year")


def test_a_question_asked_twice_is_counted_once(database: IrmRecords) -> None:
    """Of rows and of a frame, however often a question is named."""
    once, twice = (summarise(database, questions=["complete"] * times) for times in (1, 2))
    assert twice == once
    frame = pd.DataFrame({"completion_progress": ["complete", "limited"]})
    assert summarise(frame, questions=["complete", "complete"])["complete_of"].to_list() == [2]


@pytest.mark.parametrize(
    ("by", "asked", "clash"),
    [
        ("starred_progress", ["starred_progress"], "starred_progress"),
        (["year", "year"], ["complete"], "year"),
        ("commitments", [], "commitments"),
        ("complete_of", ["complete"], "complete_of"),
        (None, ["countries"], "countries"),
    ],
)
def test_names_that_would_stand_for_two_things(
    database: IrmRecords, by: str | list[str] | None, asked: list[str], clash: str
) -> None:
    """A label of a group is never overwritten by a count, neither of rows nor of a frame."""
    for what in (database, pd.DataFrame({name: ["yes"] for name in ("year", clash)})):
        with pytest.raises(InvalidFacts) as caught:
            summarise(what, by=by, questions=asked)
        assert [(one.path, one.message) for one in caught.value.problems] == [
            (clash, "would name two columns of the summary")
        ]


def test_what_has_no_codes_is_not_counted(database: IrmRecords) -> None:
    """Commitments and cases are not rows; the refusal says what to give."""
    for what in (database.commitments, list(database.cases())):
        rows: Any = what
        with pytest.raises(InvalidFacts) as caught:
            summarise(rows)
        assert caught.value.problems[0].hint == "give read_irm(...).rows"
        with pytest.raises(InvalidFacts):
            means(rows, "steps_followed", by="year")


def test_nothing_counted() -> None:
    """Of no commitments there is no group."""
    assert (summarise([]), summarise([], by="year"), means([], "steps_followed", by="year")) == ((), (), ())


def test_each_question_has_its_answer() -> None:
    """Names are unique, and nine are asked by default."""
    names = [one.name for one in questions()]
    assert (len(names), len([one for one in questions() if not one.more])) == (len(set(names)), 9)


# --- data frames ----------------------------------------------------------------------------------------------------


def texts(columns: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Return columns as a file of comma-separated values holds them."""
    return {name: [None if cell is None else str(cell) for cell in cells] for name, cells in columns.items()}


FRAMES: Mapping[str, Callable[[Mapping[str, list[Any]]], Any]] = {
    "pandas": lambda columns: pd.DataFrame(dict(columns)),
    "polars": lambda columns: pl.DataFrame(texts(columns)),
    "pyarrow": lambda columns: pa.table(texts(columns)),
}


def plain(frame: pd.DataFrame | pl.DataFrame | pa.Table) -> dict[str, list[Any]]:
    """Return the columns of a frame as lists."""
    if isinstance(frame, pl.DataFrame):
        return frame.to_dict(as_series=False)
    columns: dict[str, list[Any]] = frame.to_dict("list") if isinstance(frame, pd.DataFrame) else frame.to_pydict()
    return columns


@pytest.mark.parametrize("library", FRAMES)
@pytest.mark.parametrize("completion", ["progress", "end_of_term", "latest"])
def test_a_frame_is_counted_as_the_objects_are(database: IrmRecords, library: str, completion: str) -> None:
    """The same counts, whichever library holds the rows."""
    asked = [one.name for one in questions()]
    frame = FRAMES[library](coded_columns(database.rows, numbers=True))
    found = summarise(frame, by="country", questions=asked, completion=completion)
    columns = plain(found)
    counted = summarise(database, by="country", questions=asked, completion=completion, codes="numbers")
    assert columns["country"] == [one.group["country"] for one in counted]
    for name in asked:
        assert columns[name] == [one[name].yes for one in counted], name
        assert columns[f"{name}_of"] == [one[name].of for one in counted], name


@pytest.mark.parametrize("formula", ["R0", "R1", "R2", "R3"])
@pytest.mark.parametrize("vintage", ["2016", "2024"])
def test_stars_of_frames_are_stars_of_objects(irm_extract: Extract, vintage: str, formula: str) -> None:
    """For every row of both files, each formula gives the same star in a frame of any library and of an object."""
    rows = records(irm_extract, vintage).rows
    columns = coded_columns(rows)
    names: dict[str, str | None] = {"completion": "completion_progress"}
    if formula == "R3" and "verifiable" not in columns:
        names["verifiable"] = None
    stars = [str(assess_star(row, formula=formula).outcome) for row in rows]
    for make in FRAMES.values():
        judged = judge_frame(make(columns), f"STAR-{formula}", names=names)
        assert plain(judged)["STAR"] == stars


def test_a_frame_keeps_its_columns_and_index() -> None:
    """New columns stand beside the old ones, in the order of the rows."""
    frame = pd.DataFrame({"relevant": [True, None], "completion": ["complete", "limited"]}, index=["b", "a"])
    judged = judge_frame(frame, "STAR-R0", names={"potential_impact": None}, prefix="r0_")
    assert list(judged.columns) == ["relevant", "completion", "r0_STAR"]
    assert judged["r0_STAR"].to_dict() == {"b": "undetermined", "a": "undetermined"}


def test_every_kind_of_entry_has_its_column() -> None:
    """Outcomes, findings, labels and points."""
    flags = ["ambitious_and_complete", "ambitious_not_complete", "complete_not_ambitious", "not_complete_not_ambitious"]
    columns = {name: [name == "complete_not_ambitious", None] for name in flags}
    scores = judge_frame(pl.DataFrame({**columns, "not_reviewed": [0, 1]}), "IRM-SCORE")
    assert (scores["SCORE"].to_list(), scores["CHECKSUM"].to_list()) == (["2", "undetermined"], [1, None])
    one = pl.DataFrame({"potential_impact": ["moderate"], "relevant": [True], "completion_progress": ["complete"]})
    none = dict.fromkeys(name for name in _MEASURES if name not in one.columns)
    judged = judge_frame(
        one.with_columns(completion_end_of_term=pl.lit("ND"), verifiable=pl.lit("NR")),
        "IRM-2024",
        names={name: value for name, value in none.items() if name not in ("completion_end_of_term", "verifiable")},
    ).row(0, named=True)
    assert [judged[name] for name in ("HIGH-AMBITION", "AMBITIOUS-AND-COMPLETE", "NOT-REVIEWED", "RAW-COMPLETION")] == [
        "met",
        "yes",
        "yes",
        "complete",
    ]


_MEASURES = (
    "access_to_information", "civic_participation", "public_accountability", "relevant", "specificity", "verifiable",
    "potential_impact", "potential_for_results", "completion_progress", "completion_end_of_term", "opened_government",
    "opened_government_information", "opened_government_participation", "opened_government_accountability",
    "early_results", "starred_progress", "starred_end_of_term",
)  # fmt: skip


def test_bad_frames() -> None:
    """Columns that there are not, cells of another kind, a lazy frame, what is no frame: all problems at once."""
    frame = pd.DataFrame({"relevant": ["perhaps", "yes"], "completion": ["complete", "done"]})
    with pytest.raises(InvalidFacts) as caught:
        judge_frame(frame, "STAR-R0")
    hint = 'name the column, or say names={"potential_impact": None} if there is none'
    assert [str(one) for one in caught.value.problems] == [
        'relevant[0]: "perhaps" is neither true nor false',
        f"potential_impact: there is no such column ({hint})",
        f'completion[1]: "done" is not a value of it (one of {", ".join(LEVELS)})',
    ]
    for what in (pl.DataFrame({"a": [1]}).lazy(), {"a": 1}, "rows"):
        with pytest.raises(InvalidFacts):
            summarise(what)  # type: ignore[arg-type]  # on purpose
    with pytest.raises(UnknownName, match="there is no measure 'impact'"):
        judge_frame(frame, "STAR-R0", names={"impact": "relevant"})
    with pytest.raises(UnknownName, match="there is no rulebook 'R0'"):
        judge_frame(frame, "R0")
    with pytest.raises(UnknownName, match="there is no column to group by 'year'"):
        summarise(frame, by="year")
    with pytest.raises(UnknownName, match="there is no question 'completly'"):
        summarise(frame, questions=["completly"])
    with pytest.raises(InvalidFacts):
        summarise(frame, questions=["relevant"])
    with pytest.raises(InvalidFacts) as caught:
        summarise(frame, questions=[], codes="numbers")
    assert [one.message for one in caught.value.problems] == ["its columns are taken as they are"]
    lists = pl.DataFrame({"year": [[2011], [2012]], "relevant": [[True], [False]]})
    with pytest.raises(InvalidFacts) as caught:
        summarise(lists, by="year", questions=[])
    assert [str(one) for one in caught.value.problems] == ["year: holds lists or tables (give single values)"]
    with pytest.raises(InvalidFacts) as caught:
        summarise(lists, questions=["relevant"])
    assert [str(one) for one in caught.value.problems] == [
        f'relevant[{row}]: "list" is neither true nor false' for row in (0, 1)
    ]


@pytest.mark.parametrize("empty", [None, float("nan"), pd.NA, pd.NaT])
def test_a_country_that_is_not_known_is_no_country(empty: object) -> None:
    """An empty cell counts as a commitment and not as a country, whatever a library writes for it."""
    frame = pd.DataFrame({"country": pd.Series(["Ghana", empty, "Ghana", empty], dtype=object)})
    found = summarise(frame, questions=[])
    assert (found["commitments"].to_list(), found["countries"].to_list()) == ([4], [1])
    words = frame.astype({"country": "string"})
    assert summarise(words, questions=[])["countries"].to_list() == [1]


@pytest.mark.parametrize(
    "cells", [[1, 0, 1, None], [True, False, True, None], ["yes", "No", "TRUE", "NR"], [1.0, 0.0, 1.0, float("nan")]]
)
def test_a_column_of_yes_and_no_in_any_writing(cells: list[object]) -> None:
    """As words, as true and false, or as OGP's own 1 and 0; what is absent or empty is no answer."""
    found = summarise(pd.DataFrame({"mine": pd.Series(cells, dtype=object)}), questions=["mine"])
    assert (found["mine"].to_list(), found["mine_of"].to_list()) == ([2], [3])


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["complete", None], 'mine: has "complete" and no cell that says yes or no'),
        ([7, 8], 'mine: has "7" and no cell that says yes or no'),
        ([[1], [0]], "mine: holds lists or tables"),
    ],
)
def test_a_column_that_answers_nothing_is_refused(cells: list[object], said: str) -> None:
    """A column without a yes or no is no question; one of absences only has no answer."""
    with pytest.raises(InvalidFacts) as caught:
        summarise(pd.DataFrame({"mine": cells}), questions=["mine"])
    assert str(caught.value.problems[0]).startswith(said)
    assert summarise(pd.DataFrame({"mine": ["NR", None]}), questions=["mine"])["mine_of"].to_list() == [0]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_the_stars_in_a_frame_are_those_in_the_file(database: IrmRecords, library: str) -> None:
    """OGP's own columns counted from a frame, as true and false or as words."""
    frame = FRAMES[library](coded_columns(database.rows, numbers=True))
    found = plain(summarise(frame, questions=[*PUBLISHED_STARS]))
    assert {name: (found[name], found[f"{name}_of"]) for name in PUBLISHED_STARS} == {
        name: ([sum(yes for yes, _ in years.values())], [sum(of for _, of in years.values())])
        for name, years in PUBLISHED_STARS.items()
    }


def test_groups_of_any_kind_of_cell() -> None:
    """Numbers come first, then words, then what is empty; pandas' own empty cells among it."""
    frame = pd.DataFrame({"group": ["b", 2.5, None, 1, pd.NA, "a"]})
    assert summarise(frame, by="group", questions=[])["group"].to_list() == [1, 2.5, "a", "b", None]
