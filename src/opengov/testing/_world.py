"""What stands in a case that is being drawn, so that what is drawn later can refer to it."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import strategies as st

from opengov.model._integrity import KINDS
from opengov.model._noun import Noun
from opengov.model.cocreation import Contribution
from opengov.model.dates import PartialDate
from opengov.model.joining import LocalCall
from opengov.model.plans import ActionPlan

__all__ = ["World"]

_PLACE = st.integers(0, 2**16 - 1)


class World:
    """The ids of a case by kind, as far as they are decided, and what later entries must agree with."""

    def __init__(self, flavour: str, members: list[str], calls: list[str]) -> None:
        self.flavour = flavour
        self.ids: dict[str, list[str]] = defaultdict(list, member=members)
        self.member_of: dict[str, str] = {}
        self.plan_of: dict[str, str] = {}
        self.days: dict[tuple[str, str], PartialDate] = {}
        self._decided = {"member": iter(members), "call": iter(calls)}
        self._named = 0

    def name(self, cls: type[Noun]) -> str:
        """Return the id of the next object of a class."""
        decided = next(self._decided.get(KINDS[cls], iter(())), None)
        if decided is not None:
            return decided
        self._named += 1
        return f"{self.flavour}{KINDS[cls]}-{self._named}"

    def pick(self, draw: st.DrawFn, kind: str) -> str | None:
        """Draw the id of something of a kind; ``None`` if there is nothing."""
        names = self.ids[kind]
        return names[draw(_PLACE) % len(names)] if names else None

    def add(self, noun: Noun) -> None:
        """Let what is drawn from now on refer to an object."""
        kind = KINDS.get(type(noun))
        if kind is None:
            return
        name: str = getattr(noun, "id")  # noqa: B009  # every class of KINDS has one, but Noun does not
        if name not in self.ids[kind]:
            self.ids[kind].append(name)
        match noun:
            case ActionPlan():
                self.member_of[name] = noun.member
                self.plan_of |= {commitment.id: name for commitment in noun.commitments}
            case Contribution(submitted=PartialDate() as submitted):
                self.days["contribution", name] = submitted
            case LocalCall(opened=PartialDate() as opened):
                self.days["call", name] = opened
            case _:
                pass
