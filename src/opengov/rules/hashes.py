"""Hashes of what a rulebook says."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache

import attrs

from opengov.model.rulebooks import Rulebook

__all__ = ["content_hash"]


@cache
def content_hash(book: Rulebook) -> str:
    """Return a hash of all that a book says, by which a decision record can tell whether it still says the same."""
    text = json.dumps(_plain(book), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    kind = type(value)
    if attrs.has(kind):
        fields: tuple[attrs.Attribute[object], ...] = attrs.fields(kind)
        return {"": kind.__name__, **{one.name: _plain(getattr(value, one.name)) for one in fields if one.init}}
    match value:
        case tuple() | list():
            return [_plain(one) for one in value]
        case frozenset():
            return sorted(json.dumps(_plain(one)) for one in value)
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case Fraction():
            return str(value)
        case _:
            return value
