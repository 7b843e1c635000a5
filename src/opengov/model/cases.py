"""The case: everything known about the matter that one case file holds."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from opengov.errors import UnknownName
from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, refuse
from opengov.model._integrity import check
from opengov.model._noun import noun
from opengov.model.assessments import IrmAssessment
from opengov.model.claims import Claim, Completeness
from opengov.model.cocreation import Consultation, Contribution, Publication, ReasonedResponse, RepositoryUpdate
from opengov.model.events import Event
from opengov.model.forums import MultiStakeholderForum
from opengov.model.indicators import (
    AcceptedEvidence,
    Edition,
    EditionChoice,
    EligibilityScore,
    Indicator,
    Observation,
)
from opengov.model.institutions import Institution
from opengov.model.joining import ExpressionOfInterest, LocalCall, Reform
from opengov.model.members import Member
from opengov.model.plans import ActionPlan
from opengov.model.sources import Source
from opengov.model.themes import Cluster

__all__ = ["Case"]


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Case(ByValue):
    """Members, plans and all that is known of them, checked as a whole.

    Facts that disagree stand side by side, each with its source. What no field says is not known; that something did
    not happen is said by the fields made for it.

    Parameters
    ----------
    id
        Short name.
    title
        Its name for a reader.
    on
        The day on which it is judged where the caller names none.
    about
        Ids of the members that it judges; all where it is empty.
    summary
        What it is about, in a few sentences.
    sources
        The sources that its facts cite.
    completeness
        How far its lists are complete.
    institutions, members, calls, expressions_of_interest, reforms, indicators, editions, observations
        Who takes part, how they join, and what is observed of them.
    edition_choices, evidence, scores
        What stands behind judgements of eligibility, and the published ones.
    forums, plans, consultations, contributions, responses, publications, repository_updates, assessments
        The plans, how they were made and carried out, and what assessors say of them.
    clusters, events, claims
        Commitments by intended result, other happenings, and what else sources say.

    Raises
    ------
    InvalidCase
        With every problem of the whole at once: ids used twice, references to nothing, days out of order, milestones
        that wait for each other in a circle, one fact given twice by one source.

    Examples
    --------
    >>> case = Case(id="tiny", title="A tiny case", members=(Member(id="PAK", name="Pakistan"),), about=("PAK",))
    >>> case.member("PAK").name
    'Pakistan'
    >>> Case(id="broken", title="A broken case", about=("PAK",))
    Traceback (most recent call last):
        ...
    opengov.errors.InvalidCase: the case does not hold together: 1 problem
      about[0]: there is no member "PAK" (add it, or correct the id)
    """

    id: str
    title: str
    on: date | None = None
    about: tuple[str, ...] = ()
    summary: str | None = None
    sources: tuple[Source, ...] = ()
    institutions: tuple[Institution, ...] = ()
    members: tuple[Member, ...] = ()
    calls: tuple[LocalCall, ...] = ()
    expressions_of_interest: tuple[ExpressionOfInterest, ...] = ()
    reforms: tuple[Reform, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    editions: tuple[Edition, ...] = ()
    observations: tuple[Observation, ...] = ()
    edition_choices: tuple[EditionChoice, ...] = ()
    evidence: tuple[AcceptedEvidence, ...] = ()
    scores: tuple[EligibilityScore, ...] = ()
    forums: tuple[MultiStakeholderForum, ...] = ()
    plans: tuple[ActionPlan, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    responses: tuple[ReasonedResponse, ...] = ()
    publications: tuple[Publication, ...] = ()
    repository_updates: tuple[RepositoryUpdate, ...] = ()
    assessments: tuple[IrmAssessment, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    events: tuple[Event, ...] = ()
    claims: tuple[Claim, ...] = ()
    completeness: tuple[Completeness, ...] = ()

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id))
        check(self)

    def member(self, id: str) -> Member:
        """Return the member with this id.

        Parameters
        ----------
        id
            Its id in this case.

        Returns
        -------
        Member
            The member.

        Raises
        ------
        UnknownName
            If there is none; the message lists the nearest.

        Examples
        --------
        >>> import opengov
        >>> opengov.case("pakistan-2017").member("PAK").name
        'Pakistan'
        """
        return _named("member", self.members, id)

    def plan(self, id: str) -> ActionPlan:
        """Return the plan with this id.

        Parameters
        ----------
        id
            Its id in this case.

        Returns
        -------
        ActionPlan
            The plan.

        Raises
        ------
        UnknownName
            If there is none; the message lists the nearest.

        Examples
        --------
        >>> import opengov
        >>> opengov.case("pakistan-2017").plan("PAK-1").member
        'PAK'
        """
        return _named("plan", self.plans, id)

    def source(self, id: str) -> Source:
        """Return the source with this id.

        Parameters
        ----------
        id
            Its id in this case.

        Returns
        -------
        Source
            The source.

        Raises
        ------
        UnknownName
            If there is none; the message lists the nearest.

        Examples
        --------
        >>> import opengov
        >>> opengov.case("pakistan-2017").source("case-document").id
        'case-document'
        """
        return _named("source", self.sources, id)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_N = TypeVar("_N", bound=_Named)


def _named(kind: str, items: Iterable[_N], id: str) -> _N:
    listed = tuple(items)
    for item in listed:
        if item.id == id:
            return item
    raise UnknownName(kind, id, [item.id for item in listed])
