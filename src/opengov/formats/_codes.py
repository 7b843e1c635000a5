"""Coded cells: what their text means, what their number says, and where the two disagree.

A file has few different cells, so each is read once; rows share what was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

from attrs import frozen

from opengov.formats._layouts import Coded
from opengov.model.assessments import Coding
from opengov.model.values import UNKNOWN, Absent, Known, Value

__all__ = ["ABSENT", "Coder", "Issue", "Read", "number_as_printed"]

ABSENT = {kind: Absent(kind) for kind in ("ND", "NR", "NA")}
"""OGP's three kinds of absence: no data for this era, not reviewed, not applicable."""

Issue: TypeAlias = tuple[str, str, str, str]
"""The column, what was found in it, what was taken, and why."""

_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,15}\.\d{1,20}", re.ASCII)
_NOISE = re.compile(r"-?\d{1,6}\.\d{12,20}", re.ASCII)
_DECIMALS = 9
_LONGEST = 1_000  # characters of a text that is a code
_MOST_KEPT = 10_000
_YES_NO: dict[str, Value] = {"1": Known(value=True), "0": Known(value=False)}
_YES_NO_WORDS = {"yes": "1", "no": "0", "true": "1", "false": "0", "y": "1", "n": "0"}


@frozen
class Read:
    """What a coded column, or a pair of them, says in a row.

    Parameters
    ----------
    meant
        By its text.
    counted
        By its number; the same where there is none.
    codings
        The same for the model.
    issues
        What was not as it should be.
    unfit
        Whether a cell holds what the column cannot.
    """

    meant: Value
    counted: Value
    codings: tuple[Coding, ...]
    issues: tuple[Issue, ...] = ()
    unfit: bool = False


class Coder:
    """Reads the cells of one coded column, or of the two of a pair."""

    def __init__(self, coded: Coded, column: int | None, number: int | None, *, certain: bool) -> None:
        self.coded = coded
        self.measure = coded.measure
        self.places = (column, number)
        self.certain = certain
        self.words = {one.text: one for one in coded.scale}
        self.plain = {_plain(one.text): one for one in coded.scale}
        self.numbers = {one.number: one for one in reversed(coded.scale) if one.number}
        self.codes = {one.word: one.number for one in coded.scale}
        self.known: dict[object, Read] = {}
        self.read = self._pair if coded.kind == "scale" else self._single

    def _pair(self, cells: Sequence[str]) -> Read:
        column, number = self.places
        key = ("" if column is None else cells[column], "" if number is None else cells[number])
        found = self.known.get(key)
        if found is None:
            found = self._scale(*key)
            if len(self.known) < _MOST_KEPT:
                self.known[key] = found
        return found

    def _single(self, cells: Sequence[str]) -> Read:
        column = self.places[0]
        cell = "" if column is None else cells[column]
        found = self.known.get(cell)
        if found is None:
            value, issues, unfit = _READERS[self.coded.kind](self.coded.column, cell)
            found = Read(value, value, (self._coding(value, cell),), issues, unfit)
            if len(self.known) < _MOST_KEPT:
                self.known[cell] = found
        return found

    def _scale(self, text: str, number: str) -> Read:
        issues: list[Issue] = []
        has_text, has_number = (place is not None for place in self.places)
        meant = self._text(text, issues) if has_text else None
        counted = self._number(number, issues) if has_number else None
        unfit = bool(meant is UNKNOWN and text.strip()) or bool(counted is UNKNOWN and number.strip())
        if meant is None or (meant is UNKNOWN and counted is not None and counted is not UNKNOWN):
            if meant is UNKNOWN and self.certain:
                why = "the number is taken where the text says nothing that is known"
                issues[:] = [*issues[1:], (self.coded.column, text, _shown(counted or UNKNOWN), why)]
            meant = counted if self.certain and counted is not None else UNKNOWN
        elif self._disagree(meant, counted):
            why = "text and number disagree; for meaning the text is taken"
            issues.append((self.coded.number or "", number, _shown(meant), why))
        codings = [self._coding(meant, text if has_text else None)]
        if has_number and self.coded.number is not None:
            value = ABSENT.get(number) or (Known(int(number)) if _WHOLE.fullmatch(number) else UNKNOWN)
            variable, phase = f"{self.coded.variable}_code", self.coded.phase
            codings.append(Coding(variable=variable, value=value, text=number, phase=phase))
        if counted is None or not self.certain:
            counted = meant
        return Read(meant, counted, tuple(codings), tuple(issues), unfit)

    def _text(self, cell: str, issues: list[Issue]) -> Value:
        word = self.words.get(cell)
        if word is not None:
            return Known(word.word)
        if cell in ABSENT:
            return ABSENT[cell]
        plain = _plain(cell)
        word = self.plain.get(plain)
        absent = ABSENT.get(plain.upper())
        if word is not None:
            issues.append((self.coded.column, cell, word.text, "spelled otherwise"))
            return Known(word.word)
        if absent is not None:
            issues.append((self.coded.column, cell, absent.kind, "spelled otherwise"))
            return absent
        issues.append((self.coded.column, cell, "", "empty" if not plain else "no word of this column"))
        return UNKNOWN

    def _number(self, cell: str, issues: list[Issue]) -> Value:
        word = self.numbers.get(cell)
        if word is not None:
            return Known(word.word)
        if cell in ABSENT:
            return ABSENT[cell]
        plain = number_as_printed(cell.strip())
        word = self.numbers.get(plain)
        if word is not None:
            issues.append((self.coded.number or "", cell, word.number, "spelled otherwise"))
            return Known(word.word)
        issues.append((self.coded.number or "", cell, "", "empty" if not plain else "no number of this column"))
        return UNKNOWN

    def _disagree(self, meant: Value, counted: Value | None) -> bool:
        if counted is None or counted is UNKNOWN or meant is UNKNOWN or not self.certain:
            return False
        if isinstance(meant, Known) and isinstance(counted, Known):
            return self.codes.get(_word(meant)) != self.codes.get(_word(counted))
        return meant != counted

    def _coding(self, value: Value, text: str | None) -> Coding:
        return Coding(variable=self.coded.variable, value=value, text=text, phase=self.coded.phase)


def number_as_printed(text: str) -> str:
    """Return a number without what a spreadsheet made of it: ``4.0999999999999996`` was 4.1, ``2.0`` was 2.

    Examples
    --------
    >>> number_as_printed("4.0999999999999996"), number_as_printed("2.0"), number_as_printed("4.10")
    ('4.1', '2', '4.10')
    """
    if _NOISE.fullmatch(text):
        short = repr(round(float(text), _DECIMALS))
        return short.removesuffix(".0") if len(short) < len(text) else text
    return text.removesuffix(".0") if _DECIMAL.fullmatch(text) else text


def _yes_no(column: str, cell: str) -> tuple[Value, tuple[Issue, ...], bool]:
    value = _YES_NO.get(cell) or ABSENT.get(cell)
    if value is not None:
        return value, (), False
    plain = _plain(number_as_printed(cell.strip()))
    code = _YES_NO_WORDS.get(plain, plain).upper()
    value = _YES_NO.get(code) or ABSENT.get(code)
    if value is not None:
        return value, ((column, cell, code, "spelled otherwise"),), False
    return UNKNOWN, ((column, cell, "", "empty" if not plain else "neither 1 nor 0"),), bool(plain)


def _number(column: str, cell: str) -> tuple[Value, tuple[Issue, ...], bool]:
    if _WHOLE.fullmatch(cell):
        return Known(int(cell)), (), False
    if cell in ABSENT:
        return ABSENT[cell], (), False
    plain = number_as_printed(cell.strip())
    if plain.upper() in ABSENT:
        return ABSENT[plain.upper()], ((column, cell, plain.upper(), "spelled otherwise"),), False
    if _WHOLE.fullmatch(plain):
        return Known(int(plain)), ((column, cell, plain, "spelled otherwise"),), False
    if _DECIMAL.fullmatch(plain):
        return Known(float(plain)), ((column, cell, plain, "spelled otherwise"),) * (plain != cell), False
    return UNKNOWN, ((column, cell, "", "empty" if not plain else "no number"),), bool(plain)


def _text(column: str, cell: str) -> tuple[Value, tuple[Issue, ...], bool]:
    plain = number_as_printed(" ".join(cell.split()))
    if plain in ABSENT:
        return ABSENT[plain], (), False
    if not plain:
        return UNKNOWN, (), False
    repaired = ((column, cell, plain, "a number as a spreadsheet counts it"),) if _NOISE.fullmatch(cell) else ()
    return Known(plain[:_LONGEST]), repaired, False


_READERS: dict[str, Callable[[str, str], tuple[Value, tuple[Issue, ...], bool]]] = {
    "yes_no": _yes_no,
    "number": _number,
    "text": _text,
}


def _word(value: Known) -> str | bool:
    return value.value if isinstance(value.value, str | bool) else str(value.value)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _shown(value: Value) -> str:
    match value:
        case Known(bool() as truth):
            return "yes" if truth else "no"
        case Known(one):
            return str(one)
        case Absent(kind):
            return kind
        case _:
            return ""
