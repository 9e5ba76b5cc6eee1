"""This program takes in a mailbox that is full: fetched, kept durably, parsed, papers out, a case row, mail moved.

Run in a process of its own: `python -m benchmarks.taking_in.ours PORT USER FOLDER`; says in JSON what it took. Reading
what stands in the papers is apart: each is called a form about a topic, as the reader would say of one filled in.
"""

import json
import os
import sys
from contextlib import closing
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.taking_in.mails import a_mail
from cases.application import Answers, Source, Value
from cases.kinds import Kind
from intake.child import ChildReader
from intake.reading import Reading
from service.passes import Intake
from service.settings import load
from service.wiring import open_app, worker_name
from storage import new_key_file
from tests.story.world import EMNE, environment


class Apart(ChildReader):
    """A child that takes mails apart, and a reader that already knows what their papers say."""

    def read(self, content: bytes, name: str = "") -> Reading:
        """A form about the topic that the file's name says."""
        topic = name.rpartition(" - ")[2].removesuffix(".pdf")
        values = {key: Value(text, 0.97, Source.OCR, 1, (0, 0, 10, 10)) for key, text in EMNE.items()}
        values["topic"] = Value(topic, 0.97, Source.OCR, 1, (0, 0, 10, 10))
        return Reading("pdf", 2, (Answers("emne-1", Kind.TOPIC, values, (), (1, 2)),))

    @property
    def cpu(self) -> float:
        """CPU seconds of the child so far."""
        child = self._child
        assert child is not None
        fields = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(kind: str) -> int:
    """KiB of this process: VmRSS now, VmHWM at most since `forget_peak`."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(kind + ":"):
            return int(line.split()[1])
    raise AssertionError(kind)


def forget_peak() -> None:
    """Let VmHWM begin anew."""
    Path("/proc/self/clear_refs").write_text("5")


def main(settings: Path) -> None:
    """Take in all that lies there, and say what it took."""
    new_key_file(settings.parent / "tovholder.key")
    with closing(open_app(load(settings, environment()))) as app, Apart() as reader, closing(app.mailbox()) as mailbox:
        reader.parse(a_mail(0, (1000,), "x@y.test"))  # warm, as it is in the daemon
        mailbox.arrivals()
        intake = Intake(app.store, app.store, reader, app.desk, app.owe, worker_name(), app.clock)
        forget_peak()
        base, child, cpu, wall = memory("VmRSS"), reader.cpu, process_time(), perf_counter()
        taken = intake.run(mailbox)
        wall, cpu, child = perf_counter() - wall, process_time() - cpu, reader.cpu - child
        cases = len(app.store.cases())
        peak = memory("VmHWM") - base
    print(
        json.dumps(
            {"mails": taken.moved, "cases": cases, "wall": wall, "cpu": cpu + child, "child": child, "peak_kib": peak}
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
