"""Facts of which one of several values holds: what a rule reads twice has the same value both times."""

from datetime import date

import pytest

from opengov.model.values import Absent, Known, OneOf, Outcome
from opengov.rules.shelf import shelf
from opengov.rules.verdicts import Verdict, decide


def possible(verdict: Verdict) -> dict[str, frozenset[Outcome]]:
    """Return the outcomes of each requirement that a verdict leaves possible."""
    ((engine, judgement),) = verdict.judgements
    return dict(zip(engine.names, judgement.requirements, strict=True))


@pytest.mark.parametrize(
    ("book", "facts", "name", "options"),
    [
        # each of two grounds would do: one test asks for either of them
        (
            "RESP-2014",
            {"filed_by": "steering committee member"},
            "grounds",
            [
                Known(frozenset({"access to information"})),
                Known(frozenset({"space for non-governmental organisations"})),
            ],
        ),
        # whether a plan was delivered, and when, is asked by several requirements
        (
            "CTP-2014",
            {"on": date(2000, 1, 1), "last_good_day": date(2000, 1, 1), "plan_end": date(2000, 1, 1)}
            | {"completions_coded": False, "engaged_irm_coded": False, "engagement_coded": False}
            | {"contrary_stated": False, "self_assessments_in_time": True},
            "delivered",
            [Known(date(2000, 1, 1)), Absent("not yet")],
        ),
    ],
)
def test_nothing_is_possible_that_no_value_makes_possible(
    book: str, facts: dict[str, str | date], name: str, options: list[Known | Absent]
) -> None:
    """The outcomes by one of several values are those by each of them, together and of the whole."""
    either = decide(shelf()[book], {**facts, name: OneOf(tuple(options))})
    each = [decide(shelf()[book], {**facts, name: one}) for one in options]
    assert either.outcomes == each[0].outcomes | each[1].outcomes
    assert possible(either) == {key: one | possible(each[1])[key] for key, one in possible(each[0]).items()}


def test_too_many_worlds_leave_more_open() -> None:
    """Where values would part the facts into too many worlds, each rule sees them all: nothing is lost."""
    days = tuple(Known(date.fromordinal(date(2000, 1, 1).toordinal() + day)) for day in range(150))
    names = ("plan_due", "delivered", "last_good_day")
    verdict = decide(shelf()["CTP-2014"], {"on": date(2020, 1, 1), **dict.fromkeys(names, OneOf(days))})
    late = {Outcome.MET, Outcome.NOT_MET}
    assert late <= verdict.outcomes
