"""A pytest plugin: the founding cases as fixtures, and every class of the model drawn by ``st.from_type``.

It does nothing unless a test suite asks for it: with ``pytest -p opengov.testing.plugin``, or with
``pytest_plugins = ["opengov.testing.plugin"]`` in its ``conftest.py``. Cases are frozen, so each is read once for all
tests.

.. code-block:: python

    from hypothesis import given, strategies as st
    from opengov import Case, assess_eligibility

    def test_pakistan(pakistan_2017):
        assert assess_eligibility(pakistan_2017).points.low == 15

    @given(st.from_type(Case))
    def test_any_case(case):
        assert case.members

With ``--rule-coverage`` it reports which rules of the shipped rulebooks the tests have seen, and with which outcomes;
``--rule-coverage=strict`` fails the run if one that can occur was not seen. See :mod:`opengov.testing.coverage`.
"""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from opengov.formats.shipped import case, case_names
from opengov.model.cases import Case
from opengov.testing import register

pytest_plugins = ("opengov.testing._coverage_hooks",)

__all__ = ["afghanistan_2017", "cambodia_2014", "founding_cases", "morocco_2018", "pakistan_2017", "tunisia_2024"]


def pytest_configure() -> None:
    """Let Hypothesis draw every class of the model."""
    register()


@pytest.fixture(scope="session")
def founding_cases() -> Mapping[str, Case]:
    """Return the five founding cases by their names."""
    return MappingProxyType({name: case(name) for name in case_names()})


@pytest.fixture(scope="session")
def afghanistan_2017(founding_cases: Mapping[str, Case]) -> Case:
    """Return the case of a first plan, drafted by government and civil society."""
    return founding_cases["afghanistan-2017"]


@pytest.fixture(scope="session")
def cambodia_2014(founding_cases: Mapping[str, Case]) -> Case:
    """Return the case of a workshop on who could join, and when."""
    return founding_cases["cambodia-2014"]


@pytest.fixture(scope="session")
def morocco_2018(founding_cases: Mapping[str, Case]) -> Case:
    """Return the case of a plan drafted before joining."""
    return founding_cases["morocco-2018"]


@pytest.fixture(scope="session")
def pakistan_2017(founding_cases: Mapping[str, Case]) -> Case:
    """Return the case of a country that was eligible, joined, consulted, and was late."""
    return founding_cases["pakistan-2017"]


@pytest.fixture(scope="session")
def tunisia_2024(founding_cases: Mapping[str, Case]) -> Case:
    """Return the case of municipalities that applied to OGP Local."""
    return founding_cases["tunisia-2024"]
