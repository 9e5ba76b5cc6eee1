"""A large mail waits on the disk unreadable, and comes back as it was."""

import os
from pathlib import Path

import pytest

from intake.spool import Spool

MARK = b"Asta Eksempelsen 150312-9993"


def on_disk(spool: Spool) -> bytes:
    """What the file holds; nothing while there is none."""
    try:
        return Path(f"/proc/self/fd/{spool._file.fileno()}").read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 1000, 70_000])
@pytest.mark.parametrize("piece", [1 << 16, 33])
def test_what_is_written_is_read(size: int, piece: int) -> None:
    content = os.urandom(size)
    with Spool(100) as spool:
        for start in range(0, size, piece):
            spool.write(content[start : start + piece])
        spool.seek(0)
        assert b"".join(iter(lambda: spool.read(piece), b"")) == content


def test_what_goes_to_the_disk_is_unreadable_there() -> None:
    """From its very first byte, which was in memory before."""
    with Spool(100) as spool:
        spool.write(MARK)
        assert on_disk(spool) == b""
        spool.write(MARK * 5000)
        spool._file.flush()
        there = on_disk(spool)
        assert len(there) == len(MARK) * 5001
        assert MARK[:8] not in there
        spool.seek(0)
        assert spool.read() == MARK * 5001
