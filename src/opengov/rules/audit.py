"""Can a published score be right: what was printed, held against a book and what is known of the facts."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import NoneType

from attrs import frozen

from opengov.errors import InvalidFacts, Problem, UnknownName
from opengov.model.dates import PartialDate
from opengov.model.indicators import EligibilityScore
from opengov.model.members import MemberKind
from opengov.model.rulebooks import Rulebook
from opengov.rules.alternatives import Way, ways
from opengov.rules.arguments import all_of, check_arguments
from opengov.rules.audit_text import counted, explain_audit
from opengov.rules.eligibility import SUBJECTS
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Facts
from opengov.rules.printed import (
    Breakdown,
    Options,
    Points,
    Printed,
    breakdowns_of,
    options_of,
    possible_of,
    printed_of,
)
from opengov.rules.resolve import Answers
from opengov.rules.shelf import Shelf, shelf
from opengov.rules.verdicts import Verdict, decide
from opengov.rules.webtable import html_table

__all__ = ["Audit", "AuditStatus", "Breakdown", "Way", "audit", "audit_scores", "books_meant"]

_SUBJECT = SUBJECTS[MemberKind.NATIONAL]


class AuditStatus(StrEnum):
    """What an audit comes to.

    ``REPRODUCED``: the facts force all that was printed. ``CONSISTENT``: it may be so. ``IMPOSSIBLE``: it cannot be,
    whatever the facts that are not known.
    """

    REPRODUCED = "reproduced"
    CONSISTENT = "consistent"
    IMPOSSIBLE = "impossible"


@frozen(kw_only=True, repr=False, eq=False)
class Audit:
    """What was printed of a score, held against the books that may be meant.

    Parameters
    ----------
    published
        The score.
    verdict
        What the facts come to under these books.
    printed
        What of the score counts as printed.
    status
        What the audit comes to.
    rulebook
        The book under which the score is possible; where it is impossible, the first of those tried.
    also
        The other books that may be meant under which it is possible too.
    breakdowns
        The points of each criterion that agree with all that was printed, under ``rulebook``.
    possible_with
        Where it is impossible, the smallest changes under which it would not be.
    """

    published: EligibilityScore
    verdict: Verdict
    printed: Printed
    status: AuditStatus
    rulebook: str
    also: tuple[str, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    possible_with: tuple[Way, ...] = ()

    @property
    def fits(self) -> int:
        """How many breakdowns of the points agree with all that was printed."""
        return len(self.breakdowns)

    def explain(self) -> str:
        """Return the audit as text: what was printed, what fits, or what cannot be and what would have to be so."""
        return explain_audit(self)

    def to_dict(self) -> dict[str, object]:
        """Return the audit as plain data."""
        return {
            "member": self.published.member,
            "as_of": str(self.published.as_of),
            "rulebook": self.rulebook,
            "also": list(self.also),
            "tried": [book.id for book in self.verdict.books],
            "status": str(self.status),
            "fits": self.fits,
            "breakdowns": [
                {**dict(one.points), "total": one.total, "possible": one.possible} for one in self.breakdowns
            ],
            "possible_with": [str(one) for one in self.possible_with],
        }

    def _repr_html_(self) -> str:
        """Return the audit as a table for a notebook."""
        head = f"<p>{html.escape(str(self))}</p>"
        if not self.breakdowns:
            return head + html_table(["possible with"], ([one] for one in self.possible_with))
        names = [name for name, _ in self.breakdowns[0].points]
        rows = [
            [*("not measured" if points is None else points for _, points in one.points), one.total, one.possible]
            for one in self.breakdowns
        ]
        return head + html_table([*names, "total", "possible"], rows)

    def __str__(self) -> str:
        head = f"{self.published.member} {self.published.as_of}: {self.status}, {self.rulebook}"
        if self.status is AuditStatus.IMPOSSIBLE:
            return head + (
                f"; possible with {'; or '.join(map(str, self.possible_with))}" if self.possible_with else ""
            )
        return f"{head}, {counted(self.fits)}"

    def __repr__(self) -> str:
        return f"<Audit {self}>"


def audit(
    published: EligibilityScore,
    book: Rulebook | tuple[Rulebook, ...],
    facts: Facts,
    *,
    readings: Answers | str | None = None,
    books: Shelf | None = None,
) -> Audit:
    """Hold a published score against a book: say whether the facts force it, allow it or rule it out.

    Whatever was printed is used and nothing more is needed: a total, a percentage as it was rounded, only that the
    country is eligible, only some criteria. What this project filled in (confidence ``reconstructed``) is passed over.
    The answer is exact: every combination of points that the facts leave possible is held against all that was
    printed together.

    Parameters
    ----------
    published
        The score.
    book
        The book; or all that may be meant, the likeliest first.
    facts
        The value of each measure, as for :func:`~opengov.rules.verdicts.decide`.
    readings
        Answers to take to open questions of the sources; ``"open"`` keeps all of them open.
    books
        The shelf of other books to look among where the score is impossible; the shipped one where nothing is given.

    Returns
    -------
    Audit
        The status, the breakdowns that fit, and for an impossible score what would have to be otherwise.

    Raises
    ------
    InvalidFacts
        If facts are not of the kind that their measures declare, or the percentage is not one.
    UnknownName
        If points are given for a criterion that no book has, or a reading is in none.

    Notes
    -----
    Only the core criteria are looked at, as published scores are of these alone.

    Examples
    --------
    >>> score = EligibilityScore(member="ARC", as_of=PartialDate("2018-06-21"), percent="69")
    >>> facts = {"budget_proposal": "PW", "audit_report": "PL", "civil_liberties": 5.88}
    >>> found = audit(score, shelf()["CORE-2018"], facts)
    >>> print(found)
    ARC 2018-06-21: consistent, CORE-2018, 1 breakdown fits
    >>> print(found.breakdowns[0])
    FT 2, ATI 4, AD 2, CE 3: 11 of 16
    >>> score = EligibilityScore(member="ARC", as_of=PartialDate("2018-06-21"), percent="81.2")
    >>> facts |= {"ati_law": True, "ad_law": True, "ad_public": False}
    >>> found = audit(score, shelf()["CORE-2018"], facts)
    >>> found.status.value
    'impossible'
    >>> [str(way) for way in found.possible_with]
    ['accepted evidence: FT 4', 'accepted evidence: AD 4', 'book: CORE-2011']
    """
    check_arguments(
        "audit",
        published=(published, EligibilityScore),
        facts=(facts, Mapping),
        readings=readings,
        books=(books, Shelf, NoneType),
    )
    tried = all_of("audit", "book", book if isinstance(book, tuple) else (book,), Rulebook)
    printed = printed_of(published, tried)
    verdict = decide(tried, facts, readings=readings, about=published.member, on=_exact(published.as_of))
    held = [one for engine, _ in verdict.judgements for one in _held(engine, facts, printed)]
    under = {one.id: tuple(dict.fromkeys(_fitting(one, held))) for one in tried}
    fitting = [name for name, some in under.items() if some]
    if not fitting:
        others = tuple(one for one in books or shelf() if one.subject == tried[0].subject and one not in tried)
        found = ways(printed, tried, facts, readings or {}, others)
        return Audit(
            published=published,
            verdict=verdict,
            printed=printed,
            status=AuditStatus.IMPOSSIBLE,
            rulebook=tried[0].id,
            possible_with=found,
        )
    forced = not printed.nothing and all(one.forced for one in held)
    return Audit(
        published=published,
        verdict=verdict,
        printed=printed,
        status=AuditStatus.REPRODUCED if forced else AuditStatus.CONSISTENT,
        rulebook=fitting[0],
        also=tuple(fitting[1:]),
        breakdowns=under[fitting[0]],
    )


def audit_scores(
    scores: Iterable[EligibilityScore],
    facts: Iterable[Facts] | None = None,
    *,
    readings: Answers | str | None = None,
    books: Shelf | None = None,
) -> tuple[Audit, ...]:
    """Hold many published scores against the books of their dates.

    Parameters
    ----------
    scores
        The scores.
    facts
        What is known behind each of them, in the same order; nothing where it is left out. Each score is judged by
        those of its facts that its books read.
    readings
        Answers to take to open questions of the sources; ``"open"`` keeps all of them open.
    books
        The shelf of rulebooks; the shipped one where nothing is given.

    Returns
    -------
    tuple of Audit
        One for each score, in the same order.

    Raises
    ------
    InvalidFacts
        With the problems of all scores, each at its place.

    See Also
    --------
    books_meant : which books a date leaves open.

    Examples
    --------
    >>> from opengov import reference
    >>> audits = audit_scores(reference.published_scores())
    >>> sorted({one.rulebook for one in audits})
    ['CORE-2011', 'CORE-2014', 'CORE-2016', 'CORE-2017', 'CORE-2018', 'CORE-2023']
    >>> [str(one) for one in audits if one.status is AuditStatus.IMPOSSIBLE]  # whatever the facts are
    ['SEN 2018: impossible, CORE-2018']
    """
    check_arguments("published scores", readings=readings, books=(books, Shelf, NoneType))
    every = all_of("published scores", "scores", scores, EligibilityScore)
    held = ({},) * len(every) if facts is None else all_of("published scores", "facts", facts, Mapping)
    if len(held) != len(every):
        problem = Problem("facts", f"are given for {len(held)} of {len(every)} scores", "give as many")
        raise InvalidFacts("published scores", [problem])
    standing = books or shelf()
    found: list[Audit] = []
    problems: list[Problem] = []
    for place, (score, known) in enumerate(zip(every, held, strict=True)):
        try:
            found.append(_dated(score, known, readings, standing))
        except InvalidFacts as group:
            problems += [one.below(f"scores[{place}]") for one in group.problems]
        except UnknownName as error:
            problems.append(Problem(f"scores[{place}]", str(error)))
    if problems:
        raise InvalidFacts("published scores", problems)
    return tuple(found)


def books_meant(as_of: PartialDate, books: Shelf | None = None) -> tuple[Rulebook, ...]:
    """Return the books that a published score may have been made by, the likeliest first.

    A score that is dated to a month is taken to stand at the end of that month, one that is dated to a year at the end
    of any month in it. First comes the book that had surely begun by the last of these days.

    Parameters
    ----------
    as_of
        The day, month or year for which the score was published.
    books
        The shelf of rulebooks; the shipped one where nothing is given.

    Raises
    ------
    UnknownName
        If no book is in force on any of these days.

    Examples
    --------
    >>> [book.id for book in books_meant(PartialDate("2014-12"))]  # the update of 22 December
    ['CORE-2014', 'CORE-2016']
    >>> [book.id for book in books_meant(PartialDate("2018"))]
    ['CORE-2018', 'CORE-2017']
    """
    check_arguments("published score", as_of=(as_of, PartialDate), books=(books, Shelf, NoneType))
    standing = books or shelf()
    found: dict[str, Rulebook] = {}
    none: UnknownName | None = None
    for day in _days(as_of):
        try:
            meant = standing.rulebooks_for(_SUBJECT, on=day)
        except UnknownName as error:
            none = error
            continue
        surely = [one for one in meant if one.in_force.start.latest() <= day]
        for one in (*surely, *meant):
            found.setdefault(one.id, one)
    if not found and none is not None:
        raise none
    return tuple(found.values())


# --- from one score to its audit ---


@frozen
class _Held:
    """One state of the facts that several criteria share, and the breakdowns in it that agree with what was printed."""

    engine: Engine
    options: Options
    fitting: tuple[Points, ...]

    @property
    def forced(self) -> bool:
        """Whether nothing else is possible."""
        return len(self.fitting) == math.prod(map(len, self.options))


def _dated(score: EligibilityScore, facts: Facts, readings: Answers | str | None, books: Shelf) -> Audit:
    meant = books_meant(score.as_of, books)
    read = {one.name for book in books if book.subject == _SUBJECT for one in book.measures}
    mine = {one.name for book in meant for one in book.measures}
    # what another book reads is passed over, what none does is a mistake that the verdict will name
    known = {name: value for name, value in facts.items() if name in mine or name not in read}
    return audit(score, meant, known, readings=readings, books=books)


def _days(as_of: PartialDate) -> Iterator[date]:
    """Yield the days at which a score may stand, the last one first."""
    day = as_of.latest()
    while day >= as_of.earliest():
        yield day
        day = day.replace(day=1) - timedelta(days=1)


def _exact(as_of: PartialDate) -> date | None:
    return as_of.latest() if as_of.exact else None


def _held(engine: Engine, facts: Facts, printed: Printed) -> tuple[_Held, ...]:
    several = options_of(engine, facts)
    return tuple(_Held(engine, one, breakdowns_of(engine.book, engine.fewest, one, printed)) for one in several)


def _fitting(book: Rulebook, held: Iterable[_Held]) -> Iterator[Breakdown]:
    names = [one.id for one in book.criteria]
    for one in held:
        if one.engine.book == book:
            for points in one.fitting:
                yield Breakdown(points=tuple(zip(names, points, strict=True)), possible=possible_of(points, book))
