"""Which strategy draws which class where a type is all that is known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from hypothesis import strategies as st

from opengov.model.cases import Case
from opengov.model.dates import PartialDate, Period
from opengov.model.values import Absent, Between, Known, Listing, OneOf, Record, Span
from opengov.testing import _books, _nouns
from opengov.testing._cases import cases
from opengov.testing._primitives import partial_dates, periods, spans
from opengov.testing._values import absent_values, choices, known_values, listings, ranges, records

__all__ = ["register"]


def register() -> None:
    """Let ``st.from_type`` draw valid objects of every class of the model.

    Left to itself, Hypothesis sees the types of fields but not what a class refuses. The pytest plugin calls this.

    Examples
    --------
    >>> from hypothesis import given, strategies as st
    >>> from opengov import Milestone
    >>> register()
    >>> @given(st.from_type(Milestone))
    ... def test_any_milestone(milestone):
    ...     assert milestone.id
    >>> test_any_milestone()
    """
    for known in (_VALUES, _nouns.BY_CLASS, _books.BY_CLASS, {Case: cases()}):
        for cls, strategy in known.items():
            # given as a function, since Hypothesis looks into a strategy that it is given
            st.register_type_strategy(cls, partial(_whatever_the_type, strategy))


def _whatever_the_type(strategy: st.SearchStrategy[object], _cls: type) -> st.SearchStrategy[object]:
    return strategy


_VALUES: Mapping[type, st.SearchStrategy[object]] = {
    Absent: absent_values(),
    Between: ranges(),
    Known: known_values(),
    Listing: listings(),
    OneOf: choices(),
    PartialDate: partial_dates(),
    Period: periods(),
    Record: records(),
    Span: spans(),
}
