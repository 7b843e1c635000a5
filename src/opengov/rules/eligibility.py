"""May this government join, or stay: eligibility of national members, admission of local ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from types import NoneType

from opengov.errors import InvalidFacts, Problem, UnknownName
from opengov.model.cases import Case
from opengov.model.members import Member, MemberKind
from opengov.model.rulebooks import Rulebook
from opengov.rules.arguments import check_arguments
from opengov.rules.editions import Editions
from opengov.rules.facts import FactSheet, facts
from opengov.rules.ledger import Ledger, ledger_of
from opengov.rules.resolve import Answers
from opengov.rules.results import Comparison, Question
from opengov.rules.shelf import Shelf, shelf
from opengov.rules.verdicts import Verdict

__all__ = ["SUBJECTS", "assess_all", "assess_eligibility", "judged_members", "judgement_day", "one_member"]

SUBJECTS = {MemberKind.NATIONAL: "eligibility", MemberKind.LOCAL: "local_joining"}


def assess_eligibility(
    case: Case,
    *,
    member: str | None = None,
    on: date | None = None,
    readings: Answers | str | None = None,
    editions: Editions | str = Editions.NAMED,
    books: Shelf | None = None,
) -> Verdict:
    """Judge whether a government meets what OGP asks of those who join, or stay, by the rules in force on a day.

    A country is judged by the eligibility book of the day: the points of the four criteria against three quarters of
    the possible ones and, since September 2017, the Values Check. A local jurisdiction is judged by the rules for
    joining OGP Local.

    Parameters
    ----------
    case
        The case that holds the facts.
    member
        Id of the member; may be left out where the case is about a single one.
    on
        The day of judgement; the day of the case where it is left out. Only what was published by then counts.
    readings
        Answers to take to open questions of the sources, by reading; ``"open"`` keeps all of them open.
    editions
        Whether to take the editions of surveys that the case names, or the newest published by ``on``.
    books
        The shelf of rulebooks; the shipped one where nothing is given.

    Returns
    -------
    Verdict
        With outcome, points, reasons and what would change it. Where the start of a book is not known to the day,
        both books are tried.

    Raises
    ------
    UnknownName
        If the case has no such member, or no book is in force for it on that day.
    InvalidFacts
        If the case says something that a measure cannot be, or names neither a day nor a member.

    Notes
    -----
    The rules and their sources are printed in the documentation, page "The rules".

    Examples
    --------
    >>> import opengov
    >>> verdict = assess_eligibility(opengov.case("pakistan-2017"))
    >>> print(verdict.outcome, verdict.points)
    met 15 of 16
    """
    _check(case, readings, books, member)
    ledger = ledger_of(case)
    return _assess(ledger, one_member(case, member), judgement_day(case, on), readings, _editions(editions), books)


def assess_all(
    case: Case,
    *,
    on: date | None = None,
    readings: Answers | str | None = None,
    editions: Editions | str = Editions.NAMED,
    books: Shelf | None = None,
) -> tuple[Verdict, ...]:
    """Judge every member that a case is about, side by side.

    Parameters and errors are those of :func:`assess_eligibility`; the problems of all members come at once.

    Parameters
    ----------
    case
        The case that holds the facts.
    on, readings, editions, books
        As for :func:`assess_eligibility`.

    Returns
    -------
    tuple of Verdict
        One for each member that the case is about.

    Examples
    --------
    >>> import opengov
    >>> [verdict.about for verdict in assess_all(opengov.case("cambodia-2014"))]
    ['IDN', 'PHL', 'VNM', 'KHM']
    """
    _check(case, readings, books)
    ledger, day, taken = ledger_of(case), judgement_day(case, on), _editions(editions)
    verdicts: list[Verdict] = []
    problems: list[Problem] = []
    for name in judged_members(case):
        try:
            verdicts.append(_assess(ledger, case.member(name), day, readings, taken, books))
        except InvalidFacts as group:
            problems += [problem.below(name) for problem in group.problems]
    if problems:
        raise InvalidFacts(f"case {case.id}", problems)
    return tuple(verdicts)


def judged_members(case: Case) -> tuple[str, ...]:
    """Return the ids of the members that a case is about: those that it names, or all of them."""
    return case.about or tuple(member.id for member in case.members)


def judgement_day(case: Case, on: date | None) -> date:
    """Return the day of judgement: the one given, or that of the case.

    Raises
    ------
    InvalidFacts
        If there is neither, or it is the last day that there is, after which nothing can be due.
    """
    check_arguments("judgement", case=(case, Case))
    day = case.on if on is None else on
    if day is None:
        problem = Problem("on", "neither the case nor the call names a day of judgement", "give on=date(...)")
        raise InvalidFacts(f"case {case.id}", [problem])
    if isinstance(day, datetime) or type(day) is not date:
        problem = Problem("on", f"{day!r} is not a day", "give a datetime.date, such as date(2016, 12, 9)")
        raise InvalidFacts(f"case {case.id}", [problem])
    if day == date.max:
        problem = Problem("on", f"no day comes after {day}", "give the day on which it is to be judged")
        raise InvalidFacts(f"case {case.id}", [problem])
    return day


def one_member(case: Case, name: str | None) -> Member:
    """Return the member of that name, or the only one that a case is about.

    Raises
    ------
    UnknownName
        If there is none of that name.
    InvalidFacts
        If none is named and the case is about several.
    """
    if name is not None:
        return case.member(name)
    judged = judged_members(case)
    if len(judged) != 1:
        problem = Problem("member", f"the case is about {len(judged)} members", f"name one of {', '.join(judged)}")
        raise InvalidFacts(f"case {case.id}", [problem])
    return case.member(judged[0])


def _check(case: Case, readings: Answers | str | None, books: Shelf | None, member: str | None = None) -> None:
    check_arguments(
        "eligibility",
        case=(case, Case),
        member=(member, str, NoneType),
        readings=readings,
        books=(books, Shelf, NoneType),
    )


def _assess(
    ledger: Ledger,
    member: Member,
    day: date,
    readings: Answers | str | None,
    editions: Editions,
    books: Shelf | None,
) -> Verdict:
    found = (books or shelf()).rulebooks_for(SUBJECTS[member.kind], on=day)
    sheet = _sheet(ledger, member, found, day, editions)
    question = Question(
        books=found,
        facts=sheet.values,
        readings=readings or {},
        about=member.id,
        on=day,
        evidence=sheet.evidence,
        comparisons=tuple(_newest(ledger, member, found, day, sheet)) if editions is Editions.NAMED else (),
    )
    return Verdict(question)


def _newest(
    ledger: Ledger, member: Member, books: tuple[Rulebook, ...], day: date, named: FactSheet
) -> Iterator[Comparison]:
    """Yield the facts of the newest editions, where the case names others."""
    if named.named:
        newest = _sheet(ledger, member, books, day, Editions.NEWEST)
        why = "; ".join(
            f"the case names edition {edition} of {series}" + (f" ({reason})" if reason else "")
            for series, edition, _, reason in named.named
        )
        title = "with the newest editions published by that day"
        yield Comparison(title, why, newest.values, newest.evidence)


def _editions(editions: Editions | str) -> Editions:
    try:
        return Editions(editions)
    except (TypeError, ValueError):
        raise UnknownName("way to take editions", str(editions), list(Editions)) from None


def _sheet(ledger: Ledger, member: Member, books: tuple[Rulebook, ...], on: date, editions: Editions) -> FactSheet:
    """Return the facts that any of the books reads; a measure of several books is the same fact in each."""
    sheets = [facts(ledger, member, book, on=on, editions=editions) for book in books]
    values = {name: value for sheet in sheets for name, value in sheet.values.items()}
    evidence = {name: lines for sheet in sheets for name, lines in sheet.evidence.items()}
    return FactSheet(values, evidence, tuple(dict.fromkeys(one for sheet in sheets for one in sheet.named)))
