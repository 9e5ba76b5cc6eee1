"""The same pile of scanned applications read by 1, 2 and 4 workers on one PostgreSQL: `python -m benchmarks.workers`.
Prints a table and writes JSON.

Each worker is a process as `tovholder worker` has it on a machine of its own: it claims a letter, reads it in its
child, finishes it in one transaction, and goes on until none is left. The pile is kept before the clock starts, and
each worker has read one paper already, so that starting is not measured. Exit code 1 when four do less than 1.8 times
what one does: there must be two cores, and nobody else on them.
"""

import argparse
import io
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256
from itertools import product
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

from cases.consent import Custody
from cases.kinds import Kind
from cases.letters import Arrival, Ending, Fetched, MailPlace
from intake.letter import Letter
from service.demo.settings import PASSWORD, demo_settings
from service.samples.papers import filled_form, scan
from service.settings import load
from service.wiring import open_app
from storage import upgrade
from tests.servers.postgres import Cluster, cluster

ROOT = Path(__file__).parent.parent
NOW = datetime.now(UTC)
ENOUGH = 1.8
"""What four workers shall do on two cores, where one does 1."""

FIRST = ("Asta", "Bjørk", "Carla", "Ditte", "Ebba", "Frida", "Gerda", "Hedda", "Ida", "Johanne", "Klara", "Liva")
LAST = ("Prøve", "Eksempel", "Opdigt", "Tænkt")


def main(words: Sequence[str]) -> int:
    """Measure, print, write; 1 when four workers are not worth their while."""
    asked = _parser().parse_args(words)
    pile = _pile(asked.letters)
    with cluster() as postgres:
        rows = {count: _measured(postgres, pile, count) for count in asked.workers}
    alone = rows[min(rows)]["letters_per_minute"] / min(rows)
    for row in rows.values():
        row["times_one"] = round(row["letters_per_minute"] / alone, 2)
    found = {
        "run": {
            "letters": len(pile),
            "pages": 2 * len(pile),
            "cores": os.cpu_count(),
            "load_before": round(os.getloadavg()[0], 2),
            "python": platform.python_version(),
        },
        "workers": {str(count): row for count, row in rows.items()},
    }
    print(_table(rows))
    if asked.json:
        Path(asked.json).write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 1 if 4 in rows and rows[4]["times_one"] < ENOUGH else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=48)
    parser.add_argument("--workers", type=lambda text: [int(one) for one in text.split(",")], default=[1, 2, 4])
    parser.add_argument("--json", default=str(ROOT / "benchmarks/results/workers.json"))
    return parser


def _table(rows: dict[int, dict[str, float]]) -> str:
    titles = ("seconds", "letters_per_minute", "times_one", "most", "fewest")
    lines = [f"{'workers':<8}" + "".join(f"{title:>20}" for title in titles)]
    lines += [f"{count:<8}" + "".join(f"{row[title]:>20}" for title in titles) for count, row in rows.items()]
    return "\n".join(lines)


def _pile(count: int) -> list[bytes]:
    """Mails with a scanned two-page form each, of as many invented pupils."""
    names = [f"{first} {last}" for last, first in product(LAST, FIRST)][:count]
    if len(names) < count:
        raise SystemExit(f"at most {len(names)} letters")
    return [_mail(name, seed) for seed, name in enumerate(names)]


def _mail(name: str, seed: int) -> bytes:
    values = {
        "school": "Gødvadskolen", "class_name": "5.b", "pupil_name": name, "cpr": "150312-9993",
        "description": "Skal have hjælp til at komme i gang.", "tried": "Faste pauser.", "goal": "Ro i timerne.",
        "contact_name": "Bo Lind", "contact_email": "bo.lind@goedvadskolen.example", "contact_phone": "87 65 43 21",
        "custody": Custody.JOINT_APART.value, "guardian_1_name": "Mette Prøve", "guardian_2_name": "Jens Prøve",
        "signed_date_1": f"{NOW:%d-%m-%Y}", "signed_date_2": f"{NOW:%d-%m-%Y}",
    }  # fmt: skip
    message = EmailMessage()
    message["From"], message["To"] = "Birgit Kontor <kontor@goedvadskolen.example>", "ppr@kommune.example"
    message["Subject"] = f"Gødvadskolen - {name}"
    message["Message-ID"], message["Date"] = f"<{seed}@goedvadskolen.example>", NOW
    message.set_content("Hermed ansøgning.\n")
    paper = scan(filled_form(Kind.PUPIL, values, seed=seed), dpi=200, skew=0.7, seed=seed)
    message.add_attachment(paper, maintype="application", subtype="pdf", filename=f"Gødvadskolen - {name}.pdf")
    return message.as_bytes()


def _measured(postgres: Cluster, pile: Sequence[bytes], count: int) -> dict[str, float]:
    """Seconds from the word "go" until the last worker finds nothing more, and what was done by whom."""
    with tempfile.TemporaryDirectory() as name:
        folder, url = Path(name), postgres.url(postgres.fresh())
        settings = demo_settings(folder, imap=1, smtp=1, web=8400, today=NOW.date())
        upgrade(url)
        with closing(open_app(replace(settings, database_url=url))) as app:
            for uid, raw in enumerate(pile, start=1):
                arrival = Arrival(MailPlace("INBOX", 1, uid), len(raw), NOW - timedelta(hours=1))
                app.store.keep([Fetched(arrival, sha256(raw).hexdigest(), io.BytesIO(raw))], NOW)
            workers = [_Worker(folder, url, pile[0]) for _ in range(count)]
            for worker in workers:
                assert worker.line.recv() == "ready"
            began = perf_counter()
            for worker in workers:
                worker.line.send("go")
            done = [worker.line.recv() for worker in workers]
            seconds = perf_counter() - began
            for worker in workers:
                worker.ended()
            endings = [row.ending for row in app.store.letters()]
            assert endings == [Ending.CASE] * len(pile), endings
            assert len(app.store.cases()) == len(pile)
    assert sum(done) == len(pile)
    return {
        "seconds": round(seconds, 1),
        "letters_per_minute": round(60 * len(pile) / seconds, 1),
        "most": max(done),
        "fewest": min(done),
    }


class _Worker:
    def __init__(self, folder: Path, url: str, first: bytes) -> None:
        self.line, theirs = get_context("spawn").Pipe()
        self._process = get_context("spawn").Process(target=_work, args=(str(folder), url, first, theirs))
        self._process.start()
        theirs.close()

    def ended(self) -> None:
        """Wait for its end."""
        self._process.join()
        self.line.close()


def _work(folder: str, url: str, first: bytes, line: Connection) -> None:
    """In the worker's process."""
    secrets = {"TOVHOLDER_MAILBOX_PASSWORD": PASSWORD, "TOVHOLDER_DATABASE_URL": url}
    settings = load(Path(folder) / "tovholder.toml", secrets)
    with closing(open_app(settings)) as app, app.intake() as intake:
        letter = intake.reader.parse(first)
        assert isinstance(letter, Letter)
        intake.reader.read(letter.papers[0].content)
        line.send("ready")
        line.recv()
        line.send(intake.work())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
