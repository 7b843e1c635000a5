"""The JSON Schema of a case file, made from the classes of the model."""

from __future__ import annotations

import inspect
import json
import re
import typing
from collections.abc import Iterator
from datetime import date
from enum import Enum
from types import NoneType, UnionType

import attrs

from opengov.codec import LONGEST_TEXT, VALUE_TYPES, field_types
from opengov.formats.casefiles import VERSION, VERSION_KEY
from opengov.model.cases import Case
from opengov.model.dates import PartialDate, Period

__all__ = ["case_schema", "schema_text"]

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PARTIAL = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[?~%]?"
_EDTF = rf"({_PARTIAL}|\[{_PARTIAL}(\.\.|,){_PARTIAL}\])"
_HEADING = re.compile(r"(\w[\w ]*)\n-+\n")
_MARKUP = re.compile(r"``([^`]*)``|:\w+:`~?([^`]*)`")
_MOST_DESCRIBED = 3  # what is said of more fields at once helps nobody who looks at one
_Schema: typing.TypeAlias = dict[str, object]


def case_schema() -> dict[str, object]:
    """Return the JSON Schema (draft 2020-12) of a case file.

    It accepts what :func:`~opengov.formats.casefiles.dumps` writes, and refuses what is wrong in itself: keys that are
    not known, parts of a wrong type. What only the whole can tell, such as a reference to nothing, it does not see.
    As ``opengov/formats/case.schema.json`` it comes with the library, for editors and other programs.

    Examples
    --------
    >>> case_schema()["required"]
    ['opengov', 'id', 'title']
    """
    definitions: dict[str, _Schema] = {}
    properties, required = _fields(Case, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:opengov-partnership:case:{VERSION}",
        "title": "A case file about the Open Government Partnership",
        "description": _summary(Case),
        "type": "object",
        "properties": {
            VERSION_KEY: {"const": VERSION, "description": "The version of the format."},
            **properties,
        },
        "required": [VERSION_KEY, *required],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """Return the JSON Schema of a case file as the text of ``case.schema.json``."""
    return json.dumps(case_schema(), ensure_ascii=False, indent=2) + "\n"


def _fields(cls: type, definitions: dict[str, _Schema]) -> tuple[dict[str, _Schema], list[str]]:
    """Return the schema of each field of a class, and the names of those that it must have."""
    described = dict(_parameters(cls))
    fields = field_types(cls)
    properties = {name: _of(kind, definitions) for name, (_, kind) in fields.items()}
    for name in properties.keys() & described.keys():
        properties[name]["description"] = described[name]
    return properties, [name for name, (field, _) in fields.items() if field.default is attrs.NOTHING]


def _of(kind: object, definitions: dict[str, _Schema]) -> _Schema:
    if isinstance(kind, type) and kind in _LEAVES:
        definitions |= _LEAF_DEFINITIONS
        return dict(_LEAVES[kind])
    if isinstance(kind, UnionType):
        return _of_union(typing.get_args(kind), definitions)
    if typing.get_origin(kind) is tuple:
        return {"type": "array", "items": _of(typing.get_args(kind)[0], definitions)}
    if not isinstance(kind, type):
        msg = f"{kind} has no form in a case file"
        raise TypeError(msg)
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # holds the place while its fields are looked at
        definitions[kind.__name__] = _definition(kind, definitions)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _of_union(kinds: tuple[object, ...], definitions: dict[str, _Schema]) -> _Schema:
    if NoneType in kinds:
        rest = [kind for kind in kinds if kind is not NoneType]
        inner = _of_union(tuple(rest), definitions) if len(rest) > 1 else _of(rest[0], definitions)
        return {"anyOf": [inner, {"type": "null"}]}
    if set(kinds) == {int, float}:
        return {"type": "number"}
    if set(kinds) != VALUE_TYPES:
        msg = f"{kinds} have no form in a case file"
        raise TypeError(msg)
    definitions.update(_VALUE_DEFINITIONS)
    return {"$ref": "#/$defs/Value"}


def _definition(kind: type, definitions: dict[str, _Schema]) -> _Schema:
    if issubclass(kind, Enum):
        return {"description": _summary(kind), "enum": [member.value for member in kind]}
    if kind in _DATES:
        return {"description": _summary(kind), **_DATES[kind]}
    properties, required = _fields(kind, definitions)
    return {
        "description": _summary(kind),
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _summary(cls: type) -> str:
    return _plain(inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0])


def _parameters(cls: type) -> Iterator[tuple[str, str]]:
    """Yield what the docstring says of each parameter."""
    parts = _HEADING.split(inspect.cleandoc(cls.__doc__ or ""))
    section = dict(zip(parts[1::2], parts[2::2], strict=True)).get("Parameters", "")
    for names, text in re.findall(r"^(\S.*)\n((?:[ ]+.*\n?|\n)+)", section, re.MULTILINE):
        described = [name.strip() for name in names.split(",")]
        if len(described) <= _MOST_DESCRIBED:
            yield from ((name, _plain(text)) for name in described)


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub(lambda match: match[1] or match[2], text).split())


def _form(**properties: _Schema) -> _Schema:
    """Return the schema of a table with exactly these keys."""
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def _pair(items: _Schema) -> _Schema:
    return {"type": "array", "items": items, "minItems": 2, "maxItems": 2}


_TEXT: _Schema = {"$ref": "#/$defs/Text"}
_DATE: _Schema = {"$ref": "#/$defs/Day"}
_NUMBER: _Schema = {"type": "number"}
_ANY_VALUE: _Schema = {"$ref": "#/$defs/Value"}
_LEAVES: dict[type, _Schema] = {
    str: _TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: _NUMBER,
    date: _DATE,
}
_LEAF_DEFINITIONS: dict[str, _Schema] = {
    "Text": {"type": "string", "maxLength": LONGEST_TEXT},
    "Day": {"description": "A day: year-month-day.", "type": "string", "pattern": f"^{_DAY}$"},
}
_DATES: dict[type, _Schema] = {
    PartialDate: {"type": "string", "pattern": f"^{_EDTF}$", "examples": ["2017", "2017-06", "2017-06-30"]},
    Period: {"type": "string", "pattern": rf"^{_EDTF}?/({_EDTF}|\.\.)?$", "examples": ["2017-01/2018-12", "2017/.."]},
}
_VALUE_DEFINITIONS: dict[str, _Schema] = {
    "Value": {
        "description": "What is known of a value: the value itself, or a table that says what is known instead.",
        "anyOf": [
            {"$ref": "#/$defs/PossibleValue"},
            _form(one_of={"type": "array", "items": {"$ref": "#/$defs/PossibleValue"}, "minItems": 2}),
            _form(unknown={"const": True}),
        ],
    },
    "PossibleValue": {
        "description": "A value that is known, or bounded, or known not to exist.",
        "anyOf": [
            _TEXT,
            {"type": ["boolean", "number"]},
            _form(date=_DATE),
            _form(span={"type": "string", "pattern": "^P(-?[0-9]+M)?(-?[0-9]+D)?$"}),
            _form(set={"type": "array", "items": _TEXT, "uniqueItems": True}),
            _form(list={"type": "array", "items": {"$ref": "#/$defs/Entry"}}, complete={"type": "boolean"}),
            _form(absent=_TEXT),
            _form(between=_pair(_NUMBER)),
            _form(between_dates=_pair(_DATE)),
        ],
    },
    "Entry": {
        "description": "An entry of a list: a value, or a record of named values.",
        "anyOf": [_ANY_VALUE, _form(record={"type": "object", "additionalProperties": _ANY_VALUE})],
    },
}
