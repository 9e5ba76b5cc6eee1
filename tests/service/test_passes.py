"""A pass of intake: everything that is ready, and a busy mailbox is never taken for a silent one."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cases.errors import MailboxError
from cases.figures import CONTACT
from intake.receive import take_in
from service.passes import BATCH, TRIED, Intake, Taken
from storage import Keys, Store, open_store, upgrade
from tests.fakes.mailbox import FakeMailbox
from tests.intake.letters import NOW, KnowingReader, a_desk, a_mail

pytestmark = pytest.mark.slow


class Clock:
    """A clock that goes on a minute at each look."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def store(tmp_path):
    url = f"sqlite:///{tmp_path / 'tovholder.db'}"
    upgrade(url)
    opened = open_store(url, Keys((bytes(range(32)),)))
    yield opened
    opened.close()


def an_intake(store: Store, clock: Clock) -> Intake:
    return Intake(store, store, KnowingReader(), a_desk, lambda reception, cases: (), "here:1", clock)


def test_a_full_mailbox_is_worked_on_in_parts(store) -> None:
    """Between two parts the mailbox is looked at, so that no alarm sounds while there is much to do."""
    mailbox, clock = FakeMailbox(), Clock()
    for number in range(BATCH + 1):
        mailbox.put(a_mail(message_id=f"<{number}@x>", subject=f"nr. {number}"), received=NOW)
    taken = an_intake(store, clock).run(mailbox)
    assert taken == Taken(BATCH + 1, BATCH + 1, BATCH + 1)
    assert (mailbox.mails(), clock.now - store.notes()[CONTACT] < timedelta(minutes=10)) == ([], True)


def test_several_hands_work_on_every_letter_once(store) -> None:
    """With more hands than one the letters are the same, each with its one end."""
    mailbox, clock = FakeMailbox(), Clock()
    for number in range(BATCH + 1):
        mailbox.put(a_mail(message_id=f"<{number}@x>", subject=f"nr. {number}"), received=NOW)
    taken = replace(an_intake(store, clock), hands=3, clock=lambda: NOW).run(mailbox)
    assert taken == Taken(BATCH + 1, BATCH + 1, BATCH + 1)
    assert [row.state.name for row in store.letters()] == ["DONE"] * (BATCH + 1)


@pytest.mark.parametrize("hands", [1, 3])
def test_a_program_that_is_to_end_finishes_the_letters_at_hand_and_begins_no_other(store, hands) -> None:
    """They are filed, too; the rest is worked on at the next start."""
    mailbox, clock = FakeMailbox(), Clock()
    for number in range(2 * BATCH):
        mailbox.put(a_mail(message_id=f"<{number}@x>", subject=f"nr. {number}"), received=NOW)
    intake = replace(an_intake(store, clock), hands=hands, clock=lambda: NOW)
    taken = intake.run(mailbox, lambda: any(row.ending for row in store.letters()))
    assert 1 <= taken.worked == taken.moved <= hands
    assert intake.run(mailbox).worked == 2 * BATCH - taken.worked


def test_a_mailbox_that_cannot_be_reached_leaves_a_trace(store) -> None:
    """When we first tried is noted, and never moved; contact is noted only when there was one."""
    mailbox, clock = FakeMailbox(), Clock()
    for _ in range(2):
        mailbox.trouble = MailboxError("nede")
        with pytest.raises(MailboxError):
            an_intake(store, clock).run(mailbox)
    first = store.notes()[TRIED]
    assert (first - NOW, CONTACT in store.notes()) == (timedelta(minutes=1), False)
    an_intake(store, clock).run(mailbox)
    assert (store.notes()[TRIED], CONTACT in store.notes()) == (first, True)


def test_while_the_mailbox_is_away_what_was_kept_before_is_worked_on(store) -> None:
    """A letter safe in the store does not wait for the server."""
    mailbox, clock = FakeMailbox(), Clock()
    mailbox.put(a_mail(), received=NOW)
    take_in(mailbox, store, clock)
    mailbox.trouble = MailboxError("nede")
    with pytest.raises(MailboxError):
        an_intake(store, clock).run(mailbox)
    assert [row.ending is not None for row in store.letters()] == [True]


@pytest.mark.parametrize(("company", "claimed"), [(20.0, [1, 10, 10]), (0.0, [1, 1, 1, 1, 1])])
def test_a_slow_reader_brings_a_worker_to_one_letter_at_a_time(store, monkeypatch, company, claimed) -> None:
    """While letters are read quickly several are claimed at once; else others may have them."""
    monkeypatch.setattr("service.passes.COMPANY", company)
    monkeypatch.setattr("intake.company.COMPANY", company)
    mailbox, clock, wanted = FakeMailbox(), Clock(), []
    for number in range(4):
        mailbox.put(a_mail(message_id=f"<{number}@x>", subject=f"nr. {number}"), received=NOW)
    take_in(mailbox, store, clock)

    class Asked:
        def __getattr__(self, name: str):
            return getattr(store, name)

        def claim_letters(self, worker, now, most):
            wanted.append(most)
            return store.claim_letters(worker, now, most)

    assert replace(an_intake(store, clock), store=Asked(), clock=lambda: NOW).work() == 4
    assert wanted == claimed


def test_a_letter_that_was_tried_before_has_ended_when_others_are_claimed(store) -> None:
    """If it kills whoever ends it, nobody else loses an attempt."""
    mailbox, ended = FakeMailbox(), []
    for number in range(2):
        mailbox.put(a_mail(message_id=f"<{number}@x>", subject=f"nr. {number}"), received=NOW)
    take_in(mailbox, store, lambda: NOW)
    (tried,) = store.claim_letters("here:1", NOW, 1)
    store.give_back(tried, NOW)

    class Asked:
        def __getattr__(self, name: str):
            return getattr(store, name)

        def claim_letters(self, worker, now, most):
            ended.append([row.ending is not None for row in store.letters()])
            return store.claim_letters(worker, now, most)

    assert replace(an_intake(store, Clock()), store=Asked(), clock=lambda: NOW + timedelta(hours=1)).work() == 2
    assert ended == [[False, False], [False, True], [True, True]]
