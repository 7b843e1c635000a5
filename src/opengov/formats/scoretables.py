"""Tables of published scores, with what is known behind each: a row is a score and its facts."""

from __future__ import annotations

import csv
import difflib
import io
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

from attrs import frozen

from opengov import reference
from opengov.errors import InvalidFacts, Problem, Problems, UnknownName
from opengov.formats._cells import UNKNOWN, YES_NO, fact_in, head_of, number_in
from opengov.model.dates import PartialDate
from opengov.model.forms import Measure
from opengov.model.indicators import CriterionScore, EligibilityScore
from opengov.model.sources import Confidence
from opengov.model.values import Absent, Scalar
from opengov.rules.audit import books_meant
from opengov.rules.cells import FINITE
from opengov.rules.evaluate import Facts
from opengov.rules.kinds import Check, check_for
from opengov.rules.printed import printed_of
from opengov.rules.shelf import Shelf, shelf

__all__ = ["LARGEST", "ScoreRow", "read_scores"]

LARGEST = 64 * 2**20
"""Bytes of a table that are read unless more are allowed."""

_METRICS = ("ft", "ati", "ad", "ce")
_CODES = {"ebp_code": "budget_proposal", "audit_code": "audit_report"}
_VALUES = {"eiu_value": "civil_liberties", "obs_edition_assumed": "budget_survey_edition"}
_SCORE = ("iso3", "as_of", "points", "possible", "percent", "meets_core", "total_grade", "source_url", "note")
_GRADES = {"P": Confidence.CONFIRMED, "I": Confidence.PARTIAL, "R": Confidence.RECONSTRUCTED}
_NOT_COVERED = "not covered"
_NEAR = 0.85  # how close the name of a column must be to one that is read to be taken for a misspelling of it
_LONGER = 2

_Measures: TypeAlias = Mapping[str, tuple[Measure, Check]]


@frozen(kw_only=True)
class ScoreRow:
    """One row of a table: its line in the file, from 1, the score that was published and what is known behind it."""

    line: int
    score: EligibilityScore
    facts: Facts


def read_scores(
    path: str | os.PathLike[str], *, books: Shelf | None = None, largest: int = LARGEST
) -> tuple[ScoreRow, ...]:
    r"""Read a table of published scores, such as ``published_eligibility_scores.csv``, which ships as reference data.

    A row needs ``iso3`` and ``as_of``; all else may be missing. Of the score are read ``points``, ``possible``,
    ``percent``, ``meets_core`` (``y`` or ``n``) and the points of each metric (``ft``, ``ati``, ``ad``, ``ce``).
    Where there is a column of grades (``total_grade``, ``ft_grade``, ...), only what is graded ``P`` (printed) or
    ``I`` (follows from the text) counts as published.

    Of the facts are read ``ebp_code`` and ``audit_code``, the codes of the Open Budget Survey, where an empty cell
    says that the survey does not cover the country; ``eiu_value``, where an empty cell says that the value is not
    known, unless the index is known never to have covered the country; and any column with the name of a measure.
    ``?`` says in every column that a fact is not known, ``not covered`` that a survey does not cover the country.

    Parameters
    ----------
    path
        A CSV file in UTF-8, with or without a mark of byte order, or in Latin-1; parted by commas, semicolons or
        tabs.
    books
        The shelf whose books read the facts; the shipped one where nothing is given.
    largest
        Bytes that the file may have.

    Raises
    ------
    InvalidFacts
        With every cell that cannot be read, by line and column.
    OSError
        If the file cannot be opened.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "scores.csv").write_text("iso3,as_of,percent,ebp_code\nARC,2018-06,69,PW\n")
    ...     (row,) = read_scores(f"{folder}/scores.csv")
    >>> row.score.percent, row.facts
    ('69', {'budget_proposal': 'PW'})
    """
    name = Path(path).name
    try:
        return _rows(_text(Path(path), largest), books or shelf())
    except Problem as problem:
        raise InvalidFacts(name, [problem]) from None
    except Problems as group:
        raise InvalidFacts(name, group.problems) from None


def _text(path: Path, largest: int) -> str:
    with path.open("rb") as file:
        data = file.read(largest + 1)
    if len(data) > largest:
        raise Problem("", f"the table goes on; at most {largest:,} bytes are read", "allow more with largest=...")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Problem("", f"is not {encoding.upper()} as it says", "save the table in the encoding UTF-8") from None


def _rows(text: str, books: Shelf) -> tuple[ScoreRow, ...]:
    layout = head_of(lambda: io.StringIO(text, newline=""))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter)
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise Problem(f"line {reader.line_num}", f"cannot be read as CSV: {error}") from None
    if not lines:
        raise Problem("", "the table is empty", "the first line names the columns")
    measures = _measures(books)
    head = [cell.strip() for cell in lines[0][1]]
    if problems := [*_of_the_head(head, measures)]:
        raise InvalidFacts("table", problems)
    found: list[ScoreRow] = []
    for line, cells in lines[1:]:
        if len(cells) != len(head):
            problems.append(Problem(f"line {line}", f"has {len(cells)} cells", f"the first line has {len(head)}"))
            continue
        row = _Row(line, dict(zip(head, map(str.strip, cells), strict=True)), comma=layout.comma)
        read = _read(row, measures, books)
        problems += row.problems
        if read is not None:
            found.append(read)
    if problems:
        raise InvalidFacts("table", problems)
    return tuple(found)


def _measures(books: Shelf) -> _Measures:
    """Return the measures of all books with criteria, with their checks; the last book that has one describes it."""
    found = {one.name: one for book in books if book.criteria for one in book.measures if one.kind in FINITE}
    return {name: (one, check_for(one)) for name, one in found.items()}


def _of_the_head(head: list[str], measures: _Measures) -> Iterator[Problem]:
    known = [*_SCORE, *_CODES, *_VALUES, *_METRICS, *(f"{one}_grade" for one in _METRICS), *measures]
    for name in dict.fromkeys(name for name in head if name and head.count(name) > 1):
        yield Problem(f"column {name}", "stands twice")
    for name in ("iso3", "as_of"):
        if name not in head:
            near = difflib.get_close_matches(name, head, n=1)
            yield Problem(f"column {name}", "is missing", f"there is {near[0]}" if near else f"there are {_some(head)}")
    missing = [name for name in known if name not in head]
    for name in dict.fromkeys(name for name in head if name not in known):
        alike = [one for one in missing if abs(len(one) - len(name)) <= _LONGER]
        if near := difflib.get_close_matches(name, alike, n=1, cutoff=_NEAR):
            yield Problem(f"column {name}", "is not read", f"did you mean {near[0]}?")


def _some(names: list[str]) -> str:
    return ", ".join(names[:8]) + (", ..." if names[8:] else "")


class _Row:
    """One row while it is read; what is wrong with it is gathered."""

    def __init__(self, line: int, cells: dict[str, str], *, comma: bool) -> None:
        self.line = line
        self.cells = cells
        self.comma = comma
        self.problems: list[Problem] = []

    def __contains__(self, column: str) -> bool:
        return column in self.cells

    def text(self, column: str) -> str:
        """Return a cell as it stands."""
        return self.cells.get(column, "")

    def wrong(self, column: str, message: str, hint: str = "") -> None:
        """Keep a problem of a cell."""
        self.problems.append(Problem(f"line {self.line}, column {column}", message, hint))

    def number(self, column: str) -> float | None:
        """Return a cell that holds a number; what is not one is a problem."""
        text = self.text(column)
        if text.lower() in UNKNOWN:
            return None
        try:
            return number_in(text, comma=self.comma)
        except Problem as problem:
            self.wrong(column, problem.message, problem.hint)
            return None

    def whole(self, column: str) -> int | None:
        """Return a cell that holds a whole number from 0 up."""
        number = self.number(column)
        if number is None:
            return None
        if number < 0 or number != int(number):
            self.wrong(column, f'"{self.text(column)[:40]}" is not a whole number', "points are whole, from 0 up")
            return None
        return int(number)

    def one_of(self, column: str, known: Mapping[str, bool | Confidence]) -> bool | Confidence | None:
        """Return what a word stands for."""
        text = self.text(column)
        if text.lower() in UNKNOWN:
            return None
        if (found := known.get(text, known.get(text.lower()))) is None:
            self.wrong(column, f'"{text[:40]}" is not known', f"one of {', '.join(known)}, or empty")
        return found


def _read(row: _Row, measures: _Measures, books: Shelf) -> ScoreRow | None:
    facts = dict(_facts(row, measures))
    score = _score(row)
    if score is not None and not row.problems:
        try:
            printed_of(score, books_meant(score.as_of, books))
        except UnknownName as error:
            row.wrong("as_of", str(error))
        except Problems as group:
            for one in group.problems:
                row.wrong(one.path, one.message, one.hint)
    return None if row.problems or score is None else ScoreRow(line=row.line, score=score, facts=facts)


def _score(row: _Row) -> EligibilityScore | None:
    as_of = _date(row)
    member = row.text("iso3")
    if not re.fullmatch(r"[A-Z]{3}", member):
        row.wrong("iso3", f'"{member[:40]}" is not a code of a country', "three capital letters, as in ISO 3166")
    points, possible, met = row.whole("points"), row.whole("possible"), row.one_of("meets_core", YES_NO)
    if points is not None and possible is not None and points > possible:
        row.wrong("points", f"{points} is more than the {possible} that could be had")
    criteria = [
        CriterionScore(criterion=name.upper(), points=given, confidence=_grade(row, f"{name}_grade"))
        for name in _METRICS
        if (given := row.whole(name)) is not None
    ]
    confidence = _grade(row, "total_grade")
    percent = row.text("percent")
    if row.problems or as_of is None:
        return None
    return EligibilityScore(
        member=member,
        as_of=as_of,
        points=points,
        possible=possible,
        percent=None if percent.lower() in UNKNOWN else percent,
        met=bool(met) if met is not None else None,
        criteria=tuple(criteria),
        sources=(row.text("source_url"),) if row.text("source_url") else (),
        confidence=confidence,
        note=row.text("note") or None,
    )


def _date(row: _Row) -> PartialDate | None:
    try:
        return PartialDate(row.text("as_of"))
    except ValueError as error:
        row.wrong("as_of", str(error), "write year-month-day, year-month or year, such as 2014-12")
        return None


def _grade(row: _Row, column: str) -> Confidence | None:
    """Return how a value is graded: as printed in a table without grades, as filled in where a cell is empty."""
    if column not in row:
        return None
    found = row.one_of(column, _GRADES)
    return found if isinstance(found, Confidence) else Confidence.RECONSTRUCTED


def _facts(row: _Row, measures: _Measures) -> Iterator[tuple[str, Scalar | Absent]]:
    for column, name in (_CODES | _VALUES | {name: name for name in measures}).items():
        if column not in row or name not in measures:
            continue
        measure, check = measures[name]
        try:
            value = fact_in(row.text(column), measure, comma=row.comma)
        except Problem as problem:
            row.wrong(column, problem.message, problem.hint)
            continue
        if isinstance(value, float) and measure.whole and value.is_integer():
            value = int(value)
        if value is None and column in _CODES and not row.text(column):
            value = Absent(_NOT_COVERED)
        if value is None and row.text(column) == "" and (name, row.text("iso3")) in _never_covered():
            value = Absent(_NOT_COVERED)
        if value is None:
            continue
        try:
            check(value)
        except Problem as problem:
            row.wrong(column, problem.message, problem.hint)
        else:
            yield name, value


@cache
def _never_covered() -> frozenset[tuple[str, str]]:
    return frozenset((one.indicator, one.member) for one in reference.not_covered())
