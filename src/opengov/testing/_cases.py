"""Strategies for whole cases that hold together, and for case files that do not."""

from __future__ import annotations

import json
import typing
from collections.abc import Callable

from hypothesis import strategies as st

from opengov import reference
from opengov.codec import field_types
from opengov.formats.casefiles import dumps
from opengov.model._noun import Noun
from opengov.model.cases import Case
from opengov.testing._agreement import COUNTRIES, prepare
from opengov.testing._drawing import draw_nouns
from opengov.testing._primitives import days, ids, invalid_dates, texts
from opengov.testing._world import World

__all__ = ["cases", "invalid_case_data"]

_LISTS: dict[str, type[Noun]] = {
    name: typing.get_args(kind)[0]
    for name, (_, kind) in field_types(Case).items()
    if typing.get_origin(kind) is tuple and name != "about"
}
# plans first of what refers to members, since what is drawn later must agree with them
_ORDER = tuple(dict.fromkeys(("sources", "institutions", "plans", *_LISTS)))
_TIMES_EMPTY = 3


def cases(*, largest: int = 2) -> st.SearchStrategy[Case]:
    """Draw whole cases that hold together: each reference resolves, days are in order, no fact stands twice.

    Half of them have plans, and about a quarter each of the other lists that a case can have, so that they are quick to
    draw and to read. They can be written to a file and judged: countries have real codes, and observations and evidence
    have values that the rulebooks take.

    Parameters
    ----------
    largest
        How many entries a list of the case has at most; lists within entries have one or two.

    Examples
    --------
    >>> import opengov
    >>> from hypothesis import given
    >>> @given(cases())
    ... def test_round_trip(case):
    ...     assert opengov.loads(opengov.dumps(case)) == case
    >>> test_round_trip()
    """
    return st.deferred(lambda: _prepared(largest))


def invalid_case_data() -> st.SearchStrategy[tuple[dict[str, object], str]]:
    """Draw the content of case files with one thing wrong, as plain data, and the path at which it is.

    Examples
    --------
    >>> import json
    >>> import opengov
    >>> from hypothesis import given
    >>> @given(invalid_case_data())
    ... def test_found(drawn):
    ...     data, path = drawn
    ...     try:
    ...         opengov.loads(json.dumps(data), "json")
    ...     except opengov.InvalidCase as error:
    ...         assert path in {problem.path for problem in error.problems}
    ...     else:
    ...         assert False, path
    >>> test_found()
    """
    return st.builds(_spoilt, cases(), st.sampled_from(_SPOILERS), invalid_dates())


def _prepared(largest: int) -> st.SearchStrategy[Case]:
    prepare(*_LISTS.values())
    return _whole(largest)


@st.composite
def _whole(draw: st.DrawFn, largest: int) -> Case:
    some = [*range(1, largest + 1)]
    sizes, sizes_of_plans = (st.sampled_from([0] * times * largest + some) for times in (_TIMES_EMPTY, 1))
    members = _member_ids(draw, draw(st.integers(1, largest)))
    world = World(draw(_FLAVOURS), members, [call.id for call in reference.local_calls()])
    found: dict[str, object] = {}
    for name in _ORDER:
        size = len(members) if name == "members" else draw(sizes_of_plans if name == "plans" else sizes)
        found[name] = draw_nouns(draw, _LISTS[name], world, size) if size else ()
    found["on"] = draw(_DAYS)
    if draw(_YES_OR_NO):
        found["about"] = tuple(members[: draw(st.integers(1, len(members)))])
        found["summary"] = draw(_TEXTS)
    make: Callable[..., Case] = Case
    return make(id=draw(_IDS), title=draw(_TEXTS), **found)


def _member_ids(draw: st.DrawFn, size: int) -> list[str]:
    """Return the ids of a country, and of other countries or of jurisdictions in it."""
    first = draw(_PLACES)
    names = [COUNTRIES[first]]
    for number in range(1, size):
        national = number < len(COUNTRIES) and draw(_YES_OR_NO)
        names.append(COUNTRIES[(first + number) % len(COUNTRIES)] if national else f"{names[0]}-{number}")
    return names


# --- what spoils a case file ----------------------------------------------------------------------------------------

_Data: typing.TypeAlias = dict[str, object]


def _spoilt(case: Case, spoil: Callable[[_Data, str], str], date: str) -> tuple[_Data, str]:
    data: _Data = json.loads(dumps(case, "json"))
    return data, spoil(data, date)


def _leave_out_title(data: _Data, _date: str) -> str:
    del data["title"]
    return "title"


def _give_title_another_type(data: _Data, _date: str) -> str:
    data["title"] = 7
    return "title"


def _misspell_a_key(data: _Data, _date: str) -> str:
    data["titel"] = data["title"]
    return "titel"


def _name_another_version(data: _Data, _date: str) -> str:
    data["opengov"] = 0
    return "opengov"


def _misdate_case(data: _Data, date: str) -> str:
    data["on"] = date
    return "on"


def _misdate_milestone(data: _Data, date: str) -> str:
    plan = {"id": "spoilt", "member": _first_member(data)}
    return _added(
        data, "plans", {**plan, "drafting": [{"id": "spoilt", "title": "Draft", "due": date}]}, "drafting[0].due"
    )


def _turn_period_round(data: _Data, _date: str) -> str:
    return _added(data, "events", {"id": "spoilt", "title": "Workshop", "period": "2018/2017"}, "period")


def _count_below_zero(data: _Data, _date: str) -> str:
    return _added(data, "calls", {"id": "spoilt", "title": "Call", "applied": -1}, "applied")


def _refer_to_nothing(data: _Data, _date: str) -> str:
    return _added(data, "plans", {"id": "spoilt", "member": "nobody at all"}, "member")


def _use_an_id_twice(data: _Data, _date: str) -> str:
    return _added(data, "members", {"id": _first_member(data), "name": "Twice"}, "id")


def _wait_in_a_circle(data: _Data, _date: str) -> str:
    circle = [
        {"id": name, "title": name, "follows": [{"milestone": other}]}
        for name, other in (("chicken", "egg"), ("egg", "chicken"))
    ]
    plan = {"id": "spoilt", "member": _first_member(data), "drafting": circle}
    return _added(data, "plans", plan, "drafting[0].follows")


def _added(data: _Data, name: str, entry: _Data, path: str) -> str:
    """Add an entry to a list of the case, and return the path to something in it."""
    entries = data.setdefault(name, [])
    place = 0
    if isinstance(entries, list):
        place = len(entries)
        entries.append(entry)
    return f"{name}[{place}].{path}"


def _first_member(data: _Data) -> object:
    match data:
        case {"members": [{"id": name}, *_]}:
            return name
        case _:
            return None


_SPOILERS = (
    _leave_out_title,
    _give_title_another_type,
    _misspell_a_key,
    _name_another_version,
    _misdate_case,
    _misdate_milestone,
    _turn_period_round,
    _count_below_zero,
    _refer_to_nothing,
    _use_an_id_twice,
    _wait_in_a_circle,
)
_FLAVOURS = st.one_of(st.just(""), ids())
_PLACES = st.integers(0, len(COUNTRIES) - 1)
_YES_OR_NO = st.booleans()
_DAYS = days()
_IDS = ids()
_TEXTS = texts()
