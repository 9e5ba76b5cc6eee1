"""The cheapest mixture of bundles of cases, in shares: what `patterns` takes its prices from."""

from collections.abc import Sequence

import numpy as np

from routing.solver import Floats, program


class Mixture:
    """A linear program (GLOP): a mixture of bundles of cases per educator, every case whole, earlier goals held."""

    def __init__(self, cases: int, seats: int, limits: Sequence[int]) -> None:
        self.solver = program("GLOP")
        never = -self.solver.infinity()
        self.cases = [self.solver.Constraint(1, 1) for _ in range(cases)]
        self.seats = [self.solver.Constraint(never, 1) for _ in range(seats)]
        self.limits = [self.solver.Constraint(never, limit) for limit in limits]

    def add(self, seat: int, cases: Sequence[int], cost: int, spent: Sequence[int]) -> None:
        """A bundle of cases that the educator can take, with its cost and what it spends of each limit."""
        share = self.solver.NumVar(0, self.solver.infinity(), "")
        self.seats[seat].SetCoefficient(share, 1)
        for case in cases:
            self.cases[case].SetCoefficient(share, 1)
        for row, amount in zip(self.limits, spent, strict=True):
            row.SetCoefficient(share, float(amount))
        self.solver.Objective().SetCoefficient(share, float(cost))

    def prices(self) -> tuple[Floats, Floats, Floats, float] | None:
        """Of the cheapest mixture: the price of each case, each educator and each limit, and what it costs.

        None when rounding kept the solver from its answer.
        """
        self.solver.Objective().SetMinimization()
        if self.solver.Solve() != self.solver.OPTIMAL:
            return None
        case, seat, limit = (
            np.array([row.dual_value() for row in rows], float) for rows in (self.cases, self.seats, self.limits)
        )
        return case, seat, np.minimum(limit, 0), self.solver.Objective().Value()
