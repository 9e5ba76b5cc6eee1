"""A plan in places: who is served in turn, then the best such plan, then why."""

import numpy as np

from routing.explain import assigned, left_over
from routing.fitness import LEVELS, SPREAD
from routing.plan import LevelValue, Plan
from routing.solver import best_plan
from routing.table import Ints, Table
from routing.turns import served


def in_slots(table: Table) -> Plan:
    """The plan, proved: the queue is kept, and every level is the best that the levels before it allow."""
    first = np.array(served(table.allowed(), table.places, table.pins()), np.int64)
    held = np.full(len(table.cases), -1, np.int64)
    chosen = np.flatnonzero(first >= 0)
    held[chosen] = best_plan(table, chosen)
    return Plan(assigned(table, held), left_over(table, held), _levels(table, held), proved=True)


def _levels(table: Table, held: Ints) -> tuple[LevelValue, ...]:
    here = np.flatnonzero(held[table.case] == table.seat)
    totals = dict(zip((level.name for level in LEVELS), table.costs[:, here].sum(axis=1).tolist(), strict=False))
    totals[SPREAD] = (
        sum(sum(table.slots(seat, used)) for seat, used in enumerate(table.used(held).tolist())) / table.scale
    )
    count = int((held >= 0).sum())
    return (
        LevelValue("served", count, count, "Sager med plads"),
        *(LevelValue(level.name, totals[level.name], totals[level.name], level.label) for level in LEVELS),
    )
