"""The kinds of columns: times, plain text, sealed bytes, hashes, words; and those of every table of steps."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, DateTime, Enum, Integer, LargeBinary, String, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from storage.claims import Step


class Moment(TypeDecorator[datetime]):
    """A point in time: aware going in, stored as UTC, aware coming out. A naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time to UTC; SQLite keeps it without its zone, as text that sorts."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the time back aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Plain(TypeDecorator[str]):
    """Clear text. NUL and half characters, which hostile mails carry and databases refuse, become question marks."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Make the text storable anywhere; what is compared goes through here too."""
        return value if value is None else value.encode("utf-8", "replace").decode().replace("\0", "?")

    def process_result_value(self, value: str | None, _dialect: Dialect) -> str | None:
        """Give it back as it is."""
        return value


Sealed = LargeBinary
"""Bytes that only the holder of the key can read."""
Hash = String(64)
"""A keyed hash, in hexadecimal."""
Ordering = Text().with_variant(Text(collation="C"), "postgresql")
"""A key of `cases.danish`, compared byte by byte on both databases."""
Id = BigInteger().with_variant(Integer, "sqlite")


def unsealed(table: Table) -> list[Column[object]]:
    """The columns of a table that are no secret: what a list is made of."""
    return [column for column in table.c if not isinstance(column.type, Sealed)]


def word(enum: type[StrEnum]) -> Enum:
    """A word of ours, stored by its name: the Danish word people see may be improved, what is stored may not change."""
    return Enum(enum, native_enum=False, create_constraint=False, length=20)


def claimable() -> tuple[Column[object], ...]:
    """What every table of steps has: see `claims`."""
    return (
        Column("step", word(Step), nullable=False),
        Column("attempt", Integer, nullable=False, default=0),  # the fence: grows with each claim, never shrinks
        Column("tries", Integer, nullable=False, default=0),  # claims since the step was made ready by a person
        Column("failures", Integer, nullable=False, default=0),  # failures that a worker reported
        Column("worker", String(200)),
        Column("lease_until", Moment),
        Column("not_before", Moment),
        Column("ready", Moment),  # when a person made it ready anew; NULL when nobody did
        Column("why", Plain, nullable=False, default=""),
    )
