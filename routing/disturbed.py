"""An invented round some weeks later: a draft stands, some of it is told to the schools, and the world has moved."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from routing.dice import Dice
from routing.instance import Instance, PlanCase

LEFT, GONE, CAME = 0.03, 0.02, 0.05
"""The shares of educators who have left, of cases withdrawn, and of cases come new."""


def disturbed(instance: Instance, held: Mapping[str, str], seed: int = 1, told: float = 0.0) -> Instance:
    """The same round later: `held` (case → educator) is the draft, a share `told` of it is pinned.

    What is pinned to somebody who has left is free again. Shares that are no whole number of educators or cases are
    rounded by the draw: 3 % of 8 educators is one in every fourth round.
    """
    dice = Dice("disturbed", seed)
    left = set(dice.some([seat.id for seat in instance.educators], *_part(dice, LEFT, len(instance.educators))))
    gone = set(dice.some([case.id for case in instance.cases], *_part(dice, GONE, len(instance.cases))))
    drafts = tuple(
        replace(
            case,
            previous=held.get(case.id),
            pinned=held[case.id] if dice.chance(told) and held.get(case.id, "") not in {"", *left} else None,
        )
        for case in instance.cases
        if case.id not in gone
    )
    count = _part(dice, CAME, len(instance.cases))[0]
    fresh = tuple(_newcomer(dice, instance, number) for number in range(1, count + 1))
    seats = tuple(seat for seat in instance.educators if seat.id not in left)
    return replace(instance, educators=seats, cases=drafts + fresh)


def _newcomer(dice: Dice, instance: Instance, number: int) -> PlanCase:
    """A case that came after all others: as one of them, with the wishes of another."""
    base, other = dice.one(instance.cases), dice.one(instance.cases)
    return replace(
        base,
        id=f"T-2026-{len(instance.cases) + number:04d}",
        received=max(case.received for case in instance.cases) + timedelta(hours=number),
        wants=tuple(word for word in other.wants if word not in base.needs),
        waited=0,
        priority=0,
    )


def _part(dice: Dice, share: float, count: int) -> tuple[int, int]:
    whole, rest = divmod(share * count, 1)
    part = int(whole) + dice.chance(rest)
    return part, part
