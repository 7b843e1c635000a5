"""What a case holds, laid out so that the facts of one member are found without reading those of all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from attrs import frozen

from opengov import reference
from opengov.model.cases import Case
from opengov.model.indicators import AcceptedEvidence, Edition, EditionChoice, EligibilityScore, Observation
from opengov.model.joining import ExpressionOfInterest
from opengov.model.members import Member

__all__ = ["Ledger", "ledger_of"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@frozen(eq=False)
class Ledger:
    """The records of a case by whom and what they concern.

    Parameters
    ----------
    case
        The case.
    titles
        The titles of its sources, by id.
    members
        Its members, by id.
    observations
        Its observations, by member and indicator.
    evidence
        The evidence accepted, by member and criterion.
    scores, choices, interests
        Published results and choices of editions by member, expressions of interest by jurisdiction.
    series
        The survey whose editions an indicator has, by indicator; what the case says counts before what ships.
    editions
        The editions of each survey, oldest first; what the case says of one replaces what ships.
    """

    case: Case
    titles: Mapping[str, str]
    members: Mapping[str, Member]
    observations: Mapping[tuple[str, str], list[Observation]]
    evidence: Mapping[tuple[str, str], list[AcceptedEvidence]]
    scores: Mapping[str, list[EligibilityScore]]
    choices: Mapping[str, list[EditionChoice]]
    interests: Mapping[str, list[ExpressionOfInterest]]
    series: Mapping[str, str | None]
    editions: Mapping[str, list[Edition]]


def ledger_of(case: Case) -> Ledger:
    """Return the records of a case, in one pass over each of its lists."""
    return Ledger(
        case=case,
        titles={source.id: source.title for source in case.sources},
        members={member.id: member for member in case.members},
        observations=_grouped(case.observations, lambda one: (one.member, one.indicator)),
        evidence=_grouped(case.evidence, lambda one: (one.member, one.criterion)),
        scores=_grouped(case.scores, lambda one: one.member),
        choices=_grouped(case.edition_choices, lambda one: one.member),
        interests=_grouped(case.expressions_of_interest, lambda one: one.jurisdiction),
        series={one.id: one.series for one in (*reference.indicators(), *reversed(case.indicators))},
        editions=_editions(case),
    )


def _grouped(records: Iterable[V], key: Callable[[V], K]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = {}
    for one in records:
        found.setdefault(key(one), []).append(one)
    return found


def _editions(case: Case) -> dict[str, list[Edition]]:
    own = {(one.series, one.label) for one in case.editions}
    shipped = [one for one in reference.editions() if (one.series, one.label) not in own]
    dated = [one for one in (*case.editions, *shipped) if one.published is not None]
    dated.sort(key=lambda one: (one.published.earliest() if one.published else date.min, one.label))
    return _grouped(dated, lambda one: one.series)
