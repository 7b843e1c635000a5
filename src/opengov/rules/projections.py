"""Several countries side by side: what each lacks, what it can do, and when it can join if reforms come as dated."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from datetime import date

from attrs import field, frozen

from opengov.model.cases import Case
from opengov.model.joining import Reform
from opengov.rules.arguments import all_of, check_arguments
from opengov.rules.editions import Editions
from opengov.rules.eligibility import assess_eligibility, judged_members, judgement_day
from opengov.rules.joining import Joining, joining, steps_of
from opengov.rules.reforms import Cost, Paths, paths_to_eligibility
from opengov.rules.resolve import Answers
from opengov.rules.shelf import Shelf
from opengov.rules.verdicts import Verdict
from opengov.rules.webtable import html_table
from opengov.rules.wording import outcome_in_words

__all__ = ["Gap", "MemberProjection", "Projection", "gap", "project"]


@frozen
class Gap:
    """The points that are missing to the threshold, at least and at most; 0 where it is reached."""

    least: int
    most: int

    def __str__(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least}..{self.most}"


@frozen(repr=False)
class MemberProjection:
    """One country of a projection: where it stands, what is missing, what it can do, and when it can join."""

    name: str
    verdict: Verdict
    gap: Gap | None
    paths: Paths
    joining: Joining
    reforms: tuple[Reform, ...] = field(repr=False)

    @property
    def id(self) -> str:
        """The id of the member."""
        return self.verdict.about or ""

    def __str__(self) -> str:
        missing = f", {self.gap} points missing" if self.gap else ""
        standing = f"{outcome_in_words(self.verdict.outcome)}, {self.verdict.points} points{missing}"
        return f"{self.name}: {standing}; joins: {self.joining}"

    def __repr__(self) -> str:
        return f"<MemberProjection {self}>"


@frozen(repr=False)
class Projection:
    """Countries side by side, by the rules in force on the day of judgement, in the order of the case."""

    title: str
    on: date
    members: tuple[MemberProjection, ...]

    def __iter__(self) -> Iterator[MemberProjection]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)

    def __getitem__(self, name: str) -> MemberProjection:
        """Return the projection of a member by its id; raise ``KeyError`` if it is not there."""
        return {one.id: one for one in self.members}[name]

    def rows(self) -> list[dict[str, object]]:
        """Return one row for each country, as plain data for a table or a data frame."""
        return [
            {
                "member": one.id,
                "name": one.name,
                "outcome": str(one.verdict.outcome),
                "points_low": one.verdict.points.low,
                "points_high": one.verdict.points.high,
                "missing_least": one.gap.least if one.gap else None,
                "missing_most": one.gap.most if one.gap else None,
                "reach": str(one.paths.reach),
                "cheapest": " ".join(change.lever.id for change in one.paths.cheapest or ()),
                "joins_earliest": one.joining.earliest.isoformat() if one.joining.earliest else None,
                "joins_latest": one.joining.latest.isoformat() if one.joining.latest else None,
                "joins_by": " ".join(reform.id for reform in one.joining.by),
            }
            for one in self.members
        ]

    def explain(self, *, width: int = 100, most: int = 3) -> str:
        """Return the countries as text: standing, gap, day of joining with what leads there, the cheapest paths.

        Parameters
        ----------
        width
            Characters of a line, where words allow it.
        most
            How many paths of each kind are written out.
        """
        lines = [f"{self.title}, as of {self.on} and by the rules of that day."]
        for one in self.members:
            lines += ["", str(one)]
            lines += [f"  by {reform.title} ({reform.id}, {_dated(reform)})" for reform in one.joining.by]
            lines += [f"  without a day: {reform.title} ({reform.id})" for reform in one.joining.undated]
            lines += [f"  not read by the rules: {reform.title} ({reform.id})" for reform in one.joining.aside]
            lines += ["  " + line for line in one.paths.explain(width=width - 2, most=most).splitlines()]
        return "\n".join(line.rstrip() for line in lines)

    def __repr__(self) -> str:
        return f"<Projection of {len(self)} members on {self.on}>"

    def _repr_html_(self) -> str:
        """Return the countries as a table for a notebook."""
        names = ("member", "outcome", "points", "missing", "reach", "cheapest path", "joins")
        rows = [
            (
                one.name,
                outcome_in_words(one.verdict.outcome),
                one.verdict.points,
                "" if one.gap is None else one.gap,
                one.paths.reach,
                one.paths.cheapest or "",
                one.joining,
            )
            for one in self.members
        ]
        return html_table(names, rows)


def project(
    case: Case,
    *,
    on: date | None = None,
    reforms: Iterable[Reform] = (),
    cost: Cost | None = None,
    readings: Answers | str | None = None,
    editions: Editions = Editions.NAMED,
    books: Shelf | None = None,
) -> Projection:
    """Show the members of a case side by side: gap, minimal reforms, and when each can join.

    The rules are those in force on the day of judgement, since nobody knows on that day which will follow.

    Parameters
    ----------
    case
        The case, with its own dated reforms.
    on
        The day of judgement; that of the case where it is left out.
    reforms
        More reforms, planned or assumed; see :func:`~opengov.rules.joining.trend`.
    cost
        What a change costs, as for :func:`~opengov.rules.reforms.paths_to_eligibility`.
    readings, editions, books
        As for :func:`~opengov.rules.eligibility.assess_eligibility`.

    Returns
    -------
    Projection
        The members of the case, in its order.

    Raises
    ------
    InvalidFacts
        If the case names no day, or a reform gives what a measure cannot be.
    UnknownName
        If a reform is of a member that the case does not have.

    Examples
    --------
    >>> import opengov
    >>> for one in project(opengov.case("cambodia-2014")):
    ...     print(one)
    Indonesia: undetermined, 7..15 of 16 points, 0..5 points missing; joins: not before 2014-10-17, perhaps never
    Philippines: undetermined, 8..16 of 16 points, 0..4 points missing; joins: not before 2014-10-17, perhaps never
    Viet Nam: not met, 2..10 of 16 points, 2..10 points missing; joins: not by the reforms that are dated
    Cambodia: not met, 2..10 of 16 points, 2..10 points missing; joins: not by the reforms that are dated
    """
    day = judgement_day(case, on)
    every = (*case.reforms, *all_of("projection", "reforms", reforms, Reform))
    for reform in every:
        case.member(reform.member)
    members = []
    for name in judged_members(case):
        verdict = assess_eligibility(case, member=name, on=day, readings=readings, editions=editions, books=books)
        own = tuple(reform for reform in every if reform.member == name)
        paths = paths_to_eligibility(verdict, cost=cost)
        members.append(
            MemberProjection(case.member(name).name, verdict, gap(verdict), paths, joining(verdict, own), own)
        )
    return Projection(case.title, day, tuple(members))


def gap(verdict: Verdict) -> Gap | None:
    """Return how many points are missing to the threshold; ``None`` where the book has none.

    Least and most are over all that is not known, the number of criteria that count included.

    Examples
    --------
    >>> import opengov
    >>> facts = {"budget_proposal": "PW", "audit_report": "PW", "ati_law": True, "civil_liberties": 3.1}
    >>> print(gap(opengov.decide(opengov.shelf()["CORE-2018"], facts)))
    0..2
    """
    check_arguments("gap", verdict=(verdict, Verdict))
    missing = []
    for engine, judgement in verdict.judgements:
        threshold = engine.book.threshold
        if threshold is not None:
            reach = {(0, 0)}
            for criterion, cells in zip(engine.book.criteria, judgement.criteria, strict=True):
                pairs = {(cell.points, criterion.maximum * cell.measured) for cell in cells}
                reach = {(a + c, b + d) for (a, b), (c, d) in itertools.product(reach, pairs)}
            missing += [max(0, math.ceil(threshold.share * possible) - points) for points, possible in reach]
    return Gap(min(missing), max(missing)) if missing else None


def _dated(reform: Reform) -> str:
    if reform.done is not None:
        return f"done {reform.done}"
    days = [reform.due] if reform.due is not None else steps_of(reform)
    return f"due {max(days, key=lambda day: day.latest())}"
