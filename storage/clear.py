"""What an older program kept in clear is sealed, or becomes a keyed hash, once: at the first opening with the key."""

from collections.abc import Callable, Mapping
from logging import getLogger
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, and_, delete, func, insert, or_, select, update

from cases.errors import StoreError
from storage.account_tables import users
from storage.engine import Database
from storage.planning_tables import registers, rulings
from storage.registers import place
from storage.rulings import about
from storage.scrub import scrub
from storage.tables import events, letters, papers, secrets

log = getLogger(__name__)

DONE = "names-sealed"
"""The mark that it was done; a second time would hash hashes."""
TRACES = "names-traces"
"""The mark that what was found in clear may still be read in the database's files."""

NAMES: Mapping[Column[Any], Callable[[Row[Any]], str]] = {
    events.c.actor: lambda row: row.case_number,
    rulings.c.by: lambda row: about(row.case_number, row.round),
    rulings.c.undone_by: lambda row: about(row.case_number, row.round),
    registers.c.by: lambda row: place(row.register, row.version),
    users.c.login: lambda row: f"{row.id}",
    users.c.name: lambda row: f"{row.id}",
}
"""Columns that held people's names in clear, and the row's part of the place each is sealed for."""

FILES: Mapping[Column[Any], str] = {letters.c.sha256: "letters.sha256", papers.c.sha256: "papers.sha256"}
"""Columns that held plain hashes of files, and the purpose of the keyed hash."""


def seal_what_was_clear(db: Database) -> None:
    """Do it, unless it was done before, and take away the traces in the files; while somebody else holds these, at the
    next opening.
    """
    _seal_once(db)
    with db.reading() as conn:
        if conn.execute(select(secrets.c.name).where(secrets.c.name == TRACES)).first() is None:
            return
    try:
        gone = scrub(db, thorough=True)
    except StoreError:
        gone = False
    if not gone:
        log.warning("traces.left")
        return
    with db.writing() as conn:
        conn.execute(delete(secrets).where(secrets.c.name == TRACES))


def _seal_once(db: Database) -> None:
    with db.writing() as conn:
        conn.execute(select(secrets.c.name).where(secrets.c.name == "lookup").with_for_update())  # one at a time
        if conn.execute(select(secrets.c.name).where(secrets.c.name == DONE)).first():
            return
        logins = conn.execute(select(users.c.id, users.c.login).where(users.c.login_hash.is_(None))).all()
        for row in logins:
            hashed = db.vault.hash("users.login", row.login.decode())
            conn.execute(update(users).where(users.c.id == row.id).values(login_hash=hashed))
        found = sum(_seal(conn, db, column, row_of) for column, row_of in NAMES.items())
        found += sum(_hash(conn, db, column, purpose) for column, purpose in FILES.items())
        for mark in (DONE, TRACES) if found else (DONE,):
            conn.execute(insert(secrets).values(name=mark, content=db.vault.seal(f"secrets.content/{mark}", mark)))


def _seal(conn: Connection, db: Database, column: Column[Any], row_of: Callable[[Row[Any]], str]) -> int:
    table, version = column.table, db.vault.keys.newest[:1]
    clear = and_(column.is_not(None), or_(func.length(column) == 0, func.substr(column, 1, 1) != version))
    rows = conn.execute(select(table).where(clear)).all()
    for row in rows:
        said = getattr(row, column.name)
        sealed = db.vault.keys.seal(f"{table.name}.{column.name}/{row_of(row)}", said) if said else None
        conn.execute(update(table).where(_this(table, row)).values({column: sealed}))
    return len(rows)


def _hash(conn: Connection, db: Database, column: Column[Any], purpose: str) -> int:
    table = column.table
    rows = conn.execute(select(*table.primary_key, column)).all()
    for row in rows:
        hashed = db.vault.hash(purpose, getattr(row, column.name))
        conn.execute(update(table).where(_this(table, row)).values({column: hashed}))
    return len(rows)


def _this(table: Table, row: Any) -> Any:
    return and_(*(key == getattr(row, key.name) for key in table.primary_key))
