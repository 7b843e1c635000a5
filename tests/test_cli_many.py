"""The command line on tables: audits of published scores, scores of panels, paths to eligibility."""

import csv
import io
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from rich.console import Console

from opengov.cli import run
from opengov.report.progress import progress

REFERENCE = resources.files("opengov").joinpath("data", "reference", "published_eligibility_scores.csv")
SURVEY = Path(__file__).parent / "data" / "obs_two_documents.csv"
MEASURES = ["budget_proposal", "audit_report", "ati_law", "ati_constitution", "ati_draft", "ad_points"]

Lines = list[dict[str, str]]


def published() -> Lines:
    """Return the published scores with the codes of the survey of each row; the survey of 2021 is not at hand."""
    with SURVEY.open(encoding="utf-8", newline="") as file:
        codes = {(row["iso3"], row["edition"]): row for row in csv.DictReader(file)}
    rows = list(csv.DictReader(REFERENCE.read_text(encoding="utf-8").splitlines()))
    for row in rows:
        edition = row["obs_edition_assumed"] or ("2012" if row["as_of"] < "2016" else "2021")
        found = codes.get((row["iso3"], edition), {})
        for column, name in (("ebp_code", "executives_budget_proposal"), ("audit_code", "audit_report")):
            row[column] = found.get(name, "?").replace("not covered", "")
    return rows


def written(path: Path, rows: Lines, encoding: str = "utf-8", delimiter: str = ",") -> str:
    """Write a table and return where."""
    with path.open("w", encoding=encoding, newline="") as file:
        table = csv.DictWriter(file, rows[0], delimiter=delimiter)
        table.writeheader()
        table.writerows(rows)
    return str(path)


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Run a command that does its work, and return what it prints."""
    assert run(arguments) == 0
    return capsys.readouterr().out


def audited(path: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Return the objects that an audit prints."""
    return [json.loads(line) for line in printed(["audit", path, "--json"], capsys).splitlines()]


def said(path: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what is said of a table with problems, without its name."""
    assert run(["audit", path]) == 1
    return [line.strip() for line in capsys.readouterr().err.splitlines()[1:]]


# --- opengov audit ---


def test_audit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object for each row, in the order of the table; five scores are impossible."""
    rows = published()
    found = audited(written(tmp_path / "scores.csv", rows), capsys)
    assert [(one["iso3"], one["as_of"]) for one in found] == [(row["iso3"], row["as_of"]) for row in rows]
    assert Counter(one["status"] for one in found) == {"consistent": 38, "impossible": 5}
    assert {(one["iso3"], one["as_of"]): one["possible_with"] for one in found if one["fits"] == 0} == {
        ("TUN", "2014-01"): ["accepted evidence: FT 4"],
        ("BLZ", "2014-12"): ["accepted evidence: FT 0 or 2 or 4", "accepted evidence: CE 0 or 1 or 2 or 3 or 4"],
        ("CIV", "2015-07"): ["accepted evidence: FT 4"],
        ("TUN", "2018-06"): ["accepted evidence: FT 4"],
        ("SEN", "2018"): [],
    }


def test_audit_names_the_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The scores of December 2014 are of the update of the 22nd, without being told the day."""
    found = audited(written(tmp_path / "scores.csv", published()), capsys)
    assert {one["rulebook"] for one in found if one["as_of"] == "2014-12"} == {"CORE-2014"}
    assert found[0] == {
        "iso3": "SEN",
        "as_of": "2013-07",
        "rulebook": "CORE-2011",
        "status": "consistent",
        "fits": 3,
        "possible_with": [],
    }


def test_audit_without_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """Without the columns of codes these are unknown, so only what no code could give is impossible."""
    found = audited(str(REFERENCE), capsys)
    assert [(one["iso3"], one["as_of"]) for one in found if one["status"] == "impossible"] == [("SEN", "2018")]


def test_audit_with_law_and_evidence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A column with the name of a measure is a fact: with law and evidence two printed scores are reproduced."""
    facts = {"ati_law": "y", "ad_law": "yes", "ad_public": "true", "fiscal_transparency_accepted": "none accepted"}
    known = {
        ("GEO", "2014-12"): facts,
        ("TUN", "2018-06"): {**facts, "ad_public": "n", "fiscal_transparency_accepted": "4"},
    }
    rows = [{**row, **dict.fromkeys(facts, ""), **known.get((row["iso3"], row["as_of"]), {})} for row in published()]
    found = audited(written(tmp_path / "scores.csv", rows), capsys)
    assert {(one["iso3"], one["as_of"]) for one in found if one["status"] == "reproduced"} == set(known)


def test_audit_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The report has the counts and explains each score that is impossible."""
    text = printed(["audit", written(tmp_path / "scores.csv", published())], capsys)
    assert "43 scores: 0 reproduced, 38 consistent, 5 impossible" in text
    assert "SEN 2018: impossible under CORE-2018 or CORE-2017" in text
    assert "no other book, reading or accepted evidence would make it possible" in text


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("latin-1", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("utf-8", "\t")]
)
def test_audit_reads(encoding: str, delimiter: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Tables as spreadsheets save them are read the same, whatever their encoding and delimiter."""
    rows = [{**row, "country": "Côte d'Ivoire"} for row in published()]
    found = audited(written(tmp_path / "scores.csv", rows, encoding, delimiter), capsys)
    assert Counter(one["status"] for one in found) == {"consistent": 38, "impossible": 5}


def test_audit_of_a_table_without_grades(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a table without columns of grades everything counts as published; a cell without its grade does not."""
    row = {"iso3": "ARC", "as_of": "2018-07", "ad": "3"}
    (found,) = audited(written(tmp_path / "plain.csv", [row]), capsys)
    assert found["status"] == "impossible"
    (found,) = audited(written(tmp_path / "graded.csv", [{**row, "ad_grade": ""}]), capsys)
    assert found["status"] == "consistent"
    (found,) = audited(written(tmp_path / "ours.csv", [{**row, "ad_grade": "R"}]), capsys)
    assert found["status"] == "consistent"


def test_audit_of_cells_that_are_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty code says "not covered", an empty value of the index that it is not known, but for Belize."""
    row = {"iso3": "ARC", "as_of": "2018-07", "possible": "12", "ebp_code": "", "audit_code": "", "eiu_value": ""}
    rows = [row, {**row, "possible": "16"}, {**row, "iso3": "BLZ"}, {**row, "ebp_code": "?", "possible": "16"}]
    found = audited(written(tmp_path / "scores.csv", rows), capsys)
    assert [one["status"] for one in found] == ["consistent", "impossible", "impossible", "consistent"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"iso3": "Tunisia"}, 'line 2, column iso3: "Tunisia" is not a code of a country'),
        ({"as_of": "2014-13"}, 'line 2, column as_of: "2014-13" is not a date'),
        ({"as_of": "1999"}, "line 2, column as_of: there is no rulebook in force for eligibility"),
        ({"points": "x"}, 'line 2, column points: "x" is not a number'),
        ({"points": "11.5"}, 'line 2, column points: "11.5" is not a whole number'),
        ({"points": "-1"}, 'line 2, column points: "-1" is not a whole number'),
        ({"points": "17"}, "line 2, column points: 17 is more than the 16 that could be had"),
        ({"percent": "most"}, 'line 2, column percent: "most" is not a percentage'),
        ({"meets_core": "maybe"}, 'line 2, column meets_core: "maybe" is not known'),
        ({"ft_grade": "Q"}, 'line 2, column ft_grade: "Q" is not known (one of P, I, R, or empty)'),
        ({"ebp_code": "PQ"}, 'line 2, column ebp_code: "PQ" is not a value of it (one of PW, HC, SC, PL, IU, NP)'),
        ({"eiu_value": "inf"}, 'line 2, column eiu_value: "inf" is not a number'),
        ({"eiu_value": "4,71"}, 'line 2, column eiu_value: "4,71" is not a number'),
        ({"eiu_value": "12"}, "line 2, column eiu_value: 12.0 is not a number from 0 to 10"),
    ],
)
def test_audit_of_a_bad_cell(
    change: Mapping[str, str], problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bad cell is named by line and column, with what would be right."""
    row = next(row for row in published() if (row["iso3"], row["as_of"]) == ("TUN", "2013-11"))
    (found,) = said(written(tmp_path / "scores.csv", [{**row, "total_grade": "P", **change}]), capsys)
    assert found.startswith(problem)


def test_audit_tells_all_bad_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All bad cells of a table are told at once."""
    rows = [{**row, "eiu_value": "high"} for row in published()]
    found = said(written(tmp_path / "scores.csv", rows), capsys)
    assert [one.partition(":")[0] for one in found] == [f"line {line}, column eiu_value" for line in range(2, 45)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the table is empty (the first line names the columns)"),
        ("iso3,as_of\nTUN,2018,3\n", "line 2: has 3 cells (the first line has 2)"),
        ("iso,as_of\nTUN,2018\n", "column iso3: is missing (there is iso)"),
        ("iso3,as_of,as_of\n", "column as_of: stands twice"),
        ("iso3,as_of,eiu_valu\n", "column eiu_valu: is not read (did you mean eiu_value?)"),
        ('iso3,as_of\n"TUN', "line 2: has 1 cells (the first line has 2)"),
    ],
)
def test_audit_of_no_table(text: str, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is no table of scores is told so."""
    path = tmp_path / "scores.csv"
    path.write_text(text, encoding="utf-8")
    assert problem in said(str(path), capsys)


def test_audit_of_no_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table without rows has no audits."""
    path = tmp_path / "scores.csv"
    path.write_text("iso3,as_of\n", encoding="utf-8")
    assert audited(str(path), capsys) == []


def test_audit_of_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is a problem of the input."""
    assert run(["audit", str(tmp_path / "none.csv")]) == 1
    assert "No such file" in capsys.readouterr().err


# --- opengov reforms ---


def test_reforms(capsys: pytest.CaptureFixture[str]) -> None:
    """The paths of each member are said, in words and as one object."""
    text = printed(["reforms", "cambodia-2014", "--member", "KHM"], capsys)
    assert "KHM: can be reached by 3 changes at least" in text
    data = json.loads(printed(["reforms", "cambodia-2014", "--json"], capsys))
    assert (data["on"], [one["id"] for one in data["members"]]) == ("2014-10-17", ["IDN", "PHL", "VNM", "KHM"])
    cheapest = data["members"][-1]["sure"][0]
    assert (cheapest["cost"], len(cheapest["changes"])) == (3, 3)


def test_reforms_of_a_member_that_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    """A government that is eligible is told that nothing has to change."""
    (member,) = json.loads(printed(["reforms", "pakistan-2017", "--json"], capsys))["members"]
    assert (member["reach"], member["sure"], member["possible"]) == ("there", [], [])


def test_reforms_on_another_day(capsys: pytest.CaptureFixture[str]) -> None:
    """Another day is judged by another book; what is no day is wrong usage."""
    data = json.loads(printed(["reforms", "cambodia-2014", "--on", "2019-01-01", "--json"], capsys))
    assert {one["rulebook"] for one in data["members"]} == {"CORE-2018"}
    assert run(["reforms", "cambodia-2014", "--on", "soon"]) == 2


# --- opengov score ---

PANEL = [
    {"iso3": "TUN", "day": "2014-01-15", "ati_law": "y", "ad_points": "3", "civil_liberties": "4.71"},
    {"iso3": "GEO", "day": "2014-12-22", "ati_law": "true", "ad_law": "yes", "ad_public": "Yes"},
    {"iso3": "BLZ", "day": "2014-12-22", "civil_liberties": "not covered"},
    {"iso3": "SEN", "day": "2018-07-01", "ati_law": "n", "ati_constitution": "y", "ati_draft": "n"},
]
DOCUMENTS = [("IU", "PW"), ("PW", "PW"), ("not covered", "not covered"), ("PW", "PW")]
COLUMNS = ("iso3", "day", "ati_law", "ati_constitution", "ati_draft", "ad_points", "ad_law", "ad_public")
WITHOUT = ["--without", "budget_survey_edition"]


def panel(*columns: str) -> Lines:
    """Return a small panel of country-years with all columns that are read, and more."""
    rows: Lines = []
    for row, (proposal, report) in zip(PANEL, DOCUMENTS, strict=True):
        facts = {"budget_proposal": proposal, "audit_report": report, "civil_liberties": row.get("civil_liberties", "")}
        rows.append(dict.fromkeys(COLUMNS, "") | row | facts | dict.fromkeys(columns, ""))
    return rows


def scored(text: str) -> Lines:
    """Return the rows of a table."""
    return list(csv.DictReader(text.splitlines()))


def test_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each row is scored by the book of its day, and comes back as it was with its scores beside."""
    rows = panel()
    found = scored(printed(["score", written(tmp_path / "panel.csv", rows), "--on", "day", *WITHOUT], capsys))
    assert [{name: one[name] for name in rows[0]} for one in found] == rows
    hulls = [(one["points_low"], one["points_high"], one["possible_low"], one["core"]) for one in found]
    assert hulls == [
        ("11", "11", "16", "not_met"),
        ("12", "16", "12", "met"),
        ("0", "8", "8", "undetermined"),
        ("7", "15", "12", "undetermined"),
    ]


def test_score_by_one_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A book, or a day, may judge all rows."""
    table = written(tmp_path / "panel.csv", panel())
    by_book = printed(["score", table, "--book", "CORE-2018", *WITHOUT], capsys)
    assert by_book == printed(["score", table, "--on", "2018-07-01", *WITHOUT], capsys)
    assert "AD_low" in by_book


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_score_reads(encoding: str, delimiter: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Tables as spreadsheets save them are read, and written in UTF-8."""
    rows = [{**row, "country": "Côte d'Ivoire"} for row in panel()]
    table = written(tmp_path / "panel.csv", rows, encoding, delimiter)
    found = scored(printed(["score", table, "--on", "day", *WITHOUT], capsys))
    assert {one["country"] for one in found} == {"Côte d'Ivoire"}


def test_score_reads_cells_as_an_audit_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is not known, a code in small letters, and a comma in a number where none parts cells, are read alike."""
    plain = [{**row, "civil_liberties": "4.5", "ati_law": "", "budget_proposal": "PW"} for row in panel()]
    other = [{**row, "civil_liberties": "4,5", "ati_law": "?", "budget_proposal": "pw"} for row in panel()]
    tables = (written(tmp_path / "a.csv", plain), written(tmp_path / "b.csv", other, "utf-8", ";"))
    one, two = (scored(printed(["score", table, "--on", "day", *WITHOUT], capsys)) for table in tables)
    assert [row["points_low"] for row in two] == [row["points_low"] for row in one]
    assert [row["outcome"] for row in two] == [row["outcome"] for row in one]
    assert two[0]["civil_liberties"] == "4,5"


def test_a_cell_with_a_line_break_of_any_kind_is_read_back(tmp_path: Path) -> None:
    """A line break stands in quotes, also a lone carriage return, so that a row stays one."""
    cells = ["a\rb", "a\nb", "a\r\nb", "\r", 'a"\rb', "plain"]
    source, out = tmp_path / "panel.parquet", tmp_path / "out.csv"
    rows = [{**panel()[0], "note": cell} for cell in cells]
    parquet.write_table(pa.table({name: [row[name] for row in rows] for name in ("iso3", "note")}), source)
    measures = ["budget_proposal", "audit_report", "ati_law", "ati_constitution", "ati_draft", "civil_liberties"]
    without = [part for name in [*measures, "ad_points"] for part in ("--without", name)]
    assert run(["score", str(source), "--book", "CORE-2011", *without, "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        assert [row["note"] for row in csv.DictReader(file)] == [*cells[:3], "'\r", *cells[4:]]
    assert b"\r\n" not in out.read_bytes().replace(b'"a\r\nb"', b"")


def test_score_parquet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is written as Parquet is read again, and scored to the same."""
    table, out = written(tmp_path / "panel.csv", panel()), str(tmp_path / "panel.parquet")
    assert printed(["score", table, "--on", "day", *WITHOUT, "--out", out], capsys) == ""
    again = printed(["score", out, "--on", "day", *WITHOUT, "--prefix", "again_"], capsys)
    assert [one["again_outcome"] for one in scored(again)] == ["not_met", "met", "undetermined", "undetermined"]
    for row in scored(again):
        assert {name: row[f"again_{name}"] for name in ("points_low", "points_high", "core", "FT_low")} == {
            name: row[name] for name in ("points_low", "points_high", "core", "FT_low")
        }
    assert run(["score", out, "--on", "day", *WITHOUT]) == 1
    assert "has columns of these names already" in capsys.readouterr().err


def test_score_parquet_of_text_in_any_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text of Parquet may be a list of words, and lack cells: it is read as that of a CSV file."""
    rows = panel()
    rows[1]["civil_liberties"] = "not covered"
    plain = scored(printed(["score", written(tmp_path / "panel.csv", rows), "--on", "day", *WITHOUT], capsys))
    texts = pa.table({name: [row[name] or None for row in rows] for name in rows[0]})
    for number, kind in enumerate([pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())]):
        table = tmp_path / f"{number}.parquet"
        parquet.write_table(pa.table([column.cast(kind) for column in texts.columns], texts.column_names), table)
        assert scored(printed(["score", str(table), "--on", "day", *WITHOUT], capsys)) == plain


def test_no_cell_becomes_a_formula(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A cell, or the name of a column, that begins like a formula is written as text; numbers stay numbers."""
    cells = ["=1+1", "+1-800", "-2+3", "@SUM(A1)", " =1", "-5", "+1.5e3", "plain", "a=b", ""]
    rows = [{**panel()[0], "=name": cell} for cell in cells]
    table = written(tmp_path / "panel.csv", rows)
    found = scored(printed(["score", table, "--on", "day", *WITHOUT], capsys))
    assert [one["'=name"] for one in found] == [
        "'=1+1",
        "'+1-800",
        "'-2+3",
        "'@SUM(A1)",
        "' =1",
        "-5",
        "+1.5e3",
        "plain",
        "a=b",
        "",
    ]


TEXTS = [pa.string(), pa.large_string(), pa.string_view()]


@pytest.mark.parametrize("kind", [*TEXTS, *(pa.dictionary(pa.int8(), one) for one in TEXTS[:2])], ids=str)
def test_text_of_parquet_is_guarded(kind: pa.DataType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text of a Parquet file, of whichever type, is written to CSV, and becomes no formula."""
    cells = pa.array(["=1+1", "plain", None], kind)
    path = tmp_path / "panel.parquet"
    parquet.write_table(pa.table({"remark": cells, "civil_liberties": [1.0, 2.0, 3.0]}), path)
    every = [word for name in MEASURES for word in ("--without", name)]
    text = printed(["score", str(path), "--book", "CORE-2011", *every], capsys)
    assert [one["remark"] for one in scored(text)] == ["'=1+1", "plain", ""]


def test_score_of_wide_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no measure costs little: five thousand columns more take seconds, not minutes."""
    wide = dict.fromkeys((f"column_{place}" for place in range(5_000)), "x")
    table = written(tmp_path / "panel.csv", [{**row, **wide} for row in panel()])
    begun = time.process_time()
    found = scored(printed(["score", table, "--on", "day", *WITHOUT], capsys))
    assert time.process_time() - begun < 10
    assert [one["column_4999"] for one in found] == ["x"] * len(PANEL)


def test_score_of_what_is_absent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A column beside that of a number says where it is absent, as panels have it; a word in the cell does too."""
    cells = [("", "True"), ("", "false"), ("not covered", "no"), ("9.1", ""), ("not covered", "")]
    rows = [{**panel()[0], "civil_liberties": cell, "civil_liberties_absent": said} for cell, said in cells]
    text = printed(["score", written(tmp_path / "panel.csv", rows), "--on", "day", *WITHOUT], capsys)
    full = int(scored(text)[3]["possible_high"])
    assert [int(one["possible_high"]) for one in scored(text)] == [full - 4, full, full - 4, full, full - 4]
    assert [one["civil_liberties_absent"] for one in scored(text)] == [said for _, said in cells]
    rows[1]["civil_liberties_absent"] = "perhaps"
    assert run(["score", written(tmp_path / "panel.csv", rows), "--on", "day", *WITHOUT]) == 1
    said = 'row 2, column civil_liberties_absent: "perhaps" is neither true nor false'
    assert said in capsys.readouterr().err


def test_score_of_days_with_spaces(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Spaces around a day are passed over, as around other cells; the cell is written as it stands."""
    rows = [{**row, "day": f" {row['day']}\t"} for row in panel()]
    plain, spaced = (
        scored(printed(["score", written(tmp_path / "panel.csv", each), "--on", "day", *WITHOUT], capsys))
        for each in (panel(), rows)
    )
    assert [{**one, "day": one["day"].strip()} for one in spaced] == plain
    assert [one["day"] for one in spaced] == [row["day"] for row in rows]


def test_score_of_bad_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All bad cells are told at once, and nothing is written."""
    rows = panel()
    rows[0]["civil_liberties"] = "high"
    rows[1]["ati_law"] = "perhaps"
    rows[2]["budget_proposal"] = "PQ"
    rows[3]["day"] = "2018"
    out = tmp_path / "out.csv"
    table = written(tmp_path / "panel.csv", rows)
    assert run(["score", table, "--on", "day", *WITHOUT, "--out", str(out)]) == 1
    found = [line.strip() for line in capsys.readouterr().err.splitlines()[1:]]
    assert found[:2] == [
        'row 1, column civil_liberties: "high" is not a number',
        (
            'row 2, column ati_law: "perhaps" is neither true nor false '
            "(one of y, yes, true, 1, n, no, false, 0, or empty)"
        ),
    ]
    assert found[2].startswith('row 3: budget_proposal: "PQ" is not a value of it')
    assert found[3].startswith("row 4: ")
    assert [path.name for path in tmp_path.iterdir()] == ["panel.csv"]


def test_score_of_bad_cells_of_one_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no number, what is no word of the measure and what is no day are told of one and the same row."""
    rows = panel()
    rows[0] |= {"civil_liberties": "high", "budget_proposal": "PQ", "day": "2018"}
    assert run(["score", written(tmp_path / "panel.csv", rows), "--on", "day", *WITHOUT]) == 1
    said = capsys.readouterr().err
    for part in ('"high" is not a number', '"2018" is not a day', '"PQ" is not a value of it'):
        assert part in said


@pytest.mark.parametrize("prefix", ["", "scored_"])
def test_score_of_bad_cells_under_any_prefix(prefix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """However the new columns are called, a cell that is no value of its measure leaves nothing written."""
    rows = panel()
    rows[2]["budget_proposal"] = "PQ"
    out = tmp_path / "out.csv"
    table = written(tmp_path / "panel.csv", rows)
    assert run(["score", table, "--on", "day", *WITHOUT, "--prefix", prefix, "--out", str(out)]) == 1
    assert 'row 3: budget_proposal: "PQ" is not a value of it' in capsys.readouterr().err
    assert not out.exists()


def test_score_into_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no folder to write to, the message names it, not a file of the program's own."""
    out = tmp_path / "none" / "out.csv"
    assert run(["score", written(tmp_path / "panel.csv", panel()), "--on", "day", *WITHOUT, "--out", str(out)]) == 1
    assert capsys.readouterr().err == f"{out.parent}: No such file or directory\n"


def test_score_of_a_table_with_problems_of_its_own(tmp_path: Path) -> None:
    """A column that is called so is one of the table, not what scoring says is wrong."""
    rows = [{**row, "problems": "none so far"} for row in panel()]
    out = tmp_path / "out.csv"
    table = written(tmp_path / "panel.csv", rows)
    assert run(["score", table, "--on", "day", *WITHOUT, "--prefix", "scored_", "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert [one["problems"] for one in found] == ["none so far"] * len(rows)
    assert "scored_problems" not in found[0]


def test_score_names_missing_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A column that is missing is named, with the options that help; these help."""
    rows = [{("law" if name == "ati_law" else name): cell for name, cell in row.items()} for row in panel()]
    table = written(tmp_path / "panel.csv", rows)
    assert run(["score", table, "--on", "day"]) == 1
    error = capsys.readouterr().err
    assert "--without ati_law" in error
    assert '--column "ati_law=' in error
    text = printed(["score", table, "--on", "day", *WITHOUT, "--column", "ati_law=law"], capsys)
    assert [one["ATI_high"] for one in scored(text)] == ["4", "4", "4", "3"]


def test_score_of_no_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table without rows comes back with more columns and no rows."""
    path = tmp_path / "panel.csv"
    path.write_text(",".join(panel()[0]) + "\n", encoding="utf-8")
    text = printed(["score", str(path), "--book", "CORE-2018", *WITHOUT], capsys)
    assert text.splitlines()[0].endswith(",CE_low,CE_high")
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize(
    "head",
    [
        "remark,civil_liberties\n",
        "\nremark,civil_liberties\n",
        '"a;b;c;d",civil_liberties\n',
        '"a\nb",civil_liberties\n',
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_score_of_heads(head: str, end: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table is read whatever its line ends, and whatever stands in quotes in its first row."""
    path = tmp_path / "panel.csv"
    path.write_text((head + "x,9.1\n").replace("\n", end), encoding="utf-8", newline="")
    every = [word for name in MEASURES for word in ("--without", name)]
    text = printed(["score", str(path), "--book", "CORE-2011", *every], capsys)
    assert text.rstrip().endswith(",4,4")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the table is empty"),
        ("\n\n", "the table is empty"),
        ("x" * 200_000, "cannot be read as CSV: field larger than field limit (131072)"),
        ("iso3,iso3\nTUN,TUN\n", "columns stand twice: iso3"),
        ("iso3,day\nTUN\n", "line 2: has 1 cells (the first line has 2)"),
    ],
)
def test_score_of_no_table(text: str, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is no table is told so."""
    path = tmp_path / "panel.csv"
    path.write_text(text, encoding="utf-8")
    every = [word for name in COLUMNS[2:] for word in ("--without", name)]
    more = [word for name in ("budget_proposal", "audit_report", "civil_liberties") for word in ("--without", name)]
    assert run(["score", str(path), "--book", "CORE-2018", *every[:6], *every[8:], *more, *WITHOUT]) == 1
    assert problem in capsys.readouterr().err


def test_score_of_no_parquet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that only has the name of a Parquet file is told so."""
    path = tmp_path / "panel.parquet"
    path.write_text("no", encoding="utf-8")
    assert run(["score", str(path), "--book", "CORE-2018"]) == 1
    assert "cannot be read as Parquet" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["score", "panel.csv", "--on", "day", "--book", "CORE-2018"],
        ["score", "panel.csv", "--on", "2018-13-01"],
        ["score", "panel.csv", "--on", "day", "--column", "ati_law"],
    ],
)
def test_score_wrong_usage(arguments: list[str]) -> None:
    """Options that contradict each other, or are not of their kind, are wrong usage."""
    assert run(arguments) == 2


def test_score_by_the_rules_of_today(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a day or a book, the rules of today judge every row, which is said beside the table."""
    assert run(["score", written(tmp_path / "panel.csv", panel()), *WITHOUT]) == 0
    shown = capsys.readouterr()
    assert len(scored(shown.out)) == len(PANEL)
    assert "every row is judged by the rules of" in shown.err


def test_score_without_the_extra(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the extra for frames, the command says what to install."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert run(["score", written(tmp_path / "panel.csv", panel()), "--book", "CORE-2018"]) == 1
    assert "install opengov-partnership[frames]" in capsys.readouterr().err


def test_progress(tmp_path: Path) -> None:
    """A long file shows a bar on a terminal; a short one, or one that nobody watches, does not."""
    short, long = tmp_path / "short.csv", tmp_path / "long.csv"
    short.write_text("a", encoding="utf-8")
    long.write_bytes(b"x" * (9 * 2**20))
    screen = io.StringIO()
    with progress(str(long), Console(file=screen, force_terminal=True)) as advance:
        assert advance is not None
        advance(50, 100)
    assert "50%" in screen.getvalue()
    for path, terminal in ((short, True), (long, False)):
        with progress(str(path), Console(file=io.StringIO(), force_terminal=terminal)) as advance:
            assert advance is None


def test_score_of_other_endings(capsys: pytest.CaptureFixture[str]) -> None:
    """Only CSV and Parquet are read and written."""
    assert run(["score", "panel.xlsx", "--book", "CORE-2018"]) == 1
    assert run(["score", "panel.csv", "--book", "CORE-2018", "--out", "panel.txt"]) == 1
    assert '".txt" is no ending of a table (one of .csv, .parquet)' in capsys.readouterr().err


def test_score_of_many_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table that is read in several pieces comes back whole and in order."""
    rows = [{**row, "number": str(number), "remark": "x" * 400} for number in range(3000) for row in panel()]
    table = written(tmp_path / "panel.csv", rows)
    assert (tmp_path / "panel.csv").stat().st_size > 5 * 2**20
    found = scored(printed(["score", table, "--on", "day", *WITHOUT], capsys))
    assert [one["number"] for one in found] == [row["number"] for row in rows]
