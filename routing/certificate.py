"""Why a case is left over: the proof that it could not have a place in its turn, and what would give it one.

The proof: the educators it can reach, directly or by moving others on, are full of pins and of cases ahead in the
queue that can go nowhere else. Sets of educators are the bits of one number.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from routing.changes import AnyDistrict, Change, More, Relaxed
from routing.danish import listed
from routing.plan import Unplaced
from routing.roster import Flags
from routing.rules import RULES, needed
from routing.table import Ints, Table
from routing.turns import bits

NAMED = 5
"""How many educators a sentence names before it says "n andre"."""


def left_over(table: Table, held: Ints) -> tuple[Unplaced, ...]:
    """The cases left over, in queue order, each with its certificate and with what would help."""
    size = len(table.seats)
    onward = closure(table, held)
    spare = _mask(table.used(held) < np.array(table.places, np.int64))
    free = _flags(sum(1 << seat for seat in range(size) if onward[seat] & spare), size)
    ahead, told = np.zeros(size, np.int64), []
    for position in np.flatnonzero(held < 0).tolist():
        if table.allowed[position]:
            reach = _flags(reach_of(table, position, onward), size)
            told.append(_full(table, position, reach, ahead, free))
            ahead += reach
        else:
            told.append(excluded(table, position, free))
    return tuple(told)


def closure(table: Table, held: Ints) -> list[int]:
    """For each educator those that can be reached by moving cases on, the educator included (Warshall)."""
    onward = [1 << seat for seat in range(len(table.seats))]
    for case, seat in enumerate(held.tolist()):
        if seat >= 0:
            onward[seat] |= table.allowed[case]
    for via in range(len(onward)):
        bit, further = 1 << via, onward[via]
        for seat, reach in enumerate(onward):
            if reach & bit:
                onward[seat] = reach | further
    return onward


def reach_of(table: Table, position: int, onward: Sequence[int]) -> int:
    """The educators a case can reach, directly or by moving others on."""
    reach = 0
    for seat in bits(table.allowed[position]):
        if not reach >> seat & 1:
            reach |= onward[seat]
    return reach


def _mask(flags: Flags) -> int:
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def _flags(mask: int, size: int) -> Flags:
    raw = np.frombuffer(mask.to_bytes(size // 8 + 1, "little"), np.uint8)
    return np.unpackbits(raw, bitorder="little")[:size].astype(bool)


def _full(table: Table, position: int, reach: Flags, ahead: Ints, free: Flags) -> Unplaced:
    seats = np.flatnonzero(reach)
    places = sum(table.places[seat] for seat in seats.tolist())
    who = "Den læringsvejleder" if len(seats) == 1 else f"De {len(seats)} læringsvejledere"
    why = f"{who}, som kan tage sagen direkte eller ved bytte, har ingen pladser i runden."
    if places:
        together = "" if len(seats) == 1 else "tilsammen "
        count = "1 plads, og den holdes" if places == 1 else f"{together}{places} pladser, og alle holdes"
        why = (
            f"{who}, som kan tage sagen direkte eller ved bytte, har {count} af fastholdte sager "
            "eller sager foran i køen, som ikke kan ligge andre steder."
        )
    more, sentence = _more_places(table, seats, ahead, position)
    relaxed, wishes = _relaxations(table, position, free)
    return Unplaced(table.cases[position].id, "full", why, " ".join([sentence, *wishes]), (*more, *relaxed))


def _more_places(table: Table, seats: Ints, ahead: Ints, position: int) -> tuple[list[Change], str]:
    """More places that certainly suffice, however the cases ahead in the queue use them."""
    open_to = [seat for seat in seats.tolist() if not ahead[seat]]
    if open_to:
        freed = any(table.places[seat] for seat in open_to)
        withdrawn = ", eller at en sag dér trækkes tilbage" if freed and len(open_to) == 1 else ""
        changes: list[Change] = [More(table.seats[seat].id) for seat in open_to[:NAMED]]
        return changes, f"Det vil give sagen plads, at {named(table, open_to)} får 1 plads mere{withdrawn}."
    fewest = min(table.educators(position).tolist(), key=lambda seat: (int(ahead[seat]), seat))
    queue = int(ahead[fewest])
    others = "1 ventende sag" if queue == 1 else f"{queue} ventende sager"
    return [More(table.seats[fewest].id, queue + 1)], (
        f"{others} foran i køen kan bruge de samme pladser. "
        f"Det vil give sagen plads, at {named(table, [fewest])} får {queue + 1} pladser mere."
    )


def named(table: Table, seats: Sequence[int]) -> str:
    """Educators in a sentence, joined by "eller"."""
    names = [table.seats[seat].id for seat in seats]
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], f"en af {len(names) - NAMED + 1} andre"]
    return listed(names, "eller")


def _barred(table: Table, position: int) -> Flags:
    """Which rules (in their order) keep which educators from the case: rules × educators."""
    return np.array([grid.values[grid.row[position]] for grid in table.barred], bool)


def _relaxations(table: Table, position: int, free: Flags) -> tuple[list[Change], list[str]]:
    """Rules that one educator with a place to give breaks alone: without the rule the case is served."""
    if not free.any():
        return [], []
    case, found = table.cases[position], dict[Change, list[int]]()
    barred = _barred(table, position)
    alone = free & (barred.sum(axis=0) == 1)
    for rule, bars in zip(RULES, barred, strict=True):
        relax = rule.relax
        if relax is None:
            continue
        for seat in np.flatnonzero(bars & alone).tolist():
            found.setdefault(relax(case, table.seats[seat], table.settings), []).append(seat)
    return list(found), [
        f"Hvis {_wish(change)}, kan der findes plads hos {named(table, seats)}." for change, seats in found.items()
    ]


def _wish(change: Change) -> str:
    match change:
        case Relaxed(_, words):
            return f"kravet om {listed(words)} lempes"
        case AnyDistrict():
            return "sagen må tages af et andet distrikt"
        case _:
            return "fravalget ophæves"


def excluded(table: Table, position: int, free: Flags) -> Unplaced:
    """A case that nobody may take, with the rule that keeps each educator away; `free` have a place to give."""
    case, why = table.cases[position], "Runden har ingen læringsvejledere."
    if table.seats:
        first = _barred(table, position).argmax(axis=0)
        counts = Counter(RULES[rule].excluded for rule in first.tolist())
        parts = "; ".join(f"{count} {sentence}" for sentence, count in counts.most_common())
        needs = needed(case, table.settings)
        asked = f" Sagen kræver: {listed(needs)}." if needs else ""
        why = f"Ingen læringsvejleder kan tage sagen: {parts}.{asked}"
    helps, wishes = _relaxations(table, position, free)
    told = wishes or ["En læringsvejleder mere, som opfylder kravene og har plads nok."]
    return Unplaced(case.id, "no-candidate", why, " ".join(told), tuple(helps))
