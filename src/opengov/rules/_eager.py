"""Rows scored through arrays: each column becomes codes, each rule is looked up, whatever the frame."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from attrs import field, frozen

from opengov.errors import InvalidBook, Problem
from opengov.rules._lookups import BOOK, RANKS, Lookup, PointsLookup, Scheme

__all__ = ["Scores", "scores"]

Array: TypeAlias = np.ndarray
_CHUNK = 1 << 15  # rows whose arrays stay near the processor
_THREADS, _FEW_CHUNKS = 2, 4
_LANE = 16  # bits for points
_KEYS_IN_ADVANCE = 1 << 18  # combinations of classes settled before they are seen
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
    ready = _ready(scheme)
    points = np.empty((4 + 2 * len(scheme.criteria), count), dtype=np.int16)
    keys = np.empty(count if ready.settled is None else 0, dtype=np.int64)
    outcome = np.empty(count, dtype=np.uint8)
    core = np.empty(count, dtype=np.uint8)
    settled = ready.settled

    def score(start: int) -> None:
        here = slice(start, min(start + _CHUNK, count))
        found = _look_up(ready, codes, here, points[:, here])
        if settled is None:
            keys[here] = found
        else:
            np.take(settled[0], found, out=outcome[here], mode="clip")
            np.take(settled[1], found, out=core[here], mode="clip")

    starts = range(0, count, _CHUNK)
    if len(starts) < _FEW_CHUNKS:
        for start in starts:
            score(start)
    else:
        with ThreadPoolExecutor(_THREADS) as pool:
            list(pool.map(score, starts))
    if settled is None:
        _settle_seen(ready, keys, outcome, core)
    return Scores(points, outcome, core, np.flatnonzero(outcome == _INVALID))


@frozen(eq=False)
class _Gather:
    """One rule to gather from: its axes with their strides, and what it gives, in one number of 64 bits.

    The upper half is its part of the key; the lower half are the most and the least points. The possible points stand
    in a number of their own, where they are not always the same.
    """

    axes: tuple[tuple[str, int], ...]
    words: Array
    possible: Array | int


@frozen(eq=False)
class _Ready:
    scheme: Scheme
    gathers: tuple[_Gather, ...]
    sizes: tuple[int, ...]
    settled: tuple[Array, Array] | None


@lru_cache(maxsize=32)
def _ready(scheme: Scheme) -> _Ready:
    sizes = [int(one.classes.max()) + 2 for one in scheme.lookups]  # one class more, for what is not valid
    sizes.append(len(scheme.books))
    total = math.prod(sizes)
    if total > _MOST_KEYS:
        raise InvalidBook("rulebook", [Problem("criteria", f"have more than {_MOST_KEYS} different results together")])
    gathers = []
    for place, one in enumerate(scheme.lookups):
        classes = np.where(one.valid, one.classes, sizes[place] - 1).astype(np.int64)
        gathers.append(_gather(one, classes * math.prod(sizes[place + 1 :])))
    made = _Ready(scheme, tuple(gathers), tuple(sizes), None)
    if total <= _KEYS_IN_ADVANCE:
        return _Ready(scheme, tuple(gathers), tuple(sizes), _settle(made, np.arange(total)))
    return made


def _gather(one: Lookup, key: Array) -> _Gather:
    several = zip(one.axes, one.strides, one.shape, strict=True)
    axes = tuple((name, stride) for name, stride, size in several if size > 1)
    if not isinstance(one, PointsLookup):
        return _Gather(axes, key << 32, 0)
    possible = one.possible_low | (one.possible_high << _LANE)
    always = bool((possible == possible[0]).all())
    return _Gather(axes, key << 32 | one.high << _LANE | one.low, int(possible[0]) if always else possible)


def _look_up(ready: _Ready, codes: Mapping[str, Array], here: slice, points: Array) -> Array:
    """Write the points of some rows and return their keys."""
    count = points.shape[1]
    total, word, index, limits, limit = (np.empty(count, dtype=np.int64) for _ in range(5))
    total[:] = codes[BOOK][here] if BOOK in codes else 0
    total <<= 32
    limits[:] = sum(one.possible for one in ready.gathers if isinstance(one.possible, int))
    for place, gather in enumerate(ready.gathers):
        _index(gather, codes, here, index)
        np.take(gather.words, index, out=word, mode="clip")
        total += word
        if place < len(ready.scheme.criteria):
            lanes = word.view(np.int16).reshape(count, 4)
            points[4 + 2 * place] = lanes[:, 0]
            points[5 + 2 * place] = lanes[:, 1]
        if not isinstance(gather.possible, int):
            limits += np.take(gather.possible, index, out=limit, mode="clip")
    sums, most = total.view(np.int16).reshape(count, 4), limits.view(np.int16).reshape(count, 4)
    points[0], points[1], points[2], points[3] = sums[:, 0], sums[:, 1], most[:, 0], most[:, 1]
    total >>= 32
    return total


def _index(gather: _Gather, codes: Mapping[str, Array], here: slice, index: Array) -> None:
    """Write where in the arrays of a rule each of some rows stands."""
    small = np.min_scalar_type(len(gather.words) - 1).type  # small numbers are added fastest
    found = None
    for name, stride in gather.axes:
        part = codes[name][here].astype(small, copy=False)
        part = part if stride == 1 else part * small(stride)
        found = part if found is None else found + part
    index[:] = 0 if found is None else found


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
