"""What a government can change: the levers of a book as changes of fact, and what a fact is once one was pulled."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TypeAlias

from attrs import field, frozen

from opengov.errors import Problem
from opengov.model.criteria import Direction, Lever
from opengov.model.forms import Compare, Measure, MeasureKind, Op, ReadingRef
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Absent, Between, Known, OneOf, Unknown, Value, one_of
from opengov.rules._reader import describe
from opengov.rules.cells import FINITE, NO_CELL, Cells, cells_of
from opengov.rules.resolve import walk
from opengov.rules.walking import tests_in
from opengov.rules.wording import value_in_words

__all__ = ["FactChange", "Word", "as_strong", "changes_of", "finest_cells", "misfit_levers", "moved"]

Word: TypeAlias = bool | int | float | str
_MOVABLE = frozenset({MeasureKind.NUMBER, MeasureKind.LEVEL})


@frozen(kw_only=True)
class FactChange:
    """One change of fact: a lever of a book, pulled so far.

    Parameters
    ----------
    lever
        The lever.
    measure
        The measure that it changes.
    before
        What the measure is now.
    target
        What it becomes; a number that is moved may be anything that ``needed`` says, and this is one such number.
    needed
        What it has to become, in words.
    furthest
        How far the measure can go; what is unknown lies between target and this once it was moved.
    """

    lever: Lever
    measure: Measure
    before: Value
    target: Word
    needed: str
    furthest: Word = field(repr=False)

    @property
    def title(self) -> str:
        """What is to be done."""
        return self.lever.title

    def __str__(self) -> str:
        return f"{self.title}: {self.measure.title}, {value_in_words(self.before)} -> {self.needed}"


def changes_of(lever: Lever, cells: Cells, now: Value) -> tuple[FactChange, ...]:
    """Return the changes that a lever can make to a fact, the least first; none where it would change nothing.

    Parameters
    ----------
    lever
        The lever.
    cells
        The cells of its measure, the finest of all rules that read it.
    now
        What the fact is.

    Raises
    ------
    Problem
        If the fact is not of the kind that its measure declares.
    """
    measure = cells.measure
    codes = _present(cells) if lever.moves is not Direction.DOWN else _present(cells)[::-1]
    held = [code for code in cells.possible(now) if code in codes]
    if not held:
        return ()
    if lever.moves is None:
        aim = cells.code(lever.becomes)
        wanted = [aim] if held != [aim] else []
    else:
        wanted = codes[min(map(codes.index, held)) + 1 :]
    furthest = _end(measure, cells, codes[-1], lever)
    return tuple(
        FactChange(
            lever=lever,
            measure=measure,
            before=now,
            target=_word(cells.values[code]),
            needed=_needed(lever, cells, code),
            furthest=furthest,
        )
        for code in wanted
    )


def moved(value: Value, change: FactChange) -> Value:
    """Return what a fact is after a change, whatever it was; what is known to be absent stays so.

    Examples
    --------
    >>> from opengov.rules.shelf import shelf
    >>> book = shelf()["CORE-2018"]
    >>> lever = next(one for one in book.levers if one.measure == "budget_proposal")
    >>> (change,) = changes_of(lever, finest_cells((book,), "budget_proposal"), Known("PL"))
    >>> moved(Known("PL"), change), moved(Absent("not covered"), change)
    (Known(value='PW'), Absent(kind='not covered'))
    """
    match value:
        case Absent():
            return value
        case Known(inner):
            return Known(_further(_word(inner), change))
        case Between(low, high):
            return _between(_further(_word(low), change), _further(_word(high), change))
        case OneOf(options):
            return one_of(moved(option, change) for option in options)
        case Unknown():
            absent = [Absent(kind) for kind in change.measure.absent]
            return one_of([*_anything(change), *absent])


def as_strong(one: FactChange, other: FactChange) -> bool:
    """Tell whether a change goes at least as far as another, by the same lever."""
    return one.lever == other.lever and _further(other.target, one) == one.target


def finest_cells(books: tuple[Rulebook, ...], name: str) -> Cells:
    """Return the cells of a measure that no rule of the books can part further, however open questions are answered.

    Parameters
    ----------
    books
        The books, at least one of which declares the measure.
    name
        The name of a measure of a finite kind.
    """
    measure = next(one for book in books for one in book.measures if one.name == name)
    cuts = {cut for book in books for cut in _cuts(book, name)}
    exactly = [
        points
        for book in books
        for criterion in book.criteria
        if any(given.measure == name for given in criterion.given)
        for points in criterion.possible or range(criterion.maximum + 1)
    ]
    return cells_of(measure, [Compare(name, Op.AT_LEAST, cut) for cut in cuts], sorted(set(exactly)))


def misfit_levers(book: Rulebook) -> Iterator[Problem]:
    """Yield a problem for each lever that changes no measure of the book, or to what the measure cannot be."""
    measures = {measure.name: measure for measure in book.measures}
    seen: dict[tuple[str, object], str] = {}
    for index, lever in enumerate(book.levers):
        path = f"lever[{index}]"
        measure = measures.get(lever.measure)
        if measure is None:
            yield Problem(f"{path}.measure", f'"{lever.measure}" is not declared', "declare it under [measure]")
        elif measure.kind not in FINITE:
            hint = f"a lever changes only {', '.join(sorted(FINITE))}"
            yield Problem(f"{path}.measure", f'"{lever.measure}" is a {measure.kind}', hint)
        elif lever.moves is not None and measure.kind not in _MOVABLE:
            hint = "say what it becomes"
            yield Problem(f"{path}.moves", f'"{lever.measure}" is a {measure.kind}, which has no order', hint)
        elif lever.moves is None and finest_cells((book,), lever.measure).code(lever.becomes) == NO_CELL:
            yield Problem(f"{path}.becomes", f"{describe(lever.becomes)} is not a value of {lever.measure}")
        change = (lever.measure, lever.moves or repr(lever.becomes))
        if change in seen:
            yield Problem(path, f"does what {seen[change]} does", "keep one of them")
        seen.setdefault(change, path)


# --- cells ----------------------------------------------------------------------------------------------------------


def _present(cells: Cells) -> list[int]:
    """Return the cells that hold a value, lowest first; a cut between whole numbers holds none."""
    return [
        code for code, value in enumerate(cells.values) if not isinstance(value, Absent) and cells.code(value) == code
    ]


def _end(measure: Measure, cells: Cells, last: int, lever: Lever) -> Word:
    bound = measure.high if lever.moves is Direction.UP else measure.low
    return _word(cells.values[last]) if bound is None or cells.exact else bound


def _needed(lever: Lever, cells: Cells, code: int) -> str:
    """Say what a measure has to become: itself, at least so much, or beyond the cut that comes before."""
    said = value_in_words(cells.values[code])
    if lever.moves is None:
        return said
    up = lever.moves is Direction.UP
    if _is_one_number(cells, code):
        return f"{said} or {'more' if up else 'less'}"
    passed = value_in_words(cells.values[code - 1 if up else code + 1])
    return f"{'above' if up else 'below'} {passed}"


def _is_one_number(cells: Cells, code: int) -> bool:
    value = cells.values[code]
    if cells.exact or not isinstance(value, int | float):
        return True
    if cells.measure.whole:
        return code not in (cells.code(value - 1), cells.code(value + 1))
    return code not in (cells.code(math.nextafter(value, -math.inf)), cells.code(math.nextafter(value, math.inf)))


def _cuts(book: Rulebook, name: str) -> Iterator[int | float]:
    """Yield every number that some test may hold a measure against, whatever the answers to open questions."""
    options = {reading.id: [option for _, option in reading.options] for reading in book.readings}
    for _, whole in tests_in(book):
        for test in walk(whole):
            if isinstance(test, Compare) and test.measure == name:
                operand = test.operand
                for one in options[operand.reading] if isinstance(operand, ReadingRef) else [operand]:
                    if isinstance(one, int | float) and not isinstance(one, bool):
                        yield one


# --- values ---------------------------------------------------------------------------------------------------------


def _further(value: Word, change: FactChange) -> Word:
    """Return the one of a value and the target of a change that lies further in its direction."""
    if change.lever.moves is None:
        return change.target
    ranked = sorted((value, change.target), key=lambda one: _rank(one, change.measure))
    return ranked[-1] if change.lever.moves is Direction.UP else ranked[0]


def _rank(value: Word, measure: Measure) -> float:
    return measure.values.index(value) if isinstance(value, str) else value


def _between(one: Word, other: Word) -> Known | Between:
    if one == other or not isinstance(one, int | float) or not isinstance(other, int | float):
        return Known(one)
    return Between(one, other)


def _anything(change: FactChange) -> list[Value]:
    """Return what a fact of which nothing is known may be after a change."""
    if change.lever.moves is None:
        return [Known(change.target)]
    if change.measure.kind is MeasureKind.LEVEL:
        values = change.measure.values
        return list(dict.fromkeys(Known(_further(value, change)) for value in values))
    ends = (change.target, change.furthest)
    return [_between(*(ends if change.lever.moves is Direction.UP else ends[::-1]))]


def _word(value: object) -> Word:
    return value if isinstance(value, bool | int | float | str) else ""
