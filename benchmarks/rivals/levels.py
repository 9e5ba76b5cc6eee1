"""The levels of a plan as sums over pairs and unit places, for solvers that take one sum at a time."""

import math
from dataclasses import dataclass

from benchmarks.rivals.problem import Held, Problem


@dataclass(frozen=True, slots=True)
class Level:
    """A sum to be least: whole weights of the pairs, then of the unit places, in the order of `Units`."""

    name: str
    of_pairs: tuple[int, ...]
    of_places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Units:
    """Variables: a pair (`case[i]`, `seat[i]`) is taken; a unit place of an educator (`place_of[j]`) is used."""

    case: tuple[int, ...]
    seat: tuple[int, ...]
    place_of: tuple[int, ...]
    levels: tuple[Level, ...]


def units(problem: Problem) -> Units:
    """All levels in order. The first serves in turn: any weights that fall along the queue give the queue's own choice
    (the best base of a matroid), so the place in the queue from behind will do."""
    pairs = [(case, pair) for case, row in enumerate(problem.pairs) for pair in row]
    asked = [0] * len(problem.places)
    for _, pair in pairs:
        asked[pair.seat] += 1
    used = [min(n, places) for n, places in zip(asked, problem.places, strict=True)]
    scale = min(math.lcm(*(year for year in problem.year if year)), 10**9)
    costs = [
        (2 * (problem.earlier[seat] + k) - 1) * scale // problem.year[seat]
        for seat, n in enumerate(used)
        for k in range(1, n + 1)
    ]
    even, none = (0,) * len(costs), (0,) * len(pairs)
    count = len(problem.cases)
    return Units(
        tuple(case for case, _ in pairs),
        tuple(pair.seat for _, pair in pairs),
        tuple(seat for seat, n in enumerate(used) for _ in range(n)),
        (
            Level("in turn", tuple(case - count for case, _ in pairs), even),
            Level("fit", tuple(pair.band for _, pair in pairs), even),
            Level("spread", none, tuple(costs)),
            Level("repeats", tuple(pair.visits for _, pair in pairs), even),
            Level("district", tuple(pair.outside for _, pair in pairs), even),
        ),
    )


def holders(problem: Problem, all_units: Units, taken: list[bool]) -> Held:
    """The plan in which these pairs are taken."""
    held = [-1] * len(problem.cases)
    for case, seat, yes in zip(all_units.case, all_units.seat, taken, strict=False):
        if yes:
            held[case] = seat
    return held
