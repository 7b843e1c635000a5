"""What became of contributions: which were answered with reasons, and in which commitments they were taken up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction

from attrs import frozen

from opengov.model.cases import Case
from opengov.model.claims import Records
from opengov.model.cocreation import Contribution, ReasonedResponse
from opengov.model.forms import Measure
from opengov.model.values import UNKNOWN, Absent, Between, Known, Outcome, Value, one_of
from opengov.rules.phases import Bounds, bounds_of, value_between
from opengov.rules.views import Found, PhaseView, PlanRecords, records_of, yes_or_no

__all__ = ["RESPONSES", "Trace", "share_answered", "trace_contributions"]


_REPORTS = ("reasoned_response", "consultation_report")


@frozen
class Trace:
    """What became of one contribution, or of several that the case counts together.

    Parameters
    ----------
    contribution
        Its id.
    count
        How many it stands for.
    responses
        Ids of the responses published by the day that answer it.
    accepted
        Whether it was taken up: by what the responses say, else by a commitment that names it; ``None`` if neither
        says.
    commitments
        Ids of the commitments in which it was taken up.
    """

    contribution: str
    count: int
    responses: tuple[str, ...]
    accepted: bool | None
    commitments: tuple[str, ...]


def trace_contributions(case: Case, *, plan: str, on: date) -> tuple[Trace, ...]:
    """Return what became of each contribution to a plan, as far as it is known on a day.

    Parameters
    ----------
    case
        The case.
    plan
        Id of the plan.
    on
        The day; what was handed in or answered after it is not seen.

    Returns
    -------
    tuple of Trace
        One for each contribution, in the order of the case.

    Raises
    ------
    UnknownName
        If the case has no such plan.

    Examples
    --------
    >>> import opengov
    >>> traces = trace_contributions(opengov.case("morocco-2018"), plan="MAR-draft", on=date(2018, 4, 26))
    >>> len(traces), traces[1].contribution, traces[1].responses
    (6, 'mar-portal', ())
    """
    return tuple(_traces(records_of(case, case.plan(plan)), on))


def share_answered(case: Case, *, plan: str, on: date) -> tuple[Fraction, Fraction] | None:
    """Return the least and the greatest share of the contributions to a plan that were answered with reasons.

    The least counts what the records answer; the greatest is all, unless the responses are known to be complete.

    Parameters
    ----------
    case
        The case.
    plan
        Id of the plan.
    on
        The day.

    Returns
    -------
    pair of fractions, or None
        Nothing where no contribution is known.

    Raises
    ------
    UnknownName
        If the case has no such plan.

    Examples
    --------
    >>> import opengov
    >>> share_answered(opengov.case("morocco-2018"), plan="MAR-draft", on=date(2018, 4, 26))
    (Fraction(0, 1), Fraction(1, 1))
    """
    return _share(records_of(case, case.plan(plan)), on)


def _share(records: PlanRecords, on: date) -> tuple[Fraction, Fraction] | None:
    traces = list(_traces(records, on))
    whole = sum(one.count for one in traces)
    if whole == 0:
        return None
    answered = Fraction(sum(one.count for one in traces if one.responses), whole)
    complete = records.complete_until(Records.RESPONSES)
    return answered, answered if complete is not None and complete >= on else Fraction(1)


def _traces(records: PlanRecords, on: date) -> Iterator[Trace]:
    out = [one for one in records.responses if _is_out(one, on)]
    by_contribution: dict[str, list[ReasonedResponse]] = {}
    for one in out:
        for name in one.contributions:
            by_contribution.setdefault(name, []).append(one)
    for contribution in records.contributions:
        if _is_in(contribution, on):
            answers = by_contribution.get(contribution.id, [])
            said = {one.accepted for one in answers if one.accepted is not None}
            accepted = said.pop() if len(said) == 1 else (True if contribution.commitments and not said else None)
            count = 1 if contribution.count is None else contribution.count
            yield Trace(contribution.id, count, tuple(one.id for one in answers), accepted, contribution.commitments)


def _is_out(one: ReasonedResponse, on: date) -> bool:
    return one.published is None or one.published.by(on) is Outcome.MET


def _is_in(one: Contribution, on: date) -> bool:
    return one.submitted is None or one.submitted.by(on) is not Outcome.NOT_MET


# --- facts ---------------------------------------------------------------------------------------------------------


def _published(view: PhaseView, _measure: Measure) -> Found:
    """Return when the first response came out: to single contributions, or to the main points of all."""
    days: list[Bounds] = []
    undated = False
    out = [(one.published, True) for one in view.responses]
    out += [(one.published, one.online is True) for one in view.publications(*_REPORTS)]
    for published, there in out:
        found = bounds_of(published)
        if found is None:
            undated = undated or there
        elif found[0] <= view.on:
            days.append((found[0], min(found[1], view.on)))
    if days:
        first = min(day[0] for day in days), min(day[1] for day in days)
        sure = any(one[1] < view.on or one[0] == one[1] for one in days)
        value = value_between(first)
        return (value if sure else one_of([value, Absent("never")])), (f"{len(days)} responses",)
    if undated:
        return value_between((date.min, view.on)), ("responses on days not known",)
    if view.reached(Records.RESPONSES):
        return Absent("never"), ("none, by complete records",)
    return UNKNOWN, ()


def _main_points(view: PhaseView, _measure: Measure) -> Found:
    told = [
        (one.covers_main_points, f"response {one.id}")
        for one in view.responses
        if one.covers_main_points is not None and _is_out(one, view.on)
    ]
    return yes_or_no(told, all_known=not any(True for _ in view.responses) and view.reached(Records.RESPONSES))


def _share_of(view: PhaseView, _measure: Measure) -> Found:
    share = _share(view.records, view.on)
    if share is None:
        return UNKNOWN, ()
    low, high = (float(100 * one) for one in share)
    value: Value = Known(low) if low == high else Between(low, high)
    return value, (f"{len(view.records.contributions)} contributions on record",)


RESPONSES: Mapping[str, Callable[[PhaseView, Measure], Found]] = {
    "reasoned_response_published": _published,
    "main_points_answered": _main_points,
    "share_of_contributions_answered": _share_of,
}
