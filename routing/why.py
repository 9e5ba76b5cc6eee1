"""Why this educator, why not another, or why none: one case of a plan, explained in full."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cases.errors import RefusedError
from routing.changed import changed
from routing.changes import Pinned
from routing.danish import counted, listed
from routing.difference import Difference, difference, placements
from routing.explain import EQUAL
from routing.fitness import LEVELS
from routing.instance import Instance, Mode
from routing.plan import Assignment, Plan, Unplaced
from routing.regret import Alternative, alternatives
from routing.route import solve
from routing.rules import broken
from routing.slots import placed_in_slots
from routing.table import table

_WORSE = {level.label: level.worse for level in LEVELS}


@dataclass(frozen=True, slots=True)
class Why:
    """What became of a case, and every other educator with what choosing that one would cost the whole plan.

    `as_of` is a sentence about a plan that was made earlier; "" for one made now.
    """

    told: Assignment | Unplaced
    others: tuple[Alternative, ...]
    as_of: str = ""


def why(instance: Instance, plan: Plan, number: str) -> Why:
    """One case of the plan, explained; RefusedError when it is not in the round."""
    ends: dict[str, Assignment | Unplaced] = {one.case: one for one in plan.assignments}
    told = (ends | {left.case: left for left in plan.unplaced}).get(number)
    if told is None:
        raise RefusedError(f"Sag {number} er ikke blandt dem, som runden fordeler.")
    if instance.settings.mode == Mode.HOURS:
        return Why(told, tuple(_by_planning_again(instance, plan, number)))
    whole = table(instance)
    position = next(at for at, case in enumerate(whole.cases) if case.id == number)
    return Why(told, alternatives(whole, placed_in_slots(whole), position))


def _by_planning_again(instance: Instance, plan: Plan, number: str) -> Iterator[Alternative]:
    """In hours there is no shorter way to know than to plan again with the pair forced."""
    case = next(one for one in instance.cases if one.id == number)
    for seat in sorted(instance.educators, key=lambda one: one.id):
        if placements(plan).get(number) == seat.id:
            continue
        rules = [] if case.pinned else [rule.excluded for rule in broken(case, seat, instance.settings)]
        if case.pinned or rules:
            told = "Sagen er fastholdt hos en anden." if case.pinned else f"{rules[0][0].upper()}{rules[0][1:]}."
            yield Alternative(seat.id, False, told, {})
            continue
        try:
            forced = solve(changed(instance, Pinned(number, seat.id)))
        except RefusedError:
            yield Alternative(
                seat.id, False, "De fastholdte sager dér fylder for meget til, at sagen kan være der.", {}
            )
            continue
        yield _forced(seat.id, number, difference(placements(plan), plan.levels, forced))


def _forced(educator: str, number: str, change: Difference) -> Alternative:
    dropped = tuple(move.case for move in change.lost)
    gained = tuple(move.case for move in change.won if move.case != number)
    worse = [_WORSE[label] for label, was, now in change.levels if label in _WORSE and now > was]
    told = f"Så ville {worse[0]}." if worse else EQUAL
    if dropped:
        told = f"Så ville {counted(len(dropped), 'sag', 'sager')} miste sin plads: {', '.join(dropped)}."
    return Alternative(educator, True, told, {label: now - was for label, was, now in change.levels}, dropped, gained)


def why_text(one: Why) -> str:
    """The explanation for people to read, in Danish."""
    told = one.told
    if isinstance(told, Assignment):
        lines = [f"{told.case} → {told.educator}", *(f"  {reason}" for reason in told.reasons)]
    else:
        lines = [f"{told.case} har ingen plads.", f"  {told.why}", f"  {told.would_help}"]
    lines += [f"  {one.as_of}"] if one.as_of else []
    possible = [other for other in one.others if other.possible]
    lines += ["", "Andre, den bedste først:"] if possible else ["", "Ingen andre kan få sagen."]
    lines += [f"  {other.educator}: {other.why}" for other in possible]
    if len(possible) < len(one.others):
        lines += ["", "Kan ikke få sagen:"]
        lines += _alike([other for other in one.others if not other.possible])
    return "\n".join(lines) + "\n"


def _alike(others: Sequence[Alternative]) -> list[str]:
    """Each reason once, with all whom it is about."""
    whom: dict[str, list[str]] = {}
    for other in others:
        whom.setdefault(other.why, []).append(other.educator)
    return [f"  {listed(names)}: {told}" for told, names in whom.items()]


def why_dict(one: Why) -> dict[str, Any]:
    """The explanation as JSON."""
    told = one.told
    return {
        "case": told.case,
        "educator": told.educator if isinstance(told, Assignment) else None,
        "reasons": list(told.reasons) if isinstance(told, Assignment) else [],
        "unplaced": None
        if isinstance(told, Assignment)
        else {"code": told.code, "why": told.why, "would_help": told.would_help},
        "alternatives": [
            {
                "educator": other.educator,
                "possible": other.possible,
                "why": other.why,
                "loses": dict(other.loses),
                "dropped": list(other.dropped),
                "gained": list(other.gained),
                "moves": [{"case": step.case, "from": step.origin, "to": step.target} for step in other.moves],
            }
            for other in one.others
        ],
    }
