"""The mail about an alarm: that something is wrong, what to do, and that it is over. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from cases.mails import OutgoingMail
from replies.facts import Context
from replies.office import AlarmFacts
from replies.owed import Moment, Role, mails_of


def alarm_mail(facts: AlarmFacts, occasion: str, to: str, context: Context) -> Sequence[OutgoingMail]:
    """The mail to whoever runs the program; the coordinator is asked to hand on what is technical. `occasion` names
    this time of it; its end is another mail.
    """
    facts = replace(facts, to_operator=to.casefold() != context.sender.coordinator_email.casefold())
    end = "-over" if facts.over else ""
    return mails_of(Moment.TROUBLE, {Role.OPERATOR: to}, [facts], context, occasion + end)
