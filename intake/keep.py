"""Mails on their way into the store: while some are written, those after them are fetched."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from logging import getLogger
from types import TracebackType
from typing import BinaryIO, Self, cast

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
BATCH_BYTES = 9 << 20
"""Mails that are kept in one commit, and about how many bytes of mails: each commit waits for the disk."""


class Keeping:
    """Keeps mails, a batch in one commit; `after` is called whenever some are kept. At the end all of it is written,
    also what was fetched before the server went away; `kept` says how many.
    """

    def __init__(self, store: LetterStore, clock: Clock, after: Callable[[], None]) -> None:
        self._store, self._clock, self._after = store, clock, after
        self._writer = ThreadPoolExecutor(1, "keep")
        self._written: Future[int] | None = None
        self.kept = 0

    def batch(self, arrivals: Sequence[Arrival], mailbox: Mailbox) -> None:
        """Fetch these, while those before them are written; then begin to write these."""
        fetched: list[Fetched] = []
        with ExitStack() as files:
            try:
                for arrival in arrivals:
                    raw = cast(BinaryIO, files.enter_context(Spool(IN_MEMORY)))
                    if sha256 := _fetched(arrival, mailbox, raw):
                        raw.seek(0)
                        fetched.append(Fetched(arrival, sha256, raw))
            finally:
                self._wait()
                self._written = self._writer.submit(self._write, fetched, files.pop_all())

    def _write(self, fetched: Sequence[Fetched], files: ExitStack) -> int:
        with files:
            kept = self._store.keep(fetched, self._clock())
        if kept:
            self._after()
        return kept

    def _wait(self) -> None:
        written, self._written = self._written, None
        if written:
            self.kept += written.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._writer:
            self._wait()


def batches(arrivals: Sequence[Arrival]) -> Iterator[Sequence[Arrival]]:
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
