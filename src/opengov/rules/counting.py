"""Counting the answers of a group of commitments while they go by, and the order of groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, TypeAlias

from attrs import define, field

from opengov.model.values import Known

__all__ = ["Group", "Tally", "ordered", "yes_or_no"]

Group: TypeAlias = tuple[Any, ...]
"""What the commitments of a group have in common: a value for each name that they are grouped by."""


@define(eq=False)
class Tally:
    """What is counted of a group so far.

    Parameters
    ----------
    yes, of
        For each question, how many say yes, and how many have an answer.
    size
        How many commitments the group has.
    countries
        Their countries.

    Examples
    --------
    >>> tally = Tally.of_nothing(["starred"])
    >>> tally.add("Albania", [("starred", True)])
    >>> tally.add("Albania", [("starred", None)])
    >>> tally.size, tally.yes, tally.of
    (2, {'starred': 1}, {'starred': 1})
    """

    yes: dict[str, int]
    of: dict[str, int]
    size: int = 0
    countries: set[str] = field(factory=set)

    @classmethod
    def of_nothing(cls, names: Iterable[str]) -> Self:
        """Return the tally of a group before its first commitment.

        Parameters
        ----------
        names
            The questions.
        """
        zero = dict.fromkeys(names, 0)
        return cls(yes=zero, of={**zero})

    def add(self, country: str | None, answers: Iterable[tuple[str, bool | None]]) -> None:
        """Count one commitment.

        Parameters
        ----------
        country
            Its country, where that is known.
        answers
            Each question with its answer; ``None`` where there is none.
        """
        self.size += 1
        if country is not None:
            self.countries.add(country)
        for name, answer in answers:
            if answer is not None:
                self.of[name] += 1
                self.yes[name] += answer


def ordered(groups: Iterable[Group]) -> list[Group]:
    """Return groups in order: numbers by size, then words, what is not known last.

    Parameters
    ----------
    groups
        The groups, each with as many values.

    Returns
    -------
    list of tuple
        The groups.

    Examples
    --------
    >>> ordered([(None,), ("ND",), (2012,)])
    [(2012,), ('ND',), (None,)]
    """
    return sorted(groups, key=lambda group: tuple(map(_place, group)))


def yes_or_no(value: object) -> bool | None:
    """Return what a value answers; ``None`` where it is neither yes nor no.

    Parameters
    ----------
    value
        The value, or what it holds.

    Returns
    -------
    bool or None
        The answer.

    Examples
    --------
    >>> yes_or_no(Known(True)), yes_or_no("moderate")
    (True, None)
    """
    inner = value.value if isinstance(value, Known) else value
    return inner if isinstance(inner, bool) else None


def _place(one: object) -> tuple[int, float, str]:
    return (2, 0, "") if one is None else (0, one, "") if isinstance(one, int | float) else (1, 0, str(one))
