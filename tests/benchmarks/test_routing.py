"""The benchmark measures what it says: its scores are right on rounds small enough to see through, and it runs."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.rivals.closer import closer
from benchmarks.rivals.fewest import fewest_moved
from benchmarks.rivals.hand import by_hand, by_hand_first, by_hand_in_turn
from benchmarks.rivals.local import local_search
from benchmarks.rivals.problem import held_by, in_turn, read, score
from routing.instance import Instance, Mode
from routing.invented import TIGHTNESSES, invented
from routing.route import solve
from tests.routing.instances import FIRST, a_case, an_educator, an_instance, seeds

pytestmark = pytest.mark.slow

HOUSE = Path(__file__).parents[2]


def a_round_that_needs_an_exchange() -> Instance:
    """A can do both cases, B only the first that came: who fills A's place first leaves the second case out."""
    return an_instance(
        [an_educator("A", competences=("sprog", "leg")), an_educator("B", competences=("leg",))],
        [a_case("1", wants=("sprog",)), a_case("2", needs=("sprog",), received=FIRST + timedelta(hours=1))],
    )


def test_a_hand_fills_the_place_that_a_later_case_needs() -> None:
    problem = read(a_round_that_needs_an_exchange())
    turn = in_turn(problem)
    assert turn == {0, 1}
    assert by_hand(problem) == by_hand_in_turn(problem) == by_hand_first(problem) == [0, -1]
    assert local_search(problem, lambda: 0.0, 1.0) == ([1, 0], True)
    assert (score(problem, [0, -1], turn).served, score(problem, [1, 0], turn).served) == (1, 2)


def test_a_place_is_out_of_turn_when_the_queue_gives_that_case_none() -> None:
    instance = an_instance([an_educator("A")], [a_case("1"), a_case("2", waited=1)])
    problem = read(instance)
    assert [case.id for case in problem.cases] == ["2", "1"]
    assert problem.arrival == (1, 0)
    assert in_turn(problem) == {0}
    assert score(problem, by_hand(problem), in_turn(problem)).out_of_turn == 1
    assert score(problem, by_hand_in_turn(problem), in_turn(problem)).out_of_turn == 0


def test_a_score_adds_up_fit_load_visits_and_districts() -> None:
    instance = an_instance(
        [an_educator("A", 2, competences=("leg",), districts=("Nord",)), an_educator("B", 2)],
        [a_case("1", wants=("leg", "sprog"), district="Syd"), a_case("2", wants=("leg",)), a_case("3")],
    )
    problem = read(instance)
    found = score(problem, [0, 1, 0], in_turn(problem))
    assert (found.served, found.fit, found.spread) == (3, 0.25, 0.25)
    assert found.levels == (3, 2.5, 0, 1)


@pytest.mark.parametrize("held", [[0, 0], [1, 1]])
def test_a_plan_that_breaks_a_rule_has_no_score(held: list[int]) -> None:
    problem = read(a_round_that_needs_an_exchange())
    with pytest.raises(AssertionError, match=r"over capacity|may not"):
        score(problem, held, in_turn(problem))


@pytest.mark.parametrize("tightness", TIGHTNESSES)
@pytest.mark.parametrize("seed", seeds(2, 10))
def test_ours_serves_in_turn_and_no_hand_serves_more(tightness: float, seed: int) -> None:
    instance = invented("S", tightness, seed)
    problem = read(instance)
    turn = in_turn(problem)
    plan = solve(instance)
    ours = held_by(problem, instance, {a.case: a.educator for a in plan.assignments})
    assert score(problem, ours, turn).out_of_turn == 0
    assert {case for case, seat in enumerate(ours) if seat >= 0} == turn
    for hand in (by_hand, by_hand_in_turn, by_hand_first):
        assert score(problem, hand(problem), turn).served <= len(turn)
    mended, _ = local_search(problem, lambda: 0.0, 1.0)
    assert score(problem, mended, turn).served <= len(turn)


@pytest.mark.slow
def test_the_benchmark_runs_and_finds_ours_best(tmp_path: Path) -> None:
    target = tmp_path / "found.json"
    words = (sys.executable, "benchmarks/routing.py", "--quick", "--json", str(target))
    run = subprocess.run(words, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.rstrip().endswith("Ours was best in every round.")
    found = json.loads(target.read_text("utf-8"))
    assert {row["method"] for row in found["slots"]} == {
        "this", "by hand", "by hand, in turn", "by hand, first free", "hand + local search", "CP-SAT", "HiGHS",
    }  # fmt: skip
    assert all(row["out_of_turn"] == 0 for row in found["slots"] if row["method"] == "this")
    exact = [row for row in found["slots"] if row["proof"] == "all levels"]
    assert {row["method"] for row in exact} >= {"this", "HiGHS"}


def test_as_few_drafts_move_as_the_places_allow() -> None:
    """Of three drafts with A, who has two places now, one must move on; the fourth case has no draft."""
    seats = [an_educator("A", 2), an_educator("B", 2)]
    problem = read(an_instance(seats, [a_case(str(n)) for n in range(4)]))
    assert fewest_moved(problem, in_turn(problem), {0: 0, 1: 0, 2: 0}) == 1


def test_it_is_known_whether_a_plan_as_full_has_kinds_that_are_closer() -> None:
    cases = [a_case("E-1", demand=6, kind="elev"), a_case("E-2", demand=6, kind="elev")]
    cases += [a_case("K-1", demand=6, kind="klasse"), a_case("K-2", demand=6, kind="klasse")]
    instance = an_instance([an_educator("A", 12)], cases, mode=Mode.HOURS)
    assert closer(instance, {"E-1", "E-2"}, 5.0) == "a closer plan exists"
    assert closer(instance, {"E-1", "K-2"}, 5.0) == "no plan is closer"
