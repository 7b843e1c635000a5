"""Audits of published scores: as the plain data that the command line prints with --json, and in the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from opengov.rules.audit import Audit, AuditStatus

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["audit_data", "print_audits"]

_STYLES = {
    AuditStatus.REPRODUCED: "bold green",
    AuditStatus.CONSISTENT: "green",
    AuditStatus.IMPOSSIBLE: "bold red",
}


def audit_data(one: Audit) -> dict[str, object]:
    """Return an audit as one row of plain data.

    Examples
    --------
    >>> from opengov import reference
    >>> from opengov.rules.audit import audit_scores
    >>> audit_data(audit_scores(reference.published_scores())[1])["status"]
    'consistent'
    """
    return {
        "iso3": one.published.member,
        "as_of": str(one.published.as_of),
        "rulebook": one.rulebook,
        "status": str(one.status),
        "fits": one.fits,
        "possible_with": [str(way) for way in one.possible_with],
    }


def print_audits(console: Console, audits: Iterable[Audit]) -> None:
    """Print audits a line each, how many came to what, and an explanation of each that is impossible."""
    found = tuple(audits)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("country", "as of", "rulebook", "status", "fits", "possible with"):
        table.add_column(column, overflow="fold")
    for one in found:
        status = Text(str(one.status), style=_STYLES[one.status])
        said = Text("; or ".join(map(str, one.possible_with)))
        table.add_row(
            Text(one.published.member), Text(str(one.published.as_of)), Text(one.rulebook), status, str(one.fits), said
        )
    console.print(table)
    counts = Counter(one.status for one in found)
    console.print()
    console.print(Text(f"{len(found)} scores: " + ", ".join(f"{counts[status]} {status}" for status in AuditStatus)))
    for one in found:
        if one.status is AuditStatus.IMPOSSIBLE:
            console.print()
            console.print(Text(one.explain()), soft_wrap=True)
