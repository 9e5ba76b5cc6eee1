"""The office of intake, on a database of its own."""

import shutil

import pytest

from storage import Keys, open_store, upgrade
from tests.intake.office import Office


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    file = tmp_path_factory.mktemp("template") / "tovholder.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def store(upgraded, tmp_path):
    file = shutil.copy(upgraded, tmp_path / "tovholder.db")
    opened = open_store(f"sqlite:///{file}", Keys((bytes(range(32)),)))
    yield opened
    opened.close()


@pytest.fixture
def office(store) -> Office:
    return Office(store)
