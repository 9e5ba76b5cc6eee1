"""Cases in hours change places where that fits them better: who is served stays, and how much is placed.

One case moves into hours that are left, or two change places; a level is never traded for those after it. The spread
of load is not looked at here.
"""

import numpy as np

from routing.parts import parts
from routing.table import Ints, Table

UP_TO = 1000
"""With more cases than this everybody stays: it would take longer than the rest of the plan."""
PASSES = 5
_APART = 10**12


def settled(table: Table, held: Ints) -> Ints:
    """The plan after the exchanges; `held[case]` is an educator's position, -1 for a case left over."""
    if len(table.cases) > UP_TO:
        return held
    return _Settling(table, held).run()


class _Settling:
    """`price[case][seat]` is what all levels cost there in one number, for whole numbers of Python never end."""

    def __init__(self, table: Table, held: Ints) -> None:
        whole = parts(table)
        self.size, self.at, self.room = whole.size, held.tolist(), list(whole.room)
        self.held: list[set[int]] = [set() for _ in table.seats]
        for case, seat in enumerate(self.at):
            if seat >= 0:
                self.held[seat].add(case)
                self.room[seat] -= self.size[case]
        self.price: list[dict[int, int]] = [{} for _ in table.cases]
        costs = [table.costs(level, slice(None)).tolist() for level in range(len(table.levels))]
        for row, (case, seat) in enumerate(zip(table.case.tolist(), table.seat.tolist(), strict=True)):
            total = 0
            for level in costs:
                total = total * _APART + level[row] * self.size[case]
            self.price[case][seat] = total

    def run(self) -> Ints:
        """Pass after pass, until nobody gains."""
        for _ in range(PASSES):
            gained = [self._better(case) for case, seat in enumerate(self.at) if seat >= 0]
            if not any(gained):
                break
        return np.array(self.at, np.int64)

    def _better(self, case: int) -> bool:
        """Move the case, or let it change places, to where the plan gains most; False when nowhere."""
        seat = self.at[case]
        best, choice = 0, (seat, -1)
        for target, price in self.price[case].items():
            gain = self.price[case][seat] - price
            if target == seat:
                continue
            if self.room[target] >= self.size[case] and gain > best:
                best, choice = gain, (target, -1)
            for other in sorted(self.held[target]) if gain + self._most(target) > best else ():
                both = gain + self.price[other][target] - self.price[other].get(seat, _NEVER)
                if both > best and self._fits(case, seat, other, target):
                    best, choice = both, (target, other)
        if best:
            self._put(case, choice[0])
            if choice[1] >= 0:
                self._put(choice[1], seat)
        return best > 0

    def _most(self, seat: int) -> int:
        """The most that somebody there could gain by leaving."""
        return max((self.price[other][seat] for other in self.held[seat]), default=0)

    def _fits(self, case: int, seat: int, other: int, target: int) -> bool:
        more = self.size[case] - self.size[other]
        return more <= self.room[target] and -more <= self.room[seat]

    def _put(self, case: int, seat: int) -> None:
        self.held[self.at[case]].discard(case)
        self.room[self.at[case]] += self.size[case]
        self.at[case] = seat
        self.held[seat].add(case)
        self.room[seat] -= self.size[case]


_NEVER = _APART**20
