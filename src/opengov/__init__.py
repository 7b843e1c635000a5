"""The Open Government Partnership as a library: who may join, what is required, and why.

The names here are the front door; each is loaded when first used.

Examples
--------
>>> import opengov
>>> verdict = opengov.assess_eligibility(opengov.case("pakistan-2017"))
>>> print(verdict)
PAK on 2016-12-09: met, 15 of 16 points, CORE-2016
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opengov.codec.converters import converter
    from opengov.errors import InvalidBook, InvalidCase, InvalidFacts, InvalidFrame, OpenGovError, Problem, UnknownName
    from opengov.formats.casefiles import dump, dump_cases, dumps, iter_cases, load, loads
    from opengov.formats.irm import iter_irm, read_irm
    from opengov.formats.shipped import case, cases
    from opengov.model.cases import Case
    from opengov.model.dates import PartialDate, Period
    from opengov.model.differences import diff
    from opengov.model.members import Member
    from opengov.model.milestones import Milestone
    from opengov.model.plans import ActionPlan, Commitment
    from opengov.model.rulebooks import Rulebook
    from opengov.model.sources import Confidence, Source
    from opengov.model.values import UNKNOWN, Absent, Between, Known, OneOf, Outcome
    from opengov.reference import members
    from opengov.rules.agreement import agreement
    from opengov.rules.audit import audit, audit_scores
    from opengov.rules.cocreation import PhaseVerdict, check_cocreation
    from opengov.rules.columns import explain_row, score_frame
    from opengov.rules.commitment_frames import coded_columns, judge_frame
    from opengov.rules.commitments import assess_commitment, assess_star
    from opengov.rules.comparing import compare_books
    from opengov.rules.deadlines import DueDate, deadlines
    from opengov.rules.editions import Editions
    from opengov.rules.eligibility import assess_all, assess_eligibility
    from opengov.rules.panels import panel
    from opengov.rules.plan_content import PlanVerdict, check_plan
    from opengov.rules.process import CycleFinding, process_findings
    from opengov.rules.projections import project
    from opengov.rules.proposing import propose_process
    from opengov.rules.reforms import paths_to_eligibility, what_if
    from opengov.rules.replaying import replay
    from opengov.rules.shelf import Shelf, read_book, read_books, rulebook_for, rulebooks_for, shelf
    from opengov.rules.simulations import simulate
    from opengov.rules.standing import Standing, standing
    from opengov.rules.summaries import means, summarise
    from opengov.rules.verdicts import Verdict, decide

__version__ = "0.1.0"

__all__ = [
    "UNKNOWN",
    "Absent",
    "ActionPlan",
    "Between",
    "Case",
    "Commitment",
    "Confidence",
    "CycleFinding",
    "DueDate",
    "Editions",
    "InvalidBook",
    "InvalidCase",
    "InvalidFacts",
    "InvalidFrame",
    "Known",
    "Member",
    "Milestone",
    "OneOf",
    "OpenGovError",
    "Outcome",
    "PartialDate",
    "Period",
    "PhaseVerdict",
    "PlanVerdict",
    "Problem",
    "Rulebook",
    "Shelf",
    "Source",
    "Standing",
    "UnknownName",
    "Verdict",
    "__version__",
    "agreement",
    "assess_all",
    "assess_commitment",
    "assess_eligibility",
    "assess_star",
    "audit",
    "audit_scores",
    "case",
    "cases",
    "check_cocreation",
    "check_plan",
    "coded_columns",
    "compare_books",
    "converter",
    "deadlines",
    "decide",
    "diff",
    "dump",
    "dump_cases",
    "dumps",
    "explain_row",
    "iter_cases",
    "iter_irm",
    "judge_frame",
    "load",
    "loads",
    "means",
    "members",
    "panel",
    "paths_to_eligibility",
    "process_findings",
    "project",
    "propose_process",
    "read_book",
    "read_books",
    "read_irm",
    "replay",
    "rulebook_for",
    "rulebooks_for",
    "score_frame",
    "shelf",
    "simulate",
    "standing",
    "summarise",
    "what_if",
]

_ROOMS = {
    "opengov.codec.converters": ("converter",),
    "opengov.errors": (
        "InvalidBook",
        "InvalidCase",
        "InvalidFacts",
        "InvalidFrame",
        "OpenGovError",
        "Problem",
        "UnknownName",
    ),
    "opengov.formats.casefiles": ("dump", "dump_cases", "dumps", "iter_cases", "load", "loads"),
    "opengov.formats.irm": ("iter_irm", "read_irm"),
    "opengov.formats.shipped": ("case", "cases"),
    "opengov.model.cases": ("Case",),
    "opengov.model.rulebooks": ("Rulebook",),
    "opengov.model.dates": ("PartialDate", "Period"),
    "opengov.model.members": ("Member",),
    "opengov.model.milestones": ("Milestone",),
    "opengov.model.plans": ("ActionPlan", "Commitment"),
    "opengov.model.sources": ("Confidence", "Source"),
    "opengov.model.values": ("UNKNOWN", "Absent", "Between", "Known", "OneOf", "Outcome"),
    "opengov.model.differences": ("diff",),
    "opengov.reference": ("members",),
    "opengov.rules.agreement": ("agreement",),
    "opengov.rules.audit": ("audit", "audit_scores"),
    "opengov.rules.cocreation": ("PhaseVerdict", "check_cocreation"),
    "opengov.rules.columns": ("explain_row", "score_frame"),
    "opengov.rules.commitment_frames": ("coded_columns", "judge_frame"),
    "opengov.rules.commitments": ("assess_commitment", "assess_star"),
    "opengov.rules.comparing": ("compare_books",),
    "opengov.rules.deadlines": ("DueDate", "deadlines"),
    "opengov.rules.editions": ("Editions",),
    "opengov.rules.eligibility": ("assess_all", "assess_eligibility"),
    "opengov.rules.panels": ("panel",),
    "opengov.rules.plan_content": ("PlanVerdict", "check_plan"),
    "opengov.rules.process": ("CycleFinding", "process_findings"),
    "opengov.rules.projections": ("project",),
    "opengov.rules.proposing": ("propose_process",),
    "opengov.rules.reforms": ("paths_to_eligibility", "what_if"),
    "opengov.rules.replaying": ("replay",),
    "opengov.rules.shelf": ("Shelf", "read_book", "read_books", "rulebook_for", "rulebooks_for", "shelf"),
    "opengov.rules.simulations": ("simulate",),
    "opengov.rules.standing": ("Standing", "standing"),
    "opengov.rules.summaries": ("means", "summarise"),
    "opengov.rules.verdicts": ("Verdict", "decide"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}


def __getattr__(name: str) -> object:
    room = _ROOM_OF.get(name)
    if room is None:
        msg = f"module 'opengov' has no attribute {name!r}"
        raise AttributeError(msg)
    value: object = getattr(import_module(room), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
