"""Books that say only what they change in another one."""

from __future__ import annotations

from collections.abc import Mapping

from opengov.errors import InvalidBook, Problem
from opengov.model.rulebooks import SECTIONS

__all__ = ["amended"]

_BY_NAME = ("measure",)
_BY_ID = tuple(name for name in SECTIONS if name not in _BY_NAME)
_OWN = ("id", "title", "subject", "judges", "in_force", "threshold")
_WORDS = ("amends", "repeals")


def amended(base: Mapping[str, object], change: Mapping[str, object]) -> dict[str, object]:
    """Return the data of a whole book from those of the book that it amends and of what it changes.

    An entry with the id of an earlier one replaces it where it stands, another one is added, and what ``repeals``
    lists is taken out. The base is not touched.

    Parameters
    ----------
    base
        Plain data of the amended book, whole.
    change
        Plain data of the amending book, with ``amends`` naming the base.

    Raises
    ------
    InvalidBook
        If it repeals what the base does not have.
    """
    repealed = change.get("repeals", [])
    names = {name for name in repealed if isinstance(name, str)} if isinstance(repealed, list) else set()
    unknown = sorted(names - _names(base))
    if unknown or not isinstance(repealed, list):
        problems = [Problem("repeals", f'"{name}" is not in {base.get("id")}') for name in unknown]
        raise InvalidBook(f"rulebook {change.get('id')}", problems or [Problem("repeals", "is not a list of ids")])
    whole = {key: value for key, value in change.items() if key not in (*_WORDS, *_BY_ID, *_BY_NAME)}
    for key in _OWN:
        if key in base:
            whole.setdefault(key, base[key])
    # a book that takes the place of the one it amends comes after the same predecessor
    before = base.get("follows") if change.get("id") == base.get("id") else base.get("id")
    if before is not None:
        whole.setdefault("follows", before)
    for key in _BY_ID:
        entries = _merged(_entries(base, key), _entries(change, key), names)
        if entries or key in change:
            whole[key] = entries
    for key in _BY_NAME:
        old, new = base.get(key, {}), change.get(key, {})
        if isinstance(old, dict) and isinstance(new, dict):
            whole[key] = {name: table for name, table in {**old, **new}.items() if name not in names}
    return whole


def _entries(data: Mapping[str, object], key: str) -> list[object]:
    entries = data.get(key, [])
    return entries if isinstance(entries, list) else [entries]


def _merged(old: list[object], new: list[object], repealed: set[str]) -> list[object]:
    replaced = {_id(entry): entry for entry in new}
    kept = [replaced.pop(_id(entry), entry) for entry in old if _id(entry) not in repealed or _id(entry) in replaced]
    return [*kept, *(entry for entry in new if _id(entry) in replaced or _id(entry) is None)]


def _id(entry: object) -> str | None:
    name = entry.get("id") if isinstance(entry, dict) else None
    return name if isinstance(name, str) else None


def _names(data: Mapping[str, object]) -> set[str]:
    names = {name for key in _BY_ID for entry in _entries(data, key) if (name := _id(entry))}
    for key in _BY_NAME:
        tables = data.get(key, {})
        names |= set(tables) if isinstance(tables, dict) else set()
    return names
