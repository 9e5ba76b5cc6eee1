"""What waiting for the disk costs: measured here, and made longer for a contender, as on a machine with another disk.

strace holds each fsync and fdatasync of a process and its children back for so long when it is done; no other call is
touched (seccomp), and what strace itself uses is not counted (it is no child of whoever waits for the process).
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter

CALLS = "fsync,fdatasync"
TRIES = 50


def sync_cost(folder: Path) -> float:
    """Milliseconds that an fsync of 4 KiB takes there: the median of some."""
    with tempfile.TemporaryFile(dir=folder) as file:
        return round(1000 * median(_synced(file.fileno()) for _ in range(TRIES)), 2)


def slowed(command: Sequence[str], sync_ms: float) -> list[str]:
    """The command, each sync of which takes so much longer."""
    if not sync_ms:
        return list(command)
    held = f"inject={CALLS}:delay_exit={round(1000 * sync_ms)}"
    return [
        "strace",
        "-D",
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-o",
        os.devnull,
        "-e",
        f"trace={CALLS}",
        "-e",
        held,
        *command,
    ]


def may_slow() -> bool:
    """Whether strace is there and may trace here."""
    return bool(shutil.which("strace")) and subprocess.run(slowed(["true"], 1), capture_output=True).returncode == 0


def _synced(file: int) -> float:
    os.write(file, b"x" * 4096)
    began = perf_counter()
    os.fsync(file)
    return perf_counter() - began
