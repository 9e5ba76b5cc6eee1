"""What erasing means, table by table, inside a transaction that someone else began; what is due is for `forget`.

Each gives how many it erased, by the names of `cases.keeping.COUNTED`. A row that other rows count on stays, blank.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, select, update

from cases.application import Application
from cases.case import Actor, Event
from cases.consent import Consent
from cases.kinds import Kind
from storage.account_tables import accesses, views
from storage.casefile import add_events
from storage.planning_tables import rulings
from storage.queue import words_of
from storage.rows import application_json, base64_crop, consent_json, dumps
from storage.sealing import Vault
from storage.tables import case_words, cases, crops, events, letter_pieces, letters, lookers, mails, papers

T = TypeVar("T")


def erase_cases(conn: Connection, due: Sequence[Row[Any]], by: Actor, now: datetime, vault: Vault) -> Counter[str]:
    """Erase all that tells of whom these cases (rows) are about: the application, papers, crops, words, free text, and
    the views that somebody has named after one of them.
    """
    gone = _erase_views(conn, [_name(row, vault) for row in due], vault)
    for row in due:
        blank = {
            "application": application_json(Application(row.kind, row.school), base64_crop),
            "reply_to": "",
            "confirmed": (),
            "thread": (),
            "consent": consent_json(Consent(row.consent)),
            "reasons": (),
        }
        sealed = vault.seal(f"cases.content/{row.number}", dumps(blank))
        erased = {"content": sealed, "identity": None, "former_identity": None, "version": row.version + 1}
        conn.execute(update(cases).where(cases.c.number == row.number).values(forgotten=now, **erased))
    for numbers in some([row.number for row in due]):
        gone["words"] += _delete(conn, case_words, case_words.c.case_number.in_(numbers))
        conn.execute(delete(lookers).where(lookers.c.case_number.in_(numbers)))
        for table in (events, accesses, rulings):
            said = table.c.case_number.in_(numbers) & table.c.why.is_not(None)
            gone["reasons"] += conn.execute(update(table).where(said).values(why=None)).rowcount
        gone += erase_papers(conn, numbers)
    for row in due:
        add_events(conn, row.number, [Event(now, by, "forgotten")], vault)
    return gone


def _name(row: Row[Any], vault: Vault) -> frozenset[str]:
    """The words of whom or what a case is about."""
    content = json.loads(vault.text(f"cases.content/{row.number}", row.content))["application"]
    said = (content["detail"] or "", content["values"].get("pupil_name", {}).get("text", ""))
    return frozenset(words_of(max(said, key=len))) if row.kind is Kind.PUPIL else frozenset()


def _erase_views(conn: Connection, names: Sequence[frozenset[str]], vault: Vault) -> Counter[str]:
    wanted = [name for name in names if name]
    found = conn.execute(select(views)).all() if wanted else ()
    called = ((row.id, set(words_of(vault.text(f"views.name/{row.user_id}/{row.address}", row.name)))) for row in found)
    due = [id_ for id_, words in called if any(name <= words for name in wanted)]
    return Counter(views=_delete(conn, views, views.c.id.in_(due)) if due else 0)


def erase_papers(conn: Connection, numbers: Sequence[str]) -> Counter[str]:
    """Erase the papers of these cases, with what was read of them, and the crops of signatures."""
    return Counter(
        papers=_delete(conn, papers, papers.c.case_number.in_(numbers)),
        crops=_delete(conn, crops, crops.c.case_number.in_(numbers)),
    )


def erase_raw(conn: Connection, ids: Sequence[int]) -> Counter[str]:
    """Erase the raw mails of these letters, with sender and subject."""
    whole = select(letter_pieces.c.letter_id).where(letter_pieces.c.letter_id.in_(ids)).distinct()
    count = len(conn.execute(whole).all())
    conn.execute(delete(letter_pieces).where(letter_pieces.c.letter_id.in_(ids)))
    conn.execute(update(letters).where(letters.c.id.in_(ids)).values(sender=None, subject=None))
    return Counter(raw=count)


def erase_letters(conn: Connection, ids: Sequence[int], now: datetime) -> Counter[str]:
    """Erase these letters whole: raw mail, papers, and what was written about a look at them."""
    gone = erase_raw(conn, ids)
    gone["papers"] += _delete(conn, papers, papers.c.letter_id.in_(ids))
    said = accesses.c.letter_id.in_(ids) & accesses.c.why.is_not(None)
    gone["reasons"] += conn.execute(update(accesses).where(said).values(why=None)).rowcount
    conn.execute(update(letters).where(letters.c.id.in_(ids)).values(forgotten=now))
    return gone


def erase_mails(conn: Connection, due: Sequence[tuple[int, str]], vault: Vault) -> Counter[str]:
    """Erase address and text of these mails of ours (id and key); what they were known by becomes a keyed hash."""
    for mail, key in due:
        blank = {"recipient": None, "raw": None, "key": vault.hash("mails.key", key), "message_id": ""}
        conn.execute(update(mails).where(mails.c.id == mail).values(**blank))
    return Counter(mails=len(due))


def some(values: Sequence[T]) -> Iterator[list[T]]:
    """A few hundred at a time, as many as one statement may name."""
    rest = iter(values)
    return iter(lambda: list(islice(rest, 500)), [])


def _delete(conn: Connection, table: Table, where: ColumnElement[bool]) -> int:
    return conn.execute(delete(table).where(where)).rowcount
