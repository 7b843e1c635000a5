"""Dated happenings that have no class of their own."""

from opengov.errors import Problem
from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, negative, refuse
from opengov.model._noun import noun
from opengov.model.dates import PartialDate, Period
from opengov.model.sources import Confidence
from opengov.model.themes import Term

__all__ = ["Event"]


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Event(ByValue):
    """Something that happened, or was announced.

    Parameters
    ----------
    id
        Short name, unique in its case.
    title
        What happened.
    date
        Its day, where it had one.
    period
        From its first day to its last.
    kind
        What it was: letter, summit, cabinet decision, founding of an office.
    members
        Ids of the members that it concerns.
    institutions
        Ids of the institutions that acted or took part.
    plan, commitment
        Id of what it is part of.
    place
        Where, as the source prints it.
    attendance
        Number of people; what the source says of its precision goes to the note.
    aims
        What it was for, one entry each.
    results
        What came out, one entry each.
    planned
        Whether it was only announced: that it happened is not known.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Event(id="workshop", title="Regional workshop", period=Period.parse("2014-10-16/2014-10-17")).period
    Period.parse('2014-10-16/2014-10-17')
    """

    id: str
    title: str
    date: PartialDate | None = None
    period: Period | None = None
    kind: Term | None = None
    members: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    plan: str | None = None
    commitment: str | None = None
    place: str | None = None
    attendance: int | None = None
    aims: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    planned: bool = False
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        both = Problem("period", "a date stands there too", "keep one of the two")
        refuse(
            bad_id(self.id),
            (both,) if self.date is not None and self.period is not None else (),
            negative(attendance=self.attendance),
        )
