"""Which hook reads and writes which type: a cattrs converter for the types that fields of the model have."""

from __future__ import annotations

import functools
import operator
import typing
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import TypeVar

import attrs
from cattrs import BaseConverter

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
from opengov.codec._nouns import noun_reader, noun_writer
from opengov.codec._values import VALUE_TYPES, value_reader, write_value
from opengov.errors import Problem
from opengov.model.dates import PartialDate, Period
from opengov.model.values import Span

__all__ = ["CONVERTER"]

_T = TypeVar("_T")


def _optional_reader(kind: object, converter: BaseConverter) -> Hook:
    inner = _without_none(kind)
    hook = converter.get_structure_hook(inner)
    return lambda data, _type: None if data is None else hook(data, inner)


def _optional_writer(kind: object, converter: BaseConverter) -> Callable[[object], object]:
    write = converter.get_unstructure_hook(_without_none(kind))
    return lambda value: None if value is None else write(value)


def _list_reader(kind: object, converter: BaseConverter) -> Hook:
    item_type = typing.get_args(kind)[0]
    hook = converter.get_structure_hook(item_type)
    if_no_list = Rest.LOST if attrs.has(item_type) else Rest.GAP

    def read(data: object, _type: object) -> object:
        return read_each(as_list(data, if_no_list), lambda item: hook(item, item_type))

    return read


def _list_writer(kind: object, converter: BaseConverter) -> Callable[[Iterable[object]], object]:
    write = converter.get_unstructure_hook(typing.get_args(kind)[0])

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


def _converter() -> BaseConverter:
    """Return a converter that reads and writes the types that fields of the model have."""
    converter = BaseConverter()
    for leaf, read, write in _LEAVES:
        converter.register_structure_hook(leaf, read)
        converter.register_unstructure_hook(leaf, write)
    converter.register_structure_hook(int | float, as_number)
    for fits, reader, writer in (
        (attrs.has, noun_reader, noun_writer),
        (_is_list, _list_reader, _list_writer),
        (_is_value, value_reader, lambda _kind: write_value),
        (_is_optional, _optional_reader, _optional_writer),
    ):
        converter.register_structure_hook_factory(fits, reader)
        converter.register_unstructure_hook_factory(fits, writer)
    return converter


def _as_is(value: _T) -> _T:
    return value


_LEAVES = (
    (str, as_text, write_text),
    (bool, as_bool, _as_is),
    (int, as_int, write_number),
    (float, as_number, write_number),
    (StrEnum, read_enum, lambda member: member.value),
    (date, read_date, date.isoformat),
    (PartialDate, read_partial_date, str),
    (Period, read_period, str),
    (Span, read_span, str),
)
CONVERTER = _converter()
