"""The schema's revisions, run by Alembic: `upgrade` brings a database to the newest, a fresh one included.

A new revision: change `tables`, add `versions/NNNN_what.py`, set `tables.REVISION`. A test compares the result with
the tables on both databases.
"""

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from cases.errors import SettingsError, StoreError
from storage.engine import database_url, open_engines, sqlite_copy, sqlite_file, told_plainly
from storage.tables import REVISION


def current(url: str) -> str | None:
    """The revision of the database; None when it is empty or not there yet."""
    file = sqlite_file(database_url(url))
    if file is not None and not file.exists():
        return None
    engines = open_engines(url)
    try:
        with engines.reading() as conn:
            return MigrationContext.configure(conn).get_current_revision()
    finally:
        engines.close()


def upgrade(url: str) -> Path | None:
    """Bring the database to the newest revision; harmless when it is there already.

    An SQLite file that holds something is copied beside itself first: the path of that copy is given back, to be
    deleted when all is well (what is forgotten later is still in it). StoreError when the database cannot be reached,
    SettingsError when a newer program made it.
    """
    before = current(url)
    if before == REVISION:
        return None
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    if before not in {None, *(script.revision for script in ScriptDirectory.from_config(config).walk_revisions())}:
        raise SettingsError("Databasen er fra en nyere udgave af programmet: installér den udgave i stedet.")
    copy = _prepared(sqlite_file(database_url(url)), before)
    with told_plainly():
        command.upgrade(config, "head")
    return copy


def _prepared(file: Path | None, before: str | None) -> Path | None:
    """Make the file, readable by its owner alone, or copy the one that is there."""
    if file is None:
        return None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        if before is None:
            return None
        copy = file.with_name(f"{file.name}.{before}")
        copy.touch(mode=0o600)
        sqlite_copy(file, copy)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"Databasen {file} kan ikke skrives ({type(error).__name__}).") from None
    return copy
