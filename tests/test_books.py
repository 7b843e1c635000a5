"""The shipped rulebooks: every rule in its place, graded and sourced; amendments that only amend; points."""

import csv
import itertools
import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import pytest

from opengov.model.criteria import Rule
from opengov.model.differences import diff
from opengov.model.rulebooks import Note, Rulebook
from opengov.model.sources import Confidence
from opengov.model.values import Absent
from opengov.rules.amendments import amended
from opengov.rules.evaluate import Facts
from opengov.rules.language import book_from_data
from opengov.rules.preparing import engine_for
from opengov.rules.shelf import rulebooks_for, shelf

DATA = Path(__file__).parent / "data"
ELIGIBILITY = ["CORE-2011", "CORE-2014", "CORE-2016", "CORE-2017", "CORE-2018", "CORE-2023"]
STARS = ["STAR-R0", "STAR-R1", "STAR-R2", "STAR-R3"]
IRM = ["IRM-2024", "IRM-COUNTS", "IRM-ERAS", "IRM-SCORE"]
COCREATION = ["CONSULT-2012", "LOC-STD", "STD-2017", "STD-2022"]
CONTENT = ["CONT-2012", "CONT-2013", "CONT-2015", "TMPL-2012", "TMPL-2015"]
PROCESS = [
    *("CAL-2015", "CAL-2018", "CAL-2022", "CAL-COHORT", "CTP-2012", "CTP-2014", "CTP-2018", "CTP-2022"),
    *("IRM-2012", "IRM-2014", "IRM-2017", "IRM-2022", "RESP-2014", "RESP-2017", "RRM-2018", "RRP-2020"),
    *("SAR-2012", "SAR-2014", "SAR-2019", "SAR-2022", "STANDING"),
]
SHIPPED = sorted([*ELIGIBILITY, "LOC-JOIN", *COCREATION, *CONTENT, *PROCESS, *IRM, *STARS, "STEPS-2016"])
GRADES = {
    "C": Confidence.CONFIRMED,
    "P": Confidence.PARTIAL,
    "R": Confidence.RECONSTRUCTED,
    "B": Confidence.UNVERIFIED,
}
SECTIONS = {
    "rule": "rules",
    "requirement": "requirements",
    "finding": "findings",
    "class": "classes",
    "reading": "readings",
    "note": "notes",
    "lever": "levers",
    "day": "days",
    "exception": "exceptions",
}
# the order in which a book is read
ORDER = [
    *("source", "measure", "threshold", "day", "exception", "criterion", "requirement", "finding", "class"),
    *("rule", "reading", "lever", "note"),
]
DOSSIER: list[dict[str, str]] = []
for name in ("dossier_rules.csv", "dossier_process_rules.csv"):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        DOSSIER += csv.DictReader(file)


def text(book_id: str) -> str:
    """Return the text of a shipped book."""
    return (resources.files("opengov.rules") / "books" / f"{book_id}.toml").read_text(encoding="utf-8")


def data(book_id: str) -> dict[str, object]:
    """Return the plain data of a shipped book, made whole where it is an amendment."""
    own = tomllib.loads(text(book_id))
    base = own.get("amends")
    return amended(data(str(base)), own) if base else own


def entries(plain: dict[str, object], section: str) -> dict[str, object]:
    """Return the entries of a section of plain data, by id or name."""
    found = plain.get(section, {})
    return dict(found) if isinstance(found, dict) else {str(one["id"]): one for one in found}  # type: ignore[attr-defined]  # tables


def stated(book: Rulebook) -> Iterator[tuple[str, Rule | Note]]:
    """Yield all that a book states, with what it is."""
    if book.threshold is not None:
        yield "threshold", book.threshold
    for kind, section in SECTIONS.items():
        yield from ((kind, one) for one in getattr(book, section))


def rules(book: Rulebook) -> list[Rule]:
    """Return every rule of a book, whatever its form."""
    criteria: list[Rule] = list(book.criteria)
    return [*criteria, *(one for _, one in stated(book) if isinstance(one, Rule))]


def test_the_shelf_holds_the_shipped_books() -> None:
    """All books load, with no problem, in the order of their ids."""
    assert [book.id for book in shelf()] == SHIPPED


@pytest.mark.parametrize("row", DOSSIER, ids=lambda row: row["id"])
def test_every_rule_of_the_dossier_has_its_place(row: dict[str, str]) -> None:
    """Each stands once in each book to which it belongs, and in no other."""
    places = [(book.id, kind) for book in shelf() for kind, one in stated(book) if one.id == row["id"]]
    assert places == [(book, row["as"]) for book in row["books"].split()]


@pytest.mark.parametrize("row", DOSSIER, ids=lambda row: row["id"])
def test_every_rule_is_graded_as_in_the_dossier(row: dict[str, str]) -> None:
    """What the dossier leaves without a grade was not found: a note then has none, a reading is unverified."""
    grades = {one.confidence for book in shelf() for _, one in stated(book) if one.id == row["id"]}
    ungraded = None if row["as"] == "note" else Confidence.UNVERIFIED
    assert grades == {GRADES.get(row["grade"], ungraded)}


@pytest.mark.parametrize("book_id", SHIPPED)
def test_every_rule_has_id_title_source_and_confidence(book_id: str) -> None:
    """A rule that cannot say where it was read is no rule."""
    book = shelf()[book_id]
    sources = {source.id for source in book.sources}
    for rule in rules(book):
        assert rule.id
        assert rule.title
        assert isinstance(rule.confidence, Confidence)
        assert rule.sources
        assert sources.issuperset(rule.sources)


@pytest.mark.parametrize("book_id", SHIPPED)
def test_what_was_read_cites_a_page_and_what_was_not_says_so(book_id: str) -> None:
    """Confirmed and partial rules cite a page; only the others may rest on reconstruction or background alone."""
    book = shelf()[book_id]
    pages = {source.id for source in book.sources if source.url}
    read = [rule for rule in rules(book) if rule.confidence in (Confidence.CONFIRMED, Confidence.PARTIAL)]
    assert [rule.id for rule in read if pages.isdisjoint(rule.sources)] == []
    background = [rule for rule in rules(book) if "opengov-background" in rule.sources]
    assert {rule.confidence for rule in background} <= {Confidence.UNVERIFIED}


@pytest.mark.parametrize("book_id", SHIPPED)
def test_every_source_of_a_book_is_cited(book_id: str) -> None:
    """A source that nothing rests on only makes a list longer."""
    book = shelf()[book_id]
    cited = {name for rule in rules(book) for name in rule.sources} | {
        name for note in book.notes for name in note.sources
    }
    assert [source.id for source in book.sources if source.id not in cited] == []


@pytest.mark.parametrize("book_id", SHIPPED)
def test_a_book_reads_from_top_to_bottom(book_id: str) -> None:
    """Sources, measures, what is enough, criteria and requirements, rules, readings, notes: in that order."""
    heads = re.findall(r"^\[+(\w+)", text(book_id), re.MULTILINE)
    if book_id == "LOC-JOIN":  # its requirements are grouped by who judges them
        heads = [head for head in heads if head != "finding"]
    places = [ORDER.index(head) for head in heads]
    assert places == sorted(places)


@pytest.mark.parametrize("book_id", SHIPPED)
def test_a_book_is_written_in_plain_sentences(book_id: str) -> None:
    """Titles are headings, without a full stop; notes are sentences, with one."""
    book = shelf()[book_id]
    titles = [rule.title for rule in rules(book)] + [measure.title for measure in book.measures]
    assert [title for title in titles if title.endswith((".", " ")) or title[0].islower()] == []
    notes = [note.text for note in book.notes] + [rule.note for rule in rules(book) if rule.note]
    assert [note for note in notes if not note.endswith(".")] == []


# --- amendments -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("before", "after"), list(itertools.pairwise(ELIGIBILITY)))
def test_each_book_amends_the_one_before(before: str, after: str) -> None:
    """The books of eligibility form one line from 2011 on."""
    own = tomllib.loads(text(after))
    assert own["amends"] == before
    assert shelf()[after].follows == before


@pytest.mark.parametrize(("before", "after"), list(itertools.pairwise(ELIGIBILITY)))
def test_an_amendment_says_only_what_changes(before: str, after: str) -> None:
    """No entry of an amending book is what the amended book says already."""
    base, own = data(before), tomllib.loads(text(after))
    words = [key for key, value in own.items() if isinstance(value, str)]
    same = [key for key in words if own[key] == base.get(key)]
    assert same == []
    assert own.get("threshold", {}) != base["threshold"]
    for section in (*SECTIONS, "source", "measure", "criterion"):
        old = entries(base, section)
        assert [name for name, entry in entries(own, section).items() if old.get(name) == entry] == []


@pytest.mark.parametrize(("before", "after"), list(itertools.pairwise(ELIGIBILITY)))
def test_what_an_amendment_repeals_is_gone(before: str, after: str) -> None:
    """What is repealed was there before, and is not there afterwards."""
    names = {one.id for one in diff(shelf()[before], shelf()[after]) if one.kind == "removed"}
    assert sorted(names) == sorted(tomllib.loads(text(after)).get("repeals", []))


@pytest.mark.parametrize("book_id", SHIPPED)
def test_a_whole_book_reads_as_the_amendments_do(book_id: str) -> None:
    """Made whole and read as one, a book is the one on the shelf, and amending it with nothing changes no rule."""
    whole = data(book_id)
    assert "amends" not in whole
    assert diff(shelf()[book_id], book_from_data(whole)) == ()
    again = book_from_data(amended(whole, {"id": "AGAIN", "amends": book_id}))
    assert [(one.section, one.kind) for one in diff(shelf()[book_id], again)] == [("book", "changed")]


def test_what_each_book_changes() -> None:
    """The rules that come, go and change from book to book are those of the dossier."""
    changes = {
        after: sorted(
            f"{one.kind} {one.id}"
            for one in diff(shelf()[before], shelf()[after])
            if one.section not in ("book", "sources", "measures", "notes", "levers")
        )
        for before, after in itertools.pairwise(ELIGIBILITY)
    }
    assert changes == {
        "CORE-2014": [
            "added AD14-LAW",
            "added AD14-NONE",
            "added AD14-PUBLIC",
            "added AD14-SET",
            "added CORE-NEAR",
            "added NURS-OLD",
            "changed AD",
            "removed AD11-SET",
        ],
        "CORE-2016": [
            "added ATI-CONST+DRAFT",
            "added STAY-2016",
            "changed ATI",
            "removed ATI-CONST+DRAFT-OLD",
            "removed CORE-NEAR",
        ],
        "CORE-2017": [
            "added FT-WEB-ONLY",
            "added STAY-VALUES",
            "added VALUES-CHECK",
            "added VC-AND",
            "added VC-FAIL",
            "added VC-IND-1",
            "added VC-IND-2",
            "added VC-SCOPE",
            "added VC-THRESHOLD",
            "added VC-VARIANT",
            "changed FT",
        ],
        "CORE-2018": ["added NURS-START", "changed NURS-OLD"],
        "CORE-2023": [
            "added CORE-NED",
            "added NURS-NEW",
            "added STAY-2023",
            "added STAY-2023-EXIT",
            "removed CORE-NED-OLD",
            "removed NURS-OLD",
            "removed NURS-START",
            "removed STAY-2016",
        ],
    }


# --- which book applies ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "books"),
    [
        ("2011-08-01", ["CORE-2011"]),
        ("2014-12-21", ["CORE-2011"]),
        ("2014-12-22", ["CORE-2014"]),
        ("2014-12-23", ["CORE-2014", "CORE-2016"]),
        ("2016-03-30", ["CORE-2014", "CORE-2016"]),
        ("2016-03-31", ["CORE-2016"]),
        ("2017-09-19", ["CORE-2016"]),
        ("2017-09-20", ["CORE-2017"]),
        ("2018-05-31", ["CORE-2017"]),
        ("2018-06-01", ["CORE-2018"]),
        ("2023-05-25", ["CORE-2018"]),
        ("2023-05-26", ["CORE-2023"]),
    ],
)
def test_which_book_applies_on_a_day(day: str, books: list[str]) -> None:
    """Where the start of a book is not known to the day, it is tried beside the one before."""
    assert [book.id for book in rulebooks_for("eligibility", on=date.fromisoformat(day))] == books


def test_no_day_is_without_a_book() -> None:
    """From the first list on, some book is in force on every day."""
    day, last = date(2011, 8, 1), date(2024, 1, 1)
    while day < last:
        assert rulebooks_for("eligibility", on=day)
        day += timedelta(days=1)


# --- points ---------------------------------------------------------------------------------------------------------


def points(
    book_id: str, criterion: str, facts: Facts, readings: dict[str, str] | None = None
) -> tuple[int, tuple[str, ...]]:
    """Return the points of one criterion, and the rules that give them."""
    engine = engine_for(shelf()[book_id], readings or {})
    place = [one.id for one in engine.book.criteria].index(criterion)
    (cell,) = engine.judge(facts).criteria[place]
    assert cell.measured
    return cell.points, cell.rules


@pytest.mark.parametrize("book_id", ELIGIBILITY)
@pytest.mark.parametrize(
    ("liberties", "expected"),
    [
        (0, (0, ("CE-LOW",))),
        (2.35, (0, ("CE-LOW",))),
        (2.5, (0, ("CE-LOW",))),
        (2.65, (2, ("CE-2",))),
        (4.71, (2, ("CE-2",))),
        (5.0, (2, ("CE-2",))),
        (5.29, (3, ("CE-3",))),
        (7.35, (3, ("CE-3",))),
        (7.5, (3, ("CE-3",))),
        (7.65, (4, ("CE-4",))),
        (10, (4, ("CE-4",))),
    ],
)
def test_the_bands_of_civil_liberties(book_id: str, liberties: float, expected: tuple[int, tuple[str, ...]]) -> None:
    """The bands are the same in every book, each above its lower bound and up to its upper one."""
    assert points(book_id, "CE", {"civil_liberties": liberties}) == expected


def test_the_doubts_about_civil_liberties_are_readings() -> None:
    """At 5.00 there may be three points, and below the bands there may be one, if that is how a reader reads it."""
    low = {"CE-LOW": "one"}
    assert points("CORE-2018", "CE", {"civil_liberties": 5.0}, {"CE-STRICT": "inclusive"}) == (3, ("CE-3",))
    assert points("CORE-2018", "CE", {"civil_liberties": 2.35}, low) == (1, ("CE-LOW",))
    assert points("CORE-2018", "CE", {"civil_liberties": 0}, low) == (0, ("CE-LOW",))


@pytest.mark.parametrize(
    ("book_id", "there_is", "expected"),
    [
        ("CORE-2018", {"ati_law", "ati_constitution", "ati_draft"}, (4, "ATI-LAW")),
        ("CORE-2018", {"ati_law"}, (4, "ATI-LAW")),
        ("CORE-2018", {"ati_constitution", "ati_draft"}, (4, "ATI-CONST+DRAFT")),
        ("CORE-2018", {"ati_constitution"}, (3, "ATI-CONST")),
        ("CORE-2018", {"ati_draft"}, (1, "ATI-DRAFT")),
        ("CORE-2018", set(), (0, "ATI-NONE")),
        ("CORE-2011", {"ati_constitution", "ati_draft"}, (3, "ATI-CONST+DRAFT-OLD")),
        ("CORE-2014", {"ati_constitution", "ati_draft"}, (3, "ATI-CONST+DRAFT-OLD")),
        ("CORE-2016", {"ati_constitution", "ati_draft"}, (4, "ATI-CONST+DRAFT")),
    ],
)
def test_access_to_information(book_id: str, there_is: set[str], expected: tuple[int, str]) -> None:
    """A law counts before all else; guarantee and draft together are worth more from 2016 on."""
    facts = {name: name in there_is for name in ("ati_law", "ati_constitution", "ati_draft")}
    given, rule = expected
    assert points(book_id, "ATI", facts) == (given, (rule,))


def test_asset_disclosure() -> None:
    """Before December 2014 the points are facts; afterwards a law gives two, and public access two more."""
    given = [points("CORE-2011", "AD", {"ad_points": number}) for number in range(5)]
    assert given == [(number, ("AD11-SET",)) for number in range(5)]
    assert points("CORE-2014", "AD", {"ad_law": True, "ad_public": True}) == (4, ("AD14-PUBLIC",))
    assert points("CORE-2014", "AD", {"ad_law": True, "ad_public": False}) == (2, ("AD14-LAW",))
    assert points("CORE-2014", "AD", {"ad_law": False, "ad_public": False}) == (0, ("AD14-NONE",))


@pytest.mark.parametrize("book_id", ELIGIBILITY)
@pytest.mark.parametrize(
    ("code", "expected"),
    [("PW", 2), ("HC", 2), ("SC", 2), ("PL", 0), ("IU", 0), ("NP", 0)],
)
def test_fiscal_transparency(book_id: str, code: str, expected: int) -> None:
    """Each of the two documents gives its two points by itself, and the doubtful codes count by default."""
    documents = [("budget_proposal", "audit_report"), ("audit_report", "budget_proposal")]
    edition = 2012
    for one, other in documents:
        assert points(book_id, "FT", {one: code, other: "NP", "budget_survey_edition": edition})[0] == expected
        assert points(book_id, "FT", {one: code, other: "PW", "budget_survey_edition": edition})[0] == 2 + expected


@pytest.mark.parametrize(
    ("book_id", "reading", "option", "code", "edition"),
    [
        ("CORE-2011", "FT-HC", "does_not_count", "HC", 2010),
        ("CORE-2011", "FT-SC", "does_not_count", "SC", 2010),
        ("CORE-2018", "FT-HC", "does_not_count", "HC", 2015),
        ("CORE-2018", "FT-SC", "does_not_count", "SC", 2015),
        ("CORE-2018", "FT-WEB-ONLY", "web_only", "HC", 2017),
        ("CORE-2018", "FT-WEB-ONLY", "web_only", "SC", 2019),
    ],
)
def test_what_is_not_on_the_web_is_a_reading(book_id: str, reading: str, option: str, code: str, edition: int) -> None:
    """Whether a printed copy or a soft copy counts is open, and again from the survey of 2017 on."""
    facts: Facts = {"budget_proposal": code, "audit_report": "NP", "budget_survey_edition": edition}
    assert points(book_id, "FT", facts) == (2, (reading, "FT-IU-NP"))
    assert points(book_id, "FT", facts, {reading: option}) == (0, (reading, "FT-IU-NP"))


@pytest.mark.parametrize("book_id", ELIGIBILITY)
def test_evidence_takes_the_place_of_a_source(book_id: str) -> None:
    """Points accepted on evidence count where the survey does not cover the country, and where it says otherwise."""
    for stated in (Absent("not covered"), "NP"):
        facts: Facts = {"budget_proposal": stated, "audit_report": stated, "fiscal_transparency_accepted": 4}
        assert points(book_id, "FT", facts) == (4, ("CORE-EVIDENCE",))


@pytest.mark.parametrize("book_id", ELIGIBILITY)
def test_a_metric_that_is_not_covered_is_dropped(book_id: str) -> None:
    """It counts neither among the points nor among the possible points."""
    book, missing = shelf()[book_id], Absent("not covered")
    facts = {"budget_proposal": missing, "audit_report": missing, "civil_liberties": missing}
    judged = zip(book.criteria, engine_for(book).judge(facts).criteria, strict=True)
    assert [one.id for one, cells in judged if not any(cell.measured for cell in cells)] == ["FT", "CE"]
