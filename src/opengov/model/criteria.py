"""Rules and rulebooks: what is required, from when, by which source, how surely."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from opengov.model._noun import Noun
from opengov.model.dates import PartialDate
from opengov.model.differences import Difference, diff
from opengov.model.forms import Choose, DayExpression, Given, Measure, ReadingRef, Test
from opengov.model.sources import Confidence, Source

__all__ = [
    "Classification",
    "Day",
    "DayException",
    "EligibilityCriterion",
    "Finding",
    "InForce",
    "NotBinding",
    "Note",
    "Reading",
    "Requirement",
    "Rule",
    "Rulebook",
    "Threshold",
]


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

    def diff(self, other: Rulebook) -> tuple[Difference, ...]:
        """Return what ``other`` says differently from this book, entry by entry.

        Examples
        --------
        >>> import opengov
        >>> books = opengov.shelf()
        >>> [str(one) for one in books["CORE-2016"].diff(books["CORE-2017"]) if one.section == "requirements"]
        ['added requirements VALUES-CHECK', 'added requirements VC-IND-1', 'added requirements VC-IND-2']
        """
        return diff(self, other)

    def __repr__(self) -> str:
        return f"<Rulebook {self.id}: {self.title}>"
