"""The founding cases: they load, hold every fact of the documents that they come from, and say where each stands.

``data/founding_facts.csv`` lists the facts of the five documents and of the pages that tell what came of them: where a
case holds each, its date or other value, and the source that must be cited there.
"""

import csv
import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import attrs
import pytest

from opengov.formats.casefiles import dumps, loads
from opengov.formats.shipped import case as shipped_case
from opengov.formats.shipped import case_names, cases
from opengov.model._noun import Noun
from opengov.model.cases import Case
from opengov.model.members import MemberStatus
from opengov.model.sources import Source
from opengov.model.themes import Term
from opengov.model.values import UNKNOWN, Between, Known, Outcome, Value, one_of
from opengov.rules.editions import Editions
from opengov.rules.eligibility import assess_all, assess_eligibility

case = cache(shipped_case)

FOUNDING = ("afghanistan-2017", "cambodia-2014", "morocco-2018", "pakistan-2017", "tunisia-2024")
with (Path(__file__).parent / "data" / "founding_facts.csv").open(encoding="utf-8", newline="") as table:
    FACTS = tuple(csv.DictReader(table))

E_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")
DATE = re.compile(r"\b(?:19|20)\d\d(?:[-/](?:(?:19|20)\d\d|\d\d))*\b")
TELEPHONE = re.compile(r"\+\d[\d ()./-]{6,}\d|\b\d(?:[ ()./-]?\d){6,}\b")

NOT_MEMBER, ACTIVE = Known(MemberStatus.NOT_MEMBER.value), Known(MemberStatus.ACTIVE.value)


def within(noun: Noun, path: str) -> Iterator[tuple[str, Noun]]:
    """Yield a noun and all nouns in it, with their paths."""
    yield path, noun
    for field in attrs.fields(type(noun)):
        held = getattr(noun, field.name)
        for place, inner in enumerate(held if isinstance(held, tuple) else (held,)):
            if isinstance(inner, Noun):
                yield from within(inner, f"{path}.{field.name}[{place}]")


def facts_of(founding: Case) -> list[tuple[str, tuple[str, ...]]]:
    """Return the path of each noun of a case that states facts, and the sources that it cites."""
    nouns = [(path, noun) for path, noun in within(founding, founding.id) if noun is not founding]
    return [(path, noun.sources) for path, noun in nouns if hasattr(noun, "sources")]


def names_of(noun: object) -> set[str]:
    """Return what an entry of a list can be asked for by: its id, or what stands for one."""
    names = {str(getattr(noun, name)) for name in ("id", "variable", "criterion") if hasattr(noun, name)}
    theme = getattr(noun, "theme", None)
    if isinstance(theme, Term):
        names.add(theme.code)
    if hasattr(noun, "member"):
        parts = [getattr(noun, name, None) for name in ("indicator", "series", "edition")]
        told = [noun.member, *(part for part in parts if part is not None)]
        names |= {" ".join(told[:end]) for end in range(2, len(told) + 1)}
    return names


def follow(founding: Case, where: str) -> tuple[object, tuple[str, ...] | None]:
    """Return what stands at a path, and the sources of the innermost noun on the way that cites any."""
    here: object = founding
    cited: tuple[str, ...] | None = None
    for step in where.split("/"):
        if isinstance(here, tuple):
            matches = [entry for entry in here if step in names_of(entry)] or (
                [here[int(step)]] if step.isdecimal() and int(step) < len(here) else []
            )
            assert len(matches) == 1, f"{step} of {where}: {len(matches)} entries"
            here = matches[0]
        else:
            here = getattr(here, step)
        if isinstance(here, Noun) and not isinstance(here, Source):
            cited = getattr(here, "sources", cited)
    return here, cited


def written(found: object) -> str:
    """Return what was found as the table writes it."""
    match found:
        case Known(value):
            return written(value)
        case Between(low, high):
            return f"{low}..{high}"
        case bool():
            return str(found).lower()
        case frozenset():
            return "; ".join(sorted(found))
        case tuple():
            return "; ".join(found)
        case _:
            return str(found)


def test_names() -> None:
    """The five founding cases ship, each under its own id, with a day of judgement and members to judge."""
    assert case_names() == FOUNDING
    shipped = cases()
    assert tuple(one.id for one in shipped) == FOUNDING
    assert all(one.on and one.about and one.summary for one in shipped)


@pytest.mark.parametrize("name", FOUNDING)
def test_round_trip(name: str) -> None:
    """Writing a founding case and reading it gives the same case, in both formats."""
    founding = case(name)
    assert loads(dumps(founding, "toml"), "toml") == founding
    assert loads(dumps(founding, "json"), "json") == founding


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact['case']} {fact['where']}")
def test_facts(fact: dict[str, str]) -> None:
    """Each fact of the documents stands where the table says, with its source."""
    found, cited = follow(case(fact["case"]), fact["where"])
    assert written(found) == (fact["date"] or fact["value"])
    assert fact["source"] in (cited or ("",))


def test_table_is_whole() -> None:
    """The table has facts of every case, no fact twice, and for each a date or another value."""
    assert {fact["case"] for fact in FACTS} == set(FOUNDING)
    assert len({(fact["case"], fact["where"]) for fact in FACTS}) == len(FACTS)
    assert [fact["where"] for fact in FACTS if bool(fact["date"]) is bool(fact["value"]) or not fact["what"]] == []


@pytest.mark.parametrize("name", FOUNDING)
def test_every_fact_has_a_source(name: str) -> None:
    """Every fact cites a source, and every source is cited."""
    founding = case(name)
    facts = facts_of(founding)
    assert [path for path, sources in facts if not sources] == []
    assert {source.id for source in founding.sources} == {source for _, sources in facts for source in sources}


@pytest.mark.parametrize("name", FOUNDING)
def test_no_contact_data(name: str) -> None:
    """A founding case has no e-mail addresses and no telephone numbers."""
    lines = [line for line in dumps(case(name), "toml").splitlines() if not line.lstrip().startswith("url = ")]
    text = DATE.sub("", "\n".join(lines))
    assert E_MAIL.findall(text) == []
    assert TELEPHONE.findall(text) == []


@pytest.mark.parametrize(
    "contact", ["someone@example.org", "+92 51 9200000", "(051) 920 0000", "0512-345678", "00216 71 000 000"]
)
def test_contact_data_would_be_seen(contact: str) -> None:
    """The patterns of the test above find what they are for."""
    text = DATE.sub("", contact)
    assert E_MAIL.search(text) or TELEPHONE.search(text)


@pytest.mark.parametrize(
    ("name", "member", "day", "status"),
    [
        ("afghanistan-2017", "AFG", "2016-12-07", NOT_MEMBER),
        ("afghanistan-2017", "AFG", "2016-12-08", ACTIVE),
        ("afghanistan-2017", "AFG", "2017-03-01", ACTIVE),
        ("pakistan-2017", "PAK", "2017-06-30", ACTIVE),
        ("pakistan-2017", "PAK", "2022-03-07", Known(MemberStatus.WITHDRAWN.value)),
        # joined in March by one source, on 26 April by another
        ("morocco-2018", "MAR", "2018-02-28", one_of([NOT_MEMBER, ACTIVE])),
        ("morocco-2018", "MAR", "2018-04-25", one_of([NOT_MEMBER, ACTIVE])),
        ("morocco-2018", "MAR", "2018-04-26", ACTIVE),
        ("cambodia-2014", "IDN", "2014-10-17", ACTIVE),
        ("cambodia-2014", "KHM", "2014-10-17", UNKNOWN),
        ("tunisia-2024", "TUN", "2014-01-14", ACTIVE),
        ("tunisia-2024", "TUN-zriba", "2024-02-29", NOT_MEMBER),
        ("tunisia-2024", "TUN-zriba", "2024-03-31", ACTIVE),
    ],
)
def test_standing(name: str, member: str, day: str, status: Value) -> None:
    """The standing of a member on a day is what all its sources leave possible."""
    assert case(name).member(member).status_on(dt.date.fromisoformat(day)) == status


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("afghanistan-2017", {"AFG": (Outcome.MET, "12..14 of 16")}),
        (
            "cambodia-2014",
            {
                "IDN": (Outcome.UNDETERMINED, "7..15 of 16"),
                "PHL": (Outcome.UNDETERMINED, "8..16 of 16"),
                "VNM": (Outcome.NOT_MET, "2..10 of 16"),
                "KHM": (Outcome.NOT_MET, "2..10 of 16"),
            },
        ),
        # a newcomer until that day, and no page gives the result of its Values Check
        ("morocco-2018", {"MAR": (Outcome.UNDETERMINED, "12 of 16")}),
        ("pakistan-2017", {"PAK": (Outcome.MET, "15 of 16")}),
    ],
)
def test_eligibility(name: str, expected: dict[str, tuple[Outcome, str]]) -> None:
    """Each case is judged on its own day, its members side by side, with what is not known left open."""
    assert {verdict.about: (verdict.outcome, str(verdict.points)) for verdict in assess_all(case(name))} == expected


def test_municipalities_are_undetermined() -> None:
    """What the municipalities handed in is not known, so neither is whether it was enough."""
    verdicts = assess_all(case("tunisia-2024"))
    assert [verdict.outcome for verdict in verdicts] == [Outcome.UNDETERMINED] * 2


def test_newest_editions_of_pakistan() -> None:
    """With the newest editions published by that day Pakistan has one point less than was published."""
    assert str(assess_eligibility(case("pakistan-2017"), editions=Editions.NEWEST).points) == "14 of 16"


@pytest.mark.parametrize(
    ("name", "member", "day", "points"),
    [
        ("morocco-2018", "MAR", "2014-12-22", "11 of 16"),
        ("tunisia-2024", "TUN", "2013-11-15", "11 of 16"),
        ("tunisia-2024", "TUN", "2014-01-14", "13 of 16"),
        ("tunisia-2024", "TUN", "2016-02-29", "11 of 16"),
        ("tunisia-2024", "TUN", "2018-06-21", "13 of 16"),
    ],
)
def test_published_scores(name: str, member: str, day: str, points: str) -> None:
    """The facts of a case give the scores that were published on other days too."""
    verdict = assess_eligibility(case(name), member=member, on=dt.date.fromisoformat(day))
    assert str(verdict.points) == points
