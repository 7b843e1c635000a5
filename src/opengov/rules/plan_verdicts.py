"""What the phases of a plan came to, judged once for all that is asked of a case."""

from __future__ import annotations

from opengov.rules.cocreation import PhaseVerdict, check_cocreation
from opengov.rules.cycles import Asked

__all__ = ["phases_of"]


def phases_of(asked: Asked, plan: str, *, keep_open: bool = False) -> tuple[PhaseVerdict, ...]:
    """Return how a plan was made and carried out; what was judged for another part of the same question is taken again.

    Parameters
    ----------
    asked
        The case, the day, the readings and the books; it keeps what is judged.
    plan
        Id of the plan.
    keep_open
        Whether ``"open"`` among the readings asked keeps the questions on co-creation open too; findings and deadlines
        take the usual readings of these.

    Raises
    ------
    UnknownName
        If the case has no such plan, or no book can have been in force when a phase began.
    """
    readings = asked.readings
    if isinstance(readings, str) and not keep_open:
        readings = {}
    key = plan, readings if isinstance(readings, str) else ""
    found = asked.judged.get(key)
    if found is None:
        case = asked.ledger.case
        found = check_cocreation(case, plan=plan, on=asked.on, readings=readings, books=asked.shelf)
        asked.judged[key] = found
    return found
