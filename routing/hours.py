"""A plan in hours, for cases of different size: hard in theory, so each level shows its value and a proven bound.

First the queue's tiers are filled (`fill`), the kinds in step; then cases change places where that fits better
(`settle`). Rounds of a municipality's size are then made the best there is, goal by goal (`exact`), or as good as a
fixed amount of work gets them.
"""

import numpy as np

from routing.apart import least_apart
from routing.bounds import least_left, least_load, least_weights
from routing.capacity import hours
from routing.certificate import excluded
from routing.danish import number
from routing.exact import Exact
from routing.explain import reasons
from routing.fill import filled
from routing.goals import Goal, fitness, in_step, loads, served, value
from routing.parts import Parts, parts
from routing.plan import Assignment, LevelValue, Plan, Tell, Unplaced, silent
from routing.settle import settled
from routing.table import Ints, Table

EXACT_PAIRS = 2000


def in_hours(table: Table, tell: Tell = silent) -> Plan:
    """The plan; `proved` when every level reached its bound."""
    whole = parts(table)
    tiers, step, levels = served(table, whole), in_step(table), fitness(table, whole)
    tell("Fylder timerne, så de tre slags ansøgninger følges ad")
    held = filled(table)
    tell("Forbedrer fordelingen, hensyn for hensyn")
    if len(table.case) <= EXACT_PAIRS:
        exact = Exact(table, whole, held)
        bounds = [*exact.serve(tiers, step), *exact.place(levels)]
        held = exact.held
    else:
        held = settled(table, held)
        bounds = _bounds(table, whole, tiers, levels, held)
    values = tuple(
        LevelValue(goal.name, goal.told(value(goal, table, whole, held)), goal.told(bound), goal.label)
        for goal, bound in zip([*tiers, step, *levels], bounds, strict=True)
    )
    tell("Skriver begrundelserne")
    proved = all(level.value == level.bound for level in values)
    return Plan(_assigned(table, held), left_over_hours(table, held), values, proved)


def _bounds(table: Table, whole: Parts, tiers: list[Goal], levels: list[Goal], held: Ints) -> list[int]:
    """What is known without a search."""
    left = least_left(table, whole, [value(goal, table, whole, held) for goal in tiers])
    least = [
        least_load(whole, sum(loads(whole, held)))
        if goal.weights is None
        else least_weights(goal, table, (held >= 0).tolist())
        for goal in levels
    ]
    return [*left, least_apart(table, whole, [value(goal, table, whole, held) for goal in tiers]), *least]


def _assigned(table: Table, held: Ints) -> tuple[Assignment, ...]:
    used = np.zeros(len(table.seats))
    for case, at in zip(table.cases, held.tolist(), strict=True):
        if at >= 0:
            used[at] += case.demand
    return tuple(
        Assignment(case.id, table.seats[at].id, reasons(case, table.seats[at], _load(table, at, used[at]), table))
        for case, at in zip(table.cases, held.tolist(), strict=True)
        if at >= 0
    )


def _load(table: Table, seat: int, used: float) -> str:
    return f"Får sager på {number(round(used, 6))} af {number(round(hours(table.seats[seat]), 6))} timer."


def left_over_hours(table: Table, held: Ints) -> tuple[Unplaced, ...]:
    """The cases left over in hours: true sentences about this plan, without proof that no other plan has room."""
    room = [hours(seat) for seat in table.seats]
    for case, at in zip(table.cases, held.tolist(), strict=True):
        if at >= 0:
            room[at] -= case.demand
    nobody = np.zeros(len(table.seats), bool)
    return tuple(
        _short_of_hours(table, position, room) if table.allowed[position] else excluded(table, position, nobody)
        for position in np.flatnonzero(held < 0).tolist()
    )


def _short_of_hours(table: Table, position: int, room: list[float]) -> Unplaced:
    case = table.cases[position]
    most = max(table.educators(position).tolist(), key=lambda seat: (room[seat], -seat))
    left = number(max(round(room[most], 6), 0))
    why = (
        f"Sagen fylder {number(case.demand)} timer. Hos dem, som kan tage den, er der i planen højst "
        f"{left} {'time' if left == '1' else 'timer'} tilbage hos én."
    )
    lacks = number(round(case.demand - room[most], 6))
    helps = f"Holdes planen ellers fast, vil {lacks} timer mere hos {table.seats[most].id} give sagen plads."
    return Unplaced(case.id, "full", why, helps)
