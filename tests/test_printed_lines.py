"""Lines of IRM reports as they are printed: each form, either polarity, levels and what opened government."""

import pytest

import opengov
from opengov.errors import Problem
from opengov.formats.printed_lines import read_printed
from opengov.model.assessments import Coding, IrmAssessment
from opengov.model.values import Known

CONTRARY, MET = "acted_contrary", "minimum_requirements_met"
LEVEL, OPENED = "level_of_public_influence", "did_it_open_government"


@pytest.mark.parametrize(
    ("line", "variable", "value", "text"),
    [
        ("Acted contrary to OGP process: Yes", CONTRARY, True, "Yes"),
        ("Acted contrary to OGP process: No", CONTRARY, False, "No"),
        ("Acted contrary to OGP process: no", CONTRARY, False, "no"),
        ("Acted contrary to OGP process: No*", CONTRARY, False, "No*"),
        ("Acted according to OGP process: Yes", CONTRARY, False, "Yes"),
        ("Acted according to the OGP process: No", CONTRARY, True, "No"),
        ("Acted in accordance with the OGP process: Yes", CONTRARY, False, "Yes"),
        ("Acted in accordance with the OGP process: No", CONTRARY, True, "No"),
        ("Compliance with OGP minimum requirements for co-creation: Yes", MET, True, "Yes"),
        ("Compliance with OGP minimum requirements for co-creation: No", MET, False, "No"),
        (
            "Compliance with OGP minimum requirements for co-creation: Acted according to OGP process: Yes",
            CONTRARY,
            False,
            "Yes",
        ),
        (
            "Compliance with OGP minimum requirements for co-creation: Acted contrary to OGP process: No",
            CONTRARY,
            False,
            "No",
        ),
        (
            "Compliance with OGP minimum requirements for co-creation: Yes\n  Acted contrary to OGP process: Yes",
            CONTRARY,
            True,
            "Yes",
        ),
        (
            "The Netherlands did not act contrary to OGP process",
            CONTRARY,
            False,
            "The Netherlands did not act contrary to OGP process",
        ),
        ("Did not act contrary to OGP process", CONTRARY, False, "Did not act contrary to OGP process"),
        ("Acting contrary to OGP process? No", CONTRARY, False, "No"),
        ("Level of public influence: Consultation", LEVEL, "consult", "Consultation"),
        ("Level of public influence: Collaboration", LEVEL, "collaborate", "Collaboration"),
        ("Level of public influence:  collaboration", LEVEL, "collaborate", "collaboration"),
        ("Level: involve", LEVEL, "involve", "involve"),
        ("significant DIOG", OPENED, "major", "significant"),
        ("exceptional DIOG*", OPENED, "outstanding", "exceptional"),
        ("DIOG: Major", OPENED, "major", "Major"),
    ],
)
def test_each_printed_form(line: str, variable: str, value: bool | str, text: str) -> None:  # noqa: FBT001
    """The polarity is read from the line; what is printed stays beside what it means, a star included."""
    assert read_printed(line) == Coding(variable=variable, value=Known(value), text=text)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Acted contrary to OGP process: perhaps", "says neither yes nor no"),
        ("Level of public influence: Delegate", "is not a value that reports print"),
        ("Has not acted contrary to OGP process: Yes", "denies what it asks"),
        ("Did not act contrary to OGP process: No", "denies what it asks"),
        ("Never acted according to OGP process: No", "denies what it asks"),
        ("Starred process: Yes", "is no line that can be read"),
        ("", "is no line that can be read"),
        ("x" * 501, "has 501 characters"),
    ],
)
def test_other_lines_are_refused(line: str, message: str) -> None:
    """A line that cannot be read is an error that says what could be, never a guess."""
    with pytest.raises(Problem, match=message):
        read_printed(line)


def test_two_reports_on_one_plan_stay_side_by_side() -> None:
    """One plan, two reports, two values: both are kept, each with its report."""
    reports = [
        IrmAssessment(id="design", plan="MAR-1", codings=(read_printed("Acted contrary to OGP process: Yes"),)),
        IrmAssessment(id="results", plan="MAR-1", codings=(read_printed("Acted according to OGP process: Yes"),)),
    ]
    said = {report.id: report.codings[0].value for report in reports}
    assert said == {"design": Known(value=True), "results": Known(value=False)}


def test_founding_cases_hold_what_the_lines_mean() -> None:
    """Every yes or no on the process in the founding cases agrees with the line that it was printed on."""
    lines = {"action plan review": "Acted according to OGP process"}
    checked = 0
    for founding in opengov.cases():
        for report in founding.assessments:
            for one in report.codings:
                if one.variable == CONTRARY:
                    line = lines.get(report.report or "", "Acted contrary to OGP process")
                    assert read_printed(f"{line}: {one.text}").value == one.value
                    checked += 1
    assert checked >= 5
