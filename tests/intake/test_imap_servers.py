"""Servers that are not like Dovecot: what Exchange and dying connections do, and what we make of it."""

import contextlib
import io
from datetime import UTC, datetime

import pytest

from cases.errors import MailboxError
from cases.letters import Arrival, MailPlace
from cases.login import Password
from intake.imap import ImapAccount, ImapMailbox, ImapWatcher
from intake.mailbox import MailGoneError, MailUnavailableError
from tests.servers.scripted_imap import scripted_imap

pytestmark = pytest.mark.slow

ARRIVAL = Arrival(MailPlace("INBOX", 7, 5), 100, datetime(2026, 9, 1, tzinfo=UTC))
THERE = '* 1 FETCH (UID 5 RFC822.SIZE 100 INTERNALDATE "01-Sep-2026 00:00:00 +0000")\r\n{tag} OK done'
PHRASE = "Retrieval using the IMAP4 protocol failed for the following message: 5"


def mailbox_at(port: int) -> ImapMailbox:
    return ImapMailbox(ImapAccount("127.0.0.1", port, "none", "x"), Password("y"))


def watcher_at(port: int) -> ImapWatcher:
    return ImapWatcher(ImapAccount("127.0.0.1", port, "none", "x"), Password("y"))


def gives(mail: str) -> str:
    return f"* 1 FETCH (UID 5 BODY[]<0> {{{len(mail)}}}\r\n{mail})\r\n{{tag}} OK done"


def fetch(answers: dict[str, str]) -> bytes:
    into = io.BytesIO()
    with scripted_imap(answers) as port, contextlib.closing(mailbox_at(port)) as mailbox:
        mailbox.fetch(ARRIVAL, into)
    return into.getvalue()


NOT_NOW = [
    "{tag} OK done",
    "* 1 FETCH (UID 5 BODY[]<0> NIL)\r\n{tag} OK done",
    '* 1 FETCH (UID 5 BODY[]<0> "")\r\n{tag} OK done',
    gives(f"From: x\r\nSubject: {PHRASE}\r\n\r\nThe server could not retrieve it."),
    gives(f"From: x\r\nSubject: y\r\n\r\n{PHRASE}"),
]


@pytest.mark.parametrize("answer", NOT_NOW)
def test_nothing_or_a_stand_in_for_a_mail_that_is_there_is_never_taken_for_the_mail(answer: str) -> None:
    with pytest.raises(MailUnavailableError):
        fetch({"UID FETCH": answer})


def test_nothing_for_a_mail_that_is_not_listed_any_more_means_gone() -> None:
    with pytest.raises(MailGoneError):
        fetch({"UID FETCH": "{tag} OK done", "UID SEARCH": "* SEARCH\r\n{tag} OK done"})


def test_a_real_mail_that_speaks_of_the_stand_in_is_taken() -> None:
    mail = f"Received: from y\r\nFrom: x\r\n\r\nHvad betyder '{PHRASE}'?"
    assert fetch({"UID FETCH": gives(mail)}) == mail.encode()


REFUSALS = [
    ({"SELECT": "{tag} BAD User is authenticated but not connected."}, "Add-MailboxPermission"),
    ({"LOGIN": "{tag} NO [AUTHENTICATIONFAILED] x@skole.test"}, "adgangskoden"),
    ({"LOGIN": "{tag} NO [UNAVAILABLE] Temporary authentication failure."}, "lige nu"),
    ({"LOGIN": "HANG UP"}, "afbrudt"),
    ({"SELECT": "* BYE\r\nHANG UP"}, "afbrudt"),
    ({"UID SEARCH": "rubbish\r\nHANG UP"}, "afbrudt"),
]


@pytest.mark.parametrize(("answers", "advice"), REFUSALS)
def test_each_refusal_and_each_cut_ends_in_one_sentence(answers: dict[str, str], advice: str) -> None:
    with scripted_imap(answers) as port, pytest.raises(MailboxError, match=advice) as caught:
        mailbox_at(port).arrivals()
    assert "skole.test" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    ["+ idling\r\n* BYE shutting down\r\n", "+ idling\r\nHANG UP", "* 2 EXISTS\r\n+ idling", "{tag} NO not now"],
)
def test_an_idle_that_goes_wrong_is_told_at_once_so_that_a_new_one_is_begun(answer: str) -> None:
    with scripted_imap({"IDLE": answer}) as port, contextlib.closing(watcher_at(port)) as watcher:  # noqa: SIM117
        with pytest.raises(MailboxError):
            watcher.wait(0.2)
            watcher.renew()


def test_a_server_without_idle_is_watched_by_asking() -> None:
    heard: list[str] = []
    with (
        scripted_imap({"CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK done"}, heard) as port,
        contextlib.closing(watcher_at(port)) as watcher,
    ):
        assert not watcher.wait(0.01)
        watcher.renew()
    assert [word for word in heard if word in ("IDLE", "NOOP")] == ["NOOP"]


@pytest.mark.parametrize(
    ("can", "said"),
    [
        ("MOVE UIDPLUS", ['UID MOVE 5 "Behandlet"']),
        ("UIDPLUS", ['UID COPY 5 "Behandlet"', "UID STORE 5 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 5"]),
    ],
)
def test_a_mail_is_moved_by_what_the_server_can_and_never_with_a_bare_expunge(can: str, said: list[str]) -> None:
    heard: list[str] = []
    answers = {"CAPABILITY": f"* CAPABILITY IMAP4rev1 {can}\r\n{{tag}} OK done", "UID FETCH": THERE}
    with scripted_imap(answers, heard) as port, contextlib.closing(mailbox_at(port)) as mailbox:
        assert mailbox.move([ARRIVAL], "Behandlet") == {ARRIVAL}
    asked = ("UID SEARCH", "UID FETCH")
    assert [line for line in heard if line.startswith("UID") and not line.startswith(asked)] == said


def test_a_mail_that_the_server_will_not_tell_of_is_not_moved_for_now() -> None:
    """Exchange answers OK with nothing for mails that are there: it may be this one, or another under its UID."""
    heard: list[str] = []
    with scripted_imap({"UID FETCH": "{tag} OK done"}, heard) as port, contextlib.closing(mailbox_at(port)) as mailbox:
        assert mailbox.move([ARRIVAL], "Behandlet") == set()
        assert not [line for line in heard if "MOVE" in line]


def test_a_server_that_can_do_neither_is_told_so_and_nothing_is_deleted() -> None:
    heard: list[str] = []
    answers = {"CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK done", "UID FETCH": THERE}
    with scripted_imap(answers, heard) as port, pytest.raises(MailboxError, match="UIDPLUS"):
        mailbox_at(port).move([ARRIVAL], "Behandlet")
    assert not [line for line in heard if "EXPUNGE" in line or "Deleted" in line]
