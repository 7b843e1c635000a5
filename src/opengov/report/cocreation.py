"""How the plans of a member were made and carried out: as plain data, and as a readable table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen
from rich.table import Table
from rich.text import Text

from opengov.errors import UnknownName
from opengov.model.cases import Case
from opengov.report.printable import printable
from opengov.rules.cocreation import PhaseRequirement, PhaseVerdict
from opengov.rules.cycles import Asked
from opengov.rules.plan_verdicts import phases_of
from opengov.rules.process import asked_of
from opengov.rules.resolve import Answers

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["CheckedPlan", "checked_plans", "checked_plans_of", "plans_data", "print_plans"]


@frozen(eq=False)
class CheckedPlan:
    """A plan with the verdicts on its phases, or the reason why there is none."""

    plan: str
    phases: tuple[PhaseVerdict, ...]
    problem: str | None = None

    @property
    def requirements(self) -> Iterator[PhaseRequirement]:
        """Every requirement, phase by phase."""
        return (one for phase in self.phases for one in phase.requirements)


def checked_plans(
    case: Case, member: str, *, on: date, readings: Answers | str | None = None
) -> tuple[CheckedPlan, ...]:
    """Return the plans of a member as they are judged on a day; one of a time without a book says so."""
    return checked_plans_of(asked_of(case, on, readings, None), member)


def checked_plans_of(asked: Asked, member: str) -> tuple[CheckedPlan, ...]:
    """Return the plans of a member as they are judged for a question, which keeps the verdicts for its other parts."""
    found = []
    for plan in asked.ledger.case.plans:
        if plan.member == member:
            try:
                found.append(CheckedPlan(plan.id, phases_of(asked, plan.id, keep_open=True)))
            except UnknownName as error:
                found.append(CheckedPlan(plan.id, (), str(error)))
    return tuple(found)


def plans_data(plans: Iterable[CheckedPlan]) -> list[dict[str, object]]:
    """Return plans as plain data, each with what every requirement came to.

    Parameters
    ----------
    plans
        The plans as they were judged.

    Examples
    --------
    >>> import opengov
    >>> plans = checked_plans(opengov.case("pakistan-2017"), "PAK", on=date(2018, 1, 31))
    >>> [one["id"] for one in plans_data(plans)]
    ['PAK-1', 'PAK-2018']
    """
    return [_plan(one) for one in plans]


def print_plans(console: Console, plans: Iterable[CheckedPlan]) -> None:
    """Print what each requirement on each plan came to, a line each."""
    for plan in plans:
        console.print()
        books = " or ".join(dict.fromkeys(book.id for one in plan.phases for book in one.verdict.books))
        head = f"Plan {plan.plan}: co-creation{f' by {books}' if books else ''}"
        console.print(Text(printable(head), style="bold"))
        if plan.problem is not None:
            console.print(Text(printable(plan.problem)), soft_wrap=True)
            continue
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in ("rule", "phase", "outcome", "binding", "until", "requires"):
            table.add_column(column, overflow="fold")
        for one in plan.requirements:
            cells = (one.id, one.phase, one.outcome.replace("_", " "), one.binding, one.until or "", _title(one))
            table.add_row(*(Text(printable(str(cell))) for cell in cells))
        console.print(table)


def _plan(plan: CheckedPlan) -> dict[str, object]:
    told: dict[str, object] = {"id": plan.plan, "cocreation": [_requirement(one) for one in plan.requirements]}
    return told if plan.problem is None else told | {"problem": plan.problem}


def _requirement(one: PhaseRequirement) -> dict[str, object]:
    return {
        "rule": one.id,
        "phase": str(one.phase),
        "outcome": str(one.outcome),
        "binding": str(one.binding),
        "because": one.because,
        "force": str(one.force),
        "until": one.until.isoformat() if one.until else None,
        "confidence": str(one.confidence),
    }


def _title(one: PhaseRequirement) -> str:
    return one.verdict.requirement.title
