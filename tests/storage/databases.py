"""Fixtures: the store on a fresh SQLite file, and (slow) on a fresh PostgreSQL database. Used as a pytest plugin."""

import shutil
from collections.abc import Callable, Iterator

import pytest

from storage import Keys, Store, open_store, upgrade
from tests.servers.postgres import Cluster, cluster

KEY = bytes(range(32))
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


@pytest.fixture(scope="session")
def upgraded_database(postgres) -> str:
    name = postgres.fresh()
    upgrade(postgres.url(name))
    return name


@pytest.fixture(params=BOTH)
def empty_url(request, tmp_path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'tovholder.db'}"
    postgres = request.getfixturevalue("postgres")
    return postgres.url(postgres.fresh())


@pytest.fixture(params=BOTH)
def database_url(request, tmp_path) -> str:
    """A database with the newest schema and nothing in it."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("upgraded_file"), tmp_path / "tovholder.db")
        return f"sqlite:///{file}"
    postgres = request.getfixturevalue("postgres")
    return postgres.url(postgres.fresh(request.getfixturevalue("upgraded_database")))


@pytest.fixture
def opened(database_url) -> Iterator[Callable[..., Store]]:
    """Opens the store, as often as a test likes: each is another process's view."""
    stores: list[Store] = []

    def open_another(keys: Keys | None = None) -> Store:
        stores.append(open_store(database_url, keys or Keys((KEY,))))
        return stores[-1]

    yield open_another
    for store in stores:
        store.close()


@pytest.fixture
def store(opened) -> Store:
    return opened()
