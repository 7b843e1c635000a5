"""What changed between two versions of a plan: milestones added, removed, moved, and linked in another way."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from opengov.model.milestones import Milestone
from opengov.timeline.graph import MilestoneGraph
from opengov.timeline.links import Link
from opengov.timeline.preparing import DATES

__all__ = ["Move", "PlanChanges", "compare"]

_COMPARED = (*DATES, "days", "least_days", "most_days")


@frozen(kw_only=True)
class Move:
    """A field of a milestone that has another value.

    Parameters
    ----------
    milestone
        Id of the milestone.
    field
        Name of the field.
    before, after
        Its values as text; ``None`` where it has none.
    """

    milestone: str
    field: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        return f"{self.milestone}: {self.field} {self.before or 'not given'} -> {self.after or 'not given'}"


@frozen(kw_only=True)
class PlanChanges:
    """What the later of two versions has differently.

    Parameters
    ----------
    added, removed
        Ids of milestones that only the later, or only the earlier, has.
    moved
        Dates and durations that differ.
    linked, unlinked
        Links that only the later, or only the earlier, has; one with another lag is in both.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[Move, ...]
    linked: tuple[Link, ...]
    unlinked: tuple[Link, ...]

    @property
    def none(self) -> bool:
        """Whether nothing differs."""
        return not any((self.added, self.removed, self.moved, self.linked, self.unlinked))


def compare(before: MilestoneGraph, after: MilestoneGraph) -> PlanChanges:
    """Return what the later of two versions has differently; milestones are the same where their ids are.

    Parameters
    ----------
    before, after
        The versions.

    Returns
    -------
    PlanChanges
        The differences, in the order of the later version.

    Examples
    --------
    >>> first = MilestoneGraph.from_durations({"a": 2, "b": 1}, [("a", "b")])
    >>> second = MilestoneGraph.from_durations({"a": 5, "c": 1}, [("a", "c")])
    >>> changes = compare(first, second)
    >>> changes.added, changes.removed, str(changes.moved[0])
    (('c',), ('b',), 'a: days 2 -> 5')
    """
    earlier, later = set(before.links), set(after.links)
    return PlanChanges(
        added=tuple(id for id in after if id not in before),
        removed=tuple(id for id in before if id not in after),
        moved=tuple(move for id in after if id in before for move in _moves(before[id], after[id])),
        linked=tuple(link for link in after.links if link not in earlier),
        unlinked=tuple(link for link in before.links if link not in later),
    )


def _moves(before: Milestone, after: Milestone) -> Iterator[Move]:
    for name in _COMPARED:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Move(milestone=after.id, field=name, before=_text(old), after=_text(new))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
