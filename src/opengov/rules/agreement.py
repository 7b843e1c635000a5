"""Agreement with what OGP published: its columns recomputed from its own codes, row by row, each difference told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from attrs import frozen

from opengov.model.values import Absent, Known, Outcome, Value
from opengov.rules.entries import Found, entry_of
from opengov.rules.published import Cell, Column, Whose, columns_of, reason_for
from opengov.rules.shelf import shelf

__all__ = ["Agreement", "CodedRow", "Disagreement", "Tally", "agreement"]


class CodedRow(Protocol):
    """A row of one of OGP's files, as it was read."""

    @property
    def row(self) -> int:
        """Its place among the rows of data, from 1."""

    @property
    def key(self) -> str:
        """What names its commitment."""

    @property
    def country(self) -> str:
        """What names its country or locality."""

    @property
    def plan(self) -> str:
        """What names its plan."""

    @property
    def plan_number(self) -> int | None:
        """Which plan of its country it is, from 1."""

    @property
    def policy_areas(self) -> tuple[str, ...]:
        """The policy areas that it is tagged with."""

    @property
    def facts(self) -> Mapping[str, Value]:
        """The codes by measure, as the texts say."""

    @property
    def numbers(self) -> Mapping[str, Value]:
        """The codes by measure, as OGP's numbers say."""

    @property
    def published(self) -> Mapping[str, Value]:
        """The columns that OGP computed."""


@frozen
class Disagreement:
    """A row in which a column of OGP and the rule differ.

    Parameters
    ----------
    row, key
        Its place in the file and the key of its commitment.
    published, computed
        What OGP's column says, and what the rule says.
    whose
        Whose error it is, as far as can be told.
    why
        The reason.
    """

    row: int
    key: str
    published: str
    computed: str
    whose: Whose
    why: str

    def __str__(self) -> str:
        said = f"row {self.row}, {self.key}: published {self.published}, computed {self.computed}"
        blame = {Whose.OGP: "OGP's error", Whose.OURS: "our error", Whose.OPEN: "open"}[self.whose]
        return f"{said} ({blame}: {self.why})"


@frozen
class Agreement:
    """How far one rule reproduces one column.

    Parameters
    ----------
    rule
        The rule.
    column
        The column, as the file prints it.
    published
        Rows in which the column says something and the rule has something to go by.
    agree
        Those of them in which both say the same.
    differences
        The others.
    without
        Rows in which the column says something that the rule has nothing to go by for; they count in no other number.
    undeclared
        Each code of absence, such as NR, that a measure of the rule does not have, by row; it is taken as unknown.
    """

    rule: str
    column: str
    published: int
    agree: int
    differences: tuple[Disagreement, ...]
    without: int = 0
    undeclared: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return the agreement as plain data.

        Returns
        -------
        dict of str to object
            With the keys ``rule``, ``column``, ``published``, ``agree`` and ``disagree``, a list of texts; and
            ``taken_as_unknown``, another, where a code of absence is one that the rule does not have.

        Examples
        --------
        >>> Agreement("R1", "Starred", 792, 792, ()).to_dict()
        {'rule': 'R1', 'column': 'Starred', 'published': 792, 'agree': 792, 'disagree': []}
        """
        made: dict[str, object] = {
            "rule": self.rule,
            "column": self.column,
            "published": self.published,
            "agree": self.agree,
            "disagree": [str(one) for one in self.differences],
        }
        return made | ({"taken_as_unknown": list(self.undeclared)} if self.undeclared else {})

    def __str__(self) -> str:
        return f"{self.rule}: {self.agree} of {self.published} agree with {self.column}"


class Tally:
    """Counts agreement row by row, keeping nothing but the counts and the differences.

    Parameters
    ----------
    vintage
        The file that the rows are of.
    column_of
        What gives the name of a column as the file prints it, from its name in the words of this library.

    Examples
    --------
    >>> Tally("canada-4").result()
    ()
    """

    def __init__(self, vintage: str, column_of: Callable[[str], str] | None = None) -> None:
        self._counters = [_Counter(vintage, column, column_of) for column in columns_of(vintage)]

    def add(self, row: CodedRow) -> None:
        """Take a row into account.

        Parameters
        ----------
        row
            The row.
        """
        for counter in self._counters:
            counter.add(row)

    def result(self) -> tuple[Agreement, ...]:
        """Return the agreement of each column of the file that rules reproduce.

        Returns
        -------
        tuple of Agreement
            One for each column, also where no row has it.
        """
        return tuple(counter.result() for counter in self._counters)


def agreement(
    rows: Iterable[CodedRow], vintage: str, *, column_of: Callable[[str], str] | None = None
) -> tuple[Agreement, ...]:
    """Recompute OGP's own columns from its codes, and compare them with what it published.

    Stars and other columns are recomputed from the numbers beside the texts, which are what OGP computed them from.

    Parameters
    ----------
    rows
        Rows as they were read.
    vintage
        The file that they are of, such as ``2016``.
    column_of
        What gives the name of a column as the file prints it.

    Returns
    -------
    tuple of Agreement
        One for each column of the file that rules reproduce, in the order of ``opengov/data/agreement.toml``.

    Examples
    --------
    >>> [str(one) for one in agreement([], "process-2016")]
    ['STEPS: 0 of 0 agree with steps_followed']
    """
    tally = Tally(vintage, column_of)
    for row in rows:
        tally.add(row)
    return tally.result()


class _Counter:
    """Counts how far one column is reproduced."""

    def __init__(self, vintage: str, column: Column, column_of: Callable[[str], str] | None) -> None:
        self.vintage = vintage
        self.column = column
        self.title = column_of(column.published) if column_of else column.published
        self.entry = entry_of(shelf()[column.book], column.entry) if column.book else None
        self.names = [(name, column.reads.get(name, name)) for name in self.entry.measures] if self.entry else []
        self.published = self.agree = self.without = 0
        self.differences: list[Disagreement] = []
        self.undeclared: dict[str, None] = {}

    def add(self, row: CodedRow) -> None:
        said = row.published.get(self.column.published) or row.numbers.get(self.column.published)
        if said is None or not (isinstance(said, Known) or (self.column.passes_on and isinstance(said, Absent))):
            return
        computed = self._computed(row, row.numbers)
        if computed is None:
            self.without += isinstance(said, Known)
            return
        self.published += 1
        if computed == said:
            self.agree += 1
        else:
            self.differences.append(self._difference(row, said, computed))

    def result(self) -> Agreement:
        return Agreement(
            self.column.rule,
            self.title,
            self.published,
            self.agree,
            tuple(self.differences),
            self.without,
            tuple(self.undeclared),
        )

    def _computed(self, row: CodedRow, codes: Mapping[str, Value]) -> Value | None:
        """Return what the column should say; nothing where the row gives nothing to go by."""
        column = self.column
        if self.entry is None:
            return Known(row.plan)
        if column.needs and not any(isinstance(codes.get(name), Known) for name in column.needs):
            return None
        found = self.entry({name: self._code(row, codes, name, other) for name, other in self.names})
        value = _value(column, found)
        if value is not None:
            return Known(value)
        return next((one for name in column.passes_on if isinstance(one := codes.get(name), Absent)), None)

    def _code(self, row: CodedRow, codes: Mapping[str, Value], name: str, other: str) -> Value | None:
        """Return the code of a measure; nothing in place of an absence that the measure does not have."""
        code = _code(row, codes, other)
        if self.entry is None or not isinstance(code, Absent) or self.entry.declares(name, code):
            return code
        self.undeclared[f"row {row.row}, {row.key}: {code.kind} of {other}"] = None
        return None

    def _difference(self, row: CodedRow, said: Value, computed: Value) -> Disagreement:
        known = reason_for(self.vintage, self.column.published, row.key)
        if known is not None:
            whose, why = known.whose, known.why
        elif self._computed(row, row.facts) == said:
            whose, why = Whose.OPEN, "the texts beside the numbers give what is published"
        else:
            whose, why = Whose.OPEN, "no reason is known"
        return Disagreement(row.row, row.key, _shown(said), _shown(computed), whose, why)


def _code(row: CodedRow, codes: Mapping[str, Value], name: str) -> Value | None:
    found = codes.get(name)
    return row.published.get(name) if found is None else found


def _value(column: Column, found: Found) -> Cell | None:
    if found.outcome is Outcome.NOT_APPLICABLE:
        return column.otherwise
    if column.labels:
        return column.labels.get(str(found.value))
    return found.value


def _shown(value: Value) -> str:
    match value:
        case Known(True):
            return "1"
        case Known(False):
            return "0"
        case Known(inner):
            return str(inner)
        case Absent(kind):
            return kind
        case _:
            return "nothing"
