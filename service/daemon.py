"""The daemon: repeats the passes until it is told to stop. The only home of APScheduler.

    listener thread   wakes the worker when mail may have come (IDLE)
    worker thread     intake, at each wake
    post thread       owed mails, after each pass of intake and every ten seconds
    scheduler         wakes the others, and every five minutes writes the mails that the time itself owes
    main thread       the page, when it is asked for

What is owed stands in the store, so a missed tick does not matter: the next one finds it.
"""

import threading
from collections.abc import Callable
from logging import getLogger

from apscheduler.schedulers.background import BackgroundScheduler

from cases.errors import TovholderError
from cases.rounds import COPENHAGEN
from intake.watch import watch
from service.daily import carry_over, owe_the_days_mails
from service.wiring import App

log = getLogger(__name__)

LOOK = 120
"""Seconds between looks at the mailbox when nothing wakes us."""
TICK = 10
"""Seconds between looks at what is owed."""


class Daemon:
    """All threads of one process; `start`, then `stop`."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._wake, self._owed, self._stop = threading.Event(), threading.Event(), threading.Event()
        self._threads = [
            threading.Thread(target=self._listen, name="listener", daemon=True),
            threading.Thread(target=self._work, name="worker", daemon=True),
            threading.Thread(target=self._answer, name="post", daemon=True),
        ]
        self._scheduler = BackgroundScheduler(timezone=COPENHAGEN)

    def start(self) -> None:
        """Start everything and come back."""
        often = {"coalesce": True, "max_instances": 1, "misfire_grace_time": 300}
        self._scheduler.add_job(self._wake.set, "interval", seconds=LOOK, **often)
        self._scheduler.add_job(self._owed.set, "interval", seconds=TICK, **often)
        self._scheduler.add_job(self._daily, "interval", minutes=5, **(often | {"misfire_grace_time": None}))
        for thread in self._threads:
            thread.start()
        self._scheduler.start()
        self._wake.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until somebody stops the daemon; True when it was stopped."""
        return self._stop.wait(seconds)

    def stop(self) -> None:
        """Finish what is under way, and end."""
        self._stop.set()
        self._wake.set()
        self._owed.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        for thread in self._threads:
            if thread.is_alive():
                thread.join(30)

    def _listen(self) -> None:
        watch(self._app.watcher, self._wake.set, self._stop)

    def _work(self) -> None:
        mailbox = self._app.mailbox()
        with self._app.intake() as intake:
            while not self._stop.is_set():
                self._wake.wait()
                self._wake.clear()
                if self._stop.is_set():
                    break
                self._guarded(lambda: intake.run(mailbox, self._stop.is_set), "intake")
                self._owed.set()
        mailbox.close()

    def _answer(self) -> None:
        answering = self._app.answering()
        while not self._stop.is_set():
            self._owed.wait()
            self._owed.clear()
            self._guarded(lambda: answering.run(self._stop.is_set), "answers")
        answering.close()

    def _daily(self) -> None:
        app = self._app
        self._guarded(lambda: owe_the_days_mails(app.store, app.registers().schools, app.context()), "daily")
        self._guarded(lambda: carry_over(app.store, app.context()), "carry-over")

    def _guarded(self, step: Callable[[], object], stage: str) -> None:
        """Run a step; whatever fails is logged and tried again at the next wake, for the daemon must not die of it."""
        try:
            step()
        except TovholderError as error:
            log.warning("stage.failed", extra={"stage": stage, "code": type(error).__name__})
        except Exception:
            log.exception("stage.failed", extra={"stage": stage})
