"""What runs in the child, confined from its first task: it answers what is asked until the parent closes the pipe."""

import contextlib
import os
import sys
from collections.abc import Sequence

from intake import pipes
from intake.confined import allow_seconds, confine
from intake.kept_memory import keep_memory
from intake.reading import UnreadableError
from intake.wire import to_json

KEPT = 256 << 20
"""Bytes of memory that a child keeps for the next paper."""


def _serve(languages: str, trusted: str, forms: str, memory: int, seconds: float) -> None:
    """Answers each task with a code ("" when all is well) and the value as JSON, until the parent closes the pipe."""
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up among the answers
    confine(memory)
    keep_memory(KEPT)
    with contextlib.suppress(EOFError):
        while True:
            task, content = pipes.receive(tasks), pipes.receive_content(tasks)
            allow_seconds(seconds)
            code, answer, *contents = _answered(task.decode().split(" "), content, languages, trusted, forms)
            pipes.send(answers, code, answer, str(len(contents)).encode(), *contents)
            del content, contents  # a mail and its papers are not kept until the next one


def _answered(task: Sequence[str], content: bytes, languages: str, trusted: str, forms: str) -> tuple[bytes, ...]:
    """A code ("" when all is well), the value as JSON, and the bytes in it beside it."""
    contents: list[bytes] = []
    try:
        answer = to_json(_done(task, content, languages, trusted, forms), contents)
        return b"", answer, *contents
    except MemoryError:
        return b"too-big", b""
    except UnreadableError as error:
        return error.code.encode(), b""
    except Exception:  # noqa: BLE001 - any fault of any library; the paper itself is kept, and a person looks
        return b"crashed", b""


def _done(task: Sequence[str], content: bytes, languages: str, trusted: str, forms: str) -> object:
    if task[0] == "parse":
        from intake.letter import parse_letter

        return parse_letter(content)
    if task[0] == "pictures":
        from intake.pictures import page_pictures

        return page_pictures(content, forms or None)
    if task[0] == "learn":
        from intake.document import proposed

        return proposed(content, (task[1], int(task[2])), languages=languages)
    from intake.document import read_paper

    return read_paper(content, languages=languages, trusted=trusted or None, forms=forms or None)


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5]))
