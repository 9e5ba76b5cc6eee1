"""Strangers' bytes are opened in a child process: no secrets, bounded memory, no files, a deadline.

The child is warm (the engines load once) and answers in JSON, never pickle, so nothing it sends can run here. It dies
with its parent. When it is too slow it is killed, when it crashes it is gone; either way the paper is Unread, the next
one gets a new child, and the mailbox is never blocked.
"""

import contextlib
import ctypes
import os
import resource
import signal
import struct
import subprocess
import sys
from pathlib import Path
from threading import Event, Timer
from typing import IO, TYPE_CHECKING, Any, Self

from cases.application import Unread
from cases.errors import SettingsError, WorldError
from intake.languages import find_languages
from intake.reading import Reading, unread
from intake.wire import from_json, to_json

if TYPE_CHECKING:
    from intake.letter import Letter

MEMORY = 3 * 1024**3
"""Bytes of address space that the child may have; its libraries and languages take about a third."""

SECONDS = 60.0
"""How long one paper or one mail may take."""

_HANDLES = 64
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
_LENGTH = struct.Struct("!Q")
_LARGEST = 1 << 30
_ROOT = Path(__file__).resolve().parent.parent


class ChildReader:
    """A Reader with one child process, started when it is first needed. For one thread at a time."""

    def __init__(self, languages: Path | str | None = None, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._languages = languages
        self._seconds = seconds
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None

    def read(self, content: bytes, name: str = "") -> Reading:
        """What a paper says; the name is never looked at. Raises WorldError when the OCR engine is not installed."""
        answer = self._ask("read", content, Reading)
        return answer if isinstance(answer, Reading) else Reading("other", unread=answer)

    def parse(self, raw: bytes) -> "Letter | Unread":
        """A raw mail as a letter with its papers."""
        from intake.letter import Letter

        answer: Letter | Unread = self._ask("parse", raw, Letter)
        return answer

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):  # what was never sent is of no use now
                        pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, task: str, content: bytes, kind: Any) -> Any:
        """The child's answer, of this kind, or the Unread that says how it failed."""
        child = self._warm()
        assert child.stdin and child.stdout
        late = Event()
        deadline = Timer(self._seconds, _give_up, (child, late))
        deadline.daemon = True
        deadline.start()
        try:
            _send(child.stdin, task.encode(), content)
            code, answer = _receive(child.stdout), _receive(child.stdout)
            return unread(code.decode()) if code else from_json(kind, answer)
        except (
            EOFError,
            OSError,
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            RecursionError,
        ):  # it died, or talked nonsense
            self.close()
            return unread("too-slow" if late.is_set() else "crashed")
        finally:
            deadline.cancel()

    def _warm(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self.close()
        if self._child is None:
            self._child = self._started()
        return self._child

    def _started(self) -> subprocess.Popen[bytes]:
        try:
            languages = find_languages(self._languages)
            return subprocess.Popen(
                [sys.executable, "-B", "-P", "-s", "-m", "intake.child", str(languages), str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # engines write bits of what they read there
                cwd="/",
                env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
            )
        except (SettingsError, OSError) as error:
            raise WorldError(f"Ingen filer kan læses: {error}") from error


def _give_up(child: subprocess.Popen[bytes], late: Event) -> None:
    late.set()
    child.kill()


def _send(pipe: IO[bytes], *messages: bytes) -> None:
    for message in messages:
        pipe.write(_LENGTH.pack(len(message)))
        pipe.write(message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    """One message; raises EOFError when the other side is gone."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    if length > _LARGEST:
        raise EOFError
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    got = pipe.read(count)
    if len(got) != count:
        raise EOFError
    return got


# --- in the child


def _serve(languages: str, memory: int) -> None:
    """Answers each task with a code ("" when all is well) and the value as JSON, until the parent closes the pipe."""
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up among the answers
    _confine(memory)
    with contextlib.suppress(EOFError):
        while True:
            task, content = _receive(tasks), _receive(tasks)
            _send(answers, *_answered(task.decode(), content, languages))


def _answered(task: str, content: bytes, languages: str) -> tuple[bytes, bytes]:
    try:
        return b"", to_json(_done(task, content, languages))
    except MemoryError:
        return b"too-big", b""
    except Exception:  # noqa: BLE001 - any fault of any library; the paper itself is kept, and a person looks
        return b"crashed", b""


def _done(task: str, content: bytes, languages: str) -> object:
    if task == "parse":
        from intake.letter import parse_letter

        return parse_letter(content)
    from intake.document import read_paper

    return read_paper(content, languages=languages)


def _confine(memory: int) -> None:
    """Die with the parent; no more memory than this, no file written, few handles, no core dump."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    for stop in (signal.SIGINT, signal.SIGTERM):  # sent to the whole service: the parent finishes its paper first
        signal.signal(stop, signal.SIG_IGN)
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _HANDLES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]))
