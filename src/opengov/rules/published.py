"""OGP's own columns that rules reproduce: which entry of which book, and why single rows are known to differ."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, TypeAlias

from attrs import frozen

__all__ = ["Cell", "Column", "Reason", "Whose", "columns_of", "reason_for"]

Cell: TypeAlias = bool | int | str
"""What a column of OGP says in a row."""


class Whose(StrEnum):
    """Whose error a difference is, as far as can be told."""

    OGP = "OGP"
    OURS = "ours"
    OPEN = "open"


@frozen(kw_only=True)
class Column:
    """A column that OGP computed, and what recomputes it.

    Parameters
    ----------
    published
        Its name in the words of this library.
    vintages
        The files that have it.
    rule
        The id under which agreement is reported.
    book, entry
        Ids of the book and of the requirement, finding, label or points in it; none for the id of a plan, which is put
        together when a row is read.
    reads
        Where a measure of the book has another name among the codes.
    needs
        Measures of which one at least must be coded, else there is nothing to recompute it from.
    otherwise
        What the column says where the entry does not apply.
    passes_on
        The first of these that is not coded gives the column its kind of absence where the entry does not apply.
    labels
        What the column says for a label.
    """

    published: str
    vintages: tuple[str, ...]
    rule: str
    book: str = ""
    entry: str = ""
    reads: Mapping[str, str] = MappingProxyType({})
    needs: tuple[str, ...] = ()
    otherwise: bool | None = None
    passes_on: tuple[str, ...] = ()
    labels: Mapping[str, Cell] = MappingProxyType({})


@frozen(kw_only=True)
class Reason:
    """Why single rows of a file are known to differ.

    Parameters
    ----------
    vintage
        The file.
    published
        The columns, in the words of this library.
    rows
        The keys of the commitments.
    whose
        Whose error it is, as far as can be told.
    why
        The reason.
    """

    vintage: str
    published: tuple[str, ...]
    rows: tuple[str, ...]
    whose: Whose
    why: str


@cache
def columns_of(vintage: str) -> tuple[Column, ...]:
    """Return the columns of a file that rules reproduce.

    Parameters
    ----------
    vintage
        The file, such as ``2016``.

    Returns
    -------
    tuple of Column
        Its columns; none for a file that has no such columns.

    Examples
    --------
    >>> [(one.rule, one.published) for one in columns_of("process-2016")]
    [('STEPS', 'steps_followed')]
    """
    return tuple(one for one in _columns() if vintage in one.vintages)


def reason_for(vintage: str, published: str, key: str) -> Reason | None:
    """Return why a row is known to differ in a column, if that is known.

    Parameters
    ----------
    vintage
        The file.
    published
        The column, in the words of this library.
    key
        The key of the commitment; what follows ``~``, which parts commitments of one number, is left out.

    Returns
    -------
    Reason or None
        The reason.

    Examples
    --------
    >>> reason_for("2024", "max_star", "HR0015").whose
    <Whose.OPEN: 'open'>
    """
    return _reasons().get((vintage, published, key.partition("~")[0]))


@cache
def _data() -> Mapping[str, list[dict[str, Any]]]:
    return tomllib.loads((resources.files("opengov.data") / "agreement.toml").read_text("utf-8"))


@cache
def _columns() -> tuple[Column, ...]:
    return tuple(Column(**_frozen(table)) for table in _data()["column"])


@cache
def _reasons() -> Mapping[tuple[str, str, str], Reason]:
    found = [Reason(**{**_frozen(table), "whose": Whose(table["whose"])}) for table in _data()["reason"]]
    return {(one.vintage, name, key): one for one in found for name in one.published for key in one.rows}


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    return {name: _FROZEN.get(type(value), _same)(value) for name, value in table.items()}


def _same(value: object) -> object:
    return value


_FROZEN: Mapping[type, Callable[[Any], object]] = {list: tuple, dict: MappingProxyType}
