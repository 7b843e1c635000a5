"""The two phases of a plan as spans of days: when its co-creation and its implementation began and ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeAlias

from attrs import frozen

from opengov.model.cocreation import Consultation
from opengov.model.dates import PartialDate
from opengov.model.events import Event
from opengov.model.plans import ActionPlan, Phase
from opengov.model.values import UNKNOWN, Between, Known, Value

__all__ = ["Bounds", "PhaseSpan", "bounds_of", "phase_span", "value_between"]

Bounds: TypeAlias = tuple[date, date]
"""The first and the last day that a day can be."""

_UNBOUNDED: Bounds = (date.min, date.max)
_PROCESS_START = "process_start"


@frozen
class PhaseSpan:
    """When a phase of a plan began and ended, as far as it is known on a day.

    Parameters
    ----------
    plan
        Id of the plan.
    phase
        The phase.
    first, last
        The bounds of its first and of its last day.

    Examples
    --------
    >>> from opengov.model.dates import Period
    >>> plan = ActionPlan(id="MAR-1", member="MAR", implementation=Period.parse("2018-09/2020-08-31"))
    >>> span = phase_span(plan, Phase.IMPLEMENTATION, on=date(2021, 1, 1))
    >>> span.start
    Between(low=datetime.date(2018, 9, 1), high=datetime.date(2018, 9, 30))
    >>> span.end
    Known(value=datetime.date(2020, 8, 31))
    """

    plan: str
    phase: Phase
    first: Bounds
    last: Bounds

    @property
    def start(self) -> Value:
        """Its first day, as far as it is known."""
        return value_between(self.first)

    @property
    def end(self) -> Value:
        """Its last day, as far as it is known."""
        return value_between(self.last)

    def seen_until(self, on: date) -> Bounds:
        """Return the bounds of the last day of it that can be judged on a day: its own last day, or that day."""
        return min(self.last[0], on), min(self.last[1], on)

    def begun(self, on: date) -> bool:
        """Tell whether it may have begun by a day."""
        return self.first[0] <= on


def phase_span(
    plan: ActionPlan,
    phase: Phase,
    *,
    on: date,
    events: Iterable[Event] = (),
    consultations: Iterable[Consultation] = (),
) -> PhaseSpan:
    """Return when a phase of a plan began and ended, as far as it is known on a day.

    Co-creation begins with the period that the plan states for it, else with an event of the kind ``process_start``,
    and ends with that period, else with the delivery of the plan. Implementation is the period stated for it, else
    what the plan covers; an amendment may move its end. A delivery or an amendment after ``on`` is not known then.
    Occasions that are said to belong to the phase lie in it, so it began no later and ended no earlier than these.

    Parameters
    ----------
    plan
        The plan.
    phase
        The phase.
    on
        The day from which it is seen.
    events
        Events of the case, of which those of the plan are looked at.
    consultations
        Occasions to take part in the plan.

    Returns
    -------
    PhaseSpan
        The bounds of both ends; an end of which nothing is known may be any day.
    """
    if phase is Phase.DEVELOPMENT:
        stated = plan.development
        first = bounds_of(stated.start if stated else None) or _began(plan, events, on)
        last = bounds_of(stated.end if stated else None) or _delivered(plan, on)
    else:
        periods = [one for one in (plan.implementation, plan.period) if one is not None]
        first = _carried_out(plan, next((found for one in periods if (found := bounds_of(one.start))), None))
        last = _new_end(plan, on) or next((found for one in periods if (found := bounds_of(one.end))), None)
    first, last = first or _UNBOUNDED, last or _UNBOUNDED
    held = [days for one in consultations if one.phase is phase and (days := _held(one, on)) is not None]
    first = first[0], max(first[0], min(first[1], *(days[1] for days in held))) if held else first[1]
    last = min(last[1], max(last[0], *(days[0] for days in held))) if held else last[0], last[1]
    # neither end lies beyond the other, whichever of the two is known better
    low = min(first[0], last[1])
    first = low, max(low, min(first[1], last[1]))
    return PhaseSpan(plan.id, phase, first, (max(last[0], first[0]), last[1]))


def bounds_of(day: PartialDate | None) -> Bounds | None:
    """Return the first and the last day that a partial date can be."""
    return None if day is None else (day.earliest(), day.latest())


def value_between(bounds: Bounds) -> Value:
    """Return bounds as a value: known, somewhere between two days, or unknown."""
    low, high = bounds
    if low == high:
        return Known(low)
    return UNKNOWN if bounds == _UNBOUNDED else Between(low, high)


def _held(one: Consultation, on: date) -> Bounds | None:
    """Return the bounds of the first day of an occasion that was surely held by a day."""
    if one.planned:
        return None
    found = bounds_of(one.date) or (bounds_of(one.period.start) if one.period else None)
    return found if found is not None and found[1] <= on else None


def _began(plan: ActionPlan, events: Iterable[Event], on: date) -> Bounds | None:
    starts = [
        found
        for one in events
        if one.plan == plan.id and one.kind is not None and one.kind.code == _PROCESS_START and not one.planned
        if (found := bounds_of(one.date)) is not None and found[0] <= on
    ]
    return min(starts, default=None)


def _delivered(plan: ActionPlan, on: date) -> Bounds | None:
    """Return the bounds of the day of delivery: not before the last day on which it surely had not come."""
    never_by = plan.not_delivered_by
    low = date.min if never_by is None else min(never_by, on) + timedelta(days=1)
    found = bounds_of(plan.delivered)
    if found is None:
        return None if never_by is None else (low, date.max)
    if found[1] <= on:
        return found
    return (max(low, found[0]) if found[0] <= on else on + timedelta(days=1)), date.max


def _carried_out(plan: ActionPlan, stated: Bounds | None) -> Bounds | None:
    """Return when a plan began to be carried out: not before the last day on which it surely was not there."""
    if plan.not_delivered_by is None or (stated is not None and stated[0] > plan.not_delivered_by):
        return stated
    return plan.not_delivered_by + timedelta(days=1), date.max


def _new_end(plan: ActionPlan, on: date) -> Bounds | None:
    """Return the end that the last amendment known on a day gave the plan."""
    moved = [one for one in plan.amendments if one.new_end is not None]
    known = [one for one in moved if one.date is None or one.date.latest() <= on]
    known.sort(key=lambda one: date.min if one.date is None else one.date.latest())
    return bounds_of(known[-1].new_end) if known else None
