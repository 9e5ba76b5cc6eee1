"""The schema: revisions and tables agree, an upgrade loses nothing and is refused where it could."""

import stat
import textwrap
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import storage.migrations
from cases.errors import SettingsError, StoreError
from storage import current, open_store, upgrade
from storage.engine import open_engines
from storage.tables import REVISION, metadata
from tests.storage.examples import KEYS, open_one

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

HERE = Path(storage.migrations.__file__).parent


def test_an_empty_database_comes_to_the_newest_revision_and_twice_is_harmless(empty_url):
    assert current(empty_url) is None
    assert upgrade(empty_url) is None
    assert current(empty_url) == REVISION
    assert upgrade(empty_url) is None


def test_the_revisions_make_the_tables_that_the_code_knows(empty_url):
    upgrade(empty_url)
    engines = open_engines(empty_url)
    with engines.reading() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engines.close()


def test_the_newest_revision_is_the_one_the_tables_name():
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_a_new_database_file_is_for_its_owner_alone(tmp_path):
    upgrade(f"sqlite:///{tmp_path}/var/tovholder.db")
    assert stat.S_IMODE((tmp_path / "var" / "tovholder.db").stat().st_mode) == 0o600


def test_a_store_without_schema_or_file_is_refused_and_nothing_is_made(empty_url, tmp_path):
    with pytest.raises(SettingsError, match="db upgrade"):
        open_store(empty_url, KEYS)
    assert not (tmp_path / "tovholder.db").exists()


def test_a_database_of_a_newer_program_is_left_alone(fresh_url, tmp_path):
    _stamp(fresh_url, "9999")
    with pytest.raises(SettingsError, match="nyere"):
        upgrade(fresh_url)
    with pytest.raises(SettingsError, match="db upgrade"):
        open_store(fresh_url, KEYS)
    assert list(tmp_path.glob("*.9999")) == []


def test_an_upgrade_copies_the_file_first(fresh_file, tmp_path, monkeypatch):
    url = f"sqlite:///{fresh_file}"
    monkeypatch.setattr(storage.migrations, "REVISION", "0000")  # as a program with another one has it
    copy = upgrade(url)
    assert copy == tmp_path / f"tovholder.db.{REVISION}"
    assert current(f"sqlite:///{copy}") == REVISION
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="kan ikke skrives"):
        upgrade(f"sqlite:///{tmp_path}/file/tovholder.db")


def test_rebuilding_a_table_keeps_the_rows_that_point_to_it(fresh_file, tmp_path):
    url = f"sqlite:///{fresh_file}"
    store = open_store(url, KEYS)
    open_one(store)
    store.close()
    _run_revision(url, tmp_path, "with op.batch_alter_table('cases') as batch:\n    batch.drop_column('school')")
    assert [_count(url, table) for table in ("cases", "events", "papers", "crops")] == [1, 1, 1, 1]


def test_a_revision_that_leaves_rows_without_their_case_changes_nothing(fresh_file, tmp_path):
    url = f"sqlite:///{fresh_file}"
    store = open_store(url, KEYS)
    open_one(store)
    store.close()
    with pytest.raises(StoreError, match="intet er ændret"):
        _run_revision(url, tmp_path, "op.execute('DELETE FROM cases')")
    assert (_count(url, "cases"), current(url)) == (1, REVISION)


def _run_revision(url: str, folder: Path, body: str) -> None:
    """Run a revision after ours, as a later program would bring it."""
    head = 'import sqlalchemy as sa\nfrom alembic import op\nrevision = "later"\n'
    head += f'down_revision = "{REVISION}"\n'
    (folder / "later.py").write_text(f"{head}\ndef upgrade():\n{textwrap.indent(body, '    ')}\n")
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", f"{HERE / 'versions'}:{folder}")
    config.attributes["url"] = url
    command.upgrade(config, "head")


def _count(url: str, table: str) -> int:
    engines = open_engines(url)
    with engines.reading() as conn:
        count = conn.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    engines.close()
    return count


def _stamp(url: str, revision: str) -> None:
    engines = open_engines(url)
    with engines.writing() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    engines.close()


def test_who_was_told_and_who_was_chosen_before_rulings_were_kept_stay_so(empty_url):
    """The fourth revision: what is approved was told, and a person's choice becomes a ruling with its who and when."""
    _up_to("0003", empty_url)
    rows = [("T-1", "ASSIGNED", "akb", True), ("T-2", "PROPOSED", "bml", True), ("T-3", "PROPOSED", "bml", True)]
    engines = open_engines(empty_url)
    with engines.writing() as conn:
        for number, status, educator, pinned in rows:
            case = {"number": number, "status": status, "educator": educator, "pinned": pinned}
            conn.execute(text(_OLD_CASE), case | {"received": _LONG_AGO, "content": b"x"})
        for what in ("chosen:akb", "chosen:bml", "chosen:bml"):
            conn.execute(text(_OLD_EVENT), {"case": "T-2", "at": _LONG_AGO, "what": what})
    engines.close()
    _up_to("0004", empty_url)
    with (engines := open_engines(empty_url)).reading() as conn:
        told = dict(conn.execute(text("SELECT number, told FROM cases")).all())
        rulings = conn.execute(text('SELECT kind, case_number, educator, "by", place FROM rulings')).all()
    engines.close()
    assert told == {"T-1": "akb", "T-2": None, "T-3": None}
    assert rulings == [("PIN", "T-2", "bml", "Karen Holm", "PIN/T-2")]


_LONG_AGO = "2026-11-01 08:00:00"
_OLD_CASE = """
    INSERT INTO cases (number, kind, school_order, round, received, status, consent, consent_needed, consent_signed,
        findings, educator, pinned, waited, priority, version, content)
    VALUES (:number, 'TOPIC', '', '1. runde', :received, :status, 'GIVEN', 0, 0, '[]', :educator, :pinned, 0, 0, 1,
        :content)
"""
_OLD_EVENT = """
    INSERT INTO events (case_number, at, actor_kind, actor, what) VALUES (:case, :at, 'PERSON', 'Karen Holm', :what)
"""


def _up_to(revision: str, url: str) -> None:
    """The database as a program of that revision has it."""
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch(mode=0o600)
    command.upgrade(config, revision)
