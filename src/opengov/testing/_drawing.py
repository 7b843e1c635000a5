"""How an object of the model is drawn: its required fields, a few of the others, and then what makes them agree."""

from __future__ import annotations

import itertools
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum

import attrs
from hypothesis import strategies as st

from opengov.codec import VALUE_TYPES, field_types
from opengov.model._integrity import REFERENCES
from opengov.model._noun import Noun
from opengov.model.dates import PartialDate, Period
from opengov.model.milestones import MilestoneLink, ProgressReport
from opengov.testing._agreement import Found, fill, once, prepare, settle
from opengov.testing._primitives import counts, days, ids, partial_dates, periods, texts
from opengov.testing._values import values
from opengov.testing._world import World

__all__ = ["Pinned", "draw_noun", "draw_nouns", "drawn"]

_N = typing.TypeVar("_N", bound=Noun)
_Maker: typing.TypeAlias = Callable[[st.DrawFn, World | None], object]
Pinned: typing.TypeAlias = Mapping[str, st.SearchStrategy[object]]

# fields of text that name something, and are checked as ids are
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
_SEVERAL = 2
_MEAN_OTHERS = 2


def drawn(cls: type[_N], pinned: Pinned) -> st.SearchStrategy[_N]:
    """Return what draws objects of a class, with strategies of the caller's for the fields that are pinned.

    Raises
    ------
    TypeError
        For a field that the class does not have.
    """
    unknown = sorted(set(pinned) - field_types(cls).keys())
    if unknown:
        msg = f"{cls.__name__} has no field {', '.join(unknown)}; it has {', '.join(field_types(cls))}"
        raise TypeError(msg)
    return st.deferred(lambda: _prepared(cls, pinned))  # worked out when a test begins, not when its module is imported


def _prepared(cls: type[_N], pinned: Pinned) -> st.SearchStrategy[_N]:
    prepare(cls)
    return _nouns(cls, pinned)


@st.composite
def _nouns(draw: st.DrawFn, cls: type[_N], pinned: Pinned) -> _N:
    return draw_noun(draw, cls, pinned=pinned)


def draw_noun(
    draw: st.DrawFn, cls: type[_N], world: World | None = None, pinned: Pinned = types.MappingProxyType({})
) -> _N:
    """Draw an object; in a world its references are to what stands there, elsewhere to anything."""
    shape = _shape(cls)
    found: Found = {name: draw(strategy) for name, strategy in pinned.items()}
    fixed = frozenset(found)
    if world is not None and "id" in shape.makers:
        found["id"] = world.name(cls)
    fill(draw, cls, found)
    for name in itertools.chain(shape.required, _others(draw, shape)):
        if name not in found:
            value = shape.makers[name](draw, world)
            if value is not None:
                found[name] = value
    settle(cls, found, fixed, world)
    make: Callable[..., _N] = cls
    noun = make(**found)
    if world is not None:
        world.add(noun)
    return noun


def _others(draw: st.DrawFn, shape: _Shape) -> Iterator[str]:
    """Yield some of the fields that may be left out, each just before its value, so that both shrink together."""
    for _ in range(shape.most):
        name = draw(shape.other)
        if not name:
            return
        yield name


def draw_nouns(draw: st.DrawFn, cls: type[_N], world: World | None, count: int) -> tuple[_N, ...]:
    """Draw several objects of a class, no two of which state the same fact; none where they would refer to nothing."""
    if world is not None and not all(world.ids[kind] for kind in _shape(cls).needs):
        return ()
    return once(cls, [draw_noun(draw, cls, world) for _ in range(count)])


@attrs.frozen(eq=False)
class _Shape:
    """How to draw each field of a class, which always, which other next, and the kinds that it must refer to."""

    makers: Mapping[str, _Maker]
    required: tuple[str, ...]
    other: st.SearchStrategy[str]
    most: int
    needs: tuple[str, ...]


def _shape(cls: type[Noun]) -> _Shape:
    if cls not in _SHAPES:
        _SHAPES[cls] = _shape_of(cls)
    return _SHAPES[cls]


def _shape_of(cls: type[Noun]) -> _Shape:
    fields = field_types(cls)
    makers = {name: _maker(cls, name, kind) for name, (_, kind) in fields.items()}
    required = tuple(name for name, (field, _) in fields.items() if field.default is attrs.NOTHING)
    others = [name for name in fields if name not in required]
    stops = [""] * max(1, len(others) // _MEAN_OTHERS)
    needs = tuple(kind for name, kind in REFERENCES.get(cls, {}).items() if name in required)
    return _Shape(makers, required, st.sampled_from([*stops, *others]), len(others), needs)


def _maker(cls: type[Noun], name: str, kind: object) -> _Maker:
    several = typing.get_origin(kind) is tuple
    referred = "source" if name == "sources" else REFERENCES.get(cls, {}).get(name)
    if referred is not None:
        return _references(referred) if several else _reference(referred)
    inner = typing.get_args(kind)[0] if several else _without_none(kind)
    if isinstance(inner, type) and issubclass(inner, Noun) and inner not in _LEAVES:
        return _some_nouns(inner) if several else _one_noun(inner)
    strategy = _strategy(cls, name, inner)
    return _leaf(st.lists(strategy, max_size=_SEVERAL).map(tuple) if several else strategy)


def _reference(kind: str) -> _Maker:
    return lambda draw, world: draw(_IDS) if world is None else world.pick(draw, kind)


def _references(kind: str) -> _Maker:
    def make(draw: st.DrawFn, world: World | None) -> tuple[str, ...]:
        picked = (draw(_IDS) if world is None else world.pick(draw, kind) for _ in range(draw(_FEW)))
        return tuple(dict.fromkeys(name for name in picked if name is not None))

    return make


def _one_noun(cls: type[Noun]) -> _Maker:
    return lambda draw, world: draw_noun(draw, cls, world)


def _some_nouns(cls: type[Noun]) -> _Maker:
    return lambda draw, world: draw_nouns(draw, cls, world, draw(_FEW))


def _leaf(strategy: st.SearchStrategy[object]) -> _Maker:
    return lambda draw, _world: draw(strategy)


def _strategy(cls: type[Noun], name: str, kind: object) -> st.SearchStrategy[object]:
    """Return what draws a field that holds no other noun."""
    if cls is MilestoneLink and name == "lag_days":
        return st.integers(-60, 60)
    if cls is ProgressReport and name == "percent":
        return st.integers(0, 100)
    if kind is str:
        return _IDS if name in _NAMES else _TEXTS
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if VALUE_TYPES.issuperset(typing.get_args(kind) or (kind,)):
        return values()
    return _LEAVES[kind]


def _without_none(kind: object) -> object:
    parts = [part for part in typing.get_args(kind) if part is not types.NoneType]
    return parts[0] if len(parts) == 1 else kind


_SHAPES: dict[type[Noun], _Shape] = {}
_IDS = ids()
_TEXTS = texts()
_FEW = st.integers(1, _SEVERAL)
_LEAVES: Mapping[object, st.SearchStrategy[object]] = {
    bool: st.booleans(),
    date: days(),
    int: counts(),
    PartialDate: partial_dates(),
    Period: periods(),
}
