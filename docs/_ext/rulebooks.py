"""Prints the rulebooks into the documentation, from the books themselves: nothing of a rule is written by hand.

``{rulebook} CORE-2018``
    prints one book. A book that ships without a page ``rules/<id>`` is a warning.
``{rulebook-shelf}``
    prints a table of all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

import opengov
from opengov.model.criteria import (
    Classification,
    Day,
    DayException,
    EligibilityCriterion,
    Finding,
    Force,
    Lever,
    Reading,
    Requirement,
    Rule,
    Threshold,
)
from opengov.model.differences import Change, Difference
from opengov.model.forms import Always, Choose, Hits, Measure, MeasureKind, ReadingRef, Row, Test
from opengov.model.rulebooks import SECTIONS, Note, Rulebook
from opengov.model.values import Absent, Known
from opengov.rules.hashes import content_hash
from opengov.rules.wording import day_in_words, test_in_words, value_in_words

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

__all__ = ["RulebookDirective", "ShelfDirective", "setup"]

Lines = Iterator[str]
LOGGER = logging.getLogger(__name__)

# what an entry of each section of a book is called
ENTRIES = {field: name for name, field in SECTIONS.items()} | {"classes": "label", "readings": "open question"}
SAID_ABOVE = {"id", "title", "in_force", "follows"}
LONGEST_SHOWN = 40


class RulebookDirective(SphinxDirective):
    """Prints the rulebook with the given id."""

    required_arguments = 1

    def run(self) -> list[object]:
        """Return the nodes of the book."""
        self.env.note_reread()
        try:
            book = opengov.shelf()[self.arguments[0]]
        except opengov.UnknownName as error:
            raise self.error(str(error)) from error
        return self.parse_text_to_nodes("\n".join(_book(book)), allow_section_headings=True)


class ShelfDirective(SphinxDirective):
    """Prints a table of the rulebooks that ship."""

    def run(self) -> list[object]:
        """Return the nodes of the table."""
        self.env.note_reread()
        return self.parse_text_to_nodes("\n".join(_shelf(opengov.shelf())))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives with Sphinx."""
    app.add_directive("rulebook", RulebookDirective)
    app.add_directive("rulebook-shelf", ShelfDirective)
    app.connect("env-check-consistency", _warn_of_missing_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _warn_of_missing_pages(_app: Sphinx, env: BuildEnvironment) -> None:
    for book in opengov.shelf():
        if f"rules/{book.id}" not in env.found_docs:
            LOGGER.warning("the rulebook %s has no page docs/rules/%s.md", book.id, book.id)


# --- a book ---------------------------------------------------------------------------------------------------------


def _shelf(books: Iterable[Rulebook]) -> Lines:
    rows = []
    for book in books:
        grades = Counter(rule.confidence for rule in _all_rules(book))
        sure = ", ".join(f"{count} {grade}" for grade, count in sorted(grades.items()))
        rows.append((_page(book.id), _plain(book.subject), _plain(_in_force(book)), _plain(book.title), sure))
    yield from _table(("book", "subject", "in force", "title", "how sure its rules are"), rows)


def _book(book: Rulebook) -> Lines:
    parts: list[tuple[str, Iterable[Lines]]] = [
        ("In short", [_in_short(book)]),
        ("What it changes", [_what_it_changes(book)]),
        ("How much is enough", [_how_much(book)]),
        ("Criteria", (_criterion(one, book) for one in book.criteria)),
        ("Requirements", (_requirement(one, book) for one in book.requirements)),
        ("Findings", (_finding(one, book) for one in book.findings)),
        ("Labels", (_label(one, book) for one in book.classes)),
        ("Days", (_day(one, book) for one in book.days)),
        ("Exceptions to these days", (_day(one, book) for one in book.exceptions)),
        ("Open questions", (_reading(one, book) for one in book.readings)),
        ("What a government can change", (_lever(one, book) for one in book.levers)),
        ("The rules cited", [_rules(book)]),
        ("Facts that it reads", [_measures(book)]),
        ("Notes", (_note(one, book) for one in book.notes)),
        ("Sources", [_sources(book)]),
    ]
    for title, entries in parts:
        if lines := [line for entry in entries for line in entry]:
            yield from ("", f"## {title}", "", *lines)


def _in_short(book: Rulebook) -> Lines:
    yield f"{_plain(book.title)}."
    yield ""
    yield f"- in force: {_plain(_in_force(book))}"
    yield f"- subject: `{book.subject}`, one verdict for each {book.judges}"
    if book.follows:
        yield f"- follows: {_page(book.follows)}"
    yield f"- content hash: `{content_hash(book)}`"


def _in_force(book: Rulebook) -> str:
    start, until = book.in_force.start, book.in_force.until
    first = f"from {start}" if start.exact else f"from a day between {start.earliest()} and {start.latest()}"
    if until is None:
        return first
    last = str(until) if until.exact else f"a day between {until.earliest()} and {until.latest()}"
    return f"{first} until {last}"


def _what_it_changes(book: Rulebook) -> Lines:
    if book.follows is None:
        return
    before = opengov.shelf()[book.follows]
    yield f"Against {_page(before.id)}, sources aside. What is not listed stands as it was."
    yield ""
    for difference in opengov.diff(before, book):
        if difference.section != "sources" and (said := _difference(difference, before, book)):
            yield f"- {said}"


def _difference(one: Difference, before: Rulebook, after: Rulebook) -> str:
    if one.section == "book":
        changes = [change for change in one.changes if change.part not in SAID_ABOVE]
        parts = [part for change in changes for part in _threshold_parts(change, after)]
        return f"changed: {', '.join(parts)}" if parts else ""
    words = _entries(before if one.kind == "removed" else after, one.section)[one.id]
    said = f"{one.kind}: {ENTRIES[one.section]} `{one.id}`, {_plain(words)}"
    parts = [part for change in one.changes for part in _change(change, after)]
    return said + (f" ({'; '.join(parts)})" if parts else "")


def _entries(book: Rulebook, section: str) -> dict[str, str]:
    """Return the words of each entry of a section, by its id or name."""
    entries: Iterable[Rule | Measure | Note] = getattr(book, section)
    found = {}
    for one in entries:
        match one:
            case Measure(name=name, title=words) | Note(id=name, text=words) | Rule(id=name, title=words):
                found[name] = words
    return found


def _threshold_parts(change: Change, book: Rulebook) -> Lines:
    before, after = change.before, change.after
    if not isinstance(before, Threshold) or not isinstance(after, Threshold):
        yield from _change(change, book)
        return
    for part in ("share", "fewest_measured", "too_few", "near", "near_rule", "too_few_label", "near_label"):
        old, new = getattr(before, part), getattr(after, part)
        if old != new:
            yield f"{part.replace('_', ' ')} of the threshold, from {_shown(old, book)} to {_shown(new, book)}"


def _change(change: Change, book: Rulebook) -> Lines:
    if change.part == "points":
        old, new = (dict.fromkeys(_rules_of_rows(each)) for each in (change.before, change.after))
        yield from (f"no longer `{name}`" for name in old if name not in new)
        yield from (f"now also `{name}`" for name in new if name not in old)
        return
    before, after = _shown(change.before, book), _shown(change.after, book)
    short = max(len(before), len(after)) <= LONGEST_SHOWN
    yield f"{change.part.replace('_', ' ')}, from {before} to {after}" if short else change.part.replace("_", " ")


def _rules_of_rows(points: object) -> Lines:
    for choose in points if isinstance(points, tuple) else ():
        if isinstance(choose, Choose):
            yield from (row.rule for row in choose.all_rows)


def _shown(value: object, book: Rulebook) -> str:
    match value:
        case None:
            return "nothing"
        case ReadingRef(name):
            return f"what the reading `{name}` says"
        case tuple():
            return ", ".join(_shown(one, book) for one in value)
        case _ if isinstance(value, Test):
            return _plain(_needed(value, book))
        case _:
            return _plain(str(value))


# --- how much, and for what -----------------------------------------------------------------------------------------


def _how_much(book: Rulebook) -> Lines:
    if (threshold := book.threshold) is None:
        yield from ["The points are counted, and no number of them is enough."] * bool(book.criteria)
        return
    yield f"`{threshold.id}`: {_plain(threshold.title)}."
    yield ""
    yield f"- share of the possible points: {threshold.share}"
    yield f"- fewest criteria measured: {_shown(threshold.fewest_measured, book)}; with fewer, `{threshold.too_few}`"
    if threshold.near is not None:
        yield f"- close to it: from a share of {threshold.near} (`{threshold.near_rule}`)"
    yield from ("", *_provenance(threshold, book))


def _criterion(one: EligibilityCriterion, book: Rulebook) -> Lines:
    yield f"### {one.id}: {_plain(one.title)}"
    yield ""
    possible = f"; {', '.join(map(str, one.possible))} can occur" if one.possible else ""
    yield f"- at most {one.maximum} points{possible}"
    if one.measured_when is not None:
        yield f"- counts when: {_plain(_needed(one.measured_when, book))}; otherwise it is dropped"
    for given in one.given:
        title = book.measure(given.measure).title
        yield f"- before all else, points as given: {_plain(title)} (`{given.rule}`)"
    for choose in one.points:
        yield ""
        yield _order(choose)
        yield ""
        yield from _decision_table(choose, book)
    yield from ("", *_provenance(one, book), *_rests_on(one.rules))


def _order(choose: Choose) -> str:
    part = f"`{choose.part}`: " if choose.part else ""
    return part + ("The first line that holds counts." if choose.hits is Hits.FIRST else "Only one line can hold.")


def _decision_table(choose: Choose, book: Rulebook) -> Lines:
    known = {rule.id: rule for rule in (*book.rules, *book.readings)}
    rows = []
    for row in choose.all_rows:
        needed = "none of these" if row is choose.otherwise else _needed(row.when, book)
        rule = known[row.rule]
        rows.append(
            (f"`{row.rule}`", _gives(row, book), _plain(needed), str(rule.confidence), _linked(rule.sources, book))
        )
    return _table(("rule", "gives", "needs", "confidence", "sources"), rows)


def _gives(row: Row, book: Rulebook) -> str:
    if not isinstance(row.give, ReadingRef):
        return _plain(str(row.give))
    reading = book.reading(row.give.reading)
    said = " or ".join(_plain(str(option)) for _, option in reading.options)
    return f"{said}, as `{reading.id}` has it ({dict(reading.options)[reading.default]} by default)"


# --- requirements, findings, labels, days ---------------------------------------------------------------------------


def _requirement(one: Requirement, book: Rulebook) -> Lines:
    yield from _headed(one)
    if one.applies_when is not None:
        yield f"- for: {_plain(_needed(one.applies_when, book))}"
    if one.met_when is not None:
        yield f"- met when: {_plain(_needed(one.met_when, book))}"
    if one.parts:
        yield f"- met when its parts are: {', '.join(f'`{name}`' for name in one.parts)}"
    if one.phases:
        yield f"- in the phases: {_plain(', '.join(one.phases))}"
    if one.open_until:
        yield f"- still open until: `{one.open_until}`"
    if one.kept_until:
        yield f"- to be kept until: `{one.kept_until}`"
    if one.force is not Force.REQUIRED:
        yield f"- as: {one.force}"
    if one.grace is not None:
        yield f"- without consequence while `{one.grace.by}` is not after: {one.grace.until} (`{one.grace.rule}`)"
    yield from ("", *_provenance(one, book), *_rests_on(one.rules))


def _finding(one: Finding, book: Rulebook) -> Lines:
    yield from _headed(one)
    yield f"- made when: {_plain(_needed(one.when, book))}"
    yield from ("", *_provenance(one, book))


def _label(one: Classification, book: Rulebook) -> Lines:
    yield from _headed(one)
    for row in one.choose.all_rows:
        needed = "otherwise" if row is one.choose.otherwise else _needed(row.when, book)
        yield f"- {_plain(str(row.give))}: {_plain(needed)}"
    yield from ("", *_provenance(one, book))


def _day(one: Day | DayException, book: Rulebook) -> Lines:
    yield from _headed(one)
    yield f"- is: {_plain(day_in_words(one.expression))}"
    if isinstance(one, DayException):
        yield f"- in place of `{one.to}`, when: {_plain(_needed(one.when, book))}"
    yield from ("", *_provenance(one, book))


def _reading(one: Reading, book: Rulebook) -> Lines:
    yield from _headed(one)
    for name, option in one.options:
        said = "" if isinstance(option, Always) else f": {_plain(_option(option, book))}"
        yield f"- `{name}`{said}" + (" (taken by default)" if name == one.default else "")
    yield from ("", *_provenance(one, book))


def _option(option: int | str | tuple[str, ...] | Test, book: Rulebook) -> str:
    match option:
        case int() | str():
            return str(option)
        case tuple():
            return ", ".join(option)
        case _:
            return _needed(option, book)


# --- what the book rests on -----------------------------------------------------------------------------------------


def _rules(book: Rulebook) -> Lines:
    rows = []
    for one in book.rules:
        said = _plain(one.title) + (f". {_plain(one.note)}" if one.note else "")
        rows.append((f"`{one.id}`", said, str(one.confidence), _linked(one.sources, book)))
    if rows:
        yield from _table(("rule", "says", "confidence", "sources"), rows)


def _measures(book: Rulebook) -> Lines:
    yield from _table(
        ("fact", "is", "can be"), [(f"`{one.name}`", _plain(one.title), _plain(_can_be(one))) for one in book.measures]
    )


def _can_be(one: Measure) -> str:
    match one.kind:
        case MeasureKind.YES_NO:
            said = "yes or no"
        case MeasureKind.NUMBER:
            bounds = f"{one.low} to {one.high}" if one.low is not None else ""
            unit = f" ({one.unit})" if one.unit not in (None, bounds) else ""
            said = ("whole number" if one.whole else "number") + (f" from {bounds}" if bounds else "") + unit
        case _ if one.values:
            said = f"{one.kind}: {', '.join(one.values)}"
        case _:
            said = str(one.kind)
    said += "".join(f"; or {kind}" for kind in one.absent)
    match one.unless_stated:
        case Absent():
            return f"{said}, which it is unless stated"
        case Known(value):
            return f"{said}; {value_in_words(value)} unless stated"
        case None:
            return said


def _lever(one: Lever, book: Rulebook) -> Lines:
    title = next(measure.title for measure in book.measures if measure.name == one.measure)
    change = f"moves {one.moves}" if one.moves else f"becomes {value_in_words(one.becomes)}"
    yield from _headed(one)
    yield f"- {_plain(title)} (`{one.measure}`): {_plain(change)}"
    yield from ("", *_provenance(one, book))


def _note(one: Note, book: Rulebook) -> Lines:
    grade = f" ({one.confidence}; {_linked(one.sources, book)})" if one.confidence else ""
    yield f"- `{one.id}`: {_plain(one.text)}{grade}"


def _sources(book: Rulebook) -> Lines:
    for one in book.sources:
        title = f"[{_plain(one.title)}](<{one.url}>)" if one.url else _plain(one.title)
        when = f", {one.published}" if one.published else ""
        note = f". {_plain(one.note)}" if one.note else ""
        yield f"- `{one.id}`: {title}{when}{note}"


def _all_rules(book: Rulebook) -> Iterator[Rule]:
    yield from (book.threshold,) if book.threshold else ()
    yield from book.criteria
    yield from book.requirements
    yield from book.findings
    yield from book.classes
    yield from book.days
    yield from book.exceptions
    yield from book.rules
    yield from book.readings
    yield from book.levers


# --- Markdown -------------------------------------------------------------------------------------------------------


def _headed(rule: Rule) -> Lines:
    yield from (f"### {rule.id}", "", f"{_plain(rule.title)}{'' if rule.title.endswith('?') else '.'}", "")


def _provenance(rule: Rule, book: Rulebook) -> Lines:
    yield f"{str(rule.confidence).capitalize()}: {_linked(rule.sources, book)}."
    yield ""
    if rule.note:
        yield from (_plain(rule.note), "")


def _rests_on(names: tuple[str, ...]) -> Lines:
    if names:
        yield from (f"Rests on {', '.join(f'`{name}`' for name in names)}.", "")


def _linked(names: Iterable[str], book: Rulebook) -> str:
    urls = {one.id: one.url for one in book.sources}
    return ", ".join(f"[{_plain(name)}](<{url}>)" if (url := urls[name]) else _plain(name) for name in names)


def _page(book_id: str) -> str:
    return f"[{book_id}](/rules/{book_id}.md)"


def _needed(test: Test, book: Rulebook) -> str:
    return test_in_words(test, book.measures)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Lines:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _plain(text: str) -> str:
    """Return text so that Markdown prints it as it stands."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))
