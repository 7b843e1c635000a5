"""Paths to eligibility: as the plain data that the command line prints with --json, and in the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from rich.text import Text

from opengov.model.cases import Case
from opengov.rules.records import points_data
from opengov.rules.reforms import Path, Paths

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["paths_data", "print_paths"]

_WIDEST = 110


def paths_data(paths: Iterable[Paths], *, on: date) -> dict[str, object]:
    """Return the paths of the members of a case as one table.

    Parameters
    ----------
    paths
        The paths of each member.
    on
        The day of judgement.

    Examples
    --------
    >>> import opengov
    >>> from opengov.rules.reforms import paths_to_eligibility
    >>> found = paths_to_eligibility(opengov.case("pakistan-2017"))
    >>> paths_data([found], on=found.verdict.on)["members"][0]["reach"]
    'there'
    """
    return {"on": on.isoformat(), "members": [_member(one) for one in paths]}


def print_paths(console: Console, case: Case, paths: Iterable[Paths]) -> None:
    """Print the paths of each member of a case."""
    names = {member.id: member.name for member in case.members}
    console.print(Text(case.title, style="bold"))
    for one in paths:
        console.print()
        console.print(Text(names.get(one.verdict.about or "", one.verdict.about or ""), style="bold underline"))
        console.print(Text(one.explain(width=min(console.width, _WIDEST))), soft_wrap=True)


def _member(found: Paths) -> dict[str, object]:
    return {
        "id": found.verdict.about,
        "rulebook": found.verdict.rulebook,
        "outcome": str(found.verdict.outcome),
        "points": points_data(found.verdict.points),
        "reach": str(found.reach),
        "never": list(found.never),
        "sure": [_path(path) for path in found.sure],
        "possible": [_path(path) for path in found.possible],
    }


def _path(path: Path) -> dict[str, object]:
    return {
        "changes": [
            {"lever": one.lever.id, "measure": one.measure.name, "title": one.title, "needed": one.needed}
            for one in path
        ],
        "gained": {"low": path.gained_low, "high": path.gained_high},
        "cost": path.cost,
    }
