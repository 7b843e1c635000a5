"""The points of one book as variables of openfisca-core, which knows no intervals: what is unknown gives no point."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from country_years.drawn import CATEGORIES, CRITERIA, WORDS, YES_NO, Array

if TYPE_CHECKING:
    import pandas as pd

Asked: TypeAlias = Callable[[str, object], Any]

PERIOD = "2018"
COUNTRY = build_entity("country", "countries", "A country in a year", is_person=True)
CODES = Enum("Availability", {word.replace(" ", "_"): word for word in WORDS})
PUBLISHED = [CODES[word] for word in ("PW", "HC", "SC")]
FACTS = {
    **{name: {"value_type": Enum, "possible_values": CODES, "default_value": CODES["NP"]} for name in CATEGORIES},
    **{name: {"value_type": bool} for name in YES_NO[:5]},
    "civil_liberties": {"value_type": float},
}


def documents(country: Asked, period: object) -> Array:
    """Return two points for each document that is published."""
    found = [country(name, period) for name in CATEGORIES]
    points: Array = np.sum([2 * np.logical_or.reduce([one == way for way in PUBLISHED]) for one in found], axis=0)
    return points


def law(country: Asked, period: object) -> Array:
    """Return 4 for a law, or a guarantee with a draft; 3 for a guarantee, 1 for a draft."""
    passed, right, draft = (country(name, period) for name in YES_NO[:3])
    return np.select([passed | (right & draft), right, draft], [4, 3, 1], 0)


def disclosure(country: Asked, period: object) -> Array:
    """Return 2 for a law, 4 if it makes disclosures public."""
    passed, public = (country(name, period) for name in YES_NO[3:5])
    return np.where(passed, np.where(public, 4, 2), 0)


def engagement(country: Asked, period: object) -> Array:
    """Return what the band of civil liberties gives."""
    score = country("civil_liberties", period)
    return np.select([score > 7.5, score > 5, score > 2.5], [4, 3, 2], 0)  # noqa: PLR2004


def total(country: Asked, period: object) -> Array:
    """Return the sum of the four criteria."""
    points: Array = np.sum([country(name, period) for name in CRITERIA], axis=0)
    return points


FORMULAS = {"FT": documents, "ATI": law, "AD": disclosure, "CE": engagement, "points": total}


def system() -> TaxBenefitSystem:
    """Return the rules as a system of openfisca."""
    made = TaxBenefitSystem([COUNTRY])
    rules = {name: {"value_type": int, "formula": formula} for name, formula in FORMULAS.items()}
    for name, said in {**FACTS, **rules}.items():
        common = {"entity": COUNTRY, "definition_period": DateUnit.YEAR}
        made.add_variable(type(name, (Variable,), common | said))
    return made


def scored(frame: pd.DataFrame, rules: TaxBenefitSystem) -> Mapping[str, Array]:
    """Return the points of each row, in all and by criterion."""
    simulation = SimulationBuilder().build_default_simulation(rules, len(frame))
    places = np.append(np.arange(len(WORDS)), WORDS.index("NP"))  # the last is what -1, nothing, means
    for name in CATEGORIES:
        simulation.set_input(name, PERIOD, CODES.encode(places[frame[name].cat.codes.to_numpy()]))
    for name in YES_NO[:5]:
        simulation.set_input(name, PERIOD, frame[name].to_numpy(dtype=bool, na_value=False))
    simulation.set_input("civil_liberties", PERIOD, np.nan_to_num(frame["civil_liberties"].to_numpy()))
    return {f"{name}_low": simulation.calculate(name, PERIOD) for name in FORMULAS}
