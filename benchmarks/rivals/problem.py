"""A round in places, read from the instance anew: who may take what, what pairs are worth, and what a plan scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import pstdev

from routing.instance import Districts, EducatorSeat, Instance, PlanCase


@dataclass(frozen=True, slots=True)
class Pair:
    """Who may take a case: the band of fit (0 good, 1 fair, 2 none), earlier visits, outside the district."""

    seat: int
    band: int
    visits: int
    outside: int

    @property
    def cost(self) -> tuple[int, int, int]:
        """What is compared before and after the spread: fit, repeats, district."""
        return self.band, self.visits, self.outside


@dataclass(frozen=True, slots=True)
class Problem:
    """Cases in queue order; `arrival` are their positions in the order they came; `pairs[case]` who may take each.

    Of each educator: `places`, and of the school year so far, this round's places included, `year` places and
    `earlier` cases.
    """

    cases: tuple[PlanCase, ...]
    arrival: tuple[int, ...]
    places: tuple[int, ...]
    year: tuple[int, ...]
    earlier: tuple[int, ...]
    pairs: tuple[tuple[Pair, ...], ...]


Held = list[int]
"""For each case the position of its educator, -1 for none."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a plan is worth. `out_of_turn`: places held by cases that the queue gives none.

    `fit` is 0..1 over the served cases that have wishes: all wishes met 1, some ½, none 0. `spread` is the standard
    deviation of the educators' relative load over the school year. `levels` are the sums that are least in turn: bands
    of fit, squares of load, repeats, outside the district.
    """

    served: int
    out_of_turn: int
    fit: float
    spread: float
    levels: tuple[float, ...]


def read(instance: Instance) -> Problem:
    """The problem of an instance in places without drafts, with the default settings beside districts; pins first."""
    queue = sorted(instance.cases, key=lambda c: (c.pinned is None, -c.priority, -c.waited, c.received, c.id))
    seats = sorted(instance.educators, key=lambda seat: seat.id)
    hard = instance.settings.districts is Districts.HARD
    everybody = frozenset(range(len(seats)))
    able: dict[str, frozenset[int]] = {}
    near: dict[str | None, frozenset[int]] = {None: everybody}
    barred: dict[str, frozenset[int]] = {}
    for case in queue:
        for need in case.needs:
            able.setdefault(need, frozenset(at for at in everybody if need in seats[at].competences))
        for language in case.languages:
            able.setdefault(language, frozenset(at for at in everybody if language in seats[at].languages))
        if case.district not in near:
            near[case.district] = frozenset(
                at for at in everybody if not seats[at].districts or case.district in seats[at].districts
            )
        barred.setdefault(case.school, frozenset(at for at in everybody if case.school in seats[at].conflicts))
    rows = []
    for case in queue:
        allowed = (near[case.district] if hard else everybody) - barred[case.school]
        for need in (*case.needs, *case.languages):
            allowed &= able[need]
        if case.pinned is not None:
            allowed = frozenset(at for at in everybody if seats[at].id == case.pinned)
        rows.append(tuple(_pair(case, at, seats[at], at not in near[case.district]) for at in sorted(allowed)))
    came = sorted(range(len(queue)), key=lambda at: (queue[at].received, queue[at].id))
    places, before = tuple(int(seat.capacity) for seat in seats), tuple(int(seat.earlier_places) for seat in seats)
    year = tuple(now + then for now, then in zip(places, before, strict=True))
    return Problem(
        tuple(queue), tuple(came), places, year, tuple(int(seat.earlier_cases) for seat in seats), tuple(rows)
    )


def _pair(case: PlanCase, at: int, seat: EducatorSeat, outside: bool) -> Pair:
    met, wanted = len(set(case.wants) & set(seat.competences)), len(set(case.wants))
    visits = sum((v.school, v.environment) == (case.school, case.environment) for v in seat.history)
    return Pair(at, 0 if met == wanted else 1 if met else 2, visits, int(outside))


def held_by(problem: Problem, instance: Instance, placed: dict[str, str]) -> Held:
    """A plan as case id → educator id, by positions."""
    at = {name: position for position, name in enumerate(sorted(seat.id for seat in instance.educators))}
    return [at[placed[case.id]] if case.id in placed else -1 for case in problem.cases]


def in_turn(problem: Problem) -> frozenset[int]:
    """The cases the queue gives a place: each in turn, if all before it that have one can still have one.

    A shortest chain of moves to a free place is looked for; educators from whom none leads on are never asked again.
    """
    holding: list[set[int]] = [set() for _ in problem.places]
    at, closed = [-1] * len(problem.cases), [False] * len(problem.places)
    allowed = [[pair.seat for pair in row] for row in problem.pairs]
    for case in range(len(problem.cases)):
        came: dict[int, tuple[int, int]] = {}
        edge, free = [(case, -1)], -1
        while edge and free < 0:
            onward = []
            for mover, origin in edge:
                for seat in allowed[mover]:
                    if seat in came or closed[seat]:
                        continue
                    came[seat] = (mover, origin)
                    if len(holding[seat]) < problem.places[seat]:
                        free = seat
                        break
                    onward += [(other, seat) for other in holding[seat]]
                if free >= 0:
                    break
            edge = onward
        if free < 0:
            for seat in came:
                closed[seat] = True
        while free >= 0:
            mover, origin = came[free]
            if origin >= 0:
                holding[origin].remove(mover)
            holding[free].add(mover)
            at[mover], free = free, origin
    return frozenset(case for case, seat in enumerate(at) if seat >= 0)


def check(problem: Problem, held: Sequence[int]) -> None:
    """Raise AssertionError unless everybody holds only what is allowed, and no more than there are places."""
    used = [0] * len(problem.places)
    for case, seat in enumerate(held):
        if seat >= 0:
            assert any(pair.seat == seat for pair in problem.pairs[case]), "a case lies where it may not"
            used[seat] += 1
    assert all(n <= places for n, places in zip(used, problem.places, strict=True)), "an educator is over capacity"


def score(problem: Problem, held: Sequence[int], turn: frozenset[int]) -> Score:
    """What the plan is worth."""
    check(problem, held)
    mine = [next(p for p in problem.pairs[case] if p.seat == seat) for case, seat in enumerate(held) if seat >= 0]
    used = [0] * len(problem.places)
    for pair in mine:
        used[pair.seat] += 1
    wished = [
        next(p.band for p in problem.pairs[case] if p.seat == seat)
        for case, seat in enumerate(held)
        if seat >= 0 and problem.cases[case].wants
    ]
    loads = [
        (n + earlier) / year
        for n, earlier, year, places in zip(used, problem.earlier, problem.year, problem.places, strict=True)
        if places
    ]
    squares = sum(
        ((n + earlier) ** 2 - earlier**2) / year
        for n, earlier, year in zip(used, problem.earlier, problem.year, strict=True)
        if year
    )
    return Score(
        served=len(mine),
        out_of_turn=sum(seat >= 0 and case not in turn for case, seat in enumerate(held)),
        fit=1 - sum(wished) / (2 * len(wished)) if wished else 1.0,
        spread=pstdev(loads) if loads else 0.0,
        levels=(
            sum(p.band for p in mine),
            round(squares, 6),
            sum(p.visits for p in mine),
            sum(p.outside for p in mine),
        ),
    )
