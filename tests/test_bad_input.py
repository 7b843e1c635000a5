"""Bad files: each a clear error at its place, all of them in one go, in bounded time and memory."""

import json
import os
import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from opengov._files.syntax import Bounds, Syntax, parse
from opengov.errors import InvalidCase, Problem
from opengov.formats.casefiles import dump, iter_cases, load, loads
from opengov.model.cases import Case

TOML = 'opengov = 1\nid = "c"\ntitle = "C"\n'
JSON = '{"opengov": 1, "id": "c", "title": "C"'


def said(text: str, syntax: Syntax = "toml") -> list[str]:
    """Return what is said of a text that is no case, problem by problem."""
    with pytest.raises(InvalidCase) as caught:
        loads(text, syntax)
    return [str(problem) for problem in caught.value.problems]


@contextmanager
def within(seconds: float, megabytes: float) -> Iterator[None]:
    """Check that something takes no more time and memory than this; the bounds leave room for slow machines."""
    tracemalloc.start()
    started = time.perf_counter()
    try:
        yield
        took, most = time.perf_counter() - started, tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
    assert took < seconds
    assert most < megabytes


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a", "line 1, column 2"),
        ("\nid = \n", "line 2, column 6"),
        ('a = "x', "line 1, column 7"),
        ("a = 1\na = 2\n", "line 2, column 6"),
        ("[a]\n[a]\n", "line 2, column 3"),
        ("a = '\x1b'\n", "line 1, column 6"),
        ("on = 2017-13-01\n", "line 1, column 10"),
        ("on = 2017-06-31\n", "line 1, column 6"),
    ],
)
def test_malformed_toml(text: str, place: str) -> None:
    """What is not TOML is said with its line and column, in the words of the parser."""
    (message,) = said(text)
    assert message.startswith(f"{place}: this is not TOML: ")
    assert message.isprintable()


def test_an_empty_file() -> None:
    """A file without anything lacks the keys that every case has."""
    assert said("") == [
        "opengov: the key is missing (write opengov = 1, the version of the format)",
        "id: the key is missing (it is required)",
        "title: the key is missing (it is required)",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1, column 1: this is not JSON: Expecting value"),
        (JSON, "line 1, column 39: this is not JSON: Expecting ',' delimiter"),
        ("{\n  id: 1}", "line 2, column 3: this is not JSON: Expecting property name enclosed in double quotes"),
        ('{"a": "\x00"}', "line 1, column 8: this is not JSON: Invalid control character at"),
        ("{} {}", "line 1, column 4: this is not JSON: Extra data"),
        ("[1]", "a list is not a table (write a table of keys and values)"),
        ("null", "null is not a table (write a table of keys and values)"),
        ('"text"', '"text" is not a table (write a table of keys and values)'),
    ],
)
def test_malformed_json(text: str, message: str) -> None:
    """What is not JSON, or no table, is said with its line and column."""
    assert said(text, "json") == [message]


def test_keys_twice_in_json() -> None:
    """A key that stands twice in an object of JSON is a problem; neither value is taken silently."""
    assert said(JSON + ', "title": "D", "members": [{"id": "X", "name": "Y", "id": "Z"}]}', "json") == [
        "title: the key is given more than once (keep one of them)",
        "members[0].id: the key is given more than once (keep one of them)",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("opengov = 2\nid = 5\n", "opengov: 2 is not a known version of the format"),
        ('opengov = "1"\n', 'opengov: "1" is not a known version of the format'),
        ("opengov = 1.0\n", "opengov: 1.0 is not a known version of the format"),
        ("opengov = true\n", "opengov: true is not a known version of the format"),
    ],
)
def test_other_versions(text: str, message: str) -> None:
    """Of a file of another version nothing is said but that: its keys may mean something else."""
    assert said(text) == [message + " (this library reads version 1; a newer one may read more)"]


def test_all_problems_in_one_go() -> None:
    """One file with everything wrong that can be: one error, with the path of each problem."""
    text = """
id = "c"
titel = "C"
title = 5
on = "2017-13-01"
about = ["NOBODY"]
sources = [{ id = "letter", title = "L" }, { id = "letter", title = "Again" }]

[[members]]
id = "PAK"
name = "Pakistan"
kind = "nationl"
events = [{ date = 2016-12-07, kind = "joined", sources = ["leter"] }]

[[observations]]
member = "PAK"
indicator = "civil_liberties"
value = nan

[[observations]]
member = "INDIA"
indicator = "civil_liberties"
value = { betwen = [1, 2] }

[[plans]]
id = "PAK-1"
member = "PAK"
period = "2018/2017"
due = 2017

[[plans.commitments]]
id = "one"
title = "One"
milestones = [
    { id = "a", title = "A", follows = [{ milestone = "b" }] },
    { id = "b", title = "B", follows = [{ milestone = "a" }] },
    { id = "d", title = "D", start = "2018", due = "2017", days = "5" },
    { id = "e", title = "E", follows = [{ milestone = "nothing" }] },
]
"""
    assert {line.partition(":")[0] for line in said(text)} == {
        "opengov",
        "titel",
        "title",
        "on",
        "about[0]",
        "sources[1].id",
        "members[0].kind",
        "members[0].events[0].date",
        "members[0].events[0].sources[0]",
        "observations[0].value",
        "observations[1].member",
        "observations[1].value.betwen",
        "plans[0].period",
        "plans[0].due",
        "plans[0].commitments[0].milestones[0].follows",
        "plans[0].commitments[0].milestones[2].due",
        "plans[0].commitments[0].milestones[2].days",
        "plans[0].commitments[0].milestones[3].follows[0].milestone",
    }


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (TOML.encode("utf-16"), "line 1, column 1: byte 0 (hexadecimal ff) is not UTF-8"),
        (
            TOML.replace("C", "Tunisie étendue").encode("latin-1"),
            "line 3, column 18: byte 38 (hexadecimal e9) is not UTF-8",
        ),
        (b"id = '\xed\xa0\x80'", "line 1, column 7: byte 6 (hexadecimal ed) is not UTF-8"),
        (b"a" * 70_000 + b"\xff", "line 1, column 70001: byte 70,000 (hexadecimal ff) is not UTF-8"),
    ],
)
def test_wrong_encoding(tmp_path: Path, data: bytes, message: str) -> None:
    """A file that is not UTF-8 is refused at the byte where that shows."""
    path = tmp_path / "case.toml"
    path.write_bytes(data)
    with pytest.raises(InvalidCase) as caught:
        load(path)
    assert [str(each) for each in caught.value.problems] == [message + " (save the file in the encoding UTF-8)"]


def hundred_megabytes(path: Path) -> Path:
    """Make a file of 100 MB that takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(100_000_000)
    return path


@pytest.mark.parametrize(("name", "bound"), [("case.toml", "4,194,304"), ("case.json", "16,777,216")])
def test_a_file_of_100_megabytes(tmp_path: Path, name: str, bound: str) -> None:
    """A file over the bound is refused before it is read."""
    path = hundred_megabytes(tmp_path / name)
    with within(seconds=2, megabytes=2), pytest.raises(InvalidCase, match=name) as caught:
        load(path)
    ((problem),) = caught.value.problems
    assert problem.message == f"it has 100,000,000 bytes; at most {bound} bytes are read"


def test_a_line_of_100_megabytes(tmp_path: Path) -> None:
    """A line over the bound is passed over without holding more of it than the bound."""
    path = hundred_megabytes(tmp_path / "cases.jsonl")
    with path.open("ab") as file:
        file.write(b"\n" + JSON.encode() + b"}\n")
    with within(seconds=20, megabytes=40):
        bad, good = iter_cases(path)
    assert isinstance(bad, InvalidCase)
    assert good == Case(id="c", title="C")


def test_a_file_that_does_not_tell_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe or a device that goes on for ever is read only up to the bound."""
    path = hundred_megabytes(tmp_path / "case.json")

    class NoSize:
        st_size = 0

    monkeypatch.setattr(os, "fstat", lambda _file: NoSize)
    with within(seconds=5, megabytes=40), pytest.raises(InvalidCase) as caught:
        load(path)
    assert "it goes on; at most 16,777,216 bytes are read" in str(caught.value)


def test_the_bound_is_the_callers(tmp_path: Path) -> None:
    """The caller may read less, or more."""
    path = tmp_path / "case.toml"
    path.write_text(TOML + "#" * 5_000_000, encoding="utf-8")
    with pytest.raises(InvalidCase, match="not a valid case"):
        load(path)
    assert load(path, largest=6_000_000).id == "c"
    with pytest.raises(InvalidCase, match="not a valid case"):
        load(path, largest=10)


DEEP = "lists and tables nested more than 64 deep are not read (no part of a case is so deep)"


@pytest.mark.parametrize(
    ("syntax", "text", "place"),
    [
        ("json", "[" * 100_000, "line 1, column 65"),
        ("json", "[" * 100_000 + "]" * 100_000, "line 1, column 65"),
        ("json", '{"a":' * 100_000 + "1" + "}" * 100_000, "line 1, column 321"),
        ("json", JSON + ',\n"x": "\\"[[", "y": ' + "[{}, " * 100_000, "line 2, column 330"),
        ("toml", "a = " + "[" * 100_000, "line 1, column 69"),
        ("toml", "a = " + "{a=" * 100_000, "line 1, column 197"),
        (
            "toml",
            TOML + 'a = [ # ]]]\n\'[[\', "[[\\"", \'\'\'[\'\'\', """[""""", ' + "[" * 100_000,
            "line 5, column 98",
        ),
    ],
)
def test_files_nested_without_end(syntax: Syntax, text: str, place: str) -> None:
    """A file nested 100,000 deep is refused at the bracket that is too much, whatever stands in quotes before it."""
    with within(seconds=10, megabytes=50):
        assert said(text, syntax) == [f"{place}: {DEEP}"]


@pytest.mark.parametrize("syntax", ["toml", "json"])
def test_deep_but_not_too_deep(syntax: Syntax) -> None:
    """Lists nested to the bound are parsed, and brackets in quotes do not count."""
    lists, quoted = "[" * 62 + "]" * 62, '"' + "[{" * 1_000 + '"'
    text = f"{TOML}x = {lists}\ny = {quoted}" if syntax == "toml" else f'{JSON}, "x": {lists}, "y": {quoted}}}'
    assert [line.partition(":")[0] for line in said(text, syntax)] == ["x", "y"]


MARKS = st.text(alphabet="[]{}\"'\\\\#,.=\n 1a", max_size=8)
NESTED = st.recursive(MARKS, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(MARKS, inside, max_size=2))


def depth(data: object) -> int:
    """Return how deep lists and tables are nested."""
    if isinstance(data, dict):
        return 1 + max(map(depth, data.values()), default=0)
    return 1 + max(map(depth, data), default=0) if isinstance(data, list) else 0


@given(NESTED)
def test_depth_is_counted_exactly(data: object) -> None:
    """Whatever stands in quotes and comments, a text is refused if and only if it is nested too deep."""
    table = {"a": [[data]]}  # lists, so that TOML writes no headers
    check_depth("json", json.dumps(table), depth(table), table)
    check_depth("toml", "# [[[[[[\n" + tomli_w.dumps(table) + "# ]]]]]", depth(table) - 1, table)


def check_depth(syntax: Syntax, text: str, deepest: int, data: object) -> None:
    """Check that a text is parsed where this depth is allowed, and refused where it is one too many."""
    assert parse(text, syntax, Bounds("case", deepest=deepest)) == data
    with pytest.raises(Problem, match="deep"):
        parse(text, syntax, Bounds("case", deepest=deepest - 1))


@pytest.mark.parametrize(
    "text",
    [
        "a" + ".a" * 100_000 + " = 1",
        '"a"' + " . 'a'" * 100_000 + " = 1",
        "[a" + ".a" * 100_000 + "]",
        "a = { b" + ".b" * 100_000 + " = 1 }",
    ],
)
def test_keys_of_many_parts(text: str) -> None:
    """A dotted key of very many parts, which would take the parser minutes, is refused."""
    with within(seconds=10, megabytes=50):
        (message,) = said(text)
    assert "a key of more than 9 parts is not read" in message


@pytest.mark.parametrize(
    ("syntax", "text", "place"),
    [
        ("json", JSON + ', "members": [' + "1" * 10_000 + "]}", "line 1, column 53"),
        ("json", JSON + ', "members": [-' + "1" * 10_000 + "]}", "line 1, column 54"),
        ("json", JSON + ', "members": [1.' + "1" * 10_000 + "]}", "line 1, column 55"),
        ("toml", TOML + "members = [" + "1" * 10_000 + "]", "line 4, column 12"),
        ("toml", TOML + "members = [1" + "_1" * 10_000 + "]", "line 4, column 12"),
        ("toml", TOML + "members = 0b" + "1" * 10_000_000, "line 4, column 13"),
    ],
)
def test_numbers_of_many_digits(syntax: Syntax, text: str, place: str) -> None:
    """A number of 10,000 digits is refused at its place, before Python tries to read it."""
    with within(seconds=10, megabytes=100):
        assert said(text, syntax) == [
            f"{place}: a number of more than 500 digits is not read (write it shorter, or as text)"
        ]


def test_numbers_that_are_long_in_another_way() -> None:
    """A number long in hexadecimal, or by its exponent, is refused at its path."""
    value = 'members = [{ id = "A", name = "A" }]\nobservations = [{ member = "A", indicator = "i", value = %s }]'
    assert said(TOML + value % f"0x{'f' * 10_000}") == [
        "observations[0].value: a number of more than 500 digits is not read"
    ]
    for text in ("nan", "inf", "-inf", "1e999", "1e999999999999"):
        (message,) = said(TOML + value % text)
        assert message.startswith("observations[0].value: ")
        assert "is not a finite number" in message


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_json_does_not_have(number: str) -> None:
    """Numbers that are not finite are refused at their path."""
    value = ', "members": [{"id": "A", "name": "A"}], "observations": [{"member": "A", "indicator": "i", "value": %s}]}'
    (message,) = said(JSON + value % number, "json")
    assert message.startswith("observations[0].value: ")


def test_half_a_character() -> None:
    """An escape of half a character, which no file can hold, is refused wherever text may stand."""
    assert said('{"opengov": 1, "id": "c", "title": "\\ud800", "\\udfff": 1}', "json") == [
        'title: "\\ud800" has half a character in it (an escape from \\ud800 to \\udfff stands alone)',
        '"\\udfff": there is no such key (known here: ' + ", ".join(sorted(FIELDS)) + ")",
    ]


FIELDS = [field.name for field in attrs.fields(Case)]


@pytest.mark.parametrize("id", ["", " ", "a\x1b[2J", "a\nb", "x" * 201])
def test_bad_ids(id: str) -> None:
    """An id that is empty, too long or has control characters is refused at its path, safe to print."""
    with pytest.raises(InvalidCase) as caught:
        loads(
            '{"opengov": 1, "title": "C", "id": ' + repr(id).replace("'", '"').replace("\\x1b", "\\u001b") + "}", "json"
        )
    ((problem),) = caught.value.problems
    assert problem.path == "id"
    assert str(problem).isprintable()


@pytest.mark.parametrize("name", ["case.yaml", "case", "cases.jsonl"])
def test_files_of_no_known_format(tmp_path: Path, name: str) -> None:
    """A file whose ending says no format is refused with what to do; it is neither read nor written."""
    path = tmp_path / name
    with pytest.raises(InvalidCase, match="not a valid case"):
        load(path)
    with pytest.raises(InvalidCase, match="cannot be written"):
        dump(Case(id="c", title="C"), path)
    assert not path.exists()


def test_files_that_are_not_there(tmp_path: Path) -> None:
    """A file that is missing, or is a folder, is the usual error of Python."""
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "missing.toml")
    with pytest.raises(FileNotFoundError):
        list(iter_cases(tmp_path / "missing.jsonl"))
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(OSError, match=r"folder\.toml"):
        load(tmp_path / "folder.toml")
    with pytest.raises(OSError, match="missing"):
        dump(Case(id="c", title="C"), tmp_path / "missing" / "case.toml")


@contextmanager
def watched() -> Iterator[list[tuple[str, object]]]:
    """List what is opened, connected to or run."""
    seen: list[tuple[str, object]] = []
    watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event.partition(".")[0] in {"open", "socket", "subprocess", "exec", "os", "import"}:
            seen.append((event, arguments[0] if arguments else None))

    sys.addaudithook(watch)  # it cannot be taken away again, only made to look away
    try:
        yield seen
    finally:
        watching = False


def test_nothing_named_in_a_file_is_opened(tmp_path: Path) -> None:
    """Addresses and paths in a file are text: only the file itself is opened, and nothing is fetched or run."""
    path, secret = tmp_path / "case.json", tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    urls = [str(secret), secret.as_uri(), "https://example.org/", "$(touch x)", "`touch x`", "../secret.txt", "|ls"]
    sources = ", ".join(f'{{"id": "s{number}", "title": "{url}", "url": "{url}"}}' for number, url in enumerate(urls))
    path.write_text(f'{JSON}, "sources": [{sources}], "$ref": "{secret}", "include": "{secret}"}}', encoding="utf-8")
    with pytest.raises(InvalidCase):
        load(path)  # whatever is imported is imported now
    with watched() as seen, pytest.raises(InvalidCase, match="not a valid case"):
        load(path)
    assert seen == [("open", str(path))]
