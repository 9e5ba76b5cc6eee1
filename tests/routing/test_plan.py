"""Small rounds by hand: what the rules forbid, what the levels prefer, and the sentences that say so."""

from datetime import timedelta

import pytest

from routing.instance import Attached, Districts, EducatorSeat, Mode, PlanCase, Repeats, Visit
from routing.plan import LevelValue, Plan, plan_text
from routing.route import solve
from tests.routing.instances import FIRST, a_case, an_educator, an_instance, drawn, seeds, shuffled


def placed(plan: Plan) -> dict[str, str]:
    return {assignment.case: assignment.educator for assignment in plan.assignments}


BEEN = (Visit("Skole A", "Skole A 5.b", "2025-1"),)
HARD = {"districts": Districts.HARD}

ONE_CASE: list[tuple[str, PlanCase, list[EducatorSeat], dict[str, object], str | None]] = [
    (
        "a needed competence is a must",
        a_case(needs=("sprog",)),
        [an_educator("AB", 9), an_educator("CD", 1, competences=("sprog",))],
        {},
        "CD",
    ),
    (
        "a competence can be needed by every case of a kind",
        a_case(),
        [an_educator("AB", 9), an_educator("CD", 1, competences=("sprog",))],
        {"needs": {"elev": ("sprog",)}},
        "CD",
    ),
    ("a conflict excludes", a_case(), [an_educator("AB", 9, conflicts=("Skole A",)), an_educator("CD")], {}, "CD"),
    ("an educator without places gets nothing", a_case(), [an_educator("AB", 0)], {}, None),
    ("half a place is no place", a_case(), [an_educator("AB", 0.5)], {}, None),
    ("a pin is kept", a_case(pinned="AB"), [an_educator("AB"), an_educator("CD", 9)], {}, "AB"),
    (
        "a pin stands above a needed competence",
        a_case(pinned="AB", needs=("sprog",)),
        [an_educator("AB"), an_educator("CD", 9, competences=("sprog",))],
        {},
        "AB",
    ),
    (
        "an earlier proposal is kept before a wish",
        a_case(previous="AB", wants=("sprog",)),
        [an_educator("AB"), an_educator("CD", competences=("sprog",))],
        {},
        "AB",
    ),
    (
        "a wish counts before an even load",
        a_case(wants=("sprog",)),
        [an_educator("AB", 9), an_educator("CD", competences=("sprog",))],
        {},
        "CD",
    ),
    ("the load is spread", a_case(), [an_educator("AB", 1), an_educator("CD", 2)], {}, "CD"),
    ("a repeat is avoided", a_case(), [an_educator("AB", history=BEEN), an_educator("CD")], {}, "CD"),
    (
        "a repeat can be preferred",
        a_case(),
        [an_educator("AB", history=BEEN), an_educator("CD")],
        {"repeats": Repeats.PREFER},
        "AB",
    ),
    (
        "another district is a cost",
        a_case(district="Nord"),
        [an_educator("AB", districts=("Syd",)), an_educator("CD", districts=("Nord",))],
        {},
        "CD",
    ),
    ("a district can be crossed", a_case(district="Nord"), [an_educator("AB", districts=("Syd",))], {}, "AB"),
    ("a district can be a border", a_case(district="Nord"), [an_educator("AB", districts=("Syd",))], HARD, None),
    ("an educator without districts works everywhere", a_case(district="Nord"), [an_educator("AB")], HARD, "AB"),
    (
        "a fixed attachment can be preferred",
        a_case(),
        [an_educator("AB", attached=("Skole A",)), an_educator("CD")],
        {"attached": Attached.PREFER},
        "AB",
    ),
    (
        "a fixed attachment can be avoided",
        a_case(),
        [an_educator("AB", attached=("Skole A",)), an_educator("CD")],
        {"attached": Attached.AVOID},
        "CD",
    ),
]


@pytest.mark.parametrize(
    ("case", "seats", "settings", "educator"), [row[1:] for row in ONE_CASE], ids=[r[0] for r in ONE_CASE]
)
def test_one_case_finds_its_educator(
    case: PlanCase, seats: list[EducatorSeat], settings: dict[str, object], educator: str | None
) -> None:
    assert placed(solve(an_instance(seats, [case], **settings))).get("T-1") == educator


QUEUE = [
    ("higher priority goes first", {"priority": 0, "waited": 9}, {"priority": 1}),
    ("then who waited longer", {"received": FIRST}, {"waited": 1, "received": FIRST + timedelta(days=3)}),
    ("then who came earlier", {"received": FIRST + timedelta(minutes=1)}, {"received": FIRST}),
]


@pytest.mark.parametrize(("later", "earlier"), [row[1:] for row in QUEUE], ids=[row[0] for row in QUEUE])
def test_the_only_place_goes_to_the_first_in_the_queue(later: dict[str, object], earlier: dict[str, object]) -> None:
    cases = [a_case("T-1", **later), a_case("T-2", **earlier)]
    assert placed(solve(an_instance([an_educator()], cases))) == {"T-2": "AB"}


def test_a_case_moves_on_to_make_room_for_one_that_can_go_nowhere_else() -> None:
    seats = [an_educator("AB", 1, competences=("sprog",)), an_educator("CD", 1)]
    cases = [a_case("T-1", wants=("sprog",)), a_case("T-2", needs=("sprog",))]
    assert placed(solve(an_instance(seats, cases))) == {"T-1": "CD", "T-2": "AB"}


def test_a_placement_says_why_in_plain_sentences() -> None:
    seats = [
        an_educator("AB", 2, competences=("sprog", "trivsel"), districts=("Nord",), history=BEEN),
        an_educator("CD", 1, competences=("sprog",)),
    ]
    case = a_case(needs=("sprog",), wants=("trivsel", "motorik"), district="Nord", previous="AB")
    (told,) = solve(an_instance(seats, [case])).assignments
    assert told.reasons == (
        "Samme læringsvejleder som i det forrige forslag.",
        "Har den kompetence, som sagen kræver: sprog. Opfylder 1 af 2 ønsker: trivsel.",
        "Har været i læringsmiljøet 1 gang før.",
        "Arbejder til daglig i distriktet Nord.",
        "Får 1 sag på 2 pladser.",
    )
    assert told.runner_up is not None
    assert (told.runner_up.educator, told.runner_up.why_not) == ("CD", "Så ville flere sager skifte læringsvejleder.")


def test_a_plan_without_cases_or_educators_is_an_answer_too() -> None:
    assert solve(an_instance([], [])).assignments == ()
    assert solve(an_instance([an_educator()], [])).unplaced == ()
    (left,) = solve(an_instance([], [a_case()])).unplaced
    assert (left.code, left.why) == ("no-candidate", "Runden har ingen læringsvejledere.")


def test_people_read_the_whole_plan_in_danish() -> None:
    cases = [a_case("T-1"), a_case("T-2", waited=1)]
    text = plan_text(solve(an_instance([an_educator("AB", 1)], cases)))
    assert text.startswith("Fordelt: 1 sag\n  T-2 → AB\n      Får 1 sag på 1 plads.\n")
    assert "Venteliste: 1 sag\n  T-1\n" in text
    assert text.endswith("Det er bevist, at ingen plan er bedre.\n")


def an_hour_case(id_: str, demand: float, **changes: object) -> PlanCase:
    return a_case(id_, demand=demand, **changes)


def test_in_hours_the_most_hours_are_placed_not_the_most_cases() -> None:
    cases = [an_hour_case("T-1", 3), an_hour_case("T-2", 3), an_hour_case("T-3", 8)]
    plan = solve(an_instance([an_educator("AB", 9)], cases, mode=Mode.HOURS))
    assert placed(plan) == {"T-3": "AB"}
    assert plan.proved
    assert plan.levels[0] == LevelValue("served", 8, 8, "Timer med plads")
    assert plan.unplaced[0].why == (
        "Sagen fylder 3 timer. Hos dem, som kan tage den, er der i planen højst 1 time tilbage hos én."
    )


def test_in_hours_those_who_waited_longer_come_first() -> None:
    cases = [an_hour_case("T-1", 3, waited=1), an_hour_case("T-2", 8)]
    assert placed(solve(an_instance([an_educator("AB", 9)], cases, mode=Mode.HOURS))) == {"T-1": "AB"}


def in_hours(seed: int, cases: int, educators: int):  # type: ignore[no-untyped-def]
    drawn_one = drawn(seed, cases, educators)
    sized = [a_case(c.id, demand=2 + position % 5, waited=c.waited) for position, c in enumerate(drawn_one.cases)]
    return an_instance([an_educator(s.id, 3 * s.capacity) for s in drawn_one.educators], sized, mode=Mode.HOURS)


@pytest.mark.parametrize(("cases", "educators"), [(8, 3), pytest.param(400, 30, marks=pytest.mark.slow)])
def test_in_hours_no_level_passes_its_bound_and_nobody_gets_too_many(cases: int, educators: int) -> None:
    instance = in_hours(1, cases, educators)
    plan = solve(instance)
    for level in plan.levels:
        assert (
            level.value <= level.bound + 1e-6 if level.name.startswith("served") else level.value >= level.bound - 1e-6
        )
    used: dict[str, float] = {}
    demand = {case.id: case.demand for case in instance.cases}
    for assignment in plan.assignments:
        used[assignment.educator] = used.get(assignment.educator, 0) + demand[assignment.case]
    assert all(used.get(seat.id, 0) <= seat.capacity for seat in instance.educators)


@pytest.mark.parametrize("seed", seeds(1, 10))
def test_in_hours_the_order_of_the_input_changes_nothing(seed: int) -> None:
    instance = in_hours(seed, 8, 3)
    assert solve(shuffled(instance, seed)) == solve(instance)


@pytest.mark.slow
def test_a_whole_country_sized_round_is_planned() -> None:
    plan = solve(drawn(1, cases=5000, educators=200))
    assert plan.proved
    assert len(plan.assignments) + len(plan.unplaced) == 5000
