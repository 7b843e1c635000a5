"""Multi-stakeholder forums: seats, meetings, working groups, sub-commissions."""

import datetime as dt
from enum import StrEnum

from opengov.errors import Problem
from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, before, negative, refuse
from opengov.model._noun import noun
from opengov.model.dates import PartialDate, Period
from opengov.model.sources import Confidence
from opengov.model.themes import Term

__all__ = ["Meeting", "MultiStakeholderForum", "Seat", "Side", "SubCommission", "WorkingGroup"]


class Side(StrEnum):
    """Whom someone at the table speaks for."""

    GOVERNMENT = "government"
    LEGISLATURE = "legislature"
    JUDICIARY = "judiciary"
    INDEPENDENT_INSTITUTION = "independent_institution"
    CIVIL_SOCIETY = "civil_society"
    PRIVATE_SECTOR = "private_sector"
    ACADEMIA = "academia"
    MULTILATERAL = "multilateral"
    OTHER = "other"


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Seat(ByValue):
    """One or more seats of the same kind.

    Parameters
    ----------
    side
        Whom the seat speaks for.
    count
        How many such seats; ``None`` where the source gives no number.
    institution
        Id of the institution that holds it.
    organisations
        From how many organisations the holders come.
    selected_by
        Who chose the holders, and how.
    high_level
        Whether the holder has authority to decide.
    period
        When the seat was held.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Seat(side=Side.CIVIL_SOCIETY, count=7, organisations=7, selected_by="election").count
    7
    """

    side: Side
    count: int | None = None
    institution: str | None = None
    organisations: int | None = None
    selected_by: str | None = None
    high_level: bool | None = None
    period: Period | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(negative(count=self.count, organisations=self.organisations))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Meeting(ByValue):
    """A meeting of the forum.

    Parameters
    ----------
    id
        Short name, unique in its case.
    date
        When it was held, or its first day.
    title
        Its name for a reader.
    place
        Where, as the source prints it.
    attendance
        Number of people.
    presented_results
        Whether results of implementation were presented.
    collected_comments
        Whether comments were collected.
    with_civil_society
        Whether civil society took part.
    open_to_public
        Whether others than the members could take part.
    remote
        Whether taking part from afar was possible.
    minutes_published
        When its minutes were published.
    decisions
        What was decided, one entry each.
    planned
        Whether it was only announced: that it was held is not known.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Meeting(id="m1", date=PartialDate("2017-10-12"))
    Meeting(id='m1', date=PartialDate('2017-10-12'))
    """

    id: str
    date: PartialDate
    title: str | None = None
    place: str | None = None
    attendance: int | None = None
    presented_results: bool | None = None
    collected_comments: bool | None = None
    with_civil_society: bool | None = None
    open_to_public: bool | None = None
    remote: bool | None = None
    minutes_published: PartialDate | None = None
    decisions: tuple[str, ...] = ()
    planned: bool = False
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(
            bad_id(self.id),
            negative(attendance=self.attendance),
            before("minutes_published", self.minutes_published, "meeting", self.date),
        )


@noun(kw_only=True, repr=False, eq=False, slots=False)
class WorkingGroup(ByValue):
    """A group that works for the forum, on a theme or on the technical side.

    Parameters
    ----------
    id
        Short name, unique in its case.
    name
        Its name.
    theme
        What it works on.
    lead
        Id of the institution that leads it.
    members
        Ids of the institutions in it.
    seats
        Its seats, where they are known by side or number.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> WorkingGroup(id="technical", name="Technical working group").name
    'Technical working group'
    """

    id: str
    name: str
    theme: Term | None = None
    lead: str | None = None
    members: tuple[str, ...] = ()
    seats: tuple[Seat, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class SubCommission(ByValue):
    """A standing part of the forum, headed by a public institution.

    Parameters
    ----------
    id
        Short name, unique in its case.
    name
        Its name.
    theme
        What it works on.
    headed_by
        Id of the institution that heads it.
    members
        Ids of the institutions in it.
    seats
        Its seats, where they are known by side or number.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> SubCommission(id="integrity", name="Integrity").name
    'Integrity'
    """

    id: str
    name: str
    theme: Term | None = None
    headed_by: str | None = None
    members: tuple[str, ...] = ()
    seats: tuple[Seat, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class MultiStakeholderForum(ByValue):
    """The space for dialogue between government and civil society that oversees a member's OGP process.

    Parameters
    ----------
    id
        Short name, unique in its case.
    member
        Id of the member.
    name
        Its name.
    kind
        What it is called there: forum, national steering committee, joint consultative committee, civil society forum.
    established
        When it was set up.
    ended
        When it ceased.
    rules_public
        Whether its basic rules on participation are public.
    rules_published
        When they were published.
    mandate_agreed_jointly
        Whether its members agreed its remit, membership and governance together.
    selection_transparent
        Whether members outside government are chosen by a fair, transparent process.
    takes_outside_input
        Whether it takes input from outsiders.
    seats
        Its seats.
    seats_complete
        Whether these are all of them.
    meetings
        Its meetings, in any order.
    meetings_complete_until
        The day until which these are all of them.
    working_groups, sub_commissions
        Its parts.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> forum = MultiStakeholderForum(
    ...     id="forum",
    ...     member="PAK",
    ...     name="Interim forum",
    ...     seats=(Seat(side=Side.GOVERNMENT, count=15), Seat(side=Side.CIVIL_SOCIETY, count=6)),
    ... )
    >>> sum(seat.count or 0 for seat in forum.seats)
    21
    """

    id: str
    member: str
    name: str
    kind: Term | None = None
    established: PartialDate | None = None
    ended: PartialDate | None = None
    rules_public: bool | None = None
    rules_published: PartialDate | None = None
    mandate_agreed_jointly: bool | None = None
    selection_transparent: bool | None = None
    takes_outside_input: bool | None = None
    seats: tuple[Seat, ...] = ()
    seats_complete: bool = False
    meetings: tuple[Meeting, ...] = ()
    meetings_complete_until: dt.date | None = None
    working_groups: tuple[WorkingGroup, ...] = ()
    sub_commissions: tuple[SubCommission, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        unpublished = Problem(
            "rules_public",
            f"it is false, but the rules were published {self.rules_published}",
            "correct one of the two",
        )
        refuse(
            bad_id(self.id),
            before("ended", self.ended, "day it was set up", self.established),
            (unpublished,) if self.rules_public is False and self.rules_published is not None else (),
        )
