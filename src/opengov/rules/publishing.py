"""Facts on what is public: the website, what it shows, the document repository and how often it is updated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from opengov.model.claims import Records
from opengov.model.cocreation import Publication
from opengov.model.forms import Measure
from opengov.model.values import UNKNOWN, Absent, Known, Outcome, one_of
from opengov.rules.meetings import Held, filled, periods, windows
from opengov.rules.silences import Gathering, silences
from opengov.rules.taking_part import published_on
from opengov.rules.views import Found, PhaseView, at_least, coded, yes_or_no

__all__ = ["PUBLISHING", "news_of", "repository_kept"]

_WEBSITE = ("website", "ogp_page")
_REPOSITORY = "repository"
_SHOWN = 5


def repository_kept(view: PhaseView) -> Found:
    """Return whether a document repository is kept: what reports code, else whether the records show one."""
    printed, lines = coded(view, "repository_kept")
    if printed != UNKNOWN:
        return printed, lines
    return _repository(view)


def news_of(view: PhaseView) -> Iterator[Gathering]:
    """Yield what was published for the plan, or may have been, by the day."""
    yield from _updates(view)
    for one in view.publications():
        if one.published is not None:
            last = one.published.latest()
            yield Gathering(one.published.earliest(), min(last, view.on), last <= view.on)


def _there(one: Publication, view: PhaseView) -> bool | None:
    """Tell whether something could be reached on the last day that can be judged; ``None`` if that is not known."""
    day = view.until[1]
    reached = Outcome.MET if one.available is None else one.available.covers(day)
    if one.online is False or reached is Outcome.NOT_MET:
        return False
    return True if one.online and reached is Outcome.MET else None


def _website(view: PhaseView, _measure: Measure) -> Found:
    told = [
        (said, one.title or one.id) for one in view.publications(*_WEBSITE) if (said := _there(one, view)) is not None
    ]
    denied = any(one.not_published_by and one.not_published_by >= view.on for one in view.publications(*_WEBSITE))
    none = view.reached(Records.PUBLICATIONS) and not list(view.publications(*_WEBSITE))
    return yes_or_no(told, all_known=denied or none)


def _features(view: PhaseView, measure: Measure) -> Found:
    """Return what the website is said to be or to show, of the words asked about."""
    pages = [one for one in view.publications(*_WEBSITE) if _there(one, view)]
    known = frozenset(word for one in pages for word in one.covers) & frozenset(measure.values)
    return at_least(known, measure), tuple(sorted(known))


def _repository(view: PhaseView, _measure: Measure | None = None) -> Found:
    told = [
        (said, one.title or one.id) for one in view.publications(_REPOSITORY) if (said := _there(one, view)) is not None
    ]
    few = all(said for said, _ in told)
    sure = [one.date for one in view.updates if one.date.by(view.on) is Outcome.MET]
    told += [(True, f"updated {day}") for day in (sure[:_SHOWN] if few else sure)]
    none = view.reached(Records.REPOSITORY_UPDATES) and not view.updates
    return yes_or_no(told[:_SHOWN] if few else told, all_known=none)


def _updates(view: PhaseView) -> Sequence[Gathering]:
    found = view.worked_out.get(_updates)
    if not isinstance(found, list):
        days = [(one.date.earliest(), one.date.latest()) for one in view.updates]
        found = [Gathering(first, min(last, view.on), last <= view.on) for first, last in days]
        view.worked_out[_updates] = found
    return found


def _update_years(*, calendar: bool) -> Callable[[PhaseView, Measure], Found]:
    def found(view: PhaseView, _measure: Measure) -> Found:
        held: list[Held] = [(one, ()) for one in _updates(view)]
        lines = (f"{len(held)} updates known",)
        asked = windows(view, 12, calendar=calendar)
        if asked is None:
            return UNKNOWN, lines
        complete = view.records.complete_until(Records.REPOSITORY_UPDATES)
        return periods(view, filled(held, asked), name="updates", complete_until=complete), lines

    return found


def _news_gaps(view: PhaseView, _measure: Measure) -> Found:
    complete = _all_until(view, Records.PUBLICATIONS, Records.REPOSITORY_UPDATES)
    return silences(list(news_of(view)), first=view.span.first, until=view.until, complete_until=complete)


def _all_until(view: PhaseView, *lists: Records) -> date | None:
    days = [view.records.complete_until(one) for one in lists]
    return None if None in days else min(day for day in days if day is not None)


def _online(kind: str) -> Callable[[PhaseView, Measure], Found]:
    def found(view: PhaseView, _measure: Measure) -> Found:
        day, lines = published_on(view, kind)
        if isinstance(day, Absent):
            return Known(False), lines  # noqa: FBT003
        said = [one.online for one in view.publications(kind) if one.online is not None]
        if isinstance(day, Known) or said:
            return one_of(Known(one) for one in dict.fromkeys(said)), lines
        return UNKNOWN, lines

    return found


def _report_covers(view: PhaseView, _measure: Measure) -> Found:
    """Tell whether a self-assessment has a section on the consultation."""
    told = [
        ("consultation" in one.covers, one.title or one.id)
        for one in view.publications("self_assessment")
        if one.covers and one.published is not None and one.published.by(view.on) is Outcome.MET
    ]
    return yes_or_no(told)


def _inception(view: PhaseView, _measure: Measure) -> Found:
    return published_on(view, "inception_assessment")


def _monitoring_body(view: PhaseView, _measure: Measure) -> Found:
    body = view.plan.monitoring_body
    return (UNKNOWN, ()) if body is None else (Known(True), (body,))  # noqa: FBT003


PUBLISHING: Mapping[str, Callable[[PhaseView, Measure], Found]] = {
    "website": _website,
    "website_features": _features,
    "repository": _repository,
    "repository_years": _update_years(calendar=False),
    "repository_calendar_years": _update_years(calendar=True),
    "news_gaps": _news_gaps,
    "summary_online": _online("summary"),
    "submissions_online": _online("written_submissions"),
    "consultation_in_self_assessment": _report_covers,
    "inception_published": _inception,
    "monitoring_body_named": _monitoring_body,
}
