"""The docstrings of the front door: what goes in, what comes out, and an example that runs."""

import inspect
from collections.abc import Callable, Iterator
from enum import Enum

import pytest

import opengov
from opengov.errors import OpenGovError


def front_door() -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield what can be called at the front door, errors aside, and the methods that its classes define."""
    for name in opengov.__all__:
        thing = getattr(opengov, name)
        if not callable(thing) or (inspect.isclass(thing) and issubclass(thing, Enum | OpenGovError)):
            continue
        yield name, thing
        for method, found in vars(thing).items() if inspect.isclass(thing) else ():
            if not method.startswith("_") and (inspect.isfunction(found) or isinstance(found, classmethod)):
                yield f"{name}.{method}", getattr(thing, method)


CALLABLES = dict(front_door())
MADE = [name for name, thing in CALLABLES.items() if thing is not opengov.Verdict]  # a verdict is given, never made
FUNCTIONS = {name: thing for name, thing in CALLABLES.items() if not inspect.isclass(thing)}


def section(thing: object, title: str) -> str:
    """Return one section of a docstring, empty where it has none."""
    _, _, rest = (inspect.getdoc(thing) or "").partition(f"{title}\n{'-' * len(title)}\n")
    return rest.partition("\n\n")[0]


@pytest.mark.parametrize("name", MADE)
def test_what_goes_in_is_described(name: str) -> None:
    """Each parameter stands in the docstring."""
    thing = CALLABLES[name]
    heads = [line for line in section(thing, "Parameters").splitlines() if not line.startswith(" ")]
    described = {one.strip() for line in heads for one in line.partition(":")[0].split(",")}
    wanted = {one for one in inspect.signature(thing).parameters if one != "self"}
    assert wanted - described == set()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_comes_out_is_described(name: str) -> None:
    """A function that returns or yields something says what."""
    thing = FUNCTIONS[name]
    silent = inspect.signature(thing).return_annotation in (None, "None")
    assert bool(section(thing, "Returns") or section(thing, "Yields")) is not silent


@pytest.mark.parametrize("name", CALLABLES)
def test_there_is_an_example(name: str) -> None:
    """Whatever a user calls is shown in an example, which runs as a test of its module."""
    assert ">>> " in (inspect.getdoc(CALLABLES[name]) or "")
