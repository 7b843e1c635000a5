"""What reference data hold beside the nouns of the model: parts and steps of a process, what a status means."""

from __future__ import annotations

from opengov.model._by_value import ByValue
from opengov.model._noun import noun
from opengov.model.members import MemberStatus
from opengov.model.sources import Confidence

__all__ = ["ProcessPart", "ProcessStep", "StatusMeaning"]


@noun(kw_only=True, repr=False, eq=False, slots=False)
class ProcessPart(ByValue):
    """One part of a co-creation process that a member planned and published.

    Parameters
    ----------
    id, title
        Its name.
    months
        How many months it was planned to take.
    steps
        What was to be done in it.
    sources, confidence
        Where it is stated, and how well.
    """

    id: str
    title: str
    months: int
    steps: tuple[str, ...]
    sources: tuple[str, ...]
    confidence: Confidence


@noun(kw_only=True, repr=False, eq=False, slots=False)
class StatusMeaning(ByValue):
    """What a status in the partnership means; ``None`` where no source says.

    Parameters
    ----------
    id
        The status.
    member
        Whether who has it is a member.
    left
        Whether who has it was a member once and is none, or takes part no more.
    good_standing
        Whether who has it is in good standing.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.
    """

    id: MemberStatus
    member: bool | None = None
    left: bool | None = None
    good_standing: bool | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence
    note: str | None = None


@noun(kw_only=True, repr=False, eq=False, slots=False)
class ProcessStep(ByValue):
    """A step that requirements ask for while a plan is made.

    Parameters
    ----------
    id, title
        Its name.
    at
        Where in the process it lies: a part of it, its start, every meeting.
    serves
        Ids of the requirements that it serves, of all eras.
    """

    id: str
    title: str
    at: str
    serves: tuple[str, ...]
