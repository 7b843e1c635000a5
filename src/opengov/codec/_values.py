"""The forms in which a file writes a value: bare where it is known, a table with one key where it is not."""

from __future__ import annotations

import typing
from collections.abc import Callable, Sequence
from datetime import date

from opengov.codec._leaves import as_number, as_text, read_date, read_span, write_number, write_text
from opengov.codec._misfit import (
    LISTED,
    Hook,
    Misfit,
    as_list,
    as_table,
    clean,
    found,
    read_each,
    segment,
    unknown_keys,
)
from opengov.errors import Problem
from opengov.model.values import UNKNOWN, Absent, Between, Known, Listing, OneOf, Record, Scalar, Span, Unknown, Value

__all__ = ["VALUE_TYPES", "as_value", "value_reader", "write_value"]

VALUE_TYPES = frozenset({Known, OneOf, Between, Absent, Unknown})
_DEEPEST = 16
_NO_FORM = "no value is written so"
_TOO_DEEP = f"a value nested more than {_DEEPEST} deep is not read"


def value_reader(kind: object) -> Hook:
    """Return the hook that reads a value of the class or the union of classes that is asked for."""
    allowed = typing.get_args(kind) or (kind,)

    def read(data: object, _type: object) -> Value:
        value = as_value(data)
        if type(value) not in allowed:
            raise Misfit.of(f"{type(value).__name__} cannot stand here", "write a value of another form")
        return value

    return read


def write_value(value: Value, depth: int = 0) -> object:
    """Return the value as plain data, in the form that reads back to the same.

    Raises
    ------
    Problem
        If no file can hold it: a number that is not finite or endless, a record with a name twice.
    """
    if depth > _DEEPEST:
        raise Problem("", _TOO_DEEP)
    match value:
        case Known(scalar):
            return _write_scalar(scalar, depth)
        case Absent(kind):
            return {"absent": write_text(kind)}
        case Between(low, high):
            if isinstance(low, date) and isinstance(high, date):
                return {"between_dates": [low.isoformat(), high.isoformat()]}
            return {"between": [_write_scalar(low, depth), _write_scalar(high, depth)]}
        case OneOf(options):
            return {"one_of": [write_value(option, depth + 1) for option in options]}
        case Unknown():
            return {"unknown": True}


def _write_scalar(scalar: Scalar, depth: int) -> object:
    match scalar:
        case date():
            return {"date": scalar.isoformat()}
        case Span():
            return {"span": str(scalar)}
        case frozenset():
            return {"set": sorted(map(write_text, scalar))}
        case Listing(entries, complete):
            return {"list": [_write_entry(entry, depth + 1) for entry in entries], "complete": complete}
        case str():
            return write_text(scalar)
        case bool() | int() | float():
            return write_number(scalar)


def _write_entry(entry: Record | Value, depth: int) -> object:
    if not isinstance(entry, Record):
        return write_value(entry, depth)
    if depth > _DEEPEST:
        raise Problem("", _TOO_DEEP)
    record = {write_text(name): write_value(value, depth + 1) for name, value in entry.values}
    if len(record) != len(entry.values):
        raise Problem("", "a record has a name twice", "give each name one value")
    return {"record": record}


def as_value(data: object, depth: int = 0) -> Value:
    """Read a value in any of its forms; ``depth`` counts the values around it."""
    if isinstance(data, str):
        return Known(as_text(data))
    if isinstance(data, bool):
        return Known(data)
    if isinstance(data, int | float):
        return Known(as_number(data))
    if isinstance(data, dict):
        return _read_form(data, depth)
    raise Misfit.of(f"{found(data)} is not a value", _DATE_HINT if isinstance(data, date) else _FORMS_HINT)


def _read_form(table: dict[str, object], depth: int) -> Value:
    if depth > _DEEPEST:
        raise Misfit.of(_TOO_DEEP)
    problems: list[Problem] = []
    as_table(table, problems)
    form = next((name for name in _FORMS if name in table), None)
    if form is None:
        problems += unknown_keys(table, _FORMS, _NO_FORM)
        raise Misfit(problems or [Problem("", "an empty table is not a value", _FORMS_HINT)])
    problems += unknown_keys(table, (form, "complete") if form == "list" else (form,), _NO_FORM)
    if form == "list" and not isinstance(table.get("complete"), bool):
        problems.append(Problem("complete", "it must be said whether the list is complete", "write true or false"))
    try:
        value = _FORMS[form](table[form], depth + 1)
    except Misfit as misfit:
        problems += [problem.below(form) for problem in misfit.problems]
    else:
        if not problems:
            return Known(Listing(value, table["complete"] is True)) if isinstance(value, tuple) else value
    raise Misfit(problems)


def _entries(data: object, depth: int) -> tuple[Record | Value, ...]:
    return read_each(as_list(data), lambda item, _kind: _entry(item, depth))


def _entry(data: object, depth: int) -> Record | Value:
    if not isinstance(data, dict) or "record" not in data:
        return as_value(data, depth)
    problems: list[Problem] = []
    as_table(data, problems)
    problems += unknown_keys(data, ("record",), _NO_FORM)
    try:
        record = _record(data["record"], depth + 1)
    except Misfit as misfit:
        problems += [problem.below("record") for problem in misfit.problems]
    else:
        if not problems:
            return record
    raise Misfit(problems)


def _record(data: object, depth: int) -> Record:
    if depth > _DEEPEST:
        raise Misfit.of(_TOO_DEEP)
    problems: list[Problem] = []
    values: list[tuple[str, Value]] = []
    for name, item in as_table(data, problems).items():
        try:
            values.append((as_text(name), as_value(item, depth)))
        except Misfit as misfit:
            problems += [problem.below(segment(name)) for problem in misfit.problems]
            if len(problems) >= LISTED:
                break
    if problems:
        raise Misfit(problems)
    return Record(tuple(values))


def _absent(data: object, _depth: int) -> Absent:
    return Absent(as_text(data))


def _one_of(data: object, depth: int) -> OneOf:
    options = read_each(as_list(data), lambda item, _kind: _option(item, depth))
    try:
        return OneOf(options)
    except ValueError as error:
        raise Misfit.of(str(error)) from None


def _option(data: object, depth: int) -> Known | Absent | Between:
    option = as_value(data, depth)
    if isinstance(option, OneOf | Unknown):
        raise Misfit.of(f"a choice cannot hold {type(option).__name__}", "list the possible values side by side")
    return option


def _between(data: object, _depth: int) -> Between:
    return _range(read_each(as_list(data), as_number))


def _between_dates(data: object, _depth: int) -> Between:
    return _range(read_each(as_list(data), read_date))


def _range(ends: Sequence[float] | Sequence[date]) -> Between:
    if len(ends) != len(("low", "high")):
        raise Misfit.of(f"a range has two ends, not {len(ends)}", "write [lowest, highest]")
    try:
        return Between(*ends)
    except ValueError as error:
        raise Misfit.of(clean(str(error))) from None


def _unknown(data: object, _depth: int) -> Unknown:
    if data is not True:
        raise Misfit.of(f"{found(data)} is not true", "write unknown = true, or the value")
    return UNKNOWN


def _date(data: object, _depth: int) -> Known:
    return Known(read_date(data))


def _span(data: object, _depth: int) -> Known:
    return Known(read_span(data))


def _set(data: object, _depth: int) -> Known:
    items = read_each(as_list(data), as_text)
    if len(set(items)) != len(items):
        raise Misfit.of("the set has an entry twice", "write each entry once")
    return Known(frozenset(items))


_FORMS: dict[str, Callable[[object, int], Value | tuple[Record | Value, ...]]] = {
    "absent": _absent,
    "one_of": _one_of,
    "between": _between,
    "between_dates": _between_dates,
    "unknown": _unknown,
    "date": _date,
    "span": _span,
    "set": _set,
    "list": _entries,
}
_FORMS_HINT = f"write the value bare, or a table with one of the keys {', '.join(_FORMS)}"
_DATE_HINT = 'write { date = "2017-06-30" }, with the date in quotes'
