"""Reading tests, options and days: the innermost forms of a book."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from opengov.model.dates import PartialDate
from opengov.model.forms import (
    ITEM,
    AbsentAs,
    After,
    All,
    Always,
    AnyOf,
    Coded,
    Compare,
    Count,
    DayExpression,
    DayRef,
    Every,
    FixedDay,
    Measure,
    MeasureDay,
    MeasureKind,
    Not,
    Op,
    Operand,
    OutcomeIs,
    ReadingRef,
    ReadingTest,
    Some,
    Test,
)
from opengov.model.values import Outcome, Span
from opengov.rules._reader import GREATEST, Table, describe, is_whole

__all__ = ["ALWAYS", "option_kind", "read_day", "read_option", "read_span", "read_test"]

ALWAYS: Final = Always(holds=True)
_OPS: Final = {str(op): op for op in Op}
_ORDERED: Final = frozenset({Op.ABOVE, Op.AT_LEAST, Op.BELOW, Op.AT_MOST})
_ORDERABLE: Final = frozenset({MeasureKind.NUMBER, MeasureKind.LEVEL, MeasureKind.DATE, MeasureKind.SPANS})
_WORDS: Final = frozenset({MeasureKind.CATEGORY, MeasureKind.LEVEL})
_OUTCOMES: Final = {
    "any_met": Outcome.MET,
    "any_not_met": Outcome.NOT_MET,
    "any_undetermined": Outcome.UNDETERMINED,
}
_HEADS: Final = ("measure", "all", "any", "not", "every", "some", "count_of", "reading", "always", *_OUTCOMES)
_DEEPEST: Final = 20
_SPAN: Final = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})W)?(?:(\d{1,5})D)?", re.ASCII)

Measures = Mapping[str, Measure]


def read_test(table: Table, key: str, known: Measures, depth: int = 0) -> Test | None:
    """Return the test at ``key``; ``None`` where there is none or it cannot be read."""
    inner = table.table(key)
    return None if inner is None else _test(inner, known, depth)


def read_span(text: str) -> Span | None:
    """Return the span that an ISO 8601 duration of years, months, weeks and days says."""
    match = _SPAN.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return Span(months=12 * years + months, days=7 * weeks + days)


def read_option(table: Table, key: str, known: Measures) -> int | str | tuple[str, ...] | Test:
    """Return one answer of a reading: a number, a word, a set of words or a test."""
    value = table.raw(key)
    if isinstance(value, dict):
        return read_test(table, key, known) or ALWAYS
    if isinstance(value, list):
        return table.texts(key)
    if isinstance(value, str) or is_whole(value):
        return value
    table.problem(key, f"{describe(value)} is not a whole number, a text, a list of texts or a test")
    return 0


def option_kind(option: int | str | tuple[str, ...] | Test) -> str:
    """Say in a word what an answer of a reading is."""
    match option:
        case int():
            return "number"
        case str():
            return "word"
        case tuple():
            return "set"
        case _:
            return "test"


def read_day(table: Table, key: str, known: Measures) -> DayExpression:
    """Return the day at ``key``: of a measure, another day, a fixed one, or one counted from another."""
    inner = table.table(key)
    fallback = FixedDay(PartialDate("0001-01-01"))
    if inner is None:
        if not table.has(key):
            table.problem(key, "missing", "say which day it is")
        return fallback
    expression: DayExpression = fallback
    if inner.has("measure"):
        name = inner.text("measure", required=True)
        if name in known and known[name].kind is not MeasureKind.DATE:
            inner.problem("measure", f'"{name}" is not a date')
        elif name not in known:
            inner.problem("measure", f'"{name}" is not declared', "declare it under [measure]")
        expression = MeasureDay(name)
    elif inner.has("before"):
        expression = After(inner.text("before", required=True), _backwards(inner))
    elif inner.has("after"):
        expression = _after_another(inner)
    elif inner.has("on"):
        expression = FixedDay(_day_or_first(inner, "on"))
    elif isinstance(inner.data.get("day"), str) and not _is_date(str(inner.data["day"])):
        expression = DayRef(inner.text("day"))
    elif inner.has("day"):
        expression = FixedDay(_day_or_first(inner, "day"))
    else:
        inner.problem("", "says no day", "give measure, after, before, on or day")
    inner.close()
    return expression


def _after_another(table: Table) -> After:
    """Return a day counted from another one, on the last day of its month or year where that is said."""
    span = read_span(table.text("add", required=True))
    if span is None:
        table.problem("add", "is not a length of time", 'write it as "P4M" or "P14D"')
    month_end, year_end = table.flag("month_end"), table.flag("year_end")
    if month_end and year_end:
        table.problem("year_end", "month_end stands there too", "keep one of the two")
    return After(table.text("after", required=True), span or Span(), month_end, year_end)


def _backwards(table: Table) -> Span:
    """Return how long before another day a day lies, as a length of time below nothing."""
    span = read_span(table.text("by", required=True))
    if span is None:
        table.problem("by", "is not a length of time", 'write it as "P4M" or "P14D"')
        return Span()
    return Span(months=-span.months, days=-span.days)


def _test(table: Table, known: Measures, depth: int) -> Test | None:
    heads = [head for head in _HEADS if table.has(head)]
    if depth > _DEEPEST:
        table.problem("", f"tests are nested more than {_DEEPEST} deep")
        return None
    if len(heads) != 1 and not (heads[:-1] in (["every"], ["some"]) and heads[-1] == "count_of"):
        table.problem("", "does not say what it tests", f"give exactly one of {', '.join(_HEADS)}")
        return None
    read = _READERS.get(heads[0], _outcome)
    test = read(table, known, depth)
    table.close()
    return test


def _measure_test(table: Table, known: Measures, _depth: int) -> Test | None:
    name = table.text("measure", required=True)
    measure = known.get(name)
    if measure is None:
        table.problem("measure", f'"{name}" is not declared', "declare it under [measure]")
        for key in table.data:
            table.raw(key)
        return None
    if table.has("coded"):
        return Coded(name, table.flag("coded", default=True))
    if table.has("absent_as"):
        return _absent_as(table, name, measure)
    return _compare(table, name, measure)


def _absent_as(table: Table, name: str, measure: Measure) -> Test:
    kind = table.text("absent_as", required=True)
    if kind and kind not in measure.absent:
        known = f"it may be {', '.join(measure.absent)}" if measure.absent else "it always has a value"
        table.problem("absent_as", f'"{name}" is never absent as "{kind}"', known)
    return AbsentAs(name, kind)


def _compare(table: Table, name: str, measure: Measure) -> Test | None:
    ops = [op for key, op in _OPS.items() if table.has(key)]
    if len(ops) != 1:
        ways = f"give exactly one of {', '.join(_OPS)}, coded or absent_as"
        table.problem("", "compares with nothing, or twice", ways)
        for op in ops:
            table.raw(op)
        return None
    op = ops[0]
    if op in _ORDERED and measure.kind not in _ORDERABLE:
        table.problem(op, f'"{name}" is a {measure.kind} and has no order')
    if op is Op.INCLUDES and measure.kind is not MeasureKind.SET:
        table.problem(op, f'"{name}" is a {measure.kind}, only a set includes')
    if op is Op.ONE_OF and measure.kind not in _WORDS:
        table.problem(op, f'"{name}" is a {measure.kind}, only a {" or a ".join(sorted(_WORDS))} is one of several')
    return Compare(name, op, _operand(table, op, measure))


def _operand(table: Table, op: Op, measure: Measure) -> Operand:
    value = table.raw(op)
    if isinstance(value, dict):
        inner = table.table(op)
        if inner is not None and inner.has("reading"):
            reading = inner.text("reading", required=True)
            inner.close()
            return ReadingRef(reading)
        if inner is not None:
            day = inner.text("day", required=True)
            inner.close()
            if measure.kind is not MeasureKind.DATE:
                inner.problem("day", f'"{measure.name}" is a {measure.kind}, not a date')
            return DayRef(day)
    if op in (Op.ONE_OF, Op.INCLUDES):
        words = table.texts(op)
        for one in words:
            _check_word(table, op, one, measure)
        return frozenset(words)
    return _scalar(table, op, value, measure)


def _scalar(table: Table, op: Op, value: object, measure: Measure) -> Operand:
    match measure.kind, value:
        case MeasureKind.YES_NO, bool():
            return value
        case MeasureKind.NUMBER, int() | float() if not isinstance(value, bool) and abs(value) <= GREATEST:
            return value
        case ((MeasureKind.CATEGORY | MeasureKind.LEVEL), str()):
            _check_word(table, op, value, measure)
            return value
        case MeasureKind.DATE, str() if _is_date(value):
            return date.fromisoformat(value)
        case MeasureKind.SPANS, str() if (span := read_span(value)) is not None:
            if span.months and span.days:
                table.problem(
                    op, f'"{value}" mixes months and days', "a period of months does not compare with one of days"
                )
            return span
        case _:
            table.problem(op, f'{describe(value)} does not compare with "{measure.name}", a {measure.kind}')
            return False


def _check_word(table: Table, op: Op, word: str, measure: Measure) -> None:
    if measure.values and word not in measure.values:
        table.problem(op, f'"{word}" is not a value of "{measure.name}"', f"one of {', '.join(measure.values)}")


def _all(table: Table, known: Measures, depth: int) -> Test | None:
    return All(_several(table, "all", known, depth))


def _any(table: Table, known: Measures, depth: int) -> Test | None:
    return AnyOf(_several(table, "any", known, depth))


def _several(table: Table, key: str, known: Measures, depth: int) -> tuple[Test, ...]:
    tests = tuple(test for one in table.tables(key) if (test := _test(one, known, depth + 1)) is not None)
    if not table.data[key]:
        table.problem(key, "has no tests")
    return tests


def _not(table: Table, known: Measures, depth: int) -> Test | None:
    test = read_test(table, "not", known, depth + 1)
    return None if test is None else Not(test)


def _quantified(table: Table, known: Measures, depth: int) -> Test | None:
    key = "every" if table.has("every") else "some"
    name = table.text(key, required=True)
    entry = _entry(table, key, name, known)
    if entry is None:
        return None
    fields = {measure.name: measure for measure in entry}
    if table.has("count_of"):
        inner = _count(table, fields, depth)
    elif table.has("passes"):
        inner = read_test(table, "passes", fields, depth + 1)
    elif ITEM in fields:
        inner = _compare(table, ITEM, fields[ITEM])
    else:
        inner = None
        known_of = "its entries have fields" if fields else "nothing is said of its entries"
        table.problem("", f"does not say what each entry must pass, and {known_of}", "give passes or count_of")
        for one in table.data:
            table.raw(one)
    return None if inner is None else (Every if key == "every" else Some)(name, inner)


def _count(table: Table, known: Measures, depth: int) -> Test | None:
    name = table.text("count_of", required=True)
    entry = _entry(table, "count_of", name, known)
    if entry is None:
        return None
    fields = {measure.name: measure for measure in entry}
    where = read_test(table, "where", fields, depth + 1) if table.has("where") else ALWAYS
    number = Measure(name=name, kind=MeasureKind.NUMBER, title=name, low=0, whole=True)
    held = _compare(table, name, number)
    if where is None or not isinstance(held, Compare):
        return None
    return Count(name, where, held.op, held.operand)


def _entry(table: Table, key: str, name: str, known: Measures) -> tuple[Measure, ...] | None:
    """Return what each entry of a list holds: its fields, or one nameless item."""
    measure = known.get(name)
    if measure is None:
        table.problem(key, f'"{name}" is not declared', "declare it under [measure]")
    elif measure.kind is MeasureKind.SPANS:
        return (measure.entry(),)
    elif measure.kind is not MeasureKind.LIST:
        table.problem(key, f'"{name}" is a {measure.kind}, not a list')
    elif measure.fields:
        return measure.fields
    elif measure.values:
        return (measure.entry(),)
    else:
        return ()
    for one in table.data:
        table.raw(one)
    return None


def _reading(table: Table, _known: Measures, _depth: int) -> Test | None:
    return ReadingTest(table.text("reading", required=True))


def _always(table: Table, _known: Measures, _depth: int) -> Test | None:
    return Always(holds=table.flag("always", default=True))


def _outcome(table: Table, _known: Measures, _depth: int) -> Test | None:
    key = next(name for name in _OUTCOMES if table.has(name))
    return OutcomeIs(_OUTCOMES[key], table.texts(key))


_READERS = {
    "measure": _measure_test,
    "all": _all,
    "any": _any,
    "not": _not,
    "every": _quantified,
    "some": _quantified,
    "count_of": _count,
    "reading": _reading,
    "always": _always,
}


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2017-06-30")


def _day_or_first(table: Table, key: str) -> PartialDate:
    text = table.text(key, required=True)
    try:
        return PartialDate(text)
    except ValueError as error:
        table.problem(key, str(error))
        return PartialDate("0001-01-01")
