"""Verdicts: what a judgement came to, why, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import NoReturn

from attrs import frozen

from opengov.errors import VerdictIsNotBoolean
from opengov.model.criteria import (
    Classification,
    EligibilityCriterion,
    Finding,
    Reading,
    Requirement,
    Rule,
    Rulebook,
)
from opengov.model.sources import Confidence, weakest
from opengov.model.values import Outcome, Scalar, Value
from opengov.rules.engine import Engine, Facts, Judgement, Outcomes, engine_for, open_engines, settled
from opengov.rules.resolve import Answers
from opengov.rules.tables import Cell

__all__ = [
    "OPEN",
    "Comparison",
    "CriterionVerdict",
    "FindingVerdict",
    "Made",
    "OtherReading",
    "Points",
    "RequirementVerdict",
    "Settling",
    "Verdict",
    "decide",
]

OPEN = "open"


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

    def __str__(self) -> str:
        return f"{_range(self.low, self.high)} of {_range(self.possible_low, self.possible_high)}"


@frozen
class CriterionVerdict:
    """One criterion: its points, the rules that may give them, and how sure these are."""

    criterion: EligibilityCriterion
    points: Points
    rules: tuple[Rule, ...]
    confidence: Confidence
    because: str

    @property
    def id(self) -> str:
        """The id of the criterion."""
        return self.criterion.id


@frozen
class RequirementVerdict:
    """One requirement and what it came to."""

    requirement: Requirement
    outcome: Outcome
    because: str

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


@frozen(eq=False)
class Comparison:
    """Other facts under which the same subject may be judged, and why they were not taken."""

    title: str
    why: str
    facts: Facts
    evidence: Mapping[str, tuple[str, ...]]


class Verdict:
    """What one subject comes to under the book, or the books, that apply.

    It is made by :func:`decide` and by the functions that judge a case. Everything but the judgement itself is worked
    out when first looked at. A verdict has five outcomes, so it refuses to be used as a condition.

    Attributes
    ----------
    outcome
        The whole: the threshold and every requirement that counts.
    core
        The threshold alone.
    points
        The points, as far as they are known.

    Examples
    --------
    >>> from opengov.rules.shelf import shelf
    >>> verdict = decide(shelf()["CORE-2018"], {"ati_constitution": True, "ati_draft": True})
    >>> print(verdict["ATI"].points)
    4 of 4
    """

    __slots__ = (
        "__dict__", "_comparisons", "_facts", "_judgements", "about", "books", "evidence", "on", "open_readings", "readings",
    )  # fmt: skip

    books: tuple[Rulebook, ...]
    about: str | None
    on: date | None
    readings: Mapping[str, str]
    open_readings: bool
    evidence: Mapping[str, tuple[str, ...]]

    def __init__(
        self,
        engines: tuple[Engine, ...],
        facts: Facts,
        *,
        about: str | None = None,
        on: date | None = None,
        readings: Answers | None = None,
        open_readings: bool = False,
        evidence: Mapping[str, tuple[str, ...]] | None = None,
        comparisons: tuple[Comparison, ...] = (),
    ) -> None:
        self._facts = facts
        self._comparisons = comparisons
        self._judgements = tuple([(engine, engine.judge(facts)) for engine in engines])
        self.books = (engines[0].book,) if len(engines) == 1 else tuple(dict.fromkeys(one.book for one in engines))
        self.about = about
        self.on = on
        self.readings = readings or _NOTHING
        self.open_readings = open_readings
        self.evidence = evidence or _NOTHING_SEEN

    # --- the outcome ---

    @property
    def outcomes(self) -> Outcomes:
        """Every outcome that the facts leave possible for the whole."""
        if len(self._judgements) == 1:
            return self._judgements[0][1].whole
        return frozenset().union(*(judgement.whole for _, judgement in self._judgements))

    @property
    def outcome(self) -> Outcome:
        """The outcome of the whole."""
        return settled(self.outcomes)

    @property
    def core(self) -> Outcome:
        """The outcome of the threshold alone."""
        return settled(frozenset().union(*(judgement.core for _, judgement in self._judgements)))

    @property
    def points(self) -> Points:
        """The points of all criteria together."""
        hulls = [hull(cells, one) for one, cells in self.cells]
        return Points(*(sum(getattr(one, name) for one in hulls) for name in _HULL))

    @property
    def rulebook(self) -> str:
        """The id of the book; of all that may apply where a start is not known to the day."""
        return " or ".join(book.id for book in self.books)

    @property
    def facts(self) -> Mapping[str, Value | Scalar]:
        """The facts judged, by measure."""
        return MappingProxyType(dict(self._facts))

    # --- the parts ---

    @cached_property
    def cells(self) -> tuple[tuple[EligibilityCriterion, frozenset[Cell]], ...]:
        """Each criterion with the results that the facts leave possible."""
        found: dict[str, tuple[EligibilityCriterion, frozenset[Cell]]] = {}
        for engine, judgement in self._judgements:
            for criterion, cells in zip(engine.book.criteria, judgement.criteria, strict=True):
                earlier = found.get(criterion.id)
                found[criterion.id] = (criterion, cells | earlier[1] if earlier else cells)
        return tuple(found.values())

    @cached_property
    def criteria(self) -> tuple[CriterionVerdict, ...]:
        """Each criterion, in the order of the book."""
        from opengov.rules.reasons import criterion_verdict  # noqa: PLC0415  # built only when looked at

        return tuple(criterion_verdict(self, criterion, cells) for criterion, cells in self.cells)

    @cached_property
    def requirements(self) -> tuple[RequirementVerdict, ...]:
        """Each requirement, in the order of the book."""
        from opengov.rules.reasons import requirement_verdicts  # noqa: PLC0415

        return requirement_verdicts(self)

    @cached_property
    def findings(self) -> tuple[FindingVerdict, ...]:
        """The findings and labels of the book that are made, or may be."""
        from opengov.rules.reasons import finding_verdicts  # noqa: PLC0415

        return finding_verdicts(self)

    @cached_property
    def label(self) -> str | None:
        """What the result is called where it has a name of its own: not enough data, close to eligible."""
        from opengov.rules.reasons import label  # noqa: PLC0415

        return label(self)

    @cached_property
    def other_readings(self) -> tuple[OtherReading, ...]:
        """The answers to open questions of the sources that would change the outcome or the points."""
        from opengov.rules.reasons import other_readings  # noqa: PLC0415

        return other_readings(self)

    @cached_property
    def would_settle(self) -> tuple[Settling, ...]:
        """For an undetermined verdict, the facts that bear on it and are not known, those that may settle it alone first."""
        from opengov.rules.reasons import would_settle  # noqa: PLC0415

        return would_settle(self)

    @cached_property
    def comparisons(self) -> tuple[tuple[Comparison, Verdict], ...]:
        """What the same subject comes to on other facts that might have been taken."""
        engines = tuple(engine for engine, _ in self._judgements)
        return tuple(
            (
                one,
                Verdict(
                    engines,
                    one.facts,
                    about=self.about,
                    on=self.on,
                    readings=self.readings,
                    open_readings=self.open_readings,
                    evidence=one.evidence,
                ),
            )
            for one in self._comparisons
        )

    @cached_property
    def confidence(self) -> Confidence:
        """The least trusted of the rules on which the criteria rest."""
        return weakest(tuple(one.confidence for one in self.criteria))

    def __getitem__(self, name: str) -> CriterionVerdict | RequirementVerdict | FindingVerdict:
        """Return a criterion, requirement or finding by its id."""
        for one in (*self.criteria, *self.requirements, *self.findings):
            if one.id == name:
                return one
        raise KeyError(name)

    # --- saying it ---

    def explain(self, *, width: int = 100) -> str:
        """Return the whole verdict as text: each rule, the value seen, the value needed, the source, the confidence."""
        from opengov.rules.explaining import explain  # noqa: PLC0415

        return explain(self, width=width)

    def to_dict(self) -> dict[str, object]:
        """Return the decision record: book, content hash, day, readings, facts and result, as plain data."""
        from opengov.rules.records import record  # noqa: PLC0415

        return record(self)

    def __str__(self) -> str:
        head = " ".join(part for part in (self.about, f"on {self.on}" if self.on else None) if part)
        named = f" ({self.label})" if self.label else ""
        points = f", {self.points} points" if self.cells else ""
        return f"{head + ': ' if head else ''}{self.outcome.replace('_', ' ')}{named}{points}, {self.rulebook}"

    def __repr__(self) -> str:
        return f"<Verdict {self}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Verdict):
            return NotImplemented
        return self._identity == other._identity

    def __hash__(self) -> int:
        return hash((self.about, self.on, self.rulebook, self.outcomes))

    def __bool__(self) -> NoReturn:
        """Refuse: a verdict is not true or false.

        Raises
        ------
        VerdictIsNotBoolean
            Always; compare ``outcome`` with the outcome that is meant.
        """
        msg = f"a verdict has five outcomes (this one: {self.outcome}); write verdict.outcome is Outcome.MET"
        raise VerdictIsNotBoolean(msg)

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (
            self.books, dict(self._facts), self.about, self.on, dict(self.readings), self.open_readings,
            dict(self.evidence), self._comparisons,
        )  # fmt: skip

    @property
    def judgements(self) -> tuple[tuple[Engine, Judgement], ...]:
        """Each book, made ready to judge, with what it made of the facts."""
        return self._judgements

    @property
    def _identity(self) -> tuple[object, ...]:
        judged = tuple(judgement for _, judgement in self._judgements)
        return self.books, self.about, self.on, dict(self.readings), self.open_readings, dict(self._facts), judged


def decide(
    books: Rulebook | tuple[Rulebook, ...],
    facts: Facts,
    *,
    readings: Answers | str | None = None,
    about: str | None = None,
    on: date | None = None,
    evidence: Mapping[str, tuple[str, ...]] | None = None,
    comparisons: tuple[Comparison, ...] = (),
) -> Verdict:
    """Judge facts by a book.

    Parameters
    ----------
    books
        The rulebook; or all that may apply, which are then all tried.
    facts
        The value of each measure. A plain ``True``, ``5.29`` or ``"PW"`` is a known value; what is missing or
        ``None`` is unknown.
    readings
        The answers to take to the open questions of the sources, by reading; the default for each one not named;
        ``"open"`` keeps all of them open.
    about, on
        Whom the verdict is about and the day of judgement, for the record.
    evidence
        For each measure, where its value comes from, in words.
    comparisons
        Other facts that might have been taken, judged beside these when looked at.

    Returns
    -------
    Verdict
        The verdict; its tree is built when first looked at.

    Raises
    ------
    InvalidFacts
        If values are not of the kind that their measures declare.
    UnknownName
        If a reading has no such answer.

    Examples
    --------
    >>> from opengov.rules.shelf import shelf
    >>> facts = {"ati_law": True, "ad_law": True, "ad_public": True, "civil_liberties": 9.1}
    >>> verdict = decide(shelf()["CORE-2018"], facts)
    >>> print(verdict.points)
    12..16 of 12..16
    >>> verdict.core  # enough whatever the budget documents are, or if they are not covered
    <Outcome.MET: 'met'>
    """
    several = books if isinstance(books, tuple) else (books,)
    if readings == OPEN:
        engines = tuple(
            engine for book in several for engine in open_engines(book, {}, frozenset(one.id for one in book.readings))
        )
        return Verdict(
            engines, facts, about=about, on=on, open_readings=True, evidence=evidence, comparisons=comparisons
        )
    answers = _answers(readings)
    engines = tuple([engine_for(book, answers) for book in several])
    return Verdict(
        engines, facts, about=about, on=on, readings=answers, evidence=evidence, comparisons=comparisons
    )


def hull(cells: frozenset[Cell], criterion: EligibilityCriterion) -> Points:
    """Return the hull of the points that a criterion may give."""
    possible = [criterion.maximum if cell.measured else 0 for cell in cells]
    points = [cell.points for cell in cells]
    return Points(min(points), max(points), min(possible), max(possible))


_HULL = ("low", "high", "possible_low", "possible_high")
_NOTHING: Mapping[str, str] = MappingProxyType({})
_NOTHING_SEEN: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def _answers(readings: Answers | str | None) -> Answers:
    if isinstance(readings, str):
        msg = f'readings are a mapping of readings to answers, or "{OPEN}", not "{readings[:40]}"'
        raise TypeError(msg)
    return readings or _NOTHING


def _again(
    books: tuple[Rulebook, ...],
    facts: Facts,
    about: str | None,
    on: date | None,
    readings: Answers,
    open_readings: bool,  # noqa: FBT001  # positional for pickle
    evidence: Mapping[str, tuple[str, ...]],
    comparisons: tuple[Comparison, ...],
) -> Verdict:
    taken = OPEN if open_readings else readings
    return decide(books, facts, readings=taken, about=about, on=on, evidence=evidence, comparisons=comparisons)


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}..{high}"
