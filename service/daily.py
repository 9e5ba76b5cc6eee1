"""What time itself brings: reminders, deadlines, the coordinator's morning, and the alarm when the mailbox is silent.

Each mail has a key that names its occasion, so asking often owes it once; a machine that slept catches up.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol

from cases.case import Case, Status
from cases.letters import Ending, LetterRow, MailRow, MailState, OutgoingMail
from cases.people import School
from cases.rounds import COPENHAGEN, Round
from cases.store import CaseStore, Ledger, Outbox
from replies import due
from replies.facts import Context, Today
from service.passes import CONTACT, SILENT

MORNING = time(7, 30)
MORNING_ENDS = time(12)
"""A digest that could not be sent before noon is left for the next morning."""

SILENCE = timedelta(minutes=30)
"""Time without contact with the mailbox after which the coordinator is told."""

SOON = 3
"""Days before a deadline on which the morning's mail names it."""


class Books(CaseStore, Ledger, Outbox, Protocol):
    """What the day's work asks of the store."""


def owe_the_days_mails(store: Books, schools: Sequence[School], context: Context) -> None:
    """Write all mails that the time owes; those that were owed before are not written again."""
    mails = (
        *_reminders(store, context),
        *_deadlines(schools, context),
        *_morning(store, context),
        *_closed(store, context),
        *_silence(store, context),
    )
    if mails:
        store.change((), mails, context.now)


def _reminders(store: Books, context: Context) -> Iterator[OutgoingMail]:
    for case in store.cases(statuses=(Status.LACKING,)):
        asked = [event.at for event in store.history(case.number) if event.what == f"status:{Status.LACKING}"]
        if asked:
            yield from due.reminder(case, _day(max(asked)), context)


def _deadlines(schools: Sequence[School], context: Context) -> Iterator[OutgoingMail]:
    for nearing in context.rounds:
        yield from due.before_deadline(nearing, schools, context)


def _closed(store: Books, context: Context) -> Iterator[OutgoingMail]:
    for closed in context.rounds:
        if context.today == closed.deadline + timedelta(days=1):
            cases = store.cases(round_name=closed.name)
            yield from due.round_closed(closed, len(cases), _count(cases, Status.LACKING), context)


def _morning(store: Books, context: Context) -> Iterator[OutgoingMail]:
    local = context.now.astimezone(COPENHAGEN)
    if MORNING <= local.time() < MORNING_ENDS:
        yield from due.morning(today(store.cases(), store.letters(), store.mails(), context), context)


def today(cases: Sequence[Case], letters: Sequence[LetterRow], mails: Sequence[MailRow], context: Context) -> Today:
    """What waits for the coordinator."""
    return Today(
        new=sum(case.received > context.now - timedelta(days=1) for case in cases),
        lacking=_count(cases, Status.LACKING),
        review=_count(cases, Status.REVIEW),
        set_aside=sum(letter.ending == Ending.SET_ASIDE for letter in letters),
        unsent=sum(mail.state in (MailState.UNKNOWN, MailState.FAILED) for mail in mails),
        deadline=_near(context.rounds, context.today),
    )


def _near(rounds: Sequence[Round], on: date) -> Round | None:
    near = [r for r in rounds if 0 <= (r.deadline - on).days <= SOON]
    return min(near, key=lambda r: r.deadline, default=None)


def _silence(store: Books, context: Context) -> Iterator[OutgoingMail]:
    notes = store.notes()
    contact, silent = notes.get(CONTACT), notes.get(SILENT)
    if contact is None:
        return
    if context.now - contact > SILENCE:
        store.note(SILENT, contact)
        yield from due.mailbox_silent(contact, context)
    elif silent is not None and silent < contact:
        yield from due.mailbox_silent(silent, context, back=True)


def _count(cases: Sequence[Case], status: Status) -> int:
    return sum(case.status is status for case in cases)


def _day(moment: datetime) -> date:
    return moment.astimezone(COPENHAGEN).date()
