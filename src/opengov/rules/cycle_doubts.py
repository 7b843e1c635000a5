"""What is wrong with the dates of a cycle, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve

from opengov import reference
from opengov.model.members import Member
from opengov.model.plans import ActionPlan
from opengov.model.rulebooks import Rulebook
from opengov.model.values import UNKNOWN, Known, Value
from opengov.rules.plan_dates import bounds, first_day, stated_start

if TYPE_CHECKING:
    from opengov.rules.cycles import Cycle

__all__ = ["doubts_of", "due_together"]


def doubts_of(
    plan: ActionPlan | None, member: Member, due: Value, before: Cycle | None, books: tuple[Rulebook, ...], on: date
) -> Iterator[str]:
    """Yield, in words, what is wrong with the dates of a cycle.

    Parameters
    ----------
    plan, member, due
        Its plan, where the case has one; whose it is; when it is due.
    before
        The cycle before.
    books
        The calendars that may apply.
    on
        The day of judgement.
    """
    yield from _of_plan(plan, due, before, books)
    yield from _outside(member, due, on)


def due_together(due: Value, before: Cycle) -> bool:
    """Tell whether a plan is due on the very day of the one before: then the two may be one cycle."""
    return due != UNKNOWN and due == before.due and before.plan is not None


def _of_plan(plan: ActionPlan | None, due: Value, before: Cycle | None, books: tuple[Rulebook, ...]) -> Iterator[str]:
    if plan is not None and due == UNKNOWN:
        yield "when the plan was due is not known" + ("" if first_day(plan) else ", nor any other date of it")
    elif due != UNKNOWN and not books:
        yield "no calendar is known for the date on which the plan was due"
    if plan is None or before is None or before.plan is None:
        return
    start, end = stated_start(plan), bounds(before.day("end"))
    if end is not None and start[1] < end[0] and before.plan.delivered is not None:
        yield f"it starts before {before.plan.id} ends"
    if due_together(due, before):
        yield f"it is due when {before.plan.id} is, so the two may be one cycle"


def _outside(member: Member, due: Value, on: date) -> Iterator[str]:
    """Tell where a plan is due of who was no member, as far as that is known on the day of judgement."""
    limits = bounds(due)
    if limits is None or not member.events:
        return
    known = evolve(member, events=tuple(one for one in member.events if one.date.earliest() <= on))
    outside = [Known(str(one.id)) for one in reference.statuses() if one.member is False or one.left]
    if all(known.status_on(day) in outside for day in sorted(set(limits))):
        yield f"{member.id} was no member when it was due"
