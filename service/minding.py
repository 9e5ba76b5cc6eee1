"""Minding the mailbox: what one process at a time does, however many work, as long as it holds the lease.

    listener thread   rings when mail may have come (IDLE)
    mailbox thread    keeps what came; moves what is done to its folder
    post thread       sends what is owed

What is kept and noted goes through the store under the lease, so a process that was stopped, lost the lease and goes on
writes nothing; and it looks again whether it holds the lease before each move. Mails that are sent have rows and marks
of their own, which refuse whoever comes too late.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import BinaryIO

from cases.errors import RefusedError, StaleError, StoreError
from cases.letters import Arrival
from intake.mailbox import Mailbox
from intake.watch import watch
from service.bells import Bells
from service.passes import Intake
from service.rescan import bring_back
from service.wiring import App, worker_name
from storage import BEAT, Lease

MAILBOX = "mailbox"
"""The name of the lease."""


@dataclass(frozen=True, slots=True)
class HeldMailbox:
    """A mailbox from which only the holder of the lease moves anything; `check` raises when it was lost."""

    mailbox: Mailbox
    check: Callable[[], None]

    def arrivals(self) -> tuple[Arrival, ...]:
        """What lies there."""
        return self.mailbox.arrivals()

    def fetch(self, arrival: Arrival, into: BinaryIO) -> str:
        """The raw mail."""
        return self.mailbox.fetch(arrival, into)

    def move(self, arrivals: Sequence[Arrival], folder: str) -> frozenset[Arrival]:
        """Move them, if the lease is still ours."""
        self.check()
        return self.mailbox.move(arrivals, folder)

    def prepare(self, folders: Iterable[str]) -> None:
        """Create those folders that are missing."""
        self.mailbox.prepare(folders)

    def close(self) -> None:
        """Say goodbye."""
        self.mailbox.close()


def under(app: App, intake: Intake, lease: Lease) -> tuple[Intake, HeldMailbox]:
    """The pass of intake and the mailbox as the holder of the lease has them."""
    store = app.store.under(lease)
    held = HeldMailbox(app.mailbox(), lambda: app.store.check_lease(lease))
    return replace(intake, store=store, ledger=store), held


def bring_back_held(app: App, intake: Intake, held: HeldMailbox) -> int:
    """After a copy was put back: what came since is brought back to the inbox, by whoever holds the lease."""
    settings = app.settings.mailbox
    names = (settings.done_folder, settings.review_folder)
    return bring_back(intake.ledger, lambda name: HeldMailbox(app.folder(name), held.check), names, settings.inbox)


@contextmanager
def minding_once(app: App, intake: Intake) -> Iterator[tuple[Intake, HeldMailbox]]:
    """For a single pass: the lease, held until it is over. RefusedError while another process minds the mailbox."""
    lease = app.store.take_lease(MAILBOX, worker_name(), app.clock())
    if lease is None:
        raise RefusedError(
            "En anden proces passer postkassen lige nu og henter selv: er den stoppet, så prøv igen om et halvt minut."
        )
    over = threading.Event()
    beating = threading.Thread(target=_beat, args=(app, lease, over), name="lease", daemon=True)
    beating.start()
    held, mailbox = under(app, intake, lease)
    try:
        with closing(mailbox):
            yield held, mailbox
    finally:
        over.set()
        beating.join()
        app.store.end_lease(lease, app.clock())


def _beat(app: App, lease: Lease, over: threading.Event) -> None:
    while not over.wait(BEAT):
        with suppress(StaleError, StoreError):  # the lease itself is looked at with each thing that is written
            app.store.beat_lease(lease, app.clock())


class Minding:
    """The threads of whoever holds the lease; `start`, then `stop`. `guarded` runs a step and survives its failing."""

    def __init__(
        self, app: App, intake: Intake, lease: Lease, bells: Bells, guarded: Callable[[Callable[[], object], str], bool]
    ) -> None:
        self._app, self._bells, self._guarded = app, bells, guarded
        self._intake, self._mailbox = under(app, intake, lease)
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._listen, name="listener", daemon=True),
            threading.Thread(target=self._mind, name="mailbox", daemon=True),
            threading.Thread(target=self._answer, name="post", daemon=True),
        ]

    def start(self) -> None:
        """Start the threads and look at everything once."""
        for thread in self._threads:
            thread.start()
        self._bells.everything()

    def stop(self) -> None:
        """Finish what is under way, and end."""
        self._stop.set()
        self._bells.everything()
        for thread in self._threads:
            thread.join(30)

    def _listen(self) -> None:
        watch(self._app.watcher, self._bells.news, self._stop)

    def _mind(self) -> None:
        with closing(self._mailbox):
            while not self._stop.is_set():
                self._bells.mailbox.wait()
                self._bells.mailbox.clear()
                if self._bells.looking.is_set() and not self._stop.is_set():
                    self._bells.looking.clear()
                    self._guarded(self._look, "mailbox")
                self._guarded(lambda: self._intake.file(self._mailbox), "filing")

    def _look(self) -> None:
        self._guarded(lambda: bring_back_held(self._app, self._intake, self._mailbox), "bringing-back")
        self._intake.look(self._mailbox, after=self._bells.letters, stopped=self._stop.is_set)

    def _answer(self) -> None:
        with closing(self._app.answering()) as answering:
            while not self._stop.is_set():
                self._bells.owed.wait()
                self._bells.owed.clear()
                self._guarded(lambda: answering.run(self._stop.is_set), "answers")
