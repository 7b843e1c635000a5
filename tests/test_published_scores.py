"""Every eligibility score that was published, held against the book of its date.

This is a check of consistency, not proof. A score is consistent when some assignment of the facts that are not known
gives what was printed: the total, what it is out of, pass or fail, and the points of each metric where these were
printed or follow from the text. Four things in it rest on this project's reconstruction, and partly on these same
scores: the bands of civil liberties, that a printed budget document counts, the editions assumed behind each score, and
the points before December 2014 for asset disclosure. Whoever finds a reading that fits as well has not been refuted.

Points that this project filled in itself (confidence "reconstructed") are not asked for.
"""

import csv
import itertools
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from opengov import reference
from opengov.model.cases import Case
from opengov.model.dates import PartialDate
from opengov.model.indicators import AcceptedEvidence, EligibilityScore, Observation
from opengov.model.members import Member
from opengov.model.sources import Confidence, Source
from opengov.model.values import Absent, Known, Outcome, Scalar
from opengov.rules.eligibility import assess_eligibility
from opengov.rules.verdicts import Verdict, decide

SCORES = {f"{score.member} {score.as_of}": score for score in reference.published_scores()}
IMPOSSIBLE = {"BLZ 2014-12", "SEN 2018"}
ON_EVIDENCE = {"TUN 2014-01": "2013-12", "CIV 2015-07": "2015-07", "TUN 2018-06": "2018-06"}
CODES = ("PW", "HC", "SC", "PL", "IU", "NP")
NOT_COVERED = Absent("not covered")

# One figure for each score that names no edition: civil liberties by the Democracy Index of 2013 (Economist
# Intelligence Unit), the newest edition on 22 December 2014. It does not cover Belize. The edition behind the score of
# Senegal in 2023 is not known here.
CIVIL_LIBERTIES_2013: Mapping[str, Known | Absent] = {
    "AUT": Known(9.41),
    "BEL": Known(9.41),
    "BLZ": NOT_COVERED,
    "CHE": Known(9.41),
    "CPV": Known(9.12),
    "DEU": Known(9.12),
    "ETH": Known(4.41),
    "IND": Known(9.41),
    "ISL": Known(9.71),
    "JAM": Known(9.12),
    "JPN": Known(9.41),
    "KGZ": Known(5.29),
    "NIC": Known(7.06),
    "NPL": Known(5.59),
    "PAK": Known(5.29),
    "POL": Known(9.12),
    "PRT": Known(9.41),
    "RUS": Known(4.12),
    "SVN": Known(8.82),
    "THA": Known(6.76),
    "UGA": Known(6.18),
}

# What a fact may be where it is not known; for civil liberties, a value inside each band.
POSSIBLE: Mapping[str, tuple[Scalar | Absent, ...]] = {
    "budget_proposal": (*CODES, NOT_COVERED),
    "audit_report": (*CODES, NOT_COVERED),
    "ati_law": (True, False),
    "ati_constitution": (True, False),
    "ati_draft": (True, False),
    "ad_points": (0, 1, 2, 3, 4),
    "ad_law": (True, False),
    "ad_public": (True, False),
    "civil_liberties": (8.82, 6.18, 3.53, 1.47, NOT_COVERED),
}


def test_all_are_here() -> None:
    """There are 43 published scores, 18 of them with a total, and each has a name of its own."""
    scores = reference.published_scores()
    assert (len(scores), len(SCORES), sum(score.points is not None for score in scores)) == (43, 43, 18)


@pytest.mark.parametrize("name", [name for name in SCORES if name not in IMPOSSIBLE | ON_EVIDENCE.keys()])
def test_consistent(name: str) -> None:
    """Some assignment of the unknown facts gives what was published, and the verdict leaves it possible."""
    score = SCORES[name]
    verdicts = [verdict for verdict in judged(score) if next(witnesses(score, verdict), None) is not None]
    assert [left_possible(score, verdict) for verdict in verdicts[:1]] == [True]


@pytest.mark.parametrize("name", ON_EVIDENCE)
def test_consistent_on_accepted_evidence_only(name: str) -> None:
    """What the surveys say rules the published score out; with the points accepted on evidence it is possible."""
    score = SCORES[name]
    (points,) = [one.points for one in score.criteria if one.criterion == "FT"]
    accepted = AcceptedEvidence(
        member=score.member,
        criterion="FT",
        points=points,
        assessed=PartialDate(ON_EVIDENCE[name]),
        reference="evidence for fiscal transparency",
        sources=score.sources,
    )
    without = [left_possible(score, verdict) for verdict in judged(score)]
    with_it = [left_possible(score, verdict) for verdict in judged(score, accepted)]
    found = [next(witnesses(score, verdict), None) is not None for verdict in judged(score, accepted)]
    assert (without, with_it, found) == ([False], [True], [True])


@pytest.mark.parametrize("name", sorted(IMPOSSIBLE))
def test_impossible(name: str) -> None:
    """Two printed scores cannot be, under any book that may be meant, whatever the facts that are not known."""
    score = SCORES[name]
    assert [next(witnesses(score, verdict), None) for verdict in judged(score)] == [None] * len(judged(score))


def test_why_belize_2014_cannot_be() -> None:
    """Neither survey covers Belize, so 8 points are possible, not the 12 out of which it was printed."""
    (verdict,) = judged(SCORES["BLZ 2014-12"])
    assert {possible for _, possible in verdict.totals} == {8}


def test_why_senegal_2018_cannot_be() -> None:
    """Access to information never gives 2 points nor asset disclosure 3; the other way round all would fit."""
    printed = {"FT": 4, "ATI": 2, "AD": 3, "CE": 3}
    assert printed == {one.criterion: one.points for one in SCORES["SEN 2018"].criteria}
    verdicts = judged(SCORES["SEN 2018"])
    assert [verdict.rulebook for verdict in verdicts] == ["CORE-2017", "CORE-2018"]
    fits = [{name: points in points_of(verdict, name) for name, points in printed.items()} for verdict in verdicts]
    assert fits == [{"FT": True, "ATI": False, "AD": False, "CE": True}] * 2
    swapped = {**printed, "ATI": 3, "AD": 2}
    assert [points in points_of(verdict, name) for verdict in verdicts for name, points in swapped.items()] == [
        True
    ] * 8


@pytest.mark.parametrize(
    ("name", "facts", "evidence"),
    [
        ("GEO 2014-12", {"ati_law": True, "ad_law": True, "ad_public": True}, {}),
        ("TUN 2018-06", {"ati_law": True, "ad_law": True, "ad_public": False}, {"fiscal_transparency_accepted": 4}),
    ],
)
def test_exact(name: str, facts: Mapping[str, Scalar], evidence: Mapping[str, Scalar]) -> None:
    """The two scores printed whole come out to the point, each metric and the total, and pass."""
    score = SCORES[name]
    assert {one.confidence for one in score.criteria} == {Confidence.CONFIRMED}
    (before,) = judged(score)
    verdict = decide(before.books, {**before.facts, **facts, **evidence})
    printed = {one.criterion: {one.points} for one in score.criteria}
    assert {one.id: points_of(verdict, one.id) for one in verdict.criteria} == printed
    assert [*verdict.totals] == [(score.points, score.possible)]
    assert verdict.core is Outcome.MET


def test_georgia_2014_from_the_surveys_alone() -> None:
    """Georgia's printed points for the budget documents and for civil liberties follow from the surveys."""
    (verdict,) = judged(SCORES["GEO 2014-12"])
    assert (points_of(verdict, "FT"), points_of(verdict, "CE")) == ({4}, {3})


def test_nigeria_2014_has_no_other_total() -> None:
    """Nigeria, published only as newly eligible, reaches the minimum with every point it can have and not otherwise."""
    (verdict,) = judged(SCORES["NGA 2014-12"])
    assert max(verdict.totals) == (12, 16)


def test_pakistan_2016_needs_the_older_edition() -> None:
    """With 5.00, of the newest edition then, the printed 15 of 16 cannot be reached, unless 5.00 gives three points."""
    (verdict,) = judged(SCORES["PAK 2016-12"])
    newest = {**verdict.facts, "civil_liberties": 5.0}
    inclusive = decide(verdict.books, newest, readings={"CE-STRICT": "inclusive"})
    assert (max(verdict.totals), max(decide(verdict.books, newest).totals)) == ((15, 16), (14, 16))
    assert max(inclusive.totals) == (15, 16)


# --- how a published score is held against its books ---


def judged(score: EligibilityScore, *evidence: AcceptedEvidence) -> list[Verdict]:
    """Return a verdict for each book that may be meant: a score of 2018 may be from before June or after."""
    verdicts = [assess_eligibility(case_of(score, *evidence), on=day) for day in days(score.as_of)]
    return list({verdict.rulebook: verdict for verdict in verdicts}.values())


def days(as_of: PartialDate) -> tuple[date, ...]:
    """Return the days for which a score may stand: a month is taken at its end, but for the update of 2014."""
    if as_of == PartialDate("2014-12"):
        return (date(2014, 12, 22),)
    whole_year = as_of.latest().month - as_of.earliest().month > 0
    return (as_of.earliest(), as_of.latest()) if whole_year else (as_of.latest(),)


def case_of(score: EligibilityScore, *evidence: AcceptedEvidence) -> Case:
    """Return a case with what the surveys say of the country, in the editions assumed behind the score."""
    chosen = tuple(one for one in reference.edition_choices() if (one.member, one.period) == chosen_for(score))
    figures = [one for one in reference.observations() if one.member == score.member]
    if score.as_of == PartialDate("2014-12") and score.member in CIVIL_LIBERTIES_2013:
        figures = [seen(score.member, "civil_liberties", CIVIL_LIBERTIES_2013[score.member], "2013")]
    cited = {"obs"}.union(*(one.sources for one in chosen), *(one.sources for one in figures))
    cited = cited.union(*(one.sources for one in evidence))
    known = {source.id: source for source in reference.sources()}
    return Case(
        id="published",
        title="A published score",
        sources=tuple(known.get(name, Source(id=name, title=name)) for name in sorted(cited)),
        members=(Member(id=score.member, name=score.member),),
        observations=(*figures, *documents(score.member)),
        edition_choices=chosen,
        evidence=evidence,
    )


def chosen_for(score: EligibilityScore) -> tuple[str, object]:
    """Return the member and period by which the editions behind a score are known."""
    periods = {str(choice.period): choice.period for choice in reference.edition_choices()}
    return score.member, periods.get(f"{score.as_of}/{score.as_of}", score.as_of)


def documents(member: str) -> Iterator[Observation]:
    """Yield the availability codes of both documents, from the extract of the Open Budget Survey."""
    columns = {"budget_proposal": "executives_budget_proposal", "audit_report": "audit_report"}
    with (Path(__file__).parent / "data" / "obs_two_documents.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name, column in columns.items() if row["iso3"] == member else ():
                value = Known(row[column]) if row[column] in CODES else NOT_COVERED
                yield seen(member, name, value, row["edition"])


def seen(member: str, indicator: str, value: Known | Absent, edition: str) -> Observation:
    """Return an observation of an edition."""
    return Observation(member=member, indicator=indicator, value=value, edition=edition, sources=("obs",))


def witnesses(score: EligibilityScore, verdict: Verdict) -> Iterator[Mapping[str, object]]:
    """Yield the assignments of unknown facts under which the books give all that was published."""
    for book in verdict.books:
        unknown = [one.name for one in book.measures if one.name in POSSIBLE and one.name not in verdict.facts]
        for world in itertools.product(*(POSSIBLE[name] for name in unknown)):
            facts = {**verdict.facts, **dict(zip(unknown, world, strict=True))}
            found = decide(book, facts)
            if fits(score, found):
                yield facts


def fits(score: EligibilityScore, verdict: Verdict) -> bool:
    """Tell whether a verdict on facts all known is the published result."""
    ((points, possible),) = verdict.totals
    return (
        points == (points if score.points is None else score.points)
        and possible == score.possible
        and verdict.core is (Outcome.MET if score.met else Outcome.NOT_MET)
        and all(points_of(verdict, name) == {points} for name, points in printed(score).items())
    )


def left_possible(score: EligibilityScore, verdict: Verdict) -> bool:
    """Tell whether total, pass or fail, and the printed points of each metric are among what a verdict allows."""
    totals = {total for total in verdict.totals if score.points in {None, total[0]} and total[1] == score.possible}
    met = Outcome.MET if score.met else Outcome.NOT_MET
    return (
        bool(totals)
        and verdict.core in {met, Outcome.UNDETERMINED}
        and all(points in points_of(verdict, name) for name, points in printed(score).items())
    )


def printed(score: EligibilityScore) -> dict[str, int]:
    """Return the points of single metrics that were printed or follow from the text."""
    return {one.criterion: one.points for one in score.criteria if one.confidence is not Confidence.RECONSTRUCTED}


def points_of(verdict: Verdict, name: str) -> set[int]:
    """Return the points that a metric may have, where it is measured."""
    return {cell.points for one, cells in verdict.cells if one.id == name for cell in cells if cell.measured}
