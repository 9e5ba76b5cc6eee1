"""Letters in company: read one after the other by a thread of their own, and ended together by the worker.

While one company is read, the one before it ends: neither the disk nor the child that reads waits for the other.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from dataclasses import replace
from functools import partial
from time import monotonic

from cases.application import Unread
from cases.letters import LetterWork, Pieces
from cases.store import LetterStore
from intake.claim import Hands
from intake.desk import Desk
from intake.ends import Clock, Ends, Owe, Seen
from intake.look import look
from intake.reading import Reader

COMPANY = 1.0
"""Seconds for which letters that are read wait for each other, to end in one transaction."""
CARRIED = 16 << 20
"""Bytes of papers after which they do not wait for more: what was zipped may be far more than the mail was."""


class Company:
    """What one worker has at hand: letters that are read, and those before them that wait for their end.

    `after` is called whenever some have ended.
    """

    def __init__(
        self,
        store: LetterStore,
        reader: Reader,
        owe: Owe,
        clock: Clock,
        hands: Hands,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._reader, self._owe, self._clock = store, reader, owe, clock
        self._hands, self._after = hands, after
        self._waiting: Callable[[], None] | None = None
        self._works: tuple[LetterWork, ...] = ()

    def receive(self, works: Sequence[LetterWork], desk: Desk, stopped: Callable[[], bool] = lambda: False) -> int:
        """Read claimed letters, while those before them end; gives how many were read, which now wait for `end`.

        After `COMPANY` seconds, or when `stopped` says so, nobody waits: what was read ends, the one that is being read
        is read, and what is not begun is let go.
        """
        if any(work.attempt > 1 for work in works):
            self.end()  # perhaps it kills whoever takes it: let it meet nobody
        ends, seen, worked = Ends(self._store, desk, self._owe, self._clock), list[Seen](), 0
        until = monotonic() + COMPANY
        self._hands.hold((*self._works, *works))
        begun = [(work, self._hands.begin(partial(_seen, work, self._reader, desk))) for work in works]
        self.end()
        for place, (work, looking) in enumerate(begun, 1):
            if looking.cancelled():
                continue
            if stopped() or not _in_time(looking, until):
                self._end(ends, seen)
                seen.clear()
                _let_go(begun[place:], self._store)
            worked += 1
            try:
                seen.append(looking.result())
            except Exception as error:  # noqa: BLE001  this letter's trouble is no other's, and it is not lost
                ends.failed(work, error)
            if sum(map(_carried, seen)) > CARRIED:
                self._end(ends, seen)
                seen.clear()
        self._waiting, self._works = partial(self._end, ends, seen), tuple(works)
        return worked

    def end(self) -> None:
        """The letters that wait end."""
        if waiting := self._waiting:
            self._waiting, self._works = None, ()
            waiting()

    def _end(self, ends: Ends, seen: Sequence[Seen]) -> None:
        ends.write(seen)
        self._after()


def _seen(work: LetterWork, reader: Reader, desk: Desk) -> Seen:
    letter = reader.parse(work.big or work.raw)
    done_with = replace(work, raw=b"", big=None)  # while it waits for its end the mail itself need not be held
    return Seen(done_with, letter if isinstance(letter, Unread) else look(letter, reader, desk))


def _carried(one: Seen) -> int:
    """Bytes that it brings to be written."""
    papers = () if isinstance(one.what, Unread) else one.what.letter.papers
    return sum(paper.bytes.size if isinstance(paper.bytes, Pieces) else len(paper.bytes) for paper in papers)


def _in_time(looking: Future[Seen], until: float) -> bool:
    return bool(wait([looking], max(0.0, until - monotonic())).done)


def _let_go(begun: Sequence[tuple[LetterWork, Future[Seen]]], store: LetterStore) -> None:
    """Those that are not begun are anybody's again."""
    if free := [work for work, looking in begun if not looking.cancelled() and looking.cancel()]:
        store.let_go(free)
