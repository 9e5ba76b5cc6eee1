"""What the child gives up before it opens anything: the network, files, other programs, and all but so much memory.

Limits that every Linux knows come first (setrlimit(2)); the empty network needs a right that not every machine gives
(unshare(2)), so it is taken where it can be. Whatever can't be had is gone on without: the limits alone keep a bad
paper from stopping the service.
"""

import contextlib
import ctypes
import math
import os
import resource
import signal
import sys
from pathlib import Path

_DIE_WITH_PARENT, _DUMPABLE, _NO_NEW_PRIVILEGES = 1, 4, 38  # PR_SET_PDEATHSIG, …_DUMPABLE, …_NO_NEW_PRIVS of prctl(2)
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of unshare(2)
_HANDLES = 64
_MORE_TASKS = 64  # a decoder of photos wants a thread; a bomb of forks wants thousands
_REFUSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "ftplib.")
_SPARE_SECONDS = 5  # the parent's clock strikes first; this one holds when the parent cannot


def confine(memory: int) -> None:
    """Die with the parent; at most `memory` bytes of address space, no file written, no program, no network."""
    libc = ctypes.CDLL(None)
    libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.prctl(_DUMPABLE, 0, 0, 0, 0)  # no core with a paper in it, also where the kernel hands cores to a program
    for stop in (signal.SIGINT, signal.SIGTERM):  # sent to the whole service: the parent finishes its paper first
        signal.signal(stop, signal.SIG_IGN)
    if libc.unshare(_NEW_NETWORK) != 0:  # only root may; others may within a user namespace of their own
        libc.unshare(_NEW_USER | _NEW_NETWORK)
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _HANDLES),
        (resource.RLIMIT_NPROC, _tasks() + _MORE_TASKS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    sys.addaudithook(_refuse)


def allow_seconds(seconds: float) -> None:
    """From now on, so much CPU time; a child that uses more is ended by the kernel (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = math.ceil(used.ru_utime + used.ru_stime + seconds) + _SPARE_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _tasks() -> int:
    """How many processes and threads this user has now: the limit counts them all."""
    return sum(_threads(place) for place in Path("/proc").glob("[0-9]*"))


def _threads(process: Path) -> int:
    """The threads of a process of ours, from its status: its folder belongs to root when it leaves no cores."""
    with contextlib.suppress(OSError):  # gone in the meantime
        lines = (line.split() for line in (process / "status").read_text().splitlines())
        status = {words[0]: words[1] for words in lines if len(words) > 1}
        if status.get("Uid:") == str(os.getuid()):
            return int(status.get("Threads:", 1))
    return 0


def _refuse(event: str, _: object) -> None:
    """No Python code opens a connection or starts a program here, also where the network could not be given up."""
    if event.startswith(_REFUSED):
        raise PermissionError(event)
