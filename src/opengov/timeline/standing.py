"""How far a milestone is as of a day: what was done, begun and reported by then, and no more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from opengov.model.milestones import Milestone, Progress, ProgressReport

__all__ = ["Reached", "standing"]

_WHOLE = 100


@frozen(kw_only=True)
class Reached:
    """How far a milestone is.

    Parameters
    ----------
    progress
        Not started, under way or done.
    start
        The morning on which it really began, where that is known.
    finish
        The morning after the day on which it was done, where that is known.
    percent
        How much of the work is done, where a report says it.
    """

    progress: Progress
    start: int | None = None
    finish: int | None = None
    percent: int | None = None


def standing(milestone: Milestone, on: date) -> Reached:
    """Return how far a milestone is as of a day.

    A day that is known in part counts once it is surely over. Of the reports the last by its day counts; those without
    a day count only where none has one, and those that give neither a state nor a share not at all.

    Parameters
    ----------
    milestone
        The milestone.
    on
        The day.

    Examples
    --------
    >>> from opengov.model.dates import PartialDate
    >>> held = Milestone(id="w", title="Workshop", finished=PartialDate("2017-07-27"))
    >>> standing(held, date(2017, 7, 26)).progress.value, standing(held, date(2017, 7, 27)).progress.value
    ('not_started', 'done')
    """
    report = _last([one for one in milestone.progress if _told(one) is not None], on)
    told = Progress.NOT_STARTED if report is None else _told(report)
    begun = milestone.begun.earliest().toordinal() if milestone.begun and milestone.begun.latest() <= on else None
    if milestone.finished is not None and milestone.finished.latest() <= on:
        return Reached(progress=Progress.DONE, start=begun, finish=milestone.finished.latest().toordinal() + 1)
    if told is Progress.DONE:
        day = report.date if report else None
        return Reached(progress=Progress.DONE, start=begun, finish=day.latest().toordinal() + 1 if day else None)
    if told is Progress.UNDER_WAY or begun is not None:
        return Reached(progress=Progress.UNDER_WAY, start=begun, percent=report.percent if report else None)
    return Reached(progress=Progress.NOT_STARTED)


def _told(report: ProgressReport) -> Progress | None:
    """Return how far a report says that it is: in so many words, else by the share done."""
    if report.state is not None or report.percent is None:
        return report.state
    if report.percent in (0, _WHOLE):
        return Progress.DONE if report.percent else Progress.NOT_STARTED
    return Progress.UNDER_WAY


def _last(reports: Sequence[ProgressReport], on: date) -> ProgressReport | None:
    dated = [(one.date.latest(), place) for place, one in enumerate(reports) if one.date is not None]
    if not dated:
        return reports[-1] if reports else None
    known = [(day, place) for day, place in dated if day <= on]
    return reports[max(known)[1]] if known else None
