"""One entry of a book judged by itself: a requirement, a finding, a label or a number of points, row after row."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from attrs import frozen

from opengov.errors import UnknownName
from opengov.model.criteria import Rule
from opengov.model.forms import OutcomeIs, Test
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Absent, Known, OneOf, Outcome, Scalar, Value
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Facts
from opengov.rules.findings import findings_under
from opengov.rules.judgements import settled
from opengov.rules.preparing import engine_for
from opengov.rules.resolve import Answers, criterion_tests, measures_read, resolve_test, walk
from opengov.rules.results import Made

__all__ = ["Entry", "Found", "entry_of"]

_MOST_KEPT = 100_000


@frozen
class Found:
    """What an entry came to.

    Parameters
    ----------
    outcome
        The outcome; for a finding, a label or points, whether there is one.
    value
        Yes or no for a requirement or a finding, the label of a class, the points of a criterion; ``None`` where it
        does not apply or is not determined.
    """

    outcome: Outcome
    value: bool | str | int | None


class Entry:
    """One entry of a book, made ready to be judged row after row; rows that are alike are judged once.

    Parameters
    ----------
    engine
        The book made ready to judge.
    name
        Id of the requirement, finding, class or criterion.

    Examples
    --------
    >>> from opengov.rules.shelf import shelf
    >>> star = entry_of(shelf()["STAR-R1"], "STAR")
    >>> star.measures
    ('relevant', 'potential_impact', 'completion')
    >>> star({"relevant": True, "potential_impact": "minor", "completion": "complete"})
    Found(outcome=<Outcome.NOT_MET: 'not_met'>, value=False)
    """

    __slots__ = ("_kept", "engine", "measures", "name", "rule")

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        self.rule = _rule(engine.book, name)
        self.measures = tuple(dict.fromkeys(_measures(engine, self.rule)))
        self._kept: dict[tuple[object, ...], Found] = {}

    def __call__(self, facts: Facts) -> Found:
        """Return what the entry comes to under the facts; those that it does not read are passed over.

        Raises
        ------
        InvalidFacts
            If a fact is not of the kind that its measure declares.
        """
        values = tuple([facts.get(name) for name in self.measures])
        key = values, tuple([_kind(one) for one in values])  # true equals 1, which is neither true nor false
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = _judged(self.engine, self.rule, dict(zip(self.measures, values, strict=True)))
        return found

    def declares(self, name: str, absence: Absent) -> bool:
        """Tell whether a measure of the book can be absent in this way.

        Parameters
        ----------
        name
            The measure.
        absence
            How it is absent.
        """
        return absence.kind in self.engine.measures[name].absent


def _kind(value: Value | Scalar | None) -> object:
    """Return the class of what a value holds, or of each that it may be."""
    if isinstance(value, OneOf):
        return tuple([_kind(one) for one in value.options])
    return value.value.__class__ if isinstance(value, Known) else value.__class__


@lru_cache(maxsize=1024)
def _entry(engine: Engine, name: str) -> Entry:
    return Entry(engine, name)


def entry_of(book: Rulebook, name: str, answers: Answers | None = None) -> Entry:
    """Return an entry of a book, ready to be judged row after row.

    Parameters
    ----------
    book
        The book.
    name
        Id of a requirement, finding, class or criterion.
    answers
        The answers taken to open questions; the default for each that is not named.

    Returns
    -------
    Entry
        The entry, the same one where it is asked for again.

    Raises
    ------
    UnknownName
        If the book has no such entry; the message lists the nearest.
    """
    return _entry(engine_for(book, answers), name)


def _rule(book: Rulebook, name: str) -> Rule:
    found = {one.id: one for one in (*book.requirements, *book.findings, *book.classes, *book.criteria)}
    if name not in found:
        raise UnknownName(f"entry of {book.id}", name, found)
    return found[name]


def _measures(engine: Engine, rule: Rule) -> Iterator[str]:
    """Yield the measures that an entry reads, by way of other requirements too."""
    book = engine.book
    requirements = {one.id: one for one in book.requirements}
    waiting = [*_tests(book, rule.id)]
    seen: set[str] = {rule.id}
    for given in (given for one in book.criteria if one.id == rule.id for given in one.given):
        yield given.measure
    for part in requirements[rule.id].parts if rule.id in requirements else ():
        waiting += _tests(book, part)
    while waiting:
        test = resolve_test(waiting.pop(0), book, engine.answers)
        yield from measures_read(test)
        for one in walk(test):
            if isinstance(one, OutcomeIs):
                new = [name for name in one.requirements if name not in seen]
                seen.update(new)
                waiting += [inner for name in new for inner in _tests(book, name)]


def _tests(book: Rulebook, name: str) -> Iterator[Test]:
    for requirement in book.requirements:
        if requirement.id == name:
            yield from requirement.tests
    for criterion in book.criteria:
        if criterion.id == name:
            yield from criterion_tests(criterion)
    yield from (finding.when for finding in book.findings if finding.id == name)
    yield from (row.when for one in book.classes if one.id == name for row in one.choose.rows)


def _judged(engine: Engine, rule: Rule, facts: Facts) -> Found:
    judgement = engine.judge(facts)
    for place, requirement in enumerate(engine.book.requirements):
        if requirement is rule:
            outcome = settled(judgement.requirements[place])
            return Found(outcome, _YES_NO.get(outcome))
    for place, criterion in enumerate(engine.book.criteria):
        if criterion is rule:
            cells = judgement.criteria[place]
            points = {cell.points if cell.measured else None for cell in cells}
            return _one([*points])
    (found,) = (one for one in findings_under(engine, judgement, facts, only=rule.id))
    if found.made is Made.UNDETERMINED:
        return Found(Outcome.UNDETERMINED, None)
    made = found.made is Made.YES
    return Found(_MADE[made], found.label if rule in engine.book.classes else made)


def _one(points: list[int | None]) -> Found:
    if len(points) > 1:
        return Found(Outcome.UNDETERMINED, None)
    return Found(Outcome.NOT_APPLICABLE if points[0] is None else Outcome.MET, points[0])


_YES_NO = {Outcome.MET: True, Outcome.NOT_MET: False}
_MADE = {True: Outcome.MET, False: Outcome.NOT_MET}
