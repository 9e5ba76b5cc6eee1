"""When a placed case begins and when it is over: by its round's support, and never without its educator."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from cases.case import MACHINE, Case, Status
from cases.people import Absence
from cases.rounds import COPENHAGEN
from replies.facts import Context
from service.support import followed
from tests.replies.build import ANNE, BO, CONTEXT, WINTER, a_case

FIRST, LAST, DAY = WINTER.support_start, WINTER.support_end, timedelta(days=1)
PLACED = a_case(status=Status.ASSIGNED, educator=ANNE.id, told=ANNE.id)
GONE = replace(ANNE, absences=(Absence(FIRST, LAST),))
BACK_IN_MARCH = replace(ANNE, absences=(Absence(FIRST, date(2027, 2, 28)),))
LEAVES = replace(ANNE, absences=(Absence(date(2027, 3, 1), LAST),))


def on(day: date) -> Context:
    return replace(CONTEXT, now=datetime(day.year, day.month, day.day, 0, 5, tzinfo=COPENHAGEN))


def steps(case: Case, day: date, *there) -> list[str]:
    """The lines it gets on that day."""
    changes = followed([case], {one.id: one for one in there or (ANNE,)}, on(day))
    return [event.what for _, events in changes for event in events if event.actor == MACHINE]


RUNS = replace(PLACED, status=Status.RUNNING)
STARTS, ENDS = ["status:i gang"], ["status:afsluttet"]


@pytest.mark.parametrize(
    ("case", "day", "expected"),
    [
        (PLACED, FIRST - DAY, []),
        (PLACED, FIRST, STARTS),
        (PLACED, LAST, STARTS),
        (PLACED, LAST + DAY, STARTS + ENDS),
        (RUNS, FIRST, []),
        (RUNS, LAST, []),
        (RUNS, LAST + DAY, ENDS),
        (RUNS, LAST + 900 * DAY, ENDS),
        (replace(RUNS, round="slettet runde"), LAST + DAY, []),
        (replace(PLACED, status=Status.READY), LAST + DAY, []),
        (replace(PLACED, status=Status.LACKING), LAST + DAY, []),
    ],
)  # fmt: skip
def test_it_is_under_way_from_the_first_day_and_over_after_the_last(case, day, expected) -> None:
    assert steps(case, day) == expected


@pytest.mark.parametrize(
    ("educator", "day", "expected"),
    [
        (BO, FIRST, []),  # hers is not in the register any more
        (BO, LAST + DAY, []),
        (GONE, LAST, []),
        (GONE, LAST + DAY, []),
        (LEAVES, date(2027, 3, 2), []),
        (BACK_IN_MARCH, FIRST, STARTS),
    ],
)
def test_what_has_nobody_to_come_waits_for_a_person(educator, day, expected) -> None:
    assert steps(PLACED, day, educator) == expected


def test_what_runs_is_over_with_its_round_also_when_its_educator_has_left() -> None:
    assert steps(RUNS, LAST + DAY, BO) == ENDS
