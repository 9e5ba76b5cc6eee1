"""Which mails are owed when: the table OWED, and one function for each thing that can happen. Pure.

An incoming mail gets at most one answer: the first row of ANSWERS whose claim holds. A mail that must not be sent is
made all the same and says why it is held, so that the coordinator can see it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from cases.case import Case
from cases.consent import ConsentState
from cases.findings import Finding, Weight
from cases.letters import OutgoingMail
from cases.people import Educator, School
from cases.rounds import Round
from replies.compose import compose, finding_sentence
from replies.facts import (
    CaseLine,
    ContactFacts,
    Context,
    DecisionFacts,
    Facts,
    How,
    Point,
    ReceiptFacts,
    RoundFacts,
    Today,
    case_facts,
    educator_facts,
    plain_reason,
)
from replies.mail import Thread
from replies.receipt import LetterAnswer, blocking, mend_until, receipt, shortened


class Reply(StrEnum):
    """The mails we send; the value is the folder under `templates/replies/` and the name people see."""

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


class Role(StrEnum):
    """Who gets a mail."""

    SCHOOL = "skole"
    EDUCATOR = "vejleder"
    BEFORE = "tidligere vejleder"
    COORDINATOR = "koordinator"


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
    SILENCE = "30 minutter uden kontakt med postkassen, og når den er tilbage"


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
    Owed(Reply.DECLINED, Role.SCHOOL, Moment.DECLINED),
    Owed(Reply.WITHDRAWN, Role.SCHOOL, Moment.WITHDRAWN),
    Owed(Reply.STOP, Role.EDUCATOR, Moment.WITHDRAWN),
    Owed(Reply.DEADLINE, Role.SCHOOL, Moment.DEADLINE_NEAR),
    Owed(Reply.DIGEST, Role.COORDINATOR, Moment.MORNING),
    Owed(Reply.ROUND_CLOSED, Role.COORDINATOR, Moment.ROUND_CLOSED),
    Owed(Reply.SILENCE, Role.COORDINATOR, Moment.SILENCE),
)

ANSWERS: tuple[tuple[Reply, Callable[[ReceiptFacts], bool]], ...] = (
    (Reply.LACKING, lambda facts: bool(facts.lacking)),
    (Reply.ACKNOWLEDGEMENT, lambda facts: bool(facts.lines)),
    (Reply.UNREADABLE, lambda facts: bool(facts.unread)),
    (Reply.PRIVACY, lambda facts: facts.privacy),
)
"""Which answer an incoming mail gets: the first whose claim holds; none holds: nothing is owed."""

REMIND_AFTER = (7, 14)
"""Days after which a school is reminded of what lacks."""

WARN_BEFORE = (21, 3)
"""Days before a deadline on which schools are told of it; two days late is still in time, for machines rest too."""

NO_PLACE = "Der var flere ansøgninger end pladser i denne runde."


def after_letter(letter: LetterAnswer, cases: Sequence[Case], context: Context) -> Sequence[OutgoingMail]:
    """The one answer to an incoming mail, or nothing. `cases` in the order of the letter's openings."""
    facts = receipt(letter, cases, context)
    reply = next((reply for reply, claim in ANSWERS if claim(facts)), None)
    if reply is None:
        return ()
    mail = compose(
        reply,
        letter.to,
        f"letter:{letter.content_key}",
        shortened(facts),
        Thread(letter.message_id, letter.references),
        context,
        cases=facts.numbers,
        prompted=True,
        held=None if letter.may_answer else letter.why_not or "Mailen må ikke besvares automatisk.",
    )
    return (mail,)


def after_lacking(case: Case, context: Context, codes: Sequence[str] = ()) -> Sequence[OutgoingMail]:
    """The coordinator sends the case back; `codes` picks the findings to ask about, else all that block or are in
    doubt.
    """
    return _about_case(Moment.SENT_BACK, case, context, _asked(case, context, codes))


def reminder(case: Case, asked: date, context: Context) -> Sequence[OutgoingMail]:
    """The reminder that is due for what was asked on the day `asked`; asking twice a day gives the same mail."""
    days = max((d for d in REMIND_AFTER if context.today >= asked + timedelta(days=d)), default=None)
    if days is None:
        return ()
    occasion = f"{asked.isoformat()}+{days}"
    return _about_case(Moment.STILL_LACKING, case, context, _asked(case, context, ()), occasion=occasion)


def after_assignment(case: Case, educator: Educator, context: Context) -> Sequence[OutgoingMail]:
    """The coordinator approved: the school learns who comes, the educator where to go."""
    facts = [DecisionFacts(case_facts(case, context), educator_facts(educator), school_contact=case.reply_to)]
    return _about_case(Moment.ASSIGNED, case, context, facts, {Role.EDUCATOR: educator.email})


def after_reassignment(case: Case, old: Educator, new: Educator, context: Context) -> Sequence[OutgoingMail]:
    """Another educator takes over an assigned case: both are told, and the school gets a correction."""
    facts = DecisionFacts(case_facts(case, context), educator_facts(new), educator_facts(old), case.reply_to)
    to = {Role.EDUCATOR: new.email, Role.BEFORE: old.email}
    return _about_case(Moment.REASSIGNED, case, context, [facts], to)


def after_waiting(case: Case, why: str, context: Context) -> Sequence[OutgoingMail]:
    """An approved plan could not place the case; `why` is the plan's own sentence. Told once for each round."""
    sentence = plain_reason(why, NO_PLACE)
    facts = [DecisionFacts(case_facts(case, context), why=sentence)]
    return _about_case(Moment.WAITING, case, context, facts, occasion=f"waits:{case.round}")


def after_withdrawal(case: Case, educator: Educator | None, context: Context) -> Sequence[OutgoingMail]:
    """The case is withdrawn; an educator who had it is told to stop."""
    withdrawn = case.consent.state is ConsentState.WITHDRAWN
    facts = DecisionFacts(case_facts(case, context), consent_withdrawn=withdrawn)
    to = {Role.EDUCATOR: educator.email} if educator else {}
    return _about_case(Moment.WITHDRAWN, case, context, [facts], to)


def after_decline(case: Case, context: Context) -> Sequence[OutgoingMail]:
    """The coordinator declined. Why is told by the coordinator, never by a mail."""
    return _about_case(Moment.DECLINED, case, context, [DecisionFacts(case_facts(case, context))])


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
        for mail in _mails(
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
    return _to_coordinator(Moment.MORNING, today, context, context.today.isoformat())


def round_closed(closed: Round, applications: int, lacking: int, context: Context) -> Sequence[OutgoingMail]:
    """The day after a deadline: how many applications there are to place."""
    facts = RoundFacts(closed, applications, lacking)
    return _to_coordinator(Moment.ROUND_CLOSED, facts, context, closed.deadline.isoformat())


def mailbox_silent(since: datetime, context: Context, *, back: bool = False) -> Sequence[OutgoingMail]:
    """No contact with the mailbox since then (aware), or contact again (`back`). Once for each silence."""
    occasion = f"{since.isoformat()}{'-back' if back else ''}"
    return _to_coordinator(Moment.SILENCE, ContactFacts(since, back), context, occasion)


def _short(address: str) -> str:
    """An address as a key may hold it: told apart from others, not readable."""
    return sha256(address.lower().encode()).hexdigest()[:12]


def _asked(case: Case, context: Context, codes: Sequence[str]) -> Iterator[ReceiptFacts]:
    """What the coordinator asks for, at ever smaller length."""
    about = case_facts(case, context)
    picked = tuple(f for f in case.findings if f.code in codes) if codes else blocking(case) or _doubts(case)
    points = tuple(Point("", finding_sentence(finding)) for finding in picked)
    line = CaseLine(about, "", How.NEW)
    return shortened(ReceiptFacts((line,), points, until=mend_until([about], context), sent_back=True))


def _doubts(case: Case) -> tuple[Finding, ...]:
    return tuple(finding for finding in case.findings if finding.weight is Weight.DOUBTS)


def _about_case(
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
    return _mails(moment, to, facts, context, occasion, case)


def _to_coordinator(moment: Moment, facts: Facts, context: Context, occasion: str) -> Sequence[OutgoingMail]:
    return _mails(moment, {Role.COORDINATOR: context.sender.coordinator_email}, [facts], context, occasion)


def _mails(
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
        mails.append(compose(row.reply, to[row.to], key, told, thread, context, cases=(case.number,) if case else ()))
    return mails
