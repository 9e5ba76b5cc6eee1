"""What time itself brings: reminders, deadlines, the coordinator's morning, and the alarm when the mailbox is silent.

Each mail has a key that names its occasion, so asking often owes it once; a machine that slept catches up.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from cases.case import MACHINE, OPEN, Case, Event, Status, Who
from cases.errors import RefusedError, StaleError
from cases.figures import CONTACT
from cases.letters import Ending, LetterRow
from cases.mails import MailRow, MailState, OutgoingMail
from cases.people import School
from cases.rounds import COPENHAGEN, Round, round_for
from cases.store import CaseStore, Ledger, Outbox
from replies import timed
from replies.facts import Context
from replies.office import Today
from replies.owed import Reply, held_back
from review.asking import asked_for, last_asked
from service.passes import SILENT, TRIED

MORNING = time(7, 30)
MORNING_ENDS = time(12)
"""A digest that could not be sent before noon is left for the next morning."""

CATCH_UP = 7
"""Days after a deadline on which a machine that slept still tells that the round is closed."""

SOON = 3
"""Days before a deadline on which the morning's mail names it."""


LAST_WORDS = timedelta(days=30)
"""Time before a mail that was set aside is erased unseen, in which each morning's mail says so."""

NEVER = datetime.min.replace(tzinfo=UTC)


class Books(CaseStore, Ledger, Outbox, Protocol):
    """What the day's work asks of the store."""


def owe_the_days_mails(
    store: Books,
    schools: Sequence[School],
    context: Context,
    silence: timedelta,
    erased_before: datetime = NEVER,
) -> None:
    """Write all mails that the time owes; those that were owed before are not written again. The alarm comes first,
    and each kind by itself, so that trouble with one does not hold back what came before it.

    `silence` is the time without contact with the mailbox after which the coordinator is told, `erased_before` the
    moment before which mails that are no case's are erased now.
    """
    for mails in (
        _silence(store, context, silence),
        _morning(store, context, erased_before),
        _closed(store, context),
        _reminders(store, context),
        _deadlines(schools, context),
    ):
        if owed := tuple(mails):
            store.change((), owed, context.now)


def carry_over(store: Books, context: Context) -> None:
    """Move what was not complete when its round was planned and answered to the open round, with its received time.

    A case that somebody changed meanwhile, or whose like is there already, stays; a person sees it in the queue. So
    does one that a person put back into that round after it was answered.
    """
    planned = frozenset(r.name for r in context.rounds if store.plan(r.name))
    cases = {case.number: case for case in store.cases(statuses=(*UNPLANNED, Status.WAITING))}
    for changed, events in carried(cases.values(), planned, context):
        if _put_back(cases[changed.number], store.history(changed.number), context):
            continue
        try:
            store.change(((changed, events),), (), context.now)
        except (StaleError, RefusedError):
            continue


UNPLANNED = (Status.LACKING, Status.REVIEW, Status.READY)


def carried(
    cases: Iterable[Case], planned: Collection[str], context: Context
) -> Iterator[tuple[Case, tuple[Event, ...]]]:
    """The cases whose round has been planned and answered without them, or that came when no round was open, in the
    open round. A round that was never planned keeps its cases, however late it is. Who was told that it waits, when no
    later round was known yet, has waited one round more.
    """
    onward = round_for(context.now, context.rounds)
    for case in cases:
        own = context.round(case.round)
        answered = own is not None and own.name in planned and own.answer_date < context.today
        waits = case.status is Status.WAITING and not case.reasons
        moves = waits or case.status in UNPLANNED
        if onward and (answered or not case.round) and onward.name != case.round and moves:
            findings = tuple(finding for finding in case.findings if finding.code != "no-open-round")
            yield (
                replace(case, round=onward.name, findings=findings, waited=case.waited + waits),
                (Event(context.now, MACHINE, f"round:{onward.name}"),),
            )


def _put_back(case: Case, history: Sequence[Event], context: Context) -> bool:
    """Whether a person chose the case's round when it had been answered already: no machine moves it on."""
    own = context.round(case.round)
    words = [event for event in history if event.actor.kind is Who.PERSON and event.what == f"round:{case.round}"]
    return own is not None and any(_day(event.at) > own.answer_date for event in words)


def _reminders(store: Books, context: Context) -> Iterator[OutgoingMail]:
    """What a school was asked for, by us or in the answer to what it sent since; what a person picked then is asked for
    again. Strangers get no automatic mail until a person has confirmed the address, and whoever must not be answered (a
    scanner, an address that proved false) was never asked, so is not reminded.
    """
    for case in store.cases(statuses=(Status.LACKING,)):
        history = store.history(case.number)
        asked = last_asked(history)
        if asked and not held_back(case, context):
            reminders = timed.reminder(case, _day(asked), context, asked_for(history))
            yield from reminders if reminders and not _held_back(store.mails(case=case.number)) else ()


def _held_back(mails: Sequence[MailRow]) -> bool:
    """Whether the newest mail that asks for what lacks was held back."""
    asking = [mail for mail in mails if mail.name == Reply.LACKING]
    return bool(asking) and asking[-1].state is MailState.HELD


def _deadlines(schools: Sequence[School], context: Context) -> Iterator[OutgoingMail]:
    for nearing in context.rounds:
        yield from timed.before_deadline(nearing, schools, context)


def _closed(store: Books, context: Context) -> Iterator[OutgoingMail]:
    for closed in context.rounds:
        if 0 < (context.today - closed.deadline).days <= CATCH_UP:
            cases = [case for case in store.cases(round_name=closed.name) if case.status in OPEN]
            yield from timed.round_closed(closed, len(cases), _count(cases, Status.LACKING), context)


def _morning(store: Books, context: Context, erased_before: datetime) -> Iterator[OutgoingMail]:
    local = context.now.astimezone(COPENHAGEN)
    if MORNING <= local.time() < MORNING_ENDS:
        waiting = today(store.cases(), store.letters(), store.mails(), context, erased_before)
        yield from timed.morning(waiting, context)


def today(
    cases: Sequence[Case],
    letters: Sequence[LetterRow],
    mails: Sequence[MailRow],
    context: Context,
    erased_before: datetime = NEVER,
) -> Today:
    """What waits for the coordinator; new is what came since the last workday's morning. What is set aside is told
    until a person has seen to it, and apart from that, before it is erased unseen.
    """
    aside = [letter for letter in letters if letter.ending == Ending.SET_ASIDE and not letter.forgotten]
    soon = erased_before + LAST_WORDS if erased_before > NEVER else NEVER
    since = context.now - timedelta(days=3 if context.today.weekday() == 0 else 1)
    return Today(
        new=sum(case.received > since for case in cases),
        lacking=_count(cases, Status.LACKING),
        review=_count(cases, Status.REVIEW),
        set_aside=len(aside),
        erased_soon=sum(letter.received < soon for letter in aside),
        unsent=sum(mail.astray or _strange(mail, since) for mail in mails),
        deadline=_near(context.rounds, context.today),
    )


def _strange(mail: MailRow, since: datetime) -> bool:
    """Whether a mail written since then waits for a person to say whose the address is."""
    return mail.unconfirmed and mail.created > since


def _near(rounds: Sequence[Round], on: date) -> Round | None:
    near = [r for r in rounds if 0 <= (r.deadline - on).days <= SOON]
    return min(near, key=lambda r: r.deadline, default=None)


def _silence(store: Books, context: Context, silence: timedelta) -> Iterator[OutgoingMail]:
    notes = store.notes()
    contact, silent = notes.get(CONTACT) or notes.get(TRIED), notes.get(SILENT)
    if contact is None:
        return
    if context.now - contact > silence:
        store.note(SILENT, contact)
        yield from timed.mailbox_silent(contact, context)
    elif silent is not None and silent < contact:
        yield from timed.mailbox_silent(silent, context, back=True)


def _count(cases: Sequence[Case], status: Status) -> int:
    return sum(case.status is status for case in cases)


def _day(moment: datetime) -> date:
    return moment.astimezone(COPENHAGEN).date()
