"""The reference data that ships: nothing of the files is lost, and every entry has its source."""

import csv
import io
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import resources

import attrs
import pytest

from opengov import reference
from opengov.model.cases import Case
from opengov.model.dates import PartialDate
from opengov.model.indicators import CriterionScore, EligibilityScore
from opengov.model.members import Member, MemberStatus
from opengov.model.sources import Confidence
from opengov.model.values import UNKNOWN, Known, OneOf

FOUNDERS = {"BRA", "GBR", "IDN", "MEX", "NOR", "PHL", "USA", "ZAF"}
MEASURES = {
    "ad_law",
    "ad_points",
    "ad_public",
    "ati_constitution",
    "ati_draft",
    "ati_law",
    "audit_report",
    "budget_proposal",
    "civil_liberties",
    "committee_ambition",
    "committee_capacity",
    "committee_contribution",
    "committee_mechanism",
    "committee_peer",
    "committee_record",
    "committee_value",
    "cso_entry_exit_ord",
    "cso_entry_exit_osp",
    "cso_repression_ord",
    "cso_repression_osp",
    "shortlist_score",
}
CALLS = {
    "membership": reference.members,
    "vocabularies": reference.schemes,
    "clusters": reference.clusters,
    "indicators": reference.indicators,
    "editions": reference.editions,
    "scores": reference.published_scores,
    "choices": reference.edition_choices,
    "figures": reference.observations,
    "calls": reference.local_calls,
    "process": reference.process_model,
    "statuses": reference.statuses,
    "steps": reference.process_steps,
}


# whether who has a status is a member, has left, is in good standing
MEANINGS = {
    MemberStatus.NOT_MEMBER: (False, False, False),
    MemberStatus.ACTIVE: (True, False, True),
    MemberStatus.ACTIVE_NON_VOTING: (True, False, True),
    MemberStatus.UNDER_PROCEDURAL_REVIEW: (True, False, None),
    MemberStatus.INACTIVE: (True, False, False),
    MemberStatus.SUSPENDED: (True, False, False),
    MemberStatus.PERMANENTLY_SUSPENDED: (None, True, False),
    MemberStatus.WITHDRAWN: (False, True, False),
}


def rows(file: str) -> list[Mapping[str, str]]:
    """Return the rows of a shipped file."""
    text = resources.files("opengov").joinpath("data", "reference", f"{file}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def member(iso3: str) -> Member:
    """Return the member with this id."""
    return next(member for member in reference.members() if member.id == iso3)


def stated(entry: object) -> Iterator[object]:
    """Yield an entry and everything in it that cites sources."""
    if hasattr(entry, "sources"):
        yield entry
    kind = type(entry)
    for field in attrs.fields(kind) if attrs.has(kind) else ():
        value = getattr(entry, field.name)
        for inner in value if isinstance(value, tuple) else ():
            yield from stated(inner)


def test_every_membership_event_is_there() -> None:
    """The members hold as many events as the file has rows, on the same dates and with the same precision."""
    events = [
        (member.id, str(event.date), event.kind, str(event.status_after or ""), event.note or "")
        for member in reference.members()
        for event in member.events
    ]
    written = [
        (row["iso3"], row["date"], row["event"], row["status_after"], row["note"]) for row in rows("membership_events")
    ]
    assert len(written) == 164
    assert sorted(written) == sorted(events)
    lengths = {"year": 4, "month": 7, "day": 10}
    exact = [row for row in rows("membership_events") if row["precision"] != "range"]
    assert [row for row in exact if len(row["date"]) != lengths[row["precision"]]] == []
    assert {row["date"][0] for row in rows("membership_events") if row["precision"] == "range"} == {"["}


def test_grades_of_membership_events() -> None:
    """The letters of the file are the four confidences."""
    grades = {"C": Confidence.CONFIRMED, "P": Confidence.PARTIAL, "B": Confidence.UNVERIFIED}
    written = [grades[row["grade"]] for row in rows("membership_events")]
    found = [event.confidence for member in reference.members() for event in member.events]
    assert Counter(written) == Counter(found)


def test_founders_are_eight() -> None:
    """The eight founders are marked, though lists of six and of seven exist."""
    marked = {member.id for member in reference.members() if any(event.note == "founder" for event in member.events)}
    assert marked == FOUNDERS


@pytest.mark.parametrize(
    ("iso3", "day", "expected"),
    [
        ("GEO", date(2010, 12, 31), MemberStatus.NOT_MEMBER),
        ("GEO", date(2024, 10, 13), MemberStatus.ACTIVE),
        ("GEO", date(2024, 10, 14), MemberStatus.SUSPENDED),
        ("TUR", date(2017, 9, 20), MemberStatus.INACTIVE),
        ("TUR", date(2017, 9, 21), MemberStatus.WITHDRAWN),
        ("AZE", date(2023, 8, 17), MemberStatus.PERMANENTLY_SUSPENDED),
        ("PAK", date(2017, 6, 30), MemberStatus.ACTIVE),
        ("PAK", date(2022, 3, 7), MemberStatus.WITHDRAWN),
        ("PAK", date(2016, 12, 9), MemberStatus.ACTIVE),
        ("PAK", date(2020, 12, 31), MemberStatus.ACTIVE),
        ("PAK", date(2022, 3, 6), MemberStatus.INACTIVE),
        ("TUR", date(2016, 9, 20), MemberStatus.ACTIVE),
        ("TUR", date(2016, 9, 21), MemberStatus.INACTIVE),
        ("TZA", date(2017, 6, 28), MemberStatus.ACTIVE),
        ("TZA", date(2017, 6, 29), MemberStatus.WITHDRAWN),
        ("RUS", date(2012, 4, 16), MemberStatus.NOT_MEMBER),
        ("RUS", date(2012, 4, 17), MemberStatus.ACTIVE),
        ("RUS", date(2013, 5, 16), MemberStatus.ACTIVE),
        ("RUS", date(2013, 5, 17), MemberStatus.WITHDRAWN),
        ("HUN", date(2016, 12, 5), MemberStatus.ACTIVE),
        ("HUN", date(2016, 12, 6), MemberStatus.WITHDRAWN),
        ("TTO", date(2018, 12, 4), MemberStatus.ACTIVE),
        ("TTO", date(2018, 12, 6), MemberStatus.INACTIVE),
        ("TTO", date(2019, 12, 5), MemberStatus.INACTIVE),
        ("TTO", date(2019, 12, 6), MemberStatus.WITHDRAWN),
        ("AZE", date(2016, 5, 3), MemberStatus.ACTIVE),
        ("AZE", date(2016, 5, 4), MemberStatus.INACTIVE),
        ("AZE", date(2018, 12, 4), MemberStatus.INACTIVE),
        ("AZE", date(2018, 12, 6), MemberStatus.SUSPENDED),
        ("AZE", date(2023, 8, 16), MemberStatus.SUSPENDED),
        ("BIH", date(2018, 12, 4), MemberStatus.ACTIVE),
        ("BIH", date(2018, 12, 6), MemberStatus.INACTIVE),
        ("LUX", date(2022, 11, 30), MemberStatus.ACTIVE),
        ("LUX", date(2022, 12, 31), MemberStatus.WITHDRAWN),
        ("GBR", date(2020, 12, 31), MemberStatus.ACTIVE),
        ("GBR", date(2021, 8, 31), MemberStatus.UNDER_PROCEDURAL_REVIEW),
        ("ISR", date(2022, 1, 10), MemberStatus.UNDER_PROCEDURAL_REVIEW),
        ("SLV", date(2021, 6, 30), MemberStatus.ACTIVE),
        ("SLV", date(2022, 3, 20), MemberStatus.UNDER_PROCEDURAL_REVIEW),
        ("SLV", date(2022, 12, 31), MemberStatus.INACTIVE),
        ("MAR", date(2018, 2, 28), MemberStatus.NOT_MEMBER),
        ("MAR", date(2018, 4, 26), MemberStatus.ACTIVE),
        ("AUS", date(2014, 12, 31), MemberStatus.ACTIVE),
        ("XKX", date(2023, 9, 1), MemberStatus.ACTIVE_NON_VOTING),
    ],
)
def test_standing_on_a_day(iso3: str, day: date, expected: MemberStatus) -> None:
    """The standing on a day follows from the events."""
    assert Known(expected.value) == member(iso3).status_on(day)


def test_standing_where_dates_are_vague() -> None:
    """Within the year that alone is known, a country may be a member already or not yet."""
    either = OneOf((Known("not_member"), Known("active")))
    assert either == member("PRT").status_on(date(2017, 6, 30))


@pytest.mark.parametrize(
    ("iso3", "day", "options"),
    [
        ("AFG", date(2017, 6, 30), ("not_member", "active")),
        ("MAR", date(2018, 4, 25), ("not_member", "active")),
        ("PAK", date(2016, 12, 8), ("not_member", "active")),
        ("PAK", date(2021, 2, 1), ("active", "inactive")),
        ("SLV", date(2021, 7, 15), ("active", "under_procedural_review")),
        ("SLV", date(2022, 3, 21), ("under_procedural_review", "inactive")),
        ("GBR", date(2021, 8, 30), ("active", "under_procedural_review")),
        ("AZE", date(2018, 12, 5), ("inactive", "suspended")),
        ("BIH", date(2018, 12, 5), ("active", "inactive")),
        ("BIH", date(2020, 1, 1), ("inactive", "active")),
    ],
)
def test_standing_within_a_vague_date(iso3: str, day: date, options: tuple[str, ...]) -> None:
    """On the days between the first and the last that an event can have had, both standings stay possible."""
    assert member(iso3).status_on(day) == OneOf(tuple(Known(one) for one in options))


def test_before_a_letter_to_a_member_its_standing_is_not_known() -> None:
    """Australia had a letter on a late plan in 2014, while the participation file begins in 2015."""
    assert {(event.kind, str(event.date)) for event in member("AUS").events} == {
        ("joined", "2015"),
        ("late_action_plan_letter", "[2014-11..2014-12]"),
    }
    assert member("AUS").status_on(date(2014, 10, 31)) == UNKNOWN


def test_decisions_name_the_procedure_on_which_they_rest() -> None:
    """X7: a status is kept with its basis; what the Response Policy called inactive it calls suspended since 2017."""
    decided = {
        (one.id, str(event.status_after), event.basis.code)
        for one in reference.members()
        for event in one.events
        if event.basis is not None and event.status_after is not MemberStatus.ACTIVE
    }
    assert decided == {
        ("AZE", "inactive", "response_policy"),
        ("AZE", "suspended", "response_policy"),
        ("AZE", "permanently_suspended", "response_policy"),
        ("BIH", "inactive", "procedural_review"),
        ("GBR", "under_procedural_review", "procedural_review"),
        ("GEO", "suspended", "response_policy"),
        ("GRC", "under_procedural_review", "procedural_review"),
        ("ISR", "under_procedural_review", "procedural_review"),
        ("MWI", "under_procedural_review", "procedural_review"),
        ("SLV", "inactive", "procedural_review"),
        ("SLV", "under_procedural_review", "procedural_review"),
        ("TTO", "inactive", "procedural_review"),
        ("TUR", "inactive", "procedural_review"),
    }


def test_letters_on_late_plans_and_reports_are_there() -> None:
    """Who was written to when, as far as a source names the country; letters change no standing."""
    letters = {
        (str(event.date), event.kind, one.id)
        for one in reference.members()
        for event in one.events
        if event.kind in ("late_sar_letter", "late_action_plan_letter", "contrary_to_process_letter")
    }
    late_2014 = {"AUS", "COL", "ITA", "KEN", "LVA", "MWI", "MNE", "PER", "SVK", "UKR"}
    assert letters == {
        *(("2014-02-11", "late_sar_letter", one) for one in ("LTU", "MLT", "TUR")),
        *(("[2014-11..2014-12]", "late_action_plan_letter", one) for one in late_2014),
        *(("2014-12", "contrary_to_process_letter", one) for one in ("MLT", "TUR")),
        ("[2015-11..2015-12]", "late_action_plan_letter", "BIH"),
        *(("[2015-11-01..2016-01-07]", "contrary_to_process_letter", one) for one in ("KEN", "MWI", "MNE")),
        ("2023-08-11", "contrary_to_process_letter", "USA"),
    }


def test_disagreeing_events_are_kept() -> None:
    """Mongolia joined in 2011 by one source and in 2013 by another; both stand there."""
    joined = {(str(event.date), event.sources) for event in member("MNG").events}
    assert joined == {("2011", ("late-reports-2012",)), ("2013", ("participation-file",))}


def test_states_not_universally_recognised() -> None:
    """Kosovo is the one such state among the members."""
    assert [member.id for member in reference.members() if member.non_universally_recognised] == ["XKX"]


def test_every_published_score_is_there() -> None:
    """The scores are the rows of the file, figure for figure."""
    figures = [
        (score.member, str(score.as_of), score.points, score.possible, score.percent, score.met, len(score.criteria))
        for score in reference.published_scores()
    ]
    written = [
        (
            row["iso3"],
            row["as_of"],
            int(row["points"]) if row["points"] else None,
            int(row["possible"]),
            row["percent"] or None,
            row["meets_core"] == "y",
            sum(row[metric] != "" for metric in ("ft", "ati", "ad", "ce")),
        )
        for row in rows("published_eligibility_scores")
    ]
    assert len(written) == 43
    assert written == figures


def test_a_whole_published_score() -> None:
    """Georgia's score of December 2014 was printed with all its parts."""
    expected = EligibilityScore(
        member="GEO",
        as_of=PartialDate("2014-12"),
        points=15,
        possible=16,
        percent="93.8",
        met=True,
        criteria=tuple(
            CriterionScore(criterion=criterion, points=points, confidence=Confidence.CONFIRMED)
            for criterion, points in (("FT", 4), ("ATI", 4), ("AD", 4), ("CE", 3))
        ),
        sources=("media-rights-agenda-2014",),
        confidence=Confidence.CONFIRMED,
        note="full breakdown (see dossier 5 for the source list)",
    )
    assert [expected] == [score for score in reference.published_scores() if score.member == "GEO"]


def test_points_add_up() -> None:
    """Where all parts of a score are there, they are its total."""
    whole = [
        score for score in reference.published_scores() if score.points and len(score.criteria) * 4 == score.possible
    ]
    assert len(whole) > 0
    assert [score.points for score in whole] == [sum(part.points for part in score.criteria) for score in whole]


def test_editions_behind_scores() -> None:
    """Each edition that the file assumes is a choice, and each figure with its edition an observation."""
    written = rows("published_eligibility_scores")
    chosen = [(choice.member, choice.series, choice.edition) for choice in reference.edition_choices()]
    assumed = [
        (row["iso3"], series, row[column])
        for row in written
        for series, column in (("obs", "obs_edition_assumed"), ("eiu_civil_liberties", "eiu_edition_assumed"))
        if row[column]
    ]
    assert assumed == chosen
    figures = {(figure.member, figure.edition, figure.value) for figure in reference.observations()}
    assert figures == {
        (row["iso3"], row["eiu_edition_assumed"], Known(float(row["eiu_value"]))) for row in written if row["eiu_value"]
    }


def test_every_edition_is_there() -> None:
    """The editions are the rows of the file; each came out within the days that the row allows."""
    bounds = [
        (
            edition.series,
            edition.label,
            edition.published.earliest() if edition.published else None,
            edition.published.latest() if edition.published else None,
        )
        for edition in reference.editions()
    ]
    written = [
        (
            row["indicator"],
            row["edition"],
            PartialDate(row["published_not_before"]).earliest(),
            PartialDate(row["published_not_after"]).latest(),
        )
        for row in rows("indicator_editions")
    ]
    assert len(written) == 26
    assert written == bounds


def test_indicators_are_measures() -> None:
    """The indicators have the names of the rulebooks' measures, and the surveys among them have editions."""
    assert {indicator.id for indicator in reference.indicators()} == MEASURES
    with_editions = {edition.series for edition in reference.editions()}
    assert {"obs", "eiu_civil_liberties"} == with_editions
    assert with_editions | {"vdem", None} == {indicator.series for indicator in reference.indicators()}


@pytest.mark.parametrize(
    ("scheme", "count"),
    [
        ("ogp-clusters-2014", 7),
        ("ogp-grand-challenges", 5),
        ("ogp-values", 4),
        ("open-gov-challenge", 10),
        ("ogp-policy-areas-website", 8),
        ("ogp-tags-2014", 42),
        ("ogp-policy-areas-2024", 86),
        ("pakistan-areas-2017", 8),
    ],
)
def test_vocabularies(scheme: str, count: int) -> None:
    """Each vocabulary has as many terms as its source, and each term a label."""
    found = next(each for each in reference.schemes() if each.id == scheme)
    assert count == len(found.terms)
    assert all(term.label for term in found.terms)


def test_clusters_intend_results() -> None:
    """The clusters are the terms of their vocabulary, and each intends a result."""
    scheme = next(scheme for scheme in reference.schemes() if scheme.id == "ogp-clusters-2014")
    assert scheme.terms == tuple(cluster.term for cluster in reference.clusters())
    assert all(cluster.intends for cluster in reference.clusters())


def test_last_days_of_a_local_call_disagree() -> None:
    """The call of 2023 keeps both last days, each with its source."""
    call = next(call for call in reference.local_calls() if call.id == "local-2023")
    stated_by = {str(last.date): last.sources for last in call.closes}
    assert stated_by == {"2024-01-12": ("local-form-2023",), "2024-01-26": ("tunisia-call-2023",)}


@pytest.mark.parametrize("entries", CALLS.values(), ids=CALLS)
def test_everything_has_its_source(entries: object) -> None:
    """Every entry of a kind cites a source that is there; only what is merely a name needs none of its own."""
    known = {source.id for source in reference.sources()}
    assert callable(entries)
    cited = [(entry, getattr(entry, "sources", ())) for listed in entries() for entry in stated(listed)]
    assert {source for _, sources in cited for source in sources} <= known
    without = {type(entry) for entry, sources in cited if not sources}
    assert without <= {Member}


def test_every_source_is_cited() -> None:
    """No source is left over, and no two share an id."""
    cited = {
        source
        for entries in CALLS.values()
        for listed in entries()
        for entry in stated(listed)
        for source in getattr(entry, "sources", ())
    }
    assert sorted(cited) == sorted(source.id for source in reference.sources())


def test_every_status_has_its_meaning() -> None:
    """One entry for each, with what follows from it; what no source says is left open."""
    assert [one.id for one in reference.statuses()] == [*MEANINGS]
    assert set(MEANINGS) == set(MemberStatus)
    assert {one.id: (one.member, one.left, one.good_standing) for one in reference.statuses()} == MEANINGS


def test_all_of_it_makes_a_case() -> None:
    """Members, scores, editions, calls and their sources hold together in one case."""
    scored = {score.member for score in reference.published_scores()} - {member.id for member in reference.members()}
    case = Case(
        id="all",
        title="All reference data",
        sources=reference.sources(),
        members=(*reference.members(), *(Member(id=iso3, name=iso3) for iso3 in sorted(scored))),
        calls=reference.local_calls(),
        indicators=reference.indicators(),
        editions=reference.editions(),
        observations=reference.observations(),
        edition_choices=reference.edition_choices(),
        scores=reference.published_scores(),
        clusters=reference.clusters(),
    )
    assert case.source("participation-file").title.startswith("Participation in OGP")


def test_importing_reads_nothing() -> None:
    """The files are read when they are asked for, and then once."""
    program = (
        "import json, sys; opened = []; "
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None); "
        "from opengov import reference; before = len([each for each in opened if 'data/reference/' in each]); "
        "reference.editions(); reference.editions(); "
        "print(json.dumps([before, len([each for each in opened if 'indicator_editions' in each])]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)  # noqa: S603
    assert json.loads(done.stdout) == [0, 1]


def test_same_objects_again() -> None:
    """What was read once is handed out again."""
    assert reference.members() is reference.members()
