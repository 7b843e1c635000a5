"""Where a member stands in the partnership, and the path that led there: computed, and as recorded, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import evolve, frozen

from opengov.model.cases import Case
from opengov.model.dates import PartialDate
from opengov.model.members import Member, MemberStatus
from opengov.model.values import UNKNOWN, Known, OneOf, Value, one_of
from opengov.rules.cycles import Asked, Cycle
from opengov.rules.eligibility import one_member
from opengov.rules.paths import Step, computed_path, recorded_path, where
from opengov.rules.process import CycleFinding, asked_of, findings_of
from opengov.rules.resolve import Answers
from opengov.rules.shelf import Shelf
from opengov.rules.verdicts import Verdict

__all__ = ["Standing", "Step", "standing", "standing_of", "status_words"]


@frozen(kw_only=True, eq=False)
class Standing:
    """Where a member stands on a day.

    Parameters
    ----------
    member
        Its id.
    on
        The day.
    status
        The status, or those that are possible.
    since
        Since when, as far as that is known.
    path
        The path as it follows from findings and decisions.
    recorded
        The path as the events of the case record it.
    differences
        Where the two differ, in words.
    findings
        The finding for each cycle.
    verdict
        What the book on standing makes of the last of them.
    ahead
        The cycles of the case that have not begun.

    Examples
    --------
    >>> import opengov
    >>> from datetime import date
    >>> found = opengov.standing(opengov.case("pakistan-2017"), on=date(2022, 6, 1))
    >>> [str(step.status) for step in found.path]
    ['active', 'under_procedural_review', 'inactive', 'withdrawn']
    """

    member: str
    on: date
    status: Value
    since: PartialDate | None
    path: tuple[Step, ...]
    recorded: tuple[Step, ...]
    differences: tuple[str, ...]
    findings: tuple[CycleFinding, ...]
    verdict: Verdict | None
    ahead: tuple[Cycle, ...] = ()

    def __str__(self) -> str:
        since = f" since {self.since}" if self.since else ""
        return f"{self.member} on {self.on.isoformat()}: {status_words(self.status)}{since}"


def standing(
    case: Case,
    *,
    member: str | None = None,
    on: date | None = None,
    readings: Answers | str | None = None,
    books: Shelf | None = None,
) -> Standing:
    """Return where a member stands in the partnership, computed from findings and recorded decisions.

    Two consecutive cycles contrary to process lead to procedural review; who was made inactive by that procedure and
    does not re-engage within a year is out. What the Steering Committee or the government decided is taken as
    recorded. The path that the case records stands beside the computed one, and where they differ both are shown.

    Parameters
    ----------
    case
        The case that holds the facts.
    member
        Id of the member; may be left out where the case is about a single one.
    on
        The day; the day of the case where it is left out. Nothing that happened later counts.
    readings
        Answers to take to open questions of the sources, by reading; ``"open"`` keeps all of them open.
    books
        The shelf of rulebooks; the shipped one where nothing is given.

    Returns
    -------
    Standing
        The status with the path that led there.

    Raises
    ------
    UnknownName
        If the case has no such member.
    InvalidFacts
        If neither the case nor the call names a day, or the case is about several members and none is named.

    Examples
    --------
    >>> import opengov
    >>> from datetime import date
    >>> found = standing(opengov.case("pakistan-2017"), on=date(2019, 6, 1))
    >>> print(found)
    PAK on 2019-06-01: under procedural review since 2019-01-01
    >>> [str(step.status) for step in found.path], [str(step.status) for step in found.recorded]
    (['active', 'under_procedural_review'], ['active'])
    """
    asked = asked_of(case, on, readings, books)
    return standing_of(asked, one_member(case, member))


def standing_of(asked: Asked, member: Member) -> Standing:
    """Return where a member stands, with the finding for each of its cycles."""
    made, ahead = findings_of(asked, member)
    member = evolve(member, events=tuple(one for one in member.events if one.date.earliest() <= asked.on))
    recorded = recorded_path(member, asked.on)
    path, perhaps, verdict = computed_path(asked, member, recorded, made)
    status, since = where(path, asked.on, perhaps)
    shown = member.status_on(asked.on) if recorded else UNKNOWN
    if path and path[0].since is not None and path[0].since.latest() > asked.on:
        status = one_of(dict.fromkeys([*_options(shown), *_options(status)]))  # it may not have begun yet
    narrowed = _both(status, shown) if _as_new(recorded, path) else status
    return Standing(
        member=member.id,
        on=asked.on,
        status=narrowed,
        since=since if narrowed != shown or status == shown else where(recorded, asked.on)[1],
        path=path,
        recorded=recorded,
        differences=tuple(_differences(path, recorded, status, shown)),
        findings=made,
        verdict=verdict,
        ahead=ahead,
    )


def status_words(status: Value) -> str:
    """Say in words which status, or which of several, it is."""
    options = status.options if isinstance(status, OneOf) else (status,)
    said = [str(one.value).replace("_", " ") for one in options if isinstance(one, Known)]
    return " or ".join(said) or "unknown"


def _as_new(recorded: tuple[Step, ...], path: tuple[Step, ...]) -> bool:
    """Tell whether the record goes on to where the path ends; one that ends before cannot know of it."""
    last, since = recorded[-1].since if recorded else None, path[-1].since if path else None
    return since is None or (last is not None and last.latest() >= since.earliest())


def _both(computed: Value, recorded: Value) -> Value:
    """Return the computed statuses that the record leaves possible; all of them where it allows none.

    The end of a membership that was inactive for too long takes no decision, so no record of it does not rule it out.
    A record that is in doubt between other statuses narrows nothing: what is left over would look certain, and is not.
    """
    if computed == UNKNOWN:
        return recorded
    said = _options(recorded)
    if Known(str(MemberStatus.INACTIVE)) in said:
        said = (*said, Known(str(MemberStatus.WITHDRAWN)))
    common = [one for one in _options(computed) if one in said]
    narrows = isinstance(recorded, Known) or set(_options(recorded)) <= set(_options(computed))
    return one_of(common) if common and narrows else computed


def _options(status: Value) -> tuple[Value, ...]:
    return status.options if isinstance(status, OneOf) else (status,)


def _differences(path: tuple[Step, ...], recorded: tuple[Step, ...], status: Value, shown: Value) -> Iterator[str]:
    """Yield where the computed path and the recorded one part."""
    if not recorded:
        return
    ours, theirs = [one.status for one in path], [one.status for one in recorded]
    for one in path:
        if one.status not in theirs and one.since is not None:
            yield f"computed, not recorded: {one}"
    for one in recorded:
        if one.status not in ours:
            yield f"recorded, not computed: {one}"
    if not set(_options(status)) & set(_options(shown)) and shown != UNKNOWN:
        yield f"on the day itself computed {status_words(status)}, recorded {status_words(shown)}"
