"""The JSON Schema of case files: up to date, and of one mind with the library."""

import json
from importlib import resources

import jsonschema
import pytest
from jsonschema import Draft202012Validator

from opengov.formats.casefiles import dumps
from opengov.formats.jsonschema import case_schema, schema_text
from opengov.formats.shipped import cases
from opengov.model.cases import Case
from opengov.model.dates import PartialDate, Period
from opengov.model.events import Event
from opengov.model.indicators import Observation
from opengov.model.members import Member
from opengov.model.values import UNKNOWN, Absent, Between, Known, Listing, OneOf, Record, Span, Value

VALIDATOR = Draft202012Validator(case_schema())
GOOD = {"opengov": 1, "id": "c", "title": "C"}


def test_the_shipped_schema_is_up_to_date() -> None:
    """The schema that ships is the one that the classes give; schema_text() writes it anew."""
    shipped = (resources.files("opengov.formats") / "case.schema.json").read_text("utf-8")
    assert shipped == schema_text()


def test_it_is_a_schema() -> None:
    """It is a schema of its own draft, and every part that it names is there."""
    schema = case_schema()
    Draft202012Validator.check_schema(schema)
    text = json.dumps(schema)
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    assert set(definitions) == {part.partition('"')[0] for part in text.split("#/$defs/")[1:]}


def test_it_accepts_the_founding_cases() -> None:
    """Each founding case, as it is written, is valid."""
    for case in cases():
        VALIDATOR.validate(json.loads(dumps(case, "json")))


def test_it_accepts_every_form_of_a_value() -> None:
    """Every way to write a value is valid."""
    day = PartialDate("2017-06-30").earliest()
    known: tuple[Value, ...] = (
        Known(value=True),
        Known(5),
        Known(5.5),
        Known("PW"),
        Known(day),
        Known(Span(months=6, days=1)),
        Known(frozenset({"a"})),
        Known(Listing((Record((("a", UNKNOWN),)), Known(1)), complete=False)),
        Absent("never"),
        Between(1, 2.5),
        Between(day, day),
        OneOf((Known(1), Absent("ND"))),
    )
    case = Case(
        id="c",
        title="C",
        members=(Member(id="PAK", name="Pakistan"),),
        observations=tuple(
            Observation(member="PAK", indicator=f"i{number}", value=value) for number, value in enumerate(known)
        ),
        events=tuple(
            Event(id=f"e{number}", title="E", date=PartialDate(text))
            for number, text in enumerate(
                ["2017", "2017-06~", "2017-34", "[2016-12-07..2016-12-09]", "[2013-01-10,2013-10-01]"]
            )
        ),
    )
    VALIDATOR.validate(json.loads(dumps(case, "json")))
    VALIDATOR.validate({**GOOD, "observations": [{"member": "PAK", "indicator": "i", "value": {"unknown": True}}]})


@pytest.mark.parametrize("text", ["2013/2016-05-04", "2013/..", "2013/", "/2016", "/", "[2016-12-07..2016-12-09]/.."])
def test_it_accepts_every_period(text: str) -> None:
    """Every way to write a period is valid."""
    assert str(Period.parse(text)) == text
    VALIDATOR.validate({**GOOD, "plans": [{"id": "p", "member": "PAK", "period": text}]})


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"opengov": 2}, "$.opengov"),
        ({"titel": "C"}, "$"),
        ({"title": 5}, "$.title"),
        ({"on": "2017-6-30"}, "$.on"),
        ({"about": "PAK"}, "$.about"),
        ({"members": [{"id": "PAK"}]}, "$.members[0]"),
        ({"members": [{"id": "PAK", "name": "P", "kind": "lokal"}]}, "$.members[0].kind"),
        ({"plans": [{"id": "p", "member": "PAK", "period": "2017"}]}, "$.plans[0].period"),
        ({"plans": [{"id": "p", "member": "PAK", "due": "June 2017"}]}, "$.plans[0].due"),
        ({"plans": [{"id": "p", "member": "PAK", "number": 1.5}]}, "$.plans[0].number"),
        ({"observations": [{"member": "PAK", "indicator": "i", "value": {"absnt": "ND"}}]}, "$.observations[0].value"),
        ({"observations": [{"member": "PAK", "indicator": "i", "value": {"between": [1]}}]}, "$.observations[0].value"),
        ({"observations": [{"member": "PAK", "indicator": "i", "value": [1]}]}, "$.observations[0].value"),
    ],
)
def test_it_refuses_what_the_library_refuses(change: dict[str, object], path: str) -> None:
    """Keys that are not known and parts of a wrong type are refused at their place."""
    VALIDATOR.validate(GOOD)
    with pytest.raises(jsonschema.ValidationError) as caught:
        VALIDATOR.validate({**GOOD, **change})
    assert caught.value.json_path == path


def test_it_tells_what_fields_mean() -> None:
    """Fields carry what the documentation says of them, as plain text for editors."""
    schema = case_schema()
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert properties["on"]["description"] == "The day on which it is judged where the caller names none."
    assert "``" not in json.dumps(schema)
