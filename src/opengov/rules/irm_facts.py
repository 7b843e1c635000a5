"""When the IRM gave its products on a plan, as far as the case records it."""

from __future__ import annotations

from opengov.model.assessments import IrmAssessment
from opengov.model.plans import Phase
from opengov.model.values import UNKNOWN, Absent, Between, Known, Outcome, Value, one_of
from opengov.rules.cycles import Asked, Cycle
from opengov.rules.phases import phase_span, value_between
from opengov.rules.process_facts import report_out

__all__ = ["irm_facts"]

_PRODUCTS = {"brief_given": "brief", "review_given": "review", "results_given": "results"}


def irm_facts(asked: Asked, cycle: Cycle) -> dict[str, Value]:
    """Return what the books on the IRM's products read of one cycle."""
    plan = cycle.plan
    if plan is None:
        return {}
    reports = [one for one in asked.ledger.case.assessments if one.plan == plan.id and one.commitment is None]
    found: dict[str, Value] = {
        "plan_due": cycle.counted_due,
        "on": Known(asked.on),
        "delivered": cycle.facts["delivered"],
        "plan_end": cycle.day("end"),
        "cocreation_start": phase_span(plan, Phase.DEVELOPMENT, on=asked.on, events=asked.ledger.case.events).start,
        "irm_comment_days": one_of(_days_open(one) for one in reports if one.comments is not None),
    }
    for measure, word in _PRODUCTS.items():
        own = [one for one in reports if word in (one.report or "").casefold()]
        found[measure] = one_of(_given(asked, cycle, one) for one in own)
    return found


def _given(asked: Asked, cycle: Cycle, one: IrmAssessment) -> Value:
    if report_out(asked, cycle, one) is Outcome.NOT_MET:
        return Absent("not yet")
    if one.published is None:
        return UNKNOWN
    return value_between((one.published.earliest(), min(one.published.latest(), asked.on)))


def _days_open(one: IrmAssessment) -> Value:
    """Return for how many days the public could comment on a draft, both ends counted."""
    period = one.comments
    if period is None or period.start is None or period.end is None:
        return UNKNOWN
    least = (period.end.earliest() - period.start.latest()).days + 1
    most = (period.end.latest() - period.start.earliest()).days + 1
    return Known(most) if least == most else Between(max(least, 0), max(most, 0))
