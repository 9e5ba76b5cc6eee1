"""A plan made in a child process, and a kept one: the same to the last word, and believed only when it is true."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from cases.errors import RefusedError, WorldError
from routing.answer import read_plan, whole_dict
from routing.changes import More, Reserved, change_of, parts_of
from routing.check import wrong
from routing.child import solve_in_child
from routing.instance import Mode
from routing.invented import invented
from routing.parse import instance_json, read_instance
from routing.plan import Assignment, Plan
from routing.route import solve
from tests.routing.instances import a_case, an_educator, an_instance, drawn, seeds, shuffled


@pytest.mark.parametrize("seed", seeds(4, 200))
def test_every_plan_is_found_true_from_outside_and_survives_the_way_through_json(seed: int) -> None:
    instance = drawn(seed, cases=16)
    plan = solve(instance)
    assert wrong(instance, plan) == ()
    assert read_plan(json.loads(json.dumps(whole_dict(plan)))) == plan


def lies(plan: Plan) -> dict[str, Plan]:
    first, *others = plan.assignments
    away = replace(first, educator="CD" if first.educator == "AB" else "AB")
    return {
        "a case is missing": replace(plan, assignments=tuple(others)),
        "a case stands twice": replace(plan, assignments=(*plan.assignments, first)),
        "nobody of that name": replace(plan, assignments=(replace(first, educator="??"), *others)),
        "not where it is pinned, nor allowed": replace(plan, assignments=(away, *others)),
    }


def test_a_plan_that_is_not_true_is_found_out() -> None:
    seats = [an_educator("AB", 1), an_educator("CD", 1, competences=("sprog",))]
    cases = [a_case("T-1", pinned="AB"), a_case("T-2", waited=1, needs=("sprog",)), a_case("T-3")]
    instance = an_instance(seats, cases)
    plan = solve(instance)
    assert wrong(instance, plan) == ()
    for name, lie in lies(plan).items():
        assert wrong(instance, lie), name
    assert wrong(an_instance([*seats, an_educator("EF")], cases), plan) == (
        "Sag T-3 står uden plads, men der er en ledig, som den kan nå.",
    )
    jumped = [a_case("T-1", pinned="AB"), a_case("T-2", needs=("sprog",)), a_case("T-3", waited=1)]
    assert wrong(an_instance(seats, jumped), plan) == ("Sag T-3 er sprunget over i køen.",)
    crowded = replace(plan, assignments=(*plan.assignments, Assignment("T-3", "AB", ())), unplaced=())
    assert wrong(instance, crowded) == ("AB har fået mere, end der er plads til.",)


def test_a_change_survives_as_words() -> None:
    for change in (More("AB", 2), More("AB", 0.5), Reserved("CD", 1)):
        assert change_of(parts_of(change)) == change


@pytest.mark.slow
def test_the_child_gives_the_plan_that_we_give_ourselves() -> None:
    for instance in (drawn(7, cases=30), an_instance([an_educator("AB", 9)], [a_case(demand=4)], mode=Mode.HOURS)):
        assert solve_in_child(instance) == solve(instance)


@pytest.mark.slow
def test_what_the_child_refuses_is_refused_here_and_what_ends_it_changes_nothing() -> None:
    with pytest.raises(RefusedError, match="kapaciteten er 1"):
        solve_in_child(an_instance([an_educator("AB")], [a_case("T-1", pinned="AB"), a_case("T-2", pinned="AB")]))
    with pytest.raises(WorldError, match="Intet er ændret"):
        solve_in_child(drawn(1), memory=64 * 1024**2)
    with pytest.raises(WorldError, match="det tog for lang tid"):
        solve_in_child(invented("XXL", 1.05, 1), seconds=1)


@pytest.mark.slow
def test_a_large_round_tells_its_steps_and_a_small_one_keeps_quiet() -> None:
    told: list[str] = []
    assert solve_in_child(drawn(7), tell=told.append) == solve(drawn(7))
    assert told == []
    solve_in_child(invented("L"), tell=told.append)
    assert told[0] == "Ser på, hvem der kan tage hvad: 1000 sager, 100 læringsvejledere"
    assert told[-1] == "Skriver begrundelserne"
    assert len(told) == 4


ASK = """
import json, sys
from routing.answer import whole_dict
from routing.parse import read_instance
from routing.route import solve
print(json.dumps([whole_dict(solve(read_instance(one))) for one in json.load(sys.stdin)]))
"""


@pytest.mark.slow
def test_three_processes_give_the_same_plans_for_shuffled_rows() -> None:
    """Two hundred rounds in places and four in hours, with three seeds of Python's hashing."""
    rounds = [drawn(seed, cases=20) for seed in range(200)]
    rounds += [invented("S", tightness, seed, mode=Mode.HOURS) for seed in (1, 2) for tightness in (0.8, 1.05)]
    kept = [instance_json(instance) for instance in rounds]
    answers = []
    for process in range(3):
        task = json.dumps([instance_json(shuffled(read_instance(one), process)) for one in kept])
        done = subprocess.run(
            [sys.executable, "-c", ASK], input=task, capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": str(process), "PYTHONPATH": ":".join(sys.path)},
        )  # fmt: skip
        answers.append(json.loads(done.stdout))
    assert answers[0] == answers[1] == answers[2] == [whole_dict(solve(read_instance(one))) for one in kept]
