"""The best plan for the cases that are served: exact on every level, nothing traded, nothing rounded.

As many levels as whole numbers of 64 bits can hold apart go into one min-cost flow. Its prices show which pairs and
places no best plan can use, and which every best plan must; with those settled, the next levels are solved on what is
left. The last level is a tie-break, so the answer does not depend on the solver's taste.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.exchange import NEVER, prices
from routing.solver import OutOfRangeError, least_cost_flow
from routing.table import Ints, Table

ROOM = 2**61
"""Costs times nodes must stay below this, for the solver multiplies them."""


def best_plan(table: Table, served: Ints) -> Ints:
    """The educator of each of the `served` cases (positions, sorted), best on every level of the table in turn."""
    network = _Network(table, served)
    waiting = list(range(len(table.levels) + 1))
    while waiting and len(network.rows):
        group = network.packable(waiting)
        while True:
            try:
                network.solve(group)
            except OutOfRangeError:
                if len(group) == 1:
                    raise
                group = group[: len(group) // 2]
            else:
                break
        waiting = waiting[waiting.index(group[-1]) + 1 :]
    return network.held[served]


class _Network:
    """Arcs case → educator (`rows` of the table) and, a unit each, educator → pool; only what is not settled yet.

    `held` are the cases' educators by the flows so far, `supply` what an educator must pass on to the pool for settled
    cases, and what the pool takes.
    """

    def __init__(self, table: Table, served: Ints) -> None:
        self.table, self.seats = table, len(table.seats)
        taking = np.zeros(len(table.cases), bool)
        taking[served] = True
        self.rows = np.flatnonzero(taking[table.case])
        asked = np.bincount(table.seat[self.rows], minlength=self.seats).tolist()
        slots = [table.slots(seat, min(asked[seat], table.places[seat])) for seat in range(self.seats)]
        self.owner = np.repeat(np.arange(self.seats), [len(slot) for slot in slots])
        self.place = np.array([cost for slot in slots for cost in slot], np.int64)
        self.held = np.full(len(table.cases), -1, np.int64)
        self.supply = np.zeros(self.seats + 1, np.int64)
        self.supply[-1] = -len(served)

    def packable(self, levels: Sequence[int]) -> list[int]:
        """The first of these levels: as many as fit together into one flow, at least one."""
        group: list[int] = []
        width, most = 1, ROOM // (self.seats + len(np.unique(self.table.case[self.rows])) + 2)
        for level in levels:
            span, top = self._span(level)
            if group and (width * (span + 1) > most or width * (span + 1) * (top + 1) > most):
                break
            width *= span + 1
            group.append(level)
        return group

    def _span(self, level: int) -> tuple[int, int]:
        """How far two plans can be apart on the level in all, and in one arc."""
        if level == self.table.spread_at():
            ordered, count = np.sort(self.place), -int(self.supply[-1])
            if not len(ordered):
                return 0, 0
            return int(ordered[len(ordered) - count :].sum() - ordered[:count].sum()), int(ordered[-1])
        apart = self._least(self.table.costs(level, self.rows))
        case = self.table.case[self.rows]
        starts = np.flatnonzero(np.diff(case, prepend=-1))
        return int(np.maximum.reduceat(apart, starts).sum()), int(apart.max())

    def _least(self, cost: Ints) -> Ints:
        """The cost beyond the case's cheapest: the same for all plans, so it may be left out."""
        case = self.table.case[self.rows]
        starts = np.flatnonzero(np.diff(case, prepend=-1))
        beyond: Ints = cost - np.repeat(np.minimum.reduceat(cost, starts), np.diff(starts, append=len(case)))
        return beyond

    def _packed(self, levels: Sequence[int]) -> tuple[Ints, Ints]:
        """One cost for all these levels, of every row and of every place."""
        pairs, places, weight = np.zeros(len(self.rows), np.int64), np.zeros(len(self.place), np.int64), 1
        for level in reversed(levels):
            span, _ = self._span(level)
            if not span:
                continue
            if level == self.table.spread_at():
                places += weight * self.place
            else:
                pairs += weight * self._least(self.table.costs(level, self.rows))
            weight *= span + 1
        return pairs, places

    def solve(self, levels: Sequence[int]) -> None:
        """Settle what all plans that are best on these levels have in common, and drop what none of them has."""
        pairs, places = self._packed(levels)
        case, seat = self.table.case[self.rows], self.table.seat[self.rows]
        if not (pairs.any() or places.any()) and (self.held[case] >= 0).all():
            return
        whole, node = np.unique(case, return_inverse=True)
        tail = np.concatenate([self.seats + 1 + node, self.owner])
        head = np.concatenate([seat, np.full(len(self.owner), self.seats)])
        supply = np.concatenate([self.supply, np.ones(len(whole), np.int64)])
        flow = least_cost_flow(tail, head, np.concatenate([pairs, places]), supply)
        used, taken = flow[len(pairs) :], np.flatnonzero(flow[: len(pairs)])
        held, own = seat[taken].astype(np.int64), pairs[taken]
        self.held[whole] = held
        price = prices(self._moves(pairs - own[node], held[node], seat, places, used))
        reduced = pairs - own[node] + price[held][node] - price[seat]
        self._settle(reduced, places + price[self.owner] - price[self.seats])

    def _moves(self, gain: Ints, origin: Ints, target: Ints, places: Ints, used: NDArray[np.bool_]) -> Ints:
        """The exchange graph of the flow: from × to, the pool last; NEVER where there is no way."""
        nodes = self.seats + 1
        graph = np.full(nodes * nodes, NEVER)
        np.minimum.at(graph, origin * nodes + target, gain)
        np.minimum.at(graph, self.owner[~used] * nodes + self.seats, places[~used])
        np.minimum.at(graph, self.seats * nodes + self.owner[used], -places[used])
        return graph.reshape(nodes, nodes)

    def _settle(self, pairs: Ints, places: Ints) -> None:
        """Close what no best plan uses (a reduced cost above 0) and what every one uses (below 0, or the only one)."""
        case, seat = self.table.case[self.rows], self.table.seat[self.rows]
        left = np.bincount(case[pairs <= 0], minlength=len(self.table.cases))
        must = (pairs < 0) | ((pairs == 0) & (left[case] == 1))
        np.add.at(self.supply, seat[must], 1)
        must_place = places < 0
        np.subtract.at(self.supply, self.owner[must_place], 1)
        self.supply[-1] += int(must_place.sum())
        self.rows = self.rows[(pairs == 0) & ~must]
        self.owner, self.place = self.owner[places == 0], self.place[places == 0]
