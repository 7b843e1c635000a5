"""Lazy frames: the tables of a book compiled to expressions, which the user's own engine runs."""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import narwhals.stable.v2 as nw
import numpy as np
from attrs import define, field

from opengov.errors import InvalidFrame, Problem
from opengov.model.forms import Measure, MeasureKind
from opengov.rules._codes import ABSENT, Coding
from opengov.rules._frames import refuse_taken
from opengov.rules._lookups import BOOK, RANKS, Lookup, Scheme
from opengov.rules._trees import Axis, CodeAxis, Dialect, Expr, Number, YesNoAxis, tree

if TYPE_CHECKING:
    from typing import Any

    from opengov.rules._planning import Plan

__all__ = ["scored"]

Array: TypeAlias = np.ndarray
Frame: TypeAlias = "nw.LazyFrame[Any]"
_OWN = "__opengov_"  # how the columns begin that are dropped in the end
_BAD = _OWN + "bad"
_UNREADABLE = -1
_MET, _NOT_MET, _OPEN, _NOT_APPLICABLE = 3, 0, 1, 4
_WORDS = [str(one.value) for one in RANKS]


def scored(frame: Frame, plan: Plan) -> object:
    """Return a lazy frame with the columns that say what its rows come to."""
    schema = dict(frame.collect_schema())
    used = [place for place, one in enumerate(plan.segments) if one.engines]
    scheme, columns = plan.scheme(used)
    names = _names(plan.prefix, scheme)
    refuse_taken(list(schema), names)
    made = _made(frame)
    if plan.dated is not None:
        _add_book(made, schema, plan, used)
    _add_codes(made, schema, scheme, columns)
    made.next_stage()
    results = _results(made, scheme, plan.prefix)
    made.frame = made.frame.with_columns(*results).select(*list(schema), *names)
    return _with_outcomes(made, plan.prefix)


@define(eq=False)
class _Made:
    """A frame to which columns of our own are added, stage by stage, and what is wrong with cells."""

    frame: Frame
    dialect: Dialect
    waiting: list[Expr] = field(factory=list)
    problems: list[tuple[Expr, str]] = field(factory=list)
    axes: dict[str, Axis] = field(factory=dict)
    count: int = 0

    @property
    def in_zone_of_session(self) -> bool:
        """Whether the engine, as DuckDB and Spark do, takes every time in the zone of its session."""
        return self.dialect.words is nw

    def add(self, number: Number) -> Number:
        """Add a column for the next stage; a plain number stays one."""
        if isinstance(number, int):
            return number
        self.count += 1
        name = f"{_OWN}{self.count}"
        self.waiting.append(number.alias(name))
        return self.dialect.col(name)

    def next_stage(self) -> None:
        """Let what was added be computed before what is added from now on."""
        if self.waiting:
            self.frame = self.frame.with_columns(*self.waiting)
            self.waiting = []

    def tree(self, one: Lookup, values: Array) -> Number:
        """Return the expression that gives values by the codes of a rule."""
        return tree(self.dialect, values.reshape(one.shape), [self.axes[name] for name in one.axes])


def _made(frame: Frame) -> _Made:
    if not frame.implementation.is_polars():
        return _Made(frame, Dialect(nw))
    import polars as pl

    return _Made(frame.to_native(), Dialect(pl))


def _names(prefix: str, scheme: Scheme) -> list[str]:
    names = ["points_low", "points_high", "possible_low", "possible_high", "outcome", "core"]
    names += [f"{name}_{end}" for name in scheme.ids for end in ("low", "high")]
    return [prefix + name for name in (*names, "problems")]


# --- codes ----------------------------------------------------------------------------------------------------------


def _add_book(made: _Made, schema: Mapping[str, nw.dtypes.DType], plan: Plan, used: Sequence[int]) -> None:
    """Add the place of the book of each row."""
    dtype = schema[str(plan.dated)]
    day, dialect = made.dialect.col(str(plan.dated)), made.dialect
    if dtype == nw.Datetime or isinstance(dtype, nw.Datetime):
        if getattr(dtype, "time_zone", None) and made.in_zone_of_session:
            hint = "cast it to DATE"
            problem = Problem(str(plan.dated), "holds times whose day hangs on the time zone of the session", hint)
            raise InvalidFrame("data frame", [problem])
        day = day.dt.date()
    elif dtype == nw.Unknown:  # it holds nothing
        day = day.cast(dialect.words.Date)
    elif dtype != nw.Date:
        problem = Problem(str(plan.dated), f"holds {dtype}, not dates", "turn them into dates first")
        raise InvalidFrame("data frame", [problem])
    starts = [one.start for one in plan.segments]
    place: Number = 0
    for number, start in enumerate(starts[1:], 1):
        place = dialect.when(day >= start, number, place)
    axis = CodeAxis(dialect.number(made.add(place)), len(starts))
    made.next_stage()
    outside = [number for number, one in enumerate(plan.segments) if not one.engines]
    made.problems.append((day.is_null(), f"{plan.dated}: there is no day"))
    if outside:
        made.problems.append((axis.is_one_of(outside) & ~day.is_null(), f"{plan.dated}: no rulebook is in force"))
    if len(used) > 1:
        codes = np.array([used.index(number) if number in used else 0 for number in range(len(starts))])
        made.waiting.append(dialect.number(tree(dialect, codes, [axis])).alias(_code(BOOK)))
        made.axes[BOOK] = CodeAxis(dialect.col(_code(BOOK)), len(used))
    made.next_stage()


def _code(name: str) -> str:
    return f"{_OWN}code_{name}"


def _add_codes(made: _Made, schema: Mapping[str, nw.dtypes.DType], scheme: Scheme, columns: Mapping[str, str]) -> None:
    """Add the codes of each measure, and say which cells have none."""
    dialect = made.dialect
    for name, coding in scheme.codings.items():
        column = columns[name]
        beside = column + ABSENT
        stated = schema.get(beside, nw.Unknown) != nw.Unknown  # of unknown kind is what holds nothing
        _check_kind(coding.measure, column, schema[column])
        cell = dialect.col(column)
        if coding.measure.kind is MeasureKind.YES_NO and not stated and schema[column] != nw.Unknown:
            made.axes[name] = YesNoAxis(cell, coding.codes)
            continue
        code, complaint = _coded(dialect, coding, cell, schema[column])
        if stated:
            if schema[beside] != nw.Boolean:
                raise InvalidFrame("data frame", [Problem(beside, f"holds {schema[beside]}, not true and false")])
            said = dialect.col(beside).fill_null(value=False)
            code = dialect.when(said, coding.absent, code)
            both = said & ~cell.is_null()
            made.problems.append((both, f"{column}: a value beside a cell that says that it is absent"))
        made.waiting.append(dialect.number(code).alias(_code(name)))
        made.axes[name] = CodeAxis(dialect.col(_code(name)), coding.size)
        if complaint:
            made.problems.append((dialect.col(_code(name)) == _UNREADABLE, f"{column}: {complaint}"))


def _check_kind(measure: Measure, column: str, dtype: nw.dtypes.DType) -> None:
    """Refuse a column whose kind is not that of its measure.

    Raises
    ------
    InvalidFrame
        With what it holds.
    """
    kind = measure.kind
    if kind is MeasureKind.NUMBER:
        wanted, right = "numbers", dtype.is_numeric()
    elif kind is MeasureKind.YES_NO:
        wanted, right = "true and false", dtype == nw.Boolean
    else:
        wanted, right = "words", dtype in (nw.String, nw.Enum, nw.Categorical)
    if not right and dtype != nw.Unknown:  # of unknown kind is what holds nothing
        hint = "turn the column into these first; a lazy frame is not looked into"
        raise InvalidFrame("data frame", [Problem(column, f"holds {dtype}, not {wanted}", hint)])


def _coded(dialect: Dialect, coding: Coding, cell: Expr, dtype: nw.dtypes.DType) -> tuple[Number, str]:
    """Return the code of each cell, and what is wrong with one that has none."""
    measure = coding.measure
    if dtype == nw.Unknown:
        return coding.null, ""
    if measure.kind is MeasureKind.YES_NO:
        return dialect.when(cell.is_null(), coding.null, dialect.when(cell, coding.codes[0], coding.codes[1])), ""
    null = cell.is_null() | cell.is_nan() if dtype.is_float() else cell.is_null()
    if measure.kind is MeasureKind.NUMBER and not coding.cells.exact:
        code: Number = 0
        for number, (cut, above) in enumerate(coding.steps, 1):
            code = dialect.when(cell > cut if above else cell >= cut, number, code)
        code = dialect.when(_out_of_bounds(cell, measure), _UNREADABLE, code)
        return dialect.when(null, coding.null, code), _not_a_number(measure)
    known: Mapping[str, int] | Mapping[int | float, int] = coding.numbers if coding.cells.exact else coding.words
    groups: dict[int, list[Expr]] = {}
    for one, number in known.items():
        if not isinstance(dtype, nw.Enum) or one in dtype.categories:  # another word is an error, not false
            groups.setdefault(number, []).append(cell == one)
    code = dialect.when(null, coding.null, _UNREADABLE)
    for number, several in groups.items():
        code = dialect.when(functools.reduce(operator.or_, several), number, code)
    return code, f"not a value of it (one of {', '.join(map(str, known))})"


def _out_of_bounds(cell: Expr, measure: Measure) -> Expr:
    if measure.low is not None and measure.high is not None:
        wrong = (cell < measure.low) | (cell > measure.high)
    else:
        wrong = ~cell.is_finite()
        if measure.low is not None:
            wrong |= cell < measure.low
        if measure.high is not None:
            wrong |= cell > measure.high
    return wrong | (cell != cell.floor()) if measure.whole else wrong


def _not_a_number(measure: Measure) -> str:
    bounds = f" from {measure.low} to {measure.high}" if measure.low is not None and measure.high is not None else ""
    return f"not a {'whole ' * measure.whole}number{bounds}"


# --- results --------------------------------------------------------------------------------------------------------


def _results(made: _Made, scheme: Scheme, prefix: str) -> list[Expr]:
    dialect = made.dialect
    for one in (one for one in scheme.lookups if not one.valid.all()):
        wrong = dialect.number(made.tree(one, (~one.valid).astype(np.int64)))
        made.problems.append((wrong == 1, f"{one.id}: a value that the book of the row does not allow"))
    known = _Trees(made)
    lows, highs, least_possible, most_possible = (
        [known.of(one, getattr(one, name)) for one in scheme.criteria]
        for name in ("low", "high", "possible_low", "possible_high")
    )
    margins = [_margins(known, scheme, variant) for variant in range(scheme.need.shape[1])]
    parts = [
        [
            (known.of(one, one.worst[variant][one.classes]), known.of(one, one.best[variant][one.classes]))
            for one in scheme.requirements
        ]
        for variant in range(scheme.need.shape[1])
    ]
    if made.problems:
        made.waiting.append(dialect.any(wrong for wrong, _ in made.problems).alias(_BAD))
    made.next_stage()
    cores = [_core(made, *one) for one in margins]
    wholes = [
        (dialect.least([worst, *(one for one, _ in several)]), dialect.least([best, *(one for _, one in several)]))
        for (worst, best), several in zip(cores, parts, strict=True)
    ]
    numbers: dict[str, Number] = {
        "points_low": dialect.sum(lows),
        "points_high": dialect.sum(highs),
        "possible_low": dialect.sum(least_possible),
        "possible_high": dialect.sum(most_possible),
        "outcome": _agreed(made, wholes),
        "core": _agreed(made, cores),
        **{f"{name}_low": low for name, low in zip(scheme.ids, lows, strict=True)},
        **{f"{name}_high": high for name, high in zip(scheme.ids, highs, strict=True)},
    }
    made.next_stage()
    bad = dialect.col(_BAD) if made.problems else None
    results = [
        (dialect.number(one) if bad is None else dialect.when(~bad, one)).alias(prefix + name)
        for name, one in numbers.items()
    ]
    said = dialect.words.lit(None, dtype=dialect.words.String)
    if bad is not None:
        said = dialect.when(bad, dialect.said(made.problems))
    return [*results, said.alias(f"{prefix}problems")]


@define(eq=False)
class _Trees:
    """The trees compiled so far, so that none is compiled twice, and what is but another's multiple is no tree."""

    made: _Made
    known: list[tuple[Lookup, Array, Expr]] = field(factory=list)

    def of(self, one: Lookup, values: Array) -> Number:
        """Return the expression that gives ``values`` by the codes of a rule."""
        if (values == values[0]).all():
            return int(values[0])
        number = self.made.dialect.number
        for other, found, expression in self.known:
            if other is one and (line := _line(found, values)) is not None:
                times, plus = line
                scaled = expression if times == 1 else expression * number(times)
                return scaled if plus == 0 else scaled + number(plus)
        expression = number(self.made.add(self.made.tree(one, values)))
        self.known.append((one, values, expression))
        return expression


def _line(found: Array, values: Array) -> tuple[int, int] | None:
    """Return by which factor and shift values follow from others, if they do."""
    first, last = int(found.argmin()), int(found.argmax())
    width = int(found[last] - found[first])
    times, rest = divmod(int(values[last] - values[first]), width)
    plus = int(values[first] - times * found[first])
    return (times, plus) if rest == 0 and times and (found * times + plus == values).all() else None


def _margins(known: _Trees, scheme: Scheme, variant: int) -> tuple[Number, Number, Number, bool]:
    """Return the least and the most margin, by how many enough criteria are surely measured, and whether any are."""
    if not scheme.criteria:
        return 0, 0, 0, False
    dialect = known.made.dialect
    least = dialect.sum(known.of(one, one.least[variant][one.classes]) for one in scheme.criteria)
    most = dialect.sum(known.of(one, one.most[variant][one.classes]) for one in scheme.criteria)
    need = scheme.need[:, variant]
    if sum(int(one.fewest[variant].min()) for one in scheme.criteria) >= int(need.max()):
        return least, most, 0, True
    counted = dialect.sum(known.of(one, one.fewest[variant][one.classes]) for one in scheme.criteria)
    needed: Number = int(need[0])
    if (need != need[0]).any():
        needed = tree(dialect, need, [known.made.axes[BOOK]])
    return least, most, dialect.number(counted) - dialect.number(needed), True


def _core(made: _Made, least: Number, most: Number, spare: Number, judged: bool) -> tuple[Number, Number]:  # noqa: FBT001
    """Return the ranks of the worst and the best outcome of the threshold."""
    if not judged:
        return _NOT_APPLICABLE, _NOT_APPLICABLE
    dialect = made.dialect
    worst = dialect.when(dialect.number(least) >= 0, _MET, _NOT_MET)
    best = dialect.when(dialect.number(most) < 0, _NOT_MET, _MET)
    if not isinstance(spare, int):
        worst, best = dialect.when(spare < 0, _OPEN, worst), dialect.when(spare < 0, _OPEN, best)
    return made.add(worst), made.add(best)


def _agreed(made: _Made, several: Sequence[tuple[Number, Number]]) -> Number:
    """Return the one outcome that is possible, or that it is open."""
    made.next_stage()
    worst = made.dialect.least([one for one, _ in several])
    best = made.dialect.most([one for _, one in several])
    if isinstance(worst, int) and isinstance(best, int):
        return worst if worst == best else _OPEN
    first, last = made.dialect.number(worst), made.dialect.number(best)
    return made.add(made.dialect.when(first == last, first, _OPEN))


def _with_outcomes(made: _Made, prefix: str) -> object:
    """Put the words of the outcomes in place of their ranks."""
    names = [f"{prefix}outcome", f"{prefix}core"]
    if made.dialect.words is not nw:
        return made.frame.with_columns(*(_enum(made.dialect.col(name)).alias(name) for name in names))
    words = []
    for name in names:
        rank = nw.col(name)
        said: nw.Expr = nw.when(rank == len(_WORDS) - 1).then(nw.lit(_WORDS[-1]))
        for number, word in enumerate(_WORDS[:-1]):
            said = nw.when(rank == number).then(nw.lit(word)).otherwise(said)
        words.append(said.alias(name))
    return made.frame.with_columns(*words).to_native()


def _enum(ranks: Any) -> Any:  # noqa: ANN401  # an expression of polars
    import polars as pl

    words, places = pl.Enum(_WORDS), ranks.cast(pl.UInt8)
    return places.cat.to(words) if hasattr(places.cat, "to") else places.cast(words)  # until polars 2
