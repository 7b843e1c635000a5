"""Which rules were seen at work, and with which of the outcomes that they can have: coverage for tests of rulebooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import Self
from unittest import mock

from attrs import frozen

from opengov.model.criteria import EligibilityCriterion
from opengov.model.rulebooks import Rulebook
from opengov.rules import verdicts
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Facts, truths
from opengov.rules.findings import finding_verdicts, findings_under, label, label_under
from opengov.rules.judgements import Judgement, settled
from opengov.rules.resolve import resolve_test
from opengov.rules.results import FindingVerdict, Made
from opengov.rules.shelf import shelf
from opengov.rules.tables import Cell, Table
from opengov.rules.verdicts import Verdict
from opengov.testing._occurrence import (
    DID_NOT_HOLD,
    HELD,
    IN_USE,
    MADE,
    NO_LABEL,
    NOT_MADE,
    NOT_SAID,
    SAID,
    Did,
    Place,
    by_cell,
    outcomes_that_can_occur,
    readings_that_part_rows,
    rules_behind,
)

__all__ = ["RuleCoverage", "RuleSeen"]


@frozen
class RuleSeen:
    """One rule of a book, the outcomes that it can have and those that were seen.

    Parameters
    ----------
    book
        Id of the book.
    section
        Where it stands in the book: the criterion of a row, or the kind of rule.
    rule
        Its id; for a row, with the part that it belongs to.
    seen, unseen
        The outcomes that it can have, parted by whether they were seen.
    """

    book: str
    section: str
    rule: str
    seen: tuple[str, ...]
    unseen: tuple[str, ...]

    def __str__(self) -> str:
        missing = f"; UNSEEN: {', '.join(self.unseen)}" if self.unseen else ""
        return f"{self.book}  {self.section}  {self.rule}: {', '.join(self.seen) or 'nothing'}{missing}"


class RuleCoverage:
    """Watches, while it is entered, what rulebooks make of facts.

    A row of a criterion is seen to decide, or not to, where the facts leave no doubt of it; a requirement is seen met,
    not met, not applicable or undetermined; a finding made or not made, once a test has looked at the findings; a
    reading by the answer taken to it.

    Nothing is watched, and nothing is slower, when it is not entered. What other processes judge is not seen.

    Examples
    --------
    >>> from opengov.rules.shelf import shelf
    >>> from opengov.rules.verdicts import decide
    >>> book = shelf()["CORE-2018"]
    >>> with RuleCoverage() as coverage:
    ...     verdict = decide(book, {"ati_law": True})
    >>> for rule in coverage.rules([book]):
    ...     if rule.rule in ("ATI-LAW", "ATI-NONE"):
    ...         print(rule)
    CORE-2018  ATI  ATI-LAW: decided; UNSEEN: did not decide
    CORE-2018  ATI  ATI-NONE: did not decide; UNSEEN: decided
    """

    def __init__(self) -> None:
        self._seen: dict[Rulebook, dict[Place, set[str]]] = {}
        self._cells: dict[tuple[object, ...], tuple[Did, ...]] = {}
        self._kinds: dict[tuple[Engine, str], tuple[object, ...]] = {}
        self._tried: set[tuple[object, ...]] = set()
        self._entered = ExitStack()

    def __enter__(self) -> Self:
        """Begin to watch."""
        judge = Engine.judge

        def judged(engine: Engine, facts: Facts) -> Judgement:
            judgement = judge(engine, facts)
            self._see_judgement(engine, facts, judgement)
            return judgement

        def found(verdict: Verdict) -> tuple[FindingVerdict, ...]:
            self._see_findings(verdict)
            return finding_verdicts(verdict)

        def named(verdict: Verdict) -> str | None:
            self._see_label(verdict)
            return label(verdict)

        self._entered.enter_context(mock.patch.object(Engine, "judge", judged))
        self._entered.enter_context(mock.patch.object(verdicts, "finding_verdicts", found))
        self._entered.enter_context(mock.patch.object(verdicts, "label", named))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop watching; what was seen is kept."""
        self._entered.close()

    def rules(self, books: Iterable[Rulebook] | None = None) -> tuple[RuleSeen, ...]:
        """Return every rule of the books with what was seen of it.

        Parameters
        ----------
        books
            The books; those that ship with the library where nothing is given.
        """
        return tuple(one for book in (shelf() if books is None else books) for one in self._rules_of(book))

    def _rules_of(self, book: Rulebook) -> Iterator[RuleSeen]:
        seen = self._seen.get(book, {})
        for (section, rule), outcomes in outcomes_that_can_occur(book).items():
            found = seen.get((section, rule), set())
            yield RuleSeen(book.id, section, rule, tuple(sorted(outcomes & found)), tuple(sorted(outcomes - found)))

    def _see_judgement(self, engine: Engine, facts: Facts, judgement: Judgement) -> None:
        book = engine.book
        for criterion, tables in zip(book.criteria, engine.tables, strict=True):
            if len(tables) == 1:  # otherwise a reading is kept open, and no one answer was taken
                self._see_criterion(engine, criterion, tables[0], facts)
        if book.threshold is not None:
            self._see(book, ("threshold", book.threshold.id), str(settled(judgement.core)))
        for requirement, outcomes in zip(book.requirements, judgement.requirements, strict=True):
            self._see(book, ("requirements", requirement.id), str(settled(outcomes)))
            for name in rules_behind(requirement):
                self._see(book, (requirement.id, name), IN_USE)
        if all(len(tables) == 1 for tables in engine.tables):
            for reading, option in engine.answers.items():
                self._see(book, ("readings", reading), option)
        if book.days:
            self._see_days(engine, facts)

    def _see_criterion(self, engine: Engine, criterion: EligibilityCriterion, table: Table[Cell], facts: Facts) -> None:
        kind = self._kinds.get((engine, criterion.id))
        if kind is None:
            parting = sorted(readings_that_part_rows(criterion, engine.book))
            kind = (engine.book, criterion.id, *(engine.answers[name] for name in parting))
            self._kinds[engine, criterion.id] = kind
        tried = (*kind, *(facts.get(name) for name in table.measures))
        if tried in self._tried:
            return
        self._tried.add(tried)
        if kind not in self._cells:
            self._cells[kind] = by_cell(table, criterion, engine)
        did = [self._cells[kind][place] for place in table.cells_left(facts)]
        for place, outcome in did[0].intersection(*did[1:]):
            self._see(engine.book, place, outcome)
        for name in criterion.rules:
            self._see(engine.book, (criterion.id, name), IN_USE)

    def _see_days(self, engine: Engine, facts: Facts) -> None:
        scope = engine.scope(facts)
        for day in engine.book.days:
            self._see(engine.book, ("days", day.id), IN_USE)
        for exception in engine.book.exceptions:
            holds = truths(resolve_test(exception.when, engine.book, engine.answers), facts, scope)
            for truth in holds if len(holds) == 1 else ():
                self._see(engine.book, ("days", exception.id), HELD if truth else DID_NOT_HOLD)

    def _see_findings(self, verdict: Verdict) -> None:
        for engine, judgement in verdict.judgements:
            for one in findings_under(engine, judgement, verdict.facts):
                if one.rule in engine.book.findings and one.made is not Made.UNDETERMINED:
                    self._see(engine.book, ("findings", one.id), MADE if one.made is Made.YES else NOT_MADE)
                elif one.made is not Made.UNDETERMINED:
                    self._see(engine.book, ("labels", one.id), one.label or NO_LABEL)

    def _see_label(self, verdict: Verdict) -> None:
        for engine, judgement in verdict.judgements:
            threshold = engine.book.threshold
            said, _ = label_under(engine, judgement)
            for rule in (threshold.too_few, threshold.near_rule) if threshold else ():
                if rule is not None:
                    self._see(engine.book, ("threshold", rule), SAID if rule == said else NOT_SAID)

    def _see(self, book: Rulebook, place: Place, outcome: str) -> None:
        self._seen.setdefault(book, {}).setdefault(place, set()).add(outcome)
