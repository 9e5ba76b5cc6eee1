"""What goes between this process and a child that reads: framed messages through two pipes, with one deadline.

A frame is its length (8 bytes) and its bytes. What may be big goes in pieces, ended by an empty frame, so that neither
a mail nor a paper is ever whole in this process. Waiting is done on the pipes themselves: no thread keeps the time.
"""

import contextlib
import fcntl
import os
import select
import struct
from collections.abc import Iterator
from subprocess import Popen
from time import monotonic
from typing import IO

from cases.errors import TovholderError, WorldError
from cases.letters import Pieces
from intake.spool import Spool

PIECE = 1 << 20
"""Bytes that go at a time, and the size that the pipes are given where the system allows it."""
HELD = 4 << 20
"""Bytes of an answer's contents that are held in memory, all together; what is more waits in a file, encrypted."""

_LENGTH = struct.Struct("!Q")


class Pipe:
    """Our end. Every wait ends at `until` (of `monotonic`) with a TimeoutError; a child that is gone is an EOFError.

    What our own store or disk fails at is an error of our tree, which says nothing about the paper.
    """

    def __init__(self, child: Popen[bytes]) -> None:
        assert child.stdin and child.stdout
        self._to, self._from, self.until = child.stdin.fileno(), child.stdout.fileno(), 0.0
        for pipe in (self._to, self._from):
            os.set_blocking(pipe, False)
            with contextlib.suppress(OSError):  # fewer turns between the two; not everybody may
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIECE)

    def allow(self, seconds: float) -> None:
        """From now on, so long."""
        self.until = monotonic() + seconds

    def send(self, message: bytes) -> None:
        """One frame."""
        self._write(_LENGTH.pack(len(message)))
        self._write(message)

    def send_content(self, content: bytes | Pieces) -> None:
        """What may be big: piece after piece, and an empty frame."""
        for piece in (content,) if isinstance(content, bytes) else self._fetched(content):
            if piece:
                self.send(piece)
        self.send(b"")

    def receive(self, largest: int) -> bytes:
        """One frame; EOFError when it is longer than this."""
        return self._exactly(self._length(largest))

    def receive_content(self, largest: int, held: int = HELD) -> bytes | Pieces:
        """One frame, in memory or, when it is longer than what may be `held`, in a file that nobody else sees."""
        length = self._length(largest)
        return self._exactly(length) if length <= held else self._spooled(length)

    def _length(self, largest: int) -> int:
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        if length > largest:
            raise EOFError
        return int(length)

    def _fetched(self, content: Pieces) -> Iterator[bytes]:
        with self._ours():
            pieces = content.read()
        while True:
            with self._ours():
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece

    def _spooled(self, length: int) -> Pieces:
        spool = _Paper(in_memory=0)
        for start in range(0, length, PIECE):
            piece = self._exactly(min(PIECE, length - start))
            with self._ours():
                spool.write(piece)
        return Pieces(length, spool.pieces)

    @contextlib.contextmanager
    def _ours(self) -> Iterator[None]:
        """What our own store and disk do: their time is not the child's, and when they fail no paper is to blame."""
        began = monotonic()
        try:
            yield
        except TovholderError:
            raise
        except Exception as error:
            raise WorldError("En stor fil kan ikke hentes eller lægges til side: se, om disken er fuld.") from error
        finally:
            self.until += monotonic() - began

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self._to, view[:PIECE]) :]
            except BlockingIOError:
                self._wait(self._to, select.POLLOUT)

    def _exactly(self, count: int) -> bytes:
        got = bytearray(count)
        view = memoryview(got)
        while view:
            try:
                read = os.readv(self._from, [view])
            except BlockingIOError:
                self._wait(self._from, select.POLLIN)
                continue
            if not read:
                raise EOFError
            view = view[read:]
        return bytes(got)

    def _wait(self, pipe: int, event: int) -> None:
        left = self.until - monotonic()
        poller = select.poll()
        poller.register(pipe, event)
        if left <= 0 or not poller.poll(1000 * left):
            raise TimeoutError


class _Paper(Spool):
    """A paper that waits in a file nobody else can read, until the last one lets go of it."""

    def pieces(self) -> Iterator[bytes]:
        self.seek(0)
        return iter(lambda: self.read(PIECE), b"")

    def __del__(self) -> None:
        self._file.close()


# --- the child's end: plain files, for the parent has the clock


def receive(file: IO[bytes]) -> bytes:
    """One frame; EOFError when the other side is gone."""
    (length,) = _LENGTH.unpack(_whole(file, _LENGTH.size))
    return _whole(file, length)


def receive_content(file: IO[bytes]) -> bytes:
    """All pieces up to the empty frame."""
    pieces = list(iter(lambda: receive(file), b""))
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def send(file: IO[bytes], *messages: bytes) -> None:
    """Frames, and flush."""
    for message in messages:
        file.write(_LENGTH.pack(len(message)))
        file.write(message)
    file.flush()


def _whole(file: IO[bytes], count: int) -> bytes:
    got = file.read(count)
    if len(got) != count:
        raise EOFError
    return got
