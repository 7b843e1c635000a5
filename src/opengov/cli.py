"""The command line: opengov assess, opengov deadlines, opengov standing, opengov check, opengov rules."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter
from rich.console import Console

import opengov
from opengov.errors import OpenGovError
from opengov.formats.casefiles import load
from opengov.formats.deadline_files import deadlines_to_ics
from opengov.formats.shipped import case as shipped_case
from opengov.formats.shipped import case_names
from opengov.model.cases import Case
from opengov.model.differences import diff
from opengov.report.cocreation import checked_plans, plans_data, print_plans
from opengov.report.data import assessment_data
from opengov.report.printable import printable, printable_json
from opengov.report.process import (
    deadlines_data,
    print_deadlines,
    print_process,
    print_standing,
    process_data,
    standing_data,
)
from opengov.report.terminal import print_assessment, print_book, print_books, print_difference
from opengov.rules.deadlines import deadlines, deadlines_of
from opengov.rules.editions import Editions
from opengov.rules.eligibility import assess_eligibility, judged_members
from opengov.rules.process import asked_of
from opengov.rules.shelf import read_book, shelf
from opengov.rules.standing import standing_of
from opengov.rules.verdicts import OPEN

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
_ENDINGS = (".toml", ".json")
_A_DAY = "a day as year-month-day"

CasePath = Annotated[str, Parameter(help="A case file (.toml or .json), or the name of a founding case.")]
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
        _print_json(assessment_data(verdicts, on=day, beside=beside))
    else:
        print_assessment(_OUT, held, verdicts)
        for name in names:
            print_plans(_OUT, plans[name])
            print_process(_OUT, standings[name].findings)
            print_standing(_OUT, standings[name])
            print_deadlines(_OUT, due[name])
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


def _print_json(data: object) -> None:
    unicode = (sys.stdout.encoding or "").lower().replace("_", "-") == "utf-8"
    sys.stdout.write(printable_json(data, ascii_only=not unicode) + "\n")
