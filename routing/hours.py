"""A plan in hours, for cases of different size: hard in theory, so each level shows its value and a proven bound.

Up to `EXACT_PAIRS` possible pairs a branch and bound with a fixed number of nodes solves level after level. Beyond that
the queue is walked once and each case put where it fits best; the bound is then that of cases which could be split.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from routing.capacity import hours
from routing.certificate import excluded
from routing.danish import number
from routing.explain import reasons
from routing.fitness import SPREAD
from routing.plan import Assignment, LevelValue, Plan, Unplaced
from routing.solver import Objective, best_hours, most_hours
from routing.table import Ints, Table

EXACT_PAIRS = 2000
NODES = 200
"""Branch and bound nodes a level may take; a count, not seconds, so that the answer is always the same."""


@dataclass(frozen=True, slots=True)
class _Found:
    held: Ints
    levels: tuple[LevelValue, ...]


def in_hours(table: Table) -> Plan:
    """The plan; `proved` when every level reached its bound."""
    found = _exact(table) if len(table.case) <= EXACT_PAIRS else _by_turn(table)
    proved = all(abs(level.value - level.bound) <= 1e-6 for level in found.levels)
    return Plan(_assigned(table, found.held), left_over_hours(table, found.held), found.levels, proved)


def tiers(table: Table) -> list[list[int]]:
    """The cases of equal standing (same priority, same rounds waited), the first in the queue first; pins above all."""
    groups: dict[tuple[bool, int, int], list[int]] = {}
    for position, case in enumerate(table.cases):
        groups.setdefault((case.pinned is None, -case.priority, -case.waited), []).append(position)
    return [groups[key] for key in sorted(groups)]


def _objectives(table: Table) -> list[Objective]:
    """Hours placed per tier, then the levels of fitness weighed by hours; the spread is the fullest educator's load."""
    demand = np.array([case.demand for case in table.cases])[table.case] if len(table.case) else np.zeros(0)
    served = [
        Objective(name, "Timer med plads", demand * np.isin(table.case, tier), more=True)
        for name, tier in zip(_tier_names(table), tiers(table), strict=True)
    ]
    return served + [
        Objective(level.name, level.label, None if level.name == SPREAD else table.costs(at, slice(None)) * demand)
        for at, level in enumerate(table.levels)
    ]


def _tier_names(table: Table) -> list[str]:
    count = len(tiers(table))
    return ["served"] if count == 1 else [f"served-{position}" for position in range(1, count + 1)]


def _exact(table: Table) -> _Found:
    objectives = _objectives(table)
    held, bounds = best_hours(table, objectives, _greedy(table), NODES)
    return _Found(held, _values(table, held, objectives, bounds))


def _by_turn(table: Table) -> _Found:
    held, objectives = _greedy(table), _objectives(table)
    values = [objective.value(table, held) for objective in objectives]
    most = [most_hours(table, cases) for cases in accumulate(tiers(table))]
    count = len(most)
    bounds = [top - sum(values[:tier]) for tier, top in enumerate(most)]
    bounds += [_least(table, held, objective) for objective in objectives[count:]]
    return _Found(held, _values(table, held, objectives, bounds))


def _least(table: Table, held: Ints, objective: Objective) -> float:
    """A bound without proof of being reachable: each case at its best educator; for the spread, the mean."""
    if objective.weights is None:
        placed = sum(case.demand for case, at in zip(table.cases, held.tolist(), strict=True) if at >= 0)
        capacity = sum(hours(seat) for seat in table.seats)
        return placed / capacity if capacity else 0.0
    rows = table.start
    return float(sum(objective.weights[rows[c] : rows[c + 1]].min() for c in np.flatnonzero(held >= 0).tolist()))


def _values(
    table: Table, held: Ints, objectives: Sequence[Objective], bounds: Sequence[float]
) -> tuple[LevelValue, ...]:
    return tuple(
        LevelValue(objective.name, round(objective.value(table, held), 6), round(bound, 6), objective.label)
        for objective, bound in zip(objectives, bounds, strict=True)
    )


def _greedy(table: Table) -> Ints:
    """Walk the queue (pins first); each case to the educator with room where it fits best."""
    room = [hours(seat) for seat in table.seats]
    held, costs = np.full(len(table.cases), -1, np.int64), table.all_costs(slice(None))
    pins = table.pins()
    for position in (*pins, *(c for c in range(len(table.cases)) if table.cases[c].pinned is None)):
        demand = table.cases[position].demand
        rows = range(int(table.start[position]), int(table.start[position + 1]))
        fitting = [row for row in rows if room[int(table.seat[row])] >= demand - 1e-9]
        if fitting:
            seat = int(table.seat[min(fitting, key=lambda row: costs[:, row].tolist())])
            held[position] = seat
            room[seat] -= demand
    return held


def _assigned(table: Table, held: Ints) -> tuple[Assignment, ...]:
    placed = []
    for position, at in enumerate(held.tolist()):
        if at >= 0:
            case, seat = table.cases[position], table.seats[at]
            used = sum(table.cases[other].demand for other in np.flatnonzero(held == at).tolist())
            load = f"Får sager på {number(used)} af {number(hours(seat))} timer."
            placed.append(Assignment(case.id, seat.id, reasons(case, seat, load, table)))
    return tuple(placed)


def left_over_hours(table: Table, held: Ints) -> tuple[Unplaced, ...]:
    """The cases left over in hours: true sentences about this plan, without proof that no other plan has room."""
    room = [hours(seat) for seat in table.seats]
    for case, at in zip(table.cases, held.tolist(), strict=True):
        if at >= 0:
            room[at] -= case.demand
    nobody = np.zeros(len(table.seats), bool)
    return tuple(
        _short_of_hours(table, position, room) if table.allowed[position] else excluded(table, position, nobody)
        for position in np.flatnonzero(held < 0).tolist()
    )


def _short_of_hours(table: Table, position: int, room: list[float]) -> Unplaced:
    case = table.cases[position]
    most = max(table.educators(position).tolist(), key=lambda seat: (room[seat], -seat))
    why = (
        f"Sagen fylder {number(case.demand)} timer. Hos dem, som kan tage den, er der i planen højst "
        f"{number(max(round(room[most], 6), 0))} timer tilbage hos én."
    )
    lacks = number(round(case.demand - room[most], 6))
    helps = f"Holdes planen ellers fast, vil {lacks} timer mere hos {table.seats[most].id} give sagen plads."
    return Unplaced(case.id, "full", why, helps)
