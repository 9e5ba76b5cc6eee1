"""Stories of the daemon: pushed, not polled; healed when cut off; and gone without a trace when stopped.

The daemon looks by itself every two minutes only, so what is answered sooner came by push.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import service.daemon
from cases.kinds import Kind
from service.daemon import LOOK, Daemon
from service.samples.papers import fillable
from tests.story.world import EMNE, World, a_mail

pytestmark = pytest.mark.slow

LONG = 60
"""Seconds after which something will not happen any more; half of what the daemon waits between its own looks."""


@cache
def _paper(topic: str) -> bytes:
    return fillable(Kind.TOPIC, EMNE | {"topic": topic})


def _send_one(world: World, topic: str = "klasseledelse") -> None:
    world.send(a_mail((f"Gødvadskolen - {topic}.pdf", _paper(topic))))


def _comes_true(true: Callable[[], bool]) -> bool:
    for _ in range(LONG * 10):
        if true():
            return True
        time.sleep(0.1)
    return False


def _connections(world: World) -> int:
    """Of the program to this mailbox: the listener's and the worker's."""
    return world.servers.imap.doveadm("who", "-1", world.user).count(world.user)


@pytest.fixture
def daemon(world: World) -> Iterator[Daemon]:
    """Running, and stopped at the end whatever happens."""
    daemon = Daemon(world.app)
    daemon.start()
    yield daemon
    daemon.stop()


def test_a_mail_is_answered_when_it_comes_without_waiting_for_the_next_look(world: World, daemon: Daemon) -> None:
    """IDLE tells; the case is made, the mail moved and the answer sent long before the next poll."""
    assert LONG < LOOK
    assert _comes_true(lambda: _connections(world) == 2)
    for count, topic in enumerate(("klasseledelse", "trivsel"), start=1):
        _send_one(world, topic)
        assert _comes_true(lambda count=count: len(world.answers()) == count)
        assert (world.inbox(), world.done(), len(world.app.store.cases())) == (0, count, count)


def test_what_came_while_the_daemon_was_down_is_taken_at_its_start(world: World) -> None:
    """Nobody pushes that."""
    _send_one(world)
    daemon = Daemon(world.app)
    daemon.start()
    try:
        assert _comes_true(lambda: len(world.answers()) == 1)
    finally:
        daemon.stop()
    assert (world.inbox(), world.done()) == (0, 1)


def test_connections_that_are_cut_heal_by_themselves(world: World, daemon: Daemon) -> None:
    """Both are kicked by the server, the listener's and the worker's; the next mail is pushed again."""
    _send_one(world)
    assert _comes_true(lambda: len(world.answers()) == 1)
    assert _comes_true(lambda: _connections(world) == 2)
    world.servers.imap.hang_up(world.user)
    _send_one(world, "trivsel")
    assert _comes_true(lambda: len(world.answers()) == 2)
    assert (world.inbox(), world.done(), len(world.app.store.cases())) == (0, 2, 2)


@dataclass
class _Failing:
    """A store that fails, once, in a way nobody has thought of, each time it is asked for one of these for the first
    time.
    """

    store: Any
    failing: set[str]

    def __getattr__(self, name: str) -> Any:
        if name in self.failing:
            self.failing.remove(name)
            raise ValueError(name)
        return getattr(self.store, name)


def test_whatever_fails_while_the_mailbox_is_minded_it_is_minded_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taking the lease, prolonging it and giving it back each fail once; mails are still fetched and answered."""
    monkeypatch.setattr(service.daemon, "TRY_AGAIN", 0.1)
    monkeypatch.setattr(service.daemon, "BEAT", 0.1)
    store = _Failing(world.app.store, {"take_lease", "beat_lease", "end_lease"})
    daemon = Daemon(replace(world.app, store=store))
    daemon.start()
    try:
        assert _comes_true(lambda: "beat_lease" not in store.failing)
        _send_one(world)
        assert _comes_true(lambda: len(world.answers()) == 1)
    finally:
        daemon.stop()
    assert not store.failing


def test_a_stopped_daemon_leaves_no_thread_and_no_process(world: World) -> None:
    """What it was doing is finished; the child that reads is gone too."""
    threads, children = set(threading.enumerate()), _children()
    daemon = Daemon(world.app)
    daemon.start()
    _send_one(world)
    assert _comes_true(lambda: len(world.answers()) == 1)
    assert _children() - children
    daemon.stop()
    assert not {thread for thread in threading.enumerate() if thread.is_alive()} - threads
    assert not _children() - children
    assert daemon.wait(0)
    assert _comes_true(lambda: _connections(world) == 0)


def _children() -> set[str]:
    """The processes that this one has started and that still run."""
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {child for task in tasks for child in task.read_text().split()}
