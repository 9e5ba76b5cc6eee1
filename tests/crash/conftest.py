"""The servers that all crash runs share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.yard import Place, Yard, yard


@pytest.fixture(scope="session")
def shared() -> Iterator[Yard]:
    """One Dovecot, one SMTP server; each run has a user of its own."""
    with yard() as servers:
        yield servers


@pytest.fixture
def place(shared: Yard, tmp_path: Path) -> Iterator[Place]:
    """A run's own mailbox, settings and database."""
    with shared.place(tmp_path) as fresh:
        yield fresh
