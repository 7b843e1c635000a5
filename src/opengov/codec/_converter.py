"""Which hook reads and writes which type that fields of the model have."""

from __future__ import annotations

import functools
import operator
import typing
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, TypeAlias, TypeVar

import attrs

from opengov.codec._leaves import (
    as_bool,
    as_int,
    as_number,
    as_text,
    read_date,
    read_enum,
    read_partial_date,
    read_period,
    read_span,
    write_number,
    write_text,
)
from opengov.codec._misfit import Hook, Rest, as_list, read_each
from opengov.codec._nouns import Writer, noun_reader, noun_writer
from opengov.codec._values import VALUE_TYPES, value_reader, write_value
from opengov.errors import Problem
from opengov.model.dates import PartialDate, Period
from opengov.model.values import Span

__all__ = ["READERS", "WRITERS"]

_T = TypeVar("_T")
_Form: TypeAlias = tuple[Callable[[object], bool], Callable[[Any], Hook], Callable[[Any], Writer]]


class _Readers(dict[object, Hook]):
    """The hook that reads plain data as a type, made when it is first asked for."""

    def __missing__(self, kind: object) -> Hook:
        _, reader, _ = _form(kind)
        return self.setdefault(kind, reader(kind))


class _Writers(dict[object, Writer]):
    """The function that writes what is of a type as plain data, made when it is first asked for."""

    def __missing__(self, kind: object) -> Writer:
        _, _, writer = _form(kind)
        return self.setdefault(kind, writer(kind))


def _form(kind: object) -> _Form:
    for form in _FORMS:
        if form[0](kind):
            return form
    msg = f"no field of the model can be of the type {kind}"
    raise TypeError(msg)


def _optional_reader(kind: object) -> Hook:
    inner = _without_none(kind)
    hook = READERS[inner]
    return lambda data, _type: None if data is None else hook(data, inner)


def _optional_writer(kind: object) -> Callable[[object], object]:
    write = WRITERS[_without_none(kind)]
    return lambda value: None if value is None else write(value)


def _list_reader(kind: object) -> Hook:
    item_type = typing.get_args(kind)[0]
    hook = READERS[item_type]
    if_no_list = Rest.LOST if attrs.has(item_type) else Rest.GAP

    def read(data: object, _type: object) -> object:
        return read_each(as_list(data, if_no_list), hook, item_type)

    return read


def _list_writer(kind: object) -> Callable[[Iterable[object]], object]:
    write = WRITERS[typing.get_args(kind)[0]]

    def write_all(values: Iterable[object]) -> list[object]:
        written: list[object] = []
        for index, value in enumerate(values):
            try:
                written.append(write(value))
            except Problem as problem:
                raise problem.below(f"[{index}]") from None
        return written

    return write_all


def _is_optional(kind: object) -> bool:
    return isinstance(kind, UnionType) and NoneType in typing.get_args(kind)


def _is_list(kind: object) -> bool:
    return typing.get_origin(kind) is tuple and typing.get_args(kind)[1:] == (...,)


def _is_value(kind: object) -> bool:
    return VALUE_TYPES.issuperset(typing.get_args(kind) or (kind,))


def _without_none(kind: object) -> object:
    return functools.reduce(operator.or_, (each for each in typing.get_args(kind) if each is not NoneType))


def _is_enum(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


def _is_noun(kind: object) -> bool:
    return isinstance(kind, type) and attrs.has(kind)


def _as_is(value: _T) -> _T:
    return value


_LEAVES: tuple[tuple[object, Hook, Writer], ...] = (
    (str, as_text, write_text),
    (bool, as_bool, _as_is),
    (int, as_int, write_number),
    (float, as_number, write_number),
    (int | float, as_number, write_number),
    (date, read_date, date.isoformat),
    (PartialDate, read_partial_date, str),
    (Period, read_period, str),
    (Span, read_span, str),
)
_FORMS: tuple[_Form, ...] = (
    (_is_value, value_reader, lambda _kind: write_value),
    (_is_enum, lambda _kind: read_enum, lambda _kind: lambda member: member.value),
    (_is_noun, lambda kind: noun_reader(kind, READERS), lambda kind: noun_writer(kind, WRITERS)),
    (_is_list, _list_reader, _list_writer),
    (_is_optional, _optional_reader, _optional_writer),
)
READERS: dict[object, Hook] = _Readers((leaf, read) for leaf, read, _ in _LEAVES)
WRITERS: dict[object, Writer] = _Writers((leaf, write) for leaf, _, write in _LEAVES)
