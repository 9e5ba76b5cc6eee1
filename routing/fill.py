"""Cases of different size into educators' hours, without trying everything: the plan that large rounds get.

Tier after tier (pins, then by priority and rounds waited): the three kinds in step, so that none starves; then moves
that make room for a case left over; then each educator's hours packed again, as full as the cases at hand allow; last,
cases of the same size change places across the kinds where these are still out of step.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np

from routing.goals import SHARE, STEP, asked, kept, tiers
from routing.pack import fullest, fullest_two
from routing.parts import parts
from routing.table import Ints, Table
from routing.turns import bits

PASSES = 10
"""Rounds of packing again, unless one changes nothing."""
SMALL, WIDE = 300, 2000
"""With more cases, or more parts of an educator, nobody changes places and educators are packed one by one."""


def filled(table: Table) -> Ints:
    """For each case the position of its educator, -1 for one left over."""
    filling = _Filling(table)
    for tier in tiers(table):
        filling.take(tier)
    return np.array(filling.at, np.int64)


class _Filling:
    """`at[case]` is an educator or -1, `room[seat]` what is left of the hours, `held[seat]` who is there.

    `choices[case]` are its educators, the one that fits best first, `drafted[case]` the one it has in the draft;
    `asked` and `given` count each kind.
    """

    def __init__(self, table: Table) -> None:
        whole = parts(table)
        self.table, self.size = table, whole.size
        self.at = [-1] * len(table.cases)
        self.room = list(whole.room)
        self.held: list[set[int]] = [set() for _ in table.seats]
        self.asked, self.given = asked(table, whole), Counter[str]()
        stays = kept(table, whole)
        rows = np.flatnonzero(stays.weights) if stays and stays.weights is not None else np.zeros(0, np.int64)
        self.drafted = dict(zip(table.case[rows].tolist(), table.seat[rows].tolist(), strict=True))
        order = np.lexsort([*table.all_costs(slice(None))[::-1], table.case])
        seats = table.seat[order].tolist()
        self.choices = [seats[a:b] for a, b in zip(table.start[:-1].tolist(), table.start[1:].tolist(), strict=True)]

    def take(self, tier: Sequence[int]) -> None:
        """Place as many hours of the tier as we can; nobody of an earlier tier loses a place."""
        left = self._in_step(self._in_step(self._stay(tier), self._place), self._make_room)
        for _ in range(PASSES):
            before = sum(self.room)
            left = self._in_step(self._repack(left, set(tier)), self._somehow)
            if left and len(self.at) <= SMALL:
                left = self._repack_two(left, set(tier))
            if sum(self.room) == before:
                break
        self._even_out(tier)

    def _stay(self, tier: Sequence[int]) -> list[int]:
        """The drafts where they are, as far as there is room; gives the others."""
        others = []
        for case in tier:
            if case in self.drafted and self.room[self.drafted[case]] >= self.size[case]:
                self._put(case, self.drafted[case])
            else:
                others.append(case)
        return others

    def _somehow(self, case: int) -> bool:
        small = len(self.at) <= SMALL
        return self._place(case) or self._make_room(case) or (small and self._exchange(case))

    def _in_step(self, cases: Sequence[int], place: Callable[[int], bool]) -> list[int]:
        """Try them in queue order within a kind, always on with the kind that has got the smallest share so far.

        Gives the cases left over, in queue order.
        """
        queues: dict[str, list[int]] = {}
        for case in sorted(cases, reverse=True):
            queues.setdefault(self.table.cases[case].kind, []).append(case)
        left = []
        while queues:
            kind = min(queues, key=lambda one: (self._share(one), one))
            case = queues[kind].pop()
            if not place(case):
                left.append(case)
            if not queues[kind]:
                del queues[kind]
        return sorted(left)

    def _behind(self, case: int) -> tuple[float, int]:
        """Less for the kinds that have got a smaller share so far, then for those earlier in the queue."""
        kind = self.table.cases[case].kind
        return self._share(kind), case

    def _share(self, kind: str) -> float:
        return self.given[kind] / self.asked[kind]

    def _place(self, case: int) -> bool:
        size = self.size[case]
        for seat in self.choices[case]:
            if self.room[seat] >= size:
                self._put(case, seat)
                return True
        return False

    def _put(self, case: int, seat: int) -> None:
        if self.at[case] >= 0:
            self._out(case)
        self.at[case] = seat
        self.held[seat].add(case)
        self.room[seat] -= self.size[case]
        self.given[self.table.cases[case].kind] += self.size[case]

    def _out(self, case: int) -> None:
        seat, self.at[case] = self.at[case], -1
        self.held[seat].discard(case)
        self.room[seat] += self.size[case]
        self.given[self.table.cases[case].kind] -= self.size[case]

    def _make_room(self, case: int) -> bool:
        """Move one case on, so that this one fits where it was."""
        most = max(self.room, default=0)
        for seat in self.choices[case]:
            lacks = self.size[case] - self.room[seat]
            for mover in sorted(self.held[seat]):
                if lacks <= self.size[mover] <= most and self._move_on(mover, seat):
                    self._put(case, seat)
                    return True
        return False

    def _move_on(self, mover: int, origin: int) -> bool:
        for seat in self.choices[mover]:
            if seat != origin and self.room[seat] >= self.size[mover]:
                self._put(mover, seat)
                return True
        return False

    def _exchange(self, case: int) -> bool:
        """Let two cases change places, so that this one fits beside the smaller of them."""
        for seat in self.choices[case]:
            lacks = self.size[case] - self.room[seat]
            for mover in sorted(self.held[seat]):
                for target in self.choices[mover]:
                    other = self._counterpart(mover, seat, target, lacks)
                    if other is not None:
                        self._out(other)
                        self._put(mover, target)
                        self._put(other, seat)
                        self._put(case, seat)
                        return True
        return False

    def _counterpart(self, mover: int, seat: int, target: int, lacks: int) -> int | None:
        """A case at `target` that is smaller than the mover by enough, and not by too much."""
        for other in sorted(self.held[target]) if target != seat else ():
            gain = self.size[mover] - self.size[other]
            if lacks <= gain <= self.room[target] and self.table.allowed[other] >> seat & 1:
                return other
        return None

    def _repack(self, left: Sequence[int], tier: set[int]) -> list[int]:
        """Each educator's hours as full as can be, of what it has of this tier and what is left over of it."""
        pool: list[set[int]] = [set() for _ in self.room]
        for case in left:
            for seat in bits(self.table.allowed[case]):
                pool[seat].add(case)
        for seat, room in enumerate(self.room):
            if not room or not pool[seat]:
                continue
            mine = [case for case in self.held[seat] & tier if self.table.cases[case].pinned is None]
            mine.sort(key=self._behind)
            before = sum(self.size[case] for case in mine)
            best = fullest([*mine, *sorted(pool[seat], key=self._behind)], self.size, room + before)
            if sum(self.size[case] for case in best) <= before:
                continue
            for case in set(mine) - best:
                self._out(case)
                for other in bits(self.table.allowed[case]):
                    pool[other].add(case)
            for case in best - set(mine):
                self._put(case, seat)
                for other in bits(self.table.allowed[case]):
                    pool[other].discard(case)
        return sorted(set().union(*pool))

    def _repack_two(self, left: Sequence[int], tier: set[int]) -> list[int]:
        """The same for every two educators together; a case of an earlier tier may go from one to the other."""
        for pair in combinations([seat for seat, room in enumerate(self.room) if room], 2):
            mine = [case for seat in pair for case in self.held[seat]]
            fixed = {case for case in mine if case not in tier or self.table.cases[case].pinned is not None}
            cases = [*sorted(mine, key=self._behind), *sorted(left, key=self._behind)]
            masks = [self.table.allowed[case] for case in cases]
            may = [(bool(mask >> pair[0] & 1), bool(mask >> pair[1] & 1)) for mask in masks]
            rooms = [self.room[seat] + sum(self.size[case] for case in self.held[seat]) for seat in pair]
            if max(rooms) > WIDE:
                continue
            best = fullest_two(cases, self.size, may, fixed, (rooms[0], rooms[1]))
            if sum(self.size[case] for case in best[0] | best[1]) <= sum(self.size[case] for case in mine):
                continue
            for case in mine:
                self._out(case)
            for seat, chosen in zip(pair, best, strict=True):
                for case in sorted(chosen):
                    self._put(case, seat)
            left = sorted(case for case in {*left, *mine} if self.at[case] < 0)
        return list(left)

    def _even_out(self, tier: Sequence[int]) -> None:
        """While the kinds are out of step: a case of the poorest for one or two of the richest, as large together."""
        free = [case for case in tier if self.table.cases[case].pinned is None]
        while self.asked:
            poor, rich = (pick(self.asked, key=lambda kind: (self._share(kind), kind)) for pick in (min, max))
            gap = self._share(rich) - self._share(poor)
            swap = self._swap(free, poor, rich, gap) if gap > STEP / SHARE else None
            if swap is None:
                return
            seat = self.at[swap[1][0]]
            for case in swap[1]:
                self._out(case)
            self._put(swap[0], seat)

    def _swap(self, free: Sequence[int], poor: str, rich: str, gap: float) -> tuple[int, tuple[int, ...]] | None:
        """A waiting case and placed ones that may change places, so that the two kinds come nearer to each other."""
        closer = 2 * gap / (1 / self.asked[poor] + 1 / self.asked[rich])
        cases, placed = self.table.cases, dict[tuple[int, int], tuple[int, ...]]()
        for seat, held in enumerate(self.held):
            mine = sorted(held.intersection(case for case in free if cases[case].kind == rich), reverse=True)
            for some in (*combinations(mine, 2), *((case,) for case in mine)):
                placed[sum(self.size[case] for case in some), seat] = some
        waiting = (case for case in free if self.at[case] < 0 and cases[case].kind == poor and self.size[case] < closer)
        return next(
            (
                (case, placed[self.size[case], seat])
                for case in waiting
                for seat in bits(self.table.allowed[case])
                if (self.size[case], seat) in placed
            ),
            None,
        )
