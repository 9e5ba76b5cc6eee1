"""Rotation: everything sealed under an older key is sealed anew under the newest, a batch at a time.

The way: `add_key` (running processes take it up by themselves), `rotate`, then `retire_keys`. It may be stopped and run
again at any moment. Opening the store refuses a key file that lacks a key which anything is still sealed with.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, Connection, Row, and_, delete, func, select, update

from storage.account_tables import accesses, errands, sessions, users, views
from storage.accounts import looked_at
from storage.clear import NAMES
from storage.engine import Database
from storage.keeping_tables import holds
from storage.planning_tables import plans, registers, rulings
from storage.registers import place
from storage.rulings import about
from storage.sealing import KeyRing
from storage.tables import (
    cases,
    crops,
    events,
    letter_pieces,
    letters,
    lookers,
    mails,
    paper_pieces,
    papers,
    sealing_keys,
    secrets,
)
from storage.views import view_place

_BATCH = 100

SEALED: Mapping[Column[Any], Callable[[Row[Any]], str]] = {
    letter_pieces.c.content: lambda row: f"{row.letter_id}/{row.position}",
    letters.c.sender: lambda row: f"{row.id}",
    letters.c.subject: lambda row: f"{row.id}",
    cases.c.content: lambda row: row.number,
    crops.c.content: lambda row: f"{row.case_number}/{row.hash}",
    events.c.why: lambda row: row.case_number,
    papers.c.name: lambda row: f"{row.letter_id}/{row.position}",
    papers.c.content: lambda row: f"{row.letter_id}/{row.position}",
    paper_pieces.c.content: lambda row: f"{row.paper_id}/{row.position}",
    papers.c.answers: lambda row: f"{row.letter_id}/{row.position}",
    mails.c.recipient: lambda row: row.key,
    mails.c.raw: lambda row: row.key,
    plans.c.content: lambda row: row.round,
    registers.c.content: lambda row: place(row.register, row.version),
    rulings.c.why: lambda row: about(row.case_number, row.round),
    secrets.c.content: lambda row: row.name,
    **NAMES,
    lookers.c.name: lambda row: f"{row.case_number}/{row.who}",
    users.c.password: lambda row: f"{row.id}",
    sessions.c.message: lambda row: row.token,
    errands.c.content: lambda row: row.state,
    accesses.c.why: lambda row: looked_at(row.case_number, row.letter_id),
    holds.c.by: lambda row: row.case_number,
    holds.c.why: lambda row: row.case_number,
    views.c.name: lambda row: view_place(row.user_id, row.address),
}
"""Every sealed column, and the row's part of the place it is sealed for. A test holds it against the tables."""


def rotate(db: Database) -> int:
    """Seal everything anew that is not under the newest key; gives how many. Others may work meanwhile."""
    return sum(_rotate_column(db, column, row_of) for column, row_of in SEALED.items())


def let_go(db: Database) -> bool:
    """Forget every key but the newest, so that their lines can be taken out; False while anything needs one."""
    *older, _ = db.vault.keys.ids
    with db.writing() as conn:
        if any(sealed_with(conn, db.vault.keys, key_id) for key_id in older):
            return False
        conn.execute(delete(sealing_keys).where(sealing_keys.c.id.in_(older)))
    return True


def sealed_with(conn: Connection, keys: KeyRing, key_id: str) -> bool:
    """Whether anything is still sealed with the key of that id."""
    begins = keys.newest[:1] + bytes.fromhex(key_id)
    return any(
        conn.execute(select(column).where(func.substr(column, 1, len(begins)) == begins).limit(1)).first() is not None
        for column in SEALED
    )


def _rotate_column(db: Database, column: Column[Any], row_of: Callable[[Row[Any]], str]) -> int:
    count = 0
    while done := _rotate_some(db, column, row_of):
        count += done
    return count


def _rotate_some(db: Database, column: Column[Any], row_of: Callable[[Row[Any]], str]) -> int:
    keys, table = db.vault.keys, column.table
    old = and_(column.is_not(None), func.substr(column, 1, len(keys.newest)) != keys.newest)
    with db.writing() as conn:
        rows = conn.execute(select(table).where(old).limit(_BATCH).with_for_update()).all()
        for row in rows:
            place = f"{table.name}.{column.name}/{row_of(row)}"
            token = getattr(row, column.name)
            this = and_(*(key == getattr(row, key.name) for key in table.primary_key))
            fresh = keys.seal(place, keys.open(place, token))
            conn.execute(update(table).where(this, column == token).values({column: fresh}))
    return len(rows)
