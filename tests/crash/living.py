"""The program as it runs for a municipality, in a process of its own that can be killed: every call is a point.

The process is a fork of one that has loaded everything and has no threads (0.1 s instead of 1.6). It runs the very
daemon that `tovholder worker` runs; it only looks and listens more often, and is told the time.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NoReturn

from cases.application import Unread
from intake import claim, company, keep, receive, watch
from intake.letter import Letter
from service import daemon, log, passes
from service.passes import Answering, Intake
from service.settings import load
from service.wiring import App, open_app, worker_name
from storage import alone, claims, engine, outbox
from tests.crash.mails import QuickReader
from tests.crash.points import Points, Watched
from tests.story.mortal import processes, watch_the_wire
from tests.story.world import environment

Point = tuple[str, int]


@dataclass(frozen=True)
class Life:
    """One life of the daemon: where it is killed, where it waits, how far its clock is ahead.

    `child` reads in the real child process, `hands` letters at once; `batch` mails are kept, worked on, or noted as
    moved, in one commit. `patience` are the seconds it waits for a server; `lock_patience` those for the database,
    `lease` those for which it has what it works at, `company` those for which letters wait for each other. The mail
    `poison` kills whoever parses it.
    """

    deadly: Point | None = None
    waits: tuple[Point, ...] = ()
    ahead: timedelta = timedelta(0)
    child: bool = False
    hands: int = 1
    batch: int = 2
    patience: float | None = None
    lock_patience: float | None = None
    lease: float | None = None
    company: float = company.COMPANY
    poison: bytes = field(default=b"", repr=False)


class Process:
    """A daemon that runs, seen from outside."""

    def __init__(self, settings: Path, life: Life) -> None:
        self.line, theirs = processes.Pipe()
        self.settings = settings
        self._process: BaseProcess = processes.Process(target=_live, args=(settings, life, theirs), daemon=True)
        self._process.start()
        theirs.close()

    @property
    def alive(self) -> bool:
        """Whether it still runs; False buries it, so that its leases are seen to be a dead one's."""
        return self._process.is_alive()

    def waits_at(self, seconds: float) -> str | None:
        """The point at which it waits for us; None when it did not come there in time, or died before."""
        try:
            return self.line.recv() if self.line.poll(seconds) else None
        except (EOFError, ConnectionResetError):
            return None

    def go_on(self, jump: timedelta = timedelta(0)) -> None:
        """Let it go on from where it waits; meanwhile its clock has jumped."""
        self.line.send(jump)

    def kill(self) -> None:
        """SIGKILL, wherever it is; its children die by themselves."""
        self._process.kill()
        self.bury()

    def bury(self) -> None:
        """Wait until it is gone."""
        self._process.join(20)
        assert not self._process.is_alive(), "the daemon did not die"
        self._process.close()
        self.line.close()


def killed_at(settings: Path) -> list[str]:
    """The points at which processes killed themselves."""
    told = settings.parent / "killed"
    return told.read_text("ascii").split() if told.exists() else []


def logged(settings: Path) -> str:
    """All that all lives have logged."""
    return (settings.parent / "log").read_text("utf-8")


@dataclass(frozen=True)
class _Watched(App):
    """The program with points around its ports."""

    points: Points = None  # type: ignore[assignment]
    life: Life = Life()

    def mailbox(self) -> Any:
        mailbox = super().mailbox()
        if self.life.patience:
            seconds = self.life.patience
            mailbox._account = replace(mailbox._account, connect_seconds=seconds, read_seconds=seconds)
        return Watched(mailbox, self.points)

    @contextmanager
    def intake(self) -> Iterator[Intake]:
        if self.life.child:
            with super().intake() as intake:
                yield replace(intake, reader=Watched(intake.reader, self.points), hands=self.life.hands)
        else:
            reader: Any = Watched(_Poisoned(self.life.poison), self.points)
            yield Intake(
                self.store, self.store, reader, self.desk, self.owe, worker_name(), self.clock, self.life.hands
            )

    def answering(self) -> Answering:
        answering = super().answering()
        postman: Any = answering.postman
        if self.life.patience:
            smtp = postman._postman
            smtp._settings = replace(smtp._settings, seconds=self.life.patience)
        return replace(answering, postman=Watched(postman, self.points))


class _Poisoned(QuickReader):
    def __init__(self, poison: bytes) -> None:
        self._poison = poison

    def parse(self, raw: bytes) -> Letter | Unread:
        if raw == self._poison:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().parse(raw)


def _live(settings: Path, life: Life, line: Connection) -> None:
    told = (settings.parent / "log").open("a", encoding="utf-8", buffering=1)
    log.set_up(stream=told)
    _hurry(life)
    points = Points(life.deadly, life.waits, line, settings.parent / "killed")
    points.ahead = life.ahead
    watch_the_wire(points)
    app = open_app(load(settings, environment()), clock=lambda: datetime.now(UTC) + points.ahead)
    points.watch_database(app.store.db.write)
    store: Any = Watched(app.store, points)
    running = daemon.Daemon(_Watched(app.settings, store, app.clock, points=points, life=life))
    with alone(app.settings.database_url):
        running.start()
        live_with_parent()


def live_with_parent() -> NoReturn:
    """Stay for as long as whoever started us is there, and be gone soon after it: no daemon outlives a killed run."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _hurry(life: Life) -> None:
    """A run must not wait as a municipality may; only how long is changed, in this process alone."""
    watch.SLICE, watch.BACK_OFF = 0.5, (0.2,)
    daemon.LOOK, daemon.TICK = 2, 1
    keep.BATCH = receive.BATCH = passes.AT_ONCE = life.batch
    company.COMPANY = passes.COMPANY = life.company
    if life.lease is not None:
        claims.LEASE = outbox.LEASE = timedelta(seconds=life.lease)
        claim.BEAT = life.lease / 4
    if life.lock_patience is not None:
        pragmas: Callable[[str], bool] = lambda one: not one.startswith("busy_timeout")  # noqa: E731
        engine._PRAGMAS = (*filter(pragmas, engine._PRAGMAS), f"busy_timeout={int(life.lock_patience * 1000)}")
