"""What intake asks of a mailbox: list what lies there, fetch it, move it when its case is safe, and be told of news.

Our folder is the queue: every mail in it is work, whatever its flags say, for people read the mailbox too.
"""

from collections.abc import Iterable, Sequence
from typing import BinaryIO, Protocol

from cases.errors import MailboxError
from cases.letters import Arrival

PIECE = 4 << 20
"""Bytes fetched at a time: memory stays flat whatever a mail weighs. A server opens the mail anew for each piece."""


class MailGoneError(MailboxError):
    """The mail is not where it was listed: somebody moved or deleted it meanwhile. Nothing to mend."""


class MailUnavailableError(MailboxError):
    """The server lists the mail but does not hand it over; others can be had. Try again, then tell a person."""


class Mailbox(Protocol):
    """The mailbox that schools write to. One connection, one thread. Trouble is a MailboxError: try again."""

    def arrivals(self) -> tuple[Arrival, ...]:
        """Every mail in the watched folder, lowest UID first."""
        ...

    def fetch(self, arrival: Arrival, into: BinaryIO) -> str:
        """Write the raw mail into the file and give its SHA-256 in hex; raises MailGoneError when it is not there."""
        ...

    def move(self, arrivals: Sequence[Arrival], folder: str) -> frozenset[Arrival]:
        """Move these mails; gives those that do not lie there any more: moved now, or before, or by a person.

        A place where another mail lies counts so, and that one stays: a server that lost its index gives places anew,
        and a mail that nobody has read must not be moved for another. What the server will not tell of is left out.
        """
        ...

    def prepare(self, folders: Iterable[str]) -> None:
        """Create those folders that are missing."""
        ...

    def close(self) -> None:
        """Say goodbye, if connected."""
        ...


class Watcher(Protocol):
    """Tells when something happened in the mailbox, on a connection of its own. Trouble is a MailboxError."""

    def begin(self) -> None:
        """Connect and start to listen. What arrived before this returned is not noticed: look for yourself after it."""
        ...

    def wait(self, seconds: float) -> bool:
        """Listen for at most so long; True when something happened."""
        ...

    def renew(self) -> None:
        """Show the server that we are still here. What arrives meanwhile may go unnoticed: look after it."""
        ...

    def close(self) -> None:
        """Hang up; never raises."""
        ...
