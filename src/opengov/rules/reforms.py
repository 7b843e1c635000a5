"""What a government can do to become eligible: every minimal set of changes of fact, and what if."""

from __future__ import annotations

import html
import math
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import NoneType
from typing import TypeAlias

from attrs import evolve, field, frozen

from opengov.errors import InvalidFacts, Problem, UnknownName
from opengov.model.cases import Case
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Outcome, Scalar, Value
from opengov.rules._reader import describe
from opengov.rules.arguments import check_arguments
from opengov.rules.editions import Editions
from opengov.rules.eligibility import assess_eligibility
from opengov.rules.levers import FactChange
from opengov.rules.pathfinding import Changes, changed_facts, gain, search
from opengov.rules.resolve import Answers
from opengov.rules.shelf import Shelf
from opengov.rules.verdicts import Verdict
from opengov.rules.webtable import html_table

__all__ = ["Cost", "FactChange", "Path", "Paths", "Reach", "paths_to_eligibility", "what_if"]

Cost: TypeAlias = Mapping[str, float] | Callable[[FactChange], float]
_SHOWN = 20


class Reach(StrEnum):
    """How far a government is from meeting what is asked."""

    THERE = "there"
    REACHABLE = "reachable"
    PERHAPS = "perhaps"
    OUT_OF_REACH = "out of reach"


@frozen
class Path:
    """A set of changes of fact of which none can be left out, and none can go less far.

    Parameters
    ----------
    changes
        The changes, in the order of the book's measures.
    gained_low, gained_high
        The points that they bring at least and at most; the same number where all facts that matter are known.
    cost
        The sum of the costs of the changes.
    """

    changes: Changes
    gained_low: int
    gained_high: int
    cost: float

    @property
    def gained(self) -> str:
        """The points that it brings, as a number or a range."""
        return str(self.gained_low) if self.gained_low == self.gained_high else f"{self.gained_low}..{self.gained_high}"

    def __iter__(self) -> Iterator[FactChange]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def __str__(self) -> str:
        said = "; ".join(map(_said, self.changes)) or "change nothing"
        return f"{said} (+{self.gained} points, cost {self.cost:g})"


@frozen(repr=False)
class Paths:
    """What a government can do so that a verdict turns to met.

    Parameters
    ----------
    verdict
        The verdict on the facts as they are.
    sure
        The paths that surely suffice, the cheapest first.
    possible
        The paths that may suffice, depending on what is not known, the cheapest first; none of them is also sure. The
        empty path is among them where nothing may have to change.
    most
        The most points that changes can bring about, where nothing suffices.
    never
        The ids of the threshold and of the requirements that no changes bring to be met.
    """

    verdict: Verdict
    sure: tuple[Path, ...]
    possible: tuple[Path, ...]
    most: int = field(repr=False)
    never: tuple[str, ...] = ()

    @property
    def reach(self) -> Reach:
        """Whether the government is there already, can surely get there, perhaps can, or cannot."""
        if self.verdict.outcome is Outcome.MET:
            return Reach.THERE
        if self.sure:
            return Reach.REACHABLE
        return Reach.PERHAPS if self.possible else Reach.OUT_OF_REACH

    @property
    def cheapest(self) -> Path | None:
        """The cheapest path that surely suffices; ``None`` where there is none."""
        return self.sure[0] if self.sure else None

    def __iter__(self) -> Iterator[Path]:
        return iter((*self.sure, *self.possible))

    def __len__(self) -> int:
        return len(self.sure) + len(self.possible)

    def __str__(self) -> str:
        head = f"{self.verdict.about}: " if self.verdict.about else ""
        return head + _headline(self)

    def __repr__(self) -> str:
        return f"<Paths {self}>"

    def rows(self) -> list[dict[str, object]]:
        """Return one row for each path, as plain data for a table or a data frame."""
        return [
            {
                "about": self.verdict.about,
                "rank": rank,
                "suffices": "surely" if path in self.sure else "perhaps",
                "changes": len(path),
                "levers": " ".join(one.lever.id for one in path),
                "what": "; ".join(map(_said, path)),
                "gained_low": path.gained_low,
                "gained_high": path.gained_high,
                "cost": path.cost,
            }
            for rank, path in enumerate(self, 1)
        ]

    def explain(self, *, width: int = 100, most: int = _SHOWN) -> str:
        """Return the paths as text, each change with what the fact is and what it has to become.

        Parameters
        ----------
        width
            Characters of a line, where words allow it.
        most
            How many paths of each kind are written out.
        """
        return "\n".join(_filled(depth, text, width) for depth, text in _lines(self, most))

    def _repr_html_(self) -> str:
        """Return the paths as a table for a notebook."""
        head = f"<p>{html.escape(str(self))}</p>"
        if not len(self):
            return head
        names = ("suffices", "what", "points gained", "cost")
        shown = [("surely", path) for path in self.sure[:_SHOWN]]
        shown += [("perhaps", path) for path in self.possible[:_SHOWN]]
        rows = [(kind, "; ".join(map(_said, path)) or "nothing", path.gained, f"{path.cost:g}") for kind, path in shown]
        left = len(self) - len(shown)
        tail = f"<p>and {left} more</p>" if left else ""
        return f"{head}{html_table(names, rows)}{tail}"


def paths_to_eligibility(
    of: Verdict | Case,
    *,
    cost: Cost | None = None,
    member: str | None = None,
    on: date | None = None,
    readings: Answers | str | None = None,
    editions: Editions | None = None,
    books: Shelf | None = None,
) -> Paths:
    """Return every minimal set of changes that a government can make and that turns a verdict to met.

    Which facts a government can change, and in which direction, the levers of the book say. The answer is exact: no
    other set that is minimal suffices. A path suffices surely if it does so whatever the facts that are not known and
    the answers that are kept open; where two books may be in force, under both.

    Parameters
    ----------
    of
        A verdict; or a case, which is judged first.
    cost
        What a change costs: a function of it, or a mapping from the id of a lever, or the name of its measure, to a
        number. What a mapping leaves out costs 1, and so does every change where nothing is given.
    member, on, readings, editions, books
        For a case, as for :func:`~opengov.rules.eligibility.assess_eligibility`.

    Returns
    -------
    Paths
        The paths, the cheapest first; it says plainly if the government is there already or cannot get there.

    Raises
    ------
    UnknownName
        If the costs name what is neither a lever nor a measure of one.
    InvalidFacts
        If a cost is below zero or no number; if the case cannot be judged.
    TypeError
        If a verdict is given together with what only a case needs.

    Examples
    --------
    >>> import opengov
    >>> facts = {"budget_proposal": "PW", "audit_report": "PL", "ati_law": False, "ati_draft": True}
    >>> facts |= {"ati_constitution": False, "ad_law": True, "ad_public": True, "civil_liberties": 6.2, "member": True}
    >>> paths = paths_to_eligibility(opengov.decide(opengov.shelf()["CORE-2018"], facts))
    >>> print(paths)
    can be reached by 1 change at least, in 3 ways
    >>> print(paths.cheapest)
    Publish the Audit Report on the web in time (+2 points, cost 1)
    """
    check_arguments("paths", of=(of, Verdict, Case), cost=(None if callable(cost) else cost, Mapping, NoneType))
    given = {"member": member, "on": on, "readings": readings, "editions": editions, "books": books}
    if isinstance(of, Verdict):
        if too_many := [name for name, value in given.items() if value is not None]:
            msg = f"{', '.join(too_many)}: only for a case; a verdict has been judged already"
            raise TypeError(msg)
        verdict = of
    else:
        verdict = assess_eligibility(
            of,
            member=member,
            on=on,
            readings=readings,
            editions=Editions.NAMED if editions is None else editions,
            books=books,
        )
    price = _price(cost, verdict.books)
    engines = [engine for engine, _ in verdict.judgements]
    if verdict.outcome is Outcome.MET:
        return Paths(verdict, (), (), verdict.points.high)
    found = search(engines, verdict.facts)

    places = [measure.name for book in verdict.books for measure in book.measures]

    def paths(sets: Iterable[Changes]) -> tuple[Path, ...]:
        made = [Path(one, *gain(engines, verdict.facts, one), cost=math.fsum(map(price, one))) for one in sets]
        return tuple(
            sorted(made, key=lambda path: (path.cost, len(path), [places.index(c.measure.name) for c in path]))
        )

    return Paths(verdict, paths(found.sure), paths(found.may), found.most, found.never)


def what_if(
    of: Verdict | Case,
    changes: Path | Iterable[FactChange] | Mapping[str, Value | Scalar | None],
    *,
    member: str | None = None,
    on: date | None = None,
) -> Verdict:
    """Return the verdict as it would be after changes of fact, by the same book and readings.

    Parameters
    ----------
    of
        A verdict; or a case, which is judged first.
    changes
        A path, or some of its changes; or any other facts, by measure, whether a government can change them or not.
    member, on
        For a case: which member, and the day of judgement.

    Returns
    -------
    Verdict
        The verdict on the changed facts.

    Raises
    ------
    InvalidFacts
        If a fact is not of the kind that its measure declares, or no book declares a measure of that name.

    Examples
    --------
    >>> import opengov
    >>> case = opengov.case("cambodia-2014")
    >>> print(what_if(case, {"ati_law": True, "ad_points": 4, "budget_proposal": "PW"}, member="KHM"))
    KHM on 2014-10-17: met, 12 of 16 points, CORE-2011
    """
    check_arguments("what if", of=(of, Verdict, Case), changes=(changes, Mapping, Iterable))
    verdict = of if isinstance(of, Verdict) else assess_eligibility(of, member=member, on=on)
    before = verdict.facts
    if isinstance(changes, Mapping):
        after: dict[str, Value | Scalar | None] = {**before, **changes}
        evidence = dict.fromkeys(changes, ("as asked: what if",))
    else:
        several = tuple(changes)
        if not all(isinstance(one, FactChange) for one in several):
            hint = "give a value for each measure, or the changes of a path"
            raise InvalidFacts("what if", [Problem("changes", "is no table of facts", hint)])
        after = changed_facts(before, several)
        evidence = {one.measure.name: (f"what if: {one.title}",) for one in several}
    question = evolve(verdict.question, facts=after, evidence={**verdict.evidence, **evidence}, comparisons=())
    return Verdict(question)


# --- costs ----------------------------------------------------------------------------------------------------------


def _price(cost: Cost | None, books: tuple[Rulebook, ...]) -> Callable[[FactChange], float]:
    """Return what each change costs, every cost checked."""
    levers = [lever for book in books for lever in book.levers]
    if isinstance(cost, Mapping):
        known = dict.fromkeys([*(one.id for one in levers), *(one.measure for one in levers)])
        for name in cost:
            if name not in known:
                raise UnknownName("lever, or measure of one,", str(name), known)

    def price(change: FactChange) -> float:
        if cost is None:
            return 1
        if isinstance(cost, Mapping):
            return _checked(cost.get(change.lever.id, cost.get(change.measure.name, 1)), change)
        return _checked(cost(change), change)

    return price


def _checked(cost: object, change: FactChange) -> float:
    if isinstance(cost, bool) or not isinstance(cost, int | float) or not 0 <= cost < math.inf:
        problem = Problem(change.lever.id, f"{describe(cost)} is not a cost", "give a number that is not below zero")
        raise InvalidFacts("costs", [problem])
    return cost


# --- words ----------------------------------------------------------------------------------------------------------


def _said(change: FactChange) -> str:
    return change.title if change.lever.moves is None else f"{change.title}: {change.needed}"


def _headline(paths: Paths) -> str:
    match paths.reach:
        case Reach.THERE:
            return "is there already, nothing has to change"
        case Reach.REACHABLE:
            fewest = min(map(len, paths.sure))
            said = f"can be reached by {_counted(fewest, 'change')} at least, in {_counted(len(paths.sure), 'way')}"
            return said + ("; may need less" if paths.possible else "")
        case Reach.PERHAPS:
            return f"may be reached, depending on what is not known, in {_counted(len(paths.possible), 'way')}"
        case Reach.OUT_OF_REACH:
            return "cannot be reached by what a government can change"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"


def _lines(paths: Paths, most: int) -> Iterator[tuple[int, str]]:
    yield 0, str(paths)
    yield 0, f"As it is: {paths.verdict}."
    if paths.reach is Reach.OUT_OF_REACH:
        yield from _obstacles(paths)
    for title, several in (("Surely enough", paths.sure), ("Perhaps enough, as far as is known", paths.possible)):
        if several:
            yield 0, ""
            yield 0, f"{title}:"
        for rank, path in enumerate(several[:most], 1):
            yield 1, f"{rank}. +{path.gained} points, cost {path.cost:g}"
            yield from ((2, f"{one} ({one.lever.id}, {one.lever.confidence})") for one in path)
            if not len(path):
                yield 2, "nothing has to change, if what is not known is good enough"
        if len(several) > most:
            yield 1, f"... and {len(several) - most} more"


def _obstacles(paths: Paths) -> Iterator[tuple[int, str]]:
    """Say why no changes suffice."""
    rules = {
        rule.id: rule
        for book in paths.verdict.books
        for rule in (*book.requirements, *([book.threshold] if book.threshold else []))
    }
    if not any(book.levers for book in paths.verdict.books):
        yield 1, f"{paths.verdict.rulebook} names nothing that a government can change."
        return
    for name in paths.never:
        yield 1, f"never met: {rules[name].title} ({name})"
    if any(book.threshold is not None and book.threshold.id in paths.never for book in paths.verdict.books):
        measured = sum(any(cell.measured for cell in cells) for _, cells in paths.verdict.cells)
        fewest = max(engine.fewest for engine in paths.verdict.engines)
        if measured < fewest:
            yield 1, f"only {measured} of the criteria are measured, and {fewest} have to be"
        else:
            yield 1, f"the most points that changes can bring about: {paths.most}"
    if not paths.never:
        yield 1, "each of the requirements can be met, but not all of them together"


def _filled(depth: int, text: str, width: int) -> str:
    first = "  " * depth
    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=first + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
