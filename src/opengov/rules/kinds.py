"""Whether a value is of the kind that its measure declares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeAlias

from opengov.errors import Problem
from opengov.model.forms import Measure, MeasureKind
from opengov.model.values import UNKNOWN, Absent, Between, Known, Listing, OneOf, Record, Scalar, Span, Unknown, Value
from opengov.rules.cells import FINITE, cells_of
from opengov.rules.evaluate import as_value

__all__ = ["Check", "check_for"]

Check: TypeAlias = Callable[[Value | Scalar], object]


def check_for(measure: Measure, exactly: Iterable[int] = ()) -> Check:
    """Return a check that raises ``Problem``, with the path, for a value that is not of a measure's kind.

    Parameters
    ----------
    measure
        The measure.
    exactly
        The only numbers that it may be, where a criterion takes it as points.
    """
    if measure.kind in FINITE:
        return cells_of(measure, (), exactly).possible

    def check(value: Value | Scalar) -> None:
        try:
            _check(measure, as_value(value))
        except Problem as problem:
            raise problem.below(measure.name) from None

    return check


def _check(measure: Measure, value: Value) -> None:
    match value:
        case Unknown():
            return
        case Absent(kind) if kind in measure.absent:
            return
        case OneOf(options):
            for option in options:
                _check(measure, option)
        case Between(low, _) if measure.kind is MeasureKind.DATE and isinstance(low, date):
            return
        case Known(inner) if _is_of_kind(measure, inner):
            return
        case _:
            raise Problem("", f"is not {_WANTED[measure.kind]}", _hint(measure))


def _is_of_kind(measure: Measure, inner: Scalar) -> bool:
    match measure.kind, inner:
        case MeasureKind.DATE, date():
            return True
        case MeasureKind.SET, frozenset():
            return inner <= frozenset(measure.values)
        case ((MeasureKind.SPANS | MeasureKind.LIST), Listing(entries, _)):
            fields = {one.name: one for one in measure.fields}
            # a listing may hold one and the same entry many times
            for entry in {id(entry): entry for entry in entries}.values():
                try:
                    _check_entry(measure, fields, entry)
                except Problem as problem:
                    place = next(place for place, one in enumerate(entries) if one is entry)
                    raise problem.below(f"[{place}]") from None
            return True
        case _:
            return False


def _check_entry(measure: Measure, fields: Mapping[str, Measure], entry: Record | Value) -> None:
    if isinstance(entry, Record):
        for name, value in entry.values:
            field = fields.get(name)
            if field is None:
                raise Problem(name, "is not a field of the entries", f"they have {', '.join(fields)}")
            if value is not UNKNOWN and not (field.kind is MeasureKind.YES_NO and _is_yes_no(value)):
                _check_field(field, value, name)
    elif measure.fields:
        raise Problem("", "is not a record", f"with {', '.join(one.name for one in measure.fields)}")
    elif measure.kind is MeasureKind.SPANS:
        for option in entry.options if isinstance(entry, OneOf) else (entry,):
            if not isinstance(option, Unknown) and not (isinstance(option, Known) and isinstance(option.value, Span)):
                raise Problem("", "is not a length of time")
    elif measure.values:
        _check_field(measure.entry(), entry, "")


def _check_field(measure: Measure, value: Value, name: str) -> None:
    if measure.kind not in FINITE:
        try:
            _check(measure, value)
        except Problem as problem:
            raise problem.below(name) from None
        return
    try:
        cells_of(measure).possible(value)
    except Problem as problem:
        raise Problem(name, problem.message, problem.hint) from None


def _is_yes_no(value: Value) -> bool:
    return isinstance(value, Known) and isinstance(value.value, bool)


_WANTED = {
    MeasureKind.DATE: "a date",
    MeasureKind.SET: "a set of its values",
    MeasureKind.SPANS: "a listing of lengths of time",
    MeasureKind.LIST: "a listing",
}


def _hint(measure: Measure) -> str:
    if measure.kind is MeasureKind.SET:
        return f"a frozenset of {', '.join(measure.values)}"
    if measure.kind in (MeasureKind.SPANS, MeasureKind.LIST):
        return "Known(Listing(entries, complete)), or an unknown value"
    return "a datetime.date"
