"""Why an approved case is where it is: as it was when the plan was made. Since then it is held there, and so are the
others, so that a new calculation could tell no more than that. Pure.

(case, every plan that names it) ─ the one it was approved from ─→ Why, with the others as they could have been
"""

from collections.abc import Sequence
from dataclasses import replace

from cases.case import Case, Status
from cases.letters import PlanRow
from cases.rounds import COPENHAGEN
from replies.words import day
from routing.answer import read_plan
from routing.parse import read_instance
from routing.plan import Assignment
from routing.why import Why, why

APPROVED = frozenset({Status.ASSIGNED, Status.RUNNING, Status.CLOSED})
"""Statuses in which a case is where a person approved it."""


def as_approved(case: Case, kept: Sequence[PlanRow]) -> Why | None:
    """The case, explained by the plan that its reasons are from; None when it is not approved, or was placed otherwise.

    `kept` are the plans of its round that name it, oldest first.
    """
    if case.status not in APPROVED:
        return None
    for row in reversed(kept):
        plan = read_plan(row.result)
        if any(_led_to(case, one) for one in plan.assignments):
            on = day(row.created.astimezone(COPENHAGEN).date())
            told = why(read_instance(dict(row.inputs)), plan, case.number)
            return replace(told, as_of=f"Sådan var det, da forslaget blev lagt {on}. Siden er sagen godkendt.")
    return None


def placed_by_hand(case: Case, told: Why) -> Why:
    """The same with the case's own reasons, where a person gave it to the educator it has."""
    if not isinstance(told.told, Assignment) or case.status not in APPROVED or not case.reasons:
        return told
    return replace(told, told=replace(told.told, reasons=case.reasons))


def _led_to(case: Case, one: Assignment) -> bool:
    """Whether the case was approved as this placement has it: what a person changed since has other reasons."""
    return (one.case, one.educator, one.reasons) == (case.number, case.educator, case.reasons)
