"""Links that milestones suggest: by the order and dates within a commitment, and by deliverables that they share.

OGP's data says nothing of what waits for what. So each proposal says why it is made, and none counts until it is
accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from opengov.model.dates import PartialDate
from opengov.model.milestones import Milestone
from opengov.model.values import Outcome
from opengov.timeline.graph import MilestoneGraph
from opengov.timeline.links import Link

__all__ = ["Proposal", "propose"]

_SHOWN = 80


@frozen(kw_only=True)
class Proposal:
    """A link that is only proposed.

    Parameters
    ----------
    link
        The link.
    reason
        What suggests it.
    """

    link: Link
    reason: str

    def __str__(self) -> str:
        return f"{self.link}, proposed: {self.reason}"


def propose(graph: MilestoneGraph) -> tuple[Proposal, ...]:
    """Return links that the milestones suggest and that are not there yet, at most one for each pair.

    Within a commitment, and within the drafting of a plan, each milestone is taken to wait for the one listed before
    it, if their dates do not speak against it. Anywhere, a milestone is taken to wait for one that is listed before it
    and names the same deliverable. A link that runs against what the links given and the proposals before it imply is
    left out, so that all can be accepted without a circle.

    Parameters
    ----------
    graph
        The milestones.
    """
    there = {(link.before, link.after) for link in graph.links}
    there |= {(after, before) for before, after in there}
    found: dict[tuple[str, str], Proposal] = {}
    places = {id: place for place, id in enumerate(graph)}
    following: dict[str, list[str]] = {}
    for link in graph.links:
        following.setdefault(link.before, []).append(link.after)
    for one in (*_by_deliverable(graph), *_by_order(graph)):
        pair = one.link.before, one.link.after
        if pair not in there and pair not in found and not _leads(following, pair[1], pair[0]):
            found[pair] = one
            following.setdefault(pair[0], []).append(pair[1])
    return tuple(sorted(found.values(), key=lambda one: (places[one.link.after], places[one.link.before])))


def _leads(following: Mapping[str, Sequence[str]], start: str, goal: str) -> bool:
    """Tell whether links lead from one milestone to another."""
    seen, ahead = {start}, [start]
    while ahead:
        here = ahead.pop()
        if here == goal:
            return True
        new = [other for other in following.get(here, ()) if other not in seen]
        seen.update(new)
        ahead += new
    return False


def _by_order(graph: MilestoneGraph) -> Iterator[Proposal]:
    last: dict[tuple[str | None, str | None], Milestone] = {}
    for milestone in graph.milestones:
        setting = graph.setting(milestone.id)
        if setting.plan is None:
            continue
        group = setting.plan, setting.commitment
        before = last.get(group)
        last[group] = milestone
        if before is None or not _may_follow(before, milestone):
            continue
        where = f"the commitment {setting.commitment}" if setting.commitment else f"the drafting of {setting.plan}"
        why = f"listed next in {where}"
        if before.due is not None and milestone.due is not None:
            why += f", and due on {milestone.due}, {_relation(before.due, milestone.due)} {before.due}"
        yield Proposal(link=Link(before.id, milestone.id), reason=why)


def _may_follow(before: Milestone, milestone: Milestone) -> bool:
    """Tell whether no date speaks against it: it does not begin, and is not due, before the other is due."""
    if before.due is None:
        return True
    days = (milestone.start, milestone.due)
    return all(day is None or day.before(before.due) is not Outcome.MET for day in days)


def _relation(before: PartialDate, after: PartialDate) -> str:
    return "after" if before.before(after) is Outcome.MET else "not surely before"


def _by_deliverable(graph: MilestoneGraph) -> Iterator[Proposal]:
    last: dict[str, Milestone] = {}
    for milestone in graph.milestones:
        named = " ".join((milestone.deliverable or "").casefold().split())
        if not named:
            continue
        before = last.get(named)
        last[named] = milestone
        if before is not None and _may_follow(before, milestone):
            yield Proposal(link=Link(before.id, milestone.id), reason=f'both name the deliverable "{named[:_SHOWN]}"')
