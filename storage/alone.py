"""An SQLite file is worked on by one process: a lock beside it that the system drops when the process is gone."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cases.errors import RefusedError, StoreError
from storage.engine import database_url, sqlite_file

TWICE = (
    "Tovholder kører allerede på denne database{who}: stop den først. Skal flere processer eller maskiner "
    "arbejde sammen, så brug PostgreSQL."
)


@contextmanager
def alone(url: str) -> Iterator[None]:
    """While this lasts no other process gets past here with the same SQLite file: RefusedError for the second one.

    PostgreSQL takes as many as there are. What people do on the pages and the command line needs no such leave.
    """
    file = sqlite_file(database_url(url))
    if file is None:
        yield
        return
    lock = _opened(file.with_name(f"{file.name}.lock"))
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(TWICE.format(who=_told(os.pread(lock, 20, 0)))) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(lock)  # the file stays: to delete it could let two in


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreError(f"Låsefilen {path} kan ikke skrives ({type(error).__name__}).") from None


def _told(content: bytes) -> str:
    return f" (proces {content.decode()})" if content.isdigit() else ""
