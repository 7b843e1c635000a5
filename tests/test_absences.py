"""Ways of being absent told apart by rules, and books that count points without a threshold."""

import pytest

from opengov.errors import InvalidBook
from opengov.model.forms import AbsentAs, AnyOf, Compare, Measure, MeasureKind, Not, Op
from opengov.model.rulebooks import Rulebook
from opengov.model.values import UNKNOWN, Absent, Known, OneOf, Outcome, Value
from opengov.rules.amendments import amended
from opengov.rules.cells import cells_of
from opengov.rules.evaluate import Scope, truths
from opengov.rules.language import book_from_data
from opengov.rules.verdicts import decide
from opengov.rules.wording import test_in_words as in_words  # pytest would take the name for a test

YES = Known(value=True)
ND, NR, NA = Absent("ND"), Absent("NR"), Absent("NA")
CODED = Measure(name="coded", kind=MeasureKind.YES_NO, title="Coded", absent=("ND", "NR", "NA"))
NOT_REVIEWED = AbsentAs("coded", "NR")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (YES, {False}),
        (NR, {True}),
        (ND, {False}),
        (UNKNOWN, {True, False}),
        (OneOf((NR, ND)), {True, False}),
        (OneOf((YES, ND)), {False}),
        (OneOf((YES, NR)), {True, False}),
    ],
)
def test_absent_in_one_certain_way(value: Value, expected: set[bool]) -> None:
    """Only what is absent in this way passes; what is not known may be."""
    assert truths(NOT_REVIEWED, {"coded": value}, Scope({"coded": CODED})) == expected


def test_read_twice_the_same_absence_is_meant() -> None:
    """Not reviewed or not is always so, also of what is not known."""
    test = AnyOf((NOT_REVIEWED, Not(NOT_REVIEWED)))
    assert truths(test, {"coded": UNKNOWN}, Scope({"coded": CODED})) == {True}


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        ((), (True, False, ND)),
        (("NR",), (True, False, ND, NR)),
        (("ND",), (True, False, ND, NR)),
        (("NR", "ND"), (True, False, ND, NR, NA)),
        (("NA", "NR", "ND"), (True, False, ND, NR, NA)),
    ],
)
def test_cells_are_parted_by_the_ways_asked_for(asked: tuple[str, ...], values: tuple[object, ...]) -> None:
    """A way that a test names has a cell of its own, the others share one."""
    tests = [AnyOf((Compare("coded", Op.IS, operand=True), *(AbsentAs("coded", kind) for kind in asked)))]
    cells = cells_of(CODED, tests)
    assert cells.values == values
    together = {kind: cells.code(Absent(kind)) for kind in CODED.absent}
    assert all(
        (together[one] == together[two]) is not bool({one, two} & {*asked})
        for one in together
        for two in together
        if one != two
    )
    assert cells.code(Absent("elsewhere")) == -1


def test_an_absence_in_words() -> None:
    """It is said as the measure says it."""
    assert in_words(NOT_REVIEWED, (CODED,)) == "Coded: NR"


# --- points that are only counted -----------------------------------------------------------------------------------

PROVEN: dict[str, object] = {"confidence": "confirmed", "sources": ["page"]}


def counting(**changed: object) -> dict[str, object]:
    """Return the data of a book that counts two steps."""
    row: dict[str, object] = {"rule": "STEP", "give": 1}
    parts: list[dict[str, object]] = [
        {"choose": [row | {"when": {"measure": name, "is": True}}], "otherwise": row | {"give": 0}}
        for name in ("one", "two")
    ]
    criterion: dict[str, object] = {"id": "COUNT", "title": "Number of steps", "maximum": 2, "sum": parts, **PROVEN}
    return {
        "id": "STEPS",
        "title": "Steps",
        "subject": "steps",
        "judges": "plan",
        "in_force": {"from": "2016-01-01"},
        "threshold": False,
        "source": [{"id": "page", "title": "A page"}],
        "measure": {name: {"kind": "yes_no", "title": f"Step {name}"} for name in ("one", "two")},
        "criterion": [criterion],
        "rule": [{"id": "STEP", "title": "One for each step", **PROVEN}],
        **changed,
    }


def book() -> Rulebook:
    """Return the book that counts two steps."""
    return book_from_data(counting())


@pytest.mark.parametrize(
    ("facts", "points"), [({"one": True, "two": True}, "2 of 2"), ({"one": True}, "1..2 of 2"), ({}, "0..2 of 2")]
)
def test_a_book_that_only_counts_has_no_outcome(facts: dict[str, bool], points: str) -> None:
    """Its points are counted, and nothing is met or missed."""
    verdict = decide(book(), facts)
    assert (str(verdict.points), verdict.outcome, verdict.core) == (
        points,
        Outcome.NOT_APPLICABLE,
        Outcome.NOT_APPLICABLE,
    )


def test_an_amendment_of_such_a_book_only_counts_too() -> None:
    """That there is no threshold is taken over."""
    assert book_from_data(amended(counting(), {"id": "MORE", "amends": "STEPS"})).threshold is None


@pytest.mark.parametrize("said", [None, True])
def test_that_there_is_no_threshold_must_be_said(said: bool | None) -> None:  # noqa: FBT001 -- what a book says
    """A forgotten threshold is a problem, and so is one that is no table."""
    data = counting(threshold=said)
    if said is None:
        del data["threshold"]
    with pytest.raises(InvalidBook) as caught:
        book_from_data(data)
    assert [one.path for one in caught.value.problems] == ["threshold"]
