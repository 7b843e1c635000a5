"""What a case holds on one plan, and the place from which its facts are seen: a phase, on a day."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import TypeAlias

from attrs import field, frozen

from opengov.model.assessments import Coding, IrmAssessment
from opengov.model.cases import Case
from opengov.model.claims import Records
from opengov.model.cocreation import Consultation, Contribution, Publication, ReasonedResponse, RepositoryUpdate
from opengov.model.dates import PartialDate, Period
from opengov.model.events import Event
from opengov.model.forms import Measure
from opengov.model.forums import MultiStakeholderForum
from opengov.model.members import Member
from opengov.model.plans import ActionPlan, Phase
from opengov.model.values import UNKNOWN, Known, Outcome, Value, one_of
from opengov.rules.phases import Bounds, PhaseSpan, bounds_of
from opengov.rules.reports import out_between, out_on, told_by
from opengov.rules.wording import value_in_words

__all__ = ["Found", "PhaseView", "PlanRecords", "at_least", "coded", "judged", "records_of", "yes_or_no"]

Found: TypeAlias = tuple[Value, tuple[str, ...]]
"""A value, and where it stands, in words."""

_MOST_MISSING = 6
_NO_SPACE = "civil_society_forum"


@frozen(eq=False)
class PlanRecords:
    """The records of a case that concern one plan, or the member whose plan it is."""

    case: Case
    plan: ActionPlan
    member: Member | None
    titles: dict[str, str] = field(repr=False)
    forums: tuple[MultiStakeholderForum, ...]
    consultations: tuple[Consultation, ...]
    contributions: tuple[Contribution, ...]
    responses: tuple[ReasonedResponse, ...]
    publications: tuple[Publication, ...]
    updates: tuple[RepositoryUpdate, ...]
    assessments: tuple[IrmAssessment, ...]
    events: tuple[Event, ...]

    def complete_until(self, records: Records) -> date | None:
        """Return the last day until which a list is known to hold all there was for the plan."""
        days = [
            one.until
            for one in self.case.completeness
            if one.records is records and one.member in (None, self.plan.member) and one.plan in (None, self.plan.id)
        ]
        return max(days, default=None)

    def cite(self, sources: Iterable[str]) -> str:
        """Return the titles of sources."""
        return "; ".join(self.titles.get(name, name) for name in sources)


@frozen(eq=False, slots=False)
class PhaseView:
    """The records of a plan as they are seen for one phase on one day."""

    records: PlanRecords
    phase: Phase
    span: PhaseSpan
    on: date
    worked_out: dict[object, object] = field(factory=dict, init=False, repr=False)
    """What several measures need, by whoever works it out."""

    @property
    def plan(self) -> ActionPlan:
        """The plan."""
        return self.records.plan

    @cached_property
    def until(self) -> Bounds:
        """The bounds of the last day of the phase that can be judged."""
        return self.span.seen_until(self.on)

    def known(self, day: PartialDate | None) -> Outcome:
        """Tell whether a day lies on or before the day of judgement; one that is not known is taken to."""
        return Outcome.MET if day is None else day.by(self.on)

    def may_lie_within(self, bounds: Bounds | None) -> bool:
        """Tell whether a day may lie in the phase and before the day of judgement; one that is not known may."""
        return bounds is None or (bounds[0] <= self.until[1] and bounds[1] >= self.span.first[0])

    def reached(self, records: Records) -> bool:
        """Tell whether a list is known to hold all there was up to the last day that can be judged."""
        day = self.records.complete_until(records)
        return day is not None and day >= self.until[1]

    @cached_property
    def consultations(self) -> tuple[Consultation, ...]:
        """The occasions to take part that were held in the phase, as far as that is known, by the day."""
        return tuple([one for one in self.records.consultations if self._in_phase(one)])

    def publications(self, *kinds: str) -> Iterator[Publication]:
        """Yield what may have been published by the day, of the kinds named, or of any kind."""
        for one in self._published:
            if not kinds or (one.kind is not None and one.kind.code in kinds):
                yield one

    @cached_property
    def responses(self) -> tuple[ReasonedResponse, ...]:
        """The responses that may have been published by the day."""
        return tuple([one for one in self.records.responses if self.known(one.published) is not Outcome.NOT_MET])

    @cached_property
    def updates(self) -> tuple[RepositoryUpdate, ...]:
        """The updates of the repository that may have been made by the day."""
        return tuple([one for one in self.records.updates if self.known(one.date) is not Outcome.NOT_MET])

    @cached_property
    def _published(self) -> tuple[Publication, ...]:
        every = self.records.publications
        return tuple([one for one in every if not one.planned and self.known(one.published) is not Outcome.NOT_MET])

    def _in_phase(self, one: Consultation) -> bool:
        days = bounds_of(one.date) or _start_of(one.period)
        in_phase = one.phase is self.phase if one.phase is not None else days is not None
        held = in_phase and not one.planned and _held_by(days, self.on)
        return held and (one.phase is not None or self.may_lie_within(days))


def records_of(case: Case, plan: ActionPlan) -> PlanRecords:
    """Return the records of a case that concern a plan."""
    member = next((one for one in case.members if one.id == plan.member), None)

    def concerns(plan_id: str | None, member_id: str | None) -> bool:
        return plan_id == plan.id or (plan_id is None and member_id == plan.member)

    consultations = tuple([one for one in case.consultations if concerns(one.plan, one.member)])
    held = {one.id for one in consultations if one.plan == plan.id}
    contributions = tuple([one for one in case.contributions if one.plan == plan.id or one.consultation in held])
    made = {one.id for one in contributions}
    return PlanRecords(
        case=case,
        plan=plan,
        member=member,
        titles={one.id: one.title for one in case.sources},
        forums=tuple([one for one in case.forums if one.member == plan.member and not _of_civil_society(one)]),
        consultations=consultations,
        contributions=contributions,
        responses=tuple([one for one in case.responses if one.plan == plan.id or made.intersection(one.contributions)]),
        publications=tuple([one for one in case.publications if concerns(one.plan, one.member)]),
        updates=tuple([one for one in case.repository_updates if concerns(one.plan, one.member)]),
        assessments=tuple([one for one in case.assessments if one.plan == plan.id and one.commitment is None]),
        events=tuple([one for one in case.events if one.plan == plan.id]),
    )


def coded(view: PhaseView, variable: str) -> Found:
    """Return what reports published by the day code under a variable for the phase; all that they say, if they differ.

    A report without a date may be out once the plan has begun to be carried out, and is by the day of the case.
    """
    found: list[Value] = []
    lines: list[str] = []
    for report in view.records.assessments:
        out = _out(report, view)
        if out is Outcome.NOT_MET:
            continue
        for one in report.codings:
            if one.variable == variable and one.phase in (None, view.phase) and one.value != UNKNOWN:
                found.append(one.value)
                lines.append(f"{report.report or report.id}: {_printed(one)}")
                if out is Outcome.UNDETERMINED:
                    found.append(UNKNOWN)
    return one_of(found), tuple(lines)


def judged(view: PhaseView, variable: str) -> Found:
    """Return whether reports code a variable for the phase at all; open where they may not have been out."""
    value, lines = coded(view, variable)
    told: Value = Known(value != UNKNOWN)
    return (UNKNOWN if lines and value == UNKNOWN else told), lines


def yes_or_no(said: Iterable[tuple[bool, str]], *, all_known: bool = False) -> Found:
    """Return yes if any record says so, no if one says the contrary or all are known and none does."""
    told = list(said)
    lines = tuple(dict.fromkeys(line for _, line in told if line))
    if any(truth for truth, _ in told):
        return Known(True), lines  # noqa: FBT003
    return (Known(False) if told or all_known else UNKNOWN), lines  # noqa: FBT003


def at_least(known: frozenset[str], measure: Measure) -> Value:
    """Return the set of a measure of which some words are known, and others may be missing from the records."""
    missing = sorted(set(measure.values) - known)
    if len(missing) > _MOST_MISSING:
        return one_of([Known(known), Known(frozenset(measure.values))])
    every = itertools.chain.from_iterable(itertools.combinations(missing, n) for n in range(len(missing) + 1))
    return one_of(Known(known | frozenset(others)) for others in every)


def _out(report: IrmAssessment, view: PhaseView) -> Outcome:
    """Tell whether a report was out; one on a plan is not written before the plan begins to be carried out."""
    begins = [one.start for one in (view.plan.implementation, view.plan.period) if one is not None]
    start = next((one for one in begins if one is not None), None)
    case = view.records.case
    if _out not in view.worked_out:
        view.worked_out[_out] = told_by(case)
    told = view.worked_out[_out]
    days = out_between(report, case, start.earliest() if start else date.min, told if isinstance(told, date) else None)
    return out_on(days, view.on)


def _printed(one: Coding) -> str:
    return one.text if one.text is not None else value_in_words(one.value)


def _of_civil_society(forum: MultiStakeholderForum) -> bool:
    """Tell whether a forum is civil society's own, and so no space shared with government."""
    return forum.kind is not None and forum.kind.code == _NO_SPACE


def _start_of(period: Period | None) -> Bounds | None:
    return None if period is None else bounds_of(period.start)


def _held_by(days: Bounds | None, on: date) -> bool:
    return days is None or days[0] <= on
