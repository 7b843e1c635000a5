"""Verdicts: what a judgement came to, why, and what would change it."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from types import MappingProxyType, NoneType
from typing import NoReturn

from opengov.errors import InvalidFacts, Problem, UnknownName, VerdictIsNotBoolean
from opengov.model.criteria import EligibilityCriterion
from opengov.model.rulebooks import Rulebook
from opengov.model.sources import Confidence, weakest
from opengov.model.values import Outcome
from opengov.rules.arguments import check_arguments, check_day
from opengov.rules.changes import other_readings, would_settle
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Facts
from opengov.rules.explaining import explain
from opengov.rules.findings import finding_verdicts, label
from opengov.rules.judgements import Judgement, Outcomes, settled
from opengov.rules.preparing import engine_for, open_engines
from opengov.rules.reasons import criterion_verdict, requirement_verdicts
from opengov.rules.records import record
from opengov.rules.resolve import Answers
from opengov.rules.results import (
    OPEN,
    Comparison,
    CriterionVerdict,
    FindingVerdict,
    OtherReading,
    Points,
    Question,
    RequirementVerdict,
    Settling,
    cells_by_criterion,
    sum_of_hulls,
)
from opengov.rules.shelf import shelf
from opengov.rules.tables import Cell
from opengov.rules.verdict_html import verdict_html

__all__ = ["OPEN", "Verdict", "decide"]


class Verdict:
    """What one subject comes to under the book, or the books, that apply.

    It is made by :func:`decide` and by the functions that judge a case. Everything but the judgement itself is worked
    out when first looked at. A verdict has five outcomes, so it refuses to be used as a condition.

    Examples
    --------
    >>> from opengov.rules.shelf import shelf
    >>> verdict = decide(shelf()["CORE-2018"], {"ati_constitution": True, "ati_draft": True})
    >>> print(verdict["ATI"].points)
    4 of 4
    """

    __slots__ = ("__dict__", "engines", "judgements", "question")

    question: Question
    engines: tuple[Engine, ...]
    judgements: tuple[tuple[Engine, Judgement], ...]

    def __init__(self, question: Question) -> None:
        facts = question.facts
        self.question = question
        self.engines = engines = _engines(question)
        try:
            self.judgements = tuple([(engine, engine.judge(facts)) for engine in engines])
        except InvalidFacts:
            _refuse(question)
            raise
        unread = set(facts).difference(*(engine.measures for engine, _ in self.judgements))
        if unread:
            _refuse(question)

    # --- what was asked ---

    @property
    def about(self) -> str | None:
        """Whom it is about."""
        return self.question.about

    @property
    def on(self) -> date | None:
        """The day of judgement."""
        return self.question.on

    @property
    def books(self) -> tuple[Rulebook, ...]:
        """The book that applies; all that may, where a start is not known to the day."""
        return self.question.books

    @property
    def rulebook(self) -> str:
        """The id of the book, or of each of them."""
        return " or ".join(book.id for book in self.books)

    @property
    def facts(self) -> Facts:
        """The facts judged, by measure."""
        return MappingProxyType(dict(self.question.facts))

    @property
    def evidence(self) -> Mapping[str, tuple[str, ...]]:
        """For each measure, where its value comes from, in words."""
        return MappingProxyType(dict(self.question.evidence))

    # --- the outcome ---

    @property
    def outcomes(self) -> Outcomes:
        """Every outcome that the facts leave possible for the whole."""
        if len(self.judgements) == 1 and not self.question.before_the_books:
            return self.judgements[0][1].whole
        perhaps = frozenset({Outcome.UNDETERMINED} if self.question.before_the_books else ())
        return perhaps.union(*(judgement.whole for _, judgement in self.judgements))

    @property
    def outcome(self) -> Outcome:
        """The outcome of the whole: the threshold, and every requirement that counts."""
        return settled(self.outcomes)

    @property
    def core(self) -> Outcome:
        """The outcome of the threshold alone."""
        return settled(frozenset[Outcome]().union(*(judgement.core for _, judgement in self.judgements)))

    @cached_property
    def points(self) -> Points:
        """The points of all criteria together, as far as they are known."""
        return sum_of_hulls(self.cells)

    @cached_property
    def totals(self) -> frozenset[tuple[int, int]]:
        """Every pair of points and possible points that the facts leave possible, exactly."""
        found: set[tuple[int, int]] = set()
        for engine, judgement in self.judgements:
            reach = {(0, 0)}
            for criterion, cells in zip(engine.book.criteria, judgement.criteria, strict=True):
                pairs = {(cell.points, criterion.maximum * cell.measured) for cell in cells}
                reach = {(a + c, b + d) for (a, b), (c, d) in itertools.product(reach, pairs)}
            found |= reach
        return frozenset(found)

    # --- the parts ---

    @cached_property
    def cells(self) -> tuple[tuple[EligibilityCriterion, frozenset[Cell]], ...]:
        """Each criterion with the results that the facts leave possible."""
        return cells_by_criterion(self.judgements)

    @cached_property
    def criteria(self) -> tuple[CriterionVerdict, ...]:
        """Each criterion, in the order of the book."""
        return tuple([criterion_verdict(self, criterion, cells) for criterion, cells in self.cells])

    @cached_property
    def requirements(self) -> tuple[RequirementVerdict, ...]:
        """Each requirement, in the order of the book."""
        return requirement_verdicts(self)

    @cached_property
    def findings(self) -> tuple[FindingVerdict, ...]:
        """Each finding and label of the book, made or not."""
        return finding_verdicts(self)

    @cached_property
    def label(self) -> str | None:
        """What OGP calls the result where it has a name of its own: not enough data, close to eligible."""
        return label(self)

    @cached_property
    def other_readings(self) -> tuple[OtherReading, ...]:
        """The answers to open questions of the sources that would change the outcome or the points."""
        return other_readings(self)

    @cached_property
    def would_settle(self) -> tuple[Settling, ...]:
        """For an undetermined verdict, the facts not known that bear on it, those that may settle it alone first."""
        return would_settle(self)

    @cached_property
    def comparisons(self) -> tuple[tuple[Comparison, Verdict], ...]:
        """What the same subject comes to on other facts that might have been taken."""
        return tuple([(one, Verdict(self.question.on_other_facts(one))) for one in self.question.comparisons])

    @cached_property
    def confidence(self) -> Confidence:
        """The least trusted of the rules on which the criteria rest."""
        return weakest(tuple(one.confidence for one in self.criteria))

    def __getitem__(self, name: str) -> CriterionVerdict | RequirementVerdict | FindingVerdict:
        """Return a criterion, requirement or finding by its id; raise ``UnknownName`` where there is none."""
        found: dict[str, CriterionVerdict | RequirementVerdict | FindingVerdict] = {}
        found.update((one.id, one) for one in self.criteria)
        found.update((one.id, one) for one in self.requirements)
        found.update((one.id, one) for one in self.findings)
        if name not in found:
            raise UnknownName("criterion, requirement or finding", name, found)
        return found[name]

    # --- saying it ---

    def explain(self, *, width: int = 100) -> str:
        """Return the whole verdict as text: each rule, the value seen, the value needed, the source, the confidence.

        Parameters
        ----------
        width
            Characters of a line, where words allow it.

        Returns
        -------
        str
            The text, line by line.

        Examples
        --------
        >>> import opengov
        >>> verdict = opengov.assess_eligibility(opengov.case("pakistan-2017"))
        >>> print(verdict.explain().splitlines()[0])
        PAK on 2016-12-09: met, 15 of 16 points.
        """
        return explain(self, width=width)

    def to_dict(self) -> dict[str, object]:
        """Return the decision record: book, content hash, day, readings, facts and result, as plain data.

        Returns
        -------
        dict of str to object
            The record, which :func:`~opengov.rules.replaying.replay` judges again.

        Examples
        --------
        >>> import opengov
        >>> verdict = opengov.assess_eligibility(opengov.case("pakistan-2017"))
        >>> verdict.to_dict()["on"]
        '2016-12-09'
        """
        return record(self)

    def __str__(self) -> str:
        head = " ".join(part for part in (self.about, f"on {self.on}" if self.on else None) if part)
        named = f" ({self.label})" if self.label else ""
        points = f", {self.points} points" if self.cells else ""
        return f"{head + ': ' if head else ''}{self.outcome.replace('_', ' ')}{named}{points}, {self.rulebook}"

    def __repr__(self) -> str:
        return f"<Verdict {self}>"

    def _repr_html_(self) -> str:
        """Return the verdict as tables for a notebook."""
        return verdict_html(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Verdict):
            return NotImplemented
        return self.question.identity == other.question.identity

    def __hash__(self) -> int:
        return hash((self.about, self.on, self.rulebook, self.outcomes))

    def __reduce__(self) -> tuple[type[Verdict], tuple[Question]]:
        return Verdict, (self.question,)

    def __bool__(self) -> NoReturn:
        """Refuse: a verdict is not true or false.

        Raises
        ------
        VerdictIsNotBoolean
            Always; compare ``outcome`` with the outcome that is meant.
        """
        msg = f"a verdict has five outcomes (this one: {self.outcome}); write verdict.outcome is Outcome.MET"
        raise VerdictIsNotBoolean(msg)


def decide(
    books: Rulebook | Iterable[Rulebook],
    facts: Facts,
    *,
    readings: Answers | str | None = None,
    about: str | None = None,
    on: date | None = None,
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

    Returns
    -------
    Verdict
        The verdict; its tree is built when first looked at.

    Raises
    ------
    InvalidFacts
        If values are not of the kind that their measures declare, or no book declares a measure of that name.
    UnknownName
        If a reading, or its answer, is in none of the books.

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
    if readings is not None or about is not None or not isinstance(books, Rulebook) or not isinstance(facts, dict):
        given: object = {} if hasattr(facts, "keys") else facts  # a row of a data frame is as good as a table
        check_arguments(
            "question",
            books=(books, Rulebook, Iterable),
            facts=(given, Mapping),
            readings=readings,
            about=(about, str, NoneType),
        )
    if on is not None:
        check_day("question", on)
    several = (books,) if isinstance(books, Rulebook) else tuple(books)
    asked = readings if isinstance(readings, str) else {**readings} if readings else {}
    return Verdict(Question(books=several, facts={**facts}, readings=asked, about=about, on=on))


def _refuse(question: Question) -> None:
    """Raise for every problem of the facts at once; a measure that no book declares is one, as it may be misspelt."""
    # a measure of another book on the subject is no mistake: one row of facts may be judged over years
    subjects = {book.subject for book in question.books}
    books = (*question.books, *(book for book in shelf() if book.subject in subjects))
    known = {measure.name: None for book in books for measure in book.measures}
    found = []
    for name in map(str, question.facts):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            found.append(
                Problem(
                    name, "no such measure", f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
                )
            )
    for engine in _engines(question):
        try:
            engine.judge(question.facts)
        except InvalidFacts as group:
            found += group.problems
    if found:
        names = " or ".join(book.id for book in question.books)
        raise InvalidFacts(f"facts for {names}", list({str(problem): problem for problem in found}.values()))


def _engines(question: Question) -> tuple[Engine, ...]:
    readings = question.readings
    if isinstance(readings, str):
        every = ((book, frozenset(one.id for one in book.readings)) for book in question.books)
        return tuple(engine for book, names in every for engine in open_engines(book, {}, names))
    if len(question.books) == 1:
        return (engine_for(question.books[0], readings),)
    return tuple([engine_for(book, readings) for book in question.books])
