"""What a Folder promises, asked of the one in memory and of Dovecot; and that forgetting erases its own mails alone."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from cases.case import Status, moved
from cases.errors import MailboxError
from cases.letters import Arrival, MailPlace
from cases.login import Password
from intake.filed import Folder, ImapFolder
from intake.imap import ImapAccount
from service.forgetting import LAST, erase_copies, forget_daily, stuck_since
from tests.fakes.mailbox import FakeMailbox
from tests.servers.dovecot import Dovecot, dovecot
from tests.storage.examples import LATER, NOW, an_arrival, an_outcome, claimed, facts, limits, owing, raw_mail

pytest_plugins = ("tests.storage.databases",)
pytestmark = pytest.mark.slow

USER, PASSWORD, NAME = "ppr@kommune.example", "hemmelig", "Behandlet"
REVIEW = "Til gennemsyn"
OURS = NAME, REVIEW
MORNING = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
AFTER = NOW + timedelta(days=400)


@dataclass
class Place:
    """A folder to ask, how a mail comes to lie in it, and what lies in it."""

    open: Callable[[str], Folder]
    put: Callable[..., object]
    mails: Callable[..., list[bytes]]


@dataclass
class FakeFolder(FakeMailbox):
    """The folders in memory, one of them opened."""

    name: str = NAME

    def named(self, name: str) -> "FakeFolder":
        return replace(self, name=name)

    def arrivals(self) -> tuple[Arrival, ...]:
        there = sorted(self.folders.get(self.name, {}).items())
        return tuple(Arrival(MailPlace(self.name, self.uid_validity, uid), len(raw), at) for uid, (raw, at) in there)

    def fetch(self, arrival: Arrival, into) -> str:
        raw, _ = self.folders[self.name][arrival.place.uid]
        into.write(raw)
        return hashlib.sha256(raw).hexdigest()

    def erase(self, place: MailPlace) -> bool:
        return self.folders[self.name].pop(place.uid, None) is not None


@dataclass
class FailingFolder(FakeFolder):
    """Folders from which one mail, by its UID, cannot be erased."""

    failing: int = 0

    def erase(self, place: MailPlace) -> bool:
        if place.uid == self.failing:
            raise MailboxError("Mailserveren svarede ikke.")
        return super().erase(place)


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        running.add_user(USER, PASSWORD)
        yield running


@pytest.fixture(params=["memory", "dovecot"])
def place(request) -> Place:
    if request.param == "memory":
        fake = FakeFolder()
        return Place(fake.named, lambda raw, at, name=NAME: fake.put(raw, name, at), lambda name=NAME: fake.mails(name))
    server = request.getfixturevalue("server")
    account = ImapAccount(server.host, server.imaps_port, "tls", USER, ca_file=server.ca_file)
    with closing(ImapFolder(account, Password(PASSWORD), "INBOX")) as inbox:
        inbox.prepare(OURS)
    for name in OURS:
        server.delete_all(USER, name)
    return Place(
        lambda name: ImapFolder(account, Password(PASSWORD), name),
        lambda raw, at, name=NAME: server.append(USER, raw, name, at),
        lambda name=NAME: server.mails(USER, name),
    )


def test_one_mail_is_erased_and_the_others_stay(place: Place) -> None:
    for text in (b"one\r\n", b"two\r\n", b"three\r\n"):
        place.put(text, MORNING)
    with closing(place.open(NAME)) as folder:
        second = folder.arrivals()[1]
        assert folder.erase(second.place)
        assert not folder.erase(second.place)
    assert place.mails() == [b"one\r\n", b"three\r\n"]


def test_what_a_colleague_has_marked_as_deleted_is_not_erased_along(server: Dovecot) -> None:
    """A plain EXPUNGE would."""
    account = ImapAccount(server.host, server.imaps_port, "tls", USER, ca_file=server.ca_file)
    with closing(ImapFolder(account, Password(PASSWORD), "INBOX")) as inbox:
        inbox.prepare([NAME])
    server.delete_all(USER, NAME)
    for text in (b"marked\r\n", b"ours\r\n"):
        server.append(USER, text, NAME)
    server.doveadm("flags", "add", "-u", USER, "\\Deleted", "mailbox", NAME, "uid", "1:*", "body", "marked")
    with closing(ImapFolder(account, Password(PASSWORD), NAME)) as folder:
        assert folder.erase(folder.arrivals()[1].place)
    assert server.mails(USER, NAME) == [b"marked\r\n"]


def raw_of(uid: int) -> bytes:
    return raw_mail() if uid == 1 else raw_mail(f"Subject: {uid}")


def forgotten(store, uid: int = 1) -> int:
    """A letter whose case is forgotten and whose mail lies in our folder."""
    work = claimed(store, uid, raw=raw_of(uid))
    (case,) = store.finish_letter(work, an_outcome(facts=facts(f"content-{uid}")), owing(), NOW)
    store.filed([uid], NOW)
    store.change([(moved(case, Status.DECLINED), ())], (), NOW)
    store.forget(limits(AFTER), AFTER)
    return uid


def test_the_copy_of_a_forgotten_letter_is_erased_and_nothing_else(store, place: Place) -> None:
    """Another mail of the same second, and the same bytes of another day, are not the one."""
    forgotten(store)
    at = an_arrival().received
    place.put(b"somebody's own\r\n", at)
    place.put(raw_mail(), at)
    place.put(raw_mail(), at + LATER)
    receipt = erase_copies(store, place.open, OURS, AFTER, AFTER).receipt
    assert (receipt.letters, receipt.counts) == ((1,), {"copies": 1})
    assert place.mails() == [b"somebody's own\r\n", raw_mail()]
    assert not erase_copies(store, place.open, OURS, AFTER, AFTER).receipt


def test_a_copy_that_lies_in_another_folder_of_ours_is_found_there_and_erased(store, place: Place) -> None:
    """Its letter was replayed after it was moved, or a colleague has tidied up."""
    forgotten(store)
    place.put(raw_mail(), an_arrival().received, REVIEW)
    assert erase_copies(store, place.open, OURS, AFTER, AFTER).receipt.counts == {"copies": 1}
    assert place.mails(REVIEW) == []


def test_a_copy_that_somebody_has_moved_out_of_our_folders_is_told_as_missing_once(store, place: Place) -> None:
    forgotten(store)
    assert erase_copies(store, place.open, OURS, AFTER, AFTER).receipt.counts == {"missing": 1}
    assert not erase_copies(store, place.open, OURS, AFTER, AFTER).receipt


def test_a_folder_that_fails_holds_nothing_else_up_and_nothing_is_missing_before_all_were_seen(store) -> None:
    """Two mails of one folder, of which the second cannot be erased, and one of another."""
    fake = FailingFolder(failing=2)
    for uid in (1, 2, 3):
        forgotten(store, uid)
        fake.put(raw_of(uid), REVIEW if uid == 3 else NAME, an_arrival().received)
    first = erase_copies(store, fake.named, OURS, AFTER, AFTER)
    assert (first.receipt.letters, first.receipt.counts, first.unreached) == ((1, 3), {"copies": 2}, (NAME,))
    assert [copy.letter for copy in store.copies_due(AFTER)] == [2]
    fake.failing = 0
    second = erase_copies(store, fake.named, OURS, AFTER, AFTER)
    assert (second.receipt.letters, second.unreached, store.copies_due(AFTER)) == ((2,), (), ())
    assert sum(one.counts.get("copies", 0) for one in store.receipts()) == 3
    assert sum(one.counts.get("missing", 0) for one in store.receipts()) == 0


def test_forgetting_happens_once_a_day_and_again_an_hour_after_it_failed(store) -> None:
    """Copenhagen's day. What is not the mailbox's is forgotten all the same, and the files are scrubbed."""

    def away(_: str) -> Folder:
        raise ConnectionRefusedError

    fake = FakeFolder()
    forgotten(store)
    done = forget_daily(store, away, OURS, limits(AFTER), AFTER)
    assert (done.copies.unreached, done.scrubbed) == (OURS, True)
    assert (LAST in store.notes(), stuck_since(store.notes())) == (False, AFTER)
    assert forget_daily(store, away, OURS, limits(AFTER), AFTER + LATER) is None
    later = AFTER + timedelta(hours=1)
    assert forget_daily(store, away, OURS, limits(AFTER), later).copies.unreached
    assert stuck_since(store.notes()) == AFTER
    later += timedelta(hours=1)
    assert forget_daily(store, fake.named, OURS, limits(AFTER), later).copies.receipt.counts == {"missing": 1}
    assert stuck_since(store.notes()) is None
    assert forget_daily(store, fake.named, OURS, limits(AFTER), later + LATER) is None
    assert forget_daily(store, fake.named, OURS, limits(AFTER), AFTER + timedelta(days=1)) is not None
