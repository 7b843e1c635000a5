"""An audit as text: what was printed, which breakdowns fit, or what cannot be and what would have to be so."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from opengov.model.criteria import EligibilityCriterion
from opengov.model.indicators import EligibilityScore
from opengov.rules.engine import Engine
from opengov.rules.printed import Points, Printed, breakdowns_of, options_of, outcome_of, possible_of
from opengov.rules.results import CriterionVerdict
from opengov.rules.wording import outcome_in_words

if TYPE_CHECKING:
    from opengov.rules.audit import Audit

__all__ = ["counted", "explain_audit"]

_SHOWN = 12


def explain_audit(found: Audit) -> str:
    """Return an audit as indented text."""
    return "\n".join(_lines(found))


def counted(fits: int) -> str:
    """Say how many breakdowns fit."""
    return "1 breakdown fits" if fits == 1 else f"{fits} breakdowns fit"


def _lines(found: Audit) -> Iterator[str]:
    tried = [book.id for book in found.verdict.books]
    under = [found.rulebook, *found.also] if found.fits else tried
    yield f"{found.published.member} {found.published.as_of}: {found.status} under {' or '.join(under)}"
    yield f"  printed: {_said(found.published, found.printed)}"
    if not found.fits:
        for engine, _ in found.verdict.judgements:
            yield from _conflicts(found, engine)
        yield from _ways(found)
        return
    yield f"  {counted(found.fits)}"
    yield from (f"    {one}" for one in found.breakdowns[:_SHOWN])
    if found.fits > _SHOWN:
        yield f"    and {found.fits - _SHOWN} more"
    if others := [name for name in tried if name not in under]:
        yield f"  not possible under {' or '.join(others)}, which may have been meant as well"


def _said(score: EligibilityScore, printed: Printed) -> str:
    said = []
    if printed.points is not None:
        said.append(f"{printed.points} points")
    if printed.possible is not None:
        said.append(f"of {printed.possible} possible" if said else f"{printed.possible} possible points")
    said = [" ".join(said)] if said else []
    if printed.percent is not None:
        said.append(_percent(score))
    if printed.met is not None:
        said.append(_met(met=printed.met))
    said += [f"{name} {points}" for name, points in printed.criteria]
    return ", ".join(said) or "nothing that counts"


def _conflicts(found: Audit, engine: Engine) -> Iterator[str]:
    """Yield each thing printed that cannot be even by itself, and what the facts allow instead."""
    book = engine.book
    several = options_of(engine, found.verdict.facts)
    free = [points for one in several for points in breakdowns_of(book, engine.fewest, one, Printed())]
    conflicts = [
        (name, part)
        for name, part in found.printed.parts()
        if not any(breakdowns_of(book, engine.fewest, one, part) for one in several)
    ]
    for name, part in conflicts:
        place = next((place for place, one in enumerate(book.criteria) if one.id == name), None)
        if place is None:
            yield f"  {book.id}: {_part(name, part, found.published)} cannot be; {_allowed(name, part, free, engine)}"
            continue
        criterion = book.criteria[place]
        allowed = sorted({points[place] for points in free}, key=lambda one: -1 if one is None else one)
        said = " or ".join("not measured" if one is None else str(one) for one in allowed)
        yield f"  {book.id}: {name} {dict(part.criteria)[name]} cannot be; {_reason(criterion, part)} {said}"
        verdict = found.verdict[name]
        if isinstance(verdict, CriterionVerdict):
            yield from (f"    seen: {one}" for one in verdict.seen)
    if not conflicts:
        yield f"  {book.id}: each of these can be by itself, but not all of them together"


def _reason(criterion: EligibilityCriterion, part: Printed) -> str:
    possible = criterion.possible or tuple(range(criterion.maximum + 1))
    if dict(part.criteria)[criterion.id] not in possible:
        return f"it only ever gives {' or '.join(map(str, possible))}, and the facts allow"
    return "the facts allow"


def _allowed(name: str, part: Printed, free: list[Points], engine: Engine) -> str:
    book = engine.book
    match name:
        case "points":
            said = _range(sorted({sum(one or 0 for one in points) for points in free}))
        case "possible":
            said = " or ".join(map(str, sorted({possible_of(points, book) for points in free})))
        case "percent":
            return _nearest_shares(free, engine, part)
        case "met":
            outcomes = sorted({outcome_of(points, book, engine.fewest) for points in free})
            said = " or ".join(map(outcome_in_words, outcomes))
        case _:
            return f"{book.id} has no such criterion"
    return f"the facts allow {said}"


def _nearest_shares(free: list[Points], engine: Engine, part: Printed) -> str:
    book = engine.book
    shares = {
        Fraction(100 * sum(one or 0 for one in points), possible)
        for points in free
        if (possible := possible_of(points, book))
    }
    low = part.percent[0] if part.percent is not None else 0
    below, above = [one for one in shares if one < low], [one for one in shares if one >= low]
    nearest = [f"{float(one):.1f}" for one in (*sorted(below)[-1:], *sorted(above)[:1])]
    return f"the nearest possible: {', '.join(nearest)}" if nearest else "nothing is measured"


def _range(numbers: list[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"


def _part(name: str, part: Printed, score: EligibilityScore) -> str:
    match name:
        case "points":
            return f"{part.points} points"
        case "possible":
            return f"{part.possible} possible points"
        case "percent":
            return _percent(score)
        case "met":
            return _met(met=bool(part.met))
        case _:
            return f"{name} {dict(part.criteria)[name]}"


def _percent(score: EligibilityScore) -> str:
    return f"{(score.percent or '').strip().removesuffix('%').strip()} per cent"


def _met(*, met: bool) -> str:
    return "eligible" if met else "not eligible"


def _ways(found: Audit) -> Iterator[str]:
    if not found.possible_with:
        yield "  no other book, reading or accepted evidence would make it possible"
    for place, one in enumerate(found.possible_with):
        yield f"  {'or' if place else 'possible with'} {one}"
