"""The shelf: which book applies on a day, and a user's own books beside the shipped ones."""

from datetime import date
from pathlib import Path

import pytest

from opengov.errors import AmbiguousRulebook, InvalidBook, UnknownName
from opengov.rules.checks import check
from opengov.rules.shelf import Shelf, read_book, read_books, rulebook_for, rulebooks_for, shelf

LENIENT = """
id = "LENIENT"
title = "Half of the points are enough"
amends = "CORE-2023"
in_force = {{ from = "{start}" }}
[threshold]
id = "CORE-THRESHOLD"
title = "At least half of the possible points"
share = "1/2"
fewest_measured = 3
too_few = "CORE-NED"
confidence = "unverified"
sources = ["eligibility-2023"]
"""


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", [book.id for book in shelf()])
def test_shipped_books_pass_every_check(name: str) -> None:
    """They are taken from the shelf unchecked, since this test has checked them."""
    assert check(shelf()[name]) == []


@pytest.mark.parametrize(
    ("day", "books"),
    [
        (date(2011, 9, 20), ["CORE-2011"]),
        (date(2014, 12, 21), ["CORE-2011"]),
        (date(2014, 12, 22), ["CORE-2014"]),
        (date(2014, 12, 23), ["CORE-2014", "CORE-2016"]),
        (date(2016, 3, 30), ["CORE-2014", "CORE-2016"]),
        (date(2016, 3, 31), ["CORE-2016"]),
        (date(2017, 9, 19), ["CORE-2016"]),
        (date(2017, 9, 20), ["CORE-2017"]),
        (date(2018, 6, 1), ["CORE-2018"]),
        (date(2023, 5, 25), ["CORE-2018"]),
        (date(2023, 5, 26), ["CORE-2023"]),
        (date(2100, 1, 1), ["CORE-2023"]),
    ],
)
def test_book_of_the_day(day: date, books: list[str]) -> None:
    """Each day has the book in force; between the bounds of an unknown start both are offered."""
    assert [book.id for book in rulebooks_for("eligibility", on=day)] == books


def test_one_book_where_two_may_apply_is_an_error_that_names_both() -> None:
    """Nobody is given one book by chance."""
    with pytest.raises(AmbiguousRulebook, match="CORE-2014, CORE-2016"):
        rulebook_for("eligibility", on=date(2015, 7, 28))


def test_no_book_before_the_first_list() -> None:
    """Before August 2011 there were no rules to judge by."""
    with pytest.raises(UnknownName, match="CORE-2011 from 2011-08"):
        rulebook_for("eligibility", on=date(2011, 7, 31))


def test_no_book_up_to_a_day_names_that_day() -> None:
    """Where nothing is known of the first day, the error does not make one up."""
    with pytest.raises(UnknownName, match="cocreation on '2000-06-01'"):
        shelf().rulebooks_between("cocreation", first=date.min, last=date(2000, 6, 1))


def test_unknown_subject_and_book_name_the_nearest() -> None:
    """A misspelt name is met with the right one."""
    with pytest.raises(UnknownName, match="did you mean eligibility"):
        rulebooks_for("eligibilty", on=date(2018, 1, 1))
    with pytest.raises(UnknownName, match="did you mean CORE-20"):
        shelf()["CORE-2081"]


def test_own_book_stands_beside_the_shipped_ones(tmp_path: Path) -> None:
    """A book of the user's applies from its own start, and the shelf it came from is unchanged."""
    mine = read_books(_write(tmp_path, "lenient.toml", LENIENT.format(start="2030-01-01")))
    assert rulebook_for("eligibility", on=date(2030, 1, 1), books=mine).id == "LENIENT"
    assert rulebook_for("eligibility", on=date(2029, 12, 31), books=mine).id == "CORE-2023"
    assert rulebook_for("eligibility", on=date(2030, 1, 1)).id == "CORE-2023"


def test_books_of_several_files_may_amend_one_another(tmp_path: Path) -> None:
    """The files may be named in any order."""
    first = _write(tmp_path, "a.toml", LENIENT.format(start="2030-01-01"))
    second = _write(
        tmp_path,
        "b.toml",
        'id = "LATER"\ntitle = "The same, later"\namends = "LENIENT"\nin_force = { from = "2031" }\n',
    )
    for paths in ((first, second), (second, first)):
        later = read_books(*paths)["LATER"]
        assert later.threshold == read_book(first).threshold
        assert later.follows == "LENIENT"


def test_own_book_may_take_the_place_of_the_one_it_amends(tmp_path: Path) -> None:
    """An amended CORE-2023 under its own id replaces the shipped one on the shelf."""
    text = LENIENT.format(start="2023-05-26").replace('id = "LENIENT"', 'id = "CORE-2023"')
    mine = read_books(_write(tmp_path, "own.toml", text))
    assert str(mine["CORE-2023"].threshold and mine["CORE-2023"].threshold.share) == "1/2"
    assert len(mine) == len(shelf())


def test_books_that_amend_each_other_are_refused(tmp_path: Path) -> None:
    """A circle of amendments is named."""
    one = _write(tmp_path, "a.toml", 'id = "A"\ntitle = "A"\namends = "B"\n')
    other = _write(tmp_path, "b.toml", 'id = "B"\ntitle = "B"\namends = "A"\n')
    with pytest.raises(InvalidBook) as caught:
        read_books(one, other)
    assert [str(problem) for problem in caught.value.problems] == ["amends: the book amends itself: A -> B -> A"]


def test_amending_what_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    """A misspelt base is met with the right one."""
    path = _write(tmp_path, "a.toml", 'id = "A"\ntitle = "A"\namends = "CORE-2032"\n')
    with pytest.raises(UnknownName, match="CORE-2023"):
        read_book(path)


def test_one_id_twice_on_a_shelf_is_refused() -> None:
    """A shelf never holds two books of one name."""
    book = shelf()["CORE-2018"]
    with pytest.raises(InvalidBook) as caught:
        Shelf((book, book))
    assert [str(problem) for problem in caught.value.problems] == ["CORE-2018: stands twice on the shelf"]
