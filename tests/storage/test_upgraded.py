"""An old database with everything in it is brought to the newest schema: nothing is lost, and work goes on."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, MetaData, func, insert, select, text

import storage.migrations
import storage.scrub
from cases.letters import Ending
from cases.mails import MailState
from storage import Store, current, open_store, upgrade
from storage.clear import DONE
from storage.engine import open_engines
from storage.tables import REVISION
from tests.storage.examples import (
    KEYS,
    NOW,
    a_mail,
    a_paper,
    an_arrival,
    an_opening,
    an_outcome,
    claimed,
    facts,
    keep,
    next_letter,
    open_one,
    owing,
)

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

CLEAR_THEN = {
    ("events", "actor"): "Karen Holm",
    ("letters", "sha256"): "a" * 64,
    ("papers", "sha256"): a_paper().sha256,
}
"""What the first schema held in clear, and later ones seal or hash."""
FIRST = (
    "letters", "letter_pieces", "cases", "events", "letter_cases", "papers", "crops", "mails", "mail_cases", "notes",
    "sealing_keys", "secrets", "case_years",
)  # fmt: skip


@pytest.fixture
def filled(upgraded_file, tmp_path) -> Iterator[Store]:
    """A case with all that belongs to it, a letter that was being worked on, one that waits, a mail that was sent, one
    on its way, one that is owed.
    """
    (tmp_path / "new").mkdir()
    store = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'new')}", KEYS)
    case = open_one(store)
    store.change((), [a_mail(key, cases=(case.number,)) for key in ("sent", "sending", "owed")], NOW)
    for key in ("sent", "sending"):
        work = store.claim_mail("vaert:1", NOW)
        store.sending(work, NOW)
        if key == "sent":
            store.sent(work, NOW)
    keep(store, 2)
    claimed(store, 3)
    store.note("mailbox-contact", NOW)
    yield store
    store.close()


@pytest.fixture
def of_the_first_schema(empty_url: str, filled: Store) -> str:
    """The same as a program of the first revision left it."""
    _up_to("0001", empty_url)
    _copy(filled.db.read, empty_url)
    return empty_url


def test_nothing_is_lost_from_the_first_schema_to_the_newest(of_the_first_schema: str, filled: Store, request) -> None:
    before = {table: _count(of_the_first_schema, table) for table in FIRST}
    assert all(before.values()), before
    copy = upgrade(of_the_first_schema)
    assert current(of_the_first_schema) == REVISION
    assert {table: _count(of_the_first_schema, table) for table in FIRST} == before
    if copy:
        assert current(f"sqlite:///{copy}") == "0001"
    store = open_store(of_the_first_schema, KEYS)
    request.addfinalizer(store.close)
    assert store.cases() == filled.cases()
    assert store.papers("T-2026-0001") == filled.papers("T-2026-0001")
    assert store.mails(opened=True) == filled.mails(opened=True)
    assert store.letters(opened=True) == filled.letters(opened=True)
    assert store.raw_letter(2) == filled.raw_letter(2)
    assert {event.actor.name for event in store.history("T-2026-0001")} == {"Karen Holm"}
    assert dict(store.notes()) == dict(filled.notes())


def test_an_answer_is_given_the_letter_that_was_finished_when_it_was_written(
    upgraded_file: str, empty_url: str, tmp_path: Path, request
) -> None:
    """Where one alone was: of two at the same moment nobody knows."""
    source = open_store(f"sqlite:///{shutil.copy(upgraded_file, tmp_path / 'source')}", KEYS)
    request.addfinalizer(source.close)
    aside = an_outcome(ending=Ending.SET_ASIDE, openings=(), papers=(), facts=None)
    for uid, at in ((1, NOW), (2, NOW + timedelta(seconds=1)), (3, NOW)):
        source.finish_letter(claimed(source, uid), aside, owing(a_mail(f"letter:{uid}")), at)
    source.change((), [a_mail("i-dag")], NOW + timedelta(seconds=1))
    assert [mail.letter for mail in source.mails()] == [1, 2, 3, None]
    _up_to("0013", empty_url)
    _copy(source.db.read, empty_url)
    upgrade(empty_url)
    store = open_store(empty_url, KEYS)
    request.addfinalizer(store.close)
    assert [mail.letter for mail in store.mails()] == [None, 2, None, None]


def test_work_goes_on_where_the_old_program_left_it(of_the_first_schema: str) -> None:
    """What waited is worked on, what is kept is not kept again, what was on its way is nobody's to send again."""
    upgrade(of_the_first_schema)
    store = open_store(of_the_first_schema, KEYS)
    assert store.kept([an_arrival(1), an_arrival(2), an_arrival(3), an_arrival(4)]) == {1, 2, 3}
    work = next_letter(store, "vaert:0", NOW)
    assert (work.id, work.raw) == (3, store.raw_letter(3))
    second = an_outcome(openings=(an_opening("andet"),), facts=facts("andet"), papers=())
    (case,) = store.finish_letter(work, second, owing(), NOW)
    assert case.number == "T-2026-0002"
    assert store.letters()[2].ending is Ending.CASE
    assert store.claim_mail("vaert:0", NOW).mail.key == "owed"
    store.free_leases("vaert", NOW)
    states = {mail.state for mail in store.mails()}
    assert MailState.SENT in states
    store.close()


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_what_was_clear_is_taken_out_of_the_files_at_a_later_opening_when_somebody_holds_them(
    of_the_first_schema: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program starts all the same. SQLite alone: PostgreSQL waits for whoever reads."""
    upgrade(of_the_first_schema)
    file = Path(of_the_first_schema.removeprefix("sqlite:///"))
    monkeypatch.setattr(storage.scrub, "_PATIENCE", 0)
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM events").fetchone()
        open_store(of_the_first_schema, KEYS).close()
        assert _holds(file, b"Karen Holm")
    open_store(of_the_first_schema, KEYS).close()
    assert not _holds(file, b"Karen Holm")


def _holds(file: Path, text: bytes) -> bool:
    there = (one for one in (file, Path(f"{file}-wal")) if one.exists())
    return any(text in one.read_bytes() for one in there)


def _up_to(revision: str, url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(storage.migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).touch(mode=0o600)
    command.upgrade(config, revision)


def _copy(source: Engine, url: str) -> None:
    """Every row into the tables that were there then, by the columns they had then."""
    engines = open_engines(url)
    old, new = MetaData(), MetaData()
    new.reflect(source)
    with engines.writing() as there, source.connect() as here:
        old.reflect(there)
        for table in old.sorted_tables:
            if table.name == "alembic_version":
                continue
            for row in here.execute(select(new.tables[table.name])).mappings():
                if row.get("name") == DONE:  # it says that nothing is in clear any more
                    continue
                values = {name: CLEAR_THEN.get((table.name, name), row[name]) for name in table.c.keys() & row.keys()}
                there.execute(insert(table).values(**values))
            if there.dialect.name == "postgresql" and "id" in table.c and table.name != "sealing_keys":
                count = f"pg_get_serial_sequence('{table.name}', 'id')"
                last = f"SELECT setval({count}, coalesce(max(id), 1)) FROM {table.name}"
                there.execute(text(last))  # as if that program had counted
    engines.close()


def _count(url: str, table: str) -> int:
    engines = open_engines(url)
    metadata = MetaData()
    with engines.reading() as conn:
        metadata.reflect(conn, only=[table])
        count = conn.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()
    engines.close()
    return count
