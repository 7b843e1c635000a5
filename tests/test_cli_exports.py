"""The command line on exports: opengov irm and opengov convert."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from opengov.cli import ASSESSED, PROBLEMS, USAGE, run
from opengov.formats.casefiles import iter_cases
from opengov.formats.irm import read_irm

Extract = Callable[[str], Path]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def opengov_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Return a function that runs the command in the test's folder: exit status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def command(*arguments: str) -> tuple[int, str, str]:
        status = run(arguments)
        return status, *capsys.readouterr()

    return command


def test_json_has_the_promised_shape(opengov_command: Run, irm_extract: Extract) -> None:
    """--json prints what was read, every problem, and the agreement of every column that comes out again."""
    status, out, err = opengov_command("irm", str(irm_extract("2016")), "--json")
    printed = json.loads(out)
    assert (status, err) == (ASSESSED, "")
    assert (printed["vintage"], printed["rows"], printed["read"], printed["unread"]) == ("2016", 1927, 1927, [])
    problem = {"row": 16, "column": "End Date", "found": "08/01/2013", "taken": "[2013-01-08,2013-08-01]"}
    assert printed["rows_with_problems"] == len({one["row"] for one in printed["problems"] if one["row"]}) == 959
    assert next(one for one in printed["problems"] if one["row"]).items() >= problem.items()
    assert set(printed["agreement"][0]) == {"rule", "column", "published", "agree", "disagree"}
    first = next(one for one in printed["agreement"] if one["rule"] == "R1")
    assert (first["published"], first["agree"], first["disagree"]) == (792, 792, [])
    assert first["column"] == "Starred (pre-June 2014 assessments)"


@pytest.mark.parametrize(
    ("vintage", "said"),
    [
        ("2015-05", "60 of 60 rows read, 35 with problems"),
        ("2016", "1,927 of 1,927 rows read, 959 with problems"),
        ("2024", "117 of 117 rows read, 57 with problems"),
        ("process-2016", "116 of 116 rows read, 5 with problems"),
        ("canada-4", "135 of 135 rows read, 2 with problems"),
        ("united-states-5", "70 of 70 rows read, 0 with problems"),
    ],
)
def test_report(opengov_command: Run, irm_extract: Extract, vintage: str, said: str) -> None:
    """The report says what was read, and tells each kind of problem once."""
    status, out, err = opengov_command("irm", str(irm_extract(vintage)))
    assert (status, err) == (ASSESSED, "")
    assert said in out.splitlines()


def test_convert_writes_cases(opengov_command: Run, irm_extract: Extract) -> None:
    """An export becomes case files that load again equal."""
    path = irm_extract("2024")
    status, out, err = opengov_command("convert", str(path), "--out", "cases.jsonl")
    assert (status, out, err) == (ASSESSED, "cases.jsonl: 14 cases from 117 rows\n", "")
    assert list(iter_cases("cases.jsonl")) == list(read_irm(path).cases())


def test_an_export_is_not_written_over(opengov_command: Run, irm_extract: Extract, tmp_path: Path) -> None:
    """Neither by its own name nor by a link to it; the file stays as it was."""
    path = irm_extract("2024")
    before = path.read_bytes()
    (tmp_path / "link.jsonl").symlink_to(path)
    for out in (str(path), "link.jsonl"):
        status, printed, err = opengov_command("convert", str(path), "--out", out)
        assert (status, printed, "it is the export itself" in err) == (USAGE, "", True)
    assert path.read_bytes() == before


def test_rows_not_converted_are_problems(opengov_command: Run, irm_extract: Extract) -> None:
    """What could not be read is not in the cases, and told; what could be is there."""
    path = irm_extract("2024")
    with path.open("a", encoding="utf-8") as file:
        file.write('AL9999,"Albania\n,,,\n')
    status, out, err = opengov_command("convert", str(path), "--out", "cases.jsonl")
    assert (status, out) == (PROBLEMS, "cases.jsonl: 14 cases from 117 rows\n")
    assert err.startswith("row 118, line 119: a quote does not close")
    status, out, _ = opengov_command("irm", str(path))
    assert (status, "Rows not read" in out, "row 118, line 119" in out) == (ASSESSED, True, True)


def test_an_absence_out_of_place_is_reported(opengov_command: Run, irm_extract: Extract) -> None:
    """A flag that says NR does not keep the report from being printed."""
    path = irm_extract("2024")
    header, first, *rest = csv.reader(path.read_text("utf-8").splitlines())
    first[header.index("Not reviewed")] = "NR"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, first, *rest])
    status, out, err = opengov_command("irm", str(path))
    assert (status, err) == (ASSESSED, "")
    assert ": NR of not_reviewed, taken as unknown\n" in out


def test_an_export_that_nobody_knows(opengov_command: Run, tmp_path: Path) -> None:
    """The report says what is recognised of it, and what is not."""
    header = "Country,Action Plan Number,Specificity,When,Where,Why"
    (tmp_path / "new.csv").write_text(f"{header}\nGhana,1,b. medium,a,b,c\n", "utf-8")
    status, out, _ = opengov_command("irm", "new.csv")
    assert (status, "1 of 1 rows read" in out) == (ASSESSED, True)
    assert "Columns recognised\nCountry, Action Plan Number, Specificity\n" in out
    assert 'the file, When: "a column", not taken: this export has no such column' in out
    _, out, _ = opengov_command("irm", "new.csv", "--json")
    printed = json.loads(out)
    assert (printed["vintage"], printed["columns"]["known"]) == ("unknown", header.split(",")[:3])
    assert printed["columns"]["unknown"] == header.split(",")[3:]


def test_a_file_of_something_else(opengov_command: Run, tmp_path: Path) -> None:
    """A file without a known column is reported as such, and an address that is no file is a problem."""
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", "utf-8")
    status, out, _ = opengov_command("irm", "other.csv")
    assert (status, "0 of 2 rows read" in out) == (ASSESSED, True)
    status, out, err = opengov_command("irm", "no-such-file.csv")
    assert (status, out, "no-such-file.csv" in err) == (PROBLEMS, "", True)


def test_cells_cannot_steer_the_terminal(opengov_command: Run, irm_extract: Extract) -> None:
    """Control characters and markup of a cell are printed as signs."""
    path = irm_extract("2016")
    path.write_text(path.read_text("utf-8").replace("b. medium", "\x1b[31m[bold]x[/bold]", 1), "utf-8")
    for arguments in (("irm", str(path)), ("irm", str(path), "--json")):
        _, out, _ = opengov_command(*arguments)
        assert "\x1b" not in out
        assert "[bold]x[/bold]" in out
