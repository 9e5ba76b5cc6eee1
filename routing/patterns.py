"""A bound for a goal in hours that is nearly always reached: educators' bundles of cases, mixed at the best price.

Each educator may take a mixture of whole bundles, each within its hours, so that every case is taken once (Dantzig and
Wolfe 1960; Gilmore and Gomory 1961). New bundles are found by filling a knapsack at the cases' prices. Whatever the
prices are, they prove a bound (Geoffrion 1974), and for every pair what a plan with it must cost at least.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.cover import cheapest_cover
from routing.goals import Goal
from routing.mixture import Mixture
from routing.pack import TOO_MANY, all_worth, best_with_each, dearest
from routing.parts import Parts
from routing.solver import Floats, Found
from routing.table import Ints, Table

ROUNDS = 200
"""So often new bundles are looked for; it takes some forty."""
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Proof:
    """No plan is below `least`; none that has the pair of a row is below `with_row[row]`.

    A plan is as much above `bound` as its bundles together are worth less (`gains` of their rows) than each educator's
    best one (`tops`).
    """

    least: int
    with_row: Ints
    bound: float
    gains: Floats
    tops: list[float]


class Patterns:
    """The bundles known so far, for a plan that serves exactly the cases of `held`.

    `limits` are earlier goals with what they may be, `room` the parts each educator may take.
    """

    def __init__(self, table: Table, parts: Parts, held: Ints) -> None:
        self.table, self.size = table, np.array(parts.size, np.int64)
        self.cases = np.flatnonzero(held >= 0)
        self.at = np.full(len(table.cases), -1, np.int64)
        self.at[self.cases] = np.arange(len(self.cases))
        self.room: Sequence[int] = parts.room
        self.limits: list[tuple[Ints, int]] = []
        self.rows = [np.flatnonzero((table.seat == seat) & (held[table.case] >= 0)) for seat in range(len(table.seats))]
        self.known: dict[tuple[int, ...], int] = {}
        self.proofs: list[tuple[Proof, int]] = []

    def drop(self, use: NDArray[np.bool_]) -> None:
        """Forget the pairs that are not in use."""
        self.rows = [rows[use[rows]] for rows in self.rows]
        self.known = {bundle: seat for bundle, seat in self.known.items() if use[list(bundle)].all()}

    def limit(self, goal: Goal, reached: int, proof: Proof | None) -> None:
        """From now on the goal is held."""
        assert goal.weights is not None
        if proof is not None:
            self.proofs.append((proof, reached))
        if any(goal.weights[rows].any() for rows in self.rows):
            self.limits.append((goal.weights, reached - goal.most))

    def prove(self, goal: Goal, held: Ints) -> Proof | None:
        """What is proved of the goal, if anything; `held` is a plan that keeps to the limits."""
        assert goal.weights is not None
        mixture = Mixture(len(self.cases), len(self.room), [most for _, most in self.limits])
        own = np.flatnonzero(held[self.table.case] == self.table.seat)
        for seat in range(len(self.room)):
            self.known.setdefault(tuple(own[self.table.seat[own] == seat].tolist()), seat)
        for known, seat in self.known.items():
            if self.size[self.table.case[list(known)]].sum() <= self.room[seat]:
                self._add(mixture, seat, list(known), goal.weights)
        best, best_prices = -np.inf, None
        for _ in range(ROUNDS):
            if (prices := mixture.prices()) is None:
                break
            case, seats, limit, cost = prices
            bound, bundles = self._round(goal.weights, case, limit)
            if bound > best:
                best, best_prices = bound, (case, limit)
            fresh = [(seat, bundle) for seat, (gain, bundle) in enumerate(bundles) if gain + seats[seat] > _NEAR]
            if not fresh or cost - best < _NEAR:
                break
            for seat, bundle in fresh:
                self.known[tuple(bundle)] = seat
                self._add(mixture, seat, bundle, goal.weights)
        if best_prices is None:
            return None
        with_row = self._with_row(goal.weights, best, *best_prices)
        gains, tops = np.zeros(len(self.table.case)), []
        for rows, room in zip(self.rows, self.room, strict=True):
            gains[rows] = self._gains(goal.weights, *best_prices, rows)
            tops.append(dearest(gains[rows], self._sizes(rows), room)[0])
        return Proof(int(np.ceil(best - _NEAR)) + goal.most, with_row + goal.most, best + goal.most, gains, tops)

    def cheapest(self, goal: Goal, proof: Proof, high: int, most: int) -> Found | None:
        """The best plan with the goal up to `high`, of whole bundles; None when there are more bundles than `most`."""
        assert goal.weights is not None
        each = [self._within(seat, proof, high) for seat in range(len(self.room))]
        if sum(TOO_MANY if one is None else len(one) for one in each) >= most:
            return None
        chosen = np.concatenate([one for one in each if one is not None])
        seat = np.repeat(np.arange(len(each)), [len(one) for one in each if one is not None])
        cost = chosen @ goal.weights
        spent = [
            (_above(proof, chosen, seat), high - proof.bound),
            (cost, high - goal.most),
            *((_above(one, chosen, seat), reached - one.bound) for one, reached in self.proofs),
            *((chosen @ amounts, most) for amounts, most in self.limits),
        ]
        cases = np.eye(len(self.table.cases), dtype=bool)[self.table.case][:, self.cases]
        cover, settled = cheapest_cover(
            chosen @ cases,
            seat,
            np.array([one for one, _ in spent], float),
            np.array([most for _, most in spent], float),
        )
        if cover is None:
            return Found(None, high + 1 if settled else 0, settled)
        held = np.full(len(self.table.cases), -1, np.int64)
        for one in cover:
            held[self.table.case[chosen[one]]] = seat[one]
        return Found(held, goal.most + int(cost[cover].sum()) if settled else 0, settled)

    def _within(self, seat: int, proof: Proof, high: int) -> NDArray[np.bool_] | None:
        """The educator's bundles (a column for each row of the table) that a plan up to `high` can have."""
        rows, room = self.rows[seat], self.room[seat]
        spare = min(room, sum(self.room) - int(self.size[self.cases].sum()))
        least = proof.tops[seat] - (high - proof.bound)
        chosen = all_worth(proof.gains[rows], self._sizes(rows), room, spare, least)
        if chosen is None:
            return None
        for one, reached in self.proofs:
            chosen = chosen[chosen @ one.gains[rows] >= one.tops[seat] - (reached - one.bound) - _NEAR]
        found = np.zeros((len(chosen), len(self.table.case)), bool)
        found[:, rows] = chosen
        return found

    def _sizes(self, rows: Ints) -> list[int]:
        sizes: list[int] = self.size[self.table.case[rows]].tolist()
        return sizes

    def _add(self, mixture: Mixture, seat: int, bundle: list[int], weights: Ints) -> None:
        cases = self.at[self.table.case[bundle]].tolist()
        spent = [int(amounts[bundle].sum()) for amounts, _ in self.limits]
        mixture.add(seat, cases, int(weights[bundle].sum()), spent)

    def _gains(self, weights: Ints, case: Floats, limit: Floats, rows: Ints) -> Floats:
        """What the pairs are worth at these prices beyond what they cost."""
        gains = case[self.at[self.table.case[rows]]] - weights[rows]
        for price, (amounts, _) in zip(limit.tolist(), self.limits, strict=True):
            gains += price * amounts[rows]
        return np.asarray(gains, float)

    def _round(self, weights: Ints, case: Floats, limit: Floats) -> tuple[float, list[tuple[float, list[int]]]]:
        """The bound at these prices, and each educator's best bundle with what it is worth."""
        bound = float(case.sum()) + sum(price * most for price, (_, most) in zip(limit, self.limits, strict=True))
        bundles = []
        for rows, room in zip(self.rows, self.room, strict=True):
            gain, chosen = dearest(self._gains(weights, case, limit, rows), self._sizes(rows), room)
            bound -= gain
            bundles.append((gain, rows[chosen].tolist()))
        return bound, bundles

    def _with_row(self, weights: Ints, bound: float, case: Floats, limit: Floats) -> Ints:
        found = np.full(len(self.table.case), np.iinfo(np.int64).max // 2)
        for rows, room in zip(self.rows, self.room, strict=True):
            if len(rows):
                gains, size = self._gains(weights, case, limit, rows), self._sizes(rows)
                lost = dearest(gains, size, room)[0] - best_with_each(gains, size, room)
                possible = np.isfinite(lost)
                found[rows[possible]] = np.ceil(bound + lost[possible] - _NEAR).astype(np.int64)
        return found


def _above(proof: Proof, chosen: NDArray[np.bool_], seat: Ints) -> Floats:
    """By how much a plan with the bundle is above the proof's bound at least."""
    above: Floats = np.array(proof.tops)[seat] - chosen @ proof.gains
    return above
