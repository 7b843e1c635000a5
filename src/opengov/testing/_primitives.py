"""Strategies for the parts of nouns: words, days, partial dates, periods; and for text that is none of them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from opengov.model.dates import PartialDate, Period
from opengov.model.values import Span

__all__ = ["counts", "days", "ids", "invalid_dates", "invalid_ids", "partial_dates", "periods", "spans", "texts"]

_FIRST = date(2000, 1, 1)
_LAST = date(2034, 12, 31)
_LONGEST_ID = 200
_SEVERAL = 12
_MOST = 1_000
_FORMS = 11
_RANGE_STEP = 7
# the numbers that EDTF gives to parts of a year
_SPRING, _NORTHERN_SPRING, _FIRST_QUARTER, _FIRST_HALF = 21, 25, 33, 40
_SPRING_TO_AUTUMN = range(3, 12)


def texts(*, min_size: int = 0, max_size: int = _SEVERAL) -> st.SearchStrategy[str]:
    """Draw text of any characters that a file in UTF-8 can hold.

    Parameters
    ----------
    min_size, max_size
        Number of characters.
    """
    return st.text(_ANY, min_size=min_size, max_size=max_size)


def ids() -> st.SearchStrategy[str]:
    """Draw names that are fit to be ids: neither empty nor blank, and without control characters."""
    return _IDS


def invalid_ids() -> st.SearchStrategy[str]:
    r"""Draw text that no noun takes as its id.

    Examples
    --------
    >>> from hypothesis import given
    >>> from opengov.model.institutions import Institution
    >>> @given(invalid_ids())
    ... def test_refused(name):
    ...     try:
    ...         Institution(id=name, name="Ministry")
    ...     except ValueError:
    ...         return
    ...     assert False, name
    >>> test_refused()
    """
    return st.one_of(
        st.sampled_from(["", " ", "\t", "\n"]),
        st.text(st.characters(categories=["Cc", "Zl", "Zp"]), min_size=1, max_size=3).map("id{}".format),
        st.integers(_LONGEST_ID + 1, 2 * _LONGEST_ID).map("x".__mul__),
    )


def counts(most: int = _MOST) -> st.SearchStrategy[int]:
    """Draw whole numbers from 0 to ``most``."""
    return st.integers(0, most)


def spans() -> st.SearchStrategy[Span]:
    """Draw lengths of time, in months or in days or in both."""
    return st.builds(Span, months=st.integers(0, 60), days=st.integers(0, 400))


def days(*, first: date = _FIRST, last: date = _LAST) -> st.SearchStrategy[date]:
    """Draw days from ``first`` to ``last``."""
    return st.integers(0, (last - first).days).map(lambda after: first + timedelta(after))


def partial_dates(*, first: date = _FIRST, last: date = _LAST) -> st.SearchStrategy[PartialDate]:
    """Draw dates known to the day, the month, the year, a part of a year, a range or a choice of two, or uncertain.

    Parameters
    ----------
    first, last
        The bounds of a day that each date leaves possible; a vague one may reach beyond them.

    Examples
    --------
    >>> from hypothesis import given
    >>> @given(partial_dates())
    ... def test_order(date):
    ...     assert date.earliest() <= date.latest()
    >>> test_order()
    """
    return st.integers(0, (last - first).days * _FORMS + _FORMS - 1).map(
        lambda number: _partial_date(number % _FORMS, first + timedelta(number // _FORMS))
    )


def invalid_dates() -> st.SearchStrategy[str]:
    """Draw text that looks like a date and is none.

    Examples
    --------
    >>> from hypothesis import given
    >>> from opengov.model.dates import PartialDate
    >>> @given(invalid_dates())
    ... def test_refused(text):
    ...     try:
    ...         PartialDate(text)
    ...     except ValueError:
    ...         return
    ...     assert False, text
    >>> test_refused()
    """
    years, months = st.integers(1900, 2100), st.integers(1, 12)
    no_month, no_day = st.sampled_from([0, *range(13, 21), 28, 42, 99]), st.sampled_from([0, *range(32, 100)])
    return st.one_of(
        st.builds("{:04}-{:02}".format, years, no_month),
        st.builds("{:04}-{:02}-01".format, years, no_month),
        st.builds("{:04}-{:02}-{:02}".format, years, months, no_day),
        st.builds("{:04}-02-30".format, years),
        st.builds("[{:04}..{:04}]".format, years.map((1).__add__), st.integers(1800, 1900)),
        st.sampled_from(
            ["", "today", "2017/06", "30.06.2017", "17-06-30", "2017-6-30", "20170630", "\u0662\u0660\u0661\u0667"]
        ),
    )


def periods() -> st.SearchStrategy[Period]:
    """Draw periods: closed, ongoing, or with an end that is not known."""
    return st.builds(
        _period, _PARTIAL_DATES, _PARTIAL_DATES, st.sampled_from(["closed", "ongoing", "since", "until", "?"])
    )


def _partial_date(form: int, day: date) -> PartialDate:
    whole = day.isoformat()
    month, year = whole[:7], whole[:4]
    later = date.fromordinal(min(day.toordinal() + _RANGE_STEP * day.day, date.max.toordinal())).isoformat()
    written = (
        year,
        month,
        whole,
        f"{whole}{'?~%'[day.day % 3]}",
        f"{month}~",
        f"{year}?",
        f"{year}-{_FIRST_QUARTER + (day.month - 1) // 3}",
        f"{year}-{_FIRST_HALF + (day.month - 1) // 6}",
        f"{year}-{_NORTHERN_SPRING + day.month // 3 - 1 if day.month in _SPRING_TO_AUTUMN else _SPRING + day.day % 4}",
        f"[{whole}..{later}]" if day.day % 2 else f"[{month}..{later[:7]}]",
        f"[{whole},{later}]" if whole < later else whole,
    )
    return PartialDate(written[form])


def _period(one: PartialDate, other: PartialDate, shape: str) -> Period:
    start, end = sorted((one, other), key=PartialDate.earliest)
    if shape == "closed":
        return Period(start, end)
    if shape == "until":
        return Period(None, end)
    return Period(None if shape == "?" else start, ongoing=shape == "ongoing")


_ANY = st.characters(codec="utf-8")
_NAMED = st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])
_IDS = st.text(_NAMED, min_size=1, max_size=_SEVERAL).map(lambda name: "id" if name.isspace() else name)
_PARTIAL_DATES = partial_dates()
