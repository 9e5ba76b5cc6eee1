"""The only home of ortools, which is large: it is loaded when something is solved, not before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.capacity import hours
from routing.table import Ints, Table

Floats = NDArray[np.float64]


class OutOfRangeError(ArithmeticError):
    """The costs are too large for the solver's whole numbers."""


def least_cost_flow(tail: Ints, head: Ints, cost: Ints, supply: Ints) -> NDArray[np.bool_]:
    """Which arcs, of one unit each, a cheapest flow uses; `supply` is what each node gives (below 0: takes).

    Raises OutOfRangeError when the costs are too large, ArithmeticError when there is no such flow.
    """
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(tail, head, np.ones(len(tail), np.int64), cost)
    flow.set_nodes_supplies(np.arange(len(supply)), supply)
    status = flow.solve()
    if status == flow.BAD_COST_RANGE:
        raise OutOfRangeError("the costs are too large for one flow")
    if status != flow.OPTIMAL:
        raise ArithmeticError(f"the flow ended as {status.name}")
    return np.asarray(flow.flows(np.arange(len(tail))) > 0)


@dataclass(frozen=True, slots=True)
class Objective:
    """One level in hours: a weight per row of the table; None: the load of the fullest educator. `more` is better."""

    name: str
    label: str
    weights: Floats | None
    more: bool = False

    def value(self, table: Table, held: Ints) -> float:
        """What a plan (`held[case]`, -1 for none) is worth on this level."""
        if self.weights is not None:
            return float(self.weights[held[table.case] == table.seat].sum())
        load = np.zeros(len(table.seats))
        for case, at in zip(table.cases, held.tolist(), strict=True):
            if at >= 0:
                load[at] += case.demand
        return max((h / hours(seat) for h, seat in zip(load.tolist(), table.seats, strict=True) if h), default=0.0)


def best_hours(table: Table, objectives: Sequence[Objective], start: Ints, nodes: int) -> tuple[Ints, list[float]]:
    """The best plan found level by level from the plan `start`, and what was proved no plan can pass on each level.

    A whole-number program per level (SCIP, one thread) of at most `nodes` nodes, with the earlier levels held.
    """
    from ortools.linear_solver.pywraplp import Solver

    solver = Solver.CreateSolver("SCIP")
    solver.SetSolverSpecificParametersAsString(f"limits/totalnodes = {nodes}\n")
    taken = [solver.BoolVar("") for _ in table.case]
    fullest = solver.NumVar(0, 1, "")
    for position, case in enumerate(table.cases):
        rows = taken[table.start[position] : table.start[position + 1]]
        solver.Add(sum(rows) == 1 if case.pinned else sum(rows) <= 1)
    for position, seat in enumerate(table.seats):
        load = sum(
            table.cases[table.case[row]].demand * taken[row] for row in np.flatnonzero(table.seat == position).tolist()
        )
        solver.Add(load <= hours(seat) * fullest)
    held, bounds = start, []
    for objective in objectives:
        if objective.weights is not None and not objective.weights.any():
            bounds.append(0.0)
            continue
        goal = (
            fullest
            if objective.weights is None
            else solver.Sum(
                [weight * var for weight, var in zip(objective.weights.tolist(), taken, strict=True) if weight]
            )
        )
        (solver.Maximize if objective.more else solver.Minimize)(goal)
        status = solver.Solve()
        held = _better(objective, table, held, _solution(table, taken, status in (solver.OPTIMAL, solver.FEASIBLE)))
        value = objective.value(table, held)
        proved = solver.Objective().BestBound() if status == solver.FEASIBLE else _trivial(table, objective)
        proved = value if status == solver.OPTIMAL else proved
        bounds.append(max(value, proved) if objective.more else min(value, proved))
        solver.Add(goal >= value - 1e-6 if objective.more else goal <= value + 1e-6)
    return held, bounds


def _trivial(table: Table, objective: Objective) -> float:
    """What holds without any search."""
    return sum(case.demand for case in table.cases) if objective.more else 0.0


def _solution(table: Table, taken: Sequence[Any], found: bool) -> Ints | None:
    if not found:
        return None
    held = np.full(len(table.cases), -1, np.int64)
    rows = np.flatnonzero([var.solution_value() > 0.5 for var in taken])
    held[table.case[rows]] = table.seat[rows]
    return held


def _better(objective: Objective, table: Table, old: Ints, new: Ints | None) -> Ints:
    """The new plan unless there is none, or it is worse on this level (the nodes ran out before the old was met)."""
    if new is None:
        return old
    gain = objective.value(table, new) - objective.value(table, old)
    return new if (gain if objective.more else -gain) >= -1e-6 else old


def most_hours(table: Table, cases: Sequence[int]) -> float:
    """How many hours of these cases could be placed if a case could be split: a bound for any whole plan."""
    from ortools.graph.python.max_flow import SimpleMaxFlow

    cents = [-(-round(case.demand * 1e4) // 100) for case in table.cases]
    rows = np.flatnonzero(np.isin(table.case, cases))
    seats, chosen = len(table.seats), np.array(sorted(cases), np.int64)
    asked = np.array(cents, np.int64)
    room = np.array([int(hours(seat) * 100 + 0.5) for seat in table.seats], np.int64)
    flow, source, sink = SimpleMaxFlow(), 0, 1
    flow.add_arcs_with_capacity(np.full(len(chosen), source), 2 + seats + chosen, asked[chosen])
    flow.add_arcs_with_capacity(2 + seats + table.case[rows], 2 + table.seat[rows], asked[table.case[rows]])
    flow.add_arcs_with_capacity(2 + np.arange(seats), np.full(seats, sink), room)
    flow.solve(source, sink)
    return float(min(flow.optimal_flow() / 100, sum(table.cases[c].demand for c in cases)))
