"""The queue in the database: one page of lines by an index, however many cases there are. Fulfils `cases.queue.Queue`.

A page begins after the last case of the page before (its number is enough), so the hundredth page costs what the first
does. Names are found by keyed hashes of their words, which are kept beside each open case.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, func, insert, or_, select, update

from cases.application import Application
from cases.case import Status
from cases.queue import LOOKING, Line, Order, Wanted
from storage.engine import Database, insert_once
from storage.rows import findings_from
from storage.sealing import Vault
from storage.tables import case_words, cases, lookers

_WORD = re.compile(r"\w{2,}")
_BY: Mapping[Order, ColumnElement[Any]] = {Order.ARRIVAL: cases.c.received, Order.SCHOOL: cases.c.school_order}
_MOST_WORDS = 40
_INSERT_WORDS = insert(case_words)


@dataclass(frozen=True)
class Queues:
    """The lines of the queue."""

    db: Database

    def lines(self, wanted: Wanted, limit: int) -> tuple[Line, ...]:
        """At most `limit` lines."""
        with self.db.reading() as conn:
            found = conn.execute(self._page(wanted).limit(limit)).all()
        return tuple(self._line(row) for row in found)

    def counts(self, wanted: Wanted) -> Mapping[Status, int]:
        """How many lines there are of each status, whatever statuses, order and page are asked for."""
        counted = select(cases.c.status, func.count()).where(*self._where(wanted)).group_by(cases.c.status)
        with self.db.reading() as conn:
            return {status: int(number) for status, number in conn.execute(counted)}

    def next_of(self, wanted: Wanted, number: str) -> str | None:
        """The number of the first line that is not `number`; None when there is no other."""
        with self.db.reading() as conn:
            found = conn.execute(self._page(wanted).where(cases.c.number != number).limit(1)).first()
        return found.number if found else None

    def look(self, number: str, who: str, now: datetime) -> tuple[str, ...]:
        """Note that `who` has the case open, and tell who else has had it open within `LOOKING`."""
        vault = self.db.vault
        with self.db.writing() as conn:
            conn.execute(delete(lookers).where(lookers.c.at < now - LOOKING))
            known = vault.hash("lookers.who", who)
            name = vault.seal(f"lookers.name/{number}/{known}", who)
            if insert_once(conn, lookers, case_number=number, who=known, name=name, at=now) is None:
                mine = and_(lookers.c.case_number == number, lookers.c.who == known)
                conn.execute(update(lookers).where(mine).values(at=now))
            others = conn.execute(select(lookers).where(lookers.c.case_number == number, lookers.c.who != known))
            return tuple(sorted(vault.text(f"lookers.name/{number}/{row.who}", row.name) for row in others))

    def _page(self, wanted: Wanted) -> Select[Any]:
        by = _BY[wanted.order]
        query = select(cases).where(*self._where(wanted))
        if wanted.statuses:
            query = query.where(cases.c.status.in_(wanted.statuses))
        if wanted.after is not None:
            query = query.where(_after(by, wanted))
        ways = (by.desc(), cases.c.number.desc()) if wanted.backwards else (by, cases.c.number)
        return query.order_by(*ways)

    def _where(self, wanted: Wanted) -> list[ColumnElement[bool]]:
        same = {"round": wanted.round, "kind": wanted.kind, "school": wanted.school, "educator": wanted.educator}
        where: list[ColumnElement[bool]] = [cases.c[name] == one for name, one in same.items() if one is not None]
        later = and_(cases.c.put_off.is_not(None), cases.c.put_off > wanted.today)
        where.append(later if wanted.put_off else or_(cases.c.put_off.is_(None), cases.c.put_off <= wanted.today))
        for word in words_of(" ".join(wanted.names)):
            hashed = select(case_words.c.case_number).where(case_words.c.word == self.db.vault.hash("word", word))
            where.append(cases.c.number.in_(hashed))
        return where

    def _line(self, row: Row[Any]) -> Line:
        content = json.loads(self.db.vault.text(f"cases.content/{row.number}", row.content))
        return Line(
            number=row.number,
            kind=row.kind,
            school=row.school,
            round=row.round,
            received=row.received,
            status=row.status,
            consent=row.consent,
            findings=findings_from(row.findings),
            educator=row.educator,
            waited=row.waited,
            put_off=row.put_off,
            version=row.version,
            about=content["application"]["detail"] or "",
        )


def _after(by: ColumnElement[Any], wanted: Wanted) -> ColumnElement[bool]:
    last = select(by).where(cases.c.number == wanted.after).scalar_subquery()
    if wanted.backwards:
        return or_(by < last, and_(by == last, cases.c.number < wanted.after))
    return or_(by > last, and_(by == last, cases.c.number > wanted.after))


def words_of(text: str) -> tuple[str, ...]:
    """The words that a text is found by, each once: letters and digits, small, at least two."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return tuple(dict.fromkeys(_WORD.findall(plain)))[:_MOST_WORDS]


def write_words(conn: Connection, number: str, application: Application, vault: Vault, *, fresh: bool = False) -> None:
    """Keep the hashes of the words by which a case is found: its pupil, class or topic. A `fresh` case has none yet."""
    said: Iterable[str] = (application.detail or "", application.text("pupil_name"), application.text("class_name"))
    if not fresh:
        conn.execute(delete(case_words).where(case_words.c.case_number == number))
    rows = [{"case_number": number, "word": vault.hash("word", word)} for word in words_of(" ".join(said))]
    if rows:
        conn.execute(_INSERT_WORDS, rows)
