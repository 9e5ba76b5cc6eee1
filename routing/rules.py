"""What is never allowed: the hard rules, as a table. A pin is a person's decision and stands above the others.

How many places an educator has is kept by the solver, for it concerns all cases at once.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np

from routing.changes import Allowed, AnyDistrict, Change, Relaxed
from routing.instance import Districts, EducatorSeat, Mode, PlanCase, PlanSettings
from routing.roster import Flags, Roster, roster


@dataclass(frozen=True, slots=True)
class Rule:
    """`about` is all that the rule looks at in a case; `broken` by whom, of all educators, for a case with that.

    `excluded` completes the sentence "3 … "; `relax` gives the change by which people could
    let this pair off the rule, None when they cannot.
    """

    name: str
    about: Callable[[PlanCase, PlanSettings], Hashable]
    broken: Callable[[Any, Roster], Flags]
    excluded: str
    relax: Callable[[PlanCase, EducatorSeat, PlanSettings], Change] | None = None


def needed(case: PlanCase, settings: PlanSettings) -> tuple[str, ...]:
    """The competences the case must find: its own, and those its kind asks for."""
    asked = (*case.needs, *settings.needs.get(case.kind, ()))
    return tuple(need for need in dict.fromkeys(asked) if need not in case.waived)


def spoken(case: PlanCase) -> tuple[str, ...]:
    """The languages the case must find."""
    return tuple(language for language in dict.fromkeys(case.languages) if language not in case.waived)


def lacking(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> tuple[str, ...]:
    """The needed competences that the educator lacks."""
    return tuple(need for need in needed(case, settings) if need not in seat.competences)


def outside(case: PlanCase, seat: EducatorSeat) -> bool:
    """Whether the case lies outside the educator's districts; an unknown district, or none, is outside of nothing."""
    return case.district is not None and bool(seat.districts) and case.district not in seat.districts


def _border(case: PlanCase, settings: PlanSettings) -> str | None:
    return case.district if settings.districts == Districts.HARD else None


def _size(case: PlanCase, settings: PlanSettings) -> float:
    return case.demand if settings.mode == Mode.HOURS else 0.0


RULES = (
    Rule(
        "competence",
        needed,
        lambda needs, all_: all_.lacks(all_.competences, needs),
        "mangler en kompetence, som sagen kræver",
        lambda case, seat, settings: Relaxed(case.id, lacking(case, seat, settings)),
    ),
    Rule(
        "language",
        lambda case, settings: spoken(case),
        lambda languages, all_: all_.lacks(all_.languages, languages),
        "taler ikke det sprog, som sagen kræver",
        lambda case, seat, settings: Relaxed(case.id, tuple(w for w in spoken(case) if w not in seat.languages)),
    ),
    Rule(
        "conflict",
        lambda case, settings: case.school,
        lambda school, all_: all_.count(all_.conflicts, (school,)) > 0,
        "kan ikke sendes til skolen",
    ),
    Rule(
        "forbidden",
        lambda case, settings: case.forbidden,
        lambda ids, all_: all_.count(all_.ids, ids) > 0,
        "er fravalgt af koordinatoren",
        lambda case, seat, settings: Allowed(case.id, seat.id),
    ),
    Rule(
        "district",
        _border,
        lambda district, all_: all_.outside(district),
        "arbejder i et andet distrikt",
        lambda case, seat, settings: AnyDistrict(case.id),
    ),
    Rule(
        "capacity",
        _size,
        lambda demand, all_: np.asarray(demand > all_.hours + 1e-9),
        "har færre timer, end sagen kræver",
    ),
)


def broken(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> tuple[Rule, ...]:
    """The rules that keep this one educator from the case; none means allowed. A pin stands above them."""
    alone = roster((seat,))
    return tuple(rule for rule in RULES if rule.broken(rule.about(case, settings), alone)[0])


def may(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> bool:
    """Whether this educator may have the case."""
    return case.pinned == seat.id if case.pinned is not None else not broken(case, seat, settings)
