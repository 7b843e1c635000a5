"""From a case to typed facts: what each measure of a book is for one member on one day, and where that stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

from attrs import field, frozen

from opengov import reference
from opengov.model.cases import Case
from opengov.model.criteria import Measure, Rulebook
from opengov.model.indicators import Edition, Observation
from opengov.model.joining import ExpressionOfInterest
from opengov.model.members import Member, MemberStatus
from opengov.model.values import UNKNOWN, Known, OneOf, Outcome, Value, one_of
from opengov.rules.wording import value_in_words

__all__ = ["Editions", "FactSheet", "facts"]


class Editions(StrEnum):
    """Which editions of the surveys to take: those that the case names, or always the newest published by the day."""

    NAMED = "named"
    NEWEST = "newest"


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


def facts(case: Case, member: Member, book: Rulebook, *, on: date, editions: Editions = Editions.NAMED) -> FactSheet:
    """Return what a case knows of a member on a day, as far as a book reads it.

    Only what was published by ``on`` counts. Statements that disagree stay side by side as possible values.

    Parameters
    ----------
    case
        The case.
    member
        One of its members.
    book
        The book whose measures are wanted.
    on
        The day of judgement.
    editions
        Whether to take the editions that the case names, or the newest published by ``on``.
    """
    at = _At(case, member, on, editions)
    given = {one.measure: criterion.id for criterion in book.criteria for one in criterion.given}
    values: dict[str, Value] = {}
    evidence: dict[str, tuple[str, ...]] = {}
    for measure in book.measures:
        if measure.name in given and (accepted := _accepted(at, given[measure.name], measure)) is not None:
            value, lines = accepted
        elif measure.name in _DERIVED:
            value, lines = _DERIVED[measure.name](at)
        else:
            value, lines = _observed(at, measure)
        if value != UNKNOWN:
            values[measure.name] = value
        if lines:
            evidence[measure.name] = lines
    return FactSheet(values, evidence, tuple(_named_editions(at, book)))


Found = tuple[Value, tuple[str, ...]]


@frozen
class _At:
    """The place from which facts are seen: a case, a member, a day."""

    case: Case
    member: Member
    on: date
    editions: Editions
    titles: Mapping[str, str] = field(init=False)

    @titles.default
    def _titles(self) -> Mapping[str, str]:
        return {source.id: source.title for source in self.case.sources}

    def cite(self, sources: Iterable[str]) -> str:
        """Return the titles of sources."""
        return "; ".join(self.titles.get(name, name) for name in sources)


# --- observations --------------------------------------------------------------------------------------------------


def _observed(at: _At, measure: Measure) -> Found:
    name = measure.indicator or measure.name
    series = _series(at.case, name)
    all_ = [one for one in at.case.observations if one.member == at.member.id and one.indicator == name]
    if series is None or not _editions(at.case, series):
        return _standing(at, all_)
    candidates, why = _candidates(at, series)
    if not candidates:
        return UNKNOWN, ()
    found: list[Value] = []
    lines: list[str] = []
    for edition in candidates:
        told = [one for one in all_ if one.edition == edition.label and _published(one, at.on) is not Outcome.NOT_MET]
        found += [one.value for one in told] or [UNKNOWN]
        lines += [f"edition {edition.label}: {value_in_words(one.value)}, {at.cite(one.sources)}" for one in told]
        if not told:
            lines.append(f"edition {edition.label}: nothing in the case")
    return one_of(found), tuple(lines + why)


def _standing(at: _At, observations: list[Observation]) -> Found:
    """Return what holds on the day, of statements that are about a time rather than an edition."""
    sure: list[Observation] = []
    open_: list[Observation] = []
    for one in observations:
        held = Outcome.MET if one.period is None else one.period.covers(at.on)
        truths = {held, _published(one, at.on)}
        if Outcome.NOT_MET not in truths:
            (open_ if Outcome.UNDETERMINED in truths else sure).append(one)
    told = [*sure, *open_]
    lines = tuple(f"{value_in_words(one.value)}, {at.cite(one.sources)}" for one in told)
    if not sure and len({one.value for one in open_}) < len(("before", "after")):
        return UNKNOWN, lines
    return one_of(one.value for one in told), lines


def _published(one: Observation, on: date) -> Outcome:
    return Outcome.MET if one.published is None else one.published.by(on)


def _series(case: Case, indicator: str) -> str | None:
    known = (*case.indicators, *reference.indicators())
    return next((one.series for one in known if one.id == indicator), None)


def _editions(case: Case, series: str) -> list[Edition]:
    """Return the editions of a survey, oldest first; what the case says of one replaces what ships."""
    own = [one for one in case.editions if one.series == series]
    labels = {one.label for one in own}
    shipped = [one for one in reference.editions() if one.series == series and one.label not in labels]
    dated = [one for one in (*own, *shipped) if one.published is not None]
    return sorted(dated, key=lambda one: (one.published.earliest() if one.published else date.min, one.label))


def _candidates(at: _At, series: str) -> tuple[list[Edition], list[str]]:
    """Return the editions that may stand behind a judgement on the day, and what there is to say of the choice."""
    newest = _newest(at, series)
    if at.editions is Editions.NAMED and (choice := _choice(at, series)) is not None:
        label, why = choice
        labels = " or ".join(one.label for one in newest)
        named = next(
            (one for one in _editions(at.case, series) if one.label == label), Edition(series=series, label=label)
        )
        said = f"the case names edition {label}" + (f": {why}" if why else "")
        return [named], [said, f"newest published by {at.on}: {labels}"] if labels != label else [said]
    return newest, []


def _choice(at: _At, series: str) -> tuple[str, str] | None:
    for one in at.case.edition_choices:
        if one.member == at.member.id and one.series == series:
            covers = Outcome.MET if one.period is None else one.period.covers(at.on)
            if covers is not Outcome.NOT_MET:
                return one.edition, one.why or ""
    return None


def _newest(at: _At, series: str) -> list[Edition]:
    """Return the newest edition published by the day, and newer ones that may have been."""
    out: list[Edition] = []
    for edition in reversed(_editions(at.case, series)):
        by = edition.published.by(at.on) if edition.published else Outcome.NOT_MET
        if by is not Outcome.NOT_MET:
            out.append(edition)
        if by is Outcome.MET:
            break
    return out[::-1]


def _named_editions(at: _At, book: Rulebook) -> Iterator[tuple[str, str, str, str]]:
    """Yield the surveys for which the case names another edition than the newest."""
    names = [measure.indicator or measure.name for measure in book.measures]
    for series in dict.fromkeys(filter(None, (_series(at.case, name) for name in names))):
        choice = _choice(at, series)
        newest = " or ".join(one.label for one in _newest(at, series))
        if choice is not None and choice[0] != newest:
            yield series, choice[0], newest, choice[1]


# --- derived facts -------------------------------------------------------------------------------------------------


def _accepted(at: _At, criterion: str, measure: Measure) -> Found | None:
    """Return the points that evidence gave in place of a source, the assessment newest on the day."""
    told = [
        one
        for one in at.case.evidence
        if one.member == at.member.id
        and one.criterion == criterion
        and one.assessed.by(at.on) is not Outcome.NOT_MET
        and (one.until is None or one.until.before(at.on) is not Outcome.MET)
    ]
    if not told:
        return None
    last = max(told, key=lambda one: one.assessed.earliest())
    same = [one for one in told if one.assessed == last.assessed]
    values: list[Value] = [Known(one.points) for one in same]
    if all(one.assessed.by(at.on) is Outcome.UNDETERMINED for one in same):
        values.append(measure.unless_stated or UNKNOWN)
    lines = (f"evidence accepted {one.assessed}: {one.reference}, {at.cite(one.sources)}" for one in same)
    return one_of(values), tuple(lines)


def _member(at: _At) -> Found:
    status = at.member.status_on(at.on)
    out = {MemberStatus.NOT_MEMBER.value, MemberStatus.WITHDRAWN.value}
    match status:
        case Known(value):
            return Known(value not in out), (f"status: {value}",)
        case OneOf(options):
            said = [option.value for option in options if isinstance(option, Known)]
            return one_of(Known(one not in out) for one in said), (f"status: {' or '.join(map(str, said))}",)
        case _:
            return UNKNOWN, ()


def _recognition(at: _At) -> Found:
    return Known(at.member.non_universally_recognised), ()


def _budget_survey_edition(at: _At) -> Found:
    candidates, _ = _candidates(at, "obs")
    years = [Known(int(one.label)) for one in candidates if one.label.isdecimal()]
    return one_of(years), ()


def _run_below(at: _At) -> Found:
    """Return how many yearly results in a row, up to the last known, were below the minimum."""
    results = _results(at)
    return _run(results) if results else UNKNOWN, tuple(_result_lines(at))


def _run_before(at: _At) -> Found:
    """Return how many results in a row were below the minimum just before the last run of results at it."""
    results = _results(at)
    while results and results[-1][1]:
        results = results[:-1]
    return _run(results) if _results(at) else UNKNOWN, ()


def _run(results: list[tuple[int, bool]]) -> Value:
    """Count the years of the last run below; a year without a result in between leaves the count open."""
    count = 0
    for place in range(len(results) - 1, -1, -1):
        year, met = results[place]
        if met or (count and results[place + 1][0] - year > 1):
            break
        count += 1
    open_before = count and (count == len(results) or results[-count - 1][0] < results[-count][0] - 1)
    if open_before and count < len(("first year", "second year")):
        return UNKNOWN
    return Known(count)


def _results(at: _At) -> list[tuple[int, bool]]:
    """Return whether the minimum was met in each year of which a result was known on the day, the last of a year."""
    years: dict[int, tuple[date, bool]] = {}
    for one in at.case.scores:
        if one.member == at.member.id and one.met is not None and one.as_of.by(at.on) is not Outcome.NOT_MET:
            day = one.as_of.latest()
            if day.year not in years or years[day.year][0] <= day:
                years[day.year] = day, one.met
    return [(year, met) for year, (_, met) in sorted(years.items())]


def _result_lines(at: _At) -> Iterator[str]:
    for year, met in _results(at):
        yield f"{year}: {'at or above' if met else 'below'} the minimum"


def _from_interest(name: str) -> Callable[[_At], Found]:
    def found(at: _At) -> Found:
        lines = []
        values: list[Value] = []
        for one in _interests(at):
            stated = getattr(one, name)
            if stated is not None:
                values.append(Known(stated))
                lines.append(f"{value_in_words(stated)}, {at.cite(one.sources)}")
        return one_of(values), tuple(lines)

    return found


def _interests(at: _At) -> list[ExpressionOfInterest]:
    """Return the expressions of interest for the latest call that the jurisdiction answered."""
    own = [one for one in at.case.expressions_of_interest if one.jurisdiction == at.member.id]
    calls = [call.id for call in at.case.calls if any(one.call == call.id for one in own)]
    return [one for one in own if one.call == calls[-1]] if calls else own


def _call(at: _At) -> Found:
    calls = list(dict.fromkeys(one.call for one in _interests(at)))
    return one_of(Known(name) for name in calls), ()


def _number_of_interests(at: _At) -> Found:
    interests = _interests(at)
    return (Known(len(interests)) if interests else UNKNOWN), ()


def _country_in_good_standing(at: _At) -> Found:
    country = next((one for one in at.case.members if one.id == at.member.country), None)
    if country is None:
        return UNKNOWN, ()
    good = {MemberStatus.ACTIVE.value, MemberStatus.ACTIVE_NON_VOTING.value}
    match country.status_on(at.on):
        case Known(value):
            return Known(value in good), (f"{country.name}: {value}",)
        case OneOf(options):
            said = [str(option.value) for option in options if isinstance(option, Known)]
            return one_of(Known(one in good) for one in said), (f"{country.name}: {' or '.join(said)}",)
        case _:
            return UNKNOWN, ()


_DERIVED: Mapping[str, Callable[[_At], Found]] = {
    "member": _member,
    "non_universally_recognised": _recognition,
    "budget_survey_edition": _budget_survey_edition,
    "consecutive_years_below": _run_below,
    "years_below_before": _run_before,
    "country_in_good_standing": _country_in_good_standing,
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
