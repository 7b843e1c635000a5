"""The language of rules: the forms of which a rulebook is made."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from attrs import frozen

from opengov.model._noun import Noun
from opengov.model.dates import PartialDate
from opengov.model.sources import Confidence, Source
from opengov.model.values import Absent, Known, Outcome, Scalar, Span

__all__ = [
    "After",
    "All",
    "Always",
    "AnyOf",
    "Choose",
    "Classification",
    "Coded",
    "Compare",
    "Count",
    "Day",
    "DayException",
    "DayExpression",
    "DayRef",
    "Direction",
    "EligibilityCriterion",
    "Every",
    "Finding",
    "FixedDay",
    "Given",
    "Hits",
    "InForce",
    "Lever",
    "Measure",
    "MeasureDay",
    "MeasureKind",
    "Not",
    "NotBinding",
    "Note",
    "Op",
    "Operand",
    "OutcomeIs",
    "Reading",
    "ReadingRef",
    "ReadingTest",
    "Requirement",
    "Row",
    "Rule",
    "Rulebook",
    "Some",
    "Test",
    "Threshold",
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


@frozen(kw_only=True, repr=False)
class Rule(Noun):
    """A statement that rows cite: what is ruled, by which source, how surely."""

    id: str
    title: str
    confidence: Confidence
    sources: tuple[str, ...]
    note: str | None = None


@frozen(kw_only=True, repr=False, cache_hash=True)
class EligibilityCriterion(Rule):
    """One metric of the eligibility score.

    Parameters
    ----------
    maximum
        Points that it can give at most.
    points
        Its choices; the points are their sum.
    given
        Measures that state the points outright, the first that is coded before all else.
    measured_when
        When the metric counts at all; otherwise it is dropped from points and possible points alike.
    possible
        The points that can occur; the book is refused if its rows can give others.
    rules
        Rules that the criterion as a whole rests on, such as the one that drops it when not covered.
    """

    maximum: int
    points: tuple[Choose, ...]
    given: tuple[Given, ...] = ()
    measured_when: Test | None = None
    possible: tuple[int, ...] = ()
    rules: tuple[str, ...] = ()


@frozen
class NotBinding:
    """Until when a requirement is checked but has no consequence, and the rule that says so."""

    until: PartialDate
    rule: str


@frozen(kw_only=True, repr=False)
class Requirement(Rule):
    """Something that must be so: met when its test holds, or when all of its parts are met.

    Parameters
    ----------
    met_when, parts
        The test, or the ids of the requirements of which it consists.
    applies_when
        When it applies at all.
    phases
        The phases of a cycle that it judges; empty for all.
    open_until
        The named day until which it is pending rather than not met.
    grace
        Until when it is checked without consequence.
    rules
        Rules that it rests on, such as the one that says whom it is for.
    """

    met_when: Test | None = None
    parts: tuple[str, ...] = ()
    applies_when: Test | None = None
    phases: tuple[str, ...] = ()
    open_until: str | None = None
    grace: NotBinding | None = None
    rules: tuple[str, ...] = ()


@frozen(kw_only=True, repr=False)
class Finding(Rule):
    """What follows when requirements come out in a certain way."""

    when: Test


@frozen(kw_only=True, repr=False)
class Classification(Rule):
    """A label, and the rows that give it."""

    choose: Choose


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


@frozen(kw_only=True, repr=False)
class Day(Rule):
    """A named day."""

    expression: DayExpression


@frozen(kw_only=True, repr=False)
class DayException(Rule):
    """Another day in place of a named one, when its condition holds; two that hold and differ are a conflict."""

    to: str
    when: Test
    expression: DayExpression


# --- what a government can change ----------------------------------------------------------------------------------


class Direction(StrEnum):
    """Which way a number or a level can be moved."""

    UP = "up"
    DOWN = "down"


@frozen(kw_only=True, repr=False)
class Lever(Rule):
    """A change of fact that a government can make; what is known to be absent stays so.

    Parameters
    ----------
    measure
        The measure that it changes.
    becomes
        What the measure becomes; ``None`` where it moves instead.
    moves
        Which way it can be moved, as far as is wanted.
    """

    measure: str
    becomes: bool | int | float | str | None = None
    moves: Direction | None = None


# --- the book ------------------------------------------------------------------------------------------------------


@frozen(kw_only=True, repr=False)
class Reading(Rule):
    """A question that the sources leave open, its possible answers, and the one taken by default.

    ``note`` says why that one.
    """

    options: tuple[tuple[str, int | str | tuple[str, ...] | Test], ...]
    default: str


@frozen(kw_only=True, repr=False)
class Threshold(Rule):
    """The share of the possible points that must be reached.

    Parameters
    ----------
    share
        The share, as an exact fraction of the possible points.
    fewest_measured
        With fewer criteria measured there is not enough data.
    too_few
        The rule that says so.
    near, near_rule
        The share from which a government is said to be close, and the rule that says so.
    too_few_label, near_label
        What OGP calls such a result.
    """

    share: Fraction
    fewest_measured: int | ReadingRef
    too_few: str
    near: Fraction | None = None
    near_rule: str | None = None
    too_few_label: str | None = None
    near_label: str | None = None


@frozen(kw_only=True, repr=False)
class Note(Noun):
    """A statement of the sources that decides nothing, kept where a reader will look for it."""

    id: str
    text: str
    confidence: Confidence | None = None
    sources: tuple[str, ...] = ()


@frozen(kw_only=True, repr=False)
class InForce(Noun):
    """When a book applies, and which date picks it.

    ``start`` is a partial date where the day is not known: between its earliest and its latest day this book and the
    one before it are both tried.
    """

    start: PartialDate
    until: PartialDate | None = None
    picked_by: str = "on"


@frozen(kw_only=True, repr=False, cache_hash=True)  # engines are kept by book
class Rulebook(Noun):
    """The rules of one subject in force over one span of time, each with its source and confidence."""

    id: str
    title: str
    subject: str
    judges: str
    in_force: InForce
    follows: str | None = None
    sources: tuple[Source, ...] = ()
    measures: tuple[Measure, ...] = ()
    rules: tuple[Rule, ...] = ()
    criteria: tuple[EligibilityCriterion, ...] = ()
    threshold: Threshold | None = None
    requirements: tuple[Requirement, ...] = ()
    findings: tuple[Finding, ...] = ()
    classes: tuple[Classification, ...] = ()
    days: tuple[Day, ...] = ()
    exceptions: tuple[DayException, ...] = ()
    readings: tuple[Reading, ...] = ()
    notes: tuple[Note, ...] = ()
    levers: tuple[Lever, ...] = ()

    def __repr__(self) -> str:
        return f"<Rulebook {self.id}: {self.title}>"
