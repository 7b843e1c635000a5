"""What was printed of a score, and the breakdowns of its points that agree with it."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from attrs import evolve, frozen

from opengov.errors import InvalidFacts, Problem, UnknownName
from opengov.model.indicators import EligibilityScore
from opengov.model.rulebooks import Rulebook
from opengov.model.sources import Confidence
from opengov.model.values import Outcome
from opengov.rules.cells import cells_of
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Facts, value_of
from opengov.rules.resolve import tests_of

__all__ = ["Breakdown", "Options", "Printed", "breakdowns_of", "options_of", "outcome_of", "possible_of", "printed_of"]

Points: TypeAlias = tuple[int | None, ...]
"""The points of each criterion of a book, in its order; ``None`` for one that is not measured."""

Options: TypeAlias = tuple[frozenset[int | None], ...]
"""For each criterion of a book the points that it may have, each together with all of the others."""

_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,6}))?\s*%?", re.ASCII)


@frozen(kw_only=True)
class Printed:
    """What was printed of a score, nothing added: parts that were not printed are ``None`` or missing.

    ``percent`` is the least and the greatest share that rounds to the percentage as it was printed; a share that lies
    half-way may have been rounded either way.
    """

    points: int | None = None
    possible: int | None = None
    percent: tuple[Fraction, Fraction] | None = None
    met: bool | None = None
    criteria: tuple[tuple[str, int], ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether there is nothing that could be held against a book."""
        return self == Printed()

    def parts(self) -> Iterator[tuple[str, Printed]]:
        """Yield each thing that was printed, alone, with its name."""
        for name in ("points", "possible", "percent", "met"):
            if getattr(self, name) is not None:
                yield name, evolve(Printed(), **{name: getattr(self, name)})
        for one in self.criteria:
            yield one[0], Printed(criteria=(one,))


@frozen(kw_only=True)
class Breakdown:
    """The points of each criterion, ``None`` where it is not measured, and what they are out of.

    Examples
    --------
    >>> print(Breakdown(points=(("FT", None), ("ATI", 4), ("AD", 4), ("CE", 2)), possible=12))
    FT not measured, ATI 4, AD 4, CE 2: 10 of 12
    """

    points: tuple[tuple[str, int | None], ...]
    possible: int

    @property
    def total(self) -> int:
        """All points together."""
        return sum(points or 0 for _, points in self.points)

    def __str__(self) -> str:
        said = ", ".join(f"{name} {'not measured' if points is None else points}" for name, points in self.points)
        return f"{said}: {self.total} of {self.possible}"


def printed_of(score: EligibilityScore, books: tuple[Rulebook, ...]) -> Printed:
    """Return what was printed of a score.

    What this project filled in itself (confidence ``reconstructed``) does not count. Whether the country was said to
    be eligible always does: it is never filled in.

    Raises
    ------
    UnknownName
        If points are given for a criterion that none of the books has.
    InvalidFacts
        If the percentage is not one.
    """
    known = [one.id for book in books for one in book.criteria]
    for one in score.criteria:
        if one.criterion not in known:
            raise UnknownName("criterion", one.criterion, dict.fromkeys(known))
    total = score.confidence is not Confidence.RECONSTRUCTED
    return Printed(
        points=score.points if total else None,
        possible=score.possible if total else None,
        percent=_rounded_from(score.percent) if total and score.percent is not None else None,
        met=score.met,
        criteria=tuple(
            (one.criterion, one.points) for one in score.criteria if one.confidence is not Confidence.RECONSTRUCTED
        ),
    )


def options_of(engine: Engine, facts: Facts) -> tuple[Options, ...]:
    """Return the points that each criterion may have; more than once where criteria share a fact that is not known.

    Raises
    ------
    Problem
        If a fact is not of the kind that its measure declares.
    """
    found = []
    for world in _worlds(engine, facts):
        cells = [frozenset().union(*(table.look_up(world) for table in tables)) for tables in engine.tables]
        found.append(tuple([frozenset([one.points if one.measured else None for one in some]) for some in cells]))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=16384)
def breakdowns_of(book: Rulebook, fewest: int, options: Options, printed: Printed) -> tuple[Points, ...]:
    """Return every combination of the options that agrees with all that was printed.

    Parameters
    ----------
    book
        The book.
    fewest
        The fewest criteria that must be measured.
    options
        The points that each criterion may have.
    printed
        What must come out.
    """
    wanted = dict(printed.criteria)
    names = [one.id for one in book.criteria]
    if not wanted.keys() <= set(names):
        return ()
    kept = [
        sorted([one for one in some if name not in wanted or one == wanted[name]], key=_order)
        for name, some in zip(names, options, strict=True)
    ]
    return tuple([points for points in itertools.product(*kept) if _agrees(points, book, fewest, printed)])


def possible_of(points: Points, book: Rulebook) -> int:
    """Return the points that could be had where these criteria are measured."""
    return sum(criterion.maximum for criterion, one in zip(book.criteria, points, strict=True) if one is not None)


def outcome_of(points: Points, book: Rulebook, fewest: int) -> Outcome:
    """Return whether points reach the threshold of a book."""
    if book.threshold is None:
        return Outcome.NOT_APPLICABLE
    if sum(one is not None for one in points) < fewest:
        return Outcome.UNDETERMINED
    total, share = sum(one or 0 for one in points), book.threshold.share
    enough = total * share.denominator >= possible_of(points, book) * share.numerator
    return Outcome.MET if enough else Outcome.NOT_MET


def _agrees(points: Points, book: Rulebook, fewest: int, printed: Printed) -> bool:
    total, possible = sum(one or 0 for one in points), possible_of(points, book)
    if printed.points not in (None, total) or printed.possible not in (None, possible):
        return False
    if printed.percent is not None:
        low, high = printed.percent
        if not possible or not low <= Fraction(100 * total, possible) <= high:
            return False
    if printed.met is None:
        return True
    return outcome_of(points, book, fewest) is (Outcome.MET if printed.met else Outcome.NOT_MET)


def _rounded_from(percent: str) -> tuple[Fraction, Fraction]:
    """Return the least and the greatest number that may have been rounded to a printed one."""
    match = _PERCENT.fullmatch(percent.strip())
    if match is None:
        problem = Problem("percent", f'"{percent[:40]}" is not a percentage', "as it was printed, such as 69 or 68.8")
        raise InvalidFacts("published score", [problem])
    places = len(match[2] or "")
    printed, half = Fraction(f"{match[1]}.{match[2] or 0}"), Fraction(1, 2 * 10**places)
    return printed - half, printed + half


def _worlds(engine: Engine, facts: Facts) -> Iterator[Facts]:
    """Part the facts by the measures that several criteria read, so that these may be looked up one by one."""
    names = [{name for table in tables for name in table.measures} for tables in engine.tables]
    shared = sorted(name for name, times in Counter(itertools.chain(*names)).items() if times > 1)
    if not shared:
        yield facts
        return
    tests = tests_of(engine.book, engine.answers)
    spaces = [cells_of(engine.measures[name], tests) for name in shared]
    values = [[space.values[code] for code in space.possible(value_of(facts, space.measure))] for space in spaces]
    for world in itertools.product(*values):
        yield {**facts, **dict(zip(shared, world, strict=True))}


def _order(points: int | None) -> int:
    return -1 if points is None else points
