"""Real plans as graphs: Canada's indicators with their months, the sub-commitments of the United States without any.

And public instances of scheduling problems: the 48 PSPLIB plans that OPENGOV_PSPLIB names a folder of. They have no
licence, so they are no part of this project, and their test is skipped without them.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest

from opengov.model.dates import PartialDate, Period
from opengov.model.milestones import Milestone, Progress, ProgressReport
from opengov.model.plans import ActionPlan, Commitment
from opengov.timeline import MilestoneGraph
from opengov.timeline.rows import ProblemKind, State

DATA = Path(__file__).parent / "data"
FOLDER = os.environ.get("OPENGOV_PSPLIB", "")
STATES = {"Complete": Progress.DONE, "In Progress": Progress.UNDER_WAY, "Not Started": Progress.NOT_STARTED}


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with (DATA / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def commitments(table: list[dict[str, str]], made: dict[str, Milestone]) -> Iterator[Commitment]:
    """Yield the commitments of a table with the milestones made of its rows."""
    key = "indicator" if "indicator" in table[0] else "subcommitment"
    for name, group in groupby(table, key=lambda row: row["commitment"]):
        yield Commitment(id=name, title=name, milestones=tuple(made[row[key]] for row in group))


@pytest.fixture(scope="module")
def canada() -> MilestoneGraph:
    """Return the graph of Canada's fourth plan: each indicator is an event in its month."""
    table = rows("canada_nap4_indicators.csv")
    made = {
        row["indicator"]: Milestone(
            id=row["indicator"],
            title=f"Indicator {row['indicator']}",
            due=PartialDate(row["due"]) if row["due"] else None,
        )
        for row in table
    }
    plan = ActionPlan(
        id="CAN-4", member="CAN", period=Period.parse("2018/2020"), commitments=tuple(commitments(table, made))
    )
    return MilestoneGraph.from_plan(plan)


@pytest.fixture(scope="module")
def united_states() -> MilestoneGraph:
    """Return the graph of the fifth plan of the United States: reports of progress, and no dates."""
    table = rows("us_nap5_subcommitments.csv")
    made = {
        row["subcommitment"]: Milestone(
            id=row["subcommitment"],
            title=row["subcommitment"],
            status=row["status"],
            progress=(ProgressReport(state=STATES[row["status"]], date=PartialDate(row["reported"])),),
        )
        for row in table
    }
    return MilestoneGraph.from_plan(ActionPlan(id="USA-5", member="USA", commitments=tuple(commitments(table, made))))


def test_canada_is_a_schedule_of_events(canada: MilestoneGraph) -> None:
    """131 indicators are due on the last day of their month; of four nothing says when."""
    schedule = canada.schedule()
    dated = [row for row in schedule if row.earliest_finish]
    assert (len(canada), len(dated)) == (135, 131)
    assert all(row.event and row.earliest_finish == row.due == row.earliest_start for row in dated)
    assert (schedule.finish, schedule["C01.1.1"].due) == (date(2020, 8, 31), date(2020, 6, 30))
    assert [(one.kind, one.message) for one in schedule.problems] == [
        (
            ProblemKind.UNDATED,
            "4 of 135 milestones have neither dates nor durations: nothing says when they are",
        )
    ]


def test_canada_has_no_links_but_suggests_some(canada: MilestoneGraph) -> None:
    """The plan says nothing of what waits for what; order and dates suggest links, and accepted ones carry a delay."""
    assert canada.links == ()
    proposals = canada.proposals()
    assert all("listed next in the commitment" in one.reason for one in proposals)
    accepted = canada.with_links(proposals)
    assert accepted.cycles() == ()
    assert accepted.schedule().problems == ()  # those without a month wait for one that has it
    chain = accepted.schedule().delay("C01.1.3", 600)
    assert len(chain.moved) > 1
    assert {moved.path[0] for moved in chain.moved} == {"C01.1.3"}


def test_canada_late_as_of_a_day(canada: MilestoneGraph) -> None:
    """On 1 July 2019 every indicator due by June 2019 is late: no end of any is recorded."""
    schedule = canada.schedule(on=date(2019, 7, 1))
    late = [row for row in schedule if row.state is State.LATE]
    assert len(late) == sum(1 for row in schedule if row.due and row.due <= date(2019, 6, 30))
    assert Counter(one.kind for one in schedule.problems)[ProblemKind.LATE] == len(late)


def test_united_states_have_states_and_no_dates(united_states: MilestoneGraph) -> None:
    """70 sub-commitments have states as of a day, and no due dates, which the schedule says."""
    schedule = united_states.schedule(on=date(2024, 3, 31))
    states = Counter(row.state for row in schedule)
    assert states == {State.DONE: 33, State.UNDER_WAY: 36, State.NOT_STARTED: 1}
    assert [str(one) for one in schedule.problems] == [
        "70 of 70 milestones have neither dates nor durations: nothing says when they are"
    ]
    assert {row.latest_finish for row in schedule if row.state is not State.DONE} == {None}
    before = united_states.schedule(on=date(2023, 12, 31))
    assert {row.state for row in before} == {State.NOT_STARTED}


@pytest.mark.skipif(not FOLDER, reason="OPENGOV_PSPLIB names no folder of PSPLIB plans")
def test_psplib() -> None:
    """The length of each public plan without its resources is the length of the critical path that its header gives."""
    psplib = pytest.importorskip("psplib")
    files = sorted(Path(FOLDER).glob("*.sm"))
    assert files
    wrong = []
    for file in files:
        instance = psplib.parse(file, "psplib")
        durations = {str(place): job.modes[0].duration for place, job in enumerate(instance.activities)}
        links = [(str(place), str(other)) for place, job in enumerate(instance.activities) for other in job.successors]
        header = file.read_text().splitlines()
        stated = next(
            int(header[place + 2].split()[-1]) for place, line in enumerate(header) if line.startswith("PROJECT")
        )
        if MilestoneGraph.from_durations(durations, links).schedule().length_days != stated:
            wrong.append(file.name)
    assert wrong == []
