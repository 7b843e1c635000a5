"""Plain data to the model and back: what is read, what is written, and what is said of what cannot be read."""

import datetime as dt
import enum
import math
import sys
import time
import typing
from types import NoneType, UnionType

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opengov.codec import (
    LONGEST_NUMBER,
    LONGEST_TEXT,
    VALUE_TYPES,
    RepeatedKeys,
    field_types,
    read_value,
    structure,
    unstructure,
    write_value,
)
from opengov.errors import InvalidBook, InvalidCase, Problem, Problems
from opengov.model._noun import Noun
from opengov.model.cases import Case
from opengov.model.dates import PartialDate, Period
from opengov.model.events import Event
from opengov.model.indicators import Observation
from opengov.model.milestones import Milestone, MilestoneLink
from opengov.model.plans import ActionPlan
from opengov.model.sources import Confidence, Source
from opengov.model.values import (
    UNKNOWN,
    Absent,
    Between,
    Known,
    Listing,
    OneOf,
    Record,
    Scalar,
    Span,
    Value,
)

DAY = dt.date(2017, 6, 30)


class Colour(enum.StrEnum):
    """Two names."""

    RED = "red"
    BLUE = "blue"


@attrs.frozen(kw_only=True)
class Part:
    """A noun inside another."""

    id: str
    count: int = 0


@attrs.frozen(kw_only=True)
class Whole:
    """A noun with a field of every type."""

    name: str
    size: float | None = None
    limit: int | float | None = None
    sure: bool = False
    colour: Colour = Colour.RED
    day: dt.date | None = None
    about: PartialDate | None = None
    during: Period | None = None
    length: Span | None = None
    value: Value = UNKNOWN
    words: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    best: Part | None = None

    def __attrs_post_init__(self) -> None:
        if self.name == "forbidden":
            msg = "this name is forbidden"
            raise ValueError(msg)


WHOLE = {
    "name": "all",
    "size": 1.5,
    "limit": 2,
    "sure": True,
    "colour": "blue",
    "day": "2017-06-30",
    "about": "2017-06",
    "during": "2017/..",
    "length": "P6M14D",
    "value": {"one_of": [1, {"absent": "ND"}]},
    "words": ["b", "a"],
    "parts": [{"id": "p", "count": 2}, {"id": "q"}],
    "best": {"id": "r"},
}


def problems(data: object, cls: type = Whole) -> list[tuple[str, str, str]]:
    """Return path, message and hint of every problem of the data."""
    with pytest.raises(InvalidCase) as caught:
        structure(data, cls)
    return [(problem.path, problem.message, problem.hint) for problem in caught.value.problems]


def places(data: object, cls: type = Whole) -> list[str]:
    """Return the path of every problem of the data."""
    return [path for path, _, _ in problems(data, cls)]


def test_every_type_is_read() -> None:
    """Every type that a field can have is read from its plain form."""
    assert structure(WHOLE, Whole) == Whole(
        name="all",
        size=1.5,
        limit=2,
        sure=True,
        colour=Colour.BLUE,
        day=DAY,
        about=PartialDate("2017-06"),
        during=Period(PartialDate("2017"), ongoing=True),
        length=Span(6, 14),
        value=OneOf((Known(1), Absent("ND"))),
        words=("b", "a"),
        parts=(Part(id="p", count=2), Part(id="q")),
        best=Part(id="r"),
    )


def test_what_is_written_is_what_was_read() -> None:
    """Writing gives back the plain data, field for field, without defaults."""
    assert unstructure(structure(WHOLE, Whole)) == WHOLE


def test_defaults_are_not_written() -> None:
    """An object of defaults is written as its required fields."""
    assert unstructure(Whole(name="small")) == {"name": "small"}


def test_null_leaves_an_optional_field_out() -> None:
    """JSON's null says what leaving the key out says, where a field is optional."""
    assert structure({"name": "small", "size": None, "best": None}, Whole) == Whole(name="small")


def test_numbers_keep_the_type_they_are_written_in() -> None:
    """A whole number stands for a decimal one, and is not turned into one."""
    found = structure({"name": "n", "size": 5, "limit": 5.0}, Whole)
    assert (type(found.size), type(found.limit)) == (int, float)


@pytest.mark.parametrize(
    ("key", "data", "message"),
    [
        ("name", 5, "5 is not text"),
        ("name", None, "null is not text"),
        ("name", ["a"], "a list is not text"),
        ("name", "\ud800", '"\\ud800" has half a character in it'),
        ("size", "1", '"1" is not a number'),
        ("size", True, "true is not a number"),
        ("size", math.nan, "nan is not a finite number"),
        ("size", -math.inf, "-inf is not a finite number"),
        ("limit", 10**LONGEST_NUMBER * 9, f"a number of more than {LONGEST_NUMBER} digits is not read"),
        ("limit", {}, "a table is not a number"),
        ("sure", 1, "1 is not true or false"),
        ("sure", "true", '"true" is not true or false'),
        ("colour", "green", '"green" is not known here'),
        ("colour", 1, "1 is not known here"),
        ("colour", ["red"], "a list is not known here"),
        ("day", "2017-13-01", '"2017-13-01" is not a date'),
        ("day", "20170630", '"20170630" is not a date'),
        ("day", "2017-06", '"2017-06" is not a date'),
        ("day", DAY, "the unquoted date 2017-06-30 is not a date in quotes"),
        (
            "day",
            dt.datetime(2017, 6, 30, tzinfo=dt.UTC),
            "the unquoted date 2017-06-30 00:00:00+00:00 is not a date in quotes",
        ),
        ("about", "2017-13", '"2017-13" is not a date'),
        ("about", "2" * 300, '"' + "2" * 60 + '..." is not a date'),
        ("about", "2017\n", '"2017\\n" is not a date'),
        ("about", 2017, "2017 is not a date in quotes"),
        ("during", "2017", '"2017" is not a period (write start/end, such as 2017-01-01/2018-12-31 or 2017/..)'),
        ("during", "2018/2017", "the end 2017 is before the start 2018"),
        ("during", "2017-13/", '"2017-13" is not a date'),
        ("length", "P", '"P" is not a length of time'),
        ("length", 6, "6 is not a length of time"),
        ("words", "a", '"a" is not a list'),
        ("parts", {}, "a table is not a list"),
        ("best", "p", '"p" is not a table'),
        ("value", None, "null is not a value"),
        ("value", DAY, "the unquoted date 2017-06-30 is not a value"),
        ("value", {}, "an empty table is not a value"),
        ("value", math.nan, "nan is not a finite number"),
    ],
)
def test_wrong_types_say_what_was_found(key: str, data: object, message: str) -> None:
    """A part of a wrong type is one problem at its path, which says what was found."""
    ((path, said, _),) = problems({"name": "n", key: data})
    assert (path, said) == (key, message)


@pytest.mark.parametrize(
    ("data", "path", "message"),
    [
        ({"absent": 5}, "value.absent", "5 is not text"),
        ({"one_of": 5}, "value.one_of", "5 is not a list"),
        ({"one_of": [5]}, "value.one_of", "a choice needs at least two different values"),
        ({"one_of": [5, 5.0]}, "value.one_of", "a choice needs at least two different values"),
        ({"one_of": [5, {"unknown": True}]}, "value.one_of[1]", "a choice cannot hold Unknown"),
        ({"one_of": [5, {"one_of": [6, 7]}]}, "value.one_of[1]", "a choice cannot hold OneOf"),
        ({"between": [2, 1]}, "value.between", "the range runs from 2 down to 1"),
        ({"between": [1]}, "value.between", "a range has two ends, not 1"),
        ({"between": [1, "2"]}, "value.between[1]", '"2" is not a number'),
        ({"between": [1, True]}, "value.between[1]", "true is not a number"),
        ({"between_dates": ["2017-06-30", "x"]}, "value.between_dates[1]", '"x" is not a date'),
        ({"date": "2017"}, "value.date", '"2017" is not a date'),
        ({"span": "P6"}, "value.span", '"P6" is not a length of time'),
        ({"set": ["a", "a"]}, "value.set", "the set has an entry twice"),
        ({"set": [1]}, "value.set[0]", "1 is not text"),
        ({"list": []}, "value.complete", "it must be said whether the list is complete"),
        ({"list": [[]], "complete": True}, "value.list[0]", "a list is not a value"),
        ({"list": [{"record": 1}], "complete": True}, "value.list[0].record", "1 is not a table"),
        ({"list": [{"record": {"a b": []}}], "complete": True}, 'value.list[0].record."a b"', "a list is not a value"),
        ({"list": [{"record": {}, "x": 1}], "complete": True}, "value.list[0].x", "no value is written so"),
        ({"unknown": False}, "value.unknown", "false is not true"),
        ({"absnt": "ND"}, "value.absnt", "no value is written so"),
        ({"absent": "ND", "complete": True}, "value.complete", "no value is written so"),
    ],
)
def test_wrong_values_have_a_path_inside(data: object, path: str, message: str) -> None:
    """A value that cannot be read says where inside it the problem is."""
    ((found, said, _),) = problems({"name": "n", "value": data})
    assert (path, message) == (found, said)


def test_unknown_keys_come_with_the_nearest() -> None:
    """A key that is not known is a problem, and names the key that was probably meant."""
    assert problems({"name": "n", "colur": "red", "parts": [{"id": "p", "zzz": 1}]}) == [
        ("parts[0].zzz", "there is no such key", "known here: count, id"),
        ("colur", "there is no such key", "did you mean colour?"),
    ]


def test_missing_keys_are_named() -> None:
    """Each required key that is missing is a problem of its own."""
    assert problems({"parts": [{}]}) == [
        ("parts[0].id", "the key is missing", "it is required"),
        ("name", "the key is missing", "it is required"),
    ]


def test_keys_given_twice_are_problems() -> None:
    """A table whose text repeats a key is refused at that key, wherever it stands."""
    doubled = RepeatedKeys({"name": "n"})
    doubled.repeated = ("name",)
    value = RepeatedKeys({"absent": "ND"})
    value.repeated = ("absent",)
    assert problems(doubled) == [("name", "the key is given more than once", "keep one of them")]
    assert places({"name": "n", "value": value}) == ["value.absent"]


def test_words_of_a_class_stand_at_its_path() -> None:
    """What a class refuses by itself is told in its own words, at the place of the object."""
    assert problems({"name": "forbidden"}) == [("", "this name is forbidden", "")]


def test_problems_of_nouns_have_the_path_of_the_field() -> None:
    """Problems that a noun finds at a field are given with the path to that field."""
    case = {"id": "c", "title": "C", "members": [{"id": "PAK", "name": "Pakistan"}]}
    plan = {
        "id": "p",
        "member": "PAK",
        "drafting": [{"id": "m", "title": "M", "start": "2018", "due": "2017", "days": -1}],
    }
    assert places(case | {"plans": [plan]}, Case) == ["plans[0].drafting[0].due", "plans[0].drafting[0].days"]


def test_the_class_of_the_error_and_its_words_are_the_callers() -> None:
    """The caller says which error is raised and what it calls the data."""
    with pytest.raises(InvalidBook) as caught:
        structure([], Whole, InvalidBook, what="the book")
    assert str(caught.value) == "the book: 1 problem\n  a list is not a table (write a table of keys and values)"


def test_problems_of_shape_and_of_the_whole_come_together() -> None:
    """What the case finds as a whole is told with what cannot be read, unless it may follow from that."""
    data = {
        "id": "c",
        "title": 5,
        "surplus": 1,
        "sources": [{"id": "s", "title": "S"}, {"id": "s", "titel": "S"}],
        "members": [
            {"id": "PAK", "name": "Pakistan", "events": [{"date": "2016-13", "kind": "joined", "sources": ["gone"]}]}
        ],
        "plans": [{"id": "p", "member": "XXX", "due": "2017-13-01"}, {"id": "q", "member": "PAK", "lead": "nobody"}],
        "observations": [{"member": "YYY", "indicator": "i", "value": {"absnt": 1}}],
        "events": [{"id": "e", "title": "E", "attendance": -1}],
    }
    assert sorted(places(data, Case)) == [
        "events[0].attendance",
        "members[0].events[0].date",
        "members[0].events[0].sources[0]",
        "observations[0].member",
        "observations[0].value.absnt",
        "plans[0].due",
        "plans[0].member",
        "plans[1].lead",
        "sources[1].id",
        "sources[1].titel",
        "sources[1].title",
        "surplus",
        "title",
    ]


def test_nothing_is_blamed_that_may_follow_from_a_lost_part() -> None:
    """Where a part that others refer to cannot be read, references are not checked."""
    data = {
        "id": "c",
        "title": "C",
        "members": [{"id": 5, "name": "Pakistan"}],
        "plans": [{"id": "p", "member": "PAK"}],
    }
    assert places(data, Case) == ["members[0].id"]
    assert places(data | {"members": "PAK"}, Case) == ["members"]


def test_messages_can_be_printed() -> None:
    """Control characters of the input never reach a terminal through a message or a path."""
    data = {"id": "c\x1b[2J", "title": "C", "\x1b[2J": 1, "on": "\x1b[2J", "about": ["\x1b[2J"]}
    with pytest.raises(InvalidCase) as caught:
        structure(data, Case)
    assert all(line.isprintable() for line in str(caught.value).splitlines())


def test_long_texts_are_refused() -> None:
    """A text over the bound is refused without being quoted."""
    assert structure({"name": "x" * LONGEST_TEXT}, Whole).name == "x" * LONGEST_TEXT
    assert problems({"name": "x" * (LONGEST_TEXT + 1)}) == [
        ("name", "a text of 100,001 characters is not read", "at most 100,000")
    ]


def test_endless_numbers_are_refused_without_printing_them() -> None:
    """A number beyond what Python prints is refused in any place, in an instant."""
    started = time.perf_counter()
    huge = 1 << 10_000_000
    data = {"name": huge, "sure": huge, "size": huge, "colour": huge, "day": huge, "value": huge, "best": huge}
    assert places(data) == [*data]
    assert time.perf_counter() - started < 5


def test_problems_are_listed_up_to_a_bound() -> None:
    """A file of nothing but problems is read up to a thousand of them, which it says."""
    started = time.perf_counter()
    data = {"name": "n", "parts": [{"id": 1, **{f"key{n}": 1 for n in range(20)}}] * 100_000}
    found = problems(data)
    assert found[-1] == ("", "reading stopped after 1,000 problems", "there may be more")
    assert len(found) == 1_001
    assert len(problems({"name": "n", "words": [1] * 1_000_000})) == 1_001
    assert len(problems(dict.fromkeys(map(str, range(100_000))))) == 1_001
    assert time.perf_counter() - started < 30


def test_values_nested_without_end_are_refused() -> None:
    """A value nested ever deeper is a problem, not a crash."""
    data: object = 1
    for _ in range(100_000):
        data = {"list": [data], "complete": True}
    ((path, message, _),) = problems({"name": "n", "value": data})
    assert (path[:20], message) == ("value.list[0].list[0", "a value nested more than 16 deep is not read")


def test_values_too_deep_are_not_written_either() -> None:
    """What could not be read again is not written."""
    value: Value = Known(1)
    for _ in range(20):
        value = Known(Listing((value,), complete=True))
    with pytest.raises(Problem, match="nested more than 16 deep"):
        write_value(value)
    with pytest.raises(Problem, match="nested more than 16 deep"):
        write_value(Known(Listing((Record((("a", value),)),), complete=True)))


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (Known(math.nan), "nan is not a finite number"),
        (Known(10**LONGEST_NUMBER), "more than 500 digits cannot be written"),
        (Known(Listing((Record((("a", Known(1)), ("a", Known(2)))),), complete=True)), "a record has a name twice"),
    ],
)
def test_what_no_file_holds_is_not_written(value: Value, message: str) -> None:
    """A value that could not be read again is refused with its path when it is written."""
    with pytest.raises(Problem, match=message) as caught:
        unstructure(Whole(name="n", value=value))
    assert caught.value.path == "value"


@pytest.mark.parametrize(
    ("whole", "path"),
    [
        (Whole(name="x" * (LONGEST_TEXT + 1)), "name"),
        (Whole(name="n", size=math.inf), "size"),
        (Whole(name="n", limit=math.nan), "limit"),
        (Whole(name="n", parts=(Part(id="p", count=10**LONGEST_NUMBER),)), "parts[0].count"),
        (Whole(name="n", words=("a", "x" * (LONGEST_TEXT + 1))), "words[1]"),
    ],
)
def test_what_could_not_be_read_is_not_written(whole: Whole, path: str) -> None:
    """Every bound of reading holds for writing too, at the path of the field."""
    with pytest.raises(Problem) as caught:
        unstructure(whole)
    assert caught.value.path == path


def test_the_longest_number_round_trips() -> None:
    """A number of as many digits as are allowed is written and read."""
    longest = 10**LONGEST_NUMBER // 10 * 9
    assert read_value(write_value(Known(longest))) == Known(longest)


def test_problems_of_writing_have_their_path() -> None:
    """The path of what cannot be written leads through lists."""
    with pytest.raises(Problem, match="not a finite number") as caught:
        unstructure(Listed(wholes=(Whole(name="n"), Whole(name="n", value=Between(1, math.inf)))))
    assert caught.value.path == "wholes[1].value"


@attrs.frozen(kw_only=True)
class Listed:
    """A list of wholes."""

    wholes: tuple[Whole, ...]


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (Known(value=True), True),
        (Known(5), 5),
        (Known(5.0), 5.0),
        (Known("PW"), "PW"),
        (Known(DAY), {"date": "2017-06-30"}),
        (Known(Span(months=6)), {"span": "P6M"}),
        (Known(Span()), {"span": "P0D"}),
        (Known(frozenset({"b", "a"})), {"set": ["a", "b"]}),
        (Known(frozenset()), {"set": []}),
        (
            Known(Listing((Record((("at", Known(DAY)), ("count", UNKNOWN))), Known(1)), complete=False)),
            {"list": [{"record": {"at": {"date": "2017-06-30"}, "count": {"unknown": True}}}, 1], "complete": False},
        ),
        (Absent("not covered"), {"absent": "not covered"}),
        (Between(1, 2.5), {"between": [1, 2.5]}),
        (Between(DAY, DAY), {"between_dates": ["2017-06-30", "2017-06-30"]}),
        (OneOf((Known(1), Between(2, 3), Absent("ND"))), {"one_of": [1, {"between": [2, 3]}, {"absent": "ND"}]}),
        (UNKNOWN, {"unknown": True}),
    ],
)
def test_forms_of_values(value: Value, data: object) -> None:
    """Each form of a value is written in one way, and read back from it."""
    assert (write_value(value), read_value(data)) == (data, value)
    assert exactly(read_value(data)) == exactly(value)


def test_a_value_that_cannot_be_read_alone() -> None:
    """Reading one value raises the error that the caller names, with every problem."""
    with pytest.raises(InvalidBook, match="this value") as caught:
        read_value({"between": ["1", 2]}, InvalidBook, what="this value")
    assert [problem.path for problem in caught.value.problems] == ["between[0]"]


def exactly(value: object) -> object:
    """Return the value with the types of its numbers, since 5, 5.0 and ``True`` (1) compare equal."""
    if isinstance(value, Known | OneOf | Between | Listing | Record):
        return type(value), [exactly(getattr(value, field.name)) for field in attrs.fields(type(value))]
    if isinstance(value, tuple):
        return [exactly(item) for item in value]
    return type(value), value


TEXTS = st.text(max_size=10)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
SPANS = st.builds(Span, st.integers(0, 10**9 - 1), st.integers(0, 10**9 - 1))
FLAT: st.SearchStrategy[Scalar] = st.booleans() | NUMBERS | TEXTS | st.dates() | SPANS | st.frozensets(TEXTS)
RANGES = st.tuples(NUMBERS, NUMBERS).map(sorted).map(lambda ends: Between(*ends)) | st.tuples(
    st.dates(), st.dates()
).map(sorted).map(lambda ends: Between(*ends))


def possible(scalars: st.SearchStrategy[Scalar]) -> st.SearchStrategy[Known | Absent | Between]:
    """Draw a value that a choice can hold."""
    return st.builds(Known, scalars) | st.builds(Absent, TEXTS) | RANGES


def values(scalars: st.SearchStrategy[Scalar]) -> st.SearchStrategy[Value]:
    """Draw any value over the scalars."""
    choices = st.lists(possible(scalars), min_size=2, max_size=4).filter(lambda options: len(set(options)) > 1)
    return possible(scalars) | choices.map(lambda options: OneOf(tuple(options))) | st.just(UNKNOWN)


def listings(entries: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """Draw lists of values and of records."""
    records = st.dictionaries(TEXTS, entries, max_size=3).map(lambda fields: Record(tuple(fields.items())))
    return st.builds(
        Known, st.builds(Listing, st.lists(entries | records, max_size=3).map(tuple), complete=st.booleans())
    )


@given(st.recursive(values(FLAT), listings, max_leaves=5))
def test_every_value_round_trips(value: Value) -> None:
    """Writing and reading a value gives the same value, to the types of its numbers."""
    assert exactly(read_value(write_value(value))) == exactly(value)


LEAVES = {PartialDate.__module__, Known.__module__}


def nouns(cls: type = Case) -> list[type]:
    """Return the classes that a case is made of, each once."""
    found: dict[type, None] = {cls: None}
    for _, kind in field_types(cls).values():
        for part in (*typing.get_args(kind), kind):
            if isinstance(part, type) and issubclass(part, Noun) and part.__module__ not in LEAVES:
                found |= dict.fromkeys(nouns(part))
    return list(found)


def sample(kind: object) -> object:
    """Return something of a type that a field can have, not its default."""
    parts = typing.get_args(kind)
    if isinstance(kind, UnionType):
        return (
            OneOf((Known(1), Known(2.5)))
            if VALUE_TYPES.issubset(parts)
            else sample(next(p for p in parts if p is not NoneType))
        )
    if parts:
        return (sample(parts[0]),)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return list(kind)[-1]
    if isinstance(kind, type) and kind in SAMPLES:
        return SAMPLES[kind]
    assert isinstance(kind, type)
    return full(kind)


def full(cls: type) -> object:
    """Return an object of a class with as many of its fields set as its checks allow."""
    fields = {name: sample(kind) for name, (_, kind) in field_types(cls).items()}
    while True:
        try:
            return cls(**fields)
        except Problems as error:
            refused = {problem.path.partition("[")[0] for problem in error.problems}
        except Problem as problem:
            refused = {problem.path.partition("[")[0]}
        assert refused & fields.keys()
        for name in refused:
            del fields[name]


SAMPLES: dict[type, object] = {
    str: "text",
    int: 3,
    bool: True,
    float: 2.5,
    dt.date: DAY,
    PartialDate: PartialDate("2017-06-30"),
    Period: Period.parse("2017-01-01/2018-12-31"),
}


@pytest.mark.parametrize("cls", [cls for cls in nouns() if cls is not Case], ids=lambda cls: cls.__name__)
def test_every_noun_round_trips(cls: type) -> None:
    """Each class of which a case is made is written and read back, field by field."""
    noun = full(cls)
    data = unstructure(noun)
    read: object = structure(data, cls)
    assert read == noun
    assert len(data) > 1


def test_the_nouns_are_those_of_the_model() -> None:
    """The classes found through a case are those of the model's rooms, none left out by mistake."""
    assert {Source, Event, Observation, ActionPlan, Milestone, MilestoneLink}.issubset(nouns())
    assert len(nouns()) > 30


def test_enumerations_are_written_as_plain_text() -> None:
    """An enumeration is written as text, not as a kind of text that writers may not know."""
    data = unstructure(Source(id="s", title="S", published=PartialDate("2016-12")))
    observation = unstructure(Observation(member="PAK", indicator="i", confidence=Confidence.PARTIAL))
    assert {type(value) for value in (*data.values(), *observation.values())} == {str}


def test_reading_is_quick() -> None:
    """Thousands of objects are read in a moment; the bound is far above what it takes."""
    data = {"member": "PAK", "indicator": "i", "value": 5, "edition": "2015", "sources": ["s"], "confidence": "partial"}
    started = time.perf_counter()
    for _ in range(10_000):
        structure(data, Observation)
    assert time.perf_counter() - started < 5


def test_only_the_fields_of_the_constructor_are_in_a_file() -> None:
    """What a class works out for itself is neither read nor written."""
    assert "edtf" in field_types(PartialDate)
    assert "_bounds" not in field_types(PartialDate)


def test_the_codec_needs_no_recursion() -> None:
    """Reading a whole case stays far from Python's limit of recursion."""
    deep = {"id": "c", "title": "C", "observations": [{"member": "PAK", "indicator": "i", "value": {"set": ["a"]}}]}
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(200)
    try:
        assert structure(deep | {"members": [{"id": "PAK", "name": "Pakistan"}]}, Case).id == "c"
    finally:
        sys.setrecursionlimit(limit)
