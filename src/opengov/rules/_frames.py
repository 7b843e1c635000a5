"""Eager frames: read the columns, score the rows, put the results beside them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

import narwhals.stable.v2 as nw
import numpy as np
from attrs import field, frozen

from opengov.errors import InvalidFacts, InvalidFrame, Problem
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Value
from opengov.rules._codes import ABSENT, Coding, coding_of, is_null, read_cell
from opengov.rules._eager import Scores, chunks, scores, side_by_side
from opengov.rules._lookups import BOOK, RANKS, Scheme
from opengov.rules._reading import Read, read_column, recoded
from opengov.rules.cells import FINITE

if TYPE_CHECKING:
    from typing import Any

    from opengov.rules._planning import Plan

__all__ = ["row_facts", "scored"]

Array: TypeAlias = np.ndarray
Frame: TypeAlias = "nw.DataFrame[Any]"
Series: TypeAlias = "nw.Series[Any]"
_SHOWN = 10  # rows of one column whose problems stand in the message
_WORDS = [str(one.value) for one in RANKS]


@frozen(eq=False)
class _Wrong:
    """Cells that cannot be read: their rows, their column, and what is wrong with one of them."""

    column: str
    rows: Array
    complaint: Callable[[object], Problem] = field(repr=False)


def scored(frame: Frame, plan: Plan, problems: str) -> object:
    """Return a frame with the columns that say what its rows come to."""
    places, wrong = _book_places(frame, plan)
    used = _occurring(places, plan) if plan.dated else [0]
    used = used or [place for place, one in enumerate(plan.segments) if one.engines][-1:]
    scheme, columns = plan.scheme(used)
    codes, unread = _read(frame, scheme, columns)
    wrong += unread
    if len(used) > 1:
        several = range(len(plan.segments))
        codes[BOOK] = recoded(places, np.array([used.index(one) if one in used else 0 for one in several], np.uint8))
    found = scores(scheme, codes, len(frame))
    wrong += list(_refused(frame, plan, places, found, wrong))
    if wrong and problems == "raise":
        raise _error(frame, wrong)
    return _beside(frame, plan.prefix, scheme, found, wrong if problems == "column" else None)


def row_facts(frame: Frame, plan: Plan, row: int) -> tuple[tuple[Rulebook, ...], dict[str, Value], date | None]:
    """Return the books that judge a row, its facts and its day."""
    one = frame[row : row + 1]
    places, wrong = _book_places(one, plan)
    if wrong:
        raise _error(one, wrong)
    place = int(places[0])
    facts, bad = _facts(plan, place, _Cells(one), 0)
    if bad:
        problems = [Problem(f"rows[{row}].{column}", said.message, said.hint) for column, said in bad.items()]
        raise InvalidFrame("data frame", problems)
    day = plan.day
    if plan.dated:
        day = _day(one[plan.dated].to_list()[0])
    return plan.segments[place].books, facts, day


# --- the day --------------------------------------------------------------------------------------------------------


def _book_places(frame: Frame, plan: Plan) -> tuple[Array, list[_Wrong]]:
    """Return for each row the place of the books that judge it, and the rows that have none."""
    if plan.dated is None:
        return np.zeros(len(frame), dtype=np.uint8), []
    days, wrong = _days(frame[plan.dated])
    places = _segments([one.start for one in plan.segments[1:]], days)
    occurring = _occurring(places, plan)
    judging = [place for place, one in enumerate(plan.segments) if one.engines]
    other = max(judging, key=lambda place: (place in occurring, place))  # one that asks for no more columns
    for place in (place for place in occurring if not plan.segments[place].engines):
        outside = np.flatnonzero(places == place)
        places[outside] = other
        early = outside[~np.isnat(days[outside])]
        wrong += [_Wrong(str(plan.dated), early, _no_book)] if early.size else []
    return places, wrong


def _segments(starts: list[date], days: Array) -> Array:
    """Return how many starts each day is not before."""
    if not starts:
        return np.zeros(len(days), dtype=np.uint8)
    first = np.datetime64(starts[0], "D") - 1
    calendar = np.arange(first, np.datetime64(starts[-1], "D") + 1)
    begun = np.searchsorted(np.array(starts, dtype="datetime64[D]"), calendar, side="right").astype(np.uint8)
    places = np.empty(len(days), dtype=np.uint8)
    for here in chunks(len(days)):
        np.take(begun, (days[here] - first).view(np.int64), out=places[here], mode="clip")
    return places


def _occurring(places: Array, plan: Plan) -> list[int]:
    """Return which of the times of a plan the rows are in."""
    return [place for place in range(len(plan.segments)) if bool((places == place).any())]


def _no_book(cell: object) -> Problem:
    return Problem("on", f"no rulebook is in force on {cell}")


def _no_day(cell: object) -> Problem:
    hint = "write year-month-day" if isinstance(cell, str) else "without one, no book applies"
    return Problem("on", "there is no day" if is_null(cell) else f'"{cell}" is not a day', hint)


def _days(series: Series) -> tuple[Array, list[_Wrong]]:
    """Return the day of each row; of a time, the day in its own time zone; of text, the day that it writes."""
    if series.dtype == nw.Date:
        days = series.to_numpy()
        days = days.astype("datetime64[D]") if days.dtype.kind == "M" else np.array(series.to_list(), "datetime64[D]")
    elif series.dtype == nw.Datetime or isinstance(series.dtype, nw.Datetime):
        local = series.dt.replace_time_zone(None) if getattr(series.dtype, "time_zone", None) else series
        days = local.to_numpy().astype("datetime64[D]")
    elif series.dtype in (nw.String, nw.Object, nw.Unknown, nw.Categorical) or isinstance(series.dtype, nw.Enum):
        cells = series.to_list()
        known = {cell: _day(cell) for cell in dict.fromkeys(map(_datelike, cells))}
        days = np.array([known[_datelike(cell)] for cell in cells], dtype="datetime64[D]")
    elif series.null_count() == len(series):
        days = np.full(len(series), "NaT", dtype="datetime64[D]")
    else:
        problem = Problem(str(series.name), f"holds {series.dtype}, not dates", "a year is no day of judgement")
        raise InvalidFrame("data frame", [problem])
    missing = np.flatnonzero(np.isnat(days))
    return days, [_Wrong(str(series.name), missing, _no_day)] if missing.size else []


def _datelike(cell: object) -> date | str | None:
    return cell if isinstance(cell, date | str) and not is_null(cell) else None


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(cell) if isinstance(cell, str) else None
    except ValueError:
        return None


# --- the cells ------------------------------------------------------------------------------------------------------


def _read(frame: Frame, scheme: Scheme, columns: Mapping[str, str]) -> tuple[dict[str, Array], list[_Wrong]]:
    present = frozenset(frame.columns)
    asked = []
    for name, coding in scheme.codings.items():
        beside = columns[name] + ABSENT
        asked.append((frame[columns[name]], coding, frame[beside] if beside in present else None))
    found = side_by_side(_attempt, asked, len(frame))
    if problems := [one for one in found if isinstance(one, Problem)]:
        raise InvalidFrame("data frame", problems)
    reads = {name: one for name, one in zip(scheme.codings, found, strict=True) if isinstance(one, Read)}
    wrong = [_Wrong(columns[name], one.bad, one.complaint) for name, one in reads.items() if one.bad.size]
    return {name: one.codes for name, one in reads.items()}, wrong


def _attempt(asked: tuple[Series, Coding, Series | None]) -> Read | Problem:
    try:
        return read_column(*asked)
    except Problem as problem:
        return problem


class _Cells:
    """The cells of a frame, each column made a list once."""

    def __init__(self, frame: Frame) -> None:
        self.columns = frozenset(frame.columns)
        self.list_of = functools.cache(lambda column: frame[column].to_list())

    def at(self, column: str, row: int) -> object:
        """Return a cell."""
        return self.list_of(column)[row]


def _facts(plan: Plan, place: int, cells: _Cells, row: int) -> tuple[dict[str, Value], dict[str, Problem]]:
    """Return the facts of a row that some books judge, and what is wrong with its cells, by column."""
    scheme, columns = plan.scheme([place])
    engines = plan.segments[place].engines
    measures = {measure.name: measure for engine in engines for measure in engine.book.measures}
    facts: dict[str, Value] = {}
    problems: dict[str, Problem] = {}
    for name, column in columns.items():
        if measures[name].kind not in FINITE:
            continue
        coding = scheme.codings.get(name) or coding_of(name, engines, ())
        cell = cells.at(column, row)
        if column + ABSENT in cells.columns and cells.at(column + ABSENT, row) is True:
            cell = coding.measure.absent[0]
        try:
            if not is_null(cell):
                facts[name] = read_cell(cell, coding)
        except Problem as problem:
            problems[column] = problem
    return facts, problems


def _refused(frame: Frame, plan: Plan, places: Array, found: Scores, wrong: list[_Wrong]) -> Iterator[_Wrong]:
    """Yield the cells that are of a measure's kind in one book, but not in that of their row."""
    known = set(np.concatenate([one.rows for one in wrong]).tolist()) if wrong else set()
    rows: dict[str, list[int]] = {}
    said: dict[tuple[str, str], Problem] = {}
    cells = _Cells(frame)
    for row in (row for row in found.invalid.tolist() if row not in known):
        place = int(places[row])
        facts, problems = _facts(plan, place, cells, row)
        for problem in (problem for book in plan.segments[place].books for problem in _problems(book, facts)):
            problems.setdefault(plan.names.get(problem.path) or problem.path, problem)
        for column, problem in problems.items():
            rows.setdefault(column, []).append(row)
            said[column, str(cells.at(column, row))] = problem
    for column, several in rows.items():
        yield _Wrong(column, np.unique(several), functools.partial(_as_said, said, column))


def _as_said(said: Mapping[tuple[str, str], Problem], column: str, cell: object) -> Problem:
    return said[column, str(cell)]


def _problems(book: Rulebook, facts: Mapping[str, Value]) -> tuple[Problem, ...]:
    from opengov.rules.preparing import engine_for

    try:
        engine_for(book).judge(facts)
    except InvalidFacts as group:
        return group.problems
    return ()


def _error(frame: Frame, wrong: list[_Wrong]) -> InvalidFrame:
    problems: list[Problem] = []
    table: dict[str, list[int | str | None]] = {"row": [], "column": [], "value": [], "problem": []}
    for one in wrong:
        cells = frame[one.column].to_list()
        for place, row in enumerate(one.rows.tolist()):
            problem = one.complaint(cells[row])
            if place < _SHOWN:
                problems.append(Problem(f"rows[{row}].{one.column}", problem.message, problem.hint))
            table["row"].append(row)
            table["column"].append(one.column)
            table["value"].append(None if is_null(cells[row]) else str(cells[row]))
            table["problem"].append(str(Problem("", problem.message, problem.hint)))
        if len(one.rows) > _SHOWN:
            more = len(one.rows) - _SHOWN
            hint = "all of them are in the table `rows` of this error"
            problems.append(Problem(one.column, f"and {more} rows more", hint))
    rows = nw.from_dict(table, backend=frame.implementation).to_native()
    return InvalidFrame("data frame", problems, rows)


def _said(frame: Frame, wrong: list[_Wrong]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for one in wrong:
        cells = frame[one.column].to_list()
        for row in one.rows.tolist():
            found.setdefault(row, []).append(f"{one.column}: {one.complaint(cells[row]).message}")
    return {row: "; ".join(several) for row, several in found.items()}


# --- the results ----------------------------------------------------------------------------------------------------


def _beside(frame: Frame, prefix: str, scheme: Scheme, found: Scores, wrong: list[_Wrong] | None) -> object:
    """Return the frame with the results beside it; rows with problems have none."""
    names = ["points_low", "points_high", "possible_low", "possible_high"]
    names += [f"{name}_{end}" for name in scheme.ids for end in ("low", "high")]
    points = {prefix + name: numbers for name, numbers in zip(names, found.points, strict=True)}
    outcomes = {f"{prefix}outcome": found.outcome, f"{prefix}core": found.core}
    said = None if wrong is None else _said(frame, wrong)
    refuse_taken(frame.columns, [*points, *outcomes, *([f"{prefix}problems"] if said is not None else [])])
    order = [*list(points)[:4], *outcomes, *list(points)[4:]]
    bad = np.array(sorted(said or {}), dtype=np.int64)
    if frame.implementation.is_pandas():
        added = _pandas(frame, points, outcomes, bad, nullable=said is not None)
    elif frame.implementation.is_polars():
        added = _polars(points, outcomes, bad)
    else:
        added = _arrow_like(frame, points, outcomes, bad)
    columns = {name: added[name] for name in order}
    if said is not None:
        texts = [said.get(row) for row in range(len(frame))]
        columns[f"{prefix}problems"] = nw.new_series(
            f"{prefix}problems", texts, nw.String, backend=frame.implementation
        ).to_native()
    return _joined(frame, columns)


def refuse_taken(present: list[str], new: list[str]) -> None:
    """Refuse new columns whose names are taken.

    Raises
    ------
    InvalidFrame
        With these names.
    """
    taken = [name for name in new if name in present]
    if taken:
        problem = Problem("frame", f"has columns of these names already: {', '.join(taken)}", 'give a prefix="..."')
        raise InvalidFrame("data frame", [problem])


def _pandas(
    frame: Frame, points: Mapping[str, Array], outcomes: Mapping[str, Array], bad: Array, *, nullable: bool
) -> dict[str, object]:
    import pandas as pd

    added: dict[str, object] = {}
    if nullable:
        mask = np.zeros(len(frame), dtype=bool)
        mask[bad] = True
        added |= {name: pd.arrays.IntegerArray(numbers, mask.copy()) for name, numbers in points.items()}
    else:
        added |= points
    dtype = pd.CategoricalDtype(_WORDS, ordered=False)
    for name, ranks in outcomes.items():
        codes = ranks.astype(np.int8)
        codes[bad] = -1
        added[name] = pd.Categorical.from_codes(codes, dtype=dtype, validate=False)
    return added


def _polars(points: Mapping[str, Array], outcomes: Mapping[str, Array], bad: Array) -> dict[str, object]:
    import polars as pl

    added = {name: pl.Series(name, numbers) for name, numbers in points.items()}
    for name, ranks in outcomes.items():
        words = pl.Series(name, _WORDS, dtype=pl.Enum(_WORDS))
        added[name] = words.gather(pl.Series(np.minimum(ranks, len(RANKS) - 1)))
    if bad.size:
        added = {name: series.scatter(bad, None) for name, series in added.items()}
    return dict(added)


def _arrow_like(
    frame: Frame, points: Mapping[str, Array], outcomes: Mapping[str, Array], bad: Array
) -> dict[str, object]:
    import pyarrow as pa

    mask = np.zeros(len(frame), dtype=bool)
    mask[bad] = True
    added: dict[str, object] = {name: pa.array(numbers, mask=mask) for name, numbers in points.items()}
    for name, ranks in outcomes.items():
        indices = pa.array(np.minimum(ranks, len(RANKS) - 1).astype(np.int8), mask=mask)
        added[name] = pa.DictionaryArray.from_arrays(indices, pa.array(_WORDS))
    return added


def _joined(frame: Frame, columns: Mapping[str, object]) -> object:
    native = frame.to_native()
    if frame.implementation.is_pandas():
        import pandas as pd

        return pd.concat([native, pd.DataFrame(dict(columns), index=native.index, copy=False)], axis=1)
    if frame.implementation.is_polars():
        return native.hstack(list(columns.values()))
    for name, column in columns.items():
        native = native.append_column(name, column)
    return native
