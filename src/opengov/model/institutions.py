"""Offices and organisations, never people."""

from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, refuse
from opengov.model._noun import noun
from opengov.model.sources import Confidence
from opengov.model.themes import Term

__all__ = ["Institution"]


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Institution(ByValue):
    """An office or organisation that takes part: a ministry, a secretariat, a civil society organisation.

    Parameters
    ----------
    id
        Short name, unique in its case.
    name
        Its name.
    kind
        What it is: government, legislature, judiciary, civil society, private sector, academia, multilateral, OGP body.
    place
        Where it sits or what it governs: the code of a place, or its name as the source prints it.
    within
        Id of the institution that it is part of, as an OGP Cell is of a ministry.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> Institution(id="ogp-cell", name="OGP Cell", within="ead")
    Institution(id='ogp-cell', name='OGP Cell', within='ead')
    """

    id: str
    name: str
    kind: Term | None = None
    place: str | None = None
    within: str | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id))
