"""Coverage of rules: what counts as seen, what can occur at all, and the option of the pytest plugin."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from opengov.model.rulebooks import Rulebook
from opengov.model.values import Absent
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Facts
from opengov.rules.shelf import read_book, shelf
from opengov.rules.verdicts import OPEN, decide
from opengov.testing.coverage import RuleCoverage, RuleSeen

CORE = shelf()["CORE-2018"]


def seen(coverage: RuleCoverage, book: Rulebook, *rules: str) -> dict[str, tuple[str, ...]]:
    """Return the outcomes seen of rules, by their names."""
    return {one.rule: one.seen for one in coverage.rules([book]) if one.rule in rules}


def test_nothing_seen_of_nothing() -> None:
    """Of a book that nobody judged by, every outcome that can occur is unseen."""
    rules = RuleCoverage().rules([CORE])
    assert {one.seen for one in rules} == {()}
    assert [one.rule for one in rules if not one.unseen] == []


def test_what_can_occur() -> None:
    """A row decides or not; a metric that no survey covers is dropped, others always count; the rest by its kind."""
    possible = {(one.section, one.rule): set(one.unseen) for one in RuleCoverage().rules([CORE, shelf()["CORE-2023"]])}
    assert {place: possible[place] for place in EXPECTED} == EXPECTED


EXPECTED: dict[tuple[str, str], set[str]] = {
    ("FT", "FT-EBP, FT-PW"): {"decided", "did not decide"},
    ("CE", "CE-LOW (2)"): {"decided", "did not decide"},
    ("ATI", "ATI-SET"): {"in use"},
    ("AD", "CORE-EVIDENCE (asset_disclosure_accepted)"): {"decided", "did not decide"},
    ("criteria", "FT"): {"measured", "dropped"},
    ("criteria", "ATI"): {"measured"},
    ("threshold", "CORE-THRESHOLD"): {"met", "not_met", "undetermined"},
    ("threshold", "CORE-NED"): {"said", "not said"},
    ("requirements", "NURS-OLD"): {"met", "not_met", "not_applicable", "undetermined"},
    ("requirements", "VALUES-CHECK"): {"met", "not_met", "not_applicable", "undetermined"},
    ("findings", "VC-FAIL"): {"made", "not made"},
    ("labels", "NURS-NEW"): {"joins as non-voting", "joins like any other"},
    ("readings", "CE-STRICT"): {"strict", "inclusive"},
}


def test_what_can_not_occur_is_not_asked_for() -> None:
    """Before 2018 no state that is not universally recognised could join, so that requirement was never met."""
    possible = {one.rule: set(one.unseen) for one in RuleCoverage().rules([shelf()["CORE-2014"]])}
    assert possible["NURS-OLD"] == {"not_met", "not_applicable", "undetermined"}


def test_every_rule_is_there() -> None:
    """Every rule of every shipped book has its place in the report, those too that only a criterion rests on."""
    for book in shelf():
        told = {name for one in RuleCoverage().rules([book]) for name in one.rule.replace(",", "").split()}
        rules = (*book.rules, *book.criteria, *book.requirements, *book.findings, *book.classes, *book.readings)
        assert [one.id for one in rules if one.id not in told] == []


def test_rows_that_surely_decide() -> None:
    """A row is seen where the facts leave no doubt of it, be other facts known or not."""
    rows = ("ATI-LAW", "ATI-CONST", "ATI-NONE")
    with RuleCoverage() as coverage:
        decide(CORE, {"ati_law": None, "ati_constitution": True})
        doubtful = seen(coverage, CORE, *rows)
        decide(CORE, {"ati_law": True})
    assert doubtful == {"ATI-LAW": (), "ATI-CONST": (), "ATI-NONE": ("did not decide",)}
    assert seen(coverage, CORE, *rows) == {
        "ATI-LAW": ("decided",),
        "ATI-CONST": ("did not decide",),
        "ATI-NONE": ("did not decide",),
    }


def test_points_on_evidence() -> None:
    """Where points are accepted on evidence, that decides and no row does."""
    given = "CORE-EVIDENCE (access_to_information_accepted)"
    with RuleCoverage() as coverage:
        decide(CORE, {"ati_law": True, "access_to_information_accepted": 0})
    assert seen(coverage, CORE, given, "ATI-LAW") == {given: ("decided",), "ATI-LAW": ("did not decide",)}


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"member": True}, "not_applicable"),
        ({"member": False, "cso_entry_exit_osp": 3.2, "cso_repression_osp": 3.1}, "met"),
        ({"member": False, "cso_entry_exit_osp": 3.2, "cso_repression_osp": 2.9}, "not_met"),
        ({"member": False}, "undetermined"),
    ],
)
def test_requirements(facts: Facts, outcome: str) -> None:
    """A requirement is seen with the outcome that it came to."""
    with RuleCoverage() as coverage:
        decide(CORE, facts)
    assert seen(coverage, CORE, "VALUES-CHECK") == {"VALUES-CHECK": (outcome,)}


def test_findings_and_labels_when_looked_at() -> None:
    """What follows from a verdict is seen when somebody looks at it, and not before."""
    book = shelf()["CORE-2023"]
    with RuleCoverage() as coverage:
        verdict = decide(book, {"member": True, "consecutive_years_below": 2, "non_universally_recognised": True})
        before = seen(coverage, book, "STAY-2023", "NURS-NEW", "CORE-NED")
        looked_at = verdict.findings, verdict.label
    assert (set(before.values()), looked_at[1]) == ({()}, None)
    assert seen(coverage, book, "STAY-2023", "NURS-NEW", "CORE-NED") == {
        "STAY-2023": ("made",),
        "NURS-NEW": ("joins as non-voting",),
        "CORE-NED": ("not said",),
    }


def test_answers_taken() -> None:
    """An answer to a reading is seen when it was taken; while all are kept open, none was."""
    with RuleCoverage() as coverage:
        decide(CORE, {}, readings=OPEN)
        kept_open = seen(coverage, CORE, "CE-STRICT")
        decide(CORE, {}, readings={"CE-STRICT": "inclusive"})
    assert (kept_open, seen(coverage, CORE, "CE-STRICT")) == ({"CE-STRICT": ()}, {"CE-STRICT": ("inclusive",)})


@pytest.mark.parametrize(
    ("facts", "seen_of_it"),
    [
        ({"switch_notice": Absent("never"), "plan_due": date(2018, 8, 31)}, ("did not hold",)),
        ({"switch_notice": date(2020, 5, 1), "plan_due": date(2020, 8, 31)}, ("held",)),
        ({}, ()),
    ],
)
def test_days_and_exceptions(facts: Facts, seen_of_it: tuple[str, ...]) -> None:
    """Named days are seen in use, and an exception to them where it surely held or did not."""
    book = read_book(Path(__file__).parent / "data" / "books" / "process-2018.toml")
    (exception,) = book.exceptions
    with RuleCoverage() as coverage:
        decide(book, facts)
    assert seen(coverage, book, exception.id, *(day.id for day in book.days)) == {
        exception.id: seen_of_it,
        **{day.id: ("in use",) for day in book.days},
    }


def test_the_library_is_as_before() -> None:
    """Nothing is left of the watching when it is over, be it by an error, and nothing judged afterwards is seen."""
    judge = Engine.judge
    coverage = RuleCoverage()
    with pytest.raises(ZeroDivisionError), coverage:
        1 / 0  # noqa: B018
    decide(CORE, {"ati_law": True})
    assert Engine.judge is judge
    assert seen(coverage, CORE, "ATI-LAW") == {"ATI-LAW": ()}


def test_one_line_for_each_rule() -> None:
    """A rule is reported in a line, with what is missing."""
    assert str(RuleSeen("B", "ATI", "ATI-LAW", ("decided",), ())) == "B  ATI  ATI-LAW: decided"
    assert str(RuleSeen("B", "ATI", "ATI-LAW", (), ("decided",))) == "B  ATI  ATI-LAW: nothing; UNSEEN: decided"


# --- the plugin -----------------------------------------------------------------------------------------------------

TEST = """
from opengov import decide, shelf

def test_law():
    assert str(decide(shelf()["CORE-2018"], {"ati_law": True}).points) == "4..16 of 8..16"
"""


def run(folder: Path, *options: str) -> tuple[int, str]:
    """Run pytest with the plugin in a folder of its own; return its exit status and what it printed."""
    (folder / "test_it.py").write_text(TEST, encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "opengov.testing.plugin", "-p", "no:cacheprovider"]
    done = subprocess.run([*words, *options], cwd=folder, capture_output=True, check=False, text=True)  # noqa: S603
    return done.returncode, done.stdout


def test_plugin_off(tmp_path: Path) -> None:
    """Without the option nothing is reported."""
    status, printed = run(tmp_path)
    assert (status, "rule coverage" in printed) == (0, False)


def test_plugin_report(tmp_path: Path) -> None:
    """The report has every rule, what was seen of it and what was not, and does not fail the run."""
    status, printed = run(tmp_path, "--rule-coverage")
    assert status == 0
    assert "CORE-2018  ATI  ATI-LAW: decided; UNSEEN: did not decide\n" in printed
    assert "CORE-2023  ATI  ATI-LAW: nothing; UNSEEN: decided, did not decide\n" in printed


def test_plugin_strict(tmp_path: Path) -> None:
    """The strict option fails a run that has not seen everything."""
    status, printed = run(tmp_path, "--rule-coverage=strict")
    assert (status, "1 passed" in printed) == (1, True)
    assert "CORE-2018  ATI  ATI-LAW: decided; UNSEEN: did not decide\n" in printed
