"""Action plans and their commitments."""

import datetime as dt
from enum import StrEnum

from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, before, denied, negative, refuse
from opengov.model._noun import noun
from opengov.model.dates import PartialDate, Period
from opengov.model.milestones import Milestone
from opengov.model.sources import Confidence
from opengov.model.themes import Term

__all__ = [
    "ActionPlan",
    "Amendment",
    "Commitment",
    "Phase",
    "ThematicArea",
]


class Phase(StrEnum):
    """The part of a plan's cycle: while it is co-created, or while it is carried out."""

    DEVELOPMENT = "development"
    IMPLEMENTATION = "implementation"


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Commitment(ByValue):
    """A promise of a plan, with who carries it out, until when, and in which steps.

    A text field that is ``None`` is not known; one that is empty was left blank in the plan.

    Parameters
    ----------
    id
        OGP's id (``MO0018``) or any short name, unique in its case.
    title
        Its title.
    number
        Its number as the plan prints it (``5``, ``2.1.1``, ``iv``).
    short_title
        A shorter one, given by OGP.
    problem
        The public problem that it addresses.
    description
        What the commitment is, its expected results and objective.
    solution
        How it will help to solve the problem.
    relevance
        Why it is relevant to OGP's values.
    additional
        Budget, links to other programmes and goals.
    lead
        Id of the lead institution.
    supporting
        Ids of supporting institutions, inside government and out.
    period
        From its start to its end.
    added, removed
        When an amendment put it into the plan or took it out.
    themes
        Policy areas, OGP values, grand challenges.
    milestones
        Its steps.
    url
        Its page; never opened by the library.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Commitment(id="TN-5", number="5", title="Proactive publication of information")
    Commitment(id='TN-5', title='Proactive publication of information', number='5')
    """

    id: str
    title: str
    number: str | None = None
    short_title: str | None = None
    problem: str | None = None
    description: str | None = None
    solution: str | None = None
    relevance: str | None = None
    additional: str | None = None
    lead: str | None = None
    supporting: tuple[str, ...] = ()
    period: Period | None = None
    added: PartialDate | None = None
    removed: PartialDate | None = None
    themes: tuple[Term, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    url: str | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id), before("removed", self.removed, "day it was added", self.added))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class ThematicArea(ByValue):
    """A theme of a plan and the institutions that answer for it, before or beside its commitments.

    Parameters
    ----------
    theme
        The theme.
    lead
        Id of the lead institution.
    supporting
        Ids of supporting institutions.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> ThematicArea(theme=Term(scheme="areas", code="fiscal-transparency"), lead="finance-division").lead
    'finance-division'
    """

    theme: Term
    lead: str | None = None
    supporting: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Amendment(ByValue):
    """A change of a plan after it was delivered.

    Parameters
    ----------
    date
        When the changed plan was delivered.
    title
        What was changed.
    refresh
        Whether it is the refresh of a four-year plan.
    added, removed
        Numbers of commitments.
    new_end
        The plan's end date from then on.
    reasons_given, agreed_with_forum
        Whether it came with reasons, and with the forum's agreement.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Amendment(title="Two commitments added as civil society asked", added=2).added
    2
    """

    title: str
    date: PartialDate | None = None
    refresh: bool = False
    added: int | None = None
    removed: int | None = None
    new_end: PartialDate | None = None
    reasons_given: bool | None = None
    agreed_with_forum: bool | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(negative(added=self.added, removed=self.removed))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class ActionPlan(ByValue):
    """A member's plan, from the drafting to its end; also one that was due and never came.

    Parameters
    ----------
    id
        Short name, unique in its case.
    member
        Id of the member.
    title
        Its name for a reader.
    number
        Which plan of the member it is, from 1.
    period
        What the plan covers, as printed.
    due
        When it was to be delivered, as a letter or page states it.
    delivered
        When it was delivered: uploaded to OGP's site.
    not_delivered_by
        A day on whose evening it was still not delivered, as a source states.
    development, implementation
        The two phases of its cycle.
    drafting
        The steps of drafting the plan itself.
    commitments
        Its commitments.
    commitments_complete
        Whether these are all of them.
    commitment_count
        How many it has, where a source gives the number.
    amendments
        Its changes after delivery.
    areas
        Its thematic areas, where institutions answer for themes.
    themes
        Grand challenges and other themes of the whole plan.
    lead
        Id of the institution that leads it.
    point_of_contact
        Id of the office that is OGP's Point of Contact for it.
    focal_points
        Ids of the institutions with a focal person for it.
    monitoring_body
        Id of the Local Monitoring Body, for OGP Local.
    pages
        Length in pages.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> from datetime import date
    >>> plan = ActionPlan(
    ...     id="PAK-1", member="PAK", due=PartialDate("2017-06-30"), not_delivered_by=date(2017, 10, 31)
    ... )
    >>> plan.delivered is None
    True
    """

    id: str
    member: str
    title: str | None = None
    number: int | None = None
    period: Period | None = None
    due: PartialDate | None = None
    delivered: PartialDate | None = None
    not_delivered_by: dt.date | None = None
    development: Period | None = None
    implementation: Period | None = None
    drafting: tuple[Milestone, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    commitments_complete: bool = False
    commitment_count: int | None = None
    amendments: tuple[Amendment, ...] = ()
    areas: tuple[ThematicArea, ...] = ()
    themes: tuple[Term, ...] = ()
    lead: str | None = None
    point_of_contact: str | None = None
    focal_points: tuple[str, ...] = ()
    monitoring_body: str | None = None
    pages: int | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(
            bad_id(self.id),
            negative(number=self.number, commitment_count=self.commitment_count, pages=self.pages),
            denied("not_delivered_by", self.not_delivered_by, "delivery", self.delivered),
        )
