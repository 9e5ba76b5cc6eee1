"""What kill -9 does not show: the order of writing and syncing, as the system sees it (strace).

After a commit nothing of it is only in the system's memory, before anything else is done that builds on it: the mail is
moved, the answer handed over, the program says it is sent.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.crash.counts import Count
from tests.crash.run import send
from tests.crash.scenarios import scenario
from tests.crash.synced import MARK
from tests.crash.yard import Place

pytestmark = pytest.mark.slow

DURABLE = ("row-committed", "case-committed", "moving", "move-noted", "marked", "sent-committed")
"""Points at which all that was written must be on the disk. `moving` is before MOVE is sent, `marked` before DATA."""
CALLS = "pwrite64,write,fdatasync,fsync,access,faccessat,faccessat2"
_CALL = re.compile(r"(\w+)\((?:\d+<(?P<path>[^>]*)>|(?:AT_FDCWD\S*, )?\"(?P<asked>[^\"]*)\")")
_MAY_TRACE = shutil.which("strace") and subprocess.run(["strace", "-f", "true"], capture_output=True).returncode == 0


def _traced(place: Place, synchronous: str) -> list[tuple[str, str]]:
    """The calls of a pass in their order: name, and the file, or the point that is told."""
    told = place.folder / "calls"
    strace = ["strace", "-f", "-y", "-qq", "--seccomp-bpf", "-e", f"trace={CALLS}", "-s", "200", "-o", str(told)]
    program = [sys.executable, "-m", "tests.crash.synced", str(place.settings), synchronous]
    here = Path(__file__).parents[2]
    subprocess.run([*strace, *program], cwd=here, check=True, env={**os.environ, "PYTHONPATH": str(here)})
    found = (_CALL.search(line) for line in told.read_text("utf-8", "replace").splitlines())
    return [(call[1], call["path"] or call["asked"] or "") for call in found if call]


def _unsynced(calls: list[tuple[str, str]], folder: Path) -> tuple[Counter[str], Counter[str]]:
    """How often each point was passed, and how often with something written and not synced."""
    dirty: set[str] = set()
    passed, early = Counter[str](), Counter[str]()
    for name, file in calls:
        if file.startswith(MARK):
            point = file.removeprefix(MARK)
            passed[point] += 1
            early[point] += bool(dirty)
        elif name in ("pwrite64", "write") and file.startswith(str(folder)) and file.endswith(("-wal", "-journal")):
            dirty.add(file)
        elif name in ("fdatasync", "fsync"):
            dirty.discard(file)
    return passed, early


@pytest.mark.skipif(not _MAY_TRACE, reason="strace is missing, or may not trace here")
def test_what_is_committed_is_on_the_disk_before_anything_builds_on_it(place: Place) -> None:
    """Each letter, each end, each mark and each note is synced; the folder too, in which the log lies."""
    send(place, scenario(7), Count())
    calls = _traced(place, "FULL")
    passed, early = _unsynced(calls, place.values.state)
    assert all(passed[point] for point in DURABLE), passed
    assert {point: early[point] for point in DURABLE} == dict.fromkeys(DURABLE, 0)
    folder, kept = str(place.values.state), calls.index(("access", f"{MARK}row-committed"))
    assert ("fdatasync", folder) in calls[:kept] or ("fsync", folder) in calls[:kept]


@pytest.mark.skipif(not _MAY_TRACE, reason="strace is missing, or may not trace here")
def test_without_syncing_each_commit_the_order_is_seen_to_be_wrong(place: Place) -> None:
    """The look itself is honest: with synchronous=NORMAL, commits are only in the system's memory."""
    send(place, scenario(7), Count())
    passed, early = _unsynced(_traced(place, "NORMAL"), place.values.state)
    assert passed["row-committed"] and early["row-committed"]
    assert early["moving"] and early["marked"]
