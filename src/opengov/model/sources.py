"""Sources, and how far a statement can be trusted."""

from __future__ import annotations

from enum import StrEnum

from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, refuse
from opengov.model._noun import noun
from opengov.model.dates import PartialDate

__all__ = ["Confidence", "Source", "weakest"]


class Confidence(StrEnum):
    """How well a rule or a fact is supported, from best to worst.

    ``confirmed`` was read on the cited page, ``partial`` only in part or in a secondary source, ``reconstructed`` is
    the only reading that reproduces what was published, ``unverified`` is general knowledge.

    Examples
    --------
    >>> weakest([Confidence.CONFIRMED, Confidence.RECONSTRUCTED])
    <Confidence.RECONSTRUCTED: 'reconstructed'>
    """

    CONFIRMED = "confirmed"
    PARTIAL = "partial"
    RECONSTRUCTED = "reconstructed"
    UNVERIFIED = "unverified"


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Source(ByValue):
    """A page, letter, file or meeting record that states facts.

    Parameters
    ----------
    id
        Short name by which facts and rules cite it; unique in its case or book.
    title
        What it is, for a reader.
    url
        Where it stands, if anywhere; never opened by the library.
    published
        When it was published.
    note
        What a reader should know about it.

    Raises
    ------
    Problem
        If the id is empty, too long or has a control character.

    Examples
    --------
    >>> Source(id="letter", title="Letter of Intent", published=PartialDate("2016-12"))
    Source(id='letter', title='Letter of Intent', published=PartialDate('2016-12'))
    """

    id: str
    title: str
    url: str | None = None
    published: PartialDate | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id))


def weakest(grades: list[Confidence] | tuple[Confidence, ...]) -> Confidence:
    """Return the least trusted of the grades; ``confirmed`` for none.

    Parameters
    ----------
    grades
        Any number of grades.

    Returns
    -------
    Confidence
        The last of them in the order of :class:`Confidence`.
    """
    return max(grades, key=_ORDER.__getitem__, default=Confidence.CONFIRMED)


_ORDER = {grade: rank for rank, grade in enumerate(Confidence)}
