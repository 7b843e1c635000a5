"""A link of the graph: that one milestone waits for another."""

from __future__ import annotations

from attrs import field, frozen

from opengov.model.milestones import LinkKind, MilestoneLink

__all__ = ["Link"]


@frozen
class Link:
    """That a milestone waits for another, with both ends.

    Parameters
    ----------
    before
        Id of the milestone waited for.
    after
        Id of the milestone that waits.
    kind
        Which end of the first holds which end of the second.
    lag_days
        Days between the two ends; below zero where they overlap.
    working_days
        Whether the lag counts working days, and not calendar days.

    Examples
    --------
    >>> print(Link("draft", "workshop", lag_days=7))
    draft -> workshop (finish to start, 7 days)
    """

    before: str
    after: str
    kind: LinkKind = field(default=LinkKind.FINISH_TO_START, kw_only=True)
    lag_days: int = field(default=0, kw_only=True)
    working_days: bool = field(default=False, kw_only=True)

    @classmethod
    def of(cls, after: str, link: MilestoneLink) -> Link:
        """Return the link that a milestone of the model holds.

        Parameters
        ----------
        after
            Id of the milestone that holds it.
        link
            What it waits for.

        Returns
        -------
        Link
            The link with both ends.

        Examples
        --------
        >>> Link.of("workshop", MilestoneLink(milestone="draft")).before
        'draft'
        """
        return cls(link.milestone, after, kind=link.kind, lag_days=link.lag_days, working_days=link.working_days)

    def __str__(self) -> str:
        days = f", {self.lag_days} {'working ' * self.working_days}days" if self.lag_days else ""
        return f"{self.before} -> {self.after} ({self.kind.value.replace('_', ' ')}{days})"
