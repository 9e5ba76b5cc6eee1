"""The whole round as one table: a row per pair that the rules allow, a column per level of fitness.

Cases stand in queue order and educators by id, so nothing after this depends on the order of the input.
"""

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.fitness import LEVELS, SPREAD, Cost, slot_costs, slot_scale
from routing.instance import EducatorSeat, Instance, PlanCase, PlanSettings, in_turn
from routing.rules import RULES, Test

Ints = NDArray[np.int64]
LEVEL_NAMES = (*(level.name for level in LEVELS), "tie")
"""Names of the table's columns; the last is the tie-break, which means nothing and settles everything."""
SPREAD_AT = LEVEL_NAMES.index(SPREAD)


@dataclass(frozen=True, slots=True)
class Table:
    """`case[i]`, `seat[i]` are pair i's positions in `cases` and `seats` (rows sorted so); `costs` is levels × pairs.

    `start[c]` is the first row of case c (one more entry than cases); `places` are whole places per educator.
    """

    cases: tuple[PlanCase, ...]
    seats: tuple[EducatorSeat, ...]
    settings: PlanSettings
    places: tuple[int, ...]
    scale: int
    case: Ints
    seat: Ints
    start: Ints
    costs: Ints

    def allowed(self) -> list[list[int]]:
        """For each case the educators it may have."""
        seats = self.seat.tolist()
        return [seats[a:b] for a, b in zip(self.start[:-1].tolist(), self.start[1:].tolist(), strict=True)]

    def pins(self) -> list[int]:
        """Positions of the pinned cases."""
        return [position for position, case in enumerate(self.cases) if case.pinned is not None]

    def slots(self, seat: int, used: int) -> list[int]:
        """What the first `used` places of an educator cost on the spread level."""
        return slot_costs(self.places[seat], used, self.scale)

    def used(self, held: Ints) -> Ints:
        """How many of `held` (positions of seats, -1 for none) each educator has."""
        return np.bincount(held[held >= 0], minlength=len(self.seats)).astype(np.int64)


def table(instance: Instance) -> Table:
    """The table of an instance."""
    cases = in_turn(instance.cases)
    seats = tuple(sorted(instance.educators, key=lambda seat: seat.id))
    places = tuple(min(int(seat.capacity), 10**6) for seat in seats)
    rows = _rows(cases, seats, instance.settings)
    counts = [len(found) for found, _ in rows]
    seat = np.concatenate([np.zeros(0, np.int64), *(found for found, _ in rows)])
    costs = np.concatenate([np.zeros((len(LEVELS), 0), np.int64), *(cost for _, cost in rows)], axis=1)
    case = np.repeat(np.arange(len(cases), dtype=np.int64), counts)
    return Table(
        cases,
        seats,
        instance.settings,
        places,
        slot_scale(places),
        case,
        seat,
        np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]),
        np.concatenate([costs, _ties(cases, seats, case, seat)[None, :]]),
    )


def _rows(
    cases: tuple[PlanCase, ...], seats: tuple[EducatorSeat, ...], settings: PlanSettings
) -> list[tuple[Ints, Ints]]:
    """Per case its educators and what each costs; what cases have in common is worked out once."""
    known: dict[Hashable, Ints] = {}
    at = {seat.id: position for position, seat in enumerate(seats)}

    def of_all(name: str, about: Hashable, cost: Cost | Test, case: PlanCase) -> Ints:
        if (name, about) not in known:
            known[name, about] = np.array([cost(case, seat, settings) for seat in seats], np.int64)
        return known[name, about]

    rows = []
    for case in cases:
        if case.pinned is None:
            barred = sum(of_all(f"rule {rule.name}", rule.about(case), rule.broken, case) for rule in RULES)
            allowed = np.flatnonzero(np.asarray(barred) == 0)
        else:
            allowed = np.array([at[case.pinned]], np.int64)
        costs = [of_all(level.name, level.about(case), level.cost, case)[allowed] for level in LEVELS]
        rows.append((allowed, np.array(costs, np.int64).reshape(len(LEVELS), len(allowed))))
    return rows


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _ties(cases: tuple[PlanCase, ...], seats: tuple[EducatorSeat, ...], case: Ints, seat: Ints) -> Ints:
    """A 40-bit hash of (case id, educator id): favours nobody, and is the same for any order of the input.

    The two ids are hashed apart and mixed (the finalizer of MurmurHash3), for there can be a million pairs.
    """
    mixed = np.array([_digest(c.id) for c in cases], np.uint64)[case]
    mixed = mixed ^ (np.array([_digest(s.id) for s in seats], np.uint64) * np.uint64(0x9E3779B97F4A7C15))[seat]
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        mixed = (mixed ^ (mixed >> np.uint64(33))) * np.uint64(factor)
    return (mixed >> np.uint64(24)).astype(np.int64)
