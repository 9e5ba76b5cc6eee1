"""Erased rows leave traces in a database's files; this takes away those that the database lets us reach.

SQLite: `secure_delete` overwrites what is deleted, but the write-ahead log still holds older pages, so it is written
back and cut to nothing. PostgreSQL keeps deleted rows until a vacuum and their bytes until their page is written anew:
VACUUM FULL writes whole tables again. What remains (its log, a copy) is sealed all the same;
docs/data-protection/sletning.md says what, and how a rotation of the key ends that too.
"""

from contextlib import closing

from sqlalchemy import text

from storage.engine import BUSY, Database, told_plainly
from storage.tables import metadata

_PATIENCE = 1000
"""Milliseconds to wait for readers; there is another day."""


def scrub(db: Database, *, thorough: bool = False) -> bool:
    """Write back and cut the log (SQLite), or vacuum (PostgreSQL). `thorough` writes every table anew, which locks it
    for as long as it takes, and needs as much room again.

    False when somebody was reading just then, so that the log could not be cut: try again later.
    """
    return _sqlite(db, thorough=thorough) if db.write.dialect.name == "sqlite" else _postgresql(db, thorough=thorough)


def _sqlite(db: Database, *, thorough: bool) -> bool:
    with told_plainly(), closing(db.write.raw_connection()) as connection:
        cursor = connection.cursor()
        if thorough:
            cursor.execute("VACUUM")
        try:
            cursor.execute(f"PRAGMA busy_timeout={_PATIENCE}")  # while it waits for readers nobody can write
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={BUSY}")
    return not busy


def _postgresql(db: Database, *, thorough: bool) -> bool:
    how = "FULL, ANALYZE" if thorough else "ANALYZE"
    with told_plainly(), db.write.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        for table in metadata.sorted_tables:
            conn.execute(text(f"VACUUM ({how}) {table.name}"))
    return True
