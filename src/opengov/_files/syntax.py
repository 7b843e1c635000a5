"""TOML and JSON to plain data, refusing beforehand what would take their parsers too deep or too long."""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal, NamedTuple, TypeAlias

from opengov._files.text import place
from opengov._files.words import clean
from opengov.errors import Problem

__all__ = ["Bounds", "RepeatedKeys", "Syntax", "parse"]

Syntax: TypeAlias = Literal["toml", "json"]


class Bounds(NamedTuple):
    """How far a parser goes.

    Parameters
    ----------
    of
        What the text is, for messages: a case, a rulebook.
    deepest
        How deep lists and tables may be nested in each other.
    key_parts
        How many parts a dotted key of TOML may have.
    digits
        How many digits a number may have.
    """

    of: str
    deepest: int = 64
    key_parts: int = 9
    digits: int = 500


class RepeatedKeys(dict[str, object]):
    """A table whose text gave some keys more than once; ``repeated`` names them, the last value stands."""

    repeated: tuple[str, ...] = ()


_CLOSING = {"[": "]", "{": "}"}
_ALL_BUT_BRACKETS = {code: None for code in range(128) if chr(code) not in "[]{}"}
_DIGITS = frozenset("0123456789_")

# Text in quotes, and comments: nothing in them counts. An end that is missing is left to the parser to report.
_QUOTED = {
    "json": r'"(?:[^"\\]++|\\[\s\S])*+"?',
    "toml": r'"""(?:[^"\\]++|\\[\s\S]|"(?!""))*+(?:"{3,5})?'
    r"|'''(?:[^']++|'(?!''))*+(?:'{3,5})?"
    r'|"(?:[^"\\\n]++|\\[\s\S])*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+",
}
_TOML_PLACE = r"(?s:(.*)) \(at (?:line (\d+), column (\d+)|end of document)\)"


def parse(text: str, syntax: Syntax, bounds: Bounds) -> object:
    """Return the plain data that a text holds.

    Parameters
    ----------
    text
        The text.
    syntax
        ``"toml"`` or ``"json"``.
    bounds
        What is refused before the parser sees it.

    Returns
    -------
    object
        Tables, lists, text, numbers, true and false; in JSON, a table with a key given twice is a ``RepeatedKeys``.

    Raises
    ------
    Problem
        If it is not of the syntax, or is nested too deep, or has a number too long, with line and column.
    """
    _refuse_extremes(text, syntax, bounds)
    return _parse_json(text) if syntax == "json" else _parse_toml(text)


def _parse_json(text: str) -> object:
    import json  # a parser is loaded for the first file of its kind

    try:
        return json.loads(text, object_pairs_hook=_table)
    except json.JSONDecodeError as error:
        raise Problem("", f"this is not JSON: {error.msg}", "", error.lineno, error.colno) from None


def _parse_toml(text: str) -> object:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.fullmatch(_TOML_PLACE, str(error))
        message = match[1] if match else str(error)
        at = (int(match[2]), int(match[3])) if match and match[2] else place(text, len(text))
        raise Problem("", f"this is not TOML: {clean(message)}", "", *at) from None


def _table(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table = dict(pairs)
    if len(table) == len(pairs):
        return table
    doubled = RepeatedKeys(table)
    doubled.repeated = tuple(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
    return doubled


def _refuse_extremes(text: str, syntax: Syntax, bounds: Bounds) -> None:
    """Refuse what a parser would do badly: recursion without end, digits and dotted keys in quadratic time.

    Looking at the whole text at once is fast; only if that finds anything is the text walked through for the place.
    """
    bare = _without_quotes(text) if syntax == "json" else re.sub(_QUOTED["toml"], " ", text)
    dotted = syntax == "toml" and "." * bounds.key_parts in re.sub(r"[^][{}.=,\n]++", "", bare)
    if dotted or _may_be_deep(bare, bounds.deepest) or _has_long_number(bare, bounds):
        _walk(text, syntax, bounds)


def _without_quotes(text: str) -> str:
    """Return JSON without what stands in quotes, several times as fast as a regular expression does it."""
    if "\\" in text:
        text = text.replace("\\\\", "").replace('\\"', "")
    return "".join(text.split('"')[::2])


def _may_be_deep(bare: str, deepest: int) -> bool:
    """Tell whether brackets may be nested too deep, or do not close."""
    brackets = bare.translate(_ALL_BUT_BRACKETS) if bare.isascii() else re.sub(r"[^][{}]++", "", bare)
    for _ in range(deepest // 2):  # each turn takes the innermost level away, or two of them
        brackets = brackets.replace("[]", "").replace("{}", "")
        if not brackets:
            return False
    return True


def _has_long_number(bare: str, bounds: Bounds) -> bool:
    """Tell whether there is a number that is too long; one that is covers a place in every stretch of its length."""
    told = bare[bounds.digits - 1 :: bounds.digits]
    return not _DIGITS.isdisjoint(told) and re.search(_number(bounds), bare) is not None


def _number(bounds: Bounds) -> str:
    """Return the pattern of a number that is too long, looked for where a run of digits begins."""
    return rf"[0-9_](?<![0-9_][0-9_])[0-9_]{{{bounds.digits}}}"


def _walk(text: str, syntax: Syntax, bounds: Bounds) -> None:
    open_brackets: list[str] = []
    dots = 0
    for match in re.finditer(rf"{_QUOTED[syntax]}|{_number(bounds)}|[][{{}}.=,\n]", text):
        symbol = match[0]
        if symbol == ".":
            dots += 1
            if dots >= bounds.key_parts and syntax == "toml":
                message = f"a key of more than {bounds.key_parts} parts is not read"
                raise Problem("", message, f"no table of a {bounds.of} is so deep", *place(text, match.start()))
            continue
        if symbol in _CLOSING:
            open_brackets.append(_CLOSING[symbol])
            if len(open_brackets) > bounds.deepest:
                message = f"lists and tables nested more than {bounds.deepest} deep are not read"
                raise Problem("", message, f"no part of a {bounds.of} is so deep", *place(text, match.start()))
        elif symbol in _CLOSING.values() and (not open_brackets or open_brackets.pop() != symbol):
            return  # the parser will not come further than this
        elif len(symbol) > bounds.digits and symbol[0] in "0123456789_":
            message = f"a number of more than {bounds.digits} digits is not read"
            raise Problem("", message, "write it shorter, or as text", *place(text, match.start()))
        dots = dots if symbol[0] in "\"'" else 0
