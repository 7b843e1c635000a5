"""Does a plan hold what OGP's template asks for: the plan as a whole, and each of its commitments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from attrs import field, frozen

from opengov.errors import InvalidFacts, Problem
from opengov.model.cases import Case
from opengov.model.dates import PartialDate
from opengov.model.forms import Measure
from opengov.model.milestones import Milestone
from opengov.model.plans import ActionPlan, Commitment
from opengov.model.values import UNKNOWN, Between, Known, Listing, Outcome, Record, Value, one_of
from opengov.rules.eligibility import judgement_day
from opengov.rules.phases import Bounds, bounds_of, value_between
from opengov.rules.resolve import Answers
from opengov.rules.results import Question, RequirementVerdict
from opengov.rules.shelf import Shelf, shelf
from opengov.rules.silences import length_between
from opengov.rules.verdicts import Verdict
from opengov.rules.views import at_least

__all__ = ["COMMITMENT_SUBJECT", "PLAN_SUBJECT", "PlanVerdict", "check_plan"]

PLAN_SUBJECT, COMMITMENT_SUBJECT = "plan_content", "commitment_content"

_MOST = 100_000
_GRAND_CHALLENGES = "ogp-grand-challenges"
_NUMBER_OF_COMMITMENTS = "number_of_commitments"
_ENGLISH = ("en", "eng", "english")


@frozen(eq=False)
class PlanVerdict:
    """What a plan and its commitments came to under the template of their time.

    Parameters
    ----------
    plan
        Id of the plan.
    verdict
        The verdict on the plan as a whole.
    commitments
        A verdict on each commitment known, by its id.

    Examples
    --------
    >>> import opengov
    >>> found = check_plan(opengov.case("morocco-2018"), plan="MAR-1", on=date(2020, 1, 1))
    >>> found.verdict["COUNT-CAP"].outcome, found.verdict["COUNT-REC"].outcome
    (<Outcome.MET: 'met'>, <Outcome.NOT_MET: 'not_met'>)
    """

    plan: str
    verdict: Verdict
    commitments: Mapping[str, Verdict] = field(factory=dict)

    @property
    def requirements(self) -> tuple[RequirementVerdict, ...]:
        """Each requirement on the plan as a whole that applies to it."""
        return tuple(one for one in self.verdict.requirements if one.outcome is not Outcome.NOT_APPLICABLE)


@frozen
class _Seen:
    """A plan as it is seen on a day."""

    case: Case
    plan: ActionPlan
    on: date


def check_plan(
    case: Case,
    *,
    plan: str,
    on: date | None = None,
    readings: Answers | str | None = None,
    books: Shelf | None = None,
) -> PlanVerdict:
    """Judge what a plan holds, by the template in use when it was delivered, else due, else begins.

    A field that the case leaves out is not known; one that it holds empty was left blank in the plan.

    Parameters
    ----------
    case
        The case that holds the plan.
    plan
        Id of the plan.
    on
        The day of judgement; the day of the case where it is left out. Amendments after it are not seen.
    readings
        Answers to take to open questions of the sources, by reading; ``"open"`` keeps all of them open.
    books
        The shelf of rulebooks; the shipped one where nothing is given.

    Returns
    -------
    PlanVerdict
        The verdict on the plan, and one on each of its commitments.

    Raises
    ------
    UnknownName
        If the case has no such plan, or there was no template at its time.
    InvalidFacts
        If there is no day of judgement, or neither the plan nor the case dates it at all.

    Examples
    --------
    >>> import opengov
    >>> print(check_plan(opengov.case("pakistan-2017"), plan="PAK-1", on=date(2018, 1, 1)).verdict)
    PAK-1 on 2018-01-01: undetermined, CONT-2015
    """
    seen = _Seen(case, case.plan(plan), judgement_day(case, on))
    first, last = _dated(seen)
    taken = books or shelf()
    whole = _judged(seen, PLAN_SUBJECT, _PLAN, seen, seen.plan.id, (first, last), readings, taken)
    commitments = {
        one.id: _judged(seen, COMMITMENT_SUBJECT, _COMMITMENT, one, one.id, (first, last), readings, taken)
        for one in seen.plan.commitments
        if one.added is None or one.added.by(seen.on) is not Outcome.NOT_MET
    }
    return PlanVerdict(seen.plan.id, whole, commitments)


def _judged(
    seen: _Seen,
    subject: str,
    measures: Mapping[str, Callable[..., Value]],
    about: object,
    name: str,
    dated: Bounds,
    readings: Answers | str | None,
    books: Shelf,
) -> Verdict:
    found = books.rulebooks_between(subject, first=dated[0], last=dated[1])
    values: dict[str, Value] = {"plan_date": value_between(dated)}
    for measure in (one for book in found for one in book.measures):
        if measure.name in measures:
            values[measure.name] = measures[measure.name](about, measure)
    known = {name: value for name, value in values.items() if value != UNKNOWN}
    asked = readings if isinstance(readings, str) else _for_books(readings, found)
    return Verdict(Question(books=found, facts=known, readings=asked, about=name, on=seen.on))


def _for_books(readings: Answers | None, books: Iterable[object]) -> Answers:
    names = {one.id for book in books for one in getattr(book, "readings", ())}
    return {name: option for name, option in (readings or {}).items() if name in names}


def _dated(seen: _Seen) -> Bounds:
    plan = seen.plan
    days: tuple[PartialDate | None, ...] = (plan.delivered, plan.due, plan.period.start if plan.period else None)
    found = next((bounds_of(day) for day in days if day is not None), None)
    if found is None:
        problem = Problem("delivered", "the plan has no date at all", "give delivered, due or period")
        raise InvalidFacts(f"plan {plan.id}", [problem])
    return found


# --- the plan as a whole -------------------------------------------------------------------------------------------


def _pages(seen: _Seen, _measure: Measure) -> Value:
    return UNKNOWN if seen.plan.pages is None else Known(min(seen.plan.pages, _MOST))


def _challenges(seen: _Seen, _measure: Measure) -> Value:
    """Return how many grand challenges are named; there may be others that the case does not name."""
    named = {one.code for one in seen.plan.themes if one.scheme == _GRAND_CHALLENGES}
    for commitment in seen.plan.commitments:
        named |= {one.code for one in commitment.themes if one.scheme == _GRAND_CHALLENGES}
    count = min(len(named), 5)
    return Known(count) if count == len(("all", "five", "of", "the", "challenges")) else Between(count, 5)


def _commitments(seen: _Seen, _measure: Measure) -> Value:
    """Return how many commitments it has; what sources count differently stands side by side."""
    counts = [seen.plan.commitment_count]
    about = (seen.plan.id, _NUMBER_OF_COMMITMENTS)
    claims = (one for one in seen.case.claims if (one.about, one.topic) == about and _told(one.date, seen.on))
    counts += [_count(one.value) for one in claims]
    for report in seen.case.assessments:
        if report.plan == seen.plan.id and report.commitment is None and _told(report.published, seen.on):
            counts += [_count(one.value) for one in report.codings if one.variable == "commitments"]
    stated = dict.fromkeys(count for count in counts if count is not None)
    if stated:
        return one_of(Known(min(count, _MOST)) for count in stated)
    held = sum(one.removed is None or not _told(one.removed, seen.on) for one in seen.plan.commitments)
    return Known(held) if seen.plan.commitments_complete else Between(min(held, _MOST), _MOST)


def _count(value: Value) -> int | None:
    number = value.value if isinstance(value, Known) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _told(day: PartialDate | None, on: date) -> bool:
    return day is None or day.by(on) is Outcome.MET


def _languages(seen: _Seen, measure: Measure) -> Value:
    member = next((one for one in seen.case.members if one.id == seen.plan.member), None)
    official = {one.casefold() for one in member.official_languages} if member else set()
    found: set[str] = set()
    for one in seen.case.publications:
        if one.plan == seen.plan.id and one.kind and one.kind.code == "action_plan" and _told(one.published, seen.on):
            found |= {name.casefold() for name in one.languages}
    words = {"english"} if found & set(_ENGLISH) else set()
    words |= {"administrative"} if official and found & official else set()
    known = frozenset(words)
    return Known(known) if found and official else at_least(known, measure)


def _delays(seen: _Seen, _measure: Measure) -> Value:
    """Return how long after the delivery of the plan each amendment came."""
    delivered = bounds_of(seen.plan.delivered)
    if delivered is None:
        return UNKNOWN
    delays: list[Value] = []
    for one in seen.plan.amendments:
        came = bounds_of(one.date)
        if came is None:
            delays.append(UNKNOWN)
        elif came[0] <= seen.on:
            ends = ((delivered[1], max(came[0], delivered[1])), (delivered[0], max(came[1], delivered[0])))
            delays.append(one_of(Known(length_between(*pair)) for pair in ends))
    return Known(Listing(tuple(delays), complete=True))


_PLAN: Mapping[str, Callable[[_Seen, Measure], Value]] = {
    "pages": _pages,
    "grand_challenges": _challenges,
    "commitments": _commitments,
    "languages": _languages,
    "amendment_delays": _delays,
}


# --- one commitment ------------------------------------------------------------------------------------------------


def _stated(name: str) -> Callable[[Commitment, Measure], Value]:
    def found(one: Commitment, _measure: Measure) -> Value:
        text: str | None = getattr(one, name)
        return UNKNOWN if text is None else Known(bool(text.strip()))

    return found


def _dates(one: Commitment, _measure: Measure) -> Value:
    if one.period is None:
        return UNKNOWN
    return Known(one.period.start is not None and one.period.end is not None)


def _supporting(one: Commitment, _measure: Measure) -> Value:
    return Known(True) if one.supporting else UNKNOWN  # noqa: FBT003


def _milestones(one: Commitment, _measure: Measure) -> Value:
    return Between(min(len(one.milestones), _MOST), _MOST)


def _milestone_list(one: Commitment, _measure: Measure) -> Value:
    return Known(Listing(tuple(_milestone(each) for each in one.milestones), complete=bool(one.milestones)))


def _milestone(one: Milestone) -> Record:
    deliverable: Value = UNKNOWN if one.deliverable is None else Known(bool(one.deliverable.strip()))
    return Record(
        (("deliverable", deliverable), ("start", Known(one.start is not None)), ("due", Known(one.due is not None)))
    )


_COMMITMENT: Mapping[str, Callable[[Commitment, Measure], Value]] = {
    **{
        name: _stated(name)
        for name in ("title", "problem", "description", "solution", "relevance", "additional", "lead")
    },
    "dates": _dates,
    "supporting": _supporting,
    "milestones": _milestones,
    "milestone_list": _milestone_list,
}
