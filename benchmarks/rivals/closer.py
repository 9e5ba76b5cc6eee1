"""In hours: is there a plan with the same hours placed, tier by tier, whose kinds are closer to each other?

Every set of cases that leaves as many hours over and brings the kinds closer is tried: HiGHS (scipy) is asked for a
plan of the others. Where the sets are too many it is asked for a closer plan at once.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import islice, permutations, product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from routing.check import fits
from routing.instance import Instance

NONE, FOUND, OPEN = "no plan is closer", "a closer plan exists", "not settled"
MANY = 20_000
_LESS = 1e-6


def closer(instance: Instance, placed: Collection[str], seconds: float) -> str:
    """`placed` are the cases that have an educator. One of NONE, FOUND and OPEN, which is when the seconds ran out."""
    asks = _Asks(instance, seconds)
    over = [at for at, case in enumerate(instance.cases) if case.id not in placed]
    now = asks.apart(over)
    sets = [list(islice(asks.sets(tier, over), MANY)) for tier in asks.tiers()]
    if np.prod([len(some) for some in sets], dtype=float) >= MANY:
        return asks.plan(over, now - _LESS)
    answers = {
        asks.plan([at for some in each for at in some], None)
        for each in product(*sets)
        if asks.apart([at for some in each for at in some]) < now - _LESS
    }
    return FOUND if FOUND in answers else OPEN if OPEN in answers else NONE


class _Asks:
    """What is asked of a round: `may[case, seat]`, hours per case and per educator."""

    def __init__(self, instance: Instance, seconds: float) -> None:
        self.cases, self.seconds = instance.cases, seconds
        self.may = np.array([[fits(instance, case, seat) for seat in instance.educators] for case in self.cases])
        self.hours = np.array([round(case.demand) for case in self.cases])
        self.room = np.array([seat.capacity for seat in instance.educators])
        self.asked = Counter[str]()
        for case, hours in zip(self.cases, self.hours.tolist(), strict=True):
            self.asked[case.kind] += hours

    def apart(self, over: Sequence[int]) -> float:
        """How far apart the kinds are when these are left over."""
        left = Counter[str]()
        for at in over:
            left[self.cases[at].kind] += int(self.hours[at])
        shares = [left[kind] / count for kind, count in self.asked.items()]
        return max(shares) - min(shares)

    def tiers(self) -> list[list[int]]:
        """The cases of equal standing."""
        standing = [(case.priority, case.waited) for case in self.cases]
        return [[at for at, one in enumerate(standing) if one == tier] for tier in sorted(set(standing))]

    def sets(self, tier: Sequence[int], over: Collection[int]) -> Iterator[tuple[int, ...]]:
        """Sets that leave as many of the tier's hours over as `over` does; of cases that are alike, the first ones."""
        alike: dict[tuple[int, str, bytes], list[int]] = {}
        for at in tier:
            alike.setdefault((int(self.hours[at]), self.cases[at].kind, self.may[at].tobytes()), []).append(at)
        groups = [
            (size, ats, range(0 if any(may) else len(ats), len(ats) + 1)) for (size, _, may), ats in alike.items()
        ]
        reach = [{0}]
        for size, _, counts in reversed(groups):
            reach.append({sum_ + size * count for sum_ in reach[-1] for count in counts})
        reach.reverse()

        def walk(place: int, left: int) -> Iterator[tuple[int, ...]]:
            if place == len(groups):
                yield ()
                return
            size, ats, counts = groups[place]
            for count in counts:
                if left - size * count in reach[place + 1]:
                    yield from ((*ats[:count], *rest) for rest in walk(place + 1, left - size * count))

        return walk(0, sum(int(self.hours[at]) for at in tier if at in over))

    def plan(self, over: Collection[int], below: float | None) -> str:
        """Whether there is a plan of all but these; or, with `below`, one that leaves as much over, so far apart."""
        case, seat = np.nonzero(self.may)
        hours, served = self.hours[case], np.array([at not in over for at in range(len(self.cases))])
        free = below is not None
        rows = [(case == at, 0 if free else int(of), 1 if free else int(of)) for at, of in enumerate(served)]
        rows += [(hours * (seat == at), 0, room) for at, room in enumerate(self.room)]
        if below is not None:
            for tier in self.tiers():
                rows.append((hours * np.isin(case, tier), *[self.hours[tier][served[tier]].sum()] * 2))
            rows += [(row, -np.inf, below) for row in self._differences(case)]
        weights, low, high = zip(*rows, strict=True)
        answer = milp(
            np.zeros(len(case)),
            constraints=LinearConstraint(np.array(weights, float), low, high),
            integrality=np.ones(len(case)),
            bounds=Bounds(0, 1),
            options={"time_limit": self.seconds},
        )
        return FOUND if answer.x is not None else NONE if answer.status == 2 else OPEN

    def _differences(self, case: NDArray[np.int64]) -> Iterator[NDArray[np.float64]]:
        kinds = np.array([one.kind for one in self.cases])[case]
        share = {kind: self.hours[case] * (kinds == kind) / count for kind, count in self.asked.items()}
        yield from (share[one] - share[other] for one, other in permutations(share, 2))
