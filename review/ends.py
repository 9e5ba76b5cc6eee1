"""How a case ends by a person's word, and who is told: over, declined, withdrawn, or never an application. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from cases.case import Case, Status, restored
from cases.consent import Consent, ConsentState
from cases.errors import RefusedError, Way
from cases.people import Educator
from replies import due
from replies.facts import Context
from review.decide import Change, Decided, Word, changed_to, with_reason


def decline(case: Case, word: Word, context: Context, educators: Mapping[str, Educator]) -> Decided:
    """The application is declined; why is for the history and the telephone, never for a mail. An educator who had been
    told of the case is told to stop.
    """
    with_reason(word)
    (changed, events), educator = _ended(case, Status.DECLINED, word, educators)
    return Decided(((changed, events),), tuple(due.after_decline(changed, context, educator)))


def withdraw(
    case: Case, word: Word, context: Context, educators: Mapping[str, Educator], *, consent_withdrawn: bool = False
) -> Decided:
    """The school, or the guardians by withdrawing their consent, stop the case; an educator who had been told of it is
    told to stop. One who has left the register can't be told by mail, and the history says so.
    """
    with_reason(word)
    if consent_withdrawn:
        taken_back = Consent(ConsentState.WITHDRAWN, case.consent.needed, 0, word.by, word.at, word.why)
        case = replace(case, consent=taken_back)
    (changed, events), educator = _ended(case, Status.WITHDRAWN, word, educators)
    return Decided(((changed, events),), tuple(due.after_withdrawal(changed, educator, context)))


def close(case: Case, word: Word) -> Decided:
    """The support of an assigned case is over before its round is, or will not begin: nobody is told."""
    with_reason(word)
    return Decided((changed_to(case, Status.CLOSED, word),))


def not_application(case: Case, word: Word) -> Decided:
    """It never was an application (a question, a leaflet, a paper for others): nobody is told, and it can be restored.
    What a school or an educator has been told of is withdrawn instead.
    """
    with_reason(word)
    if case.told:
        said = f"Skolen har fået at vide, hvem der kommer i sag {case.number}: træk den tilbage i stedet."
        raise RefusedError(said, Way.WITHDRAW)
    changed, events = changed_to(case, Status.NOT_APPLICATION, word)
    return Decided(((replace(changed, educator=None, pinned=False, reasons=()), events),))


def restore(case: Case, word: Word) -> Decided:
    """It was an application after all: before a person again, with all that it had."""
    back = restored(case)
    return Decided(((back, (word.event(f"status:{back.status}"),)),))


def _ended(case: Case, to: Status, word: Word, educators: Mapping[str, Educator]) -> tuple[Change, Educator | None]:
    """The case at its end, and the educator who must be told of it."""
    changed, events = changed_to(case, to, word)
    held = case.educator if case.status in (Status.ASSIGNED, Status.RUNNING) else None
    who = case.told or held
    if who and who not in educators:
        events = (*events, word.event(f"not-told:{who}"))
    return (changed, events), educators.get(who or "")
