"""Mails that cases owe: put in the outbox, let go of, taken out again; inside a transaction that someone else began."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, insert, or_, select, update

from cases.errors import StaleError
from cases.mails import CAME_BACK, LOST, UNCONFIRMED, MailState, OutgoingMail
from storage.claims import Step, Told, tell
from storage.engine import insert_once
from storage.sealing import Vault
from storage.tables import mail_cases, mails

_INSERT_CASE = insert(mail_cases)


def owe_mails(
    conn: Connection, owed: Iterable[OutgoingMail], vault: Vault, now: datetime, *, letter: int | None = None
) -> tuple[str, ...]:
    """Put mails in the outbox, owed for that letter if any; one whose key is there already is not stored again, unless
    it is the answer to a letter that was read again, and has certainly not left. Gives the keys of new ones.
    """
    fresh: list[str] = []
    for mail in owed:
        put = partial(
            insert_once,
            conn,
            mails,
            key=mail.key,
            name=mail.name,
            message_id=mail.message_id,
            state=MailState.OWED if mail.held is None else MailState.HELD,
            step=Step.READY if mail.held is None else Step.DONE,
            attempt=0,
            tries=0,
            failures=0,
            not_before=mail.not_before,
            why=mail.held or "",
            created=now,
            letter_id=letter,
            recipient=vault.seal(f"mails.recipient/{mail.key}", mail.to),
            raw=vault.keys.seal(f"mails.raw/{mail.key}", mail.raw),
        )
        added = put()
        if added is None and letter is not None and _dropped_unsent(conn, mail.key):
            added = put()
        if added is None:
            continue
        fresh.append(mail.key)
        for position, number in enumerate(mail.cases):
            conn.execute(_INSERT_CASE, {"mail_id": added.id, "position": position, "case_number": number})
    if fresh:
        tell(conn, Told.MAILS)
    return tuple(fresh)


def _dropped_unsent(conn: Connection, key: str) -> bool:
    """Whether a mail about no case was taken out that has certainly not left. What a person had sent again may have."""
    alone = ~exists().where(mail_cases.c.mail_id == mails.c.id)
    waits = or_(and_(mails.c.state == MailState.OWED, mails.c.step == Step.READY), mails.c.state == MailState.FAILED)
    unsent = or_(mails.c.state == MailState.HELD, and_(waits, mails.c.ready.is_(None)))
    return conn.execute(delete(mails).where(mails.c.key == key, unsent, alone)).rowcount > 0


def release_mails(conn: Connection, number: str, address: str, vault: Vault, now: datetime) -> None:
    """Let go of the mails about the case to an address that a person has confirmed."""
    about = select(mail_cases.c.mail_id).filter_by(case_number=number)
    waiting = and_(mails.c.id.in_(about), mails.c.state == MailState.HELD, mails.c.why.in_(UNCONFIRMED))
    found = conn.execute(select(mails.c.id, mails.c.key, mails.c.recipient).where(waiting).with_for_update()).all()
    mine = [row.id for row in found if vault.text(f"mails.recipient/{row.key}", row.recipient) == address]
    if mine:
        free = {"step": Step.READY, "state": MailState.OWED, "why": "", "ready": now}
        conn.execute(update(mails).where(mails.c.id.in_(mine)).values(**free))
        tell(conn, Told.MAILS)


def drop_mail(conn: Connection, key: str) -> None:
    """Take a mail out of the outbox as if it had never been owed; StaleError when a worker has taken it up."""
    untouched = and_(mails.c.key == key, mails.c.attempt == 0, mails.c.state.in_((MailState.OWED, MailState.HELD)))
    found = conn.execute(select(mails.c.id).where(untouched).with_for_update()).first()
    if found is None:
        raise StaleError("Det kan ikke fortrydes mere: mailen er på vej.")
    conn.execute(delete(mail_cases).where(mail_cases.c.mail_id == found.id))
    conn.execute(delete(mails).where(mails.c.id == found.id))


def went_astray() -> ColumnElement[bool]:
    """Answers that did not arrive, or nobody knows, and that no person has seen to: as `MailRow.astray` has it."""
    came_back = and_(mails.c.state == MailState.SENT, mails.c.why == CAME_BACK)
    return and_(mails.c.seen.is_(None), or_(mails.c.state.in_(LOST), came_back))


def sent_as(conn: Connection, numbers: Sequence[str], to: Sequence[str], vault: Vault) -> str:
    """The Message-ID of the newest mail that was sent about just these cases to one of these addresses, or ""."""
    about = select(mail_cases.c.mail_id).filter_by(case_number=numbers[0])
    sent = and_(mails.c.id.in_(about), mails.c.state == MailState.SENT)
    columns = (mails.c.id, mails.c.key, mails.c.recipient, mails.c.message_id)
    found = conn.execute(select(*columns).where(sent).order_by(mails.c.id.desc())).all()
    theirs = [row for row in found if vault.text(f"mails.recipient/{row.key}", row.recipient).lower() in to]
    its = cases_of_mails(conn, [row.id for row in theirs])
    return next((row.message_id for row in theirs if set(its[row.id]) == set(numbers)), "")


def cases_of_mails(conn: Connection, mail_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The case numbers of each mail, in the order they were named."""
    found: dict[int, tuple[str, ...]] = dict.fromkeys(mail_ids, ())
    for start in range(0, len(mail_ids), 500):
        some = mail_ids[start : start + 500]
        links = select(mail_cases).where(mail_cases.c.mail_id.in_(some))
        for row in conn.execute(links.order_by(mail_cases.c.mail_id, mail_cases.c.position)):
            found[row.mail_id] += (row.case_number,)
    return found
