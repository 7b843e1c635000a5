"""Facts on the space for dialogue: its sides and seats, its meetings, the times between them and those of each year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache, partial
from itertools import chain
from typing import TypeAlias

from attrs import frozen

from opengov.model.claims import Records
from opengov.model.cocreation import Consultation
from opengov.model.forms import Measure
from opengov.model.forums import Meeting, MultiStakeholderForum, Seat, Side
from opengov.model.values import UNKNOWN, Between, Known, Listing, Outcome, Record, Span, Value
from opengov.rules.calendar import add_span
from opengov.rules.phases import Bounds, bounds_of
from opengov.rules.silences import Gathering, silences
from opengov.rules.views import Found, PhaseView, at_least, coded, judged, yes_or_no

__all__ = ["MEETINGS", "Held", "Window", "filled", "gatherings_of", "periods", "windows"]

_MOST = 100_000
_MOST_WINDOWS = 120
_ABOUT = ("with_civil_society", "presented_results", "collected_comments")
_SAID: Mapping[bool | None, Value] = {True: Known(True), False: Known(False), None: UNKNOWN}  # noqa: FBT003
_NAMED = {one: one.value for one in (Side.GOVERNMENT, Side.CIVIL_SOCIETY)}


Held: TypeAlias = tuple[Gathering, tuple[bool | None, ...]]
"""Something that was held, and what is said of it, field by field."""


@frozen
class Window:
    """A year, a half-year or a quarter of a phase: the bounds of its first and last day, and how much of it counts."""

    first: Bounds
    last: Bounds
    whole: Value
    over: Value


# --- when ----------------------------------------------------------------------------------------------------------


def gatherings_of(view: PhaseView) -> tuple[tuple[Gathering, Meeting | Consultation], ...]:
    """Return the meetings of the space for dialogue that may have been held by the day.

    Where no forum is known, the occasions at which government met civil society stand for them.
    """
    found = view.worked_out.get(gatherings_of)
    if not isinstance(found, tuple):
        found = view.worked_out[gatherings_of] = tuple(_gatherings(view))
    return found


def _gatherings(view: PhaseView) -> Iterator[tuple[Gathering, Meeting | Consultation]]:
    for meeting in chain.from_iterable(forum.meetings for forum in _spaces(view)):
        first, last = meeting.date.earliest(), meeting.date.latest()
        if first <= view.on:
            yield Gathering(first, min(last, view.on), not meeting.planned and last <= view.on), meeting
    if not view.records.forums:
        for one in view.consultations:
            days = bounds_of(one.date) or (bounds_of(one.period.start) if one.period else None)
            if days is not None and Side.CIVIL_SOCIETY in one.groups_consulted:
                yield Gathering(days[0], min(days[1], view.on), days[1] <= view.on), one


def windows(view: PhaseView, months: int, *, calendar: bool) -> list[Window] | None:
    """Return the years (or shorter periods) that a phase has up to the day; ``None`` where it cannot be said.

    Parameters
    ----------
    view
        The phase and the day.
    months
        How long each is.
    calendar
        Whether they begin with the year of the calendar, or with the phase.
    """
    asked = windows, months, calendar
    if asked not in view.worked_out:
        view.worked_out[asked] = _windows(view, months, calendar=calendar)
    found = view.worked_out[asked]
    return found if isinstance(found, list) else None


def _windows(view: PhaseView, months: int, *, calendar: bool) -> list[Window] | None:
    first, until = view.span.first, view.until
    if first[0] == date.min or first[1] == date.max:
        return None
    anchor = (_floor(first[0], months), _floor(first[1], months)) if calendar else first
    if (until[1].year - anchor[0].year) * 12 // months > _MOST_WINDOWS:
        return None
    found = []
    for count in range(_MOST_WINDOWS + 2):
        begins = _both(anchor, partial(_months_after, months * count))
        if begins[0] > until[1]:
            break
        ends = _both(anchor, partial(_last_before, months * (count + 1)))
        begins = max(begins[0], first[0]), max(begins[1], first[1])
        found.append(Window(begins, ends, _whole(view, anchor, begins, ends, count), _over(view, ends)))
    return found


def filled(held: Sequence[Held], windows: Iterable[Window]) -> list[tuple[Window, list[Held]]]:
    """Return each window with what may lie in it."""
    return [
        (one, [each for each in held if each[0].last >= one.first[0] and each[0].first <= one.last[1]])
        for one in windows
    ]


def periods(
    view: PhaseView,
    parts: Iterable[tuple[Window, Sequence[Held]]],
    *,
    name: str,
    fields: Sequence[str] = (),
    complete_until: date | None,
) -> Value:
    """Return a record for each window: whether it is whole and over, and what lies in it.

    Parameters
    ----------
    view
        The phase and the day.
    parts
        The windows, each with what may lie in it.
    name
        The name of the field that lists what lies in a window.
    fields
        The names of what is said of each thing held.
    complete_until
        The day until which it is known to be all.
    """
    names = ("within", *fields)
    records = []
    for window, held in parts:
        inner = [_entry(names, (_surely_inside(one, window), *said)) for one, said in held]
        complete = complete_until is not None and complete_until >= min(window.last[1], view.until[1])
        listed = Known(Listing(tuple(inner), complete=complete))
        records.append(Record((("whole", window.whole), ("over", window.over), (name, listed))))
    return Known(Listing(tuple(records), complete=True))


@lru_cache(maxsize=1024)
def _entry(names: tuple[str, ...], told: tuple[bool | None, ...]) -> Record:
    """Return what is told of something held; equal ones are one and the same, so that each is judged once."""
    return Record(tuple([(name, _SAID[said]) for name, said in zip(names, told, strict=True)]))


def _both(bounds: Bounds, move: Callable[[date], date]) -> Bounds:
    low = move(bounds[0])
    return low, low if bounds[0] == bounds[1] else move(bounds[1])


def _floor(day: date, months: int) -> date:
    """Return the first day of the year, half-year or quarter of the calendar in which a day lies."""
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def _months_after(months: int, day: date) -> date:
    return add_span(day, Span(months=months))


def _last_before(months: int, day: date) -> date:
    return _months_after(months, day) - timedelta(days=1)


def _whole(view: PhaseView, anchor: Bounds, begins: Bounds, ends: Bounds, count: int) -> Value:
    """Tell whether a window lies wholly in the phase; one of the calendar may begin before it."""
    starts_late = count == 0 and begins[0] > anchor[0]
    last = view.span.last
    if starts_late and begins[0] > anchor[1]:
        return Known(False)  # noqa: FBT003
    return _decided(surely=ends[1] <= last[0] and not starts_late, never=ends[0] > last[1])


def _over(view: PhaseView, ends: Bounds) -> Value:
    last = view.span.last
    return _decided(
        surely=min(ends[1], last[1]) < view.on,
        never=min(ends[0], last[0]) >= view.on,
    )


def _surely_inside(one: Gathering, window: Window) -> bool | None:
    """Tell whether something that may lie in a window surely does; ``None`` if not."""
    return (one.sure and one.first >= window.first[1] and one.last <= window.last[0]) or None


def _decided(*, surely: bool, never: bool) -> Value:
    return Known(not never) if surely or never else UNKNOWN


# --- facts ---------------------------------------------------------------------------------------------------------


def _gaps(view: PhaseView, _measure: Measure) -> Found:
    return silences(
        [one for one, _ in gatherings_of(view)],
        first=view.span.first,
        until=view.until,
        complete_until=_meetings_complete(view),
    )


def _by_period(months: int, *, calendar: bool) -> Callable[[PhaseView, Measure], Found]:
    def found(view: PhaseView, _measure: Measure) -> Found:
        asked = windows(view, months, calendar=calendar)
        if asked is None:
            return UNKNOWN, ()
        parts = filled(_told_of(view), asked)
        complete = _meetings_complete(view)
        value = periods(view, parts, name="meetings", fields=_ABOUT, complete_until=complete)
        return value, tuple([f"from {one.first[0]} to {one.last[1]}: {len(held)} known" for one, held in parts])

    return found


def _told_of(view: PhaseView) -> Sequence[Held]:
    told = view.worked_out.get(_told_of)
    if not isinstance(told, list):
        told = view.worked_out[_told_of] = [(one, _about(meeting)) for one, meeting in gatherings_of(view)]
    return told


def _about(meeting: Meeting | Consultation) -> tuple[bool | None, ...]:
    if isinstance(meeting, Consultation):
        return True, None, None
    return meeting.with_civil_society, meeting.presented_results, meeting.collected_comments


def _held(view: PhaseView, _measure: Measure) -> Found:
    """Return how many meetings were held in the phase."""
    within = [one for one, _ in gatherings_of(view) if view.may_lie_within((one.first, one.last))]
    low, high = view.span.first[1], view.until[0]
    sure = sum(one.sure and one.first >= low and one.last <= high for one in within)
    complete = _meetings_complete(view)
    if complete is None or complete < view.until[1]:
        return Between(sure, _MOST), (f"{len(within)} known",)
    return (Known(sure) if sure == len(within) else Between(sure, len(within))), (f"{len(within)} known",)


def _exists(view: PhaseView, _measure: Measure) -> Found:
    printed, lines = coded(view, "multi_stakeholder_forum")
    if printed != UNKNOWN:
        return printed, lines
    return yes_or_no((True, f"{one.name}, {view.records.cite(one.sources)}") for one in _spaces(view))


def _sides(split: Mapping[Side, str], rest: str) -> Callable[[PhaseView, Measure], Found]:
    """Return the sides that have seats, by the words that a book has for them."""

    def found(view: PhaseView, measure: Measure) -> Found:
        forums = _spaces(view)
        known = frozenset(split.get(seat.side, rest) for seat in _seats(view) if seat.count != 0)
        lines = tuple(
            f"{one.name}: {', '.join(sorted({seat.side for seat in one.seats})) or 'no seats known'}" for one in forums
        )
        if forums and all(one.seats_complete for one in forums):
            return Known(known), lines
        return at_least(known, measure), lines

    return found


def _seat_gap(view: PhaseView, measure: Measure) -> Found:
    """Return by how many seats one half outnumbers the other."""
    return _by_halves(view, measure, lambda inside, outside: abs(inside - outside))


def _smaller_half(view: PhaseView, measure: Measure) -> Found:
    return _by_halves(view, measure, min)


def _by_halves(view: PhaseView, _measure: Measure, reckon: Callable[[int, int], int]) -> Found:
    seats = list(_seats(view))
    if not seats or not all(one.seats_complete for one in _spaces(view)) or any(one.count is None for one in seats):
        return UNKNOWN, ()
    inside = sum(one.count or 0 for one in seats if one.side is Side.GOVERNMENT)
    outside = sum(one.count or 0 for one in seats if one.side is not Side.GOVERNMENT)
    return Known(reckon(inside, outside)), (f"{inside} of government, {outside} of others",)


def _of_forum(read: Callable[[MultiStakeholderForum], bool | None]) -> Callable[[PhaseView, Measure], Found]:
    def found(view: PhaseView, _measure: Measure) -> Found:
        told = [
            (said, f"{one.name}, {view.records.cite(one.sources)}")
            for one in _spaces(view)
            if (said := read(one)) is not None
        ]
        return yes_or_no(told)

    return found


def _rules_public(view: PhaseView, _measure: Measure) -> Found:
    told: list[tuple[bool, str]] = []
    for one in _spaces(view):
        published = one.rules_published
        if published is not None and published.by(view.on) is Outcome.MET:
            told.append((True, f"rules of {one.name} published {published}"))
        elif one.rules_public is not None and published is None:
            told.append((one.rules_public, f"{one.name}, {view.records.cite(one.sources)}"))
    out = (one.published for one in view.publications("rules", "mandate"))
    told += [(True, f"published {day}") for day in out if day is not None and day.by(view.on) is Outcome.MET]
    return yes_or_no(told)


def _high_level(view: PhaseView, _measure: Measure) -> Found:
    seats = [one for one in _seats(view) if one.side is Side.GOVERNMENT]
    complete = all(one.seats_complete for one in _spaces(view))
    said = [one.high_level for one in seats if one.high_level is not None]
    return yes_or_no([(one, "seats of government") for one in said if one or (complete and len(said) == len(seats))])


def _of_meetings(read: Callable[[Meeting, PhaseView], bool | None]) -> Callable[[PhaseView, Measure], Found]:
    """Return whether something is so of a meeting; that it is so of none takes knowing all of them."""

    def found(view: PhaseView, _measure: Measure) -> Found:
        held = [meeting for one, meeting in gatherings_of(view) if isinstance(meeting, Meeting) and _in(view, one)]
        said = [(read(meeting, view), f"meeting {meeting.date}") for meeting in held]
        complete = _meetings_complete(view)
        all_known = complete is not None and complete >= view.until[1] and all(one is not None for one, _ in said)
        return yes_or_no(((True, line) for one, line in said if one), all_known=all_known)

    return found


def _in(view: PhaseView, one: Gathering) -> bool:
    return one.sure and view.may_lie_within((one.first, one.last))


def _minutes(meeting: Meeting, view: PhaseView) -> bool | None:
    out = meeting.minutes_published
    return True if out is not None and out.by(view.on) is Outcome.MET else None


def _spaces(view: PhaseView) -> list[MultiStakeholderForum]:
    """Return the forums that may have existed in the phase."""
    first, until = view.span.first, view.until
    return [
        one
        for one in view.records.forums
        if (one.established is None or one.established.earliest() <= until[1])
        and (one.ended is None or one.ended.latest() >= first[0])
    ]


def _seats(view: PhaseView) -> Iterator[Seat]:
    """Yield the seats that were held on the last day that can be judged, or may have been."""
    for one in _spaces(view):
        for seat in one.seats:
            if seat.period is None or seat.period.covers(view.until[1]) is not Outcome.NOT_MET:
                yield seat


def _meetings_complete(view: PhaseView) -> date | None:
    """Return the day until which the meetings known are all there were."""
    if not view.records.forums:
        return view.records.complete_until(Records.CONSULTATIONS)
    days = [one.meetings_complete_until for one in view.records.forums]
    return None if None in days else min((day for day in days if day is not None), default=None)


MEETINGS: Mapping[str, Callable[[PhaseView, Measure], Found]] = {
    "forum_exists": _exists,
    "forum_sides": _sides(_NAMED, "other"),
    "forum_halves": _sides({Side.GOVERNMENT: Side.GOVERNMENT.value}, "others"),
    "seat_gap": _seat_gap,
    "seats_of_the_smaller_half": _smaller_half,
    "meetings_held": _held,
    "meets_regularly": lambda view, _measure: coded(view, "meets_regularly"),
    "regularity_judged": lambda view, _measure: judged(view, "meets_regularly"),
    "meeting_gaps": _gaps,
    "meeting_quarters": _by_period(3, calendar=True),
    "meeting_half_years": _by_period(6, calendar=True),
    "meeting_years": _by_period(12, calendar=False),
    "meeting_calendar_years": _by_period(12, calendar=True),
    "rules_public": _rules_public,
    "mandate_agreed_jointly": _of_forum(lambda one: one.mandate_agreed_jointly),
    "selection_transparent": _of_forum(lambda one: one.selection_transparent),
    "takes_outside_input": _of_forum(lambda one: one.takes_outside_input),
    "high_level_government": _high_level,
    "remote_participation": _of_meetings(lambda one, _: one.remote),
    "minutes_published": _of_meetings(_minutes),
}
