"""From rows to plans, and to a case for each member."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from opengov.formats._layouts import Layout
from opengov.formats.irm_results import IrmRow
from opengov.model.cases import Case
from opengov.model.dates import PartialDate, Period
from opengov.model.milestones import Milestone
from opengov.model.plans import ActionPlan, Commitment
from opengov.model.themes import Cluster, Term
from opengov.model.values import Known

__all__ = ["assembled_cases", "assembled_clusters", "assembled_plans"]

_YEARS = range(1000, 10_000)
_ID = re.compile(r"[A-Z]{2,3}\d{4}", re.ASCII)
_CLUSTERS = "irm-clusters"


def assembled_plans(rows: Iterable[IrmRow]) -> tuple[ActionPlan, ...]:
    """Return the plans that rows tell of, in the order in which they first do."""
    by_plan: dict[str, list[IrmRow]] = {}
    for row in rows:
        by_plan.setdefault(row.plan, []).append(row)
    return tuple(_plan(one) for one in by_plan.values())


def assembled_clusters(rows: Iterable[IrmRow]) -> tuple[Cluster, ...]:
    """Return the clusters of commitments that rows tell of, as far as their commitments are among the rows."""
    rows = tuple(rows)
    there = {row.key for row in rows}
    found: dict[frozenset[str], Cluster] = {}
    for row in rows:
        told = row.facts.get("cluster_commitments")
        ids = dict.fromkeys(_ID.findall(told.value)) if isinstance(told, Known) and isinstance(told.value, str) else {}
        members = tuple(one for one in ids if one in there)
        if members and frozenset(ids) not in found:
            term = Term(scheme=_CLUSTERS, code=members[0])
            cluster = Cluster(id=f"{row.plan}-cluster-{members[0]}", term=term, commitments=members)
            found[frozenset(ids)] = cluster
    return tuple({one.id: one for one in found.values()}.values())


def assembled_cases(rows: Iterable[IrmRow], layout: Layout) -> Iterator[Case]:
    """Yield a case for each member that rows tell of."""
    by_member: dict[str, list[IrmRow]] = {}
    for row in rows:
        by_member.setdefault(row.member, []).append(row)
    for member, own in by_member.items():
        yield Case(
            id=f"{member}-{layout.id}",
            title=f"{own[0].country}: {layout.title}",
            about=(member,),
            sources=(layout.source,),
            institutions=tuple({one.id: one for row in own for one in row.institutions}.values()),
            members=(own[0].government,),
            plans=assembled_plans(own),
            assessments=tuple(one for row in own for one in row.assessments),
            clusters=assembled_clusters(own),
        )


def _plan(rows: Sequence[IrmRow]) -> ActionPlan:
    first = rows[0]
    sources = next((one.sources for row in rows for one in row.assessments), ())
    commitments: dict[str, Commitment] = {}
    steps: dict[str, dict[str, Milestone]] = {}
    for row in rows:
        if row.commitment is not None:
            commitments.setdefault(row.commitment.id, row.commitment)
            own = steps.setdefault(row.commitment.id, {})
            for one in row.milestones:
                own.setdefault(one.id, one)
    end = _year(rows, "plan_end_year")
    return ActionPlan(
        id=first.plan,
        member=first.member,
        number=first.plan_number,
        period=first.period or (None if end is None else Period(None, end)),
        delivered=_year(rows, "year_submitted"),
        commitments=tuple(_whole(one, tuple(steps[one.id].values())) for one in commitments.values()),
        sources=sources or (() if first.commitment is None else first.commitment.sources),
    )


def _whole(commitment: Commitment, milestones: tuple[Milestone, ...]) -> Commitment:
    return evolve(commitment, milestones=milestones) if milestones else commitment


def _year(rows: Iterable[IrmRow], measure: str) -> PartialDate | None:
    """Return the year that rows of a plan give; where they differ, one of them."""
    values = [row.facts.get(measure) for row in rows]
    years = sorted({one.value for one in values if isinstance(one, Known) and isinstance(one.value, int)})
    years = [year for year in years if year in _YEARS]
    if not years:
        return None
    return PartialDate(str(years[0]) if len(years) == 1 else f"[{years[0]}..{years[-1]}]")
