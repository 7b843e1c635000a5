"""The founding cases that ship with the library."""

from importlib import resources

from opengov.errors import UnknownName
from opengov.formats.casefiles import loads
from opengov.model.cases import Case

__all__ = ["case", "case_names", "cases"]


def case(name: str) -> Case:
    """Return a founding case by its name.

    Parameters
    ----------
    name
        One of :func:`case_names`.

    Returns
    -------
    Case
        The case.

    Raises
    ------
    UnknownName
        If none has this name; the message lists the nearest.

    Examples
    --------
    >>> case("pakistan-2017").on
    datetime.date(2016, 12, 9)
    """
    if name not in case_names():
        raise UnknownName("founding case", name, case_names())
    text = (resources.files("opengov.data") / "cases" / f"{name}.toml").read_text("utf-8")
    return loads(text, format="toml")


def cases() -> tuple[Case, ...]:
    """Return the five founding cases, in the order of their names.

    Returns
    -------
    tuple of Case
        The cases.

    Examples
    --------
    >>> len(cases())
    5
    """
    return tuple(case(name) for name in case_names())


def case_names() -> tuple[str, ...]:
    """Return the names of the founding cases.

    Returns
    -------
    tuple of str
        The names, in order.

    Examples
    --------
    >>> case_names()
    ('afghanistan-2017', 'cambodia-2014', 'morocco-2018', 'pakistan-2017', 'tunisia-2024')
    """
    folder = resources.files("opengov.data") / "cases"
    return tuple(sorted(one.name.removesuffix(".toml") for one in folder.iterdir() if one.name.endswith(".toml")))
