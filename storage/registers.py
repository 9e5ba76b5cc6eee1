"""The registers' revisions in the database: appended whole and sealed, for they tell of people and their absences."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, inspect, select

from cases.people import Absence, Educator, RoundCapacity, School
from cases.registers import Entry, Register, Revision
from cases.rounds import Round
from storage.engine import Database, database_url, open_engines, sqlite_file
from storage.planning_tables import registers

_NEWEST = select(registers.c.register, func.max(registers.c.version)).group_by(registers.c.register)


@dataclass(frozen=True)
class RegisterBook:
    """`cases.registers.RegisterStore`."""

    db: Database

    def register_versions(self) -> Mapping[Register, int]:
        """The newest version of each register."""
        with self.db.reading() as conn:
            return {row[0]: row[1] for row in conn.execute(_NEWEST)}

    def revision(self, register: Register, version: int) -> Revision | None:
        """One revision."""
        here = select(registers).where(registers.c.register == register, registers.c.version == version)
        with self.db.reading() as conn:
            row = conn.execute(here).first()
        return self._revision(row) if row else None

    def revisions(self, register: Register, before: int | None, limit: int) -> tuple[Revision, ...]:
        """At most `limit` revisions older than version `before`, newest first."""
        wanted = select(registers).where(registers.c.register == register)
        if before is not None:
            wanted = wanted.where(registers.c.version < before)
        with self.db.reading() as conn:
            rows = conn.execute(wanted.order_by(registers.c.version.desc()).limit(limit)).all()
        return tuple(map(self._revision, rows))

    def revise(self, revisions: Sequence[Revision]) -> None:
        """Append all of them or none; that a version is there already is what StaleError says."""
        with self.db.writing() as conn:
            for one in revisions:
                content = json.dumps([asdict(entry) for entry in one.entries], default=date.isoformat)
                conn.execute(
                    insert(registers).values(
                        register=one.register,
                        version=one.version,
                        at=one.at,
                        by=self.db.vault.seal(f"registers.by/{place(one.register, one.version)}", one.by),
                        how=one.how,
                        content=self.db.vault.seal(f"registers.content/{place(one.register, one.version)}", content),
                    )
                )

    def _revision(self, row: Row[Any]) -> Revision:
        opened = self.db.vault.text(f"registers.content/{place(row.register, row.version)}", row.content)
        entries = tuple(map(_ENTRIES[row.register], json.loads(opened)))
        by = self.db.vault.text(f"registers.by/{place(row.register, row.version)}", row.by)
        return Revision(row.register, row.version, row.at, by, row.how, entries)


def registers_here(url: str) -> bool:
    """Whether the registers stand in this database, so that the settings' files count no more. Needs no key."""
    file = sqlite_file(database_url(url))
    if file is not None and not file.is_file():
        return False
    engines = open_engines(url)
    try:
        with engines.reading() as conn:
            known = inspect(conn).has_table(registers.name)
            return known and conn.execute(select(registers.c.version).limit(1)).first() is not None
    finally:
        engines.close()


def place(register: Register, version: int) -> str:
    """What the content of a revision is sealed for."""
    return f"{register.name}/{version}"


def forget_revisions(conn: Connection, before: datetime) -> int:
    """Erase revisions older than that; the newest of each register stands, however old. Gives how many."""
    count = 0
    for register, version in conn.execute(_NEWEST).all():
        old = (registers.c.register == register, registers.c.version < version, registers.c.at < before)
        count += conn.execute(delete(registers).where(*old)).rowcount
    return count


def _school(data: Mapping[str, Any]) -> School:
    return School(**_tuples(data))


def _educator(data: Mapping[str, Any]) -> Educator:
    absences = tuple(Absence(_day(one["first"]), _day(one["last"])) for one in data["absences"])
    exceptions = tuple(RoundCapacity(**one) for one in data["exceptions"])
    return Educator(**{**_tuples(data), "absences": absences, "exceptions": exceptions})


def _round(data: Mapping[str, Any]) -> Round:
    days = (_day(data[name]) for name in ("deadline", "answer_date", "support_start", "support_end"))
    return Round(data["name"], *days)


def _tuples(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}


def _day(text: str) -> date:
    return date.fromisoformat(text)


_ENTRIES: Mapping[Register, Callable[[Mapping[str, Any]], Entry]] = {
    Register.SCHOOLS: _school,
    Register.EDUCATORS: _educator,
    Register.ROUNDS: _round,
}
