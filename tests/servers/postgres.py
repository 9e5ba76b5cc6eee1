"""A private PostgreSQL for tests, from Debian's package: own folder, own socket, no network, gone at the end."""

import contextlib
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

_SERVER = ("-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=60", "-c", "log_min_messages=fatal")


@dataclass(frozen=True)
class Cluster:
    """A running server; its databases vanish with it."""

    socket: Path
    start: Callable[[], "subprocess.Popen[bytes]"]
    servers: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    _count: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def crash(self) -> None:
        """Ended without a word to anybody, as when its machine dies; up again, after recovery, when this returns."""
        self.servers[-1].send_signal(signal.SIGQUIT)  # "immediate shutdown" (PostgreSQL manual, as below)
        self.servers[-1].wait(30)
        self.servers.append(self.start())
        _wait(self, self.servers[-1])

    def url(self, name: str) -> str:
        return f"postgresql://tovholder@/{name}?host={self.socket}"

    def connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.socket), user="tovholder", dbname="postgres", autocommit=True)

    def fresh(self, template: str = "template0") -> str:
        """The name of a new database, empty or a copy of `template`."""
        name = f"test{next(self._count)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("PostgreSQL's server is not installed: apt install postgresql")
    return found[-1].parent


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root, so root hands over to somebody else."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server, give it, stop it by its own pid and remove its folder."""
    # A short path: the socket's may have 107 bytes (unix(7)).
    folder = Path(tempfile.mkdtemp(prefix="tovpg"))
    user = _server_user()
    if user:
        shutil.chown(folder, user)
    who = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **who}
    data = folder / "data"
    options = ("--username=tovholder", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    try:
        subprocess.run([_programs() / "initdb", "-D", data, *options], check=True, **quiet)
        command = [_programs() / "postgres", "-D", data, "-k", folder, *_SERVER]
        running = Cluster(folder, lambda: subprocess.Popen(command, **quiet))
        running.servers.append(running.start())
        try:
            _wait(running, running.servers[-1])
            yield running
        finally:
            running.servers[-1].send_signal(signal.SIGINT)  # "fast shutdown" (manual, Shutting Down the Server)
            running.servers[-1].wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(running: Cluster, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        with contextlib.suppress(psycopg.OperationalError):
            running.connect().close()
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start")
