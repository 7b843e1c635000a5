"""The nouns of the model: what each refuses, how it prints, and that it is a plain, frozen value."""

import datetime as dt
import importlib
import inspect
import pickle  # noqa: TID251 -- users may pickle nouns, so that must work
import pkgutil
import typing
from enum import Enum, StrEnum

import attrs
import pytest

import opengov.model
from opengov.errors import OpenGovError, Problem, Problems
from opengov.model._noun import Noun
from opengov.model.assessments import Coding, IrmAssessment
from opengov.model.cases import Case
from opengov.model.claims import Claim, Completeness, Records
from opengov.model.cocreation import (
    Consultation,
    Contribution,
    Publication,
    ReasonedResponse,
    RepositoryUpdate,
    Session,
)
from opengov.model.dates import PartialDate, Period
from opengov.model.events import Event
from opengov.model.forums import Meeting, MultiStakeholderForum, Seat, Side, SubCommission, WorkingGroup
from opengov.model.indicators import (
    AcceptedEvidence,
    CriterionScore,
    Edition,
    EditionChoice,
    EligibilityScore,
    Indicator,
    IndicatorKind,
    Observation,
)
from opengov.model.institutions import Institution
from opengov.model.joining import Deadline, ExpressionOfInterest, LocalCall, Reform
from opengov.model.members import Member, MembershipEvent, MemberStatus
from opengov.model.milestones import Milestone, MilestoneLink, Progress, ProgressReport
from opengov.model.places import Place, PlaceKind
from opengov.model.plans import ActionPlan, Amendment, Commitment, ThematicArea
from opengov.model.sources import Confidence, Source
from opengov.model.themes import Cluster, Scheme, Term
from opengov.model.values import UNKNOWN, Absent, Between, Known, OneOf, Value

DAY = PartialDate("2017-06-30")
TERM = Term(scheme="areas", code="justice")

# one of each, with nothing but what is required
SAMPLES: tuple[Noun, ...] = (
    AcceptedEvidence(member="TUN", criterion="FT", points=4, assessed=DAY, reference="audit report"),
    ActionPlan(id="p", member="TUN"),
    Amendment(title="t"),
    Case(id="c", title="t"),
    Claim(id="c", about="ogp", topic="founders", value=Known(6)),
    Cluster(id="c", term=TERM),
    Coding(variable="completion"),
    Commitment(id="c", title="t"),
    Completeness(records=Records.PLANS, until=dt.date(2018, 1, 1)),
    Consultation(id="c", title="t"),
    Contribution(id="c", title="t"),
    CriterionScore(criterion="FT", points=4),
    Deadline(date=DAY),
    Edition(series="obs", label="2015"),
    EditionChoice(member="TUN", series="obs", edition="2015"),
    EligibilityScore(member="TUN", as_of=DAY),
    Event(id="e", title="t"),
    ExpressionOfInterest(id="e", call="c", jurisdiction="zriba"),
    Indicator(id="i", title="t", kind=IndicatorKind.NUMBER),
    Institution(id="i", name="n"),
    IrmAssessment(id="a", plan="p"),
    LocalCall(id="c", title="t"),
    Meeting(id="m", date=DAY),
    Member(id="TUN", name="Tunisia"),
    MembershipEvent(date=DAY, kind="joined"),
    Milestone(id="m", title="t"),
    MilestoneLink(milestone="m"),
    MultiStakeholderForum(id="f", member="TUN", name="n"),
    Observation(member="TUN", indicator="civil_liberties"),
    Place(code="TUN", name="Tunisia"),
    ProgressReport(),
    Publication(id="p"),
    ReasonedResponse(id="r"),
    Reform(id="r", member="TUN", title="t", indicator="ati_law"),
    RepositoryUpdate(id="u", member="TUN", date=DAY),
    Scheme(id="s", title="t"),
    Seat(side=Side.GOVERNMENT),
    Session(title="t"),
    SubCommission(id="s", name="n"),
    TERM,
    ThematicArea(theme=TERM),
    WorkingGroup(id="w", name="n"),
)
NOUNS = {type(noun) for noun in SAMPLES}
# of the ground below the nouns, and of the language of rules
GROUND = {f"opengov.model.{name}" for name in ("criteria", "dates", "forms", "rulebooks", "sources", "values")}
PROVENANCE = ("sources", "confidence", "note")
# parts that lean on the noun that holds them, and lists that state nothing themselves
WITHOUT_PROVENANCE = {Case, Coding, CriterionScore, MilestoneLink, Place, Term}

each_noun = pytest.mark.parametrize("noun", SAMPLES, ids=lambda noun: type(noun).__name__)


def named(noun: Noun, name: str) -> object:
    """Return the noun's twin with another id."""
    given = {field.name: getattr(noun, field.name) for field in attrs.fields(type(noun))}
    return type(noun)(**given | {"id": name})


def problems_of(error: OpenGovError) -> list[str]:
    """Return the problems as text."""
    return [str(problem) for problem in (error.problems if isinstance(error, Problems) else (error,))]


def test_every_class_has_a_sample() -> None:
    """The samples are one of every noun that the model's modules define."""
    found: set[type[object]] = set()
    for info in pkgutil.iter_modules(opengov.model.__path__):
        module = importlib.import_module(f"opengov.model.{info.name}")
        found |= {
            cls
            for _, cls in inspect.getmembers(module, inspect.isclass)
            if issubclass(cls, Noun) and attrs.has(cls) and cls.__module__ not in GROUND
        }
    assert found == NOUNS


@each_noun
def test_frozen(noun: Noun) -> None:
    """No field of a noun can be set, and no other attribute be added."""
    for name in (attrs.fields(type(noun))[0].name, "no_such_field"):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(noun, name, "other")


@each_noun
def test_equal_hashable_picklable(noun: Noun) -> None:
    """A noun that was pickled and read again is equal, and falls on the same key."""
    twin = pickle.loads(pickle.dumps(noun))  # noqa: S301 -- written the line before
    assert twin == noun
    assert {noun: "found"}[twin] == "found"


@each_noun
def test_repr_is_what_was_given(noun: Noun) -> None:
    """The repr leaves out what stands at its default, and is on one line."""
    fields = attrs.fields(type(noun))
    given = [field.name for field in fields if field.default is attrs.NOTHING]
    shown = ", ".join(f"{name}={getattr(noun, name)!r}" for name in given)
    assert repr(noun) == f"{type(noun).__name__}({shown})"


@each_noun
def test_keyword_only(noun: Noun) -> None:
    """Fields are given by name, so that a new one never moves the others."""
    assert all(field.kw_only for field in attrs.fields(type(noun)))


@each_noun
def test_provenance(noun: Noun) -> None:
    """What states a fact says where it is from, how well it is known, and what to note, last of all."""
    names = tuple(field.name for field in attrs.fields(type(noun)))
    assert (names[-3:] == PROVENANCE) is (type(noun) not in WITHOUT_PROVENANCE)


def leaves(kind: object) -> set[object]:
    """Return the classes that a type is made of."""
    parts = typing.get_args(kind)
    return {kind} - {...} if not parts else set().union(*(leaves(part) for part in parts))


@each_noun
def test_field_types(noun: Noun) -> None:
    """Fields hold only what a file can: plain values, dates, values, enumerations, nouns, and tuples of these."""
    plain = {str, int, bool, dt.date, type(None), PartialDate, Period, Source} | leaves(Value)
    for field in attrs.fields(type(noun)):
        for leaf in leaves(field.type):
            assert leaf in plain | NOUNS or (isinstance(leaf, type) and issubclass(leaf, Enum)), field.name
        assert not isinstance(field.default, (list, dict, set))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("", "id: it is empty (give it a short name)"),
        ("  ", "id: it is empty (give it a short name)"),
        ("a\nb", "id: 'a\\nb' has a control character (use letters, digits and marks)"),
        ("a\x00", "id: 'a\\x00' has a control character (use letters, digits and marks)"),
        ("a\u2028b", "id: 'a\\u2028b' has a control character (use letters, digits and marks)"),
        ("\ud800", "id: '\\ud800' has a control character (use letters, digits and marks)"),
        ("x" * 201, 'id: "' + "x" * 40 + '..." is 201 characters long (use at most 200)'),
    ],
)
@pytest.mark.parametrize(
    "noun",
    [noun for noun in SAMPLES if hasattr(noun, "id")],
    ids=lambda noun: type(noun).__name__,
)
def test_ids(noun: Noun, name: str, found: str) -> None:
    """An id is a short line of text, on every class that has one."""
    with pytest.raises(Problem) as caught:
        named(noun, name)
    assert problems_of(caught.value) == [found]


def test_ids_may_be_of_any_language() -> None:
    """Ids are not bound to ASCII, and 200 characters are allowed."""
    assert Institution(id="وزارة-" + "x" * 194, name="n").id.startswith("وزارة")


@pytest.mark.parametrize(
    ("cls", "given", "found"),
    [
        (
            Seat,
            {"side": Side.OTHER, "count": -1, "organisations": -2},
            ["count: -1 is below zero", "organisations: -2 is below zero"],
        ),
        (Meeting, {"id": "m", "date": DAY, "attendance": -1}, ["attendance: -1 is below zero"]),
        (Event, {"id": "e", "title": "t", "attendance": -1}, ["attendance: -1 is below zero"]),
        (Session, {"title": "t", "working_groups": -7}, ["working_groups: -7 is below zero"]),
        (Consultation, {"id": "c", "title": "t", "count": -1}, ["count: -1 is below zero"]),
        (Consultation, {"id": "c", "title": "t", "attendance": -1}, ["attendance: -1 is below zero"]),
        (Consultation, {"id": "c", "title": "t", "organisations": -1}, ["organisations: -1 is below zero"]),
        (Publication, {"id": "p", "pages": -1}, ["pages: -1 is below zero"]),
        (Contribution, {"id": "c", "title": "t", "count": -1}, ["count: -1 is below zero"]),
        (Milestone, {"id": "m", "title": "t", "days": -1}, ["days: -1 is below zero"]),
        (Amendment, {"title": "t", "added": -1}, ["added: -1 is below zero"]),
        (Amendment, {"title": "t", "removed": -1}, ["removed: -1 is below zero"]),
        (ActionPlan, {"id": "p", "member": "m", "number": -1}, ["number: -1 is below zero"]),
        (ActionPlan, {"id": "p", "member": "m", "commitment_count": -1}, ["commitment_count: -1 is below zero"]),
        (ActionPlan, {"id": "p", "member": "m", "pages": -8}, ["pages: -8 is below zero"]),
        (LocalCall, {"id": "c", "title": "t", "announced_places": -1}, ["announced_places: -1 is below zero"]),
        (LocalCall, {"id": "c", "title": "t", "applied": -1}, ["applied: -1 is below zero"]),
        (LocalCall, {"id": "c", "title": "t", "passed_first_check": -1}, ["passed_first_check: -1 is below zero"]),
        (LocalCall, {"id": "c", "title": "t", "admitted": -1}, ["admitted: -1 is below zero"]),
        *(
            (
                ExpressionOfInterest,
                {"id": "e", "call": "c", "jurisdiction": "j", name: -1},
                [f"{name}: -1 is below zero"],
            )
            for name in (
                "letters_from_head",
                "letters_from_non_governmental_leaders",
                "non_governmental_partners",
                "reforms_in_past_three_years",
                "months_left_in_term",
            )
        ),
        (CriterionScore, {"criterion": "FT", "points": -1}, ["points: -1 is below zero"]),
        (
            AcceptedEvidence,
            {"member": "m", "criterion": "FT", "points": -1, "assessed": DAY, "reference": "r"},
            ["points: -1 is below zero"],
        ),
        (EligibilityScore, {"member": "m", "as_of": DAY, "possible": -1}, ["possible: -1 is below zero"]),
    ],
)
def test_counts(cls: type[Noun], given: dict[str, object], found: list[str]) -> None:
    """No count is below zero, and all that are come at once."""
    with pytest.raises((Problem, Problems)) as caught:
        cls(**given)
    assert problems_of(caught.value) == [f"{text} (write 0 or more)" for text in found]


@pytest.mark.parametrize(
    ("cls", "given", "found"),
    [
        (
            Milestone,
            {"id": "m", "title": "t", "start": PartialDate("2018"), "due": PartialDate("2017-12-31")},
            "due: 2017-12-31 is before the start, 2018 (correct one of the two)",
        ),
        (
            Commitment,
            {"id": "c", "title": "t", "added": PartialDate("2018"), "removed": PartialDate("2017")},
            "removed: 2017 is before the day it was added, 2018 (correct one of the two)",
        ),
        (
            ActionPlan,
            {"id": "p", "member": "m", "delivered": DAY, "not_delivered_by": dt.date(2017, 6, 30)},
            "not_delivered_by: 2017-06-30 is not before the delivery, 2017-06-30 (correct one of the two)",
        ),
        (
            Publication,
            {"id": "p", "published": DAY, "not_published_by": dt.date(2017, 7, 1)},
            "not_published_by: 2017-07-01 is not before the publication, 2017-06-30 (correct one of the two)",
        ),
        (
            Meeting,
            {"id": "m", "date": DAY, "minutes_published": PartialDate("2017-05")},
            "minutes_published: 2017-05 is before the meeting, 2017-06-30 (correct one of the two)",
        ),
        (
            MultiStakeholderForum,
            {"id": "f", "member": "m", "name": "n", "established": DAY, "ended": PartialDate("2016")},
            "ended: 2016 is before the day it was set up, 2017-06-30 (correct one of the two)",
        ),
        (
            LocalCall,
            {"id": "c", "title": "t", "opened": DAY, "closes": (Deadline(date=PartialDate("2016")),)},
            "closes[0].date: 2016 is before the opening of the call, 2017-06-30 (correct one of the two)",
        ),
        (
            LocalCall,
            {"id": "c", "title": "t", "opened": DAY, "results": PartialDate("2016")},
            "results: 2016 is before the opening of the call, 2017-06-30 (correct one of the two)",
        ),
        (
            AcceptedEvidence,
            {
                "member": "m",
                "criterion": "FT",
                "points": 4,
                "assessed": DAY,
                "until": PartialDate("2016"),
                "reference": "r",
            },
            "until: 2016 is before the assessment, 2017-06-30 (correct one of the two)",
        ),
        (
            EligibilityScore,
            {"member": "m", "as_of": DAY, "points": 17, "possible": 16},
            "points: 17 is more than the 16 that could be had (correct one)",
        ),
        (
            MultiStakeholderForum,
            {"id": "f", "member": "m", "name": "n", "rules_public": False, "rules_published": DAY},
            "rules_public: it is false, but the rules were published 2017-06-30 (correct one of the two)",
        ),
        (
            Event,
            {"id": "e", "title": "t", "date": DAY, "period": Period(start=DAY)},
            "period: a date stands there too (keep one of the two)",
        ),
        (
            Consultation,
            {"id": "c", "title": "t", "date": DAY, "period": Period(start=DAY)},
            "period: a date stands there too (keep one of the two)",
        ),
        (
            Place,
            {"code": "Tunis", "name": "Tunisia"},
            'code: "Tunis" is no code of a country (write three capitals, such as TUN)',
        ),
        (
            Scheme,
            {"id": "areas", "title": "t", "terms": (TERM, TERM)},
            'terms[1].code: "justice" is there twice (remove one)',
        ),
        (
            Scheme,
            {"id": "other", "title": "t", "terms": (TERM,)},
            'terms[0].scheme: "areas" is another scheme (write other)',
        ),
        (
            Milestone,
            {
                "id": "m",
                "title": "t",
                "follows": (MilestoneLink(milestone="a"), MilestoneLink(milestone="a", lag_days=1)),
            },
            'follows[1]: a link of this kind to "a" is there twice (keep one)',
        ),
        (
            Milestone,
            {"id": "m", "title": "t", "least_days": 4, "days": 3},
            "days: 3 is less than least_days, which is 4 (correct one of the two)",
        ),
        (
            Milestone,
            {"id": "m", "title": "t", "begun": DAY, "finished": PartialDate("2017-05")},
            "finished: 2017-05 is before the day it was begun, 2017-06-30 (correct one of the two)",
        ),
        (
            Milestone,
            {"id": "m", "title": "t", "not_before": DAY, "not_after": PartialDate("2017-05")},
            "not_after: 2017-05 is before the day before which it cannot start, 2017-06-30 (correct one of the two)",
        ),
        (
            ProgressReport,
            {"state": Progress.UNDER_WAY, "percent": 101},
            "percent: 101 is not a share of 100 (write 0 to 100)",
        ),
    ],
)
def test_contradictions(cls: type[Noun], given: dict[str, object], found: str) -> None:
    """What cannot be both is refused, with the field and what to do."""
    with pytest.raises(Problem) as caught:
        cls(**given)
    assert str(caught.value) == found


@pytest.mark.parametrize(
    ("cls", "given"),
    [
        (Milestone, {"id": "m", "title": "t", "start": PartialDate("2017"), "due": PartialDate("2017-01")}),
        (Milestone, {"id": "m", "title": "t", "start": DAY, "due": DAY}),
        (ActionPlan, {"id": "p", "member": "m", "delivered": DAY, "not_delivered_by": dt.date(2017, 6, 29)}),
        (ActionPlan, {"id": "p", "member": "m", "delivered": DAY, "period": Period.parse("2018/2020")}),
        (Meeting, {"id": "m", "date": DAY, "minutes_published": PartialDate("2017-06")}),
        (EligibilityScore, {"member": "m", "as_of": DAY, "points": 16, "possible": 16}),
        (Place, {"code": "Tunis", "name": "Tunis", "kind": PlaceKind.LOCAL}),
    ],
)
def test_not_surely_wrong(cls: type[Noun], given: dict[str, object]) -> None:
    """What partial dates leave possible, and the last allowed value, stand."""
    assert attrs.asdict(cls(**given), recurse=False).items() >= given.items()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize(
    ("cls", "given"),
    [
        (Observation, {"member": "TUN", "indicator": "i"}),
        (Claim, {"id": "c", "about": "ogp", "topic": "t"}),
        (Coding, {"variable": "v"}),
        (Reform, {"id": "r", "member": "TUN", "title": "t", "indicator": "i"}),
    ],
)
def test_numbers_are_finite(cls: type[Noun], given: dict[str, object], number: float) -> None:
    """Neither NaN nor infinity gets in, bare or within a choice."""
    for value in (Known(number), OneOf((Known(1.0), Known(number)))):
        with pytest.raises(Problem) as caught:
            cls(**given | {"value": value})
        assert str(caught.value) == f"value: {number} is not a number (write the number, or leave it unknown)"


def test_ranges_are_finite() -> None:
    """A range does not run to infinity."""
    with pytest.raises(Problem, match="value: inf is not a number"):
        Observation(member="TUN", indicator="i", value=Between(1.0, float("inf")))


def test_values_without_numbers() -> None:
    """Absence, text and doubt are values as good as any."""
    values: tuple[Value, ...] = (UNKNOWN, Absent("ND"), Known("PW"), Known(value=True), Between(1, 2))
    assert tuple(Coding(variable="v", value=value).value for value in values) == values


def test_several_problems_at_once() -> None:
    """All that is wrong with a noun comes in one group, which is a ValueError."""
    with pytest.raises(Problems) as caught:
        Milestone(id="", title="t", days=-1)
    assert isinstance(caught.value, ValueError)
    assert [problem.path for problem in caught.value.problems] == ["id", "days"]


def test_terms_are_equal_by_code() -> None:
    """A label does not make another term, a scheme does."""
    assert Term(scheme="areas", code="justice", label="Justice") == TERM
    assert hash(Term(scheme="areas", code="justice", label="Justice")) == hash(TERM)
    assert Term(scheme="other", code="justice") != TERM


def test_equality_needs_class_and_fields() -> None:
    """Nouns of two classes are never equal, nor nouns that differ in a field."""
    group = WorkingGroup(id="w", name="n")
    assert group != SubCommission(id="w", name="n")
    assert group != "w"
    assert group != WorkingGroup(id="w", name="n", note="a note")
    assert len({group, SubCommission(id="w", name="n"), WorkingGroup(id="w", name="n")}) == 2


def test_seats() -> None:
    """A seat known to count for seven from seven organisations keeps both numbers, and who chose them."""
    seat = Seat(side=Side.CIVIL_SOCIETY, count=7, organisations=7, selected_by="election at the meeting")
    assert repr(seat) == (
        "Seat(side=<Side.CIVIL_SOCIETY: 'civil_society'>, count=7, organisations=7, "
        "selected_by='election at the meeting')"
    )


def event(date: str, kind: str, status: MemberStatus | None, *sources: str) -> MembershipEvent:
    """Return a membership event."""
    return MembershipEvent(date=PartialDate(date), kind=kind, status_after=status, sources=sources)


ACTIVE, INACTIVE, WITHDRAWN = MemberStatus.ACTIVE, MemberStatus.INACTIVE, MemberStatus.WITHDRAWN
JOINED = event("2012-04-17", "joined", ACTIVE)


@pytest.mark.parametrize(
    ("events", "day", "possible"),
    [
        ((), "2017-01-01", None),
        ((JOINED,), "2012-04-16", {"not_member"}),
        ((JOINED,), "2012-04-17", {"active"}),
        ((JOINED,), "2030-01-01", {"active"}),
        # known to the year, to the month, to a range
        ((event("2016", "joined", ACTIVE),), "2015-12-31", {"not_member"}),
        ((event("2016", "joined", ACTIVE),), "2016-01-01", {"not_member", "active"}),
        ((event("2016", "joined", ACTIVE),), "2016-12-31", {"active"}),
        ((event("[2016-12-07..2016-12-09]", "letter_of_intent", ACTIVE),), "2016-12-08", {"not_member", "active"}),
        # an event that does not begin a membership says nothing of the time before it
        ((event("2021", "made_inactive", INACTIVE),), "2020-12-31", None),
        ((event("2021", "made_inactive", INACTIVE),), "2021-06-30", None),
        ((event("2021", "made_inactive", INACTIVE),), "2021-12-31", {"inactive"}),
        ((event("2011-07", "left_before_launch", MemberStatus.NOT_MEMBER),), "2011-08-01", {"not_member"}),
        # one after the other, in any order of the file
        ((event("2021", "made_inactive", INACTIVE), JOINED), "2020-12-31", {"active"}),
        ((event("2021", "made_inactive", INACTIVE), JOINED), "2021-06-30", {"active", "inactive"}),
        ((event("2021", "made_inactive", INACTIVE), JOINED), "2022-01-01", {"inactive"}),
        (
            (JOINED, event("2017", "made_inactive", INACTIVE), event("2017", "withdrew", WITHDRAWN)),
            "2018-01-01",
            {"inactive", "withdrawn"},
        ),
        ((JOINED, event("2016-05", "x", INACTIVE), event("2017", "withdrew", WITHDRAWN)), "2018-01-01", {"withdrawn"}),
        # an event without a status changes none
        ((JOINED, event("2014-02-11", "late_plan_letter", None)), "2015-01-01", {"active"}),
        # the more exact of two dates that agree
        ((event("2018", "joined", ACTIVE), event("2018-04", "joined", ACTIVE)), "2018-03-31", {"not_member"}),
        ((event("2018", "joined", ACTIVE), event("2018-04", "joined", ACTIVE)), "2018-05-01", {"active"}),
        # two dates that agree beside a third that does not
        (
            (
                event("2018-03", "joined", ACTIVE, "a"),
                event("2018-04", "joined", ACTIVE, "b"),
                event("2018-04-26", "joined", ACTIVE, "c"),
            ),
            "2018-03-15",
            {"not_member", "active"},
        ),
        # one joins once, so two years are two accounts of it
        (
            (event("2011", "joined", ACTIVE, "a"), event("2013", "joined", ACTIVE, "b")),
            "2012-06-30",
            {"not_member", "active"},
        ),
        ((event("2011", "joined", ACTIVE, "a"), event("2013", "joined", ACTIVE, "b")), "2014-01-01", {"active"}),
        # unless one has left between
        (
            (event("2011", "joined", ACTIVE), event("2012", "withdrew", WITHDRAWN), event("2014", "joined", ACTIVE)),
            "2013-06-30",
            {"withdrawn"},
        ),
        (
            (event("2011", "joined", ACTIVE), event("2012", "withdrew", WITHDRAWN), event("2014", "joined", ACTIVE)),
            "2015-01-01",
            {"active"},
        ),
        # two sources that date one decision differently
        (
            (
                JOINED,
                event("2016-05-04", "made_inactive", INACTIVE, "a"),
                event("2016-06-04", "made_inactive", INACTIVE, "b"),
            ),
            "2016-05-20",
            {"active", "inactive"},
        ),
        # one source that tells of two
        (
            (
                JOINED,
                event("2016-05-04", "made_inactive", INACTIVE, "a"),
                event("2017-06-28", "made_inactive", INACTIVE, "a"),
            ),
            "2016-05-20",
            {"inactive"},
        ),
        # two sources that call one day's decision by two names
        (
            (JOINED, event("2016-05-04", "x", INACTIVE, "a"), event("2016-05-04", "y", MemberStatus.SUSPENDED, "b")),
            "2016-05-04",
            {"inactive", "suspended"},
        ),
        (
            (
                event("2022-08-12", "asked_to_join", MemberStatus.NOT_MEMBER),
                event("2023-08", "joined", MemberStatus.ACTIVE_NON_VOTING),
            ),
            "2023-08-15",
            {"not_member", "active_non_voting"},
        ),
    ],
)
def test_status_on(events: tuple[MembershipEvent, ...], day: str, possible: set[str] | None) -> None:
    """The standing on a day is what the events leave possible, and unknown where they do not say."""
    value = Member(id="TUN", name="Tunisia", events=events).status_on(dt.date.fromisoformat(day))
    options = value.options if isinstance(value, OneOf) else (value,)
    assert {option.value for option in options if isinstance(option, Known)} == (possible or set())
    assert (value == UNKNOWN) is (possible is None)


def test_enumerations_are_lower_case() -> None:
    """Every enumeration of the model prints as a file writes it."""
    kinds = {
        leaf
        for noun in SAMPLES
        for field in attrs.fields(type(noun))
        for leaf in leaves(field.type)
        if isinstance(leaf, type) and issubclass(leaf, Enum)
    }
    assert Confidence in kinds
    for kind in kinds:
        assert issubclass(kind, StrEnum)
        assert [member.value for member in kind] == [member.name.lower() for member in kind]


def test_modules_say_what_lives_there() -> None:
    """Every module of the model lists what it offers, in order, and says in a line what lives there."""
    for info in pkgutil.iter_modules(opengov.model.__path__):
        module = importlib.import_module(f"opengov.model.{info.name}")
        assert (module.__doc__ or "").partition("\n")[0].endswith((".", ":"))
        assert set(module.__all__) <= set(vars(module))
