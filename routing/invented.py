"""Invented rounds, drawn from a seed: for tests, measurements and the demo. Nobody and no school in them exists.

The same size, tightness and seed give the same round on every machine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

from cases.people import Educator, School
from cases.rounds import COPENHAGEN
from routing.dice import Dice
from routing.instance import Districts, EducatorSeat, Instance, Mode, PlanCase, PlanSettings, Visit

OPENS = datetime(2026, 10, 24, 8, tzinfo=COPENHAGEN)
"""When the first case may come; the deadline is six weeks later, and most come near it."""
WEEKS = 6
SCHOOLS = 29
"""Schools of one area: as many as Silkeborg has."""
WORDS = (
    "AKT", "autisme", "børnefællesskaber", "inklusion", "klasseledelse", "mellemformer", "ordblindhed",
    "skolefravær", "specialpædagogik", "sprog", "tosprogede", "trivsel",
)  # fmt: skip
LANGUAGES = ("arabisk", "polsk", "tyrkisk", "ukrainsk")
SHARES = ((1.0, 6), (0.8, 2), (0.6, 1), (0.5, 1))
"""How large a part of full time an educator works, and how many of ten do."""
KINDS = (("elev", 55), ("klasse", 28), ("emne", 17))
HOURS = {"elev": (12, 30), "klasse": (8, 20), "emne": (4, 12)}
"""The least and the most hours that a case of a kind takes, where a round is planned in hours."""
TIGHTNESSES = (0.8, 1.05, 1.4)
"""Demand over capacity: room to spare, about as much as there is, far too much."""


@dataclass(frozen=True, slots=True)
class Size:
    """A round: so many cases, and educators in so many areas. One area is a municipality with 29 schools.

    One area has five districts, which are a wish; several are a ring, and an educator works in its own area and in
    the two beside it, never farther away.
    """

    cases: int
    educators: int
    areas: int = 1


SIZES: Mapping[str, Size] = {
    "S": Size(50, 8),
    "M": Size(200, 25),
    "L": Size(1_000, 100, 4),
    "XL": Size(3_000, 300, 12),
    "XXL": Size(10_000, 1_000, 40),
}
"""A municipality's quarter, a year of it, a region's, several regions' and the country's."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A school where cases come from: its area's or district's name and how many pupils it has, for its weight."""

    school: str
    district: str | None
    pupils: float


def invented(size: str = "S", tightness: float = 1.05, seed: int = 1, mode: Mode = Mode.SLOTS) -> Instance:
    """A round of one of `SIZES`; `tightness` is demand over capacity, in places or in hours by the mode."""
    chosen, dice = SIZES[size], Dice(size, tightness, seed, mode)
    areas = [_area(dice, number, chosen) for number in range(chosen.areas)]
    places = [place for area in areas for place in area]
    cases = tuple(_with_language(dice, case) for case in _cases(dice, places, WORDS, chosen.cases, mode))
    capacity = sum(case.demand for case in cases) / tightness
    seats = [_seat(dice, number, areas, chosen) for number in range(chosen.educators)]
    districts = Districts.SOFT if chosen.areas == 1 else Districts.HARD
    staff = tuple(_with_year(dice, seat) for seat in _with_places(dice, seats, capacity))
    return Instance(staff, cases, PlanSettings(mode, districts))


def invented_at(
    schools: Sequence[School],
    educators: Sequence[Educator],
    cases: int,
    seed: int = 1,
    settings: PlanSettings | None = None,
) -> Instance:
    """A round of cases from these schools for these educators: no school twice before each has come once.

    For institutions (no school type "folkeskole") there are no pupils' cases, only rooms (stuer) and topics.
    """
    dice = Dice("at", cases, seed)
    places = [_Place(school.name, school.district, 1) for school in schools]
    words = sorted({word for educator in educators for word in educator.competences})
    chosen = settings or PlanSettings()
    rooms = not any("skole" in school.type for school in schools)
    drawn = _cases(dice, places, words, cases, chosen.mode, each_once=True, rooms=rooms)
    seats = tuple(
        EducatorSeat(
            educator.id,
            educator.capacity,
            educator.competences,
            educator.districts,
            educator.attached,
            educator.conflicts,
            _visits(
                dice, [place for place in places if place.district in educator.districts] or places, 4, rooms=rooms
            ),
        )
        for educator in educators
    )
    return Instance(seats, drawn, chosen)


def _area(dice: Dice, number: int, size: Size) -> list[_Place]:
    """The schools of an area: most are folkeskoler of very different size, a few are private and small."""
    if size.areas > 1:
        return [
            _Place(f"Skole {number + 1}.{school + 1}", f"Område {number + 1}", 0.3 + 2 * dice.share() ** 2)
            for school in range(SCHOOLS)
        ]
    districts = ("Nord", "Syd", "Øst", "Vest", "Midt")
    return [
        _Place(f"Skole {school + 1}", districts[school % len(districts)], 0.3 + 2 * dice.share() ** 2)
        for school in range(SCHOOLS)
    ]


def _seat(dice: Dice, number: int, areas: Sequence[Sequence[_Place]], size: Size) -> EducatorSeat:
    """An educator without places yet; works at home and beside it, is attached to a few schools, knows some."""
    home = number * len(areas) // size.educators
    near = sorted({home, (home - 1) % len(areas), (home + 1) % len(areas)})
    places = [place for area in near for place in areas[area]]
    names = [place.school for place in areas[home]]
    district_names = sorted({place.district for place in places if place.district})
    return EducatorSeat(
        f"L{number + 1:04d}",
        0,
        dice.some(WORDS, 3, 5),
        tuple(district_names) if len(areas) > 1 else dice.some(district_names, 1, 3),
        dice.some(names, 2, 4),
        dice.some(names, 1, 1) if dice.chance(0.2) else (),
        _visits(dice, areas[home], 8),
    )


def _visits(dice: Dice, places: Sequence[_Place], most: int, *, rooms: bool = False) -> tuple[Visit, ...]:
    """Learning environments supported over the last two school years."""
    names = ("1. runde", "2. runde", "3. runde", "4. runde")
    found = []
    for _ in range(dice.between(0, most)):
        school = dice.one(places).school
        year = dice.between(2024, 2025)
        found.append(Visit(school, f"{school} {_group(dice, rooms=rooms)}", f"{dice.one(names)} {year}/{year - 1999}"))
    return tuple(found)


def _group(dice: Dice, *, rooms: bool) -> str:
    return dice.one(("stue 1", "stue 2", "stue 3")) if rooms else f"{dice.between(0, 9)}.{dice.one('abc')}"


def _with_places(dice: Dice, seats: Sequence[EducatorSeat], capacity: float) -> tuple[EducatorSeat, ...]:
    """The capacity shared out by how much each works: whole places, or whole hours, and not one lost on the way."""
    shares = [dice.weighted(SHARES) for _ in seats]
    ends = [round(capacity * upto / sum(shares)) for upto in accumulate(shares, initial=0)]
    counts = [after - before for before, after in pairwise(ends)]
    return tuple(replace(seat, capacity=count) for seat, count in zip(seats, counts, strict=True))


def _with_year(dice: Dice, seat: EducatorSeat) -> EducatorSeat:
    """It is the second round of a school year: in the first, some had all they could take, others less."""
    return replace(
        seat,
        languages=(dice.one(LANGUAGES),) if dice.chance(0.3) else (),
        earlier_places=seat.capacity,
        earlier_cases=int(seat.capacity * (0.5 + dice.share() / 2)),
    )


def _with_language(dice: Dice, case: PlanCase) -> PlanCase:
    """Few cases need somebody who speaks the family's language."""
    return replace(case, languages=(dice.one(LANGUAGES),)) if dice.chance(0.03) else case


def _cases(
    dice: Dice,
    places: Sequence[_Place],
    words: Sequence[str],
    count: int,
    mode: Mode,
    *,
    each_once: bool = False,
    rooms: bool = False,
) -> tuple[PlanCase, ...]:
    """Cases numbered in the order they came, as the coordinator's are."""
    times = sorted(OPENS + timedelta(minutes=int(dice.share() ** 0.5 * WEEKS * 7 * 24 * 60)) for _ in range(count))
    weights = [(place, place.pupils) for place in places]
    first = dice.some(places, count, count) if each_once else ()
    from_where = [*first, *(dice.weighted(weights) for _ in range(count - len(first)))]
    order = sorted((dice.share(), position) for position in range(count))
    return tuple(
        _case(dice, f"T-2026-{number:04d}", time, from_where[position], words, mode, rooms=rooms)
        for number, (time, (_, position)) in enumerate(zip(times, order, strict=True), 1)
    )


def _case(
    dice: Dice, id_: str, received: datetime, place: _Place, words: Sequence[str], mode: Mode, *, rooms: bool
) -> PlanCase:
    kind = dice.weighted(KINDS[1:] if rooms else KINDS)
    group = "" if kind == "emne" else f" {_group(dice, rooms=rooms)}"
    needs = dice.some(words, 1, 1) if dice.chance(0.35 if rooms else 0.57) else ()
    return PlanCase(
        id=id_,
        kind=kind,
        school=place.school,
        received=received,
        environment=f"{place.school}{group}",
        district=place.district,
        needs=needs,
        wants=tuple(word for word in dice.some(words, 0, 3) if word not in needs),
        demand=1 if mode is Mode.SLOTS else dice.between(*HOURS[kind]),
        waited=dice.weighted(((0, 88), (1, 10), (2, 2))),
        priority=dice.weighted(((0, 95), (1, 5))),
    )
