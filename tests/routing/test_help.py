"""What a case left over is told is so: the certificate holds, and what would help is confirmed by planning again."""

import re

import pytest

from routing.capacity import places
from routing.changed import changed
from routing.changes import Withdrawn
from routing.instance import Instance
from routing.plan import Plan
from routing.route import solve
from routing.rules import may
from routing.table import table
from tests.routing.instances import a_case, an_educator, an_instance, drawn, seeds

FREED = re.compile(r"at (?P<who>\S+) får 1 plads mere, eller at en sag dér trækkes tilbage")


def placed(plan: Plan) -> dict[str, str]:
    return {assignment.case: assignment.educator for assignment in plan.assignments}


@pytest.mark.parametrize("seed", seeds(5, 150))
def test_what_is_said_to_help_does_help(seed: int) -> None:
    instance = drawn(seed, cases=16)
    for left in solve(instance).unplaced:
        assert left.helps or "En læringsvejleder mere" in left.would_help
        for change in left.helps:
            assert left.case in placed(solve(changed(instance, change))), left.would_help


@pytest.mark.parametrize("seed", seeds(5, 150))
def test_a_place_set_free_where_it_is_said_to_help_helps(seed: int) -> None:
    instance = drawn(seed, cases=16)
    plan = solve(instance)
    for left in plan.unplaced:
        told = FREED.search(left.would_help)
        for case, who in placed(plan).items() if told else ():
            if who == told["who"]:
                assert left.case in placed(solve(changed(instance, Withdrawn(case)))), left.would_help


@pytest.mark.parametrize("seed", seeds(5, 150))
def test_the_places_a_case_can_reach_are_all_held_by_pins_or_cases_ahead_that_can_go_nowhere_else(seed: int) -> None:
    instance = drawn(seed, cases=16)
    plan, whole = solve(instance), table(instance)
    order = {case.id: position for position, case in enumerate(whole.cases)}
    for left in (left for left in plan.unplaced if left.code == "full"):
        reach = closure(instance, placed(plan), left.case)
        inside = [case for case, who in placed(plan).items() if who in reach]
        assert len(inside) == sum(places(seat) for seat in instance.educators if seat.id in reach)
        assert all(order[case] < order[left.case] or whole.cases[order[case]].pinned for case in inside)
        assert str(len(inside)) in left.why or not inside


def may_have(instance: Instance, number: str) -> set[str]:
    case = next(case for case in instance.cases if case.id == number)
    return {seat.id for seat in instance.educators if may(case, seat, instance.settings)}


def closure(instance: Instance, at: dict[str, str], number: str) -> set[str]:
    """The educators the case may have, those that the cases there may have, and so on."""
    reach: set[str] = set()
    fresh = may_have(instance, number)
    while fresh - reach:
        reach |= fresh
        fresh = set().union(*(may_have(instance, case) for case, who in at.items() if who in reach))
    return reach


def test_a_case_nobody_may_take_is_told_which_rule_keeps_each_educator_away() -> None:
    seats = [an_educator("AB"), an_educator("CD"), an_educator("EF", competences=("sprog",), conflicts=("Skole A",))]
    (left,) = solve(an_instance(seats, [a_case(needs=("sprog",))])).unplaced
    assert left.code == "no-candidate"
    assert left.why == (
        "Ingen læringsvejleder kan tage sagen: 2 mangler en kompetence, som sagen kræver; "
        "1 kan ikke sendes til skolen. Sagen kræver: sprog."
    )
    assert left.would_help == "Hvis kravet om sprog lempes, kan der findes plads hos AB eller CD."


def test_the_last_in_the_queue_is_told_how_many_are_ahead() -> None:
    cases = [a_case("T-1", waited=1), a_case("T-2", priority=1), a_case("T-3")]
    plan = solve(an_instance([an_educator("AB", 1)], cases))
    assert placed(plan) == {"T-2": "AB"}
    assert [left.would_help for left in plan.unplaced] == [
        "Det vil give sagen plads, at AB får 1 plads mere, eller at en sag dér trækkes tilbage.",
        "1 ventende sag foran i køen kan bruge de samme pladser. Det vil give sagen plads, at AB får 2 pladser mere.",
    ]


@pytest.mark.parametrize(
    ("capacities", "told"),
    [
        ((1,), "Den læringsvejleder, som kan tage sagen direkte eller ved bytte, har 1 plads, og den holdes"),
        ((2,), "Den læringsvejleder, som kan tage sagen direkte eller ved bytte, har 2 pladser, og alle holdes"),
        (
            (1, 2),
            "De 2 læringsvejledere, som kan tage sagen direkte eller ved bytte, "
            "har tilsammen 3 pladser, og alle holdes",
        ),
    ],
)
def test_one_educators_places_are_not_told_as_several_educators(capacities: tuple[int, ...], told: str) -> None:
    seats = [an_educator(f"L{n}", capacity) for n, capacity in enumerate(capacities)]
    cases = [a_case(f"T-{n}", waited=1) for n in range(sum(capacities))]
    (left,) = solve(an_instance(seats, [*cases, a_case("T-9")])).unplaced
    held = "af fastholdte sager eller sager foran i køen, som ikke kan ligge andre steder."
    assert left.why == f"{told} {held}"
