"""What the passes are given, and what they find: lists with an entry for each milestone or link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from opengov.model.milestones import LinkKind
from opengov.timeline.network import Network

__all__ = ["FROM_FINISH", "ON_FINISH", "Job", "Times"]

FROM_FINISH = frozenset({LinkKind.FINISH_TO_START, LinkKind.FINISH_TO_FINISH})
"""Links that count from the finish of the milestone waited for."""

ON_FINISH = frozenset({LinkKind.FINISH_TO_FINISH, LinkKind.START_TO_FINISH})
"""Links that hold the finish of the milestone that waits."""


@frozen(kw_only=True)
class Job:
    """What is to be scheduled. Times are mornings, counted in days.

    A milestone of three days that starts on the morning of day 10 finishes on the morning of day 13: its last day is
    12. An event takes no day, and starts and finishes on one morning: that after its day.

    Parameters
    ----------
    network
        The milestones, and the links that still hold.
    days
        What each milestone takes, or still takes.
    kinds
        The kind of each link; ``None`` where all are from finish to start.
    lags
        The lag of each link.
    working
        For each link whether its lag counts working days; ``None`` where none does.
    floors
        The first morning on which each milestone can start.
    finish_floors
        The first morning on which some can finish.
    ceilings
        The morning by which some must be finished.
    """

    network: Network
    days: Sequence[int]
    kinds: Sequence[LinkKind] | None
    lags: Sequence[int]
    working: Sequence[bool] | None = None
    floors: list[int]
    finish_floors: Mapping[int, int] = field(factory=dict)
    ceilings: Mapping[int, int] = field(factory=dict)

    def kind(self, link: int) -> LinkKind:
        """Return the kind of a link."""
        return LinkKind.FINISH_TO_START if self.kinds is None else self.kinds[link]

    def day_of_start(self, link: int) -> int:
        """Return the day more that a link from a start asks of an event: it is no sooner than the day begun on."""
        return int(self.days[self.network.before[link]] > 0 and not self.days[self.network.after[link]])


@frozen(kw_only=True)
class Times:
    """What the passes found, for each milestone; times are mornings.

    Parameters
    ----------
    order
        The milestones, each behind those that it waits for.
    start, finish
        The earliest.
    latest_start, latest_finish
        The latest that move neither the end of the whole nor a day by which something must be done.
    slack, free
        Total slack, and the days for which nothing that waits for it moves; working days under a calendar.
    end
        The finish of the whole.
    """

    order: Sequence[int]
    start: Sequence[int]
    finish: Sequence[int]
    latest_start: Sequence[int]
    latest_finish: Sequence[int]
    slack: Sequence[int]
    free: Sequence[int]
    end: int
