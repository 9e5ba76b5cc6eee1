"""What one worker works with: a thread that beats for the letters at hand, and one that looks at them.

The lease of each is prolonged as long as this process lives; while one takes long to read, those before it end.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from logging import getLogger
from typing import Self, TypeVar

from cases.errors import TovholderError
from cases.letters import LetterWork
from cases.store import LEASE, LetterStore

log = getLogger(__name__)

BEAT = LEASE.total_seconds() / 4

T = TypeVar("T")


class Hands:
    """A thread that beats four times a lease for the letters at hand, and one that does what `begin` is given."""

    def __init__(self, store: LetterStore, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self._works: tuple[LetterWork, ...] = ()
        self._over = threading.Event()
        self._beating = threading.Thread(target=self._beat, name="beat", daemon=True)
        self._eyes = ThreadPoolExecutor(1, "look")

    def __enter__(self) -> Self:
        self._beating.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._eyes.shutdown(cancel_futures=True)
        self._beating.join()

    def begin(self, look: Callable[[], T]) -> Future[T]:
        """Do this when what was begun before is done; until then it may be cancelled."""
        return self._eyes.submit(look)

    def hold(self, works: Sequence[LetterWork]) -> None:
        """Beat for these letters from now on, and no others. A lost claim is noticed when the letter is finished."""
        self._works = tuple(works)

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            for work in self._works:
                try:
                    self._store.beat_letter(work, self._clock())
                except TovholderError:
                    continue  # lost, or done meanwhile; or the next beat may get through, well before the lease is out
                except Exception:  # a thread that died beats for no letter any more
                    log.exception("beat.failed")
