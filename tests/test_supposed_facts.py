"""What is only supposed: other answers and facts not known, where days move and requirements begin to apply."""

import tomllib
from datetime import date

from opengov.model.rulebooks import Rulebook
from opengov.model.values import Between, Outcome, Scalar, Value
from opengov.rules.language import book_from_data
from opengov.rules.verdicts import decide

PROVEN = 'confidence = "confirmed"\nsources = ["page"]\n'
HEAD = """
id = "X"
title = "A book of two requirements"
subject = "x"
judges = "member"
in_force = { from = "2020-01-01" }
[[source]]
id = "page"
title = "A page"
[measure.law]
kind = "yes_no"
title = "There is a law"
[measure.flood]
kind = "yes_no"
title = "There was a flood"
[measure.on]
kind = "date"
title = "Day of judgement"
"""
REQUIREMENT = f"""
[[requirement]]
id = "TIME"
title = "In time"
met_when = {{ measure = "on", at_most = {{ day = "due" }} }}
{PROVEN}
[[day]]
id = "due"
title = "Due"
is = {{ on = "2020-06-01" }}
{PROVEN}
"""
BY_LAW = f"""
[[exception]]
id = "BY-LAW"
title = "Later by law"
to = "due"
when = {{ measure = "law", is = true }}
is = {{ on = "2021-08-31" }}
{PROVEN}
"""
BY_FLOOD = f"""
[[exception]]
id = "BY-FLOOD"
title = "Later after a flood"
to = "due"
when = {{ measure = "flood", is = true }}
is = {{ on = "2022-08-31" }}
{PROVEN}
"""


def book(*parts: str) -> Rulebook:
    """Return the book that the parts make up."""
    return book_from_data(tomllib.loads(HEAD + "".join(parts)))


def read(text: str, measure: str) -> str:
    """Return a text with a reading in the place of a test of one measure."""
    return text.replace(f'when = {{ measure = "{measure}", is = true }}', 'when = { reading = "Q" }')


def question(options: str, default: str) -> str:
    """Return an open question of the sources."""
    return f"""
[[reading]]
id = "Q"
title = "What counts?"
options = {{ {options} }}
default = "{default}"
{PROVEN}
"""


def test_an_answer_that_makes_a_requirement_apply_is_named() -> None:
    """By the other answer the law must be there for anybody, and it is not."""
    strict = book(
        f"""
[[requirement]]
id = "LAW"
title = "A law"
applies_when = {{ reading = "Q" }}
met_when = {{ measure = "law", is = true }}
{PROVEN}
[[requirement]]
id = "NO-FLOOD"
title = "No flood, by that day"
met_when = {{ all = [{{ measure = "flood", is = false }}, {{ measure = "on", coded = true }}] }}
{PROVEN}
""",
        question('all = { always = true }, flooded = { measure = "flood", is = true }', "flooded"),
    )
    verdict = decide(strict, {"law": False, "flood": False, "on": date(2021, 1, 1)})
    assert verdict.outcome is Outcome.MET
    assert [(one.option, one.outcome) for one in verdict.other_readings] == [("all", Outcome.NOT_MET)]


def test_an_answer_that_moves_a_day_is_named() -> None:
    """By the other answer a flood moves the day, and the requirement is met."""
    moved = book(
        REQUIREMENT,
        read(BY_FLOOD, "flood"),
        question('law = { measure = "law", is = true }, flood = { measure = "flood", is = true }', "law"),
    )
    verdict = decide(moved, {"law": False, "flood": True, "on": date(2021, 1, 1)})
    assert verdict.outcome is Outcome.NOT_MET
    assert [(one.option, one.outcome) for one in verdict.other_readings] == [("flood", Outcome.MET)]


def test_a_fact_that_moves_a_day_would_settle() -> None:
    """Only the exception reads the law; knowing of it settles the verdict."""
    verdict = decide(book(REQUIREMENT, BY_LAW, BY_FLOOD), {"flood": False, "on": date(2021, 1, 1)})
    assert verdict.outcome is Outcome.UNDETERMINED
    assert [(one.measure, one.alone) for one in verdict.would_settle] == [("law", True)]


def test_what_the_book_refuses_settles_nothing() -> None:
    """A law beside the flood would move the day in two ways, which cannot be: the verdict stands without it."""
    facts: dict[str, Value | Scalar] = {"flood": True, "on": Between(date(2022, 8, 1), date(2022, 10, 1))}
    verdict = decide(book(REQUIREMENT, BY_LAW, BY_FLOOD), facts)
    assert (verdict.outcome, verdict.would_settle) == (Outcome.UNDETERMINED, ())
    assert "[undetermined] TIME" in verdict.explain()
