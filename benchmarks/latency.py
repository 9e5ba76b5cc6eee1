"""How long a school waits, on the daemon as it runs, on real mail servers: `python -m benchmarks.latency`.

Each mail brings a two-page scan of a form. Told are, from the moment the mail is handed to the server: when its row is
committed, and when its acknowledgement has been handed to the SMTP server; and, after the mail server was restarted,
when a mail that lay there at once has its row. By the clock, so the machine must be idle.
"""

import argparse
import json
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from time import monotonic, sleep
from types import SimpleNamespace
from typing import Any

from cases.kinds import Kind
from service.daemon import Daemon
from service.samples.papers import filled_form, scan
from service.settings import load
from service.wiring import open_app
from storage import new_key_file, upgrade
from tests.servers.certificates import make_certificates
from tests.servers.dovecot import Dovecot, dovecot
from tests.servers.smtp import SmtpServer
from tests.story.world import ELEV, PASSWORD, a_mail, environment, settings_file

RESULTS = Path(__file__).parent / "results" / "latency.json"
USER = "ppr@kommune.example"
NAMES = (
    "Emma",
    "Storm",
    "Åse",
    "Liv",
    "Bjørn",
    "Karla",
    "Noah",
    "Sia",
    "Elias",
    "Maja",
    "Viggo",
    "Ella",
    "Otto",
    "Asta",
)
LONG = 60.0
KEPT, SENT, BACK = 1.0, 5.0, 5.0
"""Seconds within which 95 of 100 rows are committed and acknowledgements sent, and in which every restart is over."""


def main(words: Sequence[str]) -> int:
    """Measure, print, write; 1 when something takes too long."""
    asked = _parser().parse_args(words)
    papers = [_paper(number) for number in range(asked.mails + asked.restarts + 1)]
    with tempfile.TemporaryDirectory() as folder, dovecot() as server, _daemon(Path(folder), server) as (rows, sent):
        once = [_one(server, paper, rows, sent) for paper in papers[: asked.mails + 1]][1:]  # the first warms it
        back = [_restarted(server, paper, rows) for paper in papers[asked.mails + 1 :]]
    kept, answered = sorted(one[0] for one in once), sorted(one[1] for one in once)
    load = round(os.getloadavg()[2], 1)
    found = {
        "run": {"mails": asked.mails, "restarts": asked.restarts, "python": platform.python_version(), "load": load},
        "row_committed_s": {"median": round(median(kept), 3), "p95": round(_at(kept, 0.95), 3)},
        "acknowledgement_sent_s": {"median": round(median(answered), 3), "p95": round(_at(answered, 0.95), 3)},
        "back_at_work_s": {"median": round(median(back), 3), "longest": round(max(back), 3)},
    }
    must = (
        (f"row committed: p95 {_at(kept, 0.95):.2f} s (at most {KEPT:g})", _at(kept, 0.95) <= KEPT),
        (f"acknowledgement sent: p95 {_at(answered, 0.95):.2f} s (at most {SENT:g})", _at(answered, 0.95) <= SENT),
        (f"back at work after a restart: at most {max(back):.2f} s (at most {BACK:g})", max(back) <= BACK),
    )
    print("\n".join(f"{'yes' if good else 'NO '} {said}" for said, good in must))
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 0 if all(good for _, good in must) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=60)
    parser.add_argument("--restarts", type=int, default=5)
    parser.add_argument("--json", type=Path, default=RESULTS)
    return parser


def _at(values: Sequence[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))]


def _paper(number: int) -> tuple[str, bytes]:
    """A two-page scan about a pupil of its own."""
    name = f"{NAMES[number % len(NAMES)]} {NAMES[number // len(NAMES)]}sen"
    form = filled_form(Kind.PUPIL, ELEV | {"pupil_name": name}, signed=(True, True), seed=number)
    return f"Gødvadskolen - {name}.pdf", scan(form, dpi=200, skew=1.0, seed=number)


@contextmanager
def _daemon(folder: Path, server: Dovecot) -> Iterator[tuple[Callable[[], int], Callable[[], int]]]:
    """The daemon at work; gives how to count letters and answers."""
    certificates = make_certificates(folder)
    server.add_user(USER, PASSWORD)
    with SmtpServer(certificates, users={USER: PASSWORD}) as smtp:
        post: Any = SimpleNamespace(imap=server, smtp=smtp, smtp_ca=certificates.ca)
        settings = load(settings_file(post, folder, USER), environment())
        new_key_file(settings.key_file)
        settings.state.mkdir(exist_ok=True)
        upgrade(settings.database_url)
        with closing(open_app(settings)) as app:
            daemon = Daemon(app)
            daemon.start()
            try:
                yield (lambda: _rows(settings.database_url)), (lambda: len(smtp.messages))
            finally:
                daemon.stop()


def _rows(url: str) -> int:
    with closing(sqlite3.connect(f"file:{url.removeprefix('sqlite:///')}?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM letters").fetchone()[0])


def _one(
    server: Dovecot, paper: tuple[str, bytes], rows: Callable[[], int], sent: Callable[[], int]
) -> tuple[float, float]:
    """Seconds from a mail in the mailbox to its row, and to its answer."""
    kept, answered = rows() + 1, sent() + 1
    mail = a_mail(paper)
    began = monotonic()  # the server takes it from here on: nothing of the wait is left out
    server.append(USER, mail)
    first = _until(lambda: rows() >= kept, began)
    return first, _until(lambda: sent() >= answered, began)


def _restarted(server: Dovecot, paper: tuple[str, bytes], rows: Callable[[], int]) -> float:
    """Seconds from when a restarted server answers, with a mail in it, to that mail's row."""
    kept = rows() + 1
    server.end()
    server.start()
    began = monotonic()
    server.append(USER, a_mail(paper))
    return _until(lambda: rows() >= kept, began)


def _until(true: Callable[[], bool], began: float) -> float:
    while not true():
        if monotonic() - began > LONG:
            raise TimeoutError
        sleep(0.01)
    return monotonic() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
