"""Hours in whole parts: solvers count in whole numbers, so that nothing is lost between them."""

import math
from dataclasses import dataclass

from routing.capacity import MOST, hours
from routing.table import Table

FINE = 100
"""Hours are read in whole hundredths; what a case takes is rounded up, what an educator has is rounded down."""
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Parts:
    """`size[case]` and `room[seat]` in parts of `step` hundredths of an hour, as large as the sizes allow.

    `whole[seat]` and `earlier[seat]` are the hundredths of the school year so far that the spread counts: those there
    are, this round's included, and those that went to earlier cases.
    """

    step: int
    size: tuple[int, ...]
    room: tuple[int, ...]
    whole: tuple[int, ...]
    earlier: tuple[int, ...]

    @property
    def unit(self) -> float:
        """Hours in a part."""
        return self.step / FINE


def parts(table: Table) -> Parts:
    """The round in parts. What is pinned to an educator always has room there."""
    fine = [math.ceil(case.demand * FINE - _NEAR) for case in table.cases]
    step = math.gcd(*fine) or FINE
    size = tuple(count // step for count in fine)
    at, pinned = {seat.id: position for position, seat in enumerate(table.seats)}, [0] * len(table.seats)
    for case, count in zip(table.cases, size, strict=True):
        if case.pinned is not None:
            pinned[at[case.pinned]] += count
    here = [int(min(hours(seat), MOST) * FINE + _NEAR) for seat in table.seats]
    return Parts(
        step,
        size,
        tuple(max(fine // step, held) for fine, held in zip(here, pinned, strict=True)),
        tuple(round(seat.earlier_places * FINE) + fine for seat, fine in zip(table.seats, here, strict=True)),
        tuple(round(seat.earlier_cases * FINE) for seat in table.seats),
    )
