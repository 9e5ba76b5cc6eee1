"""Watching the mailbox: poke the worker whenever mail may have come, for ever, through every kind of trouble.

Two connections, because one loses mail: what arrives between SELECT and IDLE is never announced. Here the listener
listens first and the worker looks after; and again at each push, each poll, and each time the listening was renewed.
"""

from collections.abc import Callable
from logging import getLogger
from threading import Event

from intake.mailbox import Watcher

log = getLogger(__name__)

SLICE = 5.0
"""Seconds of one wait, so that a stop is heeded soon."""
POLL = 120.0
"""Seconds of silence after which the worker looks anyway."""
BACK_OFF = (1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 10.0, 30.0, 60.0)
"""Seconds of rest after failure after failure: never over 3 for about the time that a mail server takes to restart."""


def watch(open_watcher: Callable[[], Watcher], poke: Callable[[], None], stop: Event, poll: float = POLL) -> None:
    """Poke when mail may have come, until `stop` is set, whatever fails. `poke` only wakes the worker, quickly."""
    failures = 0
    while not stop.is_set():
        watcher = open_watcher()
        try:
            watcher.begin()
            poke()
            while not stop.is_set():
                _listen(watcher, stop, poll)
                failures = 0
                poke()
        except Exception:
            # The broad net: nobody would notice a listener that died, and it holds nothing that could be lost.
            log.warning("watch.failed", exc_info=True)
        finally:
            watcher.close()
        if not stop.wait(BACK_OFF[min(failures, len(BACK_OFF) - 1)]):
            poke()  # the worker's own connection may do, or it must tell that it does not
        failures += 1


def _listen(watcher: Watcher, stop: Event, poll: float) -> None:
    """Return when mail came, when it has been silent for `poll` seconds, or when told to stop.

    The listening is renewed each time, so well within the 9 minutes after which servers and firewalls hang up. Time is
    counted in waits, each taken for a whole slice: too early does no harm.
    """
    silent = 0.0
    while not stop.is_set():
        if watcher.wait(min(SLICE, poll)):
            break
        silent += SLICE
        if silent >= poll:
            break
    watcher.renew()
