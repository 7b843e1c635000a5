"""What co-creation still asks for: the next meeting, update or publication, by which day, under which rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from attrs import frozen

from opengov.model.cases import Case
from opengov.model.forms import Compare, Count, Every, Test
from opengov.model.plans import Phase
from opengov.model.sources import Confidence
from opengov.model.values import Known, Listing, Outcome, Record, Span
from opengov.rules.calendar import add_span
from opengov.rules.cocreation import PhaseRequirement, PhaseVerdict, check_cocreation
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Scope, truths
from opengov.rules.meetings import gatherings_of, windows
from opengov.rules.publishing import news_of
from opengov.rules.resolve import Answers, walk, walk_all
from opengov.rules.results import Binding
from opengov.rules.shelf import Shelf

__all__ = ["OpenStep", "open_steps", "steps_of"]

_YES = frozenset({True})
_AGAIN = {"meeting_gaps": "next meeting of the forum", "news_gaps": "next publication"}
# how long the windows of a list are, whether they are those of the calendar, and what lies in them
_WINDOWS = {
    "meeting_quarters": (3, True, "meeting"),
    "meeting_half_years": (6, True, "meeting"),
    "meeting_years": (12, False, "meeting"),
    "meeting_calendar_years": (12, True, "meeting"),
    "repository_years": (12, False, "update of the repository"),
    "repository_calendar_years": (12, True, "update of the repository"),
}


@frozen(order=True)
class OpenStep:
    """Something that a requirement still asks for.

    Parameters
    ----------
    date
        The last good day.
    rule
        Id of the requirement.
    phase
        The phase of the plan.
    what
        What is to be done.
    if_missed
        What follows if it is not done by then.
    """

    date: date
    rule: str
    phase: Phase
    what: str
    if_missed: str


def open_steps(
    case: Case,
    *,
    plan: str,
    on: date,
    readings: Answers | None = None,
    books: Shelf | None = None,
) -> tuple[OpenStep, ...]:
    """Return what the requirements on a plan still ask for on a day, the most urgent first.

    Parameters
    ----------
    case
        The case that holds the plan.
    plan
        Id of the plan.
    on
        The day; steps whose last good day lies before it are left out.
    readings
        Answers to take to open questions of the sources, by reading.
    books
        The shelf of rulebooks; the shipped one where nothing is given.

    Returns
    -------
    tuple of OpenStep
        Sorted by day.

    Raises
    ------
    UnknownName
        If the case has no such plan, or no book can have been in force when a phase began.

    Examples
    --------
    >>> from opengov.formats.casefiles import loads
    >>> case = loads('''
    ... opengov = 1
    ... id = "tiny"
    ... title = "A plan that is carried out"
    ... [[members]]
    ... id = "MAR"
    ... name = "Morocco"
    ... [[plans]]
    ... id = "MAR-4"
    ... member = "MAR"
    ... implementation = "2024-01-01/2025-12-31"
    ... ''', format="toml")
    >>> for step in open_steps(case, plan="MAR-4", on=date(2024, 3, 1)):
    ...     print(step.date, step.rule, step.what)
    2024-07-01 MR-1.1.a next meeting of the forum
    2024-12-31 MR-2.2 2 more: update of the repository, from 2024-01-01 to 2024-12-31
    2024-12-31 MR-5.1 2 more: meeting, from 2024-01-01 to 2024-12-31
    2025-12-31 MR-1.1.b Its basic rules on participation are public
    """
    return steps_of(check_cocreation(case, plan=plan, on=on, readings=readings, books=books), on=on)


def steps_of(phases: Iterable[PhaseVerdict], *, on: date) -> tuple[OpenStep, ...]:
    """Return what the requirements on a plan still ask for on a day, from verdicts on its phases that day."""
    found: set[OpenStep] = set()
    for verdict in phases:
        for one in verdict.requirements:
            if one.outcome in (Outcome.PENDING, Outcome.UNDETERMINED) and not one.verdict.requirement.parts:
                found.update(step for step in _steps(verdict, one) if step.date >= on)
    return tuple(sorted(found))


def _steps(verdict: PhaseVerdict, one: PhaseRequirement) -> Iterator[OpenStep]:
    asked = one.verdict.requirement
    for engine, _ in verdict.verdict.judgements:
        ready = next((each for each in engine.requirements if each.requirement == asked), None)
        if ready is None or ready.met_when is None:
            continue
        if asked.open_until is not None:
            day = engine.days(verdict.verdict.question.facts)[asked.open_until]
            if isinstance(day, Known) and isinstance(day.value, date):
                yield _step(day.value, one, asked.title)
        elif asked.kept_until is not None:
            for test in walk(ready.met_when):
                if isinstance(test, Every):
                    yield from _again(verdict, one, test)
                    yield from _in_windows(verdict, one, test, engine)


def _again(verdict: PhaseVerdict, one: PhaseRequirement, test: Every) -> Iterator[OpenStep]:
    """Yield the next day by which something must happen that must not be silent for longer than a time."""
    inner, view = test.test, verdict.view
    if test.measure not in _AGAIN or not isinstance(inner, Compare) or not isinstance(inner.operand, Span):
        return
    held = news_of(view) if test.measure == "news_gaps" else (each for each, _ in gatherings_of(view))
    days = [each.first for each in held if each.sure and each.first >= view.span.first[0]]
    last = max(days, default=view.span.first[0])
    if last == date.min:
        return
    try:
        due = add_span(last, inner.operand)
    except (OverflowError, ValueError):  # after the last day that there is
        return
    if due < view.span.last[1]:
        yield _step(due, one, _AGAIN[test.measure])


def _in_windows(verdict: PhaseVerdict, one: PhaseRequirement, test: Every, engine: Engine) -> Iterator[OpenStep]:
    """Yield what is still missing in the years that are not over."""
    value, view = verdict.verdict.facts.get(test.measure), verdict.view
    if test.measure not in _WINDOWS or not isinstance(value, Known) or not isinstance(value.value, Listing):
        return
    months, calendar, what = _WINDOWS[test.measure]
    scope = Scope({each.name: each for each in engine.measures[test.measure].fields})
    for record, window in zip(value.value.entries, windows(view, months, calendar=calendar) or (), strict=True):
        if not isinstance(record, Record) or record.get("over") == Known(True):  # noqa: FBT003
            continue
        told = dict(record.values) | {"over": Known(True)}  # noqa: FBT003
        if truths(test.test, told, scope) != _YES:
            due = min(window.last[0], view.span.last[1])
            missing = _missing(test.test, record, scope)
            yield _step(due, one, f"{missing} more: {what}, from {window.first[0]} to {due}")


def _missing(test: Test, record: Record, scope: Scope) -> int:
    """Return how many entries a window lacks for certain."""
    for one in walk_all(test):
        listed = record.get(one.measure) if isinstance(one, Count) else None
        if isinstance(one, Count) and isinstance(listed, Known) and isinstance(listed.value, Listing):
            fields = Scope({each.name: each for each in scope.measures[one.measure].fields})
            entries = [each for each in listed.value.entries if isinstance(each, Record)]
            counted = sum(truths(one.where, dict(each.values), fields) == _YES for each in entries)
            return max(0, int(one.operand) - counted) if isinstance(one.operand, int) else 0
    return 0


def _step(day: date, one: PhaseRequirement, what: str) -> OpenStep:
    return OpenStep(day, one.id, one.phase, what, _follows(one))


def _follows(one: PhaseRequirement) -> str:
    """Say what follows where a requirement is not met: only one of the minimum requirements is told to bear on more."""
    grace = one.verdict.requirement.grace
    if grace is None:
        return ""
    follows = "The minimum requirements are not met: contrary to process"
    if one.confidence is Confidence.UNVERIFIED:
        follows = "A minimum requirement is not met; unverified, so this alone is not contrary to process"
    return {
        Binding.NO: f"It does not bind yet, by {grace.rule}",
        Binding.UNDETERMINED: f"{follows}, if it binds already ({grace.rule})",
    }.get(one.binding, follows)
