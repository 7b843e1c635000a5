"""Rows of an export, typed, once its header is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from opengov.errors import OpenGovError
from opengov.formats._codes import Coder, Issue
from opengov.formats._contacts import LEFT_OUT, has_contacts, without_contacts
from opengov.formats._irm_fields import Fields, Notes
from opengov.formats._irm_identity import Identities, Place
from opengov.formats._irm_nouns import Assessments, Tags, milestones_of, read_commitment
from opengov.formats._layouts import Header, plain_name
from opengov.formats._tables import Record
from opengov.formats.irm_results import IrmRow, Repair, UnreadRow
from opengov.model.dates import PartialDate
from opengov.model.milestones import Milestone
from opengov.model.plans import Commitment

__all__ = ["RowReader"]

_SHIFTED = 4  # codes that do not fit, in one row
_SHOWN = 200


class RowReader:
    """Reads the rows of a file whose header is known."""

    def __init__(self, header: Header, *, day_first: bool | None, repeated: frozenset[str] = frozenset()) -> None:
        layout = header.layout
        self.header, self.layout = header, layout
        self.width = len(header.names)
        self.fields = Fields(header, day_first=day_first)
        self.identities = Identities(layout, self.fields, repeated)
        self.coders = [
            Coder(one, column, number, certain=header.certain)
            for one in layout.coded
            for column, number in [(header.place(one.column), header.place(one.number))]
            if column is not None or number is not None
        ]
        self.measures = [coder.measure for coder in self.coders]
        self.computed = [place for place, coder in enumerate(self.coders) if coder.coded.computed]
        self.assessments = Assessments(header, [coder.coded for coder in self.coders])
        self.tags = Tags(header, self.fields)
        self.told = [
            (PartialDate(on), place)
            for on, column in layout.told.items()
            if (place := header.place(column)) is not None
        ]
        people = {plain_name(column) for column in layout.people}
        self.people = {place for place, name in enumerate(header.names) if plain_name(name) in people}
        coded = [place for coder in self.coders for place in coder.places if place is not None]
        self.needed = 1 + max([-1, *coded, *self.fields.places.values()])

    def base(self, record: Record) -> str | None:
        """Return what a row would be called if no other were called so; ``None`` where it cannot be read."""
        if self._misshapen(record.cells):
            return None
        cells = self._squared(_clean(record.cells))
        place = self.identities.misfit(cells) or self.identities.place(cells)
        return None if isinstance(place, str) else self.identities.base(cells, place)

    def read(self, row: int, record: Record) -> IrmRow | UnreadRow:
        """Read a row, or say why it cannot be read."""
        why = self._misshapen(record.cells)
        cells = self._squared(_clean(record.cells))
        place = why or self.identities.misfit(cells) or self.identities.place(cells)
        if isinstance(place, str):
            return self._unread(row, record, place)
        try:
            return self._typed(row, record, Notes(cells), place)
        except OpenGovError as error:
            return self._unread(row, record, str(error))

    def _typed(self, row: int, record: Record, notes: Notes, place: Place) -> IrmRow | UnreadRow:
        cells, source = notes.cells, self.layout.source.id
        reads = [coder.read(cells) for coder in self.coders]
        unfit = sum([one.unfit for one in reads])
        if unfit >= _SHIFTED:
            why = f"{unfit} of its {len(reads)} codes do not fit their columns: its cells have shifted"
            return self._unread(row, record, why)
        notes.issues += [("", found, taken, "in this row") for found, taken in record.repairs]
        if cells is not record.cells:
            notes.issues += self._left_out(record.cells, cells)
        if not place.known:
            found = self.fields.cell(cells, "country")
            notes.issues.append((self.fields.columns.get("country", ""), found, place.member.id, "a name not known"))
        if place.named:
            found, why = self.fields.cell(cells, "country"), "the code beside it is that of another; the code is taken"
            notes.issues.append((self.fields.columns.get("country", ""), found, place.member.id, why))
        for one in reads:
            if one.issues:
                notes.issues += one.issues
        if self.header.doubled:
            notes.issues += self._doubled(cells)
        key = self.identities.key(notes, place)
        commitment: Commitment | None = None
        milestones: tuple[Milestone, ...] = ()
        areas: tuple[str, ...] = ()
        if self.layout.rows != "plan":
            themes, areas = self.tags.read(notes)
            id_ = self.identities.commitment(cells, place, key)
            commitment = read_commitment(self.fields, notes, id_, themes, source)
        if commitment is not None and self.layout.rows == "milestone":
            ids = (key, self.identities.part(cells, place, commitment.id))
            milestones = tuple(milestones_of(self.fields, notes, ids, self.told, source))
        about = (key, place.plan, None if commitment is None else commitment.id)
        return IrmRow(
            row=row,
            line=record.line,
            member=place.member.id,
            country=place.member.name,
            plan=place.plan,
            plan_number=place.number,
            key=key,
            commitment=commitment,
            milestones=milestones,
            assessments=tuple(self.assessments.of(cells, about, reads, notes.codings)),
            institutions=tuple(notes.offices.values()),
            facts=dict(zip(self.measures, [one.meant for one in reads], strict=True)),
            numbers=dict(zip(self.measures, [one.counted for one in reads], strict=True)),
            published={self.measures[place]: reads[place].counted for place in self.computed},
            policy_areas=areas,
            problems=tuple([_repair(row, issue) for issue in notes.issues]),
            government=place.member,
            period=place.period,
        )

    def _misshapen(self, cells: Sequence[str]) -> str:
        if len(cells) < self.needed:
            return f"it has {len(cells):,} cells where there are {self.width:,} columns"
        if len(cells) > self.width and any(cells[self.width :]):
            return f"it has {len(cells):,} cells where there are {self.width:,} columns: its cells have shifted"
        return ""

    def _squared(self, cells: list[str]) -> list[str]:
        return cells if len(cells) >= self.width else [*cells, *[""] * (self.width - len(cells))]

    def _unread(self, row: int, record: Record, why: str) -> UnreadRow:
        cells = _clean(record.cells[: self.width + 1])
        kept = [cell for place, cell in enumerate(cells) if place not in self.people]
        return UnreadRow(row, record.line, why, tuple(kept))

    def _left_out(self, before: Sequence[str], after: Sequence[str]) -> Iterator[Issue]:
        for place, (one, other) in enumerate(zip(before, after, strict=False)):
            if one != other and place not in self.people:
                yield self.header.names[place], LEFT_OUT, LEFT_OUT, "an e-mail address or telephone number"

    def _doubled(self, cells: Sequence[str]) -> Iterator[Issue]:
        for name, places in self.header.doubled.items():
            first = self.header.places[name]
            for place in places:
                if place not in self.people and cells[place].strip() != cells[first].strip():
                    why = "the column is there twice, and the two differ; the first is taken"
                    yield self.header.names[first], cells[place], cells[first], why


def _repair(row: int, issue: Issue) -> Repair:
    column, found, taken, why = issue
    return Repair(row, column, found[:_SHOWN], taken[:_SHOWN], why)


def _clean(cells: list[str]) -> list[str]:
    return [without_contacts(cell) for cell in cells] if has_contacts("\x1f".join(cells)) else cells
