"""The tables of those who sign in: accounts, sessions, tries, and the log of who opened which case or letter.

Logins, names, passwords (argon2 hashes) and what people wrote are sealed; a login is found by its keyed hash, and every
token is one.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, UniqueConstraint

from cases.accounts import Purpose, Role
from storage.columns import Hash, Id, Moment, Plain, Sealed, word
from storage.tables import cases, letters, metadata

users = Table(
    "users",
    metadata,
    Column("id", Id, primary_key=True),
    Column("login_hash", Hash),  # of the login in small letters
    Column("login", Sealed, nullable=False),
    Column("name", Sealed, nullable=False),
    Column("role", word(Role), nullable=False),
    Column("educator", Plain),
    Column("disabled", Boolean, nullable=False),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Column("subject", Hash),
    Column("password", Sealed),
    UniqueConstraint("login_hash"),
    UniqueConstraint("subject"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token", Hash, primary_key=True),
    Column("user_id", ForeignKey(users.c.id), nullable=False, index=True),
    Column("opened", Moment, nullable=False, index=True),
    Column("seen", Moment, nullable=False),
    Column("message", Sealed),
)

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("login", Hash, nullable=False),
    Column("address", Hash, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Index(None, "login", "at"),
    Index(None, "address", "at"),
)

errands = Table(
    "errands",
    metadata,
    Column("state", Hash, primary_key=True),
    Column("browser", Hash, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("content", Sealed, nullable=False),
)

accesses = Table(
    "accesses",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("user_id", ForeignKey(users.c.id), nullable=False, index=True),
    Column("role", word(Role), nullable=False),
    Column("case_number", ForeignKey(cases.c.number), index=True),
    Column("purpose", word(Purpose), nullable=False),
    Column("why", Sealed),
    Column("letter_id", ForeignKey(letters.c.id), index=True),  # of a letter that is no case's
)

feeds = Table(  # the personal address of the deadlines: one a person
    "feeds",
    metadata,
    Column("user_id", ForeignKey(users.c.id), primary_key=True),
    Column("token", Hash, nullable=False),
    Column("made", Moment, nullable=False),
    UniqueConstraint("token"),
)

views = Table(  # each person's own
    "views",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", ForeignKey(users.c.id), nullable=False),
    Column("address", Plain, nullable=False),
    Column("name", Sealed, nullable=False),
    UniqueConstraint("user_id", "address"),
)
