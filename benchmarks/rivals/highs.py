"""HiGHS (scipy), a whole-number program per level: each solved, its value held as a row of the next."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csc_array

from benchmarks.rivals.levels import holders, units
from benchmarks.rivals.problem import Held, Problem


def by_highs(problem: Problem, stopwatch: Callable[[], float], seconds: float) -> tuple[Held, int]:
    """The plan, and how many of the levels were proved before the seconds (for all levels together) ran out."""
    ends, all_units = stopwatch() + seconds, units(problem)
    case, seat, place = (np.array(part, np.int64) for part in (all_units.case, all_units.seat, all_units.place_of))
    pairs, size = len(case), len(case) + len(place)
    cases, seats = len(problem.cases), len(problem.places)
    matrix = coo_array(
        (
            np.concatenate([np.ones(2 * pairs), -np.ones(len(place))]),
            (
                np.concatenate([case, cases + seat, cases + place]),
                np.concatenate([np.arange(pairs), np.arange(pairs), pairs + np.arange(len(place))]),
            ),
        ),
        shape=(cases + seats, size),
    ).tocsc()
    rows = [LinearConstraint(matrix, np.r_[np.zeros(cases + seats)], np.r_[np.ones(cases), np.zeros(seats)])]
    values, proved = np.zeros(size), 0
    for level in all_units.levels:
        weights = np.array((*level.of_pairs, *level.of_places), float)
        scaled = weights / max(1.0, float(np.abs(weights).max(initial=0)))
        answer = milp(
            scaled,
            constraints=rows,
            integrality=np.ones(size),
            bounds=Bounds(0, 1),
            options={"time_limit": max(0.1, ends - stopwatch()), "mip_rel_gap": 0},
        )
        if answer.x is not None:
            values = np.round(answer.x)
        if answer.status != 0:
            break
        proved += 1
        rows.append(_served(matrix, cases, values) if proved == 1 else _no_worse(scaled, values))
    return holders(problem, all_units, [value > 0.5 for value in values.tolist()]), proved


def _served(matrix: csc_array, cases: int, values: NDArray[np.float64]) -> LinearConstraint:
    """The first level's choice is the only one (a matroid), so it can be held case by case, which is kinder."""
    served = np.round((matrix @ values)[:cases])
    return LinearConstraint(matrix[:cases], served, served)


def _no_worse(goal: NDArray[np.float64], values: NDArray[np.float64]) -> LinearConstraint:
    return LinearConstraint(goal[None, :], -np.inf, float(goal @ values) + 1e-9)
