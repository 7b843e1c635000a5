"""The language of rules: what each form of a book means, and what each mistake is answered with."""

import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from opengov.errors import InvalidBook, InvalidFacts, UnknownName
from opengov.model.criteria import Force, NotBinding
from opengov.model.dates import PartialDate
from opengov.model.forms import (
    AbsentAs,
    After,
    All,
    Always,
    AnyOf,
    Choose,
    Coded,
    Compare,
    Count,
    DayRef,
    Every,
    FixedDay,
    Given,
    Hits,
    Measure,
    MeasureDay,
    MeasureKind,
    Not,
    Op,
    OutcomeIs,
    ReadingRef,
    ReadingTest,
    Row,
    Some,
    Test,
)
from opengov.model.rulebooks import InForce, Rulebook
from opengov.model.sources import Confidence, Source
from opengov.model.values import Absent, Known, Outcome, Span, one_of
from opengov.rules.days import named_days
from opengov.rules.language import book_from_data
from opengov.rules.shelf import Shelf, read_book, shelf
from opengov.rules.verdicts import decide
from opengov.rules.wording import day_in_words

PLAIN = """
id = "PLAIN"
title = "A plain book"
subject = "plain"
judges = "member"
in_force = { from = "2020-01-01" }

[[source]]
id = "page"
title = "A page"

[measure.law]
kind = "yes_no"
title = "There is a law"
[measure.score]
kind = "number"
title = "The score"
between = [0, 10]
absent = ["not covered"]

[threshold]
id = "ENOUGH"
title = "Half of the points"
share = "1/2"
fewest_measured = 1
too_few = "FEW"
confidence = "confirmed"
sources = ["page"]

[[criterion]]
id = "SCORE"
title = "Score"
maximum = 4
measured_when = { measure = "score", coded = true }
confidence = "confirmed"
sources = ["page"]
choose = [
  { rule = "HIGH", give = 4, when = { measure = "score", above = 5 } },
  { rule = "LOW", give = 2, when = { measure = "score", at_most = 5 } },
]

[[requirement]]
id = "LAW"
title = "There is a law"
met_when = { measure = "law", is = true }
confidence = "confirmed"
sources = ["page"]

[[rule]]
id = "HIGH"
title = "Above 5"
confidence = "confirmed"
sources = ["page"]
[[rule]]
id = "LOW"
title = "At most 5"
confidence = "confirmed"
sources = ["page"]
[[rule]]
id = "FEW"
title = "Not enough data"
confidence = "confirmed"
sources = ["page"]
"""

HIGH = '{ measure = "score", above = 5 }'
LAW = '{ measure = "law", is = true }'
PROVEN = 'confidence = "confirmed"\nsources = ["page"]\n'

READING = f"""
[[reading]]
id = "R"
title = "Is it so?"
options = {{ yes = 1, no = 0 }}
default = "yes"
{PROVEN}
"""

DAYS = f"""
[measure.due_by]
kind = "date"
title = "When it is due"
[[day]]
id = "due"
title = "It is due"
is = {{ measure = "due_by" }}
{PROVEN}
[[day]]
id = "last"
title = "It is too late after this day"
is = {{ after = "due", add = "P4M", month_end = true }}
{PROVEN}
[[exception]]
id = "POSTPONED"
title = "Where there is a law, it is due later"
to = "due"
when = {LAW}
is = {{ on = "2021-08-31" }}
{PROVEN}
"""

# one measure of every kind, each of them read once
KINDS = f"""
id = "KINDS"
title = "A book of every kind"
subject = "kinds"
judges = "phase"
in_force = {{ from = "2020-01-01", picked_by = "start" }}
[[source]]
id = "page"
title = "A page"
[measure.yes]
kind = "yes_no"
title = "Yes or no"
[measure.number]
kind = "number"
title = "A number"
between = [0, 10]
absent = ["not covered"]
[measure.word]
kind = "category"
title = "A word"
values = ["a", "b", "c"]
[measure.level]
kind = "level"
title = "A level"
values = ["low", "middle", "high"]
[measure.sides]
kind = "set"
title = "Sides"
values = ["left", "right"]
[measure.day]
kind = "date"
title = "A day"
[measure.gaps]
kind = "spans"
title = "Gaps"
[measure.words]
kind = "list"
title = "A list of words"
values = ["none", "some", "all"]
[measure.years]
kind = "list"
title = "A list of records"
[measure.years.fields.budget]
kind = "number"
title = "Budget of the year"
[measure.years.fields.meetings]
kind = "list"
title = "Meetings of the year"
[measure.years.fields.meetings.fields.public]
kind = "yes_no"
title = "The meeting was public"
[[day]]
id = "deadline"
title = "A day with a name"
is = {{ on = "2020-06-30" }}
{PROVEN}
[[requirement]]
id = "ALL"
title = "Reads everything"
{PROVEN}
[requirement.met_when]
all = [
  {{ measure = "yes", is = true }},
  {{ measure = "number", coded = true }},
  {{ measure = "word", is = "a" }},
  {{ measure = "level", is = "low" }},
  {{ measure = "sides", includes = ["left"] }},
  {{ measure = "day", is = "2020-01-01" }},
  {{ every = "gaps", at_most = "P6M" }},
  {{ every = "words", is = "all" }},
  {{ every = "years", passes = {{ measure = "budget", above = 0 }} }},
]
[[reading]]
id = "answer"
title = "Which words?"
options = {{ few = ["a"], many = ["a", "b"] }}
default = "few"
{PROVEN}
[[reading]]
id = "limit"
title = "How much?"
options = {{ little = 1, much = 9 }}
default = "much"
{PROVEN}
[[reading]]
id = "whole"
title = "Which test?"
options = {{ sure = {{ always = true }}, never = {{ always = false }} }}
default = "sure"
{PROVEN}
[[requirement]]
id = "READS"
title = "Reads the readings"
{PROVEN}
[requirement.met_when]
all = [
  {{ measure = "word", one_of = {{ reading = "answer" }} }},
  {{ measure = "number", above = {{ reading = "limit" }} }},
  {{ reading = "whole" }},
]
[[requirement]]
id = "FORM"
title = "The form under test"
met_when = FORM
{PROVEN}
"""


def read(text: str) -> Rulebook:
    """Return the book that a text says."""
    return book_from_data(tomllib.loads(text))


def plain(*edits: tuple[str, str], more: str = "") -> str:
    """Return the plain book with the first place of each text replaced by another."""
    text = PLAIN
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return text + more


def problems(text: str) -> list[str]:
    """Return the problems of a book, each as one line."""
    with pytest.raises(InvalidBook) as caught:
        read(text)
    assert caught.value.message == "rulebook PLAIN"
    return [str(problem) for problem in caught.value.problems]


# --- forms ----------------------------------------------------------------------------------------------------------


def test_a_plain_book_is_read_whole() -> None:
    """Everything that the plain book says stands in the rulebook, and nothing else."""
    book = read(PLAIN)
    assert (book.id, book.title, book.subject, book.judges) == ("PLAIN", "A plain book", "plain", "member")
    assert book.in_force == InForce(start=PartialDate("2020-01-01"), until=None, picked_by="on")
    assert book.sources == (Source(id="page", title="A page"),)
    assert book.measures == (
        Measure(name="law", kind=MeasureKind.YES_NO, title="There is a law"),
        Measure(name="score", kind=MeasureKind.NUMBER, title="The score", low=0, high=10, absent=("not covered",)),
    )
    (criterion,) = book.criteria
    assert criterion.points == (
        Choose(
            (
                Row("HIGH", 4, Compare("score", Op.ABOVE, 5)),
                Row("LOW", 2, Compare("score", Op.AT_MOST, 5)),
            )
        ),
    )
    assert criterion.measured_when == Coded("score", coded=True)
    assert book.threshold is not None
    assert (book.threshold.share, book.threshold.fewest_measured) == (Fraction(1, 2), 1)
    assert [rule.confidence for rule in book.rules] == [Confidence.CONFIRMED] * 3


@pytest.mark.parametrize(
    ("form", "meant"),
    [
        ('{ measure = "yes", is = false }', Compare("yes", Op.IS, operand=False)),
        ('{ measure = "number", is = 5 }', Compare("number", Op.IS, 5)),
        ('{ measure = "number", above = 5.0 }', Compare("number", Op.ABOVE, 5.0)),
        ('{ measure = "number", at_least = 5 }', Compare("number", Op.AT_LEAST, 5)),
        ('{ measure = "number", below = 5 }', Compare("number", Op.BELOW, 5)),
        ('{ measure = "number", at_most = 5 }', Compare("number", Op.AT_MOST, 5)),
        ('{ measure = "number", coded = true }', Coded("number", coded=True)),
        ('{ measure = "number", coded = false }', Coded("number", coded=False)),
        ('{ measure = "number", absent_as = "not covered" }', AbsentAs("number", "not covered")),
        ('{ measure = "number", below = { reading = "limit" } }', Compare("number", Op.BELOW, ReadingRef("limit"))),
        ('{ measure = "word", is = "b" }', Compare("word", Op.IS, "b")),
        ('{ measure = "word", one_of = ["a", "b"] }', Compare("word", Op.ONE_OF, frozenset({"a", "b"}))),
        ('{ measure = "word", one_of = { reading = "answer" } }', Compare("word", Op.ONE_OF, ReadingRef("answer"))),
        ('{ measure = "level", at_least = "middle" }', Compare("level", Op.AT_LEAST, "middle")),
        ('{ measure = "sides", includes = ["left"] }', Compare("sides", Op.INCLUDES, frozenset({"left"}))),
        ('{ measure = "day", at_most = "2020-06-30" }', Compare("day", Op.AT_MOST, date(2020, 6, 30))),
        ('{ measure = "day", at_most = { day = "deadline" } }', Compare("day", Op.AT_MOST, DayRef("deadline"))),
        (
            '{ all = [{ measure = "yes", is = true }, { always = true }] }',
            All((Compare("yes", Op.IS, operand=True), Always(holds=True))),
        ),
        (
            '{ any = [{ measure = "yes", is = true }, { always = false }] }',
            AnyOf((Compare("yes", Op.IS, operand=True), Always(holds=False))),
        ),
        ('{ not = { measure = "yes", is = true } }', Not(Compare("yes", Op.IS, operand=True))),
        ('{ every = "gaps", at_most = "P6M" }', Every("gaps", Compare("item", Op.AT_MOST, Span(months=6)))),
        ('{ some = "gaps", above = "P2W3D" }', Some("gaps", Compare("item", Op.ABOVE, Span(days=17)))),
        ('{ some = "gaps", above = "P1Y6M" }', Some("gaps", Compare("item", Op.ABOVE, Span(months=18)))),
        (
            '{ some = "words", one_of = ["some", "all"] }',
            Some("words", Compare("item", Op.ONE_OF, frozenset({"some", "all"}))),
        ),
        ('{ every = "words", at_least = "some" }', Every("words", Compare("item", Op.AT_LEAST, "some"))),
        (
            '{ every = "years", passes = { measure = "budget", above = 0 } }',
            Every("years", Compare("budget", Op.ABOVE, 0)),
        ),
        (
            '{ every = "years", count_of = "meetings", where = { measure = "public", is = true }, at_least = 2 }',
            Every("years", Count("meetings", Compare("public", Op.IS, operand=True), Op.AT_LEAST, 2)),
        ),
        ('{ count_of = "gaps", at_most = 3 }', Count("gaps", Always(holds=True), Op.AT_MOST, 3)),
        (
            '{ count_of = "years", where = { measure = "budget", is = 0 }, is = { reading = "limit" } }',
            Count("years", Compare("budget", Op.IS, 0), Op.IS, ReadingRef("limit")),
        ),
        ('{ reading = "whole" }', ReadingTest("whole")),
        ('{ any_met = ["ALL"] }', OutcomeIs(Outcome.MET, ("ALL",))),
        ('{ any_not_met = ["ALL", "READS"] }', OutcomeIs(Outcome.NOT_MET, ("ALL", "READS"))),
        ('{ any_undetermined = ["ALL"] }', OutcomeIs(Outcome.UNDETERMINED, ("ALL",))),
    ],
)
def test_each_form_of_a_test_is_read(form: str, meant: Test) -> None:
    """A test in a book means the form that the model has for it."""
    book = read(KINDS.replace("FORM\nconfidence", f"{form}\nconfidence"))
    assert book.requirements[2].met_when == meant


def test_options_of_readings_are_numbers_sets_words_or_tests() -> None:
    """The answers of a reading are read as what they are."""
    book = read(KINDS.replace("met_when = FORM", "met_when = { always = true }"))
    assert [reading.options for reading in book.readings] == [
        (("few", ("a",)), ("many", ("a", "b"))),
        (("little", 1), ("much", 9)),
        (("sure", Always(holds=True)), ("never", Always(holds=False))),
    ]


def test_fields_of_a_list_are_measures_of_its_entries() -> None:
    """A list of records declares what each record holds, lists within it included."""
    book = read(KINDS.replace("met_when = FORM", "met_when = { always = true }"))
    (years,) = (measure for measure in book.measures if measure.name == "years")
    assert years.fields == (
        Measure(name="budget", kind=MeasureKind.NUMBER, title="Budget of the year"),
        Measure(
            name="meetings",
            kind=MeasureKind.LIST,
            title="Meetings of the year",
            fields=(Measure(name="public", kind=MeasureKind.YES_NO, title="The meeting was public"),),
        ),
    )


@pytest.mark.parametrize(
    ("form", "meant"),
    [
        ('{ measure = "due_by" }', MeasureDay("due_by")),
        ('{ on = "2020-06" }', FixedDay(PartialDate("2020-06"))),
        ('{ day = "2020-06-30" }', FixedDay(PartialDate("2020-06-30"))),
        ('{ day = "due" }', DayRef("due")),
        ('{ after = "due", add = "P14D" }', After("due", Span(days=14))),
        ('{ after = "due", add = "P4M", month_end = true }', After("due", Span(months=4), month_end=True)),
    ],
)
def test_each_form_of_a_day_is_read(form: str, meant: object) -> None:
    """A day is that of a measure, of the calendar, of another name, or counted from another one."""
    days = DAYS.replace('{ after = "due", add = "P4M", month_end = true }', form)
    assert read(plain(more=days)).days[1].expression == meant


def test_an_exception_names_its_day_its_condition_and_the_day_instead() -> None:
    """An exception is read with all that it says."""
    (exception,) = read(plain(more=DAYS)).exceptions
    assert (exception.id, exception.to) == ("POSTPONED", "due")
    assert exception.when == Compare("law", Op.IS, operand=True)
    assert exception.expression == FixedDay(PartialDate("2021-08-31"))


def test_a_choice_may_be_a_sum_of_parts_in_order() -> None:
    """A criterion adds up its parts; each says how many of its rows may hold."""
    choose = PLAIN[PLAIN.index("choose = [") : PLAIN.index("[[requirement]]")]
    parts = f"""
[[criterion.sum]]
part = "FIRST"
hits = "first"
choose = [{{ rule = "HIGH", give = 1, when = {HIGH} }}]
otherwise = {{ rule = "LOW", give = 0 }}
[[criterion.sum]]
part = "SECOND"
choose = [{{ rule = "HIGH", give = {{ reading = "R" }}, when = {HIGH} }}]
otherwise = {{ rule = "LOW", give = 0 }}
"""
    (criterion,) = read(plain((choose, parts), more=READING)).criteria
    assert criterion.points == (
        Choose(
            (Row("HIGH", 1, Compare("score", Op.ABOVE, 5)),),
            Row("LOW", 0, Always(holds=True)),
            Hits.FIRST,
            "FIRST",
        ),
        Choose(
            (Row("HIGH", ReadingRef("R"), Compare("score", Op.ABOVE, 5)),),
            Row("LOW", 0, Always(holds=True)),
            Hits.UNIQUE,
            "SECOND",
        ),
    )


def test_a_row_may_rest_on_a_reading() -> None:
    """A reading is a rule, so what it decides may cite it."""
    text = plain(('rule = "HIGH", give = 4', 'rule = "R", give = { reading = "R" }'), more=READING)
    assert problems(text) == ['rule[0]: "HIGH" decides nothing (cite it in a row, or make it a note)']
    unused = '[[rule]]\nid = "HIGH"\ntitle = "Above 5"\n' + PROVEN
    (criterion,) = read(text.replace(unused, "")).criteria
    assert criterion.points[0].rows[0] == Row("R", ReadingRef("R"), Compare("score", Op.ABOVE, 5))


def test_points_may_be_given_by_a_measure() -> None:
    """A criterion takes points as given from a measure that states them."""
    given = '[measure.points]\nkind = "number"\ntitle = "Points"\nbetween = [0, 4]\nwhole = true\nabsent = ["none"]\n'
    text = plain(("maximum = 4", 'maximum = 4\ngiven = [{ rule = "HIGH", measure = "points" }]'), more=given)
    assert read(text).criteria[0].given == (Given("HIGH", "points"),)


def test_a_requirement_may_rest_on_rules_and_not_bind_yet() -> None:
    """A requirement names the rules that it rests on, and until when it has no consequence."""
    text = plain(("is = true }", 'is = true }\nrules = ["FEW"]\nnot_binding = { until = "2023-12-31", rule = "LOW" }'))
    (requirement,) = read(text).requirements
    assert requirement.rules == ("FEW",)
    assert requirement.grace == NotBinding(PartialDate("2023-12-31"), "LOW")


def labelled(rows: str) -> str:
    """Return the plain book with a class of the rows."""
    return plain(more=f'[[class]]\nid = "KIND"\ntitle = "Kind"\n{PROVEN}{rows}\n')


def test_a_class_gives_labels() -> None:
    """A class chooses among labels; its rows need no rule of their own."""
    (one,) = read(labelled(f'choose = [{{ give = "a", when = {LAW} }}]\notherwise = {{ give = "b" }}')).classes
    assert one.choose == Choose((Row("", "a", Compare("law", Op.IS, operand=True)),), Row("", "b", Always(holds=True)))


def test_a_class_may_read_outcomes() -> None:
    """A label may depend on how requirements came out."""
    rows = '[{ give = "a", when = { all = [{ any_met = ["LAW"] }, { any_not_met = ["ENOUGH"] }] } }]'
    (one,) = read(labelled(f'choose = {rows}\notherwise = {{ give = "b" }}')).classes
    assert one.choose.rows[0].when == All((OutcomeIs(Outcome.MET, ("LAW",)), OutcomeIs(Outcome.NOT_MET, ("ENOUGH",))))


def test_a_finding_says_when_it_is_made() -> None:
    """A finding is read with its condition."""
    text = plain(more=f'[[finding]]\nid = "BAD"\ntitle = "Bad"\nwhen = {{ any_not_met = ["LAW"] }}\n{PROVEN}')
    (finding,) = read(text).findings
    assert finding.when == OutcomeIs(Outcome.NOT_MET, ("LAW",))


def test_a_start_may_lie_between_two_days() -> None:
    """A book whose start is not known to the day says from when to when it may have begun."""
    text = plain(('"2020-01-01"', '{ not_before = "2019-12", not_after = "2020-03-31" }'))
    assert read(text).in_force.start == PartialDate("[2019-12-01..2020-03-31]")


# --- what a book is refused for -------------------------------------------------------------------------------------

NOT_A_TEST = (
    "(give exactly one of measure, all, any, not, every, some, count_of, reading, always, any_met, any_not_met, "
    "any_undetermined)"
)
NO_POINTS = "(give rows (choose), parts (sum) or measures that state the points (given))"
NOTHING_SAID = "does not say what each entry must pass, and nothing is said of its entries (give passes or count_of)"
MIXED = '"P1M3D" mixes months and days (a period of months does not compare with one of days)'
NO_OPERATOR = "(give exactly one of is, above, at_least, below, at_most, one_of, includes, coded or absent_as)"
GRADES = "confirmed, partial, reconstructed, unverified"
LAW_PROVEN = f"met_when = {LAW}\n{PROVEN}"
CHOOSE = PLAIN[PLAIN.index("choose = [") : PLAIN.index("[[requirement]]")]
THRESHOLD = PLAIN[PLAIN.index("[threshold]") : PLAIN.index("[[criterion]]")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            plain(
                (
                    CHOOSE,
                    CHOOSE.replace(
                        "]\n", '  { rule = "LOW", give = 1, when = { measure = "score", above = 10 } },\n]\n'
                    ),
                )
            ),
            ["criterion[0].choose[2]: can never be reached (remove it, or mend the rows before it)"],
            id="a row that can never hold",
        ),
        pytest.param(
            plain(("maximum = 4", 'maximum = 4\nhits = "first"'), (HIGH, '{ measure = "score", at_least = 0 }')),
            ["criterion[0].choose[1]: can never be reached (remove it, or mend the rows before it)"],
            id="a row hidden by the one before it",
        ),
        pytest.param(
            plain((CHOOSE, CHOOSE.rstrip() + '\notherwise = { rule = "LOW", give = 1 }\n\n')),
            ["criterion[0].otherwise: can never be reached (remove it, or mend the rows before it)"],
            id="an otherwise that is never needed",
        ),
        pytest.param(
            plain(("at_most = 5", "below = 5")),
            ["criterion[0].choose: no row holds at score = 5 (add a row, or an otherwise)"],
            id="a gap",
        ),
        pytest.param(
            plain(("at_most = 5", "at_most = 6")),
            ['criterion[0].choose: choose[0] and choose[1] overlap at score = 5.5 (part them, or say hits = "first")'],
            id="an overlap",
        ),
        pytest.param(
            labelled(f'choose = [{{ give = "a", when = {LAW} }}]'),
            ["class[0].choose: no row holds at law = false (add a row, or an otherwise)"],
            id="a label missing",
        ),
        pytest.param(
            plain((CHOOSE, "")),
            [f"criterion[0].choose: missing {NO_POINTS}"],
            id="no rows at all",
        ),
        pytest.param(
            plain((f", when = {HIGH}", "")),
            ["criterion[0].choose[0].when: missing (say when the row holds, or make it the otherwise of the choice)"],
            id="a row without a condition",
        ),
        pytest.param(
            plain(("maximum = 4", "maximum = 3")),
            ["criterion[0]: 4 points can occur (they lie from 0 to 3)"],
            id="points above the maximum",
        ),
        pytest.param(
            plain(("maximum = 4", "maximum = 4\npossible = [0, 4]")),
            ["criterion[0].possible: the rows can give 2 (add it, or mend the rows)"],
            id="points that are said to be impossible",
        ),
        pytest.param(
            plain(("maximum = 4", "maximum = 1000000000")),
            ["criterion[0].maximum: 1000000000 does not lie from 1 to 1000"],
            id="a maximum out of all bounds",
        ),
        pytest.param(
            plain(("give = 4", 'give = { reading = "R" }'), more=READING.replace("yes = 1", "yes = 5")),
            ["criterion[0]: 5 points can occur (they lie from 0 to 4)"],
            id="too many points under one reading",
        ),
        pytest.param(
            plain((HIGH, '{ any_met = ["LAW"] }')),
            ["criterion[0]: reads the outcome of a requirement (points come before outcomes)"],
            id="points that depend on an outcome",
        ),
        pytest.param(
            plain(
                ('kind = "yes_no"', 'kind = "spans"'),
                (LAW, '{ every = "law", at_most = "P6M" }'),
                (HIGH, '{ every = "law", at_most = "P6M" }'),
            ),
            ['criterion[0]: "law" is a spans (a criterion reads only category, level, number, yes_no)'],
            id="points from what cannot be enumerated",
        ),
        pytest.param(
            plain(("maximum = 4", 'maximum = 4\ngiven = [{ rule = "FEW", measure = "points" }]')),
            ['SCORE.given: "points" is not declared (declare it under [measure])'],
            id="points from an undeclared measure",
        ),
        pytest.param(
            plain(("maximum = 4", 'maximum = 4\ngiven = [{ rule = "FEW", measure = "score" }]')),
            ['criterion[0].given: "score" is not a whole number (say whole = true)'],
            id="points that need not be whole",
        ),
    ],
)
def test_tables_are_checked_when_a_book_loads(text: str, found: list[str]) -> None:
    """Rows never reached, gaps, overlaps and impossible points are problems of the book."""
    assert problems(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            plain(('measure = "law"', 'measure = "lawe"')),
            ['requirement[0].met_when.measure: "lawe" is not declared (declare it under [measure])'],
            id="an undeclared measure",
        ),
        pytest.param(
            plain((LAW_PROVEN, f'met_when = {LAW}\nconfidence = "confirmed"\n')),
            ["requirement[0].sources: missing (every rule names the sources it was read in)"],
            id="a rule without a source",
        ),
        pytest.param(
            plain((LAW_PROVEN, f"met_when = {LAW}\nsources = []\n")),
            [
                "requirement[0].sources: missing (every rule names the sources it was read in)",
                f"requirement[0].confidence: missing (give one of {GRADES})",
            ],
            id="a rule without source or confidence",
        ),
        pytest.param(
            plain(('confidence = "confirmed"', 'confidence = "sure"')),
            [f'threshold.confidence: "sure" is not one of {GRADES}'],
            id="a confidence that there is not",
        ),
        pytest.param(
            plain(('sources = ["page"]', 'sources = ["pages"]')),
            ['threshold.sources: there is no source "pages" (add it under [[source]])'],
            id="a source that there is not",
        ),
        pytest.param(
            plain(('rule = "HIGH"', 'rule = "HIHG"')),
            ['SCORE.choose[0].rule: there is no rule "HIHG" (add it under [[rule]])'],
            id="a rule that there is not",
        ),
        pytest.param(
            plain(('too_few = "FEW"', 'too_few = "NONE"')),
            ['threshold.too_few: there is no rule "NONE" (add it under [[rule]])'],
            id="no rule for too few",
        ),
        pytest.param(
            plain(("is = true }", 'is = true }\nrules = ["NONE"]\nnot_binding = { until = "2023", rule = "GRACE" }')),
            [
                'LAW.rules: there is no rule "NONE" (add it under [[rule]])',
                'LAW.not_binding: there is no rule "GRACE" (add it under [[rule]])',
            ],
            id="rules that a requirement does not have",
        ),
        pytest.param(
            plain(("judges", "jugdes")),
            ["judges: missing (give text)", "jugdes: unknown key (did you mean judges?)"],
            id="an unknown key of the book",
        ),
        pytest.param(
            plain(("maximum = 4", 'maximum = 4\nweight = "double"')),
            ["criterion[0].weight: unknown key (remove it)"],
            id="an unknown key of a criterion",
        ),
        pytest.param(
            plain(("give = 4,", "give = 4, wen = 1,")),
            ["criterion[0].choose[0].wen: unknown key (did you mean when?)"],
            id="an unknown key of a row",
        ),
        pytest.param(
            plain(("is = true }", "is = true, iss = 1 }")),
            ["requirement[0].met_when.iss: unknown key (did you mean is?)"],
            id="an unknown key of a test",
        ),
        pytest.param(
            plain(('id = "LOW"', 'id = "HIGH"')),
            [
                'rule[1].id: "HIGH" stands twice, first at rule[0].id (give each its own id)',
                'SCORE.choose[1].rule: there is no rule "LOW" (add it under [[rule]])',
            ],
            id="an id that stands twice",
        ),
        pytest.param(
            plain(more='[[source]]\nid = "page"\ntitle = "Another page"\n'),
            ['source: "page" stands 2 times (give each its own id)'],
            id="a source that stands twice",
        ),
        pytest.param(
            plain(more=f'[[rule]]\nid = "IDLE"\ntitle = "Idle"\n{PROVEN}'),
            ['rule[3]: "IDLE" decides nothing (cite it in a row, or make it a note)'],
            id="a rule that nothing cites",
        ),
        pytest.param(
            plain(more='[measure.idle]\nkind = "yes_no"\ntitle = "Idle"\n'),
            ["measure.idle: declared but never read (remove it, or use it)"],
            id="a measure that nothing reads",
        ),
        pytest.param(
            plain((LAW, '{ any_met = ["LAWS"] }')),
            ['LAW.met_when: there is no requirement "LAWS"'],
            id="an outcome of nothing",
        ),
        pytest.param(
            plain((LAW, '{ any_met = ["LAW"] }')),
            ["LAW: its outcome depends on itself: LAW -> LAW (break the circle)"],
            id="an outcome that depends on itself",
        ),
        pytest.param(
            plain((f"met_when = {LAW}", 'parts = ["LAW.a", "OTHER"]')),
            ['LAW.parts: there is no requirement "LAW.a"', 'LAW.parts: there is no requirement "OTHER"'],
            id="parts that there are not",
        ),
        pytest.param(
            plain(("is = true }", 'is = true }\nparts = ["LAW"]')),
            ["requirement[0].met_when: give either a test (met_when) or the parts that it consists of"],
            id="a test and parts at once",
        ),
        pytest.param(
            plain((THRESHOLD, "")),
            ["threshold: missing (criteria give points, so say how many are enough, or threshold = false)"],
            id="points, and no threshold",
        ),
    ],
)
def test_names_are_checked_when_a_book_loads(text: str, found: list[str]) -> None:
    """Whatever a book names is there, once, has its source and its confidence, and is used."""
    assert problems(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            plain((LAW, '{ reading = "R" }')),
            ['LAW.met_when: there is no reading "R" (add it under [[reading]])'],
            id="in place of a test",
        ),
        pytest.param(
            plain(("give = 4", 'give = { reading = "R" }')),
            ['SCORE.choose[0].give: there is no reading "R" (add it under [[reading]])'],
            id="in place of points",
        ),
        pytest.param(
            plain(("above = 5", 'above = { reading = "R" }')),
            ['SCORE.choose[0].when: there is no reading "R" (add it under [[reading]])'],
            id="in place of a number",
        ),
        pytest.param(
            plain(("fewest_measured = 1", 'fewest_measured = { reading = "R" }')),
            ['threshold.fewest_measured: there is no reading "R" (add it under [[reading]])'],
            id="in place of the fewest criteria",
        ),
        pytest.param(
            plain(more=READING),
            ['reading[0]: nothing depends on "R" (use it, or make it a note)'],
            id="on which nothing depends",
        ),
        pytest.param(
            plain((LAW, '{ reading = "R" }'), more=READING),
            ['LAW.met_when: the options of the reading "R" are numbers, not tests'],
            id="of numbers in place of a test",
        ),
        pytest.param(
            plain(
                ("give = 4", 'give = { reading = "R" }'),
                more=READING.replace("yes = 1, no = 0", 'yes = ["a"], no = []'),
            ),
            ['SCORE.choose[0].give: the options of the reading "R" are sets, not numbers'],
            id="of sets in place of points",
        ),
        pytest.param(
            plain(
                ('kind = "yes_no"', 'kind = "category"\nvalues = ["a", "b"]'),
                (LAW, '{ measure = "law", one_of = { reading = "R" } }'),
                more=READING.replace("yes = 1, no = 0", 'yes = ["a"], no = ["c"]'),
            ),
            ['LAW.met_when: "c" of the reading "R" is not a value of "law" (one of a, b)'],
            id="of words that the measure does not have",
        ),
        pytest.param(
            plain(
                ('kind = "yes_no"', 'kind = "spans"'),
                (LAW, '{ every = "law", at_most = { reading = "R" } }'),
                more=READING,
            ),
            ['LAW.met_when: "item" is a spans, and no reading stands for one (let the reading decide the whole test)'],
            id="in place of a length of time",
        ),
        pytest.param(
            plain(("give = 4", 'give = { reading = "R" }'), more=READING.replace(", no = 0", "")),
            ["reading[0].options: a reading needs at least two options"],
            id="with one option",
        ),
        pytest.param(
            plain(("give = 4", 'give = { reading = "R" }'), more=READING.replace("no = 0", 'no = "none"')),
            ["reading[0].options: the options of a reading are all numbers, all words, all sets of words or all tests"],
            id="with options of two kinds",
        ),
        pytest.param(
            plain(("give = 4", 'give = { reading = "R" }'), more=READING.replace("no = 0", "no = 0.5")),
            ["reading[0].options.no: 0.5 is not a whole number, a text, a list of texts or a test"],
            id="with half a point",
        ),
        pytest.param(
            plain(
                ("give = 4", 'give = { reading = "R" }'), more=READING.replace('default = "yes"', 'default = "maybe"')
            ),
            ['reading[0].default: "maybe" is none of the options yes, no'],
            id="with a default that is no option",
        ),
        pytest.param(
            plain(
                (LAW, '{ reading = "R" }'),
                more=READING.replace("yes = 1, no = 0", f'yes = {LAW}, no = {{ reading = "R" }}'),
            ),
            ["R.options: the reading depends on itself: R -> R (break the circle)"],
            id="that depends on itself",
        ),
    ],
)
def test_readings_are_checked_when_a_book_loads(text: str, found: list[str]) -> None:
    """A reading exists, is used, has answers of one kind that fit where it stands, and a default among them."""
    assert problems(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            plain(more=DAYS.replace('{ measure = "due_by" }', '{ day = "last" }')),
            ["due.is: the day is counted from itself: due -> last -> due (break the circle)"],
            id="a circle of days",
        ),
        pytest.param(
            plain(more=DAYS.replace('{ on = "2021-08-31" }', '{ after = "last", add = "P1D" }')),
            ["due.is: the day is counted from itself: due -> last -> due (break the circle)"],
            id="a circle through an exception",
        ),
        pytest.param(
            plain(more=DAYS.replace(f"when = {LAW}", 'when = { measure = "due_by", above = { day = "last" } }')),
            ["due.is: the day is counted from itself: due -> last -> due (break the circle)"],
            id="a circle through the condition of an exception",
        ),
        pytest.param(
            plain(more=DAYS.replace('to = "due"', 'to = "start"')), ['POSTPONED.to: there is no day "start"'], id="to"
        ),
        pytest.param(
            plain(more=DAYS.replace('after = "due"', 'after = "start"')),
            ['last.is: there is no day "start"'],
            id="after",
        ),
        pytest.param(
            plain(more=DAYS.replace('{ on = "2021-08-31" }', '{ day = "start" }')),
            ['POSTPONED.is: there is no day "start"'],
            id="in place of",
        ),
        pytest.param(
            plain(("is = true }", 'is = true }\nopen_until = "start"')),
            ['LAW.open_until: there is no day "start"'],
            id="until",
        ),
        pytest.param(
            plain(more=DAYS.replace(f"when = {LAW}", 'when = { measure = "due_by", is = { day = "start" } }')),
            ['POSTPONED.when: there is no day "start" (add it under [[day]])'],
            id="in a test",
        ),
        pytest.param(
            plain(more=DAYS.replace(f"when = {LAW}\n", "")),
            ["exception[0].when: missing (an exception says when it holds)"],
            id="an exception without a condition",
        ),
        pytest.param(
            plain(more=DAYS.replace('measure = "due_by" }', 'measure = "law" }')),
            ['day[0].is.measure: "law" is not a date'],
            id="a day that is no date",
        ),
        pytest.param(
            plain(more=DAYS.replace('measure = "due_by" }', 'measure = "due_on" }')),
            ['day[0].is.measure: "due_on" is not declared (declare it under [measure])'],
            id="a day of an undeclared measure",
        ),
        pytest.param(
            plain(more=DAYS.replace('"P4M"', '"four months"')),
            ['day[1].is.add: is not a length of time (write it as "P4M" or "P14D")'],
            id="a length of time in words",
        ),
        pytest.param(
            plain(more=DAYS.replace('"2021-08-31"', '"2021-13-31"')),
            ['exception[0].is.on: "2021-13-31" is not a date'],
            id="a day that there is not",
        ),
        pytest.param(
            plain(more=DAYS.replace('on = "2021-08-31"', 'today = "2021-08-31"')),
            [
                "exception[0].is: says no day (give measure, after, before, on or day)",
                "exception[0].is.today: unknown key (remove it)",
            ],
            id="no day",
        ),
        pytest.param(
            plain(
                (LAW, '{ measure = "law", is = { day = "due" } }'),
                more=DAYS.replace(LAW, '{ measure = "law", is = true }'),
            ),
            ['requirement[0].met_when.is.day: "law" is a yes_no, not a date'],
            id="a day held against what is no date",
        ),
    ],
)
def test_days_are_checked_when_a_book_loads(text: str, found: list[str]) -> None:
    """A day leads to a date, and never back to itself."""
    assert problems(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            plain((LAW, "{ not = " * 22 + LAW + " }" * 22)),
            ["requirement[0].met_when" + ".not" * 21 + ": tests are nested more than 20 deep"],
            id="nested too deep",
        ),
        pytest.param(
            plain(("above = 5", "above = nan")),
            ['criterion[0].choose[0].when.above: nan does not compare with "score", a number'],
            id="not a number",
        ),
        pytest.param(
            plain(("[0, 10]", "[0, nan]")),
            ["measure.score.between: a list is not a pair of bounds, the lower first"],
            id="a bound that is no number",
        ),
        pytest.param(
            plain(("[0, 10]", "[10, 0]")),
            ["measure.score.between: a list is not a pair of bounds, the lower first"],
            id="bounds the wrong way round",
        ),
        pytest.param(
            plain(("[0, 10]", "[0, inf]")),
            ["measure.score.between: a list is not a pair of bounds, the lower first"],
            id="no bound at all",
        ),
        pytest.param(
            plain(("give = 4", f"give = 0x{'f' * 5000}")),
            ["criterion[0].choose[0].give: a number that is too large is not a whole number"],
            id="a number too large",
        ),
        pytest.param(
            plain(("give = 4", "give = 4.5")),
            ["criterion[0].choose[0].give: 4.5 is not a whole number"],
            id="half a point",
        ),
        pytest.param(
            plain(('kind = "yes_no"', 'kind = "yesno"')),
            ['measure.law.kind: "yesno" is not one of yes_no, number, category, level, set, date, spans, list'],
            id="an unknown kind",
        ),
        pytest.param(
            plain(('kind = "yes_no"\n', "")),
            ["measure.law.kind: missing (give one of yes_no, number, category, level, set, date, spans, list)"],
            id="no kind",
        ),
        pytest.param(
            plain(('kind = "yes_no"', 'kind = "category"'), ("is = true", 'is = "yes"')),
            ["measure.law.values: missing (a category needs its values)"],
            id="a category without values",
        ),
        pytest.param(
            plain(('kind = "yes_no"', 'kind = "category"\nvalues = ["a", "a"]'), ("is = true", 'is = "a"')),
            ["measure.law.values: a value stands twice"],
            id="a value twice",
        ),
        pytest.param(
            plain(('absent = ["not covered"]', 'absent = ["not covered"]\nunless_stated = "none"')),
            ['measure.score.unless_stated: "none" is not among the ways to be absent (add it to absent)'],
            id="an unknown way to be absent",
        ),
        pytest.param(
            plain((LAW, '{ measure = "law", above = true }')),
            ['requirement[0].met_when.above: "law" is a yes_no and has no order'],
            id="an order where there is none",
        ),
        pytest.param(
            plain((LAW, '{ measure = "law", is = "yes" }')),
            ['requirement[0].met_when.is: "yes" does not compare with "law", a yes_no'],
            id="a word held against yes or no",
        ),
        pytest.param(
            plain((LAW, '{ measure = "law", includes = ["yes"] }')),
            ['requirement[0].met_when.includes: "law" is a yes_no, only a set includes'],
            id="inclusion in what is no set",
        ),
        pytest.param(
            plain((HIGH, '{ measure = "score", one_of = ["5"] }')),
            ['criterion[0].choose[0].when.one_of: "score" is a number, only a category or a level is one of several'],
            id="a number among words",
        ),
        pytest.param(
            plain(
                ('kind = "yes_no"', 'kind = "level"\nvalues = ["low", "high"]'), ("is = true", 'at_least = "middle"')
            ),
            ['requirement[0].met_when.at_least: "middle" is not a value of "law" (one of low, high)'],
            id="a word that the measure does not have",
        ),
        pytest.param(
            plain((LAW, '{ measure = "law" }')),
            [f"requirement[0].met_when: compares with nothing, or twice {NO_OPERATOR}"],
            id="nothing to compare with",
        ),
        pytest.param(
            plain((LAW, '{ measure = "law", absent_as = "NR" }')),
            ['requirement[0].met_when.absent_as: "law" is never absent as "NR" (it always has a value)'],
            id="a way to be absent that a measure has not",
        ),
        pytest.param(
            plain(("above = 5", "above = 5, below = 7")),
            [f"criterion[0].choose[0].when: compares with nothing, or twice {NO_OPERATOR}"],
            id="two comparisons at once",
        ),
        pytest.param(
            plain((LAW, "{ is = true }")),
            [f"requirement[0].met_when: does not say what it tests {NOT_A_TEST}"],
            id="a test of nothing",
        ),
        pytest.param(
            plain((LAW, '{ measure = "law", is = true, always = true }')),
            [f"requirement[0].met_when: does not say what it tests {NOT_A_TEST}"],
            id="two tests at once",
        ),
        pytest.param(plain((LAW, "{ all = [] }")), ["requirement[0].met_when.all: has no tests"], id="all of nothing"),
        pytest.param(
            plain((LAW, '{ every = "score", at_most = 5 }')),
            ['requirement[0].met_when.every: "score" is a number, not a list'],
            id="every entry of what is no list",
        ),
        pytest.param(
            plain(('kind = "yes_no"', 'kind = "list"'), (LAW, '{ every = "law", at_most = 5 }')),
            [f"requirement[0].met_when: {NOTHING_SAID}"],
            id="entries of which nothing is known",
        ),
        pytest.param(
            plain(('kind = "yes_no"', 'kind = "spans"'), (LAW, '{ every = "law", at_most = "P1M3D" }')),
            [f"requirement[0].met_when.at_most: {MIXED}"],
            id="months and days mixed",
        ),
        pytest.param(
            plain(('share = "1/2"', 'share = "3/2"')),
            ['threshold.share: "3/2" is not a share (write it as a fraction, such as "3/4")'],
            id="more than the whole",
        ),
        pytest.param(
            plain(('share = "1/2"', 'share = "1/2"\nnear = "1/3"')),
            ["threshold.near: a band needs both its share and the rule that gives it"],
            id="a band without a rule",
        ),
        pytest.param(
            plain(('share = "1/2"', 'share = "1/2"\nnear = "3/4"\nnear_rule = "FEW"')),
            ["threshold.near: 3/4 is not below 1/2"],
            id="a band above the threshold",
        ),
        pytest.param(
            plain(('in_force = { from = "2020-01-01" }\n', "")),
            ["in_force: missing (say from when the book applies)"],
            id="never in force",
        ),
        pytest.param(
            plain(('"2020-01-01"', '"2020-13-01"')),
            ['in_force.from: "2020-13-01" is not a date (write year, year-month or year-month-day)'],
            id="a date that there is not",
        ),
        pytest.param(
            plain(('"2020-01-01"', '{ not_before = "2021", not_after = "2020" }')),
            ["in_force.from.not_after: 2020 is before 2021"],
            id="a start the wrong way round",
        ),
        pytest.param(
            plain(('{ from = "2020-01-01" }', '{ from = "2020-01-01", until = "2019" }')),
            ["in_force.until: 2019 is before the start 2020-01-01"],
            id="an end before the start",
        ),
    ],
)
def test_values_are_checked_when_a_book_loads(text: str, found: list[str]) -> None:
    """Kinds, bounds, numbers, dates and shares are what they must be."""
    assert problems(text) == found


def test_all_problems_of_a_book_come_at_once() -> None:
    """A reader need not mend a book one mistake at a time."""
    text = plain(
        ('title = "A plain book"', 'titel = "A plain book"'), ("above = 5", 'above = "five"'), ('"1/2"', '"half"')
    )
    assert problems(text) == [
        "title: missing (give text)",
        'criterion[0].choose[0].when.above: "five" does not compare with "score", a number',
        'threshold.share: "half" is not a share (write it as a fraction, such as "3/4")',
        "titel: unknown key (did you mean title?)",
    ]


def test_two_exceptions_that_hold_and_differ_are_a_conflict() -> None:
    """Where two exceptions put different days in place of one, the error names both."""
    second = (
        DAYS[DAYS.index("[[exception]]") :].replace("POSTPONED", "BROUGHT-FORWARD").replace("2021-08-31", "2019-08-31")
    )
    book = read(plain(more=DAYS + second))
    facts = {"due_by": Known(date(2020, 8, 31)), "law": Known(value=True)}
    with pytest.raises(InvalidFacts) as caught:
        named_days(book, facts, {})
    assert [str(problem) for problem in caught.value.problems] == [
        "due: the exceptions POSTPONED and BROUGHT-FORWARD both hold and differ"
    ]


def test_an_exception_whose_condition_is_unknown_leaves_both_days_possible() -> None:
    """Until it is known whether an exception holds, the day may be either."""
    book = read(plain(more=DAYS))
    days = named_days(book, {"due_by": Known(date(2020, 6, 30))}, {})
    assert days["last"] == one_of([Known(date(2020, 10, 31)), Known(date(2021, 12, 31))])


# --- files ----------------------------------------------------------------------------------------------------------


def file_problems(path: Path) -> list[str]:
    """Return the problems of a book in a file, each as one line."""
    with pytest.raises(InvalidBook) as caught:
        read_book(path)
    return [str(problem) for problem in caught.value.problems]


def test_a_book_is_read_from_a_file(tmp_path: Path) -> None:
    """A user's book is a file; a byte order mark does no harm."""
    path = tmp_path / "plain.toml"
    path.write_bytes(b"\xef\xbb\xbf" + PLAIN.encode())
    assert read_book(path) == read(PLAIN)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    """The place of the first byte that is no UTF-8 is named."""
    path = tmp_path / "latin.toml"
    path.write_bytes(b'title = "C\xf4te"')
    assert file_problems(path) == [
        "line 1, column 11: byte 10 (hexadecimal f4) is not UTF-8 (save the file in the encoding UTF-8)"
    ]


def test_a_file_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    """The line and the column of an error of syntax are named."""
    path = tmp_path / "broken.toml"
    path.write_text("id = \n", encoding="utf-8")
    with pytest.raises(InvalidBook) as caught:
        read_book(path)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (1, 6)
    assert str(problem).startswith("line 1, column 6: this is not TOML: ")


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """No more is read than a book can hold."""
    path = tmp_path / "large.toml"
    path.write_bytes(b"#" * (2 * 1024 * 1024 + 1))
    assert file_problems(path) == ["it has 2,097,153 bytes; at most 2,097,152 bytes are read (part the book)"]


DEEP = "lists and tables nested more than 64 deep are not read (no part of a rulebook is so deep)"
DOTTED = "a key of more than 9 parts is not read (no table of a rulebook is so deep)"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a = " + "[" * 100_000, f"line 1, column 69: {DEEP}"),
        ("a = " + "{ b = " * 100_000, f"line 1, column 389: {DEEP}"),
        ("a." * 100_000 + "b = 1", f"line 1, column 18: {DOTTED}"),
    ],
)
def test_a_file_that_is_nested_too_deep_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    """Brackets or dotted keys nested without end take neither time nor memory."""
    path = tmp_path / "deep.toml"
    path.write_text(text, encoding="utf-8")
    assert file_problems(path) == [problem]


@pytest.mark.parametrize("title", ["[" * 61, "." * 501, "{a=" * 100])
def test_brackets_and_dots_in_a_title_are_text(tmp_path: Path, title: str) -> None:
    """What stands in quotes is not nested, however many brackets and dots it has."""
    path = tmp_path / "plain.toml"
    path.write_text(PLAIN.replace("A plain book", title), encoding="utf-8")
    assert read_book(path).title == title


def test_a_number_that_is_too_long_is_refused(tmp_path: Path) -> None:
    """Python refuses to read a number of ten thousand digits, and so does a book."""
    path = tmp_path / "long.toml"
    path.write_text(f"id = {'9' * 10_000}", encoding="utf-8")
    (problem,) = file_problems(path)
    assert problem == "line 1, column 6: a number of more than 500 digits is not read (write it shorter, or as text)"


CONTROL = "'A\\x1b[31m' has a control character (use letters, digits and marks)"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('id = "PLAIN"', r'id = "A\u001b[31m"', f"id: {CONTROL}"),
        ('id = "page"', r'id = "A\u001b[31m"', f"source[0].id: {CONTROL}"),
        ('id = "FEW"', r'id = "A\u001b[31m"', f"rule[2].id: {CONTROL}"),
        ('id = "SCORE"', r'id = "A\u001b[31m"', f"criterion[0].id: {CONTROL}"),
        ('id = "ENOUGH"', r'id = "A\u001b[31m"', f"threshold.id: {CONTROL}"),
        ("[measure.law]", r'[measure."A\u001b[31m"]', f"measure: {CONTROL}"),
        ('id = "page"', 'id = ""', 'source[0].id: "" is not text'),
        ('id = "page"\n', "", "source[0].id: missing (give text)"),
        ('id = "FEW"', f'id = "{"A" * 201}"', f'rule[2].id: "{"A" * 40}..." is 201 characters long (use at most 200)'),
    ],
)
def test_ids_that_cannot_name_a_thing_are_refused(old: str, new: str, problem: str) -> None:
    """Ids of books, sources and rules, and names of measures, are short and can be printed."""
    assert old in PLAIN
    with pytest.raises(InvalidBook) as caught:
        read(PLAIN.replace(old, new, 1))
    assert str(caught.value.problems[0]) == problem


def test_measures_that_too_many_rules_share_are_refused() -> None:
    """A measure read by several rules parts the facts into worlds; a book may not ask for more than can be judged."""
    measures = "".join(f'[measure.m{n}]\nkind = "yes_no"\ntitle = "M"\n' for n in range(15))
    reads = ", ".join(f"{{ measure = 'm{n}', is = true }}" for n in range(15))
    rules = "".join(
        f'[[requirement]]\nid = "{name}"\ntitle = "All"\nmet_when = {{ all = [{reads}] }}\n{PROVEN}' for name in "AB"
    )
    (problem,) = problems(PLAIN + measures + rules)
    assert problem == (
        "measure: too many combinations: m0, m1, m2, m3, m4, ... have 32,768 together, and several rules read each of "
        "them (at most 20,000; let fewer measures be read by more than one rule)"
    )


def test_worlds_of_readings_are_counted() -> None:
    """What a rule reads only under one answer to a reading counts too, and so do the numbers that an answer names."""
    measures = "".join(f'[measure.m{n}]\nkind = "number"\ntitle = "M"\nbetween = [0, 9]\n' for n in range(8))
    reads = ", ".join(f"{{ measure = 'm{n}', above = {{ reading = 'R' }} }}" for n in range(8))
    option = f'options = {{ some = {{ any = [{reads}] }}, none = {{ measure = "m0", coded = true }} }}'
    open_test = READING.replace('id = "R"', 'id = "Q"').replace("options = { yes = 1, no = 0 }", option)
    rules = "".join(
        f'[[requirement]]\nid = "{name}"\ntitle = "Any"\nmet_when = {{ reading = "Q" }}\n{PROVEN}' for name in "AB"
    )
    book = PLAIN + measures + READING + open_test.replace('default = "yes"', 'default = "none"') + rules
    (problem,) = problems(book)
    assert "m0, m1, m2, m3, m4, ... have 65,536 together" in problem  # at 0, above it, at 1, above it: to the eighth


# --- amendments and the shelf ---------------------------------------------------------------------------------------


def test_a_book_may_say_only_what_it_changes(tmp_path: Path) -> None:
    """An amendment replaces entries by id, adds others, takes out what it repeals, and leaves its base alone."""
    base = shelf()["CORE-2023"]
    path = tmp_path / "reform.toml"
    path.write_text(
        'id = "REFORM"\ntitle = "A reform"\namends = "CORE-2023"\nrepeals = ["STAY-2023"]\n'
        'in_force = { from = "2030-01-01" }\n'
        '[[rule]]\nid = "CORE-NED"\ntitle = "Changed"\nconfidence = "unverified"\nsources = ["eligibility-2023"]\n'
        '[[note]]\nid = "WHY"\ntext = "To try it."\n',
        encoding="utf-8",
    )
    book = read_book(path)
    assert (book.id, book.follows, book.subject, book.threshold) == (
        "REFORM",
        "CORE-2023",
        "eligibility",
        base.threshold,
    )
    assert [rule.id for rule in book.rules] == [rule.id for rule in base.rules]
    assert next(rule.title for rule in book.rules if rule.id == "CORE-NED") == "Changed"
    assert next(rule.title for rule in base.rules if rule.id == "CORE-NED") != "Changed"
    assert [note.id for note in book.notes] == [*(note.id for note in base.notes), "WHY"]
    assert [finding.id for finding in book.findings] == [
        finding.id for finding in base.findings if finding.id != "STAY-2023"
    ]


def test_an_amendment_cannot_repeal_what_is_not_there(tmp_path: Path) -> None:
    """A misspelt repeal would otherwise leave the rule in force."""
    path = tmp_path / "reform.toml"
    path.write_text('id = "REFORM"\namends = "CORE-2023"\nrepeals = ["CORE-NER"]\n', encoding="utf-8")
    assert file_problems(path) == ['repeals: "CORE-NER" is not in CORE-2023']


def test_an_amendment_of_a_book_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    """Whoever misspells the book that is amended is told which there are."""
    path = tmp_path / "reform.toml"
    path.write_text('id = "REFORM"\namends = "CORE-2032"\n', encoding="utf-8")
    with pytest.raises(UnknownName, match="CORE-2023"):
        read_book(path)


def test_a_circle_of_predecessors_is_refused() -> None:
    """Books that follow each other in a circle have no first one."""
    books = [
        read(plain(('"PLAIN"', f'"{name}"'), ("judges", f'follows = "{before}"\njudges')))
        for name, before in [("A", "B"), ("B", "A")]
    ]
    with pytest.raises(InvalidBook) as caught:
        Shelf(tuple(books))
    assert [str(problem) for problem in caught.value.problems] == [
        "A.follows: the book follows itself: A -> B -> A (break the circle)"
    ]


def test_a_shelf_holds_each_book_once() -> None:
    """Two books with one id cannot stand side by side."""
    with pytest.raises(InvalidBook) as caught:
        Shelf((read(PLAIN), read(PLAIN)))
    assert [str(problem) for problem in caught.value.problems] == ["PLAIN: stands twice on the shelf"]


def test_an_absent_value_taken_unless_stated_is_kept() -> None:
    """A measure may say what it is where nobody mentions it."""
    text = plain(('absent = ["not covered"]', 'absent = ["not covered"]\nunless_stated = "not covered"'))
    assert read(text).measures[1].unless_stated == Absent("not covered")


# --- what is required how, where and until when ---------------------------------------------------------------------

PHASES = '[measure.phase]\nkind = "category"\ntitle = "Phase"\nvalues = ["development", "implementation"]\n'
LAST = '[measure.on]\nkind = "date"\ntitle = "Day of judgement"\n'
LAST += '[[day]]\nid = "last"\ntitle = "Last day"\nis = { day = "2021-08-31" }\n' + PROVEN


def required(words: str, *, more: str = "") -> str:
    """Return the plain book whose requirement says some words more."""
    return plain(("is = true }", "is = true }\n" + words), more=more)


def test_a_requirement_may_be_a_warning() -> None:
    """Force is required unless said otherwise; a warning does not decide the whole."""
    book = read(required('force = "warning"'))
    assert (book.requirements[0].force, read(plain()).requirements[0].force) == (Force.WARNING, Force.REQUIRED)
    unmet = {"law": False, "score": 9}
    assert decide(read(plain()), unmet).outcome is Outcome.NOT_MET
    assert decide(book, unmet).outcome is Outcome.MET


def test_a_requirement_names_its_phases() -> None:
    """In another phase it does not apply; a book that names phases must tell them apart."""
    book = read(required('phases = ["development"]', more=PHASES))
    facts = {"law": False, "score": 9}
    outcomes = {phase: decide(book, facts | {"phase": phase}).outcome for phase in ("development", "implementation")}
    assert outcomes == {"development": Outcome.NOT_MET, "implementation": Outcome.MET}
    assert problems(required('phases = ["development"]')) == [
        'requirement[0].phases: there is no measure "phase" to tell them apart (declare it under [measure])'
    ]
    assert problems(required('phases = ["drafting"]', more=PHASES)) == [
        'requirement[0].phases: "drafting" is not a value of "phase" (one of development, implementation)',
    ]


def test_a_requirement_is_kept_until_a_day() -> None:
    """What holds is pending while the day is not over, and what is broken is broken."""
    book = read(required('kept_until = "last"', more=LAST))
    days = {"before": date(2021, 8, 31), "after": date(2021, 9, 1)}
    facts = {"score": 9}
    held = {when: decide(book, facts | {"law": True, "on": day}).outcome for when, day in days.items()}
    assert held == {"before": Outcome.PENDING, "after": Outcome.MET}
    broken = {when: decide(book, facts | {"law": False, "on": day}).outcome for when, day in days.items()}
    assert set(broken.values()) == {Outcome.NOT_MET}
    assert decide(book, facts | {"law": True}).outcome is Outcome.UNDETERMINED
    assert problems(required('kept_until = "never"')) == ['LAW.kept_until: there is no day "never"']
    both = required('kept_until = "last"\nopen_until = "last"', more=LAST)
    assert problems(both)[0].startswith("requirement[0].kept_until: open_until stands there too")


def test_grace_by_another_day_than_that_of_judgement() -> None:
    """What binds may hang on a date of the facts, which must be one."""
    words = 'not_binding = { until = "2023-12-31", rule = "LOW", by = "signed" }'
    signed = '[measure.signed]\nkind = "date"\ntitle = "Signed"\n'
    (requirement,) = read(required(words, more=signed)).requirements
    assert requirement.grace == NotBinding(PartialDate("2023-12-31"), "LOW", "signed")
    assert problems(required(words)) == [
        'requirement[0].not_binding.by: "signed" is not a measure that is a date (declare it under [measure])'
    ]


def test_days_are_counted_backwards() -> None:
    """Two weeks before a day; what is no length of time is a problem."""
    text = (
        LAST + '[[day]]\nid = "notice"\ntitle = "Last day of notice"\nis = { before = "last", by = "P14D" }\n' + PROVEN
    )
    book = read(required('open_until = "notice"', more=text))
    facts = {"score": 9, "law": False}
    assert decide(book, facts | {"on": date(2021, 8, 17)}).outcome is Outcome.PENDING
    assert decide(book, facts | {"on": date(2021, 8, 18)}).outcome is Outcome.NOT_MET
    assert day_in_words(book.days[1].expression) == "14 days before last"
    assert problems(required('open_until = "notice"', more=text.replace("P14D", "soon"))) == [
        'day[1].is.by: is not a length of time (write it as "P4M" or "P14D")'
    ]
