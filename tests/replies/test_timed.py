"""Which mail time itself owes: on which day, to whom, and under a key that owes it once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cases.people import School
from replies import timed
from replies.mail import opened
from replies.office import Today
from tests.replies.build import CONTEXT, NOW, WINTER, a_case, a_finding

UNSIGNED = a_case("T-2026-0142", a_finding("consent-missing"))


@pytest.mark.parametrize(("days", "which"), [(0, None), (6, None), (7, 7), (13, 7), (14, 14), (30, 14)])
def test_a_school_is_reminded_after_7_and_14_days(days: int, which: int | None) -> None:
    mails = timed.reminder(UNSIGNED, NOW.date() - timedelta(days=days), CONTEXT)
    assert [mail.key for mail in mails] == ([_reminder_key(days, which)] if which else [])


def _reminder_key(days: int, which: int) -> str:
    asked = NOW.date() - timedelta(days=days)
    return f"paamindelse:T-2026-0142:{asked.isoformat()}+{which}:skole"


@pytest.mark.parametrize(
    ("left", "told"), [(22, False), (21, True), (19, True), (18, False), (4, False), (3, True), (1, True), (0, False)]
)
def test_schools_are_told_of_a_deadline_three_weeks_and_three_days_before(left: int, told: bool) -> None:
    school = School("Ans Skole", senders=("b@skole.example", "a@skole.example", "@skole.example"))
    mails = timed.before_deadline(WINTER, (school, school), _on(WINTER.deadline - timedelta(days=left)))
    assert [mail.to for mail in mails] == (["a@skole.example", "b@skole.example"] if told else [])
    assert len({mail.key for mail in mails}) == len(mails)


def test_a_deadline_mail_is_the_same_mail_on_both_days() -> None:
    """Whatever day it is made, the store keeps one."""
    school = School("Ans Skole", senders=("a@skole.example",))
    keys = {
        timed.before_deadline(WINTER, (school,), _on(WINTER.deadline - timedelta(days=days)))[0].key
        for days in (21, 20)
    }
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("today", "on", "subject"),
    [
        (Today(4, 2, deadline=WINTER), NOW.date(), "Tovholder i dag: 4 nye, 2 mangler, 1 frist"),
        (Today(1), NOW.date(), "Tovholder i dag: 1 ny"),
        (Today(review=2, unsent=1), NOW.date(), "Tovholder i dag: 2 til gennemsyn, 1 ikke nået frem"),
        (Today(), NOW.date(), None),
        (Today(4), date(2026, 11, 21), None),
    ],
)
def test_the_coordinator_gets_a_morning_mail_on_workdays_when_there_is_anything(today, on, subject) -> None:
    mails = timed.morning(today, _on(on))
    assert [str(opened(mail)["Subject"]) for mail in mails] == ([subject] if subject else [])


def _on(day: date):
    return replace(CONTEXT, now=NOW.replace(year=day.year, month=day.month, day=day.day))
