"""Strategies for rules: measures, tests, and small rulebooks that pass every check."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from opengov.model.forms import (
    AbsentAs,
    All,
    Always,
    AnyOf,
    Coded,
    Compare,
    Count,
    Every,
    Measure,
    MeasureKind,
    Not,
    Op,
    OutcomeIs,
    ReadingRef,
    ReadingTest,
    Some,
    Test,
)
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Outcome
from opengov.rules.language import book_from_data
from opengov.testing._primitives import days, ids

__all__ = ["BY_CLASS", "measures", "rule_tests", "rulebooks"]

_Data = dict[str, object]
_MEASURES = ("first", "second", "third", "fourth")
_WORDS = ("none", "some", "most", "all")
_HIGHEST = 10
_MOST_POINTS = 4
_ABSENT = "not covered"
_CITED = {"confidence": "reconstructed", "sources": ["made-up"]}


def measures() -> st.SearchStrategy[Measure]:
    """Draw measures of every kind, with the values or bounds that their kind needs."""
    return _MEASURES_DRAWN


def rule_tests(*, most: int = 6) -> st.SearchStrategy[Test]:
    """Draw tests of every form, nested in one another.

    Parameters
    ----------
    most
        How many tests that have no parts of their own there are, about.
    """
    return st.recursive(_LEAVES, _branches, max_leaves=most)


def rulebooks() -> st.SearchStrategy[Rulebook]:
    """Draw small books of eligibility: one to four criteria, a threshold, perhaps a reading, a requirement and levers.

    They pass every check that a book of a user's must pass. Their criteria part a number into bands, take the first of
    two conditions that holds, or sort words; where a measure may be absent, so may the criterion.

    Examples
    --------
    >>> from hypothesis import given, strategies as st
    >>> from opengov.rules.verdicts import decide
    >>> from opengov.testing import facts
    >>> @given(st.data(), rulebooks())
    ... def test_points(data, book):
    ...     points = decide(book, data.draw(facts(book))).points
    ...     assert 0 <= points.low <= points.high <= 16
    >>> test_points()
    """
    return _RULEBOOKS


# --- rulebooks, first as the data of a file -------------------------------------------------------------------------


@st.composite
def _book_data(draw: st.DrawFn) -> _Data:
    names = _MEASURES[: draw(st.integers(1, len(_MEASURES)))]
    threshold: _Data = {
        "id": "THRESHOLD",
        "title": "The points that are needed",
        "share": draw(st.sampled_from(["1/2", "2/3", "3/4", "1/1"])),
        "fewest_measured": draw(st.integers(1, len(names))),
        "too_few": "RULE",
        **_CITED,
    }
    book: _Data = {
        "id": "MADE-UP",
        "title": "Made-up rules",
        "subject": "eligibility",
        "judges": "member",
        "in_force": {"from": draw(days()).isoformat()},
        "source": [{"id": "made-up", "title": "Made up for a test"}],
        "rule": [{"id": "RULE", "title": "A rule that rows cite", **_CITED}],
        "threshold": threshold,
    }
    drawn = [(name, draw(_CRITERIA)(name)) for name in names]
    measured: _Data = {key: table for _, (read, _) in drawn for key, table in read.items()}
    book["measure"] = measured
    book["criterion"] = [
        {"id": name.upper(), "title": f"The {name} criterion", "maximum": _MOST_POINTS, **criterion, **_CITED}
        for name, (_, criterion) in drawn
    ]
    if draw(st.booleans()):
        _add_reading(book, threshold)
    if draw(st.booleans()):
        _add_requirement(book, measured)
    movable = draw(st.sets(st.sampled_from(sorted(measured))))
    book["lever"] = [_lever(name, measured[name], up=draw(st.booleans())) for name in sorted(movable)]
    return book


def _banded(cuts: list[int], points: list[int], *, may_be_absent: bool) -> Callable[[str], tuple[_Data, _Data]]:
    """Return what makes a criterion that gives points for each of the bands between the cuts of a number."""
    edges = sorted(cuts)

    def make(name: str) -> tuple[_Data, _Data]:
        at_least: list[_Data] = [{"measure": name, "at_least": edge} for edge in edges]
        below: list[_Data] = [{"measure": name, "below": edge} for edge in edges]
        between: list[_Data] = [{"all": [*pair]} for pair in zip(at_least, below[1:], strict=False)]
        bands = [below[0], *between, at_least[-1]]
        criterion: _Data = {"choose": [_row(give, band) for give, band in zip(points, bands, strict=False)]}
        return _with_absence(name, {"kind": "number", "between": [0, _HIGHEST]}, criterion, may_be_absent=may_be_absent)

    return make


def _first_of_two(points: int) -> Callable[[str], tuple[_Data, _Data]]:
    """Return what makes a criterion that gives all points for one condition, and some for another."""

    def make(name: str) -> tuple[_Data, _Data]:
        law, draft = f"{name}_law", f"{name}_draft"
        rows = [_row(_MOST_POINTS, {"measure": law, "is": True}), _row(points, {"measure": draft, "is": True})]
        measured: _Data = {law: _measure(law, {"kind": "yes_no"}), draft: _measure(draft, {"kind": "yes_no"})}
        return measured, {"hits": "first", "choose": rows, "otherwise": {"rule": "RULE", "give": 0}}

    return make


def _sorted_words(enough: int, *, may_be_absent: bool) -> Callable[[str], tuple[_Data, _Data]]:
    """Return what makes a criterion that gives all points for some of the words of a category."""

    def make(name: str) -> tuple[_Data, _Data]:
        row = _row(_MOST_POINTS, {"measure": name, "one_of": [*_WORDS[enough:]]})
        criterion: _Data = {"choose": [row], "otherwise": {"rule": "RULE", "give": 0}}
        return _with_absence(name, {"kind": "category", "values": [*_WORDS]}, criterion, may_be_absent=may_be_absent)

    return make


def _with_absence(name: str, measured: _Data, criterion: _Data, *, may_be_absent: bool) -> tuple[_Data, _Data]:
    if not may_be_absent:
        return {name: _measure(name, measured)}, criterion
    when: _Data = {"measured_when": {"measure": name, "coded": True}}
    return {name: _measure(name, {**measured, "absent": [_ABSENT]})}, {**criterion, **when}


def _measure(name: str, table: _Data) -> _Data:
    return {"title": f"What is known as {name}", **table}


def _row(give: int, when: _Data) -> _Data:
    return {"rule": "RULE", "give": give, "when": when}


def _add_reading(book: _Data, threshold: _Data) -> None:
    """Let a reading decide with how few criteria measured there is enough data."""
    options = {"one": 1, "two": 2}
    reading = {"id": "READING", "title": "How few are enough?", "options": options, "default": "one", **_CITED}
    book["reading"] = [reading]
    threshold["fewest_measured"] = {"reading": "READING"}


def _add_requirement(book: _Data, measured: _Data) -> None:
    """Ask something more of those who are no members."""
    measured["member"] = _measure("member", {"kind": "yes_no"})
    measured["values"] = _measure("values", {"kind": "number", "between": [0, 4]})
    applies: _Data = {"applies_when": {"measure": "member", "is": False}}
    met: _Data = {"met_when": {"measure": "values", "at_least": 3}}
    book["requirement"] = [{"id": "REQUIREMENT", "title": "What newcomers must have", **applies, **met, **_CITED}]


def _lever(name: str, measured: object, *, up: bool) -> _Data:
    """Return a lever that moves a number, or says what anything else becomes."""
    changes: dict[object, _Data] = {
        "yes_no": {"becomes": up},
        "number": {"moves": "up" if up else "down"},
        "category": {"becomes": _WORDS[-1 if up else 0]},
    }
    change = changes[measured["kind"]] if isinstance(measured, dict) else {}
    return (
        {"id": f"CHANGE-{name.upper().replace('_', '-')}", "title": f"Change {name}", "measure": name} | change | _CITED
    )


_CRITERIA = st.one_of(
    st.builds(_first_of_two, points=st.integers(0, _MOST_POINTS)),
    st.builds(_sorted_words, enough=st.integers(1, len(_WORDS) - 1), may_be_absent=st.booleans()),
    st.builds(
        _banded,
        cuts=st.lists(st.integers(1, _HIGHEST - 1), min_size=1, max_size=3, unique=True),
        points=st.lists(st.integers(0, _MOST_POINTS), min_size=4, max_size=4),
        may_be_absent=st.booleans(),
    ),
)
_RULEBOOKS = _book_data().map(book_from_data)


# --- parts, drawn alone ---------------------------------------------------------------------------------------------


def _measure_of(kind: MeasureKind) -> st.SearchStrategy[Measure]:
    words = kind in {MeasureKind.CATEGORY, MeasureKind.LEVEL, MeasureKind.SET}
    number = kind is MeasureKind.NUMBER
    ends = st.tuples(st.integers(-_HIGHEST, _HIGHEST), st.integers(0, _HIGHEST)).map(lambda pair: (pair[0], sum(pair)))
    return st.builds(
        lambda bounds, **given: Measure(kind=kind, low=bounds[0], high=bounds[1], **given),
        bounds=ends if number else st.just((None, None)),
        name=ids(),
        title=ids(),
        values=st.lists(ids(), min_size=1, max_size=4, unique=True).map(tuple) if words else st.just(()),
        whole=st.booleans() if number else st.just(value=False),
        absent=st.sampled_from([(), (_ABSENT,)]),
    )


def _branches(inner: st.SearchStrategy[Test]) -> st.SearchStrategy[Test]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    number = st.integers(0, _HIGHEST)
    return st.one_of(
        several.map(All),
        several.map(AnyOf),
        inner.map(Not),
        st.builds(Every, measure=ids(), test=inner),
        st.builds(Some, measure=ids(), test=inner),
        st.builds(Count, measure=ids(), where=inner, op=st.sampled_from([Op.AT_LEAST, Op.BELOW]), operand=number),
    )


_ORDERED = st.sampled_from([Op.ABOVE, Op.AT_LEAST, Op.BELOW, Op.AT_MOST])
_COMPARED = st.one_of(
    st.builds(Compare, measure=ids(), op=_ORDERED, operand=st.one_of(st.integers(), st.builds(ReadingRef, ids()))),
    st.builds(Compare, measure=ids(), op=st.just(Op.IS), operand=st.one_of(st.booleans(), ids())),
    st.builds(Compare, measure=ids(), op=st.just(Op.ONE_OF), operand=st.frozensets(ids(), min_size=1, max_size=3)),
)
_LEAVES: st.SearchStrategy[Test] = st.one_of(
    _COMPARED,
    st.builds(Coded, measure=ids(), coded=st.booleans()),
    st.builds(AbsentAs, measure=ids(), kind=ids()),
    st.builds(OutcomeIs, outcome=st.sampled_from(Outcome), requirements=st.tuples(ids())),
    st.builds(ReadingTest, reading=ids()),
    st.builds(Always, holds=st.booleans()),
)
_MEASURES_DRAWN = st.sampled_from(MeasureKind).flatmap(_measure_of)
_TESTS = rule_tests()
_SEVERAL = st.lists(_TESTS, min_size=1, max_size=2).map(tuple)
BY_CLASS: Mapping[type, st.SearchStrategy[object]] = {
    All: _SEVERAL.map(All),
    AnyOf: _SEVERAL.map(AnyOf),
    Compare: _COMPARED,
    Count: st.builds(Count, measure=ids(), where=_TESTS, op=_ORDERED, operand=st.integers(0, _HIGHEST)),
    Every: st.builds(Every, measure=ids(), test=_TESTS),
    Measure: _MEASURES_DRAWN,
    Not: _TESTS.map(Not),
    Rulebook: _RULEBOOKS,
    Some: st.builds(Some, measure=ids(), test=_TESTS),
}
"""What draws the classes that Hypothesis cannot work out: tests within tests, and what must hold together."""
