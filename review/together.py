"""Two cases that are about the same, and one case that holds two applications: joined, closed as a double, split. Pure.

Whether two are the same only a person can say; the program shows which could be. Nobody is told by mail.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import SequenceMatcher

from cases.application import Application, Source, Value, supplemented
from cases.case import OPEN, PLANNABLE, Case, Event, Status, first_status, moved
from cases.consent import Consent, ConsentState
from cases.errors import RefusedError
from cases.findings import Finding, Weight
from cases.kinds import Kind
from cases.letters import Opening
from cases.queue import Line
from review import ends
from review.correct import DETAIL, Recheck
from review.decide import Change, Decided, Word

NEAR = 0.75
"""How alike two names must be to be shown as perhaps the same (0..1): a letter read wrongly, never a brother."""

MOST = 5
"""How many possible doubles a case shows."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A case that could be about the same."""

    number: str
    about: str = field(repr=False)
    status: Status
    received: datetime


def twins(case: Case, lines: Iterable[Line]) -> tuple[Twin, ...]:
    """The cases that could be about the same: same school and kind, a near name; the nearest first."""
    near = [(_alike(case.application.detail or "", line.about), line) for line in lines if line.number != case.number]
    found = sorted((one for one in near if one[0] >= NEAR), key=lambda one: (-one[0], one[1].number))
    return tuple(Twin(line.number, line.about, line.status, line.received) for _, line in found[:MOST])


def _alike(one: str, other: str) -> float:
    """How alike two names are: as much as the least alike word of the shorter, whatever their order."""
    fewer, more = sorted((one.casefold().split(), other.casefold().split()), key=len)
    if len(fewer) < 2:  # "5. b" and "5.b"
        return _ratio("".join(fewer), "".join(more)) if fewer else 0.0
    return min(max(_ratio(word, each) for each in more) for word in fewer)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def double(case: Case, other: Case, word: Word) -> Decided:
    """The case is the same application once more: it is closed, and the other goes on unchanged."""
    _alive(case, other)
    why = replace(word, why=word.why or f"Den samme som {other.number}.")
    ((closed, events),) = ends.not_application(case, why).changes
    return Decided(
        ((closed, (word.event(f"double-of:{other.number}"), *events)), (other, (word.event(f"double:{case.number}"),)))
    )


def joined(case: Case, other: Case, word: Word, recheck: Recheck) -> Decided:
    """What the case brought belongs to the other: its papers and what was read of them. The case is closed.

    The other stays about what it was about. Consent that a person has decided stands; else it is weighed anew, and the
    other is looked at by a person before it is planned. What an educator has is not taken from her.
    """
    _alive(case, other)
    _same(case.application, other.application)
    why = replace(word, why=word.why or f"Papirerne er lagt i {other.number}.")
    ((closed, events),) = ends.not_application(case, why).changes
    about = _both(case, other)
    checked = recheck(replace(other, application=about))
    noted = (Finding("supplement", Weight.DOUBTS), *(one for one in checked.findings if one.code != "supplement"))
    both = replace(other, application=about, consent=checked.consent, findings=noted)
    told = [word.event(f"joined-from:{case.number}")]
    if other.status in PLANNABLE or (other.status is Status.LACKING and _whole(both)):
        both = moved(both, Status.REVIEW)
        told.append(word.event(f"status:{Status.REVIEW}"))
    return Decided(((closed, (word.event(f"joined:{other.number}"), *events)), (both, tuple(told))))


def _both(case: Case, other: Case) -> Application:
    """What both say, the newer winning; about what the other is about."""
    earlier, later = sorted((case, other), key=lambda one: one.received)
    about = supplemented(earlier.application, later.application)
    kept = {name: value for name, value in other.application.values.items() if value.source is Source.PERSON}
    return replace(
        about,
        kind=other.application.kind,
        school=other.application.school,
        detail=other.application.detail,
        values={**about.values, **kept},
    )


def _whole(case: Case) -> bool:
    return first_status(case.findings, case.consent) is not Status.LACKING


def _alive(case: Case, other: Case) -> None:
    if other.number == case.number:
        raise RefusedError("Skriv nummeret på den anden sag, den her er den samme som.")
    if other.status not in OPEN:
        raise RefusedError(f"Sag {other.number} er '{other.status}'. Vælg en sag, der er åben.")


def _same(one: Application, other: Application) -> None:
    """RefusedError when the two cannot be about the same: evidence of one child must never come to another's case."""
    if one.kind is not other.kind and Kind.UNKNOWN not in (one.kind, other.kind):
        raise RefusedError(f"Den ene sag gælder: {one.kind}, den anden: {other.kind}. Ret det først, hvis de er ens.")
    if one.school and other.school and one.school != other.school:
        raise RefusedError("Sagerne er fra to skoler. Ret skolen først, hvis den er læst forkert.")
    numbers = [digits for about in (one, other) if (digits := "".join(filter(str.isdecimal, about.text("cpr"))))]
    if len(set(numbers)) > 1:
        raise RefusedError("Sagerne har hvert sit CPR-nummer. Ret det først, hvis det ene er læst forkert.")


@dataclass(frozen=True, slots=True)
class Apart:
    """A case split in two: the new one, and what becomes of the one it came from once the new one has its number."""

    opening: Opening
    left: Case
    events: tuple[Event, ...]
    word: Word

    def change(self, number: str) -> Change:
        """The case it came from, when the new one is called `number`."""
        return self.left, (self.word.event(f"split:{number}"), *self.events)


def split(case: Case, kind: Kind, school: str, detail: str, schools: Collection[str], word: Word) -> Apart:
    """A second case of the same papers, about somebody or something else; a person looks at both."""
    said = " ".join(detail.split())
    if case.status not in OPEN or case.told:
        raise RefusedError(f"Sag {case.number} er '{case.status}' og kan ikke deles. Lav en sag af mailen i Indbakke.")
    if kind is Kind.UNKNOWN or not said:
        raise RefusedError("Skriv, om den nye sag gælder en elev, en klasse eller et emne, og hvem eller hvad.")
    if school not in schools:
        raise RefusedError("Vælg en skole i registret.")
    if _alike(said, case.application.detail or "") == 1.0 and kind is case.application.kind:
        raise RefusedError(f"Den nye sag gælder det samme som {case.number}. Skriv, hvem eller hvad den gælder.")
    values = {"school": _by_hand(school), DETAIL[kind]: _by_hand(said)}
    consent = ConsentState.UNCERTAIN if kind is Kind.PUPIL else ConsentState.NOT_REQUIRED
    fresh = Case(
        number="",
        application=Application(kind, school, said, case.application.form, values),
        round=case.round,
        received=case.received,
        status=Status.REVIEW,
        consent=Consent(consent),
        findings=(Finding("form-unknown", Weight.DOUBTS),),
        reply_to=case.reply_to,
        thread=case.thread,
        confirmed=case.confirmed,
    )
    events = (word.event(f"split-from:{case.number}"), word.event(f"status:{Status.REVIEW}"))
    left: Case = case
    told: tuple[Event, ...] = ()
    if case.status in PLANNABLE | {Status.LACKING}:
        left, told = moved(case, Status.REVIEW), (word.event(f"status:{Status.REVIEW}"),)
    return Apart(Opening(fresh, events), left, told, word)


def _by_hand(text: str) -> Value:
    return Value(text, 1.0, Source.PERSON)
