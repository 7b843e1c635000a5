"""Which edition of a survey stands behind a judgement: the one that the case names, or the newest published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum

from attrs import frozen

from opengov.model.indicators import Edition, Observation
from opengov.model.members import Member
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Outcome
from opengov.rules.ledger import Ledger
from opengov.rules.wording import value_in_words

__all__ = ["At", "Editions", "candidates", "labels", "named_editions"]


class Editions(StrEnum):
    """Which editions of the surveys to take: those that the case names, or always the newest published by the day."""

    NAMED = "named"
    NEWEST = "newest"


@frozen
class At:
    """The place from which facts are seen: the records of a case, a member, a day."""

    ledger: Ledger
    member: Member
    on: date
    editions: Editions

    def cite(self, sources: Iterable[str]) -> str:
        """Return the titles of sources."""
        return "; ".join(self.ledger.titles.get(name, name) for name in sources)

    def words(self, one: Observation) -> str:
        """Say an observation with its sources, and how well it is supported where that is said."""
        said = ", ".join(filter(None, (value_in_words(one.value), self.cite(one.sources))))
        return f"{said} ({one.confidence})" if one.confidence is not None else said


def candidates(at: At, series: str) -> tuple[list[Edition], list[str]]:
    """Return the editions that may stand behind a judgement on the day, and what there is to say of the choice."""
    newest = _newest(at, series)
    choices = _choices(at, series) if at.editions is Editions.NAMED else {}
    if not choices:
        return newest, []
    known = {one.label: one for one in at.ledger.editions.get(series, [])}
    said = [f"the case names edition {label}" + (f": {why}" if why else "") for label, why in choices.items()]
    if labels(newest) != " or ".join(choices):
        said.append(f"newest published by {at.on}: {labels(newest)}")
    return [known.get(label) or Edition(series=series, label=label) for label in choices], said


def named_editions(at: At, book: Rulebook) -> Iterator[tuple[str, str, str, str]]:
    """Yield the surveys for which the case names another edition than the newest."""
    names = [measure.indicator or measure.name for measure in book.measures]
    for series in dict.fromkeys(filter(None, (at.ledger.series.get(name) for name in names))):
        choices, newest = _choices(at, series), labels(_newest(at, series))
        if choices and (named := " or ".join(choices)) != newest:
            yield series, named, newest, "; ".join(filter(None, choices.values()))


def labels(editions: Iterable[Edition]) -> str:
    """Say which editions are meant."""
    return " or ".join(one.label for one in editions)


def _choices(at: At, series: str) -> dict[str, str]:
    """Return the editions that the case names for the day, and what speaks for each; one not out by then is none."""
    published = {one.label: one.published for one in at.ledger.editions.get(series, [])}
    found: dict[str, str] = {}
    for one in sorted(at.ledger.choices.get(at.member.id, []), key=lambda one: (one.edition, one.why or "")):
        if one.series == series:
            covers = Outcome.MET if one.period is None else one.period.covers(at.on)
            day = published.get(one.edition)
            if Outcome.NOT_MET not in (covers, day.by(at.on) if day else Outcome.MET):
                found[one.edition] = found.get(one.edition) or one.why or ""
    return found


def _newest(at: At, series: str) -> list[Edition]:
    """Return the editions that may be the newest published by the day, as far as their dates tell."""
    out = [one for one in at.ledger.editions.get(series, []) if _out(one, at.on) is not Outcome.NOT_MET]
    sure = [one.published for one in out if one.published is not None and _out(one, at.on) is Outcome.MET]
    # one that is surely older than another that is surely out cannot be the newest
    return [
        one for one in out if one.published and not any(one.published.before(other) is Outcome.MET for other in sure)
    ]


def _out(edition: Edition, on: date) -> Outcome:
    return Outcome.NOT_MET if edition.published is None else edition.published.by(on)
