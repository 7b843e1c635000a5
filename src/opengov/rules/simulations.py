"""How likely an outcome is where an indicator has a stated error: seeded draws, judged exactly."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from attrs import evolve, frozen

from opengov.errors import InvalidFacts, Problem, UnknownName
from opengov.model.forms import Measure, MeasureKind
from opengov.model.joining import Reform
from opengov.model.values import Known, Outcome, Value
from opengov.rules._reader import describe
from opengov.rules.arguments import all_of, check_arguments
from opengov.rules.cells import Cells
from opengov.rules.evaluate import value_of
from opengov.rules.joining import Joining, joining
from opengov.rules.levers import finest_cells
from opengov.rules.verdicts import Verdict
from opengov.rules.webtable import html_table
from opengov.rules.wording import outcome_in_words

__all__ = ["Simulation", "simulate"]

_MOST_DRAWS = 1_000_000


@frozen(repr=False)
class Simulation:
    """What became of many draws of indicators within their errors.

    Parameters
    ----------
    draws, seed
        How many draws, and where they began; the same seed gives the same draws.
    outcomes
        How often each outcome came on the day of judgement.
    joinings
        How often each pair of earliest and latest day of joining came; ``None`` where there is no such day.
    """

    draws: int
    seed: int
    outcomes: tuple[tuple[Outcome, int], ...]
    joinings: tuple[tuple[date | None, date | None, int], ...]

    def share(self, outcome: Outcome) -> float:
        """Return the share of the draws with an outcome, from 0 to 1."""
        return dict(self.outcomes).get(outcome, 0) / self.draws

    def joined_by(self, day: date) -> tuple[float, float]:
        """Return the shares of the draws that have surely, and that have perhaps, joined by a day."""
        surely = sum(times for _, latest, times in self.joinings if latest is not None and latest <= day)
        perhaps = sum(times for earliest, _, times in self.joinings if earliest is not None and earliest <= day)
        return surely / self.draws, perhaps / self.draws

    def rows(self) -> list[dict[str, object]]:
        """Return one row for each pair of days of joining, the earliest first, as plain data."""
        return [
            {
                "earliest": earliest.isoformat() if earliest else None,
                "latest": latest.isoformat() if latest else None,
                "draws": times,
                "share": times / self.draws,
            }
            for earliest, latest, times in self.joinings
        ]

    def __str__(self) -> str:
        said = ", ".join(f"{outcome_in_words(one)} {times / self.draws:.1%}" for one, times in self.outcomes)
        return f"{said} of {self.draws} draws"

    def explain(self) -> str:
        """Return the shares as text, a line for each day of joining."""
        return "\n".join([str(self), *(f"  joins {when}: {share}" for when, share in self._lines())])

    def __repr__(self) -> str:
        return f"<Simulation {self}>"

    def _repr_html_(self) -> str:
        """Return the days of joining as a table for a notebook."""
        return html_table(("joins", "share of the draws"), self._lines())

    def _lines(self) -> Iterator[tuple[str, str]]:
        for earliest, latest, times in self.joinings:
            yield str(Joining(earliest, latest)), f"{times / self.draws:.1%}"


def simulate(
    verdict: Verdict, errors: Mapping[str, float], *, reforms: Iterable[Reform] = (), draws: int = 1000, seed: int = 0
) -> Simulation:
    """Judge a verdict again for many draws of indicators within their errors.

    Each draw adds to the value of an indicator, and to each value that a reform gives it, an error of its own: normal
    around zero, the result cut at the bounds of the measure and rounded where it is whole. All that is not known
    otherwise stays open in each draw.

    Parameters
    ----------
    verdict
        The verdict on the facts as they are, with its day.
    errors
        The standard error of each indicator, by measure, in its own unit, as its source states it.
    reforms
        The dated reforms of the member, for the day of joining.
    draws, seed
        How many draws, and where they begin.

    Returns
    -------
    Simulation
        How often each outcome came, and each day of joining.

    Raises
    ------
    UnknownName
        If no book reads such a measure.
    InvalidFacts
        If an error is below zero or no number, if the measure is no number that is known, or there are no draws.

    Examples
    --------
    >>> import opengov
    >>> facts = {"budget_proposal": "PW", "audit_report": "PW", "ati_law": True, "ad_law": False, "member": True}
    >>> verdict = opengov.decide(opengov.shelf()["CORE-2018"], facts | {"civil_liberties": 7.35}, on=date(2018, 9, 1))
    >>> print(verdict)
    on 2018-09-01: not met, 11 of 16 points, CORE-2018
    >>> 0.2 < simulate(verdict, {"civil_liberties": 0.3}, seed=1).share(opengov.Outcome.MET) < 0.4
    True
    """
    check_arguments("simulation", verdict=(verdict, Verdict), errors=(errors, Mapping))
    several = all_of("simulation", "reforms", reforms, Reform)
    noisy = _noisy(verdict, errors, several, draws)
    dice = random.Random(seed)  # noqa: S311  # chances of a study, not secrets
    seen: dict[tuple[int, ...], tuple[Outcome, Joining]] = {}
    found: Counter[tuple[Outcome, date | None, date | None]] = Counter()
    for _ in range(draws):
        drawn = [one.draw(dice) for one in noisy]
        cells = tuple(one.cell(value) for one, value in zip(noisy, drawn, strict=True))
        if cells not in seen:
            seen[cells] = _judged(verdict, several, noisy, drawn)
        outcome, joins = seen[cells]
        found[outcome, joins.earliest, joins.latest] += 1
    outcomes: Counter[Outcome] = Counter()
    joinings: Counter[tuple[date | None, date | None]] = Counter()
    for (outcome, earliest, latest), times in found.items():
        outcomes[outcome] += times
        joinings[earliest, latest] += times
    ordered = sorted(joinings.items(), key=lambda one: [day or date.max for day in one[0]])
    return Simulation(
        draws, seed, tuple(sorted(outcomes.items())), tuple((first, last, times) for (first, last), times in ordered)
    )


# --- draws ----------------------------------------------------------------------------------------------------------


@frozen(eq=False)
class _Noisy:
    """A number with an error: that of a measure as it is, or that which the reform at a place gives it."""

    measure: Measure
    place: int | None
    value: float
    error: float
    cells: Cells

    def draw(self, dice: random.Random) -> int | float:
        """Return the number with an error of one draw."""
        low = -math.inf if self.measure.low is None else self.measure.low
        high = math.inf if self.measure.high is None else self.measure.high
        value = min(high, max(low, dice.gauss(self.value, self.error)))
        return round(value) if self.measure.whole else value

    def cell(self, value: float) -> int:
        """Return where a drawn number lies among the thresholds."""
        return self.cells.code(value)


def _noisy(verdict: Verdict, errors: Mapping[str, float], reforms: tuple[Reform, ...], draws: int) -> list[_Noisy]:
    """Return every number with an error, all that is given checked."""
    if type(draws) is not int or not 0 < draws <= _MOST_DRAWS:
        raise InvalidFacts("simulation", [Problem("draws", f"{draws} draws", f"give a number from 1 to {_MOST_DRAWS}")])
    measures = {measure.name: measure for book in verdict.books for measure in book.measures}
    problems = []
    noisy: list[_Noisy] = []
    for name, error in errors.items():
        if name not in measures:
            raise UnknownName("measure", name, measures)
        measure = measures[name]
        if not _is_size(error):
            problems.append(Problem(name, f"{describe(error)} is not an error", "give a number that is not below zero"))
        elif measure.kind is not MeasureKind.NUMBER or not isinstance(value_of(verdict.facts, measure), Known):
            problems.append(Problem(name, "is not a number that is known", "an error needs a number that it is of"))
        else:
            noisy += _numbers(verdict, measure, error, reforms)
    if problems:
        raise InvalidFacts("errors", problems)
    return noisy


def _is_size(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf


def _numbers(verdict: Verdict, measure: Measure, error: float, reforms: tuple[Reform, ...]) -> Iterator[_Noisy]:
    declaring = tuple(book for book in verdict.books if any(one.name == measure.name for one in book.measures))
    cells = finest_cells(declaring, measure.name)
    values: list[tuple[int | None, Value]] = [(None, value_of(verdict.facts, measure))]
    values += [
        (place, one.value) for place, one in enumerate(reforms) if one.indicator == (measure.indicator or measure.name)
    ]
    for at, value in values:
        if isinstance(value, Known) and isinstance(value.value, int | float):
            yield _Noisy(measure, at, value.value, error, cells)


def _judged(
    verdict: Verdict, reforms: tuple[Reform, ...], noisy: list[_Noisy], drawn: list[int | float]
) -> tuple[Outcome, Joining]:
    """Return the outcome on the day of judgement, and when the member joins, with the numbers as they were drawn."""
    facts = dict(verdict.facts)
    coming = list(reforms)
    for one, value in zip(noisy, drawn, strict=True):
        if one.place is None:
            facts[one.measure.name] = Known(value)
        else:
            coming[one.place] = evolve(coming[one.place], value=Known(value))
    again = Verdict(evolve(verdict.question, facts=facts, comparisons=()))
    return again.outcome, joining(again, coming)
