"""The story: a round's cases and educators become a problem, the problem a plan, the plan a proposal for each case.

    cases, educators, history ─problem→ Instance ─solve→ Plan ─proposed→ changed cases with their events

Promise: nobody is passed over in the queue, no better plan exists (or the plan says that this is not proved), and
the same round gives the same plan.
"""

import numpy as np

from routing.explain import assigned, left_over
from routing.faults import checked
from routing.fitness import LEVELS, SPREAD
from routing.instance import Instance
from routing.plan import LevelValue, Plan
from routing.solver import best_plan
from routing.table import Ints, Table, table
from routing.turns import served


def solve(instance: Instance) -> Plan:
    """The plan of an instance; raises RefusedError when the instance contradicts itself."""
    whole = table(checked(instance))
    return _in_slots(whole)


def _in_slots(whole: Table) -> Plan:
    first = np.array(served(whole.allowed(), whole.places, whole.pins()), np.int64)
    held = np.full(len(whole.cases), -1, np.int64)
    chosen = np.flatnonzero(first >= 0)
    held[chosen] = best_plan(whole, chosen)
    return Plan(assigned(whole, held), left_over(whole, held), _levels(whole, held), proved=True)


def _levels(whole: Table, held: Ints) -> tuple[LevelValue, ...]:
    here = np.flatnonzero(held[whole.case] == whole.seat) if len(held) else np.zeros(0, np.int64)
    totals = whole.costs[:, here].sum(axis=1).tolist()
    spread = sum(sum(whole.slots(seat, used)) for seat, used in enumerate(whole.used(held).tolist())) / whole.scale
    count = int((held >= 0).sum())
    values = [spread if level.name == SPREAD else total for level, total in zip(LEVELS, totals, strict=False)]
    return (
        LevelValue("served", count, count, "Sager med plads"),
        *(LevelValue(level.name, v, v, level.label) for level, v in zip(LEVELS, values, strict=True)),
    )
