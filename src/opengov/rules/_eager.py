"""Rows scored through arrays: each column becomes codes, each rule is looked up, whatever the frame."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeAlias, TypeVar

import numpy as np
from attrs import evolve, field, frozen

from opengov.errors import InvalidBook, Problem
from opengov.rules._lookups import BOOK, RANKS, Lookup, PointsLookup, Scheme

__all__ = ["Scores", "chunks", "scores", "side_by_side"]

S = TypeVar("S")
T = TypeVar("T")
Array: TypeAlias = np.ndarray
_CHUNK = 1 << 16  # rows whose arrays stay near the processor
_THREADS = 2
_RANK_BITS = 4
_MANY = 1 << 17  # rows
_CELLS_TOGETHER = 1 << 15  # combinations of criteria whose points stay near the processor, where rows are many
_FEW_CELLS_TOGETHER = 1 << 12
_HULL = 2  # pairs: the least and most points, and possible points
_RECORDS = (4, 8, 16)  # pairs in a record, so that it is copied as a whole
_MOST_TOGETHER = _RECORDS[-1] - _HULL
_SETTLED_IN_ADVANCE = 1 << 20  # combinations settled before they are seen
_SEEN_KEYS = 1 << 24
_MOST_KEYS = 1 << 31
_MET, _NOT_MET, _OPEN, _NOT_APPLICABLE = 3, 0, 1, 4
_INVALID = len(RANKS)


@frozen(eq=False)
class Scores:
    """What rows come to.

    Parameters
    ----------
    points
        Eight bytes and more for each row: the hull of the points and of the possible points, then the least and most
        points of each criterion, one column each.
    outcome, core
        The rank of the outcome, in ``RANKS``, and of that of the threshold alone.
    invalid
        The rows with a value that their book does not allow.
    """

    points: Array = field(repr=False)
    outcome: Array = field(repr=False)
    core: Array = field(repr=False)
    invalid: Array = field(repr=False)


def scores(scheme: Scheme, codes: Mapping[str, Array], count: int) -> Scores:
    """Return what the rows of some codes come to.

    Parameters
    ----------
    scheme
        The books made ready.
    codes
        For each measure that is a column, the code of each row; under ``BOOK`` the place of its book.
    count
        How many rows there are.
    """
    ready = _ready(scheme, many=count >= _MANY)
    points = np.empty((4 + 2 * len(scheme.criteria), count), dtype=np.int16)
    keys = np.empty(count if ready.settled is None else 0, dtype=np.int64)
    outcome = np.empty(count, dtype=np.uint8)
    core = np.empty(count, dtype=np.uint8)

    def score(here: slice) -> None:
        found = _look_up(ready, codes, here, points[:, here])
        if ready.settled is None:
            keys[here] = found
        else:
            both = np.take(ready.settled, found, mode="clip")
            np.right_shift(both, _RANK_BITS, out=outcome[here])
            np.bitwise_and(both, (1 << _RANK_BITS) - 1, out=core[here])

    side_by_side(score, chunks(count), count)
    if ready.settled is None:
        _settle_seen(ready, keys, outcome, core)
    return Scores(points, outcome, core, np.flatnonzero(outcome == _INVALID))


def chunks(count: int) -> Iterator[slice]:
    """Yield the rows in pieces."""
    return (slice(start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK))


def side_by_side(work: Callable[[S], T], on: Iterable[S], count: int) -> list[T]:
    """Return what some work gives on several things; two at a time where there are so many rows that it pays."""
    if count < _MANY:
        return list(map(work, on))
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(work, on))


@frozen(eq=False)
class _Block:
    """Rules that are looked up together.

    Parameters
    ----------
    axes
        The measures that they read, each with how many codes it has; the last one runs fastest.
    cells
        How many combinations of codes there are.
    ids
        The criteria among them.
    pairs
        For each combination a record of pairs: the hull of the points and of the possible points of all these criteria
        together, then of the points of each; nothing for requirements. The least is in the lower half of a number, the
        most in the upper half.
    keys
        The part of the key of a row: that of each combination, or so many times the place of the combination.
    """

    axes: tuple[tuple[str, int], ...]
    cells: int
    ids: tuple[str, ...]
    pairs: Array | None
    keys: Array | int


@frozen(eq=False)
class _Ready:
    """A scheme made ready: ``settled`` has the outcome and that of the threshold for each key, if they are few."""

    scheme: Scheme
    blocks: tuple[_Block, ...]
    sizes: tuple[int, ...]
    settled: Array | None


@lru_cache(maxsize=32)
def _ready(scheme: Scheme, *, many: bool) -> _Ready:
    """Return a scheme made ready for few rows, or for so many that all outcomes are best settled in advance."""
    sizes = [int(one.classes.max()) + 2 for one in scheme.lookups]  # one class more, for what is not valid
    sizes.append(len(scheme.books))
    total = math.prod(sizes)
    if total > _MOST_KEYS:
        raise InvalidBook("rulebook", [Problem("criteria", f"have more than {_MOST_KEYS} different results together")])
    keys = {
        one.id: np.where(one.valid, one.classes, sizes[place] - 1) * math.prod(sizes[place + 1 :])
        for place, one in enumerate(scheme.lookups)
    }
    most = _CELLS_TOGETHER if many else _FEW_CELLS_TOGETHER
    blocks = [_block(several, keys) for several in _together(scheme.lookups, most)]
    made = _Ready(scheme, tuple(blocks), tuple(sizes), None)
    if not many:
        return made
    if len(scheme.books) == 1 and math.prod(one.cells for one in blocks) <= _SETTLED_IN_ADVANCE:
        # few enough to know the outcome by the combinations themselves, without their classes
        every = np.zeros(1, dtype=np.int64)
        for place, one in enumerate(blocks):
            every = (every[:, np.newaxis] + one.keys).reshape(-1)
            blocks[place] = evolve(one, keys=math.prod(later.cells for later in blocks[place + 1 :]))
        return evolve(made, blocks=tuple(blocks), settled=_packed(*_settle(made, every)))
    if total <= _SETTLED_IN_ADVANCE:
        return evolve(made, settled=_packed(*_settle(made, np.arange(total))))
    return made


def _together(lookups: tuple[Lookup, ...], most: int) -> Iterator[tuple[Lookup, ...]]:
    """Yield the rules, as many criteria at a time as have few combinations together."""
    held: tuple[Lookup, ...] = ()
    for one in lookups:
        more = (*held, one)
        cells = math.prod(dict(itertools.chain(*map(_sizes, more))).values())
        if not isinstance(one, PointsLookup):
            yield (one,)
        elif held and (cells > most or len(more) > _MOST_TOGETHER):
            yield held
            held = (one,)
        else:
            held = more
    if held:
        yield held


def _sizes(one: Lookup) -> Iterator[tuple[str, int]]:
    return ((name, size) for name, size in zip(one.axes, one.shape, strict=True) if size > 1)


def _block(several: tuple[Lookup, ...], keys: Mapping[str, Array]) -> _Block:
    sizes = dict(itertools.chain(*map(_sizes, several)))
    shape = tuple(sizes.values())
    cells = math.prod(shape)
    grid = dict(zip(sizes, np.indices(shape, dtype=np.int64).reshape(len(shape), cells), strict=True))
    key = np.zeros(cells, dtype=np.int64)
    hull = np.zeros((2 * _HULL, cells), dtype=np.int64)
    ends: list[Array] = []
    for one in several:
        own = {name: stride for name, stride in zip(one.axes, one.strides, strict=True) if name in sizes}
        index = sum((grid[name] * stride for name, stride in own.items()), np.zeros(cells, dtype=np.int64))
        key += keys[one.id][index]
        if isinstance(one, PointsLookup):
            hull += np.stack([one.low, one.high, one.possible_low, one.possible_high])[:, index]
            ends += [one.low[index], one.high[index]]
    criteria = tuple(one.id for one in several if isinstance(one, PointsLookup))
    return _Block(
        tuple(sizes.items()), cells, criteria, _pairs([*hull, *ends]) if criteria else None, key.astype(np.uint32)
    )


def _pairs(numbers: list[Array]) -> Array:
    """Return least and most numbers, in turns, as records of pairs: each half a byte where they fit."""
    size = next(size for size in _RECORDS if 2 * size >= len(numbers))
    fit = all(one.min() >= 0 and one.max() <= np.iinfo(np.uint8).max for one in numbers)
    half = np.uint8 if fit else np.uint16
    records = np.zeros((len(numbers[0]), 2 * size), dtype=half)
    records[:, : len(numbers)] = np.stack(numbers, axis=-1).astype(half)
    least, most = records[:, 0::2], records[:, 1::2]
    whole = np.uint16 if fit else np.uint32
    pairs: Array = np.left_shift(most.astype(whole), 8 * least.itemsize) | least
    return pairs


def _packed(outcome: Array, core: Array) -> Array:
    both: Array = outcome << np.uint8(_RANK_BITS) | core
    return both


def _look_up(ready: _Ready, codes: Mapping[str, Array], here: slice, points: Array) -> Array:
    """Write the points of some rows and return their keys."""
    count = points.shape[1]
    keys = np.zeros(count, dtype=np.uint32)
    if BOOK in codes:
        keys += codes[BOOK][here]
    done = 0
    for block in ready.blocks:
        places = _places(block, codes, here, count)
        if isinstance(block.keys, int):
            keys += places * np.uint32(block.keys)
        if block.pairs is None and isinstance(block.keys, int):
            continue
        index = places.astype(np.intp)
        if not isinstance(block.keys, int):
            keys += np.take(block.keys, index, mode="clip")
        if block.pairs is not None:
            found = np.take(block.pairs, index, axis=0, mode="clip")
            _unpack(found, points[: 2 * _HULL], add=done > 0)
            _unpack(found[:, _HULL:], points[2 * (_HULL + done) :][: 2 * len(block.ids)], add=False)
            done += len(block.ids)
    if not done:
        points.fill(0)
    return keys.astype(np.intp)


def _unpack(pairs: Array, points: Array, *, add: bool) -> None:
    """Write the least and the most of pairs to points, in turns, or add them."""
    half = 4 * pairs.itemsize
    lower = pairs.dtype.type((1 << half) - 1)
    points = points.view(np.uint16)  # the same bits, also of what is below zero
    for place in range(len(points) // 2):
        pair = pairs[:, place].copy()  # apart, whole vectors of them are split at once
        least, most = points[2 * place : 2 * place + 2]
        if add:
            np.add(least, pair & lower, out=least, casting="unsafe")
            np.add(most, pair >> half, out=most, casting="unsafe")
        else:
            np.bitwise_and(pair, lower, out=least, casting="unsafe")
            np.right_shift(pair, half, out=most, casting="unsafe")


def _places(block: _Block, codes: Mapping[str, Array], here: slice, count: int) -> Array:
    """Return where in the arrays of a block each of some rows stands."""
    small = np.min_scalar_type(block.cells).type  # small numbers are added fastest
    found: Array | None = None
    for name, size in block.axes:
        part = codes[name][here].astype(small, copy=False)
        if found is None:
            found = part.copy()
        else:
            found *= small(size)
            found += part
    return np.zeros(count, dtype=small) if found is None else found


def _settle_seen(ready: _Ready, keys: Array, outcome: Array, core: Array) -> None:
    """Settle only the combinations that occur."""
    total = math.prod(ready.sizes)
    if total <= _SEEN_KEYS:
        seen = np.zeros(total, dtype=bool)
        seen[keys] = True
        different = np.flatnonzero(seen)
        tables = np.empty((2, total), dtype=np.uint8)
        tables[:, different] = _settle(ready, different)
        np.take(tables[0], keys, out=outcome, mode="clip")
        np.take(tables[1], keys, out=core, mode="clip")
        return
    different, places = np.unique(keys, return_inverse=True)
    tables = np.array(_settle(ready, different))
    np.take(tables[0], places, out=outcome, mode="clip")
    np.take(tables[1], places, out=core, mode="clip")


def _settle(ready: _Ready, keys: Array) -> tuple[Array, Array]:
    """Return the rank of the outcome, and of that of the threshold alone, for combinations of classes.

    What is possible is kept as the rank of the worst and of the best outcome: of things that are all required, the
    worst is the least of the worst, the best the least of the best; and where both are one, nothing else is possible.
    """
    scheme = ready.scheme
    classes = list(_classes(ready.sizes, keys))
    book = classes[-1]
    invalid = np.zeros(len(keys), dtype=bool)
    for one, size in zip(classes[:-1], ready.sizes[:-1], strict=True):
        invalid |= one == size - 1
    classes = [np.minimum(one, size - 2) for one, size in zip(classes[:-1], ready.sizes[:-1], strict=True)]
    wholes, cores = [], []
    for variant in range(scheme.need.shape[1]):
        worst, best = _core(scheme, classes, scheme.need[book, variant], variant)
        cores.append((worst, best))
        for rule, place in zip(scheme.requirements, classes[len(scheme.criteria) :], strict=True):
            worst = np.minimum(worst, rule.worst[variant][place])
            best = np.minimum(best, rule.best[variant][place])
        wholes.append((worst, best))
    return _agreed(wholes, invalid), _agreed(cores, invalid)


def _classes(sizes: tuple[int, ...], keys: Array) -> Iterator[Array]:
    for place in range(len(sizes)):
        yield keys // math.prod(sizes[place + 1 :]) % sizes[place]


def _core(scheme: Scheme, classes: list[Array], need: Array, variant: int) -> tuple[Array, Array]:
    """Return the ranks of the worst and the best outcome of the threshold."""
    count = len(need)
    if not scheme.criteria:
        return np.full(count, _NOT_APPLICABLE), np.full(count, _NOT_APPLICABLE)
    least, most, fewest = (np.zeros(count, dtype=np.int64) for _ in range(3))
    for one, place in zip(scheme.criteria, classes, strict=False):
        least += one.least[variant][place]
        most += one.most[variant][place]
        fewest += one.fewest[variant][place]
    too_few = fewest < need  # or may be: then it is open, whatever else is possible
    worst = np.where(too_few, _OPEN, np.where(least >= 0, _MET, _NOT_MET))
    best = np.where(too_few, _OPEN, np.where(most < 0, _NOT_MET, _MET))
    return worst, best


def _agreed(several: list[tuple[Array, Array]], invalid: Array) -> Array:
    worst = np.minimum.reduce([one for one, _ in several])
    best = np.maximum.reduce([one for _, one in several])
    return np.where(invalid, _INVALID, np.where(worst == best, worst, _OPEN)).astype(np.uint8)
