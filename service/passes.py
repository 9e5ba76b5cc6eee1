"""One pass of each stage: what the daemon repeats, and `tovholder once` does a single time.

Each pass takes what is ready and comes back; nothing is remembered between passes but what the store holds.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import count, takewhile

from cases.errors import MailboxError
from cases.figures import CONTACT
from cases.store import Ledger, LetterStore, Outbox
from intake.claim import Beats
from intake.desk import Desk
from intake.mailbox import Mailbox
from intake.reading import Reader
from intake.receive import Owe, file_away, receive, take_in
from replies.deliver import Delivered, Postman, deliver
from replies.pace import Pace

Clock = Callable[[], datetime]

TRIED = "mailbox-first-tried"
"""The note of when we first tried to reach it, for a mailbox that never answered at all."""
BATCH = 20
"""Letters worked on between two looks at the mailbox, so that a full one is not taken for a silent one."""
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
                kept += self.look(mailbox)
            except MailboxError:
                self.work(stopped=stopped)
                raise
            some = self.work(BATCH, stopped)
            moved += self.file(mailbox)
            worked += some
            if some < BATCH or stopped():
                return Taken(kept, worked, moved)

    def look(self, mailbox: Mailbox) -> int:
        """Keep what lies in the mailbox and is not kept yet; gives how many. MailboxError when it cannot be reached."""
        if TRIED not in self.ledger.notes():
            self.ledger.note(TRIED, self.clock())
        desk = self.desk()
        mailbox.prepare((desk.done, desk.review))
        kept = take_in(mailbox, self.store, self.clock)
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
        numbers: Iterator[int] = count() if most is None else iter(range(most))
        turns = takewhile(lambda _: not stopped(), numbers)
        if self.hands == 1:
            return self._work(turns, stopped, after)
        with ThreadPoolExecutor(self.hands, "letters") as threads:
            return sum(threads.map(lambda _: self._work(turns, stopped, after), range(self.hands)))

    def _work(self, turns: Iterator[int], stopped: Callable[[], bool], after: Callable[[], None]) -> int:
        """One pair of hands: a letter for each turn, until none is ready. The end of one claims the next."""
        worked, turn, work = 0, False, None

        def following() -> str | None:
            nonlocal turn
            turn = turn or next(turns, None) is not None
            return self.worker if turn else None

        with Beats(self.store, self.clock) as beats:
            while work or following():
                work = work or self.store.claim_letter(self.worker, self.clock())
                if work is None:
                    break
                if stopped():
                    self.store.let_go(work)
                    break
                turn = False
                work = receive(work, self.store, self.reader, self.desk(), self.owe, self.clock, beats, following)
                worked += 1
                after()
        return worked


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
