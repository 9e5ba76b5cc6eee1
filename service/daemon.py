"""The daemon: repeats the passes until it is told to stop. The only home of APScheduler.

    reader threads    read letters, as many at once as the settings say, on every machine
    keeper thread     tries to hold the lease of the mailbox; with it this process minds it and sends (`minding`)
    ear thread        on PostgreSQL: wakes the others at what other processes tell
    scheduler         wakes them anyway, and every five minutes writes the mails that the time itself owes
    pages thread      the pages, or health alone, where they are asked for (`service/commands/running.py`)
    main thread       waits for a signal to stop, or for the pages to end, which ends everything

What is owed stands in the store, so a missed tick does not matter: the next one finds it.
"""

import gc
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from logging import getLogger
from time import monotonic

from apscheduler.schedulers.background import BackgroundScheduler

from cases.errors import StaleError, StoreError
from cases.rounds import COPENHAGEN
from intake.kept_memory import keep_memory
from service.bells import Bells
from service.day import guarded, the_days_work
from service.minding import MAILBOX, Minding
from service.passes import Intake
from service.wiring import App, worker_name
from storage import BEAT, TRY_AGAIN, Ear, Lease

log = getLogger(__name__)

LOOK = 120
"""Seconds between looks at the mailbox when nothing wakes us."""
TICK = 10
"""Seconds between looks at what is owed, at pauses that are over and at what the dead left."""
KEPT = 32 << 20
"""Bytes of memory that are kept for the next mail."""
GARBAGE = 20_000
"""Objects that come into being between two searches for garbage: a letter makes some thousands, and those in circles
are small."""
READERS = 30
"""Seconds in which all readers together come to an end of what is under way."""
HEAR = 1.0
"""Seconds of one wait for what other processes tell, so that a stop is heeded soon."""


def join(threads: Sequence[threading.Thread], seconds: float, clock: Callable[[], float] = monotonic) -> None:
    """Wait until they have ended, so many seconds for all of them together."""
    until = clock() + seconds
    for thread in threads:
        thread.join(max(0.0, until - clock()))


class Daemon:
    """All threads of one process; `start`, then `stop`."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._stop, self._leave = threading.Event(), threading.Event()
        self._minding: Minding | None = None
        self._open = ExitStack()
        self._scheduler = BackgroundScheduler(timezone=COPENHAGEN)

    def start(self) -> None:
        """Start everything and come back."""
        keep_memory(KEPT)
        intake = self._open.enter_context(self._app.intake())
        self._bells = Bells(intake.hands)
        self._readers = [
            threading.Thread(target=self._read, args=(replace(intake, hands=1), bell), name="reader", daemon=True)
            for bell in self._bells.readers
        ]
        if ear := self._app.store.ear():
            self._readers.append(threading.Thread(target=self._hear, args=(ear,), name="ear", daemon=True))
        self._keeper = threading.Thread(target=self._keep, args=(intake,), name="keeper", daemon=True)
        often = {"coalesce": True, "max_instances": 1, "misfire_grace_time": 300}
        self._scheduler.add_job(self._bells.news, "interval", seconds=LOOK, **often)
        self._scheduler.add_job(self._bells.now_and_then, "interval", seconds=TICK, **often)
        self._scheduler.add_job(self._daily, "interval", minutes=5, **(often | {"misfire_grace_time": None}))
        for thread in (*self._readers, self._keeper):
            thread.start()
        self._scheduler.start()
        gc.freeze()  # what is there now stays: it need not be looked through for garbage with every few mails
        gc.set_threshold(GARBAGE)
        self._bells.letters()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until somebody stops the daemon; True when it was stopped."""
        return self._stop.wait(seconds)

    def stop(self) -> None:
        """Finish what is under way, file it, let go of the mailbox, and end."""
        self._stop.set()
        self._bells.letters()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        join(self._readers, READERS)
        self._leave.set()
        self._keeper.join(60)
        self._open.close()

    def _read(self, intake: Intake, bell: threading.Event) -> None:
        while not self._stop.is_set():
            bell.wait()
            bell.clear()
            guarded(lambda: intake.work(stopped=self._stop.is_set, after=self._bells.worked), "intake")

    def _hear(self, ear: Ear) -> None:
        deaf = False
        while not self._stop.is_set():
            try:
                for told in ear.hear(HEAR):
                    self._bells.told(told)
                deaf = False
            except StoreError:
                if not deaf:
                    log.warning("ear.deaf", exc_info=True)  # once: what is told is found at the next look all the same
                deaf = True
                self._stop.wait(HEAR)
        ear.close()

    def _keep(self, intake: Intake) -> None:
        """Whatever goes wrong is tried again: without this thread nothing is fetched, filed or answered."""
        while not self._leave.is_set():
            guarded(partial(self._keep_once, intake), "mailbox")
            self._leave.wait(TRY_AGAIN)

    def _keep_once(self, intake: Intake) -> None:
        """Mind the mailbox from when the lease is ours until it is not, if it can be had now."""
        store, clock = self._app.store, self._app.clock
        try:
            lease = store.take_lease(MAILBOX, worker_name(), clock())
        except StoreError:
            log.warning("mailbox.unknown", exc_info=True)
            return
        if lease is None:
            return
        log.info("mailbox.minded", extra={"attempt": lease.token})
        self._minding = Minding(self._app, intake, lease, self._bells, guarded)
        try:
            self._minding.start()
            while not self._leave.wait(BEAT) and self._beats(lease):
                pass
        finally:
            self._minding.stop()
            self._minding = None
            guarded(partial(store.end_lease, lease, clock()), "mailbox")

    def _beats(self, lease: Lease) -> bool:
        """Prolong the lease; False when another has it. Without a database nothing can be written anyway."""
        try:
            self._app.store.beat_lease(lease, self._app.clock())
        except StaleError:
            log.warning("mailbox.lost", extra={"attempt": lease.token})
            return False
        except Exception:  # who cannot tell goes on: each thing that is written looks at the lease itself
            log.warning("mailbox.unknown", exc_info=True)
        return True

    def _daily(self) -> None:
        """Whoever minds the mailbox does the day's work."""
        if self._minding is not None:
            the_days_work(self._app)
