"""Delivering: every owed mail goes out at most once. The story of answers.

    claim        one owed mail, leased to this worker
    hand over    connect, log in, MAIL, RCPT: a failure here puts the mail back
    mark         "sending" is committed right before the mail itself goes over the line
    record       sent; or not sent and tried again; or refused for good; or unknown, for a person to decide

Promise: a mail whose fate is unknown is never sent again unasked, and while the server is away nothing is used up: one
failed mail tells us, and no other is touched until the server answers again.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from logging import getLogger
from typing import Protocol

from cases.errors import PostError, PostRefusedError, PostUnknownError, StaleError
from cases.mails import MailWork, OutgoingMail
from cases.store import Outbox
from replies.pace import Pace

log = getLogger(__name__)

Clock = Callable[[], datetime]


class Postman(Protocol):
    """Carries one mail at a time to the server."""

    def reachable(self) -> None:
        """Raises PostError while the server is away; costs nothing once it has answered, until it fails."""
        ...

    def send(self, mail: OutgoingMail, about_to_send: Callable[[], None]) -> None:
        """Hand the mail over. `about_to_send` is called once, right before DATA; what it raises stops the sending.

        PostError: certainly not sent, try again. PostRefusedError: refused for good. PostUnknownError: perhaps sent.
        """
        ...

    def close(self) -> None:
        """Say goodbye to the server; the postman can be used again."""
        ...


class Fate(StrEnum):
    """What became of a mail in this pass."""

    SENT = "sent"
    POSTPONED = "postponed"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    LOST = "lost"  # another worker took it over, or it is no longer ours to send


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many mails had which fate; `away` is why the server could not be reached, None when it could."""

    sent: int = 0
    postponed: int = 0
    refused: int = 0
    unknown: int = 0
    lost: int = 0
    away: str | None = None


def deliver(
    outbox: Outbox,
    postman: Postman,
    clock: Clock,
    worker: str,
    pace: Pace | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Delivered:
    """Send what is owed and may go out now, until nothing is left, the pace is used up, or the server is away.

    Once `stopped` says so the mail at hand is the last: no mail is cut off by the end of the program.
    """
    fates: Counter[Fate] = Counter()
    away = None
    while not stopped() and (pace is None or pace.allows(clock())):
        try:
            postman.reachable()
        except PostError as error:
            away = str(error)
            break
        work = outbox.claim_mail(worker, clock())
        if work is None:
            break
        if pace:
            pace.note(clock())
        fates[_deliver_one(work, outbox, postman, clock)] += 1
    return Delivered(**{fate.value: count for fate, count in fates.items()}, away=away)


def _deliver_one(work: MailWork, outbox: Outbox, postman: Postman, clock: Clock) -> Fate:
    try:
        fate = _hand_over(work, outbox, postman, clock)
    except StaleError:
        fate = Fate.LOST
    log.info("mail.handled", extra={"mail": work.id, "reply": work.mail.name, "state": fate.value})
    return fate


def _hand_over(work: MailWork, outbox: Outbox, postman: Postman, clock: Clock) -> Fate:
    try:
        postman.send(work.mail, lambda: outbox.sending(work, clock()))
    except PostUnknownError as error:
        outbox.unknown(work, str(error), clock())
        return Fate.UNKNOWN
    except PostRefusedError as error:
        outbox.refuse(work, str(error), clock())
        return Fate.REFUSED
    except PostError as error:
        outbox.postpone(work, str(error), clock())
        return Fate.POSTPONED
    outbox.sent(work, clock())
    return Fate.SENT
