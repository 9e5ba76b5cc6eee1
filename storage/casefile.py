"""One case in the database: written and read here, inside a transaction that someone else began."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, case, delete, func, insert, select, update

from cases.case import OPEN, Actor, Case, Event
from cases.danish import in_order
from cases.errors import StaleError
from cases.letters import ADDRESS_UNCONFIRMED, MailState, OutgoingMail
from cases.rounds import COPENHAGEN
from storage.claims import Step, change_one
from storage.engine import insert_once
from storage.queue import write_words
from storage.rows import (
    application_from,
    application_json,
    consent_from,
    consent_json,
    dumps,
    findings_from,
    findings_json,
)
from storage.sealing import Vault
from storage.tables import case_years, cases, events, mail_cases, mails
from storage.tables import crops as kept_crops


def next_numbers(conn: Connection, received: Sequence[datetime]) -> list[str]:
    """A number for each case: T-<year of receipt in Copenhagen>-<four digits>, without gaps within a year.

    The year's row is locked until the transaction ends, so a number that is rolled back is given to the next.
    """
    return [_next_number(conn, moment.astimezone(COPENHAGEN).year) for moment in received]


def _next_number(conn: Connection, year: int) -> str:
    insert_once(conn, case_years, year=year, last=0)
    grown = update(case_years).where(case_years.c.year == year).values(last=case_years.c.last + 1)
    return f"T-{year}-{conn.execute(grown.returning(case_years.c.last)).scalar_one():04d}"


def _columns(value: Case, vault: Vault, now: datetime) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The row of a case, without number and version, and the crops it names by their hash."""
    pictures: dict[str, bytes] = {}

    def name_of(crop: bytes) -> str:
        name = vault.hash("crop", crop)
        pictures[name] = crop
        return name

    content = {
        "application": application_json(value.application, name_of),
        "reply_to": value.reply_to,
        "confirmed": value.confirmed,
        "thread": value.thread,
        "consent": consent_json(value.consent),
        "reasons": value.reasons,
    }
    row: dict[str, Any] = {
        "kind": value.application.kind,
        "school": value.application.school,
        "school_order": in_order(value.application.school or ""),
        "round": value.round,
        "received": value.received,
        "status": value.status,
        "consent": value.consent.state,
        "consent_needed": value.consent.needed,
        "consent_signed": value.consent.signed,
        "findings": findings_json(value.findings),
        "educator": value.educator,
        "pinned": value.pinned,
        "waited": value.waited,
        "priority": value.priority,
        "put_off": value.put_off,
        "told": value.told,
        "content": vault.seal(f"cases.content/{value.number}", dumps(content)),
    }
    if value.status in OPEN:
        row["closed"] = None
    else:
        row |= {"identity": None, "closed": case((cases.c.closed.is_(None), now), else_=cases.c.closed)}
    return row, pictures


def open_case(conn: Connection, value: Case, identity: str | None, vault: Vault, now: datetime) -> None:
    """Write a new case under the number it has been given."""
    row, pictures = _columns(value, vault, now)
    over = value.status not in OPEN
    row |= {"identity": None if over else identity, "closed": now if over else None}
    conn.execute(insert(cases).values(number=value.number, version=value.version, **row))
    _keep_crops(conn, value.number, pictures, vault)
    write_words(conn, value.number, value.application, vault)


def rewrite_case(conn: Connection, value: Case, identity: str | None, vault: Vault, now: datetime) -> None:
    """Write a changed case over the version it was made from; StaleError when that is not the newest any more."""
    row, pictures = _columns(value, vault, now)
    known, where = cases.c.identity, and_(cases.c.number == value.number, cases.c.version == value.version)
    if value.status in OPEN:  # one that was over is about the same again, unless it has been forgotten
        row["identity"] = identity or func.coalesce(known, cases.c.former_identity)
        where = and_(where, cases.c.forgotten.is_(None))
    else:
        row["former_identity"] = func.coalesce(known, cases.c.former_identity)
    change_one(conn, cases, where, version=value.version + 1, **row)
    _keep_crops(conn, value.number, pictures, vault)
    write_words(conn, value.number, value.application, vault)


def _keep_crops(conn: Connection, number: str, pictures: dict[str, bytes], vault: Vault) -> None:
    for name, crop in pictures.items():
        sealed = vault.keys.seal(f"crops.content/{number}/{name}", crop)
        insert_once(conn, kept_crops, case_number=number, hash=name, content=sealed)


def add_events(conn: Connection, number: str, happened: Iterable[Event], vault: Vault) -> None:
    """Write lines of a case's history."""
    for one in happened:
        conn.execute(
            insert(events).values(
                case_number=number,
                at=one.at,
                actor_kind=one.actor.kind,
                actor=one.actor.name,
                what=one.what,
                why=vault.seal(f"events.why/{number}", one.why) if one.why else None,
            )
        )


def read_events(conn: Connection, number: str, vault: Vault) -> tuple[Event, ...]:
    """A case's history, oldest first."""
    found = conn.execute(select(events).where(events.c.case_number == number).order_by(events.c.at, events.c.id))
    return tuple(
        Event(row.at, Actor(row.actor_kind, row.actor), row.what, vault.text(f"events.why/{number}", row.why))
        for row in found
    )


def read_cases(conn: Connection, rows: Sequence[Row[Any]], vault: Vault, *, crops: bool = True) -> tuple[Case, ...]:
    """The cases of these rows; without `crops` they stay in the store, known by name, so that writing loses nothing."""
    pictures = _crops(conn, [row.number for row in rows]) if crops else None
    return tuple(_case(row, pictures, vault) for row in rows)


def _crops(conn: Connection, numbers: Sequence[str]) -> dict[tuple[str, str], bytes]:
    pictures: dict[tuple[str, str], bytes] = {}
    for start in range(0, len(numbers), 500):
        some = conn.execute(select(kept_crops).where(kept_crops.c.case_number.in_(numbers[start : start + 500])))
        pictures |= {(row.case_number, row.hash): row.content for row in some}
    return pictures


def _case(row: Row[Any], pictures: dict[tuple[str, str], bytes] | None, vault: Vault) -> Case:
    def crop(name: str) -> tuple[bytes, str]:
        if pictures is None:
            return b"", name
        return vault.keys.open(f"crops.content/{row.number}/{name}", pictures[row.number, name]), name

    content = json.loads(vault.text(f"cases.content/{row.number}", row.content))
    return Case(
        number=row.number,
        application=application_from(content["application"], crop),
        round=row.round,
        received=row.received,
        status=row.status,
        consent=consent_from(row.consent, row.consent_needed, row.consent_signed, content["consent"]),
        findings=findings_from(row.findings),
        reply_to=content["reply_to"],
        thread=tuple(content["thread"]),
        educator=row.educator,
        reasons=tuple(content["reasons"]),
        pinned=row.pinned,
        waited=row.waited,
        priority=row.priority,
        put_off=row.put_off,
        told=row.told,
        confirmed=content.get("confirmed", ""),  # cases written before there was any
        version=row.version,
    )


def owe_mails(conn: Connection, owed: Iterable[OutgoingMail], vault: Vault, now: datetime) -> tuple[str, ...]:
    """Put mails in the outbox; one whose key is there already is not stored again. Gives the keys of new ones."""
    fresh: list[str] = []
    for mail in owed:
        added = insert_once(
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
            recipient=vault.seal(f"mails.recipient/{mail.key}", mail.to),
            raw=vault.keys.seal(f"mails.raw/{mail.key}", mail.raw),
        )
        if added is None:
            continue
        fresh.append(mail.key)
        for position, number in enumerate(mail.cases):
            conn.execute(insert(mail_cases).values(mail_id=added.id, position=position, case_number=number))
    return tuple(fresh)


def release_mails(conn: Connection, number: str, address: str, vault: Vault) -> None:
    """Let go of the mails about the case to an address that a person has confirmed."""
    about = select(mail_cases.c.mail_id).filter_by(case_number=number)
    waiting = and_(mails.c.id.in_(about), mails.c.state == MailState.HELD, mails.c.why == ADDRESS_UNCONFIRMED)
    found = conn.execute(select(mails.c.id, mails.c.key, mails.c.recipient).where(waiting).with_for_update()).all()
    mine = [row.id for row in found if vault.text(f"mails.recipient/{row.key}", row.recipient) == address]
    if mine:
        free = {"step": Step.READY, "state": MailState.OWED, "why": ""}
        conn.execute(update(mails).where(mails.c.id.in_(mine)).values(**free))


def drop_mail(conn: Connection, key: str) -> None:
    """Take a mail out of the outbox as if it had never been owed; StaleError when a worker has taken it up."""
    untouched = and_(mails.c.key == key, mails.c.attempt == 0, mails.c.state.in_((MailState.OWED, MailState.HELD)))
    found = conn.execute(select(mails.c.id).where(untouched).with_for_update()).first()
    if found is None:
        raise StaleError("Det kan ikke fortrydes mere: mailen er på vej.")
    conn.execute(delete(mail_cases).where(mail_cases.c.mail_id == found.id))
    conn.execute(delete(mails).where(mails.c.id == found.id))


def cases_of_mails(conn: Connection, mail_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The case numbers of each mail, in the order they were named."""
    found: dict[int, tuple[str, ...]] = dict.fromkeys(mail_ids, ())
    for start in range(0, len(mail_ids), 500):
        some = mail_ids[start : start + 500]
        links = select(mail_cases).where(mail_cases.c.mail_id.in_(some))
        for row in conn.execute(links.order_by(mail_cases.c.mail_id, mail_cases.c.position)):
            found[row.mail_id] += (row.case_number,)
    return found
