"""What is better: the levels of a good plan in order of weight, each with the sentences that explain it.

A level is never traded for those after it. All are counted per case and added up, less is better; the spread of load
alone is counted per educator (`slot_costs`). Their order is a setting; that everybody is served in turn is not.
"""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.danish import listed
from routing.instance import Attached, EducatorSeat, Mode, PlanCase, PlanSettings, Repeats
from routing.roster import Roster
from routing.rules import needed, outside

Costs = NDArray[Any]
Reason = Callable[[PlanCase, EducatorSeat, PlanSettings], str]


@dataclass(frozen=True, slots=True)
class Level:
    """One level: `cost` for all educators of a case with that `about`, `reason` for a pair ("" for none).

    `about` is all that the cost looks at in a case. `help` tells the coordinator what the level is for, `worse` what a
    plan loses by another choice.
    """

    name: str
    label: str
    help: str
    about: Callable[[PlanCase], Hashable]
    cost: Callable[[Any, Roster, PlanSettings], Costs]
    reason: Reason
    worse: str


def _moved(previous: str | None, all_: Roster, settings: PlanSettings) -> Costs:
    return np.zeros(all_.size, np.int16) if previous is None else 1 - all_.count(all_.ids, (previous,))


def _kept(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> str:
    return "Samme læringsvejleder som i det forrige forslag." if case.previous == seat.id else ""


def _wants(case: PlanCase) -> tuple[str, ...]:
    return tuple(dict.fromkeys(case.wants))


def band(met: Costs, wanted: int, bands: int) -> Costs:
    """0 when all wishes are met, bands - 1 when none is, and the steps between for some of them.

    Few bands on purpose: a fine scale would deaden the levels after it.
    """
    between = 1 + (wanted - met - 1) * (bands - 2) // max(1, wanted - 1)
    return np.where(met == wanted, 0, np.where(met == 0, bands - 1, between))


def _misfit(wants: tuple[str, ...], all_: Roster, settings: PlanSettings) -> Costs:
    return band(all_.count(all_.competences, wants), len(wants), settings.bands)


def _fit(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> str:
    has = [need for need in needed(case, settings) if need in seat.competences]
    word = "den kompetence" if len(has) == 1 else "de kompetencer"
    sentences = [f"Har {word}, som sagen kræver: {listed(has)}."] if has else []
    return " ".join([*sentences, *_wishes(case, seat)])


def _wishes(case: PlanCase, seat: EducatorSeat) -> list[str]:
    wants = _wants(case)
    met = [want for want in wants if want in seat.competences]
    if not met:
        return ["Opfylder ingen af ønskerne."] if wants else []
    return [f"Opfylder {'alle' if len(met) == len(wants) else f'{len(met)} af {len(wants)}'} ønsker: {listed(met)}."]


def _even(about: None, all_: Roster, settings: PlanSettings) -> Costs:
    return np.zeros(all_.size, np.int16)


def _silent(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> str:
    return ""


def _repeat(place: tuple[str, str], all_: Roster, settings: PlanSettings) -> Costs:
    visits = all_.count(all_.visits, (place,))
    return visits if settings.repeats == Repeats.AVOID else visits == 0


def _been_there(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> str:
    visits = sum((visit.school, visit.environment) == (case.school, case.environment) for visit in seat.history)
    if visits:
        return f"Har været i læringsmiljøet {visits} {'gang' if visits == 1 else 'gange'} før."
    return "Har ikke været i læringsmiljøet før." if seat.history else ""


def _travel(district: str | None, all_: Roster, settings: PlanSettings) -> Costs:
    return all_.outside(district)


def _district(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> str:
    if case.district is None or not seat.districts:
        return ""
    return f"Arbejder {'ikke ' if outside(case, seat) else ''}til daglig i distriktet {case.district}."


_ATTACHED_COST = {Attached.NEUTRAL: (0, 0), Attached.PREFER: (1, 0), Attached.AVOID: (0, 1)}


def _attachment(school: str, all_: Roster, settings: PlanSettings) -> Costs:
    return np.array(_ATTACHED_COST[settings.attached], np.int16)[all_.count(all_.attached, (school,))]


def _attached(case: PlanCase, seat: EducatorSeat, settings: PlanSettings) -> str:
    counts = settings.attached != Attached.NEUTRAL and case.school in seat.attached
    return "Er fast tilknyttet skolen." if counts else ""


SPREAD = "spread"
SERVED_HELP = (
    "Flest mulige sager får plads, og ingen overhales: først højere prioritet, så flest runder på venteliste, så "
    "først modtaget. Det står altid først og kan ikke flyttes."
)
HOURS_HELP = (
    "Flest mulige timer får plads: først højere prioritet, så flest runder på venteliste. Det står altid først og kan "
    "ikke flyttes.",
    "De tre slags ansøgninger (elev, klasse, emne) følges ad: den del af deres timer, som får plads, er højst 5 "
    "procentpoint fra hinanden, eller så lidt som de mest mulige timer tillader.",
)
LEVELS = (
    Level(
        "stability",
        "Flyttet fra det forrige forslag",
        "Sager, der allerede er foreslået en læringsvejleder, bliver hos den, når runden fordeles igen.",
        lambda case: case.previous,
        _moved,
        _kept,
        "flere sager skifte læringsvejleder",
    ),
    Level(
        "fit",
        "Ønsker, der ikke er fuldt opfyldt",
        "Sagens ønsker om kompetencer opfyldes: helt, noget eller slet ikke (bands siger, hvor mange trin der er).",
        _wants,
        _misfit,
        _fit,
        "ønskerne blive dårligere opfyldt",
    ),
    Level(
        SPREAD,
        "Fordeling af belastningen",
        "Arbejdet deles jævnt efter kapacitet over hele skoleåret: den, der fik mest tidligere, får mindst nu.",
        lambda case: None,
        _even,
        _silent,
        "arbejdet blive mere ujævnt fordelt",
    ),
    Level(
        "repeat",
        "Gentagelser i læringsmiljøet",
        "Den samme læringsvejleder sendes ikke igen og igen til det samme læringsmiljø (eller netop det: repeats).",
        lambda case: (case.school, case.environment),
        _repeat,
        _been_there,
        "hensynet til læringsmiljøet blive ringere",
    ),
    Level(
        "district",
        "Sager uden for distriktet",
        "Læringsvejledere bliver i de distrikter, hvor de arbejder til daglig.",
        lambda case: case.district,
        _travel,
        _district,
        "flere sager ligge uden for distriktet",
    ),
    Level(
        "attached",
        "Fast tilknytning",
        "Skolens faste læringsvejleder foretrækkes eller undgås; uden betydning, når attached er neutral.",
        lambda case: case.school,
        _attachment,
        _attached,
        "den faste tilknytning blive fulgt dårligere",
    ),
)
_BY_NAME = {level.name: level for level in LEVELS}


def chosen(settings: PlanSettings) -> tuple[Level, ...]:
    """The levels that count, the weightiest first."""
    return tuple(_BY_NAME[name] for name in settings.levels)


def levels_text(settings: PlanSettings) -> str:
    """What a good plan is by these settings, the weightiest first: a line for each level, in Danish."""
    first = (SERVED_HELP,) if settings.mode == Mode.SLOTS else HOURS_HELP
    told = [*first, *(f"{level.label} ({level.name}): {level.help}" for level in chosen(settings))]
    return "".join(f"{place}. {line}\n" for place, line in enumerate(told, 1))


def slot_scale(wholes: Sequence[int]) -> int:
    """What the spread's fractions are multiplied by to be whole: exact while the denominators allow, else 10⁻⁹."""
    scale = math.lcm(*(count for count in wholes if count))
    return scale if scale <= 10**9 else 10**9


def slot_costs(whole: int, earlier: int, used: int, scale: int) -> list[int]:
    """The cost of an educator's first `used` places, scaled: (2k-1)/whole, k counted on from the `earlier` cases.

    Growing costs make the sum of squares of the relative load the thing that is least: an even spread. `whole` are the
    places of the school year so far, this round's included, so that it is the year that is spread.
    """
    return [(2 * (earlier + k) - 1) * scale // whole for k in range(1, used + 1)]
