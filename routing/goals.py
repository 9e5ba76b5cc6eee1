"""What a plan in hours is to reach, the weightiest first: every goal is a whole number that is to be least.

Hours left without a place, tier by tier; then the three kinds in step; then the levels of fitness, weighed by hours,
of which the spread of load is the fullest educator's.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from routing.fitness import SPREAD
from routing.parts import Parts
from routing.table import Ints, Table

KINDS, STABILITY = "kinds", "stability"
SHARE = 1000
"""The shares of their hours that the kinds get a place for are counted in thousandths."""
STEP = 50
"""So many thousandths apart, the kinds are in step."""
LOAD = 20
"""An educator's load is counted in twentieths of the hours of the school year so far: a fine scale would deaden the
goals after it."""


@dataclass(frozen=True, slots=True)
class Goal:
    """`weights` are whole ones per row of the table, added to `most`; None: counted by educator or by kind.

    As told to people a unit is `unit`; with `more` it is what is reached of `most` that is told, not what is left.
    """

    name: str
    label: str
    weights: Ints | None
    unit: float
    most: int = 0
    more: bool = False
    free: int = 0

    def told(self, value: int) -> float:
        """The value as people read it."""
        return round((self.most - value if self.more else max(0, value - self.free)) * self.unit, 6)


def tiers(table: Table) -> list[list[int]]:
    """The cases of equal standing (same priority, same rounds waited), the first in the queue first; pins above all.

    At least one, which is empty when there are no cases.
    """
    groups: dict[tuple[bool, int, int], list[int]] = {}
    for position, case in enumerate(table.cases):
        groups.setdefault((case.pinned is None, -case.priority, -case.waited), []).append(position)
    return [groups[key] for key in sorted(groups)] or [[]]


def served(table: Table, parts: Parts) -> list[Goal]:
    """Hours left without a place, tier by tier."""
    size, groups = np.array(parts.size, np.int64), tiers(table)
    names = ["served"] if len(groups) == 1 else [f"served-{position}" for position in range(1, len(groups) + 1)]
    return [
        Goal(
            name,
            "Timer med plads",
            -size[table.case] * np.isin(table.case, tier),
            parts.unit,
            int(size[tier].sum()),
            more=True,
        )
        for name, tier in zip(names, groups, strict=True)
    ]


def in_step(table: Table) -> Goal:
    """The kinds' shares not farther apart than `STEP`, or than the hours placed leave possible."""
    label = "Point for meget mellem de tre slags ansøgninger"
    return Goal(KINDS, label, None, 100 / SHARE, free=STEP)


def kept(table: Table, parts: Parts) -> Goal | None:
    """Hours of drafts that do not stay with their educator, without a place included; None when there are no drafts.

    The drafts count only where stability is a level.
    """
    if STABILITY not in table.settings.levels:
        return None
    size, at = np.array(parts.size, np.int64), {seat.id: position for position, seat in enumerate(table.seats)}
    before = np.array([at.get(case.previous or "", -1) for case in table.cases], np.int64)
    stays = before[table.case] == table.seat
    if not stays.any():
        return None
    return Goal(STABILITY, "", -size[table.case] * stays, parts.unit, int(size[before >= 0].sum()))


def fitness(table: Table, parts: Parts) -> list[Goal]:
    """The levels of fitness in their order."""
    size = np.array(parts.size, np.int64)[table.case]
    return [
        Goal(level.name, level.label, None, 1 / LOAD)
        if level.name == SPREAD
        else Goal(level.name, level.label, table.costs(at, slice(None)) * size, parts.unit)
        for at, level in enumerate(table.levels)
    ]


def value(goal: Goal, table: Table, parts: Parts, held: Ints) -> int:
    """What a plan (`held[case]`, -1 for none) is worth on the goal."""
    if goal.weights is not None:
        return goal.most + int(goal.weights[held[table.case] == table.seat].sum())
    return apart(table, parts, held) if goal.name == KINDS else fullest_load(parts, held)


def asked(table: Table, parts: Parts) -> Counter[str]:
    """What each kind asks for, in parts."""
    count = Counter[str]()
    for case, size in zip(table.cases, parts.size, strict=True):
        count[case.kind] += size
    return count


def apart(table: Table, parts: Parts, held: Ints) -> int:
    """How many thousandths the kinds' shares are apart."""
    given = Counter[str]()
    for case, size, at in zip(table.cases, parts.size, held.tolist(), strict=True):
        given[case.kind] += size * (at >= 0)
    return apart_when(asked(table, parts), given)


def apart_when(wanted: Mapping[str, int], given: Mapping[str, int]) -> int:
    """The same when so many parts of each kind's are placed."""
    shares = [Fraction(given[kind], count) for kind, count in wanted.items()]
    return math.ceil(SHARE * (max(shares) - min(shares))) if shares else 0


def fullest_load(parts: Parts, held: Ints) -> int:
    """The load of the fullest educator, over the school year so far."""
    return max(
        (
            -(-LOAD * (load * parts.step + earlier) // whole)
            for load, earlier, whole in zip(loads(parts, held), parts.earlier, parts.whole, strict=True)
            if whole
        ),
        default=0,
    )


def rooms(parts: Parts, load: int) -> list[int]:
    """How many parts each educator can take when nobody is to be fuller than this."""
    return [
        max(0, min(room, (load * whole // LOAD - earlier) // parts.step))
        for room, whole, earlier in zip(parts.room, parts.whole, parts.earlier, strict=True)
    ]


def loads(parts: Parts, held: Ints) -> list[int]:
    """The parts each educator has."""
    load = [0] * len(parts.room)
    for size, at in zip(parts.size, held.tolist(), strict=True):
        if at >= 0:
            load[at] += size
    return load
