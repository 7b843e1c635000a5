"""What can be known of a book without facts: names that lead nowhere, rows never reached, bands that gap or overlap."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator

from opengov.errors import Problem
from opengov.model.criteria import EligibilityCriterion, Rule
from opengov.model.forms import (
    Choose,
    Compare,
    Count,
    DayRef,
    Every,
    Hits,
    MeasureDay,
    OutcomeIs,
    ReadingRef,
    ReadingTest,
    Row,
    Some,
    Test,
)
from opengov.model.rulebooks import SECTIONS, Note, Rulebook
from opengov.model.values import Absent, Scalar
from opengov.rules.cells import FINITE, cells_of
from opengov.rules.circles import circles
from opengov.rules.evaluate import Scope, truths
from opengov.rules.levers import misfit_levers
from opengov.rules.misuse import misused_readings
from opengov.rules.resolve import (
    Answers,
    criterion_tests,
    measures_read,
    readings_in_criterion,
    readings_in_test,
    resolve_choose,
    resolve_test,
    walk,
    walk_all,
)
from opengov.rules.walking import next_day, readings_for_values, rows_in, tests_in
from opengov.rules.worlds import too_many_worlds

__all__ = ["check"]

_MOST_WORLDS = 200_000
_MOST_ANSWERS = 1_000
_MOST_POINTS = 1_000


def check(book: Rulebook) -> list[Problem]:
    """Return every problem of a book that was read without one.

    Names are checked first; only a book whose names all lead somewhere has its tables enumerated.
    """
    problems = [*_ids(book), *_citations(book), *_references(book), *_days(book), *_parts(book)]
    if not problems:
        problems = [*circles(book), *misused_readings(book)]
    if not problems:
        problems = [*_unused(book), *_shares(book), *too_many_worlds(book), *misfit_levers(book)]
        for index, criterion in enumerate(book.criteria):
            problems += _criterion(criterion, f"criterion[{index}]", book)
        for index, one in enumerate(book.classes):
            problems += _rows(one.choose, None, f"class[{index}]", book)
    return problems


def _ids(book: Rulebook) -> Iterator[Problem]:
    seen: dict[str, str] = {book.threshold.id: "threshold"} if book.threshold else {}
    for entry, place in _statements(book):
        path = f"{place}.id"
        if entry.id in seen:
            yield Problem(path, f'"{entry.id}" stands twice, first at {seen[entry.id]}', "give each its own id")
        seen.setdefault(entry.id, path)
    yield from _twice((source.id for source in book.sources), "source")


def _twice(names: Iterable[str], section: str) -> Iterator[Problem]:
    for name, times in Counter(names).items():
        if times > 1:
            yield Problem(section, f'"{name}" stands {times} times', "give each its own id")


def _citations(book: Rulebook) -> Iterator[Problem]:
    sources = {source.id for source in book.sources}
    rules = {rule.id for rule in (*book.rules, *book.readings)}
    for path, names in _cited_sources(book):
        for name in names:
            if name not in sources:
                yield Problem(f"{path}.sources", f'there is no source "{name}"', "add it under [[source]]")
    for path, name in _cited_rules(book):
        if name not in rules:
            yield Problem(path, f'there is no rule "{name}"', "add it under [[rule]]")


def _cited_sources(book: Rulebook) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield from ((entry.id, entry.sources) for entry, _ in _statements(book))
    if book.threshold:
        yield "threshold", book.threshold.sources


def _statements(book: Rulebook) -> Iterator[tuple[Rule | Note, str]]:
    """Yield all that a book states, with the place where it stands: what is cited by its id, and cites sources."""
    for section, field in SECTIONS.items():
        if section not in ("measure", "source"):
            entries: tuple[Rule | Note, ...] = getattr(book, field)
            yield from ((entry, f"{section}[{index}]") for index, entry in enumerate(entries))


def _cited_rules(book: Rulebook) -> Iterator[tuple[str, str]]:
    for criterion in book.criteria:
        yield from ((f"{criterion.id}.rules", name) for name in criterion.rules)
        yield from ((f"{criterion.id}.given", given.rule) for given in criterion.given)
    yield from ((f"{path}.rule", row.rule) for path, row, _ in rows_in(book) if row.rule)
    for requirement in book.requirements:
        yield from ((f"{requirement.id}.rules", name) for name in requirement.rules)
        if requirement.grace:
            yield f"{requirement.id}.not_binding", requirement.grace.rule
    if book.threshold:
        yield "threshold.too_few", book.threshold.too_few
        if book.threshold.near_rule:
            yield "threshold.near_rule", book.threshold.near_rule


def _references(book: Rulebook) -> Iterator[Problem]:
    readings = {reading.id for reading in book.readings}
    outcomes = {requirement.id for requirement in book.requirements}
    outcomes |= {book.threshold.id} if book.threshold else set()
    days = {day.id for day in book.days}
    measures = {measure.name for measure in book.measures}
    for path, test in tests_in(book):
        for one in walk_all(test):
            yield from _one_reference(one, path, readings, outcomes, days)
        # a test of a book that was made in Python may read what no TOML book could
        for name in measures_read(test):
            if name not in measures:
                yield Problem(path, f'"{name}" is not declared', "declare it under [measure]")
    for path, reading, _ in readings_for_values(book):
        if reading not in readings:
            yield Problem(path, f'there is no reading "{reading}"', "add it under [[reading]]")
    for criterion in book.criteria:
        for given in criterion.given:
            if given.measure not in measures:
                yield Problem(
                    f"{criterion.id}.given", f'"{given.measure}" is not declared', "declare it under [measure]"
                )


def _one_reference(one: Test, path: str, readings: set[str], outcomes: set[str], days: set[str]) -> Iterator[Problem]:
    if isinstance(one, ReadingTest) and one.reading not in readings:
        yield Problem(path, f'there is no reading "{one.reading}"', "add it under [[reading]]")
    if isinstance(one, Compare | Count) and isinstance(one.operand, ReadingRef) and one.operand.reading not in readings:
        yield Problem(path, f'there is no reading "{one.operand.reading}"', "add it under [[reading]]")
    if isinstance(one, Compare) and isinstance(one.operand, DayRef) and one.operand.day not in days:
        yield Problem(path, f'there is no day "{one.operand.day}"', "add it under [[day]]")
    if isinstance(one, OutcomeIs):
        for name in one.requirements:
            if name not in outcomes:
                yield Problem(path, f'there is no requirement "{name}"')


def _days(book: Rulebook) -> Iterator[Problem]:
    days = {day.id: day.expression for day in book.days}
    for requirement in book.requirements:
        for key, day in (("open_until", requirement.open_until), ("kept_until", requirement.kept_until)):
            if day is not None and day not in days:
                yield Problem(f"{requirement.id}.{key}", f'there is no day "{day}"')
    for exception in book.exceptions:
        if exception.to not in days:
            yield Problem(f"{exception.id}.to", f'there is no day "{exception.to}"')
        if (other := next_day(exception.expression)) is not None and other not in days:
            yield Problem(f"{exception.id}.is", f'there is no day "{other}"')
    for name, expression in days.items():
        if (other := next_day(expression)) is not None and other not in days:
            yield Problem(f"{name}.is", f'there is no day "{other}"')


def _parts(book: Rulebook) -> Iterator[Problem]:
    parts = {requirement.id: requirement.parts for requirement in book.requirements}
    for name, inner in parts.items():
        for part in inner:
            if part not in parts:
                yield Problem(f"{name}.parts", f'there is no requirement "{part}"')
            elif parts[part]:
                yield Problem(f"{name}.parts", f'"{part}" has parts itself', "list its parts here instead")


def _unused(book: Rulebook) -> Iterator[Problem]:
    cited = {name for _, name in _cited_rules(book)}
    for index, rule in enumerate(book.rules):
        if rule.id not in cited:
            yield Problem(f"rule[{index}]", f'"{rule.id}" decides nothing', "cite it in a row, or make it a note")
    used = {reading for _, reading, _ in readings_for_values(book)}
    for _, test in tests_in(book):
        used |= readings_in_test(test, book)
    for index, reading in enumerate(book.readings):
        if reading.id not in used:
            yield Problem(f"reading[{index}]", f'nothing depends on "{reading.id}"', "use it, or make it a note")
    read = {given.measure for criterion in book.criteria for given in criterion.given}
    for _, test in tests_in(book):
        read |= {name for one in walk(test) for name in measures_read(one)}
        read |= {one.measure for one in walk(test) if isinstance(one, Every | Some | Count)}
    read |= {day.expression.measure for day in book.days if isinstance(day.expression, MeasureDay)}
    read |= {one.expression.measure for one in book.exceptions if isinstance(one.expression, MeasureDay)}
    read.add(book.in_force.picked_by)
    if any(requirement.open_until or requirement.kept_until for requirement in book.requirements):
        read.add("on")
    read |= {requirement.grace.by for requirement in book.requirements if requirement.grace}
    for measure in book.measures:
        if measure.name not in read:
            yield Problem(f"measure.{measure.name}", "declared but never read", "remove it, or use it")


def _shares(book: Rulebook) -> Iterator[Problem]:
    threshold = book.threshold
    if threshold is not None and threshold.near is not None and threshold.near >= threshold.share:
        yield Problem("threshold.near", f"{threshold.near} is not below {threshold.share}")
    for index, criterion in enumerate(book.criteria):
        if not 0 < criterion.maximum <= _MOST_POINTS:
            yield Problem(f"criterion[{index}].maximum", f"{criterion.maximum} does not lie from 1 to {_MOST_POINTS}")


def _criterion(criterion: EligibilityCriterion, path: str, book: Rulebook) -> Iterator[Problem]:
    measures = {measure.name: measure for measure in book.measures}
    if any(isinstance(one, OutcomeIs) for test in criterion_tests(criterion) for one in walk_all(test)):
        yield Problem(path, "reads the outcome of a requirement", "points come before outcomes")
        return
    for given in criterion.given:
        if not measures[given.measure].whole:
            yield Problem(f"{path}.given", f'"{given.measure}" is not a whole number', "say whole = true")
    for name in {name for test in criterion_tests(criterion) for name in measures_read(test)}:
        if name in measures and measures[name].kind not in FINITE:
            yield Problem(
                path, f'"{name}" is a {measures[name].kind}', f"a criterion reads only {', '.join(sorted(FINITE))}"
            )
            return
    reach: set[int] = {0}
    for place, choose in enumerate(criterion.points):
        inner = path if len(criterion.points) == 1 else f"{path}.sum[{place}]"
        yield from _rows(choose, criterion.measured_when, inner, book, readings_in_criterion(criterion, book))
        reach = {total + points for total in reach for points in _points(choose, book)}
    for points in sorted(reach | set(criterion.possible)):
        if not 0 <= points <= criterion.maximum:
            yield Problem(path, f"{points} points can occur", f"they lie from 0 to {criterion.maximum}")
    if criterion.possible and criterion.points and not reach <= set(criterion.possible):
        odd = ", ".join(map(str, sorted(reach - set(criterion.possible))))
        yield Problem(f"{path}.possible", f"the rows can give {odd}", "add it, or mend the rows")


def _points(choose: Choose, book: Rulebook) -> set[int]:
    found = set()
    for row in choose.all_rows:
        if isinstance(row.give, ReadingRef):
            options = book.reading(row.give.reading).options
            found |= {option for _, option in options if isinstance(option, int)}
        elif isinstance(row.give, int):
            found.add(row.give)
    return found


def _rows(
    choose: Choose, measured_when: Test | None, path: str, book: Rulebook, readings: set[str] | None = None
) -> list[Problem]:
    """Enumerate a choice under every answer to its readings: rows never reached, overlaps and gaps."""
    names = readings if readings is not None else {n for row in choose.rows for n in readings_in_test(row.when, book)}
    options = [[(one.id, name) for name, _ in one.options] for one in book.readings if one.id in names]
    if any(isinstance(one, OutcomeIs) for row in choose.rows for one in walk_all(row.when)):
        return []
    if math.prod(map(len, options)) > _MOST_ANSWERS:
        return [Problem(path, f"its readings have more than {_MOST_ANSWERS} answers together", "part the rule")]
    reached: set[int] = set()
    found: dict[str, Problem] = {}
    for answers in itertools.product(*options):
        worlds = _worlds(choose, measured_when, book, dict(answers))
        if worlds is None:
            return [Problem(path, f"reads more than {_MOST_WORLDS} combinations of values", "part the rule")]
        for hits, world, rows in worlds:
            problem = _judge_hits(hits, world, rows, path, choose)
            if problem is not None:
                found.setdefault(problem.message.split(" at ")[0], problem)
            reached |= set(hits[:1]) if choose.hits is Hits.FIRST else set(hits)
            if not hits:
                reached.add(len(choose.rows))
    for place in range(len(choose.rows) + (choose.otherwise is not None)):
        if place not in reached and reached:
            name = f"choose[{place}]" if place < len(choose.rows) else "otherwise"
            found[name] = Problem(f"{path}.{name}", "can never be reached", "remove it, or mend the rows before it")
    return list(found.values())


World = dict[str, Scalar | Absent]


def _worlds(
    choose: Choose, measured_when: Test | None, book: Rulebook, answers: Answers
) -> Iterator[tuple[list[int], World, tuple[Row, ...]]] | None:
    """Yield every combination of values, with the rows that hold there; ``None`` where there are too many."""
    resolved = resolve_choose(choose, book, answers)
    tests = [row.when for row in resolved.rows]
    measured = None if measured_when is None else resolve_test(measured_when, book, answers)
    scope = Scope({measure.name: measure for measure in book.measures})
    names = dict.fromkeys(name for test in [*tests, *([measured] if measured else [])] for name in measures_read(test))
    if any(scope.measures[name].kind not in FINITE for name in names):
        return iter(())
    spaces = [cells_of(scope.measures[name], [*tests, *([measured] if measured else [])]) for name in names]
    if math.prod(len(space.values) for space in spaces) > _MOST_WORLDS:
        return None
    every = itertools.product(*(space.values for space in spaces))
    worlds = (dict(zip(names, values, strict=True)) for values in every)
    return (
        ([place for place, test in enumerate(tests) if True in truths(test, world, scope)], world, resolved.rows)
        for world in worlds
        if measured is None or True in truths(measured, world, scope)
    )


def _judge_hits(hits: list[int], world: World, rows: tuple[Row, ...], path: str, choose: Choose) -> Problem | None:
    shown = ", ".join(f"{name} = {_shown(value)}" for name, value in world.items())
    if not hits and choose.otherwise is None:
        return Problem(f"{path}.choose", f"no row holds at {shown}", "add a row, or an otherwise")
    if choose.hits is Hits.UNIQUE and len({rows[hit].give for hit in hits}) > 1:
        names = " and ".join(f"choose[{hit}]" for hit in hits)
        return Problem(f"{path}.choose", f"{names} overlap at {shown}", 'part them, or say hits = "first"')
    return None


def _shown(value: Scalar | Absent) -> str:
    return value.kind if isinstance(value, Absent) else str(value).lower() if isinstance(value, bool) else str(value)
