"""What every class of the model shares: a short, readable repr, and that attrs builds it when it is first used."""

from __future__ import annotations

import inspect
from threading import RLock
from typing import TYPE_CHECKING, ClassVar, NoReturn

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from attrs import frozen as noun

__all__ = ["Noun", "noun"]

_WAITING: dict[type[Noun], dict[str, Any]] = {}
_LOCK = RLock()  # building a class builds the ones that it derives from


class _Fields:
    """The fields of a class that waits to be built: who asks for them builds it, and finds them on the class then."""

    def __get__(self, _noun: Noun | None, cls: type[Noun]) -> tuple[attrs.Attribute[object], ...]:
        _build(cls)
        for base in cls.__mro__:
            if "__attrs_attrs__" in vars(base) and base is not Noun:
                fields: tuple[attrs.Attribute[object], ...] = vars(base)["__attrs_attrs__"]
                return fields
        raise AttributeError("__attrs_attrs__", obj=cls)


class _Signature:
    """How objects of a class are made, for help() and the documentation."""

    def __get__(self, _noun: Noun | None, cls: type[Noun]) -> inspect.Signature:
        _build(cls)
        made = inspect.signature(cls.__init__)
        return made.replace(parameters=list(made.parameters.values())[1:])


class _Positions:
    """The fields by which a pattern takes an object apart."""

    def __get__(self, _noun: Noun | None, cls: type[Noun]) -> tuple[str, ...]:
        return tuple(field.name for field in cls.__attrs_attrs__ if field.init and not field.kw_only)


class Noun:
    """Base of the model's frozen classes; its repr leaves out whatever stands at its default."""

    __slots__ = ()
    __signature__ = _Signature()
    if TYPE_CHECKING:  # every subclass is an attrs class, and has it
        __attrs_attrs__: ClassVar[tuple[attrs.Attribute[object], ...]]
    else:
        __attrs_attrs__ = _Fields()
        __match_args__ = _Positions()  # an object from a pickle may be matched before its class is built

    def __init__(self, *args: object, **values: object) -> None:
        """Make the first object of a class that waits to be built; attrs gives it an ``__init__`` of its own."""
        cls = type(self)
        _build(cls)
        cls.__init__(self, *args, **values)

    # of attrs classes too, but an object from a pickle may be there before its class is built
    def __setattr__(self, _name: str, _value: object) -> NoReturn:
        raise attrs.exceptions.FrozenInstanceError

    def __delattr__(self, _name: str) -> NoReturn:
        raise attrs.exceptions.FrozenInstanceError

    def __repr__(self) -> str:
        cls = type(self)
        shown = (
            f"{field.name}={value!r}"
            for field in attrs.fields(cls)
            if field.repr and (value := getattr(self, field.name)) != field.default
        )
        return f"{cls.__name__}({', '.join(shown)})"


if not TYPE_CHECKING:

    def noun(**options: bool) -> Callable[[type[Noun]], type[Noun]]:
        """Declare a class of the model, as ``attrs.frozen`` without slots, to be built when it is first used.

        attrs writes and compiles code for each class: most of what importing the model would take. A case uses few.
        """

        def declare(cls: type[Noun]) -> type[Noun]:
            _WAITING[cls] = options
            return cls

        return declare


def _build(cls: type[Noun]) -> None:
    with _LOCK:
        for one in reversed(cls.__mro__):
            if one in _WAITING:
                attrs.frozen(**_WAITING[one])(one)
                del _WAITING[one]
