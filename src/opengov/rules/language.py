"""From the plain data of a TOML book to a Rulebook, every problem with its path."""

from __future__ import annotations

from collections.abc import Mapping

from opengov.errors import InvalidBook, Problem
from opengov.model.dates import PartialDate
from opengov.model.forms import Measure, MeasureKind
from opengov.model.rulebooks import InForce, Note, Rulebook
from opengov.model.sources import Confidence, Source
from opengov.model.values import Absent, Known
from opengov.rules._reader import GREATEST, Table, describe
from opengov.rules._written_rules import (
    read_class,
    read_criterion,
    read_exception,
    read_finding,
    read_lever,
    read_named_day,
    read_partial_date,
    read_reading,
    read_requirement,
    read_rule,
    read_threshold,
)
from opengov.rules.checks import check

__all__ = ["book_from_data"]


def book_from_data(data: Mapping[str, object], *, checked: bool = False) -> Rulebook:
    """Return the rulebook that plain data describe, as read from a TOML book.

    Parameters
    ----------
    data
        The tables of the book.
    checked
        Whether the book passed :func:`~opengov.rules.checks.check` before, as every shipped book does in the tests;
        its tables are then not enumerated again.

    Returns
    -------
    Rulebook
        The book, with every check passed that can be made without facts.

    Raises
    ------
    InvalidBook
        With every problem found: unknown keys and kinds, undeclared measures, rules without a source, rows that can
        never be reached, bands that overlap or leave a gap.
    """
    problems: list[Problem] = []
    book = _read(Table(data, "", problems))
    name = f"rulebook {book.id}" if book.id else "rulebook"
    if not problems and not checked:
        problems = check(book)
    if problems:
        raise InvalidBook(name, problems)
    return book


def _read(top: Table) -> Rulebook:
    measures = tuple(_measure(name, table) for name, table in top.named("measure"))
    known = {measure.name: measure for measure in measures}
    book = Rulebook(
        id=top.id(),
        title=top.text("title", required=True),
        subject=top.text("subject", required=True),
        judges=top.text("judges", required=True),
        in_force=_in_force(top),
        follows=top.optional("follows"),
        sources=tuple(_source(table) for table in top.tables("source")),
        measures=measures,
        rules=tuple(read_rule(table) for table in top.tables("rule")),
        criteria=tuple(read_criterion(table, known) for table in top.tables("criterion")),
        threshold=read_threshold(top),
        requirements=tuple(read_requirement(table, known) for table in top.tables("requirement")),
        findings=tuple(read_finding(table, known) for table in top.tables("finding")),
        classes=tuple(read_class(table, known) for table in top.tables("class")),
        days=tuple(read_named_day(table, known) for table in top.tables("day")),
        exceptions=tuple(read_exception(table, known) for table in top.tables("exception")),
        readings=tuple(read_reading(table, known) for table in top.tables("reading")),
        notes=tuple(_note(table) for table in top.tables("note")),
        levers=tuple(read_lever(table) for table in top.tables("lever")),
    )
    top.close()
    return book


def _in_force(top: Table) -> InForce:
    fallback = InForce(start=PartialDate("0001-01-01"))
    table = top.table("in_force")
    if table is None:
        if not top.has("in_force"):
            top.problem("in_force", "missing", "say from when the book applies")
        return fallback
    if isinstance(table.data.get("from"), dict) and (span := table.table("from")) is not None:
        first, last = read_partial_date(span, "not_before"), read_partial_date(span, "not_after")
        span.close()
        start = None
        if first is not None and last is not None:
            if first.earliest() <= last.latest():
                start = PartialDate.between(first.earliest(), last.latest())
            else:
                span.problem("not_after", f"{last} is before {first}")
    else:
        start = read_partial_date(table, "from")
    until = read_partial_date(table, "until") if table.has("until") else None
    picked_by = table.text("picked_by") or "on"
    table.close()
    if start is not None and until is not None and until.latest() < start.earliest():
        table.problem("until", f"{until} is before the start {start}")
    return fallback if start is None else InForce(start=start, until=until, picked_by=picked_by)


def _source(table: Table) -> Source:
    source = Source(
        id=table.id() or "unnamed",
        title=table.text("title", required=True),
        url=table.optional("url"),
        published=read_partial_date(table, "published") if table.has("published") else None,
        note=table.optional("note"),
    )
    table.close()
    return source


def _measure(name: str, table: Table) -> Measure:
    low, high = _bounds(table)
    values = table.texts("values")
    kind = table.choice("kind", MeasureKind, MeasureKind.YES_NO)
    if not table.has("kind"):
        table.problem("kind", "missing", f"give one of {', '.join(MeasureKind)}")
    if kind in (MeasureKind.CATEGORY, MeasureKind.LEVEL, MeasureKind.SET) and not values:
        table.problem("values", "missing", f"a {kind} needs its values")
    if len(set(values)) < len(values):
        table.problem("values", "a value stands twice")
    unless = _unless_stated(table)
    measure = Measure(
        name=name,
        kind=kind,
        title=table.text("title", required=True),
        unit=table.optional("unit"),
        values=values,
        low=low,
        high=high,
        whole=table.flag("whole"),
        absent=table.texts("absent"),
        unless_stated=unless,
        fields=tuple(_measure(inner, one) for inner, one in table.named("fields")),
        indicator=table.optional("indicator"),
    )
    if isinstance(unless, Absent) and unless.kind not in measure.absent:
        table.problem("unless_stated", f'"{unless.kind}" is not among the ways to be absent', "add it to absent")
    table.close()
    return measure


def _unless_stated(table: Table) -> Absent | Known | None:
    """Read what a measure is where the facts do not mention it: a way to be absent, or yes or no."""
    if isinstance(table.data.get("unless_stated"), bool):
        return Known(table.flag("unless_stated"))
    kind = table.optional("unless_stated")
    return Absent(kind) if kind else None


def _bounds(table: Table) -> tuple[int | float | None, int | float | None]:
    raw = table.raw("between")
    if raw is None:
        return None, None
    match raw:
        case [int() | float() as low, int() | float() as high] if -GREATEST <= low <= high <= GREATEST:
            return low, high
        case _:
            table.problem("between", f"{describe(raw)} is not a pair of bounds, the lower first")
            return None, None


def _note(table: Table) -> Note:
    note = Note(
        id=table.id(),
        text=table.text("text", required=True),
        confidence=table.choice("confidence", Confidence, Confidence.UNVERIFIED) if table.has("confidence") else None,
        sources=table.texts("sources"),
    )
    table.close()
    return note
