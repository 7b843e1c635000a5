"""Which rules of which books were seen at work, and with which outcomes: coverage for tests of rules."""

from __future__ import annotations

__all__ = ["RuleCoverage", "RuleSeen", "outcomes_that_can_occur"]
