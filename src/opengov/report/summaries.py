"""Counts of commitments, group by group: as plain data, and as a table in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from opengov.report.printable import printable
from opengov.rules.summaries import Count, Summary

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_summaries", "summaries_data"]


def summaries_data(by: Sequence[str], summaries: Iterable[Summary]) -> dict[str, object]:
    """Return the counts as plain data for JSON.

    Parameters
    ----------
    by
        What the commitments are grouped by.
    summaries
        The groups.

    Returns
    -------
    dict of str to object
        ``by``, and ``groups`` with a table for each: what it has in common, its numbers, and each question's ``yes``,
        ``of`` and ``share``.

    Examples
    --------
    >>> one = Summary({"year": 2011}, 186, 7, {"starred": Count(0, 0)})
    >>> summaries_data(["year"], [one])["groups"]
    [{'year': 2011, 'commitments': 186, 'countries': 7, 'starred': {'yes': 0, 'of': 0, 'share': None}}]
    """
    return {"by": list(by), "groups": [one.to_dict() for one in summaries]}


def print_summaries(console: Console, by: Sequence[str], summaries: Sequence[Summary]) -> None:
    """Print a line for each group, with how many say yes of how many for each question that any group answers."""
    asked = [name for name in (summaries[0].counts if summaries else ()) if any(one[name].of for one in summaries)]
    table = Table(box=None, pad_edge=False)
    for name in (*by, "commitments", "countries", *asked):
        table.add_column(Text(printable(name)), justify="left" if name in by else "right", overflow="fold")
    for one in summaries:
        cells = [*map(_said, one.group.values()), str(one.commitments), str(one.countries)]
        table.add_row(*map(Text, [*cells, *(_share(one[name]) for name in asked)]))
    console.print(table)


def _said(value: str | int | None) -> str:
    return "not known" if value is None else printable(str(value))


def _share(count: Count) -> str:
    return "-" if count.share is None else f"{count.yes}/{count.of} {count.share:.0%}"
