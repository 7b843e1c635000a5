"""One strategy for each class of nouns.

Each takes strategies for single fields by name, in place of its own: ``milestones(due=st.none())``. Drawn alone,
objects refer to anything by their ids; :func:`~opengov.testing.cases` draws objects that hold together.

Examples
--------
>>> from hypothesis import given, strategies as st
>>> @given(milestones(start=st.none()))
... def test_an_event(milestone):
...     assert milestone.start is None and milestone.id
>>> test_an_event()
"""

from collections.abc import Mapping

from hypothesis import strategies as st

from opengov.model._noun import Noun
from opengov.model.assessments import Coding, IrmAssessment
from opengov.model.claims import Claim, Completeness
from opengov.model.cocreation import (
    Consultation,
    Contribution,
    Publication,
    ReasonedResponse,
    RepositoryUpdate,
    Session,
)
from opengov.model.events import Event
from opengov.model.forums import Meeting, MultiStakeholderForum, Seat, SubCommission, WorkingGroup
from opengov.model.indicators import (
    AcceptedEvidence,
    CriterionScore,
    Edition,
    EditionChoice,
    EligibilityScore,
    Indicator,
    Observation,
)
from opengov.model.institutions import Institution
from opengov.model.joining import Deadline, ExpressionOfInterest, LocalCall, Reform
from opengov.model.members import Member, MembershipEvent
from opengov.model.milestones import Milestone, MilestoneLink, ProgressReport
from opengov.model.places import Place
from opengov.model.plans import ActionPlan, Amendment, Commitment, ThematicArea
from opengov.model.sources import Source
from opengov.model.themes import Cluster, Scheme, Term
from opengov.testing._drawing import drawn

__all__ = [
    "BY_CLASS",
    "accepted_evidence",
    "action_plans",
    "amendments",
    "claims",
    "clusters",
    "codings",
    "commitments",
    "completeness",
    "consultations",
    "contributions",
    "criterion_scores",
    "deadlines",
    "edition_choices",
    "editions",
    "eligibility_scores",
    "events",
    "expressions_of_interest",
    "forums",
    "indicators",
    "institutions",
    "irm_assessments",
    "local_calls",
    "meetings",
    "members",
    "membership_events",
    "milestone_links",
    "milestones",
    "observations",
    "places",
    "progress_reports",
    "publications",
    "reasoned_responses",
    "reforms",
    "repository_updates",
    "schemes",
    "seats",
    "sessions",
    "sources",
    "sub_commissions",
    "terms",
    "thematic_areas",
    "working_groups",
]


def sources(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Source]:
    """Draw sources."""
    return drawn(Source, fields)


def terms(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Term]:
    """Draw terms of OGP's vocabularies and of others."""
    return drawn(Term, fields)


def schemes(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Scheme]:
    """Draw vocabularies."""
    return drawn(Scheme, fields)


def clusters(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Cluster]:
    """Draw clusters of commitments."""
    return drawn(Cluster, fields)


def places(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Place]:
    """Draw countries and local jurisdictions."""
    return drawn(Place, fields)


def institutions(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Institution]:
    """Draw institutions."""
    return drawn(Institution, fields)


def membership_events(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[MembershipEvent]:
    """Draw events of a membership, of the kinds that have occurred."""
    return drawn(MembershipEvent, fields)


def members(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Member]:
    """Draw members, national and local."""
    return drawn(Member, fields)


def deadlines(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Deadline]:
    """Draw last days."""
    return drawn(Deadline, fields)


def local_calls(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[LocalCall]:
    """Draw calls of OGP Local."""
    return drawn(LocalCall, fields)


def expressions_of_interest(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[ExpressionOfInterest]:
    """Draw expressions of interest."""
    return drawn(ExpressionOfInterest, fields)


def reforms(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Reform]:
    """Draw reforms that change an indicator, to a value that it can have."""
    return drawn(Reform, fields)


def milestone_links(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[MilestoneLink]:
    """Draw links to milestones."""
    return drawn(MilestoneLink, fields)


def progress_reports(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[ProgressReport]:
    """Draw reports of the progress of milestones."""
    return drawn(ProgressReport, fields)


def milestones(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Milestone]:
    """Draw milestones."""
    return drawn(Milestone, fields)


def commitments(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Commitment]:
    """Draw commitments, with their milestones."""
    return drawn(Commitment, fields)


def thematic_areas(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[ThematicArea]:
    """Draw thematic areas."""
    return drawn(ThematicArea, fields)


def amendments(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Amendment]:
    """Draw amendments of plans."""
    return drawn(Amendment, fields)


def action_plans(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[ActionPlan]:
    """Draw action plans, with their commitments."""
    return drawn(ActionPlan, fields)


def seats(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Seat]:
    """Draw seats of forums."""
    return drawn(Seat, fields)


def meetings(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Meeting]:
    """Draw meetings of forums."""
    return drawn(Meeting, fields)


def working_groups(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[WorkingGroup]:
    """Draw working groups."""
    return drawn(WorkingGroup, fields)


def sub_commissions(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[SubCommission]:
    """Draw sub-commissions."""
    return drawn(SubCommission, fields)


def forums(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[MultiStakeholderForum]:
    """Draw multi-stakeholder forums, with their seats and meetings."""
    return drawn(MultiStakeholderForum, fields)


def sessions(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Session]:
    """Draw parts of consultations."""
    return drawn(Session, fields)


def consultations(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Consultation]:
    """Draw consultations."""
    return drawn(Consultation, fields)


def contributions(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Contribution]:
    """Draw contributions."""
    return drawn(Contribution, fields)


def reasoned_responses(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[ReasonedResponse]:
    """Draw reasoned responses."""
    return drawn(ReasonedResponse, fields)


def publications(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Publication]:
    """Draw publications."""
    return drawn(Publication, fields)


def repository_updates(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[RepositoryUpdate]:
    """Draw updates of the repository."""
    return drawn(RepositoryUpdate, fields)


def codings(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Coding]:
    """Draw codings of single variables."""
    return drawn(Coding, fields)


def irm_assessments(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[IrmAssessment]:
    """Draw assessments."""
    return drawn(IrmAssessment, fields)


def indicators(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Indicator]:
    """Draw indicators."""
    return drawn(Indicator, fields)


def editions(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Edition]:
    """Draw editions of the surveys."""
    return drawn(Edition, fields)


def observations(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Observation]:
    """Draw observations, of a value that the indicator can have."""
    return drawn(Observation, fields)


def edition_choices(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[EditionChoice]:
    """Draw choices of an edition."""
    return drawn(EditionChoice, fields)


def accepted_evidence(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[AcceptedEvidence]:
    """Draw accepted evidence, for points that every rulebook allows."""
    return drawn(AcceptedEvidence, fields)


def criterion_scores(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[CriterionScore]:
    """Draw points of single criteria."""
    return drawn(CriterionScore, fields)


def eligibility_scores(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[EligibilityScore]:
    """Draw published scores."""
    return drawn(EligibilityScore, fields)


def events(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Event]:
    """Draw dated happenings."""
    return drawn(Event, fields)


def claims(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Claim]:
    """Draw claims."""
    return drawn(Claim, fields)


def completeness(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Completeness]:
    """Draw statements that a list is complete."""
    return drawn(Completeness, fields)


BY_CLASS: Mapping[type[Noun], st.SearchStrategy[Noun]] = {
    AcceptedEvidence: accepted_evidence(),
    ActionPlan: action_plans(),
    Amendment: amendments(),
    Claim: claims(),
    Cluster: clusters(),
    Coding: codings(),
    Commitment: commitments(),
    Completeness: completeness(),
    Consultation: consultations(),
    Contribution: contributions(),
    CriterionScore: criterion_scores(),
    Deadline: deadlines(),
    Edition: editions(),
    EditionChoice: edition_choices(),
    EligibilityScore: eligibility_scores(),
    Event: events(),
    ExpressionOfInterest: expressions_of_interest(),
    Indicator: indicators(),
    Institution: institutions(),
    IrmAssessment: irm_assessments(),
    LocalCall: local_calls(),
    Meeting: meetings(),
    Member: members(),
    MembershipEvent: membership_events(),
    Milestone: milestones(),
    MilestoneLink: milestone_links(),
    MultiStakeholderForum: forums(),
    Observation: observations(),
    Place: places(),
    ProgressReport: progress_reports(),
    Publication: publications(),
    ReasonedResponse: reasoned_responses(),
    Reform: reforms(),
    RepositoryUpdate: repository_updates(),
    Scheme: schemes(),
    Seat: seats(),
    Session: sessions(),
    Source: sources(),
    SubCommission: sub_commissions(),
    Term: terms(),
    ThematicArea: thematic_areas(),
    WorkingGroup: working_groups(),
}
