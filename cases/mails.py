"""Mails of ours: owed in the transaction that owes them, sent at most once, and listed as they stand."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

CAME_BACK = "came-back"
"""Why of a mail that was sent and, as a bounce told, did not arrive."""


class MailState(StrEnum):
    """Where an outgoing mail stands; the value is the Danish word people see."""

    OWED = "venter"
    SENDING = "sendes"
    SENT = "sendt"
    UNKNOWN = "uvist"  # the connection broke during DATA, or we did: never resent unasked
    HELD = "holdt tilbage"  # the rules say no answer; the reason is kept
    FAILED = "kunne ikke sendes"


LOST = (MailState.UNKNOWN, MailState.FAILED)
"""States in which a mail has perhaps, or certainly, not arrived."""

ADDRESS_UNCONFIRMED = "address-unconfirmed"
"""Why a mail to a school is held back: the register does not have the address, and no person has confirmed it."""

SENDER_UNREGISTERED = "sender-unregistered"
"""Why the answer to a letter is held back: no school in the register has the address it came from."""

CONFIRMED = "address-confirmed"
"""What a history says when a person has confirmed an address of the case: what is held for it goes out then."""

UNCONFIRMED = (ADDRESS_UNCONFIRMED, SENDER_UNREGISTERED)
"""Why a mail is held back that goes once a person has confirmed its address; for any other reason it never goes."""


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail, whole and rendered, with its own Message-ID: written in the transaction that owes it.

    `key` makes it once-only (the same key is never stored twice). `held` is why it must not be sent, None when it may.
    """

    key: str
    name: str
    to: str = field(repr=False)
    message_id: str
    raw: bytes = field(repr=False)
    cases: tuple[str, ...] = ()
    held: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class MailWork:
    """One owed mail, claimed by one worker."""

    id: int
    attempt: int
    mail: OutgoingMail


@dataclass(frozen=True, slots=True)
class MailRow:
    """A line of the list of answers. `seen` is when a person saw to one that did not arrive, `letter` what it was owed
    for.
    """

    id: int
    name: str
    state: MailState
    why: str
    cases: tuple[str, ...]
    created: datetime
    sent: datetime | None
    message_id: str
    to: str = field(repr=False, default="")
    raw: bytes = field(repr=False, default=b"")
    seen: datetime | None = None
    letter: int | None = None

    @property
    def unconfirmed(self) -> bool:
        """Whether it waits for a person to say, on its case, that the address is a school's."""
        return self.state is MailState.HELD and self.why in UNCONFIRMED and bool(self.cases)

    @property
    def to_stranger(self) -> bool:
        """Whether it is held back for its address alone, and there is no case to confirm that on."""
        return self.state is MailState.HELD and self.why in UNCONFIRMED and not self.cases

    @property
    def astray(self) -> bool:
        """Whether it did not arrive, or nobody knows, and no person has seen to it yet."""
        lost = self.state in LOST or (self.state is MailState.SENT and self.why == CAME_BACK)
        return lost and self.seen is None
