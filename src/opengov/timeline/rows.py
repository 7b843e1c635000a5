"""What a schedule says of one milestone, and what it finds wrong."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen

__all__ = ["ProblemKind", "ScheduleProblem", "ScheduledMilestone", "State"]


class State(StrEnum):
    """How a milestone stands on a day; it is worked out each time, never stored."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"
    LATE = "late"
    BLOCKED = "blocked"


class ProblemKind(StrEnum):
    """What does not fit in a schedule."""

    CONFLICT = "conflict"
    LATE = "late"
    CONSTRAINT = "constraint"
    OVERRUNS_PLAN = "overruns_plan"
    OVERRUNS_DEADLINE = "overruns_deadline"
    OUT_OF_ORDER = "out_of_order"
    NO_WORKING_DAY = "no_working_day"
    UNDATED = "undated"


@frozen(kw_only=True)
class ScheduleProblem:
    """Something that does not fit.

    Parameters
    ----------
    kind
        What it is: ``conflict`` (its dates cannot be kept with what it waits for), ``late`` (as things stand it comes
        after its due date), ``constraint`` (it cannot be done by the day that it must), ``overruns_plan`` (after the
        last day of the plan), ``overruns_deadline`` (after the day by which the plan was due), ``out_of_order`` (done
        or begun before what it waits for), ``no_working_day`` (its window has none), ``undated`` (nothing is known of
        when it is).
    milestone
        Id of the milestone; ``None`` where it is about several.
    message
        What a reader should know.
    days
        By how many calendar days, where that is a question.
    """

    kind: ProblemKind
    milestone: str | None
    message: str
    days: int | None = None

    def __str__(self) -> str:
        return self.message


@frozen(kw_only=True)
class ScheduledMilestone:
    """A milestone in a schedule; dates are the first and the last day, both included.

    Parameters
    ----------
    id, title
        Which it is.
    earliest_start, earliest_finish
        As early as what it waits for allows; the real days of what has happened. ``None`` where nothing is known.
    latest_start, latest_finish
        As late as the end of the whole allows, or a day by which something must be done.
    slack_days
        Days for which it can slip until the whole does (total slack): working days under a calendar. Below zero where
        it comes too late. ``None`` where it is done, or nothing is known of when it is.
    free_slack_days
        Days for which it can slip until anything that waits for it does.
    critical
        Whether it has no slack.
    event
        Whether it is on a day, and takes none.
    due
        The last day of its due date.
    overdue_days
        Calendar days by which it is done, or will be done, after its due date; below zero where it comes before.
    baseline_finish
        Its finish in the schedule that this one is compared with.
    slip_days
        Calendar days by which it finishes later than in that.
    state
        How it stands; ``None`` in a schedule of the plan alone.
    blocked_by
        Ids of the milestones that keep it from starting.
    """

    id: str
    title: str
    earliest_start: date | None
    earliest_finish: date | None
    latest_start: date | None
    latest_finish: date | None
    slack_days: int | None
    free_slack_days: int | None
    critical: bool
    event: bool = False
    due: date | None = None
    overdue_days: int | None = None
    baseline_finish: date | None = None
    slip_days: int | None = None
    state: State | None = None
    blocked_by: tuple[str, ...] = ()
