"""One pass of each stage: what the daemon repeats, and `tovholder once` does a single time.

Each pass takes what is ready and comes back; nothing is remembered between passes but what the store holds.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from time import monotonic

from cases.errors import MailboxError
from cases.figures import CONTACT
from cases.store import Ledger, LetterStore, Outbox
from intake.claim import Hands
from intake.company import COMPANY, Company
from intake.desk import Desk
from intake.ends import Owe
from intake.mailbox import Mailbox
from intake.reading import Reader
from intake.receive import file_away, take_in
from replies.deliver import Delivered, Postman, deliver
from replies.pace import Pace

Clock = Callable[[], datetime]

TRIED = "mailbox-first-tried"
"""The note of when we first tried to reach it, for a mailbox that never answered at all."""
BATCH = 50
"""Letters worked on between two looks at the mailbox, so that a full one is not taken for a silent one."""
AT_ONCE = 10
"""Letters that one pair of hands claims at once."""
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
    desk: Callable[[], Desk]
    owe: Owe
    worker: str
    clock: Clock
    hands: int = 1
    """How many letters are worked on at once."""

    def run(self, mailbox: Mailbox, stopped: Callable[[], bool] = lambda: False) -> Taken:
        """Take in, work on all that is ready, file away. Raises MailboxError when the server cannot be reached; what
        was kept before is worked on all the same.

        Once `stopped` says so the letters at hand are finished, and no other is begun.
        """
        kept = worked = moved = 0
        while True:
            try:
                kept += self.look(mailbox, stopped=stopped)
            except MailboxError:
                self.work(stopped=stopped)
                raise
            some = self.work(BATCH, stopped)
            moved += self.file(mailbox)
            worked += some
            if some < BATCH or stopped():
                return Taken(kept, worked, moved)

    def look(
        self,
        mailbox: Mailbox,
        after: Callable[[], None] = lambda: None,
        stopped: Callable[[], bool] = lambda: False,
    ) -> int:
        """Keep what lies in the mailbox and is not kept yet, and call `after` whenever some are; gives how many.
        MailboxError when it cannot be reached. Once `stopped` says so no more are fetched.
        """
        if TRIED not in self.ledger.notes():
            self.ledger.note(TRIED, self.clock())
        desk = self.desk()
        mailbox.prepare((desk.done, desk.review))
        kept = take_in(mailbox, self.store, self.clock, after, stopped)
        self.ledger.note(CONTACT, self.clock())
        return kept

    def file(self, mailbox: Mailbox) -> int:
        """Move what is done to its folder; gives how many."""
        return file_away(mailbox, self.store, self.clock)

    def work(
        self,
        most: int | None = None,
        stopped: Callable[[], bool] = lambda: False,
        after: Callable[[], None] = lambda: None,
    ) -> int:
        """Work on letters that are ready, all or at `most` so many, and call `after` each; gives how many. Needs no
        mailbox.
        """
        turns = _Turns(most)
        if self.hands == 1:
            return self._work(turns, stopped, after)
        with ThreadPoolExecutor(self.hands, "letters") as threads:
            return sum(threads.map(lambda _: self._work(turns, stopped, after), range(self.hands)))

    def _work(self, turns: "_Turns", stopped: Callable[[], bool], after: Callable[[], None]) -> int:
        """One pair of hands. While letters are read quickly several are claimed at once; else others may have them."""
        worked, most = 0, 1
        with Hands(self.store, self.clock) as hands:
            company = Company(self.store, self.reader, self.owe, self.clock, hands, after)
            with ExitStack() as at_last:
                at_last.callback(company.end)
                while not stopped() and (room := turns.take(most)):
                    works, began = self.store.claim_letters(self.worker, self.clock(), room), monotonic()
                    done = company.receive(works, self.desk(), stopped) if works else 0
                    turns.give_back(room - done)
                    if not works:
                        break
                    worked += done
                    quick = done == len(works) and monotonic() - began < COMPANY
                    tried, works = works[0].attempt > 1, ()  # mails are not held while their letters wait for their end
                    if room == 1 or tried or not quick:
                        company.end()
                    most = AT_ONCE if quick else max(1, done)
        return worked


class _Turns:
    """How many letters may still be begun, by all hands together; `most` None is without end."""

    def __init__(self, most: int | None) -> None:
        self._left, self._lock = most, Lock()

    def take(self, wanted: int) -> int:
        """So many of those wanted."""
        with self._lock:
            if self._left is None:
                return wanted
            given = min(wanted, self._left)
            self._left -= given
            return given

    def give_back(self, unused: int) -> None:
        """They were not needed."""
        with self._lock:
            if self._left is not None:
                self._left += unused


@dataclass(frozen=True, slots=True)
class Answering:
    """The adapters that a pass of delivery needs."""

    outbox: Outbox
    postman: Postman
    pace: Pace
    worker: str
    clock: Clock

    def run(self, stopped: Callable[[], bool] = lambda: False) -> Delivered:
        """Send every mail that may go out now, or until `stopped`."""
        return deliver(self.outbox, self.postman, self.clock, self.worker, self.pace, stopped)

    def close(self) -> None:
        """Say goodbye to the server."""
        self.postman.close()
