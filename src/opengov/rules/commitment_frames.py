"""Commitments as the rows of a data frame: judged by an entry of a book, and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from opengov.errors import InvalidFacts, MissingExtra, Problem, UnknownName
from opengov.model.forms import Measure, MeasureKind
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Absent, Known, Scalar, Value
from opengov.rules.counting import Group, Tally, ordered
from opengov.rules.entries import Entry, Found, entry_of
from opengov.rules.kinds import Check, check_for
from opengov.rules.preparing import engine_for
from opengov.rules.questions import COMPLETION, Asked, Report, ask, latest_completion
from opengov.rules.resolve import Answers
from opengov.rules.shelf import shelf

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    from narwhals.stable.v2.typing import IntoDataFrameT

__all__ = ["coded_columns", "judge_frame", "summarised"]

Frame: TypeAlias = "nw.DataFrame[Any]"
Codes: TypeAlias = list[Value | None]
_MOST_PROBLEMS = 100
_SHARE = "_share"
_LONGEST_SHOWN = 40
_ABSENT = ("ND", "NR", "NA")  # as OGP's columns print what is not there
_YES_NO: Mapping[object, bool] = {"yes": True, "no": False, "true": True, "false": False}


def judge_frame(
    frame: IntoDataFrameT,
    book: Rulebook | str,
    *,
    names: Mapping[str, str | None] | None = None,
    readings: Answers | None = None,
    prefix: str = "",
) -> IntoDataFrameT:
    """Judge every row of a data frame by each entry of a book.

    Parameters
    ----------
    frame
        A data frame of pandas, polars or PyArrow. Its columns are measures of the book, in the book's words; an empty
        cell is unknown, and a word by which the measure may be absent (``ND``, ``NR``, ``NA``) says so.
    book
        The book or its id, such as ``STAR-R3``.
    names
        The column of a measure, where it has another name, as in ``{"completion": "completion_progress"}``; ``None``
        says that there is no such column, so that the measure is unknown in every row.
    readings
        The answers taken to open questions, by reading; the default for each that is not named.
    prefix
        What the names of the new columns begin with.

    Returns
    -------
    DataFrame
        The frame, of the same kind and with its rows in the same order, with one more column for each entry of the
        book, named by its id: the outcome of a requirement, ``yes`` or ``no`` for a finding, the label of a class, the
        points of a criterion. What cannot be said is ``undetermined``, and empty among points.

    Raises
    ------
    InvalidFacts
        If a column is missing, or if cells are not of the kind that their measures declare.
    UnknownName
        If there is no such book, reading or measure.
    MissingExtra
        If narwhals is not installed.

    Examples
    --------
    >>> import pandas
    >>> frame = pandas.DataFrame({
    ...     "relevant": [True, True, True],
    ...     "impact": ["transformative", "moderate", "ND"],
    ...     "completion": ["complete", None, "complete"],
    ... })
    >>> judged = judge_frame(frame, "STAR-R1", names={"potential_impact": "impact", "specificity": None})
    >>> judged["STAR"].to_list()
    ['met', 'undetermined', 'not_applicable']
    """
    wrapped = _wrapped(frame)
    taken = shelf()[book] if isinstance(book, str) else book
    entries = [entry_of(taken, one.id, readings) for one in _entries(taken)]
    columns = _columns(wrapped, engine_for(taken, readings).measures, names or {}, missing=True)
    made = {f"{prefix}{entry.name}": [_cell(entry, one) for one in _judged(entry, columns)] for entry in entries}
    return cast("IntoDataFrameT", wrapped.with_columns(*_series(made, wrapped)).to_native())


def coded_columns(rows: Iterable[Any], *, numbers: bool = False) -> dict[str, list[Any]]:
    """Return the codes of rows as plain columns, from which any library makes a data frame.

    Parameters
    ----------
    rows
        Rows as they were read.
    numbers
        Whether a column is taken as OGP's numbers say, where they differ from its text.

    Returns
    -------
    dict of str to list
        ``row``, ``key``, ``country``, ``plan``, ``plan_number``, and every code and column of OGP's that a row has:
        words, numbers, true or false, or ``ND``, ``NR``, ``NA``; ``None`` for what is not known.

    Examples
    --------
    >>> coded_columns([])
    {'row': [], 'key': [], 'country': [], 'plan': [], 'plan_number': []}
    """
    kept = [(row, {**row.published, **(row.numbers if numbers else row.facts)}) for row in rows]
    named = dict.fromkeys(name for _, codes in kept for name in codes)
    made: dict[str, list[Any]] = {name: [getattr(row, name) for row, _ in kept] for name in _NAMED}
    for name in named:
        made[name] = [_plain(codes.get(name)) for _, codes in kept]
    return made


def summarised(frame: object, keys: tuple[str, ...], names: tuple[str, ...], report: Report) -> object:
    """Return a frame of the counts of a frame's rows, group by group; see :func:`~opengov.rules.summaries.summarise`.

    Parameters
    ----------
    frame
        The frame.
    keys
        The columns to group by.
    names
        The questions.
    report
        The report of which the completion is taken.
    """
    wrapped = _wrapped(frame)
    present = set(wrapped.columns)
    for key in keys:
        if key not in present:
            raise UnknownName("column to group by", key, present)
    asked = [(name, ask(name, report)) for name in names]
    answers = [(name, _answers(wrapped, name, one)) for name, one in asked]
    countries = _group_cells(wrapped, "country") if "country" in present else [None] * len(wrapped)
    groups: dict[Group, Tally] = {}
    for place, group in enumerate(_groups(wrapped, keys)):
        if group not in groups:
            groups[group] = Tally.of_nothing(names)
        groups[group].add(countries[place], ((name, column[place]) for name, column in answers))
    made = _table(keys, names, {group: groups[group] for group in ordered(groups)}, countries="country" in present)
    return _frame(made, wrapped)


# --- reading --------------------------------------------------------------------------------------------------------


def _wrapped(frame: object) -> Frame:
    try:
        import narwhals.stable.v2 as nw
    except ImportError:
        raise MissingExtra("narwhals", "frames", "reading data frames") from None
    try:
        return nw.from_native(cast("Any", frame), eager_only=True)
    except TypeError:
        hint = "give a data frame of pandas, polars or PyArrow (a lazy one collected), or rows as they were read"
        raise InvalidFacts("data frame", [Problem("frame", f"is a {type(frame).__name__}", hint)]) from None


def _columns(
    frame: Frame, measures: Mapping[str, Measure], names: Mapping[str, str | None], *, missing: bool
) -> dict[str, Codes]:
    """Return the codes of each measure, row by row; nothing for a measure that has no column."""
    for name in names:
        if name not in measures:
            raise UnknownName("measure", name, measures)
    present, found, problems = set(frame.columns), {}, list[Problem]()
    for name, measure in measures.items():
        column = names.get(name, name)
        if column is not None and column in present:
            found[name] = _codes(frame, column, measure, problems)
        elif column is not None and missing:
            hint = f'name the column, or say names={{"{name}": None}} if there is none'
            problems.append(Problem(column, "there is no such column", hint))
    if problems:
        raise InvalidFacts("data frame", problems)
    return found or {"": [None] * len(frame)}


def _codes(frame: Frame, column: str, measure: Measure, problems: list[Problem]) -> Codes:
    """Return the codes of a column; equal cells are read once."""
    check = check_for(measure)
    known: dict[tuple[type, object], tuple[Value | None, Problem | None]] = {}
    made: Codes = []
    for row, cell in enumerate(frame[column].to_list()):
        key = (cell.__class__, cell) if _is_single(cell) else (cell.__class__, None)
        if key not in known:
            known[key] = _read(cell, measure, check)
        value, problem = known[key]
        if problem is not None and len(problems) < _MOST_PROBLEMS:
            problems.append(Problem(f"{column}[{row}]", problem.message, problem.hint))
        made.append(value)
    return made


def _read(cell: object, measure: Measure, check: Check) -> tuple[Value | None, Problem | None]:
    """Return what a cell says of a measure, or what is wrong with it."""
    value = _value(cell, measure)
    try:
        if value is not None:
            check(value)
    except Problem as problem:
        return None, problem
    return value, None


def _value(cell: object, measure: Measure) -> Value | None:
    if not _is_single(cell):
        return Known(cell.__class__.__name__)  # a list, or a table: of no measure's kind, but said shortly
    if _is_empty(cell):
        return None
    if isinstance(cell, str):
        if cell in measure.absent:
            return Absent(cell)
        if measure.kind is MeasureKind.YES_NO:
            return Known(_YES_NO.get(cell.lower(), cell))
    if measure.kind is MeasureKind.YES_NO and cell in (0, 1):  # also numpy's, and OGP's own codes
        return Known(bool(cell))
    return Known(cast("Scalar", cell))


def _is_single(cell: object) -> bool:
    """Tell whether a cell is one value, and no list or table."""
    try:
        hash(cell)
    except TypeError:
        return False
    return True


def _is_empty(cell: object) -> bool:
    """Tell whether a cell is empty: nothing, not-a-number, or what pandas writes for either."""
    return cell is None or cell.__class__.__name__ in {"NAType", "NaTType"} or cell != cell  # noqa: PLR0124


# --- judging --------------------------------------------------------------------------------------------------------


def _judged(entry: Entry, columns: Mapping[str, Codes]) -> Iterator[Found]:
    size = len(next(iter(columns.values())))
    empty: Codes = [None] * size
    read = [columns.get(name, empty) for name in entry.measures]
    for codes in zip(*read, strict=True):
        yield entry(dict(zip(entry.measures, codes, strict=True)))


def _entries(book: Rulebook) -> Sequence[Any]:
    return (*book.requirements, *book.findings, *book.classes, *book.criteria)


def _cell(entry: Entry, found: Found) -> str | int | None:
    book = entry.engine.book
    if entry.rule in book.requirements:
        return str(found.outcome)
    if entry.rule in book.criteria:
        return found.value if isinstance(found.value, int) else None
    if isinstance(found.value, bool):
        return "yes" if found.value else "no"
    return found.value if isinstance(found.value, str) else str(found.outcome)


def _answers(frame: Frame, name: str, asked: Asked | None) -> list[bool | None]:
    if asked is None:
        if name not in frame.columns:
            raise UnknownName("question", name, frame.columns)
        return _yes_and_no(name, _group_cells(frame, name))
    measures = dict(asked.measures)
    if COMPLETION in measures:  # the latest of both reports
        one = measures.pop(COMPLETION)
        measures |= {f"{COMPLETION}_{other}": one for other in (Report.END_OF_TERM, Report.PROGRESS)}
    columns = _columns(frame, measures, {}, missing=False)
    return [asked(_looking_up(columns, place, latest=COMPLETION in asked.measures)) for place in range(len(frame))]


def _yes_and_no(name: str, cells: Sequence[object]) -> list[bool | None]:
    """Return what a column of yes and no says; its other words, such as those of absence, say neither."""
    answers = [_answer(cell) for cell in cells]
    said = next((cell for cell in cells if cell is not None and cell not in _ABSENT), None)
    if said is not None and all(answer is None for answer in answers):
        found = f'"{str(said)[:_LONGEST_SHOWN]}" and no cell that says yes or no'
        raise InvalidFacts(
            "data frame", [Problem(name, f"has {found}", "ask for a column of yes and no, or of 1 and 0")]
        )
    return answers


def _answer(cell: object) -> bool | None:
    if isinstance(cell, str):
        return _YES_NO.get(cell.lower())
    return bool(cell) if cell in (0, 1) else None  # also numpy's, and OGP's own codes


def _looking_up(columns: Mapping[str, Codes], place: int, *, latest: bool) -> Callable[[str], Value | None]:
    def code(name: str) -> Value | None:
        return columns[name][place] if name in columns else None

    if latest:
        return lambda name: latest_completion(code) if name == COMPLETION else code(name)
    return code


# --- making frames --------------------------------------------------------------------------------------------------


def _groups(frame: Frame, keys: tuple[str, ...]) -> Iterator[Group]:
    if not keys:
        return iter([()] * len(frame))
    return zip(*(_group_cells(frame, key) for key in keys), strict=True)


def _group_cells(frame: Frame, column: str) -> list[Any]:
    cells = _plain_cells(frame, column)
    if not all(map(_is_single, cells)):
        raise InvalidFacts("data frame", [Problem(column, "holds lists or tables", "give single values")])
    return [None if _is_empty(cell) else cell for cell in cells]


def _plain_cells(frame: Frame, column: str) -> list[Any]:
    return frame[column].to_list()


def _table(
    keys: tuple[str, ...], names: tuple[str, ...], groups: Mapping[Group, Tally], *, countries: bool
) -> dict[str, list[Any]]:
    counted = list(groups.values())
    made: dict[str, list[Any]] = {key: [group[place] for group in groups] for place, key in enumerate(keys)}
    made["commitments"] = [one.size for one in counted]
    if countries:
        made["countries"] = [len(one.countries) for one in counted]
    for name in names:
        made[name] = [one.yes[name] for one in counted]
        made[f"{name}_of"] = [one.of[name] for one in counted]
        made[f"{name}{_SHARE}"] = [one.yes[name] / one.of[name] if one.of[name] else None for one in counted]
    return made


def _frame(columns: Mapping[str, list[Any]], like: Frame) -> object:
    import narwhals.stable.v2 as nw

    made = nw.from_dict(columns, backend=like.implementation)
    shares = [name for name in columns if name.endswith(_SHARE)]
    return (made.with_columns(nw.col(*shares).cast(nw.Float64)) if shares else made).to_native()


def _series(columns: Mapping[str, list[Any]], like: Frame) -> Iterator[Any]:
    """Yield new columns for a frame; in pandas, with its index."""
    import narwhals.stable.v2 as nw

    for name, cells in columns.items():
        made = nw.new_series(name, cells, backend=like.implementation)
        index = nw.maybe_get_index(like)
        yield made if index is None else nw.maybe_set_index(made, index=index)


def _plain(value: Value | None) -> object:
    match value:
        case Known(inner):
            return inner
        case Absent(kind):
            return kind
        case _:
            return None


_NAMED = ("row", "key", "country", "plan", "plan_number")
