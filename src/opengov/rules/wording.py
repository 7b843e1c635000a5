"""Rules and values in words that a policy person reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from opengov.model.forms import (
    AbsentAs,
    After,
    All,
    Always,
    AnyOf,
    Coded,
    Compare,
    Count,
    DayExpression,
    DayRef,
    Every,
    FixedDay,
    Measure,
    MeasureDay,
    Not,
    Op,
    Operand,
    OutcomeIs,
    ReadingRef,
    ReadingTest,
    Some,
    Test,
)
from opengov.model.values import Absent, Between, Known, Listing, OneOf, Outcome, Scalar, Span, Unknown, Value

__all__ = ["day_in_words", "outcome_in_words", "test_in_words", "value_in_words"]

_OPS = {
    Op.IS: "is {}",
    Op.ABOVE: "above {}",
    Op.AT_LEAST: "at least {}",
    Op.BELOW: "below {}",
    Op.AT_MOST: "at most {}",
    Op.ONE_OF: "one of {}",
    Op.INCLUDES: "includes {}",
}
_OUTCOMES = {
    Outcome.MET: "met",
    Outcome.NOT_MET: "not met",
    Outcome.PENDING: "not met yet",
    Outcome.UNDETERMINED: "undetermined",
    Outcome.NOT_APPLICABLE: "not applicable",
}


def outcome_in_words(outcome: Outcome) -> str:
    """Say an outcome as a word of a sentence."""
    return _OUTCOMES[outcome]


def value_in_words(value: Value | Scalar | None) -> str:
    """Say a value as short as it can be said without losing what is open about it.

    Examples
    --------
    >>> value_in_words(OneOf((Known(5.0), Known(5.29))))
    '5.0 or 5.29'
    """
    match value:
        case bool():
            return "yes" if value else "no"
        case str() | int() | float():
            return str(value)
        case None | Unknown():
            return "unknown"
        case Known(inner):
            return value_in_words(inner)
        case Absent(kind):
            return kind
        case Between():
            return _range(value)
        case OneOf(options):
            return _options(options)
        case frozenset():
            return ", ".join(sorted(value))
        case Listing(entries, complete):
            return f"{len(entries)} entries{'' if complete else ', perhaps more'}"
        case Span(months, days):
            parts = [
                f"{count} {unit}{'s' * (count != 1)}" for count, unit in ((months, "month"), (days, "day")) if count
            ]
            return " and ".join(parts) or "no time"
        case date():
            return value.isoformat()


def _range(value: Between) -> str:
    low, high = value_in_words(value.low), value_in_words(value.high)
    if value.high == date.max:
        return f"{low} or later"
    return f"{high} or earlier" if value.low == date.min else f"between {low} and {high}"


def _options(options: tuple[Known | Absent | Between, ...]) -> str:
    least = _least_of(options)
    if least is not None:
        return f"{value_in_words(least) or 'nothing'}, perhaps more"
    return " or ".join(value_in_words(option) for option in options)


def _least_of(options: tuple[Value, ...]) -> frozenset[str] | None:
    """Return the set that all others hold, where many sets are possible and that one is among them."""
    sets = [one.value for one in options if isinstance(one, Known) and isinstance(one.value, frozenset)]
    if len(sets) < len(options) or len(sets) <= len(("this", "that")):
        return None
    least = frozenset.intersection(*sets)
    return least if least in sets else None


@lru_cache(maxsize=4096)
def test_in_words(test: Test, measures: tuple[Measure, ...]) -> str:
    """Say what a test asks for, each measure by its title.

    Parameters
    ----------
    test
        A test, its readings resolved or not.
    measures
        The measures that it may read.
    """
    return _words(test, {measure.name: measure for measure in measures})


def day_in_words(expression: DayExpression) -> str:
    """Say which day is meant."""
    match expression:
        case MeasureDay(name):
            return f"the day of {name}"
        case FixedDay(day):
            return str(day)
        case DayRef(name):
            return name
        case After(name, span, month_end, year_end):
            end = "month" if month_end else "year" if year_end else None
            side = "before" if min(span.months, span.days) < 0 else "after"
            length = value_in_words(Span(months=abs(span.months), days=abs(span.days)))
            return f"{length} {side} {name}" + (f", moved to the end of that {end}" if end else "")


def _words(test: Test, measures: Mapping[str, Measure]) -> str:
    match test:
        case Compare(name, op, operand):
            return f"{_title(name, measures)}: {_comparison(op, operand)}"
        case Coded(name, coded):
            return f"{_title(name, measures)}: {'has a value' if coded else 'has no value'}"
        case AbsentAs(name, kind):
            return f"{_title(name, measures)}: {kind}"
        case All(tests):
            return _joined(tests, " and ", measures)
        case AnyOf(tests):
            return _joined(tests, " or ", measures)
        case Not(inner):
            return f"not ({_words(inner, measures)})"
        case Every(name, inner) | Some(name, inner):
            word = "every entry" if isinstance(test, Every) else "some entry"
            return f"{_title(name, measures)}: {word} ({_words(inner, _fields(name, measures))})"
        case Count(name, where, op, operand):
            which = "" if isinstance(where, Always) else f" with ({_words(where, _fields(name, measures))})"
            return f"number of {_title(name, measures)}{which} {_comparison(op, operand)}"
        case ReadingTest(name):
            return f"as the reading {name} has it"
        case OutcomeIs(outcome, names):
            return f"{' or '.join(names)} {_OUTCOMES[outcome]}"
        case Always(holds):
            return "always" if holds else "never"


def _comparison(op: Op, operand: Operand) -> str:
    match operand:
        case ReadingRef(name):
            said = f"what the reading {name} says"
        case DayRef(name):
            said = name
        case frozenset():
            said = ", ".join(sorted(operand))
        case _:
            said = value_in_words(operand)
    return _OPS[op].format(said)


def _joined(tests: tuple[Test, ...], word: str, measures: Mapping[str, Measure]) -> str:
    if bounds := _bounds(tests):
        name, said = bounds
        return f"{_title(name, measures)}: {word.join(said)}"
    return word.join(_grouped(one, measures) for one in tests)


def _bounds(tests: tuple[Test, ...]) -> tuple[str, list[str]] | None:
    """Say comparisons of one and the same measure in one breath."""
    names = {one.measure for one in tests if isinstance(one, Compare)}
    if len(names) == 1 and all(isinstance(one, Compare) for one in tests):
        return names.pop(), [_comparison(one.op, one.operand) for one in tests if isinstance(one, Compare)]
    return None


def _grouped(test: Test, measures: Mapping[str, Measure]) -> str:
    said = _words(test, measures)
    return f"({said})" if isinstance(test, All | AnyOf) else said


def _title(name: str, measures: Mapping[str, Measure]) -> str:
    return measures[name].title if name in measures else name


def _fields(name: str, measures: Mapping[str, Measure]) -> Mapping[str, Measure]:
    return {one.name: one for one in measures[name].fields} if name in measures else {}
