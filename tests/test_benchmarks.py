"""The benchmarks: that each script runs and finds nothing wrong; how fast anything is, nobody asks here."""

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent.parent / "benchmarks"
SCRIPTS = sorted(FOLDER.glob("*.py"))


def printed_by(script: Path) -> str:
    """Return what a script prints when it is run quickly, which may not fail."""
    command = [sys.executable, str(script), "--quick"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)  # noqa: S603
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_script_runs(script: Path) -> None:
    """Every benchmark runs to its end and says what its target is."""
    assert "\nTarget, " in printed_by(script)


def test_peer_agrees() -> None:
    """The engine that verdicts are timed beside gives the same points for the same facts."""
    assert "opengov and zen-engine agree on 60 facts.\n" in printed_by(FOLDER / "verdicts.py")


def test_readme_names_every_script() -> None:
    """The page of the benchmarks gives the command for each of them."""
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [script.name for script in SCRIPTS if f"python benchmarks/{script.name}" not in page] == []
