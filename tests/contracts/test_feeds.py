"""What `cases.feeds` promises, held on SQLite and on PostgreSQL alike."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from cases.accounts import Role, User
from cases.feeds import Feeds
from storage.store import Store
from tests.storage.examples import LATER, NOW

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

KAREN = User(0, "karen", "Karen Holm", Role.COORDINATOR)


def _two(store: Store) -> tuple[User, User]:
    return store.add_user(KAREN, NOW), store.add_user(replace(KAREN, login="bo"), NOW)


def test_an_address_is_known_by_its_token_alone_and_each_has_one(store: Store):
    feeds: Feeds = store
    karen, bo = _two(store)
    assert (feeds.feed_of("et"), feeds.feed_since(karen.id)) == (None, None)
    feeds.open_feed("et", karen.id, NOW)
    feeds.open_feed("to", bo.id, NOW)
    assert (feeds.feed_of("et"), feeds.feed_of("to"), feeds.feed_of("tre")) == (karen.id, bo.id, None)
    feeds.open_feed("tre", karen.id, NOW + LATER)
    assert (feeds.feed_of("et"), feeds.feed_of("tre"), feeds.feed_since(karen.id)) == (None, karen.id, NOW + LATER)


def test_a_closed_address_or_account_leads_nowhere(store: Store):
    karen, bo = _two(store)
    store.open_feed("et", karen.id, NOW)
    store.open_feed("to", bo.id, NOW)
    for _ in range(2):
        store.close_feed(karen.id)
    store.change_user(replace(bo, disabled=True), NOW)
    assert (store.feed_of("et"), store.feed_of("to"), store.feed_since(karen.id)) == (None, None, None)


def test_the_token_is_nowhere_in_the_database(store: Store):
    karen, _ = _two(store)
    store.open_feed("en-meget-hemmelig-adresse", karen.id, NOW)
    with store.db.reading() as conn:
        (kept,) = conn.execute(text("SELECT token FROM feeds")).scalars()
    assert ("hemmelig" in kept, len(kept)) == (False, 64)
