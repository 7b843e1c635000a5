"""Plain data to the model and back, with every problem at once and each at its place.

Plain data is what TOML and JSON files hold: tables, lists, text, numbers, true and false. Keys are the names of fields.
Dates are text, partial dates and periods in EDTF, enumerations by their value. A value that is known stands bare; for
the rest there is a table with one key, such as ``{ absent = "not covered" }`` or ``{ between = [4, 6] }``.
"""

from __future__ import annotations

from typing import TypeVar, cast

from opengov.codec._converter import READERS, WRITERS
from opengov.codec._leaves import LONGEST_NUMBER, LONGEST_TEXT
from opengov.codec._misfit import LISTED, Misfit, RepeatedKeys, clean, found, shown
from opengov.codec._nouns import field_types
from opengov.codec._values import VALUE_TYPES, as_value, write_value
from opengov.errors import InvalidCase, Problem, Problems
from opengov.model.values import Value

__all__ = [
    "LONGEST_NUMBER",
    "LONGEST_TEXT",
    "VALUE_TYPES",
    "RepeatedKeys",
    "clean",
    "field_types",
    "found",
    "read_value",
    "shown",
    "structure",
    "unstructure",
    "write_value",
]

_T = TypeVar("_T")


def structure(data: object, cls: type[_T], error: type[Problems] = InvalidCase, *, what: str = "") -> _T:
    """Return the object of a class that plain data describes.

    Parameters
    ----------
    data
        Tables, lists, text, numbers, true and false, as read from a file.
    cls
        A class of the model.
    error
        The class of the error that is raised.
    what
        What the data is, as the first words of the error; by default the name of the class.

    Returns
    -------
    object
        Of the class ``cls``.

    Raises
    ------
    Problems
        Of the class ``error``, with every problem of the data: keys that are missing or not known, parts of a wrong
        type, and what the classes themselves refuse. Where a part cannot be read, what depends on it is not checked.

    Examples
    --------
    >>> from opengov.model.sources import Source
    >>> structure({"id": "letter", "title": "Letter of Intent", "published": "2016-12"}, Source)
    Source(id='letter', title='Letter of Intent', published=PartialDate('2016-12'))
    >>> structure({"id": "letter", "titel": "Letter of Intent", "published": 2016}, Source)
    Traceback (most recent call last):
        ...
    opengov.errors.InvalidCase: Source cannot be read: 3 problems
      published: 2016 is not a date in quotes (write it in quotes)
      titel: there is no such key (did you mean title?)
      title: the key is missing (it is required)
    """
    try:
        return cast("_T", READERS[cls](data, cls))
    except Misfit as misfit:
        problems = misfit.problems[:LISTED]
        if len(misfit.problems) >= LISTED:
            problems.append(Problem("", f"reading stopped after {LISTED:,} problems", "there may be more"))
        raise error(what or f"{cls.__name__} cannot be read", problems) from None


def unstructure(noun: object) -> dict[str, object]:
    """Return an object of the model as plain data, without the fields that stand at their defaults.

    Parameters
    ----------
    noun
        The object.

    Returns
    -------
    dict of str to object
        Its plain data.

    Raises
    ------
    Problem
        If a value is one that no file can hold, such as a number that is not finite.

    Examples
    --------
    >>> from opengov.model.dates import PartialDate
    >>> from opengov.model.sources import Source
    >>> unstructure(Source(id="letter", title="Letter of Intent", published=PartialDate("2016-12")))
    {'id': 'letter', 'title': 'Letter of Intent', 'published': '2016-12'}
    """
    return cast("dict[str, object]", WRITERS[type(noun)](noun))


def read_value(data: object, error: type[Problems] = InvalidCase, *, what: str = "value cannot be read") -> Value:
    """Return the value that plain data describes; the counterpart of :func:`write_value`.

    Parameters
    ----------
    data
        A bare value, or a table with one key.
    error
        The class of the error that is raised.
    what
        The first words of the error.

    Returns
    -------
    Value
        The value.

    Raises
    ------
    Problems
        Of the class ``error``, with every problem of the data.

    Examples
    --------
    >>> read_value({"absent": "not covered"})
    Absent(kind='not covered')
    """
    try:
        return as_value(data)
    except Misfit as misfit:
        raise error(what, misfit.problems[:LISTED]) from None
