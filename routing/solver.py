"""The only home of ortools, which is large: it is loaded when something is solved, not before."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.fitness import SPREAD
from routing.goals import KINDS, LOAD, SHARE, Goal, asked
from routing.parts import Parts
from routing.table import Ints, Table

Floats = NDArray[np.float64]


class OutOfRangeError(ArithmeticError):
    """The costs are too large for the solver's whole numbers."""


def program(kind: str) -> Any:
    """An empty program: of whole numbers ("SAT"), or of shares ("GLOP")."""
    from ortools.linear_solver.pywraplp import Solver

    return Solver.CreateSolver(kind)


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
class Found:
    """What a search gave: a plan or none, the least the goal can be, and whether that was settled within the work."""

    held: Ints | None
    least: int
    settled: bool


class HourProgram:
    """A whole-number program (CP-SAT, one thread): cases to educators within their hours, earlier goals held.

    Its work is counted in the solver's own deterministic time, so that the same round gives the same answer.
    """

    def __init__(self, table: Table, parts: Parts) -> None:
        self.table, self.solver = table, program("SAT")
        self.taken = [self.solver.BoolVar("") for _ in table.case]
        self.counted = {name: self.solver.IntVar(0, most, "") for name, most in ((SPREAD, 100 * LOAD), (KINDS, SHARE))}
        self.rows, self.loads, self.limits = list[Any](), list[tuple["_Sum", int]](), dict[str, "_Sum"]()
        for position, case in enumerate(table.cases):
            taken = self.taken[table.start[position] : table.start[position + 1]]
            self.rows.append(self._row(1, [(one, 1) for one in taken], int(case.pinned is not None and bool(taken))))
        for seat in range(len(table.seats)):
            self._educator(seat, parts)
        self._in_step(parts)

    def _row(self, high: float, terms: Sequence[tuple[Any, float]], low: float | None = None) -> Any:
        row = self.solver.Constraint(-self.solver.infinity() if low is None else low, high)
        for variable, weight in terms:
            row.SetCoefficient(variable, float(weight))
        return row

    def _sum(self, low: int, high: int, terms: Sequence[tuple[Any, int]]) -> "_Sum":
        return _Sum(
            self._row(high, terms, low), math.gcd(*(int(weight) for _, weight in terms)) or 1, self.solver.infinity()
        )

    def _educator(self, seat: int, parts: Parts) -> None:
        rows = np.flatnonzero(self.table.seat == seat).tolist()
        taken = [(self.taken[row], parts.size[self.table.case[row]]) for row in rows]
        self.loads.append((self._sum(0, parts.room[seat], taken), parts.room[seat]))
        if parts.whole[seat]:
            terms = [(one, LOAD * parts.step * size) for one, size in taken]
            most = [(self.counted[SPREAD], -parts.whole[seat])]
            self._row(-LOAD * parts.earlier[seat], [*terms, *most])

    def _in_step(self, parts: Parts) -> None:
        wanted, given = asked(self.table, parts), dict[str, Any]()
        for kind, count in wanted.items():
            mine = [
                (one, parts.size[case])
                for one, case in zip(self.taken, self.table.case.tolist(), strict=True)
                if self.table.cases[case].kind == kind
            ]
            given[kind] = self.solver.IntVar(0, count, "")
            self._row(0, [*mine, (given[kind], -1)], 0)
        for less, more in permutations(wanted, 2):
            both = wanted[less] * wanted[more]
            terms = [(given[more], SHARE * wanted[less]), (given[less], -SHARE * wanted[more])]
            self._row(0, [*terms, (self.counted[KINDS], -both)])

    def serve(self, served: NDArray[np.bool_]) -> None:
        """From now on exactly these cases have an educator."""
        for row, one in zip(self.rows, served.tolist(), strict=True):
            row.SetBounds(int(one), int(one))

    def serve_any(self) -> None:
        """Whoever is not pinned may again be left over."""
        for row, case, may in zip(self.rows, self.table.cases, self.table.allowed, strict=True):
            row.SetBounds(int(case.pinned is not None and bool(may)), 1)

    def spare(self, parts: int) -> None:
        """Look only at plans that leave no more than so many parts of all the educators' hours: faster, when few."""
        for load, room in self.loads:
            load.between(max(0, room - parts), room)

    def use(self, rows: NDArray[np.bool_]) -> None:
        """Look at these pairs only."""
        for variable, use in zip(self.taken, rows.tolist(), strict=True):
            variable.SetUb(int(use))

    def hold(self, goal: Goal, low: int, high: int) -> None:
        """Only plans with the goal between these values."""
        if goal.name not in self.limits:
            self.limits[goal.name] = self._sum(0, 0, self._terms(goal))
        self.limits[goal.name].between(low - goal.most, high - goal.most)

    def _terms(self, goal: Goal) -> list[tuple[Any, int]]:
        if goal.weights is None:
            return [(self.counted[goal.name], 1)]
        return [(one, weight) for one, weight in zip(self.taken, goal.weights.tolist(), strict=True) if weight]

    def free(self, goal: Goal) -> None:
        """The goal is held no longer."""
        self.limits.pop(goal.name).free()

    def search(self, goal: Goal, low: int, high: int, held: Ints, work: float) -> Found:
        """A plan between `low` and `high`, the best unless all below `goal.free` are as good.

        `held` is a plan to begin with, which may be worse.
        """
        solver, table = self.solver, self.table
        self.hold(goal, low if low > goal.free else 0, high)
        if not all(one.possible for one in (*self.limits.values(), *(load for load, _ in self.loads))):
            return Found(None, high + 1, True)
        solver.SetSolverSpecificParametersAsString(f"{_SEARCH} max_deterministic_time: {work}")
        solver.SetHint(self.taken, (held[table.case] == table.seat).astype(float).tolist())
        solver.Objective().Clear()
        seeks = high > max(low, goal.free)
        if seeks:
            for variable, weight in self._terms(goal):
                solver.Objective().SetCoefficient(variable, float(weight))
        solver.Objective().SetMinimization()
        status = solver.Solve()
        if status == solver.INFEASIBLE:
            return Found(None, high + 1, True)
        if status not in (solver.OPTIMAL, solver.FEASIBLE):
            return Found(None, low, False)
        found = np.full(len(table.cases), -1, np.int64)
        rows = np.flatnonzero([variable.solution_value() > 0.5 for variable in self.taken])
        found[table.case[rows]] = table.seat[rows]
        bound = int(np.ceil(solver.Objective().BestBound() - 1e-6)) + goal.most if seeks else low
        return Found(found, max(low, bound), status == solver.OPTIMAL)


class _Sum:
    """A row of the program with bounds that move; `unit` divides all its weights, so that only multiples count."""

    def __init__(self, row: Any, unit: int, far: float) -> None:
        self.row, self.unit, self.far, self.possible = row, unit, far, True

    def between(self, low: int, high: int) -> None:
        """Bounds that leave no multiple are kept from the solver, which takes them for a fault in the program."""
        first, last = -(-low // self.unit) * self.unit, high // self.unit * self.unit
        self.possible = first <= last
        self.row.SetBounds(first, max(first, last))

    def free(self) -> None:
        """The row may be anything."""
        self.possible = True
        self.row.SetBounds(-self.far, self.far)


_SEARCH = "num_workers: 1 linearization_level: 2 symmetry_level: 0"


def most_placed(table: Table, parts: Parts, cases: Sequence[int]) -> int:
    """How many parts of these cases could be placed if a case could be split: a bound for any whole plan."""
    from ortools.graph.python.max_flow import SimpleMaxFlow

    rows = np.flatnonzero(np.isin(table.case, cases))
    seats, chosen, size = len(table.seats), np.array(sorted(cases), np.int64), np.array(parts.size, np.int64)
    flow, source, sink = SimpleMaxFlow(), 0, 1
    flow.add_arcs_with_capacity(np.full(len(chosen), source), 2 + seats + chosen, size[chosen])
    flow.add_arcs_with_capacity(2 + seats + table.case[rows], 2 + table.seat[rows], size[table.case[rows]])
    flow.add_arcs_with_capacity(2 + np.arange(seats), np.full(seats, sink), np.array(parts.room, np.int64))
    flow.solve(source, sink)
    return int(flow.optimal_flow())
