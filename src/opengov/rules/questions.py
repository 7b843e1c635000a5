"""The questions that are counted over many commitments, and what answers each of them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final, TypeAlias

from attrs import frozen

from opengov.errors import UnknownName
from opengov.model.forms import Measure
from opengov.model.values import Absent, Known, Scalar, Value
from opengov.rules.entries import Entry, entry_of
from opengov.rules.shelf import shelf

__all__ = ["COMPLETION", "Asked", "Lookup", "Question", "Report", "ask", "latest_completion", "questions", "report_of"]

COMPLETION: Final = "completion"
"""The measure of the books that stands for the completion in one report."""

Lookup: TypeAlias = Callable[[str], Value | Scalar | None]
"""What gives the code of a measure in a row."""


class Report(StrEnum):
    """The report of which the completion is taken; ``latest`` takes the end of term, and the progress report else."""

    PROGRESS = "progress"
    END_OF_TERM = "end_of_term"
    LATEST = "latest"


@frozen(kw_only=True)
class Question:
    """A question that can be counted over many commitments.

    Parameters
    ----------
    name
        Its name.
    book, entry
        Ids of the book, and of the requirement or finding in it, that answer it.
    more
        Whether it is counted only where it is asked for by name.
    """

    name: str
    book: str
    entry: str
    more: bool = False


@frozen
class Asked:
    """A question made ready: its name, what answers it, and the codes that it reads.

    Parameters
    ----------
    name
        Its name.
    entry
        What answers it.
    reads
        Each measure of the entry with its name among the codes.
    """

    name: str
    entry: Entry
    reads: tuple[tuple[str, str], ...]

    @property
    def measures(self) -> Mapping[str, Measure]:
        """The measures that it reads, by their names among the codes."""
        known = self.entry.engine.measures
        return {other: known[name] for name, other in self.reads}

    def __call__(self, code: Lookup) -> bool | None:
        """Return the answer; ``None`` where there is nothing to answer it from.

        An absence that a measure of the book does not have says nothing of it.
        """
        codes = {name: code(other) for name, other in self.reads}
        for name, one in codes.items():
            if isinstance(one, Absent) and not self.entry.declares(name, one):
                codes[name] = None
        value = self.entry(codes).value
        return value if isinstance(value, bool) else None


@cache
def questions() -> tuple[Question, ...]:
    """Return the questions that can be asked, those that are counted by default first.

    Returns
    -------
    tuple of Question
        The questions, as they stand in ``opengov/data/questions.toml``.

    Examples
    --------
    >>> [one.name for one in questions() if not one.more][:4]
    ['assessed', 'relevant', 'verifiable', 'ambitious']
    """
    text = (resources.files("opengov.data") / "questions.toml").read_text("utf-8")
    return tuple(Question(**table) for table in tomllib.loads(text)["question"])


def ask(name: str, report: Report) -> Asked | None:
    """Return a question made ready for the completion of a report; ``None`` where no book answers it.

    Parameters
    ----------
    name
        Its name.
    report
        The report of which the completion is taken.
    """
    for one in questions():
        if one.name == name:
            entry = entry_of(shelf()[one.book], one.entry)
            return Asked(name, entry, tuple((measure, _read_as(measure, report)) for measure in entry.measures))
    return None


def latest_completion(code: Lookup) -> Value | None:
    """Return the completion at the end of term if it is coded, else that of the progress report.

    Parameters
    ----------
    code
        What gives the code of a measure.
    """
    entry = _raw_completion()
    label = entry({name: code(name) for name in entry.measures}).value
    if label is None:
        return None
    if label in entry.engine.measures[entry.measures[0]].values:
        return Known(label)
    found = code(entry.measures[-1])
    return found if isinstance(found, Absent) else None


def report_of(name: str) -> Report:
    """Return the report of a name.

    Raises
    ------
    UnknownName
        If there is no such report.
    """
    try:
        return Report(name)
    except ValueError:
        raise UnknownName("report", name, list(Report)) from None


def _read_as(measure: str, report: Report) -> str:
    if measure != COMPLETION or report is Report.LATEST:
        return measure
    return f"{COMPLETION}_{report}"


@cache
def _raw_completion() -> Entry:
    return entry_of(shelf()["IRM-2024"], "RAW-COMPLETION")
