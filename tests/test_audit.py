"""Audits of published scores: what the facts force, allow and rule out, from whatever was printed."""

import csv
import itertools
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from opengov import reference
from opengov.errors import InvalidFacts, UnknownName
from opengov.model.dates import PartialDate
from opengov.model.indicators import CriterionScore, EligibilityScore
from opengov.model.rulebooks import Rulebook
from opengov.model.sources import Confidence
from opengov.model.values import Absent, Between, Outcome, Scalar, Value
from opengov.rules.audit import Audit, AuditStatus, audit, audit_scores, books_meant
from opengov.rules.evaluate import Facts
from opengov.rules.shelf import Shelf, shelf
from opengov.rules.verdicts import decide

NOT_COVERED = Absent("not covered")
ON_EVIDENCE = {"TUN 2014-01": 4, "CIV 2015-07": 4, "TUN 2018-06": 4}
IMPOSSIBLE = {"BLZ 2014-12", "SEN 2018"}
CODES = ("PW", "HC", "SC", "PL", "IU", "NP")

with (Path(__file__).parent / "data" / "obs_two_documents.csv").open(encoding="utf-8", newline="") as file:
    DOCUMENTS = {
        (row["iso3"], row["edition"]): (row["executives_budget_proposal"], row["audit_report"])
        for row in csv.DictReader(file)
    }


def editions_of(score: EligibilityScore) -> dict[str, str]:
    """Return the editions assumed behind a score; the update of 2014 used the survey of 2012."""
    chosen = {
        choice.series: choice.edition
        for choice in reference.edition_choices()
        if choice.member == score.member and str(choice.period) == f"{score.as_of}/{score.as_of}"
    }
    return ({"obs": "2012"} if str(score.as_of) in {"2014-12", "2015-07"} else {}) | chosen


def facts_of(score: EligibilityScore) -> Facts:
    """Return what the two surveys say of a country in the editions behind its score."""
    editions = editions_of(score)
    found: dict[str, Value | Scalar | None] = {}
    codes = DOCUMENTS.get((score.member, editions.get("obs", "")), ())
    for name, code in zip(("budget_proposal", "audit_report"), codes, strict=False):
        found[name] = code if code in CODES else NOT_COVERED
    for one in (*reference.observations(), *reference.not_covered()):
        if one.member == score.member and one.edition in {editions.get("eiu_civil_liberties"), None}:
            found["civil_liberties"] = one.value
    return found


@cache
def audits() -> Mapping[str, Audit]:
    """Return the audit of every published score."""
    scores = reference.published_scores()
    found = audit_scores(scores, [facts_of(score) for score in scores])
    return {f"{one.published.member} {one.published.as_of}": one for one in found}


# --- the 43 published scores ---


def test_counts() -> None:
    """Of 43 published scores five are impossible on what the surveys say, and none is forced by that alone."""
    found = [one.status for one in audits().values()]
    assert [found.count(status) for status in AuditStatus] == [0, 38, 5]


def test_impossible() -> None:
    """Two cannot be at all as printed, three only with points on accepted evidence."""
    found = {name for name, one in audits().items() if one.status is AuditStatus.IMPOSSIBLE}
    assert found == IMPOSSIBLE | ON_EVIDENCE.keys()


@pytest.mark.parametrize("name", ON_EVIDENCE)
def test_possible_with_evidence(name: str) -> None:
    """Accepted evidence for fiscal transparency is the one smallest change that makes them possible."""
    assert [str(way) for way in audits()[name].possible_with] == [f"accepted evidence: FT {ON_EVIDENCE[name]}"]


@pytest.mark.parametrize("name", ON_EVIDENCE)
def test_with_the_evidence(name: str) -> None:
    """With the evidence that they name, they are consistent."""
    before = audits()[name]
    facts = {**before.verdict.facts, "fiscal_transparency_accepted": ON_EVIDENCE[name]}
    assert audit(before.published, before.verdict.books, facts).status is AuditStatus.CONSISTENT


def test_senegal_2018() -> None:
    """Nothing makes the score printed for Senegal in 2018 possible, but its two points exchanged would be."""
    found = audits()["SEN 2018"]
    said = found.explain()
    assert found.possible_with == ()
    assert "ATI 2 cannot be; it only ever gives 0 or 1 or 3 or 4" in said
    assert "AD 3 cannot be; it only ever gives 0 or 2 or 4" in said
    exchanged = {"ATI": 3, "AD": 2}
    criteria = tuple(evolve(one, points=exchanged.get(one.criterion, one.points)) for one in found.published.criteria)
    again = audit(evolve(found.published, criteria=criteria), found.verdict.books, found.verdict.facts)
    assert [str(one) for one in again.breakdowns] == ["FT 4, ATI 3, AD 2, CE 3: 12 of 16"]


def test_belize_2014() -> None:
    """Neither survey covers Belize, so it cannot have 12 possible points, unless one metric was on evidence."""
    found = audits()["BLZ 2014-12"]
    assert "12 possible points cannot be; the facts allow 8" in found.explain()
    assert [[name for name, _ in way.evidence] for way in found.possible_with] == [["FT"], ["CE"]]


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("GEO 2014-12", {"ati_law": True, "ad_law": True, "ad_public": True}),
        ("TUN 2018-06", {"ati_law": True, "ad_law": True, "ad_public": False, "fiscal_transparency_accepted": 4}),
    ],
)
def test_reproduced(name: str, facts: Mapping[str, Scalar]) -> None:
    """The two scores printed whole follow from the surveys, the law and the evidence."""
    before = audits()[name]
    found = audit(before.published, before.verdict.books, {**before.verdict.facts, **facts})
    assert (found.status, found.fits) == (AuditStatus.REPRODUCED, 1)


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("NGA 2014-12", ["FT 2, ATI 4, AD 4, CE 2: 12 of 16"]),  # published only as eligible
        ("NER 2014-12", ["FT 0, ATI 4, AD 4, CE 2: 10 of 16"]),
        ("PAK 2016-12", ["FT 4, ATI 4, AD 4, CE 3: 15 of 16"]),
        ("MAR 2014-12", ["FT 4, ATI 1, AD 4, CE 2: 11 of 16", "FT 4, ATI 3, AD 2, CE 2: 11 of 16"]),
    ],
)
def test_breakdowns(name: str, fits: list[str]) -> None:
    """The breakdowns that fit are all of them, in order."""
    assert [str(one) for one in audits()[name].breakdowns] == fits


def test_morocco_under_both_books() -> None:
    """A guarantee with a draft law gave three points or four: only the older book allows what was printed in 2014."""
    before = audits()["MAR 2014-12"]
    known: Facts = {"ati_law": False, "ati_constitution": True, "ati_draft": True, "ad_law": True, "ad_public": False}
    found = audit(before.published, before.verdict.books, {**before.verdict.facts, **known})
    assert (found.status, found.rulebook, found.also) == (AuditStatus.CONSISTENT, "CORE-2014", ())
    assert "not possible under CORE-2016, which may have been meant as well" in found.explain()
    newer = audit(before.published, shelf()["CORE-2016"], {**before.verdict.facts, **known})
    assert (newer.status, "book: CORE-2014" in map(str, newer.possible_with)) == (AuditStatus.IMPOSSIBLE, True)


# --- whatever was printed ---


def score_of(**printed: object) -> EligibilityScore:
    """Return a score of a made-up country."""
    return EligibilityScore(member="ARC", as_of=PartialDate("2019-06-01"), **printed)  # type: ignore[arg-type]  # any of its fields


BOOK = shelf()["CORE-2018"]
KNOWN: Mapping[str, Scalar] = {"budget_proposal": "PW", "audit_report": "PL", "civil_liberties": 5.88}


@pytest.mark.parametrize(
    ("printed", "totals"),
    [
        ({"points": 11}, {11}),
        ({"percent": "69"}, {11}),
        ({"percent": "68.8"}, {11}),
        ({"percent": "68.7"}, {11}),  # 68.75 rounded down
        ({"percent": "68,75 %"}, {11}),
        ({"percent": "81.2"}, {13}),
        ({"percent": "81.3"}, {13}),
        ({"percent": "62.5"}, {10}),
        ({"percent": "63"}, {10}),
        ({"met": True}, {12, 13}),
        ({"met": False}, {5, 6, 7, 8, 9, 10, 11}),
        ({"possible": 16, "met": True}, {12, 13}),
        ({"criteria": (CriterionScore(criterion="ATI", points=1),)}, {6, 8, 10}),
    ],
)
def test_partial_knowledge(printed: Mapping[str, object], totals: set[int]) -> None:
    """A total, a percentage however rounded, only the result or some criteria is enough."""
    assert {one.total for one in audit(score_of(**printed), BOOK, KNOWN).breakdowns} == totals


@pytest.mark.parametrize("percent", ["68.9", "70", "101", "12.50"])
def test_percentage_that_no_points_give(percent: str) -> None:
    """A percentage that nothing rounds to is impossible."""
    found = audit(score_of(percent=percent), BOOK, KNOWN)
    assert found.status is AuditStatus.IMPOSSIBLE


def test_reconstructed_points_do_not_count() -> None:
    """What this project filled in is not held against the facts; whether it was said to be eligible is."""
    filled = CriterionScore(criterion="FT", points=4, confidence=Confidence.RECONSTRUCTED)
    score = score_of(points=16, possible=16, met=False, criteria=(filled,), confidence=Confidence.RECONSTRUCTED)
    assert {one.total for one in audit(score, BOOK, KNOWN).breakdowns} == {5, 6, 7, 8, 9, 10, 11}


def test_nothing_printed() -> None:
    """A score that says nothing is consistent with all there is, never reproduced."""
    facts = {**KNOWN, "ati_law": True, "ad_law": True, "ad_public": True}
    assert audit(score_of(), BOOK, facts).status is AuditStatus.CONSISTENT


def test_only_eligible_can_be_reproduced() -> None:
    """That a country is eligible is reproduced where the facts force it, though its points stay open."""
    facts: Facts = {"budget_proposal": "PW", "audit_report": "PW", "civil_liberties": 9.1, "ati_law": True}
    found = audit(score_of(met=True), BOOK, facts)
    assert (found.status, found.fits) == (AuditStatus.REPRODUCED, 3)


def test_reading_that_makes_it_possible() -> None:
    """With civil liberties of exactly 5.00 three points need the other reading, or evidence."""
    score = score_of(criteria=(CriterionScore(criterion="CE", points=3),))
    found = audit(score, BOOK, {"civil_liberties": 5.0})
    assert {str(way) for way in found.possible_with} == {"reading: CE-STRICT inclusive", "accepted evidence: CE 3"}
    assert audit(score, BOOK, {"civil_liberties": 5.0}, readings="open").status is AuditStatus.CONSISTENT
    answered = audit(score, BOOK, {"civil_liberties": 5.0}, readings={"CE-STRICT": "inclusive"})
    assert answered.status is AuditStatus.REPRODUCED


def test_two_changes_at_once() -> None:
    """Where no single change helps, the smallest sets of changes that do are named."""
    score = score_of(
        criteria=(CriterionScore(criterion="CE", points=4), CriterionScore(criterion="FT", points=4)),
    )
    found = audit(score, BOOK, KNOWN)
    assert [str(way) for way in found.possible_with] == ["accepted evidence: FT 4 and accepted evidence: CE 4"]


def test_uncertain_facts() -> None:
    """A fact known only within bounds leaves what it can be."""
    facts: Facts = {**KNOWN, "civil_liberties": Between(5.0, 8.0)}
    found = audit(score_of(met=True, points=14), BOOK, facts)
    assert [str(one) for one in found.breakdowns] == ["FT 2, ATI 4, AD 4, CE 4: 14 of 16"]


def refused(*scores: EligibilityScore, facts: Mapping[str, Scalar]) -> list[str]:
    """Return what is said of scores that cannot be audited on facts."""
    with pytest.raises(InvalidFacts) as caught:
        audit_scores(scores, [facts])
    return [str(problem) for problem in caught.value.problems]


def test_wrong_input() -> None:
    """Facts of a wrong kind, unknown criteria and percentages that are none are refused."""
    odd = score_of(criteria=(CriterionScore(criterion="AD1", points=3),))
    old = EligibilityScore(member="ARC", as_of=PartialDate("1999"), met=True)
    assert refused(score_of(points=3), facts={"civil_liberties": 11}) == [
        "scores[0].civil_liberties: 11 is not a number from 0 to 10"
    ]
    assert refused(odd, facts={}) == ["scores[0]: there is no criterion 'AD1'; did you mean AD?"]
    assert refused(score_of(percent="about 70"), facts={}) == [
        'scores[0].percent: "about 70" is not a percentage (as it was printed, such as 69 or 68.8)'
    ]
    assert refused(old, facts={})[0].startswith("scores[0]: there is no rulebook in force for eligibility on")
    assert refused(old, old, facts={}) == ["facts: are given for 1 of 2 scores (give as many)"]
    with pytest.raises(UnknownName, match="did you mean CE-STRICT"):
        audit(score_of(met=True), BOOK, {}, readings={"CE-STRIKT": "inclusive"})


def test_facts_of_other_books_are_passed_over() -> None:
    """A table has one column for the points of the older scale; scores by later books do not read it."""
    (found,) = audit_scores([score_of(met=True)], [{"ad_points": 3}])
    assert "ad_points" not in found.verdict.facts
    assert "no such measure" in refused(score_of(met=True), facts={"ad_point": 3})[0]


@pytest.mark.parametrize(
    ("as_of", "books"),
    [
        ("2014-12", ["CORE-2014", "CORE-2016"]),
        ("2014-12-21", ["CORE-2011"]),
        ("2015", ["CORE-2014", "CORE-2016"]),
        ("2016-03", ["CORE-2016"]),
        ("2018", ["CORE-2018", "CORE-2017"]),
        ("2018-06", ["CORE-2018"]),
        ("2023-05", ["CORE-2023"]),
    ],
)
def test_books_meant(as_of: str, books: list[str]) -> None:
    """A month counts at its end, a year at the end of any of its months; the book that is sure comes first."""
    assert [book.id for book in books_meant(PartialDate(as_of))] == books


def test_own_shelf() -> None:
    """On a shelf with a single book no other one is offered."""
    score = score_of(criteria=(CriterionScore(criterion="AD", points=3),))
    assert audit(score, BOOK, {}, books=Shelf((BOOK,))).possible_with == ()
    assert [str(way) for way in audit(score, BOOK, {}).possible_with] == ["book: CORE-2011"]


def test_plain_data() -> None:
    """An audit is plain data that JSON takes, and a line of text."""
    found = audits()["NGA 2014-12"]
    assert json.loads(json.dumps(found.to_dict())) == {
        "member": "NGA",
        "as_of": "2014-12",
        "rulebook": "CORE-2014",
        "also": ["CORE-2016"],
        "tried": ["CORE-2014", "CORE-2016"],
        "status": "consistent",
        "fits": 1,
        "breakdowns": [{"FT": 2, "ATI": 4, "AD": 4, "CE": 2, "total": 12, "possible": 16}],
        "possible_with": [],
    }
    assert str(found) == "NGA 2014-12: consistent, CORE-2014, 1 breakdown fits"


# --- against brute force ---

WORLD: Mapping[str, tuple[Scalar | Absent, ...]] = {
    "budget_proposal": ("PW", "PL", NOT_COVERED),
    "audit_report": ("HC", "NP", NOT_COVERED),
    "ati_law": (True, False),
    "ati_constitution": (True, False),
    "ati_draft": (True, False),
    "ad_law": (True, False),
    "ad_public": (True, False),
    "civil_liberties": (9.0, 5.29, 5.0, 2.0, NOT_COVERED),
}
WORLDS = [dict(zip(WORLD, values, strict=True)) for values in itertools.product(*WORLD.values())]


def results_of(
    book: Rulebook, facts: Mapping[str, Scalar | Absent]
) -> tuple[tuple[int | None, ...], int, int, Outcome]:
    """Return what the engine gives for facts that are all known: points of each criterion, total, possible, result."""
    verdict = decide(book, facts)
    cells = [next(iter(cells)) for _, cells in verdict.cells]
    ((total, possible),) = verdict.totals
    return tuple(cell.points if cell.measured else None for cell in cells), total, possible, verdict.core


RESULTS = {book: [results_of(shelf()[book], world) for world in WORLDS] for book in ("CORE-2014", "CORE-2023")}


@given(st.data())
def test_against_brute_force(data: st.DataObject) -> None:
    """The breakdowns are those of all worlds that agree with what is known and with what was printed, no other."""
    book = data.draw(st.sampled_from(sorted(RESULTS)))
    truth = data.draw(st.sampled_from(WORLDS))
    known = data.draw(st.sets(st.sampled_from(sorted(WORLD))))
    facts = {name: truth[name] for name in known}
    _, total, possible, core = results_of(shelf()[book], data.draw(st.sampled_from(WORLDS)))
    met = {Outcome.MET: True, Outcome.NOT_MET: False}.get(core)
    share = f"{round(100 * total / possible, data.draw(st.integers(0, 2)))}" if possible else None
    printed = {"points": total, "possible": possible, "met": met, "percent": share}
    shown = data.draw(st.sets(st.sampled_from(sorted(printed)), min_size=1))
    score = score_of(**{name: printed[name] for name in shown})
    found = audit(score, shelf()[book], facts)
    worlds = [
        result
        for world, result in zip(WORLDS, RESULTS[book], strict=True)
        if all(world[name] == value for name, value in facts.items())
    ]
    agree = {
        points
        for points, total_here, possible_here, core_here in worlds
        if score.points in {None, total_here}
        and score.possible in {None, possible_here}
        and (score.met is None or core_here is (Outcome.MET if score.met else Outcome.NOT_MET))
        and (score.percent is None or _prints(total_here, possible_here, score.percent))
    }
    # what is not known may also be what no world here has: another code gives the same points as one that is here
    assert {tuple(points for _, points in one.points) for one in found.breakdowns} >= agree
    if known >= {"budget_proposal", "audit_report", "civil_liberties"}:
        assert {tuple(points for _, points in one.points) for one in found.breakdowns} == agree
        forced = {points for points, *_ in worlds} == agree and any(
            getattr(score, name) is not None for name in printed
        )
        wanted = AuditStatus.REPRODUCED if forced else AuditStatus.CONSISTENT if agree else AuditStatus.IMPOSSIBLE
        assert found.status is wanted


def _prints(total: int, possible: int, percent: str) -> bool:
    places = len(re.sub(r"^\d+\.?", "", percent))
    return bool(possible) and abs(100 * total / possible - float(percent)) <= 0.5 / 10**places + 1e-9


def test_what_is_known_not_to_be_covered() -> None:
    """Each country that a survey is said never to cover has its source, and no figure of that survey."""
    sources = {source.id for source in reference.sources()}
    gaps = reference.not_covered()
    assert {(one.value, *set(one.sources) - sources) for one in gaps} == {(NOT_COVERED,)}
    figures = {(one.indicator, one.member) for one in reference.observations()}
    assert figures & {(one.indicator, one.member) for one in gaps} == set()
