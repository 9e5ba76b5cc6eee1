"""What `cases.inbox` promises, held on SQLite and on PostgreSQL alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.errors import StaleError
from cases.inbox import SEEN, Inbox
from cases.letters import Ending, Use
from cases.mails import CAME_BACK, MailState
from storage.store import Store
from tests.storage.examples import (
    NAME,
    NOW,
    a_mail,
    a_paper,
    an_opening,
    an_outcome,
    claimed,
    facts,
    keep,
    open_one,
    set_aside,
)

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow


def test_letters_come_newest_first_and_page_by_page(store: Store):
    inbox: Inbox = store
    ids = [set_aside(store, uid) for uid in (1, 2, 3)]
    keep(store, 4)
    shown = [row.id for row in inbox.arrived(None, None, 9)]
    assert shown[1:] == ids[::-1]
    assert [row.id for row in inbox.arrived(None, ids[1], 9)] == [ids[0]]
    assert [row.id for row in inbox.arrived(None, None, 2)] == shown[:2]
    assert [row.id for row in inbox.arrived(Ending.SET_ASIDE, None, 9)] == ids[::-1]
    assert [row.id for row in inbox.arrived("", None, 9)] == shown[:1]


def test_every_letter_is_counted_once(store: Store):
    open_one(store)
    set_aside(store, 2)
    keep(store, 3)
    assert store.arrived_counts() == {"sag": 1, "lagt til side": 1, "": 1}


def test_a_list_of_letters_holds_nothing_personal_and_one_letter_does(store: Store):
    letter = set_aside(store)
    (row,) = store.arrived(None, None, 1)
    assert (row.sender, row.subject) == ("", "")
    assert NAME in store.letter(letter).subject
    assert store.letter(letter + 1) is None


def test_a_letter_that_was_set_aside_is_made_a_case_with_its_papers(store: Store):
    letter = set_aside(store)
    (sheet,) = store.letter_sheets(letter)
    case = store.open_by_hand(letter, an_opening(), NOW)
    assert store.case(case.number) == case
    assert (store.letter(letter).ending, store.letter(letter).cases) == (Ending.CASE, (case.number,))
    assert [(one.id, one.use) for one in store.sheets(case.number)] == [(sheet.id, Use.APPLICATION)]
    assert store.content(case.number, sheet.id) == a_paper().content
    assert len(store.history(case.number)) == 1


def test_a_letter_is_made_a_case_once(store: Store):
    letter = set_aside(store)
    store.open_by_hand(letter, an_opening(), NOW)
    with pytest.raises(StaleError):
        store.open_by_hand(letter, an_opening(None), NOW)
    with pytest.raises(StaleError):
        store.dealt_with(letter, NOW)
    assert len(store.cases()) == 1


def test_a_person_ends_a_letter_that_is_no_application(store: Store):
    letter = set_aside(store)
    store.dealt_with(letter, NOW)
    assert (store.letter(letter).ending, store.letter(letter).why) == (Ending.NOT_APPLICATION, SEEN)
    with pytest.raises(StaleError):
        store.replay(letter, NOW)


def test_answers_come_newest_first_by_state(store: Store):
    held = replace(a_mail("to"), held="robot-address")
    open_one(store, mails=(a_mail("en"), held, a_mail("tre")))
    assert [row.name for row in store.outgoing(None, None, 2)] == ["received", "received"]
    (row,) = store.outgoing(MailState.HELD, None, 9)
    assert (row.why, row.to, row.raw) == ("robot-address", "", b"")
    assert store.outgoing_counts() == {MailState.OWED: 2, MailState.HELD: 1}
    assert store.outgoing(None, row.id, 9)[0].id < row.id


def test_one_answer_is_shown_whole(store: Store):
    number = open_one(store, mails=(a_mail("en"),)).number
    (row,) = store.outgoing(None, None, 1)
    whole = store.mail(row.id)
    assert (whole.to, whole.raw, whole.cases) == (a_mail("en").to, a_mail("en").raw, (number,))
    assert store.mail(row.id + 1) is None


def _bounced(store: Store, uid: int) -> None:
    """The school's server says that the first of our mails did not arrive."""
    known = facts(f"bounce-{uid}", f"<bounce-{uid}@server.example>")
    end = an_outcome(ending=Ending.NOT_APPLICATION, why="report", openings=(), papers=(), facts=known)
    store.finish_letter(claimed(store, uid), replace(end, came_back=a_mail("en").message_id), lambda _: (), NOW)


def test_a_mail_that_came_back_counts_until_a_person_has_seen_to_it_and_again_when_it_comes_back_again(store: Store):
    open_one(store, mails=(a_mail("en"),))
    work = store.claim_mail("vaert:1", NOW)
    store.sending(work, NOW)
    store.sent(work, NOW)
    assert (store.astray(), store.outgoing(None, None, 9, astray=True)) == (0, ())
    with pytest.raises(StaleError):
        store.mail_seen(work.id, NOW)
    for uid in (2, 3):
        _bounced(store, uid)
        (row,) = store.outgoing(None, None, 9, astray=True)
        assert (store.astray(), store.pulse().undelivered, row.astray) == (1, 1, True)
        store.mail_seen(work.id, NOW)
        assert (store.astray(), store.mail(work.id).seen, store.mail(work.id).astray) == (0, NOW, False)
    with pytest.raises(StaleError):
        store.mail_unseen(work.id, NOW - timedelta(seconds=1))
    store.mail_unseen(work.id, NOW)
    assert store.astray() == 1


def test_an_answer_is_kept_from_being_sent_again_only_as_it_was_sent_again_then(store: Store):
    open_one(store, mails=(a_mail("en"),))
    work, later = store.claim_mail("vaert:1", NOW), NOW + timedelta(seconds=30)
    store.sending(work, NOW)
    store.unknown(work, "uvist", NOW)
    was = store.mail(work.id)
    store.send_again(work.id, NOW, later)
    with pytest.raises(StaleError):
        store.keep_unsent(was, NOW)
    store.keep_unsent(was, later)
    assert store.mail(work.id) == was


def test_a_mail_that_came_back_says_so(store: Store):
    case = open_one(store, mails=(a_mail("en"), a_mail("to")))
    for _ in range(2):
        work = store.claim_mail("vaert:1", NOW)
        store.sending(work, NOW)
        store.sent(work, NOW)
    bounce = claimed(store, 2)
    known = facts("bounce", "<bounce@server.example>")
    end = an_outcome(ending=Ending.NOT_APPLICATION, why="report", openings=(), papers=(), facts=known)
    store.finish_letter(bounce, replace(end, came_back=a_mail("en").message_id), lambda _: (), NOW)
    assert [(row.state, row.why) for row in store.mails(case=case.number)] == [
        (MailState.SENT, CAME_BACK),
        (MailState.SENT, ""),
    ]
