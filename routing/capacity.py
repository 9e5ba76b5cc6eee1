"""How much of an educator a round has: the capacity, less the time away, less what the coordinator keeps back."""

import math

from routing.danish import number
from routing.instance import EducatorSeat, Mode

MOST = 10**6


def places(seat: EducatorSeat) -> int:
    """Whole places. Time away takes its share of them, rounded to the nearest; an exact half falls to the educator.

    Half a place is no place, and a reserved place is a whole one.
    """
    whole = min(math.floor(seat.capacity), MOST)
    return max(0, math.ceil(round(whole * (1 - seat.away) - 0.5, 9)) - math.ceil(min(seat.reserved, MOST)))


def hours(seat: EducatorSeat) -> float:
    """Hours, not rounded."""
    return max(0.0, seat.capacity * (1 - seat.away) - seat.reserved)


def room(seat: EducatorSeat, mode: Mode) -> float:
    """What a round has of the educator, in the unit of the mode."""
    return places(seat) if mode == Mode.SLOTS else hours(seat)


def said(seat: EducatorSeat) -> str:
    """Why it is less than the capacity: "kapacitet 5, væk 25 % af perioden, 1 reserveret"; "" when it is not."""
    parts = [f"væk {number(round(100 * seat.away))} % af perioden"] if seat.away else []
    parts += [f"{number(seat.reserved)} reserveret"] if seat.reserved else []
    return ", ".join([f"kapacitet {number(seat.capacity)}", *parts]) if parts else ""
