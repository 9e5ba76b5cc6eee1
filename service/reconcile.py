"""Mailbox against ledger: every mail in our folders is a letter of ours, and every letter has an end. What is left over
is told to the coordinator, once a day for each thing, and once more when it is gone.

A move keeps size and time of receipt (RFC 6851), so a mail is known by these wherever it lies.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from cases.letters import Arrival, Filing, LetterRow
from cases.mails import OutgoingMail
from cases.rounds import COPENHAGEN
from cases.store import CaseStore, Ledger, LetterStore
from intake.mailbox import Mailbox
from replies.facts import Context
from replies.office import AlarmFacts
from replies.operation import alarm_mail
from service.passes import TRIED

RECONCILED = "reconciled"
"""The note of when the two were last held against each other."""
SETTLED = timedelta(hours=1)
"""What is younger may still be under way."""
MORNING = time(6)
"""From when on each day they are."""


class Books(CaseStore, Ledger, LetterStore, Protocol):
    """What holding against each other asks of the store."""


@dataclass(frozen=True, slots=True)
class Remainder:
    """What nobody can explain, counted; all zero when mailbox and ledger agree."""

    not_kept: int = 0
    """Mails in the inbox that are not taken in."""
    no_end: int = 0
    """Letters without an end."""
    left: int = 0
    """Letters that are done, whose mail still lies in the inbox."""
    never_read: int = 0
    """Mails in the folders of what is done, or set aside, that were never read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell of: its code, the count of it, and what to tell a person to do."""

    code: str
    count: Callable[[Remainder], int]
    title: str
    does: str


FINDINGS = (
    Finding(
        "not-kept",
        lambda found: found.not_kept,
        "Mails i indbakken er ikke hentet",
        "Åbn indbakken i jeres mailprogram: Den ældste mail er den, det gælder. Bed it-afdelingen om at køre "
        "»tovholder doctor«. Kan mailen ikke hentes, så læs den selv, og bed afsenderen sende den igen.",
    ),
    Finding(
        "no-end",
        lambda found: found.no_end,
        "Mails er hentet, men ikke læst færdig",
        "Bed it-afdelingen om at køre »tovholder doctor« og »tovholder letters list«. Ingen mail er gået tabt.",
    ),
    Finding(
        "left",
        lambda found: found.left,
        "Mails, der er læst, ligger stadig i indbakken",
        "De er læst og besvaret. Bed it-afdelingen om at se efter, om programmet må flytte mails i postkassen.",
    ),
    Finding(
        "never-read",
        lambda found: found.never_read,
        "Mails er lagt væk, uden at Tovholder har læst dem",
        "En mail er flyttet fra indbakken, før den blev hentet. Flyt den tilbage til indbakken, så bliver den læst og "
        "besvaret. Er det ikke en ansøgning, så læg den i en anden mappe.",
    ),
)
"""What is told, in the order in which it is shown."""


def remainder(
    inbox: Sequence[Arrival],
    kept: Collection[int],
    filed: Iterable[Arrival],
    letters: Sequence[LetterRow],
    filings: Sequence[Filing],
    since: datetime,
) -> Remainder:
    """What is left over. `kept` are the UIDs of the inbox whose mail is kept, `filed` what lies in our other folders;
    of these, mails from before `since`, when we had never looked, are not ours.
    """
    waiting = {filing.arrival.place for filing in filings}
    ends = Counter((row.size, row.received) for row in letters if row.ending is not None)
    done = [one for one in inbox if one.place.uid in kept and ends[one.size, one.received]]
    return Remainder(
        not_kept=sum(one.place.uid not in kept for one in inbox),
        no_end=sum(row.ending is None for row in letters),
        left=len({one.place for one in done} | waiting),
        never_read=_unknown(filed, letters, since),
    )


def _unknown(filed: Iterable[Arrival], letters: Iterable[LetterRow], since: datetime) -> int:
    known = Counter((row.size, row.received) for row in letters)
    lies = Counter((one.size, one.received) for one in filed if one.received >= since)
    return (lies - known).total()


def held_against(
    store: Books, inbox: Mailbox, folders: Iterable[Mailbox], now: datetime, settled: timedelta = timedelta(0)
) -> Remainder:
    """What is left over now, of what is older than `settled`. MailboxError when the mailbox cannot be reached."""
    before = now - settled
    filed = [one for folder in folders for one in folder.arrivals()]
    there = [one for one in inbox.arrivals() if one.received <= before]
    return remainder(
        there,
        store.kept(there),
        # Listed before the ledger is read: what is moved now is in it.
        [one for one in filed if one.received <= before],
        [row for row in store.letters() if row.received <= before],
        [filing for filing in store.filings() if filing.arrival.received <= before],
        store.notes().get(TRIED, now).replace(microsecond=0),  # a server lists the second of a mail, no less
    )


def reconcile_daily(
    store: Books, open_folder: Callable[[str], Mailbox], names: Sequence[str], context: Context
) -> None:
    """Once each day, from the morning on. `names` are our folders, the inbox first."""
    local, last = context.now.astimezone(COPENHAGEN), store.notes().get(RECONCILED)
    if local.time() < MORNING or (last and last.astimezone(COPENHAGEN).date() >= local.date()):
        return
    with ExitStack() as opened:
        inbox, *folders = (opened.enter_context(closing(open_folder(name))) for name in names)
        found = held_against(store, inbox, folders, context.now, SETTLED)
    if mails := tuple(_mails(store, found, last, context)):
        store.change((), mails, context.now)
    store.note(RECONCILED, context.now)


def standing(notes: Mapping[str, datetime]) -> tuple[Finding, ...]:
    """What was found when mailbox and ledger were last held against each other, from the notes alone."""
    last = notes.get(RECONCILED)
    return tuple(one for one in FINDINGS if last is not None and notes.get(f"remainder:{one.code}") == last)


def _mails(store: Ledger, found: Remainder, last: datetime | None, context: Context) -> Iterator[OutgoingMail]:
    """A mail for each finding of today; and one for each of last time that is gone."""
    before = {one.code for one in standing(store.notes())}
    for one in FINDINGS:
        count = one.count(found)
        if count:
            store.note(f"remainder:{one.code}", context.now)
        if count or one.code in before:
            day = (context.now if count or last is None else last).astimezone(COPENHAGEN).date()
            facts = AlarmFacts(one.title, f"{count} i alt" if count else "", one.does, over=not count, technical=False)
            occasion = f"remainder-{one.code}:{day.isoformat()}"
            yield from alarm_mail(facts, occasion, context.sender.coordinator_email, context)
