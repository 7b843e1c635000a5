"""From plans, cases and plain data to the columns of a graph, with every problem of the input at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from operator import eq

from attrs import field, frozen

from opengov.errors import InvalidGraph, Problem
from opengov.model._checks import bad_id
from opengov.model.milestones import LinkKind, Milestone
from opengov.model.plans import ActionPlan
from opengov.timeline.links import Link
from opengov.timeline.network import Network, shortest_circles

__all__ = [
    "MOST_LINKS",
    "MOST_MILESTONES",
    "NO_SETTING",
    "Columns",
    "Setting",
    "circle_problems",
    "of_durations",
    "of_milestones",
    "of_plan",
]

MOST_MILESTONES, MOST_LINKS = 1_000_000, 5_000_000
"""How large a graph may be."""

_SHOWN, _SHOWN_MILESTONES, _MOST_CIRCLES = 80, 8, 10
_MOST_PROBLEMS = 1_000  # of each sort: whoever has more made one mistake a thousand times
_SHORT = {"FS": "finish_to_start", "SS": "start_to_start", "FF": "finish_to_finish", "SF": "start_to_finish"}
_KINDS: Mapping[object, LinkKind] = {
    **{kind.value: kind for kind in LinkKind},
    **{short: LinkKind(value) for short, value in _SHORT.items()},
}


_NUMBERS = {kind: number for number, kind in enumerate(LinkKind)}


@frozen(kw_only=True)
class Setting:
    """Where a milestone stands.

    Parameters
    ----------
    plan, commitment
        Ids of its plan and commitment; without a commitment it belongs to the drafting of the plan.
    title
        The title of the commitment.
    institutions
        Ids of the institutions that carry out the commitment.
    end
        The last day of the plan.
    deadline
        The day by which the plan itself was due, for a milestone of its drafting.
    """

    plan: str | None = None
    commitment: str | None = None
    title: str | None = None
    institutions: tuple[str, ...] = ()
    end: date | None = None
    deadline: date | None = None


NO_SETTING = Setting()
"""That of a milestone that stands in no plan."""


@frozen(kw_only=True)
class Columns:
    """A graph, an entry for each milestone or link.

    Parameters
    ----------
    ids, days
        Of each milestone; days are ``None`` where they are not known.
    milestones
        The milestones; empty where the graph was made from durations alone.
    settings
        Where each stands; empty where none stands anywhere.
    network
        The links by number.
    kinds
        The kind of each link; ``None`` where all are from finish to start.
    lags
        The lag of each link.
    working
        For each link whether its lag counts working days; ``None`` where none does.
    proposed
        Links that milestones hold as proposed only.
    """

    ids: Sequence[str]
    days: Sequence[int | None]
    milestones: Sequence[Milestone] = ()
    settings: Sequence[Setting] = ()
    network: Network
    kinds: Sequence[LinkKind] | None
    lags: Sequence[int]
    working: Sequence[bool] | None = None
    proposed: tuple[Link, ...] = field(default=())

    def title(self, milestone: int) -> str:
        """Return what a reader calls a milestone."""
        return self.milestones[milestone].title if self.milestones else self.ids[milestone]


def of_plan(plan: ActionPlan) -> Iterator[tuple[Milestone, Setting]]:
    """Yield the milestones of a plan's drafting and of its commitments, and where each stands."""
    end = _end(plan)
    drafting = Setting(plan=plan.id, end=end, deadline=plan.due.latest() if plan.due else None)
    for milestone in plan.drafting:
        yield milestone, drafting
    for commitment in plan.commitments:
        institutions = (*((commitment.lead,) if commitment.lead else ()), *commitment.supporting)
        setting = Setting(
            plan=plan.id, commitment=commitment.id, title=commitment.title, institutions=institutions, end=end
        )
        for milestone in commitment.milestones:
            yield milestone, setting


def of_milestones(
    milestones: Sequence[Milestone],
    links: Sequence[Link],
    *,
    settings: Sequence[Setting] = (),
    proposed: tuple[Link, ...] | None = None,
) -> Columns:
    """Return the graph of milestones with the links that they hold and further ones.

    Parameters
    ----------
    milestones
        The milestones.
    links
        Links beside those that the milestones hold.
    settings
        Where each milestone stands.
    proposed
        Links that are only proposed; given where ``links`` are all there are, and those in the milestones do not count.

    Raises
    ------
    InvalidGraph
        With every problem of it.
    """
    both = links
    if proposed is None:
        held, proposed = _held(milestones)
        both = [*held, *links] if held else links
    ids, days = [one.id for one in milestones], [one.days for one in milestones]
    working = [one.working_days for one in both]
    graph, problems = _checked(
        ids,
        [one.before for one in both],
        [one.after for one in both],
        [one.kind for one in both],
        [one.lag_days for one in both],
    )
    if problems:
        raise _invalid(problems, graph, [one.title for one in milestones])
    network, kinds, lags = graph
    return Columns(
        ids=ids,
        days=days,
        milestones=milestones,
        settings=settings,
        network=network,
        kinds=kinds,
        lags=lags,
        working=working if any(working) else None,
        proposed=proposed,
    )


def of_durations(durations: Mapping[str, int], links: Iterable[Sequence[object]]) -> Columns:
    """Return the graph of plain data.

    Parameters
    ----------
    durations
        The days that each milestone takes, by its id.
    links
        For each link the id of the milestone waited for and of the one that waits, and perhaps a kind and a lag.

    Raises
    ------
    InvalidGraph
        With every problem of it.
    """
    ids, days = list(durations), list(durations.values())
    problems = [*islice(_bad_names(ids), _MOST_PROBLEMS), *islice(_bad_days(ids, days), _MOST_PROBLEMS)]
    read = list(map(_read_link, islice(links, MOST_LINKS + 1)))
    good = [link for link in read if isinstance(link, tuple)]
    paths = None if len(good) == len(read) else [place for place, link in enumerate(read) if isinstance(link, tuple)]
    for place, link in enumerate(read):
        if isinstance(link, str) and len(problems) < 3 * _MOST_PROBLEMS:
            problems.append(Problem(f"links[{place}]", link, 'write (before, after) or (before, after, "FS", lag)'))
    graph, found = _checked(
        ids,
        [before for before, _, _, _ in good],
        [after for _, after, _, _ in good],
        [kind for _, _, kind, _ in good],
        [lag for _, _, _, lag in good],
        paths,
    )
    problems += found
    if problems:
        raise _invalid(problems, graph, [str(name) for name in ids])
    network, one_kind, kept = graph
    return Columns(ids=ids, days=days, network=network, kinds=one_kind, lags=kept)


def circle_problems(network: Network, titles: Sequence[str]) -> list[Problem]:
    """Return a problem for each circle of milestones, the shortest first, up to a bound."""
    problems = []
    for circle in shortest_circles(network, _MOST_CIRCLES):
        named = [_shown(titles[milestone]) for milestone in circle[:_SHOWN_MILESTONES]]
        end = f"... ({len(circle):,} milestones)" if len(circle) > _SHOWN_MILESTONES else named[0]
        found = f"milestones wait for each other in a circle: {' -> '.join([*named, end])}"
        problems.append(Problem("", found, "remove one of the links"))
    return problems


# --- what milestones and plans say ----------------------------------------------------------------------------------


def _end(plan: ActionPlan) -> date | None:
    """Return the last day of a plan: as amended last, else that of its implementation, else as printed."""
    amended = [one.new_end for one in plan.amendments if one.new_end]
    periods = [one.end for one in (plan.implementation, plan.period) if one is not None and one.end]
    ends = [*amended[-1:], *periods]
    return ends[0].latest() if ends else None


def _held(milestones: Sequence[Milestone]) -> tuple[list[Link], tuple[Link, ...]]:
    """Return the links that milestones hold, and those that are only proposed."""
    given: list[Link] = []
    proposed: list[Link] = []
    for milestone in milestones:
        if milestone.follows:
            for link in milestone.follows:
                (proposed if link.proposed else given).append(Link.of(milestone.id, link))
    return given, tuple(proposed)


def _read_link(link: Sequence[object]) -> tuple[str, str, LinkKind, int] | str:
    """Return the parts of a link in plain data, or what is wrong with it."""
    if type(link) is tuple and len(link) == len(("before", "after")):  # most are; matching takes three times as long
        before, after = link
        if isinstance(before, str) and isinstance(after, str):
            return before, after, LinkKind.FINISH_TO_START, 0
    match link:
        case [str(before), str(after)]:
            return before, after, LinkKind.FINISH_TO_START, 0
        case [str(before), str(after), kind, *lag] if len(lag) <= 1:
            known = _KINDS.get(kind) if isinstance(kind, str) else None
            if known is None:
                return f'"{str(kind)[:_SHOWN]}" is no kind of link'
            if lag and (not isinstance(lag[0], int) or isinstance(lag[0], bool)):
                return f'the lag "{str(lag[0])[:_SHOWN]}" is no whole number of days'
            return before, after, known, sum(day for day in lag if isinstance(day, int))
        case _:
            return f"{str(link)[:_SHOWN]} is no link"


def _bad_names(ids: Sequence[object]) -> Iterator[Problem]:
    for place, name in enumerate(ids):
        if not isinstance(name, str):
            yield Problem(f"durations[{place}]", f"{str(name)[:_SHOWN]} is no id", "use text")
        elif not name.isprintable() or len(name) > _SHOWN or not name:
            yield from (problem.below(f"durations[{place}]") for problem in bad_id(name, ""))


def _bad_days(ids: Sequence[object], days: Sequence[object]) -> Iterator[Problem]:
    for name, count in zip(ids, days, strict=True):
        if not isinstance(count, int) or isinstance(count, bool):
            found = f'"{str(count)[:_SHOWN]}" is no whole number of days'
            yield Problem(f"durations[{_shown(str(name))}]", found, "write 0 or more")
        elif count < 0:
            yield Problem(f"durations[{_shown(str(name))}]", f"{count} is below zero", "write 0 or more")


# --- what is wrong with a graph -------------------------------------------------------------------------------------

_Graph = tuple[Network, Sequence[LinkKind] | None, Sequence[int]]


def _checked(
    ids: Sequence[str],
    befores: Sequence[str],
    afters: Sequence[str],
    kinds: Sequence[LinkKind],
    lags: Sequence[int],
    paths: Sequence[int] | None = None,
) -> tuple[_Graph, list[Problem]]:
    """Return the graph by number, without the links that cannot be, and what is wrong with these."""
    size = len(ids)
    if size > MOST_MILESTONES or len(befores) > MOST_LINKS:
        found = f"{size:,} milestones and {len(befores):,} links are too many"
        hint = f"part it: at most {MOST_MILESTONES:,} and {MOST_LINKS:,}"
        msg = "the graph does not hold together"
        raise InvalidGraph(msg, [Problem("", found, hint)])
    index = dict(zip(ids, range(size), strict=True))
    before = [index.get(name, -1) for name in befores]
    after = [index.get(name, -1) for name in afters]
    one_kind = None if kinds.count(LinkKind.FINISH_TO_START) == len(kinds) else kinds
    pairs = {one * size + other for one, other in zip(before, after, strict=True)}
    if one_kind is not None:
        pairs = {
            (one * size + other) * len(_NUMBERS) + _NUMBERS[kind]
            for one, other, kind in zip(before, after, kinds, strict=True)
        }
    known = len(index) == size and -1 not in before and -1 not in after
    if known and len(pairs) == len(before) and not any(map(eq, before, after)):
        return (Network(size, before, after), one_kind, lags), []
    problems = [*islice(_doubled_ids(ids), _MOST_PROBLEMS)]
    kept = []
    seen: dict[tuple[str, str, LinkKind], int] = {}
    for link, (first, second, kind) in enumerate(zip(befores, afters, kinds, strict=True)):
        bad = [*_bad_link(first, second, kind, lags[link], index, seen, lags)]
        where = f"links[{paths[link] if paths else link}]"
        if len(problems) < 2 * _MOST_PROBLEMS:
            problems += [problem.below(where) for problem in bad]
        seen.setdefault((first, second, kind), link)
        if not bad:
            kept.append(link)
    network = Network(size, [before[link] for link in kept], [after[link] for link in kept])
    return (network, [kinds[link] for link in kept], [lags[link] for link in kept]), problems


def _doubled_ids(ids: Sequence[str]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for place, name in enumerate(ids):
        if first.setdefault(name, place) != place:
            yield Problem(f"milestones[{place}].id", f"{_shown(name)} is there twice", "give each an id of its own")


def _bad_link(
    first: str,
    second: str,
    kind: LinkKind,
    lag: int,
    index: Mapping[str, int],
    seen: Mapping[tuple[str, str, LinkKind], int],
    lags: Sequence[int],
) -> Iterator[Problem]:
    for name in dict.fromkeys((first, second)):
        if name not in index:
            found = f"the link {_shown(first)} -> {_shown(second)}: there is no milestone {_shown(name)}"
            yield Problem("", found, "add it, or correct the id")
    if first == second:
        yield Problem("", f"{_shown(first)} waits for itself", "remove the link")
    if (first, second, kind) in seen:
        other = lags[seen[first, second, kind]]
        lagged = f" with a lag of {other} and of {lag} days" if other != lag else ""
        yield Problem("", f"the link {_shown(first)} -> {_shown(second)} is there twice{lagged}", "keep one")


def _invalid(problems: Iterable[Problem], graph: _Graph, titles: Sequence[str]) -> InvalidGraph:
    msg = "the graph does not hold together"
    return InvalidGraph(msg, list(chain(problems, circle_problems(graph[0], titles))))


def _shown(name: str) -> str:
    text = "".join(char if char.isprintable() else "?" for char in name[:_SHOWN])
    return f'"{text}"' if len(name) <= _SHOWN else f'"{text}..."'
