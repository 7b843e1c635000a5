"""Whatever happens to an export on its way: every row is read or reported, and reading is the same each time."""

import csv
import gzip
import io
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from opengov.formats.casefiles import dump_cases, iter_cases
from opengov.formats.irm import iter_irm, read_irm

EXTRACTS = Path(__file__).parent.parent / "data" / "irm"
ROWS = 8


def start_of(vintage: str) -> bytes:
    """Return the header and the first rows of an extract."""
    lines = gzip.decompress((EXTRACTS / f"{vintage}_coded.csv.gz").read_bytes()).splitlines(keepends=True)
    return b"".join(lines[: 6 + ROWS])


STARTS = [start_of(vintage) for vintage in ("2015-05", "2016", "2024", "process-2016", "canada-4", "united-states-5")]
CELLS = st.one_of(
    st.sampled_from(
        ["", "ND", "NR", "1", "-1", "1e9", "=1+1", '"', "10/01/2013", "4.0999999999999996", "a@example.org"]
    ),
    st.text(max_size=6),
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw an export to which something happened: bytes put in, taken out, or changed."""
    data = bytearray(draw(st.sampled_from(STARTS)))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(4, len(data)))  # its first bytes may make it another kind of file
        new = draw(st.one_of(st.binary(max_size=4), st.sampled_from([b'"', b",", b"\n", b"\0", b'""', b'",'])))
        data[at : at + draw(st.integers(0, 40))] = new
    return bytes(data)


@st.composite
def with_odd_cells(draw: st.DrawFn) -> bytes:
    """Draw an export that is a whole table, in which some cells hold anything."""
    cells = list(csv.reader(io.StringIO(draw(st.sampled_from(STARTS)).decode(), newline="")))
    for _ in range(draw(st.integers(1, 6))):
        row = cells[draw(st.integers(len(cells) - ROWS, len(cells) - 1))]
        row[draw(st.integers(0, len(row) - 1))] = draw(CELLS)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(cells)
    return out.getvalue().encode("utf-8", "replace")


@given(damaged())
def test_every_row_is_read_or_reported(data: bytes) -> None:
    """Rows are numbered from 1 without a gap, each one read or reported."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_bytes(data)
        records = read_irm(path)
        rows = [one.row for one in iter_irm(path)]
    report = records.report
    assert rows == list(range(1, report.rows + 1))
    assert sorted([*(row.row for row in records.rows), *(one.row for one in report.unread)]) == rows
    assert len({row.key for row in records.rows}) == report.read


@given(with_odd_cells())
def test_what_is_read_can_be_written(data: bytes) -> None:
    """The cases of whatever was read load again equal, and hold no address."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "export.csv", Path(folder) / "cases.jsonl"
        path.write_bytes(data)
        records = read_irm(path)
        cases = list(records.cases())
        dump_cases(cases, out)
        assert list(iter_cases(out)) == cases
        assert "a@example.org" not in out.read_text("utf-8")
    assert sum(len(case.assessments) for case in cases) == len(records.assessments)
    assert all(row.facts.keys() == row.numbers.keys() for row in records.rows)
