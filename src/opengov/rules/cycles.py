"""The cycles of a member: its plans in order, each with what the calendar of its due date makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from attrs import field, frozen

from opengov.errors import UnknownName
from opengov.model.claims import Records
from opengov.model.members import Member, MemberKind, MembershipEvent, MemberStatus
from opengov.model.plans import ActionPlan
from opengov.model.rulebooks import Rulebook
from opengov.model.values import UNKNOWN, Absent, Known, OneOf, Value, one_of
from opengov.rules.calendar_days import calendar_days
from opengov.rules.cocreation import PhaseVerdict
from opengov.rules.cycle_doubts import doubts_of, due_together
from opengov.rules.ledger import Ledger
from opengov.rules.phases import value_between
from opengov.rules.plan_dates import (
    begins,
    bounds,
    delivered_by,
    ends_at,
    in_the_making,
    months_between,
    plans_in_order,
    refreshed_on,
    stated_end,
    stated_start,
    years_covered,
)
from opengov.rules.resolve import Answers
from opengov.rules.results import Made, Question
from opengov.rules.shelf import Shelf
from opengov.rules.verdicts import Verdict

__all__ = ["Asked", "Cycle", "books_for", "cycles_of", "event_day", "has_begun", "next_cycle", "verdict_on"]

_SHIFTED, _MOVED = "shifted", "moved"
_LATE = ("LATE-NOTED", "late")


@frozen(eq=False)
class Asked:
    """What is asked of a case: on which day, with which answers to open questions, by which books.

    Parameters
    ----------
    ledger
        The records of the case.
    on
        The day of judgement.
    readings
        Answers to open questions, or ``"open"``.
    shelf
        The rulebooks.
    """

    ledger: Ledger
    on: date
    readings: Answers | str
    shelf: Shelf
    judged: dict[tuple[str, str], tuple[PhaseVerdict, ...]] = field(factory=dict, init=False, repr=False)
    """What was made of the phases of plans, see :func:`~opengov.rules.plan_verdicts.phases_of`."""


@frozen(kw_only=True, eq=False)
class Cycle:
    """One cycle of a member: the making and carrying out of one plan, also of one that never came.

    Parameters
    ----------
    id
        Id of the plan; for a cycle that only follows from the rules, that of the plan before with its due year.
    member
        The member.
    plan
        The plan; ``None`` where the case has none for this cycle.
    due
        When it is due, as stated, else as the calendar of the plan before has it.
    verdict
        What the calendar makes of it; ``None`` where no calendar can be picked.
    days
        The named days of the calendar, the end of the plan as far as the case states it.
    facts
        What the calendar was given.
    before
        The cycle before.
    doubts
        What is wrong with its dates, in words.
    """

    id: str
    member: Member
    plan: ActionPlan | None
    due: Value
    verdict: Verdict | None
    days: Mapping[str, Value]
    facts: Mapping[str, Value]
    before: Cycle | None
    doubts: tuple[str, ...] = ()

    def day(self, name: str) -> Value:
        """Return a named day of its calendar, unknown where that has none."""
        return self.days.get(name, UNKNOWN)

    def made(self, *findings: str) -> Made:
        """Tell whether its calendar makes a finding, the first of them that it has; with none of them it does not."""
        if self.verdict is None:
            return Made.UNDETERMINED
        had = {one.id: one.made for one in self.verdict.findings}
        return next((had[name] for name in findings if name in had), Made.NO)

    @property
    def counted_due(self) -> Value:
        """When it is due as its calendar counts it, after a switch or a correction; else as stated."""
        counted = self.day("due")
        return self.due if counted == UNKNOWN else counted

    @property
    def moved(self) -> Made:
        """Whether its calendar moved it to another year, be it with a new cycle or not."""
        return self.made(_MOVED, _SHIFTED)

    @property
    def late(self) -> Made:
        """Whether its plan came after its due date, where its calendar has one."""
        return self.made(*_LATE)

    @property
    def own(self) -> Made:
        """Whether it is a cycle of its own: not where the plan before was moved to its year without a new cycle.

        Of two plans due on one day it is not known.
        """
        if self.before is None:
            return Made.YES
        if due_together(self.due, self.before):
            return Made.UNDETERMINED
        if self.before.moved is not Made.YES:
            return Made.YES
        due, moved_to = bounds(self.counted_due), bounds(self.before.day("shifted_due"))
        same_year = due is not None and moved_to is not None and due[0].year <= moved_to[1].year
        return self.before.made(_SHIFTED) if same_year else Made.YES


def cycles_of(asked: Asked, member: Member) -> tuple[Cycle, ...]:
    """Return the cycles of a member in order.

    Drafts without any date, number or delivery are no cycles. Where a plan is known to have never come and the rules
    moved it on, the cycles that this began follow too, as far as it is known that no plan came. The last one may not
    have begun yet.
    """
    found: list[Cycle] = []
    for plan in plans_in_order(asked.ledger.case.plans, member):
        while found and plan.due is not None and (due := _moved_on(asked, found[-1])) is not None:
            if due.year >= plan.due.earliest().year:
                break
            found.append(_moved_to(asked, due, found[-1]))
        before = found[-1] if found else None
        if before is not None and (_not_moved_yet(plan, before, asked.on) or not _begun(before, asked.on)):
            break  # what comes after the next cycle is not known yet
        found.append(_cycle(asked, member, plan.id, plan, _due(plan, before), before))
    while found and (due := _moved_on(asked, found[-1])) is not None:
        found.append(_moved_to(asked, due, found[-1]))
    return tuple(found)


def has_begun(asked: Asked, cycle: Cycle) -> bool:
    """Tell whether a cycle may have begun by the day of judgement.

    The first begins with the membership, one to which a plan was moved with that move. Any other has begun when its
    plan is due, covers the day, came, or is in the making; one without any date may have.
    """
    if _begun(cycle, asked.on):
        return True
    if cycle.before is None:
        return Known(str(MemberStatus.NOT_MEMBER)) != cycle.member.status_on(asked.on)
    moved = bounds(cycle.before.day("new_cycle"))
    if cycle.before.moved is Made.YES and moved is not None and moved[0] <= asked.on:
        return True
    return cycle.plan is not None and in_the_making(cycle.plan, asked.ledger.case, asked.on)


def next_cycle(asked: Asked, last: Cycle) -> Cycle | None:
    """Return the cycle that follows the last one of a case, as far as its due date follows; ``None`` where it does not.

    After a plan that was moved on it is that same plan's, due at the new date.
    """
    due = last.day("shifted_due") if last.moved is Made.YES else last.day("next_due")
    limits = bounds(due)
    if limits is None:
        return None
    return _cycle(asked, last.member, f"{_root(last)}+{limits[0].year}", None, due, last)


def event_day(asked: Asked, member: Member, kind: str, events: Iterable[MembershipEvent]) -> Value:
    """Return when an event of a kind befell a member, of some of its events."""
    days = [
        value_between((one.date.earliest(), min(one.date.latest(), asked.on)))
        for one in events
        if one.kind == kind and one.date.earliest() <= asked.on
    ]
    if days:
        return one_of(days)
    return Absent("not given") if _complete(asked, member) else UNKNOWN


def books_for(asked: Asked, member: Member, subject: str, day: Value) -> tuple[Rulebook, ...]:
    """Return every book of a subject that a day, or any that it may be, can pick; none where nothing can.

    The books on process are for countries: what follows for a local member was not found.
    """
    limits = bounds(day)
    if limits is None or member.kind is MemberKind.LOCAL:
        return ()
    found: dict[str, Rulebook] = {}
    for one in limits:
        try:
            found |= {book.id: book for book in asked.shelf.rulebooks_for(subject, on=one)}
        except UnknownName:
            continue
    return tuple(found.values())


def verdict_on(
    asked: Asked,
    books: tuple[Rulebook, ...],
    facts: Mapping[str, Value],
    about: str,
    evidence: Mapping[str, tuple[str, ...]] | None = None,
) -> Verdict:
    """Return what books make of facts, of which each book takes those that it reads."""
    absent, known = _read_by(books)
    answers: Answers | str = asked.readings
    if not isinstance(answers, str):
        answers = {name: answer for name, answer in answers.items() if name in known}
    held = {name: _allowed(value, absent[name]) for name, value in facts.items() if name in absent}
    given = {name: value for name, value in held.items() if value != UNKNOWN}
    said = {name: lines for name, lines in (evidence or {}).items() if name in absent}
    return Verdict(Question(books=books, facts=given, readings=answers, about=about, on=asked.on, evidence=said))


@lru_cache(maxsize=256)
def _read_by(books: tuple[Rulebook, ...]) -> tuple[Mapping[str, frozenset[str]], frozenset[str]]:
    """Return the measures that books read, each with the ways in which it may be absent, and the readings they have."""
    absent = {measure.name: frozenset(measure.absent) for book in books for measure in book.measures}
    return absent, frozenset(reading.id for book in books for reading in book.readings)


def _allowed(value: Value, absent: frozenset[str]) -> Value:
    """Return a value, unknown where it is absent in a way that its measure does not know: that leaves it open."""
    options = value.options if isinstance(value, OneOf) else (value,)
    odd = any(isinstance(one, Absent) and one.kind not in absent for one in options)
    return UNKNOWN if odd else value


# --- one cycle -----------------------------------------------------------------------------------------------------


def _cycle(asked: Asked, member: Member, name: str, plan: ActionPlan | None, due: Value, before: Cycle | None) -> Cycle:
    facts = _facts(asked, member, plan, due, before)
    pick = due if due != UNKNOWN or plan is None else value_between(stated_start(plan))
    books = books_for(asked, member, "calendar", pick)
    doubts = tuple(doubts_of(plan, member, due, before, books, asked.on))
    if not books:
        end = UNKNOWN if plan is None else value_between(stated_end(plan, asked.on))
        return Cycle(
            id=name,
            member=member,
            plan=plan,
            due=due,
            verdict=None,
            days={"end": end} if end != UNKNOWN else {},
            facts=facts,
            before=before,
            doubts=doubts,
        )
    if before is not None and before.verdict is not None:
        same = {book.id for book in before.verdict.books} & {book.id for book in books}
        facts["last_plan_before_2022"] = Known(not same)
    days = calendar_days(books, asked.readings, facts, plan, asked.on)
    facts["months_of_implementation"] = months_between(facts["delivered"], days.get("end", UNKNOWN))
    return Cycle(
        id=name,
        member=member,
        plan=plan,
        due=due,
        verdict=verdict_on(asked, books, facts, name),
        days=days,
        facts=facts,
        before=before,
        doubts=doubts,
    )


def _facts(asked: Asked, member: Member, plan: ActionPlan | None, due: Value, before: Cycle | None) -> dict[str, Value]:
    own = [one for one in member.events if one.plan in (None, None if plan is None else plan.id)]
    return {
        "plan_due": due,
        "on": Known(asked.on),
        "delivered": _delivered(plan, due, before, asked.on),
        "plan_years": years_covered(plan, asked.on),
        "switch_notice": event_day(asked, member, "switched_to_2021", member.events),
        "extension_notice": event_day(asked, member, "extended_by_a_year", own),
        "last_end": _last_end(before, asked.on),
        "plan_start": begins(plan, asked.on),
        "refreshed": refreshed_on(plan, asked.on),
        "ends_at": ends_at(plan, asked.on),
    }


def _delivered(plan: ActionPlan | None, due: Value, before: Cycle | None, on: date) -> Value:
    """Return when the plan of a cycle came; of one that only follows, when the plan came that was moved there."""
    if plan is not None:
        return delivered_by(plan, on)
    last, limits = _last_plan(before), bounds(due)
    if last is None or limits is None:
        return UNKNOWN
    came_before = last.delivered is not None and _came(last, on) and last.delivered.earliest() <= limits[1]
    return UNKNOWN if came_before else delivered_by(last, on)


def _due(plan: ActionPlan, before: Cycle | None) -> Value:
    """Return when a plan is due: as stated, else when the calendar of the one before has the next one."""
    if plan.due is not None:
        return value_between((plan.due.earliest(), plan.due.latest()))
    if before is None:
        return UNKNOWN
    return before.day("shifted_due") if before.moved is Made.YES else before.day("next_due")


def _moved_on(asked: Asked, last: Cycle) -> date | None:
    """Return when a plan is due that never came and was moved on, if that day is over without it."""
    due, never = last.day("shifted_due"), _never_by(last, asked.on)
    if never is None or not isinstance(due, Known) or not isinstance(due.value, date):
        return None
    known = min(never, asked.on)
    return due.value if last.made(_SHIFTED) is Made.YES and due.value <= known else None


def _moved_to(asked: Asked, due: date, last: Cycle) -> Cycle:
    return _cycle(asked, last.member, f"{_root(last)}+{due.year}", None, Known(due), last)


def _begun(cycle: Cycle, on: date) -> bool:
    """Tell whether a cycle may have begun: its plan is due, covers the day, or came; one without any date may."""
    days = [bounds(day) for day in (cycle.due, cycle.facts["plan_start"], cycle.facts["delivered"])]
    known = [day for day in days if day is not None]
    return not known or any(day[0] <= on for day in known)


def _not_moved_yet(plan: ActionPlan, before: Cycle, on: date) -> bool:
    """Tell whether a plan stands for a cycle that begins only when the one before is moved on, which it is not yet."""
    came = _came(plan, on) or (before.plan is not None and _came(before.plan, on))
    if plan.due is None or before.plan is None or came or before.moved is not Made.NO:
        return False
    moved_to = bounds(before.day("shifted_due"))
    return moved_to is not None and moved_to[0].year == plan.due.earliest().year


def _never_by(cycle: Cycle, on: date) -> date | None:
    """Return the last day, up to the day of judgement, on whose evening the last plan was surely not delivered."""
    plan = _last_plan(cycle)
    if plan is None or plan.delivered is None or plan.delivered.earliest() == date.min:
        return None if plan is None else plan.not_delivered_by
    return min(on, plan.delivered.earliest() - timedelta(days=1))


def _last_plan(cycle: Cycle | None) -> ActionPlan | None:
    while cycle is not None and cycle.plan is None:
        cycle = cycle.before
    return None if cycle is None else cycle.plan


def _came(plan: ActionPlan, on: date) -> bool:
    """Tell whether a plan may have been delivered by a day."""
    return plan.delivered is not None and plan.delivered.earliest() <= on


def _never_came(plan: ActionPlan, on: date) -> bool:
    return not _came(plan, on) and (plan.delivered is not None or plan.not_delivered_by is not None)


def _root(cycle: Cycle) -> str:
    return cycle.id.partition("+")[0]


def _last_end(before: Cycle | None, on: date) -> Value:
    """Return when the last plan that came ended; one of which nothing is known may have come."""
    while before is not None and (before.plan is None or _never_came(before.plan, on)):
        before = before.before
    return UNKNOWN if before is None else before.day("end")


def _complete(asked: Asked, member: Member) -> bool:
    return any(
        one.records is Records.MEMBERSHIP_EVENTS and one.member in (None, member.id) and one.until >= asked.on
        for one in asked.ledger.case.completeness
    )
