"""The end of one letter and the claim of the next in one transaction: both, or neither."""

import pytest
from sqlalchemy import update

from cases.errors import SettingsError, StaleError
from storage.claims import MAX_TRIES
from storage.store import Store
from storage.tables import letter_pieces
from tests.storage.examples import NOW, an_outcome, claimed, keep, owing

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow


def test_the_end_of_a_letter_claims_the_next_until_there_is_none(store: Store) -> None:
    first = claimed(store)
    keep(store, 2)
    second = store.finish_and_claim(first, an_outcome(), owing(), "vaert:0", NOW)
    assert second is not None
    assert (second.place.uid, second.attempt) == (2, 1)
    assert [row.ending is None for row in store.letters()] == [False, True]
    assert store.claim_letter("vaert:1", NOW) is None
    assert (
        store.finish_and_claim(second, an_outcome(openings=(), papers=(), facts=None), owing(), "vaert:0", NOW) is None
    )


def test_a_letter_that_was_never_begun_is_let_go_as_if_it_had_not_been_claimed(store: Store) -> None:
    keep(store)
    for _ in range(MAX_TRIES + 1):
        work = store.claim_letter("vaert:0", NOW)
        assert work is not None
        store.let_go(work)
        with pytest.raises(StaleError):
            store.let_go(work)
    assert [row.ending for row in store.letters()] == [None]


def test_what_cannot_end_claims_nothing(store: Store) -> None:
    work = claimed(store)
    store.give_back(work, NOW)
    keep(store, 2)
    with pytest.raises(StaleError):
        store.finish_and_claim(work, an_outcome(), owing(), "vaert:0", NOW)
    following = store.claim_letter("vaert:1", NOW)
    assert following is not None
    assert (following.place.uid, following.attempt) == (2, 1)


def test_a_next_letter_that_does_not_open_leaves_the_end_of_the_one_before_it(store: Store) -> None:
    work = claimed(store)
    keep(store, 2)
    with store.db.writing() as conn:
        conn.execute(update(letter_pieces).where(letter_pieces.c.letter_id == work.id + 1).values(content=b"x" * 50))
    with pytest.raises(SettingsError):
        store.finish_and_claim(work, an_outcome(), owing(), "vaert:0", NOW)
    assert [row.ending is None for row in store.letters()] == [False, True]
    assert len(store.cases()) == 1
