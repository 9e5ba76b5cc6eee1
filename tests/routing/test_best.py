"""The plan is the best there is: checked against another solver, which knows nothing of flows or queues."""

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from routing.exchange import own_costs
from routing.explain import _runners_up, regrets
from routing.fitness import SPREAD
from routing.instance import Instance
from routing.parse import instance_json, read_instance
from routing.roster import roster
from routing.route import solve
from routing.rules import may
from routing.slots import in_slots
from routing.table import Table, table
from tests.routing.instances import drawn, seeds, shuffled

pytestmark = pytest.mark.slow


class Judge:
    """Whole-number programs by HiGHS: pairs and unit places as variables, earlier levels held as rows."""

    def __init__(self, whole: Table) -> None:
        pairs = len(whole.case)
        slots = [(seat, cost) for seat, places in enumerate(whole.places) for cost in whole.slots(seat, places)]
        self.size = pairs + len(slots)
        self.rows: list[np.ndarray] = []
        self.low: list[float] = []
        self.high: list[float] = []
        for case in range(len(whole.cases)):
            self.hold(np.concatenate([whole.case == case, np.zeros(len(slots))]), 0, 1)
        for seat in range(len(whole.seats)):
            self.hold(np.concatenate([whole.seat == seat, [-float(s == seat) for s, _ in slots]]), 0, 0)
        self.case = np.concatenate([whole.case, np.full(len(slots), -1)])
        self.goals = {
            level.name: np.concatenate([whole.costs(at, slice(None)), np.zeros(len(slots))])
            for at, level in enumerate(whole.levels)
        }
        if SPREAD in self.goals:
            self.goals[SPREAD] = np.concatenate([np.zeros(pairs), [cost / whole.scale for _, cost in slots]])

    def hold(self, row: np.ndarray, low: float, high: float) -> None:
        self.rows.append(row.astype(float))
        self.low.append(low)
        self.high.append(high)

    def least(self, goal: np.ndarray) -> float | None:
        held = LinearConstraint(np.array(self.rows), self.low, self.high)
        answer = milp(goal, constraints=held, integrality=np.ones(self.size), bounds=Bounds(0, 1))
        return None if answer.status == 2 else float(answer.fun)

    def serve_in_turn(self, whole: Table) -> list[int]:
        """Walk the queue, pins first, and keep every case that can be served with those kept before."""
        kept = []
        for case in [*whole.pins(), *(c for c in range(len(whole.cases)) if whole.cases[c].pinned is None)]:
            self.hold((self.case == case).astype(float), 1, 1)
            if self.least(np.zeros(self.size)) is None:
                self.low[-1] = self.high[-1] = 0
            else:
                kept.append(case)
        return sorted(kept)


def held(whole: Table) -> np.ndarray:
    """Where the plan puts each case."""
    seats, plan = {seat.id: at for at, seat in enumerate(whole.seats)}, in_slots(whole)
    at = {assignment.case: seats[assignment.educator] for assignment in plan.assignments}
    return np.array([at.get(case.id, -1) for case in whole.cases], np.int64)


@pytest.mark.parametrize("seed", seeds(3, 200))
def test_the_served_cases_and_every_level_equal_those_of_a_whole_number_program(seed: int) -> None:
    whole = table(drawn(seed, cases=7 + seed % 6, educators=3 + seed % 3))
    judge, plan = Judge(whole), in_slots(whole)
    served = judge.serve_in_turn(whole)
    assert sorted(whole.cases[case].id for case in served) == sorted(a.case for a in plan.assignments)
    for level in plan.levels[1:]:
        best = judge.least(judge.goals[level.name])
        assert level.value == pytest.approx(best), level.name
        assert level.bound == level.value
        judge.hold(judge.goals[level.name], -np.inf, best + 1e-6)
    assert plan.levels[0].value == len(served)


@pytest.mark.parametrize("seed", seeds(6, 200))
def test_the_order_of_the_input_changes_nothing(seed: int) -> None:
    instance = drawn(seed, cases=20)
    assert solve(shuffled(instance, seed)) == solve(instance)


@pytest.mark.parametrize("seed", seeds(3, 30))
def test_no_other_row_of_the_queue_is_served_before_its_turn(seed: int) -> None:
    """Taking any later case out does not help a case left over: nobody is placed at the cost of one ahead."""
    instance = drawn(seed, cases=14)
    plan, whole = solve(instance), table(instance)
    order = [case.id for case in whole.cases]
    for left in plan.unplaced:
        ahead = [c for c in instance.cases if c.pinned or order.index(c.id) <= order.index(left.case)]
        alone = solve(Instance(instance.educators, tuple(ahead), instance.settings))
        assert left.case in {unplaced.case for unplaced in alone.unplaced}


@pytest.mark.parametrize("seed", seeds(3, 40))
def test_what_the_plan_would_lose_by_another_educator_is_what_a_real_plan_loses(seed: int) -> None:
    whole = table(drawn(seed, cases=10))
    now = held(whole)
    rows = np.flatnonzero((now[whole.case] >= 0) & (now[whole.case] != whole.seat))
    for row, loss in zip(rows.tolist()[::5], regrets(whole, now, rows).T[::5], strict=True):
        _check_loss(whole, now, row, loss)


def _check_loss(whole: Table, now: np.ndarray, row: int, loss: np.ndarray) -> None:
    judge = Judge(whole)
    for case in np.flatnonzero(now >= 0).tolist():
        judge.hold((judge.case == case).astype(float), 1, 1)
    judge.hold((np.arange(judge.size) == row).astype(float), 1, 1)
    if judge.least(np.zeros(judge.size)) is None:
        assert loss[:2].any()
        return
    assert not loss[:2].any()
    before = own_costs(whole, now).sum(axis=1)
    for at, level in enumerate(whole.levels):
        best = judge.least(judge.goals[level.name])
        judge.hold(judge.goals[level.name], -np.inf, best + 1e-6)
        was = before[at]
        if level.name == SPREAD:
            was = sum(sum(whole.slots(s, n)) for s, n in enumerate(whole.used(now).tolist())) / whole.scale
            loss = loss.astype(float)
            loss[2 + at] /= whole.scale
        assert best - was == pytest.approx(loss[2 + at]), level.name


def test_the_table_holds_what_rules_and_levels_say_of_every_pair() -> None:
    for seed in range(8):
        whole = table(drawn(seed))
        allowed = {(case, seat): row for row, (case, seat) in enumerate(zip(whole.case, whole.seat, strict=True))}
        for at, case in enumerate(whole.cases):
            for to, seat in enumerate(whole.seats):
                assert ((at, to) in allowed) is may(case, seat, whole.settings)
                assert bool(whole.allowed[at] >> to & 1) is ((at, to) in allowed)
                if (at, to) in allowed:
                    alone = roster((seat,))
                    costs = [int(level.cost(level.about(case), alone, whole.settings)[0]) for level in whole.levels]
                    assert whole.all_costs([allowed[at, to]])[:-1, 0].tolist() == costs


def test_an_instance_survives_the_way_through_json() -> None:
    for seed in range(8):
        assert read_instance(instance_json(drawn(seed))) == drawn(seed)


def test_a_runner_up_is_never_the_one_chosen() -> None:
    whole = table(drawn(3))
    now = held(whole)
    for position, second in _runners_up(whole, now).items():
        assert second.educator != whole.seats[now[position]].id
