"""One commitment judged by what the IRM coded of it: its star, and what OGP works out from its codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeAlias

from opengov.errors import InvalidFacts, Problem, UnknownName
from opengov.model.assessments import IrmAssessment
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Scalar, Unknown, Value, one_of
from opengov.rules.agreement import CodedRow
from opengov.rules.questions import COMPLETION, Report, latest_completion, report_of
from opengov.rules.resolve import Answers
from opengov.rules.shelf import shelf
from opengov.rules.verdicts import Verdict, decide

__all__ = ["Coded", "assess_commitment", "assess_star", "codes_of", "variables"]

Coded: TypeAlias = CodedRow | Mapping[str, Value | Scalar | None] | Iterable[IrmAssessment]
"""What is coded of a commitment: a row as it was read, codes by measure, or assessments of a case."""

_STARS = "stars"
_SUBJECTS = (_STARS, "commitments", "counts")


def assess_star(
    coded: Coded,
    *,
    assessed: date | None = None,
    formula: str | None = None,
    report: Report | str = Report.PROGRESS,
    readings: Answers | str | None = None,
    about: str | None = None,
) -> Verdict:
    """Judge whether a commitment has a star.

    Parameters
    ----------
    coded
        What is coded of it: a row as :func:`~opengov.formats.irm.read_irm` gives it, codes by measure, or the
        assessments of a case that are on it.
    assessed
        The day on which it was assessed, which picks the formula.
    formula
        In place of the day: ``R0``, ``R1``, ``R2`` or ``R3``.
    report
        The report of which the completion is taken: ``progress``, ``end_of_term``, or the ``latest`` of the two.
    readings
        Answers to take to open questions of the sources, by reading; ``"open"`` keeps all of them open.
    about
        Whom the verdict is about, for the record; the key of a row where nothing is given.

    Returns
    -------
    Verdict
        The verdict; its requirement ``STAR`` says whether there is a star.

    Raises
    ------
    InvalidFacts
        If neither a day nor a formula is given, or both; if codes are not of the kind that their measures declare.
    UnknownName
        If there is no such formula, or none in force on that day.

    Examples
    --------
    >>> codes = {
    ...     "relevant": True,
    ...     "specificity": "high",
    ...     "potential_impact": "moderate",
    ...     "completion_progress": "complete",
    ... }
    >>> [str(assess_star(codes, assessed=date(year, 9, 1))["STAR"].outcome) for year in (2014, 2015)]
    ['met', 'not_met']
    """
    if (assessed is None) is (formula is None):
        hint = 'assessed=date(2015, 9, 1), or formula="R3"'
        raise InvalidFacts("star", [Problem("assessed", "give either the day of the assessment or a formula", hint)])
    books = (_formula(str(formula)),) if assessed is None else shelf().rulebooks_for(_STARS, on=assessed)
    return _decided(coded, books, report_of(report), readings, about, assessed)


def assess_commitment(
    coded: Coded,
    *,
    book: Rulebook | str = "IRM-2024",
    report: Report | str = Report.LATEST,
    readings: Answers | str | None = None,
    about: str | None = None,
) -> Verdict:
    """Judge what OGP works out from the codes of a commitment: relevance, verifiability, ambition, completion, results.

    Parameters
    ----------
    coded
        What is coded of it, as for :func:`assess_star`.
    book
        The book, or its id: ``IRM-2024``, ``IRM-COUNTS``, or one of your own on the same measures.
    report
        The report of which the completion is taken, where the book reads only one.
    readings, about
        As for :func:`assess_star`.

    Returns
    -------
    Verdict
        The verdict, with a requirement, finding or label for each thing that is worked out.

    Raises
    ------
    InvalidFacts
        If codes are not of the kind that their measures declare, or no book declares a measure of that name.
    UnknownName
        If there is no such book or report.

    Examples
    --------
    >>> codes = {"relevant": True, "potential_impact": "moderate", "completion_end_of_term": "substantial"}
    >>> verdict = assess_commitment(codes)
    >>> print(verdict["HIGH-AMBITION"].outcome, verdict["AMBITIOUS-AND-COMPLETE"].made, verdict["RAW-COMPLETION"].label)
    met yes substantial
    """
    taken = shelf()[book] if isinstance(book, str) else book
    return _decided(coded, (taken,), report_of(report), readings, about, None)


def codes_of(assessments: Iterable[IrmAssessment]) -> dict[str, Value]:
    """Return what assessments code, by variable.

    Parameters
    ----------
    assessments
        The assessments of one commitment, or of one plan.

    Returns
    -------
    dict of str to Value
        The value of each variable; where assessments differ, any of their values may be right.

    Examples
    --------
    >>> from opengov.model.assessments import Coding
    >>> from opengov.model.values import Known
    >>> coding = Coding(variable="relevant", value=Known(True))
    >>> codes_of([IrmAssessment(id="report", plan="AP_ALB01", commitment="AL0002", codings=(coding,))])
    {'relevant': Known(value=True)}
    """
    found: dict[str, list[Value]] = {}
    for assessment in assessments:
        for coding in assessment.codings:
            if not isinstance(coding.value, Unknown):
                found.setdefault(coding.variable, []).append(coding.value)
    return {name: one_of(values) for name, values in found.items()}


def variables(year: int) -> dict[str, str]:
    """Return which variables the IRM coded for plans submitted in a year, as the book ``IRM-ERAS`` has it.

    Parameters
    ----------
    year
        The year, from 2011.

    Returns
    -------
    dict of str to str
        For each variable, ``coded``, ``derived``, ``as a lens``, ``partly``, ``a few`` or ``not coded``.

    Raises
    ------
    InvalidFacts
        If the year is before the first plans.

    Examples
    --------
    >>> variables(2011)["POTENTIAL-IMPACT"], variables(2021)["POTENTIAL-FOR-RESULTS"]
    ('not coded', 'coded')
    """
    verdict = decide(shelf()["IRM-ERAS"], {"year_submitted": year})
    return {one.id: str(one.label) for one in verdict.findings}


def _formula(name: str) -> Rulebook:
    books = {book.id.removeprefix("STAR-"): book for book in shelf() if book.subject == _STARS}
    if name not in books:
        raise UnknownName("formula", name, books)
    return books[name]


def _decided(
    coded: Coded,
    books: tuple[Rulebook, ...],
    report: Report,
    readings: Answers | str | None,
    about: str | None,
    on: date | None,
) -> Verdict:
    facts = _with_completion(coded, books, report)
    named = about if about is not None else getattr(coded, "key", None)
    return decide(books, facts, readings=readings, about=named, on=on)


def _codes(coded: Coded) -> tuple[Mapping[str, Value | Scalar | None], bool]:
    """Return codes by measure, and whether a user wrote them, so that a name that no book knows is a mistake."""
    if isinstance(coded, Mapping):
        return coded, True
    if isinstance(coded, Iterable):
        return codes_of(coded), False
    return {**coded.published, **coded.facts}, False


def _with_completion(coded: Coded, books: tuple[Rulebook, ...], report: Report) -> dict[str, Value | Scalar | None]:
    """Return the facts for the books; codes that only other books on commitments read are let be."""
    codes, written = _codes(coded)
    read = {one.name for book in books for one in book.measures}
    others = {one.name for book in shelf() if book.subject in _SUBJECTS for one in book.measures}
    facts = {name: value for name, value in codes.items() if name in read or (written and name not in others)}
    if COMPLETION in read and COMPLETION not in facts:
        latest = report is Report.LATEST
        facts[COMPLETION] = latest_completion(codes.get) if latest else codes.get(f"{COMPLETION}_{report}")
    return facts
