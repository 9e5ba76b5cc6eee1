"""The mails we send: the table OWED says which reply goes to whom at which moment, and here they are made. Pure.

What happens to a letter or a case is in `replies/due.py`, what time alone brings in `replies/timed.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cases.case import Case
from cases.findings import Finding, Weight
from cases.mails import ADDRESS_UNCONFIRMED, OutgoingMail
from replies.compose import compose, finding_sentence
from replies.facts import CaseLine, Context, Facts, How, Point, ReceiptFacts, case_facts
from replies.mail import Thread
from replies.receipt import blocking, mend_until, shortened


class Reply(StrEnum):
    """The mails we send; the value is the folder under `templates/replies/`; `TITLES` has what people see."""

    ACKNOWLEDGEMENT = "kvittering"
    LACKING = "mangler"
    UNREADABLE = "ulaeselig"
    PRIVACY = "fortroligt"
    REMINDER = "paamindelse"
    ASSIGNED = "fordelt"
    NEW_CASE = "ny-sag"
    REASSIGNED = "fordelt-igen"
    MOVED_FROM = "flyttet-fra"
    MOVED_TO = "flyttet-til"
    WAITING = "venteliste"
    DECLINED = "afvist"
    WITHDRAWN = "trukket-tilbage"
    STOP = "stop"
    DEADLINE = "frist"
    DIGEST = "i-dag"
    ROUND_CLOSED = "runde-lukket"
    SILENCE = "tavshed"
    TROUBLE = "drift"


TITLES: Mapping[str, str] = {
    Reply.ACKNOWLEDGEMENT: "Kvittering",
    Reply.LACKING: "Mangler",
    Reply.UNREADABLE: "Ingen læsbar ansøgning",
    Reply.PRIVACY: "Fortroligt",
    Reply.REMINDER: "Påmindelse",
    Reply.ASSIGNED: "Fordelt",
    Reply.NEW_CASE: "Ny sag",
    Reply.REASSIGNED: "Fordelt igen",
    Reply.MOVED_FROM: "Sag flyttet fra vejleder",
    Reply.MOVED_TO: "Sag flyttet til vejleder",
    Reply.WAITING: "Venteliste",
    Reply.DECLINED: "Afvist",
    Reply.WITHDRAWN: "Trukket tilbage",
    Reply.STOP: "Stop",
    Reply.DEADLINE: "Frist",
    Reply.DIGEST: "I dag",
    Reply.ROUND_CLOSED: "Runde lukket",
    Reply.SILENCE: "Tavshed",
    Reply.TROUBLE: "Drift",
}
"""What each mail is called to people."""


def title_of(name: str) -> str:
    """What the mail of that name is called; one that is sent no more keeps its name."""
    return TITLES.get(name, name)


class Role(StrEnum):
    """Who gets a mail."""

    SCHOOL = "skole"
    EDUCATOR = "vejleder"
    BEFORE = "tidligere vejleder"
    COORDINATOR = "koordinator"
    OPERATOR = "drift"


class Moment(StrEnum):
    """What can happen that owes a mail; the value says it to people."""

    LETTER = "en mail er modtaget"
    SENT_BACK = "koordinatoren har sendt sagen tilbage"
    STILL_LACKING = "7 og 14 dage efter, så længe noget mangler"
    ASSIGNED = "koordinatoren har godkendt fordelingen"
    REASSIGNED = "sagen er flyttet til en anden"
    WAITING = "den godkendte plan havde ikke plads"
    DECLINED = "koordinatoren har afvist"
    WITHDRAWN = "sagen er trukket tilbage"
    DEADLINE_NEAR = "3 uger og 3 dage før en frist"
    MORNING = "hverdage kl. 07.30, hvis der er noget"
    ROUND_CLOSED = "dagen efter en frist"
    SILENCE = "for længe uden kontakt med postkassen, og når den er tilbage"
    TROUBLE = "noget er galt med driften, og når det er i orden igen"


@dataclass(frozen=True, slots=True)
class Owed:
    """A row: this reply goes to this role at this moment."""

    reply: Reply
    to: Role
    when: Moment


OWED: tuple[Owed, ...] = (
    Owed(Reply.ACKNOWLEDGEMENT, Role.SCHOOL, Moment.LETTER),
    Owed(Reply.LACKING, Role.SCHOOL, Moment.LETTER),
    Owed(Reply.UNREADABLE, Role.SCHOOL, Moment.LETTER),
    Owed(Reply.PRIVACY, Role.SCHOOL, Moment.LETTER),
    Owed(Reply.LACKING, Role.SCHOOL, Moment.SENT_BACK),
    Owed(Reply.REMINDER, Role.SCHOOL, Moment.STILL_LACKING),
    Owed(Reply.ASSIGNED, Role.SCHOOL, Moment.ASSIGNED),
    Owed(Reply.NEW_CASE, Role.EDUCATOR, Moment.ASSIGNED),
    Owed(Reply.REASSIGNED, Role.SCHOOL, Moment.REASSIGNED),
    Owed(Reply.MOVED_FROM, Role.BEFORE, Moment.REASSIGNED),
    Owed(Reply.MOVED_TO, Role.EDUCATOR, Moment.REASSIGNED),
    Owed(Reply.WAITING, Role.SCHOOL, Moment.WAITING),
    Owed(Reply.MOVED_FROM, Role.BEFORE, Moment.WAITING),
    Owed(Reply.DECLINED, Role.SCHOOL, Moment.DECLINED),
    Owed(Reply.STOP, Role.EDUCATOR, Moment.DECLINED),
    Owed(Reply.WITHDRAWN, Role.SCHOOL, Moment.WITHDRAWN),
    Owed(Reply.STOP, Role.EDUCATOR, Moment.WITHDRAWN),
    Owed(Reply.DEADLINE, Role.SCHOOL, Moment.DEADLINE_NEAR),
    Owed(Reply.DIGEST, Role.COORDINATOR, Moment.MORNING),
    Owed(Reply.ROUND_CLOSED, Role.COORDINATOR, Moment.ROUND_CLOSED),
    Owed(Reply.SILENCE, Role.COORDINATOR, Moment.SILENCE),
    Owed(Reply.TROUBLE, Role.OPERATOR, Moment.TROUBLE),
)


def asked(case: Case, context: Context, codes: Sequence[str]) -> Iterator[ReceiptFacts]:
    """What the coordinator asks for, at ever smaller length."""
    about = case_facts(case, context)
    picked = tuple(f for f in case.findings if f.code in codes) if codes else blocking(case) or _doubts(case)
    points = tuple(Point("", finding_sentence(finding)) for finding in picked)
    line = CaseLine(about, "", How.NEW)
    return shortened(ReceiptFacts((line,), points, until=mend_until([about], context), sent_back=True))


def _doubts(case: Case) -> tuple[Finding, ...]:
    return tuple(finding for finding in case.findings if finding.weight is Weight.DOUBTS)


def held_back(case: Case, context: Context) -> str | None:
    """Why nothing is sent to the case's address: whoever wrote from an address that no school has in the register may
    be anybody, and what a person decides is told to a school alone. None when it may be written to.
    """
    confirmed = bool(case.reply_to) and case.reply_to in case.confirmed
    return None if confirmed or context.knows(case.reply_to) else ADDRESS_UNCONFIRMED


def about_case(
    moment: Moment,
    case: Case,
    context: Context,
    facts: Iterable[Facts],
    others: Mapping[Role, str] | None = None,
    occasion: str = "",
) -> Sequence[OutgoingMail]:
    """The mails of a moment in a case's life. The version makes the occasion: each decision is made on one."""
    to = {**({Role.SCHOOL: case.reply_to} if case.reply_to else {}), **(others or {})}
    occasion = f"{case.number}:{occasion or case.version}"
    return mails_of(moment, to, facts, context, occasion, case)


def to_coordinator(moment: Moment, facts: Facts, context: Context, occasion: str) -> Sequence[OutgoingMail]:
    """The mails of a moment that the coordinator alone is told of."""
    return mails_of(moment, {Role.COORDINATOR: context.sender.coordinator_email}, [facts], context, occasion)


def mails_of(
    moment: Moment,
    to: Mapping[Role, str],
    facts: Iterable[Facts],
    context: Context,
    occasion: str,
    case: Case | None = None,
) -> Sequence[OutgoingMail]:
    """A mail for each row of OWED at this moment whose role has an address. Only the school's answers are threaded."""
    mails, told = [], tuple(facts)
    for row in OWED:
        if row.when is not moment or row.to not in to:
            continue
        threaded = case is not None and row.to is Role.SCHOOL and case.thread
        thread = Thread(case.thread[-1], case.thread[:-1]) if case and threaded else Thread()
        key = f"{row.reply}:{occasion}:{row.to}"
        held = held_back(case, context) if case and row.to is Role.SCHOOL else None
        numbers = (case.number,) if case else ()
        mails.append(compose(row.reply, to[row.to], key, told, thread, context, cases=numbers, held=held))
    return mails
