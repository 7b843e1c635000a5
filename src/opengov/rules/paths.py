"""The path of a member through its statuses: as events record it, and as it follows from findings and decisions."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attrs import evolve, frozen

from opengov import reference
from opengov.errors import UnknownName
from opengov.model.claims import Records
from opengov.model.dates import PartialDate
from opengov.model.members import Member, MemberKind, MembershipEvent, MemberStatus
from opengov.model.rulebooks import Rulebook
from opengov.model.values import UNKNOWN, Absent, Known, OneOf, Value, one_of
from opengov.rules.cycles import Asked, next_cycle, verdict_on
from opengov.rules.phases import value_between
from opengov.rules.plan_dates import bounds, delivered_by
from opengov.rules.process import CycleFinding
from opengov.rules.results import Made
from opengov.rules.verdicts import Verdict

__all__ = ["Step", "computed_path", "recorded_path", "where"]

# events that follow from findings and time; the others are decisions of the Steering Committee or of the government
_FOLLOWS = frozenset(
    {
        "membership_rescinded",
        "membership_withdrawn",
        "participation_ended",
        "procedural_review",
        "procedural_review_resolution",
        "removed",
        "under_review_letter",
    }
)
_KNOWN: Mapping[Made, Value] = {Made.YES: Known(value=True), Made.NO: Known(value=False)}
_EXTENDED = frozenset({"inactive_extended", "suspension_extended"})
_RETURNS = frozenset({"plan_under_the_standards", "timeline_agreed"})


@frozen(kw_only=True)
class Step:
    """A status on the path of a member, from one day to the day before the next step.

    Parameters
    ----------
    status
        The status.
    since
        Its first day, as far as that is known; ``None`` where nothing is.
    until
        The first day of the next step; ``None`` for the last one.
    because
        What led to it: a finding, a decision, an event.
    rule
        The rule by which it follows; ``None`` for what was decided or recorded.
    sources
        The sources of what was decided or recorded.
    basis
        The procedure on which a decision rests: procedural review, Response Policy.
    """

    status: MemberStatus
    since: PartialDate | None
    until: PartialDate | None = None
    because: str
    rule: str | None = None
    sources: tuple[str, ...] = ()
    basis: str | None = None

    def __str__(self) -> str:
        return f"{str(self.status).replace('_', ' ')} since {self.since or 'an unknown day'} ({self.because})"


def recorded_path(member: Member, on: date) -> tuple[Step, ...]:
    """Return the path as the events record it, up to a day; accounts that disagree widen the day of a step."""
    told = evolve(member, events=tuple(one for one in member.events if one.date.earliest() <= on))
    days = {day for one in told.events if one.status_after for day in (one.date.earliest(), one.date.latest())}
    steps: list[Step] = []
    current: MemberStatus | None = None
    first_seen: dict[MemberStatus, date] = {}
    for day in sorted(one for one in days if one <= on):
        value = told.status_on(day)
        possible = [MemberStatus(str(one.value)) for one in _options(value) if isinstance(one, Known)]
        for status in possible:
            first_seen.setdefault(status, day)
        if len(possible) == 1 and possible[0] is not current:
            current = possible[0]
            steps.append(_recorded_step(told.events, current, first_seen[current], day))
            first_seen = {current: day}
    doubtful = [one for one in first_seen if one is not current and one is not MemberStatus.NOT_MEMBER]
    steps += [_recorded_step(told.events, one, first_seen[one], _latest(told.events, one)) for one in doubtful]
    if steps and steps[0].status is MemberStatus.NOT_MEMBER:
        steps[0] = evolve(steps[0], since=None)
    return _linked(steps)


def computed_path(
    asked: Asked, member: Member, recorded: tuple[Step, ...], findings: tuple[CycleFinding, ...]
) -> tuple[tuple[Step, ...], frozenset[MemberStatus], Verdict | None]:
    """Return the path that follows from findings and decisions, what else is possible at its end, and the last verdict.

    Parameters
    ----------
    asked
        What is asked.
    member
        The member.
    recorded
        Its recorded path, of which the decisions are taken.
    findings
        The finding for each of its cycles.
    """
    books = _books(asked)
    before = itertools.chain((None,), recorded)
    decided = [
        one for one, last in zip(recorded, before, strict=False) if not _only_follows(member, one, last, findings)
    ]
    changes = sorted([*decided, *_reviews(asked, books, findings)], key=_first)
    steps: list[Step] = []
    if not recorded or (decided and not _is_entry(decided[0])):
        if not recorded and not any(_has_begun(one, asked.on) for one in findings):
            return (), frozenset(), None
        begun = "a member by default: the case records no beginning"
        steps.append(Step(status=MemberStatus.ACTIVE, since=None, because=begun))
    for change in changes:
        if change.rule is not None and (not steps or steps[-1].status not in _in_good_standing()):
            continue  # only who takes part in full comes under review
        steps += _ended(asked, member, books, steps, before=_first(change))
        if not steps or steps[-1].status is not change.status:
            steps.append(change)
    steps += _ended(asked, member, books, steps, before=None)
    last = _standing_verdict(asked, member, books, steps, findings)
    return _linked(steps), frozenset(_perhaps(asked, steps, findings, last)), last


def where(path: tuple[Step, ...], on: date, perhaps: Iterable[MemberStatus] = ()) -> tuple[Value, PartialDate | None]:
    """Return the status at the end of a path, or those that are possible there, and since when it is so."""
    begun = [one for one in path if one.since is None or one.since.earliest() <= on]
    if not begun:
        return UNKNOWN, None
    possible = [begun[-1]]
    while (since := possible[-1].since) is not None and since.latest() > on and len(possible) < len(begun):
        possible.append(begun[-1 - len(possible)])
    statuses = [one.status for one in possible]
    value = one_of(Known(str(one)) for one in dict.fromkeys([*reversed(statuses), *perhaps]))
    return value, begun[-1].since


# --- what follows from findings ------------------------------------------------------------------------------------


def _reviews(asked: Asked, books: tuple[Rulebook, ...], findings: tuple[CycleFinding, ...]) -> Iterator[Step]:
    """Yield a step for each finding that, with those before it, places the member under review."""
    reviewed: dict[int, bool] = {}
    for run in _runs(findings):
        if not run or not books or not any(cycle.since for cycle in run):
            continue
        if len(run) not in reviewed:
            count: dict[str, Value] = {"consecutive_contrary_cycles": Known(len(run)), "on": Known(asked.on)}
            reviewed[len(run)] = _made(verdict_on(asked, books, count, run[-1].member), "under_procedural_review")
        if reviewed[len(run)]:
            first = max(cycle.since.earliest() for cycle in run if cycle.since is not None)
            last = max(asked.on if cycle.since is None else cycle.since.latest() for cycle in run)
            began = PartialDate.between(first, last)
            yield Step(
                status=MemberStatus.UNDER_PROCEDURAL_REVIEW,
                since=began,
                because=f"contrary to process in consecutive cycles: {', '.join(cycle.cycle for cycle in run)}",
                rule="under_procedural_review",
            )


def _runs(findings: tuple[CycleFinding, ...]) -> Iterator[tuple[CycleFinding, ...]]:
    """Yield for each cycle the contrary ones in a row up to it; what may not be a cycle of its own does not count."""
    run: tuple[CycleFinding, ...] = ()
    for one in findings:
        if not run or one.dated.own is Made.YES:
            run = (*run, one) if one.contrary is Made.YES else ()
            yield run


def _ended(
    asked: Asked, member: Member, books: tuple[Rulebook, ...], steps: list[Step], *, before: date | None
) -> list[Step]:
    """Return the end of a membership that was inactive for too long, if it came before the next change."""
    if not steps or steps[-1].status is not MemberStatus.INACTIVE or not books:
        return []
    verdict = verdict_on(asked, books, _inactive_facts(asked, member, steps[-1]), member.id)
    limits = bounds(_day(verdict, "inactive_ends"))
    made = next((one.made for one in verdict.findings if one.id == "withdrawn"), Made.NO)
    if limits is None or made is Made.NO or (before is not None and limits[0] > before):
        return []
    told = [one.date for one in member.events if one.status_after is MemberStatus.WITHDRAWN]
    fitting = [day for day in told if limits[0] <= day.earliest() and day.latest() <= min(limits[1], asked.on)]
    if made is Made.UNDETERMINED and not fitting:
        return []
    because = "inactive for the time allowed, no return recorded"
    since = fitting[0] if fitting else PartialDate.between(*limits)
    return [Step(status=MemberStatus.WITHDRAWN, since=since, because=because, rule="withdrawn")]


def _inactive_facts(asked: Asked, member: Member, step: Step) -> dict[str, Value]:
    began = [step.since] if step.since is not None else []
    later = [one.date for one in member.events if one.kind in _EXTENDED and one.date.earliest() <= asked.on]
    began += [day for day in later if not began or day.earliest() > began[0].latest()]
    returns = [
        one.date
        for one in member.events
        if one.kind in _RETURNS and began and one.date.earliest() >= began[0].earliest()
    ]
    known = [day for day in returns if day.earliest() <= asked.on]
    silent = Absent("not yet") if _events_complete(asked, member) else UNKNOWN
    return {
        "on": Known(asked.on),
        "inactive_since": _value(began[-1]) if began else UNKNOWN,
        "inactive_by": Known(step.basis) if step.basis is not None else UNKNOWN,
        "basis_stated": Known(step.basis is not None),
        "inactive_began": _value(step.since) if step.since is not None else UNKNOWN,
        "re_engaged": _value(known[0]) if known else silent,
        "return_recorded": Known(bool(known)),
    }


def _standing_verdict(
    asked: Asked, member: Member, books: tuple[Rulebook, ...], steps: list[Step], findings: tuple[CycleFinding, ...]
) -> Verdict | None:
    """Return what the book makes of where the path ends: the limits that run there."""
    if not steps or not books:
        return None
    last = steps[-1]
    run = next(reversed([*_runs(findings)]), ())
    facts: dict[str, Value] = {
        "on": Known(asked.on),
        "consecutive_contrary_cycles": Known(len(run)),
        "review_since": Absent("not under review"),
        "inactive_since": Absent("not inactive"),
        "inactive_by": Absent("not inactive"),
        "basis_stated": Absent("not inactive"),
        "inactive_began": Absent("not inactive"),
    }
    if last.status is MemberStatus.UNDER_PROCEDURAL_REVIEW and last.since is not None:
        facts["review_since"] = _value(last.since)
        facts["plan_missing"] = _KNOWN.get(run[-1].dated.made("contrary-by-calendar"), UNKNOWN) if run else UNKNOWN
        facts["delivered_since_review"] = _delivered_since(asked, findings, last.since)
    if last.status is MemberStatus.INACTIVE:
        facts |= _inactive_facts(asked, member, last)
    return verdict_on(asked, books, facts, member.id)


def _delivered_since(asked: Asked, findings: tuple[CycleFinding, ...], since: PartialDate) -> Value:
    """Return when the first plan came after a day; unknown where it may have come before as well as after."""
    days = [delivered_by(one.dated.plan, asked.on) for one in findings if one.dated.plan is not None]
    after = [day for day in days if (limits := bounds(day)) is not None and limits[1] >= since.earliest()]
    if after:
        first = min(after, key=lambda day: bounds(day) or (date.max, date.max))
        return first if (bounds(first) or (date.min,))[0] >= since.latest() else UNKNOWN
    return Absent("not yet") if days and isinstance(days[-1], Absent) else UNKNOWN


def _perhaps(
    asked: Asked, steps: list[Step], findings: tuple[CycleFinding, ...], verdict: Verdict | None
) -> Iterator[MemberStatus]:
    """Yield the statuses that may have been reached too: by findings that are open, by ways back that are not known."""
    if not steps or verdict is None or any(one.dated.member.kind is MemberKind.LOCAL for one in findings):
        return
    last = steps[-1]
    if last.status in _in_good_standing() and (
        any(_may_count_as_two(*pair) for pair in itertools.pairwise(findings))
        or (findings and _may_have_moved_on(asked, findings[-1]))
    ):
        yield MemberStatus.UNDER_PROCEDURAL_REVIEW
    if last.rule == "under_procedural_review" and findings[-1].contrary is not Made.YES:
        yield MemberStatus.ACTIVE
    made = next((one.made for one in verdict.findings if one.id == "withdrawn"), Made.NO)
    if last.status is MemberStatus.INACTIVE and made is Made.UNDETERMINED:
        yield MemberStatus.WITHDRAWN


def _may_count_as_two(one: CycleFinding, after: CycleFinding) -> bool:
    """Tell whether two findings may be of two cycles in a row, though it is open whether they are."""
    if Made.NO in (one.contrary, after.contrary, after.dated.own):
        return False
    return Made.UNDETERMINED in (one.contrary, after.contrary, after.dated.own)


def _may_have_moved_on(asked: Asked, last: CycleFinding) -> bool:
    """Tell whether the last plan, contrary and moved, may be contrary again in what may be a cycle of its own."""
    if last.contrary is not Made.YES or last.dated.moved is not Made.YES or last.shifted is not Made.UNDETERMINED:
        return False
    following = next_cycle(asked, last.dated)
    return following is not None and following.made("contrary-by-calendar") is not Made.NO


# --- steps ---------------------------------------------------------------------------------------------------------


def _recorded_step(events: Iterable[MembershipEvent], status: MemberStatus, first: date, last: date) -> Step:
    behind = [
        one
        for one in events
        if one.status_after is status and one.date.earliest() <= last and one.date.latest() >= first
    ]
    basis = next((one.basis.code for one in behind if one.basis is not None), None)
    return Step(
        status=status,
        since=PartialDate.between(first, max(first, last)),
        because=", ".join(dict.fromkeys(one.kind for one in behind)) or "recorded",
        sources=tuple(dict.fromkeys(name for one in behind for name in one.sources)),
        basis=basis,
    )


def _linked(steps: list[Step]) -> tuple[Step, ...]:
    """Return steps of which each lasts until the next one begins."""
    return tuple(
        evolve(one, until=steps[place + 1].since if place + 1 < len(steps) else None) for place, one in enumerate(steps)
    )


def _only_follows(member: Member, step: Step, before: Step | None, findings: tuple[CycleFinding, ...]) -> bool:
    """Tell whether a recorded step is left to be computed: it follows by rule, and what it follows from is there.

    A review takes two cycles that can be judged; an end that takes no decision is that of who was inactive.
    """
    kinds = set(step.because.split(", "))
    if not kinds <= _FOLLOWS or not any(one.kind in kinds for one in member.events):
        return False
    if step.status is MemberStatus.UNDER_PROCEDURAL_REVIEW:
        return len(findings) > 1
    return before is not None and before.status is MemberStatus.INACTIVE


def _has_begun(finding: CycleFinding, on: date) -> bool:
    days = (finding.due, finding.dated.facts["plan_start"], finding.dated.facts["delivered"])
    return any((limits := bounds(day)) is not None and limits[0] <= on for day in days)


def _is_entry(step: Step) -> bool:
    return step.status in (*_in_good_standing(), MemberStatus.NOT_MEMBER)


def _in_good_standing() -> frozenset[MemberStatus]:
    return frozenset(one.id for one in reference.statuses() if one.good_standing)


def _first(step: Step) -> date:
    return date.min if step.since is None else step.since.earliest()


def _latest(events: Iterable[MembershipEvent], status: MemberStatus) -> date:
    return max(one.date.latest() for one in events if one.status_after is status)


def _value(day: PartialDate) -> Value:
    return value_between((day.earliest(), day.latest()))


def _options(value: Value) -> tuple[Value, ...]:
    return value.options if isinstance(value, OneOf) else (value,)


def _day(verdict: Verdict, name: str) -> Value:
    days = [engine.days(verdict.question.facts).get(name, UNKNOWN) for engine, _ in verdict.judgements]
    return one_of(days)


def _made(verdict: Verdict, finding: str) -> bool:
    return any(one.id == finding and one.made is Made.YES for one in verdict.findings)


def _books(asked: Asked) -> tuple[Rulebook, ...]:
    try:
        return asked.shelf.rulebooks_for("standing", on=asked.on)
    except UnknownName:
        return ()


def _events_complete(asked: Asked, member: Member) -> bool:
    return any(
        one.records is Records.MEMBERSHIP_EVENTS and one.member in (None, member.id) and one.until >= asked.on
        for one in asked.ledger.case.completeness
    )
