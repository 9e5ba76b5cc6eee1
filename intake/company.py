"""Letters in company: read one after the other by a thread of their own, and ended together by the worker.

While one company is read, the one before it ends: neither the disk nor the child that reads waits for the other.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, wait
from dataclasses import replace
from functools import partial
from threading import Condition
from time import monotonic
from typing import Self

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
FILE = 256 << 10
"""Bytes that a paper which waits in a file counts for at least: open files are few."""


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
        self._works: tuple[LetterWork, ...] = ()  # those at hand, that wait for their end or are read

    def receive(self, works: Sequence[LetterWork], desk: Desk, stopped: Callable[[], bool] = lambda: False) -> int:
        """Read claimed letters, while those before them end; gives how many were read, which now wait for `end`.

        After `COMPANY` seconds, or when `stopped` says so, nobody waits: what was read ends, the one that is being read
        is read, and what is not begun is let go.
        """
        if any(work.attempt > 1 for work in works):
            self.end()  # perhaps it kills whoever takes it: let it meet nobody
        ends, seen, worked = Ends(self._store, desk, self._owe, self._clock, stopped=stopped), list[Seen](), 0
        until, room = monotonic() + COMPANY, _Room()
        self._hold((*self._works, *map(_light, works)))
        begun = deque((_light(work), self._begin(work, desk, room)) for work in works)
        with room:
            self.end()
            while begun:
                work, looking = begun.popleft()
                if looking.cancelled():
                    continue
                if stopped() or not _in_time(looking, until):
                    self._let_go(begun, ends)
                    self._end(ends, seen, room)
                worked += 1
                try:
                    seen.append(looking.result())
                except Exception as error:  # noqa: BLE001  this letter's trouble is no other's, and it is not lost
                    ends.failed(work, error)
                    self._leave([work])
                    error.__traceback__ = None  # it holds what it came by: the mail, its papers, and this very error
                if sum(map(_carried, seen)) > CARRIED:
                    self._end(ends, seen, room)
        self._waiting = partial(self._end, ends, seen, room)
        return worked

    def end(self) -> None:
        """The letters that wait end."""
        if waiting := self._waiting:
            self._waiting = None
            waiting()

    def _begin(self, work: LetterWork, desk: Desk, room: "_Room") -> Future[Seen]:
        return self._hands.begin(partial(_seen, work, self._reader, desk, room))

    def _end(self, ends: Ends, seen: list[Seen], room: "_Room") -> None:
        """These end, and nothing of them is held any more."""
        ends.write(seen)
        self._leave(one.work for one in seen)
        room.give(seen)
        seen.clear()
        self._after()

    def _let_go(self, begun: Iterable[tuple[LetterWork, Future[Seen]]], ends: Ends) -> None:
        """Those that are not begun are anybody's again."""
        if free := [work for work, looking in begun if not looking.cancelled() and looking.cancel()]:
            ends.let_go(free)
            self._leave(free)

    def _leave(self, works: Iterable[LetterWork]) -> None:
        gone = {work.id for work in works}
        self._hold(work for work in self._works if work.id not in gone)

    def _hold(self, works: Iterable[LetterWork]) -> None:
        self._works = tuple(works)
        self._hands.hold(self._works)


class _Room:
    """Letters are read ahead until they carry too much; then reading waits until some have ended, or the company is
    over.
    """

    def __init__(self) -> None:
        self._carried, self._over, self._changed = 0, False, Condition()

    def wait(self) -> None:
        """Until there is room."""
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._carried <= CARRIED)

    def take(self, one: Seen) -> Seen:
        """It is here now."""
        with self._changed:
            self._carried += _carried(one)
        return one

    def give(self, letters: Iterable[Seen]) -> None:
        """They are gone."""
        with self._changed:
            self._carried -= sum(map(_carried, letters))
            self._changed.notify_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._over = True
            self._changed.notify_all()


def _light(work: LetterWork) -> LetterWork:
    """While it waits for its end the mail itself need not be held."""
    return replace(work, raw=b"", big=None)


def _seen(work: LetterWork, reader: Reader, desk: Desk, room: _Room) -> Seen:
    room.wait()
    letter = reader.parse(work.big or work.raw)
    return room.take(Seen(_light(work), letter if isinstance(letter, Unread) else look(letter, reader, desk)))


def _carried(one: Seen) -> int:
    """Bytes that it brings to be written, and holds until then."""
    papers = () if isinstance(one.what, Unread) else one.what.letter.papers
    return sum(max(paper.bytes.size, FILE) if isinstance(paper.bytes, Pieces) else len(paper.bytes) for paper in papers)


def _in_time(looking: Future[Seen], until: float) -> bool:
    return bool(wait([looking], max(0.0, until - monotonic())).done)
