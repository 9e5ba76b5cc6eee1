"""What no plan in hours can be better than, known without looking for one."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from routing.goals import LOAD, Goal, rooms, tiers
from routing.pack import sums
from routing.parts import Parts
from routing.solver import most_placed
from routing.table import Table


def least_left(table: Table, parts: Parts, left: Sequence[int]) -> list[int]:
    """Per tier what stays without a place even if cases could be split, the tiers before it as they are (`left`)."""
    groups, size = tiers(table), np.array(parts.size, np.int64)
    all_ = [int(size[tier].sum()) for tier in groups]
    placed = [0, *accumulate(whole - less for whole, less in zip(all_, left, strict=True))]
    most = [most_placed(table, parts, cases) for cases in accumulate(groups)]
    rows = zip(left, all_, most, placed, groups, strict=False)
    return [
        min(less, _left_over(table, parts, tier, whole - (top - before))) for less, whole, top, before, tier in rows
    ]


def _left_over(table: Table, parts: Parts, tier: Sequence[int], low: int) -> int:
    """The least from `low` on that whole cases of the tier leave over: those nobody may take, and some others."""
    size, may = parts.size, table.allowed
    reached = sums((0, size[case]) if may[case] else (size[case],) for case in tier)
    rest = reached >> max(0, low)
    return max(0, low) + (rest & -rest).bit_length() - 1


def least_load(parts: Parts, placed: int) -> int:
    """A bound for the fullest educator's load when so many parts are placed: as even as whole parts can be."""
    low = max(
        (-(-LOAD * earlier // whole) for whole, earlier in zip(parts.whole, parts.earlier, strict=True) if whole),
        default=0,
    )
    high = max(low, 1)
    while sum(rooms(parts, high)) < placed:
        high *= 2
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if sum(rooms(parts, middle)) >= placed else (middle + 1, high)
    return low


def least_weights(goal: Goal, table: Table, taken: Sequence[bool]) -> int:
    """A bound for a goal with weights, not always to be reached: each of these cases at its best educator."""
    assert goal.weights is not None
    if not len(table.case):
        return goal.most
    starts = np.flatnonzero(np.diff(table.case, prepend=-1))
    least = np.minimum.reduceat(goal.weights, starts)
    return goal.most + int(least[np.array(taken, bool)[table.case[starts]]].sum())
