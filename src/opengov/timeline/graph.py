"""The graph of milestones: what waits for what, within and across commitments and plans."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from opengov.errors import UnknownName
from opengov.model.cases import Case
from opengov.model.milestones import LinkKind, Milestone
from opengov.model.plans import ActionPlan
from opengov.model.themes import Cluster
from opengov.timeline.building import (
    NO_SETTING,
    Columns,
    Setting,
    of_durations,
    of_milestones,
    of_plan,
)
from opengov.timeline.links import Link
from opengov.timeline.network import shortest_circles
from opengov.timeline.working import WorkingCalendar

if TYPE_CHECKING:
    import networkx as nx

    from opengov.timeline.proposals import Proposal
    from opengov.timeline.schedule import Schedule

__all__ = ["MilestoneGraph"]


class MilestoneGraph:
    """Milestones and the links between them; it does not change, and every view of it is a new graph.

    Parameters
    ----------
    milestones
        The milestones, with the links that they hold themselves. A link that is marked as proposed does not count.
    links
        Further links.

    Raises
    ------
    InvalidGraph
        With every problem at once: ids used twice, links to nothing, links of a milestone to itself, links that are
        there twice. Circles are no problem yet: see :meth:`cycles`.

    Examples
    --------
    >>> graph = MilestoneGraph.from_durations({"draft": 10, "share": 2, "workshop": 1},
    ...     [("draft", "share"), ("share", "workshop", "finish_to_start", 7)])
    >>> schedule = graph.schedule(start=date(2017, 6, 1))
    >>> schedule.finish
    datetime.date(2017, 6, 20)
    >>> schedule.critical_path
    ('draft', 'share', 'workshop')
    """

    def __init__(self, milestones: Iterable[Milestone], links: Iterable[Link] = ()) -> None:
        self._made_of(of_milestones(tuple(milestones), tuple(links)))

    @classmethod
    def from_plan(cls, plan: ActionPlan) -> MilestoneGraph:
        """Return the graph of one plan: the steps of its drafting, and the milestones of its commitments.

        Parameters
        ----------
        plan
            The plan. A link to a milestone of another plan is a problem here; take the case then.

        Returns
        -------
        MilestoneGraph
            The graph.

        Raises
        ------
        InvalidGraph
            If it does not hold together.

        Examples
        --------
        >>> import opengov
        >>> len(MilestoneGraph.from_plan(opengov.case("pakistan-2017").plan("PAK-1")))
        5
        """
        return cls.from_plans((plan,))

    @classmethod
    def from_plans(cls, plans: Iterable[ActionPlan]) -> MilestoneGraph:
        """Return one graph of several plans, with the links across them.

        Parameters
        ----------
        plans
            The plans.

        Returns
        -------
        MilestoneGraph
            The graph.

        Raises
        ------
        InvalidGraph
            If it does not hold together.

        Examples
        --------
        >>> import opengov
        >>> len(MilestoneGraph.from_plans(opengov.case("pakistan-2017").plans))
        5
        """
        return cls._of(_of_plans(plans))

    @classmethod
    def from_case(cls, case: Case, *, plan: str | None = None) -> MilestoneGraph:
        """Return the graph of a case.

        Parameters
        ----------
        case
            The case.
        plan
            Id of one plan of it; else all its plans together. Links to other plans are listed in ``outside``.

        Returns
        -------
        MilestoneGraph
            The graph.

        Raises
        ------
        UnknownName
            If the case has no such plan.
        InvalidGraph
            If it does not hold together.

        Examples
        --------
        >>> import opengov
        >>> print(MilestoneGraph.from_case(opengov.case("pakistan-2017"), plan="PAK-1").links[0])
        pak-inputs -> pak-first-draft (finish to start)
        """
        whole = cls._of(_of_plans(case.plans), clusters={cluster.id: cluster for cluster in case.clusters})
        return whole if plan is None else whole.of_plan(case.plan(plan).id)

    @classmethod
    def from_durations(cls, durations: Mapping[str, int], links: Iterable[Sequence[object]] = ()) -> MilestoneGraph:
        """Return the graph of plain data.

        Parameters
        ----------
        durations
            The days that each milestone takes, by its id; 0 for an event.
        links
            Tuples of the id waited for and the id that waits, then perhaps a kind (``"finish_to_start"`` or ``"FS"``,
            and so on, or a :class:`~opengov.model.milestones.LinkKind`), then perhaps a lag in days.

        Returns
        -------
        MilestoneGraph
            The graph.

        Raises
        ------
        InvalidGraph
            With every problem of the data.

        Examples
        --------
        >>> graph = MilestoneGraph.from_durations({"a": 2, "b": 3}, [("a", "b", "SS", 1)])
        >>> graph.schedule().length_days
        4
        """
        return cls._of(of_durations(durations, links))

    # --- what is in it ----------------------------------------------------------------------------------------------

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the milestones, in the order given."""
        return tuple(self._columns.ids)

    @cached_property
    def milestones(self) -> tuple[Milestone, ...]:
        """The milestones, in the order given."""
        held = self._columns
        return tuple(held.milestones) or tuple(
            Milestone(id=name, title=name, days=days) for name, days in zip(held.ids, held.days, strict=True)
        )

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The links that count."""
        return tuple(map(self._link, range(len(self._columns.lags))))

    @property
    def proposed(self) -> tuple[Link, ...]:
        """The links that milestones hold as proposed only, and which do not count."""
        return self._columns.proposed

    @property
    def outside(self) -> tuple[Link, ...]:
        """The links that a part of a larger graph has to milestones that are not in it, and which do not count."""
        return self._outside

    @cached_property
    def nx(self) -> nx.DiGraph[str]:
        """The same as a networkx graph, for all that networkx can do; frozen, so copy it to change it.

        Nodes are ids, with ``title`` and ``milestone``; edges have ``links``, since two milestones may be linked in
        several ways, and ``lag_days`` and ``kind`` of the first of them.
        """
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph()
        for milestone in self.milestones:
            graph.add_node(milestone.id, title=milestone.title, milestone=milestone)
        for link in self.links:
            if graph.has_edge(link.before, link.after):
                graph.edges[link.before, link.after]["links"] += (link,)
            else:
                graph.add_edge(link.before, link.after, links=(link,), kind=link.kind.value, lag_days=link.lag_days)
        nx.freeze(graph)
        return graph

    def __len__(self) -> int:
        return len(self._columns.ids)

    def __contains__(self, id: object) -> bool:
        return id in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns.ids)

    def __getitem__(self, id: str) -> Milestone:
        return self.milestones[self.place(id)]

    def __repr__(self) -> str:
        return f"<MilestoneGraph: {len(self):,} milestones, {len(self._columns.lags):,} links>"

    def place(self, id: str) -> int:
        """Return the place of a milestone in the order given.

        Parameters
        ----------
        id
            Its id.

        Returns
        -------
        int
            Its place, from 0.

        Raises
        ------
        UnknownName
            If there is none; the message lists the nearest.

        Examples
        --------
        >>> MilestoneGraph.from_durations({"a": 1, "b": 2}).place("b")
        1
        """
        try:
            return self._places[id]
        except KeyError:
            raise UnknownName("milestone", id, self._columns.ids[:10_000]) from None

    def setting(self, id: str) -> Setting:
        """Return where a milestone stands: its plan, its commitment, and who carries that out.

        Parameters
        ----------
        id
            Its id.

        Returns
        -------
        Setting
            Where it stands; empty for a milestone of no plan.

        Examples
        --------
        >>> import opengov
        >>> MilestoneGraph.from_case(opengov.case("pakistan-2017")).setting("pak-inputs").plan
        'PAK-1'
        """
        place = self.place(id)
        return self._columns.settings[place] if self._columns.settings else NO_SETTING

    def cycles(self, *, most: int = 10) -> tuple[tuple[str, ...], ...]:
        """Return milestones that wait for each other in a circle, by title, the shortest circle first.

        A graph with circles can be looked at, but not scheduled. There may be more circles than can be listed; for
        each milestone the shortest through it is sought, within a bound of time.

        Parameters
        ----------
        most
            How many circles at most.

        Returns
        -------
        tuple of tuple of str
            The titles in each circle: each holds up the next, and the last the first.

        Examples
        --------
        >>> MilestoneGraph.from_durations({"egg": 1, "hen": 1}, [("egg", "hen"), ("hen", "egg")]).cycles()
        (('egg', 'hen'),)
        """
        title = self._columns.title
        return tuple(tuple(map(title, circle)) for circle in shortest_circles(self._columns.network, most))

    # --- parts of it, and more of it --------------------------------------------------------------------------------

    def subgraph(self, ids: Iterable[str]) -> MilestoneGraph:
        """Return the graph of some of the milestones; links to others are listed in ``outside``.

        Parameters
        ----------
        ids
            The ids of those to keep.

        Returns
        -------
        MilestoneGraph
            The part.

        Raises
        ------
        UnknownName
            If there is no such milestone.

        Examples
        --------
        >>> graph = MilestoneGraph.from_durations({"a": 1, "b": 1, "c": 1}, [("a", "b"), ("b", "c")])
        >>> part = graph.subgraph(["a", "b"])
        >>> part.ids, [str(link) for link in part.outside]
        (('a', 'b'), ['b -> c (finish to start)'])
        """
        kept = {self.place(id) for id in ids}
        return self._part(kept.__contains__)

    def of_plan(self, plan: str) -> MilestoneGraph:
        """Return the part of one plan.

        Parameters
        ----------
        plan
            Id of the plan.

        Returns
        -------
        MilestoneGraph
            The part; empty if the plan has no milestones.

        Examples
        --------
        >>> import opengov
        >>> len(MilestoneGraph.from_case(opengov.case("pakistan-2017")).of_plan("PAK-2018"))
        0
        """
        return self._where(lambda setting: setting.plan == plan)

    def of_commitment(self, commitment: str) -> MilestoneGraph:
        """Return the part of one commitment.

        Parameters
        ----------
        commitment
            Id of the commitment.

        Returns
        -------
        MilestoneGraph
            The part; empty if the commitment has no milestones.

        Examples
        --------
        >>> import opengov
        >>> len(MilestoneGraph.from_case(opengov.case("pakistan-2017")).of_commitment("none"))
        0
        """
        return self._where(lambda setting: setting.commitment == commitment)

    def of_cluster(self, cluster: str | Cluster) -> MilestoneGraph:
        """Return the part of the commitments of a cluster.

        Parameters
        ----------
        cluster
            The cluster, or the id of one of the case that the graph was made from.

        Returns
        -------
        MilestoneGraph
            The part.

        Raises
        ------
        UnknownName
            If the case has no such cluster.

        Examples
        --------
        >>> from opengov.model.themes import Term
        >>> cluster = Cluster(id="open-data", term=Term(scheme="clusters", code="open-data"), commitments=("C1",))
        >>> len(MilestoneGraph.from_durations({"a": 1}).of_cluster(cluster))
        0
        """
        if isinstance(cluster, str):
            if cluster not in self._clusters:
                raise UnknownName("cluster", cluster, self._clusters)
            cluster = self._clusters[cluster]
        commitments = set(cluster.commitments)
        return self._where(lambda setting: setting.commitment in commitments)

    def of_institution(self, institution: str) -> MilestoneGraph:
        """Return the part for which one institution answers, or in which it helps.

        What a milestone does not say, its commitment says: who leads and supports that.

        Parameters
        ----------
        institution
            Id of the institution.

        Returns
        -------
        MilestoneGraph
            The part.

        Examples
        --------
        >>> graph = MilestoneGraph([Milestone(id="a", title="A", institution="finance"), Milestone(id="b", title="B")])
        >>> graph.of_institution("finance").ids
        ('a',)
        """
        settings = self._columns.settings or [NO_SETTING] * len(self)
        named = ((*((one.institution,) if one.institution else ()), *one.supporting) for one in self.milestones)
        answers = [institution in (own or setting.institutions) for own, setting in zip(named, settings, strict=True)]
        return self._part(answers.__getitem__)

    def only_links(self, links: Iterable[Link]) -> MilestoneGraph:
        """Return the graph of the same milestones with other links in place of its own.

        Parameters
        ----------
        links
            All links that count.

        Returns
        -------
        MilestoneGraph
            The graph.

        Raises
        ------
        InvalidGraph
            If a link is there twice, or leads to nothing.

        Examples
        --------
        >>> MilestoneGraph.from_durations({"a": 1, "b": 2}, [("a", "b")]).only_links([]).schedule().length_days
        2
        """
        columns = self._columns
        other = of_milestones(self.milestones, tuple(links), settings=columns.settings, proposed=columns.proposed)
        return self._of(other, clusters=self._clusters, outside=self._outside)

    def with_links(self, links: Iterable[Link | Proposal]) -> MilestoneGraph:
        """Return the graph with further links, such as proposed ones that were found to be right.

        Parameters
        ----------
        links
            Links, or proposals of :meth:`proposals`.

        Returns
        -------
        MilestoneGraph
            The larger graph.

        Raises
        ------
        InvalidGraph
            If a link is there already, or leads to nothing.

        Examples
        --------
        >>> graph = MilestoneGraph.from_durations({"a": 1, "b": 2})
        >>> graph.with_links([Link("a", "b")]).schedule().length_days
        3
        """
        return self.only_links([*self.links, *(one if isinstance(one, Link) else one.link for one in links)])

    def proposals(self) -> tuple[Proposal, ...]:
        """Return links that the milestones suggest: by their order and dates, and by deliverables that they share.

        None of them counts until :meth:`with_links` puts it in.

        Returns
        -------
        tuple of Proposal
            The proposals, each with its reason.

        See Also
        --------
        opengov.timeline.proposals : how they are found.

        Examples
        --------
        >>> graph = MilestoneGraph([
        ...     Milestone(id="draft", title="Draft", deliverable="Guide"),
        ...     Milestone(id="print", title="Print", deliverable="guide")])
        >>> print(graph.proposals()[0])
        draft -> print (finish to start), proposed: both name the deliverable "guide"
        """
        from opengov.timeline.proposals import propose

        return propose(self)

    def schedule(
        self,
        *,
        start: date | None = None,
        calendar: WorkingCalendar | None = None,
        on: date | None = None,
        baseline: Schedule | None = None,
    ) -> Schedule:
        """Return the schedule: the earliest and latest times, slack, critical paths, and what does not fit.

        Parameters
        ----------
        start
            The first day on which anything can begin; by default the first that a milestone names, else ``on``.
            Without any, the schedule has lengths and slack, but no dates; a calendar needs one.
        calendar
            Which days work; by default all do.
        on
            The day as of which it is made: what was done and reported by then takes the place of the plan, and nothing
            that is not done can be done before it. By default the plan alone, as if nothing had happened yet.
        baseline
            A schedule to compare with, such as one of an earlier day; by default that of the plan alone.

        Returns
        -------
        Schedule
            The schedule.

        Raises
        ------
        InvalidGraph
            If milestones wait for each other in a circle, dates run out of the years 1 to 9999, or there is a calendar
            and no day to start from.

        Examples
        --------
        >>> import opengov
        >>> graph = MilestoneGraph.from_case(opengov.case("pakistan-2017"), plan="PAK-1")
        >>> graph.schedule().finish, graph.schedule(on=date(2017, 7, 31))["pak-workshop-held"].earliest_finish
        (datetime.date(2017, 7, 13), datetime.date(2017, 7, 27))
        """
        from opengov.timeline.schedule import make_schedule

        return make_schedule(self, start=start, calendar=calendar, on=on, baseline=baseline)

    # --- how it is held ---------------------------------------------------------------------------------------------

    _columns: Columns
    _clusters: Mapping[str, Cluster]
    _outside: tuple[Link, ...]

    @classmethod
    def _of(
        cls, columns: Columns, *, clusters: Mapping[str, Cluster] | None = None, outside: tuple[Link, ...] = ()
    ) -> MilestoneGraph:
        graph = cls.__new__(cls)
        graph._made_of(columns, clusters, outside)  # noqa: SLF001 -- it is one of ours
        return graph

    def _made_of(
        self, columns: Columns, clusters: Mapping[str, Cluster] | None = None, outside: tuple[Link, ...] = ()
    ) -> None:
        self._columns = columns
        self._clusters = clusters or {}
        self._outside = outside

    @property
    def columns(self) -> Columns:
        """The graph as lists, for the passes."""
        return self._columns

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self._columns.ids)}

    def _link(self, link: int) -> Link:
        held = self._columns
        return Link(
            held.ids[held.network.before[link]],
            held.ids[held.network.after[link]],
            kind=LinkKind.FINISH_TO_START if held.kinds is None else held.kinds[link],
            lag_days=held.lags[link],
            working_days=held.working is not None and held.working[link],
        )

    def _where(self, holds: Callable[[Setting], bool]) -> MilestoneGraph:
        settings = self._columns.settings or [NO_SETTING] * len(self)
        return self._part(lambda place: holds(settings[place]))

    def _part(self, keeps: Callable[[int], bool]) -> MilestoneGraph:
        held = self._columns
        places = [place for place in range(len(self)) if keeps(place)]
        kept = {held.ids[place] for place in places}
        part = of_milestones(
            [self.milestones[place] for place in places],
            [link for link in self.links if link.before in kept and link.after in kept],
            settings=[held.settings[place] for place in places] if held.settings else (),
            proposed=tuple(link for link in held.proposed if link.before in kept and link.after in kept),
        )
        crossing = [link for link in self.links if (link.before in kept) is not (link.after in kept)]
        outside = (*(link for link in self._outside if kept & {link.before, link.after}), *crossing)
        return self._of(part, clusters=self._clusters, outside=outside)


def _of_plans(plans: Iterable[ActionPlan]) -> Columns:
    pairs = [pair for plan in plans for pair in of_plan(plan)]
    return of_milestones([milestone for milestone, _ in pairs], (), settings=[setting for _, setting in pairs])
