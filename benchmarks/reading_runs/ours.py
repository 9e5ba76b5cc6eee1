"""This program, as the daemon uses it: `read_paper` in one warm child on one thread; CPU seconds are the child's own.

The child here is not confined, for it must tell its CPU time; what it does with a paper is the same.
"""

import os
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from benchmarks.reading_runs.found import Found, FoundApplication, Said
from benchmarks.reading_runs.letter import in_letter
from benchmarks.reading_set.documents import document
from benchmarks.reading_set.truth import Document
from cases.application import Value
from intake.reading import Reading
from intake.wire import from_json, to_json

_ROOT = Path(__file__).parents[2]
_HEAD = struct.Struct("!Qd")
_FIRST = ((0, "grey 150", "typed"), (0, "grey 150", "hand"), (0, "print to PDF", "typed"), (6, "cut", "typed"))
"""Papers by which the engines are loaded, and of the last, whose code is cut off, the landmarks of our blanks. They are
not counted: the daemon's children are warm."""

_ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Ours:
    """The child; for one thread at a time."""

    def __init__(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.reading_runs.ours"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env=os.environ | _ONE_THREAD,
        )
        for paper in _FIRST:
            self.read(document(1, *paper))

    def read(self, paper: Document) -> Found:
        """What is found in a paper, and the CPU seconds."""
        assert self._child.stdin and self._child.stdout
        self._child.stdin.write(_HEAD.pack(len(paper.content), 0.0) + paper.content)
        self._child.stdin.flush()
        length, seconds = _HEAD.unpack(self._child.stdout.read(_HEAD.size))
        return found(paper, from_json(Reading, self._child.stdout.read(length)), seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._child.stdin
        self._child.stdin.close()
        self._child.wait()


def found(paper: Document, reading: Reading, seconds: float) -> Found:
    """A reading in the words of the benchmark, of the paper alone and in its letter."""
    applications = tuple(
        FoundApplication(
            each.form,
            each.pages,
            _said(each.values),
            {box.name: box.state.value for box in each.signatures},
            _said(weighed),
        )
        for each, weighed in zip(reading.answers, in_letter(paper, reading), strict=True)
    )
    return Found(seconds, applications, reading.unread.code if reading.unread else "")


def _said(values: Mapping[str, Value]) -> Mapping[str, Said]:
    return {name: Said(value.text, value.confidence, value.verified) for name, value in values.items()}


def _serve() -> None:
    from intake.document import read_paper

    papers, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up among the answers
    while head := papers.read(_HEAD.size):
        content = papers.read(_HEAD.unpack(head)[0])
        start = time.process_time()
        answer = to_json(read_paper(content))
        answers.write(_HEAD.pack(len(answer), time.process_time() - start) + answer)
        answers.flush()


if __name__ == "__main__":
    _serve()
