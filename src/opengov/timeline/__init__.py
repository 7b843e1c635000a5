"""When: the graph of milestones, its schedule, what is late, what a delay does, what is at risk."""

from opengov.timeline.graph import MilestoneGraph
from opengov.timeline.links import Link
from opengov.timeline.working import WorkingCalendar

__all__ = ["Link", "MilestoneGraph", "WorkingCalendar"]
