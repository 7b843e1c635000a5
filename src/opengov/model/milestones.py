"""Milestones: dated steps of a commitment or of drafting a plan, their links, and what is reported of them."""

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from opengov.errors import Problem
from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, before, negative, refuse
from opengov.model._noun import noun
from opengov.model.dates import PartialDate
from opengov.model.sources import Confidence

__all__ = [
    "LinkKind",
    "Milestone",
    "MilestoneLink",
    "Progress",
    "ProgressReport",
]

_WHOLE = 100


class LinkKind(StrEnum):
    """Which end of the earlier milestone holds which end of the later one."""

    FINISH_TO_START = "finish_to_start"
    START_TO_START = "start_to_start"
    FINISH_TO_FINISH = "finish_to_finish"
    START_TO_FINISH = "start_to_finish"


class Progress(StrEnum):
    """How far a milestone is, as a report says it."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"


@noun(kw_only=True, repr=False, eq=False, slots=False)
class MilestoneLink(ByValue):
    """That a milestone waits for another.

    Parameters
    ----------
    milestone
        Id of the milestone waited for, in this or another plan of the case.
    kind
        Which ends are linked.
    lag_days
        Days between the two ends; below zero where they overlap.
    working_days
        Whether the lag counts working days, and not calendar days.
    proposed
        Whether the link was only proposed, from order and dates; it does not count as given.

    Examples
    --------
    >>> MilestoneLink(milestone="first-draft", lag_days=2)
    MilestoneLink(milestone='first-draft', lag_days=2)
    """

    milestone: str
    kind: LinkKind = LinkKind.FINISH_TO_START
    lag_days: int = 0
    working_days: bool = False
    proposed: bool = False


@noun(kw_only=True, repr=False, eq=False, slots=False)
class ProgressReport(ByValue):
    """How far a milestone was on a day, or in a month.

    Parameters
    ----------
    state
        How far it was; ``None`` where the report does not say it so that it can be counted. Then ``percent`` says it,
        if it is given: 0 is not started, 100 done, and anything between under way.
    date
        The day of which it is reported; a report without a date is of no day, and counts only where all do.
    percent
        How much of the work was done, from 0 to 100.
    status
        The state, as its source prints it.
    text
        What it says in words.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> ProgressReport(state=Progress.UNDER_WAY, date=PartialDate("2024-03-01"), percent=40).percent
    40
    """

    state: Progress | None = None
    date: PartialDate | None = None
    percent: int | None = None
    status: str | None = None
    text: str | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(_percent(self.percent))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Milestone(ByValue):
    """A dated, verifiable step.

    Parameters
    ----------
    id
        Short name, unique in its case.
    title
        What is to be done.
    deliverable
        What will show that it is done.
    start, due
        The window planned for it; with ``due`` alone it is an event.
    begun, finished
        When work on it really began, and when it was done.
    days
        Days that it takes: working days under a calendar, else calendar days.
    least_days, most_days
        The least and the most days that it may take, where ``days`` is the most likely number.
    not_before
        A day before which it cannot start.
    not_after
        A day by which it must be done, whatever holds it up.
    finish_on
        The day on which it must be done, neither before nor after.
    institution
        Id of the institution that answers for it.
    supporting
        Ids of the institutions that help.
    follows
        The milestones that it waits for.
    within
        Id of the milestone that it is a step of.
    status
        Progress as its source prints it; states are computed, not stored.
    progress
        What was reported of it, each time for a day or a month.
    evidence
        Where its progress can be seen; never opened by the library.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Milestone(id="share", title="Share the draft", due=PartialDate("2017-06-15"))
    Milestone(id='share', title='Share the draft', due=PartialDate('2017-06-15'))
    """

    id: str
    title: str
    deliverable: str | None = None
    start: PartialDate | None = None
    due: PartialDate | None = None
    begun: PartialDate | None = None
    finished: PartialDate | None = None
    days: int | None = None
    least_days: int | None = None
    most_days: int | None = None
    not_before: PartialDate | None = None
    not_after: PartialDate | None = None
    finish_on: PartialDate | None = None
    institution: str | None = None
    supporting: tuple[str, ...] = ()
    follows: tuple[MilestoneLink, ...] = ()
    within: str | None = None
    status: str | None = None
    progress: tuple[ProgressReport, ...] = ()
    evidence: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(
            bad_id(self.id),
            before("due", self.due, "start", self.start),
            before("finished", self.finished, "day it was begun", self.begun),
            before("not_after", self.not_after, "day before which it cannot start", self.not_before),
            before("finish_on", self.finish_on, "day before which it cannot start", self.not_before),
            negative(days=self.days, least_days=self.least_days, most_days=self.most_days),
            _estimates(self.least_days, self.days, self.most_days),
            _doubled_links(self.follows),
        )


def _percent(percent: int | None) -> Sequence[Problem]:
    if percent is None or 0 <= percent <= _WHOLE:
        return ()
    return (Problem("percent", f"{percent} is not a share of {_WHOLE}", f"write 0 to {_WHOLE}"),)


def _estimates(least: int | None, likely: int | None, most: int | None) -> Sequence[Problem]:
    """Find estimates that are not in order."""
    named = [("least_days", least), ("days", likely), ("most_days", most)]
    known = [(name, days) for name, days in named if days is not None]
    return [
        Problem(name, f"{days} is less than {earlier}, which is {fewer}", "correct one of the two")
        for (earlier, fewer), (name, days) in pairwise(known)
        if days < fewer
    ]


def _doubled_links(links: tuple[MilestoneLink, ...]) -> Sequence[Problem]:
    seen: set[tuple[str, LinkKind]] = set()
    problems = []
    for place, link in enumerate(links):
        if (link.milestone, link.kind) in seen:
            found = f'a link of this kind to "{link.milestone[:40]}" is there twice'
            problems.append(Problem(f"follows[{place}]", found, "keep one"))
        seen.add((link.milestone, link.kind))
    return problems
