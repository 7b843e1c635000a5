"""The dates of plans seen from a day: when one came, what it covers, when it starts and ends; and their order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from opengov.model.cases import Case
from opengov.model.members import Member
from opengov.model.plans import ActionPlan, Phase
from opengov.model.values import UNKNOWN, Absent, Between, Known, OneOf, Value, one_of
from opengov.rules.phases import phase_span, value_between

__all__ = [
    "begins",
    "bounds",
    "delivered_by",
    "ends_at",
    "first_day",
    "in_the_making",
    "months_between",
    "plans_in_order",
    "refreshed_on",
    "stated_end",
    "stated_start",
    "years_covered",
]


def bounds(day: Value) -> tuple[date, date] | None:
    """Return the first and the last day that a value can be; ``None`` where it is not known to be a day."""
    match day:
        case Known(value) if isinstance(value, date):
            return value, value
        case Between(low, high) if isinstance(low, date) and isinstance(high, date):
            return low, high
        case OneOf(options):
            each = [limits for option in options if (limits := bounds(option)) is not None]
            return (min(one[0] for one in each), max(one[1] for one in each)) if each else None
        case _:
            return None


def delivered_by(plan: ActionPlan, on: date) -> Value:
    """Return when a plan was delivered, seen from a day: not what came later."""
    stated, never = plan.delivered, plan.not_delivered_by
    if stated is None:
        return _never_or_later(never, on)
    first, last = stated.earliest(), stated.latest()
    if never is not None:
        first = max(first, never + timedelta(days=1))
    if first > on:
        return Absent("not yet")
    came = value_between((first, min(last, on)))
    return came if last <= on else one_of([came, Absent("not yet")])


def years_covered(plan: ActionPlan | None, on: date) -> Value:
    """Return how many years a plan covers: by its years alone, or to the month where both ends are that exact.

    It is the period stated for the plan, else that in which it is carried out.
    """
    periods = () if plan is None else (plan.period, plan.implementation)
    first = next((one.start for one in periods if one is not None and one.start and one.end), None)
    if plan is None or first is None:
        return UNKNOWN
    last = stated_end(plan, on)
    if (first.latest() - first.earliest()).days > 31 or (last[1] - last[0]).days > 31:  # noqa: PLR2004 -- a month
        return Known(last[1].year - first.earliest().year)
    months = 12 * (last[1].year - first.earliest().year) + last[1].month - first.earliest().month + 1
    return Known(months // 12 if months % 12 == 0 else months / 12)


def months_between(delivered: Value, end: Value) -> Value:
    """Return the whole months from one day to the evening of another, as far as both are known."""
    first, last = bounds(delivered), bounds(end)
    if first is None or last is None or isinstance(delivered, OneOf):
        return UNKNOWN
    least, most = _whole_months(first[1], last[0]), _whole_months(first[0], last[1])
    return Known(max(least, 0)) if least == most else Between(max(least, 0), max(most, 0))


def refreshed_on(plan: ActionPlan | None, on: date) -> Value:
    """Return when a plan was refreshed, seen from a day."""
    if plan is None:
        return UNKNOWN
    days = [one.date for one in plan.amendments if one.refresh and one.date is not None and one.date.earliest() <= on]
    if not days:
        return UNKNOWN if any(one.refresh and one.date is None for one in plan.amendments) else Absent("not yet")
    return value_between((days[0].earliest(), min(days[0].latest(), on)))


def ends_at(plan: ActionPlan | None, on: date) -> Value:
    """Return on which day of the year a plan ends, as far as the case states it."""
    if plan is None:
        return UNKNOWN
    first, last = stated_end(plan, on)
    if first != last and (first.year, first.month) != (last.year, last.month):
        return UNKNOWN
    names = {(6, 30): "30 June", (12, 31): "31 December"}
    return Known(names.get((last.month, last.day), "another day"))


def begins(plan: ActionPlan | None, on: date) -> Value:
    """Return when a plan starts; where no start is stated, when it was delivered."""
    if plan is None:
        return UNKNOWN
    stated = value_between(stated_start(plan))
    came = delivered_by(plan, on)
    return stated if stated != UNKNOWN or isinstance(came, Absent | OneOf) else came


def in_the_making(plan: ActionPlan, case: Case, on: date) -> bool:
    """Tell whether a case shows that the making of a plan had begun by a day, or may have."""
    held = (one for one in case.consultations if one.plan == plan.id)
    first = phase_span(plan, Phase.DEVELOPMENT, on=on, events=case.events, consultations=held).first
    return date.min < first[0] <= on or first[1] <= on


def plans_in_order(plans: Iterable[ActionPlan], member: Member) -> list[ActionPlan]:
    """Return the plans of a member by their first day, else by their number; no drafts without any of these."""
    own = [one for one in plans if one.member == member.id and _is_cycle(one)]
    last = 0
    keyed = []
    for one in own:
        last = one.number or last
        keyed.append(((first_day(one) or date.max, one.number or last), one))
    return [one for _, one in sorted(keyed, key=lambda pair: pair[0])]


def first_day(plan: ActionPlan) -> date | None:
    """Return the first day on which a plan can be due, can have come or started; ``None`` without any date."""
    start = stated_start(plan)[0]
    days = [one.earliest() for one in (plan.due, plan.delivered) if one is not None]
    return min([*days, *([start] if start != date.min else [])], default=None)


def stated_start(plan: ActionPlan) -> tuple[date, date]:
    """Return the bounds of the start that the case states; any day where it states none."""
    for period in (plan.implementation, plan.period):
        if period is not None and period.start is not None:
            return period.start.earliest(), period.start.latest()
    return date.min, date.max


def stated_end(plan: ActionPlan, on: date) -> tuple[date, date]:
    """Return the bounds of the end that the case states; any day where it states none."""
    last = phase_span(plan, Phase.IMPLEMENTATION, on=on).last
    return (date.min, date.max) if last[1] == date.max else last


def _is_cycle(plan: ActionPlan) -> bool:
    return any(one is not None for one in (plan.due, plan.period, plan.delivered, plan.number, plan.implementation))


def _never_or_later(never: date | None, on: date) -> Value:
    if never is None:
        return UNKNOWN
    if never >= on:
        return Absent("not yet")
    return one_of([Absent("not yet"), value_between((never + timedelta(days=1), on))])


def _whole_months(first: date, last: date) -> int:
    after = min(last, date.max - timedelta(days=1)) + timedelta(days=1)
    return 12 * (after.year - first.year) + after.month - first.month - (after.day < first.day)
