"""The best plan for the cases that are served: exact on every level, no weights (the only home of ortools).

Level after level a min-cost flow is solved; its prices show which pairs and places no best plan can use, and which
every best plan must; with those settled, the next level is solved on what is left. Costs are whole numbers, so
nothing is rounded, and the last level is a tie-break, so the answer does not depend on the solver's taste.
"""

import numpy as np
from numpy.typing import NDArray

from routing.exchange import edges, prices
from routing.table import SPREAD_AT, Ints, Table


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
        from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # large: only who plans loads it

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
