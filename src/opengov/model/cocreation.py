"""Co-creation: consultations, contributions, reasoned responses, publications, the repository."""

import datetime as dt

from opengov.errors import Problem
from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, denied, negative, refuse
from opengov.model._noun import noun
from opengov.model.dates import PartialDate, Period
from opengov.model.forums import Side
from opengov.model.plans import Phase
from opengov.model.sources import Confidence
from opengov.model.themes import Term

__all__ = ["Consultation", "Contribution", "Publication", "ReasonedResponse", "RepositoryUpdate", "Session"]


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Session(ByValue):
    """A part of a consultation: a day, a morning, a smaller circle.

    Parameters
    ----------
    title
        What it was about.
    date
        Its day.
    working_groups
        Into how many groups it split.
    restricted
        Whether it was for invited people only.
    participants
        Ids of institutions that took part.
    results
        What came out, one entry each.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Session(title="Drafting of commitments", date=PartialDate("2017-08-27"), working_groups=7).working_groups
    7
    """

    title: str
    date: PartialDate | None = None
    working_groups: int | None = None
    restricted: bool | None = None
    participants: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(negative(working_groups=self.working_groups))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Consultation(ByValue):
    """An occasion to take part: a workshop, a meeting, an online or public consultation.

    Parameters
    ----------
    id
        Short name, unique in its case.
    title
        Its name for a reader.
    plan
        Id of the plan that it is about.
    commitment
        Id of the commitment that it is part of.
    member
        Id of the member that it was held in.
    kind
        What it was: workshop, meeting, national workshop, online or public consultation, awareness raising.
    date
        Its day, where it had one.
    period
        From its first day to its last.
    notice
        When people were told of it.
    phase
        Development or implementation of the plan.
    count
        How many occasions it stands for, where it is not one and a source gives the number.
    channels
        How people could take part: ``online``, ``in_person`` or another word.
    open_to_public
        Whether anyone could take part; false where it was by invitation only.
    organised_by
        Ids of institutions.
    participants
        Ids of institutions that took part.
    groups_consulted
        Who was consulted, in the words of :class:`~opengov.model.forums.Side` or others.
    attendance, organisations
        Numbers of people, and of organisations that took part; what the source says of precision goes to the note.
    place
        Where, as the source prints it.
    sessions
        Its parts.
    aims
        What it was for, one entry each.
    results
        What came out, one entry each.
    planned
        Whether it was only announced: that it was held is not known.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Consultation(id="lahore", title="Workshop with Punjab", date=PartialDate("2017-05-11"), place="Lahore").place
    'Lahore'
    """

    id: str
    title: str
    plan: str | None = None
    commitment: str | None = None
    member: str | None = None
    kind: Term | None = None
    date: PartialDate | None = None
    period: Period | None = None
    notice: PartialDate | None = None
    phase: Phase | None = None
    count: int | None = None
    channels: tuple[str, ...] = ()
    open_to_public: bool | None = None
    organised_by: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    groups_consulted: tuple[str, ...] = ()
    attendance: int | None = None
    organisations: int | None = None
    place: str | None = None
    sessions: tuple[Session, ...] = ()
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
            negative(count=self.count, attendance=self.attendance, organisations=self.organisations),
        )


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Contribution(ByValue):
    """An idea, a comment or a recommendation that someone put in.

    Parameters
    ----------
    id
        Short name, unique in its case.
    title
        What it asks for, in a line.
    kind
        Proposal, comment, recommendation, written submission.
    consultation
        Id of the consultation that it was made in.
    plan
        Id of the plan that it is about.
    by
        From which side it came.
    institution
        Id of the institution that made it.
    count
        How many it stands for, where it is not one and a source gives the number.
    submitted
        When it was made.
    published
        When it was put online.
    commitments
        Ids of the commitments in which it was taken up.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Contribution(id="portal", title="One national open government portal", by=Side.CIVIL_SOCIETY).title
    'One national open government portal'
    """

    id: str
    title: str
    kind: Term | None = None
    consultation: str | None = None
    plan: str | None = None
    by: Side | None = None
    institution: str | None = None
    count: int | None = None
    submitted: PartialDate | None = None
    published: PartialDate | None = None
    commitments: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id), negative(count=self.count))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class ReasonedResponse(ByValue):
    """What became of contributions, and why.

    Parameters
    ----------
    id
        Short name, unique in its case.
    plan
        Id of the plan that it is about.
    contributions
        Ids of the contributions that it answers.
    institution
        Id of the institution that answers.
    published
        When it was published.
    accepted
        Whether the contributions were taken up.
    reason
        Why, or why not.
    covers_main_points
        Whether it answers the main categories of comment.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> ReasonedResponse(id="r1", contributions=("portal",), accepted=True).accepted
    True
    """

    id: str
    plan: str | None = None
    contributions: tuple[str, ...] = ()
    institution: str | None = None
    published: PartialDate | None = None
    accepted: bool | None = None
    reason: str | None = None
    covers_main_points: bool | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Publication(ByValue):
    """Something made public: a timeline, a draft, a self-assessment, a website, minutes.

    Parameters
    ----------
    id
        Short name, unique in its case.
    kind
        What it is: timeline, draft plan, self-assessment, website, rules, minutes, summary, written submissions.
    title
        Its name for a reader.
    plan, member, consultation
        Id of what it is about.
    institution
        Id of the institution that published it.
    due
        When it was to be published, as a source states.
    published
        When it was published.
    not_published_by
        A day on whose evening it was still not published, as a source states.
    available
        From when to when it could be reached.
    comments
        From when to when the public could comment on it.
    online
        Whether it is online.
    url
        Where it stands; never opened by the library.
    languages
        Codes or names of its languages.
    covers
        What it holds, one word each: phases, kinds of document, ``lead_agency``, ``point_of_contact``.
    pages
        Length in pages.
    planned
        Whether it was only announced: that it was published is not known.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Publication(id="page", title="A page for OGP", online=True).online
    True
    """

    id: str
    kind: Term | None = None
    title: str | None = None
    plan: str | None = None
    member: str | None = None
    consultation: str | None = None
    institution: str | None = None
    due: PartialDate | None = None
    published: PartialDate | None = None
    not_published_by: dt.date | None = None
    available: Period | None = None
    comments: Period | None = None
    online: bool | None = None
    url: str | None = None
    languages: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    pages: int | None = None
    planned: bool = False
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(
            bad_id(self.id),
            denied("not_published_by", self.not_published_by, "publication", self.published),
            negative(pages=self.pages),
        )


@noun(kw_only=True, repr=False, eq=False, slots=False)
class RepositoryUpdate(ByValue):
    """A day on which the public document repository was brought up to date.

    Parameters
    ----------
    id
        Short name, unique in its case.
    member
        Id of the member.
    plan
        Id of the plan that it concerns.
    date
        When.
    covers
        The phases on which it holds evidence.
    url
        Where it stands; never opened by the library.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> RepositoryUpdate(id="u1", member="MAR", date=PartialDate("2022-03"), covers=(Phase.DEVELOPMENT,)).member
    'MAR'
    """

    id: str
    member: str
    date: PartialDate
    plan: str | None = None
    covers: tuple[Phase, ...] = ()
    url: str | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id))
