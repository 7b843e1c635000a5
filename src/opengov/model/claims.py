"""What sources say that nothing else holds, and how far the lists of a case are complete."""

import datetime as dt
from enum import StrEnum

from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, not_finite, refuse
from opengov.model._noun import noun
from opengov.model.dates import PartialDate
from opengov.model.sources import Confidence
from opengov.model.values import Value

__all__ = ["Claim", "Completeness", "Records"]


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Claim(ByValue):
    """What a source says that another contradicts, or that no other class holds.

    Parameters
    ----------
    id
        Short name, unique in its case.
    about
        Id of something in the case, or a subject outside it (``ogp``).
    topic
        What is said of it, as a short name (``founders``).
    value
        What the source says.
    date
        The day for which it is said.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> from opengov.model.values import Known
    >>> Claim(id="founders-six", about="ogp", topic="founders", value=Known(6), sources=("report",)).value
    Known(value=6)
    """

    id: str
    about: str
    topic: str
    value: Value
    date: PartialDate | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(
            bad_id(self.id),
            bad_id(self.about, "about"),
            bad_id(self.topic, "topic"),
            not_finite("value", self.value),
        )


class Records(StrEnum):
    """The lists of a case that may be known to be complete."""

    MEMBERSHIP_EVENTS = "membership_events"
    PLANS = "plans"
    CONSULTATIONS = "consultations"
    CONTRIBUTIONS = "contributions"
    RESPONSES = "responses"
    PUBLICATIONS = "publications"
    REPOSITORY_UPDATES = "repository_updates"
    ASSESSMENTS = "assessments"
    EVENTS = "events"


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Completeness(ByValue):
    """That a list of the case holds all there was, until a day; what it lacks did then not happen.

    Parameters
    ----------
    records
        Which list.
    until
        The last day for which it is complete.
    member
        Id of the member for which it is; ``None`` for all.
    plan
        Id of the plan for which it is; ``None`` for all.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> str(Completeness(records=Records.PLANS, until=dt.date(2018, 12, 31), member="PAK").until)
    '2018-12-31'
    """

    records: Records
    until: dt.date
    member: str | None = None
    plan: str | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None
