"""Case files: read, written, streamed, and never half-written."""

import json
import os
import pickle  # noqa: TID251 -- users may pickle errors, so that must work
import stat
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opengov.errors import InvalidCase
from opengov.formats.casefiles import Syntax, dump, dump_cases, dumps, iter_cases, load, loads
from opengov.formats.shipped import case, case_names
from opengov.model.cases import Case
from opengov.model.claims import Claim
from opengov.model.dates import PartialDate, Period
from opengov.model.members import Member, MembershipEvent, MemberStatus
from opengov.model.milestones import Milestone, MilestoneLink
from opengov.model.plans import ActionPlan, Commitment
from opengov.model.sources import Confidence, Source
from opengov.model.values import Absent, Between, Known, Listing, OneOf, Record, Span

CASE = Case(
    id="tunisia",
    title="Tunisia: «Ouverture», 开放\r\nand a second line",
    on=date(2018, 6, 30),
    about=("TUN",),
    summary='Quotes " and \\ and \t tabs, and \x07.',
    sources=(Source(id="letter", title="Letter", url="https://example.org/", published=PartialDate("2018-06")),),
    members=(
        Member(
            id="TUN",
            name="Tunisia",
            events=(
                MembershipEvent(
                    date=PartialDate("[2014-01-01..2014-01-31]"),
                    kind="joined",
                    status_after=MemberStatus.ACTIVE,
                    sources=("letter",),
                    confidence=Confidence.PARTIAL,
                ),
            ),
        ),
    ),
    claims=(
        Claim(id="claim-1", about="TUN", topic="shortlist_score", value=Known(5.0)),
        Claim(id="claim-2", about="TUN", topic="civil_liberties", value=Known(5)),
        Claim(id="claim-3", about="TUN", topic="law", value=Known(value=True)),
        Claim(id="claim-4", about="TUN", topic="budget", value=OneOf((Known("PW"), Absent("not covered")))),
        Claim(id="claim-5", about="TUN", topic="range", value=Between(4, 6.5)),
        Claim(id="claim-6", about="TUN", topic="day", value=Known(date(2017, 6, 30))),
        Claim(id="claim-7", about="TUN", topic="span", value=Known(Span(months=6))),
        Claim(id="claim-8", about="TUN", topic="sides", value=Known(frozenset({"government", "civil_society"}))),
        Claim(
            id="claim-years",
            about="TUN",
            topic="years",
            value=Known(Listing((Record((("year one", Known(2)), ("b", Absent("never")))), Known(1)), complete=True)),
        ),
    ),
    plans=(
        ActionPlan(
            id="TUN-1",
            member="TUN",
            period=Period.parse("2014/2016-06"),
            commitments=(
                Commitment(
                    id="c",
                    title="C",
                    milestones=(
                        Milestone(id="one", title="One"),
                        Milestone(id="two", title="Two", follows=(MilestoneLink(milestone="one", lag_days=-3),)),
                    ),
                ),
            ),
        ),
    ),
)
SMALL = Case(id="small", title="Small")
SYNTAXES: tuple[Syntax, ...] = ("toml", "json")


def types(read: Case) -> list[type]:
    """Return the types of the known values of a case, since 5 and 5.0 compare equal."""
    return [type(each.value.value) for each in read.claims if isinstance(each.value, Known)]


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_what_is_written_reads_back(syntax: Syntax) -> None:
    """A case with every kind of value is the same after writing and reading, to the type of its numbers."""
    read = loads(dumps(CASE, syntax), syntax)
    assert read == CASE
    assert types(read) == types(CASE)


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("name", case_names())
def test_the_founding_cases_read_back(name: str, syntax: Syntax) -> None:
    """Each founding case is the same after writing and reading."""
    founding = case(name)
    assert loads(dumps(founding, syntax), syntax) == founding


@pytest.mark.parametrize("name", ["case.toml", "case.json", "CASE.TOML"])
def test_files_say_their_format_by_their_ending(tmp_path: Path, name: str) -> None:
    """A file is written and read in the format that its ending says."""
    dump(CASE, tmp_path / name)
    assert load(tmp_path / name) == CASE
    assert load(str(tmp_path / name)) == CASE


def test_the_format_can_be_said(tmp_path: Path) -> None:
    """A format that is named wins over the ending."""
    dump(SMALL, tmp_path / "case.txt", format="json")
    assert json.loads((tmp_path / "case.txt").read_text("utf-8")) == {"opengov": 1, "id": "small", "title": "Small"}
    assert load(tmp_path / "case.txt", format="json") == SMALL


def test_files_are_plain() -> None:
    """Any reader of TOML or JSON reads a case file, and its first line is the version of the format."""
    assert tomllib.loads(dumps(CASE)) == json.loads(dumps(CASE, "json"))
    assert dumps(CASE).startswith("opengov = 1\n")


@pytest.mark.parametrize(
    ("syntax", "text"),
    [
        ("toml", '\ufeffopengov = 1\nid = "small"\ntitle = "Small"\n'),
        ("toml", 'opengov = 1\r\nid = "small"\r\ntitle = "Small"\r\n'),
        ("json", '\ufeff{"opengov": 1, "id": "small", "title": "Small", "on": null}'),
    ],
)
def test_marks_of_other_systems_are_tolerated(tmp_path: Path, syntax: Syntax, text: str) -> None:
    """A mark of byte order and other ends of lines do no harm."""
    (tmp_path / "case").write_bytes(text.encode())
    assert load(tmp_path / "case", format=syntax) == SMALL


@given(
    st.builds(
        Case,
        id=st.just("c"),
        title=st.text(),
        summary=st.none() | st.text(),
        sources=st.lists(st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1), unique=True).map(
            lambda ids: tuple(Source(id=f"s{id}", title=id) for id in ids)
        ),
    ),
    st.sampled_from(SYNTAXES),
)
def test_any_text_reads_back(case: Case, syntax: Syntax) -> None:
    """Whatever is written in a title reads back the same."""
    assert loads(dumps(case, syntax), syntax) == case


def test_many_cases(tmp_path: Path) -> None:
    """Cases are written one on each line, and read one by one."""
    path = tmp_path / "cases.jsonl"
    dump_cases([CASE, SMALL], path)
    assert len(path.read_text("utf-8").split("\n")) == 3
    assert list(iter_cases(path)) == [CASE, SMALL]


def test_a_bad_line_does_not_hide_the_others(tmp_path: Path) -> None:
    """A line that cannot be read is yielded as an error that names it, and the lines after it are read."""
    path = tmp_path / "cases.jsonl"
    good = dumps(SMALL, "json").replace("\n", "").encode()
    lines = [
        b"\xef\xbb\xbf" + good,
        b"",
        b'{"opengov": 1, "id": "x"',
        b'{"opengov": 1, "id": "x"}',
        b'{"opengov": 1, "id": "\xff"}',
        b'{"opengov": 9}',
        b'{"opengov": 1, "id": "' + b"x" * 300_000 + b'"}',
        b"[" * 100_000,
        good,
    ]
    path.write_bytes(b"\n".join(lines))
    read = list(iter_cases(path, largest=200_000))
    assert [read[0], read[-1]] == [SMALL, SMALL]
    said = [str(error).splitlines() for error in read if isinstance(error, InvalidCase)]
    assert [[line.removeprefix(f"{path}, ").partition(" (")[0] for line in lines] for lines in said] == [
        ["line 3, is not a valid case: 1 problem", "  line 3, column 25: this is not JSON: Expecting ',' delimiter"],
        ["line 4, is not a valid case: 1 problem", "  title: the key is missing"],
        ["line 5, is not a valid case: 1 problem", "  line 5, column 23: byte 22"],
        ["line 6, is not a valid case: 1 problem", "  opengov: 9 is not a known version of the format"],
        [
            "line 7, is not a valid case: 1 problem",
            "  line 7, column 1: the line goes on; at most 200,000 bytes are read",
        ],
        [
            "line 8, is not a valid case: 1 problem",
            "  line 8, column 65: lists and tables nested more than 64 deep are not read",
        ],
    ]


def test_many_cases_are_streamed(tmp_path: Path) -> None:
    """Cases are taken from the source one at a time, and read one at a time."""
    path = tmp_path / "cases.jsonl"
    dump_cases((Case(id=f"c{number}", title="T") for number in range(1_000)), path)
    cases = iter_cases(path)
    first = next(cases)
    assert isinstance(first, Case)
    assert first.id == "c0"
    assert sum(1 for _ in cases) == 999


def entries(folder: Path) -> list[str]:
    """Return the names of what is in a folder, hidden files too."""
    return sorted(each.name for each in folder.iterdir())


def test_writing_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the disk is full, the old file stays as it was and no other is left."""
    path = tmp_path / "case.toml"
    dump(SMALL, path)

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        dump(CASE, path)
    assert load(path) == SMALL
    assert entries(tmp_path) == ["case.toml"]


def test_cases_that_fail_on_the_way_leave_nothing(tmp_path: Path) -> None:
    """If the source of the cases fails, or one cannot be written, no file appears."""

    def failing() -> Iterator[Case]:
        yield SMALL
        msg = "the source failed"
        raise RuntimeError(msg)

    with pytest.raises(RuntimeError, match="the source failed"):
        dump_cases(failing(), tmp_path / "cases.jsonl")
    with pytest.raises(InvalidCase, match="the case broken cannot be written"):
        dump_cases([SMALL, Case(id="broken", title="\ud800")], tmp_path / "cases.jsonl")
    assert entries(tmp_path) == []


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_what_no_file_holds_is_not_written(tmp_path: Path, syntax: Syntax) -> None:
    """A case with half a character in it is refused before anything is written."""
    path = tmp_path / "case"
    with pytest.raises(InvalidCase) as caught:
        dump(Case(id="broken", title="\ud800"), path, format=syntax)
    assert "has half a character in it" in str(caught.value)
    assert entries(tmp_path) == []


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Writing to a link writes the file that it points to."""
    target, link = tmp_path / "target.toml", tmp_path / "link.toml"
    dump(SMALL, target)
    link.symlink_to(target)
    dump(CASE, link)
    assert link.is_symlink()
    assert load(target) == CASE


def test_who_may_read_a_file_stays_as_it_was(tmp_path: Path) -> None:
    """A file that is replaced keeps its permissions."""
    path = tmp_path / "case.toml"
    dump(SMALL, path)
    path.chmod(0o640)
    dump(CASE, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_errors_of_files_can_be_pickled() -> None:
    """An error of a file travels between processes with its problems."""
    with pytest.raises(InvalidCase) as caught:
        loads("opengov = 1\nid = 5")
    copied = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 -- our own
    assert str(copied) == str(caught.value)
