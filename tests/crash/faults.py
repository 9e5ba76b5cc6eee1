"""What can happen to the world while the daemon works: it waits at a point, this happens, and it goes on."""

import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from tests.crash.living import Point
from tests.crash.yard import Place

PATIENCE = 0.5
"""Seconds that a daemon waits for a server in these runs, or for the database."""


@dataclass(frozen=True)
class Fault:
    """A thing that happens at each of `points`; `jump` is what the clock does meanwhile."""

    name: str
    points: tuple[Point, ...]
    happens: Callable[[Place], None] = lambda _: None
    jump: timedelta = timedelta(0)

    def __str__(self) -> str:
        return self.name


def restarted(place: Place) -> None:
    """The mail server is restarted."""
    place.yard.imap.end()
    place.yard.imap.start()


def index_lost(place: Place) -> None:
    """The server lost its index: UIDs begin anew, under the old UIDVALIDITY."""
    imap = place.yard.imap
    validity = imap.doveadm("mailbox", "status", "-u", place.user, "uidvalidity", "INBOX").strip().rpartition("=")[2]
    imap.end()
    for lost in tuple((imap.directory / "mail" / place.user).glob("dovecot*")):
        lost.unlink()
    imap.start()
    imap.doveadm("index", "-u", place.user, "INBOX")
    imap.set_uid_validity(place.user, int(validity))


def moved_back(place: Place) -> None:
    """A person puts into the inbox what we have moved out of it."""
    place.yard.imap.doveadm("move", "-u", place.user, "INBOX", "mailbox", "Behandlet", "all")


FAULTS = (
    Fault("the mail server is restarted", (("looking", 1), ("fetched", 2), ("moving", 1), ("moved", 1)), restarted),
    Fault(
        "all UIDs are given anew under the same UIDVALIDITY",
        (("moved", 2), ("fetched", 3), ("claimed", 1), ("moving", 1)),
        index_lost,
    ),
    Fault("a person moves mails back to the inbox", (("moved", 1), ("move-noted", 2), ("rcpt-ok", 2)), moved_back),
    Fault("the clock jumps ahead", (("claimed", 1), ("marked", 1)), jump=timedelta(days=3)),
    Fault("the clock jumps back", (("claimed", 1), ("fetched", 2), ("marked", 1)), jump=timedelta(days=-3)),
)

WRITES = (
    ("stored-not-synced", 1), ("raw-stored", 2), ("row-not-committed", 1), ("claim-not-committed", 1), ("claimed", 1),
    ("papers-written", 1), ("answer-written", 1), ("case-not-committed", 2), ("moved", 1), ("mail-claimed", 1),
    ("rcpt-ok", 1), ("mark-not-committed", 1), ("accepted", 1), ("sent-not-committed", 1),
)  # fmt: skip
"""Where the disk gets full: before each write, and inside each transaction."""
LOCKS: tuple[Point, ...] = (("fetched", 1), ("parsed", 1), ("looked", 2), ("moved", 1), ("rcpt-ok", 1), ("accepted", 1))
"""Where the database is locked by somebody else; inside a transaction of ours nobody else can."""


@contextmanager
def small_disk(place: Place) -> Iterator[Callable[[], None]]:
    """The database on a disk of its own of 32 MiB; gives what fills it. PermissionError for who may not mount."""
    state = place.values.state
    held = place.database.read_bytes()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", state], capture_output=True).returncode:
        raise PermissionError("only root may mount a disk")
    try:
        place.database.write_bytes(held)
        yield lambda: _fill(place)
    finally:
        subprocess.run(["umount", "-l", state], check=True)


def _fill(place: Place) -> None:
    with (place.values.state / "ballast").open("wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(b"\0" * 4096)
        except OSError:
            return


def emptied(place: Place) -> None:
    """Somebody makes room."""
    (place.values.state / "ballast").unlink()


@contextmanager
def locked(place: Place) -> Iterator[None]:
    """Another program holds the database."""
    held = sqlite3.connect(place.database, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        held.execute("ROLLBACK")
        held.close()
