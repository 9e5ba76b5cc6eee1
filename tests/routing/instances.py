"""Invented routing problems: by hand, changing only what a test is about, and drawn from a seed."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cases.rounds import COPENHAGEN
from routing.capacity import places
from routing.instance import ORDER, Attached, Districts, EducatorSeat, Instance, PlanCase, PlanSettings, Repeats, Visit

FIRST = datetime(2026, 11, 2, 9, tzinfo=COPENHAGEN)
WORDS = ("sprog", "trivsel", "fravær", "motorik")
SCHOOLS = tuple(f"Skole {letter}" for letter in "ABCDEF")
AREAS = ("Nord", "Syd", "Vest")


def a_case(id_: str = "T-1", **changes: object) -> PlanCase:
    return replace(PlanCase(id_, "elev", "Skole A", FIRST, "Skole A 5.b"), **changes)  # type: ignore[arg-type]


def an_educator(id_: str = "AB", capacity: float = 1, **changes: object) -> EducatorSeat:
    return replace(EducatorSeat(id_, capacity), **changes)  # type: ignore[arg-type]


def an_instance(educators: list[EducatorSeat], cases: list[PlanCase], **settings: object) -> Instance:
    return Instance(tuple(educators), tuple(cases), replace(PlanSettings(), **settings))  # type: ignore[arg-type]


def drawn(seed: int, cases: int = 12, educators: int = 5) -> Instance:
    """A small round in which places are short, with pins, drafts, history and conflicts."""
    dice = random.Random(seed)
    some = lambda words, most: tuple(dice.sample(words, dice.randint(0, most)))  # noqa: E731
    seats = [
        EducatorSeat(
            f"L{position}",
            dice.choice((0, 1, 2, 3, 3, 4)) * max(1, cases // (3 * educators)),
            tuple(dice.sample(WORDS, dice.randint(1, 3))),
            some(AREAS, 2),
            some(SCHOOLS, 1),
            some(SCHOOLS, 1),
            tuple(Visit(dice.choice(SCHOOLS), dice.choice("xy")) for _ in range(dice.randint(0, 4))),
            dice.choice(((), ("tysk",))),
            dice.choice((0, 0, 0.2, 0.5)),
            dice.choice((0, 0, 0, 1)),
            dice.randint(0, 3),
            dice.randint(0, 3),
        )
        for position in range(educators)
    ]
    room = {seat.id: places(seat) for seat in seats}
    wanted = []
    for position in range(cases):
        school, pin = dice.choice(SCHOOLS), None
        if dice.random() < 0.1:
            free = [seat.id for seat in seats if room[seat.id] >= 1 and school not in seat.conflicts]
            pin = dice.choice(free) if free else None
        if pin:
            room[pin] -= 1
        wanted.append(
            PlanCase(
                id=f"T-{position}",
                kind=dice.choice(("elev", "klasse", "emne")),
                school=school,
                received=FIRST + timedelta(hours=dice.randint(0, 40)),
                environment=dice.choice("xy"),
                district=dice.choice((*AREAS, None)),
                needs=some(WORDS, 1),
                wants=some(WORDS, 3),
                waited=dice.choice((0, 0, 1)),
                priority=dice.choice((0, 0, 0, 1)),
                pinned=pin,
                previous=dice.choice((None, None, *(seat.id for seat in seats))),
                languages=dice.choice(((), (), (), ("tysk",))),
                forbidden=dice.choice(((), (), (seats[0].id,))),
            )
        )
    settings = {
        "districts": dice.choice(list(Districts)),
        "repeats": dice.choice(list(Repeats)),
        "attached": dice.choice(list(Attached)),
        "levels": tuple(dice.sample(ORDER, dice.randint(4, len(ORDER)))) if dice.random() < 0.3 else ORDER,
        "bands": dice.choice((3, 3, 3, 2, 4)),
    }
    return an_instance(seats, wanted, **settings)


def shuffled(instance: Instance, seed: int) -> Instance:
    """The same round with its rows in another order."""
    dice = random.Random(seed)
    return replace(
        instance,
        educators=tuple(dice.sample(instance.educators, len(instance.educators))),
        cases=tuple(dice.sample(instance.cases, len(instance.cases))),
    )


def seeds(quick: int, more: int) -> list[object]:
    """So many seeds for the quick suite, and more for the whole one."""
    return [*range(quick), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(quick, more))]
