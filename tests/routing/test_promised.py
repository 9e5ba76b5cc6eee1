"""What a school has been told stands; time away frees as little as it must; what was ruled counts in the problem."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases.case import Case, Status
from cases.people import Absence
from routing.instance import Districts, EducatorSeat, Mode, PlanSettings
from routing.problem import Registers, absent, problem
from routing.promised import promised
from routing.propose import proposed
from routing.route import route
from tests.routing.test_route import NOW, ROUND, a_case, an_educator

ASSIGNED, RUNNING, PROPOSED, WAITING = Status.ASSIGNED, Status.RUNNING, Status.PROPOSED, Status.WAITING
GONE = Absence(date(2027, 2, 1), date.max)


def with_(number: int, status: Status, educator: str | None = "AB", **changes: object) -> Case:
    told = educator if status in (ASSIGNED, RUNNING) else None
    return a_case(f"T-2026-000{number}", status, **{"educator": educator, "told": told, **changes})


@pytest.mark.parametrize(
    ("what", "seat", "cases", "pinned", "pins", "kept"),
    [
        ("approved stays", {}, [with_(1, ASSIGNED), with_(2, RUNNING)], {}, {1: "AB", 2: "AB"}, {}),
        ("proposed is only stable", {}, [with_(1, PROPOSED)], {}, {}, {}),
        ("a pin comes first", {}, [with_(1, PROPOSED)], {1: "CD"}, {1: "CD"}, {}),
        (
            "time away frees what has not begun",
            {"away": 0.5},
            [with_(1, ASSIGNED), with_(2, ASSIGNED), with_(3, RUNNING)],
            {},
            {3: "AB"},
            {1: "AB", 2: "AB"},
        ),
        ("but only when it must", {"away": 0.5}, [with_(1, ASSIGNED)], {}, {1: "AB"}, {}),
        (
            "what a person took is no illness: it is named",
            {"reserved": 3},
            [with_(1, ASSIGNED), with_(2, ASSIGNED)],
            {},
            {1: "AB", 2: "AB"},
            {},
        ),
        ("who is back has it again", {}, [with_(1, PROPOSED, "CD", told="AB")], {}, {1: "AB"}, {}),
        ("also from the waiting list", {}, [with_(1, WAITING, None, told="AB")], {}, {1: "AB"}, {}),
        ("unless a person chose since", {}, [with_(1, PROPOSED, "CD", told="AB")], {1: "CD"}, {1: "CD"}, {}),
        (
            "in turn, as far as there is room",
            {"away": 0.5},
            [with_(1, ASSIGNED), with_(2, PROPOSED, "CD", told="AB"), with_(3, PROPOSED, "CD", told="AB", waited=1)],
            {},
            {1: "AB", 3: "AB"},
            {},
        ),
    ],
)
def test_what_was_told_stands_as_far_as_there_is_room(what, seat, cases, pinned, pins, kept) -> None:
    """An educator with four places, and what takes from them."""
    del what
    seats = (replace(EducatorSeat("AB", 4), **seat), EducatorSeat("CD", 4))
    numbers = {number: f"T-2026-000{number}" for number in (1, 2, 3)}
    ruled = {numbers[number]: educator for number, educator in pinned.items()}
    stands = promised(cases, seats, ruled, (), {case.number: 1 for case in cases}, Mode.SLOTS)
    assert stands.pins == {numbers[number]: educator for number, educator in pins.items()}
    assert stands.kept == {numbers[number]: educator for number, educator in kept.items()}


def test_who_was_ruled_out_since_does_not_get_it_back() -> None:
    case = with_(1, PROPOSED, "CD", told="AB")
    seats = (EducatorSeat("AB", 4), EducatorSeat("CD", 4))
    assert promised([case], seats, {}, {(case.number, "AB")}, {case.number: 1}, Mode.SLOTS).pins == {}


@pytest.mark.parametrize(
    ("today", "share"),
    [(None, 0.666667), (date(2027, 1, 4), 0.666667), (date(2027, 2, 1), 1), (date(2027, 3, 1), 1)],
)
def test_who_does_not_come_back_is_gone_from_that_day(today: date | None, share: float) -> None:
    """Before it, only the share of the period counts."""
    assert absent(an_educator(absences=(GONE,)), ROUND, today) == share


def test_what_is_approved_for_one_who_leaves_is_proposed_for_another_and_what_has_begun_stays() -> None:
    cases = [with_(1, ASSIGNED), with_(2, RUNNING)]
    educators = [an_educator("AB", capacity=6, absences=(GONE,)), an_educator("CD", capacity=2)]
    before, after = (Registers(educators, today=GONE.first - timedelta(days=days)) for days in (31, 0))
    assert proposed(cases, route(ROUND, cases, before)[1], NOW) == ()
    ((moved, (event,)),) = proposed(cases, route(ROUND, cases, after)[1], NOW)
    assert (moved.number, moved.status, moved.educator, moved.told) == ("T-2026-0001", PROPOSED, "CD", "AB")
    assert (moved.pinned, event.what) == (False, "status:foreslået")


def test_half_a_period_away_moves_as_few_as_it_must_and_planning_again_moves_none() -> None:
    cases = [with_(n, ASSIGNED) for n in (1, 2, 3)]
    ill = Absence(ROUND.support_start, ROUND.support_start + timedelta(days=40))
    educators = [an_educator("AB", capacity=4, absences=(ill,)), an_educator("CD", capacity=4)]
    changes = proposed(cases, route(ROUND, cases, Registers(educators))[1], NOW)
    assert [(case.status, case.educator) for case, _ in changes] == [(PROPOSED, "CD")]
    after = [next((new for new, _ in changes if new.number == case.number), case) for case in cases]
    again = proposed(after, route(ROUND, after, Registers(educators))[1], NOW)
    assert [(case.number, case.educator) for case, _ in again] in ([], [(changes[0][0].number, "CD")])


def test_what_was_ruled_counts_in_the_problem() -> None:
    """A pin, a pair ruled out, places kept free, a need let off, and a district opened."""
    settings = PlanSettings(needs={"elev": ("sprog",)}, districts=Districts.HARD)
    registers = Registers(
        [an_educator("AB"), an_educator("CD")],
        pinned={"T-2026-0001": "AB"},
        forbidden=frozenset({("T-2026-0002", "AB")}),
        reserved={"CD": 1},
        waived={"T-2026-0002": ("sprog",)},
        any_district=frozenset({"T-2026-0002"}),
    )
    instance = problem(ROUND, [with_(1, PROPOSED, "CD"), with_(2, WAITING, None)], registers, settings)
    first, second = instance.cases
    assert (first.pinned, first.previous, first.waived) == ("AB", "CD", ())
    assert (second.pinned, second.forbidden, second.waived, second.district) == (None, ("AB",), ("sprog",), None)
    assert [seat.reserved for seat in instance.educators] == [0, 1]


def test_a_pin_of_an_approved_case_gives_way_to_what_the_school_was_told() -> None:
    case = with_(1, ASSIGNED)
    registers = Registers([an_educator("AB"), an_educator("CD")], pinned={case.number: "CD"})
    assert problem(ROUND, [case], registers, PlanSettings()).cases[0].pinned == "AB"


def test_a_plan_marks_what_a_person_holds() -> None:
    """And takes the mark from what it chose by itself."""
    cases = [with_(1, Status.READY, None), with_(2, PROPOSED, "AB", pinned=True)]
    registers = Registers([an_educator("AB", capacity=2)], pinned={"T-2026-0001": "AB"})
    changes = proposed(cases, route(ROUND, cases, registers)[1], NOW, pinned=registers.pinned)
    assert [case.pinned for case, _ in changes] == [True, False]


def test_who_is_left_without_a_place_is_held_by_nobody() -> None:
    """Approved and so pinned; its educator has left, and there is no other."""
    case = with_(1, ASSIGNED, pinned=True)
    ((waits, _),) = proposed([case], route(ROUND, [case], Registers([an_educator("CD", capacity=0)]))[1], NOW)
    assert (waits.status, waits.educator, waits.pinned, waits.told) == (WAITING, None, False, "AB")


def test_who_was_promised_a_place_goes_before_who_was_not() -> None:
    """Its educator has left; the one place left is another school's only after it."""
    cases = [with_(1, Status.READY, None, waited=3, priority=5), with_(2, ASSIGNED)]
    _, plan = route(ROUND, cases, Registers([an_educator("CD")]))
    assert [one.case for one in plan.assignments] == ["T-2026-0002"]
