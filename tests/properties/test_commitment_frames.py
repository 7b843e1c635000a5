"""Laws of judging commitments in data frames: each row is judged as its facts are, whatever stands in the others."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opengov.model.rulebooks import Rulebook
from opengov.model.values import Absent, Known, Scalar, Value
from opengov.rules.commitment_frames import judge_frame
from opengov.rules.entries import entry_of
from opengov.rules.results import Made
from opengov.rules.shelf import shelf
from opengov.rules.verdicts import decide
from opengov.testing import facts, known_facts

STARS = [book for book in shelf() if book.subject == "stars"]
COMMITMENTS = [*STARS, shelf()["IRM-2024"], shelf()["IRM-COUNTS"], shelf()["IRM-SCORE"]]
few = settings(max_examples=40, deadline=None)


def cell(value: Value | Scalar | None) -> str | None:
    """Return what a table of texts holds of a value."""
    match value:
        case Known(inner):
            return str(inner)
        case Absent(kind):
            return kind
        case _:
            return None


@pytest.mark.parametrize("book", STARS, ids=[book.id for book in STARS])
@few
@given(st.data())
def test_stars_of_drawn_rows(book: Rulebook, data: st.DataObject) -> None:
    """Each row of a frame has the star that its facts have by themselves, an empty cell being unknown."""
    rows = data.draw(st.lists(known_facts(book), min_size=1, max_size=5))
    gaps = data.draw(st.lists(st.sampled_from([measure.name for measure in book.measures]), max_size=2))
    told = [{name: value for name, value in row.items() if name not in gaps or place} for place, row in enumerate(rows)]
    columns = {measure.name: [cell(row.get(measure.name)) for row in told] for measure in book.measures}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    assert judge_frame(frame, book)["STAR"].to_list() == [
        str(decide(book, row).requirements[0].outcome) for row in told
    ]


@pytest.mark.parametrize("book", COMMITMENTS, ids=[book.id for book in COMMITMENTS])
@few
@given(st.data())
def test_an_entry_is_the_entry_of_the_verdict(book: Rulebook, data: st.DataObject) -> None:
    """Judged by itself, on facts however uncertain, an entry of a book comes to what the verdict says of it."""
    drawn = data.draw(facts(book))
    verdict = decide(book, drawn)
    for requirement in verdict.requirements:
        assert entry_of(book, requirement.id)(drawn).outcome is requirement.outcome
    for one in verdict.findings:
        found = entry_of(book, one.id)(drawn)
        expected = one.label or {Made.YES: True, Made.NO: False}.get(one.made)
        assert found.value == (None if one.made is Made.UNDETERMINED else expected)


def test_nothing_known_of_a_row() -> None:
    """A row of empty cells is undetermined."""
    frame = pl.DataFrame({measure.name: [None] for measure in STARS[-1].measures})
    assert judge_frame(frame, STARS[-1])["STAR"].to_list() == ["undetermined"]
