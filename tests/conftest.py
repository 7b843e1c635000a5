"""What the tests share: the coded extracts of OGP's exports, unpacked."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

EXTRACTS = Path(__file__).parent / "data" / "irm"


@pytest.fixture
def irm_extract(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that unpacks the extract of an export, by the id of its vintage, into the test's own folder."""

    def unpacked(vintage: str) -> Path:
        path = tmp_path / f"{vintage}_coded.csv"
        path.write_bytes(gzip.decompress((EXTRACTS / f"{vintage}_coded.csv.gz").read_bytes()))
        return path

    return unpacked
