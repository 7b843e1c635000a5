"""A cattrs converter for programs that keep objects of the model inside classes of their own."""

from __future__ import annotations

from types import UnionType
from typing import TYPE_CHECKING, Union, get_args, get_origin

from opengov.codec import VALUE_TYPES, structure
from opengov.codec._converter import WRITERS
from opengov.model._noun import Noun

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = ["converter"]


def converter() -> Converter:
    """Return a new cattrs converter that reads and writes the classes of the model as case files do.

    Returns
    -------
    cattrs.Converter
        A converter of your own, to which you may add hooks. What is wrong with an object of the model it raises as
        :class:`~opengov.errors.InvalidCase`, each problem with its path in that object.

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
    made.register_structure_hook_func(_is_ours, structure)
    made.register_unstructure_hook_func(_is_ours, lambda noun: WRITERS[type(noun)](noun))
    return made


def _is_ours(kind: object) -> bool:
    """Tell classes of the model, values and unions of values."""
    if get_origin(kind) in (Union, UnionType):
        return VALUE_TYPES.issuperset(get_args(kind))
    return isinstance(kind, type) and (issubclass(kind, Noun) or kind in VALUE_TYPES)
