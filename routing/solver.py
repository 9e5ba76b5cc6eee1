"""The best plan for the cases that are served: exact on every level, no weights.

The only home of ortools, which is large: it is loaded when something is solved, not before.

Level after level a min-cost flow is solved; its prices show which pairs and places no best plan can use, and which
every best plan must; with those settled, the next level is solved on what is left. Costs are whole numbers, so
nothing is rounded, and the last level is a tie-break, so the answer does not depend on the solver's taste.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.exchange import edges, prices
from routing.table import SPREAD_AT, Ints, Table

Floats = NDArray[np.float64]


class _Network:
    """Arcs case → educator and, a unit each, educator → pool; what is not `open` is settled."""

    def __init__(self, table: Table, served: Ints) -> None:
        rows = np.flatnonzero(np.isin(table.case, served))
        self.seats = len(table.seats)
        self.pairs = len(rows)
        asked = np.bincount(table.seat[rows], minlength=self.seats).tolist()
        slots = [table.slots(seat, min(asked[seat], table.places[seat])) for seat in range(self.seats)]
        owner = np.repeat(np.arange(self.seats), [len(slot) for slot in slots])
        self.case = np.searchsorted(served, table.case[rows])
        self.cases = len(served)
        self.tail = np.concatenate([self.seats + 1 + self.case, owner])
        self.head = np.concatenate([table.seat[rows], np.full(len(owner), self.seats)])
        self.costs = np.concatenate([table.costs[:, rows], np.zeros((len(table.costs), len(owner)), np.int64)], axis=1)
        self.costs[SPREAD_AT, self.pairs :] = [cost for slot in slots for cost in slot]
        self.open = np.ones(len(self.tail), bool)
        self.flow = np.zeros(len(self.tail), np.int64)
        self.supply = np.zeros(self.seats + 1 + self.cases, np.int64)
        self.supply[self.seats + 1 :] = 1
        self.supply[self.seats] = -self.cases

    def solve(self, level: int) -> None:
        """Set the flow on open arcs to a best one on this level."""
        from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

        flow, arcs = SimpleMinCostFlow(), np.flatnonzero(self.open)
        flow.add_arcs_with_capacity_and_unit_cost(
            self.tail[arcs], self.head[arcs], np.ones(len(arcs), np.int64), self.costs[level, arcs]
        )
        flow.set_nodes_supplies(np.arange(len(self.supply)), self.supply)
        status = flow.solve()
        if status != flow.OPTIMAL:
            raise ArithmeticError(f"the flow of level {level} ended as {status.name}")
        self.flow[arcs] = flow.flows(np.arange(len(arcs)))

    def holders(self) -> Ints:
        """The educator of every served case."""
        held = np.full(self.cases, -1, np.int64)
        taken = np.flatnonzero(self.flow[: self.pairs] == 1)
        held[self.case[taken]] = self.head[taken]
        return held

    def settle(self, level: int) -> None:
        """Close the arcs that no best flow of this level uses, and those that every one uses."""
        reduced = self._reduced(level)
        must = self.open & (reduced < 0)
        np.subtract.at(self.supply, self.tail[must], 1)
        np.add.at(self.supply, self.head[must], 1)
        self.open &= reduced == 0

    def _reduced(self, level: int) -> Ints:
        cost, held = self.costs[level], self.holders()
        own = np.zeros(self.cases, np.int64)
        taken = np.flatnonzero(self.flow[: self.pairs] == 1)
        own[self.case[taken]] = cost[taken]
        pairs = np.flatnonzero(self.open[: self.pairs])
        graph, some = edges(self.case[pairs], self.head[pairs], cost[None, pairs], held, own[None], self.seats)
        self._pool(graph[0], some, cost)
        price = prices(graph[0], some)
        at = np.concatenate([price, price[held] - own])
        reduced: Ints = cost + at[self.tail] - at[self.head]
        return reduced

    def _pool(self, graph: Ints, some: NDArray[np.bool_], cost: Ints) -> None:
        """Edges to the pool (an open, unused place) and from it (an open, used one)."""
        slots = self.pairs + np.flatnonzero(self.open[self.pairs :])
        graph[:, self.seats] = graph[self.seats] = np.int64(2**59)
        for arc, seat in zip(slots.tolist(), self.tail[slots].tolist(), strict=True):
            way, price = ((self.seats, seat), -cost[arc]) if self.flow[arc] else ((seat, self.seats), cost[arc])
            graph[way], some[way] = min(graph[way], price), True


def best_plan(table: Table, served: Ints) -> Ints:
    """The educator of each of the `served` cases (positions, sorted), best on every level of the table in turn."""
    network = _Network(table, served)
    if not network.cases:
        return np.zeros(0, np.int64)
    last = len(table.costs) - 1
    for level in range(last + 1):
        if network.costs[level, network.open].any() or level == last:
            network.solve(level)
            if level < last:
                network.settle(level)
    return network.holders()


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
        hours = np.zeros(len(table.seats))
        for case, at in zip(table.cases, held.tolist(), strict=True):
            if at >= 0:
                hours[at] += case.demand
        return max((h / seat.capacity for h, seat in zip(hours.tolist(), table.seats, strict=True) if h), default=0.0)


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
        solver.Add(load <= seat.capacity * fullest)
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
    room = np.array([int(seat.capacity * 100 + 0.5) for seat in table.seats], np.int64)
    flow, source, sink = SimpleMaxFlow(), 0, 1
    flow.add_arcs_with_capacity(np.full(len(chosen), source), 2 + seats + chosen, asked[chosen])
    flow.add_arcs_with_capacity(2 + seats + table.case[rows], 2 + table.seat[rows], asked[table.case[rows]])
    flow.add_arcs_with_capacity(2 + np.arange(seats), np.full(seats, sink), room)
    flow.solve(source, sink)
    return float(min(flow.optimal_flow() / 100, sum(table.cases[c].demand for c in cases)))
