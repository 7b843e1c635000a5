"""From a case to typed facts: what each measure of a book is for one member on one day, and where that stands."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import TypeAlias

from attrs import frozen

from opengov import reference
from opengov.model.criteria import EligibilityCriterion
from opengov.model.dates import PartialDate
from opengov.model.forms import Measure
from opengov.model.indicators import AcceptedEvidence, Edition, EligibilityScore, Observation
from opengov.model.joining import ExpressionOfInterest, LocalCall
from opengov.model.members import Member
from opengov.model.rulebooks import Rulebook
from opengov.model.values import UNKNOWN, Absent, Between, Known, OneOf, Outcome, Value, one_of
from opengov.rules.editions import At, Editions, candidates, labels, named_editions
from opengov.rules.ledger import Ledger
from opengov.rules.resolve import criterion_tests, measures_read
from opengov.rules.wording import value_in_words

__all__ = ["FactSheet", "facts"]


@frozen
class FactSheet:
    """The facts of one member on one day.

    Parameters
    ----------
    values
        The value of each measure.
    evidence
        For each measure, where its value comes from, in words.
    named
        The surveys for which the case names an edition other than the newest: series, edition, newest ones and why.
    """

    values: Mapping[str, Value]
    evidence: Mapping[str, tuple[str, ...]]
    named: tuple[tuple[str, str, str, str], ...] = ()


def facts(
    ledger: Ledger, member: Member, book: Rulebook, *, on: date, editions: Editions = Editions.NAMED
) -> FactSheet:
    """Return what a case knows of a member on a day, as far as a book reads it.

    Only what was published by ``on`` counts. Statements that disagree stay side by side as possible values.

    Parameters
    ----------
    ledger
        The records of the case.
    member
        One of its members.
    book
        The book whose measures are wanted.
    on
        The day of judgement.
    editions
        Whether to take the editions that the case names, or the newest published by ``on``.
    """
    at = At(ledger, member, on, editions)
    given = {one.measure: criterion for criterion in book.criteria for one in criterion.given}
    values: dict[str, Value] = {}
    evidence: dict[str, tuple[str, ...]] = {}
    for measure in book.measures:
        if measure.name in given and (accepted := _accepted(at, given[measure.name], measure)) is not None:
            value, lines = accepted
        elif measure.name in _DERIVED:
            value, lines = _DERIVED[measure.name](at, measure)
        else:
            value, lines = _observed(at, measure)
        if isinstance(value, Absent) and not measure.absent:
            value = UNKNOWN  # a source that does not cover the member leaves open what always has a value
        if value != UNKNOWN:
            values[measure.name] = value
        if lines:
            evidence[measure.name] = lines
    return FactSheet(values, evidence, tuple(named_editions(at, book)))


Found: TypeAlias = tuple[Value, tuple[str, ...]]
_MOST_HISTORIES = 1_000


# --- observations --------------------------------------------------------------------------------------------------


def _observed(at: At, measure: Measure) -> Found:
    name = measure.indicator or measure.name
    series = at.ledger.series.get(name)
    all_ = at.ledger.observations.get((at.member.id, name), [])
    if series is None or series not in at.ledger.editions:
        return _standing(at, all_)
    possible, why = candidates(at, series)
    if not possible:
        return UNKNOWN, ()
    found: list[Value] = []
    lines: list[str] = []
    for edition in possible:
        told = [one for one in all_ if one.edition == edition.label and _published(one, at.on) is not Outcome.NOT_MET]
        told.sort(key=at.words)
        found += [one.value for one in told]
        if all(_published(one, at.on) is Outcome.UNDETERMINED for one in told):
            found.append(UNKNOWN)
        lines += [f"edition {edition.label}: {at.words(one)}" for one in told]
        if not told:
            lines.append(f"edition {edition.label}: nothing in the case")
    if any(one.edition is None for one in all_):
        lines.append(f"an observation that names no edition of {series} is not taken")
    return one_of(found), tuple(lines + why)


def _standing(at: At, observations: list[Observation]) -> Found:
    """Return what holds on the day, of statements that are about a time rather than an edition."""
    sure: list[Observation] = []
    open_: list[Observation] = []
    for one in observations:
        held = Outcome.MET if one.period is None else one.period.covers(at.on)
        truths = {held, _published(one, at.on)}
        if Outcome.NOT_MET not in truths:
            (open_ if Outcome.UNDETERMINED in truths else sure).append(one)
    told = [*sorted(sure, key=at.words), *sorted(open_, key=at.words)]
    lines = tuple(at.words(one) for one in told)
    # where none surely holds that day, perhaps none of them does
    return one_of([*(one.value for one in told), *([] if sure else [UNKNOWN])]), lines


def _published(one: Observation, on: date) -> Outcome:
    return Outcome.MET if one.published is None else one.published.by(on)


# --- derived facts -------------------------------------------------------------------------------------------------


def _accepted(at: At, criterion: EligibilityCriterion, measure: Measure) -> Found | None:
    """Return the points that evidence gave in place of a source, the assessment newest on the day.

    Where that assessment may not have been made yet, or may no longer count, what went before it stays possible.
    """
    handed_in = at.ledger.evidence.get((at.member.id, criterion.id), [])
    told = [one for one in handed_in if _counts(one, at.on) is not Outcome.NOT_MET]
    if not told:
        return None
    sure = [one for one in told if _counts(one, at.on) is Outcome.MET]
    last = [one for one in told if not any(one.assessed.before(other.assessed) is Outcome.MET for other in sure)]
    last.sort(key=lambda one: (one.assessed.earliest(), one.assessed.latest(), one.reference, one.points), reverse=True)
    values: list[Value] = [Known(one.points) for one in last]
    lines = [f"evidence accepted {one.assessed}: {one.reference}, {at.cite(one.sources)}" for one in last]
    newer = labels(
        {edition.label: edition for one in last for edition in _newer_editions(at, criterion, one.assessed)}.values()
    )
    if newer:
        lines.append(f"edition {newer}, published since, may have taken its place")
    if newer or not sure:
        values.append(measure.unless_stated or UNKNOWN)
    return one_of(values), tuple(lines)


def _counts(one: AcceptedEvidence, on: date) -> Outcome:
    """Tell whether evidence was assessed by a day, and still counts on it."""
    over = Outcome.NOT_MET if one.until is None else one.until.before(on)
    truths = {one.assessed.by(on), _OPPOSITE[over]}
    return next(truth for truth in (Outcome.NOT_MET, Outcome.UNDETERMINED, Outcome.MET) if truth in truths)


def _newer_editions(at: At, criterion: EligibilityCriterion, assessed: PartialDate) -> Iterator[Edition]:
    """Yield the editions behind the judgement that came out after an assessment and cover the member themselves.

    No rule says whether they take the place of the evidence: Tunisia's of 2013 no longer counted in 2016.
    """
    names = {name for test in criterion_tests(criterion) for name in measures_read(test)}
    covered = {
        one.edition
        for name in names
        for one in at.ledger.observations.get((at.member.id, name), [])
        if not isinstance(one.value, Absent)
    }
    for series in sorted({series for name in names if (series := at.ledger.series.get(name)) is not None}):
        for edition in candidates(at, series)[0]:
            out = edition.published
            if out is not None and edition.label in covered and assessed.before(out) is Outcome.MET:
                yield edition


def _member(at: At, _measure: Measure) -> Found:
    # what it was before the day: the act of joining does not exempt from what joining asks for
    status = at.member.status_on(at.on - timedelta(days=1))
    return _by_status(status, lambda one: one.member, "status")


def _recognition(at: At, _measure: Measure) -> Found:
    return Known(at.member.non_universally_recognised), ()


def _budget_survey_edition(at: At, _measure: Measure) -> Found:
    possible, _ = candidates(at, "obs")
    years = [Known(int(one.label)) for one in possible if one.label.isdecimal()]
    return one_of(years), ()


def _run_below(at: At, measure: Measure) -> Found:
    """Return how many yearly results in a row, up to the last known, were below the minimum."""
    runs = (_run(results, measure) if results else UNKNOWN for results in _histories(at))
    return one_of(runs), _result_lines(at)


def _run_before(at: At, measure: Measure) -> Found:
    """Return how many results in a row were below the minimum just before the last run of results at it."""
    runs = (_run(_to_last_below(results), measure) if results else UNKNOWN for results in _histories(at))
    return one_of(runs), _result_lines(at)


History: TypeAlias = list[tuple[int, bool]]


def _run(results: History, measure: Measure) -> Value:
    """Count the years of the last run below; where the year before it has no known result, it may be longer."""
    count = 0
    for place in range(len(results) - 1, -1, -1):
        year, met = results[place]
        if met or (count and results[place + 1][0] - year > 1):
            break
        count += 1
    open_before = count and (count == len(results) or results[-count - 1][0] < results[-count][0] - 1)
    return Between(count, max(count, int(measure.high or count))) if open_before else Known(count)


def _to_last_below(results: History) -> History:
    return results[: max((place for place, (_, met) in enumerate(results, 1) if not met), default=0)]


def _histories(at: At) -> Iterator[History]:
    """Yield the yearly results that may have been known on the day, several where sources or dates leave doubt."""
    years = _results(at)
    if math.prod(map(len, years.values())) > _MOST_HISTORIES:
        yield []
        return
    for results in itertools.product(*years.values()):
        yield [(year, met) for year, met in zip(years, results, strict=True) if met is not None]


def _results(at: At) -> dict[int, list[bool | None]]:
    """Return whether the minimum was met in each year, by its last result; ``None`` where it may not have been out."""
    years: dict[int, list[EligibilityScore]] = {}
    for one in at.ledger.scores.get(at.member.id, []):
        if one.met is not None and one.as_of.by(at.on) is not Outcome.NOT_MET:
            years.setdefault(one.as_of.latest().year, []).append(one)
    found: dict[int, list[bool | None]] = {}
    for year, scores in sorted(years.items()):
        told = [one for one in scores if not any(one.as_of.before(other.as_of) is Outcome.MET for other in scores)]
        unsure = all(one.as_of.by(at.on) is Outcome.UNDETERMINED for one in scores)
        found[year] = [*sorted({bool(one.met) for one in told}), *([None] if unsure else [])]
    return found


def _result_lines(at: At) -> tuple[str, ...]:
    words = {True: "at or above the minimum", False: "below the minimum", None: "not known yet"}
    return tuple(f"{year}: {' or '.join(words[met] for met in results)}" for year, results in _results(at).items())


def _from_interest(name: str) -> Callable[[At, Measure], Found]:
    def found(at: At, _measure: Measure) -> Found:
        lines = []
        values: list[Value] = []
        for one in sorted(_interests(at), key=lambda one: one.id):
            stated = getattr(one, name)
            if stated is not None:
                values.append(Known(stated))
                lines.append(f"{value_in_words(stated)}, {at.cite(one.sources)}")
        return one_of(values), tuple(lines)

    return found


def _interests(at: At) -> list[ExpressionOfInterest]:
    """Return the expressions of interest for the latest call that the jurisdiction answered."""
    calls = {call.id: call for call in at.ledger.case.calls}
    own = [one for one in at.ledger.interests.get(at.member.id, []) if not _comes_later(one, calls, at.on)]
    days = {one.call: opened for one in own if (opened := calls[one.call].opened) is not None}
    later = {name for name in days if any(days[name].before(other) is Outcome.MET for other in days.values())}
    return [one for one in own if one.call not in later]


def _comes_later(one: ExpressionOfInterest, calls: Mapping[str, LocalCall], on: date) -> bool:
    """Tell whether an expression of interest was surely not sent in by a day."""
    days = (one.submitted, calls[one.call].opened)
    return any(day is not None and day.by(on) is Outcome.NOT_MET for day in days)


def _call(at: At, _measure: Measure) -> Found:
    calls = sorted({one.call for one in _interests(at)})
    return one_of(Known(name) for name in calls), ()


def _number_of_interests(at: At, _measure: Measure) -> Found:
    counts = Counter(one.call for one in _interests(at))
    return one_of(Known(count) for count in counts.values()), ()


def _country_in_good_standing(at: At, _measure: Measure) -> Found:
    country = at.ledger.members.get(at.member.country or "")
    if country is None:
        return UNKNOWN, ()
    sent = [one.submitted.earliest() for one in _interests(at) if one.submitted is not None and one.submitted.exact]
    day = max(sent, default=at.on)
    return _by_status(country.status_on(day), lambda one: one.good_standing, country.name)


def _country_has_left(at: At, _measure: Measure) -> Found:
    """Tell whether the country was a member once and is none on the day."""
    country = at.ledger.members.get(at.member.country or "")
    if country is None:
        return UNKNOWN, ()
    return _by_status(country.status_on(at.on), lambda one: one.left, country.name)


def _by_status(status: Value, asked: Callable[[reference.StatusMeaning], bool | None], whose: str) -> Found:
    """Return what a standing means, as far as it is known and any source says."""
    options = status.options if isinstance(status, OneOf) else (status,)
    said = [str(option.value) for option in options if isinstance(option, Known)]
    if not said:
        return UNKNOWN, ()
    meant = [asked(one) for one in reference.statuses() if one.id in said]
    return one_of(UNKNOWN if one is None else Known(one) for one in meant), (f"{whose}: {' or '.join(said)}",)


_OPPOSITE = {
    Outcome.MET: Outcome.NOT_MET,
    Outcome.NOT_MET: Outcome.MET,
    Outcome.UNDETERMINED: Outcome.UNDETERMINED,
}
_DERIVED: Mapping[str, Callable[[At, Measure], Found]] = {
    "member": _member,
    "non_universally_recognised": _recognition,
    "budget_survey_edition": _budget_survey_edition,
    "consecutive_years_below": _run_below,
    "years_below_before": _run_before,
    "country_in_good_standing": _country_in_good_standing,
    "country_has_left": _country_has_left,
    "call": _call,
    "expressions_of_interest": _number_of_interests,
    **{
        name: _from_interest(name)
        for name in (
            "sent_by_official",
            "letters_from_head",
            "letters_from_non_governmental_leaders",
            "non_governmental_partners",
            "reforms_in_past_three_years",
            "months_left_in_term",
            "admitted",
        )
    },
}
