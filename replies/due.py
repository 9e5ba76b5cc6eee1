"""Which mails a happening owes: one function for each thing that can happen to a letter or a case. Pure.

An incoming mail gets at most one answer: the first row of ANSWERS whose claim holds. A mail that must not be sent is
made all the same and says why it is held, so that the coordinator can see it.
"""

from collections.abc import Callable, Sequence

from cases.case import Case
from cases.consent import ConsentState
from cases.mails import OutgoingMail
from cases.people import Educator
from replies.compose import compose
from replies.facts import Context, DecisionFacts, ReceiptFacts, case_facts, educator_facts
from replies.mail import Thread
from replies.owed import Moment, Reply, Role, about_case, asked, held_back
from replies.receipt import LetterAnswer, receipt, shortened

ANSWERS: tuple[tuple[Reply, Callable[[ReceiptFacts], bool]], ...] = (
    (Reply.LACKING, lambda facts: bool(facts.lacking)),
    (Reply.ACKNOWLEDGEMENT, lambda facts: bool(facts.lines)),
    (Reply.UNREADABLE, lambda facts: bool(facts.unread)),
    (Reply.PRIVACY, lambda facts: facts.privacy),
)
"""Which answer an incoming mail gets: the first whose claim holds; none holds: nothing is owed."""


def after_letter(letter: LetterAnswer, cases: Sequence[Case], context: Context) -> Sequence[OutgoingMail]:
    """The one answer to an incoming mail, or nothing. `cases` in the order of the letter's openings."""
    facts = receipt(letter, cases, context)
    reply = next((reply for reply, claim in ANSWERS if claim(facts)), None)
    if reply is None:
        return ()
    mail = compose(
        reply,
        letter.to,
        answer_key(letter.content_key),
        shortened(facts),
        Thread(letter.message_id, letter.references),
        context,
        cases=facts.numbers,
        prompted=True,
        held=None if letter.may_answer else letter.why_not or "Mailen må ikke besvares automatisk.",
    )
    return (mail,)


def answer_key(content_key: str) -> str:
    """The key of the one answer to the mail with this content."""
    return f"letter:{content_key}"


def after_lacking(case: Case, context: Context, codes: Sequence[str] = ()) -> Sequence[OutgoingMail]:
    """The coordinator sends the case back; `codes` picks the findings to ask about, else all that block or are in
    doubt.
    """
    return about_case(Moment.SENT_BACK, case, context, asked(case, context, codes))


def after_assignment(case: Case, educator: Educator, context: Context) -> Sequence[OutgoingMail]:
    """The coordinator approved: the school learns who comes, the educator where to go."""
    who, contact = educator_facts(educator), _contact(case, context)
    facts = [DecisionFacts(case_facts(case, context), who, school_contact=contact)]
    return about_case(Moment.ASSIGNED, case, context, facts, {Role.EDUCATOR: educator.email})


def after_reassignment(case: Case, old: Educator | None, new: Educator, context: Context) -> Sequence[OutgoingMail]:
    """Another educator takes over what the school was told somebody had: both are told, and the school gets a
    correction. `old` is None when the register has that one no more; nobody can tell such a one.
    """
    before = educator_facts(old) if old else None
    facts = DecisionFacts(case_facts(case, context), educator_facts(new), before, _contact(case, context))
    to = {Role.EDUCATOR: new.email, **({Role.BEFORE: old.email} if old else {})}
    return about_case(Moment.REASSIGNED, case, context, [facts], to)


def after_waiting(
    case: Case, context: Context, old: Educator | None = None, *, corrected: bool = False
) -> Sequence[OutgoingMail]:
    """An approved plan could not place the case. Told once for each round, in words that hold whatever the plan's proof
    is: that is the coordinator's, and speaks of other schools' cases.

    `corrected`: the school was told that somebody comes; `old` is that educator, who has it no more.
    """
    facts = [DecisionFacts(case_facts(case, context), corrected=corrected)]
    occasion = f"waits:{case.round}{f':{case.version}' if corrected else ''}"
    to = {Role.BEFORE: old.email} if old else {}
    return about_case(Moment.WAITING, case, context, facts, to, occasion=occasion)


def after_withdrawal(case: Case, educator: Educator | None, context: Context) -> Sequence[OutgoingMail]:
    """The case is withdrawn; an educator who had it is told to stop."""
    withdrawn = case.consent.state is ConsentState.WITHDRAWN
    facts = DecisionFacts(case_facts(case, context), consent_withdrawn=withdrawn)
    to = {Role.EDUCATOR: educator.email} if educator else {}
    return about_case(Moment.WITHDRAWN, case, context, [facts], to)


def after_decline(case: Case, context: Context, educator: Educator | None = None) -> Sequence[OutgoingMail]:
    """The coordinator declined; an educator who had it is told to stop. Why is told by the coordinator, never by a
    mail.
    """
    facts = [DecisionFacts(case_facts(case, context), declined=True)]
    return about_case(Moment.DECLINED, case, context, facts, {Role.EDUCATOR: educator.email} if educator else {})


def _contact(case: Case, context: Context) -> str:
    """The school's address, for the educator; none while nobody knows whose it is."""
    return "" if held_back(case, context) else case.reply_to
