"""The whole round as one table: a row per pair that the rules allow, a column per level of fitness.

Cases stand in queue order and educators by id, so nothing after this depends on the order of the input. What cases
have in common is worked out once, for all educators at once; a whole country has half a million pairs.
"""

import hashlib
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.capacity import places
from routing.fitness import SPREAD, Level, chosen, slot_costs, slot_scale
from routing.instance import EducatorSeat, Instance, PlanCase, PlanSettings, in_turn
from routing.roster import Flags, Roster, roster
from routing.rules import RULES, Rule

Ints = NDArray[np.int64]
Marks = NDArray[np.uint64]
CHUNK = 2_000_000
"""So many cells of cases × educators are looked at together."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Something known of every pair: `values[row[case], seat]`."""

    row: Ints
    values: NDArray[Any]

    def of(self, case: Any, seat: Any) -> NDArray[Any]:
        """What is known of these pairs."""
        found: NDArray[Any] = self.values[self.row[case], seat]
        return found


@dataclass(frozen=True, slots=True)
class Table:
    """`case[i]`, `seat[i]` are pair i's positions in `cases` and `seats` (rows sorted so).

    `start[c]` is the first row of case c (one more entry than cases). `allowed[c]` holds the case's educators as the
    bits of one number. `places` are whole places per educator, `wholes` and `earlier` the places and cases of the
    school year that the spread counts; `grids` has what each level costs, `barred` whom each rule excludes.
    `marks` are hashes of the ids of cases and educators, for the tie-break.
    """

    cases: tuple[PlanCase, ...]
    seats: tuple[EducatorSeat, ...]
    settings: PlanSettings
    levels: tuple[Level, ...]
    places: tuple[int, ...]
    wholes: tuple[int, ...]
    earlier: tuple[int, ...]
    scale: int
    case: Ints
    seat: Ints
    start: Ints
    allowed: Sequence[int]
    grids: Sequence[Grid]
    barred: Sequence[Grid]
    marks: tuple[Marks, Marks]

    def pins(self) -> list[int]:
        """Positions of the pinned cases."""
        return [position for position, case in enumerate(self.cases) if case.pinned is not None]

    def slots(self, seat: int, used: int) -> list[int]:
        """What the first `used` places of an educator cost on the spread level."""
        return slot_costs(self.wholes[seat], self.earlier[seat], used, self.scale)

    def used(self, held: Ints) -> Ints:
        """How many of `held` (positions of seats, -1 for none) each educator has."""
        return np.bincount(held[held >= 0], minlength=len(self.seats)).astype(np.int64)

    def spread_at(self) -> int | None:
        """The position of the level that is counted by educator, if it counts at all."""
        names = [level.name for level in self.levels]
        return names.index(SPREAD) if SPREAD in names else None

    def costs(self, level: int, rows: Any) -> Ints:
        """What these rows cost on a level; the one after the last is the tie-break, which settles everything."""
        case, seat = self.case[rows], self.seat[rows]
        if level == len(self.levels):
            return ties(self.marks, case, seat)
        return self.grids[level].of(case, seat).astype(np.int64)

    def all_costs(self, rows: Any) -> Ints:
        """All levels and the tie-break × rows."""
        return np.array([self.costs(level, rows) for level in range(len(self.levels) + 1)], np.int64)

    def educators(self, case: int) -> Ints:
        """The educators the case may have."""
        return self.seat[self.start[case] : self.start[case + 1]]


def table(instance: Instance) -> Table:
    """The table of an instance."""
    cases, settings = in_turn(instance.cases), instance.settings
    seats = tuple(sorted(instance.educators, key=lambda seat: seat.id))
    all_, levels = roster(seats), chosen(settings)
    barred = [_excluded_by(rule, cases, all_, settings) for rule in RULES]
    grids = [_cost_of(level, cases, all_, settings) for level in levels]
    found, allowed = _pairs(cases, seats, barred)
    counts = np.bincount(found[0], minlength=len(cases))
    whole = [places(seat) for seat in seats]
    wholes = tuple(count + int(seat.earlier_places) for count, seat in zip(whole, seats, strict=True))
    return Table(
        cases,
        seats,
        settings,
        levels,
        tuple(whole),
        wholes,
        tuple(int(seat.earlier_cases) for seat in seats),
        slot_scale(wholes),
        found[0],
        found[1],
        np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]),
        allowed,
        grids,
        barred,
        (_digests([case.id for case in cases]), _digests([seat.id for seat in seats])),
    )


def _excluded_by(rule: Rule, cases: Sequence[PlanCase], all_: Roster, settings: PlanSettings) -> Grid:
    return _grid(
        [rule.about(case, settings) for case in cases], all_.size, lambda about: rule.broken(about, all_), bool
    )


def _cost_of(level: Level, cases: Sequence[PlanCase], all_: Roster, settings: PlanSettings) -> Grid:
    abouts = [level.about(case) for case in cases]
    return _grid(abouts, all_.size, lambda about: level.cost(about, all_, settings), np.int16)


def _grid(abouts: Sequence[Hashable], size: int, row: Callable[[Any], NDArray[Any]], kind: type) -> Grid:
    """One row per distinct outcome: most cases share theirs with many others."""
    outcomes: dict[bytes, int] = {}
    known: dict[Hashable, int] = {}
    values: list[NDArray[Any]] = []
    for about in abouts:
        if about not in known:
            costs: NDArray[Any] = row(about).astype(kind)
            known[about] = outcomes.setdefault(costs.tobytes(), len(outcomes))
            if len(outcomes) > len(values):
                values.append(costs)
    return Grid(
        np.array([known[about] for about in abouts], np.int64), np.array(values, kind).reshape(len(values), size)
    )


def _pairs(cases: Sequence[PlanCase], seats: Sequence[EducatorSeat], barred: Sequence[Grid]) -> tuple[Ints, list[int]]:
    """The allowed pairs (2 × pairs), and each case's educators as bits."""
    if not cases or not seats:
        return np.zeros((2, 0), np.int64), [0] * len(cases)
    at = {seat.id: position for position, seat in enumerate(seats)}
    telling = [grid for grid in barred if grid.values.any()]
    step = max(1, CHUNK // len(seats))
    found, masks = [], list[int]()
    for first in range(0, len(cases), step):
        some = cases[first : first + step]
        open_: Flags = np.ones((len(some), len(seats)), bool)
        for grid in telling:
            open_ &= ~grid.values[grid.row[first : first + step]]
        for row, case in enumerate(some):
            if case.pinned is not None:
                open_[row] = False
                open_[row, at[case.pinned]] = True
        case_, seat = np.nonzero(open_)
        found.append(np.array([case_ + first, seat], np.int64))
        packed = np.packbits(open_, axis=1, bitorder="little")
        masks += [int.from_bytes(row.tobytes(), "little") for row in packed]
    return np.concatenate(found, axis=1), masks


def _digests(ids: Sequence[str]) -> Marks:
    hashed = (hashlib.blake2b(id_.encode(), digest_size=8).digest() for id_ in ids)
    return np.frombuffer(b"".join(hashed), ">u8").astype(np.uint64)


def ties(marks: tuple[Marks, Marks], case: Any, seat: Any) -> Ints:
    """A 40-bit hash of (case id, educator id): favours nobody, and is the same for any order of the input.

    The two ids are hashed apart and mixed (the finalizer of MurmurHash3), for there can be a million pairs.
    """
    mixed = marks[0][case] ^ (marks[1] * np.uint64(0x9E3779B97F4A7C15))[seat]
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        mixed = (mixed ^ (mixed >> np.uint64(33))) * np.uint64(factor)
    hashed: Ints = (mixed >> np.uint64(24)).astype(np.int64)
    return hashed
