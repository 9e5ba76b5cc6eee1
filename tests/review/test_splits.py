"""The parts of the queue and its address: an address says all that is asked for, and nothing personal."""

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl

import pytest

from cases.case import Status
from cases.kinds import Kind
from cases.queue import Order, Wanted
from review.splits import BY_SLUG, PARTS, address, wanted_of

TODAY = date(2026, 11, 20)


def test_every_status_is_in_exactly_one_part():
    assert sorted(status for part in PARTS for status in part.statuses) == sorted(Status)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.slug)
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"round": "2. runde 2026/27", "school": "Ærø Skole & Børnehave"},
        {"kind": Kind.TOPIC, "educator": "ae", "order": Order.SCHOOL},
        {"backwards": True, "put_off": True, "after": "T-2026-0012"},
    ],
)
def test_an_address_says_what_is_wanted_and_is_read_back_the_same(part, changes):
    wanted = replace(Wanted(TODAY, part.statuses), **changes)
    path, _, query = address(part, wanted).partition("?")
    assert (path, wanted_of(parse_qsl(query), TODAY)) == ("/", (part, wanted))


def test_a_name_that_was_searched_for_stands_in_no_address():
    assert "asta" not in address(PARTS[0], Wanted(TODAY, names=("asta",)))


def test_what_makes_no_sense_is_not_asked_for():
    nonsense = [("del", "x"), ("slags", "x"), ("orden", "x"), ("ukendt", "x"), ("runde", "")]
    assert wanted_of(nonsense, TODAY) == (PARTS[0], Wanted(TODAY, PARTS[0].statuses))


def test_the_first_of_two_answers_counts():
    part, _ = wanted_of([("del", "klar"), ("del", "lukket")], TODAY)
    assert part is BY_SLUG["klar"]
