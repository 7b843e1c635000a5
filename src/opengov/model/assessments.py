"""Assessments by the Independent Reporting Mechanism (IRM) and OGP Local's monitoring bodies: codings as printed."""

from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, not_finite, refuse
from opengov.model._noun import noun
from opengov.model.dates import PartialDate, Period
from opengov.model.plans import Phase
from opengov.model.sources import Confidence
from opengov.model.values import UNKNOWN, Value

__all__ = ["Coding", "IrmAssessment"]


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Coding(ByValue):
    """One variable of an assessment, with its value.

    Parameters
    ----------
    variable
        Name of the IRM variable (``level_of_public_influence``, ``completion``).
    value
        What it says, with OGP's ND, NR, NA as kinds of absence.
    text
        The value exactly as printed.
    phase
        The phase that it judges, for variables coded for both.

    Examples
    --------
    >>> from opengov.model.values import Known
    >>> Coding(variable="acted_contrary", value=Known(False), text="No*").text
    'No*'
    """

    variable: str
    value: Value = UNKNOWN
    text: str | None = None
    phase: Phase | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.variable, "variable"), not_finite("value", self.value))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class IrmAssessment(ByValue):
    """What one report says of a plan or of a commitment; several reports on one plan stand side by side.

    Parameters
    ----------
    id
        Short name, unique in its case.
    plan
        Id of the plan.
    commitment
        Id of the commitment; ``None`` where the report codes the whole plan.
    report
        Kind of report: design report, implementation report, action plan review, results report.
    institution
        Id of the body that assessed, where it is not the IRM.
    published
        When it was published.
    comments
        From when to when the public could comment on its draft.
    codings
        What it says.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> from opengov.model.values import Known
    >>> report = IrmAssessment(
    ...     id="design", plan="MAR-1", codings=(Coding(variable="acted_contrary", value=Known(True), text="Yes"),)
    ... )
    >>> report.codings[0].value
    Known(value=True)
    """

    id: str
    plan: str
    commitment: str | None = None
    report: str | None = None
    institution: str | None = None
    published: PartialDate | None = None
    comments: Period | None = None
    codings: tuple[Coding, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id))
