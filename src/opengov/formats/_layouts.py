"""The exports that are known: the columns of each, what they hold, and by which columns a file is recognised."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TypeAlias

from attrs import field, frozen

from opengov import reference
from opengov.codec import structure
from opengov.model.plans import Phase
from opengov.model.sources import Source
from opengov.model.themes import Term

__all__ = ["VINTAGES", "Coded", "Header", "Layout", "Word", "header_of", "layouts", "plain_name"]

VINTAGES = ("2015-05", "2016", "2024", "canada-4", "process-2016", "united-states-5")
"""The ids of the exports that are known."""

_Table: TypeAlias = Mapping[str, object]
_MOST_COLUMNS = 16_384  # of a sheet
_HEAD = 12
_MOSTLY = 0.8


@frozen
class Word:
    """A word of a scale, the number that stands for it and its text; an empty number where the file has none."""

    word: str | bool
    number: str
    text: str


@frozen(kw_only=True)
class Coded:
    """A column whose cells are codes, or two: one of text, one of the numbers that stand for it."""

    measure: str
    variable: str
    kind: str
    column: str
    number: str | None = None
    report: str
    phase: Phase | None = None
    computed: bool = False
    scale: tuple[Word, ...] = ()


@frozen(kw_only=True)
class Layout:
    """What is known of an export."""

    id: str
    title: str
    rows: str
    source: Source
    fields: Mapping[str, str]
    fixed: Mapping[str, str]
    ids: Mapping[str, str]
    told: Mapping[str, str]
    states: Mapping[str, str]
    people: tuple[str, ...]
    coded: tuple[Coded, ...]
    published: Mapping[str, str]
    tags: tuple[tuple[str, Term], ...]
    untagged: tuple[str, ...]
    names: frozenset[str] = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(map(plain_name, self.columns())))

    def columns(self) -> Iterable[str]:
        """Yield the name of every column that it has, as printed; some twice."""
        yield from self.fields.values()
        yield from self.told.values()
        yield from self.people
        for one in self.coded:
            yield one.column
            if one.number:
                yield one.number
        yield from (name for name, _ in self.tags)
        yield from self.untagged


@frozen(kw_only=True)
class Header:
    """The columns of a file, as far as a layout knows them.

    Parameters
    ----------
    layout
        The known export that the file is, or is nearest to.
    certain
        Whether it is that export; else the numbers of its columns are not read, since they change between exports.
    above
        How many records stand above the data, header included.
    repeated
        The records above the data, which may stand again.
    width
        How many cells the header has, those without a name included.
    names
        The name of every column as printed; empty for one without a name.
    places
        Where the columns that the layout knows stand.
    doubled
        Where columns stand that have the name of an earlier one.
    missing
        What the layout has and the file has not.
    unknown
        What the file has and the layout has not.
    beyond
        How many columns are beyond the most that are looked at.
    """

    layout: Layout
    certain: bool
    above: int
    repeated: frozenset[tuple[str, ...]]
    width: int
    names: tuple[str, ...]
    places: Mapping[str, int]
    doubled: Mapping[str, tuple[int, ...]]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    beyond: int = 0

    def place(self, column: str | None) -> int | None:
        """Return where the column of this printed name stands, if anywhere."""
        return None if column is None else self.places.get(plain_name(column))

    @property
    def fit(self) -> int:
        """How many columns of the layout the file has."""
        return len(self.places)


def plain_name(name: str) -> str:
    """Return the name of a column as it is compared: without capitals, and with single spaces."""
    return " ".join(name.replace("\ufeff", "").casefold().split())


def header_of(records: Sequence[Sequence[str]]) -> Header | None:
    """Return the header among the first records of a file, as the layout that fits it best has it.

    Parameters
    ----------
    records
        The first records of the file.

    Returns
    -------
    Header or None
        ``None`` where no record has a single column that is known.
    """
    fits: dict[str, tuple[int, int, int]] = {}
    known = {layout.id: layout for layout in layouts()}
    for row, cells in enumerate(records[:_HEAD]):
        names = {plain_name(cell) for cell in cells[:_MOST_COLUMNS] if cell and not cell.isdecimal()}
        for layout in known.values():
            fit = len(layout.names & names)
            if fit:
                fits[layout.id] = max(fits.get(layout.id, (0, 0, 0)), (fit, -len(layout.names), -row))
    if not fits:
        return None
    best, *others = sorted(fits, key=fits.__getitem__, reverse=True)
    most, _, row = fits[best]
    alone = all(fits[other][0] < most for other in others)
    return _header(records, -row, known[best], alone=alone)


@cache
def layouts() -> tuple[Layout, ...]:
    """Return every known layout."""
    schemes = {scheme.id: scheme.terms for scheme in reference.schemes()}
    folder = resources.files("opengov.data") / "irm"
    return tuple(_layout(tomllib.loads((folder / f"{name}.toml").read_text("utf-8")), schemes) for name in VINTAGES)


def _header(records: Sequence[Sequence[str]], row: int, layout: Layout, *, alone: bool) -> Header:
    cells = [" ".join(cell.replace("\ufeff", "").split()) for cell in records[row][:_MOST_COLUMNS]]
    while cells and not cells[-1]:
        cells.pop()
    places: dict[str, int] = {}
    doubled: dict[str, tuple[int, ...]] = {}
    unknown = []
    for place, cell in enumerate(cells):
        name = plain_name(cell)
        if name in places:
            doubled[name] = (*doubled.get(name, ()), place)
        elif name in layout.names:
            places[name] = place
        elif name:
            unknown.append(cell)
    missing = {plain_name(name): name for name in layout.columns()}
    repeated = [tuple(records[row])]
    if row:  # what stands above a header, such as numbers or groups of columns, may stand again too
        repeated += [tuple(record) for record in records[:row] if any(record)]
    # half of the export's columns; or hardly any others, and more of them than of any other export
    certain = 2 * len(places) >= len(layout.names) or (alone and len(places) >= _MOSTLY * (len(places) + len(unknown)))
    return Header(
        layout=layout,
        certain=certain,
        above=row + 1,
        repeated=frozenset(repeated),
        width=len(records[row]),
        names=tuple(cells),
        places=places,
        doubled=doubled,
        missing=tuple(name for plain, name in missing.items() if plain not in places),
        unknown=tuple(unknown),
        beyond=sum(map(bool, records[row][_MOST_COLUMNS:])),
    )


def _layout(data: _Table, schemes: Mapping[str, tuple[Term, ...]]) -> Layout:
    groups = [_table(group) for group in _list(data.get("coded"))]
    scales = {name: tuple(_words(_list(words))) for name, words in _table(data["scales"]).items()}
    return Layout(
        id=str(data["id"]),
        title=str(data["title"]),
        rows=str(data["rows"]),
        source=structure(data["source"], Source),
        fields=_texts(data["fields"]),
        fixed=_texts(data.get("fixed", {})),
        ids=_texts(data.get("ids", {})),
        told=_texts(data.get("told", {})),
        states=_texts(data.get("states", {})),
        people=tuple(map(str, _list(_table(data["people"])["columns"]))),
        coded=tuple(one for group in groups for one in _coded(group, scales)),
        published={str(group["report"]): str(group["published"]) for group in groups if "published" in group},
        tags=tuple((str(term), term) for term in schemes[str(data["tags"])]) if "tags" in data else (),
        untagged=tuple(map(str, _list(data.get("untagged")))),
    )


def _coded(group: _Table, scales: Mapping[str, tuple[Word, ...]]) -> Iterable[Coded]:
    phase = Phase(str(group["phase"])) if "phase" in group else None
    for kind in ("scale", "yes_no", "number", "text"):
        for entry in _list(group.get(kind)):
            column, *rest = map(str, _list(entry))
            number, measure, scale, variable = ("", rest[0], "", rest[0])
            if kind == "scale":
                number, measure, scale, variable = (*rest, rest[1])[:4]
            yield Coded(
                measure=measure,
                variable=variable,
                kind=kind,
                column=column,
                number=number or None,
                report=str(group["report"]),
                phase=phase,
                computed=group.get("computed") is True,
                scale=scales.get(scale, ()),
            )


def _words(entries: Sequence[object]) -> Iterable[Word]:
    for entry in entries:
        word, number, text = _list(entry)
        yield Word(word if isinstance(word, bool) else str(word), str(number), str(text))


def _table(value: object) -> _Table:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _texts(value: object) -> Mapping[str, str]:
    return {name: str(one) for name, one in _table(value).items()}
