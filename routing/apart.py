"""How far apart the three kinds must be at least, once it is settled how many hours of each tier are left over."""

import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from routing.goals import SHARE, apart_when, asked, tiers
from routing.pack import sums
from routing.parts import Parts
from routing.table import Table

CELLS, STEPS = 4_000_000, 1000
"""With more ways to share out what is left over among the kinds only their means are looked at."""


def least_apart(table: Table, parts: Parts, left: Sequence[int]) -> int:
    """A bound for how many thousandths the kinds' shares are apart when so many parts of each tier are left over.

    What whole cases of a kind can leave over is looked at, or in large rounds what somebody may take of it; not who.
    """
    kinds = sorted(asked(table, parts))
    if not kinds:
        return 0
    if max(left) ** (len(kinds) - 1) > CELLS:
        return _by_means(table, parts, sum(left))
    ways = np.ones([1] * (len(kinds) - 1), bool)
    for tier, less in zip(tiers(table), left, strict=True):
        more = _ways(table, parts, tier, less, kinds)
        if min(ways.sum(), more.sum()) > STEPS:
            return _by_means(table, parts, sum(left))
        ways = _both(ways, more)
    return _closest(ways, asked(table, parts), kinds, sum(left))


def _ways(table: Table, parts: Parts, tier: Sequence[int], less: int, kinds: Sequence[str]) -> NDArray[np.bool_]:
    """Whether the tier's cases can leave over so many parts of each kind but the last, `less` of all kinds together."""
    each = []
    for kind in kinds:
        mine = [case for case in tier if table.cases[case].kind == kind]
        reached = sums(_left_by(table, parts, case) for case in mine)
        each.append(np.array([reached >> count & 1 for count in range(less + 1)], bool))
    ways, total = np.ones((), bool), np.zeros((), np.int64)
    for one in each[:-1]:
        ways, total = ways[..., None] & one, total[..., None] + np.arange(less + 1)
    found: NDArray[np.bool_] = ways & (total <= less) & each[-1][np.maximum(less - total, 0)]
    return found


def _left_by(table: Table, parts: Parts, case: int) -> tuple[int, ...]:
    """What the case can leave over: nothing when it is pinned, all when nobody may take it."""
    if not table.allowed[case]:
        return (parts.size[case],)
    return (0,) if table.cases[case].pinned is not None else (0, parts.size[case])


def _both(ways: NDArray[np.bool_], more: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What two tiers can leave over together."""
    few, many = sorted((ways, more), key=np.count_nonzero)
    found = np.zeros([one + other - 1 for one, other in zip(few.shape, many.shape, strict=True)], bool)
    for at in np.argwhere(few).tolist():
        found[tuple(slice(one, one + size) for one, size in zip(at, many.shape, strict=True))] |= many
    return found


def _closest(ways: NDArray[np.bool_], wanted: Counter[str], kinds: Sequence[str], left: int) -> int:
    counts = np.argwhere(ways)
    counts = np.concatenate([counts, left - counts.sum(axis=1, keepdims=True)], axis=1)
    shares = 1 - counts / np.array([wanted[kind] for kind in kinds])
    best = counts[(shares.max(axis=1) - shares.min(axis=1)).argmin()] if len(counts) else None
    if best is None:
        return 0
    return apart_when(wanted, {kind: wanted[kind] - int(over) for kind, over in zip(kinds, best, strict=True)})


def _by_means(table: Table, parts: Parts, left: int) -> int:
    """A kind gets at most what somebody may take of it; the others then share the rest, and one has their mean."""
    wanted, possible = asked(table, parts), Counter[str]()
    for case, size, may in zip(table.cases, parts.size, table.allowed, strict=True):
        possible[case.kind] += size * bool(may)
    placed, found = wanted.total() - left, 0
    for kind, count in wanted.items():
        others = wanted.total() - count
        if others and possible[kind] < count:
            share = Fraction(placed - possible[kind], others) - Fraction(possible[kind], count)
            found = max(found, math.ceil(SHARE * share))
    return found
