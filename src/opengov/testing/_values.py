"""Strategies for values: known, absent, in a range, one of several, unknown."""

from __future__ import annotations

from hypothesis import strategies as st

from opengov.model.values import UNKNOWN, Absent, Between, Known, Listing, OneOf, Record, Scalar, Value
from opengov.testing._primitives import days, ids, spans, texts

__all__ = [
    "absent_values",
    "choices",
    "known_values",
    "listings",
    "numbers",
    "ranges",
    "records",
    "scalars",
    "values",
]

_KINDS = ("not covered", "never", "ND", "NR", "NA")


def numbers() -> st.SearchStrategy[int | float]:
    """Draw finite numbers, whole or not."""
    return _NUMBERS


def scalars() -> st.SearchStrategy[Scalar]:
    """Draw everything that can be known of a measure: truth, number, word, day, length of time, set or list."""
    return _SCALARS


def records() -> st.SearchStrategy[Record]:
    """Draw entries of lists: a few named values."""
    return st.dictionaries(ids(), _SIMPLE, max_size=2).map(lambda named: Record(tuple(named.items())))


def listings() -> st.SearchStrategy[Listing]:
    """Draw lists of records and values, complete or not."""
    entries = st.lists(st.one_of(_SIMPLE, records()), max_size=2)
    return st.builds(Listing, entries=entries.map(tuple), complete=st.booleans())


def known_values() -> st.SearchStrategy[Known]:
    """Draw values that are known."""
    return _SCALARS.map(Known)


def absent_values() -> st.SearchStrategy[Absent]:
    """Draw values that are known not to exist, with the kind of absence."""
    return st.one_of(st.sampled_from(_KINDS), texts()).map(Absent)


def ranges() -> st.SearchStrategy[Between]:
    """Draw ranges of numbers and of dates."""
    numeric = st.builds(_ordered, _NUMBERS, _NUMBERS)
    return st.one_of(numeric, st.tuples(days(), days()).map(sorted).map(lambda ends: Between(*ends)))


def choices() -> st.SearchStrategy[OneOf]:
    """Draw values of which one of several is right, as where sources disagree."""
    options = st.one_of(known_values(), absent_values(), ranges())
    return st.lists(options, min_size=2, max_size=3, unique=True).map(lambda several: OneOf(tuple(several)))


def values() -> st.SearchStrategy[Value]:
    """Draw values of every form.

    Examples
    --------
    >>> from hypothesis import given
    >>> from opengov.model.values import one_of
    >>> @given(values())
    ... def test_agreement(value):
    ...     assert one_of([value, value]) == value
    >>> test_agreement()
    """
    return _VALUES


def _ordered(one: float, other: float) -> Between:
    return Between(min(one, other), max(one, other))


_NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
_PLAIN: st.SearchStrategy[Scalar] = st.one_of(st.booleans(), _NUMBERS, texts(), days(), spans())
_SIMPLE: st.SearchStrategy[Value] = st.one_of(_PLAIN.map(Known), st.sampled_from(_KINDS).map(Absent), st.just(UNKNOWN))
_SCALARS: st.SearchStrategy[Scalar] = st.one_of(_PLAIN, st.frozensets(texts(), max_size=2), st.deferred(listings))
_VALUES: st.SearchStrategy[Value] = st.one_of(
    known_values(), absent_values(), st.just(UNKNOWN), st.deferred(ranges), st.deferred(choices)
)
