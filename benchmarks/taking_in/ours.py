"""The daemon takes in a mailbox that is full: fetched, kept durably, parsed, papers out, a case row, mail moved.

Run in a process of its own: `python -m benchmarks.taking_in.ours SETTINGS WORKERS [reading]`; says in JSON what it
took. What stands in the papers is not read, unless asked for: each is called a form about a topic, as the reader would
say of one that was filled in. The daemon is warm: one mail has gone before those that count. Answers are written and
owed; the mail server that would take them is away.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter, process_time, sleep

from benchmarks.taking_in.mails import a_mail
from cases.application import Answers, Source, Value
from cases.errors import PostError
from cases.kinds import Kind
from cases.letters import Arrival, Pieces
from cases.mails import OutgoingMail
from intake.imap import ImapMailbox
from intake.pool import ReaderPool
from intake.reading import Reading
from service.daemon import Daemon
from service.passes import Answering, Intake
from service.settings import load
from service.wiring import App, open_app, worker_name
from storage import new_key_file
from tests.story.world import EMNE, environment


class Apart(ReaderPool):
    """Children that take mails apart, and a reader that knows without looking what their papers say."""

    def read_each(self, papers: Sequence[tuple[bytes | Pieces, str]]) -> tuple[Reading, ...]:
        """A reading for each paper."""
        return tuple(self.read(content, name) for content, name in papers)

    def read(self, content: bytes | Pieces, name: str = "") -> Reading:
        """A form about the topic that the file's name says."""
        values = {key: Value(text, 0.97, Source.OCR, 1, (0, 0, 10, 10)) for key, text in EMNE.items()}
        topic = name.rpartition(" - ")[2].removesuffix(".pdf")
        values["topic"] = Value(topic, 0.97, Source.OCR, 1, (0, 0, 10, 10))
        return Reading("pdf", 2, (Answers("emne-1", Kind.TOPIC, values, (), (1, 2)),))


class Away:
    """A mail server that takes no answers."""

    def reachable(self) -> None:
        """It is not."""
        raise PostError("away")

    def send(self, mail: OutgoingMail, about_to_send: Callable[[], None]) -> None:
        """Never asked for."""

    def close(self) -> None:
        """Nothing is open."""


class Shown(ImapMailbox):
    """The mailbox, which shows its first mail only, unless `all` is; and counts what was moved."""

    all = False
    listed = moved = 0

    def arrivals(self) -> tuple[Arrival, ...]:
        """What lies there, as far as it is shown."""
        found = super().arrivals()
        Shown.listed = max(Shown.listed, len(found) + Shown.moved)
        return found if Shown.all else found[:1]

    def move(self, arrivals: Sequence[Arrival], folder: str) -> frozenset[Arrival]:
        """Move them."""
        gone = super().move(arrivals, folder)
        Shown.moved += len(gone)
        return gone


@dataclass(frozen=True)
class Measured(App):
    """The program with a reader, a mailbox and a post office of its own."""

    pool: ReaderPool = field(kw_only=True)
    hands: int = field(kw_only=True)

    def mailbox(self) -> ImapMailbox:
        """The one that counts."""
        box = super().mailbox()
        return Shown(box._account, box._credentials)

    @contextmanager
    def intake(self) -> Iterator[Intake]:
        """The pass of intake with that reader."""
        yield Intake(self.store, self.store, self.pool, self.desk, self.owe, worker_name(), self.clock, self.hands)

    def answering(self) -> Answering:
        """The pass of delivery that gets nowhere."""
        return replace(super().answering(), postman=Away())


def _cpu_of_children(reader: ReaderPool) -> float:
    """CPU seconds of the children that run."""
    used = 0
    for one in reader._children:
        assert one._child is not None
        fields = Path(f"/proc/{one._child.pid}/stat").read_text().rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used / os.sysconf("SC_CLK_TCK")


def _warm(reader: ReaderPool, workers: int) -> None:
    """Every child runs and has taken a mail apart."""
    with ThreadPoolExecutor(workers) as threads:
        while len(reader._children) < workers:
            list(threads.map(reader.parse, [a_mail(0, (200_000,), "x@y.example")] * workers))


def _memory(kind: str) -> int:
    """KiB of this process: VmRSS now, VmHWM the most since the peak was forgotten."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:"))


def main(settings: Path, workers: int, *, reading: bool = False) -> None:
    """Take in all that lies there, and say what it took."""
    new_key_file(settings.parent / "tovholder.key")
    reader = (ReaderPool if reading else Apart)(workers)
    with closing(open_app(load(settings, environment()))) as app, reader:
        _warm(reader, workers)
        measured = Measured(app.settings, app.store, app.clock, pool=reader, hands=workers)
        daemon = Daemon(measured)
        daemon.start()
        _wait_for(measured, 1)
        asked = Shown.listed - 1
        Path("/proc/self/clear_refs").write_text("5")
        base, child, cpu, wall = _memory("VmRSS"), _cpu_of_children(reader), process_time(), perf_counter()
        Shown.all = True
        daemon._bells.news()
        _wait_for(measured, asked + 1)
        wall, cpu, child = perf_counter() - wall, process_time() - cpu, _cpu_of_children(reader) - child
        said = {
            "mails": Shown.moved - 1,
            "cases": len(app.store.cases()) - 1,
            "asked": asked,
            "wall": wall,
            "cpu": cpu + child,
            "of_child": child,
            "peak_mib": (_memory("VmHWM") - base) / 1024,
        }
        daemon.stop()
    print(json.dumps(said))


def _wait_for(app: Measured, mails: int) -> None:
    """Until so many were moved, and that is noted."""
    while Shown.moved < mails or app.store.filings():
        sleep(0.005)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), reading="reading" in sys.argv[3:])
