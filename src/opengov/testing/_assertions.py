"""Assertions that say where two cases or two verdicts differ."""

from __future__ import annotations

from collections.abc import Iterator

from opengov.codec import unstructure
from opengov.model.cases import Case
from opengov.rules.verdicts import Verdict

__all__ = ["assert_case_equal", "assert_verdict_equal"]

_SHOWN = 20
_LONGEST = 100
_NOTHING = object()


def assert_case_equal(expected: Case, actual: Case) -> None:
    """Assert that two cases are equal; where they are not, list the places at which they differ.

    Raises
    ------
    AssertionError
        If they differ.

    Examples
    --------
    >>> from opengov.model.members import Member
    >>> one = Case(id="a", title="A case", members=(Member(id="PAK", name="Pakistan"),))
    >>> other = Case(id="a", title="A case", members=(Member(id="PAK", name="Islamic Republic of Pakistan"),))
    >>> assert_case_equal(one, one)
    >>> assert_case_equal(one, other)
    Traceback (most recent call last):
        ...
    AssertionError: the cases differ:
      members[0].name: expected 'Pakistan', found 'Islamic Republic of Pakistan'
    """
    if expected != actual:
        _fail("cases", unstructure(expected), unstructure(actual))


def assert_verdict_equal(expected: Verdict, actual: Verdict) -> None:
    """Assert that two verdicts say the same of the same facts; where they do not, list where their records differ.

    Raises
    ------
    AssertionError
        If they differ.

    Examples
    --------
    >>> from opengov.rules.shelf import shelf
    >>> from opengov.rules.verdicts import decide
    >>> book = shelf()["CORE-2018"]
    >>> assert_verdict_equal(decide(book, {"ati_law": True}), decide(book, {"ati_law": True}))
    """
    one, other = expected.to_dict(), actual.to_dict()
    if one != other:
        _fail("verdicts", one, other)


def _fail(what: str, expected: object, actual: object) -> None:
    lines = [f"  {line}" for line in _differences("", expected, actual)]
    more = [f"  ... and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    raise AssertionError("\n".join([f"the {what} differ:", *lines[:_SHOWN], *more]))


def _differences(path: str, expected: object, actual: object) -> Iterator[str]:
    """Yield a line for each place at which plain data differ, the innermost that can be named."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in dict.fromkeys((*expected, *actual)):
            inner = f"{path}.{key}" if path else str(key)
            yield from _differences(inner, expected.get(key, _NOTHING), actual.get(key, _NOTHING))
    elif isinstance(expected, list) and isinstance(actual, list):
        for place in range(max(len(expected), len(actual))):
            pair = (each[place] if place < len(each) else _NOTHING for each in (expected, actual))
            yield from _differences(f"{path}[{place}]", *pair)
    elif type(expected) is not type(actual) or expected != actual:
        yield f"{path}: expected {_shown(expected)}, found {_shown(actual)}"


def _shown(value: object) -> str:
    if value is _NOTHING:
        return "nothing"
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
