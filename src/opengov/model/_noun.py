"""What every class of the model shares: a short, readable repr."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import attrs

__all__ = ["Noun"]


class Noun:
    """Base of the model's frozen classes; its repr leaves out whatever stands at its default."""

    __slots__ = ()
    if TYPE_CHECKING:  # every subclass is an attrs class, and has it
        __attrs_attrs__: ClassVar[tuple[attrs.Attribute[object], ...]]

    def __repr__(self) -> str:
        cls = type(self)
        shown = (
            f"{field.name}={value!r}"
            for field in attrs.fields(cls)
            if field.repr and (value := getattr(self, field.name)) != field.default
        )
        return f"{cls.__name__}({', '.join(shown)})"
