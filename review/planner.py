"""What the pages ask of planning: it is done in a process of its own, so how is handed in."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cases.case import Case
from routing.answer import whole_dict
from routing.changes import Change
from routing.difference import Difference
from routing.instance import Instance, Mode
from routing.plan import Plan
from routing.why import Why


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan that nobody has taken: how it differs from what is proposed now, and the cases as it would have them."""

    plan: Plan
    difference: Difference
    proposal: tuple[Case, ...] = field(repr=False)

    @property
    def seal(self) -> str:
        """What tells this plan from any other: who takes it takes what was shown."""
        said = json.dumps(whole_dict(self.plan), sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Taken:
    """A plan that was taken: its id in the store, and the numbers of the cases that it wrote."""

    draft: Draft
    id: int
    written: tuple[str, ...]


class Planner(Protocol):
    """Plans rounds by their names. Every method raises RefusedError with a sentence when the round can't be planned."""

    @property
    def mode(self) -> Mode:
        """Whether places or hours are planned."""
        ...

    @property
    def needs(self) -> Mapping[str, Sequence[str]]:
        """What cases of a kind (elev, klasse, emne) must find, by the settings."""
        ...

    def instance(self, name: str, cases: Sequence[Case]) -> Instance:
        """The round with these cases, without what was before it: its demand and its room."""
        ...

    def draft(self, name: str) -> Draft:
        """A plan of the round; nothing is written."""
        ...

    def take(self, name: str, seal: str) -> Taken:
        """Plan the round again and write it; RefusedError when the plan is not the one that was shown."""
        ...

    def suppose(self, name: str, changes: Sequence[Change]) -> Difference:
        """What the changes would do; nothing is written."""
        ...

    def why(self, name: str, number: str) -> Why:
        """One case of the round's plan with every educator it could have."""
        ...
