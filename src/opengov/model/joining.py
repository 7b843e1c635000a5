"""Joining: calls and expressions of interest of OGP Local, and the reforms that make a country eligible."""

from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, before, negative, not_finite, refuse
from opengov.model._noun import noun
from opengov.model.dates import PartialDate
from opengov.model.milestones import Milestone
from opengov.model.sources import Confidence
from opengov.model.values import UNKNOWN, Value

__all__ = ["Deadline", "ExpressionOfInterest", "LocalCall", "Reform"]


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Deadline(ByValue):
    """The last day for something, as one source states it.

    Parameters
    ----------
    date
        The last day.
    time
        Time of day with its zone, as printed.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Deadline(date=PartialDate("2024-01-12"), time="23:59 Pacific")
    Deadline(date=PartialDate('2024-01-12'), time='23:59 Pacific')
    """

    date: PartialDate
    time: str | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None


@noun(kw_only=True, repr=False, eq=False, slots=False)
class LocalCall(ByValue):
    """A call of OGP Local for expressions of interest.

    Parameters
    ----------
    id
        Short name, unique in its case.
    title
        Its name for a reader.
    opened
        When it was published.
    closes
        The last day, once for each source that states one; they may disagree.
    results
        When the admitted were named.
    announced_places
        Number of jurisdictions to be admitted, as announced; not a limit.
    applied, passed_first_check, admitted
        Numbers of jurisdictions at each step.
    offers
        What the call offers to those admitted, one entry each.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> call = LocalCall(
    ...     id="local-2023",
    ...     title="Call of 2023",
    ...     closes=(Deadline(date=PartialDate("2024-01-12")), Deadline(date=PartialDate("2024-01-26"))),
    ... )
    >>> [str(last.date) for last in call.closes]
    ['2024-01-12', '2024-01-26']
    """

    id: str
    title: str
    opened: PartialDate | None = None
    closes: tuple[Deadline, ...] = ()
    results: PartialDate | None = None
    announced_places: int | None = None
    applied: int | None = None
    passed_first_check: int | None = None
    admitted: int | None = None
    offers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(
            bad_id(self.id),
            [
                problem
                for place, last in enumerate(self.closes)
                for problem in before(f"closes[{place}].date", last.date, "opening of the call", self.opened)
            ],
            before("results", self.results, "opening of the call", self.opened),
            negative(
                announced_places=self.announced_places,
                applied=self.applied,
                passed_first_check=self.passed_first_check,
                admitted=self.admitted,
            ),
        )


@noun(kw_only=True, repr=False, eq=False, slots=False)
class ExpressionOfInterest(ByValue):
    """What a local jurisdiction hands in to join OGP Local.

    Parameters
    ----------
    id
        Short name, unique in its case.
    call
        Id of the call that it answers.
    jurisdiction
        Id of the local member, or would-be member.
    submitted
        When it was handed in.
    sent_by_official
        Whether a government official sent it.
    letters_from_head
        Number of letters from the head of the jurisdiction.
    letters_from_non_governmental_leaders
        Number of letters from leaders outside government.
    non_governmental_partners
        Number of partners outside government that back it.
    reforms_in_past_three_years
        Number of open-government reforms or co-creations shown.
    months_left_in_term
        Whole months left in the administration's term.
    admitted
        Whether it was admitted; ``None`` where that is not known.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> ExpressionOfInterest(id="zriba", call="local-2023", jurisdiction="TUN-zriba", admitted=True).admitted
    True
    """

    id: str
    call: str
    jurisdiction: str
    submitted: PartialDate | None = None
    sent_by_official: bool | None = None
    letters_from_head: int | None = None
    letters_from_non_governmental_leaders: int | None = None
    non_governmental_partners: int | None = None
    reforms_in_past_three_years: int | None = None
    months_left_in_term: int | None = None
    admitted: bool | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(
            bad_id(self.id),
            negative(
                letters_from_head=self.letters_from_head,
                letters_from_non_governmental_leaders=self.letters_from_non_governmental_leaders,
                non_governmental_partners=self.non_governmental_partners,
                reforms_in_past_three_years=self.reforms_in_past_three_years,
                months_left_in_term=self.months_left_in_term,
            ),
        )


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Reform(ByValue):
    """A step by which a government would change what an indicator says of it, with its dates.

    Parameters
    ----------
    id
        Short name, unique in its case.
    member
        Id of the member, or would-be member.
    title
        What is to be done.
    indicator
        Id of the indicator that it changes.
    value
        What the indicator says once the reform is in force.
    due
        When it is to be in force.
    done
        When it came into force.
    milestones
        The steps to it.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> from opengov.model.values import Known
    >>> Reform(id="law", member="KHM", title="Pass the law", indicator="ati_law", value=Known(True)).value
    Known(value=True)
    """

    id: str
    member: str
    title: str
    indicator: str
    value: Value = UNKNOWN
    due: PartialDate | None = None
    done: PartialDate | None = None
    milestones: tuple[Milestone, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id), not_finite("value", self.value))
