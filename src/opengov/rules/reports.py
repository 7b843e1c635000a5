"""When a report of the IRM was out, as far as a case tells."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from opengov.model.assessments import IrmAssessment
from opengov.model.cases import Case
from opengov.model.values import Outcome

__all__ = ["OutBetween", "out_between", "out_on", "told_by"]

OutBetween: TypeAlias = tuple[date, date | None]
"""The first day on which something can have come out, and the last; no last one where nothing tells it."""


def out_on(days: OutBetween, on: date) -> Outcome:
    """Tell whether something was out on a day; between the first day on which it can have been and the last, open."""
    first, last = days
    if last is not None and last <= on:
        return Outcome.MET
    return Outcome.NOT_MET if first > on else Outcome.UNDETERMINED


def out_between(report: IrmAssessment, case: Case, written: date, told: date | None) -> OutBetween:
    """Return the first and the last day on which a report can have come out.

    Parameters
    ----------
    report
        The report.
    case
        The case that holds it.
    written
        The first day on which it can have been written, where neither it nor a source of it has a date, nor the time
        for comments on it an end.
    told
        What :func:`told_by` returns of the case: the report was known by then.
    """
    sources = {source.id: source.published for source in case.sources}
    dates = [report.published, *(sources[name] for name in report.sources if name in sources)]
    stated = next((day for day in dates if day is not None), None)
    if stated is not None:
        return stated.earliest(), stated.latest()
    if report.comments is not None and report.comments.end is not None:
        written = report.comments.end.earliest()
    return written, told if told is not None and told >= written else None


def told_by(case: Case) -> date | None:
    """Return the day of a case, or the last day of anything that it tells to have happened, if that is later."""
    happened = [one.date for one in case.events if not one.planned]
    happened += [one.date for one in case.consultations if not one.planned]
    happened += [one.published for one in case.publications]
    happened += [one.published for one in case.sources]
    happened += [one.published for one in case.assessments]
    happened += [one.date for member in case.members for one in member.events]
    days = [day.latest() for day in happened if day is not None]
    return max([*days, *([case.on] if case.on is not None else [])], default=None)
