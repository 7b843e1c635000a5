"""The rules of a book, each read from its table."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, TypedDict

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
from opengov.model.sources import Confidence
from opengov.rules._reader import Table, describe
from opengov.rules._tests import ALWAYS, option_kind, read_day, read_option, read_test

__all__ = [
    "PHASE",
    "read_class",
    "read_criterion",
    "read_exception",
    "read_finding",
    "read_lever",
    "read_named_day",
    "read_partial_date",
    "read_reading",
    "read_requirement",
    "read_rule",
    "read_threshold",
]

PHASE: Final = "phase"
"""The measure that tells which phase is judged."""


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


def read_rule(table: Table) -> Rule:
    """Read a rule that rows cite."""
    rule = Rule(**_provenance(table))
    table.close()
    return rule


def read_criterion(table: Table, known: Mapping[str, Measure]) -> EligibilityCriterion:
    """Read a criterion and how it gives its points."""
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


def read_threshold(top: Table) -> Threshold | None:
    """Read how many points are enough; ``None`` where they are only counted."""
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


def read_requirement(table: Table, known: Mapping[str, Measure]) -> Requirement:
    """Read a requirement."""
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
    until, rule, by = read_partial_date(inner, "until"), inner.text("rule", required=True), inner.text("by") or "on"
    inner.close()
    if inner.has("by") and (by not in known or known[by].kind is not MeasureKind.DATE):
        inner.problem("by", f'"{by}" is not a measure that is a date', "declare it under [measure]")
    return None if until is None else NotBinding(until, rule, by)


def read_finding(table: Table, known: Mapping[str, Measure]) -> Finding:
    """Read a finding and what makes it."""
    finding = Finding(**_provenance(table), when=read_test(table, "when", known) or ALWAYS)
    if not table.has("when"):
        table.problem("when", "missing", "say what makes the finding")
    table.close()
    return finding


def read_class(table: Table, known: Mapping[str, Measure]) -> Classification:
    """Read a classification and its labels."""
    one = Classification(**_provenance(table), choose=_choose(table, known, labels=True))
    table.close()
    return one


def read_named_day(table: Table, known: Mapping[str, Measure]) -> Day:
    """Read a day that tests may name."""
    day = Day(**_provenance(table), expression=read_day(table, "is", known))
    table.close()
    return day


def read_exception(table: Table, known: Mapping[str, Measure]) -> DayException:
    """Read an exception to a named day."""
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


def read_reading(table: Table, known: Mapping[str, Measure]) -> Reading:
    """Read an open question of the sources and its answers."""
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


def read_lever(table: Table) -> Lever:
    """Read what a government can change."""
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


def read_partial_date(table: Table, key: str) -> PartialDate | None:
    """Read a date that must stand there."""
    text = table.text(key, required=True)
    if not text:
        return None
    try:
        return PartialDate(text)
    except ValueError as error:
        table.problem(key, str(error), "write year, year-month or year-month-day")
        return None
