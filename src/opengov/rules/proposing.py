"""A co-creation process that leaves time for every requirement, laid backwards from the day of delivery."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from attrs import frozen

from opengov import reference
from opengov.errors import InvalidFacts, Problem
from opengov.model.cases import Case
from opengov.model.forms import After, Compare, Count, Every, Op
from opengov.model.members import MemberKind
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Span
from opengov.rules.calendar import add_span
from opengov.rules.cocreation import SUBJECTS
from opengov.rules.eligibility import one_member
from opengov.rules.resolve import walk_all
from opengov.rules.shelf import Shelf, shelf
from opengov.rules.walking import tests_in

__all__ = ["ProposedStep", "propose_process"]

_NOTICE = "MR-3.1-LAST"
_BRIEF = "brief_by"
_GAPS = "meeting_gaps"
_NEWS = "news_gaps"
_UPDATES = "updates"
_YEAR = 12
_DELIVERED = "Plan delivered"


@frozen(kw_only=True)
class ProposedStep:
    """One step of a proposed process.

    Parameters
    ----------
    date
        Its day, or its first day.
    until
        Its last day, where it takes longer than one.
    what
        What is to be done.
    rules
        The requirements that it serves.
    """

    date: dt.date
    what: str
    until: dt.date | None = None
    rules: tuple[str, ...] = ()

    def __str__(self) -> str:
        until = f" to {self.until.isoformat()}" if self.until else ""
        serves = f" ({', '.join(self.rules)})" if self.rules else ""
        return f"{self.date.isoformat()}{until}  {self.what}{serves}"


def propose_process(
    case: Case,
    *,
    delivery: date,
    member: str | None = None,
    start: date | None = None,
    on: date | None = None,
    books: Shelf | None = None,
) -> tuple[ProposedStep, ...]:
    """Return the calendar of a co-creation process that meets all requirements, laid backwards from a delivery date.

    What is to be done, how long notice is given and how often the forum meets and the repository is updated come from
    the rulebook in force when the process starts. How long the parts of the process take no rule says: they are as long
    as in the process that Malta published for its fourth plan, eight months in all, and are stretched or pressed where
    ``start`` is given.

    Parameters
    ----------
    case
        The case of the member.
    delivery
        The day on which the plan is to be delivered.
    member
        Id of the member; may be left out where the case is about a single one.
    start
        The day on which co-creation is to start; as in the model where it is left out.
    on
        The day from which it is to be carried out: a process of which something would have to be done before is
        refused. No day is too early where it is left out.
    books
        The shelf of rulebooks; the shipped one where nothing is given.

    Returns
    -------
    tuple of ProposedStep
        The steps in the order of their days; the last is the delivery.

    Raises
    ------
    UnknownName
        If the case has no such member, or no book on co-creation is in force on the day on which the process starts.
    InvalidFacts
        If the process would start on the day of delivery or later, leaves a part of it without a day, or would have
        had to begin before ``on``; the message names the first day on which a plan can be delivered.

    Examples
    --------
    >>> import opengov
    >>> steps = opengov.propose_process(opengov.case("morocco-2018"), delivery=date(2027, 12, 31))
    >>> print(steps[1])
    2027-04-17  Timeline and overview of opportunities published on the website (MR-3.1, MR-2.1)
    >>> print(steps[-1])
    2027-12-31  Plan delivered
    """
    kind = one_member(case, member).kind
    spans = _spans(reference.process_model(), start, delivery)
    held, first = books or shelf(), spans[0][1]
    book = held.rulebook_for(SUBJECTS[kind], on=first)
    placed = _placed(held, book, kind, spans, delivery)
    if on is not None:
        _in_time(min(first, *(day for day, _ in placed["before"])), first, delivery, start, on)
    steps = [*_parts(spans), *_required(held, book, first, placed)]
    steps.append(ProposedStep(date=delivery, what=_DELIVERED))
    return tuple(sorted(steps, key=lambda one: (one.date, one.what == _DELIVERED, one.what)))


_Span = tuple[reference.ProcessPart, date, date]
_Days = list[tuple[date, date | None]]


def _spans(parts: tuple[reference.ProcessPart, ...], start: date | None, delivery: date) -> list[_Span]:
    """Return the first and the last day of each part: by months, or in the same proportion."""
    total = sum(part.months for part in parts)
    try:
        after = delivery + timedelta(days=1)
        add_span(after, Span(months=total))  # what is counted onwards from a step has room too
        first = add_span(after, Span(months=-total)) if start is None else start
    except (OverflowError, ValueError):
        raise _refused("delivery", f"no process can be laid around {delivery}", "give a day of our time") from None
    if first >= delivery:
        raise _refused("start", f"the process would start on {first}, not before the delivery on {delivery}")
    found: list[_Span] = []
    begin, done = first, 0
    for part in parts:
        done += part.months
        share = timedelta(days=(after - first).days * done // total)
        end = (add_span(after, Span(months=done - total)) if start is None else first + share) - timedelta(days=1)
        if end < begin:
            raise _refused("start", f"from {first} to {delivery} there is no day for {part.title}", "start earlier")
        found.append((part, begin, end))
        begin = end + timedelta(days=1)
    return found


def _in_time(begins: date, first: date, delivery: date, start: date | None, on: date) -> None:
    """Refuse a process of which something would have to be done before a day."""
    if begins >= on:
        return
    earliest = on + (first - begins)
    hint = f"start on {earliest} or later"
    if start is None:
        months = sum(part.months for part in reference.process_model())
        hint = f"deliver on {add_span(earliest, Span(months=months)) - timedelta(days=1)} or later, or give its start"
    raise _refused(
        "delivery", f"to deliver on {delivery} the process would have to begin on {begins}, before {on}", hint
    )


def _refused(path: str, message: str, hint: str = "") -> InvalidFacts:
    return InvalidFacts("proposed process", [Problem(path, message, hint)])


def _parts(spans: Iterable[_Span]) -> Iterator[ProposedStep]:
    for part, begin, end in spans:
        yield ProposedStep(date=begin, until=end, what=f"{part.title}: {', '.join(part.steps)}")


def _required(held: Shelf, book: Rulebook, first: date, placed: Mapping[str, _Days]) -> Iterator[ProposedStep]:
    """Yield the steps that the requirements of a book ask for, each on its days."""
    known = {one.id for one in book.requirements}
    known |= {one.id for irm in held.rulebooks_for("irm_products", on=first) for one in irm.requirements}
    for step in reference.process_steps():
        rules = tuple(name for name in step.serves if name in known)
        for day, until in placed[step.at] if rules else ():
            yield ProposedStep(date=day, until=until, what=step.title, rules=rules)


# --- when ----------------------------------------------------------------------------------------------------------


def _placed(held: Shelf, book: Rulebook, kind: MemberKind, spans: list[_Span], delivery: date) -> dict[str, _Days]:
    """Return the days of each place that a step can have in the process."""
    begins, ends = [begin for _, begin, _ in spans], [end for _, _, end in spans]
    first = begins[0]
    return {
        "before": [(_notice_by(book, first), None)],
        "brief": [(day, None) for day in _briefs(held, first)] if kind is MemberKind.NATIONAL else [],
        "start": [(first, None)],
        "throughout": [(first, delivery)],
        "first_part": [(first, ends[0])],
        "second_part": [(begins[1], ends[1])],
        "second_part_end": [(ends[1], None)],
        "response": [(begins[-1], delivery)],
        "meetings": [(day, None) for day in _spaced([*begins, delivery], _longest(book, _GAPS))[:-1]],
        "updates": [(day, None) for day in _spaced([first, delivery], _between_updates(book))],
    }


def _notice_by(book: Rulebook, first: date) -> date:
    """Return the last day on which notice of the process can be given: as the book has it, else the eve."""
    for day in book.days:
        if day.id == _NOTICE and isinstance(day.expression, After):
            return add_span(first, day.expression.add)
    return first - timedelta(days=1)


def _briefs(held: Shelf, first: date) -> Iterator[date]:
    for irm in held.rulebooks_for("irm_products", on=first):
        for day in irm.days:
            if day.id == _BRIEF and isinstance(day.expression, After):
                yield add_span(first, day.expression.add)


def _spaced(days: Iterable[date], longest: Span | None) -> list[date]:
    """Return days with others between them where two are too far apart."""
    found: list[date] = []
    for day in sorted(set(days)):
        while found and longest is not None and found[-1] < (between := add_span(found[-1], longest)) < day:
            found.append(between)
        found.append(day)
    return found


def _longest(book: Rulebook, measure: str) -> Span | None:
    """Return how long a time may be, as the book has it; the shortest limit where it has several."""
    found = [
        one.test.operand
        for _, test in tests_in(book)
        for one in walk_all(test)
        if isinstance(one, Every) and one.measure == measure and isinstance(one.test, Compare)
        if one.test.op is Op.AT_MOST and isinstance(one.test.operand, Span)
    ]
    return min(found, key=lambda one: (one.months, one.days), default=None)


def _between_updates(book: Rulebook) -> Span | None:
    """Return how far apart updates may be: by the limit for news, or so that a year has as many as are asked for."""
    counts = [
        one.operand
        for _, test in tests_in(book)
        for one in walk_all(test)
        if isinstance(one, Count) and one.measure == _UPDATES and one.op is Op.AT_LEAST
    ]
    most = max((count for count in counts if isinstance(count, int)), default=0)
    found = [one for one in (_longest(book, _NEWS), Span(months=_YEAR // most) if most > 0 else None) if one]
    return min(found, key=lambda one: (one.months, one.days), default=None)
