"""Strangers' bytes are opened in a child process: no secrets, no network, no files, bounded memory, a deadline.

The child is warm (the engines load once) and answers in JSON, never pickle, so nothing it sends can run here. It dies
with its parent. When it is too slow it is killed, when it crashes it is gone; either way the paper is Unread, the next
one gets a new child, and the mailbox is never blocked.
"""

import contextlib
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from cases.application import Unread
from cases.errors import SettingsError, WorldError
from cases.letters import Pieces
from intake import pipes
from intake.languages import find_languages, find_model
from intake.pipes import Pipe
from intake.reading import Reading, unread
from intake.wire import from_json

if TYPE_CHECKING:
    from intake.learn import Proposal
    from intake.letter import Letter
    from intake.page_picture import PagePicture

MEMORY = 3 * 1024**3
"""Bytes of address space that the child may have; its libraries and languages take about a third."""

SECONDS = 60.0
"""How long one paper or one mail may take."""

ANSWER = 64 << 20
"""Bytes of the longest answer that is taken: it is text, and is held in memory."""
BESIDE: Mapping[str, int] = {"read": 64 << 20, "pictures": 256 << 20, "learn": 256 << 20, "parse": 1 << 30}
"""Bytes that may come beside an answer, all together: crops, pictures, and the papers of a mail."""

_ROOT = Path(__file__).resolve().parent.parent
_ALONE = ("-B", "-P", "-s")  # no bytecode written, nothing imported from the folder at hand or the user's own
_ENVIRONMENT = {
    "PYTHONPATH": str(_ROOT),
    "LANG": "C.UTF-8",
    "OMP_THREAD_LIMIT": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


class ChildReader:
    """A Reader with one child process, started when it is first needed. For one thread at a time."""

    def __init__(
        self,
        languages: Path | str | None = None,
        *,
        trusted: Path | str | None = None,
        forms: Path | str | None = None,
        seconds: float = SECONDS,
        memory: int = MEMORY,
    ) -> None:
        self._languages = languages
        self._trusted = trusted
        self._forms = forms
        self._seconds = seconds
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None
        self._pipe: Pipe | None = None

    def read(self, content: bytes | Pieces, name: str = "") -> Reading:
        """What a paper says; the name is never looked at. Raises WorldError when the OCR engine is not installed."""
        answer = self._ask("read", content, Reading)
        return answer if isinstance(answer, Reading) else Reading("other", unread=answer)

    def parse(self, raw: bytes | Pieces) -> "Letter | Unread":
        """A raw mail as a letter with its papers; a paper too big to be held comes as its `big`."""
        from intake.letter import Letter

        contents: list[bytes | Pieces] = []
        answer: Letter | Unread = self._ask("parse", raw, Letter, contents=contents)
        if isinstance(answer, Unread):
            return answer
        bigs = [each if isinstance(each, Pieces) else None for each in contents]  # its papers' alone, in their order
        papers = tuple(replace(paper, big=big) for paper, big in zip(answer.papers, bigs, strict=True))
        return replace(answer, papers=papers) if any(bigs) else answer

    def pictures(self, content: bytes | Pieces) -> "tuple[PagePicture, ...]":
        """The pages of a paper as pictures, for people; none when it can't be opened."""
        from intake.page_picture import PagePicture

        answer: tuple[PagePicture, ...] | Unread = self._ask("pictures", content, tuple[PagePicture, ...])
        return () if isinstance(answer, Unread) else answer

    def learn(self, content: bytes, name: str, version: int) -> "Proposal | Unread":
        """What stands where on another office's blank, as a proposal for a form of this name and version."""
        from intake.learn import Proposal

        answer: Proposal | Unread = self._ask("learn", content, Proposal, name, str(version))
        return answer

    def close(self) -> None:
        """End the child."""
        child, self._child, self._pipe = self._child, None, None
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

    def _ask(
        self,
        task: str,
        content: bytes | Pieces,
        kind: Any,
        *words: str,
        contents: list[bytes | Pieces] | None = None,
    ) -> Any:
        """The child's answer, of this kind, or the Unread that says how it failed; `words` go with the task, and the
        bytes that come beside the answer are put into `contents`. What our own store or disk fails at is raised.
        """
        pipe, contents = self._warm(), [] if contents is None else contents
        pipe.allow(self._seconds)
        try:
            _send(pipe, " ".join((task, *words)).encode(), content)
            code, answer = pipe.receive(100), pipe.receive(ANSWER)
            left, held = BESIDE[task], pipes.HELD
            for _ in range(int(pipe.receive(20))):
                contents.append(got := pipe.receive_content(left, held))
                left -= _size(got)
                held -= len(got) if isinstance(got, bytes) else 0
            if code:
                return unread(code.decode())
            return from_json(kind, answer, [each if isinstance(each, bytes) else b"" for each in contents])
        except TimeoutError:
            self.close()
            return unread("too-slow")
        except (
            EOFError,
            OSError,
            ValueError,
            TypeError,
            KeyError,
            IndexError,
            AttributeError,
            RecursionError,
        ):  # it died, or talked nonsense
            child = self._child
            self.close()
            return unread("too-slow" if child and child.returncode == -signal.SIGXCPU else "crashed")
        except BaseException:  # of ours: the store, the disk, a stop. A frame half sent would be taken for the next one
            self.close()
            raise

    def _warm(self) -> Pipe:
        if self._child is not None and self._child.poll() is not None:
            self.close()
        if self._child is None or self._pipe is None:
            self._child = self._started()
            self._pipe = Pipe(self._child)
        return self._pipe

    def _started(self) -> subprocess.Popen[bytes]:
        try:
            languages, trusted = str(find_languages(self._languages)), str(self._trusted or "")
            forms = str(Path(self._forms).absolute()) if self._forms else ""  # the child stands elsewhere
            find_model()  # it would fail in the child at every paper, where nobody is told why
            limits = (str(self._memory), str(self._seconds))
            return subprocess.Popen(
                [sys.executable, *_ALONE, "-m", "intake.in_child", languages, trusted, forms, *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # engines write bits of what they read there
                cwd="/",
                env=_ENVIRONMENT,
            )
        except (SettingsError, OSError) as error:
            raise WorldError(f"Ingen filer kan læses: {error}") from error


def _send(pipe: Pipe, task: bytes, content: bytes | Pieces) -> None:
    pipe.send(task)
    pipe.send_content(content)


def _size(content: bytes | Pieces) -> int:
    return content.size if isinstance(content, Pieces) else len(content)
