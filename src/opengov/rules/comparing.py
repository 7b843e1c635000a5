"""Reform of the rules: the same facts under two books, who changes, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeAlias

from attrs import field, frozen

from opengov.errors import InvalidFacts, Problem
from opengov.model.cases import Case
from opengov.model.members import MemberKind
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Outcome
from opengov.rules.arguments import all_of, check_arguments
from opengov.rules.editions import Editions
from opengov.rules.eligibility import SUBJECTS, judged_members, judgement_day
from opengov.rules.evaluate import Facts
from opengov.rules.facts import facts
from opengov.rules.judgements import Outcomes, settled
from opengov.rules.ledger import ledger_of
from opengov.rules.resolve import Answers
from opengov.rules.results import OPEN, Question, hull
from opengov.rules.verdicts import Verdict, decide
from opengov.rules.webtable import html_table
from opengov.rules.wording import outcome_in_words

__all__ = ["BookComparison", "Shift", "SubjectChange", "compare_books"]

Subjects: TypeAlias = Mapping[str, Facts] | Case | Iterable[Case]


@frozen
class Shift:
    """A criterion or requirement that comes out otherwise, and the rules on which it rests in each book.

    ``before`` and ``after`` are points or an outcome in words; ``None`` in the book that does not have it.
    """

    id: str
    before: str | None
    after: str | None
    rules_before: tuple[str, ...]
    rules_after: tuple[str, ...]

    def __str__(self) -> str:
        old, new = (said or "none" for said in (self.before, self.after))
        rules = f"{_listed(self.rules_before)} -> {_listed(self.rules_after)}"
        return f"{self.id} {old} -> {new} ({rules})"


@frozen
class SubjectChange:
    """What one subject comes to under each of two books, and what makes the difference."""

    about: str
    before: Verdict = field(repr=False)
    after: Verdict = field(repr=False)
    shifts: tuple[Shift, ...]

    @property
    def turned(self) -> bool:
        """Whether the outcome differs; else only points or single requirements do, if anything."""
        return self.before.outcomes != self.after.outcomes

    def __str__(self) -> str:
        return (
            f"{self.about}: {outcome_in_words(self.before.outcome)}, {self.before.points} -> "
            f"{outcome_in_words(self.after.outcome)}, {self.after.points}"
            + (f"; {'; '.join(map(str, self.shifts))}" if self.shifts else "")
        )


@frozen(repr=False)
class BookComparison:
    """The same subjects under two books, each in the order in which it was given."""

    before: Rulebook
    after: Rulebook
    subjects: tuple[SubjectChange, ...]

    @property
    def changed(self) -> tuple[SubjectChange, ...]:
        """The subjects whose outcome differs, or the points or a requirement."""
        return tuple(one for one in self.subjects if one.shifts or one.turned)

    @property
    def turned(self) -> tuple[SubjectChange, ...]:
        """The subjects whose outcome differs."""
        return tuple(one for one in self.subjects if one.turned)

    def rows(self) -> list[dict[str, object]]:
        """Return one row for each subject, as plain data for a table or a data frame."""
        return [
            {
                "about": one.about,
                "outcome_before": str(one.before.outcome),
                "outcome_after": str(one.after.outcome),
                "points_before": str(one.before.points),
                "points_after": str(one.after.points),
                "turned": one.turned,
                "by": "; ".join(map(str, one.shifts)),
            }
            for one in self.subjects
        ]

    def explain(self) -> str:
        """Return who changes and by which rule, a line each."""
        return "\n".join([str(self), *(f"  {one}" for one in self.changed)])

    def __str__(self) -> str:
        only = len(self.changed) - len(self.turned)
        said = f"{len(self.turned)} of {len(self.subjects)} come to another outcome, {only} only to other points"
        return f"{self.before.id} -> {self.after.id}: {said}"

    def __repr__(self) -> str:
        return f"<BookComparison {self}>"

    def _repr_html_(self) -> str:
        """Return those who change as a table for a notebook."""
        names = ("about", self.before.id, self.after.id, "by")
        rows = [
            (
                one.about,
                f"{outcome_in_words(one.before.outcome)}, {one.before.points}",
                f"{outcome_in_words(one.after.outcome)}, {one.after.points}",
                "; ".join(map(str, one.shifts)),
            )
            for one in self.changed
        ]
        return html_table(names, rows)


def compare_books(
    of: Subjects,
    before: Rulebook,
    after: Rulebook,
    *,
    readings: Answers | str | None = None,
    on: date | None = None,
    editions: Editions = Editions.NAMED,
) -> BookComparison:
    """Judge the same facts by two books, and say who changes and by which rule.

    Parameters
    ----------
    of
        Facts by subject; or one or several cases, of which the members that they are about are judged. Each book reads
        of the facts what it knows; what neither does is an error.
    before, after
        The books: two that ship, or one and an amendment of it.
    readings
        Answers to open questions, as for :func:`~opengov.rules.verdicts.decide`; each book takes those that it has.
    on
        The day of judgement; for a case that of the case where it is left out.
    editions
        For a case, the editions of surveys to take.

    Returns
    -------
    BookComparison
        Both verdicts of every subject, and the rules by which they differ.

    Raises
    ------
    InvalidFacts
        With every fact that neither book reads, or that is not of the kind that its measure declares.

    Examples
    --------
    >>> from opengov.rules.shelf import shelf
    >>> facts = {"ati_law": False, "ati_constitution": True, "ati_draft": True, "ad_law": True, "ad_public": True}
    >>> facts |= {"budget_proposal": "PW", "audit_report": "NP", "civil_liberties": 4.4, "member": True}
    >>> compared = compare_books({"MAR": facts}, shelf()["CORE-2014"], shelf()["CORE-2016"])
    >>> print(compared.turned[0])
    MAR: not met, 11 of 16 -> met, 12 of 16; ATI 3 of 4 -> 4 of 4 (ATI-CONST+DRAFT-OLD -> ATI-CONST+DRAFT)
    """
    check_arguments(
        "books to compare",
        before=(before, Rulebook),
        after=(after, Rulebook),
        of=(of, Mapping, Case, Iterable),
        readings=readings,
    )
    if isinstance(of, Mapping):
        all_of("books to compare", "of", of.values(), Mapping)
        judged = [_on_facts(name, held, (before, after), readings, on) for name, held in of.items()]
    else:
        cases = (of,) if isinstance(of, Case) else all_of("books to compare", "of", of, Case)
        judged = [one for case in cases for one in _on_case(case, (before, after), readings, on, editions)]
    return BookComparison(
        before, after, tuple(SubjectChange(name, old, new, tuple(_shifts(old, new))) for name, old, new in judged)
    )


# --- the same subject by each book ----------------------------------------------------------------------------------

_Pair: TypeAlias = tuple[Rulebook, Rulebook]
_Judged: TypeAlias = tuple[str, Verdict, Verdict]


def _on_facts(name: str, held: Facts, books: _Pair, readings: Answers | str | None, on: date | None) -> _Judged:
    known = [{measure.name for measure in book.measures} for book in books]
    odd = [one for one in map(str, held) if one not in known[0] | known[1]]
    if odd:
        hint = f"neither {books[0].id} nor {books[1].id} reads it"
        raise InvalidFacts(f"facts for {name}", [Problem(one, "no such measure", hint) for one in odd])
    old, new = (
        decide(
            book,
            {one: value for one, value in held.items() if one in read},
            readings=_answers(readings, book, books),
            about=name,
            on=on,
        )
        for book, read in zip(books, known, strict=True)
    )
    return name, old, new


def _on_case(
    case: Case, books: _Pair, readings: Answers | str | None, on: date | None, editions: Editions
) -> Iterator[_Judged]:
    day = judgement_day(case, on)
    ledger = ledger_of(case)
    national = [name for name in judged_members(case) if case.member(name).kind is MemberKind.NATIONAL]
    local = [name for name in judged_members(case) if name not in national]
    for name in national if books[0].subject == SUBJECTS[MemberKind.NATIONAL] else local:
        sheets = [facts(ledger, case.member(name), book, on=day, editions=editions) for book in books]
        old, new = (
            Verdict(
                Question(
                    books=(book,),
                    facts=sheet.values,
                    readings=_answers(readings, book, books) or {},
                    about=name,
                    on=day,
                    evidence=sheet.evidence,
                )
            )
            for book, sheet in zip(books, sheets, strict=True)
        )
        yield name, old, new


def _answers(readings: Answers | str | None, book: Rulebook, books: _Pair) -> Answers | str | None:
    """Return the answers that a book has a question for; a name that neither book has stays, to be refused."""
    if readings is None or isinstance(readings, str):
        return readings if book.readings or readings != OPEN else None
    other = {one.id for one in (*books[0].readings, *books[1].readings)} - {one.id for one in book.readings}
    return {name: option for name, option in readings.items() if name not in other}


# --- what differs ---------------------------------------------------------------------------------------------------


@frozen
class _Part:
    """What one criterion or requirement came to: all that is possible, in words, and by which rules."""

    possible: frozenset[object]
    said: str
    rules: tuple[str, ...]


def _shifts(old: Verdict, new: Verdict) -> Iterator[Shift]:
    before, after = ({**_criteria(one), **_requirements(one)} for one in (old, new))
    shifts = [Shift(*one) for one in _differing(before, after)]
    yield from shifts
    # the threshold makes the difference where nothing else does
    if not shifts and old.outcomes != new.outcomes:
        core = [_Part(frozenset(), outcome_in_words(one.core), _threshold(one)) for one in (old, new)]
        yield Shift("threshold", core[0].said, core[1].said, core[0].rules, core[1].rules)


def _differing(
    before: Mapping[str, _Part], after: Mapping[str, _Part]
) -> Iterator[tuple[str, str | None, str | None, tuple[str, ...], tuple[str, ...]]]:
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if (old and old.possible) != (new and new.possible):
            yield (
                name,
                old.said if old else None,
                new.said if new else None,
                old.rules if old else (),
                new.rules if new else (),
            )


def _criteria(verdict: Verdict) -> dict[str, _Part]:
    return {
        criterion.id: _Part(
            frozenset((cell.points, criterion.maximum * cell.measured) for cell in cells),
            str(hull(cells, criterion)),
            tuple(sorted({rule for cell in cells for rule in cell.rules})),
        )
        for criterion, cells in verdict.cells
    }


def _requirements(verdict: Verdict) -> dict[str, _Part]:
    """Return the requirements that count and apply; one that does not apply is as one that a book does not have."""
    found: dict[str, Outcomes] = {}
    for engine, judgement in verdict.judgements:
        for place in engine.counted:
            rule, outcomes = engine.book.requirements[place], judgement.requirements[place]
            if outcomes != {Outcome.NOT_APPLICABLE}:
                found[rule.id] = outcomes | found.get(rule.id, frozenset())
    return {name: _Part(frozenset(one), outcome_in_words(settled(one)), (name,)) for name, one in found.items()}


def _threshold(verdict: Verdict) -> tuple[str, ...]:
    return tuple(book.threshold.id for book in verdict.books if book.threshold is not None)


def _listed(rules: tuple[str, ...]) -> str:
    return " or ".join(rules) or "no rule"
