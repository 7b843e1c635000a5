"""The forms of which rules are made: measures, tests, choices and days."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from attrs import frozen

from opengov.model._noun import Noun
from opengov.model.dates import PartialDate
from opengov.model.values import Absent, Known, Outcome, Scalar, Span

__all__ = [
    "After",
    "All",
    "Always",
    "AnyOf",
    "Choose",
    "Coded",
    "Compare",
    "Count",
    "DayExpression",
    "DayRef",
    "Every",
    "FixedDay",
    "Given",
    "Hits",
    "Measure",
    "MeasureDay",
    "MeasureKind",
    "Not",
    "Op",
    "Operand",
    "OutcomeIs",
    "ReadingRef",
    "ReadingTest",
    "Row",
    "Some",
    "Test",
]


class MeasureKind(StrEnum):
    """What the values of a measure are."""

    YES_NO = "yes_no"
    NUMBER = "number"
    CATEGORY = "category"
    LEVEL = "level"
    SET = "set"
    DATE = "date"
    SPANS = "spans"
    LIST = "list"


@frozen(kw_only=True, repr=False)
class Measure(Noun):
    """A fact that a book reads: its name, its kind and what it may be.

    Parameters
    ----------
    name
        The name by which tests read it.
    kind
        What its values are; a ``level`` is a category whose ``values`` stand in order.
    title, unit
        For a reader.
    values
        The values of a category, a level or a set.
    low, high
        Bounds of a number, both allowed.
    whole
        Whether a number is always whole.
    absent
        The ways in which it may be known not to exist (``not covered``); empty where it always has a value.
    unless_stated
        The value taken where the facts do not mention it; without it such a measure is unknown.
    fields
        What each entry of a ``list`` holds.
    indicator
        The indicator of a case whose observations give it; its own name where it says nothing.
    """

    name: str
    kind: MeasureKind
    title: str
    unit: str | None = None
    values: tuple[str, ...] = ()
    low: int | float | None = None
    high: int | float | None = None
    whole: bool = False
    absent: tuple[str, ...] = ()
    unless_stated: Absent | Known | None = None
    fields: tuple[Measure, ...] = ()
    indicator: str | None = None


# --- tests ---------------------------------------------------------------------------------------------------------


class Op(StrEnum):
    """How a value is held against an operand."""

    IS = "is"
    ABOVE = "above"
    AT_LEAST = "at_least"
    BELOW = "below"
    AT_MOST = "at_most"
    ONE_OF = "one_of"
    INCLUDES = "includes"


@frozen
class ReadingRef:
    """A number, word or set that a reading decides."""

    reading: str


@frozen
class DayRef:
    """A named day of the book."""

    day: str


Operand: TypeAlias = Scalar | ReadingRef | DayRef


@frozen
class Compare:
    """A measure held against a constant, a reading or a named day."""

    measure: str
    op: Op
    operand: Operand


@frozen
class Coded:
    """Whether a measure has a value at all (``coded = true``), or is known to be absent."""

    measure: str
    coded: bool


@frozen
class All:
    """Holds when each of its tests does."""

    tests: tuple[Test, ...]


@frozen
class AnyOf:
    """Holds when at least one of its tests does."""

    tests: tuple[Test, ...]


@frozen
class Not:
    """Holds when its test does not."""

    test: Test


@frozen
class Every:
    """Holds when each entry of a list passes; an empty list passes."""

    measure: str
    test: Test


@frozen
class Some:
    """Holds when at least one entry of a list passes."""

    measure: str
    test: Test


@frozen
class Count:
    """Counts the entries of a list that pass, and holds the count against a number."""

    measure: str
    where: Test
    op: Op
    operand: Operand


@frozen
class ReadingTest:
    """A test that a reading decides."""

    reading: str


@frozen
class OutcomeIs:
    """Whether any of the named requirements (or the threshold) came out so."""

    outcome: Outcome
    requirements: tuple[str, ...]


@frozen
class Always:
    """Holds, or never holds, whatever the facts."""

    holds: bool


Test: TypeAlias = Compare | Coded | All | AnyOf | Not | Every | Some | Count | ReadingTest | OutcomeIs | Always


# --- points and labels ---------------------------------------------------------------------------------------------


@frozen
class Row:
    """One line of a choice: what it gives, when, and the rule (or the reading) that says so."""

    rule: str
    give: int | str | ReadingRef
    when: Test


class Hits(StrEnum):
    """How many rows of a choice may hold at once."""

    UNIQUE = "unique"
    FIRST = "first"


@frozen
class Choose:
    """Rows of which one decides: the only one that holds, or the first where the source itself orders them."""

    rows: tuple[Row, ...]
    otherwise: Row | None = None
    hits: Hits = Hits.UNIQUE
    part: str | None = None


@frozen
class Given:
    """Points taken as given where a measure states them, in place of the criterion's own test."""

    rule: str
    measure: str


# --- days ----------------------------------------------------------------------------------------------------------


@frozen
class MeasureDay:
    """The day that a measure of kind ``date`` holds."""

    measure: str


@frozen
class FixedDay:
    """A day of the calendar."""

    day: PartialDate


@frozen
class After:
    """A day counted from another one; with ``month_end`` the last day of the month that it falls in."""

    day: str
    add: Span
    month_end: bool = False


DayExpression: TypeAlias = MeasureDay | FixedDay | After | DayRef
