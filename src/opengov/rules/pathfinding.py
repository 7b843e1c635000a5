"""The exact search for minimal changes of fact: least changes for each result of a part, then over the parts.

The parts of a book are its criteria and requirements; those that read a measure of a lever in common, or the outcome of
one another, are one part. What a part comes to depends only on the changes to its own measures, so of all changes that
bring it to one result only the minimal ones can belong to a minimal path. The criteria are added up together, every
other part must be good by itself; so the combinations of the criteria's changes are judged, the smaller ones first, and
the changes of the other parts are joined to those that suffice.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from attrs import field, frozen

from opengov.model.forms import OutcomeIs
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Absent, Between, OneOf, Outcome, Scalar, Unknown, Value
from opengov.rules.engine import Engine
from opengov.rules.evaluate import Facts, as_value, value_of
from opengov.rules.judgements import Judgement, Outcomes
from opengov.rules.levers import FactChange, changes_of, finest_cells, moved
from opengov.rules.resolve import measures_read, walk

__all__ = ["Changes", "Found", "changed_facts", "gain", "search"]

Changes: TypeAlias = tuple[FactChange, ...]

_MET = frozenset({Outcome.MET})
_GOOD = frozenset({Outcome.MET, Outcome.NOT_APPLICABLE})
_UNCERTAIN = (OneOf, Between, Unknown)


@frozen
class Found:
    """What a search found.

    Parameters
    ----------
    sure
        The minimal sets of changes that surely suffice.
    may
        The minimal ones that may suffice, depending on what is not known, less those that surely do.
    most
        The most points that some changes may give, of all that were tried.
    never
        The ids of the threshold and the requirements that no changes bring to be met.
    """

    sure: tuple[Changes, ...]
    may: tuple[Changes, ...]
    most: int
    never: tuple[str, ...]


def search(engines: Iterable[Engine], facts: Facts) -> Found:
    """Return all minimal sets of changes after which facts meet what the books ask.

    Parameters
    ----------
    engines
        The books that may apply, made ready to judge; facts must meet all of them.
    facts
        The facts as they are, of the kinds that the measures declare.
    """
    ready = tuple(engines)
    worlds = tuple(_worlds(ready, facts))
    steps = _steps(ready, facts)
    groups = [_tried(group, steps, worlds) for group in _groups(ready, _parts(ready, steps))]
    sure = _minimal(_combined([one.sure for one in groups]))
    may: list[_Set] = []
    for place in range(len(worlds)):
        may += _combined([_minimal([*one.sure, *one.may[place]]) for one in groups])
    certain = set(sure)
    asked = [name for one in ready for name in _names(one.book, one.counted)]
    return Found(
        sure=tuple(map(_plain, sure)),
        may=tuple(_plain(one) for one in _minimal(sorted(set(may), key=_order)) if one not in certain),
        most=max(one.most for one in groups),
        never=tuple(name for name in dict.fromkeys(asked) if not any(name in one.reached for one in groups)),
    )


def changed_facts(facts: Facts, changes: Changes) -> dict[str, Value | Scalar | None]:
    """Return the facts as they are after changes."""
    return {**facts, **{one.measure.name: moved(value_of(facts, one.measure), one) for one in changes}}


def gain(engines: Iterable[Engine], facts: Facts, changes: Changes) -> tuple[int, int]:
    """Return the fewest and the most points that changes bring, whatever the facts that are not known.

    What is not known is the same before and after, so it does not blur the difference.
    """
    found = []
    for engine, held in _worlds(tuple(engines), facts):
        each = [list(_gains(engine, place, held, changes)) for place in range(len(engine.tables))]
        found += [sum(map(min, each)), sum(map(max, each))]
    return min(found), max(found)


def _gains(engine: Engine, place: int, facts: Facts, changes: Changes) -> Iterator[int]:
    for table in engine.tables[place]:
        bearing = tuple(one for one in changes if one.measure.name in table.measures)
        if not bearing:
            yield 0
            continue
        for cell in table.cells_left(facts):
            (before,) = table.results[cell]
            (after,) = table.look_up(changed_facts(table.world(cell), bearing))
            yield after.points - before.points


# --- sets of changes ------------------------------------------------------------------------------------------------


@frozen
class _Step:
    """A change, and how far it goes among those of its lever."""

    measure: str
    lever: str
    rank: int
    change: FactChange = field(eq=False, repr=False)


_Set: TypeAlias = tuple[_Step, ...]
_Steps: TypeAlias = Mapping[str, tuple[_Step, ...]]


def _contains(larger: _Set, smaller: _Set) -> bool:
    """Tell whether a set of changes does all that another one does, each at least as far."""
    reach = {(step.measure, step.lever): step.rank for step in larger}
    return all(reach.get((step.measure, step.lever), -1) >= step.rank for step in smaller)


def _order(steps: _Set) -> tuple[int, int, tuple[tuple[str, str, int], ...]]:
    """Return what grows from a set to every one that contains it, and parts all others."""
    named = tuple((step.measure, step.lever, step.rank) for step in steps)
    return len(steps), sum(step.rank for step in steps), named


def _minimal(sets: Iterable[_Set]) -> list[_Set]:
    """Return the sets that contain no other one."""
    least: list[_Set] = []
    for one in sorted(sets, key=_order):
        if not any(_contains(one, smaller) for smaller in least):
            least.append(one)
    return least


def _plain(steps: _Set) -> Changes:
    return tuple(step.change for step in steps)


def _after(facts: Facts, steps: _Set) -> Facts:
    return changed_facts(facts, _plain(steps))


def _steps(engines: tuple[Engine, ...], facts: Facts) -> _Steps:
    """Return what can be done to each measure, by the levers of all books."""
    books = tuple(dict.fromkeys(engine.book for engine in engines))
    levers = {(one.measure, one.becomes, one.moves): one for book in reversed(books) for one in book.levers}
    steps: dict[str, list[_Step]] = {}
    for lever in sorted(levers.values(), key=lambda one: _place(one.measure, books)):
        declaring = tuple(book for book in books if any(one.name == lever.measure for one in book.measures))
        cells = finest_cells(declaring, lever.measure)
        for rank, change in enumerate(changes_of(lever, cells, value_of(facts, cells.measure))):
            steps.setdefault(lever.measure, []).append(_Step(lever.measure, lever.id, rank, change))
    return {name: tuple(several) for name, several in steps.items()}


def _place(name: str, books: tuple[Rulebook, ...]) -> int:
    return [one.name for book in books for one in book.measures].index(name)


# --- worlds ---------------------------------------------------------------------------------------------------------

_World: TypeAlias = tuple[Engine, Facts]


def _worlds(engines: tuple[Engine, ...], facts: Facts) -> Iterator[_World]:
    """Yield the facts parted by what is not known and read by several rules, so that in each the rules are apart."""
    for engine in engines:
        found = {one.measure.name: value_of(facts, one.measure) for one in engine.shared}
        open_ = [name for name, value in found.items() if isinstance(value, _UNCERTAIN)]
        spaces = []
        for name in open_:
            cells = finest_cells((engine.book,), name)
            spaces.append([cells.values[code] for code in cells.possible(found[name])])
        for values in itertools.product(*spaces):
            yield (
                engine,
                {
                    **facts,
                    **{
                        name: as_value(value) if not isinstance(value, Absent) else value
                        for name, value in zip(open_, values, strict=True)
                    },
                },
            )


# --- parts ----------------------------------------------------------------------------------------------------------

_Part: TypeAlias = tuple[frozenset[str], tuple[str, ...]]  # its criteria and requirements, its measures of levers


def _parts(engines: tuple[Engine, ...], steps: _Steps) -> list[_Part]:
    """Return the criteria and requirements that hang together by what can be changed, with what can be changed."""
    parts: list[tuple[set[str], set[str]]] = []
    for names, measures in _read(engines):
        touching = [one for one in parts if one[0] & names or one[1] & measures & steps.keys()]
        parts = [one for one in parts if one not in touching]
        merged = names.union(*(one[0] for one in touching)), measures.union(*(one[1] for one in touching))
        parts.append(merged)
    return [(frozenset(names), tuple(name for name in steps if name in read)) for names, read in parts]


def _read(engines: tuple[Engine, ...]) -> Iterator[tuple[set[str], set[str]]]:
    """Yield each criterion and requirement, with those whose outcome it reads, and the measures that it reads."""
    for engine in engines:
        criteria = {one.id for one in engine.book.criteria}
        for one, tables in zip(engine.book.criteria, engine.tables, strict=True):
            yield {one.id}, {name for table in tables for name in table.measures}
        for ready in engine.requirements:
            tests = [test for test in (ready.met_when, ready.applies_when) if test is not None]
            inner = [one for test in tests for one in walk(test)]
            names = {name for one in inner if isinstance(one, OutcomeIs) for name in one.requirements}
            names |= {ready.requirement.id, *ready.requirement.parts}
            if engine.book.threshold is not None and engine.book.threshold.id in names:
                names |= criteria
            yield names, {name for test in tests for name in measures_read(test)}


def _groups(engines: tuple[Engine, ...], parts: list[_Part]) -> list[list[_Part]]:
    """Return the parts that are judged together: those with criteria; all, where there is no threshold."""
    if any(engine.book.threshold is None for engine in engines):
        return [parts]
    criteria = {one.id for engine in engines for one in engine.book.criteria}
    added = [part for part in parts if part[0] & criteria]
    return [added, *([part] for part in parts if part not in added)]


# --- what changes do ------------------------------------------------------------------------------------------------


@frozen
class _Tried:
    """What changes can do for some parts: surely make them good, or in each world; most points; ids that can be met."""

    sure: list[_Set]
    may: list[list[_Set]]
    most: int
    reached: set[str]


def _tried(group: list[_Part], steps: _Steps, worlds: tuple[_World, ...]) -> _Tried:
    """Judge the combinations of the least changes of some parts, in each world that makes a difference to them."""
    least = [_least(part, steps, worlds) for part in group]
    names = frozenset[str]().union(*(part[0] for part in group))
    same: dict[object, list[int]] = {}
    for place, (engine, _) in enumerate(worlds):
        same.setdefault((engine.fewest, *(results[place] for _, results in least)), []).append(place)
    sure: list[_Set] = []
    may: list[list[_Set]] = [[] for _ in worlds]
    reached: set[str] = set()
    most = 0
    for candidate in _combined([sets for sets, _ in least]):
        if any(_contains(candidate, smaller) for smaller in sure):
            continue
        certain = True
        for places in same.values():
            engine, held = worlds[places[0]]
            judgement = engine.judge(_after(held, candidate))
            asked = dict(_asked(engine, judgement, names))
            reached |= {name for name, outcomes in asked.items() if outcomes & _GOOD}
            most = max(most, sum(max(cell.points for cell in cells) for cells in judgement.criteria))
            good, perhaps = _good(engine, judgement, asked)
            certain = certain and good
            for place in places if perhaps else ():
                may[place].append(candidate)
        if certain:
            sure.append(candidate)
    return _Tried(sure, [_minimal(sets) for sets in may], most, reached)


def _good(engine: Engine, judgement: Judgement, asked: Mapping[str, Outcomes]) -> tuple[bool, bool]:
    """Tell whether all that was asked of some parts is surely so, and whether it may be."""
    if engine.book.threshold is None:  # without points, something must be met: nothing that applies is not enough
        return judgement.whole == _MET, Outcome.MET in judgement.whole
    return all(one <= _GOOD for one in asked.values()), all(one & _GOOD for one in asked.values())


def _asked(engine: Engine, judgement: Judgement, names: frozenset[str]) -> Iterator[tuple[str, Outcomes]]:
    """Yield the outcomes of the threshold, if a criterion is among the names, and of the requirements that count."""
    if engine.book.threshold is not None and any(one.id in names for one in engine.book.criteria):
        yield engine.book.threshold.id, judgement.core
    for place in engine.counted:
        if engine.book.requirements[place].id in names:
            yield engine.book.requirements[place].id, judgement.requirements[place]


def _least(part: _Part, steps: _Steps, worlds: tuple[_World, ...]) -> tuple[list[_Set], list[object]]:
    """Return the minimal sets of changes for each result to which a part can be brought, and all results by world."""
    names, measures = part
    tried = _combined([[(), *((step,) for step in steps[name])] for name in measures])
    results = [[_result(engine, engine.judge(_after(held, one)), names) for one in tried] for engine, held in worlds]
    least: dict[object, list[_Set]] = {}
    for candidate, result in zip(tried, zip(*results, strict=True), strict=True):
        minimal = least.setdefault(result, [])
        if not any(_contains(candidate, smaller) for smaller in minimal):
            minimal.append(candidate)
    return [one for minimal in least.values() for one in minimal], [tuple(one) for one in results]


def _combined(choices: Iterable[Iterable[_Set]]) -> list[_Set]:
    """Return every combination of one set from each choice, the smaller ones first."""
    every = (tuple(itertools.chain.from_iterable(sets)) for sets in itertools.product(*choices))
    return sorted(every, key=_order)


def _result(engine: Engine, judgement: Judgement, names: frozenset[str]) -> object:
    """Return all of a part that bears on the whole: margins of criteria, outcomes of requirements that count."""
    margins = [
        frozenset((cell.margin, cell.measured) for cell in cells)
        for one, cells in zip(engine.book.criteria, judgement.criteria, strict=True)
        if one.id in names
    ]
    outcomes = [
        judgement.requirements[place] for place in engine.counted if engine.book.requirements[place].id in names
    ]
    return tuple(margins), tuple(outcomes)


def _names(book: Rulebook, counted: Iterable[int]) -> Iterator[str]:
    """Yield the ids of the threshold and of the requirements that count."""
    if book.threshold is not None:
        yield book.threshold.id
    yield from (book.requirements[place].id for place in counted)
