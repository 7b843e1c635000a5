"""The forms of which rules are made: measures, tests, choices and days."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeAlias

from attrs import frozen

from opengov.model._noun import Noun
from opengov.model.dates import PartialDate
from opengov.model.values import Absent, Known, Outcome, Scalar, Span

__all__ = [
    "ITEM",
    "AbsentAs",
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

ITEM: Final = "item"
"""The name by which tests read an entry of a list that has no fields."""


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


@frozen(kw_only=True, repr=False, cache_hash=True)
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

    def entry(self) -> Measure:
        """Return what an entry of this list is where it has no fields: a length of time, or one of the values in order.

        Returns
        -------
        Measure
            Named :data:`ITEM`.

        Examples
        --------
        >>> Measure(name="gaps", kind=MeasureKind.SPANS, title="Months without a plan").entry()
        Measure(name='item', kind=<MeasureKind.SPANS: 'spans'>, title='Months without a plan')
        """
        kind = MeasureKind.SPANS if self.kind is MeasureKind.SPANS else MeasureKind.LEVEL
        return Measure(name=ITEM, kind=kind, title=self.title, values=self.values)


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


@frozen(cache_hash=True)
class Compare:
    """A measure held against a constant, a reading or a named day.

    Parameters
    ----------
    measure
        The name of the measure.
    op
        How it is held against the operand.
    operand
        A constant, a reading that decides it, or a named day.
    """

    measure: str
    op: Op
    operand: Operand


@frozen(cache_hash=True)
class Coded:
    """Whether a measure has a value at all (``coded = true``), or is known to be absent.

    Parameters
    ----------
    measure
        The name of the measure.
    coded
        Whether it must have a value, or must not.
    """

    measure: str
    coded: bool


@frozen(cache_hash=True)
class AbsentAs:
    """Whether a measure is known to be absent in one certain way, as ``NR`` (not reviewed) and not ``ND`` (no data).

    Parameters
    ----------
    measure
        The name of the measure.
    kind
        The way, one of those that the measure declares.
    """

    measure: str
    kind: str


@frozen(cache_hash=True)
class All:
    """Holds when each of its tests does."""

    tests: tuple[Test, ...]


@frozen(cache_hash=True)
class AnyOf:
    """Holds when at least one of its tests does."""

    tests: tuple[Test, ...]


@frozen(cache_hash=True)
class Not:
    """Holds when its test does not."""

    test: Test


@frozen(cache_hash=True)
class Every:
    """Holds when each entry of a list passes; an empty list passes.

    Parameters
    ----------
    measure
        The name of the list.
    test
        What each entry must pass.
    """

    measure: str
    test: Test


@frozen(cache_hash=True)
class Some:
    """Holds when at least one entry of a list passes.

    Parameters
    ----------
    measure
        The name of the list.
    test
        What an entry must pass.
    """

    measure: str
    test: Test


@frozen(cache_hash=True)
class Count:
    """Counts the entries of a list that pass, and holds the count against a number.

    Parameters
    ----------
    measure
        The name of the list.
    where
        What an entry must pass to be counted.
    op, operand
        How the count is held against which number.
    """

    measure: str
    where: Test
    op: Op
    operand: Operand


@frozen(cache_hash=True)
class ReadingTest:
    """A test that a reading decides."""

    reading: str


@frozen(cache_hash=True)
class OutcomeIs:
    """Whether any of the named requirements (or the threshold) came out so.

    Parameters
    ----------
    outcome
        The outcome.
    requirements
        Ids of requirements, or of the threshold.
    """

    outcome: Outcome
    requirements: tuple[str, ...]


@frozen(cache_hash=True)
class Always:
    """Holds, or never holds, whatever the facts.

    Parameters
    ----------
    holds
        Which of the two.
    """

    holds: bool


Test: TypeAlias = (
    Compare | Coded | AbsentAs | All | AnyOf | Not | Every | Some | Count | ReadingTest | OutcomeIs | Always
)


# --- points and labels ---------------------------------------------------------------------------------------------


@frozen
class Row:
    """One line of a choice: what it gives, when, and the rule (or the reading) that says so.

    Parameters
    ----------
    rule
        Id of the rule.
    give
        Points, a label, or the reading that decides them.
    when
        Its test.
    """

    rule: str
    give: int | str | ReadingRef
    when: Test


class Hits(StrEnum):
    """How many rows of a choice may hold at once."""

    UNIQUE = "unique"
    FIRST = "first"


@frozen
class Choose:
    """Rows of which one decides: the only one that holds, or the first where the source itself orders them.

    Parameters
    ----------
    rows
        The rows.
    otherwise
        What holds where no row does.
    hits
        Whether rows exclude each other, or the first one counts.
    part
        What the points are a part of, where a criterion adds several choices.
    """

    rows: tuple[Row, ...]
    otherwise: Row | None = None
    hits: Hits = Hits.UNIQUE
    part: str | None = None

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """Every row, the one for all other facts last."""
        return self.rows if self.otherwise is None else (*self.rows, self.otherwise)


@frozen
class Given:
    """Points taken as given where a measure states them, in place of the criterion's own test.

    Parameters
    ----------
    rule
        Id of the rule that says so.
    measure
        The measure that states the points.
    """

    rule: str
    measure: str


# --- days ----------------------------------------------------------------------------------------------------------


@frozen
class MeasureDay:
    """The day that a measure of kind ``date`` holds."""

    measure: str


@frozen
class FixedDay:
    """A day of the calendar.

    Parameters
    ----------
    day
        The day, or what is known of it.
    """

    day: PartialDate


@frozen
class After:
    """A day counted from another one; with ``month_end`` or ``year_end`` the last of its month, or of its year.

    Parameters
    ----------
    day
        Id of the day counted from.
    add
        How long after it.
    month_end, year_end
        Whether it is the last day of that month, or of that year.
    """

    day: str
    add: Span
    month_end: bool = False
    year_end: bool = False


DayExpression: TypeAlias = MeasureDay | FixedDay | After | DayRef
