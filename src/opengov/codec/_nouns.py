"""The classes of the model: read by going through their fields, which starts faster than code made for each class."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from types import UnionType
from typing import Any, TypeAlias

import attrs

from opengov.codec._misfit import LISTED, NO_SUCH_KEY, Hook, Misfit, Rest, as_table, clean, unknown_keys
from opengov.codec._values import VALUE_TYPES
from opengov.errors import Problem, Problems
from opengov.model.dates import PartialDate, Period
from opengov.model.values import UNKNOWN

__all__ = ["Writer", "field_types", "noun_reader", "noun_writer"]

Writer: TypeAlias = Callable[[Any], object]
"""What writes an object of one type as plain data."""

_INDEX = r"(\[\d+\])+$"


def field_types(cls: type) -> dict[str, tuple[attrs.Attribute[object], object]]:
    """Return the fields of a class that a file can hold, with their types; strings among these are resolved."""
    fields = [field for field in attrs.fields(cls) if field.init]
    written = any(isinstance(field.type, str) for field in fields)
    hints = typing.get_type_hints(cls) if written else {field.name: field.type for field in fields}
    return {field.name: (field, hints[field.name]) for field in fields}


def noun_reader(cls: type, readers: Mapping[object, Hook]) -> Hook:
    """Return the hook that reads an object of a class from a table."""
    return _Plan(cls, readers).read


def noun_writer(cls: type, writers: Mapping[object, Writer]) -> Callable[[object], dict[str, object]]:
    """Return the function that writes an object of a class as a table, without what stands at its default."""
    plan: list[tuple[str, object, Writer]] = []

    def write(noun: object) -> dict[str, object]:
        if not plan:
            plan[:] = [(name, _default(field), writers[kind]) for name, (field, kind) in field_types(cls).items()]
        table: dict[str, object] = {}
        for name, default, write_field in plan:
            value = getattr(noun, name)
            if value is default or value == default:
                continue
            try:
                table[name] = write_field(value)
            except Problem as problem:
                raise problem.below(name) from None
        return table

    return write


class _Plan:
    """How the keys of a table become the fields of a class, learnt as they are met: a file uses few of them.

    ``entries`` holds for each key met its hook, its type, and what can stand in for it while the rest is checked.
    """

    __slots__ = ("cls", "entries", "fields", "readers", "required")

    def __init__(self, cls: type, readers: Mapping[object, Hook]) -> None:
        self.cls = cls
        self.readers = readers
        self.fields = field_types(cls)
        self.required = {name for name, (field, _) in self.fields.items() if field.default is attrs.NOTHING}
        self.entries: dict[str, tuple[Hook, object, object]] = {}

    def read(self, data: object, _type: object = None) -> object:
        problems: list[Problem] = []
        table = data if type(data) is dict else as_table(data, problems)
        values: dict[str, object] = {}
        unknown = False
        for key, item in table.items():
            entry = self.entries.get(key) or self._learn(key)
            if entry is None:
                unknown = True
                continue
            hook, kind, spare = entry
            try:
                values[key] = hook(item, kind)
            except Misfit as misfit:
                values[key] = spare if misfit.rest is Rest.GAP else misfit.rest
                problems += [problem.below(key) for problem in misfit.problems]
                if len(problems) >= LISTED:
                    raise Misfit(problems, Rest.LOST) from None
        if unknown:
            problems += unknown_keys(table, self.fields)
        if not self.required <= values.keys():
            for key in sorted(self.required - values.keys()):
                problems.append(Problem(key, "the key is missing", "it is required"))
                values[key] = _spare(*self.fields[key])
        if problems:
            raise self._rescue(values, problems)
        try:
            return self.cls(**values)
        except ValueError as error:
            own = _own_words(error)
            raise Misfit(own, self._with_gaps(values, own)) from None

    def _learn(self, key: str) -> tuple[Hook, object, object] | None:
        if key not in self.fields:
            return None
        field, kind = self.fields[key]
        entry = self.entries[key] = (self.readers[kind], kind, _spare(field, kind))
        return entry

    def _rescue(self, values: dict[str, object], problems: list[Problem]) -> Misfit:
        """Build the object with stand-ins for what cannot be read, so that its checks find what else is wrong."""
        if Rest.LOST in values.values():
            return Misfit(problems, Rest.LOST)
        try:
            return Misfit(problems, self.cls(**values))
        except ValueError as error:
            own = _own_words(error)
        excused = _Excused(problems)
        problems += [problem for problem in own if not excused.covers(problem.path)]
        return Misfit(problems, self._with_gaps(values, own))

    def _with_gaps(self, values: dict[str, object], own: list[Problem]) -> object:
        """Return the object without the fields that its own checks refuse, so that the whole can still be checked."""
        for problem in own:
            name = re.sub(_INDEX, "", problem.path)
            if name not in self.fields:
                return Rest.LOST
            values[name] = _spare(*self.fields[name])
        try:
            return Rest.LOST if Rest.LOST in values.values() else self.cls(**values)
        except ValueError:
            return Rest.LOST


class _Excused:
    """The places where a check may fail only because something there could not be read."""

    def __init__(self, problems: list[Problem]) -> None:
        paths = [re.sub(_INDEX, "", problem.path) for problem in problems if problem.message != NO_SUCH_KEY]
        self.fields = set(paths)
        self.around = {path[: dot.start()] for path in paths for dot in re.finditer(r"\.", path)}

    def covers(self, path: str) -> bool:
        if not path:
            return bool(self.fields)
        return path in self.around or re.sub(_INDEX, "", path) in self.fields


def _own_words(error: ValueError) -> list[Problem]:
    """Return what the checks of a class found, safe to print."""
    if isinstance(error, Problems):
        found = error.problems
    else:
        found = (error if isinstance(error, Problem) else Problem("", str(error)),)
    return [Problem(each.path, clean(each.message), clean(each.hint), each.line, each.column) for each in found]


def _default(field: attrs.Attribute[object]) -> object:
    factory = getattr(field.default, "factory", None)
    return field.default if factory is None else factory()


def _spare(field: attrs.Attribute[object], kind: object) -> object:
    """Return what can stand in for a field whose text cannot be read, in the one way that offends no check."""
    if field.name == "id":
        return Rest.LOST  # others refer to it
    if field.default is not attrs.NOTHING:
        return _default(field)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if isinstance(kind, UnionType) and set(typing.get_args(kind)) <= VALUE_TYPES:
        return UNKNOWN
    if typing.get_origin(kind) is tuple:
        return ()
    return _SPARES.get(kind, Rest.LOST)


_SPARES: dict[object, object] = {
    str: "?",
    bool: False,
    int: 0,
    float: 0.0,
    PartialDate: PartialDate("[0001-01-01..9999-12-31]"),
    Period: Period(),
}
