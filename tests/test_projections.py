"""Countries side by side: gap, minimal reforms, the day of joining, and what an error of an indicator does to it."""

import math
from datetime import date

import attrs
import pytest

import opengov
from opengov.errors import InvalidFacts, UnknownName
from opengov.model.dates import PartialDate
from opengov.model.joining import Reform
from opengov.model.milestones import Milestone
from opengov.model.values import UNKNOWN, Known, Outcome, Scalar, Value
from opengov.rules.eligibility import assess_eligibility
from opengov.rules.joining import Joining, joining, trend
from opengov.rules.projections import gap, project
from opengov.rules.simulations import simulate
from opengov.rules.verdicts import Verdict, decide

CAMBODIA = opengov.case("cambodia-2014")
ON = date(2014, 10, 17)
BOOK = opengov.shelf()["CORE-2011"]
FACTS: dict[str, Value | Scalar] = {
    "budget_proposal": "PW",
    "audit_report": "NP",
    "ati_law": False,
    "ati_draft": False,
    "ati_constitution": False,
    "ad_points": 4,
    "civil_liberties": 5.4,
}


def verdict(**facts: Value | Scalar) -> Verdict:
    """Return the verdict on a made-up country at 9 of 16 points, or as the facts change it."""
    return decide(BOOK, FACTS | facts, about="KHM", on=ON)


def reform(
    name: str, indicator: str, value: Value | Scalar, due: str | None = None, *, done: str | None = None
) -> Reform:
    """Return a reform with its day."""
    return Reform(
        id=name,
        member="KHM",
        title=f"The {name}",
        indicator=indicator,
        value=value if isinstance(value, Known | type(UNKNOWN)) else Known(value),  # type: ignore[arg-type]  # as given
        due=None if due is None else PartialDate(due),
        done=None if done is None else PartialDate(done),
    )


LAW = reform("law", "ati_law", value=True, due="2016-03")
AUDIT = reform("audit", "audit_report", "PW", "2015")


def days(joins: Joining) -> tuple[str | None, str | None, list[str]]:
    """Return the first and the last day of joining, and the reforms that lead there."""
    first, last = (None if one is None else one.isoformat() for one in (joins.earliest, joins.latest))
    return first, last, [one.id for one in joins.by]


# --- the workshop in Phnom Penh -------------------------------------------------------------------------------------


def test_the_four_countries_side_by_side() -> None:
    """The surveys decide 7, 8, 2 and 2 points; the rest is not known, so gap and outcome stay open where it matters."""
    projection = project(CAMBODIA)
    assert [(one.id, str(one.verdict.points), str(one.gap), str(one.paths.reach)) for one in projection] == [
        ("IDN", "7..15 of 16", "0..5", "reachable"),
        ("PHL", "8..16 of 16", "0..4", "reachable"),
        ("VNM", "2..10 of 16", "2..10", "reachable"),
        ("KHM", "2..10 of 16", "2..10", "reachable"),
    ]
    assert [min(map(len, one.paths.sure)) for one in projection] == [2, 1, 3, 3]


def test_cambodia_with_dated_reforms() -> None:
    """With a law, disclosure and one budget document in time, the day is that of the last, as far as it is known."""
    planned = [
        reform("law", "ati_law", value=True, due="2016"),
        reform("disclosure", "ad_points", 4, "2015-06"),
        reform("proposal", "budget_proposal", "PW", "2015-09-30"),
        reform("audit", "audit_report", "PW", "2018"),
    ]
    joins = project(CAMBODIA, reforms=planned)["KHM"].joining
    assert days(joins) == ("2015-09-30", "2016-12-31", ["disclosure", "proposal", "law"])
    assert joins.when == PartialDate("[2015-09-30..2016-12-31]")


def test_the_reforms_of_the_case_count() -> None:
    """Reforms that the case holds are used as those that are handed over."""
    law = attrs.evolve(reform("law", "ati_law", value=True, due="2015"), member="PHL")
    assert days(project(attrs.evolve(CAMBODIA, reforms=(law,)))["PHL"].joining) == ("2014-10-17", "2015-12-31", ["law"])


def test_a_reform_of_nobody() -> None:
    """A reform of a member that the case does not have is an error that names the nearest."""
    with pytest.raises(UnknownName, match="KHN"):
        project(CAMBODIA, reforms=[attrs.evolve(LAW, member="KHN")])


def test_said_in_rows_words_and_html() -> None:
    """The rows are plain, the text holds every country, the table is escaped."""
    evil = attrs.evolve(CAMBODIA, members=tuple(attrs.evolve(one, name=f"<b>{one.name}") for one in CAMBODIA.members))
    projection = project(evil, reforms=[LAW])
    assert (projection.rows()[3]["member"], projection.rows()[3]["missing_least"]) == ("KHM", 2)
    assert "by the rules of that day" in projection.explain()
    assert "<b>" not in projection._repr_html_()
    assert "&lt;b&gt;Cambodia" in projection._repr_html_()


# --- gap ------------------------------------------------------------------------------------------------------------


def test_gap() -> None:
    """The gap is 0 at the threshold, a range where facts are open, and none where the book counts no points."""
    assert str(gap(verdict())) == "3"
    assert str(gap(verdict(ati_law=True))) == "0"
    assert str(gap(verdict(ati_law=UNKNOWN))) == "0..3"
    assert gap(decide(opengov.shelf()["LOC-JOIN"], {})) is None


# --- the day of joining ---------------------------------------------------------------------------------------------


def test_a_month_is_an_interval() -> None:
    """A reform known to the month leads to an interval of days."""
    assert days(joining(verdict(), [LAW])) == ("2016-03-01", "2016-03-31", ["law"])
    assert str(joining(verdict(), [LAW])) == "from 2016-03-01 to 2016-03-31"


def test_reforms_that_are_not_needed_are_left_out() -> None:
    """The way there names only what it takes."""
    assert days(joining(verdict(), [AUDIT, LAW])) == ("2016-03-01", "2016-03-31", ["law"])
    both = [AUDIT, reform("draft", "ati_draft", value=True, due="2015-06-01")]
    assert days(joining(verdict(), both)) == ("2015-06-01", "2015-12-31", ["audit", "draft"])


def test_already_there() -> None:
    """Who meets the standard joins on the day of judgement, by nothing."""
    assert days(joining(verdict(ati_law=True), [LAW])) == ("2014-10-17", "2014-10-17", [])


def test_never_by_these() -> None:
    """Where the dated reforms do not suffice, there is no day."""
    joins = joining(verdict(), [AUDIT])
    assert (days(joins), joins.when, str(joins)) == ((None, None, []), None, "not by the reforms that are dated")


def test_done_counts_from_its_day() -> None:
    """What was done before the day of judgement counts on it, even where the facts show it not yet."""
    assert days(joining(verdict(), [reform("law", "ati_law", value=True, due="2013", done="2014-02")])) == (
        "2014-10-17",
        "2014-10-17",
        ["law"],
    )


def test_overdue_may_never_come() -> None:
    """What was due before, and is not said to be done, may be in force now or never."""
    joins = joining(verdict(), [reform("law", "ati_law", value=True, due="2013")])
    assert (days(joins), str(joins)) == (("2014-10-17", None, ["law"]), "not before 2014-10-17, perhaps never")


def test_the_last_milestone_dates_a_reform() -> None:
    """A reform without a day of its own has that of its last step, if each step has one."""
    steps = tuple(Milestone(id=f"m-{day}", title="A step", due=PartialDate(day)) for day in ("2015-02", "2015-05-04"))
    law = attrs.evolve(LAW, due=None, milestones=steps)
    assert days(joining(verdict(), [law])) == ("2015-05-04", "2015-05-04", ["law"])
    open_ = attrs.evolve(law, milestones=(*steps, Milestone(id="m-last", title="Sign it")))
    assert joining(verdict(), [open_]).undated == (open_,)


def test_what_the_book_does_not_read() -> None:
    """A reform of something else is set aside, and said."""
    other = reform("roads", "road_length", 3, "2015")
    assert joining(verdict(), [other]).aside == (other,)


def test_the_later_of_two_values_holds() -> None:
    """Of two reforms of one fact the later holds; in the year of both, either may."""
    up, down = reform("up", "ati_law", value=True, due="2015-03-01"), reform("down", "ati_law", value=False, due="2016")
    assert days(joining(verdict(), [down, up])) == ("2015-03-01", "2015-03-01", ["up"])
    same_year = [attrs.evolve(up, due=PartialDate("2016")), down]
    assert days(joining(verdict(), same_year)) == ("2016-01-01", None, ["up"])


def test_values_that_are_not_known() -> None:
    """A reform of which it is not known what it brings may suffice, never surely."""
    assert days(joining(verdict(), [reform("law", "ati_law", UNKNOWN, "2015")])) == ("2015-01-01", None, ["law"])


@pytest.mark.parametrize("draws", [10.0, True, "10", 0])
def test_draws_are_a_whole_number(draws: int) -> None:
    """What is no whole number of draws is an error."""
    verdict = decide(BOOK, FACTS, on=ON)
    with pytest.raises(InvalidFacts) as caught:
        simulate(verdict, {"civil_liberties": 0.1}, draws=draws)
    assert "draws" in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"start": math.nan}, "start: nan is not finite"),
        ({"yearly": math.inf}, "yearly: inf is not finite"),
        ({"high": math.nan}, "high: nan is not a number"),
        ({"last": 2014}, "last: 2014 is before the first year, 2015"),
        ({"last": 99999}, "last: 99999 is not a year (from 1 to 9999)"),
    ],
)
def test_a_trend_of_no_numbers(wrong: dict[str, float], said: str) -> None:
    """What is not finite, and years that are none or not in order, are errors."""
    right: dict[str, float] = {"start": 5.4, "yearly": 0.6, "first": 2015, "last": 2020}
    with pytest.raises(InvalidFacts) as caught:
        trend(member="KHM", indicator="civil_liberties", **{**right, **wrong})  # type: ignore[arg-type]  # wrong on purpose
    assert said in str(caught.value)


def test_a_trend_is_reforms_year_by_year() -> None:
    """Civil liberties that rise by 0.6 a year pass 7.5 in the fourth year; the law is still wanting."""
    years = trend(member="KHM", indicator="civil_liberties", start=5.4, yearly=0.6, first=2015, last=2020, high=10)
    assert [one.value for one in years][-2:] == [Known(8.4), Known(9.0)]
    joins = joining(verdict(audit_report="PW"), years)
    assert (joins.earliest, joins.latest) == (date(2018, 1, 1), date(2018, 12, 31))


def test_a_verdict_without_a_day() -> None:
    """Joining needs a day to begin from."""
    with pytest.raises(InvalidFacts) as refused:
        joining(decide(BOOK, FACTS), [])
    assert [one.path for one in refused.value.problems] == ["on"]


# --- errors of indicators -------------------------------------------------------------------------------------------

NEAR: dict[str, Value | Scalar] = {"audit_report": "PW", "civil_liberties": 7.3}


def test_the_same_seed_the_same_draws() -> None:
    """A seed makes a study repeatable; another one gives other draws of about the same shares."""
    one, again, other = (simulate(verdict(**NEAR), {"civil_liberties": 0.3}, seed=seed) for seed in (1, 1, 2))
    assert (one.outcomes, one.joinings) == (again.outcomes, again.joinings)
    assert one.outcomes != other.outcomes
    assert one.share(Outcome.MET) == pytest.approx(0.2525, abs=0.05)  # above 7.5, at 2/3 of a standard error


def test_no_error_no_spread() -> None:
    """With an error of 0 every draw is the verdict itself."""
    assert simulate(verdict(**NEAR), {"civil_liberties": 0}, draws=5).outcomes == ((Outcome.NOT_MET, 5),)


def test_days_of_joining_have_shares() -> None:
    """With a law in 2016 all join by then, and some before it."""
    found = simulate(verdict(**NEAR), {"civil_liberties": 0.3}, reforms=[LAW], draws=400, seed=3)
    assert found.joined_by(date(2016, 3, 31)) == (1.0, 1.0)
    now = found.joined_by(ON)
    assert now == (found.share(Outcome.MET),) * 2
    assert 0.1 < now[0] < 0.4
    assert [row["earliest"] for row in found.rows()] == ["2014-10-17", "2016-03-01"]
    assert "from 2016-03-01 to 2016-03-31" in found.explain()
    assert "<table>" in found._repr_html_()


def test_values_of_reforms_have_the_error_too() -> None:
    """What a trend brings is as uncertain as what is measured."""
    years = trend(member="KHM", indicator="civil_liberties", start=7.3, yearly=0.3, first=2015, last=2015)
    found = simulate(verdict(audit_report="PW", civil_liberties=6.0), {"civil_liberties": 0.3}, reforms=years, seed=5)
    surely, perhaps = found.joined_by(date(2015, 12, 31))
    assert 0.5 < surely == perhaps < 0.8  # 7.6 with an error is above 7.5 more often than not


@pytest.mark.parametrize(
    ("errors", "path"),
    [({"civil_liberties": -0.1}, "civil_liberties"), ({"ati_law": 1}, "ati_law"), ({"ad_points": 1}, "ad_points")],
)
def test_errors_that_make_no_sense(errors: dict[str, float], path: str) -> None:
    """An error is of a number that is known, and not below zero."""
    with pytest.raises(InvalidFacts) as refused:
        simulate(verdict(ad_points=UNKNOWN), errors)
    assert [one.path for one in refused.value.problems] == [path]


def test_no_draws() -> None:
    """There is at least one draw."""
    with pytest.raises(InvalidFacts):
        simulate(verdict(), {}, draws=0)


def test_an_error_of_nothing() -> None:
    """A misspelt measure is an error that names the nearest."""
    with pytest.raises(UnknownName, match="did you mean civil_liberties"):
        simulate(assess_eligibility(CAMBODIA, member="KHM"), {"civil_liberty": 0.3})
