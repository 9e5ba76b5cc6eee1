"""What the coordinator rules for a round before it is planned: pin, forbid, reserve, waive; and undo it again. Pure.

    (case as it was seen, what stands, who, why) ─pin→ Decided(changes, rulings)     the store writes both or neither
    what stands ─bound→ Registers of the plan        what stands ─in_words→ sentences, also when no plan can keep to it

A ruling changes no proposal by itself: the round is planned again, and what the plan moves is shown first.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cases.case import Case, Status
from cases.errors import RefusedError, Way
from cases.people import Educator
from cases.rulings import Ruling, RulingKind
from replies.facts import Context
from review.decide import Change, Decided, Word, allowed, educator_of, ended, pins_of, with_reason
from routing.danish import counted, listed
from routing.instance import Mode
from routing.problem import Registers

OPEN_TO_RULE = frozenset(
    {Status.RECEIVED, Status.LACKING, Status.REVIEW, Status.READY, Status.PROPOSED, Status.WAITING}
)
"""Statuses of a case that nobody has approved yet; what is approved is moved by a decision about it."""


def pin(
    case: Case, educator_id: str, word: Word, educators: Mapping[str, Educator], standing: Sequence[Ruling]
) -> Decided:
    """The case goes to that educator, whatever else the plan does; an earlier pin gives way."""
    _can_be_ruled(case)
    educator = educator_of(educator_id, educators)
    allowed(case, educator, standing)
    before = pins_of(case, standing)
    if any(one.educator == educator.id for one in before):
        raise RefusedError(f"Sag {case.number} er allerede fastholdt hos {educator.id}.")
    ruling = Ruling(RulingKind.PIN, word.by, word.at, word.why, case.number, educator=educator.id)
    held = replace(case, pinned=case.educator == educator.id)
    return Decided(((held, (word.event(_what(ruling)),)),), (), (*ended(before, word), ruling))


def forbid(
    case: Case, educator_id: str, word: Word, educators: Mapping[str, Educator], standing: Sequence[Ruling]
) -> Decided:
    """That educator does not get the case; why stands in the history."""
    with_reason(word)
    _can_be_ruled(case)
    educator = educator_of(educator_id, educators)
    for one in pins_of(case, standing):
        if one.educator == educator.id:
            raise RefusedError(
                f"{one.by} har fastholdt sag {case.number} hos {educator.id}: ophæv det først (bestemmelse {one.id})."
            )
    ruling = Ruling(RulingKind.FORBID, word.by, word.at, word.why, case.number, educator=educator.id)
    return _ruled(case, [ruling], word, standing)


def waive(
    case: Case,
    needs: Sequence[str],
    word: Word,
    needed: Collection[str],
    standing: Sequence[Ruling],
    *,
    any_district: bool = False,
) -> Decided:
    """The case is let off needs, and with `any_district` off staying in its district; `needed` is what cases of its
    kind must find.
    """
    with_reason(word)
    _can_be_ruled(case)
    for need in needs:
        if need not in needed:
            has = f"den kræver {listed(sorted(needed))}" if needed else "den kræver ingenting"
            raise RefusedError(f"Sag {case.number} kræver ikke {need}: {has}.")
    kinds = [(RulingKind.WAIVE, need) for need in dict.fromkeys(needs)]
    kinds += [(RulingKind.ANY_DISTRICT, "")] if any_district else []
    made = [Ruling(kind, word.by, word.at, word.why, case.number, word=need) for kind, need in kinds]
    if not made:
        raise RefusedError("Vælg mindst ét krav, som sagen skal fritages for.")
    return _ruled(case, made, word, standing)


def reserve(
    round_name: str,
    educator_id: str,
    count: float,
    word: Word,
    context: Context,
    educators: Mapping[str, Educator],
    standing: Sequence[Ruling],
    mode: Mode = Mode.SLOTS,
) -> Decided:
    """So many places (or hours) of an educator are kept free in that round; an earlier number gives way."""
    with_reason(word)
    if context.round(round_name) is None:
        raise RefusedError(f'Der er ingen runde "{round_name}".', Way.PICK_ROUND)
    educator = educator_of(educator_id, educators)
    has = educator.capacity_in(round_name)
    if not (math.isfinite(count) and 0 < count <= has):
        most = _amount(has, mode)
        raise RefusedError(f"Reservér mere end 0 og højst {most}: det er, hvad {educator.id} har i runden.")
    ruling = Ruling(RulingKind.RESERVE, word.by, word.at, word.why, round=round_name, educator=educator.id, count=count)
    before = tuple(one for one in standing if one.place == ruling.place)
    return Decided((), (), (*ended(before, word), ruling))


def undo(ruling: Ruling, case: Case | None, word: Word) -> Decided:
    """It is ruled no more; `case` is the one it is about. A proposal that came of it stays until the next plan."""
    change: tuple[Change, ...] = ()
    if case is not None:
        loose = replace(case, pinned=False) if ruling.kind is RulingKind.PIN and case.status in OPEN_TO_RULE else case
        change = ((loose, (word.event(f"undone-{_what(ruling)}"),)),)
    return Decided(change, (), ended((ruling,), word))


def bound(registers: Registers, standing: Sequence[Ruling], today: date) -> Registers:
    """What a round is planned with, kept to what stands, as the world is seen that day."""
    of = {kind: [one for one in standing if one.kind is kind] for kind in RulingKind}
    waived: dict[str, tuple[str, ...]] = {}
    for one in of[RulingKind.WAIVE]:
        waived[one.case or ""] = (*waived.get(one.case or "", ()), one.word)
    return replace(
        registers,
        pinned={one.case or "": one.educator or "" for one in of[RulingKind.PIN]},
        forbidden=frozenset((one.case or "", one.educator or "") for one in of[RulingKind.FORBID]),
        reserved={one.educator or "": one.count for one in of[RulingKind.RESERVE]},
        waived=waived,
        any_district=frozenset(one.case or "" for one in of[RulingKind.ANY_DISTRICT]),
        today=today,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A ruling as people read it: its number, what is ruled, who said so, and why in the person's own words."""

    ruling: Ruling
    what: str


def in_words(standing: Sequence[Ruling], mode: Mode = Mode.SLOTS) -> tuple[Line, ...]:
    """What stands, in sentences; `mode` says whether places or hours are counted."""
    return tuple(Line(one, _SENTENCES[one.kind].format(one=one, amount=_amount(one.count, mode))) for one in standing)


def needed_by(needs: Mapping[str, Sequence[str]], case: Case) -> frozenset[str]:
    """What the case must find, by the settings of its kind (elev, klasse, emne)."""
    return frozenset(needs.get(case.application.kind.value, ()))


_CODES: Mapping[RulingKind, str] = {
    RulingKind.PIN: "pinned",
    RulingKind.FORBID: "forbidden",
    RulingKind.RESERVE: "reserved",
    RulingKind.WAIVE: "waived",
    RulingKind.ANY_DISTRICT: "any-district",
}
"""How the line in a case's history begins; "undone-" stands before it when it is undone."""

_SENTENCES: Mapping[RulingKind, str] = {
    RulingKind.PIN: "{one.case} er fastholdt hos {one.educator}.",
    RulingKind.FORBID: "{one.educator} må ikke få {one.case}.",
    RulingKind.RESERVE: "{amount} hos {one.educator} holdes fri.",
    RulingKind.WAIVE: "{one.case} er fritaget for kravet om {one.word}.",
    RulingKind.ANY_DISTRICT: "{one.case} må tages af et hvilket som helst distrikt.",
}


def _amount(count: float, mode: Mode) -> str:
    return counted(count, "plads", "pladser") if mode == Mode.SLOTS else counted(count, "time", "timer")


def _what(ruling: Ruling) -> str:
    """The ruling as the history has it: "pinned:akb"."""
    return ":".join(filter(None, (_CODES[ruling.kind], ruling.educator or ruling.word)))


def _ruled(case: Case, made: Sequence[Ruling], word: Word, standing: Sequence[Ruling]) -> Decided:
    """The case, unchanged but for its version, so that two people do not rule on it at once; and the lines it gets."""
    for line in in_words([one for one in standing if one.place in {new.place for new in made}]):
        raise RefusedError(f"Det er allerede bestemt: {line.what}")
    return Decided(((case, tuple(word.event(_what(one)) for one in made)),), (), tuple(made))


def _can_be_ruled(case: Case) -> None:
    if case.status not in OPEN_TO_RULE:
        raise RefusedError(f"Sag {case.number} er '{case.status}': det, der er godkendt, flyttes.", Way.ASSIGN)
