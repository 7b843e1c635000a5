"""OGP's own columns recomputed: how far the rules reproduce them, and every row in which they do not."""

import csv
import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from attrs import field, frozen

from opengov.formats.irm import IrmRecords, column_of, read_irm
from opengov.model.values import Absent, Known, Value
from opengov.rules.agreement import Agreement, Tally, agreement
from opengov.rules.entries import entry_of
from opengov.rules.published import Whose, columns_of
from opengov.rules.questions import Report, ask
from opengov.rules.shelf import shelf

YES, NO = Known(value=True), Known(value=False)

Extract = Callable[[str], Path]

# rule, column, rows with something to compare, rows that agree
OF_2016 = [
    ("RELEVANCE", "_Relevant", 1858, 1856),
    ("R1", "Starred (pre-June 2014 assessments)", 792, 792),
    ("R2", "Starred (2015 only)", 867, 864),
    ("R3", "Starred (current formula) progress report", 590, 590),
    ("R3", "Starred (current formula) end of term", 54, 54),
    ("COMPLETION-STEPS", "_ChangeCompletion", 54, 54),
    ("COMPLETION-CHANGE", "Change in completion", 54, 54),
]
OF_2024 = [
    ("RELEVANCE", "_Relevant", 77, 77),
    ("VERIFIABLE", "Verifiable", 58, 58),
    ("R2", "Starred (2015 Only)", 59, 59),
    ("R3", "Starred (Current Formula) Progress Report", 59, 59),
    ("R3", "Starred (Current Formula) End of Term", 38, 38),
    ("MAX-STAR", "Max star", 59, 58),
    ("COMPLETION-STEPS", "_ChangeCompletion", 32, 30),
    ("COMPLETION-CHANGE", "Change In Completion", 36, 36),
    ("RAW-COMPLETION", "Raw Completion", 117, 117),
    ("MAX-COMPLETION", "Max Completion", 117, 117),
    ("HIGH-COMPLETION", "High Completion", 117, 117),
    ("COMPLETION-ASSESSED", "Comp Assessed", 117, 117),
    ("HIGH-AMBITION", "High Ambition", 117, 117),
    ("AMBITION-ASSESSED", "Ambition Assessed", 117, 117),
    ("STRONG-EARLY-RESULTS", "High DIOG", 117, 117),
    ("RESULTS-ASSESSED", "DIOG Assessed", 117, 117),
    ("OPENED-GOVERNMENT", "Did It Open Government (Overall)", 38, 34),
    ("AMBITIOUS-AND-COMPLETE", "Ambitious and complete, or DIOG", 117, 117),
    ("AMBITIOUS-NOT-COMPLETE", "Ambitious but not complete", 117, 117),
    ("COMPLETE-NOT-AMBITIOUS", "Complete but not ambitious", 117, 116),
    ("NOT-COMPLETE-NOT-AMBITIOUS", "Not complete or ambitious", 117, 116),
    ("NOT-REVIEWED", "Not reviewed", 117, 117),
    ("CHECKSUM", "CHECKSUM", 117, 117),
    ("SCORE", "IRM-Based Score", 117, 117),
    ("BINDING-CONSTRAINT", "Binding constraint", 117, 117),
    ("PLAN-ID", "Action Plan ID", 117, 117),
]
OF_2015 = [("RELEVANCE", "_Relevant", 30, 30), ("R0", "Starred", 30, 30)]
OF_THE_PROCESS = [("STEPS", "_Number of steps followed (out of 6)", 81, 81)]


def compared(records: IrmRecords) -> tuple[Agreement, ...]:
    """Return the agreement of a file with its columns as it prints them."""
    return agreement(records.rows, records.vintage, column_of=functools.partial(column_of, records.vintage))


@pytest.mark.parametrize(
    ("vintage", "expected"),
    [("2016", OF_2016), ("2024", OF_2024), ("2015-05", OF_2015), ("process-2016", OF_THE_PROCESS)],
)
def test_the_rules_reproduce_the_columns(
    irm_extract: Extract, vintage: str, expected: list[tuple[str, str, int, int]]
) -> None:
    """Each column is reproduced as far as the dossier says, over all rows of the extract."""
    found = compared(read_irm(irm_extract(vintage)))
    assert [(one.rule, one.column, one.published, one.agree) for one in found] == expected
    assert all(one.published == one.agree + len(one.differences) for one in found)


def test_every_row_of_2016_that_differs_is_told(irm_extract: Extract) -> None:
    """Two rows of Canada on relevance, three of El Salvador on stars; each with what is published and computed."""
    found = compared(read_irm(irm_extract("2016")))
    differ = [
        (one.rule, each.row, each.key.partition("~")[0], each.published, each.computed, each.whose)
        for one in found
        for each in one.differences
    ]
    assert differ == [
        ("RELEVANCE", 260, "AP_CAN01-2.1", "1", "0", Whose.OGP),
        ("RELEVANCE", 273, "AP_CAN01-2.2", "1", "0", Whose.OGP),
        ("R2", 552, "AP_SLV02-1.9", "0", "1", Whose.OGP),
        ("R2", 556, "AP_SLV02-5.4", "0", "1", Whose.OGP),
        ("R2", 558, "AP_SLV02-2.1", "0", "1", Whose.OGP),
    ]


def test_every_row_of_2024_that_differs_is_told(irm_extract: Extract) -> None:
    """Each of the nine has its reason."""
    found = compared(read_irm(irm_extract("2024")))
    differ = [(one.rule, each.key, each.whose) for one in found for each in one.differences]
    assert differ == [
        ("MAX-STAR", "HR0015", Whose.OPEN),
        ("COMPLETION-STEPS", "JO0048", Whose.OGP),
        ("COMPLETION-STEPS", "JO0050", Whose.OGP),
        ("OPENED-GOVERNMENT", "HR0015", Whose.OPEN),
        ("OPENED-GOVERNMENT", "HR0024", Whose.OPEN),
        ("OPENED-GOVERNMENT", "JO0048", Whose.OPEN),
        ("OPENED-GOVERNMENT", "JO0050", Whose.OPEN),
        ("COMPLETE-NOT-AMBITIOUS", "US0017", Whose.OPEN),
        ("NOT-COMPLETE-NOT-AMBITIOUS", "US0005", Whose.OPEN),
    ]
    assert not [each for one in found for each in one.differences if each.why == "no reason is known"]


def test_the_agreement_as_plain_data(irm_extract: Extract) -> None:
    """It has the five keys, and what disagrees is text that says the row, both values, whose error it is and why."""
    relevance = compared(read_irm(irm_extract("2016")))[0].to_dict()
    rows = ("row 260, AP_CAN01-2.1", "row 273, AP_CAN01-2.2")
    why = "each of the three values is coded 0, yet the column says relevant"
    assert json.loads(json.dumps(relevance)) == {
        "rule": "RELEVANCE",
        "column": "_Relevant",
        "published": 1858,
        "agree": 1856,
        "disagree": [f"{row}: published 1, computed 0 (OGP's error: {why})" for row in rows],
    }


def test_rows_with_nothing_to_go_by_are_counted_apart(irm_extract: Extract) -> None:
    """Six rows of 2016 say not relevant although no value is coded; eleven plans have a number of steps not coded."""
    without = {
        one.rule: one.without
        for vintage in ("2016", "process-2016")
        for one in compared(read_irm(irm_extract(vintage)))
    }
    assert (without["RELEVANCE"], without["STEPS"]) == (6, 11)


def test_a_tally_row_by_row_is_the_whole(irm_extract: Extract) -> None:
    """Counting a stream gives what counting the file gives."""
    records = read_irm(irm_extract("2024"))
    tally = Tally(records.vintage)
    for row in records.rows:
        tally.add(row)
    assert tally.result() == agreement(iter(records.rows), records.vintage)


def test_a_file_without_columns_of_its_own() -> None:
    """The trackers of governments have nothing to recompute."""
    assert (agreement([], "canada-4"), agreement([], "unknown")) == ((), ())


# --- single rows ----------------------------------------------------------------------------------------------------


@frozen
class Row:
    """A row made by hand."""

    published: Mapping[str, Value]
    numbers: Mapping[str, Value]
    facts: Mapping[str, Value] = field(factory=dict)
    row: int = 1
    key: str = "XX0001"
    country: str = "Nowhere"
    plan: str = "AP_XXX01"
    plan_number: int | None = 1
    policy_areas: tuple[str, ...] = ()


STARRED: dict[str, Value] = {
    "relevant": YES,
    "specificity": Known("high"),
    "potential_impact": Known("moderate"),
    "completion_progress": Known("complete"),
}


def star_of_2016(row: Row) -> Agreement:
    """Return the agreement of a row with OGP's first formula."""
    (found,) = (one for one in agreement([row], "2016") if one.rule == "R1")
    return found


def test_a_difference_without_a_reason_says_so() -> None:
    """A row that nobody has looked at is open."""
    (differs,) = star_of_2016(Row({"starred_pre_june_2014": NO}, STARRED)).differences
    assert str(differs) == "row 1, XX0001: published 0, computed 1 (open: no reason is known)"


def test_texts_that_give_what_is_published_are_a_reason() -> None:
    """Where number and text differ, and the text gives what is published, the difference says so."""
    texts = STARRED | {"potential_impact": Absent("NR")}
    (differs,) = star_of_2016(Row({"starred_pre_june_2014": NO}, STARRED, texts)).differences
    assert differs.why == "the texts beside the numbers give what is published"


@pytest.mark.parametrize("said", [Absent("ND"), Absent("NR"), None])
def test_what_is_not_published_is_not_compared(said: Value | None) -> None:
    """A column that is not coded in a row neither agrees nor differs."""
    found = star_of_2016(Row({} if said is None else {"starred_pre_june_2014": said}, STARRED))
    assert (found.published, found.agree, found.without) == (0, 0, 0)


@pytest.mark.parametrize("kind", ["ND", "NR", "NA"])
@pytest.mark.parametrize("published", ["ND", "NR", "NA"])
def test_absences_are_passed_on_as_they_are(kind: str, published: str) -> None:
    """Ambition that is not coded is not coded in the same way in OGP's column, and another way is a difference."""
    row = Row({"high_ambition": Absent(published)}, {"potential_impact": Absent(kind)})
    (found,) = (one for one in agreement([row], "2024") if one.rule == "HIGH-AMBITION")
    assert (found.published, found.agree) == (1, kind == published)


def test_an_absence_that_the_rule_does_not_have_is_unknown(irm_extract: Extract) -> None:
    """One cell that says NR among flags of 1 and 0 costs its row the comparison, is told, and costs no other row."""
    path = irm_extract("2024")
    cells = list(csv.reader(path.read_text("utf-8").splitlines()))
    cells[1][cells[0].index("Not reviewed")] = "NR"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(cells)
    found = {one.rule: one for one in compared(read_irm(path))}
    key = read_irm(path).rows[0].key
    assert found["SCORE"].undeclared == (f"row 1, {key}: NR of not_reviewed",)
    assert found["SCORE"].to_dict()["taken_as_unknown"] == [f"row 1, {key}: NR of not_reviewed"]
    assert found["SCORE"].published + found["SCORE"].without == 117
    assert found["HIGH-AMBITION"].agree == 117


def test_a_question_takes_an_absence_that_it_does_not_have_as_unknown() -> None:
    """Whatever a row says, a question answers or does not."""
    asked = ask("starred", Report.PROGRESS)
    assert asked is not None
    assert asked(lambda _: Absent("not yet")) is None


@pytest.mark.parametrize("vintage", ["2015-05", "2016", "2024", "process-2016"])
def test_every_column_names_what_there_is(vintage: str) -> None:
    """Book, entry, measures and labels of each column are those of a shipped book."""
    for column in columns_of(vintage):
        if column.book:
            entry = entry_of(shelf()[column.book], column.entry)
            assert {*column.reads} <= {*entry.measures}
            labels = {
                str(row.give)
                for one in entry.engine.book.classes
                if one.id == column.entry
                for row in one.choose.all_rows
            }
            assert {*column.labels} <= labels
