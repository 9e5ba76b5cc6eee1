"""Copies: taken while we work, checked, put back whole."""

import sqlite3
import stat

import pytest

from cases.errors import SettingsError, StoreError
from storage import backup, open_store, restore
from tests.storage.examples import KEYS, NOW, a_mail, open_one

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

POSTGRES = "postgresql://tovholder@db.example/tovholder"


def test_a_copy_taken_while_we_work_can_be_put_back(fresh_file, tmp_path):
    url = f"sqlite:///{fresh_file}"
    store = open_store(url, KEYS)
    case = open_one(store)
    copy = backup(url, tmp_path / "kopier", NOW)
    store.change((), [a_mail()], NOW)
    store.close()
    assert copy == tmp_path / "kopier" / "tovholder-20261122-080000.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600

    restore(url, copy)
    store = open_store(url, KEYS)
    assert (store.case(case.number), store.mails()) == (case, ())
    store.close()


def test_a_copy_can_be_put_back_where_nothing_is(fresh_file, tmp_path):
    copy = backup(f"sqlite:///{fresh_file}", tmp_path, NOW)
    restore(f"sqlite:///{tmp_path}/ny/tovholder.db", copy)
    open_store(f"sqlite:///{tmp_path}/ny/tovholder.db", KEYS).close()


@pytest.mark.parametrize("content", [None, b"", b"no database", b"SQLite format 3\x00" + b"x" * 4096])
def test_a_missing_or_broken_copy_leaves_the_database_as_it_was(fresh_file, tmp_path, content):
    before = fresh_file.read_bytes()
    copy = tmp_path / "kopi.db"
    if content is not None:
        copy.write_bytes(content)
    with pytest.raises(SettingsError, match="ikke rørt"):
        restore(f"sqlite:///{fresh_file}", copy)
    assert fresh_file.read_bytes() == before


def test_a_database_of_another_program_is_not_put_in_place_of_ours(fresh_file, tmp_path):
    before, other = fresh_file.read_bytes(), sqlite3.connect(tmp_path / "andet.db")
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    with pytest.raises(SettingsError, match="ikke vores"):
        restore(f"sqlite:///{fresh_file}", tmp_path / "andet.db")
    assert fresh_file.read_bytes() == before


def test_a_database_that_is_not_there_cannot_be_copied(tmp_path):
    with pytest.raises(SettingsError, match="ingen database"):
        backup(f"sqlite:///{tmp_path}/none.db", tmp_path, NOW)


def test_a_copy_that_cannot_be_written_is_an_error_and_leaves_no_half_copy(fresh_file, tmp_path):
    (tmp_path / "kopier").touch()
    with pytest.raises(StoreError, match="plads"):
        backup(f"sqlite:///{fresh_file}", tmp_path / "kopier", NOW)


def test_postgresql_is_copied_by_its_own_tools(tmp_path):
    for ask in (lambda: backup(POSTGRES, tmp_path, NOW), lambda: restore(POSTGRES, tmp_path / "kopi.db")):
        with pytest.raises(SettingsError, match="pg_dump"):
            ask()
