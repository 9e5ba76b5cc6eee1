"""What if: changes are read, said and made, and two plans are told apart; a re-plan moves no more than it must."""

import random
from dataclasses import replace

import pytest

from cases.errors import RefusedError
from routing.changed import changed
from routing.changes import (
    Allowed,
    AnyDistrict,
    Change,
    Forbidden,
    Ill,
    More,
    Pinned,
    Relaxed,
    Reserved,
    Shared,
    Withdrawn,
    parts_of,
    read_change,
    said,
)
from routing.difference import difference_dict, difference_text, placements
from routing.instance import Districts, Instance, Mode, PlanCase
from routing.invented import invented
from routing.plan import Plan
from routing.route import solve, what_if
from tests.routing.instances import a_case, an_educator, an_instance, drawn

CHANGES: list[tuple[str, Change, str]] = [
    ("syg:AB", Ill("AB"), "AB er syg i hele perioden"),
    ("plads:AB", More("AB"), "AB får 1 plads mere"),
    ("plads:AB:-2", More("AB", -2), "AB får 2 pladser mindre"),
    ("reserver:AB", Reserved("AB"), "1 plads hos AB holdes tilbage"),
    ("ud:T-1", Withdrawn("T-1"), "T-1 trækkes tilbage"),
    ("lemp:T-1:sprog+IT", Relaxed("T-1", ("sprog", "IT")), "T-1 fritages for kravet om sprog og IT"),
    ("distrikt:T-1", AnyDistrict("T-1"), "T-1 må tages af et andet distrikt"),
    ("del", Shared(), "distrikterne deles om læringsvejlederne"),
    ("forbyd:T-1:AB", Forbidden("T-1", "AB"), "AB ikke må få T-1"),
    ("tillad:T-1:AB", Allowed("T-1", "AB"), "AB alligevel må få T-1"),
    ("fast:T-1:AB", Pinned("T-1", "AB"), "T-1 fastholdes hos AB"),
]


@pytest.mark.parametrize(("text", "change", "sentence"), CHANGES, ids=[row[0] for row in CHANGES])
def test_a_change_is_read_said_and_written_again(text: str, change: Change, sentence: str) -> None:
    assert read_change(text) == change
    assert said(change) == sentence
    assert read_change(":".join(parts_of(change))) == change


@pytest.mark.parametrize("text", ["", "syg", "syg:", "syg:AB:CD", "plads:AB:mange", "plads:AB:1e99", "hvad:AB", "ud:"])
def test_what_is_no_change_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(RefusedError, match="skrives"):
        read_change(text)


SEATS = [an_educator("AB", 1, competences=("sprog",)), an_educator("CD", 1), an_educator("EF", 1, districts=("Nord",))]
NEEDY = a_case("T-1", needs=("sprog",), district="Syd")

WORLDS: list[tuple[str, list[PlanCase], list[Change], dict[str, str]]] = [
    ("an ill educator's case moves", [a_case("T-1", pinned="CD")], [Ill("CD")], {"T-1": "EF"}),
    ("a place more takes one in", [NEEDY, replace(NEEDY, id="T-2")], [More("AB")], {"T-1": "AB", "T-2": "AB"}),
    ("a reserved place takes one out", [NEEDY], [Reserved("AB")], {}),
    ("a withdrawn case makes room", [NEEDY, replace(NEEDY, id="T-2")], [Withdrawn("T-1")], {"T-2": "AB"}),
    ("a need relaxed opens others", [NEEDY], [Reserved("AB"), Relaxed("T-1", ("sprog",))], {"T-1": "CD"}),
    ("a forbidden pair parts", [NEEDY], [Forbidden("T-1", "AB")], {}),
    ("and is allowed again", [NEEDY], [Forbidden("T-1", "AB"), Allowed("T-1", "AB")], {"T-1": "AB"}),
    ("a pin stands above a need", [NEEDY], [Pinned("T-1", "CD")], {"T-1": "CD"}),
]


@pytest.mark.parametrize(("cases", "changes", "after"), [row[1:] for row in WORLDS], ids=[row[0] for row in WORLDS])
def test_each_change_does_what_it_says(cases: list[PlanCase], changes: list[Change], after: dict[str, str]) -> None:
    instance = an_instance(SEATS, cases, districts=Districts.HARD)
    for change in changes:
        instance = changed(instance, change)
    assert placements(solve(instance)) == after


def test_districts_that_share_tell_what_it_gives() -> None:
    seats = [an_educator("AB", 1, districts=("Nord",)), an_educator("CD", 1, districts=("Syd",))]
    cases = [a_case("T-1", district="Nord"), a_case("T-2", district="Nord")]
    instance = an_instance(seats, cases, districts=Districts.HARD)
    told = what_if(instance, solve(instance), [Shared()])
    assert difference_text(told, [Shared()]) == (
        "Hvis distrikterne deles om læringsvejlederne:\n"
        "  1 sag får plads: T-2 (hos CD).\n"
        "  Sager med plads: 1 → 2.\n"
        "  Fordeling af belastningen: 1 → 2.\n"
        "  Sager uden for distriktet: 0 → 1.\n"
    )


def test_a_difference_tells_moves_losses_and_what_is_gone() -> None:
    instance = an_instance([an_educator("AB", 1), an_educator("CD", 1)], [a_case("T-1"), a_case("T-2")])
    plan = solve(instance)
    changes = [Ill("AB")]
    told = what_if(instance, plan, changes)
    assert [move.case for move in told.lost] == ["T-2"]
    assert "1 sag mister sin plads: T-2." in difference_text(told, changes)
    gone = what_if(instance, plan, [Withdrawn("T-1")])
    assert (gone.moved, gone.gone) == ((), ("T-1",))
    assert difference_dict(gone, [Withdrawn("T-1")])["gone"] == ["T-1"]
    same = what_if(instance, plan, [])
    assert difference_text(same) == "Forskel fra før:\n  Planen er den samme.\n"


def test_hours_are_said_as_hours() -> None:
    assert said(More("AB", 1.5), Mode.HOURS) == "AB får 1,5 timer mere"


def after_a_fortnight(instance: Instance, plan: Plan, seed: int) -> tuple[Instance, set[str]]:
    """The round with letters sent for a tenth, 3 % of the educators gone, 2 % withdrawn and 5 % new.

    Also the drafts that nothing happened to.
    """
    dice, at = random.Random(seed), placements(plan)
    left = set(dice.sample([seat.id for seat in instance.educators], len(instance.educators) * 3 // 100))
    out = set(dice.sample([case.id for case in instance.cases], len(instance.cases) * 2 // 100))
    told = {case for case in sorted(at) if dice.random() < 0.1 and at[case] not in left}
    kept = [
        replace(
            case,
            pinned=at[case.id] if case.id in told else None,
            previous=None if case.id in told else at.get(case.id),
        )
        for case in instance.cases
        if case.id not in out
    ]
    new = [
        replace(case, id=f"N-{position}", previous=None, pinned=None)
        for position, case in enumerate(dice.sample(instance.cases, len(instance.cases) * 5 // 100))
    ]
    seats = tuple(seat for seat in instance.educators if seat.id not in left)
    drafts = {case for case, who in at.items() if who not in left and case not in out | told}
    return replace(instance, educators=seats, cases=(*kept, *new)), drafts


@pytest.mark.slow
@pytest.mark.parametrize("tightness", [0.8, 1.05, 1.4])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_round_planned_again_moves_few_and_drops_nobody_without_need(tightness: float, seed: int) -> None:
    first = invented("L", tightness, seed)
    plan = solve(first)
    second, drafts = after_a_fortnight(first, plan, seed)
    at, again = placements(plan), placements(solve(second))
    assert all(again[case.id] == case.pinned for case in second.cases if case.pinned)
    moved = [case for case in drafts if case in again and again[case] != at[case]]
    assert len(moved) < 0.025 * len(drafts)
    bare = replace(second, cases=tuple(replace(case, previous=None) for case in second.cases))
    assert set(again) == set(placements(solve(bare)))


def test_drafts_never_cost_a_case_its_place() -> None:
    for seed in range(10):
        instance = drawn(seed, cases=14)
        bare = replace(instance, cases=tuple(replace(case, previous=None) for case in instance.cases))
        assert set(placements(solve(instance))) == set(placements(solve(bare)))
