"""What is drawn can be written and read, pickled and hashed, and comes back the same."""

import pickle  # noqa: TID251  # what users may do
import tempfile
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import opengov
from opengov.codec import read_value, structure, unstructure, write_value
from opengov.model._noun import Noun
from opengov.model.cases import Case
from opengov.model.values import Value
from opengov.testing import action_plans, assert_case_equal, cases, consultations, forums, members, observations, values

some = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("format_", ["toml", "json"])
def test_text_of_a_case(format_: Literal["toml", "json"]) -> None:
    """A case that is written as text is read as the same case."""

    @some
    @given(cases())
    def comes_back(case: Case) -> None:
        assert_case_equal(case, opengov.loads(opengov.dumps(case, format_), format_))

    comes_back()


@pytest.mark.parametrize("ending", ["toml", "json"])
def test_file_of_a_case(ending: str) -> None:
    """A case that is written to a file is read as the same case."""

    @some
    @given(cases())
    def comes_back(case: Case) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"case.{ending}"
            opengov.dump(case, path)
            assert_case_equal(case, opengov.load(path))

    comes_back()


@settings(some, max_examples=20)
@given(st.lists(cases(), max_size=3))
def test_file_of_many_cases(several: list[Case]) -> None:
    """Cases that are written line by line are read as the same cases, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.jsonl"
        opengov.dump_cases(several, path)
        assert several == list(opengov.iter_cases(path))


@some
@given(st.one_of(action_plans(), consultations(), forums(), members(), observations()))
def test_plain_data(noun: Noun) -> None:
    """A noun alone goes through plain data and comes back the same."""
    assert noun == structure(unstructure(noun), type(noun))


@given(values())
def test_plain_value(value: Value) -> None:
    """A value in any form goes through plain data and comes back the same."""
    assert value == read_value(write_value(value))


@some
@given(cases())
def test_pickle(case: Case) -> None:
    """A case that is pickled comes back the same."""
    assert_case_equal(case, pickle.loads(pickle.dumps(case)))  # noqa: S301  # our own


@some
@given(cases())
def test_hash(case: Case) -> None:
    """Equal cases have equal hashes."""
    assert hash(case) == hash(structure(unstructure(case), Case))


@some
@given(cases())
def test_repr(case: Case) -> None:
    """A case of any content has a repr that names it."""
    assert repr(case).startswith(f"Case(id={case.id!r}, ")
