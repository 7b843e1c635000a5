"""The commands that take a table: audit and score of scores, convert, irm and summarise of OGP's exports."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from opengov.cli.arguments import (
    A_DAY,
    ASSESSED,
    OUT,
    ExportPath,
    SeveralProblemsError,
    WrongUsageError,
    app,
    book_of,
    complain,
    day_of,
    print_json,
    print_json_lines,
)
from opengov.errors import InvalidFrame, Problem
from opengov.formats.casefiles import dump_cases
from opengov.formats.irm import column_of, read_irm
from opengov.formats.scoretables import read_scores
from opengov.formats.tables import score_file
from opengov.report.audits import audit_data, print_audits
from opengov.report.exports import export_data
from opengov.report.progress import progress
from opengov.report.summaries import print_summaries, summaries_data
from opengov.report.terminal import print_export
from opengov.rules.agreement import agreement
from opengov.rules.audit import audit_scores
from opengov.rules.summaries import summarise as counted
from opengov.rules.verdicts import OPEN

__all__ = ["audit", "convert", "irm", "score", "summarise"]

_LIKE_A_DAY = re.compile(r"[\d-]+")


@app.command
def score(
    table: Annotated[str, Parameter(help="A table (.csv or .parquet) with a column for each measure.")],
    /,
    *,
    on: Annotated[
        str | None,
        Parameter(help=f"Day of judgement, {A_DAY}, or the column that holds the day of each row; else today."),
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
        raise WrongUsageError(msg)
    names: dict[str, str | None] = dict.fromkeys(without)
    for pair in column:
        measure, equals, named = pair.partition("=")
        if not equals:
            msg = f'--column: "{pair}" is not of the form MEASURE=COLUMN'
            raise WrongUsageError(msg)
        names[measure] = named
    day: date | str | None = on
    if on is not None and _LIKE_A_DAY.fullmatch(on):
        day = day_of(on)
    elif on is None and book is None:
        day = datetime.now(tz=UTC).date()
        complain(f"every row is judged by the rules of {day}; --on COLUMN takes the day of each row")
    chosen = None if book is None else book_of(book)
    with progress(table) as advance:
        try:
            score_file(table, out, book=chosen, on=day, names=names, prefix=prefix, advance=advance)
        except InvalidFrame as group:
            raise InvalidFrame(group.message, [_as_options(problem) for problem in group.problems]) from None
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
        print_json_lines(map(audit_data, found))
    else:
        print_audits(OUT, found)
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
        print_json(export_data(records.report, agreements))
    else:
        print_export(OUT, records.title, records.report, agreements)
    return ASSESSED


@app.command
def convert(
    file: ExportPath,
    /,
    *,
    out: Annotated[Path, Parameter(help="The file to write, one case in JSON on each line.")],
) -> int:
    """Write an export as case files, one for each member."""
    if out.exists() and out.samefile(file):
        msg = "--out: it is the export itself, which would be lost"
        raise WrongUsageError(msg)
    records = read_irm(file)
    dump_cases(records.cases(), out)
    OUT.print(f"{out}: {len(records.members)} cases from {records.report.read} rows", soft_wrap=True, markup=False)
    if records.report.unread:
        raise SeveralProblemsError([f"row {one.row}, line {one.line}: {one.why}" for one in records.report.unread])
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
        print_json(summaries_data(by or (), found))
    else:
        print_summaries(OUT, by or (), found)
    return ASSESSED


def _as_options(problem: Problem) -> Problem:
    """Return a problem of a frame with what to do about it said as options."""
    hint = problem.hint.replace('prefix="..."', "--prefix")
    hint = re.sub(r'names=\{"(\w+)": None\}', r"--without \1", hint)
    return Problem(problem.path, problem.message, re.sub(r'names=\{"(\w+)": "([^"]*)"\}', r'--column "\1=\2"', hint))
