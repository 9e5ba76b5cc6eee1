"""Copies of the database. The key is not in them: keep it elsewhere, or a stolen copy is a readable one."""

import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from cases.errors import SettingsError, StoreError
from storage.engine import database_url, sqlite_copy, sqlite_file

BACKED_UP = "backup"
"""The note of when a copy was last taken."""

_NOT_OURS = "PostgreSQL kopieres af jeres it-afdeling med pg_dump og pg_restore; Tovholder kopierer kun SQLite-filer."


def backup(url: str, folder: Path, now: datetime) -> Path:
    """Copy an SQLite database into `folder` while we work, and check the copy; gives its path.

    SettingsError for PostgreSQL or a database that is not there; StoreError when the copy fails.
    """
    source = _file(url)
    if not source.is_file():
        raise SettingsError(f"Der er ingen database i {source}; ret adressen i indstillingerne.")
    target = folder / f"{source.stem}-{now:%Y%m%d-%H%M%S}.db"
    half = target.with_suffix(".part")  # what is called a copy is whole
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        half.touch(mode=0o600)
        sqlite_copy(source, half)
        _check(half)
        half.replace(target)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            half.unlink()
        raise StoreError(f"Kopien kunne ikke laves ({type(error).__name__}): er der plads på disken?") from None
    return target


def restore(url: str, copy: Path) -> None:
    """Put a copy back in place of an SQLite database; stop the program first.

    The copy is checked before anything is overwritten. SettingsError when it is missing, broken, or no copy of ours.
    """
    target = _file(url)
    try:
        if not copy.is_file():
            raise FileNotFoundError(copy)
        _check(copy, "SELECT count(*) FROM letters, alembic_version")  # an empty file is a whole database, too
    except (OSError, sqlite3.Error):
        raise SettingsError(
            f"Kopien {copy} findes ikke, er ødelagt eller er ikke vores; databasen er ikke rørt."
        ) from None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch(mode=0o600)
        sqlite_copy(copy, target)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"Kopien kunne ikke lægges tilbage ({type(error).__name__}): er programmet stoppet?") from None


def _file(url: str) -> Path:
    file = sqlite_file(database_url(url))
    if file is None:
        raise SettingsError(_NOT_OURS)
    return file


def _check(path: Path, *queries: str) -> None:
    connection = sqlite3.connect(path)
    try:
        for query in queries:
            connection.execute(query)
        if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("quick_check")
    finally:
        connection.close()
