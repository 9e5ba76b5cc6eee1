"""Delivering from the real store to a real SMTP server: the state in the database is what truly happened."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cases.mails import MailState
from replies.deliver import Delivered, deliver
from replies.smtp import Security, SmtpPostman, SmtpSettings
from storage import Store, open_store, upgrade
from tests.replies.build import NOW, a_mail
from tests.servers.smtp import SmtpServer
from tests.servers.trouble import Trouble
from tests.storage.examples import KEYS

pytestmark = pytest.mark.slow


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path / 'tovholder.db'}"
    upgrade(url)
    store = open_store(url, KEYS)
    yield store
    store.close()


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer(security="none") as server:
        yield server


@pytest.fixture
def postman(server: SmtpServer) -> Iterator[SmtpPostman]:
    postman = SmtpPostman(SmtpSettings("127.0.0.1", server.port, "post@kommune.example", Security.NONE))
    yield postman
    postman.close()


def _states(store: Store) -> list[MailState]:
    return [row.state for row in store.mails()]


def _pass(store: Store, postman: SmtpPostman, now: datetime = NOW) -> Delivered:
    return deliver(store, postman, lambda: now, "host:1:worker")


def test_what_is_owed_arrives_and_is_marked_sent(store, server, postman) -> None:
    mails = [a_mail(f"letter:{number}") for number in range(3)]
    store.change((), mails, NOW)
    store.change((), mails, NOW)
    assert _pass(store, postman) == Delivered(sent=3)
    assert _states(store) == [MailState.SENT] * 3
    assert [message.raw for message in server.messages] == [mail.raw for mail in mails]


def test_a_held_mail_stays(store, server, postman) -> None:
    store.change((), [replace(a_mail(), held="sender-unregistered")], NOW)
    assert _pass(store, postman) == Delivered()
    assert (_states(store), server.messages) == ([MailState.HELD], [])


@pytest.mark.parametrize(
    ("trouble", "state", "after_an_hour", "copies"),
    [
        (Trouble.TEMPORARY_AT_RCPT, MailState.OWED, MailState.SENT, 1),
        (Trouble.TEMPORARY_AFTER_DATA, MailState.OWED, MailState.SENT, 1),
        (Trouble.CUT_AT_RCPT, MailState.OWED, MailState.SENT, 1),
        (Trouble.REFUSED_AT_RCPT, MailState.FAILED, MailState.FAILED, 0),
        (Trouble.REFUSED_AFTER_DATA, MailState.FAILED, MailState.FAILED, 0),
        (Trouble.CUT_BEFORE_STORING, MailState.UNKNOWN, MailState.UNKNOWN, 0),
        (Trouble.CUT_AFTER_STORING, MailState.UNKNOWN, MailState.UNKNOWN, 1),
    ],
)
def test_a_trouble_is_recorded_as_it_was(store, server, postman, trouble, state, after_an_hour, copies) -> None:
    """And an hour later, with the server well again, nothing has been sent twice."""
    store.change((), [a_mail()], NOW)
    server.trouble = trouble
    _pass(store, postman)
    assert _states(store) == [state]
    server.trouble = Trouble.NONE
    _pass(store, postman, NOW + timedelta(hours=1))
    assert _states(store) == [after_an_hour]
    assert len(server.messages) == copies


def test_a_person_may_send_an_unknown_mail_again(store, server, postman) -> None:
    store.change((), [a_mail()], NOW)
    server.trouble = Trouble.CUT_BEFORE_STORING
    _pass(store, postman)
    server.trouble = Trouble.NONE
    (row,) = store.mails()
    store.send_again(row.id, NOW)
    assert _pass(store, postman, NOW + timedelta(minutes=5)).sent == 1
    assert len(server.messages) == 1
