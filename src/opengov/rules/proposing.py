"""A co-creation process that leaves time for every requirement, laid backwards from the day of delivery."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen

from opengov import reference
from opengov.model.cases import Case
from opengov.model.forms import After, Compare, Every
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
    books: Shelf | None = None,
) -> tuple[ProposedStep, ...]:
    """Return the calendar of a co-creation process that meets all requirements, laid backwards from a delivery date.

    How long notice is given and how often the forum meets come from the rulebook in force when the process starts. How
    long the parts of the process take no rule says: they are as long as in the process that Malta published for its
    fourth plan, eight months in all, and are stretched or pressed where ``start`` is given.

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
    ValueError
        If the process would start on the day of delivery or later.

    Examples
    --------
    >>> import opengov
    >>> steps = propose_process(opengov.case("morocco-2018"), delivery=date(2027, 12, 31))
    >>> print(steps[1])
    2027-04-17  Timeline and overview of opportunities published on the website (MR-3.1, MR-2.1)
    >>> print(steps[-1])
    2027-12-31  Plan delivered
    """
    kind = one_member(case, member).kind
    parts = reference.process_model()
    after = delivery + timedelta(days=1)
    first = add_span(after, Span(months=-sum(part.months for part in parts))) if start is None else start
    if first >= delivery:
        raise ValueError(f"the process would start on {first}, not before the delivery on {delivery}")
    held = books or shelf()
    book = held.rulebook_for(SUBJECTS[kind], on=first)
    spans = _spans(parts, first, after, exact=start is None)
    steps = [*_before(held, book, first), *_meetings(book, spans, delivery), *_parts(book, spans, delivery)]
    steps.append(ProposedStep(date=delivery, what="Plan delivered"))
    return tuple(sorted(steps, key=lambda one: (one.date, one.what == "Plan delivered", one.what)))


_Span = tuple[reference.ProcessPart, date, date]


def _spans(parts: tuple[reference.ProcessPart, ...], first: date, after: date, *, exact: bool) -> list[_Span]:
    """Return the first and the last day of each part: by months, or in the same proportion."""
    total = sum(part.months for part in parts)
    found: list[_Span] = []
    begin, done = first, 0
    for part in parts:
        done += part.months
        share = timedelta(days=(after - first).days * done // total)
        end = add_span(after, Span(months=done - total)) if exact else first + share
        found.append((part, begin, end - timedelta(days=1)))
        begin = end
    return found


def _before(held: Shelf, book: Rulebook, first: date) -> Iterator[ProposedStep]:
    """Yield what must be there before co-creation starts, as long before as the books have it."""
    for day in book.days:
        if day.id == _NOTICE and isinstance(day.expression, After):
            what = "Timeline and overview of opportunities published on the website"
            rules = _known(book, "MR-3.1", "MR-2.1")
            yield ProposedStep(date=add_span(first, day.expression.add), what=what, rules=rules)
    for irm in held.rulebooks_for("irm_products", on=first):
        for day in irm.days:
            if day.id == _BRIEF and isinstance(day.expression, After):
                what = "Co-creation brief of the IRM"
                yield ProposedStep(date=add_span(first, day.expression.add), what=what, rules=("IRM-BRIEF",))


def _meetings(book: Rulebook, spans: list[_Span], delivery: date) -> Iterator[ProposedStep]:
    """Yield a meeting of the forum at the start of each part, and more where they are too far apart until delivery."""
    longest = _longest_gap(book)
    days = [*(begin for _, begin, _ in spans), delivery]
    rules = _known(book, "MR-1.1", "1b")
    place = 0
    while place < len(days) - 1:
        yield ProposedStep(date=days[place], what="The forum meets", rules=rules)
        if longest is not None and add_span(days[place], longest) < days[place + 1]:
            days.insert(place + 1, add_span(days[place], longest))
        place += 1


def _longest_gap(book: Rulebook) -> Span | None:
    """Return how far apart meetings of the forum may be, as the book has it."""
    for _, test in tests_in(book):
        for one in walk_all(test):
            if isinstance(one, Every) and one.measure == _GAPS and isinstance(one.test, Compare):
                return one.test.operand if isinstance(one.test.operand, Span) else None
    return None


def _parts(book: Rulebook, spans: list[_Span], delivery: date) -> Iterator[ProposedStep]:
    for part, begin, end in spans:
        yield ProposedStep(date=begin, until=end, what=f"{part.title}: {', '.join(part.steps)}")
    begins, ends = [begin for _, begin, _ in spans], [end for _, _, end in spans]
    yield ProposedStep(date=begins[0], what="Rules of the forum published", rules=_known(book, "MR-1.1", "1d"))
    yield ProposedStep(
        date=begins[0],
        until=ends[0],
        what="Outreach on OGP and the ways to take part",
        rules=_known(book, "MR-3.2", "4c"),
    )
    yield ProposedStep(
        date=begins[1], until=ends[1], what="Inputs gathered from a range of stakeholders", rules=_known(book, "MR-3.3")
    )
    response = begins[-1] + (delivery - begins[-1]) * 3 // 4
    yield ProposedStep(date=response, what="Reasoned response published", rules=_known(book, "MR-4.1", "4e"))
    for day in (ends[0], delivery):
        yield ProposedStep(date=day, what="Repository brought up to date", rules=_known(book, "MR-2.2", "5a"))


def _known(book: Rulebook, *names: str) -> tuple[str, ...]:
    """Return those of the names that are requirements of the book."""
    return tuple(name for name in names if any(one.id == name for one in book.requirements))
