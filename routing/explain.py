"""Why a case is placed where it is: its reasons in sentences, and the educator whom the plan would miss least by."""

import numpy as np

from routing.capacity import said
from routing.exchange import distances, least_rows, own_costs, whole_graph
from routing.instance import EducatorSeat, PlanCase
from routing.plan import Assignment, RunnerUp
from routing.table import Ints, Table

RUNNERS_UP_TO = 200
"""With more educators than this, runners-up are told on demand only: all distances take educators³ steps."""
NO_PLACE = "Der er ingen plads i runden."
PUSHED_OUT = "Så ville en anden sag miste sin plads."
EQUAL = "Lige så god; mellem lige gode vælger en fast lodtrækning."


def reasons(case: PlanCase, seat: EducatorSeat, load: str, table: Table) -> tuple[str, ...]:
    """The sentences for a placement: pin, fit and the other levels that have something to say, and the load."""
    pinned = ["Fastholdt hos læringsvejlederen."] if case.pinned else []
    told = [level.reason(case, seat, table.settings) for level in table.levels]
    return tuple(sentence for sentence in (*pinned, *told, load) if sentence)


def assigned(table: Table, held: Ints) -> tuple[Assignment, ...]:
    """The placements in queue order; `held[case]` is an educator's position, -1 for a case left over."""
    loads = [_load(table, seat, used) for seat, used in enumerate(table.used(held).tolist())]
    seconds = _runners_up(table, held)
    return tuple(
        Assignment(
            case.id,
            table.seats[at].id,
            reasons(case, table.seats[at], loads[at], table),
            seconds.get(position),
        )
        for position, (case, at) in enumerate(zip(table.cases, held.tolist(), strict=True))
        if at >= 0
    )


def _load(table: Table, seat: int, used: int) -> str:
    places, less, earlier = table.places[seat], said(table.seats[seat]), table.earlier[seat]
    year = f" Har fået {earlier} {'sag' if earlier == 1 else 'sager'} tidligere i skoleåret." if earlier else ""
    return (
        f"Får {used} {'sag' if used == 1 else 'sager'} på {places} {'plads' if places == 1 else 'pladser'}"
        f"{f' ({less})' if less else ''}.{year}"
    )


def _runners_up(table: Table, held: Ints) -> dict[int, RunnerUp]:
    """Per placed case the other educator whom the whole plan would miss least by, and on which level."""
    if len(table.seats) > RUNNERS_UP_TO:
        return {}
    rows = np.flatnonzero((held[table.case] >= 0) & (held[table.case] != table.seat))
    losses = regrets(table, held, rows)
    best = least_rows(losses, table.case[rows], len(table.cases))
    return {
        position: RunnerUp(table.seats[int(table.seat[rows[row]])].id, why_not(table, losses[:, row]))
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
    losses = np.where(closed, 0, table.all_costs(rows) - own_costs(table, held)[:, case] + way[1:])
    none = np.array([places == 0 for places in table.places], bool)[target]
    return np.concatenate([none[None].astype(np.int64), closed[None].astype(np.int64), losses])


def why_not(table: Table, loss: Ints) -> str:
    """The sentence for a column of `regrets`: the first level that loses."""
    worse = (NO_PLACE, PUSHED_OUT, *(f"Så ville {level.worse}." for level in table.levels), EQUAL)
    return worse[next((level for level, lost in enumerate(loss.tolist()) if lost > 0), -1)]
