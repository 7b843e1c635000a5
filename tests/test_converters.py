"""The cattrs converter: objects of the model inside classes of somebody else."""

import attrs
import pytest

import opengov
from opengov.codec.converters import converter
from opengov.model.values import Value


@attrs.frozen
class Note:
    """What a program of another kind may keep."""

    text: str
    plan: opengov.ActionPlan | None
    seen: Value
    due: opengov.PartialDate


PLAIN = {
    "text": "late",
    "plan": {"id": "pk-1", "member": "PAK"},
    "seen": {"one_of": [5.0, 5.29]},
    "due": "2017-07",
}
NOTE = Note(
    "late",
    opengov.ActionPlan(id="pk-1", member="PAK"),
    opengov.OneOf((opengov.Known(5.0), opengov.Known(5.29))),
    opengov.PartialDate("2017-07"),
)


def test_reads_and_writes_as_case_files_do() -> None:
    """Nouns, values and partial dates within another class have the forms of a case file."""
    assert converter().structure(PLAIN, Note) == NOTE
    assert converter().unstructure(NOTE) == PLAIN


def test_a_whole_case_goes_through() -> None:
    """What the converter writes of a founding case, it reads back equal."""
    case = opengov.case("pakistan-2017")
    assert converter().structure(converter().unstructure(case), opengov.Case) == case


def test_problems_have_their_paths() -> None:
    """What is wrong with a noun is said as the library says it, inside cattrs' own group."""
    with pytest.raises(ExceptionGroup) as caught:
        converter().structure({**PLAIN, "plan": {"id": "pk-1", "membr": "PAK"}}, Note)
    ours = caught.value.subgroup(opengov.InvalidCase)
    assert ours is not None
    assert "membr: there is no such key (did you mean member?)" in str(ours.exceptions[0])


@pytest.mark.parametrize("bad", [{"one_of": [1]}, None, [], {}, float("nan"), b"x"])
def test_bad_values_are_said_as_in_a_file(bad: object) -> None:
    """What is no value is the library's own error, also where several classes are allowed."""
    with pytest.raises(opengov.InvalidCase) as caught:
        converter().structure(bad, Value)  # type: ignore[arg-type]  # a union is no class to mypy
    assert str(caught.value).startswith("the value cannot be read: 1 problem")


def test_a_value_may_be_missing() -> None:
    """A field that holds a value or nothing reads and writes both."""
    kind = dict[str, Value | None]
    given = {"a": None, "b": 3, "c": {"absent": "never"}}
    read = converter().structure(given, kind)
    assert read == {"a": None, "b": opengov.Known(3), "c": opengov.Absent("never")}
    assert converter().unstructure(read, kind) == given


def test_what_no_file_can_hold_is_refused() -> None:
    """A number that is not finite is one problem of the value, not of cattrs."""
    with pytest.raises(opengov.InvalidCase) as caught:
        converter().unstructure(opengov.Known(float("nan")))
    assert "nan is not a finite number" in str(caught.value)


def test_other_classes_stay_with_cattrs() -> None:
    """A list of nouns, or a union that is not of values, is read by cattrs."""
    assert converter().structure([{"id": "PAK", "name": "Pakistan"}], tuple[opengov.Member, ...]) == (
        opengov.Member(id="PAK", name="Pakistan"),
    )
    assert converter().structure({"a": None}, dict[str, opengov.Member | None]) == {"a": None}
