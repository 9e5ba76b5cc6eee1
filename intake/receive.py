"""Receiving: from a mail on the server to cases in the store, exactly once. The story of intake.

    take in     every mail in the folder is kept raw, before anything else
    read        each kept letter is claimed, parsed and read where it may die without harm (`company`)
    judge       pure: what it asks, what it lacks, which round, which case (`decide`)
    finish      one transaction: letter, papers, cases, events, owed answers (`ends`)
    file away   only now is the mail moved; a letter that is done but not moved is moved next time

Promise: a mail is never lost and never taken twice, wherever the program dies. One unreadable paper never blocks the
mailbox; when the world fails the letter stays where it was and is tried again, and after some attempts it is set aside
for a person.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby, islice
from logging import getLogger
from typing import BinaryIO, cast

from cases.errors import MailboxError
from cases.letters import Arrival, Fetched
from cases.store import LetterStore
from intake.ends import Clock
from intake.mailbox import Mailbox, MailGoneError, MailUnavailableError
from intake.spool import Spool

log = getLogger(__name__)

IN_MEMORY = 4 << 20
"""Bytes of a mail held in memory on its way into the store; more goes through a file that nobody else can read."""
BATCH = 10
BATCH_BYTES = 16 * 1024 * 1024
"""Mails that are kept, or noted as moved, in one commit, and about how many bytes of mails: each commit waits for the
disk."""


def take_in(mailbox: Mailbox, store: LetterStore, clock: Clock, after: Callable[[], None] = lambda: None) -> int:
    """Keep every mail in the folder that is not kept yet; gives how many. The mail stays where it is. `after` is called
    whenever some are kept: they can be worked on while others are fetched.
    """
    arrivals = mailbox.arrivals()
    known = store.kept(arrivals)
    fresh = [arrival for arrival in arrivals if arrival.place.uid not in known]
    kept = 0
    for batch in _batches(fresh):
        if some := _keep(batch, mailbox, store, clock):
            kept += some
            after()
    return kept


def _batches(arrivals: Sequence[Arrival]) -> Iterator[Sequence[Arrival]]:
    """As many at a time as one commit takes. What the server says of sizes only makes batches larger or smaller."""
    batch: list[Arrival] = []
    for arrival in arrivals:
        full = len(batch) == BATCH or sum(one.size for one in batch) + arrival.size > BATCH_BYTES
        if batch and full:
            yield batch
            batch = []
        batch.append(arrival)
    if batch:
        yield batch


def _keep(arrivals: Sequence[Arrival], mailbox: Mailbox, store: LetterStore, clock: Clock) -> int:
    """Fetch these, and keep them in one commit."""
    with ExitStack() as files:
        fetched: list[Fetched] = []
        try:
            for arrival in arrivals:
                raw = cast(BinaryIO, files.enter_context(Spool(IN_MEMORY)))
                if sha256 := _fetched(arrival, mailbox, raw):
                    raw.seek(0)
                    fetched.append(Fetched(arrival, sha256, raw))
        except MailboxError:
            store.keep(fetched, clock())  # the server is away: what it gave before that is kept all the same
            raise
        return store.keep(fetched, clock())


def _fetched(arrival: Arrival, mailbox: Mailbox, into: BinaryIO) -> str | None:
    """The mail's hash; None for one that cannot be had now."""
    try:
        return mailbox.fetch(arrival, into)
    except MailGoneError:
        return None  # a person moved or deleted it between the listing and now
    except MailboxError as error:
        if not isinstance(error, MailUnavailableError):
            mailbox.arrivals()  # raises when the server is away; else it breaks off at this very mail
        log.warning("mail.unavailable", extra={"uid": arrival.place.uid})
        return None  # not handed out today: the next look tries again, and nobody behind it has to wait


def file_away(mailbox: Mailbox, store: LetterStore, clock: Clock) -> int:
    """Move what is done to its folder; gives how many. One that is not there any more counts as moved."""
    waiting, moved = sorted(store.filings(), key=lambda filing: filing.folder), 0
    for folder, filings in groupby(waiting, lambda filing: filing.folder):
        while batch := list(islice(filings, BATCH)):
            gone = mailbox.move([filing.arrival for filing in batch], folder)
            done = [filing.id for filing in batch if filing.arrival in gone]
            if done:
                store.filed(done, clock())
            moved += len(done)
            for filing in batch:
                if filing.arrival not in gone:  # the server would not tell; the next look tries again
                    log.warning("mail.unavailable", extra={"uid": filing.arrival.place.uid})
    return moved
