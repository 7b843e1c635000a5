"""The command line: what it prints, where, and with which exit status; what hostile input cannot make it do."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

import opengov
from opengov.cli import ASSESSED, PROBLEMS, USAGE, run
from opengov.model.criteria import Rule
from opengov.model.rulebooks import Note
from opengov.model.sources import Source

CASE = """\
opengov = 1
id = "xyz"
title = "A country"
on = "2019-06-01"

[[sources]]
id = "survey"
title = "The survey"

[[members]]
id = "XYZ"
name = "Xyzland"

[[observations]]
member = "XYZ"
indicator = "ati_law"
value = true
sources = ["survey"]
"""
# letters and signs with which text could steer a terminal, or pass for markup of the report
HOSTILE = (
    "\\u001b[2J\\u001b]0;owned\\u0007\\u009b31m\\u202e[bold red]x[/bold red] :smile: [link=http://e.example]y[/link]"
)

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def opengov_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Return a function that runs the command in an empty folder: exit status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def command(*arguments: str) -> tuple[int, str, str]:
        status = run(arguments)
        return status, *capsys.readouterr()

    return command


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """Return a small case in a file."""
    path = tmp_path / "xyz.toml"
    path.write_text(CASE, encoding="utf-8")
    return path


# --- assess ---------------------------------------------------------------------------------------------------------


def test_report(opengov_command: Run) -> None:
    """The report of a founding case says who, what, how many points, by which book, and why."""
    status, out, err = opengov_command("assess", "pakistan-2017")
    assert (status, err) == (ASSESSED, "")
    assert re.search(r"Pakistan +met +15 of 16 .* CORE-2016", out)
    assert "CE  Citizen engagement: 3 of 4 points" in out
    assert "With the newest editions published by that day: met, 14 of 16 points" in out


def test_json_has_the_promised_shape(opengov_command: Run) -> None:
    """--json prints one object, of the shape that was promised."""
    status, out, err = opengov_command("assess", "pakistan-2017", "--json")
    printed = json.loads(out)
    assert (status, err) == (ASSESSED, "")
    assert list(printed) == ["on", "members", "timelines"]
    (member,) = printed["members"]
    assert (printed["on"], member["id"]) == ("2016-12-09", "PAK")
    promised = {
        "rulebook": "CORE-2016",
        "outcome": "met",
        "core": "met",
        "points": {"low": 15, "high": 15, "possible_low": 16, "possible_high": 16},
        "values_check": {"outcome": "not_applicable"},
    }
    eligibility = member["eligibility"]
    assert {key: eligibility[key] for key in promised} == promised
    assert [one["id"] for one in eligibility["criteria"]] == ["FT", "ATI", "AD", "CE"]
    shapes: dict[str, dict[str, type]] = {
        "criteria": {"id": str, "points": dict, "confidence": str, "because": str},
        "readings": {"reading": str, "option": str, "outcome": str, "points": dict},
        "would_settle": {"measure": str, "title": str, "alone": bool},
    }
    for key, shape in shapes.items():
        for one in eligibility[key]:
            assert {name: type(one[name]) for name in shape} == shape
    assert sum(one["points"]["low"] for one in eligibility["criteria"]) == 15


def test_json_names_what_would_change_it(opengov_command: Run, case_file: Path) -> None:
    """An undetermined verdict lists the readings that would change it and the facts that would settle it."""
    _, out, _ = opengov_command("assess", str(case_file), "--json")
    eligibility = json.loads(out)["members"][0]["eligibility"]
    assert eligibility["outcome"] == "undetermined"
    assert {one["measure"] for one in eligibility["would_settle"]} >= {"ad_law", "civil_liberties", "member"}
    assert {one["reading"] for one in eligibility["readings"]} <= {
        one.id for one in opengov.shelf()["CORE-2018"].readings
    }


@pytest.mark.parametrize("name", [case.id for case in opengov.cases()])
def test_founding_cases(opengov_command: Run, name: str) -> None:
    """Each founding case is assessed, as a report and as JSON, for each of its members."""
    case = opengov.case(name)
    about = case.about or tuple(member.id for member in case.members)
    status, out, _ = opengov_command("assess", name, "--json")
    assert (status, [one["id"] for one in json.loads(out)["members"]]) == (ASSESSED, list(about))
    status, out, err = opengov_command("assess", name)
    assert (status, err, case.title in " ".join(out.split())) == (ASSESSED, "", True)


def test_day_member_and_editions(opengov_command: Run) -> None:
    """The options choose day, member and editions."""
    _, out, _ = opengov_command("assess", "cambodia-2014", "--member", "KHM", "--on", "2019-01-01", "--json")
    printed = json.loads(out)
    assert (printed["on"], [one["id"] for one in printed["members"]]) == ("2019-01-01", ["KHM"])
    assert printed["members"][0]["eligibility"]["rulebook"] == "CORE-2018"
    _, out, _ = opengov_command("assess", "pakistan-2017", "--editions", "newest", "--json")
    assert json.loads(out)["members"][0]["eligibility"]["points"]["high"] == 14


def test_open_readings(opengov_command: Run, tmp_path: Path) -> None:
    """With --open-readings the points run over every answer to the questions of the sources."""
    path = tmp_path / "low.toml"
    path.write_text(
        CASE.replace('"2019-06-01"', '"2012-06-01"')
        .replace('"ati_law"', '"civil_liberties"')
        .replace("true", "2.35")
        .replace("sources = [", 'edition = "2011"\nsources = ['),
        encoding="utf-8",
    )
    found = []
    for more in ((), ("--open-readings",)):
        _, out, _ = opengov_command("assess", str(path), "--json", *more)
        points = {one["id"]: one["points"] for one in json.loads(out)["members"][0]["eligibility"]["criteria"]}
        found.append((points["CE"]["low"], points["CE"]["high"]))
    assert found == [(0, 0), (0, 1)]


def test_today_where_nothing_names_a_day(opengov_command: Run, case_file: Path) -> None:
    """Without a day in the case or the command, today is the day of judgement."""
    case_file.write_text(CASE.replace('on = "2019-06-01"\n', ""), encoding="utf-8")
    _, out, _ = opengov_command("assess", str(case_file), "--json")
    assert date.fromisoformat(json.loads(out)["on"]) >= date(2025, 1, 1)


def test_json_case_file(opengov_command: Run, case_file: Path, tmp_path: Path) -> None:
    """A case in JSON is assessed like the same case in TOML."""
    path = tmp_path / "xyz.json"
    opengov.dump(opengov.load(case_file), path)
    assert opengov_command("assess", str(path), "--json") == opengov_command("assess", str(case_file), "--json")


# --- check and rules ------------------------------------------------------------------------------------------------


def test_check(opengov_command: Run, case_file: Path) -> None:
    """A case without problems is said to have none."""
    assert opengov_command("check", str(case_file)) == (ASSESSED, "xyz: no problems in 2 records\n", "")


def test_rules_list(opengov_command: Run) -> None:
    """Every shipped book is listed with its subject and its time."""
    status, out, _ = opengov_command("rules", "list")
    listed = [line.split()[0] for line in out.splitlines() if not line.startswith(" ")]
    assert (status, listed) == (ASSESSED, ["id", *(book.id for book in opengov.shelf())])
    assert re.search(r"CORE-2017 +eligibility +2017-09-20 +2018-05-31", out)


@pytest.mark.parametrize("book", [book.id for book in opengov.shelf()])
def test_rules_show(opengov_command: Run, book: str) -> None:
    """A book is printed with every rule, its confidence and its sources."""
    status, out, _ = opengov_command("rules", "show", book)
    held = opengov.shelf()[book]
    forms: tuple[Rule | Note | Source, ...] = (
        *held.criteria,
        *held.requirements,
        *held.findings,
        *held.classes,
        *held.rules,
        *held.readings,
    )
    forms += (*held.notes, *held.sources)
    squeezed = re.sub(r"\s", "", out)
    assert status == ASSESSED
    assert [one.id for one in forms if one.id not in squeezed] == []


def test_rules_diff(opengov_command: Run) -> None:
    """What a book says differently is printed rule by rule; a book does not differ from itself."""
    status, out, _ = opengov_command("rules", "diff", "CORE-2014", "CORE-2016")
    assert status == ASSESSED
    assert "added rules ATI-CONST+DRAFT\n" in out
    assert "removed rules CORE-NEAR\n" in out
    assert opengov_command("rules", "diff", "CORE-2014", "CORE-2014") == (ASSESSED, "", "")


def test_rules_of_a_file(opengov_command: Run, tmp_path: Path) -> None:
    """A book of the user's is shown and compared like a shipped one."""
    path = tmp_path / "own.toml"
    path.write_text(
        'id = "OWN"\ntitle = "Our own"\namends = "CORE-2018"\nin_force = { from = "2030-01-01" }\n', encoding="utf-8"
    )
    assert [
        opengov_command("rules", *words)[0] for words in (("show", str(path)), ("diff", "CORE-2018", str(path)))
    ] == [0, 0]


# --- wrong usage ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("assess",),
        ("assess", "pakistan-2017", "--on", "2017-13-01"),
        ("assess", "pakistan-2017", "--on", "2017"),
        ("assess", "pakistan-2017", "--on", "20170101"),
        ("assess", "pakistan-2017", "--on", ""),
        ("assess", "pakistan-2017", "--editions", "oldest"),
        ("assess", "pakistan-2017", "--colour"),
        ("assess", "pakistan-2017", "cambodia-2014"),
        ("judge", "pakistan-2017"),
        ("rules", "diff", "CORE-2014"),
        ("check",),
    ],
    ids=" ".join,
)
def test_wrong_usage(opengov_command: Run, arguments: tuple[str, ...]) -> None:
    """Wrong usage ends with 2, prints nothing on the standard output and says what was wrong on the other."""
    status, out, err = opengov_command(*arguments)
    assert (status, out, bool(err.strip()), "Traceback" in err) == (USAGE, "", True, False)


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("assess", "--help"), ("rules", "--help")], ids=" ".join
)
def test_help(opengov_command: Run, arguments: tuple[str, ...]) -> None:
    """Help and version are no errors."""
    status, out, err = opengov_command(*arguments)
    assert (status, bool(out.strip()), err) == (ASSESSED, True, "")


# --- input with problems --------------------------------------------------------------------------------------------

DEEP = "[" * 100_000
BAD_CASES: Mapping[str, tuple[str, bytes, list[str]]] = {
    "malformed TOML": ("c.toml", b"id = \n", ["line 1"]),
    "malformed JSON": ("c.json", b'{"id": ', ["line 1"]),
    "wrong types": (
        "c.toml",
        CASE.replace('"xyz"', "5").replace('name = "Xyzland"', "name = []").encode(),
        ["id:", "members[0].name:"],
    ),
    "no such day": ("c.toml", CASE.replace("2019-06-01", "2017-13-01").encode(), ['on: "2017-13-01"']),
    "unknown ids": ("c.toml", CASE.replace('member = "XYZ"', 'member = "XYX"').encode(), ["observations[0].member:"]),
    "duplicate ids": ("c.toml", (CASE + '[[members]]\nid = "XYZ"\nname = "Again"\n').encode(), ["members[1].id:"]),
    "reference to nothing": (
        "c.toml",
        CASE.replace('["survey"]', '["other"]').encode(),
        ["observations[0].sources[0]:"],
    ),
    "end before start": (
        "c.toml",
        CASE.replace("value = true", 'value = true\nperiod = "2018/2017"').encode(),
        ["observations[0].period:"],
    ),
    "unknown keys": ("c.toml", CASE.replace("title", "tittle").encode(), ["tittle:", "title:"]),
    "wrong encoding": ("c.toml", CASE.encode("utf-16"), ["UTF-8"]),
    "nested JSON": ("c.json", DEEP.encode(), ["nested"]),
    "nested TOML": ("c.toml", f"id = {DEEP}".encode(), ["nested"]),
    "a number of 10,000 digits": ("c.json", b'{"opengov": 1, "id": ' + b"9" * 10_000 + b"}", ["digits"]),
    "NaN": (
        "c.json",
        b'{"opengov": 1, "id": "x", "title": "x", "observations": [{"value": NaN}]}',
        ["observations[0].value:"],
    ),
    "facts that no measure can be": (
        "c.toml",
        CASE.replace("value = true", 'value = "perhaps"').encode(),
        ["observations[0].value:"],
    ),
    "an unknown indicator": ("c.toml", CASE.replace("ati_law", "ati_lore").encode(), ["observations[0].indicator:"]),
    "an unknown version": ("c.toml", CASE.replace("opengov = 1", "opengov = 99").encode(), ["opengov:"]),
    "an empty file": ("c.toml", b"", ["opengov:", "id:", "title:"]),
}


@pytest.mark.parametrize("name", BAD_CASES)
@pytest.mark.parametrize("command", ["assess", "check"])
def test_bad_case(opengov_command: Run, tmp_path: Path, command: str, name: str) -> None:
    """A bad case ends with 1: every problem with its path on standard error, no traceback, nothing written."""
    file, content, paths = BAD_CASES[name]
    (tmp_path / file).write_bytes(content)
    before = sorted(tmp_path.iterdir())
    status, out, err = opengov_command(command, file)
    assert (status, out, "Traceback" in err) == (PROBLEMS, "", False)
    assert [path for path in paths if path not in err] == []
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_of_100_megabytes(opengov_command: Run, tmp_path: Path) -> None:
    """A file over the bound is refused without being read."""
    with (tmp_path / "large.toml").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    status, out, err = opengov_command("assess", "large.toml")
    assert (status, out, "bytes are read" in err) == (PROBLEMS, "", True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("assess", "no-such-case"),
        ("assess", "missing.toml"),
        ("assess", "."),
        ("check", "missing.json"),
        ("assess", "pakistan-2017", "--member", "XXX"),
        ("assess", "pakistan-2017", "--on", "2001-01-01"),
        ("rules", "show", "CORE-2099"),
        ("rules", "show", "missing.toml"),
        ("rules", "diff", "CORE-2018", "CORE-2099"),
    ],
    ids=" ".join,
)
def test_what_is_not_there(opengov_command: Run, arguments: tuple[str, ...]) -> None:
    """A case, member, day or book that there is not ends with 1 and a line or two that say so."""
    status, out, err = opengov_command(*arguments)
    assert (status, out, len(err.splitlines()) in {1, 2}, "Traceback" in err) == (PROBLEMS, "", True, False)


BOOK = """\
id = "OWN"
title = "Our own"
subject = "eligibility"
judges = "member"
in_force = {{ from = "2030-01-01" }}

[[source]]
id = "page"
title = "A page"

[threshold]
id = "AA-ENOUGH"
title = "Half of the points"
share = "1/2"
fewest_measured = 1
too_few = "AA-2"
confidence = "confirmed"
sources = ["page"]

[measure.score]
kind = "number"
title = "A score"
between = [0, 10]

[[criterion]]
id = "AA"
title = "A"
maximum = 4
possible = [0, 2, 4]
rules = ["AA-2", "AA-4"]
confidence = "confirmed"
sources = ["page"]
choose = [
  {{ rule = "AA-4", give = 4, when = {{ measure = "score", above = {upper} }} }},
  {{ rule = "AA-2", give = 2, when = {{ measure = "{measure}", at_most = {lower} }} }},
  {more}
]

[[rule]]
id = "AA-2"
title = "Low"
confidence = "confirmed"
sources = ["page"]

[[rule]]
id = "AA-4"
title = "High"
confidence = "confirmed"
sources = {sources}
"""
GOOD_BOOK = {"upper": "5", "lower": "5", "measure": "score", "more": "", "sources": '["page"]'}
BAD_BOOKS: Mapping[str, tuple[dict[str, str], str]] = {
    "overlapping bands": ({"upper": "4"}, "criterion[0].choose: "),
    "missing bands": ({"upper": "6"}, "criterion[0].choose: "),
    "an unreachable row": (
        {"more": '{ rule = "AA-2", give = 2, when = { measure = "score", above = 11 } }'},
        "criterion[0].choose[2]: ",
    ),
    "an undeclared measure": ({"measure": "scour"}, "scour"),
    "a rule without a source": ({"sources": "[]"}, "rule[1].sources: "),
}


@pytest.mark.parametrize("name", BAD_BOOKS)
def test_bad_book(opengov_command: Run, tmp_path: Path, name: str) -> None:
    """A book that cannot be applied as written ends with 1, and the message names the rule."""
    wrong, said = BAD_BOOKS[name]
    (tmp_path / "good.toml").write_text(BOOK.format(**GOOD_BOOK), encoding="utf-8")
    (tmp_path / "bad.toml").write_text(BOOK.format(**(GOOD_BOOK | wrong)), encoding="utf-8")
    assert opengov_command("rules", "show", "good.toml")[::2] == (ASSESSED, "")
    status, out, err = opengov_command("rules", "show", "bad.toml")
    assert (status, out, "Traceback" in err) == (PROBLEMS, "", False)
    assert said in err


def test_every_problem_of_a_book(opengov_command: Run, tmp_path: Path) -> None:
    """All problems of a book are listed in one go."""
    text = BOOK.format(**(GOOD_BOOK | {"measure": "scour", "sources": "[]"})).replace(
        'kind = "number"', 'kind = "colour"'
    )
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    _, _, err = opengov_command("rules", "show", "bad.toml")
    assert [word for word in ("scour", "colour") if word not in err] == []
    assert len(err.splitlines()) > 2


# --- hostile input --------------------------------------------------------------------------------------------------


def steering(text: str) -> set[str]:
    """Return the characters of a text that could steer a terminal."""
    return {char for char in text if not char.isprintable() and char != "\n"}


def test_hostile_case_in_the_report(opengov_command: Run, case_file: Path) -> None:
    """What a case says is printed as it stands, without control characters and without becoming markup."""
    text = CASE.replace("A country", HOSTILE).replace("Xyzland", HOSTILE).replace("The survey", HOSTILE)
    case_file.write_text(text, encoding="utf-8")
    status, out, err = opengov_command("assess", str(case_file))
    assert (status, err, steering(out)) == (ASSESSED, "", set())
    assert "[bold red]x[/bold red] :smile: [link=http://e.example]y[/link]" in " ".join(out.split())


def test_hostile_case_in_json(opengov_command: Run, case_file: Path) -> None:
    """JSON is escaped where a character could steer a terminal, and says the same."""
    case_file.write_text(CASE.replace("The survey", HOSTILE), encoding="utf-8")
    status, out, _ = opengov_command("assess", str(case_file), "--json")
    because = {one["id"]: one["because"] for one in json.loads(out)["members"][0]["eligibility"]["criteria"]}
    assert (status, steering(out), "Seen" in because["ATI"]) == (ASSESSED, set(), True)


def test_hostile_problems(opengov_command: Run, case_file: Path) -> None:
    """Problems are printed without control characters and without becoming markup, names of files too."""
    case_file.write_text(
        CASE.replace('member = "XYZ"', f'member = "{HOSTILE}"').replace("title", f'"{HOSTILE}"'), encoding="utf-8"
    )
    errors = [
        opengov_command("assess", str(case_file))[2],
        opengov_command("assess", "\x1b[2Jmissing.toml")[2],
        opengov_command("assess", "\x1b[2Jmissing")[2],
        opengov_command("assess", "pakistan-2017", "--on", "\x1b[2J")[2],
        opengov_command("assess", "pakistan-2017", "--member", "\x1b[2J[bold]x[/bold]")[2],
        opengov_command("rules", "show", "\x1b[2J")[2],
        opengov_command("assess", "pakistan-2017", "--editions", "\x1b[2J")[2],
        opengov_command("\x1b[2J")[2],
    ]
    assert [(steering(text), bool(text.strip())) for text in errors] == [(set(), True)] * len(errors)


def test_hostile_book(opengov_command: Run, tmp_path: Path) -> None:
    """A book of the user's is shown without control characters and without becoming markup."""
    text = (
        BOOK.format(**GOOD_BOOK)
        .replace("Our own", HOSTILE)
        .replace("A page", HOSTILE)
        .replace('"High"', f'"{HOSTILE}"')
    )
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    for words in (("show", "own.toml"), ("diff", "CORE-2018", "own.toml")):
        status, out, err = opengov_command("rules", *words)
        assert (status, err, steering(out), "[bold red]x" in " ".join(out.split())) == (ASSESSED, "", set(), True)


# --- as a program ---------------------------------------------------------------------------------------------------


def program(*arguments: str) -> list[str]:
    """Return the words that start the command as a program of its own."""
    return [sys.executable, "-c", "from opengov.cli import main; main()", *arguments]


@pytest.mark.parametrize(
    "arguments",
    [("assess", "cambodia-2014"), ("assess", "cambodia-2014", "--json"), ("rules", "show", "CORE-2018")],
    ids=" ".join,
)
def test_closed_pipe(arguments: tuple[str, ...]) -> None:
    """A reader that closes the pipe early, as head does, ends the program without a word."""
    with subprocess.Popen(program(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as done:  # noqa: S603
        assert done.stdout is not None
        assert done.stderr is not None
        done.stdout.close()
        assert done.stderr.read() == b""


def test_output_that_is_not_unicode() -> None:
    """Where the output cannot hold a letter, it is written another way, and nothing fails."""
    env = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    found = [
        subprocess.run(program("assess", "pakistan-2017", *more), capture_output=True, check=False, env=env)  # noqa: S603
        for more in ((), ("--json",))
    ]
    assert [(one.returncode, one.stderr, one.stdout.isascii()) for one in found] == [(ASSESSED, b"", True)] * 2


def test_exit_status_of_the_program() -> None:
    """The exit status of the process is that of the command."""
    found = [
        subprocess.run(program(*arguments), capture_output=True, check=False).returncode  # noqa: S603
        for arguments in (("rules", "list"), ("assess", "no-such-case"), ("assess",))
    ]
    assert found == [ASSESSED, PROBLEMS, USAGE]
