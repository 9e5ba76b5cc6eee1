"""A plan becomes a proposal: every case that it changes, with the line for its history. Approving is a person's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cases.case import MACHINE, PLANNABLE, Actor, Case, Event, Status, moved
from routing.plan import Assignment, Plan, Unplaced

Changed = tuple[Case, tuple[Event, ...]]


def proposed(cases: Sequence[Case], plan: Plan, now: datetime, actor: Actor = MACHINE) -> tuple[Changed, ...]:
    """The cases that the plan changes: proposed for an educator, or on the waiting list; untouched ones are left out.

    Only plannable cases change. One that keeps its educator gets new reasons without a line in its history.
    """
    placed = {assignment.case: assignment for assignment in plan.assignments}
    waiting = {left.case: left for left in plan.unplaced}
    changes = []
    for case in cases:
        after = case
        if case.status in PLANNABLE and case.number in placed:
            after = _placed(case, placed[case.number])
        elif case.status in PLANNABLE and case.number in waiting:
            after = _left(case, waiting[case.number])
        if after != case:
            changes.append((after, _events(case, after, now, actor)))
    return tuple(changes)


def _placed(case: Case, assignment: Assignment) -> Case:
    stays = case.status is Status.PROPOSED
    onward = case if stays else moved(case, Status.PROPOSED)
    return replace(onward, educator=assignment.educator, reasons=assignment.reasons)


def _left(case: Case, left: Unplaced) -> Case:
    onward = case if case.status is Status.WAITING else moved(case, Status.WAITING)
    return replace(onward, educator=None, reasons=(left.why, left.would_help))


def _events(before: Case, after: Case, now: datetime, actor: Actor) -> tuple[Event, ...]:
    if (before.status, before.educator) == (after.status, after.educator):
        return ()
    what = f"status:{after.status}" if before.status is not after.status else "educator"
    who = [f"{after.educator}:"] if after.educator else []
    return (Event(now, actor, what, " ".join([*who, *after.reasons])),)
