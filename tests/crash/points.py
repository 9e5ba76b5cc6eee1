"""The points of the running daemon: where it is killed, or stops while something happens to the world.

A point lies after or before a call of a port, inside a transaction, or on the wire to the SMTP server. Their names are
those of the list of traps that the sequence of intake and sending was drawn from.
"""

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sqlalchemy import event

BEFORE = {"sending": "rcpt-ok", "sent": "accepted", "keep": "keeping", "arrivals": "looking", "move": "moving",
          "send": "handing-over", "together": "looked", "finish_letter": "judged",
          "filings": "listing"}  # fmt: skip
AFTER = {
    "fetch": "fetched", "keep": "row-committed", "claim_letters": "claimed", "parse": "parsed", "read": "paper-read",
    "finish_letter": "ended-not-committed", "together": "case-committed", "move": "moved",
    "filed": "move-noted", "reachable": "smtp-connected",
    "claim_mail": "mail-claimed", "sending": "marked", "sent": "sent-committed",
}  # fmt: skip
COMMITS = {"keep": "row-not-committed", "together": "case-not-committed", "claim_letters": "claim-not-committed",
           "sending": "mark-not-committed", "sent": "sent-not-committed", "filed": "move-not-committed"}  # fmt: skip
WRITES = {"INSERT INTO letters ": "stored-not-synced", "INSERT INTO letter_pieces": "raw-stored",
          "INSERT INTO papers": "papers-written", "INSERT INTO mails": "answer-written"}  # fmt: skip
WIRE = {"SMTP: half of the text is gone": "half-sent", "SMTP: the text is gone, no answer yet": "text-sent",
        "SMTP: the text answered": "text-answered"}  # fmt: skip

OF_THE_SEQUENCE = (
    "fetched", "stored-not-synced", "raw-stored", "row-not-committed", "row-committed", "parsed",
    "case-not-committed", "case-committed", "moved", "move-noted", "smtp-connected", "rcpt-ok", "marked", "accepted",
    "sent-committed",
)  # fmt: skip
"""The crash points that must be tried, each the first and the third time it is passed."""
ALL = tuple(sorted({*BEFORE.values(), *AFTER.values(), *COMMITS.values(), *WRITES.values(), *WIRE.values()}))


class Points:
    """Where the process has been. At `deadly` (name, which time) it kills itself; at each of `waits` it says
    so, and goes on when it is told to. `ahead` is how far its clock is, which can jump meanwhile.
    """

    def __init__(
        self, deadly: tuple[str, int] | None, waits: Collection[tuple[str, int]], line: Connection, told: Path
    ) -> None:
        self.deadly, self.waits, self.line = deadly, waits, line
        self.ahead = timedelta(0)
        self.told = told.open("a", encoding="ascii")
        self.counts: Counter[str] = Counter()
        self.calls = threading.local()
        self._lock = threading.Lock()

    def reach(self, name: str) -> None:
        """We are here; names of other points are passed by."""
        name = WIRE.get(name, name)
        if name not in ALL:
            return
        with self._lock:
            self.counts[name] += 1
            here = (name, self.counts[name])
            if here == self.deadly:
                self.told.write(f"{name}\n")
                self.told.flush()
                os.kill(os.getpid(), signal.SIGKILL)
        if here in self.waits:
            self.line.send(name)
            self.ahead += self.line.recv()

    @contextmanager
    def calling(self, name: str) -> Iterator[None]:
        """The points around a call, and those inside it."""
        outer, self.calls.now = getattr(self.calls, "now", ""), name
        if name in BEFORE:
            self.reach(BEFORE[name])
        try:
            yield
        finally:
            self.calls.now = outer
        if name in AFTER:
            self.reach(AFTER[name])

    def watch_database(self, engine: Any) -> None:
        """Commits are points, and the writes inside a transaction."""

        def commits(_conn: object) -> None:
            self.reach(COMMITS.get(getattr(self.calls, "now", ""), ""))

        def wrote(_conn: object, _cursor: object, statement: str, *_: object) -> None:
            for start, name in WRITES.items():
                if statement.startswith(start):
                    self.reach(name)

        event.listen(engine, "commit", commits)
        event.listen(engine, "after_cursor_execute", wrote)


class Watched:
    """A port whose calls are points; what is no call is handed through."""

    def __init__(self, port: object, points: Points) -> None:
        self._port, self._points = port, points

    def __getattr__(self, name: str) -> Any:
        there: Any = getattr(self._port, name)
        if name == "under":  # the store as whoever minds the mailbox has it
            return lambda *values: Watched(there(*values), self._points)
        return self._wrapped(name, there) if name in BEFORE or name in AFTER or name in COMMITS else there

    def _wrapped(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @contextmanager
        def inside() -> Iterator[None]:
            with self._points.calling(name), method():
                yield

        if name == "together":  # what is called inside is a point too
            return inside

        def call(*values: object, **named: object) -> Any:
            with self._points.calling(name):
                return method(*values, **named)

        return call
