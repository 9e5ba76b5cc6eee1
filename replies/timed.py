"""Which mails time itself owes: reminders, words of a deadline, the coordinator's morning, the alarm of silence. Pure.

Each has a key that names its occasion, so that asking often owes it once.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from cases.case import Case
from cases.mails import OutgoingMail
from cases.people import School
from cases.rounds import Round
from replies.facts import Context
from replies.office import ContactFacts, RoundFacts, Today
from replies.owed import Moment, Role, about_case, asked, mails_of, to_coordinator

REMIND_AFTER = (7, 14)
"""Days after which a school is reminded of what lacks."""

WARN_BEFORE = (21, 3)
"""Days before a deadline on which schools are told of it; two days late is still in time, for machines rest too."""


def reminder(case: Case, since: date, context: Context, codes: Sequence[str] = ()) -> Sequence[OutgoingMail]:
    """The reminder that is due for what was asked on the day `since`; asking twice a day gives the same mail.

    `codes` are the findings that a person picked to ask about. None when none of them is open any more.
    """
    days = max((d for d in REMIND_AFTER if context.today >= since + timedelta(days=d)), default=None)
    if days is None or (codes and not any(finding.code in codes for finding in case.findings)):
        return ()
    occasion = f"{since.isoformat()}+{days}"
    return about_case(Moment.STILL_LACKING, case, context, asked(case, context, codes), occasion=occasion)


def before_deadline(nearing: Round, schools: Sequence[School], context: Context) -> Sequence[OutgoingMail]:
    """The word to every registered address when a deadline is 21 or 3 days away; whole domains get none."""
    left = (nearing.deadline - context.today).days
    days = next((d for d in WARN_BEFORE if d - 2 <= left <= d), None)
    addresses = sorted({a for school in schools for a in school.senders if not a.startswith("@")})
    if days is None:
        return ()
    facts = [RoundFacts(nearing, days=left)]
    return [
        mail
        for to in addresses
        for mail in mails_of(
            Moment.DEADLINE_NEAR,
            {Role.SCHOOL: to},
            facts,
            context,
            f"{nearing.deadline.isoformat()}-{days}:{_short(to)}",
        )
    ]


def morning(today: Today, context: Context) -> Sequence[OutgoingMail]:
    """What waits for the coordinator: on workdays, when there is anything."""
    if not today.anything or context.today.weekday() > 4:
        return ()
    return to_coordinator(Moment.MORNING, today, context, context.today.isoformat())


def round_closed(closed: Round, applications: int, lacking: int, context: Context) -> Sequence[OutgoingMail]:
    """The day after a deadline: how many applications there are to place."""
    facts = RoundFacts(closed, applications, lacking)
    return to_coordinator(Moment.ROUND_CLOSED, facts, context, closed.deadline.isoformat())


def mailbox_silent(since: datetime, context: Context, *, back: bool = False) -> Sequence[OutgoingMail]:
    """No contact with the mailbox since then (aware), or contact again (`back`). Once for each silence."""
    occasion = f"{since.isoformat()}{'-back' if back else ''}"
    return to_coordinator(Moment.SILENCE, ContactFacts(since, back), context, occasion)


def _short(address: str) -> str:
    """An address as a key may hold it: told apart from others, not readable."""
    return sha256(address.lower().encode()).hexdigest()[:12]
