"""The commands that take a case: assess, check, deadlines, reforms, schedule, standing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from opengov.cli.arguments import (
    A_DAY,
    ASSESSED,
    OUT,
    AsJson,
    CasePath,
    OnDay,
    OneMember,
    SeveralProblemsError,
    WrongUsageError,
    app,
    case_and_day,
    case_of,
    print_json,
)
from opengov.errors import OpenGovError
from opengov.formats.deadline_files import deadlines_to_ics
from opengov.report.cocreation import checked_plans_of, plans_data, print_plans
from opengov.report.data import assessment_data
from opengov.report.paths import paths_data, print_paths
from opengov.report.process import (
    deadlines_data,
    print_deadlines,
    print_process,
    print_standing,
    process_data,
    standing_data,
)
from opengov.report.schedules import (
    plan_schedules,
    print_schedule,
    print_timelines,
    schedule_data,
    timelines_data,
    write_gantt,
)
from opengov.report.terminal import print_assessment
from opengov.rules.deadlines import deadlines, deadlines_of
from opengov.rules.editions import Editions
from opengov.rules.eligibility import assess_eligibility, judged_members
from opengov.rules.process import asked_of
from opengov.rules.reforms import paths_to_eligibility
from opengov.rules.standing import standing_of
from opengov.rules.verdicts import OPEN
from opengov.timeline import MilestoneGraph

__all__ = ["assess", "check", "list_deadlines", "reforms", "schedule", "show_standing"]


@app.command
def assess(
    case: CasePath,
    /,
    *,
    on: OnDay = None,
    member: OneMember = None,
    json: AsJson = False,
    editions: Annotated[
        Literal["named", "newest"],
        Parameter(help="Take the editions of surveys that the case names, or the newest published by the day."),
    ] = "named",
    open_readings: Annotated[bool, Parameter(help="Keep every open question of the sources open.")] = False,
) -> int:
    """Judge the members of a case and say why."""
    held, day = case_and_day(case, on)
    names = (member,) if member is not None else judged_members(held)
    readings = OPEN if open_readings else None
    verdicts, problems = [], []
    for name in names:
        try:
            verdicts.append(
                assess_eligibility(held, member=name, on=day, readings=readings, editions=Editions(editions))
            )
        except OpenGovError as error:
            problems.append(str(error))
    if problems:
        raise SeveralProblemsError(problems)
    asked = asked_of(held, day, readings, None)
    plans = {name: checked_plans_of(asked, name) for name in names}
    standings = {name: standing_of(asked, held.member(name)) for name in names}
    due = {name: deadlines_of(asked, held.member(name), standings[name]) for name in names}
    if json:
        beside = {
            name: {
                "plans": plans_data(plans[name]),
                "process": process_data(standings[name].findings),
                "standing": standing_data(standings[name]),
                "deadlines": deadlines_data(due[name]),
            }
            for name in names
        }
        print_json(assessment_data(verdicts, on=day, beside=beside) | timelines_data(plan_schedules(held, on=day)))
    else:
        print_assessment(OUT, held, verdicts)
        for name in names:
            print_plans(OUT, plans[name])
            print_process(OUT, standings[name].findings)
            print_standing(OUT, standings[name])
            print_deadlines(OUT, due[name])
        print_timelines(OUT, plan_schedules(held, on=day))
    return ASSESSED


@app.command(name="deadlines")
def list_deadlines(
    case: CasePath,
    /,
    *,
    on: OnDay = None,
    member: OneMember = None,
    ics: Annotated[str | None, Parameter(help="Write them into this iCalendar file (.ics) too.")] = None,
    json: AsJson = False,
) -> int:
    """List what is due from a day on: by which rule, and what follows if it is missed."""
    held, day = case_and_day(case, on)
    found = deadlines(held, member=member, on=day)
    if ics is not None:
        Path(ics).write_bytes(deadlines_to_ics(found, case=held.id, on=day))
    if json:
        print_json({"on": day.isoformat(), "deadlines": deadlines_data(found)})
    else:
        print_deadlines(OUT, found)
    return ASSESSED


@app.command(name="standing")
def show_standing(case: CasePath, /, *, on: OnDay = None, member: OneMember = None, json: AsJson = False) -> int:
    """Say where a member stands on a day, and the path that led there."""
    held, day = case_and_day(case, on)
    names = (member,) if member is not None else judged_members(held)
    asked = asked_of(held, day, None, None)
    found = [standing_of(asked, held.member(name)) for name in names]
    if json:
        members = [{"id": one.member, "standing": standing_data(one)} for one in found]
        print_json({"on": day.isoformat(), "members": members})
    else:
        for one in found:
            print_process(OUT, one.findings)
            print_standing(OUT, one)
    return ASSESSED


@app.command
def schedule(
    case: CasePath,
    /,
    *,
    plan: Annotated[str | None, Parameter(help="Id of one plan; else all plans of the case together.")] = None,
    on: Annotated[
        str | None, Parameter(help=f"Day as of which it is made, {A_DAY}; else the day of the case, else today.")
    ] = None,
    json: Annotated[bool, Parameter(help="Print one JSON object instead of a table.")] = False,
    gantt: Annotated[
        Path | None,
        Parameter(help="Write a Gantt chart too: .html, .png, .svg, .json (extra charts) or .mmd (Mermaid)."),
    ] = None,
) -> int:
    """Schedule the milestones of a case: when each can and must be, and what is late."""
    held, day = case_and_day(case, on)
    made = MilestoneGraph.from_case(held, plan=plan).schedule(on=day)
    if gantt is not None:
        try:
            write_gantt(made, gantt, title=held.title)
        except ValueError as error:
            if isinstance(error, OpenGovError):
                raise
            raise WrongUsageError(f"--gantt: {error}") from None
    if json:
        print_json(schedule_data(made))
    else:
        print_schedule(OUT, made, title=held.title)
    return ASSESSED


@app.command
def reforms(
    case: CasePath,
    /,
    *,
    on: OnDay = None,
    member: OneMember = None,
    json: AsJson = False,
) -> int:
    """List every smallest set of changes by which the members of a case would become eligible."""
    held, day = case_and_day(case, on)
    names = (member,) if member is not None else judged_members(held)
    found = [paths_to_eligibility(held, member=name, on=day) for name in names]
    if json:
        print_json(paths_data(found, on=day))
    else:
        print_paths(OUT, held, found)
    return ASSESSED


@app.command
def check(case: CasePath, /) -> int:
    """Read a case and print its problems, if it has any."""
    held = case_of(case)
    facts = len(held.observations) + len(held.events) + len(held.claims) + len(held.plans) + len(held.members)
    OUT.print(f"{held.id}: no problems in {facts} records", soft_wrap=True, markup=False)
    return ASSESSED
