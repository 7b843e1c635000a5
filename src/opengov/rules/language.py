"""From the plain data of a TOML book to a Rulebook, every problem with its path."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, TypedDict

from opengov.errors import InvalidBook, Problem
from opengov.model.criteria import (
    Classification,
    Day,
    DayException,
    Direction,
    EligibilityCriterion,
    Finding,
    Force,
    Lever,
    NotBinding,
    Reading,
    Requirement,
    Rule,
    Threshold,
)
from opengov.model.dates import PartialDate
from opengov.model.forms import All, Choose, Compare, Given, Hits, Measure, MeasureKind, Op, ReadingRef, Row, Test
from opengov.model.rulebooks import InForce, Note, Rulebook
from opengov.model.sources import Confidence, Source
from opengov.model.values import Absent, Known
from opengov.rules._reader import GREATEST, Table, describe
from opengov.rules._tests import ALWAYS, option_kind, read_day, read_option, read_test
from opengov.rules.checks import check

__all__ = ["PHASE", "book_from_data"]

PHASE: Final = "phase"
"""The measure that tells which phase is judged."""


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
        rules=tuple(_rule(table) for table in top.tables("rule")),
        criteria=tuple(_criterion(table, known) for table in top.tables("criterion")),
        threshold=_threshold(top),
        requirements=tuple(_requirement(table, known) for table in top.tables("requirement")),
        findings=tuple(_finding(table, known) for table in top.tables("finding")),
        classes=tuple(_class(table, known) for table in top.tables("class")),
        days=tuple(_day(table, known) for table in top.tables("day")),
        exceptions=tuple(_exception(table, known) for table in top.tables("exception")),
        readings=tuple(_reading(table, known) for table in top.tables("reading")),
        notes=tuple(_note(table) for table in top.tables("note")),
        levers=tuple(_lever(table) for table in top.tables("lever")),
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
        first, last = _date(span, "not_before"), _date(span, "not_after")
        span.close()
        start = None
        if first is not None and last is not None:
            if first.earliest() <= last.latest():
                start = PartialDate.between(first.earliest(), last.latest())
            else:
                span.problem("not_after", f"{last} is before {first}")
    else:
        start = _date(table, "from")
    until = _date(table, "until") if table.has("until") else None
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
        published=_date(table, "published") if table.has("published") else None,
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


class _Provenance(TypedDict):
    id: str
    title: str
    confidence: Confidence
    sources: tuple[str, ...]
    note: str | None


def _provenance(table: Table) -> _Provenance:
    """Read what every rule carries; a rule without a source or a confidence is not one."""
    sources = table.texts("sources")
    if not sources:
        table.problem("sources", "missing", "every rule names the sources it was read in")
    if not table.has("confidence"):
        table.problem("confidence", "missing", f"give one of {', '.join(Confidence)}")
    return {
        "id": table.id(),
        "title": table.text("title", required=True),
        "confidence": table.choice("confidence", Confidence, Confidence.UNVERIFIED),
        "sources": sources,
        "note": table.optional("note"),
    }


def _rule(table: Table) -> Rule:
    rule = Rule(**_provenance(table))
    table.close()
    return rule


def _criterion(table: Table, known: Mapping[str, Measure]) -> EligibilityCriterion:
    provenance = _provenance(table)
    parts = list(table.tables("sum")) if table.has("sum") else [table] * table.has("choose")
    points = tuple(_choose(part, known, labels=False) for part in parts)
    for part in parts:
        if part is not table:
            part.close()
    given = tuple(
        Given(rule=one.text("rule", required=True), measure=one.text("measure", required=True))
        for one in table.tables("given")
    )
    criterion = EligibilityCriterion(
        **provenance,
        maximum=table.whole("maximum"),
        points=points,
        given=given,
        measured_when=read_test(table, "measured_when", known),
        possible=table.wholes("possible"),
        rules=table.texts("rules"),
    )
    if not points and not given:
        table.problem("choose", "missing", "give rows (choose), parts (sum) or measures that state the points (given)")
    table.close()
    return criterion


def _choose(table: Table, known: Mapping[str, Measure], *, labels: bool) -> Choose:
    rows = []
    for one in table.tables("choose"):
        when = read_test(one, "when", known)
        if when is None and not one.has("when"):
            one.problem("when", "missing", "say when the row holds, or make it the otherwise of the choice")
        rows.append(Row(one.text("rule", required=not labels), _give(one, labels=labels), when or ALWAYS))
        one.close()
    last = table.table("otherwise")
    otherwise = None
    if last is not None:
        otherwise = Row(last.text("rule", required=not labels), _give(last, labels=labels), ALWAYS)
        last.close()
    return Choose(tuple(rows), otherwise, table.choice("hits", Hits, Hits.UNIQUE), table.optional("part"))


def _give(table: Table, *, labels: bool) -> int | str | ReadingRef:
    return _reference(table, "give") or (table.text("give", required=True) if labels else table.whole("give"))


def _reference(table: Table, key: str) -> ReadingRef | None:
    """Return the reading that decides what stands at ``key``; ``None`` where it stands there itself."""
    if not isinstance(table.data.get(key), dict) or (inner := table.table(key)) is None:
        return None
    reading = inner.text("reading", required=True)
    inner.close()
    return ReadingRef(reading)


def _threshold(top: Table) -> Threshold | None:
    if top.data.get("threshold") is False:  # said outright: the points are only counted
        top.raw("threshold")
        return None
    if top.has("criterion") and not top.has("threshold"):
        hint = "criteria give points, so say how many are enough, or threshold = false"
        top.problem("threshold", "missing", hint)
    table = top.table("threshold")
    if table is None:
        return None
    threshold = Threshold(
        **_provenance(table),
        share=_share(table, "share") or Fraction(1),
        fewest_measured=_reference(table, "fewest_measured") or table.whole("fewest_measured"),
        too_few=table.text("too_few", required=True),
        near=_share(table, "near") if table.has("near") else None,
        near_rule=table.optional("near_rule"),
        too_few_label=table.optional("too_few_label"),
        near_label=table.optional("near_label"),
    )
    if (threshold.near is None) is not (threshold.near_rule is None):
        table.problem("near", "a band needs both its share and the rule that gives it")
    table.close()
    return threshold


def _share(table: Table, key: str) -> Fraction | None:
    text = table.text(key, required=True)
    over, _, under = text.partition("/")
    if over.isdecimal() and under.isdecimal() and len(text) < 20 and 0 < int(over) <= int(under):  # noqa: PLR2004
        return Fraction(int(over), int(under))
    table.problem(key, f'"{text}" is not a share', 'write it as a fraction, such as "3/4"')
    return None


def _requirement(table: Table, known: Mapping[str, Measure]) -> Requirement:
    if table.has("met_when") is table.has("parts"):
        table.problem("met_when", "give either a test (met_when) or the parts that it consists of")
    if table.has("open_until") and table.has("kept_until"):
        table.problem("kept_until", "open_until stands there too", "what may still come is not what must be kept")
    requirement = Requirement(
        **_provenance(table),
        met_when=read_test(table, "met_when", known),
        parts=table.texts("parts"),
        applies_when=_in_phases(table, read_test(table, "applies_when", known), known),
        phases=table.texts("phases"),
        force=table.choice("force", Force, Force.REQUIRED),
        open_until=table.optional("open_until"),
        kept_until=table.optional("kept_until"),
        grace=_grace(table, known),
        rules=table.texts("rules"),
    )
    table.close()
    return requirement


def _in_phases(table: Table, applies: Test | None, known: Mapping[str, Measure]) -> Test | None:
    """Return when a requirement applies, the phases that it names included."""
    phases = table.texts("phases")
    if not phases:
        return applies
    if PHASE not in known:
        table.problem("phases", f'there is no measure "{PHASE}" to tell them apart', "declare it under [measure]")
        return applies
    for one in phases:
        if one not in known[PHASE].values:
            table.problem("phases", f'"{one}" is not a value of "{PHASE}"', f"one of {', '.join(known[PHASE].values)}")
    named = Compare(PHASE, Op.ONE_OF, frozenset(phases))
    return named if applies is None else All((named, applies))


def _grace(table: Table, known: Mapping[str, Measure]) -> NotBinding | None:
    inner = table.table("not_binding")
    if inner is None:
        return None
    until, rule, by = _date(inner, "until"), inner.text("rule", required=True), inner.text("by") or "on"
    inner.close()
    if inner.has("by") and (by not in known or known[by].kind is not MeasureKind.DATE):
        inner.problem("by", f'"{by}" is not a measure that is a date', "declare it under [measure]")
    return None if until is None else NotBinding(until, rule, by)


def _finding(table: Table, known: Mapping[str, Measure]) -> Finding:
    finding = Finding(**_provenance(table), when=read_test(table, "when", known) or ALWAYS)
    if not table.has("when"):
        table.problem("when", "missing", "say what makes the finding")
    table.close()
    return finding


def _class(table: Table, known: Mapping[str, Measure]) -> Classification:
    one = Classification(**_provenance(table), choose=_choose(table, known, labels=True))
    table.close()
    return one


def _day(table: Table, known: Mapping[str, Measure]) -> Day:
    day = Day(**_provenance(table), expression=read_day(table, "is", known))
    table.close()
    return day


def _exception(table: Table, known: Mapping[str, Measure]) -> DayException:
    exception = DayException(
        **_provenance(table),
        to=table.text("to", required=True),
        when=read_test(table, "when", known) or ALWAYS,
        expression=read_day(table, "is", known),
    )
    if not table.has("when"):
        table.problem("when", "missing", "an exception says when it holds")
    table.close()
    return exception


def _reading(table: Table, known: Mapping[str, Measure]) -> Reading:
    provenance = _provenance(table)
    options = table.table("options")
    read = () if options is None else tuple((key, read_option(options, key, known)) for key in options.data)
    if len(read) < len(("one", "other")):
        table.problem("options", "a reading needs at least two options")
    if len({option_kind(value) for _, value in read}) > 1:
        table.problem("options", "the options of a reading are all numbers, all words, all sets of words or all tests")
    reading = Reading(**provenance, options=read, default=table.text("default", required=True))
    if reading.default and reading.default not in dict(read):
        table.problem("default", f'"{reading.default}" is none of the options {", ".join(dict(read))}')
    table.close()
    return reading


def _note(table: Table) -> Note:
    note = Note(
        id=table.id(),
        text=table.text("text", required=True),
        confidence=table.choice("confidence", Confidence, Confidence.UNVERIFIED) if table.has("confidence") else None,
        sources=table.texts("sources"),
    )
    table.close()
    return note


def _lever(table: Table) -> Lever:
    provenance = _provenance(table)
    becomes = table.raw("becomes")
    if table.has("becomes") is table.has("moves"):
        table.problem("becomes", "give either what the measure becomes or which way it moves")
    elif table.has("becomes") and not isinstance(becomes, bool | int | float | str):
        table.problem("becomes", f"{describe(becomes)} is not a value of a measure")
    lever = Lever(
        **provenance,
        measure=table.text("measure", required=True),
        becomes=becomes if isinstance(becomes, bool | int | float | str) else None,
        moves=table.choice("moves", Direction, Direction.UP) if table.has("moves") else None,
    )
    table.close()
    return lever


def _date(table: Table, key: str) -> PartialDate | None:
    text = table.text(key, required=True)
    if not text:
        return None
    try:
        return PartialDate(text)
    except ValueError as error:
        table.problem(key, str(error), "write year, year-month or year-month-day")
        return None
