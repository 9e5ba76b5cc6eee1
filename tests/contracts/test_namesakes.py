"""Open cases about the same: what a machine opens never stands beside another, what a person does always may; held on
SQLite and on PostgreSQL alike.
"""

from dataclasses import replace

import pytest
from sqlalchemy import select

from cases.case import Case, Status, moved, restored
from cases.errors import StaleError
from cases.letters import Use
from cases.together import Carried
from storage.store import Store
from storage.tables import letter_cases
from tests.storage.examples import (
    NOW,
    ROUND,
    a_paper,
    an_opening,
    an_outcome,
    claimed,
    facts,
    open_one,
    owing,
    set_aside,
)

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

ASTA, NUMBERED = "elev|asta", "elev|asta|1503129993"


def _opened(store: Store, uid: int, identity: str | None, **changes) -> Case:
    return open_one(store, uid, openings=(an_opening(identity, **changes),))


def test_a_machine_opens_no_second_case_about_the_same(store: Store):
    _opened(store, 1, ASTA)
    outcome = an_outcome(openings=(an_opening(ASTA),), facts=facts("content-2", "<2>"))
    with pytest.raises(StaleError):
        store.finish_letter(claimed(store, 2), outcome, owing(), NOW)
    assert len(store.cases()) == 1


@pytest.mark.parametrize(("namesake", "known_by"), [(NUMBERED, NUMBERED), (None, None)])
def test_a_person_opens_a_namesake_which_is_known_by_what_is_free(store: Store, namesake, known_by):
    first = _opened(store, 1, ASTA)
    opening = replace(an_opening(ASTA), namesake=namesake)
    second = store.open_by_hand(set_aside(store, 2), opening, NOW)
    assert store.same(ASTA, ROUND) == first
    assert known_by is None or store.same(known_by, ROUND) == second
    third = store.split(opening, [], lambda number: (store.case(first.number), ()), NOW)
    assert [one.number for one in store.cases()] == [first.number, second.number, third.number]


def test_a_case_moves_into_a_round_that_has_a_namesake(store: Store):
    here, there = _opened(store, 1, ASTA), _opened(store, 2, ASTA, round="1. kvartal 2027")
    store.change([(replace(there, round=ROUND), ())], (), NOW, {there.number: (ASTA, NUMBERED)})
    assert store.same(NUMBERED, ROUND).number == there.number
    assert store.same(ASTA, ROUND) == here


def test_a_case_that_nobody_can_tell_from_another_is_known_by_nothing_until_the_other_is_over(store: Store):
    here, there = _opened(store, 1, ASTA), _opened(store, 2, ASTA, round="1. kvartal 2027")
    store.change([(replace(there, round=ROUND), ())], (), NOW)
    assert store.same(ASTA, ROUND) == here
    store.change([(moved(here, Status.WITHDRAWN), ())], (), NOW)
    store.change([(store.case(there.number), ())], (), NOW)
    assert store.same(ASTA, ROUND) == store.case(there.number)


def test_two_that_change_places_at_once_are_both_known(store: Store):
    one, two = _opened(store, 1, ASTA), _opened(store, 2, NUMBERED)
    names = {one.number: (NUMBERED, "elev|bo"), two.number: (ASTA,)}
    store.change([(one, ()), (two, ())], (), NOW, names)
    assert {store.same(name, ROUND).number for name in (ASTA, "elev|bo") if store.same(name, ROUND)} == {
        one.number,
        two.number,
    }


def test_what_a_case_was_first_known_by_is_taken_from_it_again(store: Store):
    case = _opened(store, 1, None)
    store.change([(case, ())], (), NOW, {case.number: (ASTA,)})
    assert store.same(ASTA, ROUND).number == case.number
    store.take_back([(replace(case, version=2), ())], (), NOW, {case.number: ()})
    assert store.same(ASTA, ROUND) is None
    store.change([(store.case(case.number), ())], (), NOW)
    assert store.same(ASTA, ROUND) is None


def test_a_case_that_was_over_and_is_about_nothing_now_is_not_known_by_what_it_was(store: Store):
    case = _opened(store, 1, ASTA)
    store.change([(moved(case, Status.NOT_APPLICATION), ())], (), NOW)
    back = restored(store.case(case.number))
    store.change([(back, ())], (), NOW, {case.number: ()})
    store.change([(store.case(case.number), ())], (), NOW)
    assert store.same(ASTA, ROUND) is None


def _letters(store: Store, number: str) -> list[int]:
    with store.db.reading() as conn:
        found = select(letter_cases.c.letter_id).where(letter_cases.c.case_number == number)
        return sorted(conn.execute(found).scalars())


def test_papers_that_go_back_leave_the_mails_that_were_there_before(store: Store):
    """One mail brought both cases; the papers of one go to the other and back, and the mail stays with both."""
    openings = (an_opening("a"), an_opening("b"))
    work = claimed(store, 1)
    papers = (a_paper(), a_paper(1, case=None, use=Use.IGNORED))
    one, two = store.finish_letter(work, an_outcome(openings=openings, papers=papers), owing(), NOW)
    sheets = tuple(sheet.id for sheet in store.sheets(one.number))
    carried = Carried(one.number, two.number, sheets)
    letters = store.carry([(one, ()), (two, ())], carried, NOW, {})
    assert (letters, _letters(store, one.number), _letters(store, two.number)) == ((), [], [work.id])
    changes = [(store.case(one.number), ()), (store.case(two.number), ())]
    store.carry(changes, carried.back(letters), NOW, {})
    assert (_letters(store, one.number), _letters(store, two.number)) == ([work.id], [work.id])
    assert [sheet.id for sheet in store.sheets(one.number)] == list(sheets)


def test_papers_that_go_back_take_along_the_mail_that_came_with_them(store: Store):
    one, two = _opened(store, 1, "a"), _opened(store, 2, "b")
    sheets = tuple(sheet.id for sheet in store.sheets(one.number))
    carried = Carried(one.number, two.number, sheets)
    letters = store.carry([(one, ()), (two, ())], carried, NOW, {})
    assert _letters(store, two.number) == [1, 2]
    store.carry([(store.case(one.number), ()), (store.case(two.number), ())], carried.back(letters), NOW, {})
    assert (_letters(store, one.number), _letters(store, two.number)) == ([1], [2])
