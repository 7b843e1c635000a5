"""Adds the values of each enumeration to its entry in the reference."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("autodoc-process-docstring", _list_values)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _list_values(_app: Sphinx, _what: str, _name: str, obj: object, _options: object, lines: list[str]) -> None:
    if isinstance(obj, type) and issubclass(obj, Enum):
        lines += ["", f"Values: {', '.join(f'``{one.value}``' for one in obj)}.", ""]
