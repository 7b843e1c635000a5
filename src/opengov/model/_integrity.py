"""What a case checks of itself as a whole: ids, references, dates across entries, circles of milestones, doubles."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias, get_args, get_origin

import attrs

from opengov.errors import InvalidCase, Problem
from opengov.model._checks import before
from opengov.model._circles import circles
from opengov.model._noun import Noun
from opengov.model.assessments import IrmAssessment
from opengov.model.claims import Claim, Completeness
from opengov.model.cocreation import (
    Consultation,
    Contribution,
    Publication,
    ReasonedResponse,
    RepositoryUpdate,
    Session,
)
from opengov.model.events import Event
from opengov.model.forums import Meeting, MultiStakeholderForum, Seat, SubCommission, WorkingGroup
from opengov.model.indicators import (
    AcceptedEvidence,
    Edition,
    EditionChoice,
    EligibilityScore,
    Indicator,
    Observation,
)
from opengov.model.institutions import Institution
from opengov.model.joining import Deadline, ExpressionOfInterest, LocalCall, Reform
from opengov.model.members import Member, MembershipEvent
from opengov.model.milestones import LinkKind, Milestone, MilestoneLink
from opengov.model.plans import ActionPlan, Commitment, ThematicArea
from opengov.model.sources import Source
from opengov.model.themes import Cluster

if TYPE_CHECKING:
    from opengov.model.cases import Case

__all__ = ["IDENTITIES", "KINDS", "REFERENCES", "check"]

_Found: TypeAlias = Iterator[Problem]
_Entry: TypeAlias = tuple[str, Noun]
_Index: TypeAlias = dict[str, dict[str, _Entry]]

_ISO3 = "[A-Z]{3}"
_SHOWN_IDS = 8
_LONGEST = 80

# classes with an id of their own, and what a reader calls them
KINDS: Mapping[type[Noun], str] = {
    ActionPlan: "plan",
    Claim: "claim",
    Cluster: "cluster",
    Commitment: "commitment",
    Consultation: "consultation",
    Contribution: "contribution",
    Event: "event",
    ExpressionOfInterest: "expression of interest",
    Indicator: "indicator",
    Institution: "institution",
    IrmAssessment: "assessment",
    LocalCall: "call",
    Meeting: "meeting",
    Member: "member",
    Milestone: "milestone",
    MultiStakeholderForum: "forum",
    Publication: "publication",
    ReasonedResponse: "response",
    Reform: "reform",
    RepositoryUpdate: "repository update",
    Source: "source",
    SubCommission: "sub-commission",
    WorkingGroup: "working group",
}

# fields that hold ids of something in the case; "sources" is one on every class
REFERENCES: Mapping[type[Noun], Mapping[str, str]] = {
    AcceptedEvidence: {"member": "member"},
    ActionPlan: {
        "member": "member",
        "lead": "institution",
        "point_of_contact": "institution",
        "focal_points": "institution",
        "monitoring_body": "institution",
    },
    Cluster: {"commitments": "commitment"},
    Commitment: {"lead": "institution", "supporting": "institution"},
    Completeness: {"member": "member", "plan": "plan"},
    Consultation: {
        "plan": "plan",
        "commitment": "commitment",
        "member": "member",
        "organised_by": "institution",
        "participants": "institution",
    },
    Contribution: {
        "consultation": "consultation",
        "plan": "plan",
        "institution": "institution",
        "commitments": "commitment",
    },
    EditionChoice: {"member": "member"},
    EligibilityScore: {"member": "member"},
    Event: {"members": "member", "institutions": "institution", "plan": "plan", "commitment": "commitment"},
    ExpressionOfInterest: {"call": "call", "jurisdiction": "member"},
    Institution: {"within": "institution"},
    IrmAssessment: {"plan": "plan", "commitment": "commitment", "institution": "institution"},
    Member: {"coordinator": "institution"},
    MembershipEvent: {"institution": "institution", "plan": "plan"},
    Milestone: {"institution": "institution", "supporting": "institution", "within": "milestone"},
    MilestoneLink: {"milestone": "milestone"},
    MultiStakeholderForum: {"member": "member"},
    Observation: {"member": "member"},
    Publication: {
        "plan": "plan",
        "member": "member",
        "consultation": "consultation",
        "institution": "institution",
    },
    ReasonedResponse: {"plan": "plan", "contributions": "contribution", "institution": "institution"},
    Reform: {"member": "member"},
    RepositoryUpdate: {"member": "member", "plan": "plan"},
    Seat: {"institution": "institution"},
    Session: {"participants": "institution"},
    SubCommission: {"headed_by": "institution", "members": "institution"},
    ThematicArea: {"lead": "institution", "supporting": "institution"},
    WorkingGroup: {"lead": "institution", "members": "institution"},
}

# fields that together say which fact it is, for classes without an id; a source states each at most once
_sources: Callable[[Noun], tuple[str, ...]] = attrgetter("sources")  # every noun of these has them
IDENTITIES: Mapping[type[Noun], tuple[str, ...]] = {
    AcceptedEvidence: ("member", "criterion", "assessed", "reference"),
    Deadline: ("date",),
    Edition: ("series", "label"),
    EditionChoice: ("member", "series", "period"),
    EligibilityScore: ("member", "as_of"),
    MembershipEvent: ("date", "kind"),
    Observation: ("member", "indicator", "edition", "period", "published"),
}


class _Shape:
    """Which fields of a class to look into: those that hold lists, and those that hold ids, with what these name."""

    __slots__ = ("lists", "references")

    def __init__(self, cls: type[Noun]) -> None:
        lists = {field.name: get_args(field.type) for field in attrs.fields(cls) if get_origin(field.type) is tuple}
        self.lists = tuple(name for name, (of, *_) in lists.items() if of is not str)  # texts hold nothing
        cited = (("sources", "source"),) if "sources" in lists else ()
        self.references = (*REFERENCES.get(cls, {}).items(), *cited)


class _Shapes(dict[type[Noun], _Shape]):
    """The shape of each class, worked out when it is first met."""

    def __missing__(self, cls: type[Noun]) -> _Shape:
        return self.setdefault(cls, _Shape(cls))


_SHAPES = _Shapes()


def check(case: Case) -> None:
    """Raise :class:`~opengov.errors.InvalidCase` with every problem of the whole; linear in the size of the case."""
    entries: list[_Entry] = []
    for name in _SHAPES[type(case)].lists:
        _collect(name, getattr(case, name), entries)
    index: _Index = {kind: {} for kind in KINDS.values()}
    problems = [
        *_doubled_ids(entries, index),
        *_dangling(case, entries, index),
        *_of_another(case, entries),
        *_days_out_of_order(entries, index),
        *_waiting_in_circles(entries),
        *_doubled_facts(entries),
    ]
    if problems:
        msg = "the case does not hold together"
        raise InvalidCase(msg, problems)


def _collect(path: str, items: tuple[object, ...], entries: list[_Entry]) -> None:
    """Gather nouns with their paths, outer before inner; nouns lie at most four levels deep."""
    for place, item in enumerate(items):
        if not isinstance(item, Noun):
            return
        here = f"{path}[{place}]"
        entries.append((here, item))
        for name in _SHAPES[type(item)].lists:
            if inner := getattr(item, name):
                _collect(f"{here}.{name}", inner, entries)


def _doubled_ids(entries: list[_Entry], index: _Index) -> _Found:
    for path, noun in entries:
        kind = KINDS.get(type(noun))
        if kind is None:
            continue
        name: str = getattr(noun, "id")  # noqa: B009  # every class of KINDS has one, but Noun does not
        first = index[kind].setdefault(name, (path, noun))
        if first[0] != path:
            found = f"{_shown(name)} already names the {kind} at {first[0]}"
            yield Problem(f"{path}.id", found, "give each an id of its own")


def _dangling(case: Case, entries: list[_Entry], index: _Index) -> _Found:
    for place, name in enumerate(case.about):
        if name not in index["member"]:
            yield _missing(f"about[{place}]", "member", name)
    for path, noun in entries:
        for field, kind in _SHAPES[type(noun)].references:
            value: str | tuple[str, ...] | None = getattr(noun, field)
            if isinstance(value, str):
                if value not in index[kind]:
                    yield _missing(f"{path}.{field}", kind, value)
            elif value:
                for place, name in enumerate(value):
                    if name not in index[kind]:
                        yield _missing(f"{path}.{field}[{place}]", kind, name)
        if isinstance(noun, Member) and not _is_country(noun.country, index):
            yield _missing(f"{path}.country", "member", str(noun.country))


def _is_country(name: str | None, index: _Index) -> bool:
    """Tell whether it is no claim at all, a member of the case, or a country that the case need not hold."""
    return name is None or name in index["member"] or re.fullmatch(_ISO3, name) is not None


def _missing(path: str, kind: str, name: str) -> Problem:
    return Problem(path, f"there is no {kind} {_shown(name)}", "add it, or correct the id")


def _of_another(case: Case, entries: list[_Entry]) -> _Found:
    """Find entries that name a plan and a commitment of another plan, or a member and a plan of another member."""
    member_of = {plan.id: plan.member for plan in case.plans}
    plan_of = {commitment.id: plan.id for plan in case.plans for commitment in plan.commitments}
    for path, noun in entries:
        plan: str = getattr(noun, "plan", None) or ""
        if plan not in member_of:
            continue
        commitment: str = getattr(noun, "commitment", None) or ""
        if plan_of.get(commitment, plan) != plan:
            found = f"{_shown(commitment)} is a commitment of the plan {_shown(plan_of[commitment])}"
            yield Problem(f"{path}.commitment", found, "correct the plan or the commitment")
        member: str = getattr(noun, "member", None) or member_of[plan]
        if member != member_of[plan]:
            found = f"{_shown(plan)} is a plan of the member {_shown(member_of[plan])}"
            yield Problem(f"{path}.plan", found, "correct the plan or the member")


def _days_out_of_order(entries: list[_Entry], index: _Index) -> _Found:
    for path, noun in entries:
        if isinstance(noun, ReasonedResponse):
            for name in noun.contributions:
                _, answered = index["contribution"].get(name, _NOTHING)
                if isinstance(answered, Contribution):
                    reference = f"contribution {_shown(name)}"
                    yield from before(f"{path}.published", noun.published, reference, answered.submitted)
        elif isinstance(noun, ExpressionOfInterest):
            _, call = index["call"].get(noun.call, _NOTHING)
            if isinstance(call, LocalCall):
                yield from before(f"{path}.submitted", noun.submitted, "opening of the call", call.opened)


def _waiting_in_circles(entries: list[_Entry]) -> _Found:
    """Find milestones that can never start: each link of the circle is given, from finish to start, with no overlap."""
    paths: dict[str, str] = {}
    waits_for: dict[str, list[str]] = {}
    for path, noun in entries:
        if isinstance(noun, Milestone):
            paths.setdefault(noun.id, path)
            waits_for.setdefault(noun.id, []).extend(link.milestone for link in noun.follows if _binds(link))
    for circle in circles(waits_for):
        shown = " -> ".join(circle[:_SHOWN_IDS])
        shown += f" -> ... ({len(circle):,} milestones)" if len(circle) > _SHOWN_IDS else f" -> {circle[0]}"
        found = f"milestones wait for each other in a circle: {shown}"
        yield Problem(f"{paths[circle[0]]}.follows", found, "remove one of the links")


def _binds(link: MilestoneLink) -> bool:
    return link.kind is LinkKind.FINISH_TO_START and link.lag_days >= 0 and not link.proposed


def _doubled_facts(entries: list[_Entry]) -> _Found:
    """Find what one source, or no source, states twice; sources that disagree with each other are legal."""
    seen: dict[Hashable, str] = {}
    for path, noun in entries:
        identity = IDENTITIES.get(type(noun))
        if identity is None:
            continue
        parent = path.rpartition(".")[0]  # events of two members are two facts
        what = (type(noun), parent, *(getattr(noun, field) for field in identity))
        for source in dict.fromkeys(_sources(noun)) or (None,):
            first = seen.setdefault((what, source), path)
            if first != path:
                told = "without a source" if source is None else f"by the source {_shown(source)}"
                hint = "remove one, or name the source of each"
                yield Problem(path, f"this is already stated at {first}, {told}", hint)
                break


def _shown(name: str) -> str:
    return f'"{name[:_LONGEST]}"' if len(name) <= _LONGEST else f'"{name[:_LONGEST]}..."'


_NOTHING: tuple[str, None] = ("", None)
