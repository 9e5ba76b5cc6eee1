"""Holding on to a letter while it is worked on: its lease is prolonged as long as this process lives."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from logging import getLogger
from typing import Self

from cases.errors import TovholderError
from cases.letters import LetterWork
from cases.store import LEASE, LetterStore

log = getLogger(__name__)

BEAT = LEASE.total_seconds() / 4


class Beats:
    """A thread that beats four times a lease for the letter at hand, letter after letter. For one worker at a time."""

    def __init__(self, store: LetterStore, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self._work: LetterWork | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="beat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @contextmanager
    def held(self, work: LetterWork) -> Iterator[None]:
        """Beat for this letter while the block runs. A lost claim is noticed when the letter is finished."""
        self._work = work
        try:
            yield
        finally:
            self._work = None

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            work = self._work
            try:
                if work:
                    self._store.beat_letter(work, self._clock())
            except TovholderError:
                continue  # lost, or done meanwhile; or the next beat may get through, well before the lease is out
            except Exception:  # a thread that died beats for no letter any more
                log.exception("beat.failed")


@contextmanager
def held(work: LetterWork, store: LetterStore, clock: Callable[[], datetime]) -> Iterator[None]:
    """The same for a single letter."""
    with Beats(store, clock) as beats, beats.held(work):
        yield
