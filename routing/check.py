"""Whether a plan is what it says it is: looked at from outside, with none of the planner's own code.

An answer that a child process gave, or that was kept, is believed only when nothing is found here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from routing.capacity import room
from routing.instance import Districts, EducatorSeat, Instance, Mode, PlanCase
from routing.plan import Plan

Placed = Mapping[str, str]


def wrong(instance: Instance, plan: Plan) -> tuple[str, ...]:
    """What is wrong with the plan, a sentence for each fault: none for a true one."""
    at = {assignment.case: assignment.educator for assignment in plan.assignments}
    seats = {seat.id: seat for seat in instance.educators}
    named = Counter([*(a.case for a in plan.assignments), *(left.case for left in plan.unplaced)])
    if named != Counter(case.id for case in instance.cases):
        return ("Planens sager er ikke rundens sager, hver én gang.",)
    if not set(at.values()) <= set(seats):
        return ("Planen nævner en læringsvejleder, som ikke er i runden.",)
    faults = [*_pairs(instance, at, seats), *_full(instance, at, seats)]
    if instance.settings.mode == Mode.SLOTS:
        faults += _certificates(instance, plan, at)
    return tuple(faults)


def fits(instance: Instance, case: PlanCase, seat: EducatorSeat) -> bool:
    """Whether the rules allow the pair, read off the two alone."""
    if case.pinned is not None:
        return case.pinned == seat.id
    settings = instance.settings
    asked = {*case.needs, *settings.needs.get(case.kind, ())} - {*case.waived}
    border = settings.districts == Districts.HARD and case.district is not None and bool(seat.districts)
    return (
        asked <= {*seat.competences}
        and {*case.languages} - {*case.waived} <= {*seat.languages}
        and case.school not in seat.conflicts
        and seat.id not in case.forbidden
        and not (border and case.district not in seat.districts)
        and (settings.mode == Mode.SLOTS or case.demand <= room(seat, settings.mode) + 1e-6)
    )


def _pairs(instance: Instance, at: Placed, seats: Mapping[str, EducatorSeat]) -> Iterator[str]:
    for case in instance.cases:
        if case.pinned is not None and at.get(case.id) != case.pinned:
            yield f"Sag {case.id} er fastholdt hos {case.pinned}, men ligger der ikke."
        elif case.id in at and not fits(instance, case, seats[at[case.id]]):
            yield f"Sag {case.id} må ikke ligge hos {at[case.id]}."


def _full(instance: Instance, at: Placed, seats: Mapping[str, EducatorSeat]) -> Iterator[str]:
    used: defaultdict[str, float] = defaultdict(float)
    for case in instance.cases:
        if case.id in at:
            used[at[case.id]] += case.demand
    for name, total in used.items():
        if total > room(seats[name], instance.settings.mode) + 1e-6:
            yield f"{name} har fået mere, end der er plads til."


def _certificates(instance: Instance, plan: Plan, at: Placed) -> Iterator[str]:
    """A case left over needs its proof: every place it can reach is held by a pin or by a case ahead in the queue."""
    turn = {case.id: (-case.priority, -case.waited, case.received, case.id) for case in instance.cases}
    cases, may = {case.id: case for case in instance.cases}, _Candidates(instance)
    free = {seat.id: int(room(seat, Mode.SLOTS)) for seat in instance.educators}
    onward: defaultdict[str, set[str]] = defaultdict(set)
    latest: dict[str, tuple[object, ...]] = {}
    for number, educator in at.items():
        free[educator] -= 1
        onward[educator] |= may.of(cases[number])
        if cases[number].pinned is None:
            latest[educator] = max(latest.get(educator, turn[number]), turn[number])
    proved = set[str]()  # full of cases ahead of those looked at so far, so also ahead of those later in the queue
    for number in sorted((left.case for left in plan.unplaced), key=lambda number: turn[number]):
        reach, fresh = set[str](), may.of(cases[number]) - proved
        while fresh:
            reach |= fresh
            fresh = frozenset().union(*(onward[educator] for educator in fresh)) - reach - proved
        if any(free[educator] > 0 for educator in reach):
            yield f"Sag {number} står uden plads, men der er en ledig, som den kan nå."
        if any(latest[educator] > turn[number] for educator in reach if educator in latest):
            yield f"Sag {number} er sprunget over i køen."
        proved |= reach


class _Candidates:
    """Who may have a case, by the words that cases share: a country has half a million pairs."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.known: dict[object, frozenset[str]] = {}
        self.conflicts: defaultdict[str, set[str]] = defaultdict(set)
        for seat in instance.educators:
            for school in seat.conflicts:
                self.conflicts[school].add(seat.id)

    def of(self, case: PlanCase) -> frozenset[str]:
        """The educators whom `fits` allows."""
        if case.pinned is not None:
            return frozenset({case.pinned})
        bare = replace(case, school="", district=None, forbidden=(), kind="", needs=self._asked(case))
        able = self._fitting(("able", bare.needs, case.languages, case.waived), bare)
        near = self._fitting(("near", case.district), replace(self._nothing(case), district=case.district))
        return (able & near) - self.conflicts[case.school] - {*case.forbidden}

    def _asked(self, case: PlanCase) -> tuple[str, ...]:
        return tuple(sorted({*case.needs, *self.instance.settings.needs.get(case.kind, ())}))

    def _nothing(self, case: PlanCase) -> PlanCase:
        return PlanCase(case.id, "", "", case.received)

    def _fitting(self, key: object, case: PlanCase) -> frozenset[str]:
        if key not in self.known:
            self.known[key] = frozenset(s.id for s in self.instance.educators if fits(self.instance, case, s))
        return self.known[key]
