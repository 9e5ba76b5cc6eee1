"""Delivering: each mail at most once, and what each trouble leaves behind."""

from datetime import datetime, timedelta

import pytest

from cases.mails import MailState
from replies.deliver import Delivered, deliver
from replies.pace import Pace
from tests.fakes.postman import FakePostman
from tests.replies.build import NOW, a_mail
from tests.replies.outbox import MemoryOutbox
from tests.servers.trouble import Trouble


def clock() -> datetime:
    return NOW


def an_outbox(count: int = 3) -> MemoryOutbox:
    return MemoryOutbox([a_mail(f"letter:{number}") for number in range(count)])


def test_everything_owed_goes_out_in_order_and_once() -> None:
    outbox, postman = an_outbox(), FakePostman()
    assert deliver(outbox, postman, clock, "worker") == Delivered(sent=3)
    assert deliver(outbox, postman, clock, "worker") == Delivered()
    assert postman.delivered == outbox.owed
    assert set(outbox.states.values()) == {MailState.SENT}


@pytest.mark.parametrize(
    ("trouble", "counts", "state"),
    [
        (Trouble.TEMPORARY_AT_RCPT, Delivered(postponed=1), MailState.OWED),
        (Trouble.REFUSED_AT_RCPT, Delivered(refused=1), MailState.FAILED),
        (Trouble.CUT_BEFORE_STORING, Delivered(unknown=1), MailState.UNKNOWN),
        (Trouble.CUT_AFTER_STORING, Delivered(unknown=1), MailState.UNKNOWN),
        (Trouble.TEMPORARY_AFTER_DATA, Delivered(postponed=1), MailState.OWED),
        (Trouble.REFUSED_AFTER_DATA, Delivered(refused=1), MailState.FAILED),
    ],
)
def test_each_trouble_leaves_the_state_that_is_true(trouble: Trouble, counts: Delivered, state: MailState) -> None:
    outbox = an_outbox(1)
    assert deliver(outbox, FakePostman(trouble), clock, "worker") == counts
    assert outbox.states[0] is state
    assert outbox.whys[0]


def test_a_mail_of_unknown_fate_is_not_sent_again_unasked() -> None:
    outbox, postman = an_outbox(1), FakePostman(Trouble.CUT_AFTER_STORING)
    deliver(outbox, postman, clock, "worker")
    postman.trouble = Trouble.NONE
    outbox.wake()
    deliver(outbox, postman, clock, "worker")
    assert len(postman.delivered) == 1
    outbox.send_again(0, NOW)
    deliver(outbox, postman, clock, "worker")
    assert len(postman.delivered) == 2


@pytest.mark.parametrize(("known", "used"), [(False, {}), (True, {0: 1})])
def test_a_server_that_is_away_uses_up_one_attempt_of_one_mail_at_most(known: bool, used: dict[int, int]) -> None:
    """However long it lasts, else a weekend without a mail server would leave every answer marked as failed."""
    outbox, postman = an_outbox(), FakePostman(Trouble.AWAY, answers=known)
    for _ in range(50):
        counts = deliver(outbox, postman, clock, "worker")
        outbox.wake()
    assert counts.away == "Mailserveren svarer ikke; se efter host, port og firewall."
    assert outbox.attempts == used
    postman.trouble = Trouble.NONE
    assert deliver(outbox, postman, clock, "worker") == Delivered(sent=3)


def test_a_mail_that_another_worker_took_over_is_left_to_it() -> None:
    outbox, postman = an_outbox(), FakePostman()
    outbox.taken_over = {1}
    assert deliver(outbox, postman, clock, "worker") == Delivered(sent=2, lost=1)
    assert postman.delivered == [outbox.owed[0], outbox.owed[2]]


def test_a_program_that_is_to_end_finishes_the_mail_at_hand_and_begins_no_other() -> None:
    outbox, postman = an_outbox(3), FakePostman()
    assert deliver(outbox, postman, clock, "worker", stopped=lambda: bool(postman.delivered)) == Delivered(sent=1)
    assert deliver(outbox, postman, clock, "worker") == Delivered(sent=2)


def test_the_pace_is_kept_without_waiting() -> None:
    """30 a minute, as Exchange Online takes; the rest goes with a later pass."""
    outbox, postman, pace, now = an_outbox(70), FakePostman(), Pace(30), NOW
    sent = []
    for seconds in (0, 10, 59, 60, 61, 125):
        now = NOW + timedelta(seconds=seconds)
        sent.append(deliver(outbox, postman, lambda now=now: now, "worker", pace).sent)
    assert sent == [30, 0, 0, 30, 0, 10]
