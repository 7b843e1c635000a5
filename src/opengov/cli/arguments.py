"""What commands ask for and how they answer: arguments, cases and books by name, what is printed where."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

import opengov
from opengov.formats.casefiles import load
from opengov.formats.shipped import case as shipped_case
from opengov.formats.shipped import case_names
from opengov.model.cases import Case
from opengov.report.printable import printable, printable_json
from opengov.rules.shelf import read_book, shelf

__all__ = [
    "ASSESSED",
    "A_DAY",
    "OUT",
    "PROBLEMS",
    "USAGE",
    "AsJson",
    "BookName",
    "CasePath",
    "ExportPath",
    "OnDay",
    "OneMember",
    "SeveralProblemsError",
    "WrongUsageError",
    "app",
    "book_of",
    "case_and_day",
    "case_of",
    "complain",
    "day_of",
    "print_json",
    "print_json_lines",
    "rules",
]

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
A_DAY = "a day as year-month-day"

CasePath = Annotated[str, Parameter(help="A case file (.toml or .json), or the name of a founding case.")]
ExportPath = Annotated[str, Parameter(help="One of OGP's exports, or a government's tracker (.csv or .xlsx).")]
OnDay = Annotated[
    str | None, Parameter(name="--on", help=f"Day of judgement, {A_DAY}; else the day of the case, else today.")
]
OneMember = Annotated[str | None, Parameter(name="--member", help="Id of one member; else all that the case is about.")]
AsJson = Annotated[bool, Parameter(name="--json", help="Print one JSON object instead of a report.")]
BookName = Annotated[str, Parameter(help="Id of a rulebook, or a rulebook file (.toml).")]


class WrongUsageError(ValueError):
    """An argument that is not of its kind."""


class SeveralProblemsError(ValueError):
    """What is wrong with the facts of several members of a case."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(dict.fromkeys(problems)))


class _Output(Console):
    """The standard output."""

    def on_broken_pipe(self) -> None:
        """Leave it to the command line, which ends quietly."""
        raise BrokenPipeError


OUT = _Output(soft_wrap=False, highlight=False)


def complain(text: str) -> None:
    """Print on the standard error stream."""
    sys.stderr.write(printable(text) + "\n")


def day_of(text: str) -> date:
    """Return the day that an argument names; raise ``WrongUsageError`` where it names none."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    msg = f'--on: "{text}" is not {A_DAY}, such as 2016-12-09'
    raise WrongUsageError(msg)


def case_and_day(name: str, on: str | None) -> tuple[Case, date]:
    """Return a case, and the day asked for, else that of the case, else today."""
    asked = None if on is None else day_of(on)
    held = case_of(name)
    return held, asked or held.on or datetime.now(tz=UTC).date()


def case_of(name: str) -> Case:
    """Return the case of a file, or the founding case of that name."""
    if name in case_names():
        return shipped_case(name)
    if Path(name).suffix in _ENDINGS or Path(name).exists():
        return load(name)
    return shipped_case(name)


def book_of(name: str) -> opengov.Rulebook:
    """Return the rulebook of a file, or the shipped one of that id."""
    return read_book(name) if Path(name).suffix == ".toml" else shelf()[name]


def print_json(data: object) -> None:
    """Print one JSON object."""
    unicode = (sys.stdout.encoding or "").lower().replace("_", "-") == "utf-8"
    sys.stdout.write(printable_json(data, ascii_only=not unicode) + "\n")


def print_json_lines(rows: Iterable[object]) -> None:
    """Print a JSON object on each line."""
    unicode = (sys.stdout.encoding or "").lower().replace("_", "-") == "utf-8"
    sys.stdout.writelines(printable_json(row, ascii_only=not unicode, indent=None) + "\n" for row in rows)
