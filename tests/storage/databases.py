"""Fixtures: the store on SQLite, and (slow) on PostgreSQL. Used as a pytest plugin.

`store` and `opened` share one database a session, emptied before each test: opening one takes longer than most tests.
`fresh_url` and `empty_url` are databases of the test's own, for what is about files, keys and schemas.
"""

import shutil
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import delete, event, text

from storage import Store, open_store, upgrade
from storage.tables import metadata, sealing_keys, secrets
from tests.servers.postgres import Cluster, cluster
from tests.storage.examples import KEYS

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.slow))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    with cluster() as running:
        yield running


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("template") / "tovholder.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=BOTH)
def empty_url(request, tmp_path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'tovholder.db'}"
    postgres = request.getfixturevalue("postgres")
    return postgres.url(postgres.fresh())


@pytest.fixture
def fresh_file(upgraded_file, tmp_path):
    """An SQLite file with the newest schema and nothing in it."""
    return shutil.copy(upgraded_file, tmp_path / "tovholder.db")


@pytest.fixture(params=BOTH)
def fresh_url(request) -> str:
    """A database with the newest schema and nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('fresh_file')}"
    postgres = request.getfixturevalue("postgres")
    url = postgres.url(postgres.fresh())
    upgrade(url)
    return url


@pytest.fixture(scope="session", params=BOTH)
def two_stores(request, tmp_path_factory) -> Iterator[tuple[Store, Store]]:
    """Two views of one database, as two processes have them."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('shared') / 'tovholder.db'}"
    else:
        postgres = request.getfixturevalue("postgres")
        url = postgres.url(postgres.fresh())
    upgrade(url)
    stores = open_store(url, KEYS), open_store(url, KEYS)
    if request.param == "sqlite":
        for store in stores:
            _do_not_wait_for_the_disk(store)
    yield stores
    for store in stores:
        store.close()


@pytest.fixture
def opened(two_stores) -> Callable[[], Store]:
    """Opens the emptied store; a second call gives another process's view of it."""
    _empty(two_stores[0])
    waiting = iter(two_stores)
    return lambda: next(waiting)


@pytest.fixture
def store(opened) -> Store:
    return opened()


@pytest.fixture
def postgres_store(postgres) -> Iterator[Store]:
    """On PostgreSQL alone, in a database of its own: for what only it can do."""
    url = postgres.url(postgres.fresh())
    upgrade(url)
    store = open_store(url, KEYS)
    yield store
    store.close()


@pytest.fixture
def fresh_store(fresh_file) -> Iterator[Store]:
    """On SQLite alone, in a file of its own."""
    store = open_store(f"sqlite:///{fresh_file}", KEYS)
    yield store
    store.close()


def _do_not_wait_for_the_disk(store: Store) -> None:
    """What is committed is only there for other processes, which is all these tests ask; it halves their time."""
    store.close()
    event.listen(store.db.write, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))


def _empty(store: Store) -> None:
    keep = {sealing_keys, secrets}
    tables = [table for table in reversed(metadata.sorted_tables) if table not in keep]
    with store.db.writing() as conn:
        if conn.dialect.name == "sqlite":
            for table in tables:
                conn.execute(delete(table))
        else:
            conn.execute(text(f"TRUNCATE {', '.join(table.name for table in tables)} RESTART IDENTITY"))
