"""Mails we owe, and the two marks around handing one over. Fulfils `cases.store.Outbox`.

OWED ──claim, sending──► SENDING ──► SENT
  ▲ pause                   │ no word of how it ended
  └── certainly not sent    └──► UNKNOWN: a person decides, for a second copy cannot be taken back
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select, update

from cases.mails import LOST, MailRow, MailState, MailWork, OutgoingMail
from cases.store import LEASE
from storage.claims import FREED, MAX_TRIES, Step, Told, change_one, claim, fail, held, lease_time, tell
from storage.columns import unsealed
from storage.engine import Database
from storage.owed import cases_of_mails
from storage.tables import mail_cases, mails

CUT_OFF = "Afsendelsen blev afbrudt; måske nåede mailen frem. Se efter, før den sendes igen."
_GIVEN_UP = "Programmet gik i stå hver gang, det tog denne mail."
_OWED = mails.c.state == MailState.OWED
"""One object for good: by it the statements of a claim are known again, which are made once (`claims`)."""


@dataclass(frozen=True)
class Outgoing:
    """The outbox."""

    db: Database

    def claim_mail(self, worker: str, now: datetime) -> MailWork | None:
        """The next mail that may go out now, leased to `worker` ("host:pid", see `free_leases`)."""
        while True:
            with self.db.writing() as conn:
                _cut_off(conn, now)
                row = claim(conn, mails, worker, now, _OWED)
                if row is None:
                    return None
                if row.tries > MAX_TRIES:
                    over = {"state": MailState.FAILED, "why": _GIVEN_UP}
                    fail(conn, mails, row.id, row.attempt, now, again={}, over=over, final=True)
                    continue
                numbers = cases_of_mails(conn, [row.id])[row.id]
            return MailWork(row.id, row.attempt, self._mail(row, numbers))

    def _mail(self, row: Row[Any], numbers: tuple[str, ...]) -> OutgoingMail:
        to, raw = self._opened(row)
        return OutgoingMail(row.key, row.name, to, row.message_id, raw, numbers, None, row.not_before)

    def _opened(self, row: Row[Any]) -> tuple[str, bytes]:
        vault = self.db.vault
        raw = b"" if row.raw is None else vault.keys.open(f"mails.raw/{row.key}", row.raw)
        return vault.text(f"mails.recipient/{row.key}", row.recipient), raw

    def sending(self, work: MailWork, now: datetime) -> None:
        """Committed right before DATA."""
        where = and_(held(mails, work.id, work.attempt), mails.c.state == MailState.OWED)
        with self.db.writing() as conn:
            change_one(conn, mails, where, state=MailState.SENDING, lease_until=lease_time(conn, now) + LEASE)

    def sent(self, work: MailWork, now: datetime) -> None:
        """The server took it. A late word counts too: it is the truth about a mail that was UNKNOWN."""
        on_its_way = and_(held(mails, work.id, work.attempt), mails.c.state == MailState.SENDING)
        late = and_(mails.c.id == work.id, mails.c.attempt == work.attempt, mails.c.state == MailState.UNKNOWN)
        self._change(or_(on_its_way, late), step=Step.DONE, state=MailState.SENT, sent=now, why="", **FREED)

    def postpone(self, work: MailWork, why: str, now: datetime) -> bool:
        """Certainly not sent: try again after a growing pause; after the last attempt FAILED (True)."""
        again, over = {"state": MailState.OWED, "why": why}, {"state": MailState.FAILED, "why": why}
        with self.db.writing() as conn:
            return fail(conn, mails, work.id, work.attempt, now, again=again, over=over)

    def unknown(self, work: MailWork, why: str, now: datetime) -> None:
        """It may have been sent; a person decides."""
        self._end_mail(work, MailState.UNKNOWN, why)

    def refuse(self, work: MailWork, why: str, now: datetime) -> None:
        """The server refused it for good."""
        self._end_mail(work, MailState.FAILED, why)

    def _end_mail(self, work: MailWork, state: MailState, why: str) -> None:
        self._change(held(mails, work.id, work.attempt), step=Step.DONE, state=state, why=why, **FREED)

    def send_again(self, mail_id: int, now: datetime, not_before: datetime | None = None) -> None:
        """A person asks for a mail in UNKNOWN or FAILED to be sent again; StaleError when it is in neither.

        A mail whose text was erased cannot be sent again either.
        """
        over = mails.c.state.in_(LOST)
        where = and_(mails.c.id == mail_id, mails.c.step == Step.DONE, over, mails.c.raw.is_not(None))
        fresh = {
            "step": Step.READY,
            "state": MailState.OWED,
            "failures": 0,
            "tries": 0,
            "not_before": not_before,
            "ready": now,
            "seen": None,
        }
        with self.db.writing() as conn:
            change_one(conn, mails, where, **fresh)
            tell(conn, Told.MAILS)

    def mails(self, *, case: str | None = None, opened: bool = False) -> tuple[MailRow, ...]:
        """The list of answers, oldest first; what is sealed is not even fetched unless `opened`."""
        query = select(*(mails.c if opened else unsealed(mails))).order_by(mails.c.id)
        if case is not None:
            query = query.where(mails.c.id.in_(select(mail_cases.c.mail_id).filter_by(case_number=case)))
        with self.db.reading() as conn:
            found = conn.execute(query).all()
            numbers = cases_of_mails(conn, [row.id for row in found])
        return tuple(self._row(row, numbers, *(self._opened(row) if opened else ("", b""))) for row in found)

    def _row(self, row: Row[Any], numbers: Mapping[int, tuple[str, ...]], to: str, raw: bytes) -> MailRow:
        return MailRow(
            id=row.id,
            name=row.name,
            state=row.state,
            why=row.why,
            cases=numbers[row.id],
            created=row.created,
            sent=row.sent,
            message_id=row.message_id,
            to=to,
            raw=raw,
            seen=row.seen,
            letter=row.letter_id,
        )

    def _change(self, where: ColumnElement[bool], **values: object) -> None:
        with self.db.writing() as conn:
            change_one(conn, mails, where, **values)


def _cut_off(conn: Connection, now: datetime) -> None:
    """Mails whose worker vanished while handing one over: nobody knows whether they arrived."""
    over = mails.c.lease_until <= lease_time(conn, now)
    lost = and_(mails.c.step == Step.RUNNING, mails.c.state == MailState.SENDING, over)
    unknown = {"step": Step.DONE, "state": MailState.UNKNOWN, "why": CUT_OFF}
    conn.execute(update(mails).where(lost).values(**unknown, **FREED))
