"""Strategies for facts: values that fit what a rulebook reads, near its thresholds as often as far from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from math import ceil, floor, inf, nextafter

import attrs
from hypothesis import strategies as st

from opengov.model.forms import Compare, Measure, MeasureKind
from opengov.model.rulebooks import Rulebook
from opengov.model.values import UNKNOWN, Absent, Between, Known, Listing, OneOf, Record, Scalar, Span, Value
from opengov.testing._primitives import days, texts

__all__ = ["facts", "invalid_facts", "known_facts", "measure_values"]

_FAR = 1_000_000


def facts(book: Rulebook) -> st.SearchStrategy[dict[str, Value]]:
    """Draw facts for a book: each of its measures known, in a range, one of several, absent, unknown or not mentioned.

    Parameters
    ----------
    book
        The rulebook; numbers are drawn at, just below and just above each of its thresholds, and elsewhere.

    Examples
    --------
    >>> from hypothesis import given
    >>> from opengov.model.values import Outcome
    >>> from opengov.rules.shelf import shelf
    >>> from opengov.rules.verdicts import decide
    >>> book = shelf()["CORE-2018"]
    >>> @given(facts(book))
    ... def test_threshold(drawn):
    ...     assert decide(book, drawn).core in Outcome
    >>> test_threshold()
    """
    return _facts(book)


@cache
def _facts(book: Rulebook) -> st.SearchStrategy[dict[str, Value]]:
    exact, near = _exact(book), _thresholds(book)
    return st.fixed_dictionaries(
        {},
        optional={
            one.name: measure_values(one, exact.get(one.name, ()), near.get(one.name, ())) for one in book.measures
        },
    )


def known_facts(book: Rulebook) -> st.SearchStrategy[dict[str, Value]]:
    """Draw facts for a book of which every measure is known, or known to be absent where it may be."""
    return _known_facts(book)


@cache
def _known_facts(book: Rulebook) -> st.SearchStrategy[dict[str, Value]]:
    exact, near = _exact(book), _thresholds(book)
    return st.fixed_dictionaries(
        {one.name: _settled(one, exact.get(one.name, ()), near.get(one.name, ())) for one in book.measures}
    )


def invalid_facts(book: Rulebook) -> st.SearchStrategy[tuple[dict[str, Value], str]]:
    """Draw facts of which one is not of the kind that its measure declares, with the name of that measure.

    Examples
    --------
    >>> from hypothesis import given
    >>> from opengov.errors import InvalidFacts
    >>> from opengov.rules.shelf import shelf
    >>> from opengov.rules.verdicts import decide
    >>> book = shelf()["CORE-2018"]
    >>> @given(invalid_facts(book))
    ... def test_named(drawn):
    ...     wrong, name = drawn
    ...     try:
    ...         decide(book, wrong)
    ...     except InvalidFacts as error:
    ...         assert name in {problem.path for problem in error.problems}
    ...     else:
    ...         assert False, name
    >>> test_named()
    """
    misfits: Mapping[MeasureKind, st.SearchStrategy[Scalar]] = {
        MeasureKind.YES_NO: st.sampled_from([0, 1, "yes"]),
        MeasureKind.NUMBER: st.sampled_from([True, "5", -_FAR, _FAR, inf]),
        MeasureKind.CATEGORY: st.sampled_from(["no such value", "", 2, False]),
        MeasureKind.LEVEL: st.sampled_from(["no such value", "", 2, False]),
        MeasureKind.DATE: st.sampled_from(["2017-06-30", 20170630, True]),
    }
    wrong = [
        st.tuples(facts(book), st.just(one.name), misfits[one.kind].map(Known))
        for one in book.measures
        if one.kind in misfits
    ]
    return st.one_of(wrong).map(lambda drawn: ({**drawn[0], drawn[1]: drawn[2]}, drawn[1]))


def measure_values(
    measure: Measure, exactly: Sequence[Scalar] = (), near: Sequence[float] = ()
) -> st.SearchStrategy[Value]:
    """Draw values of every form that a measure may have.

    Parameters
    ----------
    measure
        The measure.
    exactly
        The only values that it may have, where its kind allows more.
    near
        Numbers to draw more often, with their neighbours.
    """
    settled = _settled(measure, exactly, near)
    forms: list[st.SearchStrategy[Value]] = [settled, st.just(UNKNOWN)]
    if _possible(measure, exactly) > 1:
        several = st.lists(settled, min_size=2, max_size=3, unique=True)
        forms.append(several.map(lambda options: OneOf(tuple(options))))
    if measure.kind in {MeasureKind.NUMBER, MeasureKind.DATE}:
        scalars = _scalars(measure, exactly, near)
        forms.append(st.tuples(scalars, scalars).map(_between))
    return st.one_of(forms)


def _possible(measure: Measure, exactly: Sequence[Scalar]) -> int:
    """Return how many values a measure may have, at least; two stand for many."""
    known = len(exactly) or len(measure.values) or 2
    if measure.kind is MeasureKind.NUMBER and not exactly and measure.low is not None and measure.low == measure.high:
        known = 1
    return known + len(measure.absent)


def _settled(measure: Measure, exactly: Sequence[Scalar], near: Sequence[float]) -> st.SearchStrategy[Known | Absent]:
    known: st.SearchStrategy[Known | Absent] = _scalars(measure, exactly, near).map(Known)
    return st.one_of(known, st.sampled_from(measure.absent).map(Absent)) if measure.absent else known


def _scalars(measure: Measure, exactly: Sequence[Scalar], near: Sequence[float]) -> st.SearchStrategy[Scalar]:
    if exactly:
        return st.sampled_from(exactly)
    match measure.kind:
        case MeasureKind.YES_NO:
            return st.booleans()
        case MeasureKind.NUMBER:
            return _numbers(measure, near)
        case MeasureKind.CATEGORY | MeasureKind.LEVEL:
            return st.sampled_from(measure.values)
        case MeasureKind.SET:
            return st.frozensets(st.sampled_from(measure.values) if measure.values else texts())
        case MeasureKind.DATE:
            return days()
        case MeasureKind.SPANS:
            return _listings(_SPANS.map(Known))
        case MeasureKind.LIST:
            entry = st.tuples(*(st.tuples(st.just(one.name), measure_values(one)) for one in measure.fields))
            return _listings(entry.map(Record))


# days that make no month, so that each compares with a length of months
_SPANS = st.builds(Span, months=st.integers(0, 48), days=st.integers(0, 27))


def _numbers(measure: Measure, near: Sequence[float]) -> st.SearchStrategy[Scalar]:
    low = -_FAR if measure.low is None else measure.low
    high = _FAR if measure.high is None else measure.high
    whole = st.integers(ceil(low), floor(high))
    close = [number for cut in near for number in _beside(cut, whole=measure.whole) if low <= number <= high]
    forms: list[st.SearchStrategy[Scalar]] = [whole]
    if not measure.whole:
        forms.append(st.floats(low, high))
    if close:
        forms.insert(0, st.sampled_from(close))
    return st.one_of(forms)


def _beside(cut: float, *, whole: bool) -> tuple[float, ...]:
    if whole:
        return tuple(dict.fromkeys((ceil(cut) - 1, floor(cut), ceil(cut), floor(cut) + 1)))
    return nextafter(cut, -inf), cut, nextafter(cut, inf)


def _listings(entries: st.SearchStrategy[Record] | st.SearchStrategy[Known]) -> st.SearchStrategy[Scalar]:
    several = st.lists(entries, max_size=3).map(tuple)
    return st.builds(Listing, entries=several, complete=st.booleans())


def _between(ends: tuple[Scalar, Scalar]) -> Between:
    one, other = ends
    if isinstance(one, date) and isinstance(other, date):
        return Between(min(one, other), max(one, other))
    low, high = (end for end in ends if isinstance(end, int | float))
    return Between(min(low, high), max(low, high))


def _exact(book: Rulebook) -> Mapping[str, tuple[Scalar, ...]]:
    """Return the points that a measure may state where a criterion takes them as given."""
    return {given.measure: one.possible for one in book.criteria for given in one.given if one.possible}


def _thresholds(book: Rulebook) -> Mapping[str, list[float]]:
    """Return the numbers that the book holds its measures against."""
    found: dict[str, dict[float, None]] = {}
    for form in _forms(book):
        if isinstance(form, Compare) and isinstance(form.operand, int | float) and not isinstance(form.operand, bool):
            found.setdefault(form.measure, {})[form.operand] = None
    return {name: list(cuts) for name, cuts in found.items()}


def _forms(form: object) -> Iterator[object]:
    """Yield a form and every form in it."""
    yield form
    cls = type(form)
    parts: Iterable[object] = form if isinstance(form, tuple) else ()
    if attrs.has(cls):
        parts = [getattr(form, field.name) for field in attrs.fields(cls)]
    for part in parts:
        yield from _forms(part)
