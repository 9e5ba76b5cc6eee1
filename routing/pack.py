"""Which cases fill an educator's hours best: sums of subsets, for one or two, and the knapsack worth most; exact."""

import math
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TOO_MANY = 20_000
"""More choices than this are not written out."""
_NEAR = 1e-6


def sums(choices: Iterable[Iterable[int]]) -> int:
    """The sums that taking one number of each choice can make, as the bits of one number."""
    found = 1
    for each in choices:
        before, found = found, 0
        for one in each:
            found |= before << one
    return found


def fullest(cases: Sequence[int], size: Sequence[int], room: int) -> set[int]:
    """Those of the cases that together come closest to `room` without passing it; the first ones where it is equal.

    The sums that can be reached are the bits of one number.
    """
    within, reached = (1 << room + 1) - 1, [1]
    for case in cases:
        reached.append((reached[-1] | reached[-1] << size[case]) & within)
    total, chosen = reached[-1].bit_length() - 1, set[int]()
    for position in range(len(cases) - 1, -1, -1):
        if not reached[position] >> total & 1:
            chosen.add(cases[position])
            total -= size[cases[position]]
    return chosen


def fullest_two(
    cases: Sequence[int],
    size: Sequence[int],
    may: Sequence[tuple[bool, bool]],
    must: AbstractSet[int],
    rooms: tuple[int, int],
) -> tuple[set[int], set[int]]:
    """The same for two educators at once; `may[i]` says to which of them the i-th case may go.

    The cases in `must` get a place with one of them; there has to be a way.
    """
    unit = math.gcd(*(size[case] for case in cases)) or 1
    high, wide = rooms[0] // unit, rooms[1] // unit
    reached = [np.zeros((high + 1, wide + 1), bool)]
    reached[0][0, 0] = True
    for case, (one, other) in zip(cases, may, strict=True):
        last, step = reached[-1], size[case] // unit
        both = np.zeros_like(last) if case in must else last.copy()
        if one and step <= high:
            both[step:] |= last[: high + 1 - step]
        if other and step <= wide:
            both[:, step:] |= last[:, : wide + 1 - step]
        reached.append(both)
    first, second = np.nonzero(reached[-1])
    best = int((first + second).argmax())
    at, to = int(first[best]), int(second[best])
    chosen: tuple[set[int], set[int]] = (set(), set())
    for position in range(len(cases) - 1, -1, -1):
        if cases[position] not in must and reached[position][at, to]:
            continue
        step = size[cases[position]] // unit
        if may[position][0] and at >= step and reached[position][at - step, to]:
            chosen[0].add(cases[position])
            at -= step
        else:
            chosen[1].add(cases[position])
            to -= step
    return chosen


def dearest(gains: Floats, size: Sequence[int], room: int) -> tuple[float, list[int]]:
    """The items (positions) that together are worth most within `room`, and what they are worth."""
    best, steps = np.zeros(room + 1), list[tuple[int, NDArray[np.bool_]]]()
    for item in np.flatnonzero(gains > 0).tolist():
        if size[item] <= room:
            taken = _beside(best, size[item]) + gains[item]
            steps.append((item, taken > best))
            best = np.maximum(best, taken)
    left, chosen = room, list[int]()
    for item, better in reversed(steps):
        if better[left]:
            chosen.append(item)
            left -= size[item]
    return float(best[room]), sorted(chosen)


def best_with_each(gains: Floats, size: Sequence[int], room: int) -> Floats:
    """For each item what the best choice is worth that has it; minus infinity for one that is too large."""
    before, after = [np.zeros(room + 1)], [np.zeros(room + 1)]
    for found, items in ((before, range(len(size))), (after, range(len(size) - 1, -1, -1))):
        for item in items:
            found.append(np.maximum(found[-1], _beside(found[-1], size[item]) + gains[item]))
    worth = np.full(len(size), -np.inf)
    for item, gain in enumerate(gains.tolist()):
        if (left := room - size[item]) >= 0:
            one, other = before[item][: left + 1], after[len(size) - 1 - item][left::-1]
            worth[item] = gain + float((one + other).max())
    return worth


def all_worth(gains: Floats, size: Sequence[int], room: int, spare: int, least: float) -> NDArray[np.bool_] | None:
    """All choices (rows, a column for each item) within `room` that leave no more than `spare` and are worth `least`.

    None when there are too many (`TOO_MANY`).
    """
    order = sorted(range(len(size)), key=lambda item: -size[item])
    best = [np.full(room + 1, -np.inf)]
    best[0][: spare + 1] = 0
    for item in reversed(order):
        best.append(np.maximum(best[-1], _beside(best[-1], size[item]) + gains[item]))
    left, worth, chosen = np.array([room]), np.zeros(1), np.zeros((1, len(size)), bool)
    for after, item in zip(best[-2::-1], order, strict=True):
        fits = left >= size[item]
        with_item = chosen[fits]
        with_item[:, item] = True
        left = np.concatenate([left, left[fits] - size[item]])
        worth = np.concatenate([worth, worth[fits] + gains[item]])
        hopeful = worth + after[left] >= least - _NEAR
        left, worth = left[hopeful], worth[hopeful]
        if len(left) > TOO_MANY:
            return None
        chosen = np.concatenate([chosen, with_item])[hopeful]
    return chosen if len(size) or spare >= room else chosen[:0]


def _beside(best: Floats, size: int) -> Floats:
    """What is worth most beside an item of that size, for each room; minus infinity where it is too large."""
    beside = np.full(len(best), -np.inf)
    if size < len(best):
        beside[size:] = best[: len(best) - size]
    return beside
