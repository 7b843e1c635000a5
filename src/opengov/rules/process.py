"""Did a government act contrary to process: a finding for each cycle of a case, with what made it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen

from opengov.errors import UnknownName
from opengov.model.cases import Case
from opengov.model.dates import PartialDate
from opengov.model.members import Member, MemberKind
from opengov.model.sources import Confidence
from opengov.model.values import UNKNOWN, Known, Outcome, Value
from opengov.rules.calendar_days import unknown_for_days
from opengov.rules.cycles import Asked, Cycle, books_for, cycles_of, has_begun, verdict_on
from opengov.rules.eligibility import judged_members, judgement_day
from opengov.rules.ledger import ledger_of
from opengov.rules.plan_dates import bounds
from opengov.rules.process_facts import (
    CONTRARY_LETTERS,
    Printed,
    printed_on,
    process_facts,
    report_days,
    self_assessment_facts,
)
from opengov.rules.resolve import Answers
from opengov.rules.results import Made, RequirementVerdict
from opengov.rules.shelf import Shelf, shelf
from opengov.rules.verdicts import Verdict

__all__ = ["CycleFinding", "Trigger", "asked_of", "findings_of", "process_findings"]


@frozen(kw_only=True)
class Trigger:
    """One thing that makes a government contrary to process, and whether it did.

    Parameters
    ----------
    id, title
        The requirement and what it asks for.
    outcome
        What it came to; ``NOT_MET`` is what triggers.
    confidence
        How well the rule is supported.
    because
        What is needed and what was seen.
    """

    id: str
    title: str
    outcome: Outcome
    confidence: Confidence
    because: str


@frozen(kw_only=True, eq=False)
class CycleFinding:
    """What one cycle comes to under the book that the due date of its plan picks.

    Parameters
    ----------
    cycle
        Id of the plan; for a cycle that only follows from the rules, that of the plan before with its due year.
    member
        Id of the member.
    recorded
        Whether the case has a plan for this cycle.
    due, last_good_day
        When the plan is due, and the last day on which it is not contrary to process, as far as they are known.
    contrary
        Whether the government acted contrary to process, as of the day of judgement.
    since
        The first day on which it was, as far as that is known.
    triggers
        What can make it so, each with its outcome.
    printed
        What reports print, side by side.
    late, shifted
        Whether the plan came after its due date, and whether it was moved to another year and a new cycle began.
    next_due
        When the next plan is due.
    missing
        The facts that would settle an undetermined finding.
    doubts
        What is wrong with the dates of the case.
    calendar, verdict, self_assessments
        The verdicts behind it; ``None`` where no book can be picked.
    dated
        The cycle, with every named day of its calendar.

    Examples
    --------
    >>> import opengov
    >>> from datetime import date
    >>> finding = opengov.process_findings(opengov.case("pakistan-2017"), on=date(2018, 1, 1))[0]
    >>> str(finding.contrary), str(finding.since), str(finding.shifted), str(finding.new_cycle)
    ('yes', '2017-11-01', 'yes', '2018-01-01')
    """

    cycle: str
    member: str
    recorded: bool
    due: Value
    last_good_day: Value
    contrary: Made
    since: PartialDate | None
    triggers: tuple[Trigger, ...]
    printed: tuple[Printed, ...]
    late: Made
    shifted: Made
    next_due: Value
    missing: tuple[str, ...]
    doubts: tuple[str, ...]
    calendar: Verdict | None
    verdict: Verdict | None
    self_assessments: Verdict | None
    dated: Cycle

    @property
    def rulebook(self) -> str | None:
        """The book, or each of those that may apply."""
        return None if self.verdict is None else self.verdict.rulebook

    @property
    def new_cycle(self) -> date | None:
        """The first day of the new cycle, where the plan was moved on and that day is known."""
        first = bounds(self.dated.day("new_cycle"))
        return first[0] if self.shifted is Made.YES and first is not None and first[0] == first[1] else None

    def __str__(self) -> str:
        said = {Made.YES: "contrary to process", Made.NO: "not contrary to process"}
        return f"{self.cycle}: {said.get(self.contrary, 'undetermined')}, {self.rulebook or 'no rulebook'}"


def process_findings(
    case: Case,
    *,
    member: str | None = None,
    on: date | None = None,
    readings: Answers | str | None = None,
    books: Shelf | None = None,
) -> tuple[CycleFinding, ...]:
    """Judge for each cycle of a case whether the government acted contrary to OGP's process.

    The due date of a plan picks its calendar and its list of triggers, whenever it is judged: a plan due in 2017 stays
    under the calendar of 2015. What the IRM prints counts for what the IRM judges; what it does not settle is worked
    out from the records. A rule that no source confirms never makes a government contrary by itself.

    Parameters
    ----------
    case
        The case that holds the facts.
    member
        Id of the member; all that the case is about where it is left out.
    on
        The day of judgement; the day of the case where it is left out. Nothing that happened later counts.
    readings
        Answers to take to open questions of the sources, by reading; ``"open"`` keeps all of them open.
    books
        The shelf of rulebooks; the shipped one where nothing is given.

    Returns
    -------
    tuple of CycleFinding
        One for each cycle that has begun, in order.

    Raises
    ------
    UnknownName
        If the case has no such member, or a reading is in no book on process.
    InvalidFacts
        If neither the case nor the call names a day.

    Examples
    --------
    >>> import opengov
    >>> from datetime import date
    >>> pakistan = opengov.case("pakistan-2017")
    >>> for day in (date(2017, 10, 31), date(2017, 11, 1)):
    ...     print(process_findings(pakistan, on=day)[0])
    PAK-1: not contrary to process, CTP-2014
    PAK-1: contrary to process, CTP-2014
    """
    asked = asked_of(case, on, readings, books)
    names = judged_members(case) if member is None else (member,)
    return tuple(one for name in names for one in findings_of(asked, case.member(name))[0])


def asked_of(case: Case, on: date | None, readings: Answers | str | None, books: Shelf | None) -> Asked:
    """Return the question to put to a case, its readings checked against the books of the process subjects."""
    held = books or shelf()
    if readings and readings != "open":
        known = {one.id for book in held for one in book.readings}
        for name in (readings,) if isinstance(readings, str) else readings:
            if name not in known:
                raise UnknownName("reading", name, sorted(known))
    return Asked(ledger_of(case), judgement_day(case, on), readings or {}, held)


def findings_of(asked: Asked, member: Member) -> tuple[tuple[CycleFinding, ...], tuple[Cycle, ...]]:
    """Return the findings on the cycles of one member, in order, and the cycles of the case that have not begun."""
    cycles = cycles_of(asked, member)
    begun = tuple(one for one in cycles if has_begun(asked, one))
    return tuple(_finding(asked, one) for one in begun), tuple(one for one in cycles if one not in begun)


def _finding(asked: Asked, cycle: Cycle) -> CycleFinding:
    pick = cycle.counted_due if cycle.counted_due != UNKNOWN else cycle.facts["plan_start"]
    reports = books_for(asked, cycle.member, "self_assessment", pick)
    self_assessments = verdict_on(asked, reports, self_assessment_facts(asked, cycle), cycle.id) if reports else None
    found = books_for(asked, cycle.member, "process", pick)
    verdict = None
    if found:
        facts, evidence = process_facts(asked, cycle, self_assessments, found)
        verdict = verdict_on(asked, found, facts, cycle.id, evidence)
    contrary = Made.UNDETERMINED if verdict is None else _made(verdict)
    return CycleFinding(
        cycle=cycle.id,
        member=cycle.member.id,
        recorded=cycle.plan is not None,
        due=cycle.counted_due,
        last_good_day=cycle.day("last_good_day"),
        contrary=contrary,
        since=_since(asked, cycle, verdict) if contrary is Made.YES and verdict is not None else None,
        triggers=() if verdict is None else tuple(_trigger(one) for one in verdict.requirements),
        printed=printed_on(asked, cycle),
        late=cycle.late,
        shifted=cycle.made("shifted"),
        next_due=cycle.day("shifted_due") if cycle.moved is Made.YES else cycle.day("next_due"),
        missing=tuple(_missing(cycle, verdict)) if contrary is Made.UNDETERMINED else (),
        doubts=cycle.doubts,
        calendar=cycle.verdict,
        verdict=verdict,
        self_assessments=self_assessments,
        dated=cycle,
    )


def _made(verdict: Verdict) -> Made:
    return next((one.made for one in verdict.findings if one.id == "contrary"), Made.UNDETERMINED)


def _trigger(one: RequirementVerdict) -> Trigger:
    rule = one.requirement
    return Trigger(id=one.id, title=rule.title, outcome=one.outcome, confidence=rule.confidence, because=one.because)


def _missing(cycle: Cycle, verdict: Verdict | None) -> Iterator[str]:
    """Yield what is not known and bears on a finding that is open."""
    if verdict is None and cycle.member.kind is MemberKind.LOCAL:
        yield "a rulebook on process for local members"
        return
    if verdict is None:
        yield "the date on which the plan was due" if cycle.due == UNKNOWN else "a rulebook for the date it was due"
        return
    open_ = [one for one in verdict.requirements if one.outcome is Outcome.UNDETERMINED]
    measures = dict.fromkeys(
        fact.title for one in open_ for fact in one.seen if not isinstance(verdict.facts.get(fact.measure), Known)
    )
    if any(one.requirement.open_until for one in open_):
        measures |= dict.fromkeys(_open_limit(cycle))
    yield from measures


def _open_limit(cycle: Cycle) -> Iterator[str]:
    """Yield what is not known and leaves open by when the plan has to come."""
    if cycle.verdict is None or isinstance(cycle.day("last_good_day"), Known):
        return
    if cycle.due != UNKNOWN and not isinstance(cycle.due, Known):
        yield "the day on which the plan was due"
    yield from unknown_for_days(cycle.verdict, cycle.facts, {"due", "last_good_day"})


def _since(asked: Asked, cycle: Cycle, verdict: Verdict) -> PartialDate | None:
    """Return the first day on which a government was contrary, by what surely made it so under any book."""
    letters = [one.date for one in cycle.member.events if one.kind in CONTRARY_LETTERS and one.plan == cycle.id]
    written = [(one.earliest(), min(one.latest(), asked.on)) for one in letters if one.earliest() <= asked.on]
    by_book = []
    for engine, judgement in verdict.judgements:
        late = any(
            ready.requirement.open_until is not None and outcomes == {Outcome.NOT_MET}
            for ready, outcomes in zip(engine.requirements, judgement.requirements, strict=True)
        )
        days = [*written, *(_too_late(cycle) if late else ())] or [_told(asked, cycle)]
        by_book.append((min(first for first, _ in days), min(last for _, last in days)))
    first, last = min(first for first, _ in by_book), max(last for _, last in by_book)
    return PartialDate.between(first, max(first, min(last, asked.on))) if first > date.min else None


def _too_late(cycle: Cycle) -> tuple[tuple[date, date], ...]:
    """Return the first and the last day that the first day can be on which a plan is too late."""
    limits = bounds(cycle.day("last_good_day"))
    return () if limits is None else ((limits[0] + timedelta(days=1), limits[1] + timedelta(days=1)),)


def _told(asked: Asked, cycle: Cycle) -> tuple[date, date]:
    """Return from when to when the reports on a cycle can have come out, up to the day of judgement."""
    found = printed_on(asked, cycle)
    against = {one.report for one in found if one.contrary == Known(value=True)}
    reports = against or {one.report for one in found}
    own = (one for one in asked.ledger.case.assessments if one.id in reports)
    days = [report_days(asked, cycle, one) for one in own]
    if days:
        return min(first for first, _ in days), min([asked.on, *(last for _, last in days if last is not None)])
    limits = bounds(cycle.facts["plan_start"]) or bounds(cycle.due)
    return (limits[0] if limits else date.min), asked.on
