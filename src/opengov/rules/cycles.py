"""The cycles of a member: its plans in order, each with what the calendar of its due date makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attrs import evolve, frozen

from opengov.errors import UnknownName
from opengov.model.claims import Records
from opengov.model.members import Member, MemberKind, MemberStatus
from opengov.model.plans import ActionPlan
from opengov.model.rulebooks import Rulebook
from opengov.model.values import UNKNOWN, Absent, Known, OneOf, Value, one_of
from opengov.rules.engine import Engine
from opengov.rules.ledger import Ledger
from opengov.rules.phases import value_between
from opengov.rules.plan_dates import (
    begins,
    bounds,
    delivered_by,
    ends_at,
    months_between,
    refreshed_on,
    stated_end,
    stated_start,
    years_covered,
)
from opengov.rules.preparing import engine_for, open_engines
from opengov.rules.resolve import Answers
from opengov.rules.results import Made, Question
from opengov.rules.shelf import Shelf
from opengov.rules.verdicts import Verdict

__all__ = ["Asked", "Cycle", "books_for", "cycles_of", "event_day", "next_cycle", "verdict_on"]

_SHIFTED = "shifted"
_NO_MEMBER = tuple(
    Known(str(one)) for one in (MemberStatus.NOT_MEMBER, MemberStatus.WITHDRAWN, MemberStatus.PERMANENTLY_SUSPENDED)
)


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

    def made(self, finding: str) -> Made:
        """Tell whether its calendar makes a finding; one that the calendar does not have is not made."""
        if self.verdict is None:
            return Made.UNDETERMINED
        return next((one.made for one in self.verdict.findings if one.id == finding), Made.NO)


def cycles_of(asked: Asked, member: Member) -> tuple[Cycle, ...]:
    """Return the cycles of a member in order.

    Drafts without any date, number or delivery are no cycles. Where the last plan of the case is known to have never
    come and the rules moved it on, the cycles that this began follow too, as far as it is known that no plan came.
    """
    found: list[Cycle] = []
    for plan in _in_order(asked.ledger.case.plans, member):
        before = found[-1] if found else None
        if before is not None and (_not_moved_yet(plan, before, asked.on) or not _begun(before, asked.on)):
            break  # what comes after the next cycle is not known yet
        found.append(_cycle(asked, member, plan.id, plan, _due(plan, before), before))
    while found and (due := _moved_on(asked, found[-1])) is not None:
        found.append(_cycle(asked, member, f"{_root(found[-1])}+{due.year}", None, Known(due), found[-1]))
    return tuple(found)


def next_cycle(asked: Asked, last: Cycle) -> Cycle | None:
    """Return the cycle that follows the last one of a case, as far as its due date follows; ``None`` where it does not.

    After a plan that was moved on it is that same plan's, due at the new date.
    """
    due = last.day("shifted_due") if last.made(_SHIFTED) is Made.YES else last.day("next_due")
    limits = bounds(due)
    if limits is None:
        return None
    return _cycle(asked, last.member, f"{_root(last)}+{limits[0].year}", None, due, last)


def event_day(asked: Asked, member: Member, kind: str, plan: str | None) -> Value:
    """Return when an event of a kind befell a member, for a plan or for none in particular."""
    days = [
        value_between((one.date.earliest(), min(one.date.latest(), asked.on)))
        for one in member.events
        if one.kind == kind and one.plan in (None, plan) and one.date.earliest() <= asked.on
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
    read = {measure.name for book in books for measure in book.measures}
    known = {reading.id for book in books for reading in book.readings}
    answers: Answers | str = asked.readings
    if not isinstance(answers, str):
        answers = {name: answer for name, answer in answers.items() if name in known}
    absent = {measure.name: frozenset(measure.absent) for book in books for measure in book.measures}
    held = {name: _allowed(value, absent[name]) for name, value in facts.items() if name in read}
    given = {name: value for name, value in held.items() if value != UNKNOWN}
    said = {name: lines for name, lines in (evidence or {}).items() if name in read}
    return Verdict(Question(books=books, facts=given, readings=answers, about=about, on=asked.on, evidence=said))


def _allowed(value: Value, absent: frozenset[str]) -> Value:
    """Return a value, unknown where it is absent in a way that its measure does not know: that leaves it open."""
    options = value.options if isinstance(value, OneOf) else (value,)
    odd = any(isinstance(one, Absent) and one.kind not in absent for one in options)
    return UNKNOWN if odd else value


# --- one cycle -----------------------------------------------------------------------------------------------------


def _cycle(asked: Asked, member: Member, name: str, plan: ActionPlan | None, due: Value, before: Cycle | None) -> Cycle:
    never_by = _never_by(before, asked.on) if plan is None else None
    facts = _facts(asked, member, plan, due, before, never_by)
    pick = due if due != UNKNOWN or plan is None else value_between(stated_start(plan))
    books = books_for(asked, member, "calendar", pick)
    doubts = (*_doubts(plan, due, before, books), *_outside(member, due, asked.on))
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
    older = before is not None and before.verdict is not None
    if older and before is not None and before.verdict is not None:
        same = {book.id for book in before.verdict.books} & {book.id for book in books}
        facts["last_plan_before_2022"] = Known(not same)
    days = _days(_engines(asked, books), facts, plan, asked.on)
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


def _facts(
    asked: Asked, member: Member, plan: ActionPlan | None, due: Value, before: Cycle | None, never_by: date | None
) -> dict[str, Value]:
    name = None if plan is None else plan.id
    return {
        "plan_due": due,
        "on": Known(asked.on),
        "delivered": delivered_by(plan, asked.on, never_by=never_by),
        "plan_years": years_covered(plan, asked.on),
        "switch_notice": event_day(asked, member, "switched_to_2021", name),
        "extension_notice": event_day(asked, member, "extended_by_a_year", name),
        "last_end": _last_end(before, asked.on),
        "plan_start": begins(plan, asked.on),
        "refreshed": refreshed_on(plan, asked.on),
        "ends_at": ends_at(plan, asked.on),
    }


def _engines(asked: Asked, books: tuple[Rulebook, ...]) -> Iterator[Engine]:
    for book in books:
        if isinstance(asked.readings, str):
            yield from open_engines(book, {}, frozenset(one.id for one in book.readings))
        else:
            known = {one.id for one in book.readings}
            yield engine_for(book, {name: answer for name, answer in asked.readings.items() if name in known})


def _days(engines: Iterable[Engine], facts: Mapping[str, Value], plan: ActionPlan | None, on: date) -> dict[str, Value]:
    """Return the named days of the calendars tried; the end of the plan as far as the case states it."""
    found: dict[str, list[Value]] = {}
    for engine in engines:
        for name, day in engine.scope(facts).days.items():
            found.setdefault(name, []).append(day)
    days = {name: one_of(several) for name, several in found.items()}
    counted = days.get("end", UNKNOWN)
    end = counted if plan is None else _stated_or(counted, stated_end(plan, on))
    if days.get("next_due") in (None, counted):
        days["next_due"] = end
    return days | {"end": end}


def _stated_or(counted: Value, stated: tuple[date, date]) -> Value:
    """Return the end that was counted where it fits what is stated, else what is stated."""
    options = counted.options if isinstance(counted, OneOf) else (counted,)
    fitting: list[Value] = []
    for option in options:
        limits = bounds(option)
        if limits is not None and stated[0] <= limits[1] and limits[0] <= stated[1]:
            fitting.append(value_between((max(limits[0], stated[0]), min(limits[1], stated[1]))))
    return one_of(fitting) if fitting else value_between(stated)


def _due(plan: ActionPlan, before: Cycle | None) -> Value:
    """Return when a plan is due: as stated, else when the calendar of the one before has the next one."""
    if plan.due is not None:
        return value_between((plan.due.earliest(), plan.due.latest()))
    if before is None:
        return UNKNOWN
    return before.day("shifted_due") if before.made(_SHIFTED) is Made.YES else before.day("next_due")


def _moved_on(asked: Asked, last: Cycle) -> date | None:
    """Return when a plan is due that never came and was moved on, if that day is over without it."""
    due, never = last.day("shifted_due"), _never_by(last, asked.on)
    if never is None or not isinstance(due, Known) or not isinstance(due.value, date):
        return None
    known = min(never, asked.on)
    return due.value if last.made(_SHIFTED) is Made.YES and due.value <= known else None


def _begun(cycle: Cycle, on: date) -> bool:
    """Tell whether a cycle may have begun: its plan is due, covers the day, or came; one without any date may."""
    days = [bounds(day) for day in (cycle.due, cycle.facts["plan_start"], cycle.facts["delivered"])]
    known = [day for day in days if day is not None]
    return not known or any(day[0] <= on for day in known)


def _not_moved_yet(plan: ActionPlan, before: Cycle, on: date) -> bool:
    """Tell whether a plan stands for a cycle that begins only when the one before is moved on, which it is not yet."""
    came = _came(plan, on) or (before.plan is not None and _came(before.plan, on))
    if plan.due is None or before.plan is None or came or before.made(_SHIFTED) is not Made.NO:
        return False
    return value_between((plan.due.earliest(), plan.due.latest())) == before.day("shifted_due")


def _never_by(cycle: Cycle | None, on: date) -> date | None:
    """Return the last day, up to the day of judgement, on whose evening the last plan was surely not delivered."""
    while cycle is not None and cycle.plan is None:
        cycle = cycle.before
    if cycle is None or cycle.plan is None or _came(cycle.plan, on):
        return None
    return on if cycle.plan.delivered is not None else cycle.plan.not_delivered_by


def _came(plan: ActionPlan, on: date) -> bool:
    """Tell whether a plan may have been delivered by a day."""
    return plan.delivered is not None and plan.delivered.earliest() <= on


def _root(cycle: Cycle) -> str:
    return cycle.id.partition("+")[0]


def _last_end(before: Cycle | None, on: date) -> Value:
    """Return when the last plan that came ended; one of which nothing is known may have come."""
    while before is not None and (before.plan is None or _never_by(before, on) is not None):
        before = before.before
    return UNKNOWN if before is None else before.day("end")


# --- their order ---------------------------------------------------------------------------------------------------


def _in_order(plans: Iterable[ActionPlan], member: Member) -> list[ActionPlan]:
    own = [one for one in plans if one.member == member.id and _is_cycle(one)]
    last = 0
    keyed = []
    for one in own:
        last = one.number or last
        keyed.append(((_first_day(one) or date.max, one.number or last), one))
    return [one for _, one in sorted(keyed, key=lambda pair: pair[0])]


def _is_cycle(plan: ActionPlan) -> bool:
    return any(one is not None for one in (plan.due, plan.period, plan.delivered, plan.number, plan.implementation))


def _first_day(plan: ActionPlan) -> date | None:
    start = stated_start(plan)[0]
    days = [one.earliest() for one in (plan.due, plan.delivered) if one is not None]
    return min([*days, *([start] if start != date.min else [])], default=None)


def _doubts(plan: ActionPlan | None, due: Value, before: Cycle | None, books: tuple[Rulebook, ...]) -> Iterator[str]:
    if plan is not None and due == UNKNOWN:
        yield "when the plan was due is not known" + ("" if _first_day(plan) else ", nor any other date of it")
    elif due != UNKNOWN and not books:
        yield "no calendar is known for the date on which the plan was due"
    if plan is None or before is None or before.plan is None:
        return
    start, end = stated_start(plan), bounds(before.day("end"))
    if end is not None and start[1] < end[0] and before.plan.delivered is not None:
        yield f"it starts before {before.plan.id} ends"
    if due != UNKNOWN and due == before.due:
        yield f"it is due when {before.plan.id} is, so the two may be one cycle"


def _outside(member: Member, due: Value, on: date) -> Iterator[str]:
    """Tell where a plan is due of who was no member, as far as that is known on the day of judgement."""
    limits = bounds(due)
    if limits is None or not member.events:
        return
    known = evolve(member, events=tuple(one for one in member.events if one.date.earliest() <= on))
    if all(known.status_on(day) in _NO_MEMBER for day in sorted(set(limits))):
        yield f"{member.id} was no member when it was due"


def _complete(asked: Asked, member: Member) -> bool:
    return any(
        one.records is Records.MEMBERSHIP_EVENTS and one.member in (None, member.id) and one.until >= asked.on
        for one in asked.ledger.case.completeness
    )
