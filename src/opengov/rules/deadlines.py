"""What is due next, by which rule, and what follows if it is missed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from attrs import frozen

from opengov.errors import UnknownName
from opengov.model.cases import Case
from opengov.model.criteria import Requirement
from opengov.model.forms import OutcomeIs
from opengov.model.members import Member
from opengov.model.plans import Phase
from opengov.model.rulebooks import Rulebook
from opengov.model.sources import Confidence
from opengov.model.values import UNKNOWN, Outcome, Value, one_of
from opengov.rules.cycles import Asked, Cycle, books_for, next_cycle, verdict_on
from opengov.rules.eligibility import judged_members
from opengov.rules.irm_facts import irm_facts
from opengov.rules.open_steps import steps_of
from opengov.rules.plan_dates import bounds
from opengov.rules.plan_verdicts import phases_of
from opengov.rules.process import asked_of
from opengov.rules.resolve import Answers, walk_all
from opengov.rules.results import Made
from opengov.rules.shelf import Shelf
from opengov.rules.standing import Standing, standing_of
from opengov.rules.verdicts import Verdict
from opengov.rules.wording import test_in_words

__all__ = ["DueDate", "deadlines", "deadlines_of"]

_OPEN = frozenset({Outcome.PENDING, Outcome.UNDETERMINED})


@frozen(kw_only=True)
class DueDate:
    """Something that is due, with the last good day.

    Parameters
    ----------
    date
        The last good day; where it is not known for certain, the first day that it can be.
    rule
        The requirement.
    what
        What is due.
    if_missed
        What follows if it does not come in time; empty where no rule says.
    latest
        The last day that the deadline can be, where it is not certain.
    member, plan
        Ids of the member, and of the plan if it concerns one.
    phase
        The phase of the plan, for a step of co-creation.
    book
        The rulebook that says so.
    confidence
        How well the rule is supported.

    Examples
    --------
    >>> import opengov
    >>> found = opengov.deadlines(opengov.case("pakistan-2017"), on=dt.date(2017, 11, 1))
    >>> found[0].rule, found[0].date.isoformat(), found[0].if_missed
    ('CAL-2015-6M', '2017-12-31', 'Moved to the other group of years, and a new cycle starts')
    """

    date: dt.date
    rule: str
    what: str
    if_missed: str
    latest: dt.date | None
    member: str
    plan: str | None
    book: str
    confidence: Confidence
    phase: Phase | None = None

    def __str__(self) -> str:
        until = f" (or as late as {self.latest.isoformat()})" if self.latest else ""
        return f"{self.date.isoformat()}{until}  {self.what} ({self.rule})"


def deadlines(
    case: Case,
    *,
    member: str | None = None,
    on: date | None = None,
    readings: Answers | str | None = None,
    books: Shelf | None = None,
) -> tuple[DueDate, ...]:
    """Return what is due from a day on: by the calendars, and by every requirement that is still open.

    Parameters
    ----------
    case
        The case that holds the facts.
    member
        Id of the member; all that the case is about where it is left out.
    on
        The day from which is looked ahead; the day of the case where it is left out.
    readings
        Answers to take to open questions of the sources, by reading; ``"open"`` keeps all of them open.
    books
        The shelf of rulebooks; the shipped one where nothing is given.

    Returns
    -------
    tuple of DueDate
        The deadlines, the earliest first.

    Raises
    ------
    UnknownName
        If the case has no such member.
    InvalidFacts
        If neither the case nor the call names a day.

    Examples
    --------
    >>> import opengov
    >>> from datetime import date
    >>> for one in deadlines(opengov.case("pakistan-2017"), on=date(2017, 7, 1)):
    ...     if one.book == "CAL-2015":
    ...         print(one)
    2017-10-31  The plan is delivered within four months of its due date (CAL-2015-4M)
    2017-12-31  The plan is delivered within six months of its due date (CAL-2015-6M)
    """
    asked = asked_of(case, on, readings, books)
    names = judged_members(case) if member is None else (member,)
    found = [one for name in names for one in deadlines_of(asked, case.member(name))]
    return tuple(sorted(found, key=_by_day))


def deadlines_of(asked: Asked, member: Member, found: Standing | None = None) -> tuple[DueDate, ...]:
    """Return what is due of one member, from a standing worked out before or now."""
    held = standing_of(asked, member) if found is None else found
    cycles = [(one.dated, one.self_assessments) for one in held.findings] + [(one, None) for one in held.ahead]
    due = [one for cycle, self_assessments in cycles for one in _of_cycle(asked, cycle, self_assessments)]
    if cycles:
        following = next_cycle(asked, cycles[-1][0])
        if following is not None:
            due += [*_of_verdict(asked, following.verdict, member.id, None, _if_it_does_not_count(cycles[-1][0]))]
    due += [*_of_verdict(asked, held.verdict, member.id, None)]
    return tuple(sorted(dict.fromkeys(due), key=_by_day))


def _of_cycle(asked: Asked, cycle: Cycle, self_assessments: Verdict | None) -> Iterator[DueDate]:
    member, plan = cycle.member.id, cycle.plan
    name = None if plan is None else plan.id
    yield from _of_verdict(asked, cycle.verdict, member, name)
    if plan is None:
        return
    if cycle.moved is Made.YES:  # a plan that was moved on has no term of its own; one that came is carried out
        if bounds(cycle.facts["delivered"]) is not None:
            yield from _of_cocreation(asked, member, plan.id)
        return
    yield from _of_verdict(asked, self_assessments, member, name)
    pick = cycle.counted_due if cycle.counted_due != UNKNOWN else cycle.facts["plan_start"]
    books = books_for(asked, cycle.member, "irm_products", pick)
    if books:
        yield from _of_verdict(asked, verdict_on(asked, books, irm_facts(asked, cycle), plan.id), member, name)
    yield from _of_cocreation(asked, member, plan.id)


def _of_cocreation(asked: Asked, member: str, plan: str) -> Iterator[DueDate]:
    """Yield what the requirements on co-creation still ask for; nothing where no book of theirs can apply."""
    try:
        steps = steps_of(phases_of(asked, plan), on=asked.on)
    except UnknownName:
        return
    for step in steps:
        book, rule = _cited(asked.shelf, step.rule)
        yield DueDate(
            date=step.date,
            rule=step.rule,
            what=step.what,
            if_missed=step.if_missed,
            latest=None,
            member=member,
            plan=plan,
            book=book,
            confidence=rule,
            phase=step.phase,
        )


@lru_cache(maxsize=512)
def _cited(shelf: Shelf, name: str) -> tuple[str, Confidence]:
    """Return the newest book that has a requirement, and how well that one is supported."""
    found = [
        (book.in_force.start.latest(), book.id, one.confidence)
        for book in shelf
        for one in book.requirements
        if one.id == name
    ]
    _, book, confidence = max(found, default=(date.min, "", Confidence.UNVERIFIED))
    return book, confidence


def _if_it_does_not_count(last: Cycle) -> tuple[str, ...]:
    """Return the doubt whether the cycle after one that was moved on asks for a plan, where its plan came all the same.

    No source says whether a plan that came after the move, and before the new due date, is that of the new cycle.
    """
    if last.plan is None or last.moved is not Made.YES or bounds(last.facts["delivered"]) is None:
        return ()
    return (f"{last.plan.id} does not count for the new cycle",)


def _of_verdict(
    asked: Asked, verdict: Verdict | None, member: str, plan: str | None, doubts: tuple[str, ...] = ()
) -> Iterator[DueDate]:
    """Yield the days on which requirements of a book close that are still open, with an if where one is in doubt."""
    if verdict is None:
        return
    for one in verdict.requirements:
        rule = one.requirement
        if rule.open_until is None or one.outcome not in _OPEN:
            continue
        limits = bounds(_day(verdict, rule.open_until))
        if limits is None or limits[1] < asked.on:
            continue
        first = max(limits[0], asked.on)
        yield DueDate(
            date=first,
            rule=rule.id,
            what=_said(verdict, rule, doubts),
            if_missed=_consequence(verdict.books, rule),
            latest=limits[1] if limits[1] > first else None,
            member=member,
            plan=plan,
            book=verdict.rulebook,
            confidence=rule.confidence,
        )


def _said(verdict: Verdict, rule: Requirement, told: tuple[str, ...]) -> str:
    """Say what is due; with an if, where it is open whether the requirement applies at all."""
    having = [book.id for book in verdict.books if any(one.id == rule.id for one in book.requirements)]
    doubts = [*told, *([f"{' or '.join(having)} is the book that applies"] if len(having) < len(verdict.books) else [])]
    for engine, judgement in verdict.judgements:
        for ready, outcomes in zip(engine.requirements, judgement.requirements, strict=True):
            if ready.name == rule.id and ready.applies_when is not None and Outcome.NOT_APPLICABLE in outcomes:
                doubts.append(test_in_words(ready.applies_when, engine.book.measures))
    return f"If it applies ({'; '.join(dict.fromkeys(doubts))}): {rule.title}" if doubts else rule.title


def _day(verdict: Verdict, name: str) -> Value:
    days = (engine.days(verdict.question.facts).get(name) for engine, _ in verdict.judgements)
    return one_of(day for day in days if day is not None)


@lru_cache(maxsize=1024)
def _consequence(books: tuple[Rulebook, ...], rule: Requirement) -> str:
    """Say what follows from a requirement that is not met: the findings that read it, else what its note tells."""
    said: dict[str, None] = {}
    for book in books:
        names = {rule.id, *(one.id for one in book.requirements if rule.id in one.parts)}
        for finding in book.findings:
            for test in walk_all(finding.when):
                if isinstance(test, OutcomeIs) and test.outcome is Outcome.NOT_MET and names & {*test.requirements}:
                    said[finding.title] = None
    return "; ".join(said) or rule.note or ""


def _by_day(one: DueDate) -> tuple[date, str, str, str]:
    return one.date, one.member, one.plan or "", one.rule
