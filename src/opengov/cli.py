"""The command line: what opengov assess, audit, check, irm, rules, schedule, score and its other commands do."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter
from rich.console import Console

import opengov
from opengov.errors import InvalidFrame, OpenGovError, Problem
from opengov.formats.casefiles import dump_cases, load
from opengov.formats.deadline_files import deadlines_to_ics
from opengov.formats.irm import column_of, read_irm
from opengov.formats.scoretables import read_scores
from opengov.formats.shipped import case as shipped_case
from opengov.formats.shipped import case_names
from opengov.formats.tables import score_file
from opengov.model.cases import Case
from opengov.model.differences import diff
from opengov.report.audits import audit_data, print_audits
from opengov.report.cocreation import checked_plans, plans_data, print_plans
from opengov.report.data import assessment_data
from opengov.report.exports import export_data
from opengov.report.paths import paths_data, print_paths
from opengov.report.printable import printable, printable_json
from opengov.report.process import (
    deadlines_data,
    print_deadlines,
    print_process,
    print_standing,
    process_data,
    standing_data,
)
from opengov.report.progress import progress
from opengov.report.schedules import (
    plan_schedules,
    print_schedule,
    print_timelines,
    schedule_data,
    timelines_data,
    write_gantt,
)
from opengov.report.summaries import print_summaries, summaries_data
from opengov.report.terminal import print_assessment, print_book, print_books, print_difference, print_export
from opengov.rules.agreement import agreement
from opengov.rules.audit import audit_scores
from opengov.rules.deadlines import deadlines, deadlines_of
from opengov.rules.editions import Editions
from opengov.rules.eligibility import assess_eligibility, judged_members
from opengov.rules.process import asked_of
from opengov.rules.reforms import paths_to_eligibility
from opengov.rules.shelf import read_book, shelf
from opengov.rules.standing import standing_of
from opengov.rules.summaries import summarise as counted
from opengov.rules.verdicts import OPEN
from opengov.timeline import MilestoneGraph

__all__ = ["app", "main"]

app = App(
    name="opengov",
    help="The Open Government Partnership: who may join, what is required, and why.",
    version=opengov.__version__,
    result_action="return_value",
)
rules = App(name="rules", help="List, show and compare the rulebooks.")
app.command(rules)

ASSESSED, PROBLEMS, USAGE = 0, 1, 2
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LIKE_A_DAY = re.compile(r"[\d-]+")
_ENDINGS = (".toml", ".json")
_A_DAY = "a day as year-month-day"

CasePath = Annotated[str, Parameter(help="A case file (.toml or .json), or the name of a founding case.")]
ExportPath = Annotated[str, Parameter(help="One of OGP's exports, or a government's tracker (.csv or .xlsx).")]
OnDay = Annotated[
    str | None, Parameter(name="--on", help=f"Day of judgement, {_A_DAY}; else the day of the case, else today.")
]
OneMember = Annotated[str | None, Parameter(name="--member", help="Id of one member; else all that the case is about.")]
AsJson = Annotated[bool, Parameter(name="--json", help="Print one JSON object instead of a report.")]
BookName = Annotated[str, Parameter(help="Id of a rulebook, or a rulebook file (.toml).")]


@app.command
def assess(
    case: CasePath,
    /,
    *,
    on: Annotated[
        str | None, Parameter(help=f"Day of judgement, {_A_DAY}; else the day of the case, else today.")
    ] = None,
    member: Annotated[str | None, Parameter(help="Id of one member; else all that the case is about.")] = None,
    json: Annotated[bool, Parameter(help="Print one JSON object instead of a report.")] = False,
    editions: Annotated[
        Literal["named", "newest"],
        Parameter(help="Take the editions of surveys that the case names, or the newest published by the day."),
    ] = "named",
    open_readings: Annotated[bool, Parameter(help="Keep every open question of the sources open.")] = False,
) -> int:
    """Judge the members of a case and say why."""
    held, day = _case_and_day(case, on)
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
        raise _SeveralProblemsError(problems)
    plans = {name: checked_plans(held, name, on=day, readings=readings) for name in names}
    asked = asked_of(held, day, readings, None)
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
        _print_json(assessment_data(verdicts, on=day, beside=beside) | timelines_data(plan_schedules(held, on=day)))
    else:
        print_assessment(_OUT, held, verdicts)
        for name in names:
            print_plans(_OUT, plans[name])
            print_process(_OUT, standings[name].findings)
            print_standing(_OUT, standings[name])
            print_deadlines(_OUT, due[name])
        print_timelines(_OUT, plan_schedules(held, on=day))
    return ASSESSED


@app.command
def schedule(
    case: CasePath,
    /,
    *,
    plan: Annotated[str | None, Parameter(help="Id of one plan; else all plans of the case together.")] = None,
    on: Annotated[
        str | None, Parameter(help=f"Day as of which it is made, {_A_DAY}; else the day of the case, else today.")
    ] = None,
    json: Annotated[bool, Parameter(help="Print one JSON object instead of a table.")] = False,
    gantt: Annotated[
        Path | None,
        Parameter(help="Write a Gantt chart too: .html, .png, .svg, .json (extra charts) or .mmd (Mermaid)."),
    ] = None,
) -> int:
    """Schedule the milestones of a case: when each can and must be, and what is late."""
    asked = None if on is None else _day(on)
    held = _case(case)
    made = MilestoneGraph.from_case(held, plan=plan).schedule(on=asked or held.on or datetime.now(tz=UTC).date())
    if gantt is not None:
        try:
            write_gantt(made, gantt, title=held.title)
        except ValueError as error:
            if isinstance(error, OpenGovError):
                raise
            raise _WrongUsageError(f"--gantt: {error}") from None
    if json:
        _print_json(schedule_data(made))
    else:
        print_schedule(_OUT, made, title=held.title)
    return ASSESSED


@app.command
def audit(
    table: Annotated[str, Parameter(help="A CSV file of published scores.")],
    /,
    *,
    json: Annotated[bool, Parameter(help="Print one JSON object for each row instead of a report.")] = False,
    open_readings: Annotated[bool, Parameter(help="Keep every open question of the sources open.")] = False,
) -> int:
    """Tell which published scores the facts beside them reproduce, allow or rule out."""
    rows = read_scores(table)
    found = audit_scores(
        (row.score for row in rows), (row.facts for row in rows), readings=OPEN if open_readings else None
    )
    if json:
        _print_json_lines(map(audit_data, found))
    else:
        print_audits(_OUT, found)
    return ASSESSED


@app.command
def reforms(
    case: CasePath,
    /,
    *,
    on: Annotated[
        str | None, Parameter(help=f"Day of judgement, {_A_DAY}; else the day of the case, else today.")
    ] = None,
    member: Annotated[str | None, Parameter(help="Id of one member; else all that the case is about.")] = None,
    json: Annotated[bool, Parameter(help="Print one JSON object instead of a report.")] = False,
) -> int:
    """List every smallest set of changes by which the members of a case would become eligible."""
    asked = None if on is None else _day(on)
    held = _case(case)
    day = asked or held.on or datetime.now(tz=UTC).date()
    names = (member,) if member is not None else judged_members(held)
    found = [paths_to_eligibility(held, member=name, on=day) for name in names]
    if json:
        _print_json(paths_data(found, on=day))
    else:
        print_paths(_OUT, held, found)
    return ASSESSED


@app.command
def score(
    table: Annotated[str, Parameter(help="A table (.csv or .parquet) with a column for each measure.")],
    /,
    *,
    on: Annotated[
        str | None,
        Parameter(help=f"Day of judgement, {_A_DAY}, or the column that holds the day of each row; else today."),
    ] = None,
    book: Annotated[str | None, Parameter(help="In place of a day: id of a rulebook, or a rulebook file.")] = None,
    out: Annotated[str | None, Parameter(help="Where to write (.csv or .parquet); else print as CSV.")] = None,
    column: Annotated[
        tuple[str, ...], Parameter(help="The column of a measure of another name, as MEASURE=COLUMN.", negative="")
    ] = (),
    without: Annotated[
        tuple[str, ...], Parameter(help="A measure of which the table has no column: unknown in all rows.", negative="")
    ] = (),
    prefix: Annotated[str, Parameter(help="What the names of the new columns begin with.")] = "",
) -> int:
    """Score every row of a table of countries and years."""
    if on is not None and book is not None:
        msg = "give either --on or --book"
        raise _WrongUsageError(msg)
    names: dict[str, str | None] = dict.fromkeys(without)
    for pair in column:
        measure, equals, named = pair.partition("=")
        if not equals:
            msg = f'--column: "{pair}" is not of the form MEASURE=COLUMN'
            raise _WrongUsageError(msg)
        names[measure] = named
    day: date | str | None = on
    if on is not None and _LIKE_A_DAY.fullmatch(on):
        day = _day(on)
    elif on is None and book is None:
        day = datetime.now(tz=UTC).date()
        _complain(f"every row is judged by the rules of {day}; --on COLUMN takes the day of each row")
    chosen = None if book is None else _book(book)
    with progress(table) as advance:
        try:
            score_file(table, out, book=chosen, on=day, names=names, prefix=prefix, advance=advance)
        except InvalidFrame as group:
            raise InvalidFrame(group.message, [_as_options(problem) for problem in group.problems]) from None
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
    held, day = _case_and_day(case, on)
    found = deadlines(held, member=member, on=day)
    if ics is not None:
        Path(ics).write_bytes(deadlines_to_ics(found, case=held.id, on=day))
    if json:
        _print_json({"on": day.isoformat(), "deadlines": deadlines_data(found)})
    else:
        print_deadlines(_OUT, found)
    return ASSESSED


@app.command(name="standing")
def show_standing(case: CasePath, /, *, on: OnDay = None, member: OneMember = None, json: AsJson = False) -> int:
    """Say where a member stands on a day, and the path that led there."""
    held, day = _case_and_day(case, on)
    names = (member,) if member is not None else judged_members(held)
    asked = asked_of(held, day, None, None)
    found = [standing_of(asked, held.member(name)) for name in names]
    if json:
        members = [{"id": one.member, "standing": standing_data(one)} for one in found]
        _print_json({"on": day.isoformat(), "members": members})
    else:
        for one in found:
            print_process(_OUT, one.findings)
            print_standing(_OUT, one)
    return ASSESSED


@app.command
def check(case: CasePath, /) -> int:
    """Read a case and print its problems, if it has any."""
    held = _case(case)
    facts = len(held.observations) + len(held.events) + len(held.claims) + len(held.plans) + len(held.members)
    _OUT.print(f"{held.id}: no problems in {facts} records", soft_wrap=True, markup=False)
    return ASSESSED


@app.command
def irm(
    file: ExportPath,
    /,
    *,
    json: Annotated[bool, Parameter(help="Print one JSON object, with every problem.")] = False,
) -> int:
    """Read an export: what was read, its problems, and how far OGP's own columns come out again."""
    records = read_irm(file)
    agreements = agreement(records.rows, records.vintage, column_of=partial(column_of, records.vintage))
    if json:
        _print_json(export_data(records.report, agreements))
    else:
        print_export(_OUT, records.title, records.report, agreements)
    return ASSESSED


@app.command
def convert(
    file: ExportPath,
    /,
    *,
    out: Annotated[Path, Parameter(help="The file to write, one case in JSON on each line.")],
) -> int:
    """Write an export as case files, one for each member."""
    records = read_irm(file)
    dump_cases(records.cases(), out)
    _OUT.print(f"{out}: {len(records.members)} cases from {records.report.read} rows", soft_wrap=True, markup=False)
    if records.report.unread:
        raise _SeveralProblemsError([f"row {one.row}, line {one.line}: {one.why}" for one in records.report.unread])
    return ASSESSED


@app.command
def summarise(
    file: ExportPath,
    /,
    *,
    by: Annotated[
        list[str] | None,
        Parameter(
            help="year, country, plan, cluster, policy_area, or any code; several for groups in groups.", negative=()
        ),
    ] = None,
    question: Annotated[
        list[str] | None,
        Parameter(help="A question to count, or a column of yes and no; else the common ones.", negative=()),
    ] = None,
    completion: Annotated[
        Literal["progress", "end_of_term", "latest"], Parameter(help="The report of which the completion is taken.")
    ] = "progress",
    codes: Annotated[
        Literal["text", "numbers"], Parameter(help="Take a column as its text says, or as OGP's number beside it says.")
    ] = "text",
    json: Annotated[bool, Parameter(help="Print one JSON object instead of a table.")] = False,
) -> int:
    """Count the commitments of an export, and how many are relevant, complete, starred and so on."""
    rows = read_irm(file).rows
    found = counted(rows, by or (), questions=question, completion=completion, codes=codes)
    if json:
        _print_json(summaries_data(by or (), found))
    else:
        print_summaries(_OUT, by or (), found)
    return ASSESSED


@rules.command(name="list")
def list_rules() -> int:
    """List the rulebooks that ship with the library."""
    print_books(_OUT, shelf())
    return ASSESSED


@rules.command
def show(book: BookName, /) -> int:
    """Print a rulebook: every rule with its confidence and sources."""
    print_book(_OUT, _book(book))
    return ASSESSED


@rules.command(name="diff")
def compare(before: BookName, after: BookName, /) -> int:
    """Print what one rulebook says differently from another."""
    print_difference(_OUT, diff(_book(before), _book(after)))
    return ASSESSED


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit status.

    0 when the command did its work, whatever the verdict; 1 when the input has problems, all of them on the standard
    error stream; 2 for wrong usage.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a letter that the terminal does not have is no failure
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit status; see :func:`main`."""
    try:
        status = app(arguments, exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except (CycloptsError, _WrongUsageError) as error:
        _complain(f"{error}\nSee opengov --help.")
        return USAGE
    except (OpenGovError, _SeveralProblemsError) as error:
        _complain(str(error))
        return PROBLEMS
    except BrokenPipeError:
        # whoever read the output has seen enough; what is left goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ASSESSED
    except ModuleNotFoundError as error:
        _complain(f"{error.name} is not installed; install opengov-partnership[frames]")
        return PROBLEMS
    except OSError as error:
        _complain(f"{error.filename or ''}: {error.strerror or error}")
        return PROBLEMS
    return status if isinstance(status, int) else ASSESSED


class _WrongUsageError(ValueError):
    """An argument that is not of its kind."""


class _SeveralProblemsError(ValueError):
    """What is wrong with the facts of several members of a case."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(dict.fromkeys(problems)))


class _Output(Console):
    """The standard output."""

    def on_broken_pipe(self) -> None:
        """Leave it to the command line, which ends quietly."""
        raise BrokenPipeError


_OUT = _Output(soft_wrap=False, highlight=False)


def _complain(text: str) -> None:
    sys.stderr.write(printable(text) + "\n")


def _day(text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    msg = f'--on: "{text}" is not {_A_DAY}, such as 2016-12-09'
    raise _WrongUsageError(msg)


def _case_and_day(name: str, on: str | None) -> tuple[Case, date]:
    """Return a case, and the day asked for, else that of the case, else today."""
    asked = None if on is None else _day(on)
    held = _case(name)
    return held, asked or held.on or datetime.now(tz=UTC).date()


def _case(name: str) -> Case:
    """Return the case of a file, or the founding case of that name."""
    if name in case_names():
        return shipped_case(name)
    if Path(name).suffix in _ENDINGS or Path(name).exists():
        return load(name)
    return shipped_case(name)


def _book(name: str) -> opengov.Rulebook:
    return read_book(name) if Path(name).suffix == ".toml" else shelf()[name]


def _as_options(problem: Problem) -> Problem:
    """Return a problem of a frame with what to do about it said as options."""
    hint = problem.hint.replace('prefix="..."', "--prefix")
    hint = re.sub(r'names=\{"(\w+)": None\}', r"--without \1", hint)
    return Problem(problem.path, problem.message, re.sub(r'names=\{"(\w+)": "([^"]*)"\}', r'--column "\1=\2"', hint))


def _print_json(data: object) -> None:
    unicode = (sys.stdout.encoding or "").lower().replace("_", "-") == "utf-8"
    sys.stdout.write(printable_json(data, ascii_only=not unicode) + "\n")


def _print_json_lines(rows: Iterable[object]) -> None:
    unicode = (sys.stdout.encoding or "").lower().replace("_", "-") == "utf-8"
    sys.stdout.writelines(printable_json(row, ascii_only=not unicode, indent=None) + "\n" for row in rows)
