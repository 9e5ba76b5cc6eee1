"""A plan in hours: as full as can be, the kinds in step, and every value beside a bound that no plan can pass."""

import itertools
import random

import numpy as np
import pytest

from routing.check import wrong
from routing.fill import filled
from routing.instance import Instance, Mode
from routing.invented import invented
from routing.pack import fullest, fullest_two
from routing.plan import Plan
from routing.route import solve
from routing.settle import settled
from routing.table import table
from tests.routing.instances import a_case, an_educator, an_instance, seeds


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
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("tightness", [0.8, 1.05, 1.4])
def test_a_municipalitys_round_is_true_and_within_two_percent_of_the_bound(tightness: float, seed: int) -> None:
    instance = invented("S", tightness, seed, mode=Mode.HOURS)
    plan = solve(instance)
    value, bound = totals(plan)
    assert value >= 0.98 * bound
    assert wrong(instance, plan) == ()


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
