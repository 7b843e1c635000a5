"""For other test suites: Hypothesis strategies for the whole model, assertions, and a pytest plugin.

It needs the extra ``testing`` (``pip install opengov-partnership[testing]``). Every strategy draws what the library
accepts; those that begin with ``invalid_`` draw what it must refuse. The plugin, :mod:`opengov.testing.plugin`, is
loaded only where it is asked for.

Examples
--------
Objects of one class; other strategies can be given for single fields:

>>> from hypothesis import given, strategies as st
>>> from opengov import testing
>>> @given(testing.commitments(period=st.none()))
... def test_commitment(commitment):
...     assert commitment.period is None
>>> test_commitment()

Whole cases, which hold together and can be written and judged:

>>> import opengov
>>> @given(testing.cases())
... def test_judged(case):
...     for member in case.members:
...         assert str(opengov.assess_eligibility(case, member=member.id, on=opengov.case("pakistan-2017").on))
>>> test_judged()

Facts, for the functions that judge without a case:

>>> book = opengov.shelf()["CORE-2023"]
>>> @given(testing.known_facts(book))
... def test_decided(facts):
...     assert opengov.decide(book, facts).points.low == opengov.decide(book, facts).points.high
>>> test_decided()
"""

from opengov.testing._assertions import assert_case_equal, assert_verdict_equal
from opengov.testing._books import measures, rule_tests, rulebooks
from opengov.testing._cases import cases, invalid_case_data
from opengov.testing._facts import facts, invalid_facts, known_facts, measure_values
from opengov.testing._nouns import (
    accepted_evidence,
    action_plans,
    amendments,
    claims,
    clusters,
    codings,
    commitments,
    completeness,
    consultations,
    contributions,
    criterion_scores,
    deadlines,
    edition_choices,
    editions,
    eligibility_scores,
    events,
    expressions_of_interest,
    forums,
    indicators,
    institutions,
    irm_assessments,
    local_calls,
    meetings,
    members,
    membership_events,
    milestone_links,
    milestones,
    observations,
    places,
    progress,
    publications,
    reasoned_responses,
    reforms,
    repository_updates,
    schemes,
    seats,
    sessions,
    sources,
    sub_commissions,
    terms,
    thematic_areas,
    working_groups,
)
from opengov.testing._primitives import (
    counts,
    days,
    ids,
    invalid_dates,
    invalid_ids,
    partial_dates,
    periods,
    spans,
    texts,
)
from opengov.testing._registry import register
from opengov.testing._values import (
    absent_values,
    choices,
    known_values,
    listings,
    numbers,
    ranges,
    records,
    scalars,
    values,
)

__all__ = [
    "absent_values",
    "accepted_evidence",
    "action_plans",
    "amendments",
    "assert_case_equal",
    "assert_verdict_equal",
    "cases",
    "choices",
    "claims",
    "clusters",
    "codings",
    "commitments",
    "completeness",
    "consultations",
    "contributions",
    "counts",
    "criterion_scores",
    "days",
    "deadlines",
    "edition_choices",
    "editions",
    "eligibility_scores",
    "events",
    "expressions_of_interest",
    "facts",
    "forums",
    "ids",
    "indicators",
    "institutions",
    "invalid_case_data",
    "invalid_dates",
    "invalid_facts",
    "invalid_ids",
    "irm_assessments",
    "known_facts",
    "known_values",
    "listings",
    "local_calls",
    "measure_values",
    "measures",
    "meetings",
    "members",
    "membership_events",
    "milestone_links",
    "milestones",
    "numbers",
    "observations",
    "partial_dates",
    "periods",
    "places",
    "progress",
    "publications",
    "ranges",
    "reasoned_responses",
    "records",
    "reforms",
    "register",
    "repository_updates",
    "rule_tests",
    "rulebooks",
    "scalars",
    "schemes",
    "seats",
    "sessions",
    "sources",
    "spans",
    "sub_commissions",
    "terms",
    "texts",
    "thematic_areas",
    "values",
    "working_groups",
]
