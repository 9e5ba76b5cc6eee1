"""Planned again: how few drafts can move at all while everybody is served in turn? HiGHS (scipy) proves the number.

Who is served is fixed by the queue; then as many of them as can be stay with the educator of their draft. The program
is an assignment, whose corners are whole, so its bound holds for every plan.
"""

from collections.abc import Mapping

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from benchmarks.rivals.problem import Problem


def fewest_moved(problem: Problem, turn: frozenset[int], drafts: Mapping[int, int]) -> int:
    """The least number of the served cases (`turn`) that must leave the educator of their draft (`drafts`)."""
    served = sorted(turn)
    row = {case: at for at, case in enumerate(served)}
    pairs = [(row[case], pair.seat, drafts.get(case) == pair.seat) for case in served for pair in problem.pairs[case]]
    case, seat, stays = np.array(pairs, np.int64).reshape(-1, 3).T
    one, each = np.ones(len(pairs)), np.arange(len(pairs))
    answer = linprog(
        -stays.astype(float),
        A_eq=coo_array((one, (case, each)), shape=(len(served), len(pairs))).tocsr(),
        b_eq=np.ones(len(served)),
        A_ub=coo_array((one, (seat, each)), shape=(len(problem.places), len(pairs))).tocsr(),
        b_ub=np.array(problem.places, float),
        bounds=(0, 1),
        method="highs",
    )
    assert answer.status == 0, "the queue's own choice must be possible"
    return sum(case in drafts for case in served) - int(np.floor(-answer.fun + 1e-6))
