"""A database that fails: one sentence, never what was to be stored."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import event, insert, text

from cases.errors import SettingsError, StaleError, StoreError
from storage import open_store
from storage.engine import open_engines
from storage.tables import events, notes
from tests.storage.examples import KEYS, NAME, NOW

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://host/db", "sqlite://", "sqlite:///:memory:", "postgresql+nodriver://host/db"]
)
def test_an_address_that_is_no_database_of_ours_is_a_wrong_setting(url):
    with pytest.raises(SettingsError):
        open_store(url, KEYS)


def test_a_file_that_is_no_database_is_a_store_error(tmp_path):
    (tmp_path / "tovholder.db").write_bytes(b"no database at all " * 100)
    with pytest.raises(StoreError, match="not a database"):
        open_store(f"sqlite:///{tmp_path}/tovholder.db", KEYS)


def test_a_database_that_another_holds_too_long_is_a_store_error_and_works_when_it_is_free_again(fresh_file):
    store = open_store(f"sqlite:///{fresh_file}", KEYS)
    _hurry(store)
    with closing(sqlite3.connect(fresh_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="database is locked"):
            store.note("pass", NOW)
    store.note("pass", NOW)
    assert store.notes() == {"pass": NOW}
    store.close()


def test_a_scrub_that_fails_is_a_store_error_and_leaves_its_connection_as_patient_as_it_was(fresh_file):
    store = open_store(f"sqlite:///{fresh_file}", KEYS)
    _hurry(store)
    with closing(sqlite3.connect(fresh_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="database is locked"):
            store.scrub(thorough=True)
    assert store.scrub(thorough=True)
    with store.db.writing() as conn:
        assert conn.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30000
    store.close()


def _hurry(store):
    """It does not wait for whoever writes."""
    store.close()
    event.listen(store.db.write, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=0"))


def test_a_server_that_is_not_there_is_a_store_error(tmp_path):
    with pytest.raises(StoreError):
        open_store(f"postgresql://tovholder@/none?host={tmp_path}", KEYS)


def test_an_error_never_tells_what_was_to_be_stored(fresh_url):
    engines = open_engines(fresh_url)
    row = {"case_number": NAME, "at": NOW, "actor_kind": "MACHINE", "actor": NAME.encode(), "what": NAME}
    with pytest.raises(StoreError) as caught, engines.writing() as conn:
        conn.execute(insert(events).values(**row))
    assert NAME not in str(caught.value)
    assert caught.value.__suppress_context__
    with pytest.raises(StaleError) as twice, engines.writing() as conn:
        conn.execute(insert(notes), [{"name": NAME, "at": NOW}, {"name": NAME, "at": NOW}])
    assert NAME not in str(twice.value)
    engines.close()


def test_a_table_that_is_gone_is_a_store_error_and_the_store_lives_on(fresh_url):
    store = open_store(fresh_url, KEYS)
    with store.db.writing() as conn:
        conn.execute(text("DROP TABLE notes"))
    with pytest.raises(StoreError):
        store.note("pass", NOW)
    assert store.cases() == ()
    store.close()


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30000)]
)
def test_sqlite_writes_to_the_disk_before_it_says_so(fresh_file, pragma, value):
    store = open_store(f"sqlite:///{fresh_file}", KEYS)
    with store.db.writing() as conn:
        assert conn.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    store.close()


def test_readers_cannot_write_by_mistake(fresh_file):
    store = open_store(f"sqlite:///{fresh_file}", KEYS)
    with pytest.raises(StoreError), store.db.reading() as conn:
        conn.execute(insert(notes).values(name="pass", at=NOW))
    store.close()


def test_readers_do_not_wait_for_the_writer(fresh_url):
    store = open_store(fresh_url, KEYS)
    with store.db.writing() as conn:
        conn.execute(insert(notes).values(name="pass", at=NOW))
        assert store.notes() == {}
    assert store.notes() == {"pass": NOW}
    store.close()


def test_what_is_read_together_is_one_look_whatever_others_write_meanwhile(opened):
    here, there = opened(), opened()
    there.note("first", NOW)
    with here.db.reading():
        assert here.notes() == {"first": NOW}
        there.note("second", NOW)
        assert here.notes() == {"first": NOW}
    assert here.notes() == {"first": NOW, "second": NOW}


def test_a_time_without_a_zone_is_refused(fresh_file):
    store = open_store(f"sqlite:///{fresh_file}", KEYS)
    with pytest.raises(StoreError):
        store.note("pass", NOW.replace(tzinfo=None))
    store.close()
