"""Minimal sets of changes against brute force over all facts, and laws of reforms."""

import itertools
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TypeAlias

import attrs
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from opengov.model.criteria import Direction, Lever
from opengov.model.forms import Measure, MeasureKind
from opengov.model.rulebooks import Rulebook
from opengov.model.sources import Confidence
from opengov.model.values import UNKNOWN, Absent, Known, Outcome, Scalar, Value, one_of
from opengov.rules.cells import FINITE
from opengov.rules.engine import Engine
from opengov.rules.levers import finest_cells
from opengov.rules.reforms import Path, Paths, Reach, paths_to_eligibility, what_if
from opengov.rules.shelf import shelf
from opengov.rules.verdicts import OPEN, Verdict, decide
from opengov.testing import facts, known_facts, rulebooks

Held: TypeAlias = Scalar | Absent
World: TypeAlias = dict[str, Held]
Moves: TypeAlias = tuple[tuple[str, Held], ...]
Question: TypeAlias = tuple[Rulebook, dict[str, Value]]

some = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
few = settings(some, max_examples=25)
MET = frozenset({Outcome.MET})
MOST_SETS, MOST_WORLDS = 500, 40
CORE = [book for book in shelf() if book.subject == "eligibility"]


# --- brute force ----------------------------------------------------------------------------------------------------


@cache
def grid(book: Rulebook, name: str) -> tuple[Held, ...]:
    """Return a value of a measure at, between and beyond all thresholds of a book, the absent one last."""
    return finest_cells((book,), name).values


def worlds(book: Rulebook, known: dict[str, Value]) -> list[World]:
    """Return all that the facts may be in full."""
    names = [measure.name for measure in book.measures]
    return [
        dict(zip(names, world, strict=True)) for world in itertools.product(*(held(book, known, one) for one in names))
    ]


def held(book: Rulebook, known: dict[str, Value], name: str) -> list[Held]:
    """Return the values that a fact may have, each standing for those that no threshold parts from it."""
    measure = next(one for one in book.measures if one.name == name)
    cells = finest_cells((book,), name)
    return [cells.values[code] for code in cells.possible(known.get(name, measure.unless_stated or UNKNOWN))]


def pulls(book: Rulebook, known: dict[str, Value]) -> dict[str, list[tuple[Lever, Held]]]:
    """Return what can be done to each measure: the levers, and where each can take it."""
    found: dict[str, list[tuple[Lever, Held]]] = {}
    for lever in book.levers:
        now = [one for one in held(book, known, lever.measure) if not isinstance(one, Absent)]
        places = [one for one in grid(book, lever.measure) if not isinstance(one, Absent)]
        targets: list[Held] = []
        if lever.moves is None:
            targets += [one for one in places if one == lever.becomes and now not in ([], [one])]
        else:
            step = 1 if lever.moves is Direction.UP else -1
            ordered = places[::step]
            targets += ordered[min(map(ordered.index, now)) + 1 :] if now else []
        found.setdefault(lever.measure, []).extend((lever, one) for one in targets)
    return found


def pulled(book: Rulebook, lever: Lever, target: Held, now: Held) -> Held:
    """Return what a value is once a lever was pulled."""
    if isinstance(now, Absent) or lever.moves is None:
        return now if isinstance(now, Absent) else target
    places = grid(book, lever.measure)
    further = max if lever.moves is Direction.UP else min
    return places[further(places.index(now), places.index(target))]


Done: TypeAlias = tuple[tuple[Lever, Held], ...]


def all_sets(book: Rulebook, known: dict[str, Value]) -> list[Done]:
    """Return every set of pulls, at most one to each measure, the smaller ones first."""
    choices = [[(), *((one,) for one in several)] for several in pulls(book, known).values()]
    every = [tuple(itertools.chain(*sets)) for sets in itertools.product(*choices)]
    return sorted(every, key=len)


def within(book: Rulebook, smaller: Done, larger: Done) -> bool:
    """Tell whether one set of pulls does no more than another one."""
    return all(
        any(lever.id == other.id and pulled(book, lever, target, reached) == reached for other, reached in larger)
        for lever, target in smaller
    )


def outcomes(engines: Iterable[Engine], book: Rulebook, done: Done, every: list[World]) -> Iterator[frozenset[Outcome]]:
    """Yield what comes of a set of pulls, in each world and by each engine."""
    for engine in engines:
        for world in every:
            after = {lever.measure: pulled(book, lever, target, world[lever.measure]) for lever, target in done}
            yield engine.judge({**world, **after}).whole


def brute(verdict: Verdict, known: dict[str, Value]) -> tuple[set[Moves], set[Moves]]:
    """Return the minimal sets that surely suffice, and those that may but do not surely."""
    (book,) = verdict.books
    engines = [engine for engine, _ in verdict.judgements]
    every = worlds(book, known)
    sure: list[Done] = []
    may: list[Done] = []
    for done in all_sets(book, known):
        found = list(outcomes(engines, book, done, every))
        if all(one == MET for one in found):
            sure.append(done)
        if any(Outcome.MET in one for one in found):
            may.append(done)
    least_sure, least_may = (named(least(book, several)) for several in (sure, may))
    return least_sure, least_may - least_sure


def least(book: Rulebook, several: list[Done]) -> list[Done]:
    """Return the sets that have no other one within them."""
    return [
        one
        for one in several
        if not any(within(book, other, one) and not within(book, one, other) for other in several)
    ]


def named(several: Iterable[Done]) -> set[Moves]:
    """Return sets of pulls as measures and what these become."""
    return {tuple(sorted((lever.measure, target) for lever, target in done)) for done in several}


def moves(paths: Iterable[Path]) -> set[Moves]:
    """Return paths as measures and what these become."""
    return {tuple(sorted((change.measure.name, change.target) for change in path)) for path in paths}


# --- what is drawn --------------------------------------------------------------------------------------------------


@st.composite
def levers(draw: st.DrawFn, measure: Measure, book: Rulebook) -> Lever:
    """Draw a lever of a measure."""
    by_direction = measure.kind is MeasureKind.NUMBER and draw(st.booleans())
    values = [one for one in grid(book, measure.name) if not isinstance(one, Absent)]
    target = draw(st.sampled_from(values))
    return Lever(
        id=f"DO-{measure.name}",
        title=f"Change {measure.name}",
        measure=measure.name,
        becomes=None if by_direction or not isinstance(target, bool | int | float | str) else target,
        moves=draw(st.sampled_from(Direction)) if by_direction else None,
        confidence=Confidence.RECONSTRUCTED,
        sources=("made-up",),
    )


@st.composite
def made_up(draw: st.DrawFn) -> Question:
    """Draw a small book with levers for all that it reads, and facts of which at most two are not known."""
    plain = draw(rulebooks().filter(lambda book: 1 < len(book.criteria) < 4))
    book = attrs.evolve(plain, levers=tuple(draw(levers(measure, plain)) for measure in plain.measures))
    return book, draw(mostly_known(book))


@st.composite
def shipped(draw: st.DrawFn) -> Question:
    """Draw a shipped book with some of its levers, and poor facts of which at most two are not known."""
    plain = draw(st.sampled_from(CORE))
    kept = draw(st.permutations(plain.levers))[: draw(st.integers(4, 6))]
    book = attrs.evolve(plain, levers=tuple(kept))
    known = draw(mostly_known(book))
    for measure in book.measures:
        if measure.name.endswith("_accepted") or measure.name == "non_universally_recognised":
            known[measure.name] = measure.unless_stated or UNKNOWN
        elif measure.name in {one.measure for one in kept} and draw(st.booleans()):
            known[measure.name] = draw(st.sampled_from([UNKNOWN, worst(book, measure)]))
    return book, known


def worst(book: Rulebook, measure: Measure) -> Value:
    """Return a value with which a government has everything before it."""
    return Known(worst_of(grid(book, measure.name), measure))


def worst_of(values: tuple[Held, ...], measure: Measure) -> Scalar:
    """Return the lowest number, a document that is not produced, or no."""
    present = [one for one in values if not isinstance(one, Absent)]
    return present[0] if measure.kind is MeasureKind.NUMBER else present[-1]


@st.composite
def mostly_known(draw: st.DrawFn, book: Rulebook) -> dict[str, Value]:
    """Draw facts of which at most two are not known."""
    known = dict(draw(known_facts(book)))
    finite = [one.name for one in book.measures if one.kind in FINITE]
    for name in draw(st.lists(st.sampled_from(finite), max_size=2, unique=True)):
        several = draw(st.lists(st.sampled_from(grid(book, name)), min_size=1, max_size=3, unique=True))
        values = [one if isinstance(one, Absent) else Known(one) for one in several]
        known[name] = draw(st.sampled_from([UNKNOWN, one_of(values)]))
    return known


def feasible(book: Rulebook, known: dict[str, Value]) -> bool:
    """Tell whether brute force takes no more than a moment."""
    sets = 1
    for several in pulls(book, known).values():
        sets *= 1 + len(several)
    return sets <= MOST_SETS and len(worlds(book, known)) <= MOST_WORLDS


# --- laws -----------------------------------------------------------------------------------------------------------


@settings(some, max_examples=100)
@given(st.one_of(shipped(), made_up(), shipped()), st.sampled_from([None, None, None, OPEN]))
def test_paths_are_those_of_brute_force(drawn: Question, readings: str | None) -> None:
    """The paths are exactly the minimal sets of changes that suffice in every world, and those that do in some."""
    book, known = drawn
    assume(feasible(book, known))
    verdict = decide(book, known, readings=readings)
    paths = paths_to_eligibility(verdict)
    sure, may = brute(verdict, known)
    if paths.reach is Reach.THERE:
        assert (sure, len(paths)) == ({()}, 0)
    else:
        assert (moves(paths.sure), moves(paths.possible)) == (sure, may)


@some
@given(st.one_of(made_up(), shipped()))
def test_points_gained(drawn: Question) -> None:
    """The points that a path brings are, at least and at most, what it brings in some world."""
    book, known = drawn
    assume(feasible(book, known))
    verdict = decide(book, known)
    every = worlds(book, known)
    levers_of = {lever.id: lever for lever in book.levers}
    for path in itertools.islice(paths_to_eligibility(verdict), 3):
        done = tuple((levers_of[change.lever.id], change.target) for change in path)
        gains = [points(book, done, world) - points(book, (), world) for world in every]
        assert (path.gained_low, path.gained_high) == (min(gains), max(gains))


def points(book: Rulebook, done: Done, world: World) -> int:
    """Return the points of a world after a set of pulls."""
    after = {lever.measure: pulled(book, lever, target, world[lever.measure]) for lever, target in done}
    return decide(book, {**world, **after}).points.low


@some
@given(st.data())
def test_what_if_a_path_is_taken(data: st.DataObject) -> None:
    """After a path that surely suffices the verdict is met; after one that may, met is possible."""
    book = data.draw(st.sampled_from(CORE))
    verdict = decide(book, data.draw(facts(book)))
    paths = paths_to_eligibility(verdict)
    assert [what_if(verdict, path).outcome for path in paths.sure[:5]] == [Outcome.MET] * len(paths.sure[:5])
    assert all(Outcome.MET in what_if(verdict, path).outcomes for path in paths.possible[:5])


@some
@given(st.data())
def test_one_change_more_never_hurts(data: st.DataObject) -> None:
    """The levers of the shipped books only raise: whatever else is changed beside a path, it still suffices."""
    book = data.draw(st.sampled_from(CORE))
    known = data.draw(mostly_known(book))
    paths = paths_to_eligibility(decide(book, known))
    assume(paths.sure)
    path = data.draw(st.sampled_from(paths.sure))
    others = [one for several in pulls(book, known).values() for one in several]
    free = [one for one in others if one[0].measure not in {change.measure.name for change in path}]
    assume(free)
    lever, target = data.draw(st.sampled_from(free))
    after = what_if(what_if(decide(book, known), path), {lever.measure: raised(book, lever, target, known)})
    assert after.outcome is Outcome.MET


def raised(book: Rulebook, lever: Lever, target: Held, known: dict[str, Value]) -> Value:
    """Return a fact once a lever was pulled, whatever it may be now."""
    after = [pulled(book, lever, target, one) for one in held(book, known, lever.measure)]
    return one_of(one if isinstance(one, Absent) else Known(one) for one in after)


@few
@given(st.data())
def test_costs_order_and_nothing_else(data: st.DataObject) -> None:
    """Costs change the order of the paths and their sums, never which there are."""
    book = data.draw(st.sampled_from(CORE))
    verdict = decide(book, data.draw(facts(book)))
    costs = data.draw(st.dictionaries(st.sampled_from([one.id for one in book.levers]), st.integers(0, 9)))
    plain, priced = paths_to_eligibility(verdict), paths_to_eligibility(verdict, cost=costs)
    assert moves(plain.sure) == moves(priced.sure)
    assert [path.cost for path in priced.sure] == sorted(path.cost for path in priced.sure)
    assert all(path.cost == sum(costs.get(one.lever.id, 1) for one in path) for path in priced)
    assert isinstance(priced, Paths)
