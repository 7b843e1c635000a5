"""Panels: tables of indicators by edition become one row for each country and day, as it was known on that day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import NoneType
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from attrs import field, frozen

from opengov import reference
from opengov.errors import InvalidFrame, Problem
from opengov.model.indicators import Edition
from opengov.model.values import Outcome
from opengov.rules._codes import ABSENT, day_in, is_null
from opengov.rules._planning import wrapped
from opengov.rules._reader import describe
from opengov.rules.arguments import all_of, check_arguments

if TYPE_CHECKING:
    from typing import Any

    import narwhals.stable.v2 as nw

__all__ = ["panel"]

F = TypeVar("F")
Cell: TypeAlias = object
_SHOWN = 10
_ON = "on"  # the column of the days


def panel(
    tables: Mapping[str, F],
    days: Iterable[date],
    *,
    key: str = "iso3",
    edition: str = "edition",
    editions: Iterable[Edition] | None = None,
    names: Mapping[str, str] | None = None,
    not_covered: str | None = "not covered",
) -> F:
    """Join tables of indicators to a panel that knows, on each day, only what was published by then.

    For each day and survey the newest edition published by that day counts. Where it is not known whether a newer one
    was out already, a value stands only if both have the same; else it is unknown.

    Parameters
    ----------
    tables
        For each survey, by its series (``obs``, ``eiu_civil_liberties``), a data frame with one row for each country
        and edition: pandas, polars or PyArrow, all of one kind.
    days
        The days of judgement; each country has a row for each of them.
    key, edition
        The columns of the country and of the edition.
    editions
        The editions with the days on which they came out; the shipped ones where nothing is given.
    names
        New names for columns, as ``{"executives_budget_proposal": "budget_proposal"}``.
    not_covered
        The word for a country that an edition does not have; with ``None``, such a country is unknown instead. In a
        column of numbers the word cannot stand: a column beside it, whose name ends in ``_absent``, says it.

    Returns
    -------
    DataFrame
        A frame of the same kind, by country and day: the country, the day ``on``, the columns of all tables, and for
        each survey the edition, as ``obs_edition``, where it is certain. It is ready for
        :func:`~opengov.rules.columns.score_frame` with ``on="on"``.

    Raises
    ------
    InvalidFrame
        If a column is missing, two columns of the panel would have one name, a country stands twice in an edition, or
        the day of publication of an edition is not known.

    Examples
    --------
    Made-up numbers; the survey of 2012 came out in January 2013, and is not seen before:

    >>> import pandas
    >>> from datetime import date
    >>> countries, editions = ["AAA", "AAA", "BBB"], [2010, 2012, 2012]
    >>> survey = pandas.DataFrame({"iso3": countries, "edition": editions, "audit": ["NP", "PW", "HC"]})
    >>> panel({"obs": survey}, [date(2012, 6, 1), date(2014, 6, 1)])
      iso3          on        audit obs_edition
    0  AAA  2012-06-01           NP        2010
    1  AAA  2014-06-01           PW        2012
    2  BBB  2012-06-01  not covered        2010
    3  BBB  2014-06-01           HC        2012
    """
    import narwhals.stable.v2 as nw

    check_arguments(
        "tables",
        InvalidFrame,
        tables=(tables, Mapping),
        days=(days, Iterable),
        key=(key, str),
        edition=(edition, str),
        names=(names, Mapping, NoneType),
        not_covered=(not_covered, str, NoneType),
    )
    if not tables:
        raise _wrong([Problem("tables", "there are none", "give a data frame for each survey, by its series")])
    dated = _plain(days)
    known = reference.editions() if editions is None else all_of("tables", "editions", editions, Edition, InvalidFrame)
    eager = _eager(tables)
    surveys = [_survey(series, table, key, edition, names or {}, known) for series, table in eager.items()]
    _check_names(surveys, names or {}, (key, edition), not_covered)
    rows = [(country, day) for country in sorted({one for each in surveys for one in each.countries}) for day in dated]
    found: dict[str, list[Cell]] = {key: [country for country, _ in rows], _ON: [day for _, day in rows]}
    for survey in surveys:
        found |= _columns(survey, rows, not_covered)
    backend = next(iter(eager.values())).implementation
    return cast("F", nw.from_dict(found, backend=backend).to_native())


@frozen(eq=False)
class _Survey:
    """The rows of one survey, by edition and country, and the editions in the order of their publication."""

    series: str
    present: tuple[str, ...]
    columns: tuple[str, ...]
    numbers: frozenset[str]
    rows: Mapping[str, Mapping[str, tuple[Cell, ...]]] = field(repr=False)
    editions: tuple[Edition, ...] = field(repr=False)

    def made(self, not_covered: str | None) -> list[str]:
        """Return the columns that the survey brings of its own: those of what is absent, and its edition."""
        absent = [name + ABSENT for name in self.columns if name in self.numbers and not_covered is not None]
        return [*absent, f"{self.series}_edition"]

    @property
    def countries(self) -> set[str]:
        """The countries of all editions."""
        return {country for rows in self.rows.values() for country in rows}


def _eager(tables: Mapping[str, object]) -> dict[str, nw.DataFrame[Any]]:
    """Return the tables as narwhals knows them."""
    import narwhals.stable.v2 as nw

    found: dict[str, nw.DataFrame[Any]] = {}
    problems: list[Problem] = []
    for series, table in tables.items():
        try:
            one = wrapped(table)
        except InvalidFrame as group:
            problems += [problem.below(f"tables.{series}") for problem in group.problems]
            continue
        present: list[object] = [*one.collect_schema().names()]
        odd = [name for name in present if not isinstance(name, str)]
        if isinstance(one, nw.LazyFrame):
            problems.append(
                Problem(f"tables.{series}", "is lazy, and a panel is joined row by row", "collect it first")
            )
        elif odd:
            said = f"has columns whose names are no text: {', '.join(map(str, odd[:_SHOWN]))}"
            problems.append(Problem(f"tables.{series}", said, "rename them"))
        else:
            found[str(series)] = one
    if problems:
        raise _wrong(problems)
    return found


def _survey(
    series: str, table: nw.DataFrame[Any], key: str, edition: str, names: Mapping[str, str], known: Sequence[Edition]
) -> _Survey:
    missing = [
        Problem(f"{series}.{column}", "there is no such column")
        for column in (key, edition)
        if column not in table.columns
    ]
    if missing:
        raise _wrong(missing)
    columns = [column for column in table.columns if column not in (key, edition)]
    rows: dict[str, dict[str, tuple[Cell, ...]]] = {}
    problems: list[Problem] = []
    for place, (country, label, *cells) in enumerate(table.select(key, edition, *columns).iter_rows()):
        if is_null(country) or is_null(label):
            problems.append(Problem(f"{series}[{place}]", "names no country, or no edition"))
        elif str(country) in rows.setdefault(_label(label), {}):
            problems.append(Problem(f"{series}[{place}]", f"{country} stands twice in the edition {_label(label)}"))
        else:
            rows[_label(label)][str(country)] = tuple(None if is_null(cell) else cell for cell in cells)
    dated = {one.label: one for one in known if one.series == series and one.published is not None}
    hint = "give it in editions, as Edition(series=..., label=..., published=PartialDate(...))"
    problems += [
        Problem(f"{series}.{edition}", f"when the edition {label} came out is not known", hint)
        for label in rows
        if label not in dated
    ]
    if problems:
        raise _wrong(problems)
    return _Survey(
        series=series,
        present=tuple(columns),
        columns=tuple(names.get(column, column) for column in columns),
        numbers=frozenset(names.get(column, column) for column in columns if table[column].dtype.is_numeric()),
        rows=rows,
        editions=tuple(sorted(dated.values(), key=_day_of)),
    )


def _plain(days: Iterable[date]) -> list[date]:
    """Return the days, of times the dates."""
    found: list[date] = []
    problems: list[Problem] = []
    for place, one in enumerate(days):
        if (day := day_in(one)) is None:
            problems.append(Problem(f"days[{place}]", f"{describe(one)} is not a day", "give date(...)"))
        else:
            found.append(day)
    if problems:
        raise _wrong(problems)
    return found


def _check_names(
    surveys: Sequence[_Survey], names: Mapping[str, str], keys: tuple[str, str], not_covered: str | None
) -> None:
    """Refuse columns of one name in the panel, and new names for columns that no table has."""
    present = {name for one in surveys for name in (*one.present, *keys)}
    problems = [
        Problem(
            f"names.{name}",
            "there is no such column",
            f"one of {', '.join(sorted(map(str, present.difference(keys))))}",
        )
        for name in names
        if name not in present.difference(keys)
    ]
    given = Counter(name for one in surveys for name in one.columns)
    own = Counter([keys[0], _ON, *(name for one in surveys for name in one.made(not_covered))])
    for name, times in given.items():
        if times > 1:
            problems.append(Problem(name, "is a column of more than one table", "give another name in names"))
        elif own[name]:
            problems.append(Problem(name, "is a column that the panel makes itself", "give another name in names"))
    problems += [
        Problem(name, "is a column that the panel makes more than once", "give another key, or series of another name")
        for name, times in own.items()
        if times > 1
    ]
    if problems:
        raise _wrong(problems)


def _label(cell: Cell) -> str:
    """Return the label of an edition, of a year written as a number too."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _day_of(edition: Edition) -> date:
    return edition.published.earliest() if edition.published else date.min


def _columns(survey: _Survey, rows: Sequence[tuple[str, date]], not_covered: str | None) -> dict[str, list[Cell]]:
    """Return the columns of one survey."""
    newest = {day: _newest(survey.editions, day) for day in {day for _, day in rows}}
    found: dict[str, list[Cell]] = {name: [] for name in survey.columns}
    absent: dict[str, list[Cell]] = {name + ABSENT: [] for name in survey.columns if name in survey.numbers}
    labels: list[Cell] = []
    for country, day in rows:
        several = [_cells(survey, label, country) for label in newest[day]]
        for place, name in enumerate(survey.columns):
            cell = _agreed([_ABSENT if cells is _ABSENT else cells[place] for cells in several])
            if name in survey.numbers:
                absent[name + ABSENT].append(cell is _ABSENT and not_covered is not None)
                found[name].append(None if cell is _ABSENT else cell)
            else:
                found[name].append(not_covered if cell is _ABSENT else cell)
        labels.append(newest[day][0] if len(newest[day]) == 1 else None)
    return {**found, **(absent if not_covered is not None else {}), f"{survey.series}_edition": labels}


_ABSENT: Cell = object()


def _cells(survey: _Survey, label: str, country: str) -> Any:  # noqa: ANN401  # cells, or the sign that there are none
    """Return the cells of a country in an edition; nothing known of it where the table does not have the edition."""
    if label not in survey.rows:
        return (None,) * len(survey.columns)
    return survey.rows[label].get(country, _ABSENT)


def _agreed(cells: list[Cell]) -> Cell:
    """Return what all editions say that may be the newest; nothing where they differ, or where there is none."""
    return cells[0] if cells and all(cell is cells[0] or cell == cells[0] for cell in cells) else None


def _newest(editions: Sequence[Edition], day: date) -> list[str]:
    """Return the newest edition published by a day, and newer ones that may have been."""
    found: list[str] = []
    for edition in reversed(editions):
        by = edition.published.by(day) if edition.published else Outcome.NOT_MET
        if by is not Outcome.NOT_MET:
            found.append(edition.label)
        if by is Outcome.MET:
            break
    return found


def _wrong(problems: Sequence[Problem]) -> InvalidFrame:
    shown = list(problems[:_SHOWN])
    if len(problems) > _SHOWN:
        shown.append(Problem("", f"and {len(problems) - _SHOWN} more"))
    return InvalidFrame("tables", shown)
