"""What only one process may mind at a time, by lease: the mailbox, above all.

    take ──beat, beat, beat──► end          the next one may take it at once
      └── dies, hangs: the lease runs out, another takes it under a higher token

A process that was stopped and goes on does not know that it lost the lease. So whatever it writes while minding goes
through `under(lease)`: each transaction first holds the lease's row fast, or raises StaleError and writes nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import BigInteger, Column, ColumnElement, Connection, String, Table, and_, select, update

from cases.errors import StaleError
from storage.claims import change_one, lease_time
from storage.columns import Moment, Plain
from storage.engine import Database, insert_once
from storage.processes import THIS_PROCESS, lives
from storage.tables import metadata

leases = Table(
    "leases",
    metadata,
    Column("name", String(50), primary_key=True),
    Column("holder", Plain, nullable=False),  # "host:pid:mark", as claims name workers
    Column("token", BigInteger, nullable=False),  # the fence: grows with each taking, never shrinks
    Column("until", Moment, nullable=False),
)

MINDING = timedelta(seconds=20)
"""How long a lease lasts without a beat. Whoever waits tries every `TRY_AGAIN`: together under thirty seconds."""
BEAT = MINDING.total_seconds() / 4
"""Seconds between beats."""
TRY_AGAIN = 5.0
"""Seconds between two tries to take what another holds."""

_LOST = "En anden proces passer det nu; denne har mistet det og skriver intet."


@dataclass(frozen=True, slots=True)
class Lease:
    """What was taken, and under which token."""

    name: str
    token: int


@dataclass(frozen=True)
class Leases:
    """Taking and keeping leases. `now` counts on SQLite only, see `claims`."""

    db: Database

    def take_lease(self, name: str, worker: str, now: datetime) -> Lease | None:
        """Take it for `worker` ("host:pid") unless another holds it; None when one does."""
        with self.db.writing() as conn:
            clock = lease_time(conn, now)
            mine = {"holder": f"{worker}:{THIS_PROCESS}", "until": clock + MINDING}
            if insert_once(conn, leases, name=name, token=1, **mine) is not None:
                return Lease(name, 1)
            free = and_(leases.c.name == name, leases.c.until <= clock)
            taken = update(leases).where(free).values(token=leases.c.token + 1, **mine).returning(leases.c.token)
            token = conn.execute(taken).scalar()
        return None if token is None else Lease(name, token)

    def beat_lease(self, lease: Lease, now: datetime) -> None:
        """Hold on to it, also when it ran out and nobody took it; StaleError when another has it."""
        with self.db.writing() as conn:
            change_one(conn, leases, _same(lease), until=lease_time(conn, now) + MINDING)

    def check_lease(self, lease: Lease) -> None:
        """StaleError once another has it; asked before something is done that no transaction can take back."""
        with self.db.reading() as conn:
            if conn.execute(select(leases.c.token).where(_same(lease))).first() is None:
                raise StaleError(_LOST)

    def end_lease(self, lease: Lease, now: datetime) -> None:
        """Let the next one have it at once; harmless when it was lost."""
        with self.db.writing() as conn:
            conn.execute(update(leases).where(_same(lease)).values(until=lease_time(conn, now)))

    def holder(self, name: str) -> str | None:
        """The process ("host:pid:mark") that held it last; None when nobody ever did."""
        with self.db.reading() as conn:
            return conn.execute(select(leases.c.holder).where(leases.c.name == name)).scalar()

    def lease_clock(self, now: datetime) -> datetime:
        """The time by which leases run: the database's on PostgreSQL, else `now`."""
        with self.db.reading() as conn:
            clock = lease_time(conn, now)
            return now if isinstance(clock, datetime) else conn.execute(select(clock)).scalar_one()

    def under(self, lease: Lease) -> Self:
        """The store as whoever minds may write it: each transaction fails (StaleError) once another has it."""
        return replace(self, db=replace(self.db, fence=lambda conn: _hold_fast(conn, lease)))


def free_dead(conn: Connection, host: str, now: datetime) -> None:
    """At start: what a process of this host held that lives no more can be taken at once."""
    mine = leases.c.holder.startswith(f"{host}:", autoescape=True)
    for row in conn.execute(select(leases).where(mine)).all():
        if not lives(row.holder.removeprefix(f"{host}:")):
            same = _same(Lease(row.name, row.token))
            conn.execute(update(leases).where(same).values(until=lease_time(conn, now)))


def _same(lease: Lease) -> ColumnElement[bool]:
    return and_(leases.c.name == lease.name, leases.c.token == lease.token)


def _hold_fast(conn: Connection, lease: Lease) -> None:
    # A share of the row's lock: nobody can take the lease until this transaction is over. Whether it ran out does not
    # matter as long as nobody has: a clock that jumped, or a beat that was late, stops no work.
    query = select(leases.c.token).where(_same(lease)).with_for_update(read=True)
    if conn.execute(query).first() is None:
        raise StaleError(_LOST)
