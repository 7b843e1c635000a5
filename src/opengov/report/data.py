"""An assessment as plain data, in the form that the command line prints with --json."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from opengov.model.values import Outcome
from opengov.rules.records import points_data, reading_data
from opengov.rules.verdicts import Verdict

__all__ = ["assessment_data"]

_VALUES_CHECK = "VALUES-CHECK"


def assessment_data(
    verdicts: Iterable[Verdict], *, on: date, beside: Mapping[str, Mapping[str, object]] | None = None
) -> dict[str, object]:
    """Return the verdicts on the members of a case as one table.

    Parameters
    ----------
    verdicts
        One verdict for each member.
    on
        The day of judgement.
    beside
        By member, what else there is to say of it: plans, process, standing, deadlines.

    Examples
    --------
    >>> import opengov
    >>> verdict = opengov.assess_eligibility(opengov.case("pakistan-2017"))
    >>> data = assessment_data([verdict], on=verdict.on)
    >>> data["members"][0]["eligibility"]["points"]
    {'low': 15, 'high': 15, 'possible_low': 16, 'possible_high': 16}
    """
    return {
        "on": on.isoformat(),
        "members": [
            {"id": verdict.about, "eligibility": _eligibility(verdict), **(beside or {}).get(verdict.about or "", {})}
            for verdict in verdicts
        ],
    }


def _eligibility(verdict: Verdict) -> dict[str, object]:
    return {
        "rulebook": verdict.rulebook,
        "outcome": str(verdict.outcome),
        "label": verdict.label,
        "core": str(verdict.core),
        "points": points_data(verdict.points),
        "criteria": [
            {
                "id": one.id,
                "points": points_data(one.points),
                "confidence": str(one.confidence),
                "because": one.because,
            }
            for one in verdict.criteria
        ],
        "values_check": {"outcome": str(_values_check(verdict))},
        "requirements": [
            {"id": one.id, "outcome": str(one.outcome), "because": one.because} for one in verdict.requirements
        ],
        "findings": [{"id": one.id, "made": str(one.made), "label": one.label} for one in verdict.findings],
        "readings": [reading_data(one) for one in verdict.other_readings],
        "would_settle": [
            {"measure": one.measure, "title": one.title, "alone": one.alone} for one in verdict.would_settle
        ],
        "compared": [
            {
                "title": comparison.title,
                "why": comparison.why,
                "outcome": str(other.outcome),
                "points": points_data(other.points),
            }
            for comparison, other in verdict.comparisons
        ],
    }


def _values_check(verdict: Verdict) -> Outcome:
    """Return the outcome of the Values Check; not applicable under books that came before it."""
    return next((one.outcome for one in verdict.requirements if one.id == _VALUES_CHECK), Outcome.NOT_APPLICABLE)
