"""The parts of the proof in hours, each against looking at everything there is."""

import itertools
import random

import numpy as np
import pytest

from routing.apart import least_apart
from routing.cover import cheapest_cover
from routing.goals import apart, asked
from routing.instance import Mode
from routing.leftover import all_sets, closest
from routing.pack import all_worth, sums
from routing.parts import parts
from routing.table import table
from tests.routing.instances import a_case, an_educator, an_instance


@pytest.mark.parametrize("seed", range(20))
def test_all_bundles_that_are_worth_enough_are_written_out(seed: int) -> None:
    dice = random.Random(seed)
    size = [dice.randint(1, 9) for _ in range(7)]
    gains, room, spare, least = np.array([dice.uniform(-2, 5) for _ in size]), 15, dice.randint(0, 15), 4.0
    found = all_worth(gains, size, room, spare, least)
    some = {
        tuple(items)
        for items in itertools.product((False, True), repeat=7)
        if room - spare <= sum(itertools.compress(size, items)) <= room
        and sum(itertools.compress(gains, items)) >= least
    }
    assert found is not None
    assert {tuple(row) for row in found.tolist()} == some
    assert len(found) == len(some)


@pytest.mark.parametrize("seed", range(40))
def test_the_cheapest_choice_of_bundles_is_that_of_trying_all(seed: int) -> None:
    dice = random.Random(seed)
    seat = np.repeat(np.arange(3), 6)
    has = np.array([[dice.random() < 0.35 for _ in range(5)] for _ in seat])
    cost, other = (np.array([dice.randint(0, 9) for _ in seat], float) for _ in range(2))
    most = np.array([30.0, 30.0, 14.0])
    choices = [
        some
        for some in itertools.product(range(6), range(6, 12), range(12, 18))
        if (has[list(some)].sum(axis=0) == 1).all() and other[list(some)].sum() <= most[2]
    ]
    chosen, settled = cheapest_cover(has, seat, np.array([cost, cost, other]), most)
    assert settled
    assert (chosen is None) == (not choices)
    if chosen is not None:
        assert cost[chosen].sum() == min(cost[list(some)].sum() for some in choices)
        assert tuple(sorted(chosen)) in choices


def test_the_sums_of_a_choice_each_are_told_as_bits() -> None:
    assert sums([(0, 3), (1, 4)]) == 1 << 1 | 1 << 4 | 1 << 7


@pytest.mark.parametrize("seed", range(20))
def test_the_sets_left_over_and_how_close_the_kinds_can_be_are_those_of_trying_all(seed: int) -> None:
    dice = random.Random(seed)
    kinds = ("elev", "klasse", "emne")
    cases = [
        a_case(
            f"T-{n}",
            kind=dice.choice(kinds),
            demand=dice.randint(1, 6),
            waited=dice.randint(0, 1),
            needs=("intet",) if dice.random() < 0.2 else (),
        )
        for n in range(8)
    ]
    whole = table(an_instance([an_educator("AB", 20)], cases, mode=Mode.HOURS))
    counted = parts(whole)
    over = {case for case in range(8) if not whole.allowed[case] or dice.random() < 0.4}

    def left(some: set[int]) -> list[int]:
        waits = [{case for case in some if whole.cases[case].waited == waited} for waited in (1, 0)]
        return [sum(counted.size[case] for case in tier) for tier in waits]

    nobody = {case for case in range(8) if not whole.allowed[case]}
    every = [set(some) for count in range(9) for some in itertools.combinations(range(8), count)]
    same = [some for some in every if nobody <= some and left(some) == left(over)]
    of_tier = [sum(counted.size[c] for c in range(8) if whole.cases[c].waited == w) for w in (1, 0)]
    parts_left = [less for less, all_ in zip(left(over), of_tier, strict=True) if all_]
    spread = [apart(whole, counted, np.array([-1 if case in some else 0 for case in range(8)])) for some in same]
    assert least_apart(whole, counted, parts_left) == min(spread)
    found = all_sets(whole, counted, parts_left)
    assert found is not None
    assert closest(whole, counted, found)[0][0] == min(spread)
    assert {tuple(sorted(counted.size[case] for case in {*some, *nobody})) for some in found} == {
        tuple(sorted(counted.size[case] for case in some)) for some in same
    }
    assert asked(whole, counted).total() == sum(counted.size)
