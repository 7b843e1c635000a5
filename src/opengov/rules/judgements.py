"""What a book makes of facts, as sets of what is possible."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from attrs import frozen

from opengov.model.values import Outcome
from opengov.rules.tables import Cell

__all__ = ["Judgement", "Outcomes", "merge", "settled"]

Outcomes: TypeAlias = frozenset[Outcome]


@frozen
class Judgement:
    """What a book makes of facts, as sets of what is possible.

    Parameters
    ----------
    whole
        The outcomes of the book as a whole: the threshold and every requirement.
    core
        The outcomes of the threshold alone; not applicable where the book has none.
    criteria
        For each criterion of the book, in its order, the cells that the facts leave possible.
    requirements
        For each requirement, in the order of the book, its outcomes.
    """

    whole: Outcomes
    core: Outcomes
    criteria: tuple[frozenset[Cell], ...]
    requirements: tuple[Outcomes, ...]


def settled(outcomes: Outcomes) -> Outcome:
    """Return the one outcome that is possible, or undetermined."""
    if len(outcomes) == 1:
        (outcome,) = outcomes
        return outcome
    return Outcome.UNDETERMINED


def merge(judgements: Iterable[Judgement]) -> Judgement:
    """Return what is possible if any of the judgements may be the right one (all by books of the same shape)."""
    found = iter(judgements)
    first = next(found)
    whole, core, criteria, requirements = first.whole, first.core, first.criteria, first.requirements
    for one in found:
        whole, core = whole | one.whole, core | one.core
        criteria = tuple([a | b for a, b in zip(criteria, one.criteria, strict=True)])
        requirements = tuple([a | b for a, b in zip(requirements, one.requirements, strict=True)])
    return Judgement(whole, core, criteria, requirements)
