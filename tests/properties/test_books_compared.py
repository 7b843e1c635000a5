"""Laws of comparing books: nothing differs from itself, and what one lacks the other has more."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opengov.model.differences import Difference, diff
from opengov.model.rulebooks import Rulebook
from opengov.rules.hashes import content_hash
from opengov.rules.shelf import shelf
from opengov.testing import rulebooks

BOOKS = list(shelf())
OPPOSITE = {"added": "removed", "removed": "added", "changed": "changed"}


def entries(differences: tuple[Difference, ...]) -> set[tuple[str, str, str]]:
    """Return which entries differ, and how; what the books say of themselves left out."""
    return {(one.section, one.id, one.kind) for one in differences if one.section != "book"}


@pytest.mark.parametrize("book", BOOKS, ids=[book.id for book in BOOKS])
def test_a_shipped_book_and_itself(book: Rulebook) -> None:
    """No shipped book differs from itself."""
    assert diff(book, book) == ()


@settings(max_examples=30)
@given(rulebooks(), rulebooks())
def test_drawn_books(one: Rulebook, other: Rulebook) -> None:
    """No book differs from itself, and of two books the hashes differ just where the books do."""
    assert (diff(one, one), diff(other, other)) == ((), ())
    assert (content_hash(one) == content_hash(other)) is (diff(one, other) == ())


@pytest.mark.parametrize(("one", "other"), [*itertools.combinations(BOOKS, 2)], ids=str)
def test_both_ways(one: Rulebook, other: Rulebook) -> None:
    """What a book has added, seen from the other one is removed, and every change is one both ways."""
    assert {(section, name, OPPOSITE[kind]) for section, name, kind in entries(diff(one, other))} == entries(
        diff(other, one)
    )


@given(st.sampled_from(BOOKS), st.sampled_from(BOOKS))
def test_hashes(one: Rulebook, other: Rulebook) -> None:
    """Two shipped books have the same hash just when they are the same."""
    assert (content_hash(one) == content_hash(other)) is (one == other)
