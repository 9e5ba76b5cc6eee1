"""One case in the database: written and read here, inside a transaction that someone else began."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, case, exists, func, insert, select, update

from cases.case import OPEN, Actor, Case, Event
from cases.danish import in_order
from cases.letters import Opening
from cases.rounds import COPENHAGEN
from storage.claims import change_one
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
from storage.tables import case_years, cases, events
from storage.tables import crops as kept_crops

# Made once: making a statement takes longer than running it, and each letter asks these.
_INSERT_CASE, _INSERT_EVENTS = insert(cases), insert(events)
_GROWN = (
    update(case_years)
    .where(case_years.c.year == bindparam("of"))
    .values(last=case_years.c.last + 1)
    .returning(case_years.c.last)
)


def next_numbers(conn: Connection, received: Sequence[datetime]) -> list[str]:
    """A number for each case: T-<year of receipt in Copenhagen>-<four digits>, without gaps within a year.

    The year's row is locked until the transaction ends, so a number that is rolled back is given to the next.
    """
    return [_next_number(conn, moment.astimezone(COPENHAGEN).year) for moment in received]


def _next_number(conn: Connection, year: int) -> str:
    last = conn.execute(_GROWN, {"of": year}).scalar()
    if last is None:  # the year's first
        insert_once(conn, case_years, year=year, last=0)
        last = conn.execute(_GROWN, {"of": year}).scalar_one()
    return f"T-{year}-{last:04d}"


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
    """Write a new case under the number it has been given; another that is known by its identity is a StaleError."""
    row, pictures = _columns(value, vault, now)
    over = value.status not in OPEN
    row |= {"identity": None if over else identity, "closed": now if over else None}
    conn.execute(_INSERT_CASE, {"number": value.number, "version": value.version, **row})
    _keep_crops(conn, value.number, pictures, vault)
    write_words(conn, value.number, value.application, vault, fresh=True)


def rewrite_case(conn: Connection, value: Case, identity: str | None, vault: Vault, now: datetime) -> None:
    """Write a changed case over the version it was made from; StaleError when that is not the newest any more, or
    another is known by its identity. Without one it keeps what it is known by.
    """
    _rewrite(conn, value, {"identity": identity} if identity else {}, vault, now)


def rewrite_beside(
    conn: Connection, value: Case, identities: tuple[str, ...] | None, vault: Vault, now: datetime
) -> None:
    """The same at a person's word, which another open case is never in the way of: the case is known by the first of
    these that no other is, else by none; None keeps what it is known by, also what it was before it was over.
    """
    if identities is not None:
        names: tuple[Any, ...] = tuple(vault.hash("identity", one) for one in identities)
        known_as = {"identity": _first_free(names, value), "former_identity": None}
    else:
        was = func.coalesce(cases.c.identity, cases.c.former_identity)
        known_as = {"identity": _first_free((was,), value), "former_identity": was}
    _rewrite(conn, value, known_as, vault, now)


def _rewrite(conn: Connection, value: Case, known_as: dict[str, Any], vault: Vault, now: datetime) -> None:
    row, pictures = _columns(value, vault, now)
    where = and_(cases.c.number == value.number, cases.c.version == value.version)
    if value.status in OPEN:
        row |= known_as
        where = and_(where, cases.c.forgotten.is_(None))
    else:
        row["former_identity"] = func.coalesce(cases.c.identity, cases.c.former_identity)
    change_one(conn, cases, where, version=value.version + 1, **row)
    _keep_crops(conn, value.number, pictures, vault)
    write_words(conn, value.number, value.application, vault)


def _first_free(names: Sequence[Any], value: Case) -> Any:
    """The first of these hashes that no other open case of the round is known by; NULL when each is taken."""
    other = cases.alias()
    free = [
        (
            ~exists()
            .where(other.c.round == value.round, other.c.identity == name, other.c.number != value.number)
            .correlate(cases),
            name,
        )
        for name in names
    ]
    return case(*free, else_=None) if free else None


def open_beside(conn: Connection, opening: Opening, vault: Vault, now: datetime) -> None:
    """Write a new case at a person's word: known by the first of its identities that no other open case is."""
    names = [vault.hash("identity", one) for one in opening.identities]
    here = select(cases.c.identity).where(cases.c.round == opening.case.round, cases.c.identity.in_(names))
    taken = set(conn.execute(here).scalars())
    open_case(conn, opening.case, next((one for one in names if one not in taken), None), vault, now)
    add_events(conn, opening.case.number, opening.events, vault)


def _keep_crops(conn: Connection, number: str, pictures: dict[str, bytes], vault: Vault) -> None:
    for name, crop in pictures.items():
        sealed = vault.keys.seal(f"crops.content/{number}/{name}", crop)
        insert_once(conn, kept_crops, case_number=number, hash=name, content=sealed)


def add_events(conn: Connection, number: str, happened: Iterable[Event], vault: Vault) -> None:
    """Write lines of a case's history."""
    rows = [
        {
            "case_number": number,
            "at": one.at,
            "actor_kind": one.actor.kind,
            "actor": vault.seal(f"events.actor/{number}", one.actor.name),
            "what": one.what,
            "why": vault.seal(f"events.why/{number}", one.why) if one.why else None,
        }
        for one in happened
    ]
    if rows:
        conn.execute(_INSERT_EVENTS, rows)


def read_events(conn: Connection, number: str, vault: Vault) -> tuple[Event, ...]:
    """A case's history, oldest first."""
    found = conn.execute(select(events).where(events.c.case_number == number).order_by(events.c.at, events.c.id))
    return tuple(_event(row, number, vault) for row in found)


def _event(row: Row[Any], number: str, vault: Vault) -> Event:
    who = Actor(row.actor_kind, vault.text(f"events.actor/{number}", row.actor))
    return Event(row.at, who, row.what, vault.text(f"events.why/{number}", row.why))


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
        if pictures is None or (row.number, name) not in pictures:  # left in the store, or erased before the case
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
        confirmed=_confirmed(content.get("confirmed", ())),
        version=row.version,
    )


def _confirmed(kept: str | Sequence[str]) -> tuple[str, ...]:
    """The addresses; older cases were written with one as a text, or with none."""
    return tuple(filter(None, (kept,) if isinstance(kept, str) else kept))
