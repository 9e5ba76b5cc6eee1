"""One run: send the batch, let the daemon live and die as the scenario says, start it until all is quiet, and look."""

import os
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta

from service.passes import Intake
from service.wiring import worker_name
from tests.crash.counts import Count
from tests.crash.invariants import broken
from tests.crash.living import Life, Process, killed_at, logged
from tests.crash.mails import Group, QuickReader
from tests.crash.scenarios import End, Scenario
from tests.crash.yard import Place

SECONDS = float(os.environ.get("CRASH_SECONDS", "90"))
"""After which a life that neither ends nor comes to rest is looked into: something hangs."""
LATER = timedelta(hours=1)
"""How far each further life is ahead of the one before, so that what rests after a failure is ready."""
LIVES = 6
"""Undisturbed lives that may be needed until all is quiet."""


class BrokenError(AssertionError):
    """A promise is broken; says which, and how to see it again."""


def run(place: Place, scenario: Scenario) -> Count:
    """One run; raises BrokenError."""
    count = Count(runs=1)
    send(place, scenario, count)
    for end in scenario.ends:
        _life(place, end, count, scenario)
    rest(place, count, child=scenario.child)
    check(place, scenario.groups, count, f"python -m tests.crash --seed {scenario.seed}")
    return count


def send(place: Place, scenario: Scenario, count: Count) -> None:
    """The batch arrives, in the scenario's order."""
    for group, number in scenario.order:
        place.deliver(scenario.groups[group].raws[number])
        count.mails += 1


def _life(place: Place, end: End, count: Count, scenario: Scenario) -> None:
    process = Process(place.settings, end.life)
    count.starts += 1
    before = len(killed_at(place.settings))
    started = time.monotonic()
    while process.alive and not _over(place, end, time.monotonic() - started):
        time.sleep(0.01)
    if process.alive:
        process.kill()
        count.kills["at a random moment" if end.after is not None else "at rest"] += 1
    else:
        process.bury()
    count.kills.update(killed_at(place.settings)[before:])
    if scenario.certain and len(killed_at(place.settings)) == before:
        raise BrokenError(f"seed {scenario.seed}: {end.life.deadly} was not reached")


def _over(place: Place, end: End, seconds: float) -> bool:
    """Whether a life is to be ended by our hand: its time is up, or it has come to rest short of its point."""
    if end.after is not None:
        return seconds > end.after
    return seconds > SECONDS or quiet(place)


def quiet(place: Place) -> bool:
    """Whether nothing waits, in the inbox or in the store; that comes last, for what has left the inbox is in it."""
    return place.rows() > 0 and place.unfinished() == 0 and not place.mails("INBOX") and place.unfinished() == 0


def rest(place: Place, count: Count, *, child: bool = False, life: Life | None = None) -> None:
    """Start the daemon, undisturbed, until all is quiet. It is ended by SIGKILL even then."""
    for number in range(1, LIVES + 1):
        process = Process(place.settings, life or Life(ahead=number * LATER, child=child))
        count.starts += 1
        still = _comes_to_rest(place, process)
        process.kill()
        count.kills["at rest"] += 1
        if still:
            return
    raise BrokenError(f"not quiet after {LIVES} lives: {place.unfinished()} unfinished\n{logged(place.settings)}")


def _comes_to_rest(place: Place, process: Process) -> bool:
    started = time.monotonic()
    while time.monotonic() - started < SECONDS:
        if quiet(place):
            return True
        assert process.alive, logged(place.settings)
        time.sleep(0.02)
    return False


def check(place: Place, groups: Sequence[Group], count: Count, again: str) -> None:
    """One more pass finds nothing to do, and every promise is kept."""
    with closing(place.opened(ahead=LIVES * LATER)) as app:
        with closing(app.mailbox()) as mailbox:
            did = Intake(app.store, app.store, QuickReader(), app.desk, app.owe, worker_name(), app.clock).run(mailbox)
        with closing(app.answering()) as answering:
            sent = answering.run()
        faults = broken(place, app, groups, logged(place.settings))
        states = Counter(row.state.name for row in app.store.mails())
    if (did.kept, did.worked, did.moved, sent.sent) != (0, 0, 0, 0):
        faults = (*faults, f"another pass still had to do: {did}, {sent}")
    count.answers += len(place.taken())
    count.unknown += states["UNKNOWN"]
    if faults:
        raise BrokenError("\n".join((again, *faults)))
