"""Facts on taking part: timeline and notice, occasions, channels, groups, comment periods, the level reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from opengov.model.claims import Records
from opengov.model.cocreation import Consultation, Publication
from opengov.model.dates import PartialDate
from opengov.model.forms import Measure
from opengov.model.forums import Side
from opengov.model.plans import Phase
from opengov.model.values import UNKNOWN, Absent, Between, Known, Outcome, Value, one_of
from opengov.rules.phases import Bounds, bounds_of, value_between
from opengov.rules.views import Found, PhaseView, at_least, coded, judged

__all__ = ["IAP2_LEVELS", "TAKING_PART", "level_reached", "published_on"]

IAP2_LEVELS = ("no_consultation", "inform", "consult", "involve", "collaborate", "empower")
"""The levels of public participation, from low to high, as the IRM uses them."""

_MOST = 100_000
_AWARENESS = ("awareness_raising", "outreach")
_OTHERS = frozenset(Side) - {Side.CIVIL_SOCIETY, Side.PRIVATE_SECTOR}


def published_on(view: PhaseView, *kinds: str) -> Found:
    """Return when the first publication of some kinds came out; never, where the records say so.

    What is planned only, or came after the day of judgement, is not out yet.
    """
    days: list[Bounds] = []
    lines: list[str] = []
    told: list[Publication] = []
    for one in view.publications(*kinds):
        told.append(one)
        found = bounds_of(one.published)
        if found is not None and found[0] <= view.on:
            days.append((found[0], min(found[1], view.on)))
            lines.append(f"{one.title or one.id}, {one.published}")
    sure = [one for one in told if one.published is not None and one.published.latest() <= view.on]
    if days:
        first = min(day[0] for day in days), min(day[1] for day in days)
        value = value_between(first)
        return (value if sure else one_of([value, Absent("never")])), tuple(lines)
    if any(one.published is None and one.online for one in told):
        return UNKNOWN, tuple(f"{one.title or one.id}, on a day not known" for one in told)
    denied = any(one.not_published_by is not None and one.not_published_by >= view.on for one in told)
    if denied or view.reached(Records.PUBLICATIONS):
        return Absent("never"), ()
    return UNKNOWN, ()


def level_reached(view: PhaseView) -> Found:
    """Return the level of public participation reached in the phase: what reports code, else what records show.

    Records only show how far it went at least: something was published, an occasion was held, an answer to the main
    points was given. That nothing at all was done takes lists that are known to be complete.
    """
    printed, lines = coded(view, "level_of_public_influence")
    if printed != UNKNOWN:
        return printed, lines
    held = list(view.consultations)
    answered = any(
        one.covers_main_points and one.published is not None and one.published.by(view.on) is Outcome.MET
        for one in view.responses
    )
    floor, why = 0, "nothing is known of it"
    if view.phase is Phase.DEVELOPMENT and answered and held:
        floor, why = IAP2_LEVELS.index("involve"), "occasions to take part, and an answer to the main points"
    elif held:
        floor, why = IAP2_LEVELS.index("consult"), f"{len(held)} occasions to take part"
    elif not held and view.reached(Records.CONSULTATIONS) and view.reached(Records.PUBLICATIONS):
        none = not any(True for _ in view.publications())
        return (Known(IAP2_LEVELS[0]) if none else UNKNOWN), ("no occasion to take part, by complete records",)
    if floor == 0:
        return UNKNOWN, ()
    return one_of(Known(level) for level in IAP2_LEVELS[floor:]), (f"at least {IAP2_LEVELS[floor]}: {why}",)


# --- timeline and notice -------------------------------------------------------------------------------------------


def _timeline(view: PhaseView, _measure: Measure) -> Found:
    return published_on(view, "timeline")


def _timeline_online(view: PhaseView, _measure: Measure) -> Found:
    said = [one.online for one in view.publications("timeline") if one.online is not None]
    return one_of(Known(one) for one in dict.fromkeys(said)), ()


def _notice(view: PhaseView, _measure: Measure) -> Found:
    """Return the days between the notice of the first occasion to take part and that occasion."""
    days: list[tuple[int, int]] = []
    lines = []
    for one in view.consultations:
        starts = bounds_of(one.date) or (bounds_of(one.period.start) if one.period else None)
        notice = bounds_of(one.notice)
        if starts is not None and notice is not None and notice[0] <= view.on:
            days.append(((starts[0] - notice[1]).days, (starts[1] - notice[0]).days))
            lines.append(f"{one.title}: notice {one.notice}")
    if not days:
        return UNKNOWN, ()
    low, high = min(day[0] for day in days), min(day[1] for day in days)
    return (Known(low) if low == high else Between(low, high)), tuple(lines)


def _consultation_start(view: PhaseView, _measure: Measure) -> Found:
    """Return the day of the first occasion to take part; no later than the earliest that is known."""
    starts = [
        found
        for one in view.consultations
        if (found := bounds_of(one.date) or (bounds_of(one.period.start) if one.period else None)) is not None
    ]
    if not starts:
        return UNKNOWN, ()
    low, high = min(one[0] for one in starts), min(one[1] for one in starts)
    if not view.reached(Records.CONSULTATIONS):
        low = min(low, view.span.first[0])
    return value_between((low, high)), ()


# --- occasions -----------------------------------------------------------------------------------------------------


def _number(view: PhaseView, chosen: Iterable[Consultation], records: Records = Records.CONSULTATIONS) -> Found:
    told = list(chosen)
    sure = sum((one.count or 1) for one in told if (_last(one) or view.on) <= view.on)
    count = sum(one.count or 1 for one in told)
    lines = tuple(f"{one.title}{f' x {one.count}' if one.count else ''}" for one in told[:5])
    if not view.reached(records):
        return Between(min(sure, _MOST), _MOST), lines
    return (Known(sure) if sure == count else Between(sure, count)), lines


def _awareness(view: PhaseView, _measure: Measure) -> Found:
    """Return how many occasions raised awareness, by their kind or by an aim that begins with the word."""
    return _number(view, (one for one in view.consultations if _raises_awareness(one)))


def _raises_awareness(one: Consultation) -> bool:
    named = one.kind is not None and one.kind.code in _AWARENESS
    return named or any(aim.casefold().startswith("awareness") for aim in one.aims)


def _mechanisms(view: PhaseView, _measure: Measure) -> Found:
    """Return how many occasions gathered inputs from others than government, each on days that are known."""
    chosen = (
        one
        for one in view.consultations
        if (one.date is not None or one.period is not None)
        and (not one.kind or one.kind.code not in _AWARENESS)
        and set(one.groups_consulted) != {Side.GOVERNMENT}
    )
    return _number(view, chosen)


def _words(read: Callable[[Consultation], Iterable[str]]) -> Callable[[PhaseView, Measure], Found]:
    def found(view: PhaseView, measure: Measure) -> Found:
        held = list(view.consultations)
        known = frozenset(word for one in held for word in read(one)) & frozenset(measure.values)
        lines = tuple(sorted(known))
        if view.reached(Records.CONSULTATIONS) and all(list(read(one)) for one in held):
            return Known(known), lines
        return at_least(known, measure), lines

    return found


def _groups(one: Consultation) -> Iterable[str]:
    return ["other" if group in _OTHERS else group for group in one.groups_consulted]


def _last(one: Consultation) -> date | None:
    days = bounds_of(one.date) or (bounds_of(one.period.start) if one.period else None)
    return days[1] if days else None


# --- what is shared and commented on -------------------------------------------------------------------------------


def _comment_days(view: PhaseView, _measure: Measure) -> Found:
    """Return for how many days the public could comment, the longest of the periods known, both ends included."""
    spans = [one.comments for one in view.publications() if one.comments is not None]
    spans += [one.period for one in view.consultations if one.period is not None]
    found: list[tuple[int, int]] = []
    for one in spans:
        first, last = bounds_of(one.start), bounds_of(one.end)
        if first is not None and last is not None and first[0] <= view.on:
            found.append(((last[0] - first[1]).days + 1, (last[1] - first[0]).days + 1))
    if not found:
        return UNKNOWN, ()
    low, high = max(0, *(one[0] for one in found)), max(one[1] for one in found)
    return (Known(low) if low == high else Between(low, high)), ()


def _languages(view: PhaseView, _measure: Measure) -> Found:
    """Tell whether what is published is there in every official language of the member."""
    member = view.records.member
    wanted = set(member.official_languages) if member else set()
    told = [set(one.languages) for one in view.publications() if one.languages and _is_out(one.published, view)]
    if not wanted or not told:
        return UNKNOWN, ()
    return Known(all(wanted <= one for one in told)), (f"wanted: {', '.join(sorted(wanted))}",)


def _shared_ahead(view: PhaseView, _measure: Measure) -> Found:
    """Tell whether a draft or other papers were out before the first occasion to take part."""
    papers, lines = published_on(view, "draft_plan", "background", "invitation")
    starts, _ = _consultation_start(view, _measure)
    out = papers.value if isinstance(papers, Known) else None
    first = starts.value if isinstance(starts, Known) else None
    return (Known(out < first) if isinstance(out, date) and isinstance(first, date) else UNKNOWN), lines


def _plan_delivered(view: PhaseView, _measure: Measure) -> Found:
    """Return when the plan was delivered, or will be: after the day of judgement, if it was not there by then."""
    delivered = bounds_of(view.plan.delivered)
    later = view.on + timedelta(days=1)
    if delivered is not None and delivered[1] <= view.on:
        return value_between(delivered), ()
    if delivered is not None:
        return Between(min(max(delivered[0], date.min), later), date.max), ()
    never = view.plan.not_delivered_by
    return (UNKNOWN if never is None else Between(min(never, view.on) + timedelta(days=1), date.max)), ()


def _is_out(day: PartialDate | None, view: PhaseView) -> bool:
    return day is None or day.by(view.on) is Outcome.MET


def _day(read: Callable[[PhaseView], Value]) -> Callable[[PhaseView, Measure], Found]:
    return lambda view, _measure: (read(view), ())


TAKING_PART: Mapping[str, Callable[[PhaseView, Measure], Found]] = {
    "phase": _day(lambda view: Known(view.phase.value)),
    "on": _day(lambda view: Known(view.on)),
    "phase_start": _day(lambda view: view.span.start),
    "phase_end": _day(lambda view: view.span.end),
    "plan_delivered": _plan_delivered,
    "timeline_published": _timeline,
    "timeline_online": _timeline_online,
    "consultation_start": _consultation_start,
    "days_notice": _notice,
    "notice_adequate": lambda view, _measure: coded(view, "notice_adequate"),
    "notice_judged": lambda view, _measure: judged(view, "notice_adequate"),
    "awareness_activities": _awareness,
    "feedback_mechanisms": _mechanisms,
    "channels": _words(lambda one: one.channels),
    "groups_consulted": _words(_groups),
    "public_comment_days": _comment_days,
    "in_official_languages": _languages,
    "shared_ahead": _shared_ahead,
    "level_of_public_influence": lambda view, _measure: level_reached(view),
}
