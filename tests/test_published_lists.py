"""What was published of many countries at once: the list of 22 December 2014, and who rose and fell by February 2016.

Of the list only the names are known, of the changes only the direction. So these are checks of consistency: the codes
of the Open Budget Survey and single figures of the Democracy Index must leave possible what was said, with some laws.
"""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from opengov import audit, decide, rulebooks_for
from opengov.model.dates import PartialDate
from opengov.model.indicators import EligibilityScore
from opengov.model.values import Absent, Known, Outcome, Value
from opengov.rules.audit import AuditStatus
from opengov.rules.verdicts import Verdict

SURVEY = Path(__file__).parent / "data" / "obs_documents_2006_2019.csv"
LISTED, UPDATED = date(2014, 12, 22), date(2016, 2, 15)
NOT_COVERED = Absent("not covered")
NO_LAWS = dict.fromkeys(("ati_law", "ati_constitution", "ati_draft", "ad_law", "ad_public"), Known(value=False))

# Democracy Index (Economist Intelligence Unit), civil liberties: editions of 2013 and 2015
IN_2013: Mapping[str, float] = {
    "AGO": 3.24,
    "AUT": 9.41,
    "BEL": 9.41,
    "BTN": 3.53,
    "CHE": 9.41,
    "CPV": 9.12,
    "DEU": 9.12,
    "ETH": 4.41,
    "GUY": 7.06,
    "IND": 9.41,
    "ISL": 9.71,
    "JAM": 9.12,
    "JPN": 9.41,
    "KGZ": 5.29,
    "LUX": 9.71,
    "NAM": 8.24,
    "NGA": 3.53,
    "NIC": 7.06,
    "NPL": 5.59,
    "PAK": 5.29,
    "PNG": 8.24,
    "POL": 9.12,
    "PRT": 9.41,
    "RUS": 4.12,
    "SVN": 8.82,
    "THA": 6.76,
    "UGA": 6.18,
    "VEN": 5.88,
}
BEFORE: Mapping[str, float] = {
    "KAZ": 4.41,
    "LKA": 5.59,
    "PNG": 8.24,
    "RWA": 3.82,
    "TUN": 4.71,
    "VEN": 5.88,
    "ZMB": 7.35,
}
AFTER: Mapping[str, float] = {
    "KAZ": 3.82,
    "LKA": 5.59,
    "PNG": 7.65,
    "RWA": 2.94,
    "TUN": 5.88,
    "VEN": 5.59,
    "ZMB": 7.35,
}
UP, DOWN = ("KAZ", "LKA", "RWA", "ZMB"), ("PNG", "TUN", "VEN")


def surveyed(country: str, edition: str) -> dict[str, Value]:
    """Return the codes of the two documents."""
    with SURVEY.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["iso3"], row["edition"]) == (country, edition):
                codes = (row["executives_budget_proposal"], row["audit_report"])
                return dict(zip(("budget_proposal", "audit_report"), map(Known, codes), strict=True))
    return {"budget_proposal": NOT_COVERED, "audit_report": NOT_COVERED}


def facts_of(country: str, edition: str, liberties: Mapping[str, float]) -> dict[str, Value]:
    """Return what two surveys say of a country."""
    return {**surveyed(country, edition), "civil_liberties": Known(liberties[country])}


def in_december(country: str, liberties: Mapping[str, float]) -> Verdict:
    """Return what the surveys then newest decide on the day of the list, whatever the laws are."""
    return decide(rulebooks_for("eligibility", on=LISTED)[:1], facts_of(country, "2012", liberties), on=LISTED)


def in_february(country: str) -> Verdict:
    """Return what the surveys newest in February 2016 decide, by the books that may have been in force."""
    return decide(rulebooks_for("eligibility", on=UPDATED), facts_of(country, "2015", AFTER), on=UPDATED)


def needed(verdict: Verdict) -> int:
    """Return how many points the laws have to give for the threshold, two metrics of at most four points each."""
    (points,) = {points for points, _ in decide(verdict.books, {**verdict.facts, **NO_LAWS}, on=LISTED).totals}
    (possible,) = {possible for _, possible in verdict.totals}
    return -(-3 * possible // 4) - points


def test_there_are_28() -> None:
    """The list has 28 eligible governments that were no members."""
    assert len(IN_2013) == 28


@pytest.mark.parametrize("country", IN_2013)
def test_eligible_non_members_of_december_2014(country: str) -> None:
    """Each can have been eligible: the two laws never had to give more than the eight points that they can give."""
    verdict = in_december(country, IN_2013)
    assert verdict.core is not Outcome.NOT_MET
    assert needed(verdict) <= 8
    published = EligibilityScore(member=country, as_of=PartialDate("2014-12-22"), met=True)
    assert audit(published, verdict.books, verdict.facts).status is AuditStatus.CONSISTENT


def test_who_needs_every_point() -> None:
    """Angola and Nigeria need all eight points of their laws."""
    assert [country for country in IN_2013 if needed(in_december(country, IN_2013)) == 8] == ["AGO", "NGA"]


@pytest.mark.parametrize("country", UP)
def test_risen_by_february_2016(country: str) -> None:
    """Those that were said to have become eligible can have been below in December 2014, and reach it in 2016."""
    assert in_december(country, BEFORE).core is not Outcome.MET
    assert in_february(country).core is not Outcome.NOT_MET


@pytest.mark.parametrize("country", DOWN)
def test_fallen_by_february_2016(country: str) -> None:
    """Those that were said to have slipped below can have been above in December 2014, and fall short in 2016."""
    assert in_december(country, BEFORE).core is not Outcome.NOT_MET
    assert in_february(country).core is not Outcome.MET


def test_what_the_surveys_alone_decide() -> None:
    """Rwanda was below in 2014 and Venezuela in 2016, whatever their laws; nobody else is decided by the surveys."""
    names = (*UP, *DOWN)
    assert [name for name in names if in_december(name, BEFORE).core is Outcome.NOT_MET] == ["RWA"]
    assert [name for name in names if in_february(name).core is Outcome.NOT_MET] == ["VEN"]
