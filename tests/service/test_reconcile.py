"""Mailbox against ledger: what agrees, what is left over, and who is told of it how often."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cases.letters import Arrival, Filing, LetterRow, MailPlace
from replies.mail import opened
from service.passes import TRIED
from service.reconcile import (
    FINDINGS,
    RECONCILED,
    Finding,
    Remainder,
    held_against,
    reconcile_daily,
    remainder,
    standing,
)
from storage import Keys, Store, open_store, upgrade
from tests.fakes.mailbox import FakeMailbox
from tests.replies.build import CONTEXT

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
START = NOW - timedelta(days=30)


def _mail(uid: int, folder: str = "INBOX", size: int = 100) -> Arrival:
    return Arrival(MailPlace(folder, 1, uid), size + uid, NOW - timedelta(days=1))


def _letter(uid: int, ending: str | None = "sag") -> LetterRow:
    mail = _mail(uid)
    return LetterRow(uid, mail.received, mail.size, "færdig", ending, "", ())


@pytest.mark.parametrize(
    ("inbox", "kept", "filed", "letters", "filings", "left_over"),
    [
        ((), (), (), (), (), Remainder()),
        ((), (), (_mail(9, "Behandlet", 92),), (_letter(1),), (), Remainder()),
        ((_mail(1),), (), (), (), (), Remainder(not_kept=1)),
        ((_mail(1),), (1,), (), (_letter(1, None),), (), Remainder(no_end=1)),
        ((_mail(1),), (1,), (), (_letter(1),), (Filing(1, _mail(1), "Behandlet"),), Remainder(left=1)),
        ((_mail(1),), (1,), (), (_letter(1),), (), Remainder(left=1)),
        ((), (), (_mail(1, "Behandlet"),), (), (), Remainder(never_read=1)),
        ((), (), (_mail(1, "Behandlet"), _mail(1, "Til gennemsyn")), (_letter(1),), (), Remainder(never_read=1)),
        ((), (), (), (_letter(1),), (), Remainder()),
    ],
    ids=["empty", "moved", "not taken in", "not ended", "not moved", "lies there though moved", "dragged away",
         "as many as there are letters", "deleted by a person when done"],
)  # fmt: skip
def test_what_is_left_over_is_counted_by_what_it_is(inbox, kept, filed, letters, filings, left_over) -> None:
    assert remainder(inbox, kept, filed, letters, filings, START) == left_over


def test_what_people_filed_before_we_ever_looked_is_theirs() -> None:
    assert remainder((), (), (_mail(1, "Behandlet"),), (), (), NOW) == Remainder()


@pytest.fixture
def store(tmp_path):
    upgrade(f"sqlite:///{tmp_path}/tovholder.db")
    with closing(open_store(f"sqlite:///{tmp_path}/tovholder.db", Keys((bytes(range(32)),)))) as shelf:
        shelf.note(TRIED, START)
        yield shelf


def _told(store: Store, boxes: dict[str, FakeMailbox], day: int, hour: int = 9) -> list[str]:
    """The keys of the mails that looking at this time has added."""
    before = {mail.id for mail in store.mails()}
    context = replace(CONTEXT, now=NOW.replace(day=day, hour=hour))
    reconcile_daily(store, boxes.__getitem__, tuple(boxes), context)
    return [mail.message_id for mail in store.mails() if mail.id not in before]


@pytest.mark.slow
def test_a_thing_is_told_once_a_day_and_once_when_it_is_gone(store: Store) -> None:
    """A mail that was dragged away unread: a mail each morning, and one more when it is back."""
    boxes = {name: FakeMailbox() for name in ("INBOX", "Behandlet", "Til gennemsyn")}
    boxes["Behandlet"].put(b"Subject: x\r\n\r\n", received=NOW - timedelta(days=1))
    assert [len(_told(store, boxes, day, hour)) for day, hour in ((20, 4), (20, 9), (20, 10), (21, 9))] == [0, 1, 0, 1]
    assert [one.code for one in standing(store.notes())] == ["never-read"]
    text = opened(store.mail(1)).get_body(("plain",)).get_content()
    assert "Flyt den tilbage til indbakken" in text
    assert ("it-afdelingen" in text, "docs/" in text) == (False, False)
    boxes["Behandlet"].folders["INBOX"].clear()
    assert [len(_told(store, boxes, day)) for day in (22, 23)] == [1, 0]
    assert standing(store.notes()) == ()
    assert store.notes()[RECONCILED].day == 23


@pytest.mark.slow
def test_a_mail_of_the_very_second_in_which_we_first_looked_is_ours(store: Store) -> None:
    store.note(TRIED, START + timedelta(milliseconds=600))
    away = FakeMailbox()
    away.put(b"Subject: x\r\n\r\n", received=START)
    assert held_against(store, FakeMailbox(), (away,), NOW) == Remainder(never_read=1)


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda one: one.code)
def test_each_finding_says_what_to_do_and_stands_for_one_count(finding: Finding) -> None:
    fields = list(Remainder.__dataclass_fields__)
    counted = [finding.count(Remainder(**{name: 7})) for name in fields]
    assert sorted(counted) == [0, 0, 0, 7]
    assert counted.index(7) == FINDINGS.index(finding)
    assert finding.does.endswith(".") and finding.title[0].isupper()
