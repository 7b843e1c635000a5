"""Case files that name indicators or editions that there are not, or give values of another kind."""

import pytest

from opengov.errors import InvalidCase
from opengov.formats.casefiles import loads

HEAD = 'opengov = 1\nid = "x"\ntitle = "X"\n[[members]]\nid = "PAK"\nname = "Pakistan"\n'


OWN_INDICATOR = (
    '[[indicators]]\nid = "rti"\ntitle = "RTI"\nkind = "number"\n'
    '[[observations]]\nmember = "PAK"\nindicator = "rti"\nvalue = 7\n'
)
OWN_EDITION = (
    '[[editions]]\nseries = "obs"\nlabel = "2025"\n'
    '[[edition_choices]]\nmember = "PAK"\nseries = "obs"\nedition = "2025"\n'
)


def _observation(**fields: str) -> str:
    lines = {"member": '"PAK"', "indicator": '"civil_liberties"', "edition": '"2015"', "value": "5.0"} | fields
    return "[[observations]]\n" + "".join(f"{key} = {value}\n" for key, value in lines.items())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (_observation(indicator='"civil_liberty"'), "observations[0].indicator: there is no indicator"),
        (_observation(edition='"2077"'), "observations[0].edition: there is no edition of eiu_civil_liberties"),
        (_observation(value='"5.0"'), 'observations[0].value: "civil_liberties" is a number'),
        (_observation(value="true"), 'observations[0].value: "civil_liberties" is a number'),
        (_observation(value='{ one_of = [5.0, "5.3"] }'), 'observations[0].value: "civil_liberties" is a number'),
        (
            '[[observations]]\nmember = "PAK"\nindicator = "ati_law"\nvalue = "maybe"\n',
            'observations[0].value: "ati_law" is true or false',
        ),
        (
            '[[observations]]\nmember = "PAK"\nindicator = "audit_report"\nedition = "2015"\nvalue = "XX"\n',
            'observations[0].value: "audit_report" is one of its categories: NP, IU',
        ),
        (
            '[[edition_choices]]\nmember = "PAK"\nseries = "eiu"\nedition = "2015"\n',
            "edition_choices[0].series: there is no series",
        ),
        (
            '[[edition_choices]]\nmember = "PAK"\nseries = "obs"\nedition = "2016"\n',
            "edition_choices[0].edition: there is no edition of obs",
        ),
    ],
)
def test_refused_at_its_place(text: str, problem: str) -> None:
    """What nothing declares, or no indicator can be, is an error at its path."""
    with pytest.raises(InvalidCase) as caught:
        loads(HEAD + text)
    assert [str(one)[: len(problem)] for one in caught.value.problems] == [problem]


@pytest.mark.parametrize(
    "text",
    [
        _observation(value='{ absent = "not covered" }'),
        _observation(value="{ unknown = true }"),
        _observation(value="{ between = [4, 6] }"),
        OWN_INDICATOR,
        OWN_EDITION,
    ],
)
def test_taken(text: str) -> None:
    """Absent and unknown values are of every kind, and a case may declare indicators and editions of its own."""
    assert loads(HEAD + text).id == "x"


def test_all_at_once() -> None:
    """Every observation that is wrong is named, not the first alone."""
    with pytest.raises(InvalidCase) as caught:
        loads(HEAD + _observation(indicator='"a"') + _observation(indicator='"b"'))
    assert [one.path for one in caught.value.problems] == ["observations[0].indicator", "observations[1].indicator"]
