"""The story: a round's cases and educators become a problem, the problem a plan, the plan a proposal for each case.

    cases, educators, history ─problem→ Instance ─solve→ Plan ─proposed→ changed cases with their events
    Plan, changes ─what_if→ Difference                       Plan, one case ─why→ every educator, and why not

Promise: in slots nobody is passed over in the queue and no better plan exists; in hours the plan says what is proved.
The same round gives the same plan.
"""

from collections.abc import Callable, Sequence
from typing import Any

from cases.case import Case
from cases.rounds import Round
from routing.changes import Change
from routing.difference import Difference, difference, otherwise, placements
from routing.faults import checked
from routing.hours import in_hours
from routing.instance import Instance, Mode, PlanSettings
from routing.parse import read_text
from routing.plan import Plan, Tell, plan_dict, silent
from routing.problem import Registers, problem
from routing.slots import in_slots
from routing.table import table

_WAYS: dict[Mode, Callable[..., Plan]] = {Mode.SLOTS: in_slots, Mode.HOURS: in_hours}


def solve(instance: Instance, tell: Tell = silent) -> Plan:
    """The plan of an instance; raises RefusedError when the instance contradicts itself. `tell` hears of each step."""
    tell(f"Ser på, hvem der kan tage hvad: {len(instance.cases)} sager, {len(instance.educators)} læringsvejledere")
    whole = table(checked(instance))
    return _WAYS[instance.settings.mode](whole, tell)


def route(
    round_: Round,
    cases: Sequence[Case],
    registers: Registers,
    settings: PlanSettings | None = None,
    solver: Callable[[Instance], Plan] = solve,
) -> tuple[Instance, Plan]:
    """The problem of a round (kept, so that it can be solved again) and its plan, made by `solver`.

    Raises RefusedError when the round contradicts itself, such as pins that ask for more places than there are.
    """
    instance = problem(round_, cases, registers, settings or PlanSettings())
    return instance, solver(instance)


def what_if(
    instance: Instance, plan: Plan, changes: Sequence[Change], solver: Callable[[Instance], Plan] = solve
) -> Difference:
    """What the changes would do to a plan: the smallest change that is best. Nothing is taken.

    Raises RefusedError when a change names somebody who is not there, or when no plan could follow it.
    """
    return difference(placements(plan), plan.levels, solver(otherwise(instance, plan, changes)))


def plan_json(text: str, stopwatch: Callable[[], float], solver: Callable[[Instance], Plan] = solve) -> dict[str, Any]:
    """`tovholder plan FILE.json --json`: the answer to the problem in `text`; `stopwatch` gives seconds.

    Raises RefusedError listing every fault of the text.
    """
    started = stopwatch()
    plan = solver(read_text(text))
    return plan_dict(plan, stopwatch() - started)
