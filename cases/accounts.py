"""Who may look and decide: people's accounts, their sessions, and the log of who opened which child's case.

A session's token, and all else that opens a door, is known to the browser alone; the store keeps keyed hashes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    """What a person may do; the value is the Danish word people see."""

    COORDINATOR = "koordinator"
    EDUCATOR = "vejleder"
    READER = "læser"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class User:
    """A person's account. `login` is what is typed at sign-in, `educator` the id in the register of educators.

    `password` is an argon2 hash; None for those who sign in elsewhere, known there by `subject` (issuer and id), which
    is written, never read: an account that has one is `bound`.
    """

    id: int
    login: str = field(repr=False)
    name: str = field(repr=False)
    role: Role
    educator: str | None = None
    disabled: bool = False
    password: str | None = field(default=None, repr=False)
    subject: str | None = field(default=None, repr=False)
    bound: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One session: whose, since when, last used when, and whether a message waits for the next page."""

    user: User
    opened: datetime
    seen: datetime
    message: bool = False


@dataclass(frozen=True, slots=True)
class Errand:
    """A sign-in on its way by the municipality's own login: what must fit when the browser comes back."""

    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    onward: str = field(repr=False)


class Purpose(StrEnum):
    """Why somebody opened a child's case; the value is the Danish word people see."""

    OPENED = "åbnede sagen"
    PAPER = "så ansøgningens papir"
    LETTER = "så mailen"
    ANSWER = "så svaret"
    REVEALED = "viste CPR-nummeret"
    EXPORTED = "skrev sagen ud"
    KEPT = "bestemte, om sagen bevares"


@dataclass(frozen=True, slots=True)
class Access:
    """One line of the access log: who, when, which case, for what; `why` is what the person wrote about it.

    A letter that is no case's has no case, and `letter` is its id.
    """

    at: datetime
    user: int
    login: str = field(repr=False)
    role: Role
    case: str | None
    purpose: Purpose
    why: str = field(default="", repr=False)
    letter: int | None = None


class Accounts(Protocol):
    """People's accounts. None is ever deleted, for the log names them: an account is disabled."""

    def users(self) -> tuple[User, ...]:
        """Every account, by login."""
        ...

    def user(self, login: str) -> User | None:
        """The account with this login, whatever the case of its letters."""
        ...

    def user_by_subject(self, subject: str) -> User | None:
        """The account of somebody who signs in elsewhere."""
        ...

    def add_user(self, user: User, now: datetime) -> User:
        """A new account; gives it with its id. RefusedError when the login is taken."""
        ...

    def change_user(self, user: User, now: datetime) -> None:
        """Write the account as it shall be. Its sessions end when it is disabled or its password or role is another."""
        ...


class Sessions(Protocol):
    """Who is signed in, and the doors to it. Every token is given in clear and kept as a keyed hash."""

    def open_session(self, token: str, user: User, now: datetime, keep_since: datetime) -> None:
        """A new session; those opened before `keep_since` are cleared away."""
        ...

    def session(self, token: str) -> SignedIn | None:
        """The session of this token, unless it has ended or its account is disabled."""
        ...

    def touch_session(self, token: str, now: datetime) -> None:
        """It was used now."""
        ...

    def end_session(self, token: str) -> None:
        """Sign out."""
        ...

    def end_sessions(self, user: User) -> None:
        """Sign out everywhere."""
        ...

    def leave_message(self, token: str, message: Mapping[str, object]) -> None:
        """What the next page shall say; sealed, for it may name a case."""
        ...

    def take_message(self, token: str) -> Mapping[str, object] | None:
        """The message, once."""
        ...


class Doorkeeper(Protocol):
    """What is remembered of those who are not signed in yet."""

    def try_sign_in(self, login: str, address: str, now: datetime, limits: "TryLimits") -> bool:
        """Count a try; False when there have been too many, and then it is not counted."""
        ...

    def forgive_tries(self, login: str, address: str) -> None:
        """The right password was given: earlier tries of this login from this address count no more."""
        ...

    def begin_errand(self, state: str, browser: str, errand: Errand, now: datetime, keep_since: datetime) -> None:
        """Remember a sign-in that goes by another login, begun in this browser; older ones are cleared away."""
        ...

    def take_errand(self, state: str, browser: str, since: datetime) -> Errand | None:
        """The errand, once; None when there is none since then in this browser."""
        ...


@dataclass(frozen=True, slots=True)
class TryLimits:
    """How many failed tries since a moment: of one login, and from one address."""

    since: datetime
    per_login: int = 10
    per_address: int = 40


class AccessLog(Protocol):
    """Append-only: who opened which case or letter, when and for what."""

    def note_access(self, access: Access) -> None:
        """Write one line, durably."""
        ...

    def accesses(self, *, case: str | None = None, since: datetime | None = None) -> tuple[Access, ...]:
        """The lines, oldest first."""
        ...

    def has_looked(self, user: int) -> bool:
        """Whether this person has ever opened a case."""
        ...
