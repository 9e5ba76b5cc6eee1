"""Receiving: from a mail on the server to cases in the store, exactly once. The story of intake.

    take in     every mail in the folder is kept raw, before anything else
    read        each kept letter is claimed, parsed and read where it may die without harm
    judge       pure: what it asks, what it lacks, which round, which case (`decide`)
    finish      one transaction: letter, papers, cases, events, owed answers (`ends`)
    file away   only now is the mail moved; a letter that is done but not moved is moved next time

Promise: a mail is never lost and never taken twice, wherever the program dies. One unreadable paper never blocks the
mailbox; when the world fails the letter stays where it was and is tried again, and after some attempts it is set aside
for a person.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import ExitStack
from functools import partial
from itertools import groupby, islice
from logging import getLogger
from time import monotonic
from typing import BinaryIO, cast

from cases.application import Unread
from cases.errors import MailboxError
from cases.letters import Arrival, Fetched, LetterWork
from cases.store import LetterStore
from intake.claim import Hands
from intake.desk import Desk
from intake.ends import Clock, Ends, Owe, Seen
from intake.look import look
from intake.mailbox import Mailbox, MailGoneError, MailUnavailableError
from intake.reading import Reader
from intake.spool import Spool

log = getLogger(__name__)

IN_MEMORY = 4 << 20
"""Bytes of a mail held in memory on its way into the store; more goes through a file that nobody else can read."""
BATCH = 10
BATCH_BYTES = 16 * 1024 * 1024
"""Mails that are kept, or noted as moved, in one commit, and about how many bytes of mails: each commit waits for the
disk."""
COMPANY = 1.0
"""Seconds for which letters that are read wait for each other, to end in one transaction."""


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


def receive(
    works: Sequence[LetterWork],
    store: LetterStore,
    reader: Reader,
    desk: Desk,
    owe: Owe,
    clock: Clock,
    hands: Hands,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Work on claimed letters, which end together; gives on how many. After `COMPANY` seconds, or when `stopped` says
    so, what was read ends, the one that is being read is read and ends by itself, and what is not begun is let go.
    """
    ends, seen, worked = Ends(store, desk, owe, clock), list[Seen](), 0
    until = monotonic() + COMPANY
    with hands.held(works):
        begun = [(work, hands.begin(partial(_seen, work, reader, desk))) for work in works]
        for place, (work, looking) in enumerate(begun, 1):
            if looking.cancelled():
                continue
            if stopped() or not _in_time(looking, until):
                ends.write(seen)
                seen.clear()
                _let_go(begun[place:], store)
            worked += 1
            try:
                seen.append(looking.result())
            except Exception as error:  # noqa: BLE001  this letter's trouble is no other's, and it is not lost
                ends.failed(work, error)
        ends.write(seen)
    return worked


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


def _seen(work: LetterWork, reader: Reader, desk: Desk) -> Seen:
    letter = reader.parse(work.big or work.raw)
    return Seen(work, letter if isinstance(letter, Unread) else look(letter, reader, desk))


def _in_time(looking: Future[Seen], until: float) -> bool:
    return bool(wait([looking], max(0.0, until - monotonic())).done)


def _let_go(begun: Sequence[tuple[LetterWork, Future[Seen]]], store: LetterStore) -> None:
    """Those that are not begun are anybody's again."""
    if free := [work for work, looking in begun if not looking.cancelled() and looking.cancel()]:
        store.let_go(free)
