"""Watching the mailbox: whom it pokes, when, and how it gets over trouble."""

from itertools import accumulate, pairwise
from threading import Event

import pytest

from cases.errors import MailboxError, SettingsError
from intake.watch import BACK_OFF, watch
from tests.fakes.mailbox import FakeWatcher


class Stop(Event):
    """Stops the watch after some rests and pokes, and remembers how long it was told to rest."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.left = after
        self.rests: list[float | None] = []
        self.pokes = 0

    def wait(self, timeout: float | None = None) -> bool:
        self.rests.append(timeout)
        self._count()
        return self.is_set()

    def poke(self) -> None:
        self.pokes += 1
        self._count()

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.set()


def watched(answers: list[bool | Exception], after: int, poll: float = 20) -> tuple[FakeWatcher, Stop]:
    watcher, stop = FakeWatcher(answers), Stop(after)
    watch(lambda: watcher, stop.poke, stop, poll)
    return watcher, stop


def test_the_worker_looks_once_listening_has_begun_for_what_came_before_is_never_announced() -> None:
    watcher, stop = watched([], after=1)
    assert (watcher.asked, stop.pokes) == (["begin", "close"], 1)


def test_a_push_pokes_the_worker_after_the_listening_is_renewed() -> None:
    watcher, stop = watched([True], after=2)
    assert (watcher.asked, stop.pokes) == (["begin", "wait", "renew", "close"], 2)


def test_silence_pokes_the_worker_at_the_poll() -> None:
    watcher, stop = watched([False] * 4, after=2, poll=20)
    assert (watcher.asked, stop.pokes) == (["begin", *["wait"] * 4, "renew", "close"], 2)


def test_failure_after_failure_rests_longer_up_to_a_minute() -> None:
    failures = len(BACK_OFF) + 2
    _, stop = watched([MailboxError("Forbindelsen røg.")] * failures, after=3 * failures - 1)
    assert stop.rests == [*BACK_OFF, 60.0, 60.0]


def test_a_server_that_is_away_for_twenty_seconds_is_found_within_three() -> None:
    tries = list(accumulate(BACK_OFF))
    assert all(later - before <= 3 for before, later in pairwise(tries) if before < 20)


def test_a_wait_that_went_well_makes_the_next_rest_short_again() -> None:
    trouble = MailboxError("Forbindelsen røg.")
    _, stop = watched([trouble, trouble, trouble, True, trouble], after=12)
    assert stop.rests == [1.0, 1.0, 2.0, 1.0]


@pytest.mark.parametrize("trouble", [MailboxError("Røg."), SettingsError("Filen er væk."), RuntimeError("uforudset")])
def test_whatever_happens_the_connection_is_hung_up_and_the_worker_looks_by_itself(trouble: Exception) -> None:
    watcher, stop = watched([trouble], after=3)
    assert (watcher.asked, stop.pokes) == (["begin", "wait", "close"], 2)
