"""The exports themselves, where the environment variable OPENGOV_EXPORTS names the folder that holds them.

They are not in this project: they hold texts, and their licence is not named in full. The coded extracts show the same
on every machine; these tests show in addition that texts are read and that no address comes out.
"""

import csv
import os
import re
from pathlib import Path

import pytest

from opengov.formats.casefiles import dump_cases, iter_cases
from opengov.formats.irm import iter_irm, read_irm

FOLDER = os.environ.get("OPENGOV_EXPORTS", "")
# the file, its vintage, and how many records stand above its data
FILES = [
    ("ogp_irm_combined_2015_sample.csv", "2015-05", 2),
    ("ogp_irm_database_2016.csv", "2016", 2),
    ("ogp_commitments_2024_sample.csv", "2024", 1),
    ("ogp_irm_process_database_2016.csv", "process-2016", 6),
    ("canada_nap4_milestones.csv", "canada-4", 1),
    ("us_nap5_subcommitments.csv", "united-states-5", 1),
]
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")

pytestmark = pytest.mark.skipif(not FOLDER, reason="OPENGOV_EXPORTS does not name the folder of the exports")


@pytest.mark.parametrize(("name", "vintage", "above"), FILES)
def test_every_row_is_read(name: str, vintage: str, above: int) -> None:
    """Rows read are all the records of the file below its header."""
    path = Path(FOLDER) / name
    with path.open(encoding="utf-8-sig", newline="") as file:
        records = sum(1 for _ in csv.reader(file)) - above
    report = read_irm(path).report
    assert (report.vintage, report.rows, report.read, report.unread) == (vintage, records, records, ())
    assert (report.columns.unknown, report.columns.missing) == ((), ())


@pytest.mark.parametrize(("name", "vintage", "above"), FILES)
def test_texts_survive(name: str, vintage: str, above: int, tmp_path: Path) -> None:
    """Cases load again equal, and no e-mail address is in them."""
    records = read_irm(Path(FOLDER) / name)
    cases = list(records.cases())
    dump_cases(cases, tmp_path / "cases.jsonl")
    assert list(iter_cases(tmp_path / "cases.jsonl")) == cases
    assert E_MAIL.search((tmp_path / "cases.jsonl").read_text("utf-8")) is None
    assert records.vintage == vintage
    assert above > 0


@pytest.mark.parametrize("cut", [0.3, 0.77])
def test_what_is_cut_off_loses_no_other_row(cut: float, tmp_path: Path) -> None:
    """A file cut off in the middle of a text: every line of it that is no row is reported."""
    data = (Path(FOLDER) / "ogp_irm_database_2016.csv").read_bytes()
    path = tmp_path / "cut.csv"
    path.write_bytes(data[: int(len(data) * cut)])
    read = [one.row for one in iter_irm(path)]
    assert read == list(range(1, len(read) + 1))
    whole = read_irm(Path(FOLDER) / "ogp_irm_database_2016.csv").rows
    rows = read_irm(path).rows
    assert [row.key.partition("~")[0] for row in rows] == [row.key.partition("~")[0] for row in whole[: len(rows)]]
