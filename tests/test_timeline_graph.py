"""The graph of milestones: what it is made from, what is wrong with it, its parts, and what is proposed."""

from collections.abc import Callable
from datetime import date

import networkx as nx
import pytest

import opengov
from opengov.errors import InvalidGraph, UnknownName
from opengov.model.dates import PartialDate
from opengov.model.institutions import Institution
from opengov.model.milestones import LinkKind, Milestone, MilestoneLink
from opengov.model.plans import ActionPlan, Commitment
from opengov.model.themes import Cluster, Term
from opengov.timeline import Link, MilestoneGraph
from opengov.timeline.changes import compare

DURATIONS = {"a": 2, "b": 3, "c": 1}


def milestone(id: str, *follows: str, **fields: object) -> Milestone:
    """Return a milestone that waits for others."""
    links = tuple(MilestoneLink(milestone=other) for other in follows)
    return Milestone(id=id, title=f"Title of {id}", follows=links, **fields)  # type: ignore[arg-type]  # as given


def plan(id: str, *commitments: Commitment, **fields: object) -> ActionPlan:
    """Return a plan of Tunisia."""
    return ActionPlan(id=id, member="TUN", commitments=commitments, **fields)  # type: ignore[arg-type]  # as given


def found_by(make: Callable[[], object]) -> list[str]:
    """Return what is found wrong when something is made."""
    with pytest.raises(InvalidGraph) as caught:
        make()
    return [str(problem) for problem in caught.value.problems]


def problems_of(durations: dict[str, int], links: list[tuple[object, ...]]) -> list[str]:
    """Return what is found wrong with plain data, or with its schedule."""
    return found_by(lambda: MilestoneGraph.from_durations(durations, links).schedule())


TWO_PLANS = (
    plan(
        "P1", Commitment(id="C1", title="Portal", lead="ministry", milestones=(milestone("m1"), milestone("m2", "m1")))
    ),
    plan(
        "P2",
        Commitment(id="C2", title="Law", milestones=(milestone("m3", "m2", institution="parliament"),)),
        drafting=(milestone("d1", supporting=("ministry",)),),
    ),
)
CASE = opengov.Case(
    id="two",
    title="Two plans",
    members=(opengov.Member(id="TUN", name="Tunisia"),),
    institutions=(
        Institution(id="ministry", name="Ministry"),
        Institution(id="parliament", name="Parliament"),
    ),
    plans=TWO_PLANS,
    clusters=(Cluster(id="data", term=Term(scheme="clusters", code="data"), commitments=("C1",)),),
)


# --- what it is made from -------------------------------------------------------------------------------------------


def test_from_plans() -> None:
    """Several plans make one graph, with the links across them."""
    graph = MilestoneGraph.from_plans(TWO_PLANS)
    assert graph.ids == ("m1", "m2", "d1", "m3")
    assert [(link.before, link.after) for link in graph.links] == [("m1", "m2"), ("m2", "m3")]
    assert MilestoneGraph.from_case(CASE).links == graph.links


def test_plan_of_a_case() -> None:
    """One plan of a case is a part: its links to other plans are listed, and do not count."""
    graph = MilestoneGraph.from_case(CASE, plan="P2")
    assert (graph.ids, graph.links) == (("d1", "m3"), ())
    assert [str(link) for link in graph.outside] == ["m2 -> m3 (finish to start)"]
    with pytest.raises(UnknownName):
        MilestoneGraph.from_case(CASE, plan="P3")


def test_plan_alone_with_a_link_to_another() -> None:
    """A plan that is given alone may not wait for milestones of other plans."""
    assert found_by(lambda: MilestoneGraph.from_plan(TWO_PLANS[1])) == [
        'links[0]: the link "m2" -> "m3": there is no milestone "m2" (add it, or correct the id)'
    ]


def test_parts() -> None:
    """The parts of a commitment, an institution and a cluster; an institution answers by milestone or commitment."""
    graph = MilestoneGraph.from_case(CASE)
    assert graph.of_commitment("C1").ids == ("m1", "m2")
    assert graph.of_cluster("data").ids == ("m1", "m2")
    assert graph.of_cluster(CASE.clusters[0]).ids == ("m1", "m2")
    assert graph.of_institution("ministry").ids == ("m1", "m2", "d1")
    assert graph.of_institution("parliament").ids == ("m3",)
    assert [link.after for link in graph.of_commitment("C1").outside] == ["m3"]
    with pytest.raises(UnknownName):
        graph.of_cluster("none")


def test_networkx() -> None:
    """The graph is a networkx graph too, frozen, with every link between two milestones."""
    links = [("a", "b"), ("a", "b", "SS", 1), ("b", "c", LinkKind.FINISH_TO_FINISH, -2)]
    graph = MilestoneGraph.from_durations(DURATIONS, links).nx
    assert nx.is_directed_acyclic_graph(graph)
    assert len(graph.edges["a", "b"]["links"]) == 2
    assert graph.edges["b", "c"]["lag_days"] == -2
    assert graph.nodes["a"]["milestone"].days == 2
    with pytest.raises(nx.NetworkXError):
        graph.add_edge("c", "a")


def test_proposed_links_do_not_count() -> None:
    """A link that a milestone holds as proposed is listed, and holds nothing up."""
    link = MilestoneLink(milestone="a", proposed=True)
    graph = MilestoneGraph([milestone("a", days=2), Milestone(id="b", title="B", days=3, follows=(link,))])
    assert (graph.links, graph.proposed) == ((), (Link("a", "b"),))
    assert graph.schedule().length_days == 3


def test_proposals() -> None:
    """Order, dates and shared deliverables suggest links; dates that speak against one leave it out."""
    due = [PartialDate("2024-03"), PartialDate("2024-02"), PartialDate("2024-04")]
    ordered = [milestone(f"m{place}", due=day) for place, day in enumerate(due)]
    shared = [milestone("x1", deliverable="The  Report"), milestone("x2", deliverable="the report")]
    graph = MilestoneGraph.from_plans(
        [
            plan("P", Commitment(id="C", title="C", milestones=tuple(ordered))),
            plan("Q", *(Commitment(id=f"D{one.id}", title="D", milestones=(one,)) for one in shared)),
        ]
    )
    assert [str(one) for one in graph.proposals()] == [
        "m1 -> m2 (finish to start), proposed: listed next in the commitment C, and due on 2024-04, after 2024-02",
        'x1 -> x2 (finish to start), proposed: both name the deliverable "the report"',
    ]
    accepted = graph.with_links(graph.proposals())
    assert len(accepted.links) == 2
    assert accepted.proposals() == ()
    assert accepted.cycles() == ()


def test_proposals_make_no_circle() -> None:
    """A proposal that runs against given links, or against a proposal before it, is left out."""
    listed = [milestone("a", "c", deliverable="x"), milestone("b"), milestone("c")]
    given = MilestoneGraph.from_plans([plan("P", Commitment(id="C", title="C", milestones=tuple(listed)))])
    assert [(one.link.before, one.link.after) for one in given.proposals()] == [("a", "b")]
    assert given.with_links(given.proposals()).cycles() == ()
    crossed = MilestoneGraph(
        [milestone(id, deliverable=named) for id, named in (("p", "x"), ("q", "y"), ("r", "x"), ("s", "y"))],
        [Link("r", "q"), Link("s", "p")],
    )
    assert [(one.link.before, one.link.after) for one in crossed.proposals()] == [("p", "r")]
    assert crossed.with_links(crossed.proposals()).cycles() == ()


# --- what is wrong with it ------------------------------------------------------------------------------------------


def test_all_problems_at_once() -> None:
    """Whatever is wrong with plain data is found together, with the milestones named."""
    links: list[tuple[object, ...]] = [
        ("a", "a"),
        ("a", "b"),
        ("a", "b", "FS", 4),
        ("a", "nobody"),
        ("b", "c", "XX"),
        ("b",),
        ("b", "c", "FS", 1.5),
        ("b", "c"),
        ("c", "b"),
    ]
    assert problems_of({"a": -1, "b": 3, "c": True, "x\ny": 1}, links) == [
        "durations[3]: 'x\\ny' has a control character (use letters, digits and marks)",
        'durations["a"]: -1 is below zero (write 0 or more)',
        'durations["c"]: "True" is no whole number of days (write 0 or more)',
        'links[4]: "XX" is no kind of link (write (before, after) or (before, after, "FS", lag))',
        "links[5]: ('b',) is no link (write (before, after) or (before, after, \"FS\", lag))",
        'links[6]: the lag "1.5" is no whole number of days (write (before, after) or (before, after, "FS", lag))',
        'links[0]: "a" waits for itself (remove the link)',
        'links[2]: the link "a" -> "b" is there twice with a lag of 0 and of 4 days (keep one)',
        'links[3]: the link "a" -> "nobody": there is no milestone "nobody" (add it, or correct the id)',
        'milestones wait for each other in a circle: "b" -> "c" -> "b" (remove one of the links)',
    ]


def test_doubled_ids() -> None:
    """An id that two milestones have is a problem."""
    assert found_by(lambda: MilestoneGraph([milestone("a"), milestone("a")])) == [
        'milestones[1].id: "a" is there twice (give each an id of its own)'
    ]


def test_circles_shortest_first() -> None:
    """Circles are listed by title, the shortest first, up to a bound."""
    milestones = [
        milestone("a", "b"),
        milestone("b", "a"),
        milestone("c", "e"),
        milestone("d", "c"),
        milestone("e", "d"),
    ]
    graph = MilestoneGraph(milestones)
    assert graph.cycles() == (
        ("Title of a", "Title of b"),
        ("Title of c", "Title of d", "Title of e"),
    )
    assert len(graph.cycles(most=1)) == 1
    with pytest.raises(InvalidGraph) as caught:
        graph.schedule()
    assert [str(problem).partition(":")[0] for problem in caught.value.problems] == [
        "milestones wait for each other in a circle"
    ] * 2


def test_a_long_circle() -> None:
    """A circle of ten thousand is found, and named in short."""
    size = 10_000
    links: list[tuple[object, ...]] = [(f"m{place}", f"m{(place + 1) % size}") for place in range(size)]
    (problem,) = problems_of({f"m{place}": 1 for place in range(size)}, links)
    assert problem.startswith('milestones wait for each other in a circle: "m0" -> "m1" -> ')
    assert "... (10,000 milestones)" in problem


def test_a_long_circle_hides_no_short_one() -> None:
    """A circle of two is named first, though one of ten thousand is given before it."""
    size = 10_000
    links: list[tuple[object, ...]] = [(f"m{place}", f"m{(place + 1) % size}") for place in range(size)]
    graph = dict.fromkeys([*(f"m{place}" for place in range(size)), "x", "y"], 1)
    first, second = problems_of(graph, [*links, ("m0", "x"), ("x", "y"), ("y", "x")])
    assert first == 'milestones wait for each other in a circle: "x" -> "y" -> "x" (remove one of the links)'
    assert "... (10,000 milestones)" in second


def test_a_loop_in_time() -> None:
    """Two milestones that each must start after the other, by their lags, are a circle."""
    links: list[tuple[object, ...]] = [("a", "b", "SS", 5), ("b", "a", "SS", 5)]
    assert problems_of(DURATIONS, links) == [
        'milestones wait for each other in a circle: "a" -> "b" -> "a" (remove one of the links)'
    ]


def test_too_large() -> None:
    """More than a million milestones are refused before anything is worked out."""
    durations = {str(place): 1 for place in range(1_000_001)}
    assert problems_of(durations, []) == [
        "1,000,001 milestones and 0 links are too many (part it: at most 1,000,000 and 5,000,000)"
    ]


def test_dates_that_run_out() -> None:
    """A schedule beyond the year 9999 is refused, with the milestone named."""
    graph = MilestoneGraph.from_durations({"a": 10**30})
    assert graph.schedule().length_days == 10**30
    assert found_by(lambda: graph.schedule(start=date(2024, 1, 1))) == [
        '"a" would come after the year 9999 (shorten durations and lags)'
    ]


def test_unknown_milestone() -> None:
    """A milestone that there is not is an error that lists the nearest."""
    with pytest.raises(UnknownName, match="did you mean first"):
        MilestoneGraph.from_durations({"first": 1})["frist"]


# --- two versions ---------------------------------------------------------------------------------------------------


def test_versions_compared() -> None:
    """Added, removed, moved and re-linked milestones are told apart."""
    before = MilestoneGraph([milestone("a", due=PartialDate("2024-03")), milestone("b", "a"), milestone("c", "a")])
    after = MilestoneGraph([milestone("a", due=PartialDate("2024-05")), milestone("c"), milestone("d", "a")])
    changes = compare(before, after)
    assert (changes.added, changes.removed) == (("d",), ("b",))
    assert [str(move) for move in changes.moved] == ["a: due 2024-03 -> 2024-05"]
    assert [str(link) for link in changes.linked] == ["a -> d (finish to start)"]
    assert [str(link) for link in changes.unlinked] == ["a -> b (finish to start)", "a -> c (finish to start)"]
    assert compare(before, before).none
