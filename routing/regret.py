"""For one case: every educator, what the whole plan would lose by choosing that one, and the moves it would take.

Read off the exchange graph of the finished plan: the shortest way for a place from the other educator back to where
the case is now. Each claim is what a real plan with that pair forced would show.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from routing.certificate import closure, reach_of
from routing.danish import counted, listed
from routing.exchange import NEVER, least_rows, own_costs, whole_graph
from routing.explain import EQUAL, NO_PLACE
from routing.fitness import SPREAD
from routing.rules import RULES
from routing.table import Ints, Table

NAMED = 8
"""How many moves a sentence tells one by one."""


@dataclass(frozen=True, slots=True)
class Step:
    """A case that would move on to make room."""

    case: str
    origin: str
    target: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another educator for a case. `possible` is False where a rule, or pins alone, keep the pair apart.

    `loses` has the levels that change (above 0: worse); `dropped` would lose their places, `gained` would get one;
    `moves` would make room; `why` says it all in Danish.
    """

    educator: str
    possible: bool
    why: str
    loses: Mapping[str, float]
    dropped: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    moves: tuple[Step, ...] = ()


def alternatives(table: Table, held: Ints, position: int) -> tuple[Alternative, ...]:
    """Every other educator for the case at `position`, the ones the plan would miss least by first."""
    one = _Case(table, held, position)
    others = [seat for seat in range(len(table.seats)) if seat != held[position]]
    return tuple(told for _, told in sorted((one.alternative(seat) for seat in others), key=lambda pair: pair[0]))


class _Case:
    """The ways from everywhere to the educator whom the case has now; for a case without one there are none."""

    def __init__(self, table: Table, held: Ints, position: int) -> None:
        self.table, self.held, self.position = table, held, position
        self.at = int(held[position])
        self.onward = closure(table, held)
        self.graph, self.some = whole_graph(table, held)
        self.own = own_costs(table, held)
        self.onto: dict[int, int] = {}
        self.far = np.full((len(self.graph), len(self.some)), NEVER)
        if self.at >= 0:
            self._measure()

    def _measure(self) -> None:
        """Level after level the distances to `at` on what is shortest so far; last the number of moves."""
        origin, target = np.nonzero(self.some)
        for level in range(len(self.graph) + 1):
            cost = self.graph[level, origin, target] if level < len(self.graph) else np.ones(len(origin), np.int64)
            far = _distances_to(self.at, len(self.some), origin, target, cost)
            shortest = (far[origin] < NEVER) & (far[target] < NEVER) & (cost + far[target] == far[origin])
            origin, target = origin[shortest], target[shortest]
            if level < len(self.far):
                self.far[level] = far
        self.onto = dict(zip(origin[::-1].tolist(), target[::-1].tolist(), strict=True))

    def alternative(self, seat: int) -> tuple[tuple[Any, ...], Alternative]:
        """The alternative, and what to sort it by."""
        table, name = self.table, self.table.seats[seat].id
        if not table.allowed[self.position] >> seat & 1:
            return (4, name), Alternative(name, False, self._excluded(seat), {})
        if not table.places[seat]:
            return (3, name), Alternative(name, False, NO_PLACE, {})
        if self.at < 0 or self.far[0, seat] >= NEVER:
            return self._pushing(seat)
        loss = table.all_costs([self._row(self.position, seat)])[:, 0] - self.own[:, self.position] + self.far[:, seat]
        moves = self._moves(seat)
        loses = {
            level.name: float(lost / table.scale if level.name == SPREAD else lost)
            for level, lost in zip(table.levels, loss.tolist(), strict=False)
            if lost
        }
        why = " ".join([self._worse(loss), *_told(moves)])
        return (0, *loss.tolist(), name), Alternative(name, True, why, loses, moves=moves)

    def _excluded(self, seat: int) -> str:
        if self.table.cases[self.position].pinned is not None:
            return "Sagen er fastholdt hos en anden."
        rules = [
            rule.excluded
            for rule, grid in zip(RULES, self.table.barred, strict=True)
            if grid.values[grid.row[self.position], seat]
        ]
        return f"{listed(rules)[0].upper()}{listed(rules)[1:]}."

    def _pushing(self, seat: int) -> tuple[tuple[Any, ...], Alternative]:
        """All places from there on are taken: the last in the queue of those who hold them would have to leave."""
        table, name = self.table, self.table.seats[seat].id
        reach = self.onward[seat]
        inside = [c for c, at in enumerate(self.held.tolist()) if at >= 0 and reach >> at & 1]
        loose = [case for case in inside if table.cases[case].pinned is None]
        if not loose:
            return (3, name), Alternative(name, False, "Alle pladser dér holdes af fastholdte sager.", {})
        last, gained = max(loose), self._next()
        turn = "foran i køen" if last < self.position else "længere nede i køen"
        why = [f"Så ville {table.cases[last].id}, som står {turn}, miste sin plads."]
        why += [f"{case} ville få en." for case in gained]
        return (2, -last, name), Alternative(name, True, " ".join(why), {}, (table.cases[last].id,), gained)

    def _next(self) -> tuple[str, ...]:
        """The first waiting case that could use the place which the case would leave."""
        if self.at < 0:
            return ()
        waiting = np.flatnonzero(self.held < 0).tolist()
        able = (case for case in waiting if reach_of(self.table, case, self.onward) >> self.at & 1)
        return tuple(self.table.cases[case].id for case in list(able)[:1])

    def _moves(self, seat: int) -> tuple[Step, ...]:
        """The moves on the way from `seat` back to where the case is; to and from the pool nobody moves."""
        ids, steps, now = [one.id for one in self.table.seats], [], seat
        while now != self.at:
            onward = self.onto[now]
            if len(ids) not in (now, onward):
                steps.append(Step(self._mover(now, onward), ids[now], ids[onward]))
            now = onward
        return tuple(steps)

    def _mover(self, origin: int, target: int) -> str:
        table, bit = self.table, 1 << target
        able = [case for case in np.flatnonzero(self.held == origin).tolist() if table.allowed[case] & bit]
        rows = np.array([self._row(case, target) for case in able], np.int64)
        gains = table.all_costs(rows) - self.own[:, able]
        return table.cases[able[int(least_rows(gains, np.zeros(len(rows), np.int64), 1)[0])]].id

    def _row(self, case: int, seat: int) -> int:
        return int(self.table.start[case]) + int(np.searchsorted(self.table.educators(case), seat))

    def _worse(self, loss: Ints) -> str:
        levels = [level for level, lost in zip(self.table.levels, loss.tolist(), strict=False) if lost > 0]
        return f"Så ville {levels[0].worse}." if levels else EQUAL


def _distances_to(goal: int, nodes: int, origin: Ints, target: Ints, cost: Ints) -> Ints:
    """Least distances to a node along edges sorted by their origin (Bellman and Ford); NEVER where there is no way."""
    far = np.full(nodes, NEVER)
    far[goal] = 0
    if not len(origin):
        return far
    starts = np.flatnonzero(np.diff(origin, prepend=-1))
    for _ in range(nodes):
        through = np.where(far[target] < NEVER, cost + far[target], NEVER)
        nearer = far.copy()
        nearer[origin[starts]] = np.minimum(far[origin[starts]], np.minimum.reduceat(through, starts))
        if np.array_equal(nearer, far):
            break
        far = nearer
    return far


def _told(moves: tuple[Step, ...]) -> list[str]:
    if not moves:
        return []
    steps = [f"{step.case} flytter fra {step.origin} til {step.target}" for step in moves[:NAMED]]
    more = [f"{counted(len(moves) - NAMED, 'sag', 'sager')} mere flytter"] if len(moves) > NAMED else []
    return [f"{listed([*steps, *more])}."]
