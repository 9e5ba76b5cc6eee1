"""Why not another educator: what the plan is said to lose is what a real plan with that pair forced loses."""

from collections import Counter

import numpy as np
import pytest

from cases.errors import RefusedError
from routing.changed import changed
from routing.changes import Pinned
from routing.explain import EQUAL
from routing.instance import Instance, Mode
from routing.plan import Plan
from routing.regret import Alternative, alternatives
from routing.route import solve
from routing.slots import placed_in_slots
from routing.table import Table, table
from routing.why import why, why_dict, why_text
from tests.routing.instances import a_case, an_educator, an_instance, drawn, seeds


def placed(plan: Plan) -> dict[str, str]:
    return {assignment.case: assignment.educator for assignment in plan.assignments}


def all_alternatives(instance: Instance) -> list[tuple[str, Alternative]]:
    whole = table(instance)
    held = placed_in_slots(whole)
    return [
        (case.id, other) for position, case in enumerate(whole.cases) for other in alternatives(whole, held, position)
    ]


@pytest.mark.parametrize("seed", seeds(3, 40))
def test_what_an_alternative_loses_is_what_a_real_plan_with_it_loses(seed: int) -> None:
    instance = drawn(seed, cases=12)
    before = solve(instance)
    for case, other in all_alternatives(instance):
        if not other.possible:
            continue
        after = solve(changed(instance, Pinned(case, other.educator)))
        assert set(placed(before)) - set(placed(after)) == set(other.dropped)
        assert set(placed(after)) - set(placed(before)) - {case} == set(other.gained)
        if other.dropped:
            assert other.dropped[0] in other.why
        else:
            was = {level.name: level.value for level in before.levels}
            lost = {level.name: level.value - was[level.name] for level in after.levels}
            assert {name: value for name, value in lost.items() if abs(value) > 1e-9} == pytest.approx(other.loses)


@pytest.mark.parametrize("seed", seeds(3, 30))
def test_the_moves_that_are_told_make_room_and_cost_what_is_told(seed: int) -> None:
    instance = drawn(seed, cases=12)
    whole, before = table(instance), placed(solve(instance))
    for case, other in all_alternatives(instance):
        if not other.possible or other.dropped:
            continue
        after = {**before, **{step.case: step.target for step in other.moves}, case: other.educator}
        assert all(before[step.case] == step.origin and step.case in other.why for step in other.moves)
        assert worth(whole, after) - worth(whole, before) == pytest.approx(
            [other.loses.get(level.name, 0) for level in whole.levels]
        )


def worth(whole: Table, at: dict[str, str]) -> np.ndarray:
    """Every level's value, added up by hand; fails when somebody has more than his places or a case not allowed."""
    seats = {seat.id: position for position, seat in enumerate(whole.seats)}
    rows = {(int(c), int(s)): row for row, (c, s) in enumerate(zip(whole.case, whole.seat, strict=True))}
    chosen = [rows[c, seats[at[case.id]]] for c, case in enumerate(whole.cases) if case.id in at]
    used = Counter(seats[who] for who in at.values())
    assert all(count <= whole.places[seat] for seat, count in used.items())
    totals = whole.all_costs(chosen)[:-1].sum(axis=1).astype(float)
    if (spread := whole.spread_at()) is not None:
        totals[spread] = sum(sum(whole.slots(seat, count)) for seat, count in used.items()) / whole.scale
    return totals


def test_a_chain_of_moves_is_told_in_a_sentence() -> None:
    seats = [
        an_educator("AB", 1, competences=("sprog",)),
        an_educator("CD", 1, competences=("sprog", "trivsel")),
    ]
    cases = [a_case("T-1", wants=("sprog",)), a_case("T-2", wants=("trivsel",), needs=("sprog",))]
    whole = table(an_instance(seats, cases))
    (other,) = alternatives(whole, placed_in_slots(whole), 0)
    assert other.why == "Så ville ønskerne blive dårligere opfyldt. T-2 flytter fra CD til AB."
    assert other.loses == {"fit": 2}


def test_every_sort_of_alternative_has_its_sentence() -> None:
    seats = [
        an_educator("AB", 1),
        an_educator("CD", 1, conflicts=("Skole A",)),
        an_educator("EF", 0),
        an_educator("GH", 1),
        an_educator("IJ", 2),
    ]
    cases = [a_case("T-1", pinned="GH"), a_case("T-2", pinned="AB"), a_case("T-3"), a_case("T-4")]
    whole = table(an_instance(seats, cases, needs={}))
    held = placed_in_slots(whole)
    told = {other.educator: other.why for other in alternatives(whole, held, 2)}
    assert told == {
        "AB": "Alle pladser dér holdes af fastholdte sager.",
        "CD": "Kan ikke sendes til skolen.",
        "EF": "Der er ingen plads i runden.",
        "GH": "Alle pladser dér holdes af fastholdte sager.",
    }
    assert {other.why for other in alternatives(whole, held, 0)} == {"Sagen er fastholdt hos en anden."}


def test_an_equal_alternative_is_said_to_be_equal() -> None:
    whole = table(an_instance([an_educator("AB"), an_educator("CD")], [a_case()]))
    (other,) = alternatives(whole, placed_in_slots(whole), 0)
    assert (other.why, other.loses, other.possible) == (EQUAL, {}, True)


def test_a_case_left_over_is_told_who_would_have_to_leave() -> None:
    whole = table(an_instance([an_educator("AB")], [a_case("T-1", waited=1), a_case("T-2")]))
    (other,) = alternatives(whole, placed_in_slots(whole), 1)
    assert (other.why, other.dropped) == ("Så ville T-1, som står foran i køen, miste sin plads.", ("T-1",))


def test_a_whole_case_is_explained_for_people_and_for_scripts() -> None:
    seats = [an_educator("AB", 1, competences=("sprog",)), an_educator("CD", 1), an_educator("EF", 1, conflicts=("B",))]
    cases = [a_case("T-1", wants=("sprog",)), a_case("T-2", school="B", needs=("sprog",)), a_case("T-3", school="B")]
    instance = an_instance(seats, cases)
    plan = solve(instance)
    assert why_text(why(instance, plan, "T-1")) == (
        "T-1 → EF\n"
        "  Opfylder ingen af ønskerne.\n"
        "  Får 1 sag på 1 plads.\n"
        "\n"
        "Andre, den bedste først:\n"
        "  CD: Så ville T-3, som står længere nede i køen, miste sin plads.\n"
        "  AB: Så ville T-2, som står længere nede i køen, miste sin plads.\n"
    )
    told = why_dict(why(instance, plan, "T-3"))
    assert (told["educator"], told["unplaced"]) == ("CD", None)
    assert [(row["educator"], row["possible"]) for row in told["alternatives"]] == [("AB", True), ("EF", False)]
    with pytest.raises(RefusedError, match="T-9 er ikke blandt dem"):
        why(instance, plan, "T-9")


def test_a_case_left_over_is_explained_too() -> None:
    instance = an_instance([an_educator("AB")], [a_case("T-1", waited=1), a_case("T-2")])
    one = why(instance, solve(instance), "T-2")
    assert why_text(one).startswith("T-2 har ingen plads.\n  Den læringsvejleder, som kan tage sagen")
    assert why_dict(one)["unplaced"]["code"] == "full"
    assert why_text(one).endswith("  AB: Så ville T-1, som står foran i køen, miste sin plads.\n")


def test_in_hours_every_alternative_is_planned_again() -> None:
    seats = [an_educator("AB", 9), an_educator("CD", 4), an_educator("EF", 9, conflicts=("Skole A",))]
    cases = [a_case("T-1", demand=9), a_case("T-2", demand=4), a_case("T-3", demand=3, pinned="EF")]
    instance = an_instance(seats, cases, mode=Mode.HOURS)
    plan = solve(an_instance(seats, cases[:2], mode=Mode.HOURS))
    with pytest.raises(RefusedError):
        solve(instance)
    told = {other.educator: other for other in why(an_instance(seats, cases[:2], mode=Mode.HOURS), plan, "T-2").others}
    assert told["AB"].why == "Så ville 1 sag miste sin plads: T-1."
    assert told["EF"].why == "Kan ikke sendes til skolen."
    assert why_text(why(an_instance(seats, cases[:2], mode=Mode.HOURS), plan, "T-1")).endswith(
        "Kan ikke få sagen:\n  CD: Har færre timer, end sagen kræver.\n  EF: Kan ikke sendes til skolen.\n"
    )


def test_whom_the_same_keeps_from_a_case_are_told_together() -> None:
    """Seven who cannot have a held case are one line."""
    seats = [an_educator(name) for name in ("AB", "CD", "EF")]
    instance = an_instance(seats, [a_case("T-1", pinned="CD")])
    assert why_text(why(instance, solve(instance), "T-1")).endswith(
        "Kan ikke få sagen:\n  AB og EF: Sagen er fastholdt hos en anden.\n"
    )
