"""Receiving: from a mail on the server to cases in the store, exactly once. The story of intake.

    take in     every mail in the folder is kept raw, before anything else (`keep`)
    read        each kept letter is claimed, parsed and read where it may die without harm (`company`)
    judge       pure: what it asks, what it lacks, which round, which case (`decide`)
    finish      one transaction: letter, papers, cases, events, owed answers (`ends`)
    file away   only now is the mail moved; a letter that is done but not moved is moved next time

Promise: a mail is never lost and never taken twice, wherever the program dies. One unreadable paper never blocks the
mailbox; when the world fails the letter stays where it was and is tried again, and after some attempts it is set aside
for a person.
"""

from collections.abc import Callable
from itertools import groupby, islice
from logging import getLogger

from cases.store import LetterStore
from intake.ends import Clock
from intake.keep import Keeping, batches
from intake.mailbox import Mailbox

log = getLogger(__name__)

BATCH = 10
"""Mails that are moved by one command, and noted in one commit: each waits for the disk."""


def take_in(
    mailbox: Mailbox,
    store: LetterStore,
    clock: Clock,
    after: Callable[[], None] = lambda: None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Keep every mail in the folder that is not kept yet; gives how many. The mail stays where it is. `after` is called
    whenever some are kept: they can be worked on while others are fetched. Once `stopped` says so the batch at hand is
    kept, and no other is begun: the next look finds the rest.
    """
    arrivals = mailbox.arrivals()
    known = store.kept(arrivals)
    fresh = [arrival for arrival in arrivals if arrival.place.uid not in known]
    with Keeping(store, clock, after) as keeping:
        for batch in batches(fresh):
            if stopped():
                break
            keeping.batch(batch, mailbox)
    return keeping.kept


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
