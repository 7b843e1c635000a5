"""Indicators, their editions and observations, accepted evidence, and the scores that were published."""

from enum import StrEnum

from opengov.errors import Problem
from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, before, negative, not_finite, refuse
from opengov.model._noun import noun
from opengov.model.dates import PartialDate, Period
from opengov.model.sources import Confidence
from opengov.model.values import UNKNOWN, Value

__all__ = [
    "AcceptedEvidence",
    "CriterionScore",
    "Edition",
    "EditionChoice",
    "EligibilityScore",
    "Indicator",
    "IndicatorKind",
    "Observation",
]


class IndicatorKind(StrEnum):
    """What the values of an indicator are."""

    YES_NO = "yes_no"
    NUMBER = "number"
    CATEGORY = "category"


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Indicator(ByValue):
    """Something that is observed of members, from outside OGP.

    Parameters
    ----------
    id
        Short name; rulebooks read it as a measure.
    title
        What it says.
    kind
        What its values are.
    unit
        Unit of a number.
    categories
        Codes of a category, from worst to best where they are ordered.
    series
        Id of the survey whose editions it has.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Indicator(id="civil_liberties", title="EIU civil liberties", kind=IndicatorKind.NUMBER, series="eiu").series
    'eiu'
    """

    id: str
    title: str
    kind: IndicatorKind
    unit: str | None = None
    categories: tuple[str, ...] = ()
    series: str | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Edition(ByValue):
    """One edition of a survey.

    Parameters
    ----------
    series
        Id of the survey.
    label
        Its name in the series, mostly a year.
    published
        When it came out.
    covers
        The time that it describes.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Edition(series="obs", label="2012", published=PartialDate("2013-01"))
    Edition(series='obs', label='2012', published=PartialDate('2013-01'))
    """

    series: str
    label: str
    published: PartialDate | None = None
    covers: Period | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.series, "series"), bad_id(self.label, "label"))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Observation(ByValue):
    """What an indicator says of a member.

    Parameters
    ----------
    member
        Id of the member.
    indicator
        Id of the indicator.
    value
        What it says; ``Absent`` where the source does not cover the member.
    edition
        Label of the edition that says so.
    period
        When the fact held.
    published
        When it was published, where that is not the edition's day.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> from opengov.model.values import Known
    >>> Observation(member="PAK", indicator="civil_liberties", value=Known(5.29), edition="2015").value
    Known(value=5.29)
    """

    member: str
    indicator: str
    value: Value = UNKNOWN
    edition: str | None = None
    period: Period | None = None
    published: PartialDate | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.indicator, "indicator"), not_finite("value", self.value))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class EditionChoice(ByValue):
    """Which edition of a survey stands behind a judgement.

    Parameters
    ----------
    member
        Id of the member.
    series
        Id of the survey.
    edition
        Label of the edition.
    period
        The days of judgement for which the choice stands; all days where it is ``None``.
    why
        What speaks for it.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> EditionChoice(member="PAK", series="eiu", edition="2015", why="gives the published score").edition
    '2015'
    """

    member: str
    series: str
    edition: str
    period: Period | None = None
    why: str | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.series, "series"), bad_id(self.edition, "edition"))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class AcceptedEvidence(ByValue):
    """Evidence that a government handed in and OGP accepted in place of a source.

    Parameters
    ----------
    member
        Id of the member.
    criterion
        Id of the criterion.
    points
        Points that it was given.
    assessed
        When it was assessed.
    until
        The last day on which it counts; ``None`` where none is stated.
    reference
        What was handed in.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> AcceptedEvidence(
    ...     member="TUN",
    ...     criterion="FT",
    ...     points=4,
    ...     assessed=PartialDate("2018-06"),
    ...     reference="audit report of 2016",
    ... ).points
    4
    """

    member: str
    criterion: str
    points: int
    assessed: PartialDate
    until: PartialDate | None = None
    reference: str
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(
            bad_id(self.criterion, "criterion"),
            negative(points=self.points),
            before("until", self.until, "assessment", self.assessed),
        )


@noun(kw_only=True, repr=False, eq=False, slots=False)
class CriterionScore(ByValue):
    """Points printed for one criterion.

    Parameters
    ----------
    criterion
        Id of the criterion.
    points
        Its points.
    confidence
        Whether they were printed or are reconstructed.

    Examples
    --------
    >>> CriterionScore(criterion="FT", points=4).points
    4
    """

    criterion: str
    points: int
    confidence: Confidence | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.criterion, "criterion"), negative(points=self.points))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class EligibilityScore(ByValue):
    """A published eligibility result, as far as it was printed.

    Parameters
    ----------
    member
        Id of the member.
    as_of
        The day or month that it is for.
    points, possible
        Points, and points that could be had.
    percent
        The percentage as printed (``81.2``).
    met
        Whether the core criteria were said to be met.
    criteria
        The points of single criteria.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> EligibilityScore(member="PAK", as_of=PartialDate("2016-12"), points=15, possible=16, met=True).points
    15
    """

    member: str
    as_of: PartialDate
    points: int | None = None
    possible: int | None = None
    percent: str | None = None
    met: bool | None = None
    criteria: tuple[CriterionScore, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        excess = self.points is not None and self.possible is not None and self.points > self.possible
        many = Problem("points", f"{self.points} is more than the {self.possible} that could be had", "correct one")
        refuse(negative(points=self.points, possible=self.possible), (many,) if excess else ())
