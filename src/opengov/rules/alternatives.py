"""Under which other book, reading or accepted evidence would a published score be possible."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from attrs import frozen

from opengov.errors import Problem
from opengov.model.criteria import EligibilityCriterion
from opengov.model.forms import ReadingRef
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Absent, Known, one_of
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Facts, value_of
from opengov.rules.preparing import engine_for
from opengov.rules.printed import Options, Points, Printed, breakdowns_of, options_of
from opengov.rules.resolve import Answers, answers_for, readings_in_criterion

__all__ = ["Way", "evidence_measure", "ways"]


@frozen(kw_only=True)
class Way:
    """A smallest set of changes to what was assumed under which a score is possible.

    Parameters
    ----------
    rulebook
        Another book, or ``None`` for one of those that may be meant.
    readings
        Other answers to open questions of the sources: reading and answer.
    evidence
        Criteria that would have their points on accepted evidence, each with the points that would do.

    Examples
    --------
    >>> print(Way(evidence=(("FT", (4,)),)))
    accepted evidence: FT 4
    >>> print(Way(rulebook="CORE-2016", readings=(("CE-STRICT", "inclusive"),)))
    book: CORE-2016 and reading: CE-STRICT inclusive
    """

    rulebook: str | None = None
    readings: tuple[tuple[str, str], ...] = ()
    evidence: tuple[tuple[str, tuple[int, ...]], ...] = ()

    def __str__(self) -> str:
        said = [f"book: {self.rulebook}"] if self.rulebook else []
        said += [f"reading: {name} {option}" for name, option in self.readings]
        said += [f"accepted evidence: {name} {' or '.join(map(str, points))}" for name, points in self.evidence]
        return " and ".join(said)


@frozen
class _Variant:
    """One way of judging that was not assumed."""

    book: Rulebook
    other_book: bool
    readings: tuple[tuple[str, str], ...]
    evidence: tuple[str, ...]


def ways(
    printed: Printed, books: tuple[Rulebook, ...], facts: Facts, readings: Answers | str, others: tuple[Rulebook, ...]
) -> tuple[Way, ...]:
    """Return the smallest sets of changes under which what was printed is possible; none where nothing helps.

    Parameters
    ----------
    printed
        What was printed.
    books
        The books that may be meant.
    facts
        What is known.
    readings
        The answers taken to open questions, or that all are kept open.
    others
        Other books to look among.
    """
    chosen: Mapping[str, str] = {} if isinstance(readings, str) else readings
    both = [*((book, False) for book in books), *((book, True) for book in others)]
    hopeful = [(book, other) for book, other in both if _may_ever(book, printed)]
    most = max((_most(book) + other for book, other in hopeful), default=0)
    for cost in range(1, most + 1):
        variants = [one for book, other in hopeful for one in _variants(book, facts, chosen, cost, other=other)]
        if found := tuple(_merged([way for one in variants for way in _tried(one, facts, chosen, printed)])):
            return found
    return ()


def evidence_measure(criterion: EligibilityCriterion, book: Rulebook) -> str | None:
    """Return the measure that holds the points a criterion was given on evidence, where a book knows of such."""
    measures = {one.name: one for one in book.measures}
    names = (one.measure for one in criterion.given)
    return next((name for name in names if isinstance(measures[name].unless_stated, Absent)), None)


def _variants(book: Rulebook, facts: Facts, chosen: Answers, cost: int, *, other: bool) -> Iterator[_Variant]:
    """Yield every way of judging by a book that is so many changes away."""
    taken = answers_for(book, chosen)
    names = _readings(book)
    answers = [
        [(one.id, name) for name, _ in one.options if name != taken[one.id]] for one in book.readings if one.id in names
    ]
    open_ = [one.id for one in book.criteria if _may_have_evidence(one, book, facts)]
    for count in range(cost - other + 1):
        for some in itertools.combinations(answers, count):
            for changed in itertools.product(*some):
                for evidence in itertools.combinations(open_, cost - other - count):
                    yield _Variant(book, other, changed, evidence)


def _most(book: Rulebook) -> int:
    return len(_readings(book)) + len(book.criteria)


def _tried(variant: _Variant, facts: Facts, chosen: Answers, printed: Printed) -> Iterator[Way]:
    book = variant.book
    engine = engine_for(book, {**chosen, **dict(variant.readings)})
    fitting = _fitting(engine, _with_evidence(facts, book, variant.evidence), printed)
    if not fitting:
        return
    places = {one.id: place for place, one in enumerate(book.criteria)}
    yield Way(
        rulebook=book.id if variant.other_book else None,
        readings=variant.readings,
        evidence=tuple((name, tuple(sorted({one[places[name]] or 0 for one in fitting}))) for name in variant.evidence),
    )


def _merged(found: list[Way]) -> Iterator[Way]:
    """Yield each way once, with the points of evidence that any of the books would take."""
    same: dict[tuple[object, ...], list[Way]] = {}
    for one in found:
        key = (one.rulebook, one.readings, tuple(name for name, _ in one.evidence))
        same.setdefault(key, []).append(one)
    for several in same.values():
        points: dict[str, set[int]] = {}
        for one in several:
            for name, some in one.evidence:
                points.setdefault(name, set()).update(some)
        evidence = tuple((name, tuple(sorted(some))) for name, some in points.items())
        yield Way(rulebook=several[0].rulebook, readings=several[0].readings, evidence=evidence)


def _fitting(engine: Engine, facts: Facts, printed: Printed) -> tuple[Points, ...]:
    known = {name: value for name, value in facts.items() if name in engine.measures}
    try:
        options = options_of(engine, known)
    except Problem:  # a fact that the other book does not take
        return ()
    return tuple(one for some in options for one in breakdowns_of(engine.book, engine.fewest, some, printed))


def _may_ever(book: Rulebook, printed: Printed) -> bool:
    """Tell whether a score is possible if everything may be otherwise; where it is not, nothing need be tried."""
    anything: Options = tuple(frozenset([None, *(one.possible or range(one.maximum + 1))]) for one in book.criteria)
    return any(breakdowns_of(book, fewest, anything, printed) for fewest in _fewest(book))


def _fewest(book: Rulebook) -> tuple[int, ...]:
    if book.threshold is None:
        return (0,)
    fewest = book.threshold.fewest_measured
    if not isinstance(fewest, ReadingRef):
        return (fewest,)
    reading = next(one for one in book.readings if one.id == fewest.reading)
    return tuple(option for _, option in reading.options if isinstance(option, int))


def _readings(book: Rulebook) -> set[str]:
    """Return the readings on which points, or the count of what is measured, depend."""
    names = set[str]().union(*(readings_in_criterion(one, book) for one in book.criteria))
    if book.threshold is not None and isinstance(book.threshold.fewest_measured, ReadingRef):
        names.add(book.threshold.fewest_measured.reading)
    return names


def _may_have_evidence(criterion: EligibilityCriterion, book: Rulebook, facts: Facts) -> bool:
    """Tell whether a criterion could have its points on evidence, and the facts do not say that it has."""
    name = evidence_measure(criterion, book)
    if name is None:
        return False
    measure = next(one for one in book.measures if one.name == name)
    return value_of(facts, measure) == measure.unless_stated


def _with_evidence(facts: Facts, book: Rulebook, names: tuple[str, ...]) -> Facts:
    stated = dict(facts)
    for criterion in book.criteria:
        if criterion.id in names and (measure := evidence_measure(criterion, book)) is not None:
            points = criterion.possible or tuple(range(criterion.maximum + 1))
            stated[measure] = one_of(Known(one) for one in points)
    return stated
