"""Holding on to a letter while it is worked on: its lease is prolonged as long as this process lives."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from cases.errors import StaleError, StoreError
from cases.letters import LetterWork
from cases.store import LEASE, LetterStore

BEAT = LEASE.total_seconds() / 4


@contextmanager
def held(work: LetterWork, store: LetterStore, clock: Callable[[], datetime]) -> Iterator[None]:
    """Beat four times a lease while the block runs. A lost claim is noticed when the letter is finished."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT):
            try:
                store.beat_letter(work, clock())
            except StaleError:
                return
            except StoreError:
                continue  # the next beat may get through, well before the lease is out

    thread = threading.Thread(target=beat, name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
