"""A plan becomes a proposal: every case that it changes, with the line for its history. Approving is a person's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cases.case import MACHINE, PLANNABLE, Actor, Case, Event, Status, moved
from routing.plan import Assignment, Plan, Unplaced

Changed = tuple[Case, tuple[Event, ...]]


def proposed(
    cases: Sequence[Case], plan: Plan, now: datetime, actor: Actor = MACHINE, pinned: Collection[str] = ()
) -> tuple[Changed, ...]:
    """The cases that the plan changes: proposed for an educator, or on the waiting list; untouched ones are left out.

    Only plannable cases change, and approved ones that have not begun and whose educator is no longer there. One that
    keeps its educator gets new reasons without a line in its history. `pinned` are the cases a person holds there.
    """
    placed = {assignment.case: assignment for assignment in plan.assignments}
    waiting = {left.case: left for left in plan.unplaced}
    changes = []
    for case in cases:
        after = case
        if case.status not in PLANNABLE and not _freed(case, placed, waiting):
            continue
        if case.number in placed:
            after = replace(_placed(_ready(case), placed[case.number]), pinned=case.number in pinned)
        elif case.number in waiting:
            after = _left(_ready(case), waiting[case.number])
        if after != case:
            changes.append((after, _events(case, after, now, actor)))
    return tuple(changes)


def _freed(case: Case, placed: Mapping[str, Assignment], waiting: Mapping[str, Unplaced]) -> bool:
    """Approved, but the plan could not keep it where it was."""
    elsewhere = case.number in placed and placed[case.number].educator != case.educator
    return case.status is Status.ASSIGNED and (elsewhere or case.number in waiting)


def _ready(case: Case) -> Case:
    return moved(case, Status.READY) if case.status is Status.ASSIGNED else case


def _placed(case: Case, assignment: Assignment) -> Case:
    stays = case.status is Status.PROPOSED
    onward = case if stays else moved(case, Status.PROPOSED)
    return replace(onward, educator=assignment.educator, reasons=assignment.reasons)


def _left(case: Case, left: Unplaced) -> Case:
    onward = case if case.status is Status.WAITING else moved(case, Status.WAITING)
    return replace(onward, educator=None, pinned=False, reasons=(left.why, left.would_help))


def _events(before: Case, after: Case, now: datetime, actor: Actor) -> tuple[Event, ...]:
    if (before.status, before.educator) == (after.status, after.educator):
        return ()
    what = f"status:{after.status}" if before.status is not after.status else "educator"
    who = [f"{after.educator}:"] if after.educator else []
    return (Event(now, actor, what, " ".join([*who, *after.reasons])),)
