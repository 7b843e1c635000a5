"""What a noun checks of itself: its id, its counts, its values, and the order of its dates."""

import datetime as dt
import math
import re
from collections.abc import Sequence

from opengov.errors import Problem, Problems
from opengov.model.dates import PartialDate
from opengov.model.values import Between, Known, OneOf, Outcome, Value

__all__ = ["bad_id", "before", "denied", "negative", "not_finite", "refuse"]

_LONGEST_ID = 200
_SHOWN = 40
# whatever ends a line or cannot be written to a file; compiled when first needed, which is hardly ever
_CONTROL = "[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]"


def refuse(*found: Sequence[Problem]) -> None:
    """Raise the problems found, alone or as a group; paths are relative to the noun."""
    if not any(found):
        return
    problems = [problem for part in found for problem in part]
    if len(problems) == 1:
        raise problems[0]
    msg = "an entry that cannot be"
    raise Problems(msg, problems)


def bad_id(text: str, field: str = "id") -> Sequence[Problem]:
    """Find what makes ``text`` unfit to name a thing."""
    if not text or text.isspace():
        return (Problem(field, "it is empty", "give it a short name"),)
    if len(text) > _LONGEST_ID:
        found = f'"{text[:_SHOWN]}..." is {len(text):,} characters long'
        return (Problem(field, found, f"use at most {_LONGEST_ID}"),)
    if not text.isprintable() and re.search(_CONTROL, text):
        return (Problem(field, f"{text[:_SHOWN]!r} has a control character", "use letters, digits and marks"),)
    return ()


def negative(**counts: int | None) -> Sequence[Problem]:
    """Find the counts below zero."""
    if not any(counts.values()):
        return ()
    return [
        Problem(name, f"{count} is below zero", "write 0 or more")
        for name, count in counts.items()
        if count is not None and count < 0
    ]


def not_finite(field: str, value: Value) -> Sequence[Problem]:
    """Find a number in ``value`` that is none: NaN or infinity."""
    for option in value.options if isinstance(value, OneOf) else (value,):
        ends: tuple[object, ...] = ()
        if isinstance(option, Known):
            ends = (option.value,)
        elif isinstance(option, Between):
            ends = (option.low, option.high)
        for end in ends:
            if isinstance(end, float) and not math.isfinite(end):
                return (Problem(field, f"{end} is not a number", "write the number, or leave it unknown"),)
    return ()


def before(field: str, day: PartialDate | None, other: str, reference: PartialDate | None) -> Sequence[Problem]:
    """Find that ``day`` lies before the day of ``other``, as far as their precision settles it."""
    if day is None or reference is None or day.before(reference) is not Outcome.MET:
        return ()
    return (Problem(field, f"{day} is before the {other}, {reference}", "correct one of the two"),)


def denied(field: str, not_by: dt.date | None, what: str, done: PartialDate | None) -> Sequence[Problem]:
    """Find that something is said not to have happened by a day, and to have happened by it."""
    if not_by is None or done is None or done.latest() > not_by:
        return ()
    return (Problem(field, f"{not_by} is not before the {what}, {done}", "correct one of the two"),)
