"""The guard that lets several workers share a table of steps: claim, finish, fail; nobody does what another holds.

    READY ──claim──► RUNNING ──finish──► DONE
      ▲                 │ lease ran out: claimed again, under the next attempt
      └──fail, pause────┘

A claim is one UPDATE … RETURNING (SKIP LOCKED on PostgreSQL; on SQLite the writer holds the lock from BEGIN
IMMEDIATE). Each claim grows `attempt`; every later word about the step must name it, or it is a stale worker's word.

Leases run by PostgreSQL's own clock, for machines that share it do not share theirs; on SQLite by the time handed in.
Who makes a step ready tells so in the same transaction (`tell`), and workers everywhere wake up; who missed it finds
the row at the next look.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    DateTime,
    Executable,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)

from cases.errors import StaleError
from cases.store import LEASE, MAX_ATTEMPTS, PAUSES
from storage.processes import THIS_PROCESS, lives

MAX_TRIES = 3 * MAX_ATTEMPTS
"""Claims after which a step is given up even though nobody reported a failure: it kills whoever takes it."""


class Step(StrEnum):
    """Where a step stands; the value is the Danish word people see."""

    READY = "venter"
    RUNNING = "i gang"
    DONE = "færdig"


FREED: Mapping[str, object] = {"worker": None, "lease_until": None}


class Told(StrEnum):
    """What is told to other processes on PostgreSQL, as the channel's payload."""

    LETTERS = "letters"
    """A letter is ready to be worked on."""
    DONE = "done"
    """A letter is done: it can be filed, and perhaps an answer is owed."""
    MAILS = "mails"
    """A mail may go out."""


_CHANGED = "En anden har taget eller ændret dette i mellemtiden; se på det igen."
CHANNEL = "tovholder"
"""PostgreSQL's LISTEN/NOTIFY channel; a channel is the database's own."""


def lease_time(conn: Connection, told: datetime) -> ColumnElement[datetime] | datetime:
    """Now, as leases count it: the start of the statement on PostgreSQL, else what the caller was told."""
    if conn.dialect.name == "postgresql":
        return func.statement_timestamp(type_=DateTime(timezone=True))
    return told


def tell(conn: Connection, what: Told) -> None:
    """Tell every process that listens, once this transaction is committed; on SQLite there is no other to tell."""
    if conn.dialect.name == "postgresql":
        conn.execute(select(func.pg_notify(CHANNEL, what.value)))


def claim(conn: Connection, table: Table, worker: str, now: datetime, *only: ColumnElement[bool]) -> Row[Any] | None:
    """Lease the oldest step that is ready, else the oldest whose lease ran out; None when there is neither.

    What was tried less comes first: a step that kills whoever takes it holds nobody else up. A pause longer than any
    there is was written by a clock that was ahead, and is over.
    """
    told = _told(conn, worker, now)
    for made in _claiming(table, conn.dialect.name, only):
        row = conn.execute(made, told).first()
        if row is not None:
            return row
    return None


def claim_untried(
    conn: Connection, table: Table, worker: str, now: datetime, most: int, room: int
) -> Sequence[Row[Any]]:
    """Lease the oldest of the steps that are ready and were never tried: at most so many, and so many bytes together,
    but one in any case; none when there is none. Other workers passed by those that were left for want of room, so they
    are told of them.
    """
    find, take = _in_company(table, conn.dialect.name)
    told = _told(conn, worker, now)
    waiting = conn.execute(find, told | {"most": most}).all()
    together = list(accumulate(row.size for row in waiting))
    chosen = [row.id for row, size in zip(waiting, together, strict=True) if size <= room] or [
        row.id for row in waiting[:1]
    ]
    if not chosen:
        return ()
    if len(chosen) < len(waiting):
        tell(conn, Told.LETTERS)
    return sorted(conn.execute(take, told | {"chosen": chosen}).all(), key=lambda row: int(row.id))


def _told(conn: Connection, worker: str, now: datetime) -> dict[str, object]:
    told: dict[str, object] = {"told": now, "longest": now + PAUSES[-1], "whose": f"{worker}:{THIS_PROCESS}"}
    return told if conn.dialect.name == "postgresql" else told | {"until": now + LEASE}


@lru_cache(maxsize=16)
def _claiming(table: Table, dialect: str, only: tuple[ColumnElement[bool], ...]) -> tuple[Executable, ...]:
    """The two statements of a claim, each for its index; made once, for making them takes longer than running them."""
    ran_out = and_(table.c.step == Step.RUNNING, table.c.lease_until <= _clock(table, dialect))
    return tuple(
        _taken(table, dialect, table.c.id == _oldest(table, and_(condition, *only)).limit(1).scalar_subquery())
        for condition in (_ready(table), ran_out)
    )


@lru_cache(maxsize=4)
def _in_company(table: Table, dialect: str) -> tuple[Executable, Executable]:
    """What finds those that were never tried, and what takes the chosen among them."""
    find = _oldest(table, and_(_ready(table), table.c.tries == 0), table.c.size).limit(bindparam("most"))
    return find, _taken(table, dialect, table.c.id.in_(bindparam("chosen", expanding=True)))


def _ready(table: Table) -> ColumnElement[bool]:
    now, longest = (bindparam(name, type_=table.c.not_before.type) for name in ("told", "longest"))
    rested = or_(table.c.not_before.is_(None), table.c.not_before <= now, table.c.not_before > longest)
    return and_(table.c.step == Step.READY, rested)


def _oldest(table: Table, condition: ColumnElement[bool], *more: ColumnElement[Any]) -> Select[Any]:
    """The ids, what was tried less first; on PostgreSQL those that no other worker is just taking."""
    found = select(table.c.id, *more).where(condition).order_by(table.c.tries, table.c.id)
    return found.with_for_update(skip_locked=True)


def _clock(table: Table, dialect: str) -> ColumnElement[datetime]:
    if dialect == "postgresql":
        return func.statement_timestamp(type_=DateTime(timezone=True))
    return bindparam("told", type_=table.c.not_before.type)


def _taken(table: Table, dialect: str, which: ColumnElement[bool]) -> Executable:
    postgres = dialect == "postgresql"
    until = _clock(table, dialect) + LEASE if postgres else bindparam("until", type_=table.c.lease_until.type)
    return (
        update(table)
        .where(which)
        .values(
            step=Step.RUNNING,
            attempt=table.c.attempt + 1,
            tries=table.c.tries + 1,
            worker=bindparam("whose"),
            lease_until=until,
        )
        .returning(*table.c)
    )


def held(table: Table, step_id: int | BindParameter[int], attempt: int | BindParameter[int]) -> ColumnElement[bool]:
    """The step, as long as this attempt holds it."""
    return and_(table.c.id == step_id, table.c.attempt == attempt, table.c.step == Step.RUNNING)


def change_held(conn: Connection, table: Table, step_id: int, attempt: int, **values: object) -> None:
    """Change the step that this attempt holds to these plain values; StaleError when it does not hold it any more."""
    if conn.execute(_held_change(table), {"held_id": step_id, "held_attempt": attempt, **values}).rowcount != 1:
        raise StaleError(_CHANGED)


@lru_cache(maxsize=4)
def _held_change(table: Table) -> Executable:
    return update(table).where(held(table, bindparam("held_id"), bindparam("held_attempt")))


def change_one(conn: Connection, table: Table, where: ColumnElement[bool], **values: object) -> None:
    """Change exactly the row that is still as `where` says; StaleError when it is not."""
    made = {name: value for name, value in values.items() if isinstance(value, ColumnElement)}
    given = {name: value for name, value in values.items() if name not in made}
    change = update(table).where(where).values(made) if made else update(table).where(where)
    if conn.execute(change, given or None).rowcount != 1:  # as parameters: they need no statement made of them
        raise StaleError(_CHANGED)


def beat(conn: Connection, table: Table, step_id: int, attempt: int, now: datetime) -> None:
    """Prolong the lease of a step that takes long; StaleError when it was lost."""
    change_one(conn, table, held(table, step_id, attempt), lease_until=lease_time(conn, now) + LEASE)


def fail(
    conn: Connection,
    table: Table,
    step_id: int,
    attempt: int,
    now: datetime,
    *,
    again: Mapping[str, object],
    over: Mapping[str, object],
    final: bool = False,
    pauses: Sequence[timedelta] = PAUSES[: MAX_ATTEMPTS - 1],
) -> bool:
    """Count a failure: `again` is written with the next pause, or `over` when none is left (True)."""
    where = held(table, step_id, attempt)
    change_one(conn, table, where, failures=table.c.failures + 1)
    failures = conn.execute(select(table.c.failures).where(where)).scalar_one()
    if final or failures > len(pauses):
        change_one(conn, table, where, step=Step.DONE, **FREED, **over)
        return True
    pause = now + pauses[failures - 1]
    change_one(conn, table, where, step=Step.READY, not_before=pause, **FREED, **again)
    return False


def of_dead_processes(conn: Connection, table: Table, host: str) -> list[Row[Any]]:
    """The running steps whose worker ("host:pid…") was a process of this host that lives no more."""
    mine = table.c.worker.startswith(f"{host}:", autoescape=True)
    running = conn.execute(select(table).where(table.c.step == Step.RUNNING, mine)).all()
    return [row for row in running if not lives(row.worker.removeprefix(f"{host}:"))]
