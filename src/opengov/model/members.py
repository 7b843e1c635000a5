"""Members of the partnership, national and local, and the dated events that make their status."""

from collections.abc import Iterable
from datetime import date as Day  # noqa: N812  # "date" is the name of a field below
from enum import StrEnum

from opengov.model._by_value import ByValue
from opengov.model._checks import bad_id, refuse
from opengov.model._noun import noun
from opengov.model.dates import PartialDate
from opengov.model.sources import Confidence
from opengov.model.themes import Term
from opengov.model.values import UNKNOWN, Known, Value, one_of

__all__ = ["Member", "MemberKind", "MemberStatus", "MembershipEvent"]

# kinds of event that begin a membership: whoever has one was no member before it
_ENTRIES = frozenset({"announced_as_new_member", "asked_to_join", "counted_from", "joined", "letter_of_intent"})


class MemberKind(StrEnum):
    """Whether a country takes part, or a local jurisdiction (OGP Local)."""

    NATIONAL = "national"
    LOCAL = "local"


class MemberStatus(StrEnum):
    """Standing in the partnership."""

    NOT_MEMBER = "not_member"
    ACTIVE = "active"
    ACTIVE_NON_VOTING = "active_non_voting"
    UNDER_PROCEDURAL_REVIEW = "under_procedural_review"
    INACTIVE = "inactive"
    SUSPENDED = "suspended"
    PERMANENTLY_SUSPENDED = "permanently_suspended"
    WITHDRAWN = "withdrawn"


@noun(kw_only=True, repr=False, eq=False, slots=False)
class MembershipEvent(ByValue):
    """Something that happened to a membership: a letter, a decision, a status.

    Parameters
    ----------
    date
        When it took effect.
    kind
        Code of the kind of event (``joined``, ``letter_of_intent``, ``made_inactive``).
    status_after
        The standing from then on; ``None`` where the event changes none, or the source does not say.
    institution
        Id of the institution that acted: who decided, or wrote.
    plan
        Id of the plan that it concerns.
    basis
        Why: the procedure or rule on which it rests (procedural review, Response Policy).
    until
        The last day that it sets for something, or on which it ends.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> MembershipEvent(date=PartialDate("2016-09-21"), kind="made_inactive", status_after=MemberStatus.INACTIVE).kind
    'made_inactive'
    """

    date: PartialDate
    kind: str
    status_after: MemberStatus | None = None
    institution: str | None = None
    plan: str | None = None
    basis: Term | None = None
    until: PartialDate | None = None
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.kind, "kind"))


@noun(kw_only=True, repr=False, eq=False, slots=False)
class Member(ByValue):
    """A government that takes part in the partnership, did so, or may.

    Parameters
    ----------
    id
        For a country its ISO 3166 code of three letters; for a jurisdiction any short name.
    name
        Its name.
    kind
        National or local.
    place
        Code of its place.
    country
        For a jurisdiction, the id of its country.
    non_universally_recognised
        Whether it is a state that is not universally recognised.
    official_languages
        Codes or names of its official or administrative languages.
    coordinator
        Id of the institution that coordinates its part in OGP.
    events
        What happened to its membership, in any order; sources that disagree are both kept.
    sources, confidence, note
        Where it is stated, how well, and what a reader should know.

    Examples
    --------
    >>> pakistan = Member(
    ...     id="PAK",
    ...     name="Pakistan",
    ...     events=(
    ...         MembershipEvent(date=PartialDate("2016-12"), kind="joined", status_after=MemberStatus.ACTIVE),
    ...         MembershipEvent(date=PartialDate("2021"), kind="made_inactive", status_after=MemberStatus.INACTIVE),
    ...     ),
    ... )
    >>> pakistan.status_on(Day(2017, 6, 30))
    Known(value='active')
    >>> pakistan.status_on(Day(2021, 6, 30)).options
    (Known(value='active'), Known(value='inactive'))
    """

    id: str
    name: str
    kind: MemberKind = MemberKind.NATIONAL
    place: str | None = None
    country: str | None = None
    non_universally_recognised: bool = False
    official_languages: tuple[str, ...] = ()
    coordinator: str | None = None
    events: tuple[MembershipEvent, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: Confidence | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        refuse(bad_id(self.id))

    def status_on(self, day: Day) -> Value:
        """Return the standing on a day, as the value or values of :class:`MemberStatus` that its events leave possible.

        An event of a partial date may have happened or not; where sources give different dates for one event, any of
        them may be right. Before the first event it was no member if that event begins a membership, otherwise the
        standing is unknown. Without events nothing is known.

        Parameters
        ----------
        day
            The day asked about; standing at its end.

        Returns
        -------
        Value
            ``Known`` or ``OneOf`` of status names, or ``Unknown``.

        Examples
        --------
        >>> from datetime import date
        >>> import opengov
        >>> member = opengov.case("afghanistan-2017").member("AFG")
        >>> member.status_on(date(2018, 1, 1))
        Known(value='active')
        """
        spans = _spans(self.events)
        began = [span for span in spans if span.first <= day]
        surely = [span for span in began if span.last <= day]
        latest_start = max((span.first for span in surely), default=None)
        possible: list[Value] = [
            Known(span.status.value) for span in began if latest_start is None or min(span.last, day) >= latest_start
        ]
        return one_of(possible if surely else [_before(spans), *possible])


class _Span:
    """A change of status, on a day of one of the spans of time that the statements about it leave possible."""

    __slots__ = ("accounts", "kind", "sources", "status", "turn")

    def __init__(self, event: MembershipEvent, status: MemberStatus) -> None:
        self.accounts = [(event.date.earliest(), event.date.latest())]
        self.kind, self.status, self.sources = event.kind, status, frozenset(event.sources)
        self.turn = 0  # how many times the status had changed before

    @property
    def first(self) -> Day:
        """The first day that it can have been."""
        return min(first for first, _ in self.accounts)

    @property
    def last(self) -> Day:
        """The last day that it can have been."""
        return max(last for _, last in self.accounts)

    def same_event(self, later: "_Span") -> bool:
        """Tell whether a later statement of this kind is about the same event, dated otherwise."""
        if later.first <= self.last:
            return True
        rival = bool(self.sources and later.sources) and self.sources.isdisjoint(later.sources)
        return self.turn == later.turn and (rival or self.kind in _ENTRIES)

    def join(self, later: "_Span") -> None:
        """Take in another statement: it makes the accounts that it agrees with more exact, or it is one of its own."""
        first, last = later.first, later.last
        fitting = [place for place, (begin, end) in enumerate(self.accounts) if first <= end and begin <= last]
        for place in fitting:
            begin, end = self.accounts[place]
            self.accounts[place] = max(first, begin), min(last, end)
        if not fitting:
            self.accounts.append((first, last))
        self.sources |= later.sources


def _spans(events: Iterable[MembershipEvent]) -> list[_Span]:
    stated = [_Span(event, event.status_after) for event in events if event.status_after is not None]
    stated.sort(key=lambda span: (span.first, span.last))
    spans: list[_Span] = []
    open_spans: dict[tuple[str, MemberStatus], _Span] = {}
    for earlier, span in zip([None, *stated], stated, strict=False):
        if earlier is not None:
            span.turn = earlier.turn + (earlier.status is not span.status)
        known = open_spans.get((span.kind, span.status))
        if known is not None and known.same_event(span):
            known.join(span)
        else:
            open_spans[span.kind, span.status] = span
            spans.append(span)
    return spans


def _before(spans: list[_Span]) -> Value:
    first_over = min((span.last for span in spans), default=None)
    if first_over is None or any(span.kind not in _ENTRIES for span in spans if span.first <= first_over):
        return UNKNOWN
    return Known(MemberStatus.NOT_MEMBER.value)
