"""The exchange graph: what it costs to move one case from one educator to another, for the cheapest such case.

Its nodes are the educators and, last, the common pool of free places: taking a free place leads there, giving one
back leads from there. A plan is best when this graph has no cycle of negative cost (Klein 1967), the distances in it
are the prices (potentials) that prove it, and they are what the whole plan would lose by a change.
"""

import numpy as np
from numpy.typing import NDArray

from routing.table import Ints, Table

NEVER = np.int64(2**62)


def least_rows(costs: Ints, group: Ints, groups: int) -> Ints:
    """Per group the position of its lexicographically least column, -1 for an empty group; the first one of equals."""
    alive = np.arange(costs.shape[1])
    for cost in costs:
        floor = np.full(groups, NEVER)
        np.minimum.at(floor, group[alive], cost[alive])
        alive = alive[cost[alive] == floor[group[alive]]]
    rows = np.full(groups, -1, np.int64)
    rows[group[alive][::-1]] = alive[::-1]
    return rows


def edges(case: Ints, seat: Ints, costs: Ints, held: Ints, own: Ints, seats: int) -> tuple[Ints, NDArray[np.bool_]]:
    """The educators' part of the graph: levels × from × to (one more node for the pool), and where an edge is.

    `held[c]` is the educator of case c (-1: none), `own` the cost it pays there (levels × cases).
    """
    nodes = seats + 1
    movable = np.flatnonzero((held[case] >= 0) & (held[case] != seat))
    mover = case[movable]
    prices_of_moves = costs[:, movable] - own[:, mover]
    rows = least_rows(prices_of_moves, held[mover] * nodes + seat[movable], nodes * nodes)
    flat = np.zeros((len(costs), nodes * nodes), np.int64)
    flat[:, rows >= 0] = prices_of_moves[:, rows[rows >= 0]]
    return flat.reshape(len(costs), nodes, nodes), (rows >= 0).reshape(nodes, nodes)


def own_costs(table: Table, held: Ints) -> Ints:
    """What every held case pays where it is (levels and tie-break × cases; 0 for a case held by nobody)."""
    own = np.zeros((len(table.levels) + 1, len(table.cases)), np.int64)
    here = np.flatnonzero(held[table.case] == table.seat)
    own[:, table.case[here]] = table.all_costs(here)
    return own


def whole_graph(table: Table, held: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """The exchange graph of a plan with all levels, free places included; `held[case]` is an educator or -1."""
    seats, spread = len(table.seats), table.spread_at()
    rows = np.flatnonzero(held[table.case] >= 0)
    graph, some = edges(table.case[rows], table.seat[rows], table.all_costs(rows), held, own_costs(table, held), seats)
    for seat, used in enumerate(table.used(held).tolist()):
        slots = table.slots(seat, min(used + 1, table.places[seat]))
        some[seat, seats], some[seats, seat] = used < table.places[seat], used > 0
        if spread is not None:
            graph[spread, seat, seats] = slots[used] if used < table.places[seat] else 0
            graph[spread, seats, seat] = -slots[used - 1] if used else 0
    return graph, some


def prices(graph: Ints) -> Ints:
    """Least distances from anywhere (Bellman and Ford): prices at which no move pays. NEVER marks a missing edge.

    Raises ArithmeticError when moves pay for ever, that is, when the plan was not best.
    """
    price = np.zeros(len(graph), np.int64)
    for _ in range(len(graph) + 1):
        nearer = np.minimum(price, (price[:, None] + graph).min(axis=0))
        if np.array_equal(nearer, price):
            return price
        price = nearer
    raise ArithmeticError("the plan has a cycle of moves that pays")


def distances(graph: Ints, some: NDArray[np.bool_]) -> Ints:
    """All least distances, lexicographic (Floyd and Warshall): 1 + levels × from × to.

    The first plane counts missing edges: 0 where there is a way.
    """
    reach = np.concatenate([np.where(some, 0, 1)[None].astype(np.int64), graph])
    used = [0, *(plane for plane in range(1, len(reach)) if reach[plane].any())]
    near = reach[used]
    near[:, np.arange(near.shape[1]), np.arange(near.shape[1])] = 0
    for via in range(near.shape[1]):
        if not (some[via].any() and some[:, via].any()):
            continue
        through = near[:, :, via, None] + near[:, None, via, :]
        better = np.zeros(through.shape[1:], bool)
        equal = np.ones(through.shape[1:], bool)
        for new, old in zip(through, near, strict=True):
            better |= equal & (new < old)
            equal &= new == old
        near = np.where(better, through, near)
    whole = np.zeros_like(reach)
    whole[used] = near
    return whole
