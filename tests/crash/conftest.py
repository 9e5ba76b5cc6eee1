"""The servers that all crash runs share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.yard import Place, Yard, yard
from tests.servers.postgres import Cluster, cluster


@pytest.fixture(scope="session")
def shared() -> Iterator[Yard]:
    """One Dovecot, one SMTP server; each run has a user of its own."""
    with yard() as servers:
        yield servers


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL; each run has a database of its own."""
    with cluster() as running:
        yield running


@pytest.fixture
def place(shared: Yard, tmp_path: Path) -> Iterator[Place]:
    """A run's own mailbox, settings and database."""
    with shared.place(tmp_path) as fresh:
        yield fresh
