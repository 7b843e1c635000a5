"""Commitments, milestones and assessments of the model, from the cells of a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from opengov.formats._codes import ABSENT, Issue, Read
from opengov.formats._irm_fields import Fields, Notes
from opengov.formats._layouts import Coded, Header
from opengov.model.assessments import Coding, IrmAssessment
from opengov.model.dates import PartialDate
from opengov.model.milestones import Milestone, ProgressReport
from opengov.model.plans import Commitment
from opengov.model.themes import Term

__all__ = ["Assessments", "Tags", "milestones_of", "read_commitment"]

_THEMES = "plan-themes"
_FILE = "database"
_LONGEST_CODE = 150
_YEAR = re.compile(r"20\d\d", re.ASCII)
_HISTORY = re.compile(r"\s*(\d{4}-\d\d-\d\d)=([^|]*)(?:\||$)", re.ASCII)
_ADDRESS = re.compile(r"https?://\S{1,500}")
_MOST_ADDRESSES = 100
_MOST_KEPT = 10_000

_Tagged: TypeAlias = tuple[tuple[Term, ...], tuple[str, ...], tuple[Coding, ...], tuple[Issue, ...]]


def read_commitment(fields: Fields, notes: Notes, id: str, themes: tuple[Term, ...], source: str) -> Commitment:
    """Return the commitment that a row tells of."""
    lead = fields.office(notes, "lead")
    supporting = fields.office(notes, "supporting")
    return Commitment(
        id=id,
        title=fields.text(notes, "title") or "",
        number=fields.number(notes),
        short_title=fields.text(notes, "short_title"),
        description=fields.text(notes, "text"),
        lead=lead,
        supporting=() if supporting is None else (supporting,),
        period=fields.period(notes),
        themes=themes,
        url=fields.text(notes, "url"),
        sources=(source,),
    )


def milestones_of(
    fields: Fields, notes: Notes, ids: tuple[str, str | None], told: Iterable[tuple[PartialDate, int]], source: str
) -> Iterator[Milestone]:
    """Yield the milestone that a row tells of, after the one that it is a step of."""
    own, part = ids
    if part is not None:
        yield Milestone(id=part, title=fields.text(notes, "part_title") or "", sources=(source,))
    due = fields.date(notes, "due").date if "due" in fields.places else None
    deadline = fields.text(notes, "deadline")
    if due is None and deadline is not None:
        due = fields.date(notes, "deadline").date
    yield Milestone(
        id=own,
        title=fields.text(notes, "step_title") or "",
        due=due,
        institution=fields.office(notes, "step_lead"),
        within=part,
        status=fields.text(notes, "status"),
        progress=(*_history(fields, notes), *_told(notes, told)),
        evidence=tuple(_ADDRESS.findall(fields.cell(notes.cells, "evidence"))[:_MOST_ADDRESSES]),
        sources=(source,),
        note=None if deadline is None else f"deadline as printed: {deadline}",
    )


def _history(fields: Fields, notes: Notes) -> Iterator[ProgressReport]:
    text = fields.cell(notes.cells, "history")
    read = 0
    for found in _HISTORY.finditer(text):
        if found.start() != read:
            break
        read = found.end()
        try:
            day = PartialDate(found[1])
        except ValueError:
            break
        status = found[2].strip() or None
        state = fields.states.get(status or "")
        yield ProgressReport(date=day, state=state, status=status)
    if text[read:].strip():
        notes.issues.append((fields.columns["history"], text[read:], "", "no state with its day"))


def _told(notes: Notes, told: Iterable[tuple[PartialDate, int]]) -> Iterator[ProgressReport]:
    for day, place in told:
        text = notes.cells[place].strip()
        if text:
            yield ProgressReport(date=day, text=text)


class Tags:
    """Reads the columns that each stand for a policy area, and the theme that the plan gives."""

    def __init__(self, header: Header, fields: Fields) -> None:
        self.columns = [
            (place, header.names[place], term)
            for name, term in header.layout.tags
            if (place := header.place(name)) is not None
        ]
        self.fields = fields
        self.first = min((place for place, *_ in self.columns), default=0)
        self.last = max((place for place, *_ in self.columns), default=-1) + 1
        self.known: dict[tuple[str, ...], _Tagged] = {}

    def read(self, notes: Notes) -> tuple[tuple[Term, ...], tuple[str, ...]]:
        """Return the terms of a row, and the names of the columns of its policy areas."""
        cells = tuple(notes.cells[self.first : self.last])
        found = self.known.get(cells)
        if found is None:
            found = self._read(notes.cells)
            if len(self.known) < _MOST_KEPT:
                self.known[cells] = found
        terms, areas, absent, odd = found
        notes.codings += absent
        notes.issues += odd
        theme = self.fields.text(notes, "theme")
        if theme is not None:
            code = "".join(letter if letter.isprintable() else " " for letter in theme)[:_LONGEST_CODE].strip()
            if code:
                terms = (*terms, Term(scheme=_THEMES, code=code, label=theme if theme != code else None))
        return terms, areas

    def _read(self, cells: Sequence[str]) -> _Tagged:
        terms, areas, absent, odd = [], [], [], []
        for place, column, term in self.columns:
            cell = cells[place].strip()
            if cell == "1":
                terms.append(term)
                areas.append(column)
            elif cell in ABSENT:
                absent.append(Coding(variable=f"policy_area_{term.code}", value=ABSENT[cell], text=cell))
            elif cell != "0":
                odd.append((column, cell, "", "neither 1 nor 0"))
        return tuple(terms), tuple(areas), tuple(absent), tuple(odd)


class Assessments:
    """Sorts the codes of a row by the report that they are from."""

    def __init__(self, header: Header, coded: Sequence[Coded]) -> None:
        layout = header.layout
        self.source = (layout.source.id,)
        self.reports: dict[str, list[int]] = {}
        for place, one in enumerate(coded):
            self.reports.setdefault(one.report, []).append(place)
        self.published = {report: header.place(column) for report, column in layout.published.items()}

    def of(
        self, cells: Sequence[str], about: tuple[str, str, str | None], reads: Sequence[Read], other: Sequence[Coding]
    ) -> Iterator[IrmAssessment]:
        """Yield an assessment for each report; codes that no report has, such as dates, are in the last."""
        key, plan, commitment = about
        reports = self.reports if self.reports or not other else {_FILE: []}
        last = next(reversed(reports), None)
        for report, places in reports.items():
            codings = [coding for place in places for coding in reads[place].codings]
            if report == last:
                codings += other
            yield IrmAssessment(
                id=f"{key}:{report}",
                plan=plan,
                commitment=commitment,
                report=report,
                published=self._year(cells, report),
                codings=tuple(codings),
                sources=self.source,
            )

    def _year(self, cells: Sequence[str], report: str) -> PartialDate | None:
        place = self.published.get(report)
        found = None if place is None else _YEAR.fullmatch(cells[place].strip())
        return None if found is None else PartialDate(found[0])
