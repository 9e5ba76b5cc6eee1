"""A plan in places: who is served in turn, then the best such plan, then why."""

import numpy as np

from routing.certificate import left_over
from routing.explain import assigned
from routing.fitness import SPREAD
from routing.network import best_plan
from routing.plan import LevelValue, Plan, Tell, silent
from routing.table import Ints, Table
from routing.turns import served


def placed_in_slots(table: Table, tell: Tell = silent) -> Ints:
    """For each case the position of its educator, -1 for one left over: the best plan that keeps the queue."""
    tell("Går køen igennem for at se, hvem der får plads")
    first = np.array(served(table.allowed, table.places, table.pins()), np.int64)
    held = np.full(len(table.cases), -1, np.int64)
    chosen = np.flatnonzero(first >= 0)
    tell(f"Fordeler {len(chosen)} sager bedst muligt, hensyn for hensyn")
    held[chosen] = best_plan(table, chosen)
    return held


def in_slots(table: Table, tell: Tell = silent) -> Plan:
    """The plan, proved: the queue is kept, and every level is the best that the levels before it allow."""
    held = placed_in_slots(table, tell)
    tell("Skriver begrundelserne")
    return Plan(assigned(table, held), left_over(table, held), level_values(table, held), proved=True)


def level_values(table: Table, held: Ints) -> tuple[LevelValue, ...]:
    """What a best plan is worth on each level, and so is the bound."""
    here, count = np.flatnonzero(held[table.case] == table.seat), int((held >= 0).sum())
    values = [LevelValue("served", count, count, "Sager med plads")]
    for at, level in enumerate(table.levels):
        total = _spread(table, held) if level.name == SPREAD else int(table.costs(at, here).sum())
        values.append(LevelValue(level.name, total, total, level.label))
    return tuple(values)


def _spread(table: Table, held: Ints) -> float:
    return sum(sum(table.slots(seat, used)) for seat, used in enumerate(table.used(held).tolist())) / table.scale
