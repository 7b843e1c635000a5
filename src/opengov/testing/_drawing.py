"""How an object of the model is drawn: its required fields, a few of the others, and then what makes them agree."""

from __future__ import annotations

import itertools
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import cache

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from opengov.codec import VALUE_TYPES, field_types
from opengov.model._integrity import _IDENTITIES, _REFERENCES
from opengov.model._noun import Noun
from opengov.model.dates import PartialDate, Period
from opengov.testing._agreement import FILLED, LATER, fill, settle
from opengov.testing._world import World
from opengov.testing.primitives import counts, days, ids, partial_dates, periods, texts
from opengov.testing.values import values

__all__ = ["Pinned", "draw_noun", "draw_nouns", "drawn"]

_N = typing.TypeVar("_N", bound=Noun)
Pinned: typing.TypeAlias = Mapping[str, st.SearchStrategy[object]]
_Maker: typing.TypeAlias = Callable[[DrawFn, World | None], object]

# text fields that name something, and are checked as ids are
_NAMES = frozenset(
    {
        "about",
        "code",
        "criterion",
        "edition",
        "id",
        "indicator",
        "kind",
        "label",
        "scheme",
        "series",
        "topic",
        "variable",
    }
)
_MOST_AT_ONCE = 3


def drawn(cls: type[_N], pinned: Pinned | None = None) -> st.SearchStrategy[_N]:
    """Return the strategy that draws objects of a class, with other strategies for the fields that are pinned."""
    unknown = set(pinned or ()) - set(_shape(cls).makers)
    if unknown:
        msg = f"{cls.__name__} has no field {', '.join(sorted(unknown))}"
        raise TypeError(msg)
    return _noun(cls, pinned or {})


@st.composite
def _noun(draw: DrawFn, cls: type[_N], pinned: Pinned) -> _N:
    return draw_noun(draw, cls, pinned)


def draw_noun(draw: DrawFn, cls: type[_N], pinned: Pinned | None = None, world: World | None = None) -> _N:
    """Draw one object: in a world, its references are to what stands there; else they are to anything."""
    shape = _shape(cls)
    found: dict[str, object] = {name: draw(strategy) for name, strategy in (pinned or {}).items()}
    fixed = frozenset(found)
    ...
