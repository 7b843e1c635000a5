"""Was the plan made and carried out with civil society, as OGP requires: each requirement, phase by phase."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property, lru_cache
from types import MappingProxyType

from attrs import frozen

from opengov.errors import UnknownName
from opengov.model.cases import Case
from opengov.model.criteria import Force
from opengov.model.forms import Measure, MeasureKind
from opengov.model.members import MemberKind
from opengov.model.plans import Phase
from opengov.model.rulebooks import Rulebook
from opengov.model.sources import Confidence
from opengov.model.values import UNKNOWN, Between, Known, Outcome, Value
from opengov.rules.eligibility import judgement_day
from opengov.rules.evaluate import Facts
from opengov.rules.meetings import MEETINGS
from opengov.rules.phases import PhaseSpan, phase_span
from opengov.rules.publishing import PUBLISHING
from opengov.rules.resolve import Answers, measures_read, readings_in_test
from opengov.rules.responses import RESPONSES
from opengov.rules.results import Binding, Question, RequirementVerdict
from opengov.rules.shelf import Shelf, shelf
from opengov.rules.taking_part import TAKING_PART
from opengov.rules.verdicts import Verdict
from opengov.rules.views import Found, PhaseView, coded, records_of
from opengov.rules.walking import options_tested

__all__ = ["SUBJECTS", "PhaseRequirement", "PhaseVerdict", "check_cocreation", "phase_facts", "phase_views"]

SUBJECTS = {MemberKind.NATIONAL: "cocreation", MemberKind.LOCAL: "local_cocreation"}

_MEASURES = {**TAKING_PART, **MEETINGS, **RESPONSES, **PUBLISHING}
# what no requirement asks for, and a reader may want to know all the same
_BESIDE = (
    Measure(
        name="public_comment_days",
        kind=MeasureKind.NUMBER,
        title="Days for comments of the public, the longest period",
        unit="days",
    ),
    Measure(
        name="share_of_contributions_answered",
        kind=MeasureKind.NUMBER,
        title="Contributions answered with reasons",
        unit="per cent",
    ),
)


@frozen
class PhaseRequirement:
    """What one requirement came to in one phase of a plan.

    Parameters
    ----------
    verdict
        The requirement, its outcome and why.
    phase
        The phase.
    recorded
        What reports print under the id of the requirement, where they do.
    """

    verdict: RequirementVerdict
    phase: Phase
    recorded: str | None = None

    @property
    def id(self) -> str:
        """The id of the requirement."""
        return self.verdict.id

    @property
    def outcome(self) -> Outcome:
        """What it came to."""
        return self.verdict.outcome

    @property
    def binding(self) -> Binding:
        """Whether it has consequences for this plan."""
        return self.verdict.binding

    @property
    def force(self) -> Force:
        """Whether it is required, a warning or for information."""
        return self.verdict.requirement.force

    @property
    def confidence(self) -> Confidence:
        """How well the requirement is supported."""
        return self.verdict.requirement.confidence

    @property
    def until(self) -> date | None:
        """While it is pending, the last day on which it still is, if that is known."""
        match self.verdict.until:
            case Known(day) | Between(_, day) if isinstance(day, date) and day != date.max:
                return day
            case _:
                return None

    @property
    def because(self) -> str:
        """The reason in one line."""
        printed = f". Reports print: {self.recorded}" if self.recorded is not None else ""
        return self.verdict.because + printed


@frozen(eq=False, slots=False)
class PhaseVerdict:
    """What one phase of a plan came to under the book, or the books, that apply to it.

    Parameters
    ----------
    view
        The records of the plan as they were seen.
    verdict
        The verdict, with all its reasons.

    Examples
    --------
    >>> import opengov
    >>> development, *_ = check_cocreation(opengov.case("pakistan-2017"), plan="PAK-1", on=date(2018, 1, 31))
    >>> development.phase, development.verdict.rulebook
    (<Phase.DEVELOPMENT: 'development'>, 'STD-2017')
    >>> development["2b"].outcome
    <Outcome.NOT_MET: 'not_met'>
    """

    view: PhaseView
    verdict: Verdict

    @property
    def plan(self) -> str:
        """The id of the plan."""
        return self.view.plan.id

    @property
    def phase(self) -> Phase:
        """The phase."""
        return self.view.phase

    @property
    def span(self) -> PhaseSpan:
        """When the phase began and ended."""
        return self.view.span

    @cached_property
    def requirements(self) -> tuple[PhaseRequirement, ...]:
        """Each requirement that judges this phase, in the order of the book."""
        found = [one for one in self.verdict.requirements if one.outcome is not Outcome.NOT_APPLICABLE]
        return tuple(PhaseRequirement(one, self.phase, _recorded(self.view, one.id)) for one in found)

    @cached_property
    def facts(self) -> Facts:
        """The facts seen, by measure, and some that no requirement reads."""
        beside = {one.name: _MEASURES[one.name](self.view, one)[0] for one in _BESIDE}
        return MappingProxyType({**beside, **self.verdict.facts})

    def __getitem__(self, name: str) -> PhaseRequirement:
        """Return a requirement by its id; raise ``UnknownName`` where there is none for this phase."""
        for one in self.requirements:
            if one.id == name:
                return one
        raise UnknownName("requirement", name, [one.id for one in self.requirements])


def check_cocreation(
    case: Case,
    *,
    plan: str,
    on: date | None = None,
    readings: Answers | str | None = None,
    books: Shelf | None = None,
) -> tuple[PhaseVerdict, ...]:
    """Judge how a plan was made and carried out, by the standards in force when each phase began.

    Parameters
    ----------
    case
        The case that holds the plan.
    plan
        Id of the plan.
    on
        The day of judgement; the day of the case where it is left out. What happened or was published later does not
        count, and what may still come is pending.
    readings
        Answers to take to open questions of the sources, by reading; ``"open"`` keeps all of them open.
    books
        The shelf of rulebooks; the shipped one where nothing is given.

    Returns
    -------
    tuple of PhaseVerdict
        One for its co-creation and, unless that has surely not begun by the day, one for its implementation. Where
        the day on which a phase began leaves doubt of the book, all that may apply are tried.

    Raises
    ------
    UnknownName
        If the case has no such plan, or no book can have been in force when a phase began.
    InvalidFacts
        If there is no day of judgement.

    Notes
    -----
    The rules and their sources are printed in the documentation, page "The rules".

    Examples
    --------
    >>> import opengov
    >>> development, implementation = check_cocreation(
    ...     opengov.case("afghanistan-2017"), plan="AFG-1", on=date(2020, 3, 1)
    ... )
    >>> implementation.verdict.rulebook, implementation["IAP2-COLLAB"].outcome
    ('STD-2017', <Outcome.MET: 'met'>)
    """
    return tuple(
        PhaseVerdict(view, _judged(view, readings, books or shelf()))
        for view in phase_views(case, plan=plan, on=judgement_day(case, on))
    )


def phase_views(case: Case, *, plan: str, on: date) -> Iterator[PhaseView]:
    """Yield the phases of a plan to be judged on a day, with the records that concern them."""
    records = records_of(case, case.plan(plan))
    for phase in Phase:
        held = [one for one in records.consultations if one.plan == plan]
        span = phase_span(records.plan, phase, on=on, events=records.events, consultations=held)
        if phase is Phase.DEVELOPMENT or span.begun(on):
            yield PhaseView(records, phase, span, on)


def phase_facts(view: PhaseView, measures: Iterable[Measure]) -> tuple[dict[str, Value], dict[str, tuple[str, ...]]]:
    """Return what the records say of some measures, and where that stands.

    A measure that no record gives is taken from the reports on the plan, where these code it by its name.
    """
    values: dict[str, Value] = {}
    evidence: dict[str, tuple[str, ...]] = {}
    for one in measures:
        if one.name not in values:
            value, lines = _found(view, one)
            if value != UNKNOWN:
                values[one.name] = value
            if lines:
                evidence[one.name] = lines
    return values, evidence


def _found(view: PhaseView, measure: Measure) -> Found:
    derived = _MEASURES.get(measure.name)
    return coded(view, measure.indicator or measure.name) if derived is None else derived(view, measure)


def _judged(view: PhaseView, readings: Answers | str | None, books: Shelf) -> Verdict:
    found = _books(view, books)
    values, evidence = phase_facts(view, (one for book in found for one in _asked(book, view.phase)))
    return Verdict(
        Question(
            books=found,
            facts=values,
            readings=readings or {},
            about=f"{view.plan.id} {view.phase.value}",
            on=view.on,
            evidence=evidence,
        )
    )


@lru_cache(maxsize=128)
def _asked(book: Rulebook, phase: Phase) -> tuple[Measure, ...]:
    """Return the measures of a book without those that only requirements on the other phase read."""
    read: dict[bool, set[str]] = {True: set(), False: set()}
    for one in book.requirements:
        tests = list(one.tests)
        for test in one.tests:
            tests += [each for name in readings_in_test(test, book) for each in options_tested(book.reading(name))]
        read[not one.phases or phase in one.phases].update(*(measures_read(test) for test in tests))
    elsewhere = read[False] - read[True]
    return tuple(one for one in book.measures if one.name not in elsewhere)


def _books(view: PhaseView, books: Shelf) -> tuple[Rulebook, ...]:
    member = view.records.member
    kind = MemberKind.NATIONAL if member is None else member.kind
    first, last = view.span.first
    return books.rulebooks_between(SUBJECTS[kind], first=first, last=min(last, view.span.last[1]))


def _recorded(view: PhaseView, rule: str) -> str | None:
    _, lines = coded(view, rule)
    return "; ".join(lines) or None
