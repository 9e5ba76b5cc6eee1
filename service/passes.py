"""One pass of each stage: what the daemon repeats, and `tovholder once` does a single time.

Each pass takes what is ready and comes back; nothing is remembered between passes but what the store holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cases.store import Ledger, LetterStore, Outbox
from intake.desk import Desk
from intake.mailbox import Mailbox
from intake.reading import Reader
from intake.receive import Owe, file_away, receive_next, take_in
from replies.deliver import Delivered, Postman, deliver
from replies.pace import Pace

Clock = Callable[[], datetime]

CONTACT = "mailbox"
"""The note in the ledger of when the mailbox was last reached."""
SILENT = "mailbox-silent-since"
"""The note of the last contact before a silence that the coordinator was told of."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a pass of intake did: mails kept, letters finished or given back, mails moved."""

    kept: int
    worked: int
    moved: int


@dataclass(frozen=True, slots=True)
class Intake:
    """The adapters that a pass of intake needs."""

    store: LetterStore
    ledger: Ledger
    reader: Reader
    desk: Desk
    owe: Owe
    worker: str
    clock: Clock

    def run(self, mailbox: Mailbox) -> Taken:
        """Take in, work on all that is ready, file away. Raises MailboxError when the server cannot be reached."""
        mailbox.prepare((self.desk.done, self.desk.review))
        kept = take_in(mailbox, self.store, self.clock)
        self.ledger.note(CONTACT, self.clock())
        worked = self.work()
        return Taken(kept, worked, file_away(mailbox, self.store, self.clock))

    def work(self) -> int:
        """Work on all letters that are ready; gives how many. Needs no mailbox."""
        worked = 0
        while receive_next(self.store, self.reader, self.desk, self.owe, self.worker, self.clock):
            worked += 1
        return worked


@dataclass(frozen=True, slots=True)
class Answering:
    """The adapters that a pass of delivery needs."""

    outbox: Outbox
    postman: Postman
    pace: Pace
    worker: str
    clock: Clock

    def run(self) -> Delivered:
        """Send every mail that may go out now."""
        return deliver(self.outbox, self.postman, self.clock, self.worker, self.pace)

    def close(self) -> None:
        """Say goodbye to the server."""
        self.postman.close()
