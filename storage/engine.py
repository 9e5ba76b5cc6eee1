"""The connection to the database: SQLite or PostgreSQL, set up so that what is committed stays committed.

SQLite: WAL, synchronous=FULL, one writer that takes its lock at BEGIN IMMEDIATE (a lock taken later loses updates or
fails at once), and a second engine for reading that never waits for it. PostgreSQL: psycopg 3, one pool for both; who
reads sees one state throughout.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, ColumnElement, Connection, Engine, Row, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from cases.errors import SettingsError, StaleError, StoreError
from storage.sealing import Vault

BUSY = 30_000
"""Milliseconds that whoever wants to write waits for whoever writes (SQLite)."""

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    f"busy_timeout={BUSY}",
    "foreign_keys=ON",
    "secure_delete=ON",  # what is forgotten is overwritten, not only unlinked
)


GONE_AFTER: Mapping[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""How long PostgreSQL may be silent (libpq's own settings): nobody waits hours for a machine that vanished."""

_OPEN: ContextVar[Connection | None] = ContextVar("open", default=None)
"""What all that this thread asks, or writes, belongs to: the look it is taking, or the transaction it has open."""


@dataclass(frozen=True, slots=True)
class Engines:
    """Two ways into one database: one that writes, one that only reads."""

    write: Engine
    read: Engine
    turn: "Lock | None" = field(kw_only=True, default=None)
    """Where threads of this process wait for their turn to write, if only one can: SQLite itself lets them look again
    and again, after pauses that grow.
    """

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back by any error. Inside `together` it is a part of that one,
        and only the part is rolled back.
        """
        outer = _OPEN.get()
        if outer is not None and outer.engine is self.write:
            with told_plainly(), outer.begin_nested():
                yield outer
            return
        with told_plainly(), self._my_turn(), self.write.begin() as conn:
            yield conn

    @contextmanager
    def together(self) -> Iterator[None]:
        """One transaction for all that this thread reads and writes inside."""
        with self.writing() as conn, _belonging_to(conn):
            yield

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent look; what is read inside another one, or inside `together`, belongs to it."""
        outer = _OPEN.get()
        if outer is not None and outer.engine in (self.read, self.write):
            with told_plainly():
                yield outer
            return
        with told_plainly(), self.read.begin() as conn, _belonging_to(conn):
            yield conn

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        mine = self.turn is not None and self.turn.acquire(timeout=BUSY / 1000)
        try:
            yield  # also when it never came: then the database says so
        finally:
            if mine and self.turn:
                self.turn.release()

    def close(self) -> None:
        """Let go of every connection."""
        self.write.dispose()
        self.read.dispose()


@dataclass(frozen=True, slots=True)
class Database(Engines):
    """The engines together with what seals and opens. `fence` has the first word in each transaction that writes."""

    vault: Vault
    fence: Callable[[Connection], None] | None = None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back by any error, the fence's too."""
        with Engines.writing(self) as conn:
            if self.fence:
                self.fence(conn)
            yield conn


@contextmanager
def _belonging_to(conn: Connection) -> Iterator[None]:
    mark = _OPEN.set(conn)
    try:
        yield
    finally:
        _OPEN.reset(mark)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn the library's errors into ours. The cause is left out on purpose: its text can hold what was stored."""
    try:
        yield
    except IntegrityError as error:
        if _is_unique(error.orig):
            raise StaleError("En anden har skrevet det samme i mellemtiden; se på det igen.") from None
        raise StoreError("Databasen afviste noget, der ikke hænger sammen; intet blev skrevet.") from None
    except DBAPIError as error:
        raise StoreError(f"Databasen svarede ikke, som den skal ({_reason(error.orig)}); der prøves igen.") from None
    except sqlite3.Error as error:  # what runs on the driver's own cursor, which the library does not wrap
        raise StoreError(f"Databasen svarede ikke, som den skal ({_reason(error)}); der prøves igen.") from None
    except SQLAlchemyError as error:
        raise StoreError(f"Databasen kunne ikke bruges ({type(error).__name__}); der prøves igen.") from None


def _is_unique(error: object) -> bool:
    names = ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")
    return getattr(error, "sqlite_errorname", "") in names or getattr(error, "sqlstate", "") == "23505"


def _reason(error: object) -> str:
    # Exactly these two speak of the database ("is locked", "is not a database"); the finer ones quote what was stored.
    kind = type(error).__name__
    said = str(error).splitlines()[:1] if kind in ("OperationalError", "DatabaseError") else []
    return said[0] if said else kind


def database_url(url: str) -> URL:
    """The address, checked: an SQLite file or a PostgreSQL database, nothing else."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingsError("Databasens adresse kan ikke læses; skriv fx sqlite:///var/tovholder.db.") from None
    backend = parsed.get_backend_name()
    if backend not in ("sqlite", "postgresql") or (backend == "sqlite" and parsed.database in (None, "", ":memory:")):
        raise SettingsError("Databasen skal være en SQLite-fil (sqlite:///sti) eller PostgreSQL (postgresql://…).")
    return parsed


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite database; None for PostgreSQL."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def open_engines(url: str) -> Engines:
    """Both engines; nothing is connected yet."""
    parsed = database_url(url)
    try:
        if sqlite_file(parsed) is not None:
            write, read = _sqlite(parsed, "BEGIN IMMEDIATE"), _sqlite(parsed, "BEGIN", "query_only=ON")
            return Engines(write, read, turn=Lock())
        engine = create_engine(parsed, pool_pre_ping=True, hide_parameters=True, connect_args=dict(GONE_AFTER))
    except (NoSuchModuleError, ArgumentError):
        raise SettingsError("Databasens adresse nævner en driver, der ikke findes; skriv postgresql://…") from None
    # By itself each statement would look anew: several together would not be one look.
    return Engines(engine, engine.execution_options(isolation_level="REPEATABLE READ"))


def _sqlite(url: URL, begin: str, *more: str) -> Engine:
    # isolation_level=None: the driver must not begin transactions of its own, or it begins them too late.
    # Nothing needs to be reset on the way back into the pool: each transaction ends by itself.
    arguments = {"isolation_level": None, "timeout": 30}
    engine = create_engine(url, hide_parameters=True, connect_args=arguments, pool_reset_on_return=None)

    @event.listens_for(engine, "connect")
    def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in (*_PRAGMAS, *more):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def _begin(connection: PoolProxiedConnection) -> None:
        connection.cursor().execute(begin)

    # An event of the engine would do the same; but while it has none, no statement asks whether there is one.
    engine.dialect.do_begin = _begin  # type: ignore[assignment, method-assign]
    return engine


def insert_once(conn: Connection, table: Table, **values: object) -> Row[Any] | None:
    """Insert unless a row with one of its unique keys is there already: the new row's primary key, else None."""
    once = _insert_once(table, conn.dialect.name)
    if made := {name: value for name, value in values.items() if isinstance(value, ColumnElement)}:
        once = once.values(made)
    return conn.execute(once, {name: value for name, value in values.items() if name not in made}).first()


@cache
def _insert_once(table: Table, dialect: str) -> Any:
    """Made once for each table: making a statement takes longer than running it."""
    insert = (sqlite if dialect == "sqlite" else postgresql).insert
    return insert(table).on_conflict_do_nothing().returning(*table.primary_key)


def sqlite_copy(source: Path, target: Path) -> None:
    """Copy an SQLite database, also while it is written to (SQLite's online backup)."""
    with _opened(source) as here, _opened(target) as there:
        if _page_size(here) != _page_size(there):
            there.execute("PRAGMA journal_mode=DELETE")  # over one with a log (WAL) SQLite takes only pages of its size
        here.backup(there)


def _page_size(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA page_size").fetchone()[0])


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    try:
        yield connection
    finally:
        connection.close()
