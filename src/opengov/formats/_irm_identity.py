"""What a row is about: its member, its plan, and an id that no other row of the file has."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from opengov.formats._codes import number_as_printed
from opengov.formats._irm_fields import Fields, Notes
from opengov.formats._layouts import Layout
from opengov.formats.places import member_of, member_of_id
from opengov.model.dates import Period
from opengov.model.members import Member

__all__ = ["Identities", "Place"]

_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)\b", re.ASCII)
_YEARS = re.compile(r"(20\d\d)\s*[-–]\s*(20\d\d)", re.ASCII)
_LONGEST_NAME = 40
_LONGEST_NUMBER = 3
_DIGITS = 6
_MOST_KEPT = 10_000
_WORDS = ("title", "short_title", "text", "theme", "part_title", "step_title")


class Place(NamedTuple):
    """Where a row belongs: its member, the id and the number of its plan, and when that runs, if the row says.

    Also whether the name of the member is known, and the id of another member that it is the name of, where the code
    beside it says otherwise.
    """

    member: Member
    plan: str
    number: int
    period: Period | None
    known: bool
    named: str = ""


class Identities:
    """Finds where rows belong and what they are called.

    An id that several rows would have is told apart by what these rows say and not by their order, so that it stays
    the same when the file is sorted; rows that say the same are counted.
    """

    def __init__(self, layout: Layout, fields: Fields, repeated: frozenset[str] = frozenset()) -> None:
        self.layout = layout
        self.fields = fields
        self.repeated = repeated
        self.places: dict[tuple[str, str, str], Place | str] = {}
        self.given: Counter[str] = Counter()
        self.owners: dict[str, str] = {}

    def place(self, cells: Sequence[str]) -> Place | str:
        """Return where a row belongs, or why that cannot be said."""
        fixed = self.layout.fixed
        country = self.fields.cell(cells, "country") or fixed.get("country", "")
        number = (
            self.fields.cell(cells, "plan_number")
            or self.fields.cell(cells, "plan_label")
            or fixed.get("plan_number", "")
        )
        key = (country, self.fields.cell(cells, "code"), number)
        found = self.places.get(key)
        if found is None:
            found = _place(*key)
            if len(self.places) < _MOST_KEPT:
                self.places[key] = found
        return found

    def misfit(self, cells: Sequence[str]) -> str:
        """Return what is wrong with the ids of a row that all have a form of their own; empty where nothing is."""
        above = ""
        for name, pattern in self.layout.ids.items():
            if name in self.fields.places:
                own = self.fields.cell(cells, name)
                if re.fullmatch(pattern, own, re.ASCII) is None or not own.startswith(above):
                    column = self.fields.columns[name]
                    return f"its {column} is no id, or one of another commitment: its cells have shifted"
                above = f"{own}."
        return ""

    def base(self, cells: Sequence[str], place: Place) -> str:
        """Return what a row is called where no other is called so."""
        if self.layout.rows == "plan":
            return place.plan
        if self.layout.rows == "milestone":
            return self._within(place, self.fields.own(cells, "step_id"))
        name = self._named_by(cells)
        own = self.fields.own(cells, name)
        return own if name == "id" else f"{place.plan}-{own}"

    def key(self, notes: Notes, place: Place) -> str:
        """Return the id of what a row is about, and remember it as given; note where it is not the one printed."""
        cells = notes.cells
        base = key = self.base(cells, place)
        if key in self.owners:  # of a milestone that others are steps of
            key += "~"
        if key in self.repeated:
            words = "\x1f".join(self.fields.cell(cells, name) for name in _WORDS)
            key = f"{key}~{hashlib.sha256(words.encode('utf-8', 'replace')).hexdigest()[:_DIGITS]}"
        self.given[key] += 1
        times = self.given[key]
        if times > 1:
            key = f"{key}~{times}"
        if key != base:
            name = self._named_by(cells)
            why = "another row has this id" if times == 1 else "another row has this id and says the same"
            notes.issues.append((self.fields.columns.get(name, ""), self.fields.cell(cells, name), key, why))
        return key

    def _named_by(self, cells: Sequence[str]) -> str:
        """Return the column that tells rows of one plan apart."""
        if self.layout.rows != "commitment":
            return "plan_number" if self.layout.rows == "plan" else "step_id"
        return next((name for name in ("id", "number") if self.fields.own(cells, name)), "case_number")

    def commitment(self, cells: Sequence[str], place: Place, key: str) -> str:
        """Return the id of the commitment that a row is about or belongs to."""
        if self.layout.rows != "milestone":
            return key
        return self._owned(self._within(place, self.fields.own(cells, "id")), place.plan)

    def part(self, cells: Sequence[str], place: Place, commitment: str) -> str | None:
        """Return the id of the milestone that the milestone of a row is a step of."""
        own = self.fields.own(cells, "part_id")
        if not own:
            return None
        part = self._within(place, own)
        return self._owned(f"{part}~" if part in self.given else part, commitment)

    def _owned(self, name: str, owner: str) -> str:
        """Return an id that names nothing of another owner; the first to have it keeps it."""
        return name if self.owners.setdefault(name, owner) == owner else f"{owner}-{name}"

    def _within(self, place: Place, own: str) -> str:
        """Return an id as the file gives it where it is OGP's, and with the plan before it where it is a number."""
        return own if member_of_id(own) else f"{place.plan}-{own}"


def _short(name: str) -> str:
    """Return a name that is not too long; one that is cut keeps what tells it from others that begin alike."""
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:_LONGEST_NAME].rstrip()}~{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:_DIGITS]}"


def _place(country: str, code: str, number: str) -> Place | str:
    if not country and not code:
        return "it names no country"
    member = member_of(country, code) or member_of(country)
    known = member is not None
    other = member_of(country) if member is not None and country and code else None
    named = other.id if other and member and (other.country or other.id) != (member.country or member.id) else ""
    if member is None:
        name = "".join(letter for letter in " ".join((country or code).split()) if letter.isprintable())
        member = Member(id=_short(name) or "-", name=_short(name) or "-")
    ordinal = _ORDINAL.match(number)
    plain = ordinal[1] if ordinal else number_as_printed(number)
    if not plain.isascii() or not plain.isdecimal() or len(plain) > _LONGEST_NUMBER or not int(plain):
        return "it has no number of a plan"
    years = _YEARS.search(number) if ordinal else None
    period = Period.parse(f"{years[1]}/{years[2]}") if years and years[1] <= years[2] else None
    return Place(member, f"AP_{member.id}{int(plain):02}", int(plain), period, known, named)
