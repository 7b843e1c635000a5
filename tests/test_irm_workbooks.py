"""Exports as workbooks: what is read through python-calamine, and what is refused before it unfolds."""

import builtins
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path

import pytest

from opengov.errors import InvalidExport, MissingExtra
from opengov.formats.irm import iter_irm, read_irm
from opengov.formats.irm_results import Vintage
from opengov.model.dates import PartialDate, Period
from opengov.model.values import Known

Extract = Callable[[str], Path]

TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
</Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"""
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = f'<Relationship Id="rId{{}}" Type="{KINDS}/{{}}" Target="{{}}"/>'
BOOK = """<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{}</sheets></workbook>"""
SHEET = """<?xml version="1.0" encoding="UTF-8"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>"""


def workbook(path: Path, *sheets: str) -> Path:
    """Write a workbook that has these sheets, each as the rows of its XML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS.format(RELATION.format(1, "officeDocument", "xl/workbook.xml")))
        names = [f'<sheet name="Sheet{at}" sheetId="{at}" r:id="rId{at}"/>' for at in range(1, len(sheets) + 1)]
        archive.writestr("xl/workbook.xml", BOOK.format("".join(names)))
        targets = [RELATION.format(at, "worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)]
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format("".join(targets)))
        for at, rows in enumerate(sheets, 1):
            archive.writestr(f"xl/worksheets/sheet{at}.xml", SHEET.format(rows))
    return path


def text(cell: str) -> str:
    """Return a cell of text, or of a number where it looks like one."""
    if cell.replace(".", "", 1).isdecimal():
        return f"<c><v>{cell}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def rows_of(cells: list[list[str]]) -> str:
    """Return the rows of a sheet."""
    return "".join(f'<row r="{at}">{"".join(map(text, row))}</row>' for at, row in enumerate(cells, 1))


def refusal(path: Path) -> str:
    """Return why a workbook is refused."""
    with pytest.raises(InvalidExport) as refused:
        read_irm(path)
    return str(refused.value)


def test_a_workbook_is_read_like_the_text(irm_extract: Extract, tmp_path: Path) -> None:
    """The same export as CSV and as XLSX gives the same rows; numbers and their noise are what the sheet counts."""
    path = irm_extract("united-states-5")
    cells = [line.split(",") for line in path.read_text("utf-8").replace('"', "").splitlines()]
    cells = [row for row in cells if len(row) == len(cells[0])]
    path.write_text("\n".join(map(",".join, cells)), "utf-8")
    sheet = read_irm(workbook(tmp_path / "export.xlsx", rows_of(cells)))
    assert sheet.vintage is Vintage.UNITED_STATES_5
    assert sheet.rows == read_irm(path).rows
    assert sheet.report.rows == sheet.report.read == len(cells) - 1 > 40


def test_numbers_and_dates_of_a_sheet(tmp_path: Path) -> None:
    """A serial number is read as its day, and what looks like a formula stays text."""
    header = ["indicator_id", "milestone_id", "commitment_id", "plan_label", "due_date", "plan", "commitment_en"]
    header += ["milestone_en", "indicator_en", "deadline_en", "lead_dept", "s4d"]
    row = ["C04.1.1", "C04.1", "C04", "4th NAP 2018-2020", "43525", "nap", "=1+1", "", "", "", "", ""]
    (read,) = read_irm(workbook(tmp_path / "export.xlsx", rows_of([header, row]))).rows
    assert read.key == "AP_CAN04-C04.1.1"
    assert read.milestones[1].due == PartialDate("2019-03-01")
    assert read.period == Period.parse("2018/2020")
    assert read.commitment is not None
    assert read.commitment.title == "=1+1"


def test_the_sheet_with_known_columns_is_read(irm_extract: Extract, tmp_path: Path) -> None:
    """Other sheets of the workbook are not read, which is told; rows above the header do not matter."""
    cells = [line.split(",") for line in irm_extract("process-2016").read_text("utf-8").splitlines()]
    path = workbook(tmp_path / "export.xlsx", rows_of([["Notes"], ["made in 2016"]]), rows_of([*cells[:3], *cells[6:]]))
    records = read_irm(path)
    assert (records.vintage, records.report.read, records.report.unread) == (Vintage.PROCESS_2016, 116, ())
    assert tuple(iter_irm(path)) == records.rows
    assert [one.found for one in records.report.problems if "sheet" in one.why] == ["2 rows of the sheet Sheet1"]
    assert records.rows[0].facts["steps_followed"] == Known(1)


def test_sheets_that_are_not_looked_at_are_told(tmp_path: Path) -> None:
    """Of twenty-five sheets the first twenty are looked at."""
    known = rows_of([["commitment_id", "subcommitment_id", "status"], ["US0113", "US0113.1", "Complete"]])
    report = read_irm(workbook(tmp_path / "export.xlsx", *[""] * 19, known, *[known] * 5)).report
    assert (report.read, [one.found for one in report.problems if "looked at" in one.why]) == (1, ["5 more sheets"])


def test_formulas_are_not_computed(tmp_path: Path) -> None:
    """The value stored beside a formula is taken, and that there are formulas is told."""
    rows = rows_of([["commitment_id", "subcommitment_id", "status", "commitment_title", "status_history", "agency"]])
    first = '<c t="str"><f>"US"&amp;"0001"</f><v>US0001</v></c>'
    rows += f'<row r="2">{first}<c t="str"><f>A2&amp;".1"</f><v>US0001.1</v></c></row>'
    report = read_irm(workbook(tmp_path / "export.xlsx", rows)).report
    assert (report.rows, report.read) == (1, 1)
    assert [one.found for one in report.problems if "formula" in one.why] == ["2 formulas"]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="XFD1048576"><v>1</v></c>',
        "<c r='ZZ900000'><v>1</v></c>",
        '<c r = "XFD1048576"><v>1</v></c>',
        '<c r="xfd1048576"><v>1</v></c>',
        '<c t="n"\nr="&#88;FD1048576"><v>1</v></c>',
        '</row><row r="1048576">' + "<c><v>1</v></c>" * 20,
        '</row><row r = "9000000">' + "<c><v>1</v></c>" * 3,
    ],
)
def test_a_sheet_that_unfolds_too_far_is_refused(tmp_path: Path, cell: str) -> None:
    """One cell at the far corner would be seventeen thousand million cells."""
    path = workbook(tmp_path / "export.xlsx", f'<row r="1"><c r="A1"><v>1</v></c>{cell}</row>')
    assert "at most 20,000,000 cells are read" in refusal(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    """What declares a document type could unfold without end; no workbook does."""
    path = workbook(tmp_path / "export.xlsx", "")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/more.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert "declares a document type" in refusal(path)


def test_a_sheet_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    """A sheet of which only a lenient reader makes anything is not handed to one; a picture is no sheet."""
    path = workbook(tmp_path / "export.xlsx", rows_of([["commitment_id", "subcommitment_id", "status"]]))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\x89PNG\r\n\x1a\n\0<c>")
    assert read_irm(path).report.rows == 0
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sheet.bin", "x<worksheet><sheetData><row></sheetData>")
    assert "xl/sheet.bin is a sheet that is not whole" in refusal(path)


def test_a_workbook_that_unpacks_too_far_is_refused(tmp_path: Path) -> None:
    """A small file that would unpack to more than half a thousand million bytes is not unpacked."""
    path = workbook(tmp_path / "export.xlsx", "")
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/sharedStrings.xml", "w") as member,
    ):
        for _ in range(33):
            member.write(b" " * 2**24)
    assert "unpacks to more than 536,870,912 bytes" in refusal(path)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04rubbish", "no workbook that can be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook of the old kind"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    """A file that only begins like a workbook cannot be read, and is told from one that is not of this kind."""
    path = tmp_path / "export.xlsx"
    path.write_bytes(data)
    assert said in refusal(path)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    """Not every archive is a workbook."""
    path = tmp_path / "export.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    assert "no workbook that can be read" in refusal(path)


def test_without_calamine_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not installed the extra is told its name."""
    path = workbook(tmp_path / "export.xlsx", "")
    real = builtins.__import__

    def missing(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> object:
        if name == "python_calamine":
            raise ImportError(name)
        return real(name, globals, locals, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(MissingExtra, match=r"opengov-partnership\[xlsx\]"):
        read_irm(path)
