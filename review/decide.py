"""What a person decides about a case that lives: the changed case, the line in its history, the mails that are owed.

    (case as it was seen, who, why) ─decide→ Decided(changes, mails, rulings)      the store writes all of it or nothing

Pure. Each decision names the person; a machine never takes one. A decision that is not allowed is refused with a
sentence that says what to do instead; one that was made against a case that has changed since is refused by the store.
How a case ends is in `review/ends.py`, what is decided of a whole round in `review/rounds.py` and `review/rulings.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cases.case import PLANNABLE, Actor, Case, Event, Status, Who, first_status, moved
from cases.consent import CONSENTED, Consent, ConsentState
from cases.errors import RefusedError, Way
from cases.findings import Finding, Weight, settled
from cases.mails import CONFIRMED, OutgoingMail
from cases.people import Educator
from cases.rulings import Ruling, RulingKind
from replies import due
from replies.compose import finding_sentence
from replies.facts import Context
from review.asking import AGAIN, ASKED

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
    rulings: tuple[Ruling, ...] = ()

    def each(self) -> tuple["Decided", ...]:
        """The same, case by case with its mails: written one by one, a case that has changed since stops no other."""
        return tuple(
            Decided(
                (change,),
                tuple(mail for mail in self.mails if mail.cases == (change[0].number,)),
                tuple(ruling for ruling in self.rulings if ruling.case == change[0].number),
            )
            for change in self.changes
        )


def consent(case: Case, state: ConsentState, word: Word) -> Decided:
    """A person decides about consent: given, oral (the reason is where it is documented) or missing.

    When that was all that was in question, the case is ready; one that was to be planned and has no consent is not.
    A withdrawal ends the case and has mails to send, so it is refused here.
    """
    if state is ConsentState.WITHDRAWN:
        said = f"Træk sag {case.number} tilbage i stedet; så stopper sagen, og vejlederen får besked."
        raise RefusedError(said, Way.WITHDRAW_CONSENT)
    if state is ConsentState.UNCERTAIN:
        raise RefusedError("Vælg, om samtykket er givet, mundtligt eller mangler.")
    with_reason(word)
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
    return Decided((changed_to(looked_at, Status.READY, word),))


def send_back(case: Case, word: Word, context: Context, codes: Sequence[str] = ()) -> Decided:
    """The school is asked for what lacks; `codes` picks the findings to ask about, else all but the notes. One that was
    asked before is asked anew, for what lacks now, as often as a person says: the case stays as it is.
    """
    asked = [f for f in case.findings if (f.code in codes if codes else f.weight is not Weight.NOTES)]
    if not asked:
        raise RefusedError(f"Sag {case.number} har intet at bede om: vælg bemærkningens kode, eller ring til skolen.")
    again: Change = (case, (word.event(AGAIN),))
    changed, events = again if case.status is Status.LACKING else changed_to(case, Status.LACKING, word)
    if codes:
        said = " ".join(map(finding_sentence, asked))
        events = (*events, replace(word, why=said).event(f"{ASKED}{' '.join(f.code for f in asked)}"))
    return Decided(((changed, events),), tuple(due.after_lacking(changed, context, codes)))


def confirm_address(case: Case, word: Word, address: str = "") -> Decided:
    """A person has made sure that the address belongs to the school: what was held back for it may be sent. Saying it
    twice is harmless; each address is confirmed by itself. Without one it is the address that the case came from.
    """
    with_reason(word)
    said = address or case.reply_to
    if not said:
        raise RefusedError(f"Sag {case.number} har ingen mailadresse at bekræfte: ring til skolen.")
    confirmed = (*(each for each in case.confirmed if each != said), said)
    return Decided(((replace(case, confirmed=confirmed), (word.event(CONFIRMED),)),))


MOVABLE = frozenset({Status.LACKING, Status.REVIEW, Status.READY, Status.WAITING})
"""Statuses in which a case can change its round: a proposal is made for one round."""


def to_round(case: Case, name: str, word: Word, context: Context) -> Decided:
    """The case is planned in another round, such as the one whose deadline it missed; it keeps its received time. One
    that waits and is put back into a round has not waited that round.
    """
    with_reason(word)
    now, onward = context.round(case.round), context.round(name)
    if onward is None or name == case.round:
        raise RefusedError(f'Vælg en anden runde end "{case.round}".', Way.PICK_ROUND)
    if case.status not in MOVABLE:
        raise RefusedError(f"Sag {case.number} er '{case.status}' og kan ikke flyttes til en anden runde.")
    findings = tuple(finding for finding in case.findings if finding.code not in ("late", "no-open-round"))
    back = case.status is Status.WAITING and now is not None and onward.deadline < now.deadline
    changed = replace(case, round=name, findings=findings, waited=max(0, case.waited - back))
    return Decided(((changed, (word.event(f"round:{name}"),)),))


def assign(
    case: Case,
    educator_id: str,
    word: Word,
    context: Context,
    educators: Mapping[str, Educator],
    standing: Sequence[Ruling] = (),
) -> Decided:
    """A person chooses the educator. A proposal is changed and pinned; an assigned case moves, and all are told.

    `standing` are the rulings that stand for the case's round: a pin of the case gives way to this one.
    """
    new = educator_of(educator_id, educators)
    allowed(case, new, standing)
    held = case.status in (Status.ASSIGNED, Status.RUNNING)
    if case.educator == new.id and (case.pinned or held):
        raise RefusedError(f"Sag {case.number} er allerede hos {new.id}.")
    reasons = (f"Valgt af {word.by}.",)
    chosen = replace(case, educator=new.id, pinned=True, reasons=reasons)
    if held:
        return _reassigned(case, replace(chosen, told=new.id), word, context, educators)
    if case.status is not Status.PROPOSED:
        chosen = moved(chosen, Status.PROPOSED)
    pin = Ruling(RulingKind.PIN, word.by, word.at, word.why, case.number, educator=new.id)
    return Decided(((chosen, (word.event(f"chosen:{new.id}"),)),), (), (*ended(pins_of(case, standing), word), pin))


def _reassigned(case: Case, chosen: Case, word: Word, context: Context, educators: Mapping[str, Educator]) -> Decided:
    """The case goes from the one the school was told of to the one chosen now."""
    events = [word.event(f"reassigned:{chosen.educator}")]
    before, new = case.told or case.educator, educators[chosen.educator or ""]
    if before not in educators:
        events.append(word.event(f"not-told:{before}"))
    mails = due.after_reassignment(chosen, educators.get(before or ""), new, context)
    return Decided(((chosen, tuple(events)),), tuple(mails))


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


def changed_to(case: Case, to: Status, word: Word) -> Change:
    """The case in its new status, with the line in its history."""
    return moved(case, to), (word.event(f"status:{to}"),)


def with_reason(word: Word) -> None:
    """RefusedError when the person gives no reason."""
    if not word.why.strip():
        raise RefusedError("Skriv en begrundelse; den står i sagens historik.")


def educator_of(educator_id: str, educators: Mapping[str, Educator]) -> Educator:
    """The educator of that id; RefusedError when the register has none."""
    found = educators.get(educator_id)
    if found is None:
        raise RefusedError(f"Der er ingen vejleder '{educator_id}' i registret.", Way.PICK_EDUCATOR)
    return found


def allowed(case: Case, educator: Educator, standing: Sequence[Ruling]) -> None:
    """RefusedError when the educator cannot be sent to the school, or a person has ruled the two apart."""
    if case.application.school in educator.conflicts:
        raise RefusedError(
            f"{educator.id} kan ikke sendes til {case.application.school}: registret noterer inhabilitet."
        )
    for one in standing:
        if (one.kind, one.case, one.educator) == (RulingKind.FORBID, case.number, educator.id):
            raise RefusedError(
                f"{one.by} har udelukket {educator.id} fra sag {case.number}: ophæv det først (bestemmelse {one.id})."
            )


def pins_of(case: Case, standing: Sequence[Ruling]) -> tuple[Ruling, ...]:
    """The pin of the case, where one stands."""
    return tuple(one for one in standing if one.kind is RulingKind.PIN and one.case == case.number)


def ended(rulings: Sequence[Ruling], word: Word) -> tuple[Ruling, ...]:
    """The rulings as the store shall write their end."""
    return tuple(replace(one, undone=word.at, undone_by=word.by) for one in rulings)
