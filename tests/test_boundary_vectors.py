"""The vectors at the boundaries of the eligibility rules, each under every book that it speaks of.

The first part is what the rules say at, below and above each boundary. The second is what published facts say about the
rules: which reading of a printed budget document, of 5.00 and of a missing metric they allow. Codes of the two budget
documents are the Open Budget Survey's (International Budget Partnership), single figures of civil liberties the
Democracy Index's (Economist Intelligence Unit).
"""

from collections.abc import Mapping
from typing import TypeAlias

import pytest

from opengov.model.rulebooks import Rulebook
from opengov.model.values import Absent, Outcome, Scalar
from opengov.rules.results import CriterionVerdict, Made, Points
from opengov.rules.shelf import shelf
from opengov.rules.verdicts import Verdict, decide

Facts: TypeAlias = Mapping[str, Scalar | Absent]

BOOKS = ("CORE-2011", "CORE-2014", "CORE-2016", "CORE-2017", "CORE-2018", "CORE-2023")
FROM_2014 = BOOKS[1:]
FROM_2016 = BOOKS[2:]
WITH_VALUES_CHECK = BOOKS[3:]
NOT_COVERED = Absent("not covered")

BOTH_DOCUMENTS: Facts = {"budget_proposal": "PW", "audit_report": "PW"}
NO_SURVEY: Facts = {"budget_proposal": NOT_COVERED, "audit_report": NOT_COVERED}
LAW: Facts = {"ati_law": True}
NO_LAW: Facts = {"ati_law": False}
CONSTITUTION: Facts = {**NO_LAW, "ati_constitution": True, "ati_draft": False}
DRAFT: Facts = {**NO_LAW, "ati_constitution": False, "ati_draft": True}
CONSTITUTION_AND_DRAFT: Facts = {**NO_LAW, "ati_constitution": True, "ati_draft": True}
NO_INDEX: Facts = {"civil_liberties": NOT_COVERED}
MEMBER: Facts = {"member": True, "non_universally_recognised": False}
NEWCOMER: Facts = {"member": False, "non_universally_recognised": False}


def decided(book: str, facts: Facts, readings: Mapping[str, str] | None = None) -> Verdict:
    """Return the verdict of a shipped book on facts, those left out that it does not read."""
    held = shelf()[book]
    return decide(held, known_to(held, facts), readings=readings)


def known_to(book: Rulebook, facts: Facts) -> Facts:
    """Return the facts that a book reads; an older book knows nothing of what a later one asks."""
    names = {measure.name for measure in book.measures}
    return {name: value for name, value in facts.items() if name in names}


def together(*facts: Facts, **more: Scalar | Absent) -> Facts:
    """Return several facts as one table."""
    return {name: value for table in (*facts, more) for name, value in table.items()}


def total(verdict: Verdict) -> tuple[int, int]:
    """Return the points, and out of how many, of a verdict on facts all known."""
    (only,) = verdict.totals
    return only


def metric(name: str, verdict: Verdict) -> CriterionVerdict:
    """Return what one metric came to."""
    return next(one for one in verdict.criteria if one.id == name)


def asset_disclosure(book: str, points: int) -> Facts:
    """Return facts that give 0, 2 or 4 points for asset disclosure under a book."""
    if book == "CORE-2011":
        return {"ad_points": points}
    return {"ad_law": points > 0, "ad_public": points == 4}


def full_points(book: str) -> Facts:
    """Return facts that give every point."""
    return together(BOTH_DOCUMENTS, LAW, asset_disclosure(book, 4), civil_liberties=9.12)


def finding_of(verdict: Verdict, name: str) -> Made:
    """Tell whether a finding was made."""
    return next(one.made for one in verdict.findings if one.id == name)


# --- what the rules say -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize(
    ("facts", "points", "core"),
    [
        (together(BOTH_DOCUMENTS, LAW, civil_liberties=3.53), (12, 16), Outcome.MET),
        (together(BOTH_DOCUMENTS, CONSTITUTION, civil_liberties=3.53), (11, 16), Outcome.NOT_MET),
        (together(NO_SURVEY, LAW, civil_liberties=6.18), (9, 12), Outcome.MET),
        (together(NO_SURVEY, LAW, civil_liberties=3.53), (8, 12), Outcome.NOT_MET),
    ],
    ids=["12 of 16", "11 of 16", "9 of 12", "8 of 12"],
)
def test_three_quarters(book: str, facts: Facts, points: tuple[int, int], core: Outcome) -> None:
    """12 of 16 and 9 of 12 are enough, 11 of 16 (68.75 per cent) and 8 of 12 are not."""
    verdict = decided(book, together(facts, asset_disclosure(book, 2)))
    assert (total(verdict), verdict.core) == (points, core)


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize(
    ("civil_liberties", "points", "rule"),
    [
        (10, 4, "CE-4"),
        (7.65, 4, "CE-4"),
        (7.5, 3, "CE-3"),
        (7.35, 3, "CE-3"),
        (5.29, 3, "CE-3"),
        (5.00, 2, "CE-2"),
        (4.71, 2, "CE-2"),
        (2.65, 2, "CE-2"),
        (2.5, 0, "CE-LOW"),
        (2.35, 0, "CE-LOW"),
        (0, 0, "CE-LOW"),
    ],
)
def test_bands_of_civil_liberties(book: str, civil_liberties: float, points: int, rule: str) -> None:
    """Above 7.5 gives 4 points, above 5 gives 3, above 2.5 gives 2; at each boundary the lower band counts."""
    criterion = metric("CE", decided(book, {"civil_liberties": civil_liberties}))
    assert (criterion.points, [one.id for one in criterion.rules]) == (Points(points, points, 4, 4), [rule])


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize(("civil_liberties", "points"), [(2.5, 1), (2.35, 1), (0.29, 1), (0, 0)])
def test_low_civil_liberties_as_the_footnote_has_it(book: str, civil_liberties: float, points: int) -> None:
    """With one point for what is above 0, up to 2.5 gives 1 and 0 itself still nothing."""
    verdict = decided(book, {"civil_liberties": civil_liberties}, {"CE-LOW": "one"})
    assert metric("CE", verdict).points == Points(points, points, 4, 4)


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize(
    ("facts", "before_2016", "from_2016"),
    [
        (CONSTITUTION, 3, 3),
        (DRAFT, 1, 1),
        (CONSTITUTION_AND_DRAFT, 3, 4),
        (LAW, 4, 4),
        ({"ati_law": False, "ati_constitution": False, "ati_draft": False}, 0, 0),
    ],
    ids=["constitution only", "draft only", "both", "law", "none"],
)
def test_access_to_information(book: str, facts: Facts, before_2016: int, from_2016: int) -> None:
    """A law gives 4 points, a guarantee 3, a draft 1; guarantee and draft together 4 from 2016 on, 3 before."""
    points = from_2016 if book in FROM_2016 else before_2016
    assert metric("ATI", decided(book, facts)).points == Points(points, points, 4, 4)


@pytest.mark.parametrize("book", BOOKS)
def test_access_to_information_never_gives_two(book: str) -> None:
    """Whatever is known of law, guarantee and draft, 2 points cannot come of it."""
    verdict = decided(book, {})
    assert {cell.points for one, cells in verdict.cells if one.id == "ATI" for cell in cells} == {0, 1, 3, 4}


@pytest.mark.parametrize("book", FROM_2014)
@pytest.mark.parametrize(
    ("law", "public", "points"),
    [(True, True, 4), (True, False, 2), (False, False, 0)],
    ids=["only the president's declaration is public", "nothing is public", "no law"],
)
def test_asset_disclosure(book: str, law: bool, public: bool, points: int) -> None:  # noqa: FBT001
    """A law gives 2 points, and 4 with any degree of public access, be it to the president's declaration alone."""
    assert metric("AD", decided(book, {"ad_law": law, "ad_public": public})).points == Points(points, points, 4, 4)


@pytest.mark.parametrize("book", FROM_2014)
def test_asset_disclosure_gives_neither_one_nor_three(book: str) -> None:
    """Since December 2014 asset disclosure is 0, 2 or 4 points."""
    verdict = decided(book, {})
    assert {cell.points for one, cells in verdict.cells if one.id == "AD" for cell in cells} == {0, 2, 4}


@pytest.mark.parametrize("points", range(5))
def test_asset_disclosure_before_december_2014_is_given(points: int) -> None:
    """How the older scale was made is not known, so its points are taken as they are, 1 and 3 included."""
    assert metric("AD", decided("CORE-2011", {"ad_points": points})).points == Points(points, points, 4, 4)


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize(
    ("proposal", "report", "points"),
    [
        ("PW", "PW", 4),
        ("PW", "PL", 2),
        ("PL", "PW", 2),
        ("PL", "PL", 0),
        ("IU", "NP", 0),
        ("HC", "HC", 4),
        ("SC", "IU", 2),
    ],
)
def test_budget_documents(book: str, proposal: str, report: str, points: int) -> None:
    """Each of the two documents gives 2 points if it is out in time, on paper too; none if late or internal."""
    verdict = decided(book, {"budget_proposal": proposal, "audit_report": report, "budget_survey_edition": 2015})
    assert metric("FT", verdict).points == Points(points, points, 4, 4)


@pytest.mark.parametrize("book", BOOKS)
def test_ten_of_twelve(book: str) -> None:
    """Without the Open Budget Survey, 4, 4 and 2 points are 10 of 12, which is enough."""
    verdict = decided(book, together(NO_SURVEY, LAW, asset_disclosure(book, 4), civil_liberties=3.53))
    assert (total(verdict), verdict.core) == ((10, 12), Outcome.MET)


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("points", [0, 4], ids=["nothing", "all that can be had"])
def test_not_enough_data(book: str, points: int) -> None:
    """With neither survey the result is "Not enough data", neither pass nor fail, whatever else it scores."""
    facts = together(NO_SURVEY, NO_INDEX, LAW if points else DRAFT, asset_disclosure(book, points))
    verdict = decided(book, facts)
    assert (verdict.core, verdict.label) == (Outcome.UNDETERMINED, "Not enough data")


@pytest.mark.parametrize("book", BOOKS[:-1])
def test_not_enough_data_is_a_reading_before_2023(book: str) -> None:
    """Before 2023 nothing was said of two missing metrics: 8 of 8 is no result, or all that is needed."""
    facts = together(NO_SURVEY, NO_INDEX, LAW, asset_disclosure(book, 4))
    dropped = decided(book, facts, {"CORE-NED-OLD": "dropped"})
    assert (total(dropped), dropped.core, dropped.label) == ((8, 8), Outcome.MET, None)
    assert [(one.option, one.outcome) for one in decided(book, together(MEMBER, facts)).other_readings] == [
        ("dropped", Outcome.MET)
    ]


@pytest.mark.parametrize(
    ("years_below", "years_before", "made"),
    [
        (2, 2, {"STAY-2023": Made.YES, "STAY-2023-EXIT": Made.NO}),
        (1, 1, {"STAY-2023": Made.NO, "STAY-2023-EXIT": Made.NO}),
        (0, 2, {"STAY-2023": Made.NO, "STAY-2023-EXIT": Made.YES}),
        (0, 1, {"STAY-2023": Made.NO, "STAY-2023-EXIT": Made.NO}),
    ],
    ids=[
        "below in 2022 and 2023",
        "below in 2022, not in 2023, below in 2024",
        "again at the minimum",
        "one year below",
    ],
)
def test_eligibility_review(years_below: int, years_before: int, made: Mapping[str, Made]) -> None:
    """Two years below in a row bring a member under Eligibility Review; a year at the minimum between them does not."""
    facts = together(MEMBER, consecutive_years_below=years_below, years_below_before=years_before)
    verdict = decided("CORE-2023", facts)
    assert {name: finding_of(verdict, name) for name in made} == made


@pytest.mark.parametrize("book", WITH_VALUES_CHECK)
@pytest.mark.parametrize(
    ("entry", "repression", "both", "either"),
    [
        (3.2, 2.9, Outcome.NOT_MET, Outcome.MET),
        (2.9, 3.2, Outcome.NOT_MET, Outcome.MET),
        (3.0, 3.0, Outcome.MET, Outcome.MET),
        (2.99, 2.99, Outcome.NOT_MET, Outcome.NOT_MET),
    ],
)
def test_values_check(book: str, entry: float, repression: float, both: Outcome, either: Outcome) -> None:
    """A newcomer with 16 of 16 passes where both indicators reach 3; read as "or", where one does."""
    facts = together(full_points(book), NEWCOMER, cso_entry_exit_osp=entry, cso_repression_osp=repression)
    found = [decided(book, facts, {"VC-AND": answer}) for answer in ("both", "either")]
    assert [(total(one), one.core, one.outcome) for one in found] == [
        ((16, 16), Outcome.MET, both),
        ((16, 16), Outcome.MET, either),
    ]


# --- what published facts say of the rules ------------------------------------------------------------------------


@pytest.mark.parametrize(("country", "civil_liberties"), [("Georgia", 6.18), ("Ghana", 6.76)])
def test_printed_documents_must_count(country: str, civil_liberties: float) -> None:
    """Georgia and Ghana joined in 2011 with both documents in print only; on the web only, 11 of 16 is the most."""
    facts = together(budget_proposal="HC", audit_report="HC", civil_liberties=civil_liberties)
    counted, not_counted = (decided("CORE-2011", facts, {"FT-HC": answer}) for answer in ("counts", "does_not_count"))
    assert (country, max(counted.totals), max(not_counted.totals)) == (country, (15, 16), (11, 16))


def test_zambia_2014() -> None:
    """Zambia's 10 of 16 needs the 2 points of its printed Audit Report, unless it had 3 for access to information."""
    facts = together(budget_proposal="IU", audit_report="HC", civil_liberties=7.35)
    without = {"FT-HC": "does_not_count"}
    other_than_three: tuple[Facts, ...] = (LAW, DRAFT, {**DRAFT, "ati_draft": False})
    assert [(10, 16) in decided("CORE-2014", together(facts, one)).totals for one in other_than_three] == [
        False,
        True,
        False,
    ]
    assert [(10, 16) in decided("CORE-2014", together(facts, one), without).totals for one in other_than_three] == [
        False
    ] * 3
    assert (10, 16) in decided("CORE-2014", together(facts, CONSTITUTION), without).totals


@pytest.mark.parametrize("edition", [2012, 2015, 2017, 2019])
def test_pakistans_printed_report(edition: int) -> None:
    """Pakistan's Audit Report was in print only in four editions; its 15 of 16 needs it, whatever the edition."""
    facts = together(budget_proposal="PW", audit_report="HC", budget_survey_edition=edition, civil_liberties=5.29)
    found = decided("CORE-2018", together(facts, LAW, asset_disclosure("CORE-2018", 4)))
    web_only = decided("CORE-2018", facts, {"FT-HC": "does_not_count", "FT-WEB-ONLY": "web_only"})
    assert (total(found), max(web_only.totals)) == ((15, 16), (13, 16))


@pytest.mark.parametrize(("edition", "points"), [(2015, 4), (2016, 4), (2017, 2), (2019, 2)])
def test_web_only_from_the_survey_of_2017(edition: int, points: int) -> None:
    """If OGP followed the survey, printed copies stopped counting with its edition of 2017, and not before."""
    facts = together(budget_proposal="PW", audit_report="HC", budget_survey_edition=edition)
    assert metric("FT", decided("CORE-2018", facts, {"FT-WEB-ONLY": "web_only"})).points == Points(points, points, 4, 4)


def test_honduras_2011() -> None:
    """Honduras joined in 2011 though the edition of 2010 allows 11 of 16 at most; that of 2008 allows 13."""
    internal, one_out = (
        together(budget_proposal="IU", audit_report=code, civil_liberties=6.76) for code in ("IU", "PW")
    )
    assert [max(decided("CORE-2011", facts).totals) for facts in (internal, one_out)] == [(11, 16), (13, 16)]


def test_kosovo_and_the_seychelles() -> None:
    """Neither survey covers them, so they have a score only with evidence accepted in place of the surveys."""
    facts = together(NO_SURVEY, NO_INDEX, LAW, asset_disclosure("CORE-2023", 4))
    on_evidence = together(facts, fiscal_transparency_accepted=2, citizen_engagement_accepted=2)
    assert [decided("CORE-2023", one).core for one in (facts, on_evidence)] == [Outcome.UNDETERMINED, Outcome.MET]
    assert total(decided("CORE-2023", on_evidence)) == (12, 16)


@pytest.mark.parametrize(("country", "proposal", "civil_liberties"), [("Angola", "PW", 3.24), ("Nigeria", "PW", 3.53)])
def test_all_eight_needed(country: str, proposal: str, civil_liberties: float) -> None:
    """Angola and Nigeria, eligible in December 2014, need all 8 points of the two metrics that are not surveyed."""
    facts = together(budget_proposal=proposal, audit_report="NP", civil_liberties=civil_liberties)
    verdict = decided("CORE-2014", facts)
    enough = {reached for reached in verdict.totals if 4 * reached[0] >= 3 * reached[1]}
    assert (country, enough) == (country, {(12, 16)})
    assert decided("CORE-2014", together(facts, LAW, asset_disclosure("CORE-2014", 4))).core is Outcome.MET


@pytest.mark.parametrize(
    ("country", "book", "facts"),
    [
        ("Viet Nam 2017", "CORE-2016", {"budget_proposal": "IU", "audit_report": "PL", "civil_liberties": 2.94}),
        ("Lebanon 2020", "CORE-2018", {"budget_proposal": "IU", "audit_report": "NP", "civil_liberties": 4.71}),
    ],
)
def test_eight_of_sixteen(country: str, book: str, facts: Facts) -> None:
    """Viet Nam and Lebanon had 8 of 16: none for budget documents, 2 for civil liberties, a law, and 2 more."""
    verdict = decided(book, together(facts, LAW, asset_disclosure(book, 2)))
    points = {one.id: one.points.low for one in verdict.criteria}
    assert (country, points, total(verdict)) == (country, {"FT": 0, "ATI": 4, "AD": 2, "CE": 2}, (8, 16))


@pytest.mark.parametrize(
    ("facts", "points", "label"),
    [
        (together(BOTH_DOCUMENTS, LAW, ad_law=True, ad_public=False), (12, 16), None),
        (together(BOTH_DOCUMENTS, CONSTITUTION, ad_law=True, ad_public=False), (11, 16), "close to eligible"),
        (together(BOTH_DOCUMENTS, LAW, ad_law=False), (10, 16), "close to eligible"),
        (together(BOTH_DOCUMENTS, CONSTITUTION, ad_law=False), (9, 16), None),
        (together(NO_SURVEY, LAW, ad_law=True, ad_public=False), (8, 12), "close to eligible"),
        (together(NO_SURVEY, CONSTITUTION, ad_law=True, ad_public=False), (7, 12), None),
    ],
    ids=["12 of 16", "11 of 16", "10 of 16", "9 of 16", "8 of 12", "7 of 12"],
)
def test_close_to_eligible(facts: Facts, points: tuple[int, int], label: str | None) -> None:
    """In December 2014 at least 60 and less than 75 per cent was "close to eligible", and in no other book."""
    verdicts = [decided(book, together(facts, civil_liberties=3.53)) for book in FROM_2014]
    assert total(verdicts[0]) == points
    assert [verdict.label for verdict in verdicts] == [label, None, None, None, None]
