"""Who sent it, and when."""

from collections.abc import Iterator

from cases.application import Application
from cases.findings import Finding, Weight
from intake.checks.situation import Situation


def sender_is_registered(application: Application, situation: Situation) -> Iterator[Finding]:
    """The sender's address belongs to a school in the register, and its server vouches for it."""
    if not situation.registered:
        yield Finding("sender-unregistered", Weight.DOUBTS)
    elif situation.verified == "failed":
        yield Finding("sender-unverified", Weight.DOUBTS)


def came_in_time(application: Application, situation: Situation) -> Iterator[Finding]:
    """The server received it before the end of the deadline's day; else it belongs to the next round."""
    if situation.round is None:
        yield Finding("no-open-round", Weight.DOUBTS)
    elif situation.missed is not None:
        facts = {"round": situation.round.name, "deadline": situation.round.deadline.isoformat()}
        yield Finding("late", Weight.NOTES, facts)


def mail_is_itself(application: Application, situation: Situation) -> Iterator[Finding]:
    """No other mail used the same Message-ID."""
    if situation.message_id_reused:
        yield Finding("message-id-reused", Weight.NOTES)


def all_papers_were_read(application: Application, situation: Situation) -> Iterator[Finding]:
    """Nothing that came with it stayed unread."""
    if situation.unread_papers:
        yield Finding("unread-paper", Weight.DOUBTS, {"count": str(situation.unread_papers)})
