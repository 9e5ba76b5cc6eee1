"""The cheapest choice of bundles, one for each educator, that takes every case once: a search that ends with a proof.

What can be filled in the fewest ways is filled first (Knuth's exact cover, 2000), and a way is left as soon as the
least that the open educators must still spend is more than there is.
"""

import numpy as np
from numpy.typing import NDArray

from routing.pack import Floats

WORK = 2_000_000
"""So many bundles are looked at, counted again for each choice; it takes about half a second."""
_NEAR = 1e-6


def cheapest_cover(
    has: NDArray[np.bool_], seat: NDArray[np.int64], spent: Floats, most: Floats
) -> tuple[list[int] | None, bool]:
    """The bundles chosen, None when no choice was found; and whether it is settled that there is no better one.

    Bundle i is for educator `seat[i]` (in rising order) and takes the cases of `has[i]`; `spent[:, i]` is what it
    spends of several things, of which there is `most`. The first two are a bound of the cost and the cost itself.
    """
    most, best = most.copy(), None
    items = np.concatenate([seat[:, None] == np.unique(seat), has], axis=1)
    stack = [(np.arange(len(seat)), np.ones(items.shape[1], bool), np.zeros(len(most)), list[int]())]
    work = 0
    while stack and work < WORK:
        some, open_, used, chosen = stack.pop()
        if chosen:
            some = some[~items[some][:, items[chosen[-1]]].any(axis=1)]
        if not open_.any():
            if (used <= most + _NEAR).all():
                best = chosen
                most[:2] -= most[1] - used[1] + 1
            continue
        work += len(some) + 100
        some = _within(some, seat[some], spent[:, some], most - used)
        ways = np.where(open_, items[some].sum(axis=0), len(seat) + 1)
        fewest = some[items[some, ways.argmin()]]
        order = fewest[np.argsort(-spent[0, fewest], kind="stable")].tolist()
        stack += [(some, open_ & ~items[one], used + spent[:, one], [*chosen, one]) for one in order]
    return best, not stack


def _within(some: NDArray[np.int64], seat: NDArray[np.int64], spent: Floats, left: Floats) -> NDArray[np.int64]:
    """Those of the bundles beside which the other educators can still have one within what is left."""
    if not len(some):
        return some
    first = np.diff(seat, prepend=-1) != 0
    least = np.minimum.reduceat(spent, np.flatnonzero(first), axis=1)
    more = spent - least[:, np.cumsum(first) - 1]
    kept: NDArray[np.int64] = some[(more <= (left - least.sum(axis=1) + _NEAR)[:, None]).all(axis=0)]
    return kept
