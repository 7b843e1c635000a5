"""Dates as OGP's files print them: what they may mean is kept."""

from datetime import date

import pytest

from opengov.formats._printed_dates import printed_date
from opengov.model.dates import PartialDate, Period
from opengov.model.values import UNKNOWN, Absent, Between, Known, OneOf, Outcome


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2012", "2012"),
        ("2020-06", "2020-06"),
        ("2019-03-01", "2019-03-01"),
        ("31/12/2014", "2014-12-31"),
        ("09/30/2013", "2013-09-30"),
        ("12/12/2013", "2013-12-12"),
        ("10/01/2013", "[2013-01-10,2013-10-01]"),
        ("June 2014", "2014-06"),
        ("Quarter 4 2016", "2016-36"),
        ("Spring 2015", "2015-21"),
        ("Fall 2014", "2014-23"),
        ("2012-2013", "[2012..2013]"),
        ("September/December 2011", "[2011-09..2011-12]"),
    ],
)
def test_plain_dates(text: str, edtf: str) -> None:
    """What is printed is known as far as it says, and no further."""
    assert str(printed_date(text).date) == edtf


@pytest.mark.parametrize(
    ("text", "edtf", "why"),
    [
        ("43525", "2019-03-01", "a day counted by a spreadsheet"),
        ("44439", "2021-08-31", "a day counted by a spreadsheet"),
        ("7/15/1905", "2023", "a year that a spreadsheet took for a day"),
        ("7/16/1905", "2024", "a year that a spreadsheet took for a day"),
        ("7/20/1905", "2028", "a year that a spreadsheet took for a day"),
        ("12/31/19", "2019-12-31", "a year of two digits"),
        ("Jul-13", "2013-07", "a year of two digits"),
    ],
)
def test_what_spreadsheets_made_of_dates(text: str, edtf: str, why: str) -> None:
    """Serial numbers, years taken for days and short years are read, and said to be."""
    found = printed_date(text)
    assert (str(found.date), found.why) == (edtf, why)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("NR", "NR"), ("ND", "ND"), ("NA", "NA"), ("Not Specified", "not specified"), ("Unclear", "unclear")],
)
def test_absences_are_kept_apart(text: str, kind: str) -> None:
    """That no date is printed has several kinds, none of which is another."""
    found = printed_date(text)
    assert (found.date, found.value) == (None, Absent(kind))


@pytest.mark.parametrize("text", ["Ongoing", "Continuous", "Underway"])
def test_what_goes_on(text: str) -> None:
    """Something that goes on has no end yet."""
    found = printed_date(text)
    assert (found.date, found.going_on) == (None, True)


@pytest.mark.parametrize(
    "text",
    [
        "31/9/2014",
        "2/29/2014",
        "13/13/2013",
        "End of 2014",
        "None",
        "1/1/1906",
        "99999",
        "2014-13",
        "=TODAY()",
        "x" * 99,
    ],
)
def test_what_is_no_date_is_said(text: str) -> None:
    """Nothing is made of what cannot be read."""
    found = printed_date(text)
    assert (found.date, found.value) == (None, UNKNOWN)
    assert found.why


def test_nothing_printed_is_nothing_said() -> None:
    """An empty cell has no date and no remark."""
    assert (printed_date("  ").date, printed_date("").why) == (None, "")


def test_the_order_of_day_and_month_can_be_given() -> None:
    """Who knows how the file was made says so; days that cannot be meant otherwise stay."""
    read = [
        printed_date(text, day_first=first).date for first in (True, False) for text in ("10/01/2013", "31/12/2014")
    ]
    assert [str(one) for one in read] == ["2013-01-10", "2014-12-31", "2013-10-01", "2014-12-31"]


def test_values_of_dates() -> None:
    """A day is a value, two that may be meant are alternatives, and a vague one lies between its ends."""
    assert printed_date("31/12/2014").value == Known(date(2014, 12, 31))
    assert printed_date("10/01/2013").value == OneOf((Known(date(2013, 1, 10)), Known(date(2013, 10, 1))))
    assert printed_date("2013").value == Between(date(2013, 1, 1), date(2013, 12, 31))


def test_one_of_two_days() -> None:
    """A choice of two days is before what both are before, and undetermined between them."""
    either = PartialDate.either(date(2013, 10, 1), date(2013, 1, 10))
    assert either == PartialDate("[2013-01-10,2013-10-01]")
    assert (either.before(date(2014, 1, 1)), either.before(date(2013, 5, 1))) == (Outcome.MET, Outcome.UNDETERMINED)
    assert either.options() == (PartialDate("2013-01-10"), PartialDate("2013-10-01"))
    assert PartialDate("2013").options() == (PartialDate("2013"),)
    assert PartialDate.either(date(2013, 1, 1), date(2013, 1, 1)) == PartialDate("2013-01-01")
    assert str(Period.parse("[2013-01-10,2013-10-01]/2014")) == "[2013-01-10,2013-10-01]/2014"


@pytest.mark.parametrize(
    "text", ["[2013-10-01,2013-01-10]", "[2013-01-01,2013-01-01]", "[2013-01-10,]", "[2013,2014,2015]"]
)
def test_choices_that_are_none(text: str) -> None:
    """A choice has two different dates, the earlier first."""
    with pytest.raises(ValueError, match="is not a date"):
        PartialDate(text)
