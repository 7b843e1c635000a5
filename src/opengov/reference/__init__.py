"""Reference data that ships with the library, each entry with its source: members, vocabularies, indicators, scores.

Nothing is read before it is asked for, and each file once. Entries cite the sources of :func:`sources` by their ids, so
that a case which takes entries over takes these over too.
"""

from __future__ import annotations

import csv
import io
import os
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from opengov import data
from opengov.codec import structure
from opengov.model.indicators import Edition, EditionChoice, EligibilityScore, Indicator, Observation
from opengov.model.joining import LocalCall
from opengov.model.members import Member
from opengov.model.sources import Source
from opengov.model.themes import Cluster, Scheme
from opengov.reference._kinds import ProcessPart, ProcessStep, StatusMeaning

if TYPE_CHECKING:
    from importlib.abc import FileLoader

__all__ = [
    "ProcessPart",
    "ProcessStep",
    "StatusMeaning",
    "clusters",
    "edition_choices",
    "edition_labels",
    "editions",
    "indicators",
    "local_calls",
    "members",
    "not_covered",
    "observations",
    "process_model",
    "process_steps",
    "published_scores",
    "schemes",
    "sources",
    "statuses",
]

_T = TypeVar("_T")
_Table: TypeAlias = dict[str, object]

# the letters by which the shipped files grade facts, and by which they grade published scores
_GRADES = {"C": "confirmed", "P": "partial", "R": "reconstructed", "B": "unverified"}
_SCORE_GRADES = {"P": "confirmed", "I": "partial", "R": "reconstructed"}


@cache
def process_model() -> tuple[ProcessPart, ...]:
    """Return the parts of the process that Malta published for its fourth plan, in order.

    Examples
    --------
    >>> [(part.title, part.months) for part in process_model()]
    [('Start-up', 2), ('Involvement', 2), ('Development', 4)]
    """
    return _all_of(ProcessPart, _tables("part", "process_model"))


@cache
def process_steps() -> tuple[ProcessStep, ...]:
    """Return the steps that the books on co-creation ask for while a plan is made.

    Examples
    --------
    >>> next(step.serves for step in process_steps() if step.id == "rules")
    ('1d', 'MR-1.1.b')
    """
    return _all_of(ProcessStep, _tables("step", "process_model"))


@cache
def sources() -> tuple[Source, ...]:
    """Return the sources that the entries of this module cite.

    Examples
    --------
    >>> next(source.title for source in sources() if source.id == "ogp-eligibility-2023")
    'OGP, Eligibility'
    """
    return _all_of(Source, ({**table, "cited_as": None} for table in _tables("source", "sources")))


@cache
def members() -> tuple[Member, ...]:
    """Return the countries of which a dated membership event is known, with all these events.

    The list is not complete: several countries joined, left or were inactive on dates that no source gives, so it is
    no count of members. Events that disagree stand side by side, each with its source and confidence, and letters that
    change no standing stand there too; the standing on a day is what
    :meth:`~opengov.model.members.Member.status_on` makes of them. A standing lasts until an event that ends it is
    known.

    Returns
    -------
    tuple of Member
        The countries.

    Examples
    --------
    >>> from datetime import date
    >>> hungary = next(member for member in members() if member.id == "HUN")
    >>> hungary.status_on(date(2016, 12, 5))
    Known(value='active')
    >>> hungary.status_on(date(2016, 12, 6))
    Known(value='withdrawn')
    """
    more = {str(table["id"]): table for table in _tables("member", "members")}
    rows: dict[str, list[Mapping[str, str]]] = {}
    for row in _rows("membership_events"):
        rows.setdefault(row["iso3"], []).append(row)
    return _all_of(
        Member,
        (
            {"id": iso3, "name": events[0]["country"], "place": iso3, "events": [*map(_event, events)]}
            | more.get(iso3, {})
            for iso3, events in rows.items()
        ),
    )


@cache
def statuses() -> tuple[StatusMeaning, ...]:
    """Return what each status in the partnership means: member or not, left or not, in good standing or not.

    Examples
    --------
    >>> [str(status.id) for status in statuses() if status.good_standing]
    ['active', 'active_non_voting']
    """
    return _all_of(StatusMeaning, _tables("status", "statuses"))


@cache
def schemes() -> tuple[Scheme, ...]:
    """Return OGP's vocabularies: clusters, grand challenges, values, areas of the Open Gov Challenge, policy areas.

    Examples
    --------
    >>> [scheme.id for scheme in schemes()][:4]
    ['ogp-clusters-2014', 'ogp-grand-challenges', 'ogp-values', 'open-gov-challenge']
    """
    return _all_of(Scheme, map(_scheme, _tables("scheme", "schemes")))


@cache
def clusters() -> tuple[Cluster, ...]:
    """Return the seven clusters of 2014 with the results that they intend, without commitments.

    Examples
    --------
    >>> next(cluster.intends for cluster in clusters() if cluster.id == "fiscal-transparency")
    'help citizens follow the money'
    """
    return _all_of(Cluster, _tables("cluster", "clusters"))


@cache
def indicators() -> tuple[Indicator, ...]:
    """Return what rulebooks of eligibility read of a country; the ids are their measures.

    Examples
    --------
    >>> [indicator.id for indicator in indicators() if indicator.series == "obs"]
    ['budget_proposal', 'audit_report']
    """
    return _all_of(Indicator, map(_indicator, _rows("indicators")))


@cache
def editions() -> tuple[Edition, ...]:
    """Return the editions of the two surveys, each with the earliest and latest day on which it can have come out.

    Examples
    --------
    >>> [edition.published for edition in editions() if (edition.series, edition.label) == ("obs", "2015")]
    [PartialDate('[2015-09..2015-10]')]
    """
    return _all_of(Edition, map(_edition, _rows("indicator_editions")))


@cache
def edition_labels() -> frozenset[tuple[str, str]]:
    """Return the series and the label of each of these editions, without the rest.

    Examples
    --------
    >>> ("obs", "2015") in edition_labels()
    True
    """
    return frozenset((row["indicator"], row["edition"]) for row in _rows("indicator_editions"))


@cache
def published_scores() -> tuple[EligibilityScore, ...]:
    """Return the eligibility scores that were published, as far as they were printed.

    The confidence of a score and of each of its criteria says whether the figure was printed (confirmed), follows from
    the text (partial), or is this project's (reconstructed).

    Examples
    --------
    >>> [(score.points, score.possible) for score in published_scores() if score.member == "PAK" and score.points]
    [(15, 16)]
    """
    return _all_of(EligibilityScore, map(_score, _rows("published_eligibility_scores")))


@cache
def edition_choices() -> tuple[EditionChoice, ...]:
    """Return the editions that this project takes to stand behind published scores; none was printed with them.

    Examples
    --------
    >>> [(choice.series, choice.edition) for choice in edition_choices() if choice.member == "PAK"]
    [('obs', '2015'), ('eiu_civil_liberties', '2014')]
    """
    return _all_of(EditionChoice, (each for row in _rows("published_eligibility_scores") for each in _choices(row)))


@cache
def observations() -> tuple[Observation, ...]:
    """Return the figures for civil liberties in these editions.

    Examples
    --------
    >>> [(figure.value, figure.edition) for figure in observations() if figure.member == "PAK"]
    [(Known(value=5.29), '2014')]
    """
    rows = (row for row in _rows("published_eligibility_scores") if row["eiu_value"] and row["eiu_edition_assumed"])
    return tuple(dict.fromkeys(_all_of(Observation, map(_figure, rows))))


@cache
def not_covered() -> tuple[Observation, ...]:
    """Return the countries in this module's scores and events that a survey has never covered, as far as is known.

    Others may not be covered either: the list holds only what somebody has looked up.

    Examples
    --------
    >>> [(one.indicator, one.member, one.value) for one in not_covered()][:1]
    [('civil_liberties', 'BLZ', Absent(kind='not covered'))]
    """
    return _all_of(Observation, map(_gap, _rows("not_covered")))


@cache
def local_calls() -> tuple[LocalCall, ...]:
    """Return the calls of OGP Local for expressions of interest, with their dates and numbers.

    Examples
    --------
    >>> [(call.applied, call.admitted) for call in local_calls()]
    [(None, 15), (32, 5), (112, 56), (63, 30), (138, 55)]
    """
    return _all_of(LocalCall, _tables("call", "local_calls"))


def _all_of(cls: type[_T], tables: Iterable[Mapping[str, object]]) -> tuple[_T, ...]:
    return tuple(structure({key: item for key, item in table.items() if item is not None}, cls) for table in tables)


def _tables(name: str, file: str) -> list[_Table]:
    tables: list[_Table] = tomllib.loads(_text(f"{file}.toml"))[name]
    return tables


def _rows(file: str) -> Iterable[Mapping[str, str]]:
    return csv.DictReader(io.StringIO(_text(f"{file}.csv")))


def _text(file: str) -> str:
    # importlib.resources loads archives and random numbers too, which is felt where only a case is read
    loader = cast("FileLoader", data.__loader__)
    return loader.get_data(os.path.join(data.__path__[0], "reference", file)).decode()  # noqa: PTH118


@cache
def _cited() -> Mapping[str, str]:
    """Return the id of each source by the words with which the CSV files cite it."""
    cited: dict[str, str] = {}
    for table in _tables("source", "sources"):
        words = table.get("cited_as", [table.get("url")])
        if isinstance(words, list):
            cited |= dict.fromkeys(words, str(table["id"]))
    return cited


def _indicator(row: Mapping[str, str]) -> _Table:
    lists = ("categories", "sources")
    return {name: text.split() if name in lists else text or None for name, text in row.items()}


def _event(row: Mapping[str, str]) -> _Table:
    return {
        "date": row["date"],
        "kind": row["event"],
        "status_after": row["status_after"] or None,
        "basis": {"scheme": "ogp-procedures", "code": row["basis"]} if row["basis"] else None,
        "sources": [_cited()[one] for one in row["source"].split(" | ")],
        "confidence": _GRADES[row["grade"]],
        "note": row["note"] or None,
    }


def _scheme(table: _Table) -> _Table:
    terms = table["terms"]
    named = [{**term, "scheme": table["id"]} for term in terms] if isinstance(terms, list) else terms
    return {**table, "terms": named}


def _edition(row: Mapping[str, str]) -> _Table:
    first, last = row["published_not_before"], row["published_not_after"]
    return {
        "series": row["indicator"],
        "label": row["edition"],
        "published": first if first == last else f"[{first}..{last}]",
        "sources": ["survey-editions"],
        "confidence": row["confidence"],
    }


def _score(row: Mapping[str, str]) -> _Table:
    return {
        "member": row["iso3"],
        "as_of": row["as_of"],
        "points": _whole(row["points"]),
        "possible": _whole(row["possible"]),
        "percent": row["percent"] or None,
        "met": {"y": True, "n": False}[row["meets_core"]],
        "criteria": [
            {
                "criterion": metric.upper(),
                "points": _whole(row[metric]),
                "confidence": _SCORE_GRADES[row[f"{metric}_grade"]],
            }
            for metric in ("ft", "ati", "ad", "ce")
            if row[metric]
        ],
        "sources": [_cited()[row["source_url"]]],
        "confidence": _SCORE_GRADES[row["total_grade"]],
        "note": row["note"] or None,
    }


def _choices(row: Mapping[str, str]) -> Iterable[_Table]:
    assumed = {"obs": row["obs_edition_assumed"], "eiu_civil_liberties": row["eiu_edition_assumed"]}
    for series, edition in assumed.items():
        if edition:
            yield {
                "member": row["iso3"],
                "series": series,
                "edition": edition,
                "period": f"{row['as_of']}/{row['as_of']}",
                "why": "assumed behind the published score",
                "sources": ["opengov-reconstruction"],
                "confidence": "reconstructed",
            }


def _figure(row: Mapping[str, str]) -> _Table:
    return {
        "member": row["iso3"],
        "indicator": "civil_liberties",
        "value": float(row["eiu_value"]),
        "edition": row["eiu_edition_assumed"],
        "sources": ["eiu-democracy-index"],
        "confidence": "partial",
    }


def _gap(row: Mapping[str, str]) -> _Table:
    return {
        "member": row["iso3"],
        "indicator": row["indicator"],
        "value": {"absent": "not covered"},
        "sources": [row["source"]],
        "confidence": _GRADES[row["grade"]],
        "note": row["note"],
    }


def _whole(digits: str) -> int | None:
    return int(digits) if digits else None
