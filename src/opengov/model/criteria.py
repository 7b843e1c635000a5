"""Rules: what is required, by which source, how surely."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from attrs import frozen

from opengov.model._noun import Noun
from opengov.model.dates import PartialDate
from opengov.model.forms import Choose, DayExpression, Given, ReadingRef, Test
from opengov.model.sources import Confidence

__all__ = [
    "Classification",
    "Day",
    "DayException",
    "Direction",
    "EligibilityCriterion",
    "Finding",
    "Force",
    "Lever",
    "NotBinding",
    "Reading",
    "Requirement",
    "Rule",
    "Threshold",
]


@frozen(kw_only=True, repr=False, cache_hash=True)
class Rule(Noun):
    """A statement that rows cite: what is ruled, by which source, how surely.

    Parameters
    ----------
    id
        Its id, unique in its book.
    title
        What it says, in a line.
    confidence
        How well it is supported.
    sources
        Ids of the sources that it was read in.
    note
        What a reader should know about it.
    """

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
    """Until when a requirement is checked but has no consequence, and the rule that says so.

    Parameters
    ----------
    until
        The last day without consequence.
    rule
        The rule that says so.
    by
        The measure whose date is held against that day: the day of judgement, or another one.
    """

    until: PartialDate
    rule: str
    by: str = "on"


class Force(StrEnum):
    """How much hangs on a requirement: the outcome of the whole, a warning, or nothing."""

    REQUIRED = "required"
    WARNING = "warning"
    INFORMATION = "information"


@frozen(kw_only=True, repr=False, cache_hash=True)
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
    force
        Whether the outcome of the whole hangs on it.
    open_until
        The named day until which it is pending rather than not met.
    kept_until
        The named day until which it must be kept: while it holds it is pending, and what is broken stays broken.
    grace
        Until when it is checked without consequence.
    rules
        Rules that it rests on, such as the one that says whom it is for.
    """

    met_when: Test | None = None
    parts: tuple[str, ...] = ()
    applies_when: Test | None = None
    phases: tuple[str, ...] = ()
    force: Force = Force.REQUIRED
    open_until: str | None = None
    kept_until: str | None = None
    grace: NotBinding | None = None
    rules: tuple[str, ...] = ()

    @property
    def tests(self) -> tuple[Test, ...]:
        """The tests that it has: when it is met, and when it applies."""
        return tuple(test for test in (self.met_when, self.applies_when) if test is not None)


@frozen(kw_only=True, repr=False, cache_hash=True)
class Finding(Rule):
    """What follows when requirements come out in a certain way.

    Parameters
    ----------
    when
        The test that makes it.
    """

    when: Test


@frozen(kw_only=True, repr=False, cache_hash=True)
class Classification(Rule):
    """A label, and the rows that give it.

    Parameters
    ----------
    choose
        The rows, each giving a label.
    """

    choose: Choose


@frozen(kw_only=True, repr=False, cache_hash=True)
class Day(Rule):
    """A named day.

    Parameters
    ----------
    expression
        Which day it is.
    """

    expression: DayExpression


@frozen(kw_only=True, repr=False, cache_hash=True)
class DayException(Rule):
    """Another day in place of a named one, when its condition holds; two that hold and differ are a conflict.

    Parameters
    ----------
    to
        The named day that it replaces.
    when
        Its condition.
    expression
        The day in its place.
    """

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


@frozen(kw_only=True, repr=False, cache_hash=True)
class Reading(Rule):
    """A question that the sources leave open, its possible answers, and the one taken by default.

    ``note`` says why that one.

    Parameters
    ----------
    options
        Its answers by name: all numbers, all words, all sets of words or all tests.
    default
        The name of the answer taken where the caller chooses none.
    """

    options: tuple[tuple[str, int | str | tuple[str, ...] | Test], ...]
    default: str


@frozen(kw_only=True, repr=False, cache_hash=True)
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
