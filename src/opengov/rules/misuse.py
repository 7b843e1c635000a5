"""Readings that stand where their options make no sense: words where a number is held, values that no measure has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from opengov.errors import Problem
from opengov.model.criteria import Reading
from opengov.model.forms import Compare, Count, Every, Measure, MeasureKind, Op, ReadingRef, ReadingTest, Some, Test
from opengov.model.rulebooks import Rulebook
from opengov.rules._tests import option_kind
from opengov.rules.resolve import walk
from opengov.rules.walking import readings_for_values, tests_in

__all__ = ["misused_readings"]

_WORDS = frozenset({MeasureKind.CATEGORY, MeasureKind.LEVEL})


def misused_readings(book: Rulebook) -> Iterator[Problem]:
    """Yield a problem for each reading that stands where its options make no sense."""
    readings = {reading.id: reading for reading in book.readings}
    for path, name, wanted in readings_for_values(book):
        yield from _not_a(wanted, path, readings[name])
    measures = {measure.name: measure for measure in book.measures}
    for path, test in tests_in(book):
        for one, measure in _with_measures(test, measures):
            if isinstance(one, ReadingTest):
                yield from _not_a("test", path, readings[one.reading])
            elif isinstance(one, Compare | Count) and isinstance(one.operand, ReadingRef):
                yield from _operand(path, one, readings[one.operand.reading], measure)


def _with_measures(test: Test, measures: Mapping[str, Measure]) -> Iterator[tuple[Test, Measure | None]]:
    """Yield a test and those within it, each with the measure that it reads; in a list, that is a field of an entry."""
    for one in walk(test):
        measure = measures.get(getattr(one, "measure", ""))
        yield one, measure
        if isinstance(one, Every | Some | Count) and measure is not None:
            inner = one.where if isinstance(one, Count) else one.test
            yield from _with_measures(inner, {field.name: field for field in measure.fields or (measure.entry(),)})


def _operand(path: str, test: Compare | Count, reading: Reading, measure: Measure | None) -> Iterator[Problem]:
    if isinstance(test, Count) or (measure is not None and measure.kind is MeasureKind.NUMBER):
        yield from _not_a("number", path, reading)
    elif test.op in (Op.ONE_OF, Op.INCLUDES) or (measure is not None and measure.kind in _WORDS):
        wanted = "set" if test.op in (Op.ONE_OF, Op.INCLUDES) else "word"
        wrong = list(_not_a(wanted, path, reading))
        yield from wrong
        if not wrong and measure is not None:
            yield from _unknown_words(path, reading, measure)
    elif measure is not None:
        message = f'"{measure.name}" is a {measure.kind}, and no reading stands for one'
        yield Problem(path, message, "let the reading decide the whole test")


def _unknown_words(path: str, reading: Reading, measure: Measure) -> Iterator[Problem]:
    for _, option in reading.options:
        for word in option if isinstance(option, tuple) else (option,):
            if word not in measure.values:
                hint = f"one of {', '.join(measure.values)}"
                yield Problem(path, f'"{word}" of the reading "{reading.id}" is not a value of "{measure.name}"', hint)


def _not_a(wanted: str, path: str, reading: Reading) -> Iterator[Problem]:
    kind = option_kind(reading.options[0][1])
    if kind != wanted:
        yield Problem(path, f'the options of the reading "{reading.id}" are {kind}s, not {wanted}s')
