"""Several children read side by side, and the death of one costs one paper."""

import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from fcntl import ioctl
from termios import FIONREAD

import pytest

from intake.pool import ReaderPool, read_each
from intake.reading import Reading
from service.samples.papers import fillable, locked


class OneByOne:
    """A Reader that is no pool."""

    def read(self, content, name):
        return Reading(name, len(content))


def test_a_reader_that_is_no_pool_reads_one_after_the_other():
    assert read_each(OneByOne(), [(b"a", "x"), (b"bb", "y")]) == (Reading("x", 1), Reading("y", 2))


@pytest.mark.slow
def test_papers_are_read_side_by_side_and_come_back_in_their_order():
    papers = [(locked(fillable("emne", {})), ""), (fillable("emne", {"topic": "trivsel"}), ""), (b"", "")]
    with ReaderPool(2) as pool:
        shut, written, nothing = read_each(pool, papers)
        assert (shut.unread.code, nothing.unread.code) == ("locked", "empty")
        assert written.answers[0].values["topic"].text == "trivsel"
        assert 1 <= len(pool._children) <= 2


@pytest.mark.slow
def test_a_child_lives_on_when_the_thread_that_asked_has_ended():
    with ReaderPool(1) as pool:
        for _ in range(2):
            with ThreadPoolExecutor(1) as asking:
                assert asking.submit(pool.read, b"").result().unread.code == "empty"
        (child,) = pool._children
        first = child._child
        assert pool.parse(b"From: a@b.example\r\n\r\nHej").sender == "a@b.example"
        assert child._child is first
        assert first.poll() is None
    assert first.poll() is not None


@pytest.mark.slow
def test_a_killed_child_costs_one_paper():
    with ReaderPool(1) as pool, ThreadPoolExecutor(1) as asking:
        pool.read(b"")
        child = pool._children[0]._child
        os.kill(child.pid, signal.SIGSTOP)
        doomed = asking.submit(pool.read, b"%PDF-1.7")
        while not waiting(child.stdin):
            pass
        os.kill(child.pid, signal.SIGKILL)
        assert doomed.result().unread.code == "crashed"
        assert pool.read(b"").unread.code == "empty"


def waiting(pipe):
    """How many bytes lie in a pipe."""
    return int.from_bytes(ioctl(pipe, FIONREAD, bytes(4)), sys.byteorder)
