"""This program takes in a mailbox that is full: fetched, kept durably, parsed, papers out, a case row, mail moved.

Run in a process of its own: `python -m benchmarks.taking_in.ours SETTINGS WORKERS [reading]`; says in JSON what it
took. What stands in the papers is not read, unless asked for: each is called a form about a topic, as the reader would
say of one that was filled in. The daemon is warm: one mail has gone before those that count.
"""

import json
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.taking_in.mails import a_mail
from cases.application import Answers, Source, Value
from cases.kinds import Kind
from cases.letters import Pieces
from intake.pool import ReaderPool
from intake.reading import Reading
from service.passes import Intake
from service.settings import load
from service.wiring import open_app, worker_name
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
    with closing(open_app(load(settings, environment()))) as app, reader, closing(app.mailbox()) as mailbox:
        intake = Intake(app.store, app.store, reader, app.desk, app.owe, worker_name(), app.clock, workers)
        _warm(reader, workers)
        asked = len(mailbox.arrivals()) - 1
        whole, mailbox._list = mailbox._list, lambda client: whole(client)[:1]  # type: ignore[method-assign]
        intake.run(mailbox)
        mailbox._list = whole  # type: ignore[method-assign]
        Path("/proc/self/clear_refs").write_text("5")
        base, child, cpu, wall = _memory("VmRSS"), _cpu_of_children(reader), process_time(), perf_counter()
        taken = intake.run(mailbox)
        wall, cpu, child = perf_counter() - wall, process_time() - cpu, _cpu_of_children(reader) - child
        said = {
            "mails": taken.moved,
            "cases": len(app.store.cases()) - 1,
            "asked": asked,
            "wall": wall,
            "cpu": cpu + child,
            "of_child": child,
            "peak_mib": (_memory("VmHWM") - base) / 1024,
        }
    print(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), reading="reading" in sys.argv[3:])
