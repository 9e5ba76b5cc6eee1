"""Rotation: everything sealed under an older key is sealed anew under the newest, a batch at a time.

The way: `add_key`, restart every process, `rotate`, then take the old line out of the key file. It may be stopped and
run again at any moment; what is written meanwhile is already under the newest key.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, Row, and_, delete, func, select, update

from storage.account_tables import accesses, errands, sessions, users, views
from storage.accounts import looked_at
from storage.clear import NAMES
from storage.engine import Database
from storage.keeping_tables import holds
from storage.registers import place
from storage.rulings import about
from storage.store import Store
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
    plans,
    registers,
    rulings,
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


def rotate(store: Store) -> int:
    """Seal everything anew that is not under the newest key, then drop the marks of older keys; gives how many."""
    db = store.db
    count = sum(_rotate_column(db, column, row_of) for column, row_of in SEALED.items())
    with db.writing() as conn:
        conn.execute(delete(sealing_keys).where(sealing_keys.c.id != db.vault.keys.ids[-1]))
    return count


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
