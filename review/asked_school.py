"""What a school was asked to do about a case that waits for it, when, and by when. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cases.case import Case, Event, Status
from cases.findings import Finding, Weight
from cases.mails import CAME_BACK, MailRow, MailState
from cases.rounds import COPENHAGEN
from replies.compose import finding_sentence
from replies.facts import Context, case_facts
from replies.owed import Reply
from replies.receipt import blocking, mend_until
from replies.words import weekday
from review.asking import asked_for, last_sent_back


@dataclass(frozen=True, slots=True)
class AskedSchool:
    """`said` tells when it was asked and by when it shall answer; `points` are the sentences of the mail."""

    said: str
    points: tuple[str, ...]


_NOT_YET = "Mailen til skolen er ikke sendt endnu. Den beder om det her, {by}:"
_ASTRAY = "Mailen til skolen {day} er måske ikke kommet frem. Den beder om det her, {by}:"
_SAID: Mapping[MailState, str] = {
    MailState.OWED: _NOT_YET,
    MailState.SENDING: _NOT_YET,
    MailState.HELD: "Mailen til skolen {day} er holdt tilbage. Den beder om det her, {by}:",
    MailState.UNKNOWN: _ASTRAY,
    MailState.FAILED: _ASTRAY,
    MailState.SENT: "Skolen blev {day} bedt om det her, {by}:",
}


def asked_school(
    case: Case, history: Sequence[Event], mails: Sequence[MailRow], context: Context
) -> AskedSchool | None:
    """What the newest mail asks for; None when the case does not wait for its school."""
    if case.status is not Status.LACKING:
        return None
    newest = _newest(history, mails)
    if newest is None:
        return AskedSchool("Skolen har ikke fået en mail om, hvad der mangler: ring til den, eller skriv selv.", ())
    points = tuple(finding_sentence(finding) for finding in _asked(case, history))
    day = weekday((newest.sent or newest.created).astimezone(COPENHAGEN).date())
    until = mend_until([case_facts(case, context)], replace(context, now=newest.created))
    by = f"senest {weekday(until)}" if until else "så hurtigt, den kan"
    came_back = newest.state is MailState.SENT and newest.why == CAME_BACK
    return AskedSchool((_ASTRAY if came_back else _SAID[newest.state]).format(day=day, by=by), points)


def _newest(history: Sequence[Event], mails: Sequence[MailRow]) -> MailRow | None:
    """The newest mail that asks; one from before the case was last sent back asked for something else."""
    since = last_sent_back(history)
    asking = [mail for mail in mails if mail.name == Reply.LACKING and (since is None or mail.created >= since)]
    return max(asking, key=lambda mail: mail.created, default=None)


def _asked(case: Case, history: Sequence[Event]) -> Sequence[Finding]:
    """The findings that a person picked, else all that lacks, else what is in doubt; as far as they are open."""
    picked = asked_for(history)
    if picked:
        return [finding for finding in case.findings if finding.code in picked]
    return blocking(case) or [finding for finding in case.findings if finding.weight is Weight.DOUBTS]
