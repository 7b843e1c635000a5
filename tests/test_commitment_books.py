"""The books on commitments: stars at and below each threshold, what OGP works out, variables by era, steps."""

import itertools
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import opengov
from opengov.errors import InvalidFacts, UnknownName
from opengov.formats.irm import read_irm
from opengov.model.assessments import Coding, IrmAssessment
from opengov.model.values import UNKNOWN, Absent, Known, OneOf, Outcome, Scalar, Value
from opengov.rules.commitments import assess_commitment, assess_star, codes_of, variables
from opengov.rules.entries import entry_of
from opengov.rules.results import FindingVerdict
from opengov.rules.shelf import shelf
from opengov.rules.verdicts import Verdict, decide

Facts = dict[str, Value | Scalar]
MET, NOT_MET, UNDETERMINED, NOT_APPLICABLE = (
    Outcome.MET,
    Outcome.NOT_MET,
    Outcome.UNDETERMINED,
    Outcome.NOT_APPLICABLE,
)
ND, NR = Absent("ND"), Absent("NR")
YES, NO = Known(value=True), Known(value=False)
LEVELS = ("withdrawn", "unclear", "not_started", "limited", "substantial", "complete")

STARRED: dict[str, Value | Scalar] = {
    "relevant": True,
    "specificity": "medium",
    "verifiable": ND,
    "potential_impact": "transformative",
    "completion_progress": "substantial",
    "completion_end_of_term": ND,
}


def finding(verdict: Verdict, name: str) -> FindingVerdict:
    """Return a finding or label of a verdict."""
    found = verdict[name]
    assert isinstance(found, FindingVerdict)
    return found


def label(facts: Facts, name: str, book: str = "IRM-2024") -> str | None:
    """Return the label that a book gives."""
    return finding(assess_commitment(facts, book=book), name).label


# --- stars ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "stars"),
    [
        ({}, [MET, MET, MET, MET]),
        ({"completion_progress": "complete"}, [MET, MET, MET, MET]),
        ({"completion_progress": "limited"}, [NOT_MET] * 4),
        ({"completion_progress": "withdrawn"}, [NOT_MET] * 4),
        ({"relevant": False}, [NOT_MET] * 4),
        ({"potential_impact": "moderate"}, [MET, MET, MET, NOT_MET]),
        ({"potential_impact": "minor"}, [NOT_MET] * 4),
        ({"potential_impact": "unclear"}, [NOT_MET] * 4),
        ({"specificity": "low"}, [MET, MET, NOT_MET, NOT_MET]),
        ({"specificity": "high"}, [MET, MET, MET, MET]),
        ({"specificity": ND, "verifiable": True}, [MET, MET, NOT_APPLICABLE, MET]),
        ({"specificity": ND, "verifiable": False}, [MET, MET, NOT_APPLICABLE, NOT_MET]),
        ({"specificity": "low", "verifiable": True}, [MET, MET, NOT_MET, NOT_MET]),
        ({"potential_impact": ND}, [MET, NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE]),
        ({"completion_progress": NR}, [NOT_APPLICABLE] * 4),
        ({"relevant": NR}, [NOT_APPLICABLE] * 4),
        ({"potential_impact": UNKNOWN}, [UNDETERMINED] * 4),
        ({"potential_impact": UNKNOWN, "relevant": False}, [NOT_MET, UNDETERMINED, UNDETERMINED, UNDETERMINED]),
        ({"specificity": UNKNOWN}, [MET, MET, UNDETERMINED, UNDETERMINED]),
    ],
)
def test_the_four_formulas(changed: Facts, stars: list[Outcome]) -> None:
    """Each test of each formula at its threshold and below it, absent and unknown."""
    formulas = [assess_star(STARRED | changed, formula=name) for name in ("R0", "R1", "R2", "R3")]
    assert [verdict.requirements[0].outcome for verdict in formulas] == stars


@pytest.mark.parametrize(
    ("day", "books"),
    [
        ("2013-06-01", ["STAR-R0"]),
        ("2014-05-31", ["STAR-R1"]),
        ("2014-06-01", ["STAR-R2"]),
        ("2015-04-30", ["STAR-R2"]),
        ("2015-05-01", ["STAR-R3"]),
        ("2019-01-01", ["STAR-R3"]),
    ],
)
def test_the_day_of_the_assessment_picks_the_formula(day: str, books: list[str]) -> None:
    """Before June 2014, until April 2015, after April 2015."""
    verdict = assess_star(STARRED, assessed=date.fromisoformat(day), about="XX0001")
    assert [book.id for book in verdict.books] == books
    assert (verdict.about, verdict.on) == ("XX0001", date.fromisoformat(day))


@pytest.mark.parametrize(
    ("report", "outcome"), [("progress", NOT_MET), ("end_of_term", MET), ("latest", MET), ("nonsense", None)]
)
def test_the_report_gives_the_completion(report: str, outcome: Outcome | None) -> None:
    """A star may come at the end of the term."""
    codes = STARRED | {"completion_progress": "limited", "completion_end_of_term": "complete"}
    if outcome is None:
        with pytest.raises(UnknownName, match="there is no report 'nonsense'"):
            assess_star(codes, formula="R3", report=report)
    else:
        assert assess_star(codes, formula="R3", report=report).outcome is outcome


def test_the_latest_report_is_the_progress_report_where_there_is_no_other() -> None:
    """An end of term without code leaves the progress report."""
    assert assess_star(STARRED, formula="R3", report="latest").outcome is MET
    none = STARRED | {"completion_progress": NR}
    assert assess_star(none, formula="R3", report="latest").outcome is NOT_APPLICABLE
    assert assess_star({"relevant": False}, formula="R0", report="latest").outcome is UNDETERMINED
    perhaps = STARRED | {"completion_progress": NR, "completion_end_of_term": UNKNOWN}
    assert assess_star(perhaps, formula="R3", report="latest").outcome is UNDETERMINED


def test_whether_the_first_formula_asks_for_specificity_is_a_reading() -> None:
    """The guide names it and the data do not use it; the verdict says that this would change it."""
    vague = STARRED | {"specificity": "low"}
    verdict = assess_star(vague, formula="R1")
    assert (verdict.outcome, [one.option for one in verdict.other_readings]) == (MET, ["as_in_the_guide"])
    assert assess_star(vague, formula="R1", readings={"R1-SPECIFICITY": "as_in_the_guide"}).outcome is NOT_MET


def test_a_star_says_why() -> None:
    """The explanation holds what is needed, what was seen, and the source."""
    said = assess_star(STARRED | {"specificity": "low"}, formula="R2", about="MO0018").explain()
    assert said.startswith("MO0018: not met.")
    for part in ("Specificity: at least medium", "seen: Specificity: low", "opengovpartnership.org/?p=3699"):
        assert part in said


def test_bad_questions_about_stars() -> None:
    """Neither day nor formula, both, a formula that there is not, a code misspelt or of another kind."""
    for asked in ({}, {"assessed": date(2015, 9, 1), "formula": "R3"}):
        with pytest.raises(InvalidFacts) as caught:
            assess_star(STARRED, **asked)  # type: ignore[arg-type]  # on purpose
        assert [one.path for one in caught.value.problems] == ["assessed"]
    with pytest.raises(UnknownName, match="there is no formula 'R4'; did you mean R0"):
        assess_star(STARRED, formula="R4")
    with pytest.raises(InvalidFacts) as caught:
        assess_star(STARRED | {"relevent": True, "specificity": "very high"}, formula="R3")
    assert [str(one) for one in caught.value.problems] == [
        "relevent: no such measure (did you mean relevant?)",
        'specificity: "very high" is not a value of it (one of none, low, medium, high)',
    ]


# --- what OGP works out ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("end", "progress"), [*itertools.product([*LEVELS, ND], repeat=2)], ids=str)
def test_completion(end: str | Absent, progress: str | Absent) -> None:
    """The end of term counts before the progress report, and the step between them is the difference of the codes."""
    verdict = assess_commitment({"completion_end_of_term": end, "completion_progress": progress})
    raw = end if isinstance(end, str) else progress
    code = LEVELS.index(raw) if isinstance(raw, str) else None
    assert finding(verdict, "RAW-COMPLETION").label == (raw if isinstance(raw, str) else "not coded")
    assert finding(verdict, "MAX-COMPLETION").label == ("not assessed" if code is None or code < 2 else str(code - 2))
    assert finding(verdict, "COMPLETION-ASSESSED").label == ("not assessed" if code is None or code < 2 else "assessed")
    high = NOT_APPLICABLE if code is None else MET if code >= 4 else NOT_MET
    assert entry_of(shelf()["IRM-2024"], "HIGH-COMPLETION")(verdict.facts).outcome is high
    steps = "not coded"
    if isinstance(end, str) and isinstance(progress, str):
        steps = str(LEVELS.index(end) - LEVELS.index(progress))
    change = "not coded" if steps == "not coded" else _CHANGES[(int(steps) > 0) - (int(steps) < 0)]
    assert finding(verdict, "COMPLETION-STEPS").label == steps
    assert finding(verdict, "COMPLETION-CHANGE").label == change


_CHANGES = {1: "increase", 0: "no_change", -1: "decrease"}


@pytest.mark.parametrize(
    ("facts", "name", "outcome"),
    [
        ({"access_to_information": True}, "RELEVANCE", MET),
        ({"public_accountability": True, "civic_participation": NR}, "RELEVANCE", MET),
        (
            dict.fromkeys(["access_to_information", "civic_participation", "public_accountability"], False),
            "RELEVANCE",
            NOT_MET,
        ),
        (
            dict.fromkeys(["access_to_information", "civic_participation", "public_accountability"], ND),
            "RELEVANCE",
            NOT_APPLICABLE,
        ),
        ({}, "RELEVANCE", UNDETERMINED),
        ({"specificity": "medium", "verifiable": ND}, "VERIFIABLE", MET),
        ({"specificity": "low", "verifiable": ND}, "VERIFIABLE", NOT_MET),
        ({"specificity": ND, "verifiable": True}, "VERIFIABLE", MET),
        ({"specificity": ND, "verifiable": False}, "VERIFIABLE", NOT_MET),
        ({"specificity": NR, "verifiable": NR}, "VERIFIABLE", NOT_APPLICABLE),
        ({}, "VERIFIABLE", UNDETERMINED),
        ({"potential_impact": "moderate", "relevant": True}, "HIGH-AMBITION", MET),
        ({"potential_impact": "transformative", "relevant": False}, "HIGH-AMBITION", NOT_MET),
        ({"potential_impact": "minor"}, "HIGH-AMBITION", NOT_MET),
        ({"potential_impact": ND, "relevant": True}, "HIGH-AMBITION", NOT_APPLICABLE),
        ({"relevant": True}, "HIGH-AMBITION", UNDETERMINED),
        ({"completion_end_of_term": ND}, "HIGH-COMPLETION", UNDETERMINED),
        ({"opened_government": "major", "early_results": ND}, "STRONG-EARLY-RESULTS", MET),
        ({"opened_government": "marginal", "early_results": ND}, "STRONG-EARLY-RESULTS", NOT_MET),
        ({"opened_government": ND, "early_results": "significant"}, "STRONG-EARLY-RESULTS", MET),
        ({"opened_government": ND, "early_results": "moderate"}, "STRONG-EARLY-RESULTS", NOT_MET),
        ({"opened_government": ND, "early_results": NR}, "STRONG-EARLY-RESULTS", NOT_APPLICABLE),
        ({}, "STRONG-EARLY-RESULTS", UNDETERMINED),
        ({"starred_progress": False, "starred_end_of_term": True}, "MAX-STAR", MET),
        ({"starred_progress": False, "starred_end_of_term": ND}, "MAX-STAR", NOT_MET),
        ({"starred_progress": ND, "starred_end_of_term": ND}, "MAX-STAR", NOT_APPLICABLE),
        ({}, "MAX-STAR", UNDETERMINED),
    ],
)
def test_what_ogp_works_out(facts: Facts, name: str, outcome: Outcome) -> None:
    """Each rule at its threshold, below it, not coded and not known."""
    (found,) = (one.outcome for one in assess_commitment(facts).requirements if one.id == name)
    assert found is outcome


AMBITIOUS: dict[str, Value | Scalar] = {
    "relevant": True,
    "verifiable": True,
    "specificity": ND,
    "potential_impact": "moderate",
    "potential_for_results": ND,
    "completion_progress": ND,
    "completion_end_of_term": "substantial",
    "opened_government": "marginal",
    "early_results": ND,
    "starred_progress": ND,
    "starred_end_of_term": False,
}
FLAGS = (
    "AMBITIOUS-AND-COMPLETE",
    "AMBITIOUS-NOT-COMPLETE",
    "COMPLETE-NOT-AMBITIOUS",
    "NOT-COMPLETE-NOT-AMBITIOUS",
    "NOT-REVIEWED",
)


@pytest.mark.parametrize(
    ("changed", "made"),
    [
        ({}, ["AMBITIOUS-AND-COMPLETE"]),
        ({"completion_end_of_term": "limited"}, ["AMBITIOUS-NOT-COMPLETE"]),
        ({"completion_end_of_term": ND}, ["AMBITIOUS-NOT-COMPLETE"]),
        ({"relevant": False}, ["COMPLETE-NOT-AMBITIOUS"]),
        ({"potential_impact": "minor", "completion_end_of_term": "limited"}, ["NOT-COMPLETE-NOT-AMBITIOUS"]),
        ({"potential_impact": "minor", "opened_government": "outstanding"}, ["AMBITIOUS-AND-COMPLETE"]),
        ({"potential_impact": ND}, []),
        ({"potential_impact": NR, "verifiable": NR, "completion_end_of_term": NR}, ["NOT-REVIEWED"]),
        ({"potential_impact": ND, "verifiable": ND}, []),
    ],
)
def test_the_classes_of_ambition_and_completion(changed: Facts, made: list[str]) -> None:
    """Four classes that exclude each other, and a fifth for what is not reviewed, which is not what has no data."""
    verdict = assess_commitment(AMBITIOUS | changed)
    assert [name for name in FLAGS if str(finding(verdict, name).made) == "yes"] == made


@pytest.mark.parametrize(
    ("set_", "score", "checksum"),
    [
        (["ambitious_and_complete"], "4", 1),
        (["ambitious_not_complete"], "3", 1),
        (["complete_not_ambitious"], "2", 1),
        (["not_complete_not_ambitious"], "1", 1),
        (["not_reviewed"], "-1", 1),
        ([], "1", 0),
        (["complete_not_ambitious", "ambitious_and_complete", "not_reviewed"], "4", 3),
        (["ambitious_and_complete", "ambitious_not_complete"], "4", 2),
        (["not_reviewed", "ambitious_not_complete", "complete_not_ambitious", "not_complete_not_ambitious"], "3", 4),
        (
            ["ambitious_and_complete", *(name.lower().replace("-", "_") for name in FLAGS[1:])],
            "4",
            5,
        ),
    ],
)
def test_the_score_and_the_checksum(set_: list[str], score: str, checksum: int) -> None:
    """The first flag that is set gives the score, and the checksum counts them."""
    facts = {name.lower().replace("-", "_"): name.lower().replace("-", "_") in set_ for name in FLAGS}
    verdict = decide(shelf()["IRM-SCORE"], facts)
    assert (finding(verdict, "SCORE").label, verdict.points.low, verdict.points.high) == (score, checksum, checksum)
    assert (verdict.outcome, verdict.core) == (NOT_APPLICABLE, NOT_APPLICABLE)


TRANSFORMATIVE: dict[str, Value | Scalar] = AMBITIOUS | {
    "specificity": "high",
    "potential_impact": "transformative",
    "starred_end_of_term": True,
}


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({}, "star"),
        ({"starred_end_of_term": False}, "none"),
        ({"starred_end_of_term": ND}, "none"),
        ({"completion_end_of_term": "limited"}, "cmpl"),
        ({"completion_end_of_term": "limited", "potential_impact": "moderate"}, "pot_imp"),
        ({"potential_impact": "moderate", "relevant": False}, "rel"),
        ({"relevant": False, "specificity": "low"}, "spec"),
        ({"specificity": "low", "verifiable": NR}, "nr"),
        ({"specificity": ND, "potential_impact": ND, "relevant": ND, "completion_end_of_term": ND}, "star"),
    ],
)
def test_the_binding_constraint(changed: Facts, constraint: str) -> None:
    """The first test that fails, in OGP's order; what is not coded fails none."""
    assert label(TRANSFORMATIVE | changed, "BINDING-CONSTRAINT") == constraint


@pytest.mark.parametrize(
    ("parts", "overall"),
    [
        (("not_applicable", "did_not_change", "outstanding"), "outstanding"),
        (("major", "marginal", "worsens"), "major"),
        (("marginal", "not_applicable", "did_not_change"), "marginal"),
        (("did_not_change", "worsens", "not_applicable"), "did_not_change"),
        (("not_applicable", "worsens", "not_applicable"), "worsens"),
        (("not_applicable",) * 3, "not coded"),
        ((ND,) * 3, "not coded"),
    ],
)
def test_did_it_open_government(parts: tuple[str | Absent, ...], overall: str) -> None:
    """Overall is the best of the three values."""
    names = [f"opened_government_{value}" for value in ("information", "participation", "accountability")]
    assert label(dict(zip(names, parts, strict=True)), "OPENED-GOVERNMENT") == overall


@pytest.mark.parametrize(
    ("facts", "name", "said"),
    [
        ({"potential_impact": "none", "potential_for_results": ND}, "AMBITION-ASSESSED", "assessed"),
        ({"potential_impact": ND, "potential_for_results": "modest"}, "AMBITION-ASSESSED", "assessed"),
        ({"potential_impact": ND, "potential_for_results": NR}, "AMBITION-ASSESSED", "not assessed"),
        ({"opened_government": "worsens", "early_results": ND}, "RESULTS-ASSESSED", "assessed"),
        ({"opened_government": ND, "early_results": ND}, "RESULTS-ASSESSED", "not assessed"),
    ],
)
def test_what_is_assessed(facts: Facts, name: str, said: str) -> None:
    """Something is assessed where either of its variables is coded."""
    assert label(facts, name) == said


# --- what is counted ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "name", "outcome"),
    [
        ({"irm_assessed": True}, "ASSESSED", MET),
        ({"irm_assessed": False}, "ASSESSED", NOT_MET),
        ({"irm_assessed": NR}, "ASSESSED", NOT_APPLICABLE),
        ({"relevant": True}, "RELEVANT", MET),
        ({"relevant": False}, "RELEVANT", NOT_MET),
        ({"relevant": NR}, "RELEVANT", NOT_APPLICABLE),
        ({"specificity": "medium"}, "VERIFIABLE", MET),
        ({"specificity": "low"}, "VERIFIABLE", NOT_MET),
        ({"specificity": ND, "verifiable": NR}, "VERIFIABLE", NOT_APPLICABLE),
        ({"potential_impact": "moderate"}, "AMBITIOUS", MET),
        ({"potential_impact": "minor"}, "AMBITIOUS", NOT_MET),
        ({"potential_impact": ND}, "AMBITIOUS", NOT_APPLICABLE),
        ({"potential_impact": "transformative"}, "TRANSFORMATIVE", MET),
        ({"potential_impact": "moderate"}, "TRANSFORMATIVE", NOT_MET),
        ({"potential_impact": ND}, "TRANSFORMATIVE", NOT_APPLICABLE),
        ({"completion": "substantial"}, "COMPLETED", MET),
        ({"completion": "limited"}, "COMPLETED", NOT_MET),
        ({"completion": NR}, "COMPLETED", NOT_APPLICABLE),
        ({"completion": "complete"}, "COMPLETE", MET),
        ({"completion": "substantial"}, "COMPLETE", NOT_MET),
        ({"completion": NR}, "COMPLETE", NOT_APPLICABLE),
        ({"carried_forward": True}, "CARRIED-FORWARD", MET),
        ({"carried_forward": False}, "CARRIED-FORWARD", NOT_MET),
        ({"carried_forward": ND}, "CARRIED-FORWARD", NOT_APPLICABLE),
    ],
)
def test_what_is_counted(facts: Facts, name: str, outcome: Outcome) -> None:
    """Each question at its threshold and below it; what is not coded is not counted, what is not known is open."""
    outcomes = {one.id: one.outcome for one in assess_commitment(facts, book="IRM-COUNTS").requirements}
    assert outcomes[name] is outcome
    assert assess_commitment({}, book="IRM-COUNTS").requirements[0].outcome is UNDETERMINED


# --- plans ----------------------------------------------------------------------------------------------------------

YEARS = (2011, 2012, 2013, 2014, 2016, 2017, 2018, 2019, 2020, 2021, 2024)
ERAS = {
    "SPECIFICITY": "coded coded coded coded coded few - - - - -",
    "VERIFIABLE": "derived derived derived derived derived coded coded coded coded coded coded",
    "VALUES": "coded coded coded coded coded coded coded coded - - -",
    "RELEVANT": "coded coded coded coded coded coded coded coded lens lens lens",
    "POTENTIAL-IMPACT": "- coded coded coded coded coded coded coded - - -",
    "POTENTIAL-FOR-RESULTS": "- - - - - - - - coded coded coded",
    "COMPLETION-PROGRESS": "coded coded coded coded coded - - - - - -",
    "COMPLETION-END-OF-TERM": "- - partly coded coded coded coded coded coded coded coded",
    "OPENED-GOVERNMENT-VALUES": "- - partly coded coded few - - - - -",
    "OPENED-GOVERNMENT": "- - coded coded coded coded coded coded coded - -",
    "EARLY-RESULTS": "- - - - - - few few - coded coded",
    "STARRED-PROGRESS": "- coded coded coded coded few - - - - -",
    "STARRED-END-OF-TERM": "- - coded coded coded coded few few - - -",
    "CARRIED-FORWARD": "- - coded coded coded few - - - - -",
    "CLUSTER": "- - - - - - - - coded coded coded",
    "COMPOUND": "coded coded partly partly partly - - - - - -",
}
WORDS = {"-": "not coded", "few": "a few", "lens": "as a lens"}


@pytest.mark.parametrize(("place", "year"), [*enumerate(YEARS)])
def test_the_variables_of_each_era(place: int, year: int) -> None:
    """What the IRM coded for plans of each year is what the dossier's table says."""
    told = {name: row.split()[place] for name, row in ERAS.items()}
    assert variables(year) == {name: WORDS.get(word, word) for name, word in told.items()}


def test_no_variable_before_the_first_plans() -> None:
    """There were no plans before 2011."""
    with pytest.raises(InvalidFacts) as caught:
        variables(2010)
    assert [str(one) for one in caught.value.problems] == [
        "year_submitted: 2010 is not a whole number from 2011 to 2100"
    ]


@pytest.mark.parametrize(("taken", "points"), [(0, "0 of 6"), (3, "3 of 6"), (6, "6 of 6")])
def test_the_steps_of_consultation(taken: int, points: str) -> None:
    """Each step counts one."""
    steps = {f"step_{number}": number <= taken for number in range(1, 7)}
    assert str(decide(shelf()["STEPS-2016"], steps).points) == points
    assert str(decide(shelf()["STEPS-2016"], {**steps, "step_1": NR}).points) == "0 of 0"


# --- rows of a file, and cases --------------------------------------------------------------------------------------


@pytest.mark.parametrize("vintage", ["2016", "2024"])
def test_an_entry_by_itself_is_the_entry_in_its_book(irm_extract: Callable[[str], Path], vintage: str) -> None:
    """Judged alone, row after row, each entry is what a verdict on the whole book says of it."""
    book = shelf()["IRM-2024"]
    different = {
        tuple(sorted((name, row.facts[name]) for name in row.facts if name in _READ)): row
        for row in read_irm(irm_extract(vintage)).rows
    }
    for row in list(different.values())[:150]:
        verdict = assess_commitment(row)
        assert verdict.about == row.key
        for one in verdict.requirements:
            assert entry_of(book, one.id)(verdict.facts).outcome is one.outcome
        for each in verdict.findings:
            made = {"yes": True, "no": False}.get(each.made)
            value = each.label if each.label is not None else made
            found = entry_of(book, each.id)(verdict.facts)
            assert found.value == (None if each.made == "undetermined" else value)


_READ = {one.name for one in shelf()["IRM-2024"].measures}


def test_assessments_of_a_case() -> None:
    """The codings of reports are judged as they stand; two reports that differ leave open which is right."""
    codings = tuple(
        Coding(variable=name, value=Known(value))
        for name, value in STARRED.items()
        if isinstance(value, bool | str) and name != "relevant"
    )
    one = IrmAssessment(id="one", plan="P", commitment="C", codings=(*codings, Coding(variable="relevant", value=YES)))
    other = IrmAssessment(
        id="other",
        plan="P",
        commitment="C",
        codings=(Coding(variable="relevant", value=NO), Coding(variable="responsible", text="Ministry")),
    )
    assert codes_of([one, other])["relevant"] == OneOf((YES, NO))
    assert assess_star([one], formula="R3").outcome is MET
    assert assess_star([one, other], formula="R3").outcome is UNDETERMINED


def test_assessments_as_read_are_judged_as_their_row(irm_extract: Callable[[str], Path]) -> None:
    """The nouns that a reader makes of a row carry all that a star needs."""
    for row in read_irm(irm_extract("2024")).rows:
        for report in ("progress", "end_of_term"):
            judged = [assess_star(coded, formula="R3", report=report).outcome for coded in (row, row.assessments)]
            assert judged[0] is judged[1], row.key


@pytest.mark.parametrize("odd", [1, 1.0, Known(1), OneOf((Known(1), NO))])
def test_what_is_kept_is_not_given_for_what_only_equals_it(odd: Value | Scalar) -> None:
    """One is neither true nor false, also where a row with true was judged before."""
    star = entry_of(shelf()["STAR-R1"], "STAR")
    sure: Facts = {"relevant": True, "potential_impact": "transformative", "completion": "complete"}
    for yes in (True, YES, OneOf((YES, NO))):
        star({**sure, "relevant": yes})
    with pytest.raises(InvalidFacts):
        star({**sure, "relevant": odd})


def test_an_entry_that_a_book_has_not() -> None:
    """The message lists the nearest."""
    with pytest.raises(UnknownName, match="there is no entry of IRM-2024 'HIGH-AMBITIONS'; did you mean HIGH-AMBITION"):
        entry_of(shelf()["IRM-2024"], "HIGH-AMBITIONS")


def test_the_front_door() -> None:
    """What users type is at hand."""
    assert opengov.assess_star is assess_star
    assert opengov.assess_commitment is assess_commitment
