"""Whether a plan is what it says it is: looked at from outside, with none of the planner's own code.

An answer that a child process gave, or that was kept, is believed only when nothing is found here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

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
    cases = {case.id: case for case in instance.cases}
    known: dict[object, frozenset[str]] = {}
    held: defaultdict[str, list[str]] = defaultdict(list)
    for number, educator in at.items():
        held[educator].append(number)

    def may(case: PlanCase) -> frozenset[str]:
        alike = (
            case.pinned,
            case.kind,
            case.needs,
            case.languages,
            case.school,
            case.forbidden,
            case.waived,
            case.district,
        )
        if alike not in known:
            known[alike] = frozenset(seat.id for seat in instance.educators if fits(instance, case, seat))
        return known[alike]

    whole = {seat.id: int(room(seat, Mode.SLOTS)) for seat in instance.educators}
    onward = {educator: frozenset().union(*(may(cases[n]) for n in numbers)) for educator, numbers in held.items()}
    for left in plan.unplaced:
        reach, fresh = set[str](), set(may(cases[left.case]))
        while fresh:
            reach |= fresh
            fresh = {to for educator in fresh for to in onward.get(educator, ())} - reach
        inside = [number for educator in reach for number in held[educator]]
        if len(inside) < sum(whole[educator] for educator in reach):
            yield f"Sag {left.case} står uden plads, men der er en ledig, som den kan nå."
        if any(cases[number].pinned is None and turn[number] > turn[left.case] for number in inside):
            yield f"Sag {left.case} er sprunget over i køen."
