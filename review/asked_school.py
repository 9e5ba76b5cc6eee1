"""What a school was asked to do about a case that waits for it, when, and by when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cases.case import Case, Event, Status
from cases.findings import Finding, Weight
from cases.mails import MailRow, MailState
from cases.rounds import COPENHAGEN
from replies.compose import finding_sentence
from replies.facts import Context, case_facts
from replies.owed import Reply
from replies.receipt import blocking, mend_until
from replies.words import weekday
from review.decide import asked_for


@dataclass(frozen=True, slots=True)
class AskedSchool:
    """`said` tells when it was asked and by when it shall answer; `points` are the sentences of the mail."""

    said: str
    points: tuple[str, ...]


def asked_school(
    case: Case, history: Sequence[Event], mails: Sequence[MailRow], context: Context
) -> AskedSchool | None:
    """What the newest mail asks for; None when the case does not wait for its school."""
    if case.status is not Status.LACKING:
        return None
    newest = max((mail for mail in mails if mail.name == Reply.LACKING), key=lambda mail: mail.created, default=None)
    if newest is None:
        return AskedSchool("Skolen har ikke fået en mail om, hvad der mangler: ring til den, eller skriv selv.", ())
    points = tuple(finding_sentence(finding) for finding in _asked(case, history))
    day = weekday((newest.sent or newest.created).astimezone(COPENHAGEN).date())
    until = mend_until([case_facts(case, context)], replace(context, now=newest.created))
    by = f"senest {weekday(until)}" if until else "så hurtigt, den kan"
    if newest.astray:
        return AskedSchool(f"Mailen til skolen {day} er måske ikke kommet frem. Den beder om det her, {by}:", points)
    if newest.state is MailState.HELD:
        return AskedSchool(f"Mailen til skolen {day} er holdt tilbage. Den beder om det her, {by}:", points)
    return AskedSchool(f"Skolen blev {day} bedt om det her, {by}:", points)


def _asked(case: Case, history: Sequence[Event]) -> Sequence[Finding]:
    """The findings that a person picked, else all that lacks, else what is in doubt; as far as they are open."""
    picked = asked_for(history)
    if picked:
        return [finding for finding in case.findings if finding.code in picked]
    return blocking(case) or [finding for finding in case.findings if finding.weight is Weight.DOUBTS]
