"""Copies: taken while we work, checked, put back whole."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

import storage.migrations
from cases.errors import RefusedError, SettingsError, StoreError
from storage import BACKED_UP, RESTORED, alone, backup, open_store, restore, upgrade
from tests.storage.examples import KEYS, LATER, NOW, a_mail, open_one

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

    restore(url, copy, NOW)
    store = open_store(url, KEYS)
    assert (store.case(case.number), store.mails()) == (case, ())
    store.close()


def test_a_copy_can_be_put_back_where_nothing_is(fresh_file, tmp_path):
    copy = backup(f"sqlite:///{fresh_file}", tmp_path, NOW)
    restore(f"sqlite:///{tmp_path}/ny/tovholder.db", copy, NOW)
    open_store(f"sqlite:///{tmp_path}/ny/tovholder.db", KEYS).close()


def test_a_copy_with_pages_of_another_size_is_put_back(fresh_file, tmp_path):
    """As one that was taken before new files had larger pages."""
    url = f"sqlite:///{fresh_file}"
    store = open_store(url, KEYS)
    case = open_one(store)
    store.close()
    copy = backup(url, tmp_path / "kopier", NOW)
    with closing(sqlite3.connect(copy)) as old:
        for said in ("PRAGMA journal_mode=DELETE", "PRAGMA page_size=4096", "VACUUM"):
            old.execute(said)
    restore(url, copy, NOW)
    with closing(sqlite3.connect(fresh_file)) as there:
        assert there.execute("PRAGMA page_size").fetchone() == (4096,)
    store = open_store(url, KEYS)
    assert store.case(case.number) == case
    store.close()


@pytest.mark.parametrize("content", [None, b"", b"no database", b"SQLite format 3\x00" + b"x" * 4096])
def test_a_missing_or_broken_copy_leaves_the_database_as_it_was(fresh_file, tmp_path, content):
    before = fresh_file.read_bytes()
    copy = tmp_path / "kopi.db"
    if content is not None:
        copy.write_bytes(content)
    with pytest.raises(SettingsError, match="ikke rørt"):
        restore(f"sqlite:///{fresh_file}", copy, NOW)
    assert fresh_file.read_bytes() == before


def test_a_database_of_another_program_is_not_put_in_place_of_ours(fresh_file, tmp_path):
    before, other = fresh_file.read_bytes(), sqlite3.connect(tmp_path / "andet.db")
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    with pytest.raises(SettingsError, match="ikke vores"):
        restore(f"sqlite:///{fresh_file}", tmp_path / "andet.db", NOW)
    assert fresh_file.read_bytes() == before


def test_a_database_that_is_not_there_cannot_be_copied(tmp_path):
    with pytest.raises(SettingsError, match="ingen database"):
        backup(f"sqlite:///{tmp_path}/none.db", tmp_path, NOW)


def test_a_copy_that_cannot_be_written_is_an_error_and_leaves_no_half_copy(fresh_file, tmp_path):
    (tmp_path / "kopier").touch()
    with pytest.raises(StoreError, match="plads"):
        backup(f"sqlite:///{fresh_file}", tmp_path / "kopier", NOW)


def test_that_a_copy_was_taken_and_put_back_is_noted(fresh_url, tmp_path):
    copy = backup(fresh_url, tmp_path / "kopier", NOW)
    assert _notes(fresh_url) == {BACKED_UP: NOW}
    restore(fresh_url, copy, NOW + LATER)
    assert _notes(fresh_url) == {RESTORED: NOW + LATER}  # the copy was taken before its note was


def _notes(url):
    store = open_store(url, KEYS)
    try:
        return dict(store.notes())
    finally:
        store.close()


def test_a_file_that_is_worked_on_is_not_replaced(fresh_file, tmp_path):
    url = f"sqlite:///{fresh_file}"
    copy = backup(url, tmp_path, NOW)
    with alone(url), pytest.raises(RefusedError, match="kører allerede"):
        restore(url, copy, NOW)


def test_postgresql_is_copied_and_put_back_whole_by_its_own_tools(postgres_store, tmp_path):
    url = postgres_store.db.write.url.render_as_string(hide_password=False)
    case = open_one(postgres_store)
    copy = backup(url, tmp_path / "kopier", NOW)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    postgres_store.change((), [a_mail()], NOW)
    restore(url, copy, NOW)
    assert (postgres_store.case(case.number), postgres_store.mails()) == (case, ())
    store = open_store(url, KEYS)
    assert store.case(case.number) == case
    store.close()


def test_postgresql_is_not_replaced_while_somebody_works_on_it_nor_by_what_is_not_ours(postgres_store, tmp_path):
    url = postgres_store.db.write.url.render_as_string(hide_password=False)
    copy = backup(url, tmp_path, NOW)
    broken = tmp_path / "andet.dump"
    broken.write_bytes(copy.read_bytes()[:200])
    for bad in (broken, tmp_path / "none.dump"):
        with pytest.raises(SettingsError, match="ikke rørt"):
            restore(url, bad, NOW)
    postgres_store.take_lease("mailbox", "vaert:1", NOW)
    with pytest.raises(RefusedError, match="stop alle"):
        restore(url, copy, NOW)


def test_an_older_copy_is_put_back_over_a_newer_database_that_has_more_tables(postgres, tmp_path):
    """What an upgrade added would else keep the older tables from being replaced."""
    url = postgres.url(postgres.fresh())
    _upgrade_to(url, "0011")
    copy = backup(url, tmp_path, NOW)
    upgrade(url)
    _notes(url)
    restore(url, copy, NOW + LATER)
    upgrade(url)
    assert _notes(url)[RESTORED] == NOW + LATER


def _upgrade_to(url, revision):
    config = Config()
    config.set_main_option("script_location", str(Path(storage.migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    command.upgrade(config, revision)


def test_a_copy_that_breaks_off_changes_nothing_on_postgresql(postgres_store, tmp_path):
    """Its list of contents is whole, so only reading it to the end tells."""
    url = postgres_store.db.write.url.render_as_string(hide_password=False)
    copy = backup(url, tmp_path, NOW)
    case = open_one(postgres_store)
    copy.write_bytes(copy.read_bytes()[:-1000])
    with pytest.raises(StoreError, match="pg_restore sluttede med fejl"):
        restore(url, copy, NOW)
    assert postgres_store.case(case.number) == case


def test_a_copy_that_cannot_be_written_is_an_error_on_postgresql_too(tmp_path):
    """Before the database is even asked."""
    (tmp_path / "kopier").touch()
    with pytest.raises(StoreError, match="plads"):
        backup(POSTGRES, tmp_path / "kopier", NOW)


def test_without_its_tools_postgresql_is_the_it_departments(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SettingsError, match="installer postgresql-client"):
        backup(POSTGRES, tmp_path, NOW)


def test_a_password_is_never_on_the_tools_command_line(tmp_path, monkeypatch):
    """Everybody on a machine can see a command; the file with the password is gone afterwards."""
    fake = tmp_path / "pg_dump"
    fake.write_text('#!/bin/sh\necho "$@" > seen; echo "$@" | grep -o "passfile=[^ ]*" | tr -d "\\n" > file; exit 1\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match="sluttede med fejl"):
        backup("postgresql://tovholder:hemmelig@db.example/tovholder", tmp_path / "kopier", NOW)
    assert "hemmelig" not in (tmp_path / "seen").read_text()
    assert "passfile=" in (tmp_path / "file").read_text()
    assert not list((tmp_path / "kopier").iterdir())
