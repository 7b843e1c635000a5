"""A cattrs converter for programs that keep objects of the model inside classes of their own."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import TYPE_CHECKING, TypeVar, Union, get_args, get_origin

from opengov.codec import VALUE_TYPES, structure
from opengov.codec._converter import WRITERS
from opengov.errors import InvalidCase, Problem
from opengov.model._noun import Noun

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = ["converter"]

_T = TypeVar("_T")
_IN_BOOKS = {"opengov.model.criteria", "opengov.model.forms", "opengov.model.rulebooks"}


def converter() -> Converter:
    """Return a new cattrs converter that reads and writes what case files hold, in the form that it has there.

    That is every class of the model but those of rulebooks, which have files of their own.

    Returns
    -------
    cattrs.Converter
        A converter of your own, to which you may add hooks. What is wrong with an object of the model it raises as
        :class:`~opengov.errors.InvalidCase`, each problem with its path in that object; cattrs puts that into its own
        groups of errors.

    Examples
    --------
    >>> from opengov.model.members import Member
    >>> given = {"Asia": [{"id": "PAK", "name": "Pakistan"}]}
    >>> members = converter().structure(given, dict[str, list[Member]])
    >>> members
    {'Asia': [Member(id='PAK', name='Pakistan')]}
    >>> converter().unstructure(members) == given
    True
    """
    from cattrs import Converter  # takes longer to import than most cases to read, and few programs need it

    made = Converter()
    made.register_structure_hook_func(_is_ours, _read)
    made.register_unstructure_hook_func(_is_ours, _write)
    return made


def _read(data: object, kind: type[_T]) -> _T | None:
    if data is None and NoneType in get_args(kind):
        return None
    return structure(data, kind, what="" if hasattr(kind, "__name__") else "the value cannot be read")


def _write(noun: object) -> object:
    try:
        return None if noun is None else WRITERS[type(noun)](noun)
    except Problem as problem:
        raise InvalidCase(f"{type(noun).__name__} cannot be written", [problem]) from None


def _is_ours(kind: object) -> bool:
    """Tell classes that a case file may hold, values and unions of values, which may be missing."""
    if get_origin(kind) in (Union, UnionType):
        return set(get_args(kind)) - {NoneType} <= VALUE_TYPES
    if not isinstance(kind, type):
        return False
    return kind in VALUE_TYPES or (issubclass(kind, Noun) and kind.__module__ not in _IN_BOOKS)
