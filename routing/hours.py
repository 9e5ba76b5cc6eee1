"""A plan in hours, for cases of different size: hard in theory, so each level shows its value and a proven bound.

First the queue's tiers are filled (`fill`) and cases change places where that fits better (`settle`); the bound is
what could be placed if a case could be split. Small rounds are then improved, level by level, by branch and bound with
a fixed number of nodes, as long as a bound is not reached.
"""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from routing.capacity import hours
from routing.certificate import excluded
from routing.danish import number
from routing.explain import reasons
from routing.fill import filled, tiers
from routing.fitness import SPREAD
from routing.plan import Assignment, LevelValue, Plan, Unplaced
from routing.settle import settled
from routing.solver import HourProgram, Objective, most_hours
from routing.table import Ints, Table

EXACT_PAIRS = 2000
NODES = 200
LEVEL_NODES = 20
"""Branch and bound nodes for the hours placed, and for each level after: counts, not seconds, for the same answer."""


def in_hours(table: Table) -> Plan:
    """The plan; `proved` when every level reached its bound."""
    held, served, levels = settled(table, filled(table)), _served(table), _levels(table)
    bounds = [*_most(table, served, held), *(_least(table, held, level) for level in levels)]
    if len(table.case) <= EXACT_PAIRS:
        held, bounds = _improved(table, served, levels, held)
    values = tuple(
        LevelValue(objective.name, round(objective.value(table, held), 6), round(bound, 6), objective.label)
        for objective, bound in zip([*served, *levels], bounds, strict=True)
    )
    proved = all(abs(level.value - level.bound) <= 1e-6 for level in values)
    return Plan(_assigned(table, held), left_over_hours(table, held), values, proved)


def _served(table: Table) -> list[Objective]:
    """Hours placed, tier by tier."""
    demand = np.array([case.demand for case in table.cases], float)[table.case]
    groups = tiers(table)
    names = ["served"] if len(groups) == 1 else [f"served-{position}" for position in range(1, len(groups) + 1)]
    return [
        Objective(name, "Timer med plads", demand * np.isin(table.case, tier), more=True)
        for name, tier in zip(names, groups, strict=True)
    ]


def _levels(table: Table) -> list[Objective]:
    """The levels of fitness, weighed by hours; the spread is the fullest educator's load."""
    demand = np.array([case.demand for case in table.cases], float)[table.case]
    return [
        Objective(level.name, level.label, None if level.name == SPREAD else table.costs(at, slice(None)) * demand)
        for at, level in enumerate(table.levels)
    ]


def _most(table: Table, served: Sequence[Objective], held: Ints) -> list[float]:
    """Per tier what could be placed if cases could be split, the tiers before it as they are."""
    values = [objective.value(table, held) for objective in served]
    before = [0.0, *accumulate(values)]
    most = [most_hours(table, cases) for cases in accumulate(tiers(table))]
    return [max(value, top - sum_) for value, top, sum_ in zip(values, most, before, strict=False)]


def _least(table: Table, held: Ints, objective: Objective) -> float:
    """A bound without proof of being reachable: each served case at its best educator; for the spread, the mean."""
    if objective.weights is None:
        placed = sum(case.demand for case, at in zip(table.cases, held.tolist(), strict=True) if at >= 0)
        capacity = sum(hours(seat) for seat in table.seats)
        return placed / capacity if capacity else 0.0
    if not len(table.case):
        return 0.0
    starts = np.flatnonzero(np.diff(table.case, prepend=-1))
    least = np.minimum.reduceat(objective.weights, starts)
    return float(least[held[table.case[starts]] >= 0].sum())


def _improved(
    table: Table, served: Sequence[Objective], levels: Sequence[Objective], held: Ints
) -> tuple[Ints, list[float]]:
    """The plan, better where the nodes find something, and what is proved of each level with those before it held.

    Who is served is settled by the hours placed; the levels after it choose among the plans for those cases.
    """
    program, bounds = HourProgram(table), list[float]()
    for position, objective in enumerate(served):
        held, bound = _step(program, objective, held, _most(table, served, held)[position], NODES)
        bounds.append(bound)
    held = settled(table, held)
    program = HourProgram(table, held >= 0)
    for objective in levels:
        held, bound = _step(program, objective, held, _least(table, held, objective), LEVEL_NODES)
        bounds.append(bound)
    return held, bounds


def _step(program: HourProgram, objective: Objective, held: Ints, bound: float, nodes: int) -> tuple[Ints, float]:
    """One level: nothing to do when the bound is reached. Holds what was reached for the levels after."""
    if abs(objective.value(program.table, held) - bound) > 1e-6:
        held, proved = program.improve(objective, held, nodes)
        if proved is not None:
            bound = min(bound, proved) if objective.more else max(bound, proved)
    value = objective.value(program.table, held)
    program.hold(objective, value)
    return held, max(value, bound) if objective.more else min(value, bound)


def _assigned(table: Table, held: Ints) -> tuple[Assignment, ...]:
    used = np.zeros(len(table.seats))
    for case, at in zip(table.cases, held.tolist(), strict=True):
        if at >= 0:
            used[at] += case.demand
    return tuple(
        Assignment(case.id, table.seats[at].id, reasons(case, table.seats[at], _load(table, at, used[at]), table))
        for case, at in zip(table.cases, held.tolist(), strict=True)
        if at >= 0
    )


def _load(table: Table, seat: int, used: float) -> str:
    return f"Får sager på {number(round(used, 6))} af {number(round(hours(table.seats[seat]), 6))} timer."


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
    left = number(max(round(room[most], 6), 0))
    why = (
        f"Sagen fylder {number(case.demand)} timer. Hos dem, som kan tage den, er der i planen højst "
        f"{left} {'time' if left == '1' else 'timer'} tilbage hos én."
    )
    lacks = number(round(case.demand - room[most], 6))
    helps = f"Holdes planen ellers fast, vil {lacks} timer mere hos {table.seats[most].id} give sagen plads."
    return Unplaced(case.id, "full", why, helps)
