"""Lazy frames: the tables of a book compiled to expressions, which the user's own engine runs."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import narwhals.stable.v2 as nw
import numpy as np
from attrs import define, field

from opengov.errors import InvalidFrame, Problem
from opengov.model.criteria import Measure, MeasureKind
from opengov.rules._codes import ABSENT, Coding
from opengov.rules._frames import refuse_taken
from opengov.rules._lookups import BOOK, RANKS, Lookup, Scheme
from opengov.rules._trees import Number, added, constant, expression_of, is_one_of, least_of, most_of, tree

if TYPE_CHECKING:
    from typing import Any

    import polars as pl

    from opengov.rules.columns import Plan

__all__ = ["scored"]

Array: TypeAlias = np.ndarray
Frame: TypeAlias = "nw.LazyFrame[Any]"
_OWN = "__opengov_"  # how the columns begin that are dropped in the end
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
    made = _Made(frame)
    if plan.dated is not None:
        _add_book(made, schema, plan, used)
    _add_codes(made, schema, scheme, columns)
    made.next_stage()
    results = _results(made, scheme, plan.prefix)
    result = made.frame.with_columns(*results).select(*list(schema), *names)
    return _with_outcomes(result, plan.prefix)


@define(eq=False)
class _Made:
    """A frame to which columns of our own are added, stage by stage, and what is wrong with cells."""

    frame: Frame
    waiting: list[nw.Expr] = field(factory=list)
    problems: list[tuple[nw.Expr, str]] = field(factory=list)
    count: int = 0

    def add(self, expression: Number) -> Number:
        """Add a column for the next stage; a plain number stays one."""
        if isinstance(expression, int):
            return expression
        self.count += 1
        name = f"{_OWN}{self.count}"
        self.waiting.append(expression.alias(name))
        return nw.col(name)

    def next_stage(self) -> None:
        """Let what was added be computed before what is added from now on."""
        if self.waiting:
            self.frame = self.frame.with_columns(*self.waiting)
            self.waiting = []


def _names(prefix: str, scheme: Scheme) -> list[str]:
    names = ["points_low", "points_high", "possible_low", "possible_high", "outcome", "core"]
    names += [f"{name}_{end}" for name in scheme.ids for end in ("low", "high")]
    return [prefix + name for name in (*names, "problems")]


# --- codes ----------------------------------------------------------------------------------------------------------


def _add_book(made: _Made, schema: Mapping[str, nw.dtypes.DType], plan: Plan, used: Sequence[int]) -> None:
    """Add the place of the book of each row."""
    dtype = schema[str(plan.dated)]
    day = nw.col(str(plan.dated))
    if dtype == nw.Datetime or isinstance(dtype, nw.Datetime):
        day = day.dt.date()
    elif dtype != nw.Date:
        problem = Problem(str(plan.dated), f"holds {dtype}, not dates", "turn them into dates first")
        raise InvalidFrame("data frame", [problem])
    starts = [one.start for one in plan.segments]
    place = added([(day >= nw.lit(start)).cast(nw.Int16) for start in starts[1:]])
    segment = expression_of(made.add(place))
    made.next_stage()
    outside = [number for number, one in enumerate(plan.segments) if not one.engines]
    made.problems.append((day.is_null(), f"{plan.dated}: there is no day"))
    if outside:
        made.problems.append((is_one_of(segment, outside, len(starts)), f"{plan.dated}: no rulebook is in force"))
    codes = np.array([used.index(number) if number in used else 0 for number in range(len(starts))])
    made.add(tree(codes, [segment]) if len(used) > 1 else 0)
    made.waiting = [one.alias(_code(BOOK)) for one in made.waiting]
    made.next_stage()


def _code(name: str) -> str:
    return f"{_OWN}code_{name}"


def _add_codes(made: _Made, schema: Mapping[str, nw.dtypes.DType], scheme: Scheme, columns: Mapping[str, str]) -> None:
    cells = {name: _cell(made, schema, coding, columns[name]) for name, coding in scheme.codings.items()}
    made.next_stage()
    for name, coding in scheme.codings.items():
        column, cell = columns[name], cells[name]
        code = _coded(made, coding, cell, column, schema[column])
        if (beside := column + ABSENT) in list(schema):
            if schema[beside] != nw.Boolean:
                raise InvalidFrame("data frame", [Problem(beside, f"holds {schema[beside]}, not true and false")])
            said = nw.col(beside).fill_null(value=False)
            code = nw.when(said).then(constant(coding.absent)).otherwise(expression_of(code))
            both = said & ~cell.is_null()
            made.problems.append((both, f"{column}: a value beside a cell that says that it is absent"))
        made.waiting.append(expression_of(code).alias(_code(name)))


def _cell(made: _Made, schema: Mapping[str, nw.dtypes.DType], coding: Coding, column: str) -> nw.Expr:
    """Return a column as what its measure is: text of words, numbers without not-a-number."""
    dtype, kind, cell = schema[column], coding.measure.kind, nw.col(column)
    if dtype.is_numeric() and kind is MeasureKind.NUMBER:
        if dtype.is_float():
            cell = nw.when(~cell.is_nan()).then(cell)
        elif not dtype.is_integer():
            cell = cell.cast(nw.Float64)
        else:
            return cell
        return expression_of(made.add(cell))
    if dtype == nw.Boolean and kind is MeasureKind.YES_NO:
        return cell
    if kind in (MeasureKind.CATEGORY, MeasureKind.LEVEL) and dtype in (nw.String, nw.Enum, nw.Categorical):
        return cell
    if dtype == nw.Unknown:
        own = {MeasureKind.YES_NO: nw.Boolean(), MeasureKind.NUMBER: nw.Float64()}.get(kind, nw.String())
        return expression_of(made.add(nw.when(cell.is_null()).then(nw.lit(None, own))))
    wanted = {MeasureKind.YES_NO: "true and false", MeasureKind.NUMBER: "numbers"}.get(kind, "words")
    hint = "turn the column into these first; a lazy frame is not looked into"
    raise InvalidFrame("data frame", [Problem(column, f"holds {dtype}, not {wanted}", hint)])


def _coded(made: _Made, coding: Coding, cell: nw.Expr, column: str, dtype: nw.dtypes.DType) -> Number:
    measure = coding.measure
    if measure.kind is MeasureKind.YES_NO:
        true, false, null = coding.codes[0], coding.codes[1], coding.null
        if len({true, false, null}) == 1:
            return null
        if false == null:
            return nw.when(cell).then(constant(true)).otherwise(constant(false))
        said = constant(true) if true == false else nw.when(cell).then(constant(true)).otherwise(constant(false))
        return nw.when(cell.is_null()).then(constant(null)).otherwise(said)
    if measure.kind is MeasureKind.NUMBER and not coding.cells.exact:
        made.problems += [(wrong, f"{column}: {_not_a_number(measure)}") for wrong in _out_of_bounds(cell, measure)]
        steps = [(cell > cut if above else cell >= cut).cast(nw.Int16) for cut, above in coding.steps]
        return nw.when(cell.is_null()).then(constant(coding.null)).otherwise(expression_of(added(steps)))
    known: Mapping[str, int] | Mapping[int | float, int] = coding.numbers if coding.cells.exact else coding.words
    shown = ", ".join(str(one) for one in known)
    groups: dict[int, list[nw.Expr]] = {}
    for one, code in known.items():
        if not isinstance(dtype, nw.Enum) or one in dtype.categories:  # another word is an error, not false
            groups.setdefault(code, []).append(cell == (float(one) if isinstance(one, int) else one))
    found = nw.when(cell.is_null()).then(constant(coding.null)).otherwise(constant(_UNREADABLE))
    for number, several in groups.items():
        found = nw.when(functools.reduce(operator.or_, several)).then(constant(number)).otherwise(found)
    made.problems.append((nw.col(_code(measure.name)) == _UNREADABLE, f"{column}: not a value of it (one of {shown})"))
    return found


def _out_of_bounds(cell: nw.Expr, measure: Measure) -> Iterator[nw.Expr]:
    if measure.low is not None and measure.high is not None:
        wrong = (cell < measure.low) | (cell > measure.high)
    else:
        wrong = ~cell.cast(nw.Float64).is_finite()
        if measure.low is not None:
            wrong |= cell < measure.low
        if measure.high is not None:
            wrong |= cell > measure.high
    if measure.whole:
        wrong |= cell != cell.floor()
    yield wrong


def _not_a_number(measure: Measure) -> str:
    bounds = f" from {measure.low} to {measure.high}" if measure.low is not None and measure.high is not None else ""
    return f"not a {'whole ' * measure.whole}number{bounds}"


# --- results --------------------------------------------------------------------------------------------------------


def _results(made: _Made, scheme: Scheme, prefix: str) -> list[nw.Expr]:
    invalid = [(one, _axes(one)) for one in scheme.lookups if not one.valid.all()]
    for one, axes in invalid:
        place = tree((~one.valid).astype(np.int64).reshape(one.shape), axes)
        made.problems.append((expression_of(place) == 1, f"{one.id}: a value that the book of the row does not allow"))
    known = _Trees(made)
    points = {
        f"{one.id}_{end}": known.of(one, one.low if end == "low" else one.high)
        for one in scheme.criteria
        for end in ("low", "high")
    }
    limits = [
        [known.of(one, one.possible_low) for one in scheme.criteria],
        [known.of(one, one.possible_high) for one in scheme.criteria],
    ]
    margins = [_margins(known, scheme, variant) for variant in range(scheme.need.shape[1])]
    parts = [
        [
            (known.of(one, one.worst[variant][one.classes]), known.of(one, one.best[variant][one.classes]))
            for one in scheme.requirements
        ]
        for variant in range(scheme.need.shape[1])
    ]
    if made.problems:
        wrong = nw.any_horizontal(*(one for one, _ in made.problems), ignore_nulls=True)
        made.waiting.append(wrong.alias(_OWN + "bad"))
    made.next_stage()
    cores = [_core(made, *one) for one in margins]
    wholes = [
        (least_of([worst, *(one for one, _ in several)]), least_of([best, *(one for _, one in several)]))
        for (worst, best), several in zip(cores, parts, strict=True)
    ]
    numbers: dict[str, Number] = {
        "points_low": added([points[f"{name}_low"] for name in scheme.ids]),
        "points_high": added([points[f"{name}_high"] for name in scheme.ids]),
        "possible_low": added(limits[0]),
        "possible_high": added(limits[1]),
        "outcome": _agreed(made, wholes),
        "core": _agreed(made, cores),
        **points,
    }
    made.next_stage()
    good = ~nw.col(_OWN + "bad") if made.problems else None
    results = [
        (expression_of(one) if good is None else nw.when(good).then(expression_of(one)))
        .cast(nw.Int16)
        .alias(prefix + name)
        for name, one in numbers.items()
    ]
    return [*results, _said(made).alias(f"{prefix}problems")]


def _axes(one: Lookup) -> list[nw.Expr]:
    return [nw.col(_code(name)) if size > 1 else nw.lit(0) for name, size in zip(one.axes, one.shape, strict=True)]


@define(eq=False)
class _Trees:
    """The trees compiled so far, so that none is compiled twice, and what is but another's multiple is no tree."""

    made: _Made
    known: list[tuple[Lookup, Array, nw.Expr]] = field(factory=list)

    def of(self, one: Lookup, values: Array) -> Number:
        """Return the expression that gives ``values`` by the codes of a rule."""
        if (values == values[0]).all():
            return int(values[0])
        for other, found, expression in self.known:
            if other is one and (line := _line(found, values)) is not None:
                times, plus = line
                scaled = expression if times == 1 else expression * times
                return scaled if plus == 0 else scaled + plus
        expression = expression_of(self.made.add(tree(values.reshape(one.shape), _axes(one))))
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
    """Return the least and the most margin, and whether enough criteria are surely measured (1) or not (0)."""
    if not scheme.criteria:
        return 0, 0, 1, False
    least = added([known.of(one, one.least[variant][one.classes]) for one in scheme.criteria])
    most = added([known.of(one, one.most[variant][one.classes]) for one in scheme.criteria])
    need = scheme.need[:, variant]
    fewest = [one.fewest[variant] for one in scheme.criteria]
    if sum(int(several.min()) for several in fewest) >= int(need.max()):
        return least, most, 1, True
    needed: Number = int(need[0])
    if (need != need[0]).any():
        needed = tree(need, [nw.col(_code(BOOK))])
    counted = added([known.of(one, one.fewest[variant][one.classes]) for one in scheme.criteria])
    return least, most, expression_of(counted) - needed, True


def _core(made: _Made, least: Number, most: Number, spare: Number, judged: bool) -> tuple[Number, Number]:  # noqa: FBT001
    """Return the ranks of the worst and the best outcome of the threshold."""
    if not judged:
        return _NOT_APPLICABLE, _NOT_APPLICABLE
    worst = nw.when(expression_of(least) >= 0).then(constant(_MET)).otherwise(constant(_NOT_MET))
    best = nw.when(expression_of(most) < 0).then(constant(_NOT_MET)).otherwise(constant(_MET))
    if not isinstance(spare, int):
        worst = nw.when(spare < 0).then(constant(_OPEN)).otherwise(worst)
        best = nw.when(spare < 0).then(constant(_OPEN)).otherwise(best)
    return made.add(worst), made.add(best)


def _agreed(made: _Made, several: Sequence[tuple[Number, Number]]) -> Number:
    """Return the one outcome that is possible, or that it is open."""
    made.next_stage()
    worst = least_of([one for one, _ in several])
    best = most_of([one for _, one in several])
    if isinstance(worst, int) and isinstance(best, int):
        return worst if worst == best else _OPEN
    return made.add(
        nw.when(expression_of(worst) == expression_of(best)).then(expression_of(worst)).otherwise(constant(_OPEN))
    )


def _said(made: _Made) -> nw.Expr:
    if not made.problems:
        return nw.lit(None, nw.String)
    texts = [nw.when(one).then(nw.lit(text)) for one, text in made.problems]
    joined = nw.concat_str(*texts, separator="; ", ignore_nulls=True)
    return nw.when(nw.col(_OWN + "bad")).then(joined)


def _with_outcomes(frame: Frame, prefix: str) -> object:
    """Put the words of the outcomes in place of their ranks."""
    names = [f"{prefix}outcome", f"{prefix}core"]
    if frame.implementation.is_polars():
        import polars as pl

        return frame.to_native().with_columns(_enum(pl.col(name).cast(pl.UInt8)) for name in names)
    words = []
    for name in names:
        rank = nw.col(name)
        said: nw.Expr = nw.when(rank == len(_WORDS) - 1).then(nw.lit(_WORDS[-1]))
        for number, word in enumerate(_WORDS[:-1]):
            said = nw.when(rank == number).then(nw.lit(word)).otherwise(said)
        words.append(said.alias(name))
    return frame.with_columns(*words).to_native()


def _enum(ranks: pl.Expr) -> pl.Expr:
    import polars as pl

    words = pl.Enum(_WORDS)
    return ranks.cat.to(words) if hasattr(ranks.cat, "to") else ranks.cast(words)  # until polars 2
