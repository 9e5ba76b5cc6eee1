"""Alarms: what those who run the program must hear of, each told once until it is over. The table says when and what.

A silent mailbox has a mail of its own to the coordinator (`service/daily.py`); here it only counts as an alarm.
The runbook has a section for each code; a test holds the two together.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from cases.mails import OutgoingMail
from cases.rounds import COPENHAGEN
from cases.store import CaseStore, Ledger
from replies.facts import Context
from replies.office import AlarmFacts
from replies.operation import alarm_mail
from service.operation import Operation
from service.pulse import Pulse

CALM = timedelta(minutes=30)
"""What comes and goes within this time is told once, not each time."""
FORGETTING = 2 * 24 * 60
"""Minutes for which forgetting may be tried in vain before somebody hears of it."""
RECENT = timedelta(days=2)
"""After which nobody is told any more that an alarm began or was over."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing to hear of, and what to do about it (`does`). `rings` gives since when or how much, in words, or None;
    `stops` says that work stands still.
    """

    code: str
    title: str
    does: str
    rings: Callable[[Pulse, Operation, datetime], str | None]
    stops: bool = True
    by_mail: bool = True


def _late(since: datetime | None, minutes: int, now: datetime) -> str | None:
    return f"siden {_at(since)}" if since and now - since > timedelta(minutes=minutes) else None


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(COPENHAGEN):%d-%m-%Y kl. %H.%M}"


def _expiring(pulse: Pulse, limits: Operation, now: datetime) -> str | None:
    names = {"mailbox": "postkassen", "smtp": "afsendelsen"}
    last = now.astimezone(COPENHAGEN).date() + timedelta(days=limits.secret_days)
    soon = [f"{names[name]} den {day:%d-%m-%Y}" for name, day in pulse.secrets if day <= last]
    return f"til {' og '.join(soon)}" if soon and limits.secret_days else None


def _many(pulse: Pulse, limits: Operation, _now: datetime) -> str | None:
    """The circuit breaker: it only tells, for a known school that sends many forms gets as many answers."""
    count, most = pulse.waiting.last_hour, limits.answers_an_hour
    return f"{count} på en time" if most and count > most else None


def _disk(pulse: Pulse, limits: Operation, _now: datetime) -> str | None:
    free = pulse.free_bytes // 1_000_000
    return f"{free} MB fri" if free < limits.disk_mb else None


def _forgetting(pulse: Pulse, _limits: Operation, now: datetime) -> str | None:
    return _late(pulse.stuck_forgetting, FORGETTING, now)


def _backup(pulse: Pulse, limits: Operation, now: datetime) -> str | None:
    newest = pulse.backup or pulse.first
    if not limits.backup_hours or newest is None or now - newest <= timedelta(hours=limits.backup_hours):
        return None
    return f"sidste kopi {_at(pulse.backup)}" if pulse.backup else "der er aldrig taget en"


ALARMS: tuple[Alarm, ...] = (
    Alarm(
        "mailbox-away",
        "Postkassen kan ikke nås",
        "Kør »tovholder doctor«: den siger, hvad der er galt. Mails ligger i postkassen imens.",
        lambda pulse, limits, now: _late(pulse.contact, limits.away_minutes, now),
        by_mail=False,
    ),
    Alarm(
        "smtp-away",
        "Mailserveren tager ikke imod vores svar",
        "Kør »tovholder doctor«: linjen SMTP siger, hvad der er galt. Intet er tabt: svarene ligger klar og sendes, "
        "når serveren svarer, og denne mail med dem.",
        lambda pulse, limits, now: _late(pulse.post_away, limits.smtp_minutes, now),
    ),
    Alarm(
        "letters-waiting",
        "Mails er hentet, men bliver ikke læst færdig",
        "Se, om »tovholder worker« eller »tovholder run« kører, og kør »tovholder doctor«. »tovholder letters list« "
        "viser dem, der venter.",
        lambda pulse, limits, now: _late(pulse.waiting.oldest_letter, limits.letter_minutes, now),
    ),
    Alarm(
        "answers-waiting",
        "Svar kommer ikke af sted",
        "Kør »tovholder doctor«: linjen SMTP siger, hvad der er galt. Svarene ligger klar og sendes, når serveren "
        "svarer.",
        lambda pulse, limits, now: _late(pulse.waiting.oldest_answer, limits.answer_minutes, now),
    ),
    Alarm(
        "many-answers",
        "Usædvanligt mange mails sendes",
        "De sendes alle; intet er stoppet. Se i svarene, om to maskiner skriver til hinanden, eller om det blot er en "
        "frist. Er det en fejl, så stop »tovholder run«, til den er rettet.",
        _many,
        stops=False,
    ),
    Alarm(
        "disk-full",
        "Disken er næsten fuld",
        "Gør plads, eller flyt programmets mappe (state) til en større disk. Bliver den fuld, hentes der ingen mails.",
        _disk,
    ),
    Alarm(
        "secret-expiring",
        "Adgangen udløber snart",
        "Lav en ny adgangskode eller hemmelighed, skriv den, hvor indstillingerne siger, ret secret_expires, og start "
        "igen.",
        _expiring,
        stops=False,
    ),
    Alarm(
        "backup-old",
        "Sikkerhedskopien er for gammel",
        "Kør »tovholder backup«, og se efter, hvorfor den faste kopiering ikke kører.",
        _backup,
        stops=False,
    ),
    Alarm(
        "forgetting-stuck",
        "Personoplysninger bliver ikke slettet til tiden",
        "Kør »tovholder forget«: den sletter alt andet og siger, hvilken mappe i postkassen der ikke kan åbnes eller "
        "slettes i. Det prøves igen hver time.",
        _forgetting,
        stops=False,
    ),
)


def ringing(pulse: Pulse, limits: Operation, now: datetime) -> Mapping[str, str]:
    """The alarms that ring now, by code, each with since when or how much."""
    rung = ((alarm.code, alarm.rings(pulse, limits, now)) for alarm in ALARMS)
    return {code: words for code, words in rung if words is not None}


class AlarmBook(CaseStore, Ledger, Protocol):
    """What telling asks of the store."""


def tell(store: AlarmBook, pulse: Pulse, limits: Operation, context: Context) -> None:
    """Owe the mails of what rings and of what is over. Asking often owes each once; after a crash, later."""
    rung = ringing(pulse, limits, context.now)
    to = limits.email or context.sender.coordinator_email
    for alarm in ALARMS:
        if alarm.by_mail and (owed := tuple(_owed(store, alarm, rung.get(alarm.code), to, context))):
            store.change((), owed, context.now)


def _owed(store: AlarmBook, alarm: Alarm, words: str | None, to: str, context: Context) -> Iterator[OutgoingMail]:
    began, ended = _noted(store, alarm)
    if words is not None and _may_change(began, ended, context.now, ringing=True):
        store.note(f"alarm:{alarm.code}", context.now)
        began = context.now
    elif words is None and _may_change(began, ended, context.now, ringing=False):
        store.note(f"alarm-over:{alarm.code}", context.now)
        ended = context.now
    if began is None:
        return
    over = ended is not None and ended >= began
    changed = ended if over and ended is not None else began
    if context.now - changed < RECENT and (over or words is not None):
        facts = AlarmFacts(alarm.title, words or "", alarm.does, over=over)
        yield from alarm_mail(facts, f"{alarm.code}:{began.isoformat()}", to, context)


def _noted(store: AlarmBook, alarm: Alarm) -> tuple[datetime | None, datetime | None]:
    notes = store.notes()
    return notes.get(f"alarm:{alarm.code}"), notes.get(f"alarm-over:{alarm.code}")


def _may_change(began: datetime | None, ended: datetime | None, now: datetime, *, ringing: bool) -> bool:
    """Whether it begins (or ends) now: not what it is already, and not so soon after the last change."""
    rings = began is not None and (ended is None or ended < began)
    last = max(filter(None, (began, ended)), default=None)
    return rings is not ringing and (last is not None or ringing) and (last is None or now - last >= CALM)
