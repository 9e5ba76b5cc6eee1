"""What lies on the disk: nothing personal in clear, a wrong key refused, everything sealed anew by a rotation."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import LargeBinary, select, text

import storage.migrations
from cases.accounts import Access, Purpose, Role, User
from cases.case import Actor, Status, Who, moved
from cases.errors import SettingsError
from cases.keeping import Hold
from cases.letters import PlanRow
from cases.registers import Register, Revision
from cases.rulings import Ruling, RulingKind
from storage import Keys, open_store, rotate, rotation, upgrade
from storage.engine import open_engines
from storage.rotation import SEALED
from storage.sealing import parse_keys
from storage.tables import metadata, sealing_keys
from tests.servers.postgres import Cluster, cluster
from tests.storage.examples import (
    COORDINATOR,
    CPR,
    CROP,
    KEYS,
    NAME,
    NOW,
    ROUND,
    a_mail,
    an_opening,
    keep,
    limits,
    open_one,
    raw_mail,
)

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

OTHER = Keys((bytes(range(100, 132)),))
BOTH_KEYS = Keys((*KEYS.secrets, *OTHER.secrets))

PERSONAL = [
    NAME.encode(),
    b"Eksempelsen",
    CPR.encode(),
    CPR.replace("-", "").encode(),
    CROP,
    b"sekretaer@skole.example",
    b"Kvittering",
    b"Elevindstilling",
    b"mor",
    b"koordinator",
    b"Karen Holm",
]


def _fill(store) -> None:
    case = open_one(store, 1, mails=[a_mail(raw=b"Subject: Kvittering\n\ntil " + NAME.encode())])
    keep(store, 2, raw=raw_mail(f"Subject: {NAME} {CPR}"))
    store.change([(moved(case, Status.PROPOSED), ())], (), NOW)
    store.keep_plan(PlanRow(0, ROUND, NOW, {"environment": NAME}, {}), NOW)
    person = store.add_user(User(0, "karen.holm@kommune.example", "Karen Holm", Role.COORDINATOR), NOW)
    store.note_access(Access(NOW, person.id, person.login, person.role, case.number, Purpose.OPENED, f"Om {NAME}"))
    store.look(case.number, "Karen Holm", NOW)
    store.hold(Hold(case.number, NOW, "Karen Holm", f"Klage fra {NAME}s mor"))
    store.revise([Revision(Register.SCHOOLS, 1, NOW, "Karen Holm", "tilføjede en skole", ())])
    pin = Ruling(RulingKind.PIN, "Karen Holm", NOW, f"Kender {NAME}", case.number, None, "akb")
    store.change((), (), NOW, rulings=[pin])
    (standing,) = store.rulings(ROUND)
    store.change((), (), NOW, rulings=[replace(standing, undone=NOW, undone_by="Karen Holm")])


@pytest.fixture
def untouched() -> Iterator[Cluster]:
    """A PostgreSQL of the test's own: in the shared one, tests of older schemas write what was clear then."""
    with cluster() as running:
        yield running


def test_nothing_personal_lies_in_clear_in_the_files_of_sqlite(fresh_file):
    store = open_store(f"sqlite:///{fresh_file}", KEYS)
    _fill(store)
    _assert_nothing_personal(fresh_file.parent.glob("tovholder.db*"), at_least=2)  # the -wal among them
    with store.db.writing() as conn:
        conn.exec_driver_sql("COMMIT")
        conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        conn.exec_driver_sql("BEGIN")
    _assert_nothing_personal(fresh_file.parent.glob("tovholder.db*"), at_least=1)
    store.close()


@pytest.mark.slow
def test_nothing_personal_lies_in_clear_in_the_files_of_postgresql(untouched):
    url = untouched.url(untouched.fresh())
    upgrade(url)
    store = open_store(url, KEYS)
    _fill(store)
    store.close()
    with untouched.connect() as connection:
        connection.execute("CHECKPOINT")
    files = [path for path in (untouched.socket / "data").rglob("*") if path.is_file()]
    _assert_nothing_personal(files, at_least=100, among=[one for one in PERSONAL if len(one) > 5])


def _assert_nothing_personal(files, at_least: int, among=PERSONAL) -> None:
    contents = [path.read_bytes() for path in files]
    assert len(contents) >= at_least
    assert [one for one in among for content in contents if one in content] == []
    assert any(b"T-2026-0001" in content for content in contents)  # the search finds what is clear


@pytest.mark.parametrize("keys", [OTHER, parse_keys("A" * 43 + "=")])
def test_a_wrong_key_refuses_to_start(fresh_url, keys):
    open_store(fresh_url, KEYS).close()
    with pytest.raises(SettingsError, match="nøglefilen"):
        open_store(fresh_url, keys)


def test_a_key_that_is_in_use_cannot_be_left_out(fresh_url):
    open_store(fresh_url, KEYS).close()
    with closing(open_store(fresh_url, BOTH_KEYS)) as both:
        open_store(fresh_url, KEYS).close()  # the other is known, and nothing sealed with it yet
        keep(both)
    for keys in (KEYS, OTHER):
        with pytest.raises(SettingsError):
            open_store(fresh_url, keys)


def _all(store):
    mails, letters = store.mails(opened=True), store.letters(opened=True)
    return store.case("T-2026-0001"), mails, letters, store.papers("T-2026-0001"), store.plan(ROUND)


def test_after_a_rotation_the_old_key_is_not_needed_and_all_is_found_again(fresh_url):
    store = open_store(fresh_url, KEYS)
    _fill(store)
    before = _all(store)
    history, raw = store.history("T-2026-0001"), store.raw_letter(2)
    store.close()

    both = open_store(fresh_url, BOTH_KEYS)
    assert rotate(both.db) > 10
    assert rotate(both.db) == 0
    both.close()

    store = open_store(fresh_url, OTHER)
    assert before == _all(store)
    assert (store.history("T-2026-0001"), store.raw_letter(2)) == (history, raw)
    assert store.same(an_opening().identity, ROUND) == store.case("T-2026-0001")
    assert store.seen("content-1", "") == (True, False)
    store.close()
    with pytest.raises(SettingsError):
        open_store(fresh_url, KEYS)


def test_a_rotation_of_more_than_a_batch_leaves_nothing_behind(fresh_file, monkeypatch):
    monkeypatch.setattr(rotation, "_BATCH", 3)
    url = f"sqlite:///{fresh_file}"
    store = open_store(url, KEYS)
    store.change((), [a_mail(f"ack-{n}") for n in range(7)], NOW)
    store.close()
    both = open_store(url, BOTH_KEYS)
    assert rotate(both.db) == 2 * 7 + 2
    both.close()
    store = open_store(url, OTHER)
    assert len(store.mails()) == 7
    store.close()


def test_every_sealed_column_is_part_of_a_rotation():
    sealed = {
        column
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and table is not sealing_keys
    }
    assert sealed == set(SEALED)


def test_what_an_older_program_kept_in_clear_is_sealed_at_the_first_opening(empty_url, tmp_path):
    """Names, logins and hashes of files, as the revision before `names` left them; the traces go from the files too."""
    config = Config()
    config.set_main_option("script_location", str(Path(storage.migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = empty_url
    command.upgrade(config, "0010")
    engines = open_engines(empty_url)
    sha = hashlib.sha256(raw_mail()).hexdigest()
    content = KEYS.seal("registers.content/SCHOOLS/1", b"[]")
    with engines.writing() as conn:
        for statement in OLDER:
            conn.execute(text(statement), {"at": NOW.replace(tzinfo=None), "sha": sha, "content": content})
    engines.close()
    upgrade(empty_url)
    open_store(empty_url, KEYS).close()
    store = open_store(empty_url, KEYS)
    (event,) = store.history("T-2026-0001")
    (ruling,) = store.rulings(ROUND)
    user = store.user("Karen@Kommune.example")
    assert (event.actor, ruling.by, user.name, user.login) == (
        Actor(Who.PERSON, "Karen Holm"), "Karen Holm", "Karen Holm", "karen@kommune.example"
    )  # fmt: skip
    assert store.revision(Register.SCHOOLS, 1).by == "Karen Holm"
    assert not keep(store, 1)  # the same mail in the same place is known by its keyed hash
    store.close()
    if empty_url.startswith("sqlite"):
        files = [path for path in tmp_path.glob("tovholder.db*") if not path.name.endswith(".0010")]
        assert [path for path in files if b"Karen" in path.read_bytes() or sha.encode() in path.read_bytes()] == []


OLDER = (
    "INSERT INTO cases (number, kind, school, school_order, round, received, status, consent, consent_needed,"
    " consent_signed, findings, pinned, waited, priority, version, content) VALUES ('T-2026-0001', 'PUPIL', 'Vestre',"
    f" 'vestre', '{ROUND}', :at, 'REVIEW', 'ORAL', 1, 1, '[]', false, 0, 0, 1, :content)",
    "INSERT INTO events (case_number, at, actor_kind, actor, what) VALUES ('T-2026-0001', :at, 'PERSON', 'Karen Holm',"
    " 'by-hand')",
    "INSERT INTO rulings (kind, case_number, word, amount, at, \"by\", undone_by, place) VALUES ('PIN', 'T-2026-0001',"
    " '', 0, :at, 'Karen Holm', '', 'PIN/T-2026-0001')",
    "INSERT INTO registers (register, version, at, \"by\", how, content) VALUES ('SCHOOLS', 1, :at, 'Karen Holm', 'x',"
    " :content)",
    "INSERT INTO users (login, name, role, disabled, created, changed) VALUES ('karen@kommune.example', 'Karen Holm',"
    " 'COORDINATOR', false, :at, :at)",
    "INSERT INTO letters (folder, uid_validity, uid, sha256, size, received, kept, step, attempt, tries, failures, why)"
    " VALUES ('INBOX', 4242, 1, :sha, 100, :at, :at, 'READY', 0, 0, 0, '')",
)


def test_the_marks_of_the_keys_hold_no_key(fresh_file):
    store = open_store(f"sqlite:///{fresh_file}", KEYS)
    with store.db.reading() as conn:
        (mark,) = conn.execute(select(sealing_keys)).all()
    store.close()
    assert mark.id == KEYS.ids[0]
    assert KEYS.secrets[0] not in mark.check_value


def _tokens(store) -> set[bytes]:
    """Every sealed token that stands in the tables, the middle of it: a page may cut its ends."""
    with store.db.reading() as conn:
        return {
            bytes(token)[8:56]
            for column in SEALED
            for token in conn.execute(select(column).where(column.is_not(None))).scalars()
            if len(token) >= 56
        }


def _forgotten_tokens(store) -> set[bytes]:
    """The tokens that were there before a case was forgotten, and are not any more."""
    before = _tokens(store)
    store.lift("T-2026-0001", COORDINATOR, NOW)
    case = store.case("T-2026-0001")
    store.change([(moved(case, Status.WITHDRAWN), ())], (), NOW)
    later = NOW + timedelta(days=400)
    store.forget(limits(later), later)
    return before - _tokens(store)


def test_what_is_forgotten_is_not_even_sealed_in_the_files_of_sqlite(fresh_file):
    """Overwritten in its page, and cut from the log once nobody reads."""
    with closing(open_store(f"sqlite:///{fresh_file}", KEYS)) as store:
        _fill(store)
        gone = _forgotten_tokens(store)
        assert len(gone) >= 10
        assert _holding(gone, fresh_file.parent)
        with store.db.reading() as conn:
            conn.execute(select(sealing_keys)).all()
            assert not store.scrub()
        assert store.scrub()
        assert _holding(gone, fresh_file.parent) == []


def test_what_is_forgotten_is_out_of_the_tables_of_postgresql_when_they_are_written_anew(postgres):
    """Its log still has it, sealed, until its segments are used again."""
    url = postgres.url(name := postgres.fresh())
    upgrade(url)
    with closing(open_store(url, KEYS)) as store:
        _fill(store)
        gone = _forgotten_tokens(store)
        assert store.scrub(thorough=True)
    with postgres.connect() as connection:
        connection.execute("CHECKPOINT")
        (oid,) = connection.execute(f"SELECT oid FROM pg_database WHERE datname = '{name}'").fetchone()
    data = postgres.socket / "data"
    assert _holding(gone, data / "base" / str(oid)) == []
    assert _holding(gone, data / "pg_wal")
    assert {path.parent.name for path in _holding(gone, data)} == {"pg_wal"}


def _holding(tokens: set[bytes], folder: Path) -> list[Path]:
    """The files that hold one of them."""
    contents = ((path, path.read_bytes()) for path in folder.rglob("*") if path.is_file())
    return [path for path, content in contents if any(token in content for token in tokens)]
