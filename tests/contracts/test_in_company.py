"""Letters in company: several are claimed at once, and end in one transaction, in which each may fail by itself."""

import pytest
from sqlalchemy import update

from cases.errors import SettingsError, StaleError, StoreError
from cases.store import LEASE
from storage.claims import MAX_TRIES, Told, claim_untried
from storage.store import Store
from storage.tables import letter_pieces, letters
from tests.storage.examples import NOW, an_opening, an_outcome, claimed, facts, keep, let_leases_run_out, owing

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

WORKER = "vaert:0"


def _places(works) -> list[tuple[int, int]]:
    return [(work.place.uid, work.attempt) for work in works]


def test_letters_that_were_never_tried_are_claimed_together_oldest_first(store: Store) -> None:
    for uid in (1, 2, 3):
        keep(store, uid)
    assert _places(store.claim_letters(WORKER, NOW, 2)) == [(1, 1), (2, 1)]
    assert _places(store.claim_letters("vaert:1", NOW, 2)) == [(3, 1)]
    assert store.claim_letters(WORKER, NOW, 2) == ()


def test_one_that_was_tried_before_comes_alone_and_after_those_that_were_not(store: Store) -> None:
    store.give_back(claimed(store), NOW)
    for uid in (2, 3):
        keep(store, uid)
    later = NOW.replace(hour=9)
    assert _places(store.claim_letters(WORKER, later, 10)) == [(2, 1), (3, 1)]
    assert _places(store.claim_letters(WORKER, later, 10)) == [(1, 2)]


def test_no_more_bytes_are_claimed_than_can_be_held_but_one_letter_always(store: Store) -> None:
    for uid, size in enumerate((30 << 20, 12 << 20, 5 << 20, 2 << 20), 1):
        keep(store, uid, size=size)
    assert [len(store.claim_letters(WORKER, NOW, 10)) for _ in range(4)] == [1, 2, 1, 0]


def test_letters_that_were_never_begun_are_let_go_as_if_they_had_not_been_claimed(store: Store) -> None:
    keep(store)
    keep(store, 2)
    for _ in range(MAX_TRIES + 1):
        works = store.claim_letters(WORKER, NOW, 10)
        assert len(works) == 2
        store.let_go(works)
        store.let_go(works)  # what is not held any more is another's
    assert [row.ending for row in store.letters()] == [None, None]


def test_what_ends_together_is_there_once_all_of_it_is(opened) -> None:
    here, there = opened(), opened()
    works = [claimed(here, uid) for uid in (1, 2)]
    with here.together():
        for work, end in zip(works, _ends(), strict=True):
            here.finish_letter(work, end, owing(), NOW)
        assert [case.number for case in here.cases()] == ["T-2026-0001", "T-2026-0002"]
        assert there.cases() == ()
    assert len(there.cases()) == 2


def test_who_is_stale_among_those_that_end_together_is_undone_alone(store: Store) -> None:
    first, lost, last = (claimed(store, uid) for uid in (1, 2, 3))
    store.give_back(lost, NOW)
    ends = list(_ends(3))
    with store.together():
        store.finish_letter(first, ends[0], owing(), NOW)
        with pytest.raises(StaleError):
            store.finish_letter(lost, ends[1], owing(), NOW)
        store.finish_letter(last, ends[2], owing(), NOW)
    assert [row.ending is None for row in store.letters()] == [False, True, False]
    assert [case.number for case in store.cases()] == ["T-2026-0001", "T-2026-0002"]


def test_the_second_about_the_same_in_one_transaction_is_stale_and_takes_nothing_along(store: Store) -> None:
    works = [claimed(store, uid) for uid in (1, 2)]
    with store.together():
        store.finish_letter(works[0], an_outcome(), owing(), NOW)
        with pytest.raises(StaleError):
            store.finish_letter(works[1], an_outcome(facts=facts("content-2", "<2>")), owing(), NOW)
    assert (len(store.cases()), [row.ending is None for row in store.letters()]) == (1, [False, True])


def test_what_breaks_off_together_was_never_written(store: Store) -> None:
    works = [claimed(store, uid) for uid in (1, 2)]
    with pytest.raises(StoreError), store.together():
        store.finish_letter(works[0], an_outcome(), owing(), NOW)
        raise StoreError("væk")
    assert (store.cases(), [row.ending for row in store.letters()]) == ((), [None, None])
    store.finish_letter(works[0], an_outcome(), owing(), NOW)


def test_a_letter_that_does_not_open_stops_no_other_that_is_claimed_with_it(store: Store) -> None:
    keep(store)
    keep(store, 2)
    with store.db.writing() as conn:
        broken = letter_pieces.c.letter_id == min(row.id for row in store.letters())
        conn.execute(update(letter_pieces).where(broken).values(content=b"x" * 50))
    assert _places(store.claim_letters(WORKER, NOW, 10)) == [(2, 1)]
    let_leases_run_out(store)
    with pytest.raises(SettingsError):
        store.claim_letters(WORKER, NOW + LEASE, 10)


def test_where_none_of_several_opens_those_behind_them_are_claimed(store: Store) -> None:
    for uid in range(1, 5):
        keep(store, uid)
    with store.db.writing() as conn:
        oldest = sorted(row.id for row in store.letters())[:2]
        broken = letter_pieces.c.letter_id.in_(oldest)
        conn.execute(update(letter_pieces).where(broken).values(content=b"x" * 50))
    assert _places(store.claim_letters(WORKER, NOW, 2)) == [(3, 1), (4, 1)]
    assert store.claim_letters(WORKER, NOW, 2) == ()


def test_what_a_worker_had_no_room_for_is_told_to_those_who_passed_it_by(opened) -> None:
    """On PostgreSQL its rows are locked until the claim is committed; on SQLite others wait their turn."""
    here, there = opened(), opened()
    ear = there.ear()
    if ear is None:
        pytest.skip("SQLite has no other process to tell")
    for uid, size in enumerate((8 << 20, 6 << 20), 1):
        keep(here, uid, size=size)
    ear.hear(0)  # it listens now, and all that was told before
    with here.db.writing() as conn:
        assert [row.uid for row in claim_untried(conn, letters, WORKER, NOW, 10, 9 << 20)] == [1]
        assert there.claim_letters("vaert:1", NOW, 10) == ()
    assert Told.LETTERS in ear.hear(10)
    assert _places(there.claim_letters("vaert:1", NOW, 10)) == [(2, 1)]
    ear.close()


def _ends(count: int = 2):
    openings = [f"vestre skole|emne|{number}" for number in range(count)]
    for number, identity in enumerate(openings):
        yield an_outcome(facts=facts(f"content-{number}", f"<{number}>"), openings=(an_opening(identity),))
