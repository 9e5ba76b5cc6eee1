"""Copies of the database. The key is not in them: keep it elsewhere, or a stolen copy is a readable one."""

import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import update

from cases.errors import SettingsError, StoreError
from storage.alone import alone
from storage.dump import dump, undump
from storage.engine import database_url, insert_once, open_engines, sqlite_copy, sqlite_file
from storage.tables import notes

BACKED_UP = "backup"
"""The note of when a copy was last taken."""

RESTORED = "restored"
"""The note of when a copy was put back: what came since is then looked for in the mailbox."""


def backup(url: str, folder: Path, now: datetime) -> Path:
    """Copy the database into `folder` while we work, check the copy, and note that it was taken; gives its path.

    SettingsError for a database that is not there, or PostgreSQL without its tools; StoreError when the copy fails.
    """
    source = sqlite_file(database_url(url))
    target = dump(database_url(url), folder, now) if source is None else _copy(source, folder, now)
    _note(url, BACKED_UP, now)
    return target


def _copy(source: Path, folder: Path, now: datetime) -> Path:
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


def restore(url: str, copy: Path, now: datetime) -> None:
    """Put a copy back in place of the database, and note it; stop the program first (RefusedError while it runs).

    The copy is checked before anything is overwritten. SettingsError when it is missing, broken, or no copy of ours.
    """
    target = sqlite_file(database_url(url))
    if target is None:
        undump(database_url(url), copy)
    else:
        _put_back(target, copy)
    _note(url, RESTORED, now)


def _put_back(target: Path, copy: Path) -> None:
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
        with alone(f"sqlite:///{target}"):
            sqlite_copy(copy, target)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"Kopien kunne ikke lægges tilbage ({type(error).__name__}): er programmet stoppet?") from None


def _note(url: str, name: str, at: datetime) -> None:
    engines = open_engines(url)  # whatever revision the schema is: the table of notes is as old as the first
    try:
        with engines.writing() as conn:
            if insert_once(conn, notes, name=name, at=at) is None:
                conn.execute(update(notes).where(notes.c.name == name).values(at=at))
    finally:
        engines.close()


def _check(path: Path, *queries: str) -> None:
    connection = sqlite3.connect(path)
    try:
        for query in queries:
            connection.execute(query)
        if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("quick_check")
    finally:
        connection.close()
