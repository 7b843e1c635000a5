"""What makes the fields of a drawn object agree: values that fit together, days in order, no two that exclude."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import TypeVar

import attrs
from hypothesis import strategies as st

from opengov import reference
from opengov.model._integrity import IDENTITIES
from opengov.model._noun import Noun
from opengov.model.cocreation import Consultation, Publication, ReasonedResponse
from opengov.model.dates import PartialDate
from opengov.model.events import Event
from opengov.model.forums import Meeting, MultiStakeholderForum
from opengov.model.indicators import (
    AcceptedEvidence,
    CriterionScore,
    Edition,
    EditionChoice,
    EligibilityScore,
    Observation,
)
from opengov.model.joining import Deadline, ExpressionOfInterest, LocalCall, Reform
from opengov.model.members import Member, MemberKind, MembershipEvent
from opengov.model.milestones import Milestone, MilestoneLink
from opengov.model.places import Place, PlaceKind
from opengov.model.plans import ActionPlan, Commitment
from opengov.model.themes import Scheme, Term
from opengov.model.values import Outcome, Value
from opengov.rules.shelf import shelf
from opengov.testing._facts import measure_values
from opengov.testing._primitives import ids
from opengov.testing._values import values
from opengov.testing._world import World

__all__ = ["COUNTRIES", "Found", "fill", "once", "prepare", "settle"]

Found = dict[str, object]
_N = TypeVar("_N", bound=Noun)

COUNTRIES = ("PAK", "AFG", "MAR", "KHM", "TUN", "GEO", "KEN", "CHL", "IDN", "XKX")
"""Codes of countries that are drawn."""

_IN_ORDER: Mapping[type[Noun], tuple[str, str]] = {
    AcceptedEvidence: ("assessed", "until"),
    Commitment: ("added", "removed"),
    LocalCall: ("opened", "results"),
    Meeting: ("date", "minutes_published"),
    Milestone: ("start", "due"),
    MultiStakeholderForum: ("established", "ended"),
}
_ONE_OF_TWO: Mapping[type[Noun], tuple[str, str]] = {
    Consultation: ("date", "period"),
    Event: ("date", "period"),
}
_DENIED: Mapping[type[Noun], tuple[str, str]] = {
    ActionPlan: ("delivered", "not_delivered_by"),
    Publication: ("published", "not_published_by"),
}


# --- values that fit together ---------------------------------------------------------------------------------------


def prepare(*classes: type[Noun]) -> None:
    """Read what drawing these classes needs, so that the first draw is as quick as the others."""
    if not _FROM_BOOKS.isdisjoint(classes):
        shelf()
    if not _FILLERS.keys().isdisjoint(classes):
        _terms(), _kinds_of_membership_event(), _indicators(), _editions()


def fill(draw: st.DrawFn, cls: type[Noun], found: Found) -> None:
    """Draw the fields whose values must fit one another, but for those that are there already."""
    filler = _FILLERS.get(cls)
    if filler is not None:
        filler(draw, found)


def _term(draw: st.DrawFn, found: Found) -> None:
    if found.keys().isdisjoint({"scheme", "code"}):
        term = draw(_terms())
        found |= {"scheme": term.scheme, "code": term.code} | ({"label": term.label} if "label" not in found else {})


def _place(draw: st.DrawFn, found: Found) -> None:
    kind = found.setdefault("kind", draw(st.sampled_from(PlaceKind)))
    if "code" not in found:
        found["code"] = draw(st.sampled_from(COUNTRIES) if kind is PlaceKind.COUNTRY else ids())


def _member(draw: st.DrawFn, found: Found) -> None:
    kind = found.setdefault("kind", draw(st.sampled_from(MemberKind)))
    if "id" not in found:
        found["id"] = draw(st.sampled_from(COUNTRIES) if kind is MemberKind.NATIONAL else ids())


def _membership_event(draw: st.DrawFn, found: Found) -> None:
    if "kind" not in found:
        found["kind"] = draw(_kinds_of_membership_event())


def _observed(draw: st.DrawFn, found: Found) -> None:
    name = found.get("indicator")
    if name is None:
        name = found["indicator"] = draw(_indicators())
    if "value" not in found:
        found["value"] = draw(_values_of(str(name)))


def _observation(draw: st.DrawFn, found: Found) -> None:
    _observed(draw, found)
    if "edition" not in found:
        series = next((one.series for one in reference.indicators() if one.id == found["indicator"]), None)
        labels = [one.label for one in reference.editions() if one.series == series]
        found["edition"] = draw(st.sampled_from([None, *labels]))


def _edition(draw: st.DrawFn, found: Found) -> None:
    _series_and_label(draw, found, "label")


def _edition_choice(draw: st.DrawFn, found: Found) -> None:
    _series_and_label(draw, found, "edition")


def _series_and_label(draw: st.DrawFn, found: Found, label: str) -> None:
    edition = draw(_editions())
    found.setdefault("series", edition.series)
    found.setdefault(label, edition.label)


def _evidence(draw: st.DrawFn, found: Found) -> None:
    allowed = _points()
    if "criterion" not in found:
        found["criterion"] = draw(st.sampled_from(tuple(allowed)))
    if "points" not in found:
        found["points"] = draw(st.sampled_from(allowed.get(str(found["criterion"]), (0,))))


_FILLERS: Mapping[type[Noun], Callable[[st.DrawFn, Found], None]] = {
    AcceptedEvidence: _evidence,
    CriterionScore: _evidence,
    Edition: _edition,
    EditionChoice: _edition_choice,
    Member: _member,
    MembershipEvent: _membership_event,
    Observation: _observation,
    Place: _place,
    Reform: _observed,
    Term: _term,
}
_FROM_BOOKS = frozenset({AcceptedEvidence, CriterionScore, Observation, Reform})


@cache
def _terms() -> st.SearchStrategy[Term]:
    shipped = tuple(term for scheme in reference.schemes() for term in scheme.terms)
    return st.one_of(st.sampled_from(shipped), st.builds(Term, scheme=ids(), code=ids()))


@cache
def _kinds_of_membership_event() -> st.SearchStrategy[str]:
    kinds = dict.fromkeys(event.kind for member in reference.members() for event in member.events)
    return st.sampled_from(tuple(kinds))


@cache
def _indicators() -> st.SearchStrategy[str]:
    return st.sampled_from(tuple(indicator.id for indicator in reference.indicators()))


@cache
def _editions() -> st.SearchStrategy[Edition]:
    return st.sampled_from(reference.editions())


@cache
def _values_of(indicator: str) -> st.SearchStrategy[Value]:
    """Return what draws values that every book accepts for an indicator."""
    measures = [one for book in shelf() for one in book.measures if (one.indicator or one.name) == indicator]
    return measure_values(measures[0]) if measures else values()


@cache
def _points() -> Mapping[str, tuple[int, ...]]:
    """Return the points that every book allows for each criterion."""
    found: dict[str, set[int]] = {}
    for book in shelf():
        for one in book.criteria:
            possible = set(one.possible or range(one.maximum + 1))
            found[one.id] = found.get(one.id, possible) & possible
    return {name: tuple(sorted(points)) for name, points in found.items()}


# --- what classes refuse --------------------------------------------------------------------------------------------


def settle(cls: type[Noun], found: Found, fixed: frozenset[str], world: World | None) -> None:
    """Change or leave out what the class, or the case, would refuse; what is fixed stays where something else can."""
    if cls in _IN_ORDER:
        _put_in_order(found, fixed, *_IN_ORDER[cls])
    if cls in _ONE_OF_TWO:
        first, second = _ONE_OF_TWO[cls]
        if first in found and second in found:
            del found[first if second in fixed else second]
    if cls in _DENIED:
        _deny_before(found, fixed, *_DENIED[cls])
    settler = _SETTLERS.get(cls)
    if settler is not None:
        settler(found, fixed)
    if world is not None:
        _agree_with(world, cls, found)


def once(cls: type[Noun], nouns: Iterable[_N]) -> tuple[_N, ...]:
    """Return the objects without those that state a fact again."""
    names = IDENTITIES.get(cls)
    if names is None:
        return tuple(nouns)
    return tuple({tuple(getattr(noun, name) for name in names): noun for noun in nouns}.values())


def _put_in_order(found: Found, fixed: frozenset[str], first: str, second: str) -> None:
    one, other = found.get(first), found.get(second)
    if isinstance(one, PartialDate) and isinstance(other, PartialDate) and other.before(one) is Outcome.MET:
        if second in fixed:
            found[first] = other
        elif first in fixed:
            found[second] = one
        else:
            found[first], found[second] = other, one


def _deny_before(found: Found, fixed: frozenset[str], done: str, not_by: str) -> None:
    day, denied = found.get(done), found.get(not_by)
    if isinstance(day, PartialDate) and isinstance(denied, date) and day.latest() <= denied:
        if not_by in fixed:
            del found[done]
        else:
            found[not_by] = day.latest() - timedelta(1)


def _local_call(found: Found, fixed: frozenset[str]) -> None:
    opened, closes = found.get("opened"), found.get("closes")
    if isinstance(opened, PartialDate) and isinstance(closes, tuple):
        deadlines = [last.date for last in closes if isinstance(last, Deadline)]
        if any(last.before(opened) is Outcome.MET for last in deadlines):
            if "opened" in fixed:
                del found["closes"]
            else:
                found["opened"] = min(deadlines, key=PartialDate.earliest)


def _forum(found: Found, fixed: frozenset[str]) -> None:
    if found.get("rules_public") is False and "rules_published" in found:
        del found["rules_published" if "rules_public" in fixed else "rules_public"]


def _score(found: Found, fixed: frozenset[str]) -> None:
    points, possible = found.get("points"), found.get("possible")
    if isinstance(points, int) and isinstance(possible, int) and points > possible:
        if fixed.isdisjoint({"points", "possible"}):
            found["points"], found["possible"] = possible, points
        else:
            del found["possible" if "points" in fixed else "points"]


def _milestone(found: Found, fixed: frozenset[str]) -> None:
    _put_in_order(found, fixed, "begun", "finished")
    _put_in_order(found, fixed, "not_before", "not_after")
    earliest, on = found.get("not_before"), found.get("finish_on")
    if isinstance(earliest, PartialDate) and isinstance(on, PartialDate) and on.before(earliest) is Outcome.MET:
        del found["finish_on" if "finish_on" not in fixed else "not_before"]
    _estimates_in_order(found, fixed)
    links = found.get("follows")
    if isinstance(links, tuple):
        each = {(link.milestone, link.kind): link for link in links if isinstance(link, MilestoneLink)}
        found["follows"] = tuple(each.values())


def _estimates_in_order(found: Found, fixed: frozenset[str]) -> None:
    names = [name for name in ("least_days", "days", "most_days") if isinstance(found.get(name), int)]
    counts = [days for name in names if isinstance(days := found[name], int)]
    if fixed.isdisjoint({"least_days", "days", "most_days"}):
        found |= dict(zip(names, sorted(counts), strict=True))
    elif counts != sorted(counts):
        for name in ("least_days", "most_days"):
            found.pop(name, None)


def _scheme(found: Found, _fixed: frozenset[str]) -> None:
    terms = found.get("terms")
    if isinstance(terms, tuple):
        own = (attrs.evolve(term, scheme=str(found["id"])) for term in terms if isinstance(term, Term))
        found["terms"] = tuple({term.code: term for term in own}.values())


_SETTLERS: Mapping[type[Noun], Callable[[Found, frozenset[str]], None]] = {
    EligibilityScore: _score,
    LocalCall: _local_call,
    Milestone: _milestone,
    MultiStakeholderForum: _forum,
    Scheme: _scheme,
}


# --- what a case refuses --------------------------------------------------------------------------------------------


def _agree_with(world: World, cls: type[Noun], found: Found) -> None:
    commitment, plan = found.get("commitment"), found.get("plan")
    if isinstance(commitment, str):
        plan = found["plan"] = world.plan_of[commitment]
    if isinstance(plan, str) and isinstance(found.get("member"), str):
        found["member"] = world.member_of[plan]
    if cls is ReasonedResponse:
        answered = found.get("contributions")
        names = answered if isinstance(answered, tuple) else ()
        _not_before(found, "published", [world.days.get(("contribution", name)) for name in names])
    elif cls is ExpressionOfInterest:
        _not_before(found, "submitted", [world.days.get(("call", str(found["call"])))])
    elif cls is Member:
        _country(world, found)


def _not_before(found: Found, name: str, days: Iterable[PartialDate | None]) -> None:
    day = found.get(name)
    if isinstance(day, PartialDate):
        found[name] = max([day, *(one for one in days if one is not None)], key=PartialDate.earliest)


def _country(world: World, found: Found) -> None:
    """Make whoever has the code of a country a country, and everyone else a jurisdiction in the first of them."""
    national = found["id"] in COUNTRIES
    found["kind"] = MemberKind.NATIONAL if national else MemberKind.LOCAL
    found.pop("country", None)
    if not national:
        found["country"] = world.ids["member"][0]
