"""Alarms: each is told once until it is over, and the runbook has a section for each."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cases.mails import OutgoingMail
from replies.mail import opened
from service.alarms import ALARMS, CALM, ringing, tell
from service.operation import Operation
from service.pulse import Pulse
from storage import Waiting
from tests.replies.build import CONTEXT

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LIMITS = Operation()
WELL = Pulse(
    contact=NOW,
    fetched=NOW,
    waiting=Waiting(None, None, {}, {}),
    free_bytes=50_000_000_000,
    secrets=(("mailbox", date(2027, 5, 1)),),
    backup=NOW,
    first=NOW,
    post_away=None,
    stuck_forgetting=None,
    minded_by="maskine",
)
FULL = replace(WELL, free_bytes=812_000_000)


def _waits(**since: datetime) -> Pulse:
    return replace(WELL, waiting=replace(WELL.waiting, **since))


@pytest.mark.parametrize(
    ("pulse", "code", "words"),
    [
        (replace(WELL, contact=NOW - timedelta(minutes=31)), "mailbox-away", "siden 20-11-2026 kl. 09.29"),
        (replace(WELL, post_away=NOW - timedelta(minutes=16)), "smtp-away", "siden 20-11-2026 kl. 09.44"),
        (_waits(oldest_letter=NOW - timedelta(minutes=61)), "letters-waiting", "siden 20-11-2026 kl. 08.59"),
        (_waits(oldest_answer=NOW - timedelta(minutes=61)), "answers-waiting", "siden 20-11-2026 kl. 08.59"),
        (_waits(last_hour=301), "many-answers", "301 på en time"),
        (FULL, "disk-full", "812 MB fri"),
        (replace(WELL, secrets=(("smtp", date(2026, 12, 11)),)), "secret-expiring", "til afsendelsen den 11-12-2026"),
        (replace(WELL, backup=NOW - timedelta(hours=49)), "backup-old", "sidste kopi 18-11-2026 kl. 09.00"),
        (replace(WELL, backup=None, first=NOW - timedelta(hours=49)), "backup-old", "der er aldrig taget en"),
        (replace(WELL, stuck_forgetting=NOW - timedelta(hours=49)), "forgetting-stuck", "siden 18-11-2026 kl. 09.00"),
    ],
)
def test_each_alarm_rings_beyond_its_threshold_and_says_since_when_or_how_much(pulse, code, words) -> None:
    assert ringing(pulse, LIMITS, NOW) == {code: words}


@pytest.mark.parametrize(
    "pulse",
    [
        WELL,
        replace(WELL, contact=None, backup=None, first=None),
        replace(WELL, contact=NOW - timedelta(minutes=30)),
        _waits(oldest_letter=NOW - timedelta(minutes=60)),
        replace(WELL, secrets=(("smtp", date(2026, 12, 12)),)),
        replace(WELL, stuck_forgetting=NOW - timedelta(hours=48)),
    ],
)
def test_nothing_rings_while_all_is_well_or_nothing_has_begun(pulse) -> None:
    assert ringing(pulse, LIMITS, NOW) == {}


def test_what_is_set_to_never_never_rings() -> None:
    """For those who copy with other means, or watch the disk with other means."""
    never = Operation(disk_mb=0, secret_days=0, backup_hours=0)
    worst = replace(FULL, backup=None, first=NOW - timedelta(days=900), secrets=(("smtp", date(2020, 1, 1)),))
    assert ringing(worst, never, NOW) == {}


class Shelf:
    """What the store remembers: notes, and mails by key."""

    def __init__(self) -> None:
        self.noted: dict[str, datetime] = {}
        self.owed: dict[str, OutgoingMail] = {}

    def notes(self):
        return self.noted

    def note(self, name: str, at: datetime) -> None:
        self.noted[name] = at

    def change(self, changes, mails, now) -> None:
        self.owed |= {mail.key: mail for mail in mails if mail.key not in self.owed}

    def told(self, pulse: Pulse, minutes: float) -> int:
        """How many mails are owed after asking at that minute."""
        now = NOW + timedelta(minutes=minutes)
        tell(self, replace(pulse, contact=now, backup=now), LIMITS, replace(CONTEXT, now=now))
        return len(self.owed)


def test_an_alarm_is_told_once_and_its_end_once() -> None:
    shelf = Shelf()
    assert [shelf.told(FULL, minutes) for minutes in (0, 5, 10, 600)] == [1, 1, 1, 1]
    assert [shelf.told(WELL, minutes) for minutes in (605, 610, 615)] == [2, 2, 2]
    assert shelf.told(FULL, 660) == 3


def test_what_comes_and_goes_is_not_told_each_time() -> None:
    """A disk at the very threshold would fill the operator's inbox."""
    shelf, calm = Shelf(), int(CALM.total_seconds() // 60)
    assert [shelf.told((FULL, WELL)[minute % 2], minute) for minute in range(calm)] == [1] * calm
    assert shelf.told(WELL, calm) == 2


def test_a_crash_between_noting_and_telling_tells_it_later() -> None:
    shelf = Shelf()
    shelf.told(FULL, 0)
    shelf.owed.clear()  # as if it had never been written
    assert shelf.told(FULL, 5) == 1


def test_what_was_over_long_ago_is_not_told_when_its_mail_is_forgotten() -> None:
    shelf = Shelf()
    shelf.told(FULL, 0)
    shelf.told(WELL, 60)
    shelf.owed.clear()
    assert shelf.told(WELL, 60 * 24 * 30) == 0


@pytest.mark.parametrize(("email", "hand_on", "path"), [("", True, False), ("Drift@kommune.example", False, True)])
def test_the_coordinator_is_asked_to_hand_it_on_and_only_the_operator_is_told_of_the_runbook(email, hand_on, path):
    shelf = Shelf()
    tell(shelf, FULL, Operation(email=email), replace(CONTEXT, now=NOW))
    (mail,) = shelf.owed.values()
    text = opened(mail).get_body(("plain",)).get_content()
    assert ("Send denne mail til it-afdelingen" in text, "docs/runbook.md" in text) == (hand_on, path)


def test_nothing_is_told_of_what_never_rang() -> None:
    assert Shelf().told(WELL, 0) == 0


def test_every_alarm_has_its_section_in_the_runbook_and_the_other_way_round() -> None:
    text = (Path(__file__).parents[2] / "docs" / "runbook.md").read_text("utf-8")
    written = re.findall(r"^### `([a-z-]+)`", text, re.MULTILINE)
    assert sorted(written) == sorted(alarm.code for alarm in ALARMS)
