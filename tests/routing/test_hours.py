"""A plan in hours: as full as can be, the kinds in step, and every value beside a bound that no plan can pass."""

import itertools
import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from routing.capacity import hours
from routing.changes import Withdrawn
from routing.check import wrong
from routing.fill import filled
from routing.fitness import SPREAD
from routing.goals import LOAD, SHARE, in_step, tiers
from routing.instance import ORDER, Instance, Mode
from routing.invented import invented
from routing.pack import best_with_each, dearest, fullest, fullest_two
from routing.plan import Plan
from routing.route import solve, what_if
from routing.settle import settled
from routing.table import Table, table
from tests.routing.instances import a_case, an_educator, an_instance, drawn, seeds


@pytest.mark.parametrize("seed", range(30))
def test_one_educators_hours_are_packed_as_full_as_any_choice_packs_them(seed: int) -> None:
    dice = random.Random(seed)
    size = [dice.randint(1, 12) for _ in range(8)]
    room = dice.randint(0, 40)
    chosen = fullest(range(8), size, room)
    sums = {sum(some) for count in range(9) for some in itertools.combinations(size, count)}
    assert sum(size[case] for case in chosen) == max(total for total in sums if total <= room)


@pytest.mark.parametrize("seed", range(30))
def test_two_educators_hours_are_packed_as_full_as_any_choice_packs_them(seed: int) -> None:
    dice = random.Random(seed)
    size = [dice.randint(1, 12) for _ in range(6)]
    may = [dice.choice([(True, False), (False, True), (True, True)]) for _ in size]
    rooms = (dice.randint(12, 20), dice.randint(12, 20))
    must = {dice.randrange(6)}
    first, second = fullest_two(range(6), size, may, must, rooms)
    best = 0
    for ways in itertools.product((None, 0, 1), repeat=6):
        loads = [sum(s for s, way in zip(size, ways, strict=True) if way == seat) for seat in (0, 1)]
        allowed = all(way is None or may[case][way] for case, way in enumerate(ways))
        if allowed and all(ways[case] is not None for case in must) and loads[0] <= rooms[0] and loads[1] <= rooms[1]:
            best = max(best, sum(loads))
    assert sum(size[case] for case in first | second) == best
    assert must <= first | second
    assert not first & second


@pytest.mark.parametrize("seed", range(30))
def test_a_knapsack_is_filled_with_what_is_worth_most_and_with_each_item_in_it_too(seed: int) -> None:
    dice = random.Random(seed)
    size = [dice.randint(1, 12) for _ in range(7)]
    gains, room = np.array([dice.uniform(-2, 5) for _ in size]), dice.randint(3, 30)
    choices = [
        (float(sum(gains[item] for item in some)), some)
        for count in range(8)
        for some in itertools.combinations(range(7), count)
        if sum(size[item] for item in some) <= room
    ]
    worth, chosen = dearest(gains, size, room)
    assert worth == pytest.approx(max(choices)[0]) == pytest.approx(sum(gains[item] for item in chosen))
    assert sum(size[item] for item in chosen) <= room
    for item, found in enumerate(best_with_each(gains, size, room).tolist()):
        assert found == pytest.approx(max((worth for worth, some in choices if item in some), default=-np.inf))


def placed_share(instance: Instance, plan: Plan) -> dict[str, float]:
    """The share of each kind's hours that found a place, in percent."""
    at = {assignment.case for assignment in plan.assignments}
    kinds = {case.kind for case in instance.cases}
    return {
        kind: 100
        * sum(case.demand for case in instance.cases if case.kind == kind and case.id in at)
        / sum(case.demand for case in instance.cases if case.kind == kind)
        for kind in kinds
    }


def totals(plan: Plan) -> tuple[float, float]:
    """Hours placed in all tiers, and the bound."""
    served = [level for level in plan.levels if level.name.startswith("served")]
    return sum(level.value for level in served), sum(level.bound for level in served)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "tightness"), [("L", 0.8), ("L", 1.05), ("L", 1.4), ("XXL", 1.4)], ids=str)
def test_a_large_round_comes_close_to_the_bound_and_no_kind_starves(size: str, tightness: float) -> None:
    instance = invented(size, tightness, 1, mode=Mode.HOURS)
    plan = solve(instance)
    value, bound = totals(plan)
    assert value >= 0.985 * bound
    shares = placed_share(instance, plan).values()
    assert max(shares) - min(shares) <= 5
    assert wrong(instance, plan) == ()


@pytest.mark.slow
@pytest.mark.parametrize("seed", (1, 2, 3))
@pytest.mark.parametrize("tightness", [0.8, 1.05, 1.4])
def test_a_municipalitys_quarter_is_true_and_every_level_is_proved(tightness: float, seed: int) -> None:
    instance = invented("S", tightness, seed, mode=Mode.HOURS)
    plan = solve(instance)
    assert plan.proved
    assert wrong(instance, plan) == ()


class Judge:
    """A whole-number program by HiGHS over the pairs, in hours: knows the table's pairs and costs, nothing else."""

    def __init__(self, whole: Table) -> None:
        self.whole, pairs = whole, len(whole.case)
        self.demand = np.array([case.demand for case in whole.cases])[whole.case]
        self.rows, self.low, self.high = [], [], []
        for at, case in enumerate(whole.cases):
            self.hold(whole.case == at, int(case.pinned is not None), 1)
        for at, seat in enumerate(whole.seats):
            self.hold(self.demand * (whole.seat == at), 0, hours(seat))
        self.pairs = pairs

    def hold(self, row: np.ndarray, low: float, high: float) -> None:
        self.rows.append(row.astype(float))
        self.low.append(low)
        self.high.append(high)

    def least(self, goal: np.ndarray) -> float | None:
        held = LinearConstraint(np.array(self.rows), self.low, self.high)
        answer = milp(goal, constraints=held, integrality=np.ones(self.pairs), bounds=Bounds(0, 1))
        return None if answer.status == 2 else float(answer.fun)

    def tier(self, members: list[int]) -> float:
        """The most hours of these cases; held from now on."""
        row = self.demand * np.isin(self.whole.case, members)
        most = -self.least(-row)
        self.hold(row, most - 1e-6, np.inf)
        return most

    def apart(self, thousandths: int) -> bool:
        """Whether the kinds' shares can be no farther apart than that."""
        asked = Counter[str]()
        for case in self.whole.cases:
            asked[case.kind] += case.demand
        kinds = np.array([case.kind for case in self.whole.cases])[self.whole.case]
        share = {kind: self.demand * (kinds == kind) / asked[kind] for kind in asked}
        kept = len(self.rows)
        for one, other in itertools.permutations(asked, 2):
            self.hold(share[one] - share[other], -np.inf, thousandths / SHARE + 1e-9)
        found = self.least(np.zeros(self.pairs)) is not None
        del self.rows[kept:], self.low[kept:], self.high[kept:]
        return found

    def serve(self, numbers: set[str]) -> None:
        for at, case in enumerate(self.whole.cases):
            self.hold(self.whole.case == at, int(case.id in numbers), int(case.id in numbers))

    def fullest(self, share: float) -> bool:
        """Whether nobody need be fuller than this, over the school year."""
        kept = len(self.rows)
        for at, seat in enumerate(self.whole.seats):
            year = seat.earlier_places + hours(seat)
            self.hold(self.demand * (self.whole.seat == at), -np.inf, max(0, share * year - seat.earlier_cases) + 1e-6)
        found = self.least(np.zeros(self.pairs)) is not None
        if not found:
            del self.rows[kept:], self.low[kept:], self.high[kept:]
        return found


def in_hours_of(seed: int) -> Instance:
    """A small drawn round in which cases take 2 to 9 hours."""
    dice, base = random.Random(seed), drawn(seed, cases=9, educators=3)
    return an_instance(
        [replace(seat, capacity=5 * seat.capacity, earlier_places=8, earlier_cases=dice.randint(0, 8), reserved=0)
         for seat in base.educators],
        [replace(case, demand=dice.randint(2, 9), pinned=None) for case in base.cases],
        mode=Mode.HOURS,
        levels=ORDER,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_every_level_in_hours_equals_a_whole_number_program_solved_level_by_level(seed: int) -> None:
    instance = in_hours_of(seed)
    whole, plan = table(instance), solve(instance)
    judge, levels = Judge(whole), {level.name: level for level in plan.levels}
    assert plan.proved
    names = [level.name for level in plan.levels if level.name.startswith("served")]
    for name, members in zip(names, tiers(whole), strict=True):
        assert levels[name].value == pytest.approx(judge.tier(members)), name
    free, excess = in_step(whole).free, round(10 * levels["kinds"].value)
    assert judge.apart(free + excess)
    assert not excess or not judge.apart(free + excess - 1)
    judge.serve({assignment.case for assignment in plan.assignments})
    for at, level in enumerate(whole.levels):
        if level.name == SPREAD:
            steps = round(levels[SPREAD].value * LOAD)
            assert not steps or not judge.fullest((steps - 1) / LOAD) or steps == floor_of(instance)
            assert judge.fullest(steps / LOAD)
            continue
        goal = whole.costs(at, slice(None)) * judge.demand
        assert levels[level.name].value == pytest.approx(judge.least(goal)), level.name
        judge.hold(goal, -np.inf, levels[level.name].value + 1e-6)


def floor_of(instance: Instance) -> int:
    """The load that the earlier rounds alone make of somebody, in steps."""
    return max(
        -(-LOAD * int(seat.earlier_cases) // int(seat.earlier_places + hours(seat))) for seat in instance.educators
    )


@pytest.mark.parametrize("seed", seeds(3, 20))
def test_small_rounds_in_hours_are_true_from_outside(seed: int) -> None:
    instance = invented("S", 1.4, seed, mode=Mode.HOURS)
    some = Instance(instance.educators[:3], instance.cases[:9], instance.settings)
    assert wrong(some, solve(some)) == ()


def test_a_case_left_over_is_let_in_by_moving_another_on() -> None:
    seats = [an_educator("AB", 10, competences=("sprog",)), an_educator("CD", 6)]
    cases = [a_case("T-1", demand=6), a_case("T-2", demand=10, needs=("sprog",))]
    held = filled(table(an_instance(seats, cases, mode=Mode.HOURS)))
    assert held.tolist() == [1, 0]


def test_an_earlier_tier_keeps_its_place_however_well_others_would_fill_the_hours() -> None:
    cases = [a_case("T-1", demand=3, waited=1), a_case("T-2", demand=9)]
    plan = solve(an_instance([an_educator("AB", 9)], cases, mode=Mode.HOURS))
    assert [assignment.case for assignment in plan.assignments] == ["T-1"]


def test_the_load_in_hours_is_spread_over_the_school_year() -> None:
    seats = [
        an_educator(name, 20, earlier_places=20, earlier_cases=earlier) for name, earlier in (("AB", 18), ("CD", 4))
    ]
    plan = solve(an_instance(seats, [a_case("T-1", demand=6), a_case("T-2", demand=6)], mode=Mode.HOURS))
    assert {assignment.educator for assignment in plan.assignments} == {"CD"}
    spread = next(level for level in plan.levels if level.name == SPREAD)
    assert (spread.value, spread.bound) == (0.45, 0.45)


def test_a_round_without_cases_in_hours_has_all_its_levels() -> None:
    plan = solve(an_instance([an_educator()], [], mode=Mode.HOURS))
    assert [level.name for level in plan.levels] == ["served", "kinds", *ORDER]
    assert plan.proved


def test_the_kinds_are_evened_out_when_no_hour_is_lost_by_it() -> None:
    cases = [a_case(f"E-{n}", demand=4, kind="elev") for n in range(25)]
    cases += [a_case(f"K-{n}", demand=4, kind="klasse", waited=0) for n in range(25)]
    seats = [an_educator(name, 40, conflicts=("Skole X",)) for name in "ABC"]
    plan = solve(an_instance(seats, cases, mode=Mode.HOURS))
    shares = placed_share(an_instance(seats, cases, mode=Mode.HOURS), plan)
    assert max(shares.values()) - min(shares.values()) <= 5
    assert next(level for level in plan.levels if level.name == "kinds").value == 0


@pytest.mark.slow
@pytest.mark.parametrize("tightness", [0.8, 1.05, 1.4])
def test_a_round_in_hours_planned_again_is_the_same_and_a_withdrawal_moves_few(tightness: float) -> None:
    instance = invented("S", tightness, 1, mode=Mode.HOURS)
    plan = solve(instance)
    assert not what_if(instance, plan, []).moved
    change = what_if(instance, plan, [Withdrawn(plan.assignments[5].case)])
    assert len(change.lost) <= 1
    assert len(change.shifted) <= 4


def test_two_cases_change_places_when_both_fit_better_there() -> None:
    seats = [an_educator("AB", 6, competences=("sprog",)), an_educator("CD", 5, competences=("trivsel",))]
    cases = [a_case("T-1", demand=5, wants=("sprog",)), a_case("T-2", demand=5, wants=("trivsel",))]
    whole = table(an_instance(seats, cases[:2], mode=Mode.HOURS))
    assert settled(whole, np.array([1, 0])).tolist() == [0, 1]
    assert settled(whole, np.array([0, 1])).tolist() == [0, 1]


def test_who_is_pinned_or_too_large_changes_no_places() -> None:
    seats = [an_educator("AB", 6, competences=("sprog",)), an_educator("CD", 5, competences=("trivsel",))]
    for other in ({"pinned": "AB"}, {"demand": 6}):
        cases = [a_case("T-1", demand=5, wants=("sprog",)), a_case("T-2", wants=("trivsel",), **{"demand": 5, **other})]
        whole = table(an_instance(seats, cases, mode=Mode.HOURS))
        order = [[case.id for case in whole.cases].index(name) for name in ("T-1", "T-2")]
        held = np.zeros(2, np.int64)
        held[order[0]] = 1
        assert settled(whole, held).tolist() == held.tolist()
