"""Exports as they come from life and from malice: rows read and rows reported are always all rows of the file."""

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from opengov.errors import InvalidExport
from opengov.formats.irm import IrmRecords, read_irm
from opengov.formats.irm_results import IrmReport, IrmRow, Vintage
from opengov.model.values import UNKNOWN, Absent, Known

Extract = Callable[[str], Path]
Write = Callable[[bytes], Path]

ROWS = 40
HEADER = 2


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes bytes to a file and returns its path."""

    def written(data: bytes) -> Path:
        path = tmp_path / "export.csv"
        path.write_bytes(data)
        return path

    return written


@pytest.fixture
def lines(irm_extract: Extract) -> list[str]:
    """Return the lines of a small export of 2016: two of the header, and forty rows."""
    return irm_extract("2016").read_text("utf-8").splitlines(keepends=True)[: HEADER + ROWS]


def table(lines: list[str]) -> list[list[str]]:
    """Return the cells of lines."""
    return list(csv.reader(lines))


def text_of(cells: list[list[str]]) -> bytes:
    """Return the file that has these cells."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(cells)
    return out.getvalue().encode()


def all_told(report: IrmReport, rows: int) -> bool:
    """Tell whether each row of a file is read or reported, once."""
    return report.rows == rows == report.read + len(report.unread) and len({one.row for one in report.unread}) == len(
        report.unread
    )


def known_measures(records: IrmRecords) -> int:
    """Return how many facts the rows have that are not unknown."""
    return sum(value is not UNKNOWN for row in records.rows for value in row.facts.values())


# --- columns --------------------------------------------------------------------------------------------------------


def test_columns_in_another_order(lines: list[str], write: Write) -> None:
    """The order of columns says nothing."""
    cells = table(lines)
    straight = read_irm(write(text_of(cells)))
    backwards = read_irm(write(text_of([row[::-1] for row in cells])))
    assert [row.facts for row in backwards.rows] == [row.facts for row in straight.rows]
    assert [row.commitment for row in backwards.rows] == [row.commitment for row in straight.rows]
    assert backwards.vintage is Vintage.DATABASE_2016


def test_a_missing_column_is_told(lines: list[str], write: Write) -> None:
    """Without its text a code is read from its number; without both the measure is missing."""
    cells = table(lines)
    gone = [cells[1].index(name) for name in ("Specificity", "Potential impact", "_Pot Impact Coded")]
    records = read_irm(write(text_of([[cell for at, cell in enumerate(row) if at not in gone] for row in cells])))
    assert all_told(records.report, ROWS)
    assert {"Specificity", "Potential impact", "_Pot Impact Coded"} <= set(records.report.columns.missing)
    assert records.rows[0].facts["specificity"] == Known("medium")
    assert "potential_impact" not in records.rows[0].facts


def test_a_renamed_column_is_told(lines: list[str], write: Write) -> None:
    """A column with a name of its own is not read, and named; capitals and spaces are no other name."""
    records = read_irm(
        write(
            "".join(lines).replace("Specificity,_Spec", "Specific?,_Spec").replace("_Relevant", "_ RELEVANT").encode()
        )
    )
    columns = records.report.columns
    assert (columns.unknown, "Specificity" in columns.missing) == (("Specific?", "_ RELEVANT"), True)
    assert records.rows[0].facts["specificity"] == Known("medium")
    spaced = read_irm(write("".join(lines).replace("Potential impact", "POTENTIAL  Impact").encode()))
    assert spaced.report.columns.unknown == ()


def test_a_doubled_column_is_told(lines: list[str], write: Write) -> None:
    """Of two columns of one name the first is read; where the second says something else, it is told."""
    cells = table(lines)
    at = cells[1].index("Specificity")
    doubled = [[*row, row[at]] for row in cells]
    doubled[5][-1] = "c. high"
    records = read_irm(write(text_of(doubled)))
    assert records.report.columns.doubled == ("Specificity",)
    told = [one for one in records.report.problems if "there twice" in one.why]
    assert [(one.row, one.found, one.taken) for one in told] == [(4, "c. high", doubled[5][at])]


def test_a_million_empty_columns(lines: list[str], write: Write) -> None:
    """Columns without name and content are passed over."""
    wide = "".join(line.rstrip("\n") + "," * 1_000_000 + "\n" for line in lines[: HEADER + 3])
    records = read_irm(write(wide.encode()))
    assert all_told(records.report, 3)
    assert records.report.read == 3
    assert len(records.report.columns.known) < 100


def test_a_hundred_thousand_named_columns(lines: list[str], write: Write) -> None:
    """More columns than a sheet has are not looked at, which is told."""
    names = ",".join(f"x{number}" for number in range(100_000))
    wide = [lines[0], lines[1].rstrip("\n") + "," + names + "\n", *lines[2:5]]
    report = read_irm(write("".join(wide).encode())).report
    assert all_told(report, 3)
    assert any(one.why == "more columns than a sheet has" for one in report.problems)


def test_a_vintage_that_nobody_knows(lines: list[str], write: Write) -> None:
    """What is recognised is read by its words; numbers, whose meaning changed between exports, are not."""
    keep = ("Country", "Action Plan Number", "Comm No", "Specificity", "_Specificity", "_CompletionProgress")
    cells = table(lines)
    places = [cells[1].index(name) for name in keep]
    strange = [[*[row[at] for at in places], *["x"] * 20] for row in cells[1:]]
    strange[0][len(keep) :] = [f"Column {number}" for number in range(20)]
    records = read_irm(write(text_of(strange)))
    report = records.report
    assert (report.vintage, report.nearest) == (Vintage.UNKNOWN, "2016")
    assert all_told(report, ROWS)
    assert (len(report.columns.known), len(report.columns.unknown), "Theme" in report.columns.missing) == (6, 20, True)
    assert records.rows[0].facts["specificity"] == records.rows[0].numbers["specificity"] == Known("medium")
    assert {row.facts["completion_progress"] for row in records.rows} == {UNKNOWN}
    assert report.problems[0].why.startswith("the export is not known")


@pytest.mark.parametrize("text", ["a,b\n1,2\n3,4\n", "\x89PNG\r\n\x1a\n\x00\x00\x00\x00rubbish\n", "just words\n"])
def test_no_column_that_is_known(write: Write, text: str) -> None:
    """Of a file of something else every row is reported."""
    records = read_irm(write(text.encode("latin-1")))
    assert records.vintage is Vintage.UNKNOWN
    assert records.rows == ()
    assert records.report.rows == len(records.report.unread) > 0
    assert list(records.cases()) == []
    assert records.plans == ()


def test_a_header_that_is_too_long_is_named(lines: list[str], write: Write) -> None:
    """The cause of there being no header is said, where it is known."""
    header = lines[1].rstrip("\n") + "," * 5_000_000 + "\n"
    report = read_irm(write("".join([header, *lines[2:5]]).encode())).report
    assert report.read == 0
    assert report.problems[0].found == "line 1: the line has more than 4,194,304 characters"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    """What is no file is not read, however long it would go on."""
    with pytest.raises(InvalidExport) as refused:
        read_irm(tmp_path)
    assert "it is no file" in str(refused.value)


def test_an_empty_file(write: Write) -> None:
    """Nothing has no rows."""
    report = read_irm(write(b"")).report
    assert (report.rows, report.read, report.unread) == (0, 0, ())


# --- rows -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_truncated_file(lines: list[str], write: Write, cut: int) -> None:
    """A file that ends in the middle of a row loses no other row, and its last row is reported if it is not whole."""
    report = read_irm(write("".join(lines)[:-cut].encode())).report
    assert all_told(report, ROWS)
    assert report.read == ROWS - (cut > 1)  # the end of the line alone can be cut without harm


@pytest.mark.parametrize("vintage", ["2015-05", "2024", "process-2016", "canada-4", "united-states-5"])
def test_every_export_cut_off(irm_extract: Extract, write: Write, vintage: str) -> None:
    """Of every export, a row that is cut off within its cells is reported, and all others are read."""
    data = irm_extract(vintage).read_bytes()
    whole = read_irm(write(data)).report.rows
    last = data.rstrip(b"\n").rfind(b"\n") + 1
    report = read_irm(write(data[: data.index(b",", last) + 2])).report
    assert all_told(report, whole)
    assert report.read == whole - 1


def test_a_row_shifted_by_a_cell(lines: list[str], write: Write) -> None:
    """A row with a cell too many, or with its codes beside their columns, is reported and not read wrongly."""
    cells = table(lines)
    cells[4].insert(3, "stray")
    cells[7] = [*cells[7][:8], "stray", *cells[7][8:-1]]
    records = read_irm(write(text_of(cells)))
    assert all_told(records.report, ROWS)
    assert [(one.row, "shifted" in one.why) for one in records.report.unread] == [(3, True), (6, True)]
    assert records.report.unread[0].cells[:2] == ("Albania", "1")


@pytest.mark.parametrize("vintage", ["canada-4", "united-states-5"])
@pytest.mark.parametrize("to", ["left", "right", "other"])
def test_a_shifted_row_of_a_tracker(irm_extract: Extract, write: Write, vintage: str, to: str) -> None:
    """Trackers have few codes; that a row has shifted, or has ids of two commitments, is seen by its ids."""
    cells = table(irm_extract(vintage).read_text("utf-8").splitlines())
    row = cells[3]
    match to:
        case "left":
            cells[3] = [*row[1:], ""]
        case "right":
            cells[3] = ["", *row[:-1]]
        case _:
            at = row.index(next(cell for cell in row if cell.startswith(("C0", "US0"))))
            cells[3] = [*row[:at], cells[-1][at], *row[at + 1 :]]
    report = read_irm(write(text_of(cells))).report
    assert all_told(report, len(cells) - 1)
    assert [(one.row, "its cells have shifted" in one.why) for one in report.unread] == [(3, True)]


def test_a_quote_that_never_closes(lines: list[str], write: Write) -> None:
    """The row with the quote is reported; all others are read."""
    lines[6] = lines[6].replace("Albania,", 'Albania,"', 1)
    records = read_irm(write("".join(lines).encode()))
    assert all_told(records.report, ROWS)
    assert [(one.row, one.line) for one in records.report.unread] == [(5, 7)]
    assert records.report.read == ROWS - 1


def test_a_quote_that_closes_by_chance(lines: list[str], write: Write) -> None:
    """A quote that another row happens to close swallows no row between them."""
    cells = table(lines)
    cells[1].append("Full Text")
    for place, row in enumerate(cells[2:], 1):
        row.append(", and so on" if place == 8 else "text")
    whole = text_of(cells).decode().splitlines(keepends=True)
    whole[6] = whole[6].replace("Albania,", 'Albania,"', 1)
    assert sum('"' in line for line in whole) == 2
    records = read_irm(write("".join(whole).encode()))
    assert all_told(records.report, ROWS)
    assert [(one.row, one.line) for one in records.report.unread] == [(5, 7)]


def test_many_quotes_that_never_close(lines: list[str], write: Write) -> None:
    """Every such row is reported, in time that does not explode."""
    bad = 'Albania,"1,x\n'
    records = read_irm(write("".join([*lines, *[bad] * 20_000]).encode()))
    assert records.report.rows == records.report.read + len(records.report.unread)
    assert records.report.read == ROWS


def test_time_grows_with_the_lines(lines: list[str], write: Write) -> None:
    """Lines that each open a quote to the end of the file are not read anew from each: time grows with them."""

    def seconds(more: int) -> float:
        path = write("".join([*lines, *['x","\n'] * more, *lines[HEADER:]]).encode())
        start = time.process_time()
        report = read_irm(path).report
        assert all_told(report, 2 * ROWS + more)
        assert report.read == 2 * ROWS
        return time.process_time() - start

    assert seconds(100_000) < 8 * seconds(25_000)


@pytest.mark.parametrize("bad", ['"\n', 'a,""\n', '",""\n', '"""\n', 'a,"b\n\n', '"' * 1_001 + "\n"])
def test_quotes_of_every_kind_cost_little(lines: list[str], write: Write, bad: str) -> None:
    """However quotes are set, every line is looked at a few times at most, and no row of the export is lost."""
    whole = "".join([*lines, *[bad] * 20_000, *lines[2:]])
    report = read_irm(write(whole.encode())).report
    assert report.rows == report.read + len(report.unread)
    assert 2 * ROWS - 1 <= report.read <= 2 * ROWS


def test_texts_of_several_lines_are_one_row(lines: list[str], write: Write) -> None:
    """A cell may hold line ends; blank lines between rows are no rows."""
    cells = table(lines)
    cells[1].append("Full Text")
    for row in cells[2:]:
        row.append("first line\n\nthird, with a comma\r\nand more")
    data = text_of(cells).replace(b"and more", b"and more", 1) + b"\n\n,,,,\n"
    records = read_irm(write(data))
    assert all_told(records.report, ROWS)
    assert records.report.unread == ()
    assert records.rows[0].commitment is not None
    assert records.rows[0].commitment.description == "first line\n\nthird, with a comma\r\nand more"


def test_a_header_that_stands_again(lines: list[str], write: Write) -> None:
    """Two files in one: the second header is no row."""
    report = read_irm(write("".join([*lines, *lines]).encode())).report
    assert all_told(report, 2 * ROWS)
    assert report.unread == ()


def test_nul_bytes(lines: list[str], write: Write) -> None:
    """NUL bytes are left out, and told."""
    lines[4] = lines[4].replace("Albania", "Alb\0ania\0")
    records = read_irm(write("".join(lines).encode()))
    assert all_told(records.report, ROWS)
    assert records.rows[2].member == "ALB"
    assert [str(one) for one in records.rows[2].problems if not one.column] == [
        'row 3: "NUL, 2 times", taken as "left out": in this row'
    ]


def test_a_file_of_nul_bytes(write: Write) -> None:
    """Nothing but NUL is no export."""
    records = read_irm(write(b"\0" * 100_000))
    assert records.report.rows == len(records.report.unread)


def test_a_line_that_never_ends(lines: list[str], write: Write) -> None:
    """A line of more than four million characters is reported; the next one is read."""
    report = read_irm(write("".join([*lines, "x" * 9_000_000, "\n", lines[-1]]).encode())).report
    assert all_told(report, ROWS + 2)
    assert [one.why for one in report.unread] == ["the line has more than 4,194,304 characters"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(lines: list[str], write: Write, encoding: str) -> None:
    """A file may begin with a mark of byte order, and may be in UTF-16."""
    straight = read_irm(write("".join(lines).encode()))
    other = read_irm(write("".join(lines).encode(encoding)))
    assert (other.rows, other.report.problems) == (straight.rows, straight.report.problems)


def test_bytes_that_are_not_utf_8(lines: list[str], write: Write) -> None:
    """A row in an old encoding is read in it, and told."""
    cells = table(lines)
    cells[1].append("Commitment Title")
    for row in cells[2:]:
        row.append("Políticas y datos")
    data = text_of(cells).replace("Políticas".encode(), "Políticas".encode("cp1252"), 1)
    records = read_irm(write(data))
    assert all_told(records.report, ROWS)
    assert {row.commitment and row.commitment.title for row in records.rows} == {"Políticas y datos"}
    told = [one for one in records.report.problems if "not UTF-8" in one.found]
    assert [(one.row, one.taken) for one in told] == [(1, "read as Windows-1252")]


def test_bytes_that_are_not_utf_16(lines: list[str], write: Write) -> None:
    """Half a pair that is no character is read as the sign for that, and told, as in UTF-8."""
    first, found, rest = "".join(lines).encode("utf-16").partition("Albania".encode("utf-16-le"))
    records = read_irm(write(first + found[:4] + b"\x00\xd8" + found[4:] + rest))
    assert all_told(records.report, ROWS)
    told = [one for one in records.report.problems if "not UTF-16" in one.found]
    assert [(one.row, one.taken) for one in told] == [(1, "read as the sign for what cannot be read")]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters(lines: list[str], write: Write, delimiter: str) -> None:
    """What stands between cells is found by what makes columns known."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(table(lines))
    records = read_irm(write(out.getvalue().encode()))
    assert (records.vintage, records.report.read) == (Vintage.DATABASE_2016, ROWS)


# --- cells ----------------------------------------------------------------------------------------------------------


def changed(lines: list[str], write: Write, **cells_of_first_row: str) -> IrmRow:
    """Return the first row of a file in which cells of it are changed."""
    cells = table(lines)
    for name, cell in cells_of_first_row.items():
        cells[2][cells[1].index(name)] = cell
    return read_irm(write(text_of(cells))).rows[0]


def test_formulas_are_text(lines: list[str], write: Write) -> None:
    """A formula is never computed: where a code should be, it is no code."""
    row = changed(lines, write, Specificity='=HYPERLINK("http://example.org")', _Relevant="=1+1")
    assert row.facts["specificity"] == Known("medium")  # by its number
    assert row.facts["relevant"] is UNKNOWN
    assert [one.column for one in row.problems] == ["Specificity", "_Relevant"]


def test_a_code_that_nobody_knows(lines: list[str], write: Write) -> None:
    """It is unknown, and told; the row is read."""
    row = changed(lines, write, Specificity="d. extreme", _Specificity="9", ODWG="maybe", Compound="")
    assert (row.facts["specificity"], row.facts["working_group_open_data"]) == (UNKNOWN, UNKNOWN)
    assert sorted((one.column, one.found) for one in row.problems) == [
        ("Compound", ""),
        ("ODWG", "maybe"),
        ("Specificity", "d. extreme"),
        ("_Specificity", "9"),
    ]


def test_codes_spelled_otherwise(lines: list[str], write: Write) -> None:
    """Capitals and spaces do not make another code, but are told; absences stay absences."""
    row = changed(
        lines, write, Specificity=" B. Medium ", _Specificity="2.0", ODWG="nr", _Relevant="no", Compound="1.0"
    )
    assert row.facts["specificity"] == row.numbers["specificity"] == Known("medium")
    assert (row.facts["working_group_open_data"], row.facts["relevant"]) == (Absent("NR"), Known(value=False))
    assert {(one.column, one.taken) for one in row.problems} == {
        ("ODWG", "NR"),
        ("Specificity", "b. medium"),
        ("_Specificity", "2"),
        ("Compound", "1"),
        ("_Relevant", "0"),
    }


@pytest.mark.parametrize(
    ("column", "cell", "why"),
    [
        ("Country", "", "it names no country"),
        ("Action Plan Number", "NR", "it has no number of a plan"),
        ("Action Plan Number", "-1", "it has no number of a plan"),
        ("Action Plan Number", "0", "it has no number of a plan"),
        ("Action Plan Number", "1" * 5_000, "it has no number of a plan"),
    ],
)
def test_a_row_without_place_is_reported(lines: list[str], write: Write, column: str, cell: str, why: str) -> None:
    """Without a country or a plan a row belongs nowhere."""
    cells = table(lines)
    cells[2][cells[1].index(column)] = cell
    report = read_irm(write(text_of(cells))).report
    assert all_told(report, ROWS)
    assert [(one.row, one.why) for one in report.unread] == [(1, why)]


def test_a_country_that_nobody_knows(lines: list[str], write: Write) -> None:
    """A name that is no country's stays as it is, and is told."""
    row = changed(lines, write, Country="Atlantis")
    assert (row.member, row.plan) == ("Atlantis", "AP_Atlantis01")
    assert [(one.column, one.found, one.why) for one in row.problems] == [("Country", "Atlantis", "a name not known")]


def test_a_country_and_a_code_that_contradict_each_other(irm_extract: Extract, write: Write) -> None:
    """The code is taken, and told; the name of a locality beside its own code is no contradiction."""
    cells = table(irm_extract("2024").read_text("utf-8").splitlines())
    cells[1][cells[0].index("Country/Locality")] = "Ghana"
    records = read_irm(write(text_of(cells)))
    told = [(one.row, one.found, one.taken) for one in records.report.problems if "that of another" in one.why]
    assert told == [(1, "Ghana", records.rows[0].member)]


def test_long_names_that_begin_alike_stay_two(lines: list[str], write: Write) -> None:
    """Names that nobody knows are shortened, and still told apart."""
    cells = table(lines)
    for row, end in zip(cells[2:4], ("North", "South"), strict=True):
        row[cells[1].index("Country")] = f"The Very United Federated Republic of Atlantis {end}"
    first, second, *_ = read_irm(write(text_of(cells))).rows
    assert first.member != second.member
    assert first.plan != second.plan


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Call 555 010 0000", "[left out]"),
        ("tel: (044) 000-00-00.", "[left out]."),
        ("Phone 555.010.0000 or fax. 5550100000", "[left out] or [left out]"),
        ("dial 0041 44 000 00 00", "dial [left out]"),
        ("a call for 2016-2018", "a call for 2016-2018"),
        ("call 2016, in 10 000 000 places, code 00123", "call 2016, in 10 000 000 places, code 00123"),
    ],
)
def test_telephone_numbers_are_left_out(lines: list[str], write: Write, text: str, kept: str) -> None:
    """However they are written; years and counts stay."""
    cells = table(lines)
    cells[1].append("Full Text")
    for row in cells[2:]:
        row.append(text)
    commitment = read_irm(write(text_of(cells))).rows[0].commitment
    assert commitment is not None
    assert commitment.description == kept


def test_people_in_a_doubled_column_are_left_out(lines: list[str], write: Write) -> None:
    """A column of contacts that is there twice is read neither time, and not shown where a row cannot be read."""
    cells = table(lines)
    cells[1] += ["Contact Name", "Contact Name"]
    for row in cells[2:]:
        row += ["Jo Doe", "Al Roe"]
    cells[6].append("stray")
    records = read_irm(write(text_of(cells)))
    everything = repr((records.rows, records.report, list(records.cases())))
    assert [word for word in ("Jo Doe", "Al Roe") if word in everything] == []
    assert len(records.report.unread) == 1


def test_people_are_left_out(lines: list[str], write: Write) -> None:
    """Columns of contacts are never read, and addresses in texts are left out of whatever comes out."""
    cells = table(lines)
    cells[1] += ["Contact Name", "Contact Email", "Lead Institution", "Full Text"]
    for row in cells[2:]:
        row += [
            "Jo Doe",
            "jo@example.org",
            "Ministry (jo@example.org)",
            "Call +1 555 010 0000 or write to jo@example.org",
        ]
    cells[6].append("stray")
    cells[8][cells[1].index("Specificity")] = "jo@example.org"
    records = read_irm(write(text_of(cells)))
    everything = repr((records.rows, records.report, list(records.cases()), records.report.unread[0].cells))
    assert [word for word in ("Jo Doe", "jo@example.org", "010 0000") if word in everything] == []
    assert records.report.columns.withheld == ("Contact Name", "Contact Email")
    assert "[left out]" in everything


def test_ids_do_not_depend_on_the_order_of_rows(lines: list[str], write: Write) -> None:
    """A key that repeats is told apart by what its rows say, so that sorting or adding rows changes no id."""
    cells = table(lines)
    cells[1].append("Commitment Title")
    for place, row in enumerate(cells[2:]):
        row[cells[1].index("Comm No")] = "NA"
        row.append(f"Title {place // 2}")
    forwards = {(row.commitment and row.commitment.title, row.key) for row in read_irm(write(text_of(cells))).rows}
    backwards = read_irm(write(text_of([*cells[:2], *cells[:1:-1]]))).rows
    assert {(row.commitment and row.commitment.title, row.key) for row in backwards} == forwards
    assert len({key for _, key in forwards}) == ROWS
