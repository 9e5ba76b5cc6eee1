"""Why: a placement's reasons and runner-up, and for a case left over the proof and what would help.

Every claim is read off the exchange graph of the finished plan, so it is about the whole plan, not about one pair.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from routing.exchange import distances, least_rows, own_costs, whole_graph
from routing.faults import number
from routing.fitness import LEVELS, listed
from routing.instance import EducatorSeat, PlanCase
from routing.plan import Assignment, RunnerUp, Unplaced
from routing.rules import broken, lacking, needed
from routing.table import Ints, Table

Flags = NDArray[np.bool_]

RUNNERS_UP_TO = 300
"""With more educators than this, no runner-up is told: all distances take educators³ steps."""
NAMED = 5
"""How many educators a sentence names before it says "n andre"."""

_WORSE = (
    "Der er ingen plads i runden.",
    "Så ville en anden sag miste sin plads.",
    *(f"Så ville {level.worse}." for level in LEVELS),
    "Lige så god; mellem lige gode vælger en fast lodtrækning.",
)


def reasons(case: PlanCase, seat: EducatorSeat, load: str, table: Table) -> tuple[str, ...]:
    """The sentences for a placement: pin, fit and the other levels that have something to say, and the load."""
    pinned = ["Fastholdt hos læringsvejlederen."] if case.pinned else []
    told = [level.reason(case, seat, table.settings) for level in LEVELS]
    return tuple(sentence for sentence in (*pinned, *told, load) if sentence)


def assigned(table: Table, held: Ints) -> tuple[Assignment, ...]:
    """The placements in queue order; `held[case]` is an educator's position, -1 for a case left over."""
    used = table.used(held).tolist()
    seconds = _runners_up(table, held)
    placed = []
    for position, at in enumerate(held.tolist()):
        if at < 0:
            continue
        case, seat = table.cases[position], table.seats[at]
        places = table.places[at]
        load = (
            f"Får {used[at]} {'sag' if used[at] == 1 else 'sager'} på {places} {'plads' if places == 1 else 'pladser'}."
        )
        placed.append(Assignment(case.id, seat.id, reasons(case, seat, load, table), seconds.get(position)))
    return tuple(placed)


def _runners_up(table: Table, held: Ints) -> dict[int, RunnerUp]:
    """Per placed case the other educator whom the whole plan would miss least by, and on which level."""
    if len(table.seats) > RUNNERS_UP_TO:
        return {}
    rows = np.flatnonzero((held[table.case] >= 0) & (held[table.case] != table.seat))
    losses = regrets(table, held, rows)
    case = table.case[rows]
    best = least_rows(losses, case, len(table.cases))
    return {
        position: RunnerUp(table.seats[int(table.seat[rows[row]])].id, _why_not(losses[:, row]))
        for position, row in enumerate(best.tolist())
        if row >= 0
    }


def regrets(table: Table, held: Ints, rows: Ints) -> Ints:
    """What the whole plan would lose if these pairs (rows of the table) were forced: 2 + levels × rows.

    The first two planes: 1 where the educator has no place at all; 1 where a served case would lose its place.
    """
    far = distances(*whole_graph(table, held))
    target, origin, case = table.seat[rows], held[table.case[rows]], table.case[rows]
    way = far[:, target, origin]
    closed = way[0] > 0
    losses = np.where(closed, 0, table.costs[:, rows] - own_costs(table, held)[:, case] + way[1:])
    none = np.array([places == 0 for places in table.places], bool)[target]
    return np.concatenate([none[None].astype(np.int64), closed[None].astype(np.int64), losses])


def _why_not(loss: Ints) -> str:
    return _WORSE[next((level for level, lost in enumerate(loss.tolist()) if lost > 0), -1)]


def left_over(table: Table, held: Ints) -> tuple[Unplaced, ...]:
    """The cases left over, in queue order, each with its certificate and with what would help."""
    _, some = whole_graph(table, held)
    moves = some[:-1, :-1]
    allowed = table.allowed()
    waiting = np.flatnonzero(held < 0).tolist()
    reach = np.array([reached(allowed[position], moves) for position in waiting], bool).reshape(
        len(waiting), len(moves)
    )
    ahead = np.cumsum(reach, axis=0) - reach
    free = reached(np.flatnonzero(table.used(held) < np.array(table.places, np.int64)).tolist(), moves.T)
    return tuple(
        _full(table, position, reach[row], ahead[row], allowed[position], free)
        if allowed[position]
        else _excluded(table, position, free)
        for row, position in enumerate(waiting)
    )


def reached(start: Sequence[int], moves: Flags) -> Flags:
    """The educators that can be reached from `start` by moving cases on (`moves[from, to]`)."""
    seen = np.zeros(len(moves), bool)
    seen[list(start)] = True
    edge = seen
    while edge.any():
        edge = moves[edge].any(axis=0) & ~seen
        seen = seen | edge
    return seen


def _full(table: Table, position: int, reach: Flags, ahead: Ints, allowed: list[int], free: Flags) -> Unplaced:
    seats = np.flatnonzero(reach)
    places = sum(table.places[seat] for seat in seats.tolist())
    who = "Den læringsvejleder" if len(seats) == 1 else f"De {len(seats)} læringsvejledere"
    why = f"{who}, som kan tage sagen direkte eller ved bytte, har ingen pladser i runden."
    if places:
        count = "1 plads, og den holdes" if places == 1 else f"tilsammen {places} pladser, og alle holdes"
        why = (
            f"{who}, som kan tage sagen direkte eller ved bytte, har {count} af fastholdte sager "
            "eller sager foran i køen, som ikke kan ligge andre steder."
        )
    helps = [_more_places(table, seats, ahead, allowed), *_relaxations(table, position, free)]
    return Unplaced(table.cases[position].id, "full", why, " ".join(helps))


def _more_places(table: Table, seats: Ints, ahead: Ints, allowed: list[int]) -> str:
    """More places that certainly suffice, however the cases ahead in the queue use them."""
    open_to = [seat for seat in seats.tolist() if not ahead[seat]]
    if open_to:
        freed = any(table.places[seat] for seat in open_to)
        withdrawn = ", eller at en sag dér trækkes tilbage" if freed and len(open_to) == 1 else ""
        return f"Det vil give sagen plads, at {_named(table, open_to)} får 1 plads mere{withdrawn}."
    fewest = min(allowed, key=lambda seat: (int(ahead[seat]), seat))
    queue = int(ahead[fewest])
    others = "1 ventende sag" if queue == 1 else f"{queue} ventende sager"
    return (
        f"{others} foran i køen kan bruge de samme pladser. "
        f"Det vil give sagen plads, at {_named(table, [fewest])} får {queue + 1} pladser mere."
    )


def _named(table: Table, seats: Sequence[int]) -> str:
    names = [table.seats[seat].id for seat in seats]
    if len(names) > NAMED:
        names = [*names[: NAMED - 1], f"en af {len(names) - NAMED + 1} andre"]
    return listed(names, "eller")


def left_over_hours(table: Table, held: Ints) -> tuple[Unplaced, ...]:
    """The cases left over in hours: true sentences about this plan, without proof that no other plan has room."""
    room = [seat.capacity for seat in table.seats]
    for case, at in zip(table.cases, held.tolist(), strict=True):
        if at >= 0:
            room[at] -= case.demand
    nobody = np.zeros(len(table.seats), bool)
    allowed = table.allowed()
    return tuple(
        _short_of_hours(table, position, allowed[position], room)
        if allowed[position]
        else _excluded(table, position, nobody)
        for position in np.flatnonzero(held < 0).tolist()
    )


def _short_of_hours(table: Table, position: int, allowed: list[int], room: list[float]) -> Unplaced:
    case = table.cases[position]
    most = max(allowed, key=lambda seat: (room[seat], -seat))
    why = (
        f"Sagen fylder {number(case.demand)} timer. Hos dem, som kan tage den, er der i planen højst "
        f"{number(max(round(room[most], 6), 0))} timer tilbage hos én."
    )
    lacks = number(round(case.demand - room[most], 6))
    helps = f"Holdes planen ellers fast, vil {lacks} timer mere hos {table.seats[most].id} give sagen plads."
    return Unplaced(case.id, "full", why, helps)


def _relaxations(table: Table, position: int, free: Flags) -> list[str]:
    """Rules that one educator with a place to give breaks alone: without the rule the case is served."""
    case, found = table.cases[position], dict[str, list[int]]()
    for seat in np.flatnonzero(free).tolist():
        rules = broken(case, table.seats[seat], table.settings)
        if len(rules) == 1 and rules[0].relax:
            words = lacking(case, table.seats[seat], table.settings)
            found.setdefault(rules[0].relax.format(lacking=listed(words)), []).append(seat)
    return [f"Hvis {wish}, kan der findes plads hos {_named(table, seats)}." for wish, seats in found.items()]


def _excluded(table: Table, position: int, free: Flags) -> Unplaced:
    case = table.cases[position]
    counts = Counter(broken(case, seat, table.settings)[0].excluded for seat in table.seats)
    why = "Runden har ingen læringsvejledere."
    if counts:
        parts = "; ".join(f"{count} {excluded}" for excluded, count in counts.most_common())
        needs = needed(case, table.settings)
        asked = f" Sagen kræver: {listed(needs)}." if needs else ""
        why = f"Ingen læringsvejleder kan tage sagen: {parts}.{asked}"
    helps = _relaxations(table, position, free) or ["En læringsvejleder mere, som opfylder kravene og har plads nok."]
    return Unplaced(case.id, "no-candidate", why, " ".join(helps))
