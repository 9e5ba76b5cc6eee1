"""What a person decides about a case, and what follows from it: the changed case, the history's line, the mails owed.

    (case as it was seen, who, why) ─decide→ Decided(changes, mails)      and the store writes all of it or nothing

Pure. Each decision names the person; a machine never takes one. A decision that is not allowed is refused with a
sentence that says what to do instead; one that was made against a case that has changed since is refused by the store.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cases.case import PLANNABLE, Actor, Case, Event, Status, Who, first_status, moved
from cases.consent import CONSENTED, Consent, ConsentState
from cases.errors import RefusedError
from cases.findings import Finding, Weight, settled
from cases.letters import OutgoingMail
from cases.people import Educator
from replies import due
from replies.facts import Context

Change = tuple[Case, tuple[Event, ...]]


@dataclass(frozen=True, slots=True)
class Word:
    """A person's word: who says it, why, and when."""

    by: str
    why: str = field(repr=False)
    at: datetime

    def event(self, what: str) -> Event:
        """The line in the history."""
        return Event(self.at, Actor(Who.PERSON, self.by), what, self.why)


@dataclass(frozen=True, slots=True)
class Decided:
    """What the store shall write."""

    changes: tuple[Change, ...]
    mails: tuple[OutgoingMail, ...] = ()

    def each(self) -> tuple["Decided", ...]:
        """The same, case by case with its mails: written one by one, a case that has changed since stops no other."""
        return tuple(
            Decided((change,), tuple(mail for mail in self.mails if mail.cases == (change[0].number,)))
            for change in self.changes
        )


def consent(case: Case, state: ConsentState, word: Word) -> Decided:
    """A person decides about consent: given, oral (the reason is where it is documented) or missing.

    When that was all that was in question, the case is ready; one that was to be planned and has no consent is not.
    A withdrawal ends the case and has mails to send, so it is refused here.
    """
    if state is ConsentState.WITHDRAWN:
        raise RefusedError(
            f'Træk sag {case.number} tilbage i stedet: "tovholder cases withdraw" med --consent-withdrawn; '
            "så stopper sagen, og vejlederen får besked."
        )
    if state is ConsentState.UNCERTAIN:
        raise RefusedError("Vælg, om samtykket er givet, mundtligt eller mangler.")
    _with_reason(word)
    decided = Consent(state, case.consent.needed, case.consent.signed, word.by, word.at, word.why)
    others = tuple(finding for finding in case.findings if not finding.code.startswith("consent-"))
    changed = replace(case, consent=decided, findings=(*_lacks(decided), *others))
    events = [word.event(f"consent:{state}")]
    onward = _after_consent(changed)
    if onward is not changed.status:
        changed = moved(changed, onward)
        events.append(word.event(f"status:{onward}"))
    return Decided(((changed, tuple(events)),))


def ready(case: Case, word: Word) -> Decided:
    """A person has looked and finds the case complete; consent must be settled first. What the checks noticed stays
    as notes, so that no machine asks for it again.
    """
    if case.consent.state not in CONSENTED:
        raise RefusedError(
            f"Sag {case.number} kan ikke gøres klar: samtykket er '{case.consent.state}'. Afgør samtykket først."
        )
    noted = tuple(settled(finding) for finding in case.findings)
    looked_at = replace(case, findings=noted)
    if case.status is Status.READY:  # settling the consent was enough; what the person says is kept all the same
        return Decided(((looked_at, (word.event(f"status:{Status.READY}"),)),))
    return Decided((_moved(looked_at, Status.READY, word),))


def send_back(case: Case, word: Word, context: Context, codes: Sequence[str] = ()) -> Decided:
    """The school is asked for what lacks; `codes` picks the findings to ask about, else all but the notes."""
    asked = [f for f in case.findings if (f.code in codes if codes else f.weight is not Weight.NOTES)]
    if not asked:
        raise RefusedError(f"Sag {case.number} har intet at bede om: vælg bemærkningens kode, eller ring til skolen.")
    change = _moved(case, Status.LACKING, word)
    return Decided((change,), tuple(due.after_lacking(change[0], context, codes)))


MOVABLE = frozenset({Status.LACKING, Status.REVIEW, Status.READY, Status.WAITING})
"""Statuses in which a case can change its round: a proposal is made for one round."""


def to_round(case: Case, name: str, word: Word, context: Context) -> Decided:
    """The case is planned in another round, such as the one whose deadline it missed; it keeps its received time."""
    _with_reason(word)
    if context.round(name) is None or name == case.round:
        raise RefusedError(f'Vælg en anden runde end "{case.round}": se "tovholder rounds list".')
    if case.status not in MOVABLE:
        raise RefusedError(f"Sag {case.number} er '{case.status}' og kan ikke flyttes til en anden runde.")
    findings = tuple(finding for finding in case.findings if finding.code not in ("late", "no-open-round"))
    return Decided(((replace(case, round=name, findings=findings), (word.event(f"round:{name}"),)),))


def decline(case: Case, word: Word, context: Context) -> Decided:
    """The application is declined; why is for the history and the telephone, never for a mail."""
    _with_reason(word)
    change = _moved(case, Status.DECLINED, word)
    return Decided((change,), tuple(due.after_decline(change[0], context)))


def withdraw(
    case: Case, word: Word, context: Context, educators: Mapping[str, Educator], *, consent_withdrawn: bool = False
) -> Decided:
    """The school, or the guardians by withdrawing their consent, stop the case; the educator is told to stop. One who
    has left the register can't be told by mail, and the history says so.
    """
    _with_reason(word)
    if consent_withdrawn:
        taken_back = Consent(ConsentState.WITHDRAWN, case.consent.needed, 0, word.by, word.at, word.why)
        case = replace(case, consent=taken_back)
    told = case.status in (Status.ASSIGNED, Status.RUNNING)
    educator = educators.get(case.educator or "") if told else None
    changed, events = _moved(case, Status.WITHDRAWN, word)
    if told and educator is None:
        events = (*events, word.event(f"not-told:{case.educator}"))
    return Decided(((changed, events),), tuple(due.after_withdrawal(changed, educator, context)))


def assign(case: Case, educator_id: str, word: Word, context: Context, educators: Mapping[str, Educator]) -> Decided:
    """A person chooses the educator. A proposal is changed and pinned; an assigned case moves, and all are told."""
    new = _educator(educator_id, educators)
    _no_conflict(case, new)
    held = case.status in (Status.ASSIGNED, Status.RUNNING)
    if case.educator == new.id and (case.pinned or held):
        raise RefusedError(f"Sag {case.number} er allerede hos {new.id}.")
    reasons = (f"Valgt af {word.by}.",)
    chosen = replace(case, educator=new.id, pinned=True, reasons=reasons)
    if held:
        change = (chosen, (word.event(f"reassigned:{new.id}"),))
        old = educators.get(case.educator or "")
        mails = due.after_reassignment(chosen, old, new, context) if old else due.after_assignment(chosen, new, context)
        return Decided((change,), tuple(mails))
    if case.status is not Status.PROPOSED:
        chosen = moved(chosen, Status.PROPOSED)
    return Decided(((chosen, (word.event(f"chosen:{new.id}"),)),))


def has_proposal(case: Case) -> bool:
    """Whether a plan says something of the case that nobody has approved yet: an educator, or why it waits."""
    return case.status is Status.PROPOSED or (case.status is Status.WAITING and bool(case.reasons))


def approve(
    cases: Sequence[Case],
    word: Word,
    context: Context,
    educators: Mapping[str, Educator],
    waiting_why: Mapping[str, str],
) -> Decided:
    """Approve a proposal: each proposed case is assigned and pinned; each waiting one is told why, and keeps its turn
    in the next round. It is told once: its reasons are the plan's, and gone until the next plan gives new ones.
    """
    changes: list[Change] = []
    mails: list[OutgoingMail] = []
    for case in cases:
        if not has_proposal(case):
            raise RefusedError(f"Sag {case.number} er '{case.status}' og har intet forslag at godkende.")
        if case.status is Status.PROPOSED:
            _settled(case)
            educator = _educator(case.educator or "", educators)
            assigned, events = _moved(replace(case, pinned=True), Status.ASSIGNED, word)
            changes.append((assigned, events))
            mails += due.after_assignment(assigned, educator, context)
        else:
            onward = _next_round(case.round, context)
            waits = replace(case, waited=case.waited + (onward != case.round), round=onward, reasons=())
            changes.append((waits, (word.event("waits"),)))
            mails += due.after_waiting(waits, waiting_why.get(case.number, ""), context)
    return Decided(tuple(changes), tuple(mails))


def _lacks(consent: Consent) -> tuple[Finding, ...]:
    """What the school is asked for when a person finds that consent is missing."""
    if consent.state is not ConsentState.MISSING:
        return ()
    second = 0 < consent.signed < consent.needed
    return (Finding("consent-second-missing" if second else "consent-missing", Weight.BLOCKS),)


def _after_consent(case: Case) -> Status:
    if case.consent.state not in CONSENTED:
        return Status.REVIEW if case.status in PLANNABLE else case.status
    waits = case.status in (Status.LACKING, Status.REVIEW)
    return Status.READY if waits and first_status(case.findings, case.consent) is Status.READY else case.status


def _moved(case: Case, to: Status, word: Word) -> Change:
    return moved(case, to), (word.event(f"status:{to}"),)


def _next_round(name: str, context: Context) -> str:
    """The round after; the same while there is none yet."""
    ended = context.round(name)
    later = [r for r in context.rounds if ended and r.deadline > ended.deadline]
    return min(later, key=lambda r: r.deadline).name if later else name


def _settled(case: Case) -> None:
    if case.consent.state not in CONSENTED:
        raise RefusedError(f"Sag {case.number} kan ikke fordeles: samtykket er '{case.consent.state}'.")


def _with_reason(word: Word) -> None:
    if not word.why.strip():
        raise RefusedError("Skriv en begrundelse; den står i sagens historik.")


def _educator(educator_id: str, educators: Mapping[str, Educator]) -> Educator:
    found = educators.get(educator_id)
    if found is None:
        raise RefusedError(f"Der er ingen vejleder '{educator_id}' i registret. Se 'tovholder educators list'.")
    return found


def _no_conflict(case: Case, educator: Educator) -> None:
    if case.application.school in educator.conflicts:
        raise RefusedError(
            f"{educator.id} kan ikke sendes til {case.application.school}: registret noterer inhabilitet."
        )
