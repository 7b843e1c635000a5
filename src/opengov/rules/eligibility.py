"""May this government join, or stay: eligibility of national members, admission of local ones."""

from __future__ import annotations

from datetime import date

from opengov.errors import InvalidFacts, Problem
from opengov.model.cases import Case
from opengov.model.criteria import Rulebook
from opengov.model.members import Member, MemberKind
from opengov.rules.facts import Editions, FactSheet, facts
from opengov.rules.resolve import Answers
from opengov.rules.results import Comparison, Question
from opengov.rules.shelf import Shelf, shelf
from opengov.rules.verdicts import Verdict

__all__ = ["SUBJECTS", "assess_all", "assess_eligibility", "judged_members", "judgement_day"]

SUBJECTS = {MemberKind.NATIONAL: "eligibility", MemberKind.LOCAL: "local_joining"}


def assess_eligibility(
    case: Case,
    *,
    member: str | None = None,
    on: date | None = None,
    readings: Answers | str | None = None,
    editions: Editions = Editions.NAMED,
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
    chosen = _member(case, member)
    day = judgement_day(case, on)
    found = (books or shelf()).rulebooks_for(SUBJECTS[chosen.kind], on=day)
    sheet = _sheet(case, chosen, found, day, editions)
    comparisons = []
    if sheet.named and editions is Editions.NAMED:
        newest = _sheet(case, chosen, found, day, Editions.NEWEST)
        why = "; ".join(
            f"the case names edition {named} of {series}" + (f" ({reason})" if reason else "")
            for series, named, _, reason in sheet.named
        )
        comparisons.append(
            Comparison("with the newest editions published by that day", why, newest.values, newest.evidence)
        )
    question = Question(
        books=found,
        facts=sheet.values,
        readings=readings or {},
        about=chosen.id,
        on=day,
        evidence=sheet.evidence,
        comparisons=tuple(comparisons),
    )
    return Verdict(question)


def assess_all(
    case: Case,
    *,
    on: date | None = None,
    readings: Answers | str | None = None,
    editions: Editions = Editions.NAMED,
    books: Shelf | None = None,
) -> tuple[Verdict, ...]:
    """Judge every member that a case is about, side by side.

    Parameters and errors are those of :func:`assess_eligibility`.

    Examples
    --------
    >>> import opengov
    >>> [verdict.about for verdict in assess_all(opengov.case("cambodia-2014"))]
    ['IDN', 'PHL', 'VNM', 'KHM']
    """
    return tuple(
        assess_eligibility(case, member=name, on=on, readings=readings, editions=editions, books=books)
        for name in judged_members(case)
    )


def judged_members(case: Case) -> tuple[str, ...]:
    """Return the ids of the members that a case is about: those that it names, or all of them."""
    return case.about or tuple(member.id for member in case.members)


def judgement_day(case: Case, on: date | None) -> date:
    """Return the day of judgement: the one given, or that of the case.

    Raises
    ------
    InvalidFacts
        If there is neither.
    """
    day = on or case.on
    if day is None:
        problem = Problem("on", "neither the case nor the call names a day of judgement", "give on=date(...)")
        raise InvalidFacts(f"case {case.id}", [problem])
    return day


def _member(case: Case, name: str | None) -> Member:
    if name is not None:
        return case.member(name)
    judged = judged_members(case)
    if len(judged) != 1:
        problem = Problem("member", f"the case is about {len(judged)} members", f"name one of {', '.join(judged)}")
        raise InvalidFacts(f"case {case.id}", [problem])
    return case.member(judged[0])


def _sheet(case: Case, member: Member, books: tuple[Rulebook, ...], on: date, editions: Editions) -> FactSheet:
    """Return the facts that any of the books reads; a measure of several books is the same fact in each."""
    sheets = [facts(case, member, book, on=on, editions=editions) for book in books]
    values = {name: value for sheet in sheets for name, value in sheet.values.items()}
    evidence = {name: lines for sheet in sheets for name, lines in sheet.evidence.items()}
    return FactSheet(values, evidence, tuple(dict.fromkeys(one for sheet in sheets for one in sheet.named)))
