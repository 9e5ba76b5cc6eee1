"""Two daemons on one PostgreSQL, killed and stopped at random: every promise of `invariants` holds afterwards.

Again, alone: `python -m tests.crash.pair --seconds 300 --seed 1`.
"""

import time

import pytest

from tests.crash.counts import as_property
from tests.crash.pair import Machine, run, shared_place

pytestmark = pytest.mark.slow

LONG = 300
"""Seconds in which each of the two has minded the mailbox at some time."""


@pytest.fixture
def common(shared, postgres):
    with shared_place(shared, postgres) as place:
        yield place


@pytest.mark.parametrize("seconds", [12, pytest.param(LONG, marks=pytest.mark.long)])
def test_two_daemons_killed_and_stopped_at_random_lose_and_double_nothing(common, seconds, record_property) -> None:
    count, minded = run(common, seconds, seed=seconds)
    record_property(*as_property(count))
    assert count.mails
    assert count.kills
    assert minded
    assert set(minded) <= {"maskine0", "maskine1"}
    if seconds >= LONG:
        assert len(minded) == 2


@pytest.mark.long
def test_who_minds_the_mailbox_is_followed_within_half_a_minute(common) -> None:
    """With the leases as they are in earnest, on two machines of which one is gone for good."""
    first = Machine(common, 0, hurried=False)
    _until(lambda: _holder(common) == "maskine0")
    second = Machine(common, 1, hurried=False)
    try:
        time.sleep(2)
        first.kill()
        died = time.monotonic()
        _until(lambda: _holder(common) == "maskine1")
        assert time.monotonic() - died < 30
    finally:
        first.kill()
        second.kill()


def _holder(place) -> str:
    found = place.query("SELECT holder FROM leases")
    return found[0][0].split(":")[0] if found else ""


def _until(true) -> None:
    for _ in range(600):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come true in a minute")
