"""What is left over when its time has passed, and what is not."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from cases.case import OPEN, Status
from cases.rounds import COPENHAGEN
from review.leftover import leftovers
from routing.promised import HELD
from tests.replies.build import NOW, SPRING, WINTER, a_case

ROUNDS = (WINTER, SPRING)
LAST = WINTER.support_end


def left(case, today: date) -> bool:
    return bool(leftovers([case], ROUNDS, today))


@pytest.mark.parametrize("status", sorted(OPEN))
def test_a_living_case_is_left_over_the_day_after_its_support(status: Status) -> None:
    case = a_case(status=status)
    assert (left(case, LAST), left(case, LAST + timedelta(1))) == (False, True)


@pytest.mark.parametrize("status", sorted(OPEN - HELD))
def test_what_was_carried_on_counts_from_the_round_it_came_for(status: Status) -> None:
    assert left(replace(a_case(status=status), round=SPRING.name), LAST + timedelta(1))


@pytest.mark.parametrize("status", sorted(HELD))
def test_what_was_placed_counts_from_the_round_it_was_placed_in(status: Status) -> None:
    case = replace(a_case(status=status), round=SPRING.name)
    days = (LAST + timedelta(1), SPRING.support_end + timedelta(1))
    assert [left(case, today) for today in days] == [False, True]
    assert left(replace(case, round="slettet runde"), NOW.date())


def test_after_a_year_it_is_left_over_whatever_the_rounds_say() -> None:
    case = replace(a_case(status=Status.LACKING), round="", received=datetime(2026, 1, 5, tzinfo=COPENHAGEN))
    assert [bool(leftovers([case], (), date(2027, 1, day))) for day in (5, 6)] == [False, True]


def test_the_oldest_comes_first_and_names_nobody() -> None:
    old, new = a_case("T-2026-0009"), replace(a_case("T-2026-0001"), received=NOW + timedelta(1))
    found = leftovers([new, old], ROUNDS, LAST + timedelta(1))
    assert [(one.number, one.status, one.received) for one in found] == [
        ("T-2026-0009", "klar", "20. november 2026"), ("T-2026-0001", "klar", "21. november 2026"),
    ]  # fmt: skip
