"""A readable report in the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from opengov.formats.irm_results import IrmReport, Vintage
from opengov.model.cases import Case
from opengov.model.criteria import Rule
from opengov.model.differences import Difference
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Outcome
from opengov.report.exports import problem_lines
from opengov.report.printable import printable
from opengov.rules.agreement import Agreement
from opengov.rules.verdicts import Verdict

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_assessment", "print_book", "print_books", "print_difference", "print_export"]

_STYLES = {
    Outcome.MET: "bold green",
    Outcome.NOT_MET: "bold red",
    Outcome.PENDING: "bold yellow",
    Outcome.UNDETERMINED: "bold yellow",
    Outcome.NOT_APPLICABLE: "dim",
}
_WIDEST = 110
_MOST_LINES = 200


def print_assessment(console: Console, case: Case, verdicts: Iterable[Verdict]) -> None:
    """Print the members of a case side by side, then each verdict with its reasons."""
    judged = tuple(verdicts)
    names = {member.id: member.name for member in case.members}
    console.print(_text(case.title, "bold"))
    console.print(_side_by_side(judged, names))
    for verdict in judged:
        console.print()
        console.print(_text(names.get(verdict.about or "", verdict.about or ""), "bold underline"))
        text = _text(verdict.explain(width=min(console.width, _WIDEST)))
        text.highlight_regex(r"\[yes\]|\[met\]", "green")
        text.highlight_regex(r"\[no\]|\[not met\]", "dim")
        text.highlight_regex(r"\[open\]|\[undetermined\]", "yellow")
        text.highlight_regex(r"(?m)^[A-Z][A-Z0-9-]*  .*$|^(Requirements|Sources|What .*|Open questions.*)$", "bold")
        console.print(text, soft_wrap=True)


def print_export(console: Console, title: str, report: IrmReport, agreements: Iterable[Agreement]) -> None:
    """Print what was read of an export, what was not, every kind of problem, and what came out as published."""
    console.print(_text(f"{title} ({report.vintage})", "bold"))
    console.print(_text(f"{report.read:,} of {report.rows:,} rows read, {report.rows_with_problems:,} with problems"))
    groups = (
        ("Columns recognised", [", ".join(report.columns.known)] * (report.vintage is Vintage.UNKNOWN)),
        ("Rows not read", [f"row {one.row}, line {one.line}: {one.why}" for one in report.unread]),
        ("Problems", list(problem_lines(report))),
        ("Columns with contacts, never read", list(report.columns.withheld)),
        ("Agreement with what was published", [line for one in agreements for line in _agreement(one)]),
    )
    for heading, lines in groups:
        if lines:
            console.print()
            console.print(_text(heading, "bold"))
            for line in lines[:_MOST_LINES]:
                console.print(_text(line), soft_wrap=True)
            if len(lines) > _MOST_LINES:
                console.print(_text(f"... and {len(lines) - _MOST_LINES:,} more; --json prints all"), soft_wrap=True)


def print_books(console: Console, books: Iterable[Rulebook]) -> None:
    """Print the rulebooks of a shelf, a line each."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("id", "subject", "in force from", "until", "title"):
        table.add_column(column, overflow="fold")
    for book in books:
        start, until = book.in_force.start, book.in_force.until
        table.add_row(*_texts(book.id, book.subject, str(start), str(until or ""), book.title))
    console.print(table)


def print_book(console: Console, book: Rulebook) -> None:
    """Print what a rulebook says: every rule with its confidence and sources, readings and notes."""
    console.print(_text(f"{book.id}: {book.title}", "bold"))
    sections: tuple[tuple[str, tuple[Rule, ...]], ...] = (
        ("Threshold", (book.threshold,) if book.threshold else ()),
        ("Criteria", book.criteria),
        ("Requirements", book.requirements),
        ("Findings", book.findings),
        ("Labels", book.classes),
        ("Days", (*book.days, *book.exceptions)),
        ("Rules", book.rules),
        ("Open questions", book.readings),
        ("What a government can change", book.levers),
    )
    for title, rules in sections:
        if rules:
            table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
            for column in ("id", "says", "confidence", "sources"):
                table.add_column(column, overflow="fold")
            for rule in rules:
                table.add_row(*_texts(rule.id, rule.title, rule.confidence, ", ".join(rule.sources)))
            console.print()
            console.print(table)
    for title, lines in (
        ("Notes", [f"{note.id}: {note.text}" for note in book.notes]),
        ("Sources", [f"{one.id}: {one.title}{f', {one.url}' if one.url else ''}" for one in book.sources]),
    ):
        if lines:
            console.print()
            console.print(Text(title, style="bold"))
            for line in lines:
                console.print(_text(line), soft_wrap=True)


def print_difference(console: Console, differences: Iterable[Difference]) -> None:
    """Print what one book says differently from another."""
    for one in differences:
        console.print(_text(str(one)), soft_wrap=True)
        for change in one.changes:
            console.print(_text(f"    {change.part}: {change.before} -> {change.after}"), soft_wrap=True)


def _agreement(one: Agreement) -> list[str]:
    unknown = [f"    {code}, taken as unknown" for code in one.undeclared]
    return [str(one), *(f"    {difference}" for difference in one.differences), *unknown]


def _side_by_side(verdicts: tuple[Verdict, ...], names: dict[str, str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    criteria = list(dict.fromkeys(one.id for verdict in verdicts for one in verdict.criteria))
    for column in ("member", "outcome", "points", *criteria, "rulebook"):
        table.add_column(column, overflow="fold")
    for verdict in verdicts:
        points = {one.id: one.points.short for one in verdict.criteria}
        outcome = Text(str(verdict.outcome).replace("_", " "), style=_STYLES[verdict.outcome])
        if verdict.label:
            outcome.append(printable(f" ({verdict.label})"), style="default")
        shown = str(verdict.points) if verdict.cells else "none"
        cells = _texts(shown, *(points.get(name, "") for name in criteria), verdict.rulebook)
        table.add_row(_text(names.get(verdict.about or "", verdict.about or "")), outcome, *cells)
    return table


def _texts(*words: str) -> list[Text]:
    return [_text(word) for word in words]


def _text(words: str, style: str = "") -> Text:
    """Return words as text that is printed as it stands, whatever markup or control characters it may hold."""
    return Text(printable(words), style=style)
