"""What makes a problem unsolvable before it is tried: each fault a clear sentence, all of them at once."""

import math
from collections import Counter
from collections.abc import Iterator

from cases.errors import RefusedError
from routing.capacity import room, said
from routing.danish import listed, number
from routing.instance import Instance, Mode

SHOWN = 20


def refuse(faults: list[str]) -> None:
    """Raise RefusedError listing the faults, when there are any; the first `SHOWN` in full."""
    if not faults:
        return
    more = [f"… og {len(faults) - SHOWN} fejl mere."] if len(faults) > SHOWN else []
    raise RefusedError("\n".join(["Fordelingen kan ikke beregnes:", *faults[:SHOWN], *more]))


def checked(instance: Instance) -> Instance:
    """The same instance; raises RefusedError naming all that is wrong with it."""
    refuse([*_doubles(instance), *_educators(instance), *_cases(instance), *_pins(instance)])
    return instance


def _doubles(instance: Instance) -> Iterator[str]:
    for what, ids in (
        ("Læringsvejleder", [seat.id for seat in instance.educators]),
        ("Sag", [case.id for case in instance.cases]),
    ):
        for name, times in Counter(ids).items():
            if times > 1:
                yield f"{what} {name} står {times} gange; hver må kun stå én gang."


def _educators(instance: Instance) -> Iterator[str]:
    for seat in instance.educators:
        if not math.isfinite(seat.capacity) or seat.capacity < 0:
            yield f"Læringsvejleder {seat.id} har kapaciteten {number(seat.capacity)}; den skal være 0 eller mere."


def _cases(instance: Instance) -> Iterator[str]:
    slots = instance.settings.mode == Mode.SLOTS
    for case in instance.cases:
        if not math.isfinite(case.demand) or case.demand <= 0:
            yield f"Sag {case.id} fylder {number(case.demand)}; det skal være mere end 0."
        elif slots and case.demand != 1:
            yield f"Sag {case.id} fylder {number(case.demand)}; når der fordeles pladser (slots), fylder hver sag 1."


def _pins(instance: Instance) -> Iterator[str]:
    seats = {seat.id: seat for seat in instance.educators}
    taken: dict[str, float] = {}
    held: dict[str, list[str]] = {}
    for case in instance.cases:
        if case.pinned is None:
            continue
        if case.pinned not in seats:
            yield f"Sag {case.id} er fastholdt hos {case.pinned}, som ikke er blandt læringsvejlederne."
            continue
        if case.school in seats[case.pinned].conflicts:
            yield f"Sag {case.id} er fastholdt hos {case.pinned}, som ikke kan sendes til {case.school}."
        taken[case.pinned] = taken.get(case.pinned, 0) + case.demand
        held.setdefault(case.pinned, []).append(case.id)
    for name, total in taken.items():
        has, less = room(seats[name], instance.settings.mode), said(seats[name])
        if total > has + 1e-9:
            reason = f" ({less})" if less else ""
            which = listed([*held[name][:SHOWN], *(["flere"] if len(held[name]) > SHOWN else [])])
            yield (
                f"De fastholdte sager hos {name} fylder {number(total)}, kapaciteten er {number(has)}{reason}: "
                f"løs eller flyt en af dem ({which}), eller giv {name} mere plads."
            )
