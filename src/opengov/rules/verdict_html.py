"""A verdict as plain tables in HTML for notebooks: everything escaped, no script, no style."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from opengov.rules.webtable import html_table
from opengov.rules.wording import outcome_in_words

if TYPE_CHECKING:
    from opengov.rules.verdicts import Verdict

__all__ = ["verdict_html"]


def verdict_html(verdict: Verdict) -> str:
    """Return a verdict with a row for each criterion and requirement, and why."""
    head = f"<p>{html.escape(str(verdict))}</p>"
    criteria = [
        (f"{one.id} {one.criterion.title}", one.points, one.because, one.confidence) for one in verdict.criteria
    ]
    requirements = [
        (f"{one.id} {one.requirement.title}", outcome_in_words(one.outcome), one.because, one.requirement.confidence)
        for one in verdict.requirements
    ]
    tables = [
        html_table((name, result, "why", "confidence"), rows)
        for name, result, rows in (("criterion", "points", criteria), ("requirement", "outcome", requirements))
        if rows
    ]
    return head + "".join(tables)
