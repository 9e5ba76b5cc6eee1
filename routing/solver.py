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


class HourProgram:
    """A whole-number program (SCIP, one thread): cases to educators within their hours, earlier levels held.

    With `served` exactly these cases have a place; without, any may have one, and the pinned ones must.
    """

    def __init__(self, table: Table, served: NDArray[np.bool_] | None = None) -> None:
        from ortools.linear_solver.pywraplp import Solver

        self.table, self.solver = table, Solver.CreateSolver("SCIP")
        self.taken = [self.solver.BoolVar("") for _ in table.case]
        self.fullest = self.solver.NumVar(0, 1, "")
        for position, case in enumerate(table.cases):
            rows = self.taken[table.start[position] : table.start[position + 1]]
            must = case.pinned is not None if served is None else bool(served[position])
            if rows:
                self.solver.Add(sum(rows) == int(must) if must or served is not None else sum(rows) <= 1)
        for position, seat in enumerate(table.seats):
            rows = np.flatnonzero(table.seat == position).tolist()
            load = sum(table.cases[table.case[row]].demand * self.taken[row] for row in rows)
            self.solver.Add(load <= hours(seat) * self.fullest)

    def _goal(self, objective: Objective) -> Any:
        if objective.weights is None:
            return self.fullest
        pairs = zip(objective.weights.tolist(), self.taken, strict=True)
        return self.solver.Sum([weight * variable for weight, variable in pairs if weight])

    def improve(self, objective: Objective, held: Ints, nodes: int) -> tuple[Ints, float | None]:
        """A plan at least as good as `held` after at most `nodes` nodes, and the bound that was proved, if any."""
        solver, table = self.solver, self.table
        solver.SetSolverSpecificParametersAsString(f"limits/totalnodes = {nodes}\n")
        solver.SetHint(self.taken, (held[table.case] == table.seat).astype(float).tolist())
        (solver.Maximize if objective.more else solver.Minimize)(self._goal(objective))
        status = solver.Solve()
        if status not in (solver.OPTIMAL, solver.FEASIBLE):
            return held, None
        found = np.full(len(table.cases), -1, np.int64)
        rows = np.flatnonzero([variable.solution_value() > 0.5 for variable in self.taken])
        found[table.case[rows]] = table.seat[rows]
        bound = solver.Objective().BestBound()
        gain = objective.value(table, found) - objective.value(table, held)
        return (found if (gain if objective.more else -gain) > 1e-6 else held), bound

    def hold(self, objective: Objective, value: float) -> None:
        """From now on no plan may be worse than this on the level."""
        goal = self._goal(objective)
        self.solver.Add(goal >= value - 1e-6 if objective.more else goal <= value + 1e-6)


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
