"""The parts of a verdict: points, criteria, requirements, findings, and what would change them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from attrs import evolve, field, frozen

from opengov.errors import InvalidFacts, Problem, UnknownName
from opengov.model.criteria import Classification, EligibilityCriterion, Finding, Reading, Requirement, Rule
from opengov.model.rulebooks import Rulebook
from opengov.model.sources import Confidence
from opengov.model.values import UNKNOWN, Outcome, Value
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Facts, as_value
from opengov.rules.judgements import Judgement
from opengov.rules.resolve import Answers, answers_for
from opengov.rules.tables import Cell
from opengov.rules.wording import value_in_words

__all__ = [
    "OPEN",
    "Binding",
    "Comparison",
    "CriterionVerdict",
    "FindingVerdict",
    "Made",
    "Mark",
    "OtherReading",
    "Points",
    "Question",
    "RequirementVerdict",
    "RowVerdict",
    "Seen",
    "Settling",
    "cells_by_criterion",
    "hull",
    "sum_of_hulls",
]

OPEN: Final = "open"


@frozen
class Points:
    """The hull of the points that are possible: from ``low`` to ``high``, of ``possible_low`` to ``possible_high``.

    Examples
    --------
    >>> print(Points(12, 14, 16, 16))
    12..14 of 16
    """

    low: int
    high: int
    possible_low: int
    possible_high: int

    @property
    def short(self) -> str:
        """The points alone; a dash where nothing is possible."""
        return _range(self.low, self.high) if self.possible_high else "-"

    def __str__(self) -> str:
        return _of(self.low, self.high, self.possible_low, self.possible_high)


@frozen
class Seen:
    """A fact as it was seen: its measure, its value in words, and where that stands."""

    measure: str
    title: str
    value: str
    evidence: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.title}: {self.value}" + (f" [{'; '.join(self.evidence)}]" if self.evidence else "")


class Mark(StrEnum):
    """What became of a row: it decided, it did not hold, it may have decided, or an earlier row had decided."""

    YES = "yes"
    NO = "no"
    OPEN = "open"
    PASSED_OVER = "passed over"


@frozen(kw_only=True, cache_hash=True)
class RowVerdict:
    """One row of a criterion: the rule, what it gives, what it needs, and what became of it.

    Parameters
    ----------
    rule
        The rule that the row cites.
    gives
        Its points, or that they are as stated.
    part
        The part of the sum that it belongs to.
    option
        The answer taken to the open question that sets its points.
    needed
        What must be so, in words.
    mark
        What became of it.
    """

    rule: Rule
    gives: int | str
    part: str | None
    option: str | None
    needed: str
    mark: Mark


@frozen(cache_hash=True)
class CriterionVerdict:
    """One criterion: its points, how sure these are, the facts seen and every row, those that failed included.

    ``rules`` are the rules that give the points, or may.
    """

    criterion: EligibilityCriterion
    points: Points
    rules: tuple[Rule, ...]
    confidence: Confidence
    seen: tuple[Seen, ...]
    rows: tuple[RowVerdict, ...]

    @property
    def because(self) -> str:
        """The reason in one line: the rules that decide, and the facts seen."""
        said = "; ".join(f"{rule.title} ({rule.id})" for rule in self.rules)
        if {row.mark for row in self.rows if row.mark is Mark.OPEN}:
            said = f"depending on what is not known: {said}"
        if self.points.possible_low == 0:
            dropped = "not covered, so dropped"
            said = dropped if self.points.possible_high == 0 else f"{said}; or {dropped}"
        return f"{said}. Seen: {_values(self.seen)}"

    @property
    def id(self) -> str:
        """The id of the criterion."""
        return self.criterion.id


class Binding(StrEnum):
    """Whether a requirement has consequences yet, or is only checked."""

    YES = "yes"
    NO = "no"
    UNDETERMINED = "undetermined"


@frozen(cache_hash=True)
class RequirementVerdict:
    """One requirement and what it came to.

    Parameters
    ----------
    requirement
        The requirement.
    outcome
        What it came to.
    needed
        What is needed, in words.
    seen
        The facts seen.
    binding
        Whether it has consequences.
    until
        While it is pending, the day until which it is: known, or what it can be.
    """

    requirement: Requirement
    outcome: Outcome
    needed: str
    seen: tuple[Seen, ...]
    binding: Binding = Binding.YES
    until: Value | None = None

    @property
    def because(self) -> str:
        """The reason in one line: what is needed, the facts seen, and what is still open about it."""
        seen = "; ".join(f"{one.title}: {one.value}" for one in self.seen) or "nothing"
        until = f". Open until {value_in_words(self.until)}" if self.until is not None else ""
        grace = self.requirement.grace
        free = f". Without consequence by {grace.rule}" if grace and self.binding is Binding.NO else ""
        return f"needed: {self.needed}. Seen: {seen}{until}{free}"

    @property
    def id(self) -> str:
        """The id of the requirement."""
        return self.requirement.id


class Made(StrEnum):
    """Whether a finding is made."""

    YES = "yes"
    NO = "no"
    UNDETERMINED = "undetermined"


@frozen
class FindingVerdict:
    """A finding, or a label of a classification, and whether it is made."""

    rule: Finding | Classification
    made: Made
    label: str | None = None

    @property
    def id(self) -> str:
        """The id of the finding or classification."""
        return self.rule.id


@frozen
class OtherReading:
    """An answer to an open question of the sources that would change the verdict, and to what."""

    reading: Reading
    option: str
    outcome: Outcome
    points: Points


@frozen
class Settling:
    """A fact that is not known for certain and that bears on the verdict; ``alone`` if it may settle it by itself."""

    measure: str
    title: str
    alone: bool


@frozen
class Comparison:
    """Other facts under which the same subject may be judged, and why they were not taken."""

    title: str
    why: str
    facts: Facts
    evidence: Mapping[str, tuple[str, ...]]


@frozen(kw_only=True)
class Question:
    """What a verdict answers: whom it is about, by which books, on which facts and readings.

    Parameters
    ----------
    books
        The book, or all that may apply.
    facts
        The value of each measure.
    readings
        The answers taken to open questions, by reading; or ``"open"``.
    about, on
        Whom it is about, and the day of judgement.
    evidence
        For each measure, where its value comes from, in words.
    comparisons
        Other facts that might have been taken, judged beside these when looked at.

    Raises
    ------
    UnknownName
        If a reading is in none of the books.
    """

    books: tuple[Rulebook, ...]
    facts: Facts
    readings: Answers | str = field(factory=dict)
    about: str | None = None
    on: date | None = None
    evidence: Mapping[str, tuple[str, ...]] = field(factory=dict)
    comparisons: tuple[Comparison, ...] = ()

    def __attrs_post_init__(self) -> None:
        if problems := list(self._problems()):
            raise InvalidFacts("question", problems)
        if not self.readings or self.readings == OPEN:
            return
        known = [reading.id for book in self.books for reading in book.readings]
        for name in (self.readings,) if isinstance(self.readings, str) else self.readings:
            if name not in known:
                raise UnknownName("reading", name, [*known, OPEN])

    def _problems(self) -> Iterator[Problem]:
        if not self.books:
            yield Problem("books", "names no rulebook", "give at least one")
        if not all([isinstance(book, Rulebook) for book in self.books]):  # noqa: C419 -- made for every verdict
            yield Problem("books", "holds what is no rulebook", 'take one from a shelf: shelf()["CORE-2023"]')
        if not hasattr(self.facts, "keys"):
            yield Problem("facts", "is no table of facts", "give a value, or None, for each measure")

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two questions the same: all but how their facts are written and what they are compared with."""
        given = {name: as_value(value) for name, value in self.facts.items() if value is not None}
        facts = {name: value for name, value in given.items() if value != UNKNOWN}
        readings: object = self.readings
        if not isinstance(self.readings, str):
            readings = [answers_for(book, self.readings) for book in self.books]
        return self.books, facts, readings, self.about, self.on, dict(self.evidence)

    @property
    def before_the_books(self) -> bool:
        """Whether, on the day of judgement, perhaps not even the first of the books was in force yet."""
        return self.on is not None and self.books[0].in_force.start.latest() > self.on

    def on_other_facts(self, other: Comparison) -> Question:
        """Return the same question on other facts."""
        return evolve(self, facts=other.facts, evidence=other.evidence, comparisons=())


Judged = tuple[tuple[Engine, Judgement], ...]


def cells_by_criterion(judged: Judged) -> tuple[tuple[EligibilityCriterion, frozenset[Cell]], ...]:
    """Return each criterion with the results that any of the judgements leaves possible."""
    if len(judged) == 1:
        return tuple(zip(judged[0][0].book.criteria, judged[0][1].criteria, strict=True))
    found: dict[str, tuple[EligibilityCriterion, frozenset[Cell]]] = {}
    for engine, judgement in judged:
        for criterion, cells in zip(engine.book.criteria, judgement.criteria, strict=True):
            earlier = found.get(criterion.id)
            found[criterion.id] = (criterion, cells | earlier[1] if earlier else cells)
    return tuple(found.values())


@lru_cache(maxsize=16384)
def sum_of_hulls(cells: tuple[tuple[EligibilityCriterion, frozenset[Cell]], ...]) -> Points:
    """Return the hull of the points of several criteria together."""
    hulls = [hull(options, criterion) for criterion, options in cells]
    return Points(
        sum([one.low for one in hulls]),
        sum([one.high for one in hulls]),
        sum([one.possible_low for one in hulls]),
        sum([one.possible_high for one in hulls]),
    )


@lru_cache(maxsize=16384)
def hull(cells: frozenset[Cell], criterion: EligibilityCriterion) -> Points:
    """Return the hull of the points that a criterion may give."""
    possible = [criterion.maximum if cell.measured else 0 for cell in cells]
    points = [cell.points for cell in cells]
    return Points(min(points), max(points), min(possible), max(possible))


def _values(seen: tuple[Seen, ...]) -> str:
    return "; ".join([f"{one.title}: {one.value}" for one in seen]) or "nothing"


@lru_cache(maxsize=4096)
def _of(low: int, high: int, possible_low: int, possible_high: int) -> str:
    return f"{_range(low, high)} of {_range(possible_low, possible_high)}"


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}..{high}"
