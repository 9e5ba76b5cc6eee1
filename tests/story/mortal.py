"""A pass of the program in a process of its own, which ends itself with SIGKILL when it reaches a named point.

A point lies before every call of a port (what comes between two calls is pure, so "before filed" is also "after move"),
before every commit, while the child reads, and at every word between us and the SMTP server.
"""

import json
import multiprocessing
import os
import signal
import smtplib
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from sqlalchemy import event

from intake import child
from intake.child import ChildReader
from service import log
from service.passes import Intake
from service.settings import load
from service.wiring import open_app, worker_name
from tests.story.world import environment

processes = multiprocessing.get_context("forkserver")
"""Each process is a fork of one that has loaded all this and has no threads."""
processes.set_forkserver_preload(["tests.story.mortal", "tests.crash.living"])


def run_until(point: str, settings: Path) -> int:
    """Run one pass of intake and of sending until the point; gives the exit code. What it did lies beside the file."""
    process = processes.Process(target=_one_pass, args=(point, settings))
    process.start()
    process.join(60)
    code = process.exitcode
    process.close()
    assert code is not None
    return code


def reached(settings: Path) -> list[str]:
    """The points that the last pass went by."""
    return [json.loads(line) for line in (settings.parent / "points").read_text("utf-8").splitlines()]


def logged(settings: Path) -> str:
    """What all passes have logged."""
    return (settings.parent / "log").read_text("utf-8")


class Points:
    """Where a pass has been; it does not get past the deadly one."""

    def __init__(self, deadly: str, told: Path) -> None:
        self.deadly, self.told = deadly, told.open("w", encoding="utf-8")
        self.counts: Counter[str] = Counter()
        self.call = ""

    def reach(self, name: str) -> None:
        """We are here."""
        self.counts[name] += 1
        full = f"{name} ({self.counts[name]})" if self.counts[name] > 1 else name
        self.told.write(json.dumps(full) + "\n")
        self.told.flush()
        if full == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)


class Reached(Protocol):
    """Something that is told where the process is."""

    def reach(self, name: str) -> None: ...


class Watched:
    """A port of which every call is a point."""

    def __init__(self, port: object, points: Points) -> None:
        self.port, self.points = port, points

    def __getattr__(self, name: str):
        method = getattr(self.port, name)

        def call(*values, **named):
            self.points.reach(f"before {name}")
            self.points.call = name
            return method(*values, **named)

        return call


def _one_pass(deadly: str, settings: Path) -> None:
    points = Points(deadly, settings.parent / "points")
    with (settings.parent / "log").open("a", encoding="utf-8") as told:
        log.set_up(stream=told)
        watch_the_wire(points)
        app = open_app(load(settings, environment()))
        event.listen(app.store.db.write, "commit", lambda _: points.reach(f"commit of {points.call}"))
        store = Watched(app.store, points)

        def owe(reception, cases):
            points.reach("before owe, inside finish_letter")
            return app.owe(reception, cases)

        with ChildReader() as reader, closing(app.mailbox()) as mailbox:
            _watch_the_child(points, reader, settings.parent / "child")
            watched = Watched(reader, points)
            Intake(store, store, watched, app.desk, owe, worker_name(), app.clock).run(Watched(mailbox, points))
        answering = app.answering()
        with closing(answering):
            replace(answering, outbox=store, postman=Watched(answering.postman, points)).run()
        app.close()


def _watch_the_child(points: Points, reader: ChildReader, told: Path) -> None:
    send = child._send

    def sent(pipe, task, content) -> None:
        send(pipe, task, content)
        assert reader._child
        told.write_text(str(reader._child.pid))
        points.reach(f"while the child does {task.decode()}")

    child._send = sent  # this process lives for one pass only


def watch_the_wire(points: Reached) -> None:
    """Every answer of the SMTP server is a point, and the mail's text goes in two halves."""

    class Wire(smtplib.SMTP):
        said = "connect"

        def send(self, s) -> None:
            data = s.encode("ascii") if isinstance(s, str) else s
            if not data.endswith(b"\r\n.\r\n"):
                self.said = data.split()[0].decode("ascii", "replace")
                super().send(data)
                return
            half = len(data) // 2
            super().send(data[:half])
            points.reach("SMTP: half of the text is gone")
            super().send(data[half:])
            self.said = "the text"
            points.reach("SMTP: the text is gone, no answer yet")

        def getreply(self):
            answer = super().getreply()
            points.reach(f"SMTP: {self.said} answered")
            return answer

    smtplib.SMTP = Wire
