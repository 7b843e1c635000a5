"""From the records of a case to what the books of process read of one cycle: delivery, printed findings, progress."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

from attrs import frozen

from opengov.errors import UnknownName
from opengov.model.assessments import Coding, IrmAssessment
from opengov.model.cocreation import Publication
from opengov.model.criteria import Force
from opengov.model.plans import Phase
from opengov.model.rulebooks import Rulebook
from opengov.model.sources import Confidence
from opengov.model.values import UNKNOWN, Absent, Between, Known, Listing, Outcome, Value, one_of
from opengov.rules.cycles import Asked, Cycle
from opengov.rules.phases import value_between
from opengov.rules.plan_dates import bounds
from opengov.rules.plan_verdicts import phases_of
from opengov.rules.reports import OutBetween, out_between, out_on, told_by
from opengov.rules.results import Binding, Made
from opengov.rules.verdicts import Verdict

__all__ = [
    "Facts",
    "Printed",
    "phase_of",
    "printed_on",
    "process_facts",
    "report_days",
    "report_out",
    "self_assessment_facts",
]

Facts: TypeAlias = tuple[dict[str, Value], dict[str, tuple[str, ...]]]
"""The value of each measure, and for each where it comes from."""

_REQUIREMENTS = "minimum_requirements_met"
CONTRARY_LETTERS = frozenset({"contrary_to_process_letter", "contrary_to_process_and_status_letter"})
_STATED = {"self_assessment": "self_assessment_due", "self_assessment_end_of_term": "end_of_term_stated_due"}
_LATER_REPORTS = ("implementation", "end-of-term", "end_of_term", "results")
_DESIGN = "design"
# the words of the IRM's codings of completion, as the books have them
_COMPLETIONS = {
    "withdrawn": "Withdrawn",
    "unclear": "Unclear",
    "not_started": "Not started",
    "limited": "Limited",
    "substantial": "Substantial",
    "complete": "Complete",
    "completed": "Complete",
}
_NOT_STATED = Absent("not stated")
# what tells that something is recorded at all, and the measures of which it tells that
_CODED = {
    "engaged_irm_coded": {"engaged_irm"},
    "engagement_coded": {"engaged_online", "engaged_in_person"},
    "completions_coded": {"completions"},
    "level_development_coded": {"level_development"},
    "level_implementation_coded": {"level_implementation"},
    "repository_coded": {"repository_kept"},
    "minimum_requirements_coded": {"minimum_requirements_met"},
}

# the variables of the IRM behind these measures, where they have other names
_VARIABLES = {
    "completions_coded": {"completion", *(f"{name}_commitments" for name in _COMPLETIONS)},
    "level_development_coded": {"level_of_public_influence"},
    "level_implementation_coded": {"level_of_public_influence"},
}


@frozen
class Printed:
    """What one report prints on whether a government acted contrary to process.

    Parameters
    ----------
    report
        Id of the assessment.
    phase
        The phase that the report is about.
    contrary
        What it says.
    text
        The line as printed.
    known
        Whether it was out on the day of judgement; undetermined where its date leaves that open.
    """

    report: str
    phase: Phase
    contrary: Value
    text: str | None
    known: Outcome


def process_facts(asked: Asked, cycle: Cycle, self_assessments: Verdict | None, books: tuple[Rulebook, ...]) -> Facts:
    """Return what books on acting contrary to process read of one cycle, and where each fact comes from."""
    read = {measure.name for book in books for measure in book.measures}
    printed = printed_on(asked, cycle)
    by_phase = {phase: _said(one for one in printed if one.phase is phase) for phase in Phase}
    letter = _letter(asked, cycle)
    plan = cycle.plan
    values: dict[str, Value] = {
        "plan_due": cycle.counted_due,
        "on": Known(asked.on),
        "delivered": cycle.facts["delivered"],
        "delivery_recorded": Known(cycle.facts["delivered"] != UNKNOWN),
        "last_good_day": cycle.day("last_good_day"),
        "contrary_development": by_phase[Phase.DEVELOPMENT],
        "contrary_implementation": by_phase[Phase.IMPLEMENTATION],
        "contrary_letter": letter,
        "contrary_stated": _stated((*by_phase.values(), letter)),
        "line_of_design_report": Known(
            any(one.known is Outcome.MET and _report(asked, one.report).startswith(_DESIGN) for one in printed)
        ),
        "self_assessments_in_time": _in_time(self_assessments),
    }
    for name, variable in (
        ("repository_kept", "repository_kept"),
        ("engaged_irm", "engaged_irm"),
        ("engaged_online", "engaged_online"),
        ("engaged_in_person", "engaged_in_person"),
        ("minimum_requirements_met", "minimum_requirements_met"),
    ):
        values[name] = _coded(asked, cycle, variable, None)
    if _REQUIREMENTS in read and values[_REQUIREMENTS] == UNKNOWN:
        values[_REQUIREMENTS] = _requirements_met(asked, cycle)
    for phase in Phase:
        values[f"level_{phase}"] = _coded(asked, cycle, "level_of_public_influence", phase)
    values["completions"] = UNKNOWN if plan is None else _completions(asked, cycle)
    values["plan_end"] = cycle.day("end")
    known = {name for name, value in values.items() if value != UNKNOWN}
    perhaps = _perhaps_out(asked, cycle)
    for name, reads in _CODED.items():
        open_ = not known & reads and perhaps & _VARIABLES.get(name, reads)
        values[name] = UNKNOWN if open_ else Known(bool(known & reads))
    evidence = {
        f"contrary_{phase}": tuple(f'{one.report}: "{one.text}"' for one in printed if one.phase is phase and one.text)
        for phase in Phase
    }
    return values, {name: lines for name, lines in evidence.items() if lines}


def printed_on(asked: Asked, cycle: Cycle) -> tuple[Printed, ...]:
    """Return what each report on the plan prints, as far as it may have been out on the day; none is dropped."""
    found = []
    for one, coding in _codings(asked, cycle, "acted_contrary"):
        known = report_out(asked, cycle, one)
        if known is not Outcome.NOT_MET:
            found.append(Printed(one.id, coding.phase or phase_of(one), coding.value, coding.text, known))
    return tuple(found)


def phase_of(assessment: IrmAssessment) -> Phase:
    """Return the phase that a report is about: its carrying out for reports after the fact, else its making."""
    report = (assessment.report or "").casefold()
    later = any(word in report for word in _LATER_REPORTS)
    return Phase.IMPLEMENTATION if later else Phase.DEVELOPMENT


def self_assessment_facts(asked: Asked, cycle: Cycle) -> dict[str, Value]:
    """Return what the books on self-assessment reports read of one cycle."""
    plan = cycle.plan
    reports = [] if plan is None else [one for one in asked.ledger.case.publications if one.plan == plan.id]
    kinds = {
        "self_assessment": "self_assessment",
        "self_assessment_mid_term": "self_assessment_mid_term",
        "self_assessment_end_of_term": "self_assessment_end_of_term",
    }
    found: dict[str, Value] = {"plan_due": cycle.counted_due, "on": Known(asked.on), "plan_end": cycle.day("end")}
    found["delivered"] = cycle.facts["delivered"]
    for measure, kind in kinds.items():
        own = [one for one in reports if one.kind is not None and one.kind.code == kind and not one.planned]
        found[measure] = one_of(_published(one, asked.on) for one in own)
        if measure in _STATED:
            stated = [one.due for one in own if one.due is not None]
            found[_STATED[measure]] = one_of(value_between((one.earliest(), one.latest())) for one in stated)
    open_for = [_days_open(one) for one in reports if one.kind is not None and one.kind.code in kinds and one.comments]
    found["self_assessment_comment_days"] = one_of(open_for)
    return found


def _requirements_met(asked: Asked, cycle: Cycle) -> Value:
    """Return whether the minimum requirements are met as far as the records show, where the IRM prints nothing on it.

    What only an unverified rule asks for, or what does not bind yet, is not held against a government.
    """
    if cycle.plan is None:
        return UNKNOWN
    try:
        verdicts = phases_of(asked, cycle.plan.id)
    except UnknownName:
        return UNKNOWN
    asked_for = [one for verdict in verdicts for one in verdict.requirements if one.force is Force.REQUIRED]
    missed = [one for one in asked_for if one.outcome is Outcome.NOT_MET and one.binding is not Binding.NO]
    if any(one.binding is Binding.YES and one.confidence is not Confidence.UNVERIFIED for one in missed):
        return Known(value=False)
    met = {Outcome.MET, Outcome.NOT_APPLICABLE}
    settled = all(one.outcome in met or one.binding is Binding.NO for one in asked_for)
    return Known(value=True) if asked_for and settled else UNKNOWN


# --- what the reports say ------------------------------------------------------------------------------------------


def _codings(asked: Asked, cycle: Cycle, variable: str) -> Iterator[tuple[IrmAssessment, Coding]]:
    if cycle.plan is not None:
        for one in asked.ledger.case.assessments:
            if one.plan == cycle.plan.id and one.commitment is None:
                yield from ((one, coding) for coding in one.codings if coding.variable == variable)


def _perhaps_out(asked: Asked, cycle: Cycle) -> set[str]:
    """Return the variables that reports code of which it is open whether they were out."""
    return {
        coding.variable
        for one in asked.ledger.case.assessments
        if cycle.plan is not None
        and one.plan == cycle.plan.id
        and report_out(asked, cycle, one) is Outcome.UNDETERMINED
        for coding in one.codings
    }


def _coded(asked: Asked, cycle: Cycle, variable: str, phase: Phase | None) -> Value:
    """Return what reports code, for a phase or for the whole; values that differ are all possible."""
    values: list[Value] = []
    for one, coding in _codings(asked, cycle, variable):
        if phase is not None and (coding.phase or phase_of(one)) is not phase:
            continue
        match report_out(asked, cycle, one):
            case Outcome.MET:
                values.append(_in_our_words(coding.value))
            case Outcome.UNDETERMINED:
                return UNKNOWN
            case _:
                continue
    return one_of(values)


def _in_our_words(value: Value) -> Value:
    """Return a word of the IRM as the books write it: small letters, no spaces."""
    if isinstance(value, Known) and isinstance(value.value, str):
        return Known(value.value.strip().casefold().replace(" ", "_"))
    return value


def _said(printed: Iterator[Printed]) -> Value:
    """Return what the reports on one phase say; where they differ, both are possible."""
    values: list[Value] = []
    for one in printed:
        if one.contrary != UNKNOWN:
            values.append(one.contrary)
            if one.known is Outcome.UNDETERMINED:
                values.append(_NOT_STATED)
    return one_of(values) if values else _NOT_STATED


def _stated(statements: tuple[Value, ...]) -> Value:
    """Return whether anyone states that the government acted contrary, for books that do not part by phase."""
    told = [one for one in statements if one != _NOT_STATED]
    if not told:
        return _NOT_STATED
    return Known(value=True) if Known(value=True) in told else one_of(told)


def _letter(asked: Asked, cycle: Cycle) -> Value:
    days = [
        one.date
        for one in cycle.member.events
        if one.kind in CONTRARY_LETTERS and cycle.plan is not None and one.plan == cycle.plan.id
    ]
    if any(one.latest() <= asked.on for one in days):
        return Known(value=True)
    return one_of([Known(value=True), _NOT_STATED]) if any(one.earliest() <= asked.on for one in days) else _NOT_STATED


def _report(asked: Asked, name: str) -> str:
    reports = (one.report or "" for one in asked.ledger.case.assessments if one.id == name)
    return next(reports, "").casefold()


def report_out(asked: Asked, cycle: Cycle, one: IrmAssessment) -> Outcome:
    """Tell whether a report was out on the day; between the first day on which it can have been and the last, open."""
    return out_on(report_days(asked, cycle, one), asked.on)


def report_days(asked: Asked, cycle: Cycle, one: IrmAssessment) -> OutBetween:
    """Return the first and the last day on which a report can have come out; no last one where nothing tells it.

    Where no date of it is known, the first is that on which it can have been written: the end of the time for comments,
    the start of the plan, for a report after the fact the end of the plan. The last is that of the case, or of the
    last thing that the case tells of, since the report was known when that was written.
    """
    case = asked.ledger.case
    return out_between(one, case, _first_possible(cycle, one), told_by(case))


def _first_possible(cycle: Cycle, one: IrmAssessment) -> date:
    after = cycle.day("end") if phase_of(one) is Phase.IMPLEMENTATION else cycle.facts["plan_start"]
    limits = bounds(after) or bounds(cycle.facts["delivered"]) or bounds(cycle.due)
    return date.min if limits is None else limits[0]


def _completions(asked: Asked, cycle: Cycle) -> Value:
    """Return the completion of each commitment: as coded one by one, else as counted by the newest report."""
    one_by_one = [
        Known(_COMPLETIONS[str(coding.value.value).casefold().replace(" ", "_")])
        for one in asked.ledger.case.assessments
        if cycle.plan is not None and one.plan == cycle.plan.id and one.commitment is not None
        if report_out(asked, cycle, one) is Outcome.MET
        for coding in one.codings
        if coding.variable == "completion" and isinstance(coding.value, Known)
        if str(coding.value.value).casefold().replace(" ", "_") in _COMPLETIONS
    ]
    entries: list[Value] = [*one_by_one]
    if not entries:
        for name, word in _COMPLETIONS.items():
            counted = _coded(asked, cycle, f"{name}_commitments", None)
            if isinstance(counted, Known) and isinstance(counted.value, int) and counted.value <= _MOST_COUNTED:
                entries += [Known(word)] * counted.value
    return Known(Listing(tuple(entries), complete=len(entries) == _count(cycle))) if entries else UNKNOWN


_MOST_COUNTED = 10_000


def _count(cycle: Cycle) -> int | None:
    plan = cycle.plan
    if plan is None:
        return None
    return plan.commitment_count or (len(plan.commitments) if plan.commitments_complete else None)


def _in_time(verdict: Verdict | None) -> Value:
    if verdict is None:
        return UNKNOWN
    made = next((one.made for one in verdict.findings if one.id == "late-self-assessment"), None)
    if made is None:
        return Absent("none due yet")
    return UNKNOWN if made is Made.UNDETERMINED else Known(made is Made.NO)


def _published(one: Publication, on: date) -> Value:
    never = one.not_published_by
    if one.published is None:
        if never is None:
            return UNKNOWN
        return Absent("not yet") if never >= on else one_of([Absent("not yet"), value_between((never, on))])
    first, last = one.published.earliest(), one.published.latest()
    if first > on:
        return Absent("not yet")
    return value_between((first, last)) if last <= on else one_of([value_between((first, on)), Absent("not yet")])


def _days_open(one: Publication) -> Value:
    period = one.comments
    if period is None or period.start is None or period.end is None:
        return UNKNOWN
    least = (period.end.earliest() - period.start.latest()).days + 1
    most = (period.end.latest() - period.start.earliest()).days + 1
    return Known(most) if least == most else Between(max(least, 0), most)
