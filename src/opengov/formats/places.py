"""Countries and localities, from the ways in which OGP's files spell them and from the letters of OGP's ids."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from attrs import frozen

from opengov.errors import MissingExtra
from opengov.model.members import Member, MemberKind

__all__ = ["member_of", "member_of_id"]

_NATIONAL = re.compile("[A-Z]{3}")
_LOCAL = re.compile("[A-Z]{4}")
_LETTERS = re.compile(r"([A-Z]{2,3})\d{4}(?:\.\d+)?", re.ASCII)
_LONGEST = 120


def member_of(country: str, code: str = "") -> Member | None:
    """Return the member that a file means by the name of a country or locality.

    A country has its ISO 3166 code of three letters as id, a locality the code that OGP gives it; the name stays as
    the file prints it.

    Parameters
    ----------
    country
        The name, such as ``UK``, ``Republic of Korea`` or ``Scotland, United Kingdom``; or a code.
    code
        OGP's code beside it, such as ``ALB`` or ``GBSC``; empty where the file has none.

    Returns
    -------
    Member or None
        ``None`` where neither name nor code is known.

    Raises
    ------
    MissingExtra
        If pycountry is not installed.

    Examples
    --------
    >>> member_of("UK")
    Member(id='GBR', name='UK')
    >>> member_of("Scotland, United Kingdom", "GBSC").country
    'GBR'
    """
    name = " ".join(country.split())[:_LONGEST]
    places = _places()
    local = places.localities.get(name.partition(",")[0].casefold())
    if _LOCAL.fullmatch(code):
        within = _alpha_3(code[:2])
        return None if within is None else _locality(code, name, within)
    if _NATIONAL.fullmatch(code) and (code in places.codes or _alpha_3(code) == code):
        return Member(id=code, name=name or code)
    if local is not None:
        return _locality(local[0], name, local[1])
    known = places.countries.get(name.casefold()) or places.letters.get(name) or _alpha_3(name)
    return None if known is None else Member(id=known, name=name)


def member_of_id(commitment: str) -> str | None:
    """Return the id of the member whose commitment has this id of OGP.

    OGP's letters are not always those of ISO 3166: ``MO`` is Morocco, ``UK`` the United Kingdom.

    Parameters
    ----------
    commitment
        OGP's id of a commitment, such as ``MO0018`` or ``SCO0001``.

    Returns
    -------
    str or None
        ``None`` where the letters are not known, or there are none.

    Raises
    ------
    MissingExtra
        If pycountry is not installed.

    Examples
    --------
    >>> member_of_id("MO0018"), member_of_id("SCO0001"), member_of_id("US0113"), member_of_id("1.a")
    ('MAR', 'GBSC', 'USA', None)
    """
    found = _LETTERS.fullmatch(commitment)
    if found is None:
        return None
    places = _places()
    return places.letters.get(found[1]) or _alpha_3(found[1])


@frozen
class _Places:
    countries: Mapping[str, str]
    letters: Mapping[str, str]
    localities: Mapping[str, tuple[str, str]]
    codes: frozenset[str]


@cache
def _places() -> _Places:
    data = tomllib.loads((resources.files("opengov.data") / "irm" / "places.toml").read_text("utf-8"))
    localities = data["localities"]
    return _Places(
        {name.casefold(): code for name, code in data["countries"].items()},
        data["letters"] | {one["letters"]: one["code"] for one in localities.values()},
        {name.casefold(): (one["code"], one["country"]) for name, one in localities.items()},
        frozenset(data["codes"]),
    )


@lru_cache(maxsize=4_096)
def _alpha_3(name: str) -> str | None:
    """Return the ISO code of three letters for a name, or for a code of two or three letters."""
    try:
        import pycountry
    except ImportError:
        raise MissingExtra("pycountry", "irm", "reading OGP's records") from None
    try:
        return str(pycountry.countries.lookup(name).alpha_3)
    except LookupError:
        return None


def _locality(code: str, name: str, country: str) -> Member:
    return Member(id=code, name=name or code, kind=MemberKind.LOCAL, country=country)
