"""What is never allowed: the hard rules, as a table. A pin is a person's decision and stands above the others.

How many places an educator has is kept by the solver, for it concerns all cases at once.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from routing.instance import Districts, EducatorSeat, Mode, PlanCase, PlanSettings

Test = Callable[[PlanCase, EducatorSeat, PlanSettings], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """`broken` says whether the pair breaks it; `excluded` completes the sentence "3 … ".

    `about` is all that the rule looks at in a case, so that cases alike in it share the work; `relax` completes
    "Hvis …, ": what people could give up, empty when they cannot.
    """

    name: str
    about: Callable[[PlanCase], Hashable]
    broken: Test
    excluded: str
    relax: str = ""


def needed(case: PlanCase, settings: PlanSettings) -> tuple[str, ...]:
    """The competences the case must find: its own, and those its kind asks for."""
    return tuple(dict.fromkeys((*case.needs, *settings.needs.get(case.kind, ()))))


def lacking(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> tuple[str, ...]:
    """The needed competences that the educator lacks."""
    return tuple(need for need in needed(case, settings) if need not in seat.competences)


def _lacks_competence(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> bool:
    return bool(lacking(case, seat, settings))


def _conflicted(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> bool:
    return case.school in seat.conflicts


def outside(case: PlanCase, seat: EducatorSeat) -> bool:
    """Whether the case lies outside the educator's districts; an unknown district, or none, is outside of nothing."""
    return case.district is not None and bool(seat.districts) and case.district not in seat.districts


def _over_the_border(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> bool:
    return settings.districts == Districts.HARD and outside(case, seat)


def _too_large(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> bool:
    return settings.mode == Mode.HOURS and case.demand > seat.capacity


def _pinned_elsewhere(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> bool:
    return case.pinned is not None and case.pinned != seat.id


PIN = Rule("pin", lambda case: case.pinned, _pinned_elsewhere, "er udelukket, fordi sagen er fastholdt hos en anden")
RULES = (
    Rule(
        "competence",
        lambda case: (case.kind, case.needs),
        _lacks_competence,
        "mangler en kompetence, som sagen kræver",
        "kravet om {lacking} lempes",
    ),
    Rule("conflict", lambda case: case.school, _conflicted, "kan ikke sendes til skolen"),
    Rule(
        "district",
        lambda case: case.district,
        _over_the_border,
        "arbejder i et andet distrikt",
        "sagen må tages af et andet distrikt",
    ),
    Rule("capacity", lambda case: case.demand, _too_large, "har færre timer, end sagen kræver"),
)


def broken(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> tuple[Rule, ...]:
    """The rules that keep the educator from the case; none means allowed."""
    if case.pinned is not None:
        return (PIN,) if PIN.broken(case, seat, settings) else ()
    return tuple(rule for rule in RULES if rule.broken(case, seat, settings))
