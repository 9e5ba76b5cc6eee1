"""Two daemons on one PostgreSQL and one mailbox, killed and stopped at random, the database too: nothing lost or twice.

Each thinks it is a machine of its own, and one's clock is ahead. Leases are short, so that what a dead or stopped one
held is taken over often. `python -m tests.crash.pair --seconds 300 --seed 1` shows it.
"""

import argparse
import logging
import os
import random
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psycopg

from cases.errors import StoreError
from intake import claim, watch
from service import daemon, log, minding
from service.passes import Intake
from service.settings import load
from service.wiring import App, open_app, worker_name
from storage import claims, leases, outbox, upgrade
from tests.crash.counts import Count, told
from tests.crash.living import live_with_parent, logged
from tests.crash.mails import Group, QuickReader, batch
from tests.crash.run import BrokenError, check
from tests.crash.yard import Place, Yard, yard
from tests.servers.postgres import Cluster, cluster
from tests.story.mortal import processes
from tests.story.world import environment

LEASE = timedelta(seconds=3)
"""Of letters, mails and the mailbox, in these processes; a beat at a quarter."""
AHEAD = (timedelta(0), timedelta(seconds=40))
"""How far each machine's clock is ahead: more than a lease."""
AT_ONCE = 12
"""Unfinished letters and mails above which no new batch is sent."""
QUIET = 150.0
"""Seconds within which both, left in peace, have done everything: the longest pause before another try is 30 s, told by
a clock that is 40 s ahead, perhaps twice.
"""


@dataclass
class SharedPlace(Place):
    """A run's own mailbox, settings and database on PostgreSQL."""

    url: str = ""
    postgres: Cluster | None = None

    def __post_init__(self) -> None:
        self.asked = {"database": self.url}
        self._begin()
        upgrade(self.url)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database says, looked up past the program."""
        with psycopg.connect(self.url) as conn:
            return conn.execute(sql).fetchall()

    def damage(self) -> Iterator[str]:
        """PostgreSQL minds its own."""
        yield from ()


@dataclass
class Machine:
    """One of the daemons, started again and again."""

    place: Place
    number: int
    hurried: bool = True
    _process: BaseProcess = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Another life."""
        self._process = processes.Process(
            target=_live, args=(self.place.settings, self.number, self.hurried), daemon=True
        )
        self._process.start()

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.is_alive()

    def signal(self, sign: signal.Signals) -> None:
        """Stop it, or let it go on."""
        assert self._process.pid
        os.kill(self._process.pid, sign)

    def kill(self) -> None:
        """SIGKILL, wherever it is."""
        self._process.kill()
        self._process.join(20)


class _QuickApp(App):
    """The program with a reader that costs nothing."""

    @contextmanager
    def intake(self) -> Iterator[Intake]:
        reader: Any = QuickReader()
        yield Intake(self.store, self.store, reader, self.desk, self.owe, worker_name(), self.clock, hands=2)


def _live(settings: Path, number: int, hurried: bool) -> None:
    told_into = (settings.parent / "log").open("a", encoding="utf-8", buffering=1)
    log.set_up(stream=told_into)
    if hurried:
        _hurry()
    socket.gethostname = lambda: f"maskine{number}"
    app = _opened(settings, number)
    daemon.Daemon(_QuickApp(app.settings, app.store, app.clock)).start()
    live_with_parent()


def _opened(settings: Path, number: int) -> App:
    """While the database is away it does not start; whatever minds it (systemd) starts it again."""
    while True:
        try:
            return open_app(load(settings, environment()), clock=lambda: datetime.now(UTC) + AHEAD[number])
        except StoreError:
            time.sleep(0.2)


def _hurry() -> None:
    """Only how long things last is changed, in this process alone."""
    watch.SLICE, watch.BACK_OFF = 0.5, (0.2,)
    daemon.LOOK, daemon.TICK = 2, 1
    leases.MINDING = claims.LEASE = outbox.LEASE = LEASE
    claim.BEAT = daemon.BEAT = minding.BEAT = daemon.TRY_AGAIN = LEASE.total_seconds() / 4


def run(place: SharedPlace, seconds: float, seed: int) -> tuple[Count, Counter[str]]:
    """Kill and stop for so long, then leave both in peace and look; raises BrokenError. Tells who minded the mailbox,
    too.
    """
    chance, count, groups = random.Random(f"pair {seed}"), Count(runs=1), list[Group]()
    pair = [Machine(place, number) for number in range(2)]
    minded: Counter[str] = Counter()
    try:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if place.unfinished() < AT_ONCE:
                groups += _send(place, 1000 * seed + len(groups), chance, count)
            time.sleep(chance.uniform(0.1, 2.0))
            _strike(place, chance.choice(pair), chance, count)
            minded.update(holder.split(":")[0] for (holder,) in place.query("SELECT holder FROM leases"))
        _rest(place, pair)
    finally:
        for machine in pair:
            machine.kill()
    check(place, groups, count, f"python -m tests.crash.pair --seconds {seconds:g} --seed {seed}")
    return count, minded


def _send(place: Place, seed: int, chance: random.Random, count: Count) -> Sequence[Group]:
    groups = batch(seed, real_papers=False, apart=True)
    raws = [raw for group in groups for raw in group.raws]
    chance.shuffle(raws)
    for raw in raws:
        place.deliver(raw)
    count.mails += len(raws)
    return groups


def _strike(place: SharedPlace, machine: Machine, chance: random.Random, count: Count) -> None:
    """Mostly killed and started again; now and then stopped until its leases are lost, and let go on; or the database
    itself crashes under both.
    """
    kind = chance.random()
    if kind < 0.07 and place.postgres:
        place.postgres.crash()
        count.kills["the database crashed"] += 1
        return
    if kind < 0.25:
        machine.signal(signal.SIGSTOP)
        time.sleep(chance.uniform(0.5, 2) * LEASE.total_seconds())
        machine.signal(signal.SIGCONT)
        count.kills["stopped, and went on"] += 1
        return
    machine.kill()
    count.kills["at a random moment"] += 1
    time.sleep(chance.choice((0.0, 0.0, chance.uniform(0, 1.5 * LEASE.total_seconds()))))
    machine.start()
    count.starts += 1


def _rest(place: Place, pair: Sequence[Machine]) -> None:
    end = time.monotonic() + QUIET
    while place.unfinished() or place.mails("INBOX"):
        if time.monotonic() > end:
            left = f"{place.unfinished()} unfinished, {len(place.mails('INBOX'))} in the inbox"
            asked = "SELECT step, tries, failures, not_before, lease_until, why FROM letters WHERE filed IS NULL"
            waits = place.query(asked)
            raise BrokenError(f"not quiet: {left}; {waits}\n{logged(place.settings)[-4000:]}")
        assert all(machine.alive for machine in pair), "a daemon died by itself"
        time.sleep(0.1)


@contextmanager
def shared_place(servers: Yard, postgres: Cluster) -> Iterator[SharedPlace]:
    """A place for one run on PostgreSQL."""

    def made(yard: Yard, folder: Path, user: str) -> SharedPlace:
        return SharedPlace(yard, folder, user, url=postgres.url(postgres.fresh()), postgres=postgres)

    with servers.place(made=made) as place:
        assert isinstance(place, SharedPlace)
        yield place


def main() -> int:
    """Show one run; 1 when a promise is broken."""
    asked = argparse.ArgumentParser(prog="python -m tests.crash.pair", description=__doc__)
    asked.add_argument("--seconds", type=float, default=300)
    asked.add_argument("--seed", type=int, default=1)
    chosen = asked.parse_args()
    logging.disable(logging.CRITICAL)  # what the SMTP server says
    with yard() as servers, cluster() as postgres, shared_place(servers, postgres) as place:
        try:
            count, minded = run(place, chosen.seconds, chosen.seed)
        except BrokenError as error:
            print(error, file=sys.stderr)
            return 1
    print("\n".join(told(count)))
    print(f"the mailbox was seen minded by: {dict(minded)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
