"""Who is served: the queue is walked in turn, and a case is admitted if all admitted ones can still have a place.

Cases that can have a place together form a transversal matroid, so this walk finds at once the largest number and
the only set in which nobody is passed over (Edmonds and Fulkerson 1965; Rado 1957).
"""

from collections import deque
from collections.abc import Sequence


def served(allowed: Sequence[Sequence[int]], places: Sequence[int], first: Sequence[int] = ()) -> list[int]:
    """For each case in queue order the educator of some plan that serves the right cases, -1 for those left over.

    `allowed[case]` are its educators; the cases in `first` (pins) come before all others.
    """
    held: list[set[int]] = [set() for _ in places]
    at = [-1] * len(allowed)
    dead = [False] * len(places)
    early = set(first)
    for case in (*first, *(c for c in range(len(allowed)) if c not in early)):
        _admit(case, allowed, places, held, at, dead)
    return at


def _admit(
    case: int,
    allowed: Sequence[Sequence[int]],
    places: Sequence[int],
    held: list[set[int]],
    at: list[int],
    dead: list[bool],
) -> None:
    """Find the shortest chain of moves that ends at a free place, and take it.

    When there is none, the educators reached are full of cases that can go nowhere else, and stay so: `dead`.
    """
    came: dict[int, tuple[int, int]] = {}  # educator → (the case that would move there, from where)
    waiting = deque([-1])
    while waiting:
        origin = waiting.popleft()
        for mover in (case,) if origin < 0 else held[origin]:
            for seat in allowed[mover]:
                if dead[seat] or seat in came:
                    continue
                came[seat] = (mover, origin)
                if len(held[seat]) < places[seat]:
                    _move(seat, came, held, at)
                    return
                waiting.append(seat)
    for seat in came:
        dead[seat] = True


def _move(seat: int, came: dict[int, tuple[int, int]], held: list[set[int]], at: list[int]) -> None:
    while seat >= 0:
        mover, origin = came[seat]
        if origin >= 0:
            held[origin].discard(mover)
        held[seat].add(mover)
        at[mover] = seat
        seat = origin
