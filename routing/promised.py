"""What a school has been told stands: an approved case stays with its educator, as far as that one has room.

Time away that comes after the approval takes places. Then the cases that have not begun want a place again, each one
preferably where it is, and the plan moves as few of them as it can. A case that was set free earlier goes back to whom
the school was told of as soon as that one has room for it, and nobody need be told anything.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cases.case import Case, Status
from routing.capacity import room
from routing.instance import EducatorSeat, Mode

HELD = frozenset({Status.ASSIGNED, Status.RUNNING})
"""Told to the school: such a case keeps its educator, and its place."""


@dataclass(frozen=True, slots=True)
class Promised:
    """`pins` is case → educator: what must stay. `kept` is case → educator: where a released case would best stay."""

    pins: Mapping[str, str]
    kept: Mapping[str, str]


def promised(
    cases: Sequence[Case],
    seats: Sequence[EducatorSeat],
    pinned: Mapping[str, str],
    forbidden: Collection[tuple[str, str]],
    demands: Mapping[str, float],
    mode: Mode,
) -> Promised:
    """What stands of a round's cases. `pinned` (case → educator) are the coordinator's, and come before all else;
    `demands` is what each case takes, in places or hours.
    """
    pins, kept = dict(pinned), dict[str, str]()
    told = _by_educator(cases, pinned, forbidden)
    for seat in seats:
        mine = told[seat.id]
        begun = [case.number for case in mine if case.status is Status.RUNNING]
        approved = [case.number for case in mine if case.status is Status.ASSIGNED]
        fixed = [*begun, *(number for number, educator in pinned.items() if educator == seat.id)]
        left = room(seat, mode) - _sum(demands, fixed)
        pins |= dict.fromkeys(begun, seat.id)
        if _sum(demands, approved) > left + _LITTLE and _only_away(seat, [*fixed, *approved], demands, mode):
            kept |= dict.fromkeys(approved, seat.id)
            continue
        pins |= dict.fromkeys(approved, seat.id)
        left -= _sum(demands, approved)
        pins |= dict.fromkeys(_back(mine, demands, left), seat.id)
    return Promised(pins, kept)


_LITTLE = 1e-9


def _by_educator(
    cases: Iterable[Case], pinned: Mapping[str, str], forbidden: Collection[tuple[str, str]]
) -> Mapping[str, list[Case]]:
    """The cases by whom they were promised, but for those a person has ruled on since."""
    told = defaultdict[str, list[Case]](list)
    for case in cases:
        who = case.educator if case.status in HELD else case.told
        if who and case.number not in pinned and (case.status in HELD or (case.number, who) not in forbidden):
            told[who].append(case)
    return told


def _back(cases: Iterable[Case], demands: Mapping[str, float], left: float) -> Iterator[str]:
    """Those set free earlier for whom there is room again, in turn."""
    free = [case for case in cases if case.status not in HELD]
    for case in sorted(free, key=lambda case: (-case.priority, -case.waited, case.received, case.number)):
        if demands[case.number] <= left + _LITTLE:
            left -= demands[case.number]
            yield case.number


def _only_away(seat: EducatorSeat, numbers: Iterable[str], demands: Mapping[str, float], mode: Mode) -> bool:
    """Whether they would all fit, were the educator there the whole time."""
    return _sum(demands, numbers) <= room(replace(seat, away=0), mode) + _LITTLE


def _sum(demands: Mapping[str, float], numbers: Iterable[str]) -> float:
    return sum(demands.get(number, 0) for number in numbers)
