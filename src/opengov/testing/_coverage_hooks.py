"""The part of the pytest plugin that reports which rules the tests have seen."""

from __future__ import annotations

import pytest

from opengov.testing.coverage import RuleCoverage

__all__ = [
    "pytest_addoption",
    "pytest_configure",
    "pytest_sessionfinish",
    "pytest_terminal_summary",
    "pytest_unconfigure",
]

_WATCHING = pytest.StashKey[RuleCoverage]()
_OPTION = "--rule-coverage"
_STRICT = "strict"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option ``--rule-coverage``."""
    parser.getgroup("opengov").addoption(
        _OPTION,
        nargs="?",
        const="report",
        choices=("report", _STRICT),
        help="report which rules of the shipped rulebooks the tests have seen, and with which outcomes; "
        "strict: fail if one that can occur was not seen",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Begin to watch, where the option asks for it."""
    if config.getoption(_OPTION) is not None:
        config.stash[_WATCHING] = RuleCoverage()
        config.stash[_WATCHING].__enter__()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop watching."""
    if _WATCHING in config.stash:
        config.stash[_WATCHING].__exit__(None, None, None)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a strict run fail for what was not seen, unless it failed already."""
    strict = session.config.getoption(_OPTION) == _STRICT and session.exitstatus == pytest.ExitCode.OK
    if strict and any(rule.unseen for rule in session.config.stash[_WATCHING].rules()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: pytest.ExitCode, config: pytest.Config
) -> None:
    """Print what was seen, in a strict run only what was not; nothing of a run that was broken off."""
    asked = config.getoption(_OPTION)
    if asked is None or exitstatus not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        return
    rules = config.stash[_WATCHING].rules()
    terminalreporter.section("rule coverage")
    for rule in rules:
        if rule.unseen or asked != _STRICT:
            terminalreporter.write_line(str(rule), red=bool(rule.unseen))
    seen, unseen = sum(len(rule.seen) for rule in rules), sum(len(rule.unseen) for rule in rules)
    terminalreporter.write_line(f"{seen} of {seen + unseen} outcomes of {len(rules)} rules seen")
