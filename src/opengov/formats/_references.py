"""Whether what a case says of indicators is of what they are: known, of their kind, of an edition that there is."""

from __future__ import annotations

from collections.abc import Iterator

from opengov.codec import shown
from opengov.errors import Problem
from opengov.model.cases import Case
from opengov.model.indicators import Indicator, IndicatorKind, Observation
from opengov.model.values import Absent, Between, Known, OneOf, Unknown, Value

__all__ = ["reference_problems"]

_WANTED = {
    IndicatorKind.YES_NO: "true or false",
    IndicatorKind.NUMBER: "a number",
    IndicatorKind.CATEGORY: "one of its categories",
}


def reference_problems(case: Case) -> list[Problem]:
    """Return the problems of a case with the indicators and editions that it names.

    Known are those that the case declares itself, and those that ship with the library.
    """
    if not case.observations and not case.edition_choices:
        return []
    from opengov import reference  # a case without indicators does not need it

    known = {one.id: one for one in (*reference.indicators(), *case.indicators)}
    editions = {*reference.edition_labels(), *((one.series, one.label) for one in case.editions)}
    return [*_observations(case, known, editions), *_choices(case, known, editions)]


def _observations(case: Case, known: dict[str, Indicator], editions: set[tuple[str, str]]) -> Iterator[Problem]:
    dated = {series for series, _ in editions}
    for place, one in enumerate(case.observations):
        path = f"observations[{place}]"
        indicator = known.get(one.indicator)
        if indicator is None:
            yield _unknown(f"{path}.indicator", "indicator", one.indicator, known)
            continue
        yield from _value(indicator, one, path)
        if one.edition is not None and indicator.series in dated and (indicator.series, one.edition) not in editions:
            yield _unknown(
                f"{path}.edition", f"edition of {indicator.series}", one.edition, _labels(indicator.series, editions)
            )


def _choices(case: Case, known: dict[str, Indicator], editions: set[tuple[str, str]]) -> Iterator[Problem]:
    series = {one.series for one in known.values() if one.series is not None} | {name for name, _ in editions}
    for place, one in enumerate(case.edition_choices):
        path = f"edition_choices[{place}]"
        if one.series not in series:
            yield _unknown(f"{path}.series", "series", one.series, series)
        elif (one.series, one.edition) not in editions:
            yield _unknown(f"{path}.edition", f"edition of {one.series}", one.edition, _labels(one.series, editions))


def _value(indicator: Indicator, observation: Observation, path: str) -> Iterator[Problem]:
    value: Value = observation.value
    for option in value.options if isinstance(value, OneOf) else (value,):
        if not _fits(indicator, option):
            categories = f": {', '.join(indicator.categories)}" if indicator.categories else ""
            yield Problem(f"{path}.value", f'"{indicator.id}" is {_WANTED[indicator.kind]}{categories}')
            return


def _fits(indicator: Indicator, value: Value) -> bool:
    match value, indicator.kind:
        case ((Unknown() | Absent()), _):
            return True
        case Known(bool()), kind:
            return kind is IndicatorKind.YES_NO
        case Known(int() | float()), kind:
            return kind is IndicatorKind.NUMBER
        case Known(str() as word), kind:
            return kind is IndicatorKind.CATEGORY and (not indicator.categories or word in indicator.categories)
        case Between(low, _), kind:
            return kind is IndicatorKind.NUMBER and isinstance(low, int | float)
        case _:
            return False


def _labels(series: str | None, editions: set[tuple[str, str]]) -> list[str]:
    return sorted(label for name, label in editions if name == series)


def _unknown(path: str, kind: str, name: str | None, known: object) -> Problem:
    import difflib  # only an error needs it

    names = [str(one) for one in known] if isinstance(known, list | set | dict) else []
    near = difflib.get_close_matches(str(name), names, n=1)
    hint = f"did you mean {near[0]}?" if near else "declare it in the case, or correct it"
    return Problem(path, f"there is no {kind} {shown(str(name))}", hint)
