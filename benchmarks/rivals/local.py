"""By hand, then mended: admit, move and swap while anything gets better, never giving up a place once served."""

from collections.abc import Callable

from benchmarks.rivals.hand import by_hand_in_turn
from benchmarks.rivals.problem import Held, Pair, Problem

Gain = tuple[float, float, int, int]
"""Fit, squares of load, repeats, outside the district: what a change adds; less is better, the first counts most."""


def local_search(problem: Problem, stopwatch: Callable[[], float], seconds: float) -> tuple[Held, bool]:
    """The plan, and whether it ended by itself (no single step helps) before the seconds ran out."""
    state, ends = _State(problem), stopwatch() + seconds
    better = True
    while better:
        better = False
        for step in (state.admit, state.move, state.swap):
            for case in range(len(problem.cases)):
                if stopwatch() > ends:
                    return state.held, False
                better = step(case) or better
    return state.held, True


class _State:
    """A plan under way."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.held = problem, by_hand_in_turn(problem)
        self.by_seat = [{pair.seat: pair for pair in row} for row in problem.pairs]
        self.holding: list[set[int]] = [set() for _ in problem.places]
        for case, seat in enumerate(self.held):
            if seat >= 0:
                self.holding[seat].add(case)

    def room(self, seat: int) -> bool:
        return len(self.holding[seat]) < self.problem.places[seat]

    def put(self, case: int, seat: int) -> None:
        if self.held[case] >= 0:
            self.holding[self.held[case]].remove(case)
        self.held[case] = seat
        if seat >= 0:
            self.holding[seat].add(case)

    def admit(self, case: int) -> bool:
        """Serve a case left over: in a free place, in that of one who can move on, or of one later in the queue."""
        if self.held[case] >= 0:
            return False
        for seat in self.by_seat[case]:
            if self.room(seat):
                self.put(case, seat)
                return True
        for seat in self.by_seat[case]:
            for other in sorted(self.holding[seat]):
                onward = next((to for to in self.by_seat[other] if self.room(to)), None)
                if onward is not None:
                    self.put(other, onward)
                    self.put(case, seat)
                    return True
        last, seat = max(((max(self.holding[s]), s) for s in self.by_seat[case] if self.holding[s]), default=(-1, -1))
        if last <= case:
            return False
        self.put(last, -1)
        self.put(case, seat)
        return True

    def move(self, case: int) -> bool:
        """Move a served case to a free place where the plan is better."""
        here = self.held[case]
        if here < 0:
            return False
        old = self.by_seat[case][here]
        free = [p for p in self.problem.pairs[case] if p.seat != here and self.room(p.seat)]
        best = min(((self._gain(old, new), new.seat) for new in free), default=None)
        if best is None or best[0] >= (0, -1e-9, 0, 0):
            return False
        self.put(case, best[1])
        return True

    def _gain(self, old: Pair, new: Pair) -> Gain:
        year = self.problem.year
        here, there = (len(self.holding[seat]) + self.problem.earlier[seat] for seat in (old.seat, new.seat))
        squares = (2 * there + 1) / year[new.seat] - (2 * here - 1) / year[old.seat]
        squares = 0.0 if abs(squares) < 1e-9 else squares
        return new.band - old.band, squares, new.visits - old.visits, new.outside - old.outside

    def swap(self, case: int) -> bool:
        """Let two served cases change places where both may and the plan is better."""
        here = self.held[case]
        if here < 0:
            return False
        old = self.by_seat[case][here]
        for seat, new in self.by_seat[case].items():
            if seat == here or new.cost >= old.cost:
                continue
            for other in sorted(self.holding[seat]):
                back = self.by_seat[other].get(here)
                if back is None:
                    continue
                was = self.by_seat[other][seat]
                gain = tuple(n + b - o - w for n, b, o, w in zip(new.cost, back.cost, old.cost, was.cost, strict=True))
                if gain < (0, 0, 0):
                    self.put(other, -1)
                    self.put(case, seat)
                    self.put(other, here)
                    return True
        return False
