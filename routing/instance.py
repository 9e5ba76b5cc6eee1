"""A routing problem as frozen values: the educators' places, the cases that want one, and the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Mode(StrEnum):
    """What a case takes of an educator: one place, or its hours."""

    SLOTS = "slots"
    HOURS = "hours"


class Districts(StrEnum):
    """Whether an educator's districts are a wish or a border."""

    SOFT = "soft"
    HARD = "hard"


class Repeats(StrEnum):
    """Whether an educator should come back to a learning environment."""

    AVOID = "avoid"
    PREFER = "prefer"


class Attached(StrEnum):
    """What a fixed attachment to the school means for its quarterly cases."""

    NEUTRAL = "neutral"
    PREFER = "prefer"
    AVOID = "avoid"


ORDER = ("stability", "fit", "spread", "repeat", "district", "attached")
"""The levels after "served", the weightiest first, where nothing else is set."""


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """How to plan. `needs` adds competences that every case of a kind (elev, klasse, emne) must find.

    `hours` is what a case of a kind takes, in hours, where a round's cases are planned in hours. `levels` are the
    names of the levels that count, the weightiest first; `bands` in how many steps a wish is met (2 to 11).
    """

    mode: Mode = Mode.SLOTS
    districts: Districts = Districts.SOFT
    repeats: Repeats = Repeats.AVOID
    attached: Attached = Attached.NEUTRAL
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    hours: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    levels: tuple[str, ...] = ORDER
    bands: int = 3


@dataclass(frozen=True, slots=True)
class Visit:
    """An educator has supported this learning environment of this school before."""

    school: str
    environment: str
    round: str = ""


@dataclass(frozen=True, slots=True)
class EducatorSeat:
    """An educator as the plan sees one; `capacity` in places (whole ones count) or hours, by the mode.

    `away` is the share of the support period (0 to 1) on leave, `reserved` what the coordinator keeps back.
    `earlier_cases` and `earlier_places` are what the earlier rounds of the same school year gave and had room for.
    """

    id: str
    capacity: float
    competences: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    attached: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    history: tuple[Visit, ...] = ()
    languages: tuple[str, ...] = ()
    away: float = 0
    reserved: float = 0
    earlier_cases: float = 0
    earlier_places: float = 0


@dataclass(frozen=True, slots=True)
class PlanCase:
    """A case as the plan sees one: by number, never by a child's name.

    `needs` and `languages` must be met, `wants` are wishes, `demand` is 1 or hours; `received` is aware; `pinned` is an
    educator it must stay with, `previous` the one of the earlier proposal, `forbidden` those it must not have.
    `waived` are needs, languages or the kind's demands that a person let this case off.
    """

    id: str
    kind: str
    school: str
    received: datetime
    environment: str = ""
    district: str | None = None
    needs: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    demand: float = 1
    waited: int = 0
    priority: int = 0
    pinned: str | None = None
    previous: str | None = None
    languages: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instance:
    """One problem to solve: a round as it stands."""

    educators: tuple[EducatorSeat, ...]
    cases: tuple[PlanCase, ...]
    settings: PlanSettings = field(default_factory=PlanSettings)


def in_turn(cases: tuple[PlanCase, ...]) -> tuple[PlanCase, ...]:
    """The queue: higher priority first, then more rounds waited, then received earlier, then id."""
    return tuple(sorted(cases, key=lambda case: (-case.priority, -case.waited, case.received, case.id)))
