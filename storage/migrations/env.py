"""Alembic's environment: an engine of its own, for a migration needs what daily work must not have.

On SQLite a changed table is copied and the old one dropped; with foreign keys on, the drop would silently delete the
rows that point to it. So they are off here, and checked before the commit.
"""

from alembic import context
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from cases.errors import StoreError
from storage.engine import database_url
from storage.tables import metadata

_LOCK = 7_206_013
"""Any number that is ours: on PostgreSQL two upgrades at once wait for each other."""

_PAGE = 32768
"""Bytes of a page of an SQLite file that is new; one that is there keeps its own. What is big is written in fewer."""


def run(url: str) -> None:
    parsed = database_url(url)
    on_sqlite = parsed.get_backend_name() == "sqlite"
    arguments = {"isolation_level": None, "timeout": 30} if on_sqlite else {}
    engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True, connect_args=arguments)
    if on_sqlite:
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    with engine.begin() as conn:
        if not on_sqlite:
            conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        context.configure(connection=conn, target_metadata=metadata, render_as_batch=True)
        context.run_migrations()
        if on_sqlite and conn.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise StoreError("Opgraderingen ville efterlade rækker uden sammenhæng; intet er ændret.")


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA page_size={_PAGE}")
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


run(context.config.attributes["url"])
