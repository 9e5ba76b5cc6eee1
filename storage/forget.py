"""Retention: what a case that is over no longer needs is erased; its number, times, school and end stay, to be counted.

Erased with a case: the application, crops, papers, free text of its history, the letters that only spoke of forgotten
cases, and its mails. Also erased: letters that never became a case and ended before the same day, and how a register
stood before a newer change to it. A letter that is set aside is never forgotten by itself: a person has not seen it
yet.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, delete, select, update

from cases.application import Application
from cases.consent import Consent
from cases.letters import Ending
from storage.account_tables import accesses
from storage.claims import Step
from storage.registers import forget_revisions
from storage.rows import application_json, base64_crop, consent_json, dumps
from storage.sealing import Vault
from storage.tables import (
    case_words,
    cases,
    crops,
    events,
    letter_cases,
    letter_pieces,
    letters,
    mail_cases,
    mails,
    papers,
    rulings,
)

T = TypeVar("T")


def forget(conn: Connection, closed_before: datetime, now: datetime, vault: Vault) -> int:
    """Erase what is due; gives how many cases were forgotten. Doing it twice is harmless."""
    due = conn.execute(select(cases).where(cases.c.closed < closed_before, cases.c.forgotten.is_(None))).all()
    for row in due:
        blank = {
            "application": application_json(Application(row.kind, row.school), base64_crop),
            "reply_to": "",
            "confirmed": "",
            "thread": (),
            "consent": consent_json(Consent(row.consent)),
            "reasons": (),
        }
        sealed = vault.seal(f"cases.content/{row.number}", dumps(blank))
        erased = {"content": sealed, "identity": None, "former_identity": None, "version": row.version + 1}
        conn.execute(update(cases).where(cases.c.number == row.number).values(forgotten=now, **erased))
    for numbers in _some([row.number for row in due]):
        conn.execute(delete(case_words).where(case_words.c.case_number.in_(numbers)))
        conn.execute(delete(crops).where(crops.c.case_number.in_(numbers)))
        conn.execute(delete(papers).where(papers.c.case_number.in_(numbers)))
        conn.execute(update(events).where(events.c.case_number.in_(numbers)).values(why=None))
        conn.execute(update(accesses).where(accesses.c.case_number.in_(numbers)).values(why=None))
        conn.execute(update(rulings).where(rulings.c.case_number.in_(numbers)).values(why=None))
    _forget_letters(conn, closed_before, now)
    _forget_mails(conn, closed_before)
    forget_revisions(conn, closed_before)
    return len(due)


def _forget_letters(conn: Connection, closed_before: datetime, now: datetime) -> None:
    remembered = select(letter_cases.c.letter_id).join(cases).where(cases.c.forgotten.is_(None))
    due = select(letters.c.id).where(
        letters.c.step == Step.DONE,
        letters.c.ending != Ending.SET_ASIDE,
        letters.c.finished < closed_before,
        letters.c.forgotten.is_(None),
        letters.c.id.not_in(remembered),
    )
    for ids in _some(list(conn.execute(due).scalars())):
        conn.execute(delete(letter_pieces).where(letter_pieces.c.letter_id.in_(ids)))
        conn.execute(delete(papers).where(papers.c.letter_id.in_(ids)))
        conn.execute(update(accesses).where(accesses.c.letter_id.in_(ids)).values(why=None))
        blank = {"sender": None, "subject": None, "forgotten": now}
        conn.execute(update(letters).where(letters.c.id.in_(ids)).values(**blank))


def _forget_mails(conn: Connection, closed_before: datetime) -> None:
    remembered = select(mail_cases.c.mail_id).join(cases).where(cases.c.forgotten.is_(None))
    due = select(mails.c.id).where(
        mails.c.step == Step.DONE,
        mails.c.created < closed_before,
        mails.c.raw.is_not(None),
        mails.c.id.not_in(remembered),
    )
    for ids in _some(list(conn.execute(due).scalars())):
        conn.execute(update(mails).where(mails.c.id.in_(ids)).values(recipient=None, raw=None))


def _some(values: Sequence[T]) -> Iterator[list[T]]:
    rest = iter(values)
    return iter(lambda: list(islice(rest, 500)), [])
