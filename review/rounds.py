"""A round's proposal, approved by a person: who is told, and what was told before and is otherwise now. Pure.

proposed, and nobody told yet            → the school and the educator are told
proposed for another than was told       → the school, the one before and the one now
proposed for the one that was told       → nobody: nothing has changed for them
no place, though somebody was told       → the school that it waits, the one before that it is taken away
no place                                 → the school that it waits
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from cases.case import Case, Event, Status
from cases.consent import CONSENTED
from cases.errors import RefusedError, Way
from cases.mails import OutgoingMail
from cases.people import Educator
from cases.rulings import Ruling
from replies import due
from replies.facts import Context
from review.decide import Change, Decided, Word, allowed, changed_to, educator_of, ended, pins_of
from routing.danish import counted


def has_proposal(case: Case) -> bool:
    """Whether a plan says something of the case that nobody has approved yet: an educator, or why it waits."""
    return case.status is Status.PROPOSED or (case.status is Status.WAITING and bool(case.reasons))


class News(StrEnum):
    """What the approval of a case's proposal changes for those who were told something before."""

    FIRST = "får at vide, hvem der kommer"
    MOVED = "får en anden, end der blev skrevet"
    SAME = "ingen får besked"
    WAITS = "får at vide, at den venter"
    LOST = "får at vide, at den venter alligevel"


def news(case: Case) -> News:
    """What the school of a case with a proposal will be told when it is approved, given what it was told before."""
    if case.status is Status.PROPOSED:
        return News.FIRST if case.told is None else News.SAME if case.told == case.educator else News.MOVED
    return News.WAITS if case.told is None else News.LOST


def news_text(cases: Sequence[Case]) -> str:
    """What follows from approving these proposals, in Danish: each correction by itself, all else counted."""
    of = {kind: [case for case in cases if news(case) is kind] for kind in News}
    lines = [
        *(f"{case.number}: skolen, {case.told} og {case.educator} får besked om flytningen" for case in of[News.MOVED]),
        *(f"{case.number}: skolen får besked om, at den venter alligevel, og {case.told} om, at sagen er væk"
          for case in of[News.LOST]),
        *(f"{case.number}: ingen får besked; den er hos {case.educator}, som skolen ved" for case in of[News.SAME]),
        *_counted(len(of[News.FIRST]), "får skole og vejleder at vide, hvem der kommer"),
        *_counted(len(of[News.WAITS]), "får skolen at vide, at den venter"),
    ]  # fmt: skip
    return "\n".join(["Når forslaget godkendes:", *(f"  {line}." for line in lines)]) + "\n" if lines else ""


def _counted(count: int, what: str) -> tuple[str, ...]:
    return (f"For {counted(count, 'sag', 'sager')} {what}",) if count else ()


def approve(
    cases: Sequence[Case],
    word: Word,
    context: Context,
    educators: Mapping[str, Educator],
    standing: Sequence[Ruling] = (),
) -> Decided:
    """Approve a proposal: each proposed case is assigned and pinned; each waiting one is told so, and keeps its turn
    in the next round. It is told once: its reasons are the plan's, and gone until the next plan gives new ones.

    `standing` are the rulings that stand for the round: a proposal that breaks one is refused, a pin has done its work.
    """
    changes: list[Change] = []
    mails: list[OutgoingMail] = []
    pins: list[Ruling] = []
    for case in cases:
        if case.status is Status.PROPOSED:
            change, owed = _assigned(case, word, context, educators, standing)
            pins += pins_of(case, standing)
        elif has_proposal(case):
            change, owed = _waits(case, word, context, educators)
        else:
            raise RefusedError(f"Sag {case.number} er '{case.status}' og har intet forslag at godkende.")
        changes.append(change)
        mails += owed
    return Decided(tuple(changes), tuple(mails), ended(pins, word))


def _assigned(
    case: Case, word: Word, context: Context, educators: Mapping[str, Educator], standing: Sequence[Ruling]
) -> tuple[Change, Sequence[OutgoingMail]]:
    if case.consent.state not in CONSENTED:
        raise RefusedError(f"Sag {case.number} kan ikke fordeles: samtykket er '{case.consent.state}'.")
    new = educator_of(case.educator or "", educators)
    allowed(case, new, standing)
    _as_pinned(case, standing)
    changed, events = changed_to(replace(case, pinned=True, told=new.id), Status.ASSIGNED, word)
    match news(case):
        case News.SAME:
            return (changed, events), ()
        case News.FIRST:
            return (changed, events), due.after_assignment(changed, new, context)
    events = (*events, *_not_told(case, word, educators))
    return (changed, events), due.after_reassignment(changed, educators.get(case.told or ""), new, context)


def _waits(
    case: Case, word: Word, context: Context, educators: Mapping[str, Educator]
) -> tuple[Change, Sequence[OutgoingMail]]:
    onward = _next_round(case.round, context)
    waits = replace(case, waited=case.waited + (onward != case.round), round=onward, reasons=(), told=None)
    old, corrected = educators.get(case.told or ""), news(case) is News.LOST
    change = (waits, (word.event("waits"), *_not_told(case, word, educators)))
    return change, due.after_waiting(waits, context, old, corrected=corrected)


def _as_pinned(case: Case, standing: Sequence[Ruling]) -> None:
    """RefusedError when the case was pinned to another after it was proposed."""
    for pin in pins_of(case, standing):
        if pin.educator != case.educator:
            raise RefusedError(
                f"Sag {case.number} er foreslået til {case.educator}, men {pin.by} har fastholdt den hos "
                f"{pin.educator} siden: læg et nyt forslag for runden først.",
                Way.PLAN,
            )


def _not_told(case: Case, word: Word, educators: Mapping[str, Educator]) -> Sequence[Event]:
    """The one before cannot be told when the register has it no more; the history says so."""
    gone = case.told is not None and case.told not in educators
    return (word.event(f"not-told:{case.told}"),) if gone else ()


def _next_round(name: str, context: Context) -> str:
    """The round after; the same while there is none yet."""
    now = context.round(name)
    later = [r for r in context.rounds if now and r.deadline > now.deadline]
    return min(later, key=lambda r: r.deadline).name if later else name
