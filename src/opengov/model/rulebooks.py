"""Rulebooks: the rules of one subject, from when they are in force, and what their sources say beside."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from opengov.errors import UnknownName
from opengov.model._noun import Noun
from opengov.model.criteria import (
    Classification,
    Day,
    DayException,
    EligibilityCriterion,
    Finding,
    Lever,
    Reading,
    Requirement,
    Rule,
    Threshold,
)
from opengov.model.dates import PartialDate
from opengov.model.differences import Difference, diff
from opengov.model.forms import Measure
from opengov.model.sources import Confidence, Source

__all__ = [
    "SECTIONS",
    "InForce",
    "Note",
    "Rulebook",
]


@frozen(kw_only=True, repr=False, cache_hash=True)
class Note(Noun):
    """A statement of the sources that decides nothing, kept where a reader will look for it.

    Parameters
    ----------
    id
        Its id, unique in its book.
    text
        The statement.
    confidence
        How well it is supported, where that is known.
    sources
        Ids of the sources that it was read in.
    """

    id: str
    text: str
    confidence: Confidence | None = None
    sources: tuple[str, ...] = ()


@frozen(kw_only=True, repr=False, cache_hash=True)
class InForce(Noun):
    """When a book applies, and which date picks it.

    ``start`` is a partial date where the day is not known: between its earliest and its latest day this book and the
    one before it are both tried.

    Parameters
    ----------
    start
        The first day.
    until
        The last day; ``None`` where it is still in force or a later book follows it.
    picked_by
        The measure whose date picks the book.
    """

    start: PartialDate
    until: PartialDate | None = None
    picked_by: str = "on"


SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "measure": "measures",
        "rule": "rules",
        "criterion": "criteria",
        "requirement": "requirements",
        "finding": "findings",
        "class": "classes",
        "day": "days",
        "exception": "exceptions",
        "reading": "readings",
        "note": "notes",
        "lever": "levers",
        "source": "sources",
    }
)
"""The lists of a book: what an entry of each is called, as in a file, and the field that holds them."""


@frozen(kw_only=True, repr=False, cache_hash=True)  # engines are kept by book
class Rulebook(Noun):
    """The rules of one subject in force over one span of time, each with its source and confidence.

    Parameters
    ----------
    id
        Its id, by which a shelf holds it.
    title
        Its name for a reader.
    subject
        What it decides; of the books of one subject the day picks one.
    judges
        What a verdict is about: a member, a plan, an application.
    in_force
        When it applies.
    follows
        Id of the book that it replaces.
    sources
        What its rules were read in.
    measures
        The facts that it reads.
    rules
        The rules that its rows cite.
    criteria, threshold
        What gives points, and how many are enough.
    requirements, findings
        What must be so, and what follows from how that comes out.
    classes
        The labels that it gives.
    days, exceptions
        Its named days, and when another day takes the place of one.
    readings
        The questions that its sources leave open.
    notes
        What its sources say that decides nothing.
    levers
        What a government can change, and which way.

    Examples
    --------
    >>> import opengov
    >>> book = opengov.shelf()["CORE-2018"]
    >>> book.subject, str(book.in_force.start), book.threshold.share
    ('eligibility', '2018-06-01', Fraction(3, 4))
    """

    id: str
    title: str
    subject: str
    judges: str
    in_force: InForce
    follows: str | None = None
    sources: tuple[Source, ...] = ()
    measures: tuple[Measure, ...] = ()
    rules: tuple[Rule, ...] = ()
    criteria: tuple[EligibilityCriterion, ...] = ()
    threshold: Threshold | None = None
    requirements: tuple[Requirement, ...] = ()
    findings: tuple[Finding, ...] = ()
    classes: tuple[Classification, ...] = ()
    days: tuple[Day, ...] = ()
    exceptions: tuple[DayException, ...] = ()
    readings: tuple[Reading, ...] = ()
    notes: tuple[Note, ...] = ()
    levers: tuple[Lever, ...] = ()

    def measure(self, name: str) -> Measure:
        """Return the measure of a name.

        Parameters
        ----------
        name
            Its name.

        Returns
        -------
        Measure
            The measure as the book declares it.

        Raises
        ------
        UnknownName
            If the book declares none of this name; the message lists the nearest.

        Examples
        --------
        >>> import opengov
        >>> opengov.shelf()["CORE-2018"].measure("ati_law").kind
        <MeasureKind.YES_NO: 'yes_no'>
        """
        for one in self.measures:
            if one.name == name:
                return one
        raise UnknownName(f"measure of {self.id}", name, [one.name for one in self.measures])

    def reading(self, name: str) -> Reading:
        """Return the reading of an id.

        Parameters
        ----------
        name
            Its id.

        Returns
        -------
        Reading
            The open question, its options and the one taken by default.

        Raises
        ------
        UnknownName
            If the book has none of this id; the message lists the nearest.

        Examples
        --------
        >>> import opengov
        >>> opengov.shelf()["CORE-2018"].reading("CE-STRICT").default
        'strict'
        """
        for one in self.readings:
            if one.id == name:
                return one
        raise UnknownName(f"reading of {self.id}", name, [one.id for one in self.readings])

    def diff(self, other: Rulebook) -> tuple[Difference, ...]:
        """Return what ``other`` says differently from this book, entry by entry.

        Parameters
        ----------
        other
            A book, mostly of the same subject.

        Returns
        -------
        tuple of Difference
            One for each entry that was added, removed or changed.

        Examples
        --------
        >>> import opengov
        >>> books = opengov.shelf()
        >>> [str(one) for one in books["CORE-2016"].diff(books["CORE-2017"]) if one.section == "requirements"]
        ['added requirements VALUES-CHECK', 'added requirements VC-IND-1', 'added requirements VC-IND-2']
        """
        return diff(self, other)

    def __repr__(self) -> str:
        return f"<Rulebook {self.id}: {self.title}>"
