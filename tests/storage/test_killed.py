"""kill -9 at every step of a letter and a mail: the next process finds all of it or none of it, and goes on."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cases.letters import Fetched
from cases.mails import MailState
from storage import open_store
from tests.storage.examples import KEYS, NOW, a_mail, an_arrival, an_outcome, claimed, keep, next_letter, owing

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

LETTER = ("keeping", "kept", "claimed", "finishing", "finished")
MAIL = {"mail-claimed": MailState.OWED, "mail-marked": MailState.UNKNOWN, "mail-sent": MailState.SENT}
HOST = "vaert"


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class _DeadlyFile(io.BytesIO):
    def read(self, size=-1):
        if self.tell():
            _die()
        return super().read(10)


def work_until(point: str, url: str) -> None:
    """What the killed process does: a letter's way, then a mail's, ended by its own hand at `point`."""
    store = open_store(url, KEYS)

    def reached(name: str) -> None:
        if name == point:
            _die()

    def owe(cases):
        reached("finishing")
        return owing(a_mail())(cases)

    if point == "keeping":
        store.keep([Fetched(an_arrival(), "a" * 64, _DeadlyFile(b"x" * 100))], NOW)
    keep(store)
    reached("kept")
    letter = next_letter(store, f"{HOST}:{os.getpid()}", NOW)
    reached("claimed")
    store.finish_letter(letter, an_outcome(), owe, NOW)
    reached("finished")
    mail = store.claim_mail(f"{HOST}:{os.getpid()}", NOW)
    reached("mail-claimed")
    store.sending(mail, NOW)
    reached("mail-marked")
    store.sent(mail, NOW)
    reached("mail-sent")


def _killed_at(point: str, url: str) -> None:
    command = [
        sys.executable,
        "-c",
        f"from tests.storage.test_killed import work_until; work_until({point!r}, {url!r})",
    ]
    ended = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize("point", LETTER)
def test_a_letter_ends_once_wherever_its_worker_is_killed(fresh_url, point):
    _killed_at(point, fresh_url)
    store = open_store(fresh_url, KEYS)
    store.free_leases(HOST, NOW)
    if not store.kept([an_arrival()]):
        assert point == "keeping"
        assert store.letters() == ()
    if point != "finished":
        store.finish_letter(claimed(store), an_outcome(), owing(a_mail()), NOW)
    assert next_letter(store, f"{HOST}:0", NOW) is None
    assert [case.number for case in store.cases()] == ["T-2026-0001"]
    assert (len(store.mails()), len(store.filings()), len(store.letters())) == (1, 1, 1)
    store.close()


@pytest.mark.slow
@pytest.mark.parametrize("point", MAIL)
def test_a_mail_goes_out_at_most_once_wherever_its_worker_is_killed(fresh_url, point):
    _killed_at(point, fresh_url)
    store = open_store(fresh_url, KEYS)
    store.free_leases(HOST, NOW)
    assert [row.state for row in store.mails()] == [MAIL[point]]
    assert (store.claim_mail(f"{HOST}:0", NOW) is not None) == (MAIL[point] is MailState.OWED)
    store.close()
