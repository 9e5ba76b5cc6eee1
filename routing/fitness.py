"""What is better: the levels of a good plan in order of weight, each with the sentences that explain it.

A level is never traded for those after it. All are counted per case and added up, less is better; the spread of load
alone is counted per educator (`slot_costs`).
"""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from routing.instance import Attached, EducatorSeat, PlanCase, PlanSettings, Repeats
from routing.rules import needed, outside

Cost = Callable[[PlanCase, EducatorSeat, PlanSettings], int]
Reason = Callable[[PlanCase, EducatorSeat, PlanSettings], str]

GOOD, FAIR, FAILED = 0, 1, 2
"""The three bands of fit: all wishes met, some, none. A finer scale would deaden the levels after it."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level: `cost` of a pair, `reason` for it ("" for none), and what a plan loses by a worse choice (`worse`).

    `about` is all that the cost looks at in a case, so that cases alike in it share the work.
    """

    name: str
    label: str
    about: Callable[[PlanCase], Hashable]
    cost: Cost
    reason: Reason
    worse: str


def listed(words: Sequence[str], last: str = "og") -> str:
    """Words as a Danish list: a, b og c."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _moved(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> int:
    return int(case.previous is not None and case.previous != seat.id)


def _kept(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> str:
    return "Samme læringsvejleder som i det forrige forslag." if case.previous == seat.id else ""


def _met(case: PlanCase, seat: EducatorSeat) -> list[str]:
    return [want for want in dict.fromkeys(case.wants) if want in seat.competences]


def _band(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> int:
    met, wanted = len(_met(case, seat)), len(set(case.wants))
    return GOOD if met == wanted else FAIR if met else FAILED


def _fit(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> str:
    has = [need for need in needed(case, settings) if need in seat.competences]
    word = "den kompetence" if len(has) == 1 else "de kompetencer"
    sentences = [f"Har {word}, som sagen kræver: {listed(has)}."] if has else []
    return " ".join([*sentences, *_wishes(case, seat)])


def _wishes(case: PlanCase, seat: EducatorSeat) -> list[str]:
    met, wanted = _met(case, seat), len(set(case.wants))
    if not met:
        return ["Opfylder ingen af ønskerne."] if wanted else []
    return [f"Opfylder {'alle' if len(met) == wanted else f'{len(met)} af {wanted}'} ønsker: {listed(met)}."]


def _even(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> int:
    return 0


def _silent(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> str:
    return ""


def _visits(case: PlanCase, seat: EducatorSeat) -> int:
    return sum((visit.school, visit.environment) == (case.school, case.environment) for visit in seat.history)


def _repeat(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> int:
    visits = _visits(case, seat)
    return visits if settings.repeats == Repeats.AVOID else int(not visits)


def _been_there(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> str:
    visits = _visits(case, seat)
    if visits:
        return f"Har været i læringsmiljøet {visits} {'gang' if visits == 1 else 'gange'} før."
    return "Har ikke været i læringsmiljøet før." if seat.history else ""


def _travel(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> int:
    return int(outside(case, seat))


def _district(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> str:
    if case.district is None or not seat.districts:
        return ""
    return f"Arbejder {'ikke ' if outside(case, seat) else ''}til daglig i distriktet {case.district}."


_ATTACHED_COST = {Attached.NEUTRAL: (0, 0), Attached.PREFER: (1, 0), Attached.AVOID: (0, 1)}


def _attachment(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> int:
    return _ATTACHED_COST[settings.attached][case.school in seat.attached]


def _attached(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> str:
    counts = settings.attached != Attached.NEUTRAL and case.school in seat.attached
    return "Er fast tilknyttet skolen." if counts else ""


SPREAD = "spread"
LEVELS = (
    Level(
        "stability",
        "Flyttet fra det forrige forslag",
        lambda case: case.previous,
        _moved,
        _kept,
        "flere sager skifte læringsvejleder",
    ),
    Level(
        "fit",
        "Ønsker, der ikke er fuldt opfyldt",
        lambda case: case.wants,
        _band,
        _fit,
        "ønskerne blive dårligere opfyldt",
    ),
    Level(SPREAD, "Fordeling af belastningen", lambda case: None, _even, _silent, "arbejdet blive mere ujævnt fordelt"),
    Level(
        "repeat",
        "Gentagelser i læringsmiljøet",
        lambda case: (case.school, case.environment),
        _repeat,
        _been_there,
        "hensynet til læringsmiljøet blive ringere",
    ),
    Level(
        "district",
        "Sager uden for distriktet",
        lambda case: case.district,
        _travel,
        _district,
        "flere sager ligge uden for distriktet",
    ),
    Level(
        "attached",
        "Fast tilknytning",
        lambda case: case.school,
        _attachment,
        _attached,
        "den faste tilknytning blive fulgt dårligere",
    ),
)


def slot_scale(places: Sequence[int]) -> int:
    """What the spread's fractions are multiplied by to be whole: exact while the denominators allow, else 10⁻⁹."""
    scale = math.lcm(*(count for count in places if count))
    return scale if scale <= 10**9 else 10**9


def slot_costs(places: int, used: int, scale: int) -> list[int]:
    """The cost of an educator's first `used` places: (2k-1)/places, scaled; their sum is load²/places.

    Growing costs make the sum of squares of the relative load the thing that is least: an even spread.
    """
    return [(2 * k - 1) * scale // places for k in range(1, used + 1)]
