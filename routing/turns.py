"""Who is served: the queue is walked in turn, and a case is admitted if all admitted ones can still have a place.

Cases that can have a place together form a transversal matroid, so this walk finds at once the largest number and
the only set in which nobody is passed over (Edmonds and Fulkerson 1965; Rado 1957). Sets of educators are the bits of
one number, so that a step of the search looks at all of them together.
"""

from collections.abc import Iterator, Sequence


def bits(mask: int) -> Iterator[int]:
    """The positions of the ones, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def served(allowed: Sequence[int], places: Sequence[int], first: Sequence[int] = ()) -> list[int]:
    """For each case in queue order the educator of some plan that serves the right cases, -1 for those left over.

    `allowed[case]` are its educators as bits; the cases in `first` (pins) come before all others.
    """
    early = set(first)
    walk = _Walk(allowed, places)
    for case in (*first, *(c for c in range(len(allowed)) if c not in early)):
        walk.admit(case)
    return walk.at


class _Walk:
    """The plan so far. `onward[seat]` are the educators its cases could move to; `free` those with a place.

    `dead` are educators full of cases that can go nowhere else: they stay so.
    """

    def __init__(self, allowed: Sequence[int], places: Sequence[int]) -> None:
        self.allowed, self.places = allowed, places
        self.at = [-1] * len(allowed)
        self.held: list[set[int]] = [set() for _ in places]
        self.onward = [0] * len(places)
        self.free = sum(1 << seat for seat, count in enumerate(places) if count)
        self.dead = 0

    def admit(self, case: int) -> None:
        """Find the shortest chain of moves that ends at a free place, and take it; without one nobody moves."""
        fresh = self.allowed[case] & ~self.dead
        reach, found = fresh, [(-1, fresh)]
        for origin, seats in found:
            if seats & self.free:
                self._move(case, next(bits(seats & self.free)), origin, found)
                return
            for seat in bits(seats):
                onward = self.onward[seat] & ~reach & ~self.dead
                if onward:
                    reach |= onward
                    found.append((seat, onward))
        self.dead |= reach

    def _move(self, case: int, seat: int, origin: int, found: Sequence[tuple[int, int]]) -> None:
        while origin >= 0:
            mover = min(c for c in self.held[origin] if self.allowed[c] >> seat & 1)
            self.held[origin].discard(mover)
            self._take(mover, seat)
            seat, origin = origin, next(before for before, seats in found if seats >> origin & 1)
        self._take(case, seat)

    def _take(self, case: int, seat: int) -> None:
        self.held[seat].add(case)
        self.at[case] = seat
        self.onward[seat] = 0
        for one in self.held[seat]:
            self.onward[seat] |= self.allowed[one]
        if len(self.held[seat]) >= self.places[seat]:
            self.free &= ~(1 << seat)
