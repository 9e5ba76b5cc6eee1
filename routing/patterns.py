"""A bound for a goal in hours that is nearly always reached: educators' bundles of cases, mixed at the best price.

Each educator may take a mixture of whole bundles, each within its hours, so that every case is taken once (Dantzig and
Wolfe 1960; Gilmore and Gomory 1961). New bundles are found by filling a knapsack at the cases' prices. Whatever the
prices are, they prove a bound (Geoffrion 1974), and for every pair what a plan with it must cost at least.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.goals import Goal
from routing.pack import best_with_each, dearest
from routing.parts import Parts
from routing.solver import Floats, Mixture
from routing.table import Ints, Table

ROUNDS = 200
"""So often new bundles are looked for; it takes some forty."""
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Proof:
    """No plan is below `least`; none that has the pair of a row is below `with_row[row]`."""

    least: int
    with_row: Ints


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

    def drop(self, use: NDArray[np.bool_]) -> None:
        """Forget the pairs that are not in use."""
        self.rows = [rows[use[rows]] for rows in self.rows]
        self.known = {bundle: seat for bundle, seat in self.known.items() if use[list(bundle)].all()}

    def limit(self, goal: Goal, reached: int) -> None:
        """From now on the goal is held."""
        assert goal.weights is not None
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
        return Proof(int(np.ceil(best - _NEAR)) + goal.most, with_row + goal.most)

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
            gain, chosen = dearest(
                self._gains(weights, case, limit, rows), self.size[self.table.case[rows]].tolist(), room
            )
            bound -= gain
            bundles.append((gain, rows[chosen].tolist()))
        return bound, bundles

    def _with_row(self, weights: Ints, bound: float, case: Floats, limit: Floats) -> Ints:
        found = np.full(len(self.table.case), np.iinfo(np.int64).max // 2)
        for rows, room in zip(self.rows, self.room, strict=True):
            if len(rows):
                gains, size = self._gains(weights, case, limit, rows), self.size[self.table.case[rows]].tolist()
                lost = dearest(gains, size, room)[0] - best_with_each(gains, size, room)
                possible = np.isfinite(lost)
                found[rows[possible]] = np.ceil(bound + lost[possible] - _NEAR).astype(np.int64)
        return found
