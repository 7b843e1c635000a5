"""The cells of a row that are no codes: names, numbers, texts, offices and dates, and what was noted of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeAlias

from opengov.formats._codes import Issue, number_as_printed
from opengov.formats._layouts import Header
from opengov.formats._printed_dates import PrintedDate, printed_date
from opengov.model.assessments import Coding
from opengov.model.dates import Period
from opengov.model.institutions import Institution
from opengov.model.milestones import Progress
from opengov.model.values import Absent

__all__ = ["Fields", "Notes"]

_KnownPeriod: TypeAlias = tuple[Period | None, tuple[Coding, ...], tuple[Issue, ...]]
_MOST_KEPT = 10_000
_LONGEST_ID = 150
_LONGEST_OWN = 40
_LONGEST_ABSENCE = 20
# what stands where a text would stand, and the kind of absence that it says
_SAYS_NOTHING = {
    "nd": "ND",
    "nr": "NR",
    "na": "NA",
    "n/a": "NA",
    "none": "none",
    "none specified": "none specified",
    "not specified": "not specified",
    "unclear": "unclear",
}
_DIGITS = 6


class Notes:
    """A row that is being read, and what is noted of it on the way."""

    __slots__ = ("cells", "codings", "issues", "offices")

    def __init__(self, cells: Sequence[str]) -> None:
        self.cells = cells
        self.issues: list[Issue] = []
        self.codings: list[Coding] = []
        self.offices: dict[str, Institution] = {}


class Fields:
    """Reads the fields of rows whose header is known."""

    def __init__(self, header: Header, *, day_first: bool | None = None) -> None:
        layout = header.layout
        self.places = {
            name: place for name, column in layout.fields.items() if (place := header.place(column)) is not None
        }
        self.columns = {name: header.names[place] for name, place in self.places.items()}
        self.states = {said: Progress(state) for said, state in layout.states.items()}
        self.day_first = day_first
        self.known_absences: dict[tuple[str, str], Coding] = {}
        self.known_offices: dict[str, Institution] = {}
        self.known_dates: dict[str, PrintedDate] = {}
        self.known_periods: dict[tuple[str, str], _KnownPeriod] = {}

    def cell(self, cells: Sequence[str], name: str) -> str:
        """Return what stands in a column, without spaces around it; empty where the file has no such column."""
        at = self.places.get(name)
        return "" if at is None else cells[at].strip()

    def own(self, cells: Sequence[str], name: str) -> str:
        """Return an id or a number that the file gives, as it was meant, on one line."""
        return number_as_printed(" ".join(self.cell(cells, name).split()))[:_LONGEST_OWN]

    def number(self, notes: Notes, name: str = "number") -> str | None:
        """Return the number of a commitment as the plan prints it; ``None`` where there is none."""
        cell = self.text(notes, name)
        if cell is None:
            return None
        meant = number_as_printed(cell)
        if meant != cell:
            notes.issues.append((self.columns[name], cell, meant, "a number as a spreadsheet counts it"))
        return meant

    def text(self, notes: Notes, name: str) -> str | None:
        """Return a text; ``None`` where the file says that there is none, which is noted with its kind."""
        cell = self.cell(notes.cells, name)
        if not cell:
            return None
        kind = _SAYS_NOTHING.get(cell.casefold()) if len(cell) <= _LONGEST_ABSENCE else None
        if kind is None:
            return cell
        coding = self.known_absences.get((name, cell))
        if coding is None:
            coding = Coding(variable=name, value=Absent(kind), text=cell)
            self.known_absences[name, cell] = coding
        notes.codings.append(coding)
        return None

    def office(self, notes: Notes, name: str) -> str | None:
        """Return the id of the institution that a column names, in its words."""
        text = self.text(notes, name)
        if text is None:
            return None
        found = self.known_offices.get(text)
        if found is None:
            found = _office(text)
            if len(self.known_offices) < _MOST_KEPT:
                self.known_offices[text] = found
        notes.offices[found.id] = found
        return found.id

    def date(self, notes: Notes, name: str) -> PrintedDate:
        """Return a date as it is printed, and note what a reader should know of it."""
        cell = self.cell(notes.cells, name)
        found = self.known_dates.get(cell)
        if found is None:
            found = printed_date(cell, day_first=self.day_first)
            if len(self.known_dates) < _MOST_KEPT:
                self.known_dates[cell] = found
        if found.why:
            notes.issues.append((self.columns[name], cell, str(found.date or ""), found.why))
        return found

    def period(self, notes: Notes) -> Period | None:
        """Return the time from the start to the end that are printed; both stay among the codes as well."""
        key = (self.cell(notes.cells, "start"), self.cell(notes.cells, "end"))
        found = self.known_periods.get(key)
        if found is None:
            apart = Notes(notes.cells)
            found = self._period(apart), tuple(apart.codings), tuple(apart.issues)
            if len(self.known_periods) < _MOST_KEPT:
                self.known_periods[key] = found
        period, codings, issues = found
        notes.codings += codings
        notes.issues += issues
        return period

    def _period(self, notes: Notes) -> Period | None:
        first = last = None
        going_on = False
        if "start" in self.places:
            first = self._bound(notes, "start").date
        if "end" in self.places:
            end = self._bound(notes, "end")
            last, going_on = end.date, end.going_on
        if first is None and last is None and not going_on:
            return None
        if first is not None and last is not None and last.latest() < first.earliest():
            cell = self.cell(notes.cells, "end")
            notes.issues.append((self.columns["end"], cell, "", f"it is before the start, {first}"))
            last = None
        return Period(first, last, ongoing=going_on)

    def _bound(self, notes: Notes, name: str) -> PrintedDate:
        found = self.date(notes, name)
        notes.codings.append(Coding(variable=f"{name}_date", value=found.value, text=self.cell(notes.cells, name)))
        return found


def _office(text: str) -> Institution:
    name = " ".join(text.split())
    if not name.isprintable():
        name = "".join(letter for letter in name if letter.isprintable()) or "-"
    if len(name) <= _LONGEST_ID:
        return Institution(id=name, name=name)
    return Institution(id=f"{name[:_LONGEST_ID]}~{hashlib.sha256(name.encode()).hexdigest()[:_DIGITS]}", name=name)
