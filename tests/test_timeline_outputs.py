"""Schedules for people and programs: the command line, drawings, calendars; hostile text stays text in all of them."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import altair as alt
import pytest
from icalendar import Calendar

import opengov
from opengov.cli import ASSESSED, PROBLEMS, USAGE, run
from opengov.errors import InvalidGraph
from opengov.formats.icalendar_milestones import due_dates_calendar
from opengov.model.dates import PartialDate
from opengov.model.milestones import Milestone
from opengov.timeline import Link, MilestoneGraph
from opengov.timeline.charts import chart_html, gantt_chart, graph_chart
from opengov.timeline.dot import dot_graph
from opengov.timeline.drawing import MOST_DRAWN
from opengov.timeline.mermaid import mermaid_gantt, mermaid_graph

Run = Callable[..., tuple[int, str, str]]
HOSTILE = 'x"]; end\n%% click <script>alert(1)</script> :crit, #quot; \\" -> } \\N'
STATEMENT = "section all"
MERMAID = os.environ.get("OPENGOV_MERMAID", "")
PARSE = """
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";
const page = new JSDOM("<div></div>");
globalThis.window = page.window;
globalThis.document = page.window.document;
const mermaid = (await import("mermaid")).default;
for (const text of JSON.parse(readFileSync(0, "utf8"))) console.log((await mermaid.parse(text)).diagramType);
"""
KEYS = ["id", "earliest_start", "earliest_finish", "latest_start", "latest_finish", "slack_days", "state"]
CASE = """\
opengov = 1
id = "xyz"
title = "A country"

[[members]]
id = "XYZ"
name = "Xyzland"

[[plans]]
id = "P"
member = "XYZ"

[[plans.drafting]]
id = "a"
title = "A"
days = 3
due = "2024-01-03"
follows = [{ milestone = "b", kind = "start_to_start" }]

[[plans.drafting]]
id = "b"
title = "B"
days = 3
follows = [{ milestone = "a", kind = "start_to_start" }]
"""


STATEMENTS = ("2017-06-01 workshop", "Gantt-chart", "accDescription x", "topAxis-x", "Section", "10 steps", "call(a)")
WORDS = ("Co-creation forum", "Élan", "A", "Workshop, first")


def graph_of(size: int, title: str = "") -> MilestoneGraph:
    """Return a graph of a chain, some of it in parallel."""
    milestones = [Milestone(id=f"m{place}", title=title or f"Step {place}", days=place % 5) for place in range(size)]
    return MilestoneGraph(milestones, [Link(f"m{place // 2}", f"m{place}") for place in range(1, size)])


def values_of(chart: alt.LayerChart, column: str) -> list[dict[str, str | int]]:
    """Return the rows of a chart that have a column."""
    tables: list[list[dict[str, str | int]]] = chart.to_dict()["datasets"].values()
    return next(table for table in tables if table and column in table[0])


@pytest.fixture
def opengov_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Return a function that runs the command in an empty folder: exit status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")

    def command(*arguments: str) -> tuple[int, str, str]:
        status = run(arguments)
        return status, *capsys.readouterr()

    return command


# --- the command line -----------------------------------------------------------------------------------------------


def test_schedule_table(opengov_command: Run) -> None:
    """The table says when each milestone is, how it stands, and what does not fit."""
    status, out, err = opengov_command("schedule", "pakistan-2017", "--on", "2017-07-31")
    assert (status, err) == (ASSESSED, "")
    assert "5 milestones, finish 2017-08-02, planned 2017-07-13 as of 2017-07-31" in out
    assert '"National Workshop" was due on 2017-07-13, and was done on 2017-07-27: 14 days late' in out


def test_schedule_json(opengov_command: Run) -> None:
    """--json prints one object with the promised keys."""
    status, out, _ = opengov_command("schedule", "pakistan-2017", "--plan", "PAK-1", "--json")
    printed = json.loads(out)
    assert status == ASSESSED
    assert list(printed) == ["finish", "critical_path", "milestones", "problems"]
    assert (printed["finish"], printed["critical_path"]) == ("2017-07-13", ["pak-workshop-held"])
    assert all(list(one) == KEYS for one in printed["milestones"])
    assert printed["milestones"][1] == {
        "id": "pak-first-draft",
        "earliest_start": "2017-06-13",
        "earliest_finish": "2017-06-14",
        "latest_start": "2017-07-10",
        "latest_finish": "2017-07-11",
        "slack_days": 27,
        "state": "not_started",
    }
    assert printed["problems"] == [
        {
            "kind": "overruns_deadline",
            "milestone": "pak-workshop-held",
            "days": 13,
            "message": '"National Workshop" is on 2017-07-13, 13 days after the plan PAK-1 is due on 2017-06-30',
        }
    ]


def test_assess_includes_timelines(opengov_command: Run) -> None:
    """An assessment has the timeline of each plan with milestones, and none where there are none."""
    _, out, _ = opengov_command("assess", "pakistan-2017", "--json")
    (timeline,) = json.loads(out)["timelines"]
    assert list(timeline) == ["plan", "finish", "critical_path", "milestones", "problems"]
    assert (timeline["plan"], len(timeline["milestones"])) == ("PAK-1", 5)
    assert "Timeline of PAK-1" in opengov_command("assess", "pakistan-2017")[1]
    assert "timelines" not in json.loads(opengov_command("assess", "tunisia-2024", "--json")[1])


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("g.html", b"<!DOCTYPE html>"),
        ("g.png", b"\x89PNG"),
        ("g.svg", b"<svg"),
        ("g.json", b"{"),
        ("g.mmd", b"gantt\n"),
    ],
)
def test_gantt_files(opengov_command: Run, tmp_path: Path, name: str, begins: bytes) -> None:
    """--gantt writes a chart of the kind that the ending names."""
    status, _, err = opengov_command("schedule", "pakistan-2017", "--gantt", name)
    assert (status, err) == (ASSESSED, "")
    assert (tmp_path / name).read_bytes().lstrip().startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("pakistan-2017", "--gantt", "g.pdf"), USAGE, "ends with none of .html"),
        (("pakistan-2017", "--on", "July"), USAGE, '"July" is not a day'),
        (("pakistan-2017", "--plan", "PAK-9"), PROBLEMS, "there is no plan 'PAK-9'"),
        (("circle.toml",), PROBLEMS, 'wait for each other in a circle: "A" -> "B" -> "A"'),
    ],
)
def test_schedule_refused(
    opengov_command: Run, tmp_path: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    """Wrong usage and graphs that cannot be scheduled are told on the standard error stream."""
    (tmp_path / "circle.toml").write_text(CASE, encoding="utf-8")
    found, out, err = opengov_command("schedule", *arguments)
    assert (found, out) == (status, "")
    assert said in err


def test_case_without_milestones(opengov_command: Run) -> None:
    """A case without milestones has an empty schedule."""
    status, out, _ = opengov_command("schedule", "tunisia-2024", "--json")
    assert status == ASSESSED
    assert json.loads(out) == {"finish": None, "critical_path": [], "milestones": [], "problems": []}


# --- drawings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 5, 50, 300])
def test_drawings_have_everything(size: int) -> None:
    """Every drawing has each milestone and each link."""
    graph = graph_of(size)
    schedule = graph.schedule(start=date(2024, 1, 1))
    assert len(mermaid_gantt(schedule).splitlines()) == size + 4
    assert mermaid_graph(graph).count("-->") == dot_graph(graph).count("->") == size - 1
    nodes = values_of(graph_chart(graph), "title")
    bars = values_of(gantt_chart(schedule), "latest")
    assert len({(node["x"], node["y"]) for node in nodes}) == len(bars) == size
    assert len({bar["name"] for bar in bars}) == size


def test_layers_run_from_left_to_right() -> None:
    """In the drawn graph each milestone stands to the right of all that it waits for."""
    graph = graph_of(40)
    nodes = values_of(graph_chart(graph, schedule=graph.schedule()), "title")
    x = {node["id"]: int(node["x"]) for node in nodes}
    assert all(x[link.before] < x[link.after] for link in graph.links)


def test_milestones_without_dates_are_counted() -> None:
    """What cannot be placed in a Gantt chart is said, not dropped in silence."""
    graph = MilestoneGraph([Milestone(id="a", title="A"), Milestone(id="b", title="B", due=PartialDate("2024-03"))])
    schedule = graph.schedule(on=date(2024, 1, 1))
    assert "  %% 1 milestones without dates are left out" in mermaid_gantt(schedule).splitlines()
    assert "1 milestones without dates are left out" in gantt_chart(schedule).to_dict()["title"]["subtitle"]


def test_hostile_text_in_mermaid() -> None:
    """No text of the input ends a label, begins a statement or a comment, or opens a tag."""
    graph = MilestoneGraph(
        [Milestone(id=HOSTILE.replace("\n", " "), title=HOSTILE, days=3), Milestone(id="b", title=STATEMENT, days=1)]
    )
    drawn = mermaid_graph(graph).splitlines()
    assert len(drawn) == 3
    assert all(line.count('"') == 2 and "<" not in line for line in drawn[1:])
    gantt = mermaid_gantt(graph.schedule(start=date(2024, 1, 1)), title=HOSTILE).splitlines()
    assert [line.strip().partition(" ")[0] for line in gantt] == ["gantt", "title", "dateFormat", "section", "x", "–"]
    assert all(set('<>#;"\\') & set(line) == set() for line in gantt)


def test_titles_that_look_like_statements() -> None:
    """In a Gantt chart a dash stands before a date or a keyword, whatever follows it, and before no other words."""
    graph = MilestoneGraph([Milestone(id=title, title=title, days=1) for title in (*STATEMENTS, *WORDS)])
    lines = mermaid_gantt(graph.schedule(start=date(2024, 1, 1))).splitlines()[4:]
    begins = [line.strip().partition(" :")[0] for line in lines]
    assert begins == [*(f"– {title}" for title in STATEMENTS), *WORDS]


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("- a", "#45; a"),
        ("* a", "#42; a"),
        ("+ a", "#43; a"),
        (". a", "#46; a"),
        ("12. a.", "12#46; a."),
        ("1) a", "1#41; a"),
        ("a - b", "a - b"),
    ],
)
def test_labels_that_look_like_lists(title: str, label: str) -> None:
    """What begins a list of Markdown is escaped in a flow chart."""
    drawn = mermaid_graph(MilestoneGraph([Milestone(id="a", title=title)]))
    assert drawn.splitlines()[1] == f'  m0["{label}"]'


def test_the_last_day_is_drawn() -> None:
    """A bar up to the last day that there is ends on it."""
    graph = MilestoneGraph([Milestone(id="a", title="A", days=1, not_before=PartialDate("9999-12-31"))])
    schedule = graph.schedule()
    assert mermaid_gantt(schedule).splitlines()[-1] == "  A :crit, m0, 9999-12-31, 9999-12-31"
    assert values_of(gantt_chart(schedule), "latest")[0]["end"] == "9999-12-31"


def test_hostile_text_in_dot() -> None:
    """No text of the input ends a string of DOT."""
    graph = MilestoneGraph([Milestone(id="a", title=HOSTILE)])
    label = next(line for line in dot_graph(graph).splitlines() if "m0" in line)
    assert label == r'  m0 [label="x\"]; end %% click <script>alert(1)</script> :crit, #quot; \\…"];'


def test_hostile_text_in_html() -> None:
    """No text of the input opens a tag in a page."""
    plain, hostile = (chart_html(graph_chart(graph_of(2, title))) for title in ("Step", HOSTILE))
    assert plain.count("<") == hostile.count("<")
    assert "alert(1)" in hostile


def test_too_many_to_draw() -> None:
    """More milestones than anyone can read are not drawn."""
    graph = MilestoneGraph.from_durations({f"m{place}": 1 for place in range(MOST_DRAWN + 1)})
    schedule = graph.schedule(start=date(2024, 1, 1))
    for draw in (lambda: mermaid_graph(graph), lambda: dot_graph(graph), lambda: gantt_chart(schedule)):
        with pytest.raises(InvalidGraph, match="cannot be drawn"):
            draw()


@pytest.mark.skipif(not MERMAID, reason="OPENGOV_MERMAID names no folder with the npm packages mermaid and jsdom")
def test_mermaid_reads_it() -> None:
    """Mermaid itself reads what is written, hostile text included."""
    titles = (HOSTILE, STATEMENT, *STATEMENTS, *WORDS, "- a", "1. a", "...")
    hostile = MilestoneGraph([Milestone(id=f"m{place}", title=title, days=1) for place, title in enumerate(titles)])
    drawn = [
        text
        for graph in (graph_of(5), graph_of(50), graph_of(300), hostile)
        for text in (mermaid_graph(graph), mermaid_gantt(graph.schedule(start=date(2024, 1, 1)), title=HOSTILE))
    ]
    command = ["node", "--input-type=module", "--eval", PARSE]
    done = subprocess.run(  # noqa: S603 -- the program is ours
        command, input=json.dumps(drawn), capture_output=True, encoding="utf-8", check=False, cwd=MERMAID
    )
    assert (done.returncode, done.stdout.split()) == (0, ["flowchart-v2", "gantt"] * 4)


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_reads_it() -> None:
    """Graphviz itself reads what is written, hostile text included."""
    for graph in (graph_of(300), MilestoneGraph([Milestone(id="a", title=HOSTILE)])):
        command = ["dot", "-Tsvg"]
        done = subprocess.run(command, input=dot_graph(graph), capture_output=True, encoding="utf-8", check=False)  # noqa: S603
        assert (done.returncode, done.stderr) == (0, "")


# --- calendars ------------------------------------------------------------------------------------------------------


def test_due_dates_as_icalendar() -> None:
    """Each due date is an entry of one day, with an id that stays the same and the day on which it was made."""
    drafting = opengov.case("pakistan-2017").plan("PAK-1").drafting
    read = Calendar.from_ical(due_dates_calendar(drafting, on=date(2017, 6, 1), scope="pakistan-2017"))
    events = read.walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [one.due.latest() for one in drafting if one.due]
    assert str(events[0]["uid"]) == "pakistan-2017/pak-inputs@opengov-partnership"
    assert {event.decoded("dtstamp").date() for event in events} == {date(2017, 6, 1)}


def test_icalendar_of_months_and_hostile_text() -> None:
    """A month is due on its last day, which the entry says; line breaks begin no line of the file."""
    milestones = [
        Milestone(id="a", title="Draft\r\nATTENDEE:x", due=PartialDate("2024-02")),
        Milestone(id="b", title="Without a date"),
    ]
    text = due_dates_calendar(milestones, on=date(2024, 1, 1)).decode()
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert event.decoded("dtstart") == date(2024, 2, 29)
    assert str(event["description"]) == "Known as 2024-02: the last day that it can be."
    assert [line for line in text.splitlines() if line.startswith("ATTENDEE")] == []
