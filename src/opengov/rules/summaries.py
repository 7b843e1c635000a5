"""Many commitments counted: how many there are, and how many of those coded are relevant, complete, starred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, overload

from attrs import frozen

from opengov.errors import InvalidFacts, Problem, UnknownName
from opengov.model.values import Absent, Known, Value
from opengov.rules.agreement import CodedRow
from opengov.rules.counting import Group, Tally, ordered, yes_or_no
from opengov.rules.questions import COMPLETION, Asked, Lookup, Report, ask, latest_completion, questions, report_of

if TYPE_CHECKING:
    from narwhals.stable.v2.typing import IntoDataFrameT

__all__ = ["CodedRows", "Count", "Mean", "Summary", "means", "summarise"]

Codes: TypeAlias = Literal["text", "numbers"]


@frozen
class Count:
    """An answer counted: how many say yes, of how many that have an answer.

    Parameters
    ----------
    yes, of
        The two numbers.

    Examples
    --------
    >>> print(Count(183, 792), f"{Count(183, 792).share:.1%}")
    183 of 792 23.1%
    """

    yes: int
    of: int

    @property
    def share(self) -> float | None:
        """The share of those that say yes, from 0 to 1; ``None`` where there is no answer."""
        return self.yes / self.of if self.of else None

    def __str__(self) -> str:
        return f"{self.yes} of {self.of}"


@frozen
class Summary:
    """What is counted of one group of commitments.

    Parameters
    ----------
    group
        What its commitments have in common, by the names asked for.
    commitments, countries
        How many there are, and of how many countries and localities.
    counts
        The answers counted, by question.
    """

    group: Mapping[str, str | int | None]
    commitments: int
    countries: int
    counts: Mapping[str, Count]

    def __getitem__(self, question: str) -> Count:
        """Return the count of a question; raise ``UnknownName`` where it was not asked."""
        if question not in self.counts:
            raise UnknownName("question", question, self.counts)
        return self.counts[question]

    def to_dict(self) -> dict[str, object]:
        """Return the summary as plain data.

        Returns
        -------
        dict of str to object
            The group, the numbers, and for each question ``yes``, ``of`` and ``share``.
        """
        counts = {name: {"yes": one.yes, "of": one.of, "share": one.share} for name, one in self.counts.items()}
        return {**self.group, "commitments": self.commitments, "countries": self.countries, **counts}

    def __str__(self) -> str:
        named = ", ".join(f"{name} {_said(value)}" for name, value in self.group.items())
        counted = ", ".join(f"{name} {one}" for name, one in self.counts.items() if one.of)
        return f"{named + ': ' if named else ''}{self.commitments} commitments; {counted or 'nothing coded'}"


class CodedRows(Protocol):
    """A file of commitments, as it was read."""

    @property
    def rows(self) -> tuple[CodedRow, ...]:
        """Its rows, in the order of the file."""


@overload
def summarise(
    commitments: CodedRows | Iterable[CodedRow],
    by: str | Sequence[str] | None = None,
    *,
    questions: Sequence[str] | None = None,
    completion: Report | str = Report.PROGRESS,
    codes: Codes = "text",
) -> tuple[Summary, ...]: ...
@overload
def summarise(
    commitments: IntoDataFrameT,
    by: str | Sequence[str] | None = None,
    *,
    questions: Sequence[str] | None = None,
    completion: Report | str = Report.PROGRESS,
    codes: Codes = "text",
) -> IntoDataFrameT: ...
def summarise(
    commitments: Any,
    by: str | Sequence[str] | None = None,
    *,
    questions: Sequence[str] | None = None,
    completion: Report | str = Report.PROGRESS,
    codes: Codes = "text",
) -> Any:
    """Count commitments, and the answers to questions about them, group by group.

    A commitment that has no code for a question does not count for it: a share is of those that have one.

    Parameters
    ----------
    commitments
        Rows as :func:`~opengov.formats.irm.read_irm` gives them; or a data frame of pandas, polars or PyArrow with a
        row for each commitment and the measures as columns, in the words of the rulebook ``IRM-COUNTS``, empty cells
        for what is unknown.
    by
        What to group by: ``year`` (of submission), ``country``, ``plan``, ``plan_number``, ``cluster``,
        ``policy_area`` (a commitment counts in each of its areas), or the name of any code; several names for groups
        in groups. Of a data frame, the names of columns. Without it, all are one group.
    questions
        The questions to count, by name, those of :func:`~opengov.rules.questions.questions`; or the name of any column
        of yes and no, such as one of OGP's own stars. By default the common ones.
    completion
        The report of which the completion is taken: ``progress``, ``end_of_term``, or the ``latest`` of the two.
    codes
        Whether a column is taken as its ``text`` says or as OGP's ``numbers`` say, where the two differ. A data
        frame has one column for both, which is taken as it is.

    Returns
    -------
    tuple of Summary, or DataFrame
        One for each group, in order. For a data frame, a frame of the same kind with the columns of the groups,
        ``commitments``, and for each question its yes, ``..._of`` and ``..._share``.

    Raises
    ------
    UnknownName
        If there is no such report or way to take codes, or no row has a code of that name.
    InvalidFacts
        If cells of a data frame are not of the kind that their measures declare, or if two columns of the summary
        would have one name.

    Examples
    --------
    >>> import pandas
    >>> frame = pandas.DataFrame({
    ...     "year": [2012, 2012, 2013],
    ...     "completion_progress": ["complete", "limited", "NR"],
    ... })
    >>> summarise(frame, by="year", questions=["complete"])
       year  commitments  complete  complete_of  complete_share
    0  2012            2         1            2             0.5
    1  2013            1         0            0             NaN
    """
    keys = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    report = report_of(completion)
    names = _names(questions)
    _check_apart(keys, names)
    if codes not in _CODES:
        raise UnknownName("way to take codes", codes, _CODES)
    rows = _rows(commitments)
    if rows is not None:
        return _of_rows(rows, keys, names, report, codes)
    if codes != "text":
        hint = "make the frame of coded_columns(rows, numbers=True)"
        raise InvalidFacts("data frame", [Problem("codes", "its columns are taken as they are", hint)])
    from opengov.rules import commitment_frames

    return commitment_frames.summarised(commitments, keys, names, report)


@frozen
class Mean:
    """The mean of a number over a group of rows.

    Parameters
    ----------
    group
        What the rows have in common.
    rows
        How many of them have the number.
    mean
        Its mean.
    """

    group: str | int | None
    rows: int
    mean: float


def means(rows: Iterable[CodedRow], number: str, by: str) -> tuple[Mean, ...]:
    """Return the mean of a number, group by group, over the rows that have it.

    Parameters
    ----------
    rows
        Rows as they were read.
    number
        The name of the number among the codes or OGP's own columns, such as ``steps_followed``.
    by
        What to group by, as for :func:`summarise`.

    Returns
    -------
    tuple of Mean
        One for each group that has the number, in order.

    Raises
    ------
    UnknownName
        If no row has a number of that name.

    Examples
    --------
    >>> means([], "steps_followed", by="year")
    ()
    """
    found: dict[str | int | None, list[int | float]] = {}
    seen: set[str] = set()
    for row in _coded(rows):
        seen |= {*row.numbers, *row.published}
        value = _code_of(row, "numbers")(number)
        if isinstance(value, Known) and isinstance(value.value, int | float) and not isinstance(value.value, bool):
            for group in _groups(row, (by,), "numbers"):
                found.setdefault(group[0], []).append(value.value)
    if seen and number not in seen:
        raise UnknownName("number", number, seen)
    return tuple(Mean(group, len(found[group]), sum(found[group]) / len(found[group])) for group in _sorted(found))


# --- counting rows -------------------------------------------------------------------------------------------------


def _of_rows(
    rows: Iterable[CodedRow], keys: tuple[str, ...], names: tuple[str, ...], report: Report, codes: Codes
) -> tuple[Summary, ...]:
    asked = [(name, ask(name, report)) for name in names]
    groups: dict[Group, Tally] = {}
    seen: set[str] = set()
    for row in _coded(rows):
        seen |= {*row.facts, *row.published}
        code = _code_of(row, codes)
        lookup = _with_latest(code) if report is Report.LATEST else code
        answers = [(name, one(lookup) if one is not None else yes_or_no(code(name))) for name, one in asked]
        for group in _groups(row, keys, codes):
            if group not in groups:
                groups[group] = Tally.of_nothing(names)
            groups[group].add(row.country, answers)
    _check_known(keys, asked, seen)
    return tuple(_summary(keys, group, groups[group]) for group in ordered(groups))


def _summary(keys: tuple[str, ...], group: Group, counted: Tally) -> Summary:
    counts = {name: Count(counted.yes[name], counted.of[name]) for name in counted.of}
    return Summary(dict(zip(keys, group, strict=True)), counted.size, len(counted.countries), counts)


def _code_of(row: CodedRow, codes: Codes) -> Callable[[str], Value | None]:
    own = row.facts if codes == "text" else row.numbers
    published = row.published

    def code(name: str) -> Value | None:
        found = own.get(name)
        return published.get(name) if found is None else found

    return code


def _with_latest(code: Callable[[str], Value | None]) -> Lookup:
    return lambda name: latest_completion(code) if name == COMPLETION else code(name)


def _groups(row: CodedRow, keys: tuple[str, ...], codes: Codes) -> Iterator[Group]:
    """Yield the groups that a row belongs to: one, or one for each of its policy areas."""
    found: list[Group] = [()]
    for key in keys:
        found = [(*group, one) for group in found for one in _key(row, key, codes)]
    yield from found


def _key(row: CodedRow, key: str, codes: Codes) -> tuple[str | int | None, ...]:
    match key:
        case "country":
            return (row.country,)
        case "plan":
            return (row.plan,)
        case "plan_number":
            return (row.plan_number,)
        case "policy_area":
            return row.policy_areas or (None,)
        case _:
            return (_group(_code_of(row, codes)("year_submitted" if key == "year" else key)),)


def _group(value: Value | None) -> str | int | None:
    match value:
        case Known(bool(inner)):
            return "yes" if inner else "no"
        case Known(int(inner) | str(inner)):
            return inner
        case Known(inner):
            return str(inner)
        case Absent(kind):
            return kind
        case _:
            return None


def _names(asked: Sequence[str] | None) -> tuple[str, ...]:
    if isinstance(asked, str):
        raise InvalidFacts("questions", [Problem("questions", "is one text", f'give a list: ["{asked}"]')])
    return tuple(dict.fromkeys((one.name for one in questions() if not one.more) if asked is None else asked))


def _check_apart(keys: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Refuse names under which one column of the summary would stand in the place of another."""
    counts = [f"{name}{end}" for name in names for end in ("", "_of", "_share")]
    times = Counter([*keys, "commitments", "countries", *counts])
    hint = "group by each name once, and by none that is counted"
    problems = [Problem(name, "would name two columns of the summary", hint) for name in times if times[name] > 1]
    if problems:
        raise InvalidFacts("names to group by and questions", problems)


def _check_known(keys: tuple[str, ...], asked: list[tuple[str, Asked | None]], seen: set[str]) -> None:
    for name, one in asked:
        if seen and one is None and name not in seen:
            raise UnknownName("question", name, [*(one.name for one in questions()), *seen])
    for key in keys:
        if seen and key not in _KEYS and key not in seen:
            raise UnknownName("name to group by", key, [*_KEYS, *seen])


def _rows(commitments: object) -> Iterable[CodedRow] | None:
    """Return the rows of commitments that are no data frame: themselves, or those that a file as read holds."""
    held = getattr(commitments, "rows", None)
    if isinstance(held, tuple):
        return held
    return commitments if isinstance(commitments, list | tuple | Iterator) else None


def _coded(rows: Iterable[CodedRow]) -> Iterator[CodedRow]:
    """Yield rows, each of which has codes."""
    for place, row in enumerate(rows):
        if not hasattr(row, "facts") or not hasattr(row, "numbers"):
            found = f"is a {type(row).__name__}, which has no codes"
            raise InvalidFacts("commitments", [Problem(f"commitments[{place}]", found, "give read_irm(...).rows")])
        yield row


def _sorted(groups: Iterable[str | int | None]) -> list[str | int | None]:
    return [group[0] for group in ordered((one,) for one in groups)]


def _said(value: str | int | None) -> str:
    return "not known" if value is None else str(value)


_CODES = ("text", "numbers")
_KEYS = ("year", "country", "plan", "plan_number", "cluster", "policy_area")
