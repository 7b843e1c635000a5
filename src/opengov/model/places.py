"""Countries and local jurisdictions."""

import re
from enum import StrEnum

from opengov.errors import Problem
from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, refuse
from opengov.model._noun import noun

__all__ = ["Place", "PlaceKind"]

_ISO3 = re.compile("[A-Z]{3}")


class PlaceKind(StrEnum):
    """Whether a place is a country or a jurisdiction within one."""

    COUNTRY = "country"
    LOCAL = "local"


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Place(ByValue):
    """A country or a local jurisdiction.

    Parameters
    ----------
    code
        For a country its ISO 3166 code of three letters (``XKX`` for Kosovo); any short name for a jurisdiction.
    name
        Its name in English.
    kind
        Country or local.
    within
        For a jurisdiction, the code of the place that it lies in.

    Examples
    --------
    >>> Place(code="TUN", name="Tunisia")
    Place(code='TUN', name='Tunisia')
    """

    code: str
    name: str
    kind: PlaceKind = PlaceKind.COUNTRY
    within: str | None = None

    def __attrs_post_init__(self) -> None:
        foreign = self.kind is PlaceKind.COUNTRY and not _ISO3.fullmatch(self.code)
        wrong = Problem("code", f'"{self.code[:40]}" is no code of a country', "write three capitals, such as TUN")
        refuse(bad_id(self.code) or ((wrong,) if foreign else ()))
