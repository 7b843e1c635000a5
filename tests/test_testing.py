"""What opengov.testing gives to other test suites: strategies, assertions, the pytest plugin."""

import importlib
import json
import operator
import pkgutil
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

import opengov
from opengov import model, testing
from opengov.errors import InvalidCase, InvalidFacts, Problem, UnknownName
from opengov.model.cases import Case
from opengov.model.dates import PartialDate, Period
from opengov.model.events import Event
from opengov.model.forms import Measure, MeasureKind
from opengov.model.institutions import Institution
from opengov.model.members import Member
from opengov.model.milestones import Milestone
from opengov.model.rulebooks import Rulebook
from opengov.model.values import Between, Known, OneOf, Outcome, Unknown, Value

SHAPE = str.maketrans("123456789%~", "000000000??")  # of digits and marks only the places
JUNE = PartialDate("2017-06")
BOOKS = list(opengov.shelf())
any_such = settings(max_examples=10_000, phases=[Phase.generate])
few = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def model_classes() -> list[type[object]]:
    """Return every class of the model that holds something."""
    modules = [importlib.import_module(f"opengov.model.{each.name}") for each in pkgutil.iter_modules(model.__path__)]
    public = [getattr(module, name) for module in modules for name in getattr(module, "__all__", ())]
    classes = {each for each in public if isinstance(each, type) and attrs.has(each)}
    return sorted(classes, key=lambda cls: cls.__name__)


def steps(case: Case) -> list[Milestone]:
    """Return the milestones of all commitments."""
    return [step for plan in case.plans for commitment in plan.commitments for step in commitment.milestones]


def is_a(form: type, value: object) -> bool:
    """Tell whether a value is of exactly this form."""
    return type(value) is form


@pytest.fixture(scope="module")
def _registered() -> None:
    testing.register()


@pytest.mark.usefixtures("_registered")
@pytest.mark.parametrize("cls", model_classes(), ids=lambda cls: cls.__name__)
def test_every_class_can_be_drawn(cls: type[object]) -> None:
    """There is a strategy for every class of the model, and it draws objects of that class."""

    @few
    @given(st.from_type(cls))
    def drawn(found: object) -> None:
        assert type(found) is cls

    drawn()


@few
@given(testing.milestones(due=st.just(JUNE), finished=st.none()))
def test_fields_can_be_given(milestone: Milestone) -> None:
    """A field that is given is drawn as given, and what it must agree with gives way."""
    assert (milestone.due, milestone.finished) == (JUNE, None)


@few
@given(testing.events(period=st.just(Period.parse("2017/2018"))))
def test_given_field_excludes_its_rival(event: Event) -> None:
    """Where two fields exclude each other, the one that is given stays."""
    assert event.date is None


def test_unknown_field_is_refused() -> None:
    """A field that the class does not have is an error at once, with the fields that it has."""
    with pytest.raises(TypeError, match="Milestone has no field deu; it has id, title"):
        testing.milestones(deu=st.none())


@pytest.mark.parametrize(
    "name", ["start", "due", "finished", "days", "institution", "follows", "sources", "confidence"]
)
def test_every_field_is_drawn(name: str) -> None:
    """Fields that may be left out are drawn too."""
    empty = Milestone(id="a", title="a")
    assert isinstance(find(testing.milestones(), lambda each: bool(getattr(each, name))), type(empty))


@few
@given(testing.cases(largest=1))
def test_size_is_bounded(case: Case) -> None:
    """A case has no list with more entries than asked for."""
    lists = [value for field in attrs.fields(Case) if isinstance(value := getattr(case, field.name), tuple)]
    assert max(len(entries) for entries in lists) == 1


def test_cases_reach_down_to_milestones() -> None:
    """Among the cases are such as have a plan with a commitment in milestones."""
    deep = find(testing.cases(), lambda case: bool(steps(case)), settings=any_such)
    assert {plan.member for plan in deep.plans} <= {member.id for member in deep.members}


@settings(few, max_examples=100)
@given(testing.cases())
def test_cases_can_be_judged(case: Case) -> None:
    """Each member of a drawn case is judged, whatever the verdict, unless no rules are known for the day."""
    for member in case.members:
        try:
            verdict = opengov.assess_eligibility(case, member=member.id)
        except UnknownName:
            assert case.on is not None
            continue
        assert verdict.outcome in Outcome
        assert verdict.about == member.id


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_facts_suit_their_book(book: Rulebook) -> None:
    """Facts drawn for a book are of the kinds that its measures declare."""

    @few
    @given(testing.facts(book))
    def judged(facts: dict[str, Value]) -> None:
        assert opengov.decide(book, facts).outcome in Outcome

    judged()


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_known_facts_decide(book: Rulebook) -> None:
    """Where every fact is known, so are the points."""

    @few
    @given(testing.known_facts(book))
    def judged(facts: dict[str, Value]) -> None:
        assert set(facts) == {measure.name for measure in book.measures}
        assert len(opengov.decide(book, facts).totals) == 1

    judged()


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_invalid_facts_are_refused(book: Rulebook) -> None:
    """Facts of which one is not of its kind are refused, and that one is named."""

    @few
    @given(testing.invalid_facts(book))
    def refused(drawn: tuple[dict[str, Value], str]) -> None:
        facts, name = drawn
        with pytest.raises(InvalidFacts) as caught:
            opengov.decide(book, facts)
        assert name in {problem.path for problem in caught.value.problems}

    refused()


@pytest.mark.parametrize("kind", MeasureKind)
def test_values_of_every_kind_of_measure(kind: MeasureKind) -> None:
    """A measure of any kind has values, known and in doubt."""
    inner = Measure(name="inner", kind=MeasureKind.YES_NO, title="Inner")
    measure = Measure(name="m", kind=kind, title="M", values=("a", "b"), fields=(inner,))
    values = testing.measure_values(measure)
    for form in (Known, OneOf, Unknown):
        assert type(find(values, partial(is_a, form), settings=any_such)) is form


def test_numbers_are_drawn_at_thresholds() -> None:
    """Numbers are drawn at the threshold, just below and just above it."""
    measure = Measure(name="m", kind=MeasureKind.NUMBER, title="M", low=0, high=10)
    drawn = testing.measure_values(measure, near=[5.0])
    for known in map(Known, (4.999999999999999, 5.0, 5.000000000000001)):
        assert known == find(drawn, partial(operator.eq, known))


def test_ranges_of_dates_are_drawn() -> None:
    """A date may be known only within bounds."""
    measure = Measure(name="m", kind=MeasureKind.DATE, title="M")
    found = find(testing.measure_values(measure), lambda value: isinstance(value, Between) and value.low != value.high)
    assert isinstance(found, Between)


@few
@given(st.data(), testing.rulebooks())
def test_drawn_books_judge(data: st.DataObject, book: Rulebook) -> None:
    """A drawn book judges facts drawn for it, and more facts never make its points less certain."""
    verdict = opengov.decide(book, data.draw(testing.known_facts(book)))
    assert verdict.points.low == verdict.points.high


@given(testing.invalid_dates())
def test_invalid_dates_are_refused(text: str) -> None:
    """What looks like a date and is none, is refused."""
    with pytest.raises(ValueError, match="is not a date"):
        PartialDate(text)


@given(testing.invalid_ids())
def test_invalid_ids_are_refused(name: str) -> None:
    """What is not fit to be an id, no noun takes."""
    with pytest.raises(Problem, match=r"^id: "):
        Institution(id=name, name="Ministry")


@settings(few, max_examples=100)
@given(testing.invalid_case_data())
def test_problem_is_found_at_its_path(drawn: tuple[dict[str, object], str]) -> None:
    """The one thing wrong with a case file is found where it is."""
    data, path = drawn
    with pytest.raises(InvalidCase) as caught:
        opengov.loads(json.dumps(data), "json")
    assert path in {problem.path for problem in caught.value.problems}


@given(testing.days(first=date(2017, 6, 1), last=date(2017, 6, 30)))
def test_days_keep_their_bounds(day: date) -> None:
    """Days lie between the first and the last."""
    assert (day.year, day.month) == (2017, 6)


@given(testing.partial_dates(first=date(2017, 6, 1), last=date(2017, 6, 30)))
def test_partial_dates_keep_their_bounds(day: PartialDate) -> None:
    """Partial dates leave a day between the first and the last possible."""
    assert day.earliest() <= date(2017, 6, 30)
    assert day.latest() >= date(2017, 6, 1)


def test_partial_dates_are_of_every_precision() -> None:
    """Days, months, years, quarters, ranges and uncertain dates are among the partial dates."""
    forms = [
        "2017",
        "2017-06",
        "2017-06-30",
        "2017?",
        "2017-06~",
        "2017-33",
        "2017-40",
        "2017-25",
        "[2017-06..2017-07]",
    ]
    shapes = {form.translate(SHAPE) for form in forms}
    drawn: set[str] = set()

    @settings(max_examples=1_000)
    @given(testing.partial_dates())
    def draw(day: PartialDate) -> None:
        drawn.add(str(day).translate(SHAPE))

    draw()
    assert shapes <= drawn


def test_equal_cases_pass() -> None:
    """Two cases that are equal are no failure."""
    testing.assert_case_equal(Case(id="a", title="A"), Case(id="a", title="A"))


def test_different_cases_say_where() -> None:
    """Two cases that differ fail, with each place and both values."""
    one = Case(id="a", title="A", members=(Member(id="PAK", name="Pakistan"),))
    other = Case(id="a", title="B", members=(Member(id="PAK", name="Pakistan"), Member(id="AFG", name="Afghanistan")))
    with pytest.raises(AssertionError) as caught:
        testing.assert_case_equal(one, other)
    assert str(caught.value) == (
        "the cases differ:\n"
        "  title: expected 'A', found 'B'\n"
        "  members[1]: expected nothing, found {'id': 'AFG', 'name': 'Afghanistan'}"
    )


def test_many_differences_are_cut() -> None:
    """A long list of differences is cut, and says how many are left out."""
    one, other = (
        Case(id="a", title="A", members=tuple(Member(id=f"m{number}", name=name) for number in range(25)))
        for name in ("short", "long" * 100)
    )
    with pytest.raises(AssertionError) as caught:
        testing.assert_case_equal(one, other)
    lines = str(caught.value).splitlines()
    assert lines[-1] == "  ... and 5 more"
    assert max(map(len, lines)) < 200


def test_different_verdicts_say_where() -> None:
    """Two verdicts that differ fail, with what differs in their records."""
    book = opengov.shelf()["CORE-2018"]
    with pytest.raises(AssertionError, match=r"facts\.ati_law: expected True, found False"):
        testing.assert_verdict_equal(opengov.decide(book, {"ati_law": True}), opengov.decide(book, {"ati_law": False}))


def test_equal_verdicts_pass() -> None:
    """The same facts under the same book are no failure."""
    book = opengov.shelf()["CORE-2018"]
    testing.assert_verdict_equal(opengov.decide(book, {"ati_law": True}), opengov.decide(book, {"ati_law": True}))


def test_everything_public_is_documented() -> None:
    """Every name that opengov.testing offers says what it is."""
    assert [name for name in testing.__all__ if not getattr(testing, name).__doc__] == []


SUITE = """
from hypothesis import given, settings, strategies as st
from opengov import Case, assess_eligibility

def test_all(founding_cases):
    assert len(founding_cases) == 5

def test_each(afghanistan_2017, cambodia_2014, morocco_2018, pakistan_2017, tunisia_2024):
    cases = (afghanistan_2017, cambodia_2014, morocco_2018, pakistan_2017, tunisia_2024)
    assert [case.id for case in cases] == [
        "afghanistan-2017", "cambodia-2014", "morocco-2018", "pakistan-2017", "tunisia-2024",
    ]

def test_judged(pakistan_2017):
    assert assess_eligibility(pakistan_2017).points.low == 15

@settings(max_examples=10)
@given(st.from_type(Case))
def test_drawn(case):
    assert case.members
"""


def test_plugin_serves_another_suite(tmp_path: Path) -> None:
    """A test suite that asks for the plugin has the founding cases as fixtures, and draws the model by its types."""
    (tmp_path / "test_suite.py").write_text(SUITE, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "opengov.testing.plugin", "-p", "no:cacheprovider", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, text=True)  # noqa: S603
    assert "4 passed" in done.stdout, done.stdout + done.stderr
